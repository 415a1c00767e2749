// A lecture deck: reveal.js with this book's slides. No server, no network: what it needs lies beside it.
//
// The speaker view (key s) shows the deck twice, in frames of a window of its own: what is moved in one of them, moves in all.
(() => {
  // ---- Colours: light and dark as the system has them, and black on white for a weak projector. Key c goes round ----------------

  const LOOKS = ["light", "dark", "contrast"];
  const root = document.documentElement;
  const paper = /print-pdf/.test(location.search);
  const asked = new URLSearchParams(location.search).get("look");
  let look = LOOKS.includes(asked) ? asked : !paper && matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const wear = (name) => {
    look = name;
    root.dataset.theme = name === "dark" ? "dark" : "light";
    root.classList.toggle("deck-contrast", name === "contrast");
  };
  wear(look);

  // ---- The same setting in every window ------------------------------------------------------------------------------------------

  // Windows that asked to be told: frames of the speaker view. To them this deck is `parent.opener`; a browser lets pages from a
  // folder speak to each other by messages alone.
  // (They ask again and again: the deck forgets them when it is loaded anew.)
  const followers = new Set();
  const ASK = 1000; // milliseconds
  const leader = parent !== window ? parent.opener : null;
  let hearing = false; // a change that came from elsewhere is not told back

  const tell = (windows, message) => {
    for (const one of windows) one.postMessage({ deck: location.pathname, ...message }, "*");
  };
  const state = () => window.wiExplorers.map(({ model }) => model.get("index"));
  const put = (indices) => {
    hearing = true;
    window.wiExplorers.forEach(({ model }, i) => {
      if (indices[i] && !same(indices[i], model.get("index"))) model.set("index", indices[i]);
    });
    hearing = false;
  };
  const others = () => (leader ? [leader] : followers);

  // A prediction knows of no other windows. So what was committed is read from its own controls, and put there by them, as a hand
  // does it: a list of what each control says, "shown" for one who asked to be shown, null while it is asked.
  const predictions = () => [...document.querySelectorAll(".wi-guess")];
  const guessOf = (one) => {
    const inputs = [...one.querySelectorAll("input")], options = inputs[0].type === "radio";
    if (one.querySelector(".wi-again").hidden) return null;
    if (options ? !inputs.some(({ checked }) => checked) : one.querySelector(".wi-skipped")) return "shown";
    return inputs.map(({ checked, value }) => (options ? checked : value));
  };
  const guesses = () => predictions().map(guessOf);
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  function guess(one, told) {
    if (same(told, guessOf(one))) return;
    const press = (button) => one.querySelector(`.wi-${button}`).click();
    if (guessOf(one) !== null) press("again");
    if (Array.isArray(told))
      one.querySelectorAll("input").forEach((input, i) => {
        if (input.type === "radio") input.checked = told[i];
        else input.value = told[i];
        if (told[i]) input.dispatchEvent(new Event(input.type === "radio" ? "change" : "input"));
      });
    if (told !== null) press(told === "shown" ? "show" : "commit");
  }
  const putGuesses = (told) => {
    hearing = true;
    predictions().forEach((one, i) => guess(one, told[i] ?? null));
    hearing = false;
  };

  // The speaker view writes "Upcoming" and its list of layouts over the next slide's title: they get a strip of their own above it.
  const STRIP = "#upcoming-slide iframe { box-sizing: border-box; height: calc(100% - 40px); margin-top: 40px; }";
  function dress(view) {
    try {
      if (view.document.querySelector("style[data-deck]")) return;
      const style = Object.assign(view.document.createElement("style"), { textContent: STRIP });
      style.dataset.deck = "";
      view.document.head.append(style);
    } catch {
      // The browser does not let this window touch that one: the title stays covered.
    }
  }

  function keepTogether() {
    for (const { model } of window.wiExplorers)
      model.on("change:index", () => {
        if (!hearing) tell(others(), { indices: state() });
      });
    addEventListener("click", ({ target }) => {
      if (!target.closest?.(".wi-guess button")) return;
      document.activeElement.blur(); // the keys stay the deck's: Space would press "Guess again"
      if (!hearing) tell(others(), { guesses: guesses() });
    });
    addEventListener("message", ({ data, source }) => {
      if (data?.deck !== location.pathname) return;
      if (data.hello) {
        if (followers.has(source) && !data.first) return;
        followers.add(source);
        dress(source.parent);
        tell([source], { indices: state(), guesses: guesses(), look });
      }
      if (data.look) wear(data.look);
      if (data.indices) put(data.indices);
      if (data.guesses) putGuesses(data.guesses);
      if (!leader && !data.hello) tell([...followers].filter((one) => one !== source), data);
    });
    if (!leader) return;
    tell([leader], { hello: true, first: true });
    setInterval(() => tell([leader], { hello: true }), ASK);
  }

  // ---- Keys -----------------------------------------------------------------------------------------------------------------------

  // The deck's own, which no slider and no choice has a use for: black, look, overview, speaker view, whole screen, go on.
  const OWN = ["b", ".", "c", "o", "s", "f", " "];

  // A clicker's two keys turn slides, wherever the lecturer has clicked last, or end the black; Escape gives all keys back to the deck.
  function onKey(event) {
    if (document.querySelector("dialog[open]")) return;
    const { Reveal } = window, held = document.activeElement, within = held?.closest?.(".wi");
    if (event.key === "PageDown" || event.key === "PageUp") {
      event.preventDefault();
      event.stopPropagation();
      if (Reveal.isPaused()) Reveal.togglePause(false);
      else Reveal[event.key === "PageDown" ? "next" : "prev"]();
    } else if (within && held.matches("input") && OWN.includes(event.key) && !(event.ctrlKey || event.metaKey || event.altKey)) {
      if (event.key === " " && held.matches("[type=radio]:not(:checked)")) return; // that chooses
      event.preventDefault();
      event.stopPropagation();
      held.blur();
      Reveal.triggerKey(event.keyCode);
    } else if (event.key === "Escape" && within) {
      event.stopPropagation();
      document.activeElement.blur();
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    const { Reveal, RevealNotes } = window;
    keepTogether();
    addEventListener("keydown", onKey, true);
    Reveal.initialize({
      width: 1280, height: 720, margin: 0, center: false, hash: true, slideNumber: "c/t", transition: "none", backgroundTransition: "none",
      pdfSeparateFragments: false, defaultTiming: 0, plugins: [RevealNotes],
    }).then(() => {
      Reveal.on("slidechanged", () => document.activeElement?.blur?.());
      Reveal.addKeyBinding({ keyCode: 67, key: "C", description: window.wiWords.deck_contrast }, () => {
        wear(LOOKS[(LOOKS.indexOf(look) + 1) % LOOKS.length]);
        tell(others(), { look });
      });
    });
  });
})();
