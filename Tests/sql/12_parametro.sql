-- Parameters with validity: every type and bound, what holds at a moment, what is scheduled, what is history.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('param') AS a \gset
SELECT pg_temp.new_tenant('outro-param') AS b \gset
SELECT pg_temp.login(:a, 'admin') AS staff, pg_temp.login(:a, 'gerente') AS manager, pg_temp.login(:a, 'cozinha') AS cook, pg_temp.login(:b, 'admin') AS other \gset
INSERT INTO flowt.tb_omni8_parametro (nom_parametro, des_parametro, nom_grupo, tip_parametro, js_padrao, num_minimo, num_maximo, des_opcoes) VALUES
    ('t_inteiro', 'x', 'Teste', 'inteiro', '5', 1, 10, NULL), ('t_texto', 'x', 'Teste', 'texto', '"ab"', 2, 5, NULL), ('t_opcao', 'x', 'Teste', 'texto', '"A"', NULL, NULL, '{A,B}'),
    ('t_booleano', 'x', 'Teste', 'booleano', 'true', NULL, NULL, NULL), ('t_centavos', 'x', 'Teste', 'centavos', '0', 0, 100000, NULL),
    ('t_hora', 'x', 'Teste', 'hora', '"08:00"', NULL, NULL, NULL), ('t_lista', 'x', 'Teste', 'lista', '["A"]', 1, 2, '{A,B,C}');

-- The catalogue itself.
SELECT is_empty($$SELECT p.nom_parametro FROM flowt.tb_omni8_parametro p WHERE flowt.validar_json(flowt.esquema_do_parametro(p), p.js_padrao, 'x') <> '[]'$$, 'every default is a value its parameter takes');
SELECT is_empty($$SELECT p.nom_parametro FROM flowt.tb_omni8_parametro p WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_permissao x WHERE x.nom_permissao = p.nom_permissao)$$,
    'the permission each asks for exists');
SELECT is(pg_temp.attempt('postgres', 'INSERT INTO flowt.tb_omni8_parametro (nom_parametro, des_parametro, nom_grupo, tip_parametro, js_padrao, num_minimo, num_maximo) VALUES ' || v), e, v) FROM (VALUES
    ('(''Abc'', ''x'', ''x'', ''texto'', ''""'', 0, 1)', '23514 nome_de_parametro_em_minusculas'), ('(''abc'', ''x'', ''x'', ''data'', ''""'', 0, 1)', '23514 tipo_de_parametro_conhecido'),
    ('(''abc'', ''x'', ''x'', ''texto'', ''""'', 2, 1)', '23514 minimo_ate_o_maximo')) AS c (v, e);

-- Values: each type and its neighbours.
CREATE FUNCTION pg_temp.set_to(p_name text, p_value text, p_token text, p_more jsonb DEFAULT '{}') RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(pg_temp.wrong_fields(r), pg_temp.outcome(r)) FROM pg_temp.request('PUT /v1/parametros/{nome}', jsonb_build_object('nome', p_name,
        'corpo', (jsonb_build_object('valor', p_value::jsonb) || p_more)::text), p_token) AS r
$$;
SELECT is(pg_temp.set_to(n, v, :'staff'), e, format('%s: %s', n, v)) FROM (VALUES
    ('t_inteiro', '1', '200'), ('t_inteiro', '10', '200'), ('t_inteiro', '0', 'valor:numero_pequeno'), ('t_inteiro', '11', 'valor:numero_grande'), ('t_inteiro', '5.5', 'valor:tipo_invalido'),
    ('t_inteiro', '"5"', 'valor:tipo_invalido'), ('t_inteiro', 'null', 'valor:tipo_invalido'), ('t_inteiro', 'true', 'valor:tipo_invalido'), ('t_inteiro', '[5]', 'valor:tipo_invalido'),
    ('t_inteiro', '1e3', 'valor:numero_grande'), ('t_inteiro', '99999999999999999999999', 'valor:numero_grande'),
    ('t_texto', '"ab"', '200'), ('t_texto', '"abcde"', '200'), ('t_texto', '"a"', 'valor:texto_curto'), ('t_texto', '"abcdef"', 'valor:texto_longo'), ('t_texto', '5', 'valor:tipo_invalido'),
    ('t_texto', '"     "', 'valor:texto_curto'), ('t_opcao', '"B"', '200'), ('t_opcao', '"b"', 'valor:opcao_invalida'), ('t_opcao', '"C"', 'valor:opcao_invalida'),
    ('t_booleano', 'false', '200'), ('t_booleano', '"false"', 'valor:tipo_invalido'), ('t_booleano', '0', 'valor:tipo_invalido'),
    ('t_centavos', '100000', '200'), ('t_centavos', '-1', 'valor:numero_pequeno'), ('t_centavos', '100001', 'valor:numero_grande'), ('t_centavos', '1.5', 'valor:tipo_invalido'),
    ('t_hora', '"00:00"', '200'), ('t_hora', '"23:59"', '200'), ('t_hora', '"24:00"', 'valor:formato_invalido'), ('t_hora', '"8:00"', 'valor:formato_invalido'),
    ('t_hora', '"08:60"', 'valor:formato_invalido'), ('t_hora', '"08:00:00"', 'valor:formato_invalido'), ('t_hora', '"08:00\n"', 'valor:formato_invalido'), ('t_hora', '800', 'valor:tipo_invalido'),
    ('t_lista', '["A", "C"]', '200'), ('t_lista', '["B"]', '200'), ('t_lista', '[]', 'valor:lista_curta'), ('t_lista', '["A", "B", "C"]', 'valor:lista_longa'),
    ('t_lista', '["A", "D"]', 'valor[1]:opcao_invalida'), ('t_lista', '["A", "A"]', 'valor:repetido'), ('t_lista', '"A"', 'valor:tipo_invalido'), ('t_lista', '[1]', 'valor[0]:tipo_invalido'),
    ('nao_existe', '1', '404 nao_encontrado'), ('cardapio_aviso', '""', '200'), ('cardapio_aviso', to_jsonb(repeat('x', 201))::text, 'valor:texto_longo')) AS c (n, v, e);
SELECT is(pg_temp.outcome(pg_temp.request('PUT /v1/parametros/{nome}', jsonb_build_object('nome', 't_inteiro', 'corpo', c), :'staff')), e, c) FROM (VALUES
    ('{}', '422 corpo_invalido'), ('{"valor": 3, "x": 1}', '422 corpo_invalido'), ('{"valor": 3, "dat_inicio": "amanhã"}', '422 corpo_invalido'),
    ('{"valor": 3, "dat_inicio": "2027-01-01T00:00:00"}', '422 corpo_invalido'), ('{"valor": 3, "dat_inicio": "2020-01-01T00:00:00Z"}', '422 inicio_no_passado'),
    ('{"valor": 3, "dat_inicio": "2099-02-30T00:00:00Z"}', '422 corpo_invalido')) AS v (c, e);

-- Every parameter there is: what serves, and what would never.
SELECT is_empty($$SELECT p.nom_parametro FROM flowt.tb_omni8_parametro p WHERE p.nom_conferencia IS NOT NULL AND to_regprocedure(format('flowt.%I(bigint,jsonb,timestamptz)', p.nom_conferencia)) IS NULL$$, 'the function that each names exists');
SELECT is_empty(format($$SELECT p.nom_parametro FROM flowt.tb_omni8_parametro p WHERE flowt.erros_do_parametro(%s, p, p.js_padrao, now()) <> '[]'$$, :a), 'and takes the default');
INSERT INTO flowt.tb_omni8_oferta (cod_tenant) SELECT t FROM unnest(ARRAY[:a, :a, :a, :a, :a, :b]::bigint[]) AS t;
CREATE TEMP TABLE offer AS SELECT o.cod_tenant, o.cod_oferta, row_number() OVER (ORDER BY o.cod_oferta) AS n FROM flowt.tb_omni8_oferta o;
INSERT INTO flowt.tb_omni8_oferta_versao (cod_tenant, cod_oferta, num_definicao, nom_oferta, sta_oferta, tip_oferta, num_percentual, tip_alvo, flg_cupom, dat_fim)
SELECT o.cod_tenant, o.cod_oferta, 1, 'x', v.s, 'PERCENTUAL', 10, 'PEDIDO', v.c, v.f
  FROM offer AS o JOIN (VALUES (1, 'ATIVA', true, NULL::timestamptz), (2, 'PAUSADA', true, now() + interval '1 day'), (3, 'ATIVA', false, NULL), (4, 'ENCERRADA', true, NULL), (5, 'ATIVA', true, now() - interval '1 second'),
       (6, 'ATIVA', true, NULL)) AS v (n, s, c, f) ON v.n = o.n;
CREATE FUNCTION pg_temp.offer(p_n integer) RETURNS text LANGUAGE sql AS $$ SELECT to_jsonb(cod_oferta::text)::text FROM offer WHERE n = p_n $$;
CREATE TEMP TABLE trial AS SELECT row_number() OVER () AS n, v.* FROM (VALUES
    ('agenda_passo_min', '5', '200'), ('agenda_passo_min', '4', 'valor:numero_pequeno'), ('agenda_antecedencia_min', '43200', '200'), ('agenda_antecedencia_min', '43201', 'valor:numero_grande'),
    ('agenda_horizonte_dias', '30', 'valor:agenda_sem_horarios'), ('agenda_horizonte_dias', '31', '200'), ('agenda_antecedencia_min', '0', '200'), ('agenda_horizonte_dias', '1', '200'),
    ('agenda_antecedencia_min', '1440', 'valor:agenda_sem_horarios'), ('agenda_antecedencia_min', '1439', '200'), ('agenda_cancelamento_min', '0', '200'), ('agenda_cancelamento_min', '-1', 'valor:numero_pequeno'),
    ('cardapio_aviso', '"Fechado de 24 a 26"', '200'), ('cardapio_aviso', '"  "', 'valor:formato_invalido'), ('cardapio_aviso', '"a\u202eb"', 'valor:formato_invalido'), ('cardapio_aviso', '"a\nb"', 'valor:formato_invalido'),
    ('estoque_reserva_minutos', '0', '200'), ('estoque_reserva_minutos', '121', 'valor:numero_grande'), ('estoque_avisar_minimo', 'false', '200'), ('estoque_avisar_minimo', '1', 'valor:tipo_invalido'),
    ('link_sites_permitidos', '["www.Instagram.com", " loja.example ", "xn--caf-dma.example", "a.xn--p1ai"]', '200'), ('link_sites_permitidos', '[]', '200'),
    ('link_sites_permitidos', '["https://www.instagram.com"]', 'valor[0]:formato_invalido'), ('link_sites_permitidos', '["loja.example", "www.instagram.com/loja"]', 'valor[1]:formato_invalido'),
    ('link_sites_permitidos', '["instagram"]', 'valor[0]:formato_invalido'), ('link_sites_permitidos', '["*.instagram.com"]', 'valor[0]:formato_invalido'), ('link_sites_permitidos', '["loja.example:8080"]', 'valor[0]:formato_invalido'),
    ('link_sites_permitidos', '["loja.example\n"]', 'valor[0]:formato_invalido'), ('link_sites_permitidos', '["loja.example", "\tb.example"]', 'valor[1]:formato_invalido'),
    ('link_sites_permitidos', '["loja.example\r\n"]', 'valor[0]:formato_invalido'), ('nps_detrator_oferta', '"1\n"', 'valor:formato_invalido'), ('mensagem_silencio_fim', '"07:00\n"', 'valor:formato_invalido'),
    ('link_sites_permitidos', '["café.example"]', 'valor[0]:formato_invalido'), ('link_pagina_titulo', '"Nossos links"', '200'), ('link_pagina_titulo', '""', '200'), ('link_pagina_titulo', '"a\u200bb"', 'valor:formato_invalido'),
    ('mensagem_silencio_inicio', '"22:30"', '200'), ('mensagem_silencio_inicio', '"25:00"', 'valor:formato_invalido'), ('mensagem_silencio_fim', '"07:00"', '200'), ('mensagem_silencio_fim', '"7h"', 'valor:formato_invalido'),
    ('mensagem_canais', '["WHATSAPP", "EMAIL"]', '200'), ('mensagem_canais', '["PUSH"]', 'valor[0]:opcao_invalida'), ('mesa_taxa_servico', '20', '200'), ('mesa_taxa_servico', '21', 'valor:numero_grande'),
    ('mesa_abertura_publica', 'true', '200'), ('mesa_abertura_publica', '"sim"', 'valor:tipo_invalido'), ('pagamento_prazo_min', '1440', '200'), ('pagamento_prazo_min', '4', 'valor:numero_pequeno'),
    ('pedido_por_intencao', 'true', '200'), ('pedido_por_intencao', 'null', 'valor:tipo_invalido'), ('intencao_validade_dias', '90', '200'), ('intencao_validade_dias', '91', 'valor:numero_grande'),
    ('nps_detrator_oferta', '""', '200'), ('nps_detrator_oferta', pg_temp.offer(1), '200'), ('nps_detrator_oferta', pg_temp.offer(2), '200'), ('nps_detrator_oferta', pg_temp.offer(3), 'valor:oferta_sem_cupom'),
    ('nps_detrator_oferta', pg_temp.offer(4), 'valor:oferta_encerrada'), ('nps_detrator_oferta', pg_temp.offer(5), 'valor:oferta_encerrada'), ('nps_detrator_oferta', pg_temp.offer(6), 'valor:oferta_desconhecida'),
    ('nps_detrator_oferta', '"999999999999999999"', 'valor:oferta_desconhecida'), ('nps_detrator_oferta', '"DEZ"', 'valor:formato_invalido'), ('nps_detrator_oferta', '"0"', 'valor:formato_invalido'),
    ('nps_detrator_validade_dias', '365', '200'), ('nps_detrator_validade_dias', '0', 'valor:numero_pequeno'), ('reclamacao_prazo_dias', '30', '200'), ('reclamacao_prazo_dias', '31', 'valor:numero_grande')) AS v (name, value, wanted);
SELECT is(pg_temp.set_to(t.name, t.value, :'staff'), t.wanted, format('%s: %s', t.name, t.value)) FROM trial AS t ORDER BY t.n;
SELECT is_empty($$SELECT p.nom_parametro FROM flowt.tb_omni8_parametro p WHERE p.nom_parametro NOT LIKE 't\_%' AND NOT EXISTS (SELECT FROM trial t WHERE t.name = p.nom_parametro AND t.wanted = '200')
                  UNION SELECT p.nom_parametro FROM flowt.tb_omni8_parametro p WHERE p.nom_parametro NOT LIKE 't\_%' AND NOT EXISTS (SELECT FROM trial t WHERE t.name = p.nom_parametro AND t.wanted <> '200')$$,
    'each has been given a value that serves and one that does not');
SELECT is_empty($$SELECT p.nom_parametro FROM flowt.tb_omni8_parametro p WHERE replace(p.js_conteudo ->> 'pattern', '[^\s', '') ~ '\\s'
                  UNION ALL SELECT e.nom_esquema FROM flowt.tb_omni8_esquema_json e, jsonb_path_query(e.js_esquema, '$.**.pattern') AS p WHERE replace(p #>> '{}', '[^\s', '') ~ '\\s'$$,
    'no pattern, of a parameter or of a body, takes a line break or a tab for a blank around the value: what uses it trims spaces');
SELECT is(pg_temp.set_to('nps_detrator_oferta', pg_temp.offer(2), :'staff', jsonb_build_object('dat_inicio', to_char((now() + interval '2 days') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))), 'valor:oferta_encerrada',
    'an offer that will be over when the value begins');

-- Who may.
SELECT is(pg_temp.set_to('t_inteiro', '2', :'manager'), '403 sem_permissao', 'a manager does not change what the administrator configures');
SELECT is(pg_temp.set_to('cardapio_aviso', '"Voltamos logo"', :'manager'), '200', 'but may put up a notice');
SELECT is(pg_temp.set_to('cardapio_aviso', '"Oi"', :'cook'), '403 sem_permissao', 'the kitchen may not');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/parametros/{nome}', '{"nome": "t_inteiro"}', :'manager')), '403 sem_permissao', 'nor unschedule');

-- Periods. This transaction's now is one moment, so a change at once replaces the value of the same moment; two statements of the past are made by hand.
DELETE FROM flowt.tb_omni8_parametro_valor;
INSERT INTO flowt.tb_omni8_parametro_valor (cod_tenant, nom_parametro, dat_inicio, dat_fim, js_valor) VALUES
    (:a, 't_inteiro', now() - interval '10 days', now() - interval '5 days', '1'), (:a, 't_inteiro', now() - interval '3 days', NULL, '2');
CREATE FUNCTION pg_temp.at(p_tenant bigint, p_days numeric) RETURNS text LANGUAGE sql AS $$ SELECT flowt.parametro(p_tenant, 't_inteiro', now() + p_days * interval '1 day')::text $$;
SELECT is(array[pg_temp.at(:a, -11), pg_temp.at(:a, -10), pg_temp.at(:a, -5.0001), pg_temp.at(:a, -5), pg_temp.at(:a, -3), pg_temp.at(:a, 0), pg_temp.at(:a, 99)], '{5,1,1,5,2,2,2}'::text[],
    'each moment its value, the default where nothing was chosen');
SELECT is(array[pg_temp.at(:b, -7), pg_temp.at(:b, 0)], '{5,5}'::text[], 'of this company alone');
SELECT is(pg_temp.set_to('t_inteiro', '7', :'staff', jsonb_build_object('dat_inicio', to_char((now() + interval '2 days') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))), '200', 'scheduled');
SELECT is(pg_temp.set_to('t_inteiro', '6', :'staff', jsonb_build_object('dat_inicio', to_char((now() + interval '1 day') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))), '200', 'and one before it');
SELECT is(array[pg_temp.at(:a, 0), pg_temp.at(:a, 0.999), pg_temp.at(:a, 1), pg_temp.at(:a, 1.999), pg_temp.at(:a, 2), pg_temp.at(:a, 99)], '{2,2,6,6,7,7}'::text[], 'each from its moment until the next');
SELECT is(pg_temp.set_to('t_inteiro', '3', :'staff'), '200', 'now');
SELECT is(array[pg_temp.at(:a, -1), pg_temp.at(:a, 0), pg_temp.at(:a, 0.5), pg_temp.at(:a, 1), pg_temp.at(:a, 2)], '{2,3,3,6,7}'::text[], 'what is scheduled stays, and so does the past');
SELECT is((SELECT p #> '{marcados}' -> 0 -> 'valor' FROM jsonb_array_elements((pg_temp.request('GET /v1/parametros', '{}', :'staff')).body -> 'itens') AS p WHERE p ->> 'nom_parametro' = 't_inteiro'), '6',
    'the list shows what is scheduled');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/parametros/{nome}', '{"nome": "t_inteiro"}', :'staff')), '204', 'without a date the next one is unscheduled');
SELECT is(array[pg_temp.at(:a, 0), pg_temp.at(:a, 1), pg_temp.at(:a, 2)], '{3,3,7}'::text[], 'and the value before goes on');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/parametros/{nome}', jsonb_build_object('nome', 't_inteiro', 'dat_inicio', now() + interval '3 days'), :'staff')), '404 nao_encontrado', 'no other date');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/parametros/{nome}', '{"nome": "t_inteiro", "dat_inicio": "2099-01-01T00:00:00"}', :'staff')), '422 momento_invalido', 'nor one of no zone');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/parametros/{nome}', jsonb_build_object('nome', 't_inteiro', 'dat_inicio', now() + interval '2 days'), :'other')), '404 nao_encontrado', 'not the other company''s');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/parametros/{nome}', jsonb_build_object('nome', 't_inteiro', 'dat_inicio', now() + interval '2 days'), :'staff')), '204', 'that very date');
SELECT is(pg_temp.outcome(pg_temp.request('DELETE /v1/parametros/{nome}', '{"nome": "t_inteiro"}', :'staff')), '404 nao_encontrado', 'what holds is not erased');
SELECT is(array[pg_temp.at(:a, 0), pg_temp.at(:a, 99)], '{3,3}'::text[], 'it holds on');
SELECT is((SELECT string_agg(i ->> 'valor', ' ') FROM jsonb_array_elements((pg_temp.request('GET /v1/parametros/{nome}/historico', '{"nome": "t_inteiro"}', :'staff')).body -> 'itens') AS i), '3 2 1', 'history, newest first');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/parametros/{nome}/historico', '{"nome": "nao_existe"}', :'staff')), '404 nao_encontrado', 'of a parameter that is there');
SELECT is((pg_temp.request('GET /v1/parametros/{nome}/historico', '{"nome": "t_inteiro"}', :'other')).body, '{"itens": []}', 'the other company has none');

-- The wall behind it.
SELECT is(pg_temp.attempt('postgres', format('INSERT INTO flowt.tb_omni8_parametro_valor (cod_tenant, nom_parametro, dat_inicio, dat_fim, js_valor) VALUES (%s, ''t_inteiro'', %s, %s, ''1'')', :a, f, t)), e, format('%s to %s', f, t)) FROM (VALUES
    ('now() - interval ''9 days''', 'now() - interval ''8 days''', '23P01 um_valor_de_parametro_por_vez'), ('now() - interval ''5 days''', 'now() - interval ''3 days''', 'ok 1'),
    ('now() - interval ''20 days''', 'NULL', '23P01 um_valor_de_parametro_por_vez'), ('now()', 'now()', '23514 parametro_comeca_antes_de_terminar'),
    ('now() - interval ''20 days''', 'now() - interval ''10 days''', 'ok 1')) AS v (f, t, e);
SELECT is(pg_temp.attempt('flowt_api', 'UPDATE flowt.tb_omni8_parametro_valor SET js_valor = ''9''', :a), '42501', 'a request does not rewrite a value');
SELECT is(pg_temp.attempt('flowt_api', 'UPDATE flowt.tb_omni8_parametro SET num_maximo = 9', :a), '42501', 'nor its rules');
SELECT throws_ok(format('SELECT flowt.parametro(%s, ''nada'', now())', :a), 'PT500', 'parametro_desconhecido', 'a module that asks for what is not in the catalogue hears of it');
-- On the menu.
SELECT ok(strpos((pg_temp.request('GET /{slug}', '{"slug": "param", "host": "localhost", "esquema": "http"}')).raw, 'class="aviso"') = 0, 'no notice');
SELECT flowt.definir_parametro(:a, 'cardapio_aviso', '"Fechado no <Natal>"', now()) \g /dev/null
SELECT ok(strpos((pg_temp.request('GET /{slug}', '{"slug": "param", "host": "localhost", "esquema": "http"}')).raw, '<p class="aviso">Fechado no &lt;Natal&gt;</p>') > 0, 'a notice, escaped');
SELECT * FROM finish();
ROLLBACK;
