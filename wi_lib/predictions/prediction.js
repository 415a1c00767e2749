// The browser's half of a prediction: take the reader's guess, then show what was measured beside it.
// Python has worked out every text and every place (see guess.py); here they are only looked up and drawn.
// `WORDS`, the words of words.json, is a constant that guess.py puts in front of this text.
//
// In the book's page, `wiKept` (kept.js) remembers what was guessed, in that browser alone. Elsewhere nothing does.

const say = (key, parts = {}) => WORDS[key].replace(/\{(\w+)\}/g, (_, name) => parts[name]);

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function shape(parent, tag, attributes) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  parent.append(node);
  return node;
}

// **bold** in a sentence, and nothing else: the text is never read as HTML.
const withBold = (text) => text.split("**").map((part, i) => (i % 2 ? element("strong", {}, part) : part));

// Makes ids unique. In Jupyter every widget has this script for itself, and all are in one page: so it is the page that counts.
const serial = () => (globalThis.wiSerial = (globalThis.wiSerial ?? 0) + 1);

// ---- A place to point at ----------------------------------------------------------------------------------------

const SLIP = 8; // pixels that a finger moves sideways before it draws: until then it may still want to scroll

// A mouse draws at once. A finger draws when it moves sideways, or taps; if the browser takes it for scrolling, nothing has changed.
function pointed(pad, { begin, at, cancel, end }) {
  let down = null;
  const where = ({ clientX, clientY }) => {
    const box = pad.getBoundingClientRect();
    const share = (value) => Math.max(0, Math.min(1, value));
    return [share((clientX - box.left) / box.width), share((box.bottom - clientY) / box.height)];
  };
  pad.addEventListener("pointerdown", (event) => {
    if (event.button || !begin()) return;
    down = { id: event.pointerId, x: event.clientX, drawing: event.pointerType === "mouse" };
    if (!down.drawing) return;
    pad.setPointerCapture(event.pointerId);
    event.preventDefault(); // no selection of text
    at(...where(event));
  });
  pad.addEventListener("pointermove", (event) => {
    if (event.pointerId !== down?.id) return;
    if (!down.drawing && Math.abs(event.clientX - down.x) < SLIP) return;
    if (!down.drawing) pad.setPointerCapture(event.pointerId);
    down.drawing = true;
    at(...where(event));
  });
  pad.addEventListener("pointerup", (event) => {
    if (event.pointerId !== down?.id) return;
    at(...where(event));
    down = null;
    end();
  });
  pad.addEventListener("pointercancel", (event) => {
    if (event.pointerId !== down?.id) return;
    down = null;
    cancel();
  });
}

// ---- The three forms --------------------------------------------------------------------------------------------
// Each gives its `node`, and can `put` a guess (a list of positions) there, `read` it, `lock` it, and `reveal` the truth or cover it.

// A native slider that a hand does not touch: it is there for the keyboard and for screen readers; the pad below takes the pointer.
function slider(asked, label, chosen) {
  const input = element("input", { type: "range", min: 0, max: asked.axis.texts.length - 1, step: 1, "aria-label": label });
  input.addEventListener("input", chosen);
  input.addEventListener("keydown", (event) => /^Arrow/.test(event.key) && chosen());
  return input;
}

const put = (input, position, texts) => {
  input.value = position;
  input.setAttribute("aria-valuetext", texts[position]);
};

function numberForm(asked, touched) {
  const { texts, ticks, title } = asked.axis;
  const last = texts.length - 1;
  const input = slider(asked, title, () => choose(Number(input.value)));
  const yours = element("span", { class: "wi-yours" });
  const truth = element("span", { class: "wi-truth", hidden: "" }, say("measured", { number: asked.truth[0].text }));
  truth.style.setProperty("--at", asked.truth[0].at);
  const marks = ["wi-gap", "wi-stem", "wi-thumb", "wi-found"].map((name) => element("span", { class: name, "aria-hidden": "true" }));
  const pad = element("div", { class: "wi-pad" }, element("span", { class: "wi-guess-track" }), ...marks, input);
  const scale = element("div", { class: "wi-ticks", "aria-hidden": "true" });
  for (const [at, text] of ticks) {
    const tick = element("span", {}, text);
    tick.style.setProperty("--at", at);
    scale.append(tick);
  }
  const flags = element("div", { class: "wi-flags", "aria-hidden": "true" }, truth, yours);
  const node = element("div", { class: "wi-number" }, element("p", { class: "wi-axis", "aria-hidden": "true" }, title), flags, pad, scale);
  node.style.setProperty("--truth", asked.truth[0].at);
  let guess = asked.start, before = guess, moved = false;
  const draw = () => {
    put(input, guess, texts);
    yours.textContent = moved ? say("yours", { number: texts[guess] }) : say("drag");
    node.style.setProperty("--at", guess / last);
    node.style.setProperty("--low", Math.min(guess / last, asked.truth[0].at));
    node.style.setProperty("--high", Math.max(guess / last, asked.truth[0].at));
    node.classList.toggle("wi-untouched", !moved);
  };
  const choose = (position) => {
    [guess, moved] = [position, true];
    draw();
    touched();
  };
  pointed(pad, {
    begin: () => !input.disabled && ((before = [guess, moved]), true),
    at: (x) => choose(Math.round(x * last)),
    cancel: () => (([guess, moved] = before), draw()),
    end: () => input.focus({ preventScroll: true, focusVisible: false }),
  });
  draw();
  return {
    node,
    read: () => [guess],
    put: (positions) => (([guess] = positions ?? [asked.start]), (moved = positions !== null), draw()),
    lock: (locked) => (input.disabled = locked),
    reveal: (shown, committed) => {
      truth.hidden = !shown;
      yours.hidden = shown && !committed;
      node.classList.toggle("wi-revealed", shown);
      node.classList.toggle("wi-skipped", shown && !committed);
    },
  };
}

function lineForm(asked, touched) {
  const { texts, ticks, title } = asked.axis;
  const [last, count] = [texts.length - 1, asked.points.length];
  const guess = Array(count).fill(asked.start);
  let before = null, moved = false, latest = null;
  const x = (i) => (100 * (i + 0.5)) / count;
  const y = (share) => 100 * (1 - share);
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of Object.entries({ viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true" }))
    svg.setAttribute(name, value);
  for (const [at] of ticks) shape(svg, "path", { d: `M0 ${y(at)}H100`, class: "wi-grid" });
  const found = shape(svg, "path", { class: "wi-truth-line", d: `M${asked.truth.map(({ at }, i) => `${x(i)} ${y(at)}`).join("L")}` });
  const line = shape(svg, "path", { class: "wi-guess-line" });
  const pad = element("div", { class: "wi-pad wi-guess-plot" }, svg);
  const said = element("span", { class: "wi-yours", "aria-hidden": "true" });
  const dots = asked.points.map((label, i) => {
    const input = slider(asked, `${title}, ${label}`, () => choose(i, Number(input.value)));
    const dot = element("span", { class: "wi-dot", "aria-hidden": "true" });
    const measured = element("span", { class: "wi-found", "aria-hidden": "true" });
    for (const one of [input, dot, measured]) one.style.setProperty("--x", (i + 0.5) / count);
    measured.style.setProperty("--y", asked.truth[i].at);
    pad.append(input, dot, measured);
    return { input, dot };
  });
  const named = (list, kind) => {
    const row = element("div", { class: kind, "aria-hidden": "true" });
    for (const [at, text] of list) {
      const one = element("span", {}, text);
      one.style.setProperty("--at", at);
      row.append(one);
    }
    return row;
  };
  const places = asked.points.map((label, i) => [(i + 0.5) / count, label]);
  const keys = element("p", { class: "wi-keys", "aria-hidden": "true" });
  keys.append(element("span", { class: "wi-key-yours" }, say("your_line")), element("span", { class: "wi-key-truth" }, say("measured_line")));
  const chart = element("div", { class: "wi-chart" }, named(ticks, "wi-guess-left"), pad, named(places, "wi-below"));
  const top = element("p", { class: "wi-axis", "aria-hidden": "true" }, title);
  const node = element("div", { class: "wi-line-form" }, top, element("div", { class: "wi-flags" }, said), chart, keys);
  const draw = () => {
    line.setAttribute("d", `M${guess.map((position, i) => `${x(i)} ${y(position / last)}`).join("L")}`);
    dots.forEach(({ input, dot }, i) => {
      put(input, guess[i], texts);
      dot.style.setProperty("--y", guess[i] / last);
    });
    said.textContent = latest === null ? say(moved ? "nothing" : "draw") : say("yours_at", { place: asked.points[latest], number: texts[guess[latest]] });
    node.classList.toggle("wi-untouched", !moved);
  };
  const choose = (i, position) => {
    [guess[i], moved, latest] = [position, true, i];
    draw();
    touched();
  };
  let column = null;
  pointed(pad, {
    begin: () => !dots[0].input.disabled && ((before = [guess.slice(), moved, latest]), (column = null), true),
    at: (across, up) => {
      const [to, position] = [Math.min(count - 1, Math.floor(across * count)), Math.round(up * last)];
      // A fast hand jumps over points: they get what lies on its way.
      const from = column ?? to;
      for (let i = from; i !== to; i += Math.sign(to - from))
        if (i !== from) guess[i] = Math.round(guess[from] + ((position - guess[from]) * (i - from)) / (to - from));
      column = to;
      choose(to, position);
    },
    cancel: () => {
      guess.splice(0, count, ...before[0]);
      [, moved, latest] = before;
      draw();
    },
    end: () => dots[column ?? 0].input.focus({ preventScroll: true, focusVisible: false }),
  });
  draw();
  return {
    node,
    read: () => guess.slice(),
    put: (positions) => {
      guess.splice(0, count, ...(positions ?? Array(count).fill(asked.start)));
      [moved, latest] = [positions !== null, null];
      draw();
    },
    lock: (locked) => dots.forEach(({ input }) => (input.disabled = locked)),
    reveal: (shown, committed) => {
      if (shown) latest = null;
      draw();
      node.classList.toggle("wi-revealed", shown);
      node.classList.toggle("wi-skipped", shown && !committed);
    },
  };
}

function optionForm(asked, touched) {
  const group = `wi-options-${serial()}`;
  const node = element("fieldset", { class: "wi-options" }, element("legend", {}, asked.title));
  const rows = asked.options.map((text, i) => {
    const input = element("input", { type: "radio", name: group, id: `${group}-${i}` });
    const mark = element("span", { class: "wi-mark" });
    input.addEventListener("change", touched);
    const row = element("div", { class: "wi-option" }, input, element("label", { for: `${group}-${i}` }, text), mark);
    node.append(row);
    return { row, input, mark };
  });
  return {
    node,
    read: () => [rows.findIndex(({ input }) => input.checked)],
    put: (positions) => rows.forEach(({ input }, i) => (input.checked = positions?.[0] === i)),
    lock: (locked) => rows.forEach(({ input }) => (input.disabled = locked)),
    reveal: (shown, committed) =>
      rows.forEach(({ row, input, mark }, i) => {
        const [truth, missed] = [shown && i === asked.right, shown && committed && input.checked && i !== asked.right];
        row.classList.toggle("wi-found", truth);
        row.classList.toggle("wi-missed", missed);
        mark.textContent = truth ? say("mark_true") : missed ? say("mark_missed") : "";
      }),
  };
}

const FORMS = { number: numberForm, line: lineForm, option: optionForm };

// ---- The verdict ------------------------------------------------------------------------------------------------

// What to say of a guess (a list of positions), or, for null, to a reader who asked to be shown.
function verdict(asked, guess) {
  const place = guess?.[asked.judged];
  const [number, kind] = guess ? [asked.answers[place], asked.kinds[place]] : ["", asked.right_kind];
  const right = kind === asked.right_kind;
  const compared = say(guess ? "compared" : "compared_shown", { guess: number, truth: asked.truth_text });
  return { right, tag: guess ? asked.off[place] : say("shown"), tone: guess ? (right ? "good" : "bad") : "plain", compared, text: asked.said[kind], seen: !asked.options };
}

const SIGN = { good: "✓", bad: "!", plain: "·" };

// Where options are marked, readers who see them need no comparison.
const written = ({ tone, tag, compared, text, seen }) => [
  element("p", { class: "wi-tags" }, element("span", { class: `wi-tag wi-${tone}` }, `${SIGN[tone]} ${tag}`), " ", element("span", { class: seen ? "wi-compared" : "wi-unseen" }, compared)),
  element("p", {}, ...withBold(text)),
];

// ---- The prediction ---------------------------------------------------------------------------------------------

// What does not work says so, in its own place: the rest of the page goes on, and nothing stays folded.
function render({ model, el }) {
  try {
    return build(model.get("asked"), el);
  } catch (error) {
    console.error(error);
    waits(el, false);
    el.replaceChildren(element("p", { class: "wi wi-broken", role: "alert" }, say("broken_figure", { reason: error.message })));
  }
}

// The book folds what follows a cell that waits for a guess (questions.css): the answer's figure, and its paragraph.
function waits(el, waiting) {
  el.closest(".cell")?.classList.toggle("wi-asks", waiting);
  el.dispatchEvent(new Event("wi-asks", { bubbles: true }));
}

// A guess that was kept, [positions] or "shown"; null where there is none, or where it is of another edition of the question.
function recalled(asked) {
  try {
    const { of, guess } = JSON.parse(window.wiKept?.read("guess", asked.name) ?? "null") ?? {};
    return of === asked.of ? (guess ?? null) : null;
  } catch {
    return null;
  }
}

function build(asked, el) {
  const button = (key, kind, act) => {
    const one = element("button", { type: "button", class: kind }, say(key));
    one.addEventListener("click", (event) => event.detail < 2 && act()); // not what a double click does to the next button
    return one;
  };
  const commit = button("commit", "wi-commit", () => settle(form.read()));
  const show = button("show_me", "wi-show", () => settle("shown"));
  const again = button("guess_again", "wi-again", () => ask(true));
  const form = FORMS[asked.form](asked, () => (commit.disabled = false));
  const status = element("div", { class: "wi-status", role: "status" });
  const waiting = element("p", { class: "wi-waiting" }, say("waiting"));
  const head = element("p", { class: "wi-ask" }, element("span", {}, say("your_prediction")));
  const box = element("div", { class: "wi-verdict" }, waiting, status);
  const root = element(
    "div",
    // The attribute keeps JupyterLab's one-letter shortcuts and arrow keys away from the sliders.
    { class: "wi wi-guess", role: "group", "aria-label": say("prediction", { title: asked.title }), "data-lm-suppress-shortcuts": "true" },
    head, form.node, element("div", { class: "wi-buttons" }, commit, show, again), box,
  );
  root.addEventListener("keydown", (event) => event.stopPropagation());

  // Asked, and nothing given away.
  const ask = (byHand) => {
    form.put(null);
    form.lock(false);
    form.reveal(false, false);
    status.replaceChildren();
    [commit.disabled, commit.hidden, show.hidden, again.hidden, waiting.hidden] = [true, false, false, true, false];
    waits(el, true);
    if (!byHand) return;
    window.wiKept?.write("guess", asked.name, null);
    root.querySelector("input").focus();
  };
  // Answered: with a list of positions, or "shown".
  const told = (guess) => {
    const committed = guess !== "shown";
    form.put(committed ? guess : null);
    form.lock(true);
    form.reveal(true, committed);
    status.replaceChildren(...written(verdict(asked, committed ? guess : null)));
    [commit.hidden, show.hidden, again.hidden, waiting.hidden] = [true, true, false, true];
    waits(el, false);
  };
  const settle = (guess) => {
    const focused = root.contains(document.activeElement);
    told(guess);
    const surprised = guess !== "shown" && !verdict(asked, guess).right;
    window.wiKept?.write("guess", asked.name, JSON.stringify({ of: asked.of, guess, surprised }));
    if (focused) again.focus({ preventScroll: true });
  };

  const before = recalled(asked);
  if (before === null) ask(false);
  else told(before);
  el.append(root);
  const forgotten = () => {
    // What has been read stays as high as it is, and unfolded, until the page is opened anew: nothing jumps.
    root.style.minHeight = `${root.getBoundingClientRect().height}px`;
    ask(false);
    waits(el, false);
  };
  document.addEventListener("wi-forgotten", forgotten);
  return () => document.removeEventListener("wi-forgotten", forgotten);
}

export default { render };
