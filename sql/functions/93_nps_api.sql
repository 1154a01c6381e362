-- NPS over HTTP (guide chapter 13.2): the public side of a survey, the rules, invitations by hand and the detractors' tasks.

CREATE OR REPLACE FUNCTION flowt.pergunta_da_classe(p_regra flowt.tb_omni8_nps_regra, p_classe text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_classe WHEN 'DETRATOR' THEN (p_regra).des_pergunta_detrator WHEN 'NEUTRO' THEN (p_regra).des_pergunta_neutro
            WHEN 'PROMOTOR' THEN (p_regra).des_pergunta_promotor END;
COMMENT ON FUNCTION flowt.pergunta_da_classe(flowt.tb_omni8_nps_regra, text) IS 'O que se pergunta depois da nota, conforme a classe; nulo sem nota.';

CREATE OR REPLACE FUNCTION flowt.json_nps_publico(p_nps flowt.tb_omni8_nps) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_regra flowt.tb_omni8_nps_regra := flowt.regra_de_nps((p_nps).cod_tenant, (p_nps).tip_pesquisa);
BEGIN
    RETURN jsonb_build_object('sta_nps', flowt.situacao_do_nps(p_nps), 'tip_pesquisa', (p_nps).tip_pesquisa, 'des_pergunta', v_regra.des_pergunta,
        'des_pergunta_seguinte', flowt.pergunta_da_classe(v_regra, (p_nps).tip_classe), 'num_nota', (p_nps).num_nota,
        'tip_classe', (p_nps).tip_classe, 'des_motivo', (p_nps).des_motivo,
        'num_pedido', (SELECT p.num_pedido FROM flowt.tb_omni8_pedido p
                        WHERE p.cod_tenant = (p_nps).cod_tenant AND p.cod_pedido = (p_nps).cod_pedido),
        'dat_expiracao', (p_nps).dat_expiracao, 'dat_resposta', (p_nps).dat_resposta,
        'dat_limite_edicao', (p_nps).dat_resposta + flowt.prazo_de_edicao_de_nps());
END
$$;
COMMENT ON FUNCTION flowt.json_nps_publico(flowt.tb_omni8_nps) IS 'Pesquisa como a vê quem a responde: sem códigos nem quem é.';

CREATE OR REPLACE FUNCTION api.nps_ler(p_token text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (200, NULL, NULL, flowt.json_nps_publico(flowt.nps_do_token(flowt.exigir_tenant(), p_token))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.nps_ler(text) IS
$$GET /v1/nps/{token}
acesso: publico
modulo: nps
resposta: 200 nps_publico
resposta: 404 problema
cache: private, no-store
etiqueta: NPS
Uma pesquisa, pelo token do link: a pergunta, em que situação está (ABERTA, RESPONDIDA, ENCERRADA ou VENCIDA) e, respondida, a nota e a pergunta seguinte.$$;

CREATE OR REPLACE FUNCTION api.nps_responder(p_token text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_corpo jsonb := flowt.ler_corpo('nps_resposta_nova', p_corpo);
BEGIN
    RETURN (201, NULL, NULL, flowt.json_nps_publico(flowt.responder_nps(flowt.exigir_tenant(), p_token, v_corpo))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.nps_responder(text, text) IS
$$POST /v1/nps/{token}
acesso: publico
modulo: nps
corpo: nps_resposta_nova
resposta: 201 nps_publico
resposta: 404 problema
resposta: 409 problema
resposta: 410 problema
resposta: 422 problema
etiqueta: NPS
Responde a um convite: a nota, um inteiro de 0 a 10, e o motivo, agora ou depois. O token responde uma vez; para mudar a resposta, PATCH /v1/nps/{token}/resposta.$$;

CREATE OR REPLACE FUNCTION api.nps_alterar(p_token text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_corpo jsonb := flowt.ler_corpo('nps_alteracao', p_corpo);
BEGIN
    RETURN (200, NULL, NULL, flowt.json_nps_publico(flowt.alterar_nps(flowt.exigir_tenant(), p_token, v_corpo))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.nps_alterar(text, text) IS
$$PATCH /v1/nps/{token}/resposta
acesso: publico
modulo: nps
corpo: nps_alteracao
limite: 30
resposta: 200 nps_publico
resposta: 404 problema
resposta: 409 problema
resposta: 410 problema
resposta: 422 problema
etiqueta: NPS
Completa ou muda a própria resposta, por 24 horas. O momento da resposta não muda, e a auditoria guarda o que ela era.$$;

CREATE OR REPLACE FUNCTION api.nps_exibir(p_token text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.anotar_exibicao_de_nps(flowt.exigir_tenant(), p_token);
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.nps_exibir(text) IS
$$POST /v1/nps/{token}/exibicao
acesso: publico
modulo: nps
resposta: 204
resposta: 404 problema
etiqueta: NPS
Diz que a pergunta apareceu a quem foi convidado; só a primeira vez conta. Abrir o link não o diz: robôs e prévias também abrem links.$$;

CREATE OR REPLACE FUNCTION api.nps_recusar(p_token text, p_ip text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.recusar_pesquisas(flowt.exigir_tenant(), p_token, p_ip);
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.nps_recusar(text, text) IS
$$POST /v1/nps/{token}/recusa
acesso: publico
modulo: nps
contexto: ip
resposta: 204
resposta: 404 problema
etiqueta: NPS
Quem recebeu o convite não quer mais pesquisas: vira um fato em seu livro de consentimentos (finalidade PESQUISA, canal TODOS).$$;

CREATE OR REPLACE FUNCTION api.nps_responder_aberto(p_ip text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_corpo jsonb := flowt.ler_corpo('nps_aberta_nova', p_corpo);
    v_token text  := flowt.novo_token();
    v_nps   flowt.tb_omni8_nps := flowt.responder_nps_aberto(flowt.exigir_tenant(), v_corpo, v_corpo ->> 'visitante', v_token, p_ip);
BEGIN
    RETURN (201, NULL, NULL, (flowt.json_nps_publico(v_nps) || jsonb_build_object('token', v_token))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.nps_responder_aberto(text, text) IS
$$POST /v1/nps
acesso: publico
modulo: nps
contexto: ip
corpo: nps_aberta_nova
limite: 20
resposta: 201 nps_aberta
resposta: 409 problema
resposta: 422 problema
resposta: 429 problema
etiqueta: NPS
Responde sem convite, por um link ou QR da empresa: uma resposta por visitante a cada 90 dias, e não se sabe de quem. O token devolvido completa e muda a resposta, por 24 horas.$$;

-- MARK: rules

CREATE OR REPLACE FUNCTION flowt.json_nps_regra(p_regra flowt.tb_omni8_nps_regra) RETURNS jsonb
LANGUAGE sql STABLE
RETURN to_jsonb(p_regra) - '{cod_tenant,dat_criacao,dat_alteracao}'::text[];
COMMENT ON FUNCTION flowt.json_nps_regra(flowt.tb_omni8_nps_regra)
    IS 'Regra de pesquisa como a API a mostra; versão 0 é o padrão, que ninguém mudou.';

CREATE OR REPLACE FUNCTION api.nps_configuracao() RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    RETURN (200, NULL, NULL,
        jsonb_build_object('itens', (SELECT jsonb_agg(flowt.json_nps_regra(flowt.regra_de_nps(v_tenant, p.nome)) ORDER BY p.nome DESC)
        FROM unnest('{TRANSACIONAL,RELACIONAL}'::text[]) AS p (nome)))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.nps_configuracao() IS
$$GET /v1/nps/configuracao
acesso: nps.ler
modulo: nps
resposta: 200 nps_configuracao
etiqueta: NPS
Como a empresa pergunta o NPS, de cada tipo de pesquisa: se convida por si, quanto depois da entrega, a quantos, por onde e com que perguntas.$$;

CREATE OR REPLACE FUNCTION flowt.gravar_nps_regra(p_tenant bigint, p_pesquisa text, p_corpo jsonb) RETURNS flowt.tb_omni8_nps_regra
LANGUAGE plpgsql AS $$
DECLARE
    v_regra flowt.tb_omni8_nps_regra;
BEGIN
    PERFORM flowt.um_de_cada_vez(p_tenant, 'nps ' || p_pesquisa);
    v_regra := flowt.regra_de_nps(p_tenant, p_pesquisa);
    IF v_regra.num_versao <> (p_corpo ->> 'num_versao')::integer THEN
        PERFORM flowt.recusar_versao(v_regra.num_versao);
    END IF;
    v_regra := jsonb_populate_record(v_regra, p_corpo - 'num_versao');
    INSERT INTO flowt.tb_omni8_nps_regra AS r (cod_tenant, tip_pesquisa, flg_ativa, qtd_minutos_espera, num_amostra, qtd_dias_validade,
                                               qtd_dias_descanso, qtd_dias_compra, des_canais,
                                               des_pergunta, des_pergunta_detrator, des_pergunta_neutro, des_pergunta_promotor)
    VALUES (p_tenant, p_pesquisa, v_regra.flg_ativa, v_regra.qtd_minutos_espera, v_regra.num_amostra, v_regra.qtd_dias_validade,
            v_regra.qtd_dias_descanso, v_regra.qtd_dias_compra, v_regra.des_canais,
            btrim(v_regra.des_pergunta), btrim(v_regra.des_pergunta_detrator), btrim(v_regra.des_pergunta_neutro),
            btrim(v_regra.des_pergunta_promotor))
    ON CONFLICT (cod_tenant, tip_pesquisa) DO UPDATE
       SET (flg_ativa, qtd_minutos_espera, num_amostra, qtd_dias_validade, qtd_dias_descanso, qtd_dias_compra, des_canais, des_pergunta,
            des_pergunta_detrator, des_pergunta_neutro, des_pergunta_promotor)
         = (excluded.flg_ativa, excluded.qtd_minutos_espera, excluded.num_amostra, excluded.qtd_dias_validade, excluded.qtd_dias_descanso,
            excluded.qtd_dias_compra, excluded.des_canais,
            excluded.des_pergunta, excluded.des_pergunta_detrator, excluded.des_pergunta_neutro, excluded.des_pergunta_promotor)
    RETURNING r.* INTO v_regra;
    RETURN v_regra;
END
$$;
COMMENT ON FUNCTION flowt.gravar_nps_regra(bigint, text, jsonb) IS 'Muda a regra de uma pesquisa de um tenant; o que não se diz fica como está.';

CREATE OR REPLACE FUNCTION api.nps_configurar(p_pesquisa text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_corpo jsonb := flowt.ler_corpo('nps_regra_alteracao', p_corpo);
BEGIN
    IF upper(p_pesquisa) NOT IN ('TRANSACIONAL', 'RELACIONAL') THEN
        PERFORM flowt.recusar_registro('esta pesquisa');
    END IF;
    RETURN (200, NULL, NULL, flowt.json_nps_regra(flowt.gravar_nps_regra(flowt.exigir_tenant(), upper(p_pesquisa), v_corpo))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.nps_configurar(text, text) IS
$$PATCH /v1/nps/configuracao/{pesquisa}
acesso: nps.configurar
modulo: nps
corpo: nps_regra_alteracao
resposta: 200 nps_regra
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: NPS
Muda a regra de uma pesquisa (transacional ou relacional). O que não se envia fica; des_canais null volta aos canais da empresa.$$;

-- MARK: by hand

CREATE OR REPLACE FUNCTION flowt.recusar_convite(p_motivo text, p_dias integer) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = CASE p_motivo WHEN 'EM_DESCANSO' THEN 'nps_em_descanso' WHEN 'RECUSA' THEN 'nps_recusado'
                                                            WHEN 'SEM_CONTATO' THEN 'nps_sem_contato' ELSE 'pessoa_anonimizada' END,
        DETAIL = CASE p_motivo WHEN 'EM_DESCANSO' THEN format('Esta pessoa foi convidada há menos de %s dias: espere para perguntar de novo.', p_dias)
                               WHEN 'RECUSA' THEN 'Esta pessoa disse que não quer receber pesquisas.'
                               WHEN 'SEM_CONTATO' THEN 'Esta pessoa não tem contato em nenhum dos canais por que se convida: cadastre um.'
                               ELSE 'Os dados desta pessoa foram apagados a pedido dela.' END;
END
$$;
COMMENT ON FUNCTION flowt.recusar_convite(text, integer) IS 'Levanta o erro 409 de quem não se convida, com o porquê.';

CREATE OR REPLACE FUNCTION api.nps_convidar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_corpo   jsonb  := flowt.ler_corpo('nps_convite_novo', p_corpo);
    v_pessoa  bigint := flowt.pessoa_vigente(v_tenant, (v_corpo ->> 'cod_pessoa')::bigint);
    v_convite record;
BEGIN
    SELECT c.cod_nps, c.des_motivo INTO v_convite FROM flowt.convidar_pessoa(v_pessoa, v_corpo ->> 'tip_canal') AS c;
    IF v_convite.cod_nps IS NULL THEN
        PERFORM flowt.recusar_convite(v_convite.des_motivo, (flowt.regra_de_nps(v_tenant, 'RELACIONAL')).qtd_dias_descanso);
    END IF;
    RETURN (201, NULL, NULL, json_build_object('cod_nps', v_convite.cod_nps::text, 'cod_pessoa', v_pessoa::text)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.nps_convidar(text) IS
$$POST /v1/nps/convites
acesso: nps.tratar
modulo: nps
corpo: nps_convite_novo
resposta: 201 nps_convite
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: NPS
Convida uma pessoa à pesquisa da relação com a empresa, mesmo com a regra desligada. Quem está em descanso, recusou ou não tem contato não é convidado (409). O link vai só na mensagem.$$;
