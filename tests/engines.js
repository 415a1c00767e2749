// What tests/engines.py asks an open page: the same questions in every engine, of what a reader sees, not of how it is laid out.
// A question answers with the faults it finds, or with what the next one needs. What has to happen may take `patience` milliseconds.
((patience) => {
  const explorers = () => [...document.querySelectorAll(".wi[aria-label]:not(.wi-guess)")];
  const sliders = (explorer) => [...explorer.querySelectorAll("input[type=range]")];
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const frame = () => new Promise(requestAnimationFrame);
  const words = (explorer) => explorer.querySelector(".wi-words")?.textContent.trim() ?? "";
  const shown = (part) => part.getClientRects().length > 0 && getComputedStyle(part).visibility === "visible";

  async function until(holds, ms = patience) {
    for (const end = performance.now() + ms; !holds() && performance.now() < end; ) await pause(20);
  }

  // A glint that runs along a ribbon passes, and so does how softly it moves: no part of what an explorer shows. Nor is a shape that is
  // left over from an earlier state.
  function outline(svg) {
    const copy = svg.cloneNode(true);
    copy.querySelectorAll(".wi-net-glint, path[d=''], circle[r='0'], text:empty").forEach((part) => part.remove());
    copy.classList.remove("wi-soft", "wi-sending");
    if (!copy.classList.length) copy.removeAttribute("class");
    return copy.outerHTML;
  }

  function look(explorer) {
    const drawn = [...explorer.querySelectorAll("svg, canvas")].map((one) => one.toDataURL?.() ?? outline(one));
    return { picture: drawn.join("\n"), words: words(explorer) };
  }

  // What an explorer shows as soon as that is right, or when it will not be any more.
  async function settled(explorer, right) {
    await until(() => right(look(explorer)));
    await frame();
    await frame();
    for (const kind of ["beforeprint", "afterprint"]) dispatchEvent(new Event(kind)); // what is out of view may wait until then
    return look(explorer);
  }

  const set = (slider, value) => {
    slider.value = value;
    for (const kind of ["input", "change"]) slider.dispatchEvent(new Event(kind, { bubbles: true }));
  };

  const MARKS = "path, circle, ellipse, rect, line, polyline, polygon, image, use";

  function empty(panel) {
    if (panel.toDataURL) {
      const blank = Object.assign(document.createElement("canvas"), { width: panel.width, height: panel.height });
      return panel.toDataURL() === blank.toDataURL();
    }
    return ![...panel.querySelectorAll(MARKS)].some((mark) => {
      if (mark.closest("defs, clipPath, mask, marker")) return false;
      const { width, height } = mark.getBBox();
      return width > 0 || height > 0;
    });
  }

  // ---- Colours --------------------------------------------------------------------------------------------------

  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });

  // Whatever the notation of a colour, an engine's own canvas knows it: [red, green, blue, alpha], each up to 1.
  function parts(colour) {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data].map((part) => part / 255);
  }

  const over = ([r, g, b, alpha], under) => [r, g, b].map((part, i) => alpha * part + (1 - alpha) * under[i]);

  function ground(part) {
    const layers = [];
    for (let one = part; one; one = one.parentElement) {
      const colour = parts(getComputedStyle(one).backgroundColor);
      layers.unshift(colour);
      if (colour[3] === 1) break;
    }
    return layers.reduce((under, colour) => over(colour, under), [1, 1, 1]);
  }

  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };

  function contrast(part) {
    const style = getComputedStyle(part);
    const under = ground(part);
    const [r, g, b, alpha] = parts(part instanceof SVGElement ? style.fill : style.color);
    let opacity = alpha;
    for (let one = part; one; one = one.parentElement) opacity *= getComputedStyle(one).opacity;
    const [dark, light] = [luminance(under), luminance(over([r, g, b, opacity], under))].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  function texts(explorer) {
    const walker = document.createTreeWalker(explorer, NodeFilter.SHOW_TEXT);
    const found = new Set();
    while (walker.nextNode()) if (walker.currentNode.textContent.trim()) found.add(walker.currentNode.parentElement);
    const small = ({ width, height }) => width <= 1 || height <= 1; // for screen readers alone
    return [...found].filter((part) => shown(part) && !part.closest("style, script, option, :disabled") && !small(part.getBoundingClientRect()));
  }

  const RIBBON = ".wi-net path.wi-net-body";
  const ribbons = () => [...document.querySelectorAll(RIBBON)].map((one) => one.getAttribute("d"));

  // ---- Places ---------------------------------------------------------------------------------------------------

  // The lower edge of what stays at the top of the window while the page moves.
  function bar() {
    const edges = document.elementsFromPoint(innerWidth / 2, 2).flatMap((part) => {
      for (let one = part; one; one = one.parentElement)
        if (["fixed", "sticky"].includes(getComputedStyle(one).position) && !one.closest(".wi")) return [one.getBoundingClientRect().bottom];
      return [];
    });
    return Math.max(0, ...edges.filter((edge) => edge < innerHeight / 3));
  }

  // Until nothing moves any more.
  async function rest() {
    let [before, since] = [NaN, performance.now()];
    const still = () => {
      const now = scrollY + 1e6 * document.documentElement.scrollHeight;
      if (now !== before) [before, since] = [now, performance.now()];
      return performance.now() - since > 250;
    };
    await until(still);
  }

  function misplaced(part, name) {
    const { top } = part.getBoundingClientRect();
    const below = top - bar();
    const atEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    if ((below >= -2 && below <= 100) || (atEnd && below >= -2 && top < innerHeight - 20)) return [];
    return [`${name} stands ${Math.round(below)} px below the bar; 0 to 100 are asked for`];
  }

  return {
    // Wait until that many explorers say something, fonts are there, and nothing moves.
    async ready(count) {
      await until(() => explorers().filter(words).length >= count);
      await document.fonts.ready;
      await rest();
      const [there, saying] = [explorers().length, explorers().filter(words).length];
      return there === count && saying === count ? [] : [`${there} explorers of ${count} are there, ${saying} say something`];
    },

    async undrawn() {
      const found = [];
      for (const explorer of explorers()) {
        explorer.scrollIntoView();
        await frame();
        const panels = [...explorer.querySelectorAll("svg, canvas")].filter(shown);
        const name = explorer.getAttribute("aria-label");
        if (!panels.length) found.push(`${name}: it shows no picture`);
        for (const panel of panels.filter(empty)) found.push(`${name}: a panel is empty: ${panel.getAttribute("aria-label")}`);
      }
      return found;
    },

    // [explorer, slider, its highest value] for all sliders that can be moved.
    sliders: () =>
      explorers().flatMap((explorer, e) =>
        sliders(explorer).flatMap((slider, s) => (shown(slider) && Number(slider.max) > Number(slider.min) ? [[e, s, Number(slider.max)]] : []))),

    // Move it by a script's event, and say what the explorer shows then.
    async move(e, s, value) {
      const explorer = explorers()[e];
      const before = look(explorer);
      if (Number(sliders(explorer)[s].value) === value) return before;
      set(sliders(explorer)[s], value);
      return settled(explorer, (now) => now.picture !== before.picture && now.words !== before.words);
    },

    focus(e, s) {
      explorers()[e].scrollIntoView({ behavior: "instant" });
      sliders(explorers()[e])[s].focus();
    },

    value: (e, s) => Number(sliders(explorers()[e])[s].value),

    // Where an explorer stands: the value of its first slider; where it has none, the row and column of its map.
    stands: (e) => (sliders(explorers()[e])[0] ?? explorers()[e].querySelector(".wi-fields :checked")).value,

    // After a key that leads away from what was seen before: the slider's value, and what the explorer shows.
    async left(e, s, before) {
      const shows = await settled(explorers()[e], (now) => now.picture !== before.picture);
      return { value: Number(sliders(explorers()[e])[s].value), ...shows };
    },

    // After a key that leads to what was seen at this value: the same.
    async reached(e, s, at) {
      const shows = await settled(explorers()[e], (now) => now.picture === at.picture && now.words === at.words);
      return { value: Number(sliders(explorers()[e])[s].value), ...shows };
    },

    async fromTop(e, s, value) {
      set(sliders(explorers()[e])[s], value);
      scrollTo({ top: 0, behavior: "instant" });
      sliders(explorers()[e])[s].focus({ preventScroll: true });
      await frame();
      return scrollY;
    },

    async scrolled() {
      await until(() => scrollY > 100, Math.min(patience, 2000));
      await rest();
      return scrollY;
    },

    async dim() {
      document.documentElement.dataset.theme = document.documentElement.dataset.mode = "dark";
      await pause(400); // the theme's colours pass into each other
      return explorers().flatMap((explorer) => {
        const name = explorer.getAttribute("aria-label");
        const bright = luminance(ground(explorer)) > 0.1 ? [`${name}: it is not dark`] : [];
        const faint = texts(explorer).filter((part) => contrast(part) < 4.5);
        return bright.concat(faint.map((part) => `${name}: "${part.textContent.trim().slice(0, 40)}" has a contrast of ${contrast(part).toFixed(1)}`));
      });
    },

    wide(width) {
      const whole = document.documentElement.scrollWidth;
      return whole > width ? [`the page is ${whole} px wide; the window has ${width}`] : [];
    },

    async misplacedHeading(id) {
      const section = document.getElementById(id);
      return misplaced(section.querySelector("h1, h2, h3, h4") ?? section, `the heading of #${id}`);
    },

    // ---- What a key does to the rest of a page: `seek` something and press a key on it ----------------------------

    // Focus the first of what a selector finds; whether it is there.
    seek(selector) {
      const part = document.querySelector(selector);
      part?.scrollIntoView({ behavior: "instant", block: "center" });
      part?.focus({ preventScroll: true });
      return document.activeElement === part;
    },

    focused: (selector) => document.activeElement.matches(selector),

    async unjudged() {
      const guess = document.querySelector(".wi-guess"), verdict = guess.querySelector(".wi-status");
      const there = () => verdict.textContent.trim() && shown(verdict);
      await until(there);
      const found = there() ? [] : ["the prediction is committed, and no verdict appears"];
      return guess.closest(".wi-asks") ? [...found, "the prediction is committed, and what answers it stays folded"] : found;
    },

    // What of the net is not drawn, and the outlines of its ribbons.
    net() {
      const parts = { circles: "circle.wi-net-unit", ribbons: RIBBON };
      const drawn = (part) => shown(part) && part.getBBox().width > 0 && part.getBBox().height > 0;
      const lacking = Object.keys(parts).filter((name) => ![...document.querySelectorAll(parts[name])].some(drawn));
      return { ribbons: ribbons(), lacking: lacking.map((name) => `the net has no ${name}`) };
    },

    async stillRibbons(before) {
      const changed = () => ribbons().some((outline, i) => outline !== before[i]);
      await until(changed);
      return changed() ? [] : ["a key on the net's slider leaves its ribbons as they were"];
    },

    // The field that a map shows; after a key, as soon as it and the words are others than before.
    async field(other) {
      const map = document.querySelector(".wi-fields"), explorer = map.closest(".wi");
      const now = () => ({ chosen: map.querySelector(":checked").value, words: words(explorer) });
      if (other) await until(() => now().chosen !== other.chosen && now().words !== other.words);
      return now();
    },

    // Whether an explorer fills the window, as soon as that is as wanted.
    async large(wanted) {
      const large = () => {
        const explorer = document.querySelector("dialog[open] .wi-large");
        const box = explorer?.getBoundingClientRect();
        return Boolean(box && box.width >= innerWidth - 1 && box.height >= innerHeight - 1);
      };
      await until(() => large() === wanted);
      await frame(); // the focus goes back after that
      await frame();
      return large();
    },

    async closedOption() {
      const option = document.querySelector("#check-yourself details");
      const marked = () => option.open && [...option.children].every(shown) && option.querySelector(".wi-tried")?.textContent;
      await until(marked);
      return marked() ? [] : ["an option of the questions does not open, or is not marked"];
    },

    misplacedExplorer: (e) => misplaced(explorers()[e], explorers()[e].getAttribute("aria-label")),
  };
})
