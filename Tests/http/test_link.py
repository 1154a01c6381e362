"""Short links and QR codes: where they lead a browser, what a camera reads, what is counted, how they end."""

import io
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import httpx
import psycopg
import pytest
from PIL import Image
from test_concorrencia import all_at_once, statuses
from test_qr import rasterize, read

from company import Company
from harness import Server
from judge import assert_problem, assert_wrong_fields
from raw import RawConnection

PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 14)"}


def new_link(company: Company, **fields) -> dict:
    made = company.staff("marketing").post("/v1/links", json={"nom_link": "Cartaz", "tip_destino": "INICIO", **fields})
    assert made.status_code == 201, made.text
    return made.json()


def token_of(link: dict) -> str:
    return urlsplit(link["compartilhar"]["des_copiar"]).path.removeprefix("/q/")


def follow(client: httpx.Client, link: dict, way: str = "", **headers: str) -> httpx.Response:
    path = f"/q/{token_of(link)}"
    return client.get(f"{path}?o={way}" if way else path, headers={**PHONE, **headers})


def counts(company: Company, link: dict) -> dict[str, tuple[int, int, int, int]]:
    rows = company.rows("link_acesso", f"cod_link = {link['cod_link']}")
    names = ("qtd_cliques", "qtd_visitantes", "qtd_robos", "qtd_consultas")
    return {row["tip_meio"]: tuple(row[name] for name in names) for row in rows}


@pytest.fixture
def place(company: Company) -> dict[str, str]:
    """One of each that a link can lead to, and its page."""
    item = company.product(nom_produto="Pastel")["cod_produto"]
    staff = company.staff()
    group = {"nom_grupo": "Um", "qtd_minima": 1, "qtd_maxima": 1, "itens": [{"cod_produto": item}]}
    combo = staff.post(
        "/v1/combos",
        json={"nom_combo": "Dupla", "tip_preco": "FIXO", "vlr_preco": 900, "sta_combo": "PUBLICADO", "grupos": [group]},
    ).json()["cod_combo"]
    offer = {"nom_oferta": "Terça", "tip_oferta": "PERCENTUAL", "num_percentual": 10, "tip_alvo": "ITEM"}
    offer = staff.post("/v1/ofertas", json={**offer, "cod_produtos": [item], "sta_oferta": "ATIVA"}).json()[
        "cod_oferta"
    ]
    table = staff.post("/v1/mesas", json={"nom_mesa": "12"}).json()
    unit = company.rows("unidade", "flg_principal")[0]["cod_unidade"]
    return {
        "cod_produto": item,
        "cod_combo": combo,
        "cod_oferta": offer,
        "cod_mesa": table["cod_mesa"],
        "cod_unidade": str(unit),
        "mesa": table["token"],
    }


@pytest.mark.parametrize(
    ("kind", "target", "page", "shows"),
    [
        ("INICIO", None, "", "Pastel"),
        ("ITEM", "cod_produto", "/item/{cod_produto}", "Pastel</h1>"),
        ("COMBO", "cod_combo", "/combo/{cod_combo}", "Dupla</h1>"),
        ("OFERTA", "cod_oferta", "#titulo-ofertas", 'id="titulo-ofertas"'),
        ("MESA", "cod_mesa", "/mesa/{mesa}", "Mesa 12"),
        ("UNIDADE", "cod_unidade", "", "Pastel"),
        ("LINKS", None, "/links", "<h1>Loja de Teste"),
        ("NPS", None, "/nps", "De 0 a 10"),
    ],
)
def test_each_kind_leads_to_its_page(
    client: httpx.Client, company: Company, place: dict, kind: str, target: str | None, page: str, shows: str
) -> None:
    link = new_link(company, tip_destino=kind, **({target: place[target]} if target else {}))
    # Nothing but the token says whose it is.
    answer = follow(client, link, "qr")
    assert (answer.status_code, answer.content, answer.headers["cache-control"]) == (302, b"", "no-store")
    address = urlsplit(answer.headers["location"])
    path, _, fragment = page.format(**place).partition("#")
    assert (address.scheme, address.netloc, address.path) == ("", "", f"/{company.slug}{path}")
    assert address.fragment == fragment
    query = {name: values[0] for name, values in parse_qs(address.query).items()}
    asked = {"canal": "qr"} if kind == "NPS" else {}
    assert query == {"utm_source": "qr", "utm_medium": "qr", "meio": "qr", **asked}
    shown = client.get(answer.headers["location"])
    assert shown.status_code == 200 and shows in shown.text
    assert company.public.get(answer.headers["location"]).status_code == 200


def test_a_unit_is_chosen_in_the_bag_by_the_link(client: httpx.Client, company: Company) -> None:
    """Without a script: a cookie of the company's own pages."""
    unit = company.staff().post("/v1/unidades", json={"nom_unidade": "Praia"}).json()["cod_unidade"]
    link = new_link(company, tip_destino="UNIDADE", cod_unidade=unit)
    cookie = follow(client, link).headers["set-cookie"]
    assert cookie == f"flowt_unidade={unit}; Path=/{company.slug}; HttpOnly; SameSite=Lax; Max-Age=86400"
    cart = company.cart((company.product(), 1))
    bag = company.public.get(
        f"/{company.slug}/sacola", headers={"Cookie": f"flowt_sacola={cart}; flowt_unidade={unit}"}
    )
    assert f'<option value="{unit}" selected>Praia' in bag.text
    for wrong in ("0", "x", "999999999"):
        bag = company.public.get(
            f"/{company.slug}/sacola", headers={"Cookie": f"flowt_sacola={cart}; flowt_unidade={wrong}"}
        )
        assert bag.status_code == 200 and "selected>Praia" not in bag.text


def test_a_table_is_protected_by_its_own_token(client: httpx.Client, company: Company, place: dict) -> None:
    link = new_link(company, tip_destino="MESA", cod_mesa=place["cod_mesa"])
    assert client.get(f"/{company.slug}/mesa/{token_of(link)}").status_code == 404
    company.staff().post(f"/v1/mesas/{place['cod_mesa']}/token").raise_for_status()
    assert client.get(f"/{company.slug}/mesa/{place['mesa']}").status_code == 404
    # What is printed goes on leading to the table, by the code that it has now.
    assert "Mesa 12" in client.get(follow(client, link).headers["location"]).text


def test_it_is_retargeted_without_printing_again(client: httpx.Client, company: Company, place: dict) -> None:
    link = new_link(company, nom_campanha="Inauguração")
    staff = company.staff("marketing")
    path = f"/v1/links/{link['cod_link']}"
    body = {"num_versao": 1, "tip_destino": "ITEM", "cod_produto": place["cod_produto"], "nom_campanha": "Inverno"}
    changed = staff.patch(path, json=body)
    assert (changed.status_code, changed.json()["compartilhar"]) == (200, link["compartilhar"])
    assert f"/item/{place['cod_produto']}?" in follow(client, link).headers["location"]
    assert "utm_campaign=Inverno" in follow(client, link).headers["location"]
    assert_problem(staff.patch(path, json=body), 409, "versao_desatualizada")
    assert_wrong_fields(staff.patch(path, json={**body, "cod_mesa": 1}), "cod_mesa")


def test_no_open_redirect(client: httpx.Client, company: Company) -> None:
    staff = company.staff()
    site = {"nom_link": "Instagram", "tip_destino": "EXTERNO", "des_url": "https://www.instagram.com/loja"}
    assert_problem(staff.post("/v1/links", json=site), 422, "site_nao_permitido")
    allow = "/v1/parametros/link_sites_permitidos"
    assert staff.put(allow, json={"valor": ["www.instagram.com"]}).status_code == 200
    link = staff.post("/v1/links", json=site).json()
    location = follow(client, link, "whatsapp").headers["location"]
    assert location == "https://www.instagram.com/loja?utm_source=whatsapp&utm_medium=mensagem"
    # What the visitor adds goes nowhere, whatever it is called.
    for query in ("url=https://evil.example", "utm_source=x%0d%0aSet-Cookie:a=b", "destino=//evil.example&o=%0d%0aX:y"):
        answer = client.get(f"/q/{token_of(link)}?{query}", headers=PHONE)
        assert answer.headers["location"] == "https://www.instagram.com/loja?utm_source=link&utm_medium=link"
        assert "set-cookie" not in answer.headers
    # No longer allowed: led on to no more, from that moment.
    assert staff.put(allow, json={"valor": []}).status_code == 200
    over = follow(client, link)
    assert over.status_code == 410 and "location" not in over.headers


def test_head_robots_and_prefetching_are_no_clicks(client: httpx.Client, company: Company, server: Server) -> None:
    link = new_link(company)
    path = f"/q/{token_of(link)}"
    for agent in ("WhatsApp/2.23.20.0 A", "facebookexternalhit/1.1", "Googlebot/2.1", ""):
        assert client.get(path, headers={"User-Agent": agent}).status_code == 302
    for _ in range(2):
        head = client.head(path, headers=PHONE)
        assert (head.status_code, head.content) == (302, b"")
    client.get(path, headers={**PHONE, "Sec-Purpose": "prefetch"})
    client.get(path, headers={**PHONE, "Purpose": "preview"})
    # Without the header altogether, as no library sends it.
    with RawConnection(server.port) as raw:
        raw.send(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n")
        assert raw.answer().status_code == 302
    assert counts(company, link) == {"LINK": (0, 0, 5, 4)}
    assert company.rows("evento_tracking") == company.rows("visita") == []
    follow(client, link, "qr")
    follow(client, link, "qr")
    assert counts(company, link) == {"LINK": (0, 0, 5, 4), "QR": (2, 1, 0, 0)}
    assert [event["nom_tipo"] for event in company.rows("evento_tracking")] == ["qr_lido", "qr_lido"]
    assert [(visit["tip_canal"], visit["qtd_eventos"]) for visit in company.rows("visita")] == [("QR", 2)]
    seen = company.staff("marketing").get(f"/v1/links/{link['cod_link']}/acessos").json()
    assert seen["total"] == {"qtd_cliques": 2, "qtd_robos": 5, "qtd_consultas": 4}


def test_nothing_of_the_visitor_is_kept(client: httpx.Client, company: Company, admin: psycopg.Connection) -> None:
    link = new_link(company)
    mark = "Aparelho-Inconfundivel"
    client.get(f"/q/{token_of(link)}?nome=Zenobia", headers={"User-Agent": f"Mozilla/5.0 ({mark})"})
    for table in ("link_acesso", "link_visto", "evento_tracking", "visita", "visitante"):
        (rows,) = admin.execute(
            f"SELECT coalesce(json_agg(t)::text, '') AS text FROM flowt.tb_omni8_{table} t WHERE cod_tenant = %s",
            (company.number,),
        ).fetchall()
        assert rows["text"] != "" and not any(word in rows["text"] for word in (mark, "Zenobia", "127.0.0.1")), table


def test_clicks_at_once_are_all_counted(company: Company) -> None:
    link = new_link(company)
    answers = all_at_once([lambda client: follow(client, link, "qr")] * 24, company)
    assert statuses(answers) == {302: 24}
    # Of one address and browser: one visitor, one visit.
    assert counts(company, link) == {"QR": (24, 1, 0, 0)}
    assert len(company.rows("evento_tracking", "nom_tipo = 'qr_lido'")) == 24
    assert [visit["qtd_eventos"] for visit in company.rows("visita")] == [24]


def test_a_link_that_is_over_says_so(client: httpx.Client, company: Company) -> None:
    revoked, expired = new_link(company), new_link(company, dat_expiracao="2020-01-01T00:00:00Z")
    assert company.staff("marketing").delete(f"/v1/links/{revoked['cod_link']}").status_code == 204
    for link, words in ((revoked, "A empresa o retirou"), (expired, "O prazo dele acabou")):
        for accept in ("text/html", "*/*"):
            page = follow(client, link, Accept=accept)
            assert page.status_code == 410 and "Este link não vale mais" in page.text and words in page.text
            assert "Loja de Teste" in page.text and f'href="/{company.slug}"' in page.text
        assert counts(company, link) == {}
    unknown = client.get("/q/naoexiste-00", headers={**PHONE, "Accept": "text/html"})
    assert unknown.status_code == 404 and unknown.headers["content-type"].startswith("text/html")
    assert "Este link não existe" in unknown.text and 'lang="pt-BR"' in unknown.text
    assert_problem(client.get("/q/naoexiste-00", headers=PHONE), 404, "link_nao_encontrado")
    staff = company.staff("marketing")
    assert_problem(staff.patch(f"/v1/links/{revoked['cod_link']}", json={"num_versao": 2}), 409, "link_revogado")
    assert_problem(staff.get(f"/v1/links/{revoked['cod_link']}/qr.svg"), 409, "link_revogado")


# MARK: pictures


def rgb(text: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(text))


def test_a_camera_reads_the_short_address(company: Company) -> None:
    link = new_link(company)
    staff = company.staff("atendente")
    address = link["compartilhar"]["des_qr"]
    path = f"/v1/links/{link['cod_link']}/qr"
    assert read(rasterize(staff.get(f"{path}.svg").text)) == (address, "M")
    png = staff.get(f"{path}.png", params={"logo": "true", "tamanho": "grande"})
    assert png.headers["content-type"] == "image/png"
    image = Image.open(io.BytesIO(png.content)).convert("L")
    assert read(image) == (address, "H")
    # A logo in the middle of it.
    hole = image.width // 5
    start = (image.width - hole) // 2
    image.paste(128, (start, start, start + hole, start + hole))
    assert read(image)[0] == address


@pytest.mark.parametrize(("dark", "light"), [("0f766e", "ffffff"), ("7a0d10", "fff3d9"), ("000000", "ffe600")])
def test_in_the_colours_of_the_company(company: Company, dark: str, light: str) -> None:
    link = new_link(company)
    staff = company.staff("atendente")
    path = f"/v1/links/{link['cod_link']}/qr"
    png = staff.get(f"{path}.png", params={"cor": dark, "fundo": light})
    image = Image.open(io.BytesIO(png.content))
    assert image.mode == "P"
    image = image.convert("RGB")
    assert {color for _, color in image.getcolors()} == {rgb(dark), rgb(light)}
    assert image.getpixel((0, 0)) == rgb(light)
    assert read(image)[0] == link["compartilhar"]["des_qr"]
    svg = staff.get(f"{path}.svg", params={"cor": dark, "fundo": light}).text
    assert re.findall(r'fill="#([0-9a-f]{6})"', svg) == [light, dark]
    plain = svg.replace(f'fill="#{light}"', 'fill="#fff"').replace(f'fill="#{dark}" ', "")
    assert read(rasterize(plain))[0] == link["compartilhar"]["des_qr"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"cor": "ffffff", "fundo": "000000"}, "cores_sem_contraste"),
        ({"cor": "bbbbbb"}, "cores_sem_contraste"),
        ({"cor": "#123456"}, "cor_desconhecida"),
        ({"fundo": "fff"}, "cor_desconhecida"),
        ({"tamanho": "4000"}, "tamanho_desconhecido"),
    ],
)
def test_what_no_camera_would_read_is_not_drawn(company: Company, query: dict, code: str) -> None:
    link = new_link(company)
    for kind in ("svg", "png"):
        answer = company.staff("atendente").get(f"/v1/links/{link['cod_link']}/qr.{kind}", params=query)
        assert_problem(answer, 422, code)


# MARK: the links page


def test_the_links_page_shows_what_was_chosen(
    client: httpx.Client, company: Company, new_company: Callable[..., Company]
) -> None:
    second = new_link(company, nom_link="Cardápio <do dia>", flg_pagina=True, num_ordem=2)
    first = new_link(company, nom_link="Reservas", flg_pagina=True, num_ordem=1)
    new_link(company, nom_link="Só no cartaz")
    new_link(new_company(), nom_link="De outra", flg_pagina=True)
    page = client.get(f"/{company.slug}/links?utm_source=instagram")
    assert page.status_code == 200
    shown = re.findall(r'<li><a class="botao largo" href="([^"]+)">([^<]+)</a>', page.text)
    paths = [f"/q/{token_of(link)}" for link in (first, second)]
    assert shown == [(paths[0], "Reservas"), (paths[1], "Cardápio &lt;do dia&gt;")]
    assert client.get(shown[0][0], headers=PHONE).status_code == 302
    assert client.get(f"/{company.slug}/links", headers={"If-None-Match": page.headers["etag"]}).status_code == 304
    company.staff().put("/v1/modulos/links", json={"flg_ativo": False}).raise_for_status()
    assert_problem(client.get(f"/{company.slug}/links"), 404, "modulo_desativado")
    assert_problem(client.get(shown[0][0], headers=PHONE), 404, "modulo_desativado")
