-- The agenda of the staff (guide chapter 5.1, services): the day, blocked times, and appointments moved, fitted in and cancelled.

CREATE OR REPLACE FUNCTION flowt.limite_dia_da_agenda() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 500;
COMMENT ON FUNCTION flowt.limite_dia_da_agenda() IS 'Agendamentos que a agenda de um dia mostra.';

CREATE OR REPLACE FUNCTION flowt.travar_agendamento_da_equipe(p_tenant bigint, p_agendamento bigint) RETURNS flowt.tb_omni8_agendamento
LANGUAGE plpgsql AS $$
DECLARE
    v_token text := (SELECT a.des_token FROM flowt.tb_omni8_agendamento a WHERE a.cod_tenant = p_tenant AND a.cod_agendamento = p_agendamento);
BEGIN
    RETURN flowt.travar_agendamento(p_tenant, v_token);
END
$$;
COMMENT ON FUNCTION flowt.travar_agendamento_da_equipe(bigint, bigint) IS 'Trava um agendamento pelo código, ou levanta 404.';

CREATE OR REPLACE FUNCTION api.agendamento_listar(p_dia date, p_cod_unidade bigint, p_cod_recurso bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_unidade bigint := coalesce(p_cod_unidade, flowt.unidade_principal(v_tenant));
    v_fuso    text   := flowt.fuso_da_unidade(v_tenant, v_unidade);
    v_dia     date   := coalesce(p_dia, (now() AT TIME ZONE v_fuso)::date);
    v_itens   json;
BEGIN
    PERFORM flowt.exigir_unidade(v_tenant, v_unidade);
    SELECT coalesce(json_agg(flowt.json_agendamento(v_tenant, d.cod_agendamento, true) ORDER BY d.dat_inicio, d.cod_agendamento), '[]') INTO v_itens
      FROM (SELECT a.cod_agendamento, a.dat_inicio FROM flowt.tb_omni8_agendamento a
             WHERE a.cod_tenant = v_tenant AND a.cod_unidade = v_unidade AND a.dat_fim > v_dia::timestamp AT TIME ZONE v_fuso
               AND a.dat_inicio < (v_dia + 1)::timestamp AT TIME ZONE v_fuso
               AND (p_cod_recurso IS NULL OR a.cod_recurso = p_cod_recurso) AND a.sta_agendamento NOT IN ('CANCELADO', 'EXPIRADO')
             ORDER BY a.dat_inicio, a.cod_agendamento LIMIT flowt.limite_dia_da_agenda()) AS d;
    RETURN (200, NULL, NULL, json_build_object('dia', v_dia, 'cod_unidade', v_unidade::text, 'des_fuso_horario', v_fuso,
                                               'itens', v_itens)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.agendamento_listar(date, bigint, bigint) IS
$$GET /v1/agendamentos
acesso: agenda.ler
modulo: pedidos
resposta: 200 agendamento_lista
resposta: 404 problema
etiqueta: Agenda
A agenda de um dia (hoje, se não dito) de uma unidade (a principal, se não dita): o que está reservado, confirmado, feito e bloqueado.$$;

CREATE OR REPLACE FUNCTION flowt.bloquear_horario(p_tenant bigint, p_unidade bigint, p_corpo jsonb) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_inicio timestamptz := (p_corpo ->> 'dat_inicio')::timestamptz;
    v_fim    timestamptz := (p_corpo ->> 'dat_fim')::timestamptz;
    v_novo   bigint;
BEGIN
    IF v_fim IS NULL OR v_fim > v_inicio + interval '1 year' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'bloqueio_sem_fim',
            DETAIL = 'Um bloqueio vai de um momento a outro, até um ano depois: informe dat_fim.';
    ELSIF (p_corpo ->> 'cod_recurso') IS NULL AND EXISTS (SELECT FROM flowt.tb_omni8_recurso r
                                                           WHERE r.cod_tenant = p_tenant AND r.cod_unidade = p_unidade
                                                             AND r.sta_recurso = 'ATIVO') THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'bloqueio_sem_recurso',
            DETAIL = 'Nesta unidade quem atende são recursos: diga qual bloquear.';
    END IF;
    PERFORM flowt.travar_agenda(p_tenant, p_unidade);
    PERFORM flowt.expirar_horarios(p_tenant, p_unidade, (p_corpo ->> 'cod_recurso')::bigint, v_inicio, v_fim);
    INSERT INTO flowt.tb_omni8_agendamento (cod_tenant, des_token, cod_unidade, cod_recurso, dat_inicio, dat_fim, sta_agendamento, des_motivo)
    VALUES (p_tenant, flowt.novo_token(), p_unidade, (p_corpo ->> 'cod_recurso')::bigint, v_inicio, v_fim,
            'BLOQUEIO', nullif(btrim(p_corpo ->> 'des_motivo'), ''))
    RETURNING cod_agendamento INTO v_novo;
    RETURN v_novo;
END
$$;
COMMENT ON FUNCTION flowt.bloquear_horario(bigint, bigint, jsonb)
    IS 'Bloqueia um período de um recurso, ou da unidade sem recursos; 409 se há horário marcado nele.';

CREATE OR REPLACE FUNCTION flowt.encaixar_horario(p_tenant bigint, p_unidade bigint, p_corpo jsonb) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_pedido  bigint      := (p_corpo ->> 'cod_pedido')::bigint;
    v_produto bigint      := (p_corpo ->> 'cod_produto')::bigint;
    v_inicio  timestamptz := (p_corpo ->> 'dat_inicio')::timestamptz;
    v_minutos integer;
    v_recurso bigint;
    v_novo    bigint;
BEGIN
    SELECT p.qtd_duracao_min INTO v_minutos FROM flowt.tb_omni8_pedido_item i
      JOIN flowt.tb_omni8_produto_servico p ON p.cod_tenant = p_tenant AND p.cod_produto = i.cod_produto
      JOIN flowt.tb_omni8_pedido x ON x.cod_tenant = p_tenant AND x.cod_pedido = i.cod_pedido AND x.cod_unidade = p_unidade
      JOIN flowt.tb_omni8_pedido_status s ON s.sta_pedido = x.sta_pedido AND NOT s.flg_devolve_estoque
     WHERE i.cod_tenant = p_tenant AND i.cod_pedido = v_pedido AND i.cod_produto = v_produto AND p.tip_item = 'SERVICO' LIMIT 1;
    IF v_minutos IS NULL THEN
        PERFORM flowt.recusar_registro('este serviço em um pedido em andamento da unidade');
    END IF;
    v_recurso := flowt.ocupar_horario(p_tenant, p_unidade, v_produto, (p_corpo ->> 'cod_recurso')::bigint, v_minutos, v_inicio, NULL);
    INSERT INTO flowt.tb_omni8_agendamento (cod_tenant, des_token, cod_unidade, cod_recurso, cod_produto, cod_pedido, dat_inicio, dat_fim,
                                            sta_agendamento)
    VALUES (p_tenant, flowt.novo_token(), p_unidade, v_recurso, v_produto, v_pedido, v_inicio, v_inicio + make_interval(mins => v_minutos),
            'CONFIRMADO')
    RETURNING cod_agendamento INTO v_novo;
    RETURN v_novo;
END
$$;
COMMENT ON FUNCTION flowt.encaixar_horario(bigint, bigint, jsonb) IS 'Marca um horário livre para um serviço de um pedido que já existe.';

CREATE OR REPLACE FUNCTION api.agendamento_criar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_corpo   jsonb  := flowt.ler_corpo('agendamento_novo', p_corpo);
    v_unidade bigint := coalesce((v_corpo ->> 'cod_unidade')::bigint, flowt.unidade_principal(v_tenant));
    v_novo    bigint;
BEGIN
    PERFORM flowt.exigir_unidade(v_tenant, v_unidade);
    IF (v_corpo ->> 'cod_recurso') IS NOT NULL AND NOT EXISTS (SELECT FROM flowt.tb_omni8_recurso r
                                                                WHERE r.cod_tenant = v_tenant AND r.cod_unidade = v_unidade
                                                                  AND r.cod_recurso = (v_corpo ->> 'cod_recurso')::bigint) THEN
        PERFORM flowt.recusar_registro('este recurso na unidade');
    ELSIF num_nonnulls(v_corpo ->> 'cod_pedido', v_corpo ->> 'cod_produto') = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'pedido_e_servico_juntos',
            DETAIL = 'Para marcar, informe o pedido e o serviço dele; para bloquear, nenhum dos dois.';
    END IF;
    v_novo := CASE WHEN (v_corpo ->> 'cod_pedido') IS NULL THEN flowt.bloquear_horario(v_tenant, v_unidade, v_corpo)
                   ELSE flowt.encaixar_horario(v_tenant, v_unidade, v_corpo) END;
    RETURN (201, NULL, NULL, flowt.json_agendamento(v_tenant, v_novo, true)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.agendamento_criar(text) IS
$$POST /v1/agendamentos
acesso: agenda.escrever
modulo: pedidos
corpo: agendamento_novo
resposta: 201 agendamento
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Agenda
Bloqueia um período (dat_inicio a dat_fim) de um recurso ou, com cod_pedido e cod_produto, marca um horário para um serviço de um pedido em andamento.
Sem cod_recurso: um bloqueio é da própria unidade, quando ela não tem recursos; um serviço é de quem estiver livre.$$;

CREATE OR REPLACE FUNCTION api.agendamento_alterar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('agendamento_alteracao', p_corpo);
    v_linha  flowt.tb_omni8_agendamento := flowt.travar_agendamento_da_equipe(v_tenant, p_id);
BEGIN
    IF v_linha.num_versao <> (v_corpo ->> 'num_versao')::integer THEN
        PERFORM flowt.recusar_versao(v_linha.num_versao);
    END IF;
    IF v_corpo ?| '{dat_inicio,cod_recurso}' THEN
        IF v_linha.sta_agendamento <> 'CONFIRMADO' THEN
            RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'so_confirmado_se_remarca',
                DETAIL = 'Só um horário confirmado se remarca: cancele este e marque outro.';
        END IF;
        PERFORM flowt.remarcar(v_tenant, v_linha, coalesce((v_corpo ->> 'dat_inicio')::timestamptz, v_linha.dat_inicio),
                               (v_corpo ->> 'cod_recurso')::bigint);
    END IF;
    IF v_corpo ? 'sta_agendamento' THEN
        UPDATE flowt.tb_omni8_agendamento a SET sta_agendamento = v_corpo ->> 'sta_agendamento'
         WHERE a.cod_tenant = v_tenant AND a.cod_agendamento = p_id;
    END IF;
    RETURN (200, NULL, NULL, flowt.json_agendamento(v_tenant, p_id, true)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.agendamento_alterar(bigint, text) IS
$$PATCH /v1/agendamentos/{id}
acesso: agenda.escrever
modulo: pedidos
corpo: agendamento_alteracao
resposta: 200 agendamento
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Agenda
Remarca um horário confirmado (dat_inicio, cod_recurso), ou diz o que houve dele (sta_agendamento); num_versao é a versão lida (409 se mudou desde então).
cod_recurso null: quem estiver livre.$$;

CREATE OR REPLACE FUNCTION api.agendamento_cancelar(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_linha  flowt.tb_omni8_agendamento := flowt.travar_agendamento_da_equipe(v_tenant, p_id);
BEGIN
    PERFORM flowt.cancelar_horario(v_tenant, v_linha, NULL);
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.agendamento_cancelar(bigint) IS
$$DELETE /v1/agendamentos/{id}
acesso: agenda.escrever
modulo: pedidos
resposta: 204
resposta: 404 problema
resposta: 409 problema
etiqueta: Agenda
Cancela um horário reservado, confirmado ou bloqueado; o pedido dele continua.$$;

CREATE OR REPLACE FUNCTION flowt.guarda_do_horario() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '1 day';
COMMENT ON FUNCTION flowt.guarda_do_horario() IS 'Quanto uma reserva vencida que ninguém quis ainda pode ser confirmada por quem a fez.';

CREATE OR REPLACE FUNCTION rotina.expirar_horarios() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_expirados bigint;
BEGIN
    WITH vencido AS (
        SELECT a.cod_tenant, a.cod_agendamento FROM flowt.tb_omni8_agendamento a
         WHERE a.sta_agendamento = 'RESERVADO' AND a.dat_validade < now() - flowt.guarda_do_horario()
         ORDER BY a.cod_tenant, a.cod_agendamento FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE flowt.tb_omni8_agendamento a SET sta_agendamento = 'EXPIRADO' FROM vencido v
     WHERE a.cod_tenant = v.cod_tenant AND a.cod_agendamento = v.cod_agendamento;
    GET DIAGNOSTICS v_expirados = ROW_COUNT;
    RETURN v_expirados;
END
$$;
ALTER FUNCTION rotina.expirar_horarios() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.expirar_horarios()
    IS 'Expira as reservas de horário vencidas há um dia; devolve quantas. Antes disso, quem quer o horário as expira. Para rodar de hora em hora.';

SELECT flowt.definir_esquema('agendamento_lista', $json${
    "type": "object", "required": ["dia", "cod_unidade", "des_fuso_horario", "itens"],
    "properties": {"dia": {"type": "string", "format": "date"}, "cod_unidade": {"type": "string"}, "des_fuso_horario": {"type": "string"},
                   "itens": {"type": "array", "items": {"$ref": "#/components/schemas/agendamento"}}}
}$json$);
SELECT flowt.definir_esquema(e.nome, jsonb_build_object('type', 'object', 'required', e.obrigatorios, 'properties', e.proprios || (
    SELECT s.js_esquema -> 'properties' FROM flowt.tb_omni8_esquema_json s WHERE s.nom_esquema = 'agenda_remarcacao')))
FROM (VALUES ('agendamento_novo', '["dat_inicio"]'::jsonb, $json${
        "cod_unidade": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma unidade, como \"12\"."},
        "cod_pedido": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de um pedido, como \"12\"."},
        "cod_produto": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de um serviço, como \"12\"."},
        "dat_fim": {"$ref": "#/components/schemas/momento_opcional"},
        "des_motivo": {"type": ["string", "null"], "maxLength": 200}}$json$::jsonb),
      ('agendamento_alteracao', '["num_versao"]',
       '{"num_versao": {"type": "integer", "minimum": 1, "maximum": 2147483647}, "sta_agendamento": {"type": "string", "enum": ["REALIZADO", '
       '"FALTOU"]}}'))
     AS e (nome, obrigatorios, proprios);
