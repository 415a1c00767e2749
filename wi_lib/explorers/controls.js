// ---- Controls ---------------------------------------------------------------------------------------------------

// A label may end with a sign, "inputs of the layer, n_in": it is for the eyes, with its index below the line. Those who hear the
// page hear the words before it.
const SYMBOL = /,? ?\b([a-z])_([a-z]+)$/;

function labelled(text) {
  const [sign, letter, below] = SYMBOL.exec(text) ?? [];
  if (!sign) return [text];
  return [text.slice(0, -sign.length), element("span", { "aria-hidden": "true" }, `, ${letter}`, element("sub", {}, below))];
}

// Every control is {node, update}; `update` shows the value that is chosen.
function buildControl(control, model, choose) {
  const id = `wi-${serial()}-${control.name}`;
  const current = () => model.get("index")[control.name];
  if (control.kind === "radio") return buildRadio(control, id, current, choose);
  if (control.kind === "select") {
    const { node, update } = buildSelect(control, id, current, choose);
    node.classList.add("wi-control");
    return { node, update };
  }
  return buildSlider(control, id, current, choose);
}

// A few choices side by side; on a phone, several such rows would fill the screen: there each is a list (see engine.css).
function buildRadio(control, id, current, choose) {
  const row = element("div", { class: "wi-segments" });
  const inputs = control.texts.map((text, i) => {
    const input = element("input", { type: "radio", name: id, value: i, id: `${id}-${i}` });
    input.addEventListener("change", () => choose(control.name, i));
    row.append(element("span", {}, input, element("label", { for: `${id}-${i}` }, text)));
    return input;
  });
  const group = element("fieldset", {}, element("legend", {}, ...labelled(control.label)), row);
  const list = buildSelect(control, `${id}-list`, current, choose);
  const node = element("div", { class: "wi-control wi-radio" }, group, list.node);
  const update = () => {
    inputs[current()].checked = true;
    list.update();
  };
  return { node, update };
}

function buildSelect(control, id, current, choose) {
  const options = control.texts.map((text, i) => element("option", { value: i }, text));
  const input = element("select", { id }, ...options);
  input.addEventListener("change", () => choose(control.name, Number(input.value)));
  const node = element("div", { class: "wi-select" }, element("label", { for: id }, ...labelled(control.label)), input);
  const update = () => input.selectedIndex !== current() && (input.selectedIndex = current());
  return { node, update };
}

function buildSlider(control, id, current, choose) {
  const last = control.texts.length - 1;
  const input = element("input", { type: "range", id, min: 0, max: last, step: 1 });
  // The slider itself says its value to those who hear it; this is for the eyes.
  const said = element("span");
  const value = element("span", { class: "wi-value", "aria-hidden": "true" }, said);
  value.style.width = `${Math.max(...control.texts.map((text) => text.length)) + 1}ch`;
  const label = element("label", { for: id }, ...labelled(control.label));
  const fill = element("div", { class: "wi-fill" });
  const slot = element("div", { class: "wi-slot" }, element("div", { class: "wi-groove", "aria-hidden": "true" }, fill), input);
  const rail = element("div", { class: "wi-rail" }, slot);
  input.addEventListener("input", () => choose(control.name, Number(input.value)));
  followFinger(rail, input, last, (position) => position !== current() && choose(control.name, position));
  if (control.marks.length) {
    rail.classList.add("wi-marked");
    const marks = element("div", { class: "wi-marks", "aria-hidden": "true" });
    for (const [i, text] of control.marks) {
      const mark = element("span", { class: i === 0 ? "wi-first" : i === last ? "wi-last" : "" }, text);
      mark.style.setProperty("--at", i / (last || 1));
      marks.append(mark);
    }
    rail.append(marks);
  }
  const line = element("div", { class: "wi-label-line" }, label, value);
  const node = element("div", { class: "wi-control wi-slider" }, line, element("div", { class: "wi-track" }, rail));
  const player = control.kind === "play" ? addPlayButton(node, control, choose, current, last) : null;
  let shown;
  const update = () => {
    if (input.valueAsNumber !== current()) input.value = current();
    if (shown === current()) return;
    shown = current();
    input.setAttribute("aria-valuetext", control.texts[shown]);
    // A move costs the browser less than a new ground of the slider itself, which has parts of its own to style.
    fill.style.transform = `scaleX(${(shown / (last || 1)).toFixed(4)})`;
    writeText(said, control.texts[shown]);
  };
  return { node, update, stop: player };
}

const SLOP = 6; // pixels that a finger moves without meaning to
const THUMB = 20; // the slider's knob, as wide as engine.css makes it

// Browsers move a slider as soon as a finger touches it, and so by every swipe that only wants to scroll. Where there are
// fingers, engine.css keeps them from the slider: it moves when the finger moves sideways, or lifts where it came down.
function followFinger(rail, input, last, pick) {
  let from = null;
  const at = ({ clientX }) => {
    const box = input.getBoundingClientRect();
    const share = (clientX - box.left - THUMB / 2) / (box.width - THUMB);
    return Math.round(last * Math.max(0, Math.min(1, share)));
  };
  rail.addEventListener("pointerdown", (event) => {
    if (event.target === input || event.button) return; // the slider does it by itself
    from = { x: event.clientX, y: event.clientY, moves: event.pointerType === "mouse" };
    rail.setPointerCapture(event.pointerId);
    if (from.moves) pick(at(event));
  });
  rail.addEventListener("pointermove", (event) => {
    if (!from) return;
    const [across, down] = [Math.abs(event.clientX - from.x), Math.abs(event.clientY - from.y)];
    from.moves ||= across > SLOP && across > down;
    if (from.moves) pick(at(event));
  });
  rail.addEventListener("pointerup", (event) => {
    const still = from && Math.abs(event.clientX - from.x) + Math.abs(event.clientY - from.y) <= SLOP;
    if (still || from?.moves) {
      input.focus({ preventScroll: true });
      pick(at(event));
    }
    from = null;
  });
  rail.addEventListener("pointercancel", () => (from = null)); // the page scrolls
}

function addPlayButton(node, control, choose, current, last) {
  const button = element("button", { type: "button", class: "wi-play" });
  let timer = null;
  const show = (sign, key) => {
    button.textContent = sign;
    button.setAttribute("aria-label", say(key, { control: control.label }));
  };
  const stop = () => {
    clearInterval(timer);
    timer = null;
    show("▶", "play");
  };
  button.addEventListener("click", () => {
    if (timer) return stop();
    if (current() === last) choose(control.name, 0);
    show("❚❚", "pause");
    timer = setInterval(() => {
      // A removed explorer must not go on playing.
      if (current() >= last || !node.isConnected) stop();
      else choose(control.name, current() + 1);
    }, 300);
  });
  show("▶", "play");
  node.querySelector(".wi-track").prepend(button);
  return (event) => timer && event.target !== button && stop();
}
