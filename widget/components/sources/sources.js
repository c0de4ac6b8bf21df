// What an answer rests on: links with their edition, and when the answer was last reviewed.
import { h, link } from "../../dom.js";

/** "2026-11-24" as "24 November 2026" */
function day(date, lang) {
  const time = new Date(`${date}T12:00:00`);
  return isNaN(time) ? date : time.toLocaleDateString(lang, { day: "numeric", month: "long", year: "numeric" });
}

export function sources(list, reviewed, t) {
  const when = reviewed ? h("p.small", {}, t.reviewed(day(reviewed, "en-GB"))) : null;
  if (!list?.length) return when;
  return h(
    "div.sources",
    {},
    h(
      "details",
      {},
      h("summary", {}, t.sources(list.length)),
      h("ul", {}, list.map(({ label, url }) => h("li", {}, link(url, label, t.newTab)))),
    ),
    when,
  );
}
