-- Payments: made with their order, moved only where they may go, summing exactly, given back never above what came (guide chapters 10.1 and 18.1).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
\ir lib/pagamento.sql
SELECT plan(124);

-- The transitions, in words of their own.
CREATE TEMP TABLE edge (a text, b text, permission text);
INSERT INTO edge VALUES ('CRIADO', 'PENDENTE', 'sistema'), ('PENDENTE', 'AUTORIZADO', 'sistema'), ('AUTORIZADO', 'PAGO', 'receber'), ('PENDENTE', 'PAGO', 'receber'), ('PAGO', 'ESTORNADO_PARCIAL', 'estornar'), ('ESTORNADO_PARCIAL', 'ESTORNADO', 'estornar'),
    ('ESTORNADO_PARCIAL', 'ESTORNADO_PARCIAL', 'estornar'), ('PAGO', 'ESTORNADO', 'estornar'), ('PENDENTE', 'RECUSADO', 'receber'), ('PENDENTE', 'EXPIRADO', 'sistema'), ('PENDENTE', 'CANCELADO', 'receber'), ('AUTORIZADO', 'CANCELADO', 'receber'), ('AUTORIZADO', 'RECUSADO', 'receber'), ('AUTORIZADO', 'EXPIRADO', 'sistema'),
    ('PAGO', 'CONTESTADO', 'sistema'), ('CONTESTADO', 'PAGO', 'sistema'), ('CONTESTADO', 'ESTORNADO', 'sistema'), ('ESTORNADO_PARCIAL', 'CONTESTADO', 'sistema'), ('CONTESTADO', 'CONTESTADO', 'sistema'), ('CONTESTADO', 'ESTORNADO_PARCIAL', 'sistema'), ('EXPIRADO', 'PAGO', 'sistema'), ('CANCELADO', 'PAGO', 'sistema'), ('RECUSADO', 'PAGO', 'sistema');
SELECT set_eq('SELECT sta_de, sta_para, nom_permissao FROM flowt.tb_omni8_pagamento_transicao', $$SELECT a, b, 'pagamento.' || permission FROM edge$$, 'the steps of a payment and who takes them');

-- An order comes with what it is paid by.
SELECT pg_temp.buy(1) AS pix, pg_temp.buy(2, '{"tip_pagamento": "DINHEIRO", "vlr_troco_para": 5000}') AS cash, pg_temp.buy(3, '{"tip_pagamento": "CARTAO"}') AS card \gset
SELECT is(pg_temp.parts(o), e, 'a payment of the whole') FROM (VALUES (:pix, 'PIX PENDENTE 1000'), (:cash, 'DINHEIRO PENDENTE 2000'), (:card, 'CARTAO PENDENTE 3000')) AS v (o, e);
SELECT is(pg_temp.told(pg_temp.part(:pix)), 'CRIADO:1000 PENDENTE', 'made, then waiting');
SELECT is((pg_temp.request('GET /v1/pedidos/{token}/pagamentos', jsonb_build_object('token', pg_temp.link_of(:cash)), NULL, 'alfa')).body,
    '{"num_pedido": 2, "vlr_total": 2000, "vlr_pago": 0, "itens": [{"num_pagamento": 1, "tip_pagamento": "DINHEIRO", "flg_online": false, "sta_pagamento": "PENDENTE", "des_status": "Aguardando pagamento", "vlr_pagamento": 2000,
      "vlr_estornado": 0, "vlr_troco_para": 5000, "vlr_troco": 3000, "dat_expiracao": null, "dat_pagamento": null}]}', 'the buyer sees it, change included, and no inner code');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/pedidos/{token}/pagamentos', jsonb_build_object('token', t), NULL, s)), '404', 'nobody without the link') FROM (VALUES ('nenhum', 'alfa'), (pg_temp.link_of(:cash), 'beta')) AS v (t, s);

-- The code to copy, and the text of the picture.
CREATE FUNCTION pg_temp.pix(p_order bigint, p_number text, p_what text DEFAULT 'pix', p_slug text DEFAULT 'alfa') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('GET /v1/pedidos/{token}/pagamentos/{num}/' || p_what, jsonb_build_object('token', pg_temp.link_of(p_order), 'num', p_number), NULL, p_slug);
SELECT is(pg_temp.outcome(pg_temp.pix(:pix, '1', w)), '409 pix_nao_configurado', 'without a key there is none') FROM (VALUES ('pix'), ('qr')) AS v (w);
INSERT INTO flowt.tb_omni8_pix (cod_tenant, tip_chave, des_chave, nom_recebedor, nom_cidade) VALUES (:alfa, 'EMAIL', 'loja@example.com', 'Casa São João', 'São Paulo');
SELECT is((pg_temp.pix(:pix, '1')).body, jsonb_build_object('copia_e_cola', flowt.pix_estatico('loja@example.com', 'Casa São João', 'São Paulo', 1000, 'PED1N1', NULL), 'vlr_pagamento', 1000, 'des_txid', 'PED1N1', 'dat_expiracao', NULL),
    'of the key, the value and an identifier the company finds in its bank');
SELECT matches((pg_temp.pix(:pix, '1')).body ->> 'copia_e_cola', '^000201.*540510\.00.*0506PED1N1.*6304[0-9A-F]{4}$', 'as a bank reads it');
SELECT is((pg_temp.pix(:pix, '1', 'qr')).raw, (pg_temp.pix(:pix, '1')).body ->> 'copia_e_cola', 'the picture says the same');
SELECT is((SELECT r.tipo FROM (SELECT set_config('flowt.cod_tenant', :alfa::text, true)) AS x, LATERAL api.pedido_pix_qr(pg_temp.link_of(:pix), 1) AS r), 'image/svg+xml;qr', 'and asks to be drawn');
SELECT is(pg_temp.outcome(pg_temp.pix(o, n, w, s)), e, format('payment %s of %s', n, s)) FROM (VALUES (:pix, '2', 'alfa', '404 nao_encontrado'), (:pix, '1', 'beta', '404 nao_encontrado'), (:pix, '0', 'alfa', '404 nao_encontrado'), (:cash, '1', 'alfa', '409 sem_pix_a_pagar'),
    (:pix, 'x', 'alfa', '400 22P02')) AS v (o, n, s, e), (VALUES ('pix'), ('qr')) AS q (w);

-- Receiving.
SELECT is(pg_temp.outcome(a), '200', 'received') FROM pg_temp.receive(:'ta', pg_temp.part(:cash)) AS a;
SELECT is(pg_temp.outcome(pg_temp.receive(:'ta', pg_temp.part(:cash))), '200', 'and again');
SELECT is(pg_temp.told(pg_temp.part(:cash)), 'CRIADO:2000 PENDENTE PAGO:2000', 'is received once');
SELECT is((SELECT e.cod_usuario FROM flowt.tb_omni8_pagamento_evento e WHERE e.sta_para = 'PAGO'), (SELECT s.cod_usuario FROM flowt.tb_omni8_sessao s WHERE s.hsh_token = flowt.digerir(:'ta')), 'by whom is kept');
SELECT is(flowt.valor_pago(:alfa, :cash), 2000::bigint, 'the order is paid');
SELECT is(pg_temp.outcome(pg_temp.pix(:cash, '1')), '409 sem_pix_a_pagar', 'what is paid has no code');
SELECT is(pg_temp.outcome(pg_temp.receive(t, i)), e, 'whose it is not') FROM (VALUES (:'tb', pg_temp.part(:pix), '404 nao_encontrado'), (:'ta', 999999999, '404 nao_encontrado')) AS v (t, i, e);
SELECT is(pg_temp.outcome(pg_temp.receive(s.token, 999999999)), CASE WHEN s.profile = ANY ('{plataforma,admin,gerente,atendente,entregador,financeiro,api}') THEN '404 nao_encontrado' ELSE '403 sem_permissao' END, 'receiving as ' || s.profile) FROM staff s;

-- Refusing, and registering how it was paid after all.
SELECT is(concat_ws(' ', pg_temp.outcome(a), pg_temp.wrong_fields(a)), e, 'refusing with ' || b) FROM (VALUES ('{}', '422 corpo_invalido des_motivo:campo_obrigatorio'), ('{"des_motivo": "  "}', '422 corpo_invalido des_motivo:texto_curto'),
    ('{"des_motivo": "Cartão sem limite"}', '200'), ('{"des_motivo": "De novo"}', '200')) AS v (b, e), LATERAL pg_temp.refuse(:'ta', pg_temp.part(:card), b) AS a;
SELECT is(pg_temp.told(pg_temp.part(:card)), 'CRIADO:3000 PENDENTE RECUSADO', 'refused once');
SELECT is((pg_temp.refuse(:'ta', pg_temp.part(:cash))).hint, '{"sta_pagamento": "PAGO", "permitidas": ["CONTESTADO", "ESTORNADO", "ESTORNADO_PARCIAL"]}', 'what came is not refused');
SELECT is(pg_temp.outcome(pg_temp.receive(:'ta', pg_temp.part(:card))), '403 sem_permissao', 'nor does somebody receive what was refused');
SELECT is(pg_temp.outcome(pg_temp.divide(:'ta', :card, p)), e, p) FROM (VALUES ('[{"tip_pagamento": "PIX", "vlr_pagamento": 2999}]', '422 pagamentos_nao_somam'), ('[{"tip_pagamento": "PIX", "vlr_pagamento": 3001}]', '422 pagamentos_nao_somam'),
    ('[]', '422 corpo_invalido'), ('[{"tip_pagamento": "PIX", "vlr_pagamento": 0}]', '422 corpo_invalido'), ('[{"tip_pagamento": "PIX", "vlr_pagamento": -3000}, {"tip_pagamento": "PIX", "vlr_pagamento": 6000}]', '422 corpo_invalido'),
    ('[{"tip_pagamento": "FIADO", "vlr_pagamento": 3000}]', '422 corpo_invalido'), ('[{"tip_pagamento": "PIX", "vlr_pagamento": 3000, "vlr_troco_para": 5000}]', '422 troco_de_pagamento_em_dinheiro'),
    ('[{"tip_pagamento": "DINHEIRO", "vlr_pagamento": 3000, "vlr_troco_para": 2999}]', '422 troco_de_pagamento_em_dinheiro'), ('[{"tip_pagamento": "PIX", "vlr_pagamento": 3000.5}]', '422 corpo_invalido'),
    ('[{"tip_pagamento": "DINHEIRO", "vlr_pagamento": 1000, "vlr_troco_para": 2000}, {"tip_pagamento": "PIX", "vlr_pagamento": 1500}, {"tip_pagamento": "CARTAO", "vlr_pagamento": 500}]', '200')) AS v (p, e);
SELECT is((pg_temp.divide(:'ta', :card, '[{"tip_pagamento": "PIX", "vlr_pagamento": 1}]')).hint, '{"vlr_a_pagar": 3000, "vlr_informado": 1}', 'what is missing is said');
SELECT is(pg_temp.parts(:card), 'CARTAO RECUSADO 3000, DINHEIRO PENDENTE 1000, PIX PENDENTE 1500, CARTAO PENDENTE 500', 'three parts');
SELECT is(pg_temp.outcome(pg_temp.divide(:'ta', :card, (SELECT json_agg(json_build_object('tip_pagamento', 'PIX', 'vlr_pagamento', 1)) FROM generate_series(1, flowt.limite_de_pagamentos() + 1))::text)), '422 corpo_invalido', 'not in crumbs');
SELECT is(pg_temp.outcome(pg_temp.receive(:'ta', pg_temp.part(:card, 2))), '200', 'one of them comes');
SELECT is(pg_temp.outcome(pg_temp.divide(:'ta', :card, '[{"tip_pagamento": "PIX", "vlr_pagamento": 3000}]')), '422 pagamentos_nao_somam', 'which counts from then on');
SELECT is(pg_temp.outcome(pg_temp.divide(:'ta', :card, '[{"tip_pagamento": "PIX", "vlr_pagamento": 2000}]')), '200', 'what is left is divided anew');
SELECT is(pg_temp.parts(:card), 'CARTAO RECUSADO 3000, DINHEIRO PAGO 1000, PIX CANCELADO 1500, CARTAO CANCELADO 500, PIX PENDENTE 2000', 'and still sums up');
SELECT is(pg_temp.outcome(pg_temp.receive(:'ta', pg_temp.part(:card, 5))), '200', 'the rest comes');
SELECT is(pg_temp.outcome(pg_temp.divide(t, o, '[{"tip_pagamento": "PIX", "vlr_pagamento": 1000}]')), e, e) FROM (VALUES (:'ta', :card, '409 pagamento_ja_recebido'), (:'tb', :pix, '404 nao_encontrado'), (:'ta', 999999999, '404 nao_encontrado')) AS v (t, o, e);

-- Giving back.
SELECT is(pg_temp.outcome(pg_temp.refund(:'ta', :card, c, s)), e, format('%s of %s', c, s)) FROM (VALUES (3001, 3000, '422 estorno_acima_do_pago'), (0, 3000, '422 corpo_invalido'), (-5, 3000, '422 corpo_invalido'), (500, 2999, '409 valor_pago_mudou'),
    (500, 3000, '200'), (500, 3000, '409 valor_pago_mudou'), (1700, 2500, '200')) AS v (c, s, e);
SELECT is(pg_temp.parts(:card), 'CARTAO RECUSADO 3000, DINHEIRO ESTORNADO_PARCIAL 1000 -200, PIX CANCELADO 1500, CARTAO CANCELADO 500, PIX ESTORNADO 2000 -2000', 'from the last to the first');
SELECT is(pg_temp.told(pg_temp.part(:card, 5)), 'CRIADO:2000 PENDENTE PAGO:2000 ESTORNADO_PARCIAL:500 ESTORNADO:1500', 'each step with its value');
SELECT is(pg_temp.attempt('flowt_api', format('SELECT flowt.estornar(%s, %s, %s, NULL)', :alfa, o, c), :alfa), e, format('%s of an order', c)) FROM (VALUES (:card, '801', 'PT422 estorno_acima_do_pago'), (:card, '0', 'PT422 estorno_sem_valor'),
    (:card, 'NULL', 'PT422 estorno_sem_valor'), (:card, '-1', 'PT422 estorno_sem_valor'), (:pix, '1', 'PT422 estorno_acima_do_pago'), (999999999, '1', 'PT404 nao_encontrado'), (:card, '100', 'ok 1'), (:card, '700', 'ok 1'), (:card, '1', 'PT422 estorno_acima_do_pago')) AS v (o, c, e);
SELECT is(pg_temp.told(pg_temp.part(:card, 2)), 'CRIADO:1000 PENDENTE PAGO:1000 ESTORNADO_PARCIAL:200 ESTORNADO_PARCIAL:100 ESTORNADO:700', 'part after part until nothing is left');
SELECT is(pg_temp.outcome(pg_temp.refund(s.token, 999999999, 1, 1)), CASE WHEN s.profile = ANY ('{plataforma,admin,gerente,financeiro}') THEN '404 nao_encontrado' ELSE '403 sem_permissao' END, 'giving back as ' || s.profile) FROM staff s;
SELECT is(pg_temp.attempt('flowt_api', format('UPDATE flowt.tb_omni8_pagamento SET vlr_estornado = %s WHERE cod_pagamento = %s', v, pg_temp.part(:cash)), :alfa), '23514 estorno_conforme_o_status', 'not even by SQL') FROM (VALUES (1), (2001), (-1)) AS x (v);
SELECT is(pg_temp.attempt('flowt_api', s, :alfa), '42501', 'requests do not touch ' || s) FROM (VALUES ('UPDATE flowt.tb_omni8_pagamento SET vlr_pagamento = 1'), ('DELETE FROM flowt.tb_omni8_pagamento'), ('UPDATE flowt.tb_omni8_pagamento_evento SET vlr_evento = 1'),
    ('DELETE FROM flowt.tb_omni8_pagamento_evento')) AS v (s);
SELECT is(pg_temp.attempt('postgres', 'DELETE FROM flowt.tb_omni8_pagamento_evento'), 'PT409 registro_so_de_inclusao', 'history is history');

-- An order that ends takes with it what was still to pay.
SELECT is(pg_temp.move(:pix, 'CANCELADO'), '200', 'cancelled');
SELECT is(pg_temp.told(pg_temp.part(:pix)), 'CRIADO:1000 PENDENTE CANCELADO', 'its payment too');
SELECT is(pg_temp.outcome(pg_temp.divide(:'ta', :pix, '[{"tip_pagamento": "PIX", "vlr_pagamento": 1000}]')), '409 pedido_encerrado', 'nothing more is to be paid');
SELECT is(pg_temp.outcome(pg_temp.receive(:'ta', pg_temp.part(:pix))), '403 sem_permissao', 'staff does not receive for it');

-- Staff of one unit sees and touches the payments of that unit.
INSERT INTO flowt.tb_omni8_unidade (cod_tenant, nom_unidade) VALUES (:alfa, 'Sul') RETURNING cod_unidade AS sul \gset
SELECT pg_temp.login(:alfa, 'gerente') AS elsewhere \gset
UPDATE flowt.tb_omni8_usuario_tenant SET flg_todas_unidades = false WHERE cod_usuario = (SELECT cod_usuario FROM flowt.tb_omni8_sessao WHERE hsh_token = flowt.digerir(:'elsewhere'));
INSERT INTO flowt.tb_omni8_usuario_unidade (cod_tenant, cod_usuario, cod_unidade) SELECT :alfa, cod_usuario, :sul FROM flowt.tb_omni8_sessao WHERE hsh_token = flowt.digerir(:'elsewhere');
SELECT is(concat_ws(' ', pg_temp.outcome(a), (a).body -> 'itens', (a).body -> 'dias'), e, 'elsewhere: ' || e) FROM (VALUES (pg_temp.request('GET /v1/pagamentos', '{}', :'elsewhere'), '200 []'), (pg_temp.request('GET /v1/pagamentos/conciliacao', '{}', :'elsewhere'), '200 []'),
    (pg_temp.receive(:'elsewhere', pg_temp.part(:pix)), '404 nao_encontrado'), (pg_temp.refuse(:'elsewhere', pg_temp.part(:pix)), '404 nao_encontrado'), (pg_temp.refund(:'elsewhere', :cash, 1, 2000), '404 nao_encontrado'),
    (pg_temp.divide(:'elsewhere', :pix, '[{"tip_pagamento": "PIX", "vlr_pagamento": 1000}]'), '404 nao_encontrado'), (pg_temp.request('GET /v1/pagamentos/{id}', jsonb_build_object('id', pg_temp.part(:pix)::text), :'elsewhere'), '404 nao_encontrado')) AS v (a, e);

-- A total that changes is still paid to the centavo.
SELECT pg_temp.buy(2, '{"tip_pagamento": "CARTAO"}') AS bill \gset
UPDATE flowt.tb_omni8_pedido SET vlr_itens = 2200, vlr_total = 2200 WHERE cod_pedido = :bill;
SELECT is(pg_temp.parts(:bill), 'CARTAO CANCELADO 2000, CARTAO PENDENTE 2200', 'the open part is asked for anew, with what came on top');
SELECT is(pg_temp.outcome(pg_temp.receive(:'ta', pg_temp.part(:bill, 2))), '200', 'and paid');
UPDATE flowt.tb_omni8_pedido SET vlr_itens = 2350, vlr_total = 2350 WHERE cod_pedido = :bill;
SELECT is(pg_temp.parts(:bill), 'CARTAO CANCELADO 2000, CARTAO PAGO 2200, CARTAO PENDENTE 150', 'a tip after paying is a part of its own');
UPDATE flowt.tb_omni8_pedido SET vlr_itens = 2100, vlr_total = 2100 WHERE cod_pedido = :bill;
SELECT is(pg_temp.parts(:bill), 'CARTAO CANCELADO 2000, CARTAO PAGO 2200, CARTAO CANCELADO 150', 'what is no longer owed is not asked for');

SELECT * FROM finish();
ROLLBACK;
