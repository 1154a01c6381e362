-- Copying a whole company out, found through the catalogue (guide chapters 3.1 and 4.1). Of JSON lines, in the order of the
-- foreign keys: the header; per table its rows {"t": table, "l": row} and {"t": table, "linhas": how many, "soma": checksum};
-- the end. A table added later is in it by itself, unless its comment says
--     "Fora da cópia: <why>."   it is not copied (sessions, outbox, keys); erased with the company all the same
--     "Retida: <why>."          neither copied nor erased: it stays for as long as its own retention says (audit trail)
-- Codes are the numbers of global sequences, so an import gives new ones (81_copia_tenant_entrada) and translates every column
-- that keeps one: identities, foreign keys, columns that flowt.casa_vinculo knows, and members cod_… of jsonb columns unless the
-- column's comment says "Sem códigos.".

CREATE OR REPLACE FUNCTION flowt.tabelas_do_tenant() RETURNS TABLE (tabela text, num_ordem integer, flg_copiada boolean, flg_retida boolean)
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH RECURSIVE t AS MATERIALIZED (
        SELECT DISTINCT c.tabela, obj_description(format('flowt.%I', c.tabela)::regclass, 'pg_class') AS comentario FROM flowt.casa_coluna AS c
         WHERE c.flg_tenant
    ), v AS MATERIALIZED (
        SELECT DISTINCT v.mae, v.filha FROM flowt.casa_vinculo AS v WHERE v.flg_chave AND v.mae <> v.filha
    ), nivel AS (
        SELECT t.tabela, CASE t.tabela WHEN 'tb_omni8_tenant' THEN 0 ELSE 1 END AS num FROM t
        UNION
        SELECT v.filha, n.num + 1 FROM nivel AS n JOIN v ON v.mae = n.tabela WHERE n.num < 40
    )
    SELECT t.tabela, max(n.num), coalesce(t.comentario, '') !~ '(Fora da cópia|Retida): ', coalesce(t.comentario, '') ~ 'Retida: '
      FROM t JOIN nivel AS n ON n.tabela = t.tabela GROUP BY t.tabela, t.comentario ORDER BY 2, 1;
END;
COMMENT ON FUNCTION flowt.tabelas_do_tenant()
    IS 'Tabelas com linhas de tenants, em ordem de dependência: quem é referida vem antes. 40 quer dizer um ciclo.';

CREATE OR REPLACE FUNCTION flowt.esquema_da_copia() RETURNS text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT encode(sha256(convert_to(string_agg(c.tabela || '.' || c.coluna || ' ' || c.tipo::text, ',' ORDER BY c.tabela, c.coluna), 'UTF8')), 'hex')
      FROM flowt.casa_coluna AS c WHERE c.tabela IN (SELECT t.tabela FROM flowt.tabelas_do_tenant() AS t WHERE t.flg_copiada) AND NOT c.flg_gerada;
END;
COMMENT ON FUNCTION flowt.esquema_da_copia() IS 'Digesto das tabelas e colunas que uma cópia leva: só entra em um banco que tem as mesmas.';

-- What differs between a company and its copy: numbers of the database, and the address if it was another's.
CREATE OR REPLACE FUNCTION flowt.colunas_sem_soma(p_tabela text) RETURNS text[]
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT array_agg(c.coluna) FROM flowt.casa_coluna AS c
     WHERE c.tabela = p_tabela AND (c.coluna = 'cod_tenant' OR c.flg_gerada OR (c.tabela = 'tb_omni8_tenant' AND c.coluna = 'nom_slug')
           OR (c.tipo::text = 'jsonb' AND c.comentario NOT LIKE '%Sem códigos.%')
           -- By name: the house rule codigo_com_referencia sees that they are codes, and casa_codigo asks the whole catalogue.
           OR (c.coluna LIKE 'cod\_%' AND c.tipo::text IN ('bigint', 'bigint[]')));
END;
COMMENT ON FUNCTION flowt.colunas_sem_soma(text) IS 'Colunas que a soma de verificação de uma tabela não vê: códigos, que mudam de um banco a outro.';

CREATE OR REPLACE FUNCTION flowt.somar_tabela(p_tenant bigint, p_tabela text) RETURNS jsonb
LANGUAGE plpgsql STABLE SET timezone = 'UTC' SET bytea_output = 'hex' AS $$
DECLARE
    v_linhas bigint;
    v_soma   numeric;
BEGIN
    EXECUTE format(
            'SELECT count(*), coalesce(sum((''x'' || left(md5((to_jsonb(t) - $2)::text), 15))::bit(60)::bigint), 0) FROM flowt.%I AS t WHERE '
            't.cod_tenant = $1', p_tabela)
       INTO v_linhas, v_soma USING p_tenant, flowt.colunas_sem_soma(p_tabela);
    RETURN jsonb_build_object('t', p_tabela, 'linhas', v_linhas, 'soma', v_soma::text);
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.somar_tabela(bigint, text) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.somar_tabela(bigint, text) IS 'Quantas linhas um tenant tem em uma tabela, e a soma delas, que não depende da ordem.';

CREATE OR REPLACE FUNCTION flowt.linhas_por_bloco() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 500;
COMMENT ON FUNCTION flowt.linhas_por_bloco() IS 'Linhas que uma exportação tem na memória de cada vez.';

-- The copy is made block by block: so that it streams, whatever is asked of it is one statement over few keys, then many
-- small calls. All of them see the snapshot of the statement that calls them, being STABLE.
CREATE OR REPLACE FUNCTION flowt.blocos_da_copia(p_tenant bigint) RETURNS TABLE (tabela text, chave_de text[], chave_ate text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    v_chave text;
BEGIN
    FOR tabela IN SELECT t.tabela FROM flowt.tabelas_do_tenant() AS t WHERE t.flg_copiada ORDER BY t.num_ordem, t.tabela LOOP
        v_chave := flowt.colunas_da_chave(tabela);
        chave_de := NULL;
        -- The key of every 500th row.
        FOR chave_ate IN EXECUTE format(
                'SELECT ARRAY[%s] FROM (SELECT t.*, row_number() OVER (ORDER BY %s) AS "posição na cópia" FROM flowt.%I AS t WHERE t.cod_tenant = $1) AS t '
                || 'WHERE t."posição na cópia" %% $2 = 0 ORDER BY t."posição na cópia"', regexp_replace(v_chave, '(,|$)', '::text\1', 'g'), v_chave,
                tabela) USING p_tenant, flowt.linhas_por_bloco() LOOP
            RETURN NEXT;
            chave_de := chave_ate;
        END LOOP;
        chave_ate := NULL;
        RETURN NEXT;
    END LOOP;
END
$$;
ALTER FUNCTION flowt.blocos_da_copia(bigint) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.blocos_da_copia(bigint) FROM flowt_api, flowt_courier, flowt_busca;
COMMENT ON FUNCTION flowt.blocos_da_copia(bigint)
    IS 'Em que pedaços um tenant é copiado: de cada tabela, faixas da chave, abertas à esquerda; o último de cada uma é sem fim. Atravessa tenants: '
       'o DBA copia qualquer um; o filtro por tenant é dela.';

CREATE OR REPLACE FUNCTION flowt.comparacao_de_chave(p_tabela text, p_operador text, p_chave text[]) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT format('(%s) %s (%s)', flowt.colunas_da_chave(p_tabela), p_operador,
                      string_agg(format('%L::%s', p_chave[k.posicao], format_type(a.atttypid, NULL)), ', ' ORDER BY k.posicao))
          FROM pg_catalog.pg_constraint AS c CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY AS k (num, posicao)
          JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = k.num
         WHERE c.conrelid = format('flowt.%I', p_tabela)::regclass AND c.contype = 'p');
END
$$;
COMMENT ON FUNCTION flowt.comparacao_de_chave(text, text, text[]) IS 'Comparação da chave primária de uma tabela (sobre t) com um valor dela.';

CREATE OR REPLACE FUNCTION flowt.linhas_do_bloco(p_tenant bigint, p_tabela text, p_de text[], p_ate text[], p_segredos boolean) RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET bytea_output = 'hex' AS $$
DECLARE
    v_fora  text[] := ARRAY(SELECT c.coluna FROM flowt.casa_coluna AS c
                             WHERE c.tabela = p_tabela AND (c.flg_gerada OR (c.coluna LIKE 'hsh\_%' AND NOT p_segredos)));
    v_faixa text   := concat_ws(' AND ', 't.cod_tenant = $1', CASE WHEN p_de IS NOT NULL THEN flowt.comparacao_de_chave(p_tabela, '>', p_de) END,
                                CASE WHEN p_ate IS NOT NULL THEN flowt.comparacao_de_chave(p_tabela, '<=', p_ate) END);
BEGIN
    RETURN QUERY EXECUTE format('SELECT jsonb_build_object(''t'', %L, ''l'', to_jsonb(t) - $2)::text FROM flowt.%I AS t WHERE %s ORDER BY %s',
                                p_tabela, p_tabela, v_faixa, flowt.colunas_da_chave(p_tabela)) USING p_tenant, v_fora;
    IF p_ate IS NULL THEN
        RETURN NEXT flowt.somar_tabela(p_tenant, p_tabela)::text;
    END IF;
END
$$;
ALTER FUNCTION flowt.linhas_do_bloco(bigint, text, text[], text[], boolean) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.linhas_do_bloco(bigint, text, text[], text[], boolean) FROM flowt_api, flowt_courier, flowt_busca;
COMMENT ON FUNCTION flowt.linhas_do_bloco(bigint, text, text[], text[], boolean)
    IS 'As linhas de um pedaço de flowt.blocos_da_copia, com a soma da tabela depois do último. Atravessa tenants: o DBA copia qualquer um; o filtro '
       'por tenant é dela.';

CREATE OR REPLACE FUNCTION flowt.usuarios_da_copia(p_tenant bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_consulta text;
    v_usuarios bigint[];
BEGIN
    SELECT string_agg(format('SELECT t.%I AS cod FROM flowt.%I AS t WHERE t.cod_tenant = $1', k.coluna, k.tabela), ' UNION ') INTO v_consulta
      FROM flowt.casa_codigo AS k JOIN flowt.tabelas_do_tenant() AS t ON t.tabela = k.tabela AND t.flg_copiada
     WHERE k.raiz = 'tb_omni8_usuario' AND NOT k.flg_lista;
    EXECUTE format('SELECT array_agg(u.cod ORDER BY u.cod) FROM (%s) AS u WHERE u.cod IS NOT NULL', v_consulta) INTO v_usuarios USING p_tenant;
    RETURN coalesce(v_usuarios, '{}');
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.usuarios_da_copia(bigint) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.usuarios_da_copia(bigint) IS 'Logins a que alguma linha copiada de um tenant se refere.';

CREATE OR REPLACE FUNCTION flowt.cabecalho_da_copia(p_tenant bigint) RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
BEGIN
    RETURN QUERY
    SELECT jsonb_build_object('formato', 'flowt.tenant.1', 'esquema', flowt.esquema_da_copia(), 'dat_exportacao', now(), 'nom_slug', t.nom_slug,
               'tabelas', (SELECT count(*) FROM flowt.tabelas_do_tenant() AS x WHERE x.flg_copiada))::text
      FROM flowt.tb_omni8_tenant AS t WHERE t.cod_tenant = p_tenant;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'tenant_nao_encontrado', DETAIL = format('Não há tenant de número %s.', p_tenant);
    END IF;
    -- Logins belong to the platform: another one knows the same people by their e-mail.
    RETURN QUERY
    SELECT jsonb_build_object('t', 'tb_omni8_usuario',
                              'l', jsonb_build_object('cod_usuario', u.cod_usuario, 'des_email', u.des_email, 'nom_usuario', u.nom_usuario))::text
      FROM flowt.tb_omni8_usuario AS u WHERE u.cod_usuario = ANY (flowt.usuarios_da_copia(p_tenant)) ORDER BY u.cod_usuario;
END
$$;
ALTER FUNCTION flowt.cabecalho_da_copia(bigint) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.cabecalho_da_copia(bigint) FROM flowt_api, flowt_courier, flowt_busca;
COMMENT ON FUNCTION flowt.cabecalho_da_copia(bigint)
    IS 'Primeiras linhas de uma cópia: formato, esquema e logins. Atravessa tenants: o DBA copia qualquer um; o filtro por tenant é dela.';

-- SQL that inlines, so that rows leave as they are made and nothing is kept.
CREATE OR REPLACE FUNCTION admin.exportar_tenant(p_tenant bigint) RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT c.linha FROM flowt.cabecalho_da_copia(p_tenant) AS c (linha)
    UNION ALL
    SELECT l.linha FROM flowt.blocos_da_copia(p_tenant) AS b
     CROSS JOIN LATERAL flowt.linhas_do_bloco(p_tenant, b.tabela, b.chave_de, b.chave_ate, true) AS l (linha)
    UNION ALL
    SELECT '{"fim": true}';
END;
COMMENT ON FUNCTION admin.exportar_tenant(bigint)
    IS 'Tudo de um tenant em linhas JSON, de um só instante, sem sessões, chaves, mensagens nem trilhas: COPY (SELECT admin.exportar_tenant(7)) TO '
       'STDOUT; ou scripts/copiar_tenant.sh. Contém dados pessoais: guarde cifrado.';

-- The company takes its own data with it: the same lines without digests, and noted before the first of them leaves.
CREATE OR REPLACE FUNCTION flowt.exportar_empresa() RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    RETURN QUERY
    SELECT c.linha FROM flowt.cabecalho_da_copia(v_tenant) AS c (linha)
    UNION ALL
    SELECT l.linha FROM flowt.blocos_da_copia(v_tenant) AS b
     CROSS JOIN LATERAL flowt.linhas_do_bloco(v_tenant, b.tabela, b.chave_de, b.chave_ate, false) AS l (linha)
    UNION ALL
    SELECT '{"fim": true}';
END
$$;
ALTER FUNCTION flowt.exportar_empresa() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.exportar_empresa() FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.exportar_empresa()
    IS 'Tudo do tenant da requisição, em linhas JSON, sem digestos. Atravessa tenants: lê tabelas que as requisições não leem; o filtro por tenant é dela.';

CREATE OR REPLACE FUNCTION api.empresa_exportar() RETURNS SETOF flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    -- Support sees what is asked about, and carries nothing away.
    IF current_setting('flowt.cod_personificador', true) <> '' THEN
        PERFORM flowt.recusar_acesso('so_em_pessoa');
    END IF;
    PERFORM flowt.registrar_leitura_pessoal('exportação da empresa', NULL, (SELECT count(*) FROM flowt.tb_omni8_pessoa p
                                                                             WHERE p.cod_tenant = v_tenant));
    RETURN QUERY SELECT 200, 'application/x-ndjson', 'Content-Disposition: attachment; filename="empresa.ndjson"', l.linha || E'\n'
                   FROM flowt.exportar_empresa() AS l (linha);
END
$$;
COMMENT ON FUNCTION api.empresa_exportar() IS
$$GET /v1/empresa/exportacao
acesso: empresa.exportar
leitura: auditada
fluxo: sim
resposta: 200 application/x-ndjson
etiqueta: Empresa
Tudo que a empresa guarda, em linhas JSON, uma por linha de tabela.
A primeira linha diz formato e esquema; cada tabela termina com sua contagem e soma; a última é {"fim": true}: sem ela o arquivo está incompleto.
Vale também com a empresa suspensa.$$;
