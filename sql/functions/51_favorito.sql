-- Favourites, and telling who asked that an item can be bought again (guide chapter 9.1).

CREATE OR REPLACE FUNCTION flowt.limite_favoritos() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 500;
COMMENT ON FUNCTION flowt.limite_favoritos() IS 'Itens que um cliente guarda como favoritos.';
CREATE OR REPLACE FUNCTION flowt.limite_avisos_por_contato() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 20;
COMMENT ON FUNCTION flowt.limite_avisos_por_contato() IS 'Itens que um mesmo telefone ou e-mail espera ao mesmo tempo em uma empresa.';
CREATE OR REPLACE FUNCTION flowt.avisos_por_vez() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 1000;
COMMENT ON FUNCTION flowt.avisos_por_vez() IS 'Avisos de um tenant que a rotina dá de cada vez.';

CREATE OR REPLACE FUNCTION flowt.guardar_favorito(p_tenant bigint, p_pessoa bigint, p_produto bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF cardinality(flowt.itens_a_mostra(p_tenant, ARRAY[p_produto])) = 0 THEN
        PERFORM flowt.recusar_registro('este item');
    ELSIF (SELECT count(*) FROM flowt.tb_omni8_favorito f WHERE f.cod_tenant = p_tenant AND f.cod_pessoa = p_pessoa) >= flowt.limite_favoritos() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'favoritos_demais',
            DETAIL = format('Você guarda até %s favoritos: retire um para guardar outro.', flowt.limite_favoritos());
    END IF;
    INSERT INTO flowt.tb_omni8_favorito (cod_tenant, cod_pessoa, cod_produto) VALUES (p_tenant, p_pessoa, p_produto)
        ON CONFLICT (cod_tenant, cod_pessoa, cod_produto) DO NOTHING;
END
$$;
COMMENT ON FUNCTION flowt.guardar_favorito(bigint, bigint, bigint)
    IS 'Guarda um item do cardápio entre os favoritos de um cliente; guardar de novo não muda nada.';

CREATE OR REPLACE FUNCTION flowt.pedir_aviso(p_tenant bigint, p_produto bigint, p_variacao bigint, p_tipo text, p_destino text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF cardinality(flowt.itens_a_mostra(p_tenant, ARRAY[p_produto])) = 0
       OR p_variacao IS NOT NULL AND NOT EXISTS (SELECT FROM flowt.variacoes_a_venda(p_tenant, ARRAY[p_produto], now()) AS v
                                                  WHERE v.cod_variacao = p_variacao) THEN
        PERFORM flowt.recusar_registro('este item');
    END IF;
    -- Whoever writes somebody else's address here does not make her phone ring without end.
    PERFORM flowt.travar_contato(p_tenant, p_destino);
    IF (SELECT count(*) FROM flowt.tb_omni8_aviso_disponibilidade a
         WHERE a.cod_tenant = p_tenant AND a.des_destino = p_destino AND a.sta_aviso = 'ESPERANDO') >= flowt.limite_avisos_por_contato() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'avisos_demais',
            DETAIL = format('Este contato já espera por %s itens: aguarde os avisos.', flowt.limite_avisos_por_contato());
    END IF;
    INSERT INTO flowt.tb_omni8_aviso_disponibilidade (cod_tenant, cod_produto, cod_variacao, cod_pessoa, tip_contato, des_destino)
    VALUES (p_tenant, p_produto, p_variacao, nullif(current_setting('flowt.cod_pessoa', true), '')::bigint, p_tipo, p_destino) ON CONFLICT DO NOTHING;
END
$$;
COMMENT ON FUNCTION flowt.pedir_aviso(bigint, bigint, bigint, text, text)
    IS 'Anota quem quer saber quando um item voltar; pedir de novo não muda nada.';

-- Asked of the menu, not told by the stock: an item also comes back at midnight, at its hour, when its category does.
CREATE OR REPLACE FUNCTION flowt.avisar_do_tenant(p_tenant bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_produtos bigint[] := flowt.itens_a_mostra(p_tenant, ARRAY(SELECT DISTINCT a.cod_produto FROM flowt.tb_omni8_aviso_disponibilidade a
                                                                 WHERE a.cod_tenant = p_tenant AND a.sta_aviso = 'ESPERANDO'));
    v_aviso    record;
    v_feitos   bigint := 0;
BEGIN
    FOR v_aviso IN
        WITH pronto AS MATERIALIZED (
            SELECT i.cod_produto, i.nom_produto FROM flowt.itens_do_cardapio(p_tenant, v_produtos, now()) AS i WHERE i.des_indisponivel IS NULL
        ), variacao AS MATERIALIZED (
            SELECT v.cod_produto, v.cod_variacao, v.nom_variacao FROM flowt.variacoes_a_venda(p_tenant, v_produtos, now()) AS v
              LEFT JOIN flowt.disponivel_em_estoque(p_tenant, v_produtos) AS s ON s.cod_produto = v.cod_produto AND s.cod_variacao = v.cod_variacao
             WHERE NOT v.flg_esgotada AND coalesce(s.qtd_disponivel > 0, true)
        )
        SELECT a.cod_aviso, a.tip_contato, a.des_destino, concat_ws(' ', p.nom_produto, v.nom_variacao) AS item
          FROM flowt.tb_omni8_aviso_disponibilidade a JOIN pronto p ON p.cod_produto = a.cod_produto
          LEFT JOIN variacao v ON v.cod_produto = a.cod_produto AND v.cod_variacao = a.cod_variacao
         WHERE a.cod_tenant = p_tenant AND a.sta_aviso = 'ESPERANDO' AND (a.cod_variacao IS NULL OR v.cod_variacao IS NOT NULL)
         ORDER BY a.cod_aviso LIMIT flowt.avisos_por_vez() FOR UPDATE OF a SKIP LOCKED
    LOOP
        PERFORM flowt.enfileirar_mensagem(p_tenant, 'item_disponivel', CASE v_aviso.tip_contato WHEN 'FONE' THEN 'SMS' ELSE 'EMAIL' END,
            v_aviso.des_destino,
            jsonb_build_object('item', v_aviso.item, 'empresa', (SELECT t.nom_fantasia FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant)),
            'item_disponivel-' || v_aviso.cod_aviso, interval '1 day');
        UPDATE flowt.tb_omni8_aviso_disponibilidade a SET sta_aviso = 'AVISADO', dat_aviso = now()
         WHERE a.cod_tenant = p_tenant AND a.cod_aviso = v_aviso.cod_aviso;
        v_feitos := v_feitos + 1;
    END LOOP;
    RETURN v_feitos;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.avisar_do_tenant(bigint) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.avisar_do_tenant(bigint)
    IS 'Põe na caixa de saída os avisos de um tenant cujos itens se podem comprar agora; devolve quantos.';

CREATE OR REPLACE FUNCTION rotina.avisar_disponibilidade() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant bigint;
    v_feitos bigint := 0;
BEGIN
    FOR v_tenant IN SELECT t.cod_tenant FROM flowt.tb_omni8_tenant t
                     WHERE t.sta_tenant = 'ATIVO' AND EXISTS (SELECT FROM flowt.tb_omni8_aviso_disponibilidade a
                                                               WHERE a.cod_tenant = t.cod_tenant AND a.sta_aviso = 'ESPERANDO')
                     ORDER BY t.cod_tenant LOOP
        v_feitos := v_feitos + flowt.avisar_do_tenant(v_tenant);
    END LOOP;
    RETURN v_feitos;
END
$$;
ALTER FUNCTION rotina.avisar_disponibilidade() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.avisar_disponibilidade()
    IS 'Avisa quem espera por itens que voltaram a se vender, uma vez; devolve quantos. Para rodar a cada minuto.';

-- MARK: routes

CREATE OR REPLACE FUNCTION api.cliente_favoritos() RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint   := flowt.exigir_tenant();
    v_pessoa bigint   := flowt.cliente_atual();
    v_itens  bigint[] := ARRAY(SELECT f.cod_produto FROM flowt.tb_omni8_favorito f WHERE f.cod_tenant = v_tenant AND f.cod_pessoa = v_pessoa
                                ORDER BY f.dat_criacao DESC, f.cod_produto);
BEGIN
    RETURN (200, NULL, NULL, json_build_object('itens', (SELECT coalesce(json_agg(i.js_item ORDER BY i.ordem), '[]')
        FROM flowt.json_itens_do_cardapio(v_tenant, flowt.itens_a_mostra(v_tenant, v_itens), now()) AS i))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cliente_favoritos() IS
$$GET /v1/clientes/eu/favoritos
acesso: cliente
modulo: pessoas
resposta: 200 favorito_lista
cache: private, no-store
etiqueta: Clientes
Os favoritos de quem entrou que estão no cardápio, os últimos primeiro, com os preços de agora.$$;

CREATE OR REPLACE FUNCTION api.cliente_favorito_guardar(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.guardar_favorito(flowt.exigir_tenant(), flowt.cliente_atual(), p_id);
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cliente_favorito_guardar(bigint) IS
$$PUT /v1/clientes/eu/favoritos/{id}
acesso: cliente
modulo: pessoas
resposta: 204
resposta: 404 problema
resposta: 422 problema
etiqueta: Clientes
Guarda um item do cardápio entre os favoritos; guardar de novo não muda nada.$$;

CREATE OR REPLACE FUNCTION api.cliente_favorito_retirar(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_pessoa bigint := flowt.cliente_atual();
BEGIN
    DELETE FROM flowt.tb_omni8_favorito f WHERE f.cod_tenant = v_tenant AND f.cod_pessoa = v_pessoa AND f.cod_produto = p_id;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este favorito');
    END IF;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cliente_favorito_retirar(bigint) IS
$$DELETE /v1/clientes/eu/favoritos/{id}
acesso: cliente
modulo: pessoas
resposta: 204
resposta: 404 problema
etiqueta: Clientes
Retira um item dos favoritos.$$;

CREATE OR REPLACE FUNCTION api.cardapio_aviso(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_corpo   jsonb := flowt.ler_corpo('aviso_novo', p_corpo);
    v_destino text  := flowt.identificador_normalizado(v_corpo ->> 'canal', v_corpo ->> 'destino');
BEGIN
    IF v_destino IS NULL THEN
        PERFORM flowt.recusar_corpo(flowt.erro_de_campo('destino', 'formato_invalido',
            CASE v_corpo ->> 'canal' WHEN 'FONE' THEN 'Use DDD e número, como (11) 91234-5678.' ELSE 'O e-mail não é um endereço válido.' END));
    END IF;
    PERFORM flowt.pedir_aviso(flowt.exigir_tenant(), p_id, (v_corpo ->> 'cod_variacao')::bigint, v_corpo ->> 'canal', v_destino);
    RETURN (202, NULL, NULL, '{"sta_aviso": "ESPERANDO"}')::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cardapio_aviso(bigint, text) IS
$$POST /v1/cardapio/itens/{id}/avisos
acesso: publico
modulo: cardapio
corpo: aviso_novo
resposta: 202 aviso_pedido
resposta: 404 problema
resposta: 422 problema
limite: 30
etiqueta: Cardápio
Pede um aviso, por e-mail ou telefone, quando o item (ou a variação) voltar a se vender: um só.$$;

SELECT flowt.definir_esquema('favorito_lista',
                             '{"type": "object", "required": ["itens"], "properties": {"itens": {"type": "array", "items": {"$ref": '
                             '"#/components/schemas/cardapio_item"}}}}');
SELECT flowt.definir_esquema('aviso_novo', $json${
    "type": "object", "required": ["canal", "destino"],
    "properties": {
        "canal": {"type": "string", "enum": ["EMAIL", "FONE"]}, "destino": {"type": "string", "minLength": 3, "maxLength": 254},
        "cod_variacao": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma variação, como \"12\"."}
    }
}$json$);
SELECT flowt.definir_esquema('aviso_pedido',
                             '{"type": "object", "required": ["sta_aviso"], "properties": {"sta_aviso": {"type": "string", "enum": ["ESPERANDO"]}}}');
