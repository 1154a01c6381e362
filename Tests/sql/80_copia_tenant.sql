-- A whole company, out, in and erased (guide chapters 3.1 and 4.1), by the catalogue.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(55);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:alfa, 'gerente') AS manager, pg_temp.login(:beta, 'admin') AS tb \gset
SELECT cod_usuario AS boss FROM flowt.tb_omni8_sessao WHERE hsh_token = flowt.digerir(:'ta') \gset

-- Tables of tomorrow: a key of two columns, a list of codes, codes without keys, codes in JSON, something generated.
SET LOCAL ROLE flowt_dono;
CREATE TABLE flowt.tb_omni8_camarim (cod_tenant bigint NOT NULL, cod_camarim bigint GENERATED ALWAYS AS IDENTITY, nom_camarim text NOT NULL, cod_camarim_vizinha bigint,
    nom_maiusculo text GENERATED ALWAYS AS (upper(nom_camarim)) STORED, dat_uso timestamptz NOT NULL DEFAULT now(), hsh_camarim bytea NOT NULL DEFAULT '\xbeef', vlr_couvert bigint,
    PRIMARY KEY (cod_tenant, cod_camarim), FOREIGN KEY (cod_tenant, cod_camarim_vizinha) REFERENCES flowt.tb_omni8_camarim (cod_tenant, cod_camarim));
CREATE TABLE flowt.tb_omni8_camarim_pedido (cod_tenant bigint NOT NULL, cod_camarim bigint NOT NULL, num_vez integer NOT NULL, cod_produtos bigint[], cod_gerente bigint, cod_pessoa bigint,
    js_resumo jsonb, js_livre jsonb, PRIMARY KEY (cod_tenant, cod_camarim, num_vez), FOREIGN KEY (cod_tenant, cod_camarim) REFERENCES flowt.tb_omni8_camarim (cod_tenant, cod_camarim));
CREATE TRIGGER so_inclusao BEFORE UPDATE OR DELETE ON flowt.tb_omni8_camarim_pedido FOR EACH ROW EXECUTE FUNCTION flowt.recusar_alteracao();
COMMENT ON COLUMN flowt.tb_omni8_camarim_pedido.cod_produtos IS 'Refere: tb_omni8_produto_servico.';
COMMENT ON COLUMN flowt.tb_omni8_camarim_pedido.cod_gerente IS 'Refere: tb_omni8_usuario.';
COMMENT ON COLUMN flowt.tb_omni8_camarim_pedido.js_livre IS 'Sem códigos.';
SELECT flowt.isolar('flowt.tb_omni8_camarim'), flowt.isolar('flowt.tb_omni8_camarim_pedido');
RESET ROLE;

INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria) VALUES (:alfa, 'Pizzas') RETURNING cod_categoria AS category \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, cod_categoria, nom_produto, vlr_preco) SELECT :alfa, :category, 'Pizza ' || n, 100 + n FROM generate_series(1, 1203) AS n;
SELECT min(cod_produto) AS first, max(cod_produto) AS last FROM flowt.tb_omni8_produto_servico WHERE cod_tenant = :alfa \gset
INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa) VALUES (:alfa, 'F', E'Zé "Aspas" \\ tab\there\nlinha ç 🍕') RETURNING cod_pessoa AS person \gset
INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa, sta_pessoa, cod_pessoa_destino) VALUES (:alfa, 'F', 'Outro Zé', 'MESCLADA', :person);
-- From before everything moved with it, an alias may have lines of its own; the copy has them where they were.
SET session_replication_role = replica;
INSERT INTO flowt.tb_omni8_pessoa_papel (cod_tenant, cod_pessoa, tip_papel) SELECT :alfa, p.cod_pessoa, 'CLIENTE' FROM flowt.tb_omni8_pessoa p WHERE p.cod_tenant = :alfa AND (p.sta_pessoa = 'MESCLADA' OR p.cod_pessoa = :person);
SET session_replication_role = origin;
INSERT INTO flowt.tb_omni8_carrinho (cod_tenant, hsh_token, sta_carrinho) VALUES (:alfa, '\x01', 'CONVERTIDO') RETURNING cod_carrinho AS cart \gset
INSERT INTO flowt.tb_omni8_pedido (cod_tenant, num_pedido, des_token, cod_unidade, cod_carrinho, cod_pessoa, sta_pedido, tip_atendimento, nom_cliente, num_telefone, tip_pagamento, vlr_itens,
    vlr_taxa_entrega, vlr_total) VALUES (:alfa, 1, 'token-1', (SELECT u.cod_unidade FROM flowt.tb_omni8_unidade u WHERE u.cod_tenant = :alfa), :cart, :person, 'CONCLUIDO', 'RETIRADA', 'Zé', '+5511912345678', 'PIX', 200, 0, 200) RETURNING cod_pedido AS ord \gset
INSERT INTO flowt.tb_omni8_pedido_item (cod_tenant, cod_pedido, num_item, cod_produto, nom_produto, qtd_item, vlr_unitario, vlr_bruto, vlr_liquido) VALUES (:alfa, :ord, 1, :last, 'Pizza', 2, 100, 200, 200);
INSERT INTO flowt.tb_omni8_pedido_evento (cod_tenant, cod_pedido, num_evento, sta_para, cod_usuario) VALUES (:alfa, :ord, 1, 'RECEBIDO', :boss);
INSERT INTO flowt.tb_omni8_estoque_movimento (cod_tenant, cod_produto, qtd_movimento, tip_movimento, cod_origem) VALUES (:alfa, :last, -2, 'VENDA', :ord);
INSERT INTO flowt.tb_omni8_tenant_dominio VALUES (:alfa, 'alfa.example.com');
INSERT INTO flowt.tb_omni8_camarim (cod_tenant, nom_camarim, vlr_couvert) VALUES (:alfa, 'um', 500), (:alfa, 'dois', NULL);
UPDATE flowt.tb_omni8_camarim m SET cod_camarim_vizinha = (SELECT n.cod_camarim FROM flowt.tb_omni8_camarim n WHERE n.cod_camarim <> m.cod_camarim);
INSERT INTO flowt.tb_omni8_camarim_pedido SELECT :alfa, m.cod_camarim, 1, ARRAY[:first, :last], :boss, :person,
    jsonb_build_object('cod_produto', :'first', 'itens', jsonb_build_array(jsonb_build_object('cod_produto', :last, 'cod_cor', '7')), 'cod_pedido', 999999999),
    jsonb_build_object('cod_produto', :'first') FROM flowt.tb_omni8_camarim m WHERE m.nom_camarim = 'um';
INSERT INTO flowt.tb_omni8_oferta (cod_tenant) VALUES (:alfa), (:alfa);
INSERT INTO flowt.tb_omni8_parametro_valor (cod_tenant, nom_parametro, dat_inicio, dat_fim, js_valor)
SELECT :alfa, 'nps_detrator_oferta', now() + i, now() + i + interval '1 day', to_jsonb(v::text)
  FROM (SELECT max(cod_oferta) AS last FROM flowt.tb_omni8_oferta) AS o CROSS JOIN LATERAL (VALUES (o.last, '0'::interval), (999999999, '1 day')) AS x (v, i);
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;

-- Out.
CREATE TEMP TABLE line AS SELECT l::jsonb AS j FROM admin.exportar_tenant(:alfa) AS l;
SELECT is(j ->> 'formato' || ' ' || (j ->> 'nom_slug'), 'flowt.tenant.1 alfa', 'the first line says what it is') FROM line LIMIT 1;
SELECT is(count(*), 1203::bigint, 'every product, over several blocks') FROM line WHERE j ->> 't' = 'tb_omni8_produto_servico' AND j ? 'l';
SELECT is(count(DISTINCT j -> 'l' -> 'cod_produto'), 1203::bigint, 'once') FROM line WHERE j ->> 't' = 'tb_omni8_produto_servico' AND j ? 'l';
SELECT is(j ->> 'linhas', '1203', 'and their number after them') FROM line WHERE j ->> 't' = 'tb_omni8_produto_servico' AND j ? 'soma';
SELECT is(count(*), (SELECT count(*) FROM flowt.tabelas_do_tenant() t WHERE t.flg_copiada), 'one count and checksum a table') FROM line WHERE j ? 'soma';
SELECT is(count(*), 3::bigint, 'tables of tomorrow are in it by themselves') FROM line WHERE j ->> 't' LIKE 'tb_omni8_camarim%' AND j ? 'l';
SELECT is(string_agg(DISTINCT j ->> 't', ' '), NULL, 'sessions, keys, messages, domains and trails are not')
  FROM line WHERE j ->> 't' ~ 'omni8_sessao|chave_api|mensagem|dominio|auditoria|acesso_dado|idempotencia';
SELECT is(count(*) FILTER (WHERE j #>> '{l,cod_usuario}' = :'boss'), 1::bigint, 'of a login, its e-mail and name') FROM line WHERE j ->> 't' = 'tb_omni8_usuario';
SELECT is(bool_or(j #> '{l,hsh_senha}' IS NOT NULL), false, 'not its password') FROM line WHERE j ->> 't' = 'tb_omni8_usuario';
SELECT is(bool_or(j #> '{l,nom_maiusculo}' IS NOT NULL), false, 'what is generated will be again') FROM line WHERE j ->> 't' = 'tb_omni8_camarim';
SELECT is(bool_or(j::text LIKE '%"cod_tenant": ' || :beta || '%'), false, 'nothing of another company') FROM line;
SELECT throws_ok('SELECT * FROM admin.exportar_tenant(0)', 'PT404', 'tenant_nao_encontrado', 'a company that never was');
SELECT is(pg_temp.attempt('flowt_api', format('SELECT * FROM admin.exportar_tenant(%s)', :alfa)), '42501', 'a request may not');
SELECT is(pg_temp.attempt('flowt_api', format('SELECT * FROM flowt.linhas_do_bloco(%s, ''tb_omni8_pessoa'', NULL, NULL, true)', :alfa)), '42501', 'nor its parts');

-- In, beside itself.
CREATE FUNCTION pg_temp.import(p_slug text, p_where text DEFAULT 'true', p_value text DEFAULT 'j') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_rows bigint;
BEGIN
    DELETE FROM flowt.tb_omni8_copia_linha;
    EXECUTE format('INSERT INTO flowt.tb_omni8_copia_linha (js_linha) SELECT %s FROM line WHERE %s', p_value, p_where);
    RETURN pg_temp.attempt('flowt_dba', format('SELECT admin.importar_tenant(%L)', p_slug));
END
$$;
SELECT is(pg_temp.import(s, w, v), e, d) FROM (VALUES
    (NULL, 'true', 'j', 'PT409 slug_ja_usado', 'an address in use asks for another'),
    ('X Y', 'true', 'j', '23514 slug_com_letras_minusculas_numeros_e_hifens', 'a proper one'),
    ('copia', 'false', 'j', 'PT422 copia_nao_reconhecida', 'nothing loaded'),
    ('copia', 'NOT j ? ''formato''', 'j', 'PT422 copia_nao_reconhecida', 'without its head'),
    ('copia', 'NOT j ? ''fim''', 'j', 'PT422 copia_incompleta', 'without its end'),
    ('copia', 'NOT (j ? ''soma'' AND j ->> ''t'' = ''tb_omni8_camarim'')', 'j', 'PT422 copia_incompleta', 'without one of its sums'),
    ('copia', 'true', 'CASE WHEN j ? ''formato'' THEN j || ''{"esquema": "x"}'' ELSE j END', 'PT422 copia_de_outra_versao', 'of a database with other tables'),
    ('copia', 'j #>> ''{l,nom_produto}'' IS DISTINCT FROM ''Pizza 7''', 'j', 'PT422 copia_nao_confere', 'with a line gone'),
    ('copia', 'true', 'CASE WHEN j #>> ''{l,nom_produto}'' = ''Pizza 7'' THEN jsonb_set(j, ''{l,vlr_preco}'', ''1'') ELSE j END', 'PT422 copia_nao_confere', 'with a price changed'),
    ('copia', 'j #>> ''{l,nom_categoria}'' IS NULL', 'j', 'PT422 copia_nao_confere', 'with something referred to gone')) AS v (s, w, v, e, d);
SELECT is(count(*), 0::bigint, 'none of that leaves a company') FROM flowt.tb_omni8_tenant WHERE nom_slug = 'copia';
SELECT is(pg_temp.import('copia'), 'ok 1', 'the DBA imports it under another address');
SELECT cod_tenant AS copy FROM flowt.tb_omni8_tenant WHERE nom_slug = 'copia' \gset
SELECT is((SELECT jsonb_agg(flowt.somar_tabela(:copy, t.tabela) ORDER BY t.tabela) FROM flowt.tabelas_do_tenant() t WHERE t.flg_copiada),
    (SELECT jsonb_agg(flowt.somar_tabela(:alfa, t.tabela) ORDER BY t.tabela) FROM flowt.tabelas_do_tenant() t WHERE t.flg_copiada), 'every table has the same rows, but for codes');
SELECT is(count(*), 0::bigint, 'none of the old codes') FROM flowt.tb_omni8_produto_servico WHERE cod_tenant = :copy AND cod_produto <= :last;
SELECT is(p.nom_produto, 'Pizza 1', 'in the same order') FROM flowt.tb_omni8_produto_servico p WHERE p.cod_tenant = :copy ORDER BY p.cod_produto LIMIT 1;
SELECT is(p.nom_produto || ' ' || e.nom_pessoa, E'Pizza 1203 Zé "Aspas" \\ tab\there\nlinha ç 🍕', 'an item points at the copy of its product, an order at that of its person')
  FROM flowt.tb_omni8_pedido_item i JOIN flowt.tb_omni8_produto_servico p ON p.cod_tenant = :copy AND p.cod_produto = i.cod_produto
  JOIN flowt.tb_omni8_pedido o ON o.cod_tenant = :copy AND o.cod_pedido = i.cod_pedido JOIN flowt.tb_omni8_pessoa e ON e.cod_tenant = :copy AND e.cod_pessoa = o.cod_pessoa WHERE i.cod_tenant = :copy;
SELECT is(d.nom_pessoa, E'Zé "Aspas" \\ tab\there\nlinha ç 🍕', 'a merged person at hers') FROM flowt.tb_omni8_pessoa p
  JOIN flowt.tb_omni8_pessoa d ON d.cod_tenant = :copy AND d.cod_pessoa = p.cod_pessoa_destino WHERE p.cod_tenant = :copy;
SELECT is(m.cod_origem, o.cod_pedido, 'a code without a key at what it refers to') FROM flowt.tb_omni8_estoque_movimento m, flowt.tb_omni8_pedido o WHERE m.cod_tenant = :copy AND o.cod_tenant = :copy;
SELECT is(string_agg(m.nom_camarim || ' ' || n.nom_camarim || ' ' || m.nom_maiusculo, ', ' ORDER BY m.cod_camarim), 'um dois UM, dois um DOIS', 'rows of one table at each other')
  FROM flowt.tb_omni8_camarim m JOIN flowt.tb_omni8_camarim n ON n.cod_tenant = :copy AND n.cod_camarim = m.cod_camarim_vizinha WHERE m.cod_tenant = :copy;
SELECT is(string_agg(p.nom_produto, ' ' ORDER BY p.cod_produto), 'Pizza 1 Pizza 1203', 'a list of codes') FROM flowt.tb_omni8_camarim_pedido m
  JOIN flowt.tb_omni8_produto_servico p ON p.cod_tenant = :copy AND p.cod_produto = ANY (m.cod_produtos) WHERE m.cod_tenant = :copy;
SELECT is(m.js_resumo, jsonb_build_object('cod_produto', (SELECT min(cod_produto)::text FROM flowt.tb_omni8_produto_servico WHERE cod_tenant = :copy),
    'itens', jsonb_build_array(jsonb_build_object('cod_produto', (SELECT max(cod_produto) FROM flowt.tb_omni8_produto_servico WHERE cod_tenant = :copy), 'cod_cor', '7')), 'cod_pedido', 999999999),
    'codes in JSON too, text as text and numbers as numbers') FROM flowt.tb_omni8_camarim_pedido m WHERE m.cod_tenant = :copy;
SELECT is(m.js_livre, jsonb_build_object('cod_produto', :'first'), 'but where a column says there are none') FROM flowt.tb_omni8_camarim_pedido m WHERE m.cod_tenant = :copy;
SELECT is(m.cod_gerente, :boss::bigint, 'a login is the one of the same e-mail') FROM flowt.tb_omni8_camarim_pedido m WHERE m.cod_tenant = :copy;
SELECT is(string_agg(a.nom_tabela || a.tip_operacao, ' '), 'tb_omni8_tenantI', 'the trail has one line of it') FROM flowt.tb_omni8_auditoria a WHERE a.cod_tenant = :copy;
SELECT is((SELECT count(*) FROM flowt.tb_omni8_copia_linha) + (SELECT count(*) FROM flowt.tb_omni8_copia_codigo), 0::bigint, 'nothing of the file stays');
SELECT is(flowt.senha_confere('x', u.hsh_senha), false, 'a login that is new here opens with no password') FROM (SELECT '$2a$12$' || translate(left(replace(encode(gen_random_bytes(45), 'base64'), E'\n', ''), 53), '+=', './') AS hsh_senha) AS u;

SELECT is((SELECT jsonb_agg(v.js_valor ORDER BY v.dat_inicio) FROM flowt.tb_omni8_parametro_valor v WHERE v.cod_tenant = :copy), (SELECT jsonb_build_array(max(o.cod_oferta)::text, '') FROM flowt.tb_omni8_oferta o WHERE o.cod_tenant = :copy),
    'a parameter that names an offer names its copy, or none where there is none');

-- A company's own.
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/empresa/exportacao', '{}', t)), e, d) FROM (VALUES (:'manager', '403 sem_permissao', 'only its admin exports it'),
    (NULL, '401 login_necessario', 'nobody else')) AS v (t, e, d);
CREATE FUNCTION pg_temp.own(p_token text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.forget_request();
    SET LOCAL SESSION AUTHORIZATION flowt_api;
    PERFORM flowt.abrir('empresa.exportar', false, p_token, 'localhost', NULL, NULL, 'r');
    RETURN QUERY SELECT r.corpo FROM api.empresa_exportar() AS r;
    SET LOCAL SESSION AUTHORIZATION DEFAULT;
END
$$;
CREATE TEMP TABLE own AS SELECT o::jsonb AS j FROM pg_temp.own(:'ta') AS o;
SELECT is(count(*), (SELECT count(*) FROM line), 'line by line the same') FROM own;
SELECT is(bool_or(j::text ~ '"hsh_'), false, 'without digests') FROM own;
SELECT is(count(*), 1::bigint, 'and noted') FROM flowt.tb_omni8_acesso_dado_pessoal a WHERE a.cod_tenant = :alfa AND a.nom_funcao = 'api.empresa_exportar' AND a.qtd_pessoas = 2;

-- Erased.
SELECT is(pg_temp.attempt('flowt_dba', format('SELECT * FROM admin.apagar_tenant(%s, %L)', t, c)), e, d) FROM (VALUES (:alfa, 'beta', 'PT422 confirmacao_nao_confere', 'it asks for the slug'),
    (0, 'alfa', 'PT404 tenant_nao_encontrado', 'of a company there is'), (:alfa, 'alfa', 'PT409 tenant_nao_encerrado', 'that is closed')) AS v (t, c, e, d);
CREATE TEMP TABLE neighbour AS SELECT jsonb_agg(flowt.somar_tabela(:copy, t.tabela) ORDER BY t.tabela) AS sums FROM flowt.tabelas_do_tenant() t;
INSERT INTO flowt.tb_omni8_usuario_tenant (cod_tenant, cod_usuario, nom_perfil) VALUES (:beta, :boss, 'admin');
UPDATE flowt.tb_omni8_tenant SET sta_tenant = 'ENCERRADO' WHERE cod_tenant = :alfa;
CREATE TEMP TABLE gone AS SELECT a.* FROM admin.apagar_tenant(:alfa, 'alfa') AS a;
SELECT is((SELECT qtd_linhas FROM gone WHERE tabela = 'tb_omni8_produto_servico') || ' ' || (SELECT qtd_linhas FROM gone WHERE tabela = 'tb_omni8_camarim_pedido'), '1203 1', 'it says what went');
CREATE FUNCTION pg_temp.left_of(p_tenant bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_table text;
    v_rows  bigint;
    v_found text := '';
BEGIN
    FOR v_table IN SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'cod_tenant'
                    WHERE c.relnamespace = 'flowt'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1 LOOP
        EXECUTE format('SELECT count(*) FROM flowt.%I t WHERE t.cod_tenant = $1', v_table) INTO v_rows USING p_tenant;
        v_found := concat_ws(' ', nullif(v_found, ''), CASE WHEN v_rows > 0 THEN v_table END);
    END LOOP;
    RETURN v_found;
END
$$;
SELECT is(pg_temp.left_of(:alfa), 'tb_omni8_acesso_dado_pessoal tb_omni8_auditoria', 'nothing is left but the trails');
SELECT is(a.js_diferenca #>> '{apagado,0,tb_omni8_produto_servico}', '1203', 'whose last line says so') FROM flowt.tb_omni8_auditoria a WHERE a.cod_tenant = :alfa ORDER BY a.cod_auditoria DESC LIMIT 1;
SELECT is((SELECT jsonb_agg(flowt.somar_tabela(:copy, t.tabela) ORDER BY t.tabela) FROM flowt.tabelas_do_tenant() t), sums, 'another company is not touched') FROM neighbour;
SELECT is(string_agg(u.nom_usuario, ' '), 'admin', 'a login of another company too stays') FROM flowt.tb_omni8_usuario u WHERE u.cod_usuario = :boss;
SELECT is(count(*), 1::bigint, 'so does one that the copy has an access of; of those nobody names none') FROM flowt.tb_omni8_usuario u WHERE u.nom_usuario = 'gerente';

SELECT * FROM finish();
ROLLBACK;
