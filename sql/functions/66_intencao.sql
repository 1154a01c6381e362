-- Purchase intent (guide chapters 9.3 and 10.2): where a company says so, the bag ends in a request for a quote. Nothing is paid and no
-- stock is taken until its staff accepts it, at the price that was quoted and while the quote is valid.

CREATE OR REPLACE FUNCTION flowt.vende_por_intencao(p_tenant bigint) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (flowt.parametro(p_tenant, 'pedido_por_intencao', now()))::boolean;
END
$$;
COMMENT ON FUNCTION flowt.vende_por_intencao(bigint) IS 'Se a sacola de uma empresa termina em um pedido de orçamento, e não em uma compra.';

-- Who sits at a table or has taken a time buys.
CREATE OR REPLACE FUNCTION flowt.primeiro_status(p_carrinho flowt.tb_omni8_carrinho) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN (p_carrinho).tip_canal <> 'MESA' AND (p_carrinho).des_fechamento IS NULL
                     AND flowt.vende_por_intencao((p_carrinho).cod_tenant) THEN 'INTENCAO' ELSE 'RECEBIDO' END;
END
$$;
COMMENT ON FUNCTION flowt.primeiro_status(flowt.tb_omni8_carrinho) IS 'Status com que um carrinho vira pedido.';

CREATE OR REPLACE FUNCTION flowt.validade_da_intencao(p_tenant bigint) RETURNS interval
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN make_interval(days => (flowt.parametro(p_tenant, 'intencao_validade_dias', now()))::integer);
END
$$;
COMMENT ON FUNCTION flowt.validade_da_intencao(bigint) IS 'Por quanto tempo um orçamento pode ser aceito ao preço dele.';

CREATE OR REPLACE FUNCTION flowt.conferir_intencao() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.dat_criacao + flowt.validade_da_intencao(NEW.cod_tenant) <= now() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'orcamento_vencido',
            DETAIL = 'Este orçamento venceu e seus preços não valem mais: peça ao cliente que envie outro.';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION flowt.conferir_intencao() IS 'Gatilho: só se aceita um orçamento dentro de sua validade; o preço é o que ele diz.';
CREATE OR REPLACE TRIGGER validade_da_intencao BEFORE UPDATE OF sta_pedido ON flowt.tb_omni8_pedido
    FOR EACH ROW WHEN (OLD.sta_pedido = 'INTENCAO' AND NEW.sta_pedido = 'RECEBIDO')
    EXECUTE FUNCTION flowt.conferir_intencao();

CREATE OR REPLACE FUNCTION flowt.intencoes_por_vez() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 20;
COMMENT ON FUNCTION flowt.intencoes_por_vez() IS 'Orçamentos vencidos que uma chamada de rotina.expirar_intencoes olha até poder expirar um.';

CREATE OR REPLACE FUNCTION flowt.expirar_intencao(p_tenant bigint, p_pedido bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = p_tenant AND p.cod_pedido = p_pedido AND p.sta_pedido = 'INTENCAO'
        FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    PERFORM flowt.mover_pedido_pelo_sistema(p_tenant, p_pedido, 'EXPIRADO', 'O orçamento venceu');
    RETURN 1;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.expirar_intencao(bigint, bigint) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.expirar_intencao(bigint, bigint)
    IS 'Expira um orçamento vencido, se ninguém mexe nele; devolve 1, ou 0 se já não é o caso.';

-- One a call, as payments expire: each gives back its uses of offers, whose counters requests lock in their own order.
CREATE OR REPLACE FUNCTION rotina.expirar_intencoes() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_vencida record;
BEGIN
    FOR v_vencida IN
        SELECT p.cod_tenant, p.cod_pedido FROM flowt.tb_omni8_pedido p
         WHERE p.sta_pedido = 'INTENCAO' AND p.dat_criacao <= now() - flowt.validade_da_intencao(p.cod_tenant)
           AND NOT EXISTS (SELECT FROM flowt.tb_omni8_rotina_falha f
                            WHERE f.cod_tenant = p.cod_tenant AND f.nom_rotina = 'expirar_intencoes' AND f.dat_proxima > now())
         ORDER BY p.dat_criacao LIMIT flowt.intencoes_por_vez()
    LOOP
        IF flowt.tentar_no_tenant('expirar_intencoes', v_vencida.cod_tenant, 'expirar_intencao', v_vencida.cod_pedido) = 1 THEN
            RETURN 1;
        END IF;
    END LOOP;
    RETURN 0;
END
$$;
ALTER FUNCTION rotina.expirar_intencoes() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION rotina.expirar_intencoes() FROM flowt_api, flowt_busca, flowt_dba;
COMMENT ON FUNCTION rotina.expirar_intencoes()
    IS 'Expira um orçamento vencido; devolve 1, ou 0 se não há. O tenant em que falha espera (admin.vw_rotina_falhas). Para chamar a cada minuto, e '
       'de novo enquanto não devolver 0.';
