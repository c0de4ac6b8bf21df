// What is going on, seen and heard: live regions, "still working", no connection, the end of a session.
import { button, h } from "../../dom.js";

const SLOW = [4000, 15000];
const READ = 20000; // then a message leaves the live region, so that nobody reads it twice

export class Status {
  constructor(t, tryNow) {
    this.t = t;
    // Danger has its own region: it may interrupt, nothing else may
    this.alert = h("div.vh", { role: "alert" });
    this.log = h("div.vh", { role: "log", "aria-live": "polite", "aria-relevant": "additions" });
    this.work = h("p.working", { hidden: true }, h("span.dots", { "aria-hidden": "true" }, h("i"), h("i"), h("i")), h("span"));
    this.banner = h("div.banner", { hidden: true });
    this.expiry = h("p.banner", { hidden: true });
    this.again = button("link", t.tryNow, tryNow);
    this.timers = [];
  }

  /** Reads out a text once. */
  say(text, urgent) {
    const line = h("p", {}, text);
    (urgent ? this.alert : this.log).append(line);
    setTimeout(() => line.remove(), READ);
  }

  working(on) {
    this.timers.forEach(clearTimeout);
    this.timers = [];
    this.work.hidden = !on;
    if (!on) return;
    const { t } = this;
    this.work.lastChild.textContent = t.working;
    this.timers = [t.slow, t.slower].map((words, i) =>
      setTimeout(() => {
        this.work.lastChild.textContent = words;
        this.say(words);
      }, SLOW[i]),
    );
  }

  /** Shows that nobody answers; `null` when somebody does again. */
  offline(words) {
    const before = !this.banner.hidden;
    this.banner.hidden = !words;
    if (words && this.words !== words) {
      this.banner.replaceChildren(h("p", {}, words), h("p", {}, h("strong", {}, this.t.offlineDanger), " ", this.again));
      this.say(`${words} ${this.t.offlineDanger}`);
    }
    if (!words && before) this.say(this.t.back);
    this.words = words;
  }

  /** Warns in the last half hour (or tenth) of a session that has something to lose. */
  ending(expires, anything) {
    const left = expires - Date.now();
    const warn = anything && left > 0 && left < 30 * 60000;
    if (warn && this.expiry.hidden) {
      const time = new Date(expires).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
      this.expiry.textContent = this.t.expires(time);
      this.say(this.expiry.textContent);
    }
    this.expiry.hidden = !warn;
  }
}
