// The little that HTML cannot do by itself: printing, and not sending a form twice.
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
