-- Audit trail (guide chapter 17.3): the trigger every business table carries.

CREATE OR REPLACE FUNCTION flowt.segredo_da_auditoria(p_tenant bigint) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    v_segredo text;
BEGIN
    SELECT s.des_segredo INTO v_segredo FROM flowt.tb_omni8_auditoria_segredo s WHERE s.cod_tenant = p_tenant;
    IF NOT FOUND THEN
        INSERT INTO flowt.tb_omni8_auditoria_segredo (cod_tenant, des_segredo) VALUES (p_tenant, encode(public.gen_random_bytes(32), 'hex'))
            ON CONFLICT (cod_tenant) DO NOTHING;
        SELECT s.des_segredo INTO v_segredo FROM flowt.tb_omni8_auditoria_segredo s WHERE s.cod_tenant = p_tenant;
    END IF;
    RETURN v_segredo;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.segredo_da_auditoria(bigint) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.segredo_da_auditoria(bigint) IS 'Segredo dos pseudônimos do tenant, sorteado no primeiro uso.';

-- Unlike the name of a role, a setting may be set by anyone: this one only by whoever may read the secret.
CREATE OR REPLACE FUNCTION flowt.senha_de_manutencao(p_tenant bigint) RETURNS text
LANGUAGE sql VOLATILE
RETURN encode(public.hmac('manutencao', flowt.segredo_da_auditoria(p_tenant), 'sha256'), 'hex');
REVOKE EXECUTE ON FUNCTION flowt.senha_de_manutencao(bigint) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.senha_de_manutencao(bigint)
    IS 'Valor de flowt.manutencao com que uma função admin cria ou apaga um tenant inteiro sem uma linha de auditoria por linha.';

-- 64 bits of the HMAC: enough to tell millions of values apart, short enough to read.
CREATE OR REPLACE FUNCTION flowt.pseudonimo(p_valor text, p_segredo text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN '(dado pessoal ' || left(encode(public.hmac(p_valor, p_segredo, 'sha256'), 'hex'), 16) || ')';
COMMENT ON FUNCTION flowt.pseudonimo(text, text) IS 'Pseudônimo de um dado pessoal: o mesmo para o mesmo valor e segredo.';

CREATE OR REPLACE FUNCTION flowt.diferenca(p_antes jsonb, p_depois jsonb, p_pessoais text[], p_segredo text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_object_agg(c.coluna, CASE WHEN c.coluna = ANY (p_pessoais)
                   THEN jsonb_build_array(flowt.pseudonimo(p_antes ->> c.coluna, p_segredo), flowt.pseudonimo(p_depois ->> c.coluna, p_segredo))
                   ELSE jsonb_build_array(p_antes -> c.coluna, p_depois -> c.coluna) END), '{}')
          FROM jsonb_object_keys(coalesce(p_depois, p_antes)) AS c (coluna)
         WHERE nullif(p_antes -> c.coluna, 'null') IS DISTINCT FROM nullif(p_depois -> c.coluna, 'null')
           AND c.coluna NOT IN ('num_versao', 'dat_alteracao'));
END
$$;
COMMENT ON FUNCTION flowt.diferenca(jsonb, jsonb, text[], text)
    IS 'Colunas que mudaram entre duas versões de uma linha: {coluna: [antes, depois]}, com pseudônimos no lugar dos dados pessoais.';

CREATE OR REPLACE FUNCTION flowt.auditar() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_antes     jsonb  := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    v_depois    jsonb  := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    v_linha     jsonb  := coalesce(v_depois, v_antes);
    v_tenant    bigint := (v_linha ->> 'cod_tenant')::bigint;
    v_diferenca jsonb;
BEGIN
    -- A whole company that comes or goes (80_copia_tenant) is one line of its own, not one for every row it has.
    IF coalesce(current_setting('flowt.manutencao', true), '') NOT IN ('', 'anonimizar')
        AND flowt.senha_de_manutencao(v_tenant) = current_setting('flowt.manutencao') THEN
        RETURN NULL;
    END IF;
    v_diferenca := flowt.diferenca(v_antes, v_depois, TG_ARGV, CASE WHEN TG_NARGS > 0 THEN flowt.segredo_da_auditoria(v_tenant) END);
    IF v_diferenca = '{}' THEN
        RETURN NULL;
    END IF;
    INSERT INTO flowt.tb_omni8_auditoria (cod_tenant, nom_tabela, tip_operacao, cod_registro, js_chave, js_diferenca, cod_usuario, cod_pessoa,
                                          cod_chave_api, cod_personificador,
                                          nom_login, num_requisicao)
    VALUES (v_tenant, TG_TABLE_NAME, left(TG_OP, 1),
            -- After cod_tenant every table has its own code, if it has one.
            (v_linha ->> (SELECT a.attname FROM pg_attribute a
                           WHERE a.attrelid = TG_RELID AND a.attnum = 2 AND a.atttypid = 'bigint'::regtype AND a.attname LIKE 'cod\_%'))::bigint,
            (SELECT jsonb_object_agg(k.key, k.value) FROM jsonb_each(v_linha) AS k WHERE k.key LIKE 'cod\_%'),
            v_diferenca,
            nullif(current_setting('flowt.cod_usuario', true), '')::bigint, nullif(current_setting('flowt.cod_pessoa', true), '')::bigint,
            nullif(current_setting('flowt.cod_chave_api', true), '')::bigint, nullif(current_setting('flowt.cod_personificador', true), '')::bigint,
            session_user,
            nullif(current_setting('flowt.requisicao', true), ''));
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.auditar() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.auditar() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.auditar() IS 'Gatilho de auditoria; seus argumentos são as colunas com dado pessoal.';
