-- Joining by oneself (guide chapter 4.1): (1) who you are, a code goes to the e-mail; (2) the code; (3) the company.
-- Nothing here tells whether an e-mail is already a user's: every step answers the same for both.

CREATE OR REPLACE FUNCTION flowt.validade_do_codigo_de_adesao() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '10 minutes';
COMMENT ON FUNCTION flowt.validade_do_codigo_de_adesao() IS 'Por quanto tempo vale um código enviado.';
CREATE OR REPLACE FUNCTION flowt.limite_de_tentativas_de_adesao() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 5;
COMMENT ON FUNCTION flowt.limite_de_tentativas_de_adesao() IS 'Códigos errados depois dos quais o enviado não vale mais.';
CREATE OR REPLACE FUNCTION flowt.limite_de_codigos_de_adesao() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 5;
COMMENT ON FUNCTION flowt.limite_de_codigos_de_adesao() IS 'Códigos enviados a um e-mail por hora, por mais adesões que se comecem com ele.';
CREATE OR REPLACE FUNCTION flowt.validade_da_adesao() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '24 hours';
COMMENT ON FUNCTION flowt.validade_da_adesao() IS 'Tempo para concluir uma adesão.';

-- Six digits of 48 random bits: the remainder's bias is below one in a hundred million.
CREATE OR REPLACE FUNCTION flowt.novo_codigo() RETURNS text
LANGUAGE sql VOLATILE
RETURN lpad((('x' || encode(public.gen_random_bytes(6), 'hex'))::bit(48)::bigint % 1000000)::text, 6, '0');
COMMENT ON FUNCTION flowt.novo_codigo() IS 'Código novo de seis algarismos.';

CREATE OR REPLACE FUNCTION flowt.enviar_codigo_de_adesao(p_adesao flowt.tb_omni8_adesao, p_token text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_codigo text := flowt.novo_codigo();
BEGIN
    -- Kept with the token's digest in it, so that whoever reads the table cannot try the million codes.
    UPDATE flowt.tb_omni8_adesao a SET hsh_codigo = flowt.digerir(p_token || ':' || v_codigo), dat_codigo = clock_timestamp(), qtd_tentativas = 0
     WHERE a.cod_tenant = p_adesao.cod_tenant AND a.cod_adesao = p_adesao.cod_adesao;
    PERFORM flowt.enfileirar_mensagem(p_adesao.cod_tenant, 'codigo_de_adesao', 'EMAIL', p_adesao.des_email,
        jsonb_build_object('codigo', v_codigo, 'nome', p_adesao.nom_pessoa,
        'minutos', extract(epoch FROM flowt.validade_do_codigo_de_adesao())::integer / 60),
    format('adesao %s %s', p_adesao.cod_adesao, p_adesao.qtd_codigos),
        flowt.validade_do_codigo_de_adesao());
END
$$;
COMMENT ON FUNCTION flowt.enviar_codigo_de_adesao(flowt.tb_omni8_adesao, text) IS 'Põe um código novo no lugar do anterior e o envia.';

CREATE OR REPLACE FUNCTION flowt.conferir_envios_de_adesao(p_tenant bigint, p_email text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    -- One at a time for an e-mail, so that simultaneous requests are counted too. By the last code, not by the beginning:
    -- a joining lives longer than the hour.
    PERFORM pg_advisory_xact_lock(hashtextextended('adesao ' || p_email, p_tenant));
    IF (SELECT coalesce(sum(a.qtd_codigos), 0) FROM flowt.tb_omni8_adesao a
         WHERE a.cod_tenant = p_tenant AND a.des_email = p_email AND a.dat_codigo > now() - interval '1 hour')
       >= flowt.limite_de_codigos_de_adesao() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'codigos_demais',
            DETAIL = 'Já enviamos muitos códigos a este e-mail. Espere uma hora e tente de novo.';
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_envios_de_adesao(bigint, text) IS 'Levanta 409 se um e-mail já recebeu códigos demais na última hora.';

CREATE OR REPLACE FUNCTION flowt.iniciar_adesao(p_nome text, p_email text, p_documento text) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant_da_plataforma();
    v_email  text   := lower(btrim(p_email));
    v_token  text   := 'fa_' || flowt.novo_token();
    v_adesao flowt.tb_omni8_adesao;
BEGIN
    PERFORM flowt.conferir_envios_de_adesao(v_tenant, v_email);
    INSERT INTO flowt.tb_omni8_adesao (cod_tenant, hsh_token, nom_pessoa, des_email, num_documento)
    VALUES (v_tenant, flowt.digerir(v_token), btrim(p_nome), v_email, flowt.documento_normalizado(p_documento)) RETURNING * INTO v_adesao;
    PERFORM flowt.enviar_codigo_de_adesao(v_adesao, v_token);
    RETURN json_build_object('token', v_token, 'dat_expiracao', v_adesao.dat_criacao + flowt.validade_da_adesao());
END
$$;
ALTER FUNCTION flowt.iniciar_adesao(text, text, text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.iniciar_adesao(text, text, text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.iniciar_adesao(text, text, text)
    IS 'Começa uma adesão e envia o código. Atravessa tenants: a linha é do tenant da plataforma, seja qual for o da requisição.';

CREATE OR REPLACE FUNCTION flowt.adesao_do_token(p_token text) RETURNS flowt.tb_omni8_adesao
LANGUAGE plpgsql AS $$
DECLARE
    v_adesao flowt.tb_omni8_adesao;
BEGIN
    SELECT a.* INTO v_adesao FROM flowt.tb_omni8_adesao a
     WHERE a.cod_tenant = flowt.exigir_tenant_da_plataforma() AND a.hsh_token = flowt.digerir(p_token) AND a.cod_tenant_criado IS NULL
       AND a.dat_criacao > now() - flowt.validade_da_adesao() FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'adesao_nao_encontrada',
            DETAIL = 'Esta adesão não existe, venceu ou já foi concluída: comece de novo.';
    END IF;
    RETURN v_adesao;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.adesao_do_token(text), flowt.conferir_envios_de_adesao(bigint, text),
    flowt.enviar_codigo_de_adesao(flowt.tb_omni8_adesao, text)
    FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.adesao_do_token(text) IS 'Adesão em curso de um token, com a linha presa; 404 se não há.';

CREATE OR REPLACE FUNCTION flowt.reenviar_codigo_de_adesao(p_token text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_adesao flowt.tb_omni8_adesao := flowt.adesao_do_token(p_token);
BEGIN
    PERFORM flowt.conferir_envios_de_adesao(v_adesao.cod_tenant, v_adesao.des_email);
    UPDATE flowt.tb_omni8_adesao a SET qtd_codigos = a.qtd_codigos + 1
     WHERE a.cod_tenant = v_adesao.cod_tenant AND a.cod_adesao = v_adesao.cod_adesao RETURNING a.* INTO v_adesao;
    PERFORM flowt.enviar_codigo_de_adesao(v_adesao, p_token);
END
$$;
ALTER FUNCTION flowt.reenviar_codigo_de_adesao(text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.reenviar_codigo_de_adesao(text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.reenviar_codigo_de_adesao(text)
    IS 'Envia um código novo; o anterior deixa de valer. Atravessa tenants: a adesão é do tenant da plataforma; só a do token.';

-- Returns instead of raising: a wrong code must be counted.
CREATE OR REPLACE FUNCTION flowt.confirmar_adesao(p_token text, p_codigo text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_adesao flowt.tb_omni8_adesao := flowt.adesao_do_token(p_token);
    v_certo  boolean;
BEGIN
    v_certo := coalesce(v_adesao.hsh_codigo = flowt.digerir(p_token || ':' || p_codigo)
                        AND v_adesao.dat_codigo > clock_timestamp() - flowt.validade_do_codigo_de_adesao(), false);
    UPDATE flowt.tb_omni8_adesao a
       SET dat_confirmacao = CASE WHEN v_certo THEN coalesce(a.dat_confirmacao, now()) ELSE a.dat_confirmacao END,
           qtd_tentativas = a.qtd_tentativas + CASE WHEN v_certo THEN 0 ELSE 1 END,
           hsh_codigo = CASE WHEN NOT v_certo AND a.qtd_tentativas + 1 < flowt.limite_de_tentativas_de_adesao() THEN a.hsh_codigo END
     WHERE a.cod_tenant = v_adesao.cod_tenant AND a.cod_adesao = v_adesao.cod_adesao;
    RETURN v_certo;
END
$$;
ALTER FUNCTION flowt.confirmar_adesao(text, text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.confirmar_adesao(text, text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.confirmar_adesao(text, text)
    IS 'Se o código é o enviado; certo, serve uma vez só, errado, é contado. Atravessa tenants: a adesão é do tenant da plataforma; só a do token.';

CREATE OR REPLACE FUNCTION flowt.concluir_adesao(p_token text, p_corpo jsonb) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_adesao  flowt.tb_omni8_adesao := flowt.adesao_do_token(p_token);
    v_tenant  bigint;
    v_usuario bigint;
BEGIN
    IF v_adesao.dat_confirmacao IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'email_nao_confirmado',
            DETAIL = 'Confirme o e-mail com o código que enviamos antes de criar a empresa.';
    END IF;
    -- The session passes to every company of the login: who has a second factor shows it here too.
    SELECT u.cod_usuario INTO v_usuario FROM flowt.tb_omni8_usuario u WHERE u.des_email = v_adesao.des_email AND u.dat_segundo_fator IS NOT NULL;
    IF FOUND AND p_corpo ->> 'codigo' IS NULL THEN
        RETURN '{"falta": "segundo_fator_necessario"}';
    ELSIF FOUND AND NOT flowt.conferir_segundo_fator(v_usuario, p_corpo ->> 'codigo') THEN
        RETURN '{"falta": "codigo_invalido"}';
    END IF;
    v_tenant := flowt.implantar(jsonb_build_object('num_documento', v_adesao.num_documento, 'des_email', v_adesao.des_email)
                                || (p_corpo - '{senha,codigo}'::text[]),
                                v_adesao.des_email, v_adesao.nom_pessoa, p_corpo ->> 'senha');
    UPDATE flowt.tb_omni8_adesao a SET cod_tenant_criado = v_tenant WHERE a.cod_tenant = v_adesao.cod_tenant AND a.cod_adesao = v_adesao.cod_adesao;
    SELECT u.cod_usuario INTO v_usuario FROM flowt.tb_omni8_usuario u WHERE u.des_email = v_adesao.des_email;
    RETURN flowt.abrir_sessao(v_usuario, v_tenant);
END
$$;
ALTER FUNCTION flowt.concluir_adesao(text, jsonb) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.concluir_adesao(text, jsonb) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.concluir_adesao(text, jsonb)
    IS 'Cria a empresa de uma adesão confirmada e abre a sessão de seu administrador; {"falta"} se o login tem segundo fator e o código falta ou não '
       'serve. Atravessa tenants: cria um; só a adesão do token, cujo e-mail foi provado.';

CREATE OR REPLACE FUNCTION api.adesao_criar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_corpo jsonb := flowt.ler_corpo('adesao_nova', p_corpo);
BEGIN
    RETURN (201, NULL, NULL, flowt.iniciar_adesao(v_corpo ->> 'nom_pessoa', v_corpo ->> 'des_email',
                                                  v_corpo ->> 'num_documento')::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.adesao_criar(text) IS
$$POST /v1/adesoes
acesso: aberto
corpo: adesao_nova
resposta: 201 adesao
resposta: 409 problema
resposta: 422 problema
limite: 10
etiqueta: Adesão
Primeiro passo para criar uma empresa: envia um código ao e-mail. Devolve o token dos passos seguintes, que só esta resposta mostra.$$;

CREATE OR REPLACE FUNCTION api.adesao_reenviar(p_token text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.reenviar_codigo_de_adesao(p_token);
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.adesao_reenviar(text) IS
$$POST /v1/adesoes/{token}/codigo
acesso: aberto
resposta: 204
resposta: 404 problema
resposta: 409 problema
limite: 10
etiqueta: Adesão
Envia um código novo ao e-mail da adesão; o anterior deixa de valer.$$;

CREATE OR REPLACE FUNCTION api.adesao_confirmar(p_token text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_corpo jsonb := flowt.ler_corpo('adesao_confirmacao', p_corpo);
BEGIN
    IF NOT flowt.confirmar_adesao(p_token, v_corpo ->> 'codigo') THEN
        RETURN flowt.problema(422, 'codigo_invalido', 'Código inválido',
            'O código não confere, venceu ou já foi usado. Confira o último e-mail que enviamos; depois de cinco erros, peça outro código.');
    END IF;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.adesao_confirmar(text, text) IS
$$POST /v1/adesoes/{token}/confirmacao
acesso: aberto
corpo: adesao_confirmacao
resposta: 204
resposta: 404 problema
resposta: 422 problema
limite: 20
etiqueta: Adesão
Segundo passo: prova o e-mail com o código de seis algarismos, que vale 10 minutos, uma vez e até cinco tentativas.$$;

CREATE OR REPLACE FUNCTION api.endereco_consultar(p_nome text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_motivo text := flowt.situacao_do_slug(p_nome);
BEGIN
    RETURN (200, NULL, NULL, json_build_object('nom_slug', left(p_nome, 120), 'flg_disponivel', v_motivo IS NULL, 'codigo', v_motivo,
        'mensagem', (SELECT split_part(m.detalhe, ' Global:', 1) FROM flowt.mensagem_erro m WHERE m.codigo = v_motivo LIMIT 1),
        'sugestoes', to_json(flowt.slugs_sugeridos(left(p_nome, 120))))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.endereco_consultar(text) IS
$$GET /v1/adesoes/enderecos/{nome}
acesso: aberto
resposta: 200 endereco_disponivel
limite: 60
etiqueta: Adesão
Diz se um endereço está livre e sugere outros; nome pode ser o da empresa, como "Padaria do Zé".$$;

CREATE OR REPLACE FUNCTION api.adesao_concluir(p_token text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_corpo  jsonb := flowt.ler_corpo('adesao_conclusao', p_corpo);
    v_sessao json  := flowt.concluir_adesao(p_token, v_corpo);
BEGIN
    IF v_sessao ->> 'falta' IS NOT NULL THEN
        RETURN flowt.problema_de_segundo_fator(v_sessao ->> 'falta');
    END IF;
    RETURN (201, NULL, NULL, v_sessao::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.adesao_concluir(text, text) IS
$$POST /v1/adesoes/{token}/conclusao
acesso: aberto
corpo: adesao_conclusao
resposta: 201 sessao
resposta: 401 problema
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
faixa: lenta
limite: 10
etiqueta: Adesão
Terceiro passo: cria a empresa (ainda não publicada), com o modelo do segmento, e já devolve a sessão de quem a administra.
A senha vale para um login novo; quem já tem login no Flowt com este e-mail continua com a senha que tem e, se o login tem segundo fator, envia um código.$$;

SELECT flowt.definir_esquema('adesao_nova', $json${
    "type": "object", "required": ["nom_pessoa", "des_email", "num_documento"],
    "properties": {
        "nom_pessoa": {"type": "string", "minLength": 1, "maxLength": 120, "format": "nome"},
        "des_email": {"type": "string", "maxLength": 254, "format": "email", "x-mensagem": "Use um e-mail como ana@empresa.com.br."},
        "num_documento": {"type": "string", "maxLength": 30, "format": "documento", "x-mensagem": "O CPF ou CNPJ não confere: digite-o de novo."}
    }
}$json$);
SELECT flowt.definir_esquema('adesao', $json${
    "type": "object", "required": ["token", "dat_expiracao"],
    "properties": {"token": {"type": "string"}, "dat_expiracao": {"type": "string", "format": "date-time"}}
}$json$);
SELECT flowt.definir_esquema('adesao_confirmacao', $json${
    "type": "object", "required": ["codigo"],
    "properties": {"codigo": {"type": "string", "maxLength": 6, "pattern": "^[0-9]{6}$", "x-mensagem": "O código tem seis algarismos."}}
}$json$);
SELECT flowt.definir_esquema('adesao_conclusao', jsonb_build_object('type', 'object', 'required',
    '["nom_slug", "nom_fantasia", "tip_segmento", "senha"]'::jsonb, 'properties',
    (SELECT e.js_esquema -> 'properties' FROM flowt.tb_omni8_esquema_json e
      WHERE e.nom_esquema = 'implantacao_nova') - '{administrador,nom_plano,flg_publicar,num_documento,des_email}'::text[]
    || '{"senha": {"type": "string", "minLength": 10, "maxLength": 1024},
         "codigo": {"type": "string", "minLength": 6, "maxLength": 40,
             "description": "Do aplicativo ou de recuperação, se o e-mail já tem login com segundo fator."}}'));
SELECT flowt.definir_esquema('endereco_disponivel', $json${
    "type": "object", "required": ["nom_slug", "flg_disponivel", "codigo", "mensagem", "sugestoes"],
    "properties": {
        "nom_slug": {"type": "string"}, "flg_disponivel": {"type": "boolean"}, "codigo": {"type": ["string", "null"]},
        "mensagem": {"type": ["string", "null"]},
        "sugestoes": {"type": "array", "items": {"type": "string"}}
    }
}$json$);
