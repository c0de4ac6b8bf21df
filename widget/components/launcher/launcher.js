// The floating button that opens the chat, and says when something new has come.
import { button, h } from "../../dom.js";

export function launcher(t, open) {
  const count = h("span.count", { hidden: true });
  const node = button("launcher", [h("span", {}, t.open), count], open, { "aria-expanded": "false" });
  let unread = 0;
  const tell = (n) => {
    unread = n;
    count.hidden = !n;
    count.textContent = n ? t.newMessages(n) : "";
  };
  return { node, more: (n) => tell(unread + n), none: () => tell(0) };
}
