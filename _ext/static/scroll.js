// What scrolls sideways can be reached by keyboard: long lines of code, wide formulas and tables, also when they are unfolded or
// the window becomes narrower. (The theme looks only at what is unfolded when the page opens, and not at formulas.)
// And what a link leads to is unfolded.
(() => {
  const reach = (part) => part.scrollWidth > part.clientWidth && (part.tabIndex = 0);
  const watcher = new ResizeObserver((changes) => changes.forEach((change) => reach(change.target)));
  const watch = (parts) => document.querySelectorAll(parts).forEach((part) => watcher.observe(part));

  watch("article pre, article .pst-scrollable-table-container");
  // How wide a formula is, is known when its font is there. WebKit may say so in the midst of telling the watcher what it has measured,
  // and then complains of a loop: so in the next frame.
  addEventListener("load", () => document.fonts.ready.then(() => requestAnimationFrame(() => watch("article .math"))));

  // A link may lead to a cell that lies in a fold. (Not every browser opens it.)
  function unfold() {
    let part = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!part?.closest("details")) return;
    const target = part;
    while ((part = part.parentElement.closest("details"))) part.open = true;
    target.scrollIntoView();
  }
  unfold();
  addEventListener("hashchange", unfold);
})();
