-- Reads of personal data (guide chapter 17.3).
--
-- A route that shows personal data to staff says "leitura: auditada" in its comment, is VOLATILE (its transaction must be
-- able to write this one line) and calls, before it returns,
--     PERFORM flowt.registrar_leitura_pessoal('ficha da pessoa', v_pessoa, 1);
-- The line commits with the answer: if it cannot be written, the request fails and nothing is shown. It writes nothing
-- else (rule leitura_auditada_registra), so a suspended company may still call it, like any other read.

-- Jobs and admin functions have no request, so they name the tenant themselves.
CREATE OR REPLACE FUNCTION flowt.gravar_leitura_pessoal(p_tenant bigint, p_o_que text, p_pessoa bigint, p_quantos bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_pilha text;
BEGIN
    -- The call stack tells which function shows the data: nobody can forget to say it, or say another.
    GET DIAGNOSTICS v_pilha = PG_CONTEXT;
    INSERT INTO flowt.tb_omni8_acesso_dado_pessoal (cod_tenant, des_leitura, nom_funcao, qtd_pessoas, cod_pessoa, cod_usuario, cod_pessoa_login,
                                                    cod_chave_api,
                                                    cod_personificador, nom_login, num_requisicao)
    VALUES (p_tenant, btrim(p_o_que), (regexp_match(v_pilha, '\m((?:api|admin|rotina)\.[a-z0-9_]+)\('))[1], p_quantos, p_pessoa,
            nullif(current_setting('flowt.cod_usuario', true), '')::bigint, nullif(current_setting('flowt.cod_pessoa', true), '')::bigint,
            nullif(current_setting('flowt.cod_chave_api', true), '')::bigint, nullif(current_setting('flowt.cod_personificador', true), '')::bigint,
            session_user, nullif(current_setting('flowt.requisicao', true), ''));
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.gravar_leitura_pessoal FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.gravar_leitura_pessoal
    IS 'Grava a leitura de dados pessoais de um tenant, com quem a fez e por qual função. Para funções admin e rotina, que não têm requisição.';

CREATE OR REPLACE FUNCTION flowt.registrar_leitura_pessoal(p_o_que text, p_pessoa bigint, p_quantos bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM flowt.gravar_leitura_pessoal(flowt.exigir_tenant(), p_o_que, p_pessoa, p_quantos);
END
$$;
ALTER FUNCTION flowt.registrar_leitura_pessoal OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.registrar_leitura_pessoal FROM flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.registrar_leitura_pessoal
    IS 'Registra que a resposta desta requisição mostra dados pessoais: o que, de quem (se é uma só pessoa com cadastro) e de quantas. Atravessa '
       'tenants: é a única que grava essas leituras; o tenant é sempre o da requisição.';
