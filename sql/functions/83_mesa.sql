-- Tables of a house (guide chapters 7.1 and 10): sitting down, tabs, calls. Everything of a session happens in one order:
-- the table, the session, its orders by number, their payments.

CREATE OR REPLACE FUNCTION flowt.limite_mesas() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 1000;
COMMENT ON FUNCTION flowt.limite_mesas() IS 'Mesas que uma empresa pode ter.';
CREATE OR REPLACE FUNCTION flowt.limite_de_comandas() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 50;
COMMENT ON FUNCTION flowt.limite_de_comandas() IS 'Pessoas que uma mesa aceita por sessão.';
CREATE OR REPLACE FUNCTION flowt.validade_de_lugar_sem_pedido() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '15 minutes';
COMMENT ON FUNCTION flowt.validade_de_lugar_sem_pedido()
    IS 'Tempo em que quem se sentou e nada pediu ainda ocupa um lugar: quem só tem o QR não lota uma mesa.';
CREATE OR REPLACE FUNCTION flowt.gorjeta_livre() RETURNS bigint LANGUAGE sql IMMUTABLE RETURN 2000;
COMMENT ON FUNCTION flowt.gorjeta_livre()
    IS 'Gorjeta, em centavos, que se deixa por uma comanda qualquer que seja o consumo; acima dela, até o valor consumido.';
CREATE OR REPLACE FUNCTION flowt.limite_de_partes() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 50;
COMMENT ON FUNCTION flowt.limite_de_partes() IS 'Em quantas partes uma conta se divide.';

CREATE OR REPLACE FUNCTION flowt.mesa_do_token(p_tenant bigint, p_token text) RETURNS flowt.tb_omni8_mesa
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_mesa flowt.tb_omni8_mesa;
BEGIN
    SELECT m.* INTO v_mesa FROM flowt.tb_omni8_mesa m WHERE m.cod_tenant = p_tenant AND m.des_token = p_token AND m.sta_mesa = 'ATIVA';
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta mesa');
    END IF;
    RETURN v_mesa;
END
$$;
COMMENT ON FUNCTION flowt.mesa_do_token(bigint, text) IS 'Mesa ativa do código; 404 se não existe ou foi trocado.';

CREATE OR REPLACE FUNCTION flowt.sessao_da_mesa(p_tenant bigint, p_mesa bigint) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT s.cod_mesa_sessao FROM flowt.tb_omni8_mesa_sessao s
             WHERE s.cod_tenant = p_tenant AND s.cod_mesa = p_mesa AND s.sta_sessao <> 'FECHADA');
END
$$;
COMMENT ON FUNCTION flowt.sessao_da_mesa(bigint, bigint) IS 'Sessão em curso de uma mesa; nula se está livre.';

-- Whoever comes second finds the session of whoever came first. No key is changed, and said so: who holds the session and changes it
-- needs the table's key, and would wait in a ring.
CREATE OR REPLACE FUNCTION flowt.abrir_mesa(p_tenant bigint, p_mesa bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_mesa   flowt.tb_omni8_mesa;
    v_sessao bigint;
BEGIN
    SELECT m.* INTO v_mesa FROM flowt.tb_omni8_mesa m WHERE m.cod_tenant = p_tenant AND m.cod_mesa = p_mesa FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta mesa');
    ELSIF v_mesa.sta_mesa <> 'ATIVA' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'mesa_inativa', DETAIL = 'Esta mesa está inativa: ative-a antes de abri-la.';
    END IF;
    v_sessao := flowt.sessao_da_mesa(p_tenant, p_mesa);
    IF v_sessao IS NULL THEN
        INSERT INTO flowt.tb_omni8_mesa_sessao (cod_tenant, cod_mesa, cod_unidade, num_taxa_servico)
        VALUES (p_tenant, p_mesa, v_mesa.cod_unidade, (flowt.parametro(p_tenant, 'mesa_taxa_servico', now()))::integer)
     RETURNING cod_mesa_sessao INTO v_sessao;
    END IF;
    RETURN v_sessao;
END
$$;
COMMENT ON FUNCTION flowt.abrir_mesa(bigint, bigint) IS 'Sessão em curso de uma mesa, que começa agora se não há.';

CREATE OR REPLACE FUNCTION flowt.travar_sessao(p_tenant bigint, p_sessao bigint) RETURNS flowt.tb_omni8_mesa_sessao
LANGUAGE plpgsql AS $$
DECLARE
    v_sessao flowt.tb_omni8_mesa_sessao;
BEGIN
    SELECT s.* INTO v_sessao FROM flowt.tb_omni8_mesa_sessao s WHERE s.cod_tenant = p_tenant AND s.cod_mesa_sessao = p_sessao FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta conta de mesa');
    ELSIF v_sessao.sta_sessao = 'FECHADA' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'mesa_fechada',
            DETAIL = 'Esta conta já foi fechada. Para pedir mais, abra a mesa de novo.';
    END IF;
    RETURN v_sessao;
END
$$;
COMMENT ON FUNCTION flowt.travar_sessao(bigint, bigint) IS 'Trava uma sessão de mesa para mudá-la; 404 se não existe, 409 se já fechou.';

CREATE OR REPLACE FUNCTION flowt.comanda_do_token(p_tenant bigint, p_token text) RETURNS flowt.tb_omni8_comanda
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_comanda flowt.tb_omni8_comanda;
BEGIN
    SELECT c.* INTO v_comanda FROM flowt.tb_omni8_comanda c WHERE c.cod_tenant = p_tenant AND c.hsh_token = flowt.digerir(p_token);
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta comanda');
    ELSIF EXISTS (SELECT FROM flowt.tb_omni8_mesa_sessao s
                   WHERE s.cod_tenant = p_tenant AND s.cod_mesa_sessao = v_comanda.cod_mesa_sessao AND s.sta_sessao = 'FECHADA') THEN
        RAISE EXCEPTION USING ERRCODE = 'PT410', MESSAGE = 'mesa_encerrada',
            DETAIL = 'A conta desta mesa foi fechada. Para pedir mais, leia de novo o código da mesa.';
    END IF;
    RETURN v_comanda;
END
$$;
COMMENT ON FUNCTION flowt.comanda_do_token(bigint, text) IS 'Comanda do token; 404 se não existe, 410 depois que a conta se fecha.';

-- The code of a table is on it for everybody to see.
CREATE OR REPLACE FUNCTION flowt.lugares_ocupados(p_tenant bigint, p_sessao bigint) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT count(*) FROM flowt.tb_omni8_comanda c
             WHERE c.cod_tenant = p_tenant AND c.cod_mesa_sessao = p_sessao
               AND (c.dat_criacao > now() - flowt.validade_de_lugar_sem_pedido()
                    OR EXISTS (SELECT FROM flowt.tb_omni8_mesa_pedido m WHERE m.cod_tenant = p_tenant AND m.cod_comanda = c.cod_comanda)));
END
$$;
COMMENT ON FUNCTION flowt.lugares_ocupados(bigint, bigint) IS 'Pessoas de uma sessão de mesa que pediram algo ou acabam de se sentar.';

CREATE OR REPLACE FUNCTION flowt.entrar_na_mesa(p_tenant bigint, p_mesa bigint, p_apelido text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    v_token  text := flowt.novo_token();
    v_sessao flowt.tb_omni8_mesa_sessao;
BEGIN
    IF NOT (flowt.parametro(p_tenant, 'mesa_abertura_publica', now()))::boolean AND flowt.sessao_da_mesa(p_tenant, p_mesa) IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'mesa_nao_aberta', DETAIL = 'Esta mesa ainda não foi aberta: chame alguém da equipe.';
    END IF;
    v_sessao := flowt.travar_sessao(p_tenant, flowt.abrir_mesa(p_tenant, p_mesa));
    IF EXISTS (SELECT FROM flowt.tb_omni8_comanda c WHERE c.cod_tenant = p_tenant AND c.cod_mesa_sessao = v_sessao.cod_mesa_sessao
                  AND flowt.sem_acento(c.nom_apelido) = flowt.sem_acento(btrim(p_apelido))) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'apelido_em_uso',
            DETAIL = 'Já há alguém com este nome na mesa: acrescente um sobrenome ou use um apelido.';
    ELSIF flowt.lugares_ocupados(p_tenant, v_sessao.cod_mesa_sessao) >= flowt.limite_de_comandas() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'mesa_cheia',
            DETAIL = format('Uma mesa aceita até %s pessoas: fale com a equipe.', flowt.limite_de_comandas());
    END IF;
    INSERT INTO flowt.tb_omni8_comanda (cod_tenant, cod_mesa_sessao, cod_pessoa, nom_apelido, hsh_token)
    VALUES (p_tenant, v_sessao.cod_mesa_sessao, nullif(current_setting('flowt.cod_pessoa', true), '')::bigint, btrim(p_apelido),
            flowt.digerir(v_token));
    RETURN v_token;
END
$$;
COMMENT ON FUNCTION flowt.entrar_na_mesa(bigint, bigint, text)
    IS 'Abre a comanda de quem se senta a uma mesa e devolve seu token; a sessão começa com a primeira.';

-- The house's own list of people follows whoever was merged; an order that finds out who bought tells the tab.
CREATE OR REPLACE FUNCTION flowt.levar_comandas_da_mesclada() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE flowt.tb_omni8_comanda c SET cod_pessoa = NEW.cod_pessoa_destino WHERE c.cod_tenant = NEW.cod_tenant AND c.cod_pessoa = NEW.cod_pessoa;
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.levar_comandas_da_mesclada() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.levar_comandas_da_mesclada() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.levar_comandas_da_mesclada() IS 'Gatilho: as comandas de um cadastro seguem para aquele em que ele foi fundido.';
CREATE OR REPLACE TRIGGER comandas_da_mesclada AFTER UPDATE OF cod_pessoa_destino ON flowt.tb_omni8_pessoa FOR EACH ROW
    WHEN (NEW.cod_pessoa_destino IS NOT NULL) EXECUTE FUNCTION flowt.levar_comandas_da_mesclada();
SELECT flowt.proteger_titulares();

CREATE OR REPLACE FUNCTION flowt.chamar_garcom(p_tenant bigint, p_comanda flowt.tb_omni8_comanda, p_tipo text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_sessao flowt.tb_omni8_mesa_sessao := flowt.travar_sessao(p_tenant, (p_comanda).cod_mesa_sessao);
BEGIN
    IF p_tipo = 'CONTA' AND v_sessao.sta_sessao = 'ABERTA' THEN
        UPDATE flowt.tb_omni8_mesa_sessao s SET sta_sessao = 'CONTA', dat_conta = now()
         WHERE s.cod_tenant = p_tenant AND s.cod_mesa_sessao = v_sessao.cod_mesa_sessao;
    END IF;
    -- Calling again while nobody has come is the same call.
    INSERT INTO flowt.tb_omni8_mesa_chamado (cod_tenant, cod_mesa_sessao, cod_comanda, tip_chamado)
    SELECT p_tenant, v_sessao.cod_mesa_sessao, (p_comanda).cod_comanda, p_tipo
     WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_mesa_chamado h
                        WHERE h.cod_tenant = p_tenant AND h.cod_mesa_sessao = v_sessao.cod_mesa_sessao AND h.tip_chamado = p_tipo
                          AND h.sta_chamado = 'ABERTO');
END
$$;
COMMENT ON FUNCTION flowt.chamar_garcom(bigint, flowt.tb_omni8_comanda, text)
    IS 'Chama o garçom, ou pede a conta (e nada mais se pede); repetir é o mesmo chamado.';

CREATE OR REPLACE FUNCTION flowt.atender_chamados(p_tenant bigint, p_sessao bigint, p_chamado bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE flowt.tb_omni8_mesa_chamado h
       SET sta_chamado = 'ATENDIDO', dat_atendimento = now(), cod_usuario = nullif(current_setting('flowt.cod_usuario', true), '')::bigint
     WHERE h.cod_tenant = p_tenant AND h.cod_mesa_sessao = p_sessao AND h.cod_chamado = coalesce(p_chamado, h.cod_chamado)
       AND h.sta_chamado = 'ABERTO';
END
$$;
COMMENT ON FUNCTION flowt.atender_chamados(bigint, bigint, bigint) IS 'Dá por atendido um chamado de uma sessão, ou (nulo) todos.';

-- The order is made by the same checkout as any other; here it only learns where it belongs.
CREATE OR REPLACE FUNCTION flowt.pedir_na_mesa(p_tenant bigint, p_comanda flowt.tb_omni8_comanda, p_carrinho text, p_chave text, p_corpo jsonb)
    RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_sessao flowt.tb_omni8_mesa_sessao := flowt.travar_sessao(p_tenant, (p_comanda).cod_mesa_sessao);
    v_pedido bigint;
BEGIN
    UPDATE flowt.tb_omni8_carrinho c SET tip_canal = 'MESA'
     WHERE c.cod_tenant = p_tenant AND c.hsh_token = flowt.digerir(p_carrinho) AND c.sta_carrinho = 'ATIVO' AND c.tip_canal <> 'MESA';
    v_pedido := flowt.fechar_pedido(p_tenant, p_carrinho, p_chave,
        jsonb_strip_nulls(jsonb_build_object('nom_cliente', (p_comanda).nom_apelido, 'tip_atendimento', 'LOCAL', 'tip_pagamento', 'CARTAO',
        'cod_unidade', v_sessao.cod_unidade::text, 'vlr_esperado', p_corpo -> 'vlr_esperado', 'des_observacao', p_corpo -> 'des_observacao')));
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_mesa_pedido x WHERE x.cod_tenant = p_tenant AND x.cod_pedido = v_pedido) THEN
        IF v_sessao.sta_sessao <> 'ABERTA' THEN
            RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'conta_ja_pedida',
                DETAIL = 'A conta desta mesa já foi pedida. Para pedir mais, chame alguém da equipe.';
        END IF;
        INSERT INTO flowt.tb_omni8_mesa_pedido (cod_tenant, cod_pedido, cod_mesa_sessao, cod_comanda)
        VALUES (p_tenant, v_pedido, v_sessao.cod_mesa_sessao, (p_comanda).cod_comanda);
    END IF;
    RETURN v_pedido;
END
$$;
COMMENT ON FUNCTION flowt.pedir_na_mesa(bigint, flowt.tb_omni8_comanda, text, text, jsonb)
    IS 'Fecha o carrinho de uma comanda como pedido da mesa; repetir com a mesma chave devolve o mesmo.';
