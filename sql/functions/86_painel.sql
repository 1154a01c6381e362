-- Order board (guide chapter 10): the orders that are open, and what becomes of them, heard by every screen (decision 0014).

CREATE OR REPLACE FUNCTION flowt.limite_do_painel() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 200;
COMMENT ON FUNCTION flowt.limite_do_painel() IS 'Pedidos que um painel mostra: os mais novos dos abertos.';
CREATE OR REPLACE FUNCTION flowt.limite_de_eventos_do_painel() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 100;
COMMENT ON FUNCTION flowt.limite_de_eventos_do_painel() IS 'Passos que um painel ouve um a um de uma vez; se são mais, ele carrega tudo de novo.';
CREATE OR REPLACE FUNCTION flowt.guarda_de_eventos_do_painel() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '1 day';
COMMENT ON FUNCTION flowt.guarda_de_eventos_do_painel() IS 'Quanto tempo uma tela pode ter ficado fora e ainda saber o que perdeu.';
CREATE OR REPLACE FUNCTION flowt.tamanho_da_posicao() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 1000;
COMMENT ON FUNCTION flowt.tamanho_da_posicao()
    IS 'Caracteres de uma posição; com mais transações em curso do que cabem, ela as repete em vez de listá-las.';

-- Where a screen is: "<seconds>.<snapshot>", and the snapshot says which transactions were over. So nothing has to wait for one that
-- is not, and what it commits later is new all the same, however low its numbers.
CREATE OR REPLACE FUNCTION flowt.posicao_do_painel() RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_quando text := extract(epoch FROM clock_timestamp())::bigint || '.';
    v_agora  text := pg_current_snapshot()::text;
BEGIN
    IF length(v_agora) > flowt.tamanho_da_posicao() THEN
        -- As if all since the oldest one in course were still to come: some will be told twice, none lost.
        v_agora := split_part(v_agora, ':', 1) || ':' || split_part(v_agora, ':', 1) || ':';
    END IF;
    RETURN v_quando || v_agora;
END
$$;
COMMENT ON FUNCTION flowt.posicao_do_painel() IS 'Até onde vê quem lê agora: o identificador do último evento de uma tela.';

CREATE OR REPLACE FUNCTION flowt.ler_posicao(p_posicao text) RETURNS pg_snapshot
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_lida pg_snapshot;
BEGIN
    IF p_posicao !~ '^[0-9]{1,12}\.[0-9]{1,19}:[0-9]{1,19}:[0-9,]*$' OR length(p_posicao) > flowt.tamanho_da_posicao() + 13 THEN
        RETURN NULL;
    END IF;
    v_lida := split_part(p_posicao, '.', 2)::pg_snapshot;
    -- Older than what is kept; or of another server's life, whose numbers were higher.
    IF to_timestamp(split_part(p_posicao, '.', 1)::bigint) NOT BETWEEN now() - flowt.guarda_de_eventos_do_painel() AND now()
        + flowt.guarda_de_eventos_do_painel()
       OR pg_snapshot_xmax(v_lida) > pg_snapshot_xmax(pg_current_snapshot()) THEN
        RETURN NULL;
    END IF;
    RETURN v_lida;
EXCEPTION WHEN invalid_text_representation OR numeric_value_out_of_range OR datetime_field_overflow THEN
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.ler_posicao(text) IS 'O que uma tela já viu, pela posição que ela diz; nulo se não se sabe mais.';

CREATE OR REPLACE FUNCTION flowt.anotar_no_painel() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_painel_evento (cod_tenant, num_transacao, cod_pedido, cod_unidade, sta_pedido)
    SELECT NEW.cod_tenant, pg_current_xact_id()::text::bigint, NEW.cod_pedido, p.cod_unidade, NEW.sta_para
      FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = NEW.cod_tenant AND p.cod_pedido = NEW.cod_pedido;
    PERFORM flowt.avisar('painel', NEW.cod_tenant);
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.anotar_no_painel() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.anotar_no_painel() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.anotar_no_painel() IS 'Gatilho: um passo de um pedido é novidade para os painéis da empresa.';
CREATE OR REPLACE TRIGGER painel AFTER INSERT ON flowt.tb_omni8_pedido_evento FOR EACH ROW EXECUTE FUNCTION flowt.anotar_no_painel();

CREATE OR REPLACE FUNCTION rotina.expurgar_painel() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_quantos bigint;
BEGIN
    DELETE FROM flowt.tb_omni8_painel_evento e WHERE e.dat_evento < now() - 2 * flowt.guarda_de_eventos_do_painel();
    GET DIAGNOSTICS v_quantos = ROW_COUNT;
    RETURN v_quantos;
END
$$;
ALTER FUNCTION rotina.expurgar_painel() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION rotina.expurgar_painel() FROM flowt_api, flowt_busca, flowt_dba;
COMMENT ON FUNCTION rotina.expurgar_painel()
    IS 'Apaga os passos que nenhuma tela pode mais querer; diariamente. Atravessa tenants: é trabalho de manutenção.';

-- What is new for a screen. STABLE: the rows and the position are of one snapshot.
CREATE OR REPLACE FUNCTION flowt.eventos_do_painel(p_tenant bigint, p_desde text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_desde   pg_snapshot := flowt.ler_posicao(p_desde);
    v_de      bigint      := pg_snapshot_xmin(v_desde)::text::bigint;
    v_ate     bigint      := pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
    v_quantos bigint;
    v_eventos text;
BEGIN
    IF v_desde IS NOT NULL THEN
        SELECT count(*), string_agg(format(E'event: pedido\ndata: %s\n\n',
                   json_build_object('cod_pedido', n.cod_pedido::text, 'num_pedido', n.num_pedido, 'cod_unidade', n.cod_unidade::text,
                                     'sta_pedido', n.sta_pedido, 'dat_evento', n.dat_evento)),
                   '' ORDER BY n.num_evento)
          INTO v_quantos, v_eventos
          FROM (SELECT e.*, p.num_pedido FROM flowt.tb_omni8_painel_evento e
                  JOIN flowt.tb_omni8_pedido p ON p.cod_tenant = p_tenant AND p.cod_pedido = e.cod_pedido
                 WHERE e.cod_tenant = p_tenant AND e.num_transacao >= v_de AND e.num_transacao < v_ate
                   AND NOT pg_visible_in_snapshot(e.num_transacao::text::xid8, v_desde)
                 LIMIT flowt.limite_de_eventos_do_painel() + 1) AS n;
    END IF;
    IF (v_desde IS NULL AND p_desde <> '') OR v_quantos > flowt.limite_de_eventos_do_painel() THEN
        v_eventos := E'event: recarregar\ndata: {}\n\n';
    END IF;
    -- The position comes behind them: of a piece that is cut, everything is told again.
    RETURN (200, 'text/event-stream', flowt.cabecalho_de_topicos('painel', p_tenant),
            CASE WHEN v_desde IS NULL OR v_eventos <> '' THEN coalesce(v_eventos, '') || 'id: ' || flowt.posicao_do_painel() || E'\n\n'
                 ELSE '' END)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.eventos_do_painel(bigint, text)
    IS 'Passos de pedidos que uma tela ainda não viu, como eventos, e até onde ela vê com eles; sem posição, só ela.';

-- What the one who acts may do to an order, as buttons.
CREATE OR REPLACE FUNCTION flowt.acoes_do_painel(p_tenant bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_pode    text[] := flowt.permissoes_do_perfil(p_tenant, current_setting('flowt.perfil', true));
    v_escopos text   := coalesce(current_setting('flowt.escopos', true), '');
BEGIN
    RETURN (SELECT coalesce(jsonb_object_agg(a.sta_de, a.acoes), '{}')
              FROM (SELECT x.sta_de, jsonb_agg(jsonb_build_object('para', x.sta_para, 'nom_acao', s.nom_acao,
                                                                  'flg_so_entrega', s.flg_so_entrega) ORDER BY s.num_coluna NULLS LAST) AS acoes
                      FROM flowt.tb_omni8_pedido_transicao x
                      JOIN flowt.tb_omni8_painel_status s ON s.sta_pedido = x.sta_para AND s.nom_acao IS NOT NULL
                     WHERE 'pedido.operar' = ANY (v_pode) AND x.nom_permissao = ANY (v_pode)
                       AND (v_escopos = '' OR ARRAY['pedido.operar', x.nom_permissao] <@ string_to_array(v_escopos, ','))
                     GROUP BY x.sta_de) AS a);
END
$$;
COMMENT ON FUNCTION flowt.acoes_do_painel(bigint) IS 'Por status, os passos seguintes que quem age pode dar pelo painel.';

CREATE OR REPLACE FUNCTION flowt.itens_do_painel(p_tenant bigint, p_pedidos bigint[]) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_object_agg(l.cod_pedido, l.itens), '{}')
              FROM (SELECT i.cod_pedido, jsonb_agg(jsonb_build_object('qtd_item', i.qtd_item, 'nom_produto', i.nom_produto,
                               'flg_parte', i.num_item_pai IS NOT NULL,
                               'des_opcoes', CASE WHEN i.cod_combo IS NULL
                                                       OR i.num_item_pai IS NOT NULL THEN flowt.escolhas_em_palavras(i.js_opcoes) END,
                               'des_observacao', i.des_observacao) ORDER BY coalesce(i.num_item_pai, i.num_item), i.num_item_pai NULLS FIRST,
                           i.num_item) AS itens
                      FROM flowt.tb_omni8_pedido_item i WHERE i.cod_tenant = p_tenant AND i.cod_pedido = ANY (p_pedidos) GROUP BY i.cod_pedido) AS l);
END
$$;
COMMENT ON FUNCTION flowt.itens_do_painel(bigint, bigint[])
    IS 'Por pedido, o que preparar: quantidade, nome, escolhas e observação; as partes logo depois de seu combo.';

-- A table is the one they sit at now; of several hours it is the next one.
CREATE OR REPLACE FUNCTION flowt.lugares_do_painel(p_tenant bigint, p_pedidos bigint[]) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_fuso text := (SELECT t.des_fuso_horario FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant);
BEGIN
    RETURN (SELECT coalesce(jsonb_object_agg(p.cod, jsonb_build_object('nom_mesa', m.nom_mesa, 'dat_horario', a.inicio,
                                'des_horario', to_char(a.inicio AT TIME ZONE v_fuso, 'DD/MM "às" HH24:MI'))), '{}')
              FROM unnest(p_pedidos) AS p (cod)
              LEFT JOIN flowt.tb_omni8_mesa_pedido x ON x.cod_tenant = p_tenant AND x.cod_pedido = p.cod
              LEFT JOIN flowt.tb_omni8_mesa_sessao s ON s.cod_tenant = p_tenant AND s.cod_mesa_sessao = x.cod_mesa_sessao
              LEFT JOIN flowt.tb_omni8_mesa m ON m.cod_tenant = p_tenant AND m.cod_mesa = s.cod_mesa
              LEFT JOIN LATERAL (SELECT min(g.dat_inicio) AS inicio FROM flowt.tb_omni8_agendamento g
                                  WHERE g.cod_tenant = p_tenant AND g.cod_pedido = p.cod AND g.sta_agendamento = 'CONFIRMADO') AS a ON true);
END
$$;
COMMENT ON FUNCTION flowt.lugares_do_painel(bigint, bigint[])
    IS 'Por pedido, a mesa em que se consome e o horário marcado do serviço, também em palavras, no fuso do tenant; nulos se não há.';

CREATE OR REPLACE FUNCTION flowt.json_painel(p_tenant bigint, p_unidade bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_abertos text[]   := ARRAY(SELECT s.sta_pedido FROM flowt.tb_omni8_painel_status s WHERE s.num_coluna IS NOT NULL);
    -- The newest: orders that nobody closed long ago must not hide today's.
    v_pedidos bigint[] := ARRAY(SELECT p.cod_pedido FROM flowt.tb_omni8_pedido p
                                 WHERE p.cod_tenant = p_tenant AND p.sta_pedido = ANY (v_abertos) AND (p_unidade IS NULL OR p.cod_unidade = p_unidade)
                                 ORDER BY p.dat_criacao DESC, p.cod_pedido DESC LIMIT flowt.limite_do_painel() + 1);
    v_mais    boolean  := cardinality(v_pedidos) > flowt.limite_do_painel();
    v_acoes   jsonb    := flowt.acoes_do_painel(p_tenant);
    v_itens   jsonb;
    v_lugares jsonb;
BEGIN
    v_pedidos := v_pedidos[:flowt.limite_do_painel()];
    v_itens := flowt.itens_do_painel(p_tenant, v_pedidos);
    v_lugares := flowt.lugares_do_painel(p_tenant, v_pedidos);
    RETURN jsonb_build_object('flg_ha_mais', v_mais, 'qtd_pedidos', cardinality(v_pedidos), 'colunas', (
        SELECT jsonb_agg(jsonb_build_object('sta_pedido', s.sta_pedido, 'nom_coluna', s.nom_coluna,
                                            'pedidos', coalesce(c.pedidos, '[]')) ORDER BY s.num_coluna)
          FROM flowt.tb_omni8_painel_status s
          LEFT JOIN (SELECT p.sta_pedido, jsonb_agg(jsonb_build_object('cod_pedido', p.cod_pedido::text, 'num_pedido', p.num_pedido,
                                'cod_unidade', p.cod_unidade::text,
                                'tip_atendimento', p.tip_atendimento, 'nom_cliente', p.nom_cliente, 'des_observacao', p.des_observacao,
                                'dat_criacao', p.dat_criacao,
                                'qtd_minutos', greatest(0, floor(extract(epoch FROM now() - p.dat_criacao) / 60))::integer,
                                'qtd_minutos_no_status', greatest(0,
                                                                  floor(extract(epoch FROM now()
                                                                                - coalesce(e.dat_evento, p.dat_criacao)) / 60))::integer,
                                'itens', coalesce(v_itens -> p.cod_pedido::text, '[]'),
                                'acoes', (SELECT coalesce(jsonb_agg(a - 'flg_so_entrega' ORDER BY n), '[]')
                                            FROM jsonb_array_elements(v_acoes -> p.sta_pedido) WITH ORDINALITY AS l (a, n)
                                           WHERE p.tip_atendimento = 'ENTREGA' OR NOT (a ->> 'flg_so_entrega')::boolean))
                                || (v_lugares -> p.cod_pedido::text) ORDER BY p.dat_criacao, p.cod_pedido) AS pedidos
                       FROM flowt.tb_omni8_pedido p
                       LEFT JOIN LATERAL (SELECT max(x.dat_evento) AS dat_evento FROM flowt.tb_omni8_pedido_evento x
                                           WHERE x.cod_tenant = p_tenant AND x.cod_pedido = p.cod_pedido) AS e ON true
                      WHERE p.cod_tenant = p_tenant AND p.cod_pedido = ANY (v_pedidos) GROUP BY p.sta_pedido) AS c ON c.sta_pedido = s.sta_pedido
         WHERE s.num_coluna IS NOT NULL));
END
$$;
COMMENT ON FUNCTION flowt.json_painel(bigint, bigint)
    IS 'Pedidos abertos por coluna, do mais antigo ao mais novo, com o que preparar, para onde, o tempo e os passos que quem age pode dar.';

CREATE OR REPLACE FUNCTION api.painel_ler(p_cod_unidade bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    -- Before the orders are read: what changes meanwhile is told again rather than not at all.
    v_posicao text   := flowt.posicao_do_painel();
    v_painel  jsonb  := flowt.json_painel(v_tenant, p_cod_unidade);
BEGIN
    PERFORM flowt.registrar_leitura_pessoal('painel de pedidos', NULL, (v_painel ->> 'qtd_pedidos')::bigint);
    RETURN (200, NULL, NULL, (v_painel || jsonb_build_object('posicao', v_posicao))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.painel_ler(bigint) IS
$$GET /v1/pedidos/painel
acesso: pedido.ler
modulo: pedidos
leitura: auditada
resposta: 200 painel
etiqueta: Pedido
Lê o painel de pedidos: os abertos, por coluna, com itens, observações, mesa ou horário marcado, tempos em minutos e os passos seguintes ("acoes") que o seu perfil pode dar.
Mostra até os 200 mais novos. cod_unidade: só os de uma unidade. "posicao" é de onde ouvir o que muda em /v1/pedidos/painel/eventos.$$;

CREATE OR REPLACE FUNCTION api.painel_eventos(p_last_event_id text, p_apos text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN flowt.eventos_do_painel(flowt.exigir_tenant(), coalesce(p_last_event_id, p_apos));
END
$$;
COMMENT ON FUNCTION api.painel_eventos(text, text) IS
$$GET /v1/pedidos/painel/eventos
acesso: pedido.ler
modulo: pedidos
fluxo: eventos
cabecalhos: Last-Event-ID
resposta: 200 text/event-stream
etiqueta: Pedido
Acompanha o painel por eventos do servidor (SSE), sem dados pessoais: "pedido" a cada passo de um pedido, "recarregar" quando é preciso ler o painel de novo.
apos: a "posicao" do painel lido. Quem cai volta com Last-Event-ID e não perde nada; um evento pode vir duas vezes.$$;

SELECT flowt.definir_esquema('painel', $json${
    "type": "object", "required": ["colunas", "flg_ha_mais", "qtd_pedidos", "posicao"],
    "properties": {
        "flg_ha_mais": {"type": "boolean", "description": "Há pedidos abertos mais antigos que não cabem."}, "qtd_pedidos": {"type": "integer"},
        "posicao": {"type": "string", "description": "Para /v1/pedidos/painel/eventos?apos=…"},
        "colunas": {"type": "array", "items": {"type": "object", "required": ["sta_pedido", "nom_coluna", "pedidos"], "properties": {
            "sta_pedido": {"type": "string"}, "nom_coluna": {"type": "string"},
            "pedidos": {"type": "array", "items": {"$ref": "#/components/schemas/painel_pedido"}}}}}
    }
}$json$);
SELECT flowt.definir_esquema('painel_pedido', $json${
    "type": "object", "required": ["cod_pedido", "num_pedido", "tip_atendimento", "qtd_minutos", "itens", "acoes"],
    "properties": {
        "cod_pedido": {"type": "string"}, "num_pedido": {"type": "integer"}, "cod_unidade": {"type": "string"}, "tip_atendimento": {"type": "string"},
        "nom_cliente": {"type": "string"}, "nom_mesa": {"type": ["string", "null"], "description": "Mesa em que se consome."},
        "dat_horario": {"type": ["string", "null"], "format": "date-time", "description": "Horário marcado do serviço: o próximo."},
        "des_horario": {"type": ["string", "null"], "description": "O mesmo em palavras, no fuso da empresa."},
        "des_observacao": {"type": ["string", "null"]}, "dat_criacao": {"type": "string", "format": "date-time"},
        "qtd_minutos": {"type": "integer", "description": "Desde que foi feito."}, "qtd_minutos_no_status": {"type": "integer"},
        "itens": {"type": "array", "items": {"type": "object", "properties": {
            "qtd_item": {"type": "integer"}, "nom_produto": {"type": "string"},
            "flg_parte": {"type": "boolean", "description": "É parte do combo logo antes."},
            "des_opcoes": {"type": ["string", "null"]}, "des_observacao": {"type": ["string", "null"]}}}},
        "acoes": {"type": "array", "items": {"type": "object", "properties": {"para": {"type": "string"}, "nom_acao": {"type": "string"}}}}
    }
}$json$);
