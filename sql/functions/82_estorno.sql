-- What is undone of orders (guide chapters 10.3 and 18.1): the fact, and the money back.

CREATE OR REPLACE FUNCTION flowt.vlr_estornado(p_tenant bigint, p_pedido bigint) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(sum(e.vlr_estorno), 0)::bigint FROM flowt.tb_omni8_pedido_estorno e
             WHERE e.cod_tenant = p_tenant AND e.cod_pedido = p_pedido);
END
$$;
COMMENT ON FUNCTION flowt.vlr_estornado(bigint, bigint) IS 'Quanto do total de um pedido já se desfez, em centavos.';

-- The order's row is locked by whoever calls, so the next number is free.
CREATE OR REPLACE FUNCTION flowt.registrar_estorno(p_tenant bigint, p_pedido bigint, p_tipo text, p_valor bigint, p_dinheiro bigint, p_motivo text)
    RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_pedido_estorno (cod_tenant, cod_pedido, num_estorno, tip_estorno, vlr_estorno, vlr_devolvido, des_motivo, cod_usuario)
    SELECT p_tenant, p_pedido, 1 + count(*), p_tipo, p_valor, p_dinheiro, p_motivo, nullif(current_setting('flowt.cod_usuario', true), '')::bigint
      FROM flowt.tb_omni8_pedido_estorno e WHERE e.cod_tenant = p_tenant AND e.cod_pedido = p_pedido;
END
$$;
COMMENT ON FUNCTION flowt.registrar_estorno(bigint, bigint, text, bigint, bigint, text)
    IS 'Acrescenta o fato de que parte de um pedido travado se desfez.';

-- What is undone is no longer asked for: first what was still open falls, and only what is paid beyond the rest goes back.
-- The fact comes first: the money that goes back by it is no other fact (flowt.estornar_avulso).
CREATE OR REPLACE FUNCTION flowt.estornar_pedido(p_tenant bigint, p_pedido bigint, p_tipo text, p_valor bigint, p_motivo text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_resto    bigint := (SELECT p.vlr_total - flowt.vlr_estornado(p_tenant, p_pedido) - p_valor FROM flowt.tb_omni8_pedido p
                           WHERE p.cod_tenant = p_tenant AND p.cod_pedido = p_pedido);
    v_dinheiro bigint := greatest(least(p_valor, flowt.valor_pago(p_tenant, p_pedido) - v_resto), 0);
BEGIN
    PERFORM flowt.registrar_estorno(p_tenant, p_pedido, p_tipo, p_valor, v_dinheiro, p_motivo);
    IF v_dinheiro > 0 THEN
        PERFORM flowt.estornar(p_tenant, p_pedido, v_dinheiro, coalesce(p_motivo, 'Itens devolvidos'));
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.estornar_pedido(bigint, bigint, text, bigint, text)
    IS 'Registra que parte de um pedido travado se desfez, e devolve a quem pagou o que dela foi pago.';

-- However an order comes to nothing (cancelled, refused), the rest of it is undone.
CREATE OR REPLACE FUNCTION flowt.estornar_desfeito() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_resto bigint := NEW.vlr_total - flowt.vlr_estornado(NEW.cod_tenant, NEW.cod_pedido);
BEGIN
    IF v_resto > 0 THEN
        PERFORM flowt.estornar_pedido(NEW.cod_tenant, NEW.cod_pedido, 'CANCELAMENTO', v_resto,
                                      CASE NEW.sta_pedido WHEN 'RECUSADO' THEN 'Pedido recusado' ELSE 'Pedido cancelado' END);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.estornar_desfeito() IS 'Gatilho: o pedido cancelado ou recusado é estornado pelo que resta dele.';
CREATE OR REPLACE TRIGGER estorno AFTER UPDATE OF sta_pedido ON flowt.tb_omni8_pedido FOR EACH ROW
    WHEN (NEW.sta_pedido IN ('CANCELADO', 'RECUSADO') AND OLD.sta_pedido IS DISTINCT FROM NEW.sta_pedido) EXECUTE FUNCTION flowt.estornar_desfeito();

CREATE OR REPLACE FUNCTION flowt.pedir_so_o_resto(p_pedido flowt.tb_omni8_pedido) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_falta  bigint := flowt.valor_em_aberto((p_pedido).cod_tenant, (p_pedido).cod_pedido);
    v_aberto bigint := (SELECT sum(g.vlr_pagamento) FROM flowt.tb_omni8_pagamento g
                         WHERE g.cod_tenant = (p_pedido).cod_tenant AND g.cod_pedido = (p_pedido).cod_pedido AND g.sta_pagamento = 'PENDENTE');
BEGIN
    IF v_falta < v_aberto THEN
        PERFORM flowt.pedir_de_novo(p_pedido, v_falta, 'Parte do pedido foi desfeita');
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.pedir_so_o_resto(flowt.tb_omni8_pedido) IS 'De um pedido travado, pede só o que ainda falta pagar, se se pede mais.';

CREATE OR REPLACE FUNCTION flowt.pedido_vivo(p_tenant bigint, p_pedido bigint) RETURNS flowt.tb_omni8_pedido
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_pedido flowt.tb_omni8_pedido;
BEGIN
    SELECT p.* INTO v_pedido FROM flowt.tb_omni8_pedido p JOIN flowt.tb_omni8_pedido_status s ON s.sta_pedido = p.sta_pedido
     WHERE p.cod_tenant = p_tenant AND p.cod_pedido = p_pedido AND NOT s.flg_devolve_estoque;
    RETURN v_pedido;
END
$$;
COMMENT ON FUNCTION flowt.pedido_vivo(bigint, bigint) IS 'Um pedido que não acabou em nada; nulo se acabou.';

CREATE OR REPLACE FUNCTION flowt.pedir_o_resto() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_pedido flowt.tb_omni8_pedido := flowt.pedido_vivo(NEW.cod_tenant, NEW.cod_pedido);
BEGIN
    IF v_pedido.cod_pedido IS NOT NULL THEN
        PERFORM flowt.pedir_so_o_resto(v_pedido);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.pedir_o_resto() IS 'Gatilho: do que se desfez de um pedido já não se pede o pagamento.';
CREATE OR REPLACE TRIGGER resto_a_pagar AFTER INSERT ON flowt.tb_omni8_pedido_estorno FOR EACH ROW WHEN (NOT flowt.em_copia())
    EXECUTE FUNCTION flowt.pedir_o_resto();

-- Money given back by itself undoes as much of the order as it leaves uncovered; a payment too many, returned, undoes nothing.
-- An order that expired may live again, so it is not undone.
CREATE OR REPLACE FUNCTION flowt.estornar_avulso() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_resto   bigint;
    v_coberto bigint;
    v_valor   bigint;
BEGIN
    SELECT p.vlr_total - flowt.vlr_estornado(NEW.cod_tenant, NEW.cod_pedido) INTO v_resto FROM flowt.tb_omni8_pedido p
     WHERE p.cod_tenant = NEW.cod_tenant AND p.cod_pedido = NEW.cod_pedido AND p.sta_pedido <> 'EXPIRADO';
    SELECT sum(g.vlr_pagamento - g.vlr_estornado) INTO v_coberto FROM flowt.tb_omni8_pagamento g
      JOIN flowt.tb_omni8_pagamento_status s ON s.sta_pagamento = g.sta_pagamento
     WHERE g.cod_tenant = NEW.cod_tenant AND g.cod_pedido = NEW.cod_pedido AND s.flg_conta;
    v_valor := least(v_resto - v_coberto, NEW.vlr_estornado - OLD.vlr_estornado);
    -- least() passes over the NULL of an order that expired.
    IF v_resto IS NOT NULL AND v_valor > 0 THEN
        PERFORM flowt.registrar_estorno(NEW.cod_tenant, NEW.cod_pedido, 'PARCIAL', v_valor, v_valor, NULL);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.estornar_avulso() IS 'Gatilho: dinheiro devolvido que não vem de outro estorno desfaz essa parte do pedido.';
CREATE OR REPLACE TRIGGER estorno_avulso AFTER UPDATE OF vlr_estornado ON flowt.tb_omni8_pagamento FOR EACH ROW
    WHEN (NEW.vlr_estornado > OLD.vlr_estornado) EXECUTE FUNCTION flowt.estornar_avulso();

-- Money that comes for an order of which part was undone meanwhile pays for the rest: what is beyond it goes back, what was asked for in
-- its place is no longer, and an order that only waited for the rest goes on.
CREATE OR REPLACE FUNCTION flowt.acertar_recebido() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_pagamento flowt.tb_omni8_pagamento;
    v_pedido    flowt.tb_omni8_pedido;
    v_resto     bigint;
    v_sobra     bigint;
    v_segue     boolean;
BEGIN
    SELECT g.* INTO v_pagamento FROM flowt.tb_omni8_pagamento g WHERE g.cod_tenant = NEW.cod_tenant AND g.cod_pagamento = NEW.cod_pagamento;
    v_pedido := flowt.pedido_vivo(v_pagamento.cod_tenant, v_pagamento.cod_pedido);
    v_resto := v_pedido.vlr_total - flowt.vlr_estornado(v_pagamento.cod_tenant, v_pagamento.cod_pedido);
    IF v_resto < v_pedido.vlr_total THEN
        v_sobra := flowt.valor_pago(v_pedido.cod_tenant, v_pedido.cod_pedido) - v_resto;
        IF v_sobra > 0 THEN
            PERFORM flowt.estornar_pagamento(v_pagamento, least(v_sobra, v_pagamento.vlr_pagamento),
                                             'O que ele pagava já se tinha desfeito em parte');
        END IF;
        PERFORM flowt.pedir_so_o_resto(v_pedido);
        -- What flowt.seguir_pagamento asks of the whole: a part that is disputed, or paid in hand, is waited for by nobody.
        SELECT coalesce(sum(g.vlr_pagamento - g.vlr_estornado), 0) >= v_resto
               AND NOT coalesce(bool_or(g.flg_online AND NOT s.flg_recebido), false) INTO v_segue
          FROM flowt.tb_omni8_pagamento g JOIN flowt.tb_omni8_pagamento_status s ON s.sta_pagamento = g.sta_pagamento AND s.flg_conta
         WHERE g.cod_tenant = v_pedido.cod_tenant AND g.cod_pedido = v_pedido.cod_pedido;
        IF (v_sobra >= 0 OR v_segue) AND v_pedido.sta_pedido = 'AGUARDANDO_PAGAMENTO' THEN
            PERFORM flowt.mover_pedido_pelo_sistema(v_pedido.cod_tenant, v_pedido.cod_pedido, 'RECEBIDO', 'Pagamento confirmado');
        END IF;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.acertar_recebido() IS 'Gatilho: o pagamento recebido de um pedido que se desfez em parte paga só o que resta dele.';
CREATE OR REPLACE TRIGGER recebido_acertado AFTER INSERT ON flowt.tb_omni8_pagamento_evento FOR EACH ROW
    WHEN (NEW.sta_para = 'PAGO' AND NEW.sta_de IS DISTINCT FROM 'CONTESTADO' AND NOT flowt.em_copia()) EXECUTE FUNCTION flowt.acertar_recebido();

-- What was undone while the payment was disputed could not go back then: it does when the dispute is won.
CREATE OR REPLACE FUNCTION flowt.devolver_contestado() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_pagamento flowt.tb_omni8_pagamento;
    v_sobra     bigint;
BEGIN
    SELECT g.* INTO v_pagamento FROM flowt.tb_omni8_pagamento g WHERE g.cod_tenant = NEW.cod_tenant AND g.cod_pagamento = NEW.cod_pagamento;
    -- An order that expired is undone by nothing, and owes nothing.
    SELECT least(v_pagamento.vlr_pagamento - v_pagamento.vlr_estornado, flowt.valor_pago(p.cod_tenant, p.cod_pedido)
                 - CASE p.sta_pedido WHEN 'EXPIRADO' THEN 0 ELSE p.vlr_total - flowt.vlr_estornado(p.cod_tenant, p.cod_pedido) END)
      INTO v_sobra FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = NEW.cod_tenant AND p.cod_pedido = v_pagamento.cod_pedido;
    IF v_sobra > 0 THEN
        PERFORM flowt.estornar_pagamento(v_pagamento, v_sobra, 'O que ele pagava se desfez durante a contestação');
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.devolver_contestado() IS 'Gatilho: ganha a contestação, volta a quem pagou o que do pedido já se tinha desfeito.';
CREATE OR REPLACE TRIGGER contestado_devolvido AFTER INSERT ON flowt.tb_omni8_pagamento_evento FOR EACH ROW
    WHEN (NEW.sta_de = 'CONTESTADO' AND NEW.sta_para IN ('PAGO', 'ESTORNADO_PARCIAL')
          AND NOT flowt.em_copia()) EXECUTE FUNCTION flowt.devolver_contestado();
