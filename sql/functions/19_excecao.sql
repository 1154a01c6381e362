-- Exceptions to the opening hours (guide chapter 3.1): days off and special hours, and the holidays offered as such.

CREATE OR REPLACE FUNCTION flowt.limite_excecoes() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 500;
COMMENT ON FUNCTION flowt.limite_excecoes() IS 'Exceções que uma empresa pode ter por vir.';

-- Gregorian Easter, by the anonymous algorithm (Meeus, Astronomical Algorithms, chapter 8).
CREATE OR REPLACE FUNCTION flowt.pascoa(p_ano integer) RETURNS date
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_ouro   integer := p_ano % 19;
    v_seculo integer := p_ano / 100;
    v_epacta integer := (19 * v_ouro + v_seculo - v_seculo / 4 - (v_seculo - (v_seculo + 8) / 25 + 1) / 3 + 15) % 30;
    v_dia    integer := (32 + 2 * (v_seculo % 4) + 2 * (p_ano % 100 / 4) - v_epacta - p_ano % 100 % 4) % 7;
    v_ajuste integer := (v_ouro + 11 * v_epacta + 22 * v_dia) / 451;
    v_soma   integer := v_epacta + v_dia - 7 * v_ajuste + 114;
BEGIN
    RETURN make_date(p_ano, v_soma / 31, v_soma % 31 + 1);
END
$$;
COMMENT ON FUNCTION flowt.pascoa(integer) IS 'Domingo de Páscoa de um ano.';

CREATE OR REPLACE FUNCTION flowt.feriados(p_ano integer) RETURNS TABLE (dat_feriado date, nom_feriado text, flg_facultativo boolean)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT d.dia, f.nom_feriado, f.flg_facultativo
      FROM flowt.tb_omni8_feriado AS f
     CROSS JOIN LATERAL (SELECT coalesce((p_ano || '-' || f.des_dia_anual)::date, flowt.pascoa(p_ano) + f.qtd_dias_da_pascoa) AS dia) AS d
     WHERE p_ano >= f.num_ano_inicial
     ORDER BY d.dia;
END;
COMMENT ON FUNCTION flowt.feriados(integer) IS 'Feriados e pontos facultativos nacionais de um ano.';

CREATE OR REPLACE FUNCTION flowt.excecoes(p_tenant bigint, p_codigos bigint[])
RETURNS TABLE (cod_excecao text, cod_unidade text, dat_excecao date, des_dia_anual text, nom_excecao text, turnos json)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT e.cod_excecao::text, e.cod_unidade::text, e.dat_excecao, e.des_dia_anual, e.nom_excecao, t.turnos
      FROM flowt.tb_omni8_horario_excecao AS e
     CROSS JOIN LATERAL (SELECT coalesce(json_agg(json_build_object('hor_abertura', to_char(x.hor_abertura, 'HH24:MI'),
                                                                    'hor_fechamento', to_char(x.hor_fechamento, 'HH24:MI'))
                                                  ORDER BY x.hor_abertura), '[]') AS turnos
                           FROM flowt.tb_omni8_horario_excecao_turno AS x WHERE x.cod_tenant = p_tenant AND x.cod_excecao = e.cod_excecao) AS t
     WHERE e.cod_tenant = p_tenant AND e.cod_excecao = ANY (p_codigos)
     ORDER BY e.cod_excecao;
END;
COMMENT ON FUNCTION flowt.excecoes(bigint, bigint[]) IS 'Exceções destes códigos, como a API as mostra.';

CREATE OR REPLACE FUNCTION flowt.conferir_limite_de_excecoes(p_tenant bigint, p_hoje date) RETURNS void
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF (SELECT count(*) FROM flowt.tb_omni8_horario_excecao e
         WHERE e.cod_tenant = p_tenant AND (e.dat_excecao >= p_hoje OR e.dat_excecao IS NULL)) > flowt.limite_excecoes() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'excecoes_demais',
            DETAIL = format('Uma empresa tem até %s exceções por vir.', flowt.limite_excecoes());
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_limite_de_excecoes(bigint, date) IS 'Levanta 422 se o tenant passou do limite de exceções por vir.';

CREATE OR REPLACE FUNCTION api.excecao_listar(p_limite integer, p_apos bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint  := flowt.exigir_tenant();
    v_quantos integer := flowt.tamanho_pagina(p_limite);
    v_pagina  bigint[] := ARRAY(SELECT e.cod_excecao FROM flowt.tb_omni8_horario_excecao e
                                 WHERE e.cod_tenant = v_tenant AND e.cod_excecao > coalesce(p_apos, 0)
                                 ORDER BY e.cod_excecao LIMIT v_quantos);
    v_itens   json;
BEGIN
    SELECT coalesce(json_agg(e), '[]') INTO v_itens FROM flowt.excecoes(v_tenant, v_pagina) AS e;
    RETURN (200, NULL, NULL, json_build_object('itens', v_itens,
        'proximo', CASE WHEN cardinality(v_pagina) = v_quantos THEN v_pagina[v_quantos]::text END)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.excecao_listar(integer, bigint) IS
$$GET /v1/horarios/excecoes
acesso: horario.ler
resposta: 200 horario_excecao_lista
etiqueta: Horários
Lista as exceções da empresa e de suas unidades, na ordem em que foram criadas.
limite: até 100 por página (20). apos: o "proximo" da página anterior.$$;

CREATE OR REPLACE FUNCTION api.excecao_criar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_corpo   jsonb  := flowt.ler_corpo('horario_excecao_nova', p_corpo);
    v_unidade bigint := (v_corpo ->> 'cod_unidade')::bigint;
    v_hoje    date   := (now() AT TIME ZONE flowt.fuso_da_unidade(v_tenant, v_unidade))::date;
    v_codigo  bigint;
    v_resposta flowt.resposta;
BEGIN
    PERFORM flowt.exigir_unidade(v_tenant, v_unidade);
    IF (v_corpo ->> 'dat_excecao')::date < v_hoje THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'excecao_no_passado', DETAIL = 'Esta data já passou: cadastre exceções de hoje em diante.';
    END IF;
    PERFORM flowt.conferir_turnos(coalesce(v_corpo -> 'turnos', '[]'), false);
    INSERT INTO flowt.tb_omni8_horario_excecao (cod_tenant, cod_unidade, dat_excecao, des_dia_anual, nom_excecao)
    VALUES (v_tenant, v_unidade, (v_corpo ->> 'dat_excecao')::date, v_corpo ->> 'des_dia_anual', btrim(v_corpo ->> 'nom_excecao'))
    RETURNING cod_excecao INTO v_codigo;
    INSERT INTO flowt.tb_omni8_horario_excecao_turno (cod_tenant, cod_excecao, hor_abertura, hor_fechamento)
    SELECT v_tenant, v_codigo, t.hor_abertura, t.hor_fechamento
      FROM jsonb_populate_recordset(NULL::flowt.tb_omni8_horario_excecao_turno, coalesce(v_corpo -> 'turnos', '[]')) t;
    PERFORM flowt.conferir_limite_de_excecoes(v_tenant, v_hoje);
    SELECT 201, NULL, NULL, to_json(e)::text INTO v_resposta FROM flowt.excecoes(v_tenant, ARRAY[v_codigo]) AS e;
    RETURN v_resposta;
END
$$;
COMMENT ON FUNCTION api.excecao_criar(text) IS
$$POST /v1/horarios/excecoes
acesso: horario.escrever
corpo: horario_excecao_nova
resposta: 201 horario_excecao
resposta: 403 problema
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Horários
Cria uma exceção ao horário semanal, em uma data (dat_excecao) ou em um dia de todo ano (des_dia_anual, como 12-25).
Sem turnos, fechado. A da unidade vale antes da da empresa, e a de uma data antes da de todo ano.$$;

CREATE OR REPLACE FUNCTION api.excecao_excluir(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_unidade bigint;
BEGIN
    SELECT e.cod_unidade INTO v_unidade FROM flowt.tb_omni8_horario_excecao e WHERE e.cod_tenant = v_tenant AND e.cod_excecao = p_id;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta exceção');
    END IF;
    PERFORM flowt.exigir_unidade(v_tenant, v_unidade);
    DELETE FROM flowt.tb_omni8_horario_excecao e WHERE e.cod_tenant = v_tenant AND e.cod_excecao = p_id;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.excecao_excluir(bigint) IS
$$DELETE /v1/horarios/excecoes/{id}
acesso: horario.escrever
resposta: 204
resposta: 403 problema
resposta: 404 problema
etiqueta: Horários
Exclui uma exceção: volta a valer o horário semanal.$$;

CREATE OR REPLACE FUNCTION api.feriado_listar(p_ano integer) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint  := flowt.exigir_tenant();
    v_ano    integer := coalesce(p_ano, extract(year FROM flowt.dia_do_tenant(v_tenant, now()))::integer);
    v_itens  json;
BEGIN
    IF v_ano NOT BETWEEN 1980 AND 2199 THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'ano_fora_do_alcance', DETAIL = 'Informe um ano de 1980 a 2199.';
    END IF;
    SELECT json_agg(json_build_object('dat_feriado', f.dat_feriado, 'nom_feriado', f.nom_feriado, 'flg_facultativo', f.flg_facultativo, 'flg_aceito',
                        EXISTS (SELECT FROM flowt.tb_omni8_horario_excecao e WHERE e.cod_tenant = v_tenant AND e.cod_unidade IS NULL
                                   AND (e.dat_excecao = f.dat_feriado OR e.des_dia_anual = to_char(f.dat_feriado, 'MM-DD')))) ORDER BY f.dat_feriado)
      INTO v_itens FROM flowt.feriados(v_ano) AS f;
    RETURN (200, NULL, NULL, json_build_object('itens', v_itens)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.feriado_listar(integer) IS
$$GET /v1/horarios/feriados
acesso: horario.ler
resposta: 200 feriado_lista
resposta: 422 problema
etiqueta: Horários
Feriados e pontos facultativos nacionais de um ano (o corrente), e se a empresa já tem exceção no dia.$$;

CREATE OR REPLACE FUNCTION api.feriado_aceitar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint  := flowt.exigir_tenant();
    v_corpo   jsonb   := flowt.ler_corpo('feriado_aceite', p_corpo);
    v_unidade bigint  := (v_corpo ->> 'cod_unidade')::bigint;
    v_hoje    date    := (now() AT TIME ZONE flowt.fuso_da_unidade(v_tenant, v_unidade))::date;
    v_nomes   text[]  := ARRAY(SELECT jsonb_array_elements_text(v_corpo -> 'feriados'));
    v_errado  text;
    v_novas   bigint[];
    v_itens   json;
BEGIN
    PERFORM flowt.exigir_unidade(v_tenant, v_unidade);
    SELECT n INTO v_errado FROM unnest(v_nomes) AS n WHERE n NOT IN (SELECT f.nom_feriado FROM flowt.feriados((v_corpo ->> 'ano')::integer) AS f)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'feriado_desconhecido',
            DETAIL = format('Não há feriado de nome "%s" neste ano: use os nomes da lista.', v_errado);
    END IF;
    -- What the company has already decided about a day stays; what is past is past.
    WITH nova AS (
        INSERT INTO flowt.tb_omni8_horario_excecao AS e (cod_tenant, cod_unidade, dat_excecao, nom_excecao)
        SELECT v_tenant, v_unidade, f.dat_feriado, f.nom_feriado FROM flowt.feriados((v_corpo ->> 'ano')::integer) AS f
         WHERE f.nom_feriado = ANY (v_nomes) AND f.dat_feriado >= v_hoje
        ON CONFLICT ON CONSTRAINT excecao_ja_cadastrada DO NOTHING
        RETURNING e.cod_excecao
    )
    SELECT array_agg(n.cod_excecao) INTO v_novas FROM nova n;
    PERFORM flowt.conferir_limite_de_excecoes(v_tenant, v_hoje);
    SELECT coalesce(json_agg(e), '[]') INTO v_itens FROM flowt.excecoes(v_tenant, v_novas) AS e;
    RETURN (200, NULL, NULL, json_build_object('itens', v_itens)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.feriado_aceitar(text) IS
$$POST /v1/horarios/feriados
acesso: horario.escrever
corpo: feriado_aceite
resposta: 200 feriado_excecao_lista
resposta: 403 problema
resposta: 404 problema
resposta: 422 problema
etiqueta: Horários
Fecha nos feriados escolhidos de um ano: cria as exceções que faltam e devolve só as novas. Dias que já passaram ficam de fora.$$;

SELECT flowt.definir_esquema('horario_excecao_nova', $json${
    "type": "object", "required": ["nom_excecao"],
    "properties": {
        "cod_unidade": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma unidade, como \"12\"."},
        "dat_excecao": {"type": ["string", "null"], "format": "date", "x-mensagem": "Use uma data como 2026-12-31."},
        "des_dia_anual": {"type": ["string", "null"], "maxLength": 5, "pattern": "^[0-9]{2}-[0-9]{2}$", "x-mensagem": "Use mês e dia, como 12-25."},
        "nom_excecao": {"type": "string", "minLength": 1, "maxLength": 80},
        "turnos": {"type": "array", "maxItems": 10, "items": {"$ref": "#/components/schemas/horario_turno"}, "description": "Vazio: fechado."}
    }
}$json$);
SELECT flowt.definir_esquema('horario_excecao', $json${
    "type": "object", "required": ["cod_excecao", "nom_excecao", "turnos"],
    "properties": {
        "cod_excecao": {"type": "string"}, "cod_unidade": {"type": ["string", "null"]}, "dat_excecao": {"type": ["string", "null"], "format": "date"},
        "des_dia_anual": {"type": ["string", "null"]}, "nom_excecao": {"type": "string"},
        "turnos": {"type": "array", "items": {"$ref": "#/components/schemas/horario_turno"}}
    }
}$json$);
SELECT flowt.definir_esquema('horario_excecao_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/horario_excecao"}}, "proximo": {"type": ["string", "null"]}}
}$json$);
SELECT flowt.definir_esquema('feriado_lista', $json${
    "type": "object", "required": ["itens"],
    "properties": {"itens": {"type": "array", "items": {"type": "object", "properties": {
        "dat_feriado": {"type": "string", "format": "date"}, "nom_feriado": {"type": "string"}, "flg_facultativo": {"type": "boolean"},
        "flg_aceito": {"type": "boolean", "description": "A empresa já tem exceção neste dia."}}}}}
}$json$);
SELECT flowt.definir_esquema('feriado_aceite', $json${
    "type": "object", "required": ["ano", "feriados"],
    "properties": {
        "ano": {"type": "integer", "minimum": 2020, "maximum": 2199},
        "feriados": {"type": "array", "minItems": 1, "maxItems": 30, "items": {"type": "string", "minLength": 1, "maxLength": 80}},
        "cod_unidade": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma unidade, como \"12\"."}
    }
}$json$);
SELECT flowt.definir_esquema('feriado_excecao_lista', $json${
    "type": "object", "required": ["itens"], "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/horario_excecao"}}}
}$json$);
