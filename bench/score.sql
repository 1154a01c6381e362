-- Customers for the benchmark of the scores: bench.customers of one company, three in ten of whom never bought, the others from
-- once to twelve times in a year and some days, three orders each on average; every order with four steps, one in twenty with a
-- refund, one customer in five with a note. Set-based and without triggers.
SET session_replication_role = replica;
SET synchronous_commit = off;
SET maintenance_work_mem = '512MB';

SELECT admin.criar_tenant('bench-score', 'Bench', 'LOJA', 'Bench Ltda', '12.ABC.345/01DE-35', 'bench@example.com', '(11) 91234-5678', 'Rua Um', '1', 'Centro', 'São Paulo', 'SP', '01000-000');
UPDATE flowt.tb_omni8_tenant SET sta_tenant = 'ATIVO', dat_criacao = now() - interval '2 years' WHERE nom_slug = 'bench-score';
SELECT set_config('bench.tenant', cod_tenant::text, false) FROM flowt.tb_omni8_tenant WHERE nom_slug = 'bench-score';

INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa, tip_pessoa, nom_pessoa, nom_busca)
OVERRIDING SYSTEM VALUE
SELECT current_setting('bench.tenant')::bigint, 10000000 + n, 'F', 'Cliente ' || n, 'cliente ' || n FROM generate_series(1, current_setting('bench.customers')::bigint) AS n;

INSERT INTO flowt.tb_omni8_pedido (cod_tenant, cod_pedido, num_pedido, des_token, cod_carrinho, cod_unidade, cod_pessoa, sta_pedido, tip_atendimento, nom_cliente, num_telefone, tip_pagamento, vlr_itens, vlr_taxa_entrega, vlr_total, dat_criacao)
OVERRIDING SYSTEM VALUE
SELECT current_setting('bench.tenant')::bigint, 10000000 + x.n, x.n, 'bench-' || x.n, 10000000 + x.n, 1, x.cod_pessoa, 'CONCLUIDO', 'RETIRADA', 'Cliente', '+5511912345678', 'PIX', x.total, 0, x.total, x.at
  FROM (SELECT row_number() OVER (ORDER BY o.at) AS n, o.* FROM (
            SELECT p.cod_pessoa, now() - ((p.cod_pessoa * 7919 + k * 104729) % 380) * interval '1 day' - (p.cod_pessoa % 86400) * interval '1 second' AS at, 1500 + (p.cod_pessoa * 48271 + k * 31) % 20000 AS total
              FROM flowt.tb_omni8_pessoa AS p
             CROSS JOIN LATERAL generate_series(1, CASE WHEN p.cod_pessoa % 10 < 3 THEN 0 ELSE (ARRAY[1,1,1,2,2,3,4,5,6,7,8,12])[1 + p.cod_pessoa * 31 % 12] END) AS k
             WHERE p.cod_tenant = current_setting('bench.tenant')::bigint) AS o) AS x;

INSERT INTO flowt.tb_omni8_pedido_evento (cod_tenant, cod_pedido, num_evento, sta_para, dat_evento)
SELECT d.cod_tenant, d.cod_pedido, e.n, e.para, d.dat_criacao + e.n * interval '5 minutes'
  FROM flowt.tb_omni8_pedido AS d CROSS JOIN (VALUES (1, 'RECEBIDO'), (2, 'CONFIRMADO'), (3, 'PRONTO'), (4, 'ENTREGUE')) AS e (n, para)
 WHERE d.cod_tenant = current_setting('bench.tenant')::bigint;
INSERT INTO flowt.tb_omni8_pedido_estorno (cod_tenant, cod_pedido, num_estorno, tip_estorno, vlr_estorno, vlr_devolvido, dat_estorno)
SELECT d.cod_tenant, d.cod_pedido, 1, 'PARCIAL', d.vlr_total / 3, d.vlr_total / 3, d.dat_criacao + interval '2 days'
  FROM flowt.tb_omni8_pedido AS d WHERE d.cod_tenant = current_setting('bench.tenant')::bigint AND d.cod_pedido % 20 = 0;
INSERT INTO flowt.tb_omni8_nps (cod_tenant, cod_pessoa, tip_pesquisa, tip_canal, num_nota, dat_resposta)
SELECT p.cod_tenant, p.cod_pessoa, 'RELACIONAL', 'LINK', (p.cod_pessoa * 31 % 11)::smallint, now() - (p.cod_pessoa % 300) * interval '1 day'
  FROM flowt.tb_omni8_pessoa AS p WHERE p.cod_tenant = current_setting('bench.tenant')::bigint AND p.cod_pessoa % 5 = 0;

RESET session_replication_role;
VACUUM ANALYZE flowt.tb_omni8_pessoa;
VACUUM ANALYZE flowt.tb_omni8_pedido;
VACUUM ANALYZE flowt.tb_omni8_pedido_evento;
VACUUM ANALYZE flowt.tb_omni8_pedido_estorno;
VACUUM ANALYZE flowt.tb_omni8_nps;
