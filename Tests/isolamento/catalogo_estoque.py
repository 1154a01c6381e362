"""Stock, pictures, lots, files and search of the catalogue."""

import hashlib
import secrets

from isolamento import Fill, Id, Tenant

FILL: Fill = [
    (r"^/v1/estoque/", "caminho id", Id("produto")),
    (r"/imagens/\{imagem\}$", "caminho id", Id("com_imagem")),
    (r"/imagens(/ordem)?$", "caminho id", Id("com_imagem")),
    (r"/imagens/\{imagem\}$", "caminho imagem", Id("imagem")),
    (r"/imagens/\{digesto\}$", "caminho digesto", Id("digesto")),
    (r"/imagens$", "consulta des_alternativo", "Uma foto"),
    (r"^/v1/catalogo/importacoes/", "caminho id", Id("importacao_de_catalogo")),
    (r"^/v1/catalogo/importacoes", "consulta apos", None),
    (r"^/v1/catalogo/importacoes$", "consulta simular", None),
    (r"^/v1/estoque", "consulta apos", None),
    (r"^/v1/estoque/movimentos$", "consulta cod_produto", Id("produto")),
    (r"^/v1/estoque/movimentos$", "consulta tip_movimento", None),
    (r"/busca$", "consulta termo", "Item"),
    (r"/busca$", "consulta cod_categoria", Id("categoria")),
    (r"/busca$", "consulta vlr_min", None),
    (r"/busca$", "consulta vlr_max", None),
    (r"/busca$", "consulta apos", None),
]

# The smallest whole picture, of ASCII: a WebP that only has its sides.
PICTURE = "RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x14\0\0\x0c\0\0"
ONE = {"filtro": {"cod_produtos": [Id("produto")]}}

BODIES: dict[str, dict] = {
    "estoque_movimentar": {
        "cod_produto": Id("produto"),
        "tip_movimento": "ENTRADA",
        "quantidade": 1,
        "des_motivo": "teste",
    },
    "estoque_minimo": {"qtd_minima": 3},
    "imagem_enviar": {"tipo": "image/webp", "conteudo": PICTURE},
    "imagem_alterar": {"des_alternativo": "Outra"},
    "imagem_ordenar": {"cod_imagens": [Id("imagem")]},
    "lote_precos": {**ONE, "ajuste": {"tipo": "PERCENTUAL", "valor": 10}},
    "lote_status": {**ONE, "sta_produto": "ARQUIVADO"},
    "lote_esgotar": {**ONE, "flg_esgotado": True},
    "lote_ordenar": {"cod_produtos": [Id("produto")]},
    "produto_duplicar": {},
    "catalogo_importar": {"tipo": "text/csv", "conteudo": "sku;nome;preco\nSKU-{unique};De um arquivo;1,00"},
}

NOTHING = {"digesto": "0" * 64}
SILENT = {"imagem_publica"}


def file_of(tenant: Tenant) -> str:
    """An import that waits: with a line, and with an error."""
    values = {"tenant": tenant.number, "mark": tenant.mark}
    admin = tenant.company.admin
    values["file"] = admin.execute(
        "INSERT INTO flowt.tb_omni8_importacao (cod_tenant, tip_importacao, hsh_arquivo, flg_simulacao, sta_importacao,"
        " des_codificacao, des_separador, des_colunas, des_ignoradas, qtd_linhas) VALUES (%(tenant)s, 'CATALOGO',"
        " sha256(gen_random_uuid()::text::bytea), false, 'PROCESSANDO', 'UTF-8', ';', '{nome}', ARRAY[%(mark)s], 2)"
        " RETURNING cod_importacao",
        values,
    ).fetchone()["cod_importacao"]
    admin.execute(
        "INSERT INTO flowt.tb_omni8_importacao_linha VALUES (%(tenant)s, %(file)s, 2, ARRAY[%(mark)s])",
        values,
    )
    admin.execute(
        "INSERT INTO flowt.tb_omni8_importacao_erro VALUES (%(tenant)s, %(file)s, 3, 1, 'nome', 'x', %(mark)s)",
        values,
    )
    return str(values["file"])


def picture_of(tenant: Tenant) -> bytes:
    """One that nobody else has: a chunk of chance at its end."""
    chunk = b"NOTE\x20\0\0\0" + secrets.token_hex(16).encode()
    return b"RIFF" + (22 + len(chunk)).to_bytes(4, "little") + PICTURE[8:].encode() + chunk


def furnish(tenant: Tenant) -> None:
    pass


def make_things(tenant: Tenant, things: dict[str, str]) -> dict[str, str]:
    company, picture = tenant.company, picture_of(tenant)
    product = company.product(nom_produto=f"Item {tenant.mark}", qtd_estoque=5)["cod_produto"]
    with company.staff() as staff:
        sent = staff.post(
            f"/v1/produtos/{product}/imagens",
            content=picture,
            headers={"Content-Type": "image/webp"},
            params={"des_alternativo": tenant.mark},
        )
        assert sent.status_code == 201, sent.text
        staff.put(f"/v1/estoque/{product}/minimo", json={"qtd_minima": 1000})
    reserve = "SELECT flowt.reservar_estoque(%s, %s, ARRAY[(%s, NULL, 1)::flowt.item_de_estoque])"
    # A cart that is nobody's: the end of a real one of that number would take what it reserved.
    company.admin.execute(reserve, (tenant.number, 10**12 + int(product), int(product)))
    return {
        "com_imagem": product,
        "imagem": sent.json()["cod_imagem"],
        "digesto": hashlib.sha256(picture).hexdigest(),
        "importacao_de_catalogo": file_of(tenant),
    }
