// The browser's half of an explorer: look up the slice that belongs to the chosen values, and draw it.
// Python made every number (see engine.py); nothing is computed here but positions on the screen and the spelling of numbers.
// `WORDS`, the words of words.json, is a constant that engine.py puts in front of this text.

const SVG = "http://www.w3.org/2000/svg";
const BYTES = { uint8: 1, int16: 2, float32: 4, float64: 8 };
const NAN_INT16 = -32768;

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function shape(parent, tag, attributes, text) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text !== undefined) node.textContent = text;
  parent.append(node);
  return node;
}

// What the page says by itself: one of WORDS, with its {parts} filled in.
const say = (key, parts = {}) => WORDS[key].replace(/\{(\w+)\}/g, (_, name) => parts[name]);

// ---- Numbers in words -------------------------------------------------------------------------------------------

// As spelling.py does it in Python; a test holds the two together.
const superscript = (n) => String(n).replace(/./g, (c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]);
const minus = (text) => text.replace("-", "−");
const grouped = (text) => text.replace(/\B(?=(\d{3})+$)/g, ","); // of a whole number: 2,000

function spell(value, format) {
  if (Number.isNaN(value)) return "–"; // such as the description of a line that is not there
  if (!Number.isFinite(value)) throw new Error(say("not_finite", { number: value }));
  if (format === "integer") return minus(grouped(String(Math.round(value))));
  if (format === "percent") {
    const percent = 100 * value;
    if (percent > 0 && percent < 0.5) return say("under_1_percent");
    if (percent >= 99.5 && percent < 100) return say("over_99_percent");
    return minus(`${Math.round(percent)}%`);
  }
  const text = value === 0 ? "0" : scientific(value);
  return format === "times" ? `${text} ×` : text;
}

function scientific(value) {
  const [digits, power] = value.toExponential(1).split("e");
  if (power >= -3 && power < 4) {
    const text = String(Number(value.toPrecision(2)));
    return minus(text.includes(".") ? text : grouped(text));
  }
  return `${minus(digits)}·10${superscript(Number(power))}`;
}

// Log panels and words that quote them hold powers of ten: 10^x, without ever forming a number that underflows.
function spellPower(power) {
  if (!Number.isFinite(power)) return spell(power, "number");
  if (Math.abs(power) < 300) return scientific(10 ** power);
  let whole = Math.floor(power);
  let digits = (10 ** (power - whole)).toFixed(1);
  if (digits === "10.0") [digits, whole] = ["1.0", whole + 1];
  return `${digits}·10${superscript(whole)}`;
}

// ---- The table --------------------------------------------------------------------------------------------------

function reader(model) {
  const view = model.get("table");
  // A copy starts at 0, so that every array is aligned whatever the buffer it came in.
  const buffer = new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice().buffer;
  const arrays = model.get("spec").arrays;
  return function slice(name) {
    const { dtype, shape, along, step, offset } = arrays[name];
    const index = model.get("index");
    let position = 0;
    along.forEach((control, axis) => (position = position * shape[axis] + index[control]));
    const length = shape.slice(along.length).reduce((a, b) => a * b, 1);
    const start = offset + position * length * BYTES[dtype];
    if (dtype === "uint8") return new Uint8Array(buffer, start, length);
    if (dtype === "float32") return new Float32Array(buffer, start, length);
    if (dtype === "float64") return new Float64Array(buffer, start, length);
    return Float64Array.from(new Int16Array(buffer, start, length), (n) => (n === NAN_INT16 ? NaN : n * step));
  };
}

const known = (values) => {
  let count = values.length;
  while (count > 0 && Number.isNaN(values[count - 1])) count -= 1;
  return count;
};

// ---- Controls ---------------------------------------------------------------------------------------------------

let serial = 0; // makes ids unique when a page holds several explorers

function buildControl(control, model, choose) {
  const id = `wi-${(serial += 1)}-${control.name}`;
  const last = control.texts.length - 1;
  const current = () => model.get("index")[control.name];

  if (control.kind === "radio") {
    const group = element("fieldset", { class: "wi-control wi-radio" }, element("legend", {}, control.label));
    const row = element("div", { class: "wi-segments" });
    const inputs = control.texts.map((text, i) => {
      const input = element("input", { type: "radio", name: id, value: i, id: `${id}-${i}` });
      input.addEventListener("change", () => choose(control.name, i));
      row.append(element("span", {}, input, element("label", { for: `${id}-${i}` }, text)));
      return input;
    });
    group.append(row);
    return { node: group, update: () => (inputs[current()].checked = true) };
  }

  if (control.kind === "select") {
    const options = control.texts.map((text, i) => element("option", { value: i }, text));
    const input = element("select", { id }, ...options);
    input.addEventListener("change", () => choose(control.name, Number(input.value)));
    const node = element("div", { class: "wi-control wi-select" }, element("label", { for: id }, control.label), input);
    return { node, update: () => (input.value = current()) };
  }

  const input = element("input", { type: "range", id, min: 0, max: last, step: 1 });
  const output = element("output", { for: id });
  const label = element("label", { for: id }, control.label);
  const node = element("div", { class: "wi-control wi-slider" }, element("div", { class: "wi-label-line" }, label, output), input);
  input.addEventListener("input", () => choose(control.name, Number(input.value)));
  if (control.marks.length) {
    const marks = element("div", { class: "wi-marks", "aria-hidden": "true" });
    for (const [i, text] of control.marks) {
      const mark = element("span", { class: i === 0 ? "wi-first" : i === last ? "wi-last" : "" }, text);
      mark.style.setProperty("--at", i / (last || 1));
      marks.append(mark);
    }
    node.append(marks);
  }
  if (control.kind === "play") addPlayButton(node, control, choose, current, last);
  const update = () => {
    input.value = current();
    input.setAttribute("aria-valuetext", control.texts[current()]);
    input.style.setProperty("--at", current() / (last || 1));
    output.textContent = control.texts[current()];
  };
  return { node, update };
}

function addPlayButton(node, control, choose, current, last) {
  const button = element("button", { type: "button", class: "wi-play", "aria-label": say("play", { control: control.label }) }, "▶");
  let timer = null;
  const stop = () => {
    clearInterval(timer);
    timer = null;
    button.textContent = "▶";
    button.setAttribute("aria-label", say("play", { control: control.label }));
  };
  button.addEventListener("click", () => {
    if (timer) return stop();
    if (current() === last) choose(control.name, 0);
    button.textContent = "❚❚";
    button.setAttribute("aria-label", say("pause", { control: control.label }));
    timer = setInterval(() => {
      // A removed explorer must not go on playing.
      if (current() >= last || !node.isConnected) stop();
      else choose(control.name, current() + 1);
    }, 300);
  });
  node.prepend(button);
}

// ---- Panels -----------------------------------------------------------------------------------------------------

// No <section>: slide frameworks take each for a slide.
function frame(panel, kind, ...parts) {
  const id = `wi-head-${(serial += 1)}`;
  const head = element("p", { class: "wi-head", id }, element("strong", {}, panel.title), " ", panel.note);
  return element("div", { class: `wi-panel ${kind}`, role: "group", "aria-labelledby": id }, head, ...parts);
}

function buildBars(panel, slice, spec, model) {
  const row = element("div", { class: "wi-cells" });
  const node = frame(panel, `wi-colour-${panel.colour}`, row);
  const bins = spec.arrays[panel.heights].shape.at(-1);
  const most = spec.arrays[panel.cells].shape.at(-1);
  const cells = Array.from({ length: most }, () => {
    const svg = document.createElementNS(SVG, "svg");
    for (const [name, value] of Object.entries({ viewBox: `0 0 ${bins} 100`, preserveAspectRatio: "none", role: "img" }))
      svg.setAttribute(name, value);
    const path = shape(svg, "path", {});
    const ends = element("div", { class: "wi-ends", "aria-hidden": "true" }, element("span"), element("span"));
    const title = element("div", { class: "wi-cell-title" });
    const caption = element("div", { class: "wi-cell-caption" });
    const cell = element("div", { class: "wi-cell" }, title, svg, ends, caption);
    row.append(cell);
    return { cell, svg, path, ends, title, caption };
  });
  const endsOf = () => {
    if (!panel.ends_by) return panel.ends;
    return panel.ends[model.get("index")[panel.ends_by]];
  };
  const draw = () => {
    const heights = slice(panel.heights);
    const rows = slice(panel.cells);
    const [numbers, captions] = [slice(panel.numbers), slice(panel.caption)];
    const [low, high] = endsOf();
    row.style.setProperty("--cells", known(rows));
    cells.forEach(({ cell, svg, path, ends, title, caption }, place) => {
      cell.hidden = Number.isNaN(rows[place]);
      if (cell.hidden) return;
      const c = rows[place];
      let d = "";
      for (let bin = 0; bin < bins; bin += 1) {
        const height = heights[c * bins + bin] / 2.55;
        if (height > 0) d += `M${bin + 0.06} 100v${-Math.max(height, 1)}h.88V100z`;
      }
      path.setAttribute("d", d);
      const said = spell(captions[c], panel.caption_format);
      title.textContent = say("place", { axis: panel.heading, number: spell(numbers[c], "integer") });
      caption.replaceChildren(element("span", { class: "wi-caption-label" }, `${panel.caption_label} `), said);
      ends.firstChild.textContent = low;
      ends.lastChild.textContent = high;
      const parts = { panel: panel.title, cell: title.textContent, caption: panel.caption_label, number: said };
      svg.setAttribute("aria-label", say("cell", parts));
    });
  };
  return { node, draw };
}

const MOST_DOTS = 31; // more of them would hide the line, and what lies under it

function buildLines(panel, slice) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("role", "img");
  const legend = element("div", { class: "wi-legend", "aria-hidden": "true" });
  for (const series of panel.series)
    if (series.label) legend.append(element("span", { class: `wi-key wi-colour-${series.colour} wi-${series.style}` }, series.label));
  const node = frame(panel, `wi-lines${panel.half ? " wi-half" : ""}`, svg, legend);
  const height = panel.height;
  const edge = { left: 46, right: 14, top: 12, bottom: 40 };
  const [lowest, highest] = panel.y_range;
  const clipId = `wi-clip-${(serial += 1)}`;

  // The column's width is read before anything on the page changes: read in between, it would cost a layout.
  let width = 0;
  const measure = () => (width = Math.max(node.clientWidth - 2, 260));
  const plot = document.createElementNS(SVG, "g");
  plot.setAttribute("clip-path", `url(#${clipId})`);
  const y = (v) => edge.top + ((height - edge.top - edge.bottom) * (highest - v)) / (highest - lowest);

  // How a point's place is called; a point whose label is left blank, to save room, goes by the last label before it.
  const placeOf = (i) => {
    const number = panel.x_first + i * panel.x_step;
    if (!(number in panel.x_labels)) return say("place", { axis: panel.x_title, number: spell(number, "integer") });
    return panel.x_labels[number] || (i > 0 ? say("place_after", { place: placeOf(i - 1) }) : panel.x_title);
  };

  // The frame changes only with the width and the number of points; the lines, each time.
  let framed = "";
  const drawFrame = (count, x) => {
    if (framed === `${width} ${count}`) return;
    framed = `${width} ${count}`;
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("height", height);
    svg.replaceChildren();
    const [right, bottom] = [width - edge.right, height - edge.bottom];
    shape(shape(svg, "clipPath", { id: clipId }), "rect", {
      x: edge.left, y: edge.top - 5, width: right - edge.left, height: bottom - edge.top + 10,
    });
    for (const tick of panel.ticks) {
      shape(svg, "line", { x1: edge.left, x2: right, y1: y(tick), y2: y(tick), class: "wi-grid" });
      const text = !panel.log ? spell(tick, "number") : tick === 0 ? "1" : `10${superscript(tick)}`;
      shape(svg, "text", { x: edge.left - 6, y: y(tick) + 4, "text-anchor": "end" }, text);
    }
    const longest = spell(panel.x_first + (count - 1) * panel.x_step, "integer").length;
    const every = Math.max(1, Math.ceil((count * Math.max(34, 8 * longest + 12)) / (right - edge.left)));
    for (let i = 0; i < count; i += 1) {
      const number = panel.x_first + i * panel.x_step;
      if (number in panel.x_labels || i % every === 0)
        shape(svg, "text", { x: x(i), y: height - 22, "text-anchor": "middle" }, panel.x_labels[number] ?? spell(number, "integer"));
    }
    shape(svg, "text", { x: (edge.left + right) / 2, y: height - 5, "text-anchor": "middle" }, panel.x_title);
    svg.append(plot);
  };

  // A panel never stays empty without a word: what it says if nothing at all can be seen in it.
  const missing = (all) => {
    if (!all.length) return say("nothing_to_draw");
    const [least, most] = [Math.min(...all), Math.max(...all)];
    if (least > highest) return say("all_above", { number: written(least) });
    if (most < lowest) return say("all_below", { number: written(most) });
    return all.some((v) => v >= lowest && v <= highest) ? "" : say("all_beyond");
  };
  const written = (v) => (panel.log ? spellPower(v) : spell(v, "number"));

  const draw = () => {
    const lines = panel.series.map((series) => slice(series.y));
    const count = Math.max(...lines.map(known));
    const x = (i) => edge.left + 8 + ((width - edge.left - edge.right - 16) * i) / Math.max(count - 1, 1);
    drawFrame(count, x);
    plot.replaceChildren();
    panel.series.forEach((series, s) => {
      const values = lines[s];
      const points = [...values.keys()].filter((i) => !Number.isNaN(values[i]));
      if (!points.length) return; // such as the loss of nets that all diverged
      const group = shape(plot, "g", { class: `wi-colour-${series.colour} wi-${series.style}` });
      if (series.low) {
        const [low, high] = [slice(series.low), slice(series.high)];
        const there = points.map((i) => `${x(i)} ${y(high[i])}`);
        const back = points.map((i) => `${x(i)} ${y(low[i])}`).reverse();
        shape(group, "path", { d: `M${there.concat(back).join("L")}z`, class: "wi-band" });
      }
      if (series.style === "here") {
        for (const i of points) shape(group, "circle", { cx: x(i), cy: y(values[i]), r: 8 });
        return;
      }
      shape(group, "path", { d: `M${points.map((i) => `${x(i)} ${y(values[i])}`).join("L")}`, class: "wi-stroke" });
      if (series.style === "line" && count <= MOST_DOTS)
        for (const i of points) shape(group, "circle", { cx: x(i), cy: y(values[i]), r: count > 12 ? 3 : 4.5 });
    });
    const all = lines.flatMap((values) => [...values].filter((v) => !Number.isNaN(v)));
    const beyond = missing(all);
    if (beyond) shape(plot, "text", { x: (edge.left + width - edge.right) / 2, y: edge.top + 14, "text-anchor": "middle" }, beyond);
    // In words: where the first line begins and ends.
    const there = [...lines[0].keys()].filter((i) => !Number.isNaN(lines[0][i]));
    const at = (i) => say("at", { number: written(lines[0][i]), place: placeOf(i) });
    const told = there.length ? [there[0], there.at(-1)].map(at) : [say("no_number")];
    svg.setAttribute("aria-label", `${panel.title.replace(/:$/, "")}: ${[...new Set(told)].join(", ")}`);
  };
  return { node, draw, measure };
}

// An arrow's head needs a marker with an id of its own colour in every SVG.
function arrowHead(svg, id) {
  const marker = shape(shape(svg, "defs", {}), "marker", {
    id, viewBox: "0 0 10 10", refX: 8, refY: 5, markerWidth: 5, markerHeight: 5, orient: "auto",
  });
  shape(marker, "path", { d: "M0 0L10 5L0 10z", class: "wi-head-fill" });
}

function buildPlane(panel, slice) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("role", "img");
  const legend = element("div", { class: "wi-legend", "aria-hidden": "true" });
  for (const mark of panel.marks)
    if (mark.label) legend.append(element("span", { class: `wi-key wi-colour-${mark.colour} wi-${mark.style}` }, mark.label));
  const node = frame(panel, `wi-lines${panel.square ? " wi-square" : ""}`, svg, legend);
  const id = `wi-plane-${(serial += 1)}`;
  const [[left, right], [low, high]] = [panel.x_range, panel.y_range];
  const word = (labels, ticks, i) => labels[i] ?? spell(ticks[i], "number");
  const widest = Math.max(0, ...panel.y_ticks.map((_, i) => word(panel.y_labels, panel.y_ticks, i).length));
  const edge = { left: 14 + 7.5 * widest + (panel.y_title ? 18 : 0), right: 14, top: 12, bottom: panel.x_title ? 40 : 24 };

  let width = 0;
  const measure = () => (width = Math.max(node.clientWidth - 2, 260));
  const plot = document.createElementNS(SVG, "g");
  let framed = 0, x, y;
  const drawFrame = () => {
    if (framed === width) return;
    framed = width;
    let [inner, height] = [width - edge.left - edge.right, panel.height];
    if (panel.square) {
      // One unit is as long on both axes: the plane shrinks where the column is narrow.
      const unit = Math.min(inner / (right - left), (height - edge.top - edge.bottom) / (high - low));
      inner = unit * (right - left);
      height = unit * (high - low) + edge.top + edge.bottom;
    }
    const [end, bottom] = [edge.left + inner, height - edge.bottom];
    x = (v) => edge.left + (inner * (v - left)) / (right - left);
    y = (v) => edge.top + ((bottom - edge.top) * (high - v)) / (high - low);
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("height", height);
    svg.replaceChildren();
    shape(shape(svg, "clipPath", { id }), "rect", { x: edge.left - 2, y: edge.top - 2, width: inner + 4, height: bottom - edge.top + 4 });
    plot.setAttribute("clip-path", `url(#${id})`);
    panel.y_ticks.forEach((tick, i) => {
      shape(svg, "line", { x1: edge.left, x2: end, y1: y(tick), y2: y(tick), class: "wi-grid" });
      shape(svg, "text", { x: edge.left - 6, y: y(tick) + 4, "text-anchor": "end" }, word(panel.y_labels, panel.y_ticks, i));
    });
    panel.x_ticks.forEach((tick, i) => {
      shape(svg, "line", { x1: x(tick), x2: x(tick), y1: edge.top, y2: bottom, class: "wi-grid" });
      shape(svg, "text", { x: x(tick), y: bottom + 17, "text-anchor": "middle" }, word(panel.x_labels, panel.x_ticks, i));
    });
    const middle = (edge.left + end) / 2;
    if (panel.x_title) shape(svg, "text", { x: middle, y: height - 5, "text-anchor": "middle" }, panel.x_title);
    if (panel.y_title) {
      const at = (edge.top + bottom) / 2;
      shape(svg, "text", { x: 12, y: at, "text-anchor": "middle", transform: `rotate(-90 12 ${at})` }, panel.y_title);
    }
    panel.marks.forEach((mark, m) => {
      if (mark.style === "arrows") arrowHead(shape(svg, "g", { class: `wi-colour-${mark.colour}` }), `${id}-${m}`);
    });
    svg.append(plot);
  };

  const DRAW = {
    line: (group, points) => shape(group, "path", { d: `M${points.map((p) => p.join(" ")).join("L")}`, class: "wi-stroke" }),
    dots: (group, points) => points.forEach(([cx, cy]) => shape(group, "circle", { cx, cy, r: 3.5 })),
    hollow: (group, points) => points.forEach(([cx, cy]) => shape(group, "circle", { cx, cy, r: 3.5 })),
    crosses: (group, points) =>
      shape(group, "path", { d: points.map(([cx, cy]) => `M${cx - 3.5} ${cy - 3.5}l7 7m0 -7l-7 7`).join(""), class: "wi-stroke" }),
    arrows: (group, points, m) =>
      points.forEach(([px, py]) =>
        shape(group, "path", { d: `M${x(0)} ${y(0)}L${px} ${py}`, class: "wi-stroke", "marker-end": `url(#${id}-${m})` }),
      ),
    rule: (group, points) => points.forEach(([px]) => shape(group, "path", { d: `M${px} ${y(low)}V${y(high)}`, class: "wi-stroke" })),
    path: (group, points) => {
      DRAW.line(group, points);
      points.forEach(([cx, cy], i) => shape(group, "circle", { cx, cy, r: i === points.length - 1 ? 7 : 3 }));
    },
  };
  DRAW.dashed = DRAW.line;

  const draw = () => {
    drawFrame();
    plot.replaceChildren();
    const said = panel.marks.map((mark, m) => {
      const xs = slice(mark.x);
      const ys = mark.style === "rule" ? xs : slice(mark.y);
      const there = [...xs.keys()].filter((i) => !Number.isNaN(xs[i] + ys[i]));
      if (!there.length) return "";
      const group = shape(plot, "g", { class: `wi-colour-${mark.colour} wi-${mark.style}` });
      // What is far outside is cut off; its place must still be a finite number.
      const near = (v) => Math.max(-1e5, Math.min(1e5, v));
      DRAW[mark.style](group, there.map((i) => [near(x(xs[i])), near(y(ys[i]))]), m);
      if (!mark.label) return "";
      const at = (i) => (mark.style === "rule" ? spell(xs[i], "number") : `(${spell(xs[i], "number")}, ${spell(ys[i], "number")})`);
      const [first, last] = [there[0], there.at(-1)];
      if (["arrows", "dots", "hollow", "crosses"].includes(mark.style) && there.length > 1)
        return there.length <= 8 ? `${mark.label} ${there.map(at).join(" ")}` : say("several", { number: there.length, mark: mark.label });
      return first === last ? `${mark.label} ${at(first)}` : say("from_to", { mark: mark.label, first: at(first), last: at(last) });
    });
    svg.setAttribute("aria-label", `${panel.title} ${said.filter(Boolean).join("; ")}`);
  };
  return { node, draw, measure };
}

const BUILD = { bars: buildBars, lines: buildLines, plane: buildPlane, net: buildNet, fields: buildFields };

// ---- Words ------------------------------------------------------------------------------------------------------

function sentence(words, slice, powers) {
  const filled = (text) =>
    text.replace(/\{(\w+)\}/g, (_, name) => {
      const [array, position, format] = words.values[name];
      const values = slice(array);
      const value = values[position < 0 ? known(values) + position : position];
      return powers.has(array) ? spellPower(value) : spell(value, format);
    });
  const [tag, tone, text] = words.sentences[slice(words.case)[0]];
  return { tag: filled(tag), tone, text: filled(text) };
}

// **bold** in a sentence, and nothing else: the text is never read as HTML.
const withBold = (text) => text.split("**").map((part, i) => (i % 2 ? element("strong", {}, part) : part));
const SIGN = { good: "✓", bad: "!", plain: "·" };

// ---- The explorer -----------------------------------------------------------------------------------------------

// What does not work says so, in its own place: other explorers of the page go on.
function render({ model, el }) {
  try {
    return build(model, el);
  } catch (error) {
    fail(el, error);
  }
}

function fail(el, error) {
  console.error(error);
  el.replaceChildren(element("p", { class: "wi wi-broken", role: "alert" }, say("broken_explorer", { reason: error.message })));
}

function build(model, el) {
  const spec = model.get("spec");
  const slice = reader(model);
  // Arrays that log panels show hold powers of ten; the words must know.
  const powers = new Set(spec.panels.filter((p) => p.log).flatMap((p) => p.series.flatMap((s) => [s.y, s.low, s.high])));

  const choose = (name, position) => {
    model.set("index", { ...model.get("index"), [name]: position });
    model.save_changes();
  };
  // A control with a single value has nothing to choose; a panel of fields is the control of two.
  const controls = spec.controls.filter((one) => one.texts.length > 1 && one.kind !== "field").map((control) => buildControl(control, model, choose));
  const panels = spec.panels.map((panel) => BUILD[panel.kind](panel, slice, spec, model));
  const words = element("div", { class: "wi-words", role: "status", "aria-live": "polite" });

  const draw = () => {
    try {
      show();
    } catch (error) {
      stop();
      fail(el, error);
    }
  };
  const show = () => {
    for (const panel of panels) panel.measure?.();
    for (const control of controls) control.update();
    for (const panel of panels) panel.draw();
    const said = spec.words.map((one) => sentence(one, slice, powers));
    const tags = said.filter((one) => one.tag).map(({ tag, tone }) => element("span", { class: `wi-tag wi-${tone}` }, `${SIGN[tone]} ${tag}`));
    const texts = said.flatMap(({ text }) => [...withBold(text), " "]);
    words.replaceChildren(element("div", { class: "wi-tags" }, ...tags), element("p", {}, ...texts));
  };

  const root = element(
    "div",
    // The attribute keeps JupyterLab's one-letter shortcuts and arrow keys away from the sliders.
    { class: "wi", role: "group", "aria-label": say("explorer", { title: spec.title }), "data-lm-suppress-shortcuts": "true" },
    element("div", { class: "wi-title" }, element("strong", {}, spec.title), element("p", {}, spec.subtitle)),
    element("div", { class: "wi-controls" }, ...controls.map((control) => control.node)),
    element("div", { class: "wi-panels" }, ...panels.map((panel) => panel.node)),
    ...(spec.words.length ? [words] : []),
  );
  root.addEventListener("keydown", (event) => event.stopPropagation());
  el.append(root);
  // Lines are laid out in pixels: draw again when the column's width changes (and when a hidden tab is shown).
  let width = 0;
  const resized = new ResizeObserver(() => {
    if (root.clientWidth !== width) {
      width = root.clientWidth;
      draw();
    }
  });
  const stop = () => {
    resized.disconnect();
    model.off("change:index", draw);
  };
  model.on("change:index", draw);
  resized.observe(root);
  draw();
  return stop;
}

// The end of a link, "signal:std=0.01,depth=20": the index with the controls moved that it names. As Explorer.address in engine.py.
function indexAt(spec, index, address) {
  const settings = address.slice(spec.name.length + 1);
  const moved = {};
  for (const setting of settings ? settings.split(",") : []) {
    const [name, ...key] = setting.split("=");
    const position = spec.controls.find((one) => one.name === name)?.keys.indexOf(key.join("=")) ?? -1;
    if (position < 0 || name in moved) throw new Error(say("no_setting", { setting }));
    moved[name] = position;
  }
  return { ...index, ...moved };
}

export default { render, indexAt };
