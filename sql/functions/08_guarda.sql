-- Retention (LGPD, Lei 13.709/2018, arts. 15 and 16; guide chapter 17.2). The comment of a table says it:
--
--   Guarda: 30 dias desde dat_expiracao.
--
-- One job deletes what is older, of every table that says so, those of later modules included; what hangs on such a line goes with it.

CREATE OR REPLACE FUNCTION flowt.vencidos_por_vez() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 5000;
COMMENT ON FUNCTION flowt.vencidos_por_vez() IS 'Linhas que expurgar_vencidos apaga de cada tabela por vez; havendo mais, a rotina volta logo.';

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
    EXECUTE format('DELETE FROM %1$s WHERE ctid = ANY (ARRAY(SELECT t.ctid FROM %1$s AS t WHERE t.%2$I < now() - $1 LIMIT $2 FOR UPDATE SKIP LOCKED))', p_tabela, p_coluna)
      USING p_prazo, flowt.vencidos_por_vez();
    GET DIAGNOSTICS v_linhas = ROW_COUNT;
    RETURN v_linhas;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.apagar_vencidos(regclass, text, interval) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.apagar_vencidos(regclass, text, interval) IS 'Apaga, até um limite por vez, as linhas de uma tabela cuja data passou do prazo; devolve quantas.';

CREATE OR REPLACE FUNCTION rotina.expurgar_vencidos() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_guarda record;
    v_soma   bigint := 0;
BEGIN
    FOR v_guarda IN SELECT g.* FROM flowt.guardas() AS g LOOP
        v_soma := v_soma + flowt.apagar_vencidos(v_guarda.tabela, v_guarda.coluna, v_guarda.prazo);
    END LOOP;
    RETURN v_soma;
END
$$;
ALTER FUNCTION rotina.expurgar_vencidos() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.expurgar_vencidos() IS 'Apaga o que passou da guarda que o comentário da sua tabela diz (códigos, sessões, convites, mensagens); devolve quantas linhas. Para chamar de hora em hora.';
