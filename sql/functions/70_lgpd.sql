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
        ELSE format('(%s AND (%s) IN (SELECT %s %s))', v_primeira, (SELECT string_agg(format('t.%I', x), ', ' ORDER BY n)
                                                                      FROM unnest(p_colunas_para) WITH ORDINALITY AS u (x, n)),
                 (SELECT string_agg(format('t.%I', x), ', ' ORDER BY n) FROM unnest(p_colunas_de) WITH ORDINALITY AS u (x, n)), v_origem) END;
END
$$;
COMMENT ON FUNCTION flowt.condicao_da_ligacao(text[], text, text[], text)
    IS 'Condição SQL (sobre t) das linhas de uma tabela ligadas às que outra condição acha na tabela de origem.';

-- A row is the person's if it refers to her, or to a row of hers; and what exactly one such row refers to is part of it. But one that
-- names a person is of whom it names, by whatever way it is reached: two who share a browser or a table stay two.
CREATE OR REPLACE FUNCTION flowt.tabelas_da_pessoa() RETURNS TABLE (tabela text, condicao text, num_nivel integer)
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH RECURSIVE tenant AS MATERIALIZED (
        SELECT DISTINCT k.tabela FROM flowt.casa_coluna AS k WHERE k.flg_tenant
    ), ligacao AS MATERIALIZED (
        SELECT v.mae AS de, v.filha AS para, v.colunas_mae AS colunas_de, v.colunas_filha AS colunas_para, v.flg_chave, v.flg_lista
          FROM flowt.casa_vinculo AS v
         WHERE v.flg_pertence AND v.mae <> v.filha
        UNION ALL
        SELECT v.filha, v.mae, v.colunas_filha, v.colunas_mae, true, false FROM flowt.casa_vinculo AS v
         WHERE v.flg_unico AND v.flg_pertence AND v.mae <> v.filha AND v.mae <> 'tb_omni8_pessoa'
    ), dono AS MATERIALIZED (
        -- Null where a table names nobody.
        SELECT k.tabela, '(num_nonnulls(' || string_agg('t.' || quote_ident(v.colunas_filha[1]), ', ') || ') = 0 OR '
            || string_agg('t.' || quote_ident(v.colunas_filha[1]) || ' = ANY ($2)', ' OR ') || ')' AS condicao
          FROM tenant AS k LEFT JOIN flowt.casa_vinculo AS v ON v.filha = k.tabela AND v.mae = 'tb_omni8_pessoa' AND v.flg_pertence
           AND NOT v.flg_lista
         GROUP BY k.tabela
    ), caminho AS (
        SELECT 'tb_omni8_pessoa' COLLATE "C" AS tabela, ARRAY['tb_omni8_pessoa' COLLATE "C"] AS trilha,
               't.cod_pessoa = ANY ($2)' COLLATE "C" AS condicao, true AS flg_segue
        UNION ALL
        SELECT l.para, c.trilha || l.para,
               CASE WHEN c.tabela = 'tb_omni8_pessoa' THEN format(CASE WHEN l.flg_lista THEN 't.%I && $2' ELSE 't.%I = ANY ($2)' END,
                                                                  l.colunas_para[1])
                    ELSE concat_ws(' AND ', flowt.condicao_da_ligacao(l.colunas_para, c.tabela, l.colunas_de, c.condicao), d.condicao) END,
               -- What only stores a number hangs on; what hangs on it in turn is no longer hers.
               l.flg_chave OR c.tabela <> 'tb_omni8_pessoa'
          FROM caminho AS c JOIN ligacao AS l ON l.de = c.tabela JOIN dono AS d ON d.tabela = l.para
         WHERE c.flg_segue AND NOT l.para = ANY (c.trilha) AND cardinality(c.trilha) < 7 AND (NOT l.flg_lista OR c.tabela = 'tb_omni8_pessoa')
    )
    SELECT c.tabela, string_agg(DISTINCT c.condicao, ' OR '), min(cardinality(c.trilha)) FROM caminho AS c GROUP BY c.tabela ORDER BY 3, 1;
END;
COMMENT ON FUNCTION flowt.tabelas_da_pessoa()
    IS 'Tabelas com dados ligados a uma pessoa e a condição SQL que acha os dela ($1 tenant, $2 cadastros da pessoa), pelo catálogo.';

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
COMMENT ON FUNCTION flowt.cadastros_da_pessoa(bigint, bigint)
    IS 'Os cadastros de uma pessoa: o seu e os mesclados nele; vazio se não existe no tenant.';

CREATE OR REPLACE FUNCTION flowt.colunas_exportadas(p_tabela text) RETURNS text
LANGUAGE sql STABLE
BEGIN ATOMIC
    -- Codes are text, as everywhere in JSON. Digests and one-time codes would open something.
    SELECT string_agg(format(CASE WHEN c.coluna LIKE 'cod\_%' AND c.tipo::text = 'bigint' THEN 't.%1$I::text AS %1$I' ELSE 't.%I' END, c.coluna),
                      ', ' ORDER BY c.num_coluna)
      FROM flowt.casa_coluna AS c
     WHERE c.tabela = p_tabela AND c.coluna NOT IN ('cod_tenant', 'nom_busca') AND c.coluna NOT LIKE 'hsh\_%'
       AND c.comentario !~* 'segredo|uso único' AND NOT c.flg_gerada;
END;
COMMENT ON FUNCTION flowt.colunas_exportadas(text)
    IS 'Colunas de uma tabela que uma exportação mostra, como lista de SELECT sobre t: sem digestos (hsh_) nem segredos.';

CREATE OR REPLACE FUNCTION flowt.legenda(p_tabelas text[]) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_object_agg(replace(t.tabela, 'tb_omni8_', ''), jsonb_build_object(
                   'descricao', split_part(obj_description(format('flowt.%I', t.tabela)::regclass, 'pg_class'), '. Sem auditoria', 1),
                   'colunas', t.colunas)), '{}')
          FROM (SELECT c.tabela, jsonb_object_agg(c.coluna, c.comentario) AS colunas FROM flowt.casa_coluna AS c
                 WHERE c.tabela = ANY (p_tabelas) AND strpos(', ' || flowt.colunas_exportadas(c.tabela) || ',', format('t.%I', c.coluna)) > 0
                 GROUP BY c.tabela) AS t);
END
$$;
COMMENT ON FUNCTION flowt.legenda(text[]) IS 'O que é cada tabela e coluna de uma exportação, pelos comentários do catálogo.';

-- In a list contacts stand as somebody typed them.
CREATE OR REPLACE FUNCTION flowt.condicao_do_contato(p_coluna text, p_lista boolean, p_contatos text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN format(CASE WHEN p_lista THEN 'EXISTS (SELECT FROM unnest(t.%1$I) AS v WHERE lower(v) = ANY (%2$s) OR flowt.telefone_e164(v) = ANY (%2$s))'
                   ELSE 't.%1$I = ANY (%2$s)' END, p_coluna, p_contatos);
COMMENT ON FUNCTION flowt.condicao_do_contato(text, boolean, text)
    IS 'Condição SQL (sobre t) das linhas em que uma coluna traz um de alguns contatos; p_contatos é o parâmetro deles.';

CREATE OR REPLACE FUNCTION flowt.contatos_em_tabelas() RETURNS TABLE (tabela text, coluna text, flg_pessoa boolean, flg_lista boolean)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT c.tabela, c.coluna, EXISTS (SELECT FROM flowt.casa_coluna AS p WHERE p.tabela = c.tabela AND p.coluna = 'cod_pessoa'),
           c.tipo::text LIKE '%[]'
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
                THEN format(' AND EXISTS (SELECT FROM unnest($3, $4) AS p (contato, desde) WHERE %s AND t.dat_criacao >= p.desde)',
                            flowt.condicao_do_contato(p_coluna, p_lista, 'ARRAY[p.contato]')) ELSE '' END;
END
$$;
COMMENT ON FUNCTION flowt.condicao_do_contato_provado(text, text, boolean, boolean)
    IS 'Condição SQL (sobre t) das linhas de um contato em $3 que não nomeiam ninguém, desde que foi provado ($4), onde a tabela diz quando nasceram.';

CREATE OR REPLACE FUNCTION flowt.condicoes_da_exportacao() RETURNS TABLE (tabela text, condicao text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT c.tabela, string_agg('(' || c.condicao || ')', ' OR ' ORDER BY c.condicao)
      FROM (SELECT p.tabela, p.condicao FROM flowt.tabelas_da_pessoa() AS p
            UNION ALL
            SELECT t.tabela, flowt.condicao_do_contato_provado(t.tabela, t.coluna, t.flg_lista, t.flg_pessoa)
              FROM flowt.contatos_em_tabelas() AS t) AS c
     GROUP BY c.tabela ORDER BY 1;
END;
COMMENT ON FUNCTION flowt.condicoes_da_exportacao()
    IS 'Condição SQL (sobre t) das linhas de cada tabela que são de uma pessoa: $2 são seus cadastros, $3 os contatos que provou ter, $4 desde quando.';

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
      FROM flowt.tb_omni8_pessoa_identificador AS i
     WHERE i.cod_tenant = v_tenant AND i.cod_pessoa = ANY (v_pessoas) AND i.dat_verificacao IS NOT NULL;
    FOR v_tabela IN SELECT p.tabela, p.condicao FROM flowt.condicoes_da_exportacao() AS p LOOP
        EXECUTE format('SELECT jsonb_agg(to_jsonb(l)) FROM (SELECT %s FROM flowt.%I AS t WHERE t.cod_tenant = $1 AND (%s) ORDER BY %s) AS l',
                       flowt.colunas_exportadas(v_tabela.tabela), v_tabela.tabela, v_tabela.condicao, flowt.colunas_da_chave(v_tabela.tabela))
           INTO v_linhas USING v_tenant, v_pessoas, v_provados.contatos, v_provados.desde;
        IF v_linhas IS NOT NULL THEN
            v_dados := v_dados || jsonb_build_object(replace(v_tabela.tabela, 'tb_omni8_', ''), v_linhas);
        END IF;
    END LOOP;
    RETURN jsonb_build_object('formato', 'flowt.pessoa.1', 'dat_exportacao', now(), 'cod_pessoa', v_pessoa::text,
        'empresa', (SELECT jsonb_build_object('nom_fantasia', t.nom_fantasia, 'nom_razao_social', t.nom_razao_social,
                                              'num_documento', t.num_documento, 'des_email', t.des_email)
                      FROM flowt.tb_omni8_tenant AS t WHERE t.cod_tenant = v_tenant),
        'campos', (SELECT coalesce(jsonb_object_agg(c.tip_entidade || '.' || c.nom_campo, c.des_rotulo), '{}')
                     FROM flowt.tb_omni8_campo_personalizado AS c
                    WHERE c.cod_tenant = v_tenant AND c.tip_entidade IN ('PESSOA', 'PEDIDO')),
        'legenda', flowt.legenda(ARRAY(SELECT 'tb_omni8_' || k FROM jsonb_object_keys(v_dados) AS k)), 'dados', v_dados);
END
$$;
ALTER FUNCTION flowt.exportar_pessoa(bigint) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.exportar_pessoa(bigint) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.exportar_pessoa(bigint)
    IS 'Tudo que se guarda de uma pessoa do tenant da requisição (LGPD art. 18, II e V). Atravessa tenants: lê tabelas que as requisições não leem; '
       'o filtro por tenant é dela.';

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
