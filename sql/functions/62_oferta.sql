-- Offers (guide chapter 6.2): administration. Whatever is changed of an offer closes its definition and opens the next.

CREATE OR REPLACE FUNCTION flowt.limite_de_ofertas() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 1000;
COMMENT ON FUNCTION flowt.limite_de_ofertas() IS 'Ofertas não encerradas que uma empresa pode ter.';

CREATE OR REPLACE FUNCTION flowt.json_oferta(p_tenant bigint, p_oferta bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v flowt.tb_omni8_oferta_versao;
BEGIN
    SELECT x.* INTO v FROM flowt.tb_omni8_oferta_versao AS x
     WHERE x.cod_tenant = p_tenant AND x.cod_oferta = p_oferta AND x.dat_vigor_fim = 'infinity';
    RETURN (
        SELECT jsonb_build_object('cod_oferta', o.cod_oferta::text, 'num_versao', o.num_versao, 'sta_oferta', v.sta_oferta,
                   'nom_oferta', v.nom_oferta, 'des_oferta', v.des_oferta,
                   'des_selo', v.des_selo, 'num_cor', v.num_cor, 'tip_oferta', v.tip_oferta, 'tip_alvo', v.tip_alvo,
                   'cod_produtos', v.cod_produtos::text[], 'cod_categorias', v.cod_categorias::text[],
                   'cod_combos', v.cod_combos::text[], 'num_percentual', trim_scale(v.num_percentual), 'vlr_desconto', v.vlr_desconto,
                   'vlr_preco', v.vlr_preco, 'qtd_leve', v.qtd_leve,
                   'qtd_pague', v.qtd_pague, 'cod_brinde', v.cod_brinde::text, 'qtd_brinde', v.qtd_brinde, 'vlr_minimo', v.vlr_minimo,
                   'vlr_maximo', v.vlr_maximo)
               || jsonb_build_object('qtd_limite', v.qtd_limite, 'qtd_limite_pessoa', v.qtd_limite_pessoa, 'vlr_orcamento', v.vlr_orcamento,
                   'dat_inicio', v.dat_inicio, 'dat_fim', v.dat_fim,
                   'num_dias_semana', v.num_dias_semana, 'hor_inicio', to_char(v.hor_inicio, 'HH24:MI'), 'hor_fim', to_char(v.hor_fim, 'HH24:MI'),
                   'flg_cupom', v.flg_cupom,
                   'flg_primeira_compra', v.flg_primeira_compra, 'cod_etiqueta', v.cod_etiqueta::text, 'tip_canais', v.tip_canais,
                   'tip_pagamentos', v.tip_pagamentos,
                   'num_prioridade', v.num_prioridade, 'flg_cumulativa', v.flg_cumulativa, 'qtd_uso', k.qtd_uso, 'vlr_usado', k.vlr_usado,
                   'dat_criacao', o.dat_criacao, 'dat_alteracao', o.dat_alteracao)
          FROM flowt.tb_omni8_oferta AS o JOIN flowt.tb_omni8_oferta_contador AS k ON k.cod_tenant = p_tenant AND k.cod_oferta = o.cod_oferta
         WHERE o.cod_tenant = p_tenant AND o.cod_oferta = p_oferta);
END
$$;
COMMENT ON FUNCTION flowt.json_oferta(bigint, bigint) IS 'Oferta com sua definição de agora e quanto foi usada, como a API a mostra à equipe.';

CREATE OR REPLACE FUNCTION flowt.erros_de_codigos(p_campo text, p_pedidos bigint[], p_existem bigint[], p_mensagem text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(flowt.erro_de_campo(format('%s[%s]', p_campo, c.n - 1), 'codigo_desconhecido', p_mensagem) -> 0 ORDER BY c.n),
                            '[]')
              FROM unnest(p_pedidos) WITH ORDINALITY AS c (cod, n) WHERE c.cod <> ALL (p_existem));
END
$$;
COMMENT ON FUNCTION flowt.erros_de_codigos(text, bigint[], bigint[], text) IS 'Erros de campo dos códigos de uma lista que não existem.';

-- What constraints cannot see: that what an offer points at is there. All that is wrong is named at once.
CREATE OR REPLACE FUNCTION flowt.conferir_oferta(p_tenant bigint, p_versao flowt.tb_omni8_oferta_versao) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_erros jsonb;
BEGIN
    v_erros := flowt.erros_de_codigos('cod_produtos', p_versao.cod_produtos, ARRAY(SELECT p.cod_produto FROM flowt.tb_omni8_produto_servico AS p
                   WHERE p.cod_tenant = p_tenant AND p.cod_produto = ANY (p_versao.cod_produtos) AND p.dat_exclusao IS NULL),
               'Este item não existe: confira o código.')
        || flowt.erros_de_codigos('cod_categorias', p_versao.cod_categorias, ARRAY(SELECT c.cod_categoria FROM flowt.tb_omni8_categoria AS c
                   WHERE c.cod_tenant = p_tenant AND c.cod_categoria = ANY (p_versao.cod_categorias)), 'Esta categoria não existe: confira o código.')
        || flowt.erros_de_codigos('cod_combos', p_versao.cod_combos, ARRAY(SELECT c.cod_combo FROM flowt.tb_omni8_combo AS c
                   WHERE c.cod_tenant = p_tenant AND c.cod_combo = ANY (p_versao.cod_combos)), 'Este combo não existe: confira o código.');
    IF p_versao.cod_brinde IS NOT NULL AND NOT EXISTS (SELECT FROM flowt.tb_omni8_produto_servico AS p
                                                        WHERE p.cod_tenant = p_tenant AND p.cod_produto = p_versao.cod_brinde
                                                          AND p.dat_exclusao IS NULL) THEN
        v_erros := v_erros || flowt.erro_de_campo('cod_brinde', 'codigo_desconhecido', 'Este item não existe: confira o código.');
    ELSIF EXISTS (SELECT FROM flowt.tb_omni8_variacao AS v
                   WHERE v.cod_tenant = p_tenant AND v.cod_produto = p_versao.cod_brinde AND v.sta_variacao = 'ATIVA') THEN
        v_erros := v_erros || flowt.erro_de_campo('cod_brinde', 'brinde_com_variacoes', 'Um brinde é um item sem variações: escolha outro.');
    END IF;
    IF p_versao.cod_etiqueta IS NOT NULL AND NOT EXISTS (SELECT FROM flowt.tb_omni8_etiqueta AS e
                                                          WHERE e.cod_tenant = p_tenant AND e.cod_etiqueta = p_versao.cod_etiqueta) THEN
        v_erros := v_erros || flowt.erro_de_campo('cod_etiqueta', 'codigo_desconhecido', 'Esta etiqueta não existe: confira o código.');
    END IF;
    IF v_erros <> '[]' THEN
        PERFORM flowt.recusar_corpo(v_erros);
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_oferta(bigint, flowt.tb_omni8_oferta_versao)
    IS 'Levanta 422 se uma oferta aponta itens, categorias, combos ou etiquetas que não existem.';

CREATE OR REPLACE FUNCTION flowt.indexar_alvos() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.sta_oferta = 'ENCERRADA' THEN
        DELETE FROM flowt.tb_omni8_oferta_alvo AS a WHERE a.cod_tenant = NEW.cod_tenant AND a.cod_oferta = NEW.cod_oferta;
        RETURN NULL;
    END IF;
    INSERT INTO flowt.tb_omni8_oferta_alvo (cod_tenant, cod_oferta, cod_produto, cod_categoria, cod_combo)
    SELECT NEW.cod_tenant, NEW.cod_oferta, p, NULL::bigint, NULL::bigint FROM unnest(NEW.cod_produtos) AS p
    UNION ALL SELECT NEW.cod_tenant, NEW.cod_oferta, NULL, c, NULL FROM unnest(NEW.cod_categorias) AS c
    UNION ALL SELECT NEW.cod_tenant, NEW.cod_oferta, NULL, NULL, c FROM unnest(NEW.cod_combos) AS c
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.indexar_alvos() IS 'Gatilho: os alvos de cada definição entram no índice de alvos; os de uma oferta encerrada saem.';
CREATE OR REPLACE TRIGGER alvos AFTER INSERT ON flowt.tb_omni8_oferta_versao FOR EACH ROW EXECUTE FUNCTION flowt.indexar_alvos();

-- The definition of now ends and this one begins; one that began at this very moment was never seen by anybody.
CREATE OR REPLACE FUNCTION flowt.abrir_definicao_de_oferta(p_tenant bigint, p_versao flowt.tb_omni8_oferta_versao) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM flowt.tb_omni8_oferta_versao AS v WHERE v.cod_tenant = p_tenant AND v.cod_oferta = p_versao.cod_oferta AND v.dat_vigor_inicio = now();
    UPDATE flowt.tb_omni8_oferta_versao AS v SET dat_vigor_fim = now()
     WHERE v.cod_tenant = p_tenant AND v.cod_oferta = p_versao.cod_oferta AND v.dat_vigor_fim = 'infinity';
    INSERT INTO flowt.tb_omni8_oferta_versao (cod_tenant, cod_oferta, num_definicao, sta_oferta, nom_oferta, des_oferta, des_selo, num_cor,
        tip_oferta, tip_alvo, cod_produtos, cod_categorias, cod_combos,
        num_percentual, vlr_desconto, vlr_preco, qtd_leve, qtd_pague, cod_brinde, qtd_brinde, vlr_minimo, vlr_maximo, qtd_limite, qtd_limite_pessoa,
        vlr_orcamento, dat_inicio, dat_fim,
        num_dias_semana, hor_inicio, hor_fim, flg_cupom, flg_primeira_compra, cod_etiqueta, tip_canais, tip_pagamentos, num_prioridade,
        flg_cumulativa)
    VALUES (p_tenant, p_versao.cod_oferta, p_versao.num_definicao, p_versao.sta_oferta, btrim(p_versao.nom_oferta), p_versao.des_oferta,
        p_versao.des_selo, p_versao.num_cor, p_versao.tip_oferta,
        p_versao.tip_alvo, p_versao.cod_produtos, p_versao.cod_categorias, p_versao.cod_combos, p_versao.num_percentual, p_versao.vlr_desconto,
        p_versao.vlr_preco, p_versao.qtd_leve, p_versao.qtd_pague,
        p_versao.cod_brinde, p_versao.qtd_brinde, p_versao.vlr_minimo, p_versao.vlr_maximo, p_versao.qtd_limite, p_versao.qtd_limite_pessoa,
        p_versao.vlr_orcamento, p_versao.dat_inicio, p_versao.dat_fim,
        p_versao.num_dias_semana, p_versao.hor_inicio, p_versao.hor_fim, coalesce(p_versao.flg_cupom, false),
        coalesce(p_versao.flg_primeira_compra, false), p_versao.cod_etiqueta, p_versao.tip_canais,
        p_versao.tip_pagamentos, coalesce(p_versao.num_prioridade, 100), coalesce(p_versao.flg_cumulativa, false));
END
$$;
COMMENT ON FUNCTION flowt.abrir_definicao_de_oferta(bigint, flowt.tb_omni8_oferta_versao)
    IS 'Encerra a definição em vigor de uma oferta e abre a seguinte.';

CREATE OR REPLACE FUNCTION flowt.travar_oferta(p_tenant bigint, p_oferta bigint, p_num_versao integer) RETURNS flowt.tb_omni8_oferta_versao
LANGUAGE plpgsql AS $$
DECLARE
    v_atual  integer;
    v_versao flowt.tb_omni8_oferta_versao;
BEGIN
    SELECT o.num_versao INTO v_atual FROM flowt.tb_omni8_oferta AS o WHERE o.cod_tenant = p_tenant AND o.cod_oferta = p_oferta FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta oferta');
    ELSIF v_atual <> p_num_versao THEN
        PERFORM flowt.recusar_versao(v_atual);
    END IF;
    SELECT v.* INTO v_versao FROM flowt.tb_omni8_oferta_versao AS v
     WHERE v.cod_tenant = p_tenant AND v.cod_oferta = p_oferta AND v.dat_vigor_fim = 'infinity';
    IF v_versao.sta_oferta = 'ENCERRADA' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'oferta_encerrada', DETAIL = 'Uma oferta encerrada não muda mais: crie outra.';
    END IF;
    RETURN v_versao;
END
$$;
COMMENT ON FUNCTION flowt.travar_oferta(bigint, bigint, integer)
    IS 'Trava uma oferta para mudá-la e devolve sua definição; 404, ou 409 se mudou desde a versão lida ou se acabou.';

CREATE OR REPLACE FUNCTION flowt.mudar_oferta(p_tenant bigint, p_versao flowt.tb_omni8_oferta_versao) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_versao flowt.tb_omni8_oferta_versao := p_versao;
BEGIN
    UPDATE flowt.tb_omni8_oferta AS o SET dat_alteracao = now() WHERE o.cod_tenant = p_tenant AND o.cod_oferta = p_versao.cod_oferta
 RETURNING o.num_versao INTO v_versao.num_definicao;
    PERFORM flowt.abrir_definicao_de_oferta(p_tenant, v_versao);
END
$$;
COMMENT ON FUNCTION flowt.mudar_oferta(bigint, flowt.tb_omni8_oferta_versao) IS 'Dá a uma oferta travada outra definição, e sua versão seguinte.';
