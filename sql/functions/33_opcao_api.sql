-- Administration of the options of add-on groups (guide chapter 5.1).

CREATE OR REPLACE FUNCTION flowt.travar_opcao(p_tenant bigint, p_opcao bigint) RETURNS flowt.tb_omni8_complemento_opcao
LANGUAGE plpgsql AS $$
DECLARE
    v_linha flowt.tb_omni8_complemento_opcao;
BEGIN
    SELECT o.* INTO v_linha FROM flowt.tb_omni8_complemento_opcao o
     WHERE o.cod_tenant = p_tenant AND o.cod_opcao = p_opcao AND o.dat_exclusao IS NULL FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta opção');
    END IF;
    RETURN v_linha;
END
$$;
COMMENT ON FUNCTION flowt.travar_opcao(bigint, bigint) IS 'Trava uma opção e a devolve, ou levanta 404.';

CREATE OR REPLACE FUNCTION flowt.resposta_opcao(p_opcao flowt.tb_omni8_complemento_opcao, p_status integer) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (p_status, NULL, NULL, flowt.json_opcao(p_opcao,
                                                   flowt.grupos_usados((p_opcao).cod_tenant, NULL, (p_opcao).cod_opcao))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.resposta_opcao(flowt.tb_omni8_complemento_opcao, integer) IS 'Resposta com uma opção recém-gravada.';

CREATE OR REPLACE FUNCTION api.opcao_criar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('opcao_nova', p_corpo);
    v_linha  flowt.tb_omni8_complemento_opcao;
BEGIN
    PERFORM flowt.travar_grupo(v_tenant, p_id);
    IF (SELECT count(*) FROM flowt.tb_omni8_complemento_opcao o
         WHERE o.cod_tenant = v_tenant AND o.cod_grupo = p_id AND o.dat_exclusao IS NULL) >= flowt.limite_opcoes_do_grupo() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'opcoes_do_grupo_demais',
            DETAIL = format('Um grupo tem até %s opções.', flowt.limite_opcoes_do_grupo());
    END IF;
    v_linha := jsonb_populate_record(NULL::flowt.tb_omni8_complemento_opcao, v_corpo);
    INSERT INTO flowt.tb_omni8_complemento_opcao AS o (cod_tenant, cod_grupo, nom_opcao, des_opcao, des_alergenos, vlr_preco, qtd_max, num_ordem)
    VALUES (v_tenant, p_id, btrim(v_linha.nom_opcao), v_linha.des_opcao, coalesce(v_linha.des_alergenos, '{}'), coalesce(v_linha.vlr_preco, 0),
            coalesce(v_linha.qtd_max, 1), coalesce(v_linha.num_ordem, 0))
    RETURNING o.* INTO v_linha;
    RETURN flowt.resposta_opcao(v_linha, 201);
END
$$;
COMMENT ON FUNCTION api.opcao_criar(bigint, text) IS
$$POST /v1/complementos/{id}/opcoes
acesso: catalogo.escrever
corpo: opcao_nova
resposta: 201 opcao
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Complementos
Cria uma opção em um grupo; sem preço, ela não custa nada.$$;

CREATE OR REPLACE FUNCTION api.opcao_alterar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('opcao_alteracao', p_corpo);
    v_linha  flowt.tb_omni8_complemento_opcao := flowt.travar_opcao(v_tenant, p_id);
BEGIN
    IF v_linha.num_versao <> (v_corpo ->> 'num_versao')::integer THEN
        PERFORM flowt.recusar_versao(v_linha.num_versao);
    END IF;
    v_linha := jsonb_populate_record(v_linha, v_corpo);
    UPDATE flowt.tb_omni8_complemento_opcao o
       SET (nom_opcao, des_opcao, des_alergenos, vlr_preco, qtd_max, num_ordem, sta_opcao, dat_esgotado)
         = (btrim(v_linha.nom_opcao), v_linha.des_opcao, v_linha.des_alergenos, v_linha.vlr_preco, v_linha.qtd_max, v_linha.num_ordem,
            v_linha.sta_opcao, v_linha.dat_esgotado)
     WHERE o.cod_tenant = v_tenant AND o.cod_opcao = p_id
    RETURNING o.* INTO v_linha;
    RETURN flowt.resposta_opcao(v_linha, 200);
END
$$;
COMMENT ON FUNCTION api.opcao_alterar(bigint, text) IS
$$PATCH /v1/opcoes/{id}
acesso: catalogo.escrever
corpo: opcao_alteracao
resposta: 200 opcao
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Complementos
Altera os campos enviados; num_versao é a versão lida (409 se mudou desde então).$$;

CREATE OR REPLACE FUNCTION api.opcao_excluir(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    PERFORM flowt.travar_opcao(v_tenant, p_id);
    UPDATE flowt.tb_omni8_complemento_uso u SET dat_fim = greatest(now(), u.dat_inicio + interval '1 microsecond')
     WHERE u.cod_tenant = v_tenant AND u.cod_opcao = p_id AND u.dat_fim = 'infinity';
    UPDATE flowt.tb_omni8_complemento_opcao o SET dat_exclusao = clock_timestamp() WHERE o.cod_tenant = v_tenant AND o.cod_opcao = p_id;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.opcao_excluir(bigint) IS
$$DELETE /v1/opcoes/{id}
acesso: catalogo.escrever
resposta: 204
resposta: 404 problema
etiqueta: Complementos
Exclui uma opção; pedidos antigos guardam o que foi escolhido.$$;

CREATE OR REPLACE FUNCTION api.opcao_esgotar(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_linha  flowt.tb_omni8_complemento_opcao;
BEGIN
    UPDATE flowt.tb_omni8_complemento_opcao o SET dat_esgotado = flowt.dia_do_tenant(v_tenant, now())
     WHERE o.cod_tenant = v_tenant AND o.cod_opcao = p_id AND o.dat_exclusao IS NULL
    RETURNING o.* INTO v_linha;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta opção');
    END IF;
    RETURN flowt.resposta_opcao(v_linha, 200);
END
$$;
COMMENT ON FUNCTION api.opcao_esgotar(bigint) IS
$$POST /v1/opcoes/{id}/esgotado-hoje
acesso: catalogo.esgotar
resposta: 200 opcao
resposta: 404 problema
etiqueta: Complementos
Marca a opção como esgotada até o fim do dia da empresa, em todos os itens.$$;

CREATE OR REPLACE FUNCTION api.opcao_complemento_definir(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('complemento_grupos', p_corpo);
    v_linha  flowt.tb_omni8_complemento_opcao := flowt.travar_opcao(v_tenant, p_id);
BEGIN
    PERFORM flowt.definir_grupos(v_tenant, NULL, p_id, v_corpo -> 'grupos');
    RETURN flowt.resposta_opcao(v_linha, 200);
END
$$;
COMMENT ON FUNCTION api.opcao_complemento_definir(bigint, text) IS
$$PUT /v1/opcoes/{id}/complementos
acesso: catalogo.escrever
corpo: complemento_grupos
resposta: 200 opcao
resposta: 404 problema
resposta: 422 problema
etiqueta: Complementos
Troca a lista inteira de grupos que a opção abre quando escolhida, nesta ordem; em círculo ou fundo demais, 422.$$;

CREATE OR REPLACE FUNCTION api.opcao_preco_listar(p_id bigint, p_limite integer, p_apos bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_complemento_opcao o
                    WHERE o.cod_tenant = v_tenant AND o.cod_opcao = p_id AND o.dat_exclusao IS NULL) THEN
        PERFORM flowt.recusar_registro('esta opção');
    END IF;
    RETURN flowt.resposta_de_precos(v_tenant, NULL, NULL, p_id, p_limite, p_apos);
END
$$;
COMMENT ON FUNCTION api.opcao_preco_listar(bigint, integer, bigint) IS
$$GET /v1/opcoes/{id}/precos
acesso: catalogo.ler
resposta: 200 preco_lista
resposta: 404 problema
etiqueta: Preços
Os preços de uma opção, agendados, em vigor e passados, do último ao primeiro.
limite: até 100 por página (20). apos: o "proximo" da página anterior.$$;

CREATE OR REPLACE FUNCTION api.opcao_preco_agendar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('opcao_preco_novo', p_corpo);
BEGIN
    PERFORM flowt.travar_opcao(v_tenant, p_id);
    RETURN (201, NULL, NULL, flowt.json_preco(flowt.agendar_preco(v_tenant, NULL, NULL, p_id, v_corpo))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.opcao_preco_agendar(bigint, text) IS
$$POST /v1/opcoes/{id}/precos
acesso: catalogo.escrever
corpo: opcao_preco_novo
resposta: 201 preco
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Preços
Agenda um preço de uma opção, como o de um item; zero: sem custo.$$;

CREATE OR REPLACE FUNCTION api.opcao_preco_cancelar(p_id bigint, p_preco bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    PERFORM flowt.travar_opcao(v_tenant, p_id);
    PERFORM flowt.cancelar_preco(v_tenant, NULL, NULL, p_id, p_preco);
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.opcao_preco_cancelar(bigint, bigint) IS
$$DELETE /v1/opcoes/{id}/precos/{preco}
acesso: catalogo.escrever
resposta: 204
resposta: 404 problema
resposta: 409 problema
etiqueta: Preços
Cancela um preço agendado de uma opção; o que já começou a valer fica (409).$$;

SELECT flowt.definir_esquema('opcao_preco_novo', jsonb_set((SELECT e.js_esquema #- '{properties,vlr_preco_de}' FROM flowt.tb_omni8_esquema_json e
                                                             WHERE e.nom_esquema = 'preco_novo'), '{properties,vlr_preco,minimum}', '0'));
-- The fields an option is written with, in creation and in change.
SELECT flowt.definir_esquema(e.nome, jsonb_build_object('type', 'object', 'required', e.obrigatorios, 'properties', e.proprios || $json${
    "nom_opcao": {"type": "string", "minLength": 1, "maxLength": 80},
    "des_opcao": {"type": ["string", "null"], "maxLength": 200},
    "des_alergenos": {"type": "array", "maxItems": 30, "items": {"type": "string", "minLength": 1, "maxLength": 40}},
    "vlr_preco": {"type": "integer", "minimum": 0, "maximum": 100000000, "description": "Centavos."},
    "qtd_max": {"type": "integer", "minimum": 1, "maximum": 99, "description": "Quantas vezes cabe em uma escolha."},
    "num_ordem": {"type": "integer", "minimum": 0, "maximum": 100000}
}$json$::jsonb))
FROM (VALUES ('opcao_nova', '["nom_opcao"]'::jsonb, '{}'::jsonb),
             ('opcao_alteracao', '["num_versao"]',
              '{"num_versao": {"type": "integer", "minimum": 1, "maximum": 2147483647}, "sta_opcao": {"type": "string", "enum": ["ATIVA", "INATIVA"]},
                                                     "dat_esgotado": {"type": ["string", "null"], "format": "date",
                                                         "x-mensagem": "Use uma data como 2026-12-31."}}'))
     AS e (nome, obrigatorios, proprios);
SELECT flowt.definir_esquema('opcao', $json${
    "type": "object", "required": ["cod_opcao", "cod_grupo", "nom_opcao", "vlr_preco", "qtd_max", "sta_opcao", "grupos", "num_versao"],
    "properties": {
        "cod_opcao": {"type": "string"}, "cod_grupo": {"type": "string"}, "nom_opcao": {"type": "string"}, "des_opcao": {"type": ["string", "null"]},
        "des_alergenos": {"type": "array", "items": {"type": "string"}}, "vlr_preco": {"type": "integer"}, "qtd_max": {"type": "integer"},
        "num_ordem": {"type": "integer"},
        "sta_opcao": {"type": "string"}, "dat_esgotado": {"type": ["string", "null"], "format": "date"},
        "grupos": {"type": "array", "items": {"type": "string"}, "description": "Códigos dos grupos que a opção abre."},
        "num_versao": {"type": "integer"}
    }
}$json$);
