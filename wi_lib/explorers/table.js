// The browser's half of an explorer, in five files that engine.py joins: look up the slice that belongs to the chosen values,
// and draw it. Python made every number; nothing is computed here but positions on the screen and the spelling of numbers.
// `WORDS`, the words of words.json, is a constant that engine.py puts in front of this text.
//
// This file: elements, words and numbers, and the table.

const SVG = "http://www.w3.org/2000/svg";
const BYTES = { uint8: 1, int16: 2, float32: 4, float64: 8 };
const NAN_INT16 = -32768;

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function shape(parent, tag, attributes = {}, text) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text !== undefined) node.textContent = text;
  parent.append(node);
  return node;
}

// What is there already is not written again: a change that is none still costs the browser a new layout.
function write(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

function writeStyle(node, name, value) {
  if (node.style.getPropertyValue(name) !== String(value)) node.style.setProperty(name, value);
}

// The text that is there becomes another one. A new node in its place would make the browser ask all over the page whom it
// matters to: the style sheets' `:has()`, and scripts that watch for new nodes, as the book's theme does.
function writeText(node, text) {
  const there = node.firstChild;
  if (!there || there.nodeType !== Node.TEXT_NODE || there.nextSibling) {
    if (node.textContent !== text) node.textContent = text;
  } else if (there.data !== text) there.data = text;
}

// Draw as if anew each time: shapes that are there are used again, and only what differs is written. One that is left over stays and
// shows nothing, for the reason that writeText has. Nothing is asked of the page: what a shape shows is remembered here.
function pencil(group) {
  const kinds = {};
  return {
    put(tag, attributes, text = "") {
      const kind = (kinds[tag] ??= { shapes: [], used: 0 });
      const one = (kind.shapes[kind.used] ??= { node: shape(group, tag), shown: {}, text: "" });
      kind.used += 1;
      for (const name of Object.keys(one.shown)) if (!(name in attributes)) one.node.removeAttribute(name);
      for (const name of Object.keys(attributes)) if (one.shown[name] !== attributes[name]) one.node.setAttribute(name, attributes[name]);
      if (one.text !== text) writeText(one.node, text);
      [one.shown, one.text] = [attributes, text];
    },
    done() {
      for (const [tag, kind] of Object.entries(kinds)) {
        for (const { shown } of kind.shapes.slice(kind.used)) this.put(tag, { ...shown, ...NOTHING[tag] });
        kind.used = 0;
      }
    },
  };
}
const NOTHING = { path: { d: "" }, circle: { r: 0 }, text: {} };

// A number of a drawing, in hundredths of a pixel: more digits would only take longer to write and to read.
const short = (value) => Math.round(100 * value) / 100;

// Makes ids unique. In Jupyter every widget has this script for itself, and all are in one page: so it is the page that counts.
const serial = () => (globalThis.wiSerial = (globalThis.wiSerial ?? 0) + 1);

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
  const read = {}; // by array, what was read last: much of it is asked for several times in one drawing
  return function slice(name, index = model.get("index")) {
    const { dtype, shape, along, step, offset } = arrays[name];
    let position = 0;
    along.forEach((control, axis) => (position = position * shape[axis] + index[control]));
    const length = shape.slice(along.length).reduce((a, b) => a * b, 1);
    const start = offset + position * length * BYTES[dtype];
    if (read[name]?.start !== start) read[name] = { start, values: numbersAt(dtype, start, length, step) };
    return read[name].values;
  };

  function numbersAt(dtype, start, length, step) {
    if (dtype === "uint8") return new Uint8Array(buffer, start, length);
    if (dtype === "float32") return new Float32Array(buffer, start, length);
    if (dtype === "float64") return new Float64Array(buffer, start, length);
    const [steps, numbers] = [new Int16Array(buffer, start, length), new Float64Array(length)];
    for (let i = 0; i < length; i += 1) numbers[i] = steps[i] === NAN_INT16 ? NaN : steps[i] * step;
    return numbers;
  }
}

const known = (values) => {
  let count = values.length;
  while (count > 0 && Number.isNaN(values[count - 1])) count -= 1;
  return count;
};
