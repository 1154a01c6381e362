-- Appointments (guide chapter 5.1, services): what is free, and taking it. Whoever takes a time waits for whoever is taking one in
-- the same unit; the constraint horario_ja_reservado stands behind. Times are instants: where the clock changes, none is lost or
-- sold twice.

CREATE OR REPLACE FUNCTION flowt.validade_do_horario() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '15 minutes';
COMMENT ON FUNCTION flowt.validade_do_horario() IS 'Quanto um horário reservado espera o pedido.';
CREATE OR REPLACE FUNCTION flowt.duracao_maxima() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 1440;
COMMENT ON FUNCTION flowt.duracao_maxima() IS 'Minutos que um horário pode durar.';

CREATE OR REPLACE FUNCTION flowt.conferir_antecedencia(p_tenant bigint, p_valor jsonb, p_inicio timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN (p_valor #>> '{}')::integer < flowt.parametro(p_tenant, 'agenda_horizonte_dias', p_inicio)::integer * 1440 THEN '[]'
                ELSE flowt.erro_de_campo('valor', 'agenda_sem_horarios',
                                         'Com esta antecedência não haveria horário que o público pudesse marcar: use menos que os dias da agenda '
                                         '(agenda_horizonte_dias).') END;
END
$$;
COMMENT ON FUNCTION flowt.conferir_antecedencia(bigint, jsonb, timestamptz)
    IS 'Erros de um valor de agenda_antecedencia_min: cabe no horizonte da agenda.';

CREATE OR REPLACE FUNCTION flowt.conferir_horizonte(p_tenant bigint, p_valor jsonb, p_inicio timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN (p_valor #>> '{}')::integer * 1440 > flowt.parametro(p_tenant, 'agenda_antecedencia_min', p_inicio)::integer THEN '[]'
                ELSE flowt.erro_de_campo('valor', 'agenda_sem_horarios',
                                         'Com tão poucos dias não haveria horário que o público pudesse marcar: use mais que a antecedência '
                                         '(agenda_antecedencia_min).') END;
END
$$;
COMMENT ON FUNCTION flowt.conferir_horizonte(bigint, jsonb, timestamptz) IS 'Erros de um valor de agenda_horizonte_dias: vai além da antecedência.';

CREATE OR REPLACE FUNCTION flowt.travar_agenda(p_tenant bigint, p_unidade bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('agenda ' || p_unidade, p_tenant));
END
$$;
COMMENT ON FUNCTION flowt.travar_agenda(bigint, bigint) IS 'Faz quem ocupa um horário de uma unidade esperar por quem já ocupa um.';

-- What has no row for it is the unit's own time.
CREATE OR REPLACE FUNCTION flowt.recursos_do_servico(p_tenant bigint, p_unidade bigint, p_produto bigint, p_recurso bigint)
    RETURNS TABLE (cod_recurso bigint, nom_recurso text, num_ordem integer)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT r.cod_recurso, r.nom_recurso, r.num_ordem FROM flowt.tb_omni8_recurso AS r
     WHERE r.cod_tenant = p_tenant AND r.cod_unidade = p_unidade AND r.sta_recurso = 'ATIVO' AND (p_recurso IS NULL OR r.cod_recurso = p_recurso)
       AND (EXISTS (SELECT FROM flowt.tb_omni8_recurso_servico AS s
                     WHERE s.cod_tenant = p_tenant AND s.cod_recurso = r.cod_recurso AND s.cod_produto = p_produto)
            OR NOT EXISTS (SELECT FROM flowt.tb_omni8_recurso_servico AS s WHERE s.cod_tenant = p_tenant AND s.cod_recurso = r.cod_recurso));
    IF NOT FOUND AND p_recurso IS NULL AND NOT EXISTS (SELECT FROM flowt.tb_omni8_recurso AS r
                                                        WHERE r.cod_tenant = p_tenant AND r.cod_unidade = p_unidade AND r.sta_recurso = 'ATIVO') THEN
        RETURN QUERY SELECT NULL::bigint, NULL::text, 0;
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.recursos_do_servico(bigint, bigint, bigint, bigint)
    IS 'Recursos de uma unidade que fazem um serviço; sem recurso algum na unidade, ela própria (código nulo).';

CREATE OR REPLACE FUNCTION flowt.recurso_atende(p_tenant bigint, p_recurso bigint, p_inicio timestamp, p_fim timestamp) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN NOT EXISTS (SELECT FROM flowt.tb_omni8_recurso_turno AS t WHERE t.cod_tenant = p_tenant AND t.cod_recurso = p_recurso)
        OR EXISTS (SELECT FROM flowt.tb_omni8_recurso_turno AS t WHERE t.cod_tenant = p_tenant AND t.cod_recurso = p_recurso
                      AND flowt.janela_contem(ARRAY[t.num_dia_semana], t.hor_inicio, t.hor_fim, p_inicio)
                      AND flowt.janela_contem(ARRAY[t.num_dia_semana], t.hor_inicio, t.hor_fim, p_fim - interval '1 microsecond'));
END
$$;
COMMENT ON FUNCTION flowt.recurso_atende(bigint, bigint, timestamp, timestamp) IS 'Se um recurso trabalha de uma hora local a outra.';

CREATE OR REPLACE FUNCTION flowt.horarios_livres(p_tenant bigint, p_unidade bigint, p_produto bigint, p_recurso bigint, p_minutos integer,
                                                 p_de timestamptz, p_ate timestamptz, p_exceto bigint)
RETURNS TABLE (dat_inicio timestamptz, cod_recurso bigint, nom_recurso text, num_ordem integer)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_dura interval := make_interval(mins => p_minutos);
    v_passo interval := make_interval(mins => (flowt.parametro(p_tenant, 'agenda_passo_min', now()) #>> '{}')::integer);
    v_fuso text     := flowt.fuso_da_unidade(p_tenant, p_unidade);
BEGIN
    RETURN QUERY
    WITH recurso AS MATERIALIZED (
        SELECT r.* FROM flowt.recursos_do_servico(p_tenant, p_unidade, p_produto, p_recurso) AS r
    ), ocupado AS MATERIALIZED (
        SELECT a.cod_recurso AS recurso, a.dat_inicio AS inicio, a.dat_fim AS fim FROM flowt.tb_omni8_agendamento AS a
         WHERE a.cod_tenant = p_tenant AND a.cod_unidade = p_unidade AND a.dat_fim > p_de AND a.dat_inicio < p_ate + v_dura
           AND a.sta_agendamento IN ('RESERVADO', 'CONFIRMADO', 'REALIZADO', 'FALTOU', 'BLOQUEIO')
           AND (a.sta_agendamento <> 'RESERVADO' OR a.dat_validade > now())
           AND a.cod_agendamento IS DISTINCT FROM p_exceto
    ), inicio AS MATERIALIZED (
        SELECT s AS momento, s AT TIME ZONE v_fuso AS hora, (s + v_dura) AT TIME ZONE v_fuso AS hora_fim
          FROM flowt.turnos(p_tenant, p_de, p_unidade, 2) AS t
         CROSS JOIN LATERAL generate_series(t.dat_abertura, t.dat_fechamento - v_dura, v_passo) AS s
         WHERE s >= p_de AND s < p_ate
    )
    SELECT i.momento, r.cod_recurso, r.nom_recurso, r.num_ordem
      FROM inicio AS i CROSS JOIN recurso AS r
     WHERE NOT EXISTS (SELECT FROM ocupado AS o WHERE o.inicio < i.momento + v_dura AND o.fim > i.momento
                          AND o.recurso IS NOT DISTINCT FROM r.cod_recurso)
       AND (r.cod_recurso IS NULL OR flowt.recurso_atende(p_tenant, r.cod_recurso, i.hora, i.hora_fim));
END
$$;
COMMENT ON FUNCTION flowt.horarios_livres(bigint, bigint, bigint, bigint, integer, timestamptz, timestamptz, bigint) IS
    'Começos livres de um serviço entre dois momentos, de até um dia um do outro, e com que recurso: dentro dos turnos da unidade e do recurso. '
    'p_exceto: agendamento que não conta, o que se remarca.';

-- Who takes a time: the first resource free, in the order of the company.
CREATE OR REPLACE FUNCTION flowt.ocupar_horario(p_tenant bigint, p_unidade bigint, p_produto bigint, p_recurso bigint, p_minutos integer,
                                                p_inicio timestamptz, p_exceto bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_livre record;
BEGIN
    PERFORM flowt.travar_agenda(p_tenant, p_unidade);
    SELECT h.cod_recurso INTO v_livre
      FROM flowt.horarios_livres(p_tenant, p_unidade, p_produto, p_recurso, p_minutos, p_inicio, p_inicio + interval '1 microsecond', p_exceto) AS h
     ORDER BY h.num_ordem, h.cod_recurso LIMIT 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'horario_indisponivel', DETAIL = 'Este horário não está livre: escolha outro.';
    END IF;
    PERFORM flowt.expirar_horarios(p_tenant, p_unidade, v_livre.cod_recurso, p_inicio, p_inicio + make_interval(mins => p_minutos));
    RETURN v_livre.cod_recurso;
END
$$;
COMMENT ON FUNCTION flowt.ocupar_horario(bigint, bigint, bigint, bigint, integer, timestamptz, bigint)
    IS 'Recurso que atende em um horário livre, que quem chama ocupa nesta transação (nulo: a própria unidade); 409 se não há.';

CREATE OR REPLACE FUNCTION flowt.expirar_horarios(p_tenant bigint, p_unidade bigint, p_recurso bigint, p_de timestamptz, p_ate timestamptz)
    RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE flowt.tb_omni8_agendamento a SET sta_agendamento = 'EXPIRADO'
     WHERE a.cod_tenant = p_tenant AND a.cod_unidade = p_unidade AND a.cod_recurso IS NOT DISTINCT FROM p_recurso AND a.dat_fim > p_de
       AND a.dat_inicio < p_ate
       AND a.sta_agendamento = 'RESERVADO' AND a.dat_validade <= now();
END
$$;
COMMENT ON FUNCTION flowt.expirar_horarios(bigint, bigint, bigint, timestamptz, timestamptz)
    IS 'Expira as reservas vencidas de um recurso em um período que alguém vai ocupar.';

CREATE OR REPLACE FUNCTION flowt.conferir_transicao_de_agendamento() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_agendamento_transicao x WHERE x.sta_de = OLD.sta_agendamento AND x.sta_para = NEW.sta_agendamento) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'transicao_ilegal',
            DETAIL = format('Um agendamento não passa de %s a %s.', OLD.sta_agendamento, NEW.sta_agendamento),
            HINT = json_build_object('sta_agendamento', OLD.sta_agendamento, 'permitidas',
                (SELECT coalesce(json_agg(x.sta_para ORDER BY x.sta_para), '[]') FROM flowt.tb_omni8_agendamento_transicao x
                  WHERE x.sta_de = OLD.sta_agendamento))::text;
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION flowt.conferir_transicao_de_agendamento() IS 'Gatilho: o status de um agendamento muda como tb_omni8_agendamento_transicao diz.';
CREATE OR REPLACE TRIGGER transicao BEFORE UPDATE OF sta_agendamento ON flowt.tb_omni8_agendamento
    FOR EACH ROW WHEN (OLD.sta_agendamento <> NEW.sta_agendamento)
    EXECUTE FUNCTION flowt.conferir_transicao_de_agendamento();

-- MARK: in words

CREATE OR REPLACE FUNCTION flowt.dia_em_palavras(p_dia date) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN ('{dom.,seg.,ter.,qua.,qui.,sex.,sáb.}'::text[])[extract(dow FROM p_dia)::integer + 1] || ', '
    || CASE extract(day FROM p_dia) WHEN 1 THEN '1º' ELSE extract(day FROM p_dia)::text END || ' de '
    || ('{jan.,fev.,mar.,abr.,maio,jun.,jul.,ago.,set.,out.,nov.,dez.}'::text[])[extract(month FROM p_dia)::integer];
COMMENT ON FUNCTION flowt.dia_em_palavras(date) IS 'Um dia como as pessoas o escrevem: "sáb., 28 de nov.".';

CREATE OR REPLACE FUNCTION flowt.horario_em_palavras(p_tenant bigint, p_linha flowt.tb_omni8_agendamento) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_inicio timestamp := (p_linha).dat_inicio AT TIME ZONE flowt.fuso_da_unidade(p_tenant, (p_linha).cod_unidade);
BEGIN
    RETURN flowt.dia_em_palavras(v_inicio::date) || ', às ' || to_char(v_inicio, 'HH24:MI')
        || coalesce((SELECT ', com ' || r.nom_recurso FROM flowt.tb_omni8_recurso AS r
                      WHERE r.cod_tenant = p_tenant AND r.cod_recurso = (p_linha).cod_recurso), '');
END
$$;
COMMENT ON FUNCTION flowt.horario_em_palavras(bigint, flowt.tb_omni8_agendamento)
    IS 'Quando é um agendamento, e com quem: "sáb., 28 de nov., às 14:00, com Ana".';

-- Of a locked appointment as it was; the order's row is locked again only if it had none when the lock was taken.
CREATE OR REPLACE FUNCTION flowt.contar_ao_pedido(p_tenant bigint, p_antes flowt.tb_omni8_agendamento) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_status text;
    v_agora  flowt.tb_omni8_agendamento;
    v_quem   text := CASE WHEN nullif(current_setting('flowt.cod_usuario', true), '') IS NULL THEN ' pelo cliente' ELSE '' END;
BEGIN
    SELECT p.sta_pedido INTO v_status FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = p_tenant AND p.cod_pedido = (p_antes).cod_pedido
       FOR NO KEY UPDATE;
    SELECT a.* INTO v_agora FROM flowt.tb_omni8_agendamento a WHERE a.cod_tenant = p_tenant AND a.cod_agendamento = (p_antes).cod_agendamento;
    IF v_status IS NULL OR (v_agora.sta_agendamento, v_agora.dat_inicio,
                            v_agora.cod_recurso) IS NOT DISTINCT FROM ((p_antes).sta_agendamento, (p_antes).dat_inicio, (p_antes).cod_recurso) THEN
        RETURN;
    END IF;
    PERFORM flowt.registrar_evento(p_tenant, (p_antes).cod_pedido, v_status, v_status, CASE v_agora.sta_agendamento
        WHEN 'CANCELADO' THEN 'Horário cancelado' || v_quem || ': ' || flowt.horario_em_palavras(p_tenant, p_antes)
        ELSE 'Horário mudado' || v_quem || ': ' || flowt.horario_em_palavras(p_tenant, v_agora) || '; era '
            || flowt.horario_em_palavras(p_tenant, p_antes) END);
END
$$;
COMMENT ON FUNCTION flowt.contar_ao_pedido(bigint, flowt.tb_omni8_agendamento)
    IS 'Acrescenta à linha do tempo do pedido que um horário dele, como era, foi mudado ou cancelado; nada se não tem pedido ou não mudou.';

-- MARK: cart and order

-- A line that is gone, or asks for another length of time, leaves its time to others.
CREATE OR REPLACE FUNCTION flowt.soltar_horario_da_linha() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE flowt.tb_omni8_agendamento a SET sta_agendamento = 'CANCELADO', des_motivo = 'A linha do carrinho mudou.'
     WHERE a.cod_tenant = OLD.cod_tenant AND a.cod_carrinho_item = OLD.cod_carrinho_item AND a.sta_agendamento = 'RESERVADO';
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.soltar_horario_da_linha() IS 'Gatilho: a linha do carrinho que sai ou muda de quantidade solta o horário que tinha.';
CREATE OR REPLACE TRIGGER horario_da_linha_excluida AFTER DELETE ON flowt.tb_omni8_carrinho_item FOR EACH ROW
    EXECUTE FUNCTION flowt.soltar_horario_da_linha();
CREATE OR REPLACE TRIGGER horario_da_linha_mudada AFTER UPDATE OF qtd_item ON flowt.tb_omni8_carrinho_item
    FOR EACH ROW WHEN (OLD.qtd_item <> NEW.qtd_item)
    EXECUTE FUNCTION flowt.soltar_horario_da_linha();

CREATE OR REPLACE FUNCTION flowt.confirmar_horarios() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_linhas bigint[] := ARRAY(SELECT l.cod_carrinho_item FROM flowt.tb_omni8_carrinho_item l
                                WHERE l.cod_tenant = NEW.cod_tenant AND l.cod_carrinho = NEW.cod_carrinho);
BEGIN
    -- An overdue hold that nobody took meanwhile still is the buyer's.
    UPDATE flowt.tb_omni8_agendamento a SET sta_agendamento = 'CONFIRMADO', cod_pedido = NEW.cod_pedido
     WHERE a.cod_tenant = NEW.cod_tenant AND a.cod_carrinho_item = ANY (v_linhas) AND a.sta_agendamento = 'RESERVADO' AND a.dat_inicio > now();
    IF EXISTS (SELECT FROM flowt.tb_omni8_agendamento a
                WHERE a.cod_tenant = NEW.cod_tenant AND a.cod_carrinho_item = ANY (v_linhas) AND a.sta_agendamento IN ('EXPIRADO', 'RESERVADO')
                  AND NOT EXISTS (SELECT FROM flowt.tb_omni8_agendamento o
                                   WHERE o.cod_tenant = NEW.cod_tenant AND o.cod_carrinho_item = a.cod_carrinho_item
                                     AND o.sta_agendamento = 'CONFIRMADO')) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'horario_perdido',
            DETAIL = 'O horário escolhido não foi confirmado a tempo e não está mais reservado: escolha outro.';
    ELSIF EXISTS (SELECT FROM flowt.tb_omni8_agendamento a
                   WHERE a.cod_tenant = NEW.cod_tenant AND a.cod_pedido = NEW.cod_pedido AND a.cod_unidade <> NEW.cod_unidade) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'horario_de_outra_unidade',
            DETAIL = 'O horário escolhido é de outra unidade: peça nela, ou escolha um horário desta.';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.confirmar_horarios() IS 'Gatilho: o pedido confirma os horários reservados para as linhas de seu carrinho.';
CREATE OR REPLACE TRIGGER horarios_do_pedido AFTER INSERT ON flowt.tb_omni8_pedido FOR EACH ROW EXECUTE FUNCTION flowt.confirmar_horarios();

CREATE OR REPLACE FUNCTION flowt.motivo_do_encerramento(p_status text) RETURNS text LANGUAGE sql IMMUTABLE RETURN 'Pedido ' || lower(p_status) || '.';
COMMENT ON FUNCTION flowt.motivo_do_encerramento(text) IS 'Motivo dos horários que um pedido solta ao passar a este status.';

-- All of them or none: an order that was paid for a time is not kept without it. What its buyer gave up before stays given up.
CREATE OR REPLACE FUNCTION flowt.retomar_horarios(p_pedido flowt.tb_omni8_pedido, p_motivo text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_horarios bigint[];
BEGIN
    PERFORM flowt.travar_agenda((p_pedido).cod_tenant, (p_pedido).cod_unidade);
    v_horarios := ARRAY(SELECT a.cod_agendamento FROM flowt.tb_omni8_agendamento a
                         WHERE a.cod_tenant = (p_pedido).cod_tenant AND a.cod_pedido = (p_pedido).cod_pedido AND a.sta_agendamento = 'CANCELADO'
                           AND a.des_motivo = p_motivo);
    PERFORM flowt.expirar_horarios(a.cod_tenant, a.cod_unidade, a.cod_recurso, a.dat_inicio, a.dat_fim) FROM flowt.tb_omni8_agendamento a
      WHERE a.cod_tenant = (p_pedido).cod_tenant AND a.cod_agendamento = ANY (v_horarios);
    UPDATE flowt.tb_omni8_agendamento a SET sta_agendamento = 'CONFIRMADO', des_motivo = NULL
     WHERE a.cod_tenant = (p_pedido).cod_tenant AND a.cod_agendamento = ANY (v_horarios) AND a.dat_inicio > now()
       AND NOT EXISTS (SELECT FROM flowt.tb_omni8_agendamento o
                        WHERE o.cod_tenant = a.cod_tenant AND o.cod_unidade = a.cod_unidade AND o.cod_recurso IS NOT DISTINCT FROM a.cod_recurso
                          AND o.dat_fim > a.dat_inicio AND o.dat_inicio < a.dat_fim AND o.sta_agendamento NOT IN ('CANCELADO', 'EXPIRADO'));
    IF EXISTS (SELECT FROM flowt.tb_omni8_agendamento a
                WHERE a.cod_tenant = (p_pedido).cod_tenant AND a.cod_agendamento = ANY (v_horarios) AND a.sta_agendamento = 'CANCELADO') THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'horario_perdido',
            DETAIL = 'O horário deste pedido já passou, ou é de outro cliente: escolha outro em um pedido novo.';
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.retomar_horarios(flowt.tb_omni8_pedido, text)
    IS 'Confirma de novo os horários que um pedido travado soltou por este motivo; 409 se algum já não está livre.';

CREATE OR REPLACE FUNCTION flowt.acompanhar_pedido_com_horarios() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_antes boolean := (SELECT s.flg_devolve_estoque FROM flowt.tb_omni8_pedido_status s WHERE s.sta_pedido = OLD.sta_pedido);
    v_agora boolean := (SELECT s.flg_devolve_estoque FROM flowt.tb_omni8_pedido_status s WHERE s.sta_pedido = NEW.sta_pedido);
BEGIN
    IF v_agora AND NOT v_antes THEN
        UPDATE flowt.tb_omni8_agendamento a SET sta_agendamento = 'CANCELADO', des_motivo = flowt.motivo_do_encerramento(NEW.sta_pedido)
         WHERE a.cod_tenant = NEW.cod_tenant AND a.cod_pedido = NEW.cod_pedido AND a.sta_agendamento = 'CONFIRMADO';
    ELSIF v_antes AND NOT v_agora AND EXISTS (SELECT FROM flowt.tb_omni8_agendamento a
                                               WHERE a.cod_tenant = NEW.cod_tenant AND a.cod_pedido = NEW.cod_pedido) THEN
        -- A late payment brings the order back, and its times with it; without them its money goes back.
        PERFORM flowt.retomar_horarios(NEW, flowt.motivo_do_encerramento(OLD.sta_pedido));
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.acompanhar_pedido_com_horarios()
    IS 'Gatilho: o pedido que não será mais atendido solta seus horários; o que volta os retoma, ou não volta.';
CREATE OR REPLACE TRIGGER horarios_do_status AFTER UPDATE OF sta_pedido ON flowt.tb_omni8_pedido FOR EACH ROW WHEN (OLD.sta_pedido <> NEW.sta_pedido)
    EXECUTE FUNCTION flowt.acompanhar_pedido_com_horarios();
