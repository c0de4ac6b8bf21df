// One message of the assistant or of the person, with all the parts it may have.
import { h, hidden, paragraphs, safeHtml } from "../../dom.js";
import { emergency } from "../check/check.js";
import { choices } from "../choices/choices.js";
import { contacts, phone } from "../contacts/contacts.js";
import { download } from "../download/download.js";
import { retry } from "../error/error.js";
import { heard } from "../heard/heard.js";
import { overview } from "../overview/overview.js";
import { progress } from "../progress/progress.js";
import { sources } from "../sources/sources.js";
import { tools } from "../tools/tools.js";

const KINDS = ["answer", "text", "question", "progress", "contacts", "record", "danger", "error", "heard", "check"];

/**
 * What the assistant says.
 * @param {Object} data a message as the web door sends it
 * @param {Object} on what the buttons do: choose, download, feedback, say; and the words, t
 * @param {Function} [again] sends the person's message again
 */
export function message(data, on, again) {
  const { t } = on;
  const kind = KINDS.includes(data.kind) ? data.kind : "text";
  const title = data.title || (kind === "danger" ? t.danger : kind === "error" ? t.problem : "");
  const body = h("div.body", {}, title ? h(`h${on.level}.title`, {}, title) : null, data.html ? safeHtml(data.html, t.newTab) : paragraphs(data.text || ""));
  if (data.rows?.length) body.querySelectorAll("ul, ol").forEach((one) => one.remove()); // the same rows, as plain text
  const signs = kind === "heard" && heard(data.signs || []);
  if (signs) body.querySelector("ul")?.replaceWith(signs); // the same signs, as plain text
  if (kind === "danger" && !data.contacts?.length) body.firstChild.after(calls(body, t));
  const list = (name) => (Array.isArray(data[name]) && data[name].length ? data[name] : null);
  return h(
    `li.message.${kind}`,
    {},
    hidden(`${t.guide}: `),
    data.progress ? progress(data.progress, t) : null,
    body,
    list("contacts") && contacts(data.contacts, t),
    list("rows") && overview(data.rows, on),
    list("download") && download(data.download, on),
    sources(list("sources"), data.reviewed, t),
    list("choices") && choices(data.choices, on, kind === "check" && data.text),
    kind === "check" ? emergency(t) : null,
    data.retry && again ? retry(on, again) : null,
    list("related") && h("div.related", {}, h(`h${on.level + 1}`, {}, t.related), choices(data.related, on, t.related)),
    kind === "answer" ? tools(data, body, on) : null,
  );
}

/** 999, or the numbers where a text has others, as big links before it: on a phone they must be seen at once. */
function calls(body, t) {
  const all = new Set([...body.querySelectorAll('a[href^="tel:"]')].map((one) => one.textContent));
  const numbers = all.has("999") ? new Set(["999"]) : all;
  return numbers.size ? h("p.reach", {}, [...numbers].map((number) => phone(number, t))) : "";
}

/** What the person said. */
export function said(text, t) {
  return h("li.message.said", {}, h("p", { dir: "auto" }, hidden(`${t.you}: `), text));
}

/** The message as it is read out: plain text, once, without what only repeats. */
export function spoken(node, t) {
  const say = (list) => [...node.querySelectorAll(list)].map((one) => one.textContent.trim());
  const buttons = say(".choices:not([aria-label='" + t.related + "']) button");
  const parts = [...say(".steps > p > *"), ...say(".body > :not(ul, ol, dl, .reach), .body li, .signs > div"), ...say(".people > li"), ...say(".what, .value")];
  if (buttons.length) parts.push(`${t.choices}: ${buttons.join(", ")}`);
  return parts.map((part) => part.replace(/\s+/g, " ").replace(/[^.:?!]$/, "$&.")).join(" ");
}
