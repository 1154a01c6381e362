-- Plan limits (guide chapter 19.2): orders of the month, and what a company uses of its plan.

-- Numbers of orders have no gaps, and whoever takes one holds the tenant's numerator until the end: the month's count is a
-- difference of two numbers, exact, without a counter or a lock of its own.
CREATE OR REPLACE FUNCTION flowt.pedidos_do_mes(p_tenant bigint) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_mes      timestamptz;
    v_primeiro bigint;
BEGIN
    SELECT date_trunc('month', now() AT TIME ZONE t.des_fuso_horario) AT TIME ZONE t.des_fuso_horario INTO v_mes FROM flowt.tb_omni8_tenant t
     WHERE t.cod_tenant = p_tenant;
    SELECT p.num_pedido INTO v_primeiro FROM flowt.tb_omni8_pedido p
     WHERE p.cod_tenant = p_tenant AND p.dat_criacao >= v_mes ORDER BY p.dat_criacao, p.cod_pedido LIMIT 1;
    RETURN coalesce((SELECT n.num_ultimo - v_primeiro + 1 FROM flowt.tb_omni8_pedido_numerador n WHERE n.cod_tenant = p_tenant), 0);
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.pedidos_do_mes(bigint) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.pedidos_do_mes(bigint) IS 'Pedidos feitos por um tenant no mês corrente de seu fuso, cancelados também.';

CREATE OR REPLACE FUNCTION flowt.conferir_limite_de_pedidos() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_maximo bigint := flowt.maximo_do_plano(NEW.cod_tenant, 'pedidos_mes');
BEGIN
    IF v_maximo IS NOT NULL AND flowt.pedidos_do_mes(NEW.cod_tenant) > v_maximo THEN
        PERFORM flowt.recusar_limite(NEW.cod_tenant, 'pedidos_mes', v_maximo, v_maximo);
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.conferir_limite_de_pedidos() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.conferir_limite_de_pedidos() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.conferir_limite_de_pedidos() IS 'Gatilho: recusa o pedido que passa do limite do mês.';
CREATE OR REPLACE TRIGGER limite_do_mes AFTER INSERT ON flowt.tb_omni8_pedido FOR EACH ROW EXECUTE FUNCTION flowt.conferir_limite_de_pedidos();

-- What counts is what the triggers count: their arguments are read, not repeated.
CREATE OR REPLACE FUNCTION flowt.uso_do_plano(p_tenant bigint) RETURNS TABLE (nom_limite text, qtd_uso bigint)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
        SELECT g.argumentos[1], flowt.contar_uso(p_tenant, g.tgrelid, g.argumentos[2])
          FROM (SELECT DISTINCT ON (t.tgrelid) t.tgrelid, string_to_array(encode(t.tgargs, 'escape'), '\000') AS argumentos
                  FROM pg_trigger t WHERE t.tgfoid = 'flowt.conferir_limite'::regproc AND t.tgnewtable IS NOT NULL) AS g
        UNION ALL
        SELECT 'pedidos_mes', flowt.pedidos_do_mes(p_tenant);
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.uso_do_plano(bigint) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.uso_do_plano(bigint) IS 'Quanto um tenant usa de cada limite.';

CREATE OR REPLACE FUNCTION flowt.json_plano(p_tenant bigint) RETURNS json
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_plano flowt.tb_omni8_plano;
BEGIN
    SELECT p.* INTO v_plano FROM flowt.tb_omni8_plano p WHERE p.nom_plano = flowt.plano_do_tenant(p_tenant, now());
    RETURN json_build_object('nom_plano', v_plano.nom_plano, 'des_plano', v_plano.des_plano,
        'dat_inicio', (SELECT max(t.dat_inicio) FROM flowt.tb_omni8_tenant_plano t WHERE t.cod_tenant = p_tenant AND t.dat_inicio <= now()),
        'limites', (SELECT json_agg(json_build_object('nom_limite', l.nom_limite, 'des_limite', l.des_limite, 'qtd_uso', u.qtd_uso,
                               'qtd_maxima', m.qtd_maxima,
                               'num_proporcao', CASE WHEN m.qtd_maxima > 0 THEN round(u.qtd_uso::numeric / m.qtd_maxima, 4) END) ORDER BY l.num_ordem)
                      FROM flowt.tb_omni8_limite l
                      JOIN flowt.uso_do_plano(p_tenant) u ON u.nom_limite = l.nom_limite
                      LEFT JOIN flowt.tb_omni8_plano_limite m ON m.nom_plano = v_plano.nom_plano AND m.nom_limite = l.nom_limite),
        'modulos', (SELECT json_agg(o.nom_modulo ORDER BY o.nom_modulo) FROM flowt.tb_omni8_modulo o
                     WHERE flowt.plano_inclui_modulo(p_tenant, o.nom_modulo)),
        'marcados', (SELECT coalesce(json_agg(json_build_object('nom_plano', t.nom_plano, 'dat_inicio', t.dat_inicio) ORDER BY t.dat_inicio), '[]')
                       FROM flowt.tb_omni8_tenant_plano t WHERE t.cod_tenant = p_tenant AND t.dat_inicio > now()));
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.json_plano(bigint) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.json_plano(bigint) IS 'Plano de um tenant, com o uso de cada limite e os planos marcados para depois.';

CREATE OR REPLACE FUNCTION flowt.plano_da_empresa() RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN flowt.json_plano(flowt.exigir_tenant());
END
$$;
ALTER FUNCTION flowt.plano_da_empresa() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.plano_da_empresa() FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.plano_da_empresa()
    IS 'Plano e uso da empresa da requisição. Atravessa tenants: conta também o que quem age não vê (outras unidades); só do tenant da requisição.';

CREATE OR REPLACE FUNCTION api.plano_ler() RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (200, NULL, NULL, flowt.plano_da_empresa()::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.plano_ler() IS
$$GET /v1/plano
acesso: empresa.ler
resposta: 200 plano
etiqueta: Empresa
Mostra o plano da empresa, quanto ela usa de cada limite e que parte dele (num_proporcao: 1 é o limite inteiro; null, sem limite).
Passou do limite, incluir responde 409 limite_do_plano; o que já existe continua valendo, mesmo depois de mudar para um plano menor.$$;

SELECT flowt.definir_esquema('plano', $json${
    "type": "object", "required": ["nom_plano", "des_plano", "dat_inicio", "limites", "modulos", "marcados"],
    "properties": {
        "nom_plano": {"type": "string"}, "des_plano": {"type": "string"}, "dat_inicio": {"type": ["string", "null"], "format": "date-time"},
        "limites": {"type": "array", "items": {"type": "object", "required": ["nom_limite", "des_limite", "qtd_uso", "qtd_maxima", "num_proporcao"],
                "properties": {
            "nom_limite": {"type": "string"}, "des_limite": {"type": "string"}, "qtd_uso": {"type": "integer"},
            "qtd_maxima": {"type": ["integer", "null"]},
            "num_proporcao": {"type": ["number", "null"]}}}},
        "modulos": {"type": "array", "items": {"type": "string"}},
        "marcados": {"type": "array",
            "items": {"type": "object", "properties": {"nom_plano": {"type": "string"}, "dat_inicio": {"type": "string", "format": "date-time"}}}}
    }
}$json$);
