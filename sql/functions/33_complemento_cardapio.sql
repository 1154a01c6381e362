-- Add-ons as the public sees them (guide chapter 7): the groups of every item of a menu in as many steps as groups are deep.

CREATE OR REPLACE FUNCTION flowt.grupos_do_cardapio(p_tenant bigint, p_grupos bigint[], p_momento timestamptz)
    RETURNS TABLE (cod_grupo bigint, grupo json)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF cardinality(p_grupos) = 0 THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH opcao AS MATERIALIZED (
        SELECT o.cod_opcao, o.cod_grupo, o.nom_opcao, o.des_opcao, o.des_alergenos, o.qtd_max, o.num_ordem, p.vlr_preco,
               o.dat_esgotado IS NULL OR o.dat_esgotado <> (p_momento AT TIME ZONE t.des_fuso_horario)::date AS flg_disponivel
          FROM flowt.tb_omni8_complemento_opcao AS o
          JOIN flowt.tb_omni8_tenant AS t ON t.cod_tenant = p_tenant
          JOIN flowt.tb_omni8_preco AS p ON p.cod_tenant = p_tenant AND p.cod_opcao = o.cod_opcao AND p.dat_fim > p_momento
           AND p.dat_inicio <= p_momento
         WHERE o.cod_tenant = p_tenant AND o.cod_grupo = ANY (p_grupos) AND o.sta_opcao = 'ATIVA'
    ), uso AS MATERIALIZED (
        SELECT u.cod_uso, u.cod_opcao, u.cod_grupo, u.num_ordem FROM flowt.tb_omni8_complemento_uso AS u
         WHERE u.cod_tenant = p_tenant AND u.cod_opcao = ANY (ARRAY(SELECT o.cod_opcao FROM opcao AS o)) AND u.dat_inicio <= p_momento
           AND u.dat_fim > p_momento
    ), aberto AS (
        SELECT u.cod_opcao, json_agg(f.grupo ORDER BY u.num_ordem, u.cod_uso) AS grupos
          FROM uso AS u JOIN flowt.grupos_do_cardapio(p_tenant, ARRAY(SELECT DISTINCT x.cod_grupo FROM uso AS x), p_momento) AS f
            ON f.cod_grupo = u.cod_grupo
         GROUP BY u.cod_opcao
    )
    SELECT g.cod_grupo, json_build_object('cod_grupo', g.cod_grupo::text, 'nom_grupo', g.nom_grupo, 'des_grupo', g.des_grupo, 'qtd_min', r.qtd_min,
               'qtd_max', r.qtd_max,
               'tip_preco', r.tip_preco, 'opcoes', coalesce(x.opcoes, '[]'))
      FROM flowt.tb_omni8_complemento_grupo AS g
      JOIN flowt.tb_omni8_complemento_regra AS r ON r.cod_tenant = p_tenant AND r.cod_grupo = g.cod_grupo AND r.dat_inicio <= p_momento
       AND r.dat_fim > p_momento
      LEFT JOIN (SELECT o.cod_grupo, json_agg(m ORDER BY o.num_ordem, o.cod_opcao) AS opcoes
                   FROM opcao AS o LEFT JOIN aberto AS a ON a.cod_opcao = o.cod_opcao
                  -- A row as JSON costs half of what json_build_object does.
                  CROSS JOIN LATERAL (SELECT o.cod_opcao::text AS cod_opcao, o.nom_opcao, o.des_opcao, o.des_alergenos, o.vlr_preco, o.qtd_max,
                                             o.flg_disponivel,
                                             coalesce(a.grupos, '[]') AS grupos) AS m
                  GROUP BY o.cod_grupo) AS x ON x.cod_grupo = g.cod_grupo
     WHERE g.cod_tenant = p_tenant AND g.cod_grupo = ANY (p_grupos);
END
$$;
COMMENT ON FUNCTION flowt.grupos_do_cardapio(bigint, bigint[], timestamptz)
    IS 'Grupos com as opções que se podem escolher em um momento e os grupos que cada uma abre.';

CREATE OR REPLACE FUNCTION flowt.opcoes_do_cardapio(p_tenant bigint, p_produtos bigint[], p_momento timestamptz)
    RETURNS TABLE (cod_produto bigint, grupos json)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    WITH uso AS MATERIALIZED (
        SELECT u.cod_uso, u.cod_produto, u.cod_grupo, u.num_ordem FROM flowt.tb_omni8_complemento_uso AS u
         WHERE u.cod_tenant = p_tenant AND u.cod_produto = ANY (p_produtos) AND u.dat_inicio <= p_momento AND u.dat_fim > p_momento
    )
    SELECT u.cod_produto, json_agg(g.grupo ORDER BY u.num_ordem, u.cod_uso)
      FROM uso AS u JOIN flowt.grupos_do_cardapio(p_tenant, ARRAY(SELECT DISTINCT x.cod_grupo FROM uso AS x), p_momento) AS g
        ON g.cod_grupo = u.cod_grupo
     GROUP BY u.cod_produto;
END
$$;
COMMENT ON FUNCTION flowt.opcoes_do_cardapio(bigint, bigint[], timestamptz)
    IS 'Grupos de complementos de cada um destes itens que os tem, como o público os vê em um momento.';

CREATE OR REPLACE FUNCTION flowt.frase_de_opcoes(p_problema text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_problema
    WHEN 'opcoes_invalidas' THEN 'As opções deste item não foram entendidas: escolha-as de novo.'
    WHEN 'opcao_desconhecida' THEN 'Uma das opções escolhidas não é mais deste item: escolha-as de novo.'
    WHEN 'opcoes_demais' THEN 'Há opções a mais em um dos grupos: tire alguma.'
    WHEN 'opcoes_de_menos' THEN 'Falta escolher uma opção deste item.'
    WHEN 'opcao_indisponivel' THEN 'Uma das opções escolhidas está esgotada: escolha outra.'
    WHEN 'opcoes_acima_do_limite' THEN 'As opções deste item somam demais: tire alguma.' END;
COMMENT ON FUNCTION flowt.frase_de_opcoes(text) IS 'O que dizer a quem compra de um des_problema de flowt.cotar_opcoes.';

-- Asked only when something is wrong, in the order of flowt.cotar_nivel: what is opened first, then each group of this level.
CREATE OR REPLACE FUNCTION flowt.frase_das_escolhas(p_tenant bigint, p_produto bigint, p_opcao bigint, p_opcoes jsonb, p_momento timestamptz,
                                                    p_de text DEFAULT '') RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_opcao record;
    v_frase text;
BEGIN
    IF NOT coalesce(flowt.opcoes_bem_formadas(p_opcoes), false) THEN
        RETURN NULL;
    END IF;
    FOR v_opcao IN SELECT o.cod_opcao, o.nom_opcao, o.js_abertas FROM flowt.opcoes_escolhidas(p_tenant, p_opcoes, p_momento) AS o
                     JOIN flowt.grupos_em(p_tenant, p_produto, p_opcao, p_momento) AS g ON g.cod_grupo = o.cod_grupo WHERE o.flg_abre
                    ORDER BY o.num_posicao LOOP
        v_frase := flowt.frase_das_escolhas(p_tenant, 0, v_opcao.cod_opcao, v_opcao.js_abertas, p_momento, ' de ' || v_opcao.nom_opcao);
        IF v_frase IS NOT NULL THEN
            RETURN v_frase;
        END IF;
    END LOOP;
    SELECT format('Em “%s”%s, ', x.nom_grupo, p_de) || CASE
               WHEN x.qtd > x.qtd_max THEN format(CASE x.qtd_max WHEN 1 THEN 'cabe só uma opção: tire %2$s.'
                                                       ELSE 'cabem até %1$s opções: tire %2$s.' END, x.qtd_max, x.qtd - x.qtd_max)
               WHEN x.des_demais IS NOT NULL THEN x.des_demais
               WHEN x.qtd < x.qtd_min THEN format(CASE WHEN x.qtd_min = x.qtd_max THEN 'escolha %1$s: %2$s %3$s.'
                                                       ELSE 'escolha ao menos %1$s: %2$s %3$s.' END, x.qtd_min,
                                                  CASE x.qtd_min - x.qtd WHEN 1 THEN 'falta' ELSE 'faltam' END, x.qtd_min - x.qtd)
               ELSE x.des_falta || ' está em falta: escolha outra opção.' END INTO v_frase
      FROM (SELECT g.num_ordem, g.cod_grupo, g.nom_grupo, g.qtd_min, g.qtd_max, coalesce(sum(o.qtd), 0) AS qtd,
                   min(o.nom_opcao) FILTER (WHERE NOT o.flg_disponivel) AS des_falta,
                   min(format('%s vai até %s.', o.nom_opcao, o.qtd_max)) FILTER (WHERE o.qtd > o.qtd_max) AS des_demais
              FROM flowt.grupos_em(p_tenant, p_produto, p_opcao, p_momento) AS g
              LEFT JOIN flowt.opcoes_escolhidas(p_tenant, p_opcoes, p_momento) AS o ON o.cod_grupo = g.cod_grupo
             GROUP BY g.num_ordem, g.cod_grupo, g.nom_grupo, g.qtd_min, g.qtd_max) AS x
     WHERE x.qtd NOT BETWEEN x.qtd_min AND x.qtd_max OR x.des_demais IS NOT NULL OR x.des_falta IS NOT NULL
     ORDER BY x.qtd > x.qtd_max OR x.des_demais IS NOT NULL DESC, x.qtd < x.qtd_min DESC, x.num_ordem, x.cod_grupo LIMIT 1;
    RETURN v_frase;
END
$$;
COMMENT ON FUNCTION flowt.frase_das_escolhas(bigint, bigint, bigint, jsonb, timestamptz, text) IS
    'O primeiro erro das opções escolhidas de um produto (ou das que uma opção abre), com o nome do grupo e de quem o abre; nulo se não há, ou não é '
    'de um grupo.';
