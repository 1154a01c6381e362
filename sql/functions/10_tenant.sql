-- Tenants (guide chapter 3): administration for DBAs.

CREATE OR REPLACE FUNCTION flowt.dia_do_tenant(p_tenant bigint, p_momento timestamptz) RETURNS date
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT (p_momento AT TIME ZONE t.des_fuso_horario)::date FROM flowt.tb_omni8_tenant AS t WHERE t.cod_tenant = p_tenant);
END
$$;
COMMENT ON FUNCTION flowt.dia_do_tenant(bigint, timestamptz) IS 'A data de um momento no fuso do tenant.';

CREATE OR REPLACE FUNCTION flowt.oferece_atendimento(p_segmento text, p_entrega boolean, p_atendimento text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_atendimento WHEN 'ENTREGA' THEN p_entrega WHEN 'RETIRADA' THEN p_segmento <> 'SERVICOS' WHEN 'LOCAL' THEN p_segmento <> 'LOJA'
            ELSE false END;
COMMENT ON FUNCTION flowt.oferece_atendimento(text, boolean, text) IS 'Se uma empresa do segmento oferece a forma de atendimento.';

-- What cannot be undone asks for the slug, typed: a number is too easily another's.
CREATE OR REPLACE FUNCTION flowt.exigir_confirmacao(p_tenant bigint, p_confirmacao text) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant record;
BEGIN
    SELECT t.nom_slug, t.nom_fantasia INTO v_tenant FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'tenant_nao_encontrado', DETAIL = format('Não há tenant de número %s.', p_tenant);
    ELSIF p_confirmacao IS DISTINCT FROM v_tenant.nom_slug THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'confirmacao_nao_confere',
            DETAIL = format('Isto não se desfaz. O tenant %s é "%s": para confirmar, escreva o slug dele em p_confirmacao.', p_tenant,
                            v_tenant.nom_fantasia);
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.exigir_confirmacao(bigint, text)
    IS 'Levanta 422 se a confirmação digitada não é o slug do tenant: para funções admin que destroem.';

CREATE OR REPLACE FUNCTION admin.criar_tenant(
    p_slug text, p_nome_fantasia text, p_segmento text,
    p_razao_social text DEFAULT NULL, p_documento text DEFAULT NULL, p_email text DEFAULT NULL, p_telefone text DEFAULT NULL,
    p_logradouro text DEFAULT NULL, p_numero text DEFAULT NULL, p_bairro text DEFAULT NULL,
    p_cidade text DEFAULT NULL, p_uf text DEFAULT NULL, p_cep text DEFAULT NULL,
    p_fuso_horario text DEFAULT 'America/Sao_Paulo'
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant bigint;
BEGIN
    INSERT INTO flowt.tb_omni8_tenant (nom_slug, nom_fantasia, tip_segmento, nom_razao_social, num_documento, des_email, num_telefone, num_whatsapp,
                                       des_logradouro, num_endereco, nom_bairro, nom_cidade, sig_uf, num_cep, des_fuso_horario)
    VALUES (p_slug, p_nome_fantasia, p_segmento, p_razao_social, flowt.documento_normalizado(p_documento), p_email,
            coalesce(flowt.telefone_e164(p_telefone), p_telefone),
            CASE WHEN flowt.telefone_e164(p_telefone) LIKE '+55__9________' THEN flowt.telefone_e164(p_telefone) END,
            p_logradouro, p_numero, p_bairro, p_cidade, p_uf, replace(p_cep, '-', ''), p_fuso_horario)
    RETURNING cod_tenant INTO v_tenant;
    RETURN v_tenant;
END
$$;
ALTER FUNCTION admin.criar_tenant OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.criar_tenant
    IS 'Cria um tenant em PROVISIONANDO e devolve seu número. Documento, telefone e CEP podem vir com pontuação. Depois: admin.criar_acesso e '
       'admin.ativar_tenant.';

-- What a page of the platform begins with: the list is the constraint's, asked of the catalogue so that there is one.
CREATE OR REPLACE FUNCTION flowt.situacao_do_slug(p_slug text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN CASE
        WHEN p_slug !~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$' OR length(p_slug) NOT BETWEEN 3 AND 40 THEN 'slug_com_letras_minusculas_numeros_e_hifens'
        WHEN EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = 'flowt.tb_omni8_tenant'::regclass AND k.conname = 'slug_reservado'
                        AND strpos(pg_get_constraintdef(k.oid), quote_literal(p_slug) || '::text') > 0) THEN 'slug_reservado'
        WHEN EXISTS (SELECT FROM flowt.tb_omni8_tenant t WHERE t.nom_slug = p_slug) THEN 'slug_ja_usado' END;
END
$$;
ALTER FUNCTION flowt.situacao_do_slug(text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.situacao_do_slug(text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.situacao_do_slug(text)
    IS 'O que impede um slug novo (o código do erro), ou nulo se está livre. Atravessa tenants: diz só o que a página pública de quem o usa já diz.';

CREATE OR REPLACE FUNCTION flowt.slugs_sugeridos(p_nome text) RETURNS text[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    -- A name that begins with a number becomes "loja-…": a slug begins with a letter.
    v_base text := btrim(regexp_replace(regexp_replace(flowt.sem_acento(coalesce(p_nome, '')), '[^a-z0-9]+', '-', 'g'), '^-*(?=[0-9])', 'loja-'),
                         '-');
BEGIN
    v_base := btrim(left(CASE WHEN length(v_base) < 3 THEN 'loja' || coalesce('-' || nullif(v_base, ''), '') ELSE v_base END, 34), '-');
    RETURN ARRAY(
        SELECT c.slug
          FROM (SELECT n.numero, v_base || CASE n.numero WHEN 1 THEN '' ELSE '-' || n.numero END AS slug
                  FROM generate_series(1, 50) AS n (numero)) AS c
         WHERE flowt.situacao_do_slug(c.slug) IS NULL ORDER BY c.numero LIMIT 3);
END
$$;
COMMENT ON FUNCTION flowt.slugs_sugeridos(text) IS 'Até três slugs livres para um nome de empresa.';

-- Decree 7.962/2013, art. 2: what the public must be told before it buys.
CREATE OR REPLACE FUNCTION flowt.pendencias_de_publicacao(p_tenant bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('campo', e.campo, 'codigo', 'campo_obrigatorio', 'mensagem', e.mensagem) ORDER BY e.ordem), '[]')
          FROM flowt.tb_omni8_tenant t
         CROSS JOIN LATERAL (VALUES
               (1, 'nom_razao_social', 'Informe a razão social, ou o nome civil de pessoa física.', t.nom_razao_social),
               (2, 'num_documento',    'Informe o CNPJ ou CPF.', t.num_documento),
               (3, 'des_email',        'Informe o e-mail de atendimento.', t.des_email),
               (4, 'des_logradouro',   'Informe a rua ou avenida.', t.des_logradouro),
               (5, 'num_endereco',     'Informe o número do endereço (ou S/N).', t.num_endereco),
               (6, 'nom_cidade',       'Informe a cidade.', t.nom_cidade),
               (7, 'sig_uf',           'Informe o estado.', t.sig_uf),
               (8, 'num_cep',          'Informe o CEP.', t.num_cep)) AS e (ordem, campo, mensagem, valor)
         WHERE t.cod_tenant = p_tenant AND nullif(btrim(e.valor), '') IS NULL);
END
$$;
COMMENT ON FUNCTION flowt.pendencias_de_publicacao(bigint)
    IS 'O que falta a uma empresa para ser publicada (Decreto 7.962/2013): lista de erros de campo, vazia se nada falta.';

-- A closed company's own people may still take their data away for a while; then nobody enters.
CREATE OR REPLACE FUNCTION flowt.prazo_de_exportacao() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '30 days';
COMMENT ON FUNCTION flowt.prazo_de_exportacao() IS 'Por quanto tempo a equipe de um tenant encerrado ainda o lê e exporta.';

CREATE OR REPLACE FUNCTION flowt.encerrado_no_prazo(p_tenant bigint) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM flowt.tb_omni8_tenant_evento e
                    WHERE e.cod_tenant = p_tenant AND e.sta_para = 'ENCERRADO' AND e.dat_evento > now() - flowt.prazo_de_exportacao());
END
$$;
COMMENT ON FUNCTION flowt.encerrado_no_prazo(bigint) IS 'Se um tenant encerrado ainda está no prazo em que sua equipe o lê e exporta.';

CREATE OR REPLACE FUNCTION flowt.mudar_status_tenant(p_tenant bigint, p_status text, p_motivo text DEFAULT NULL, p_de text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_atual     text;
    v_pendentes jsonb;
BEGIN
    SELECT t.sta_tenant INTO v_atual FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'tenant_nao_encontrado', DETAIL = format('Não há tenant de número %s.', p_tenant);
    ELSIF v_atual = p_status THEN
        RETURN;
    ELSIF v_atual <> p_de OR NOT EXISTS (SELECT FROM flowt.tb_omni8_tenant_transicao x WHERE x.sta_de = v_atual AND x.sta_para = p_status) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'transicao_de_tenant_ilegal',
            DETAIL = CASE WHEN v_atual = 'ATIVO' AND p_status = 'ENCERRADO' THEN 'Suspenda a empresa antes de encerrá-la.'
                          WHEN v_atual <> p_de THEN format('Isto só se faz de %s, e o tenant está %s.', p_de, v_atual)
                          ELSE format('De %s não se passa a %s.', v_atual, p_status) END;
    END IF;
    v_pendentes := flowt.pendencias_de_publicacao(p_tenant);
    IF p_status = 'ATIVO' AND v_pendentes <> '[]' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'publicacao_exige_identificacao_legal',
            DETAIL = 'Para publicar, complete razão social, CPF ou CNPJ, e-mail e endereço (Decreto 7.962/2013): veja a lista "erros".',
            HINT = jsonb_build_object('erros', v_pendentes)::text;
    END IF;
    UPDATE flowt.tb_omni8_tenant t SET sta_tenant = p_status WHERE t.cod_tenant = p_tenant;
    INSERT INTO flowt.tb_omni8_tenant_evento (cod_tenant, sta_de, sta_para, des_motivo, cod_usuario, nom_login)
    VALUES (p_tenant, v_atual, p_status, nullif(btrim(p_motivo), ''), nullif(current_setting('flowt.cod_usuario', true), '')::bigint, session_user);
END
$$;
ALTER FUNCTION flowt.mudar_status_tenant OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.mudar_status_tenant FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.mudar_status_tenant
    IS 'Muda o status de um tenant, se a transição existe (e se ele está em p_de, quando dito), e registra o motivo; repetir não muda nada.';

CREATE OR REPLACE FUNCTION admin.ativar_tenant(p_tenant bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog,
    pg_temp AS $$ SELECT flowt.mudar_status_tenant(p_tenant, 'ATIVO', NULL, 'PROVISIONANDO') $$;
ALTER FUNCTION admin.ativar_tenant OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.ativar_tenant IS 'Publica um tenant em PROVISIONANDO (exige a identificação legal completa).';

CREATE OR REPLACE FUNCTION admin.suspender_tenant(p_tenant bigint, p_motivo text DEFAULT NULL) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$ SELECT flowt.mudar_status_tenant(p_tenant, 'SUSPENSO', p_motivo) $$;
ALTER FUNCTION admin.suspender_tenant OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.suspender_tenant
    IS 'Suspende um tenant: páginas públicas respondem "indisponível", escritas são recusadas, a equipe ainda lê e exporta.';

CREATE OR REPLACE FUNCTION admin.reativar_tenant(p_tenant bigint, p_motivo text DEFAULT NULL) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog,
    pg_temp AS $$ SELECT flowt.mudar_status_tenant(p_tenant, 'ATIVO', p_motivo, 'SUSPENSO') $$;
ALTER FUNCTION admin.reativar_tenant OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.reativar_tenant IS 'Reativa um tenant suspenso; não publica um que ainda está em PROVISIONANDO.';

CREATE OR REPLACE FUNCTION admin.encerrar_tenant(p_tenant bigint, p_confirmacao text, p_motivo text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM flowt.exigir_confirmacao(p_tenant, p_confirmacao);
    PERFORM flowt.mudar_status_tenant(p_tenant, 'ENCERRADO', p_motivo, 'SUSPENSO');
END
$$;
ALTER FUNCTION admin.encerrar_tenant OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.encerrar_tenant
    IS 'Encerra um tenant suspenso; p_confirmacao é seu slug, digitado. Não tem volta: a equipe ainda lê e exporta por 30 dias, depois ninguém '
       'entra. Os dados ficam até serem apagados.';
