-- Tracking (guide chapters 11.1 and 11.2): what the server itself records of orders, robots that turn out not to be, upkeep.

SELECT flowt.proteger_titulares();

DROP FUNCTION IF EXISTS flowt.registrar_evento_servidor(bigint, text, bigint, bigint, timestamptz);
CREATE OR REPLACE FUNCTION flowt.registrar_evento_servidor(p_tenant bigint, p_tipo text, p_pedido bigint, p_valor bigint, p_momento timestamptz,
                                                           p_numero integer DEFAULT NULL) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_visita flowt.tb_omni8_visita;
    v_canal  text;
    v_pessoa bigint;
BEGIN
    SELECT a.tip_canal, p.cod_pessoa INTO v_canal, v_pessoa FROM flowt.tb_omni8_pedido p
      LEFT JOIN flowt.tb_omni8_pedido_atribuicao a ON a.cod_tenant = p_tenant AND a.cod_pedido = p.cod_pedido
     WHERE p.cod_tenant = p_tenant AND p.cod_pedido = p_pedido;
    SELECT w.* INTO v_visita FROM flowt.tb_omni8_pedido_atribuicao a
      JOIN flowt.tb_omni8_visita w ON w.cod_tenant = p_tenant AND w.cod_visita = a.cod_visita
     WHERE a.cod_tenant = p_tenant AND a.cod_pedido = p_pedido;
    -- Who did not agree stays a number of that day here, though the order itself knows its buyer.
    IF v_visita.cod_visita IS NOT NULL AND NOT EXISTS (SELECT FROM flowt.tb_omni8_evento_tracking e
                                                        WHERE e.cod_tenant = p_tenant AND e.cod_visita = v_visita.cod_visita AND e.flg_consentimento
            AND e.dat_evento BETWEEN v_visita.dat_inicio AND v_visita.dat_fim) THEN
        v_pessoa := NULL;
    END IF;
    INSERT INTO flowt.tb_omni8_evento_tracking (cod_tenant, dat_evento, des_id_cliente, nom_tipo, cod_visita, cod_visitante, cod_pessoa, cod_pedido,
                                                tip_canal, vlr_evento, flg_robo, flg_consentimento)
    VALUES (p_tenant, p_momento, concat_ws(':', p_tipo, p_pedido, p_numero), p_tipo, v_visita.cod_visita, v_visita.cod_visitante, v_pessoa, p_pedido,
            coalesce(v_canal, 'DIRETO'), p_valor,
            coalesce(v_visita.flg_robo, false), false);
END
$$;
COMMENT ON FUNCTION flowt.registrar_evento_servidor(bigint, text, bigint, bigint, timestamptz, integer)
    IS 'Registra um evento que só o servidor declara: pedido concluído, cancelado ou estornado (cada estorno com seu número). Valor em centavos.';

-- By trigger: an order belongs to the visit its cart was last touched in, and to what that visit is attributed to.
CREATE OR REPLACE FUNCTION flowt.rastrear_pedido() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_visita flowt.tb_omni8_visita;
    v_toque  jsonb;
BEGIN
    SELECT w.* INTO v_visita FROM flowt.tb_omni8_carrinho_visita c
      JOIN flowt.tb_omni8_visita w ON w.cod_tenant = NEW.cod_tenant AND w.cod_visita = c.cod_visita
     WHERE c.cod_tenant = NEW.cod_tenant AND c.cod_carrinho = NEW.cod_carrinho;
    SELECT v.js_primeiro_toque INTO v_toque FROM flowt.tb_omni8_visitante v
     WHERE v.cod_tenant = NEW.cod_tenant AND v.cod_visitante = v_visita.cod_visitante;
    INSERT INTO flowt.tb_omni8_pedido_atribuicao (cod_tenant, cod_pedido, cod_visita, tip_canal, nom_origem, nom_midia, nom_campanha,
                                                  js_primeiro_toque)
    VALUES (NEW.cod_tenant, NEW.cod_pedido, v_visita.cod_visita, coalesce(v_visita.tip_canal_atribuido, 'DIRETO'), v_visita.nom_origem_atribuida,
            v_visita.nom_midia_atribuida,
            v_visita.nom_campanha_atribuida, coalesce(v_toque, '{}'));
    -- A page's clock may be ahead of ours, but nothing of a visit is before it begins.
    UPDATE flowt.tb_omni8_visita w SET dat_pedido = least(w.dat_pedido, NEW.dat_criacao), dat_inicio = least(w.dat_inicio, NEW.dat_criacao),
           dat_fim = greatest(w.dat_fim, NEW.dat_criacao), flg_evento_chave = true
     WHERE w.cod_tenant = NEW.cod_tenant AND w.cod_visita = v_visita.cod_visita;
    IF NEW.sta_pedido <> 'INTENCAO' THEN
        PERFORM flowt.registrar_evento_servidor(NEW.cod_tenant, 'pedido_concluido', NEW.cod_pedido, NEW.vlr_total, NEW.dat_criacao);
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.rastrear_pedido() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.rastrear_pedido() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.rastrear_pedido()
    IS 'Gatilho: atribui um pedido novo à visita em que foi feito e registra o evento, que o de um orçamento espera que o aceitem.';
CREATE OR REPLACE TRIGGER rastreamento AFTER INSERT ON flowt.tb_omni8_pedido FOR EACH ROW
    WHEN (NOT flowt.em_copia()) EXECUTE FUNCTION flowt.rastrear_pedido();

CREATE OR REPLACE FUNCTION flowt.rastrear_aceite() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM flowt.registrar_evento_servidor(NEW.cod_tenant, 'pedido_concluido', NEW.cod_pedido, NEW.vlr_total, clock_timestamp());
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.rastrear_aceite() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.rastrear_aceite() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.rastrear_aceite() IS 'Gatilho: registra o evento do pedido em que um orçamento aceito se torna.';
CREATE OR REPLACE TRIGGER rastreamento_do_aceite AFTER UPDATE OF sta_pedido ON flowt.tb_omni8_pedido FOR EACH ROW
    WHEN (OLD.sta_pedido = 'INTENCAO' AND NEW.sta_pedido = 'RECEBIDO' AND NOT flowt.em_copia()) EXECUTE FUNCTION flowt.rastrear_aceite();

CREATE OR REPLACE FUNCTION flowt.rastrear_fim_do_pedido() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM flowt.registrar_evento_servidor(NEW.cod_tenant, 'pedido_cancelado', NEW.cod_pedido, NEW.vlr_total, clock_timestamp());
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.rastrear_fim_do_pedido() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.rastrear_fim_do_pedido() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.rastrear_fim_do_pedido() IS 'Gatilho: registra o evento de um pedido cancelado.';
CREATE OR REPLACE TRIGGER rastreamento_do_fim AFTER UPDATE OF sta_pedido ON flowt.tb_omni8_pedido FOR EACH ROW
    WHEN (NEW.sta_pedido IN ('CANCELADO', 'RECUSADO') AND OLD.sta_pedido NOT IN ('INTENCAO', NEW.sta_pedido)
          AND NOT flowt.em_copia()) EXECUTE FUNCTION flowt.rastrear_fim_do_pedido();

-- A return or refund of a part is one too; an order that is returned in the end posts what was left of it (82_estorno, 87_devolucao).
CREATE OR REPLACE FUNCTION flowt.rastrear_estorno() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM flowt.registrar_evento_servidor(NEW.cod_tenant, 'pedido_estornado', NEW.cod_pedido, NEW.vlr_estorno, NEW.dat_estorno, NEW.num_estorno);
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.rastrear_estorno() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.rastrear_estorno() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.rastrear_estorno() IS 'Gatilho: registra o evento de uma devolução ou estorno, com quanto se desfez.';
CREATE OR REPLACE TRIGGER rastreamento AFTER INSERT ON flowt.tb_omni8_pedido_estorno FOR EACH ROW
    WHEN (NEW.tip_estorno <> 'CANCELAMENTO' AND NOT flowt.em_copia()) EXECUTE FUNCTION flowt.rastrear_estorno();

-- The last step of a visit most often happens days later and in another one, or in none (staff writes down what was said on the
-- telephone): it is found by its order, and belongs to the visit that ordered. What a company has switched off or does not do must not
-- leave the step empty for ever, so the first of these counts: a survey answered, a complaint, a return, the order asked for again.
CREATE OR REPLACE FUNCTION flowt.anotar_pos_venda(p_tenant bigint, p_pedido bigint, p_momento timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE flowt.tb_omni8_visita w SET dat_pos_venda = p_momento
     WHERE w.cod_tenant = p_tenant AND (w.dat_pos_venda IS NULL OR w.dat_pos_venda > p_momento)
       AND w.cod_visita = (SELECT a.cod_visita FROM flowt.tb_omni8_pedido_atribuicao a WHERE a.cod_tenant = p_tenant AND a.cod_pedido = p_pedido);
END
$$;
COMMENT ON FUNCTION flowt.anotar_pos_venda(bigint, bigint, timestamptz)
    IS 'Anota, na visita em que um pedido foi feito, que houve um pós-venda dele: o último passo do funil, na primeira vez.';

CREATE OR REPLACE FUNCTION flowt.rastrear_pos_venda() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM flowt.anotar_pos_venda(NEW.cod_tenant, NEW.cod_pedido, NEW.dat_criacao);
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.rastrear_pos_venda() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.rastrear_pos_venda() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.rastrear_pos_venda() IS 'Gatilho: uma reclamação ou uma devolução é o pós-venda do pedido.';
CREATE OR REPLACE TRIGGER rastreamento AFTER INSERT ON flowt.tb_omni8_reclamacao FOR EACH ROW
    WHEN (NOT flowt.em_copia()) EXECUTE FUNCTION flowt.rastrear_pos_venda();
CREATE OR REPLACE TRIGGER rastreamento AFTER INSERT ON flowt.tb_omni8_devolucao FOR EACH ROW
    WHEN (NOT flowt.em_copia()) EXECUTE FUNCTION flowt.rastrear_pos_venda();

-- The rows change, so whoever counts them counts anew.
CREATE OR REPLACE FUNCTION flowt.classificar_visita(p_tenant bigint, p_visita bigint, p_robo text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE flowt.tb_omni8_visita w SET flg_robo = p_robo IS NOT NULL, des_robo = p_robo WHERE w.cod_tenant = p_tenant AND w.cod_visita = p_visita;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta visita');
    END IF;
    UPDATE flowt.tb_omni8_evento_tracking e SET flg_robo = p_robo IS NOT NULL
     WHERE e.cod_tenant = p_tenant AND e.cod_visita = p_visita AND e.flg_robo <> (p_robo IS NOT NULL);
END
$$;
COMMENT ON FUNCTION flowt.classificar_visita(bigint, bigint, text)
    IS 'Diz que uma visita é de robô (e por quê) ou, com nulo, que é de gente; seus eventos seguem.';

CREATE OR REPLACE FUNCTION api.visita_classificar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('visita_classificacao', p_corpo);
BEGIN
    PERFORM flowt.classificar_visita(v_tenant, p_id,
                                     CASE WHEN (v_corpo ->> 'flg_robo')::boolean THEN coalesce(nullif(btrim(v_corpo ->> 'des_robo'), ''),
                                         'classificada pela equipe') END);
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.visita_classificar(bigint, text) IS
$$PUT /v1/visitas/{id}/robo
acesso: rastreamento.tratar
modulo: rastreamento
corpo: visita_classificacao
resposta: 204
resposta: 404 problema
etiqueta: Rastreamento
Diz que uma visita é de robô, ou que não é: os indicadores são apurados de novo.$$;

CREATE OR REPLACE FUNCTION api.visita_listar(p_limite integer, p_apos bigint, p_flg_robo boolean) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint  := flowt.exigir_tenant();
    v_quantos integer := flowt.tamanho_pagina(p_limite);
    v_itens   json;
    v_ultima  bigint;
BEGIN
    SELECT coalesce(json_agg(v ORDER BY w.cod_visita DESC), '[]'), CASE WHEN count(*) = v_quantos THEN min(w.cod_visita) END INTO v_itens, v_ultima
      FROM (SELECT x.* FROM flowt.tb_omni8_visita x
             WHERE x.cod_tenant = v_tenant AND x.cod_visita < coalesce(p_apos, 9223372036854775807)
               AND (p_flg_robo IS NULL OR x.flg_robo = p_flg_robo)
             ORDER BY x.cod_visita DESC LIMIT v_quantos) AS w
     CROSS JOIN LATERAL (SELECT w.cod_visita::text AS cod_visita, w.dat_inicio, w.dat_fim, w.qtd_eventos, w.qtd_paginas, w.flg_robo, w.des_robo,
                                w.tip_canal, w.nom_origem, w.nom_midia,
                                w.nom_campanha, w.nom_conteudo, w.nom_termo, w.tip_clique, w.des_link, w.tip_canal_atribuido, w.dat_pedido) AS v;
    RETURN (200, NULL, NULL, json_build_object('itens', v_itens, 'proximo', v_ultima::text)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.visita_listar(integer, bigint, boolean) IS
$$GET /v1/visitas
acesso: rastreamento.ler
modulo: rastreamento
resposta: 200 visita_lista
etiqueta: Rastreamento
Lista as visitas, da mais nova à mais antiga, sem dizer de quem são.
limite: até 100 por página (20). apos: o "proximo" da página anterior. flg_robo: só as de robôs, ou só as outras.$$;

CREATE OR REPLACE FUNCTION api.rejeitado_resumo() RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    RETURN (200, NULL, NULL, json_build_object('itens', (
        SELECT coalesce(json_agg(json_build_object('motivo', r.des_motivo, 'tipo', r.nom_tipo, 'qtd', r.qtd,
                                                   'dat_ultimo', r.ultimo) ORDER BY r.qtd DESC, r.des_motivo, r.nom_tipo), '[]')
          FROM (SELECT e.des_motivo, e.nom_tipo, sum(e.qtd_eventos) AS qtd, max(e.dat_recebimento) AS ultimo FROM flowt.tb_omni8_evento_rejeitado e
                 WHERE e.cod_tenant = v_tenant AND e.dat_recebimento >= now() - interval '24 hours' GROUP BY e.des_motivo, e.nom_tipo
                 ORDER BY sum(e.qtd_eventos) DESC LIMIT 100) AS r))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.rejeitado_resumo() IS
$$GET /v1/eventos/rejeitados
acesso: rastreamento.ler
modulo: rastreamento
faixa: lenta
resposta: 200 rejeitado_resumo
etiqueta: Rastreamento
Quantos eventos não se guardaram nas últimas 24 horas, por motivo e tipo.$$;

CREATE OR REPLACE FUNCTION api.tipo_evento_listar() RETURNS SETOF flowt.resposta
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT NULL::integer, NULL::text, NULL::text,
           json_build_object('itens', (SELECT json_agg(t ORDER BY t.nom_tipo) FROM flowt.tb_omni8_tipo_evento AS t))::text;
END;
COMMENT ON FUNCTION api.tipo_evento_listar() IS
$$GET /v1/tipos-de-evento
acesso: aberto
resposta: 200 tipo_evento_lista
etiqueta: Rastreamento
Os tipos de evento: o que exigem, para que servem, com que base legal, e como se chamam no GA4 e no Segment.$$;

CREATE OR REPLACE FUNCTION rotina.criar_particoes_de_eventos() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' SET timezone = 'UTC' AS $$
    SELECT count(*) FROM generate_series(-1, flowt.meses_adiante()) AS n
     WHERE flowt.criar_particao('flowt.tb_omni8_evento_tracking', (date_trunc('month', now()) + make_interval(months => n))::date)
$$;
COMMENT ON FUNCTION rotina.criar_particoes_de_eventos()
    IS 'Cria à frente as partições mensais dos eventos; devolve quantas fez. Para rodar todo dia.';
SELECT rotina.criar_particoes_de_eventos();

CREATE OR REPLACE FUNCTION flowt.meses_de_eventos() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 13;
COMMENT ON FUNCTION flowt.meses_de_eventos() IS 'Meses que se guarda um evento (guia 11.1); os números apurados ficam.';

CREATE OR REPLACE FUNCTION rotina.expurgar_eventos() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' SET timezone = 'UTC' AS $$
DECLARE
    v_particao text;
    v_quantas  bigint := 0;
BEGIN
    FOR v_particao IN
        SELECT h.inhrelid::regclass::text FROM pg_inherits h
         WHERE h.inhparent = 'flowt.tb_omni8_evento_tracking'::regclass
           AND (regexp_match(pg_get_expr((SELECT c.relpartbound FROM pg_class c WHERE c.oid = h.inhrelid), h.inhrelid),
                             'TO \(''([^'']+)''\)'))[1]::timestamptz
               <= date_trunc('month', now()) - make_interval(months => flowt.meses_de_eventos())
    LOOP
        PERFORM flowt.apagar_particao(v_particao);
        v_quantas := v_quantas + 1;
    END LOOP;
    RETURN v_quantas + flowt.expurgar_recebimento();
END
$$;
COMMENT ON FUNCTION rotina.expurgar_eventos()
    IS 'Apaga os meses de eventos que passaram da guarda, e o que só servia para recebê-los: identificadores, rejeitados e sais de dias passados. '
       'Para rodar todo dia.';

CREATE OR REPLACE FUNCTION flowt.apagar_particao(p_particao text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DROP TABLE %s', p_particao::regclass);
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.apagar_particao(text) FROM flowt_api, flowt_courier, flowt_rotina, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.apagar_particao(text) IS 'Apaga uma partição.';

CREATE OR REPLACE FUNCTION flowt.expurgar_recebimento() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_quantos bigint;
BEGIN
    -- One day more than an event may take: a retry at the last moment is still known.
    DELETE FROM flowt.tb_omni8_evento_recebido r WHERE r.dat_recebimento < now() - flowt.idade_de_evento() - interval '1 day';
    GET DIAGNOSTICS v_quantos = ROW_COUNT;
    DELETE FROM flowt.tb_omni8_evento_rejeitado r WHERE r.dat_recebimento < now() - interval '30 days';
    DELETE FROM flowt.tb_omni8_sal_do_dia s WHERE s.dat_dia < (now() AT TIME ZONE 'UTC')::date - 1;
    RETURN v_quantos;
END
$$;
ALTER FUNCTION flowt.expurgar_recebimento() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.expurgar_recebimento() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
GRANT EXECUTE ON FUNCTION flowt.expurgar_recebimento() TO flowt_dono;
COMMENT ON FUNCTION flowt.expurgar_recebimento()
    IS 'Apaga identificadores que não podem mais se repetir, rejeitados com mais de 30 dias e sais de antes de ontem; devolve quantos '
       'identificadores.';

SELECT flowt.definir_esquema('visita_classificacao', $json${
    "type": "object", "required": ["flg_robo"],
    "properties": {"flg_robo": {"type": "boolean"}, "des_robo": {"type": ["string", "null"], "maxLength": 100, "description": "Por que é de robô."}}
}$json$);
SELECT flowt.definir_esquema('visita_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {
        "itens": {"type": "array", "items": {"type": "object", "required": ["cod_visita", "dat_inicio", "dat_fim", "flg_robo", "tip_canal"],
                "properties": {
            "cod_visita": {"type": "string"}, "dat_inicio": {"type": "string", "format": "date-time"},
            "dat_fim": {"type": "string", "format": "date-time"},
            "qtd_eventos": {"type": "integer"}, "qtd_paginas": {"type": "integer"}, "flg_robo": {"type": "boolean"},
            "des_robo": {"type": ["string", "null"]},
            "tip_canal": {"type": "string"}, "nom_origem": {"type": ["string", "null"]}, "nom_midia": {"type": ["string", "null"]},
            "nom_campanha": {"type": ["string", "null"]}, "nom_conteudo": {"type": ["string", "null"]}, "nom_termo": {"type": ["string", "null"]},
            "tip_clique": {"type": ["string", "null"]}, "des_link": {"type": ["string", "null"]},
            "tip_canal_atribuido": {"type": "string"}, "dat_pedido": {"type": ["string", "null"], "format": "date-time"}}}},
        "proximo": {"type": ["string", "null"]}
    }
}$json$);
SELECT flowt.definir_esquema('rejeitado_resumo', $json${
    "type": "object", "required": ["itens"],
    "properties": {"itens": {"type": "array", "items": {"type": "object", "required": ["motivo", "qtd", "dat_ultimo"], "properties": {
        "motivo": {"type": "string"}, "tipo": {"type": ["string", "null"]}, "qtd": {"type": "integer"},
        "dat_ultimo": {"type": "string", "format": "date-time"}}}}}
}$json$);
SELECT flowt.definir_esquema('tipo_evento_lista', $json${
    "type": "object", "required": ["itens"],
    "properties": {"itens": {"type": "array", "items": {"type": "object", "required": ["nom_tipo", "des_tipo", "des_obrigatorias", "des_finalidades",
                    "des_base_legal", "flg_servidor"], "properties": {
        "nom_tipo": {"type": "string"}, "des_tipo": {"type": "string"}, "nom_ga4": {"type": ["string", "null"]},
        "nom_segment": {"type": ["string", "null"]},
        "des_obrigatorias": {"type": "array", "items": {"type": "string"}}, "des_finalidades": {"type": "array", "items": {"type": "string"}},
        "des_base_legal": {"type": "string"},
        "flg_servidor": {"type": "boolean"}, "flg_chave": {"type": "boolean"}, "nom_passo": {"type": ["string", "null"]}}}}}
}$json$);
