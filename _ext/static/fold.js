// What answers a prediction is folded until it is committed (questions.css says what that is, and does it at once). Here: a search in
// the page, a link to a folded cell, and a page opened by a search in the book unfold it. Without this script, and on paper, all is there.
(() => {
  const asking = () => document.querySelectorAll(".wi-asks:not(.wi-seen)");
  const folded = (part) => getComputedStyle(part).getPropertyValue("--wi-folded") !== "";
  const following = (cell) => [cell.nextElementSibling].filter((part) => part && folded(part));
  const see = (cell) => {
    cell.classList.add("wi-seen");
    sweep();
  };

  const searched = (() => {
    try {
      return new URLSearchParams(location.search).has("highlight") || localStorage.getItem("sphinx_highlight_terms") !== null;
    } catch {
      return false;
    }
  })();

  // Browsers that know how find folded text, and then say so by "beforematch".
  function sweep() {
    if (!("onbeforematch" in document.documentElement)) return;
    const covered = new Set([...asking()].flatMap(following));
    for (const part of document.querySelectorAll('[hidden="until-found"]')) if (!covered.has(part)) part.hidden = false;
    for (const part of covered) part.hidden = "until-found";
  }

  // The cell whose answer this part, or what holds it, is.
  const asker = (part) => [...asking()].find((cell) => following(cell).some((one) => one.contains(part)));

  function follow() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const cell = target && asker(target);
    if (!cell) return;
    see(cell);
    target.scrollIntoView();
  }

  // Predictions come to life one by one, before or after this; once a reader has done something, a link has had its effect.
  let touched = false;
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => (touched = true), { once: true, capture: true });
  function settle() {
    if (searched && !touched) asking().forEach((cell) => cell.classList.add("wi-seen"));
    sweep();
    if (!touched) follow();
  }

  document.addEventListener("beforematch", ({ target }) => see(asker(target)));
  document.addEventListener("wi-asks", settle);
  document.addEventListener("DOMContentLoaded", settle);
  addEventListener("hashchange", follow);
})();
