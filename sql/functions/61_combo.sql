-- Combos (guide chapter 6.1): which items a combo line is made of, whether it is sold, how many there are.

-- Order history of a person, as it stood at a moment: a purchase that was cancelled later did count until then.
CREATE OR REPLACE FUNCTION flowt.ja_comprou(p_tenant bigint, p_pessoa bigint, p_momento timestamptz, p_exceto bigint) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM flowt.tb_omni8_pedido AS p
         WHERE p.cod_tenant = p_tenant AND p.cod_pessoa = p_pessoa AND p.cod_pedido IS DISTINCT FROM p_exceto
           AND CASE WHEN p_momento >= now() THEN p.sta_pedido NOT IN ('CANCELADO', 'RECUSADO', 'EXPIRADO')
                    ELSE p.dat_criacao < p_momento AND coalesce((SELECT e.sta_para FROM flowt.tb_omni8_pedido_evento AS e
                            WHERE e.cod_tenant = p_tenant AND e.cod_pedido = p.cod_pedido AND e.dat_evento < p_momento ORDER BY e.num_evento DESC
                            LIMIT 1), 'RECEBIDO')
                         NOT IN ('CANCELADO', 'RECUSADO', 'EXPIRADO') END);
END
$$;
COMMENT ON FUNCTION flowt.ja_comprou(bigint, bigint, timestamptz, bigint) IS 'Se uma pessoa tinha, em um momento, um pedido válido além deste.';

CREATE OR REPLACE FUNCTION flowt.usos_de_combo(p_tenant bigint, p_combo bigint, p_pessoa bigint, p_momento timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_pessoa IS NULL AND p_momento >= now() THEN
        RETURN coalesce((SELECT k.qtd_uso FROM flowt.tb_omni8_combo_contador AS k WHERE k.cod_tenant = p_tenant AND k.cod_combo = p_combo), 0);
    ELSIF p_pessoa IS NULL THEN
        RETURN (SELECT coalesce(sum(u.qtd_uso), 0) FROM flowt.tb_omni8_combo_uso AS u
                 WHERE u.cod_tenant = p_tenant AND u.cod_combo = p_combo AND u.dat_uso < p_momento AND coalesce(u.dat_liberacao >= p_momento, true));
    END IF;
    RETURN (SELECT coalesce(sum(u.qtd_uso), 0) FROM flowt.tb_omni8_combo_uso AS u
             WHERE u.cod_tenant = p_tenant AND u.cod_pessoa = p_pessoa AND u.cod_combo = p_combo
               AND CASE WHEN p_momento >= now() THEN u.dat_liberacao IS NULL
                        ELSE u.dat_uso < p_momento AND coalesce(u.dat_liberacao >= p_momento, true) END);
END
$$;
COMMENT ON FUNCTION flowt.usos_de_combo(bigint, bigint, bigint, timestamptz)
    IS 'Quantos de um combo estavam vendidos em um momento, ao todo (pessoa nula) ou a uma pessoa.';

CREATE OR REPLACE FUNCTION flowt.combo_em(p_tenant bigint, p_combo bigint, p_momento timestamptz) RETURNS flowt.tb_omni8_combo_versao
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_versao flowt.tb_omni8_combo_versao;
BEGIN
    SELECT v.* INTO v_versao FROM flowt.tb_omni8_combo_versao AS v
     WHERE v.cod_tenant = p_tenant AND v.cod_combo = p_combo AND v.dat_vigor_inicio <= p_momento AND v.dat_vigor_fim > p_momento;
    RETURN v_versao;
END
$$;
COMMENT ON FUNCTION flowt.combo_em(bigint, bigint, timestamptz) IS 'Definição de um combo em vigor em um momento; vazia se não havia.';

CREATE OR REPLACE FUNCTION flowt.problema_do_combo(p_versao flowt.tb_omni8_combo_versao, p_quantos bigint, p_contexto flowt.contexto_de_compra,
                                                   p_momento timestamptz) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := p_versao.cod_tenant;
    v_local  timestamp;
BEGIN
    IF p_versao.cod_combo IS NULL THEN
        RETURN 'combo_nao_encontrado';
    ELSIF p_versao.sta_combo <> 'PUBLICADO' OR p_momento < p_versao.dat_inicio OR p_momento >= p_versao.dat_fim
        OR NOT coalesce(p_contexto.tip_canal = ANY (p_versao.tip_canais), true) THEN
        RETURN 'combo_nao_esta_a_venda';
    END IF;
    SELECT p_momento AT TIME ZONE t.des_fuso_horario INTO v_local FROM flowt.tb_omni8_tenant AS t WHERE t.cod_tenant = v_tenant;
    IF NOT flowt.janela_contem(p_versao.num_dias_semana, coalesce(p_versao.hor_inicio, '00:00'), coalesce(p_versao.hor_fim, '00:00'), v_local) THEN
        RETURN 'combo_fora_do_horario';
    ELSIF (p_versao.flg_primeira_compra OR p_versao.cod_etiqueta IS NOT NULL OR p_versao.qtd_limite_pessoa IS NOT NULL)
        AND p_contexto.cod_pessoa IS NULL THEN
        RETURN 'combo_pede_identificacao';
    ELSIF p_versao.flg_primeira_compra AND flowt.ja_comprou(v_tenant, p_contexto.cod_pessoa, p_momento, NULL)
       OR p_versao.cod_etiqueta IS NOT NULL AND NOT flowt.tinha_etiqueta(v_tenant, p_contexto.cod_pessoa, p_versao.cod_etiqueta, p_momento) THEN
        RETURN 'combo_nao_e_para_esta_pessoa';
    ELSIF flowt.usos_de_combo(v_tenant, p_versao.cod_combo, NULL, p_momento) + p_quantos > p_versao.qtd_limite THEN
        RETURN 'combo_esgotado';
    ELSIF p_versao.qtd_limite_pessoa IS NOT NULL
        AND flowt.usos_de_combo(v_tenant, p_versao.cod_combo, p_contexto.cod_pessoa, p_momento) + p_quantos > p_versao.qtd_limite_pessoa THEN
        RETURN 'combo_no_limite_da_pessoa';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.problema_do_combo(flowt.tb_omni8_combo_versao, bigint, flowt.contexto_de_compra, timestamptz)
    IS 'Por que tantos de um combo não se vendem a esta pessoa, por este canal, neste momento; nulo se se vendem.';

-- The choices made in each group, as rows. A group with one item and no choice to make needs none sent.
CREATE OR REPLACE FUNCTION flowt.escolhas_do_combo(p_grupos jsonb, p_escolhas jsonb)
RETURNS TABLE (num_grupo integer, cod_produto bigint, cod_variacao bigint, qtd_escolhida integer, js_opcoes jsonb, qtd_item integer,
               flg_conhecida boolean)
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH grupo AS (
        SELECT g.num_grupo, g.qtd_minima, g.qtd_maxima, g.itens
          FROM jsonb_to_recordset(p_grupos) AS g (num_grupo integer, qtd_minima integer, qtd_maxima integer, itens jsonb)
    ), item AS (
        SELECT g.num_grupo, i.cod_produto, i.cod_variacao, i.qtd_item FROM grupo AS g
         CROSS JOIN LATERAL jsonb_to_recordset(g.itens) AS i (cod_produto bigint, cod_variacao bigint, qtd_item integer)
    ), enviada AS (
        SELECT e.cod_grupo AS num_grupo, e.cod_produto, e.cod_variacao, coalesce(e.qtd, 1) AS qtd, coalesce(e.opcoes, '[]') AS opcoes
          FROM jsonb_to_recordset(CASE jsonb_typeof(p_escolhas) WHEN 'array' THEN p_escolhas
                                       ELSE '[]' END) AS e (cod_grupo integer, cod_produto bigint, cod_variacao bigint, qtd integer, opcoes jsonb)
    ), escolha AS (
        SELECT * FROM enviada
        UNION ALL
        SELECT g.num_grupo, i.cod_produto, i.cod_variacao, g.qtd_minima, '[]' FROM grupo AS g JOIN item AS i ON i.num_grupo = g.num_grupo
         WHERE g.qtd_minima = g.qtd_maxima AND jsonb_array_length(g.itens) = 1
           AND NOT EXISTS (SELECT FROM enviada AS e WHERE e.num_grupo = g.num_grupo)
    )
    SELECT e.num_grupo, e.cod_produto, coalesce(i.cod_variacao, e.cod_variacao), e.qtd, e.opcoes, i.qtd_item, i.num_grupo IS NOT NULL AND e.qtd > 0
      FROM escolha AS e
      LEFT JOIN item AS i ON i.num_grupo = e.num_grupo AND i.cod_produto = e.cod_produto
       AND (i.cod_variacao IS NULL OR i.cod_variacao IS NOT DISTINCT FROM e.cod_variacao);
END;
COMMENT ON FUNCTION flowt.escolhas_do_combo(jsonb, jsonb)
    IS 'Escolhas de uma linha de combo, grupo a grupo; a única possível não precisa ser enviada.';

-- Where every group is optional, one of them is still to be chosen from: nobody buys an empty combo.
CREATE OR REPLACE FUNCTION flowt.problema_das_escolhas(p_grupos jsonb, p_escolhas jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_soma record;
BEGIN
    SELECT bool_and(coalesce(e.conhecidas, true)) AS conhecidas, bool_or(coalesce(e.qtd, 0) < g.qtd_minima) AS de_menos,
           bool_or(e.qtd > g.qtd_maxima) AS demais,
           coalesce(sum(e.qtd), 0) = 0 AS vazio INTO v_soma
      FROM jsonb_to_recordset(p_grupos) AS g (num_grupo integer, qtd_minima integer, qtd_maxima integer)
      FULL JOIN (SELECT x.num_grupo, sum(x.qtd_escolhida) AS qtd, bool_and(x.flg_conhecida) AS conhecidas
                   FROM flowt.escolhas_do_combo(p_grupos, p_escolhas) AS x GROUP BY x.num_grupo) AS e
        ON e.num_grupo = g.num_grupo;
    RETURN CASE WHEN NOT v_soma.conhecidas THEN 'combo_escolha_desconhecida' WHEN v_soma.de_menos OR v_soma.vazio THEN 'combo_escolhas_de_menos'
                WHEN v_soma.demais THEN 'combo_escolhas_demais' END;
END
$$;
COMMENT ON FUNCTION flowt.problema_das_escolhas(jsonb, jsonb) IS 'O que falta ou sobra nas escolhas de um combo; nulo se estão certas.';

CREATE OR REPLACE FUNCTION flowt.pecas_do_combo(p_versao flowt.tb_omni8_combo_versao, p_linha flowt.linha_de_compra) RETURNS flowt.peca_de_compra[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(
        SELECT (p_linha.num_linha, row_number() OVER (ORDER BY e.num_grupo, e.cod_produto, e.cod_variacao, e.js_opcoes), e.cod_produto,
                e.cod_variacao, e.js_opcoes,
                e.qtd_escolhida * e.qtd_item * p_linha.qtd_item, NULL)::flowt.peca_de_compra
          FROM flowt.escolhas_do_combo(p_versao.js_grupos, p_linha.js_opcoes) AS e WHERE e.flg_conhecida);
END
$$;
COMMENT ON FUNCTION flowt.pecas_do_combo(flowt.tb_omni8_combo_versao, flowt.linha_de_compra)
    IS 'Itens que compõem uma linha de combo, numerados de 1 em diante.';

CREATE OR REPLACE FUNCTION flowt.preco_do_combo(p_versao flowt.tb_omni8_combo_versao, p_soma bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE (p_versao).tip_preco WHEN 'FIXO' THEN (p_versao).vlr_preco
            WHEN 'SOMA_MENOS_PERC' THEN p_soma - round(p_soma * (p_versao).num_percentual / 100)::bigint
            ELSE greatest(p_soma - (p_versao).vlr_desconto, 0) END;
COMMENT ON FUNCTION flowt.preco_do_combo(flowt.tb_omni8_combo_versao, bigint) IS 'Preço de um combo cujos componentes somam tanto, sem complementos.';
