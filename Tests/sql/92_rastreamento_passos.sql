-- The steps that were not always known: the files that add them tell them of what happened before (guide chapter 9.3).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('alfa') AS alfa \gset
INSERT INTO flowt.tb_omni8_visitante (cod_tenant, hsh_visitante, js_primeiro_toque, dat_primeira, dat_ultima) VALUES (:alfa, '\x01', '{}', now(), now()) RETURNING cod_visitante AS visitante \gset
-- Visits of which events tell, of which none is left, and that left off at the cart. Each is known by its page count.
CREATE TEMP TABLE seen (n integer, cart interval, review interval, checkout interval);
INSERT INTO seen VALUES (1, '2 min', '3 min', '4 min'), (2, '2 min', NULL, '4 min'), (3, '2 min', '3 min', NULL), (4, '2 min', NULL, NULL), (5, '2 min', '5 min', '4 min'), (6, NULL, '1 min', NULL);
INSERT INTO flowt.tb_omni8_visita (cod_tenant, cod_visitante, dat_inicio, dat_fim, qtd_paginas, tip_canal, tip_canal_atribuido, dat_pagina, dat_item, dat_carrinho, dat_checkout)
SELECT :alfa, :visitante, '2026-03-10 12:00Z', '2026-03-10 12:10Z', n, 'DIRETO', 'DIRETO', '2026-03-10 12:00Z', '2026-03-10 12:01Z', '2026-03-10 12:00Z'::timestamptz + cart, '2026-03-10 12:00Z'::timestamptz + checkout FROM seen;
INSERT INTO flowt.tb_omni8_evento_tracking (cod_tenant, dat_evento, des_id_cliente, nom_tipo, cod_visita, tip_canal, flg_consentimento)
SELECT :alfa, '2026-03-10 12:00Z'::timestamptz + s.review + k * interval '30 seconds', format('visto-%s-%s', s.n, k), 'carrinho_visto', w.cod_visita, 'DIRETO', false
  FROM seen s JOIN flowt.tb_omni8_visita w ON w.cod_tenant = :alfa AND w.qtd_paginas = s.n, generate_series(0, 1) AS k WHERE s.review IS NOT NULL;
CREATE FUNCTION pg_temp.sell(p_tenant bigint, p_visit integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_cart  bigint;
    v_order bigint;
BEGIN
    INSERT INTO flowt.tb_omni8_carrinho (cod_tenant, hsh_token, sta_carrinho) VALUES (p_tenant, public.gen_random_bytes(32), 'CONVERTIDO') RETURNING cod_carrinho INTO v_cart;
    INSERT INTO flowt.tb_omni8_carrinho_visita SELECT p_tenant, v_cart, w.cod_visita FROM flowt.tb_omni8_visita w WHERE w.cod_tenant = p_tenant AND w.qtd_paginas = p_visit;
    INSERT INTO flowt.tb_omni8_pedido (cod_tenant, num_pedido, des_token, cod_unidade, cod_carrinho, sta_pedido, tip_atendimento, nom_cliente, num_telefone, tip_pagamento, vlr_itens, vlr_taxa_entrega, vlr_total, dat_criacao)
    VALUES (p_tenant, flowt.proximo_numero_de_pedido(p_tenant), flowt.novo_token(), flowt.unidade_principal(p_tenant), v_cart, 'RECEBIDO', 'RETIRADA', 'Ana', '+5511912345678', 'DINHEIRO', 900, 0, 900, '2026-03-10 12:06Z') RETURNING cod_pedido INTO v_order;
    INSERT INTO flowt.tb_omni8_pedido_evento (cod_tenant, cod_pedido, num_evento, sta_para, dat_evento) VALUES (p_tenant, v_order, 1, 'RECEBIDO', '2026-03-10 12:06Z');
    RETURN v_order;
END
$$;
SELECT pg_temp.sell(:alfa, 1) AS um, pg_temp.sell(:alfa, 1) AS outro, pg_temp.sell(:alfa, 2) AS dois, pg_temp.sell(:alfa, 5) AS cinco \gset
INSERT INTO flowt.tb_omni8_reclamacao (cod_tenant, cod_pedido, tip_reclamacao, tip_origem, des_reclamacao, dat_prazo, dat_criacao) VALUES (:alfa, :um, 'ATRASO', 'CLIENTE', 'Atrasou', '2026-03-19', '2026-03-13 12:00Z');
INSERT INTO flowt.tb_omni8_devolucao (cod_tenant, cod_pedido, vlr_devolucao, dat_criacao) VALUES (:alfa, :outro, 100, '2026-03-12 12:00Z');
INSERT INTO flowt.tb_omni8_nps (cod_tenant, cod_pedido, tip_pesquisa, tip_canal, num_nota, dat_resposta, dat_criacao) VALUES (:alfa, :dois, 'TRANSACIONAL', 'EMAIL', 9, '2026-03-14 12:00Z', '2026-03-11 12:00Z');
INSERT INTO flowt.tb_omni8_nps (cod_tenant, cod_pedido, tip_pesquisa, tip_canal, dat_criacao) VALUES (:alfa, :cinco, 'TRANSACIONAL', 'EMAIL', '2026-03-11 12:00Z');
SELECT count(rotina.apurar()) FROM generate_series(1, 3);

-- As it was before these files, and as they leave it. Functions and views that read the columns go with them, and are not needed here.
SET LOCAL client_min_messages = warning;
ALTER TABLE flowt.tb_omni8_visita DROP COLUMN dat_revisao CASCADE, DROP COLUMN dat_pos_venda CASCADE;
ALTER TABLE flowt.tb_omni8_agregado_hora DROP COLUMN qtd_funil_revisao CASCADE, DROP COLUMN qtd_funil_pos_venda CASCADE;
ALTER TABLE flowt.tb_omni8_agregado_dia DROP COLUMN qtd_funil_revisao CASCADE, DROP COLUMN qtd_funil_pos_venda CASCADE;
ALTER TABLE flowt.tb_omni8_agregado_total_dia DROP COLUMN qtd_funil_revisao CASCADE, DROP COLUMN qtd_funil_pos_venda CASCADE;
UPDATE flowt.tb_omni8_agregado_hora SET qtd_funil_checkout = 3;
DROP TRIGGER total_alterado ON flowt.tb_omni8_agregado_dia;
UPDATE flowt.tb_omni8_agregado_dia SET qtd_funil_checkout = 3;
UPDATE flowt.tb_omni8_agregado_total_dia SET qtd_funil_checkout = 3;
SET LOCAL ROLE flowt_dono;
\ir ../../sql/schema/92_rastreamento_passos.sql
\ir ../../sql/schema/95_passos.sql
RESET ROLE;
SELECT results_eq($$SELECT w.qtd_paginas, w.dat_revisao - w.dat_inicio, (w.dat_pos_venda AT TIME ZONE 'UTC')::date FROM flowt.tb_omni8_visita w ORDER BY 1$$,
    $$VALUES (1, interval '3 min', '2026-03-12'::date), (2, '4 min', '2026-03-14'), (3, '3 min', NULL), (4, NULL, NULL), (5, '4 min', NULL), (6, '1 min', NULL)$$,
    'what events and orders tell, and whoever had begun to buy keeps that step');
SELECT results_eq(format('SELECT qtd_funil_revisao, qtd_funil_pos_venda FROM %s WHERE qtd_visitas > 0', t), $$VALUES (3::bigint, 0::bigint)$$, 'meanwhile as many as began to buy: ' || t)
  FROM unnest('{flowt.tb_omni8_agregado_hora,flowt.tb_omni8_agregado_dia,flowt.tb_omni8_agregado_total_dia}'::text[]) AS t;
SELECT is(array_agg(DISTINCT dat_hora), '{2026-03-10 12:00Z}'::timestamptz[], 'until the hour is counted, which is marked') FROM flowt.tb_omni8_balde_sujo;
SELECT is(string_agg(nom_tipo || ' ' || nom_passo, ', ' ORDER BY nom_tipo), 'carrinho_adicionado CARRINHO, carrinho_visto REVISAO, checkout_iniciado CHECKOUT, item_visto ITEM, nps_respondido POS_VENDA, pagina_vista PAGINA, pedido_concluido PEDIDO', 'each step has an event')
  FROM flowt.tb_omni8_tipo_evento WHERE nom_passo IS NOT NULL;
SELECT * FROM finish();
ROLLBACK;
