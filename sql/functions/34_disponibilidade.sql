-- Availability by weekday and hour (guide chapters 5.1 and 6.2).

-- A window that ends at or before the hour it begins goes on past midnight, and belongs to the day it began.
CREATE OR REPLACE FUNCTION flowt.janela_contem(p_dias smallint[], p_inicio time, p_fim time, p_local timestamp) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN coalesce(p_fim, '00:00') > coalesce(p_inicio, '00:00')
            THEN p_local::time >= coalesce(p_inicio, '00:00') AND p_local::time < p_fim
                AND (p_dias IS NULL OR extract(dow FROM p_local)::smallint = ANY (p_dias))
            ELSE (p_local::time >= coalesce(p_inicio, '00:00') AND (p_dias IS NULL OR extract(dow FROM p_local)::smallint = ANY (p_dias)))
              OR (p_local::time < coalesce(p_fim, '00:00')
                  AND (p_dias IS NULL OR extract(dow FROM p_local - interval '1 day')::smallint = ANY (p_dias))) END;
COMMENT ON FUNCTION flowt.janela_contem(smallint[], time, time, timestamp) IS
    'Se uma hora local está em uma janela: dias (0 domingo … 6 sábado; nulo, todos) e horas; a que passa da meia-noite é do dia em que começa; sem '
    'horas, o dia inteiro.';

-- Few windows are closed at a time: from those down the tree of categories to the items.
CREATE OR REPLACE FUNCTION flowt.fora_da_janela(p_tenant bigint, p_produtos bigint[], p_momento timestamptz) RETURNS TABLE (cod_produto bigint)
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH RECURSIVE fechada AS (
        SELECT d.cod_produto, d.cod_categoria
          FROM flowt.tb_omni8_disponibilidade AS d JOIN flowt.tb_omni8_tenant AS t ON t.cod_tenant = p_tenant
         WHERE d.cod_tenant = p_tenant
         GROUP BY d.cod_produto, d.cod_categoria
        HAVING NOT bool_or(flowt.janela_contem(d.num_dias_semana, d.hor_inicio, d.hor_fim, p_momento AT TIME ZONE t.des_fuso_horario))
    ), categoria (cod_categoria) AS (
        SELECT f.cod_categoria FROM fechada AS f WHERE f.cod_categoria IS NOT NULL
        UNION
        SELECT c.cod_categoria FROM categoria AS a
          JOIN flowt.tb_omni8_categoria AS c ON c.cod_tenant = p_tenant AND c.cod_categoria_mae = a.cod_categoria
    )
    SELECT f.cod_produto FROM fechada AS f WHERE f.cod_produto = ANY (p_produtos)
    UNION
    SELECT p.cod_produto FROM categoria AS c JOIN flowt.tb_omni8_produto_servico AS p ON p.cod_tenant = p_tenant AND p.cod_categoria = c.cod_categoria
     WHERE p.cod_produto = ANY (p_produtos);
END;
COMMENT ON FUNCTION flowt.fora_da_janela(bigint, bigint[], timestamptz)
    IS 'Dentre estes itens, os que em um momento não se vendem: fora das suas janelas, ou das de sua categoria ou de uma acima dela.';

CREATE OR REPLACE FUNCTION flowt.json_disponibilidade(p_tenant bigint, p_produto bigint, p_categoria bigint) RETURNS json
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT json_build_object('janelas', coalesce(json_agg(json_build_object('num_dias_semana', d.num_dias_semana,
                   'hor_inicio', to_char(d.hor_inicio, 'HH24:MI'),
                   'hor_fim', to_char(d.hor_fim, 'HH24:MI')) ORDER BY d.cod_disponibilidade), '[]'))
          FROM flowt.tb_omni8_disponibilidade d WHERE d.cod_tenant = p_tenant AND (d.cod_produto = p_produto OR d.cod_categoria = p_categoria));
END
$$;
COMMENT ON FUNCTION flowt.json_disponibilidade(bigint, bigint, bigint) IS 'Janelas de um item ou de uma categoria, como a API as mostra.';

CREATE OR REPLACE FUNCTION flowt.definir_disponibilidade(p_tenant bigint, p_produto bigint, p_categoria bigint, p_janelas jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_janela record;
BEGIN
    DELETE FROM flowt.tb_omni8_disponibilidade d WHERE d.cod_tenant = p_tenant AND (d.cod_produto = p_produto OR d.cod_categoria = p_categoria);
    FOR v_janela IN SELECT j.* FROM jsonb_array_elements(p_janelas) WITH ORDINALITY AS e (valor, posicao)
                     CROSS JOIN LATERAL jsonb_populate_record(NULL::flowt.tb_omni8_disponibilidade, e.valor) AS j ORDER BY e.posicao LOOP
        INSERT INTO flowt.tb_omni8_disponibilidade (cod_tenant, cod_produto, cod_categoria, num_dias_semana, hor_inicio, hor_fim)
        VALUES (p_tenant, p_produto, p_categoria, v_janela.num_dias_semana, v_janela.hor_inicio, v_janela.hor_fim);
    END LOOP;
END
$$;
COMMENT ON FUNCTION flowt.definir_disponibilidade(bigint, bigint, bigint, jsonb) IS 'Troca as janelas de um item ou de uma categoria travados.';

CREATE OR REPLACE FUNCTION api.produto_disponibilidade_ler(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_produto_servico p
                    WHERE p.cod_tenant = v_tenant AND p.cod_produto = p_id AND p.dat_exclusao IS NULL) THEN
        PERFORM flowt.recusar_registro('este item');
    END IF;
    RETURN (200, NULL, NULL, flowt.json_disponibilidade(v_tenant, p_id, NULL)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.produto_disponibilidade_ler(bigint) IS
$$GET /v1/produtos/{id}/disponibilidade
acesso: catalogo.ler
resposta: 200 disponibilidade
resposta: 404 problema
etiqueta: Disponibilidade
Os dias e horas em que um item se vende; sem janelas, sempre.$$;

CREATE OR REPLACE FUNCTION api.produto_disponibilidade_definir(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('disponibilidade', p_corpo);
BEGIN
    PERFORM flowt.travar_produto(v_tenant, p_id);
    PERFORM flowt.definir_disponibilidade(v_tenant, p_id, NULL, v_corpo -> 'janelas');
    RETURN (200, NULL, NULL, flowt.json_disponibilidade(v_tenant, p_id, NULL)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.produto_disponibilidade_definir(bigint, text) IS
$$PUT /v1/produtos/{id}/disponibilidade
acesso: catalogo.escrever
corpo: disponibilidade
resposta: 200 disponibilidade
resposta: 404 problema
resposta: 422 problema
etiqueta: Disponibilidade
Troca as janelas em que um item se vende; a lista vazia o vende sempre.
Uma janela que termina na hora em que começa ou antes dela vai até o dia seguinte, e é do dia em que começa; o dia inteiro é 00:00 a 00:00.$$;

CREATE OR REPLACE FUNCTION api.categoria_disponibilidade_ler(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_categoria c WHERE c.cod_tenant = v_tenant AND c.cod_categoria = p_id) THEN
        PERFORM flowt.recusar_registro('esta categoria');
    END IF;
    RETURN (200, NULL, NULL, flowt.json_disponibilidade(v_tenant, NULL, p_id)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.categoria_disponibilidade_ler(bigint) IS
$$GET /v1/categorias/{id}/disponibilidade
acesso: catalogo.ler
resposta: 200 disponibilidade
resposta: 404 problema
etiqueta: Disponibilidade
Os dias e horas em que se vendem os itens de uma categoria e das que estão nela; sem janelas, sempre.$$;

CREATE OR REPLACE FUNCTION api.categoria_disponibilidade_definir(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('disponibilidade', p_corpo);
BEGIN
    PERFORM FROM flowt.tb_omni8_categoria c WHERE c.cod_tenant = v_tenant AND c.cod_categoria = p_id FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta categoria');
    END IF;
    PERFORM flowt.definir_disponibilidade(v_tenant, NULL, p_id, v_corpo -> 'janelas');
    RETURN (200, NULL, NULL, flowt.json_disponibilidade(v_tenant, NULL, p_id)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.categoria_disponibilidade_definir(bigint, text) IS
$$PUT /v1/categorias/{id}/disponibilidade
acesso: catalogo.escrever
corpo: disponibilidade
resposta: 200 disponibilidade
resposta: 404 problema
resposta: 422 problema
etiqueta: Disponibilidade
Troca as janelas em que se vendem os itens de uma categoria e das que estão nela; um item com janelas suas precisa estar também em uma delas.$$;

SELECT flowt.definir_esquema('disponibilidade', $json${
    "type": "object", "required": ["janelas"],
    "properties": {"janelas": {"type": "array", "maxItems": 30, "items": {"type": "object", "required": ["hor_inicio", "hor_fim"], "properties": {
        "num_dias_semana": {"type": ["array", "null"], "minItems": 1, "maxItems": 7, "items": {"type": "integer", "minimum": 0, "maximum": 6},
            "description": "0: domingo; null: todos."},
        "hor_inicio": {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$",
            "x-mensagem": "Use uma hora de 00:00 a 23:59; meia-noite é 00:00."},
        "hor_fim": {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$",
            "x-mensagem": "Use uma hora de 00:00 a 23:59; meia-noite é 00:00."}}}}}
}$json$);
