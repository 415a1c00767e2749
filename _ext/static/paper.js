// What paper shows: the light theme, and answers unfolded. (Folded code stays away: book.css.) After printing all is as before.
(() => {
  const root = document.documentElement;
  let undo = null;

  function lay() {
    if (undo) return;
    const theme = root.dataset.theme;
    const folded = [...document.querySelectorAll("article details:not([open], .book-code, .book-run)")];
    root.dataset.theme = "light";
    for (const part of folded) part.open = true;
    undo = () => {
      root.dataset.theme = theme;
      for (const part of folded) part.open = false;
      undo = null;
    };
  }

  addEventListener("beforeprint", lay);
  addEventListener("afterprint", () => undo?.());
})();
