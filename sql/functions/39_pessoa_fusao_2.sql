-- Registrations that may be of one person (guide chapter 4.2), and what was decided about them.

CREATE OR REPLACE FUNCTION flowt.limite_de_pessoas_comparadas() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 2000;
COMMENT ON FUNCTION flowt.limite_de_pessoas_comparadas()
    IS 'Pessoas que uma página de duplicadas compara, no máximo: depois delas a página acaba, com o que tiver achado.';
CREATE OR REPLACE FUNCTION flowt.limite_de_iguais() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 10;
COMMENT ON FUNCTION flowt.limite_de_iguais()
    IS 'Outras pessoas com o mesmo contato, ou nascidas no mesmo dia com nome parecido, que se mostram de cada uma.';
CREATE OR REPLACE FUNCTION flowt.semelhanca_de_nome() RETURNS real LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 0.55;
COMMENT ON FUNCTION flowt.semelhanca_de_nome() IS 'Semelhança (de trigramas, de 0 a 1) a partir da qual dois nomes podem ser o mesmo.';

-- Each pair is found from the newer registration, by looking its identifiers and its birthday up: never all against all.
-- "ultima" is the last person compared where there may be more to compare.
CREATE OR REPLACE FUNCTION flowt.pares_duplicados(p_tenant bigint, p_pessoas bigint[])
RETURNS TABLE (cod_pessoa bigint, cod_outra bigint, num_pontos integer, des_motivos text[])
LANGUAGE plpgsql STABLE ROWS 20 AS $$
BEGIN
    RETURN QUERY
    WITH nova AS (
        SELECT p.cod_pessoa, p.tip_pessoa, p.nom_busca, p.dat_nascimento FROM flowt.tb_omni8_pessoa p
         WHERE p.cod_tenant = p_tenant AND p.cod_pessoa = ANY (p_pessoas)
    ), indicio AS (
        SELECT n.cod_pessoa, o.cod_pessoa AS cod_outra, i.tip_identificador AS motivo
          FROM nova AS n JOIN flowt.tb_omni8_pessoa_identificador AS i ON i.cod_tenant = p_tenant AND i.cod_pessoa = n.cod_pessoa
         CROSS JOIN LATERAL (SELECT x.cod_pessoa FROM flowt.tb_omni8_pessoa_identificador AS x
                              WHERE x.cod_tenant = p_tenant AND x.tip_identificador = i.tip_identificador AND x.des_valor = i.des_valor
                                AND x.cod_pessoa < n.cod_pessoa
                              LIMIT flowt.limite_de_iguais()) AS o
        UNION
        SELECT n.cod_pessoa, o.cod_pessoa, 'NASCIMENTO'
          FROM nova AS n
         CROSS JOIN LATERAL (SELECT x.cod_pessoa FROM flowt.tb_omni8_pessoa AS x
                              WHERE x.cod_tenant = p_tenant AND x.dat_nascimento = n.dat_nascimento AND x.cod_pessoa < n.cod_pessoa
                                AND public.similarity(x.nom_busca, n.nom_busca) >= flowt.semelhanca_de_nome()
                              LIMIT flowt.limite_de_iguais()) AS o
    ), par AS (
        SELECT d.cod_pessoa, d.cod_outra, array_agg(d.motivo ORDER BY d.motivo) AS motivos FROM indicio AS d GROUP BY d.cod_pessoa, d.cod_outra
    )
    SELECT r.cod_pessoa, r.cod_outra,
           least(100, CASE WHEN r.motivos && '{CPF,CNPJ}' THEN 80 ELSE 0 END + CASE WHEN 'EMAIL' = ANY (r.motivos) THEN 40 ELSE 0 END
                      + CASE WHEN 'FONE' = ANY (r.motivos) THEN 30 ELSE 0 END + CASE WHEN n.dat_nascimento = o.dat_nascimento THEN 30 ELSE 0 END
                      + (public.similarity(n.nom_busca, o.nom_busca) * 40)::integer),
           r.motivos || CASE WHEN public.similarity(n.nom_busca, o.nom_busca) >= flowt.semelhanca_de_nome() THEN '{NOME}'::text[] ELSE '{}' END
      FROM par AS r JOIN nova AS n ON n.cod_pessoa = r.cod_pessoa
      JOIN flowt.tb_omni8_pessoa AS o ON o.cod_tenant = p_tenant AND o.cod_pessoa = r.cod_outra
     WHERE o.sta_pessoa = 'ATIVA' AND o.tip_pessoa = n.tip_pessoa
       AND NOT EXISTS (SELECT FROM flowt.tb_omni8_pessoa_distinta AS x
                        WHERE x.cod_tenant = p_tenant AND x.cod_pessoa = r.cod_pessoa AND x.cod_outra = r.cod_outra)
     ORDER BY r.cod_pessoa, r.cod_outra;
END
$$;
COMMENT ON FUNCTION flowt.pares_duplicados(bigint, bigint[])
    IS 'Cadastros mais antigos que podem ser da mesma pessoa que cada um destes, com pontos (0 a 100) e motivos.';

CREATE OR REPLACE FUNCTION flowt.json_da_duplicada(p_tenant bigint, p_pessoa bigint) RETURNS json
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT json_build_object('cod_pessoa', p.cod_pessoa::text, 'nom_pessoa', p.nom_pessoa, 'nom_social', p.nom_social,
                       'nom_fantasia', p.nom_fantasia,
                       'dat_nascimento', p.dat_nascimento, 'dat_criacao', p.dat_criacao, 'num_versao', p.num_versao)
              FROM flowt.tb_omni8_pessoa AS p WHERE p.cod_tenant = p_tenant AND p.cod_pessoa = p_pessoa);
END
$$;
COMMENT ON FUNCTION flowt.json_da_duplicada(bigint, bigint) IS 'Um dos dois cadastros de um par, como a lista de duplicadas o mostra.';

CREATE OR REPLACE FUNCTION api.pessoa_duplicadas(p_limite integer, p_apos bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint  := flowt.exigir_tenant();
    v_quantos integer := flowt.tamanho_pagina(p_limite);
    v_apos    bigint  := coalesce(p_apos, 0);
    v_pessoas bigint[];
    v_olhadas integer := 0;
    v_pares   json[]  := '{}';
    v_par     record;
BEGIN
    -- A hundred people at a time, until there is a page: a company with many duplicates does not compare two thousand for twenty.
    LOOP
        v_pessoas := ARRAY(SELECT p.cod_pessoa FROM flowt.tb_omni8_pessoa p
                            WHERE p.cod_tenant = v_tenant AND p.cod_pessoa > v_apos AND p.sta_pessoa = 'ATIVA' ORDER BY p.cod_pessoa LIMIT 100);
        FOR v_par IN SELECT d.* FROM flowt.pares_duplicados(v_tenant, v_pessoas) AS d LOOP
            -- The pairs of one person stay on one page.
            EXIT WHEN cardinality(v_pares) >= v_quantos AND v_par.cod_pessoa <> v_apos;
            v_pares := v_pares || json_build_object('pontos', v_par.num_pontos, 'motivos', v_par.des_motivos,
                'pessoa', flowt.json_da_duplicada(v_tenant, v_par.cod_pessoa), 'outra', flowt.json_da_duplicada(v_tenant, v_par.cod_outra));
            v_apos := v_par.cod_pessoa;
        END LOOP;
        EXIT WHEN cardinality(v_pares) >= v_quantos;
        v_olhadas := v_olhadas + cardinality(v_pessoas);
        v_apos := v_pessoas[100];
        EXIT WHEN v_apos IS NULL OR v_olhadas >= flowt.limite_de_pessoas_comparadas();
    END LOOP;
    PERFORM flowt.registrar_leitura_pessoal('cadastros duplicados', NULL, 2 * cardinality(v_pares));
    RETURN (200, NULL, NULL, json_build_object('itens', array_to_json(v_pares), 'proximo', v_apos::text)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pessoa_duplicadas(integer, bigint) IS
$$GET /v1/pessoas/duplicadas
acesso: pessoa.fundir
modulo: pessoas
leitura: auditada
resposta: 200 pessoa_duplicada_lista
faixa: lenta
etiqueta: Pessoas
Lista pares de cadastros ativos que podem ser da mesma pessoa, com pontos de 0 a 100 e os motivos.
Motivos: CPF, CNPJ, EMAIL e FONE, o mesmo nos dois; NASCIMENTO, a mesma data com nomes parecidos; NOME, nomes parecidos. Os pares já ditos distintos não voltam.
limite: até 100 por página (20), um pouco mais para não separar os pares de um cadastro. apos: o "proximo" da página anterior; uma página pode vir com poucos pares, ou vazia, e ainda haver próxima: siga "proximo" até null.$$;

CREATE OR REPLACE FUNCTION api.pessoa_distinguir(p_id bigint, p_outra bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    IF (SELECT count(*) FROM flowt.tb_omni8_pessoa p WHERE p.cod_tenant = v_tenant AND p.cod_pessoa IN (p_id, p_outra)) < 2 AND p_id <> p_outra THEN
        PERFORM flowt.recusar_registro('uma das duas pessoas');
    END IF;
    INSERT INTO flowt.tb_omni8_pessoa_distinta (cod_tenant, cod_pessoa, cod_outra, cod_usuario)
    SELECT v_tenant, d.uma, d.outra, nullif(current_setting('flowt.cod_usuario', true), '')::bigint
      FROM (VALUES (least(p_id, p_outra), greatest(p_id, p_outra)), (greatest(p_id, p_outra), least(p_id, p_outra))) AS d (uma, outra)
    ON CONFLICT (cod_tenant, cod_pessoa, cod_outra) DO NOTHING;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pessoa_distinguir(bigint, bigint) IS
$$PUT /v1/pessoas/{id}/distintas/{outra}
acesso: pessoa.fundir
modulo: pessoas
resposta: 204
resposta: 404 problema
resposta: 422 problema
etiqueta: Pessoas
Diz que dois cadastros parecidos são de pessoas diferentes: o par não volta à lista de duplicadas.$$;

CREATE OR REPLACE FUNCTION api.pessoa_confundir(p_id bigint, p_outra bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    DELETE FROM flowt.tb_omni8_pessoa_distinta d
     WHERE d.cod_tenant = v_tenant AND (d.cod_pessoa, d.cod_outra) IN (SELECT p_id, p_outra UNION ALL SELECT p_outra, p_id);
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta decisão');
    END IF;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pessoa_confundir(bigint, bigint) IS
$$DELETE /v1/pessoas/{id}/distintas/{outra}
acesso: pessoa.fundir
modulo: pessoas
resposta: 204
resposta: 404 problema
etiqueta: Pessoas
Volta atrás de ter dito que dois cadastros são de pessoas diferentes.$$;

SELECT flowt.definir_esquema('pessoa_do_par', $json${
    "type": "object", "required": ["cod_pessoa", "nom_pessoa", "num_versao"],
    "properties": {
        "cod_pessoa": {"type": "string"}, "nom_pessoa": {"type": "string"}, "nom_social": {"type": ["string", "null"]},
        "nom_fantasia": {"type": ["string", "null"]},
        "dat_nascimento": {"type": ["string", "null"]}, "dat_criacao": {"type": "string", "format": "date-time"}, "num_versao": {"type": "integer"}
    }
}$json$);
SELECT flowt.definir_esquema('pessoa_duplicada_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {
        "itens": {"type": "array", "items": {"type": "object", "required": ["pontos", "motivos", "pessoa", "outra"], "properties": {
            "pontos": {"type": "integer", "description": "De 0 a 100."}, "motivos": {"type": "array", "items": {"type": "string"}},
            "pessoa": {"$ref": "#/components/schemas/pessoa_do_par"}, "outra": {"$ref": "#/components/schemas/pessoa_do_par"}}}},
        "proximo": {"type": ["string", "null"], "description": "Valor de apos da próxima página; null na última."}
    }
}$json$);
