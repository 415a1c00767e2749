// The panel `Net`: a few units of every layer, the weights between them, and the ribbons. In one module with engine.js.

// From these widths on the net lies on its side, its headings are written out (letters), and the words stand beside it (pixels).
const NET_LIES = 32, NET_HEADED = 38, NET_BESIDE = 900;
const HAIR = 1.5; // the thickness of the thinnest ribbon
const UNSEEN = 2; // of 255 shades: less than an eye sees; while a reader drags, units that differ by no more wait until things rest

// Where all of it stands, `em` being the size of the text. A net that lies runs from left to right; else it runs downwards, and
// what is along and what is across the net change places.
function netLayout({ width, height, em, layers, units, names, widest }) {
  if (width < NET_LIES * em) {
    const ribbon = (width < 24 * em ? 2 : 3) * em;
    const pitch = Math.min(em, (width - 2 * ribbon - 11 * em) / units); // numbers stand at both sides
    const along = (layer) => 2.3 * em + 2.75 * em * layer;
    return {
      upright: true, headed: false, ribbon, along, r: 0.4 * pitch, centres: [ribbon / 2 + 2, width - ribbon / 2 - 2], size: [width, along(layers - 1) + 1.5 * em],
      unit: (u) => width / 2 + (u - (units - 1) / 2) * pitch,
      point: (a, c) => [c, a],
      number: (side, a) => ({ x: side ? width - ribbon - 0.7 * em : ribbon + 0.7 * em, y: a + 0.1 * em, "text-anchor": side ? "end" : "start" }),
      label: (layer) => ({ x: ribbon + 0.7 * em, y: along(layer) + 1.15 * em, "text-anchor": "start" }),
      head: (side) => ({ x: side ? width : 0, y: em, "text-anchor": side ? "end" : "start" }),
    };
  }
  const free = height ? Math.max(height - 9 * em, 9 * em) : Math.min(15.5, Math.max(13, width / (4 * em))) * em;
  const [ribbon, net] = [0.24 * free, 0.52 * free];
  const [left, right] = [Math.max(3.9 * em, 0.5 * names + 2), width - 3.2 * em]; // half of an input's name has its place at the left
  const top = 1.4 * em + ribbon + 2.4 * em;
  const below = top + net + 3.9 * em;
  const along = (layer) => left + ((right - left) * layer) / (layers - 1);
  return {
    upright: false, headed: width >= Math.max(NET_HEADED * em, widest + left), ribbon, along, r: Math.min(0.62 * em, 0.4 * (net / (units - 1))), centres: [1.4 * em + ribbon / 2, below + ribbon / 2], size: [width, below + ribbon + 1.5 * em],
    unit: (u) => top + (net * u) / (units - 1),
    point: (a, c) => [a, c],
    number: (side, a) => ({ x: a, y: (side ? below : 1.4 * em) + ribbon + 1.15 * em, "text-anchor": "middle" }),
    label: (layer) => ({ x: along(layer), y: top + net + 1.8 * em, "text-anchor": "middle" }),
    head: (side) => ({ x: side ? right : left, y: side ? below - 0.5 * em : 0.9 * em, "text-anchor": side ? "end" : "start" }),
  };
}

function buildNet(panel, slice, spec, model, view) {
  const [, layers, units] = spec.arrays[panel.units].shape.slice(-3);
  const [lowest, highest] = panel.y_range;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("role", "img");
  const button = element("button", { type: "button", class: "wi-send" });
  const keys = [["pair", panel.near.label], [`inside wi-colour-${panel.series[0].colour}`, panel.near.note], ["theory", panel.theory], ["minus", panel.minus]];
  const legend = keys.map(([kind, label]) => element("span", { class: `wi-net-key wi-net-${kind}` }, label));
  const foot = element("div", { class: "wi-net-foot" }, button, element("div", { class: "wi-net-keys", "aria-hidden": "true" }, ...legend));
  const drawing = element("div", { class: "wi-drawing" }, svg);
  const node = frame(panel, "wi-net", drawing, foot);

  let place, framed, parts;
  const measure = () => {
    const root = node.closest(".wi");
    root?.classList.toggle("wi-net-beside", !view.large && root.clientWidth >= NET_BESIDE);
    const width = Math.max(foot.clientWidth - 2, 230);
    const height = view.large ? node.clientHeight - node.firstChild.offsetHeight - foot.offsetHeight - 24 : 0;
    const widest = Math.max(...panel.series.map(({ label, note }) => 1.1 * view.wide(`${label} → `) + view.wide(note)));
    place = netLayout({ width, height, em: view.font, layers, units, names: Math.max(...panel.inputs.map(view.wide)), widest });
    const now = `${width} ${height} ${view.font}`;
    if (framed !== now) parts = null;
    framed = now;
  };

  const points = (middle, sides) => sides.map((away, l) => place.point(place.along(l), middle - away).map(short).join(" "));
  const line = (middle, sides) => `M${points(middle, sides).join("L")}`;
  const between = (middle, one, other) => `${line(middle, one)}L${points(middle, other).reverse().join("L")}z`;

  // What changes only with the room that there is.
  const build = () => {
    const [wide, high] = place.size;
    for (const [name, value] of Object.entries({ viewBox: `0 0 ${wide} ${high}`, height: high })) svg.setAttribute(name, value);
    drawing.style.height = `${high}px`;
    svg.replaceChildren();
    const links = shape(svg, "g", { class: "wi-net-links" });
    const weights = slice(panel.weights);
    for (const size of [-1, 1, -2, 2, -3, 3]) {
      let d = "";
      weights.forEach((weight, i) => {
        const [gap, from, to] = [Math.floor(i / units ** 2), Math.floor(i / units) % units, i % units];
        const ends = [[gap, from], [gap + 1, to]].map(([l, u]) => place.point(place.along(l), place.unit(u)).join(" "));
        if (weight === size) d += `M${ends.join("L")}`;
      });
      shape(links, "path", { d, class: `wi-net-${size < 0 ? "minus" : "plus"} wi-net-${Math.abs(size)}` });
    }
    const circles = Array.from({ length: layers * units }, (_, i) => {
      const layer = Math.floor(i / units);
      const [cx, cy] = place.point(place.along(layer), place.unit(i % units));
      shape(svg, "circle", { cx, cy, r: place.r, class: "wi-net-hole" });
      return shape(svg, "circle", { cx, cy, r: place.r, class: "wi-net-unit", style: `--layer: ${layer}` });
    });
    const ribbons = panel.series.map(buildRibbon);
    const threads = shape(svg, "g", { class: "wi-net-threads" });
    const [range, own, near] = ["range", "thread", "thread"].map((kind) => shape(threads, "path", { class: `wi-net-${kind}` }));
    const theory = shape(threads, "path", { class: "wi-net-theory" });
    // Beside an input's long name there may be room for the numbers of the layers alone.
    const pitch = place.along(1) - place.along(0) - 0.4 * view.font;
    const names = Math.max(...panel.inputs.map(view.wide));
    const crowded = !place.upright && panel.layers.slice(1).some((label) => (names + view.wide(label)) / 2 > pitch);
    const called = (label, layer) => (crowded && layer ? label.split(" ").at(-1) : label);
    const labels = panel.layers.map((label, layer) => shape(svg, "text", { ...place.label(layer), class: "wi-net-layer" }, called(label, layer)));
    return { links, circles, shades: [], ribbons, threads: { range, own, near, theory }, input: labels[0] };
  };

  const buildRibbon = (ribbon, side) => {
    const group = shape(svg, "g", { class: `wi-net-ribbon wi-colour-${ribbon.colour}` });
    const [band, body] = ["band", "body"].map((kind) => shape(group, "path", { class: `wi-net-${kind}` }));
    const [length, way] = [place.ribbon, place.along(layers - 1) - place.along(0)];
    const [x, y] = place.point(place.along(0), place.centres[side] - length / 2);
    const [width, height] = place.point(1.2 * length, length);
    const glint = shape(group, "rect", { x, y, width, height, class: "wi-net-glint" });
    glint.style.setProperty(place.upright ? "--down" : "--right", `${way - 1.2 * length}px`);
    const [theory, ghost] = ["theory", "ghost"].map((kind) => shape(group, "path", { class: `wi-net-${kind}` }));
    const arrow = (place.upright ? "↓↑" : "→←")[side];
    const head = shape(svg, "text", place.head(side));
    shape(head, "tspan", { class: "wi-net-label" }, side ? `${arrow} ${ribbon.label}` : `${ribbon.label} ${arrow}`);
    if (place.headed) shape(head, "tspan", { dx: "0.5em" }, ribbon.note);
    const numbers = panel.layers.map((_, l) => shape(group, "text", { ...place.number(side, place.along(l)), class: "wi-net-number" }));
    return { band, body, theory, ghost, numbers, glint };
  };

  // Half of a ribbon's thickness: a hair for 10^lowest, and less; all of it for 10^highest.
  const half = (power) => (HAIR + (place.ribbon - HAIR) * Math.min(1, Math.max(0, (power - lowest) / (highest - lowest)))) / 2;
  const halves = (name, index) => Array.from(slice(name, index), half);
  const other = (sides) => sides.map((away) => -away);

  const drawRibbon = (ribbon, side, held) => {
    const { band, body, theory, ghost, numbers } = parts.ribbons[side];
    const middle = place.centres[side];
    const both = (name, index) => {
      const sides = halves(name, index);
      return line(middle, sides) + line(middle, other(sides));
    };
    const [sides, low, high] = [ribbon.y, ribbon.low, ribbon.high].map((name) => halves(name));
    write(body, "d", between(middle, sides, other(sides)));
    write(band, "d", between(middle, low, high) + between(middle, other(low), other(high)));
    write(theory, "d", both(ribbon.theory));
    write(ghost, "d", held ? both(ribbon.y, held) : "");
    // Where the numbers of neighbours would meet, every other one is left out, and never one at an end.
    const texts = Array.from(slice(ribbon.y), spellPower);
    const pitch = place.along(1) - place.along(0) - 4;
    const crowded = !place.upright && texts.some((text, l) => l && (view.wide(text) + view.wide(texts[l - 1])) / 2 > pitch);
    texts.forEach((text, l) => writeText(numbers[l], crowded && l < layers - 1 && (l % 2 || l === layers - 2) ? "" : text));
  };

  // The first ribbon reaches from one input to an unrelated one; a near input is drawn where it lies between them.
  const drawThreads = () => {
    const middle = place.centres[0];
    const sides = halves(panel.series[0].y);
    const inside = (name) => sides.map((away, l) => away - 2 * away * slice(name)[l]);
    write(parts.threads.own, "d", line(middle, sides));
    write(parts.threads.near, "d", line(middle, inside(panel.near.y)));
    write(parts.threads.range, "d", between(middle, inside(panel.near.low), inside(panel.near.high)));
    write(parts.threads.theory, "d", line(middle, inside(panel.near.theory)));
  };

  // Which of the inputs the units show. The reader sends the next one. What differs by no more than `unseen` stays as it is.
  let sent = 0;
  const drawUnits = (unseen = 0) => {
    const shades = slice(panel.units).subarray(sent * layers * units);
    parts.circles.forEach((circle, i) => {
      if (Math.abs(parts.shades[i] - shades[i]) <= unseen) return;
      circle.style.fillOpacity = shades[i] / 255; // costs the browser less than the attribute
      parts.shades[i] = shades[i];
    });
    writeText(parts.input, panel.inputs[sent]);
    writeText(button, say("send", { input: panel.inputs[(sent + 1) % panel.inputs.length] }));
  };
  // A glint runs along the signal, and then back with the gradient. Two classes take turns: only a new name starts it anew.
  let turn = 0;
  const glint = () => {
    turn = 1 - turn;
    parts.ribbons.forEach((ribbon, side) => write(ribbon.glint, "class", `wi-net-glint wi-${side ? "back" : "forth"}-${turn}`));
  };
  button.addEventListener("click", () => {
    sent = (sent + 1) % panel.inputs.length;
    svg.classList.add("wi-sending"); // layer by layer
    drawUnits();
    glint();
  });

  const inWords = () => {
    const told = (name, values, spelled, ends) => {
      const [first, last] = ends.map((l) => say("at", { number: spelled(values[l]), place: panel.layers[l] }));
      return say("from_to", { mark: name, first, last });
    };
    const called = ({ label, note }) => `${label} (${note})`;
    const [forwards, back] = panel.series.map(called);
    const ends = [0, layers - 1];
    return [
      told(forwards, slice(panel.series[0].y), spellPower, ends),
      told(back, slice(panel.series[1].y), spellPower, [...ends].reverse()),
      told(called(panel.near), slice(panel.near.y), spell, ends),
    ].join("; ");
  };

  // While a reader drags, every step follows the hand at once: to lay out and paint what changes softly takes the browser many
  // frames. Softly comes what comes alone; and a glint, when things have come to rest.
  let shown = "", last = -Infinity;
  const resting = atRest(() => {
    drawUnits();
    glint();
  });
  const draw = (held) => {
    parts ??= build();
    if (svg.classList.contains("wi-sending")) svg.classList.remove("wi-sending");
    const now = performance.now();
    svg.classList.toggle("wi-soft", now - last > REST);
    if (shown) last = now; // the first picture is no step
    parts.links.style.setProperty("--strength", slice(panel.strength)[0]);
    const said = inWords();
    drawUnits(shown && said !== shown ? UNSEEN : 0);
    panel.series.forEach((ribbon, side) => drawRibbon(ribbon, side, held));
    drawThreads();
    if (said !== shown) resting.stir();
    shown = said;
    write(svg, "aria-label", said);
  };
  const reset = () => (sent = 0);
  return { node, draw, measure, reset };
}
