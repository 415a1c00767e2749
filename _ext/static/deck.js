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
  const followers = new Set();
  const leader = parent !== window ? parent.opener : null;
  let hearing = false; // a change that came from elsewhere is not told back

  const tell = (windows, message) => {
    for (const one of windows) one.postMessage({ deck: location.pathname, ...message }, "*");
  };
  const state = () => window.wiExplorers.map(({ model }) => model.get("index"));
  const put = (indices) => {
    hearing = true;
    window.wiExplorers.forEach(({ model }, i) => {
      if (indices[i] && JSON.stringify(indices[i]) !== JSON.stringify(model.get("index"))) model.set("index", indices[i]);
    });
    hearing = false;
  };
  const others = () => (leader ? [leader] : followers);

  function keepTogether() {
    for (const { model } of window.wiExplorers)
      model.on("change:index", () => {
        if (!hearing) tell(others(), { indices: state() });
      });
    addEventListener("message", ({ data, source }) => {
      if (data?.deck !== location.pathname) return;
      if (data.hello) {
        followers.add(source);
        tell([source], { indices: state(), look });
      }
      if (data.look) wear(data.look);
      if (data.indices) {
        put(data.indices);
        if (!leader) tell([...followers].filter((one) => one !== source), { indices: data.indices });
      }
    });
    if (leader) tell([leader], { hello: true });
  }

  // ---- Keys -----------------------------------------------------------------------------------------------------------------------

  // A clicker's two keys turn slides, wherever the lecturer has clicked last; Escape gives all keys back to the deck.
  function onKey(event) {
    if (document.querySelector("dialog[open]")) return;
    const within = document.activeElement?.closest?.(".wi");
    if (event.key === "PageDown" || event.key === "PageUp") {
      event.preventDefault();
      event.stopPropagation();
      window.Reveal[event.key === "PageDown" ? "next" : "prev"]();
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
      pdfSeparateFragments: false, plugins: [RevealNotes],
    }).then(() => {
      Reveal.on("slidechanged", () => document.activeElement?.blur?.());
      Reveal.addKeyBinding({ keyCode: 67, key: "C", description: window.wiWords.deck_contrast }, () => {
        wear(LOOKS[(LOOKS.indexOf(look) + 1) % LOOKS.length]);
        tell(others(), { look });
      });
    });
  });
})();
