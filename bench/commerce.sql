-- Prices for the benchmark of quotes: bench.tenants companies; the first has 5,000 items (one in ten with add-ons) and 200 active
-- offers of every kind, the others 50 items and 5 offers. Without triggers; what they would keep is filled the same way.
SET session_replication_role = replica;
SET synchronous_commit = off;

CREATE TEMP TABLE shop AS
SELECT n, CASE n WHEN 1 THEN 5000 ELSE 50 END AS items, CASE n WHEN 1 THEN 200 ELSE 5 END AS offers,
       admin.criar_tenant('preco-' || n, 'Preço ' || n, 'LOJA', 'Preço Ltda', '12.ABC.345/01DE-35', 'bench@example.com', '(11) 91234-5678', 'Rua Um', '1', 'Centro', 'São Paulo', 'SP', '01000-000') AS cod_tenant
  FROM generate_series(1, current_setting('bench.tenants')::integer) AS n;
UPDATE flowt.tb_omni8_tenant SET sta_tenant = 'ATIVO' WHERE nom_slug LIKE 'preco-%';

INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria)
SELECT s.cod_tenant, 'Categoria ' || c FROM shop AS s CROSS JOIN generate_series(1, s.items / 50) AS c ORDER BY 1, c;
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto, cod_categoria)
SELECT s.cod_tenant, 'Item ' || i, 500 + i % 4000, 'PUBLICADO', (SELECT min(c.cod_categoria) FROM flowt.tb_omni8_categoria AS c WHERE c.cod_tenant = s.cod_tenant) + i % (s.items / 50)
  FROM shop AS s CROSS JOIN generate_series(1, s.items) AS i ORDER BY s.cod_tenant, i;
INSERT INTO flowt.tb_omni8_preco (cod_tenant, cod_produto, vlr_preco, dat_inicio)
SELECT p.cod_tenant, p.cod_produto, p.vlr_preco, now() - interval '30 days' FROM flowt.tb_omni8_produto_servico AS p ORDER BY 1, 2;
INSERT INTO flowt.tb_omni8_estoque (cod_tenant, cod_produto, qtd_estoque)
SELECT p.cod_tenant, p.cod_produto, 1000 FROM flowt.tb_omni8_produto_servico AS p WHERE p.cod_produto % 2 = 0 ORDER BY 1, 2;
INSERT INTO flowt.tb_omni8_complemento_grupo (cod_tenant, nom_grupo) SELECT s.cod_tenant, 'Extras' FROM shop AS s ORDER BY 1;
INSERT INTO flowt.tb_omni8_complemento_regra (cod_tenant, cod_grupo, dat_inicio, qtd_min, qtd_max, tip_preco)
SELECT g.cod_tenant, g.cod_grupo, now() - interval '30 days', 0, 3, 'SOMA' FROM flowt.tb_omni8_complemento_grupo AS g;
INSERT INTO flowt.tb_omni8_complemento_uso (cod_tenant, cod_grupo, cod_produto, dat_inicio)
SELECT p.cod_tenant, g.cod_grupo, p.cod_produto, now() - interval '30 days'
  FROM flowt.tb_omni8_produto_servico AS p JOIN flowt.tb_omni8_complemento_grupo AS g ON g.cod_tenant = p.cod_tenant WHERE p.cod_produto % 10 = 0;

CREATE TEMP TABLE base AS
SELECT s.*, (SELECT min(p.cod_produto) FROM flowt.tb_omni8_produto_servico AS p WHERE p.cod_tenant = s.cod_tenant) AS p0,
       (SELECT min(c.cod_categoria) FROM flowt.tb_omni8_categoria AS c WHERE c.cod_tenant = s.cod_tenant) AS c0 FROM shop AS s;
INSERT INTO flowt.tb_omni8_oferta (cod_tenant) SELECT s.cod_tenant FROM shop AS s CROSS JOIN generate_series(1, s.offers) ORDER BY 1;
INSERT INTO flowt.tb_omni8_oferta_contador (cod_tenant, cod_oferta, qtd_uso) SELECT o.cod_tenant, o.cod_oferta, 10 FROM flowt.tb_omni8_oferta AS o ORDER BY 1, 2;
INSERT INTO flowt.tb_omni8_oferta_versao (cod_tenant, cod_oferta, num_definicao, dat_vigor_inicio, sta_oferta, nom_oferta, tip_oferta, tip_alvo, cod_produtos, cod_categorias, num_percentual, vlr_desconto,
    vlr_preco, qtd_leve, qtd_pague, qtd_limite, num_dias_semana, hor_inicio, hor_fim, flg_cumulativa, vlr_minimo)
SELECT b.cod_tenant, o.cod_oferta, 1, now() - interval '30 days', 'ATIVA', 'Oferta ' || o.i, t.tip, t.alvo,
       CASE t.alvo WHEN 'ITEM' THEN ARRAY(SELECT b.p0 + (o.i * 25 + k) % b.items FROM generate_series(0, 49) AS k) END,
       CASE t.alvo WHEN 'CATEGORIA' THEN ARRAY[b.c0 + o.i % (b.items / 50), b.c0 + (o.i + 7) % (b.items / 50)] END,
       CASE t.tip WHEN 'PERCENTUAL' THEN 5 + o.i % 20 END, CASE t.tip WHEN 'VALOR' THEN 100 END, CASE t.tip WHEN 'PRECO_FIXO' THEN 900 END,
       CASE t.tip WHEN 'LEVE_X_PAGUE_Y' THEN 3 END, CASE t.tip WHEN 'LEVE_X_PAGUE_Y' THEN 2 END, CASE WHEN o.i % 3 = 0 THEN 1000000 END,
       CASE WHEN o.i % 4 = 0 THEN '{0,1,2,3,4,5,6}'::smallint[] END, CASE WHEN o.i % 4 = 0 THEN time '00:00' END, CASE WHEN o.i % 4 = 0 THEN time '00:00' END, o.i % 10 = 9,
       CASE WHEN o.i % 7 = 0 THEN 2000 END
  FROM base AS b
  JOIN (SELECT o.cod_tenant, o.cod_oferta, row_number() OVER (PARTITION BY o.cod_tenant ORDER BY o.cod_oferta) - 1 AS i FROM flowt.tb_omni8_oferta AS o) AS o ON o.cod_tenant = b.cod_tenant
 CROSS JOIN LATERAL (SELECT CASE WHEN o.i % 20 = 5 THEN 'FRETE_GRATIS' ELSE (ARRAY['PERCENTUAL','VALOR','PRECO_FIXO','LEVE_X_PAGUE_Y'])[1 + o.i % 4] END AS tip) AS k
 CROSS JOIN LATERAL (SELECT k.tip, CASE WHEN k.tip = 'FRETE_GRATIS' OR (k.tip IN ('PERCENTUAL', 'VALOR') AND o.i % 40 = 1) THEN 'PEDIDO' WHEN o.i % 2 = 0 THEN 'ITEM' ELSE 'CATEGORIA' END AS alvo) AS t;

INSERT INTO flowt.tb_omni8_oferta_alvo (cod_tenant, cod_oferta, cod_produto, cod_categoria)
SELECT v.cod_tenant, v.cod_oferta, p, NULL::bigint FROM flowt.tb_omni8_oferta_versao AS v CROSS JOIN LATERAL unnest(v.cod_produtos) AS p
UNION SELECT v.cod_tenant, v.cod_oferta, NULL, c FROM flowt.tb_omni8_oferta_versao AS v CROSS JOIN LATERAL unnest(v.cod_categorias) AS c;

-- A campaign that only a coupon opens, with ten thousand drawn codes.
WITH nova AS (INSERT INTO flowt.tb_omni8_oferta (cod_tenant) SELECT s.cod_tenant FROM shop AS s WHERE s.n = 1 RETURNING cod_tenant, cod_oferta),
     contador AS (INSERT INTO flowt.tb_omni8_oferta_contador (cod_tenant, cod_oferta) SELECT n.cod_tenant, n.cod_oferta FROM nova AS n),
     versao AS (INSERT INTO flowt.tb_omni8_oferta_versao (cod_tenant, cod_oferta, num_definicao, dat_vigor_inicio, sta_oferta, nom_oferta, tip_oferta, tip_alvo, num_percentual, flg_cupom, flg_cumulativa)
                SELECT n.cod_tenant, n.cod_oferta, 1, now() - interval '30 days', 'ATIVA', 'Cupom', 'PERCENTUAL', 'PEDIDO', 10, true, true FROM nova AS n)
INSERT INTO flowt.tb_omni8_cupom (cod_tenant, cod_oferta, des_cupom) SELECT n.cod_tenant, n.cod_oferta, CASE i WHEN 0 THEN 'PRECO10' ELSE 'PRECO-' || i END FROM nova AS n CROSS JOIN generate_series(0, 10000) AS i;

SET session_replication_role = origin;
SET synchronous_commit = on;
VACUUM ANALYZE flowt.tb_omni8_produto_servico, flowt.tb_omni8_preco, flowt.tb_omni8_oferta_versao, flowt.tb_omni8_oferta_contador, flowt.tb_omni8_oferta_alvo, flowt.tb_omni8_categoria, flowt.tb_omni8_estoque, flowt.tb_omni8_cupom, flowt.tb_omni8_complemento_uso;
