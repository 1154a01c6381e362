-- What things belonged to at a moment (guide chapter 6.3). Of two changes in one transaction, nobody saw what was between them.

CREATE OR REPLACE FUNCTION flowt.guardar_categoria_do_item() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_produto_categoria_passada (cod_tenant, cod_produto, dat_fim, cod_categoria)
    VALUES (OLD.cod_tenant, OLD.cod_produto, now(), OLD.cod_categoria)
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.guardar_categoria_do_item() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.guardar_categoria_do_item() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.guardar_categoria_do_item() IS 'Gatilho: guarda a categoria de que um item saiu, e quando.';
CREATE OR REPLACE TRIGGER categoria_passada AFTER UPDATE OF cod_categoria ON flowt.tb_omni8_produto_servico FOR EACH ROW
    WHEN (NEW.cod_categoria IS DISTINCT FROM OLD.cod_categoria) EXECUTE FUNCTION flowt.guardar_categoria_do_item();

CREATE OR REPLACE FUNCTION flowt.guardar_categoria_mae() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_categoria_mae_passada (cod_tenant, cod_categoria, dat_fim, cod_categoria_mae)
    VALUES (OLD.cod_tenant, OLD.cod_categoria, now(), OLD.cod_categoria_mae)
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.guardar_categoria_mae() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.guardar_categoria_mae() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.guardar_categoria_mae()
    IS 'Gatilho: guarda a categoria que estava acima de outra, e até quando; também a da que se exclui.';
CREATE OR REPLACE TRIGGER mae_passada AFTER UPDATE OF cod_categoria_mae ON flowt.tb_omni8_categoria FOR EACH ROW
    WHEN (NEW.cod_categoria_mae IS DISTINCT FROM OLD.cod_categoria_mae) EXECUTE FUNCTION flowt.guardar_categoria_mae();
CREATE OR REPLACE TRIGGER mae_da_excluida AFTER DELETE ON flowt.tb_omni8_categoria FOR EACH ROW EXECUTE FUNCTION flowt.guardar_categoria_mae();

CREATE OR REPLACE FUNCTION flowt.guardar_etiqueta_da_pessoa() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_pessoa_etiqueta_passada (cod_tenant, cod_pessoa, cod_etiqueta, dat_inicio, dat_fim)
    VALUES (OLD.cod_tenant, OLD.cod_pessoa, OLD.cod_etiqueta, OLD.dat_inicio, now()) ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.guardar_etiqueta_da_pessoa() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.guardar_etiqueta_da_pessoa() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.guardar_etiqueta_da_pessoa() IS 'Gatilho: guarda a etiqueta que uma pessoa deixou de ter, e o tempo em que a teve.';
CREATE OR REPLACE TRIGGER etiqueta_passada AFTER DELETE ON flowt.tb_omni8_pessoa_etiqueta FOR EACH ROW
    EXECUTE FUNCTION flowt.guardar_etiqueta_da_pessoa();

CREATE OR REPLACE FUNCTION flowt.tinha_etiqueta(p_tenant bigint, p_pessoa bigint, p_etiqueta bigint, p_momento timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM flowt.tb_omni8_pessoa_etiqueta AS e
                    WHERE e.cod_tenant = p_tenant AND e.cod_pessoa = p_pessoa AND e.cod_etiqueta = p_etiqueta AND e.dat_inicio <= p_momento)
        OR p_momento < now() AND EXISTS (SELECT FROM flowt.tb_omni8_pessoa_etiqueta_passada AS x
                                          WHERE x.cod_tenant = p_tenant AND x.cod_pessoa = p_pessoa AND x.cod_etiqueta = p_etiqueta
                                            AND x.dat_inicio <= p_momento AND x.dat_fim > p_momento);
END
$$;
COMMENT ON FUNCTION flowt.tinha_etiqueta(bigint, bigint, bigint, timestamptz)
    IS 'Se uma pessoa estava em um segmento em um momento: se tinha a etiqueta dele.';

-- UNION ends, whatever was changed while we look.
CREATE OR REPLACE FUNCTION flowt.categorias_passadas(p_tenant bigint, p_produtos bigint[], p_momento timestamptz)
    RETURNS TABLE (cod_produto bigint, cod_categoria bigint)
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH RECURSIVE categoria (cod_produto, cod_categoria) AS (
        SELECT p.cod_produto, CASE WHEN h.cod_produto IS NULL THEN p.cod_categoria ELSE h.cod_categoria END
          FROM flowt.tb_omni8_produto_servico AS p
          LEFT JOIN LATERAL (SELECT x.cod_produto, x.cod_categoria FROM flowt.tb_omni8_produto_categoria_passada AS x
                              WHERE x.cod_tenant = p_tenant AND x.cod_produto = p.cod_produto AND x.dat_fim > p_momento ORDER BY x.dat_fim
                              LIMIT 1) AS h ON true
         WHERE p.cod_tenant = p_tenant AND p.cod_produto = ANY (p_produtos)
        UNION
        SELECT a.cod_produto, CASE WHEN h.cod_categoria IS NULL THEN c.cod_categoria_mae ELSE h.cod_categoria_mae END
          FROM categoria AS a
          LEFT JOIN flowt.tb_omni8_categoria AS c ON c.cod_tenant = p_tenant AND c.cod_categoria = a.cod_categoria
          LEFT JOIN LATERAL (SELECT x.cod_categoria, x.cod_categoria_mae FROM flowt.tb_omni8_categoria_mae_passada AS x
                              WHERE x.cod_tenant = p_tenant AND x.cod_categoria = a.cod_categoria AND x.dat_fim > p_momento ORDER BY x.dat_fim
                              LIMIT 1) AS h ON true
         WHERE a.cod_categoria IS NOT NULL
    )
    SELECT c.cod_produto, c.cod_categoria FROM categoria AS c WHERE c.cod_categoria IS NOT NULL;
END;
COMMENT ON FUNCTION flowt.categorias_passadas(bigint, bigint[], timestamptz)
    IS 'De cada item, a categoria em que estava em um momento e as que então estavam acima dela.';
