-- Payment providers (guide chapter 18.1): a company's accounts and their secrets, which no request can read.

CREATE OR REPLACE FUNCTION flowt.limite_de_contas_de_pagamento() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 20;
COMMENT ON FUNCTION flowt.limite_de_contas_de_pagamento() IS 'Contas em provedores que uma empresa pode ter.';
CREATE OR REPLACE FUNCTION flowt.convivencia_de_segredos() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '24 hours';
COMMENT ON FUNCTION flowt.convivencia_de_segredos() IS 'Por quanto tempo, depois de trocado, o segredo anterior de uma conta ainda vale.';

-- Standard Webhooks: "whsec_" and 24 to 64 bytes in base64. What signs are the bytes.
CREATE OR REPLACE FUNCTION flowt.bytes_do_segredo(p_segredo text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
    v_texto text := regexp_replace(p_segredo, '^whsec_', '');
BEGIN
    RETURN CASE WHEN v_texto ~ '^[A-Za-z0-9+/]{32,88}={0,2}$' AND length(v_texto) % 4 = 0 AND length(decode(v_texto, 'base64')) BETWEEN 24
                     AND 64 THEN decode(v_texto, 'base64') END;
END
$$;
COMMENT ON FUNCTION flowt.bytes_do_segredo(text) IS 'Bytes de um segredo de webhook (whsec_… em base64, 24 a 64 bytes), ou nulo se não é um.';

CREATE OR REPLACE FUNCTION flowt.cifrar_segredo_de_pagamento(p_valor bytea) RETURNS bytea
LANGUAGE plpgsql AS $$
BEGIN
    RETURN public.pgp_sym_encrypt_bytea(p_valor, flowt.chave_cifra('pagamento'), 'cipher-algo=aes256');
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.cifrar_segredo_de_pagamento(bytea) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.cifrar_segredo_de_pagamento(bytea) IS 'Cifra um segredo de conta com a chave da instalação.';

-- What is not given stays. The first secret has none before it.
CREATE OR REPLACE FUNCTION flowt.guardar_segredos(p_conta bigint, p_segredo text, p_credencial text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_bytes  bytea  := flowt.bytes_do_segredo(p_segredo);
BEGIN
    PERFORM flowt.exigir_permissao('pagamento.configurar'), flowt.exigir_pessoa();
    IF p_segredo IS NOT NULL AND v_bytes IS NULL THEN
        PERFORM flowt.recusar_corpo(flowt.erro_de_campo('des_segredo', 'formato_invalido',
                                                        'O segredo começa por whsec_ e traz de 24 a 64 bytes em base64: copie-o do provedor, ou '
                                                        'deixe-o em branco para gerar um.'));
    END IF;
    IF p_segredo IS NOT NULL THEN
        INSERT INTO flowt.tb_omni8_conta_pagamento_segredo AS s (cod_tenant, cod_conta_pagamento, des_segredo)
        VALUES (v_tenant, p_conta, flowt.cifrar_segredo_de_pagamento(v_bytes))
            ON CONFLICT (cod_tenant, cod_conta_pagamento) DO UPDATE
           SET des_segredo = excluded.des_segredo, des_segredo_anterior = s.des_segredo, dat_fim_anterior = now() + flowt.convivencia_de_segredos();
    END IF;
    IF p_credencial IS NOT NULL THEN
        UPDATE flowt.tb_omni8_conta_pagamento_segredo s SET des_credencial = flowt.cifrar_segredo_de_pagamento(convert_to(p_credencial, 'UTF8'))
         WHERE s.cod_tenant = v_tenant AND s.cod_conta_pagamento = p_conta;
    END IF;
END
$$;
ALTER FUNCTION flowt.guardar_segredos(bigint, text, text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.guardar_segredos(bigint, text, text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.guardar_segredos(bigint, text, text)
    IS 'Guarda cifrados o segredo de webhooks (o anterior ainda vale um dia) e a credencial de uma conta do tenant da requisição. Atravessa tenants: '
       'grava uma tabela que as requisições não leem; o filtro por tenant é dela.';

CREATE OR REPLACE FUNCTION flowt.situacao_dos_segredos(p_conta bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    RETURN (SELECT jsonb_build_object('flg_segredo', count(s.des_segredo) > 0, 'flg_credencial', count(s.des_credencial) > 0,
                       'dat_fim_segredo_anterior', max(CASE WHEN s.dat_fim_anterior > now() THEN s.dat_fim_anterior END))
              FROM flowt.tb_omni8_conta_pagamento_segredo s WHERE s.cod_tenant = v_tenant AND s.cod_conta_pagamento = p_conta);
END
$$;
ALTER FUNCTION flowt.situacao_dos_segredos(bigint) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.situacao_dos_segredos(bigint) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.situacao_dos_segredos(bigint)
    IS 'Que segredos uma conta do tenant da requisição tem, nunca quais. Atravessa tenants: lê uma tabela que as requisições não leem; o filtro por '
       'tenant é dela.';

CREATE OR REPLACE FUNCTION flowt.json_conta_de_pagamento(p_conta flowt.tb_omni8_conta_pagamento) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN jsonb_build_object('cod_conta_pagamento', (p_conta).cod_conta_pagamento::text, 'nom_conta', (p_conta).nom_conta,
               'tip_provedor', (p_conta).tip_provedor, 'des_url', (p_conta).des_url,
               'sta_conta', (p_conta).sta_conta, 'num_versao', (p_conta).num_versao,
               'des_caminho_webhook', '/' || (SELECT t.nom_slug FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = (p_conta).cod_tenant)
                   || '/webhooks/pagamentos/' || (p_conta).des_token,
               'qtd_recusas', (SELECT coalesce(sum(r.qtd_recusas), 0)::bigint FROM flowt.tb_omni8_webhook_recusado r
                                WHERE r.cod_tenant = (p_conta).cod_tenant AND r.cod_conta_pagamento = (p_conta).cod_conta_pagamento
                                  AND r.dat_ultima > now() - interval '7 days'))
        || flowt.situacao_dos_segredos((p_conta).cod_conta_pagamento);
END
$$;
COMMENT ON FUNCTION flowt.json_conta_de_pagamento(flowt.tb_omni8_conta_pagamento)
    IS 'Conta em provedor como a API a mostra: sem segredos, com o caminho em que o provedor avisa e as recusas de sete dias.';

CREATE OR REPLACE FUNCTION api.conta_pagamento_listar() RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    RETURN (200, NULL, NULL, (SELECT json_build_object('itens', coalesce(json_agg(flowt.json_conta_de_pagamento(c) ORDER BY c.cod_conta_pagamento),
                                                                         '[]'))
                                FROM flowt.tb_omni8_conta_pagamento c WHERE c.cod_tenant = v_tenant)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.conta_pagamento_listar() IS
$$GET /v1/contas-pagamento
acesso: pagamento.configurar
modulo: pedidos
resposta: 200 conta_pagamento_lista
etiqueta: Pagamento
Lista as contas da empresa em provedores de pagamento, com o caminho em que cada provedor avisa. Segredos nunca se mostram.$$;

CREATE OR REPLACE FUNCTION api.conta_pagamento_criar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_corpo   jsonb  := flowt.ler_corpo('conta_pagamento_nova', p_corpo);
    v_segredo text   := coalesce(v_corpo ->> 'des_segredo', 'whsec_' || encode(public.gen_random_bytes(32), 'base64'));
    v_conta   flowt.tb_omni8_conta_pagamento;
BEGIN
    PERFORM flowt.exigir_pessoa();
    IF (SELECT count(*) FROM flowt.tb_omni8_conta_pagamento c WHERE c.cod_tenant = v_tenant) >= flowt.limite_de_contas_de_pagamento() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'contas_demais',
            DETAIL = format('Uma empresa tem até %s contas em provedores: reaproveite uma INATIVA.', flowt.limite_de_contas_de_pagamento());
    END IF;
    INSERT INTO flowt.tb_omni8_conta_pagamento AS c (cod_tenant, nom_conta, tip_provedor, des_url, des_token)
    VALUES (v_tenant, btrim(v_corpo ->> 'nom_conta'), coalesce(v_corpo ->> 'tip_provedor', 'API_PIX'), v_corpo ->> 'des_url', flowt.novo_token())
 RETURNING c.* INTO v_conta;
    PERFORM flowt.guardar_segredos(v_conta.cod_conta_pagamento, v_segredo, v_corpo ->> 'des_credencial');
    RETURN (201, NULL, NULL, (flowt.json_conta_de_pagamento(v_conta) || jsonb_build_object('des_segredo', v_segredo))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.conta_pagamento_criar(text) IS
$$POST /v1/contas-pagamento
acesso: pagamento.configurar
modulo: pedidos
corpo: conta_pagamento_nova
resposta: 201 conta_pagamento
resposta: 403 problema
resposta: 422 problema
etiqueta: Pagamento
Cria uma conta em um provedor, INATIVA. des_segredo é o que assina os avisos: do provedor ou, sem ele, gerado aqui; mostra-se só nesta resposta.
Só em pessoa: não por chave de API nem em sessão de suporte.$$;

CREATE OR REPLACE FUNCTION flowt.travar_conta_de_pagamento(p_tenant bigint, p_conta bigint) RETURNS flowt.tb_omni8_conta_pagamento
LANGUAGE plpgsql AS $$
DECLARE
    v_conta flowt.tb_omni8_conta_pagamento;
BEGIN
    SELECT c.* INTO v_conta FROM flowt.tb_omni8_conta_pagamento c WHERE c.cod_tenant = p_tenant AND c.cod_conta_pagamento = p_conta FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta conta');
    END IF;
    RETURN v_conta;
END
$$;
COMMENT ON FUNCTION flowt.travar_conta_de_pagamento(bigint, bigint) IS 'Trava e devolve uma conta em provedor; 404 se não existe.';

-- A charge says whom to pay, and without a credential nobody sends it.
CREATE OR REPLACE FUNCTION flowt.conferir_ativacao(p_tenant bigint, p_conta bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_pix x WHERE x.cod_tenant = p_tenant) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'pix_nao_configurado',
            DETAIL = 'Defina antes a chave PIX da empresa, em /v1/pix: é ela que a cobrança leva.';
    ELSIF NOT ((flowt.situacao_dos_segredos(p_conta) ->> 'flg_segredo')::boolean
               AND (flowt.situacao_dos_segredos(p_conta) ->> 'flg_credencial')::boolean) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'conta_sem_segredos',
            DETAIL = 'Informe antes a credencial do provedor e o segredo com que ele assina: sem eles a conta não cobra nem recebe avisos.';
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_ativacao(bigint, bigint) IS 'Levanta 422 se falta a uma conta o que ela precisa para cobrar.';

CREATE OR REPLACE FUNCTION api.conta_pagamento_alterar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('conta_pagamento_alteracao', p_corpo);
    v_conta  flowt.tb_omni8_conta_pagamento;
BEGIN
    PERFORM flowt.exigir_pessoa();
    v_conta := flowt.travar_conta_de_pagamento(v_tenant, p_id);
    IF v_conta.num_versao <> (v_corpo ->> 'num_versao')::integer THEN
        PERFORM flowt.recusar_versao(v_conta.num_versao);
    END IF;
    -- A credential is for one place: whoever changes the place gives it again.
    IF v_corpo ->> 'des_url' <> v_conta.des_url AND v_corpo ->> 'des_credencial' IS NULL THEN
        PERFORM flowt.recusar_corpo(flowt.erro_de_campo('des_credencial', 'campo_obrigatorio',
                                                        'Ao mudar o endereço, informe de novo a credencial: a antiga não se envia a outro lugar.'));
    END IF;
    PERFORM flowt.guardar_segredos(p_id, NULL, v_corpo ->> 'des_credencial');
    IF v_corpo ->> 'sta_conta' = 'ATIVA' THEN
        PERFORM flowt.conferir_ativacao(v_tenant, p_id);
    END IF;
    UPDATE flowt.tb_omni8_conta_pagamento c
       SET (nom_conta, des_url, sta_conta) = ROW (btrim(coalesce(v_corpo ->> 'nom_conta', c.nom_conta)), coalesce(v_corpo ->> 'des_url', c.des_url),
                                                  coalesce(v_corpo ->> 'sta_conta', c.sta_conta))
     WHERE c.cod_tenant = v_tenant AND c.cod_conta_pagamento = p_id RETURNING c.* INTO v_conta;
    RETURN (200, NULL, NULL, flowt.json_conta_de_pagamento(v_conta)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.conta_pagamento_alterar(bigint, text) IS
$$PATCH /v1/contas-pagamento/{id}
acesso: pagamento.configurar
modulo: pedidos
corpo: conta_pagamento_alteracao
resposta: 200 conta_pagamento
resposta: 403 problema
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Pagamento
Altera os campos enviados; num_versao é a versão lida (409 se mudou). ATIVA, a conta passa a cobrar os pedidos novos por PIX, que só começam depois de pagos; uma por vez (409 outra_conta_ja_ativa).
Mudar des_url pede a credencial de novo.$$;

CREATE OR REPLACE FUNCTION api.conta_pagamento_segredo(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_corpo   jsonb  := flowt.ler_corpo('conta_pagamento_segredo', p_corpo);
    v_segredo text   := coalesce(v_corpo ->> 'des_segredo', 'whsec_' || encode(public.gen_random_bytes(32), 'base64'));
    v_conta   flowt.tb_omni8_conta_pagamento;
BEGIN
    PERFORM flowt.exigir_pessoa();
    v_conta := flowt.travar_conta_de_pagamento(v_tenant, p_id);
    PERFORM flowt.guardar_segredos(p_id, v_segredo, NULL);
    RETURN (200, NULL, NULL, (flowt.json_conta_de_pagamento(v_conta) || jsonb_build_object('des_segredo', v_segredo))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.conta_pagamento_segredo(bigint, text) IS
$$POST /v1/contas-pagamento/{id}/segredo
acesso: pagamento.configurar
modulo: pedidos
corpo: conta_pagamento_segredo
resposta: 200 conta_pagamento
resposta: 403 problema
resposta: 404 problema
resposta: 422 problema
etiqueta: Pagamento
Troca o segredo com que o provedor assina: o do corpo ou, sem ele, um gerado aqui; mostra-se só nesta resposta. O anterior vale por mais 24 horas.$$;

SELECT flowt.definir_esquema(e.nome, jsonb_build_object('type', 'object', 'required', e.obrigatorios, 'properties', e.proprios || $json${
    "nom_conta": {"type": "string", "minLength": 1, "maxLength": 80},
    "des_url": {"type": "string", "minLength": 10, "maxLength": 200, "pattern": "^https://",
        "x-mensagem": "O endereço do provedor começa por https://."},
    "des_credencial": {"type": ["string", "null"], "minLength": 8, "maxLength": 2000, "pattern": "^[ -~]+$",
        "description": "O que vai em Authorization, como \"Bearer …\". Guardado cifrado; nunca mostrado."}
}$json$::jsonb))
FROM (VALUES ('conta_pagamento_nova', '["nom_conta", "des_url"]'::jsonb,
              '{"tip_provedor": {"type": "string", "enum": ["API_PIX"]}, "des_segredo": {"type": ["string", "null"], "maxLength": 100}}'::jsonb),
             ('conta_pagamento_alteracao', '["num_versao"]',
              '{"num_versao": {"type": "integer", "minimum": 1, "maximum": 2147483647}, "sta_conta": {"type": "string", "enum": ["ATIVA", '
              '"INATIVA"]}}')) AS e (nome, obrigatorios, proprios);
SELECT flowt.definir_esquema('conta_pagamento_segredo',
                             '{"type": "object", "properties": {"des_segredo": {"type": ["string", "null"], "maxLength": 100, "description": '
                             '"whsec_… do provedor; sem ele, gerado aqui."}}}');
SELECT flowt.definir_esquema('conta_pagamento', $json${
    "type": "object", "required": ["cod_conta_pagamento", "nom_conta", "tip_provedor", "des_url", "sta_conta", "num_versao", "des_caminho_webhook",
        "flg_segredo", "flg_credencial"],
    "properties": {
        "cod_conta_pagamento": {"type": "string"}, "nom_conta": {"type": "string"}, "tip_provedor": {"type": "string"}, "des_url": {"type": "string"},
        "sta_conta": {"type": "string"}, "num_versao": {"type": "integer"},
        "des_caminho_webhook": {"type": "string", "description": "Onde o provedor avisa, depois do domínio da plataforma."},
        "qtd_recusas": {"type": "integer", "description": "Avisos recusados em sete dias."},
        "flg_segredo": {"type": "boolean"}, "flg_credencial": {"type": "boolean"}, "dat_fim_segredo_anterior": {"type": ["string", "null"],
            "format": "date-time"},
        "des_segredo": {"type": "string", "description": "Só na resposta que o cria."}
    }
}$json$);
SELECT flowt.definir_esquema('conta_pagamento_lista',
                             '{"type": "object", "required": ["itens"], "properties": {"itens": {"type": "array", "items": {"$ref": '
                             '"#/components/schemas/conta_pagamento"}}}}');
