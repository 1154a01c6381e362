-- Search of people (guide chapter 4.2): its words, and the triggers that keep them.

CREATE OR REPLACE FUNCTION flowt.limite_de_palavras() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 12;
COMMENT ON FUNCTION flowt.limite_de_palavras() IS 'Palavras de um nome por que se procura: as primeiras.';

-- MARK: words

CREATE OR REPLACE FUNCTION flowt.palavra_de_ligacao(p_palavra text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN p_palavra IN ('e', 'de', 'da', 'do', 'das', 'dos', 'di', 'del', 'la');
COMMENT ON FUNCTION flowt.palavra_de_ligacao(text) IS 'Verdadeiro para palavras que ligam as outras de um nome: por elas não se procura.';

CREATE OR REPLACE FUNCTION flowt.palavras(p_texto text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_texto text := flowt.sem_acento(p_texto);
BEGIN
    -- An accent typed as a mark of its own is no letter; in ASCII there is none.
    IF octet_length(v_texto) > length(v_texto) THEN
        v_texto := regexp_replace(v_texto, '[\u0300-\u036f]', '', 'g');
    END IF;
    RETURN (string_to_array(btrim(regexp_replace(v_texto COLLATE "pt-BR-x-icu", '[^[:alnum:]]+', ' ', 'g')), ' '))[1:flowt.limite_de_palavras()];
END
$$;
COMMENT ON FUNCTION flowt.palavras(text) IS 'Palavras de um texto, em minúsculas e sem acentos: só letras e algarismos.';

CREATE OR REPLACE FUNCTION flowt.termos_de_nome(p_nome text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_palavras text[] := flowt.palavras(p_nome);
    v_termos   text[] := '{}';
    v_termo    text;
BEGIN
    FOR i IN 1 .. cardinality(v_palavras) LOOP
        v_termo := array_to_string(v_palavras[i:] || v_palavras[:i - 1], ' ');
        IF NOT flowt.palavra_de_ligacao(v_palavras[i]) AND v_termo <> ALL (v_termos) THEN
            v_termos := v_termos || v_termo;
        END IF;
    END LOOP;
    RETURN v_termos;
END
$$;
COMMENT ON FUNCTION flowt.termos_de_nome(text) IS 'O nome girado até começar por cada uma de suas palavras.';

-- A person with two words of the same beginning has two lines in a range: the first of them counts.
CREATE OR REPLACE FUNCTION flowt.primeiro_termo(p_termo text, p_prefixo text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
BEGIN
    RETURN (SELECT min(t.termo COLLATE "C") FROM unnest(flowt.termos_de_nome(p_termo)) AS t (termo) WHERE starts_with(t.termo, p_prefixo));
END
$$;
COMMENT ON FUNCTION flowt.primeiro_termo(text, text) IS 'Dos giros de um nome, o primeiro que começa pelo prefixo.';

CREATE OR REPLACE FUNCTION flowt.chaves_de_palavra(p_palavra text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_chaves text[] := ARRAY[p_palavra];
BEGIN
    -- A shorter word resembles too many others; a longer one is no name.
    IF length(p_palavra) BETWEEN 4 AND 30 THEN
        FOR i IN 1 .. length(p_palavra) LOOP
            -- Without either of two equal letters it is the same.
            IF substr(p_palavra, i, 1) IS DISTINCT FROM substr(p_palavra, i + 1, 1) THEN
                v_chaves := v_chaves || (left(p_palavra, i - 1) || substr(p_palavra, i + 1));
            END IF;
        END LOOP;
    END IF;
    RETURN v_chaves;
END
$$;
COMMENT ON FUNCTION flowt.chaves_de_palavra(text)
    IS 'A palavra e o que resta dela sem cada uma de suas letras: duas palavras a uma letra de distância têm uma chave em comum.';

-- MARK: upkeep

-- A vocabulary has few new words: the look-up is what is usually paid. In order, so that two imports do not wait in a ring.
CREATE OR REPLACE FUNCTION flowt.aprender_palavras(p_tenant bigint, p_termos text[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    WITH nova AS MATERIALIZED (
        SELECT DISTINCT split_part(t.termo, ' ', 1) COLLATE "C" AS palavra FROM unnest(p_termos) AS t (termo)
    )
    INSERT INTO flowt.tb_omni8_pessoa_palavra AS p (cod_tenant, des_chave, nom_palavra)
    SELECT p_tenant, c.chave, n.palavra
      FROM nova AS n CROSS JOIN LATERAL unnest(flowt.chaves_de_palavra(n.palavra)) AS c (chave)
     WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_pessoa_palavra e
                        WHERE e.cod_tenant = p_tenant AND e.des_chave = n.palavra AND e.nom_palavra = n.palavra)
     ORDER BY c.chave COLLATE "C", n.palavra
    ON CONFLICT (cod_tenant, des_chave, nom_palavra) DO NOTHING;
END
$$;
COMMENT ON FUNCTION flowt.aprender_palavras(bigint, text[]) IS 'Acrescenta ao vocabulário do tenant a primeira palavra de cada termo.';

-- A name that was erased is not to be read in the vocabulary either.
CREATE OR REPLACE FUNCTION flowt.esquecer_palavras(p_tenant bigint, p_termos text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_palavra text;
BEGIN
    FOR v_palavra IN SELECT DISTINCT split_part(t.termo, ' ', 1) FROM unnest(p_termos) AS t (termo) ORDER BY 1 LOOP
        -- "!" is what follows the space.
        IF NOT EXISTS (SELECT FROM flowt.tb_omni8_pessoa_termo t
                        WHERE t.cod_tenant = p_tenant AND t.nom_termo >= v_palavra AND t.nom_termo < v_palavra || '!') THEN
            DELETE FROM flowt.tb_omni8_pessoa_palavra p
             WHERE p.cod_tenant = p_tenant AND p.des_chave = ANY (flowt.chaves_de_palavra(v_palavra)) AND p.nom_palavra = v_palavra;
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION flowt.esquecer_palavras(bigint, text[]) IS 'Tira do vocabulário as primeiras palavras destes termos que nenhum nome tem mais.';

CREATE OR REPLACE FUNCTION flowt.indexar_pessoas() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_novos record;
BEGIN
    FOR v_novos IN
        WITH i AS (
            INSERT INTO flowt.tb_omni8_pessoa_termo AS t (cod_tenant, nom_termo, cod_pessoa, tip_pessoa)
            SELECT n.cod_tenant, x.termo, n.cod_pessoa, n.tip_pessoa
              FROM novas AS n CROSS JOIN LATERAL unnest(flowt.termos_de_nome(n.nom_busca)) AS x (termo)
             WHERE n.sta_pessoa = 'ATIVA'
            RETURNING t.cod_tenant, t.nom_termo)
        SELECT i.cod_tenant, array_agg(i.nom_termo) AS termos FROM i GROUP BY i.cod_tenant ORDER BY 1
    LOOP
        PERFORM flowt.aprender_palavras(v_novos.cod_tenant, v_novos.termos);
    END LOOP;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.indexar_pessoas() IS 'Gatilho: põe na busca as pessoas incluídas.';

CREATE OR REPLACE FUNCTION flowt.reindexar_pessoas() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_mudada record;
    v_antes  text[];
    v_depois text[];
BEGIN
    FOR v_mudada IN
        SELECT v.cod_tenant, v.cod_pessoa, v.nom_busca AS antes, n.nom_busca AS depois, v.sta_pessoa AS sta_antes, n.sta_pessoa, n.tip_pessoa
          FROM velhas AS v JOIN novas AS n USING (cod_tenant, cod_pessoa)
         WHERE (v.nom_busca, v.sta_pessoa, v.tip_pessoa) IS DISTINCT FROM (n.nom_busca, n.sta_pessoa, n.tip_pessoa)
         ORDER BY v.cod_tenant, v.cod_pessoa
    LOOP
        v_antes := CASE WHEN v_mudada.sta_antes = 'ATIVA' THEN flowt.termos_de_nome(v_mudada.antes) ELSE '{}' END;
        v_depois := CASE WHEN v_mudada.sta_pessoa = 'ATIVA' THEN flowt.termos_de_nome(v_mudada.depois) ELSE '{}' END;
        DELETE FROM flowt.tb_omni8_pessoa_termo t
         WHERE t.cod_tenant = v_mudada.cod_tenant AND t.nom_termo = ANY (v_antes) AND t.cod_pessoa = v_mudada.cod_pessoa;
        INSERT INTO flowt.tb_omni8_pessoa_termo (cod_tenant, nom_termo, cod_pessoa, tip_pessoa)
        SELECT v_mudada.cod_tenant, x.termo, v_mudada.cod_pessoa, v_mudada.tip_pessoa FROM unnest(v_depois) AS x (termo);
        PERFORM flowt.aprender_palavras(v_mudada.cod_tenant, v_depois);
        PERFORM flowt.esquecer_palavras(v_mudada.cod_tenant, v_antes);
        -- The phones of who left the search leave it too; those of who came back, come back.
        IF (v_mudada.sta_antes = 'ATIVA') <> (v_mudada.sta_pessoa = 'ATIVA') THEN
            PERFORM flowt.indexar_telefones(v_mudada.cod_tenant, v_mudada.cod_pessoa, v_mudada.sta_pessoa = 'ATIVA');
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.reindexar_pessoas() IS 'Gatilho: refaz na busca as pessoas cujo nome, tipo ou status mudou.';

CREATE OR REPLACE FUNCTION flowt.desindexar_pessoas() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_velhos record;
BEGIN
    FOR v_velhos IN SELECT v.cod_tenant, v.cod_pessoa, flowt.termos_de_nome(v.nom_busca) AS termos FROM velhas AS v ORDER BY 1, 2 LOOP
        DELETE FROM flowt.tb_omni8_pessoa_termo t
         WHERE t.cod_tenant = v_velhos.cod_tenant AND t.nom_termo = ANY (v_velhos.termos) AND t.cod_pessoa = v_velhos.cod_pessoa;
        PERFORM flowt.esquecer_palavras(v_velhos.cod_tenant, v_velhos.termos);
    END LOOP;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.desindexar_pessoas() IS 'Gatilho: tira da busca as pessoas excluídas (só se exclui um tenant inteiro).';

-- The last digits of a phone are the first of it backwards. "#" is in no word.
CREATE OR REPLACE FUNCTION flowt.termo_de_telefone(p_digitos text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN '#' || reverse(replace(p_digitos, '+55', ''));
COMMENT ON FUNCTION flowt.termo_de_telefone(text) IS 'Termo de busca de um telefone, ou de seus últimos algarismos.';

CREATE OR REPLACE FUNCTION flowt.indexar_telefones(p_tenant bigint, p_pessoa bigint, p_ativa boolean) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF p_ativa THEN
        INSERT INTO flowt.tb_omni8_pessoa_termo (cod_tenant, nom_termo, cod_pessoa, tip_pessoa)
        SELECT p.cod_tenant, flowt.termo_de_telefone(i.des_valor), p.cod_pessoa, p.tip_pessoa
          FROM flowt.tb_omni8_pessoa p JOIN flowt.tb_omni8_pessoa_identificador i ON i.cod_tenant = p_tenant AND i.cod_pessoa = p.cod_pessoa
         WHERE p.cod_tenant = p_tenant AND p.cod_pessoa = p_pessoa AND i.tip_identificador = 'FONE'
        ON CONFLICT (cod_tenant, nom_termo, cod_pessoa) DO NOTHING;
    ELSE
        DELETE FROM flowt.tb_omni8_pessoa_termo t USING flowt.tb_omni8_pessoa_identificador i
         WHERE t.cod_tenant = p_tenant AND t.cod_pessoa = p_pessoa AND t.nom_termo = flowt.termo_de_telefone(i.des_valor)
           AND i.cod_tenant = p_tenant AND i.cod_pessoa = p_pessoa AND i.tip_identificador = 'FONE';
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.indexar_telefones(bigint, bigint, boolean) IS 'Põe na busca, ou tira dela, os telefones de uma pessoa.';

CREATE OR REPLACE FUNCTION flowt.indexar_identificador() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.tip_identificador = 'FONE' THEN
        DELETE FROM flowt.tb_omni8_pessoa_termo t
         WHERE t.cod_tenant = OLD.cod_tenant AND t.nom_termo = flowt.termo_de_telefone(OLD.des_valor) AND t.cod_pessoa = OLD.cod_pessoa;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.tip_identificador = 'FONE' THEN
        INSERT INTO flowt.tb_omni8_pessoa_termo (cod_tenant, nom_termo, cod_pessoa, tip_pessoa)
        SELECT p.cod_tenant, flowt.termo_de_telefone(NEW.des_valor), p.cod_pessoa, p.tip_pessoa
          FROM flowt.tb_omni8_pessoa p WHERE p.cod_tenant = NEW.cod_tenant AND p.cod_pessoa = NEW.cod_pessoa AND p.sta_pessoa = 'ATIVA'
        ON CONFLICT (cod_tenant, nom_termo, cod_pessoa) DO NOTHING;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.indexar_identificador() IS 'Gatilho: mantém na busca o telefone incluído, alterado ou excluído.';

CREATE OR REPLACE TRIGGER busca_incluir AFTER INSERT ON flowt.tb_omni8_pessoa REFERENCING NEW TABLE AS novas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.indexar_pessoas();
CREATE OR REPLACE TRIGGER busca_alterar AFTER UPDATE ON flowt.tb_omni8_pessoa REFERENCING OLD TABLE AS velhas NEW TABLE AS novas
    FOR EACH STATEMENT EXECUTE FUNCTION flowt.reindexar_pessoas();
CREATE OR REPLACE TRIGGER busca_excluir AFTER DELETE ON flowt.tb_omni8_pessoa REFERENCING OLD TABLE AS velhas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.desindexar_pessoas();
CREATE OR REPLACE TRIGGER busca_incluir AFTER INSERT OR DELETE ON flowt.tb_omni8_pessoa_identificador FOR EACH ROW
    EXECUTE FUNCTION flowt.indexar_identificador();
CREATE OR REPLACE TRIGGER busca_alterar AFTER UPDATE OF cod_pessoa, tip_identificador, des_valor ON flowt.tb_omni8_pessoa_identificador
    FOR EACH ROW EXECUTE FUNCTION flowt.indexar_identificador();
