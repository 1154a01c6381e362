-- Order board: what is on it, who may do what, the staff's cookie, positions (what is heard is in Tests/http/test_painel.py).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
CREATE TEMP TABLE staff AS SELECT nom_perfil AS profile, pg_temp.login(:alfa, nom_perfil) AS token FROM flowt.tb_omni8_perfil;
SELECT (SELECT token FROM staff WHERE profile = 'admin') AS ta, (SELECT token FROM staff WHERE profile = 'cozinha') AS tk, pg_temp.login(:beta, 'admin') AS tb \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, 'Pizza <b>', 3990, 'PUBLICADO') RETURNING cod_produto AS pizza \gset

CREATE FUNCTION pg_temp.order(p_item text, p_note text, p_more jsonb DEFAULT '{}') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_cart text := (pg_temp.request('POST /v1/carrinhos', '{}', NULL, 'alfa')).body ->> 'token';
    v_answer pg_temp.answer;
BEGIN
    PERFORM pg_temp.request('POST /v1/carrinhos/{token}/itens', jsonb_build_object('token', v_cart, 'corpo', jsonb_build_object('cod_produto', p_item, 'qtd_item', 2, 'des_observacao', p_note)::text), NULL, 'alfa');
    v_answer := pg_temp.request('POST /v1/carrinhos/{token}/pedido', jsonb_build_object('token', v_cart, 'idempotency_key', 'chave-' || v_cart, 'corpo',
        ('{"nom_cliente": "Ana <i>", "num_telefone": "(85) 98877-6655", "tip_atendimento": "RETIRADA", "tip_pagamento": "DINHEIRO"}'::jsonb || p_more)::text), NULL, 'alfa');
    RETURN (SELECT p.cod_pedido FROM flowt.tb_omni8_pedido p WHERE p.des_token = v_answer.body ->> 'token');
END
$$;
CREATE FUNCTION pg_temp.board(p_token text, p_args jsonb DEFAULT '{}') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('GET /v1/pedidos/painel', p_args, p_token);
-- "RECEBIDO:1,2 PRONTO:3": columns that hold orders, by number.
CREATE FUNCTION pg_temp.shown(p_body jsonb) RETURNS text LANGUAGE sql
RETURN (SELECT string_agg((c ->> 'sta_pedido') || ':' || (SELECT string_agg(p ->> 'num_pedido', ',' ORDER BY n) FROM jsonb_array_elements(c -> 'pedidos') WITH ORDINALITY AS k (p, n)), ' ' ORDER BY m)
          FROM jsonb_array_elements(p_body -> 'colunas') WITH ORDINALITY AS l (c, m) WHERE c -> 'pedidos' <> '[]');
CREATE FUNCTION pg_temp.actions(p_body jsonb, p_number integer) RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(a ->> 'para', ' ' ORDER BY n) FROM jsonb_path_query(p_body, '$.colunas[*].pedidos[*] ? (@.num_pedido == $n)', jsonb_build_object('n', p_number)) AS p,
               jsonb_array_elements(p -> 'acoes') WITH ORDINALITY AS l (a, n));
CREATE FUNCTION pg_temp.move(p_token text, p_order bigint, p_to text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/pedidos/{id}/transicoes', jsonb_build_object('id', p_order, 'corpo', json_build_object('para', p_to)::text), p_token);

-- What is on it.
SELECT is((pg_temp.board(:'ta')).body - 'posicao', '{"flg_ha_mais": false, "qtd_pedidos": 0, "colunas": [
    {"sta_pedido": "INTENCAO", "nom_coluna": "Orçamentos", "pedidos": []}, {"sta_pedido": "RECEBIDO", "nom_coluna": "Recebidos", "pedidos": []}, {"sta_pedido": "CONFIRMADO", "nom_coluna": "Confirmados", "pedidos": []},
    {"sta_pedido": "EM_PREPARO", "nom_coluna": "Em preparo", "pedidos": []}, {"sta_pedido": "PRONTO", "nom_coluna": "Prontos", "pedidos": []},
    {"sta_pedido": "EM_ENTREGA", "nom_coluna": "Em entrega", "pedidos": []}, {"sta_pedido": "FALHA_ENTREGA", "nom_coluna": "Entrega frustrada", "pedidos": []}]}'::jsonb, 'an empty board has its columns');
SELECT pg_temp.order(:'pizza', 'sem cebola', '{"des_observacao": "alergia a camarão"}') AS um, pg_temp.order(:'pizza', NULL) AS dois \gset
SELECT is(pg_temp.shown((pg_temp.board(:'ta')).body), 'RECEBIDO:1,2', 'the oldest comes first');
SELECT (pg_temp.board(:'ta')).body #> '{colunas,1,pedidos,0}' AS pedido \gset
SELECT is(:'pedido'::jsonb - '{dat_criacao,cod_unidade,acoes}'::text[], jsonb_build_object('cod_pedido', :'um', 'num_pedido', 1, 'tip_atendimento', 'RETIRADA', 'nom_cliente', 'Ana <i>',
    'nom_mesa', NULL, 'dat_horario', NULL, 'des_horario', NULL, 'des_observacao', 'alergia a camarão', 'qtd_minutos', 0, 'qtd_minutos_no_status', 0,
    'itens', jsonb_build_array(jsonb_build_object('qtd_item', 2, 'nom_produto', 'Pizza <b>', 'flg_parte', false, 'des_opcoes', NULL, 'des_observacao', 'sem cebola'))), 'with what there is to prepare, and the notes');
UPDATE flowt.tb_omni8_pedido SET dat_criacao = now() - interval '95 minutes' WHERE cod_tenant = :alfa AND cod_pedido = :um;
SELECT is((pg_temp.board(:'ta')).body #>> '{colunas,1,pedidos,0,qtd_minutos}', '95', 'minutes count from the order');
SELECT pg_temp.move(:'ta', :um, s) FROM unnest('{CONFIRMADO,EM_PREPARO}'::text[]) AS s;
SELECT is(pg_temp.shown((pg_temp.board(:'ta')).body), 'RECEBIDO:2 EM_PREPARO:1', 'what moves changes its column');
SELECT is((pg_temp.board(:'ta')).body #>> '{colunas,3,pedidos,0,qtd_minutos_no_status}', '0', 'and is new there');
SELECT is(pg_temp.outcome(pg_temp.board(s.token)), CASE WHEN s.profile IN ('admin', 'gerente', 'atendente', 'cozinha', 'entregador', 'financeiro', 'api', 'plataforma') THEN '200' ELSE '403 sem_permissao' END,
    'the board and ' || s.profile) FROM staff s ORDER BY s.profile;
SELECT is(pg_temp.outcome(pg_temp.board(NULL)), '401 login_necessario', 'it is not for everybody');
SELECT is((pg_temp.board(:'tb')).body ->> 'qtd_pedidos', '0', 'another company has its own');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_acesso_dado_pessoal WHERE cod_tenant = :alfa AND nom_funcao = 'api.painel_ler' AND qtd_pessoas = 2) > 0, true, 'who read it is noted');

-- Units.
INSERT INTO flowt.tb_omni8_unidade (cod_tenant, nom_unidade) VALUES (:alfa, 'Filial') RETURNING cod_unidade AS filial \gset
UPDATE flowt.tb_omni8_pedido SET cod_unidade = :filial WHERE cod_tenant = :alfa AND cod_pedido = :dois;
SELECT is(pg_temp.shown((pg_temp.board(:'ta', jsonb_build_object('cod_unidade', :'filial'))).body), 'RECEBIDO:2', 'the board of one unit');
UPDATE flowt.tb_omni8_usuario_tenant a SET flg_todas_unidades = false FROM flowt.tb_omni8_sessao s WHERE s.hsh_token = flowt.digerir(:'tk') AND a.cod_usuario = s.cod_usuario;
INSERT INTO flowt.tb_omni8_usuario_unidade (cod_tenant, cod_usuario, cod_unidade) SELECT :alfa, s.cod_usuario, :filial FROM flowt.tb_omni8_sessao s WHERE s.hsh_token = flowt.digerir(:'tk');
SELECT is(pg_temp.shown((pg_temp.board(:'tk')).body), 'RECEBIDO:2', 'who sees one unit sees its orders only');

-- Buttons.
SELECT is(pg_temp.actions((pg_temp.board(:'ta')).body, 2), 'CONFIRMADO', 'an order that came in is confirmed');
SELECT is(pg_temp.actions((pg_temp.board(:'tk')).body, 2), NULL, 'not by the kitchen');
SELECT pg_temp.move(:'ta', :dois, 'CONFIRMADO');
SELECT is(pg_temp.actions((pg_temp.board(:'tk')).body, 2), 'EM_PREPARO PRONTO', 'which prepares it');
SELECT is(pg_temp.actions((pg_temp.board((SELECT token FROM staff WHERE profile = 'financeiro'))).body, 2), NULL, 'who only reads has no buttons');
SELECT pg_temp.move(:'ta', :dois, 'PRONTO');
SELECT is(pg_temp.actions((pg_temp.board(:'ta')).body, 2), 'ENTREGUE', 'what is picked up is handed over');
UPDATE flowt.tb_omni8_pedido SET tip_atendimento = 'ENTREGA', des_endereco = 'Rua A, 1' WHERE cod_tenant = :alfa AND cod_pedido = :dois;
SELECT is(pg_temp.actions((pg_temp.board(:'ta')).body, 2), 'EM_ENTREGA ENTREGUE', 'what is delivered goes out');
SELECT is_empty($$ SELECT s.sta_pedido FROM flowt.tb_omni8_painel_status s WHERE s.nom_acao IS NOT NULL AND NOT EXISTS (SELECT FROM flowt.tb_omni8_pedido_transicao x WHERE x.sta_para = s.sta_pedido) $$,
    'no button leads where no order goes');

-- Positions.
SELECT matches((pg_temp.board(:'ta')).body ->> 'posicao', '^\d{10}\.\d+:\d+:[\d,]*$', 'a position is a moment and a snapshot');
SELECT isnt(flowt.ler_posicao(flowt.posicao_do_painel())::text, NULL, 'what is given can be read');
SELECT is(flowt.ler_posicao(p.texto)::text, NULL, 'no position: ' || p.texto)
  FROM (VALUES (''), ('x'), ('1'), ('10:20:'), (extract(epoch FROM now())::bigint || '.20:10:'), (extract(epoch FROM now())::bigint || '.1:99999999999999999:'),
               (extract(epoch FROM now())::bigint || '.1:2:3'), (extract(epoch FROM now() - interval '2 days')::bigint || '.1:2:'), ('999999999999.1:2:'), (repeat('1', 3000) || '.1:2:')) AS p (texto);
CREATE FUNCTION pg_temp.heard(p_token text, p_args jsonb DEFAULT '{}') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('GET /v1/pedidos/painel/eventos', p_args, p_token);
SELECT matches((pg_temp.heard(:'ta')).raw, E'^id: \\d{10}\\.\\d+:\\d+:[\\d,]*\\n\\n$', 'who says nothing is told where it is');
SELECT matches((pg_temp.heard(:'ta', '{"last_event_id": "nada"}')).raw, E'^event: recarregar\\ndata: \\{\\}\\n\\nid: ', 'who was away for too long reads all of it again');
SELECT is((pg_temp.heard(:'ta', jsonb_build_object('apos', flowt.posicao_do_painel()))).raw, '', 'nothing new is nothing');
SELECT is((pg_temp.heard(:'ta')).headers, flowt.cabecalho_de_topicos('painel', :alfa), 'the topics are the company''s');
SELECT is(pg_temp.outcome(pg_temp.heard((SELECT token FROM staff WHERE profile = 'marketing'))), '403 sem_permissao', 'hearing needs the right to read');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_painel_evento WHERE cod_tenant = :alfa), (SELECT count(*) FROM flowt.tb_omni8_pedido_evento WHERE cod_tenant = :alfa), 'every step of an order is an event');
SELECT is(pg_temp.attempt('flowt_api', format('INSERT INTO flowt.tb_omni8_painel_evento (cod_tenant, num_transacao, cod_pedido, cod_unidade, sta_pedido) VALUES (%s, 1, 1, 1, ''PRONTO'')', :alfa), :alfa), '42501',
    'which only the trigger writes');
UPDATE flowt.tb_omni8_painel_evento SET dat_evento = now() - interval '3 days' WHERE cod_tenant = :alfa AND cod_pedido = :um;
SELECT is(rotina.expurgar_painel(), 3::bigint, 'what nobody can ask for any more is deleted');

-- The page.
CREATE FUNCTION pg_temp.page(p_cookie text, p_slug text DEFAULT 'alfa') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('GET /{slug}/painel', jsonb_build_object('slug', p_slug, 'flowt_equipe', p_cookie));
CREATE FUNCTION pg_temp.press(p_cookie text, p_order bigint, p_to text, p_more jsonb DEFAULT '{}') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /{slug}/painel/pedidos/{id}', jsonb_build_object('slug', 'alfa', 'id', p_order, 'flowt_equipe', p_cookie, 'sec_fetch_site', 'same-origin',
    'corpo', 'para=' || p_to || '&selo=' || flowt.selo_do_formulario(p_cookie)) || p_more);
SELECT is((pg_temp.page(NULL)).headers, 'Location: /alfa/equipe/entrar?ir=painel', 'without a session one signs in first');
SELECT is((pg_temp.page(:'tb')).headers, 'Location: /alfa/equipe/entrar?ir=painel', 'a session of another company is none');
SELECT ok((pg_temp.page(:'ta')).raw LIKE '%Pizza &lt;b&gt;%' AND (pg_temp.page(:'ta')).raw LIKE '%Ana &lt;i&gt;%' AND (pg_temp.page(:'ta')).raw NOT LIKE '%<i>%', 'what people wrote is text');
SELECT ok((pg_temp.page(:'ta')).raw LIKE '%alergia a camarão%' AND (pg_temp.page(:'ta')).raw LIKE '%http-equiv="refresh" content="30; url=/alfa/painel"%', 'notes are shown, and it loads itself again');
SELECT is(pg_temp.outcome(pg_temp.page((SELECT token FROM staff WHERE profile = 'marketing'))), '403 sem_permissao', 'the page needs the right to read');
SELECT is((pg_temp.press(:'ta', :dois, 'EM_ENTREGA')).headers, 'Location: /alfa/painel', 'a button moves an order and comes back');
SELECT is((SELECT sta_pedido FROM flowt.tb_omni8_pedido WHERE cod_tenant = :alfa AND cod_pedido = :dois), 'EM_ENTREGA', 'it has moved');
SELECT ok((SELECT a.status = 409 AND a.raw LIKE '%Um pedido não passa de EM_ENTREGA a PRONTO.%' FROM pg_temp.press(:'ta', :dois, 'PRONTO') AS a), 'one that cannot says why, above the board');
SELECT is(pg_temp.outcome(pg_temp.press(:'ta', :dois, 'ENTREGUE', '{"sec_fetch_site": "cross-site"}')), '403 envio_de_outro_site', 'no other site presses a button');
SELECT is(pg_temp.outcome(pg_temp.press(:'ta', :dois, 'ENTREGUE', '{"corpo": "para=ENTREGUE&selo=x"}')), '403 envio_de_outro_site', 'nor one that does not know the seal');
SELECT is((pg_temp.press('nada', :dois, 'ENTREGUE')).headers, 'Location: /alfa/equipe/entrar?ir=painel', 'nor anybody without a session');
SELECT is(pg_temp.outcome(pg_temp.request('GET /{slug}/painel/eventos', '{"slug": "alfa", "flowt_equipe": "nada"}')), '401 sessao_invalida', 'hearing ends with the session');
SELECT is(pg_temp.outcome(pg_temp.request('GET /{slug}/painel/eventos', jsonb_build_object('slug', 'alfa', 'flowt_equipe', :'ta'))), '200', 'and begins with it');
-- Where it goes: to a table, moved to another since, or to an hour, in the company's zone.
SELECT pg_temp.order(:'pizza', NULL, '{"tip_atendimento": "LOCAL"}') AS mesa, pg_temp.order(:'pizza', NULL, '{"tip_atendimento": "LOCAL"}') AS hora, flowt.unidade_principal(:alfa) AS casa \gset
INSERT INTO flowt.tb_omni8_mesa (cod_tenant, cod_unidade, nom_mesa, des_token) VALUES (:alfa, :casa, '7', 'm7'), (:alfa, :casa, '12 <b>', 'm12');
INSERT INTO flowt.tb_omni8_mesa_sessao (cod_tenant, cod_mesa, cod_unidade, num_taxa_servico) SELECT :alfa, cod_mesa, :casa, 0 FROM flowt.tb_omni8_mesa WHERE nom_mesa = '7' RETURNING cod_mesa_sessao AS sessao \gset
INSERT INTO flowt.tb_omni8_mesa_pedido (cod_tenant, cod_pedido, cod_mesa_sessao) VALUES (:alfa, :mesa, :sessao);
UPDATE flowt.tb_omni8_mesa_sessao SET cod_mesa = (SELECT cod_mesa FROM flowt.tb_omni8_mesa WHERE nom_mesa = '12 <b>') WHERE cod_mesa_sessao = :sessao;
INSERT INTO flowt.tb_omni8_agendamento (cod_tenant, des_token, cod_unidade, cod_produto, cod_pedido, dat_inicio, dat_fim, sta_agendamento) SELECT :alfa, 'a' || n, :casa, :pizza, :hora, i::timestamptz, i::timestamptz + interval '1 hour', s
  FROM (VALUES (1, '2090-01-01 17:30Z', 'CONFIRMADO'), (2, '2090-01-01 16:00Z', 'CANCELADO'), (3, '2090-01-02 17:30Z', 'CONFIRMADO')) AS v (n, i, s);
CREATE FUNCTION pg_temp.on_board(p_token text, p_order bigint) RETURNS text LANGUAGE sql
RETURN (SELECT concat_ws(' ', p ->> 'nom_mesa', p ->> 'des_horario', (p ->> 'dat_horario')::timestamptz = '2090-01-01 17:30Z')
          FROM jsonb_path_query((pg_temp.board(p_token)).body, '$.colunas[*].pedidos[*] ? (@.cod_pedido == $c)', jsonb_build_object('c', p_order::text)) AS p);
SELECT is(pg_temp.on_board(:'ta', o), e, e) FROM (VALUES (:mesa::bigint, '12 <b>'), (:hora, '01/01 às 14:30 t')) AS v (o, e);
SELECT ok((pg_temp.page(:'ta')).raw LIKE '%Mesa 12 &lt;b&gt; · Ana %' AND (pg_temp.page(:'ta')).raw LIKE '%No local, 01/01 às 14:30 · Ana %', 'which the board shows beside the name');
-- In and out, for all pages of the staff.
CREATE FUNCTION pg_temp.enter(p_cookie text, p_to text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('GET /{slug}/equipe/entrar', jsonb_build_object('slug', 'alfa', 'flowt_equipe', p_cookie, 'ir', p_to));
CREATE FUNCTION pg_temp.leave(p_cookie text, p_more text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /{slug}/equipe/sair', jsonb_build_object('slug', 'alfa', 'flowt_equipe', p_cookie, 'sec_fetch_site', 'same-origin', 'corpo', 'selo=' || flowt.selo_do_formulario(p_cookie) || p_more));
SELECT is((pg_temp.enter(:'ta', t)).headers, 'Location: /alfa/' || e, concat('who is in goes on to ', t)) FROM (VALUES ('indicadores/vendas', 'indicadores/vendas'), (NULL, 'painel'), ('', 'painel'),
    ('/mau.example', 'painel'), ('https://mau.example', 'painel'), (E'painel\nSet-Cookie: a=b', 'painel'), ('a/../..', 'painel')) AS v (t, e);
SELECT ok((pg_temp.enter(NULL, '"><script>')).raw NOT LIKE '%<script>%', 'what an address says is text');
SELECT is((pg_temp.leave(:'ta', '&ir=indicadores')).headers,
    E'Location: /alfa/equipe/entrar?ir=indicadores\nSet-Cookie: flowt_equipe=; Path=/alfa; HttpOnly; SameSite=Strict; Max-Age=0', 'leaving takes the cookie away');
SELECT is(pg_temp.outcome(pg_temp.board(:'ta')), '401 sessao_invalida', 'and ends the session');

SELECT * FROM finish();
ROLLBACK;
