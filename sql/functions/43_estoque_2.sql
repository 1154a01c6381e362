-- Stock (guide chapters 5.1, 5.2): what staff does to it, the job that lets reservations go, and the proof that the books agree.

-- What has been counted or lost is not there, whoever was promised it: the last to reserve go without.
CREATE OR REPLACE FUNCTION flowt.soltar_excesso(p_tenant bigint, p_produto bigint, p_variacao bigint, p_cabem bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_reservas flowt.tb_omni8_estoque_reserva[];
BEGIN
    WITH fila AS (
        SELECT r.cod_carrinho, sum(r.qtd_reservada) OVER (ORDER BY r.dat_criacao, r.cod_carrinho) AS acumulada
          FROM flowt.tb_omni8_estoque_reserva r WHERE r.cod_tenant = p_tenant AND r.cod_produto = p_produto AND r.cod_variacao = p_variacao
    ), fim AS (
        DELETE FROM flowt.tb_omni8_estoque_reserva r USING fila f
         WHERE r.cod_tenant = p_tenant AND r.cod_produto = p_produto AND r.cod_variacao = p_variacao AND r.cod_carrinho = f.cod_carrinho
           AND f.acumulada > p_cabem
        RETURNING r
    )
    SELECT array_agg(f.r) INTO v_reservas FROM fim AS f;
    IF v_reservas IS NOT NULL THEN
        PERFORM flowt.baixar_reservas(p_tenant, v_reservas);
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.soltar_excesso(bigint, bigint, bigint, bigint)
    IS 'Libera as reservas mais novas de um saldo travado, até que as outras caibam em tantas unidades.';

CREATE OR REPLACE FUNCTION flowt.somar_ao_estoque(p_tenant bigint, p_produto bigint, p_variacao bigint, p_quantidade bigint, p_tipo text,
                                                  p_motivo text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF p_quantidade = 0 THEN
        RETURN;
    END IF;
    UPDATE flowt.tb_omni8_estoque e SET qtd_estoque = e.qtd_estoque + p_quantidade, dat_alteracao = now()
     WHERE e.cod_tenant = p_tenant AND e.cod_produto = p_produto AND e.cod_variacao = p_variacao;
    INSERT INTO flowt.tb_omni8_estoque_movimento (cod_tenant, cod_produto, cod_variacao, qtd_movimento, tip_movimento, des_motivo, cod_usuario)
    VALUES (p_tenant, p_produto, p_variacao, p_quantidade, p_tipo, p_motivo, nullif(current_setting('flowt.cod_usuario', true), '')::bigint);
END
$$;
COMMENT ON FUNCTION flowt.somar_ao_estoque(bigint, bigint, bigint, bigint, text, text)
    IS 'Soma (ou subtrai) unidades a um saldo travado e registra o movimento.';

CREATE OR REPLACE FUNCTION flowt.movimentar_estoque(p_tenant bigint, p_produto bigint, p_variacao bigint, p_tipo text, p_quantidade bigint,
                                                    p_motivo text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_saldo flowt.tb_omni8_estoque;
    v_soma  bigint;
BEGIN
    -- What is counted or comes in for the first time is controlled from then on.
    IF p_tipo IN ('ENTRADA', 'CONTAGEM') THEN
        INSERT INTO flowt.tb_omni8_estoque (cod_tenant, cod_produto, cod_variacao, qtd_estoque) VALUES (p_tenant, p_produto, p_variacao, 0)
            ON CONFLICT (cod_tenant, cod_produto, cod_variacao) DO NOTHING;
    END IF;
    PERFORM flowt.travar_estoque(p_tenant, ARRAY[p_produto], NULL);
    SELECT e.* INTO v_saldo FROM flowt.tb_omni8_estoque e WHERE e.cod_tenant = p_tenant AND e.cod_produto = p_produto AND e.cod_variacao = p_variacao;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'estoque_nao_controlado',
            DETAIL = 'Este item não tem estoque controlado: registre antes uma entrada ou uma contagem.';
    END IF;
    v_soma := CASE p_tipo WHEN 'CONTAGEM' THEN p_quantidade - v_saldo.qtd_estoque WHEN 'ENTRADA' THEN p_quantidade ELSE -p_quantidade END;
    IF v_saldo.qtd_estoque + v_soma < 0 OR (p_tipo = 'SAIDA' AND v_saldo.qtd_estoque - v_saldo.qtd_reservada + v_soma < 0) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'estoque_insuficiente',
            DETAIL = format('Há %s unidades, %s delas reservadas para compras em andamento: retire menos, ou registre uma contagem.',
                            v_saldo.qtd_estoque, v_saldo.qtd_reservada),
            HINT = json_build_object('qtd_estoque', v_saldo.qtd_estoque, 'qtd_reservada', v_saldo.qtd_reservada)::text;
    ELSIF v_saldo.qtd_reservada > v_saldo.qtd_estoque + v_soma THEN
        PERFORM flowt.soltar_excesso(p_tenant, p_produto, p_variacao, v_saldo.qtd_estoque + v_soma);
    END IF;
    PERFORM flowt.somar_ao_estoque(p_tenant, p_produto, p_variacao, v_soma, CASE p_tipo WHEN 'CONTAGEM' THEN 'AJUSTE' ELSE p_tipo END, p_motivo);
END
$$;
COMMENT ON FUNCTION flowt.movimentar_estoque(bigint, bigint, bigint, text, bigint, text)
    IS 'Registra uma ENTRADA, SAIDA, PERDA ou CONTAGEM (quantidade contada) de um produto ou variação.';

CREATE OR REPLACE FUNCTION flowt.deixar_de_controlar(p_tenant bigint, p_produto bigint, p_variacao bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_antes bigint;
BEGIN
    PERFORM flowt.travar_estoque(p_tenant, ARRAY[p_produto], NULL);
    PERFORM flowt.soltar_excesso(p_tenant, p_produto, p_variacao, 0);
    SELECT e.qtd_estoque INTO v_antes FROM flowt.tb_omni8_estoque e
     WHERE e.cod_tenant = p_tenant AND e.cod_produto = p_produto AND e.cod_variacao = p_variacao;
    PERFORM flowt.somar_ao_estoque(p_tenant, p_produto, p_variacao, coalesce(-v_antes, 0), 'AJUSTE', NULL);
    DELETE FROM flowt.tb_omni8_estoque e WHERE e.cod_tenant = p_tenant AND e.cod_produto = p_produto AND e.cod_variacao = p_variacao;
END
$$;
COMMENT ON FUNCTION flowt.deixar_de_controlar(bigint, bigint, bigint)
    IS 'Deixa de controlar o estoque de um produto ou variação: o saldo é zerado nos movimentos e sai.';

-- The stock in a product's own body: an absent field keeps what is, null stops controlling it.
CREATE OR REPLACE FUNCTION flowt.ajustar_estoque(p_tenant bigint, p_produto bigint, p_corpo jsonb) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT p_corpo ? 'qtd_estoque' THEN
        RETURN;
    ELSIF p_corpo ->> 'qtd_estoque' IS NULL THEN
        PERFORM flowt.deixar_de_controlar(p_tenant, p_produto, 0);
    ELSE
        PERFORM flowt.movimentar_estoque(p_tenant, p_produto, 0, 'CONTAGEM', (p_corpo ->> 'qtd_estoque')::bigint, NULL);
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.ajustar_estoque(bigint, bigint, jsonb) IS 'Acerta o estoque de um produto ao que o corpo diz e registra o movimento.';

-- One company after the other, each one's balances in order: nobody is waited for in a ring.
-- Whoever changes a balance holds its row, so each crossing has a number of its own and tells once. By what there is, not by what is
-- free: a reservation that runs out is no news.
CREATE OR REPLACE FUNCTION flowt.avisar_estoque_baixo() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_empresa flowt.tb_omni8_tenant;
    v_item    text;
BEGIN
    NEW.num_alerta := OLD.num_alerta + 1;
    IF (flowt.parametro(NEW.cod_tenant, 'estoque_avisar_minimo', now()))::boolean THEN
        SELECT t.* INTO v_empresa FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = NEW.cod_tenant;
        SELECT p.nom_produto || coalesce(' – ' || v.nom_variacao, '') INTO v_item
          FROM flowt.tb_omni8_produto_servico p LEFT JOIN flowt.tb_omni8_variacao v ON v.cod_tenant = p.cod_tenant AND v.cod_produto = p.cod_produto
           AND v.cod_variacao = NEW.cod_variacao
         WHERE p.cod_tenant = NEW.cod_tenant AND p.cod_produto = NEW.cod_produto;
        PERFORM flowt.enfileirar_mensagem(NEW.cod_tenant, 'estoque_baixo', 'EMAIL', v_empresa.des_email,
            jsonb_build_object('item', v_item, 'quantidade', NEW.qtd_estoque, 'minimo', NEW.qtd_minima),
            concat_ws('-', 'estoque_baixo', NEW.cod_produto, NEW.cod_variacao, NEW.num_alerta), interval '2 days');
    END IF;
    RETURN NEW;
END
$$;
ALTER FUNCTION flowt.avisar_estoque_baixo() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.avisar_estoque_baixo() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.avisar_estoque_baixo()
    IS 'Gatilho: o estoque que desce ao mínimo avisa a empresa por e-mail, uma vez a cada descida; sem mínimo, ou com o parâmetro '
       'estoque_avisar_minimo desligado, não.';
CREATE OR REPLACE TRIGGER estoque_baixo BEFORE UPDATE OF qtd_estoque ON flowt.tb_omni8_estoque FOR EACH ROW
    WHEN (NEW.qtd_minima > 0 AND OLD.qtd_estoque > OLD.qtd_minima
          AND NEW.qtd_estoque <= NEW.qtd_minima) EXECUTE FUNCTION flowt.avisar_estoque_baixo();

CREATE OR REPLACE FUNCTION rotina.expirar_reservas() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_vencidas record;
    v_total    bigint := 0;
BEGIN
    FOR v_vencidas IN
        SELECT r.cod_tenant, array_agg(DISTINCT r.cod_produto) AS produtos
          FROM (SELECT x.cod_tenant, x.cod_produto FROM flowt.tb_omni8_estoque_reserva x WHERE x.dat_expiracao <= clock_timestamp()
                 ORDER BY x.dat_expiracao LIMIT flowt.limite_de_reservas_por_vez()) AS r
         GROUP BY r.cod_tenant ORDER BY r.cod_tenant
    LOOP
        PERFORM FROM flowt.tb_omni8_estoque e WHERE e.cod_tenant = v_vencidas.cod_tenant AND e.cod_produto = ANY (v_vencidas.produtos)
          ORDER BY e.cod_produto, e.cod_variacao FOR UPDATE;
        v_total := v_total + flowt.liberar_reservas(v_vencidas.cod_tenant, v_vencidas.produtos, NULL);
    END LOOP;
    RETURN v_total;
END
$$;
ALTER FUNCTION rotina.expirar_reservas() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.expirar_reservas()
    IS 'Libera as reservas de estoque vencidas; devolve quantas. Para chamar a cada minuto, e de novo enquanto não devolver 0: sem ela nada se vende '
       'a mais nem a menos, só os saldos mostram reservas que já não valem.';

CREATE OR REPLACE FUNCTION flowt.estoque_divergente()
RETURNS TABLE (cod_tenant bigint, cod_produto bigint, cod_variacao bigint, qtd_estoque bigint, qtd_movimentos bigint, qtd_reservada bigint,
               qtd_movimentos_de_reserva bigint, qtd_reservas bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT cod_tenant, cod_produto, cod_variacao, coalesce(e.qtd_estoque, 0), coalesce(m.fisico, 0), coalesce(e.qtd_reservada, 0),
           coalesce(m.reservado, 0), coalesce(r.reservas, 0)
      FROM flowt.tb_omni8_estoque AS e
      FULL JOIN (SELECT x.cod_tenant, x.cod_produto, x.cod_variacao,
                        coalesce(sum(x.qtd_movimento) FILTER (WHERE x.tip_movimento NOT IN ('RESERVA', 'LIBERACAO')), 0)::bigint AS fisico,
                        coalesce(sum(x.qtd_movimento) FILTER (WHERE x.tip_movimento IN ('RESERVA', 'LIBERACAO')), 0)::bigint AS reservado
                   FROM flowt.tb_omni8_estoque_movimento AS x GROUP BY 1, 2, 3) AS m USING (cod_tenant, cod_produto, cod_variacao)
      FULL JOIN (SELECT x.cod_tenant, x.cod_produto, x.cod_variacao, sum(x.qtd_reservada)::bigint AS reservas
                   FROM flowt.tb_omni8_estoque_reserva AS x GROUP BY 1, 2, 3) AS r USING (cod_tenant, cod_produto, cod_variacao)
     WHERE (coalesce(e.qtd_estoque, 0), coalesce(e.qtd_reservada, 0),
            coalesce(e.qtd_reservada, 0)) <> (coalesce(m.fisico, 0), coalesce(m.reservado, 0), coalesce(r.reservas, 0))
     ORDER BY 1, 2, 3;
END;
ALTER FUNCTION flowt.estoque_divergente() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.estoque_divergente() FROM flowt_api, flowt_courier, flowt_busca;
COMMENT ON FUNCTION flowt.estoque_divergente()
    IS 'Saldos que não são a soma de seus movimentos e reservas: nenhuma linha quer dizer que as contas fecham. Atravessa tenants: o DBA confere todos.';
