-- Custom fields (guide chapter 20): definitions as data, values checked by the database wherever they are written.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(77);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:alfa, 'cozinha') AS cook \gset
CREATE FUNCTION pg_temp.define(p_token text, p_body jsonb) RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('POST /v1/campos-personalizados',
    jsonb_build_object('corpo', ('{"tip_entidade": "ITEM", "nom_campo": "cor", "des_rotulo": "Cor", "tip_campo": "texto"}'::jsonb || p_body)::text), p_token);
CREATE FUNCTION pg_temp.redefine(p_token text, p_id text, p_body text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('PATCH /v1/campos-personalizados/{id}', jsonb_build_object('id', p_id, 'corpo', p_body), p_token);
CREATE FUNCTION pg_temp.make(p_token text, p_fields text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/produtos', jsonb_build_object('corpo', format('{"nom_produto": "Vaso", "vlr_preco": 100, "campos": %s}', p_fields)), p_token);
CREATE FUNCTION pg_temp.change(p_token text, p_id text, p_fields text) RETURNS pg_temp.answer LANGUAGE sql RETURN pg_temp.request('PATCH /v1/produtos/{id}', jsonb_build_object('id', p_id,
    'corpo', format('{"num_versao": %s, "campos": %s}', (SELECT num_versao FROM flowt.tb_omni8_produto_servico WHERE cod_produto = p_id::bigint), p_fields)), p_token);

-- Definitions.
CREATE TEMP TABLE made AS SELECT d.* FROM pg_temp.define(:'ta', '{"des_rotulo": " Cor ", "num_maximo": 10}') AS d;
SELECT is(status || ' ' || (body - 'cod_campo'), '201 {"opcoes": null, "flg_ativo": true, "nom_campo": "cor", "num_ordem": 0, "tip_campo": "texto", "des_rotulo": "Cor", "num_maximo": 10, "num_minimo": null, "num_versao": 1, "tip_entidade": "ITEM", "flg_obrigatorio": false, "flg_dado_pessoal": false}',
    'a field is defined') FROM made;
SELECT body ->> 'cod_campo' AS colour FROM made \gset
SELECT is(pg_temp.outcome(pg_temp.define(t, b::jsonb)), e, d) FROM (VALUES
    (:'ta', '{}', '409 campo_ja_existe', 'a name is used once'), (:'ta', '{"tip_entidade": "PESSOA"}', '201', 'an entity'), (:'tb', '{}', '201', 'a tenant'),
    (:'cook', '{"nom_campo": "x"}', '403 sem_permissao', 'not by the kitchen'), (:'ta', '{"nom_campo": "Cor"}', '422 corpo_invalido', 'in lower case'),
    (:'ta', '{"nom_campo": "1a"}', '422 corpo_invalido', 'from a letter'), (:'ta', '{"nom_campo": "côr"}', '422 corpo_invalido', 'without accents'),
    (:'ta', '{"tip_campo": "numero"}', '422 corpo_invalido', 'of a known type'), (:'ta', '{"tip_entidade": "LOJA"}', '422 corpo_invalido', 'of a known entity'),
    (:'ta', '{"nom_campo": "a", "tip_campo": "lista"}', '422 opcoes_so_de_lista', 'a list has options'), (:'ta', '{"nom_campo": "a", "opcoes": ["x"]}', '422 opcoes_so_de_lista', 'a text has none'),
    (:'ta', '{"nom_campo": "a", "num_minimo": 5, "num_maximo": 4}', '422 limites_de_campo_coerentes', 'limits in order'),
    (:'ta', '{"nom_campo": "a", "tip_campo": "data", "num_minimo": 5}', '422 limites_de_campo_coerentes', 'of what has a size'),
    (:'ta', '{"nom_campo": "a", "num_maximo": 2001}', '422 campo_de_texto_ate_2000', 'a text is short'),
    (:'ta', '{"nom_campo": "peso", "tip_campo": "decimal", "num_minimo": 0.5, "num_maximo": 9.5}', '201', 'a decimal'),
    (:'ta', '{"nom_campo": "lote", "tip_campo": "inteiro"}', '201', 'an integer'), (:'ta', '{"nom_campo": "frio", "tip_campo": "booleano"}', '201', 'a boolean'),
    (:'ta', '{"nom_campo": "safra", "tip_campo": "data"}', '201', 'a date'),
    (:'ta', '{"nom_campo": "uso", "tip_campo": "lista", "opcoes": ["casa", "jardim"], "num_ordem": 1}', '201', 'a list'),
    (:'ta', '{"tip_entidade": "PEDIDO", "nom_campo": "mesa", "tip_campo": "inteiro", "flg_obrigatorio": true}', '201', 'of orders'),
    (:'ta', '{"tip_entidade": "PEDIDO", "nom_campo": "apelido", "flg_dado_pessoal": true}', '201', 'personal')) AS v (t, b, e, d);
SELECT is(jsonb_path_query_array((pg_temp.request('GET /v1/campos-personalizados', '{"tip_entidade": "ITEM"}', :'ta')).body, '$.itens.nom_campo'),
    '["cor", "peso", "lote", "frio", "safra", "uso"]', 'listed in order');
SELECT is(jsonb_array_length((pg_temp.request('GET /v1/campos-personalizados', '{}', :'tb')).body -> 'itens'), 1, 'each tenant its own');

-- Values.
CREATE TEMP TABLE vase AS SELECT m.* FROM pg_temp.make(:'ta', '{"cor": "azul", "peso": 1.5, "lote": 7, "frio": true, "safra": "2026-02-28", "uso": "casa"}') AS m;
SELECT is(status || ' ' || (body ->> 'campos'), '201 {"cor": "azul", "uso": "casa", "frio": true, "lote": 7, "peso": 1.5, "safra": "2026-02-28"}', 'a value of each type') FROM vase;
SELECT body ->> 'cod_produto' AS vase FROM vase \gset
SELECT is(pg_temp.wrong_fields(pg_temp.make(:'ta', f)), e, 'value ' || f) FROM (VALUES
    ('{"cor": 1}', 'campos.cor:tipo_invalido'), ('{"cor": ""}', 'campos.cor:texto_curto'), ('{"cor": "azul-escuro!"}', 'campos.cor:texto_longo'),
    ('{"peso": 0.4}', 'campos.peso:numero_pequeno'), ('{"peso": 9.6}', 'campos.peso:numero_grande'), ('{"peso": "1"}', 'campos.peso:tipo_invalido'),
    ('{"lote": 1.5}', 'campos.lote:tipo_invalido'), ('{"lote": 9007199254740992}', 'campos.lote:numero_grande'), ('{"frio": "sim"}', 'campos.frio:tipo_invalido'),
    ('{"safra": "2026-02-29"}', 'campos.safra:formato_invalido'), ('{"safra": "28/02/2026"}', 'campos.safra:formato_invalido'), ('{"uso": "rua"}', 'campos.uso:opcao_invalida'),
    ('{"uso": ["casa"]}', 'campos.uso:tipo_invalido'), ('{"nada": 1}', 'campos.nada:campo_desconhecido'), ('{"mesa": 1}', 'campos.mesa:campo_desconhecido'),
    ('{"cor": {"a": 1}, "lote": "x"}', 'campos.cor:tipo_invalido campos.lote:tipo_invalido'), ('[]', 'campos:tipo_invalido'), ('null', 'campos:tipo_invalido')) AS v (f, e);
SELECT is(pg_temp.wrong_fields(pg_temp.make(:'tb', '{"lote": 1}')), 'campos.lote:campo_desconhecido', 'another tenant has other fields');
SELECT is((pg_temp.change(:'ta', :'vase', '{"cor": "verde", "lote": null}')).body -> 'campos', '{"cor": "verde", "uso": "casa", "frio": true, "peso": 1.5, "safra": "2026-02-28"}',
    'what is sent changes, null takes away, the rest stays');
SELECT is(pg_temp.outcome(pg_temp.change(:'ta', :'vase', '{}')), '200', 'nothing sent, nothing changed');

-- Switched off and deleted: hidden, not lost.
SELECT is(pg_temp.outcome(pg_temp.redefine(:'ta', :'colour', b)), e, d) FROM (VALUES ('{"num_versao": 1, "flg_ativo": false}', '200', 'a field is switched off'),
    ('{"num_versao": 1, "flg_ativo": true}', '409 versao_desatualizada', 'a stale version is refused'), ('{"num_versao": 2, "tip_campo": "inteiro"}', '422 corpo_invalido', 'its type stays')) AS v (b, e, d);
SELECT is(pg_temp.outcome(pg_temp.redefine(:'tb', :'colour', '{"num_versao": 2}')), '404 nao_encontrado', 'another tenant''s is not there');
SELECT is((pg_temp.request('GET /v1/produtos/{id}', jsonb_build_object('id', :'vase'), :'ta')).body -> 'campos' ? 'cor', false, 'its value is not shown');
SELECT is(pg_temp.wrong_fields(pg_temp.change(:'ta', :'vase', '{"cor": "azul"}')), 'campos.cor:campo_desconhecido', 'nor taken');
SELECT is(pg_temp.outcome(pg_temp.change(:'ta', :'vase', '{"frio": false}')), '200', 'the others still are');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/campos-personalizados/{id}', jsonb_build_object('id', :'colour'), t)), e, d) FROM (VALUES
    (:'tb', '404 nao_encontrado', 'deleting another tenant''s'), (:'cook', '403 sem_permissao', 'or without permission'), (:'ta', '204', 'deleted'), (:'ta', '404 nao_encontrado', 'once')) AS v (t, e, d);
SELECT is((pg_temp.define(:'ta', '{}')).status, 201, 'defined again');
SELECT is((pg_temp.request('GET /v1/produtos/{id}', jsonb_build_object('id', :'vase'), :'ta')).body #>> '{campos,cor}', 'verde', 'the value is back');

-- Required: of staff, and of who sends any.
SELECT is((pg_temp.define(:'ta', '{"nom_campo": "altura", "tip_campo": "inteiro", "flg_obrigatorio": true}')).status, 201, 'a required field');
SELECT is(pg_temp.wrong_fields(pg_temp.make(:'ta', '{}')), 'campos.altura:campo_obrigatorio', 'must be there');
SELECT is(pg_temp.wrong_fields(pg_temp.change(:'ta', :'vase', '{"frio": true}')), 'campos.altura:campo_obrigatorio', 'also at the next change of fields');
SELECT is(pg_temp.outcome(pg_temp.request('PATCH /v1/produtos/{id}', jsonb_build_object('id', :'vase', 'corpo', jsonb_build_object('num_versao',
    (SELECT num_versao FROM flowt.tb_omni8_produto_servico WHERE cod_produto = :vase), 'vlr_preco', 150)::text), :'ta')), '200', 'what was there before is not asked for');

-- Orders.
SELECT is((pg_temp.change(:'ta', :'vase', '{"altura": 3}')).status, 200, 'a vase to sell');
UPDATE flowt.tb_omni8_produto_servico SET sta_produto = 'PUBLICADO' WHERE cod_produto = :vase;
CREATE FUNCTION pg_temp.buy(p_fields text) RETURNS pg_temp.answer LANGUAGE plpgsql AS $$
DECLARE
    v_cart text := (pg_temp.request('POST /v1/carrinhos', '{}', NULL, 'alfa')).body ->> 'token';
    v_done pg_temp.answer;
BEGIN
    v_done := pg_temp.request('POST /v1/carrinhos/{token}/itens', jsonb_build_object('token', v_cart, 'corpo', jsonb_build_object('cod_produto',
        (SELECT cod_produto::text FROM flowt.tb_omni8_produto_servico WHERE sta_produto = 'PUBLICADO'), 'qtd_item', 1)::text), NULL, 'alfa');
    RETURN pg_temp.request('POST /v1/carrinhos/{token}/pedido', jsonb_build_object('token', v_cart, 'idempotency_key', v_cart, 'corpo',
        '{"nom_cliente": "Maria", "num_telefone": "(11) 91234-5678", "tip_atendimento": "RETIRADA", "tip_pagamento": "PIX"' || coalesce(', "campos": ' || p_fields, '') || '}'), NULL, 'alfa');
END
$$;
SELECT is(pg_temp.outcome(pg_temp.buy(NULL)), '201', 'who buys is not asked for fields the page does not have');
SELECT is(pg_temp.wrong_fields(pg_temp.buy('{"apelido": "Má"}')), 'campos.mesa:campo_obrigatorio', 'who sends some sends what is required');
SELECT is(pg_temp.outcome(pg_temp.buy('{"mesa": 4, "apelido": "Má"}')), '201', 'an order with fields');
SELECT cod_pedido AS ord FROM flowt.tb_omni8_pedido WHERE js_campos <> '{}' \gset
SELECT is((pg_temp.request('GET /v1/pedidos/{id}', jsonb_build_object('id', :'ord'), :'ta')).body -> 'campos', '{"mesa": 4, "apelido": "Má"}', 'staff sees them');
SELECT is(flowt.sem_campos_pessoais(:alfa, 'PEDIDO', '{"mesa": 4, "apelido": "Má", "sem_definicao": "Má"}'), '{"mesa": 4}', 'anonymised, the personal ones go, and what nobody knows');

-- People, by any way in.
SELECT is(pg_temp.attempt('flowt_api', s, :alfa), e, d) FROM (VALUES
    ('INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa, js_campos) VALUES (flowt.tenant_atual(), ''F'', ''Ana'', ''{"cor": "azul"}'')', 'ok 1', 'a person'),
    ('INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa, js_campos) VALUES (flowt.tenant_atual(), ''F'', ''Ana'', ''{"time": "azul"}'')', 'PT422 corpo_invalido', 'with fields there are'),
    ('INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa, js_campos) VALUES (flowt.tenant_atual(), ''F'', ''Ana'', ''[]'')', '23514 campos_de_pessoa_em_objeto', 'as an object')) AS v (s, e, d);
CREATE TEMP TABLE friend AS SELECT r.* FROM pg_temp.request('POST /v1/pessoas', '{"corpo": "{\"tip_pessoa\": \"F\", \"nom_pessoa\": \"Rui\", \"campos\": {\"cor\": \"azul\"}}"}', :'ta') AS r;
SELECT is(status || ' ' || (body ->> 'campos'), '201 {"cor": "azul"}', 'through the API too') FROM friend;
SELECT is((pg_temp.request('PATCH /v1/pessoas/{id}', jsonb_build_object('id', body ->> 'cod_pessoa', 'corpo', jsonb_build_object('num_versao', body -> 'num_versao', 'campos',
    '{"cor": "lilás"}'::jsonb)::text), :'ta')).body -> 'campos', '{"cor": "lilás"}', 'changed') FROM friend;
SELECT is(pg_temp.wrong_fields(pg_temp.request('POST /v1/pessoas', '{"corpo": "{\"tip_pessoa\": \"F\", \"nom_pessoa\": \"Rui\", \"campos\": {\"time\": 1}}"}', :'ta')), 'campos.time:campo_desconhecido',
    'and refused by name');
INSERT INTO flowt.tb_omni8_campo_personalizado (cod_tenant, tip_entidade, nom_campo, des_rotulo, tip_campo) SELECT :alfa, 'PESSOA', 'c' || n, 'C', 'texto' FROM generate_series(1, 48) AS n;
SELECT is(pg_temp.outcome(pg_temp.define(:'ta', '{"tip_entidade": "PESSOA", "nom_campo": "c49"}')), '201', 'fifty fields an entity');
SELECT is(pg_temp.outcome(pg_temp.define(:'ta', '{"tip_entidade": "PESSOA", "nom_campo": "c50"}')), '409 campos_personalizados_demais', 'no more');

SELECT * FROM finish();
ROLLBACK;
