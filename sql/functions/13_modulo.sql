-- Modules (guide chapter 3.1): whether a company has one.

CREATE OR REPLACE FUNCTION flowt.plano_inclui_modulo(p_tenant bigint, p_modulo text) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_plano text;
BEGIN
    SELECT t.nom_plano INTO v_plano FROM flowt.tb_omni8_tenant_plano t WHERE t.cod_tenant = p_tenant AND t.dat_inicio <= now()
     ORDER BY t.dat_inicio DESC LIMIT 1;
    RETURN v_plano IS NULL
        OR EXISTS (SELECT FROM flowt.tb_omni8_plano p WHERE p.nom_plano = v_plano AND p.flg_todos_modulos)
        OR EXISTS (SELECT FROM flowt.tb_omni8_plano_modulo x WHERE x.nom_plano = v_plano AND x.nom_modulo = p_modulo);
END
$$;
COMMENT ON FUNCTION flowt.plano_inclui_modulo(bigint, text) IS 'Se o plano em vigor de um tenant inclui um módulo; o plano padrão inclui todos.';

-- Every request of a module asks this, at the door as flowt_rotina and inside as flowt_api: of one role, whoever asks, because a query
-- under RLS is planned anew whenever its connection's role is another than the last time (200 µs). Of the plan it looks up one row, and
-- asks on only where there is one.
CREATE OR REPLACE FUNCTION flowt.modulo_ativo(p_tenant bigint, p_modulo text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_plano text;
BEGIN
    IF NOT coalesce((SELECT t.flg_ativo FROM flowt.tb_omni8_tenant_modulo t WHERE t.cod_tenant = p_tenant AND t.nom_modulo = p_modulo),
                    (SELECT m.flg_padrao FROM flowt.tb_omni8_modulo m WHERE m.nom_modulo = p_modulo), false) THEN
        RETURN false;
    END IF;
    v_plano := (SELECT t.nom_plano FROM flowt.tb_omni8_tenant_plano t WHERE t.cod_tenant = p_tenant AND t.dat_inicio <= now()
                 ORDER BY t.dat_inicio DESC LIMIT 1);
    RETURN v_plano IS NULL OR flowt.plano_inclui_modulo(p_tenant, p_modulo);
END
$$;
ALTER FUNCTION flowt.modulo_ativo(bigint, text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.modulo_ativo(bigint, text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.modulo_ativo(bigint, text)
    IS 'Se um módulo está ligado em um tenant: sua escolha, ou o padrão do módulo, se o plano o inclui. Atravessa tenants: diz só se um recurso está '
       'ligado, o que as páginas da empresa já mostram; os filtros por tenant são dela.';
