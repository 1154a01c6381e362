-- Rollups (guide chapter 12.2): what marks an hour as dirty. Statement triggers: one insert for whatever a statement touched.

CREATE OR REPLACE FUNCTION flowt.marcar_visitas() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO flowt.tb_omni8_balde_sujo (cod_tenant, dat_hora) SELECT DISTINCT d.cod_tenant, flowt.hora_cheia(d.dat_inicio) FROM depois d;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO flowt.tb_omni8_balde_sujo (cod_tenant, dat_hora) SELECT DISTINCT a.cod_tenant, flowt.hora_cheia(a.dat_inicio) FROM antes a;
    ELSE
        INSERT INTO flowt.tb_omni8_balde_sujo (cod_tenant, dat_hora)
        SELECT a.cod_tenant, flowt.hora_cheia(a.dat_inicio) FROM antes a UNION SELECT d.cod_tenant, flowt.hora_cheia(d.dat_inicio) FROM depois d;
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.marcar_visitas() OWNER TO flowt_rotina;
COMMENT ON FUNCTION flowt.marcar_visitas() IS 'Gatilho: a hora em que uma visita começou, antes e depois da mudança.';
CREATE OR REPLACE TRIGGER apuracao_incluida AFTER INSERT ON flowt.tb_omni8_visita REFERENCING NEW TABLE AS depois FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.marcar_visitas();
CREATE OR REPLACE TRIGGER apuracao_alterada AFTER UPDATE ON flowt.tb_omni8_visita REFERENCING OLD TABLE AS antes NEW TABLE AS depois
    FOR EACH STATEMENT EXECUTE FUNCTION flowt.marcar_visitas();
-- A company that is erased leaves nothing to count.
CREATE OR REPLACE TRIGGER apuracao_excluida AFTER DELETE ON flowt.tb_omni8_visita REFERENCING OLD TABLE AS antes
    FOR EACH STATEMENT WHEN (NOT flowt.em_copia()) EXECUTE FUNCTION flowt.marcar_visitas();

-- A robot's carts count no more than its visit does.
CREATE OR REPLACE FUNCTION flowt.marcar_carrinhos_da_visita() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_balde_sujo (cod_tenant, dat_hora)
    SELECT DISTINCT NEW.cod_tenant, flowt.hora_cheia(c.dat_criacao)
      FROM flowt.tb_omni8_carrinho_visita AS v JOIN flowt.tb_omni8_carrinho AS c ON c.cod_tenant = NEW.cod_tenant AND c.cod_carrinho = v.cod_carrinho
     WHERE v.cod_tenant = NEW.cod_tenant AND v.cod_visita = NEW.cod_visita;
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.marcar_carrinhos_da_visita() OWNER TO flowt_rotina;
COMMENT ON FUNCTION flowt.marcar_carrinhos_da_visita() IS 'Gatilho: as horas dos carrinhos de uma visita que passou a ser de robô, ou deixou de ser.';
CREATE OR REPLACE TRIGGER apuracao_do_robo AFTER UPDATE OF flg_robo ON flowt.tb_omni8_visita FOR EACH ROW WHEN (NEW.flg_robo <> OLD.flg_robo)
    EXECUTE FUNCTION flowt.marcar_carrinhos_da_visita();

CREATE OR REPLACE FUNCTION flowt.horas_ate(p_de timestamptz, p_ate timestamptz) RETURNS SETOF timestamptz
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT flowt.hora_cheia(p_de)
    UNION
    SELECT h.hora FROM generate_series(flowt.hora_cheia(greatest(p_de, now() - make_interval(days => flowt.dias_abertos() + 1))), p_ate,
                                       interval '1 hour') AS h (hora);
END;
REVOKE EXECUTE ON FUNCTION flowt.horas_ate(timestamptz, timestamptz) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.horas_ate(timestamptz, timestamptz)
    IS 'A hora de um momento e as que se seguem até outro, nos dias de que se guardam as horas.';

-- Of a visit's events the first of each kind in a day also says that the visit was there. One that comes late may be it in place of a later
-- one, of an hour that the visit had got to already; one that goes leaves it to the next. What the visit saw counts where it began.
CREATE OR REPLACE FUNCTION flowt.marcar_eventos() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_balde_sujo (cod_tenant, dat_hora) SELECT DISTINCT d.cod_tenant, flowt.hora_cheia(d.dat_evento) FROM mudadas d;
    IF TG_OP = 'INSERT' THEN
        INSERT INTO flowt.tb_omni8_balde_sujo (cod_tenant, dat_hora)
        SELECT DISTINCT v.cod_tenant, h
          FROM (SELECT d.cod_tenant, d.cod_visita, min(d.dat_evento) AS primeiro FROM mudadas d GROUP BY d.cod_tenant, d.cod_visita) AS v
          JOIN flowt.tb_omni8_visita w ON w.cod_tenant = v.cod_tenant AND w.cod_visita = v.cod_visita
         CROSS JOIN LATERAL flowt.horas_ate(v.primeiro, w.dat_fim) AS h
         WHERE flowt.hora_cheia(w.dat_fim) > flowt.hora_cheia(v.primeiro);
    ELSE
        INSERT INTO flowt.tb_omni8_balde_sujo (cod_tenant, dat_hora)
        SELECT e.cod_tenant, flowt.hora_cheia(e.dat_evento) FROM mudadas d
          JOIN flowt.tb_omni8_evento_tracking e ON e.cod_tenant = d.cod_tenant AND e.cod_visita = d.cod_visita
           AND e.dat_evento > now() - make_interval(days => flowt.dias_abertos() + 1)
        UNION SELECT w.cod_tenant, flowt.hora_cheia(w.dat_inicio) FROM mudadas d
          JOIN flowt.tb_omni8_visita w ON w.cod_tenant = d.cod_tenant AND w.cod_visita = d.cod_visita;
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.marcar_eventos() OWNER TO flowt_rotina;
COMMENT ON FUNCTION flowt.marcar_eventos() IS 'Gatilho: as horas dos eventos incluídos, alterados ou excluídos.';
CREATE OR REPLACE TRIGGER apuracao_incluida AFTER INSERT ON flowt.tb_omni8_evento_tracking REFERENCING NEW TABLE AS mudadas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.marcar_eventos();
CREATE OR REPLACE TRIGGER apuracao_alterada AFTER UPDATE ON flowt.tb_omni8_evento_tracking REFERENCING NEW TABLE AS mudadas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.marcar_eventos();
CREATE OR REPLACE TRIGGER apuracao_excluida AFTER DELETE ON flowt.tb_omni8_evento_tracking REFERENCING OLD TABLE AS mudadas
    FOR EACH STATEMENT WHEN (NOT flowt.em_copia()) EXECUTE FUNCTION flowt.marcar_eventos();

-- An order counts at several moments: where its visit and its cart began, where it was made, confirmed, undone. Sub-selects, because a
-- join may be merged, and reads all the carts that a company ever had.
CREATE OR REPLACE FUNCTION flowt.horas_do_pedido(p_tenant bigint, p_pedido bigint) RETURNS SETOF timestamptz
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT flowt.hora_cheia(d.dat_criacao) FROM flowt.tb_omni8_pedido AS d WHERE d.cod_tenant = p_tenant AND d.cod_pedido = p_pedido
    UNION SELECT flowt.hora_cheia(c.dat_criacao) FROM flowt.tb_omni8_carrinho AS c
           WHERE c.cod_tenant = p_tenant AND c.cod_carrinho = (SELECT d.cod_carrinho FROM flowt.tb_omni8_pedido AS d
                                                                WHERE d.cod_tenant = p_tenant AND d.cod_pedido = p_pedido)
    UNION SELECT flowt.hora_cheia(w.dat_inicio) FROM flowt.tb_omni8_visita AS w
           WHERE w.cod_tenant = p_tenant AND w.cod_visita = (SELECT a.cod_visita FROM flowt.tb_omni8_pedido_atribuicao AS a
                                                              WHERE a.cod_tenant = p_tenant AND a.cod_pedido = p_pedido)
    UNION SELECT flowt.hora_cheia(e.dat_evento) FROM flowt.tb_omni8_pedido_evento AS e WHERE e.cod_tenant = p_tenant AND e.cod_pedido = p_pedido
    UNION SELECT flowt.hora_cheia(s.dat_estorno) FROM flowt.tb_omni8_pedido_estorno AS s WHERE s.cod_tenant = p_tenant AND s.cod_pedido = p_pedido;
END;
COMMENT ON FUNCTION flowt.horas_do_pedido(bigint, bigint) IS 'Horas em que um pedido conta para algum número.';

CREATE OR REPLACE FUNCTION flowt.marcar_pedidos() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_balde_sujo (cod_tenant, dat_hora)
    SELECT DISTINCT d.cod_tenant, h.hora FROM mudadas AS d CROSS JOIN LATERAL flowt.horas_do_pedido(d.cod_tenant, d.cod_pedido) AS h (hora);
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.marcar_pedidos() OWNER TO flowt_rotina;
COMMENT ON FUNCTION flowt.marcar_pedidos() IS 'Gatilho: todas as horas em que um pedido conta.';
CREATE OR REPLACE TRIGGER apuracao_incluida AFTER INSERT ON flowt.tb_omni8_pedido REFERENCING NEW TABLE AS mudadas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.marcar_pedidos();
CREATE OR REPLACE TRIGGER apuracao_alterada AFTER UPDATE ON flowt.tb_omni8_pedido REFERENCING NEW TABLE AS mudadas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.marcar_pedidos();
CREATE OR REPLACE TRIGGER apuracao_incluida AFTER INSERT ON flowt.tb_omni8_pedido_evento REFERENCING NEW TABLE AS mudadas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.marcar_pedidos();
CREATE OR REPLACE TRIGGER apuracao_incluida AFTER INSERT ON flowt.tb_omni8_pedido_estorno REFERENCING NEW TABLE AS mudadas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.marcar_pedidos();
CREATE OR REPLACE TRIGGER apuracao_incluida AFTER INSERT ON flowt.tb_omni8_pedido_atribuicao REFERENCING NEW TABLE AS mudadas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.marcar_pedidos();

CREATE OR REPLACE FUNCTION flowt.marcar_carrinhos() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_balde_sujo (cod_tenant, dat_hora)
    SELECT DISTINCT d.cod_tenant, flowt.hora_cheia(c.dat_criacao) FROM mudadas AS d
      JOIN flowt.tb_omni8_carrinho AS c ON c.cod_tenant = d.cod_tenant AND c.cod_carrinho = d.cod_carrinho;
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.marcar_carrinhos() OWNER TO flowt_rotina;
COMMENT ON FUNCTION flowt.marcar_carrinhos() IS 'Gatilho: a hora em que um carrinho foi criado.';
CREATE OR REPLACE TRIGGER apuracao_incluida AFTER INSERT ON flowt.tb_omni8_carrinho REFERENCING NEW TABLE AS mudadas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.marcar_carrinhos();
-- A status only: adding an item changes no number.
CREATE OR REPLACE FUNCTION flowt.marcar_carrinho_mudado() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_balde_sujo (cod_tenant, dat_hora) VALUES (NEW.cod_tenant, flowt.hora_cheia(NEW.dat_criacao));
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.marcar_carrinho_mudado() OWNER TO flowt_rotina;
COMMENT ON FUNCTION flowt.marcar_carrinho_mudado() IS 'Gatilho: um carrinho mesclado deixa de contar.';
CREATE OR REPLACE TRIGGER apuracao_mesclado AFTER UPDATE OF sta_carrinho ON flowt.tb_omni8_carrinho FOR EACH ROW
    WHEN (NEW.sta_carrinho = 'MESCLADO' AND OLD.sta_carrinho <> 'MESCLADO') EXECUTE FUNCTION flowt.marcar_carrinho_mudado();
CREATE OR REPLACE TRIGGER apuracao_incluida AFTER INSERT ON flowt.tb_omni8_carrinho_visita REFERENCING NEW TABLE AS mudadas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.marcar_carrinhos();
CREATE OR REPLACE TRIGGER apuracao_alterada AFTER UPDATE ON flowt.tb_omni8_carrinho_visita REFERENCING NEW TABLE AS mudadas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.marcar_carrinhos();

-- Another zone, other days: from the first of which everything is still there. The days before it stay as they were, in the zone of
-- that time: of their events nothing is left to count them from.
CREATE OR REPLACE FUNCTION flowt.marcar_fuso() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_de date := (flowt.comeco_dos_eventos() AT TIME ZONE NEW.des_fuso_horario)::date + 1;
BEGIN
    PERFORM flowt.travar_unicos();
    DELETE FROM flowt.tb_omni8_agregado_dia d WHERE d.cod_tenant = NEW.cod_tenant AND d.dat_dia >= v_de;
    DELETE FROM flowt.tb_omni8_agregado_produto_dia d WHERE d.cod_tenant = NEW.cod_tenant AND d.dat_dia >= v_de;
    DELETE FROM flowt.tb_omni8_agregado_item_dia d WHERE d.cod_tenant = NEW.cod_tenant AND d.dat_dia >= v_de;
    DELETE FROM flowt.tb_omni8_agregado_oferta_dia d WHERE d.cod_tenant = NEW.cod_tenant AND d.dat_dia >= v_de;
    DELETE FROM flowt.tb_omni8_agregado_visitante_dia d WHERE d.cod_tenant = NEW.cod_tenant AND d.dat_dia >= v_de;
    DELETE FROM flowt.tb_omni8_agregado_evento_dia d WHERE d.cod_tenant = NEW.cod_tenant AND d.dat_dia >= v_de;
    DELETE FROM flowt.tb_omni8_agregado_comprador_dia d WHERE d.cod_tenant = NEW.cod_tenant AND d.dat_dia >= v_de;
    DELETE FROM flowt.tb_omni8_agregado_total_dia d WHERE d.cod_tenant = NEW.cod_tenant AND d.dat_dia >= v_de;
    PERFORM flowt.esquecer_horas(NEW.cod_tenant);
    DELETE FROM flowt.tb_omni8_agregado_unico d WHERE d.cod_tenant = NEW.cod_tenant;
    PERFORM flowt.marcar_desde(NEW.cod_tenant, flowt.comeco_do_dia(v_de, NEW.des_fuso_horario));
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.marcar_fuso() OWNER TO flowt_rotina;
COMMENT ON FUNCTION flowt.marcar_fuso()
    IS 'Gatilho: em outro fuso os dias são outros; apuram-se de novo os de que ainda se guardam os eventos, e os mais antigos ficam como estavam.';
CREATE OR REPLACE TRIGGER apuracao_do_fuso AFTER UPDATE OF des_fuso_horario ON flowt.tb_omni8_tenant FOR EACH ROW
    WHEN (NEW.des_fuso_horario <> OLD.des_fuso_horario) EXECUTE FUNCTION flowt.marcar_fuso();
REVOKE EXECUTE ON FUNCTION flowt.marcar_visitas(), flowt.marcar_carrinhos_da_visita(), flowt.marcar_eventos(), flowt.marcar_pedidos(),
    flowt.marcar_carrinhos(), flowt.marcar_carrinho_mudado(), flowt.marcar_fuso()
    FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
