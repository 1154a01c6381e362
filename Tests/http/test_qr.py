"""QR codes: a function gives the text, the gateway draws it, and a reader that is not ours reads it again."""

import io
import re

import httpx
import pytest
import zxingcpp
from conftest import Routes
from PIL import Image

from harness import Server
from judge import assert_problem

# The example of the Central Bank's manual.
PIX = (
    "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR"
    "5913Fulano de Tal6008BRASILIA62070503***63041D3D"
)
LINK = "https://flowt.example/q/aB3-xZ9_"
TEXTS = [PIX, LINK, "Pão de açúcar: R$ 5,00 — até já! 🥐", "0123456789", "MESA 12", "x"]


@pytest.fixture
def drawn(server: Server, routes: Routes):
    """Draws a text as a type asks."""
    path = routes.add(
        server,
        "teste_qr",
        "RETURN (200, p_tipo, NULL, repeat(p_texto, p_vezes))::flowt.resposta;",
        arguments="p_texto text, p_tipo text, p_vezes integer",
    )

    def draw(text: str, kind: str = "image/png;qr", method: str = "GET", times: int = 1, **headers) -> httpx.Response:
        query = {"texto": text, "tipo": kind, "vezes": times}
        return httpx.request(method, f"{server.url}{path}", params=query, headers=headers, timeout=30)

    return draw


def rasterize(svg: str, scale: int = 4) -> Image.Image:
    """Paints the rectangles of our paths; whatever else the document holds is a failure."""
    head = re.fullmatch(
        r'<svg xmlns="http://www\.w3\.org/2000/svg" width="(\d+)" height="\1" viewBox="0 0 (\d+) \2"'
        r' shape-rendering="crispEdges"><title>QR code</title><path fill="#fff" d="M0 0h\2v\2H0z"/>'
        r'<path d="((?:M\d+ \d+h\d+v1H\d+z)+)"/></svg>\n',
        svg,
    )
    assert head, svg[:300]
    side = int(head[2])
    image = Image.new("L", (side * scale, side * scale), 255)
    for left, top, width, back in re.findall(r"M(\d+) (\d+)h(\d+)v1H(\d+)z", head[3]):
        assert left == back
        box = (int(left) * scale, int(top) * scale, (int(left) + int(width)) * scale, (int(top) + 1) * scale)
        image.paste(0, box)
    return image


def read(image: Image.Image) -> tuple[str, str]:
    """The text, and the level of correction."""
    found = zxingcpp.read_barcodes(image)
    assert len(found) == 1
    return found[0].text, found[0].ec_level


def picture(answer: httpx.Response) -> Image.Image:
    assert answer.status_code == 200, answer.text
    if answer.headers["content-type"] == "image/svg+xml":
        return rasterize(answer.text)
    assert answer.headers["content-type"] == "image/png"
    image = Image.open(io.BytesIO(answer.content))
    image.load()
    assert image.mode == "1"
    return image.convert("L")


def test_what_is_drawn_can_be_read(drawn) -> None:
    for text in TEXTS:
        for kind in ("image/png;qr", "image/svg+xml;qr"):
            assert read(picture(drawn(text, kind)))[0] == text


def test_levels(drawn) -> None:
    for level in "LMQH":
        assert read(picture(drawn(PIX, f"image/png;qr;nivel={level}"))) == (PIX, level)
        assert read(picture(drawn(PIX, f"image/svg+xml;qr;nivel={level};tamanho=pequeno"))) == (PIX, level)


def test_sizes(drawn) -> None:
    sides = {}
    for name, scale in (("pequeno", 4), ("medio", 8), ("grande", 16)):
        image = picture(drawn(LINK, f"image/png;qr;tamanho={name}"))
        assert image.width == image.height and read(image)[0] == LINK
        sides[name] = image.width // scale
        svg = drawn(LINK, f"image/svg+xml;qr;tamanho={name}").text
        assert f'width="{image.width}"' in svg and f'viewBox="0 0 {image.width // scale} ' in svg
        # Readers need four light modules around it.
        assert image.getbbox() == (0, 0, image.width, image.width)
        dark = Image.eval(image, lambda value: 255 - value).getbbox()
        assert dark == (4 * scale, 4 * scale, image.width - 4 * scale, image.width - 4 * scale)
    assert len(set(sides.values())) == 1
    assert picture(drawn(LINK)).width == 8 * sides["medio"]


def test_a_lost_quarter_of_it_is_still_read(drawn) -> None:
    """A logo in the middle, at the highest level."""
    image = picture(drawn(PIX, "image/png;qr;nivel=H"))
    hole = image.width // 5
    start = (image.width - hole) // 2
    image.paste(255, (start, start, start + hole, start + hole))
    assert read(image)[0] == PIX


@pytest.mark.parametrize("kind", ["image/png;qr", "image/svg+xml;qr;nivel=H"])
def test_head_and_conditions(drawn, kind: str) -> None:
    full = drawn(PIX, kind)
    assert full.headers["content-length"] == str(len(full.content))
    head = drawn(PIX, kind, method="HEAD")
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-length", "content-type", "etag"):
        assert head.headers[name] == full.headers[name]
    same = drawn(PIX, kind, **{"If-None-Match": full.headers["etag"]})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", full.headers["etag"])
    for other in (drawn(LINK, kind), drawn(PIX, f"{kind};tamanho=grande")):
        assert other.headers["etag"] != full.headers["etag"]
    assert drawn(LINK, kind, **{"If-None-Match": full.headers["etag"]}).status_code == 200


def test_a_text_that_is_too_long_is_refused(drawn) -> None:
    assert_problem(drawn("a", times=1025), 422, "texto_longo_para_qr")
    assert_problem(drawn("é", "image/svg+xml;qr;nivel=L", times=600), 422, "texto_longo_para_qr")
    assert_problem(drawn("a", times=100_000), 422, "texto_longo_para_qr")
    text, _ = read(picture(drawn("a", "image/png;qr;nivel=H", times=1024)))
    assert text == "a" * 1024


def test_a_drawing_that_is_not_known_is_the_functions_mistake(drawn) -> None:
    for kind in ("image/png;qr;nivel=Z", "image/png;qr;tamanho=1000", "image/svg+xml;qr;", "image/png;qr;x"):
        assert_problem(drawn(LINK, kind), 500, "erro_interno")


def test_memory_is_given_back(drawn, server: Server) -> None:
    def draw(count: int) -> None:
        for number in range(count):
            drawn(f"{PIX}{number}", "image/png;qr;nivel=H;tamanho=grande")

    draw(40)
    before = server.resident()
    # Each takes 140 KiB of rows before it is compressed.
    draw(80)
    assert server.resident() - before < 4 << 20
