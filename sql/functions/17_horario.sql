-- Opening hours (guide chapter 3.1). What holds on a day, the first that is there: an exception of the unit, one of the
-- company, the unit's own week, the company's week; of two exceptions of one owner, that of one date before that of every year.

CREATE OR REPLACE FUNCTION flowt.horizonte_de_abertura() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 60;
COMMENT ON FUNCTION flowt.horizonte_de_abertura() IS 'Dias à frente em que se procura a próxima abertura de quem está fechado.';
CREATE OR REPLACE FUNCTION flowt.antecedencia_do_aviso() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 7;
COMMENT ON FUNCTION flowt.antecedencia_do_aviso() IS 'Dias antes em que o cardápio avisa de uma exceção.';

CREATE OR REPLACE FUNCTION flowt.dias_da_semana() RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '{domingo,segunda-feira,terça-feira,quarta-feira,quinta-feira,sexta-feira,sábado}'::text[];
COMMENT ON FUNCTION flowt.dias_da_semana() IS 'Nomes dos dias da semana, a partir de domingo.';

CREATE OR REPLACE FUNCTION flowt.horas(p_abertura time, p_fechamento time) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN p_abertura = p_fechamento AND p_abertura = '00:00' THEN '24 horas' ELSE to_char(p_abertura, 'HH24:MI') || ' às '
            || to_char(p_fechamento, 'HH24:MI') END;
COMMENT ON FUNCTION flowt.horas(time, time) IS 'Um turno como as pessoas o leem: "11:00 às 15:00", "24 horas".';

CREATE OR REPLACE FUNCTION flowt.fuso_da_unidade(p_tenant bigint, p_unidade bigint) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(u.des_fuso_horario, t.des_fuso_horario) FROM flowt.tb_omni8_tenant t
              LEFT JOIN flowt.tb_omni8_unidade u ON u.cod_tenant = p_tenant
               AND CASE WHEN p_unidade IS NULL THEN u.flg_principal ELSE u.cod_unidade = p_unidade END
             WHERE t.cod_tenant = p_tenant);
END
$$;
COMMENT ON FUNCTION flowt.fuso_da_unidade(bigint, bigint) IS 'Fuso de uma unidade (sem ela, da principal), ou o da empresa.';

CREATE OR REPLACE FUNCTION flowt.semana(p_tenant bigint, p_unidade bigint)
RETURNS TABLE (num_dia_semana smallint, hor_abertura time, hor_fechamento time, flg_propria boolean)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT h.num_dia_semana, h.hor_abertura, h.hor_fechamento, true FROM flowt.tb_omni8_unidade_horario AS h
                  WHERE h.cod_tenant = p_tenant AND h.cod_unidade = p_unidade;
    IF NOT FOUND THEN
        RETURN QUERY SELECT h.num_dia_semana, h.hor_abertura, h.hor_fechamento, false FROM flowt.tb_omni8_tenant_horario AS h
                      WHERE h.cod_tenant = p_tenant;
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.semana(bigint, bigint)
    IS 'Horário semanal de uma unidade: o próprio ou, sem ele, o da empresa (que é também o de unidade nula).';

CREATE OR REPLACE FUNCTION flowt.excecoes_vigentes(p_tenant bigint, p_unidade bigint, p_de date, p_ate date)
    RETURNS TABLE (dia date, cod_excecao bigint, nom_excecao text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_anuais text[] := ARRAY(SELECT to_char(p_de + n, 'MM-DD') FROM generate_series(0, p_ate - p_de) AS n);
BEGIN
    RETURN QUERY
    SELECT DISTINCT ON (c.dia) c.dia, c.codigo, c.nome
      FROM (SELECT e.dat_excecao AS dia, e.cod_excecao AS codigo, e.nom_excecao AS nome, e.cod_unidade, 0 AS ordem
              FROM flowt.tb_omni8_horario_excecao AS e
             WHERE e.cod_tenant = p_tenant AND e.dat_excecao BETWEEN p_de AND p_ate
            UNION ALL
            SELECT p_de + array_position(v_anuais, e.des_dia_anual) - 1, e.cod_excecao, e.nom_excecao, e.cod_unidade, 1
              FROM flowt.tb_omni8_horario_excecao AS e
             WHERE e.cod_tenant = p_tenant AND e.des_dia_anual = ANY (v_anuais)) AS c
     WHERE c.cod_unidade IS NULL OR c.cod_unidade = p_unidade
     ORDER BY c.dia, c.cod_unidade NULLS LAST, c.ordem;
END
$$;
COMMENT ON FUNCTION flowt.excecoes_vigentes(bigint, bigint, date, date)
    IS 'A exceção que vale em cada dia de um período de até um ano, onde há uma: da unidade antes da da empresa, de uma data antes da de todo ano.';

-- Where the clock goes forward, a time that does not exist is as much later as the clock goes (a midnight that is not there
-- is the day's first instant); one that exists twice is the second of the two. Whole days always touch.
CREATE OR REPLACE FUNCTION flowt.turnos_locais(p_tenant bigint, p_unidade bigint, p_de date, p_ate date)
    RETURNS TABLE (dia date, hor_abertura time, hor_fechamento time)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_excecoes date[] := '{}';
    v_excecao  record;
BEGIN
    IF EXISTS (SELECT FROM flowt.tb_omni8_horario_excecao AS e WHERE e.cod_tenant = p_tenant) THEN
        FOR v_excecao IN SELECT v.* FROM flowt.excecoes_vigentes(p_tenant, p_unidade, p_de, p_ate) AS v LOOP
            v_excecoes := v_excecoes || v_excecao.dia;
            RETURN QUERY SELECT v_excecao.dia, x.hor_abertura, x.hor_fechamento FROM flowt.tb_omni8_horario_excecao_turno AS x
                          WHERE x.cod_tenant = p_tenant AND x.cod_excecao = v_excecao.cod_excecao;
        END LOOP;
    END IF;
    RETURN QUERY SELECT p_de + n, s.hor_abertura, s.hor_fechamento
                   FROM flowt.semana(p_tenant, p_unidade) AS s
                   JOIN generate_series(0, p_ate - p_de) AS n ON extract(dow FROM p_de + n) = s.num_dia_semana
                  WHERE p_de + n <> ALL (v_excecoes);
    IF NOT FOUND AND NOT EXISTS (SELECT FROM flowt.semana(p_tenant, p_unidade)) THEN
        -- A company without hours is one that never closes: a shop on the web.
        RETURN QUERY SELECT p_de + n, time '00:00', time '00:00' FROM generate_series(0, p_ate - p_de) AS n WHERE p_de + n <> ALL (v_excecoes);
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.turnos_locais(bigint, bigint, date, date) IS 'Turnos que começam em cada dia de um período, na hora do lugar.';

CREATE OR REPLACE FUNCTION flowt.turnos(p_tenant bigint, p_momento timestamptz, p_unidade bigint DEFAULT NULL, p_dias integer DEFAULT 7)
RETURNS TABLE (dat_abertura timestamptz, dat_fechamento timestamptz)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_unidade bigint;
    v_fuso    text;
    v_dia     date;
BEGIN
    SELECT u.cod_unidade, coalesce(u.des_fuso_horario, t.des_fuso_horario) INTO v_unidade, v_fuso
      FROM flowt.tb_omni8_tenant t
      LEFT JOIN flowt.tb_omni8_unidade u ON u.cod_tenant = p_tenant AND (u.cod_unidade = p_unidade OR p_unidade IS NULL AND u.flg_principal)
     WHERE t.cod_tenant = p_tenant;
    v_dia := (p_momento AT TIME ZONE v_fuso)::date;
    -- From yesterday, because a shift past midnight belongs to the day it starts. What touches or overlaps is one shift.
    RETURN QUERY
    SELECT min(b.abertura), max(b.fechamento)
      FROM (SELECT a.abertura, a.fechamento,
                   count(*) FILTER (WHERE a.abertura > a.antes) OVER (ORDER BY a.abertura, a.fechamento ROWS UNBOUNDED PRECEDING) AS bloco
              FROM (SELECT i.abertura, i.fechamento,
                           max(i.fechamento) OVER (ORDER BY i.abertura, i.fechamento ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS antes
                      FROM (SELECT (l.dia + l.hor_abertura) AT TIME ZONE v_fuso AS abertura,
                                   (l.dia + l.hor_fechamento + CASE WHEN l.hor_fechamento <= l.hor_abertura THEN interval '1 day'
                                                                    ELSE interval '0' END) AT TIME ZONE v_fuso AS fechamento
                              FROM flowt.turnos_locais(p_tenant, v_unidade, v_dia - 1, v_dia + p_dias) AS l) AS i
                     -- The hour the clock skips is no shift.
                     WHERE i.fechamento > i.abertura) AS a) AS b
     GROUP BY b.bloco ORDER BY 1;
END
$$;
COMMENT ON FUNCTION flowt.turnos(bigint, timestamptz, bigint, integer)
    IS 'Turnos de atendimento em volta de um momento, já como instantes; os que se tocam são um só. Sem unidade, os da principal.';

CREATE OR REPLACE FUNCTION flowt.atendimento(p_tenant bigint, p_momento timestamptz, p_unidade bigint DEFAULT NULL)
RETURNS TABLE (flg_aberto boolean, dat_fechamento timestamptz, dat_proxima_abertura timestamptz)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    SELECT coalesce(bool_or(t.dat_abertura <= p_momento AND p_momento < t.dat_fechamento), false),
           max(t.dat_fechamento) FILTER (WHERE t.dat_abertura <= p_momento AND p_momento < t.dat_fechamento),
           min(t.dat_abertura) FILTER (WHERE t.dat_abertura > p_momento)
      INTO flg_aberto, dat_fechamento, dat_proxima_abertura FROM flowt.turnos(p_tenant, p_momento, p_unidade) AS t;
    -- Open for the whole of what was looked at: no closing worth telling.
    IF dat_fechamento >= p_momento + interval '7 days' THEN
        dat_fechamento := NULL;
    ELSIF NOT flg_aberto AND dat_proxima_abertura IS NULL THEN
        SELECT min(t.dat_abertura) FILTER (WHERE t.dat_abertura > p_momento) INTO dat_proxima_abertura
          FROM flowt.turnos(p_tenant, p_momento, p_unidade, flowt.horizonte_de_abertura()) AS t;
    END IF;
    RETURN NEXT;
END
$$;
COMMENT ON FUNCTION flowt.atendimento(bigint, timestamptz, bigint)
    IS 'Se a empresa está aberta em um momento, até quando (nulo: não fecha nos próximos sete dias), e a próxima abertura. Sem unidade, a principal.';

CREATE OR REPLACE FUNCTION flowt.avisos_de_horario(p_tenant bigint, p_momento timestamptz, p_unidade bigint DEFAULT NULL)
    RETURNS TABLE (dia date, des_aviso text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_unidade bigint := coalesce(p_unidade, flowt.unidade_principal(p_tenant));
    v_hoje    date   := (p_momento AT TIME ZONE flowt.fuso_da_unidade(p_tenant, v_unidade))::date;
BEGIN
    RETURN QUERY
    SELECT v.dia, CASE WHEN h.horas IS NULL THEN 'Fechado ' ELSE 'Horário especial ' END
                  || CASE v.dia - v_hoje WHEN 0 THEN 'hoje' WHEN 1 THEN 'amanhã' WHEN 7 THEN 'daqui a uma semana'
                                         ELSE (flowt.dias_da_semana())[extract(dow FROM v.dia)::integer + 1] END
                  || to_char(v.dia, ', DD/MM') || ': ' || coalesce(h.horas || ' (' || v.nom_excecao || ')', v.nom_excecao)
      FROM flowt.excecoes_vigentes(p_tenant, v_unidade, v_hoje, v_hoje + flowt.antecedencia_do_aviso()) AS v
     CROSS JOIN LATERAL (SELECT string_agg(flowt.horas(x.hor_abertura, x.hor_fechamento), ' e ' ORDER BY x.hor_abertura) AS horas
                           FROM flowt.tb_omni8_horario_excecao_turno AS x WHERE x.cod_tenant = p_tenant AND x.cod_excecao = v.cod_excecao) AS h
     ORDER BY v.dia;
END
$$;
COMMENT ON FUNCTION flowt.avisos_de_horario(bigint, timestamptz, bigint)
    IS 'Exceções dos próximos dias em uma frase cada: "Fechado amanhã, 25/12: Natal".';

-- Two weeks written at once would be one with the shifts of both.
CREATE OR REPLACE FUNCTION flowt.travar_horarios(p_tenant bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.um_de_cada_vez(p_tenant, 'horarios');
END
$$;
COMMENT ON FUNCTION flowt.travar_horarios(bigint) IS 'Faz quem grava horários de um tenant esperar por quem já os grava.';

CREATE OR REPLACE FUNCTION flowt.conferir_turnos(p_turnos jsonb, p_semana boolean) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_choque record;
BEGIN
    -- Minutes from Sunday; a week goes on where it began, so its last shift may run into the first.
    WITH turno AS (
        SELECT t.posicao, coalesce((t.turno ->> 'num_dia_semana')::integer, 0) AS dia, h.abre, h.fecha, m.inicio,
               m.inicio + CASE WHEN h.fecha > h.abre THEN 0 ELSE 1440 END + (extract(epoch FROM h.fecha - h.abre) / 60)::integer AS fim
          FROM jsonb_array_elements(p_turnos) WITH ORDINALITY AS t (turno, posicao)
         CROSS JOIN LATERAL (SELECT (t.turno ->> 'hor_abertura')::time AS abre, (t.turno ->> 'hor_fechamento')::time AS fecha) AS h
         CROSS JOIN LATERAL (SELECT coalesce((t.turno ->> 'num_dia_semana')::integer,
                                             0) * 1440 + (extract(epoch FROM h.abre) / 60)::integer AS inicio) AS m
    )
    SELECT a.dia, flowt.horas(a.abre, a.fecha) AS um, b.dia AS outro_dia, flowt.horas(b.abre, b.fecha) AS outro INTO v_choque
      FROM turno a JOIN turno b ON b.posicao > a.posicao, unnest('{-10080,0,10080}'::integer[]) AS volta
     WHERE (p_semana OR volta = 0) AND a.inicio < b.fim + volta AND b.inicio + volta < a.fim
     ORDER BY a.posicao, b.posicao LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'turnos_sobrepostos',
            DETAIL = CASE WHEN p_semana THEN format('Dois turnos se sobrepõem: %s, %s, e %s, %s.', (flowt.dias_da_semana())[v_choque.dia + 1],
                                                    v_choque.um,
                                                    (flowt.dias_da_semana())[v_choque.outro_dia + 1], v_choque.outro)
                          ELSE format('Dois turnos se sobrepõem: %s e %s.', v_choque.um, v_choque.outro) END;
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_turnos(jsonb, boolean) IS 'Levanta 422 se dois turnos de uma semana, ou de um dia, se sobrepõem; encostar pode.';

CREATE OR REPLACE FUNCTION flowt.json_horarios(p_tenant bigint, p_unidade bigint) RETURNS json
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT json_build_object('cod_unidade', p_unidade::text, 'des_fuso_horario', flowt.fuso_da_unidade(p_tenant, p_unidade),
                   'flg_proprio', p_unidade IS NULL OR coalesce(bool_or(s.flg_propria), false),
                   'turnos', coalesce(json_agg(json_build_object('num_dia_semana', s.num_dia_semana,
                       'hor_abertura', to_char(s.hor_abertura, 'HH24:MI'),
                       'hor_fechamento', to_char(s.hor_fechamento, 'HH24:MI')) ORDER BY s.num_dia_semana, s.hor_abertura), '[]'))
          FROM flowt.semana(p_tenant, p_unidade) AS s);
END
$$;
COMMENT ON FUNCTION flowt.json_horarios(bigint, bigint) IS 'Semana da empresa ou de uma unidade, como a API a mostra.';

CREATE OR REPLACE FUNCTION api.horario_ler(p_cod_unidade bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    IF p_cod_unidade IS NOT NULL THEN
        PERFORM flowt.exigir_unidade(v_tenant, p_cod_unidade);
    END IF;
    RETURN (200, NULL, NULL, flowt.json_horarios(v_tenant, p_cod_unidade)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.horario_ler(bigint) IS
$$GET /v1/horarios
acesso: horario.ler
resposta: 200 horarios
resposta: 404 problema
etiqueta: Horários
O horário semanal da empresa ou, com cod_unidade, o de uma unidade.
flg_proprio false: a unidade segue o da empresa. Sem turno algum, está sempre aberta.$$;

CREATE OR REPLACE FUNCTION api.horario_gravar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_corpo   jsonb  := flowt.ler_corpo('horario_semana', p_corpo);
    v_unidade bigint := (v_corpo ->> 'cod_unidade')::bigint;
BEGIN
    PERFORM flowt.exigir_unidade(v_tenant, v_unidade);
    PERFORM flowt.conferir_turnos(v_corpo -> 'turnos', true);
    PERFORM flowt.travar_horarios(v_tenant);
    IF v_unidade IS NULL THEN
        DELETE FROM flowt.tb_omni8_tenant_horario h WHERE h.cod_tenant = v_tenant;
        INSERT INTO flowt.tb_omni8_tenant_horario (cod_tenant, num_dia_semana, hor_abertura, hor_fechamento)
        SELECT v_tenant, t.num_dia_semana, t.hor_abertura, t.hor_fechamento
          FROM jsonb_populate_recordset(NULL::flowt.tb_omni8_tenant_horario, v_corpo -> 'turnos') t;
    ELSE
        DELETE FROM flowt.tb_omni8_unidade_horario h WHERE h.cod_tenant = v_tenant AND h.cod_unidade = v_unidade;
        INSERT INTO flowt.tb_omni8_unidade_horario (cod_tenant, cod_unidade, num_dia_semana, hor_abertura, hor_fechamento)
        SELECT v_tenant, v_unidade, t.num_dia_semana, t.hor_abertura, t.hor_fechamento
          FROM jsonb_populate_recordset(NULL::flowt.tb_omni8_unidade_horario, v_corpo -> 'turnos') t;
    END IF;
    RETURN (200, NULL, NULL, flowt.json_horarios(v_tenant, v_unidade)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.horario_gravar(text) IS
$$PUT /v1/horarios
acesso: horario.escrever
corpo: horario_semana
resposta: 200 horarios
resposta: 403 problema
resposta: 404 problema
resposta: 422 problema
etiqueta: Horários
Troca a semana inteira, da empresa ou de uma unidade.
Um turno que fecha na hora de abrir ou antes dela termina no dia seguinte; o dia inteiro é 00:00 a 00:00. Uma unidade sem turnos volta a seguir a empresa.$$;

CREATE OR REPLACE FUNCTION api.atendimento(p_momento flowt.momento, p_cod_unidade bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint      := flowt.exigir_tenant();
    v_momento timestamptz := coalesce(flowt.ler_momento('momento', p_momento), now());
    v_atende  record;
BEGIN
    IF v_momento NOT BETWEEN now() - interval '1 year' AND now() + interval '2 years' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'momento_fora_do_alcance',
            DETAIL = 'Pergunte por um momento de um ano atrás a dois anos à frente.';
    ELSIF p_cod_unidade IS NOT NULL AND NOT EXISTS (SELECT FROM flowt.tb_omni8_unidade u
                                                     WHERE u.cod_tenant = v_tenant AND u.cod_unidade = p_cod_unidade AND u.sta_unidade = 'ATIVA') THEN
        PERFORM flowt.recusar_registro('esta unidade');
    END IF;
    SELECT a.* INTO v_atende FROM flowt.atendimento(v_tenant, v_momento, p_cod_unidade) AS a;
    RETURN (200, NULL, NULL, json_build_object('momento', v_momento, 'des_fuso_horario', flowt.fuso_da_unidade(v_tenant, p_cod_unidade),
        'flg_aberto', v_atende.flg_aberto,
        'dat_fechamento', v_atende.dat_fechamento, 'dat_proxima_abertura', v_atende.dat_proxima_abertura,
        'turnos', (SELECT coalesce(json_agg(t ORDER BY t.dat_abertura), '[]') FROM flowt.turnos(v_tenant, v_momento, p_cod_unidade) AS t
                    WHERE t.dat_fechamento > v_momento),
        'avisos', (SELECT coalesce(json_agg(json_build_object('dat_excecao', v.dia, 'des_aviso', v.des_aviso) ORDER BY v.dia), '[]')
                     FROM flowt.avisos_de_horario(v_tenant, v_momento, p_cod_unidade) AS v))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.atendimento(flowt.momento, bigint) IS
$$GET /v1/atendimento
acesso: publico
modulo: cardapio
resposta: 200 atendimento
resposta: 404 problema
resposta: 422 problema
etiqueta: Cardápio
Se a empresa está aberta, até quando e quando abre, agora ou no momento dado; os turnos e as exceções dos próximos dias.
dat_fechamento nulo com flg_aberto: não fecha nos próximos sete dias. Sem cod_unidade, a unidade principal.$$;

-- "24:00" is no time of day here: a shift that ends at midnight ends at 00:00.
SELECT flowt.definir_esquema(e.nome, jsonb_build_object('type', 'object', 'required', e.obrigatorios, 'properties', e.proprios || $json${
    "hor_abertura": {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$",
        "x-mensagem": "Use uma hora de 00:00 a 23:59; meia-noite é 00:00."},
    "hor_fechamento": {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$",
        "x-mensagem": "Use uma hora de 00:00 a 23:59; meia-noite é 00:00."}
}$json$::jsonb))
FROM (VALUES ('horario_turno', '["hor_abertura", "hor_fechamento"]'::jsonb, '{}'::jsonb),
             ('horario_turno_semanal', '["num_dia_semana", "hor_abertura", "hor_fechamento"]',
              '{"num_dia_semana": {"type": "integer", "minimum": 0, "maximum": 6, "description": "0: domingo."}}')) AS e (nome, obrigatorios,
                  proprios);
SELECT flowt.definir_esquema('horario_semana', $json${
    "type": "object", "required": ["turnos"],
    "properties": {
        "cod_unidade": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma unidade, como \"12\"."},
        "turnos": {"type": "array", "maxItems": 70, "items": {"$ref": "#/components/schemas/horario_turno_semanal"}}
    }
}$json$);
SELECT flowt.definir_esquema('horarios', $json${
    "type": "object", "required": ["cod_unidade", "des_fuso_horario", "flg_proprio", "turnos"],
    "properties": {
        "cod_unidade": {"type": ["string", "null"]}, "des_fuso_horario": {"type": "string"},
        "flg_proprio": {"type": "boolean", "description": "false: segue o horário da empresa."},
        "turnos": {"type": "array", "items": {"$ref": "#/components/schemas/horario_turno_semanal"}}
    }
}$json$);
SELECT flowt.definir_esquema('atendimento', $json${
    "type": "object", "required": ["momento", "des_fuso_horario", "flg_aberto", "dat_fechamento", "dat_proxima_abertura", "turnos", "avisos"],
    "properties": {
        "momento": {"type": "string", "format": "date-time"}, "des_fuso_horario": {"type": "string"}, "flg_aberto": {"type": "boolean"},
        "dat_fechamento": {"type": ["string", "null"], "format": "date-time"}, "dat_proxima_abertura": {"type": ["string", "null"],
            "format": "date-time"},
        "turnos": {"type": "array", "items": {"type": "object", "properties": {
            "dat_abertura": {"type": "string", "format": "date-time"}, "dat_fechamento": {"type": "string", "format": "date-time"}}}},
        "avisos": {"type": "array", "items": {"type": "object", "properties": {"dat_excecao": {"type": "string", "format": "date"},
                    "des_aviso": {"type": "string"}}}}
    }
}$json$);
