-- The books of commerce (guide chapters 6, 10, 18.1): whatever does not agree between its modules is seen, and by its name.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
\ir lib/mesa.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('alfa') AS alfa \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta \gset
SELECT pg_temp.product(:alfa, 'Pizza', 3333) AS pizza, pg_temp.product(:alfa, 'Suco', 850) AS suco \gset
SELECT pg_temp.request('PATCH /v1/produtos/{id}', jsonb_build_object('id', :'pizza', 'corpo', '{"num_versao": 1, "qtd_estoque": 100}'), :'ta') \g /dev/null
SELECT (pg_temp.request('POST /v1/ofertas', jsonb_build_object('corpo', '{"nom_oferta": "Cupom", "sta_oferta": "ATIVA", "tip_oferta": "PERCENTUAL", "tip_alvo": "PEDIDO", "num_percentual": 7, "flg_cupom": true}'), :'ta')).body ->> 'cod_oferta' AS oferta \gset
SELECT pg_temp.request('POST /v1/ofertas/{id}/cupons', jsonb_build_object('id', :'oferta', 'corpo', '{"des_cupom": "SETE", "qtd_limite": 3}'), :'ta') \g /dev/null
SELECT (pg_temp.request('POST /v1/combos', jsonb_build_object('corpo', format('{"nom_combo": "Dupla", "sta_combo": "PUBLICADO", "tip_preco": "FIXO", "vlr_preco": 4001, "grupos": [{"nom_grupo": "Pizza", "qtd_minima": 1, "qtd_maxima": 1, "itens": [{"cod_produto": "%s"}]}, {"nom_grupo": "Suco", "qtd_minima": 1, "qtd_maxima": 1, "itens": [{"cod_produto": "%s"}]}]}', :'pizza', :'suco')), :'ta')).body AS combo \gset
CREATE FUNCTION pg_temp.buy(p_combo jsonb, p_pizza bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_cart  text := pg_temp.cart_of(p_pizza, 3);
    v_order pg_temp.answer;
BEGIN
    PERFORM pg_temp.request('POST /v1/carrinhos/{token}/itens', jsonb_build_object('token', v_cart, 'corpo', jsonb_build_object('cod_combo', p_combo ->> 'cod_combo', 'escolhas', (
        SELECT jsonb_agg(jsonb_build_object('cod_grupo', g ->> 'cod_grupo', 'cod_produto', g #> '{itens,0,cod_produto}')) FROM jsonb_array_elements(p_combo -> 'grupos') AS g))::text), NULL, 'alfa');
    PERFORM pg_temp.request('POST /v1/carrinhos/{token}/cupons', jsonb_build_object('token', v_cart, 'corpo', '{"des_cupom": "sete"}'), NULL, 'alfa');
    v_order := pg_temp.request('POST /v1/carrinhos/{token}/pedido', jsonb_build_object('token', v_cart, 'idempotency_key', v_cart, 'corpo',
        '{"nom_cliente": "Zenóbia", "num_telefone": "(85) 98877-6655", "tip_atendimento": "RETIRADA", "tip_pagamento": "DINHEIRO", "vlr_troco_para": 20000}'), NULL, 'alfa');
    RETURN (SELECT cod_pedido FROM flowt.tb_omni8_pedido WHERE des_token = v_order.body ->> 'token');
END
$$;
SELECT pg_temp.buy(:'combo', :pizza) AS vivo \gset
SELECT pg_temp.buy(:'combo', :pizza) AS morto \gset
SELECT pg_temp.request('POST /v1/pagamentos/{id}/recebimento', jsonb_build_object('id', g.cod_pagamento), :'ta') FROM flowt.tb_omni8_pagamento g WHERE g.cod_pedido = :morto \g /dev/null
SELECT pg_temp.request('POST /v1/pedidos/{id}/transicoes', jsonb_build_object('id', :'morto', 'corpo', '{"para": "CANCELADO"}'), :'ta') \g /dev/null
-- Paid, with a note that leaves change.
SELECT pg_temp.buy(:'combo', :pizza) AS pago \gset
SELECT pg_temp.request('POST /v1/pagamentos/{id}/recebimento', jsonb_build_object('id', g.cod_pagamento), :'ta') FROM flowt.tb_omni8_pagamento g WHERE g.cod_pedido = :pago \g /dev/null
SELECT (pg_temp.new_table('1', :'ta')).body ->> 'token' AS qr \gset
SELECT b ->> 'token' AS tab, b ->> 'cod_mesa_sessao' AS sessao FROM (SELECT (pg_temp.sit(:'qr', 'Ana')).body AS b) AS q \gset
SELECT pg_temp.have(:'tab', :suco, 2) \g /dev/null
SELECT pg_temp.bill('PUT divisao', :'sessao', :'ta', '{"tip_divisao": "IGUAL"}') \g /dev/null
SELECT is(pg_temp.parts(pg_temp.pay_part(:'sessao', 1, :'ta')), '1870 paga', 'the table pays');
SELECT is(pg_temp.outcome(pg_temp.bill('POST fechamento', :'sessao', :'ta', '{}')), '200', 'and is closed');
SELECT results_eq(format('SELECT vlr_itens, vlr_desconto FROM flowt.tb_omni8_pedido WHERE cod_pedido = %s', :vivo), 'VALUES (14000::bigint, 980::bigint)', 'an order with a combo and a coupon');
SELECT is_empty('SELECT * FROM flowt.comercio_divergente()', 'sold, cancelled, paid at a table: the books agree');

CREATE FUNCTION pg_temp.breaks(p_change text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_seen text;
BEGIN
    SET LOCAL session_replication_role = replica;
    EXECUTE p_change;
    SELECT string_agg(DISTINCT c.nom_area || ': ' || c.des_problema, '; ' ORDER BY c.nom_area || ': ' || c.des_problema) INTO v_seen FROM flowt.comercio_divergente() AS c;
    RAISE EXCEPTION USING ERRCODE = 'PT000', MESSAGE = coalesce(v_seen, 'nada');
EXCEPTION WHEN SQLSTATE 'PT000' THEN
    RETURN SQLERRM;
END
$$;
SELECT is(pg_temp.breaks(format(replace(c, 'T_', 'flowt.tb_omni8_'), :vivo, :morto, :sessao, :pago)), e, c) FROM (VALUES
    ('SELECT %1$s', 'nada'),
    ('UPDATE T_pedido_item SET vlr_bruto = vlr_bruto + 1, vlr_unitario = vlr_unitario + 1, vlr_liquido = vlr_liquido + 1 WHERE cod_pedido = %1$s AND cod_combo IS NOT NULL AND num_item_pai IS NULL', 'PEDIDO: as linhas não somam os itens; PEDIDO: as partes de um combo não o somam'),
    ('UPDATE T_pedido_desconto SET vlr_desconto = vlr_desconto - 1 WHERE cod_pedido = %1$s', 'OFERTA: o pedido não usa as ofertas que o descontaram; PEDIDO: os descontos não são a soma de seus motivos'),
    ('UPDATE T_pedido_estorno SET vlr_estorno = vlr_estorno - 1, vlr_devolvido = vlr_devolvido - 1 WHERE cod_pedido = %2$s', 'PEDIDO: foi encerrado sem se desfazer por inteiro'),
    ('UPDATE T_pedido_estorno SET vlr_estorno = vlr_estorno + 1 WHERE cod_pedido = %2$s', 'PEDIDO: desfez-se mais do que o total; PEDIDO: foi encerrado sem se desfazer por inteiro'),
    ('UPDATE T_pedido SET sta_pedido = ''RECUSADO'' WHERE cod_pedido = %2$s', 'PEDIDO: o status não é o do último evento'),
    ('INSERT INTO T_devolucao_item (cod_tenant, cod_devolucao, num_item, cod_pedido, qtd_item, vlr_item, tip_destino) SELECT cod_tenant, 1, 1, cod_pedido, 4, 0, ''ESTOQUE'' FROM T_pedido WHERE cod_pedido = %1$s', 'PEDIDO: uma linha foi devolvida mais do que se vendeu'),
    ('INSERT INTO T_pedido_estorno (cod_tenant, cod_pedido, num_estorno, tip_estorno, vlr_estorno, vlr_devolvido) SELECT cod_tenant, cod_pedido, 1, ''PARCIAL'', 1, 0 FROM T_pedido WHERE cod_pedido = %4$s', 'PEDIDO: recebeu-se mais do que se deve'),
    ('UPDATE T_pagamento SET vlr_pagamento = vlr_pagamento + 1 WHERE cod_pedido = %4$s', 'PAGAMENTO: foi recebido mais de uma vez, ou em outro valor; PAGAMENTO: os pagamentos passam do total; PEDIDO: recebeu-se mais do que se deve'),
    -- What is disputed cannot go back yet, and what is authorized has not come.
    ('INSERT INTO T_pedido_estorno (cod_tenant, cod_pedido, num_estorno, tip_estorno, vlr_estorno, vlr_devolvido) SELECT cod_tenant, cod_pedido, 1, ''PARCIAL'', 1, 0 FROM T_pedido WHERE cod_pedido IN (%1$s, %4$s);
      UPDATE T_pagamento SET sta_pagamento = CASE cod_pedido WHEN %4$s THEN ''CONTESTADO'' ELSE ''AUTORIZADO'' END WHERE cod_pedido IN (%1$s, %4$s);
      INSERT INTO T_pagamento_evento (cod_tenant, cod_pagamento, num_evento, sta_para) SELECT cod_tenant, cod_pagamento, 99, sta_pagamento FROM T_pagamento WHERE cod_pedido IN (%1$s, %4$s)', 'nada'),
    ('UPDATE T_estoque SET qtd_estoque = qtd_estoque + 1', 'ESTOQUE: o saldo não é a soma de seus movimentos e reservas'),
    ('UPDATE T_estoque_movimento SET qtd_movimento = qtd_movimento - 1 WHERE cod_origem = %1$s', 'ESTOQUE: o estoque não baixou o que ele vendeu; ESTOQUE: o saldo não é a soma de seus movimentos e reservas'),
    ('DELETE FROM T_estoque_movimento WHERE cod_origem = %2$s AND tip_movimento = ''DEVOLUCAO''', 'ESTOQUE: foi encerrado e seu estoque não voltou, ou voltou demais; ESTOQUE: o saldo não é a soma de seus movimentos e reservas'),
    ('UPDATE T_oferta_contador SET qtd_uso = qtd_uso - 1', 'OFERTA: a oferta não conta seus usos'),
    ('UPDATE T_oferta_uso SET dat_liberacao = NULL WHERE cod_pedido = %2$s', 'OFERTA: a oferta não conta seus usos; OFERTA: o pedido não usa as ofertas que o descontaram'),
    ('UPDATE T_cupom SET qtd_limite = 1; UPDATE T_oferta_uso SET dat_liberacao = NULL WHERE cod_pedido = %2$s', 'OFERTA: a oferta não conta seus usos; OFERTA: o cupom passou de seu limite; OFERTA: o pedido não usa as ofertas que o descontaram'),
    ('UPDATE T_oferta_versao SET vlr_orcamento = 979', 'OFERTA: a oferta passou de todo limite que já teve'),
    ('UPDATE T_combo_uso SET dat_liberacao = NULL WHERE cod_pedido = %2$s', 'OFERTA: o combo não conta seus usos; OFERTA: o pedido não usa os combos que vendeu'),
    ('UPDATE T_mesa_parcela SET vlr_parcela = vlr_parcela + 1, vlr_recebido = vlr_recebido + 1', 'MESA: a conta recebeu mais do que seus pedidos'),
    ('UPDATE T_mesa_sessao SET vlr_conta = vlr_conta + 1 WHERE cod_mesa_sessao = %3$s', 'MESA: a conta se fechou sem ter sido paga'),
    ('UPDATE T_mesa_pedido SET vlr_gorjeta = 1', 'MESA: a taxa ou a gorjeta da mesa não está no pedido'),
    ('UPDATE T_pedido_numerador SET num_ultimo = num_ultimo + 1', 'PEDIDO: os números de pedido têm buracos')) AS v (c, e);
SELECT is(left(pg_temp.attempt('flowt_api', 'SELECT * FROM flowt.comercio_divergente()'), 5), '42501', 'no request reads across companies');
SELECT is(pg_temp.attempt('flowt_dba', 'SELECT * FROM flowt.comercio_divergente()'), 'ok 0', 'a DBA checks the books');
SELECT * FROM finish();
ROLLBACK;
