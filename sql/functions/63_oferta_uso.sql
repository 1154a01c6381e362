-- Uses of offers, coupons and combos (guide chapter 6.2): counted in the order's own transaction, by an update that only happens
-- within the limit; given back when the order comes to nothing. Counters are locked in the order of their codes, offers first.

CREATE OR REPLACE FUNCTION flowt.recusar_oferta(p_codigo text, p_detalhe text, p_dados json) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = p_codigo, DETAIL = p_detalhe, HINT = p_dados::text;
END
$$;
COMMENT ON FUNCTION flowt.recusar_oferta(text, text, json) IS 'Levanta o erro 409 de uma oferta ou combo que acabou entre a cotação e o pedido.';

CREATE OR REPLACE FUNCTION flowt.contar_oferta(p_tenant bigint, p_pedido bigint, p_pessoa bigint, p_oferta bigint, p_cupom bigint, p_valor bigint)
    RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_versao flowt.tb_omni8_oferta_versao;
BEGIN
    SELECT v.* INTO v_versao FROM flowt.tb_omni8_oferta_versao AS v
     WHERE v.cod_tenant = p_tenant AND v.cod_oferta = p_oferta AND v.dat_vigor_inicio <= now() AND v.dat_vigor_fim > now();
    UPDATE flowt.tb_omni8_oferta_contador AS k SET qtd_uso = k.qtd_uso + 1, vlr_usado = k.vlr_usado + p_valor
     WHERE k.cod_tenant = p_tenant AND k.cod_oferta = p_oferta AND coalesce(k.qtd_uso < v_versao.qtd_limite, true)
       AND coalesce(k.vlr_usado + p_valor <= v_versao.vlr_orcamento, true);
    -- Whoever holds the counter is alone with the offer: what is counted now stays so until the end.
    IF NOT FOUND
       OR p_pessoa IS NOT NULL AND v_versao.qtd_limite_pessoa <= (SELECT u.qtd_uso
                                                                    FROM flowt.usos_de_oferta(p_tenant, p_oferta, p_pessoa, NULL, now()) AS u)
       OR EXISTS (SELECT FROM flowt.tb_omni8_cupom AS c CROSS JOIN LATERAL flowt.usos_de_oferta(p_tenant, p_oferta, NULL, p_cupom, now()) AS u
                   WHERE c.cod_tenant = p_tenant AND c.cod_cupom = p_cupom AND c.qtd_limite <= u.qtd_uso)
       OR v_versao.flg_primeira_compra AND flowt.ja_comprou(p_tenant, p_pessoa, now(), p_pedido) THEN
        PERFORM flowt.recusar_oferta('oferta_esgotada',
                                     format('A oferta "%s" acabou ou já foi usada: confira o novo total e confirme de novo.', v_versao.nom_oferta),
                                     json_build_object('cod_oferta', p_oferta::text));
    END IF;
    INSERT INTO flowt.tb_omni8_oferta_uso (cod_tenant, cod_oferta, cod_cupom, cod_pedido, cod_pessoa, vlr_desconto)
    VALUES (p_tenant, p_oferta, p_cupom, p_pedido, p_pessoa, p_valor);
END
$$;
COMMENT ON FUNCTION flowt.contar_oferta(bigint, bigint, bigint, bigint, bigint, bigint)
    IS 'Conta o uso de uma oferta por um pedido; 409 se um limite, de todos, da pessoa, do cupom ou do orçamento, foi atingido.';

CREATE OR REPLACE FUNCTION flowt.contar_combo(p_tenant bigint, p_pedido bigint, p_pessoa bigint, p_combo bigint, p_quantos integer) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_versao flowt.tb_omni8_combo_versao := flowt.combo_em(p_tenant, p_combo, now());
BEGIN
    UPDATE flowt.tb_omni8_combo_contador AS k SET qtd_uso = k.qtd_uso + p_quantos
     WHERE k.cod_tenant = p_tenant AND k.cod_combo = p_combo AND coalesce(k.qtd_uso + p_quantos <= v_versao.qtd_limite, true);
    IF NOT FOUND
       OR p_pessoa IS NOT NULL AND v_versao.qtd_limite_pessoa < p_quantos + flowt.usos_de_combo(p_tenant, p_combo, p_pessoa, now())
       OR v_versao.flg_primeira_compra AND flowt.ja_comprou(p_tenant, p_pessoa, now(), p_pedido) THEN
        PERFORM flowt.recusar_oferta('combo_esgotado', format('O combo "%s" acabou: retire-o ou diminua a quantidade.', v_versao.nom_combo),
                                     json_build_object('cod_combo', p_combo::text));
    END IF;
    INSERT INTO flowt.tb_omni8_combo_uso (cod_tenant, cod_combo, cod_pedido, cod_pessoa, qtd_uso)
    VALUES (p_tenant, p_combo, p_pedido, p_pessoa, p_quantos);
END
$$;
COMMENT ON FUNCTION flowt.contar_combo(bigint, bigint, bigint, bigint, integer)
    IS 'Conta a venda de um combo em um pedido; 409 se um limite foi atingido.';

-- First purchase looks across offers, which the counters of two offers do not serialise: one order of a person at a time.
CREATE OR REPLACE FUNCTION flowt.travar_compras_da_pessoa(p_tenant bigint, p_pessoa bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('compras da pessoa ' || p_pessoa, p_tenant));
END
$$;
COMMENT ON FUNCTION flowt.travar_compras_da_pessoa(bigint, bigint)
    IS 'Faz os pedidos com ofertas de uma mesma pessoa esperarem um pelo outro, até o fim da transação.';

CREATE OR REPLACE FUNCTION flowt.reservar_ofertas(p_tenant bigint, p_pedido bigint, p_pessoa bigint, p_cotacao flowt.cotacao) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_uso record;
BEGIN
    IF p_pessoa IS NOT NULL AND (p_cotacao.descontos <> '{}' OR EXISTS (SELECT FROM unnest(p_cotacao.linhas) AS l WHERE l.cod_combo IS NOT NULL)) THEN
        PERFORM flowt.travar_compras_da_pessoa(p_tenant, p_pessoa);
    END IF;
    FOR v_uso IN
        SELECT d.cod_oferta, sum(d.vlr_desconto)::bigint AS valor,
               (SELECT c.cod_cupom FROM flowt.tb_omni8_cupom AS c WHERE c.cod_tenant = p_tenant AND c.des_cupom = max(d.des_cupom)) AS cod_cupom
          FROM unnest(p_cotacao.descontos) AS d GROUP BY d.cod_oferta ORDER BY d.cod_oferta
    LOOP
        PERFORM flowt.contar_oferta(p_tenant, p_pedido, p_pessoa, v_uso.cod_oferta, v_uso.cod_cupom, v_uso.valor);
    END LOOP;
    FOR v_uso IN SELECT l.cod_combo, sum(l.qtd_item)::integer AS qtd FROM unnest(p_cotacao.linhas) AS l
                  WHERE l.num_parte = 0 AND l.cod_combo IS NOT NULL GROUP BY l.cod_combo ORDER BY l.cod_combo LOOP
        PERFORM flowt.contar_combo(p_tenant, p_pedido, p_pessoa, v_uso.cod_combo, v_uso.qtd);
    END LOOP;
END
$$;
COMMENT ON FUNCTION flowt.reservar_ofertas(bigint, bigint, bigint, flowt.cotacao)
    IS 'Conta o uso das ofertas e dos combos de um pedido, na transação dele; 409 oferta_esgotada ou combo_esgotado se um limite foi atingido.';

CREATE OR REPLACE FUNCTION flowt.liberar_ofertas(p_tenant bigint, p_pedido bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_uso record;
BEGIN
    FOR v_uso IN SELECT u.cod_oferta, u.vlr_desconto FROM flowt.tb_omni8_oferta_uso AS u
                  WHERE u.cod_tenant = p_tenant AND u.cod_pedido = p_pedido AND u.dat_liberacao IS NULL ORDER BY u.cod_oferta LOOP
        UPDATE flowt.tb_omni8_oferta_contador AS k SET qtd_uso = k.qtd_uso - 1, vlr_usado = k.vlr_usado - v_uso.vlr_desconto
         WHERE k.cod_tenant = p_tenant AND k.cod_oferta = v_uso.cod_oferta;
    END LOOP;
    UPDATE flowt.tb_omni8_oferta_uso AS u SET dat_liberacao = now()
     WHERE u.cod_tenant = p_tenant AND u.cod_pedido = p_pedido AND u.dat_liberacao IS NULL;
    FOR v_uso IN SELECT u.cod_combo, u.qtd_uso FROM flowt.tb_omni8_combo_uso AS u
                  WHERE u.cod_tenant = p_tenant AND u.cod_pedido = p_pedido AND u.dat_liberacao IS NULL ORDER BY u.cod_combo LOOP
        UPDATE flowt.tb_omni8_combo_contador AS k SET qtd_uso = k.qtd_uso - v_uso.qtd_uso
         WHERE k.cod_tenant = p_tenant AND k.cod_combo = v_uso.cod_combo;
    END LOOP;
    UPDATE flowt.tb_omni8_combo_uso AS u SET dat_liberacao = now()
     WHERE u.cod_tenant = p_tenant AND u.cod_pedido = p_pedido AND u.dat_liberacao IS NULL;
END
$$;
COMMENT ON FUNCTION flowt.liberar_ofertas(bigint, bigint) IS 'Devolve os usos de ofertas e combos de um pedido que deu em nada.';

-- An expired order that is paid late is bought again, with the offers it had, if there are any left.
CREATE OR REPLACE FUNCTION flowt.retomar_ofertas(p_tenant bigint, p_pedido bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_uso record;
BEGIN
    FOR v_uso IN SELECT DISTINCT ON (u.cod_oferta) u.* FROM flowt.tb_omni8_oferta_uso AS u WHERE u.cod_tenant = p_tenant AND u.cod_pedido = p_pedido
                  ORDER BY u.cod_oferta, u.cod_oferta_uso DESC LOOP
        PERFORM flowt.contar_oferta(p_tenant, p_pedido, v_uso.cod_pessoa, v_uso.cod_oferta, v_uso.cod_cupom, v_uso.vlr_desconto);
    END LOOP;
    FOR v_uso IN SELECT DISTINCT ON (u.cod_combo) u.* FROM flowt.tb_omni8_combo_uso AS u WHERE u.cod_tenant = p_tenant AND u.cod_pedido = p_pedido
                  ORDER BY u.cod_combo, u.cod_combo_uso DESC LOOP
        PERFORM flowt.contar_combo(p_tenant, p_pedido, v_uso.cod_pessoa, v_uso.cod_combo, v_uso.qtd_uso);
    END LOOP;
END
$$;
COMMENT ON FUNCTION flowt.retomar_ofertas(bigint, bigint)
    IS 'Conta de novo os usos de um pedido expirado que voltou a valer; 409 se um limite foi atingido.';

CREATE OR REPLACE FUNCTION flowt.acompanhar_pedido_nas_ofertas() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_mortos text[] := '{CANCELADO,RECUSADO,EXPIRADO}';
BEGIN
    IF NEW.sta_pedido = ANY (v_mortos) AND OLD.sta_pedido <> ALL (v_mortos) THEN
        PERFORM flowt.liberar_ofertas(NEW.cod_tenant, NEW.cod_pedido);
    ELSIF OLD.sta_pedido = ANY (v_mortos) AND NEW.sta_pedido <> ALL (v_mortos) THEN
        PERFORM flowt.retomar_ofertas(NEW.cod_tenant, NEW.cod_pedido);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.acompanhar_pedido_nas_ofertas()
    IS 'Gatilho: um pedido cancelado, recusado ou expirado devolve os usos de ofertas; um expirado que volta os conta de novo.';
CREATE OR REPLACE TRIGGER ofertas_do_pedido AFTER UPDATE OF sta_pedido ON flowt.tb_omni8_pedido FOR EACH ROW
    WHEN (OLD.sta_pedido IS DISTINCT FROM NEW.sta_pedido) EXECUTE FUNCTION flowt.acompanhar_pedido_nas_ofertas();
