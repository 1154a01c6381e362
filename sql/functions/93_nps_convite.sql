-- NPS, asking (guide chapter 13.2): the rules of a company, whom they let be asked, and the invitation. What is decided of a
-- person is decided with her row locked, so that two orders delivered at once are one invitation.

CREATE OR REPLACE FUNCTION flowt.nps_regra_padrao(p_tenant bigint, p_pesquisa text) RETURNS flowt.tb_omni8_nps_regra
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN jsonb_populate_record(NULL::flowt.tb_omni8_nps_regra, jsonb_build_object('cod_tenant', p_tenant, 'tip_pesquisa', p_pesquisa, 'num_versao', 0)
    || CASE p_pesquisa WHEN 'TRANSACIONAL' THEN $json${"flg_ativa": true, "qtd_minutos_espera": 120, "qtd_dias_validade": 7, "qtd_dias_descanso": 30,
            "des_pergunta": "De 0 a 10, quanto você nos recomendaria depois deste pedido?"}$json$::jsonb
       ELSE $json${"flg_ativa": false, "qtd_minutos_espera": 0, "qtd_dias_validade": 14, "qtd_dias_descanso": 90,
            "des_pergunta": "De 0 a 10, quanto você nos recomendaria a um amigo?"}$json$ END
    || $json${"num_amostra": 100, "qtd_dias_compra": 90, "des_pergunta_detrator": "Sentimos muito. O que deu errado?",
        "des_pergunta_neutro": "O que faltou para a nota ser 10?", "des_pergunta_promotor": "Que bom! Do que você mais gostou?"}$json$);
COMMENT ON FUNCTION flowt.nps_regra_padrao(bigint, text)
    IS 'A regra de uma pesquisa para o tenant que nada escolheu: a de pedidos entregues convida por si, a da relação não.';

CREATE OR REPLACE FUNCTION flowt.regra_de_nps(p_tenant bigint, p_pesquisa text) RETURNS flowt.tb_omni8_nps_regra
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_regra flowt.tb_omni8_nps_regra;
BEGIN
    SELECT r.* INTO v_regra FROM flowt.tb_omni8_nps_regra r WHERE r.cod_tenant = p_tenant AND r.tip_pesquisa = p_pesquisa;
    RETURN CASE WHEN FOUND THEN v_regra ELSE flowt.nps_regra_padrao(p_tenant, p_pesquisa) END;
END
$$;
COMMENT ON FUNCTION flowt.regra_de_nps(bigint, text) IS 'A regra de uma pesquisa de um tenant: a sua, ou o padrão.';

-- The same order is in the sample or out of it whoever asks and whenever: nobody is asked by asking again.
CREATE OR REPLACE FUNCTION flowt.na_amostra(p_tenant bigint, p_o_que text, p_codigo bigint, p_amostra integer) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ('x' || left(md5(concat_ws(':', p_tenant, p_o_que, p_codigo)), 8))::bit(32)::bigint % 100 < p_amostra;
COMMENT ON FUNCTION flowt.na_amostra(bigint, text, bigint, integer)
    IS 'Se um pedido ou pessoa está na amostra (porcentagem): sempre a mesma resposta para o mesmo código.';

-- Asking for an opinion is a legitimate interest (LGPD art. 7, IX): it needs no consent, and a refusal ends it.
CREATE OR REPLACE FUNCTION flowt.recusou(p_tenant bigint, p_pessoa bigint, p_finalidade text, p_canal text) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM flowt.tb_omni8_consentimento c
                    WHERE c.cod_tenant = p_tenant AND c.cod_pessoa = p_pessoa AND c.tip_finalidade = p_finalidade
                      AND c.tip_canal IN (p_canal, 'TODOS'))
       AND NOT flowt.consentiu(p_tenant, p_pessoa, p_finalidade, p_canal);
END
$$;
COMMENT ON FUNCTION flowt.recusou(bigint, bigint, text, text)
    IS 'Se uma pessoa disse que não quer uma finalidade por um canal; quem nada disse não recusou.';

CREATE OR REPLACE FUNCTION flowt.em_descanso_de_nps(p_tenant bigint, p_pessoa bigint, p_pesquisa text, p_dias integer) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM flowt.tb_omni8_nps n
                    WHERE n.cod_tenant = p_tenant AND n.cod_pessoa = p_pessoa AND n.tip_pesquisa = p_pesquisa
                      AND n.dat_convite > now() - make_interval(days => p_dias));
END
$$;
COMMENT ON FUNCTION flowt.em_descanso_de_nps(bigint, bigint, text, integer)
    IS 'Se uma pessoa foi convidada a este tipo de pesquisa há menos dias que o descanso. Os convites de um cadastro mesclado já são dela.';

-- The phone of the order goes before the one on file: it is where this customer is to be found now.
CREATE OR REPLACE FUNCTION flowt.contato_de_nps(p_tenant bigint, p_pessoa bigint, p_telefone text, p_canais text[], OUT tip_canal text,
                                                OUT des_destino text, OUT flg_recusa boolean)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    SELECT c.canal, d.destino, r.recusa INTO tip_canal, des_destino, flg_recusa
      FROM unnest(p_canais) WITH ORDINALITY AS c (canal, ordem)
     CROSS JOIN LATERAL (SELECT coalesce(CASE WHEN c.canal <> 'EMAIL' THEN p_telefone END,
               (SELECT i.des_valor FROM flowt.tb_omni8_pessoa_identificador i
                 WHERE i.cod_tenant = p_tenant AND i.cod_pessoa = p_pessoa
                   AND i.tip_identificador = CASE c.canal WHEN 'EMAIL' THEN 'EMAIL' ELSE 'FONE' END
                 ORDER BY i.dat_verificacao IS NULL, NOT i.flg_principal, i.cod_identificador LIMIT 1)) AS destino) AS d
     CROSS JOIN LATERAL (SELECT flowt.recusou(p_tenant, p_pessoa, 'PESQUISA', c.canal) AS recusa) AS r
     WHERE d.destino IS NOT NULL ORDER BY r.recusa, c.ordem LIMIT 1;
    IF des_destino IS NULL THEN
        flg_recusa := (SELECT bool_and(flowt.recusou(p_tenant, p_pessoa, 'PESQUISA', c)) FROM unnest(p_canais) AS c);
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.contato_de_nps(bigint, bigint, text, text[])
    IS 'Por onde convidar uma pessoa: o primeiro canal em que tem contato e não recusou; flg_recusa, se recusou todos; des_destino nulo, sem contato.';

CREATE OR REPLACE FUNCTION flowt.link_de_nps(p_tenant bigint, p_token text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT 'https://' || min(d.nom_dominio) FROM flowt.tb_omni8_tenant_dominio d WHERE d.cod_tenant = p_tenant),
                    flowt.parametro_plataforma('endereco_publico') || '/' || (SELECT t.nom_slug FROM flowt.tb_omni8_tenant t
                                                                               WHERE t.cod_tenant = p_tenant)) || '/nps/' || p_token;
END
$$;
COMMENT ON FUNCTION flowt.link_de_nps(bigint, text) IS 'Endereço da página de uma pesquisa, no domínio da empresa se tem um.';

CREATE OR REPLACE FUNCTION flowt.enviar_convite_de_nps(p_tenant bigint, p_pessoa bigint, p_pedido bigint, p_unidade bigint,
                                                       p_regra flowt.tb_omni8_nps_regra, p_canal text, p_destino text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_token text        := flowt.novo_token();
    -- Nobody is woken up to be asked; and the days to answer begin when she may know of them.
    v_envio timestamptz := flowt.hora_de_enviar(p_tenant, now());
    v_prazo timestamptz := v_envio + make_interval(days => (p_regra).qtd_dias_validade);
    v_nps   bigint;
BEGIN
    INSERT INTO flowt.tb_omni8_nps (cod_tenant, cod_pessoa, cod_pedido, cod_unidade, tip_pesquisa, tip_canal, hsh_token, dat_expiracao, dat_convite)
    VALUES (p_tenant, p_pessoa, p_pedido, p_unidade, (p_regra).tip_pesquisa, p_canal, flowt.digerir(v_token), v_prazo, now())
    RETURNING cod_nps INTO v_nps;
    -- The token is in the message and nowhere else.
    PERFORM flowt.enfileirar_mensagem(p_tenant, 'nps_convite', p_canal, p_destino, (
        SELECT jsonb_build_object('nome', split_part(coalesce(p.nom_social, p.nom_fantasia, p.nom_pessoa), ' ', 1), 'empresa', t.nom_fantasia,
                                  'pergunta', (p_regra).des_pergunta,
                                  'link', flowt.link_de_nps(p_tenant, v_token), 'prazo', to_char(v_prazo AT TIME ZONE t.des_fuso_horario, 'DD/MM'))
          FROM flowt.tb_omni8_tenant t JOIN flowt.tb_omni8_pessoa p ON p.cod_tenant = p_tenant AND p.cod_pessoa = p_pessoa
         WHERE t.cod_tenant = p_tenant),
        'nps:' || v_nps, make_interval(days => (p_regra).qtd_dias_validade), v_envio);
    RETURN v_nps;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.enviar_convite_de_nps FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.enviar_convite_de_nps(bigint, bigint, bigint, bigint, flowt.tb_omni8_nps_regra, text, text)
    IS 'Cria o convite e a mensagem que leva seu token, que sai fora das horas de silêncio; devolve o código do convite.';

-- Two answers: the invitation, or why there is none.
CREATE OR REPLACE FUNCTION flowt.convidar_para_nps(p_tenant bigint, p_pessoa bigint, p_pedido bigint, p_unidade bigint, p_telefone text,
                                                   p_regra flowt.tb_omni8_nps_regra,
                                                   OUT cod_nps bigint, OUT des_motivo text)
LANGUAGE plpgsql AS $$
DECLARE
    v_pessoa  bigint := p_pessoa;
    v_linha   record;
    v_contato record;
BEGIN
    -- Merged while we waited for her row, she is the other.
    LOOP
        SELECT p.sta_pessoa, p.cod_pessoa_destino INTO v_linha FROM flowt.tb_omni8_pessoa p WHERE p.cod_tenant = p_tenant AND p.cod_pessoa = v_pessoa
           FOR NO KEY UPDATE;
        EXIT WHEN v_linha.cod_pessoa_destino IS NULL;
        v_pessoa := v_linha.cod_pessoa_destino;
    END LOOP;
    SELECT c.* INTO v_contato FROM flowt.contato_de_nps(p_tenant, v_pessoa, p_telefone,
        coalesce((p_regra).des_canais, ARRAY(SELECT jsonb_array_elements_text(flowt.parametro(p_tenant, 'mensagem_canais', now()))))) AS c;
    des_motivo := CASE WHEN v_linha.sta_pessoa IS DISTINCT FROM 'ATIVA' THEN 'SEM_PESSOA'
        WHEN p_pedido IS NOT NULL AND EXISTS (SELECT FROM flowt.tb_omni8_nps n
                                               WHERE n.cod_tenant = p_tenant AND n.cod_pedido = p_pedido
                                                 AND n.tip_pesquisa = (p_regra).tip_pesquisa) THEN 'JA_CONVIDADO'
        WHEN flowt.em_descanso_de_nps(p_tenant, v_pessoa, (p_regra).tip_pesquisa, (p_regra).qtd_dias_descanso) THEN 'EM_DESCANSO'
        WHEN v_contato.flg_recusa THEN 'RECUSA'
        WHEN v_contato.des_destino IS NULL THEN 'SEM_CONTATO' END;
    IF des_motivo IS NULL THEN
        cod_nps := flowt.enviar_convite_de_nps(p_tenant, v_pessoa, p_pedido, p_unidade, p_regra, v_contato.tip_canal, v_contato.des_destino);
    END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.convidar_para_nps FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.convidar_para_nps(bigint, bigint, bigint, bigint, text, flowt.tb_omni8_nps_regra)
    IS 'Convida uma pessoa, se a regra, o descanso e a vontade dela deixam; senão diz por que não. Trava a pessoa.';

-- MARK: by hand

-- Whoever sees one unit does not see what others asked; the cool-down counts it all the same.
CREATE OR REPLACE FUNCTION flowt.convidar_pessoa(p_pessoa bigint, p_canal text, OUT cod_nps bigint, OUT des_motivo text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_regra  flowt.tb_omni8_nps_regra := flowt.regra_de_nps(v_tenant, 'RELACIONAL');
BEGIN
    IF p_canal IS NOT NULL THEN
        v_regra.des_canais := ARRAY[p_canal];
    END IF;
    SELECT c.cod_nps, c.des_motivo INTO cod_nps, des_motivo
      FROM flowt.convidar_para_nps(v_tenant, p_pessoa, NULL, (SELECT d.cod_unidade FROM flowt.tb_omni8_pedido d
                                                               WHERE d.cod_tenant = v_tenant AND d.cod_pessoa = p_pessoa ORDER BY d.cod_pedido DESC
                                                               LIMIT 1),
                                   NULL, v_regra) AS c;
END
$$;
ALTER FUNCTION flowt.convidar_pessoa(bigint, text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.convidar_pessoa(bigint, text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.convidar_pessoa(bigint, text)
    IS 'Convida uma pessoa à pesquisa da relação, por um canal ou pelos da regra; senão diz por que não. Atravessa tenants: vê convites de unidades '
       'que quem pede não vê; o tenant é sempre o da requisição.';

-- MARK: after the delivery

CREATE OR REPLACE FUNCTION flowt.agendar_nps() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_regra flowt.tb_omni8_nps_regra;
BEGIN
    v_regra := flowt.regra_de_nps(NEW.cod_tenant, 'TRANSACIONAL');
    IF v_regra.flg_ativa AND flowt.modulo_ativo(NEW.cod_tenant, 'nps') THEN
        INSERT INTO flowt.tb_omni8_nps_agenda (cod_tenant, cod_pedido, dat_prevista)
        VALUES (NEW.cod_tenant, NEW.cod_pedido, now() + make_interval(mins => v_regra.qtd_minutos_espera)) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.agendar_nps() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.agendar_nps() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.agendar_nps() IS 'Gatilho: o pedido que chegou bem ao fim, como quer que se atenda, entra na fila dos convites.';
CREATE OR REPLACE TRIGGER agenda_de_nps AFTER UPDATE OF sta_pedido ON flowt.tb_omni8_pedido FOR EACH ROW
    WHEN (NEW.sta_pedido IN ('ENTREGUE', 'CONCLUIDO') AND OLD.sta_pedido NOT IN ('ENTREGUE', 'CONCLUIDO')
          AND NOT flowt.em_copia()) EXECUTE FUNCTION flowt.agendar_nps();

CREATE OR REPLACE FUNCTION flowt.decidir_convite(p_pedido flowt.tb_omni8_pedido, p_regra flowt.tb_omni8_nps_regra) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
    RETURN CASE WHEN NOT (p_regra).flg_ativa THEN 'INATIVA'
        WHEN (p_pedido).sta_pedido IS NULL OR (p_pedido).sta_pedido NOT IN ('ENTREGUE', 'CONCLUIDO') THEN 'PEDIDO_DESFEITO'
        WHEN NOT flowt.na_amostra((p_pedido).cod_tenant, 'pedido', (p_pedido).cod_pedido, (p_regra).num_amostra) THEN 'FORA_DA_AMOSTRA'
        WHEN (p_pedido).cod_pessoa IS NULL THEN 'SEM_PESSOA'
        ELSE (SELECT c.des_motivo FROM flowt.convidar_para_nps((p_pedido).cod_tenant, (p_pedido).cod_pessoa, (p_pedido).cod_pedido,
                                                               (p_pedido).cod_unidade, (p_pedido).num_telefone, p_regra) AS c) END;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.decidir_convite(flowt.tb_omni8_pedido, flowt.tb_omni8_nps_regra) FROM flowt_api, flowt_courier, flowt_busca,
    flowt_dba;
COMMENT ON FUNCTION flowt.decidir_convite(flowt.tb_omni8_pedido, flowt.tb_omni8_nps_regra)
    IS 'Convida quem fez um pedido entregue e devolve nulo, ou diz por que não.';

CREATE OR REPLACE FUNCTION flowt.convidar_do_tenant(p_tenant bigint, p_quantos integer DEFAULT flowt.convites_por_vez()) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_regra  flowt.tb_omni8_nps_regra := flowt.regra_de_nps(p_tenant, 'TRANSACIONAL');
    v_pedidos bigint[] := ARRAY(SELECT a.cod_pedido FROM flowt.tb_omni8_nps_agenda a
                                 WHERE a.cod_tenant = p_tenant AND a.sta_agenda = 'PENDENTE' AND a.dat_prevista <= now()
                                 ORDER BY a.dat_prevista, a.cod_pedido LIMIT p_quantos FOR UPDATE SKIP LOCKED);
    v_pedido flowt.tb_omni8_pedido;
    v_motivo text;
BEGIN
    -- In the order of the people, whose rows are locked one after the other.
    FOR v_pedido IN SELECT p.* FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = p_tenant AND p.cod_pedido = ANY (v_pedidos)
                     ORDER BY p.cod_pessoa, p.cod_pedido LOOP
        v_motivo := flowt.decidir_convite(v_pedido, v_regra);
        UPDATE flowt.tb_omni8_nps_agenda a SET sta_agenda = CASE WHEN v_motivo IS NULL THEN 'CONVIDADO' ELSE 'SUPRIMIDO' END, des_motivo = v_motivo,
               dat_conclusao = now()
         WHERE a.cod_tenant = p_tenant AND a.cod_pedido = v_pedido.cod_pedido;
    END LOOP;
    RETURN cardinality(v_pedidos);
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.convidar_do_tenant(bigint, integer) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.convidar_do_tenant(bigint, integer)
    IS 'Decide os convites de um tenant que chegaram à hora, até tantos, os mais antigos antes; devolve quantos.';

CREATE OR REPLACE FUNCTION rotina.convidar_nps() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant bigint;
    v_feitos bigint := 0;
BEGIN
    DELETE FROM flowt.tb_omni8_nps_agenda a WHERE a.dat_conclusao < now() - flowt.guarda_da_agenda_de_nps();
    -- Whose customers have waited longest go first: a company that always has more to ask does not keep the others waiting.
    FOR v_tenant IN SELECT t.cod_tenant FROM flowt.tb_omni8_tenant t
                      JOIN (SELECT a.cod_tenant, min(a.dat_prevista) AS desde FROM flowt.tb_omni8_nps_agenda a
                             WHERE a.sta_agenda = 'PENDENTE' AND a.dat_prevista <= now() GROUP BY a.cod_tenant) AS p ON p.cod_tenant = t.cod_tenant
                     WHERE t.sta_tenant = 'ATIVO' AND flowt.modulo_ativo(t.cod_tenant, 'nps')
                       AND NOT EXISTS (SELECT FROM flowt.tb_omni8_rotina_falha f
                                        WHERE f.cod_tenant = t.cod_tenant AND f.nom_rotina = 'convidar_nps' AND f.dat_proxima > now())
                     ORDER BY p.desde, t.cod_tenant LIMIT flowt.tenants_por_rodada() LOOP
        v_feitos := v_feitos + coalesce(flowt.tentar_no_tenant('convidar_nps', v_tenant, 'convidar_do_tenant', flowt.convites_por_vez()), 0);
    END LOOP;
    RETURN v_feitos;
END
$$;
ALTER FUNCTION rotina.convidar_nps() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.convidar_nps()
    IS 'Convida a responder quem recebeu o pedido há o tempo que a regra manda; devolve quantos convites decidiu. O tenant em que falha espera '
       '(admin.vw_rotina_falhas). Para rodar a cada minuto.';

-- MARK: from time to time

CREATE OR REPLACE FUNCTION flowt.convidar_relacional(p_tenant bigint, p_quantas integer) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_regra   flowt.tb_omni8_nps_regra := flowt.regra_de_nps(p_tenant, 'RELACIONAL');
    v_apos    bigint   := coalesce((SELECT v.cod_pessoa_apos FROM flowt.tb_omni8_nps_volta v
                                     WHERE v.cod_tenant = p_tenant AND v.dat_fim IS NULL AND v.dat_inicio >= v_regra.dat_alteracao FOR UPDATE), 0);
    v_pessoas bigint[] := ARRAY(SELECT p.cod_pessoa FROM flowt.tb_omni8_pessoa p WHERE p.cod_tenant = p_tenant AND p.cod_pessoa > v_apos
                                 ORDER BY p.cod_pessoa LIMIT p_quantas);
    v_ultima  bigint   := v_pessoas[cardinality(v_pessoas)];
    v_acabou  boolean  := cardinality(v_pessoas) < p_quantas;
    v_cliente record;
    v_feitos  bigint   := 0;
BEGIN
    FOR v_cliente IN
        SELECT u.cod_pessoa, c.cod_unidade, c.num_telefone
          FROM unnest(v_pessoas) AS u (cod_pessoa)
         CROSS JOIN LATERAL (SELECT d.cod_unidade, d.num_telefone FROM flowt.tb_omni8_pedido d
                              WHERE d.cod_tenant = p_tenant AND d.cod_pessoa = u.cod_pessoa AND d.sta_pedido IN ('ENTREGUE', 'CONCLUIDO')
                                AND d.dat_criacao > now() - make_interval(days => v_regra.qtd_dias_compra)
                              ORDER BY d.cod_pedido DESC LIMIT 1) AS c
         WHERE flowt.na_amostra(p_tenant, 'pessoa', u.cod_pessoa, v_regra.num_amostra)
           AND NOT flowt.em_descanso_de_nps(p_tenant, u.cod_pessoa, 'RELACIONAL', v_regra.qtd_dias_descanso)
         ORDER BY u.cod_pessoa
    LOOP
        v_feitos := v_feitos + ((SELECT x.cod_nps FROM flowt.convidar_para_nps(p_tenant, v_cliente.cod_pessoa, NULL, v_cliente.cod_unidade,
                                                                               v_cliente.num_telefone, v_regra) AS x) IS NOT NULL)::integer;
        IF v_feitos >= flowt.convites_por_vez() THEN
            v_ultima := v_cliente.cod_pessoa;
            v_acabou := false;
            EXIT;
        END IF;
    END LOOP;
    INSERT INTO flowt.tb_omni8_nps_volta AS v (cod_tenant, cod_pessoa_apos, dat_fim)
    VALUES (p_tenant, coalesce(v_ultima, v_apos), CASE WHEN v_acabou THEN now() END)
    ON CONFLICT (cod_tenant) DO UPDATE
   SET cod_pessoa_apos = excluded.cod_pessoa_apos, dat_inicio = CASE WHEN v_apos = 0 THEN clock_timestamp() ELSE v.dat_inicio END, dat_passo = now(),
       dat_fim = excluded.dat_fim;
    RETURN v_feitos + (NOT v_acabou)::integer;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.convidar_relacional(bigint, integer) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.convidar_relacional(bigint, integer)
    IS 'Convida, das próximas p_quantas pessoas de um tenant, as que compraram no período da regra e não estão em descanso; devolve quantas, e mais '
       '1 se a volta não acabou.';

CREATE OR REPLACE FUNCTION rotina.convidar_nps_relacional() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant bigint;
    v_feitos bigint := 0;
BEGIN
    -- Whose round has stood still longest goes first.
    FOR v_tenant IN SELECT r.cod_tenant FROM flowt.tb_omni8_nps_regra r
                      JOIN flowt.tb_omni8_tenant t ON t.cod_tenant = r.cod_tenant AND t.sta_tenant = 'ATIVO'
                      LEFT JOIN flowt.tb_omni8_nps_volta v ON v.cod_tenant = r.cod_tenant
                     WHERE r.tip_pesquisa = 'RELACIONAL' AND r.flg_ativa AND flowt.modulo_ativo(r.cod_tenant, 'nps')
                       AND (v.dat_fim IS NULL OR v.dat_fim <= now() - flowt.intervalo_da_volta() OR v.dat_inicio < r.dat_alteracao)
                       AND NOT EXISTS (SELECT FROM flowt.tb_omni8_rotina_falha f
                                        WHERE f.cod_tenant = r.cod_tenant AND f.nom_rotina = 'convidar_nps_relacional' AND f.dat_proxima > now())
                     ORDER BY v.dat_passo NULLS FIRST, r.cod_tenant LIMIT flowt.tenants_por_rodada() LOOP
        v_feitos := v_feitos + coalesce(flowt.tentar_no_tenant('convidar_nps_relacional', v_tenant, 'convidar_relacional', flowt.clientes_por_vez()),
                                        0);
    END LOOP;
    RETURN v_feitos;
END
$$;
ALTER FUNCTION rotina.convidar_nps_relacional() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.convidar_nps_relacional()
    IS 'Convida à pesquisa da relação os clientes que compraram há pouco e descansaram da última, uma parte de cada tenant por vez, de onde a volta '
       'está; devolve quantos convites fez e quantas voltas ficaram no meio, zero se não há mais. Cada volta, uma vez por dia. O tenant em que falha '
       'espera (admin.vw_rotina_falhas). Para rodar de hora em hora.';
