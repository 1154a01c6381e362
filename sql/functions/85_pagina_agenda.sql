-- Choosing a time of a service on a page (guide chapters 5.1 and 9): a week of days as links, the free times of one as radio buttons.
-- What is chosen is held for a line of the bag by the rule of the API, and the order confirms it.

CREATE OR REPLACE FUNCTION flowt.dias_a_procurar() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 28;
COMMENT ON FUNCTION flowt.dias_a_procurar() IS 'Dias à frente em que se procura o próximo com horário livre.';

-- Of a line of the bag; by html_acoes_da_linha.
CREATE OR REPLACE FUNCTION flowt.frase_do_horario_da_linha(p_tenant bigint, p_linha bigint) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT CASE WHEN a.sta_agendamento = 'RESERVADO' AND a.dat_validade > now()
                    THEN flowt.dia_em_palavras(h.inicio::date) || ', às ' || to_char(h.inicio, 'HH24:MI') || coalesce(', com ' || r.nom_recurso, '')
                        || coalesce(', em ' || u.nom_unidade, '')
                         || ': reservado até ' || to_char(a.dat_validade AT TIME ZONE f.fuso, 'HH24:MI') || '.'
                    ELSE 'A reserva de ' || flowt.dia_em_palavras(h.inicio::date) || ', às ' || to_char(h.inicio, 'HH24:MI')
                        || ', venceu: escolha de novo.' END
          FROM flowt.tb_omni8_agendamento AS a
          LEFT JOIN flowt.tb_omni8_recurso AS r ON r.cod_tenant = p_tenant AND r.cod_recurso = a.cod_recurso
          LEFT JOIN flowt.unidades_abertas_ao_publico(p_tenant) AS u ON u.cod_unidade = a.cod_unidade
         CROSS JOIN LATERAL (SELECT flowt.fuso_da_unidade(p_tenant, a.cod_unidade)) AS f (fuso)
         CROSS JOIN LATERAL (SELECT a.dat_inicio AT TIME ZONE f.fuso) AS h (inicio)
         WHERE a.cod_tenant = p_tenant AND a.cod_carrinho_item = p_linha AND a.sta_agendamento IN ('RESERVADO', 'EXPIRADO')
         ORDER BY a.sta_agendamento = 'RESERVADO' DESC, a.cod_agendamento DESC LIMIT 1);
END
$$;
COMMENT ON FUNCTION flowt.frase_do_horario_da_linha(bigint, bigint)
    IS 'O horário reservado para uma linha da sacola, em palavras; nula se não tem um.';

CREATE OR REPLACE FUNCTION flowt.situar_busca(p_tenant bigint, p_busca flowt.busca_de_horario, p_dia date) RETURNS flowt.busca_de_horario
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_busca flowt.busca_de_horario := p_busca;
BEGIN
    v_busca.des_fuso := flowt.fuso_da_unidade(p_tenant, v_busca.cod_unidade);
    v_busca.dia_hoje := (now() AT TIME ZONE v_busca.des_fuso)::date;
    v_busca.dia_ultimo := ((now() + make_interval(days => (flowt.parametro(p_tenant,
                                                                           'agenda_horizonte_dias',
                                                                           now()) #>> '{}')::integer)) AT TIME ZONE v_busca.des_fuso)::date;
    v_busca.dia := least(greatest(p_dia, v_busca.dia_hoje), v_busca.dia_ultimo);
    IF p_dia IS NULL THEN
        v_busca.dia := coalesce(flowt.proximo_dia_livre(p_tenant, v_busca, v_busca.dia_hoje), v_busca.dia_hoje);
    END IF;
    RETURN v_busca;
END
$$;
COMMENT ON FUNCTION flowt.situar_busca(bigint, flowt.busca_de_horario, date)
    IS 'Põe no que se procura o fuso do lugar, entre que dias se marca e o dia pedido; sem dia, o primeiro com horário livre.';

-- What does not exist here is as if it had not been said: a link that is too old still leads somewhere.
CREATE OR REPLACE FUNCTION flowt.buscar_horario(p_tenant bigint, p_produto bigint, p_token text, p_dia date, p_unidade bigint, p_recurso bigint,
                                                p_item bigint) RETURNS flowt.busca_de_horario
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_busca   flowt.busca_de_horario;
    v_minutos integer := flowt.servico_a_venda(p_tenant, p_produto);
    v_vezes   integer := 1;
BEGIN
    v_busca.cod_produto := p_produto;
    v_busca.cod_unidade := flowt.unidade_do_pedido(p_tenant, (SELECT u.cod_unidade FROM flowt.tb_omni8_unidade u
                                                               WHERE u.cod_tenant = p_tenant AND u.cod_unidade = p_unidade
                                                                 AND u.sta_unidade = 'ATIVA'));
    v_busca.cod_recurso := (SELECT r.cod_recurso FROM flowt.recursos_do_servico(p_tenant, v_busca.cod_unidade, p_produto, p_recurso) AS r
                             WHERE r.cod_recurso = p_recurso);
    IF p_item IS NOT NULL THEN
        SELECT l.cod_carrinho_item, l.qtd_item INTO v_busca.cod_carrinho_item, v_vezes FROM flowt.tb_omni8_carrinho_item l
         WHERE l.cod_tenant = p_tenant AND l.cod_carrinho = flowt.carrinho_aberto(p_tenant, p_token) AND l.cod_carrinho_item = p_item
           AND l.cod_produto = p_produto;
        -- The time the line has is given up for the new one: it is free to her.
        v_busca.cod_exceto := (SELECT min(a.cod_agendamento) FROM flowt.tb_omni8_agendamento a
                                WHERE a.cod_tenant = p_tenant AND a.cod_carrinho_item = v_busca.cod_carrinho_item
                                  AND a.sta_agendamento = 'RESERVADO');
    END IF;
    v_busca.qtd_minutos := least(v_minutos * coalesce(v_vezes, 1), flowt.duracao_maxima());
    v_busca.des_caminho := '/item/' || p_produto || '/horarios';
    v_busca.flg_remarca := false;
    RETURN flowt.situar_busca(p_tenant, v_busca, p_dia);
END
$$;
COMMENT ON FUNCTION flowt.buscar_horario(bigint, bigint, text, date, bigint, bigint, bigint)
    IS 'O que uma página de horários procura, com o que não existe trocado pelo padrão; sem dia, o primeiro com horário livre. 404 se não é um '
       'serviço à venda.';

CREATE OR REPLACE FUNCTION flowt.horarios_da_busca(p_tenant bigint, p_busca flowt.busca_de_horario, p_dia date) RETURNS SETOF timestamptz
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT h.dat_inicio
                   FROM flowt.horarios_do_dia(p_tenant, (p_busca).cod_unidade, (p_busca).cod_produto, (p_busca).cod_recurso, (p_busca).qtd_minutos,
                                              p_dia, (p_busca).cod_exceto) AS h
                  ORDER BY h.dat_inicio;
END
$$;
COMMENT ON FUNCTION flowt.horarios_da_busca(bigint, flowt.busca_de_horario, date) IS 'Começos livres de um dia para o que se procura, em ordem.';

CREATE OR REPLACE FUNCTION flowt.proximo_dia_livre(p_tenant bigint, p_busca flowt.busca_de_horario, p_de date) RETURNS date
LANGUAGE plpgsql STABLE AS $$
BEGIN
    FOR n IN 0 .. least((p_busca).dia_ultimo - p_de, flowt.dias_a_procurar() - 1) LOOP
        IF EXISTS (SELECT FROM flowt.horarios_da_busca(p_tenant, p_busca, p_de + n)) THEN
            RETURN p_de + n;
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.proximo_dia_livre(bigint, flowt.busca_de_horario, date)
    IS 'Primeiro dia com horário livre, a partir de um; nulo se não há nos próximos.';

CREATE OR REPLACE FUNCTION flowt.link_de_horarios(p_base text, p_busca flowt.busca_de_horario, p_dia date, p_unidade bigint, p_recurso bigint)
    RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN p_base || (p_busca).des_caminho || '?'
    || concat_ws('&amp;', 'dia=' || p_dia, CASE WHEN NOT (p_busca).flg_remarca THEN 'cod_unidade=' || p_unidade END, 'cod_recurso=' || p_recurso,
                 'item=' || (p_busca).cod_carrinho_item);
COMMENT ON FUNCTION flowt.link_de_horarios(text, flowt.busca_de_horario, date, bigint, bigint)
    IS 'Endereço, já escapado, da página de horários com outro dia, outra unidade ou outro recurso.';

CREATE OR REPLACE FUNCTION flowt.html_escolhas_da_agenda(p_rotulo text, p_id text, p_links text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN '<nav class="quem" aria-labelledby="' || p_id || '"><h2 id="' || p_id || '">' || p_rotulo || '</h2><ul>' || p_links || '</ul></nav>';
COMMENT ON FUNCTION flowt.html_escolhas_da_agenda(text, text, text) IS 'Lista de links que mudam o que se procura; nula sem links.';

-- Where, if there are several places; with whom, if several serve.
CREATE OR REPLACE FUNCTION flowt.html_onde_e_com_quem(p_tenant bigint, p_busca flowt.busca_de_horario, p_base text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_onde text;
    v_quem text;
BEGIN
    SELECT string_agg(format('<li><a href="%s"%s>%s</a></li>', flowt.link_de_horarios(p_base, p_busca, (p_busca).dia, u.cod_unidade, NULL),
                             CASE WHEN u.cod_unidade = (p_busca).cod_unidade THEN ' aria-current="true"' END,
                             flowt.html(concat_ws(' · ', u.nom_unidade, u.nom_bairro))),
                         '') INTO v_onde FROM flowt.unidades_abertas_ao_publico(p_tenant) AS u WHERE NOT (p_busca).flg_remarca;
    SELECT format('<li><a href="%s"%s>Quem estiver livre</a></li>',
                  flowt.link_de_horarios(p_base, p_busca, (p_busca).dia, (p_busca).cod_unidade, NULL),
                  CASE WHEN (p_busca).cod_recurso IS NULL THEN ' aria-current="true"' END)
           || string_agg(format('<li><a href="%s"%s>%s</a></li>', flowt.link_de_horarios(p_base, p_busca, (p_busca).dia, (p_busca).cod_unidade,
                                                                                         r.cod_recurso),
                                CASE WHEN r.cod_recurso = (p_busca).cod_recurso THEN ' aria-current="true"' END,
                                flowt.html(r.nom_recurso)), '' ORDER BY r.num_ordem, r.cod_recurso) INTO v_quem
      FROM flowt.recursos_do_servico(p_tenant, (p_busca).cod_unidade, (p_busca).cod_produto, NULL) AS r HAVING count(r.cod_recurso) > 1;
    RETURN coalesce(flowt.html_escolhas_da_agenda('Onde', 'titulo-onde', v_onde), '')
        || coalesce(flowt.html_escolhas_da_agenda('Com quem', 'titulo-quem', v_quem), '');
END
$$;
COMMENT ON FUNCTION flowt.html_onde_e_com_quem(bigint, flowt.busca_de_horario, text)
    IS 'Escolha da unidade e do recurso como links; vazio se só há um de cada.';

-- Weeks are counted from today, so that none begins with days that are over.
CREATE OR REPLACE FUNCTION flowt.html_semana(p_tenant bigint, p_busca flowt.busca_de_horario, p_base text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_inicio date := (p_busca).dia - ((p_busca).dia - (p_busca).dia_hoje) % 7;
    v_dias   text;
BEGIN
    SELECT string_agg(format('<li><a href="%s"%s><b>%s</b> <small>%s</small></a></li>',
                             flowt.link_de_horarios(p_base, p_busca, d.dia, (p_busca).cod_unidade, (p_busca).cod_recurso),
                             CASE WHEN d.dia = (p_busca).dia THEN ' aria-current="date"' END, flowt.dia_em_palavras(d.dia),
                             CASE WHEN l.livres > 1 THEN l.livres || ' horários' WHEN l.livres = 1 THEN '1 horário' WHEN l.aberto THEN 'sem horário'
                                  ELSE 'fechado' END), '' ORDER BY d.dia)
      INTO v_dias
      FROM (SELECT v_inicio + n AS dia FROM generate_series(0, 6) AS n) AS d
     CROSS JOIN LATERAL (SELECT (SELECT count(*) FROM flowt.horarios_da_busca(p_tenant, p_busca, d.dia)) AS livres,
                                EXISTS (SELECT FROM flowt.turnos_locais(p_tenant, (p_busca).cod_unidade, d.dia, d.dia)) AS aberto) AS l
     WHERE d.dia <= (p_busca).dia_ultimo;
    RETURN '<nav class="semana" aria-labelledby="titulo-dia"><h2 id="titulo-dia">Dia</h2><ul>' || v_dias || '</ul><p class="semanas">'
        || CASE WHEN v_inicio = (p_busca).dia_hoje THEN '' ELSE '<a class="botao discreto" rel="prev" href="'
                || flowt.link_de_horarios(p_base, p_busca, v_inicio - 7, (p_busca).cod_unidade, (p_busca).cod_recurso) || '">Semana anterior</a>' END
        || CASE WHEN v_inicio + 7 > (p_busca).dia_ultimo THEN '' ELSE '<a class="botao discreto" rel="next" href="'
                || flowt.link_de_horarios(p_base, p_busca, v_inicio + 7, (p_busca).cod_unidade, (p_busca).cod_recurso) || '">Próxima semana</a>' END
        || '</p></nav>';
END
$$;
COMMENT ON FUNCTION flowt.html_semana(bigint, flowt.busca_de_horario, text)
    IS 'Os sete dias em volta do escolhido como links, com quantos horários livres tem cada um, e as semanas vizinhas.';
