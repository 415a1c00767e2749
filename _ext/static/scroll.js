// What scrolls sideways can be reached by keyboard: long lines of code, wide formulas and tables, also when they are unfolded or
// the window becomes narrower. (The theme looks only at what is unfolded when the page opens, and not at formulas.)
(() => {
  const reach = (part) => part.scrollWidth > part.clientWidth && (part.tabIndex = 0);
  const watcher = new ResizeObserver((changes) => changes.forEach((change) => reach(change.target)));
  const watch = (parts) => document.querySelectorAll(parts).forEach((part) => watcher.observe(part));

  watch("article pre, article .pst-scrollable-table-container");
  // Formulas are wide only when MathJax has typeset them.
  addEventListener("load", () => window.MathJax?.startup?.promise.then(() => watch("article .math, article mjx-container")));
})();
