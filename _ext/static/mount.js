// Bring a page's widgets to life without a kernel.
//
// A notebook's cells leave their widgets' state in the page. An explorer (an anywidget) carries its own module in that state:
// give it a model to read and write, and it works as in Jupyter. A bench needs a kernel: show its last picture, and where to run it.
//
// A widget that does not work says so in its own place, and leaves the others alone.
//
// A classic script, loaded with "defer": modules do not load from file://, and this works there, too.
(() => {
  // The book's extension puts the words of wi_lib/explorers/words.json into every page.
  const say = (key, parts = {}) => window.wiWords[key].replace(/\{(\w+)\}/g, (_, name) => parts[name]);

  const ofType = (name) => document.querySelectorAll(`script[type="application/vnd.jupyter.widget-${name}+json"]`);

  const bytes = (base64) => new DataView(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)).buffer);

  function model(entry) {
    const state = { ...entry.state };
    for (const { path, data } of entry.buffers ?? []) state[path[0]] = bytes(data);
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

  const modules = {}; // source text -> promise of the module: explorers of one page share it
  const styles = new Set();
  const explorers = []; // those that are shown: where, their model, and how a link moves them

  async function mountExplorer(entry, el) {
    const { _esm: source, _css: css } = entry.state;
    if (css && !styles.has(css)) {
      styles.add(css);
      document.head.append(Object.assign(document.createElement("style"), { textContent: css }));
    }
    modules[source] ??= import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    const { default: widget } = await modules[source];
    const shown = model(entry);
    recall(shown, widget.indexAt);
    await widget.render({ model: shown, el });
    explorers.push({ el, model: shown, indexAt: widget.indexAt });
  }

  // This tab remembers how a reader has left an explorer, so a reload or a way back finds it so. A link comes first, then
  // this, then the start. Where a browser forbids storage, it is the start.
  function recall(model, indexAt) {
    const { name, controls } = model.get("spec") ?? {};
    if (!controls) return; // a broken explorer says so itself
    const key = `wi:${location.pathname}:${name}`;
    try {
      const kept = sessionStorage.getItem(key);
      if (kept) model.set("index", indexAt(model.get("spec"), model.get("index"), kept));
    } catch {
      // Storage is forbidden, or the book has changed and that setting is gone.
    }
    model.on("change:index", () => {
      const settings = controls.map((control) => `${control.name}=${control.keys[model.get("index")[control.name]]}`);
      try {
        sessionStorage.setItem(key, `${name}:${settings.join(",")}`);
      } catch {
        // It is forbidden or full: the explorer works all the same.
      }
    });
  }

  // A link that ends with "#signal:std=0.01" moves the explorer that is called so, and shows it.
  function follow() {
    const address = location.hash.slice(1);
    const explorer = explorers.find(({ model }) => address.startsWith(`${model.get("spec")?.name}:`));
    if (!explorer) return; // a heading's link, or no link at all
    const { el, model, indexAt } = explorer;
    el.scrollIntoView();
    try {
      model.set("index", indexAt(model.get("spec"), model.get("index"), address));
    } catch (error) {
      console.error(error); // it stays as it is
    }
  }

  function showBench(entry, states, el) {
    const texts = [];
    const collect = ({ state }) => {
      if (state._model_name === "HTMLModel") texts.push(state.value);
      for (const child of state.children ?? []) collect(states[child.replace("IPY_MODEL_", "")]);
    };
    collect(entry);
    const links = [...document.querySelectorAll(".dropdown-launch-buttons a[href^='http']")]
      .map((a) => `<a href="${a.href}">${a.textContent.trim()}</a>`);
    el.className = "wi-bench";
    el.innerHTML = `${texts.join("")}<p class="wi-bench-note">${say("runs_in", { places: links.join(say("or")) || say("elsewhere") })}</p>`;
  }

  function fail(el, error) {
    console.error(error);
    el.className = "wi wi-broken";
    el.innerHTML = '<p role="alert"></p>';
    el.firstChild.textContent = say("broken_figure", { reason: error.message });
  }

  const BAD = "\u0000NaN\u0000";

  // Python writes NaN and Infinity where JSON knows no such thing: then only the widgets that hold one are lost.
  function parse(text) {
    try {
      return JSON.parse(text);
    } catch (error) {
      const strings = /"[^"\\]*(?:\\[^][^"\\]*)*"|-?\b(?:NaN|Infinity)\b/g;
      return JSON.parse(text.replace(strings, (found) => (found[0] === '"' ? found : JSON.stringify(BAD))));
    }
  }

  function widgetOf(entry, states, el) {
    if (!entry) throw new Error(say("no_state"));
    if (JSON.stringify(entry).includes(JSON.stringify(BAD).slice(1, -1))) throw new Error(say("not_json"));
    return entry.state._esm ? mountExplorer(entry, el) : showBench(entry, states, el);
  }

  function mountAll() {
    const holder = ofType("state")[0];
    if (!holder) return;
    let states, unreadable;
    try {
      states = parse(holder.textContent).state;
    } catch (error) {
      unreadable = new Error(say("unreadable", { reason: error.message }));
    }
    const mounted = [...ofType("view")].map((script) => {
      const el = document.createElement("div");
      script.after(el);
      // An async function: what it throws, at once or later, arrives in one place.
      return (async () => {
        if (unreadable) throw unreadable;
        await widgetOf(states[JSON.parse(script.textContent).model_id], states, el);
      })().catch((error) => fail(el, error));
    });
    // The place of an explorer is settled when all those above it have their height.
    Promise.all(mounted).then(follow);
    addEventListener("hashchange", follow);
  }

  mountAll();
})();
