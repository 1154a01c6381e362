-- Coupons (guide chapter 6.2): codes that open an offer. One is chosen, or many are drawn that nobody can guess.

CREATE OR REPLACE FUNCTION flowt.limite_de_cupons_por_oferta() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 100000;
COMMENT ON FUNCTION flowt.limite_de_cupons_por_oferta() IS 'Cupons que uma oferta pode ter.';

-- 60 bits, of 32 characters that nobody confuses.
CREATE OR REPLACE FUNCTION flowt.sortear_cupom(p_prefixo text) RETURNS text
LANGUAGE sql VOLATILE
RETURN coalesce(p_prefixo, '') || (SELECT string_agg(substr('ABCDEFGHJKLMNPQRSTUVWXYZ23456789', 1 + get_byte(b.bytes, i) % 32, 1), '')
                                     FROM (SELECT public.gen_random_bytes(12) AS bytes) AS b CROSS JOIN generate_series(0, 11) AS i);
COMMENT ON FUNCTION flowt.sortear_cupom(text) IS 'Código de cupom que não se adivinha, depois do prefixo.';

CREATE OR REPLACE FUNCTION flowt.json_cupom(p_cupom flowt.tb_omni8_cupom) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN jsonb_build_object('cod_cupom', p_cupom.cod_cupom::text, 'cod_oferta', p_cupom.cod_oferta::text, 'des_cupom', p_cupom.des_cupom,
        'cod_pessoa', p_cupom.cod_pessoa::text,
        'qtd_limite', p_cupom.qtd_limite, 'dat_fim', p_cupom.dat_fim, 'dat_criacao', p_cupom.dat_criacao,
        'dat_encerramento', p_cupom.dat_encerramento,
        'qtd_uso', (SELECT u.qtd_uso FROM flowt.usos_de_oferta(p_cupom.cod_tenant, p_cupom.cod_oferta, NULL, p_cupom.cod_cupom, now()) AS u));
END
$$;
COMMENT ON FUNCTION flowt.json_cupom(flowt.tb_omni8_cupom) IS 'Cupom com quantas vezes foi usado, como a API o mostra.';

CREATE OR REPLACE FUNCTION flowt.criar_cupons(p_tenant bigint, p_oferta bigint, p_corpo jsonb) RETURNS flowt.tb_omni8_cupom[]
LANGUAGE plpgsql AS $$
DECLARE
    v_quantos integer := coalesce((p_corpo ->> 'qtd_cupons')::integer, 1);
    v_cupons  flowt.tb_omni8_cupom[];
BEGIN
    IF (p_corpo ->> 'des_cupom' IS NULL) = (p_corpo ->> 'qtd_cupons' IS NULL) THEN
        PERFORM flowt.recusar_corpo(flowt.erro_de_campo('des_cupom', 'escolha_uma_forma',
                                                        'Envie des_cupom, para um código escolhido, ou qtd_cupons, para códigos sorteados.')
            || flowt.erro_de_campo('qtd_cupons', 'escolha_uma_forma',
                                   'Envie des_cupom, para um código escolhido, ou qtd_cupons, para códigos sorteados.'));
    ELSIF (p_corpo ->> 'cod_pessoa') IS NOT NULL AND NOT EXISTS (SELECT FROM flowt.tb_omni8_pessoa AS p
                                                                  WHERE p.cod_tenant = p_tenant AND p.cod_pessoa = (p_corpo ->> 'cod_pessoa')::bigint
                                                                    AND p.sta_pessoa = 'ATIVA') THEN
        PERFORM flowt.recusar_corpo(flowt.erro_de_campo('cod_pessoa', 'codigo_desconhecido', 'Esta pessoa não existe: confira o código.'));
    ELSIF (SELECT count(*) FROM flowt.tb_omni8_cupom AS c
            WHERE c.cod_tenant = p_tenant AND c.cod_oferta = p_oferta) + v_quantos > flowt.limite_de_cupons_por_oferta() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'cupons_demais',
            DETAIL = format('Uma oferta tem até %s cupons.', flowt.limite_de_cupons_por_oferta());
    END IF;
    WITH novo AS (
        INSERT INTO flowt.tb_omni8_cupom AS c (cod_tenant, cod_oferta, des_cupom, cod_pessoa, qtd_limite, dat_fim)
        SELECT p_tenant, p_oferta, coalesce(flowt.cupom_normalizado(p_corpo ->> 'des_cupom'), flowt.sortear_cupom(upper(p_corpo ->> 'des_prefixo'))),
               (p_corpo ->> 'cod_pessoa')::bigint,
               (p_corpo ->> 'qtd_limite')::integer, (p_corpo ->> 'dat_fim')::timestamptz
          FROM generate_series(1, v_quantos)
        RETURNING c
    )
    SELECT array_agg(n.c ORDER BY (n.c).cod_cupom) INTO v_cupons FROM novo AS n;
    RETURN v_cupons;
END
$$;
COMMENT ON FUNCTION flowt.criar_cupons(bigint, bigint, jsonb) IS 'Cria um cupom de código escolhido, ou vários sorteados; 409 se o código já existe.';

CREATE OR REPLACE FUNCTION api.cupom_criar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('cupom_novo', p_corpo);
BEGIN
    PERFORM FROM flowt.tb_omni8_oferta AS o WHERE o.cod_tenant = v_tenant AND o.cod_oferta = p_id FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta oferta');
    END IF;
    RETURN (201, NULL, NULL, jsonb_build_object('itens', (SELECT jsonb_agg(flowt.json_cupom(c) ORDER BY c.cod_cupom)
                                                            FROM unnest(flowt.criar_cupons(v_tenant, p_id, v_corpo)) AS c))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cupom_criar(bigint, text) IS
$$POST /v1/ofertas/{id}/cupons
acesso: oferta.escrever
corpo: cupom_novo
resposta: 201 cupom_criados
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Ofertas
Cria um cupom com o código des_cupom, ou qtd_cupons códigos sorteados, que ninguém adivinha, começando por des_prefixo.
Maiúsculas e espaços não fazem diferença, e um código nunca se repete na empresa. Um cupom não muda: encerre-o e crie outro. A oferta que só vale com cupom tem flg_cupom.$$;

CREATE OR REPLACE FUNCTION api.cupom_listar(p_id bigint, p_limite integer, p_apos bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint   := flowt.exigir_tenant();
    v_quantos integer  := flowt.tamanho_pagina(p_limite);
    v_pagina  bigint[] := ARRAY(SELECT c.cod_cupom FROM flowt.tb_omni8_cupom AS c
                                 WHERE c.cod_tenant = v_tenant AND c.cod_oferta = p_id AND c.cod_cupom > coalesce(p_apos, 0) ORDER BY c.cod_cupom
                                 LIMIT v_quantos);
BEGIN
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_oferta AS o WHERE o.cod_tenant = v_tenant AND o.cod_oferta = p_id) THEN
        PERFORM flowt.recusar_registro('esta oferta');
    END IF;
    RETURN (200, NULL, NULL, jsonb_build_object(
        'itens', (SELECT coalesce(jsonb_agg(flowt.json_cupom(c) ORDER BY c.cod_cupom), '[]') FROM flowt.tb_omni8_cupom AS c
                   WHERE c.cod_tenant = v_tenant AND c.cod_cupom = ANY (v_pagina)),
        'proximo', CASE WHEN cardinality(v_pagina) = v_quantos THEN v_pagina[v_quantos]::text END)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cupom_listar(bigint, integer, bigint) IS
$$GET /v1/ofertas/{id}/cupons
acesso: oferta.ler
resposta: 200 cupom_lista
resposta: 404 problema
etiqueta: Ofertas
Lista os cupons de uma oferta, na ordem em que foram criados, com quantas vezes cada um foi usado.
limite: até 100 por página (20). apos: o "proximo" da página anterior.$$;

CREATE OR REPLACE FUNCTION api.cupom_ler(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_cupom  flowt.tb_omni8_cupom;
BEGIN
    SELECT c.* INTO v_cupom FROM flowt.tb_omni8_cupom AS c WHERE c.cod_tenant = v_tenant AND c.cod_cupom = p_id;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este cupom');
    END IF;
    RETURN (200, NULL, NULL, flowt.json_cupom(v_cupom)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cupom_ler(bigint) IS
$$GET /v1/cupons/{id}
acesso: oferta.ler
resposta: 200 cupom
resposta: 404 problema
etiqueta: Ofertas
Lê um cupom.$$;

CREATE OR REPLACE FUNCTION api.cupom_encerrar(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_cupom AS c WHERE c.cod_tenant = v_tenant AND c.cod_cupom = p_id) THEN
        PERFORM flowt.recusar_registro('este cupom');
    END IF;
    UPDATE flowt.tb_omni8_cupom AS c SET dat_encerramento = now() WHERE c.cod_tenant = v_tenant AND c.cod_cupom = p_id AND c.dat_encerramento IS NULL;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cupom_encerrar(bigint) IS
$$DELETE /v1/cupons/{id}
acesso: oferta.escrever
resposta: 204
resposta: 404 problema
etiqueta: Ofertas
Encerra um cupom, de agora em diante; seu código não volta a ser usado. Repetir não muda nada.$$;

SELECT flowt.definir_esquema('cupom_novo', $json${
    "type": "object",
    "properties": {
        "des_cupom": {"type": ["string", "null"], "maxLength": 40, "pattern": "^[A-Za-z0-9_-]{3,40}$",
            "x-mensagem": "Use de 3 a 40 letras sem acento, algarismos, hífens ou sublinhados."},
        "qtd_cupons": {"type": ["integer", "null"], "minimum": 1, "maximum": 1000, "description": "Quantos códigos sortear."},
        "des_prefixo": {"type": ["string", "null"], "maxLength": 20, "pattern": "^[A-Za-z0-9_-]{1,20}$",
            "x-mensagem": "Use de 1 a 20 letras sem acento, algarismos, hífens ou sublinhados."},
        "qtd_limite": {"type": ["integer", "null"], "minimum": 1, "maximum": 1000000000, "description": "Em quantos pedidos cada código se usa."},
        "cod_pessoa": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma pessoa, como \"12\".",
            "description": "Só ela o usa."},
        "dat_fim": {"$ref": "#/components/schemas/momento_opcional"}
    }
}$json$);
SELECT flowt.definir_esquema('cupom', $json${
    "type": "object", "required": ["cod_cupom", "cod_oferta", "des_cupom", "qtd_uso"],
    "properties": {"cod_cupom": {"type": "string"}, "cod_oferta": {"type": "string"}, "des_cupom": {"type": "string"},
        "cod_pessoa": {"type": ["string", "null"]}, "qtd_limite": {"type": ["integer", "null"]},
        "dat_fim": {"type": ["string", "null"], "format": "date-time"}, "dat_criacao": {"type": "string", "format": "date-time"},
        "dat_encerramento": {"type": ["string", "null"], "format": "date-time"},
        "qtd_uso": {"type": "integer"}}
}$json$);
SELECT flowt.definir_esquema('cupom_criados',
                             $json${"type": "object", "required": ["itens"], "properties": {
                                 "itens": {"type": "array", "items": {"$ref": "#/components/schemas/cupom"}}}}$json$);
SELECT flowt.definir_esquema('cupom_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/cupom"}}, "proximo": {"type": ["string", "null"]}}
}$json$);
