// The conversation as it is shown: messages in order, what can still be answered, what waits to be sent.
import { retire } from "./components/choices/choices.js";
import { message, said, spoken } from "./components/message/message.js";
import { button, h } from "./dom.js";

export class Conversation {
  /**
   * @param {Object} actions what buttons in messages do
   * @param {Status} status reads messages out
   */
  constructor(actions, status) {
    this.actions = actions;
    this.status = status;
    this.node = h("ol.log", { role: "list" });
  }

  get empty() {
    return !this.node.children.length;
  }

  get newest() {
    return this.node.lastElementChild;
  }

  clear() {
    this.node.replaceChildren();
  }

  add(node, transcript) {
    node.transcript = transcript;
    this.node.append(node);
    return node;
  }

  /** What the person said; `before` is a turn of the history, whose text may be the label of a button. */
  said(entry, before) {
    const { t } = this.actions;
    retire(this.node, before ? entry.text : null, t);
    this.last = this.add(said(entry.text, t), `${t.you}: ${entry.text}`);
    this.last.entry = entry;
  }

  /** What the assistant says. `entry` is what it answers, `quiet`: nothing is read out. */
  replies(messages, entry, quiet) {
    const { t, say, choose, edit } = this.actions;
    const first = (one) => (one.kind === "danger" ? 0 : 1); // danger comes first, read out and seen
    const again = entry && (() => (entry.edit ? edit(entry.edit, entry.text) : entry.choice ? choose({ label: entry.text, choice: entry.choice }) : say(entry.text)));
    for (const data of [...messages].sort((a, b) => first(a) - first(b))) {
      const node = message(data, { ...this.actions }, again);
      const cited = (data.sources || []).map((one) => [one.label, one.url].filter(Boolean).join(" "));
      this.add(node, [`${t.guide}:`, data.title, data.text, ...cited].filter(Boolean).join("\n"));
      if (!quiet) this.status.say(spoken(node, t), data.kind === "danger");
    }
  }

  /** Says under a message that it waits to be sent; without `words`, that it does no longer. */
  waiting(entry, words, takeBack) {
    const node = [...this.node.children].reverse().find((one) => one.entry?.id === entry.id);
    node?.querySelector(".state")?.remove();
    if (!node || !words) return;
    const back = button("link", this.actions.t.takeBack, () => {
      node.remove();
      takeBack(entry);
    });
    node.append(h("p.state", {}, words, " ", back));
  }

  /** Puts away every button: the conversation they belong to has ended. */
  end() {
    retire(this.node, null, this.actions.t);
    for (const made of this.node.querySelectorAll(".choices button, .overview button")) made.disabled = true;
  }

  /** All of it as plain text, to save. */
  transcript() {
    const parts = [...this.node.children].map((one) => one.transcript).filter(Boolean);
    return [`${this.actions.t.title}, ${new Date().toLocaleString("en-GB")}`, ...parts].join("\n\n");
  }
}
