// The style sheet shows the tab that the address's anchor names; this says to a screen reader which one it is.
function markCurrent() {
  for (const link of document.querySelectorAll(".tabs a[href^='#']")) {
    const isShown = document.querySelector(link.hash)?.checkVisibility();
    if (isShown) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}
addEventListener("hashchange", markCurrent);
addEventListener("pageshow", markCurrent);
