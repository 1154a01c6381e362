-- Rights of the person whose data it is (LGPD; guide chapter 4.2): what is held about her is found, exported and erased by
-- the catalogue, in tables of today and of tomorrow; requests have a deadline.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(102);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:alfa, 'gerente') AS manager, pg_temp.login(:alfa, 'atendente') AS clerk \gset

-- A module of tomorrow: it hangs on the person by a foreign key, and on that something else.
SET LOCAL ROLE flowt_dono;
CREATE TABLE flowt.tb_fidelidade (cod_tenant bigint NOT NULL, cod_fidelidade bigint GENERATED ALWAYS AS IDENTITY, cod_pessoa bigint NOT NULL, nom_cartao text NOT NULL,
    hsh_cartao bytea, qtd_pontos bigint NOT NULL, PRIMARY KEY (cod_tenant, cod_fidelidade),
    FOREIGN KEY (cod_tenant, cod_pessoa) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa));
CREATE TABLE flowt.tb_fidelidade_uso (cod_tenant bigint NOT NULL, cod_fidelidade bigint NOT NULL, num_uso integer NOT NULL, des_recado text, vlr_uso bigint NOT NULL,
    PRIMARY KEY (cod_tenant, cod_fidelidade, num_uso), FOREIGN KEY (cod_tenant, cod_fidelidade) REFERENCES flowt.tb_fidelidade (cod_tenant, cod_fidelidade));
CREATE TRIGGER so_inclusao BEFORE UPDATE OR DELETE ON flowt.tb_fidelidade_uso FOR EACH ROW EXECUTE FUNCTION flowt.recusar_alteracao();
-- And one that keeps a number without a key, as event tables do.
CREATE TABLE flowt.tb_visita (cod_tenant bigint NOT NULL, cod_visita bigint GENERATED ALWAYS AS IDENTITY, cod_pessoa bigint, des_agente text, PRIMARY KEY (cod_tenant, cod_visita));
COMMENT ON COLUMN flowt.tb_fidelidade.nom_cartao IS 'Nome gravado no cartão. Dado pessoal. Anonimizado: Cartão anonimizado.';
COMMENT ON COLUMN flowt.tb_fidelidade.qtd_pontos IS 'Pontos.';
COMMENT ON COLUMN flowt.tb_fidelidade_uso.des_recado IS 'Recado de quem usou. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_visita.des_agente IS 'Navegador. Dado pessoal.';
SELECT flowt.isolar('flowt.tb_fidelidade'), flowt.isolar('flowt.tb_fidelidade_uso'), flowt.isolar('flowt.tb_visita'), flowt.proteger_titulares();
GRANT SELECT, INSERT, UPDATE ON flowt.tb_fidelidade TO flowt_api;
RESET ROLE;

-- A person with something of hers in every table there is; everything of hers has a mark to look for.
CREATE FUNCTION pg_temp.person(p_tenant bigint, p_mark text, p_phone text, p_cpf text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_person  bigint;
    v_contact bigint;
    v_cart    bigint;
    v_product bigint;
    v_order   bigint;
    v_card    bigint;
BEGIN
    INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa, nom_social, dat_nascimento, des_observacao)
    VALUES (p_tenant, 'F', 'Zulmira ' || p_mark, p_mark, date '1980-01-01' + length(p_mark), 'gosta de ' || p_mark) RETURNING cod_pessoa INTO v_person;
    INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa) VALUES (p_tenant, 'F', 'Contato') RETURNING cod_pessoa INTO v_contact;
    INSERT INTO flowt.tb_omni8_pessoa_identificador (cod_tenant, cod_pessoa, tip_identificador, des_valor)
    VALUES (p_tenant, v_person, 'EMAIL', p_mark || '@example.com'), (p_tenant, v_person, 'FONE', p_phone), (p_tenant, v_person, 'CPF', p_cpf);
    INSERT INTO flowt.tb_omni8_pessoa_endereco (cod_tenant, cod_pessoa, des_logradouro, nom_bairro, nom_cidade, sig_uf, num_cep)
    VALUES (p_tenant, v_person, 'Rua ' || p_mark, p_mark, p_mark, 'PE', '50000000');
    INSERT INTO flowt.tb_omni8_pessoa_papel (cod_tenant, cod_pessoa, tip_papel) VALUES (p_tenant, v_person, 'CLIENTE');
    INSERT INTO flowt.tb_omni8_pessoa_vinculo (cod_tenant, cod_pessoa, cod_contato, des_cargo) VALUES (p_tenant, v_person, v_contact, p_mark);
    INSERT INTO flowt.tb_omni8_consentimento (cod_tenant, cod_pessoa, tip_finalidade, tip_canal, flg_concedido, num_versao_texto, tip_origem, num_ip)
    VALUES (p_tenant, v_person, 'MARKETING', 'EMAIL', true, '1', 'CLIENTE', 'ip-' || p_mark), (p_tenant, v_person, 'PESQUISA', 'EMAIL', true, '1', 'CLIENTE', NULL),
           (p_tenant, v_person, 'PESQUISA', 'EMAIL', false, '1', 'CLIENTE', NULL);
    INSERT INTO flowt.tb_omni8_sessao (cod_tenant, cod_pessoa, hsh_token, dat_expiracao, des_agente, num_ip)
    VALUES (p_tenant, v_person, flowt.digerir('fc_' || p_mark || p_tenant), now() + interval '1 hour', p_mark, 'ip-' || p_mark);
    INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco) VALUES (p_tenant, 'Pizza', 1000) RETURNING cod_produto INTO v_product;
    INSERT INTO flowt.tb_omni8_carrinho (cod_tenant, hsh_token) VALUES (p_tenant, flowt.digerir('c' || p_mark)) RETURNING cod_carrinho INTO v_cart;
    INSERT INTO flowt.tb_omni8_carrinho_item (cod_tenant, cod_carrinho, cod_produto, qtd_item, des_observacao) VALUES (p_tenant, v_cart, v_product, 2, 'para ' || p_mark);
    INSERT INTO flowt.tb_omni8_pedido (cod_tenant, num_pedido, des_token, cod_unidade, cod_carrinho, cod_pessoa, sta_pedido, tip_atendimento, nom_cliente, num_telefone, des_endereco,
        des_observacao, tip_pagamento, vlr_itens, vlr_taxa_entrega, vlr_total)
    VALUES (p_tenant, flowt.proximo_numero_de_pedido(p_tenant), p_mark || flowt.novo_token(), (SELECT u.cod_unidade FROM flowt.tb_omni8_unidade u WHERE u.cod_tenant = p_tenant LIMIT 1), v_cart, v_person, 'CONCLUIDO', 'ENTREGA', p_mark, p_phone, 'Rua ' || p_mark,
        'chamar ' || p_mark, 'PIX', 2000, 500, 2500) RETURNING cod_pedido INTO v_order;
    INSERT INTO flowt.tb_omni8_pedido_item (cod_tenant, cod_pedido, num_item, cod_produto, nom_produto, des_observacao, qtd_item, vlr_unitario, vlr_bruto, vlr_liquido)
    VALUES (p_tenant, v_order, 1, v_product, 'Pizza', 'para ' || p_mark, 2, 1000, 2000, 2000);
    PERFORM flowt.registrar_evento(p_tenant, v_order, NULL, 'RECEBIDO', 'pedido de ' || p_mark);
    INSERT INTO flowt.tb_omni8_mensagem (cod_tenant, nom_modelo, tip_canal, des_destino, des_assunto, des_texto, des_chave, dat_expiracao)
    VALUES (p_tenant, 'teste', 'EMAIL', p_mark || '@example.com', 'Oi, ' || p_mark, 'código de ' || p_mark, 'teste-' || v_person, now() + interval '1 hour');
    INSERT INTO flowt.tb_fidelidade (cod_tenant, cod_pessoa, nom_cartao, hsh_cartao, qtd_pontos) VALUES (p_tenant, v_person, p_mark, '\xdead', 70) RETURNING cod_fidelidade INTO v_card;
    INSERT INTO flowt.tb_fidelidade_uso VALUES (p_tenant, v_card, 1, 'obrigada, ' || p_mark, 100);
    INSERT INTO flowt.tb_visita (cod_tenant, cod_pessoa, des_agente) VALUES (p_tenant, v_person, p_mark);
    RETURN v_person;
END
$$;
SELECT pg_temp.person(:alfa, 'quindim', '+5581987654321', '52998224725') AS ana, pg_temp.person(:alfa, 'brigadeiro', '+5581912345678', '11144477735') AS bia,
    pg_temp.person(:beta, 'quindim', '+5581987654321', '52998224725') AS other \gset
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;

-- Every row of every table of a tenant in which a text stands.
CREATE FUNCTION pg_temp.places(p_tenant bigint, VARIADIC p_texts text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_table text;
    v_rows  bigint;
    v_found text := '';
BEGIN
    FOR v_table IN SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'cod_tenant'
                    WHERE c.relnamespace = 'flowt'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1 LOOP
        EXECUTE format('SELECT count(*) FROM flowt.%I t WHERE t.cod_tenant = $1 AND EXISTS (SELECT FROM unnest($2) x WHERE strpos(lower(to_jsonb(t)::text), lower(x)) > 0)', v_table)
           INTO v_rows USING p_tenant, p_texts;
        v_found := v_found || CASE WHEN v_rows > 0 THEN v_table || ':' || v_rows || ' ' ELSE '' END;
    END LOOP;
    RETURN v_found;
END
$$;
CREATE FUNCTION pg_temp.anas(p_tenant bigint) RETURNS text LANGUAGE sql RETURN pg_temp.places(p_tenant, 'quindim', '5581987654321', '52998224725', '1980-01-08', '1980-01-09');
SELECT matches(pg_temp.anas(:alfa), 'carrinho_item:1 .*consentimento:1 .*mensagem:1 .*pedido:1 .*pedido_evento:1 .*pedido_item:1 .*pessoa:1 .*pessoa_endereco:1 .*pessoa_identificador:3 .*sessao:1 ',
    'her data is everywhere');
SELECT unalike(pg_temp.anas(:alfa), '%auditoria%', 'but in the trail');
-- Bia has bought in Ana's browser, as a guest, and Ana has typed Bia's telephone into an order: each stays who she is.
WITH b AS (INSERT INTO flowt.tb_omni8_visitante (cod_tenant, hsh_visitante, cod_pessoa, js_primeiro_toque, dat_primeira, dat_ultima) VALUES (:alfa, '\x01', :ana, '{}', now(), now()) RETURNING cod_visitante),
     v AS (INSERT INTO flowt.tb_omni8_visita (cod_tenant, cod_visitante, dat_inicio, dat_fim, tip_canal, tip_canal_atribuido) SELECT :alfa, b.cod_visitante, now(), now(), 'DIRETO', 'DIRETO' FROM b RETURNING cod_visita)
INSERT INTO flowt.tb_omni8_carrinho_visita (cod_tenant, cod_carrinho, cod_visita) SELECT :alfa, o.cod_carrinho, v.cod_visita FROM v, flowt.tb_omni8_pedido o WHERE o.cod_tenant = :alfa AND o.cod_pessoa = :bia;
UPDATE flowt.tb_omni8_pessoa_identificador SET dat_verificacao = now() WHERE cod_pessoa = :bia AND tip_identificador = 'FONE';
INSERT INTO flowt.tb_omni8_mensagem (cod_tenant, nom_modelo, tip_canal, des_destino, des_assunto, des_texto, des_chave, dat_expiracao)
SELECT :alfa, 'teste', 'EMAIL', i.des_valor, 'Oi', 'para brigadeiro', 'teste-fone', now() + interval '1 hour' FROM flowt.tb_omni8_pessoa_identificador i WHERE i.cod_pessoa = :bia AND i.tip_identificador = 'FONE';
UPDATE flowt.tb_omni8_pedido o SET num_telefone = i.des_valor FROM flowt.tb_omni8_pessoa_identificador i WHERE o.cod_tenant = :alfa AND o.cod_pessoa = :ana AND i.cod_pessoa = :bia AND i.tip_identificador = 'FONE';
SELECT pg_temp.anas(:beta) AS other_places, pg_temp.places(:alfa, 'brigadeiro') AS bias_places \gset

-- Export.
CREATE FUNCTION pg_temp.export(p_token text, p_id bigint) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('GET /v1/pessoas/{id}/exportacao', jsonb_build_object('id', p_id), p_token);
CREATE TEMP TABLE export AS SELECT e.* FROM pg_temp.export(:'ta', :ana) AS e;
SELECT is(status, 200, 'everything held about her') FROM export;
SELECT is(export.headers, format('Content-Disposition: attachment; filename="pessoa-%s.json"', :ana), 'as a file') FROM export;
SELECT is((SELECT string_agg(k, ' ' ORDER BY k) FROM jsonb_object_keys(body -> 'dados') k),
    'carrinho carrinho_item carrinho_visita consentimento evento_tracking pagamento pagamento_evento painel_evento pedido pedido_atribuicao pedido_evento pedido_item pessoa pessoa_endereco pessoa_identificador pessoa_papel pessoa_termo pessoa_vinculo sessao tb_fidelidade tb_fidelidade_uso tb_visita visita visitante',
    'from every table that hangs on her, those of tomorrow included') FROM export;
SELECT is(body #> '{dados,pessoa,0,nom_pessoa}', '"Zulmira quindim"', 'with her name') FROM export;
SELECT is(body #> '{dados,pessoa,0,cod_pessoa}', to_jsonb(:'ana'::text), 'codes as text') FROM export;
SELECT is(body #>> '{dados,tb_fidelidade_uso,0,des_recado}', 'obrigada, quindim', 'and what hangs on what hangs on her') FROM export;
SELECT is(jsonb_array_length(body #> '{dados,pessoa_identificador}'), 3, 'all of it') FROM export;
SELECT is(raw ~ 'hsh_|dead', false, 'no digests') FROM export;
SELECT is(raw ~ 'brigadeiro', false, 'nobody else''s') FROM export;
-- What only her address ties to her is hers once she has proven it, without codes that may be in it.
UPDATE flowt.tb_omni8_pessoa_identificador SET dat_verificacao = now() WHERE cod_pessoa = :ana AND tip_identificador = 'EMAIL';
SELECT is((pg_temp.export(:'ta', :ana)).body #> '{dados,mensagem}' -> 0 ->> 'des_assunto', 'Oi, quindim', 'messages to an address that is proven hers');
SELECT is((pg_temp.export(:'ta', :ana)).raw ~ 'código de|brigadeiro', false, 'without what they say, which may be a code, and nobody else''s');
UPDATE flowt.tb_omni8_pessoa_identificador SET dat_verificacao = NULL WHERE cod_pessoa = :ana AND tip_identificador = 'EMAIL';
SELECT is(body #>> '{legenda,pedido,colunas,vlr_total}', 'Total a pagar: itens − desconto + entrega − desconto da entrega + serviço + gorjeta, em centavos.', 'every column explained') FROM export;
SELECT is(body #>> '{legenda,pedido,descricao}', 'Pedidos: retrato do que foi comprado, por quem e por quanto.', 'every table') FROM export;
SELECT is(body #>> '{empresa,nom_razao_social}', 'Casa alfa Ltda', 'and whose it is') FROM export;
SELECT is(r.des_leitura || ' ' || r.nom_funcao || ' ' || (r.cod_usuario IS NOT NULL), 'exportação LGPD api.pessoa_exportar true', 'that it was read is on record')
  FROM flowt.tb_omni8_acesso_dado_pessoal r WHERE r.cod_pessoa = :ana;
SELECT is(pg_temp.outcome(pg_temp.export(t, id)), e, d) FROM (VALUES (:'tb', :ana, '404 nao_encontrado', 'another tenant''s person is not there'),
    (:'ta', 0, '404 nao_encontrado', 'nor who never was'), (:'manager', :ana, '403 sem_permissao', 'a manager may not'), (NULL, :ana, '401 login_necessario', 'nor nobody')) AS v (t, id, e, d);
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/clientes/eu/exportacao', '{}', 'fc_quindim' || :alfa, 'alfa')), '200', 'her own session has it too');
SELECT is((pg_temp.request('GET /v1/clientes/eu/exportacao', '{}', 'fc_quindim' || :alfa, 'alfa')).body -> 'cod_pessoa', to_jsonb(:'ana'::text), 'hers');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/clientes/eu/exportacao', '{}', :'ta')), '403 sem_permissao', 'staff has no data of its own');

-- What belongs to her by a declared reference only, or by a reference that says it does not.
SET LOCAL ROLE flowt_dono;
COMMENT ON COLUMN flowt.tb_visita.cod_pessoa IS 'Não pertence: visita a ela.';
RESET ROLE;
SELECT is((pg_temp.export(:'ta', :ana)).body #> '{dados,tb_visita}', NULL, 'a reference may say that the row is not hers');
SET LOCAL ROLE flowt_dono;
COMMENT ON COLUMN flowt.tb_visita.cod_pessoa IS 'Quem.';
RESET ROLE;

-- Requests of the person.
CREATE FUNCTION pg_temp.open_request(p_token text, p_id bigint, p_body text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/pessoas/{id}/solicitacoes-lgpd', jsonb_build_object('id', p_id, 'corpo', p_body), p_token);
CREATE FUNCTION pg_temp.move(p_token text, p_id text, p_body text) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/solicitacoes-lgpd/{id}/transicoes', jsonb_build_object('id', p_id, 'corpo', p_body), p_token);
CREATE TEMP TABLE asked AS SELECT a.* FROM pg_temp.request('POST /v1/clientes/eu/solicitacoes-lgpd', '{"corpo": "{\"tip_solicitacao\": \"ACESSO\", \"des_pedido\": \"O que sabem?\"}"}',
    'fc_quindim' || :alfa, 'alfa') AS a;
SELECT is(status, 201, 'she asks with her own session') FROM asked;
SELECT is(body - '{cod_solicitacao,dat_criacao}'::text[], jsonb_build_object('cod_pessoa', :'ana', 'tip_solicitacao', 'ACESSO', 'tip_canal', 'CLIENTE', 'sta_solicitacao', 'ABERTA',
    'dat_prazo', flowt.dia_do_tenant(:alfa, now()) + 15, 'dat_conclusao', NULL, 'num_versao', 1, 'flg_atrasada', false, 'des_pedido', 'O que sabem?',
    'des_identificacao', NULL, 'des_motivo', NULL), 'answered within 15 days of the company') FROM asked;
SELECT body ->> 'cod_solicitacao' AS access FROM asked \gset
SELECT is(pg_temp.outcome(pg_temp.request('POST /v1/clientes/eu/solicitacoes-lgpd', '{"corpo": "{\"tip_solicitacao\": \"ACESSO\"}"}', 'fc_quindim' || :alfa, 'alfa')),
    '409 solicitacao_igual_em_andamento', 'once at a time');
SELECT is(pg_temp.outcome(pg_temp.open_request(t, id, b)), e, d) FROM (VALUES
    (:'ta', :bia, '{"tip_solicitacao": "REVOGACAO", "tip_canal": "TELEFONE", "des_identificacao": "ligou do número cadastrado"}', '201', 'staff opens one for who calls'),
    (:'ta', :bia, '{"tip_solicitacao": "ACESSO", "tip_canal": "TELEFONE"}', '422 corpo_invalido', 'saying how identity was proven'),
    (:'ta', :bia, '{"tip_solicitacao": "ACESSO", "tip_canal": "TELEFONE", "des_identificacao": "     x"}', '422 corpo_invalido', 'in words'),
    (:'ta', :bia, '{"tip_solicitacao": "ACESSO", "tip_canal": "CLIENTE", "des_identificacao": "confio nela"}', '422 corpo_invalido', 'not as if it were the person'),
    (:'tb', :bia, '{"tip_solicitacao": "ACESSO", "tip_canal": "EMAIL", "des_identificacao": "respondeu"}', '404 nao_encontrado', 'not for another tenant''s'),
    (:'clerk', :bia, '{"tip_solicitacao": "ACESSO", "tip_canal": "EMAIL", "des_identificacao": "respondeu"}', '403 sem_permissao', 'a clerk may not')) AS v (t, id, b, e, d);
SELECT cod_solicitacao AS revocation FROM flowt.tb_omni8_solicitacao_titular WHERE cod_pessoa = :bia \gset
UPDATE flowt.tb_omni8_solicitacao_titular SET dat_prazo = dat_prazo - 16 WHERE cod_solicitacao = :revocation;
SELECT is((SELECT jsonb_agg(i -> 'cod_solicitacao' || (i -> 'flg_atrasada')) FROM jsonb_array_elements((pg_temp.request('GET /v1/solicitacoes-lgpd', '{}', :'ta')).body -> 'itens') i),
    jsonb_build_array(jsonb_build_array(:'revocation', true), jsonb_build_array(:'access', false)) #- '{}', 'the overdue one comes first');
SELECT is((pg_temp.request('GET /v1/solicitacoes-lgpd', jsonb_build_object('limite', 1, 'apos', :'revocation'), :'ta')).body #>> '{itens,0,cod_solicitacao}', :'access', 'page by page');
SELECT is((pg_temp.request('GET /v1/solicitacoes-lgpd', '{}', :'tb')).body -> 'itens', '[]', 'each tenant its own');
SELECT is((pg_temp.request('GET /v1/solicitacoes-lgpd', '{}', :'ta')).raw ~ 'O que sabem', false, 'the list shows no words of hers');
SELECT is((pg_temp.request('GET /v1/solicitacoes-lgpd/{id}', jsonb_build_object('id', :'access'), :'ta')).body ->> 'des_pedido', 'O que sabem?', 'who opens it reads them');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/solicitacoes-lgpd/{id}', jsonb_build_object('id', :'access'), :'tb')), '404 nao_encontrado', 'not another tenant');
SELECT is((pg_temp.request('GET /v1/clientes/eu/solicitacoes-lgpd', '{}', 'fc_quindim' || :alfa, 'alfa')).body #>> '{itens,0,sta_solicitacao}', 'ABERTA', 'she follows it');
SELECT is((pg_temp.request('GET /v1/clientes/eu/solicitacoes-lgpd', '{}', 'fc_brigadeiro' || :alfa, 'alfa')).body #>> '{itens,0,tip_solicitacao}', 'REVOGACAO', 'each her own');
SELECT is(pg_temp.outcome(pg_temp.move(t, id, b)), e, d) FROM (VALUES
    (:'ta', :'access', '{"para": "ATENDIDA"}', '409 transicao_ilegal', 'what nobody has looked at is not attended'),
    (:'ta', :'access', '{"para": "EM_ANALISE"}', '200', 'looked at'),
    (:'ta', :'access', '{"para": "EM_ANALISE"}', '409 transicao_ilegal', 'once'),
    (:'ta', :'access', '{"para": "RECUSADA"}', '422 recusa_tem_motivo', 'a refusal has a reason'),
    (:'ta', :'access', '{"para": "RECUSADA", "des_motivo": "não"}', '422 recusa_tem_motivo', 'one that says something'),
    (:'tb', :'access', '{"para": "ATENDIDA"}', '404 nao_encontrado', 'not by another tenant'),
    (:'clerk', :'access', '{"para": "ATENDIDA"}', '403 sem_permissao', 'not by a clerk'),
    (:'ta', :'revocation', '{"para": "EM_ANALISE"}', '200', 'the other too'),
    (:'ta', :'revocation', '{"para": "ATENDIDA"}', '200', 'attended'),
    (:'ta', :'revocation', '{"para": "RECUSADA", "des_motivo": "mudei de ideia"}', '409 transicao_ilegal', 'for good')) AS v (t, id, b, e, d);
-- Nobody sees through a request what an export would not show them.
INSERT INTO flowt.tb_omni8_permissao_tenant (cod_tenant, nom_perfil, nom_permissao, flg_concedida) VALUES (:alfa, 'financeiro', 'pessoa.apagar', true);
SELECT pg_temp.login(:alfa, 'financeiro') AS clerk_of_rights \gset
SELECT is(pg_temp.outcome(pg_temp.move(:'clerk_of_rights', :'access', '{"para": "ATENDIDA", "des_motivo": "enviado"}')), '403 sem_permissao', 'access is not attended by who may not export');
INSERT INTO flowt.tb_omni8_permissao_tenant (cod_tenant, nom_perfil, nom_permissao, flg_concedida) VALUES (:alfa, 'financeiro', 'pessoa.exportar', true);
SELECT is(pg_temp.outcome(pg_temp.move(:'clerk_of_rights', :'access', '{"para": "ATENDIDA", "des_motivo": "enviado"}')), '403 sem_permissao', 'nor by who sees people masked');
SELECT is(sta_solicitacao, 'EM_ANALISE', 'and it stays where it was') FROM flowt.tb_omni8_solicitacao_titular WHERE cod_solicitacao = :access;
SELECT is((pg_temp.move(:'ta', :'access', '{"para": "ATENDIDA", "des_motivo": "enviado"}')).body #>> '{exportacao,dados,pessoa,0,nom_pessoa}', 'Zulmira quindim', 'access is attended by the export');
SELECT is(s.cod_usuario IS NOT NULL AND s.dat_conclusao IS NOT NULL, true, 'who and when is kept') FROM flowt.tb_omni8_solicitacao_titular s WHERE s.cod_solicitacao = :access;
SELECT is(string_agg(c.tip_finalidade || ':' || c.flg_concedido || ':' || c.num_versao_texto, ' ' ORDER BY c.cod_consentimento) FILTER (WHERE c.tip_origem = 'EQUIPE'),
    'MARKETING:false:solicitação ' || :'revocation', 'what was granted is revoked, in the ledger; what was not is left') FROM flowt.tb_omni8_consentimento c WHERE c.cod_pessoa = :bia;

-- A correction is made where the data is; the request keeps that it was.
SELECT (pg_temp.open_request(:'ta', :bia, '{"tip_solicitacao": "CORRECAO", "tip_canal": "TELEFONE", "des_identificacao": "ligou do número cadastrado"}')).body ->> 'cod_solicitacao' AS correction \gset
SELECT is(pg_temp.outcome(pg_temp.move(:'ta', :'correction', '{"para": "EM_ANALISE"}')), '200', 'a correction is looked at');
CREATE TEMP TABLE corrected AS SELECT m.* FROM pg_temp.move(:'ta', :'correction', '{"para": "ATENDIDA", "des_motivo": "nome corrigido"}') AS m;
SELECT is(body ->> 'sta_solicitacao' || ' ' || (body ? 'exportacao'), 'ATENDIDA false', 'attended, and shows nothing') FROM corrected;
SELECT is(nom_pessoa || ' ' || sta_pessoa, 'Zulmira brigadeiro ATIVA', 'nor changes anything by itself') FROM flowt.tb_omni8_pessoa WHERE cod_pessoa = :bia;

-- Erasure.
CREATE FUNCTION pg_temp.erase(p_token text, p_id bigint, p_phrase text) RETURNS text LANGUAGE sql RETURN pg_temp.outcome(pg_temp.request('POST /v1/pessoas/{id}/anonimizacao',
    jsonb_build_object('id', p_id, 'corpo', jsonb_build_object('confirmacao', p_phrase, 'des_identificacao', 'mostrou a identidade')::text), p_token));
SELECT is(pg_temp.erase(t, id, p), e, d) FROM (VALUES
    (:'ta', :ana, 'sim', '422 confirmacao_nao_confere', 'it asks to be confirmed'), (:'ta', :ana, 'ANONIMIZAR ' || :'bia', '422 confirmacao_nao_confere', 'by her own code'),
    (:'tb', :ana, 'ANONIMIZAR ' || :'ana', '404 nao_encontrado', 'not by another tenant'), (:'manager', :ana, 'ANONIMIZAR ' || :'ana', '403 sem_permissao', 'nor by a manager')) AS v (t, id, p, e, d);

-- An order from before anybody knew whose it was, still under way.
INSERT INTO flowt.tb_omni8_carrinho (cod_tenant, hsh_token) VALUES (:alfa, 'x') RETURNING cod_carrinho AS cart \gset
INSERT INTO flowt.tb_omni8_pedido (cod_tenant, num_pedido, des_token, cod_unidade, cod_carrinho, sta_pedido, tip_atendimento, nom_cliente, num_telefone, tip_pagamento, vlr_itens, vlr_taxa_entrega, vlr_total)
VALUES (:alfa, 77, 'token-77', (SELECT u.cod_unidade FROM flowt.tb_omni8_unidade u WHERE u.cod_tenant = :alfa), :cart, 'EM_PREPARO', 'RETIRADA', 'Quindim', '+5581987654321', 'PIX', 900, 0, 900);
SELECT is(pg_temp.erase(:'ta', :ana, 'ANONIMIZAR ' || :'ana'), '409 pedido_em_aberto', 'not while an order is open');
SELECT matches((pg_temp.request('POST /v1/pessoas/{id}/anonimizacao', jsonb_build_object('id', :'ana', 'corpo',
    jsonb_build_object('confirmacao', 'ANONIMIZAR ' || :'ana', 'des_identificacao', 'mostrou a identidade')::text), :'ta')).detail, '\(77\)', 'and it says which');
SELECT is(cod_pessoa, NULL, 'nothing of that stays') FROM flowt.tb_omni8_pedido WHERE num_pedido = 77;
UPDATE flowt.tb_omni8_pedido SET sta_pedido = 'INTENCAO' WHERE num_pedido = 77;
SELECT is(pg_temp.erase(:'ta', :ana, 'ANONIMIZAR ' || :'ana'), '409 pedido_em_aberto', 'nor a quote that can be accepted');
UPDATE flowt.tb_omni8_pedido SET sta_pedido = 'CONCLUIDO' WHERE num_pedido = 77;
-- A record of hers that was merged, with data of its own.
SELECT pg_temp.person(:alfa, 'quindim2', '+5581987654321', '11144477735') AS alias \gset
UPDATE flowt.tb_omni8_pessoa SET sta_pessoa = 'MESCLADA', cod_pessoa_destino = :ana WHERE cod_pessoa = :alias;
SELECT is(pg_temp.erase(:'ta', :alias, 'ANONIMIZAR ' || :'alias'), '409 pessoa_mesclada', 'a merged record goes with the one it was merged into');
CREATE TEMP TABLE before AS SELECT (SELECT md5(string_agg(to_jsonb(p)::text, '' ORDER BY p.cod_pedido)) FROM (SELECT cod_pedido, num_pedido, sta_pedido, tip_atendimento, vlr_itens,
    vlr_taxa_entrega, vlr_total, dat_criacao FROM flowt.tb_omni8_pedido WHERE cod_tenant = :alfa) p) AS orders,
    (SELECT md5(string_agg(to_jsonb(i)::text, '' ORDER BY i.cod_pedido)) FROM (SELECT cod_pedido, cod_produto, qtd_item, vlr_bruto FROM flowt.tb_omni8_pedido_item WHERE cod_tenant = :alfa) i) AS items,
    (SELECT count(*) FROM flowt.tb_omni8_consentimento WHERE cod_tenant = :alfa) AS consents, (SELECT sum(qtd_pontos) FROM flowt.tb_fidelidade WHERE cod_tenant = :alfa) AS points;
SELECT is(pg_temp.erase(:'ta', :ana, 'ANONIMIZAR ' || :'ana'), '200', 'then she goes');
SELECT is(pg_temp.anas(:alfa), '', 'and nothing of hers is left, anywhere');
SELECT is(pg_temp.places(:alfa, 'brigadeiro'), :'bias_places', 'nobody else is touched');
SELECT is(pg_temp.anas(:beta), :'other_places', 'the same person of another company is another');
SELECT is((SELECT md5(string_agg(to_jsonb(p)::text, '' ORDER BY p.cod_pedido)) FROM (SELECT cod_pedido, num_pedido, sta_pedido, tip_atendimento, vlr_itens,
    vlr_taxa_entrega, vlr_total, dat_criacao FROM flowt.tb_omni8_pedido WHERE cod_tenant = :alfa) p), orders, 'orders keep number, date, status and totals') FROM before;
SELECT is((SELECT md5(string_agg(to_jsonb(i)::text, '' ORDER BY i.cod_pedido)) FROM (SELECT cod_pedido, cod_produto, qtd_item, vlr_bruto FROM flowt.tb_omni8_pedido_item WHERE cod_tenant = :alfa) i),
    items, 'and their items') FROM before;
SELECT is((SELECT count(*) FROM flowt.tb_omni8_consentimento WHERE cod_tenant = :alfa), consents, 'the ledger stays') FROM before;
SELECT is((SELECT sum(qtd_pontos) FROM flowt.tb_fidelidade WHERE cod_tenant = :alfa), points, 'and what a later module counts') FROM before;
SELECT is(concat_ws('|', p.nom_cliente, p.num_telefone, p.des_endereco, p.dat_anonimizacao IS NOT NULL), 'Cliente anonimizado|(endereço anonimizado)|t', 'an order says that it was')
  FROM flowt.tb_omni8_pedido p WHERE p.cod_pessoa = :ana AND p.tip_atendimento = 'ENTREGA' ORDER BY p.cod_pedido LIMIT 1;
SELECT is(concat_ws('|', p.sta_pessoa, p.nom_pessoa, p.dat_nascimento, p.des_observacao), 'ANONIMIZADA|Pessoa anonimizada', 'so does the record') FROM flowt.tb_omni8_pessoa p WHERE p.cod_pessoa = :ana;
SELECT is(m.sta_mensagem || ' ' || m.des_destino, 'SUPRIMIDA (anonimizado)', 'what was to be sent to her is not') FROM flowt.tb_omni8_mensagem m WHERE m.des_chave = 'teste-' || :'ana';
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/clientes/eu/exportacao', '{}', 'fc_quindim' || :alfa, 'alfa')), '401 sessao_invalida', 'her session is over');
SELECT is(s.sta_solicitacao || ' ' || (s.cod_usuario IS NOT NULL), 'ATENDIDA true', 'that it was done, and by whom, is on record') FROM flowt.tb_omni8_solicitacao_titular s
 WHERE s.cod_pessoa = :ana AND s.tip_solicitacao = 'ANONIMIZACAO';
SELECT is(count(*) > 0, true, 'and in the trail') FROM flowt.tb_omni8_auditoria a WHERE a.nom_tabela = 'tb_omni8_pessoa' AND a.js_diferenca -> 'sta_pessoa' = '["ATIVA", "ANONIMIZADA"]';
SELECT is(pg_temp.outcome(pg_temp.export(:'ta', :ana)), '200', 'what is left can still be read');
SELECT is(pg_temp.erase(:'ta', :ana, 'ANONIMIZAR ' || :'ana'), '409 pessoa_anonimizada', 'once');

-- Nobody comes back.
SELECT is(pg_temp.attempt('flowt_api', format(s, :ana), :alfa), e, d) FROM (VALUES
    ('UPDATE flowt.tb_omni8_pessoa SET nom_pessoa = ''Zulmira'' WHERE cod_pessoa = %s', 'PT409 pessoa_anonimizada', 'the record does not change any more'),
    ('UPDATE flowt.tb_omni8_pessoa SET sta_pessoa = ''ATIVA'' WHERE cod_pessoa = %s', 'PT409 pessoa_anonimizada', 'nor comes back'),
    ('INSERT INTO flowt.tb_fidelidade (cod_tenant, cod_pessoa, nom_cartao, qtd_pontos) VALUES (flowt.tenant_atual(), %s, ''Z'', 1)', 'PT409 pessoa_anonimizada', 'nothing new hangs on it'),
    ('UPDATE flowt.tb_fidelidade SET cod_pessoa = %s', 'PT409 pessoa_anonimizada', 'nor is moved to it'),
    ('UPDATE flowt.tb_fidelidade SET qtd_pontos = 71 WHERE cod_pessoa = %s', 'ok 1', 'what hangs on it still works'),
    ('SELECT set_config(''flowt.manutencao'', ''anonimizar'', true); UPDATE flowt.tb_omni8_pessoa SET nom_pessoa = ''Zulmira'' WHERE cod_pessoa = %s', 'PT409 pessoa_anonimizada',
        'the setting of the machinery does not help a request')) AS v (s, e, d);

-- Through a request of hers.
SELECT (pg_temp.open_request(:'ta', :bia, '{"tip_solicitacao": "ANONIMIZACAO", "tip_canal": "PRESENCIAL", "des_identificacao": "mostrou a identidade de brigadeiro"}')).body ->> 'cod_solicitacao' AS erasure \gset
SELECT is(pg_temp.outcome(pg_temp.move(:'ta', :'erasure', b)), e, d) FROM (VALUES ('{"para": "EM_ANALISE"}', '200', 'looked at'),
    ('{"para": "ATENDIDA"}', '422 confirmacao_nao_confere', 'it is confirmed too'),
    (jsonb_build_object('para', 'ATENDIDA', 'confirmacao', 'ANONIMIZAR ' || :'bia', 'des_motivo', 'brigadeiro pediu')::text, '200', 'and done')) AS v (b, e, d);
SELECT is(pg_temp.places(:alfa, 'brigadeiro'), '', 'nothing of hers is left, the request''s own words included');

-- A file that still waits to be read does not bring back who was erased meanwhile.
SELECT pg_temp.person(:alfa, 'cocada', '+5581912340000', '52998224725') AS eva \gset
SELECT (pg_temp.request('POST /v1/pessoas/importacoes', jsonb_build_object('arquivo', convert_to(E'nome;cpf;telefone;email\n' || (SELECT string_agg('Alguém ' || n || ';;;', E'\n') FROM generate_series(1, 501) n)
    || E'\nEva Cocada;529.982.247-25;;\nEva Cocada;;(81) 91234-0000;\nEva Cocada;;;Cocada@Example.com', 'UTF8')::text), :'ta')).status AS queued \gset
SELECT is(pg_temp.erase(:'ta', :eva, 'ANONIMIZAR ' || :'eva'), '200', 'erased while a file with her waits');
SELECT is(pg_temp.places(:alfa, 'cocada', '52998224725', '529.982.247-25', '91234-0000'), '', 'she is not in the queue any more');
DO $$ BEGIN WHILE rotina.processar_importacoes() > 0 LOOP END LOOP; END $$;
SELECT is(concat_ws(' ', i.sta_importacao, i.qtd_criadas, i.qtd_recusadas), 'CONCLUIDO 501 3', 'her lines are refused, the others come in') FROM flowt.tb_omni8_importacao i WHERE i.cod_tenant = :alfa;
SELECT is(pg_temp.places(:alfa, 'cocada', '52998224725'), '', 'and she does not come back');

SELECT * FROM finish();
ROLLBACK;
