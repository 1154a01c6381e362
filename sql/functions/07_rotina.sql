-- Jobs (guide chapters 12.2, 19.1): how "flowt courier" takes a job that is due, runs it and says what became of it.

CREATE OR REPLACE FUNCTION flowt.guarda_de_execucoes() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '30 days';
COMMENT ON FUNCTION flowt.guarda_de_execucoes() IS 'Por quanto tempo se guarda o registro de uma execução de rotina.';
CREATE OR REPLACE FUNCTION flowt.primeira_espera_de_rotina() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '5 seconds';
COMMENT ON FUNCTION flowt.primeira_espera_de_rotina() IS 'Espera depois da primeira falha de uma rotina; dobra a cada outra, até o intervalo dela.';
CREATE OR REPLACE FUNCTION flowt.chave_de_rotina() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 60221409;
COMMENT ON FUNCTION flowt.chave_de_rotina() IS 'Primeira metade das travas consultivas das rotinas; a segunda é o nome.';

-- After the time it was due, not after now: a job of three in the morning stays there.
CREATE OR REPLACE FUNCTION flowt.proximo_horario(p_marcado timestamptz, p_intervalo interval, p_agora timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN p_marcado + make_interval(secs => extract(epoch FROM p_intervalo)::double precision
    * greatest(1, 1 + floor(extract(epoch FROM p_agora - p_marcado) / extract(epoch FROM p_intervalo)))::double precision);
COMMENT ON FUNCTION flowt.proximo_horario(timestamptz, interval, timestamptz)
    IS 'Primeiro horário depois de agora, contado em intervalos inteiros do horário marcado.';

CREATE OR REPLACE FUNCTION flowt.executar_rotina(p_nome text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_feitos bigint;
BEGIN
    -- One that returns rows tells of what it did line by line; how many is what counts here.
    EXECUTE format(CASE WHEN (SELECT p.proretset FROM pg_catalog.pg_proc p WHERE p.oid = to_regproc(format('rotina.%I', p_nome)))
                        THEN 'SELECT count(*) FROM rotina.%I()' ELSE 'SELECT rotina.%I()' END, p_nome) INTO v_feitos;
    RETURN coalesce(v_feitos, 0);
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.executar_rotina(text) FROM flowt_api, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.executar_rotina(text) IS 'Roda uma rotina e devolve quantas coisas ela fez.';

-- Everything of a failed run that may be kept: no message and no value, which may be somebody's data.
CREATE OR REPLACE FUNCTION flowt.erro_sem_valores(p_estado text, p_contexto text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN concat_ws(' ', 'SQLSTATE ' || coalesce(nullif(p_estado, ''), '08006'), substring(p_contexto FROM 'PL/pgSQL function ([a-z_0-9.]+)\('));
COMMENT ON FUNCTION flowt.erro_sem_valores(text, text) IS 'SQLSTATE e função onde houve o erro.';

-- MARK: one company at a time

CREATE OR REPLACE FUNCTION flowt.tenants_por_rodada() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 50;
COMMENT ON FUNCTION flowt.tenants_por_rodada()
    IS 'Tenants que uma vez de uma rotina atende: cada um é uma subtransação, e além de 64 em uma transação todas as outras pagam por elas.';
CREATE OR REPLACE FUNCTION flowt.maior_espera_do_tenant() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '1 hour';
COMMENT ON FUNCTION flowt.maior_espera_do_tenant()
    IS 'O mais que um tenant em que uma rotina falhou espera para ser tentado de novo; a espera dobra a cada falha até aqui.';

-- What is caught is what one company's data or settings can bring about: values, constraints, limits, a name that is not there, a
-- refusal of our own (PT000 is the class of them all). A deadline, a lost connection, a deadlock, a full disk or a damaged page is
-- everybody's: the run ends, and the courier tries it again.
CREATE OR REPLACE FUNCTION flowt.tentar_no_tenant(p_rotina text, p_tenant bigint, p_funcao text, p_dados anyelement) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_feitos   bigint;
    v_estado   text;
    v_contexto text;
BEGIN
    EXECUTE format('SELECT flowt.%I($1, $2)', p_funcao) INTO v_feitos USING p_tenant, p_dados;
    DELETE FROM flowt.tb_omni8_rotina_falha f WHERE f.cod_tenant = p_tenant AND f.nom_rotina = p_rotina;
    RETURN coalesce(v_feitos, 0);
EXCEPTION WHEN data_exception OR integrity_constraint_violation OR syntax_error_or_access_rule_violation OR program_limit_exceeded OR plpgsql_error
    OR SQLSTATE 'PT000' THEN
    GET STACKED DIAGNOSTICS v_estado = RETURNED_SQLSTATE, v_contexto = PG_EXCEPTION_CONTEXT;
    INSERT INTO flowt.tb_omni8_rotina_falha AS f (cod_tenant, nom_rotina, des_erro, dat_proxima)
    VALUES (p_tenant, p_rotina, flowt.erro_sem_valores(v_estado, v_contexto), now() + flowt.primeira_espera_de_rotina())
    ON CONFLICT (cod_tenant, nom_rotina) DO UPDATE SET qtd_falhas = f.qtd_falhas + 1, des_erro = excluded.des_erro, dat_ultima = now(),
        dat_proxima = now() + least(flowt.maior_espera_do_tenant(), flowt.primeira_espera_de_rotina() * 2 ^ least(f.qtd_falhas, 20));
    RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.tentar_no_tenant(text, bigint, text, anyelement) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.tentar_no_tenant(text, bigint, text, anyelement)
    IS 'Faz a parte de um tenant de uma rotina, flowt.<p_funcao>(tenant, dados), em uma subtransação; devolve quantas coisas fez ou, se falhou, '
       'nulo, e anota a falha: quem chama segue com os outros.';

CREATE OR REPLACE FUNCTION flowt.marcar_proxima(p_nome text, p_feitos bigint, p_falhou boolean) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE flowt.tb_omni8_rotina r
       SET qtd_falhas = CASE WHEN p_falhou THEN r.qtd_falhas + 1 ELSE 0 END,
           dat_proxima = CASE WHEN p_falhou AND r.qtd_falhas < r.qtd_tentativas
                              THEN clock_timestamp() + least(r.des_intervalo, flowt.primeira_espera_de_rotina() * 2 ^ r.qtd_falhas)
                              WHEN p_feitos > 0 AND NOT p_falhou THEN r.dat_proxima
                              ELSE flowt.proximo_horario(r.dat_proxima, r.des_intervalo, clock_timestamp()) END
     WHERE r.nom_rotina = p_nome;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.marcar_proxima(text, bigint, boolean) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.marcar_proxima(text, bigint, boolean)
    IS 'Marca a próxima vez de uma rotina: já, se fez algo e pode haver mais; mais cedo, se falhou; ou o horário seguinte.';

CREATE OR REPLACE FUNCTION rotina.reivindicar(p_processo text) RETURNS TABLE (cod_execucao bigint, nom_rotina text, des_comando text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_rotina flowt.tb_omni8_rotina;
BEGIN
    -- The one that has waited longest: a job that always has more to do takes its turn like the others.
    FOR nom_rotina IN SELECT r.nom_rotina FROM flowt.tb_omni8_rotina r 
               WHERE r.flg_ativa AND r.dat_proxima <= clock_timestamp() ORDER BY r.dat_ultima NULLS FIRST, r.nom_rotina LOOP
        -- The session's own, held over the commits of the run: if this process dies, the lock goes with its connection.
        CONTINUE WHEN NOT pg_try_advisory_lock(flowt.chave_de_rotina(), hashtext(nom_rotina));
        SELECT r.* INTO v_rotina FROM flowt.tb_omni8_rotina r
         WHERE r.nom_rotina = reivindicar.nom_rotina AND r.flg_ativa AND r.dat_proxima <= clock_timestamp() FOR UPDATE;
        IF FOUND THEN
            -- Nobody else holds the lock, so who began this one is gone, and may have gone because of it: that is a failure.
            UPDATE flowt.tb_omni8_log_execucao e SET sta_execucao = 'INTERROMPIDA', dat_fim = clock_timestamp()
             WHERE e.nom_rotina = v_rotina.nom_rotina AND e.sta_execucao = 'EXECUTANDO';
            IF FOUND THEN
                PERFORM flowt.marcar_proxima(v_rotina.nom_rotina, 0, true);
                PERFORM pg_advisory_unlock(flowt.chave_de_rotina(), hashtext(nom_rotina));
                CONTINUE;
            END IF;
            UPDATE flowt.tb_omni8_rotina r SET dat_ultima = clock_timestamp() WHERE r.nom_rotina = v_rotina.nom_rotina;
            INSERT INTO flowt.tb_omni8_log_execucao AS e (nom_rotina, des_processo) VALUES (v_rotina.nom_rotina, left(p_processo, 200))
            RETURNING e.cod_execucao INTO cod_execucao;
            des_comando := format('SET statement_timeout = %s; SELECT rotina.rodar(%s, %L)',
                                  (extract(epoch FROM v_rotina.des_prazo) * 1000)::bigint, cod_execucao, v_rotina.nom_rotina);
            RETURN NEXT;
            RETURN;
        END IF;
        PERFORM pg_advisory_unlock(flowt.chave_de_rotina(), hashtext(nom_rotina));
    END LOOP;
END
$$;
ALTER FUNCTION rotina.reivindicar(text) OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.reivindicar(text)
    IS 'Toma para um processo uma rotina que está na hora e que ninguém roda, e diz com que comando rodá-la; nenhuma linha se não há.';

CREATE OR REPLACE FUNCTION rotina.encerrar(p_execucao bigint, p_feitos bigint, p_estado text, p_contexto text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_nome text;
BEGIN
    UPDATE flowt.tb_omni8_log_execucao e
       SET sta_execucao = CASE WHEN p_estado IS NULL THEN 'CONCLUIDA' ELSE 'FALHA' END, dat_fim = clock_timestamp(), qtd_feitos = p_feitos,
           des_erro = CASE WHEN p_estado IS NOT NULL THEN flowt.erro_sem_valores(p_estado, p_contexto) END
     WHERE e.cod_execucao = p_execucao AND e.sta_execucao = 'EXECUTANDO'
    RETURNING e.nom_rotina INTO v_nome;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'execucao_encerrada', DETAIL = 'Esta execução já foi encerrada por outro processo.';
    END IF;
    PERFORM flowt.marcar_proxima(v_nome, p_feitos, p_estado IS NOT NULL);
    PERFORM pg_advisory_unlock(flowt.chave_de_rotina(), hashtext(v_nome));
END
$$;
ALTER FUNCTION rotina.encerrar(bigint, bigint, text, text) OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.encerrar(bigint, bigint, text, text)
    IS 'Registra o fim de uma execução (p_estado: o SQLSTATE, se falhou) e marca a próxima vez.';

-- The job and the word that it is done are one transaction: a process that dies leaves both or neither.
CREATE OR REPLACE FUNCTION rotina.rodar(p_execucao bigint, p_nome text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_feitos bigint := flowt.executar_rotina(p_nome);
BEGIN
    PERFORM rotina.encerrar(p_execucao, v_feitos, NULL, NULL);
    RETURN v_feitos;
END
$$;
COMMENT ON FUNCTION rotina.rodar(bigint, text)
    IS 'Roda uma rotina reivindicada e registra que acabou, na mesma transação; devolve quantas coisas ela fez.';

CREATE OR REPLACE FUNCTION rotina.espera() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT greatest(0, coalesce(ceil(extract(epoch FROM min(r.dat_proxima) - clock_timestamp()) * 1000)::bigint, 60000))
        FROM flowt.tb_omni8_rotina r WHERE r.flg_ativa $$;
ALTER FUNCTION rotina.espera() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.espera() IS 'Milissegundos até a próxima rotina; zero se uma já está na hora.';

CREATE OR REPLACE FUNCTION rotina.expurgar_execucoes() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_quantas bigint;
BEGIN
    DELETE FROM flowt.tb_omni8_log_execucao e WHERE e.sta_execucao <> 'EXECUTANDO' AND e.dat_inicio < now() - flowt.guarda_de_execucoes();
    GET DIAGNOSTICS v_quantas = ROW_COUNT;
    RETURN v_quantas;
END
$$;
ALTER FUNCTION rotina.expurgar_execucoes() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.expurgar_execucoes() IS 'Apaga do registro as execuções mais velhas que flowt.guarda_de_execucoes(); devolve quantas.';

CREATE OR REPLACE FUNCTION admin.rodar_rotina(p_nome text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE flowt.tb_omni8_rotina r SET dat_proxima = least(r.dat_proxima, clock_timestamp()) WHERE r.nom_rotina = p_nome;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'rotina_nao_encontrada',
            DETAIL = format('Não há rotina %s: veja admin.vw_rotinas.', p_nome);
    END IF;
    NOTIFY flowt_rotina;
END
$$;
ALTER FUNCTION admin.rodar_rotina(text) OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.rodar_rotina(text) IS 'Faz uma rotina rodar já, em vez de no próximo horário. Quem a roda é o flowt courier.';

CREATE OR REPLACE FUNCTION admin.agendar_rotina(p_nome text, p_intervalo interval, p_proxima timestamptz DEFAULT NULL, p_ativa boolean DEFAULT true)
    RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE flowt.tb_omni8_rotina r SET des_intervalo = p_intervalo, dat_proxima = coalesce(p_proxima, r.dat_proxima), flg_ativa = p_ativa
     WHERE r.nom_rotina = p_nome;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'rotina_nao_encontrada',
            DETAIL = format('Não há rotina %s: veja admin.vw_rotinas.', p_nome);
    END IF;
    NOTIFY flowt_rotina;
END
$$;
ALTER FUNCTION admin.agendar_rotina(text, interval, timestamptz, boolean) OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.agendar_rotina(text, interval, timestamptz, boolean)
    IS 'Muda de quanto em quanto tempo uma rotina roda, a próxima vez, e se roda.';

CREATE OR REPLACE FUNCTION flowt.ver_rotinas() RETURNS TABLE (
    nom_rotina text, des_rotina text, des_intervalo interval, flg_ativa boolean, dat_proxima timestamptz, flg_atrasada boolean, qtd_falhas integer,
    sta_ultima text, dat_ultima timestamptz, num_duracao_s numeric, qtd_feitos bigint, des_erro text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.nom_rotina, r.des_rotina, r.des_intervalo, r.flg_ativa, r.dat_proxima,
           r.flg_ativa AND r.dat_proxima + greatest(r.des_intervalo, interval '1 minute') < clock_timestamp(), r.qtd_falhas,
           e.sta_execucao, e.dat_inicio, round(extract(epoch FROM coalesce(e.dat_fim, clock_timestamp()) - e.dat_inicio), 3), e.qtd_feitos, e.des_erro
      FROM flowt.tb_omni8_rotina r
      LEFT JOIN LATERAL (SELECT x.* FROM flowt.tb_omni8_log_execucao x WHERE x.nom_rotina = r.nom_rotina ORDER BY x.cod_execucao DESC LIMIT 1) AS e
        ON true
$$;
ALTER FUNCTION flowt.ver_rotinas() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.ver_rotinas() FROM flowt_api, flowt_courier, flowt_busca;
COMMENT ON FUNCTION flowt.ver_rotinas() IS 'Rotinas com sua última execução. Atravessa tenants: não tem dado de nenhum.';

CREATE OR REPLACE FUNCTION flowt.ver_falhas_de_rotinas() RETURNS TABLE (
    nom_rotina text, cod_tenant bigint, qtd_falhas integer, des_erro text, dat_primeira timestamptz, dat_ultima timestamptz, dat_proxima timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT f.nom_rotina, f.cod_tenant, f.qtd_falhas, f.des_erro, f.dat_primeira, f.dat_ultima, f.dat_proxima FROM flowt.tb_omni8_rotina_falha f
     ORDER BY f.dat_primeira, f.cod_tenant
$$;
ALTER FUNCTION flowt.ver_falhas_de_rotinas() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.ver_falhas_de_rotinas() FROM flowt_api, flowt_courier, flowt_busca;
COMMENT ON FUNCTION flowt.ver_falhas_de_rotinas() IS 'O que admin.vw_rotina_falhas mostra. Atravessa tenants: é para quem administra a plataforma.';
