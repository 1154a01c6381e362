"""Products and categories: what the staff may write, and everything that is refused on the way in."""

from collections.abc import Callable

import httpx
import pytest

from company import Company
from judge import assert_problem, assert_wrong_fields

LARGEST_ID = 9223372036854775807


@pytest.fixture
def staff(company: Company) -> httpx.Client:
    return company.staff()


def test_a_created_product_is_at_its_location(staff: httpx.Client) -> None:
    created = staff.post("/v1/produtos", json={"nom_produto": "Café", "vlr_preco": 500})
    assert created.status_code == 201
    assert created.headers["location"] == f"/v1/produtos/{created.json()['cod_produto']}"
    assert staff.get(created.headers["location"]).json() == created.json()
    assert created.json()["sta_produto"] == "RASCUNHO"


def test_a_patch_changes_only_what_it_names(staff: httpx.Client, company: Company) -> None:
    product = company.product(des_resumo="Crocante", qtd_estoque=5)
    changed = staff.patch(f"/v1/produtos/{product['cod_produto']}", json={"num_versao": 1, "vlr_preco": 1100}).json()
    assert (changed["vlr_preco"], changed["des_resumo"], changed["qtd_estoque"]) == (1100, "Crocante", 5)
    assert changed["num_versao"] == 2


def test_a_null_clears_a_field(staff: httpx.Client, company: Company) -> None:
    product = company.product(des_resumo="Crocante", qtd_estoque=5)
    body = {"num_versao": 1, "des_resumo": None, "qtd_estoque": None}
    changed = staff.patch(f"/v1/produtos/{product['cod_produto']}", json=body).json()
    assert (changed["des_resumo"], changed["qtd_estoque"]) == (None, None)


def test_a_deleted_product_is_gone_and_frees_its_sku(staff: httpx.Client, company: Company) -> None:
    product = company.product(num_sku="PST-1")
    path = f"/v1/produtos/{product['cod_produto']}"
    assert staff.delete(path).status_code == 204
    assert_problem(staff.get(path), 404, "nao_encontrado")
    assert_problem(staff.delete(path), 404, "nao_encontrado")
    assert company.public.get("/v1/cardapio").json()["categorias"] == []
    assert company.product(num_sku="PST-1")["num_sku"] == "PST-1"


def test_the_list_is_read_page_by_page(staff: httpx.Client, company: Company) -> None:
    expected = [company.product(nom_produto=f"Item {number}")["cod_produto"] for number in range(5)]
    found, after = [], None
    for _ in range(5):
        page = staff.get("/v1/produtos", params={"limite": 2, **({"apos": after} if after else {})}).json()
        found += [item["cod_produto"] for item in page["itens"]]
        after = page["proximo"]
        if after is None:
            break
    assert found == expected


def test_the_list_is_filtered(staff: httpx.Client, company: Company) -> None:
    category = staff.post("/v1/categorias", json={"nom_categoria": "Doces"}).json()["cod_categoria"]
    sweet = company.product(nom_produto="Pão de mel", cod_categoria=category)["cod_produto"]
    draft = company.product(nom_produto="Quindim", sta_produto="RASCUNHO")["cod_produto"]

    def ids(**filters: str) -> list[str]:
        return [item["cod_produto"] for item in staff.get("/v1/produtos", params=filters).json()["itens"]]

    assert ids(cod_categoria=category) == [sweet]
    assert ids(sta_produto="RASCUNHO") == [draft]
    assert ids(busca="PAO DE") == [sweet]
    assert ids(busca="100%") == []


def test_a_category_is_created_changed_and_deleted(staff: httpx.Client, company: Company) -> None:
    category = staff.post("/v1/categorias", json={"nom_categoria": "Bebidas", "num_ordem": 2}).json()
    path = f"/v1/categorias/{category['cod_categoria']}"
    changed = staff.patch(path, json={"num_versao": 1, "sta_categoria": "INATIVA"}).json()
    assert (changed["nom_categoria"], changed["sta_categoria"], changed["num_versao"]) == ("Bebidas", "INATIVA", 2)
    assert [row["nom_categoria"] for row in staff.get("/v1/categorias").json()["itens"]] == ["Bebidas"]
    assert staff.delete(path).status_code == 204
    assert staff.get("/v1/categorias").json()["itens"] == []


def test_a_category_with_products_stays(staff: httpx.Client, company: Company, unchanged: Callable) -> None:
    category = staff.post("/v1/categorias", json={"nom_categoria": "Bebidas"}).json()["cod_categoria"]
    company.product(cod_categoria=category)
    with unchanged():
        assert_problem(staff.delete(f"/v1/categorias/{category}"), 409, "categoria_do_produto")


def test_a_category_name_is_used_once(staff: httpx.Client, unchanged: Callable) -> None:
    staff.post("/v1/categorias", json={"nom_categoria": "Bebidas"})
    with unchanged():
        answer = staff.post("/v1/categorias", json={"nom_categoria": "  Bebidas "})
        assert_problem(answer, 409, "nome_de_categoria_ja_usado")


def test_a_sku_is_used_once(staff: httpx.Client, company: Company, unchanged: Callable) -> None:
    company.product(num_sku="PST-1")
    with unchanged():
        body = {"nom_produto": "Outro", "vlr_preco": 100, "num_sku": "PST-1"}
        assert_problem(staff.post("/v1/produtos", json=body), 409, "sku_ja_usado")


def test_sold_out_today_is_seen_on_the_menu(company: Company) -> None:
    product = company.product()
    with company.staff("cozinha") as kitchen:
        assert kitchen.post(f"/v1/produtos/{product['cod_produto']}/esgotado-hoje").status_code == 200
    item = company.public.get("/v1/cardapio").json()["categorias"][0]["itens"][0]
    assert item["flg_disponivel"] is False


@pytest.mark.parametrize("price", [-1, 0, 100_000_001, 10**30, 9.5, 1e300, "900", None, True, [], {}])
def test_a_price_is_whole_centavos_within_bounds(staff: httpx.Client, unchanged: Callable, price: object) -> None:
    with unchanged():
        answer = staff.post("/v1/produtos", json={"nom_produto": "Café", "vlr_preco": price})
        assert_wrong_fields(answer, "vlr_preco")


def test_a_whole_number_may_be_written_with_a_point(staff: httpx.Client) -> None:
    answer = staff.post(
        "/v1/produtos",
        content='{"nom_produto": "Café", "vlr_preco": 5e2}',
        headers={"Content-Type": "application/json"},
    )
    assert (answer.status_code, answer.json().get("vlr_preco")) == (201, 500), answer.text


@pytest.mark.parametrize("stock", [-1, 1_000_000_001, 10**40, 0.5, "5"])
def test_a_stock_is_a_whole_number_within_bounds(staff: httpx.Client, unchanged: Callable, stock: object) -> None:
    with unchanged():
        body = {"nom_produto": "Café", "vlr_preco": 500, "qtd_estoque": stock}
        assert_wrong_fields(staff.post("/v1/produtos", json=body), "qtd_estoque")


def test_all_wrong_fields_are_named_in_one_answer(staff: httpx.Client, unchanged: Callable) -> None:
    body = {
        "nom_produto": "   ",
        "vlr_preco": "caro",
        "qtd_estoque": -3,
        "tip_item": "FOGUETE",
        "des_alergenos": ["leite", 7, ""],
        "flg_destaque": "sim",
        "cod_categoria": 12,
        "preço": 1,
    }
    with unchanged():
        assert_wrong_fields(
            staff.post("/v1/produtos", json=body),
            "nom_produto",
            "vlr_preco",
            "qtd_estoque",
            "tip_item",
            "des_alergenos[1]",
            "des_alergenos[2]",
            "flg_destaque",
            "cod_categoria",
            "preço",
        )


def test_missing_fields_are_named(staff: httpx.Client, unchanged: Callable) -> None:
    with unchanged():
        assert_wrong_fields(staff.post("/v1/produtos", json={}), "nom_produto", "vlr_preco")


@pytest.mark.parametrize("body", ["[]", '"texto"', "7", "true", "null", '[{"nom_produto": "Café", "vlr_preco": 1}]'])
def test_a_body_is_an_object(staff: httpx.Client, unchanged: Callable, body: str) -> None:
    with unchanged():
        answer = staff.post("/v1/produtos", content=body, headers={"Content-Type": "application/json"})
        assert_problem(answer, 422, "corpo_invalido")


def test_a_rule_across_fields_names_itself(staff: httpx.Client, unchanged: Callable) -> None:
    with unchanged():
        body = {"nom_produto": "Café", "vlr_preco": 500, "vlr_preco_de": 400}
        assert_problem(staff.post("/v1/produtos", json=body), 422, "preco_de_maior_que_o_preco")
        body = {"nom_produto": "Corte", "vlr_preco": 500, "tip_item": "SERVICO"}
        assert_problem(staff.post("/v1/produtos", json=body), 422, "duracao_so_de_servico")


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", "0000-00-00", "amanhã"])
def test_a_day_that_does_not_exist_is_refused(
    staff: httpx.Client, company: Company, unchanged: Callable, day: str
) -> None:
    path = f"/v1/produtos/{company.product()['cod_produto']}"
    with unchanged():
        answer = staff.patch(path, json={"num_versao": 1, "dat_esgotado": day})
        assert answer.status_code in (400, 422), answer.text
        assert_problem(answer, answer.status_code, answer.json()["codigo"])


def test_a_stale_version_is_refused_and_told(staff: httpx.Client, company: Company, unchanged: Callable) -> None:
    path = f"/v1/produtos/{company.product()['cod_produto']}"
    assert staff.patch(path, json={"num_versao": 1, "vlr_preco": 950}).status_code == 200
    with unchanged():
        problem = assert_problem(staff.patch(path, json={"num_versao": 1, "vlr_preco": 1}), 409, "versao_desatualizada")
        assert problem["num_versao_atual"] == 2


def test_a_stale_category_is_refused(staff: httpx.Client, unchanged: Callable) -> None:
    category = staff.post("/v1/categorias", json={"nom_categoria": "Bebidas"}).json()["cod_categoria"]
    with unchanged():
        answer = staff.patch(f"/v1/categorias/{category}", json={"num_versao": 9, "num_ordem": 3})
        assert_problem(answer, 409, "versao_desatualizada")


def test_a_patch_without_its_version_is_refused(staff: httpx.Client, company: Company, unchanged: Callable) -> None:
    path = f"/v1/produtos/{company.product()['cod_produto']}"
    with unchanged():
        assert_wrong_fields(staff.patch(path, json={"vlr_preco": 1}), "num_versao")


@pytest.mark.parametrize("identifier", ["abc", "1.5", "1e3", "0x10", "%20", "１", "--1", "9" * 19, "9" * 400])
def test_an_id_is_a_number_that_fits(staff: httpx.Client, unchanged: Callable, identifier: str) -> None:
    with unchanged():
        for method, body in (("GET", None), ("PATCH", {"num_versao": 1}), ("DELETE", None)):
            answer = staff.request(method, f"/v1/produtos/{identifier}", json=body)
            assert assert_problem(answer, 400, "parametro_invalido")["parametro"] == "id"


@pytest.mark.parametrize("identifier", [-1, 0, LARGEST_ID])
def test_an_id_of_nothing_is_not_found(staff: httpx.Client, unchanged: Callable, identifier: int) -> None:
    with unchanged():
        assert_problem(staff.get(f"/v1/produtos/{identifier}"), 404, "nao_encontrado")
        assert_problem(staff.patch(f"/v1/produtos/{identifier}", json={"num_versao": 1}), 404, "nao_encontrado")
        assert_problem(staff.delete(f"/v1/produtos/{identifier}"), 404, "nao_encontrado")
        assert_problem(staff.post(f"/v1/produtos/{identifier}/esgotado-hoje"), 404, "nao_encontrado")


def test_a_category_of_another_company_does_not_exist(new_company: Callable[..., Company], unchanged: Callable) -> None:
    mine, other = new_company(), new_company()
    category = other.staff().post("/v1/categorias", json={"nom_categoria": "Alheia"}).json()["cod_categoria"]
    staff = mine.staff()
    with unchanged():
        body = {"nom_produto": "Café", "vlr_preco": 500, "cod_categoria": category}
        assert_problem(staff.post("/v1/produtos", json=body), 409, "categoria_do_produto")
        assert_problem(staff.delete(f"/v1/categorias/{category}"), 404, "nao_encontrado")


@pytest.mark.parametrize(
    ("query", "code", "name"),
    [
        ("pagina=2", "parametro_desconhecido", "pagina"),
        ("limite=5&limite=6", "parametro_repetido", "limite"),
        ("limite=muitos", "parametro_invalido", "limite"),
        ("limite=99999999999", "parametro_invalido", "limite"),
        ("apos=1.5", "parametro_invalido", "apos"),
        ("cod_categoria=doces", "parametro_invalido", "cod_categoria"),
        ("Limite=5", "parametro_desconhecido", "Limite"),
        ("%6Cimite=1&limite=2", "parametro_repetido", "limite"),
        ("p_limite=1", "parametro_desconhecido", "p_limite"),
    ],
)
def test_a_wrong_parameter_is_named(staff: httpx.Client, query: str, code: str, name: str) -> None:
    assert assert_problem(staff.get(f"/v1/produtos?{query}"), 400, code)["parametro"] == name


@pytest.mark.parametrize("limit", ["0", "-5", "101", "2147483647"])
def test_the_size_of_a_page_is_bounded(staff: httpx.Client, company: Company, limit: str) -> None:
    company.product()
    answer = staff.get("/v1/produtos", params={"limite": limit})
    assert answer.status_code == 200
    assert len(answer.json()["itens"]) == 1
