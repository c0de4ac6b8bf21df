// Buttons to answer with. After the answer, the chosen one stays readable and the others are put away.
import { button, h, hidden } from "../../dom.js";

/**
 * @param {{label: string, choice: string, topic?: string, primary?: boolean}[]} choices
 * @param {{choose: Function, t: Object}} on
 * @param {string} [label] what the group is, where the message does not say it
 */
export function choices(list, on, label) {
  list = [...list].sort((a, b) => Boolean(b.primary) - Boolean(a.primary));
  const lasting = list.every((one) => one.topic);
  const items = list.map((one) => {
    const made = button(`choice${one.primary ? ".primary" : ""}`, one.label, () => {
      if (made.getAttribute("aria-disabled")) return;
      if (!one.topic) pick(made, on.t);
      on.choose(one);
    });
    return h("li", {}, made);
  });
  const answers = list.filter((one) => one.primary).length;
  if (answers && answers < list.length) items.splice(answers, 0, h("li.break", { role: "presentation" }));
  return h(`ul.choices${lasting ? ".lasting" : ""}`, { role: "list", "aria-label": label || on.t.choices }, items);
}

function pick(made, t) {
  // Not `disabled`: that would throw the keyboard back to the top of the page
  made.setAttribute("aria-disabled", "true");
  made.classList.add("chosen");
  made.prepend(hidden(t.chosen));
}

/** Puts away what can no longer be answered; `said` marks what was chosen, after a reload. */
export function retire(log, said, t) {
  for (const made of log.querySelectorAll(".choices:not(.lasting) button, .overview button")) {
    if (made.disabled || made.classList.contains("chosen")) continue;
    if (said && made.textContent === said) pick(made, t);
    made.disabled = made !== made.getRootNode().activeElement;
  }
}
