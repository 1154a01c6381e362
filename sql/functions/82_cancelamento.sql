-- Cancellation (guide chapter 10.2). Whatever happens to an order at the same moment happens before or after: every step
-- locks the order first, and then the request.

CREATE OR REPLACE FUNCTION flowt.limite_de_cancelamentos() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 5;
COMMENT ON FUNCTION flowt.limite_de_cancelamentos() IS 'Vezes que se pode pedir o cancelamento de um mesmo pedido.';

CREATE OR REPLACE FUNCTION flowt.travar_pedido(p_tenant bigint, p_pedido bigint) RETURNS flowt.tb_omni8_pedido
LANGUAGE plpgsql AS $$
DECLARE
    v_pedido flowt.tb_omni8_pedido;
BEGIN
    SELECT p.* INTO v_pedido FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = p_tenant AND p.cod_pedido = p_pedido FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este pedido');
    END IF;
    RETURN v_pedido;
END
$$;
COMMENT ON FUNCTION flowt.travar_pedido(bigint, bigint) IS 'Pedido, travado para mudá-lo; 404 se não existe.';

CREATE OR REPLACE FUNCTION flowt.pedido_do_token(p_tenant bigint, p_token text) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_pedido bigint := (SELECT p.cod_pedido FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = p_tenant AND p.des_token = p_token);
BEGIN
    IF v_pedido IS NULL THEN
        PERFORM flowt.recusar_registro('este pedido');
    END IF;
    RETURN v_pedido;
END
$$;
COMMENT ON FUNCTION flowt.pedido_do_token(bigint, text) IS 'Pedido do token público; 404 se não existe.';

CREATE OR REPLACE FUNCTION flowt.recusar_cancelamento(p_status text) RETURNS void
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'cancelamento_fora_de_hora',
        DETAIL = CASE WHEN p_status IN ('ENTREGUE', 'CONCLUIDO') THEN 'Este pedido já foi entregue: em vez de cancelar, reclame ou peça a devolução.'
                      ELSE 'Este pedido não se cancela mais: ele já terminou.' END,
        HINT = json_build_object('sta_pedido', p_status)::text;
END
$$;
COMMENT ON FUNCTION flowt.recusar_cancelamento(text) IS 'Levanta o erro 409 de um pedido que já não se cancela.';

-- Asking again changes nothing: the open request, or the one that cancelled the order, is the answer.
CREATE OR REPLACE FUNCTION flowt.pedir_cancelamento(p_tenant bigint, p_pedido bigint, p_origem text, p_motivo text)
    RETURNS flowt.tb_omni8_cancelamento
LANGUAGE plpgsql AS $$
DECLARE
    v_pedido flowt.tb_omni8_pedido := flowt.travar_pedido(p_tenant, p_pedido);
    v_direto boolean;
    v_linha  flowt.tb_omni8_cancelamento;
BEGIN
    SELECT c.* INTO v_linha FROM flowt.tb_omni8_cancelamento c WHERE c.cod_tenant = p_tenant AND c.cod_pedido = p_pedido
     ORDER BY c.cod_cancelamento DESC LIMIT 1;
    IF v_linha.sta_cancelamento IN ('ABERTO', 'ACEITO') THEN
        RETURN v_linha;
    ELSIF NOT EXISTS (SELECT FROM flowt.tb_omni8_pedido_transicao x WHERE x.sta_de = v_pedido.sta_pedido AND x.sta_para = 'CANCELADO') THEN
        PERFORM flowt.recusar_cancelamento(v_pedido.sta_pedido);
    ELSIF (SELECT count(*) FROM flowt.tb_omni8_cancelamento c
            WHERE c.cod_tenant = p_tenant AND c.cod_pedido = p_pedido) >= flowt.limite_de_cancelamentos() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'cancelamentos_demais',
            DETAIL = 'O cancelamento deste pedido já foi pedido muitas vezes: fale com a empresa.';
    END IF;
    v_direto := p_origem = 'CLIENTE' AND EXISTS (SELECT FROM flowt.tb_omni8_cancelamento_direto d WHERE d.sta_pedido = v_pedido.sta_pedido);
    INSERT INTO flowt.tb_omni8_cancelamento (cod_tenant, cod_pedido, tip_origem, sta_cancelamento, des_motivo, cod_solicitante, dat_resposta)
    VALUES (p_tenant, p_pedido, p_origem, CASE WHEN v_direto THEN 'ACEITO' ELSE 'ABERTO' END, p_motivo,
            CASE p_origem WHEN 'EQUIPE' THEN nullif(current_setting('flowt.cod_usuario', true), '')::bigint END, CASE WHEN v_direto THEN now() END)
    RETURNING * INTO v_linha;
    IF v_direto THEN
        PERFORM flowt.mover_pedido_pelo_sistema(p_tenant, p_pedido, 'CANCELADO', concat_ws(': ', 'Cancelado pelo cliente', p_motivo));
    ELSE
        PERFORM flowt.registrar_evento(p_tenant, p_pedido, v_pedido.sta_pedido, v_pedido.sta_pedido,
            concat_ws(': ', CASE p_origem WHEN 'CLIENTE' THEN 'Cancelamento pedido pelo cliente' ELSE 'Cancelamento pedido pela empresa' END,
                      p_motivo));
    END IF;
    RETURN v_linha;
END
$$;
COMMENT ON FUNCTION flowt.pedir_cancelamento(bigint, bigint, text, text)
    IS 'Pede o cancelamento de um pedido, ou o cancela, se é o cliente e ainda não foi confirmado; repetir devolve o que já há.';

CREATE OR REPLACE FUNCTION flowt.travar_cancelamento(p_tenant bigint, p_cancelamento bigint) RETURNS flowt.tb_omni8_cancelamento
LANGUAGE plpgsql AS $$
DECLARE
    v_pedido bigint := (SELECT c.cod_pedido FROM flowt.tb_omni8_cancelamento c WHERE c.cod_tenant = p_tenant AND c.cod_cancelamento = p_cancelamento);
    v_linha  flowt.tb_omni8_cancelamento;
BEGIN
    PERFORM FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = p_tenant AND p.cod_pedido = v_pedido FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este pedido de cancelamento');
    END IF;
    SELECT c.* INTO v_linha FROM flowt.tb_omni8_cancelamento c WHERE c.cod_tenant = p_tenant AND c.cod_cancelamento = p_cancelamento FOR UPDATE;
    RETURN v_linha;
END
$$;
COMMENT ON FUNCTION flowt.travar_cancelamento(bigint, bigint)
    IS 'Trava o pedido de um cancelamento e depois o cancelamento; 404 se não existe, ou se é de unidade que não se vê.';

CREATE OR REPLACE FUNCTION flowt.encerrar_cancelamento(p_tenant bigint, p_cancelamento bigint, p_para text, p_resposta text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_linha flowt.tb_omni8_cancelamento := flowt.travar_cancelamento(p_tenant, p_cancelamento);
    v_de    text := (SELECT p.sta_pedido FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = p_tenant AND p.cod_pedido = v_linha.cod_pedido);
BEGIN
    IF v_linha.sta_cancelamento = p_para THEN
        RETURN;
    ELSIF v_linha.sta_cancelamento <> 'ABERTO' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'cancelamento_ja_respondido',
            DETAIL = 'Este pedido de cancelamento já teve resposta: leia o pedido de novo.',
            HINT = json_build_object('sta_cancelamento', v_linha.sta_cancelamento, 'sta_pedido', v_de)::text;
    END IF;
    UPDATE flowt.tb_omni8_cancelamento c
       SET sta_cancelamento = p_para, des_resposta = p_resposta, dat_resposta = now(),
           cod_usuario = nullif(current_setting('flowt.cod_usuario', true), '')::bigint
     WHERE c.cod_tenant = p_tenant AND c.cod_cancelamento = p_cancelamento;
    IF p_para = 'ACEITO' THEN
        PERFORM flowt.mover_pedido_pelo_sistema(p_tenant, v_linha.cod_pedido, 'CANCELADO', concat_ws(': ', 'Cancelamento aceito', p_resposta));
    ELSE
        PERFORM flowt.registrar_evento(p_tenant, v_linha.cod_pedido, v_de, v_de,
            concat_ws(': ', CASE p_para WHEN 'RECUSADO' THEN 'Cancelamento recusado' ELSE 'Cancelamento retirado por quem o pediu' END, p_resposta));
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.encerrar_cancelamento(bigint, bigint, text, text)
    IS 'Aceita, recusa ou retira um pedido de cancelamento aberto; repetir a mesma resposta não acrescenta nada, outra dá 409.';

-- A request is open only while the order can be cancelled: so whoever accepts one always may.
CREATE OR REPLACE FUNCTION flowt.superar_cancelamento() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE flowt.tb_omni8_cancelamento c
       SET sta_cancelamento = CASE NEW.sta_pedido WHEN 'CANCELADO' THEN 'ACEITO' ELSE 'PREJUDICADO' END, dat_resposta = now(),
           cod_usuario = nullif(current_setting('flowt.cod_usuario', true), '')::bigint
     WHERE c.cod_tenant = NEW.cod_tenant AND c.cod_pedido = NEW.cod_pedido AND c.sta_cancelamento = 'ABERTO'
       AND NOT EXISTS (SELECT FROM flowt.tb_omni8_pedido_transicao x WHERE x.sta_de = NEW.sta_pedido AND x.sta_para = 'CANCELADO');
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.superar_cancelamento() IS 'Gatilho: o pedido que chega aonde não se cancela mais encerra o pedido de cancelamento aberto.';
CREATE OR REPLACE TRIGGER cancelamento_superado AFTER UPDATE OF sta_pedido ON flowt.tb_omni8_pedido FOR EACH ROW
    WHEN (OLD.sta_pedido IS DISTINCT FROM NEW.sta_pedido) EXECUTE FUNCTION flowt.superar_cancelamento();

CREATE OR REPLACE FUNCTION flowt.json_cancelamento(p_linha flowt.tb_omni8_cancelamento, p_equipe boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT CASE WHEN p_equipe THEN jsonb_build_object('cod_cancelamento', (p_linha).cod_cancelamento::text,
                                                              'cod_pedido', (p_linha).cod_pedido::text,
                                                              'nom_cliente', p.nom_cliente, 'vlr_total', p.vlr_total) ELSE '{}' END
                   || jsonb_build_object('num_pedido', p.num_pedido, 'sta_pedido', p.sta_pedido, 'sta_cancelamento', (p_linha).sta_cancelamento,
                          'tip_origem', (p_linha).tip_origem,
                          'des_motivo', (p_linha).des_motivo, 'des_resposta', (p_linha).des_resposta, 'dat_criacao', (p_linha).dat_criacao,
                          'dat_resposta', (p_linha).dat_resposta)
              FROM flowt.tb_omni8_pedido AS p WHERE p.cod_tenant = (p_linha).cod_tenant AND p.cod_pedido = (p_linha).cod_pedido);
END
$$;
COMMENT ON FUNCTION flowt.json_cancelamento(flowt.tb_omni8_cancelamento, boolean)
    IS 'Pedido de cancelamento como a API o mostra; códigos e cliente, só à equipe.';
