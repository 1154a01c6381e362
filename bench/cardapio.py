#!/usr/bin/env python3
"""The menu of a large shop, and whether orders get slower as they pile up.

Part of bench/run; alone: `bench/cardapio.py`. BENCH_PAST_ORDERS says with how many past orders they are measured,
besides 10,000; the large run, which takes 20 GB of disk: `BENCH_PAST_ORDERS=300000,5000000 BENCH_SECONDS=20`.
"""

import os
import statistics
import sys
import time

import psycopg
from tools import PGBENCH_CLIENTS, SECONDS, Cluster, cluster_cpu_seconds, cpu_seconds, pgbench, report

from harness import run_flowt

ITEMS = 5000
ON_THE_MENU = 200
FEW_ORDERS = 10_000
PAST_ORDERS = [int(number) for number in os.environ.get("BENCH_PAST_ORDERS", "300000").split(",")]
# Before it counts: the caches, and the customers, are as on any other day.
WARM_UP_SECONDS = 3
CARTS = 1000 * (SECONDS + WARM_UP_SECONDS)

# Of the items on the menu one in four has sizes, one in four add-ons, one in ten an offer; all of them a stock.
SHOP = """
    SELECT set_config('session_replication_role', 'origin', false);
    SELECT admin.ativar_tenant(admin.criar_tenant('cardapio-' || %(name)s, 'Loja', 'LOJA', 'Loja Ltda',
        '00000000000191', 'bench@example.com', '+5511912345678', 'Rua', '1', 'Centro', 'São Paulo', 'SP', '01000000'));
    INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria, num_ordem)
    SELECT t.cod_tenant, 'Categoria ' || n, n FROM flowt.tb_omni8_tenant t, generate_series(1, 20) n
     WHERE t.nom_slug = 'cardapio-' || %(name)s;
    INSERT INTO flowt.tb_omni8_produto_servico
        (cod_tenant, cod_categoria, nom_produto, des_resumo, num_sku, vlr_preco, num_ordem, sta_produto)
    SELECT c.cod_tenant, c.cod_categoria, 'Produto número ' || n,
           'Um produto como outros, com um resumo de tamanho usual', 'SKU-' || n, 1000 + n, n,
           CASE WHEN n <= %(published)s THEN 'PUBLICADO' ELSE 'RASCUNHO' END
      FROM generate_series(1, %(items)s) n
      JOIN flowt.tb_omni8_categoria c ON c.nom_categoria = 'Categoria ' || (1 + n %% 20)
      JOIN flowt.tb_omni8_tenant t ON t.cod_tenant = c.cod_tenant AND t.nom_slug = 'cardapio-' || %(name)s;
    INSERT INTO flowt.tb_omni8_estoque (cod_tenant, cod_produto, qtd_estoque)
    SELECT p.cod_tenant, p.cod_produto, 1000000 FROM flowt.tb_omni8_produto_servico p JOIN flowt.tb_omni8_tenant t
     USING (cod_tenant) WHERE t.nom_slug = 'cardapio-' || %(name)s;
    INSERT INTO flowt.tb_omni8_variacao (cod_tenant, cod_produto, nom_variacao, vlr_preco)
    SELECT p.cod_tenant, p.cod_produto, s.size, p.vlr_preco + s.more FROM flowt.tb_omni8_produto_servico p
      JOIN flowt.tb_omni8_tenant t USING (cod_tenant), (VALUES ('P', 0), ('M', 500), ('G', 900)) AS s (size, more)
     WHERE t.nom_slug = 'cardapio-' || %(name)s AND p.num_ordem %% 4 = 0;
    WITH grupo AS (
        INSERT INTO flowt.tb_omni8_complemento_grupo (cod_tenant, nom_grupo, qtd_min, qtd_max)
        SELECT cod_tenant, 'Adicionais', 0, 3 FROM flowt.tb_omni8_tenant WHERE nom_slug = 'cardapio-' || %(name)s
        RETURNING cod_tenant, cod_grupo)
    INSERT INTO flowt.tb_omni8_complemento_uso (cod_tenant, cod_grupo, cod_produto)
    SELECT g.cod_tenant, g.cod_grupo, p.cod_produto FROM grupo g
      JOIN flowt.tb_omni8_produto_servico p ON p.cod_tenant = g.cod_tenant WHERE p.num_ordem %% 4 = 1;
    WITH oferta AS (
        INSERT INTO flowt.tb_omni8_oferta (cod_tenant)
        SELECT cod_tenant FROM flowt.tb_omni8_tenant WHERE nom_slug = 'cardapio-' || %(name)s
        RETURNING cod_tenant, cod_oferta)
    INSERT INTO flowt.tb_omni8_oferta_versao
        (cod_tenant, cod_oferta, num_definicao, sta_oferta, nom_oferta, tip_oferta, tip_alvo, num_percentual,
         cod_produtos)
    SELECT o.cod_tenant, o.cod_oferta, 1, 'ATIVA', 'Dez', 'PERCENTUAL', 'ITEM', 10, (
           SELECT array_agg(p.cod_produto) FROM flowt.tb_omni8_produto_servico p
            WHERE p.cod_tenant = o.cod_tenant AND p.num_ordem %% 10 = 2 AND p.num_ordem <= 200) FROM oferta o
"""

# Behind the API's back: neither triggers nor keys, so that a million orders take a minute.
ORDERS = """
    SET session_replication_role = replica;
    INSERT INTO flowt.tb_omni8_pedido (cod_tenant, num_pedido, des_token, cod_carrinho, cod_unidade, sta_pedido,
        tip_atendimento, nom_cliente, num_telefone, tip_pagamento, vlr_itens, vlr_taxa_entrega, vlr_total, dat_criacao)
    SELECT %(tenant)s, n, md5(n::text), -n, %(unit)s, 'CONCLUIDO', 'RETIRADA', 'Ana Souza',
           '+5511' || 912340000 + n %% %(customers)s, 'PIX', 1000, 0, 1000,
           now() - interval '400 days' + n * interval '360 days' / %(most)s
      FROM generate_series(%(first)s, %(last)s) n;
    INSERT INTO flowt.tb_omni8_pedido_item (cod_tenant, cod_pedido, num_item, cod_produto, nom_produto, qtd_item,
        vlr_unitario, vlr_bruto, vlr_liquido)
    SELECT p.cod_tenant, p.cod_pedido, 1, %(product)s, 'Produto', 1, 1000, 1000, 1000 FROM flowt.tb_omni8_pedido p
     WHERE p.cod_tenant = %(tenant)s AND p.num_pedido BETWEEN %(first)s AND %(last)s;
    INSERT INTO flowt.tb_omni8_pedido_numerador AS n VALUES (%(tenant)s, %(last)s)
        ON CONFLICT (cod_tenant) DO UPDATE SET num_ultimo = greatest(n.num_ultimo, excluded.num_ultimo);
    SET session_replication_role = origin
"""
CART = """
    INSERT INTO flowt.tb_omni8_carrinho (cod_tenant, hsh_token)
    SELECT %(tenant)s, flowt.digerir('cart-' || n) FROM generate_series(%(first)s, %(last)s) n;
    INSERT INTO flowt.tb_omni8_carrinho_item (cod_tenant, cod_carrinho, cod_produto, qtd_item)
    SELECT c.cod_tenant, c.cod_carrinho, p.cod_produto, 1 FROM flowt.tb_omni8_carrinho c
     CROSS JOIN LATERAL (SELECT p.cod_produto FROM flowt.tb_omni8_produto_servico p WHERE p.cod_tenant = c.cod_tenant
                            AND p.num_ordem IN (3, 7, 11)) p
     WHERE c.cod_tenant = %(tenant)s AND c.sta_carrinho = 'ATIVO'
       AND NOT EXISTS (SELECT FROM flowt.tb_omni8_carrinho_item i WHERE i.cod_tenant = c.cod_tenant
                          AND i.cod_carrinho = c.cod_carrinho)
"""
OPEN = "SELECT flowt.abrir('{access}', {read}, NULL, 'localhost', '{slug}', NULL, '{id}')"
# Whoever orders again waits for her own order that is being made: a company has many customers.
CUSTOMERS = 200
BODY = '{"nom_cliente":"Ana Souza","num_telefone":"+5511%s","tip_atendimento":"RETIRADA","tip_pagamento":"PIX"}'


def run(admin: psycopg.Connection, script: str, **values: object) -> None:
    with psycopg.ClientCursor(admin) as cursor:
        for statement in script.split(";\n"):
            cursor.execute(statement, values)


def shop(admin: psycopg.Connection, name: str, published: int) -> int:
    run(admin, SHOP, name=name, published=published, items=ITEMS)
    return admin.execute(
        "SELECT cod_tenant FROM flowt.tb_omni8_tenant WHERE nom_slug = %s", (f"cardapio-{name}",)
    ).fetchone()["cod_tenant"]


def menu_milliseconds(cluster: Cluster, slug: str) -> float:
    """The median of whole menus, each asked as the gateway asks for it."""
    found = []
    opening = OPEN.format(access="publico@cardapio", read="true", slug=slug, id="0" * 32)
    with cluster.connect(user="flowt_api") as connection:
        spent, end = cpu_seconds(connection.info.backend_pid), time.perf_counter() + SECONDS
        while time.perf_counter() < end or len(found) < 20:
            with connection.transaction():
                connection.execute(opening, prepare=True)
                start = time.perf_counter()
                row = connection.execute("SELECT * FROM api.cardapio()", prepare=True).fetchone()
                found.append((time.perf_counter() - start) * 1000)
        spent = cpu_seconds(connection.info.backend_pid) - spent
        shown = row["corpo"].count('"cod_produto"')
        assert shown == ON_THE_MENU, shown
    median = statistics.median(found[5:])
    print(
        f"  menu of {shown} items, {slug}: {len(found)} times, median {median:.2f} ms,"
        f" {spent * 1000 / len(found):.2f} ms of CPU with its opening",
        flush=True,
    )
    return median


def confirm(cluster: Cluster, admin: psycopg.Connection, tenant: int, orders: int, number: int) -> tuple[float, float]:
    """Orders a second, and pages that PostgreSQL goes through for each, which are the same on a busy machine."""
    first = number * CARTS
    run(admin, CART, tenant=tenant, first=first, last=first + CARTS - 1)
    admin.execute("VACUUM ANALYZE")
    # What was loaded is on disk before orders wait for their own writes.
    admin.execute("CHECKPOINT")
    call = (
        "SELECT * FROM api.pedido_criar(p_token => 'cart-' || :number, p_idempotency_key => 'order-number-' || :number,"
        f" p_corpo => format('{BODY}', 912340000 + :number % {CUSTOMERS}))"
    )
    opening = OPEN.format(access="publico@pedidos", read="false", slug="cardapio-pequena", id="0" * 32)
    script = (
        f"\\set n :n + 1\n\\set number :first + :n * {PGBENCH_CLIENTS} + :client_id\n"
        f"\\startpipeline\n{opening};\n{call};\n\\endpipeline\n"
    )

    def so_far() -> dict:
        return admin.execute(
            "SELECT (SELECT num_ultimo FROM flowt.tb_omni8_pedido_numerador WHERE cod_tenant = %s) AS orders,"
            " blks_hit + blks_read AS pages FROM pg_stat_database WHERE datname = current_database()",
            (tenant,),
        ).fetchone()

    pgbench(cluster, script, seconds=WARM_UP_SECONDS, first=first, n=-1)
    before, spent = so_far(), cluster_cpu_seconds(cluster)
    rate = pgbench(cluster, script, first=first + 1000 * WARM_UP_SECONDS, n=-1)
    spent, after = cluster_cpu_seconds(cluster) - spent, so_far()
    made = after["orders"] - before["orders"]
    pages = (after["pages"] - before["pages"]) / made
    print(f"  confirm with {orders} past orders: {rate:.0f}/s, {spent * 1000 / made:.2f} ms of CPU, {pages:.0f} pages")
    return rate, pages


def bench_menu(cluster: Cluster) -> list[bool]:
    with cluster.connect() as admin:
        tenant = shop(admin, "pequena", ON_THE_MENU)
        shop(admin, "grande", ITEMS)
        admin.execute("VACUUM ANALYZE")
        good = [
            report("menu_of_200_of_5000_ms", menu_milliseconds(cluster, "cardapio-pequena"), 8, at_least=False),
            # A catalogue that is all on the menu is shown two hundred at a time.
            report("first_page_of_5000_ms", menu_milliseconds(cluster, "cardapio-grande"), 24, at_least=False),
        ]
        things = {
            "tenant": tenant,
            "unit": admin.execute("SELECT flowt.unidade_principal(%s) AS unit", (tenant,)).fetchone()["unit"],
            "product": admin.execute(
                "SELECT min(cod_produto) AS product FROM flowt.tb_omni8_produto_servico WHERE cod_tenant = %s",
                (tenant,),
            ).fetchone()["product"],
        }
        things |= {"most": max(PAST_ORDERS), "customers": CUSTOMERS}
        run(admin, ORDERS, first=1, last=FEW_ORDERS, **things)
        few, few_pages = confirm(cluster, admin, tenant, FEW_ORDERS, 0)
        for number, orders in enumerate(PAST_ORDERS, 1):
            done = admin.execute(
                "SELECT max(num_pedido) AS last FROM flowt.tb_omni8_pedido WHERE cod_tenant = %s", (tenant,)
            ).fetchone()["last"]
            started = time.perf_counter()
            run(admin, ORDERS, first=done + 1, last=orders, **things)
            print(f"  {orders} past orders in {time.perf_counter() - started:.0f} s", flush=True)
            many, pages = confirm(cluster, admin, tenant, orders, number)
            name = f"confirm_with_{orders}_past_orders_over_few"
            good.append(report(name, many / few, 0.85, at_least=True))
            good.append(report(f"pages_of_{name}", pages / few_pages, 1.15, at_least=False))
    return good


def main() -> int:
    cluster = Cluster()
    cluster.start("postgresql.bench.conf")
    try:
        result = run_flowt("migrate", cluster.url())
        assert result.returncode == 0, result.stdout + result.stderr
        good = bench_menu(cluster)
    finally:
        cluster.remove()
    print(f"{sum(good)} ok, {len(good) - sum(good)} short")
    return 0


if __name__ == "__main__":
    sys.exit(main())
