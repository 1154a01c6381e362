-- Payments (guide chapters 10.1 and 18.1): an order's parts are made, received, given back and closed here, whoever asks for
-- it: staff, a provider's webhook, the order itself. The order's row is locked before its payments', always.

CREATE OR REPLACE FUNCTION flowt.valor_pago(p_tenant bigint, p_pedido bigint) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(sum(g.vlr_pagamento - g.vlr_estornado), 0)::bigint FROM flowt.tb_omni8_pagamento g
             WHERE g.cod_tenant = p_tenant AND g.cod_pedido = p_pedido AND g.sta_pagamento IN ('PAGO', 'ESTORNADO_PARCIAL'));
END
$$;
COMMENT ON FUNCTION flowt.valor_pago(bigint, bigint)
    IS 'Quanto se recebeu de um pedido e não se devolveu nem está contestado, em centavos: o que ainda se pode estornar.';

CREATE OR REPLACE FUNCTION flowt.registrar_evento_de_pagamento(p_tenant bigint, p_pagamento bigint, p_de text, p_para text, p_valor bigint,
                                                               p_motivo text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    -- The payment's row is locked, or new, so the next number is free.
    INSERT INTO flowt.tb_omni8_pagamento_evento (cod_tenant, cod_pagamento, num_evento, sta_de, sta_para, vlr_evento, des_motivo, cod_usuario)
    VALUES (p_tenant, p_pagamento,
            1 + coalesce((SELECT max(e.num_evento) FROM flowt.tb_omni8_pagamento_evento e
                           WHERE e.cod_tenant = p_tenant AND e.cod_pagamento = p_pagamento), 0),
            p_de, p_para, p_valor, p_motivo, nullif(current_setting('flowt.cod_usuario', true), '')::bigint);
END
$$;
COMMENT ON FUNCTION flowt.registrar_evento_de_pagamento(bigint, bigint, text, text, bigint, text)
    IS 'Acrescenta um passo à história de um pagamento.';

-- What waits for a payment is paid through a provider; what does not is paid to the company, by a key of its own or in its hands.
CREATE OR REPLACE FUNCTION flowt.criar_pagamento(p_pedido flowt.tb_omni8_pedido, p_tipo text, p_valor bigint, p_troco bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_online    boolean := (p_pedido).sta_pedido = 'AGUARDANDO_PAGAMENTO' AND p_tipo = 'PIX';
    v_numero    integer;
    v_pagamento bigint;
BEGIN
    SELECT 1 + coalesce(max(g.num_pagamento), 0) INTO v_numero FROM flowt.tb_omni8_pagamento g
     WHERE g.cod_tenant = (p_pedido).cod_tenant AND g.cod_pedido = (p_pedido).cod_pedido;
    INSERT INTO flowt.tb_omni8_pagamento (cod_tenant, cod_pedido, num_pagamento, cod_unidade, tip_pagamento, flg_online, sta_pagamento,
                                          vlr_pagamento, vlr_troco_para, des_txid, dat_expiracao)
    VALUES ((p_pedido).cod_tenant, (p_pedido).cod_pedido, v_numero, (p_pedido).cod_unidade, p_tipo, v_online, 'PENDENTE', p_valor, p_troco,
            CASE WHEN v_online THEN encode(public.gen_random_bytes(16), 'hex') ELSE 'PED' || (p_pedido).num_pedido || 'N' || v_numero END,
            CASE WHEN v_online THEN now() + make_interval(mins => flowt.parametro((p_pedido).cod_tenant, 'pagamento_prazo_min', now())::integer) END)
    RETURNING cod_pagamento INTO v_pagamento;
    PERFORM flowt.registrar_evento_de_pagamento((p_pedido).cod_tenant, v_pagamento, NULL, 'CRIADO', p_valor, NULL),
            flowt.registrar_evento_de_pagamento((p_pedido).cod_tenant, v_pagamento, 'CRIADO', 'PENDENTE', NULL, NULL);
    RETURN v_pagamento;
END
$$;
COMMENT ON FUNCTION flowt.criar_pagamento(flowt.tb_omni8_pedido, text, bigint, bigint)
    IS 'Cria um pagamento pendente de um pedido travado ou novo; por provedor se o pedido espera por ele.';

CREATE OR REPLACE FUNCTION flowt.abrir_pagamento() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    -- A company that is copied in brings its payments with it.
    IF NEW.vlr_total > 0 AND NOT flowt.em_copia() THEN
        PERFORM flowt.criar_pagamento(NEW, NEW.tip_pagamento, NEW.vlr_total, NEW.vlr_troco_para);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.abrir_pagamento() IS 'Gatilho: um pedido novo, ou um orçamento aceito, tem um pagamento do total, da forma escolhida.';
CREATE OR REPLACE TRIGGER pagamento AFTER INSERT ON flowt.tb_omni8_pedido FOR EACH ROW WHEN (NEW.sta_pedido <> 'INTENCAO')
    EXECUTE FUNCTION flowt.abrir_pagamento();
CREATE OR REPLACE TRIGGER pagamento_da_intencao AFTER UPDATE OF sta_pedido ON flowt.tb_omni8_pedido
    FOR EACH ROW WHEN (OLD.sta_pedido = 'INTENCAO' AND NEW.sta_pedido = 'RECEBIDO')
    EXECUTE FUNCTION flowt.abrir_pagamento();

CREATE OR REPLACE FUNCTION flowt.travar_pagamento(p_tenant bigint, p_pagamento bigint) RETURNS flowt.tb_omni8_pagamento
LANGUAGE plpgsql AS $$
DECLARE
    v_pagamento flowt.tb_omni8_pagamento;
BEGIN
    PERFORM FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = p_tenant
        AND p.cod_pedido = (SELECT g.cod_pedido FROM flowt.tb_omni8_pagamento g WHERE g.cod_tenant = p_tenant AND g.cod_pagamento = p_pagamento)
        FOR UPDATE;
    SELECT g.* INTO v_pagamento FROM flowt.tb_omni8_pagamento g WHERE g.cod_tenant = p_tenant AND g.cod_pagamento = p_pagamento FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este pagamento');
    END IF;
    RETURN v_pagamento;
END
$$;
COMMENT ON FUNCTION flowt.travar_pagamento(bigint, bigint) IS 'Trava o pedido e depois o pagamento, e devolve o pagamento; 404 se não existe.';

-- p_permissao false is for what no person does: what a provider tells, a deadline, the end of an order.
CREATE OR REPLACE FUNCTION flowt.mover_pagamento(p_pagamento flowt.tb_omni8_pagamento, p_para text, p_valor bigint, p_motivo text,
                                                 p_permissao boolean) RETURNS flowt.tb_omni8_pagamento
LANGUAGE plpgsql AS $$
DECLARE
    v_permissao text;
    v_novo      flowt.tb_omni8_pagamento;
BEGIN
    SELECT x.nom_permissao INTO v_permissao FROM flowt.tb_omni8_pagamento_transicao x
     WHERE x.sta_de = (p_pagamento).sta_pagamento AND x.sta_para = p_para;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'transicao_ilegal',
            DETAIL = format('Um pagamento não passa de %s a %s.', (p_pagamento).sta_pagamento, p_para),
            HINT = json_build_object('sta_pagamento', (p_pagamento).sta_pagamento, 'permitidas',
                (SELECT coalesce(json_agg(x.sta_para ORDER BY x.sta_para), '[]') FROM flowt.tb_omni8_pagamento_transicao x
                  WHERE x.sta_de = (p_pagamento).sta_pagamento))::text;
    END IF;
    IF p_permissao THEN
        PERFORM flowt.exigir_permissao(v_permissao);
    END IF;
    UPDATE flowt.tb_omni8_pagamento g
       SET sta_pagamento = p_para, dat_pagamento = CASE p_para WHEN 'PAGO' THEN coalesce(g.dat_pagamento, clock_timestamp()) ELSE g.dat_pagamento END,
           vlr_estornado = g.vlr_estornado + CASE WHEN p_para IN ('ESTORNADO_PARCIAL', 'ESTORNADO', 'CONTESTADO') THEN coalesce(p_valor, 0) ELSE 0 END
     WHERE g.cod_tenant = (p_pagamento).cod_tenant AND g.cod_pagamento = (p_pagamento).cod_pagamento
    RETURNING g.* INTO v_novo;
    PERFORM flowt.registrar_evento_de_pagamento(v_novo.cod_tenant, v_novo.cod_pagamento, (p_pagamento).sta_pagamento, p_para, p_valor, p_motivo);
    RETURN v_novo;
END
$$;
COMMENT ON FUNCTION flowt.mover_pagamento(flowt.tb_omni8_pagamento, text, bigint, text, boolean)
    IS 'Move um pagamento travado, se a transição existe e, com p_permissao, se o perfil a pode; p_valor é o que entra ou se devolve.';

CREATE OR REPLACE FUNCTION flowt.estornar_pagamento(p_pagamento flowt.tb_omni8_pagamento, p_valor bigint, p_motivo text)
    RETURNS flowt.tb_omni8_pagamento
LANGUAGE sql VOLATILE
RETURN flowt.mover_pagamento(p_pagamento, CASE WHEN (p_pagamento).vlr_estornado + p_valor = (p_pagamento).vlr_pagamento THEN 'ESTORNADO'
                                               WHEN (p_pagamento).sta_pagamento = 'CONTESTADO' THEN 'CONTESTADO'
                                               ELSE 'ESTORNADO_PARCIAL' END, p_valor, p_motivo, false);
COMMENT ON FUNCTION flowt.estornar_pagamento(flowt.tb_omni8_pagamento, bigint, text)
    IS 'Devolve uma parte de um pagamento travado, ou o que falta dele; contestado, o resto continua contestado.';

-- Whoever calls has asked for its own permission. What a provider can give back by itself goes first.
CREATE OR REPLACE FUNCTION flowt.estornar(p_tenant bigint, p_pedido bigint, p_valor bigint, p_motivo text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_falta     bigint := p_valor;
    v_pago      bigint;
    v_parte     bigint;
    v_pagamento flowt.tb_omni8_pagamento;
BEGIN
    PERFORM FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = p_tenant AND p.cod_pedido = p_pedido FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este pedido');
    END IF;
    PERFORM FROM flowt.tb_omni8_pagamento g WHERE g.cod_tenant = p_tenant AND g.cod_pedido = p_pedido ORDER BY g.cod_pagamento FOR UPDATE;
    v_pago := flowt.valor_pago(p_tenant, p_pedido);
    IF p_valor IS NULL OR p_valor < 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'estorno_sem_valor',
            DETAIL = 'O valor de um estorno é maior que zero: diga quanto devolver, em centavos.';
    ELSIF p_valor > v_pago THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'estorno_acima_do_pago',
            DETAIL = format('Deste pedido há %s pagos e não devolvidos: não dá para estornar mais que isso.', flowt.reais(v_pago)),
            HINT = json_build_object('vlr_pago', v_pago)::text;
    END IF;
    FOR v_pagamento IN
        SELECT g.* FROM flowt.tb_omni8_pagamento g
         WHERE g.cod_tenant = p_tenant AND g.cod_pedido = p_pedido AND g.sta_pagamento IN ('PAGO', 'ESTORNADO_PARCIAL')
         ORDER BY g.flg_online DESC, g.num_pagamento DESC
    LOOP
        v_parte := least(v_falta, v_pagamento.vlr_pagamento - v_pagamento.vlr_estornado);
        PERFORM flowt.estornar_pagamento(v_pagamento, v_parte, p_motivo);
        v_falta := v_falta - v_parte;
        EXIT WHEN v_falta = 0;
    END LOOP;
END
$$;
COMMENT ON FUNCTION flowt.estornar(bigint, bigint, bigint, text)
    IS 'Devolve parte ou tudo do que se pagou de um pedido; 422 acima de flowt.valor_pago. A permissão é de quem chama.';

-- A status of its own transaction: when the stock or the time is gone the order stays expired, and the money goes back.
CREATE OR REPLACE FUNCTION flowt.honrar_pedido_expirado(p_tenant bigint, p_pedido bigint) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.mover_pedido_pelo_sistema(p_tenant, p_pedido, 'RECEBIDO', 'Pagamento recebido depois do prazo');
    RETURN true;
EXCEPTION WHEN SQLSTATE 'PT409' OR check_violation THEN
    RETURN false;
END
$$;
COMMENT ON FUNCTION flowt.honrar_pedido_expirado(bigint, bigint)
    IS 'Retoma um pedido expirado que foi pago, reservando estoque e horários de novo; falso se já não dá.';

-- What a payment that came means to its order.
CREATE OR REPLACE FUNCTION flowt.seguir_pagamento(p_pagamento flowt.tb_omni8_pagamento, p_tardio boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_pedido record;
    v_soma   record;
BEGIN
    SELECT p.sta_pedido, p.vlr_total, s.flg_devolve_estoque INTO v_pedido
      FROM flowt.tb_omni8_pedido p JOIN flowt.tb_omni8_pedido_status s ON s.sta_pedido = p.sta_pedido
     WHERE p.cod_tenant = (p_pagamento).cod_tenant AND p.cod_pedido = (p_pagamento).cod_pedido;
    SELECT coalesce(sum(g.vlr_pagamento - g.vlr_estornado), 0) AS vlr_conta,
           coalesce(sum(g.vlr_pagamento - g.vlr_estornado) FILTER (WHERE s.flg_recebido), 0) AS vlr_recebido,
           coalesce(bool_or(g.flg_online AND NOT s.flg_recebido), false) AS flg_espera INTO v_soma
      FROM flowt.tb_omni8_pagamento g JOIN flowt.tb_omni8_pagamento_status s ON s.sta_pagamento = g.sta_pagamento AND s.flg_conta
     WHERE g.cod_tenant = (p_pagamento).cod_tenant AND g.cod_pedido = (p_pagamento).cod_pedido;
    IF v_pedido.sta_pedido = 'AGUARDANDO_PAGAMENTO' AND NOT v_soma.flg_espera AND v_soma.vlr_conta >= v_pedido.vlr_total THEN
        PERFORM flowt.mover_pedido_pelo_sistema((p_pagamento).cod_tenant, (p_pagamento).cod_pedido, 'RECEBIDO', 'Pagamento confirmado');
    ELSIF v_pedido.sta_pedido = 'AGUARDANDO_PAGAMENTO' AND NOT v_soma.flg_espera THEN
        -- What is missing was refused while this part was still to come.
        PERFORM flowt.encerrar_sem_pagamento((p_pagamento).cod_tenant, (p_pagamento).cod_pedido, 'CANCELADO', 'O pagamento foi recusado');
    ELSIF v_pedido.sta_pedido = 'EXPIRADO' AND v_soma.vlr_recebido = v_pedido.vlr_total
        AND flowt.honrar_pedido_expirado((p_pagamento).cod_tenant, (p_pagamento).cod_pedido) THEN
        RETURN;
    ELSIF v_pedido.flg_devolve_estoque THEN
        PERFORM flowt.estornar_pagamento(p_pagamento, (p_pagamento).vlr_pagamento, 'O pagamento chegou quando o pedido já não podia ser atendido');
    ELSIF p_tardio AND v_soma.vlr_conta > v_pedido.vlr_total THEN
        PERFORM flowt.estornar_pagamento(p_pagamento, (p_pagamento).vlr_pagamento, 'O pedido já tinha outro pagamento no lugar deste');
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.seguir_pagamento(flowt.tb_omni8_pagamento, boolean)
    IS 'O que um pagamento recebido faz do pedido travado: libera o que o esperava, retoma o que expirou, ou devolve o dinheiro que já não serve.';

-- Receiving twice is receiving once.
CREATE OR REPLACE FUNCTION flowt.receber_pagamento(p_tenant bigint, p_pagamento bigint, p_motivo text, p_permissao boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_pagamento flowt.tb_omni8_pagamento := flowt.travar_pagamento(p_tenant, p_pagamento);
    v_tardio    boolean := v_pagamento.sta_pagamento IN ('EXPIRADO', 'CANCELADO', 'RECUSADO');
BEGIN
    IF (SELECT s.flg_recebido FROM flowt.tb_omni8_pagamento_status s WHERE s.sta_pagamento = v_pagamento.sta_pagamento) THEN
        RETURN;
    END IF;
    v_pagamento := flowt.mover_pagamento(v_pagamento, 'PAGO', v_pagamento.vlr_pagamento, p_motivo, p_permissao);
    PERFORM flowt.seguir_pagamento(v_pagamento, v_tardio);
END
$$;
COMMENT ON FUNCTION flowt.receber_pagamento(bigint, bigint, text, boolean)
    IS 'Recebe um pagamento inteiro, e com ele o pedido segue; repetir nada acrescenta.';

-- An order that waits for a payment nobody can make any more waits for nothing: it ends, and the parts that came go back.
CREATE OR REPLACE FUNCTION flowt.encerrar_sem_pagamento(p_tenant bigint, p_pedido bigint, p_para text, p_motivo text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_pago bigint;
BEGIN
    IF EXISTS (SELECT FROM flowt.tb_omni8_pedido p
                WHERE p.cod_tenant = p_tenant AND p.cod_pedido = p_pedido AND p.sta_pedido = 'AGUARDANDO_PAGAMENTO') THEN
        -- The order closes the payments that are still open (trigger pagamentos_do_encerrado).
        PERFORM flowt.mover_pedido_pelo_sistema(p_tenant, p_pedido, p_para, p_motivo);
        v_pago := flowt.valor_pago(p_tenant, p_pedido);
        IF v_pago > 0 THEN
            PERFORM flowt.estornar(p_tenant, p_pedido, v_pago, 'O pedido não foi pago por inteiro');
        END IF;
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.encerrar_sem_pagamento(bigint, bigint, text, text)
    IS 'Encerra um pedido travado que ainda espera pagamento, e devolve o que dele se pagou.';

CREATE OR REPLACE FUNCTION flowt.recusar_pagamento(p_tenant bigint, p_pagamento bigint, p_motivo text, p_permissao boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_pagamento flowt.tb_omni8_pagamento := flowt.travar_pagamento(p_tenant, p_pagamento);
BEGIN
    IF v_pagamento.sta_pagamento = 'RECUSADO' THEN
        RETURN;
    END IF;
    v_pagamento := flowt.mover_pagamento(v_pagamento, 'RECUSADO', NULL, p_motivo, p_permissao);
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_pagamento g
                    WHERE g.cod_tenant = p_tenant AND g.cod_pedido = v_pagamento.cod_pedido AND g.flg_online
                      AND g.sta_pagamento IN ('PENDENTE', 'AUTORIZADO')) THEN
        PERFORM flowt.encerrar_sem_pagamento(p_tenant, v_pagamento.cod_pedido, 'CANCELADO', 'O pagamento foi recusado');
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.recusar_pagamento(bigint, bigint, text, boolean)
    IS 'Recusa um pagamento; o pedido que só esperava por ele é cancelado. Repetir nada acrescenta.';

CREATE OR REPLACE FUNCTION flowt.fechar_pagamentos_do_pedido() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_pagamento flowt.tb_omni8_pagamento;
BEGIN
    FOR v_pagamento IN
        SELECT g.* FROM flowt.tb_omni8_pagamento g
         WHERE g.cod_tenant = NEW.cod_tenant AND g.cod_pedido = NEW.cod_pedido AND g.sta_pagamento IN ('PENDENTE', 'AUTORIZADO')
         ORDER BY g.cod_pagamento FOR UPDATE
    LOOP
        PERFORM flowt.mover_pagamento(v_pagamento, CASE NEW.sta_pedido WHEN 'EXPIRADO' THEN 'EXPIRADO' ELSE 'CANCELADO' END, NULL, NULL, false);
    END LOOP;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.fechar_pagamentos_do_pedido()
    IS 'Gatilho: o que faltava pagar de um pedido encerrado já não se paga. O que foi pago, devolve quem o encerra (flowt.estornar).';
CREATE OR REPLACE TRIGGER pagamentos_do_encerrado AFTER UPDATE OF sta_pedido ON flowt.tb_omni8_pedido FOR EACH ROW
    WHEN (OLD.sta_pedido IS DISTINCT FROM NEW.sta_pedido
          AND NEW.sta_pedido IN ('CANCELADO', 'RECUSADO', 'EXPIRADO', 'DEVOLVIDO')) EXECUTE FUNCTION flowt.fechar_pagamentos_do_pedido();
