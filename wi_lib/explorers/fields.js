// The panel `Fields`: a map of which every field can be chosen. In one module with engine.js.

function buildFields(panel, slice, spec, model) {
  const of = (name) => spec.controls.find((one) => one.name === name);
  const [columns, rows] = [of(panel.columns), of(panel.rows)];
  const group = `wi-${serial()}-fields`;
  const choose = (row, column) => {
    model.set("index", { ...model.get("index"), [panel.rows]: row, [panel.columns]: column });
    model.save_changes();
  };

  // Real radio buttons in a real table: one stop of the tab key, and arrows in both directions.
  const field = (row, column) => {
    const input = element("input", { type: "radio", name: group, value: `${row} ${column}` });
    const text = element("span", { "aria-hidden": "true" });
    input.addEventListener("change", () => choose(row, column));
    input.addEventListener("keydown", (event) => {
      const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -column], End: [0, columns.texts.length - 1 - column] }[event.key] ?? [];
      if (down === undefined) return;
      event.preventDefault();
      const next = fields[row + down]?.[column + right];
      if (!next) return;
      choose(row + down, column + right);
      next.input.focus();
    });
    return { cell: element("td", {}, element("label", {}, input, text)), input, text };
  };
  const fields = rows.texts.map((_, row) => columns.texts.map((_, column) => field(row, column)));
  const heads = columns.texts.map((text) => element("th", { scope: "col" }, text));
  const corner = element("td", { class: "wi-corner", "aria-hidden": "true" }, `${panel.row_title} ↓`, element("br"), `${panel.column_title} →`);
  const body = rows.texts.map((text, row) => element("tr", {}, element("th", { scope: "row" }, text), ...fields[row].map((one) => one.cell)));
  const table = element("table", {}, element("thead", {}, element("tr", {}, corner, ...heads)), element("tbody", {}, ...body));
  // On a narrow screen the map is panned, and its first column stays.
  const pan = element("div", { class: "wi-pan" }, table);
  const keys = [["one", panel.frames[0]], ["missing", panel.missing_label], ["two", panel.frames[1]]].filter(([, label]) => label);
  const legend = keys.map(([kind, label]) => element("span", { class: `wi-field-key wi-field-${kind}`, "data-sign": kind === "missing" ? panel.missing : "" }, label));
  const node = frame(panel, "wi-fields", pan, element("div", { class: "wi-field-keys", "aria-hidden": "true" }, ...legend));
  pan.setAttribute("role", "radiogroup");
  pan.setAttribute("aria-label", say("explorer", { title: panel.title }));

  const [lowest, highest] = panel.ends;
  let seen; // the field that was last brought into view
  let room = null; // of a map that is wider than its place: the place, the column of heads, and where each other one stands
  const measure = () => {
    const wide = pan.clientWidth;
    const columnsAt = fields[0].map(({ cell }) => ({ at: cell.offsetLeft, width: cell.offsetWidth }));
    room = pan.scrollWidth > wide ? { wide, heads: body[0].firstChild.offsetWidth, columnsAt } : null;
    seen = undefined;
  };
  const draw = () => {
    const [values, framed, index] = [slice(panel.values), slice(panel.framed), model.get("index")];
    fields.forEach((line, row) =>
      line.forEach(({ cell, input, text }, column) => {
        const value = values[row * line.length + column];
        const missing = Number.isNaN(value);
        const said = missing ? panel.missing_label : spell(value, panel.format);
        writeText(text, missing ? panel.missing : said.replace("%", ""));
        write(cell, "class", ["", "wi-framed-one", "wi-framed-two"][framed[column]]);
        write(cell, "style", `--share: ${missing ? 0 : (value - lowest) / (highest - lowest)}`);
        input.checked = index[panel.rows] === row && index[panel.columns] === column;
        const parts = { column: panel.column_title, x: columns.texts[column], row: panel.row_title, y: rows.texts[row], value: said };
        write(input, "aria-label", say("field", parts));
      }),
    );
    // The legend names what is there; what is not keeps its room.
    const there = { one: framed.includes(1), two: framed.includes(2), missing: values.some(Number.isNaN) };
    keys.forEach(([kind], k) => legend[k].classList.toggle("wi-absent", !there[kind]));
    const chosen = fields[index[panel.rows]][index[panel.columns]].cell;
    if (chosen === seen) return;
    seen = chosen;
    if (!room) return;
    // With one more at either side.
    const { at, width } = room.columnsAt[index[panel.columns]];
    const [most, least] = [at - width - room.heads, at + 2 * width - room.wide];
    if (pan.scrollLeft > most || pan.scrollLeft < least) pan.scrollLeft = pan.scrollLeft > most ? most : least;
  };
  return { node, draw, measure };
}
