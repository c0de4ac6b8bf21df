// Under an answer: copy, print, and whether it helped.
import { button, copyText, h, hidden, printNode } from "../../dom.js";

/**
 * @param {Object} data the message
 * @param {HTMLElement} body what to copy and print
 */
export function tools(data, body, on) {
  const { t } = on;
  const about = hidden(` ${data.title || ""}`);
  const told = h("span.small", { role: "status" });
  const copy = async () => {
    const cited = (data.sources || []).map((one) => [one.label, one.url].filter(Boolean).join(" "));
    await copyText([data.title, data.text, cited.join("\n")].filter(Boolean).join("\n\n"));
    told.textContent = t.copied;
  };
  return h(
    "div.tools",
    {},
    button("link", [t.copy, about], copy),
    button("link", [t.print, about.cloneNode(true)], () => printNode(body, data.title || t.title)),
    told,
    on.feedback && data.topic ? feedback(data, on) : null,
  );
}

function feedback(data, on) {
  const { t } = on;
  const box = h("span.feedback", { role: "group", "aria-label": `${t.helpful} ${data.title || ""}` });
  const next = (words, ...buttons) => {
    const first = h("span", { tabindex: "-1" }, words);
    box.replaceChildren(first, ...buttons);
    first.focus({ preventScroll: true }); // the button that was pressed is gone
  };
  const tell = async (body) => {
    const heard = await on.feedback({ topic: data.topic, ...body });
    return heard || box.remove();
  };
  const thank = (reason) => next(t.thanks, reason === "not_whole" ? button("link", t.more, () => on.say(t.more)) : "");
  const no = async () => {
    if (!(await tell({ helpful: false }))) return;
    const reasons = Object.entries(t.reason).map(([reason, words]) =>
      button("link", words, async () => (await tell({ helpful: false, reason })) && thank(reason)),
    );
    next(t.reasons, ...reasons);
  };
  box.append(
    h("span", {}, t.helpful),
    button("link", t.yes, async () => (await tell({ helpful: true })) && thank()),
    button("link", t.no, no),
  );
  return box;
}
