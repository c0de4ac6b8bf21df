// Keyboard shortcuts of the console. Everything works without them; they can be switched off (WCAG 2.1.4).
"use strict";

const OFF = "cec-review-keys-off";
const items = () => [...document.querySelectorAll("[data-item]")];
const toggle = document.getElementById("keys");
let on = localStorage.getItem(OFF) !== "yes";

function show() {
  toggle.setAttribute("aria-pressed", String(on));
  toggle.textContent = `Keyboard shortcuts are ${on ? "on" : "off"}`;
}

if (toggle) {
  toggle.hidden = false;
  show();
  toggle.addEventListener("click", () => {
    on = !on;
    if (on) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
    show();
  });
}

function move(step) {
  const all = items();
  const at = all.findIndex((item) => item.contains(document.activeElement));
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step];
  if (!next) return;
  const target = next.matches("tr") ? next.querySelector("a") : next;
  target.focus();
  next.scrollIntoView({ block: "nearest" });
}

function go(id) {
  const link = document.getElementById(id);
  if (link) link.click();
}

document.addEventListener("keydown", (event) => {
  if (!on || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  const act = { j: () => move(1), k: () => move(-1), n: () => go("unreviewed"), u: () => go("up") }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// A list that was sent to a message (#m12) puts the keyboard there too
if (location.hash.startsWith("#m")) {
  const target = document.getElementById(location.hash.slice(1));
  if (target) target.focus();
}
