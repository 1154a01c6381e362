-- Prices without ceremony: items by name, purchases as "Pizza 2, Suco 1", answers as short texts.
CREATE FUNCTION pg_temp.item(p_tenant bigint, p_name text, p_price bigint, p_category bigint DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
    INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto, cod_categoria) VALUES (p_tenant, p_name, p_price, 'PUBLICADO', p_category) RETURNING cod_produto::text
$$;
CREATE FUNCTION pg_temp.code(p_tenant bigint, p_name text) RETURNS text LANGUAGE sql AS $$
    SELECT p.cod_produto::text FROM flowt.tb_omni8_produto_servico p WHERE p.cod_tenant = p_tenant AND p.nom_produto = p_name
$$;
-- "Pizza 2, Suco 1"; "#3 1" is combo 3 without choices; a line is numbered by its place, or by what stands before a colon.
CREATE FUNCTION pg_temp.lines(p_tenant bigint, p_what text) RETURNS flowt.linha_de_compra[] LANGUAGE sql AS $$
    SELECT array_agg((coalesce(substring(w FROM '^\s*(\d+):')::bigint, n), CASE WHEN name NOT LIKE '#%' THEN coalesce(pg_temp.code(p_tenant, name), '999999999')::bigint END, NULL,
                      CASE WHEN name LIKE '#%' THEN substr(name, 2)::bigint END, '[]', substring(w FROM '(\d+)\s*$')::integer)::flowt.linha_de_compra ORDER BY n)
      FROM regexp_split_to_table(p_what, ',') WITH ORDINALITY AS s (w, n) CROSS JOIN LATERAL (SELECT btrim(substring(w FROM '^(?:\s*\d+:)?(.*?)\s+\d+\s*$')) AS name) AS x
$$;
CREATE FUNCTION pg_temp.quote(p_tenant bigint, p_what text, p_context jsonb DEFAULT '{}', p_moment timestamptz DEFAULT now()) RETURNS flowt.cotacao LANGUAGE sql
RETURN flowt.cotar(p_tenant, pg_temp.lines(p_tenant, p_what), jsonb_populate_record(NULL::flowt.contexto_de_compra, p_context), p_moment);
-- The discount of every line, in the order of their numbers, then of the order as a whole (items and order), then of the freight.
CREATE FUNCTION pg_temp.off(p_quote flowt.cotacao) RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(l.vlr_desconto::text, ',' ORDER BY l.num_linha) FROM unnest((p_quote).linhas) l WHERE l.num_parte = 0 AND l.num_linha > 0) || ' = ' || (p_quote).vlr_desconto
       || CASE WHEN (p_quote).vlr_desconto_frete > 0 THEN ' +' || (p_quote).vlr_desconto_frete ELSE '' END;
-- What a coupon is told.
CREATE FUNCTION pg_temp.told(p_quote flowt.cotacao) RETURNS text LANGUAGE sql
RETURN (SELECT string_agg((c ->> 'des_cupom') || ':' || (c ->> 'codigo'), ' ') FROM jsonb_array_elements((p_quote).js_cupons) c);
CREATE FUNCTION pg_temp.offer(p_token text, p_body jsonb) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('POST /v1/ofertas', jsonb_build_object('corpo', ('{"nom_oferta": "Oferta", "sta_oferta": "ATIVA"}'::jsonb || p_body)::text), p_token);
CREATE FUNCTION pg_temp.made(p_answer pg_temp.answer) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    IF (p_answer).status <> 201 THEN
        RAISE EXCEPTION 'not made: % % %', (p_answer).status, (p_answer).code, coalesce((p_answer).hint::text, (p_answer).detail);
    END IF;
    RETURN coalesce((p_answer).body ->> 'cod_oferta', (p_answer).body ->> 'cod_combo');
END
$$;
-- Ends whatever offers there are, as if they had never been.
CREATE FUNCTION pg_temp.no_offers() RETURNS void LANGUAGE sql AS $$
    UPDATE flowt.tb_omni8_oferta_versao SET sta_oferta = 'PAUSADA' WHERE sta_oferta = 'ATIVA'
$$;
-- As if what is in force had been since p_since.
CREATE FUNCTION pg_temp.backdate(p_offer text, p_since timestamptz) RETURNS void LANGUAGE sql AS $$
    UPDATE flowt.tb_omni8_oferta_versao SET dat_vigor_inicio = p_since WHERE cod_oferta = p_offer::bigint AND dat_vigor_fim = 'infinity'
$$;
