-- Prices by period (guide chapter 5.1). A schedule says when a normal price begins, or from when to when a promotion holds; the
-- return to the normal price after a promotion is derived (flowt.recompor_precos), so that a new normal price reaches it too.
-- The row of the item follows: at once when it is changed there, by rotina.aplicar_precos() when a scheduled price begins.
-- Whoever needs a moment's exact price asks flowt.precos_em (32_variacao).

CREATE OR REPLACE FUNCTION flowt.limite_precos_agendados() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 100;
COMMENT ON FUNCTION flowt.limite_precos_agendados() IS 'Preços que um item pode ter agendados.';
CREATE OR REPLACE FUNCTION flowt.horizonte_de_precos() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '2 years';
COMMENT ON FUNCTION flowt.horizonte_de_precos() IS 'Até quando um preço pode ser agendado.';

-- What began stays; only its end may still come earlier, or later than it was said to.
CREATE OR REPLACE FUNCTION flowt.guardar_preco() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF flowt.em_copia() THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    ELSIF TG_OP = 'DELETE' THEN
        -- A period begun at this very moment was never seen by anybody.
        IF OLD.dat_inicio >= now() THEN
            RETURN OLD;
        END IF;
    ELSIF OLD.dat_inicio >= now()
       OR ((NEW.cod_produto, NEW.cod_variacao, NEW.cod_opcao, NEW.dat_inicio, NEW.vlr_preco, NEW.vlr_preco_de)
               IS NOT DISTINCT FROM (OLD.cod_produto, OLD.cod_variacao, OLD.cod_opcao, OLD.dat_inicio, OLD.vlr_preco, OLD.vlr_preco_de)
           AND (NEW.dat_fim = OLD.dat_fim OR (OLD.dat_fim > now() AND NEW.dat_fim >= now()))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'preco_passado_nao_muda',
        DETAIL = 'Um preço que já vigorou não se muda nem se apaga: mude o preço do item, ou agende outro.';
END
$$;
COMMENT ON FUNCTION flowt.guardar_preco() IS 'Gatilho: o preço de um período que começou não muda.';
CREATE OR REPLACE TRIGGER historia BEFORE UPDATE OR DELETE ON flowt.tb_omni8_preco FOR EACH ROW EXECUTE FUNCTION flowt.guardar_preco();

CREATE OR REPLACE FUNCTION flowt.periodos_de_preco(p_tenant bigint, p_produto bigint, p_variacao bigint, p_opcao bigint, p_apos timestamptz)
    RETURNS SETOF flowt.tb_omni8_preco
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_opcao IS NOT NULL THEN
        RETURN QUERY SELECT p.* FROM flowt.tb_omni8_preco p WHERE p.cod_tenant = p_tenant AND p.cod_opcao = p_opcao AND p.dat_fim > p_apos
                      ORDER BY p.dat_fim;
    ELSIF p_variacao IS NOT NULL THEN
        RETURN QUERY SELECT p.* FROM flowt.tb_omni8_preco p
                      WHERE p.cod_tenant = p_tenant AND p.cod_produto = p_produto AND p.cod_variacao = p_variacao AND p.dat_fim > p_apos
                      ORDER BY p.dat_fim;
    ELSE
        RETURN QUERY SELECT p.* FROM flowt.tb_omni8_preco p
                      WHERE p.cod_tenant = p_tenant AND p.cod_produto = p_produto AND p.cod_variacao IS NULL AND p.dat_fim > p_apos
                      ORDER BY p.dat_fim;
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.periodos_de_preco(bigint, bigint, bigint, bigint, timestamptz)
    IS 'Períodos de preço de um produto, de uma variação ou de uma opção que terminam depois de um momento, em ordem.';

CREATE OR REPLACE FUNCTION flowt.esquecer_retornos(p_tenant bigint, p_produto bigint, p_variacao bigint, p_opcao bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM flowt.tb_omni8_preco d WHERE d.cod_tenant = p_tenant AND d.cod_preco = ANY (ARRAY(
        SELECT p.cod_preco FROM flowt.periodos_de_preco(p_tenant, p_produto, p_variacao, p_opcao, clock_timestamp()) AS p
         WHERE p.tip_periodo = 'RETORNO' AND p.dat_inicio > clock_timestamp()));
END
$$;
COMMENT ON FUNCTION flowt.esquecer_retornos(bigint, bigint, bigint, bigint)
    IS 'Apaga as voltas ao preço normal que ainda não começaram; flowt.recompor_precos as refaz.';

-- Every normal price lasts until what comes next; after a promotion that nothing follows, the normal price returns.
CREATE OR REPLACE FUNCTION flowt.recompor_precos(p_tenant bigint, p_produto bigint, p_variacao bigint, p_opcao bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_agora  timestamptz := clock_timestamp();
    v_normal flowt.tb_omni8_preco;
    v_linha  record;
BEGIN
    PERFORM flowt.esquecer_retornos(p_tenant, p_produto, p_variacao, p_opcao);
    SELECT p.* INTO v_normal FROM flowt.periodos_de_preco(p_tenant, p_produto, p_variacao, p_opcao, '-infinity') AS p
     WHERE p.dat_inicio <= v_agora AND p.tip_periodo <> 'PROMOCAO' ORDER BY p.dat_inicio DESC LIMIT 1;
    FOR v_linha IN SELECT p.cod_preco, p.tip_periodo, p.dat_fim, coalesce(lead(p.dat_inicio) OVER (ORDER BY p.dat_inicio), 'infinity') AS proximo,
                          p AS periodo
                     FROM flowt.periodos_de_preco(p_tenant, p_produto, p_variacao, p_opcao, v_agora) AS p ORDER BY p.dat_inicio LOOP
        IF v_linha.tip_periodo <> 'PROMOCAO' THEN
            v_normal := v_linha.periodo;
            UPDATE flowt.tb_omni8_preco p SET dat_fim = v_linha.proximo
             WHERE p.cod_tenant = p_tenant AND p.cod_preco = v_linha.cod_preco AND p.dat_fim <> v_linha.proximo;
        ELSIF v_linha.dat_fim < v_linha.proximo THEN
            INSERT INTO flowt.tb_omni8_preco (cod_tenant, cod_produto, cod_variacao, cod_opcao, dat_inicio, dat_fim, vlr_preco, vlr_preco_de,
                                              tip_periodo, flg_pendente)
            VALUES (p_tenant, p_produto, p_variacao, p_opcao, v_linha.dat_fim, v_linha.proximo, v_normal.vlr_preco, v_normal.vlr_preco_de,
                    'RETORNO', true);
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION flowt.recompor_precos(bigint, bigint, bigint, bigint)
    IS 'Refaz o que se deduz dos preços agendados de um item travado: até quando vale cada preço normal e quando ele volta.';

CREATE OR REPLACE FUNCTION flowt.definir_preco(p_tenant bigint, p_produto bigint, p_variacao bigint, p_opcao bigint, p_preco bigint,
                                               p_preco_de bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_vigente flowt.tb_omni8_preco;
    v_inicio  timestamptz := now();
    v_fim     timestamptz;
BEGIN
    -- A transaction that began later may have been here first: then its price, which no schedule brought, is the one to follow.
    SELECT p.* INTO v_vigente FROM flowt.periodos_de_preco(p_tenant, p_produto, p_variacao, p_opcao, now()) AS p
     WHERE p.dat_inicio <= now() OR (NOT p.flg_pendente AND p.dat_inicio <= clock_timestamp()) ORDER BY p.dat_inicio DESC LIMIT 1;
    IF (v_vigente.vlr_preco, v_vigente.vlr_preco_de) IS NOT DISTINCT FROM (p_preco, p_preco_de) AND v_vigente.cod_preco IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM flowt.esquecer_retornos(p_tenant, p_produto, p_variacao, p_opcao);
    IF v_vigente.dat_inicio >= v_inicio THEN
        UPDATE flowt.tb_omni8_preco p SET vlr_preco = p_preco, vlr_preco_de = p_preco_de, tip_periodo = 'NORMAL'
         WHERE p.cod_tenant = p_tenant AND p.cod_preco = v_vigente.cod_preco;
    ELSE
        UPDATE flowt.tb_omni8_preco p SET dat_fim = v_inicio WHERE p.cod_tenant = p_tenant AND p.cod_preco = v_vigente.cod_preco;
        SELECT coalesce(min(p.dat_inicio), 'infinity') INTO v_fim
          FROM flowt.periodos_de_preco(p_tenant, p_produto, p_variacao, p_opcao, v_inicio) AS p;
        INSERT INTO flowt.tb_omni8_preco (cod_tenant, cod_produto, cod_variacao, cod_opcao, dat_inicio, dat_fim, vlr_preco, vlr_preco_de)
        VALUES (p_tenant, p_produto, p_variacao, p_opcao, v_inicio, v_fim, p_preco, p_preco_de);
    END IF;
    PERFORM flowt.recompor_precos(p_tenant, p_produto, p_variacao, p_opcao);
END
$$;
COMMENT ON FUNCTION flowt.definir_preco(bigint, bigint, bigint, bigint, bigint, bigint)
    IS 'Fecha o preço em vigor de um item travado e abre outro, a partir de agora; uma promoção em curso termina.';

CREATE OR REPLACE FUNCTION flowt.encerrar_precos(p_tenant bigint, p_produto bigint, p_variacao bigint, p_opcao bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_linha record;
BEGIN
    FOR v_linha IN SELECT p.cod_preco, p.dat_inicio FROM flowt.periodos_de_preco(p_tenant, p_produto, p_variacao, p_opcao, now()) AS p LOOP
        IF v_linha.dat_inicio >= now() THEN
            DELETE FROM flowt.tb_omni8_preco p WHERE p.cod_tenant = p_tenant AND p.cod_preco = v_linha.cod_preco;
        ELSE
            UPDATE flowt.tb_omni8_preco p SET dat_fim = now() WHERE p.cod_tenant = p_tenant AND p.cod_preco = v_linha.cod_preco;
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION flowt.encerrar_precos(bigint, bigint, bigint, bigint) IS 'Encerra o preço em vigor do que foi excluído e apaga os agendados.';

CREATE OR REPLACE FUNCTION flowt.abrir_precos_de_produtos() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_preco AS d (cod_tenant, cod_produto, dat_inicio, vlr_preco, vlr_preco_de)
    SELECT n.cod_tenant, n.cod_produto, n.dat_criacao, n.vlr_preco, n.vlr_preco_de FROM novas AS n ORDER BY n.cod_tenant, n.cod_produto
        ON CONFLICT (cod_tenant, cod_preco) DO NOTHING;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.abrir_precos_de_produtos() IS 'Gatilho: todo produto tem preço desde que existe.';
CREATE OR REPLACE TRIGGER preco_inicial AFTER INSERT ON flowt.tb_omni8_produto_servico REFERENCING NEW TABLE AS novas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.abrir_precos_de_produtos();

CREATE OR REPLACE FUNCTION flowt.seguir_preco_do_produto() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.definir_preco(NEW.cod_tenant, NEW.cod_produto, NULL, NULL, NEW.vlr_preco, NEW.vlr_preco_de);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.seguir_preco_do_produto() IS 'Gatilho: o preço mudado no produto vale a partir de agora.';
CREATE OR REPLACE TRIGGER preco_mudado AFTER UPDATE OF vlr_preco, vlr_preco_de ON flowt.tb_omni8_produto_servico FOR EACH ROW
    WHEN ((OLD.vlr_preco, OLD.vlr_preco_de) IS DISTINCT FROM (NEW.vlr_preco, NEW.vlr_preco_de)) EXECUTE FUNCTION flowt.seguir_preco_do_produto();
