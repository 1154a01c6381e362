-- Seals of the audit trails (guide chapter 17.3): sealing, verifying, partitions and their retention.

CREATE OR REPLACE FUNCTION flowt.limite_do_lote() RETURNS bigint LANGUAGE sql IMMUTABLE RETURN 100000;
COMMENT ON FUNCTION flowt.limite_do_lote() IS 'Números da trilha que um passo da selagem cobre: limita a memória.';
CREATE OR REPLACE FUNCTION flowt.tolerancia_do_relogio() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '5 minutes';
COMMENT ON FUNCTION flowt.tolerancia_do_relogio() IS 'Quanto o relógio do servidor pode voltar sem que uma linha pareça forjada.';
CREATE OR REPLACE FUNCTION flowt.meses_adiante() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 3;
COMMENT ON FUNCTION flowt.meses_adiante() IS 'Partições mensais que se criam à frente do mês corrente.';

CREATE OR REPLACE FUNCTION flowt.meses_de_auditoria() RETURNS integer
LANGUAGE sql STABLE
RETURN greatest(flowt.parametro_plataforma('auditoria_meses')::integer, 6);
COMMENT ON FUNCTION flowt.meses_de_auditoria()
    IS 'Meses que as trilhas ficam guardadas: o parâmetro auditoria_meses, nunca menos que os 6 do Marco Civil (art. 15).';

-- Under UTC whoever asks, for the text of a moment is part of the digest.
CREATE OR REPLACE FUNCTION flowt.linhas_da_trilha(p_trilha text, p_tenant bigint, p_de bigint, p_ate bigint)
RETURNS TABLE (cod_tenant bigint, cod_linha bigint, dat_evento timestamptz, dat_mes date, hsh_linha bytea)
LANGUAGE plpgsql STABLE SET timezone = 'UTC' AS $$
DECLARE
    v_trilha flowt.tb_omni8_auditoria_trilha;
BEGIN
    SELECT t.* INTO STRICT v_trilha FROM flowt.tb_omni8_auditoria_trilha t WHERE t.nom_trilha = p_trilha;
    RETURN QUERY EXECUTE format('SELECT l.cod_tenant, l.%1$I, l.dat_evento, date_trunc(''month'', l.dat_evento)::date,
                sha256(convert_to(jsonb_build_array(%2$s)::text, ''UTF8'')) FROM flowt.%3$I AS l WHERE l.%1$I > $1 AND l.%1$I <= $2 %4$s',
            v_trilha.nom_numero, (SELECT string_agg(format('l.%I', c.nome), ', ' ORDER BY c.posicao)
                                    FROM unnest(v_trilha.des_colunas) WITH ORDINALITY AS c (nome, posicao)),
            v_trilha.nom_tabela, CASE WHEN p_tenant IS NOT NULL THEN 'AND l.cod_tenant = $3' END)
      USING p_de, p_ate, p_tenant;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.linhas_da_trilha FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.linhas_da_trilha IS 'Linhas de uma trilha com o digesto de cada uma: de um tenant ou, com nulo, de todos.';

CREATE OR REPLACE FUNCTION flowt.elo_do_selo(p_selo flowt.tb_omni8_auditoria_selo) RETURNS bytea
LANGUAGE sql STABLE SET timezone = 'UTC'
RETURN sha256(p_selo.hsh_anterior || convert_to(jsonb_build_array(p_selo.cod_tenant, p_selo.nom_trilha, p_selo.num_selo, p_selo.cod_de,
              p_selo.cod_ate,
              p_selo.dat_de, p_selo.dat_mes, p_selo.qtd_linhas, encode(p_selo.hsh_linhas, 'hex'), p_selo.dat_selo)::text, 'UTF8'));
COMMENT ON FUNCTION flowt.elo_do_selo(flowt.tb_omni8_auditoria_selo)
    IS 'O elo que um selo precisa ter: digesto de tudo que ele diz e do elo anterior.';

CREATE OR REPLACE FUNCTION flowt.encadear_selo(p_selo flowt.tb_omni8_auditoria_selo) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_selo flowt.tb_omni8_auditoria_selo := p_selo;
BEGIN
    SELECT c.num_selo + 1, c.hsh_elo INTO v_selo.num_selo, v_selo.hsh_anterior FROM flowt.tb_omni8_auditoria_cadeia c
     WHERE c.cod_tenant = v_selo.cod_tenant AND c.nom_trilha = v_selo.nom_trilha;
    IF NOT FOUND THEN
        v_selo.num_selo := 1;
        v_selo.hsh_anterior := decode(repeat('00', 32), 'hex');
    END IF;
    v_selo.hsh_elo := flowt.elo_do_selo(v_selo);
    INSERT INTO flowt.tb_omni8_auditoria_selo SELECT v_selo.*;
    INSERT INTO flowt.tb_omni8_auditoria_cadeia (cod_tenant, nom_trilha, num_selo, hsh_elo)
    VALUES (v_selo.cod_tenant, v_selo.nom_trilha, v_selo.num_selo, v_selo.hsh_elo)
    ON CONFLICT (cod_tenant, nom_trilha) DO UPDATE SET num_selo = excluded.num_selo, hsh_elo = excluded.hsh_elo;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.encadear_selo FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.encadear_selo IS 'Põe um selo no fim da cadeia do tenant.';

CREATE OR REPLACE FUNCTION flowt.selar_lote(p_trilha text, p_de bigint, p_ate bigint, p_dat_de timestamptz) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_lote  record;
    v_selos bigint := 0;
BEGIN
    FOR v_lote IN
        SELECT l.cod_tenant, l.dat_mes, count(*) AS qtd_linhas, sha256(string_agg(l.hsh_linha, ''::bytea ORDER BY l.cod_linha)) AS hsh_linhas
          FROM flowt.linhas_da_trilha(p_trilha, NULL, p_de, p_ate) AS l GROUP BY l.cod_tenant, l.dat_mes ORDER BY l.cod_tenant, l.dat_mes
    LOOP
        PERFORM flowt.encadear_selo(jsonb_populate_record(NULL::flowt.tb_omni8_auditoria_selo, to_jsonb(v_lote)
            || jsonb_build_object('nom_trilha', p_trilha, 'cod_de', p_de, 'cod_ate', p_ate, 'dat_de', p_dat_de, 'dat_selo', clock_timestamp())));
        v_selos := v_selos + 1;
    END LOOP;
    RETURN v_selos;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.selar_lote FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.selar_lote IS 'Sela as linhas (de, até] de uma trilha, um selo por tenant e mês; devolve quantos.';

-- Whoever writes a line holds this lock on the trail from before it takes the line's number until its transaction ends,
-- and it is the only lock that says so: transactions that do something else, however long, hold nothing up.
CREATE OR REPLACE FUNCTION flowt.transacoes_na_trilha(p_tabela regclass) RETURNS text[]
LANGUAGE sql VOLATILE
RETURN ARRAY(
    SELECT DISTINCT l.virtualtransaction FROM pg_locks AS l
     WHERE l.locktype = 'relation' AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
       AND l.mode = 'RowExclusiveLock' AND l.granted AND l.pid IS DISTINCT FROM pg_backend_pid()
       AND (l.relation = p_tabela OR l.relation IN (SELECT h.inhrelid FROM pg_inherits h WHERE h.inhparent = p_tabela)));
COMMENT ON FUNCTION flowt.transacoes_na_trilha(regclass) IS 'Transações em curso que gravam na trilha, menos a própria.';

CREATE OR REPLACE FUNCTION flowt.marcar_trilha(p_trilha text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_trilha flowt.tb_omni8_auditoria_trilha;
    v_tabela regclass;
    v_numero bigint;
    v_data   timestamptz := clock_timestamp();
BEGIN
    SELECT t.* INTO STRICT v_trilha FROM flowt.tb_omni8_auditoria_trilha t WHERE t.nom_trilha = p_trilha;
    v_tabela := ('flowt.' || v_trilha.nom_tabela)::regclass;
    -- First the number, then who is writing: whoever holds a number up to it is either finished or in the list.
    v_numero := pg_sequence_last_value(pg_get_serial_sequence(v_tabela::text, v_trilha.nom_numero)::regclass);
    UPDATE flowt.tb_omni8_auditoria_trilha t
       SET cod_marca = greatest(coalesce(v_numero, 0), t.cod_selado), dat_marca = v_data, des_transacoes = flowt.transacoes_na_trilha(v_tabela)
     WHERE t.nom_trilha = p_trilha;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.marcar_trilha FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.marcar_trilha IS 'Marca até onde se sela a seguir e que transações se espera.';

CREATE OR REPLACE FUNCTION flowt.selar_trilha(p_trilha text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_trilha flowt.tb_omni8_auditoria_trilha;
    v_selos  bigint := 0;
    v_ate    bigint;
BEGIN
    -- An older snapshot would not see lines that are committed by now.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'isolamento_de_transacao',
            DETAIL = 'Sele em READ COMMITTED: um retrato antigo não veria linhas já gravadas.';
    END IF;
    -- What was marked last time, and what can be marked and is free already.
    FOR v_volta IN 1 .. 2 LOOP
        SELECT t.* INTO STRICT v_trilha FROM flowt.tb_omni8_auditoria_trilha t WHERE t.nom_trilha = p_trilha FOR UPDATE;
        IF v_trilha.cod_marca = v_trilha.cod_selado THEN
            PERFORM flowt.marcar_trilha(p_trilha);
            SELECT t.* INTO v_trilha FROM flowt.tb_omni8_auditoria_trilha t WHERE t.nom_trilha = p_trilha;
        END IF;
        EXIT WHEN v_trilha.cod_marca = v_trilha.cod_selado
               OR EXISTS (SELECT FROM pg_locks l WHERE l.virtualtransaction = ANY (v_trilha.des_transacoes));
        WHILE v_trilha.cod_selado < v_trilha.cod_marca LOOP
            v_ate := least(v_trilha.cod_marca, v_trilha.cod_selado + flowt.limite_do_lote());
            v_selos := v_selos + flowt.selar_lote(p_trilha, v_trilha.cod_selado, v_ate, v_trilha.dat_selado);
            v_trilha.cod_selado := v_ate;
        END LOOP;
        UPDATE flowt.tb_omni8_auditoria_trilha t SET cod_selado = t.cod_marca, dat_selado = t.dat_marca, dat_selagem = now()
         WHERE t.nom_trilha = p_trilha;
    END LOOP;
    RETURN v_selos;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.selar_trilha FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.selar_trilha IS 'Sela tudo que já está decidido em uma trilha; o que ainda tem transação em curso fica para a próxima vez.';

CREATE OR REPLACE FUNCTION rotina.selar_auditoria() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT sum(flowt.selar_trilha(t.nom_trilha))::bigint
        FROM (SELECT t.nom_trilha FROM flowt.tb_omni8_auditoria_trilha t ORDER BY t.nom_trilha) AS t $$;
ALTER FUNCTION rotina.selar_auditoria() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.selar_auditoria()
    IS 'Sela as trilhas de auditoria de todos os tenants; devolve quantos selos fez. Para rodar a cada poucos minutos.';

-- The first thing wrong in a chain, in its order; nothing when it is whole.
CREATE OR REPLACE FUNCTION flowt.primeira_falha(p_tenant bigint, p_trilha text)
    RETURNS TABLE (num_selo bigint, cod_de bigint, cod_ate bigint, des_falha text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_trilha flowt.tb_omni8_auditoria_trilha;
BEGIN
    SELECT t.* INTO STRICT v_trilha FROM flowt.tb_omni8_auditoria_trilha t WHERE t.nom_trilha = p_trilha;
    RETURN QUERY
    WITH selo AS (
        SELECT s.*, lag(s.num_selo, 1, 0::bigint) OVER w AS num_antes, lag(s.hsh_elo, 1, decode(repeat('00', 32), 'hex')) OVER w AS elo_antes,
               flowt.elo_do_selo(s) AS elo_certo
          FROM flowt.tb_omni8_auditoria_selo AS s WHERE s.cod_tenant = p_tenant AND s.nom_trilha = p_trilha WINDOW w AS (ORDER BY s.num_selo)
    ), linha AS (
        SELECT l.*, x.num_selo FROM flowt.linhas_da_trilha(p_trilha, p_tenant, 0, v_trilha.cod_selado) AS l
          LEFT JOIN LATERAL (SELECT s.num_selo FROM flowt.tb_omni8_auditoria_selo s
                              WHERE s.cod_tenant = p_tenant AND s.nom_trilha = p_trilha AND s.dat_mes = l.dat_mes AND s.cod_ate >= l.cod_linha
                                AND s.cod_de < l.cod_linha
                              ORDER BY s.cod_ate LIMIT 1) AS x ON true
    ), lote AS (
        SELECT l.num_selo, count(*) AS qtd, sha256(string_agg(l.hsh_linha, ''::bytea ORDER BY l.cod_linha)) AS hsh, min(l.dat_evento) AS dat
          FROM linha AS l WHERE l.num_selo IS NOT NULL GROUP BY l.num_selo
    ), falha AS (
        SELECT s.num_selo, s.cod_de, s.cod_ate, CASE
            WHEN s.num_selo <> s.num_antes + 1 THEN format('falta o selo %s', s.num_antes + 1)
            WHEN s.hsh_elo <> s.elo_certo THEN 'o selo foi alterado'
            WHEN s.hsh_anterior <> s.elo_antes THEN 'o elo não é o do selo anterior: um dos dois foi trocado'
            WHEN s.dat_mes + interval '1 month' <= v_trilha.dat_expurgo AT TIME ZONE 'UTC' THEN NULL
            WHEN coalesce(l.qtd, 0) < s.qtd_linhas THEN format('faltam %s linhas', s.qtd_linhas - coalesce(l.qtd, 0))
            WHEN l.qtd > s.qtd_linhas THEN format('há %s linhas a mais', l.qtd - s.qtd_linhas)
            WHEN l.hsh <> s.hsh_linhas THEN 'linhas foram alteradas'
            WHEN l.dat < s.dat_de - flowt.tolerancia_do_relogio()
                THEN format('há linha datada de %s, antes de o lote existir', l.dat) END AS des_falha
          FROM selo AS s LEFT JOIN lote AS l ON l.num_selo = s.num_selo
        UNION ALL
        SELECT c.num_selo, NULL, NULL, format('a cadeia termina antes do selo %s, ou ele foi trocado', c.num_selo)
          FROM flowt.tb_omni8_auditoria_cadeia c
         WHERE c.cod_tenant = p_tenant AND c.nom_trilha = p_trilha
           AND NOT EXISTS (SELECT FROM selo s WHERE s.num_selo = c.num_selo AND s.hsh_elo = c.hsh_elo)
        UNION ALL
        SELECT NULL, l.cod_linha - 1, l.cod_linha, format('a linha %s foi incluída onde já estava selado', l.cod_linha) FROM linha AS l
         WHERE l.num_selo IS NULL
    )
    SELECT f.* FROM falha AS f WHERE f.des_falha IS NOT NULL ORDER BY f.num_selo NULLS LAST, f.cod_ate LIMIT 1;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.primeira_falha FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.primeira_falha IS 'O primeiro elo rompido da cadeia de um tenant, ou nada.';

CREATE OR REPLACE FUNCTION admin.verificar_auditoria(p_tenant bigint DEFAULT NULL)
RETURNS TABLE (cod_tenant bigint, nom_trilha text, flg_integra boolean, num_selo bigint, cod_de bigint, cod_ate bigint, des_falha text,
               qtd_selos bigint, hsh_ultimo text)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT q.cod_tenant, t.nom_trilha, f.des_falha IS NULL, f.num_selo, f.cod_de, f.cod_ate, f.des_falha, coalesce(c.num_selo, 0),
           encode(c.hsh_elo, 'hex')
      FROM (SELECT p_tenant AS cod_tenant WHERE p_tenant IS NOT NULL
            UNION SELECT c.cod_tenant FROM flowt.tb_omni8_auditoria_cadeia c WHERE p_tenant IS NULL
            UNION SELECT s.cod_tenant FROM flowt.tb_omni8_auditoria_selo s WHERE p_tenant IS NULL) AS q
     CROSS JOIN flowt.tb_omni8_auditoria_trilha AS t
      LEFT JOIN flowt.tb_omni8_auditoria_cadeia AS c ON c.cod_tenant = q.cod_tenant AND c.nom_trilha = t.nom_trilha
      LEFT JOIN LATERAL flowt.primeira_falha(q.cod_tenant, t.nom_trilha) AS f ON true
     ORDER BY q.cod_tenant, t.nom_trilha
$$;
ALTER FUNCTION admin.verificar_auditoria(bigint) OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.verificar_auditoria(bigint)
    IS 'Confere as cadeias de selos de um tenant (ou de todos) contra as linhas e aponta o primeiro elo rompido. Guarde hsh_ultimo e qtd_selos fora '
       'do banco: quem pode reescrever ou apagar tudo não alcança o que está com você; qtd_selos 0 em uma empresa com movimento diz que nada foi '
       'selado ou que tudo sumiu junto.';

CREATE OR REPLACE FUNCTION admin.localizar_elo(p_tenant bigint, p_elo text) RETURNS TABLE (nom_trilha text, num_selo bigint, dat_selo timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.nom_trilha, s.num_selo, s.dat_selo FROM flowt.tb_omni8_auditoria_selo s
     WHERE s.cod_tenant = p_tenant AND encode(s.hsh_elo, 'hex') = lower(btrim(p_elo))
$$;
ALTER FUNCTION admin.localizar_elo(bigint, text) OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.localizar_elo(bigint, text)
    IS 'Em que ponto da cadeia está um elo guardado fora do banco; nenhuma linha: a cadeia foi reescrita desde então.';

-- Made beside the trail and then attached (LIKE, CHECK, ATTACH): PARTITION OF would stop every writer while it works.
CREATE OR REPLACE FUNCTION flowt.criar_particao(p_tabela regclass, p_mes date) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    v_mae   text := (SELECT c.relname FROM pg_class c WHERE c.oid = p_tabela);
    v_nome  text := format('flowt.%I', v_mae || to_char(p_mes, '_YYYY_MM'));
    v_de    text := p_mes || ' 00:00:00+00';
    v_ate   text := (p_mes + interval '1 month')::date || ' 00:00:00+00';
BEGIN
    IF to_regclass(v_nome) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING ALL EXCLUDING IDENTITY, CONSTRAINT %I CHECK (dat_evento >= %L AND dat_evento < %L))',
                   v_nome, p_tabela, v_mae || to_char(p_mes, '_YYYY_MM') || '_mes', v_de, v_ate);
    PERFORM flowt.isolar(v_nome::regclass);
    EXECUTE format('REVOKE ALL ON %s FROM flowt_rotina', v_nome);
    EXECUTE format('COMMENT ON TABLE %s IS %L', v_nome, format('Partição de %s com as linhas de %s (UTC).', v_mae, to_char(p_mes, 'MM/YYYY')));
    EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L)', p_tabela, v_nome, v_de, v_ate);
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', v_nome, v_mae || to_char(p_mes, '_YYYY_MM') || '_mes');
    RETURN true;
EXCEPTION WHEN check_violation THEN
    -- The rest already holds lines of this month: it keeps them, and this month stays there.
    RETURN false;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.criar_particao(regclass, date) FROM flowt_api, flowt_courier, flowt_rotina, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.criar_particao(regclass, date)
    IS 'Cria a partição de um mês (UTC); falso se já existe ou se a partição restante já tem linhas dele.';

-- Only the owner of a table can give it partitions: these two jobs run as the owner, who reads no line.
CREATE OR REPLACE FUNCTION rotina.criar_particoes_auditoria() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' SET timezone = 'UTC' AS $$
    SELECT count(*) FROM flowt.tb_omni8_auditoria_trilha AS t CROSS JOIN generate_series(0, flowt.meses_adiante()) AS n
     WHERE flowt.criar_particao(('flowt.' || t.nom_tabela)::regclass, (date_trunc('month', now()) + make_interval(months => n))::date)
$$;
COMMENT ON FUNCTION rotina.criar_particoes_auditoria()
    IS 'Cria à frente as partições mensais das trilhas de auditoria; devolve quantas fez. Para rodar todo dia.';

CREATE OR REPLACE FUNCTION flowt.particoes_vencidas(p_trilha text) RETURNS TABLE (nom_particao text, dat_fim timestamptz)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT p.nome, p.fim
      FROM flowt.tb_omni8_auditoria_trilha AS t
      JOIN pg_inherits AS h ON h.inhparent = ('flowt.' || t.nom_tabela)::regclass
     CROSS JOIN LATERAL (SELECT h.inhrelid::regclass::text AS nome,
            (regexp_match(pg_get_expr((SELECT c.relpartbound FROM pg_class c WHERE c.oid = h.inhrelid), h.inhrelid),
                          'TO \(''([^'']+)''\)'))[1]::timestamptz AS fim) AS p
     WHERE t.nom_trilha = p_trilha AND p.fim <= date_trunc('month', now(), 'UTC') - make_interval(months => flowt.meses_de_auditoria());
END;
COMMENT ON FUNCTION flowt.particoes_vencidas(text) IS 'Partições de uma trilha que passaram do tempo de guarda.';

CREATE OR REPLACE FUNCTION flowt.numero_ate(p_trilha text, p_fim timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_trilha flowt.tb_omni8_auditoria_trilha;
    v_numero bigint;
BEGIN
    SELECT t.* INTO STRICT v_trilha FROM flowt.tb_omni8_auditoria_trilha t WHERE t.nom_trilha = p_trilha;
    EXECUTE format('SELECT max(%I) FROM flowt.%I WHERE dat_evento < $1', v_trilha.nom_numero, v_trilha.nom_tabela) INTO v_numero USING p_fim;
    RETURN v_numero;
END
$$;
ALTER FUNCTION flowt.numero_ate(text, timestamptz) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.numero_ate(text, timestamptz) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
GRANT EXECUTE ON FUNCTION flowt.numero_ate(text, timestamptz) TO flowt_dono;
COMMENT ON FUNCTION flowt.numero_ate(text, timestamptz) IS 'Maior número entre as linhas de uma trilha anteriores a um momento.';

CREATE OR REPLACE FUNCTION flowt.expurgar_trilha(p_trilha text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_selado   bigint := (SELECT t.cod_selado FROM flowt.tb_omni8_auditoria_trilha t WHERE t.nom_trilha = p_trilha);
    v_particao record;
    v_quantas  bigint := 0;
BEGIN
    FOR v_particao IN SELECT p.* FROM flowt.particoes_vencidas(p_trilha) AS p ORDER BY p.dat_fim LOOP
        -- In order, and only what is sealed to the last line: the chain then begins at the first month kept.
        EXIT WHEN flowt.numero_ate(p_trilha, v_particao.dat_fim) > v_selado;
        EXECUTE format('DROP TABLE %s', v_particao.nom_particao);
        UPDATE flowt.tb_omni8_auditoria_trilha t SET dat_expurgo = greatest(t.dat_expurgo, v_particao.dat_fim) WHERE t.nom_trilha = p_trilha;
        v_quantas := v_quantas + 1;
    END LOOP;
    RETURN v_quantas;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.expurgar_trilha(text) FROM flowt_api, flowt_courier, flowt_rotina, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.expurgar_trilha(text) IS 'Apaga as partições vencidas e inteiramente seladas de uma trilha; devolve quantas.';

CREATE OR REPLACE FUNCTION rotina.expurgar_auditoria() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' SET timezone = 'UTC'
AS $$ SELECT sum(flowt.expurgar_trilha(t.nom_trilha))::bigint FROM flowt.tb_omni8_auditoria_trilha AS t $$;
COMMENT ON FUNCTION rotina.expurgar_auditoria()
    IS 'Apaga das trilhas os meses que passaram do tempo de guarda (parâmetro auditoria_meses), se já selados; os selos ficam. Para rodar todo dia.';
