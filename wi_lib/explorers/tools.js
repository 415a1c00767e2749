// ---- Tools ------------------------------------------------------------------------------------------------------

// What a reader can do with an explorer besides moving it. Each tool is a button with its name on it.
function tool(key, act) {
  const button = element("button", { type: "button", class: "wi-tool" }, say(key));
  button.addEventListener("click", () => act(button));
  return button;
}

// The end of a link to a setting, "signal:std=0.01,depth=20": as Explorer.address in engine.py.
function addressOf(spec, index) {
  const shown = spec.controls.filter((control) => control.keys.length > 1);
  return `${spec.name}:${shown.map((control) => `${control.name}=${control.keys[index[control.name]]}`).join(",")}`;
}

// The same the other way round: the index with the controls moved that the address names.
function indexAt(spec, index, address) {
  const settings = address.slice(spec.name.length + 1);
  const moved = {};
  for (const setting of settings ? settings.split(",") : []) {
    const [name, ...key] = setting.split("=");
    const position = spec.controls.find((one) => one.name === name)?.keys.indexOf(key.join("=")) ?? -1;
    if (position < 0 || name in moved) throw new Error(say("no_setting", { setting }));
    moved[name] = position;
  }
  return { ...index, ...moved };
}

// A setting in words: what every control that has a choice stands at.
const settingOf = (spec, index) =>
  spec.controls.filter(({ texts }) => texts.length > 1).map(({ name, label, texts }) => `${label.replace(SYMBOL, "")}: ${texts[index[name]]}`).join(" · ");

// Where a page offers addresses (see mount.js): copy the one that leads to the present setting.
function copyTool(link, announce) {
  return tool("copy_link", async (button) => {
    const address = link();
    try {
      await navigator.clipboard.writeText(address);
    } catch {
      copyByHand(button, address); // such as where a browser wants https
    }
    button.textContent = say("copied");
    announce(say("copied"));
    setTimeout(() => (button.textContent = say("copy_link")), 2000);
  });
}

function copyByHand(button, text) {
  const field = element("textarea", { class: "wi-hidden" });
  field.value = text;
  button.after(field);
  field.select();
  document.execCommand("copy");
  field.remove();
  button.focus();
}

// Those who hear the page are told what has changed, once, when things have come to rest.
const REST = 700;

// What is to be done when things have come to rest: `stir` says that something has changed. One timer, and none anew at every step.
function atRest(act) {
  let timer, due;
  const look = () => {
    const left = due - performance.now();
    timer = left > 0 ? setTimeout(look, left) : undefined;
    if (!timer) act();
  };
  return {
    stir() {
      due = performance.now() + REST;
      timer ??= setTimeout(look, REST);
    },
    calm() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}

function announcer(live) {
  let heard = "", sentencesNow;
  const speak = (text) => {
    live.textContent = "";
    live.textContent = text;
  };
  const resting = atRest(() => {
    const sentences = sentencesNow();
    const fresh = sentences.filter((sentence) => !heard.includes(sentence));
    heard = sentences;
    if (fresh.length) speak(fresh.join(" "));
  });
  return {
    // The sentences as they are: what was heard already is not said again. The first are there to be read.
    rest(tell) {
      sentencesNow = tell;
      if (heard) resting.stir();
      else heard = tell();
    },
    say: speak,
  };
}

// The large view, for a hall: one panel fills the screen, the words stand beside the controls, and what the explorer answers
// is covered until a key: so a class can say first what it expects. The axes stay in sight.
function largeView({ root, el, panels, titles, view, redraw }) {
  const dialog = element("dialog", { class: "wi-stage" });
  const cover = tool("uncover", () => covered(!root.classList.contains("wi-covered")));
  const tabs = titles.map((title, i) => {
    const tab = element("button", { type: "button", class: "wi-tool" }, title.replace(/[:,]$/, ""));
    tab.addEventListener("click", () => show(i));
    return tab;
  });
  const bar = element("div", { class: "wi-tabs", hidden: "" }, cover, ...(tabs.length > 1 ? tabs : []));
  let shown = 0;

  const covered = (on) => {
    root.classList.toggle("wi-covered", on);
    cover.textContent = say(on ? "uncover" : "cover");
  };
  const show = (i) => {
    shown = i;
    panels.forEach((panel, p) => panel.node.classList.toggle("wi-on", p === i));
    tabs.forEach((tab, t) => tab.setAttribute("aria-pressed", t === i));
    redraw();
  };
  const open = (button) => {
    // Its place in the page stays as high as it is.
    el.style.minHeight = `${el.offsetHeight}px`;
    el.append(dialog);
    dialog.append(root);
    root.classList.add("wi-fills", "wi-large");
    bar.hidden = false;
    [view.large, view.font] = [true, LARGE_FONT];
    button.textContent = say("small");
    dialog.showModal();
    covered(true);
    show(0);
    root.querySelector(".wi-controls input")?.focus();
  };
  const close = () => {
    el.append(root);
    dialog.remove();
    root.classList.remove("wi-large", "wi-covered");
    root.classList.toggle("wi-fills", view.hall);
    bar.hidden = true;
    [view.large, view.font] = [false, view.base];
    button.textContent = say("large");
    el.style.minHeight = "";
    redraw();
    button.focus({ preventScroll: true });
  };
  dialog.addEventListener("close", close);
  const button = tool("large", () => (view.large ? dialog.close() : open(button)));
  button.title = say("large_hint");
  button.classList.add("wi-enlarge");
  // A clicker sends these two keys: first the answer, then the next panel.
  const turn = (step) => {
    if (step > 0 && root.classList.contains("wi-covered")) covered(false);
    else show(Math.max(0, Math.min(panels.length - 1, shown + step)));
  };
  const reset = () => {
    if (!view.large) return;
    covered(true);
    show(0);
  };
  return { button, bar, turn, reset };
}
