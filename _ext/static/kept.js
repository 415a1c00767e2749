// What readers guess and answer is kept in their own browser, page by page, and nowhere else. Where a browser forbids storage,
// it is kept until the page is left. `wiKept` is what the predictions (wi_lib/predictions) and the questions (questions.js) write to.
//
// Not deferred: predictions may come to life while the page is still being read.
(() => {
  const memory = new Map();
  const PAGE = `wi:kept:${location.pathname}:`;
  const changed = (name) => document.dispatchEvent(new Event(name));

  const stored = (act, otherwise) => {
    try {
      return act(localStorage);
    } catch {
      return otherwise(); // forbidden, or full
    }
  };
  const keys = () => stored((storage) => [...Array(storage.length).keys()].map((n) => storage.key(n)), () => []);

  window.wiKept = {
    read: (kind, name) => memory.get(`${PAGE}${kind}:${name}`) ?? stored((storage) => storage.getItem(`${PAGE}${kind}:${name}`), () => null),
    // A text, or null to forget it.
    write(kind, name, text) {
      const key = `${PAGE}${kind}:${name}`;
      memory.delete(key);
      stored(
        (storage) => (text === null ? storage.removeItem(key) : storage.setItem(key, text)),
        () => text !== null && memory.set(key, text),
      );
      changed("wi-kept");
    },
    // All that was kept of a kind in this page.
    all: (kind) =>
      [...new Set([...keys(), ...memory.keys()])]
        .filter((key) => key.startsWith(`${PAGE}${kind}:`))
        .map((key) => window.wiKept.read(kind, key.slice(`${PAGE}${kind}:`.length))),
    forget() {
      memory.clear();
      for (const key of keys().filter((key) => key.startsWith(PAGE))) stored((storage) => storage.removeItem(key), () => {});
      changed("wi-forgotten");
      changed("wi-kept");
    },
  };

  // At the chapter's end: how many were predicted, and how many surprised.
  const say = (key, parts = {}) => window.wiWords[key].replace(/\{(\w+)\}/g, (_, name) => parts[name]);
  const parsed = (texts) =>
    texts.flatMap((text) => {
      try {
        return JSON.parse(text) ?? [];
      } catch {
        return []; // not ours
      }
    });

  function sentences() {
    const guesses = parsed(window.wiKept.all("guess")).filter(({ guess }) => Array.isArray(guess));
    const answers = parsed(window.wiKept.all("question"));
    const surprised = guesses.filter((one) => one.surprised).length;
    const said = [];
    if (guesses.length) said.push(say(surprised ? "tally_guesses" : "tally_none", { number: guesses.length, surprised }));
    if (answers.length) said.push(say("tally_answers", { number: answers.length, right: answers.filter((one) => one.right).length }));
    return said;
  }

  document.addEventListener("DOMContentLoaded", () => {
    const end = document.querySelector("#in-this-chapter > ul");
    if (!end) return;
    let tally = null;
    const show = () => {
      const said = sentences();
      if (!said.length) return;
      tally ??= end.parentNode.insertBefore(Object.assign(document.createElement("p"), { className: "wi-tally" }), end.nextSibling);
      const clear = Object.assign(document.createElement("button"), { type: "button", textContent: say("tally_clear") });
      clear.addEventListener("click", () => {
        window.wiKept.forget();
        Object.assign(tally, { tabIndex: -1, textContent: say("tally_cleared") }).focus();
      });
      tally.replaceChildren(`${[...said, say("tally_kept")].join(" ")} `, clear);
    };
    document.addEventListener("wi-kept", show);
    show();
  });
})();
