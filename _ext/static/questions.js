// "Check yourself": each option is a <details> with its own reason, as GitHub and a page without scripts show it. Here an opened one is
// marked with a sign and a word, and closes the others of its question; and the page remembers what was chosen first (kept.js).
(() => {
  const say = (key, parts = {}) => window.wiWords[key].replace(/\{(\w+)\}/g, (_, name) => parts[name]);
  const questions = [];

  for (const option of document.querySelectorAll("#check-yourself > details")) {
    if (option.previousElementSibling.tagName !== "DETAILS") questions.push([]);
    questions.at(-1).push(option);
  }
  if (!questions.length) return;

  const aloud = Object.assign(document.createElement("div"), { className: "wi-aloud" });
  aloud.setAttribute("role", "status");
  document.getElementById("check-yourself").append(aloud);

  // STYLE.md: the reason of the right option begins with this word, and no other does.
  const isRight = (option) => /^Right\b/.test(option.querySelector("summary + * > strong")?.textContent ?? "");
  const mark = (option) => {
    if (option.querySelector(".wi-tried")) return;
    const sign = Object.assign(document.createElement("span"), { className: "wi-tried", textContent: say(isRight(option) ? "right" : "not_so") });
    option.firstElementChild.append(" ", sign);
    option.classList.add(isRight(option) ? "wi-is-right" : "wi-is-wrong");
  };
  const unmark = (option) => {
    option.querySelector(".wi-tried")?.remove();
    option.classList.remove("wi-is-right", "wi-is-wrong");
    option.open = false;
  };

  questions.forEach((options, place) => {
    const name = `${place + 1}`;
    const of = options.map((option) => option.firstElementChild.textContent.trim()).join(" | ").length;
    let tried = [];
    const keep = () => window.wiKept?.write("question", name, JSON.stringify({ of, tried, right: isRight(options[tried[0]]) }));
    try {
      const kept = JSON.parse(window.wiKept?.read("question", name) ?? "null");
      if (kept?.of === of) tried = kept.tried.filter((one) => options[one]);
    } catch {
      // It was kept in another form, or not by us.
    }
    tried.forEach((one) => mark(options[one]));
    options.forEach((option, i) => {
      // A click, by hand or key. What a search or a printer opens is no answer.
      option.firstElementChild.addEventListener("click", (event) => {
        if (event.detail > 1) return void event.preventDefault(); // the second half of a double click would close it
        if (option.open) return; // it closes
        mark(option);
        for (const other of options) if (other !== option) other.open = false;
        if (!tried.includes(i)) tried.push(i);
        keep();
        aloud.textContent = say(isRight(option) ? "right" : "not_so");
      });
    });
    document.addEventListener("wi-forgotten", () => {
      tried = [];
      options.forEach(unmark);
    });
  });
})();
