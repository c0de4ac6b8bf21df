// Before the first question: what can be asked, by group and searchable, tools to start, tips.
import { button, h, paragraphs } from "../../dom.js";

const plain = (text) => text.toLowerCase().normalize("NFD").replace(/[^a-z0-9\s]/g, "");

/** Topics whose title has all the words, each at the beginning of a word; `loose`: all but one. */
export function match(groups, typed, most = 50) {
  const wanted = plain(typed).split(/\s+/).filter((word) => word.length > 1);
  if (!wanted.length) return [];
  return groups
    .flatMap((group) => group.topics)
    .filter(({ title }) => wanted.every((word) => ` ${plain(title)}`.includes(` ${word}`)))
    .slice(0, most);
}

/** Words that say nothing about the subject; suggestions while typing leave them out. */
const SMALL = new Set("a about an and are be can child children do does for have how i in is it me my of on or our should tell that the their they this to we what when where which who why with you your".split(" "));

export function suggest(groups, typed) {
  const telling = plain(typed).split(/\s+/).filter((word) => word && !SMALL.has(word));
  return telling.length && telling.length < 6 ? match(groups, telling.join(" "), 3) : [];
}

/** The panel; `fill` gives it the privacy notice and the topics once they are there. */
export class Topics {
  constructor(on) {
    const { t } = on;
    this.on = on;
    this.groups = [];
    this.notice = h("div.notice");
    this.count = h("p.small", { role: "status" });
    this.list = h("div.list");
    this.input = h("input", { type: "search", id: "search", autocomplete: "off", oninput: () => this.show() });
    this.browse = h("section", { "aria-labelledby": "browse" }, h(`h${on.level}.title`, { id: "browse" }, t.browse), h("label", { for: "search" }, t.search), this.input, this.count, this.list);
    this.back = button("link", t.toConversation, on.back);
    this.heading = h(`h${on.level}.title`, { tabindex: "-1" }, t.welcome);
    this.node = h(
      "section.topics",
      { "aria-label": t.topics },
      this.back,
      this.heading,
      this.notice,
      h("ul.starts", { role: "list", "aria-label": t.toolsTitle }, t.tools.map(([words, more]) => h("li", {}, button("start", [words, h("span.small", {}, more)], () => on.say(words))))),
      this.browse,
      h("details.tips", { open: true }, h("summary", {}, t.tipsTitle), h("ul", {}, [...t.tips, on.leaves && t.leaveTip].filter(Boolean).map((tip) => h("li", {}, tip)))),
    );
  }

  fill(notice, groups) {
    this.notice.replaceChildren(...paragraphs(notice || ""));
    if (groups) this.groups = groups;
    this.show();
  }

  show() {
    const { t } = this.on;
    const typed = this.input.value.trim();
    const found = typed ? match(this.groups, typed) : [];
    const ask = (topics) => h("ul", { role: "list" }, topics.map((topic) => h("li", {}, button("link", topic.title, () => this.on.ask(topic)))));
    this.browse.classList.toggle("empty", !this.groups.length);
    this.count.textContent = !this.groups.length ? t.noTopics : !typed ? "" : found.length ? t.found(found.length) : t.none;
    this.list.replaceChildren(
      ...(typed ? [ask(found)] : this.groups.map(({ group, topics }) => h("details", {}, h("summary", {}, group, h("span.small", {}, ` ${topics.length}`)), ask(topics)))),
    );
  }
}
