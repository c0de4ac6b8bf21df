// Who to call: numbers that can be tapped, when to use them, opening hours.
import { h, link } from "../../dom.js";

const digits = (number) => number.replace(/[^\d+]/g, "");

/** A number to tap. */
export const phone = (number, t) => link(`tel:${digits(number)}`, `${t.call} ${number}`, "", "a.phone");

/** @param {{name: string, use?: string, phone?: string, text?: string, url?: string, email?: string, hours?: string, role?: string}[]} list */
export function contacts(list, t) {
  return h(
    "ul.people",
    { role: "list" },
    list.map((one) =>
      h(
        "li",
        {},
        h("strong", {}, one.name),
        one.role ? h("p.small", {}, one.role) : null,
        one.use ? h("p", {}, one.use) : null,
        h(
          "p.reach",
          {},
          one.phone ? phone(one.phone, t) : null,
          one.text ? link(`sms:${digits(one.text)}`, `${t.sendText} ${one.text}`, "", "a.phone") : null,
          one.email ? link(`mailto:${one.email}`, `${t.email} ${one.email}`) : null,
          one.url ? link(one.url, [t.website, h("span.vh", {}, `: ${one.name}`)], t.newTab) : null,
        ),
        one.hours ? h("p.small", {}, one.hours) : null,
      ),
    ),
  );
}
