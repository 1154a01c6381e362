-- Units (guide chapters 3.1 and 17.1): their administration, and who may act for the whole company.

CREATE OR REPLACE FUNCTION flowt.limite_unidades() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 200;
COMMENT ON FUNCTION flowt.limite_unidades() IS 'Unidades que uma empresa pode ter.';

CREATE OR REPLACE FUNCTION flowt.criar_unidade_principal() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_unidade (cod_tenant, nom_unidade, flg_principal) VALUES (NEW.cod_tenant, 'Matriz', true);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.criar_unidade_principal() IS 'Gatilho: todo tenant nasce com uma unidade.';
CREATE OR REPLACE TRIGGER unidade_principal AFTER INSERT ON flowt.tb_omni8_tenant FOR EACH ROW EXECUTE FUNCTION flowt.criar_unidade_principal();

-- The scope of units hides other units' rows; what is of no unit is everybody's to read, and only of whoever sees all to write.
CREATE OR REPLACE FUNCTION flowt.recusar_empresa_toda() RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'PT403', MESSAGE = 'fora_das_suas_unidades',
        DETAIL = 'Isto vale para a empresa toda, e seu acesso é só de algumas unidades. Diga uma unidade sua, ou peça a quem administra a empresa.';
END
$$;
COMMENT ON FUNCTION flowt.recusar_empresa_toda() IS 'Levanta o erro 403 de quem só vê algumas unidades.';

CREATE OR REPLACE FUNCTION flowt.exigir_todas_unidades() RETURNS void
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF coalesce(current_setting('flowt.unidades', true), '') <> '' THEN
        PERFORM flowt.recusar_empresa_toda();
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.exigir_todas_unidades() IS 'Levanta 403 se quem age só vê algumas unidades.';

CREATE OR REPLACE FUNCTION flowt.exigir_unidade(p_tenant bigint, p_unidade bigint) RETURNS void
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_unidade IS NULL THEN
        PERFORM flowt.exigir_todas_unidades();
    ELSIF NOT EXISTS (SELECT FROM flowt.tb_omni8_unidade u WHERE u.cod_tenant = p_tenant AND u.cod_unidade = p_unidade) THEN
        PERFORM flowt.recusar_registro('esta unidade');
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.exigir_unidade(bigint, bigint)
    IS 'Confere que quem age pode escrever pela unidade: 404 se não a vê; 403 se é nula (a empresa toda) e ele só vê algumas.';

CREATE OR REPLACE FUNCTION flowt.unidade_principal(p_tenant bigint) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT u.cod_unidade FROM flowt.tb_omni8_unidade u WHERE u.cod_tenant = p_tenant AND u.flg_principal);
END
$$;
COMMENT ON FUNCTION flowt.unidade_principal(bigint) IS 'Unidade que responde quando nenhuma é dita; nula se quem age não a vê.';

-- Whoever sees one unit only means that one.
CREATE OR REPLACE FUNCTION flowt.unidade_do_pedido(p_tenant bigint, p_unidade bigint) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_unidade bigint;
BEGIN
    SELECT min(u.cod_unidade) INTO v_unidade FROM flowt.tb_omni8_unidade u
     WHERE u.cod_tenant = p_tenant AND u.sta_unidade = 'ATIVA'
       AND u.cod_unidade = coalesce(p_unidade, flowt.unidade_principal(p_tenant), u.cod_unidade)
    HAVING count(*) = 1;
    IF v_unidade IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'unidade_indisponivel', DETAIL = 'Escolha uma unidade que esteja atendendo.';
    END IF;
    RETURN v_unidade;
END
$$;
COMMENT ON FUNCTION flowt.unidade_do_pedido(bigint, bigint) IS 'Unidade ativa que atende: a dita ou, sem ela, a principal; 422 se não há.';

CREATE OR REPLACE FUNCTION flowt.preencher_unidade() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.cod_unidade := flowt.unidade_principal(NEW.cod_tenant);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION flowt.preencher_unidade() IS 'Gatilho: sem unidade dita, vale a principal.';

CREATE OR REPLACE FUNCTION flowt.json_unidade(p_unidade flowt.tb_omni8_unidade) RETURNS json
LANGUAGE sql STABLE
RETURN json_build_object('cod_unidade', (p_unidade).cod_unidade::text, 'nom_unidade', (p_unidade).nom_unidade,
    'num_telefone', (p_unidade).num_telefone,
    'des_logradouro', (p_unidade).des_logradouro, 'num_endereco', (p_unidade).num_endereco, 'nom_bairro', (p_unidade).nom_bairro,
        'nom_cidade', (p_unidade).nom_cidade,
    'sig_uf', (p_unidade).sig_uf, 'num_cep', (p_unidade).num_cep, 'num_latitude', (p_unidade).num_latitude,
        'num_longitude', (p_unidade).num_longitude,
    'des_fuso_horario', (p_unidade).des_fuso_horario, 'flg_principal', (p_unidade).flg_principal, 'sta_unidade', (p_unidade).sta_unidade,
        'num_versao', (p_unidade).num_versao);
COMMENT ON FUNCTION flowt.json_unidade(flowt.tb_omni8_unidade) IS 'Unidade como a API a mostra à equipe.';

CREATE OR REPLACE FUNCTION flowt.unidades_abertas_ao_publico(p_tenant bigint) RETURNS SETOF flowt.tb_omni8_unidade
LANGUAGE sql STABLE
BEGIN ATOMIC
    -- A company with one unit has nothing to choose.
    SELECT u.* FROM flowt.tb_omni8_unidade AS u
     WHERE u.cod_tenant = p_tenant AND u.sta_unidade = 'ATIVA'
       AND (SELECT count(*) FROM flowt.tb_omni8_unidade AS o WHERE o.cod_tenant = p_tenant AND o.sta_unidade = 'ATIVA') > 1
     ORDER BY NOT u.flg_principal, u.nom_unidade COLLATE "pt-BR-x-icu", u.cod_unidade;
END;
COMMENT ON FUNCTION flowt.unidades_abertas_ao_publico(bigint)
    IS 'Unidades entre as quais quem compra escolhe, a principal primeiro; nenhuma se só há uma.';

CREATE OR REPLACE FUNCTION flowt.tornar_principal(p_tenant bigint, p_unidade bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.exigir_todas_unidades();
    -- The old one steps down first: there are never two. Whoever comes second waits for the lock of api.unidade_alterar.
    UPDATE flowt.tb_omni8_unidade u SET flg_principal = false WHERE u.cod_tenant = p_tenant AND u.flg_principal AND u.cod_unidade <> p_unidade;
END
$$;
COMMENT ON FUNCTION flowt.tornar_principal(bigint, bigint) IS 'Abre lugar para uma nova unidade principal, na mesma transação.';

CREATE OR REPLACE FUNCTION api.unidade_listar() RETURNS SETOF flowt.resposta
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT NULL::integer, NULL::text, NULL::text,
           json_build_object('itens', coalesce((
               SELECT json_agg(flowt.json_unidade(u) ORDER BY NOT u.flg_principal, u.nom_unidade COLLATE "pt-BR-x-icu", u.cod_unidade)
                 FROM flowt.tb_omni8_unidade AS u WHERE u.cod_tenant = flowt.tenant_atual()), '[]'))::text;
END;
COMMENT ON FUNCTION api.unidade_listar() IS
$$GET /v1/unidades
acesso: unidade.ler
resposta: 200 unidade_lista
etiqueta: Unidades
Lista as unidades que seu acesso alcança, a principal primeiro.$$;

CREATE OR REPLACE FUNCTION api.unidade_ler(p_id bigint) RETURNS SETOF flowt.resposta
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT NULL::integer, NULL::text, NULL::text, flowt.json_unidade(u)::text
      FROM flowt.tb_omni8_unidade AS u WHERE u.cod_tenant = flowt.tenant_atual() AND u.cod_unidade = p_id;
END;
COMMENT ON FUNCTION api.unidade_ler(bigint) IS
$$GET /v1/unidades/{id}
acesso: unidade.ler
resposta: 200 unidade
resposta: 404 problema
etiqueta: Unidades
Lê uma unidade.$$;

CREATE OR REPLACE FUNCTION api.unidade_criar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('unidade_nova', p_corpo);
    v_linha  flowt.tb_omni8_unidade;
BEGIN
    PERFORM flowt.exigir_todas_unidades(), flowt.um_de_cada_vez(v_tenant, 'unidade');
    IF (SELECT count(*) FROM flowt.tb_omni8_unidade u WHERE u.cod_tenant = v_tenant) >= flowt.limite_unidades() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'unidades_demais',
            DETAIL = format('Uma empresa tem até %s unidades.', flowt.limite_unidades());
    END IF;
    v_linha := jsonb_populate_record(NULL::flowt.tb_omni8_unidade, v_corpo);
    INSERT INTO flowt.tb_omni8_unidade (cod_tenant, nom_unidade, num_telefone, des_logradouro, num_endereco, nom_bairro, nom_cidade, sig_uf, num_cep,
                                        num_latitude, num_longitude, des_fuso_horario)
    VALUES (v_tenant, btrim(v_linha.nom_unidade), flowt.telefone_e164(v_linha.num_telefone), v_linha.des_logradouro, v_linha.num_endereco,
            v_linha.nom_bairro,
            v_linha.nom_cidade, v_linha.sig_uf, replace(v_linha.num_cep, '-', ''), v_linha.num_latitude, v_linha.num_longitude,
            v_linha.des_fuso_horario)
    RETURNING * INTO v_linha;
    RETURN (201, NULL, 'Location: /v1/unidades/' || v_linha.cod_unidade, flowt.json_unidade(v_linha)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.unidade_criar(text) IS
$$POST /v1/unidades
acesso: unidade.escrever
corpo: unidade_nova
resposta: 201 unidade
resposta: 403 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Unidades
Cria uma unidade, ativa.$$;

CREATE OR REPLACE FUNCTION api.unidade_alterar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('unidade_alteracao', p_corpo);
    v_linha  flowt.tb_omni8_unidade;
BEGIN
    -- Every unit, in order: two changes of the principal one wait for each other, never in a ring.
    PERFORM FROM flowt.tb_omni8_unidade u WHERE u.cod_tenant = v_tenant ORDER BY u.cod_unidade FOR UPDATE;
    SELECT u.* INTO v_linha FROM flowt.tb_omni8_unidade u WHERE u.cod_tenant = v_tenant AND u.cod_unidade = p_id;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta unidade');
    ELSIF v_linha.num_versao <> (v_corpo ->> 'num_versao')::integer THEN
        PERFORM flowt.recusar_versao(v_linha.num_versao);
    ELSIF v_linha.flg_principal AND v_corpo -> 'flg_principal' = 'false' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'unidade_principal_obrigatoria',
            DETAIL = 'Sempre há uma unidade principal: torne outra principal, e esta deixa de ser.';
    ELSIF v_corpo -> 'flg_principal' = 'true' AND NOT v_linha.flg_principal THEN
        PERFORM flowt.tornar_principal(v_tenant, p_id);
    END IF;
    v_linha := jsonb_populate_record(v_linha, v_corpo);
    UPDATE flowt.tb_omni8_unidade u
       SET (nom_unidade, num_telefone, des_logradouro, num_endereco, nom_bairro, nom_cidade, sig_uf, num_cep, num_latitude, num_longitude,
            des_fuso_horario,
            flg_principal, sta_unidade)
         = (btrim(v_linha.nom_unidade), flowt.telefone_e164(v_linha.num_telefone), v_linha.des_logradouro, v_linha.num_endereco, v_linha.nom_bairro,
            v_linha.nom_cidade, v_linha.sig_uf, replace(v_linha.num_cep, '-', ''), v_linha.num_latitude, v_linha.num_longitude,
            v_linha.des_fuso_horario,
            v_linha.flg_principal, v_linha.sta_unidade)
     WHERE u.cod_tenant = v_tenant AND u.cod_unidade = p_id
    RETURNING u.* INTO v_linha;
    RETURN (200, NULL, NULL, flowt.json_unidade(v_linha)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.unidade_alterar(bigint, text) IS
$$PATCH /v1/unidades/{id}
acesso: unidade.escrever
corpo: unidade_alteracao
resposta: 200 unidade
resposta: 403 problema
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Unidades
Altera os campos enviados; num_versao é a versão lida (409 se mudou desde então).
Com flg_principal true, a que era principal deixa de ser na mesma operação.$$;

CREATE OR REPLACE FUNCTION api.unidade_excluir(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant    bigint := flowt.exigir_tenant();
    v_principal boolean;
BEGIN
    PERFORM flowt.exigir_todas_unidades();
    SELECT u.flg_principal INTO v_principal FROM flowt.tb_omni8_unidade u WHERE u.cod_tenant = v_tenant AND u.cod_unidade = p_id FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta unidade');
    ELSIF v_principal THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'unidade_principal_obrigatoria',
            DETAIL = 'A unidade principal não se exclui: torne outra principal antes.';
    END IF;
    DELETE FROM flowt.tb_omni8_unidade u WHERE u.cod_tenant = v_tenant AND u.cod_unidade = p_id;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.unidade_excluir(bigint) IS
$$DELETE /v1/unidades/{id}
acesso: unidade.escrever
resposta: 204
resposta: 403 problema
resposta: 404 problema
resposta: 409 problema
etiqueta: Unidades
Exclui uma unidade que nunca teve pedidos, com seus horários e áreas de entrega; de outra, mude o status para INATIVA.$$;

CREATE OR REPLACE FUNCTION api.unidade_publicas() RETURNS SETOF flowt.resposta
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT NULL::integer, NULL::text, NULL::text,
           json_build_object('itens', coalesce(json_agg(json_build_object('cod_unidade', u.cod_unidade::text, 'nom_unidade', u.nom_unidade,
               'num_telefone', u.num_telefone,
               'des_logradouro', u.des_logradouro, 'num_endereco', u.num_endereco, 'nom_bairro', u.nom_bairro, 'nom_cidade', u.nom_cidade,
               'sig_uf', u.sig_uf,
               'num_cep', u.num_cep, 'flg_principal', u.flg_principal)), '[]'))::text
      FROM flowt.unidades_abertas_ao_publico(flowt.tenant_atual()) AS u;
END;
COMMENT ON FUNCTION api.unidade_publicas() IS
$$GET /v1/cardapio/unidades
acesso: publico
modulo: cardapio
resposta: 200 unidade_publica_lista
etiqueta: Cardápio
Unidades entre as quais quem compra escolhe; lista vazia se a empresa atende em uma só.$$;

-- The fields a unit is written with, in creation and in change.
SELECT flowt.definir_esquema(e.nome, jsonb_build_object('type', 'object', 'required', e.obrigatorios, 'properties', e.proprios || $json${
    "nom_unidade": {"type": "string", "minLength": 1, "maxLength": 80},
    "num_telefone": {"type": ["string", "null"], "maxLength": 30, "format": "telefone", "x-mensagem": "Use DDD e número, como (11) 91234-5678."},
    "des_logradouro": {"type": ["string", "null"], "maxLength": 200},
    "num_endereco": {"type": ["string", "null"], "maxLength": 20},
    "nom_bairro": {"type": ["string", "null"], "maxLength": 80},
    "nom_cidade": {"type": ["string", "null"], "maxLength": 80},
    "sig_uf": {"type": ["string", "null"], "maxLength": 2, "pattern": "^[A-Z]{2}$", "x-mensagem": "Use a sigla de um estado, como SP."},
    "num_cep": {"type": ["string", "null"], "maxLength": 9, "format": "cep", "x-mensagem": "O CEP tem oito algarismos, como 01310-100."},
    "num_latitude": {"type": ["number", "null"], "minimum": -90, "maximum": 90},
    "num_longitude": {"type": ["number", "null"], "minimum": -180, "maximum": 180},
    "des_fuso_horario": {"type": ["string", "null"], "maxLength": 60, "description": "Fuso IANA; null: o da empresa."}
}$json$::jsonb))
FROM (VALUES ('unidade_nova', '["nom_unidade"]'::jsonb, '{}'::jsonb),
             ('unidade_alteracao', '["num_versao"]',
              '{"num_versao": {"type": "integer", "minimum": 1, "maximum": 2147483647}, "flg_principal": {"type": "boolean"},
                                                       "sta_unidade": {"type": "string", "enum": ["ATIVA", "INATIVA"]}}'))
     AS e (nome, obrigatorios, proprios);
SELECT flowt.definir_esquema('unidade', $json${
    "type": "object", "required": ["cod_unidade", "nom_unidade", "flg_principal", "sta_unidade", "num_versao"],
    "properties": {
        "cod_unidade": {"type": "string"}, "nom_unidade": {"type": "string"}, "num_telefone": {"type": ["string", "null"]},
        "des_logradouro": {"type": ["string", "null"]}, "num_endereco": {"type": ["string", "null"]}, "nom_bairro": {"type": ["string", "null"]},
        "nom_cidade": {"type": ["string", "null"]}, "sig_uf": {"type": ["string", "null"]}, "num_cep": {"type": ["string", "null"]},
        "num_latitude": {"type": ["number", "null"]}, "num_longitude": {"type": ["number", "null"]}, "des_fuso_horario": {"type": ["string", "null"]},
        "flg_principal": {"type": "boolean"}, "sta_unidade": {"type": "string"}, "num_versao": {"type": "integer"}
    }
}$json$);
SELECT flowt.definir_esquema('unidade_lista', $json${
    "type": "object", "required": ["itens"], "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/unidade"}}}
}$json$);
SELECT flowt.definir_esquema('unidade_publica_lista', $json${
    "type": "object", "required": ["itens"],
    "properties": {"itens": {"type": "array", "items": {"type": "object", "required": ["cod_unidade", "nom_unidade", "flg_principal"], "properties": {
        "cod_unidade": {"type": "string"}, "nom_unidade": {"type": "string"}, "num_telefone": {"type": ["string", "null"]},
        "des_logradouro": {"type": ["string", "null"]}, "num_endereco": {"type": ["string", "null"]}, "nom_bairro": {"type": ["string", "null"]},
        "nom_cidade": {"type": ["string", "null"]}, "sig_uf": {"type": ["string", "null"]}, "num_cep": {"type": ["string", "null"]},
        "flg_principal": {"type": "boolean"}}}}}
}$json$);
