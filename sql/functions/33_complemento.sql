-- Add-ons (guide chapter 5.1): what the options of an item cost, and what keeps their past.

CREATE OR REPLACE FUNCTION flowt.limite_niveis_de_complemento() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 3;
COMMENT ON FUNCTION flowt.limite_niveis_de_complemento() IS 'Grupos dentro de grupos: pizza, sabor, adicional do sabor.';
CREATE OR REPLACE FUNCTION flowt.limite_escolhas() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 100;
COMMENT ON FUNCTION flowt.limite_escolhas() IS 'Opções escolhidas que se aceitam em um nível de um item.';
CREATE OR REPLACE FUNCTION flowt.limite_valor_de_opcoes() RETURNS bigint LANGUAGE sql IMMUTABLE RETURN 100000000::bigint;
COMMENT ON FUNCTION flowt.limite_valor_de_opcoes() IS 'Quanto as opções de uma unidade de um item podem somar, em centavos.';

CREATE OR REPLACE FUNCTION flowt.abrir_precos_de_opcoes() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_preco AS d (cod_tenant, cod_opcao, dat_inicio, vlr_preco)
    SELECT n.cod_tenant, n.cod_opcao, n.dat_criacao, n.vlr_preco FROM novas AS n ORDER BY n.cod_tenant, n.cod_opcao
        ON CONFLICT (cod_tenant, cod_preco) DO NOTHING;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.abrir_precos_de_opcoes() IS 'Gatilho: toda opção tem preço desde que existe.';
CREATE OR REPLACE TRIGGER preco_inicial AFTER INSERT ON flowt.tb_omni8_complemento_opcao REFERENCING NEW TABLE AS novas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.abrir_precos_de_opcoes();

CREATE OR REPLACE FUNCTION flowt.seguir_preco_da_opcao() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.dat_exclusao IS NULL THEN
        PERFORM flowt.definir_preco(NEW.cod_tenant, NULL, NULL, NEW.cod_opcao, NEW.vlr_preco, NULL);
    ELSIF OLD.dat_exclusao IS NULL THEN
        PERFORM flowt.encerrar_precos(NEW.cod_tenant, NULL, NULL, NEW.cod_opcao);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.seguir_preco_da_opcao() IS 'Gatilho: o preço mudado na opção vale a partir de agora; excluída, deixa de ter preço.';
CREATE OR REPLACE TRIGGER preco_mudado AFTER UPDATE OF vlr_preco, dat_exclusao ON flowt.tb_omni8_complemento_opcao FOR EACH ROW
    WHEN ((OLD.vlr_preco, OLD.dat_exclusao) IS DISTINCT FROM (NEW.vlr_preco, NEW.dat_exclusao)) EXECUTE FUNCTION flowt.seguir_preco_da_opcao();

CREATE OR REPLACE FUNCTION flowt.seguir_regra_do_grupo() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_inicio timestamptz := CASE TG_OP WHEN 'INSERT' THEN NEW.dat_criacao ELSE now() END;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        UPDATE flowt.tb_omni8_complemento_regra r SET qtd_min = NEW.qtd_min, qtd_max = NEW.qtd_max, tip_preco = NEW.tip_preco
         WHERE r.cod_tenant = NEW.cod_tenant AND r.cod_grupo = NEW.cod_grupo AND r.dat_fim = 'infinity' AND r.dat_inicio >= v_inicio;
        IF FOUND THEN
            RETURN NULL;
        END IF;
        UPDATE flowt.tb_omni8_complemento_regra r SET dat_fim = v_inicio
         WHERE r.cod_tenant = NEW.cod_tenant AND r.cod_grupo = NEW.cod_grupo AND r.dat_fim = 'infinity';
    END IF;
    INSERT INTO flowt.tb_omni8_complemento_regra (cod_tenant, cod_grupo, dat_inicio, qtd_min, qtd_max, tip_preco)
    VALUES (NEW.cod_tenant, NEW.cod_grupo, v_inicio, NEW.qtd_min, NEW.qtd_max, NEW.tip_preco);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.seguir_regra_do_grupo()
    IS 'Gatilho: a regra mudada no grupo vale a partir de agora, e a de antes fica para os preços de antes.';
CREATE OR REPLACE TRIGGER regra_inicial AFTER INSERT ON flowt.tb_omni8_complemento_grupo FOR EACH ROW EXECUTE FUNCTION flowt.seguir_regra_do_grupo();
CREATE OR REPLACE TRIGGER regra_mudada AFTER UPDATE OF qtd_min, qtd_max, tip_preco ON flowt.tb_omni8_complemento_grupo FOR EACH ROW
    WHEN ((OLD.qtd_min, OLD.qtd_max, OLD.tip_preco) IS DISTINCT FROM (NEW.qtd_min, NEW.qtd_max,
                                                                      NEW.tip_preco)) EXECUTE FUNCTION flowt.seguir_regra_do_grupo();

-- Two uses written at once could close a loop that neither sees.
CREATE OR REPLACE FUNCTION flowt.conferir_uso_de_grupo() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_limite integer := flowt.limite_niveis_de_complemento();
    v_pai    bigint  := (SELECT o.cod_grupo FROM flowt.tb_omni8_complemento_opcao o
                          WHERE o.cod_tenant = NEW.cod_tenant AND o.cod_opcao = NEW.cod_opcao);
    v_laco   boolean;
    v_niveis integer;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('complementos', NEW.cod_tenant));
    WITH RECURSIVE desce (grupo, nivel) AS (
        SELECT NEW.cod_grupo, 1
        UNION
        SELECT u.cod_grupo, d.nivel + 1
          FROM desce d JOIN flowt.tb_omni8_complemento_opcao o ON o.cod_tenant = NEW.cod_tenant AND o.cod_grupo = d.grupo AND o.dat_exclusao IS NULL
          JOIN flowt.tb_omni8_complemento_uso u ON u.cod_tenant = NEW.cod_tenant AND u.cod_opcao = o.cod_opcao AND u.dat_fim = 'infinity'
         WHERE d.nivel <= v_limite
    ), sobe (grupo, nivel) AS (
        SELECT v_pai, 1
        UNION
        SELECT o.cod_grupo, s.nivel + 1
          FROM sobe s JOIN flowt.tb_omni8_complemento_uso u ON u.cod_tenant = NEW.cod_tenant AND u.cod_grupo = s.grupo AND u.dat_fim = 'infinity'
          JOIN flowt.tb_omni8_complemento_opcao o ON o.cod_tenant = NEW.cod_tenant AND o.cod_opcao = u.cod_opcao AND o.dat_exclusao IS NULL
         WHERE s.nivel <= v_limite
    )
    SELECT EXISTS (SELECT FROM desce d WHERE d.grupo = v_pai), (SELECT max(d.nivel) FROM desce d) + (SELECT max(s.nivel) FROM sobe s) INTO v_laco,
           v_niveis;
    IF v_laco THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'complemento_em_laco',
            DETAIL = 'Este grupo abriria a si mesmo: escolha outro grupo para esta opção.';
    ELSIF v_niveis > v_limite THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'complemento_fundo_demais',
            DETAIL = format('Há até %s grupos um dentro do outro: tire um nível.', v_limite);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.conferir_uso_de_grupo() IS 'Gatilho: grupos não se abrem em círculo nem fundo demais.';
CREATE OR REPLACE TRIGGER sem_laco AFTER INSERT ON flowt.tb_omni8_complemento_uso FOR EACH ROW WHEN (NEW.cod_opcao IS NOT NULL)
    EXECUTE FUNCTION flowt.conferir_uso_de_grupo();

CREATE OR REPLACE FUNCTION flowt.opcoes_bem_formadas(p_opcoes jsonb) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN jsonb_typeof(p_opcoes) = 'array' AND jsonb_array_length(p_opcoes) <= flowt.limite_escolhas() AND NOT EXISTS (
        SELECT FROM jsonb_array_elements(p_opcoes) AS e
         WHERE coalesce(jsonb_typeof(e) <> 'object' OR jsonb_typeof(e -> 'cod_opcao') <> 'string' OR e ->> 'cod_opcao' !~ '^[1-9][0-9]{0,17}$'
            OR jsonb_typeof(coalesce(e -> 'qtd', '1')) <> 'number' OR coalesce(e ->> 'qtd', '1') !~ '^[1-9][0-9]?$'
            OR jsonb_typeof(coalesce(e -> 'opcoes', '[]')) <> 'array', true));
END
$$;
COMMENT ON FUNCTION flowt.opcoes_bem_formadas(jsonb)
    IS 'Se as escolhas de um nível têm a forma [{"cod_opcao": "12", "qtd": 1, "opcoes": []}], com qtd de 1 a 99.';

-- LIMIT 1 keeps each look-up a probe of an index, however many groups the planner thinks there are.
CREATE OR REPLACE FUNCTION flowt.grupos_em(p_tenant bigint, p_produto bigint, p_opcao bigint, p_momento timestamptz)
RETURNS TABLE (cod_grupo bigint, num_ordem integer, nom_grupo text, qtd_min integer, qtd_max integer, tip_preco text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT u.cod_grupo, u.num_ordem, g.nom_grupo, r.qtd_min, r.qtd_max, r.tip_preco
      FROM (SELECT p.cod_grupo, p.num_ordem FROM flowt.tb_omni8_complemento_uso AS p
             WHERE p.cod_tenant = p_tenant AND p.cod_produto = p_produto AND p.dat_fim > p_momento AND p.dat_inicio <= p_momento
            UNION ALL
            SELECT o.cod_grupo, o.num_ordem FROM flowt.tb_omni8_complemento_uso AS o
             WHERE o.cod_tenant = p_tenant AND o.cod_opcao = p_opcao AND o.dat_fim > p_momento AND o.dat_inicio <= p_momento) AS u
     CROSS JOIN LATERAL (SELECT x.qtd_min, x.qtd_max, x.tip_preco FROM flowt.tb_omni8_complemento_regra AS x
                          WHERE x.cod_tenant = p_tenant AND x.cod_grupo = u.cod_grupo AND x.dat_inicio <= p_momento AND x.dat_fim > p_momento
                          LIMIT 1) AS r
     CROSS JOIN LATERAL (SELECT x.nom_grupo FROM flowt.tb_omni8_complemento_grupo AS x WHERE x.cod_tenant = p_tenant AND x.cod_grupo = u.cod_grupo
                          LIMIT 1) AS g;
END;
COMMENT ON FUNCTION flowt.grupos_em(bigint, bigint, bigint, timestamptz)
    IS 'Grupos que um produto oferece, ou que uma opção abre (do que não se pergunta, 0), em um momento, com a regra de então.';

-- The choices of one level, as far as they are options of its groups. What is sold out today says nothing of the past.
CREATE OR REPLACE FUNCTION flowt.opcoes_escolhidas(p_tenant bigint, p_opcoes jsonb, p_momento timestamptz)
RETURNS TABLE (num_posicao bigint, qtd integer, cod_opcao bigint, cod_grupo bigint, nom_opcao text, num_ordem integer, qtd_max integer,
               vlr_preco bigint, flg_disponivel boolean, js_abertas jsonb, flg_abre boolean)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT e.posicao, coalesce((e.valor ->> 'qtd')::integer, 1), o.cod_opcao, o.cod_grupo, o.nom_opcao, o.num_ordem,
           CASE WHEN p_momento < now() THEN 99 ELSE o.qtd_max END, p.vlr_preco,
           p_momento < now() OR (o.sta_opcao = 'ATIVA'
                                                              AND (o.dat_esgotado IS NULL
                                                                   OR o.dat_esgotado <> (SELECT (p_momento AT TIME ZONE t.des_fuso_horario)::date
                                                              FROM flowt.tb_omni8_tenant AS t WHERE t.cod_tenant = p_tenant))),
           coalesce(e.valor -> 'opcoes', '[]'), u.abre IS NOT NULL
      FROM jsonb_array_elements(p_opcoes) WITH ORDINALITY AS e (valor, posicao)
     CROSS JOIN LATERAL (SELECT x.* FROM flowt.tb_omni8_complemento_opcao AS x
                          WHERE x.cod_tenant = p_tenant AND x.cod_opcao = (e.valor ->> 'cod_opcao')::bigint LIMIT 1) AS o
     CROSS JOIN LATERAL (SELECT x.vlr_preco FROM flowt.tb_omni8_preco AS x
                          WHERE x.cod_tenant = p_tenant AND x.cod_opcao = o.cod_opcao AND x.dat_fim > p_momento AND x.dat_inicio <= p_momento
                          LIMIT 1) AS p
      LEFT JOIN LATERAL (SELECT true AS abre FROM flowt.tb_omni8_complemento_uso AS x
                          WHERE x.cod_tenant = p_tenant AND x.cod_opcao = o.cod_opcao AND x.dat_fim > p_momento AND x.dat_inicio <= p_momento
                          LIMIT 1) AS u ON true;
END;
COMMENT ON FUNCTION flowt.opcoes_escolhidas(bigint, jsonb, timestamptz)
    IS 'As escolhas de um nível que são opções da empresa, com o preço em um momento, e se cada uma abre outros grupos.';

-- One level of choices; what an option opens is the same question one level down, asked only of those that open something.
CREATE OR REPLACE FUNCTION flowt.cotar_nivel(p_tenant bigint, p_produto bigint, p_opcao bigint, p_opcoes jsonb, p_momento timestamptz,
                                             p_nivel integer) RETURNS flowt.opcoes_cotadas
LANGUAGE plpgsql STABLE STRICT AS $$
DECLARE
    v_cotadas flowt.opcoes_cotadas;
BEGIN
    IF p_opcoes = '[]' THEN
        RETURN (0, '[]', CASE WHEN EXISTS (SELECT FROM flowt.grupos_em(p_tenant, p_produto, p_opcao, p_momento) AS g
                                            WHERE g.qtd_min > 0) THEN 'opcoes_de_menos' END)::flowt.opcoes_cotadas;
    ELSIF NOT coalesce(flowt.opcoes_bem_formadas(p_opcoes), false) OR p_nivel > flowt.limite_niveis_de_complemento() THEN
        RETURN (0, '[]', 'opcoes_invalidas')::flowt.opcoes_cotadas;
    END IF;
    WITH grupo AS MATERIALIZED (
        SELECT g.* FROM flowt.grupos_em(p_tenant, p_produto, p_opcao, p_momento) AS g
    ), opcao AS MATERIALIZED (
        SELECT o.*, coalesce(f.vlr_opcoes, 0) AS vlr_abertas, coalesce(f.js_opcoes, '[]') AS js_filhas, f.des_problema
          FROM flowt.opcoes_escolhidas(p_tenant, p_opcoes, p_momento) AS o JOIN grupo AS g ON g.cod_grupo = o.cod_grupo
          LEFT JOIN LATERAL flowt.cotar_nivel(CASE WHEN o.flg_abre OR o.js_abertas <> '[]' THEN p_tenant END, 0, o.cod_opcao, o.js_abertas,
                                              p_momento, p_nivel + 1) AS f ON true
    ), conta AS MATERIALIZED (
        SELECT g.qtd_min, g.qtd_max, coalesce(sum(o.qtd), 0) AS qtd,
               coalesce(CASE g.tip_preco WHEN 'MAIOR' THEN max(o.vlr_preco) WHEN 'MEDIA' THEN round(sum(o.qtd * o.vlr_preco) / sum(o.qtd))
                             ELSE sum(o.qtd * o.vlr_preco) END
                        + sum(o.qtd * o.vlr_abertas), 0) AS vlr
          FROM grupo AS g LEFT JOIN opcao AS o ON o.cod_grupo = g.cod_grupo GROUP BY g.cod_grupo, g.qtd_min, g.qtd_max, g.tip_preco
    )
    SELECT least((SELECT coalesce(sum(c.vlr), 0) FROM conta AS c), flowt.limite_valor_de_opcoes() + 1)::bigint,
           coalesce((SELECT jsonb_agg(jsonb_build_object('cod_opcao', o.cod_opcao::text, 'nom_opcao', o.nom_opcao, 'cod_grupo', g.cod_grupo::text,
                                'nom_grupo', g.nom_grupo,
                                'qtd', o.qtd, 'vlr_unitario', o.vlr_preco, 'opcoes', o.js_filhas) ORDER BY g.num_ordem, g.cod_grupo, o.num_ordem,
                            o.cod_opcao, o.js_filhas, o.qtd)
                       FROM opcao AS o JOIN grupo AS g ON g.cod_grupo = o.cod_grupo), '[]'),
           CASE WHEN (SELECT count(*) FROM opcao) < jsonb_array_length(p_opcoes) THEN 'opcao_desconhecida'
                WHEN EXISTS (SELECT FROM opcao AS o WHERE o.des_problema IS NOT NULL)
                    THEN (SELECT o.des_problema FROM opcao AS o WHERE o.des_problema IS NOT NULL ORDER BY o.num_posicao LIMIT 1)
                WHEN EXISTS (SELECT FROM conta AS c WHERE c.qtd > c.qtd_max) OR EXISTS (SELECT FROM opcao AS o GROUP BY o.cod_opcao, o.qtd_max
                                                                                        HAVING sum(o.qtd) > o.qtd_max) THEN 'opcoes_demais'
                WHEN EXISTS (SELECT FROM conta AS c WHERE c.qtd < c.qtd_min) THEN 'opcoes_de_menos'
                WHEN EXISTS (SELECT FROM opcao AS o WHERE NOT o.flg_disponivel) THEN 'opcao_indisponivel' END
      INTO v_cotadas;
    IF v_cotadas.vlr_opcoes > flowt.limite_valor_de_opcoes() THEN
        v_cotadas.des_problema := coalesce(v_cotadas.des_problema, 'opcoes_acima_do_limite');
    END IF;
    RETURN v_cotadas;
END
$$;
COMMENT ON FUNCTION flowt.cotar_nivel(bigint, bigint, bigint, jsonb, timestamptz, integer)
    IS 'Confere e soma as opções escolhidas em um nível: as de um produto, ou as que uma opção abre (do que não se pergunta, 0).';

CREATE OR REPLACE FUNCTION flowt.cotar_opcoes(p_tenant bigint, p_produto bigint, p_opcoes jsonb, p_momento timestamptz) RETURNS flowt.opcoes_cotadas
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN flowt.cotar_nivel(p_tenant, p_produto, 0, coalesce(p_opcoes, '[]'), p_momento, 1);
END
$$;
COMMENT ON FUNCTION flowt.cotar_opcoes(bigint, bigint, jsonb, timestamptz) IS
    'Preço das opções escolhidas de um produto em um momento qualquer, em centavos por unidade; des_problema: opcoes_invalidas, opcao_desconhecida, '
    'opcoes_demais, opcoes_de_menos, opcao_indisponivel, opcoes_acima_do_limite.';
