// A survey was seen: told once the page is in front of somebody, not when a robot, a preview or a prefetch opens the link.
(() => {
  "use strict";
  const form = document.querySelector("[data-exibicao]");
  let told = false;
  const tell = () => {
    if (told || !form || document.visibilityState !== "visible" || document.prerendering) return;
    told = true;
    navigator.sendBeacon(form.dataset.exibicao);
  };
  tell();
  document.addEventListener("visibilitychange", tell);
  document.addEventListener("prerenderingchange", tell);
})();
