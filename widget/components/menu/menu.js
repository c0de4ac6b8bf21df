// The whole conversation: save, start again, delete for good, privacy. Asks before anything is lost.
import { button, h } from "../../dom.js";

export class Menu {
  /** @param {{save: Function, restart: Function, erase: Function, notice: Function, t: Object}} on */
  constructor(on) {
    const { t } = on;
    this.on = on;
    this.list = h(
      "div.items",
      { id: "items", hidden: true },
      this.item(t.save, () => on.save()),
      this.item(t.restart, () => this.confirm(t.confirmRestart, t.restart, on.restart)),
      this.item(t.erase, () => this.confirm(t.confirmErase, t.erase, on.erase)),
      this.item(t.about, () => this.confirm([on.notice(), on.leaves && `${t.leave}: ${t.leaveMore}`].filter(Boolean).join("\n\n"))),
    );
    this.opener = button("plain", t.menu, () => this.toggle(), { "aria-expanded": "false", "aria-controls": "items" });
    this.dialog = h("dialog", { "aria-labelledby": "sure" });
    this.node = h("div.menu", {}, this.opener, this.list, this.dialog);
    this.node.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !this.node.contains(event.relatedTarget)) this.toggle(false);
    });
    this.list.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      this.toggle(false);
      this.opener.focus();
    });
  }

  item(words, act) {
    return button("plain", words, () => {
      this.toggle(false);
      this.opener.focus();
      act();
    });
  }

  toggle(open = this.list.hidden) {
    this.list.hidden = !open;
    this.opener.setAttribute("aria-expanded", String(open));
  }

  /** A question with two buttons; without `words` only something to read. */
  confirm(question, words, act) {
    const { t } = this.on;
    const close = () => this.dialog.close();
    this.dialog.replaceChildren(
      h("div", { id: "sure" }, question.split("\n\n").map((part) => h("p", {}, part))),
      h(
        "p.line",
        {},
        words ? button("send", words, () => (close(), act())) : null,
        button("choice", words ? t.cancel : t.close, close, { autofocus: true }),
      ),
    );
    this.dialog.showModal();
  }
}
