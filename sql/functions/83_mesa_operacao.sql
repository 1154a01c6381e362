-- The bill of a table (guide chapter 10): divided, paid part by part, closed; sessions that move or join.

CREATE OR REPLACE FUNCTION flowt.desfazer_divisao(p_sessao flowt.tb_omni8_mesa_sessao) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM flowt.tb_omni8_mesa_parcela a WHERE a.cod_tenant = (p_sessao).cod_tenant AND a.cod_mesa_sessao = (p_sessao).cod_mesa_sessao
       AND a.sta_parcela = 'PENDENTE';
    UPDATE flowt.tb_omni8_mesa_sessao s SET vlr_dividido = NULL
     WHERE s.cod_tenant = (p_sessao).cod_tenant AND s.cod_mesa_sessao = (p_sessao).cod_mesa_sessao AND s.vlr_dividido IS NOT NULL;
END
$$;
COMMENT ON FUNCTION flowt.desfazer_divisao(flowt.tb_omni8_mesa_sessao) IS 'Apaga as partes ainda não pagas de uma sessão travada.';

CREATE OR REPLACE FUNCTION flowt.recusar_conta_em_pagamento(p_pago bigint) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF p_pago > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'conta_em_pagamento',
            DETAIL = 'Parte desta conta já foi paga: só o que falta ainda se divide, em partes iguais ou por valores.';
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.recusar_conta_em_pagamento(bigint) IS 'Levanta 409 se já se pagou algo de uma conta.';

-- The values of the parts, and whose they are where the division says so. What has been paid stays paid: the rest is divided.
CREATE OR REPLACE FUNCTION flowt.partes_da_conta(p_sessao flowt.tb_omni8_mesa_sessao, p_corpo jsonb, p_total bigint, p_pago bigint)
    RETURNS TABLE (ordem integer, cod_comanda bigint, vlr_parte bigint)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_comandas bigint[];
    v_valores  bigint[];
    v_soma     bigint;
BEGIN
    CASE p_corpo ->> 'tip_divisao'
        WHEN 'IGUAL' THEN
            v_valores := flowt.repartir(p_total - p_pago, array_fill(1::bigint, ARRAY[coalesce((p_corpo ->> 'qtd_partes')::integer, 1)]));
        WHEN 'PESSOA' THEN
            PERFORM flowt.recusar_conta_em_pagamento(p_pago);
            SELECT array_agg(w.cod_comanda ORDER BY w.cod_comanda), array_agg(w.vlr_peso ORDER BY w.cod_comanda) INTO v_comandas, v_valores
              FROM flowt.pesos_por_pessoa((p_sessao).cod_tenant, (p_sessao).cod_mesa_sessao) AS w;
            v_valores := flowt.repartir(p_total, v_valores);
        WHEN 'ITEM' THEN
            PERFORM flowt.recusar_conta_em_pagamento(p_pago);
            v_valores := flowt.repartir(p_total, flowt.pesos_por_item((p_sessao).cod_tenant, (p_sessao).cod_mesa_sessao,
                                                                      coalesce(p_corpo -> 'partes', '[{"itens": []}]')));
        ELSE
            v_valores := ARRAY(SELECT (t ->> 'vlr_parcela')::bigint FROM jsonb_array_elements(p_corpo -> 'partes') AS t);
            v_soma := (SELECT coalesce(sum(v), 0) FROM unnest(v_valores) AS v);
            IF v_soma <> p_total - p_pago OR array_position(v_valores, NULL) IS NOT NULL THEN
                RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'partes_nao_somam',
                    DETAIL = format('Falta pagar %s e as partes somam %s: ajuste-as.', flowt.reais(p_total - p_pago), flowt.reais(v_soma)),
                    HINT = json_build_object('vlr_a_pagar', p_total - p_pago, 'vlr_informado', v_soma)::text;
            END IF;
    END CASE;
    RETURN QUERY SELECT u.n::integer, u.comanda, u.valor FROM unnest(v_comandas, v_valores) WITH ORDINALITY AS u (comanda, valor, n)
                  WHERE u.valor > 0 ORDER BY u.n;
END
$$;
COMMENT ON FUNCTION flowt.partes_da_conta(flowt.tb_omni8_mesa_sessao, jsonb, bigint, bigint)
    IS 'Partes de uma conta, como o corpo (conta_divisao) as quer; somam exatamente o que falta pagar.';

CREATE OR REPLACE FUNCTION flowt.dividir_conta(p_tenant bigint, p_sessao bigint, p_corpo jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_sessao flowt.tb_omni8_mesa_sessao := flowt.travar_sessao(p_tenant, p_sessao);
    v_total  bigint := flowt.fixar_conta(v_sessao);
    v_conta  record;
BEGIN
    SELECT s.* INTO v_conta FROM flowt.somar_conta(v_sessao) AS s;
    IF v_total <= v_conta.vlr_pago THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'nada_a_dividir',
            DETAIL = CASE v_total WHEN 0 THEN 'Esta mesa ainda não consumiu nada.' ELSE 'Esta conta já está paga: feche-a.' END;
    END IF;
    PERFORM flowt.desfazer_divisao(v_sessao);
    INSERT INTO flowt.tb_omni8_mesa_parcela (cod_tenant, cod_mesa_sessao, num_parcela, cod_comanda, vlr_parcela)
    SELECT p_tenant, p_sessao, m.maior + p.ordem, p.cod_comanda, p.vlr_parte
      FROM flowt.partes_da_conta(v_sessao, p_corpo, v_total, v_conta.vlr_pago) AS p,
           (SELECT coalesce(max(a.num_parcela), 0) AS maior FROM flowt.tb_omni8_mesa_parcela AS a
             WHERE a.cod_tenant = p_tenant AND a.cod_mesa_sessao = p_sessao) AS m;
    UPDATE flowt.tb_omni8_mesa_sessao s SET sta_sessao = 'CONTA', dat_conta = coalesce(s.dat_conta, now()), vlr_dividido = v_total
     WHERE s.cod_tenant = p_tenant AND s.cod_mesa_sessao = p_sessao;
END
$$;
COMMENT ON FUNCTION flowt.dividir_conta(bigint, bigint, jsonb)
    IS 'Divide o que falta pagar da conta de uma mesa; a partir daí nada mais se pede, até reabrir.';

CREATE OR REPLACE FUNCTION flowt.recusar_conta_mudada() RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'conta_mudou', DETAIL = 'A conta mudou depois de dividida: divida-a de novo.';
END
$$;
COMMENT ON FUNCTION flowt.recusar_conta_mudada() IS 'Levanta 409: o que falta pagar de uma conta já não é o que suas partes somam.';

-- What comes in pays the orders in their order; each keeps payments that sum to its own total.
CREATE OR REPLACE FUNCTION flowt.receber_na_conta(p_sessao flowt.tb_omni8_mesa_sessao, p_valor bigint, p_tipo text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_pedido record;
    v_falta  bigint := p_valor;
    v_parte  bigint;
BEGIN
    FOR v_pedido IN
        SELECT c.cod_pedido, c.vlr_consumo + p.vlr_taxa_servico + p.vlr_gorjeta - coalesce(r.vlr_recebido, 0) AS vlr_devido,
               flowt.valor_em_aberto(p.cod_tenant, p.cod_pedido) AS vlr_aberto
          FROM flowt.pedidos_da_conta((p_sessao).cod_tenant, (p_sessao).cod_mesa_sessao) AS c
          JOIN flowt.tb_omni8_pedido AS p ON p.cod_tenant = (p_sessao).cod_tenant AND p.cod_pedido = c.cod_pedido
          LEFT JOIN flowt.recebido_na_conta((p_sessao).cod_tenant, (p_sessao).cod_mesa_sessao) AS r ON r.cod_pedido = c.cod_pedido
         ORDER BY c.cod_pedido
    LOOP
        v_parte := least(v_falta, v_pedido.vlr_devido, v_pedido.vlr_aberto);
        CONTINUE WHEN v_parte <= 0;
        PERFORM flowt.dividir_pagamento((p_sessao).cod_tenant, v_pedido.cod_pedido,
            jsonb_build_array(jsonb_build_object('tip_pagamento', p_tipo, 'vlr_pagamento', v_parte))
            || CASE WHEN v_parte < v_pedido.vlr_aberto
                    THEN jsonb_build_array(jsonb_build_object('tip_pagamento', 'CARTAO',
                                                              'vlr_pagamento', v_pedido.vlr_aberto - v_parte)) ELSE '[]' END);
        PERFORM flowt.receber_pagamento((p_sessao).cod_tenant, (SELECT g.cod_pagamento FROM flowt.tb_omni8_pagamento AS g
                    WHERE g.cod_tenant = (p_sessao).cod_tenant AND g.cod_pedido = v_pedido.cod_pedido AND g.sta_pagamento = 'PENDENTE'
                    ORDER BY g.num_pagamento LIMIT 1), 'Conta da mesa', false);
        v_falta := v_falta - v_parte;
        EXIT WHEN v_falta = 0;
    END LOOP;
    -- No centavo is taken that no order owes.
    IF v_falta > 0 THEN
        PERFORM flowt.recusar_conta_mudada();
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.receber_na_conta(flowt.tb_omni8_mesa_sessao, bigint, text)
    IS 'Leva o que se recebeu de uma conta aos pagamentos dos pedidos dela, do mais antigo ao mais novo.';

-- Money also comes and goes outside the bill: an order paid by itself, or cancelled after it was paid.
CREATE OR REPLACE FUNCTION flowt.divisao_cobre(p_sessao flowt.tb_omni8_mesa_sessao) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT s.vlr_total - s.vlr_pago FROM flowt.somar_conta(p_sessao) AS s)
         = (SELECT coalesce(sum(a.vlr_parcela), 0) FROM flowt.tb_omni8_mesa_parcela AS a
             WHERE a.cod_tenant = (p_sessao).cod_tenant AND a.cod_mesa_sessao = (p_sessao).cod_mesa_sessao AND a.sta_parcela = 'PENDENTE');
END
$$;
COMMENT ON FUNCTION flowt.divisao_cobre(flowt.tb_omni8_mesa_sessao) IS 'As partes ainda não pagas de uma conta somam o que falta pagar dela.';

CREATE OR REPLACE FUNCTION flowt.pagar_parcela(p_tenant bigint, p_sessao bigint, p_parcela integer, p_tipo text, p_recebido bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_sessao  flowt.tb_omni8_mesa_sessao := flowt.travar_sessao(p_tenant, p_sessao);
    v_parcela flowt.tb_omni8_mesa_parcela;
BEGIN
    SELECT a.* INTO v_parcela FROM flowt.tb_omni8_mesa_parcela a
     WHERE a.cod_tenant = p_tenant AND a.cod_mesa_sessao = p_sessao AND a.num_parcela = p_parcela;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta parte da conta');
    ELSIF v_parcela.sta_parcela = 'PAGA' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'parcela_ja_paga', DETAIL = 'Esta parte da conta já foi paga.',
            HINT = json_build_object('dat_pagamento', v_parcela.dat_pagamento)::text;
    ELSIF flowt.fixar_conta(v_sessao) IS DISTINCT FROM v_sessao.vlr_dividido OR NOT flowt.divisao_cobre(v_sessao) THEN
        PERFORM flowt.recusar_conta_mudada();
    END IF;
    UPDATE flowt.tb_omni8_mesa_parcela a
       SET sta_parcela = 'PAGA', tip_pagamento = p_tipo, vlr_recebido = coalesce(p_recebido, a.vlr_parcela), dat_pagamento = now(),
           cod_usuario = nullif(current_setting('flowt.cod_usuario', true), '')::bigint
     WHERE a.cod_tenant = p_tenant AND a.cod_mesa_sessao = p_sessao AND a.num_parcela = p_parcela;
    PERFORM flowt.receber_na_conta(v_sessao, v_parcela.vlr_parcela, p_tipo);
END
$$;
COMMENT ON FUNCTION flowt.pagar_parcela(bigint, bigint, integer, text, bigint)
    IS 'Recebe uma parte da conta de uma mesa; 409 se já foi paga ou se a conta mudou.';

CREATE OR REPLACE FUNCTION flowt.encerrar_mesa(p_tenant bigint, p_sessao bigint, p_total bigint, p_motivo text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_token text;
BEGIN
    UPDATE flowt.tb_omni8_mesa_sessao s
       SET sta_sessao = 'FECHADA', vlr_conta = p_total, des_liberacao = p_motivo, dat_fechamento = now(),
           cod_usuario = nullif(current_setting('flowt.cod_usuario', true), '')::bigint
     WHERE s.cod_tenant = p_tenant AND s.cod_mesa_sessao = p_sessao;
    PERFORM flowt.atender_chamados(p_tenant, p_sessao, NULL);
    SELECT m.des_token INTO v_token FROM flowt.tb_omni8_mesa m
      JOIN flowt.tb_omni8_mesa_sessao s ON s.cod_tenant = p_tenant AND s.cod_mesa = m.cod_mesa
     WHERE m.cod_tenant = p_tenant AND s.cod_mesa_sessao = p_sessao;
    UPDATE flowt.tb_omni8_carrinho c SET des_fechamento = NULL WHERE c.cod_tenant = p_tenant AND c.des_fechamento = '/mesa/' || v_token;
END
$$;
COMMENT ON FUNCTION flowt.encerrar_mesa(bigint, bigint, bigint, text)
    IS 'Fecha uma sessão travada: seus tokens deixam de valer, seus chamados se atendem, seus carrinhos voltam a ser quaisquer.';

CREATE OR REPLACE FUNCTION flowt.fechar_conta(p_tenant bigint, p_sessao bigint, p_liberacao text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_sessao flowt.tb_omni8_mesa_sessao := flowt.travar_sessao(p_tenant, p_sessao);
    v_conta  record;
BEGIN
    PERFORM flowt.travar_pedidos_da_conta(p_tenant, p_sessao);
    SELECT s.* INTO v_conta FROM flowt.somar_conta(v_sessao) AS s;
    IF v_conta.vlr_pago < v_conta.vlr_total AND p_liberacao IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'conta_nao_paga',
            DETAIL = format('Faltam %s desta conta: receba-os ou peça a quem pode liberá-la.', flowt.reais(v_conta.vlr_total - v_conta.vlr_pago)),
            HINT = json_build_object('vlr_total', v_conta.vlr_total, 'vlr_pago', v_conta.vlr_pago,
                                     'vlr_restante', v_conta.vlr_total - v_conta.vlr_pago)::text;
    ELSIF v_conta.vlr_pago < v_conta.vlr_total THEN
        PERFORM flowt.exigir_permissao('mesa.liberar');
    END IF;
    PERFORM flowt.desfazer_divisao(v_sessao);
    PERFORM flowt.encerrar_mesa(p_tenant, p_sessao, v_conta.vlr_total, CASE WHEN v_conta.vlr_pago < v_conta.vlr_total THEN p_liberacao END);
END
$$;
COMMENT ON FUNCTION flowt.fechar_conta(bigint, bigint, text) IS 'Fecha a conta de uma mesa: paga por inteiro ou liberada, com motivo, por quem pode.';

CREATE OR REPLACE FUNCTION flowt.ajustar_conta(p_tenant bigint, p_sessao bigint, p_corpo jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_sessao flowt.tb_omni8_mesa_sessao := flowt.travar_sessao(p_tenant, p_sessao);
    v_conta  record;
BEGIN
    SELECT s.* INTO v_conta FROM flowt.somar_conta(v_sessao) AS s;
    PERFORM flowt.recusar_conta_em_pagamento(v_conta.vlr_pago);
    UPDATE flowt.tb_omni8_mesa_sessao s
       SET flg_taxa_servico = coalesce((p_corpo ->> 'flg_taxa_servico')::boolean, s.flg_taxa_servico),
           vlr_gorjeta = coalesce((p_corpo ->> 'vlr_gorjeta')::bigint, s.vlr_gorjeta)
     WHERE s.cod_tenant = p_tenant AND s.cod_mesa_sessao = p_sessao RETURNING * INTO v_sessao;
    PERFORM flowt.desfazer_divisao(v_sessao);
    PERFORM flowt.fixar_conta(v_sessao);
END
$$;
COMMENT ON FUNCTION flowt.ajustar_conta(bigint, bigint, jsonb)
    IS 'Põe ou tira a taxa de serviço e muda a gorjeta de uma conta de que nada se pagou; a divisão se refaz.';

-- Who sits there, or only has the code, sets no tip that the others find out about when they pay.
CREATE OR REPLACE FUNCTION flowt.ajustar_conta_pela_comanda(p_comanda flowt.tb_omni8_comanda, p_corpo jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_sessao flowt.tb_omni8_mesa_sessao := flowt.travar_sessao((p_comanda).cod_tenant, (p_comanda).cod_mesa_sessao);
    v_limite bigint := (SELECT greatest(s.vlr_consumo, flowt.gorjeta_livre()) FROM flowt.somar_conta(v_sessao) AS s);
BEGIN
    IF (p_corpo ->> 'vlr_gorjeta')::bigint > v_limite THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'gorjeta_acima_do_consumo',
            DETAIL = format('Por aqui a gorjeta vai até %s: para deixar mais, fale com quem atende a mesa.', flowt.reais(v_limite)),
                HINT = json_build_object('vlr_maximo', v_limite)::text;
    END IF;
    PERFORM flowt.ajustar_conta((p_comanda).cod_tenant, (p_comanda).cod_mesa_sessao, p_corpo);
END
$$;
COMMENT ON FUNCTION flowt.ajustar_conta_pela_comanda(flowt.tb_omni8_comanda, jsonb)
    IS 'O que quem está à mesa muda na conta dela: a taxa e, até o valor consumido, a gorjeta.';

CREATE OR REPLACE FUNCTION flowt.reabrir_mesa(p_tenant bigint, p_sessao bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_sessao flowt.tb_omni8_mesa_sessao := flowt.travar_sessao(p_tenant, p_sessao);
BEGIN
    PERFORM flowt.desfazer_divisao(v_sessao);
    UPDATE flowt.tb_omni8_mesa_sessao s SET sta_sessao = 'ABERTA', dat_conta = NULL
     WHERE s.cod_tenant = p_tenant AND s.cod_mesa_sessao = p_sessao AND s.sta_sessao = 'CONTA';
END
$$;
COMMENT ON FUNCTION flowt.reabrir_mesa(bigint, bigint)
    IS 'Volta a aceitar pedidos de uma mesa que tinha pedido a conta; o que já se pagou fica pago.';

-- Tables are locked in the order of their numbers, so that two that change places do not wait for each other.
CREATE OR REPLACE FUNCTION flowt.transferir_mesa(p_tenant bigint, p_sessao bigint, p_mesa bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_sessao flowt.tb_omni8_mesa_sessao;
    v_destino flowt.tb_omni8_mesa;
BEGIN
    PERFORM FROM flowt.tb_omni8_mesa m WHERE m.cod_tenant = p_tenant
        AND (m.cod_mesa = p_mesa OR m.cod_mesa = (SELECT s.cod_mesa FROM flowt.tb_omni8_mesa_sessao s
                                                   WHERE s.cod_tenant = p_tenant AND s.cod_mesa_sessao = p_sessao)) ORDER BY m.cod_mesa
        FOR NO KEY UPDATE;
    v_sessao := flowt.travar_sessao(p_tenant, p_sessao);
    SELECT m.* INTO v_destino FROM flowt.tb_omni8_mesa m
     WHERE m.cod_tenant = p_tenant AND m.cod_mesa = p_mesa AND m.cod_unidade = v_sessao.cod_unidade AND m.sta_mesa = 'ATIVA';
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta mesa, ativa, na mesma unidade');
    ELSIF p_mesa <> v_sessao.cod_mesa AND flowt.sessao_da_mesa(p_tenant, p_mesa) IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'mesa_ocupada',
            DETAIL = 'A outra mesa já está aberta: junte as duas contas em vez de transferir.';
    END IF;
    UPDATE flowt.tb_omni8_carrinho c SET des_fechamento = '/mesa/' || v_destino.des_token
     WHERE c.cod_tenant = p_tenant AND c.des_fechamento = '/mesa/' || (SELECT m.des_token FROM flowt.tb_omni8_mesa m
                                                                        WHERE m.cod_tenant = p_tenant AND m.cod_mesa = v_sessao.cod_mesa);
    UPDATE flowt.tb_omni8_mesa_sessao s SET cod_mesa = p_mesa WHERE s.cod_tenant = p_tenant AND s.cod_mesa_sessao = p_sessao;
END
$$;
COMMENT ON FUNCTION flowt.transferir_mesa(bigint, bigint, bigint) IS 'Leva uma sessão a outra mesa livre da mesma unidade, com tudo que é dela.';

CREATE OR REPLACE FUNCTION flowt.juntar_mesas(p_tenant bigint, p_sessao bigint, p_outra bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_sessao flowt.tb_omni8_mesa_sessao;
    v_outra  flowt.tb_omni8_mesa_sessao;
    v_nome   text;
BEGIN
    PERFORM FROM flowt.tb_omni8_mesa_sessao s WHERE s.cod_tenant = p_tenant AND s.cod_mesa_sessao IN (p_sessao, p_outra) ORDER BY s.cod_mesa_sessao
        FOR UPDATE;
    v_sessao := flowt.travar_sessao(p_tenant, p_sessao);
    v_outra := flowt.travar_sessao(p_tenant, p_outra);
    IF p_sessao = p_outra OR v_sessao.cod_unidade <> v_outra.cod_unidade THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'mesas_nao_se_juntam', DETAIL = 'Junte duas mesas diferentes, da mesma unidade.';
    END IF;
    -- Nor if what was paid there has gone back since: those parts stay with that bill.
    PERFORM flowt.recusar_conta_em_pagamento(greatest(c.vlr_pago, (SELECT sum(a.vlr_parcela)::bigint FROM flowt.tb_omni8_mesa_parcela AS a
        WHERE a.cod_tenant = p_tenant AND a.cod_mesa_sessao = p_outra AND a.sta_parcela = 'PAGA'))) FROM flowt.somar_conta(v_outra) AS c;
    PERFORM flowt.desfazer_divisao(v_sessao), flowt.desfazer_divisao(v_outra);
    UPDATE flowt.tb_omni8_comanda c SET cod_mesa_sessao = p_sessao WHERE c.cod_tenant = p_tenant AND c.cod_mesa_sessao = p_outra;
    UPDATE flowt.tb_omni8_mesa_pedido x SET cod_mesa_sessao = p_sessao WHERE x.cod_tenant = p_tenant AND x.cod_mesa_sessao = p_outra;
    PERFORM flowt.atender_chamados(p_tenant, p_outra, NULL);
    SELECT m.nom_mesa INTO v_nome FROM flowt.tb_omni8_mesa m WHERE m.cod_tenant = p_tenant AND m.cod_mesa = v_sessao.cod_mesa;
    PERFORM flowt.encerrar_mesa(p_tenant, p_outra, 0, 'Juntada à mesa ' || v_nome);
    UPDATE flowt.tb_omni8_mesa_sessao s SET vlr_gorjeta = least(s.vlr_gorjeta + v_outra.vlr_gorjeta, 10000000)
     WHERE s.cod_tenant = p_tenant AND s.cod_mesa_sessao = p_sessao AND v_outra.vlr_gorjeta > 0;
END
$$;
COMMENT ON FUNCTION flowt.juntar_mesas(bigint, bigint, bigint)
    IS 'Traz para uma sessão as pessoas e os pedidos de outra, que se fecha sem conta própria.';

CREATE OR REPLACE FUNCTION flowt.levar_pedido_a_mesa(p_tenant bigint, p_sessao bigint, p_pedido bigint, p_comanda bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_sessao flowt.tb_omni8_mesa_sessao := flowt.travar_sessao(p_tenant, p_sessao);
    v_pedido flowt.tb_omni8_pedido := flowt.travar_pedido(p_tenant, p_pedido);
BEGIN
    IF p_comanda IS NOT NULL AND NOT EXISTS (SELECT FROM flowt.tb_omni8_comanda c
                                              WHERE c.cod_tenant = p_tenant AND c.cod_comanda = p_comanda AND c.cod_mesa_sessao = p_sessao) THEN
        PERFORM flowt.recusar_registro('esta comanda nesta mesa');
    ELSIF EXISTS (SELECT FROM flowt.tb_omni8_mesa_pedido x
                   WHERE x.cod_tenant = p_tenant AND x.cod_pedido = p_pedido AND x.cod_mesa_sessao = p_sessao) THEN
        RETURN;
    ELSIF v_pedido.tip_atendimento <> 'LOCAL' OR v_pedido.cod_unidade <> v_sessao.cod_unidade OR flowt.valor_pago(p_tenant, p_pedido) > 0
          OR EXISTS (SELECT FROM flowt.tb_omni8_mesa_pedido x WHERE x.cod_tenant = p_tenant AND x.cod_pedido = p_pedido)
          OR (SELECT s.flg_devolve_estoque FROM flowt.tb_omni8_pedido_status s WHERE s.sta_pedido = v_pedido.sta_pedido) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'pedido_nao_vai_a_mesa',
            DETAIL = 'Só vai à conta de uma mesa um pedido para consumo no local, desta unidade, em curso, ainda não pago e que não é de outra mesa.';
    END IF;
    PERFORM flowt.desfazer_divisao(v_sessao);
    INSERT INTO flowt.tb_omni8_mesa_pedido (cod_tenant, cod_pedido, cod_mesa_sessao, cod_comanda) VALUES (p_tenant, p_pedido, p_sessao, p_comanda);
END
$$;
COMMENT ON FUNCTION flowt.levar_pedido_a_mesa(bigint, bigint, bigint, bigint)
    IS 'Põe na conta de uma mesa um pedido local feito de outro modo, como no balcão.';
