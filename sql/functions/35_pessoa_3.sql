-- People (guide chapter 4.2): routes of addresses, roles, tags and contacts, and the schemas of the whole chapter.

CREATE OR REPLACE FUNCTION flowt.resposta_endereco(p_tenant bigint, p_pessoa bigint, p_endereco bigint, p_status integer) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT (p_status, NULL, NULL, e::text)::flowt.resposta FROM jsonb_array_elements(flowt.json_enderecos(p_tenant, p_pessoa)) AS e
             WHERE e ->> 'cod_endereco' = p_endereco::text);
END
$$;
COMMENT ON FUNCTION flowt.resposta_endereco(bigint, bigint, bigint, integer) IS 'Resposta com um endereço.';

CREATE OR REPLACE FUNCTION flowt.excluir_endereco(p_tenant bigint, p_pessoa bigint, p_endereco bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM flowt.tb_omni8_pessoa_endereco e WHERE e.cod_tenant = p_tenant AND e.cod_pessoa = p_pessoa AND e.cod_endereco = p_endereco;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este endereço');
    END IF;
    UPDATE flowt.tb_omni8_pessoa_endereco e SET flg_principal = true
     WHERE e.cod_tenant = p_tenant AND e.cod_endereco = (
           SELECT min(n.cod_endereco) FROM flowt.tb_omni8_pessoa_endereco n WHERE n.cod_tenant = p_tenant AND n.cod_pessoa = p_pessoa
           HAVING NOT bool_or(n.flg_principal));
END
$$;
COMMENT ON FUNCTION flowt.excluir_endereco(bigint, bigint, bigint)
    IS 'Retira um endereço de uma pessoa; se era o principal, o mais antigo passa a ser.';

CREATE OR REPLACE FUNCTION api.endereco_criar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('endereco_novo', p_corpo);
    v_codigo bigint := flowt.gravar_endereco(flowt.travar_pessoa(v_tenant, p_id), NULL, v_corpo);
BEGIN
    RETURN flowt.resposta_endereco(v_tenant, p_id, v_codigo, 201);
END
$$;
COMMENT ON FUNCTION api.endereco_criar(bigint, text) IS
$$POST /v1/pessoas/{id}/enderecos
acesso: pessoa.escrever
modulo: pessoas
corpo: endereco_novo
resposta: 201 endereco
resposta: 404 problema
resposta: 422 problema
etiqueta: Pessoas
Acrescenta um endereço a uma pessoa; o CEP é opcional.$$;

CREATE OR REPLACE FUNCTION api.endereco_alterar(p_id bigint, p_endereco bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('endereco_alteracao', p_corpo);
BEGIN
    PERFORM flowt.gravar_endereco(flowt.travar_pessoa(v_tenant, p_id), p_endereco, v_corpo);
    PERFORM flowt.registrar_leitura_pessoal('endereço da pessoa', p_id, 1);
    RETURN flowt.resposta_endereco(v_tenant, p_id, p_endereco, 200);
END
$$;
COMMENT ON FUNCTION api.endereco_alterar(bigint, bigint, text) IS
$$PATCH /v1/pessoas/{id}/enderecos/{endereco}
acesso: pessoa.escrever
modulo: pessoas
corpo: endereco_alteracao
resposta: 200 endereco
resposta: 404 problema
resposta: 422 problema
etiqueta: Pessoas
Altera os campos enviados de um endereço.$$;

CREATE OR REPLACE FUNCTION api.endereco_excluir(p_id bigint, p_endereco bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_pessoa flowt.tb_omni8_pessoa := flowt.travar_pessoa(v_tenant, p_id);
BEGIN
    PERFORM flowt.excluir_endereco(v_tenant, p_id, p_endereco);
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.endereco_excluir(bigint, bigint) IS
$$DELETE /v1/pessoas/{id}/enderecos/{endereco}
acesso: pessoa.escrever
modulo: pessoas
resposta: 204
resposta: 404 problema
etiqueta: Pessoas
Retira um endereço de uma pessoa.$$;

CREATE OR REPLACE FUNCTION api.papel_dar(p_id bigint, p_papel text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_pessoa flowt.tb_omni8_pessoa := flowt.travar_pessoa(v_tenant, p_id);
BEGIN
    INSERT INTO flowt.tb_omni8_pessoa_papel (cod_tenant, cod_pessoa, tip_papel) VALUES (v_tenant, p_id, p_papel) ON CONFLICT DO NOTHING;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.papel_dar(bigint, text) IS
$$PUT /v1/pessoas/{id}/papeis/{papel}
acesso: pessoa.escrever
modulo: pessoas
resposta: 204
resposta: 404 problema
resposta: 422 problema
etiqueta: Pessoas
Dá um papel a uma pessoa: CLIENTE, LEAD, INDICADOR, CONTATO ou FORNECEDOR. Repetir não muda nada.$$;

CREATE OR REPLACE FUNCTION api.papel_tirar(p_id bigint, p_papel text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_pessoa flowt.tb_omni8_pessoa := flowt.travar_pessoa(v_tenant, p_id);
BEGIN
    DELETE FROM flowt.tb_omni8_pessoa_papel x WHERE x.cod_tenant = v_tenant AND x.cod_pessoa = p_id AND x.tip_papel = p_papel;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este papel na pessoa');
    END IF;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.papel_tirar(bigint, text) IS
$$DELETE /v1/pessoas/{id}/papeis/{papel}
acesso: pessoa.escrever
modulo: pessoas
resposta: 204
resposta: 404 problema
etiqueta: Pessoas
Tira um papel de uma pessoa.$$;

CREATE OR REPLACE FUNCTION api.etiqueta_listar() RETURNS SETOF flowt.resposta
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT NULL::integer, NULL::text, NULL::text,
           json_build_object('itens', coalesce((
               SELECT json_agg(json_build_object('cod_etiqueta', e.cod_etiqueta::text,
                                                 'nom_etiqueta', e.nom_etiqueta) ORDER BY e.nom_etiqueta COLLATE "pt-BR-x-icu")
                 FROM flowt.tb_omni8_etiqueta AS e WHERE e.cod_tenant = flowt.tenant_atual()), '[]'))::text;
END;
COMMENT ON FUNCTION api.etiqueta_listar() IS
$$GET /v1/etiquetas
acesso: pessoa.ler
modulo: pessoas
resposta: 200 etiqueta_lista
etiqueta: Pessoas
Lista as etiquetas com que a empresa agrupa pessoas.$$;

CREATE OR REPLACE FUNCTION api.etiqueta_criar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('etiqueta_nova', p_corpo);
    v_linha  flowt.tb_omni8_etiqueta;
BEGIN
    INSERT INTO flowt.tb_omni8_etiqueta (cod_tenant, nom_etiqueta) VALUES (v_tenant, btrim(v_corpo ->> 'nom_etiqueta')) RETURNING * INTO v_linha;
    RETURN (201, NULL, NULL, json_build_object('cod_etiqueta', v_linha.cod_etiqueta::text,
                                               'nom_etiqueta', v_linha.nom_etiqueta)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.etiqueta_criar(text) IS
$$POST /v1/etiquetas
acesso: pessoa.escrever
modulo: pessoas
corpo: etiqueta_nova
resposta: 201 etiqueta
resposta: 409 problema
etiqueta: Pessoas
Cria uma etiqueta.$$;

CREATE OR REPLACE FUNCTION api.etiqueta_alterar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('etiqueta_nova', p_corpo);
    v_nome   text   := btrim(v_corpo ->> 'nom_etiqueta');
BEGIN
    UPDATE flowt.tb_omni8_etiqueta e SET nom_etiqueta = v_nome WHERE e.cod_tenant = v_tenant AND e.cod_etiqueta = p_id;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta etiqueta');
    END IF;
    RETURN (200, NULL, NULL, json_build_object('cod_etiqueta', p_id::text, 'nom_etiqueta', v_nome)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.etiqueta_alterar(bigint, text) IS
$$PATCH /v1/etiquetas/{id}
acesso: pessoa.escrever
modulo: pessoas
corpo: etiqueta_nova
resposta: 200 etiqueta
resposta: 404 problema
resposta: 409 problema
etiqueta: Pessoas
Muda o nome de uma etiqueta, em todas as pessoas que a têm.$$;

CREATE OR REPLACE FUNCTION api.etiqueta_excluir(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    DELETE FROM flowt.tb_omni8_etiqueta e WHERE e.cod_tenant = v_tenant AND e.cod_etiqueta = p_id;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta etiqueta');
    END IF;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.etiqueta_excluir(bigint) IS
$$DELETE /v1/etiquetas/{id}
acesso: pessoa.escrever
modulo: pessoas
resposta: 204
resposta: 404 problema
etiqueta: Pessoas
Exclui uma etiqueta e a tira de todas as pessoas.$$;

CREATE OR REPLACE FUNCTION api.pessoa_etiquetar(p_id bigint, p_etiqueta bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_pessoa flowt.tb_omni8_pessoa := flowt.travar_pessoa(v_tenant, p_id);
BEGIN
    PERFORM FROM flowt.tb_omni8_etiqueta e WHERE e.cod_tenant = v_tenant AND e.cod_etiqueta = p_etiqueta;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta etiqueta');
    END IF;
    PERFORM flowt.conferir_quantidade((SELECT count(*) FROM flowt.tb_omni8_pessoa_etiqueta x
                                        WHERE x.cod_tenant = v_tenant AND x.cod_pessoa = p_id AND x.cod_etiqueta <> p_etiqueta), 'etiquetas');
    INSERT INTO flowt.tb_omni8_pessoa_etiqueta (cod_tenant, cod_pessoa, cod_etiqueta) VALUES (v_tenant, p_id, p_etiqueta) ON CONFLICT DO NOTHING;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pessoa_etiquetar(bigint, bigint) IS
$$PUT /v1/pessoas/{id}/etiquetas/{etiqueta}
acesso: pessoa.escrever
modulo: pessoas
resposta: 204
resposta: 404 problema
etiqueta: Pessoas
Põe uma etiqueta em uma pessoa. Repetir não muda nada.$$;

CREATE OR REPLACE FUNCTION api.pessoa_desetiquetar(p_id bigint, p_etiqueta bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_pessoa flowt.tb_omni8_pessoa := flowt.travar_pessoa(v_tenant, p_id);
BEGIN
    DELETE FROM flowt.tb_omni8_pessoa_etiqueta x WHERE x.cod_tenant = v_tenant AND x.cod_pessoa = p_id AND x.cod_etiqueta = p_etiqueta;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta etiqueta na pessoa');
    END IF;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pessoa_desetiquetar(bigint, bigint) IS
$$DELETE /v1/pessoas/{id}/etiquetas/{etiqueta}
acesso: pessoa.escrever
modulo: pessoas
resposta: 204
resposta: 404 problema
etiqueta: Pessoas
Tira uma etiqueta de uma pessoa.$$;

CREATE OR REPLACE FUNCTION api.contato_ligar(p_id bigint, p_contato bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_corpo   jsonb  := flowt.ler_corpo('contato', p_corpo);
    v_menor   flowt.tb_omni8_pessoa := flowt.travar_pessoa(v_tenant, least(p_id, p_contato));
    v_maior   flowt.tb_omni8_pessoa := flowt.travar_pessoa(v_tenant, greatest(p_id, p_contato));
BEGIN
    IF (v_menor.tip_pessoa, v_maior.tip_pessoa) IS DISTINCT FROM (CASE WHEN p_id < p_contato THEN 'J' ELSE 'F' END,
                                                                  CASE WHEN p_id < p_contato THEN 'F' ELSE 'J' END) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'contato_e_pessoa_fisica_de_juridica',
            DETAIL = 'Um contato é uma pessoa física ligada a uma jurídica: confira os dois códigos.';
    END IF;
    PERFORM flowt.conferir_quantidade((SELECT count(*) FROM flowt.tb_omni8_pessoa_vinculo x
                                        WHERE x.cod_tenant = v_tenant AND x.cod_pessoa = p_id AND x.cod_contato <> p_contato), 'contatos');
    INSERT INTO flowt.tb_omni8_pessoa_vinculo AS v (cod_tenant, cod_pessoa, cod_contato, des_cargo)
    VALUES (v_tenant, p_id, p_contato, nullif(btrim(v_corpo ->> 'des_cargo'), ''))
        ON CONFLICT (cod_tenant, cod_pessoa, cod_contato) DO UPDATE SET des_cargo = excluded.des_cargo;
    INSERT INTO flowt.tb_omni8_pessoa_papel (cod_tenant, cod_pessoa, tip_papel) VALUES (v_tenant, p_contato, 'CONTATO') ON CONFLICT DO NOTHING;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.contato_ligar(bigint, bigint, text) IS
$$PUT /v1/pessoas/{id}/contatos/{contato}
acesso: pessoa.escrever
modulo: pessoas
corpo: contato
resposta: 204
resposta: 404 problema
resposta: 422 problema
etiqueta: Pessoas
Torna uma pessoa física contato de uma jurídica, ou muda seu cargo.$$;

CREATE OR REPLACE FUNCTION api.contato_desligar(p_id bigint, p_contato bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    DELETE FROM flowt.tb_omni8_pessoa_vinculo v WHERE v.cod_tenant = v_tenant AND v.cod_pessoa = p_id AND v.cod_contato = p_contato;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este contato');
    END IF;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.contato_desligar(bigint, bigint) IS
$$DELETE /v1/pessoas/{id}/contatos/{contato}
acesso: pessoa.escrever
modulo: pessoas
resposta: 204
resposta: 404 problema
etiqueta: Pessoas
Desliga um contato de uma pessoa jurídica.$$;

-- The fields a person is written with, in creation and in change; the same for an address.
SELECT flowt.definir_esquema(e.nome, jsonb_build_object('type', 'object', 'required', e.obrigatorios, 'properties', e.proprios || $json${
    "nom_pessoa": {"type": "string", "minLength": 1, "maxLength": 200, "format": "relato", "description": "Nome civil, ou razão social."},
    "nom_social": {"type": ["string", "null"], "minLength": 1, "maxLength": 200, "format": "relato"},
    "nom_fantasia": {"type": ["string", "null"], "minLength": 1, "maxLength": 200, "format": "relato"},
    "dat_nascimento": {"type": ["string", "null"], "format": "date", "x-mensagem": "Use uma data que exista, como 1990-12-31."},
    "num_inscricao_estadual": {"type": ["string", "null"], "maxLength": 30, "description": "Com ou sem pontuação, ou ISENTO."},
    "des_observacao": {"type": ["string", "null"], "maxLength": 2000},
    "campos": {"$ref": "#/components/schemas/campos"}
}$json$::jsonb))
FROM (VALUES ('pessoa_nova', '["tip_pessoa", "nom_pessoa"]'::jsonb, $json${
                  "tip_pessoa": {"type": "string", "enum": ["F", "J"]},
                  "identificadores": {"type": "array", "maxItems": 30, "items": {"$ref": "#/components/schemas/identificador_novo"}},
                  "enderecos": {"type": "array", "maxItems": 30, "items": {"$ref": "#/components/schemas/endereco_novo"}},
                  "papeis": {"type": "array", "maxItems": 5,
                      "items": {"type": "string", "enum": ["CLIENTE", "LEAD", "INDICADOR", "CONTATO", "FORNECEDOR"]}},
                  "etiquetas": {"type": "array", "maxItems": 30, "items": {"type": "string", "minLength": 1, "maxLength": 40}}}$json$::jsonb),
             ('pessoa_alteracao', '["num_versao"]', '{"num_versao": {"type": "integer", "minimum": 1, "maximum": 2147483647}}'))
     AS e (nome, obrigatorios, proprios);
SELECT flowt.definir_esquema(e.nome, jsonb_build_object('type', 'object', 'required', e.obrigatorios, 'properties', $json${
    "nom_endereco": {"type": ["string", "null"], "maxLength": 40, "description": "Apelido, como Casa."},
    "des_logradouro": {"type": "string", "minLength": 1, "maxLength": 200},
    "num_endereco": {"type": ["string", "null"], "maxLength": 20},
    "des_complemento": {"type": ["string", "null"], "maxLength": 120},
    "nom_bairro": {"type": ["string", "null"], "maxLength": 120},
    "nom_cidade": {"type": "string", "minLength": 1, "maxLength": 120},
    "sig_uf": {"type": "string", "enum": ["AC", "AL", "AM", "AP", "BA", "CE", "DF", "ES", "GO", "MA", "MG", "MS", "MT", "PA", "PB", "PE", "PI", "PR",
            "RJ", "RN", "RO", "RR", "RS", "SC", "SE", "SP", "TO"]},
    "num_cep": {"type": ["string", "null"], "format": "cep", "x-mensagem": "O CEP tem oito algarismos, como 01310-100."},
    "des_referencia": {"type": ["string", "null"], "maxLength": 200},
    "flg_principal": {"type": "boolean"}
}$json$::jsonb))
FROM (VALUES ('endereco_novo', '["des_logradouro", "nom_cidade", "sig_uf"]'::jsonb), ('endereco_alteracao', '[]')) AS e (nome, obrigatorios);
SELECT flowt.definir_esquema('endereco', $json${
    "type": "object", "required": ["cod_endereco", "des_logradouro", "nom_cidade", "sig_uf", "flg_principal"],
    "properties": {
        "cod_endereco": {"type": "string"}, "nom_endereco": {"type": ["string", "null"]}, "des_logradouro": {"type": "string"},
        "num_endereco": {"type": ["string", "null"]},
        "des_complemento": {"type": ["string", "null"]}, "nom_bairro": {"type": ["string", "null"]}, "nom_cidade": {"type": "string"},
        "sig_uf": {"type": "string"},
        "num_cep": {"type": ["string", "null"]}, "des_referencia": {"type": ["string", "null"]}, "flg_principal": {"type": "boolean"}
    }
}$json$);
SELECT flowt.definir_esquema('identificador_novo', $json${
    "type": "object", "required": ["tip_identificador", "des_valor"],
    "properties": {
        "tip_identificador": {"type": "string", "enum": ["EMAIL", "FONE", "CPF", "CNPJ"]},
        "des_valor": {"type": "string", "minLength": 1, "maxLength": 254, "description": "Com ou sem pontuação."},
        "flg_principal": {"type": "boolean"}
    }
}$json$);
SELECT flowt.definir_esquema('identificador_alteracao',
                             '{"type": "object", "required": ["flg_principal"], "properties": {"flg_principal": {"type": "boolean", "enum": [true]}}}');
SELECT flowt.definir_esquema('identificador', $json${
    "type": "object", "required": ["cod_identificador", "tip_identificador", "des_valor", "flg_principal", "dat_verificacao"],
    "properties": {
        "cod_identificador": {"type": "string"}, "tip_identificador": {"type": "string"},
        "des_valor": {"type": "string", "description": "Mascarado para quem não tem pessoa.ler_completo."},
        "flg_principal": {"type": "boolean"}, "dat_verificacao": {"type": ["string", "null"], "format": "date-time"}
    }
}$json$);
SELECT flowt.definir_esquema('etiqueta_nova',
                             '{"type": "object", "required": ["nom_etiqueta"], "properties": {"nom_etiqueta": {"type": "string", "minLength": 1, '
                             '"maxLength": 40}}}');
SELECT flowt.definir_esquema('etiqueta',
                             '{"type": "object", "required": ["cod_etiqueta", "nom_etiqueta"], "properties": {"cod_etiqueta": {"type": "string"}, '
                             '"nom_etiqueta": {"type": "string"}}}');
SELECT flowt.definir_esquema('etiqueta_lista',
                             '{"type": "object", "required": ["itens"], "properties": {"itens": {"type": "array", "items": {"$ref": '
                             '"#/components/schemas/etiqueta"}}}}');
SELECT flowt.definir_esquema('contato', '{"type": "object", "properties": {"des_cargo": {"type": ["string", "null"], "maxLength": 80}}}');
SELECT flowt.definir_esquema('pessoa', $json${
    "type": "object", "required": ["cod_pessoa", "tip_pessoa", "nom_pessoa", "sta_pessoa", "num_versao", "identificadores", "enderecos", "papeis",
        "etiquetas", "contatos"],
    "properties": {
        "cod_pessoa": {"type": "string"}, "tip_pessoa": {"type": "string"}, "nom_pessoa": {"type": "string"},
        "nom_social": {"type": ["string", "null"]},
        "nom_fantasia": {"type": ["string", "null"]}, "dat_nascimento": {"type": ["string", "null"], "format": "date"},
        "num_inscricao_estadual": {"type": ["string", "null"]},
        "des_observacao": {"type": ["string", "null"]}, "campos": {"$ref": "#/components/schemas/campos"}, "tip_origem": {"type": "string"},
        "sta_pessoa": {"type": "string"}, "flg_mascarada": {"type": "boolean", "description": "Documentos, telefones e e-mails vêm mascarados."},
        "num_versao": {"type": "integer"},
        "dat_criacao": {"type": "string", "format": "date-time"}, "dat_alteracao": {"type": "string", "format": "date-time"},
        "identificadores": {"type": "array", "items": {"$ref": "#/components/schemas/identificador"}},
        "enderecos": {"type": "array", "items": {"$ref": "#/components/schemas/endereco"}},
        "papeis": {"type": "array", "items": {"type": "string"}},
        "etiquetas": {"type": "array", "items": {"$ref": "#/components/schemas/etiqueta"}},
        "contatos": {"type": "array", "description": "De uma pessoa jurídica, seus contatos; de uma física, as empresas de que é contato.",
            "items": {"type": "object", "properties": {
            "cod_pessoa": {"type": "string"}, "tip_pessoa": {"type": "string"}, "nom_pessoa": {"type": "string"},
            "des_cargo": {"type": ["string", "null"]}}}}
    }
}$json$);
SELECT flowt.definir_esquema('pessoa_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {
        "itens": {"type": "array", "items": {"type": "object", "required": ["cod_pessoa", "tip_pessoa", "nom_pessoa", "papeis", "sta_pessoa"],
                "properties": {
            "cod_pessoa": {"type": "string"}, "tip_pessoa": {"type": "string"}, "nom_pessoa": {"type": "string"},
            "num_documento": {"type": ["string", "null"]},
            "num_telefone": {"type": ["string", "null"]}, "des_email": {"type": ["string", "null"]},
            "papeis": {"type": "array", "items": {"type": "string"}},
            "sta_pessoa": {"type": "string"}, "dat_criacao": {"type": "string", "format": "date-time"}}}},
        "proximo": {"type": ["string", "null"]}
    }
}$json$);
