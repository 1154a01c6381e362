-- Merging two registrations of one person (guide chapter 4.2).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'gerente') AS ta, pg_temp.login(:beta, 'gerente') AS tb, pg_temp.login(:alfa, 'atendente') AS clerk \gset

CREATE FUNCTION pg_temp.person(p_tenant bigint, p_name text, p_type text DEFAULT 'F') RETURNS bigint LANGUAGE sql AS $$
    INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa) VALUES (p_tenant, p_type, p_name) RETURNING cod_pessoa $$;
CREATE FUNCTION pg_temp.identify(p_person bigint, p_type text, p_value text, p_main boolean DEFAULT false, p_verified boolean DEFAULT false) RETURNS bigint LANGUAGE sql AS $$
    INSERT INTO flowt.tb_omni8_pessoa_identificador (cod_tenant, cod_pessoa, tip_identificador, des_valor, flg_principal, dat_verificacao)
    SELECT cod_tenant, cod_pessoa, p_type, p_value, p_main, CASE WHEN p_verified THEN now() END FROM flowt.tb_omni8_pessoa WHERE cod_pessoa = p_person
    RETURNING cod_identificador $$;
CREATE FUNCTION pg_temp.body(p_origin bigint, p_target bigint, p_more jsonb DEFAULT '{}') RETURNS text LANGUAGE sql AS $$
    SELECT (jsonb_build_object('cod_pessoa_origem', p_origin::text, 'des_motivo', 'mesmo CPF no balcão',
        'num_versao', coalesce((SELECT num_versao FROM flowt.tb_omni8_pessoa WHERE cod_pessoa = p_target), 1),
        'num_versao_origem', coalesce((SELECT num_versao FROM flowt.tb_omni8_pessoa WHERE cod_pessoa = p_origin), 1)) || p_more)::text $$;
CREATE FUNCTION pg_temp.merge(p_token text, p_origin bigint, p_target bigint, p_more jsonb DEFAULT '{}', p_path text DEFAULT 'fusao') RETURNS pg_temp.answer LANGUAGE sql AS $$
    SELECT pg_temp.request('POST /v1/pessoas/{id}/' || p_path, jsonb_build_object('id', p_target::text, 'corpo', pg_temp.body(p_origin, p_target, p_more)), p_token) $$;
CREATE FUNCTION pg_temp.of(p_table text, p_person bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE n bigint; BEGIN EXECUTE format('SELECT count(*) FROM flowt.tb_omni8_%s WHERE cod_pessoa = $1', p_table) INTO n USING p_person; RETURN n; END $$;
-- Digest of everything that the tenant has, to see that a refusal or a preview changed none of it.
CREATE FUNCTION pg_temp.everything(p_tenant bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE v text := ''; t text; r text; BEGIN
    FOR t IN SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'flowt'::regnamespace AND c.relkind = 'r' AND c.relname LIKE 'tb\_omni8\_pessoa%' ORDER BY 1 LOOP
        EXECUTE format('SELECT md5(string_agg(to_jsonb(x)::text, '','' ORDER BY to_jsonb(x)::text)) FROM flowt.%I x WHERE cod_tenant = $1', t) INTO r USING p_tenant;
        v := v || t || coalesce(r, '-');
    END LOOP; RETURN md5(v); END $$;

-- What a later module may bring: a table with a key of its own over people, two people in a line, an expression, a mark, a ledger.
CREATE TABLE flowt.tb_omni8_teste (cod_tenant bigint NOT NULL, cod_teste bigint GENERATED ALWAYS AS IDENTITY, cod_cliente bigint NOT NULL, cod_outro bigint, nom_cupom text, flg_marca boolean NOT NULL DEFAULT false,
    PRIMARY KEY (cod_tenant, cod_teste), CONSTRAINT teste_de_cliente FOREIGN KEY (cod_tenant, cod_cliente) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa),
    CONSTRAINT teste_de_outro FOREIGN KEY (cod_tenant, cod_outro) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa));
CREATE UNIQUE INDEX teste_cupom ON flowt.tb_omni8_teste (cod_tenant, cod_cliente, lower(nom_cupom)) WHERE nom_cupom <> 'livre';
ALTER TABLE flowt.tb_omni8_teste ADD CONSTRAINT teste_marca EXCLUDE USING btree (cod_tenant WITH =, cod_cliente WITH =) WHERE (flg_marca);
CREATE TABLE flowt.tb_omni8_teste_saldo (cod_tenant bigint NOT NULL, cod_pessoa bigint NOT NULL, qtd_pontos bigint NOT NULL, PRIMARY KEY (cod_tenant, cod_pessoa),
    CONSTRAINT saldo_da_pessoa FOREIGN KEY (cod_tenant, cod_pessoa) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa));
-- A balance is added up by its own module, before the rest is moved.
CREATE FUNCTION flowt.somar_saldo_teste() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE flowt.tb_omni8_teste_saldo d SET qtd_pontos = d.qtd_pontos + o.qtd_pontos FROM flowt.tb_omni8_teste_saldo o
     WHERE d.cod_tenant = NEW.cod_tenant AND d.cod_pessoa = NEW.cod_pessoa AND o.cod_tenant = NEW.cod_tenant AND o.cod_pessoa = NEW.cod_origem; RETURN NULL; END $$;
CREATE TRIGGER saldo AFTER INSERT ON flowt.tb_omni8_pessoa_fusao FOR EACH ROW EXECUTE FUNCTION flowt.somar_saldo_teste();
GRANT SELECT, INSERT, UPDATE, DELETE ON flowt.tb_omni8_teste, flowt.tb_omni8_teste_saldo TO flowt_rotina;

SELECT is_empty($$ SELECT r.nom_tabela, r.nom_coluna FROM flowt.referencias_a_pessoa() r
    WHERE r.nom_tabela NOT LIKE '%teste%' AND NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = r.cod_tabela AND g.tgname = 'fusao_de_' || r.nom_coluna) $$,
    'every table of people follows a merge');
SELECT flowt.acompanhar_fusoes();
SELECT is((SELECT count(*) FROM pg_trigger WHERE tgrelid = 'flowt.tb_omni8_teste'::regclass AND tgname LIKE 'fusao\_de\_%'), 2::bigint, 'a new one does once told to');

-- Everything moves.
INSERT INTO flowt.tb_omni8_campo_personalizado (cod_tenant, tip_entidade, nom_campo, des_rotulo, tip_campo) SELECT :alfa, 'PESSOA', c, c, 'inteiro' FROM unnest('{a,b}'::text[]) c;
SELECT pg_temp.person(:alfa, 'Ana Lima') AS ana, pg_temp.person(:alfa, 'Ana P. Lima') AS dup, pg_temp.person(:alfa, 'Contato') AS friend, pg_temp.person(:beta, 'Ana Lima') AS theirs \gset
UPDATE flowt.tb_omni8_pessoa SET dat_nascimento = '1990-05-01', des_observacao = 'gosta de café', js_campos = '{"a": 1, "b": 2}' WHERE cod_pessoa = :dup;
UPDATE flowt.tb_omni8_pessoa SET js_campos = '{"b": 3}' WHERE cod_pessoa = :ana;
SELECT pg_temp.identify(:ana, 'EMAIL', 'ana@example.com', true), pg_temp.identify(:dup, 'EMAIL', 'ana@example.com', true, true), pg_temp.identify(:dup, 'FONE', '+5511912345678', true),
       pg_temp.identify(:ana, 'CPF', '52998224725', true), pg_temp.identify(:dup, 'CPF', '11144477735', true, true);
INSERT INTO flowt.tb_omni8_pessoa_endereco (cod_tenant, cod_pessoa, des_logradouro, nom_cidade, sig_uf, flg_principal)
SELECT :alfa, p, 'Rua ' || p, 'Recife', 'PE', true FROM unnest(ARRAY[:ana, :dup]::bigint[]) p;
INSERT INTO flowt.tb_omni8_pessoa_papel (cod_tenant, cod_pessoa, tip_papel) VALUES (:alfa, :ana, 'CLIENTE'), (:alfa, :dup, 'CLIENTE'), (:alfa, :dup, 'LEAD');
INSERT INTO flowt.tb_omni8_etiqueta (cod_tenant, nom_etiqueta) VALUES (:alfa, 'VIP'), (:alfa, 'Vizinha');
INSERT INTO flowt.tb_omni8_pessoa_etiqueta SELECT :alfa, p, e.cod_etiqueta FROM flowt.tb_omni8_etiqueta e, unnest(ARRAY[:ana, :dup]::bigint[]) p
 WHERE e.cod_tenant = :alfa AND (p = :dup OR e.nom_etiqueta = 'VIP');
INSERT INTO flowt.tb_omni8_pessoa_vinculo (cod_tenant, cod_pessoa, cod_contato) VALUES (:alfa, :ana, :dup), (:alfa, :dup, :ana), (:alfa, :dup, :friend), (:alfa, :ana, :friend), (:alfa, :friend, :dup);
INSERT INTO flowt.tb_omni8_consentimento (cod_tenant, cod_pessoa, tip_finalidade, tip_canal, flg_concedido, num_versao_texto, tip_origem)
VALUES (:alfa, :dup, 'MARKETING', 'EMAIL', true, '1', 'EQUIPE'), (:alfa, :ana, 'MARKETING', 'EMAIL', false, '1', 'EQUIPE');
INSERT INTO flowt.tb_omni8_sessao (cod_tenant, cod_pessoa, hsh_token, dat_expiracao) VALUES (:alfa, :dup, 'x', now() + interval '1 hour');
INSERT INTO flowt.tb_omni8_teste (cod_tenant, cod_cliente, cod_outro, nom_cupom, flg_marca) VALUES
    (:alfa, :ana, NULL, 'DEZ', true), (:alfa, :dup, :ana, 'dez', true), (:alfa, :dup, :dup, 'VINTE', false), (:alfa, :dup, NULL, 'livre', false), (:alfa, :ana, :dup, 'livre', false);
INSERT INTO flowt.tb_omni8_teste_saldo VALUES (:alfa, :ana, 10), (:alfa, :dup, 5);

SELECT pg_temp.everything(:alfa) AS before \gset
SELECT count(*) AS trail FROM flowt.tb_omni8_auditoria WHERE cod_tenant = :alfa \gset
CREATE TEMP TABLE preview AS SELECT a.* FROM pg_temp.merge(:'ta', :dup, :ana, '{"campos_da_origem": ["nom_pessoa"]}', 'fusao/previa') a;
SELECT is(pg_temp.everything(:alfa), :'before', 'a preview changes nothing');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_auditoria WHERE cod_tenant = :alfa), :trail::bigint, 'nor leaves a trail of changes');
CREATE TEMP TABLE merged AS SELECT a.* FROM pg_temp.merge(:'ta', :dup, :ana, '{"campos_da_origem": ["nom_pessoa"]}') a;
SELECT is((SELECT status FROM merged), 201, 'a merge is done');
SELECT is((SELECT body FROM preview), (SELECT body - '{cod_fusao,dat_fusao}'::text[] FROM merged), 'and is what the preview said');
SELECT is((SELECT body -> 'pessoa' FROM merged) - 'num_versao', '{"nom_pessoa": "Ana P. Lima", "nom_social": null, "nom_fantasia": null, "dat_nascimento": "1990-05-01", "num_inscricao_estadual": null,
    "des_observacao": "gosta de café"}', 'what was chosen and what was lacking came from the origin');
SELECT is(js_campos, '{"a": 1, "b": 3}', 'custom fields too, the target''s own winning') FROM flowt.tb_omni8_pessoa WHERE cod_pessoa = :ana;
SELECT is(sta_pessoa || ' ' || cod_pessoa_destino, 'MESCLADA ' || :ana, 'the origin is an alias') FROM flowt.tb_omni8_pessoa WHERE cod_pessoa = :dup;
SELECT is((SELECT string_agg(tip_identificador || ':' || des_valor || CASE WHEN flg_principal THEN ':P' ELSE '' END || CASE WHEN dat_verificacao IS NOT NULL THEN ':V' ELSE '' END, ' '
    ORDER BY tip_identificador, des_valor) FROM flowt.tb_omni8_pessoa_identificador WHERE cod_pessoa = :ana),
    'CPF:11144477735:P:V CPF:52998224725 EMAIL:ana@example.com:P:V FONE:+5511912345678:P', 'identifiers are joined; what was verified stays so, and is the principal');
SELECT is((SELECT array_agg(flg_principal ORDER BY cod_endereco) FROM flowt.tb_omni8_pessoa_endereco WHERE cod_pessoa = :ana), '{t,f}', 'one address stays the principal');
SELECT is((SELECT array_agg(tip_papel ORDER BY 1) FROM flowt.tb_omni8_pessoa_papel WHERE cod_pessoa = :ana), '{CLIENTE,LEAD}', 'roles without repetition');
SELECT is(pg_temp.of('pessoa_etiqueta', :ana), 2::bigint, 'tags too');
SELECT is((SELECT string_agg(cod_pessoa || '-' || cod_contato, ' ' ORDER BY 1) FROM flowt.tb_omni8_pessoa_vinculo WHERE cod_tenant = :alfa),
    (SELECT string_agg(x, ' ' ORDER BY 1) FROM unnest(ARRAY[:ana || '-' || :friend, :friend || '-' || :ana]) x), 'contacts without herself, once each');
SELECT is((SELECT array_agg(flg_concedido ORDER BY cod_consentimento) FROM flowt.tb_omni8_consentimento WHERE cod_pessoa = :ana), '{t,f}', 'the ledger keeps its order: the last word is still the last');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_sessao WHERE cod_pessoa = :ana AND dat_revogacao IS NOT NULL), 1::bigint, 'who was logged in as the origin is not any more');
SELECT is((SELECT string_agg(concat_ws('/', nom_cupom, flg_marca, cod_outro = :ana), ' ' ORDER BY cod_teste) FROM flowt.tb_omni8_teste WHERE cod_cliente = :ana),
    'DEZ/t VINTE/f/t livre/f livre/f/t', 'a table of a later module: repeated lines go, marks are one, both columns move');
SELECT is((SELECT qtd_pontos FROM flowt.tb_omni8_teste_saldo WHERE cod_pessoa = :ana), 15::bigint, 'a balance is added up by its module');
SELECT is((SELECT sum(pg_temp.of(substr(r.nom_tabela, 10), :dup)) FROM flowt.referencias_a_pessoa() r WHERE r.nom_coluna = 'cod_pessoa'), 0::numeric, 'nothing hangs on the origin any more');
SELECT is((SELECT m -> 'movidas' || (m -> 'descartadas') FROM merged, jsonb_array_elements(body -> 'movido') m WHERE m ->> 'tabela' = 'tb_omni8_pessoa_papel'), '[1, 1]', 'the answer counts what moved');
SELECT is(js_movido #> '{tb_omni8_pessoa_papel.cod_pessoa,chaves}', jsonb_build_array(jsonb_build_object('cod_pessoa', :ana, 'tip_papel', 'LEAD')), 'the record keeps the keys')
  FROM flowt.tb_omni8_pessoa_fusao WHERE cod_origem = :dup;
SELECT is((SELECT count(*) FROM flowt.tb_omni8_auditoria a WHERE a.cod_tenant = :alfa AND a.nom_tabela = 'tb_omni8_pessoa_fusao' AND a.tip_operacao = 'I' AND a.cod_usuario IS NOT NULL
    AND a.js_diferenca ? 'des_motivo' AND a.js_diferenca::text NOT LIKE '%balcão%'), 1::bigint, 'the trail says who, and not the words of why');
SELECT is(jsonb_array_length((pg_temp.request('GET /v1/pessoas/{id}/fusoes', jsonb_build_object('id', :ana), :'ta')).body -> 'itens'), 1, 'the merges of a person are listed');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_pessoa_termo WHERE cod_pessoa = :dup), 0::bigint, 'the alias is not found by search');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_pessoa_termo WHERE cod_pessoa = :ana AND nom_termo LIKE '#%'), 1::bigint, 'her phone is, as the target''s');

-- What comes later for the alias is the target's.
INSERT INTO flowt.tb_omni8_pessoa_papel (cod_tenant, cod_pessoa, tip_papel) VALUES (:alfa, :dup, 'INDICADOR');
SELECT is((SELECT cod_pessoa FROM flowt.tb_omni8_pessoa_papel WHERE cod_tenant = :alfa AND tip_papel = 'INDICADOR'), :ana::bigint, 'what is added to the alias is the target''s');

-- Chains are flattened.
SELECT pg_temp.person(:alfa, 'Ana de Lima') AS third \gset
SELECT is((pg_temp.merge(:'ta', :ana, :third)).status, 201, 'the target is merged in its turn');
SELECT is((SELECT array_agg(cod_pessoa_destino) FROM flowt.tb_omni8_pessoa WHERE cod_pessoa IN (:ana, :dup)), ARRAY[:third, :third]::bigint[], 'both aliases point to the last one');
SELECT is((SELECT cod_pessoa FROM flowt.tb_omni8_pessoa_fusao WHERE cod_origem = :dup), :ana::bigint, 'the record of the first still says what it did');

-- Refusals.
SELECT pg_temp.person(:alfa, 'Eva') AS eva, pg_temp.person(:alfa, 'Eva M') AS eva2, pg_temp.person(:alfa, 'Eva Ltda', 'J') AS firm, pg_temp.person(:alfa, 'X') AS gone \gset
UPDATE flowt.tb_omni8_pessoa SET sta_pessoa = 'ANONIMIZADA' WHERE cod_pessoa = :gone;
SELECT pg_temp.everything(:alfa) AS before \gset
SELECT is(pg_temp.outcome(pg_temp.merge(t, o, d, m, p)), e, e || ' in ' || p) FROM (VALUES
    (:'ta', :eva, :eva, '{}'::jsonb, '409 fusao_consigo_mesma'), (:'ta', :dup, :eva, '{}', '409 pessoa_ja_mesclada'), (:'ta', :eva, :dup, '{}', '409 pessoa_ja_mesclada'),
    (:'ta', :third, :dup, '{}', '409 pessoa_ja_mesclada'), (:'ta', :gone, :eva, '{}', '409 pessoa_anonimizada'), (:'ta', :eva, :gone, '{}', '409 pessoa_anonimizada'),
    (:'ta', :firm, :eva, '{}', '409 tipos_de_pessoa_diferentes'), (:'ta', :theirs, :eva, '{}', '404 nao_encontrado'), (:'ta', :eva, :theirs, '{}', '404 nao_encontrado'),
    (:'tb', :eva, :eva2, '{}', '404 nao_encontrado'), (:'ta', 987654321, :eva, '{}', '404 nao_encontrado'), (:'clerk', :eva, :eva2, '{}', '403 sem_permissao'),
    (NULL, :eva, :eva2, '{}', '401 login_necessario'), (:'ta', :eva, :eva2, '{"num_versao": 7}', '409 versao_desatualizada'), (:'ta', :eva, :eva2, '{"num_versao_origem": 7}', '409 versao_desatualizada'),
    (:'ta', :eva, :eva2, '{"des_motivo": " x "}', '422 corpo_invalido'), (:'ta', :eva, :eva2, '{"campos_da_origem": ["sta_pessoa"]}', '422 corpo_invalido'),
    (:'ta', :eva, :eva2, '{"cod_pessoa_origem": "x"}', '422 corpo_invalido')) AS v (t, o, d, m, e), unnest('{fusao,fusao/previa}'::text[]) AS p;
SELECT is(pg_temp.everything(:alfa), :'before', 'what is refused changes nothing');
SELECT pg_temp.identify(:eva, 'CPF', '39053344705', true, true), pg_temp.identify(:eva2, 'CPF', '15350946056', true, true);
SELECT is(pg_temp.outcome(pg_temp.merge(:'ta', :eva, :eva2)), '409 documentos_verificados_diferentes', 'two verified documents are two people');
UPDATE flowt.tb_omni8_pessoa_identificador SET dat_verificacao = NULL WHERE cod_pessoa = :eva;
SELECT is((pg_temp.merge(:'ta', :eva, :eva2)).status, 201, 'one of them unverified may be a mistake');
SELECT is((SELECT string_agg(des_valor || CASE WHEN flg_principal THEN ':P' ELSE '' END || CASE WHEN dat_verificacao IS NOT NULL THEN ':V' ELSE '' END, ' ' ORDER BY 1)
    FROM flowt.tb_omni8_pessoa_identificador WHERE cod_pessoa = :eva2), '15350946056:P:V 39053344705', 'and does not take the place of the verified one');

-- Two open requests for the same become one, with the nearer deadline and both texts; the other says where it went on.
SELECT pg_temp.person(:alfa, 'Ivo') AS ivo, pg_temp.person(:alfa, 'Ivo S') AS ivo2 \gset
INSERT INTO flowt.tb_omni8_solicitacao_titular (cod_tenant, cod_pessoa, tip_solicitacao, tip_canal, des_pedido, des_identificacao, dat_prazo) VALUES
    (:alfa, :ivo, 'ACESSO', 'CARTA', 'tudo de 2019', 'documento', '2031-01-02'), (:alfa, :ivo2, 'ACESSO', 'CARTA', 'tudo', 'documento', '2031-01-15'), (:alfa, :ivo, 'CORRECAO', 'CARTA', 'nome', 'documento', '2031-01-03');
SELECT is((pg_temp.merge(:'ta', :ivo, :ivo2)).status, 201, 'people with open requests are merged');
SELECT results_eq(format('SELECT tip_solicitacao, sta_solicitacao, dat_prazo, des_pedido FROM flowt.tb_omni8_solicitacao_titular WHERE cod_pessoa = %s ORDER BY dat_prazo, sta_solicitacao', :'ivo2'),
    $$VALUES ('ACESSO', 'ABERTA', date '2031-01-02', E'tudo\ntudo de 2019'), ('ACESSO', 'RECUSADA', '2031-01-02', 'tudo de 2019'), ('CORRECAO', 'ABERTA', '2031-01-03', 'nome')$$, 'none is lost');
SELECT pg_temp.person(:alfa, 'Ilda') AS ilda, pg_temp.person(:alfa, 'Ilda S') AS ilda2 \gset
INSERT INTO flowt.tb_omni8_score_revisao (cod_tenant, cod_pessoa, tip_canal, des_pedido, dat_prazo) VALUES (:alfa, :ilda, 'EQUIPE', 'compro mais', '2031-01-02'), (:alfa, :ilda2, 'EQUIPE', 'está errado', '2031-01-15');
SELECT is((pg_temp.merge(:'ta', :ilda, :ilda2)).status, 201, 'so are people with open reviews of their scores');
SELECT results_eq(format('SELECT sta_revisao, dat_prazo, des_pedido FROM flowt.tb_omni8_score_revisao WHERE cod_pessoa = %s ORDER BY sta_revisao', :'ilda2'),
    $$VALUES ('ABERTA', date '2031-01-02', E'está errado\ncompro mais'), ('RECUSADA', '2031-01-02', 'compro mais')$$, 'and one review goes on');

SELECT is(pg_temp.attempt('flowt_api', s, :alfa), '42501', 'flowt_api may not: ' || s) FROM unnest(ARRAY[
    format('SELECT flowt.mover_coluna(%s, ''flowt.tb_omni8_pessoa_papel'', ''cod_pessoa'', 1, 2)', :beta), format('SELECT flowt.conciliar_pessoa_identificador(%s, 1, 2)', :beta),
    'INSERT INTO flowt.tb_omni8_pessoa_fusao (cod_tenant, cod_pessoa, cod_origem, des_motivo) VALUES (1, 1, 2, ''xxx'')', 'UPDATE flowt.tb_omni8_pessoa_fusao SET des_motivo = ''y'''
    ]) s;

SELECT * FROM finish();
ROLLBACK;
