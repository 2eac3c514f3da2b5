// The little that HTML cannot do by itself: printing, not sending a form twice, scrolling by keys what is too wide.
"use strict";
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  const paper = event.target.closest("a[target=paper]");
  if (paper) {
    for (const other of document.querySelectorAll("a[target=paper]")) other.removeAttribute("aria-current");
    paper.setAttribute("aria-current", "true");
  }
});
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
// On a narrow screen a card with a wide table scrolls: then the keyboard must reach it, too.
function letKeysScroll() {
  for (const card of document.querySelectorAll("main .card")) {
    const wide = card.scrollWidth > card.clientWidth && getComputedStyle(card).overflowX === "auto";
    if (wide && !card.hasAttribute("tabindex")) card.tabIndex = 0;
    if (!wide && card.hasAttribute("tabindex")) card.removeAttribute("tabindex");
  }
}
window.addEventListener("resize", letKeysScroll);
new MutationObserver(letKeysScroll).observe(document.body, {
  childList: true, subtree: true, attributes: true, attributeFilter: ["tabindex"],
});
letKeysScroll();
