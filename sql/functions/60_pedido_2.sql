-- Orders and people (guide chapters 4.2 and 10): whose an order is, and what becomes of it when that is known better.

CREATE OR REPLACE FUNCTION flowt.pessoa_do_pedido(p_tenant bigint, p_nome text, p_telefone text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_pessoa bigint := nullif(current_setting('flowt.cod_pessoa', true), '')::bigint;
BEGIN
    -- Held until the order is there: nobody merges this person meanwhile and leaves the order behind.
    IF v_pessoa IS NOT NULL THEN
        SELECT p.cod_pessoa INTO v_pessoa FROM flowt.tb_omni8_pessoa p
         WHERE p.cod_tenant = p_tenant AND p.cod_pessoa = v_pessoa AND p.sta_pessoa = 'ATIVA' FOR SHARE;
        RETURN v_pessoa;
    ELSIF p_telefone IS NULL OR NOT flowt.modulo_ativo(p_tenant, 'pessoas') THEN
        RETURN NULL;
    END IF;
    -- A stranger's word: it finds whom such words made, never somebody who has proven to hold the phone.
    PERFORM flowt.travar_contato(p_tenant, p_telefone);
    SELECT p.cod_pessoa INTO v_pessoa FROM flowt.tb_omni8_pessoa p
     WHERE p.cod_tenant = p_tenant AND p.cod_pessoa = (SELECT min(c.cod_pessoa) FROM flowt.pre_cadastros(p_tenant, p_telefone) AS c (cod_pessoa))
       AND p.sta_pessoa = 'ATIVA' FOR SHARE;
    IF v_pessoa IS NULL THEN
        INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa, tip_origem) VALUES (p_tenant, 'F', btrim(p_nome), 'PEDIDO')
     RETURNING cod_pessoa INTO v_pessoa;
        INSERT INTO flowt.tb_omni8_pessoa_papel (cod_tenant, cod_pessoa, tip_papel) VALUES (p_tenant, v_pessoa, 'CLIENTE');
        INSERT INTO flowt.tb_omni8_pessoa_identificador (cod_tenant, cod_pessoa, tip_identificador, des_valor, flg_principal)
        VALUES (p_tenant, v_pessoa, 'FONE', p_telefone, true);
    END IF;
    RETURN v_pessoa;
END
$$;
COMMENT ON FUNCTION flowt.pessoa_do_pedido(bigint, text, text)
    IS 'De quem é um pedido novo: o cliente da sessão ou, sem ela, o pré-cadastro deste telefone (criado se não há); nulo sem telefone (à mesa basta '
       'um apelido), ou se a empresa não usa o cadastro de pessoas.';

CREATE OR REPLACE FUNCTION flowt.levar_pedidos_da_mesclada() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE flowt.tb_omni8_pedido p SET cod_pessoa = NEW.cod_pessoa_destino WHERE p.cod_tenant = NEW.cod_tenant AND p.cod_pessoa = NEW.cod_pessoa;
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.levar_pedidos_da_mesclada() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.levar_pedidos_da_mesclada() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.levar_pedidos_da_mesclada() IS 'Gatilho: os pedidos de um cadastro seguem para aquele em que ele foi fundido.';
CREATE OR REPLACE TRIGGER pedidos_da_mesclada AFTER UPDATE OF cod_pessoa_destino ON flowt.tb_omni8_pessoa FOR EACH ROW
    WHEN (NEW.cod_pessoa_destino IS NOT NULL) EXECUTE FUNCTION flowt.levar_pedidos_da_mesclada();

CREATE OR REPLACE FUNCTION flowt.levar_pedidos_do_telefone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE flowt.tb_omni8_pedido p SET cod_pessoa = NEW.cod_pessoa
     WHERE p.cod_tenant = NEW.cod_tenant AND p.num_telefone = NEW.des_valor AND p.cod_pessoa IS NULL;
    UPDATE flowt.tb_omni8_pedido p SET cod_pessoa = NEW.cod_pessoa
     WHERE p.cod_tenant = NEW.cod_tenant AND p.num_telefone = NEW.des_valor AND p.cod_pessoa <> NEW.cod_pessoa
       AND p.cod_pessoa IN (SELECT c.cod_pessoa FROM flowt.pre_cadastros(NEW.cod_tenant, NEW.des_valor) AS c (cod_pessoa));
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.levar_pedidos_do_telefone() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.levar_pedidos_do_telefone() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.levar_pedidos_do_telefone() IS 'Gatilho: quem prova ter um telefone recebe os pedidos feitos com ele por quem nada provou.';
CREATE OR REPLACE TRIGGER pedidos_do_telefone AFTER UPDATE OF dat_verificacao ON flowt.tb_omni8_pessoa_identificador FOR EACH ROW
    WHEN (NEW.tip_identificador = 'FONE' AND OLD.dat_verificacao IS NULL
          AND NEW.dat_verificacao IS NOT NULL) EXECUTE FUNCTION flowt.levar_pedidos_do_telefone();
