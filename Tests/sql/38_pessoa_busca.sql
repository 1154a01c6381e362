-- Search of people (guide chapter 4.2): what is found by what is typed, and the words kept for it.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:alfa, 'cozinha') AS cook, pg_temp.login(:alfa, 'financeiro') AS finance \gset
INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa, nom_social, nom_fantasia) VALUES
    (:alfa, 'F', 'João da Silva', NULL, NULL), (:alfa, 'F', 'João Sivaldo Costa', NULL, NULL), (:alfa, 'F', 'Maria Mariana Souza', NULL, NULL), (:alfa, 'F', 'Mariana Lima', 'Mar Lima', NULL),
    (:alfa, 'F', 'Débora D''Ávila', NULL, NULL), (:alfa, 'F', 'José Antônio Gonçalves', NULL, NULL), (:alfa, 'J', 'Padaria 24 Horas Ltda', NULL, 'Pão & Cia'), (:alfa, 'F', 'X Æ A-12', NULL, NULL),
    (:beta, 'F', 'João da Silva', NULL, NULL);
INSERT INTO flowt.tb_omni8_pessoa_identificador (cod_tenant, cod_pessoa, tip_identificador, des_valor)
SELECT p.cod_tenant, p.cod_pessoa, v.t, v.v FROM flowt.tb_omni8_pessoa p JOIN (VALUES ('João da Silva', 'FONE', '+5511912345678'), ('João da Silva', 'CPF', '52998224725'),
    ('Débora D''Ávila', 'EMAIL', 'debora.reis@example.com'), ('Mariana Lima', 'EMAIL', 'debora@example.com'), ('Padaria 24 Horas Ltda', 'CNPJ', '12ABC34501DE35'),
    ('Padaria 24 Horas Ltda', 'FONE', '+551133445678')) v (n, t, v) ON v.n = p.nom_pessoa;
INSERT INTO flowt.tb_omni8_pessoa_papel (cod_tenant, cod_pessoa, tip_papel) SELECT cod_tenant, cod_pessoa, 'CLIENTE' FROM flowt.tb_omni8_pessoa WHERE nom_pessoa LIKE 'João S%';

CREATE FUNCTION pg_temp.search(p_token text, p_body jsonb) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/pessoas/busca', jsonb_build_object('corpo', p_body), p_token);
-- First names and why: "João:N Maria:S".
CREATE FUNCTION pg_temp.found(p_token text, p_body jsonb) RETURNS text LANGUAGE sql
RETURN (SELECT coalesce(string_agg(split_part(i ->> 'nom_pessoa', ' ', 1) || CASE WHEN i ->> 'nom_pessoa' LIKE '%Sivaldo%' THEN '2' ELSE '' END || ':' || left(i ->> 'tip_achado', 1), ' '), '')
          FROM jsonb_array_elements((pg_temp.search(p_token, p_body)).body -> 'itens') AS i);

SELECT is(pg_temp.found(:'ta', jsonb_build_object('termo', t)), e, 'search: ' || t) FROM (VALUES
    -- Names: any word's beginning, any order, no accents; then words that resemble.
    ('joão da silva', 'João:N'), ('JOAO', 'João:N João2:N'), ('silva joao', 'João:N'), ('Joao Siva', 'João2:N João:S'), ('sivla', 'João:S'), ('siilva', 'João:S'), ('jo', 'João:N João2:N José:N'),
    ('mar', 'Mariana:N Maria:N'), ('maria', 'Maria:N Mariana:N'), ('souza maria', 'Maria:N'), ('mariana souza', 'Maria:N'), ('gonsalves', 'José:S'), ('antonho', 'José:S'), ('joze antonio', 'José:S'),
    ('de', 'Débora:N'), ('d''ávila', 'Débora:N'), ('davila', 'Débora:S'), (E'joa\u0303o costa', 'João2:N'), ('pao', 'Padaria:N'), ('pão & cia', 'Padaria:N'), ('padaria 24', 'Padaria:N'), ('ae', 'X:N'),
    ('mar lima', 'Mariana:N'), ('zz', ''), ('%%', ''), ('__', ''), ('\\', ''), ('a''; DROP TABLE x; --', ''), ('( | )', ''), ('silva de', 'João:N'), ('ana', ''),
    -- Documents.
    ('52998224725', 'João:I'), ('529.982.247-25', 'João:I'), ('529.98', 'João:I'), ('5299', 'João:I'), ('529', ''), ('9982', ''), ('12.ABC.345/01DE-35', 'Padaria:I'), ('12abc345', 'Padaria:I'), ('12ab', 'Padaria:I'),
    -- Phones.
    ('+5511912345678', 'João:I'), ('11912345678', 'João:I'), ('(11) 91234-5678', 'João:I'), ('912345678', 'João:I'), ('1234-5678', 'João:I'), ('5678', 'João:I Padaria:I'), ('678', ''), ('45678', 'João:I Padaria:I'),
    ('(11) 91234', 'João:I'), ('+55 11 9123', 'João:I'), ('(11) 91234-5679', ''),
    -- E-mails.
    ('debora@example.com', 'Mariana:I'), ('DEBORA.REIS@EXAMPLE.COM', 'Débora:I'), ('debora.r', 'Débora:I'), ('debora@', 'Mariana:I'), ('nada@example.com', '')) AS v (t, e);
SELECT is(pg_temp.found(:'ta', b::jsonb), e, b) FROM (VALUES
    ('{"termo": "pa", "tip_pessoa": "F"}', ''), ('{"termo": "pa", "tip_pessoa": "J"}', 'Padaria:N'), ('{"termo": "joao", "papel": "CLIENTE"}', 'João2:N'), ('{"termo": "joao", "papel": "LEAD"}', ''),
    ('{"termo": "sivla", "papel": "LEAD"}', ''), ('{"termo": "sivla", "tip_pessoa": "J"}', ''), ('{"termo": "5678", "tip_pessoa": "J"}', 'Padaria:I'), ('{"termo": "5678", "papel": "LEAD"}', '')) AS v (b, e);
SELECT is(pg_temp.found(:'tb', '{"termo": "joao"}'), 'João:N', 'the other tenant has its own');
SELECT is(pg_temp.found(:'tb', jsonb_build_object('termo', t)), '', 'and not: ' || t) FROM unnest('{mariana,gonsalves,12ABC34501DE35,debora@}'::text[]) t;

-- Whoever may not see a document whole cannot find it out by its beginnings either.
SELECT is(pg_temp.found(:'finance', jsonb_build_object('termo', t)), e, 'masked search: ' || t) FROM (VALUES ('joao', 'João:N João2:N'), ('52998224725', 'João:I'), ('(11) 91234-5678', 'João:I'),
    ('debora@example.com', 'Mariana:I'), ('12.ABC.345/01DE-35', 'Padaria:I'), ('5299822472', ''), ('529.982', ''), ('5678', ''), ('(11) 91234', ''), ('debora.r', ''), ('debora@', '')) v (t, e);
SELECT is((SELECT i - '{cod_pessoa,nom_social,nom_fantasia,tip_pessoa}'::text[] FROM jsonb_array_elements((pg_temp.search(:'finance', '{"termo": "joao silva"}')).body -> 'itens') i),
    '{"nom_pessoa": "João da Silva", "num_documento": "***.982.247-**", "num_telefone": "(11) *****-**78", "des_email": null, "tip_achado": "NOME"}', 'and sees it masked');

-- Pages.
CREATE TEMP TABLE page AS WITH RECURSIVE p AS (
    SELECT 1 AS n, pg_temp.search(:'ta', '{"termo": "jo", "limite": 1}') AS a
    UNION ALL SELECT n + 1, pg_temp.search(:'ta', jsonb_build_object('termo', 'jo', 'limite', 1, 'apos', (a).body ->> 'proximo')) FROM p WHERE n < 9 AND (a).body ->> 'proximo' IS NOT NULL)
SELECT n, (a).body FROM p;
SELECT is((SELECT string_agg(body #>> '{itens,0,nom_pessoa}', ', ' ORDER BY n) FROM page), 'João da Silva, João Sivaldo Costa, José Antônio Gonçalves', 'page by page, nobody twice');
SELECT is(pg_temp.outcome(pg_temp.search(t, b::jsonb)), e, b) FROM (VALUES
    (:'ta', '{"termo": "a"}', '422 corpo_invalido'), (:'ta', '{"termo": "   "}', '422 corpo_invalido'), (:'ta', '{}', '422 corpo_invalido'), (:'ta', '{"termo": "jo", "limite": 101}', '422 corpo_invalido'),
    (:'ta', '{"termo": "jo", "papel": "REI"}', '422 corpo_invalido'), (:'ta', '{"termo": "jo", "apos": "9.1"}', '422 corpo_invalido'), (:'ta', '{"termo": "jo", "apos": "8.999999999999999999"}', '200'),
    (:'ta', jsonb_build_object('termo', repeat('x', 201))::text, '422 corpo_invalido'), (:'ta', jsonb_build_object('termo', repeat('a ', 99))::text, '200'),
    (:'cook', '{"termo": "jo"}', '403 sem_permissao'), (NULL, '{"termo": "jo"}', '401 login_necessario')) AS v (t, b, e);
SELECT is((SELECT count(*) FROM flowt.tb_omni8_acesso_dado_pessoal WHERE cod_tenant = :beta AND nom_funcao = 'api.pessoa_buscar'), 5::bigint, 'every search is logged as a reading');

-- Upkeep: what is found follows what is written.
SELECT cod_pessoa AS joao FROM flowt.tb_omni8_pessoa WHERE cod_tenant = :alfa AND nom_pessoa = 'João da Silva' \gset
UPDATE flowt.tb_omni8_pessoa SET nom_pessoa = 'Xisto Quaresma' WHERE cod_pessoa = :joao;
SELECT is(pg_temp.found(:'ta', '{"termo": "quaresma"}'), 'Xisto:N', 'a new name is found');
SELECT is(pg_temp.found(:'ta', '{"termo": "joao"}'), 'João2:N', 'the old one is not');
SELECT is_empty(format('SELECT FROM flowt.tb_omni8_pessoa_palavra WHERE cod_tenant = %s AND nom_palavra = ''silva''', :alfa), 'nor remembered as a word');
SELECT isnt_empty(format('SELECT FROM flowt.tb_omni8_pessoa_palavra WHERE cod_tenant = %s AND nom_palavra = ''joao''', :alfa), 'one that somebody else has is');
UPDATE flowt.tb_omni8_pessoa_identificador SET des_valor = '+5521987654321' WHERE cod_pessoa = :joao AND tip_identificador = 'FONE';
SELECT is(pg_temp.found(:'ta', '{"termo": "7654321"}') || pg_temp.found(:'ta', '{"termo": "912345678"}'), 'Xisto:I', 'a changed phone too');
UPDATE flowt.tb_omni8_pessoa SET sta_pessoa = 'ANONIMIZADA', nom_pessoa = 'Anônimo' WHERE cod_pessoa = :joao;
SELECT is((SELECT count(*) FROM flowt.tb_omni8_pessoa_termo WHERE cod_pessoa = :joao), 0::bigint, 'who was made anonymous is not found by anything');
SELECT is(pg_temp.found(:'ta', '{"termo": "5299"}') || pg_temp.found(:'ta', '{"termo": "4321"}'), '', 'not by what was left of the identifiers');
SELECT cod_pessoa AS bakery FROM flowt.tb_omni8_pessoa WHERE cod_tenant = :alfa AND tip_pessoa = 'J' \gset
DELETE FROM flowt.tb_omni8_pessoa_identificador WHERE cod_pessoa = :bakery;
SELECT is((SELECT count(*) FROM flowt.tb_omni8_pessoa_termo WHERE cod_pessoa = :bakery AND nom_termo LIKE '#%'), 0::bigint, 'a deleted phone is gone');

-- The words.
SELECT is(flowt.termos_de_nome(n), e::text[], 'terms of: ' || n) FROM (VALUES ('ana', '{ana}'), ('ana de sá', '{ana de sa,sa ana de}'), ('ana ana', '{ana ana}'), ('', '{}'), ('---', '{}'), ('de', '{}'),
    ('Ana  D''Ávila', '{ana d avila,d avila ana,avila ana d}')) v (n, e);
SELECT is(flowt.chaves_de_palavra(w), e::text[], 'keys of: ' || w) FROM (VALUES ('ana', '{ana}'), ('anna', '{anna,nna,ana,ann}'), ('joao', '{joao,oao,jao,joo,joa}')) v (w, e);

-- Under RLS, as flowt_api: ranges of the index, and nothing else.
CREATE FUNCTION pg_temp.plan(p_query text, p_tenant bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE v_line text; v_plan text := ''; BEGIN
    PERFORM set_config('flowt.cod_tenant', p_tenant::text, true), set_config('enable_seqscan', 'off', true);
    SET LOCAL ROLE flowt_api;
    FOR v_line IN EXECUTE 'EXPLAIN (COSTS off) ' || p_query LOOP v_plan := v_plan || v_line || E'\n'; END LOOP;
    RESET ROLE; RETURN v_plan; END $$;
SELECT matches(pg_temp.plan(q, :alfa), i, 'the index under RLS: ' || i) FROM (VALUES
    (format('SELECT cod_pessoa FROM flowt.tb_omni8_pessoa_termo WHERE cod_tenant = %s AND nom_termo >= ''jo'' AND nom_termo < ''jp'' ORDER BY nom_termo, cod_pessoa LIMIT 20', :alfa),
     'Index Only Scan using pessoa_termo_chave[^\n]*\n *Index Cond: \(\(cod_tenant = \d+\) AND \(nom_termo >='),
    (format('SELECT nom_palavra FROM flowt.tb_omni8_pessoa_palavra WHERE cod_tenant = %s AND des_chave = ''siva''', :alfa),
     'Index Only Scan using pessoa_palavra_chave[^\n]*\n *Index Cond: \(\(cod_tenant = \d+\) AND \(des_chave = '),
    (format('SELECT cod_pessoa FROM flowt.tb_omni8_pessoa_identificador WHERE cod_tenant = %s AND tip_identificador = ''CPF'' AND des_valor ~>=~ ''52'' AND des_valor ~<~ ''53''', :alfa),
     'using identificador_por_valor[^\n]*\n *Index Cond: \(\(cod_tenant = \d+\) AND \(tip_identificador = ''CPF''::text\) AND \(des_valor ~>=~')) v (q, i);

SELECT * FROM finish();
ROLLBACK;
