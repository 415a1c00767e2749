// An explorer's own page takes the reader's preference of light or dark, and tells the page that frames it how high it is, in
// the words that learning platforms know (lti.frameResize). Who does not listen sees it scroll.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => (document.documentElement.dataset.theme = dark.matches ? "dark" : "light");
  follow();
  dark.addEventListener("change", follow);
  if (parent === window) return;
  const tell = () => parent.postMessage({ subject: "lti.frameResize", height: document.documentElement.offsetHeight }, "*");
  addEventListener("DOMContentLoaded", () => {
    tell(); // browsers let what is not in view wait for the observer's first word
    new ResizeObserver(tell).observe(document.body);
  });
})();
