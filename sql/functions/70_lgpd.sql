-- Personal data, found through the catalogue (LGPD, Lei 13.709/2018; guide chapter 4.2): everything held about a person,
-- exported and erased. A module says what it holds in comments, and the house rules (70_lgpd_conformidade) see that it does:
--
--   column  "Dado pessoal."               erased with the person; exported anyway, like every other column
--           "Anonimizado: <text>."        what stands in its place; otherwise NULL, or something neutral of its type.
--                                         "novo token" and "campos pessoais de <ENTIDADE>" are made, not copied
--           "Contato do titular."         an e-mail, phone or document: finds rows of tables without a reference to people
--           "Não pertence"                on a reference: the row is not the person's (flowt.casa_vinculo)
--   table   "Anonimização: apaga."        its rows go instead
--           "Titular: <whom>."            personal data of somebody else than registered people (staff, the company)
--   dat_anonimizacao                      a column of that name is set when a row is made anonymous
--
-- What stays is what the law wants kept (art. 16: tax and accounting): the order with its number, dates, items and totals.

-- An array is found once and looked up by index, whatever the statistics say; joined, five tables of one tenant have been
-- read once for each row of each other.
CREATE OR REPLACE FUNCTION flowt.condicao_da_ligacao(p_colunas_para text[], p_tabela_de text, p_colunas_de text[], p_condicao_de text) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    v_origem   text := format('FROM flowt.%I AS t WHERE t.cod_tenant = $1 AND (%s)', p_tabela_de, p_condicao_de);
    v_primeira text := format('t.%I = ANY (ARRAY(SELECT t.%I %s))', p_colunas_para[1], p_colunas_de[1], v_origem);
BEGIN
    RETURN CASE WHEN cardinality(p_colunas_para) = 1 THEN v_primeira
        ELSE format('(%s AND (%s) IN (SELECT %s %s))', v_primeira, (SELECT string_agg(format('t.%I', x), ', ' ORDER BY n) FROM unnest(p_colunas_para) WITH ORDINALITY AS u (x, n)),
                 (SELECT string_agg(format('t.%I', x), ', ' ORDER BY n) FROM unnest(p_colunas_de) WITH ORDINALITY AS u (x, n)), v_origem) END;
END
$$;
COMMENT ON FUNCTION flowt.condicao_da_ligacao(text[], text, text[], text) IS 'Condição SQL (sobre t) das linhas de uma tabela ligadas às que outra condição acha na tabela de origem.';

-- A row is the person's if it refers to her, or to a row of hers; and what exactly one such row refers to is part of it. But one that
-- names a person is of whom it names, by whatever way it is reached: two who share a browser or a table stay two.
CREATE OR REPLACE FUNCTION flowt.tabelas_da_pessoa() RETURNS TABLE (tabela text, condicao text, num_nivel integer)
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH RECURSIVE tenant AS MATERIALIZED (
        SELECT DISTINCT k.tabela FROM flowt.casa_coluna AS k WHERE k.flg_tenant
    ), ligacao AS MATERIALIZED (
        SELECT v.mae AS de, v.filha AS para, v.colunas_mae AS colunas_de, v.colunas_filha AS colunas_para, v.flg_chave, v.flg_lista FROM flowt.casa_vinculo AS v
         WHERE v.flg_pertence AND v.mae <> v.filha
        UNION ALL
        SELECT v.filha, v.mae, v.colunas_filha, v.colunas_mae, true, false FROM flowt.casa_vinculo AS v
         WHERE v.flg_unico AND v.flg_pertence AND v.mae <> v.filha AND v.mae <> 'tb_omni8_pessoa'
    ), dono AS MATERIALIZED (
        -- Null where a table names nobody.
        SELECT k.tabela, '(num_nonnulls(' || string_agg('t.' || quote_ident(v.colunas_filha[1]), ', ') || ') = 0 OR ' || string_agg('t.' || quote_ident(v.colunas_filha[1]) || ' = ANY ($2)', ' OR ') || ')' AS condicao
          FROM tenant AS k LEFT JOIN flowt.casa_vinculo AS v ON v.filha = k.tabela AND v.mae = 'tb_omni8_pessoa' AND v.flg_pertence AND NOT v.flg_lista
         GROUP BY k.tabela
    ), caminho AS (
        SELECT 'tb_omni8_pessoa' COLLATE "C" AS tabela, ARRAY['tb_omni8_pessoa' COLLATE "C"] AS trilha, 't.cod_pessoa = ANY ($2)' COLLATE "C" AS condicao, true AS flg_segue
        UNION ALL
        SELECT l.para, c.trilha || l.para,
               CASE WHEN c.tabela = 'tb_omni8_pessoa' THEN format(CASE WHEN l.flg_lista THEN 't.%I && $2' ELSE 't.%I = ANY ($2)' END, l.colunas_para[1])
                    ELSE concat_ws(' AND ', flowt.condicao_da_ligacao(l.colunas_para, c.tabela, l.colunas_de, c.condicao), d.condicao) END,
               -- What only stores a number hangs on; what hangs on it in turn is no longer hers.
               l.flg_chave OR c.tabela <> 'tb_omni8_pessoa'
          FROM caminho AS c JOIN ligacao AS l ON l.de = c.tabela JOIN dono AS d ON d.tabela = l.para
         WHERE c.flg_segue AND NOT l.para = ANY (c.trilha) AND cardinality(c.trilha) < 7 AND (NOT l.flg_lista OR c.tabela = 'tb_omni8_pessoa')
    )
    SELECT c.tabela, string_agg(DISTINCT c.condicao, ' OR '), min(cardinality(c.trilha)) FROM caminho AS c GROUP BY c.tabela ORDER BY 3, 1;
END;
COMMENT ON FUNCTION flowt.tabelas_da_pessoa() IS 'Tabelas com dados ligados a uma pessoa e a condição SQL que acha os dela ($1 tenant, $2 cadastros da pessoa), pelo catálogo.';

CREATE OR REPLACE FUNCTION flowt.cadastros_da_pessoa(p_tenant bigint, p_pessoa bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(
        WITH RECURSIVE c AS (
            SELECT p.cod_pessoa FROM flowt.tb_omni8_pessoa AS p WHERE p.cod_tenant = p_tenant AND p.cod_pessoa = p_pessoa
            UNION
            SELECT p.cod_pessoa FROM c JOIN flowt.tb_omni8_pessoa AS p ON p.cod_tenant = p_tenant AND p.cod_pessoa_destino = c.cod_pessoa
        ) SELECT c.cod_pessoa FROM c ORDER BY 1);
END
$$;
COMMENT ON FUNCTION flowt.cadastros_da_pessoa(bigint, bigint) IS 'Os cadastros de uma pessoa: o seu e os mesclados nele; vazio se não existe no tenant.';

CREATE OR REPLACE FUNCTION flowt.colunas_exportadas(p_tabela text) RETURNS text
LANGUAGE sql STABLE
BEGIN ATOMIC
    -- Codes are text, as everywhere in JSON. Digests and one-time codes would open something.
    SELECT string_agg(format(CASE WHEN c.coluna LIKE 'cod\_%' AND c.tipo::text = 'bigint' THEN 't.%1$I::text AS %1$I' ELSE 't.%I' END, c.coluna), ', ' ORDER BY c.num_coluna)
      FROM flowt.casa_coluna AS c
     WHERE c.tabela = p_tabela AND c.coluna NOT IN ('cod_tenant', 'nom_busca') AND c.coluna NOT LIKE 'hsh\_%' AND c.comentario !~* 'segredo|uso único' AND NOT c.flg_gerada;
END;
COMMENT ON FUNCTION flowt.colunas_exportadas(text) IS 'Colunas de uma tabela que uma exportação mostra, como lista de SELECT sobre t: sem digestos (hsh_) nem segredos.';

CREATE OR REPLACE FUNCTION flowt.legenda(p_tabelas text[]) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_object_agg(replace(t.tabela, 'tb_omni8_', ''), jsonb_build_object(
                   'descricao', split_part(obj_description(format('flowt.%I', t.tabela)::regclass, 'pg_class'), '. Sem auditoria', 1), 'colunas', t.colunas)), '{}')
          FROM (SELECT c.tabela, jsonb_object_agg(c.coluna, c.comentario) AS colunas FROM flowt.casa_coluna AS c
                 WHERE c.tabela = ANY (p_tabelas) AND strpos(', ' || flowt.colunas_exportadas(c.tabela) || ',', format('t.%I', c.coluna)) > 0 GROUP BY c.tabela) AS t);
END
$$;
COMMENT ON FUNCTION flowt.legenda(text[]) IS 'O que é cada tabela e coluna de uma exportação, pelos comentários do catálogo.';

-- In a list contacts stand as somebody typed them.
CREATE OR REPLACE FUNCTION flowt.condicao_do_contato(p_coluna text, p_lista boolean, p_contatos text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN format(CASE WHEN p_lista THEN 'EXISTS (SELECT FROM unnest(t.%1$I) AS v WHERE lower(v) = ANY (%2$s) OR flowt.telefone_e164(v) = ANY (%2$s))' ELSE 't.%1$I = ANY (%2$s)' END, p_coluna, p_contatos);
COMMENT ON FUNCTION flowt.condicao_do_contato(text, boolean, text) IS 'Condição SQL (sobre t) das linhas em que uma coluna traz um de alguns contatos; p_contatos é o parâmetro deles.';

CREATE OR REPLACE FUNCTION flowt.contatos_em_tabelas() RETURNS TABLE (tabela text, coluna text, flg_pessoa boolean, flg_lista boolean)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT c.tabela, c.coluna, EXISTS (SELECT FROM flowt.casa_coluna AS p WHERE p.tabela = c.tabela AND p.coluna = 'cod_pessoa'), c.tipo::text LIKE '%[]'
      FROM flowt.casa_coluna AS c WHERE c.flg_tenant AND c.comentario LIKE '%Contato do titular.%' ORDER BY 1, 2;
END;
COMMENT ON FUNCTION flowt.contatos_em_tabelas() IS 'Colunas com um contato de quem os dados são, e se a tabela também refere pessoas.';

-- What is tied to the person by a contact alone (a message, an order of nobody yet) is hers once she has proven the contact.
-- From then on: the number may have been somebody else's before.
CREATE OR REPLACE FUNCTION flowt.condicao_do_contato_provado(p_tabela text, p_coluna text, p_lista boolean, p_pessoa boolean) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN flowt.condicao_do_contato(p_coluna, p_lista, '$3') || CASE WHEN p_pessoa THEN ' AND t.cod_pessoa IS NULL' ELSE '' END
        || CASE WHEN EXISTS (SELECT FROM flowt.casa_coluna AS c WHERE c.tabela = p_tabela AND c.coluna = 'dat_criacao')
                THEN format(' AND EXISTS (SELECT FROM unnest($3, $4) AS p (contato, desde) WHERE %s AND t.dat_criacao >= p.desde)', flowt.condicao_do_contato(p_coluna, p_lista, 'ARRAY[p.contato]')) ELSE '' END;
END
$$;
COMMENT ON FUNCTION flowt.condicao_do_contato_provado(text, text, boolean, boolean) IS 'Condição SQL (sobre t) das linhas de um contato em $3 que não nomeiam ninguém, desde que foi provado ($4), onde a tabela diz quando nasceram.';

CREATE OR REPLACE FUNCTION flowt.condicoes_da_exportacao() RETURNS TABLE (tabela text, condicao text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT c.tabela, string_agg('(' || c.condicao || ')', ' OR ' ORDER BY c.condicao)
      FROM (SELECT p.tabela, p.condicao FROM flowt.tabelas_da_pessoa() AS p
            UNION ALL
            SELECT t.tabela, flowt.condicao_do_contato_provado(t.tabela, t.coluna, t.flg_lista, t.flg_pessoa) FROM flowt.contatos_em_tabelas() AS t) AS c
     GROUP BY c.tabela ORDER BY 1;
END;
COMMENT ON FUNCTION flowt.condicoes_da_exportacao() IS 'Condição SQL (sobre t) das linhas de cada tabela que são de uma pessoa: $2 são seus cadastros, $3 os contatos que provou ter, $4 desde quando.';

CREATE OR REPLACE FUNCTION flowt.exportar_pessoa(p_pessoa bigint) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    v_tenant  bigint   := flowt.exigir_tenant();
    v_pessoa  bigint   := flowt.pessoa_vigente(v_tenant, p_pessoa);
    v_pessoas bigint[] := flowt.cadastros_da_pessoa(v_tenant, v_pessoa);
    v_provados record;
    v_dados   jsonb    := '{}';
    v_tabela  record;
    v_linhas  jsonb;
BEGIN
    SELECT coalesce(array_agg(i.des_valor), '{}') AS contatos, coalesce(array_agg(i.dat_verificacao), '{}') AS desde INTO v_provados
      FROM flowt.tb_omni8_pessoa_identificador AS i WHERE i.cod_tenant = v_tenant AND i.cod_pessoa = ANY (v_pessoas) AND i.dat_verificacao IS NOT NULL;
    FOR v_tabela IN SELECT p.tabela, p.condicao FROM flowt.condicoes_da_exportacao() AS p LOOP
        EXECUTE format('SELECT jsonb_agg(to_jsonb(l)) FROM (SELECT %s FROM flowt.%I AS t WHERE t.cod_tenant = $1 AND (%s) ORDER BY %s) AS l',
                       flowt.colunas_exportadas(v_tabela.tabela), v_tabela.tabela, v_tabela.condicao, flowt.colunas_da_chave(v_tabela.tabela))
           INTO v_linhas USING v_tenant, v_pessoas, v_provados.contatos, v_provados.desde;
        IF v_linhas IS NOT NULL THEN
            v_dados := v_dados || jsonb_build_object(replace(v_tabela.tabela, 'tb_omni8_', ''), v_linhas);
        END IF;
    END LOOP;
    RETURN jsonb_build_object('formato', 'flowt.pessoa.1', 'dat_exportacao', now(), 'cod_pessoa', v_pessoa::text,
        'empresa', (SELECT jsonb_build_object('nom_fantasia', t.nom_fantasia, 'nom_razao_social', t.nom_razao_social, 'num_documento', t.num_documento, 'des_email', t.des_email)
                      FROM flowt.tb_omni8_tenant AS t WHERE t.cod_tenant = v_tenant),
        'campos', (SELECT coalesce(jsonb_object_agg(c.tip_entidade || '.' || c.nom_campo, c.des_rotulo), '{}') FROM flowt.tb_omni8_campo_personalizado AS c
                    WHERE c.cod_tenant = v_tenant AND c.tip_entidade IN ('PESSOA', 'PEDIDO')),
        'legenda', flowt.legenda(ARRAY(SELECT 'tb_omni8_' || k FROM jsonb_object_keys(v_dados) AS k)), 'dados', v_dados);
END
$$;
ALTER FUNCTION flowt.exportar_pessoa(bigint) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.exportar_pessoa(bigint) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.exportar_pessoa(bigint) IS 'Tudo que se guarda de uma pessoa do tenant da requisição (LGPD art. 18, II e V). Atravessa tenants: lê tabelas que as requisições não leem; o filtro por tenant é dela.';

CREATE OR REPLACE FUNCTION flowt.colunas_da_chave(p_tabela text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT string_agg(format('t.%I', a.attname), ', ' ORDER BY k.posicao) FROM pg_catalog.pg_constraint AS c
         CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY AS k (num, posicao)
          JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = k.num
         WHERE c.conrelid = format('flowt.%I', p_tabela)::regclass AND c.contype = 'p');
END
$$;
COMMENT ON FUNCTION flowt.colunas_da_chave(text) IS 'Colunas da chave primária de uma tabela, como lista sobre t.';

-- MARK: erasure

CREATE OR REPLACE FUNCTION flowt.valor_neutro(p_coluna flowt.casa_coluna) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_dito text := substring((p_coluna).comentario FROM 'Anonimizado: ([^.]+)\.');
BEGIN
    RETURN CASE
        WHEN v_dito = 'novo token' THEN 'flowt.novo_token()'
        WHEN v_dito LIKE 'campos pessoais de %' THEN format('flowt.sem_campos_pessoais(t.cod_tenant, %L, t.%I)', substr(v_dito, 20), (p_coluna).coluna)
        WHEN v_dito IS NOT NULL THEN format('CASE WHEN t.%I IS NOT NULL THEN %L::%s END', (p_coluna).coluna, v_dito, (p_coluna).tipo)
        WHEN NOT (p_coluna).flg_obrigatoria THEN format('NULL::%s', (p_coluna).tipo)
        WHEN (p_coluna).tipo::text = 'text' THEN '''''::text'
        WHEN (p_coluna).tipo::text LIKE '%[]' OR (p_coluna).tipo::text = 'jsonb' THEN format('''{}''::%s', (p_coluna).tipo)
        WHEN (p_coluna).tipo::text = 'bytea' THEN '''\x''::bytea'
        WHEN (p_coluna).tipo::text = 'boolean' THEN 'false'
        WHEN (p_coluna).tipo::text IN ('date', 'timestamp with time zone') THEN format('''1900-01-01''::%s', (p_coluna).tipo)
        WHEN (p_coluna).tipo::text IN ('smallint', 'integer', 'bigint', 'numeric') THEN format('0::%s', (p_coluna).tipo) END;
END
$$;
COMMENT ON FUNCTION flowt.valor_neutro(flowt.casa_coluna) IS 'Expressão SQL (sobre t) do que fica no lugar de um dado pessoal; nula se não se sabe o que seria.';

CREATE OR REPLACE FUNCTION flowt.instrucao_de_anonimizacao(p_tabela text, p_condicao text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF obj_description(format('flowt.%I', p_tabela)::regclass, 'pg_class') LIKE '%Anonimização: apaga.%' THEN
        RETURN format('DELETE FROM flowt.%I AS t WHERE t.cod_tenant = $1 AND (%s)', p_tabela, p_condicao);
    END IF;
    RETURN (
        SELECT format('UPDATE flowt.%I AS t SET %s WHERE t.cod_tenant = $1 AND (%s)', p_tabela, string_agg(format('%I = %s', c.coluna,
                   CASE WHEN c.coluna = 'dat_anonimizacao' THEN 'now()' ELSE flowt.valor_neutro(c) END), ', '), p_condicao)
          FROM flowt.casa_coluna AS c
         WHERE c.tabela = p_tabela AND (c.coluna = 'dat_anonimizacao' OR c.comentario LIKE '%Dado pessoal%') AND NOT c.flg_gerada
        HAVING bool_or(c.comentario LIKE '%Dado pessoal%'));
END
$$;
COMMENT ON FUNCTION flowt.instrucao_de_anonimizacao(text, text) IS 'Instrução que anonimiza (ou apaga) as linhas de uma tabela; nula se nela não há dado pessoal.';

CREATE OR REPLACE FUNCTION flowt.contatos_da_pessoa(p_tenant bigint, p_pessoas bigint[]) RETURNS text[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_contatos text[] := '{}';
    v_coluna   record;
    v_valores  text[];
BEGIN
    FOR v_coluna IN
        SELECT p.tabela, p.condicao, c.coluna FROM flowt.tabelas_da_pessoa() AS p JOIN flowt.casa_coluna AS c ON c.tabela = p.tabela AND c.comentario LIKE '%Contato do titular.%'
    LOOP
        EXECUTE format('SELECT array_agg(DISTINCT t.%1$I) FROM flowt.%2$I AS t WHERE t.cod_tenant = $1 AND t.%1$I IS NOT NULL AND (%3$s)', v_coluna.coluna, v_coluna.tabela, v_coluna.condicao)
           INTO v_valores USING p_tenant, p_pessoas;
        v_contatos := v_contatos || coalesce(v_valores, '{}');
    END LOOP;
    -- What somebody else has proven is theirs, whoever else has typed it.
    RETURN ARRAY(SELECT c FROM unnest(v_contatos) AS c
                  WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_pessoa_identificador AS i
                                     WHERE i.cod_tenant = p_tenant AND i.des_valor = c AND i.dat_verificacao IS NOT NULL AND i.cod_pessoa <> ALL (p_pessoas)));
END
$$;
COMMENT ON FUNCTION flowt.contatos_da_pessoa(bigint, bigint[]) IS 'E-mails, telefones e documentos de uma pessoa, onde quer que estejam, menos os que outra provou ter.';

-- Rows that name the person only by a contact: orders from before anybody knew whose they were become hers, and go the way of
-- the others; messages sent to it go by themselves.
CREATE OR REPLACE FUNCTION flowt.anonimizar_por_contato(p_tenant bigint, p_pessoa bigint, p_contatos text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_coluna record;
BEGIN
    FOR v_coluna IN SELECT t.* FROM flowt.contatos_em_tabelas() AS t LOOP
        IF v_coluna.flg_pessoa THEN
            EXECUTE format('UPDATE flowt.%I AS t SET cod_pessoa = $3 WHERE t.cod_tenant = $1 AND t.%I = ANY ($2) AND t.cod_pessoa IS NULL', v_coluna.tabela, v_coluna.coluna)
              USING p_tenant, p_contatos, p_pessoa;
        ELSE
            EXECUTE flowt.instrucao_de_anonimizacao(v_coluna.tabela, flowt.condicao_do_contato(v_coluna.coluna, v_coluna.flg_lista, '$2')) USING p_tenant, p_contatos;
        END IF;
    END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.anonimizar_por_contato(bigint, bigint, text[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.anonimizar_por_contato(bigint, bigint, text[]) IS 'Anonimiza o que só se liga a uma pessoa por um contato dela, ou o liga a ela.';

CREATE OR REPLACE FUNCTION flowt.conferir_anonimizacao(p_tenant bigint, p_pessoa bigint, p_pessoas bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_pessoa record;
BEGIN
    -- In order of code, as whoever merges does; what was merged while we waited is found by asking again.
    PERFORM FROM flowt.tb_omni8_pessoa AS p WHERE p.cod_tenant = p_tenant AND p.cod_pessoa = ANY (p_pessoas) ORDER BY p.cod_pessoa FOR UPDATE;
    SELECT p.sta_pessoa, p.cod_pessoa_destino INTO v_pessoa FROM flowt.tb_omni8_pessoa AS p WHERE p.cod_tenant = p_tenant AND p.cod_pessoa = p_pessoa;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta pessoa');
    ELSIF v_pessoa.sta_pessoa = 'MESCLADA' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'pessoa_mesclada', DETAIL = 'Este cadastro foi fundido em outro: anonimize o outro.',
            HINT = json_build_object('cod_pessoa_destino', v_pessoa.cod_pessoa_destino::text)::text;
    ELSIF v_pessoa.sta_pessoa = 'ANONIMIZADA' THEN
        PERFORM flowt.recusar_pessoa_anonimizada();
    ELSIF flowt.cadastros_da_pessoa(p_tenant, p_pessoa) <> p_pessoas THEN
        -- The request is made again by itself.
        RAISE EXCEPTION USING ERRCODE = 'serialization_failure', MESSAGE = 'cadastros_mudaram';
    END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.conferir_anonimizacao(bigint, bigint, bigint[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.conferir_anonimizacao(bigint, bigint, bigint[]) IS 'Trava os cadastros de uma pessoa e recusa a anonimização que não pode ser: já feita, ou de cadastro mesclado.';

-- Whoever is still to deliver needs to know whom to (LGPD art. 7, V: performance of a contract).
CREATE OR REPLACE FUNCTION flowt.recusar_pedido_em_aberto(p_tenant bigint, p_pessoas bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_pedidos text;
BEGIN
    -- Whatever order the erasure would reach; a quote has no stock, but can still be accepted.
    EXECUTE format($q$SELECT string_agg(t.num_pedido::text, ', ' ORDER BY t.num_pedido) FROM flowt.tb_omni8_pedido AS t JOIN flowt.tb_omni8_pedido_status AS s ON s.sta_pedido = t.sta_pedido
                       WHERE t.cod_tenant = $1 AND (%s) AND (NOT s.flg_devolve_estoque OR t.sta_pedido = 'INTENCAO') AND t.sta_pedido NOT IN ('ENTREGUE', 'CONCLUIDO')$q$,
                   (SELECT p.condicao FROM flowt.tabelas_da_pessoa() AS p WHERE p.tabela = 'tb_omni8_pedido')) INTO v_pedidos USING p_tenant, p_pessoas;
    IF v_pedidos IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'pedido_em_aberto', DETAIL = format('Há pedido em aberto (%s): conclua-o ou cancele-o antes de anonimizar.', v_pedidos);
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.recusar_pedido_em_aberto(bigint, bigint[]) IS 'Levanta 409 se uma pessoa tem pedido em aberto, dizendo qual.';

CREATE OR REPLACE FUNCTION flowt.anonimizar_pessoa(p_pessoa bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant   bigint   := flowt.exigir_tenant();
    v_pessoas  bigint[] := flowt.cadastros_da_pessoa(v_tenant, p_pessoa);
    v_contatos text[];
    v_tabela   record;
    v_feito    text;
BEGIN
    -- Before people, as an import does: lines that it has read already would come in as they were.
    PERFORM FROM flowt.tb_omni8_importacao AS i WHERE i.cod_tenant = v_tenant AND i.tip_importacao = 'PESSOA' AND i.sta_importacao <> 'CONCLUIDO' ORDER BY i.cod_importacao FOR UPDATE;
    PERFORM flowt.conferir_anonimizacao(v_tenant, p_pessoa, v_pessoas);
    v_contatos := flowt.contatos_da_pessoa(v_tenant, v_pessoas);
    v_feito := set_config('flowt.manutencao', 'anonimizar', true);
    UPDATE flowt.tb_omni8_mensagem AS m SET sta_mensagem = 'SUPRIMIDA'
     WHERE m.cod_tenant = v_tenant AND m.des_destino = ANY (v_contatos) AND m.sta_mensagem IN ('PENDENTE', 'ENVIANDO');
    -- Early, so that triggers of later modules may still refuse, or see to what is theirs.
    UPDATE flowt.tb_omni8_pessoa AS p SET sta_pessoa = 'ANONIMIZADA' WHERE p.cod_tenant = v_tenant AND p.cod_pessoa = p_pessoa;
    PERFORM flowt.anonimizar_por_contato(v_tenant, p_pessoa, v_contatos);
    PERFORM flowt.recusar_pedido_em_aberto(v_tenant, v_pessoas);
    UPDATE flowt.tb_omni8_sessao AS s SET dat_revogacao = coalesce(s.dat_revogacao, now()) WHERE s.cod_tenant = v_tenant AND s.cod_pessoa = ANY (v_pessoas);
    -- The farthest first: what is nearer to the person is how they are found.
    FOR v_tabela IN
        SELECT flowt.instrucao_de_anonimizacao(p.tabela, p.condicao) AS instrucao FROM flowt.tabelas_da_pessoa() AS p ORDER BY p.num_nivel DESC, p.tabela
    LOOP
        IF v_tabela.instrucao IS NOT NULL THEN
            EXECUTE v_tabela.instrucao USING v_tenant, v_pessoas;
        END IF;
    END LOOP;
    v_feito := set_config('flowt.manutencao', '', true);
END
$$;
ALTER FUNCTION flowt.anonimizar_pessoa(bigint) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.anonimizar_pessoa(bigint) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.anonimizar_pessoa(bigint) IS 'Anonimiza uma pessoa do tenant da requisição, sem volta: os dados pessoais saem de toda tabela, os totais ficam (LGPD arts. 12, 16 e 18, VI). Atravessa tenants: muda tabelas que as requisições não mudam; o filtro por tenant é dela.';

-- MARK: nobody comes back

CREATE OR REPLACE FUNCTION flowt.recusar_pessoa_anonimizada() RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'pessoa_anonimizada', DETAIL = 'Este cadastro foi anonimizado e não muda mais: se a pessoa voltar, faça outro.';
END
$$;
COMMENT ON FUNCTION flowt.recusar_pessoa_anonimizada() IS 'Levanta o erro 409 de um cadastro anonimizado.';

-- A row that comes to refer to a person waits for whoever is erasing her (the foreign key's lock does), and then is refused.
CREATE OR REPLACE FUNCTION flowt.conferir_titular() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_nova   jsonb := to_jsonb(NEW);
    v_velha  jsonb := CASE TG_OP WHEN 'UPDATE' THEN to_jsonb(OLD) ELSE '{}' END;
    v_status text;
BEGIN
    IF flowt.em_copia() THEN
        RETURN NEW;
    END IF;
    FOR v_indice IN 0 .. TG_NARGS - 1 LOOP
        IF v_nova ->> TG_ARGV[v_indice] IS NOT NULL AND v_nova -> TG_ARGV[v_indice] IS DISTINCT FROM v_velha -> TG_ARGV[v_indice] THEN
            SELECT p.sta_pessoa INTO v_status FROM flowt.tb_omni8_pessoa AS p
             WHERE p.cod_tenant = NEW.cod_tenant AND p.cod_pessoa = (v_nova ->> TG_ARGV[v_indice])::bigint FOR KEY SHARE;
            IF v_status = 'ANONIMIZADA' THEN
                PERFORM flowt.recusar_pessoa_anonimizada();
            END IF;
        END IF;
    END LOOP;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION flowt.conferir_titular() IS 'Gatilho das tabelas que referem pessoas (seus argumentos são as colunas): nada novo se liga a um cadastro anonimizado.';

CREATE OR REPLACE FUNCTION flowt.manter_anonimizada() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.sta_pessoa = 'ANONIMIZADA' AND NOT flowt.em_copia() THEN
        PERFORM flowt.recusar_pessoa_anonimizada();
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION flowt.manter_anonimizada() IS 'Gatilho de tb_omni8_pessoa: um cadastro anonimizado não muda mais.';
CREATE OR REPLACE TRIGGER anonimizada BEFORE UPDATE ON flowt.tb_omni8_pessoa FOR EACH ROW EXECUTE FUNCTION flowt.manter_anonimizada();

CREATE OR REPLACE FUNCTION flowt.proteger_titulares() RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_tabela record;
BEGIN
    FOR v_tabela IN
        SELECT v.filha, string_agg(DISTINCT quote_literal(v.colunas_filha[1]), ', ') AS colunas, string_agg(DISTINCT format('NEW.%I', v.colunas_filha[1]), ', ') AS valores
          FROM flowt.casa_vinculo AS v
         WHERE v.mae = 'tb_omni8_pessoa' AND v.flg_chave
           AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger AS g WHERE g.tgrelid = format('flowt.%I', v.filha)::regclass AND g.tgfoid = 'flowt.conferir_titular'::regproc)
         GROUP BY v.filha
    LOOP
        EXECUTE format('CREATE TRIGGER titular BEFORE INSERT OR UPDATE ON flowt.%I FOR EACH ROW WHEN (num_nonnulls(%s) > 0) EXECUTE FUNCTION flowt.conferir_titular(%s)', v_tabela.filha, v_tabela.valores,
                       v_tabela.colunas);
    END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.proteger_titulares() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.proteger_titulares() IS 'Põe o gatilho titular em toda tabela que refere pessoas por chave e ainda não o tem: um módulo novo a chama depois de criar as suas.';
-- views/69_referencia.sql has been loaded by now.
SELECT flowt.proteger_titulares();
