-- Access (guide chapter 17.2): the second factor. HOTP (RFC 4226) over steps of 30 seconds (RFC 6238), one step either way.

CREATE OR REPLACE FUNCTION flowt.passo_do_codigo(p_momento timestamptz) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN floor(extract(epoch FROM p_momento) / 30)::bigint;
COMMENT ON FUNCTION flowt.passo_do_codigo(timestamptz) IS 'Número do passo de 30 s de um momento (RFC 6238).';
CREATE OR REPLACE FUNCTION flowt.janela_do_codigo() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 1;
COMMENT ON FUNCTION flowt.janela_do_codigo() IS 'Passos antes e depois do atual em que um código ainda vale: relógios divergem.';
CREATE OR REPLACE FUNCTION flowt.codigos_de_recuperacao() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 10;
COMMENT ON FUNCTION flowt.codigos_de_recuperacao() IS 'Códigos de recuperação que se entregam de uma vez.';

CREATE OR REPLACE FUNCTION flowt.codigo_do_passo(p_segredo bytea, p_passo bigint, p_digitos integer DEFAULT 6, p_algoritmo text DEFAULT 'sha1')
    RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_mac   bytea   := public.hmac(int8send(p_passo), p_segredo, p_algoritmo);
    -- The last four bits say where to cut (RFC 4226, 5.3).
    v_corte integer := get_byte(v_mac, length(v_mac) - 1) & 15;
    v_valor bigint  := ((get_byte(v_mac, v_corte) & 127)::bigint << 24) | (get_byte(v_mac,
                                                                                    v_corte + 1) << 16) | (get_byte(v_mac,
                                                                                        v_corte + 2) << 8) | get_byte(v_mac, v_corte + 3);
BEGIN
    RETURN lpad((v_valor % (10::numeric ^ p_digitos)::bigint)::text, p_digitos, '0');
END
$$;
COMMENT ON FUNCTION flowt.codigo_do_passo(bytea, bigint, integer, text) IS 'Código de um passo (RFC 4226 e 6238).';

CREATE OR REPLACE FUNCTION flowt.base32(p_bytes bytea) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_bits text := right(p_bytes::text, -2);
BEGIN
    SELECT string_agg(('x' || n)::bit(4)::text, '' ORDER BY i) INTO v_bits FROM regexp_split_to_table(v_bits, '') WITH ORDINALITY AS h (n, i);
    v_bits := rpad(v_bits, (length(v_bits) + 4) / 5 * 5, '0');
    RETURN (SELECT string_agg(substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', substr(v_bits, i, 5)::bit(5)::integer + 1, 1), '' ORDER BY i)
              FROM generate_series(1, length(v_bits), 5) AS i);
END
$$;
COMMENT ON FUNCTION flowt.base32(bytea) IS 'Bytes em base32 (RFC 4648), sem preenchimento, como os aplicativos de código os leem.';

CREATE OR REPLACE FUNCTION flowt.chave_cifra(p_nome text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT c.des_chave FROM flowt.tb_omni8_chave_cifra c WHERE c.nom_chave = p_nome);
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.chave_cifra(text) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.chave_cifra(text) IS 'Chave com que se cifra o que precisa ser lido de volta.';

-- A step is used by one: the update of the last step is what decides, and only one of two at once finds it lower.
CREATE OR REPLACE FUNCTION flowt.gastar_codigo(p_usuario bigint, p_codigo text) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    v_codigo  text  := upper(regexp_replace(p_codigo, '[\s-]', '', 'g'));
    v_segredo bytea;
    v_passo   bigint;
BEGIN
    IF v_codigo ~ '^[0-9]{6}$' THEN
        SELECT public.pgp_sym_decrypt_bytea(f.des_segredo, flowt.chave_cifra('segundo_fator')) INTO v_segredo FROM flowt.tb_omni8_segundo_fator f
         WHERE f.cod_usuario = p_usuario;
        SELECT max(n) INTO v_passo
          FROM generate_series(flowt.passo_do_codigo(clock_timestamp()) - flowt.janela_do_codigo(),
                               flowt.passo_do_codigo(clock_timestamp()) + flowt.janela_do_codigo()) AS n
         WHERE flowt.codigo_do_passo(v_segredo, n) = v_codigo;
        UPDATE flowt.tb_omni8_segundo_fator f SET num_ultimo_passo = v_passo WHERE f.cod_usuario = p_usuario AND f.num_ultimo_passo < v_passo;
    ELSE
        UPDATE flowt.tb_omni8_codigo_recuperacao c SET dat_uso = now()
         WHERE c.cod_usuario = p_usuario AND c.hsh_codigo = flowt.digerir(v_codigo) AND c.dat_uso IS NULL;
    END IF;
    RETURN FOUND;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.gastar_codigo(bigint, text) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.gastar_codigo(bigint, text) IS 'Usa um código do segundo fator, ou de recuperação; falso se ele não serve ou já foi usado.';

CREATE OR REPLACE FUNCTION flowt.conferir_segundo_fator(p_usuario bigint, p_codigo text) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM flowt.tb_omni8_segundo_fator f WHERE f.cod_usuario = p_usuario AND f.dat_bloqueio > clock_timestamp()) THEN
        RETURN false;
    ELSIF flowt.gastar_codigo(p_usuario, p_codigo) THEN
        UPDATE flowt.tb_omni8_segundo_fator f SET qtd_falhas = 0, dat_bloqueio = NULL
         WHERE f.cod_usuario = p_usuario AND (f.qtd_falhas > 0 OR f.dat_bloqueio IS NOT NULL);
        RETURN true;
    END IF;
    UPDATE flowt.tb_omni8_segundo_fator f
       SET qtd_falhas = f.qtd_falhas + 1, dat_bloqueio = CASE
                                                              WHEN f.qtd_falhas + 1 >= flowt.limite_senhas_erradas() THEN clock_timestamp()
                                                              + flowt.duracao_bloqueio() END
     WHERE f.cod_usuario = p_usuario AND coalesce(f.dat_bloqueio, '-infinity') <= clock_timestamp();
    RETURN false;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.conferir_segundo_fator(bigint, text) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.conferir_segundo_fator(bigint, text)
    IS 'Se um código do segundo fator serve; conta os errados e, depois de alguns, recusa todos por um tempo. Devolve em vez de levantar erro, para '
       'que a contagem seja gravada.';

CREATE OR REPLACE FUNCTION flowt.exige_segundo_fator(p_tenant bigint, p_perfil text) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM flowt.tb_omni8_segundo_fator_exigencia e WHERE e.cod_tenant = p_tenant AND e.nom_perfil = p_perfil);
END
$$;
COMMENT ON FUNCTION flowt.exige_segundo_fator(bigint, text) IS 'Se o tenant exige segundo fator de um perfil.';

CREATE OR REPLACE FUNCTION flowt.novos_codigos_de_recuperacao(p_usuario bigint) RETURNS text[]
LANGUAGE plpgsql AS $$
DECLARE
    v_codigos text[];
BEGIN
    DELETE FROM flowt.tb_omni8_codigo_recuperacao c WHERE c.cod_usuario = p_usuario;
    -- 80 bits each; never six figures, so that it is not taken for a code by time.
    SELECT array_agg(flowt.base32(public.gen_random_bytes(10))) INTO v_codigos FROM generate_series(1, flowt.codigos_de_recuperacao());
    INSERT INTO flowt.tb_omni8_codigo_recuperacao (cod_usuario, hsh_codigo) SELECT p_usuario, flowt.digerir(c) FROM unnest(v_codigos) AS c;
    RETURN ARRAY(SELECT regexp_replace(c, '(.{4})(?=.)', '\1-', 'g') FROM unnest(v_codigos) AS c);
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.novos_codigos_de_recuperacao(bigint) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.novos_codigos_de_recuperacao(bigint) IS 'Códigos de recuperação novos no lugar dos antigos; só esta resposta os mostra.';

-- NULL is a wrong password.
CREATE OR REPLACE FUNCTION flowt.iniciar_segundo_fator(p_senha text, p_ip text) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_segredo bytea  := public.gen_random_bytes(20);
    v_usuario bigint := flowt.senha_de_quem_age(p_senha, p_ip);
    v_email   text;
BEGIN
    IF v_usuario IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO flowt.tb_omni8_segundo_fator AS f (cod_usuario, des_segredo)
    VALUES (v_usuario, public.pgp_sym_encrypt_bytea(v_segredo, flowt.chave_cifra('segundo_fator'), 'cipher-algo=aes256'))
    ON CONFLICT (cod_usuario) DO UPDATE SET des_segredo = excluded.des_segredo, num_ultimo_passo = 0, dat_criacao = now()
 WHERE f.dat_confirmacao IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'segundo_fator_ja_ativo',
            DETAIL = 'Seu login já tem segundo fator: para trocar de aparelho, desative-o antes.';
    END IF;
    SELECT u.des_email INTO v_email FROM flowt.tb_omni8_usuario u WHERE u.cod_usuario = v_usuario;
    RETURN json_build_object('segredo', flowt.base32(v_segredo), 'uri',
        'otpauth://totp/Flowt:' || flowt.codificar_url(v_email) || '?secret=' || flowt.base32(v_segredo)
        || '&issuer=Flowt&algorithm=SHA1&digits=6&period=30');
END
$$;
ALTER FUNCTION flowt.iniciar_segundo_fator(text, text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.iniciar_segundo_fator(text, text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.iniciar_segundo_fator(text, text)
    IS 'Semente nova para o usuário da sessão, mostrada só agora; nulo se a senha não confere. Atravessa tenants: o login é de toda a plataforma, e '
       'é o da própria sessão.';

-- NULL is a wrong code. The first right one turns the factor on; of one that is on, it renews the recovery codes.
CREATE OR REPLACE FUNCTION flowt.confirmar_segundo_fator(p_codigo text) RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_usuario bigint := flowt.exigir_pessoa();
BEGIN
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_segundo_fator f WHERE f.cod_usuario = v_usuario) THEN
        PERFORM flowt.recusar_registro('o segundo fator');
    ELSIF NOT flowt.conferir_segundo_fator(v_usuario, p_codigo) THEN
        RETURN NULL;
    END IF;
    UPDATE flowt.tb_omni8_segundo_fator f SET dat_confirmacao = now() WHERE f.cod_usuario = v_usuario AND f.dat_confirmacao IS NULL;
    UPDATE flowt.tb_omni8_usuario u SET dat_segundo_fator = now() WHERE u.cod_usuario = v_usuario AND u.dat_segundo_fator IS NULL;
    -- Sessions opened without it go; this one has just shown it.
    IF FOUND THEN
        UPDATE flowt.tb_omni8_sessao s SET flg_restrita = false
         WHERE s.cod_tenant = flowt.tenant_atual() AND s.cod_sessao = current_setting('flowt.cod_sessao')::bigint AND s.flg_restrita;
        UPDATE flowt.tb_omni8_sessao s SET dat_revogacao = now()
         WHERE s.cod_usuario = v_usuario AND s.cod_sessao <> current_setting('flowt.cod_sessao')::bigint AND s.dat_revogacao IS NULL
           AND s.cod_personificador IS NULL;
    END IF;
    RETURN flowt.novos_codigos_de_recuperacao(v_usuario);
END
$$;
ALTER FUNCTION flowt.confirmar_segundo_fator(text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.confirmar_segundo_fator(text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.confirmar_segundo_fator(text)
    IS 'Liga o segundo fator do usuário da sessão com um código dele e devolve os códigos de recuperação; nulo se o código não serve. Atravessa '
       'tenants: o login é de toda a plataforma, e é o da própria sessão.';

CREATE OR REPLACE FUNCTION flowt.apagar_segundo_fator(p_usuario bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    -- In the order of a login, which holds the user before it spends a code.
    UPDATE flowt.tb_omni8_usuario u SET dat_segundo_fator = NULL WHERE u.cod_usuario = p_usuario;
    DELETE FROM flowt.tb_omni8_segundo_fator f WHERE f.cod_usuario = p_usuario;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.apagar_segundo_fator(bigint) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.apagar_segundo_fator(bigint) IS 'Apaga a semente e os códigos de um usuário.';

CREATE OR REPLACE FUNCTION flowt.desativar_segundo_fator(p_senha text, p_codigo text, p_ip text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_usuario bigint := flowt.senha_de_quem_age(p_senha, p_ip);
BEGIN
    IF v_usuario IS NULL OR NOT flowt.conferir_segundo_fator(v_usuario, p_codigo) THEN
        RETURN false;
    ELSIF EXISTS (SELECT FROM flowt.tb_omni8_usuario_tenant a
                   WHERE a.cod_usuario = v_usuario AND a.flg_ativo AND flowt.exige_segundo_fator(a.cod_tenant, a.nom_perfil)) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'segundo_fator_exigido',
            DETAIL = 'Uma empresa em que você entra exige o segundo fator do seu perfil: ele não pode ser desativado.';
    END IF;
    PERFORM flowt.apagar_segundo_fator(v_usuario);
    RETURN true;
END
$$;
ALTER FUNCTION flowt.desativar_segundo_fator(text, text, text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.desativar_segundo_fator(text, text, text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.desativar_segundo_fator(text, text, text)
    IS 'Desliga o segundo fator do usuário da sessão; falso se a senha ou o código não confere. Atravessa tenants: o login é de toda a plataforma, e '
       'é o da própria sessão.';

CREATE OR REPLACE FUNCTION flowt.situacao_do_segundo_fator() RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_usuario bigint := current_setting('flowt.cod_usuario')::bigint;
BEGIN
    RETURN (SELECT json_build_object('dat_ativacao', u.dat_segundo_fator, 'flg_ativo', u.dat_segundo_fator IS NOT NULL,
                       'qtd_codigos_recuperacao', (SELECT count(*) FROM flowt.tb_omni8_codigo_recuperacao c
                                                    WHERE c.cod_usuario = v_usuario AND c.dat_uso IS NULL),
                       'flg_exigido', flowt.exige_segundo_fator(flowt.tenant_atual(), flowt.perfil_do_usuario(flowt.tenant_atual(), v_usuario)))
              FROM flowt.tb_omni8_usuario u WHERE u.cod_usuario = v_usuario);
END
$$;
ALTER FUNCTION flowt.situacao_do_segundo_fator() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.situacao_do_segundo_fator() FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.situacao_do_segundo_fator()
    IS 'Se o usuário da sessão tem segundo fator. Atravessa tenants: o login é de toda a plataforma, e é o da própria sessão.';

-- Sessions without it that are open become fit for nothing but enrolling.
CREATE OR REPLACE FUNCTION flowt.exigir_segundo_fator_de(p_perfis text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_ator   bigint := flowt.exigir_pessoa();
BEGIN
    PERFORM flowt.exigir_permissao('acesso.configurar');
    IF EXISTS (SELECT FROM unnest(p_perfis) p WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_perfil x WHERE x.nom_perfil = p AND x.flg_pessoa)) THEN
        PERFORM flowt.recusar_registro('este perfil');
    ELSIF EXISTS (SELECT FROM flowt.tb_omni8_segundo_fator_exigencia e
                   WHERE e.cod_tenant = v_tenant AND NOT e.nom_perfil = ANY (p_perfis)
                     AND NOT flowt.alcanca_perfil(v_tenant, v_ator, e.nom_perfil)) THEN
        PERFORM flowt.recusar_alcance('Você não pode dispensar do segundo fator um perfil que pode mais do que o seu.');
    END IF;
    DELETE FROM flowt.tb_omni8_segundo_fator_exigencia e WHERE e.cod_tenant = v_tenant AND NOT e.nom_perfil = ANY (p_perfis);
    INSERT INTO flowt.tb_omni8_segundo_fator_exigencia (cod_tenant, nom_perfil) SELECT DISTINCT v_tenant, p FROM unnest(p_perfis) AS p ORDER BY 2
    ON CONFLICT (cod_tenant, nom_perfil) DO NOTHING;
    UPDATE flowt.tb_omni8_sessao s SET flg_restrita = true
      FROM flowt.tb_omni8_usuario_tenant a JOIN flowt.tb_omni8_usuario u ON u.cod_usuario = a.cod_usuario AND u.dat_segundo_fator IS NULL
     WHERE s.cod_tenant = v_tenant AND a.cod_tenant = v_tenant AND a.cod_usuario = s.cod_usuario AND a.nom_perfil = ANY (p_perfis)
       AND s.dat_revogacao IS NULL AND s.dat_expiracao > now() AND s.cod_personificador IS NULL;
END
$$;
ALTER FUNCTION flowt.exigir_segundo_fator_de(text[]) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.exigir_segundo_fator_de(text[]) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.exigir_segundo_fator_de(text[])
    IS 'Define os perfis de que o tenant da requisição exige segundo fator. Atravessa tenants: grava sessões e lê logins; o filtro por tenant é dela.';

CREATE OR REPLACE FUNCTION admin.desativar_segundo_fator(p_email text, p_confirmacao text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM flowt.apagar_segundo_fator(flowt.usuario_confirmado(p_email, p_confirmacao));
END
$$;
ALTER FUNCTION admin.desativar_segundo_fator(text, text) OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.desativar_segundo_fator(text, text)
    IS 'Desliga o segundo fator de quem perdeu o aparelho e os códigos. Confirme antes quem é a pessoa. p_confirmacao: o e-mail, digitado de novo.';
