-- Merge of two registrations of one person (guide chapter 4.2), as staff decide it: the fields that stay, who did it and why. What
-- hangs on the one that goes is moved by 36_pessoa_movida.

CREATE OR REPLACE FUNCTION flowt.recusar_fusao(p_codigo text, p_frase text) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = p_codigo, DETAIL = p_frase;
END
$$;
COMMENT ON FUNCTION flowt.recusar_fusao(text, text) IS 'Levanta o erro 409 de uma fusão que não se faz.';

CREATE OR REPLACE FUNCTION flowt.conferir_fusao(p_destino flowt.tb_omni8_pessoa, p_origem flowt.tb_omni8_pessoa, p_versao integer,
                                                p_versao_origem integer) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF 'MESCLADA' IN (p_destino.sta_pessoa, p_origem.sta_pessoa) THEN
        PERFORM flowt.recusar_fusao('pessoa_ja_mesclada', 'Um dos dois cadastros já foi fundido em outro: abra-o de novo para ver em qual.');
    ELSIF 'ANONIMIZADA' IN (p_destino.sta_pessoa, p_origem.sta_pessoa) THEN
        PERFORM flowt.recusar_fusao('pessoa_anonimizada', 'Um dos dois cadastros foi anonimizado: não há mais como dizer que são da mesma pessoa.');
    ELSIF p_destino.tip_pessoa <> p_origem.tip_pessoa THEN
        PERFORM flowt.recusar_fusao('tipos_de_pessoa_diferentes',
                                    'Um cadastro é de pessoa física e o outro de jurídica: ligue-os como contato em vez de fundi-los.');
    ELSIF p_destino.num_versao <> p_versao THEN
        PERFORM flowt.recusar_versao(p_destino.num_versao);
    ELSIF p_origem.num_versao <> p_versao_origem THEN
        PERFORM flowt.recusar_versao(p_origem.num_versao);
    ELSIF EXISTS (SELECT FROM flowt.tb_omni8_pessoa_identificador d
                    JOIN flowt.tb_omni8_pessoa_identificador o ON o.cod_tenant = d.cod_tenant AND o.cod_pessoa = p_origem.cod_pessoa
                     AND o.tip_identificador = d.tip_identificador
                   WHERE d.cod_tenant = p_destino.cod_tenant AND d.cod_pessoa = p_destino.cod_pessoa AND d.tip_identificador IN ('CPF', 'CNPJ')
                     AND d.dat_verificacao IS NOT NULL AND o.dat_verificacao IS NOT NULL AND o.des_valor <> d.des_valor) THEN
        PERFORM flowt.recusar_fusao('documentos_verificados_diferentes',
                                    'Os dois cadastros têm documentos verificados e diferentes: são duas pessoas.');
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_fusao(flowt.tb_omni8_pessoa, flowt.tb_omni8_pessoa, integer, integer)
    IS 'Levanta 409 se dois cadastros não se podem fundir.';

-- What the one that stays lacks comes from the other, and what was chosen from it.
CREATE OR REPLACE FUNCTION flowt.campos_fundidos(p_destino flowt.tb_omni8_pessoa, p_origem flowt.tb_omni8_pessoa, p_campos text[])
    RETURNS flowt.tb_omni8_pessoa
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_origem  jsonb := to_jsonb(p_origem);
    v_destino jsonb := to_jsonb(p_destino);
BEGIN
    RETURN jsonb_populate_record(p_destino, (
        SELECT jsonb_object_agg(c.campo, CASE WHEN c.campo = ANY (p_campos) THEN v_origem -> c.campo
                                              ELSE coalesce(nullif(v_destino -> c.campo, 'null'), v_origem -> c.campo) END)
          FROM unnest('{nom_pessoa,nom_social,nom_fantasia,dat_nascimento,num_inscricao_estadual,des_observacao}'::text[]) AS c (campo))
        || jsonb_build_object('js_campos', p_origem.js_campos || p_destino.js_campos));
END
$$;
COMMENT ON FUNCTION flowt.campos_fundidos(flowt.tb_omni8_pessoa, flowt.tb_omni8_pessoa, text[])
    IS 'O cadastro que fica, com o que lhe faltava e o que se escolheu do outro.';

CREATE OR REPLACE FUNCTION flowt.fundir_pessoas(p_destino bigint, p_corpo jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_origem  bigint := (p_corpo ->> 'cod_pessoa_origem')::bigint;
    v_campos  text[] := ARRAY(SELECT jsonb_array_elements_text(coalesce(nullif(p_corpo -> 'campos_da_origem', 'null'), '[]')));
    v_o       flowt.tb_omni8_pessoa;
    v_d       flowt.tb_omni8_pessoa;
    v_movido  jsonb;
    v_fusao   bigint;
    v_feito   text;
BEGIN
    IF v_origem = p_destino THEN
        PERFORM flowt.recusar_fusao('fusao_consigo_mesma', 'Escolha dois cadastros diferentes: uma pessoa não se funde em si mesma.');
    END IF;
    -- In the order of their codes, with the aliases that will be pointed elsewhere: of two merges that cross, one waits.
    PERFORM FROM flowt.tb_omni8_pessoa p
      WHERE p.cod_tenant = v_tenant AND (p.cod_pessoa IN (p_destino, v_origem) OR p.cod_pessoa_destino = v_origem) ORDER BY p.cod_pessoa FOR UPDATE;
    SELECT p.* INTO v_d FROM flowt.tb_omni8_pessoa p WHERE p.cod_tenant = v_tenant AND p.cod_pessoa = p_destino;
    SELECT p.* INTO v_o FROM flowt.tb_omni8_pessoa p WHERE p.cod_tenant = v_tenant AND p.cod_pessoa = v_origem;
    IF v_d.cod_pessoa IS NULL OR v_o.cod_pessoa IS NULL THEN
        PERFORM flowt.recusar_registro('esta pessoa');
    END IF;
    PERFORM flowt.conferir_fusao(v_d, v_o, (p_corpo ->> 'num_versao')::integer, (p_corpo ->> 'num_versao_origem')::integer);
    INSERT INTO flowt.tb_omni8_pessoa_fusao (cod_tenant, cod_pessoa, cod_origem, des_motivo, des_campos, cod_usuario)
    VALUES (v_tenant, p_destino, v_origem, btrim(p_corpo ->> 'des_motivo'), v_campos, nullif(current_setting('flowt.cod_usuario', true), '')::bigint)
    RETURNING cod_fusao INTO v_fusao;
    -- Who had logged in as the other logs in again.
    UPDATE flowt.tb_omni8_sessao s SET dat_revogacao = now() WHERE s.cod_tenant = v_tenant AND s.cod_pessoa = v_origem AND s.dat_revogacao IS NULL;
    v_movido := flowt.mover_pessoa(v_tenant, v_origem, p_destino);
    v_feito := set_config('flowt.manutencao', 'fundir', true);
    v_d := flowt.campos_fundidos(v_d, v_o, v_campos);
    UPDATE flowt.tb_omni8_pessoa p
       SET (nom_pessoa, nom_social, nom_fantasia, dat_nascimento, num_inscricao_estadual, des_observacao, js_campos)
         = (v_d.nom_pessoa, v_d.nom_social, v_d.nom_fantasia, v_d.dat_nascimento, v_d.num_inscricao_estadual, v_d.des_observacao, v_d.js_campos)
     WHERE p.cod_tenant = v_tenant AND p.cod_pessoa = p_destino;
    v_feito := set_config('flowt.manutencao', '', true);
    UPDATE flowt.tb_omni8_pessoa_fusao f SET js_movido = v_movido WHERE f.cod_tenant = v_tenant AND f.cod_fusao = v_fusao;
    RETURN v_fusao;
END
$$;
ALTER FUNCTION flowt.fundir_pessoas(bigint, jsonb) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.fundir_pessoas(bigint, jsonb) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.fundir_pessoas(bigint, jsonb)
    IS 'Funde um cadastro em outro e devolve o código da fusão. Atravessa tenants: move linhas de tabelas que uma requisição só inclui; sempre do '
       'tenant da requisição.';

-- MARK: what comes meanwhile

-- A line for someone who is being merged waits for the merge (the lock of the foreign key), and then is for who she became.
CREATE OR REPLACE FUNCTION flowt.seguir_fusao() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_linha   jsonb  := to_jsonb(NEW);
    v_pessoa  bigint := (v_linha ->> TG_ARGV[0])::bigint;
    v_destino bigint;
BEGIN
    -- A copy is of what was, and was consistent.
    IF v_pessoa IS NOT NULL AND NOT flowt.em_copia() THEN
        SELECT p.cod_pessoa_destino INTO v_destino FROM flowt.tb_omni8_pessoa p
         WHERE p.cod_tenant = (v_linha ->> 'cod_tenant')::bigint AND p.cod_pessoa = v_pessoa FOR KEY SHARE;
        IF v_destino IS NOT NULL THEN
            NEW := jsonb_populate_record(NEW, jsonb_build_object(TG_ARGV[0], v_destino));
        END IF;
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION flowt.seguir_fusao()
    IS 'Gatilho: o que se inclui para uma pessoa mesclada fica com aquela em que se mesclou. O argumento é a coluna.';

CREATE OR REPLACE FUNCTION flowt.acompanhar_fusoes() RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_coluna record;
BEGIN
    FOR v_coluna IN
        SELECT r.* FROM flowt.referencias_a_pessoa() AS r
         WHERE NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = r.cod_tabela AND g.tgname = 'fusao_de_' || r.nom_coluna)
    LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE INSERT ON %s FOR EACH ROW WHEN (NEW.%I IS NOT NULL) EXECUTE FUNCTION flowt.seguir_fusao(%L)',
                       'fusao_de_' || v_coluna.nom_coluna, v_coluna.cod_tabela::regclass, v_coluna.nom_coluna, v_coluna.nom_coluna);
    END LOOP;
END
$$;
COMMENT ON FUNCTION flowt.acompanhar_fusoes() IS 'Põe o gatilho seguir_fusao em toda tabela que aponta uma pessoa e ainda não o tem.';

-- MARK: routes

CREATE OR REPLACE FUNCTION flowt.json_fusao(p_tenant bigint, p_fusao bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT jsonb_build_object('cod_fusao', f.cod_fusao::text, 'cod_pessoa', f.cod_pessoa::text, 'cod_pessoa_origem', f.cod_origem::text,
                   'des_motivo', f.des_motivo,
                   'campos_da_origem', f.des_campos, 'cod_usuario', f.cod_usuario::text, 'dat_fusao', f.dat_fusao,
                   'movido', (SELECT coalesce(jsonb_agg(jsonb_build_object('tabela', split_part(m.key, '.', 1), 'coluna', split_part(m.key, '.', 2),
                                  'movidas', m.value -> 'movidas', 'descartadas', m.value -> 'descartadas') ORDER BY m.key),
                              '[]') FROM jsonb_each(f.js_movido) AS m))
          FROM flowt.tb_omni8_pessoa_fusao AS f WHERE f.cod_tenant = p_tenant AND f.cod_fusao = p_fusao);
END
$$;
COMMENT ON FUNCTION flowt.json_fusao(bigint, bigint) IS 'Fusão como a API a mostra.';

CREATE OR REPLACE FUNCTION flowt.json_pessoa_fundida(p_tenant bigint, p_pessoa bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT jsonb_build_object('nom_pessoa', p.nom_pessoa, 'nom_social', p.nom_social, 'nom_fantasia', p.nom_fantasia,
                   'dat_nascimento', p.dat_nascimento,
                   'num_inscricao_estadual', p.num_inscricao_estadual, 'des_observacao', p.des_observacao, 'num_versao', p.num_versao)
          FROM flowt.tb_omni8_pessoa AS p WHERE p.cod_tenant = p_tenant AND p.cod_pessoa = p_pessoa);
END
$$;
COMMENT ON FUNCTION flowt.json_pessoa_fundida(bigint, bigint) IS 'Campos de um cadastro depois de uma fusão.';

CREATE OR REPLACE FUNCTION api.pessoa_fundir(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('pessoa_fusao_nova', p_corpo);
    v_fusao  bigint := flowt.fundir_pessoas(p_id, v_corpo);
BEGIN
    PERFORM flowt.registrar_leitura_pessoal('fusão de cadastros', p_id, 1);
    RETURN (201, NULL, NULL, (flowt.json_fusao(v_tenant, v_fusao)
                              || jsonb_build_object('pessoa', flowt.json_pessoa_fundida(v_tenant, p_id)))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pessoa_fundir(bigint, text) IS
$$POST /v1/pessoas/{id}/fusao
acesso: pessoa.fundir
modulo: pessoas
corpo: pessoa_fusao_nova
resposta: 201 pessoa_fusao
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Pessoas
Funde o cadastro cod_pessoa_origem neste: tudo o que é dele passa para este, e ele fica como apelido.
Dos campos valem os deste cadastro, os que lhe faltam vêm da origem, e os de campos_da_origem vêm dela de qualquer modo. Um contato ou documento verificado nunca dá lugar a um não verificado. Veja antes o resultado na prévia.$$;

-- The preview is the merge itself, taken back: it cannot say one thing and do another.
CREATE OR REPLACE FUNCTION api.pessoa_fundir_previa(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('pessoa_fusao_nova', p_corpo);
    v_fusao  bigint;
    v_previa text;
BEGIN
    BEGIN
        v_fusao := flowt.fundir_pessoas(p_id, v_corpo);
        v_previa := flowt.json_fusao(v_tenant, v_fusao) - '{cod_fusao,dat_fusao}'::text[]
        || jsonb_build_object('pessoa', flowt.json_pessoa_fundida(v_tenant, p_id));
        RAISE EXCEPTION USING ERRCODE = 'FL000', MESSAGE = 'previa';
    EXCEPTION WHEN SQLSTATE 'FL000' THEN
        NULL;
    END;
    PERFORM flowt.registrar_leitura_pessoal('prévia de fusão de cadastros', p_id, 1);
    RETURN (200, NULL, NULL, v_previa)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pessoa_fundir_previa(bigint, text) IS
$$POST /v1/pessoas/{id}/fusao/previa
acesso: pessoa.fundir
modulo: pessoas
corpo: pessoa_fusao_nova
resposta: 200 pessoa_fusao
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Pessoas
Mostra o que uma fusão faria, com as mesmas recusas, sem fazê-la: o cadastro como ficaria e quantas linhas de cada tabela seriam movidas ou descartadas.$$;

CREATE OR REPLACE FUNCTION api.pessoa_fusoes(p_id bigint) RETURNS SETOF flowt.resposta
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT NULL::integer, NULL::text, NULL::text,
           json_build_object('itens', coalesce((
               SELECT json_agg(flowt.json_fusao(f.cod_tenant, f.cod_fusao) ORDER BY f.cod_fusao)
                 FROM flowt.tb_omni8_pessoa_fusao AS f WHERE f.cod_tenant = flowt.tenant_atual() AND f.cod_pessoa = p.cod_pessoa), '[]'))::text
      FROM flowt.tb_omni8_pessoa AS p WHERE p.cod_tenant = flowt.tenant_atual() AND p.cod_pessoa = p_id;
END;
COMMENT ON FUNCTION api.pessoa_fusoes(bigint) IS
$$GET /v1/pessoas/{id}/fusoes
acesso: pessoa.fundir
modulo: pessoas
resposta: 200 pessoa_fusao_lista
resposta: 404 problema
etiqueta: Pessoas
Lista os cadastros que foram fundidos neste: quais, por quem, por quê e o que foi movido.$$;

SELECT flowt.definir_esquema('pessoa_fusao_nova', $json${
    "type": "object", "required": ["cod_pessoa_origem", "num_versao", "num_versao_origem", "des_motivo"],
    "properties": {
        "cod_pessoa_origem": {"type": "string", "format": "codigo", "description": "O cadastro que vira apelido.",
            "x-mensagem": "Use o código de uma pessoa."},
        "num_versao": {"type": "integer", "minimum": 1, "maximum": 2147483647, "description": "Versão lida do cadastro que fica."},
        "num_versao_origem": {"type": "integer", "minimum": 1, "maximum": 2147483647, "description": "Versão lida da origem."},
        "des_motivo": {"type": "string", "minLength": 3, "maxLength": 500, "description": "Por que são da mesma pessoa."},
        "campos_da_origem": {"type": ["array", "null"], "maxItems": 6, "description": "Campos que valem os da origem.",
            "items": {"type": "string", "enum": ["nom_pessoa", "nom_social", "nom_fantasia", "dat_nascimento", "num_inscricao_estadual",
                    "des_observacao"]}}
    }
}$json$);
SELECT flowt.definir_esquema('pessoa_fusao', $json${
    "type": "object", "required": ["cod_pessoa", "cod_pessoa_origem", "des_motivo", "campos_da_origem", "movido"],
    "properties": {
        "cod_fusao": {"type": "string"}, "cod_pessoa": {"type": "string"}, "cod_pessoa_origem": {"type": "string"}, "des_motivo": {"type": "string"},
        "campos_da_origem": {"type": "array", "items": {"type": "string"}}, "cod_usuario": {"type": ["string", "null"]},
        "dat_fusao": {"type": "string", "format": "date-time"},
        "movido": {"type": "array", "items": {"type": "object", "properties": {
            "tabela": {"type": "string"}, "coluna": {"type": "string"}, "movidas": {"type": "integer"}, "descartadas": {"type": "integer"}}}},
        "pessoa": {"type": "object", "description": "O cadastro como ficou.", "properties": {
            "nom_pessoa": {"type": "string"}, "nom_social": {"type": ["string", "null"]}, "nom_fantasia": {"type": ["string", "null"]},
            "dat_nascimento": {"type": ["string", "null"]},
            "num_inscricao_estadual": {"type": ["string", "null"]}, "des_observacao": {"type": ["string", "null"]},
            "num_versao": {"type": "integer"}}}
    }
}$json$);
SELECT flowt.definir_esquema('pessoa_fusao_lista', $json${
    "type": "object", "required": ["itens"], "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/pessoa_fusao"}}}
}$json$);
