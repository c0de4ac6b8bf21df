// Something went wrong, in plain words, with a way on.
import { button } from "../../dom.js";

/** The button that sends the same message again; it goes when it is pressed. */
export function retry(on, again) {
  const made = button("choice.primary", on.t.retry, () => {
    if (made.getAttribute("aria-disabled")) return;
    made.setAttribute("aria-disabled", "true");
    again();
  });
  return made;
}
