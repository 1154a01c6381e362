// The order board hears what changes and fetches itself again; without this file it reloads every half minute.
"use strict";
(() => {
    const board = document.getElementById("conteudo");
    if (!board?.dataset.eventos || !window.EventSource) return;
    const news = document.getElementById("novidade");
    const MINUTE = 60_000;
    let position = board.dataset.posicao;
    let fetching = false;
    let again = false;

    function spelled(minutes) {
        if (minutes < 60) return `${minutes} min`;
        const rest = minutes % 60;
        return rest ? `${Math.floor(minutes / 60)} h ${rest} min` : `${minutes / 60} h`;
    }

    function count() {
        for (const time of document.querySelectorAll("[data-desde]")) {
            const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(time.dataset.desde)) / MINUTE));
            time.textContent = spelled(minutes);
        }
    }

    // One at a time; what happens meanwhile asks for one more.
    async function refresh() {
        if (fetching) {
            again = true;
            return;
        }
        fetching = true;
        try {
            const answer = await fetch(board.dataset.pagina, { redirect: "manual", headers: { Accept: "text/html" } });
            // The session is over: the server says where to go.
            if (answer.type === "opaqueredirect" || answer.status === 403) return location.assign(board.dataset.pagina);
            if (answer.ok) {
                const page = new DOMParser().parseFromString(await answer.text(), "text/html");
                // A button that has the focus keeps it, if it is still there.
                const focus = document.activeElement?.closest(".comanda")?.id;
                document.getElementById("colunas").replaceWith(page.getElementById("colunas"));
                if (focus) document.querySelector(`#${focus} button`)?.focus();
                count();
            }
        } catch {
            again = true;
        }
        setTimeout(() => {
            fetching = false;
            if (again) {
                again = false;
                refresh();
            }
        }, 1_000);
    }

    function listen() {
        const source = new EventSource(`${board.dataset.eventos}?apos=${encodeURIComponent(position)}`);
        source.addEventListener("pedido", (event) => {
            const order = JSON.parse(event.data);
            if (event.lastEventId) position = event.lastEventId;
            news.textContent = `Pedido ${order.num_pedido} mudou.`;
            refresh();
        });
        source.addEventListener("recarregar", refresh);
        source.addEventListener("open", () => board.classList.remove("parado"));
        source.addEventListener("error", () => {
            board.classList.add("parado");
            // Browsers connect again by themselves after a cut, but not after an answer that is no stream.
            if (source.readyState !== EventSource.CLOSED) return;
            setTimeout(() => {
                refresh();
                listen();
            }, 5_000 + Math.random() * 5_000);
        });
    }

    setInterval(count, MINUTE / 4);
    // A screen that nobody touches is in use all the same: its session must not end for want of orders.
    setInterval(refresh, 20 * MINUTE);
    listen();
})();
