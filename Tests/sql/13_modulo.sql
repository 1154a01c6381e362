-- Modules: on and off by the company's choice, its plan's and the default; the door of each route of one that is off.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(36);

SELECT pg_temp.new_tenant('modular') AS a \gset
SELECT pg_temp.new_tenant('inteira') AS b \gset
SELECT pg_temp.login(:a, 'admin') AS staff, pg_temp.login(:a, 'gerente') AS manager, pg_temp.login(:b, 'admin') AS other \gset
CREATE FUNCTION pg_temp.switch(p_module text, p_body text, p_token text) RETURNS text LANGUAGE sql
RETURN pg_temp.outcome(pg_temp.request('PUT /v1/modulos/{nome}', jsonb_build_object('nome', p_module, 'corpo', p_body), p_token));
CREATE FUNCTION pg_temp.active(p_token text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(m ->> 'nom_modulo', ' ' ORDER BY m ->> 'nom_modulo') FROM jsonb_array_elements((pg_temp.request('GET /v1/modulos', '{}', p_token)).body -> 'itens') AS m
     WHERE (m ->> 'flg_ativo')::boolean AND m ->> 'nom_modulo' IN ('cardapio', 'pedidos', 'pessoas')
$$;
-- What the door says of each route of a module: only the module's own word counts, whatever else it would refuse.
CREATE FUNCTION pg_temp.doors(p_module text, p_tenant text, p_token text) RETURNS TABLE (route text, said text) LANGUAGE plpgsql AS $$
DECLARE
    v_route record;
BEGIN
    FOR v_route IN SELECT r.* FROM route r WHERE split_part(r.acesso, '@', 2) = p_module ORDER BY r.name LOOP
        route := v_route.name;
        said := 'open';
        BEGIN
            PERFORM pg_temp.forget_request();
            SET LOCAL SESSION AUTHORIZATION flowt_api;
            PERFORM flowt.abrir(v_route.acesso, v_route.somente_leitura, p_token, 'localhost', p_tenant, NULL, 'x');
            RAISE EXCEPTION USING ERRCODE = 'PT200', MESSAGE = 'open';
        EXCEPTION WHEN OTHERS THEN
            -- A customer's route is no employee's, whatever the module is.
            said := CASE WHEN SQLERRM = 'sem_permissao' AND v_route.acesso LIKE 'cliente@%' THEN 'open' ELSE SQLERRM END;
        END;
        RETURN NEXT;
    END LOOP;
END
$$;

SELECT is(pg_temp.active(:'staff'), 'cardapio pedidos pessoas', 'all are on at first');
SELECT ok((SELECT count(*) FROM pg_temp.doors('pedidos', 'modular', :'staff')) >= 12, 'orders have routes');
SELECT ok((SELECT count(*) FROM pg_temp.doors('cardapio', 'modular', :'staff')) >= 3, 'the menu has routes');
SELECT set_eq($$SELECT r.name FROM route r WHERE r.name ~ '(/v1/(pessoas|etiquetas|clientes)|^[A-Z]+ (/\{slug\})?/(conta|entrar))(/|$)' AND split_part(r.acesso, '@', 2) <> 'pessoas'$$,
    ARRAY['GET /v1/pessoas/{id}/exportacao', 'POST /v1/pessoas/{id}/anonimizacao', 'POST /v1/pessoas/{id}/solicitacoes-lgpd', 'GET /v1/clientes/eu/exportacao',
          'GET /v1/clientes/eu/solicitacoes-lgpd', 'POST /v1/clientes/eu/solicitacoes-lgpd'], 'of people all is of that module, but for what the law gives them whatever a company uses');
SELECT is_empty(format('SELECT * FROM pg_temp.doors(%L, ''modular'', %L) WHERE said <> ''open''', m, :'staff'), 'every one opens: ' || m) FROM unnest('{pedidos,cardapio}'::text[]) AS m;
SELECT is(pg_temp.switch('pedidos', v, :'staff'), e, v) FROM (VALUES ('{}', '422 corpo_invalido'), ('{"flg_ativo": "não"}', '422 corpo_invalido'), ('{"flg_ativo": null}', '422 corpo_invalido'), ('{"flg_ativo": true, "x": 1}', '422 corpo_invalido')) AS c (v, e);
SELECT is(pg_temp.switch('nada', '{"flg_ativo": false}', :'staff'), '404 nao_encontrado', 'no such module');
SELECT is(pg_temp.switch('pedidos', '{"flg_ativo": false}', :'manager'), '403 sem_permissao', 'a manager does not switch modules');
SELECT is(pg_temp.switch('pedidos', '{"flg_ativo": false}', :'staff'), '200', 'off');
SELECT is(pg_temp.active(:'staff'), 'cardapio pessoas', 'that one alone');
SELECT is(pg_temp.active(:'other'), 'cardapio pedidos pessoas', 'of this company alone');
SELECT is_empty(format('SELECT * FROM pg_temp.doors(''pedidos'', ''modular'', %L) WHERE said <> ''modulo_desativado''', t), 'each of its routes is gone, with a session and without') FROM unnest(ARRAY[:'staff', NULL]) AS t;
SELECT is_empty(format('SELECT * FROM pg_temp.doors(''cardapio'', ''modular'', %L) WHERE said <> ''open''', :'staff'), 'those of the others are not');
SELECT is_empty(format('SELECT * FROM pg_temp.doors(''pedidos'', ''inteira'', %L) WHERE said <> ''open''', :'other'), 'nor those of other companies');
SELECT is((pg_temp.request('GET /v1/produtos', '{}', :'staff')).status, 200, 'what is of no module stays');
SELECT is(pg_temp.switch('pedidos', '{"flg_ativo": false}', :'staff'), '200', 'off twice is off once');
SELECT is(pg_temp.switch('pedidos', '{"flg_ativo": true}', :'staff'), '200', 'and on again');
SELECT is_empty(format('SELECT * FROM pg_temp.doors(''pedidos'', ''modular'', %L) WHERE said <> ''open''', :'staff'), 'it comes back');

-- A module that is off unless chosen.
INSERT INTO flowt.tb_omni8_modulo (nom_modulo, des_modulo, flg_padrao) VALUES ('novidade', 'Teste', false);
SELECT is(array[flowt.modulo_ativo(:a, 'novidade'), flowt.modulo_ativo(:a, 'nunca-existiu')], '{f,f}'::boolean[], 'off by default, and what does not exist');
SELECT is(pg_temp.switch('novidade', '{"flg_ativo": true}', :'staff'), '200', 'chosen');
SELECT is(array[flowt.modulo_ativo(:a, 'novidade'), flowt.modulo_ativo(:b, 'novidade')], '{t,f}'::boolean[], 'by one');

-- What the plan does not include cannot be switched on, and goes off when the plan changes; the choice is remembered.
INSERT INTO flowt.tb_omni8_plano (nom_plano, des_plano, flg_todos_modulos, num_ordem) VALUES ('vitrine', 'Só o cardápio', false, 99);
INSERT INTO flowt.tb_omni8_plano_modulo VALUES ('vitrine', 'cardapio');
SELECT admin.mudar_plano(:a, 'vitrine') \g /dev/null
SELECT is(pg_temp.active(:'staff'), 'cardapio', 'only what the plan includes');
SELECT is_empty(format('SELECT * FROM pg_temp.doors(''pedidos'', ''modular'', %L) WHERE said <> ''modulo_desativado''', :'staff'), 'the doors know');
SELECT is(pg_temp.switch('pedidos', '{"flg_ativo": true}', :'staff'), '409 modulo_fora_do_plano', 'not to be had by switching');
SELECT is(pg_temp.switch('cardapio', '{"flg_ativo": false}', :'staff'), '200', 'what it includes may be off');
SELECT is((pg_temp.request('GET /v1/plano', '{}', :'staff')).body -> 'modulos', '["cardapio"]', 'the plan says what it includes');
SELECT admin.mudar_plano(:a, 'livre') \g /dev/null
SELECT is(pg_temp.active(:'staff'), 'pedidos pessoas', 'with a larger plan all come back, but what was chosen off');
SELECT is(pg_temp.attempt('flowt_api', s, :a), e, s) FROM (VALUES ('DELETE FROM flowt.tb_omni8_tenant_modulo', '42501'), ('UPDATE flowt.tb_omni8_modulo SET flg_padrao = true', '42501'),
    ('INSERT INTO flowt.tb_omni8_plano_modulo VALUES (''vitrine'', ''pedidos'')', '42501')) AS v (s, e);
SELECT ok(p.prosecdef AND p.proowner = 'flowt_rotina'::regrole, 'the door and what is behind it ask as one role: by two it would be planned anew each time')
  FROM pg_proc AS p WHERE p.oid = 'flowt.modulo_ativo(bigint, text)'::regprocedure;
SELECT * FROM finish();
ROLLBACK;
