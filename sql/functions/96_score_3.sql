-- Scores over HTTP (guide chapter 14): a customer's with its reasons, to staff and to herself; segments; the company's own.

CREATE OR REPLACE FUNCTION flowt.frase_de_dias(p_dias integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_dias IS NULL THEN 'Nenhuma compra confirmada em 365 dias.' WHEN p_dias = 0 THEN 'A última compra foi hoje.'
            WHEN p_dias = 1 THEN 'A última compra foi ontem.'
            ELSE format('A última compra foi há %s dias.', p_dias) END;
COMMENT ON FUNCTION flowt.frase_de_dias(integer) IS 'Recência em palavras.';

CREATE OR REPLACE FUNCTION flowt.contagem_em_palavras(p_quantos bigint, p_um text, p_varios text, p_nenhum text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_quantos WHEN 0 THEN p_nenhum WHEN 1 THEN '1 ' || p_um ELSE p_quantos || ' ' || p_varios END;
COMMENT ON FUNCTION flowt.contagem_em_palavras(bigint, text, text, text) IS 'Quantidade com o nome no número certo.';

-- Why this score: what each component found, how much it weighs of what entered, and the points it gives.
CREATE OR REPLACE FUNCTION flowt.porques_do_score(p_s flowt.tb_omni8_score_pessoa) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_c    flowt.tb_omni8_score_configuracao := flowt.configuracao_do_score((p_s).cod_tenant);
    v_soma integer := (p_s).num_peso_r + (p_s).num_peso_f + (p_s).num_peso_m + coalesce((p_s).num_peso_n,
                                                                                        0) + coalesce((p_s).num_peso_engajamento, 0)
        + coalesce((p_s).num_peso_indicacao, 0);
BEGIN
    RETURN (
        SELECT jsonb_agg(jsonb_build_object('nom_componente', c.nom_componente, 'des_componente', c.des_componente, 'num_valor', x.valor,
                   'num_peso', x.peso,
                   'num_fracao', round(x.peso::numeric / v_soma, 4), 'num_pontos', x.pontos, 'des_frase', x.frase) ORDER BY c.num_ordem)
          FROM (VALUES
            ('recencia', (p_s).num_r, (p_s).num_peso_r, (p_s).num_pontos_r, true, flowt.frase_de_dias((p_s).num_dias)),
            ('frequencia', (p_s).num_f, (p_s).num_peso_f, (p_s).num_pontos_f, true,
                flowt.contagem_em_palavras((p_s).qtd_pedidos, 'pedido confirmado', 'pedidos confirmados', 'Nenhum pedido confirmado')
                || ' em 365 dias.'),
            ('valor', (p_s).num_m, (p_s).num_peso_m, (p_s).num_pontos_m, true,
             flowt.reais((p_s).vlr_liquido) || ' em compras em 365 dias, já sem o que foi devolvido.'),
            ('nps', (p_s).num_n, (p_s).num_peso_n, (p_s).num_pontos_n, v_c.num_peso_nps > 0 OR (p_s).num_n IS NOT NULL,
                coalesce('A última nota foi ' || (p_s).num_nota
                         || CASE WHEN (p_s).num_nota <= 6 THEN ', de detrator.' WHEN (p_s).num_nota <= 8 THEN ', de neutro.'
                                 ELSE ', de promotor.' END,
                         'Ainda sem nota de NPS: não entra na conta, e os outros pesam por ela.')),
            ('engajamento', (p_s).num_engajamento, (p_s).num_peso_engajamento, (p_s).num_pontos_engajamento, v_c.num_peso_engajamento > 0
                OR (p_s).num_engajamento IS NOT NULL,
                coalesce(flowt.contagem_em_palavras((p_s).qtd_visitas, 'visita com interesse', 'visitas com interesse',
                                                    'Nenhuma visita com interesse') || ' em 365 dias.',
                         'Sem visitas conhecidas: não entra na conta, e os outros pesam por elas.')),
            ('indicacao', (p_s).num_indicacao, (p_s).num_peso_indicacao, (p_s).num_pontos_indicacao, v_c.num_peso_indicacao > 0
                OR (p_s).num_indicacao IS NOT NULL,
                'Sem programa de indicação: não entra na conta, e os outros pesam por ela.')) AS x (nome, valor, peso, pontos, entra, frase)
          JOIN flowt.tb_omni8_score_componente AS c ON c.tip_score = 'CLIENTE' AND c.nom_componente = x.nome
         WHERE x.entra);
END
$$;
COMMENT ON FUNCTION flowt.porques_do_score(flowt.tb_omni8_score_pessoa)
    IS 'Os componentes de um score, em números e em palavras; os que não entram vêm sem valor, se têm peso.';

-- What is kept is what is shown; whoever has just come is counted on the spot, as the job will in a moment.
CREATE OR REPLACE FUNCTION flowt.score_da_pessoa(p_tenant bigint, p_pessoa bigint) RETURNS flowt.tb_omni8_score_pessoa
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_linha flowt.tb_omni8_score_pessoa;
BEGIN
    SELECT s.* INTO v_linha FROM flowt.tb_omni8_score_pessoa s WHERE s.cod_tenant = p_tenant AND s.cod_pessoa = p_pessoa;
    IF NOT FOUND THEN
        SELECT c.* INTO v_linha FROM flowt.calcular_scores(p_tenant, ARRAY[p_pessoa], flowt.dia_do_tenant(p_tenant, now())) AS c;
    END IF;
    IF v_linha.cod_pessoa IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'sem_score', DETAIL = 'Um cadastro anonimizado não tem score.';
    END IF;
    RETURN v_linha;
END
$$;
COMMENT ON FUNCTION flowt.score_da_pessoa(bigint, bigint)
    IS 'O score guardado de uma pessoa ou, se ainda não há, o que se calcula agora; 404 se ela não é ativa.';

CREATE OR REPLACE FUNCTION flowt.json_score(p_s flowt.tb_omni8_score_pessoa) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT jsonb_build_object('cod_pessoa', (p_s).cod_pessoa::text, 'num_score', (p_s).num_score, 'nom_segmento', g.nom_segmento,
                   'des_segmento', g.des_segmento, 'des_criterio', g.des_criterio,
                   'flg_detrator', (p_s).flg_detrator, 'num_nivel_r', (p_s).num_nivel_r, 'num_nivel_f', (p_s).num_nivel_f, 'dat_dia', (p_s).dat_dia,
                   'dat_calculo', (p_s).dat_calculo,
                   'des_frase', format('%s pontos de 1000. Segmento %s: %s.%s', (p_s).num_score, g.des_segmento,
                                       lower(left(g.des_criterio, 1)) || substr(g.des_criterio, 2),
                                       CASE WHEN (p_s).flg_detrator THEN ' A última nota foi de detrator.' ELSE '' END),
                   'componentes', flowt.porques_do_score(p_s))
          FROM flowt.tb_omni8_segmento AS g WHERE g.nom_segmento = (p_s).nom_segmento);
END
$$;
COMMENT ON FUNCTION flowt.json_score(flowt.tb_omni8_score_pessoa) IS 'Score de uma pessoa como a API o mostra, com o porquê.';

CREATE OR REPLACE FUNCTION api.pessoa_score(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_pessoa bigint := flowt.pessoa_vigente(v_tenant, p_id);
BEGIN
    PERFORM flowt.exigir_permissao('pessoa.ler');
    PERFORM flowt.registrar_leitura_pessoal('score', v_pessoa, 1);
    RETURN (200, NULL, NULL, flowt.json_score(flowt.score_da_pessoa(v_tenant, v_pessoa))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pessoa_score(bigint) IS
$$GET /v1/pessoas/{id}/score
acesso: score.ler
modulo: pessoas
leitura: auditada
resposta: 200 score_pessoa
resposta: 404 problema
etiqueta: Scores
O score de uma pessoa, de 0 a 1000, seu segmento e o porquê: valor, peso e pontos de cada componente, com uma frase. Pede também pessoa.ler.
De um cadastro fundido em outro, o do outro. num_fracao é quanto o componente pesa entre os que entram; os que não entram vêm com valor, peso e pontos null.$$;

CREATE OR REPLACE FUNCTION api.cliente_score() RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_pessoa bigint := nullif(current_setting('flowt.cod_pessoa', true), '')::bigint;
BEGIN
    PERFORM flowt.registrar_leitura_pessoal('score, pelo titular', v_pessoa, 1);
    RETURN (200, NULL, NULL, (flowt.json_score(flowt.score_da_pessoa(v_tenant, v_pessoa))
        || jsonb_build_object('des_revisao', 'Se algo não confere, peça a revisão (LGPD art. 20): a empresa responde em até '
                              || flowt.prazo_de_solicitacao() || ' dias.'))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cliente_score() IS
$$GET /v1/clientes/eu/score
acesso: cliente
modulo: pessoas
leitura: auditada
resposta: 200 score_pessoa
etiqueta: Scores
O próprio score, com os critérios e o porquê (LGPD art. 20, § 1º), e como pedir sua revisão.$$;

-- MARK: history

CREATE OR REPLACE FUNCTION flowt.score_da_pessoa_no_dia(p_tenant bigint, p_pessoa bigint, p_dia date)
    RETURNS TABLE (num_score integer, nom_segmento text, flg_detrator boolean, dat_desde date)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT h.num_score, h.nom_segmento, h.flg_detrator, h.dat_dia FROM flowt.tb_omni8_score_pessoa_dia AS h
     WHERE h.cod_tenant = p_tenant AND h.cod_pessoa = p_pessoa AND h.dat_dia <= p_dia ORDER BY h.dat_dia DESC LIMIT 1;
END;
COMMENT ON FUNCTION flowt.score_da_pessoa_no_dia(bigint, bigint, date)
    IS 'Score de uma pessoa ao fim de um dia qualquer, e desde que dia era esse; nada antes do primeiro.';

CREATE OR REPLACE FUNCTION flowt.historico_do_score(p_tenant bigint, p_pessoa bigint, p_de date, p_ate date)
    RETURNS TABLE (dat_dia date, num_score integer, nom_segmento text, flg_detrator boolean)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT g.dia::date, h.num_score, h.nom_segmento, h.flg_detrator
      FROM generate_series(p_de, p_ate, interval '1 day') AS g (dia)
     CROSS JOIN LATERAL flowt.score_da_pessoa_no_dia(p_tenant, p_pessoa, g.dia::date) AS h ORDER BY 1;
END
$$;
COMMENT ON FUNCTION flowt.historico_do_score(bigint, bigint, date, date)
    IS 'Score de uma pessoa ao fim de cada dia de um período; os de antes do primeiro não vêm.';

CREATE OR REPLACE FUNCTION api.pessoa_score_historico(p_id bigint, p_de date, p_ate date, p_formato text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_pessoa bigint := flowt.pessoa_vigente(v_tenant, p_id);
    v_hoje   date   := flowt.hoje(v_tenant);
    v_ate    date   := coalesce(p_ate, v_hoje);
    v_de     date   := coalesce(p_de, v_ate - 29);
BEGIN
    PERFORM flowt.exigir_permissao('pessoa.ler'), flowt.conferir_periodo(v_de, v_ate);
    PERFORM flowt.registrar_leitura_pessoal('histórico de score', v_pessoa, 1);
    -- What is to come is not like today.
    RETURN flowt.resposta_de_lista(p_formato, 'score-' || v_pessoa, '{dat_dia,num_score,nom_segmento,flg_detrator}',
        (SELECT json_agg(h) FROM flowt.historico_do_score(v_tenant, v_pessoa, v_de, least(v_ate, v_hoje)) AS h),
        jsonb_build_object('cod_pessoa', v_pessoa::text, 'dat_de', v_de, 'dat_ate', v_ate));
END
$$;
COMMENT ON FUNCTION api.pessoa_score_historico(bigint, date, date, text) IS
$$GET /v1/pessoas/{id}/score/historico
acesso: score.ler
modulo: pessoas
leitura: auditada
resposta: 200 score_pessoa_historico
resposta: 200 text/csv
resposta: 404 problema
resposta: 422 problema
etiqueta: Scores
O score de uma pessoa ao fim de cada dia da empresa, do primeiro em que o teve (de e ate; sem eles, os últimos 30 dias). Pede também pessoa.ler. formato: csv para baixar.$$;

-- MARK: segments

CREATE OR REPLACE FUNCTION flowt.segmentos_do_tenant(p_tenant bigint)
    RETURNS TABLE (nom_segmento text, des_segmento text, qtd_pessoas bigint, qtd_detratores bigint, vlr_liquido bigint)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT g.nom_segmento, g.des_segmento, coalesce(s.pessoas, 0), coalesce(s.detratores, 0), coalesce(s.liquido, 0)::bigint
      FROM flowt.tb_omni8_segmento AS g
      LEFT JOIN (SELECT x.nom_segmento, count(*) AS pessoas, count(*) FILTER (WHERE x.flg_detrator) AS detratores, sum(x.vlr_liquido) AS liquido
                   FROM flowt.tb_omni8_score_pessoa AS x WHERE x.cod_tenant = p_tenant
                  GROUP BY x.nom_segmento) AS s ON s.nom_segmento = g.nom_segmento
     ORDER BY g.num_ordem;
END
$$;
COMMENT ON FUNCTION flowt.segmentos_do_tenant(bigint)
    IS 'Segmentos de um tenant, todos e em ordem: pessoas, detratores entre elas e valor líquido em 365 dias.';

CREATE OR REPLACE FUNCTION api.segmento_listar(p_formato text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    RETURN flowt.resposta_de_lista(p_formato, 'segmentos', '{nom_segmento,des_segmento,des_criterio,qtd_pessoas,qtd_detratores,vlr_liquido}',
        (SELECT json_agg(json_build_object('nom_segmento', s.nom_segmento, 'des_segmento', s.des_segmento, 'des_criterio', g.des_criterio,
                    'qtd_pessoas', s.qtd_pessoas,
                    'qtd_detratores', s.qtd_detratores, 'vlr_liquido', s.vlr_liquido) ORDER BY g.num_ordem)
           FROM flowt.segmentos_do_tenant(v_tenant) AS s JOIN flowt.tb_omni8_segmento AS g ON g.nom_segmento = s.nom_segmento), '{}');
END
$$;
COMMENT ON FUNCTION api.segmento_listar(text) IS
$$GET /v1/segmentos
acesso: score.ler
modulo: pessoas
resposta: 200 segmento_lista
resposta: 200 text/csv
etiqueta: Scores
Os segmentos de clientes: quantas pessoas em cada um, quantas detratoras entre elas e o valor líquido (centavos) em 365 dias. formato: csv para baixar.$$;

CREATE OR REPLACE FUNCTION flowt.pessoas_do_segmento(p_tenant bigint, p_nome text, p_quantos integer, p_apos bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_itens jsonb;
BEGIN
    SELECT coalesce(jsonb_agg(jsonb_build_object('cod_pessoa', s.cod_pessoa::text,
               'nom_pessoa', coalesce(p.nom_social, p.nom_fantasia, p.nom_pessoa), 'num_score', s.num_score, 'flg_detrator', s.flg_detrator,
               'num_dias', s.num_dias, 'qtd_pedidos', s.qtd_pedidos, 'vlr_liquido', s.vlr_liquido, 'num_nota', s.num_nota) ORDER BY s.cod_pessoa),
           '[]') INTO v_itens
      FROM (SELECT x.* FROM flowt.tb_omni8_score_pessoa AS x
             WHERE x.cod_tenant = p_tenant AND x.nom_segmento = p_nome AND x.cod_pessoa > coalesce(p_apos, 0) ORDER BY x.cod_pessoa
             LIMIT p_quantos) AS s
      JOIN flowt.tb_omni8_pessoa AS p ON p.cod_tenant = p_tenant AND p.cod_pessoa = s.cod_pessoa;
    RETURN jsonb_build_object('itens', v_itens, 'proximo', CASE WHEN jsonb_array_length(v_itens) = p_quantos THEN v_itens -> -1 ->> 'cod_pessoa' END);
END
$$;
COMMENT ON FUNCTION flowt.pessoas_do_segmento(bigint, text, integer, bigint)
    IS 'Uma página das pessoas de um segmento, na ordem do cadastro, depois de p_apos.';

CREATE OR REPLACE FUNCTION api.segmento_pessoas(p_nome text, p_limite integer, p_apos bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_pagina jsonb;
BEGIN
    PERFORM flowt.exigir_permissao('pessoa.ler');
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_segmento g WHERE g.nom_segmento = p_nome) THEN
        PERFORM flowt.recusar_registro('este segmento');
    END IF;
    v_pagina := flowt.pessoas_do_segmento(v_tenant, p_nome, flowt.tamanho_pagina(p_limite), p_apos);
    PERFORM flowt.registrar_leitura_pessoal('pessoas de um segmento', NULL, jsonb_array_length(v_pagina -> 'itens'));
    RETURN (200, NULL, NULL, v_pagina::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.segmento_pessoas(text, integer, bigint) IS
$$GET /v1/segmentos/{nome}/pessoas
acesso: score.ler
modulo: pessoas
leitura: auditada
resposta: 200 segmento_pessoa_lista
resposta: 404 problema
etiqueta: Scores
As pessoas de um segmento, na ordem em que foram cadastradas. Pede também pessoa.ler.
limite: até 100 por página (20). apos: o "proximo" da página anterior.$$;
