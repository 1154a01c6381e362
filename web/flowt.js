// Tracking of pages (guide chapter 11.1). Events wait in a queue and leave in batches: at 20, after 5 seconds, or when the page
// is hidden. Until its owner agrees nothing is kept in the browser but the answer itself, and only what is essential leaves it.
(() => {
  "use strict";
  const script = document.currentScript;
  const base = script?.dataset.base ?? "";
  const address = base ? `${base}/eventos` : "/v1/eventos";
  const batchSize = 20;
  const longestBatch = 500;
  const delay = 5000;
  // Those of tb_omni8_tipo_evento whose legal basis is not consent; the server refuses the others from who did not agree.
  const essential = new Set([
    "carrinho_adicionado", "compra_direta", "carrinho_removido", "carrinho_visto", "checkout_iniciado", "pagamento_informado", "cupom_aplicado", "cupom_negado",
    "lead_gerado",
  ]);
  const queue = [];
  // What waits, on this page only, for the visitor to say yes or no.
  let undecided = [];
  let timer = 0;

  // Companies share an origin where they have no domain of their own: what one may keep, another may not.
  const store = {
    key: (name) => `flowt${base}_${name}`,
    get(name) {
      try {
        return localStorage.getItem(store.key(name));
      } catch {
        return null;
      }
    },
    set(name, value) {
      try {
        if (value === null) localStorage.removeItem(store.key(name));
        else localStorage.setItem(store.key(name), value);
      } catch {
        // A browser that keeps nothing is a visitor that did not agree.
      }
    },
  };

  const agreed = () => store.get("consentimento") === "sim";
  const identifier = () => crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
  // Begins with the time: the identifiers of now stand together in the server's index, wherever they come from.
  const eventIdentifier = () => `${Date.now().toString(36)}-${identifier().replaceAll("-", "").slice(0, 20)}`;

  function visitor() {
    if (!agreed()) return null;
    let known = store.get("visitante");
    if (!known) store.set("visitante", (known = identifier()));
    return known;
  }

  function arrival() {
    const parameters = new URLSearchParams(location.search);
    const found = {};
    for (const name of ["utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"]) {
      const value = parameters.get(name);
      if (value) found[name] = value.slice(0, 300);
    }
    const way = parameters.get("meio")?.toUpperCase();
    if (way === "QR" || way === "LINK") found.meio = way;
    const click = ["gclid", "gbraid", "wbraid", "fbclid", "ttclid", "msclkid"].find((name) => parameters.has(name));
    if (click) found.clique = click;
    const from = document.referrer;
    if (from && new URL(from).host !== location.host) found.referencia = new URL(from).origin;
    return found;
  }

  // The part of an address that says which page it is: what only one visitor's page has (a token) stays in the browser.
  function page() {
    const plain = /^(?:[a-z]+(?:-[a-z]+)*(?:-\d{1,4})?|\d{1,18})$/;
    const path = location.pathname.slice(base.length).split("/");
    return base + path.map((part, n) => (n === 0 || part === "" || plain.test(part) ? part : "-")).join("/") || "/";
  }

  function body(events) {
    return JSON.stringify({ enviado: Date.now(), visitante: visitor(), consentimento: agreed(), chegada: arrival(), eventos: events });
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

  function put(event) {
    queue.push(event);
    if (queue.length >= batchSize) flush();
    else if (!timer) timer = setTimeout(flush, delay);
  }

  function track(type, details = {}) {
    const event = { id: eventIdentifier(), tipo: type, momento: Date.now(), pagina: page(), ...details };
    if (essential.has(type) || agreed()) put(event);
    else if (!store.get("consentimento") && undecided.length < longestBatch) undecided.push(event);
  }

  // <form data-evento="carrinho_adicionado" data-produto="12">: what is pressed or sent says what it is.
  function described(element) {
    const { produto, combo, oferta, busca, cupom, motivo } = element.dataset;
    const details = {};
    if (produto) details.cod_produto = produto;
    if (combo) details.cod_combo = combo;
    if (oferta) details.cod_oferta = oferta;
    if (busca) details.propriedades = { busca };
    if (cupom) details.propriedades = motivo ? { cupom, motivo } : { cupom };
    return details;
  }

  function button(label, pressed) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "botao secundario";
    made.textContent = label;
    made.addEventListener("click", pressed);
    return made;
  }

  function decide(answer) {
    store.set("consentimento", answer);
    if (answer === "sim") undecided.forEach(put);
    else store.set("visitante", null);
    undecided = [];
    document.querySelector(".consentimento")?.remove();
  }

  // The first thing in the page after the link that skips to the content; saying no is one press, as saying yes is.
  function askForConsent() {
    if (document.querySelector(".consentimento")) return;
    const bar = document.createElement("section");
    bar.className = "consentimento";
    bar.setAttribute("aria-label", "Privacidade");
    const text = document.createElement("p");
    text.textContent = "Podemos guardar um identificador neste aparelho para entender como o cardápio é usado? Sem ele tudo funciona igual.";
    bar.append(text, button("Só o essencial", () => decide("nao")), button("Aceitar", () => decide("sim")));
    const skip = document.querySelector(".pular");
    if (skip) skip.after(bar);
    else document.body.prepend(bar);
  }

  // Whoever answered may answer again.
  function offerToAskAgain() {
    const signature = document.querySelector(".rodape .assinatura");
    const again = button("Privacidade", () => {
      askForConsent();
      document.querySelector(".consentimento button").focus();
    });
    again.className = "botao discreto";
    signature?.after(again);
  }

  document.addEventListener("click", (event) => {
    const element = event.target.closest?.("[data-evento]:not(form)");
    if (element) track(element.dataset.evento, described(element));
  });
  // What the browser itself refuses is not sent, and is no event.
  document.addEventListener("submit", (event) => {
    for (const type of [event.target.dataset.evento, event.submitter?.dataset.aoEnviar]) if (type) track(type, described(event.target));
  });
  document.addEventListener("focusin", (event) => {
    const form = event.target.closest?.("form[data-comeco]");
    if (!form) return;
    track(form.dataset.comeco);
    delete form.dataset.comeco;
  });
  document.addEventListener("change", (event) => {
    if (event.target.name === "tip_pagamento") track("pagamento_informado");
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") flush(true);
  });
  addEventListener("pagehide", () => flush(true));

  if (!store.get("consentimento")) askForConsent();
  offerToAskAgain();
  // A page that loads itself again, as an order's does, is still the same view.
  const again = performance.getEntriesByType("navigation")[0]?.type === "reload";
  if (!again) track("pagina_vista");
  addEventListener("pageshow", (event) => {
    if (event.persisted) track("pagina_vista");
  });
  // Seen is what comes into the window, and once: an offer may be shown in two places.
  const sightings = new Set();
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      const sighting = JSON.stringify([target.dataset.visto, described(target)]);
      if (!sightings.has(sighting)) track(target.dataset.visto, described(target));
      sightings.add(sighting);
    }
  });
  if (!again) for (const element of document.querySelectorAll("[data-visto]")) seen.observe(element);
  globalThis.flowt = { track, flush };
})();
