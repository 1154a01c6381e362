-- Delivery areas (guide chapter 4.1). Of the active areas of the unit, and of all units, that a delivery is in, one decides:
-- the lowest num_prioridade; the unit's own before all units'; by CEP before by bairro before by radius (the surest datum
-- first); the narrowest (fewest CEPs, smallest radius); the lowest fee; the oldest.

CREATE OR REPLACE FUNCTION flowt.limite_areas() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 500;
COMMENT ON FUNCTION flowt.limite_areas() IS 'Áreas de entrega que uma empresa pode ter.';

CREATE OR REPLACE FUNCTION flowt.nome_comparavel(p_nome text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN btrim(regexp_replace(flowt.sem_acento(p_nome), '[^a-z0-9]+', ' ', 'g'));
COMMENT ON FUNCTION flowt.nome_comparavel(text) IS 'Nome de lugar para comparar: sem acentos, maiúsculas, pontuação nem espaços a mais.';

-- Haversine, on a sphere of the Earth's mean radius: at most 0.6 % from the ellipsoid.
CREATE OR REPLACE FUNCTION flowt.distancia_km(p_lat numeric, p_long numeric, p_outra_lat numeric, p_outra_long numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN round((2 * 6371.0088 * asin(least(1, sqrt(sind((p_outra_lat - p_lat)::double precision / 2) ^ 2
    + cosd(p_lat::double precision) * cosd(p_outra_lat::double precision) * sind((p_outra_long - p_long)::double precision / 2) ^ 2))))::numeric, 3);
COMMENT ON FUNCTION flowt.distancia_km(numeric, numeric, numeric, numeric) IS 'Distância em linha reta entre dois pontos em graus, em quilômetros.';

CREATE OR REPLACE FUNCTION flowt.tem_areas(p_tenant bigint, p_unidade bigint) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM flowt.tb_omni8_area_entrega a
                    WHERE a.cod_tenant = p_tenant AND a.sta_area = 'ATIVA' AND (a.cod_unidade = p_unidade OR a.cod_unidade IS NULL));
END
$$;
COMMENT ON FUNCTION flowt.tem_areas(bigint, bigint) IS 'Se uma unidade entrega por áreas, e não pela taxa única da empresa.';

-- The price of a delivery: quote, bag and order all ask here.
CREATE OR REPLACE FUNCTION flowt.cotar_entrega(p_tenant bigint, p_unidade bigint, p_cep text, p_bairro text, p_lat numeric, p_long numeric,
                                               p_itens bigint) RETURNS flowt.entrega_cotada
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_cep    text := replace(p_cep, '-', '');
    v_bairro text := nullif(flowt.nome_comparavel(p_bairro), '');
    v_raio   numeric;
    v_cotada flowt.entrega_cotada;
BEGIN
    IF NOT flowt.tem_areas(p_tenant, p_unidade) THEN
        SELECT false, true, NULL, NULL, t.vlr_taxa_entrega, t.vlr_pedido_minimo, NULL, NULL INTO v_cotada FROM flowt.tb_omni8_tenant t
         WHERE t.cod_tenant = p_tenant;
        RETURN v_cotada;
    END IF;
    SELECT flowt.distancia_km(u.num_latitude, u.num_longitude, p_lat, p_long) INTO v_raio FROM flowt.tb_omni8_unidade u
     WHERE u.cod_tenant = p_tenant AND u.cod_unidade = p_unidade;
    SELECT true, true, a.cod_area, a.nom_area, CASE WHEN p_itens >= a.vlr_gratis_acima THEN 0 ELSE a.vlr_taxa END,
           coalesce(a.vlr_minimo, t.vlr_pedido_minimo),
           a.vlr_gratis_acima, a.qtd_prazo_min
      INTO v_cotada
      FROM flowt.tb_omni8_area_entrega a JOIN flowt.tb_omni8_tenant t ON t.cod_tenant = p_tenant
     WHERE a.cod_tenant = p_tenant AND a.sta_area = 'ATIVA' AND (a.cod_unidade = p_unidade OR a.cod_unidade IS NULL)
       AND CASE a.tip_area WHEN 'CEP' THEN v_cep BETWEEN a.num_cep_inicio AND a.num_cep_fim
                           WHEN 'RAIO' THEN v_raio <= a.num_raio_km
                           ELSE EXISTS (SELECT FROM unnest(a.nom_bairros) AS b WHERE flowt.nome_comparavel(b) = v_bairro) END
     ORDER BY a.num_prioridade, a.cod_unidade NULLS LAST, array_position('{CEP,BAIRRO,RAIO}'::text[], a.tip_area),
              a.num_cep_fim::integer - a.num_cep_inicio::integer, a.num_raio_km, a.vlr_taxa, a.cod_area
     LIMIT 1;
    RETURN CASE WHEN FOUND THEN v_cotada ELSE (true, false, NULL, NULL, NULL, NULL, NULL, NULL)::flowt.entrega_cotada END;
END
$$;
COMMENT ON FUNCTION flowt.cotar_entrega(bigint, bigint, text, text, numeric, numeric, bigint)
    IS 'Taxa, mínimo e prazo da entrega de itens que somam tanto, de uma unidade a um CEP, bairro ou ponto; flg_atende falso: fora de toda área.';

CREATE OR REPLACE FUNCTION flowt.json_area(p_area flowt.tb_omni8_area_entrega) RETURNS json
LANGUAGE sql STABLE
RETURN json_build_object('cod_area', (p_area).cod_area::text, 'cod_unidade', (p_area).cod_unidade::text, 'nom_area', (p_area).nom_area,
    'tip_area', (p_area).tip_area,
    'nom_bairros', (p_area).nom_bairros, 'num_cep_inicio', (p_area).num_cep_inicio, 'num_cep_fim', (p_area).num_cep_fim,
        'num_raio_km', (p_area).num_raio_km,
    'vlr_taxa', (p_area).vlr_taxa, 'vlr_minimo', (p_area).vlr_minimo, 'vlr_gratis_acima', (p_area).vlr_gratis_acima,
        'qtd_prazo_min', (p_area).qtd_prazo_min,
    'num_prioridade', (p_area).num_prioridade, 'sta_area', (p_area).sta_area, 'num_versao', (p_area).num_versao);
COMMENT ON FUNCTION flowt.json_area(flowt.tb_omni8_area_entrega) IS 'Área de entrega como a API a mostra.';

-- What constraints cannot see: that bairros are names, each once, and that a radius has a centre.
CREATE OR REPLACE FUNCTION flowt.conferir_area(p_tenant bigint, p_area flowt.tb_omni8_area_entrega) RETURNS void
LANGUAGE plpgsql STABLE AS $$
BEGIN
    PERFORM flowt.exigir_unidade(p_tenant, (p_area).cod_unidade);
    IF EXISTS (SELECT FROM unnest((p_area).nom_bairros) AS b GROUP BY flowt.nome_comparavel(b)
               HAVING count(*) > 1 OR flowt.nome_comparavel(b) = '') THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'bairro_repetido_ou_vazio',
            DETAIL = 'Cada bairro aparece uma vez, com seu nome: acentos e maiúsculas não fazem diferença.';
    ELSIF (p_area).tip_area = 'RAIO' AND EXISTS (SELECT FROM flowt.tb_omni8_unidade u
                                                  WHERE u.cod_tenant = p_tenant AND u.cod_unidade = (p_area).cod_unidade
                                                    AND u.num_latitude IS NULL) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'unidade_sem_coordenadas',
            DETAIL = 'Um raio conta das coordenadas da unidade: informe antes a latitude e a longitude dela.';
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_area(bigint, flowt.tb_omni8_area_entrega)
    IS 'Levanta 422 se uma área não faz sentido, 403 ou 404 se é de uma unidade por que não se pode escrever.';

CREATE OR REPLACE FUNCTION api.area_entrega_listar(p_limite integer, p_apos bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint  := flowt.exigir_tenant();
    v_quantos integer := flowt.tamanho_pagina(p_limite);
    v_pagina  bigint[] := ARRAY(SELECT a.cod_area FROM flowt.tb_omni8_area_entrega a
                                 WHERE a.cod_tenant = v_tenant AND a.cod_area > coalesce(p_apos, 0)
                                 ORDER BY a.cod_area LIMIT v_quantos);
    v_itens   json;
BEGIN
    SELECT coalesce(json_agg(flowt.json_area(a) ORDER BY a.cod_area), '[]') INTO v_itens
      FROM flowt.tb_omni8_area_entrega a WHERE a.cod_tenant = v_tenant AND a.cod_area = ANY (v_pagina);
    RETURN (200, NULL, NULL, json_build_object('itens', v_itens,
        'proximo', CASE WHEN cardinality(v_pagina) = v_quantos THEN v_pagina[v_quantos]::text END)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.area_entrega_listar(integer, bigint) IS
$$GET /v1/areas-entrega
acesso: entrega.ler
resposta: 200 area_entrega_lista
etiqueta: Entrega
Lista as áreas de entrega, na ordem em que foram criadas.
limite: até 100 por página (20). apos: o "proximo" da página anterior.$$;

CREATE OR REPLACE FUNCTION api.area_entrega_criar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('area_entrega_nova', p_corpo);
    v_linha  flowt.tb_omni8_area_entrega;
BEGIN
    v_linha := jsonb_populate_record(NULL::flowt.tb_omni8_area_entrega, v_corpo);
    PERFORM flowt.conferir_area(v_tenant, v_linha), flowt.um_de_cada_vez(v_tenant, 'area_entrega');
    IF (SELECT count(*) FROM flowt.tb_omni8_area_entrega a WHERE a.cod_tenant = v_tenant) >= flowt.limite_areas() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'areas_demais',
            DETAIL = format('Uma empresa tem até %s áreas de entrega.', flowt.limite_areas());
    END IF;
    INSERT INTO flowt.tb_omni8_area_entrega (cod_tenant, cod_unidade, nom_area, tip_area, nom_bairros, num_cep_inicio, num_cep_fim, num_raio_km,
                                             vlr_taxa, vlr_minimo,
                                             vlr_gratis_acima, qtd_prazo_min, num_prioridade)
    VALUES (v_tenant, v_linha.cod_unidade, btrim(v_linha.nom_area), v_linha.tip_area, v_linha.nom_bairros, replace(v_linha.num_cep_inicio, '-', ''),
            replace(v_linha.num_cep_fim, '-', ''), v_linha.num_raio_km, v_linha.vlr_taxa, v_linha.vlr_minimo, v_linha.vlr_gratis_acima,
            v_linha.qtd_prazo_min,
            coalesce(v_linha.num_prioridade, 100))
    RETURNING * INTO v_linha;
    RETURN (201, NULL, NULL, flowt.json_area(v_linha)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.area_entrega_criar(text) IS
$$POST /v1/areas-entrega
acesso: entrega.escrever
corpo: area_entrega_nova
resposta: 201 area_entrega
resposta: 403 problema
resposta: 404 problema
resposta: 422 problema
etiqueta: Entrega
Cria uma área por BAIRRO (nom_bairros), CEP (num_cep_inicio a num_cep_fim) ou RAIO (num_raio_km em volta da unidade).
Entre as que servem a um endereço decide a de menor num_prioridade; depois a da unidade antes da de todas, CEP antes de bairro antes de raio, a mais estreita, a mais barata, a mais antiga.$$;

CREATE OR REPLACE FUNCTION api.area_entrega_alterar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('area_entrega_alteracao', p_corpo);
    v_linha  flowt.tb_omni8_area_entrega;
BEGIN
    SELECT a.* INTO v_linha FROM flowt.tb_omni8_area_entrega a WHERE a.cod_tenant = v_tenant AND a.cod_area = p_id FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta área');
    END IF;
    -- What is all units' is changed by whoever sees all, even into one unit's.
    PERFORM flowt.exigir_unidade(v_tenant, v_linha.cod_unidade);
    IF v_linha.num_versao <> (v_corpo ->> 'num_versao')::integer THEN
        PERFORM flowt.recusar_versao(v_linha.num_versao);
    END IF;
    v_linha := jsonb_populate_record(v_linha, v_corpo);
    PERFORM flowt.conferir_area(v_tenant, v_linha);
    UPDATE flowt.tb_omni8_area_entrega a
       SET (cod_unidade, nom_area, tip_area, nom_bairros, num_cep_inicio, num_cep_fim, num_raio_km, vlr_taxa, vlr_minimo, vlr_gratis_acima,
            qtd_prazo_min, num_prioridade, sta_area)
         = (v_linha.cod_unidade, btrim(v_linha.nom_area), v_linha.tip_area, v_linha.nom_bairros, replace(v_linha.num_cep_inicio, '-', ''),
            replace(v_linha.num_cep_fim, '-', ''),
            v_linha.num_raio_km, v_linha.vlr_taxa, v_linha.vlr_minimo, v_linha.vlr_gratis_acima, v_linha.qtd_prazo_min, v_linha.num_prioridade,
            v_linha.sta_area)
     WHERE a.cod_tenant = v_tenant AND a.cod_area = p_id
    RETURNING a.* INTO v_linha;
    RETURN (200, NULL, NULL, flowt.json_area(v_linha)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.area_entrega_alterar(bigint, text) IS
$$PATCH /v1/areas-entrega/{id}
acesso: entrega.escrever
corpo: area_entrega_alteracao
resposta: 200 area_entrega
resposta: 403 problema
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Entrega
Altera os campos enviados; num_versao é a versão lida (409 se mudou desde então).$$;

CREATE OR REPLACE FUNCTION api.area_entrega_excluir(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_unidade bigint;
BEGIN
    SELECT a.cod_unidade INTO v_unidade FROM flowt.tb_omni8_area_entrega a WHERE a.cod_tenant = v_tenant AND a.cod_area = p_id;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta área');
    END IF;
    PERFORM flowt.exigir_unidade(v_tenant, v_unidade);
    DELETE FROM flowt.tb_omni8_area_entrega a WHERE a.cod_tenant = v_tenant AND a.cod_area = p_id;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.area_entrega_excluir(bigint) IS
$$DELETE /v1/areas-entrega/{id}
acesso: entrega.escrever
resposta: 204
resposta: 403 problema
resposta: 404 problema
etiqueta: Entrega
Exclui uma área; pedidos já feitos guardam a taxa que pagaram. Excluída a última, volta a valer a taxa única da empresa.$$;

CREATE OR REPLACE FUNCTION api.entrega(p_cep text, p_bairro text, p_lat numeric, p_long numeric, p_cod_unidade bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint  := flowt.exigir_tenant();
    v_unidade bigint  := flowt.unidade_do_pedido(v_tenant, p_cod_unidade);
    v_entrega boolean := (SELECT t.flg_entrega FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = v_tenant);
    v_cotada  flowt.entrega_cotada;
BEGIN
    IF p_cep <> '' AND NOT flowt.cep_valido(replace(p_cep, '-', '')) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'cep_invalido', DETAIL = 'O CEP tem oito algarismos, como 01310-100.';
    ELSIF num_nonnulls(p_lat, p_long) = 1 OR p_lat NOT BETWEEN -90 AND 90 OR p_long NOT BETWEEN -180 AND 180 THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'coordenadas_invalidas',
            DETAIL = 'Informe lat (-90 a 90) e long (-180 a 180) juntas, em graus.';
    END IF;
    v_cotada := flowt.cotar_entrega(v_tenant, v_unidade, p_cep, left(p_bairro, 80), p_lat, p_long, 0);
    RETURN (200, NULL, NULL, json_build_object('cod_unidade', v_unidade::text, 'flg_atende', v_entrega AND v_cotada.flg_atende,
        'nom_area', v_cotada.nom_area,
        'vlr_taxa', v_cotada.vlr_taxa, 'vlr_minimo', v_cotada.vlr_minimo, 'vlr_gratis_acima', v_cotada.vlr_gratis_acima,
        'qtd_prazo_min', v_cotada.qtd_prazo_min)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.entrega(text, text, numeric, numeric, bigint) IS
$$GET /v1/entrega
acesso: publico
modulo: pedidos
resposta: 200 entrega
resposta: 422 problema
etiqueta: Entrega
Se a empresa entrega em um CEP, bairro ou ponto, por quanto e em quanto tempo. Rua e número nunca se enviam aqui.
flg_atende false: fora das áreas de entrega. Sem áreas, a taxa única da empresa. Sem cod_unidade, a unidade principal.$$;

-- The fields an area is written with, in creation and in change.
SELECT flowt.definir_esquema(e.nome, jsonb_build_object('type', 'object', 'required', e.obrigatorios, 'properties', e.proprios || $json${
    "cod_unidade": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma unidade, como \"12\"."},
    "nom_area": {"type": "string", "minLength": 1, "maxLength": 80},
    "tip_area": {"type": "string", "enum": ["BAIRRO", "CEP", "RAIO"]},
    "nom_bairros": {"type": ["array", "null"], "minItems": 1, "maxItems": 200, "items": {"type": "string", "minLength": 1, "maxLength": 80}},
    "num_cep_inicio": {"type": ["string", "null"], "maxLength": 9, "format": "cep", "x-mensagem": "O CEP tem oito algarismos, como 01310-100."},
    "num_cep_fim": {"type": ["string", "null"], "maxLength": 9, "format": "cep", "x-mensagem": "O CEP tem oito algarismos, como 01310-100."},
    "num_raio_km": {"type": ["number", "null"], "minimum": 0.001, "maximum": 200, "description": "Quilômetros em linha reta."},
    "vlr_taxa": {"type": "integer", "minimum": 0, "maximum": 100000, "description": "Centavos."},
    "vlr_minimo": {"type": ["integer", "null"], "minimum": 0, "maximum": 10000000, "description": "Centavos; null: o da empresa."},
    "vlr_gratis_acima": {"type": ["integer", "null"], "minimum": 0, "maximum": 10000000, "description": "Centavos."},
    "qtd_prazo_min": {"type": ["integer", "null"], "minimum": 1, "maximum": 43200, "description": "Minutos."},
    "num_prioridade": {"type": "integer", "minimum": 1, "maximum": 1000, "description": "1: a primeira."}
}$json$::jsonb))
FROM (VALUES ('area_entrega_nova', '["nom_area", "tip_area", "vlr_taxa"]'::jsonb, '{}'::jsonb),
             ('area_entrega_alteracao', '["num_versao"]', '{"num_versao": {"type": "integer", "minimum": 1, "maximum": 2147483647},
                                                            "sta_area": {"type": "string", "enum": ["ATIVA", "INATIVA"]}}'))
     AS e (nome, obrigatorios, proprios);
SELECT flowt.definir_esquema('area_entrega', $json${
    "type": "object", "required": ["cod_area", "nom_area", "tip_area", "vlr_taxa", "num_prioridade", "sta_area", "num_versao"],
    "properties": {
        "cod_area": {"type": "string"}, "cod_unidade": {"type": ["string", "null"]}, "nom_area": {"type": "string"}, "tip_area": {"type": "string"},
        "nom_bairros": {"type": ["array", "null"], "items": {"type": "string"}}, "num_cep_inicio": {"type": ["string", "null"]},
        "num_cep_fim": {"type": ["string", "null"]},
        "num_raio_km": {"type": ["number", "null"]}, "vlr_taxa": {"type": "integer"}, "vlr_minimo": {"type": ["integer", "null"]},
        "vlr_gratis_acima": {"type": ["integer", "null"]}, "qtd_prazo_min": {"type": ["integer", "null"]}, "num_prioridade": {"type": "integer"},
        "sta_area": {"type": "string"}, "num_versao": {"type": "integer"}
    }
}$json$);
SELECT flowt.definir_esquema('area_entrega_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/area_entrega"}}, "proximo": {"type": ["string", "null"]}}
}$json$);
SELECT flowt.definir_esquema('entrega', $json${
    "type": "object", "required": ["cod_unidade", "flg_atende"],
    "properties": {
        "cod_unidade": {"type": "string"}, "flg_atende": {"type": "boolean"}, "nom_area": {"type": ["string", "null"]},
        "vlr_taxa": {"type": ["integer", "null"], "description": "Centavos."}, "vlr_minimo": {"type": ["integer", "null"]},
        "vlr_gratis_acima": {"type": ["integer", "null"]}, "qtd_prazo_min": {"type": ["integer", "null"]}
    }
}$json$);
