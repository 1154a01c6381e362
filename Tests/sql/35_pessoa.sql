-- People: who may see what, every rule of their data, and whose each part is (guide chapter 4.2).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(138);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:alfa, 'marketing') AS tm, pg_temp.login(:alfa, 'cozinha') AS cook \gset

CREATE FUNCTION pg_temp.create_person(p_token text, p_body jsonb) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/pessoas', jsonb_build_object('corpo', ('{"tip_pessoa": "F", "nom_pessoa": "Ana Souza"}'::jsonb || p_body)::text), p_token);
CREATE FUNCTION pg_temp.change_person(p_token text, p_id text, p_body jsonb) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('PATCH /v1/pessoas/{id}', jsonb_build_object('id', p_id, 'corpo',
    (jsonb_build_object('num_versao', (SELECT num_versao FROM flowt.tb_omni8_pessoa WHERE cod_pessoa = p_id::bigint)) || p_body)::text), p_token);
CREATE FUNCTION pg_temp.person(p_token text, p_id text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('GET /v1/pessoas/{id}', jsonb_build_object('id', p_id), p_token);
-- A call on a person's part: POST enderecos, PUT papeis/{papel}…
CREATE FUNCTION pg_temp.part(p_token text, p_route text, p_args jsonb, p_body jsonb DEFAULT NULL) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request(p_route, p_args || CASE WHEN p_body IS NULL THEN '{}' ELSE jsonb_build_object('corpo', p_body::text) END, p_token);

-- All of a person in one body, punctuation and all.
CREATE TEMP TABLE created AS SELECT a.* FROM pg_temp.create_person(:'ta', '{"nom_pessoa": "  Ana Souza ", "nom_social": "Aninha", "dat_nascimento": "1990-02-28",
    "identificadores": [{"tip_identificador": "CPF", "des_valor": "529.982.247-25"}, {"tip_identificador": "FONE", "des_valor": "(11) 91234-5678"},
        {"tip_identificador": "FONE", "des_valor": "11 3333-4444", "flg_principal": true}, {"tip_identificador": "EMAIL", "des_valor": " Ana@Exemplo.COM "}],
    "enderecos": [{"des_logradouro": "Rua A", "nom_cidade": "Recife", "sig_uf": "PE"}, {"des_logradouro": "Rua B", "nom_cidade": "Recife", "sig_uf": "PE", "num_cep": "50000-000"}],
    "papeis": ["CLIENTE", "LEAD"], "etiquetas": ["VIP", "  Bairro "]}') AS a;
SELECT body ->> 'cod_pessoa' AS ana FROM created \gset
SELECT is(status || ' ' || headers, '201 Location: /v1/pessoas/' || :'ana', 'a person is created whole') FROM created;
SELECT is(body ->> 'nom_pessoa', 'Ana Souza', 'its name trimmed') FROM created;
SELECT is((SELECT string_agg(i ->> 'des_valor' || CASE WHEN (i ->> 'flg_principal')::boolean THEN '*' ELSE '' END, ' ') FROM jsonb_array_elements(body -> 'identificadores') AS i),
    '52998224725* +5511912345678 +551133334444* ana@exemplo.com*', 'documents, phones and e-mails normalised, one of each kind preferred') FROM created;
SELECT is(jsonb_path_query_array(body, '$.enderecos[*].num_cep'), '[null, "50000000"]', 'a CEP is optional and kept without hyphen') FROM created;
SELECT is(jsonb_path_query_array(body, '$.enderecos[*].flg_principal'), '[true, false]', 'the first address is the preferred one') FROM created;
SELECT is(body -> 'papeis', '["CLIENTE", "LEAD"]', 'roles') FROM created;
SELECT is(jsonb_path_query_array(body, '$.etiquetas[*].nom_etiqueta'), '["Bairro", "VIP"]', 'tags, made as needed') FROM created;
SELECT is((pg_temp.person(:'ta', :'ana')).body, body, 'it reads as it was answered') FROM created;
SELECT is((pg_temp.create_person(:'tb', '{"identificadores": [{"tip_identificador": "CPF", "des_valor": "52998224725"}]}')).status, 201, 'the same CPF in another tenant is another person');

-- Who sees what.
SELECT is((SELECT string_agg(i ->> 'des_valor', ' ') FROM jsonb_array_elements((pg_temp.person(:'tm', :'ana')).body -> 'identificadores') AS i),
    '***.982.247-** (11) *****-**78 (11) *****-**44 a***@exemplo.com', 'marketing sees masks');
SELECT is((pg_temp.person(:'tm', :'ana')).body ->> 'flg_mascarada', 'true', 'and is told so');
SELECT is((SELECT i #>> '{num_documento}' || ' ' || (i ->> 'num_telefone') || ' ' || (i ->> 'des_email') FROM jsonb_array_elements((pg_temp.request('GET /v1/pessoas', '{}', :'tm')).body -> 'itens') AS i),
    '***.982.247-** (11) *****-**44 a***@exemplo.com', 'in lists too');
SELECT is(flowt.identificador_mascarado('CNPJ', '12ABC34501DE35'), '**.ABC.345/****-**', 'a CNPJ in mask');
SELECT is(pg_temp.outcome(pg_temp.person(:'cook', :'ana')), '403 sem_permissao', 'the kitchen sees nothing');
SELECT is(pg_temp.outcome(pg_temp.person(:'tb', :'ana')), '404 nao_encontrado', 'another tenant finds nobody');
SELECT is(pg_temp.outcome(pg_temp.person(NULL, :'ana')), '401 login_necessario', 'nor a stranger');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_acesso_dado_pessoal WHERE cod_tenant = :alfa AND cod_pessoa = :ana AND nom_funcao = 'api.pessoa_ler'), 3::bigint, 'every reading is logged');
INSERT INTO flowt.tb_omni8_permissao_tenant VALUES (:alfa, 'marketing', 'pessoa.ler_completo', true);
SELECT is((pg_temp.person(:'tm', :'ana')).body ->> 'flg_mascarada', 'false', 'a company may let marketing see all');
DELETE FROM flowt.tb_omni8_permissao_tenant WHERE cod_tenant = :alfa;
SELECT is_empty($$SELECT FROM flowt.tb_omni8_auditoria WHERE nom_tabela LIKE 'tb_omni8_pessoa%' AND js_diferenca::text ~ 'Souza|52998224725|912345678|exemplo.com'$$, 'nothing personal is in the audit trail');

-- Every wrong identifier is named; each with its accepted neighbour.
SELECT is(coalesce(pg_temp.wrong_fields(a), pg_temp.outcome(a)), e, format('%s of %s: "%s"', t, p, v)) FROM (VALUES
    ('F', 'CPF', '111.444.777-35', '201'), ('F', 'CPF', '111.444.777-34', 'identificadores[0].des_valor:identificador_invalido'), ('F', 'CPF', '111.111.111-11', 'identificadores[0].des_valor:identificador_invalido'),
    ('F', 'CPF', '1114447773', 'identificadores[0].des_valor:identificador_invalido'), ('J', 'CPF', '111.444.777-35', 'identificadores[0].tip_identificador:documento_de_outro_tipo'),
    ('J', 'CNPJ', '12.abc.345/01de-35', '201'), ('J', 'CNPJ', '12.ABC.345/01DE-36', 'identificadores[0].des_valor:identificador_invalido'), ('J', 'CNPJ', '00.000.000/0001-91', '201'),
    ('J', 'CNPJ', '00.000.000/0000-00', 'identificadores[0].des_valor:identificador_invalido'), ('F', 'CNPJ', '00.000.000/0001-91', 'identificadores[0].tip_identificador:documento_de_outro_tipo'),
    ('J', 'CNPJ', '1234567890123', 'identificadores[0].des_valor:identificador_invalido'), ('F', 'FONE', '+55 (85) 98877-6655', '201'), ('F', 'FONE', '85 8877-6655', 'identificadores[0].des_valor:identificador_invalido'),
    ('F', 'FONE', '(20) 91234-5678', 'identificadores[0].des_valor:identificador_invalido'), ('F', 'FONE', '(21) 2345-6789', '201'), ('F', 'FONE', '(21) 6345-6789', 'identificadores[0].des_valor:identificador_invalido'),
    ('F', 'FONE', '+1 212 555 0100', 'identificadores[0].des_valor:identificador_invalido'), ('F', 'EMAIL', 'joana@exemplo.com.br', '201'), ('F', 'EMAIL', 'joana@exemplo', 'identificadores[0].des_valor:identificador_invalido'),
    ('F', 'EMAIL', 'joana@@exemplo.com', 'identificadores[0].des_valor:identificador_invalido'), ('F', 'EMAIL', 'joana@exemplo.com, x@y.com', 'identificadores[0].des_valor:identificador_invalido'),
    ('F', 'RG', '1', 'identificadores[0].tip_identificador:opcao_invalida')) AS v (p, t, v, e),
    pg_temp.create_person(:'ta', jsonb_build_object('tip_pessoa', p, 'identificadores', jsonb_build_array(jsonb_build_object('tip_identificador', t, 'des_valor', v)))) AS a;
SELECT is(pg_temp.wrong_fields(pg_temp.create_person(:'ta', '{"nom_pessoa": " ", "papeis": ["CHEFE"], "cod_tenant": "1"}')),
    'cod_tenant:campo_desconhecido nom_pessoa:texto_curto papeis[0]:opcao_invalida', 'all wrong fields in one answer');
SELECT is(pg_temp.wrong_fields(pg_temp.create_person(:'ta', '{"identificadores": [{"tip_identificador": "CPF", "des_valor": "1"}, {"tip_identificador": "EMAIL", "des_valor": "a@b.co"}, {"tip_identificador": "FONE", "des_valor": "2"}]}')),
    'identificadores[0].des_valor:identificador_invalido identificadores[2].des_valor:identificador_invalido', 'and all wrong identifiers');

-- Birth dates and what only one kind of person has.
SELECT is(coalesce(pg_temp.wrong_fields(a), pg_temp.outcome(a)), e, 'person ' || b) FROM (VALUES
    ('{"dat_nascimento": "1900-01-01"}', '201'), ('{"dat_nascimento": "1899-12-31"}', '422 nascimento_so_de_pessoa_fisica'), ('{"dat_nascimento": "2000-02-29"}', '201'),
    ('{"dat_nascimento": "1900-02-29"}', 'dat_nascimento:formato_invalido'), ('{"dat_nascimento": "2001-02-29"}', 'dat_nascimento:formato_invalido'), ('{"dat_nascimento": "2004-02-29"}', '201'),
    ('{"dat_nascimento": "2001-13-01"}', 'dat_nascimento:formato_invalido'), ('{"dat_nascimento": "31/12/1990"}', 'dat_nascimento:formato_invalido'), ('{"dat_nascimento": "1990-04-31"}', 'dat_nascimento:formato_invalido'),
    ('{"dat_nascimento": "9999-12-31"}', '422 nascimento_no_futuro'), ('{"tip_pessoa": "J", "dat_nascimento": "2000-01-01"}', '422 nascimento_so_de_pessoa_fisica'),
    ('{"tip_pessoa": "J", "nom_social": "X"}', '422 nome_social_so_de_pessoa_fisica'), ('{"nom_fantasia": "X"}', '422 nome_fantasia_so_de_pessoa_juridica'), ('{"tip_pessoa": "J", "nom_fantasia": "X"}', '201'),
    ('{"tip_pessoa": "J", "num_inscricao_estadual": "110.042.490.114"}', '201'), ('{"tip_pessoa": "J", "num_inscricao_estadual": "isento"}', '201'),
    ('{"tip_pessoa": "J", "num_inscricao_estadual": "P-01100424.3/002"}', '201'), ('{"tip_pessoa": "J", "num_inscricao_estadual": "11A"}', '422 inscricao_so_de_pessoa_juridica'),
    ('{"num_inscricao_estadual": "110042490114"}', '422 inscricao_so_de_pessoa_juridica')) AS v (b, e), pg_temp.create_person(:'ta', b::jsonb) AS a;
SELECT is(pg_temp.outcome(pg_temp.create_person(:'ta', jsonb_build_object('dat_nascimento', flowt.dia_do_tenant(:alfa, now()) + d))), e, format('born %s days from the tenant''s today', d))
  FROM (VALUES (0, '201'), (1, '422 nascimento_no_futuro')) AS v (d, e);
UPDATE flowt.tb_omni8_tenant SET des_fuso_horario = CASE WHEN extract(hour FROM now() AT TIME ZONE 'UTC') >= 12 THEN 'Pacific/Kiritimati' ELSE 'Pacific/Niue' END WHERE cod_tenant = :beta;
SELECT is(pg_temp.outcome(pg_temp.create_person(:'tb', jsonb_build_object('dat_nascimento', flowt.dia_do_tenant(:beta, now()) + d))), e, format('born %s days from today in %s', d, 'a zone at the edge'))
  FROM (VALUES (0, '201'), (1, '422 nascimento_no_futuro')) AS v (d, e);

-- Addresses: CEP and state.
SELECT is(coalesce(pg_temp.wrong_fields(a), pg_temp.outcome(a)), e, 'address ' || b) FROM (VALUES
    ('{"num_cep": "01310-100"}', '201'), ('{"num_cep": "01310100"}', '201'), ('{"num_cep": null}', '201'), ('{"num_cep": "0131010"}', 'num_cep:formato_invalido'), ('{"num_cep": "013101000"}', 'num_cep:formato_invalido'),
    ('{"num_cep": "01310-10A"}', 'num_cep:formato_invalido'), ('{"sig_uf": "SP"}', '201'), ('{"sig_uf": "sp"}', 'sig_uf:opcao_invalida'), ('{"sig_uf": "XX"}', 'sig_uf:opcao_invalida'),
    ('{"des_logradouro": ""}', 'des_logradouro:texto_curto')) AS v (b, e),
    pg_temp.part(:'ta', 'POST /v1/pessoas/{id}/enderecos', jsonb_build_object('id', :'ana'), '{"des_logradouro": "Rua C", "nom_cidade": "Olinda", "sig_uf": "PE"}'::jsonb || b::jsonb) AS a;

-- Changing.
SELECT is(pg_temp.outcome(pg_temp.change_person(:'ta', :'ana', '{"num_versao": 9}')), '409 versao_desatualizada', 'a stale version is refused');
SELECT is((pg_temp.change_person(:'ta', :'ana', '{"nom_social": null, "des_observacao": "Prefere ligação"}')).body ->> 'nom_social', NULL, 'a null clears');
SELECT is((pg_temp.person(:'ta', :'ana')).body ->> 'nom_pessoa', 'Ana Souza', 'what is not named stays');
SELECT is(pg_temp.wrong_fields(pg_temp.change_person(:'ta', :'ana', '{"tip_pessoa": "J"}')), 'tip_pessoa:campo_desconhecido', 'nobody turns into a company');
SELECT is(pg_temp.outcome(pg_temp.change_person(:'tb', :'ana', '{}')), '404 nao_encontrado', 'another tenant''s is not there');
SELECT is(pg_temp.outcome(pg_temp.change_person(:'cook', :'ana', '{}')), '403 sem_permissao', 'nor is it the kitchen''s to change');

-- Identifiers.
SELECT is(pg_temp.outcome(pg_temp.part(:'ta', 'POST /v1/pessoas/{id}/identificadores', jsonb_build_object('id', :'ana'), jsonb_build_object('tip_identificador', t, 'des_valor', v))), e, format('%s %s', t, v))
  FROM (VALUES ('EMAIL', 'ANA@exemplo.com', '409 identificador_ja_cadastrado_na_pessoa'), ('EMAIL', 'outra@exemplo.com', '201'), ('CPF', '111.444.777-35', '409 pessoa_ja_tem_documento')) AS v (t, v, e);
SELECT cod_identificador AS cpf FROM flowt.tb_omni8_pessoa_identificador WHERE cod_tenant = :alfa AND cod_pessoa = :ana AND tip_identificador = 'CPF' \gset
SELECT cod_identificador AS outra FROM flowt.tb_omni8_pessoa_identificador WHERE cod_tenant = :alfa AND des_valor = 'outra@exemplo.com' \gset
SELECT is((pg_temp.part(:'ta', 'PATCH /v1/pessoas/{id}/identificadores/{identificador}', jsonb_build_object('id', :'ana', 'identificador', :'outra'), '{"flg_principal": true}')).body ->> 'flg_principal', 'true', 'another e-mail is preferred');
SELECT is((SELECT string_agg(des_valor, ' ') FROM flowt.tb_omni8_pessoa_identificador WHERE cod_tenant = :alfa AND cod_pessoa = :ana AND tip_identificador = 'EMAIL' AND flg_principal), 'outra@exemplo.com', 'that one only');
SELECT is(pg_temp.outcome(pg_temp.part(:'tm', 'POST /v1/pessoas/{id}/identificadores/{identificador}/conferencia', jsonb_build_object('id', :'ana', 'identificador', :'cpf'))), '403 sem_permissao', 'marketing vouches for nobody');
SELECT is(pg_temp.outcome(pg_temp.part(:'ta', 'POST /v1/pessoas/{id}/identificadores/{identificador}/conferencia', jsonb_build_object('id', :'ana', 'identificador', :'outra'))), '422 contato_se_verifica_por_codigo', 'an e-mail is proven by code');
SELECT isnt((pg_temp.part(:'ta', 'POST /v1/pessoas/{id}/identificadores/{identificador}/conferencia', jsonb_build_object('id', :'ana', 'identificador', :'cpf'))).body ->> 'dat_verificacao', NULL, 'a CPF that was seen is verified');
SELECT is((SELECT array_agg(tip_operacao) FROM flowt.tb_omni8_auditoria WHERE cod_tenant = :alfa AND nom_tabela = 'tb_omni8_pessoa_identificador' AND js_diferenca ? 'dat_verificacao' AND js_chave ->> 'cod_identificador' = :'cpf' AND cod_usuario IS NOT NULL AND tip_operacao = 'U'), '{U}', 'and who said so is audited');
CREATE TEMP TABLE refused AS SELECT a.* FROM pg_temp.create_person(:'ta', '{"identificadores": [{"tip_identificador": "CPF", "des_valor": "52998224725"}]}') AS a;
SELECT is(pg_temp.outcome(a), '409 identificador_verificado_de_outra_pessoa', 'a verified CPF is of one person') FROM (SELECT ROW(r.*)::pg_temp.answer AS a FROM refused r) AS x;
SELECT is(hint, jsonb_build_object('cod_pessoa', :'ana'), 'the answer says whose') FROM refused;
SELECT is(pg_temp.attempt('flowt_api', format('UPDATE flowt.tb_omni8_pessoa_identificador SET des_valor = %L WHERE cod_identificador = %s', '11144477735', :cpf), :alfa), 'PT409 identificador_verificado', 'verified data is never overwritten');
SELECT is(pg_temp.outcome(pg_temp.part(:'tm', 'DELETE /v1/pessoas/{id}/identificadores/{identificador}', jsonb_build_object('id', :'ana', 'identificador', :'cpf'))), '403 sem_permissao', 'nor removed by whoever may not vouch');
SELECT is(pg_temp.outcome(pg_temp.part(:'tm', 'DELETE /v1/pessoas/{id}/identificadores/{identificador}', jsonb_build_object('id', :'ana', 'identificador', :'outra'))), '204', 'an unverified one is');
SELECT is((SELECT string_agg(des_valor, ' ') FROM flowt.tb_omni8_pessoa_identificador WHERE cod_tenant = :alfa AND cod_pessoa = :ana AND tip_identificador = 'EMAIL' AND flg_principal), 'ana@exemplo.com', 'and the next is preferred');
SELECT is(pg_temp.outcome(pg_temp.part(:'tb', 'DELETE /v1/pessoas/{id}/identificadores/{identificador}', jsonb_build_object('id', :'ana', 'identificador', :'cpf'))), '404 nao_encontrado', 'another tenant removes nothing');

-- Addresses, roles and tags by hand.
SELECT cod_endereco AS rua_a FROM flowt.tb_omni8_pessoa_endereco WHERE cod_tenant = :alfa AND des_logradouro = 'Rua A' \gset
SELECT cod_endereco AS rua_b FROM flowt.tb_omni8_pessoa_endereco WHERE cod_tenant = :alfa AND des_logradouro = 'Rua B' \gset
SELECT is((pg_temp.part(:'ta', 'PATCH /v1/pessoas/{id}/enderecos/{endereco}', jsonb_build_object('id', :'ana', 'endereco', :'rua_b'), '{"nom_bairro": "Boa Vista", "flg_principal": true}')).body - 'cod_endereco',
    '{"nom_endereco": null, "des_logradouro": "Rua B", "num_endereco": null, "des_complemento": null, "nom_bairro": "Boa Vista", "nom_cidade": "Recife", "sig_uf": "PE", "num_cep": "50000000", "des_referencia": null, "flg_principal": true}', 'an address is changed');
SELECT is(pg_temp.outcome(pg_temp.part(:'ta', 'DELETE /v1/pessoas/{id}/enderecos/{endereco}', jsonb_build_object('id', :'ana', 'endereco', :'rua_b'))), '204', 'and removed');
SELECT is((SELECT flg_principal FROM flowt.tb_omni8_pessoa_endereco WHERE cod_endereco = :rua_a), true, 'the oldest is preferred again');
SELECT is(pg_temp.outcome(pg_temp.part(:'ta', r, a, b)), e, r || ' ' || a) FROM (VALUES
    ('PUT /v1/pessoas/{id}/papeis/{papel}', '{"papel": "FORNECEDOR"}'::jsonb, NULL::jsonb, '204'), ('PUT /v1/pessoas/{id}/papeis/{papel}', '{"papel": "FORNECEDOR"}', NULL, '204'),
    ('PUT /v1/pessoas/{id}/papeis/{papel}', '{"papel": "CHEFE"}', NULL, '422 papel_conhecido'), ('DELETE /v1/pessoas/{id}/papeis/{papel}', '{"papel": "FORNECEDOR"}', NULL, '204'),
    ('DELETE /v1/pessoas/{id}/papeis/{papel}', '{"papel": "FORNECEDOR"}', NULL, '404 nao_encontrado'), ('DELETE /v1/pessoas/{id}/enderecos/{endereco}', '{"endereco": "0"}', NULL, '404 nao_encontrado'),
    ('PATCH /v1/pessoas/{id}/enderecos/{endereco}', '{"endereco": "0"}', '{}', '404 nao_encontrado'), ('PUT /v1/pessoas/{id}/etiquetas/{etiqueta}', '{"etiqueta": "0"}', NULL, '404 nao_encontrado')) AS v (r, x, b, e),
    LATERAL (SELECT x || jsonb_build_object('id', :'ana') AS a) AS y;
SELECT (pg_temp.part(:'ta', 'POST /v1/etiquetas', '{}', '{"nom_etiqueta": " Festa "}')).body ->> 'cod_etiqueta' AS festa \gset
SELECT is(pg_temp.outcome(pg_temp.part(:'ta', 'POST /v1/etiquetas', '{}', '{"nom_etiqueta": "Festa"}')), '409 etiqueta_ja_existe', 'a tag''s name is used once');
SELECT is(pg_temp.outcome(pg_temp.part(:'ta', 'PUT /v1/pessoas/{id}/etiquetas/{etiqueta}', jsonb_build_object('id', :'ana', 'etiqueta', :'festa'))), '204', 'a tag is put on');
SELECT is(jsonb_path_query_array((pg_temp.request('GET /v1/pessoas', jsonb_build_object('cod_etiqueta', :'festa'), :'ta')).body, '$.itens.cod_pessoa'), jsonb_build_array(:'ana'), 'people are listed by tag');
SELECT is((pg_temp.part(:'ta', 'PATCH /v1/etiquetas/{id}', jsonb_build_object('id', :'festa'), '{"nom_etiqueta": "Festas"}')).body ->> 'nom_etiqueta', 'Festas', 'renamed');
SELECT is(pg_temp.outcome(pg_temp.part(:'tb', 'DELETE /v1/etiquetas/{id}', jsonb_build_object('id', :'festa'))), '404 nao_encontrado', 'not by another tenant');
SELECT is(pg_temp.outcome(pg_temp.part(:'ta', 'DELETE /v1/pessoas/{id}/etiquetas/{etiqueta}', jsonb_build_object('id', :'ana', 'etiqueta', :'festa'))), '204', 'taken off');
SELECT is(pg_temp.outcome(pg_temp.part(:'ta', 'DELETE /v1/etiquetas/{id}', jsonb_build_object('id', :'festa'))), '204', 'and gone');

-- Lists.
SELECT is((pg_temp.request('GET /v1/pessoas', '{"tip_papel": "CLIENTE"}', :'ta')).body #>> '{itens,0,cod_pessoa}', :'ana', 'people are listed by role');
SELECT is((SELECT bool_and(i ->> 'tip_pessoa' = 'J') AND count(*) > 3 FROM jsonb_array_elements((pg_temp.request('GET /v1/pessoas', '{"tip_pessoa": "J"}', :'ta')).body -> 'itens') AS i), true, 'by kind');
SELECT is((pg_temp.request('GET /v1/pessoas', '{"sta_pessoa": "ANONIMIZADA"}', :'ta')).body, '{"itens": [], "proximo": null}', 'by status');
CREATE TEMP TABLE walk AS WITH RECURSIVE page AS (
    SELECT (pg_temp.request('GET /v1/pessoas', '{"limite": "4"}', :'ta')).body AS body UNION ALL
    SELECT (pg_temp.request('GET /v1/pessoas', jsonb_build_object('limite', '4', 'apos', body ->> 'proximo'), :'ta')).body FROM page WHERE body ->> 'proximo' IS NOT NULL)
SELECT i ->> 'cod_pessoa' AS code FROM page, jsonb_array_elements(body -> 'itens') AS i;
SELECT is((SELECT array_agg(code::bigint ORDER BY code::bigint) FROM walk), (SELECT array_agg(cod_pessoa ORDER BY cod_pessoa) FROM flowt.tb_omni8_pessoa WHERE cod_tenant = :alfa), 'page by page, everybody once');

-- Companies: branches by root of the CNPJ, contacts.
SELECT (pg_temp.create_person(:'ta', jsonb_build_object('tip_pessoa', 'J', 'nom_pessoa', n, 'identificadores', jsonb_build_array(jsonb_build_object('tip_identificador', 'CNPJ', 'des_valor', c))))).body ->> 'cod_pessoa' AS id
  FROM (VALUES ('Matriz', '11.222.333/0001-81')) AS v (n, c) \gset matriz_
SELECT (pg_temp.create_person(:'ta', jsonb_build_object('tip_pessoa', 'J', 'nom_pessoa', 'Filial', 'identificadores', jsonb_build_array(jsonb_build_object('tip_identificador', 'CNPJ', 'des_valor', c))))).body ->> 'cod_pessoa' AS id
  FROM (SELECT '112223330002' || d AS c FROM generate_series(0, 99) AS n, lpad(n::text, 2, '0') AS d WHERE flowt.cnpj_valido('112223330002' || d)) AS v \gset filial_
SELECT is(jsonb_path_query_array((pg_temp.request('GET /v1/pessoas/{id}/filiais', jsonb_build_object('id', :'matriz_id'), :'ta')).body, '$.itens.nom_pessoa'), '["Filial"]', 'branches share the root');
SELECT is((pg_temp.request('GET /v1/pessoas/{id}/filiais', jsonb_build_object('id', :'ana'), :'ta')).body -> 'itens', '[]', 'a natural person has none');
SELECT is(pg_temp.outcome(pg_temp.part(:'ta', 'PUT /v1/pessoas/{id}/contatos/{contato}', jsonb_build_object('id', i, 'contato', c), '{"des_cargo": "Compras"}')), e, format('contact %s', e))
  FROM (VALUES (:'matriz_id', :'ana', '204'), (:'matriz_id', :'ana', '204'), (:'ana', :'matriz_id', '422 contato_e_pessoa_fisica_de_juridica'), (:'ana', :'ana', '422 contato_e_pessoa_fisica_de_juridica'),
               (:'matriz_id', :'filial_id', '422 contato_e_pessoa_fisica_de_juridica'), (:'matriz_id', '0', '404 nao_encontrado')) AS v (i, c, e);
SELECT is((pg_temp.person(:'ta', :'matriz_id')).body #> '{contatos,0}', jsonb_build_object('cod_pessoa', :'ana', 'tip_pessoa', 'F', 'nom_pessoa', 'Ana Souza', 'des_cargo', 'Compras'), 'a company shows its contacts');
SELECT is((pg_temp.person(:'ta', :'ana')).body #>> '{contatos,0,nom_pessoa}', 'Matriz', 'a contact its companies');
SELECT is(pg_temp.outcome(pg_temp.part(:'ta', 'DELETE /v1/pessoas/{id}/contatos/{contato}', jsonb_build_object('id', :'matriz_id', 'contato', :'ana'))), '204', 'and is let go');

-- Merged and anonymised.
UPDATE flowt.tb_omni8_pessoa SET sta_pessoa = 'MESCLADA', cod_pessoa_destino = :matriz_id WHERE cod_pessoa = :filial_id;
SELECT is((pg_temp.person(:'ta', :'filial_id')).body ->> 'cod_pessoa', :'matriz_id', 'a merged person reads as the one it became');
SELECT is(pg_temp.outcome(pg_temp.change_person(:'ta', :'filial_id', '{"nom_pessoa": "X"}')), '409 pessoa_mesclada', 'and is changed there only');
SELECT is((pg_temp.change_person(:'ta', :'filial_id', '{"nom_pessoa": "X"}')).hint, jsonb_build_object('cod_pessoa', :'matriz_id'), 'the answer says where');
UPDATE flowt.tb_omni8_pessoa SET sta_pessoa = 'ANONIMIZADA' WHERE cod_pessoa = :ana;
SELECT is(pg_temp.outcome(pg_temp.change_person(:'ta', :'ana', '{"nom_pessoa": "X"}')), '409 pessoa_anonimizada', 'nobody writes on who was erased');

-- Limits and modules.
SELECT (pg_temp.create_person(:'ta', '{}')).body ->> 'cod_pessoa' AS bia \gset
SELECT is((SELECT string_agg(DISTINCT pg_temp.outcome(pg_temp.part(:'ta', 'POST /v1/pessoas/{id}/identificadores', jsonb_build_object('id', :'bia'), jsonb_build_object('tip_identificador', 'EMAIL', 'des_valor', n || '@exemplo.com'))), ' ')
             FROM generate_series(1, flowt.limite_de_partes_da_pessoa()) AS n), '201', 'as many as there may be');
SELECT is(pg_temp.outcome(pg_temp.part(:'ta', 'POST /v1/pessoas/{id}/identificadores', jsonb_build_object('id', :'bia'), '{"tip_identificador": "EMAIL", "des_valor": "mais@exemplo.com"}')), '422 pessoa_com_partes_demais', 'and no more');
INSERT INTO flowt.tb_omni8_tenant_modulo VALUES (:alfa, 'pessoas', false);
SELECT is(pg_temp.outcome(pg_temp.person(:'ta', :'bia')), '404 modulo_desativado', 'a company without the module has no such routes');

SELECT * FROM finish();
ROLLBACK;
