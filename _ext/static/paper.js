// What paper shows that no style can, in every browser: answers unfolded. (Its colours, and folded code that stays away: book.css.) After
// printing all is as before.
(() => {
  let opened = null;

  function unfold() {
    opened ??= [...document.querySelectorAll("article details:not([open], .book-code, .book-run)")];
    for (const part of opened) part.open = true;
  }

  function fold() {
    for (const part of opened ?? []) part.open = false;
    opened = null;
  }

  addEventListener("beforeprint", unfold);
  addEventListener("afterprint", fold);
})();
