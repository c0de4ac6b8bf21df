// Where one is in a guided tool: "Item 5 of 14", and how much is done.
import { h } from "../../dom.js";

/** @param {{done: number, total: number, item?: number}} progress */
export function progress({ done, total, item }, t) {
  const words = t.done(done, total);
  return h(
    "div.steps",
    {},
    h("p", {}, item ? h("strong", {}, t.item(item, total)) : null, h("span", {}, words)),
    h("progress", { max: total, value: done, "aria-label": words }),
  );
}
