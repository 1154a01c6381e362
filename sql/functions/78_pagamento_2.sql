-- Payments (guide chapter 18.1): several for one order, and those whose time runs out.

CREATE OR REPLACE FUNCTION flowt.limite_de_pagamentos() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 20;
COMMENT ON FUNCTION flowt.limite_de_pagamentos() IS 'Em quantos pagamentos um pedido se divide de uma vez.';

CREATE OR REPLACE FUNCTION flowt.pedir_de_novo(p_pedido flowt.tb_omni8_pedido, p_valor bigint, p_motivo text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_pagamento flowt.tb_omni8_pagamento;
    v_tipo      text;
BEGIN
    FOR v_pagamento IN SELECT g.* FROM flowt.tb_omni8_pagamento g
                        WHERE g.cod_tenant = (p_pedido).cod_tenant AND g.cod_pedido = (p_pedido).cod_pedido AND g.sta_pagamento = 'PENDENTE'
                        ORDER BY g.cod_pagamento FOR UPDATE LOOP
        v_tipo := coalesce(v_tipo, v_pagamento.tip_pagamento);
        PERFORM flowt.mover_pagamento(v_pagamento, 'CANCELADO', NULL, p_motivo, false);
    END LOOP;
    IF p_valor > 0 THEN
        PERFORM flowt.criar_pagamento(p_pedido, coalesce(v_tipo, (p_pedido).tip_pagamento), p_valor, NULL);
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.pedir_de_novo(flowt.tb_omni8_pedido, bigint, text)
    IS 'Troca os pagamentos em aberto de um pedido travado por um só deste valor, da forma do que estava em aberto; nenhum, se não passa de zero.';

-- MARK: deadlines

CREATE OR REPLACE FUNCTION flowt.vencidos_por_vez() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 20;
COMMENT ON FUNCTION flowt.vencidos_por_vez() IS 'Pagamentos vencidos que uma chamada de rotina.expirar_pagamentos olha até poder expirar um.';

-- A bank may look at an authorized PIX for up to 60 minutes before it lets it go (Banco Central, Resolução BCB 1/2020).
CREATE OR REPLACE FUNCTION flowt.prazo_de_captura() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '1 hour';
COMMENT ON FUNCTION flowt.prazo_de_captura() IS 'Quanto, além do prazo de pagamento, se espera pelo dinheiro de um pagamento autorizado.';

CREATE OR REPLACE FUNCTION flowt.fim_da_espera(p_status text, p_expiracao timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE
RETURN p_expiracao + CASE p_status WHEN 'AUTORIZADO' THEN flowt.prazo_de_captura() ELSE '0' END;
COMMENT ON FUNCTION flowt.fim_da_espera(text, timestamptz)
    IS 'Até quando um pedido espera por um pagamento neste status, que se podia pagar até este momento.';

-- Without p_vencido it is the provider who says that nobody can pay any more.
CREATE OR REPLACE FUNCTION flowt.expirar_pagamento(p_tenant bigint, p_pagamento bigint, p_vencido boolean) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    v_pagamento flowt.tb_omni8_pagamento := flowt.travar_pagamento(p_tenant, p_pagamento);
BEGIN
    -- Somebody may have paid while we waited for the lock.
    IF v_pagamento.sta_pagamento NOT IN ('PENDENTE', 'AUTORIZADO')
        OR (p_vencido AND flowt.fim_da_espera(v_pagamento.sta_pagamento, v_pagamento.dat_expiracao) > clock_timestamp()) THEN
        RETURN false;
    END IF;
    PERFORM flowt.mover_pagamento(v_pagamento, 'EXPIRADO', NULL, 'O prazo de pagamento terminou', false);
    PERFORM flowt.encerrar_sem_pagamento(p_tenant, v_pagamento.cod_pedido, 'EXPIRADO', 'O prazo de pagamento terminou');
    RETURN true;
END
$$;
COMMENT ON FUNCTION flowt.expirar_pagamento(bigint, bigint, boolean)
    IS 'Expira um pagamento pendente, ou autorizado e nunca recebido, e o pedido que esperava por ele; falso se já não é o caso.';

-- One order a call: the stock of several, taken in one transaction, would be locked in no order that requests know. An order
-- somebody is working on is left for later, and so is one that something refuses to let go.
CREATE OR REPLACE FUNCTION rotina.expirar_pagamentos() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_vencido record;
BEGIN
    FOR v_vencido IN
        SELECT g.cod_tenant, g.cod_pagamento, g.cod_pedido FROM flowt.tb_omni8_pagamento g
         WHERE g.sta_pagamento IN ('PENDENTE', 'AUTORIZADO') AND g.dat_expiracao IS NOT NULL AND g.dat_expiracao <= now()
           AND flowt.fim_da_espera(g.sta_pagamento, g.dat_expiracao) <= now() ORDER BY g.dat_expiracao LIMIT flowt.vencidos_por_vez()
    LOOP
        BEGIN
            PERFORM FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = v_vencido.cod_tenant AND p.cod_pedido = v_vencido.cod_pedido
                FOR UPDATE SKIP LOCKED;
            IF FOUND AND flowt.expirar_pagamento(v_vencido.cod_tenant, v_vencido.cod_pagamento, true) THEN
                RETURN 1;
            END IF;
        EXCEPTION WHEN SQLSTATE 'PT409' OR SQLSTATE 'PT422' OR integrity_constraint_violation THEN
            RAISE WARNING 'tenant %, pagamento %: não expirou: % (%)', v_vencido.cod_tenant, v_vencido.cod_pagamento, SQLERRM, SQLSTATE;
        END;
    END LOOP;
    RETURN 0;
END
$$;
ALTER FUNCTION rotina.expirar_pagamentos() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.expirar_pagamentos()
    IS 'Expira um pagamento vencido e o pedido que esperava por ele; devolve 1, ou 0 se não há. Para chamar a cada minuto, e de novo enquanto não '
       'devolver 0.';
