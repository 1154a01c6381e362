-- Import of people from a CSV (guide chapter 4.2): encodings, separators, quotes, columns, errors by line.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:alfa, 'atendente') AS clerk \gset
CREATE FUNCTION pg_temp.send(p_token text, p_file bytea, p_dry boolean DEFAULT false) RETURNS pg_temp.answer LANGUAGE sql AS $$
    SELECT pg_temp.request('POST /v1/pessoas/importacoes', jsonb_build_object('arquivo', p_file::text, 'simular', p_dry), p_token) $$;
CREATE FUNCTION pg_temp.csv(p_text text, p_encoding text DEFAULT 'UTF8') RETURNS bytea LANGUAGE sql AS $$ SELECT convert_to(p_text, p_encoding) $$;
-- "3 lines: 2 created 1 changed 0 refused"
CREATE FUNCTION pg_temp.result(a pg_temp.answer) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', (a).status, (a).code, (SELECT format('%s: +%s ~%s -%s', x->>'qtd_linhas', x->>'qtd_criadas', x->>'qtd_alteradas', x->>'qtd_recusadas') FROM (SELECT (a).body AS x) y WHERE x IS NOT NULL)) $$;
CREATE FUNCTION pg_temp.errors(p_token text, a pg_temp.answer) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(format('%s:%s:%s', i->>'num_linha', e->>'campo', e->>'codigo'), ' ' ORDER BY (i->>'num_linha')::int, e->>'campo')
      FROM jsonb_array_elements((pg_temp.request('GET /v1/pessoas/importacoes/{id}/erros', jsonb_build_object('id', (a).body->>'cod_importacao', 'limite', '100'), p_token)).body->'itens') i,
           jsonb_array_elements(i->'erros') e $$;

-- A first whole file.
SELECT pg_temp.csv(E'\uFEFFNome;CPF/CNPJ;Telefone;Celular;E-mail;Nascimento;CEP;Endereço;Número;Cidade;UF;Etiquetas;Consentimento;Versão do texto;Cor preferida\r\n'
    || E'Ana Lima;529.982.247-25;(11) 3344-5566;11912345678;ANA@example.com;1/5/1990;01310-100;Av. Paulista;10;São Paulo;sp;VIP|Bairro;sim;v1;azul\r\n'
    || E'"Padaria ""Pão; & Cia""\r\nLtda";12.ABC.345/01DE-35;;;;;;;;;;;;;\r\n\r\n;;;;;;;;;;;;;;\r\nBia;11144477735;;;;;;;;;;;não;v1;') AS file \gset
CREATE TEMP TABLE reply OF pg_temp.answer; INSERT INTO reply SELECT a.* FROM pg_temp.send(:'ta', :'file'::bytea, true) a;
SELECT is((SELECT pg_temp.result(a::pg_temp.answer) FROM reply a), '201 3: +3 ~0 -0', 'a simulation counts');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_pessoa WHERE cod_tenant = :alfa), 0::bigint, 'and makes nobody');
TRUNCATE reply;
INSERT INTO reply SELECT a.* FROM pg_temp.send(:'ta', :'file'::bytea) a;
SELECT is((SELECT pg_temp.result(a::pg_temp.answer) FROM reply a), '201 3: +3 ~0 -0', 'a file is imported');
SELECT is((SELECT body - '{cod_importacao,cod_usuario,dat_criacao,dat_conclusao}'::text[] FROM reply), '{"flg_simulacao": false, "sta_importacao": "CONCLUIDO", "des_codificacao": "UTF-8", "des_separador": ";",
    "colunas": ["nome", "documento", "telefone", "celular", "email", "nascimento", "cep", "logradouro", "numero", "cidade", "uf", "etiquetas", "consentimento", "versao_do_texto"],
    "colunas_ignoradas": ["Cor preferida"], "qtd_linhas": 3, "qtd_feitas": 3, "qtd_criadas": 3, "qtd_alteradas": 0, "qtd_recusadas": 0}', 'and how it was read is told');
SELECT is((SELECT array_agg(tip_pessoa || ':' || nom_pessoa || ':' || tip_origem ORDER BY cod_pessoa) FROM flowt.tb_omni8_pessoa WHERE cod_tenant = :alfa),
    ARRAY['F:Ana Lima:IMPORTACAO', E'J:Padaria "Pão; & Cia"\nLtda:IMPORTACAO', 'F:Bia:IMPORTACAO'], 'quotes, doubled quotes and a line break inside');
SELECT cod_pessoa AS ana FROM flowt.tb_omni8_pessoa WHERE cod_tenant = :alfa AND nom_pessoa = 'Ana Lima' \gset
SELECT is((SELECT array_agg(des_valor ORDER BY tip_identificador, des_valor) FROM flowt.tb_omni8_pessoa_identificador WHERE cod_pessoa = :ana AND dat_verificacao IS NULL),
    '{52998224725,ana@example.com,+551133445566,+5511912345678}', 'identifiers, none verified');
SELECT is((SELECT dat_nascimento FROM flowt.tb_omni8_pessoa WHERE cod_pessoa = :ana), '1990-05-01', 'a date of a spreadsheet');
SELECT is((SELECT concat_ws('/', des_logradouro, num_endereco, nom_cidade, sig_uf, num_cep, flg_principal) FROM flowt.tb_omni8_pessoa_endereco WHERE cod_pessoa = :ana), 'Av. Paulista/10/São Paulo/SP/01310100/t', 'an address');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_pessoa_etiqueta WHERE cod_pessoa = :ana), 2::bigint, 'tags');
SELECT is((SELECT array_agg(tip_papel) FROM flowt.tb_omni8_pessoa_papel WHERE cod_pessoa = :ana), '{CLIENTE}', 'a customer unless said');
SELECT is((SELECT array_agg(concat_ws('/', tip_finalidade, tip_canal, flg_concedido, num_versao_texto, tip_origem) ORDER BY cod_pessoa) FROM flowt.tb_omni8_consentimento WHERE cod_tenant = :alfa),
    '{MARKETING/TODOS/t/v1/IMPORTACAO,MARKETING/TODOS/f/v1/IMPORTACAO}', 'consents where the file says so');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_importacao_linha), 0::bigint, 'no line stays behind');
SELECT is((SELECT pg_temp.result(pg_temp.send(:'ta', :'file'::bytea))), '200 3: +3 ~0 -0', 'the same file again is the same result');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_pessoa WHERE cod_tenant = :alfa), 3::bigint, 'not twice the people');
SELECT is(pg_temp.result(pg_temp.send(:'tb', :'file'::bytea)), '201 3: +3 ~0 -0', 'in another company it is another file');

-- Encodings, separators, line ends.
SELECT is(pg_temp.result(a) || ' ' || (a.body->>'des_codificacao') || ' ' || (a.body->>'des_separador'), e, e) FROM (VALUES
    (pg_temp.csv(E'nome;email\nJoão;a1@example.com', 'LATIN1'), '201 1: +1 ~0 -0 Windows-1252 ;'), (pg_temp.csv(E'nome,email\rJoão,a2@example.com\r', 'WIN1252'), '201 1: +1 ~0 -0 Windows-1252 ,'),
    (pg_temp.csv(E'nome,email\n€uro “x”,a3@example.com', 'WIN1252'), '201 1: +1 ~0 -0 Windows-1252 ,'), ('\x6e6f6d653b780a4a6f3b818de36f'::bytea, '201 1: +1 ~0 -0 Latin-1 ;'),
    (pg_temp.csv(E'nome\te-mail\nJoão\ta4@example.com\n\n\n'), '201 1: +1 ~0 -0 UTF-8 TAB'), (pg_temp.csv(E'\n\n"nome";"obs; longa, com vírgulas, e mais, e mais"\nZé;x'), '201 1: +1 ~0 -0 UTF-8 ;'),
    (pg_temp.csv(E'NOME COMPLETO\nSó'), '201 1: +1 ~0 -0 UTF-8 ;')) v (f, e), LATERAL pg_temp.send(:'ta', f) a;
SELECT is((SELECT count(*) FROM flowt.tb_omni8_pessoa WHERE cod_tenant = :alfa AND nom_pessoa IN ('João', '€uro “x”')), 4::bigint, 'accents came through');

-- Files that cannot be read.
SELECT is(pg_temp.outcome(pg_temp.send(:'ta', f)), '422 ' || e, e) FROM (VALUES
    (pg_temp.csv(''), 'coluna_obrigatoria_ausente'), (pg_temp.csv('nome'), 'arquivo_sem_linhas'), (pg_temp.csv(E'nome\n\n \n"" '), 'arquivo_sem_linhas'), (pg_temp.csv(E'email\na@example.com'), 'coluna_obrigatoria_ausente'),
    (pg_temp.csv(E'nome;Nome\na;b'), 'coluna_repetida'), (pg_temp.csv(E'nome;cpf;cnpj\na;;'), 'coluna_repetida'), (pg_temp.csv(E'nome\n"aberta\nb'), 'aspas_sem_par'),
    ('\x6e6f6d650a4100'::bytea, 'arquivo_nao_e_texto'), ('\xfffe6e006f006d006500'::bytea, 'arquivo_nao_e_texto'), (pg_temp.csv('nome' || repeat(';x', 100) || E'\na'), 'colunas_demais'),
    (pg_temp.csv(E'nome\n' || repeat(E'a\n', 100001)), 'linhas_demais'), (''::bytea, 'coluna_obrigatoria_ausente')) v (f, e);
-- A million separators are counted, not read one by one: 46 seconds otherwise.
SET LOCAL statement_timeout = '10s';
SELECT is(pg_temp.outcome(pg_temp.send(:'ta', pg_temp.csv('nome' || repeat(',', 1000000) || E'\na'))), '422 colunas_demais', 'a header of a million columns is refused soon');
SET LOCAL statement_timeout = 0;
-- Longer than an index takes: it is the line that is refused, not the file.
SELECT is(pg_temp.result(pg_temp.send(:'ta', pg_temp.csv(E'nome;cpf\nTexto no lugar do documento;' || (SELECT string_agg(md5(n::text), '') FROM generate_series(1, 1000) n)
    || E'\nZenaide Sem Documento;'))), '201 2: +1 ~0 -1', 'a document as long as a text refuses its line only');
SELECT is(pg_temp.errors(:'ta', pg_temp.send(:'ta', pg_temp.csv(E'nome;etiquetas\nLista;' || repeat('a,', 2500) || 'a'))), '2:etiquetas:texto_longo', 'nor is a list too long for any field taken apart');
SELECT is(pg_temp.errors(:'ta', pg_temp.send(:'ta', pg_temp.csv(E'nome;email\na' || repeat(';', 100000)))), '2::colunas_diferentes', 'a line of many separators is one line that is refused');
SELECT is((pg_temp.send(:'ta', pg_temp.csv(E'nome\na\nb "x\nc'))).detail LIKE '%linha 3%', true, 'the line of the open quote is named');
SELECT is(pg_temp.outcome(pg_temp.send(t, 'x')), e, e) FROM (VALUES (:'clerk', '403 sem_permissao'), (NULL, '401 login_necessario')) v (t, e);

-- Lines that are refused, and say why; their neighbours go in.
CREATE TEMP TABLE bad OF pg_temp.answer; INSERT INTO bad SELECT a.* FROM pg_temp.send(:'ta', pg_temp.csv(E'nome;tipo;documento;telefone;email;nascimento;cep;logradouro;cidade;uf;consentimento;versao do texto\n'
    'Boa;;;;;;;;;;;\n;;39053344705;;;;;;;;;\nX;;52998224726;;;;;;;;;\nX;J;52998224725;;;;;;;;;\nX;;;1234;naoemail;31/02/1990;;;;;;\nX;;;;;;123;Rua;;XX;;\nX;Z;;;;;;;;;;\nX;;;;;;;;;;sim;\n'
    'X;;;;;;;;;;talvez;v1\nX;;\nX;;;;;;;;;;;;;;\nX;;;;;01/01/2099;;;;;;\nX;;;;;01/01/1800;;;;;;\n' || repeat('n', 201) || E';;;;;;;;;;;\nBoa 2;;1234567891;;;;;;;;;')) a;
SELECT is((SELECT pg_temp.errors(:'ta', b::pg_temp.answer) FROM bad b), '3:nome:campo_obrigatorio 4:documento:identificador_invalido 5:documento:identificador_invalido 6:email:identificador_invalido 6:nascimento:formato_invalido '
    '6:telefone:identificador_invalido 7:cep:formato_invalido 7:cidade:campo_obrigatorio 7:uf:opcao_invalida 8:tipo:opcao_invalida 9:versao_do_texto:campo_obrigatorio 10:consentimento:opcao_invalida '
    '11::colunas_diferentes 12::colunas_diferentes 13::nascimento_no_futuro 14::nascimento_so_de_pessoa_fisica 15:nome:texto_longo 16:documento:identificador_invalido', 'every error names line, column and code');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_importacao_erro WHERE des_mensagem ~ 'naoemail|talvez|52998224726|Rua'), 0::bigint, 'and repeats no value');
-- A leading zero that a spreadsheet lost.
SELECT is(pg_temp.result(pg_temp.send(:'ta', pg_temp.csv(E'nome;cpf\nZero;1234567890'))), '201 1: +1 ~0 -0', 'ten digits that check are a CPF without its zero');
SELECT is(pg_temp.result(pg_temp.send(:'ta', pg_temp.csv(E'nome;cpf\nZero;191'))), '201 1: +0 ~0 -1', 'three digits are not');

-- Who is there already: by document, or by something verified; never overwritten.
SELECT is(pg_temp.result(pg_temp.send(:'ta', f, d)), e, e || d) FROM (VALUES
    (pg_temp.csv(E'nome;cpf;email;obs;nascimento\nAna Outra;52998224725;nova@example.com;vip;1/1/1980\nAna De Novo;529.982.247-25;;;\nQuem;39053344705;;;\nQuem 2;390.533.447-05;;;'), '201 4: +1 ~3 -0')) v (f, e),
    (VALUES (true), (false)) AS s (d) ORDER BY d DESC;
SELECT is((SELECT concat_ws('/', nom_pessoa, des_observacao, dat_nascimento) FROM flowt.tb_omni8_pessoa WHERE cod_pessoa = :ana), 'Ana Lima/vip/1990-05-01', 'what was lacking is filled in, the rest stays');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_pessoa_identificador WHERE cod_pessoa = :ana AND tip_identificador = 'EMAIL'), 2::bigint, 'another e-mail is added');
SELECT is(pg_temp.result(pg_temp.send(:'ta', pg_temp.csv(E'nome;email\nMãe da Ana;ana@example.com'))), '201 1: +1 ~0 -0', 'an unverified e-mail may be a family''s: another person');
UPDATE flowt.tb_omni8_pessoa_identificador SET dat_verificacao = now() WHERE cod_pessoa = :ana AND des_valor = 'nova@example.com';
SELECT is(pg_temp.result(pg_temp.send(:'ta', pg_temp.csv(E'nome;email;consentimento;versão do texto\nAna L;nova@example.com;sim;v2'))), '201 1: +0 ~1 -0', 'a verified one is hers');
INSERT INTO flowt.tb_omni8_consentimento (cod_tenant, cod_pessoa, tip_finalidade, tip_canal, flg_concedido, num_versao_texto, tip_origem) VALUES (:alfa, :ana, 'MARKETING', 'TODOS', false, 'v2', 'CLIENTE');
SELECT is(pg_temp.result(pg_temp.send(:'ta', pg_temp.csv(E'nome;email;consentimento;versão do texto\nAna L;nova@example.com;sim;v3'))), '201 1: +0 ~1 -0', 'a yes in a file');
SELECT is((SELECT count(*) FROM flowt.tb_omni8_consentimento WHERE cod_pessoa = :ana), 2::bigint, 'does not undo her no, nor repeat her yes');

-- A long file waits for the job.
CREATE TEMP TABLE long OF pg_temp.answer; INSERT INTO long SELECT a.* FROM pg_temp.send(:'ta', pg_temp.csv(E'nome;email\n' || (SELECT string_agg(format('Pessoa %s;p%s@example.com', g, g), E'\n') FROM generate_series(1, 1100) g))) a;
SELECT is((SELECT status || (body->>'sta_importacao') FROM long), '202RECEBIDO', 'a long file is accepted');
SELECT is(rotina.processar_importacoes(), n, 'batch') FROM unnest('{500,500,100,0}'::bigint[]) n;
SELECT is(pg_temp.result(pg_temp.request('GET /v1/pessoas/importacoes/{id}', jsonb_build_object('id', (SELECT body->>'cod_importacao' FROM long)), :'ta')), '200 1100: +1100 ~0 -0', 'and done by the job');
SELECT is((pg_temp.request('GET /v1/pessoas/importacoes/{id}', jsonb_build_object('id', (SELECT body->>'cod_importacao' FROM long)), :'tb')).status, 404, 'not the other''s');
SELECT is((pg_temp.request('GET /v1/pessoas/importacoes/{id}/erros', jsonb_build_object('id', (SELECT body->>'cod_importacao' FROM long)), :'tb')).status, 404, 'nor its errors');
SELECT is((SELECT DISTINCT cod_usuario IS NOT NULL FROM flowt.tb_omni8_auditoria WHERE cod_tenant = :alfa AND nom_tabela = 'tb_omni8_pessoa' AND tip_operacao = 'I'), true, 'the trail says who sent the file');

-- The way out.
SELECT is(flowt.campo_de_csv(v), e, 'cell ' || coalesce(v, 'null')) FROM (VALUES ('=1+1', '''=1+1'), ('+55', '''+55'), ('-x', '''-x'), ('@a', '''@a'), (E'\t=x', E'''\t=x'), (' =x', ''' =x'), ('a=b', 'a=b'),
    ('a;b', '"a;b"'), ('a"b', '"a""b"'), (E'a\nb', E'"a\nb"'), ('=a;b', '"''=a;b"'), (NULL, '')) v (v, e);
CREATE TEMP TABLE export AS SELECT string_agg(r.corpo, '' ORDER BY n) AS text, count(*) AS pieces FROM (SELECT set_config('flowt.cod_tenant', :beta::text, true), set_config('flowt.perfil', 'admin', true)) s,
    LATERAL (SELECT * FROM api.pessoas_exportar() WITH ORDINALITY AS r (status, tipo, cabecalhos, corpo, n) WHERE s IS NOT NULL) r;
SELECT matches((SELECT text FROM export), E'^\uFEFFcodigo;nome;[^\n]*\r\n\\d+;Ana Lima;;;F;529\\.982\\.247-25;;\\(11\\) 3344-5566;\\(11\\) 91234-5678;ana@example\\.com;01/05/1990;01310100;Av\\. Paulista;10;', 'an export opens in Excel');
SELECT is(pg_temp.result(pg_temp.send(:'tb', pg_temp.csv((SELECT text FROM export)))), '201 3: +0 ~3 -0', 'and is read back: everybody is there already') ;

SELECT * FROM finish();
ROLLBACK;
