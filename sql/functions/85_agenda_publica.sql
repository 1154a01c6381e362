-- Appointments as the public makes, moves and cancels them (guide chapter 5.1, services).

CREATE OR REPLACE FUNCTION flowt.json_agendamento(p_tenant bigint, p_agendamento bigint, p_equipe boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT jsonb_build_object('token', a.des_token, 'cod_unidade', a.cod_unidade::text, 'nom_unidade', u.nom_unidade,
                   'cod_recurso', a.cod_recurso::text, 'nom_recurso', r.nom_recurso,
                   'cod_produto', a.cod_produto::text, 'nom_produto', p.nom_produto, 'dat_inicio', a.dat_inicio, 'dat_fim', a.dat_fim,
                   'des_fuso_horario', flowt.fuso_da_unidade(p_tenant, a.cod_unidade),
                   'sta_agendamento', CASE WHEN a.sta_agendamento = 'RESERVADO' AND a.dat_validade <= now() THEN 'EXPIRADO'
                                           ELSE a.sta_agendamento END,
                   'dat_validade', CASE WHEN a.sta_agendamento = 'RESERVADO' THEN a.dat_validade END, 'cod_carrinho_item', a.cod_carrinho_item::text)
            || CASE WHEN p_equipe THEN jsonb_build_object('cod_agendamento', a.cod_agendamento::text, 'cod_pedido', a.cod_pedido::text,
                                                          'des_motivo', a.des_motivo, 'num_versao', a.num_versao) ELSE '{}' END
          FROM flowt.tb_omni8_agendamento a
          JOIN flowt.tb_omni8_unidade u ON u.cod_tenant = p_tenant AND u.cod_unidade = a.cod_unidade
          LEFT JOIN flowt.tb_omni8_recurso r ON r.cod_tenant = p_tenant AND r.cod_recurso = a.cod_recurso
          LEFT JOIN flowt.tb_omni8_produto_servico p ON p.cod_tenant = p_tenant AND p.cod_produto = a.cod_produto
         WHERE a.cod_tenant = p_tenant AND a.cod_agendamento = p_agendamento);
END
$$;
COMMENT ON FUNCTION flowt.json_agendamento(bigint, bigint, boolean) IS 'Agendamento como a API o mostra, ao cliente ou à equipe.';

-- By what the cart or the order shows of its times.
CREATE OR REPLACE FUNCTION flowt.agendamentos_de(p_tenant bigint, p_itens bigint[], p_pedido bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(flowt.json_agendamento(p_tenant, a.cod_agendamento, false) ORDER BY a.dat_inicio, a.cod_agendamento), '[]')
              FROM flowt.tb_omni8_agendamento a
             WHERE a.cod_tenant = p_tenant AND (a.cod_carrinho_item = ANY (p_itens) OR a.cod_pedido = p_pedido)
               AND a.sta_agendamento NOT IN ('CANCELADO', 'EXPIRADO'));
END
$$;
COMMENT ON FUNCTION flowt.agendamentos_de(bigint, bigint[], bigint) IS 'Horários das linhas de um carrinho, ou de um pedido, como o público os vê.';

CREATE OR REPLACE FUNCTION flowt.servico_a_venda(p_tenant bigint, p_produto bigint) RETURNS integer
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_minutos integer := (SELECT p.qtd_duracao_min FROM flowt.tb_omni8_produto_servico p
                           WHERE p.cod_tenant = p_tenant AND p.cod_produto = p_produto AND p.tip_item = 'SERVICO' AND p.sta_produto = 'PUBLICADO');
BEGIN
    IF v_minutos IS NULL THEN
        PERFORM flowt.recusar_registro('este serviço');
    END IF;
    RETURN v_minutos;
END
$$;
COMMENT ON FUNCTION flowt.servico_a_venda(bigint, bigint) IS 'Duração de um serviço publicado, em minutos, ou 404.';

-- Asked with the unit's agenda locked, and of the clock: whoever waited for it takes the time now, not when the request came.
CREATE OR REPLACE FUNCTION flowt.conferir_alcance_da_agenda(p_tenant bigint, p_inicio timestamptz) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_agora timestamptz := clock_timestamp();
BEGIN
    IF p_inicio < v_agora + make_interval(mins => (flowt.parametro(p_tenant, 'agenda_antecedencia_min', v_agora) #>> '{}')::integer) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'horario_em_cima_da_hora',
            DETAIL = 'Este horário já passou ou está em cima da hora: escolha outro.';
    ELSIF p_inicio > v_agora + make_interval(days => (flowt.parametro(p_tenant, 'agenda_horizonte_dias', v_agora) #>> '{}')::integer) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'horario_longe_demais',
            DETAIL = 'A agenda deste dia ainda não abriu: escolha uma data mais próxima.';
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_alcance_da_agenda(bigint, timestamptz)
    IS 'Levanta 422 se o público não pode marcar um horário, por cedo ou por tarde.';

CREATE OR REPLACE FUNCTION flowt.horarios_do_dia(p_tenant bigint, p_unidade bigint, p_produto bigint, p_recurso bigint, p_minutos integer,
                                                 p_dia date, p_exceto bigint)
RETURNS TABLE (dat_inicio timestamptz, recursos json)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_fuso text        := flowt.fuso_da_unidade(p_tenant, p_unidade);
    v_de   timestamptz := greatest(p_dia::timestamp AT TIME ZONE v_fuso,
                                   now() + make_interval(mins => (flowt.parametro(p_tenant, 'agenda_antecedencia_min', now()) #>> '{}')::integer));
    v_ate  timestamptz := least((p_dia + 1)::timestamp AT TIME ZONE v_fuso,
                                now() + make_interval(days => (flowt.parametro(p_tenant, 'agenda_horizonte_dias', now()) #>> '{}')::integer));
BEGIN
    RETURN QUERY
    SELECT l.dat_inicio, coalesce(json_agg(json_build_object('cod_recurso', l.cod_recurso::text, 'nom_recurso', l.nom_recurso) ORDER BY l.num_ordem,
                                           l.cod_recurso) FILTER (WHERE l.cod_recurso IS NOT NULL), '[]')
      FROM flowt.horarios_livres(p_tenant, p_unidade, p_produto, p_recurso, p_minutos, v_de, v_ate, p_exceto) AS l GROUP BY l.dat_inicio;
END
$$;
COMMENT ON FUNCTION flowt.horarios_do_dia(bigint, bigint, bigint, bigint, integer, date, bigint) IS
    'Horários de um dia da unidade que o público pode marcar, e com quem. p_exceto: agendamento que não conta, o que se remarca.';

CREATE OR REPLACE FUNCTION api.servico_horarios(p_id bigint, p_dia date, p_cod_unidade bigint, p_cod_recurso bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint  := flowt.exigir_tenant();
    v_minutos integer := flowt.servico_a_venda(v_tenant, p_id);
    v_unidade bigint  := flowt.unidade_do_pedido(v_tenant, p_cod_unidade);
    v_fuso    text    := flowt.fuso_da_unidade(v_tenant, v_unidade);
    v_dia     date    := coalesce(p_dia, (now() AT TIME ZONE v_fuso)::date);
    v_livres  json;
BEGIN
    IF v_dia NOT BETWEEN (now() AT TIME ZONE v_fuso)::date - 1 AND (now() AT TIME ZONE v_fuso)::date + 366 THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'dia_fora_da_agenda', DETAIL = 'Pergunte por um dia de hoje a um ano à frente.';
    END IF;
    SELECT coalesce(json_agg(json_build_object('dat_inicio', h.dat_inicio, 'dat_fim', h.dat_inicio + make_interval(mins => v_minutos),
               'hora', to_char(h.dat_inicio AT TIME ZONE v_fuso, 'HH24:MI'),
               'recursos', h.recursos) ORDER BY h.dat_inicio), '[]') INTO v_livres
      FROM flowt.horarios_do_dia(v_tenant, v_unidade, p_id, p_cod_recurso, v_minutos, v_dia, NULL) AS h;
    RETURN (200, NULL, NULL, json_build_object('dia', v_dia, 'cod_unidade', v_unidade::text, 'des_fuso_horario', v_fuso,
                                               'qtd_duracao_min', v_minutos, 'horarios', v_livres)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.servico_horarios(bigint, date, bigint, bigint) IS
$$GET /v1/servicos/{id}/horarios
acesso: publico
modulo: pedidos
resposta: 200 servico_horarios
resposta: 404 problema
resposta: 422 problema
cache: private, no-store
etiqueta: Agenda
Os horários livres de um serviço em um dia (hoje, se não dito) da unidade, com quem pode atender em cada um.
Sem cod_unidade, a principal; cod_recurso: só os dele. recursos vazio: a própria unidade atende.$$;

-- Of a locked cart.
CREATE OR REPLACE FUNCTION flowt.reservar_horario(p_tenant bigint, p_carrinho bigint, p_corpo jsonb) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_unidade  bigint := flowt.unidade_do_pedido(p_tenant, (p_corpo ->> 'cod_unidade')::bigint);
    v_inicio   timestamptz := (p_corpo ->> 'dat_inicio')::timestamptz;
    v_linha    record;
    v_minutos  integer;
    v_recurso  bigint;
    v_novo     bigint;
BEGIN
    SELECT l.cod_carrinho_item, l.cod_produto, l.qtd_item INTO v_linha FROM flowt.tb_omni8_carrinho_item l
     WHERE l.cod_tenant = p_tenant AND l.cod_carrinho = p_carrinho AND l.cod_carrinho_item = (p_corpo ->> 'cod_carrinho_item')::bigint;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este item do carrinho');
    END IF;
    v_minutos := flowt.servico_a_venda(p_tenant, v_linha.cod_produto) * v_linha.qtd_item;
    IF v_minutos > flowt.duracao_maxima() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'horario_longo_demais',
            DETAIL = 'Tantas vezes este serviço não cabem em um dia: diminua a quantidade.';
    END IF;
    PERFORM flowt.travar_agenda(p_tenant, v_unidade);
    PERFORM flowt.conferir_alcance_da_agenda(p_tenant, v_inicio);
    -- The time this line had is given up first: it may be the neighbour of the new one.
    UPDATE flowt.tb_omni8_agendamento a SET sta_agendamento = 'CANCELADO', des_motivo = 'Outro horário foi escolhido.'
     WHERE a.cod_tenant = p_tenant AND a.cod_carrinho_item = v_linha.cod_carrinho_item AND a.sta_agendamento = 'RESERVADO';
    v_recurso := flowt.ocupar_horario(p_tenant, v_unidade, v_linha.cod_produto, (p_corpo ->> 'cod_recurso')::bigint, v_minutos, v_inicio, NULL);
    INSERT INTO flowt.tb_omni8_agendamento (cod_tenant, des_token, cod_unidade, cod_recurso, cod_produto, cod_carrinho_item, dat_inicio, dat_fim,
                                            sta_agendamento, dat_validade)
    VALUES (p_tenant, flowt.novo_token(), v_unidade, v_recurso, v_linha.cod_produto, v_linha.cod_carrinho_item, v_inicio,
            v_inicio + make_interval(mins => v_minutos), 'RESERVADO',
            now() + flowt.validade_do_horario())
    RETURNING cod_agendamento INTO v_novo;
    RETURN v_novo;
END
$$;
COMMENT ON FUNCTION flowt.reservar_horario(bigint, bigint, jsonb)
    IS 'Reserva um horário livre (horario_novo) para uma linha de um carrinho travado, no lugar do que ela tinha, e devolve o agendamento; 409 se '
       'não está livre.';

CREATE OR REPLACE FUNCTION api.horario_reservar(p_token text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant   bigint := flowt.exigir_tenant();
    v_corpo    jsonb  := flowt.ler_corpo('horario_novo', p_corpo);
    v_carrinho bigint := flowt.travar_carrinho(v_tenant, p_token);
    v_novo     bigint := flowt.reservar_horario(v_tenant, v_carrinho, v_corpo);
BEGIN
    RETURN (201, NULL, NULL, flowt.json_agendamento(v_tenant, v_novo, false)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.horario_reservar(text, text) IS
$$POST /v1/carrinhos/{token}/horarios
acesso: publico
modulo: pedidos
corpo: horario_novo
resposta: 201 agendamento
resposta: 404 problema
resposta: 409 problema
resposta: 410 problema
resposta: 422 problema
etiqueta: Agenda
Reserva por 15 minutos um horário livre para um serviço do carrinho, no lugar do que ele tinha; o pedido o confirma.
Sem cod_recurso, atende o primeiro que estiver livre. A quantidade do item multiplica a duração.$$;

CREATE OR REPLACE FUNCTION flowt.travar_agendamento(p_tenant bigint, p_token text) RETURNS flowt.tb_omni8_agendamento
LANGUAGE plpgsql AS $$
DECLARE
    v_linha flowt.tb_omni8_agendamento;
BEGIN
    SELECT a.* INTO v_linha FROM flowt.tb_omni8_agendamento a WHERE a.cod_tenant = p_tenant AND a.des_token = p_token;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este horário');
    END IF;
    -- The order, then the unit, then the row: as an order that ends lets go of its times, and as whoever takes a time does.
    PERFORM FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = p_tenant AND p.cod_pedido = v_linha.cod_pedido FOR NO KEY UPDATE;
    PERFORM flowt.travar_agenda(p_tenant, v_linha.cod_unidade);
    SELECT a.* INTO v_linha FROM flowt.tb_omni8_agendamento a WHERE a.cod_tenant = p_tenant AND a.des_token = p_token FOR NO KEY UPDATE;
    RETURN v_linha;
END
$$;
COMMENT ON FUNCTION flowt.travar_agendamento(bigint, text) IS 'Trava o agendamento do token, e a agenda da unidade dele, ou levanta 404.';

CREATE OR REPLACE FUNCTION flowt.recusa_de_mudanca(p_tenant bigint, p_linha flowt.tb_omni8_agendamento) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE
        WHEN (p_linha).sta_agendamento = 'RESERVADO' AND (p_linha).dat_validade > now() THEN NULL
        WHEN (p_linha).sta_agendamento <> 'CONFIRMADO'
             OR EXISTS (SELECT FROM flowt.tb_omni8_pedido p
                          JOIN flowt.tb_omni8_pedido_status s ON s.sta_pedido = p.sta_pedido
                           AND (s.flg_final OR s.sta_pedido IN ('ENTREGUE', 'CONCLUIDO'))
                         WHERE p.cod_tenant = p_tenant AND p.cod_pedido = (p_linha).cod_pedido) THEN 'horario_encerrado'
        WHEN (p_linha).dat_inicio < now() + make_interval(mins => (flowt.parametro(p_tenant, 'agenda_cancelamento_min', now()) #>> '{}')::integer)
            THEN 'tarde_para_mudar_o_horario' END;
END
$$;
COMMENT ON FUNCTION flowt.recusa_de_mudanca(bigint, flowt.tb_omni8_agendamento) IS 'Por que o cliente já não muda um horário; nulo se muda.';

CREATE OR REPLACE FUNCTION flowt.frase_da_recusa_de_mudanca(p_codigo text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE p_codigo WHEN 'tarde_para_mudar_o_horario' THEN 'Este horário está próximo demais para ser mudado aqui: fale com a empresa.'
            ELSE 'Este horário já foi usado, cancelado ou expirou, ou o pedido dele terminou: marque outro.' END;
COMMENT ON FUNCTION flowt.frase_da_recusa_de_mudanca(text) IS 'Frase que diz por que o cliente já não muda um horário.';

CREATE OR REPLACE FUNCTION flowt.travar_agendamento_do_cliente(p_tenant bigint, p_token text) RETURNS flowt.tb_omni8_agendamento
LANGUAGE plpgsql AS $$
DECLARE
    v_linha flowt.tb_omni8_agendamento := flowt.travar_agendamento(p_tenant, p_token);
BEGIN
    IF flowt.recusa_de_mudanca(p_tenant, v_linha) IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = flowt.recusa_de_mudanca(p_tenant, v_linha),
            DETAIL = flowt.frase_da_recusa_de_mudanca(flowt.recusa_de_mudanca(p_tenant, v_linha));
    END IF;
    RETURN v_linha;
END
$$;
COMMENT ON FUNCTION flowt.travar_agendamento_do_cliente(bigint, text) IS 'Trava o agendamento do token para o cliente o mudar; 409 se já não pode.';

-- Moves a locked appointment, keeping its length.
CREATE OR REPLACE FUNCTION flowt.remarcar(p_tenant bigint, p_linha flowt.tb_omni8_agendamento, p_inicio timestamptz, p_recurso bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_minutos integer := extract(epoch FROM (p_linha).dat_fim - (p_linha).dat_inicio)::integer / 60;
    v_recurso bigint  := flowt.ocupar_horario(p_tenant, (p_linha).cod_unidade, (p_linha).cod_produto, p_recurso, v_minutos, p_inicio,
                                              (p_linha).cod_agendamento);
BEGIN
    UPDATE flowt.tb_omni8_agendamento a SET dat_inicio = p_inicio, dat_fim = p_inicio + make_interval(mins => v_minutos), cod_recurso = v_recurso
     WHERE a.cod_tenant = p_tenant AND a.cod_agendamento = (p_linha).cod_agendamento;
    PERFORM flowt.contar_ao_pedido(p_tenant, p_linha);
END
$$;
COMMENT ON FUNCTION flowt.remarcar(bigint, flowt.tb_omni8_agendamento, timestamptz, bigint)
    IS 'Leva um agendamento travado a outro horário livre (p_recurso nulo: quem estiver livre); 409 se não está.';

CREATE OR REPLACE FUNCTION flowt.cancelar_horario(p_tenant bigint, p_linha flowt.tb_omni8_agendamento, p_motivo text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE flowt.tb_omni8_agendamento a SET sta_agendamento = 'CANCELADO', des_motivo = coalesce(p_motivo, a.des_motivo)
     WHERE a.cod_tenant = p_tenant AND a.cod_agendamento = (p_linha).cod_agendamento;
    PERFORM flowt.contar_ao_pedido(p_tenant, p_linha);
END
$$;
COMMENT ON FUNCTION flowt.cancelar_horario(bigint, flowt.tb_omni8_agendamento, text)
    IS 'Cancela um agendamento travado; o pedido continua, e o conta em sua linha do tempo.';

CREATE OR REPLACE FUNCTION flowt.remarcar_pelo_cliente(p_tenant bigint, p_token text, p_inicio timestamptz, p_recurso bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_linha flowt.tb_omni8_agendamento := flowt.travar_agendamento_do_cliente(p_tenant, p_token);
BEGIN
    PERFORM flowt.conferir_alcance_da_agenda(p_tenant, p_inicio);
    PERFORM flowt.remarcar(p_tenant, v_linha, p_inicio, p_recurso);
    RETURN v_linha.cod_agendamento;
END
$$;
COMMENT ON FUNCTION flowt.remarcar_pelo_cliente(bigint, text, timestamptz, bigint)
    IS 'Leva o horário do token a outro, livre, e devolve o agendamento; 409 se já não se muda ou não está livre, 422 fora do alcance.';

CREATE OR REPLACE FUNCTION api.agenda_ler(p_token text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_codigo bigint := (SELECT a.cod_agendamento FROM flowt.tb_omni8_agendamento a WHERE a.cod_tenant = v_tenant AND a.des_token = p_token);
BEGIN
    IF v_codigo IS NULL THEN
        PERFORM flowt.recusar_registro('este horário');
    END IF;
    RETURN (200, NULL, NULL, flowt.json_agendamento(v_tenant, v_codigo, false)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.agenda_ler(text) IS
$$GET /v1/agenda/{token}
acesso: publico
modulo: pedidos
resposta: 200 agendamento
resposta: 404 problema
cache: private, no-store
etiqueta: Agenda
O horário de quem tem o token.$$;

CREATE OR REPLACE FUNCTION api.agenda_remarcar(p_token text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('agenda_remarcacao', p_corpo);
    v_codigo bigint := flowt.remarcar_pelo_cliente(v_tenant, p_token, (v_corpo ->> 'dat_inicio')::timestamptz, (v_corpo ->> 'cod_recurso')::bigint);
BEGIN
    RETURN (200, NULL, NULL, flowt.json_agendamento(v_tenant, v_codigo, false)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.agenda_remarcar(text, text) IS
$$PATCH /v1/agenda/{token}
acesso: publico
modulo: pedidos
corpo: agenda_remarcacao
resposta: 200 agendamento
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Agenda
Leva o horário de quem tem o token a outro, livre; em cima da hora, só a empresa o muda (409).$$;

CREATE OR REPLACE FUNCTION api.agenda_cancelar(p_token text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_linha  flowt.tb_omni8_agendamento := flowt.travar_agendamento_do_cliente(v_tenant, p_token);
BEGIN
    PERFORM flowt.cancelar_horario(v_tenant, v_linha, 'Cancelado pelo cliente.');
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.agenda_cancelar(text) IS
$$DELETE /v1/agenda/{token}
acesso: publico
modulo: pedidos
resposta: 204
resposta: 404 problema
resposta: 409 problema
etiqueta: Agenda
Cancela o horário de quem tem o token; o pedido continua. Em cima da hora, só a empresa o cancela (409).$$;

SELECT flowt.definir_esquema('servico_horarios', $json${
    "type": "object", "required": ["dia", "cod_unidade", "des_fuso_horario", "qtd_duracao_min", "horarios"],
    "properties": {
        "dia": {"type": "string", "format": "date"}, "cod_unidade": {"type": "string"}, "des_fuso_horario": {"type": "string"},
        "qtd_duracao_min": {"type": "integer"},
        "horarios": {"type": "array", "items": {"type": "object", "required": ["dat_inicio", "dat_fim", "hora", "recursos"], "properties": {
            "dat_inicio": {"type": "string", "format": "date-time"}, "dat_fim": {"type": "string", "format": "date-time"},
            "hora": {"type": "string", "description": "Hora do lugar."},
            "recursos": {"type": "array",
                "items": {"type": "object", "properties": {"cod_recurso": {"type": "string"}, "nom_recurso": {"type": "string"}}}}}}}
    }
}$json$);
SELECT flowt.definir_esquema('horario_novo', $json${
    "type": "object", "required": ["cod_carrinho_item", "dat_inicio"],
    "properties": {
        "cod_carrinho_item": {"type": "string", "format": "codigo", "x-mensagem": "Use o código de um item do carrinho, como \"12\"."},
        "cod_unidade": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma unidade, como \"12\"."},
        "cod_recurso": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de quem atende, como \"12\"."},
        "dat_inicio": {"$ref": "#/components/schemas/momento", "x-mensagem": "Use um dos horários livres, com o fuso: 2026-12-01T08:00-03:00."}
    }
}$json$);
SELECT flowt.definir_esquema('agenda_remarcacao', (SELECT jsonb_set(e.js_esquema #- '{properties,cod_carrinho_item}' #- '{properties,cod_unidade}',
                                                                    '{required}', '["dat_inicio"]')
    FROM flowt.tb_omni8_esquema_json e WHERE e.nom_esquema = 'horario_novo'));
SELECT flowt.definir_esquema('agendamento', $json${
    "type": "object", "required": ["token", "cod_unidade", "dat_inicio", "dat_fim", "sta_agendamento"],
    "properties": {
        "cod_agendamento": {"type": "string", "description": "Só para a equipe."}, "token": {"type": "string"}, "cod_unidade": {"type": "string"},
        "nom_unidade": {"type": "string"},
        "cod_recurso": {"type": ["string", "null"], "description": "null: a própria unidade."}, "nom_recurso": {"type": ["string", "null"]},
        "cod_produto": {"type": ["string", "null"]},
        "nom_produto": {"type": ["string", "null"]}, "dat_inicio": {"type": "string", "format": "date-time"},
        "dat_fim": {"type": "string", "format": "date-time"},
        "des_fuso_horario": {"type": "string"}, "sta_agendamento": {"type": "string"},
        "dat_validade": {"type": ["string", "null"], "format": "date-time"},
        "cod_carrinho_item": {"type": ["string", "null"]}, "cod_pedido": {"type": ["string", "null"], "description": "Só para a equipe."},
        "des_motivo": {"type": ["string", "null"], "description": "Só para a equipe."},
        "num_versao": {"type": "integer", "description": "Só para a equipe."}
    }
}$json$);
