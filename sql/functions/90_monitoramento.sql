-- Monitoring (guide chapters 17.3 and 19): what a DBA sees across tenants, through the views admin.vw_*.
-- A view of a role that bypasses row-level security is against the house rules; each is a plain view of the owner over one
-- function here, which only flowt_dba may call. They are dropped and made again, so that columns may come and go.
DROP VIEW IF EXISTS admin.vw_tamanho_tabela, admin.vw_tamanho_tenant, admin.vw_atividade_tenant, admin.vw_conexao, admin.vw_trava,
    admin.vw_instrucao_lenta, admin.vw_limpeza, admin.vw_particao, admin.vw_conformidade, admin.vw_sessao, admin.vw_auditoria, admin.vw_servidor;
DROP FUNCTION IF EXISTS flowt.ver_tamanho_tabela(), flowt.ver_tamanho_tenant(), flowt.ver_atividade_tenant(), flowt.ver_conexao(), flowt.ver_trava(),
    flowt.ver_instrucao_lenta(), flowt.ver_limpeza(), flowt.ver_particao(), flowt.ver_conformidade(), flowt.ver_sessao(), flowt.ver_auditoria(),
    flowt.ver_servidor();

CREATE OR REPLACE FUNCTION flowt.limites_em_vigor(p_tenant bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_limites jsonb;
BEGIN
    -- Plans are a module of their own, which an installation may be without.
    IF to_regprocedure('flowt.maximo_do_plano(bigint,text)') IS NOT NULL THEN
        EXECUTE 'SELECT jsonb_object_agg(l.nom_limite, flowt.maximo_do_plano($1, l.nom_limite)) FROM flowt.tb_omni8_limite AS l' INTO v_limites
            USING p_tenant;
    END IF;
    RETURN v_limites;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.limites_em_vigor(bigint) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.limites_em_vigor(bigint) IS 'Limites do plano de um tenant, ou nulo sem planos.';

CREATE OR REPLACE FUNCTION flowt.ver_tamanho_tabela() RETURNS TABLE (
    nom_tabela text, qtd_linhas bigint, qtd_bytes bigint, des_tamanho text, qtd_bytes_indices bigint, qtd_particoes bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT t.relname::text, sum(greatest(c.reltuples, 0))::bigint, sum(pg_total_relation_size(c.oid))::bigint,
           pg_size_pretty(sum(pg_total_relation_size(c.oid))),
           sum(pg_indexes_size(c.oid))::bigint, count(*) FILTER (WHERE c.relispartition)
      FROM pg_class AS t LEFT JOIN LATERAL pg_partition_tree(t.oid) AS p ON true JOIN pg_class AS c ON c.oid = coalesce(p.relid, t.oid)
     WHERE t.relnamespace = 'flowt'::regnamespace AND t.relkind IN ('r', 'p') AND NOT t.relispartition GROUP BY t.relname ORDER BY 3 DESC, 1
$$;
ALTER FUNCTION flowt.ver_tamanho_tabela() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.ver_tamanho_tabela() FROM flowt_api, flowt_courier, flowt_busca;
COMMENT ON FUNCTION flowt.ver_tamanho_tabela() IS 'O que admin.vw_tamanho_tabela mostra. Atravessa tenants: é para quem administra a plataforma.';

CREATE OR REPLACE FUNCTION flowt.ver_tamanho_tenant()
    RETURNS TABLE (cod_tenant bigint, nom_slug text, qtd_bytes bigint, des_tamanho text, num_parte numeric)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    -- A tenant among the most common values has its own share there; the others share what is left in equal parts.
    WITH tabela AS (
        SELECT pg_total_relation_size(c.oid) AS bytes, s.most_common_vals::text::bigint[] AS valores, s.most_common_freqs AS partes
          FROM pg_class AS c JOIN pg_stats AS s ON s.schemaname = 'flowt' AND s.tablename = c.relname AND s.attname = 'cod_tenant'
         WHERE c.relnamespace = 'flowt'::regnamespace AND c.relkind = 'r' AND c.reltuples > 0
    ), comum AS (
        SELECT m.tenant, sum(m.parte * t.bytes) AS bytes FROM tabela AS t CROSS JOIN LATERAL unnest(t.valores, t.partes) AS m (tenant, parte)
         GROUP BY m.tenant
    ), resto AS (
        SELECT coalesce(sum(t.bytes * (1 - coalesce((SELECT sum(p) FROM unnest(t.partes) AS p), 0))), 0) AS bytes FROM tabela AS t
    ), parte AS (
        SELECT t.cod_tenant, t.nom_slug, coalesce(c.bytes, r.bytes / nullif(count(*) FILTER (WHERE c.tenant IS NULL) OVER (), 0)) AS bytes
          FROM flowt.tb_omni8_tenant AS t CROSS JOIN resto AS r LEFT JOIN comum AS c ON c.tenant = t.cod_tenant
    )
    SELECT p.cod_tenant, p.nom_slug, p.bytes::bigint, pg_size_pretty(p.bytes::bigint), round((p.bytes / nullif(sum(p.bytes) OVER (), 0))::numeric, 4)
      FROM parte AS p ORDER BY 3 DESC, 1
$$;
ALTER FUNCTION flowt.ver_tamanho_tenant() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.ver_tamanho_tenant() FROM flowt_api, flowt_courier, flowt_busca;
COMMENT ON FUNCTION flowt.ver_tamanho_tenant() IS 'O que admin.vw_tamanho_tenant mostra. Atravessa tenants: é para quem administra a plataforma.';

CREATE OR REPLACE FUNCTION flowt.ver_atividade_tenant() RETURNS TABLE (
    cod_tenant bigint, nom_slug text, sta_tenant text, qtd_usuarios bigint, qtd_sessoes bigint, qtd_pedidos_dia bigint, qtd_pedidos_mes bigint,
    qtd_mudancas_dia bigint, dat_ultima_mudanca timestamptz, js_limites jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT t.cod_tenant, t.nom_slug, t.sta_tenant,
           (SELECT count(*) FROM flowt.tb_omni8_usuario_tenant u WHERE u.cod_tenant = t.cod_tenant AND u.flg_ativo),
           (SELECT count(*) FROM flowt.tb_omni8_sessao s WHERE s.cod_tenant = t.cod_tenant AND s.dat_revogacao IS NULL AND s.dat_expiracao > now()),
           (SELECT count(*) FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = t.cod_tenant AND p.dat_criacao > now() - interval '24 hours'),
           (SELECT count(*) FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = t.cod_tenant AND p.dat_criacao > now() - interval '30 days'),
           a.quantas, a.ultima, flowt.limites_em_vigor(t.cod_tenant)
      FROM flowt.tb_omni8_tenant AS t
     CROSS JOIN LATERAL (SELECT count(*) AS quantas, max(x.dat_evento) AS ultima FROM flowt.tb_omni8_auditoria x
                          WHERE x.cod_tenant = t.cod_tenant AND x.dat_evento > now() - interval '24 hours') AS a
     ORDER BY t.cod_tenant;
END
$$;
ALTER FUNCTION flowt.ver_atividade_tenant() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.ver_atividade_tenant() FROM flowt_api, flowt_courier, flowt_busca;
COMMENT ON FUNCTION flowt.ver_atividade_tenant() IS 'O que admin.vw_atividade_tenant mostra. Atravessa tenants: é para quem administra a plataforma.';

CREATE OR REPLACE FUNCTION flowt.ver_conexao() RETURNS TABLE (
    num_processo integer, nom_login text, cod_tenant bigint, nom_aplicacao text, des_origem text, dat_conexao timestamptz, sta_conexao text,
        tmp_transacao interval,
    tmp_instrucao interval, des_espera text, num_bloqueadores integer[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT a.pid, a.usename::text, substring(a.usename FROM '^flowt_bi_([1-9][0-9]{0,17})_')::bigint, a.application_name, host(a.client_addr),
           a.backend_start, a.state,
           date_trunc('milliseconds', now() - a.xact_start), date_trunc('milliseconds', CASE WHEN a.state = 'active' THEN now() - a.query_start END),
           a.wait_event_type || ': ' || a.wait_event, pg_blocking_pids(a.pid)
      FROM pg_stat_activity AS a WHERE a.datname = current_database() AND a.backend_type = 'client backend' ORDER BY a.xact_start NULLS LAST, a.pid
$$;
ALTER FUNCTION flowt.ver_conexao() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.ver_conexao() FROM flowt_api, flowt_courier, flowt_busca;
COMMENT ON FUNCTION flowt.ver_conexao() IS 'O que admin.vw_conexao mostra. Atravessa tenants: é para quem administra a plataforma.';

CREATE OR REPLACE FUNCTION flowt.ver_trava() RETURNS TABLE (
    num_processo integer, nom_login text, tmp_espera interval, tip_trava text, nom_objeto text, num_bloqueadores integer[], des_bloqueadores text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT l.pid, a.usename::text, date_trunc('milliseconds', now() - l.waitstart), l.locktype || ' ' || l.mode, l.relation::regclass::text,
           pg_blocking_pids(l.pid),
           (SELECT string_agg(concat_ws(' ', b.pid, b.usename, b.state), '; ' ORDER BY b.pid) FROM pg_stat_activity b
             WHERE b.pid = ANY (pg_blocking_pids(l.pid)))
      FROM pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid WHERE NOT l.granted ORDER BY l.waitstart
$$;
ALTER FUNCTION flowt.ver_trava() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.ver_trava() FROM flowt_api, flowt_courier, flowt_busca;
COMMENT ON FUNCTION flowt.ver_trava() IS 'O que admin.vw_trava mostra. Atravessa tenants: é para quem administra a plataforma.';

CREATE OR REPLACE FUNCTION flowt.ver_instrucao_lenta() RETURNS TABLE (
    des_instrucao text, nom_login text, qtd_chamadas bigint, num_media_ms numeric, num_total_ms numeric, qtd_linhas bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    -- Not a dependency: the extension may be there, or not, or in another schema.
    v_visao text := (SELECT format('%I.pg_stat_statements', n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
                      WHERE e.extname = 'pg_stat_statements');
BEGIN
    IF v_visao IS NULL THEN
        RAISE object_not_in_prerequisite_state;
    END IF;
    RETURN QUERY EXECUTE format(
            'SELECT left(regexp_replace(s.query, ''\s+'', '' '', ''g''), 300), r.rolname::text, s.calls, round(s.mean_exec_time::numeric, 3),
               round(s.total_exec_time::numeric, 1), s.rows
          FROM %s AS s JOIN pg_database AS d ON d.oid = s.dbid AND d.datname = current_database() LEFT JOIN pg_roles AS r ON r.oid = s.userid
         ORDER BY s.total_exec_time DESC LIMIT 50', v_visao);
-- What the extension itself raises when the server was started without it.
EXCEPTION WHEN object_not_in_prerequisite_state THEN
    RETURN QUERY SELECT 'Sem pg_stat_statements: ponha-o em shared_preload_libraries, reinicie e execute CREATE EXTENSION pg_stat_statements.'::text,
                        NULL::text, NULL::bigint, NULL::numeric, NULL::numeric, NULL::bigint;
END
$$;
ALTER FUNCTION flowt.ver_instrucao_lenta() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.ver_instrucao_lenta() FROM flowt_api, flowt_courier, flowt_busca;
COMMENT ON FUNCTION flowt.ver_instrucao_lenta() IS 'O que admin.vw_instrucao_lenta mostra. Atravessa tenants: é para quem administra a plataforma.';

CREATE OR REPLACE FUNCTION flowt.ver_limpeza() RETURNS TABLE (
    nom_tabela text, qtd_vivas bigint, qtd_mortas bigint, num_mortas numeric, dat_limpeza timestamptz, dat_analise timestamptz, qtd_mudancas bigint,
        qtd_idade bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.relname::text, s.n_live_tup, s.n_dead_tup, round(s.n_dead_tup / nullif(s.n_live_tup + s.n_dead_tup, 0)::numeric, 4),
           greatest(s.last_vacuum, s.last_autovacuum),
           greatest(s.last_analyze, s.last_autoanalyze), s.n_mod_since_analyze, age(c.relfrozenxid)::bigint
      FROM pg_stat_all_tables AS s JOIN pg_class AS c ON c.oid = s.relid WHERE s.schemaname = 'flowt' AND c.relkind = 'r'
     ORDER BY s.n_dead_tup DESC, s.relname
$$;
ALTER FUNCTION flowt.ver_limpeza() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.ver_limpeza() FROM flowt_api, flowt_courier, flowt_busca;
COMMENT ON FUNCTION flowt.ver_limpeza() IS 'O que admin.vw_limpeza mostra. Atravessa tenants: é para quem administra a plataforma.';

CREATE OR REPLACE FUNCTION flowt.ver_particao() RETURNS TABLE (
    nom_tabela text, qtd_particoes bigint, dat_primeira timestamptz, dat_fim timestamptz, flg_falta_proximo boolean, qtd_resto bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH parte AS (
        SELECT t.relname::text AS tabela, (regexp_match(b.limite, 'FROM \(''([^'']+)''\)'))[1]::timestamptz AS de,
               (regexp_match(b.limite, 'TO \(''([^'']+)''\)'))[1]::timestamptz AS ate,
               b.limite = 'DEFAULT' AS resto, c.reltuples
          FROM pg_class AS t JOIN pg_inherits AS h ON h.inhparent = t.oid JOIN pg_class AS c ON c.oid = h.inhrelid
         CROSS JOIN LATERAL (SELECT pg_get_expr(c.relpartbound, c.oid) AS limite) AS b 
         WHERE t.relnamespace = 'flowt'::regnamespace AND t.relkind = 'p'
    )
    SELECT p.tabela, count(p.de), min(p.de), max(p.ate),
           NOT (coalesce(bool_or(p.de <= now() AND now() < p.ate), false)
                AND coalesce(bool_or(p.de <= now() + interval '1 month' AND now() + interval '1 month' < p.ate), false)),
           coalesce(sum(greatest(p.reltuples, 0)) FILTER (WHERE p.resto), 0)::bigint
      FROM parte AS p GROUP BY p.tabela ORDER BY p.tabela
$$;
ALTER FUNCTION flowt.ver_particao() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.ver_particao() FROM flowt_api, flowt_courier, flowt_busca;
COMMENT ON FUNCTION flowt.ver_particao() IS 'O que admin.vw_particao mostra. Atravessa tenants: é para quem administra a plataforma.';

CREATE OR REPLACE FUNCTION flowt.ver_conformidade() RETURNS TABLE (nom_regra text, nom_objeto text, des_problema text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT c.regra, c.objeto, c.problema FROM flowt.conformidade() AS c;
END
$$;
ALTER FUNCTION flowt.ver_conformidade() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.ver_conformidade() FROM flowt_api, flowt_courier, flowt_busca;
COMMENT ON FUNCTION flowt.ver_conformidade() IS 'O que admin.vw_conformidade mostra. Atravessa tenants: é para quem administra a plataforma.';

CREATE OR REPLACE FUNCTION flowt.ver_sessao() RETURNS TABLE (
    cod_tenant bigint, nom_slug text, nom_perfil text, qtd_sessoes bigint, qtd_personificadas bigint, dat_mais_antiga timestamptz,
        dat_mais_nova timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT t.cod_tenant, t.nom_slug, coalesce(u.nom_perfil, '(cliente)'), count(*), count(s.cod_personificador), min(s.dat_criacao),
           max(s.dat_criacao)
      FROM flowt.tb_omni8_sessao AS s JOIN flowt.tb_omni8_tenant AS t ON t.cod_tenant = s.cod_tenant
      LEFT JOIN flowt.tb_omni8_usuario_tenant AS u ON u.cod_tenant = s.cod_tenant AND u.cod_usuario = s.cod_usuario
     WHERE s.dat_revogacao IS NULL AND s.dat_expiracao > now() GROUP BY t.cod_tenant, t.nom_slug, coalesce(u.nom_perfil, '(cliente)') ORDER BY 1, 3
$$;
ALTER FUNCTION flowt.ver_sessao() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.ver_sessao() FROM flowt_api, flowt_courier, flowt_busca;
COMMENT ON FUNCTION flowt.ver_sessao() IS 'O que admin.vw_sessao mostra. Atravessa tenants: é para quem administra a plataforma.';

CREATE OR REPLACE FUNCTION flowt.ver_auditoria() RETURNS TABLE (
    nom_trilha text, cod_selado bigint, qtd_pendentes bigint, dat_selagem timestamptz, flg_atrasada boolean, qtd_selos bigint, qtd_tenants bigint,
    dat_expurgo timestamptz, qtd_meses integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT t.nom_trilha, t.cod_selado, n.ultimo - t.cod_selado, t.dat_selagem, n.ultimo > t.cod_selado
        AND coalesce(t.dat_selagem, '-infinity') < now() - interval '1 hour',
           coalesce(c.selos, 0), c.cadeias, t.dat_expurgo, flowt.meses_de_auditoria()
      FROM flowt.tb_omni8_auditoria_trilha AS t
     CROSS JOIN LATERAL (SELECT pg_sequence_last_value(pg_get_serial_sequence('flowt.' || t.nom_tabela, t.nom_numero)::regclass) AS valor) AS q
     CROSS JOIN LATERAL (SELECT greatest(coalesce(q.valor, 0), t.cod_selado) AS ultimo) AS n
     CROSS JOIN LATERAL (SELECT sum(k.num_selo)::bigint AS selos, count(*) AS cadeias FROM flowt.tb_omni8_auditoria_cadeia k
                          WHERE k.nom_trilha = t.nom_trilha) AS c
     ORDER BY t.nom_trilha
$$;
ALTER FUNCTION flowt.ver_auditoria() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.ver_auditoria() FROM flowt_api, flowt_courier, flowt_busca;
COMMENT ON FUNCTION flowt.ver_auditoria() IS 'O que admin.vw_auditoria mostra. Atravessa tenants: é para quem administra a plataforma.';

CREATE OR REPLACE FUNCTION flowt.ver_servidor() RETURNS TABLE (nom_medida text, des_valor text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT * FROM (VALUES
        ('versão', current_setting('server_version')), ('banco', current_database() || ', ' || pg_size_pretty(pg_database_size(current_database()))),
        ('no ar desde', pg_postmaster_start_time()::text),
        ('conexões', (SELECT count(*) FROM pg_stat_activity a WHERE a.backend_type = 'client backend') || ' de '
         || current_setting('max_connections')),
        ('conexões de BI', (SELECT count(*)::text FROM pg_stat_activity a WHERE a.usename LIKE 'flowt\_bi\_%')),
        ('réplicas', (SELECT count(*)::text FROM pg_stat_replication)),
        ('transação mais antiga', (SELECT coalesce(max(date_trunc('seconds', now() - a.xact_start))::text, 'nenhuma') FROM pg_stat_activity a
                                    WHERE a.pid <> pg_backend_pid())),
        ('idade do banco em transações', (SELECT age(d.datfrozenxid)::text FROM pg_database d WHERE d.datname = current_database())),
        ('acertos de memória', (SELECT round(100.0 * d.blks_hit / nullif(d.blks_hit + d.blks_read, 0), 2) || ' %' FROM pg_stat_database d
                                 WHERE d.datname = current_database())),
        ('impasses desde o início', (SELECT d.deadlocks::text FROM pg_stat_database d WHERE d.datname = current_database()))) AS m (nome, valor)
$$;
ALTER FUNCTION flowt.ver_servidor() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.ver_servidor() FROM flowt_api, flowt_courier, flowt_busca;
COMMENT ON FUNCTION flowt.ver_servidor() IS 'O que admin.vw_servidor mostra. Atravessa tenants: é para quem administra a plataforma.';

CREATE OR REPLACE FUNCTION admin.esquecer_pseudonimos(p_tenant bigint, p_confirmacao text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM flowt.exigir_confirmacao(p_tenant, p_confirmacao);
    DELETE FROM flowt.tb_omni8_auditoria_segredo s WHERE s.cod_tenant = p_tenant;
    RETURN FOUND;
END
$$;
ALTER FUNCTION admin.esquecer_pseudonimos(bigint, text) OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.esquecer_pseudonimos(bigint, text)
    IS 'Apaga o segredo dos pseudônimos da trilha de um tenant: ninguém mais confere a que valor um pseudônimo corresponde. Exige o slug em '
       'p_confirmacao.';
