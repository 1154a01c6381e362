-- Security incidents (guide chapter 17.2; LGPD art. 48; Resolução CD/ANPD 15/2024): register, deadline, history.

CREATE OR REPLACE FUNCTION flowt.prazo_de_comunicacao() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 3;
COMMENT ON FUNCTION flowt.prazo_de_comunicacao()
    IS 'Dias úteis para comunicar um incidente à ANPD e às pessoas; em dobro para agentes de pequeno porte.';

CREATE OR REPLACE FUNCTION flowt.sexta_feira_santa(p_ano integer) RETURNS date
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    -- Gregorian Easter by the anonymous (Meeus) method; Good Friday is two days before.
    a integer := p_ano % 19;
    b integer := p_ano / 100;
    c integer := p_ano % 100;
    h integer := (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    l integer := (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    m integer := (a + 11 * h + 22 * l) / 451;
BEGIN
    RETURN make_date(p_ano, (h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1) - 2;
END
$$;
COMMENT ON FUNCTION flowt.sexta_feira_santa(integer) IS 'Sexta-feira da Paixão de um ano.';

CREATE OR REPLACE FUNCTION flowt.dia_util(p_dia date) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN extract(isodow FROM p_dia) < 6
    AND NOT extract(month FROM p_dia)::integer * 100
        + extract(day FROM p_dia)::integer = ANY ('{101,421,501,907,1012,1102,1115,1120,1225}'::integer[])
    AND p_dia <> flowt.sexta_feira_santa(extract(year FROM p_dia)::integer);
COMMENT ON FUNCTION flowt.dia_util(date)
    IS 'Se um dia não é fim de semana nem feriado nacional (Leis 662/1949, 6.802/1980, 14.759/2023 e a Sexta-feira da Paixão).';

-- The day of knowledge does not count; the last one counts to its end, in the company's zone.
CREATE OR REPLACE FUNCTION flowt.prazo_em_dias_uteis(p_inicio date, p_dias integer) RETURNS date
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_dia  date    := p_inicio;
    v_faltam integer := p_dias;
BEGIN
    WHILE v_faltam > 0 LOOP
        v_dia := v_dia + 1;
        IF flowt.dia_util(v_dia) THEN
            v_faltam := v_faltam - 1;
        END IF;
    END LOOP;
    RETURN v_dia;
END
$$;
COMMENT ON FUNCTION flowt.prazo_em_dias_uteis(date, integer) IS 'Último dia de um prazo em dias úteis, contado do dia seguinte.';

CREATE OR REPLACE FUNCTION flowt.json_incidente(p_linha flowt.tb_omni8_incidente) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_prazo timestamptz;
BEGIN
    SELECT (flowt.prazo_em_dias_uteis((p_linha.dat_ciencia AT TIME ZONE t.des_fuso_horario)::date,
                                      flowt.prazo_de_comunicacao() * CASE WHEN p_linha.flg_pequeno_porte THEN 2 ELSE 1 END) + 1)
           ::timestamp AT TIME ZONE t.des_fuso_horario INTO v_prazo
      FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_linha.cod_tenant;
    RETURN to_jsonb(p_linha) - 'cod_tenant' || jsonb_build_object('cod_incidente', p_linha.cod_incidente::text, 'dat_prazo_comunicacao', v_prazo,
        'sta_comunicacao', CASE WHEN p_linha.flg_risco_relevante IS FALSE THEN 'DISPENSADA'
                                WHEN num_nonnulls(p_linha.dat_comunicacao_anpd, p_linha.dat_comunicacao_titulares) = 2 THEN
                                     CASE WHEN greatest(p_linha.dat_comunicacao_anpd, p_linha.dat_comunicacao_titulares) < v_prazo THEN 'FEITA'
                                          ELSE 'FEITA_COM_ATRASO' END
                                WHEN now() < v_prazo THEN 'NO_PRAZO' ELSE 'ATRASADA' END);
END
$$;
COMMENT ON FUNCTION flowt.json_incidente(flowt.tb_omni8_incidente) IS 'Incidente como a API o mostra, com o prazo de comunicação.';

CREATE OR REPLACE FUNCTION flowt.registrar_evento_de_incidente(p_tenant bigint, p_incidente bigint, p_mudanca jsonb) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_incidente_evento (cod_tenant, cod_incidente, num_evento, js_mudanca, cod_usuario)
    SELECT p_tenant, p_incidente, coalesce(max(e.num_evento), 0) + 1, p_mudanca, nullif(current_setting('flowt.cod_usuario', true), '')::bigint
      FROM flowt.tb_omni8_incidente_evento e WHERE e.cod_tenant = p_tenant AND e.cod_incidente = p_incidente;
END
$$;
COMMENT ON FUNCTION flowt.registrar_evento_de_incidente(bigint, bigint, jsonb)
    IS 'Acrescenta à história de um incidente, cuja linha quem chama já travou.';

CREATE OR REPLACE FUNCTION api.incidente_listar(p_limite integer, p_apos bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint  := flowt.exigir_tenant();
    v_quantos integer := flowt.tamanho_pagina(p_limite);
    v_apos    bigint  := coalesce(p_apos, 9223372036854775807);
    v_pagina  jsonb[] := ARRAY(SELECT flowt.json_incidente(i) FROM flowt.tb_omni8_incidente i
                                WHERE i.cod_tenant = v_tenant AND i.cod_incidente < v_apos
                                ORDER BY i.cod_incidente DESC LIMIT v_quantos);
BEGIN
    RETURN (200, NULL, NULL, json_build_object('itens', v_pagina, 'proximo',
        CASE WHEN cardinality(v_pagina) = v_quantos THEN v_pagina[v_quantos] ->> 'cod_incidente' END)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.incidente_listar(integer, bigint) IS
$$GET /v1/incidentes
acesso: incidente.gerir
resposta: 200 incidente_lista
etiqueta: Acesso
Lista os incidentes de segurança, os mais novos primeiro, com o prazo para comunicar à ANPD e às pessoas.$$;

CREATE OR REPLACE FUNCTION api.incidente_ler(p_id bigint) RETURNS SETOF flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    RETURN QUERY
    SELECT 200, NULL::text, NULL::text, (flowt.json_incidente(i) || jsonb_build_object('historico', (
               SELECT jsonb_agg(jsonb_build_object('dat_evento', e.dat_evento, 'cod_usuario', e.cod_usuario::text,
                                                   'js_mudanca', e.js_mudanca) ORDER BY e.num_evento)
                 FROM flowt.tb_omni8_incidente_evento e WHERE e.cod_tenant = v_tenant AND e.cod_incidente = p_id)))::text
      FROM flowt.tb_omni8_incidente i WHERE i.cod_tenant = v_tenant AND i.cod_incidente = p_id;
END
$$;
COMMENT ON FUNCTION api.incidente_ler(bigint) IS
$$GET /v1/incidentes/{id}
acesso: incidente.gerir
resposta: 200 incidente
etiqueta: Acesso
Lê um incidente, com sua história.$$;

CREATE OR REPLACE FUNCTION api.incidente_criar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('incidente_novo', p_corpo);
    v_novo   flowt.tb_omni8_incidente := jsonb_populate_record(NULL::flowt.tb_omni8_incidente, v_corpo);
    v_linha  flowt.tb_omni8_incidente;
BEGIN
    INSERT INTO flowt.tb_omni8_incidente (cod_tenant, nom_incidente, des_incidente, tip_gravidade, des_dados_afetados, qtd_titulares,
                                          flg_risco_relevante, flg_pequeno_porte,
                                          des_medidas, dat_ocorrencia, dat_ciencia)
    VALUES (v_tenant, btrim(v_novo.nom_incidente), v_novo.des_incidente, v_novo.tip_gravidade, v_novo.des_dados_afetados, v_novo.qtd_titulares,
            v_novo.flg_risco_relevante,
            coalesce(v_novo.flg_pequeno_porte, false), v_novo.des_medidas, v_novo.dat_ocorrencia, coalesce(v_novo.dat_ciencia, now()))
    RETURNING * INTO v_linha;
    PERFORM flowt.registrar_evento_de_incidente(v_tenant, v_linha.cod_incidente, v_corpo);
    RETURN (201, NULL, 'Location: /v1/incidentes/' || v_linha.cod_incidente, flowt.json_incidente(v_linha)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.incidente_criar(text) IS
$$POST /v1/incidentes
acesso: incidente.gerir
corpo: incidente_novo
resposta: 201 incidente
etiqueta: Acesso
Registra um incidente de segurança. Sem dat_ciencia, conhecido agora: daí correm 3 dias úteis para comunicá-lo (LGPD art. 48; Resolução CD/ANPD 15/2024), em dobro para agentes de pequeno porte.$$;

CREATE OR REPLACE FUNCTION api.incidente_alterar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('incidente_alteracao', p_corpo);
    v_linha  flowt.tb_omni8_incidente;
BEGIN
    SELECT i.* INTO v_linha FROM flowt.tb_omni8_incidente i WHERE i.cod_tenant = v_tenant AND i.cod_incidente = p_id FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este incidente');
    ELSIF v_linha.num_versao <> (v_corpo ->> 'num_versao')::integer THEN
        PERFORM flowt.recusar_versao(v_linha.num_versao);
    ELSIF v_linha.sta_incidente = 'ENCERRADO' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'incidente_encerrado',
            DETAIL = 'Este incidente está encerrado e é um registro legal: se algo novo surgiu, registre outro.';
    END IF;
    v_linha := jsonb_populate_record(v_linha, v_corpo);
    UPDATE flowt.tb_omni8_incidente i
       SET (nom_incidente, des_incidente, tip_gravidade, sta_incidente, des_dados_afetados, qtd_titulares, flg_risco_relevante, flg_pequeno_porte,
            des_medidas, des_justificativa,
            dat_ocorrencia, dat_ciencia, dat_comunicacao_anpd, dat_comunicacao_titulares)
         = (btrim(v_linha.nom_incidente), v_linha.des_incidente, v_linha.tip_gravidade, v_linha.sta_incidente, v_linha.des_dados_afetados,
            v_linha.qtd_titulares,
            v_linha.flg_risco_relevante, v_linha.flg_pequeno_porte, v_linha.des_medidas, v_linha.des_justificativa,
            v_linha.dat_ocorrencia, v_linha.dat_ciencia, v_linha.dat_comunicacao_anpd, v_linha.dat_comunicacao_titulares)
     WHERE i.cod_tenant = v_tenant AND i.cod_incidente = p_id RETURNING i.* INTO v_linha;
    PERFORM flowt.registrar_evento_de_incidente(v_tenant, p_id, v_corpo - 'num_versao');
    RETURN (200, NULL, NULL, flowt.json_incidente(v_linha)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.incidente_alterar(bigint, text) IS
$$PATCH /v1/incidentes/{id}
acesso: incidente.gerir
corpo: incidente_alteracao
resposta: 200 incidente
etiqueta: Acesso
Muda um incidente, com a versão lida; o que mudou fica na história. Encerrado, não muda mais.$$;

SELECT flowt.definir_esquema('incidente_novo', $json${
    "type": "object", "required": ["nom_incidente", "des_incidente", "tip_gravidade"],
    "properties": {
        "nom_incidente": {"type": "string", "minLength": 1, "maxLength": 120}, "des_incidente": {"type": "string", "minLength": 1, "maxLength": 4000},
        "tip_gravidade": {"type": "string", "enum": ["BAIXA", "MEDIA", "ALTA", "CRITICA"]}, "des_dados_afetados": {"type": ["string", "null"],
            "maxLength": 2000},
        "qtd_titulares": {"type": ["integer", "null"], "minimum": 0, "maximum": 2000000000}, "flg_risco_relevante": {"type": ["boolean", "null"]},
        "flg_pequeno_porte": {"type": "boolean"}, "des_medidas": {"type": ["string", "null"], "maxLength": 4000},
        "dat_ocorrencia": {"$ref": "#/components/schemas/momento_opcional"}, "dat_ciencia": {"$ref": "#/components/schemas/momento"}
    }
}$json$);
SELECT flowt.definir_esquema('incidente_alteracao', jsonb_build_object('type', 'object', 'required', '["num_versao"]'::jsonb,
                                                                       'properties', e.js_esquema -> 'properties' || '{
        "num_versao": {"type": "integer", "minimum": 1, "maximum": 2147483647},
        "sta_incidente": {"type": "string", "enum": ["ABERTO", "EM_ANALISE", "CONTIDO", "ENCERRADO"]},
        "des_justificativa": {"type": ["string", "null"], "maxLength": 2000},
        "dat_comunicacao_anpd": {"$ref": "#/components/schemas/momento_opcional"},
        "dat_comunicacao_titulares": {"$ref": "#/components/schemas/momento_opcional"}}'::jsonb))
  FROM flowt.tb_omni8_esquema_json AS e WHERE e.nom_esquema = 'incidente_novo';
SELECT flowt.definir_esquema('incidente', jsonb_build_object('type', 'object', 'required',
       '["cod_incidente", "sta_incidente", "dat_prazo_comunicacao", "sta_comunicacao", "num_versao"]'::jsonb,
       'properties', e.js_esquema -> 'properties' || '{
        "cod_incidente": {"type": "string"}, "dat_criacao": {"type": "string", "format": "date-time"},
        "dat_alteracao": {"type": "string", "format": "date-time"},
        "dat_prazo_comunicacao": {"type": "string", "format": "date-time", "description": "Fim do prazo para comunicar à ANPD e às pessoas."},
        "sta_comunicacao": {"type": "string", "enum": ["NO_PRAZO", "ATRASADA", "FEITA", "FEITA_COM_ATRASO", "DISPENSADA"]},
        "historico": {"type": "array", "items": {"type": "object", "properties": {
            "dat_evento": {"type": "string", "format": "date-time"}, "cod_usuario": {"type": ["string", "null"]},
            "js_mudanca": {"type": "object", "additionalProperties": true}}}}}'::jsonb))
  FROM flowt.tb_omni8_esquema_json AS e WHERE e.nom_esquema = 'incidente_alteracao';
SELECT flowt.definir_esquema('incidente_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/incidente"}}, "proximo": {"type": ["string", "null"]}}
}$json$);
