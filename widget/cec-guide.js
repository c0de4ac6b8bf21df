// <cec-guide>: puts the parts together. Full page, inline panel or floating button.
import { Client } from "./client.js";
import { Composer } from "./components/composer/composer.js";
import { launcher } from "./components/launcher/launcher.js";
import { Leave } from "./components/leave/leave.js";
import { Menu } from "./components/menu/menu.js";
import { Status } from "./components/status/status.js";
import { suggest, Topics } from "./components/topics/topics.js";
import { Written } from "./components/written/written.js";
import { Conversation } from "./conversation.js";
import { button, h, saveFile } from "./dom.js";
import { words } from "./strings.js";
import { applyTheme } from "./theme.js";

const WIDE = 54; // em of the panel from which chat and rows stand side by side
const EXIT = "https://www.bbc.co.uk/weather";
const BASE = new URL(".", import.meta.url); // .../chat/, where the door serves all modules as widget.js
const styles = fetch(new URL("widget.css", BASE))
  .then((answer) => answer.text())
  .then((text) => new CSSStyleSheet().replace(text)); // needs no style-src on the host page, unlike <link>

class CecGuide extends HTMLElement {
  static observedAttributes = ["colour"];

  attributeChangedCallback(_name, _old, colour) {
    applyTheme(this, colour);
  }

  connectedCallback() {
    if (!this.panel) this.build();
    this.leave?.listen(true);
    this.minute = setInterval(() => this.checkEnd(), 60000);
    if (this.mode !== "button") this.begin();
    else if (this.client.kept.open) this.open(true, true);
  }

  disconnectedCallback() {
    this.leave?.listen(false);
    clearInterval(this.minute);
  }

  get mode() {
    const mode = this.getAttribute("mode");
    return ["page", "panel"].includes(mode) ? mode : "button";
  }

  // -- building

  build() {
    const t = (this.t = words(this.getAttribute("lang")));
    this.client = new Client(BASE, (event, detail) => this[`on_${event}`](detail || {}));
    const title = this.getAttribute("title") || t.title;
    this.removeAttribute("title"); // would be a tooltip over everything
    const { client } = this;
    const say = (text) => this.say({ text });
    const ask = ({ title: text, choice }) => this.say({ text, choice });
    this.actions = {
      t,
      level: this.mode === "page" ? 2 : 3, // headings follow on from the title
      say,
      ask,
      back: () => this.browse(false),
      choose: ({ label, choice }) => this.say({ text: label, choice }),
      edit: (edit, text) => this.say({ text, edit }),
      unsent: (tool, row) => client.kept.queue.some(({ edit }) => edit?.tool === tool && edit.row === row),
      download: (url, tell) => this.download(url, tell),
      draft: (draft) => client.save({ draft }),
      suggest: (typed) => suggest(this.topics.groups, typed),
      forget: () => client.forget(),
      notice: () => client.kept.notice,
      save: () => saveFile(t.fileName, new Blob([this.conversation.transcript()], { type: "text/plain;charset=utf-8" })),
      restart: () => this.restart(t.restarted),
      erase: () => this.erase(),
    };
    const exit = this.getAttribute("exit") ?? EXIT;
    this.actions.leaves = /^https?:\/\//.test(exit);
    if (this.actions.leaves) this.leave = new Leave(this.actions, exit);
    this.status = new Status(t, () => client.pump());
    this.topics = new Topics(this.actions);
    this.composer = new Composer(this.actions);
    this.menu = new Menu(this.actions);
    this.conversation = new Conversation(this.actions, this.status);
    this.written = new Written(this.actions, () => this.showRows(false));
    this.count = h("span.small");
    this.rows = button("bar-written", [t.written, this.count], () => this.showRows(true), { "aria-expanded": "false", "aria-controls": "sheet", hidden: true });
    this.scroller = h("div.scroller", { role: "region", "aria-label": t.conversation, tabindex: "0" }, this.topics.node, this.conversation.node, this.status.work);
    this.browser = button("plain", t.topics, () => this.browse(true));
    const minimise = this.mode === "button" ? button("plain", t.minimise, () => this.open(false)) : null;
    this.panel = h(
      "div.panel",
      this.mode === "button" ? { role: "dialog", "aria-label": title, part: "panel" } : { part: "panel" },
      h("header", {}, h(`h${this.actions.level - 1}.name`, {}, title), h("div.bar", {}, this.browser, this.menu.node, this.leave?.node, minimise)),
      this.status.expiry,
      this.status.banner,
      h("div.middle", {}, h("div.main", {}, this.rows, this.scroller, this.composer.node), this.written.node),
      this.status.alert,
      this.status.log,
    );
    const root = h("div.root", { lang: t === words() ? "en-GB" : this.getAttribute("lang") }, this.panel);
    if (this.mode === "button") {
      this.launcher = launcher(t, () => this.open(true));
      root.prepend(this.launcher.node);
      this.panel.hidden = true;
    }
    root.style.visibility = "hidden"; // until the styles are there
    this.attachShadow({ mode: "open" }).append(root);
    styles
      .then((sheet) => (this.shadowRoot.adoptedStyleSheets = [sheet]))
      .catch(() => null)
      .finally(() => (root.style.visibility = ""));
    this.composer.text = client.kept.draft || "";
    new ResizeObserver(() => this.lay()).observe(this.panel);
  }

  begin() {
    if (this.begun) return;
    this.begun = true;
    this.client.pump();
  }

  open(open, quiet) {
    this.begin();
    this.panel.hidden = !open;
    this.launcher.node.setAttribute("aria-expanded", String(open));
    this.launcher.none();
    this.client.save({ open });
    if (!quiet) (open ? this.composer.box : this.launcher.node).focus();
  }

  /** Shows the topics, or the conversation. */
  browse(on) {
    const { topics, conversation } = this;
    // What has the focus is about to go, because somebody pressed it
    if (!on && topics.node.contains(this.shadowRoot.activeElement)) this.scroller.focus({ preventScroll: true });
    topics.node.hidden = !on;
    topics.back.hidden = conversation.empty;
    conversation.node.hidden = on;
    if (on) this.scroller.scrollTop = 0;
    if (on && !conversation.empty) topics.heading.focus();
    else if (!on) this.show(conversation.newest);
  }

  /** Where the rows stand: beside the chat, in its place, or put away behind their button. */
  lay() {
    const { panel, written, conversation, client } = this;
    const wide = panel.clientWidth >= WIDE * parseFloat(getComputedStyle(panel).fontSize);
    const open = !conversation.empty && (wide ? client.kept.rows ?? written.view.tools.length > 0 : Boolean(this.sheet));
    panel.classList.toggle("wide", wide && open);
    panel.classList.toggle("sheet", !wide && open);
    written.node.hidden = !open;
    this.rows.hidden = conversation.empty || open;
    this.count.textContent = written.count && ` ${written.count}`;
    return wide;
  }

  showRows(on) {
    const wide = this.lay();
    if (wide) this.client.save({ rows: on });
    this.sheet = on && !wide;
    this.lay();
    (on ? this.written.heading : this.rows).focus({ preventScroll: true });
    if (!on) this.show(this.conversation.last);
  }

  /** Fetches the rows anew; an answer that was overtaken by a later one is dropped. */
  async fillRows() {
    const asked = (this.asked = {});
    const view = await this.client.tools().catch(() => null);
    if (!view || asked !== this.asked) return;
    this.written.fill(view);
    this.lay();
    this.written.follow();
  }

  // -- doing

  say(entry) {
    this.client.send(entry);
  }

  restart(told) {
    this.clear();
    this.status.say(told);
    return this.client.restart();
  }

  async erase() {
    try {
      await this.client.erase();
      this.clear();
      this.status.say(this.t.erased);
    } catch {
      this.note(this.t.notErased);
    }
  }

  async download(url, tell) {
    const { t } = this;
    try {
      const { name, blob } = await this.client.download(url);
      saveFile(name, blob);
      tell(t.saved);
    } catch (problem) {
      tell(problem.messages?.[0]?.text || t.notSaved);
    }
  }

  // -- showing

  clear() {
    this.conversation.clear();
    this.asked = this.sheet = null;
    this.written.fill({ tools: [] });
    this.lay();
    this.composer.ask();
    this.status.offline(null);
    this.status.working(false);
    this.browse(true);
  }

  /** Puts a node at the top of what is seen. Focus stays where it is. */
  show(node) {
    if (!node) return;
    const box = getComputedStyle(this.scroller).overflowY === "visible" ? this.panel : this.scroller;
    box.scrollTop += node.getBoundingClientRect().top - box.getBoundingClientRect().top - 16;
  }

  addReplies(messages, entry, quiet) {
    this.actions.feedback = this.client.kept.feedback && ((body) => this.client.feedback(body));
    this.conversation.replies(messages, entry, quiet);
    const asked = messages.filter((one) => one.hint || one.progress || one.kind === "question").pop();
    this.composer.ask(asked?.hint, Boolean(asked));
    if (!quiet && this.panel.hidden) this.launcher.more(messages.length);
  }

  /** Something the chat itself has to say, in the conversation. */
  note(text, messages = []) {
    if (this.conversation.empty) this.browse(false);
    this.addReplies([{ kind: "error", text }, ...messages]);
    this.show(this.conversation.newest);
  }

  takeBack(entry) {
    this.client.takeBack(entry);
    this.written.fill(this.written.view);
    if (!entry.choice && !entry.edit) this.composer.text = entry.text;
    this.composer.box.focus();
  }

  checkEnd() {
    this.status.ending(this.client.kept.expires || Infinity, !this.conversation.empty);
  }

  // -- what the client tells

  on_session() {
    this.fillTopics();
  }

  async fillTopics() {
    const { topics, client } = this;
    topics.fill(client.kept.notice, null);
    if (topics.groups.length) return;
    this.asking ||= client.topics().catch(() => []);
    const groups = await this.asking;
    this.asking = null;
    topics.fill(client.kept.notice, groups);
  }

  on_history({ turns }) {
    const { conversation } = this;
    conversation.clear();
    for (const { text, messages } of turns) {
      conversation.said({ text }, true);
      this.addReplies(messages, null, true);
    }
    for (const entry of this.client.kept.queue) conversation.said(entry);
    this.fillTopics();
    if (!conversation.empty) this.fillRows();
    this.browse(conversation.empty);
    this.show(conversation.last);
    this.checkEnd();
  }

  on_queued({ entry }) {
    this.conversation.said(entry);
    this.browse(false);
    this.lay();
    this.show(this.conversation.last);
  }

  on_busy() {
    this.status.working(true);
  }

  on_idle() {
    this.status.working(false);
    this.status.offline(null);
  }

  on_replies({ entry, messages, erased }) {
    this.status.working(false);
    this.status.offline(null);
    this.conversation.waiting(entry, null);
    if (erased) this.clear();
    this.addReplies(messages, entry);
    if (erased) this.browse(false);
    else this.fillRows();
    if (messages.some((one) => ["danger", "check"].includes(one.kind))) this.front();
    if (!erased) this.show(this.conversation.last);
    this.checkEnd();
  }

  /** The chat in front of the rows, where only one of them is seen. */
  front() {
    this.sheet = false;
    this.lay();
    this.show(this.conversation.last);
  }

  on_waiting({ entry, messages, offline }) {
    const { t, status } = this;
    status.working(false);
    status.offline(offline ? t.offline : messages[0]?.text || t.starting);
    for (const one of this.client.kept.queue) this.conversation.waiting(one, t.waiting, (back) => this.takeBack(back));
    if (entry) this.show(this.conversation.last); // the banner takes room
    if (!entry) this.topics.fill(this.client.kept.notice, null);
  }

  on_ended({ entries, messages }) {
    const { t } = this;
    const typed = entries.filter((one) => !one.choice && !one.edit).map((one) => one.text);
    this.status.working(false);
    this.conversation.end();
    if (this.conversation.empty && !messages.length) return;
    if (typed.length) this.composer.text = [...typed, this.composer.text].filter(Boolean).join("\n");
    this.note([t.ended, typed.length ? t.endedKept : ""].join(" "), messages);
  }

  on_refused({ entry, messages, again }) {
    this.status.working(false);
    const shown = messages.length ? messages : [{ kind: "error", text: this.t.notTaken }];
    this.addReplies(shown.map((one) => ({ ...one, retry: one.retry || again })), entry);
    this.written.fill(this.written.view);
    if (entry.edit) this.front();
    if (!entry.choice && !entry.edit && !again && !this.composer.text) this.composer.text = entry.text;
  }
}

customElements.define("cec-guide", CecGuide);
