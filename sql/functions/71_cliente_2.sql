-- Customer's own routes (guide chapter 17, profile cliente).

CREATE OR REPLACE FUNCTION api.cliente_ler() RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (200, NULL, NULL, flowt.json_cliente(flowt.exigir_tenant(), flowt.cliente_atual())::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cliente_ler() IS
$$GET /v1/clientes/eu
acesso: cliente
modulo: pessoas
resposta: 200 cliente
cache: private, no-store
etiqueta: Clientes
O cadastro de quem entrou.$$;

CREATE OR REPLACE FUNCTION api.cliente_alterar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('cliente_alteracao', p_corpo);
    v_linha  flowt.tb_omni8_pessoa := flowt.travar_pessoa(v_tenant, flowt.cliente_atual());
BEGIN
    IF v_linha.num_versao <> (v_corpo ->> 'num_versao')::integer THEN
        PERFORM flowt.recusar_versao(v_linha.num_versao);
    END IF;
    PERFORM flowt.alterar_pessoa(v_linha, v_corpo);
    RETURN (200, NULL, NULL, flowt.json_cliente(v_tenant, v_linha.cod_pessoa)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cliente_alterar(text) IS
$$PATCH /v1/clientes/eu
acesso: cliente
modulo: pessoas
corpo: cliente_alteracao
resposta: 200 cliente
resposta: 409 problema
resposta: 422 problema
etiqueta: Clientes
Altera o próprio cadastro; num_versao é a versão lida (409 se mudou desde então).$$;

CREATE OR REPLACE FUNCTION api.cliente_endereco_criar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('endereco_novo', p_corpo);
    v_pessoa flowt.tb_omni8_pessoa := flowt.travar_pessoa(v_tenant, flowt.cliente_atual());
    v_codigo bigint := flowt.gravar_endereco(v_pessoa, NULL, v_corpo);
BEGIN
    RETURN flowt.resposta_endereco(v_tenant, v_pessoa.cod_pessoa, v_codigo, 201);
END
$$;
COMMENT ON FUNCTION api.cliente_endereco_criar(text) IS
$$POST /v1/clientes/eu/enderecos
acesso: cliente
modulo: pessoas
corpo: endereco_novo
resposta: 201 endereco
resposta: 422 problema
etiqueta: Clientes
Acrescenta um endereço ao próprio cadastro.$$;

CREATE OR REPLACE FUNCTION api.cliente_endereco_alterar(p_endereco bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('endereco_alteracao', p_corpo);
    v_pessoa flowt.tb_omni8_pessoa := flowt.travar_pessoa(v_tenant, flowt.cliente_atual());
BEGIN
    PERFORM flowt.gravar_endereco(v_pessoa, p_endereco, v_corpo);
    RETURN flowt.resposta_endereco(v_tenant, v_pessoa.cod_pessoa, p_endereco, 200);
END
$$;
COMMENT ON FUNCTION api.cliente_endereco_alterar(bigint, text) IS
$$PATCH /v1/clientes/eu/enderecos/{endereco}
acesso: cliente
modulo: pessoas
corpo: endereco_alteracao
resposta: 200 endereco
resposta: 404 problema
resposta: 422 problema
etiqueta: Clientes
Altera os campos enviados de um endereço próprio.$$;

CREATE OR REPLACE FUNCTION api.cliente_endereco_excluir(p_endereco bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_pessoa flowt.tb_omni8_pessoa := flowt.travar_pessoa(v_tenant, flowt.cliente_atual());
BEGIN
    PERFORM flowt.excluir_endereco(v_tenant, v_pessoa.cod_pessoa, p_endereco);
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cliente_endereco_excluir(bigint) IS
$$DELETE /v1/clientes/eu/enderecos/{endereco}
acesso: cliente
modulo: pessoas
resposta: 204
resposta: 404 problema
etiqueta: Clientes
Retira um endereço próprio.$$;

CREATE OR REPLACE FUNCTION api.cliente_consentimentos() RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (200, NULL, NULL, flowt.json_consentimentos(flowt.exigir_tenant(), flowt.cliente_atual())::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cliente_consentimentos() IS
$$GET /v1/clientes/eu/consentimentos
acesso: cliente
modulo: pessoas
resposta: 200 consentimentos
cache: private, no-store
etiqueta: Clientes
O que quem entrou consente, e a história.$$;

CREATE OR REPLACE FUNCTION api.cliente_consentir(p_ip text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('consentimento_novo', p_corpo);
    v_pessoa flowt.tb_omni8_pessoa := flowt.travar_pessoa(v_tenant, flowt.cliente_atual());
BEGIN
    PERFORM flowt.registrar_consentimento(v_tenant, v_pessoa.cod_pessoa, v_corpo, 'CLIENTE', p_ip);
    RETURN (201, NULL, NULL, flowt.json_consentimentos(v_tenant, v_pessoa.cod_pessoa)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cliente_consentir(text, text) IS
$$POST /v1/clientes/eu/consentimentos
acesso: cliente
modulo: pessoas
contexto: ip
corpo: consentimento_novo
resposta: 201 consentimentos
resposta: 422 problema
etiqueta: Clientes
Consente com uma finalidade por um canal, ou deixa de consentir.$$;

CREATE OR REPLACE FUNCTION api.cliente_pedidos(p_limite integer, p_apos bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint  := flowt.exigir_tenant();
    v_quantos integer := flowt.tamanho_pagina(p_limite);
    v_pessoa  bigint  := flowt.cliente_atual();
    v_pagina  record;
BEGIN
    SELECT coalesce(json_agg(to_jsonb(p) - 'cod_pedido' ORDER BY p.cod_pedido DESC), '[]') AS itens,
           CASE WHEN count(*) = v_quantos THEN min(p.cod_pedido)::text END AS proximo
      INTO v_pagina FROM flowt.pedidos_da_pessoa(v_tenant, v_pessoa, v_quantos, p_apos) AS p;
    RETURN (200, NULL, NULL, json_build_object('itens', v_pagina.itens, 'proximo', v_pagina.proximo)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cliente_pedidos(integer, bigint) IS
$$GET /v1/clientes/eu/pedidos
acesso: cliente
modulo: pessoas
resposta: 200 cliente_pedidos
cache: private, no-store
etiqueta: Clientes
Os pedidos de quem entrou, do mais novo ao mais antigo.
limite: até 100 por página (20). apos: o "proximo" da página anterior.$$;

CREATE OR REPLACE FUNCTION api.cliente_sair() RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.sair();
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cliente_sair() IS
$$DELETE /v1/clientes/sessoes/atual
acesso: cliente
modulo: pessoas
resposta: 204
etiqueta: Clientes
Encerra a própria sessão: o token deixa de valer na hora.$$;

CREATE OR REPLACE FUNCTION api.cliente_sessoes() RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_pessoa bigint := flowt.cliente_atual();
BEGIN
    RETURN (200, NULL, NULL, json_build_object('itens', (
        SELECT json_agg(json_build_object('cod_sessao', s.cod_sessao::text, 'des_agente', s.des_agente, 'num_ip', s.num_ip,
                   'dat_criacao', s.dat_criacao, 'dat_expiracao', s.dat_expiracao,
                   'flg_atual', s.cod_sessao::text = current_setting('flowt.cod_sessao', true)) ORDER BY s.cod_sessao DESC)
          FROM flowt.tb_omni8_sessao s
         WHERE s.cod_tenant = v_tenant AND s.cod_pessoa = v_pessoa AND s.dat_revogacao IS NULL AND s.dat_expiracao > now()))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cliente_sessoes() IS
$$GET /v1/clientes/sessoes
acesso: cliente
modulo: pessoas
resposta: 200 cliente_sessoes
cache: private, no-store
etiqueta: Clientes
Onde quem entrou está conectado.$$;

CREATE OR REPLACE FUNCTION api.cliente_sessao_encerrar(p_sessao bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_encerrou boolean := flowt.encerrar_sessao_do_cliente(p_sessao);
BEGIN
    IF NOT v_encerrou THEN
        PERFORM flowt.recusar_registro('esta sessão');
    END IF;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cliente_sessao_encerrar(bigint) IS
$$DELETE /v1/clientes/sessoes/{sessao}
acesso: cliente
modulo: pessoas
resposta: 204
resposta: 404 problema
etiqueta: Clientes
Encerra uma das próprias sessões, como a de um aparelho perdido.$$;

SELECT flowt.definir_esquema('cliente_codigo', $json${
    "type": "object", "required": ["canal", "destino"],
    "properties": {
        "canal": {"type": "string", "enum": ["FONE", "EMAIL"]},
        "destino": {"type": "string", "minLength": 1, "maxLength": 254, "description": "Telefone com DDD, ou e-mail."}
    }
}$json$);
SELECT flowt.definir_esquema('cliente_entrada', jsonb_set(jsonb_set(e.js_esquema, '{required}', '["canal", "destino", "codigo"]'),
           '{properties, codigo}',
           '{"type": "string", "maxLength": 6, "pattern": "^[0-9]{6}$", "x-mensagem": "O código tem seis algarismos."}'))
  FROM flowt.tb_omni8_esquema_json AS e WHERE e.nom_esquema = 'cliente_codigo';
SELECT flowt.definir_esquema('cliente_sessao', $json${
    "type": "object", "required": ["token", "dat_expiracao", "cod_pessoa"],
    "properties": {
        "token": {"type": "string", "description": "Token opaco; mostrado só aqui."}, "dat_expiracao": {"type": "string", "format": "date-time"},
        "cod_pessoa": {"type": "string"}
    }
}$json$);
SELECT flowt.definir_esquema('cliente', $json${
    "type": "object", "required": ["cod_pessoa", "tip_pessoa", "nom_pessoa", "num_versao", "identificadores", "enderecos"],
    "properties": {
        "cod_pessoa": {"type": "string"}, "tip_pessoa": {"type": "string"}, "nom_pessoa": {"type": "string"},
        "nom_social": {"type": ["string", "null"]},
        "dat_nascimento": {"type": ["string", "null"], "format": "date"}, "num_versao": {"type": "integer"},
        "dat_criacao": {"type": "string", "format": "date-time"}, "dat_alteracao": {"type": "string", "format": "date-time"},
        "identificadores": {"type": "array", "items": {"$ref": "#/components/schemas/identificador"}},
        "enderecos": {"type": "array", "items": {"$ref": "#/components/schemas/endereco"}}
    }
}$json$);
SELECT flowt.definir_esquema('cliente_alteracao', $json${
    "type": "object", "required": ["num_versao"],
    "properties": {
        "num_versao": {"type": "integer", "minimum": 1, "maximum": 2147483647},
        "nom_pessoa": {"type": "string", "minLength": 2, "maxLength": 200, "format": "nome"},
        "nom_social": {"type": ["string", "null"], "minLength": 1, "maxLength": 200, "format": "nome"},
        "dat_nascimento": {"type": ["string", "null"], "format": "date", "x-mensagem": "Use uma data que exista, como 1990-12-31."}
    }
}$json$);
SELECT flowt.definir_esquema('cliente_pedidos', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {
        "itens": {"type": "array", "items": {"type": "object", "required": ["num_pedido", "token", "sta_pedido", "vlr_total"], "properties": {
            "num_pedido": {"type": "integer"}, "token": {"type": "string"}, "sta_pedido": {"type": "string"}, "des_status": {"type": "string"},
            "tip_atendimento": {"type": "string"}, "vlr_total": {"type": "integer", "description": "Centavos."},
            "dat_criacao": {"type": "string", "format": "date-time"}}}},
        "proximo": {"type": ["string", "null"]}
    }
}$json$);
SELECT flowt.definir_esquema('cliente_sessoes', $json${
    "type": "object", "required": ["itens"],
    "properties": {"itens": {"type": "array", "items": {"type": "object", "required": ["cod_sessao", "dat_criacao", "dat_expiracao", "flg_atual"],
                "properties": {
        "cod_sessao": {"type": "string"}, "des_agente": {"type": ["string", "null"]}, "num_ip": {"type": ["string", "null"]},
        "dat_criacao": {"type": "string", "format": "date-time"}, "dat_expiracao": {"type": "string", "format": "date-time"},
        "flg_atual": {"type": "boolean"}}}}}
}$json$);
