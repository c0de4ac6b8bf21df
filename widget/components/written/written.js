// "What is written so far": every row of the guided tools as the server has it, changed in place. Drawn anew after each
// reply; a row that is being edited is left alone.
import { button, h, hidden } from "../../dom.js";

export class Written {
  /** @param {{edit: Function, unsent: Function, level: number, t: Object}} on @param {Function} close puts the panel away */
  constructor(on, close) {
    const { t } = on;
    this.on = on;
    this.editing = null; // "tool/row" of the row that is being edited
    this.told = h("p.vh", { role: "status" });
    this.heading = h(`h${on.level}.title`, { id: "written", tabindex: "-1" }, t.written);
    this.body = h("div.rows");
    this.node = h("aside.written", { id: "sheet", "aria-labelledby": "written", hidden: true }, h("div.head", {}, this.heading, button("plain", t.hide, close)), this.told, this.body);
    this.node.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.editing ? this.stop() : close();
    });
    this.fill({ tools: [] });
  }

  /** "3 of 14", or nothing where no tool was begun. */
  get count() {
    const tool = this.view.tools.find((one) => one.id === this.view.active) || this.view.tools.at(-1);
    return tool ? this.on.t.of(tool.done, tool.rows.length) : "";
  }

  fill(view) {
    const { t } = this.on;
    this.view = { waiting: [], ...view };
    const focus = this.node.getRootNode().activeElement?.id;
    const several = view.tools.length > 1;
    this.body.replaceChildren(
      ...(view.tools.length ? view.tools.map((tool) => this.tool(tool, several)) : [h("p.small", {}, t.writtenNone)]),
    );
    if (!this.node.contains(this.node.getRootNode().activeElement)) this.follow();
    if (focus && this.node.contains(this.find(focus))) this.find(focus).focus({ preventScroll: true });
  }

  /** Brings the open row into view; only the panel scrolls, never the page around it. */
  follow() {
    const row = this.node.querySelector("[aria-current]");
    if (!row) return;
    const [box, place] = [this.node.getBoundingClientRect(), row.getBoundingClientRect()];
    if (place.bottom > box.bottom || place.top < box.top) this.node.scrollTop += place.top - box.top - box.height / 3;
  }

  find(id) {
    return this.node.querySelector(`#${CSS.escape(id)}`);
  }

  tool(tool, several) {
    const { t, level } = this.on;
    const state = tool.done || tool.status !== "active" ? t.toolState[tool.status] : t.writtenEmpty;
    const rows = h("ol", { role: "list" }, tool.rows.map((row) => this.row(tool, row)));
    const open = !several || tool.id === (this.view.active || this.view.tools.at(-1).id);
    return h(
      "section",
      { "aria-label": tool.title },
      h(`h${level + 1}`, {}, tool.title),
      h("p.small", {}, `${t.done(tool.done, tool.rows.length)}. `, state),
      several ? h("details", { open }, h("summary", {}, t.rows), rows) : rows,
    );
  }

  row(tool, row) {
    const key = `${tool.id}/${row.id}`;
    if (this.editing === key && this.form) return h("li", {}, this.form);
    const { t, unsent } = this.on;
    const name = `${row.number}. ${row.short}`;
    const open = tool.id === this.view.active && row.id === this.view.open_row;
    const fields = (tool.fields || []).filter((one) => row.fields[one.id]);
    const waits = this.view.waiting.filter((one) => one.tool === tool.id && one.rows.includes(row.id));
    const empty = !row.answer && !fields.length;
    return h(
      `li.row${open ? ".open" : ""}${empty ? ".empty" : ""}`,
      { "aria-current": open ? "step" : null },
      h("p.what", {}, name, open ? h("span.small", {}, ` ${t.openRow}`) : null),
      h("p.value", {}, fields.length ? null : row.skipped && empty ? t.leftOpen : row.label),
      fields.map((one) => h("p.said-words", {}, h("strong", {}, `${one.label}: `), row.fields[one.id])),
      row.comments.map((one) => h("p.said-words", { dir: "auto" }, one.text ? `“${one.text}”` : "", one.when_label ? h("span.small", {}, one.text ? ` ${one.when_label}` : t.when(one.when_label)) : null)),
      waits.map((one) => h("p.waits", {}, t.waits(one.label, one.text))),
      unsent(tool.id, row.id) ? h("p.waits", {}, t.unsaved) : null,
      button("link", [t.edit, hidden(` ${name}`)], () => this.edit(tool, row), { id: `edit-${tool.id}-${row.id}` }),
    );
  }

  /** Opens a row's form in its place. */
  edit(tool, row) {
    if (this.editing) this.stop(true);
    this.editing = `${tool.id}/${row.id}`;
    this.form = this.makeForm(tool, row);
    this.fill(this.view);
    this.form.querySelector("input:checked, input, textarea").focus();
  }

  makeForm(tool, row) {
    const { t } = this.on;
    const name = `${row.number}. ${row.short}`;
    const number = tool.values.length ? 2 : 4;
    const area = (label, value, from) => {
      const id = `w-${from.old ?? from.field ?? "answer"}`.slice(0, 40) + Math.random().toString(36).slice(2, 6);
      const box = h("textarea", { id, rows: number, maxlength: 2000, dir: "auto" });
      box.value = value;
      return Object.assign(h("div.area", {}, h("label", { for: id }, label), box), { box, from });
    };
    const kept = row.comments.filter((one) => one.text).map((one, i) => {
      const made = area(t.commentNo(i + 1), one.text, { old: one.text });
      made.append(
        button("link", [t.remove, hidden(` ${t.commentNo(i + 1)}`)], () => {
          made.box.value = "";
          made.hidden = true;
          this.told.textContent = t.removed;
          form.querySelector(".area:not([hidden]) textarea").focus();
        }),
      );
      return made;
    });
    const areas = tool.values.length
      ? [...kept, area(t.addComment, "", { old: "" })]
      : tool.fields.length
        ? tool.fields.map((one) => area(one.label, row.fields[one.id] || "", { field: one.id }))
        : [area(t.yourAnswer, row.answer || "", { answer: true })];
    const radios = tool.values.map(({ value, label }) => {
      const input = h("input", { type: "radio", name: "answer", value });
      input.checked = value === row.answer;
      return h("label.radio", {}, input, h("span", {}, label));
    });
    const form = h(
      "div.row.form",
      { role: "group", "aria-label": `${t.edit} ${name}` },
      h("p.what", {}, name),
      radios.length ? h("fieldset", {}, h("legend", {}, t.answer), h("div.radios", {}, radios)) : null,
      areas,
      h("p.ends", {}, button("send", [t.keep, hidden(` ${name}`)], () => this.save(tool, row, form, areas)), button("choice", t.noEdit, () => this.stop())),
    );
    return form;
  }

  save(tool, row, form, areas) {
    const { t, edit } = this.on;
    const asked = { tool: tool.id, row: row.id, comments: [], fields: {} };
    const answer = form.querySelector("input:checked")?.value;
    if (answer && answer !== row.answer) asked.answer = answer;
    for (const { box, from } of areas) {
      const text = box.value.trim();
      if (from.answer && text && text !== row.answer) asked.answer = text;
      if (from.field && text && text !== row.fields[from.field]) asked.fields[from.field] = text;
      if (from.old !== undefined && text !== from.old) asked.comments.push({ old: from.old, text });
    }
    this.stop();
    if (!asked.answer && !asked.comments.length && !Object.keys(asked.fields).length) return (this.told.textContent = t.unchanged);
    this.told.textContent = t.saving;
    edit(asked, `${t.change} ${row.number}. ${row.short}`);
    this.fill(this.view); // shows that it is under way
  }

  /** Closes the form without saving; the focus goes back to the row's button. */
  stop(quiet) {
    const id = `edit-${(this.editing || "").replace("/", "-")}`;
    this.editing = this.form = null;
    this.told.textContent = "";
    this.fill(this.view);
    if (!quiet) this.find(id)?.focus();
  }
}
