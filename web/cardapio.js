// The open menu (guide chapters 6.3 and 7.1): offers count down, and what sells out or comes back says so without a reload. Without
// this file the page says what was so when it was opened.
"use strict";
(() => {
  const base = document.currentScript?.dataset.base ?? "";
  const HALF_A_MINUTE = 30_000;
  const LONGEST = 16 * HALF_A_MINUTE;
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  function spelled(seconds) {
    if (seconds < 3600 && !still.matches) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
    const minutes = Math.ceil(seconds / 60);
    if (minutes < 60) return `${minutes} min`;
    return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes / 60} h`;
  }

  function countDown() {
    for (const time of document.querySelectorAll("time.contagem")) {
      const seconds = Math.ceil((Date.parse(time.dateTime) - Date.now()) / 1000);
      const text = seconds > 0 ? `termina em ${spelled(seconds)}` : "terminou";
      if (time.textContent !== text) time.textContent = text;
    }
  }

  // An option that the page was made without, such as a size that ran out, is not ours to open.
  function shut(control, closed) {
    if (closed ? control.disabled : !("fechado" in control.dataset)) return;
    control.disabled = closed;
    if (closed) control.dataset.fechado = "";
    else delete control.dataset.fechado;
  }

  // What the page was made with stays: a badge of ours is added and taken away, the page's own is hidden and shown.
  function mark(element, reason) {
    if (element.matches("li")) element.classList.toggle("esgotado", Boolean(reason));
    for (const control of element.querySelectorAll("button, input")) shut(control, Boolean(reason));
    const badge = element.querySelector(".selo:not(.oferta)");
    if (badge) {
      badge.hidden = !reason;
      if (reason) badge.textContent = reason;
    } else if (reason) {
      const made = document.createElement("p");
      made.className = "selo";
      made.setAttribute("role", "status");
      made.textContent = reason;
      element.append(made);
    }
  }

  const shown = document.querySelectorAll("li.item[id^=item-], form.escolhas[data-produto]");
  const code = (element) => element.dataset.produto ?? element.id.slice("item-".length);
  let wait = HALF_A_MINUTE;
  let next = Date.now() + wait;

  async function ask() {
    next = Infinity;
    try {
      // The browser keeps the last answer and its ETag: when nothing changed, the server says only that.
      const answer = await fetch("/v1/cardapio/disponibilidade", { headers: base ? { "X-Flowt-Tenant": base.slice(1) } : {} });
      if (!answer.ok) throw new Error(String(answer.status));
      const reasons = new Map((await answer.json()).itens.map((item) => [item.cod_produto, item.des_frase]));
      for (const element of shown) mark(element, reasons.get(code(element)));
      wait = HALF_A_MINUTE;
    } catch {
      wait = Math.min(wait * 2, LONGEST);
    }
    next = Date.now() + wait;
  }

  // A page that nobody looks at asks for nothing.
  function tick() {
    if (document.visibilityState === "hidden") return;
    countDown();
    if (shown.length > 0 && Date.now() >= next) ask();
  }

  setInterval(tick, 1000);
  document.addEventListener("visibilitychange", tick);
  countDown();
})();
