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

// **bold** in a sentence, and nothing else: the text is never read as HTML. What is there takes the words, and what is left over
// none: see writeText.
function writeSentence(node, text) {
  const parts = text.split("**");
  for (let i = node.childNodes.length; i < parts.length; i += 1) node.append(i % 2 ? element("strong") : document.createTextNode(""));
  node.childNodes.forEach((child, i) => {
    const part = parts[i] ?? "";
    if (i % 2) writeText(child, part);
    else if (child.data !== part) child.data = part;
  });
}
const SIGN = { good: "✓", bad: "!", plain: "·" };

// A place that is as high as its longest text from the start, so that nothing below it moves: the live text lies on others
// that only take up room. Those are drawn by the style sheet, so that no one reads them.
const roomOf = (text, name = "") => element("span", { class: `wi-room ${name}`, "data-text": text, "aria-hidden": "true" });
const stack = (rooms, live) => element("div", { class: "wi-stack" }, ...rooms, element("div", { class: "wi-over" }, live));

function buildWords(words, slice, powers) {
  const tags = words.map(() => element("span", { class: "wi-tag" }));
  const texts = words.map(() => element("p"));
  const longest = words.filter((one) => one.room.tag).map((one) => roomOf(`${SIGN.good} ${one.room.tag}`, "wi-tag")); // the widest sign
  const row = stack([element("div", { class: "wi-tags" }, ...longest)], element("div", { class: "wi-tags wi-live" }, ...tags));
  const places = words.map((one, i) => stack(one.room.texts.map((text) => roomOf(text)), texts[i]));
  for (const text of texts) text.className = "wi-live";
  const shown = [];
  const said = () => words.map((one) => sentence(one, slice, powers));
  // All tags and the first sentence; then the others, as they were when those were drawn.
  let now = [];
  const draw = () => {
    now = said();
    now.forEach(({ tag, tone, text }, i) => {
      if (i === 0) writeSentence(texts[0], text);
      if (shown[i] === `${tone} ${tag}`) return;
      shown[i] = `${tone} ${tag}`;
      tags[i].className = `wi-tag wi-${tone}`;
      tags[i].hidden = !tag;
      writeText(tags[i], `${SIGN[tone]} ${tag}`);
    });
  };
  const drawRest = () => now.slice(1).forEach(({ text }, i) => writeSentence(texts[i + 1], text));
  const tell = () => said().map(({ tag, text }) => `${tag && `${tag}: `}${text.replaceAll("**", "")}`);
  // One sentence beside the controls; the others, where there are any, after the first panel.
  const [first, ...rest] = places;
  const verdict = element("div", { class: "wi-words" }, ...(longest.length ? [row] : []), ...(first ? [first] : []));
  return { verdict, rest: { node: element("div", { class: "wi-more" }, ...rest), draw: drawRest }, draw, tell };
}

// ---- The explorer -----------------------------------------------------------------------------------------------

const FONT = 13, HALL_FONT = 18, LARGE_FONT = 24; // pixels of the labels: in a page, on a slide, in the large view
const NARROW = 480; // pixels of an explorer that is one column, as on a phone

// What does not work says so, in its own place: other explorers of the page go on. `page` is what the page offers, if anything:
// `page.link(address)` makes a setting's address a link; `page.hall` says that the explorer has a slide to fill.
function render({ model, el, page }) {
  try {
    return build(model, el, page);
  } catch (error) {
    fail(el, error);
  }
}

function fail(el, error) {
  console.error(error);
  el.replaceChildren(element("p", { class: "wi wi-broken", role: "alert" }, say("broken_explorer", { reason: error.message })));
}

// How many pixels wide a text of a drawing is, in the font that the reader's browser has: what it falls back to may be wider by a
// third than what the page asks for.
function ruler(view) {
  const pen = document.createElement("canvas").getContext("2d");
  const known = new Map();
  return (text) => {
    const font = `${view.font}px ${view.family}`;
    const key = `${font} ${text}`;
    if (!known.has(key)) {
      pen.font = font;
      known.set(key, pen.measureText(text).width);
    }
    return known.get(key);
  };
}

// At most one drawing a frame: the first change at once, those that follow in the same frame together in the next one.
function onceAFrame(draw) {
  let waiting = false, missed = false;
  const request = () => {
    if (waiting) return void (missed = true);
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      if (missed) request();
    });
    missed = false;
    draw();
  };
  return request;
}

// A clicker's two keys move the page, and never a control.
function turnPage(node, step) {
  const scrolls = (one) => one.scrollHeight > one.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(one).overflowY);
  let scroller = node.parentElement;
  while (scroller && !scrolls(scroller)) scroller = scroller.parentElement;
  scroller ??= document.scrollingElement;
  scroller.scrollBy({ top: 0.85 * step * scroller.clientHeight });
}

function build(model, el, page) {
  const spec = model.get("spec");
  const slice = reader(model);
  const hall = Boolean(page?.hall), base = hall ? HALL_FONT : FONT;
  const view = { base, font: base, family: "sans-serif", hall, large: false, narrow: false };
  view.wide = ruler(view);
  // Arrays that log panels show hold powers of ten; the words must know.
  const powers = new Set(spec.panels.filter((p) => p.log).flatMap((p) => p.series.flatMap((s) => [s.y, s.low, s.high])));

  const set = (index) => {
    model.set("index", index);
    model.save_changes();
  };
  const choose = (name, position) => set({ ...model.get("index"), [name]: position });
  // A control with a single value has nothing to choose; a panel of fields is the control of two.
  const controls = spec.controls.filter((one) => one.texts.length > 1 && one.kind !== "field").map((control) => buildControl(control, model, choose));
  const panels = spec.panels.map((panel) => BUILD[panel.kind](panel, slice, spec, model, view));
  const words = buildWords(spec.words, slice, powers);
  const live = element("div", { class: "wi-hidden wi-said", role: "status", "aria-live": "polite" });
  const announce = announcer(live);

  let held = null;
  // What is out of view waits until it comes into view, until things rest, or the page is printed: so what follows the reader's hand
  // is what that reader sees.
  const parts = [...panels, ...(spec.words.length > 1 ? [words.rest] : [])];
  const away = new Set(), waiting = new Set();
  const drawParts = (some) =>
    some.forEach((part) => {
      part.draw(held);
      waiting.delete(part);
    });
  const show = (seen = parts) => {
    for (const control of controls) control.update();
    words.draw();
    drawParts(seen);
    announce.rest(words.tell);
  };
  const guarded = (act) => {
    try {
      act();
    } catch (error) {
      stop();
      fail(el, error);
    }
  };
  const draw = () => guarded(show);
  const catchUp = () => guarded(() => drawParts([...waiting]));
  const later = atRest(catchUp);
  const follow = () =>
    guarded(() => {
      for (const part of away) waiting.add(part);
      show(parts.filter((part) => !away.has(part)));
      if (waiting.size) later.stir();
    });
  const watcher = new IntersectionObserver(
    (entries) =>
      guarded(() => {
        for (const { target, isIntersecting } of entries) away[isIntersecting ? "delete" : "add"](parts.find(({ node }) => node === target));
        drawParts([...waiting].filter((part) => !away.has(part)));
      }),
    { rootMargin: "100px" },
  );
  const measure = () => {
    view.narrow = !hall && root.clientWidth < NARROW;
    view.family = getComputedStyle(root).fontFamily;
    panels.forEach((panel) => panel.measure());
  };
  const redraw = () => {
    measure();
    draw();
  };
  const changed = onceAFrame(follow);

  const note = element("p", { class: "wi-subtitle" }, spec.subtitle);
  const keep = (index) => {
    held = index;
    hold.textContent = say(held ? "release" : "hold");
    note.textContent = held ? say("held", { setting: settingOf(spec, held) }) : spec.subtitle;
    note.classList.toggle("wi-held", Boolean(held));
  };
  const hold = tool("hold", () => {
    keep(held ? null : { ...model.get("index") });
    draw();
    if (held) announce.say(note.textContent);
  });
  hold.title = say("hold_hint");
  // As on a fresh page: nothing plays, nothing is held, and no address or memory of the page brings the old setting back.
  const reset = tool("reset", () => {
    controls.forEach((control) => control.stop?.({}));
    keep(null);
    panels.forEach((panel) => panel.reset?.());
    large.reset();
    set({ ...spec.start });
    page?.forget?.();
    draw(); // also where the setting is the first one already
  });
  const copies = page?.link ? [copyTool(() => page.link(addressOf(spec, model.get("index"))), announce.say)] : [];

  const root = element(
    "div",
    // The attribute keeps JupyterLab's one-letter shortcuts and arrow keys away from the sliders.
    { class: hall ? "wi wi-fills wi-hall" : "wi", role: "group", "aria-label": say("explorer", { title: spec.title }), "data-lm-suppress-shortcuts": "true" },
  );
  const large = largeView({ root, el, panels, titles: spec.panels.map(({ title }) => title), view, redraw });
  const box = element("div", { class: "wi-controls" }, ...controls.map((control) => control.node));
  if (spec.controls.filter((one) => one.kind === "radio" && one.texts.length > 1).length > 1) box.classList.add("wi-many");
  const drawn = panels.map((panel) => panel.node);
  const besideFirst = spec.panels[0]?.square || spec.panels[0]?.half; // the second panel
  if (spec.words.length > 1) drawn.splice(besideFirst ? 2 : 1, 0, words.rest.node);
  const beside = spec.panels.some((panel) => panel.square) ? " wi-beside" : spec.panels.some((panel) => panel.half) ? " wi-halves" : "";
  root.append(
    element(
      "div",
      { class: "wi-title" },
      element("strong", {}, spec.title),
      element("div", { class: "wi-tools" }, ...copies, ...(panels.length ? [hold] : []), reset, ...(panels.length ? [large.button] : [])),
      note,
    ),
    large.bar,
    box,
    ...(spec.words.length ? [words.verdict] : []),
    element("div", { class: `wi-panels${beside}` }, ...drawn),
    live,
  );
  root.addEventListener("keydown", (event) => {
    const step = { PageDown: 1, PageUp: -1 }[event.key];
    if (!step) return event.stopPropagation();
    if (hall && !view.large) return; // the deck turns its slides
    event.preventDefault();
    if (view.large) large.turn(step);
    else turnPage(root, step);
  });
  // Whoever touches a control takes over from what plays.
  for (const kind of ["pointerdown", "keydown", "input"]) box.addEventListener(kind, (event) => controls.forEach((control) => control.stop?.(event)));
  el.style.width = "100%"; // the explorer is as wide as its place, whatever lays that out
  el.append(root);
  // Lines are laid out in pixels: draw again when the column's width changes (and when a hidden tab is shown).
  let size = `${root.clientWidth}`;
  const resized = new ResizeObserver(() => {
    const now = view.large ? `${innerWidth} ${innerHeight}` : `${root.clientWidth}`;
    if (now === size) return;
    size = now;
    redraw();
  });
  const stop = () => {
    resized.disconnect();
    watcher.disconnect();
    later.calm();
    removeEventListener("beforeprint", catchUp);
    model.off("change:index", changed);
  };
  measure();
  show(); // at once: the first picture of a page has it
  model.on("change:index", changed);
  resized.observe(root);
  parts.forEach(({ node }) => watcher.observe(node));
  addEventListener("beforeprint", catchUp);
  return stop;
}

export default { render, indexAt, addressOf };
