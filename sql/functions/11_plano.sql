-- Plans (guide chapters 3.1 and 19.2): which one is in force, what a company has of it, and the trigger that holds it.

CREATE OR REPLACE FUNCTION flowt.plano_do_tenant(p_tenant bigint, p_momento timestamptz) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT t.nom_plano FROM flowt.tb_omni8_tenant_plano t WHERE t.cod_tenant = p_tenant AND t.dat_inicio <= p_momento
                      ORDER BY t.dat_inicio DESC LIMIT 1),
                    (SELECT p.nom_plano FROM flowt.tb_omni8_plano p WHERE p.flg_padrao));
END
$$;
COMMENT ON FUNCTION flowt.plano_do_tenant(bigint, timestamptz) IS 'Plano de um tenant em um momento.';

-- Counting stops at p_ate: what is past the limit need not be known.
CREATE OR REPLACE FUNCTION flowt.contar_uso(p_tenant bigint, p_tabela regclass, p_condicao text, p_ate bigint DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_quantos bigint;
BEGIN
    EXECUTE format('SELECT count(*) FROM (SELECT FROM %s AS t WHERE t.cod_tenant = $1 AND (%s) LIMIT $2) AS x', p_tabela, p_condicao)
       INTO v_quantos USING p_tenant, p_ate;
    RETURN v_quantos;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.contar_uso FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.contar_uso
    IS 'Linhas de um tenant em uma tabela que atendem à condição, contadas até p_ate. A condição é a do gatilho de limite, nunca de uma requisição.';

CREATE OR REPLACE FUNCTION flowt.recusar_limite(p_tenant bigint, p_limite text, p_uso bigint, p_maximo bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_limite flowt.tb_omni8_limite;
BEGIN
    SELECT l.* INTO v_limite FROM flowt.tb_omni8_limite l WHERE l.nom_limite = p_limite;
    -- A buyer is told what to do, not what his shop pays for.
    IF coalesce(current_setting('flowt.perfil', true), '') IN ('', 'cliente') AND current_setting('flowt.requisicao', true) <> '' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'limite_do_plano',
            DETAIL = 'Esta empresa não pode registrar mais isto agora. Fale com ela por telefone ou WhatsApp.',
                HINT = json_build_object('nom_limite', p_limite)::text;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'limite_do_plano',
        DETAIL = format('Seu plano vai até %s %s, e a empresa já tem %s. %s, ou mude de plano.', p_maximo, v_limite.des_limite, p_uso,
                        v_limite.des_remedio),
        HINT = json_build_object('nom_limite', p_limite, 'qtd_uso', p_uso, 'qtd_maxima', p_maximo,
                                 'nom_plano', flowt.plano_do_tenant(p_tenant, now()))::text;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.recusar_limite FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.recusar_limite IS 'Levanta o erro 409 de um limite do plano: qual é, quanto se usa, o máximo e o que fazer.';

CREATE OR REPLACE FUNCTION flowt.maximo_do_plano(p_tenant bigint, p_limite text) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT l.qtd_maxima FROM flowt.tb_omni8_plano_limite l
             WHERE l.nom_plano = flowt.plano_do_tenant(p_tenant, now()) AND l.nom_limite = p_limite);
END
$$;
COMMENT ON FUNCTION flowt.maximo_do_plano(bigint, text) IS 'Máximo de um limite no plano em vigor; nulo se não há.';

-- Arguments: the limit and what counts of the table. By statement after INSERT (one count, however many rows), by row after
-- an UPDATE that brings something back. Whoever is limited counts one at a time: the lock is of that tenant and limit, and
-- the count, a statement after it, sees what the one before committed. Who has no limit pays a look-up and waits for nobody.
CREATE OR REPLACE FUNCTION flowt.conferir_limite() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenants bigint[];
    v_tenant  bigint;
    v_maximo  bigint;
    v_uso     bigint;
BEGIN
    IF TG_LEVEL = 'ROW' THEN
        v_tenants := ARRAY[NEW.cod_tenant];
    ELSE
        v_tenants := ARRAY(SELECT DISTINCT n.cod_tenant FROM novas AS n ORDER BY 1);
    END IF;
    FOREACH v_tenant IN ARRAY v_tenants LOOP
        v_maximo := flowt.maximo_do_plano(v_tenant, TG_ARGV[0]);
        CONTINUE WHEN v_maximo IS NULL;
        PERFORM pg_advisory_xact_lock(hashtextextended('limite ' || TG_ARGV[0], v_tenant));
        v_uso := flowt.contar_uso(v_tenant, TG_RELID, TG_ARGV[1], v_maximo + 1);
        IF v_uso > v_maximo THEN
            PERFORM flowt.recusar_limite(v_tenant, TG_ARGV[0], v_maximo, v_maximo);
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.conferir_limite() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.conferir_limite() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.conferir_limite() IS 'Gatilho de limite do plano: seus argumentos são o limite e a condição do que se conta na tabela.';

CREATE OR REPLACE FUNCTION admin.mudar_plano(p_tenant bigint, p_plano text, p_inicio timestamptz DEFAULT NULL, p_motivo text DEFAULT NULL)
    RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'tenant_nao_encontrado', DETAIL = format('Não há tenant de número %s.', p_tenant);
    ELSIF NOT EXISTS (SELECT FROM flowt.tb_omni8_plano p WHERE p.nom_plano = p_plano) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'plano_nao_encontrado',
            DETAIL = 'Não há plano com este nome: confira como ele está escrito.';
    ELSIF p_inicio < now() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'inicio_no_passado',
            DETAIL = 'O plano começa agora ou depois: o que já valeu não se reescreve.';
    END IF;
    -- A change at once takes the place of those announced for later: the last word counts.
    DELETE FROM flowt.tb_omni8_tenant_plano t
     WHERE t.cod_tenant = p_tenant AND t.dat_inicio > now() AND (p_inicio IS NULL OR t.dat_inicio >= p_inicio);
    INSERT INTO flowt.tb_omni8_tenant_plano (cod_tenant, dat_inicio, nom_plano, des_motivo)
    VALUES (p_tenant, coalesce(p_inicio, now()), p_plano, nullif(btrim(p_motivo), ''))
    ON CONFLICT (cod_tenant, dat_inicio) DO UPDATE SET nom_plano = excluded.nom_plano, des_motivo = excluded.des_motivo, dat_criacao = now();
END
$$;
ALTER FUNCTION admin.mudar_plano OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.mudar_plano
    IS 'Muda o plano de um tenant, agora ou a partir de p_inicio; desfaz mudanças marcadas para depois. Abaixo do que ele já usa também: nada se '
       'perde, só não entra mais.';
