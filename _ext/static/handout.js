// The handout on A4, or on Letter: handout.html?paper=letter. Without a script it is A4.
document.documentElement.dataset.paper = new URLSearchParams(location.search).get("paper") === "letter" ? "letter" : "a4";
addEventListener("DOMContentLoaded", () => {
  for (const link of document.querySelectorAll(".sheet-tools a[href^='?']"))
    if (link.getAttribute("href").endsWith(document.documentElement.dataset.paper)) link.setAttribute("aria-current", "true");
  document.querySelector(".sheet-tools button").addEventListener("click", () => print());
});
