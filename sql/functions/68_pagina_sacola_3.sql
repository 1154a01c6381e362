-- Cart as a page (guide chapter 9.2): one line of it, changed in the form it was made with.

-- The inverse of flowt.linha_do_formulario: every field is named as if it were a radio button and as if it were a number, and the
-- form takes what it has.
CREATE OR REPLACE FUNCTION flowt.formulario_da_linha(p_linha flowt.tb_omni8_carrinho_item, p_grupos jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_campos jsonb;
BEGIN
    IF (p_linha).cod_combo IS NOT NULL THEN
        SELECT jsonb_object_agg('opcao_' || concat_ws('-', e ->> 'cod_grupo', e ->> 'cod_produto', e ->> 'cod_variacao'), e ->> 'qtd')
            || jsonb_object_agg('grupo_' || (e ->> 'cod_grupo'), concat_ws('-', e ->> 'cod_produto', e ->> 'cod_variacao'))
          INTO v_campos FROM jsonb_array_elements((p_linha).js_opcoes) AS e;
    ELSE
        WITH RECURSIVE escolha AS (
            SELECT '' AS pai, e AS valor FROM jsonb_array_elements((p_linha).js_opcoes) AS e
            UNION ALL
            SELECT c.pai || '.' || (c.valor ->> 'cod_opcao'), f FROM escolha AS c, jsonb_array_elements(coalesce(c.valor -> 'opcoes', '[]')) AS f
        ), oferecida AS (
            SELECT '' AS pai, g ->> 'cod_grupo' AS grupo, o AS opcao
              FROM jsonb_array_elements(p_grupos) AS g, jsonb_array_elements(g -> 'opcoes') AS o
            UNION ALL
            SELECT x.pai || '.' || (x.opcao ->> 'cod_opcao'), h ->> 'cod_grupo', o
              FROM oferecida AS x, jsonb_array_elements(coalesce(x.opcao -> 'grupos', '[]')) AS h, jsonb_array_elements(h -> 'opcoes') AS o
        )
        SELECT jsonb_object_agg('opcao_' || (e.valor ->> 'cod_opcao') || e.pai, e.valor ->> 'qtd')
            || coalesce(jsonb_object_agg('grupo_' || o.grupo || o.pai, o.opcao ->> 'cod_opcao') FILTER (WHERE o.grupo IS NOT NULL), '{}')
          INTO v_campos FROM escolha AS e LEFT JOIN oferecida AS o ON o.pai = e.pai AND o.opcao ->> 'cod_opcao' = e.valor ->> 'cod_opcao';
    END IF;
    RETURN coalesce(v_campos, '{}') || jsonb_strip_nulls(jsonb_build_object('cod_variacao', (p_linha).cod_variacao::text,
                                                                            'qtd_item', (p_linha).qtd_item::text,
                                                                            'des_observacao', (p_linha).des_observacao));
END
$$;
COMMENT ON FUNCTION flowt.formulario_da_linha(flowt.tb_omni8_carrinho_item, jsonb)
    IS 'Uma linha do carrinho como os campos do formulário de seu item ou combo, que tem estes grupos.';

-- Without p_dados, as the line is now.
CREATE OR REPLACE FUNCTION flowt.pagina_da_linha(p_tenant bigint, p_base text, p_token text, p_item bigint, p_status integer, p_aviso text,
                                                 p_dados jsonb) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_carrinho bigint := flowt.carrinho_aberto(p_tenant, p_token);
    v_linha    flowt.tb_omni8_carrinho_item;
    v_o_que    jsonb;
    v_dados    jsonb;
    v_nome     text;
BEGIN
    SELECT l.* INTO v_linha FROM flowt.tb_omni8_carrinho_item l
     WHERE l.cod_tenant = p_tenant AND l.cod_carrinho = v_carrinho AND l.cod_carrinho_item = p_item;
    v_o_que := CASE WHEN v_linha.cod_combo IS NULL THEN flowt.json_item_do_cardapio(p_tenant, v_linha.cod_produto, now())
                    ELSE flowt.json_combos(p_tenant, ARRAY[v_linha.cod_combo], now()) -> 0 END;
    -- What has left the menu can be taken out of the bag, where it says so.
    IF v_o_que IS NULL THEN
        RETURN NULL;
    END IF;
    v_dados := coalesce(p_dados, flowt.formulario_da_linha(v_linha, v_o_que -> 'grupos'));
    v_nome := flowt.html(coalesce(v_o_que ->> 'nom_combo', v_o_que ->> 'nom_produto'));
    RETURN (p_status, 'text/html; charset=utf-8', NULL,
        flowt.moldura(p_tenant, p_base, 'Editar item da sacola', '<h1>Editar: ' || v_nome || '</h1>' || coalesce(p_aviso, '')
        || '<form class="escolhas" method="post" action="' || p_base || '/sacola/itens/' || p_item
        || '"><input type="hidden" name="pagina" value="linha">'
        || CASE WHEN v_linha.cod_combo IS NULL THEN flowt.html_variacoes(v_o_que -> 'variacoes', v_dados)
                || flowt.html_grupos(v_o_que -> 'grupos', '', v_dados)
                ELSE flowt.html_grupos_do_combo(v_o_que -> 'grupos', v_dados) END
        || flowt.html_observacao_e_quantidade(v_dados, 'Salvar') || '</form><p class="mais"><a href="' || p_base
        || '/sacola">Voltar à sacola sem mudar</a></p>'))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.pagina_da_linha(bigint, text, text, bigint, integer, text, jsonb)
    IS 'Formulário de uma linha da sacola, como ela está ou (p_dados) com o que se digitou; nula se não está nesta sacola. p_aviso já é HTML.';

CREATE OR REPLACE FUNCTION api.pagina_sacola_item(p_id bigint, p_flowt_sacola text, p_flowt_cliente text, p_slug text DEFAULT NULL)
    RETURNS SETOF flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_resposta flowt.resposta;
BEGIN
    PERFORM flowt.entrar_pela_pagina(p_flowt_cliente);
    v_resposta := flowt.pagina_da_linha(flowt.exigir_tenant(), flowt.base_da_pagina(p_slug), p_flowt_sacola, p_id, 200, NULL, NULL);
    IF v_resposta.status IS NOT NULL THEN
        RETURN NEXT v_resposta;
    END IF;
END
$$;
COMMENT ON FUNCTION api.pagina_sacola_item(bigint, text, text, text) IS
$$GET /{slug}/sacola/itens/{id}
GET /sacola/itens/{id}
acesso: publico
modulo: pedidos
consulta: livre
cookies: flowt_sacola, flowt_cliente
resposta: 200 html
resposta: 404 problema
cache: private, no-store
etiqueta: Páginas
Um item da sacola no formulário em que foi escolhido, para mudar variação, complementos, escolhas, observação e quantidade.$$;

-- Forms send texts, and of a box that is not ticked nothing: what a whole form says is all there is.
CREATE OR REPLACE FUNCTION flowt.alteracao_do_formulario(p_tenant bigint, p_item bigint, p_dados jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_combo boolean := EXISTS (SELECT FROM flowt.tb_omni8_carrinho_item l
                                WHERE l.cod_tenant = p_tenant AND l.cod_carrinho_item = p_item AND l.cod_combo IS NOT NULL);
    v_linha flowt.linha_de_compra;
BEGIN
    IF p_dados ->> 'pagina' IS DISTINCT FROM 'linha' THEN
        RETURN jsonb_build_object('qtd_item', (p_dados ->> 'qtd_item')::integer);
    END IF;
    v_linha := flowt.linha_do_formulario(p_dados - '{cod_produto,cod_combo}'::text[]
                                         || CASE WHEN v_combo THEN '{"cod_combo": "0"}' ELSE '{}' END::jsonb);
    RETURN jsonb_build_object('qtd_item', v_linha.qtd_item, 'des_observacao', p_dados ->> 'des_observacao', 'cod_variacao', v_linha.cod_variacao,
                              CASE WHEN v_combo THEN 'escolhas' ELSE 'opcoes' END, v_linha.js_opcoes);
END
$$;
COMMENT ON FUNCTION flowt.alteracao_do_formulario(bigint, bigint, jsonb)
    IS 'O que um formulário já conferido muda em uma linha do carrinho: só a quantidade ou, da página da linha, tudo.';

CREATE OR REPLACE FUNCTION flowt.alteracao_recusada(p_tenant bigint, p_base text, p_token text, p_item bigint, p_dados jsonb, p_sqlstate text,
                                                    p_detalhe text, p_restricao text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_resposta flowt.resposta;
BEGIN
    IF p_dados ->> 'pagina' = 'linha' THEN
        v_resposta := flowt.pagina_da_linha(p_tenant, p_base, p_token, p_item,
                                            CASE WHEN p_sqlstate LIKE 'PT4__' THEN right(p_sqlstate, 3)::integer ELSE 422 END,
                                            flowt.html_aviso(flowt.frase_do_erro(p_detalhe, p_restricao)), p_dados);
    END IF;
    RETURN CASE WHEN v_resposta.status IS NULL THEN flowt.sacola_com_aviso(p_tenant, p_base, p_token, p_sqlstate, p_detalhe, p_restricao)
                ELSE v_resposta END;
END
$$;
COMMENT ON FUNCTION flowt.alteracao_recusada(bigint, text, text, bigint, jsonb, text, text, text)
    IS 'A página de onde veio a alteração que não pôde ser feita, com o aviso do erro e o que foi digitado.';

CREATE OR REPLACE FUNCTION api.pagina_sacola_alterar(
    p_id bigint, p_flowt_sacola text, p_corpo text, p_slug text DEFAULT NULL, p_flowt_cliente text DEFAULT NULL, p_sec_fetch_site text DEFAULT NULL,
        p_origin text DEFAULT NULL, p_host text DEFAULT NULL
) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_base    text   := flowt.base_da_pagina(p_slug);
    v_dados   jsonb  := flowt.ler_formulario(p_corpo);
    v_erros   jsonb  := flowt.validar_json('{"$ref": "sacola_item_alteracao"}', v_dados, '');
    v_estado  text;
    v_detalhe text;
    v_restricao text;
BEGIN
    PERFORM flowt.conferir_origem(p_sec_fetch_site, p_origin, p_host);
    PERFORM flowt.entrar_pela_pagina(p_flowt_cliente);
    IF v_erros <> '[]' THEN
        RETURN flowt.alteracao_recusada(v_tenant, v_base, p_flowt_sacola, p_id, v_dados, 'PT422', v_erros #>> '{0,mensagem}', NULL);
    END IF;
    PERFORM flowt.mudar_linha_do_carrinho(v_tenant, p_flowt_sacola, p_id, flowt.alteracao_do_formulario(v_tenant, p_id, v_dados));
    RETURN flowt.ver_outra(v_base || '/sacola');
EXCEPTION WHEN SQLSTATE 'PT404' OR SQLSTATE 'PT409' OR SQLSTATE 'PT410' OR SQLSTATE 'PT422' OR check_violation THEN
    GET STACKED DIAGNOSTICS v_estado = RETURNED_SQLSTATE, v_detalhe = PG_EXCEPTION_DETAIL, v_restricao = CONSTRAINT_NAME;
    RETURN flowt.alteracao_recusada(v_tenant, v_base, p_flowt_sacola, p_id, v_dados, v_estado, v_detalhe, v_restricao);
END
$$;
COMMENT ON FUNCTION api.pagina_sacola_alterar(bigint, text, text, text, text, text, text, text) IS
$$POST /{slug}/sacola/itens/{id}
POST /sacola/itens/{id}
acesso: publico
modulo: pedidos
contexto: host
cookies: flowt_sacola, flowt_cliente
cabecalhos: Sec-Fetch-Site, Origin
formulario: sacola_item_alteracao
resposta: 303
resposta: 404 html
resposta: 409 html
resposta: 410 html
resposta: 422 html
etiqueta: Páginas
Muda a quantidade de um item da sacola (zero o retira) ou, da página dele, também variação, complementos, escolhas e observação.$$;

SELECT flowt.definir_esquema('sacola_item_alteracao', $json${
    "type": "object", "required": ["qtd_item"], "description": "Com pagina \"linha\", também as escolhas, em campos grupo_… e opcao_….",
    "properties": {
        "qtd_item": {"type": "string", "pattern": "^0*[0-9]{1,3}$", "x-mensagem": "Use uma quantidade de 0 a 999."},
        "pagina": {"type": "string", "enum": ["linha"]},
        "cod_variacao": {"type": "string", "format": "codigo", "x-mensagem": "Escolha uma das variações deste item."},
        "des_observacao": {"type": "string", "maxLength": 200}
    }, "additionalProperties": true
}$json$);
