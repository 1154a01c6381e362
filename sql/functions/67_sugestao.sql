-- Suggestions (guide chapter 9.3): the company's rules first, then what others bought together.

CREATE OR REPLACE FUNCTION flowt.limite_sugestoes() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 6;
COMMENT ON FUNCTION flowt.limite_sugestoes() IS 'Itens que se sugerem a um carrinho.';
CREATE OR REPLACE FUNCTION flowt.limite_regras_de_sugestao() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 200;
COMMENT ON FUNCTION flowt.limite_regras_de_sugestao() IS 'Regras de sugestão que uma empresa tem.';
CREATE OR REPLACE FUNCTION flowt.suporte_minimo_da_sugestao() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 5;
COMMENT ON FUNCTION flowt.suporte_minimo_da_sugestao()
    IS 'Pedidos com dois itens juntos a partir dos quais um sugere o outro: menos que isso é acaso.';
CREATE OR REPLACE FUNCTION flowt.lift_minimo_da_sugestao() RETURNS numeric LANGUAGE sql IMMUTABLE RETURN 1.1;
COMMENT ON FUNCTION flowt.lift_minimo_da_sugestao()
    IS 'Quanto mais do que por acaso dois itens precisam sair juntos: o que todos levam não se sugere por isso.';
CREATE OR REPLACE FUNCTION flowt.periodo_da_sugestao() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '90 days';
COMMENT ON FUNCTION flowt.periodo_da_sugestao() IS 'De quanto tempo atrás se contam os pedidos.';
CREATE OR REPLACE FUNCTION flowt.pedidos_da_sugestao() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 50000;
COMMENT ON FUNCTION flowt.pedidos_da_sugestao() IS 'Pedidos de um tenant que se contam, os últimos.';
CREATE OR REPLACE FUNCTION flowt.pares_por_item() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 10;
COMMENT ON FUNCTION flowt.pares_por_item() IS 'Itens comprados junto que se guardam de cada item.';

-- Support, confidence and lift of every pair: each order counts a pair once, however many of each it has.
CREATE OR REPLACE FUNCTION flowt.contar_pares(p_tenant bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_pares bigint;
BEGIN
    DELETE FROM flowt.tb_omni8_sugestao_par s WHERE s.cod_tenant = p_tenant;
    WITH pedido AS MATERIALIZED (
        SELECT p.cod_pedido FROM flowt.tb_omni8_pedido AS p JOIN flowt.tb_omni8_pedido_status AS s ON s.sta_pedido = p.sta_pedido
         WHERE p.cod_tenant = p_tenant AND p.dat_criacao >= now() - flowt.periodo_da_sugestao() AND NOT s.flg_devolve_estoque
         ORDER BY p.dat_criacao DESC LIMIT flowt.pedidos_da_sugestao()
    ), item AS MATERIALIZED (
        SELECT DISTINCT i.cod_pedido, i.cod_produto FROM pedido AS p
          JOIN flowt.tb_omni8_pedido_item AS i ON i.cod_tenant = p_tenant AND i.cod_pedido = p.cod_pedido
         WHERE i.cod_produto IS NOT NULL
    ), frequencia AS MATERIALIZED (
        SELECT i.cod_produto, count(*)::numeric AS pedidos FROM item AS i GROUP BY i.cod_produto HAVING count(*) >= flowt.suporte_minimo_da_sugestao()
    ), par AS (
        SELECT a.cod_produto, b.cod_produto AS cod_sugerido, count(*) AS juntos FROM item AS a
          JOIN item AS b ON b.cod_pedido = a.cod_pedido AND b.cod_produto <> a.cod_produto
         GROUP BY 1, 2 HAVING count(*) >= flowt.suporte_minimo_da_sugestao()
    ), medido AS (
        SELECT p.*, p.juntos / t.total AS suporte, p.juntos / fa.pedidos AS confianca, p.juntos * t.total / (fa.pedidos * fb.pedidos) AS lift
          FROM par AS p CROSS JOIN (SELECT count(*)::numeric AS total FROM pedido) AS t
          JOIN frequencia AS fa ON fa.cod_produto = p.cod_produto JOIN frequencia AS fb ON fb.cod_produto = p.cod_sugerido
    )
    INSERT INTO flowt.tb_omni8_sugestao_par (cod_tenant, cod_produto, cod_sugerido, qtd_juntos, num_suporte, num_confianca, num_lift, dat_calculo)
    SELECT p_tenant, m.cod_produto, m.cod_sugerido, m.juntos, round(m.suporte, 6), round(m.confianca, 6), round(m.lift, 4), now()
      FROM (SELECT x.*, row_number() OVER (PARTITION BY x.cod_produto ORDER BY x.lift DESC, x.juntos DESC, x.cod_sugerido) AS n FROM medido AS x
             WHERE x.lift >= flowt.lift_minimo_da_sugestao()) AS m
     WHERE m.n <= flowt.pares_por_item() ORDER BY 2, 3;
    GET DIAGNOSTICS v_pares = ROW_COUNT;
    RETURN v_pares;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.contar_pares(bigint) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.contar_pares(bigint) IS 'Conta de novo os itens que os pedidos de um tenant levam juntos; devolve quantos pares ficaram.';

CREATE OR REPLACE FUNCTION rotina.calcular_sugestoes() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant bigint;
    v_pares  bigint := 0;
BEGIN
    FOR v_tenant IN SELECT t.cod_tenant FROM flowt.tb_omni8_tenant t WHERE t.sta_tenant = 'ATIVO' ORDER BY t.cod_tenant LOOP
        v_pares := v_pares + flowt.contar_pares(v_tenant);
    END LOOP;
    RETURN v_pares;
END
$$;
ALTER FUNCTION rotina.calcular_sugestoes() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.calcular_sugestoes()
    IS 'Conta de novo, em cada tenant, os itens comprados juntos; devolve quantos pares. Para rodar toda madrugada.';

-- Candidates of rules come before those of pairs; of the same item, the first reason counts.
CREATE OR REPLACE FUNCTION flowt.sugestoes(p_tenant bigint, p_produtos bigint[], p_momento timestamptz)
    RETURNS TABLE (cod_produto bigint, des_motivo text, ordem bigint)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_categorias bigint[];
BEGIN
    WITH RECURSIVE acima (cod_categoria) AS (
        SELECT p.cod_categoria FROM flowt.tb_omni8_produto_servico AS p
         WHERE p.cod_tenant = p_tenant AND p.cod_produto = ANY (p_produtos) AND p.cod_categoria IS NOT NULL
        UNION
        SELECT c.cod_categoria_mae FROM acima AS a
          JOIN flowt.tb_omni8_categoria AS c ON c.cod_tenant = p_tenant AND c.cod_categoria = a.cod_categoria WHERE c.cod_categoria_mae IS NOT NULL
    ) SELECT array_agg(a.cod_categoria) INTO v_categorias FROM acima AS a;
    RETURN QUERY
    WITH candidato AS MATERIALIZED (
        SELECT DISTINCT ON (u.sugerido) u.sugerido, u.motivo, u.teto, u.fonte, u.peso, u.desempate
          FROM (SELECT i.cod_produto AS sugerido, CASE WHEN r.cod_produto IS NULL THEN 'Combina com o seu pedido' ELSE 'Combina com '
                                                       || o.nom_produto END AS motivo, r.vlr_maximo AS teto,
                       0 AS fonte, r.num_prioridade::numeric AS peso, r.cod_regra * 1000 + i.num_ordem AS desempate
                  FROM flowt.tb_omni8_sugestao_regra AS r
                  JOIN flowt.tb_omni8_sugestao_item AS i ON i.cod_tenant = p_tenant AND i.cod_regra = r.cod_regra
                  LEFT JOIN flowt.tb_omni8_produto_servico AS o ON o.cod_tenant = p_tenant AND o.cod_produto = r.cod_produto
                 WHERE r.cod_tenant = p_tenant AND r.sta_regra = 'ATIVA'
                   AND (r.cod_produto = ANY (p_produtos) OR r.cod_categoria = ANY (v_categorias) OR num_nonnulls(r.cod_produto, r.cod_categoria) = 0)
                UNION ALL
                SELECT s.cod_sugerido, 'Quem levou ' || o.nom_produto || ' também levou', NULL, 1, -s.num_lift, s.cod_sugerido
                  FROM flowt.tb_omni8_sugestao_par AS s
                  JOIN flowt.tb_omni8_produto_servico AS o ON o.cod_tenant = p_tenant AND o.cod_produto = s.cod_produto
                 WHERE s.cod_tenant = p_tenant AND s.cod_produto = ANY (p_produtos)) AS u
         WHERE u.sugerido <> ALL (p_produtos)
         ORDER BY u.sugerido, u.fonte, u.peso, u.desempate
    )
    SELECT c.sugerido, c.motivo, row_number() OVER (ORDER BY c.fonte, c.peso, c.desempate)
      FROM candidato AS c
      JOIN flowt.itens_do_cardapio(p_tenant, flowt.itens_a_mostra(p_tenant, ARRAY(SELECT x.sugerido FROM candidato AS x)), p_momento) AS i
        ON i.cod_produto = c.sugerido
     WHERE i.des_indisponivel IS NULL AND coalesce(coalesce(i.vlr_oferta, i.vlr_preco) <= c.teto, true)
     ORDER BY 3 LIMIT flowt.limite_sugestoes();
END
$$;
COMMENT ON FUNCTION flowt.sugestoes(bigint, bigint[], timestamptz)
    IS 'O que sugerir a quem leva estes itens, à venda agora e que não estão entre eles, com o motivo: as regras primeiro, depois o que se compra junto.';

CREATE OR REPLACE FUNCTION flowt.produtos_do_carrinho(p_tenant bigint, p_carrinho bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(SELECT DISTINCT l.cod_produto FROM flowt.tb_omni8_carrinho_item AS l
                  WHERE l.cod_tenant = p_tenant AND l.cod_carrinho = p_carrinho AND l.cod_produto IS NOT NULL ORDER BY 1);
END
$$;
COMMENT ON FUNCTION flowt.produtos_do_carrinho(bigint, bigint) IS 'Itens de um carrinho, cada um uma vez.';

CREATE OR REPLACE FUNCTION flowt.html_sugestoes(p_tenant bigint, p_carrinho bigint, p_base text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        WITH sugerido AS MATERIALIZED (
            SELECT s.* FROM flowt.sugestoes(p_tenant, flowt.produtos_do_carrinho(p_tenant, p_carrinho), now()) AS s
        )
        SELECT '<section class="sugestoes" aria-labelledby="titulo-sugestoes"><h2 id="titulo-sugestoes">Leve também</h2><ul class="linhas">'
               || string_agg('<li><div class="dados"><h3>' || n.nome || '</h3><p class="nota">' || flowt.html(s.des_motivo)
                      || '</p></div><p class="preco">'
                      || flowt.html_preco_do_item(i.vlr_preco, i.vlr_preco_de, i.vlr_oferta, i.vlr_maior) || '</p><div class="acoes">'
                      || CASE WHEN i.flg_escolhas THEN '<a class="botao secundario" href="' || p_base || '/item/' || i.cod_produto
                              || '">Escolher<span class="leitor"> ' || n.nome || '</span></a>'
                              ELSE '<form method="post" action="' || p_base || '/sacola"><button class="botao secundario" name="cod_produto" value="'
                                  || i.cod_produto || '">Adicionar<span class="leitor"> ' || n.nome || '</span></button></form>' END
                      || '</div></li>', '' ORDER BY s.ordem) || '</ul></section>'
          FROM sugerido AS s
          JOIN flowt.itens_do_cardapio(p_tenant, ARRAY(SELECT x.cod_produto FROM sugerido AS x), now()) AS i ON i.cod_produto = s.cod_produto
         CROSS JOIN LATERAL (SELECT flowt.html(i.nom_produto) AS nome) AS n
        HAVING count(*) > 0
    );
END
$$;
COMMENT ON FUNCTION flowt.html_sugestoes(bigint, bigint, text) IS 'Sugestões para uma sacola, cada uma com seu motivo; nulo sem nenhuma.';

-- MARK: routes

CREATE OR REPLACE FUNCTION api.carrinho_sugestoes(p_token text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant   bigint := flowt.exigir_tenant();
    v_carrinho flowt.tb_omni8_carrinho := flowt.achar_carrinho(v_tenant, p_token);
BEGIN
    RETURN (200, NULL, NULL, (
        WITH sugerido AS MATERIALIZED (
            SELECT s.* FROM flowt.sugestoes(v_tenant, flowt.produtos_do_carrinho(v_tenant, v_carrinho.cod_carrinho), now()) AS s
        )
        SELECT jsonb_build_object('itens', coalesce(jsonb_agg(i.js_item::jsonb || jsonb_build_object('des_motivo', s.des_motivo) ORDER BY s.ordem),
                                                    '[]'))::text
          FROM sugerido AS s JOIN flowt.json_itens_do_cardapio(v_tenant, ARRAY(SELECT x.cod_produto FROM sugerido AS x), now()) AS i
            ON i.cod_produto = s.cod_produto))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.carrinho_sugestoes(text) IS
$$GET /v1/carrinhos/{token}/sugestoes
acesso: publico
modulo: pedidos
resposta: 200 sugestoes
resposta: 404 problema
cache: private, no-store
etiqueta: Carrinho
Itens a levar também, cada um com o motivo: os das regras da empresa, depois os que outros compraram junto.$$;

CREATE OR REPLACE FUNCTION flowt.json_regra_de_sugestao(p_regra flowt.tb_omni8_sugestao_regra) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN jsonb_build_object('cod_regra', p_regra.cod_regra::text, 'nom_regra', p_regra.nom_regra, 'cod_produto', p_regra.cod_produto::text,
        'cod_categoria', p_regra.cod_categoria::text,
        'vlr_maximo', p_regra.vlr_maximo, 'num_prioridade', p_regra.num_prioridade, 'sta_regra', p_regra.sta_regra, 'num_versao', p_regra.num_versao,
        'itens', (SELECT coalesce(jsonb_agg(i.cod_produto::text ORDER BY i.num_ordem), '[]') FROM flowt.tb_omni8_sugestao_item AS i
                   WHERE i.cod_tenant = p_regra.cod_tenant AND i.cod_regra = p_regra.cod_regra));
END
$$;
COMMENT ON FUNCTION flowt.json_regra_de_sugestao(flowt.tb_omni8_sugestao_regra) IS 'Regra de sugestão como a API a mostra.';

CREATE OR REPLACE FUNCTION flowt.definir_itens_da_regra(p_tenant bigint, p_regra bigint, p_itens jsonb) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM flowt.tb_omni8_sugestao_item i WHERE i.cod_tenant = p_tenant AND i.cod_regra = p_regra;
    INSERT INTO flowt.tb_omni8_sugestao_item (cod_tenant, cod_regra, cod_produto, num_ordem)
    SELECT p_tenant, p_regra, e.codigo::bigint, min(e.n) FROM jsonb_array_elements_text(p_itens) WITH ORDINALITY AS e (codigo, n) GROUP BY e.codigo
     ORDER BY 4;
END
$$;
COMMENT ON FUNCTION flowt.definir_itens_da_regra(bigint, bigint, jsonb) IS 'Troca os itens que uma regra sugere.';

CREATE OR REPLACE FUNCTION api.sugestao_listar() RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    RETURN (200, NULL, NULL,
                                (SELECT jsonb_build_object('itens', coalesce(jsonb_agg(flowt.json_regra_de_sugestao(r) ORDER BY r.num_prioridade,
                                                                                       r.cod_regra), '[]'))::text
                                FROM flowt.tb_omni8_sugestao_regra AS r WHERE r.cod_tenant = v_tenant))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.sugestao_listar() IS
$$GET /v1/sugestoes
acesso: catalogo.ler
modulo: pedidos
resposta: 200 sugestao_regra_lista
etiqueta: Catálogo
As regras de sugestão, por prioridade.$$;

CREATE OR REPLACE FUNCTION api.sugestao_criar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('sugestao_regra_nova', p_corpo);
    v_regra  flowt.tb_omni8_sugestao_regra;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('sugestoes', v_tenant));
    IF (SELECT count(*) FROM flowt.tb_omni8_sugestao_regra r WHERE r.cod_tenant = v_tenant) >= flowt.limite_regras_de_sugestao() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'regras_demais',
            DETAIL = format('Uma empresa tem até %s regras de sugestão: exclua uma para criar outra.', flowt.limite_regras_de_sugestao());
    END IF;
    INSERT INTO flowt.tb_omni8_sugestao_regra (cod_tenant, nom_regra, cod_produto, cod_categoria, vlr_maximo, num_prioridade, sta_regra)
    VALUES (v_tenant, btrim(v_corpo ->> 'nom_regra'), (v_corpo ->> 'cod_produto')::bigint, (v_corpo ->> 'cod_categoria')::bigint,
            (v_corpo ->> 'vlr_maximo')::bigint,
            coalesce((v_corpo ->> 'num_prioridade')::integer, 100), coalesce(v_corpo ->> 'sta_regra', 'ATIVA')) RETURNING * INTO v_regra;
    PERFORM flowt.definir_itens_da_regra(v_tenant, v_regra.cod_regra, v_corpo -> 'itens');
    RETURN (201, NULL, NULL, flowt.json_regra_de_sugestao(v_regra)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.sugestao_criar(text) IS
$$POST /v1/sugestoes
acesso: catalogo.escrever
modulo: pedidos
corpo: sugestao_regra_nova
resposta: 201 sugestao_regra
resposta: 409 problema
resposta: 422 problema
etiqueta: Catálogo
Cria uma regra: quem leva o item, ou um item da categoria, vê os sugeridos ao conferir a sacola. Sem item nem categoria, vale para qualquer compra.$$;

CREATE OR REPLACE FUNCTION api.sugestao_alterar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('sugestao_regra_alteracao', p_corpo);
    v_regra  flowt.tb_omni8_sugestao_regra;
BEGIN
    SELECT r.* INTO v_regra FROM flowt.tb_omni8_sugestao_regra r WHERE r.cod_tenant = v_tenant AND r.cod_regra = p_id FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta regra');
    ELSIF v_regra.num_versao <> (v_corpo ->> 'num_versao')::integer THEN
        PERFORM flowt.recusar_versao(v_regra.num_versao);
    END IF;
    v_regra := jsonb_populate_record(v_regra, v_corpo - 'itens');
    UPDATE flowt.tb_omni8_sugestao_regra r
       SET nom_regra = btrim(v_regra.nom_regra), cod_produto = v_regra.cod_produto, cod_categoria = v_regra.cod_categoria,
           vlr_maximo = v_regra.vlr_maximo, num_prioridade = v_regra.num_prioridade,
           sta_regra = v_regra.sta_regra
     WHERE r.cod_tenant = v_tenant AND r.cod_regra = p_id RETURNING r.* INTO v_regra;
    IF v_corpo ? 'itens' THEN
        PERFORM flowt.definir_itens_da_regra(v_tenant, p_id, v_corpo -> 'itens');
    END IF;
    RETURN (200, NULL, NULL, flowt.json_regra_de_sugestao(v_regra)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.sugestao_alterar(bigint, text) IS
$$PATCH /v1/sugestoes/{id}
acesso: catalogo.escrever
modulo: pedidos
corpo: sugestao_regra_alteracao
resposta: 200 sugestao_regra
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Catálogo
Altera os campos enviados de uma regra; num_versao é a versão lida (409 se mudou desde então).$$;

CREATE OR REPLACE FUNCTION api.sugestao_excluir(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    DELETE FROM flowt.tb_omni8_sugestao_regra r WHERE r.cod_tenant = v_tenant AND r.cod_regra = p_id;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta regra');
    END IF;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.sugestao_excluir(bigint) IS
$$DELETE /v1/sugestoes/{id}
acesso: catalogo.escrever
modulo: pedidos
resposta: 204
resposta: 404 problema
etiqueta: Catálogo
Exclui uma regra de sugestão.$$;

SELECT flowt.definir_esquema(e.nome, jsonb_build_object('type', 'object', 'required', e.obrigatorios, 'properties', e.proprios || $json${
    "nom_regra": {"type": "string", "minLength": 1, "maxLength": 80},
    "cod_produto": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de um item, como \"12\"."},
    "cod_categoria": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma categoria, como \"12\"."},
    "itens": {"type": "array", "minItems": 1, "maxItems": 20,
        "items": {"type": "string", "format": "codigo", "x-mensagem": "Use o código de um item, como \"12\"."}},
    "vlr_maximo": {"type": ["integer", "null"], "minimum": 1, "maximum": 100000000, "description": "Centavos."},
    "num_prioridade": {"type": "integer", "minimum": 1, "maximum": 1000},
    "sta_regra": {"type": "string", "enum": ["ATIVA", "INATIVA"]}
}$json$::jsonb))
FROM (VALUES ('sugestao_regra_nova', '["nom_regra", "itens"]'::jsonb, '{}'::jsonb),
             ('sugestao_regra_alteracao', '["num_versao"]',
              '{"num_versao": {"type": "integer", "minimum": 1, "maximum": 2147483647}}')) AS e (nome, obrigatorios, proprios);
SELECT flowt.definir_esquema('sugestao_regra', $json${
    "type": "object", "required": ["cod_regra", "nom_regra", "itens", "num_prioridade", "sta_regra", "num_versao"],
    "properties": {
        "cod_regra": {"type": "string"}, "nom_regra": {"type": "string"}, "cod_produto": {"type": ["string", "null"]},
        "cod_categoria": {"type": ["string", "null"]},
        "itens": {"type": "array", "items": {"type": "string"}}, "vlr_maximo": {"type": ["integer", "null"]}, "num_prioridade": {"type": "integer"},
        "sta_regra": {"type": "string"}, "num_versao": {"type": "integer"}
    }
}$json$);
SELECT flowt.definir_esquema('sugestao_regra_lista',
                             '{"type": "object", "required": ["itens"], "properties": {"itens": {"type": "array", "items": {"$ref": '
                             '"#/components/schemas/sugestao_regra"}}}}');
SELECT flowt.definir_esquema('sugestoes', jsonb_build_object('type', 'object', 'required', '["itens"]'::jsonb,
           'properties', jsonb_build_object('itens', jsonb_build_object('type', 'array', 'items',
           jsonb_set(e.js_esquema, '{properties,des_motivo}', '{"type": "string", "description": "Por que se sugere."}')))))
  FROM flowt.tb_omni8_esquema_json AS e WHERE e.nom_esquema = 'cardapio_item';
