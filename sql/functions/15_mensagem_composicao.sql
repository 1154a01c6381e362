-- A message as it leaves (guide chapter 16.2): every byte of an e-mail (RFC 5322) is decided here. What a stranger may have
-- written (the company's name, a person's in the subject) reaches a header only without control characters, and encoded unless
-- it is letters, digits and spaces; the text is base64. What goes to a provider is one
-- POST of JSON; only its secret is put in by the courier.

-- Words of at most nine characters stay below the 76 columns of RFC 2047 whatever they are, and break in no character.
CREATE OR REPLACE FUNCTION flowt.texto_de_cabecalho(p_texto text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_texto text := btrim(regexp_replace(p_texto, '[[:cntrl:][:space:]]+', ' ', 'g'));
BEGIN
    IF v_texto ~ '^[A-Za-z0-9 ]{1,60}$' THEN
        RETURN v_texto;
    END IF;
    RETURN (SELECT string_agg('=?UTF-8?B?' || encode(convert_to(substr(v_texto, n, 9), 'UTF8'), 'base64') || '?=', E'\r\n ' ORDER BY n)
              FROM generate_series(1, length(v_texto), 9) AS n);
END
$$;
COMMENT ON FUNCTION flowt.texto_de_cabecalho(text)
    IS 'Um texto qualquer como valor de cabeçalho de e-mail (RFC 2047), em uma linha só para quem lê; nulo se não sobra nada.';

CREATE OR REPLACE FUNCTION flowt.identidade_de_mensagem(p_mensagem flowt.tb_omni8_mensagem) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN left(encode(flowt.digerir(concat_ws(' ', (p_mensagem).cod_tenant, (p_mensagem).cod_mensagem, extract(epoch FROM (p_mensagem).dat_criacao))),
                   'hex'), 32);
COMMENT ON FUNCTION flowt.identidade_de_mensagem(flowt.tb_omni8_mensagem)
    IS 'O que reconhece uma mensagem fora daqui, igual em toda tentativa: no Message-ID de um e-mail e no Idempotency-Key de uma requisição.';

CREATE OR REPLACE FUNCTION flowt.compor_email(p_mensagem flowt.tb_omni8_mensagem, p_remetente text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_empresa record;
BEGIN
    SELECT t.nom_fantasia, t.des_email INTO v_empresa FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_mensagem.cod_tenant;
    RETURN concat_ws(E'\r\n',
        'Date: ' || to_char(p_mensagem.dat_criacao AT TIME ZONE 'UTC', 'Dy, DD Mon YYYY HH24:MI:SS') || ' +0000',
        'From: ' || coalesce(flowt.texto_de_cabecalho(v_empresa.nom_fantasia) || E'\r\n ', '') || '<' || p_remetente || '>',
        'Reply-To: <' || v_empresa.des_email || '>',
        'To: <' || p_mensagem.des_destino || '>',
        'Subject: ' || flowt.texto_de_cabecalho(p_mensagem.des_assunto),
        'Message-ID: <' || flowt.identidade_de_mensagem(p_mensagem) || '@' || split_part(p_remetente, '@', 2) || '>',
        'Auto-Submitted: auto-generated',
        'MIME-Version: 1.0',
        'Content-Type: text/plain; charset=utf-8',
        'Content-Transfer-Encoding: base64',
        '',
        replace(encode(convert_to(regexp_replace(p_mensagem.des_texto, E'\r\n?|\n', E'\r\n', 'g'), 'UTF8'), 'base64'), E'\n', E'\r\n'),
        '');
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.compor_email(flowt.tb_omni8_mensagem, text) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.compor_email(flowt.tb_omni8_mensagem, text)
    IS 'O e-mail inteiro (RFC 5322): quem envia é a empresa, pelo endereço da plataforma, e a resposta vai para o e-mail dela.';

-- Within the texts of a document what is filled in is escaped as JSON has it, so that it stays within them.
CREATE OR REPLACE FUNCTION flowt.redigir_json(p_modelo jsonb, p_variaveis jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN flowt.redigir(p_modelo::text, (SELECT jsonb_object_agg(v.key, substr(v.value::text, 2, length(v.value::text) - 2))
                                        FROM jsonb_each(p_variaveis) AS v))::jsonb;
COMMENT ON FUNCTION flowt.redigir_json(jsonb, jsonb) IS 'Um documento JSON com as variáveis de seus textos preenchidas, todas elas textos.';

CREATE OR REPLACE FUNCTION flowt.compor_envio(p_mensagem flowt.tb_omni8_mensagem, p_remetente text, OUT des_url text, OUT des_cabecalhos text,
                                              OUT nom_segredo text, OUT des_corpo text)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_mensagem.tip_canal = 'EMAIL' THEN
        des_corpo := flowt.compor_email(p_mensagem, p_remetente);
        RETURN;
    END IF;
    SELECT c.des_url, c.nom_segredo,
           array_to_string(ARRAY['Content-Type: application/json', 'Accept: application/json', 'User-Agent: Flowt',
                                 'Idempotency-Key: ' || flowt.identidade_de_mensagem(p_mensagem)]
                           || c.des_cabecalhos, E'\n'),
           flowt.redigir_json(c.js_corpo, jsonb_build_object('destino', p_mensagem.des_destino, 'digitos', ltrim(p_mensagem.des_destino, '+'),
                                                             'texto', p_mensagem.des_texto,
                                                             'empresa', t.nom_fantasia, 'identidade', flowt.identidade_de_mensagem(p_mensagem)))
      INTO des_url, nom_segredo, des_cabecalhos, des_corpo
      FROM flowt.tb_omni8_canal_saida c JOIN flowt.tb_omni8_tenant t ON t.cod_tenant = p_mensagem.cod_tenant WHERE c.tip_canal = p_mensagem.tip_canal;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.compor_envio(flowt.tb_omni8_mensagem, text) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.compor_envio(flowt.tb_omni8_mensagem, text)
    IS 'O que o courier envia, por inteiro: de um e-mail só o corpo, que o traz com seus cabeçalhos; dos outros canais a requisição HTTP.';

CREATE OR REPLACE FUNCTION admin.configurar_canal(p_canal text, p_url text, p_corpo jsonb,
                                                  p_cabecalhos text[] DEFAULT '{}', p_segredo text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- Refuses a variable that no message would have.
    PERFORM flowt.redigir_json(p_corpo, '{"destino": "", "digitos": "", "texto": "", "empresa": "", "identidade": ""}');
    INSERT INTO flowt.tb_omni8_canal_saida AS c (tip_canal, des_url, des_cabecalhos, nom_segredo, js_corpo)
    VALUES (p_canal, p_url, p_cabecalhos, p_segredo, p_corpo)
    ON CONFLICT (tip_canal) DO UPDATE
       SET des_url = excluded.des_url, des_cabecalhos = excluded.des_cabecalhos, nom_segredo = excluded.nom_segredo, js_corpo = excluded.js_corpo,
           dat_alteracao = now();
    NOTIFY flowt_mensagem;
END
$$;
ALTER FUNCTION admin.configurar_canal(text, text, jsonb, text[], text) OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.configurar_canal(text, text, jsonb, text[], text)
    IS 'Diz como sai um canal (SMS ou WHATSAPP): um POST a p_url com o JSON p_corpo e os cabeçalhos p_cabecalhos, um deles com {{segredo}} se '
       'p_segredo é o nome de um arquivo do courier. Ver o guia do DBA.';

CREATE OR REPLACE FUNCTION admin.remover_canal(p_canal text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM flowt.tb_omni8_canal_saida c WHERE c.tip_canal = p_canal;
    RETURN FOUND;
END
$$;
ALTER FUNCTION admin.remover_canal(text) OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.remover_canal(text) IS 'Deixa um canal sem saída: as mensagens dele esperam, e expiram.';
