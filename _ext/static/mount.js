// Bring a page's widgets to life without a kernel.
//
// A notebook's cells leave their widgets' state in the page. An explorer (an anywidget) carries its own module in that state:
// give it a model to read and write, and it works as in Jupyter. A bench needs a kernel: show its last picture, and where to run it.
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

  function mountAll() {
    const holder = ofType("state")[0];
    if (!holder) return;
    const states = JSON.parse(holder.textContent).state;
    for (const script of ofType("view")) {
      const entry = states[JSON.parse(script.textContent).model_id];
      if (!entry) continue;
      const el = document.createElement("div");
      script.after(el);
      if (entry.state._esm) mountExplorer(entry, el);
      else showBench(entry, states, el);
    }
  }

  mountAll();
})();
