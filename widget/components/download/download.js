// A record to take away, named in words. Fetched with the session's token, so it is not a plain link.
import { button, h } from "../../dom.js";

/** @param {{label: string, format: string, url: string}[]} files */
export function download(files, on) {
  const { t } = on;
  const told = h("p.small", { role: "status" });
  const items = files.map(({ label, url }) =>
    h("li", {}, button("choice.file", label, () => on.download(url, (text) => (told.textContent = text)))),
  );
  return h("div.download", {}, h("ul.choices.lasting", { role: "list", "aria-label": t.download }, items), told);
}
