-- Retention (LGPD, Lei 13.709/2018, arts. 15 and 16; guide chapter 17.2). The comment of a table says it:
--
--   Guarda: 30 dias desde dat_expiracao.
--
-- One job deletes what is older, of every table that says so, those of later modules included; what hangs on such a line goes with it.
-- A transaction holds some lines of one table, and a table that cannot be cleared keeps no other.

CREATE OR REPLACE FUNCTION flowt.expurgados_por_vez() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 5000;
COMMENT ON FUNCTION flowt.expurgados_por_vez() IS 'Linhas que rotina.expurgar_vencidos apaga por vez, de uma só tabela; havendo mais, volta logo.';

CREATE OR REPLACE FUNCTION flowt.guardas() RETURNS TABLE (tabela regclass, coluna text, prazo interval)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT c.oid::regclass, g.dito[2], make_interval(days => g.dito[1]::integer)
      FROM pg_catalog.pg_class AS c
     CROSS JOIN LATERAL regexp_match(obj_description(c.oid, 'pg_class'), 'Guarda: (\d{1,5}) dias desde (dat_[a-z_]+)\.') AS g (dito)
     WHERE c.relnamespace = 'flowt'::regnamespace AND c.relkind = 'r' AND g.dito IS NOT NULL ORDER BY c.relname;
END;
COMMENT ON FUNCTION flowt.guardas() IS 'Por quanto tempo se guardam as linhas de cada tabela que o diz no comentário, e desde que data.';

CREATE OR REPLACE FUNCTION flowt.apagar_vencidos(p_tabela regclass, p_coluna text, p_prazo interval) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_linhas bigint;
BEGIN
    -- Whoever is using one keeps it until the next time.
    EXECUTE format(
            'DELETE FROM %1$s WHERE ctid = ANY (ARRAY(SELECT t.ctid FROM %1$s AS t WHERE t.%2$I < now() - $1 LIMIT $2 FOR UPDATE SKIP LOCKED))',
                   p_tabela, p_coluna)
      USING p_prazo, flowt.expurgados_por_vez();
    GET DIAGNOSTICS v_linhas = ROW_COUNT;
    RETURN v_linhas;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.apagar_vencidos(regclass, text, interval) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.apagar_vencidos(regclass, text, interval)
    IS 'Apaga, até um limite por vez, as linhas de uma tabela cuja data passou do prazo; devolve quantas.';

-- What is caught is what one table's lines and rules can bring about, as in flowt.tentar_no_tenant.
CREATE OR REPLACE FUNCTION flowt.tentar_apagar_vencidos(p_tabela regclass, p_coluna text, p_prazo interval, OUT apagadas bigint, OUT estado text)
LANGUAGE plpgsql AS $$
BEGIN
    apagadas := flowt.apagar_vencidos(p_tabela, p_coluna, p_prazo);
EXCEPTION WHEN data_exception OR integrity_constraint_violation OR syntax_error_or_access_rule_violation OR program_limit_exceeded OR plpgsql_error
    OR SQLSTATE 'PT000' THEN
    apagadas := 0;
    estado := SQLSTATE;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.tentar_apagar_vencidos(regclass, text, interval) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.tentar_apagar_vencidos(regclass, text, interval)
    IS 'flowt.apagar_vencidos em uma subtransação: quantas linhas apagou ou, se não pôde, o SQLSTATE.';

CREATE OR REPLACE FUNCTION rotina.expurgar_vencidos() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_guarda record;
    v_vez    record;
    v_presa  record;
BEGIN
    FOR v_guarda IN SELECT g.* FROM flowt.guardas() AS g LOOP
        SELECT t.* INTO v_vez FROM flowt.tentar_apagar_vencidos(v_guarda.tabela, v_guarda.coluna, v_guarda.prazo) AS t;
        IF v_vez.apagadas > 0 THEN
            RETURN v_vez.apagadas;
        ELSIF v_vez.estado IS NOT NULL THEN
            SELECT v_guarda.tabela, v_vez.estado INTO v_presa;
        END IF;
    END LOOP;
    -- Told when all the others are done: what is raised undoes what this transaction did.
    IF v_presa IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = v_presa.estado,
            MESSAGE = 'expurgo_falhou', DETAIL = format('As linhas de %s que passaram da guarda não se deixam apagar.', v_presa.tabela);
    END IF;
    RETURN 0;
END
$$;
ALTER FUNCTION rotina.expurgar_vencidos() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.expurgar_vencidos()
    IS 'Apaga o que passou da guarda que o comentário da sua tabela diz (códigos, sessões, convites, mensagens), até um limite de linhas de uma '
       'tabela por vez; devolve quantas, zero se não há mais. Uma tabela em que falha não impede as outras: a falha aparece quando elas acabam. Para '
       'chamar de hora em hora, e de novo enquanto não devolver 0.';
