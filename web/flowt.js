// Tracking of pages (guide chapter 11.1). Events wait in a queue and leave in batches: at 20, after 5 seconds, or when the page
// is hidden. Nothing is kept in the browser, and only what is essential is sent, until its owner agrees.
(() => {
  "use strict";
  const script = document.currentScript;
  const base = script?.dataset.base ?? "";
  const address = base ? `${base}/eventos` : "/v1/eventos";
  const batchSize = 20;
  const longestBatch = 500;
  const delay = 5000;
  const queue = [];
  let timer = 0;

  const store = {
    get(name) {
      try {
        return localStorage.getItem(`flowt_${name}`);
      } catch {
        return null;
      }
    },
    set(name, value) {
      try {
        localStorage.setItem(`flowt_${name}`, value);
      } catch {
        // A browser that keeps nothing is a visitor that did not agree.
      }
    },
  };

  const agreed = () => store.get("consentimento") === "sim";
  const identifier = () => crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

  function visitor() {
    if (!agreed()) return null;
    let known = store.get("visitante");
    if (!known) store.set("visitante", (known = identifier()));
    return known;
  }

  function arrival() {
    const parameters = new URLSearchParams(location.search);
    const found = {};
    for (const name of ["utm_source", "utm_medium", "utm_campaign"]) {
      const value = parameters.get(name);
      if (value) found[name] = value.slice(0, 300);
    }
    const click = ["gclid", "fbclid", "ttclid", "msclkid"].find((name) => parameters.has(name));
    if (click) found.clique = click;
    const from = document.referrer;
    if (from && new URL(from).host !== location.host) found.referencia = new URL(from).origin;
    return found;
  }

  function body(events) {
    return JSON.stringify({
      enviado: Date.now(),
      visitante: visitor(),
      consentimento: agreed(),
      carrinho: document.body.dataset.carrinho ?? null,
      chegada: arrival(),
      eventos: events,
    });
  }

  // What could not be sent goes back to the head of the queue; its identifiers keep it from counting twice.
  async function flush(leaving = false) {
    clearTimeout(timer);
    timer = 0;
    if (queue.length === 0) return;
    const events = queue.splice(0, longestBatch);
    const text = body(events);
    if (leaving && navigator.sendBeacon?.(address, new Blob([text], { type: "text/plain" }))) return;
    try {
      const answer = await fetch(address, { method: "POST", body: text, headers: { "Content-Type": "text/plain" }, keepalive: text.length < 60000 });
      if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
    } catch {
      queue.unshift(...events.slice(0, longestBatch - queue.length));
      timer = setTimeout(flush, delay * 4);
    }
  }

  function track(type, details = {}) {
    queue.push({ id: identifier(), tipo: type, momento: Date.now(), pagina: location.pathname, ...details });
    if (queue.length >= batchSize) flush();
    else if (!timer) timer = setTimeout(flush, delay);
  }

  // <button data-evento="carrinho_adicionado" data-produto="12">: what is pressed says what it is.
  function described(element) {
    const { produto, combo, oferta, busca } = element.dataset;
    const details = {};
    if (produto) details.cod_produto = produto;
    if (combo) details.cod_combo = combo;
    if (oferta) details.cod_oferta = oferta;
    if (busca) details.propriedades = { busca };
    return details;
  }

  function askForConsent() {
    if (store.get("consentimento")) return;
    const bar = document.createElement("section");
    bar.className = "consentimento";
    bar.setAttribute("aria-label", "Privacidade");
    const text = document.createElement("p");
    text.textContent = "Podemos guardar um identificador neste aparelho para entender como o cardápio é usado? Sem ele tudo funciona igual.";
    bar.append(text);
    for (const [answer, label] of [["sim", "Aceitar"], ["nao", "Só o essencial"]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.addEventListener("click", () => {
        store.set("consentimento", answer);
        bar.remove();
      });
      bar.append(button);
    }
    document.body.append(bar);
  }

  document.addEventListener("click", (event) => {
    const element = event.target.closest?.("[data-evento]");
    if (element) track(element.dataset.evento, described(element));
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") flush(true);
  });
  addEventListener("pagehide", () => flush(true));

  askForConsent();
  track("pagina_vista");
  for (const element of document.querySelectorAll("[data-visto]")) track(element.dataset.visto, described(element));
  globalThis.flowt = { track, flush };
})();
