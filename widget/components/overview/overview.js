// All items of a guided tool with their answers; each can be gone to and changed.
import { button, h, hidden } from "../../dom.js";

/** @param {{item: number, label: string, value?: string, evidence?: number|string, comments?: string[], choice?: string}[]} rows */
export function overview(rows, on) {
  const { t } = on;
  return h(
    "ol.overview",
    { role: "list" },
    rows.map(({ item, label, value, evidence, comments, choice }) => {
      const name = `${item}. ${label}`;
      return h(
        "li",
        {},
        h("span.what", {}, name),
        h("span", {}, h("span.value", {}, value || ""), comments?.length ? comments.map((text) => h("span.small.quote", { dir: "auto" }, `“${text}”`)) : evidence ? h("span.small", {}, ` ${t.comments(evidence)}`) : null),
        choice ? button("link", [t.change, hidden(` ${name}`)], () => on.choose({ choice, label: `${t.change} ${name}` })) : null,
      );
    }),
  );
}
