// What scrolls sideways can be reached by keyboard: long lines of code, wide formulas and tables, also when they are unfolded or
// the window becomes narrower. (The theme looks only at what is unfolded when the page opens, and not at formulas.)
// And what a link leads to is unfolded. Below, the contents beside the text follow the reader.
(() => {
  const reach = (part) => part.scrollWidth > part.clientWidth && (part.tabIndex = 0);
  const watcher = new ResizeObserver((changes) => changes.forEach((change) => reach(change.target)));
  const watch = (parts) => document.querySelectorAll(parts).forEach((part) => watcher.observe(part));

  watch("article pre, article .pst-scrollable-table-container, article .text_html:has(> table)");
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

// The contents beside the text mark the section that is being read: the last one whose heading stands above a third of the window. At
// the end of the page the last one does, and what a link has led to is marked until the reader scrolls on.
// (The theme's own way hears of headings that pass through the upper third, and of none that a jump leaves out: wi_book.py turns it off.)
(() => {
  const links = [...document.querySelectorAll("nav.page-toc a[href^='#']")];
  const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  if (!links.length) return;
  let linked = null; // { heading, at: where its link has brought the page }
  let waits = false;

  function current() {
    if (linked && Math.abs(linked.at - scrollY) < 2) return linked.heading;
    const atEnd = scrollY > 0 && scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    const line = atEnd ? innerHeight : innerHeight / 3;
    return headings.findLast((heading) => heading?.getBoundingClientRect().top <= line);
  }

  function mark() {
    waits = false;
    const here = current();
    links.forEach((link, place) => {
      const is = Boolean(here) && headings[place] === here;
      link.classList.toggle("active", is);
      is ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
    });
  }

  function soon() {
    if (!waits) requestAnimationFrame(mark);
    waits = true;
  }

  // The browser has gone to a link's target when this frame is drawn.
  function follow() {
    requestAnimationFrame(() => {
      const heading = headings.find((one) => one && `#${one.id}` === decodeURIComponent(location.hash));
      linked = heading ? { heading, at: scrollY } : null;
      mark();
    });
  }

  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon, { passive: true });
  addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => links.includes(event.target.closest?.("a")) && follow()); // the same link, once more
  follow();
})();
