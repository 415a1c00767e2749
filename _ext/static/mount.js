// Bring a page's widgets to life without a kernel, each as soon as the browser has read its place.
//
// At build, wi_explorers.py puts into the page, for every widget: its still picture, its state (JSON), and <wi-place>. Browsers
// call `connectedCallback` while they read the page, so a widget stands before the page is painted for the first time, and
// nothing below it moves later. An explorer (an anywidget) gets a model to read and write, and works as in Jupyter.
//
// A widget that does not work says so in its own place, shows its still picture, and leaves the others alone.
//
// A classic script in the page's head, and so are the widgets' modules: that works from file://, too, and where a host allows
// scripts of its own alone.
(() => {
  // The book's extension puts the words of wi_lib/explorers/words.json into every page.
  const say = (key, parts = {}) => window.wiWords[key].replace(/\{(\w+)\}/g, (_, name) => parts[name]);

  // The modules of this page: each is a script that begins with `wiModule("name", () => {…`.
  const modules = {};
  window.wiModule = (name, make) => {
    try {
      modules[name] = make();
    } catch (error) {
      modules[name] = { render() { throw error; } };
    }
  };
  // What has no such script, because it is no module of ours, comes with its text. Widgets of one text share one module.
  const imported = (source) =>
    (modules[source] ??= import(URL.createObjectURL(new Blob([source], { type: "text/javascript" }))).then((module) => module.default));

  function bytes(base64) {
    const text = atob(base64), numbers = new Uint8Array(text.length);
    for (let i = 0; i < numbers.length; i += 1) numbers[i] = text.charCodeAt(i);
    return new DataView(numbers.buffer);
  }

  function modelOf({ state: given, buffers }) {
    const state = { ...given };
    for (const [name, data] of Object.entries(buffers)) state[name] = bytes(data);
    const listeners = {};
    return {
      get: (name) => state[name],
      set(name, value) {
        state[name] = value;
        for (const listener of listeners[`change:${name}`] ?? []) listener();
      },
      on: (event, listener) => (listeners[event] ??= []).push(listener),
      off: (event, listener) => (listeners[event] = (listeners[event] ?? []).filter((one) => one !== listener)),
      save_changes() {},
    };
  }

  function read(text) {
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new Error(say("unreadable", { reason: error.message }));
    }
  }

  // Those of this page: where they are, their model, and how a link moves them. A deck shows them in two windows at once.
  const explorers = (window.wiExplorers = []);

  async function mount(place, el) {
    const widget = read(place.previousElementSibling.textContent);
    if (!widget) throw new Error(say("no_state"));
    if (widget.css) document.head.append(Object.assign(document.createElement("style"), { textContent: widget.css }));
    // No `await` before a module of ours is drawn: what comes after one, comes after the first paint.
    const module = widget.source ? await imported(widget.source) : modules[widget.module];
    if (!module) throw new Error(say("no_module"));
    const model = modelOf(widget);
    const explorer = { el, model, indexAt: module.indexAt };
    const { hall } = place.dataset; // on a slide: the setting to begin with
    if (hall === undefined) recall(explorer);
    else if (hall) move(explorer, hall);
    const home = new URL(place.dataset.page ?? location.pathname, location.href);
    const forgets = { forget: () => forget(explorer) };
    const page = hall === undefined ? { ...forgets, link: (address) => `${home.href}#${address}` } : { hall: true };
    const drawn = module.render({ model, el, page });
    explorers.push(explorer);
    await drawn;
  }

  const named = ({ model, indexAt }, address) => Boolean(indexAt) && address.startsWith(`${model.get("spec")?.name}:`);

  // The setting to begin with. A link comes first; then what this tab remembers of how its reader has left the explorer, so
  // that a reload or a way back finds it so; then the start. Where a browser forbids storage, it is the start.
  function recall(explorer) {
    const { model, indexAt } = explorer, { name, controls } = model.get("spec") ?? {};
    if (!controls || !indexAt) return; // no explorer, or a broken one, which says so itself
    const key = keyOf(explorer);
    try {
      const kept = sessionStorage.getItem(key);
      if (kept) model.set("index", indexAt(model.get("spec"), model.get("index"), kept));
    } catch {
      // Storage is forbidden, or the book has changed and that setting is gone.
    }
    const setting = () => `${name}:${controls.map((control) => `${control.name}=${control.keys[model.get("index")[control.name]]}`).join(",")}`;
    model.on("change:index", () => remind(key, setting));
    move(explorer, location.hash.slice(1));
  }

  // To write it down takes longer than to draw a panel: not at every step of a slider, but when things rest, and when the page is left.
  const REST = 700, unwritten = new Map();
  let stirred = false, resting;
  function remind(key, setting) {
    unwritten.set(key, setting);
    stirred = true;
    resting ??= setTimeout(rest, REST);
  }
  function rest() {
    resting = stirred ? setTimeout(rest, REST) : undefined;
    stirred = false;
    if (!resting) remember();
  }
  function remember() {
    for (const [key, setting] of unwritten) {
      try {
        sessionStorage.setItem(key, setting());
      } catch {
        // It is forbidden or full: the explorer works all the same.
      }
    }
    unwritten.clear();
  }

  // How this tab calls what it remembers of an explorer.
  const keyOf = ({ model }) => `wi:${location.pathname}:${model.get("spec").name}`;

  // After a reset, neither this tab nor the page's address knows a setting.
  function forget(explorer) {
    unwritten.delete(keyOf(explorer));
    try {
      sessionStorage.removeItem(keyOf(explorer));
    } catch {
      // Storage is forbidden: then it remembers nothing.
    }
    if (named(explorer, location.hash.slice(1))) history.replaceState(history.state, "", location.pathname + location.search);
  }

  // Move an explorer as an address says, if it is the one that is meant; whether it is.
  function move(explorer, address) {
    if (!named(explorer, address)) return false;
    const { model, indexAt } = explorer;
    try {
      model.set("index", indexAt(model.get("spec"), model.get("index"), address));
    } catch (error) {
      console.error(error); // it stays as it is
    }
    return true;
  }

  // A link that ends with "#signal:std=0.01" moves the explorer that is called so. If its controls and its leading panel are in
  // view, nothing else moves: cause and effect stay under the reader's eyes. Else the page goes there.
  function follow() {
    if (window.Reveal) return; // the address of a deck is its slide's
    const explorer = explorers.find((one) => move(one, location.hash.slice(1))); // none for a heading's link, or no link at all
    if (explorer && !inView(explorer.el)) show(explorer.el);
  }

  function inView(el) {
    const parts = [el.querySelector(".wi-controls"), el.querySelector(".wi-panel")].filter(Boolean);
    const bar = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
    const boxes = (parts.length ? parts : [el]).map((part) => part.getBoundingClientRect());
    return boxes.every((box) => box.top >= bar && box.bottom <= innerHeight);
  }

  // Who goes on by keyboard, goes on from there.
  function show(el) {
    el.scrollIntoView();
    el.tabIndex = -1;
    el.focus({ preventScroll: true });
  }

  // Who comes by a link finds it at the top of the window, whatever else of it was in view. A frame leaves the page around it
  // where it is.
  function arrive() {
    if (parent !== window || window.Reveal) return;
    const explorer = explorers.find((one) => named(one, location.hash.slice(1)));
    if (explorer) show(explorer.el);
  }

  // The same link, once more: no change of the address tells of it.
  function onClick(event) {
    if (event.target.closest?.("a[href*='#']")?.href === location.href) follow();
  }

  function fail(place, el, error) {
    console.error(error);
    el.className = "wi wi-broken";
    el.replaceChildren(Object.assign(document.createElement("p"), { textContent: say("broken_figure", { reason: error.message }) }));
    el.firstChild.setAttribute("role", "alert");
  }

  // At every key, the theme's scripts look for their own parts all over the page, before anything else hears of it. A key that
  // moves an explorer's slider is none of theirs: the browser moves it, and the explorer is told by the slider. Which element is a
  // slider is asked once, not at every key.
  const sliders = new WeakMap();
  const isSlider = (target) => {
    if (!sliders.has(target)) sliders.set(target, Boolean(target.matches?.("wi-place .wi-slider input")));
    return sliders.get(target);
  };
  function keep(event) {
    const moves = /^(Arrow|Home|End)/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (moves && isSlider(event.target)) event.stopImmediatePropagation();
  }

  class Place extends HTMLElement {
    connectedCallback() {
      if (this.firstChild) return; // only moved
      const el = this.appendChild(document.createElement("div"));
      // An async function: what it throws, at once or later, arrives in one place.
      mount(this, el).catch((error) => fail(this, el, error));
    }
  }

  document.documentElement.classList.add("wi-runs"); // hides the still pictures (book.css)
  customElements.define("wi-place", Place);
  document.addEventListener("DOMContentLoaded", arrive);
  document.addEventListener("click", onClick);
  addEventListener("hashchange", follow);
  addEventListener("pagehide", remember);
  for (const kind of ["keydown", "keyup"]) addEventListener(kind, keep, true);
})();
