"""A company's numbers in pandas, read with its own BI login (docs/bi.md). Run it whole, or cell by cell in an editor.

    FLOWT_BI_URL    postgresql+psycopg://flowt_bi_1_pandas:password@server:5432/flowt
    FLOWT_API_URL   https://… and FLOWT_API_TOKEN: with both, the totals are held against GET /v1/indicadores

It ends with 1 if a total differs or a wall does not hold.
"""

# %% Connection: a password and nothing else. Which company this is, the login's name says.
import json
import os
import sys
import urllib.request

import pandas as pd
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

engine = create_engine(os.environ["FLOWT_BI_URL"], isolation_level="AUTOCOMMIT", pool_size=1)
company = pd.read_sql("SELECT * FROM vw_omni8_dim_tenant", engine).iloc[0]
print(f"{company.nom_fantasia} ({company.des_fuso_horario})")

# %% The dictionary: what there is to read.
dictionary = pd.read_sql("SELECT * FROM vw_omni8_dicionario", engine)
print(dictionary.groupby("nom_visao").size().rename("colunas").to_string())

# %% Days: the company's own. Sums first, ratios last: a ratio of sums is not a sum of ratios.
today = pd.read_sql("SELECT dat_dia FROM vw_omni8_dim_calendario WHERE flg_hoje", engine).dat_dia[0]
since = today - pd.Timedelta(days=29)
days = pd.read_sql(
    text("""
        SELECT c.dat_dia, c.nom_dia_semana, coalesce(i.vlr_bruto, 0) AS vlr_bruto,
               coalesce(i.qtd_visitas, 0) AS qtd_visitas,
               coalesce(i.qtd_visitas_com_pedido, 0) AS qtd_visitas_com_pedido
          FROM vw_omni8_dim_calendario AS c
          LEFT JOIN (SELECT dat_dia, sum(vlr_bruto)::bigint AS vlr_bruto, sum(qtd_visitas)::bigint AS qtd_visitas,
                            sum(qtd_visitas_com_pedido)::bigint AS qtd_visitas_com_pedido
                       FROM vw_omni8_fato_indicador_dia GROUP BY dat_dia) AS i USING (dat_dia)
         WHERE c.dat_dia BETWEEN :since AND :today ORDER BY c.dat_dia
    """),
    engine,
    params={"since": since, "today": today},
)
days["media_7_dias"] = days.vlr_bruto.rolling(7).mean() / 100
print(days.tail(7).to_string(index=False))

# %% Conversion by channel.
visits = pd.read_sql("SELECT tip_canal_atribuido, flg_pedido FROM vw_omni8_fato_sessao", engine)
print(visits.groupby("tip_canal_atribuido").flg_pedido.agg(visitas="count", conversao="mean").round(4).to_string())

# %% What sells, from the lines of the orders, with the names of today.
sold = pd.read_sql(
    """
    SELECT d.nom_produto, sum(i.qtd_item)::bigint AS unidades, sum(i.vlr_liquido_reais) AS reais
      FROM vw_omni8_fato_pedido_item AS i JOIN vw_omni8_dim_item AS d USING (cod_produto)
     WHERE i.flg_item AND i.dat_dia_confirmacao IS NOT NULL GROUP BY d.nom_produto ORDER BY 3 DESC LIMIT 10
    """,
    engine,
)
print(sold.to_string(index=False))

# %% The totals: by the sums of the days, and by the function that dashboards and API show.
failed = []
sums = {
    "receita_bruta": days.vlr_bruto.sum(),
    "visitas": days.qtd_visitas.sum(),
    "conversao": days.qtd_visitas_com_pedido.sum(),
}
period = pd.read_sql(
    text("SELECT * FROM vw_omni8_fato_indicador_periodo WHERE dat_de = :since AND dat_ate = :today"),
    engine,
    params={"since": since, "today": today},
).set_index("nom_indicador")
for name, total in sums.items():
    if total != period.num_numerador[name]:
        failed.append(f"{name}: {total} by days, {period.num_numerador[name]} by period")
if {"FLOWT_API_URL", "FLOWT_API_TOKEN"} <= os.environ.keys():
    request = urllib.request.Request(
        f"{os.environ['FLOWT_API_URL']}/v1/indicadores?de={since}&ate={today}",
        headers={"Authorization": f"Bearer {os.environ['FLOWT_API_TOKEN']}"},
    )
    with urllib.request.urlopen(request) as answer:
        shown = {item["nom_indicador"]: item for item in json.load(answer)["itens"]}
    for name, item in shown.items():
        for part in ("num_numerador", "num_denominador", "num_valor"):
            mine, theirs = period[part].get(name), item[part]
            if (mine is None or pd.isna(mine)) != (theirs is None) or (theirs is not None and float(mine) != theirs):
                failed.append(f"{name}.{part}: {mine} here, {theirs} in the API")
    print(f"{len(shown)} indicadores conferidos com a API")

# %% The walls: no table, no other company, nothing to write.
for statement in (
    "SELECT * FROM flowt.tb_omni8_pedido",
    "SELECT nom_pessoa FROM flowt.tb_omni8_pessoa",
    "SET ROLE flowt_rotina",
    "CREATE TEMP TABLE mine AS SELECT 1",
):
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
        failed.append(f"not refused: {statement}")
    except DBAPIError as error:
        print(f"recusado: {statement}: {str(error.orig).splitlines()[0]}")
with engine.connect() as connection:
    connection.execute(text("SET flowt.cod_tenant = '1'"))
    seen = connection.execute(text("SELECT nom_slug FROM vw_omni8_dim_tenant")).scalars().all()
    connection.execute(text("RESET flowt.cod_tenant"))
if seen != [company.nom_slug]:
    failed.append(f"a setting chose the company: {seen}")

# %%
engine.dispose()
print("\n".join(failed) if failed else "tudo confere")
sys.exit(1 if failed else 0)
