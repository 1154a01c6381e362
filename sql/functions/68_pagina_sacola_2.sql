-- Cart as a page: its routes (guide chapters 7 and 9).

CREATE OR REPLACE FUNCTION flowt.sacola_com_aviso(p_tenant bigint, p_base text, p_token text, p_sqlstate text, p_detalhe text, p_restricao text,
                                                  p_evento text DEFAULT '') RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
BEGIN
    RETURN (CASE WHEN p_sqlstate LIKE 'PT4__' THEN right(p_sqlstate, 3)::integer ELSE 422 END, 'text/html; charset=utf-8', NULL,
            flowt.html_sacola(p_tenant, p_base, p_token, '<div' || p_evento || '>' || flowt.html_aviso(flowt.frase_do_erro(p_detalhe, p_restricao))
                              || '</div>', '{}', '[]', flowt.novo_token()))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.sacola_com_aviso(bigint, text, text, text, text, text, text)
    IS 'A página da sacola com o aviso de um erro capturado, e o status dele; p_evento são os atributos com que a página o conta.';

CREATE OR REPLACE FUNCTION api.pagina_sacola(p_flowt_sacola text, p_slug text DEFAULT NULL, p_flowt_cliente text DEFAULT NULL,
                                             p_flowt_unidade text DEFAULT NULL, p_cupom text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    PERFORM flowt.entrar_pela_pagina(p_flowt_cliente);
    RETURN (200, 'text/html; charset=utf-8', NULL,
            flowt.html_sacola(flowt.exigir_tenant(), flowt.base_da_pagina(p_slug), p_flowt_sacola, NULL,
                jsonb_strip_nulls(jsonb_build_object('cod_unidade', p_flowt_unidade, 'cupom_tentado', CASE p_cupom WHEN 'tentado' THEN '' END)),
                '[]', flowt.novo_token()))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagina_sacola(text, text, text, text, text) IS
$$GET /{slug}/sacola
GET /sacola
acesso: publico
modulo: pedidos
consulta: livre
cookies: flowt_sacola, flowt_cliente, flowt_unidade
resposta: 200 html
cache: private, no-store
etiqueta: Páginas
A sacola: itens com os preços de agora, e o formulário que fecha o pedido; a unidade é a do link por que se veio, se foi um de unidade.$$;

-- A customer's bag is one, whatever the device: what she had chosen before she came in goes into it.
CREATE OR REPLACE FUNCTION flowt.sacola_de_quem_compra(p_tenant bigint, p_token text, p_cliente text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    v_token  text   := p_token;
    v_pessoa bigint := flowt.entrar_pela_pagina(p_cliente);
BEGIN
    IF flowt.carrinho_aberto(p_tenant, v_token) IS NULL THEN
        v_token := flowt.novo_carrinho(p_tenant, 'CARDAPIO');
    END IF;
    IF v_pessoa IS NOT NULL AND (flowt.achar_carrinho(p_tenant, v_token)).cod_pessoa IS DISTINCT FROM v_pessoa THEN
        -- Somebody else's bag, left on a shared device, stays hers.
        IF (flowt.achar_carrinho(p_tenant, v_token)).cod_pessoa IS NOT NULL THEN
            v_token := flowt.novo_carrinho(p_tenant, 'CARDAPIO');
        END IF;
        PERFORM flowt.identificar_carrinho(p_tenant, v_token, v_pessoa);
    END IF;
    RETURN v_token;
END
$$;
COMMENT ON FUNCTION flowt.sacola_de_quem_compra(bigint, text, text)
    IS 'Token do carrinho em que se põe algo: o do navegador, ou um novo; do cliente que entrou, o dele.';

CREATE OR REPLACE FUNCTION flowt.escolhas_aninhadas(p_por_pai jsonb, p_pai text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(e || jsonb_build_object('opcoes',
                                                              flowt.escolhas_aninhadas(p_por_pai,
                                                                                       concat_ws('.', nullif(p_pai, ''), e ->> 'cod_opcao')))
                                      ORDER BY n), '[]')
              FROM jsonb_array_elements(coalesce(p_por_pai -> p_pai, '[]')) WITH ORDINALITY AS x (e, n));
END
$$;
COMMENT ON FUNCTION flowt.escolhas_aninhadas(jsonb, text)
    IS 'Escolhas de um nível com as que cada uma abre; p_por_pai as tem pelo caminho ("12", "12.9") de quem as abre.';

-- Radio buttons send grupo_7=12, boxes and numbers opcao_12=1; in a combo grupo_3=9 or 9-4 (item and variation), opcao_3-9=1.
CREATE OR REPLACE FUNCTION flowt.linha_do_formulario(p_dados jsonb) RETURNS flowt.linha_de_compra
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_escolhas jsonb;
BEGIN
    IF p_dados ? 'cod_combo' THEN
        SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('cod_grupo', e.p[1], 'cod_produto', e.p[2], 'cod_variacao', e.p[3], 'qtd', e.qtd)))
            INTO v_escolhas
          FROM (SELECT CASE WHEN d.key ~ '^grupo_[1-9]\d{0,17}$'
                                 AND d.value ~ '^[1-9]\d{0,17}(-[1-9]\d{0,17})?$' THEN string_to_array(substr(d.key, 7) || '-' || d.value, '-')
                            WHEN d.key ~ '^opcao_[1-9]\d{0,17}-[1-9]\d{0,17}(-[1-9]\d{0,17})?$'
                                AND d.value ~ '^[1-9]\d?$' THEN string_to_array(substr(d.key, 7), '-') END AS p,
                       CASE WHEN d.key LIKE 'opcao%' AND d.value ~ '^[1-9]\d?$' THEN d.value::integer ELSE 1 END AS qtd
                  FROM jsonb_each_text(p_dados) AS d) AS e WHERE e.p IS NOT NULL;
    ELSE
        -- grupo_7.12 and opcao_9.12: of the groups that option 12 opens; opcao_5.12.9, of those that 9 opens there.
        SELECT jsonb_object_agg(n.pai, n.escolhas) INTO v_escolhas
          FROM (SELECT e.pai, jsonb_agg(jsonb_build_object('cod_opcao', e.opcao, 'qtd', e.qtd)) AS escolhas
                  FROM (SELECT coalesce(substring(d.key FROM '^[^.]*\.(.*)'), '') AS pai,
                               CASE WHEN d.key LIKE 'grupo%' THEN d.value ELSE substr(split_part(d.key, '.', 1), 7) END AS opcao,
                               CASE WHEN d.key LIKE 'opcao%' THEN d.value::integer ELSE 1 END AS qtd
                          FROM jsonb_each_text(p_dados) AS d
                         WHERE d.key ~ '^(grupo|opcao)_[1-9]\d{0,17}(\.[1-9]\d{0,17})*$'
                           AND d.value ~ CASE WHEN d.key LIKE 'grupo%' THEN '^[1-9]\d{0,17}$' ELSE '^[1-9]\d?$' END) AS e
                 WHERE cardinality(string_to_array(e.pai, '.')) < flowt.limite_niveis_de_complemento() GROUP BY e.pai) AS n;
        v_escolhas := flowt.escolhas_aninhadas(v_escolhas, '');
    END IF;
    RETURN (0, (p_dados ->> 'cod_produto')::bigint, (p_dados ->> 'cod_variacao')::bigint, (p_dados ->> 'cod_combo')::bigint,
            coalesce(v_escolhas, '[]'),
            coalesce((p_dados ->> 'qtd_item')::integer, 1))::flowt.linha_de_compra;
END
$$;
COMMENT ON FUNCTION flowt.linha_do_formulario(jsonb) IS 'A linha que um formulário de item ou de combo, já conferido, quer comprar.';

-- What was chosen on an item's page comes back there, with everything that was chosen; what was added from a list, in the bag.
CREATE OR REPLACE FUNCTION flowt.escolhas_recusadas(p_tenant bigint, p_base text, p_esquema text, p_host text, p_token text, p_cliente text,
                                                    p_dados jsonb, p_sqlstate text, p_detalhe text, p_restricao text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_status   integer := CASE WHEN p_sqlstate LIKE 'PT4__' THEN right(p_sqlstate, 3)::integer ELSE 422 END;
    v_aviso    text    := flowt.html_aviso(flowt.frase_do_erro(p_detalhe, p_restricao));
    v_resposta flowt.resposta;
BEGIN
    IF p_dados ->> 'pagina' = 'item' AND flowt.formato_valido('codigo', p_dados ->> 'cod_produto') THEN
        v_resposta := flowt.pagina_do_item(p_tenant, (p_dados ->> 'cod_produto')::bigint, p_base, p_esquema, p_host, p_token, p_cliente, v_status,
                                           v_aviso, p_dados, NULL);
    ELSIF p_dados ->> 'pagina' = 'combo' AND flowt.formato_valido('codigo', p_dados ->> 'cod_combo') THEN
        v_resposta := flowt.pagina_do_combo(p_tenant, (p_dados ->> 'cod_combo')::bigint, p_base, p_esquema, p_host, p_token, v_status, v_aviso,
                                            p_dados);
    END IF;
    RETURN CASE WHEN v_resposta.status IS NULL THEN flowt.sacola_com_aviso(p_tenant, p_base, p_token, p_sqlstate, p_detalhe, p_restricao)
                ELSE v_resposta END;
END
$$;
COMMENT ON FUNCTION flowt.escolhas_recusadas(bigint, text, text, text, text, text, jsonb, text, text, text)
    IS 'A página de onde veio o que não pôde ir à sacola, com o aviso do erro e o que tinha sido escolhido.';

CREATE OR REPLACE FUNCTION flowt.onde_se_fecha(p_tenant bigint, p_token text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT c.des_fechamento FROM flowt.tb_omni8_carrinho AS c
                      WHERE c.cod_tenant = p_tenant AND c.cod_carrinho = flowt.carrinho_aberto(p_tenant, p_token)), '/sacola#fechar');
END
$$;
COMMENT ON FUNCTION flowt.onde_se_fecha(bigint, text)
    IS 'Onde se confirma o pedido de um carrinho, depois do começo dos links da empresa: a página que ele diz ou, sem nenhuma, o formulário da sacola.';

CREATE OR REPLACE FUNCTION api.pagina_sacola_incluir(
    p_flowt_sacola text, p_esquema text, p_corpo text, p_slug text DEFAULT NULL, p_flowt_cliente text DEFAULT NULL,
        p_sec_fetch_site text DEFAULT NULL, p_origin text DEFAULT NULL,
    p_host text DEFAULT NULL
) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_base    text   := flowt.base_da_pagina(p_slug);
    v_dados   jsonb  := flowt.ler_formulario(p_corpo);
    v_erros   jsonb  := flowt.validar_json('{"$ref": "sacola_item_novo"}', v_dados, '');
    v_token   text   := p_flowt_sacola;
    v_estado  text;
    v_detalhe text;
    v_restricao text;
BEGIN
    PERFORM flowt.conferir_origem(p_sec_fetch_site, p_origin, p_host);
    IF v_erros = '[]' AND num_nonnulls(v_dados ->> 'cod_produto', v_dados ->> 'cod_combo') <> 1 THEN
        v_erros := flowt.erro_de_campo('cod_produto', 'campo_obrigatorio', 'Escolha um item ou um combo.');
    END IF;
    IF v_erros <> '[]' THEN
        RETURN flowt.escolhas_recusadas(v_tenant, v_base, p_esquema, p_host, p_flowt_sacola, p_flowt_cliente, v_dados,
                                        'PT422', v_erros #>> '{0,mensagem}', NULL);
    END IF;
    v_token := flowt.sacola_de_quem_compra(v_tenant, p_flowt_sacola, p_flowt_cliente);
    PERFORM flowt.incluir_no_carrinho(v_tenant, v_token, flowt.linha_do_formulario(v_dados), v_dados ->> 'des_observacao');
    RETURN flowt.ver_outra(v_base || CASE v_dados ->> 'acao' WHEN 'comprar' THEN flowt.onde_se_fecha(v_tenant, v_token) ELSE '/sacola' END,
                           flowt.cookie_da_sacola(v_token, v_base, p_esquema));
EXCEPTION WHEN SQLSTATE 'PT404' OR SQLSTATE 'PT409' OR SQLSTATE 'PT410' OR SQLSTATE 'PT422' OR check_violation THEN
    GET STACKED DIAGNOSTICS v_estado = RETURNED_SQLSTATE, v_detalhe = PG_EXCEPTION_DETAIL, v_restricao = CONSTRAINT_NAME;
    RETURN flowt.escolhas_recusadas(v_tenant, v_base, p_esquema, p_host, p_flowt_sacola, p_flowt_cliente, v_dados, v_estado, v_detalhe, v_restricao);
END
$$;
COMMENT ON FUNCTION api.pagina_sacola_incluir(text, text, text, text, text, text, text, text) IS
$$POST /{slug}/sacola
POST /sacola
acesso: publico
modulo: pedidos
contexto: esquema, host
cookies: flowt_sacola, flowt_cliente
cabecalhos: Sec-Fetch-Site, Origin
formulario: sacola_item_novo
resposta: 303
resposta: 409 html
resposta: 422 html
etiqueta: Páginas
Põe um item na sacola e leva a ela ou, com acao "comprar", a fechar o pedido de tudo que ela tem; sem sacola, ou com uma que expirou ou virou pedido, começa outra.$$;

CREATE OR REPLACE FUNCTION api.pagina_sacola_cupom(
    p_flowt_sacola text, p_corpo text, p_slug text DEFAULT NULL, p_flowt_cliente text DEFAULT NULL, p_sec_fetch_site text DEFAULT NULL,
        p_origin text DEFAULT NULL, p_host text DEFAULT NULL
) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_base    text   := flowt.base_da_pagina(p_slug);
    v_dados   jsonb  := flowt.ler_formulario(p_corpo);
    v_erros   jsonb  := flowt.validar_json('{"$ref": "sacola_cupom"}', v_dados, '');
    v_estado  text;
    v_codigo  text;
    v_detalhe text;
    v_restricao text;
BEGIN
    PERFORM flowt.conferir_origem(p_sec_fetch_site, p_origin, p_host);
    PERFORM flowt.entrar_pela_pagina(p_flowt_cliente);
    IF v_erros <> '[]' THEN
        RETURN flowt.sacola_com_aviso(v_tenant, v_base, p_flowt_sacola, 'PT422', v_erros #>> '{0,mensagem}', NULL);
    END IF;
    PERFORM flowt.mudar_cupons_do_carrinho(v_tenant, p_flowt_sacola, v_dados ->> 'des_cupom', v_dados ->> 'retirar');
    RETURN flowt.ver_outra(v_base || '/sacola' || CASE WHEN v_dados ? 'des_cupom' THEN '?cupom=tentado' ELSE '' END || '#titulo-cupons');
EXCEPTION WHEN SQLSTATE 'PT404' OR SQLSTATE 'PT409' OR SQLSTATE 'PT410' OR SQLSTATE 'PT422' OR check_violation THEN
    GET STACKED DIAGNOSTICS v_estado = RETURNED_SQLSTATE, v_codigo = MESSAGE_TEXT, v_detalhe = PG_EXCEPTION_DETAIL, v_restricao = CONSTRAINT_NAME;
    -- What was typed may be anything, even somebody's telephone: the event only has why it is no coupon.
    RETURN flowt.sacola_com_aviso(v_tenant, v_base, p_flowt_sacola, v_estado, v_detalhe, v_restricao,
        CASE WHEN v_dados ? 'des_cupom' THEN ' data-visto="cupom_negado" data-cupom="DESCONHECIDO" data-motivo="' || flowt.html(v_codigo) || '"'
             ELSE '' END);
END
$$;
COMMENT ON FUNCTION api.pagina_sacola_cupom(text, text, text, text, text, text, text) IS
$$POST /{slug}/sacola/cupom
POST /sacola/cupom
acesso: publico
modulo: pedidos
contexto: host
cookies: flowt_sacola, flowt_cliente
cabecalhos: Sec-Fetch-Site, Origin
formulario: sacola_cupom
resposta: 303
resposta: 404 html
resposta: 409 html
resposta: 410 html
resposta: 422 html
limite: 30
etiqueta: Páginas
Põe um cupom na sacola, ou retira um; a sacola diz se ele vale para a compra e, se não, por quê.$$;

-- Forms send texts: the same fields as in the API, by pattern.
SELECT flowt.definir_esquema('sacola_item_novo', $json${
    "type": "object", "description": "Um item (cod_produto) ou um combo (cod_combo); escolhas em campos grupo_… e opcao_….",
    "properties": {
        "cod_produto": {"type": "string", "format": "codigo", "x-mensagem": "Este item não está à venda: escolha outro."},
        "cod_variacao": {"type": "string", "format": "codigo", "x-mensagem": "Escolha uma das variações deste item."},
        "cod_combo": {"type": "string", "format": "codigo", "x-mensagem": "Este combo não está à venda: escolha outro."},
        "qtd_item": {"type": "string", "pattern": "^0*[1-9][0-9]{0,2}$", "x-mensagem": "Use uma quantidade de 1 a 999."},
        "des_observacao": {"type": "string", "maxLength": 200},
        "acao": {"type": "string", "enum": ["comprar"], "description": "Seguir para o fechamento do pedido."}
    }, "additionalProperties": true
}$json$);
SELECT flowt.definir_esquema('sacola_cupom', $json${
    "type": "object",
    "properties": {"des_cupom": {"type": "string", "maxLength": 40}, "retirar": {"type": "string", "maxLength": 40}}
}$json$);
