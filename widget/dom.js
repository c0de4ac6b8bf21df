// Small helpers for building the page safely: text is only ever set as text, addresses are checked.

const TAGS = new Set(["P", "STRONG", "EM", "UL", "OL", "LI", "A", "BR"]);
const GONE = new Set(["SCRIPT", "STYLE", "TEMPLATE", "IFRAME", "OBJECT", "NOSCRIPT", "TITLE", "TEXTAREA"]);

/**
 * Makes an element: h("p.note.small", { id: "x", onclick: f }, "text", child).
 * @param {string} name tag and classes
 * @param {Object} [props] attributes, and listeners that begin with "on"
 * @param {...(Node|string|Array|null|false)} children
 */
export function h(name, props, ...children) {
  const [tag, ...classes] = name.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  for (const [key, value] of Object.entries(props || {})) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== undefined && value !== null && value !== false) node.setAttribute(key, value);
  }
  node.append(...children.flat(2).filter((child) => child || child === 0));
  return node;
}

/** A button that never submits anything. */
export const button = (name, label, onclick, props) => h(`button.${name}`, { type: "button", onclick, ...props }, label);

/** Text for screen readers only. */
export const hidden = (text) => h("span.vh", {}, text);

/** The address, if it is one that a link may have; otherwise nothing. */
export function safeUrl(url) {
  return /^(https?:\/\/|tel:|mailto:|sms:)/i.test(url || "") ? url : undefined;
}

/** A link; to another page in a new tab, so that the conversation stays. */
export function link(url, words, newTab, name = "a") {
  const href = safeUrl(url);
  if (!href) return h("span", {}, words);
  if (!/^http/i.test(href)) return h(name, { href }, words);
  return h(name, { href, target: "_blank", rel: "noopener noreferrer" }, words, hidden(newTab));
}

/** The server's HTML, which is clean already, copied tag by tag: the last lock on the door. */
export function safeHtml(html, newTab) {
  const out = document.createDocumentFragment();
  copy(new DOMParser().parseFromString(html, "text/html").body, out, newTab);
  return out;
}

function copy(from, to, newTab) {
  for (const child of from.childNodes) {
    if (child.nodeType === 3) to.append(child.data);
    else if (child.nodeType === 1 && !GONE.has(child.tagName.toUpperCase())) {
      let made = to;
      if (child.tagName === "A") {
        to.append((made = link(child.getAttribute("href"), child.textContent, newTab)));
        continue;
      }
      if (TAGS.has(child.tagName)) to.append((made = h(child.tagName.toLowerCase())));
      copy(child, made, newTab);
    }
  }
}

/** Plain text with blank lines between paragraphs, as elements. */
export const paragraphs = (text) => text.split(/\n{2,}/).map((part) => h("p", {}, part));

/** Hands a file to the browser to save. */
export function saveFile(name, blob) {
  const href = URL.createObjectURL(blob);
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60000);
}

/** Copies text; pages without https have no clipboard, so there is the old way too. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = h("textarea", { readonly: true, "aria-hidden": "true" });
    box.value = text;
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  }
}

/** Prints some content alone, through an empty frame: the page around it is not ours to print. */
export function printNode(node, title) {
  const frame = h("iframe", { "aria-hidden": "true", tabindex: "-1", title });
  frame.style.cssText = "position:fixed;inline-size:0;block-size:0;border:0";
  document.body.append(frame);
  const page = frame.contentDocument;
  page.title = title;
  page.body.append(page.importNode(node, true));
  page.body.style.font = "12pt/1.5 sans-serif";
  frame.contentWindow.addEventListener("afterprint", () => frame.remove());
  frame.contentWindow.print();
}
