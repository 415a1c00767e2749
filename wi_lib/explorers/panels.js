// ---- Panels -----------------------------------------------------------------------------------------------------

// Every panel is {node, measure, draw}. `measure` reads the room that it has, before anything on the page changes: read in
// between, it would cost a layout. `draw(held)` draws the chosen state and, where a reader holds one, that state's ghost.
//
// `view` is what all panels of an explorer share: `font`, the pixels of the labels; `wide`, how wide a text is in them; `narrow`,
// whether it is as narrow as on a phone; `large`, whether one panel fills the screen; and `hall`, whether all of them fill a slide.

// No <section>: slide frameworks take each for a slide.
function frame(panel, kind, ...parts) {
  const id = `wi-head-${serial()}`;
  const head = element("p", { class: "wi-head", id }, element("strong", {}, panel.title), " ", panel.note);
  return element("div", { class: `wi-panel ${kind}`, role: "group", "aria-labelledby": id }, head, ...parts);
}

const numbered = (values) => [...values.keys()].filter((i) => !Number.isNaN(values[i]));

function buildBars(panel, slice, spec, model) {
  const row = element("div", { class: "wi-cells" });
  const node = frame(panel, "wi-bars", row);
  const bins = spec.arrays[panel.heights].shape.at(-1);
  const most = spec.arrays[panel.cells].shape.at(-1);
  const cells = Array.from({ length: most }, () => {
    const svg = document.createElementNS(SVG, "svg");
    for (const [name, value] of Object.entries({ viewBox: `0 0 ${bins} 100`, preserveAspectRatio: "none", role: "img" }))
      svg.setAttribute(name, value);
    const path = shape(svg, "path");
    const ghost = shape(svg, "path", { class: "wi-ghost" });
    const ends = element("div", { class: "wi-ends", "aria-hidden": "true" }, element("span"), element("span"));
    const title = element("div", { class: "wi-cell-title" });
    const said = element("span");
    const caption = element("div", { class: "wi-cell-caption" });
    caption.append(element("span", { class: "wi-caption-label" }, `${panel.caption_label} `), said);
    const cell = element("div", { class: "wi-cell" }, title, element("div", { class: "wi-drawing" }, svg), ends, caption);
    row.append(cell);
    return { cell, svg, path, ghost, ends, title, said };
  });
  const by = (control, given) => (control ? given[model.get("index")[control]] : given);

  const bars = (heights, c) => {
    let d = "";
    for (let bin = 0; bin < bins; bin += 1) {
      const height = short(heights[c * bins + bin] / 2.55);
      if (height > 0) d += `M${bin + 0.06} 100v${-Math.max(height, 1)}h.88V100z`;
    }
    return d;
  };
  const outline = (heights, c) => {
    let d = "M0 100";
    for (let bin = 0; bin < bins; bin += 1) d += `V${short(100 - heights[c * bins + bin] / 2.55)}h1`;
    return `${d}V100`;
  };

  const draw = (held) => {
    const heights = slice(panel.heights);
    const rows = slice(panel.cells);
    const [numbers, captions] = [slice(panel.numbers), slice(panel.caption)];
    const [low, high] = by(panel.ends_by, panel.ends);
    writeStyle(row, "--wi-series", `var(--wi-${by(panel.colour_by, panel.colour)})`);
    writeStyle(row, "--cells", known(rows));
    cells.forEach(({ cell, svg, path, ghost, ends, title, said }, place) => {
      cell.hidden = Number.isNaN(rows[place]);
      if (cell.hidden) return;
      const c = rows[place];
      write(path, "d", bars(heights, c));
      // The same layer of the state that is held, where that state shows it.
      const then = held ? [...slice(panel.cells, held)].find((r) => slice(panel.numbers, held)[r] === numbers[c]) : undefined;
      write(ghost, "d", then === undefined ? "" : outline(slice(panel.heights, held), then));
      const number = spell(captions[c], panel.caption_format);
      writeText(title, say("place", { axis: panel.heading, number: spell(numbers[c], "integer") }));
      writeText(said, number);
      writeText(ends.firstChild, low);
      writeText(ends.lastChild, high);
      const parts = { panel: panel.title, cell: title.textContent, caption: panel.caption_label, number };
      write(svg, "aria-label", say("cell", parts));
    });
  };
  return { node, measure() {}, draw };
}

// A small picture of how a line or a mark looks, beside its name: drawn with the same classes, so that it looks the same in
// every theme, on paper, and in forced colours.
const UPRIGHT = ["rule", "dotted"]; // a line at every x, whatever y is
const upright = (svg) => shape(svg, "path", { d: "M14 0V12", class: "wi-stroke" });
const SAMPLES = {
  dots: (svg) => shape(svg, "circle", { cx: 14, cy: 6, r: 3.5 }),
  hollow: (svg) => shape(svg, "circle", { cx: 14, cy: 6, r: 3.5 }),
  here: (svg) => shape(svg, "circle", { cx: 14, cy: 6, r: 4.5 }),
  crosses: (svg) => shape(svg, "path", { d: "M10 2l8 8m0 -8l-8 8", class: "wi-stroke" }),
  rule: upright,
  dotted: upright,
  arrows: (svg) => {
    shape(svg, "path", { d: "M1 6H20", class: "wi-stroke" });
    shape(svg, "path", { d: "M18 1L27 6L18 11z", class: "wi-head-fill" });
  },
  line: (svg) => shape(svg, "path", { d: "M1 6H27", class: "wi-stroke" }),
};

function legend(ones) {
  const node = element("div", { class: "wi-legend", "aria-hidden": "true" });
  for (const { label, colour, style } of ones.filter((one) => one.label)) {
    const svg = document.createElementNS(SVG, "svg");
    for (const [name, value] of Object.entries({ width: 28, height: 12, viewBox: "0 0 28 12" })) svg.setAttribute(name, value);
    (SAMPLES[style] ?? SAMPLES.line)(svg);
    node.append(element("span", { class: `wi-key wi-colour-${colour} wi-${style}` }, svg, label));
  }
  return node;
}

const crosses = (points, s) => points.map(([x, y]) => `M${x - s} ${y - s}l${2 * s} ${2 * s}m0 ${-2 * s}l${-2 * s} ${2 * s}`).join("");

// What Lines and Plane have in common: the drawing, its legend, the room it has, and the layers that are drawn into.
function chart(panel, kind, ones, view) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("role", "img");
  const key = legend(ones);
  const drawing = element("div", { class: "wi-drawing" }, svg);
  const node = frame(panel, `wi-lines ${kind}`, drawing, key);
  // The legend names what is there; what is not keeps its room, so that nothing moves.
  const named = ones.map((one, i) => [one, i]).filter(([{ label }]) => label);
  const present = (seen) => named.forEach(([, i], k) => key.children[k].classList.toggle("wi-absent", !seen[i].length));
  const clip = `wi-clip-${serial()}`;
  const layer = (name) => {
    const group = document.createElementNS(SVG, "g");
    group.setAttribute("class", name);
    return group;
  };
  const [frameLayer, ghost, plot, rings, edges] = ["wi-frame", "wi-ghost", "wi-plot", "wi-plot", "wi-edges"].map(layer); // rings are never cut
  for (const inside of [ghost, plot]) inside.setAttribute("clip-path", `url(#${clip})`);
  svg.append(frameLayer, ghost, plot, rings, edges);
  const groups = (parent, classOf) => ones.map((one) => pencil(shape(parent === plot && one.style === "here" ? rings : parent, "g", { class: `wi-colour-${one.colour}${classOf(one)}` })));
  const room = { width: 0, height: 0 };
  const measure = () => {
    room.width = Math.max(node.clientWidth - 2, 200);
    const fills = view.large || view.hall;
    room.height = fills ? Math.max(node.clientHeight - node.firstChild.offsetHeight - key.offsetHeight - 12, view.large ? 160 : 110) : panel.height;
    // On a phone the controls, the words and the first panel share one screen.
    if (!fills && view.narrow) room.height = Math.min(panel.height, 0.45 * room.width);
  };
  // The frame is drawn anew only when something of it is different.
  let framed = "";
  const reframe = (state, drawFrame) => {
    if (framed === state) return;
    framed = state;
    frameLayer.replaceChildren();
    drawFrame(frameLayer);
  };
  const area = (width, height, [x, y, w, h]) => {
    write(svg, "viewBox", `0 0 ${width} ${height}`);
    write(svg, "height", height);
    drawing.style.height = `${height}px`;
    shape(shape(frameLayer, "clipPath", { id: clip }), "rect", { x, y, width: w, height: h });
  };
  return { svg, node, clip, measure, room, reframe, area, present, ghosts: groups(ghost, () => ""), groups: groups(plot, ({ style }) => ` wi-${style}`), notes: pencil(edges) };
}

// A small triangle at the edge of a drawing: what belongs here lies beyond, as far out as the number says. At the upper edge the number
// stands above it, where no curve is.
function beyondMark(pen, { x, y, side, text, font, wide, room }) {
  const s = font / 2.6;
  const [dx, dy] = { up: [0, -1], down: [0, 1], left: [-1, 0], right: [1, 0] }[side];
  const tip = [x, y];
  const [bx, by] = [x - 1.4 * dx * s, y - 1.4 * dy * s];
  const base = [[bx - dy * s, by + dx * s], [bx + dy * s, by - dx * s]];
  pen.put("path", { d: `M${tip.join(" ")}L${base.map((p) => p.join(" ")).join("L")}z`, class: "wi-beyond" });
  if (!text) return;
  const toLeft = x + s + 5 + wide(text) > room.width;
  pen.put(
    "text",
    { x: x + (toLeft ? -1 : 1) * (s + 5), y: y + (side === "up" ? -0.2 * font : side === "down" ? -0.15 * font : -s - 4), "text-anchor": toLeft ? "end" : "start", class: "wi-beyond-text" },
    text,
  );
}

const ZERO_POWER = -999; // what declare.py puts for 0 on a log axis
const MOST_DOTS = 31; // more of them would hide the line, and what lies under it

function buildLines(panel, slice, spec, model, view) {
  const several = panel.series.filter(({ style }) => style === "line").length > 2; // dashes tell them apart, too
  const kind = `${panel.half ? "wi-half" : ""}${several ? " wi-several" : ""}`;
  const { svg, node, measure, room, reframe, area, present, ghosts, groups, notes } = chart(panel, kind, panel.series, view);
  const [lowest, highest] = panel.y_range;
  const written = (v) => (!panel.log ? spell(v, "number") : v <= ZERO_POWER ? "0" : spellPower(v));
  const tickText = (tick) => (!panel.log ? spell(tick, "number") : tick === 0 ? "1" : `10${superscript(tick)}`);

  // Where things stand: for the room and the number of points, the positions of numbers.
  const textAt = (i) => panel.x_labels[panel.x_first + i * panel.x_step] ?? spell(panel.x_first + i * panel.x_step, "integer");
  const layout = (count) => {
    const { width, height } = room;
    const em = view.font;
    const edge = { left: 15 + Math.max(1.8 * em, ...panel.ticks.map((tick) => view.wide(tickText(tick)))), right: Math.max(14, 0.5 * view.wide(textAt(count - 1)) - 6), top: 1.1 * em, bottom: (panel.x_title ? 3.1 : 1.8) * em };
    const x = (i) => edge.left + 8 + ((width - edge.left - edge.right - 16) * i) / Math.max(count - 1, 1);
    const y = (v) => edge.top + ((height - edge.top - edge.bottom) * (highest - v)) / (highest - lowest);
    return { width, height, em, edge, x, y, count, right: width - edge.right, bottom: height - edge.bottom };
  };

  // How a point's place is called; a point whose label is left blank, to save room, goes by the last label before it.
  const placeOf = (i) => {
    const number = panel.x_first + i * panel.x_step;
    if (!(number in panel.x_labels)) return say("place", { axis: panel.x_title, number: spell(number, "integer") });
    return panel.x_labels[number] || (i > 0 ? say("place_after", { place: placeOf(i - 1) }) : panel.x_title);
  };

  const drawFrame = (parent, count, { width, height, em, edge, x, y, right, bottom }) => {
    const ring = 0.65 * em; // none is cut at either side
    area(width, height, [edge.left - ring, edge.top - 5, right - edge.left + 2 * ring, bottom - edge.top + 10]);
    // Where numbers would overlap, every second or third is written.
    const sparse = Math.ceil((1.05 * em) / Math.min(...panel.ticks.slice(1).map((tick, i) => Math.abs(y(tick) - y(panel.ticks[i]))), bottom));
    panel.ticks.forEach((tick, i) => {
      shape(parent, "line", { x1: edge.left, x2: right, y1: y(tick), y2: y(tick), class: "wi-grid" });
      if (i % sparse === 0) shape(parent, "text", { x: edge.left - 6, y: y(tick) + 0.3 * em, "text-anchor": "end" }, tickText(tick));
    });
    const longest = view.wide(spell(panel.x_first + (count - 1) * panel.x_step, "integer"));
    const every = Math.max(1, Math.ceil((count * Math.max(2.6 * em, longest + 0.9 * em)) / (right - edge.left)));
    for (let i = 0; i < count; i += 1) {
      const number = panel.x_first + i * panel.x_step;
      if (number in panel.x_labels || i % every === 0)
        shape(parent, "text", { x: x(i), y: bottom + 1.4 * em, "text-anchor": "middle" }, textAt(i));
    }
    shape(parent, "text", { x: (edge.left + right) / 2, y: height - 0.4 * em, "text-anchor": "middle" }, panel.x_title);
  };

  // A panel never stays empty without a word: what it says if nothing at all can be seen in it.
  const missing = (all) => {
    if (!all.length) return panel.nothing || say("nothing_to_draw");
    const [least, most] = [Math.min(...all), Math.max(...all)];
    if (least > highest) return say("all_above", { number: written(least) });
    if (most < lowest) return say("all_below", { number: written(most) });
    return all.some((v) => v >= lowest && v <= highest) ? "" : say("all_beyond");
  };

  // The points of a series in a state: a line that grows with a control ends where that control stands.
  const pointsOf = (series, index) => {
    const end = series.until === null ? Infinity : index[series.until];
    const values = slice(series.y, index);
    return { values, points: numbered(values).filter((i) => i <= end) };
  };

  const path = (points, x, y, values) => points.map((i) => `${short(x(i))} ${short(y(values[i]))}`);

  // What is far outside is cut off; its place must still be a number that a browser can draw.
  const near = (y) => (v) => Math.max(-1e5, Math.min(1e5, y(v)));

  const disc = (cx, cy, r) => `M${short(cx - r)} ${short(cy)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;

  const drawSeries = (pen, series, { values, points }, index, { x, y, em }, dots) => {
    const at = near(y);
    if (points.length) {
      if (series.low) {
        const [low, high] = [slice(series.low, index), slice(series.high, index)];
        const around = path(points, x, at, high).concat(path(points, x, at, low).reverse());
        pen.put("path", { d: `M${around.join("L")}z`, class: "wi-band" });
      }
      const inside = (v) => Math.max(lowest, Math.min(highest, v)); // a ring stays in sight at the edge
      if (series.style === "here") for (const i of points) pen.put("circle", { cx: x(i), cy: y(inside(values[i])), r: 0.6 * em });
      else if (series.style === "crosses") pen.put("path", { d: crosses(points.map((i) => [x(i), at(values[i])]), 0.4 * em), class: "wi-stroke" });
      else {
        pen.put("path", { d: `M${path(points, x, at, values).join("L")}`, class: "wi-stroke" });
        // All dots are one shape: a change costs the browser by the number of shapes that it must style and lay out anew.
        if (dots && series.style === "line")
          pen.put("path", { d: points.map((i) => disc(x(i), at(values[i]), dots * em)).join(""), class: "wi-dots" });
      }
    }
    pen.done();
  };

  // Of every line that leaves the drawing, a mark where it is farthest out; numbers only of the first, for they would overlap.
  const drawEdges = (seen, { x, y, em, count }) => {
    const told = new Set();
    // Where the first of the lines ends that do not reach the end of the axis: after the last of its points that is in sight.
    const ends = seen.filter(({ points }) => panel.ended && points.at(-1) < count - 1);
    const gone = ends.map(({ values, points }) => 1 + points.findLast((i) => values[i] >= lowest && values[i] <= highest)).filter(Boolean);
    if (gone.length) {
      const first = Math.min(...gone);
      told.add("up");
      beyondMark(notes, { x: x(first), y: y(highest), side: "up", text: panel.ended.replace("{place}", placeOf(first)), font: em, wide: view.wide, room });
    }
    seen.forEach(({ values, points }, s) => {
      if (["here", "crosses"].includes(panel.series[s].style)) return;
      for (const [side, out, edge] of [["up", (v) => v - highest, highest], ["down", (v) => lowest - v, lowest]]) {
        const far = points.filter((i) => out(values[i]) > 0).sort((a, b) => out(values[b]) - out(values[a]))[0];
        if (far === undefined || told.has(side)) continue;
        told.add(side);
        beyondMark(notes, { x: x(far), y: y(edge), side, text: written(values[far]), font: em, wide: view.wide, room });
      }
    });
  };

  const draw = (held) => {
    const index = model.get("index");
    const seen = panel.series.map((series) => pointsOf(series, index));
    const count = Math.max(...panel.series.map((series) => (panel.ended ? slice(series.y, index).length : known(slice(series.y, index)))));
    const place = layout(count);
    reframe([room.width, room.height, place.em, count].join(), (parent) => drawFrame(parent, count, place));
    present(seen.map(({ points }) => points));
    const dots = count > MOST_DOTS ? 0 : count > 12 ? 0.23 : 0.35;
    panel.series.forEach((series, s) => drawSeries(groups[s], series, seen[s], index, place, dots));
    panel.series.forEach((series, s) => {
      const then = held && series.style !== "here" ? pointsOf(series, held) : { values: [], points: [] };
      drawSeries(ghosts[s], { ...series, low: null }, then, held, place, 0);
    });
    const said = missing(seen.flatMap(({ values, points }) => points.map((i) => values[i])));
    drawEdges(said ? [] : seen, place);
    if (said) notes.put("text", { x: (place.edge.left + place.right) / 2, y: place.edge.top + 1.1 * place.em, "text-anchor": "middle" }, said);
    notes.done();
    // In words: where the first line begins and ends.
    const { values, points } = seen[0];
    const at = (i) => say("at", { number: written(values[i]), place: placeOf(i) });
    const told = points.length ? [points[0], points.at(-1)].map(at) : [say("no_number")];
    write(svg, "aria-label", `${panel.title.replace(/:$/, "")}: ${[...new Set(told)].join(", ")}`);
  };
  return { node, draw, measure };
}

// An arrow's head needs a marker with an id of its own colour in every SVG.
function arrowHead(parent, id) {
  const marker = shape(shape(parent, "defs"), "marker", {
    id, viewBox: "0 0 10 10", refX: 8, refY: 5, markerWidth: 5, markerHeight: 5, orient: "auto",
  });
  shape(marker, "path", { d: "M0 0L10 5L0 10z", class: "wi-head-fill" });
}

function buildPlane(panel, slice, spec, model, view) {
  const { svg, node, clip, measure, room, reframe, area, present, ghosts, groups, notes } = chart(panel, panel.square ? "wi-square" : "", panel.marks, view);
  // The ends of the axes; where the plane has a scale, they are farther apart or nearer by it.
  let left, right, low, high, scale;
  const rescale = () => {
    scale = panel.scale ? slice(panel.scale)[0] : 1;
    [left, right, low, high] = [...panel.x_range, ...panel.y_range].map((end) => end * scale);
  };
  rescale();
  const word = (labels, ticks, i) => labels[i] ?? spell(ticks[i] * scale, "number");
  const widest = () => Math.max(0, ...panel.y_ticks.map((_, i) => view.wide(word(panel.y_labels, panel.y_ticks, i))));

  const layout = () => {
    const em = view.font;
    const edge = { left: 14 + widest() + (panel.y_title ? 1.4 * em : 0), right: 14, top: 1.1 * em, bottom: (panel.x_title ? 3.1 : 1.9) * em };
    let [inner, height] = [room.width - edge.left - edge.right, room.height];
    if (panel.square) {
      // One unit is as long on both axes: the plane shrinks where the column is narrow.
      if (!view.large && !view.hall) height = view.narrow ? Math.min(panel.height, 0.78 * room.width) : panel.height;
      const unit = Math.min(inner / (right - left), (height - edge.top - edge.bottom) / (high - low));
      inner = unit * (right - left);
      height = unit * (high - low) + edge.top + edge.bottom;
    }
    const [end, bottom] = [edge.left + inner, height - edge.bottom];
    const x = (v) => edge.left + (inner * (v - left)) / (right - left);
    const y = (v) => edge.top + ((bottom - edge.top) * (high - v)) / (high - low);
    return { em, edge, inner, height, end, bottom, x, y };
  };

  const drawFrame = (parent, { em, edge, inner, height, end, bottom, x, y }) => {
    area(room.width, height, [edge.left - 2, edge.top - 2, inner + 4, bottom - edge.top + 4]);
    panel.y_ticks.forEach((tick, i) => {
      shape(parent, "line", { x1: edge.left, x2: end, y1: y(tick * scale), y2: y(tick * scale), class: "wi-grid" });
      shape(parent, "text", { x: edge.left - 6, y: y(tick * scale) + 0.3 * em, "text-anchor": "end" }, word(panel.y_labels, panel.y_ticks, i));
    });
    panel.x_ticks.forEach((tick, i) => {
      shape(parent, "line", { x1: x(tick * scale), x2: x(tick * scale), y1: edge.top, y2: bottom, class: "wi-grid" });
      shape(parent, "text", { x: x(tick * scale), y: bottom + 1.3 * em, "text-anchor": "middle" }, word(panel.x_labels, panel.x_ticks, i));
    });
    const middle = (edge.left + end) / 2;
    if (panel.x_title) shape(parent, "text", { x: middle, y: height - 0.4 * em, "text-anchor": "middle" }, panel.x_title);
    if (panel.y_title) {
      const at = (edge.top + bottom) / 2;
      shape(parent, "text", { x: 0.9 * em, y: at, "text-anchor": "middle", transform: `rotate(-90 ${0.9 * em} ${at})` }, panel.y_title);
    }
    panel.marks.forEach((mark, m) => {
      if (mark.style === "arrows") arrowHead(shape(parent, "g", { class: `wi-colour-${mark.colour}` }), `${clip}-${m}`);
    });
  };

  const rules = (pen, points, { y }) => points.forEach(([px]) => pen.put("path", { d: `M${px} ${y(low)}V${y(high)}`, class: "wi-stroke" }));
  const DRAW = {
    line: (pen, points) => pen.put("path", { d: `M${points.map((p) => p.join(" ")).join("L")}`, class: "wi-stroke" }),
    dots: (pen, points, { em }) => points.forEach(([cx, cy]) => pen.put("circle", { cx, cy, r: 0.27 * em })),
    crosses: (pen, points, { em }) => pen.put("path", { d: crosses(points, 0.27 * em), class: "wi-stroke" }),
    arrows: (pen, points, { x, y }, m) =>
      points.forEach(([px, py]) => pen.put("path", { d: `M${x(0)} ${y(0)}L${px} ${py}`, class: "wi-stroke", "marker-end": `url(#${clip}-${m})` })),
    rule: rules,
    dotted: rules,
    path: (pen, points, place) => {
      DRAW.line(pen, points);
      points.forEach(([cx, cy], i) => pen.put("circle", { cx, cy, r: (i === points.length - 1 ? 0.54 : 0.23) * place.em }));
    },
  };
  DRAW.dashed = DRAW.line;
  DRAW.hollow = DRAW.dots;

  const pointsOf = (mark, index) => {
    const xs = slice(mark.x, index);
    const ys = UPRIGHT.includes(mark.style) ? xs : slice(mark.y, index);
    return [...xs.keys()].filter((i) => !Number.isNaN(xs[i] + ys[i])).map((i) => [xs[i], ys[i]]);
  };

  const isInside = ([px, py]) => px >= left && px <= right && py >= low && py <= high;
  // An arrow that is too long ends at the edge.
  const shortened = ([px, py]) => {
    const share = Math.min(1, ...[[px, left, right], [py, low, high]].map(([v, least, most]) => (v > most ? most / v : v < least ? least / v : 1)));
    return [px * share, py * share];
  };

  const drawMark = (pen, mark, points, place, m) => {
    // What is far outside is cut off; its place must still be a finite number.
    const near = (v) => Math.max(-1e5, Math.min(1e5, v));
    const ends = mark.style === "arrows" ? points.map(shortened) : points;
    if (points.length) DRAW[mark.style](pen, ends.map(([px, py]) => [near(place.x(px)), near(place.y(py))]), place, m);
    pen.done();
  };

  // Of what leaves the plane: how long the longest arrow is, and where a path ends.
  const drawEdges = (seen, { x, y, em }) => {
    panel.marks.forEach((mark, m) => {
      const out = seen[m].filter((point) => !isInside(point));
      if (!out.length) return;
      if (mark.style === "arrows") {
        const longest = out.reduce((a, b) => (Math.hypot(...b) > Math.hypot(...a) ? b : a));
        const [px, py] = shortened(longest);
        const before = px > 0;
        notes.put(
          "text",
          { x: x(px) + (before ? -8 : 8), y: y(py) + (py > 0 ? 1.3 : -0.5) * em, "text-anchor": before ? "end" : "start", class: "wi-beyond-text" },
          say("long", { number: spell(Math.hypot(...longest), "number") }),
        );
      } else if (mark.style === "path") {
        const beyond = ([px, py]) => Math.max(py - high, low - py, px - right, left - px);
        const [px, py] = out.reduce((a, b) => (beyond(b) > beyond(a) ? b : a));
        const [ix, iy] = [Math.max(left, Math.min(right, px)), Math.max(low, Math.min(high, py))];
        const side = py > high ? "up" : py < low ? "down" : px > right ? "right" : "left";
        beyondMark(notes, { x: x(ix), y: y(iy), side, text: spell(side === "up" || side === "down" ? py : px, "number"), font: em, wide: view.wide, room });
      }
    });
    notes.done();
  };

  const told = (mark, points) => {
    if (!points.length || !mark.label) return "";
    const at = ([px, py]) => (UPRIGHT.includes(mark.style) ? spell(px, "number") : `(${spell(px, "number")}, ${spell(py, "number")})`);
    const [first, last] = [points[0], points.at(-1)];
    if (["arrows", "dots", "hollow", "crosses"].includes(mark.style) && points.length > 1)
      return points.length <= 8 ? `${mark.label} ${points.map(at).join(" ")}` : say("several", { number: points.length, mark: mark.label });
    return first === last ? `${mark.label} ${at(first)}` : say("from_to", { mark: mark.label, first: at(first), last: at(last) });
  };

  const draw = (held) => {
    rescale();
    const place = layout();
    reframe([room.width, place.height, place.em, scale].join(), (parent) => drawFrame(parent, place));
    const seen = panel.marks.map((mark) => pointsOf(mark, model.get("index")));
    present(seen);
    panel.marks.forEach((mark, m) => drawMark(groups[m], mark, seen[m], place, m));
    panel.marks.forEach((mark, m) => drawMark(ghosts[m], mark, held ? pointsOf(mark, held) : [], place, m));
    drawEdges(seen, place);
    write(svg, "aria-label", `${panel.title} ${panel.marks.map((mark, m) => told(mark, seen[m])).filter(Boolean).join("; ")}`);
  };
  return { node, draw, measure };
}

const BUILD = { bars: buildBars, lines: buildLines, plane: buildPlane, net: buildNet, fields: buildFields };
