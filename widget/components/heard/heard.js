// A worry said back: the framework's words for each sign, and beside them the person's own.
import { h, hidden } from "../../dom.js";

/** @param {{row: string, label?: string, words: string, role: string}[]} list */
export function heard(list) {
  const told = list.filter((one) => one.role === "for" && one.label);
  return told.length ? h("dl.signs", {}, told.map(({ label, words }) => h("div", {}, h("dt", {}, label, hidden(": ")), h("dd", { dir: "auto" }, `“${words}”`)))) : null;
}
