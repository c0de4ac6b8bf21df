// The text box: Enter sends, Shift and Enter makes a new line, matching topics are offered above it.
import { button, h } from "../../dom.js";

export class Composer {
  /** @param {{say: Function, ask: Function, draft: Function, suggest: Function, t: Object}} on */
  constructor(on) {
    const { t } = on;
    this.on = on;
    this.hint = h("span.small", { id: "hint" });
    this.status = h("p.vh", { role: "status" });
    this.list = h("ul.suggestions", { role: "list", "aria-label": t.suggestions });
    this.box = h("textarea", { id: "box", rows: 1, autocomplete: "off", enterkeyhint: "send", dir: "auto", "aria-describedby": "hint" });
    this.box.addEventListener("input", () => this.typed());
    this.box.addEventListener("keydown", (event) => {
      // Enter also ends a word in Japanese or a dictation; that is not sending
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.send();
    });
    this.node = h(
      "div.composer",
      {},
      this.list,
      this.status,
      h("p.label", {}, h("label", { for: "box" }, t.label), this.hint),
      h("div.line", {}, this.box, button("send", t.send, () => this.send())),
    );
    this.ask();
  }

  /** What to type here: a hint of the newest message, or the usual one. */
  ask(hint, quiet) {
    this.hint.textContent = hint || this.on.t.hint;
    this.quiet = quiet; // no topics while a question waits for an answer
    this.suggest();
  }

  get text() {
    return this.box.value;
  }

  set text(words) {
    this.box.value = words;
    this.typed();
  }

  send() {
    const text = this.text.trim();
    if (!text) return this.box.focus();
    this.text = "";
    this.on.say(text);
  }

  typed() {
    this.on.draft(this.text);
    this.box.style.blockSize = "auto";
    if (this.text) this.box.style.blockSize = `${this.box.scrollHeight + 4}px`;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.suggest(), this.text ? 250 : 0);
  }

  suggest() {
    const found = this.quiet ? [] : this.on.suggest(this.text);
    const key = found.map((topic) => topic.topic).join();
    if (key === this.shown) return;
    this.shown = key;
    this.list.replaceChildren(
      ...found.map((topic) =>
        h("li", {}, button("choice", topic.title, () => {
          this.text = "";
          this.box.focus({ preventScroll: true }); // the button that was pressed goes away
          this.on.ask(topic);
        })),
      ),
    );
    this.status.textContent = found.length ? this.on.t.suggested(found.length) : "";
  }
}
