-- Everything that hangs on one registration of a person moves to another (guide chapter 4.2), in whatever table, found through the
-- foreign keys: when staff merge the two (39_pessoa_fusao), and when somebody proves to be who ordered before (36_verificacao).

CREATE OR REPLACE FUNCTION flowt.limite_de_chaves_da_fusao() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 1000;
COMMENT ON FUNCTION flowt.limite_de_chaves_da_fusao() IS 'Chaves de linhas movidas que o registro de uma fusão guarda, por tabela.';

CREATE OR REPLACE FUNCTION flowt.referencias_a_pessoa() RETURNS TABLE (cod_tabela oid, nom_tabela text, nom_coluna text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT DISTINCT c.oid, c.relname::text, l.attname::text
      FROM pg_catalog.pg_constraint AS k
      JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
     CROSS JOIN LATERAL unnest(k.conkey, k.confkey) AS n (local, alvo)
      JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.confrelid AND a.attnum = n.alvo AND a.attname = 'cod_pessoa'
      JOIN pg_catalog.pg_attribute AS l ON l.attrelid = k.conrelid AND l.attnum = n.local
     WHERE k.contype = 'f' AND k.confrelid = 'flowt.tb_omni8_pessoa'::regclass AND k.conrelid <> k.confrelid AND k.conparentid = 0
     ORDER BY 2, 3;
END;
COMMENT ON FUNCTION flowt.referencias_a_pessoa() IS 'Colunas de outras tabelas que apontam uma pessoa, lidas das chaves estrangeiras.';

-- What the same line may not be twice of: the other columns of each unique index or exclusion by equality with this one.
CREATE OR REPLACE FUNCTION flowt.unicidades_da_coluna(p_tabela regclass, p_coluna text) RETURNS TABLE (chave text, condicao text, marca text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT string_agg(pg_catalog.pg_get_indexdef(x.indexrelid, n.posicao::integer, true), ', ' ORDER BY n.posicao)
               FILTER (WHERE coalesce(a.attname, '') NOT IN ('cod_tenant', p_coluna)),
           pg_catalog.pg_get_expr(x.indpred, x.indrelid, true),
           -- "WHERE flg_principal": the line stays, without the mark.
           (SELECT f.attname::text FROM pg_catalog.pg_attribute f
             WHERE f.attrelid = x.indrelid AND f.atttypid = 'boolean'::regtype
               AND pg_catalog.quote_ident(f.attname) = pg_catalog.pg_get_expr(x.indpred, x.indrelid, true))
      FROM pg_catalog.pg_index AS x
      LEFT JOIN pg_catalog.pg_constraint AS k ON k.conindid = x.indexrelid AND k.conrelid = x.indrelid AND k.contype = 'x'
     CROSS JOIN LATERAL unnest(x.indkey::int2[]) WITH ORDINALITY AS n (coluna, posicao)
      LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = x.indrelid AND a.attnum = n.coluna
     WHERE x.indrelid = p_tabela AND n.posicao <= x.indnkeyatts
       AND (x.indisunique OR NOT EXISTS (SELECT FROM unnest(k.conexclop) AS o (oid) JOIN pg_catalog.pg_operator AS p ON p.oid = o.oid
                                          WHERE p.oprname <> '=') AND k.oid IS NOT NULL)
     GROUP BY x.indexrelid, x.indrelid, x.indpred
    HAVING bool_or(a.attname = p_coluna)
     ORDER BY 3 NULLS FIRST, x.indexrelid;
END;
COMMENT ON FUNCTION flowt.unicidades_da_coluna(regclass, text)
    IS 'Unicidades de que uma coluna participa: as outras colunas, a condição e, se ela é só um booleano, a coluna dele.';

CREATE OR REPLACE FUNCTION flowt.chave_em_json(p_tabela regclass) RETURNS text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT 'jsonb_build_object(' || string_agg(pg_catalog.quote_literal(a.attname) || ', t.' || pg_catalog.quote_ident(a.attname),
                                               ', ' ORDER BY n.posicao) || ')'
      FROM pg_catalog.pg_constraint AS k CROSS JOIN LATERAL unnest(k.conkey) WITH ORDINALITY AS n (coluna, posicao)
      JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = n.coluna
     WHERE k.conrelid = p_tabela AND k.contype = 'p' AND a.attname <> 'cod_tenant';
END;
COMMENT ON FUNCTION flowt.chave_em_json(regclass) IS 'Expressão que monta a chave primária de uma linha "t", sem o tenant.';

-- A line that ties the two to each other would tie the one that stays to itself; where a rule over both columns is there to
-- refuse that, the line goes.
CREATE OR REPLACE FUNCTION flowt.descartar_lacos(p_tenant bigint, p_tabela regclass, p_coluna text, p_origem bigint, p_destino bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_outra  text;
    v_linhas bigint;
    v_soma   bigint := 0;
BEGIN
    FOR v_outra IN
        SELECT DISTINCT r.nom_coluna FROM flowt.referencias_a_pessoa() AS r JOIN pg_constraint k ON k.conrelid = r.cod_tabela AND k.contype = 'c'
         WHERE r.cod_tabela = p_tabela AND r.nom_coluna <> p_coluna
           AND (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = p_tabela AND a.attnum = ANY (k.conkey)
                   AND a.attname IN (r.nom_coluna, p_coluna)) = 2
    LOOP
        EXECUTE format('DELETE FROM %s WHERE cod_tenant = $1 AND %I = $2 AND %I = $3', p_tabela, p_coluna, v_outra) USING p_tenant, p_origem,
            p_destino;
        GET DIAGNOSTICS v_linhas = ROW_COUNT;
        v_soma := v_soma + v_linhas;
    END LOOP;
    RETURN v_soma;
END
$$;
COMMENT ON FUNCTION flowt.descartar_lacos(bigint, regclass, text, bigint, bigint)
    IS 'Exclui as linhas que ligam a origem ao destino, onde a tabela não aceita que as duas sejam a mesma pessoa.';

CREATE OR REPLACE FUNCTION flowt.mover_coluna(p_tenant bigint, p_tabela regclass, p_coluna text, p_origem bigint, p_destino bigint) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_descartadas bigint := flowt.descartar_lacos(p_tenant, p_tabela, p_coluna, p_origem, p_destino);
    v_movidas     bigint;
    v_linhas      bigint;
    v_chaves      jsonb;
    v_unica       record;
    v_repetida    text;
BEGIN
    FOR v_unica IN SELECT u.* FROM flowt.unicidades_da_coluna(p_tabela, p_coluna) AS u LOOP
        -- Unqualified names are of the inner table inside and of the outer one outside.
        v_repetida := format('cod_tenant = $1 AND %1$I = $2 %2$s AND %3$s (SELECT %4$s FROM %5$s WHERE cod_tenant = $1 AND %1$I = $3 %2$s)',
            p_coluna, ' AND (' || v_unica.condicao || ')', coalesce('(' || v_unica.chave || ') IN', 'EXISTS'), coalesce(v_unica.chave, ''), p_tabela);
        IF v_unica.marca IS NOT NULL THEN
            EXECUTE format('UPDATE %s SET %I = false WHERE %s', p_tabela, v_unica.marca, v_repetida) USING p_tenant, p_origem, p_destino;
        ELSE
            EXECUTE format('DELETE FROM %s WHERE %s', p_tabela, v_repetida) USING p_tenant, p_origem, p_destino;
            GET DIAGNOSTICS v_linhas = ROW_COUNT;
            v_descartadas := v_descartadas + v_linhas;
        END IF;
    END LOOP;
    EXECUTE format('WITH m AS (UPDATE %1$s AS t SET %2$I = $3 WHERE t.cod_tenant = $1 AND t.%2$I = $2 RETURNING %3$s AS chave)
                    SELECT count(*), jsonb_agg(m.chave) FILTER (WHERE m.n <= %4$s) FROM (SELECT m.chave, row_number() OVER () AS n FROM m) AS m',
                   p_tabela, p_coluna, flowt.chave_em_json(p_tabela), flowt.limite_de_chaves_da_fusao())
       INTO v_movidas, v_chaves USING p_tenant, p_origem, p_destino;
    IF v_movidas + v_descartadas > 0 THEN
        RETURN jsonb_build_object('movidas', v_movidas, 'descartadas', v_descartadas, 'chaves', coalesce(v_chaves, '[]'));
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.mover_coluna(bigint, regclass, text, bigint, bigint)
    IS 'Passa ao destino as linhas de uma tabela que apontam a origem; as que ele já tem são descartadas.';

-- A verified value wins over the same one unverified, whichever registration it comes from; so does a verified principal.
CREATE OR REPLACE FUNCTION flowt.conciliar_pessoa_identificador(p_tenant bigint, p_origem bigint, p_destino bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_provado record;
BEGIN
    FOR v_provado IN
        SELECT o.cod_identificador, o.dat_verificacao, d.cod_identificador AS cod_mesmo
          FROM flowt.tb_omni8_pessoa_identificador o
          JOIN flowt.tb_omni8_pessoa_identificador d ON d.cod_tenant = p_tenant AND d.cod_pessoa = p_destino
           AND d.tip_identificador = o.tip_identificador AND d.des_valor = o.des_valor
         WHERE o.cod_tenant = p_tenant AND o.cod_pessoa = p_origem AND o.dat_verificacao IS NOT NULL
    LOOP
        UPDATE flowt.tb_omni8_pessoa_identificador i SET dat_verificacao = NULL
         WHERE i.cod_tenant = p_tenant AND i.cod_identificador = v_provado.cod_identificador;
        UPDATE flowt.tb_omni8_pessoa_identificador i SET dat_verificacao = v_provado.dat_verificacao
         WHERE i.cod_tenant = p_tenant AND i.cod_identificador = v_provado.cod_mesmo;
    END LOOP;
    UPDATE flowt.tb_omni8_pessoa_identificador d SET flg_principal = false
     WHERE d.cod_tenant = p_tenant AND d.cod_pessoa = p_destino AND d.flg_principal AND d.dat_verificacao IS NULL
       AND EXISTS (SELECT FROM flowt.tb_omni8_pessoa_identificador o
                    WHERE o.cod_tenant = p_tenant AND o.cod_pessoa = p_origem AND o.tip_identificador = d.tip_identificador AND o.flg_principal
                      AND o.dat_verificacao IS NOT NULL);
END
$$;
COMMENT ON FUNCTION flowt.conciliar_pessoa_identificador(bigint, bigint, bigint)
    IS 'Antes de uma fusão: o verificado prevalece sobre o não verificado.';

-- A table that has more to say of two lines that become one person's says it in flowt.conciliar_<table>, called before they move.
CREATE OR REPLACE FUNCTION flowt.mover_pessoa(p_tenant bigint, p_origem bigint, p_destino bigint) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_coluna record;
    v_regra  regprocedure;
    v_parte  jsonb;
    v_movido jsonb := '{}';
    v_feito  text;
BEGIN
    -- What only gets another owner is no new fact to tables that refuse changes, nor a new value to custom fields.
    v_feito := set_config('flowt.manutencao', 'fundir', true);
    FOR v_coluna IN SELECT r.* FROM flowt.referencias_a_pessoa() AS r LOOP
        v_regra := to_regprocedure(format('flowt.%I(bigint, bigint, bigint)', 'conciliar_' || replace(v_coluna.nom_tabela, 'tb_omni8_', '')));
        IF v_regra IS NOT NULL THEN
            EXECUTE format('SELECT %s($1, $2, $3)', v_regra::regproc) USING p_tenant, p_origem, p_destino;
        END IF;
        v_parte := flowt.mover_coluna(p_tenant, v_coluna.cod_tabela, v_coluna.nom_coluna, p_origem, p_destino);
        IF v_parte IS NOT NULL THEN
            v_movido := v_movido || jsonb_build_object(v_coluna.nom_tabela || '.' || v_coluna.nom_coluna, v_parte);
        END IF;
    END LOOP;
    UPDATE flowt.tb_omni8_pessoa p SET cod_pessoa_destino = p_destino WHERE p.cod_tenant = p_tenant AND p.cod_pessoa_destino = p_origem;
    UPDATE flowt.tb_omni8_pessoa p SET sta_pessoa = 'MESCLADA', cod_pessoa_destino = p_destino
     WHERE p.cod_tenant = p_tenant AND p.cod_pessoa = p_origem;
    v_feito := set_config('flowt.manutencao', '', true);
    RETURN v_movido;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.mover_pessoa(bigint, bigint, bigint), flowt.mover_coluna(bigint, regclass, text, bigint, bigint),
    flowt.descartar_lacos(bigint, regclass, text, bigint, bigint),
    flowt.conciliar_pessoa_identificador(bigint, bigint, bigint) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.mover_pessoa(bigint, bigint, bigint)
    IS 'Passa ao destino tudo que aponta a origem, que vira apelido dele; devolve o que moveu, por tabela e coluna. Quem chama travou os dois cadastros.';
