-- Tracking (guide chapter 11.1): storing a batch. Identifiers are taken first and in order, the visitor is locked after them,
-- so two batches of one visitor, or one sent twice, wait for each other and never in a ring.

CREATE OR REPLACE FUNCTION flowt.achar_visitante(p_tenant bigint, p_hash bytea, p_pessoa bigint, p_toque flowt.toque, p_de timestamptz,
                                                 p_ate timestamptz) RETURNS flowt.tb_omni8_visitante
LANGUAGE plpgsql AS $$
DECLARE
    v_visitante flowt.tb_omni8_visitante;
    v_antes     bigint;
BEGIN
    IF p_pessoa IS NOT NULL THEN
        SELECT v.cod_pessoa INTO v_antes FROM flowt.tb_omni8_visitante v WHERE v.cod_tenant = p_tenant AND v.hsh_visitante = p_hash FOR UPDATE;
    END IF;
    -- Two known people at one browser stay two: the visitor keeps the first, the visit says who it was.
    INSERT INTO flowt.tb_omni8_visitante AS v (cod_tenant, hsh_visitante, cod_pessoa, js_primeiro_toque, dat_primeira, dat_ultima)
    VALUES (p_tenant, p_hash, p_pessoa, jsonb_strip_nulls(to_jsonb(p_toque)), p_de, p_ate)
    ON CONFLICT (cod_tenant, hsh_visitante) DO UPDATE
       SET cod_pessoa = coalesce(v.cod_pessoa, excluded.cod_pessoa), dat_primeira = least(v.dat_primeira, p_de),
           dat_ultima = greatest(v.dat_ultima, p_ate)
    RETURNING v.* INTO v_visitante;
    IF p_pessoa IS NOT NULL AND v_antes IS NULL AND v_visitante.cod_pessoa IS NOT NULL THEN
        UPDATE flowt.tb_omni8_visita w SET cod_pessoa = v_visitante.cod_pessoa
         WHERE w.cod_tenant = p_tenant AND w.cod_visitante = v_visitante.cod_visitante AND w.cod_pessoa IS NULL;
    END IF;
    RETURN v_visitante;
END
$$;
COMMENT ON FUNCTION flowt.achar_visitante(bigint, bytea, bigint, flowt.toque, timestamptz, timestamptz)
    IS 'Visitante de um resumo, travado; novo, se não se conhece. Identificado, suas visitas anônimas passam a ser da pessoa.';

CREATE OR REPLACE FUNCTION flowt.resumir_trecho(p_eventos flowt.evento_lido[]) RETURNS flowt.trecho
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_trecho flowt.trecho;
BEGIN
    SELECT min(e.dat_evento), max(e.dat_evento), count(*), count(*) FILTER (WHERE e.nom_tipo = 'pagina_vista'), bool_or(e.flg_chave),
           min(e.dat_evento) FILTER (WHERE e.nom_passo = 'PAGINA'),
           min(e.dat_evento) FILTER (WHERE e.nom_passo = 'ITEM'), min(e.dat_evento) FILTER (WHERE e.nom_passo = 'CARRINHO'),
           min(e.dat_evento) FILTER (WHERE e.nom_passo = 'CHECKOUT'),
           min(e.dat_evento) FILTER (WHERE e.nom_passo = 'REVISAO')
      INTO v_trecho FROM unnest(p_eventos) AS e;
    RETURN v_trecho;
END
$$;
COMMENT ON FUNCTION flowt.resumir_trecho(flowt.evento_lido[]) IS 'Começo, fim, contagens e primeira vez de cada passo de uns eventos.';

CREATE OR REPLACE FUNCTION flowt.abrir_visita(p_tenant bigint, p_visitante flowt.tb_omni8_visitante, p_pessoa bigint, p_toque flowt.toque,
                                              p_agente text, p_trecho flowt.trecho) RETURNS flowt.tb_omni8_visita
LANGUAGE plpgsql AS $$
DECLARE
    v_visita  flowt.tb_omni8_visita;
    v_atribui flowt.toque := p_toque;
    v_robo    text := flowt.motivo_de_robo(p_agente);
BEGIN
    IF p_toque.tip_canal = 'DIRETO' THEN
        SELECT w.tip_canal, w.nom_origem, w.nom_midia, w.nom_campanha, NULL, NULL, NULL, NULL INTO v_atribui FROM flowt.tb_omni8_visita w
         WHERE w.cod_tenant = p_tenant AND w.cod_visitante = p_visitante.cod_visitante AND w.tip_canal <> 'DIRETO'
           AND w.dat_fim >= p_trecho.dat_inicio - flowt.janela_de_atribuicao() AND w.dat_inicio < p_trecho.dat_inicio
         ORDER BY w.dat_fim DESC LIMIT 1;
        IF NOT FOUND THEN
            v_atribui := p_toque;
        END IF;
    END IF;
    INSERT INTO flowt.tb_omni8_visita AS w (cod_tenant, cod_visitante, cod_pessoa, dat_inicio, dat_fim, qtd_eventos, qtd_paginas, flg_evento_chave,
                                            flg_robo, des_robo, tip_canal, nom_origem, nom_midia,
                                            nom_campanha, tip_canal_atribuido, nom_origem_atribuida, nom_midia_atribuida, nom_campanha_atribuida,
                                            dat_pagina, dat_item, dat_carrinho, dat_revisao, dat_checkout, nom_conteudo, nom_termo, tip_clique,
                                            des_link)
    VALUES (p_tenant, p_visitante.cod_visitante, coalesce(p_pessoa, p_visitante.cod_pessoa), p_trecho.dat_inicio, p_trecho.dat_fim,
            p_trecho.qtd_eventos, p_trecho.qtd_paginas, p_trecho.flg_chave,
            v_robo IS NOT NULL, v_robo, p_toque.tip_canal, p_toque.nom_origem, p_toque.nom_midia, p_toque.nom_campanha, v_atribui.tip_canal,
            v_atribui.nom_origem, v_atribui.nom_midia,
            v_atribui.nom_campanha, p_trecho.dat_pagina, p_trecho.dat_item, p_trecho.dat_carrinho, p_trecho.dat_revisao, p_trecho.dat_checkout,
            p_toque.nom_conteudo, p_toque.nom_termo, p_toque.tip_clique, p_toque.des_link)
    RETURNING w.* INTO v_visita;
    RETURN v_visita;
END
$$;
COMMENT ON FUNCTION flowt.abrir_visita(bigint, flowt.tb_omni8_visitante, bigint, flowt.toque, text, flowt.trecho)
    IS 'Visita nova, de um trecho de navegação: de onde veio e a quê se atribui.';

-- The visit that is up to thirty minutes from the stretch, or a new one. The earliest of each step wins, in whatever order batches arrive.
CREATE OR REPLACE FUNCTION flowt.anotar_visita(p_tenant bigint, p_visitante flowt.tb_omni8_visitante, p_pessoa bigint, p_toque flowt.toque,
                                               p_agente text, p_trecho flowt.trecho) RETURNS flowt.tb_omni8_visita
LANGUAGE plpgsql AS $$
DECLARE
    v_codigo bigint;
    v_visita flowt.tb_omni8_visita;
BEGIN
    -- In the order of the visitor's own index: by dat_inicio the planner would walk the whole company's visits.
    SELECT w.cod_visita INTO v_codigo FROM flowt.tb_omni8_visita w
     WHERE w.cod_tenant = p_tenant AND w.cod_visitante = p_visitante.cod_visitante
       AND w.dat_fim >= p_trecho.dat_inicio - flowt.inatividade_de_visita() AND w.dat_inicio <= p_trecho.dat_fim + flowt.inatividade_de_visita()
       AND coalesce(w.cod_pessoa, p_pessoa, 0) = coalesce(p_pessoa, w.cod_pessoa, 0)
     ORDER BY w.dat_fim LIMIT 1;
    IF NOT FOUND THEN
        RETURN flowt.abrir_visita(p_tenant, p_visitante, p_pessoa, p_toque, p_agente, p_trecho);
    END IF;
    UPDATE flowt.tb_omni8_visita w
       SET dat_inicio = least(w.dat_inicio, p_trecho.dat_inicio), dat_fim = greatest(w.dat_fim, p_trecho.dat_fim),
           qtd_eventos = w.qtd_eventos + p_trecho.qtd_eventos,
           qtd_paginas = w.qtd_paginas + p_trecho.qtd_paginas, flg_evento_chave = w.flg_evento_chave OR p_trecho.flg_chave,
           dat_pagina = least(w.dat_pagina, p_trecho.dat_pagina),
           dat_item = least(w.dat_item, p_trecho.dat_item), dat_carrinho = least(w.dat_carrinho, p_trecho.dat_carrinho),
           dat_revisao = least(w.dat_revisao, p_trecho.dat_revisao),
           dat_checkout = least(w.dat_checkout, p_trecho.dat_checkout)
     WHERE w.cod_tenant = p_tenant AND w.cod_visita = v_codigo
    RETURNING w.* INTO v_visita;
    RETURN v_visita;
END
$$;
COMMENT ON FUNCTION flowt.anotar_visita(bigint, flowt.tb_omni8_visitante, bigint, flowt.toque, text, flowt.trecho)
    IS 'Visita a que pertence um trecho de navegação, já com o que ele lhe soma.';

CREATE OR REPLACE FUNCTION flowt.guardar_trecho(p_tenant bigint, p_visita flowt.tb_omni8_visita, p_eventos flowt.evento_lido[], p_consente boolean,
                                                p_recebido timestamptz) RETURNS bigint
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_evento_tracking (cod_tenant, dat_evento, des_id_cliente, nom_tipo, cod_visita, cod_visitante, cod_pessoa, cod_produto,
                                                cod_combo, cod_oferta, des_link,
                                                tip_canal, vlr_evento, des_pagina, des_referencia, js_propriedades, flg_robo, flg_consentimento,
                                                dat_recebimento)
    SELECT p_tenant, e.dat_evento, e.des_id, e.nom_tipo, p_visita.cod_visita, p_visita.cod_visitante,
           CASE WHEN p_consente THEN p_visita.cod_pessoa END, e.cod_produto, e.cod_combo, e.cod_oferta,
           e.des_link, p_visita.tip_canal, e.vlr_evento, e.des_pagina, e.des_referencia, e.js_propriedades, p_visita.flg_robo, p_consente, p_recebido
      FROM unnest(p_eventos) AS e;
    RETURN p_visita.cod_visita;
END
$$;
COMMENT ON FUNCTION flowt.guardar_trecho(bigint, flowt.tb_omni8_visita, flowt.evento_lido[], boolean, timestamptz)
    IS 'Guarda os eventos de um trecho em sua visita, que devolve.';

CREATE OR REPLACE FUNCTION flowt.ligar_carrinho(p_tenant bigint, p_token text, p_visita bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_carrinho_visita AS v (cod_tenant, cod_carrinho, cod_visita)
    SELECT p_tenant, c.cod_carrinho, p_visita FROM flowt.tb_omni8_carrinho c WHERE c.cod_tenant = p_tenant AND c.hsh_token = flowt.digerir(p_token)
    ON CONFLICT (cod_tenant, cod_carrinho) DO UPDATE SET cod_visita = excluded.cod_visita WHERE v.cod_visita <> excluded.cod_visita;
END
$$;
COMMENT ON FUNCTION flowt.ligar_carrinho(bigint, text, bigint) IS 'Anota em que visita se mexeu em um carrinho.';

-- A link that is opened begins a visit before the page can say that its visitor agreed: once it does, the visit is that visitor's.
CREATE OR REPLACE FUNCTION flowt.adotar_visita(p_tenant bigint, p_visitante bigint, p_anonimo bytea, p_agora timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_visita bigint;
BEGIN
    IF EXISTS (SELECT FROM flowt.tb_omni8_visita w
                WHERE w.cod_tenant = p_tenant AND w.cod_visitante = p_visitante AND w.dat_fim >= p_agora - flowt.inatividade_de_visita()) THEN
        RETURN;
    END IF;
    SELECT w.cod_visita INTO v_visita FROM flowt.tb_omni8_visitante v
      JOIN flowt.tb_omni8_visita w ON w.cod_tenant = p_tenant AND w.cod_visitante = v.cod_visitante
     WHERE v.cod_tenant = p_tenant AND v.hsh_visitante = p_anonimo AND w.dat_fim >= p_agora - flowt.inatividade_de_visita()
       AND w.tip_canal <> 'DIRETO' AND w.qtd_paginas = 0 AND NOT w.flg_evento_chave AND w.cod_pessoa IS NULL
     ORDER BY w.dat_fim DESC LIMIT 1 FOR UPDATE OF w SKIP LOCKED;
    IF FOUND THEN
        UPDATE flowt.tb_omni8_visita w SET cod_visitante = p_visitante WHERE w.cod_tenant = p_tenant AND w.cod_visita = v_visita;
        UPDATE flowt.tb_omni8_evento_tracking e SET cod_visitante = p_visitante
         WHERE e.cod_tenant = p_tenant AND e.cod_visita = v_visita
           AND e.dat_evento >= p_agora - flowt.inatividade_de_visita() - flowt.tolerancia_de_evento();
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.adotar_visita(bigint, bigint, bytea, timestamptz)
    IS 'Dá a um visitante que consentiu a visita que a abertura de um link acabou de começar sem saber quem era: p_anonimo é o resumo do dia do '
       'mesmo aparelho.';

CREATE OR REPLACE FUNCTION flowt.separar_trechos(p_eventos flowt.evento_lido[]) RETURNS TABLE (num_trecho bigint, js_eventos flowt.evento_lido[])
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN QUERY
    SELECT i.trecho, array_agg(i.e ORDER BY (i.e).dat_evento, (i.e).num_ordem)
      FROM (SELECT g.e, sum(g.novo) OVER (ORDER BY (g.e).dat_evento, (g.e).num_ordem) AS trecho
              FROM (SELECT e, CASE WHEN e.dat_evento - lag(e.dat_evento) OVER (ORDER BY e.dat_evento,
                                                                               e.num_ordem) <= flowt.inatividade_de_visita() THEN 0 ELSE 1 END AS novo
                      FROM unnest(p_eventos) AS e) AS g) AS i
     GROUP BY i.trecho ORDER BY i.trecho;
END
$$;
COMMENT ON FUNCTION flowt.separar_trechos(flowt.evento_lido[]) IS 'Os eventos de um lote, separados onde passam mais de 30 minutos sem nenhum.';

CREATE OR REPLACE FUNCTION flowt.guardar_eventos(p_tenant bigint, p_lote jsonb, p_eventos flowt.evento_lido[], p_hash bytea, p_anonimo bytea,
                                                 p_pessoa bigint, p_consente boolean, p_agente text, p_recebido timestamptz) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_toque     flowt.toque  := flowt.toque_da_chegada(p_lote -> 'chegada');
    v_tudo      flowt.trecho := flowt.resumir_trecho(p_eventos);
    v_visitante flowt.tb_omni8_visitante;
    v_eventos   flowt.evento_lido[];
    v_visita    bigint;
BEGIN
    v_visitante := flowt.achar_visitante(p_tenant, p_hash, p_pessoa, v_toque, v_tudo.dat_inicio, v_tudo.dat_fim);
    IF p_anonimo <> p_hash THEN
        PERFORM flowt.adotar_visita(p_tenant, v_visitante.cod_visitante, p_anonimo, p_recebido);
    END IF;
    IF v_tudo.dat_fim - v_tudo.dat_inicio <= flowt.inatividade_de_visita() THEN
        RETURN flowt.guardar_trecho(p_tenant, flowt.anotar_visita(p_tenant, v_visitante, p_pessoa, v_toque, p_agente, v_tudo), p_eventos, p_consente,
                                    p_recebido);
    END IF;
    FOR v_eventos IN SELECT t.js_eventos FROM flowt.separar_trechos(p_eventos) AS t ORDER BY t.num_trecho LOOP
        v_visita := flowt.guardar_trecho(p_tenant,
                                         flowt.anotar_visita(p_tenant, v_visitante, p_pessoa, v_toque, p_agente, flowt.resumir_trecho(v_eventos)),
                                         v_eventos, p_consente, p_recebido);
        -- How it arrived is told once; a later stretch of the same batch came back by itself.
        v_toque := ROW ('DIRETO', NULL, NULL, NULL, NULL, NULL, NULL, NULL)::flowt.toque;
    END LOOP;
    RETURN v_visita;
END
$$;
COMMENT ON FUNCTION flowt.guardar_eventos(bigint, jsonb, flowt.evento_lido[], bytea, bytea, bigint, boolean, text, timestamptz)
    IS 'Guarda eventos novos de um visitante, em suas visitas; devolve a última delas. p_anonimo é o resumo do dia de quem chegou por um link, nulo '
       'para os outros.';

CREATE OR REPLACE FUNCTION flowt.limite_de_rejeitados() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 20;
COMMENT ON FUNCTION flowt.limite_de_rejeitados() IS 'Motivos e tipos de um lote que se anotam um a um; os demais, só por motivo.';

-- A few bytes that are no event must not cost a row each: of a batch there are as many rows as there are reasons and, of the first, types.
CREATE OR REPLACE FUNCTION flowt.anotar_rejeitados(p_tenant bigint, p_eventos flowt.evento_lido[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_evento_rejeitado (cod_tenant, des_id_cliente, nom_tipo, des_motivo, dat_informada, qtd_eventos)
    SELECT p_tenant, min(r.id), r.tipo, r.des_motivo, max(r.dat_evento), count(*)
      FROM (SELECT x.*, CASE WHEN dense_rank() OVER (ORDER BY x.des_motivo, x.todo_tipo) <= flowt.limite_de_rejeitados() THEN x.todo_tipo END AS tipo
              FROM (SELECT left(e.des_id, 64) AS id, left(e.nom_tipo, 64) AS todo_tipo, e.des_motivo, e.dat_evento
                      FROM unnest(p_eventos) AS e) AS x) AS r
     GROUP BY r.des_motivo, r.tipo;
END
$$;
COMMENT ON FUNCTION flowt.anotar_rejeitados(bigint, flowt.evento_lido[])
    IS 'Anota os eventos de um lote que não se guardam, somados por motivo e tipo.';

-- In order: two batches with the same identifiers wait for each other, and not in a ring.
CREATE OR REPLACE FUNCTION flowt.separar_novos(p_tenant bigint, p_eventos flowt.evento_lido[]) RETURNS flowt.evento_lido[]
LANGUAGE plpgsql AS $$
DECLARE
    v_novos text[];
BEGIN
    WITH novo AS (
        INSERT INTO flowt.tb_omni8_evento_recebido AS r (cod_tenant, des_id_cliente) SELECT p_tenant, e.des_id FROM unnest(p_eventos) AS e
                                                                                      ORDER BY e.des_id COLLATE "C"
        ON CONFLICT (cod_tenant, des_id_cliente) DO NOTHING
        RETURNING r.des_id_cliente
    )
    SELECT array_agg(n.des_id_cliente) INTO v_novos FROM novo n;
    IF cardinality(v_novos) = cardinality(p_eventos) THEN
        RETURN p_eventos;
    END IF;
    RETURN ARRAY(SELECT DISTINCT ON (e.des_id) e FROM unnest(p_eventos) AS e JOIN unnest(v_novos) AS n (id) ON n.id = e.des_id
                  ORDER BY e.des_id, e.num_ordem);
END
$$;
COMMENT ON FUNCTION flowt.separar_novos(bigint, flowt.evento_lido[]) IS 'Os eventos que ainda não se receberam, anotados como recebidos.';

CREATE OR REPLACE FUNCTION flowt.receber_eventos(p_tenant bigint, p_lote jsonb, p_ip text, p_agente text, p_sacola text DEFAULT NULL) RETURNS json
LANGUAGE plpgsql AS $$
DECLARE
    v_agora    timestamptz := clock_timestamp();
    v_consente boolean := coalesce((p_lote ->> 'consentimento')::boolean, false) AND p_lote ->> 'visitante' IS NOT NULL;
    v_pessoa   bigint := CASE WHEN v_consente THEN nullif(current_setting('flowt.cod_pessoa', true), '')::bigint END;
    v_lidos    record;
    v_novos    flowt.evento_lido[];
    v_lista    json := '[]';
    v_visita   bigint;
BEGIN
    v_lidos := flowt.ler_eventos(p_tenant, p_lote, v_consente, v_agora);
    IF v_lidos.recusados IS NOT NULL THEN
        PERFORM flowt.anotar_rejeitados(p_tenant, v_lidos.recusados);
        v_lista := (SELECT json_agg(json_build_object('num_ordem', e.num_ordem, 'id', left(e.des_id, 64),
                                                      'motivo', e.des_motivo) ORDER BY e.num_ordem) FROM unnest(v_lidos.recusados) AS e);
    END IF;
    IF v_lidos.aceitos IS NOT NULL THEN
        v_novos := flowt.separar_novos(p_tenant, v_lidos.aceitos);
    END IF;
    IF cardinality(v_novos) > 0 THEN
        v_visita := flowt.guardar_eventos(p_tenant, p_lote, v_novos,
                                          flowt.resumo_do_visitante(p_tenant, CASE WHEN v_consente THEN p_lote ->> 'visitante' END, p_ip, p_agente),
                                          CASE WHEN num_nonnulls(p_lote #>> '{chegada,meio}',
                                                                 p_lote #>> '{chegada,utm_source}') > 0 THEN flowt.resumo_do_visitante(p_tenant,
                                                                     NULL, p_ip, p_agente) END,
                                          v_pessoa, v_consente, p_agente, v_agora);
        -- A page does not hold its cart's token: the cookie does.
        IF coalesce(p_lote ->> 'carrinho', p_sacola) IS NOT NULL THEN
            PERFORM flowt.ligar_carrinho(p_tenant, coalesce(p_lote ->> 'carrinho', p_sacola), v_visita);
        END IF;
    END IF;
    RETURN json_build_object('qtd_recebidos', jsonb_array_length(p_lote -> 'eventos'), 'qtd_guardados', coalesce(cardinality(v_novos), 0),
        'qtd_repetidos', coalesce(cardinality(v_lidos.aceitos), 0) - coalesce(cardinality(v_novos), 0),
        'qtd_rejeitados', coalesce(cardinality(v_lidos.recusados), 0), 'rejeitados', v_lista);
END
$$;
COMMENT ON FUNCTION flowt.receber_eventos(bigint, jsonb, text, text, text) IS 'Recebe um lote de eventos e conta o que houve com eles.';

-- What is plainly right need not be walked through its schema: that costs as much as a dozen events. Whatever is not, is.
CREATE OR REPLACE FUNCTION flowt.lote_correto(p_lote jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(jsonb_typeof(p_lote) = 'object' AND p_lote - 'eventos' - '{enviado,visitante,consentimento,carrinho,chegada}'::text[] = '{}'
    AND jsonb_typeof(p_lote -> 'enviado') = 'number' AND length(p_lote ->> 'enviado') <= 14 AND p_lote ->> 'enviado' !~ '[^0-9]'
    AND CASE coalesce(jsonb_typeof(p_lote -> 'visitante'), 'null') WHEN 'null' THEN true
             WHEN 'string' THEN length(p_lote ->> 'visitante') BETWEEN 16 AND 64 AND p_lote ->> 'visitante' !~ '[^A-Za-z0-9_-]' END
    AND coalesce(jsonb_typeof(p_lote -> 'consentimento'), 'null') IN ('null', 'boolean')
    AND coalesce(p_lote -> 'carrinho', 'null') = 'null' AND coalesce(p_lote -> 'chegada', '{}') IN ('{}', 'null')
    AND CASE jsonb_typeof(p_lote -> 'eventos') WHEN 'array' THEN jsonb_array_length(p_lote -> 'eventos') BETWEEN 1 AND flowt.limite_de_eventos() END,
        false);
COMMENT ON FUNCTION flowt.lote_correto(jsonb)
    IS 'Se um lote de eventos é, sem dúvida, como o esquema evento_lote pede; falso não diz que está errado.';

CREATE OR REPLACE FUNCTION flowt.ler_lote(p_texto text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_lote jsonb;
BEGIN
    IF left(p_texto, 1) = '{' THEN
        v_lote := p_texto::jsonb;
        IF NOT flowt.tem_numero_enorme(p_texto) AND flowt.lote_correto(v_lote) THEN
            RETURN v_lote;
        END IF;
    END IF;
    RETURN flowt.ler_corpo('evento_lote', p_texto);
END
$$;
COMMENT ON FUNCTION flowt.ler_lote(text) IS 'Lote de eventos já conferido; senão levanta 400 ou 422.';

CREATE OR REPLACE FUNCTION api.evento_receber(p_arquivo bytea, p_user_agent text, p_ip text, p_flowt_cliente text, p_flowt_sacola text,
                                              p_slug text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_lote   jsonb  := flowt.ler_lote(convert_from(p_arquivo, 'UTF8'));
BEGIN
    -- Not for nothing: what a definer function calls is planned anew when it is next called from outside one (another search_path).
    IF (v_lote ->> 'consentimento')::boolean AND p_flowt_cliente <> '' THEN
        PERFORM flowt.entrar_pela_pagina(p_flowt_cliente);
    END IF;
    RETURN (200, NULL, NULL, flowt.receber_eventos(v_tenant, v_lote, p_ip, p_user_agent, p_flowt_sacola)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.evento_receber(bytea, text, text, text, text, text) IS
$$POST /v1/eventos
POST /{slug}/eventos
acesso: publico
modulo: rastreamento
confirmacao: conjunta
arquivo: text/plain, application/json 1024KiB
cabecalhos: User-Agent
cookies: flowt_cliente, flowt_sacola
contexto: ip
resposta: 200 evento_recibo
resposta: 413 problema
resposta: 422 problema
etiqueta: Rastreamento
Recebe até 500 eventos de um visitante, por fetch ou sendBeacon (que não envia cabeçalhos: por isso também em /{slug}/eventos). O corpo é um evento_lote em JSON.
Os momentos são os do relógio de quem envia, em milissegundos desde 1970: "enviado" serve para corrigi-los. Repetir um lote não conta duas vezes.
Sem consentimento guardam-se só os eventos essenciais, sem identificar o visitante de um dia para o outro.$$;

SELECT flowt.definir_esquema('evento_lote', jsonb_build_object('type', 'object', 'required', '["enviado", "eventos"]'::jsonb,
                                                               'x-tamanho-maximo', 1048576, 'properties', $json${
    "enviado": {"type": "integer", "minimum": 0, "maximum": 99999999999999, "description": "Relógio de quem envia, em milissegundos desde 1970."},
    "visitante": {"type": ["string", "null"], "minLength": 16, "maxLength": 64, "pattern": "^[A-Za-z0-9_-]+$",
        "x-mensagem": "Use um identificador aleatório, como um UUID.", "description": "Guardado pelo navegador de quem consentiu."},
    "consentimento": {"type": ["boolean", "null"], "description": "Se o visitante concordou com a análise da navegação."},
    "carrinho": {"type": ["string", "null"], "maxLength": 64, "description": "Token do carrinho, se há um."},
    "chegada": {"type": ["object", "null"], "description": "De onde veio.", "properties": {
        "referencia": {"type": ["string", "null"], "maxLength": 2000}, "utm_source": {"type": ["string", "null"], "maxLength": 300},
        "utm_medium": {"type": ["string", "null"], "maxLength": 300},
        "utm_campaign": {"type": ["string", "null"], "maxLength": 300}, "utm_content": {"type": ["string", "null"], "maxLength": 300},
        "utm_term": {"type": ["string", "null"], "maxLength": 300},
        "clique": {"type": ["string", "null"], "maxLength": 300, "description": "Nome do identificador de clique do endereço: gclid, fbclid…"},
        "meio": {"type": ["string", "null"], "enum": ["QR", "LINK", null]}}}
}$json$::jsonb || jsonb_build_object('eventos', jsonb_build_object(
    'type', 'array', 'minItems', 1, 'maxItems', flowt.limite_de_eventos(), 'items', jsonb_build_object(
        'additionalProperties', true, 'description', 'id, tipo, momento e, conforme o tipo, cod_produto, cod_combo, cod_oferta, des_link, vlr_evento, '
                                                     'pagina, referencia e propriedades (até 8 KB).')))));
SELECT flowt.definir_esquema('evento_recibo', $json${
    "type": "object", "required": ["qtd_recebidos", "qtd_guardados", "qtd_repetidos", "qtd_rejeitados", "rejeitados"],
    "properties": {"qtd_recebidos": {"type": "integer"}, "qtd_guardados": {"type": "integer"}, "qtd_repetidos": {"type": "integer"},
        "qtd_rejeitados": {"type": "integer"},
        "rejeitados": {"type": "array", "items": {"type": "object", "required": ["num_ordem", "motivo"], "properties": {
            "num_ordem": {"type": "integer"}, "id": {"type": ["string", "null"]}, "motivo": {"type": "string"}}}}}
}$json$);
