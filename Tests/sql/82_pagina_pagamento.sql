-- The page an order is paid on: what it shows in every state, and nothing of anybody (guide chapter 18.1).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
\ir lib/pagamento.sql
SELECT plan(33);

CREATE FUNCTION pg_temp.page(p_order bigint, p_slug text DEFAULT 'alfa') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('GET /{slug}/pedido/{token}/pagamento', jsonb_build_object('slug', p_slug, 'token', pg_temp.link_of(p_order)));
CREATE FUNCTION pg_temp.shows(p_order bigint, p_text text) RETURNS boolean LANGUAGE sql RETURN strpos(replace((pg_temp.page(p_order)).raw, chr(160), ' '), p_text) > 0;

SELECT pg_temp.buy(2) AS pix, pg_temp.buy(1, '{"tip_pagamento": "DINHEIRO", "vlr_troco_para": 5000}') AS cash \gset
SELECT is(pg_temp.outcome(pg_temp.page(:pix)), '200', 'the page');
SELECT ok(pg_temp.shows(:pix, 'combine o pagamento com ela'), 'without a key it says so');
INSERT INTO flowt.tb_omni8_pix (cod_tenant, tip_chave, des_chave, nom_recebedor, nom_cidade) VALUES (:alfa, 'EMAIL', 'loja@example.com', 'Casa & Cia', 'São Paulo');
SELECT ok(pg_temp.shows(:pix, t), 'to be paid by PIX: ' || t) FROM (VALUES ('<dt>Total</dt><dd>R$ 20,00</dd>'), ('<dt>Pago</dt><dd>R$ 0,00</dd>'), ('<h2>Pix, R$ 20,00</h2>'), ('<label for="pix-1">Pix copia e cola</label>'), ('br.gov.bcb.pix0116loja@example.com'), ('5910Casa &amp; Cia'),
    ('alt="Código QR deste Pix"'), ('/alfa/pedido/' || pg_temp.link_of(:pix) || '/pagamentos/1/qr"'), ('http-equiv="refresh" content="20"')) AS v (t);
SELECT is((pg_temp.request('GET /{slug}/pedido/{token}/pagamentos/{num}/qr', jsonb_build_object('slug', 'alfa', 'token', pg_temp.link_of(:pix), 'num', '1'))).raw,
    flowt.pix_estatico('loja@example.com', 'Casa & Cia', 'São Paulo', 2000, 'PED1N1', NULL), 'the picture is where the page looks for it');
SELECT ok(NOT pg_temp.shows(o, t), 'nobody''s ' || t) FROM (VALUES (:pix), (:cash)) AS q (o), (VALUES ('Zenóbia'), ('98877'), ('cod_pagamento')) AS v (t);
SELECT ok(pg_temp.shows(:cash, 'A pagar ao receber, com troco para R$ 50,00 (R$ 40,00 de troco).'), 'cash, with its change');
SELECT ok(NOT pg_temp.shows(:cash, 'http-equiv="refresh"'), 'waits for nothing here');
SELECT pg_temp.divide(:'ta', :pix, '[{"tip_pagamento": "PIX", "vlr_pagamento": 1500}, {"tip_pagamento": "CARTAO", "vlr_pagamento": 500}]') \g /dev/null
SELECT pg_temp.receive(:'ta', pg_temp.part(:pix, 3)) \g /dev/null
SELECT ok(pg_temp.shows(:pix, '<h2>Pix, R$ 15,00</h2>') AND NOT pg_temp.shows(:pix, 'Pix, R$ 20,00'), 'what was divided is not shown whole');
SELECT ok(pg_temp.shows(:pix, '<dt>Pago</dt><dd>R$ 5,00</dd>') AND pg_temp.shows(:pix, '<p>Pago em '), 'what is paid is');
SELECT pg_temp.refund(:'ta', :pix, 200, 500) \g /dev/null
SELECT ok(pg_temp.shows(:pix, 'Estornado em parte em ') AND pg_temp.shows(:pix, 'Devolvido: R$ 2,00.'), 'and what went back');
SELECT ok(pg_temp.shows(:pix, '<dt>Desfeito</dt><dd>− R$ 2,00</dd>') AND pg_temp.shows(:pix, '<li>Parte do valor devolvida em ') AND pg_temp.shows(:pix, ': R$ 2,00, que volta a quem pagou.'), 'what was undone, in words and amounts');
SELECT ok(pg_temp.shows(:pix, '<dt>Falta pagar</dt><dd>R$ 15,00</dd>'), 'and what is left to pay');
SELECT ok(NOT pg_temp.shows(:cash, 'desfe'), 'of which nothing is said where nothing was');

-- Things come back: unpaid, paid in part, paid; the reason is nobody's to read.
CREATE FUNCTION pg_temp.undo(p_order bigint, p_value bigint) RETURNS void LANGUAGE sql AS $$SELECT flowt.estornar_pedido(cod_tenant, cod_pedido, 'DEVOLUCAO', p_value, 'Zenóbia não gostou') FROM flowt.tb_omni8_pedido WHERE cod_pedido = p_order$$;
SELECT pg_temp.buy(3, '{"tip_pagamento": "DINHEIRO"}') AS unpaid \gset
SELECT pg_temp.undo(:unpaid, 1000) \g /dev/null
SELECT ok(pg_temp.shows(:unpaid, t), 'unpaid: ' || t) FROM (VALUES ('<h2>Dinheiro, R$ 20,00</h2>'), ('<dt>Falta pagar</dt><dd>R$ 20,00</dd>'), ('<li>Itens devolvidos em '), (': R$ 10,00, que já não se cobra.')) AS v (t);
SELECT pg_temp.undo(:pix, 1600) \g /dev/null
SELECT ok(pg_temp.shows(:pix, ': R$ 16,00, de que R$ 1,00 voltam a quem pagou e R$ 15,00 já não se cobram.'), 'paid in part');
SELECT ok(NOT pg_temp.shows(:pix, 'Zenóbia'), 'without the reason');
SELECT is(pg_temp.outcome(pg_temp.page(:pix, 'beta')), '404', 'another company has no such order');

SELECT * FROM finish();
ROLLBACK;
