// Bring a page's widgets to life without a kernel.
//
// A notebook's cells leave their widgets' state in the page. An explorer (an anywidget) carries its own module in that state:
// give it a model to read and write, and it works as in Jupyter. A bench needs a kernel: show its last picture, and where to run it.
//
// A widget that does not work says so in its own place, and leaves the others alone.
//
// A classic script, loaded with "defer": modules do not load from file://, and this works there, too.
(() => {
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

  async function mountExplorer(entry, el) {
    const { _esm: source, _css: css } = entry.state;
    if (css && !styles.has(css)) {
      styles.add(css);
      document.head.append(Object.assign(document.createElement("style"), { textContent: css }));
    }
    modules[source] ??= import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    const { default: widget } = await modules[source];
    await widget.render({ model: model(entry), el });
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
    el.innerHTML = `${texts.join("")}<p class="wi-bench-note">This one computes live: run it in ${links.join(" or ") || "Jupyter"}.</p>`;
  }

  function fail(el, error) {
    console.error(error);
    el.className = "wi wi-broken";
    el.innerHTML = '<p role="alert"></p>';
    el.firstChild.textContent = `This figure cannot be shown: ${error.message}. Its still picture, where there is one, and the rest of the page are not affected.`;
  }

  const BAD = "\u0000no number\u0000";

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
    if (!entry) throw new Error("its state is not in this page");
    if (JSON.stringify(entry).includes(JSON.stringify(BAD).slice(1, -1))) throw new Error("its state holds NaN or Infinity, which is no JSON");
    return entry.state._esm ? mountExplorer(entry, el) : showBench(entry, states, el);
  }

  function mountAll() {
    const holder = ofType("state")[0];
    if (!holder) return;
    let states, unreadable;
    try {
      states = parse(holder.textContent).state;
    } catch (error) {
      unreadable = new Error(`the state of this page's widgets cannot be read (${error.message})`);
    }
    for (const script of ofType("view")) {
      const el = document.createElement("div");
      script.after(el);
      // An async function: what it throws, at once or later, arrives in one place.
      (async () => {
        if (unreadable) throw unreadable;
        await widgetOf(states[JSON.parse(script.textContent).model_id], states, el);
      })().catch((error) => fail(el, error));
    }
  }

  mountAll();
})();
