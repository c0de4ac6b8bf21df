// A record to take away, named in words. Fetched with the session's token, so it is not a plain link.
import { button, h } from "../../dom.js";

/** @param {{label: string, format: string, url: string}[]} files */
export function download(files, on) {
  const { t } = on;
  const told = h("p.small", { role: "status" });
  const items = files.map(({ label, format, url }) => {
    const kind = t.formats[format] || format;
    const named = label.toLowerCase().includes(kind.toLowerCase()) ? label : `${label} (${kind})`;
    const words = named.startsWith(t.download) ? named : `${t.download}: ${named}`;
    return h("li", {}, button("choice.file", words, () => on.download(url, (text) => (told.textContent = text))));
  });
  return h("div.download", {}, h("ul.choices.lasting", { role: "list", "aria-label": t.download }, items), told);
}
