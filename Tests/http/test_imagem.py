"""Pictures of products: sent, checked by their bytes, shown to the public for ever."""

import hashlib
import html
import re
import struct
import zlib

import httpx
import pytest

from company import Company
from judge import assert_problem
from pictures import JPEG, PNG, WEBP_EXTENDED, WEBP_LOSSLESS, WEBP_LOSSY


@pytest.fixture
def staff(company: Company) -> httpx.Client:
    return company.staff()


def send(staff: httpx.Client, product: dict, picture: bytes, kind: str = "image/png", **query: str) -> httpx.Response:
    path = f"/v1/produtos/{product['cod_produto']}/imagens"
    return staff.post(path, content=picture, headers={"Content-Type": kind}, params=query)


def png(width: int, height: int, noise: bytes = b"") -> bytes:
    """A whole PNG of these sides, as large as its noise."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(bytes(height * (width + 1)) if width * height < 10_000 else b"")
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    text = chunk(b"tEXt", b"c\0" + noise) if noise else b""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + text + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("picture", "kind"),
    [
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (WEBP_LOSSY, "image/webp"),
        (WEBP_LOSSLESS, "image/webp"),
        (WEBP_EXTENDED, "image/webp"),
    ],
)
def test_a_picture_is_kept_and_shown_byte_for_byte(
    staff: httpx.Client, company: Company, picture: bytes, kind: str
) -> None:
    product = company.product()
    answer = send(staff, product, picture, kind, des_alternativo="Um retângulo azul")
    assert answer.status_code == 201, answer.text
    sent = answer.json()
    assert (sent["tip_imagem"], sent["qtd_largura"], sent["qtd_altura"], sent["qtd_bytes"]) == (
        kind,
        21,
        13,
        len(picture),
    )
    digest = hashlib.sha256(picture).hexdigest()
    assert sent["des_endereco"] == answer.headers["location"] == f"/{company.slug}/imagens/{digest}"
    # As a browser asks: without a header that names the company.
    shown = httpx.get(company.url + sent["des_endereco"])
    assert (shown.status_code, shown.content, shown.headers["content-type"]) == (200, picture, kind)
    assert shown.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["etag"] == f'"{digest}"'
    again = httpx.get(company.url + sent["des_endereco"], headers={"If-None-Match": f'"{digest}"'})
    assert (again.status_code, again.content) == (304, b"")
    assert staff.get(f"/v1/produtos/{product['cod_produto']}").json()["des_imagem"] == sent["des_endereco"]
    item = company.public.get("/v1/cardapio").json()["categorias"][0]["itens"][0]
    assert item["des_imagem"] == sent["des_endereco"]


def test_a_large_picture_comes_back_whole(staff: httpx.Client, company: Company) -> None:
    picture = png(100, 50, bytes(index * 7 % 251 + 1 for index in range(3_000_000)))
    sent = send(staff, company.product(), picture).json()
    assert httpx.get(company.url + sent["des_endereco"]).content == picture
    parts = company.rows("imagem_parte")
    assert len(parts) == 12
    assert max(len(row["arq_parte"]) for row in parts) == 256 * 1024


@pytest.mark.parametrize(
    ("picture", "code"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "imagem_invalida"),
        (b"<html><script>alert(1)</script>", "imagem_invalida"),
        (b"GIF89a" + bytes(100), "imagem_invalida"),
        (b"", "imagem_invalida"),
        (PNG[:-1], "imagem_invalida"),
        (PNG + b"<script>", "imagem_invalida"),
        (PNG[:20], "imagem_invalida"),
        (JPEG[:-2], "imagem_invalida"),
        (JPEG[:30], "imagem_invalida"),
        (b"\xff\xd8\xff" + b"\xff" * 5000, "imagem_invalida"),
        (WEBP_LOSSY[:-1], "imagem_invalida"),
        (WEBP_LOSSLESS.replace(b"VP8L", b"VP8Q"), "imagem_invalida"),
        (png(0, 10), "imagem_invalida"),
        (png(8001, 1), "imagem_grande_demais"),
        (png(7000, 7000), "imagem_grande_demais"),
        (png(0xFFFFFFFF, 0xFFFFFFFF), "imagem_grande_demais"),
    ],
    ids=range(16),
)
def test_what_is_no_picture_is_refused(
    staff: httpx.Client, company: Company, unchanged, picture: bytes, code: str
) -> None:
    product = company.product()
    with unchanged():
        assert_problem(send(staff, product, picture), 422, code)


def test_only_pictures_of_a_size_are_taken(staff: httpx.Client, company: Company) -> None:
    product = company.product()
    assert send(staff, product, b"<svg/>", "image/svg+xml").status_code == 415
    assert send(staff, product, png(10, 10, b"x" * 5 * 1024 * 1024)).status_code == 413


def test_pictures_have_an_order_and_the_first_is_the_cover(staff: httpx.Client, company: Company) -> None:
    product = company.product(des_imagem="https://exemplo.com/antiga.png")
    path = f"/v1/produtos/{product['cod_produto']}"
    first, second, third = (send(staff, product, png(side, side)).json() for side in (10, 11, 12))
    assert [first["num_ordem"], second["num_ordem"], third["num_ordem"]] == [1, 2, 3]
    assert first["des_alternativo"] == product["nom_produto"]
    assert staff.get(path).json()["des_imagem"] == first["des_endereco"]
    order = [third["cod_imagem"], first["cod_imagem"], second["cod_imagem"]]
    listed = staff.put(f"{path}/imagens/ordem", json={"cod_imagens": order}).json()["itens"]
    assert [picture["cod_imagem"] for picture in listed] == order
    assert staff.get(path).json()["des_imagem"] == third["des_endereco"]
    assert_problem(staff.put(f"{path}/imagens/ordem", json={"cod_imagens": order[:2]}), 409, "imagens_mudaram")
    assert_problem(staff.put(f"{path}/imagens/ordem", json={"cod_imagens": order[:2] * 2}), 409, "imagens_mudaram")
    changed = staff.patch(f"{path}/imagens/{first['cod_imagem']}", json={"des_alternativo": " Visto de cima "}).json()
    assert changed["des_alternativo"] == "Visto de cima"
    assert staff.delete(f"{path}/imagens/{third['cod_imagem']}").status_code == 204
    assert staff.get(path).json()["des_imagem"] == first["des_endereco"]
    assert httpx.get(company.url + third["des_endereco"]).status_code == 404
    for picture in (first, second):
        staff.delete(f"{path}/imagens/{picture['cod_imagem']}")
    assert staff.get(path).json()["des_imagem"] is None
    assert staff.get(f"{path}/imagens").json()["itens"] == []
    assert company.rows("imagem") == company.rows("imagem_parte") == []


def test_the_public_sees_every_picture_in_order(staff: httpx.Client, company: Company) -> None:
    product = company.product()
    path = f"/{company.slug}/item/{product['cod_produto']}"
    shown = f"/v1/cardapio/itens/{product['cod_produto']}"
    assert company.public.get(shown).json()["imagens"] == []
    cover = send(staff, product, png(10, 10)).json()
    assert company.public.get(path).text.count("<img") == 1
    back = send(staff, product, png(11, 7), des_alternativo='De <trás> & "de lado"').json()
    inside = send(staff, product, png(12, 12), des_alternativo="Por dentro").json()
    order = [inside["cod_imagem"], cover["cod_imagem"], back["cod_imagem"]]
    staff.put(f"/v1/produtos/{product['cod_produto']}/imagens/ordem", json={"cod_imagens": order}).raise_for_status()
    pictures = company.public.get(shown).json()["imagens"]
    assert [picture["des_endereco"] for picture in pictures] == [p["des_endereco"] for p in (inside, cover, back)]
    last = {key: back[key] for key in ("des_endereco", "des_alternativo", "qtd_largura", "qtd_altura")}
    assert pictures[2] == last
    page = company.public.get(path).text
    found = re.findall(r'<img[^>]* src="([^"]+)" alt="([^"]*)"', page)
    assert [(address, html.unescape(words)) for address, words in found] == [
        (inside["des_endereco"], ""),
        (cover["des_endereco"], product["nom_produto"]),
        (back["des_endereco"], 'De <trás> & "de lado"'),
    ]
    assert "<trás>" not in page


def test_the_same_picture_is_kept_once(staff: httpx.Client, company: Company) -> None:
    one, other = company.product(), company.product()
    pictures = [send(staff, product, PNG).json() for product in (one, other)]
    assert pictures[0]["cod_imagem"] == pictures[1]["cod_imagem"]
    assert len(company.rows("imagem")) == len(company.rows("imagem_parte")) == 1
    assert_problem(send(staff, one, PNG), 409, "imagem_repetida")
    staff.delete(f"/v1/produtos/{one['cod_produto']}/imagens/{pictures[0]['cod_imagem']}")
    assert httpx.get(company.url + pictures[0]["des_endereco"]).status_code == 200
    # The last product that shows it is deleted, and it goes too.
    staff.delete(f"/v1/produtos/{other['cod_produto']}")
    assert httpx.get(company.url + pictures[0]["des_endereco"]).status_code == 404
    assert company.rows("imagem") == []


def exif(orientation: int, order: str = ">") -> bytes:
    """What a telephone writes: how to turn the picture, and where it was taken."""
    tags = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0) + struct.pack(f"{order}HHII", 0x8825, 4, 1, 38)
    head = (b"MM\0*" if order == ">" else b"II*\0") + struct.pack(f"{order}IH", 8, 2)
    return head + tags + bytes(4) + b"GPS -23.5505 -46.6333"


def segment(kind: int, data: bytes) -> bytes:
    return bytes([0xFF, kind]) + struct.pack(">H", len(data) + 2) + data


UPRIGHT = (1, b"")
TURNED = (6, segment(0xE1, b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, 6, 0, 0)))


@pytest.mark.parametrize("order", [">", "<"])
@pytest.mark.parametrize(("orientation", "kept"), [UPRIGHT, TURNED])
def test_a_photograph_does_not_say_where_it_was_taken(
    staff: httpx.Client, company: Company, order: str, orientation: int, kept: bytes
) -> None:
    private = b"".join(
        (
            segment(0xE1, b"Exif\0\0" + exif(orientation, order)),
            segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<GPS/>"),
            segment(0xE2, b"MPF\0GPS"),
            segment(0xED, b"Photoshop 3.0\0GPS"),
            segment(0xFE, b"GPS"),
        )
    )
    colours = segment(0xE2, b"ICC_PROFILE\0" + bytes(20))
    # A second picture behind the end, as telephones hide one.
    photo = JPEG[:2] + private + colours + JPEG[2:] + JPEG[:2] + private + JPEG[2:]
    sent = send(staff, company.product(), photo, "image/jpeg").json()
    shown = httpx.get(company.url + sent["des_endereco"]).content
    assert shown == JPEG[:2] + kept + colours + JPEG[2:]
    assert (sent["qtd_bytes"], sent["qtd_largura"]) == (len(shown), 21)


def test_pngs_and_webps_do_not_either(staff: httpx.Client, company: Company) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    def riff(kind: bytes, data: bytes) -> bytes:
        return kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)

    private = chunk(b"eXIf", exif(1)) + chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0GPS")
    harmless = chunk(b"tEXt", b"Title\0Bolo")
    webp = bytearray(WEBP_EXTENDED + riff(b"EXIF", exif(1)) + riff(b"XMP ", b"<GPS>"))
    webp[4:8], webp[20] = struct.pack("<I", len(webp) - 8), webp[20] | 12
    for picture, kind, left in (
        (PNG[:33] + private + harmless + PNG[33:-12] + private + PNG[-12:], "png", PNG[:33] + harmless + PNG[33:]),
        (bytes(webp), "webp", WEBP_EXTENDED),
    ):
        sent = send(staff, company.product(), picture, f"image/{kind}").json()
        assert httpx.get(company.url + sent["des_endereco"]).content == left, kind


def test_a_product_has_ten_pictures(staff: httpx.Client, company: Company) -> None:
    product = company.product()
    assert {send(staff, product, png(side, 5)).status_code for side in range(1, 11)} == {201}
    assert_problem(send(staff, product, png(11, 5)), 409, "imagens_demais")
    assert len(company.rows("imagem")) == 10


def test_another_company_has_not_this_picture(staff: httpx.Client, company: Company, new_company) -> None:
    sent = send(staff, company.product(), PNG).json()
    other = new_company()
    digest = sent["des_endereco"].rsplit("/", 1)[1]
    assert other.public.get(f"/{other.slug}/imagens/{digest}").status_code == 404
    # Two sources that disagree on whose it is.
    assert other.public.get(sent["des_endereco"]).status_code == 403
    assert company.public.get(f"/imagens/{digest}").status_code == 200
    for wrong in ("x", digest.upper(), digest[:-1], "%00" * 32):
        assert company.public.get(f"/imagens/{wrong}").status_code in (400, 404)


def test_pictures_that_are_not_there(staff: httpx.Client, company: Company) -> None:
    path = f"/v1/produtos/{company.product()['cod_produto']}/imagens"
    assert_problem(staff.patch(f"{path}/999999999", json={"des_alternativo": "x"}), 404, "nao_encontrado")
    assert_problem(staff.delete(f"{path}/999999999"), 404, "nao_encontrado")
    nothing = {"cod_produto": "999999999"}
    assert_problem(send(staff, nothing, PNG), 404, "nao_encontrado")
    assert_problem(staff.get("/v1/produtos/999999999/imagens"), 404, "nao_encontrado")
    assert_problem(
        staff.put("/v1/produtos/999999999/imagens/ordem", json={"cod_imagens": ["1"]}), 404, "nao_encontrado"
    )
