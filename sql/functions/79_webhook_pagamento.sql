-- Inbox of payment providers (guide chapter 18.1), by Standard Webhooks: raw text kept, signature checked, the same message taken
-- once, processed in the same transaction. What fails stays with its error: the provider's next try, or staff, processes it again.

CREATE OR REPLACE FUNCTION flowt.tolerancia_de_webhook() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '5 minutes';
COMMENT ON FUNCTION flowt.tolerancia_de_webhook() IS 'Quanto o relógio de quem avisa pode divergir do nosso.';
CREATE OR REPLACE FUNCTION flowt.retencao_de_webhooks() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '90 days';
COMMENT ON FUNCTION flowt.retencao_de_webhooks() IS 'Por quanto tempo se guardam avisos já tratados e contagens de recusas.';

CREATE OR REPLACE FUNCTION flowt.assinar_webhook(p_segredo bytea, p_id text, p_momento text, p_corpo text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 'v1,' || encode(public.hmac(convert_to(p_id || '.' || p_momento || '.' || p_corpo, 'UTF8'), p_segredo, 'sha256'), 'base64');
COMMENT ON FUNCTION flowt.assinar_webhook(bytea, text, text, text) IS 'Assinatura de um aviso (Standard Webhooks): HMAC-SHA256 de id.momento.corpo.';

-- Every signature of the header against every secret in force, all of them always. Compared by their HMAC with a key of this
-- moment, so that how long it takes tells nothing about the right one.
CREATE OR REPLACE FUNCTION flowt.motivo_da_recusa(p_conta bigint, p_id text, p_momento text, p_assinaturas text, p_corpo text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_sorte   bytea  := public.gen_random_bytes(32);
    v_confere boolean;
BEGIN
    IF p_id IS NULL OR p_momento IS NULL OR p_assinaturas IS NULL THEN
        RETURN 'webhook_sem_assinatura';
    ELSIF p_id !~ '^[!-~]{1,128}$' OR p_momento !~ '^[0-9]{1,11}$' THEN
        RETURN 'webhook_malformado';
    END IF;
    -- Each secret is decrypted once, however many signatures are tried.
    WITH certa AS MATERIALIZED (
        SELECT flowt.assinar_webhook(public.pgp_sym_decrypt_bytea(k.cifrado, flowt.chave_cifra('pagamento')), p_id, p_momento, p_corpo) AS assinatura
          FROM flowt.tb_omni8_conta_pagamento_segredo s
         CROSS JOIN LATERAL (VALUES (s.des_segredo), (CASE WHEN s.dat_fim_anterior > now() THEN s.des_segredo_anterior END)) AS k (cifrado)
         WHERE s.cod_tenant = v_tenant AND s.cod_conta_pagamento = p_conta AND k.cifrado IS NOT NULL
    )
    SELECT bool_or(public.hmac(convert_to(a.assinatura, 'UTF8'), v_sorte,
                               'sha256') = public.hmac(convert_to(c.assinatura, 'UTF8'), v_sorte, 'sha256')) INTO v_confere
      FROM certa AS c CROSS JOIN LATERAL regexp_split_to_table(left(p_assinaturas, 500), ' +') AS a (assinatura) WHERE a.assinatura LIKE 'v1,%';
    IF v_confere IS NOT TRUE THEN
        RETURN 'assinatura_invalida';
    ELSIF to_timestamp(p_momento::bigint) NOT BETWEEN clock_timestamp() - flowt.tolerancia_de_webhook() AND clock_timestamp()
        + flowt.tolerancia_de_webhook() THEN
        RETURN 'webhook_fora_do_prazo';
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.motivo_da_recusa(bigint, text, text, text, text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.motivo_da_recusa(bigint, text, text, text, text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.motivo_da_recusa(bigint, text, text, text, text)
    IS 'Por que um aviso a uma conta do tenant da requisição não se aceita, ou nulo. Atravessa tenants: lê segredos, que as requisições não leem; o '
       'filtro por tenant é dela.';

-- The refusal is returned, not raised, so that its count is kept.
CREATE OR REPLACE FUNCTION flowt.recusar_webhook(p_tenant bigint, p_conta bigint, p_motivo text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_webhook_recusado AS r (cod_tenant, cod_conta_pagamento, dat_dia, des_motivo, hsh_ultimo)
    SELECT p_tenant, p_conta, (now() AT TIME ZONE t.des_fuso_horario)::date, p_motivo, flowt.digerir(p_corpo) FROM flowt.tb_omni8_tenant t
     WHERE t.cod_tenant = p_tenant
        ON CONFLICT (cod_tenant, cod_conta_pagamento, dat_dia, des_motivo) DO UPDATE
       SET qtd_recusas = r.qtd_recusas + 1, hsh_ultimo = excluded.hsh_ultimo, dat_ultima = clock_timestamp();
    RETURN flowt.problema(401, p_motivo, 'Aviso não aceito', CASE p_motivo
        WHEN 'webhook_sem_assinatura' THEN 'Envie os cabeçalhos webhook-id, webhook-timestamp e webhook-signature.'
        WHEN 'webhook_malformado' THEN 'webhook-id tem de 1 a 128 caracteres visíveis, e webhook-timestamp são segundos desde 1970.'
        WHEN 'webhook_fora_do_prazo' THEN 'O webhook-timestamp está a mais de 5 minutos da hora certa: acerte o relógio e assine de novo.'
        ELSE 'A assinatura não confere com nenhum segredo em vigor desta conta.' END);
END
$$;
COMMENT ON FUNCTION flowt.recusar_webhook(bigint, bigint, text, text) IS 'Conta um aviso não aceito e dá a resposta 401.';

CREATE OR REPLACE FUNCTION flowt.recusar_aviso(p_codigo text, p_detalhe text) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = p_codigo, DETAIL = p_detalhe;
END
$$;
COMMENT ON FUNCTION flowt.recusar_aviso(text, text) IS 'Levanta o erro 422 de um aviso que não é do que diz ser.';

-- The payment a message speaks of: found by its identifier, and of this account, company, order and value, or refused.
CREATE OR REPLACE FUNCTION flowt.pagamento_do_aviso(p_tenant bigint, p_conta bigint, p_dados jsonb) RETURNS flowt.tb_omni8_pagamento
LANGUAGE plpgsql AS $$
DECLARE
    v_pagamento flowt.tb_omni8_pagamento;
    v_codigo    bigint;
    v_pedido    bigint;
BEGIN
    SELECT g.cod_pagamento, p.num_pedido INTO v_codigo, v_pedido FROM flowt.tb_omni8_pagamento g
      JOIN flowt.tb_omni8_pedido p ON p.cod_tenant = p_tenant AND p.cod_pedido = g.cod_pedido
     WHERE g.cod_tenant = p_tenant AND g.tip_pagamento = 'PIX' AND g.des_txid = p_dados ->> 'txid';
    IF NOT FOUND THEN
        PERFORM flowt.recusar_aviso('cobranca_desconhecida', 'Não há nesta empresa um pagamento com este txid.');
    ELSIF EXISTS (SELECT FROM flowt.tb_omni8_cobranca b
                   WHERE b.cod_tenant = p_tenant AND b.cod_pagamento = v_codigo AND b.cod_conta_pagamento <> p_conta) THEN
        PERFORM flowt.recusar_aviso('cobranca_de_outra_conta', 'Este pagamento foi cobrado por outra conta.');
    ELSIF p_dados ->> 'empresa' <> (SELECT t.nom_slug FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant) THEN
        PERFORM flowt.recusar_aviso('empresa_divergente', 'O aviso é de outra empresa.');
    ELSIF p_dados ->> 'pedido' <> v_pedido::text THEN
        PERFORM flowt.recusar_aviso('pedido_divergente', format('Este pagamento é do pedido nº %s, e o aviso fala de outro.', v_pedido));
    END IF;
    v_pagamento := flowt.travar_pagamento(p_tenant, v_codigo);
    IF (p_dados ->> 'vlr_pagamento')::bigint <> v_pagamento.vlr_pagamento THEN
        PERFORM flowt.recusar_aviso('valor_divergente',
                                    format('O aviso diz %s, e este pagamento é de %s.', flowt.reais((p_dados ->> 'vlr_pagamento')::bigint),
                                           flowt.reais(v_pagamento.vlr_pagamento)));
    END IF;
    RETURN v_pagamento;
END
$$;
COMMENT ON FUNCTION flowt.pagamento_do_aviso(bigint, bigint, jsonb)
    IS 'Pagamento de que um aviso fala, travado; 422 se conta, empresa, pedido ou valor não são os dele.';

-- What the provider has given back, in all: the difference to what is known here. Not asked of it again (flowt.seguir_cobranca).
CREATE OR REPLACE FUNCTION flowt.estornar_pelo_aviso(p_pagamento flowt.tb_omni8_pagamento, p_estornado bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF p_estornado IS NULL OR p_estornado > (p_pagamento).vlr_pagamento THEN
        PERFORM flowt.recusar_aviso('estorno_divergente', 'vlr_estornado é quanto já se devolveu ao todo: de 1 ao valor do pagamento.');
    END IF;
    UPDATE flowt.tb_omni8_cobranca b SET vlr_estornado = greatest(b.vlr_estornado, p_estornado)
     WHERE b.cod_tenant = (p_pagamento).cod_tenant AND b.cod_pagamento = (p_pagamento).cod_pagamento;
    IF p_estornado > (p_pagamento).vlr_estornado THEN
        PERFORM flowt.estornar_pagamento(p_pagamento, p_estornado - (p_pagamento).vlr_estornado, 'Estornado no provedor');
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.estornar_pelo_aviso(flowt.tb_omni8_pagamento, bigint)
    IS 'Registra o que um provedor diz ter devolvido de um pagamento travado, ao todo.';

-- A dispute that nobody told of yet is not won: the message fails, and is tried again when the other has come.
CREATE OR REPLACE FUNCTION flowt.ganhar_contestacao(p_pagamento flowt.tb_omni8_pagamento) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF (p_pagamento).sta_pagamento = 'CONTESTADO' THEN
        PERFORM flowt.mover_pagamento(p_pagamento, CASE (p_pagamento).vlr_estornado WHEN 0 THEN 'PAGO' ELSE 'ESTORNADO_PARCIAL' END, NULL,
                                      'A contestação não foi aceita', false);
    ELSIF (p_pagamento).sta_pagamento <> 'ESTORNADO' AND NOT EXISTS (SELECT FROM flowt.tb_omni8_pagamento_evento e
              WHERE e.cod_tenant = (p_pagamento).cod_tenant AND e.cod_pagamento = (p_pagamento).cod_pagamento AND e.sta_para = 'CONTESTADO') THEN
        PERFORM flowt.recusar_aviso('contestacao_desconhecida',
                                    'Não se sabe de uma contestação deste pagamento: avise dela, e envie este aviso de novo.');
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.ganhar_contestacao(flowt.tb_omni8_pagamento)
    IS 'Um pagamento travado deixa de estar contestado: é PAGO de novo, ou ESTORNADO_PARCIAL; 422 se nunca esteve.';

CREATE OR REPLACE FUNCTION flowt.aplicar_aviso(p_pagamento flowt.tb_omni8_pagamento, p_tipo text, p_dados jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := (p_pagamento).cod_tenant;
    v_codigo bigint := (p_pagamento).cod_pagamento;
BEGIN
    UPDATE flowt.tb_omni8_cobranca b SET des_id_externo = coalesce(p_dados ->> 'id', b.des_id_externo)
     WHERE b.cod_tenant = v_tenant AND b.cod_pagamento = v_codigo AND p_dados ->> 'id' IS DISTINCT FROM b.des_id_externo;
    CASE p_tipo
        WHEN 'cobranca.criada' THEN
            UPDATE flowt.tb_omni8_pagamento g
               SET des_pix = flowt.pix_dinamico(p_dados ->> 'location', x.nom_recebedor, x.nom_cidade, g.vlr_pagamento) FROM flowt.tb_omni8_pix x
             WHERE g.cod_tenant = v_tenant AND g.cod_pagamento = v_codigo AND g.flg_online AND x.cod_tenant = v_tenant;
        WHEN 'pagamento.autorizado' THEN
            IF (p_pagamento).sta_pagamento = 'PENDENTE' THEN
                PERFORM flowt.mover_pagamento(p_pagamento, 'AUTORIZADO', NULL, NULL, false);
            END IF;
        WHEN 'pagamento.pago' THEN
            PERFORM flowt.receber_pagamento(v_tenant, v_codigo, NULL, false);
        WHEN 'pagamento.recusado' THEN
            PERFORM flowt.recusar_pagamento(v_tenant, v_codigo, 'Recusado pelo provedor', false);
        WHEN 'pagamento.expirado' THEN
            PERFORM flowt.expirar_pagamento(v_tenant, v_codigo, false);
        WHEN 'pagamento.estornado' THEN
            PERFORM flowt.estornar_pelo_aviso(p_pagamento, (p_dados ->> 'vlr_estornado')::bigint);
        WHEN 'pagamento.contestado' THEN
            -- What is disputed is what is left; of what has all gone back that is nothing.
            IF (p_pagamento).sta_pagamento NOT IN ('CONTESTADO', 'ESTORNADO') THEN
                PERFORM flowt.mover_pagamento(p_pagamento, 'CONTESTADO', NULL, 'Contestado por quem pagou', false);
            END IF;
        WHEN 'contestacao.ganha' THEN
            PERFORM flowt.ganhar_contestacao(p_pagamento);
        WHEN 'contestacao.perdida' THEN
            PERFORM flowt.estornar_pelo_aviso(p_pagamento, (p_pagamento).vlr_pagamento);
    END CASE;
END
$$;
COMMENT ON FUNCTION flowt.aplicar_aviso(flowt.tb_omni8_pagamento, text, jsonb)
    IS 'O que um aviso conhecido faz de um pagamento travado; o mesmo aviso de novo nada faz.';

CREATE OR REPLACE FUNCTION flowt.avisos_conhecidos() RETURNS text[] LANGUAGE sql IMMUTABLE
RETURN '{cobranca.criada,pagamento.autorizado,pagamento.pago,pagamento.recusado,pagamento.expirado,pagamento.estornado,pagamento.contestado,contestacao.ganha,contestacao.perdida}'::text[];
COMMENT ON FUNCTION flowt.avisos_conhecidos() IS 'Tipos de aviso que se tratam; os outros se guardam e ignoram.';

-- The inner block is what a failure takes back; what it was is kept outside of it.
CREATE OR REPLACE FUNCTION flowt.processar_webhook(p_tenant bigint, p_webhook bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_webhook   flowt.tb_omni8_webhook_pagamento;
    v_corpo     jsonb;
    v_pagamento flowt.tb_omni8_pagamento;
    v_status    text := 'PROCESSADO';
    v_erro      text;
    v_detalhe   text;
    v_restricao text;
    v_dica      text;
BEGIN
    SELECT w.* INTO v_webhook FROM flowt.tb_omni8_webhook_pagamento w WHERE w.cod_tenant = p_tenant AND w.cod_webhook_pagamento = p_webhook
       FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este aviso');
    ELSIF v_webhook.sta_webhook IN ('PROCESSADO', 'IGNORADO') THEN
        RETURN;
    END IF;
    BEGIN
        v_corpo := flowt.ler_corpo('webhook_pagamento', v_webhook.des_corpo);
        IF v_corpo ->> 'type' = ANY (flowt.avisos_conhecidos()) THEN
            PERFORM flowt.recusar_corpo(e)
               FROM flowt.validar_json('{"$ref": "webhook_pagamento_dados"}', coalesce(v_corpo -> 'data', '{}'), 'data') AS e WHERE e <> '[]';
            v_pagamento := flowt.pagamento_do_aviso(p_tenant, v_webhook.cod_conta_pagamento, v_corpo -> 'data');
            PERFORM flowt.aplicar_aviso(v_pagamento, v_corpo ->> 'type', v_corpo -> 'data');
        ELSE
            v_status := 'IGNORADO';
        END IF;
    EXCEPTION WHEN SQLSTATE 'PT400' OR SQLSTATE 'PT404' OR SQLSTATE 'PT409' OR SQLSTATE 'PT422' OR data_exception
        OR integrity_constraint_violation THEN
        GET STACKED DIAGNOSTICS v_erro = MESSAGE_TEXT, v_detalhe = PG_EXCEPTION_DETAIL, v_restricao = CONSTRAINT_NAME, v_dica = PG_EXCEPTION_HINT;
        v_status := 'FALHA';
        -- Only codes and sentences of the house: a message of PostgreSQL may quote the body.
        IF SQLSTATE NOT LIKE 'PT%' THEN
            v_erro := coalesce(nullif(v_restricao, ''), 'corpo_invalido');
            v_detalhe := CASE v_restricao WHEN '' THEN 'O corpo não é o JSON que se espera.' END;
        ELSIF v_erro = 'corpo_invalido' THEN
            v_detalhe := left((SELECT string_agg((e ->> 'campo') || ': ' || (e ->> 'mensagem'), ' ')
                                 FROM jsonb_array_elements(v_dica::jsonb -> 'erros') AS e), 500);
        END IF;
    END;
    UPDATE flowt.tb_omni8_webhook_pagamento w
       SET (tip_evento, sta_webhook, cod_pagamento, des_erro, des_detalhe, qtd_tentativas, dat_processamento)
         = (left(v_corpo ->> 'type', 60), v_status, coalesce(v_pagamento.cod_pagamento, w.cod_pagamento), v_erro, v_detalhe, w.qtd_tentativas + 1,
            clock_timestamp())
     WHERE w.cod_tenant = p_tenant AND w.cod_webhook_pagamento = p_webhook;
END
$$;
COMMENT ON FUNCTION flowt.processar_webhook(bigint, bigint) IS 'Trata um aviso ainda não tratado; se falha, guarda o erro nele em vez de levantar.';
