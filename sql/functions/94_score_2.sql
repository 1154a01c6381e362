-- Scores (guide chapter 14): what leaves a mark, in the transaction that changes an input of somebody's score. Marks are only
-- added: whoever writes waits for nobody.

-- Of the steps of an order only its confirmation counts; what undoes it is in pedido_estorno. A row at a time: the other steps,
-- which are most, cost nothing.
CREATE OR REPLACE FUNCTION flowt.marcar_score_do_pedido() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_score_sujo (cod_tenant, cod_pessoa)
    SELECT d.cod_tenant, d.cod_pessoa FROM flowt.tb_omni8_pedido AS d
     WHERE d.cod_tenant = NEW.cod_tenant AND d.cod_pedido = NEW.cod_pedido AND d.cod_pessoa IS NOT NULL;
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.marcar_score_do_pedido() OWNER TO flowt_rotina;
COMMENT ON FUNCTION flowt.marcar_score_do_pedido() IS 'Gatilho: de quem é o pedido com que algo houve.';
CREATE OR REPLACE TRIGGER score_incluido AFTER INSERT ON flowt.tb_omni8_pedido_evento FOR EACH ROW WHEN (NEW.sta_para = 'CONFIRMADO')
    EXECUTE FUNCTION flowt.marcar_score_do_pedido();
CREATE OR REPLACE TRIGGER score_incluido AFTER INSERT ON flowt.tb_omni8_pedido_estorno FOR EACH ROW EXECUTE FUNCTION flowt.marcar_score_do_pedido();

-- Whose row it was and whose it is: an order or a note that is moved changes two scores.
CREATE OR REPLACE FUNCTION flowt.marcar_score_dos_dois() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_score_sujo (cod_tenant, cod_pessoa)
    SELECT NEW.cod_tenant, p.cod_pessoa FROM (SELECT NEW.cod_pessoa UNION SELECT OLD.cod_pessoa) AS p (cod_pessoa) WHERE p.cod_pessoa IS NOT NULL;
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.marcar_score_dos_dois() OWNER TO flowt_rotina;
COMMENT ON FUNCTION flowt.marcar_score_dos_dois() IS 'Gatilho: a pessoa de uma linha, antes e depois da mudança.';
CREATE OR REPLACE TRIGGER score_alterado AFTER UPDATE OF cod_pessoa, vlr_total ON flowt.tb_omni8_pedido FOR EACH ROW
    WHEN (NEW.cod_pessoa IS DISTINCT FROM OLD.cod_pessoa OR NEW.vlr_total <> OLD.vlr_total) EXECUTE FUNCTION flowt.marcar_score_dos_dois();
CREATE OR REPLACE TRIGGER score_alterado AFTER UPDATE OF cod_pessoa, num_nota, dat_resposta ON flowt.tb_omni8_nps FOR EACH ROW
    WHEN ((NEW.cod_pessoa, NEW.num_nota, NEW.dat_resposta) IS DISTINCT FROM (OLD.cod_pessoa, OLD.num_nota,
                                                                             OLD.dat_resposta)) EXECUTE FUNCTION flowt.marcar_score_dos_dois();

CREATE OR REPLACE FUNCTION flowt.marcar_score_de_pessoas() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_score_sujo (cod_tenant, cod_pessoa) SELECT DISTINCT m.cod_tenant, m.cod_pessoa FROM mudadas AS m
                                                                    WHERE m.cod_pessoa IS NOT NULL;
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.marcar_score_de_pessoas() OWNER TO flowt_rotina;
COMMENT ON FUNCTION flowt.marcar_score_de_pessoas() IS 'Gatilho: as pessoas das linhas incluídas ou excluídas.';
CREATE OR REPLACE TRIGGER score_incluido AFTER INSERT ON flowt.tb_omni8_pessoa REFERENCING NEW TABLE AS mudadas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.marcar_score_de_pessoas();
CREATE OR REPLACE TRIGGER score_incluido AFTER INSERT ON flowt.tb_omni8_nps REFERENCING NEW TABLE AS mudadas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.marcar_score_de_pessoas();
CREATE OR REPLACE TRIGGER score_excluido AFTER DELETE ON flowt.tb_omni8_nps REFERENCING OLD TABLE AS mudadas
    FOR EACH STATEMENT WHEN (NOT flowt.em_copia()) EXECUTE FUNCTION flowt.marcar_score_de_pessoas();

-- Who was merged into another or erased has no score any more.
CREATE OR REPLACE FUNCTION flowt.marcar_score_da_pessoa() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_score_sujo (cod_tenant, cod_pessoa) VALUES (NEW.cod_tenant, NEW.cod_pessoa);
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.marcar_score_da_pessoa() OWNER TO flowt_rotina;
COMMENT ON FUNCTION flowt.marcar_score_da_pessoa() IS 'Gatilho: a pessoa da linha.';
CREATE OR REPLACE TRIGGER score_alterado AFTER UPDATE OF sta_pessoa ON flowt.tb_omni8_pessoa FOR EACH ROW
    WHEN (NEW.sta_pessoa <> OLD.sta_pessoa) EXECUTE FUNCTION flowt.marcar_score_da_pessoa();

-- Other weights, other scores; another zone, other days.
CREATE OR REPLACE FUNCTION flowt.marcar_todos_os_scores() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_score_sujo (cod_tenant, tip_marca, cod_pessoa_apos) VALUES (NEW.cod_tenant, 'TODAS', 0);
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.marcar_todos_os_scores() OWNER TO flowt_rotina;
COMMENT ON FUNCTION flowt.marcar_todos_os_scores() IS 'Gatilho: todas as pessoas do tenant da linha.';
CREATE OR REPLACE TRIGGER score_de_todas AFTER INSERT OR UPDATE ON flowt.tb_omni8_score_configuracao FOR EACH ROW
    EXECUTE FUNCTION flowt.marcar_todos_os_scores();
CREATE OR REPLACE TRIGGER score_de_todas AFTER UPDATE OF des_fuso_horario ON flowt.tb_omni8_tenant FOR EACH ROW
    WHEN (NEW.des_fuso_horario <> OLD.des_fuso_horario) EXECUTE FUNCTION flowt.marcar_todos_os_scores();
REVOKE EXECUTE ON FUNCTION flowt.marcar_score_do_pedido(), flowt.marcar_score_dos_dois(), flowt.marcar_score_de_pessoas(),
    flowt.marcar_score_da_pessoa(), flowt.marcar_todos_os_scores() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;

CREATE OR REPLACE FUNCTION admin.calcular_scores_de_novo(p_tenant bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_score_sujo (cod_tenant, tip_marca, cod_pessoa_apos) SELECT t.cod_tenant, 'TODAS', 0 FROM flowt.tb_omni8_tenant t
                                                                                    WHERE t.cod_tenant = p_tenant;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'tenant_nao_encontrado', DETAIL = format('Não há tenant %s.', p_tenant);
    END IF;
END
$$;
ALTER FUNCTION admin.calcular_scores_de_novo(bigint) OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.calcular_scores_de_novo(bigint)
    IS 'Marca todas as pessoas de um tenant para serem pontuadas de novo, por dúvida ou depois de uma carga.';
