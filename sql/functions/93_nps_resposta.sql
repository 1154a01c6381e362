-- NPS, answering (guide chapters 13.1 and 13.2): the link of an invitation answers once and may be changed for a day; the open
-- link of a company makes one answer per visitor. Reading never writes: that a question was seen is told by a POST of the page.

-- MARK: what follows from an answer

CREATE OR REPLACE FUNCTION flowt.tratar_detrator() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.tip_classe = 'DETRATOR' THEN
        INSERT INTO flowt.tb_omni8_tarefa AS t (cod_tenant, tip_tarefa, cod_nps, cod_pessoa, cod_unidade, dat_prazo)
        VALUES (NEW.cod_tenant, 'NPS_DETRATOR', NEW.cod_nps, NEW.cod_pessoa, NEW.cod_unidade, NEW.dat_resposta + flowt.prazo_de_detrator())
        ON CONFLICT (cod_tenant, cod_nps, tip_tarefa) DO UPDATE
       SET sta_tarefa = 'ABERTA', dat_conclusao = NULL, des_conclusao = NULL, dat_prazo = now() + flowt.prazo_de_detrator()
         -- What somebody saw to stays seen to; what the customer took back and now says again is new.
         WHERE t.sta_tarefa = 'CONCLUIDA' AND t.cod_usuario IS NULL;
    ELSE
        UPDATE flowt.tb_omni8_tarefa t
           SET sta_tarefa = 'CONCLUIDA', dat_conclusao = now(), des_conclusao = format('O cliente mudou a nota para %s.', NEW.num_nota)
         WHERE t.cod_tenant = NEW.cod_tenant AND t.cod_nps = NEW.cod_nps AND t.sta_tarefa = 'ABERTA';
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.tratar_detrator() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.tratar_detrator() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.tratar_detrator() IS 'Gatilho: a nota de um detrator abre uma tarefa; a que deixa de ser de detrator a encerra.';
CREATE OR REPLACE TRIGGER detrator_respondeu AFTER INSERT ON flowt.tb_omni8_nps FOR EACH ROW
    WHEN (NEW.num_nota IS NOT NULL AND NOT flowt.em_copia()) EXECUTE FUNCTION flowt.tratar_detrator();
CREATE OR REPLACE TRIGGER detrator AFTER UPDATE OF num_nota ON flowt.tb_omni8_nps FOR EACH ROW
    WHEN (NEW.num_nota IS DISTINCT FROM OLD.num_nota AND NOT flowt.em_copia()) EXECUTE FUNCTION flowt.tratar_detrator();

-- Without the person: nobody agreed here to be followed, and the survey itself knows whose it is.
CREATE OR REPLACE FUNCTION flowt.rastrear_nps() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_antes jsonb := CASE TG_OP WHEN 'UPDATE' THEN to_jsonb(OLD) ELSE '{}' END;
BEGIN
    INSERT INTO flowt.tb_omni8_evento_tracking (cod_tenant, dat_evento, des_id_cliente, nom_tipo, cod_produto, cod_pedido, tip_canal,
                                                js_propriedades, flg_consentimento)
    SELECT NEW.cod_tenant, e.momento, e.tipo || ':' || NEW.cod_nps, e.tipo, NEW.cod_produto, NEW.cod_pedido,
           CASE NEW.tip_canal WHEN 'SMS' THEN 'LINK' WHEN 'PAGINA' THEN 'DIRETO' ELSE NEW.tip_canal END,
               jsonb_build_object('tip_pesquisa', NEW.tip_pesquisa) || e.mais, false
      FROM (VALUES ('nps_exibido', NEW.dat_exibicao, v_antes ->> 'dat_exibicao', '{}'::jsonb),
                   ('nps_respondido', NEW.dat_resposta, v_antes ->> 'dat_resposta',
                    jsonb_build_object('num_nota', NEW.num_nota))) AS e (tipo, momento, antes, mais)
     WHERE e.momento IS NOT NULL AND e.antes IS NULL;
    PERFORM flowt.anotar_pos_venda(NEW.cod_tenant, NEW.cod_pedido, NEW.dat_resposta)
      WHERE NEW.dat_resposta IS NOT NULL AND v_antes ->> 'dat_resposta' IS NULL;
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.rastrear_nps() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.rastrear_nps() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.rastrear_nps()
    IS 'Gatilho: registra os eventos nps_exibido e nps_respondido, um de cada por pesquisa; respondida a de um pedido, é o pós-venda dele.';
CREATE OR REPLACE TRIGGER rastreamento AFTER INSERT OR UPDATE OF dat_exibicao, dat_resposta ON flowt.tb_omni8_nps FOR EACH ROW
    WHEN (num_nonnulls(NEW.dat_exibicao, NEW.dat_resposta) > 0 AND NOT flowt.em_copia()) EXECUTE FUNCTION flowt.rastrear_nps();

-- MARK: whose it is

CREATE OR REPLACE FUNCTION flowt.levar_nps_do_pedido() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE flowt.tb_omni8_tarefa t SET cod_pessoa = NEW.cod_pessoa
      FROM flowt.tb_omni8_nps n WHERE n.cod_tenant = NEW.cod_tenant AND n.cod_pedido = NEW.cod_pedido AND t.cod_tenant = NEW.cod_tenant
       AND t.cod_nps = n.cod_nps;
    UPDATE flowt.tb_omni8_nps n SET cod_pessoa = NEW.cod_pessoa WHERE n.cod_tenant = NEW.cod_tenant AND n.cod_pedido = NEW.cod_pedido;
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.levar_nps_do_pedido() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.levar_nps_do_pedido() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.levar_nps_do_pedido() IS 'Gatilho: a pesquisa de um pedido é de quem é o pedido.';
CREATE OR REPLACE TRIGGER nps_do_pedido AFTER UPDATE OF cod_pessoa ON flowt.tb_omni8_pedido FOR EACH ROW
    WHEN (NEW.cod_pessoa IS DISTINCT FROM OLD.cod_pessoa) EXECUTE FUNCTION flowt.levar_nps_do_pedido();

CREATE OR REPLACE FUNCTION flowt.levar_nps_da_mesclada() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE flowt.tb_omni8_tarefa t SET cod_pessoa = NEW.cod_pessoa_destino WHERE t.cod_tenant = NEW.cod_tenant AND t.cod_pessoa = NEW.cod_pessoa;
    UPDATE flowt.tb_omni8_nps n SET cod_pessoa = NEW.cod_pessoa_destino WHERE n.cod_tenant = NEW.cod_tenant AND n.cod_pessoa = NEW.cod_pessoa;
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.levar_nps_da_mesclada() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.levar_nps_da_mesclada() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.levar_nps_da_mesclada()
    IS 'Gatilho: as pesquisas e tarefas de um cadastro seguem para aquele em que ele se mesclou, e com elas o descanso.';
CREATE OR REPLACE TRIGGER nps_da_mesclada AFTER UPDATE OF cod_pessoa_destino ON flowt.tb_omni8_pessoa FOR EACH ROW
    WHEN (NEW.cod_pessoa_destino IS NOT NULL) EXECUTE FUNCTION flowt.levar_nps_da_mesclada();

-- MARK: the link of an invitation

CREATE OR REPLACE FUNCTION flowt.nps_do_token(p_tenant bigint, p_token text) RETURNS flowt.tb_omni8_nps
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_nps flowt.tb_omni8_nps;
BEGIN
    SELECT n.* INTO v_nps FROM flowt.tb_omni8_nps n WHERE n.cod_tenant = p_tenant AND n.hsh_token = flowt.digerir(p_token);
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta pesquisa');
    END IF;
    RETURN v_nps;
END
$$;
COMMENT ON FUNCTION flowt.nps_do_token(bigint, text) IS 'Pesquisa do token de um link; 404 se não existe.';

CREATE OR REPLACE FUNCTION flowt.travar_nps(p_tenant bigint, p_token text) RETURNS flowt.tb_omni8_nps
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM flowt.tb_omni8_nps n WHERE n.cod_tenant = p_tenant AND n.hsh_token = flowt.digerir(p_token) FOR UPDATE;
    RETURN flowt.nps_do_token(p_tenant, p_token);
END
$$;
COMMENT ON FUNCTION flowt.travar_nps(bigint, text) IS 'Pesquisa do token de um link, travada para mudá-la; 404 se não existe.';

CREATE OR REPLACE FUNCTION flowt.situacao_do_nps(p_nps flowt.tb_omni8_nps) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN (p_nps).dat_resposta IS NOT NULL THEN CASE WHEN now() < (p_nps).dat_resposta + flowt.prazo_de_edicao_de_nps() THEN 'RESPONDIDA'
                                                            ELSE 'ENCERRADA' END
            WHEN now() >= (p_nps).dat_expiracao THEN 'VENCIDA' ELSE 'ABERTA' END;
COMMENT ON FUNCTION flowt.situacao_do_nps(flowt.tb_omni8_nps)
    IS 'ABERTA, RESPONDIDA (ainda se muda), ENCERRADA (já não) ou VENCIDA (não se respondeu a tempo).';

CREATE OR REPLACE FUNCTION flowt.recusar_nps(p_situacao text) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    CASE p_situacao
        WHEN 'VENCIDA' THEN
            RAISE EXCEPTION USING ERRCODE = 'PT410', MESSAGE = 'nps_vencido',
                DETAIL = 'O prazo para responder a esta pesquisa acabou. Se quiser contar algo, fale com a empresa.';
        WHEN 'RESPONDIDA' THEN
            RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'nps_ja_respondido',
                DETAIL = 'Esta pesquisa já foi respondida: para mudar a resposta, altere-a em vez de responder de novo.';
        WHEN 'ENCERRADA' THEN
            RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'nps_encerrado',
                DETAIL = 'Esta pesquisa já foi respondida há mais de 24 horas, e a resposta não muda mais.';
        ELSE
            RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'nps_sem_resposta',
                DETAIL = 'Esta pesquisa ainda não foi respondida: dê a nota antes de alterá-la.';
    END CASE;
END
$$;
COMMENT ON FUNCTION flowt.recusar_nps(text) IS 'Levanta o erro de uma pesquisa que, em sua situação, não se responde ou não se altera.';

CREATE OR REPLACE FUNCTION flowt.texto_do_motivo(p_corpo jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN nullif(btrim(p_corpo ->> 'des_motivo', E' \t\r\n'), '');
COMMENT ON FUNCTION flowt.texto_do_motivo(jsonb) IS 'Motivo de um corpo ou formulário, sem espaços em volta; nulo se vazio.';

-- The row is locked: of two who answer at once, the second finds it answered.
CREATE OR REPLACE FUNCTION flowt.responder_nps(p_tenant bigint, p_token text, p_corpo jsonb) RETURNS flowt.tb_omni8_nps
LANGUAGE plpgsql AS $$
DECLARE
    v_nps      flowt.tb_omni8_nps := flowt.travar_nps(p_tenant, p_token);
    v_situacao text := flowt.situacao_do_nps(v_nps);
BEGIN
    IF v_situacao <> 'ABERTA' THEN
        PERFORM flowt.recusar_nps(v_situacao);
    END IF;
    UPDATE flowt.tb_omni8_nps n SET num_nota = (p_corpo ->> 'num_nota')::smallint, des_motivo = flowt.texto_do_motivo(p_corpo), dat_resposta = now(),
           dat_exibicao = coalesce(n.dat_exibicao, now())
     WHERE n.cod_tenant = p_tenant AND n.cod_nps = v_nps.cod_nps RETURNING n.* INTO v_nps;
    RETURN v_nps;
END
$$;
COMMENT ON FUNCTION flowt.responder_nps(bigint, text, jsonb)
    IS 'Registra a nota (e o motivo) de um convite; 410 vencido, 409 já respondido. Quem responde viu a pergunta.';

CREATE OR REPLACE FUNCTION flowt.alterar_nps(p_tenant bigint, p_token text, p_corpo jsonb) RETURNS flowt.tb_omni8_nps
LANGUAGE plpgsql AS $$
DECLARE
    v_nps      flowt.tb_omni8_nps := flowt.travar_nps(p_tenant, p_token);
    v_situacao text     := flowt.situacao_do_nps(v_nps);
    v_nota     smallint := coalesce((p_corpo ->> 'num_nota')::smallint, v_nps.num_nota);
    v_motivo   text     := CASE WHEN p_corpo ? 'des_motivo' THEN flowt.texto_do_motivo(p_corpo) ELSE v_nps.des_motivo END;
BEGIN
    IF v_situacao <> 'RESPONDIDA' THEN
        PERFORM flowt.recusar_nps(v_situacao);
    END IF;
    -- The reason, told after the note, belongs to the answer; what was said and is said otherwise is an edit.
    UPDATE flowt.tb_omni8_nps n
       SET num_nota = v_nota, des_motivo = v_motivo,
           dat_edicao = CASE WHEN v_nota <> n.num_nota OR n.des_motivo IS NOT NULL THEN now() ELSE n.dat_edicao END
     WHERE n.cod_tenant = p_tenant AND n.cod_nps = v_nps.cod_nps AND (v_nota, v_motivo) IS DISTINCT FROM (n.num_nota, n.des_motivo)
 RETURNING n.* INTO v_nps;
    RETURN CASE WHEN FOUND THEN v_nps ELSE flowt.nps_do_token(p_tenant, p_token) END;
END
$$;
COMMENT ON FUNCTION flowt.alterar_nps(bigint, text, jsonb)
    IS 'Muda a nota ou o motivo de uma resposta de menos de 24 horas; a auditoria guarda o que era.';

CREATE OR REPLACE FUNCTION flowt.anotar_exibicao_de_nps(p_tenant bigint, p_token text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_nps flowt.tb_omni8_nps := flowt.nps_do_token(p_tenant, p_token);
BEGIN
    IF flowt.situacao_do_nps(v_nps) = 'ABERTA' THEN
        UPDATE flowt.tb_omni8_nps n SET dat_exibicao = now() WHERE n.cod_tenant = p_tenant AND n.cod_nps = v_nps.cod_nps AND n.dat_exibicao IS NULL;
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.anotar_exibicao_de_nps(bigint, text) IS 'Anota que a pergunta de um convite em aberto apareceu; só a primeira vez.';

CREATE OR REPLACE FUNCTION flowt.recusar_pesquisas(p_tenant bigint, p_token text, p_ip text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_nps flowt.tb_omni8_nps := flowt.nps_do_token(p_tenant, p_token);
BEGIN
    IF v_nps.cod_pessoa IS NOT NULL AND NOT flowt.recusou(p_tenant, v_nps.cod_pessoa, 'PESQUISA', 'TODOS') THEN
        PERFORM flowt.registrar_consentimento(p_tenant, v_nps.cod_pessoa,
            '{"tip_finalidade": "PESQUISA", "tip_canal": "TODOS", "flg_concedido": false, "num_versao_texto": "nps-1"}', 'LINK', p_ip);
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.recusar_pesquisas(bigint, text, text)
    IS 'Anota que quem recebeu um convite não quer mais pesquisas, por canal algum; repetir não acrescenta nada.';

-- MARK: the open link

CREATE OR REPLACE FUNCTION flowt.conferir_nps_aberto(p_tenant bigint, p_visitante bytea, p_endereco bytea) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.um_de_cada_vez(p_tenant, 'nps aberto ' || encode(p_endereco, 'hex'));
    IF EXISTS (SELECT FROM flowt.tb_omni8_nps n
                WHERE n.cod_tenant = p_tenant AND n.hsh_visitante = p_visitante AND n.dat_criacao > now() - flowt.intervalo_de_nps_aberto()) THEN
        PERFORM flowt.recusar_nps('RESPONDIDA');
    ELSIF (SELECT count(*) FROM flowt.tb_omni8_nps n
            WHERE n.cod_tenant = p_tenant AND n.hsh_endereco = p_endereco
              AND n.dat_criacao > now() - interval '1 hour') >= flowt.limite_de_nps_por_endereco() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT429', MESSAGE = 'respostas_demais',
            DETAIL = 'Recebemos muitas respostas desta rede: tente de novo daqui a uma hora.';
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_nps_aberto(bigint, bytea, bytea)
    IS 'Recusa a segunda resposta de um visitante (409) e as demais de um endereço de rede (429). Um de cada vez por endereço.';

-- Unit and item are hints of the link: what is not this company's, or not public, is left out.
CREATE OR REPLACE FUNCTION flowt.responder_nps_aberto(p_tenant bigint, p_corpo jsonb, p_visitante text, p_token text, p_ip text)
    RETURNS flowt.tb_omni8_nps
LANGUAGE plpgsql AS $$
DECLARE
    v_visitante bytea := flowt.digerir(p_tenant || ':' || p_visitante);
    v_endereco  bytea := flowt.resumo_do_visitante(p_tenant, NULL, p_ip, '');
    v_nps       flowt.tb_omni8_nps;
BEGIN
    PERFORM flowt.conferir_nps_aberto(p_tenant, v_visitante, v_endereco);
    INSERT INTO flowt.tb_omni8_nps (cod_tenant, cod_produto, cod_unidade, tip_pesquisa, tip_canal, num_nota, des_motivo, hsh_token, hsh_visitante,
                                    hsh_endereco, dat_exibicao, dat_resposta)
    VALUES (p_tenant,
            (SELECT p.cod_produto FROM flowt.tb_omni8_produto_servico p
              WHERE p.cod_tenant = p_tenant AND p.cod_produto::text = p_corpo ->> 'cod_produto' AND p.sta_produto = 'PUBLICADO'
                AND p.dat_exclusao IS NULL),
            (SELECT u.cod_unidade FROM flowt.tb_omni8_unidade u
              WHERE u.cod_tenant = p_tenant AND u.cod_unidade::text = p_corpo ->> 'cod_unidade' AND u.sta_unidade = 'ATIVA'),
            'RELACIONAL', coalesce(p_corpo ->> 'tip_canal', 'LINK'), (p_corpo ->> 'num_nota')::smallint, flowt.texto_do_motivo(p_corpo),
            flowt.digerir(p_token), v_visitante, v_endereco, now(), now())
    RETURNING * INTO v_nps;
    RETURN v_nps;
END
$$;
COMMENT ON FUNCTION flowt.responder_nps_aberto(bigint, jsonb, text, text, text)
    IS 'Resposta de quem abriu o link ou QR de pesquisa da empresa, sem convite: não se sabe quem é. O token serve para completá-la e mudá-la.';
