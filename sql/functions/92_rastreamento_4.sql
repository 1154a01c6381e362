-- Tracking (guide chapter 11.2): customers who sign in and up. Nobody agreed there to be followed: an event of no person and no visit.

CREATE OR REPLACE FUNCTION flowt.rastrear_entrada() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_evento_tracking (cod_tenant, dat_evento, des_id_cliente, nom_tipo, tip_canal, flg_consentimento)
    VALUES (NEW.cod_tenant, clock_timestamp(), TG_ARGV[0] || ':' || flowt.novo_token(), TG_ARGV[0], 'DIRETO', false);
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.rastrear_entrada() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.rastrear_entrada() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.rastrear_entrada() IS 'Gatilho: registra que um cliente entrou ou se cadastrou (o tipo é o argumento), sem dizer quem.';
CREATE OR REPLACE TRIGGER rastreamento AFTER INSERT ON flowt.tb_omni8_sessao FOR EACH ROW
    WHEN (NEW.cod_pessoa IS NOT NULL AND NOT flowt.em_copia()) EXECUTE FUNCTION flowt.rastrear_entrada('login');
CREATE OR REPLACE TRIGGER rastreamento AFTER INSERT ON flowt.tb_omni8_pessoa FOR EACH ROW
    WHEN (NEW.tip_origem = 'LOGIN' AND NOT flowt.em_copia()) EXECUTE FUNCTION flowt.rastrear_entrada('cadastro');
