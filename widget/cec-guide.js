// <cec-guide>: puts the parts together. Full page, inline panel or floating button.
import { Client } from "./client.js";
import { Composer } from "./components/composer/composer.js";
import { launcher } from "./components/launcher/launcher.js";
import { Leave } from "./components/leave/leave.js";
import { Menu } from "./components/menu/menu.js";
import { Status } from "./components/status/status.js";
import { suggest, Topics } from "./components/topics/topics.js";
import { Conversation } from "./conversation.js";
import { button, h, saveFile } from "./dom.js";
import { words } from "./strings.js";
import { applyTheme } from "./theme.js";

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
    this.scroller = h("div.scroller", { role: "region", "aria-label": t.conversation, tabindex: "0" }, this.topics.node, this.conversation.node, this.status.work);
    this.browser = button("plain", t.topics, () => this.browse(true));
    const minimise = this.mode === "button" ? button("plain", t.minimise, () => this.open(false)) : null;
    this.panel = h(
      "div.panel",
      this.mode === "button" ? { role: "dialog", "aria-label": title, part: "panel" } : { part: "panel" },
      h("header", {}, h(`h${this.actions.level - 1}.name`, {}, title), h("div.bar", {}, this.browser, this.menu.node, this.leave?.node, minimise)),
      this.status.expiry,
      this.scroller,
      this.status.banner,
      this.composer.node,
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
    if (!entry.choice) this.composer.text = entry.text;
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
    this.browse(conversation.empty);
    this.show(conversation.last);
    this.checkEnd();
  }

  on_queued({ entry }) {
    this.conversation.said(entry);
    this.browse(false);
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
    if (erased) this.conversation.clear();
    this.addReplies(messages, entry);
    if (!erased) this.show(this.conversation.last);
    this.checkEnd();
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
    const typed = entries.filter((one) => !one.choice).map((one) => one.text);
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
    if (!entry.choice && !again && !this.composer.text) this.composer.text = entry.text;
  }
}

customElements.define("cec-guide", CecGuide);
