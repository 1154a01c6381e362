-- Events for the benchmark of rollups: bench.tenants companies whose sizes fall as 1/n, bench.events events of the last 90 days
-- in visits of eight, an order in one visit of forty. Without triggers; what they would mark is marked at the end.
SET session_replication_role = replica;
SET synchronous_commit = off;

CREATE TEMP TABLE firma AS
SELECT f.*, coalesce(sum(f.visitas) OVER (ORDER BY f.n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::bigint + f.base AS antes
  FROM (SELECT n, greatest(1, round(current_setting('bench.events')::numeric / 8 / n / (SELECT sum(1.0 / k) FROM generate_series(1, current_setting('bench.tenants')::integer) AS k)))::bigint AS visitas,
               (SELECT coalesce(max(w.cod_visita), 0) FROM flowt.tb_omni8_visita AS w) AS base,
               admin.criar_tenant('ind-' || n, 'Indicador ' || n, 'LOJA', 'Indicador Ltda', '12.ABC.345/01DE-35', 'bench@example.com', '(11) 91234-5678', 'Rua Um', '1', 'Centro', 'São Paulo', 'SP', '01000-000') AS cod_tenant
          FROM generate_series(1, current_setting('bench.tenants')::integer) AS n) AS f;
UPDATE flowt.tb_omni8_tenant SET sta_tenant = 'ATIVO' WHERE nom_slug LIKE 'ind-%';
SELECT flowt.criar_particao('flowt.tb_omni8_evento_tracking', (date_trunc('month', now()) - make_interval(months => m))::date) FROM generate_series(1, 4) AS m;

CREATE TEMP TABLE chegada AS
SELECT f.cod_tenant, f.antes + v AS visita, f.antes + 1 + v % (f.visitas / 3 + 1) AS visitante,
       now() - interval '90 days' + interval '1 second' * ((v::bigint * 7919 + f.n * 104729) % 7775000) AS inicio
  FROM firma AS f CROSS JOIN LATERAL generate_series(1, f.visitas) AS v;
INSERT INTO flowt.tb_omni8_visitante (cod_tenant, cod_visitante, hsh_visitante, js_primeiro_toque, dat_primeira, dat_ultima) OVERRIDING SYSTEM VALUE
SELECT c.cod_tenant, c.visitante, int8send(c.visitante), '{}', min(c.inicio), max(c.inicio) FROM chegada AS c GROUP BY 1, 2 ORDER BY 1, 2;
INSERT INTO flowt.tb_omni8_visita (cod_tenant, cod_visita, cod_visitante, dat_inicio, dat_fim, qtd_eventos, qtd_paginas, flg_evento_chave, tip_canal, nom_campanha, tip_canal_atribuido,
                                   nom_campanha_atribuida, dat_pagina, dat_item, dat_carrinho, dat_revisao, dat_checkout, dat_pedido) OVERRIDING SYSTEM VALUE
SELECT c.cod_tenant, c.visita, c.visitante, c.inicio, c.inicio + interval '140 seconds', 8, 2, c.visita % 4 = 0, x.canal, x.campanha, x.canal, x.campanha, c.inicio, c.inicio + interval '20 seconds',
       CASE WHEN c.visita % 4 = 0 THEN c.inicio + interval '80 seconds' END, CASE WHEN c.visita % 10 = 0 THEN c.inicio + interval '90 seconds' END, CASE WHEN c.visita % 20 = 0 THEN c.inicio + interval '100 seconds' END,
       CASE WHEN c.visita % 40 = 0 THEN c.inicio + interval '140 seconds' END
  FROM chegada AS c CROSS JOIN LATERAL (SELECT (ARRAY['DIRETO', 'BUSCA', 'SOCIAL', 'WHATSAPP', 'EMAIL'])[1 + c.visita % 5] AS canal, CASE WHEN c.visita % 5 = 4 THEN 'semana-' || c.visita % 3 END AS campanha) AS x
 ORDER BY c.inicio;
INSERT INTO flowt.tb_omni8_evento_tracking (cod_tenant, dat_evento, des_id_cliente, nom_tipo, cod_visita, cod_visitante, cod_produto, cod_oferta, tip_canal, des_pagina, flg_consentimento)
SELECT c.cod_tenant, c.inicio + interval '20 seconds' * e, 'bench:' || c.visita || ':' || e, (ARRAY['pagina_vista', 'item_visto', 'pagina_vista', 'item_visto', 'carrinho_adicionado', 'oferta_vista', 'oferta_clicada', 'item_visto'])[e + 1],
       c.visita, c.visitante, CASE WHEN e IN (1, 3, 4, 7) THEN 1 + (c.visita + e) % 200 END, CASE WHEN e IN (5, 6) THEN 1 + c.visita % 20 END, 'DIRETO', '/cardapio', true
  FROM chegada AS c CROSS JOIN generate_series(0, 7) AS e ORDER BY c.inicio, e;

INSERT INTO flowt.tb_omni8_pedido (cod_tenant, cod_pedido, num_pedido, des_token, cod_carrinho, cod_unidade, cod_pessoa, sta_pedido, tip_atendimento, nom_cliente, num_telefone, tip_pagamento, vlr_itens, vlr_taxa_entrega,
                                   vlr_total, dat_criacao) OVERRIDING SYSTEM VALUE
SELECT c.cod_tenant, 1000000000 + c.visita, c.visita, 'ind-' || c.visita, -c.visita, c.cod_tenant, 1 + c.visita % 5000, 'CONFIRMADO', 'RETIRADA', 'Ana Souza', '+5511912345678', 'PIX', 5000, 0, 5000, c.inicio + interval '140 seconds'
  FROM chegada AS c WHERE c.visita % 40 = 0 ORDER BY c.inicio;
INSERT INTO flowt.tb_omni8_pedido_item (cod_tenant, cod_pedido, num_item, cod_produto, nom_produto, qtd_item, vlr_unitario, vlr_bruto, vlr_liquido)
SELECT c.cod_tenant, 1000000000 + c.visita, 1, 1 + c.visita % 200, 'Produto', 1, 5000, 5000, 5000 FROM chegada AS c WHERE c.visita % 40 = 0 ORDER BY c.inicio;
INSERT INTO flowt.tb_omni8_pedido_evento (cod_tenant, cod_pedido, num_evento, sta_de, sta_para, dat_evento)
SELECT c.cod_tenant, 1000000000 + c.visita, 1, NULL, 'CONFIRMADO', c.inicio + interval '141 seconds' FROM chegada AS c WHERE c.visita % 40 = 0 ORDER BY c.inicio;
INSERT INTO flowt.tb_omni8_pedido_atribuicao (cod_tenant, cod_pedido, cod_visita, tip_canal, nom_campanha)
SELECT c.cod_tenant, 1000000000 + c.visita, c.visita, (ARRAY['DIRETO', 'BUSCA', 'SOCIAL', 'WHATSAPP', 'EMAIL'])[1 + c.visita % 5], CASE WHEN c.visita % 5 = 4 THEN 'semana-' || c.visita % 3 END
  FROM chegada AS c WHERE c.visita % 40 = 0 ORDER BY c.inicio;
INSERT INTO flowt.tb_omni8_balde_sujo (cod_tenant, dat_hora) SELECT DISTINCT c.cod_tenant, date_trunc('hour', c.inicio, 'UTC') FROM chegada AS c ORDER BY 1, 2;
SELECT setval(pg_get_serial_sequence('flowt.tb_omni8_visita', 'cod_visita'), (SELECT max(c.visita) FROM chegada AS c)),
       setval(pg_get_serial_sequence('flowt.tb_omni8_visitante', 'cod_visitante'), (SELECT max(c.visita) FROM chegada AS c));
SET session_replication_role = origin;
VACUUM ANALYZE
