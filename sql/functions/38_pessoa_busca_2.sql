-- Search of people (guide chapter 4.2): by a name's words, whatever the accents and with a letter wrong, and by document,
-- phone or e-mail.

CREATE OR REPLACE FUNCTION flowt.limite_de_candidatos() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 3000;
COMMENT ON FUNCTION flowt.limite_de_candidatos()
    IS 'Linhas que uma página da busca olha, no máximo: depois delas a página acaba, com o que tiver achado.';
CREATE OR REPLACE FUNCTION flowt.limite_de_parecidas() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 8;
COMMENT ON FUNCTION flowt.limite_de_parecidas() IS 'Palavras parecidas com uma digitada que a busca experimenta.';
CREATE OR REPLACE FUNCTION flowt.achados_que_bastam() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 5;
COMMENT ON FUNCTION flowt.achados_que_bastam() IS 'Pessoas achadas pelo que se digitou que dispensam procurar nomes parecidos.';

CREATE OR REPLACE FUNCTION flowt.linhas_do_prefixo(p_tenant bigint, p_prefixo text, p_ate bigint) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT count(*) FROM (SELECT FROM flowt.tb_omni8_pessoa_termo t
                                   WHERE t.cod_tenant = p_tenant AND t.nom_termo >= p_prefixo AND t.nom_termo < flowt.apos_prefixo(p_prefixo)
                                   LIMIT p_ate) AS l);
END
$$;
COMMENT ON FUNCTION flowt.linhas_do_prefixo(bigint, text, bigint) IS 'Quantos termos começam por um texto, contados até um limite.';

-- Past whatever continues a text, in the order of bytes.
CREATE OR REPLACE FUNCTION flowt.apos_prefixo(p_prefixo text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN p_prefixo || U&'\+10FFFF';
COMMENT ON FUNCTION flowt.apos_prefixo(text) IS 'Texto maior que todos os que começam pelo prefixo.';

-- People whose name, turned, begins by p_guia and has what p_padroes ask for; not those whom an earlier guide would find.
-- "ultimo" is the last one looked at where there may be more.
CREATE OR REPLACE FUNCTION flowt.pessoas_por_nome(p_tenant bigint, p_guia text, p_padroes text[], p_anteriores text[], p_apos bigint, p_tipo text,
                                                  p_papel text, p_quantos integer)
RETURNS TABLE (codigos bigint[], ultimo bigint)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    -- Who has a role is one look-up each.
    v_limite integer := flowt.limite_de_candidatos() / CASE WHEN p_papel IS NULL THEN 1 ELSE 6 END;
    v_termo  text    := p_guia;
BEGIN
    IF p_apos > 0 THEN
        SELECT flowt.primeiro_termo(p.nom_busca, p_guia) INTO v_termo FROM flowt.tb_omni8_pessoa p
         WHERE p.cod_tenant = p_tenant AND p.cod_pessoa = p_apos;
    END IF;
    codigos := ARRAY(
        SELECT c.cod_pessoa FROM (
            SELECT t.nom_termo, t.cod_pessoa, t.tip_pessoa FROM flowt.tb_omni8_pessoa_termo t
             WHERE t.cod_tenant = p_tenant AND t.nom_termo >= p_guia AND t.nom_termo < flowt.apos_prefixo(p_guia)
               AND (t.nom_termo, t.cod_pessoa) > (v_termo, p_apos)
             ORDER BY t.nom_termo, t.cod_pessoa LIMIT v_limite) AS c
         WHERE (p_tipo IS NULL OR c.tip_pessoa = p_tipo)
           AND ' ' || c.nom_termo LIKE ALL (p_padroes)
           AND NOT ' ' || c.nom_termo || ' ' || c.nom_termo LIKE ANY (p_anteriores)
           AND (strpos(c.nom_termo, ' ' || p_guia) = 0 OR c.nom_termo = flowt.primeiro_termo(c.nom_termo, p_guia))
           AND (p_papel IS NULL OR EXISTS (SELECT FROM flowt.tb_omni8_pessoa_papel x
                                            WHERE x.cod_tenant = p_tenant AND x.cod_pessoa = c.cod_pessoa AND x.tip_papel = p_papel))
         ORDER BY c.nom_termo, c.cod_pessoa LIMIT p_quantos);
    ultimo := codigos[p_quantos];
    IF ultimo IS NULL THEN
        SELECT t.cod_pessoa INTO ultimo FROM flowt.tb_omni8_pessoa_termo t
         WHERE t.cod_tenant = p_tenant AND t.nom_termo >= p_guia AND t.nom_termo < flowt.apos_prefixo(p_guia)
           AND (t.nom_termo, t.cod_pessoa) > (v_termo, p_apos)
         ORDER BY t.nom_termo, t.cod_pessoa OFFSET v_limite - 1 LIMIT 1;
    END IF;
    RETURN NEXT;
END
$$;
COMMENT ON FUNCTION flowt.pessoas_por_nome(bigint, text, text[], text[], bigint, text, text, integer)
    IS 'Uma página de pessoas por um começo de nome girado, e a última olhada (nula se acabou).';

CREATE OR REPLACE FUNCTION flowt.palavras_parecidas(p_tenant bigint, p_palavra text) RETURNS text[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(SELECT p.nom_palavra FROM flowt.tb_omni8_pessoa_palavra p
                  WHERE p.cod_tenant = p_tenant AND p.des_chave = ANY (flowt.chaves_de_palavra(p_palavra))
                    AND NOT starts_with(p.nom_palavra, p_palavra)
                  GROUP BY p.nom_palavra ORDER BY public.similarity(p.nom_palavra, p_palavra) DESC, p.nom_palavra LIMIT flowt.limite_de_parecidas());
END
$$;
COMMENT ON FUNCTION flowt.palavras_parecidas(bigint, text)
    IS 'Palavras do vocabulário a cerca de uma letra de uma digitada, as mais parecidas primeiro.';

-- Where names that resemble the typed words are: [from, to) of each range, most telling first. Of several words, the first
-- beside the last (which follow each other in a turned name) and beside the second; then whatever the first or last one is in.
CREATE OR REPLACE FUNCTION flowt.faixas_parecidas(p_tenant bigint, p_palavras text[], p_parecidas jsonb)
    RETURNS TABLE (de text, ate text, qtd integer)
LANGUAGE plpgsql STABLE ROWS 40 AS $$
DECLARE
    n integer := cardinality(p_palavras);
BEGIN
    IF n > 1 THEN
        RETURN QUERY
        SELECT DISTINCT x.texto, flowt.apos_prefixo(x.texto), 40
          FROM (VALUES (1, n), (n, 1), (1, 2)) AS par (i, j)
         CROSS JOIN LATERAL jsonb_array_elements_text(p_parecidas -> (par.i - 1) || to_jsonb(p_palavras[par.i])) AS a
         CROSS JOIN LATERAL jsonb_array_elements_text(p_parecidas -> (par.j - 1) || to_jsonb(p_palavras[par.j])) AS b
         CROSS JOIN LATERAL (SELECT a || ' ' || b AS texto) AS x;
    END IF;
    RETURN QUERY
    SELECT s, s || '!', flowt.limite_de_candidatos() / 30
      FROM (SELECT 1 AS i UNION SELECT n) AS p CROSS JOIN LATERAL jsonb_array_elements_text(p_parecidas -> (p.i - 1)) AS s;
END
$$;
COMMENT ON FUNCTION flowt.faixas_parecidas(bigint, text[], jsonb)
    IS 'Faixas de termos em que procurar nomes parecidos com as palavras digitadas, e quantas linhas olhar de cada.';

CREATE OR REPLACE FUNCTION flowt.pessoas_parecidas(p_tenant bigint, p_palavras text[], p_tipo text, p_papel text, p_quantos integer) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_texto     text   := array_to_string(p_palavras, ' ');
    v_outras    text[] := ARRAY(SELECT '% ' || p || '%' FROM unnest(p_palavras) AS p);
    v_parecidas jsonb;
    v_padroes   text[];
    v_achadas   bigint[];
BEGIN
    SELECT jsonb_agg(to_jsonb(s.parecidas) ORDER BY s.n),
           array_agg('(^| )(' || array_to_string(s.palavra || ARRAY(SELECT x || '( |$)' FROM unnest(s.parecidas) AS x), '|') || ')')
      INTO v_parecidas, v_padroes
      FROM (SELECT p.palavra, p.n, flowt.palavras_parecidas(p_tenant, p.palavra) AS parecidas
              FROM unnest(p_palavras) WITH ORDINALITY AS p (palavra, n)) AS s;
    SELECT array_agg(a.cod_pessoa ORDER BY a.semelhanca DESC, a.cod_pessoa) INTO v_achadas FROM (
        SELECT c.cod_pessoa, max(public.similarity(c.nom_termo, v_texto)) AS semelhanca
          FROM flowt.faixas_parecidas(p_tenant, p_palavras, v_parecidas) AS f CROSS JOIN LATERAL (
               SELECT t.nom_termo, t.cod_pessoa, t.tip_pessoa FROM flowt.tb_omni8_pessoa_termo t
                WHERE t.cod_tenant = p_tenant AND t.nom_termo >= f.de AND t.nom_termo < f.ate ORDER BY t.nom_termo, t.cod_pessoa LIMIT f.qtd) AS c
         WHERE (p_tipo IS NULL OR c.tip_pessoa = p_tipo)
           AND NOT ' ' || c.nom_termo LIKE ALL (v_outras)
           AND c.nom_termo ~ ALL (v_padroes)
           AND (p_papel IS NULL OR EXISTS (SELECT FROM flowt.tb_omni8_pessoa_papel x
                                            WHERE x.cod_tenant = p_tenant AND x.cod_pessoa = c.cod_pessoa AND x.tip_papel = p_papel))
         GROUP BY c.cod_pessoa ORDER BY 2 DESC, 1 LIMIT p_quantos) AS a;
    RETURN coalesce(v_achadas, '{}');
END
$$;
COMMENT ON FUNCTION flowt.pessoas_parecidas(bigint, text[], text, text, integer)
    IS 'Pessoas cujo nome tem palavras parecidas com as digitadas, as mais parecidas primeiro.';

CREATE OR REPLACE FUNCTION flowt.faixa_de_identificador(p_tenant bigint, p_tipo text, p_prefixo text, p_quantos integer)
RETURNS TABLE (cod_pessoa bigint, des_valor text)
LANGUAGE plpgsql STABLE ROWS 20 AS $$
BEGIN
    -- The index is by byte whatever the collation, and so are these operators.
    RETURN QUERY
    SELECT i.cod_pessoa, i.des_valor FROM flowt.tb_omni8_pessoa_identificador i
     WHERE i.cod_tenant = p_tenant AND i.tip_identificador = p_tipo AND i.des_valor ~>=~ p_prefixo AND i.des_valor ~<~ flowt.apos_prefixo(p_prefixo)
     ORDER BY i.des_valor USING ~<~ LIMIT p_quantos;
END
$$;
COMMENT ON FUNCTION flowt.faixa_de_identificador(bigint, text, text, integer)
    IS 'Identificadores de um tipo que começam por um texto, o exato primeiro.';

-- Whoever sees documents and contacts masked finds by them only whole: beginnings would tell, digit by digit, what the mask hides.
CREATE OR REPLACE FUNCTION flowt.pessoas_por_identificador(p_tenant bigint, p_termo text, p_quantos integer, p_completo boolean) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_termo    text := btrim(p_termo);
    v_digitos  text := regexp_replace(v_termo, '[^0-9]', '', 'g');
    v_documento text := flowt.documento_normalizado(v_termo);
    v_fone     text := flowt.telefone_e164(v_termo);
    v_achadas  bigint[];
BEGIN
    IF v_termo !~ '[0-9@._]' OR v_termo ~ '[^ -~]' THEN
        RETURN '{}';
    END IF;
    SELECT array_agg(a.cod_pessoa ORDER BY a.ordem, a.des_valor, a.cod_pessoa) INTO v_achadas FROM (
        SELECT DISTINCT ON (u.cod_pessoa) u.ordem, u.cod_pessoa, u.des_valor FROM (
            SELECT 1, f.* FROM flowt.faixa_de_identificador(p_tenant, 'FONE', v_fone, p_quantos) f WHERE v_fone IS NOT NULL
            UNION ALL
            SELECT CASE f.des_valor WHEN v_digitos THEN 1 ELSE 2 END, f.* FROM flowt.faixa_de_identificador(p_tenant, 'CPF', v_digitos, p_quantos) f
             WHERE v_termo !~ '[^0-9./ -]' AND length(v_digitos) BETWEEN 4 AND 11
            UNION ALL
            SELECT CASE f.des_valor WHEN v_documento THEN 1 ELSE 2 END, f.*
              FROM flowt.faixa_de_identificador(p_tenant, 'CNPJ', v_documento, p_quantos) f
             WHERE v_documento ~ '^[0-9A-Z]{4,14}$' AND length(v_digitos) >= 2
            UNION ALL
            SELECT CASE f.des_valor WHEN lower(v_termo) THEN 1 ELSE 2 END, f.*
              FROM flowt.faixa_de_identificador(p_tenant, 'EMAIL', lower(v_termo), p_quantos) f
             WHERE v_termo !~ '\s' AND v_termo ~ '[a-zA-Z]' AND length(v_termo) >= 3
            UNION ALL
            (SELECT 3, t.cod_pessoa, t.nom_termo FROM flowt.tb_omni8_pessoa_termo t
              WHERE v_termo !~ '[^0-9 ().+-]' AND length(v_digitos) BETWEEN 4 AND 9 AND t.cod_tenant = p_tenant
                AND t.nom_termo >= flowt.termo_de_telefone(v_digitos) AND t.nom_termo < flowt.apos_prefixo(flowt.termo_de_telefone(v_digitos))
              ORDER BY t.nom_termo, t.cod_pessoa LIMIT p_quantos)
            UNION ALL
            SELECT 4, f.* FROM flowt.faixa_de_identificador(p_tenant, 'FONE', '+55' || regexp_replace(v_digitos, '^55(?=[0-9]{6})', ''), p_quantos) f
             WHERE v_termo !~ '[^0-9 ().+-]' AND length(v_digitos) BETWEEN 6 AND 12) AS u (ordem, cod_pessoa, des_valor)
         WHERE p_completo OR u.ordem = 1
         ORDER BY u.cod_pessoa, u.ordem, u.des_valor) AS a;
    RETURN coalesce(v_achadas, '{}');
END
$$;
COMMENT ON FUNCTION flowt.pessoas_por_identificador(bigint, text, integer, boolean)
    IS 'Pessoas por documento, telefone (inteiro, começo ou fim) ou e-mail, as exatas primeiro; só elas, para quem os vê mascarados.';

CREATE OR REPLACE FUNCTION flowt.itens_de_busca(p_tenant bigint, p_codigos bigint[], p_tipo text, p_papel text, p_quantos integer)
RETURNS TABLE (cod_pessoa text, tip_pessoa text, nom_pessoa text, nom_social text, nom_fantasia text, num_documento text, num_telefone text,
               des_email text, posicao bigint)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT p.cod_pessoa::text, p.tip_pessoa, p.nom_pessoa, p.nom_social, p.nom_fantasia, i.num_documento, i.num_telefone, i.des_email, c.posicao
      FROM unnest(p_codigos) WITH ORDINALITY AS c (cod_pessoa, posicao)
      JOIN flowt.tb_omni8_pessoa AS p ON p.cod_tenant = p_tenant AND p.cod_pessoa = c.cod_pessoa
     CROSS JOIN LATERAL (
           SELECT (array_agg(d.des_valor ORDER BY d.flg_principal DESC,
                             d.cod_identificador) FILTER (WHERE d.tip_identificador IN ('CPF', 'CNPJ')))[1] AS num_documento,
                  (array_agg(d.des_valor ORDER BY d.flg_principal DESC,
                             d.cod_identificador) FILTER (WHERE d.tip_identificador = 'FONE'))[1] AS num_telefone,
                  (array_agg(d.des_valor ORDER BY d.flg_principal DESC,
                             d.cod_identificador) FILTER (WHERE d.tip_identificador = 'EMAIL'))[1] AS des_email
             FROM flowt.tb_omni8_pessoa_identificador AS d WHERE d.cod_tenant = p_tenant AND d.cod_pessoa = p.cod_pessoa) AS i
     WHERE p.sta_pessoa = 'ATIVA' AND (p_tipo IS NULL OR p.tip_pessoa = p_tipo)
       AND (p_papel IS NULL OR EXISTS (SELECT FROM flowt.tb_omni8_pessoa_papel x
                                        WHERE x.cod_tenant = p_tenant AND x.cod_pessoa = p.cod_pessoa AND x.tip_papel = p_papel))
     ORDER BY c.posicao LIMIT p_quantos;
END;
COMMENT ON FUNCTION flowt.itens_de_busca(bigint, bigint[], text, text, integer)
    IS 'Pessoas ativas destes códigos como a busca as mostra, na ordem dada.';

-- The most telling word is the one with the fewest lines. Past so many that a page looks at no more, the first one typed:
-- in a turned name its lines are in the order of what follows it, so all the others are soon among them.
CREATE OR REPLACE FUNCTION flowt.palavra_guia(p_tenant bigint, p_palavras text[]) RETURNS integer
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_guia   integer := 1;
    v_linhas bigint;
    v_menor  bigint;
BEGIN
    FOREACH v_linhas IN ARRAY CASE WHEN cardinality(p_palavras) > 1 THEN ARRAY[100, flowt.limite_de_candidatos()] ELSE '{}' END LOOP
        SELECT l.n, l.linhas INTO v_guia, v_menor
          FROM (SELECT p.n, flowt.linhas_do_prefixo(p_tenant, p.palavra, v_linhas) AS linhas
                  FROM unnest(p_palavras) WITH ORDINALITY AS p (palavra, n)) AS l
         ORDER BY l.linhas, l.n LIMIT 1;
        EXIT WHEN v_menor < v_linhas;
    END LOOP;
    RETURN v_guia;
END
$$;
COMMENT ON FUNCTION flowt.palavra_guia(bigint, text[]) IS 'Qual das palavras procuradas menos nomes têm.';

-- Guide 1 is the words as typed, one after the other; 2 the last before the first, as a turned name has them; 2 + n the
-- word n alone. A page's mark is its guide and the last person looked at: it carries no personal data.
CREATE OR REPLACE FUNCTION flowt.buscar_nomes(p_tenant bigint, p_palavras text[], p_apos text, p_tipo text, p_papel text, p_quantos integer)
RETURNS TABLE (codigos bigint[], qtd_por_nome integer, proximo text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    n         integer := cardinality(p_palavras);
    v_guia    integer := coalesce(split_part(p_apos, '.', 1)::integer, CASE WHEN n > 1 THEN 1 ELSE 3 END);
    v_apos    bigint  := coalesce(split_part(p_apos, '.', 2)::bigint, 0);
    v_guias   text[]  := ARRAY[array_to_string(p_palavras, ' '), p_palavras[n] || ' ' || p_palavras[1]] || p_palavras;
    v_padroes text[]  := CASE WHEN n > 1 THEN ARRAY(SELECT '% ' || p || '%' FROM unnest(p_palavras) AS p) ELSE '{}' END;
    v_pagina  record;
BEGIN
    codigos := '{}';
    LOOP
        SELECT x.* INTO v_pagina FROM flowt.pessoas_por_nome(p_tenant, v_guias[v_guia], v_padroes,
            CASE WHEN n > 1 THEN ARRAY(SELECT '% ' || g || '%' FROM unnest(v_guias[:least(v_guia - 1, 2)]) AS g) ELSE '{}' END,
            v_apos, p_tipo, p_papel, p_quantos - cardinality(codigos)) AS x;
        codigos := codigos || v_pagina.codigos;
        IF v_pagina.ultimo IS NOT NULL THEN
            proximo := v_guia || '.' || v_pagina.ultimo;
        END IF;
        EXIT WHEN v_guia > 2 OR v_pagina.ultimo IS NOT NULL;
        v_guia := CASE v_guia WHEN 1 THEN 2 ELSE 2 + flowt.palavra_guia(p_tenant, p_palavras) END;
        v_apos := 0;
    END LOOP;
    qtd_por_nome := cardinality(codigos);
    IF p_apos IS NULL AND proximo IS NULL AND qtd_por_nome < flowt.achados_que_bastam() THEN
        codigos := codigos || flowt.pessoas_parecidas(p_tenant, p_palavras, p_tipo, p_papel, p_quantos - qtd_por_nome);
    END IF;
    RETURN NEXT;
END
$$;
COMMENT ON FUNCTION flowt.buscar_nomes(bigint, text[], text, text, text, integer)
    IS 'Página da busca por nome: primeiro as palavras como digitadas e, se poucas pessoas as têm, as parecidas.';

CREATE OR REPLACE FUNCTION flowt.palavras_procuradas(p_termo text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_todas    text[] := flowt.palavras(p_termo);
    v_palavras text[] := ARRAY(SELECT p.palavra FROM unnest(v_todas) WITH ORDINALITY AS p (palavra, n)
                                WHERE NOT flowt.palavra_de_ligacao(p.palavra) GROUP BY p.palavra ORDER BY min(p.n) LIMIT 6);
BEGIN
    -- "de" alone may be the beginning of Débora.
    RETURN CASE WHEN v_palavras = '{}' THEN v_todas[:1] ELSE v_palavras END;
END
$$;
COMMENT ON FUNCTION flowt.palavras_procuradas(text) IS 'As palavras de um termo de busca, até seis, sem as de ligação.';

CREATE OR REPLACE FUNCTION api.pessoa_buscar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant   bigint  := flowt.exigir_tenant();
    v_corpo    jsonb   := flowt.ler_corpo('pessoa_busca', p_corpo);
    v_termo    text    := v_corpo ->> 'termo';
    v_tipo     text    := v_corpo ->> 'tip_pessoa';
    v_papel    text    := v_corpo ->> 'papel';
    v_apos     text    := v_corpo ->> 'apos';
    v_quantos  integer := flowt.tamanho_pagina((v_corpo ->> 'limite')::integer);
    v_completo boolean := flowt.ve_pessoas_inteiras(v_tenant);
    v_palavras text[];
    v_exatas   bigint[];
    v_nomes    record;
    v_itens    json;
BEGIN
    v_exatas := CASE WHEN v_apos IS NULL THEN flowt.pessoas_por_identificador(v_tenant, v_termo, v_quantos, v_completo) ELSE '{}' END;
    v_palavras := flowt.palavras_procuradas(v_termo);
    SELECT NULL::bigint[] AS codigos, 0 AS qtd_por_nome, NULL::text AS proximo INTO v_nomes;
    -- Whoever has typed somebody's document, phone or e-mail looks for nobody else.
    IF v_exatas = '{}' AND cardinality(v_palavras) > 0 AND strpos(v_termo, '@') = 0 THEN
        SELECT n.* INTO v_nomes FROM flowt.buscar_nomes(v_tenant, v_palavras, v_apos, v_tipo, v_papel, v_quantos) AS n;
    END IF;
    SELECT coalesce(json_agg(json_build_object('cod_pessoa', i.cod_pessoa, 'tip_pessoa', i.tip_pessoa, 'nom_pessoa', i.nom_pessoa,
               'nom_social', i.nom_social,
               'nom_fantasia', i.nom_fantasia,
               'num_documento', CASE WHEN v_completo THEN i.num_documento
                                     ELSE flowt.identificador_mascarado(CASE i.tip_pessoa WHEN 'F' THEN 'CPF' ELSE 'CNPJ' END, i.num_documento) END,
               'num_telefone', CASE WHEN v_completo THEN i.num_telefone ELSE flowt.identificador_mascarado('FONE', i.num_telefone) END,
               'des_email', CASE WHEN v_completo THEN i.des_email ELSE flowt.identificador_mascarado('EMAIL', i.des_email) END,
               'tip_achado', CASE WHEN i.cod_pessoa::bigint = ANY (v_exatas) THEN 'IDENTIFICADOR'
                                  WHEN i.cod_pessoa::bigint = ANY (v_nomes.codigos[:v_nomes.qtd_por_nome])
                                      THEN 'NOME' ELSE 'SEMELHANCA' END) ORDER BY i.posicao), '[]')
      INTO v_itens
      FROM flowt.itens_de_busca(v_tenant, v_exatas || v_nomes.codigos, v_tipo, v_papel, v_quantos) AS i;
    PERFORM flowt.registrar_leitura_pessoal('busca de pessoas', NULL, json_array_length(v_itens));
    RETURN (200, NULL, NULL, json_build_object('itens', v_itens, 'proximo', v_nomes.proximo)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pessoa_buscar(text) IS
$$POST /v1/pessoas/busca
acesso: pessoa.ler
modulo: pessoas
leitura: auditada
corpo: pessoa_busca
resposta: 200 pessoa_busca_lista
resposta: 422 problema
etiqueta: Pessoas
Procura pessoas ativas por nome, documento, telefone ou e-mail.
Do nome bastam começos de palavras, em qualquer ordem, sem diferença de acentos nem maiúsculas; se assim se acham menos de cinco, vêm também nomes com uma letra errada, a mais, a menos ou trocada.
Documento: inteiro ou o começo (4 caracteres), com ou sem pontuação. Telefone: inteiro, o começo com DDD, ou os últimos 4 a 9 algarismos. E-mail: inteiro ou o começo. Quem não tem pessoa.ler_completo os vê mascarados e só acha por eles inteiros.
O que é identificador de alguém não se procura nos nomes. Uma página pode trazer menos itens que o limite, ou nenhum, e ainda haver próxima: siga "proximo" até null.$$;

SELECT flowt.definir_esquema('pessoa_busca', $json${
    "type": "object", "required": ["termo"],
    "properties": {
        "termo": {"type": "string", "minLength": 2, "maxLength": 200, "description": "Nome, documento, telefone ou e-mail, inteiro ou em parte."},
        "tip_pessoa": {"type": ["string", "null"], "enum": ["F", "J"]},
        "papel": {"type": ["string", "null"], "enum": ["CLIENTE", "LEAD", "INDICADOR", "CONTATO", "FORNECEDOR"]},
        "limite": {"type": ["integer", "null"], "minimum": 1, "maximum": 100},
        "apos": {"type": ["string", "null"], "maxLength": 20, "pattern": "^[1-8]\\.[0-9]{1,18}$", "description": "O \"proximo\" da página anterior.",
            "x-mensagem": "Use o \"proximo\" da página anterior."}
    }
}$json$);
SELECT flowt.definir_esquema('pessoa_achada', $json${
    "type": "object", "required": ["cod_pessoa", "tip_pessoa", "nom_pessoa", "nom_social", "nom_fantasia", "num_documento", "num_telefone",
        "des_email", "tip_achado"],
    "properties": {
        "cod_pessoa": {"type": "string"}, "tip_pessoa": {"type": "string", "enum": ["F", "J"]}, "nom_pessoa": {"type": "string"},
        "nom_social": {"type": ["string", "null"]}, "nom_fantasia": {"type": ["string", "null"]},
        "num_documento": {"type": ["string", "null"], "description": "CPF ou CNPJ, sem pontuação."}, "num_telefone": {"type": ["string", "null"]},
        "des_email": {"type": ["string", "null"]},
        "tip_achado": {"type": "string", "enum": ["IDENTIFICADOR", "NOME", "SEMELHANCA"], "description": "Por que a pessoa está na resposta."}
    }
}$json$);
SELECT flowt.definir_esquema('pessoa_busca_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {
        "itens": {"type": "array", "items": {"$ref": "#/components/schemas/pessoa_achada"}},
        "proximo": {"type": ["string", "null"], "description": "Valor de apos da próxima página; null na última."}
    }
}$json$);
