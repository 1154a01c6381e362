-- Payment providers (guide chapter 18.1): what is asked of one, composed whole here. The kind of provider is a way of speaking:
-- API_PIX is Banco Central's API Pix 2. Another kind is another branch in flowt.compor_requisicao and flowt.aplicar_webhook.

CREATE OR REPLACE FUNCTION flowt.valor_decimal(p_centavos bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN p_centavos / 100 || '.' || lpad((p_centavos % 100)::text, 2, '0');
COMMENT ON FUNCTION flowt.valor_decimal(bigint) IS 'Centavos como decimal com ponto, "12.34".';

CREATE OR REPLACE FUNCTION flowt.corpo_da_cobranca(p_pagamento flowt.tb_omni8_pagamento) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT jsonb_strip_nulls(jsonb_build_object(
                   'calendario', jsonb_build_object('expiracao', greatest(60,
                                                                          ceil(extract(epoch FROM (p_pagamento).dat_expiracao
                                                                                       - (p_pagamento).dat_criacao)))::integer),
                   'valor', jsonb_build_object('original', flowt.valor_decimal((p_pagamento).vlr_pagamento)),
                   'chave', (SELECT x.des_chave FROM flowt.tb_omni8_pix x WHERE x.cod_tenant = (p_pagamento).cod_tenant),
                   'solicitacaoPagador', left(format('Pedido nº %s, %s', p.num_pedido, t.nom_fantasia), 140),
                   -- Comes back in every webhook: a payment is of this order of this company, or it is not taken.
                   'infoAdicionais', jsonb_build_array(jsonb_build_object('nome', 'empresa', 'valor', t.nom_slug),
                                                       jsonb_build_object('nome', 'pedido', 'valor', p.num_pedido::text))))
          FROM flowt.tb_omni8_pedido p JOIN flowt.tb_omni8_tenant t ON t.cod_tenant = p.cod_tenant
         WHERE p.cod_tenant = (p_pagamento).cod_tenant AND p.cod_pedido = (p_pagamento).cod_pedido);
END
$$;
COMMENT ON FUNCTION flowt.corpo_da_cobranca(flowt.tb_omni8_pagamento) IS 'Corpo de PUT /v2/cob/{txid} da API Pix para um pagamento.';

CREATE OR REPLACE FUNCTION flowt.compor_requisicao(p_conta flowt.tb_omni8_conta_pagamento, p_pagamento flowt.tb_omni8_pagamento, p_tipo text,
                                                   p_valor bigint, p_id_externo text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    -- A refund is one of several; its number is how much had gone back by then.
    v_chave text := concat_ws('-', lower(p_tipo), (p_pagamento).des_txid, CASE p_tipo WHEN 'ESTORNO' THEN (p_pagamento).vlr_estornado END);
BEGIN
    INSERT INTO flowt.tb_omni8_requisicao_pagamento (cod_tenant, cod_conta_pagamento, cod_pagamento, tip_requisicao, des_chave, des_metodo, des_url,
                                                     js_cabecalhos, des_corpo)
    VALUES ((p_pagamento).cod_tenant, (p_conta).cod_conta_pagamento, (p_pagamento).cod_pagamento, p_tipo, v_chave,
            CASE p_tipo WHEN 'CANCELAMENTO' THEN 'PATCH' ELSE 'PUT' END,
            (p_conta).des_url || CASE p_tipo WHEN 'ESTORNO' THEN format('/v2/pix/%s/devolucao/%s', flowt.codificar_url(p_id_externo),
                                                                        substr(md5(v_chave), 1, 32)) ELSE '/v2/cob/' || (p_pagamento).des_txid END,
            jsonb_build_object('Content-Type', 'application/json', 'Accept', 'application/json', 'Idempotency-Key', v_chave),
            CASE p_tipo WHEN 'COBRANCA' THEN flowt.corpo_da_cobranca(p_pagamento)
                 WHEN 'ESTORNO' THEN jsonb_build_object('valor', flowt.valor_decimal(p_valor))
                        ELSE '{"status": "REMOVIDA_PELO_USUARIO_RECEBEDOR"}' END::text);
END
$$;
COMMENT ON FUNCTION flowt.compor_requisicao(flowt.tb_omni8_conta_pagamento, flowt.tb_omni8_pagamento, text, bigint, text)
    IS 'Põe na caixa de saída, composto, o que se pede a um provedor: COBRANCA, CANCELAMENTO ou ESTORNO.';

CREATE OR REPLACE FUNCTION flowt.esperar_pagamento_online() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM flowt.tb_omni8_conta_pagamento c WHERE c.cod_tenant = NEW.cod_tenant AND c.sta_conta = 'ATIVA')
       AND NOT flowt.em_copia() THEN
        NEW.sta_pedido := 'AGUARDANDO_PAGAMENTO';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION flowt.esperar_pagamento_online() IS 'Gatilho: com uma conta ativa, um pedido por PIX só começa depois de pago.';
CREATE OR REPLACE TRIGGER pagamento_online BEFORE INSERT ON flowt.tb_omni8_pedido FOR EACH ROW
    WHEN (NEW.tip_pagamento = 'PIX' AND NEW.sta_pedido = 'RECEBIDO' AND NEW.vlr_total > 0) EXECUTE FUNCTION flowt.esperar_pagamento_online();

CREATE OR REPLACE FUNCTION flowt.cobrar_pagamento() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_conta flowt.tb_omni8_conta_pagamento;
BEGIN
    IF flowt.em_copia() THEN
        RETURN NULL;
    END IF;
    SELECT c.* INTO v_conta FROM flowt.tb_omni8_conta_pagamento c WHERE c.cod_tenant = NEW.cod_tenant AND c.sta_conta = 'ATIVA';
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'sem_conta_ativa',
            DETAIL = 'A empresa já não tem conta ativa em um provedor: este pedido não se cobra por PIX online. Escolha outra forma.';
    END IF;
    INSERT INTO flowt.tb_omni8_cobranca (cod_tenant, cod_pagamento, cod_conta_pagamento)
    VALUES (NEW.cod_tenant, NEW.cod_pagamento, v_conta.cod_conta_pagamento);
    PERFORM flowt.compor_requisicao(v_conta, NEW, 'COBRANCA', NULL, NULL);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.cobrar_pagamento() IS 'Gatilho: um pagamento online é cobrado pela conta ativa.';
CREATE OR REPLACE TRIGGER cobranca AFTER INSERT ON flowt.tb_omni8_pagamento FOR EACH ROW WHEN (NEW.flg_online)
    EXECUTE FUNCTION flowt.cobrar_pagamento();

-- What has gone back at the provider already (it said so, or was asked) is not asked for again.
CREATE OR REPLACE FUNCTION flowt.seguir_cobranca() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_conta    flowt.tb_omni8_conta_pagamento;
    v_cobranca flowt.tb_omni8_cobranca;
BEGIN
    SELECT b.* INTO v_cobranca FROM flowt.tb_omni8_cobranca b WHERE b.cod_tenant = NEW.cod_tenant AND b.cod_pagamento = NEW.cod_pagamento;
    SELECT c.* INTO v_conta FROM flowt.tb_omni8_conta_pagamento c
     WHERE c.cod_tenant = NEW.cod_tenant AND c.cod_conta_pagamento = v_cobranca.cod_conta_pagamento;
    IF NOT FOUND THEN
        RETURN NULL;
    -- A charge expires by itself; what somebody authorized of it does not.
    ELSIF (NEW.sta_pagamento IN ('CANCELADO', 'RECUSADO') AND OLD.sta_pagamento IN ('PENDENTE', 'AUTORIZADO'))
        OR (NEW.sta_pagamento, OLD.sta_pagamento) = ('EXPIRADO', 'AUTORIZADO') THEN
        PERFORM flowt.compor_requisicao(v_conta, NEW, 'CANCELAMENTO', NULL, NULL);
    ELSIF NEW.vlr_estornado > v_cobranca.vlr_estornado AND v_cobranca.des_id_externo IS NOT NULL THEN
        PERFORM flowt.compor_requisicao(v_conta, NEW, 'ESTORNO', NEW.vlr_estornado - v_cobranca.vlr_estornado, v_cobranca.des_id_externo);
        UPDATE flowt.tb_omni8_cobranca b SET vlr_estornado = NEW.vlr_estornado
         WHERE b.cod_tenant = NEW.cod_tenant AND b.cod_pagamento = NEW.cod_pagamento;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.seguir_cobranca()
    IS 'Gatilho: o que se cancela ou estorna de um pagamento online se pede ao provedor. Sem o identificador dele (a equipe confirmou à mão), a '
       'empresa devolve por fora.';
CREATE OR REPLACE TRIGGER cobranca_seguida AFTER UPDATE OF sta_pagamento, vlr_estornado ON flowt.tb_omni8_pagamento FOR EACH ROW
    WHEN (NEW.flg_online AND (OLD.sta_pagamento, OLD.vlr_estornado) IS DISTINCT FROM (NEW.sta_pagamento,
                                                                                      NEW.vlr_estornado)) EXECUTE FUNCTION flowt.seguir_cobranca();

CREATE OR REPLACE FUNCTION rotina.cabecalhos_da_requisicao(p_tenant bigint, p_requisicao bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN (SELECT r.js_cabecalhos || jsonb_build_object('Authorization',
                                                         convert_from(public.pgp_sym_decrypt_bytea(s.des_credencial, flowt.chave_cifra('pagamento')),
                                                                      'UTF8'))
              FROM flowt.tb_omni8_requisicao_pagamento r
              JOIN flowt.tb_omni8_conta_pagamento_segredo s ON s.cod_tenant = r.cod_tenant AND s.cod_conta_pagamento = r.cod_conta_pagamento
               AND s.des_credencial IS NOT NULL
             WHERE r.cod_tenant = p_tenant AND r.cod_requisicao_pagamento = p_requisicao AND r.sta_requisicao IN ('PENDENTE', 'ENVIANDO'));
END
$$;
ALTER FUNCTION rotina.cabecalhos_da_requisicao(bigint, bigint) OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.cabecalhos_da_requisicao(bigint, bigint)
    IS 'Cabeçalhos de uma requisição a enviar, com a credencial da conta; nulo se ela não tem uma ou nada há a enviar.';
