-- Who or what serves (guide chapter 5.1, services): professionals, rooms, equipment of each unit.

CREATE OR REPLACE FUNCTION flowt.limite_recursos() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 200;
COMMENT ON FUNCTION flowt.limite_recursos() IS 'Recursos que uma empresa pode ter.';

CREATE OR REPLACE FUNCTION flowt.recursos(p_tenant bigint, p_codigos bigint[])
RETURNS TABLE (cod_recurso text, cod_unidade text, nom_recurso text, tip_recurso text, num_ordem integer, sta_recurso text, servicos json,
               turnos json, num_versao integer)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT r.cod_recurso::text, r.cod_unidade::text, r.nom_recurso, r.tip_recurso, r.num_ordem, r.sta_recurso,
           (SELECT coalesce(json_agg(s.cod_produto::text ORDER BY s.cod_produto), '[]') FROM flowt.tb_omni8_recurso_servico s
             WHERE s.cod_tenant = p_tenant AND s.cod_recurso = r.cod_recurso),
           (SELECT coalesce(json_agg(json_build_object('num_dia_semana', t.num_dia_semana, 'hor_inicio', to_char(t.hor_inicio, 'HH24:MI'),
                                                       'hor_fim', to_char(t.hor_fim, 'HH24:MI'))
                       ORDER BY t.num_dia_semana, t.hor_inicio), '[]') FROM flowt.tb_omni8_recurso_turno t WHERE t.cod_tenant = p_tenant
                   AND t.cod_recurso = r.cod_recurso),
           r.num_versao
      FROM flowt.tb_omni8_recurso r WHERE r.cod_tenant = p_tenant AND r.cod_recurso = ANY (p_codigos) ORDER BY r.num_ordem, r.cod_recurso;
END
$$;
COMMENT ON FUNCTION flowt.recursos(bigint, bigint[]) IS 'Recursos como a API os mostra.';

CREATE OR REPLACE FUNCTION flowt.resposta_recurso(p_tenant bigint, p_recurso bigint, p_status integer) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_corpo text := (SELECT to_json(r)::text FROM flowt.recursos(p_tenant, ARRAY[p_recurso]) AS r);
BEGIN
    RETURN (p_status, NULL, NULL, v_corpo)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.resposta_recurso(bigint, bigint, integer) IS 'Resposta com um recurso recém-gravado.';

-- What of a body is in tables of its own; an absent list keeps what is.
CREATE OR REPLACE FUNCTION flowt.gravar_recurso(p_tenant bigint, p_recurso bigint, p_corpo jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_servicos bigint[] := ARRAY(SELECT DISTINCT s::bigint FROM jsonb_array_elements_text(p_corpo -> 'servicos') AS s ORDER BY 1);
    v_codigo   bigint;
    v_turno    record;
BEGIN
    IF p_corpo ? 'servicos' THEN
        IF EXISTS (SELECT FROM unnest(v_servicos) AS s WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_produto_servico p
                    WHERE p.cod_tenant = p_tenant AND p.cod_produto = s AND p.tip_item = 'SERVICO' AND p.dat_exclusao IS NULL)) THEN
            RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'servico_desconhecido',
                DETAIL = 'Um dos códigos não é de um serviço: confira a lista.';
        END IF;
        DELETE FROM flowt.tb_omni8_recurso_servico s
         WHERE s.cod_tenant = p_tenant AND s.cod_recurso = p_recurso AND s.cod_produto <> ALL (v_servicos);
        FOREACH v_codigo IN ARRAY v_servicos LOOP
            INSERT INTO flowt.tb_omni8_recurso_servico (cod_tenant, cod_recurso, cod_produto) VALUES (p_tenant, p_recurso, v_codigo)
                ON CONFLICT (cod_tenant, cod_recurso, cod_produto) DO NOTHING;
        END LOOP;
    END IF;
    IF p_corpo ? 'turnos' THEN
        PERFORM flowt.conferir_turnos((SELECT coalesce(jsonb_agg(t || jsonb_build_object('hor_abertura', t -> 'hor_inicio',
                                                                                         'hor_fechamento', t -> 'hor_fim')), '[]')
                                         FROM jsonb_array_elements(p_corpo -> 'turnos') AS t), true);
        DELETE FROM flowt.tb_omni8_recurso_turno t WHERE t.cod_tenant = p_tenant AND t.cod_recurso = p_recurso;
        FOR v_turno IN SELECT t.num_dia_semana, t.hor_inicio, t.hor_fim
                         FROM jsonb_populate_recordset(NULL::flowt.tb_omni8_recurso_turno, p_corpo -> 'turnos') AS t LOOP
            INSERT INTO flowt.tb_omni8_recurso_turno (cod_tenant, cod_recurso, num_dia_semana, hor_inicio, hor_fim)
            VALUES (p_tenant, p_recurso, v_turno.num_dia_semana, v_turno.hor_inicio, v_turno.hor_fim);
        END LOOP;
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.gravar_recurso(bigint, bigint, jsonb) IS 'Serviços e turnos de um recurso travado, como o corpo os diz.';

CREATE OR REPLACE FUNCTION api.recurso_listar() RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_itens  json;
BEGIN
    SELECT coalesce(json_agg(r), '[]') INTO v_itens
      FROM flowt.recursos(v_tenant, ARRAY(SELECT x.cod_recurso FROM flowt.tb_omni8_recurso x WHERE x.cod_tenant = v_tenant ORDER BY x.cod_recurso
                                           LIMIT flowt.limite_recursos())) AS r;
    RETURN (200, NULL, NULL, json_build_object('itens', v_itens)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.recurso_listar() IS
$$GET /v1/recursos
acesso: agenda.ler
modulo: pedidos
resposta: 200 recurso_lista
etiqueta: Agenda
Lista quem ou o que atende: profissionais, salas, equipamentos.$$;

CREATE OR REPLACE FUNCTION api.recurso_criar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_corpo   jsonb  := flowt.ler_corpo('recurso_novo', p_corpo);
    v_unidade bigint := coalesce((v_corpo ->> 'cod_unidade')::bigint, flowt.unidade_principal(v_tenant));
    v_codigo  bigint;
BEGIN
    PERFORM flowt.exigir_unidade(v_tenant, v_unidade);
    IF (SELECT count(*) FROM flowt.tb_omni8_recurso r WHERE r.cod_tenant = v_tenant) >= flowt.limite_recursos() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'recursos_demais',
            DETAIL = format('Uma empresa tem até %s recursos.', flowt.limite_recursos());
    END IF;
    INSERT INTO flowt.tb_omni8_recurso (cod_tenant, cod_unidade, nom_recurso, tip_recurso, num_ordem)
    VALUES (v_tenant, v_unidade, btrim(v_corpo ->> 'nom_recurso'), coalesce(v_corpo ->> 'tip_recurso', 'PROFISSIONAL'),
            coalesce((v_corpo ->> 'num_ordem')::integer, 0))
    RETURNING cod_recurso INTO v_codigo;
    PERFORM flowt.gravar_recurso(v_tenant, v_codigo, v_corpo);
    RETURN flowt.resposta_recurso(v_tenant, v_codigo, 201);
END
$$;
COMMENT ON FUNCTION api.recurso_criar(text) IS
$$POST /v1/recursos
acesso: agenda.recursos
modulo: pedidos
corpo: recurso_novo
resposta: 201 recurso
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Agenda
Cadastra quem ou o que atende em uma unidade (a principal, se não dita).
Sem servicos, faz todos; sem turnos, atende sempre que a unidade está aberta.$$;

CREATE OR REPLACE FUNCTION api.recurso_alterar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('recurso_alteracao', p_corpo);
    v_linha  flowt.tb_omni8_recurso;
BEGIN
    SELECT r.* INTO v_linha FROM flowt.tb_omni8_recurso r WHERE r.cod_tenant = v_tenant AND r.cod_recurso = p_id FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este recurso');
    ELSIF v_linha.num_versao <> (v_corpo ->> 'num_versao')::integer THEN
        PERFORM flowt.recusar_versao(v_linha.num_versao);
    END IF;
    v_linha := jsonb_populate_record(v_linha, v_corpo);
    UPDATE flowt.tb_omni8_recurso r
       SET (nom_recurso, tip_recurso, num_ordem, sta_recurso) = (btrim(v_linha.nom_recurso), v_linha.tip_recurso, v_linha.num_ordem,
                                                                 v_linha.sta_recurso)
     WHERE r.cod_tenant = v_tenant AND r.cod_recurso = p_id;
    PERFORM flowt.gravar_recurso(v_tenant, p_id, v_corpo);
    RETURN flowt.resposta_recurso(v_tenant, p_id, 200);
END
$$;
COMMENT ON FUNCTION api.recurso_alterar(bigint, text) IS
$$PATCH /v1/recursos/{id}
acesso: agenda.recursos
modulo: pedidos
corpo: recurso_alteracao
resposta: 200 recurso
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Agenda
Altera os campos enviados; num_versao é a versão lida (409 se mudou desde então). INATIVO deixa de ser oferecido; os horários já marcados ficam.$$;

-- The fields a resource is written with, in creation and in change.
SELECT flowt.definir_esquema(e.nome, jsonb_build_object('type', 'object', 'required', e.obrigatorios, 'properties', e.proprios || $json${
    "nom_recurso": {"type": "string", "minLength": 1, "maxLength": 80},
    "tip_recurso": {"type": "string", "enum": ["PROFISSIONAL", "SALA", "EQUIPAMENTO"]},
    "num_ordem": {"type": "integer", "minimum": 0, "maximum": 100000},
    "servicos": {"type": "array", "maxItems": 500,
        "items": {"type": "string", "format": "codigo", "x-mensagem": "Use o código de um serviço, como \"12\"."},
    "description": "Vazia: faz todos."},
    "turnos": {"type": "array", "maxItems": 70, "items": {"$ref": "#/components/schemas/recurso_turno"},
        "description": "Vazia: sempre que a unidade está aberta."}
}$json$::jsonb))
FROM (VALUES ('recurso_novo', '["nom_recurso"]'::jsonb,
              '{"cod_unidade": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma unidade, como \"12\"."}}'::jsonb),
             ('recurso_alteracao', '["num_versao"]',
              '{"num_versao": {"type": "integer", "minimum": 1, "maximum": 2147483647}, "sta_recurso": {"type": "string", "enum": ["ATIVO", '
              '"INATIVO"]}}'))
     AS e (nome, obrigatorios, proprios);
SELECT flowt.definir_esquema('recurso_turno', $json${
    "type": "object", "required": ["num_dia_semana", "hor_inicio", "hor_fim"],
    "properties": {
        "num_dia_semana": {"type": "integer", "minimum": 0, "maximum": 6, "description": "0: domingo."},
        "hor_inicio": {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$",
            "x-mensagem": "Use uma hora de 00:00 a 23:59; meia-noite é 00:00."},
        "hor_fim": {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$",
            "x-mensagem": "Use uma hora de 00:00 a 23:59; meia-noite é 00:00."}
    }
}$json$);
SELECT flowt.definir_esquema('recurso', $json${
    "type": "object", "required": ["cod_recurso", "cod_unidade", "nom_recurso", "tip_recurso", "sta_recurso", "servicos", "turnos", "num_versao"],
    "properties": {
        "cod_recurso": {"type": "string"}, "cod_unidade": {"type": "string"}, "nom_recurso": {"type": "string"}, "tip_recurso": {"type": "string"},
        "num_ordem": {"type": "integer"},
        "sta_recurso": {"type": "string"}, "servicos": {"type": "array", "items": {"type": "string"}},
        "turnos": {"type": "array", "items": {"$ref": "#/components/schemas/recurso_turno"}},
        "num_versao": {"type": "integer"}
    }
}$json$);
SELECT flowt.definir_esquema('recurso_lista', $json${
    "type": "object", "required": ["itens"],
    "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/recurso"}}}
}$json$);
