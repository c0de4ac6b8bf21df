// Buttons to answer with. After the answer, the chosen one stays readable and the others are put away.
import { button, h, hidden } from "../../dom.js";

/**
 * @param {{label: string, choice: string, topic?: string, primary?: boolean}[]} choices
 * @param {{choose: Function, t: Object}} on
 * @param {string} [label] what the group is, where the message does not say it
 */
export function choices(list, on, label) {
  const group = (some, name, ways) =>
    some.length &&
    h(
      `ul.choices${ways ? ".ways" : ""}${some.every((one) => one.topic) ? ".lasting" : ""}`,
      { role: "list", "aria-label": name },
      some.map((one) => h("li", {}, choice(one, on, answers.length > 1 ? "answer" : "primary"))),
    );
  const answers = list.filter((one) => one.primary);
  const ways = list.filter((one) => !one.primary);
  if (!answers.length || !ways.length) return group(list, label || on.t.choices);
  return [group(answers, on.t.choices), group(ways, on.t.ways, true)];
}

function choice(one, on, look) {
  const made = button(`choice${one.primary ? `.${look}` : ""}`, one.label, () => {
    if (made.getAttribute("aria-disabled")) return;
    if (!one.topic) pick(made, on.t);
    on.choose(one);
  });
  return made;
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
