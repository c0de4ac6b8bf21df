// Leave quickly: a button, and Shift three times. Blank first, then leave.
// After the GOV.UK pattern: not Escape (too easy to press), and the keys must be free of other keys.
import { button, h } from "../../dom.js";

const WINDOW = 5000; // all three within five seconds

export class Leave {
  /** @param {{forget: Function, t: Object}} on @param {string} exit where to go */
  constructor(on, exit) {
    this.on = on;
    this.exit = exit;
    this.presses = 0;
    this.told = h("span.told", { role: "status" });
    this.node = h("span.leave", {}, button("leave", on.t.leave, () => this.leave()), this.told);
    this.keys = (event) => this.key(event);
    this.shown = (event) => event.persisted && this.unblank();
  }

  listen(on) {
    const change = on ? addEventListener : removeEventListener;
    change("keydown", this.keys, true);
    change("keyup", this.keys, true);
    change("pageshow", this.shown);
  }

  key(event) {
    if (event.type === "keydown") {
      if (event.key !== "Shift") this.reset();
      else if (!event.repeat) this.alone = true;
      return;
    }
    // Letting go of Shift counts only if nothing was typed with it
    if (event.key !== "Shift" || !this.alone) return;
    this.alone = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.reset(), WINDOW);
    if (++this.presses >= 3) return this.leave();
    this.told.textContent = this.on.t.shift(3 - this.presses);
  }

  reset() {
    this.alone = false;
    this.presses = 0;
    this.told.textContent = "";
  }

  leave() {
    this.blank();
    this.on.forget();
    location.replace(this.exit); // this page is not in the tab's history any more
  }

  blank() {
    this.title = document.title;
    document.title = this.on.t.leaving;
    document.body.style.setProperty("display", "none", "important");
  }

  /** The browser may keep the page and show it again on Back: then it must not stay blank. */
  unblank() {
    if (this.title === undefined) return;
    document.title = this.title;
    document.body.style.removeProperty("display");
    this.reset();
    location.reload();
  }
}
