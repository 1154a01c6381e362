-- What is left to pay of an order, which only its undone parts (82_estorno) tell, and paying it in several ways (guide chapter 10.1).

CREATE OR REPLACE FUNCTION flowt.valor_em_aberto(p_tenant bigint, p_pedido bigint) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT p.vlr_total - flowt.vlr_estornado(p_tenant, p_pedido) - coalesce((
                SELECT sum(g.vlr_pagamento - g.vlr_estornado) FROM flowt.tb_omni8_pagamento g
                  JOIN flowt.tb_omni8_pagamento_status s ON s.sta_pagamento = g.sta_pagamento AND s.flg_conta
                 WHERE g.cod_tenant = p_tenant AND g.cod_pedido = p_pedido AND g.sta_pagamento <> 'PENDENTE'), 0)
              FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = p_tenant AND p.cod_pedido = p_pedido);
END
$$;
COMMENT ON FUNCTION flowt.valor_em_aberto(bigint, bigint)
    IS 'Quanto falta pagar de um pedido, em centavos: o total, menos o que dele se desfez e o que se recebeu e não se devolveu.';

-- A bill that grows after the order (service, tip) is still paid to the centavo: what was open is asked for anew.
CREATE OR REPLACE FUNCTION flowt.ajustar_pagamentos() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF flowt.em_copia()
       OR (SELECT s.flg_devolve_estoque FROM flowt.tb_omni8_pedido_status s WHERE s.sta_pedido = NEW.sta_pedido) THEN
        RETURN NULL;
    END IF;
    PERFORM flowt.pedir_de_novo(NEW, flowt.valor_em_aberto(NEW.cod_tenant, NEW.cod_pedido), 'O total do pedido mudou');
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.ajustar_pagamentos()
    IS 'Gatilho: quando o total de um pedido muda, um pagamento novo, da forma do que estava em aberto, pede o que falta.';
CREATE OR REPLACE TRIGGER pagamentos_do_total AFTER UPDATE OF vlr_total ON flowt.tb_omni8_pedido FOR EACH ROW WHEN (OLD.vlr_total <> NEW.vlr_total)
    EXECUTE FUNCTION flowt.ajustar_pagamentos();

-- What has been received stays; what is still open is replaced by parts of exactly the same sum.
CREATE OR REPLACE FUNCTION flowt.dividir_pagamento(p_tenant bigint, p_pedido bigint, p_partes jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_pedido    flowt.tb_omni8_pedido;
    v_pagamento flowt.tb_omni8_pagamento;
    v_falta     bigint;
    v_soma      bigint := (SELECT sum((x ->> 'vlr_pagamento')::bigint) FROM jsonb_array_elements(p_partes) AS x);
BEGIN
    SELECT p.* INTO v_pedido FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = p_tenant AND p.cod_pedido = p_pedido FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este pedido');
    ELSIF (SELECT s.flg_devolve_estoque FROM flowt.tb_omni8_pedido_status s WHERE s.sta_pedido = v_pedido.sta_pedido) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'pedido_encerrado', DETAIL = 'Este pedido foi encerrado: já não há o que pagar.';
    END IF;
    PERFORM FROM flowt.tb_omni8_pagamento g WHERE g.cod_tenant = p_tenant AND g.cod_pedido = p_pedido ORDER BY g.cod_pagamento FOR UPDATE;
    v_falta := flowt.valor_em_aberto(p_tenant, p_pedido);
    IF v_falta <= 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'pagamento_ja_recebido', DETAIL = 'Este pedido já está pago: não há o que dividir.';
    ELSIF v_soma IS DISTINCT FROM v_falta THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'pagamentos_nao_somam',
            DETAIL = format('Falta pagar %s deste pedido e as partes somam %s: ajuste-as.', flowt.reais(v_falta), flowt.reais(coalesce(v_soma, 0))),
            HINT = json_build_object('vlr_a_pagar', v_falta, 'vlr_informado', coalesce(v_soma, 0))::text;
    END IF;
    FOR v_pagamento IN SELECT g.* FROM flowt.tb_omni8_pagamento g
                        WHERE g.cod_tenant = p_tenant AND g.cod_pedido = p_pedido AND g.sta_pagamento = 'PENDENTE' ORDER BY g.cod_pagamento LOOP
        PERFORM flowt.mover_pagamento(v_pagamento, 'CANCELADO', NULL, 'Dividido de outro modo', false);
    END LOOP;
    PERFORM flowt.criar_pagamento(v_pedido, x.parte ->> 'tip_pagamento', (x.parte ->> 'vlr_pagamento')::bigint,
                                  (x.parte ->> 'vlr_troco_para')::bigint)
       FROM (SELECT e.parte FROM jsonb_array_elements(p_partes) WITH ORDINALITY AS e (parte, n) ORDER BY e.n) AS x;
    IF v_pedido.sta_pedido = 'AGUARDANDO_PAGAMENTO'
       AND NOT EXISTS (SELECT FROM flowt.tb_omni8_pagamento g
                        WHERE g.cod_tenant = p_tenant AND g.cod_pedido = p_pedido AND g.flg_online
                          AND g.sta_pagamento IN ('PENDENTE', 'AUTORIZADO')) THEN
        PERFORM flowt.mover_pedido_pelo_sistema(p_tenant, p_pedido, 'RECEBIDO', 'Pagamento a receber pela empresa');
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.dividir_pagamento(bigint, bigint, jsonb)
    IS 'Troca o que falta pagar de um pedido por estas partes ([{tip_pagamento, vlr_pagamento, vlr_troco_para}]); 422 se não somam o que falta, 409 '
       'se nada falta. A permissão é de quem chama.';

CREATE OR REPLACE FUNCTION api.pedido_dividir(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('pagamento_divisao', p_corpo);
BEGIN
    PERFORM flowt.dividir_pagamento(v_tenant, p_id, v_corpo -> 'pagamentos');
    RETURN (200, NULL, NULL, flowt.json_pagamentos_do_pedido(v_tenant, p_id, true)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pedido_dividir(bigint, text) IS
$$PUT /v1/pedidos/{id}/divisao-pagamento
acesso: pagamento.receber
modulo: pedidos
corpo: pagamento_divisao
resposta: 200 pagamentos_do_pedido
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Pagamento
Divide o que falta pagar de um pedido em vários pagamentos, que precisam somar exatamente o que falta (422 pagamentos_nao_somam). O que já foi pago fica como está; pago tudo, 409.$$;
