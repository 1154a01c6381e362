-- Scheduled prices (guide chapter 5.1): a normal price from a moment on, or a promotion from one to another. Whoever calls holds
-- the lock of the item's row, as whoever changes its price does.

-- A date and time without a zone is the company's.
CREATE OR REPLACE FUNCTION flowt.momento_do_tenant(p_tenant bigint, p_texto text) RETURNS timestamptz
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_texto ~ '(Z|[+-][0-9]{2}:[0-9]{2})$' THEN
        RETURN p_texto::timestamptz;
    END IF;
    RETURN (SELECT p_texto::timestamp AT TIME ZONE t.des_fuso_horario FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant);
END
$$;
COMMENT ON FUNCTION flowt.momento_do_tenant(bigint, text) IS 'Momento de uma data e hora; sem fuso, no da empresa.';

CREATE OR REPLACE FUNCTION flowt.json_preco(p_preco flowt.tb_omni8_preco) RETURNS json
LANGUAGE sql STABLE
RETURN json_build_object('cod_preco', (p_preco).cod_preco::text, 'vlr_preco', (p_preco).vlr_preco, 'vlr_preco_de', (p_preco).vlr_preco_de,
    'dat_inicio', (p_preco).dat_inicio,
    'dat_fim', nullif((p_preco).dat_fim, 'infinity'), 'tip_periodo', (p_preco).tip_periodo,
    'sta_periodo', CASE WHEN (p_preco).dat_fim <= now() THEN 'PASSADO' WHEN (p_preco).dat_inicio > now() THEN 'AGENDADO' ELSE 'VIGENTE' END);
COMMENT ON FUNCTION flowt.json_preco(flowt.tb_omni8_preco) IS 'Período de preço como a API o mostra.';

CREATE OR REPLACE FUNCTION flowt.resposta_de_precos(p_tenant bigint, p_produto bigint, p_variacao bigint, p_opcao bigint, p_limite integer,
                                                    p_apos bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_quantos integer := flowt.tamanho_pagina(p_limite);
    v_itens   json;
    v_ultimo  bigint;
    v_achados bigint;
BEGIN
    SELECT coalesce(json_agg(flowt.json_preco(x.periodo) ORDER BY x.dat_inicio DESC), '[]'), (array_agg(x.cod_preco ORDER BY x.dat_inicio))[1],
           count(*) INTO v_itens, v_ultimo, v_achados
      FROM (SELECT p AS periodo, p.cod_preco, p.dat_inicio FROM flowt.periodos_de_preco(p_tenant, p_produto, p_variacao, p_opcao, '-infinity') AS p
             WHERE p_apos IS NULL OR p.dat_inicio < (SELECT a.dat_inicio FROM flowt.tb_omni8_preco a
                                                      WHERE a.cod_tenant = p_tenant AND a.cod_preco = p_apos)
             ORDER BY p.dat_inicio DESC LIMIT v_quantos) AS x;
    RETURN (200, NULL, NULL, json_build_object('itens', v_itens,
                                               'proximo', CASE WHEN v_achados = v_quantos THEN v_ultimo::text END)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.resposta_de_precos(bigint, bigint, bigint, bigint, integer, bigint)
    IS 'Página dos períodos de preço de um item, do último ao primeiro.';

CREATE OR REPLACE FUNCTION flowt.conferir_agendamento(p_tenant bigint, p_produto bigint, p_variacao bigint, p_opcao bigint, p_inicio timestamptz,
                                                      p_fim timestamptz) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_agora  timestamptz := clock_timestamp();
    v_ate    timestamptz := coalesce(p_fim, p_inicio + interval '1 microsecond');
    v_choque flowt.tb_omni8_preco;
BEGIN
    IF p_inicio <= v_agora THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'preco_no_passado',
            DETAIL = 'Agende um preço para o futuro; o de agora se muda no próprio item.';
    ELSIF greatest(p_inicio, p_fim) > v_agora + flowt.horizonte_de_precos() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'preco_longe_demais', DETAIL = 'Agende preços para os próximos dois anos.';
    ELSIF p_fim <= p_inicio THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'periodo_de_preco_em_ordem', DETAIL = 'O preço vale de um momento a outro depois dele.';
    END IF;
    SELECT p.* INTO v_choque FROM flowt.periodos_de_preco(p_tenant, p_produto, p_variacao, p_opcao, v_agora) AS p
     WHERE CASE p.tip_periodo WHEN 'PROMOCAO' THEN p.dat_inicio < v_ate AND p.dat_fim > p_inicio
                WHEN 'NORMAL' THEN p.dat_inicio >= p_inicio AND p.dat_inicio < v_ate ELSE false END
     ORDER BY p.dat_inicio LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'preco_ja_agendado',
            DETAIL = 'Já há um preço agendado para este período: cancele-o ou escolha outras datas.',
            HINT = json_build_object('preco', flowt.json_preco(v_choque))::text;
    ELSIF (SELECT count(*) FROM flowt.periodos_de_preco(p_tenant, p_produto, p_variacao, p_opcao, v_agora) AS p
            WHERE p.tip_periodo <> 'RETORNO' AND p.dat_inicio > v_agora)
          >= flowt.limite_precos_agendados() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'precos_agendados_demais',
            DETAIL = format('Um item tem até %s preços agendados: cancele algum.', flowt.limite_precos_agendados());
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_agendamento(bigint, bigint, bigint, bigint, timestamptz, timestamptz)
    IS 'Levanta 422 ou 409 se um preço não pode ser agendado para um período.';

CREATE OR REPLACE FUNCTION flowt.agendar_preco(p_tenant bigint, p_produto bigint, p_variacao bigint, p_opcao bigint, p_corpo jsonb)
    RETURNS flowt.tb_omni8_preco
LANGUAGE plpgsql AS $$
DECLARE
    v_inicio timestamptz := flowt.momento_do_tenant(p_tenant, p_corpo ->> 'dat_inicio');
    v_fim    timestamptz := flowt.momento_do_tenant(p_tenant, p_corpo ->> 'dat_fim');
    v_preco  bigint      := (p_corpo ->> 'vlr_preco')::bigint;
    v_de     bigint      := (p_corpo ->> 'vlr_preco_de')::bigint;
    v_antes  bigint;
    v_ate    timestamptz;
    v_linha  flowt.tb_omni8_preco;
BEGIN
    PERFORM flowt.conferir_agendamento(p_tenant, p_produto, p_variacao, p_opcao, v_inicio, v_fim);
    SELECT p.vlr_preco INTO v_antes FROM flowt.periodos_de_preco(p_tenant, p_produto, p_variacao, p_opcao, clock_timestamp()) AS p
     WHERE p.tip_periodo <> 'PROMOCAO' AND p.dat_inicio <= v_inicio ORDER BY p.dat_inicio DESC LIMIT 1;
    -- "De 40 por 30" is what a promotion says of itself, unless told what to say.
    IF v_fim IS NOT NULL AND p_opcao IS NULL AND NOT p_corpo ? 'vlr_preco_de' AND v_antes > v_preco THEN
        v_de := v_antes;
    END IF;
    PERFORM flowt.esquecer_retornos(p_tenant, p_produto, p_variacao, p_opcao);
    UPDATE flowt.tb_omni8_preco d SET dat_fim = v_inicio WHERE d.cod_tenant = p_tenant AND d.cod_preco = (
        SELECT p.cod_preco FROM flowt.periodos_de_preco(p_tenant, p_produto, p_variacao, p_opcao, v_inicio) AS p WHERE p.dat_inicio < v_inicio);
    SELECT coalesce(v_fim, min(p.dat_inicio), 'infinity') INTO v_ate
      FROM flowt.periodos_de_preco(p_tenant, p_produto, p_variacao, p_opcao, v_inicio) AS p;
    INSERT INTO flowt.tb_omni8_preco AS d (cod_tenant, cod_produto, cod_variacao, cod_opcao, dat_inicio, dat_fim, vlr_preco, vlr_preco_de,
                                           tip_periodo, flg_pendente)
    VALUES (p_tenant, p_produto, p_variacao, p_opcao, v_inicio, v_ate, v_preco, v_de, CASE WHEN v_fim IS NULL THEN 'NORMAL' ELSE 'PROMOCAO' END, true)
    RETURNING d.* INTO v_linha;
    PERFORM flowt.recompor_precos(p_tenant, p_produto, p_variacao, p_opcao);
    SELECT p.* INTO v_linha FROM flowt.tb_omni8_preco p WHERE p.cod_tenant = p_tenant AND p.cod_preco = v_linha.cod_preco;
    RETURN v_linha;
END
$$;
COMMENT ON FUNCTION flowt.agendar_preco(bigint, bigint, bigint, bigint, jsonb)
    IS 'Agenda um preço de um item travado: normal, de um momento em diante, ou de promoção, até um fim.';

CREATE OR REPLACE FUNCTION flowt.cancelar_preco(p_tenant bigint, p_produto bigint, p_variacao bigint, p_opcao bigint, p_preco bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_linha flowt.tb_omni8_preco;
BEGIN
    SELECT p.* INTO v_linha FROM flowt.periodos_de_preco(p_tenant, p_produto, p_variacao, p_opcao, '-infinity') AS p WHERE p.cod_preco = p_preco;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este preço');
    ELSIF v_linha.dat_inicio <= clock_timestamp() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'preco_passado_nao_muda',
            DETAIL = 'Este preço já começou a valer: mude o preço do item em vez de cancelá-lo.';
    ELSIF v_linha.tip_periodo = 'RETORNO' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'retorno_segue_a_promocao',
            DETAIL = 'Este é o preço de volta de uma promoção: cancele a promoção.';
    END IF;
    DELETE FROM flowt.tb_omni8_preco p WHERE p.cod_tenant = p_tenant AND p.cod_preco = p_preco;
    PERFORM flowt.recompor_precos(p_tenant, p_produto, p_variacao, p_opcao);
END
$$;
COMMENT ON FUNCTION flowt.cancelar_preco(bigint, bigint, bigint, bigint, bigint) IS 'Cancela um preço agendado de um item travado.';

CREATE OR REPLACE FUNCTION flowt.travar_produto(p_tenant bigint, p_produto bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM flowt.tb_omni8_produto_servico p WHERE p.cod_tenant = p_tenant AND p.cod_produto = p_produto AND p.dat_exclusao IS NULL
        FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este item');
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.travar_produto(bigint, bigint) IS 'Trava um item, ou levanta 404.';

CREATE OR REPLACE FUNCTION api.produto_preco_listar(p_id bigint, p_limite integer, p_apos bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_produto_servico p
                    WHERE p.cod_tenant = v_tenant AND p.cod_produto = p_id AND p.dat_exclusao IS NULL) THEN
        PERFORM flowt.recusar_registro('este item');
    END IF;
    RETURN flowt.resposta_de_precos(v_tenant, p_id, NULL, NULL, p_limite, p_apos);
END
$$;
COMMENT ON FUNCTION api.produto_preco_listar(bigint, integer, bigint) IS
$$GET /v1/produtos/{id}/precos
acesso: catalogo.ler
resposta: 200 preco_lista
resposta: 404 problema
etiqueta: Preços
Os preços de um item, agendados, em vigor e passados, do último ao primeiro.
limite: até 100 por página (20). apos: o "proximo" da página anterior.$$;

CREATE OR REPLACE FUNCTION api.produto_preco_agendar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('preco_novo', p_corpo);
BEGIN
    PERFORM flowt.travar_produto(v_tenant, p_id);
    RETURN (201, NULL, NULL, flowt.json_preco(flowt.agendar_preco(v_tenant, p_id, NULL, NULL, v_corpo))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.produto_preco_agendar(bigint, text) IS
$$POST /v1/produtos/{id}/precos
acesso: catalogo.escrever
corpo: preco_novo
resposta: 201 preco
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Preços
Agenda um preço: com dat_fim, uma promoção, depois da qual volta o preço normal de então; sem, o preço normal dali em diante.
Data e hora sem fuso são da empresa. Sem vlr_preco_de, uma promoção risca o preço normal.$$;

CREATE OR REPLACE FUNCTION api.produto_preco_cancelar(p_id bigint, p_preco bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    PERFORM flowt.travar_produto(v_tenant, p_id);
    PERFORM flowt.cancelar_preco(v_tenant, p_id, NULL, NULL, p_preco);
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.produto_preco_cancelar(bigint, bigint) IS
$$DELETE /v1/produtos/{id}/precos/{preco}
acesso: catalogo.escrever
resposta: 204
resposta: 404 problema
resposta: 409 problema
etiqueta: Preços
Cancela um preço agendado; o que já começou a valer fica (409).$$;

SELECT flowt.definir_esquema('preco_novo', $json${
    "type": "object", "required": ["vlr_preco", "dat_inicio"],
    "properties": {
        "vlr_preco": {"type": "integer", "minimum": 1, "maximum": 100000000, "description": "Centavos."},
        "vlr_preco_de": {"type": ["integer", "null"], "minimum": 1, "maximum": 100000000, "description": "Centavos."},
        "dat_inicio": {"$ref": "#/components/schemas/momento_da_empresa"}, "dat_fim": {"$ref": "#/components/schemas/momento_da_empresa_opcional"}
    }
}$json$);
SELECT flowt.definir_esquema('preco', $json${
    "type": "object", "required": ["cod_preco", "vlr_preco", "dat_inicio", "dat_fim", "tip_periodo", "sta_periodo"],
    "properties": {
        "cod_preco": {"type": "string"}, "vlr_preco": {"type": ["integer", "null"], "description": "Centavos; null: o do produto."},
        "vlr_preco_de": {"type": ["integer", "null"]},
        "dat_inicio": {"type": "string", "format": "date-time"}, "dat_fim": {"type": ["string", "null"], "format": "date-time",
            "description": "null: até outra ordem."},
        "tip_periodo": {"type": "string", "enum": ["NORMAL", "PROMOCAO", "RETORNO"]},
        "sta_periodo": {"type": "string", "enum": ["PASSADO", "VIGENTE", "AGENDADO"]}
    }
}$json$);
SELECT flowt.definir_esquema('preco_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/preco"}}, "proximo": {"type": ["string", "null"]}}
}$json$);
