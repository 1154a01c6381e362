-- Units: their administration, one principal always, and the wall between units (guide chapters 3.1 and 17.1).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(125);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:alfa, 'gerente') AS tg \gset
CREATE FUNCTION pg_temp.send(p_token text, p_route text, p_id text, p_body text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request(p_route, jsonb_strip_nulls(jsonb_build_object('id', p_id, 'corpo', p_body)), p_token);
CREATE FUNCTION pg_temp.principals(p_tenant bigint) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT string_agg(u.nom_unidade, ',') FROM flowt.tb_omni8_unidade u WHERE u.cod_tenant = p_tenant AND u.flg_principal);
END
$$;

-- Every company is born with one.
SELECT is((SELECT jsonb_agg(jsonb_build_array(u.nom_unidade, u.flg_principal, u.sta_unidade)) FROM flowt.tb_omni8_unidade u WHERE u.cod_tenant = :alfa),
    '[["Matriz", true, "ATIVA"]]', 'a company is born with one unit, the principal');
SELECT u.cod_unidade::text AS matriz FROM flowt.tb_omni8_unidade u WHERE u.cod_tenant = :alfa \gset
SELECT u.cod_unidade::text AS alheia FROM flowt.tb_omni8_unidade u WHERE u.cod_tenant = :beta \gset
SELECT is((pg_temp.request('GET /v1/cardapio/unidades', '{}', NULL, 'alfa')).body, '{"itens": []}', 'with one unit there is nothing to choose');

-- Creation.
CREATE TEMP TABLE made AS SELECT a.* FROM pg_temp.send(:'ta', 'POST /v1/unidades', NULL, '{"nom_unidade": " Sul ", "num_telefone": "(51) 3123-4567", "des_logradouro": "Rua B",
    "num_endereco": "20", "nom_bairro": "Moinhos", "nom_cidade": "Porto Alegre", "sig_uf": "RS", "num_cep": "90570-020", "num_latitude": -30.0277, "num_longitude": -51.2287,
    "des_fuso_horario": "America/Manaus"}') AS a;
SELECT body ->> 'cod_unidade' AS sul FROM made \gset
SELECT is(status, 201, 'a unit is created') FROM made;
SELECT is(headers, 'Location: /v1/unidades/' || :'sul', 'at its own address') FROM made;
SELECT is(body - 'cod_unidade', '{"nom_unidade": "Sul", "num_telefone": "+555131234567", "des_logradouro": "Rua B", "num_endereco": "20", "nom_bairro": "Moinhos",
    "nom_cidade": "Porto Alegre", "sig_uf": "RS", "num_cep": "90570020", "num_latitude": -30.027700, "num_longitude": -51.228700, "des_fuso_horario": "America/Manaus",
    "flg_principal": false, "sta_unidade": "ATIVA", "num_versao": 1}', 'its numbers without punctuation') FROM made;
SELECT is((pg_temp.request('GET /v1/unidades/{id}', jsonb_build_object('id', :'sul'), :'ta')).body, body, 'and read back') FROM made;
SELECT is(pg_temp.outcome(pg_temp.send(:'ta', 'POST /v1/unidades', NULL, b)), e, 'unit ' || b) FROM (VALUES
    ('{"nom_unidade": "Sul"}', '409 nome_de_unidade_ja_usado'), ('{}', '422 corpo_invalido'), ('{"nom_unidade": " "}', '422 corpo_invalido'),
    ('{"nom_unidade": "X", "num_cep": "1234567a"}', '422 corpo_invalido'), ('{"nom_unidade": "X", "num_cep": "123"}', '422 corpo_invalido'),
    ('{"nom_unidade": "X", "sig_uf": "XX"}', '422 uf_da_unidade_conhecida'), ('{"nom_unidade": "X", "num_telefone": "123"}', '422 corpo_invalido'),
    ('{"nom_unidade": "X", "num_latitude": 91, "num_longitude": 0}', '422 corpo_invalido'), ('{"nom_unidade": "X", "num_latitude": 0, "num_longitude": -180.1}', '422 corpo_invalido'),
    ('{"nom_unidade": "X", "num_latitude": 0}', '422 coordenadas_da_unidade_completas'), ('{"nom_unidade": "X", "des_fuso_horario": "BRT"}', '422 fuso_da_unidade_conhecido'),
    ('{"nom_unidade": "X", "flg_principal": true}', '422 corpo_invalido'), ('{"nom_unidade": "X", "cod_tenant": 1}', '422 corpo_invalido')) AS v (b, e);
SELECT is((pg_temp.request('GET /v1/unidades', '{}', :'ta')).body #> '{itens}' #>> '{0,nom_unidade}', 'Matriz', 'the principal comes first');
SELECT is((SELECT string_agg(i ->> 'nom_unidade', ',') FROM jsonb_array_elements((pg_temp.request('GET /v1/cardapio/unidades', '{}', NULL, 'alfa')).body -> 'itens') i), 'Matriz,Sul',
    'the public chooses among the active ones');

-- Change, and the one principal.
SELECT is(pg_temp.outcome(pg_temp.send(:'ta', 'PATCH /v1/unidades/{id}', :'sul', b)), e, 'change ' || b) FROM (VALUES
    ('{"num_versao": 2, "nom_unidade": "Norte"}', '409 versao_desatualizada'), ('{"nom_unidade": "Norte"}', '422 corpo_invalido'),
    ('{"num_versao": 1, "nom_unidade": "Matriz"}', '409 nome_de_unidade_ja_usado'), ('{"num_versao": 1, "sta_unidade": "FECHADA"}', '422 corpo_invalido'),
    ('{"num_versao": 1, "num_latitude": null}', '422 coordenadas_da_unidade_completas'), ('{"num_versao": 1, "flg_principal": true, "sta_unidade": "INATIVA"}', '422 unidade_principal_e_ativa'),
    ('{"num_versao": 1, "des_fuso_horario": null, "num_telefone": "11987654321"}', '200')) AS v (b, e);
SELECT is(pg_temp.principals(:alfa), 'Matriz', 'what was refused changed no principal');
SELECT is(pg_temp.outcome(pg_temp.send(:'ta', 'PATCH /v1/unidades/{id}', :'matriz', b)), e, 'the principal, ' || b) FROM (VALUES
    ('{"num_versao": 1, "flg_principal": false}', '409 unidade_principal_obrigatoria'), ('{"num_versao": 1, "sta_unidade": "INATIVA"}', '422 unidade_principal_e_ativa'),
    ('{"num_versao": 1, "flg_principal": true}', '200')) AS v (b, e);
SELECT is((pg_temp.send(:'ta', 'PATCH /v1/unidades/{id}', :'sul', '{"num_versao": 2, "flg_principal": true}')).body -> 'flg_principal', 'true', 'another is made principal');
SELECT is(pg_temp.principals(:alfa), 'Sul', 'and the first steps down');
SELECT is(pg_temp.attempt('postgres', format('UPDATE flowt.tb_omni8_unidade SET flg_principal = true WHERE cod_tenant = %s', :alfa)), '23P01 uma_unidade_principal', 'two are never possible');
SELECT is(pg_temp.outcome(pg_temp.send(:'ta', 'DELETE /v1/unidades/{id}', :'sul', NULL)), '409 unidade_principal_obrigatoria', 'the principal is not deleted');
SELECT is(pg_temp.outcome(pg_temp.send(:'ta', 'PATCH /v1/unidades/{id}', :'matriz', format('{"num_versao": %s, "flg_principal": true}',
    (SELECT num_versao FROM flowt.tb_omni8_unidade WHERE cod_unidade = :matriz)))), '200', 'and back');
SELECT is(pg_temp.principals(:alfa) || pg_temp.principals(:beta), 'MatrizMatriz', 'the other company kept its own');
SELECT is(pg_temp.outcome(pg_temp.send(:'ta', r, :'alheia', b)), '404 nao_encontrado', 'another company''s unit: ' || r) FROM (VALUES
    ('PATCH /v1/unidades/{id}', '{"num_versao": 1, "nom_unidade": "Minha"}'), ('DELETE /v1/unidades/{id}', NULL)) AS v (r, b);
SELECT is((pg_temp.request('GET /v1/unidades/{id}', jsonb_build_object('id', :'alheia'), :'ta')).status, 404, 'nor read');

-- Deletion.
SELECT (pg_temp.send(:'ta', 'POST /v1/unidades', NULL, '{"nom_unidade": "Breve"}')).body ->> 'cod_unidade' AS breve \gset
INSERT INTO flowt.tb_omni8_unidade_horario VALUES (:alfa, :breve, 1, '10:00', '12:00');
INSERT INTO flowt.tb_omni8_area_entrega (cod_tenant, cod_unidade, nom_area, tip_area, nom_bairros, vlr_taxa) VALUES (:alfa, :breve, 'X', 'BAIRRO', '{Centro}', 100);
SELECT is(pg_temp.outcome(pg_temp.send(:'ta', 'DELETE /v1/unidades/{id}', :'breve', NULL)), '204', 'a unit without orders goes, with its hours and areas');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_area_entrega), 0::bigint, 'nothing of it is left');

-- Orders of two units: Matriz 2, Sul 3.
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, 'Pastel', 1000, 'PUBLICADO') RETURNING cod_produto AS pastel \gset
CREATE FUNCTION pg_temp.order_at(p_unit text, p_token text DEFAULT NULL) RETURNS pg_temp.answer LANGUAGE plpgsql AS $$
DECLARE
    v_cart text := (pg_temp.request('POST /v1/carrinhos', '{}', NULL, 'alfa')).body ->> 'token';
BEGIN
    PERFORM pg_temp.request('POST /v1/carrinhos/{token}/itens', jsonb_build_object('token', v_cart, 'corpo',
        json_build_object('cod_produto', (SELECT cod_produto::text FROM flowt.tb_omni8_produto_servico))::text), NULL, 'alfa');
    RETURN pg_temp.request('POST /v1/carrinhos/{token}/pedido', jsonb_build_object('token', v_cart, 'idempotency_key', 'chave-' || v_cart, 'corpo', jsonb_strip_nulls(jsonb_build_object(
        'nom_cliente', 'Zenóbia', 'num_telefone', '(85) 98877-6655', 'tip_atendimento', 'RETIRADA', 'tip_pagamento', 'PIX', 'cod_unidade', p_unit))::text), p_token, 'alfa');
END
$$;
CREATE TEMP TABLE placed AS SELECT u.unit, (pg_temp.order_at(u.unit)).body ->> 'token' AS token
    FROM (VALUES (NULL::text), (:'matriz'), (:'sul'), (:'sul'), (:'sul')) AS u (unit);
SELECT is((SELECT string_agg(p.cod_unidade::text, ',' ORDER BY p.num_pedido) FROM flowt.tb_omni8_pedido p), format('%s,%s,%s,%s,%3$s', :'matriz', :'matriz', :'sul', :'sul'),
    'an order is of the unit it says, or of the principal');
SELECT is(pg_temp.outcome(pg_temp.order_at(u)), e, 'an order at ' || u) FROM (VALUES (:'alheia', '422 unidade_indisponivel'), ('999999999', '422 unidade_indisponivel'), ('x', '422 corpo_invalido')) AS v (u, e);
SELECT is(pg_temp.outcome(pg_temp.send(:'ta', 'DELETE /v1/unidades/{id}', :'sul', NULL)), '409 unidade_do_pedido', 'a unit with orders is not deleted');
SELECT is(pg_temp.outcome(pg_temp.send(:'ta', 'PATCH /v1/unidades/{id}', :'sul', format('{"num_versao": %s, "sta_unidade": "INATIVA"}',
    (SELECT num_versao FROM flowt.tb_omni8_unidade WHERE cod_unidade = :sul)))), '200', 'but put to rest');
SELECT is(pg_temp.outcome(pg_temp.order_at(:'sul')), '422 unidade_indisponivel', 'and takes no order');
SELECT is((pg_temp.request('GET /v1/cardapio/unidades', '{}', NULL, 'alfa')).body, '{"itens": []}', 'nor is it shown');
UPDATE flowt.tb_omni8_unidade SET sta_unidade = 'ATIVA' WHERE cod_unidade = :sul;

-- The wall: who sees the Sul only, who sees none, and keys alike.
CREATE FUNCTION pg_temp.limited(p_tenant bigint, p_profile text, p_units bigint[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_token text   := pg_temp.login(p_tenant, p_profile);
    v_user  bigint := (SELECT s.cod_usuario FROM flowt.tb_omni8_sessao s WHERE s.hsh_token = flowt.digerir(v_token));
BEGIN
    UPDATE flowt.tb_omni8_usuario_tenant SET flg_todas_unidades = false WHERE cod_usuario = v_user;
    INSERT INTO flowt.tb_omni8_usuario_unidade (cod_tenant, cod_usuario, cod_unidade) SELECT p_tenant, v_user, unnest(p_units);
    RETURN v_token;
END
$$;
CREATE FUNCTION pg_temp.key(p_tenant bigint, p_units bigint[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_token text := 'fk_' || gen_random_uuid();
BEGIN
    INSERT INTO flowt.tb_omni8_chave_api (cod_tenant, nom_chave, des_prefixo, hsh_token, des_escopos, cod_unidades, cod_criador)
    VALUES (p_tenant, 'k', 'fk_x', flowt.digerir(v_token), '{pedido.ler,pedido.operar,pedido.confirmar,unidade.ler,unidade.escrever,horario.ler,horario.escrever,entrega.escrever}', p_units,
            (SELECT min(cod_usuario) FROM flowt.tb_omni8_usuario_tenant WHERE cod_tenant = p_tenant));
    RETURN v_token;
END
$$;
CREATE TEMP TABLE viewer AS SELECT * FROM (VALUES
    ('user of Sul', pg_temp.limited(:alfa, 'gerente', ARRAY[:sul]), 3, ARRAY[:'sul']), ('user of none', pg_temp.limited(:alfa, 'gerente', '{}'), 0, '{}'),
    ('user of both', pg_temp.limited(:alfa, 'gerente', ARRAY[:sul, :matriz]), 5, ARRAY[:'matriz', :'sul']), ('user of all', :'tg', 5, ARRAY[:'matriz', :'sul']),
    ('key of Sul', pg_temp.key(:alfa, ARRAY[:sul]), 3, ARRAY[:'sul']), ('key of none', pg_temp.key(:alfa, '{}'), 0, '{}'),
    ('key of all', pg_temp.key(:alfa, NULL), 5, ARRAY[:'matriz', :'sul'])) AS v (who, token, orders, units);
SELECT is(jsonb_array_length((pg_temp.request('GET /v1/pedidos', '{}', v.token)).body -> 'itens'), v.orders, v.who || ' lists its orders') FROM viewer v;
SELECT is(jsonb_array_length((pg_temp.request('GET /v1/pedidos', jsonb_build_object('sta_pedido', 'RECEBIDO'), v.token)).body -> 'itens'), v.orders, v.who || ' by status too') FROM viewer v;
SELECT is((SELECT array_agg(i ->> 'cod_unidade' ORDER BY (i ->> 'cod_unidade')::bigint) FROM jsonb_array_elements((pg_temp.request('GET /v1/unidades', '{}', v.token)).body -> 'itens') i),
    nullif((SELECT array_agg(u ORDER BY u::bigint) FROM unnest(v.units::text[]) u), '{}'), v.who || ' lists its units') FROM viewer v;
SELECT cod_pedido::text AS da_matriz FROM flowt.tb_omni8_pedido WHERE cod_unidade = :matriz LIMIT 1 \gset
SELECT is((pg_temp.request('GET /v1/pedidos/{id}', jsonb_build_object('id', :'da_matriz'), v.token)).status, CASE WHEN v.orders = 5 THEN 200 ELSE 404 END, v.who || ' reads an order of Matriz') FROM viewer v;
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/pedidos/{id}/transicoes', jsonb_build_object('id', i, 'corpo', '{"para": "CONFIRMADO"}'), v.token)), '404 nao_encontrado',
    v.who || ' moves the order ' || CASE i WHEN :'da_matriz' THEN 'of Matriz' ELSE 'that is not' END || ': the same refusal')
  FROM viewer v, unnest(ARRAY[:'da_matriz', '999999999']) AS i WHERE v.orders < 5;
SELECT is(sta_pedido, 'RECEBIDO', 'and it stays where it was') FROM flowt.tb_omni8_pedido WHERE cod_pedido = :da_matriz;
SELECT is((pg_temp.request('GET /v1/pedidos', jsonb_build_object('apos', :'da_matriz'), v.token)).body, (pg_temp.request('GET /v1/pedidos', '{"apos": "999999999"}', v.token)).body,
    v.who || ' learns nothing from a cursor') FROM viewer v WHERE v.who LIKE '%Sul';
SELECT is(pg_temp.outcome(pg_temp.send(v.token, r, i, b)), e, v.who || ', ' || r || coalesce(' ' || b, '')) FROM viewer v, (VALUES
    ('POST /v1/unidades', NULL, '{"nom_unidade": "Oeste"}', '403 fora_das_suas_unidades'), ('DELETE /v1/unidades/{id}', :'sul', NULL, '403 fora_das_suas_unidades'),
    ('PATCH /v1/unidades/{id}', :'matriz', '{"num_versao": 1, "nom_unidade": "Tomada"}', '404 nao_encontrado'),
    ('PUT /v1/horarios', NULL, '{"turnos": []}', '403 fora_das_suas_unidades'), ('PUT /v1/horarios', NULL, format('{"cod_unidade": "%s", "turnos": []}', :'matriz'), '404 nao_encontrado'),
    ('PUT /v1/horarios', NULL, format('{"cod_unidade": "%s", "turnos": []}', :'sul'), '200'),
    ('POST /v1/horarios/excecoes', NULL, '{"des_dia_anual": "06-12", "nom_excecao": "Namorados"}', '403 fora_das_suas_unidades'),
    ('POST /v1/areas-entrega', NULL, '{"nom_area": "X", "tip_area": "CEP", "num_cep_inicio": "01000000", "num_cep_fim": "01999999", "vlr_taxa": 1}', '403 fora_das_suas_unidades')) AS w (r, i, b, e)
 WHERE v.who LIKE '%of Sul';
SELECT is(pg_temp.outcome(pg_temp.send(v.token, 'PATCH /v1/unidades/{id}', :'sul', format('{"num_versao": %s, "flg_principal": true}', (SELECT num_versao FROM flowt.tb_omni8_unidade WHERE cod_unidade = :sul)))),
    '403 fora_das_suas_unidades', v.who || ' does not make its unit the principal') FROM viewer v WHERE v.who LIKE '%of Sul';
SELECT is((SELECT (pg_temp.order_at(NULL, v.token)).body ->> 'cod_unidade' FROM viewer v WHERE v.who = 'user of Sul'), :'sul', 'an order that staff of one unit places is of that unit');
SELECT is(pg_temp.outcome(pg_temp.order_at(:'matriz', v.token)), '422 unidade_indisponivel', 'and not of another') FROM viewer v WHERE v.who = 'user of Sul';
SELECT is(pg_temp.outcome(pg_temp.order_at(NULL, v.token)), '422 unidade_indisponivel', v.who || ' places none') FROM viewer v WHERE v.who = 'user of none';

-- What is the company's as a whole is not theirs, whatever their profile: an administrator of one unit at the door of every route.
SELECT set_eq('SELECT nom_permissao FROM flowt.tb_omni8_permissao WHERE flg_empresa', ARRAY['acesso.configurar', 'auditoria.ler', 'campo.escrever', 'empresa.configurar', 'empresa.escrever',
    'empresa.exportar', 'incidente.gerir', 'nps.configurar', 'pessoa.apagar', 'pessoa.exportar', 'pessoa.fundir', 'plataforma.personificar', 'plataforma.tenants', 'score.configurar', 'score.ler', 'score.revisar'], 'what is of the company as a whole');
CREATE FUNCTION pg_temp.doors(p_token text) RETURNS TABLE (route text, said text) LANGUAGE plpgsql AS $$
BEGIN
    FOR route IN SELECT r.name FROM route r JOIN flowt.tb_omni8_permissao p ON p.nom_permissao = split_part(r.acesso, '@', 1) AND p.flg_empresa WHERE r.acesso NOT LIKE 'plataforma.%' LOOP
        said := 'open';
        BEGIN
            PERFORM pg_temp.forget_request();
            SET LOCAL SESSION AUTHORIZATION flowt_api;
            PERFORM flowt.abrir(r.acesso, r.somente_leitura, p_token, 'localhost', NULL, NULL, 'x') FROM route r WHERE r.name = route;
            RAISE EXCEPTION USING ERRCODE = 'PT200', MESSAGE = 'open';
        EXCEPTION WHEN OTHERS THEN
            said := SQLERRM;
        END;
        RETURN NEXT;
    END LOOP;
END
$$;
GRANT SELECT ON route TO PUBLIC;
SELECT is_empty(format('SELECT * FROM pg_temp.doors(%L) WHERE said <> ''fora_das_suas_unidades''', pg_temp.limited(:alfa, 'admin', ARRAY[:sul])), 'an administrator of one unit does not pass');
SELECT is_empty(format('SELECT * FROM pg_temp.doors(%L) WHERE said <> ''open''', :'ta'), 'one of all of them does');

-- Who bought is not staff: the token opens the order of any unit.
SELECT is((pg_temp.request('GET /v1/pedidos/{token}/linha-do-tempo', jsonb_build_object('token', p.token), NULL, 'alfa')).status, 200, 'the order''s token opens its time line')
  FROM placed p WHERE p.token IS NOT NULL;

-- The wall is the database's, not the functions'.
CREATE FUNCTION pg_temp.seen(p_tenant bigint, p_units text, p_table text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_rows bigint;
BEGIN
    PERFORM pg_temp.forget_request(), set_config('flowt.cod_tenant', p_tenant::text, true), set_config('flowt.unidades', p_units, true);
    SET LOCAL SESSION AUTHORIZATION flowt_api;
    EXECUTE 'SELECT count(*) FROM flowt.' || p_table INTO v_rows;
    SET LOCAL SESSION AUTHORIZATION DEFAULT;
    PERFORM pg_temp.forget_request();
    RETURN v_rows;
END
$$;
SELECT is(pg_temp.seen(:alfa, u, 'tb_omni8_pedido'), n::bigint, 'counted with units ' || u) FROM (VALUES ('', 6), (:'sul', 4), (:'matriz', 2), ('0', 0), (:'matriz' || ',' || :'sul', 6)) AS v (u, n);
SELECT is((pg_temp.send(:'tb', 'GET /v1/unidades/{id}', :'sul', NULL)).status, 404, 'and another company sees none of them');

SELECT * FROM finish();
ROLLBACK;
