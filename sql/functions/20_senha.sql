-- Access (guide chapter 17.2): passwords, and the guesses at them.

-- bcrypt reads 72 bytes at most, so it is given a digest. Only $2a$ salts: for $2b$ crypt() falls back to DES silently.
CREATE OR REPLACE FUNCTION flowt.cifrar_senha(p_senha text) RETURNS text
LANGUAGE sql VOLATILE STRICT
RETURN public.crypt(encode(sha256(convert_to(p_senha, 'UTF8')), 'base64'), public.gen_salt('bf', 12));
COMMENT ON FUNCTION flowt.cifrar_senha(text) IS 'bcrypt de custo 12 do SHA-256 da senha.';

CREATE OR REPLACE FUNCTION flowt.senha_confere(p_senha text, p_hash text) RETURNS boolean
LANGUAGE sql IMMUTABLE
-- An unknown user costs as much time as a wrong password: the stand-in is a bcrypt of cost 12 that nothing matches.
RETURN p_hash IS NOT NULL
    AND p_hash = public.crypt(encode(sha256(convert_to(p_senha, 'UTF8')), 'base64'), p_hash)
    OR (p_hash IS NULL AND public.crypt(p_senha, '$2a$12$abcdefghijklmnopqrstuu') IS NULL);
COMMENT ON FUNCTION flowt.senha_confere(text, text) IS 'Verdadeiro se a senha é a do hash; demora o mesmo quando não há hash.';

-- NIST SP 800-63B 5.1.1.2: length, and not what an attacker tries first; no rule of composition.
CREATE OR REPLACE FUNCTION flowt.exigir_senha_boa(p_senha text, p_contexto text[]) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_letras text := regexp_replace(flowt.sem_acento(p_senha), '[^a-z]', '', 'g');
    -- "Password987!" is no better than "password123".
    v_miolo  text := regexp_replace(lower(p_senha), '[^a-z]+$', '');
BEGIN
    IF length(p_senha) < 10 THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'senha_curta', DETAIL = 'A senha precisa de ao menos 10 caracteres.';
    ELSIF length(p_senha) > 1024 THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'senha_longa', DETAIL = 'A senha vai até 1024 caracteres.';
    ELSIF EXISTS (SELECT FROM flowt.tb_omni8_senha_comum c
                   WHERE c.des_senha = lower(p_senha) OR (length(v_miolo) >= 4 AND regexp_replace(c.des_senha, '[^a-z]+$', '') = v_miolo))
        OR p_senha ~ '^(.)\1*$' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'senha_comum',
            DETAIL = 'Esta senha é das que todo invasor tenta primeiro: escolha uma frase que só você diria.';
    -- The name of the person or of the company with figures around it is the next guess.
    ELSIF EXISTS (SELECT FROM unnest(p_contexto) AS c (texto), unnest(ARRAY[c.texto, split_part(c.texto, '@', 1)]) AS p (parte)
                   WHERE length(v_letras) >= 3 AND v_letras = regexp_replace(flowt.sem_acento(p.parte), '[^a-z]', '', 'g')) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'senha_obvia',
            DETAIL = 'A senha é o seu nome, e-mail ou empresa: escolha uma que não se adivinhe por eles.';
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.exigir_senha_boa(text, text[])
    IS 'Levanta 422 se uma senha é curta, comum, ou é só o e-mail, o nome ou a empresa (p_contexto) com números em volta.';

CREATE OR REPLACE FUNCTION flowt.contexto_da_senha(p_usuario bigint) RETURNS text[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(SELECT c.texto FROM flowt.tb_omni8_usuario u, unnest(ARRAY[u.des_email, u.nom_usuario]) AS c (texto) WHERE u.cod_usuario = p_usuario
                 UNION
                 SELECT c.texto FROM flowt.tb_omni8_usuario_tenant a
                   JOIN flowt.tb_omni8_tenant t ON t.cod_tenant = a.cod_tenant, unnest(ARRAY[t.nom_slug, t.nom_fantasia]) AS c (texto)
                  WHERE a.cod_usuario = p_usuario);
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.contexto_da_senha(bigint) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.contexto_da_senha(bigint)
    IS 'O que a senha de um usuário não pode ser: seu e-mail, seu nome e os das empresas em que entra.';

CREATE OR REPLACE FUNCTION flowt.rede(p_ip text) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN host(network(set_masklen(p_ip::inet, CASE family(p_ip::inet) WHEN 4 THEN 24 ELSE 48 END)));
EXCEPTION WHEN invalid_text_representation THEN
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.rede(text) IS 'Rede de um endereço: /24 em IPv4, /48 em IPv6; nula se não é um endereço.';

-- Wrong passwords from a network the user has entered from are counted there; all others together, on the login. So whoever
-- knows an e-mail gets few guesses, however many addresses they guess from, and locks nobody out of where they work.
CREATE OR REPLACE FUNCTION flowt.autenticar(p_email text, p_senha text, p_ip text DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_usuario flowt.tb_omni8_usuario;
    v_rede    flowt.tb_omni8_usuario_rede;
    v_confere boolean;
BEGIN
    SELECT u.* INTO v_usuario FROM flowt.tb_omni8_usuario u WHERE u.des_email = lower(btrim(p_email)) AND u.flg_ativo;
    v_confere := flowt.senha_confere(p_senha, v_usuario.hsh_senha);
    IF v_confere THEN
        -- Much may have changed during the bcrypt. Held until the session is there: whoever changes the password next finds it.
        SELECT u.dat_bloqueio INTO v_usuario.dat_bloqueio FROM flowt.tb_omni8_usuario u
         WHERE u.cod_usuario = v_usuario.cod_usuario AND u.hsh_senha = v_usuario.hsh_senha AND u.flg_ativo FOR NO KEY UPDATE;
        v_confere := FOUND;
    END IF;
    SELECT r.* INTO v_rede FROM flowt.tb_omni8_usuario_rede r
     WHERE r.cod_usuario = v_usuario.cod_usuario AND r.num_rede = flowt.rede(p_ip) AND r.dat_uso > now() - flowt.validade_de_rede();
    IF v_confere AND coalesce(CASE WHEN v_rede.num_rede IS NULL THEN v_usuario.dat_bloqueio ELSE v_rede.dat_bloqueio END,
                              '-infinity') <= clock_timestamp() THEN
        UPDATE flowt.tb_omni8_usuario u SET qtd_falhas = 0, dat_bloqueio = NULL
         WHERE u.cod_usuario = v_usuario.cod_usuario AND v_rede.num_rede IS NULL AND (u.qtd_falhas > 0 OR u.dat_bloqueio IS NOT NULL);
        UPDATE flowt.tb_omni8_usuario_rede r SET qtd_falhas = 0, dat_bloqueio = NULL
         WHERE r.cod_usuario = v_usuario.cod_usuario AND r.num_rede = v_rede.num_rede AND (r.qtd_falhas > 0 OR r.dat_bloqueio IS NOT NULL);
        RETURN v_usuario.cod_usuario;
    END IF;
    -- A locked login refuses the right password like a wrong one, or the answers would tell which is right.
    UPDATE flowt.tb_omni8_usuario u
       SET qtd_falhas = u.qtd_falhas + 1, dat_bloqueio = CASE
                                                              WHEN u.qtd_falhas + 1 >= flowt.limite_senhas_erradas() THEN clock_timestamp()
                                                              + flowt.duracao_bloqueio() END
     WHERE u.cod_usuario = v_usuario.cod_usuario AND v_rede.num_rede IS NULL AND coalesce(u.dat_bloqueio, '-infinity') <= clock_timestamp();
    UPDATE flowt.tb_omni8_usuario_rede r
       SET qtd_falhas = r.qtd_falhas + 1, dat_bloqueio = CASE
                                                              WHEN r.qtd_falhas + 1 >= flowt.limite_senhas_erradas() THEN clock_timestamp()
                                                              + flowt.duracao_bloqueio() END
     WHERE r.cod_usuario = v_usuario.cod_usuario AND r.num_rede = v_rede.num_rede AND coalesce(r.dat_bloqueio, '-infinity') <= clock_timestamp();
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.autenticar(text, text, text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.autenticar(text, text, text) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.autenticar(text, text, text)
    IS 'Usuário do e-mail e senha, ou nulo; devolve em vez de levantar erro, para que a contagem de falhas seja gravada. As falhas de redes '
       'conhecidas do usuário se contam à parte.';

-- Only after a whole login (or a reset by e-mail): a password alone makes no network known.
CREATE OR REPLACE FUNCTION flowt.lembrar_rede(p_usuario bigint, p_ip text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF flowt.rede(p_ip) IS NULL THEN
        RETURN;
    END IF;
    INSERT INTO flowt.tb_omni8_usuario_rede AS r (cod_usuario, num_rede) VALUES (p_usuario, flowt.rede(p_ip))
    ON CONFLICT (cod_usuario, num_rede) DO UPDATE SET dat_uso = now(), qtd_falhas = 0, dat_bloqueio = NULL;
    DELETE FROM flowt.tb_omni8_usuario_rede r
     WHERE r.cod_usuario = p_usuario AND r.num_rede NOT IN (
           SELECT x.num_rede FROM flowt.tb_omni8_usuario_rede x WHERE x.cod_usuario = p_usuario AND x.dat_uso > now() - flowt.validade_de_rede()
            ORDER BY x.dat_uso DESC, x.num_rede LIMIT flowt.limite_de_redes());
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.lembrar_rede(bigint, text) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.lembrar_rede(bigint, text) IS 'Torna conhecida a rede de quem acaba de entrar e esquece as antigas.';

CREATE OR REPLACE FUNCTION admin.criar_acesso(p_tenant bigint, p_email text, p_nome text, p_perfil text, p_senha text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_usuario bigint;
BEGIN
    PERFORM flowt.exigir_senha_boa(p_senha, ARRAY[p_email, p_nome] || ARRAY(SELECT t.nom_slug FROM flowt.tb_omni8_tenant t
                                                                             WHERE t.cod_tenant = p_tenant));
    -- Asked before anything is written: a failing row or statement would take the password into the server's log.
    IF NOT flowt.email_valido(btrim(p_email)) OR coalesce(btrim(p_nome), '') = '' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'acesso_invalido', DETAIL = 'Informe um e-mail válido e o nome da pessoa.';
    ELSIF NOT EXISTS (SELECT FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant)
        OR NOT EXISTS (SELECT FROM flowt.tb_omni8_perfil p WHERE p.nom_perfil = p_perfil) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'nao_encontrado',
            DETAIL = format('Confira o tenant (%s) e o perfil (%s).', p_tenant, p_perfil);
    END IF;
    INSERT INTO flowt.tb_omni8_usuario (des_email, nom_usuario, hsh_senha)
    VALUES (lower(btrim(p_email)), p_nome, flowt.cifrar_senha(p_senha))
    ON CONFLICT (des_email) DO NOTHING RETURNING cod_usuario INTO v_usuario;
    IF v_usuario IS NULL THEN
        SELECT u.cod_usuario INTO v_usuario FROM flowt.tb_omni8_usuario u WHERE u.des_email = lower(btrim(p_email));
    END IF;
    INSERT INTO flowt.tb_omni8_usuario_tenant (cod_tenant, cod_usuario, nom_perfil) VALUES (p_tenant, v_usuario, p_perfil)
    ON CONFLICT (cod_tenant, cod_usuario) DO UPDATE SET nom_perfil = excluded.nom_perfil, flg_ativo = true, dat_revogacao = NULL;
    RETURN v_usuario;
END
$$;
ALTER FUNCTION admin.criar_acesso(bigint, text, text, text, text) OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.criar_acesso(bigint, text, text, text, text)
    IS 'Dá a um e-mail acesso a um tenant com um perfil; cria o login se ainda não existe (de um que existe a senha não muda).';
