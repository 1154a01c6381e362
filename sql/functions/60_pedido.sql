-- Orders (guide chapter 10): how an order is shown, moved and followed.

-- The parts of a combo are lines of their own, shown inside the combo's.
CREATE OR REPLACE FUNCTION flowt.json_itens_do_pedido(p_tenant bigint, p_pedido bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(i.js_item || CASE WHEN i.cod_combo IS NULL THEN '{}' ELSE jsonb_build_object('partes', (
                   SELECT coalesce(jsonb_agg(flowt.json_item_do_pedido(f) ORDER BY f.num_item), '[]') FROM flowt.tb_omni8_pedido_item AS f
                    WHERE f.cod_tenant = p_tenant AND f.cod_pedido = p_pedido AND f.num_item_pai = i.num_item)) END ORDER BY i.num_item), '[]')
          FROM (SELECT t.num_item, t.cod_combo, flowt.json_item_do_pedido(t) AS js_item FROM flowt.tb_omni8_pedido_item AS t
                 WHERE t.cod_tenant = p_tenant AND t.cod_pedido = p_pedido AND t.num_item_pai IS NULL) AS i);
END
$$;
COMMENT ON FUNCTION flowt.json_itens_do_pedido(bigint, bigint) IS 'Linhas de um pedido como a API as mostra, cada combo com suas partes.';

CREATE OR REPLACE FUNCTION flowt.json_item_do_pedido(p_item flowt.tb_omni8_pedido_item) RETURNS jsonb
LANGUAGE sql STABLE
RETURN jsonb_build_object('num_item', (p_item).num_item, 'cod_produto', (p_item).cod_produto::text, 'cod_variacao', (p_item).cod_variacao::text,
    'cod_combo', (p_item).cod_combo::text,
    'num_sku', (p_item).num_sku, 'nom_produto', (p_item).nom_produto, 'des_observacao', (p_item).des_observacao, 'qtd_item', (p_item).qtd_item,
        'opcoes', (p_item).js_opcoes,
    'vlr_opcoes', (p_item).vlr_opcoes, 'vlr_unitario', (p_item).vlr_unitario, 'vlr_bruto', (p_item).vlr_bruto, 'vlr_desconto', (p_item).vlr_desconto,
        'vlr_liquido', (p_item).vlr_liquido);
COMMENT ON FUNCTION flowt.json_item_do_pedido(flowt.tb_omni8_pedido_item) IS 'Linha de pedido como a API a mostra.';

CREATE OR REPLACE FUNCTION flowt.json_descontos_do_pedido(p_tenant bigint, p_pedido bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('num_item', d.num_item, 'cod_oferta', d.cod_oferta::text, 'des_cupom', d.des_cupom,
                   'nom_oferta', d.nom_oferta, 'tip_alvo', d.tip_alvo,
                   'vlr_desconto', d.vlr_desconto, 'des_motivo', d.des_motivo) ORDER BY d.num_desconto), '[]')
          FROM flowt.tb_omni8_pedido_desconto AS d WHERE d.cod_tenant = p_tenant AND d.cod_pedido = p_pedido);
END
$$;
COMMENT ON FUNCTION flowt.json_descontos_do_pedido(bigint, bigint) IS 'Descontos de um pedido, cada um com seu motivo.';

-- Who follows an order by its link, and staff who need not reach the buyer, see just enough to recognise one.
CREATE OR REPLACE FUNCTION flowt.telefone_mascarado(p_telefone text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN regexp_replace(p_telefone, '^\+55(..).*(..)$', '(\1) •••••-••\2');
COMMENT ON FUNCTION flowt.telefone_mascarado(text) IS 'Telefone só com DDD e os dois últimos algarismos.';

CREATE OR REPLACE FUNCTION flowt.endereco_mascarado(p_endereco text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN rtrim(left(regexp_replace(split_part(p_endereco, ',', 1), '[0-9]', '•', 'g'), 20), ' ') || ' •••';
COMMENT ON FUNCTION flowt.endereco_mascarado(text) IS 'Começo de um endereço, sem números.';

CREATE OR REPLACE FUNCTION flowt.ve_compradores_inteiros(p_tenant bigint) RETURNS boolean
LANGUAGE sql STABLE RETURN flowt.pode(p_tenant, 'pedido.entregar') OR flowt.pode(p_tenant, 'pessoa.ler_completo');
COMMENT ON FUNCTION flowt.ve_compradores_inteiros(bigint)
    IS 'Se quem age vê sem máscara o telefone e o endereço de um pedido: quem o entrega, e quem vê pessoas inteiras.';

CREATE OR REPLACE FUNCTION flowt.json_pedido(p_tenant bigint, p_pedido bigint, p_equipe boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_inteiro boolean := NOT p_equipe OR flowt.ve_compradores_inteiros(p_tenant);
BEGIN
    RETURN (
        SELECT CASE WHEN p_equipe THEN jsonb_build_object('cod_pedido', p.cod_pedido::text, 'cod_pessoa', p.cod_pessoa::text,
                              'campos', flowt.campos_visiveis(p_tenant, 'PEDIDO', p.js_campos)) ELSE '{}' END
               || jsonb_build_object('token', p.des_token, 'num_pedido', p.num_pedido, 'sta_pedido', p.sta_pedido, 'des_status', s.des_status,
                   'tip_canal', p.tip_canal,
                   'tip_atendimento', p.tip_atendimento, 'tip_pagamento', p.tip_pagamento, 'nom_cliente', p.nom_cliente,
                   'num_telefone', CASE WHEN v_inteiro THEN p.num_telefone ELSE flowt.telefone_mascarado(p.num_telefone) END,
                   'des_endereco', CASE WHEN v_inteiro THEN p.des_endereco ELSE flowt.endereco_mascarado(p.des_endereco) END,
                   'nom_bairro', p.nom_bairro, 'num_cep', p.num_cep, 'cod_unidade', p.cod_unidade::text, 'des_observacao', p.des_observacao)
               || jsonb_build_object('vlr_itens', p.vlr_itens, 'vlr_desconto', p.vlr_desconto, 'vlr_taxa_entrega', p.vlr_taxa_entrega,
                   'vlr_desconto_entrega', p.vlr_desconto_entrega,
                   'vlr_taxa_servico', p.vlr_taxa_servico, 'vlr_gorjeta', p.vlr_gorjeta, 'vlr_total', p.vlr_total, 'vlr_troco_para', p.vlr_troco_para,
                   'dat_criacao', p.dat_criacao, 'num_versao', p.num_versao, 'cupons', coalesce(p.js_cotacao -> 'cupons', '[]'),
                   'itens', flowt.json_itens_do_pedido(p_tenant, p.cod_pedido),
                   -- Most orders have none, and say so themselves.
                   'descontos', CASE WHEN p.vlr_desconto + p.vlr_desconto_entrega = 0 THEN '[]'
                                     ELSE flowt.json_descontos_do_pedido(p_tenant, p.cod_pedido) END)
          FROM flowt.tb_omni8_pedido AS p
          JOIN flowt.tb_omni8_pedido_status AS s ON s.sta_pedido = p.sta_pedido
         WHERE p.cod_tenant = p_tenant AND p.cod_pedido = p_pedido);
END
$$;
COMMENT ON FUNCTION flowt.json_pedido(bigint, bigint, boolean)
    IS 'Pedido com suas linhas, como a API o mostra; o código interno, só à equipe, e telefone e endereço mascarados a quem dela não os usa.';

-- Deferred: an order and its lines are written one after the other, and at the end they agree.
CREATE OR REPLACE FUNCTION flowt.conferir_itens_do_pedido() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_soma record;
BEGIN
    SELECT coalesce(sum(i.vlr_bruto) FILTER (WHERE i.num_item_pai IS NULL), 0) AS bruto,
           coalesce(sum(i.vlr_desconto) FILTER (WHERE i.num_item_pai IS NULL), 0) AS desconto INTO v_soma
      FROM flowt.tb_omni8_pedido_item AS i WHERE i.cod_tenant = NEW.cod_tenant AND i.cod_pedido = NEW.cod_pedido;
    IF v_soma.bruto <> NEW.vlr_itens OR v_soma.desconto <> NEW.vlr_desconto
       OR EXISTS (SELECT FROM flowt.tb_omni8_pedido_item AS f
                    LEFT JOIN flowt.tb_omni8_pedido_item AS i ON i.cod_tenant = NEW.cod_tenant AND i.cod_pedido = NEW.cod_pedido
                     AND i.num_item = f.num_item_pai
                   WHERE f.cod_tenant = NEW.cod_tenant AND f.cod_pedido = NEW.cod_pedido AND f.num_item_pai IS NOT NULL
                   GROUP BY i.num_item, i.vlr_bruto, i.vlr_desconto
                  HAVING sum(f.vlr_bruto) IS DISTINCT FROM i.vlr_bruto OR sum(f.vlr_desconto) IS DISTINCT FROM i.vlr_desconto) THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'itens_somam_o_pedido', MESSAGE = 'itens_somam_o_pedido',
            DETAIL = 'As linhas de um pedido somam seus itens e seus descontos, e as partes de um combo somam o combo.';
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.conferir_itens_do_pedido() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.conferir_itens_do_pedido() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.conferir_itens_do_pedido() IS 'Gatilho, no fim da transação: as linhas de um pedido somam os valores dele.';
DROP TRIGGER IF EXISTS itens_somam_o_pedido ON flowt.tb_omni8_pedido;
CREATE CONSTRAINT TRIGGER itens_somam_o_pedido AFTER INSERT OR UPDATE OF vlr_itens, vlr_desconto ON flowt.tb_omni8_pedido
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION flowt.conferir_itens_do_pedido();

-- What the first request with an Idempotency-Key created: nothing means "go ahead", and nobody else can until this transaction ends.
CREATE OR REPLACE FUNCTION flowt.resultado_da_chave(p_tenant bigint, p_chave text, p_hash bytea) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_guardada flowt.tb_omni8_idempotencia;
BEGIN
    IF p_chave IS NULL OR p_chave !~ '^[!-~]{8,128}$' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT400', MESSAGE = 'idempotency_key_ausente',
            DETAIL = 'Envie o cabeçalho Idempotency-Key com um valor único deste pedido (8 a 128 caracteres, como um UUID): se a conexão cair, '
                     'repita com o mesmo.';
    ELSIF NOT pg_try_advisory_xact_lock(hashtextextended(p_chave, p_tenant)) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'requisicao_em_andamento',
            DETAIL = 'Esta mesma requisição ainda está sendo atendida. Espere um instante e repita.';
    END IF;
    SELECT g.* INTO v_guardada FROM flowt.tb_omni8_idempotencia g WHERE g.cod_tenant = p_tenant AND g.des_chave = p_chave;
    IF FOUND AND v_guardada.hsh_requisicao IS DISTINCT FROM p_hash THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'idempotency_key_de_outra_requisicao',
            DETAIL = 'Este Idempotency-Key já foi usado com outros dados. Para um pedido novo, use uma chave nova.';
    END IF;
    RETURN v_guardada.cod_resultado;
END
$$;
COMMENT ON FUNCTION flowt.resultado_da_chave(bigint, text, bytea)
    IS 'O que um Idempotency-Key já criou, ou nulo. 409 se está em andamento, 422 se a chave é de outra requisição.';

CREATE OR REPLACE FUNCTION flowt.registrar_evento(p_tenant bigint, p_pedido bigint, p_de text, p_para text, p_motivo text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    -- The order's row is locked by whoever calls, so the next number is free.
    INSERT INTO flowt.tb_omni8_pedido_evento (cod_tenant, cod_pedido, num_evento, sta_de, sta_para, des_motivo, cod_usuario)
    VALUES (p_tenant, p_pedido,
            1 + coalesce((SELECT max(e.num_evento) FROM flowt.tb_omni8_pedido_evento e WHERE e.cod_tenant = p_tenant AND e.cod_pedido = p_pedido), 0),
            p_de, p_para, p_motivo, nullif(current_setting('flowt.cod_usuario', true), '')::bigint);
END
$$;
COMMENT ON FUNCTION flowt.registrar_evento(bigint, bigint, text, text, text) IS 'Acrescenta um passo à linha do tempo de um pedido.';

CREATE OR REPLACE FUNCTION flowt.json_linha_do_tempo(p_tenant bigint, p_pedido bigint) RETURNS json
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(json_agg(json_build_object('sta_pedido', e.sta_para, 'des_status', s.des_status, 'des_motivo', e.des_motivo,
                                                   'dat_evento', e.dat_evento) ORDER BY e.num_evento), '[]')
          FROM flowt.tb_omni8_pedido_evento AS e JOIN flowt.tb_omni8_pedido_status AS s ON s.sta_pedido = e.sta_para
         WHERE e.cod_tenant = p_tenant AND e.cod_pedido = p_pedido);
END
$$;
COMMENT ON FUNCTION flowt.json_linha_do_tempo(bigint, bigint) IS 'Passos de um pedido, do primeiro ao último.';

CREATE OR REPLACE FUNCTION api.pedido_linha_do_tempo(p_token text) RETURNS SETOF flowt.resposta
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT NULL::integer, NULL::text, NULL::text,
           json_build_object('num_pedido', p.num_pedido, 'sta_pedido', p.sta_pedido, 'des_status', s.des_status, 'tip_atendimento', p.tip_atendimento,
                             'vlr_total', p.vlr_total, 'eventos', flowt.json_linha_do_tempo(p.cod_tenant, p.cod_pedido))::text
      FROM flowt.tb_omni8_pedido AS p JOIN flowt.tb_omni8_pedido_status AS s ON s.sta_pedido = p.sta_pedido
     WHERE p.cod_tenant = flowt.tenant_atual() AND p.des_token = p_token;
END;
COMMENT ON FUNCTION api.pedido_linha_do_tempo(text) IS
$$GET /v1/pedidos/{token}/linha-do-tempo
acesso: publico
modulo: pedidos
resposta: 200 pedido_linha_do_tempo
resposta: 404 problema
cache: private, no-cache
etiqueta: Pedido
Acompanha um pedido pelo seu token público; não mostra dados pessoais.$$;

-- Which orders a page shows, newest first. Every condition is a range of an index, whatever filters are given.
CREATE OR REPLACE FUNCTION flowt.pagina_de_pedidos(p_tenant bigint, p_quantos integer, p_apos bigint, p_status text, p_de date, p_ate date)
    RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_fuso    text        := (SELECT t.des_fuso_horario FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant);
    v_de      timestamptz := coalesce(p_de::timestamp AT TIME ZONE v_fuso, '-infinity');
    v_ate     timestamptz := coalesce((p_ate + 1)::timestamp AT TIME ZONE v_fuso, 'infinity');
    v_apos    timestamptz := coalesce((SELECT p.dat_criacao FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = p_tenant AND p.cod_pedido = p_apos),
                                      'infinity');
BEGIN
    IF p_status IS NULL THEN
        RETURN ARRAY(SELECT p.cod_pedido FROM flowt.tb_omni8_pedido p
                      WHERE p.cod_tenant = p_tenant AND p.dat_criacao >= v_de AND p.dat_criacao < v_ate
                        AND (p.dat_criacao, p.cod_pedido) < (v_apos, coalesce(p_apos, 0))
                      ORDER BY p.dat_criacao DESC, p.cod_pedido DESC LIMIT p_quantos);
    END IF;
    RETURN ARRAY(SELECT p.cod_pedido FROM flowt.tb_omni8_pedido p
                  WHERE p.cod_tenant = p_tenant AND p.sta_pedido = p_status AND p.dat_criacao >= v_de AND p.dat_criacao < v_ate
                    AND (p.dat_criacao, p.cod_pedido) < (v_apos, coalesce(p_apos, 0))
                  ORDER BY p.dat_criacao DESC, p.cod_pedido DESC LIMIT p_quantos);
END
$$;
COMMENT ON FUNCTION flowt.pagina_de_pedidos(bigint, integer, bigint, text, date, date)
    IS 'Códigos dos pedidos de uma página, do mais novo ao mais antigo; de e até são dias do tenant, inclusive.';

CREATE OR REPLACE FUNCTION api.pedido_listar(p_limite integer, p_apos bigint, p_sta_pedido text, p_dat_de date, p_dat_ate date) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint   := flowt.exigir_tenant();
    v_quantos integer := flowt.tamanho_pagina(p_limite);
    v_pagina bigint[] := flowt.pagina_de_pedidos(v_tenant, v_quantos, p_apos, p_sta_pedido, p_dat_de, p_dat_ate);
    v_itens  json;
BEGIN
    SELECT coalesce(json_agg(m ORDER BY p.dat_criacao DESC, p.cod_pedido DESC), '[]') INTO v_itens
      FROM flowt.tb_omni8_pedido p
     CROSS JOIN LATERAL (SELECT p.cod_pedido::text AS cod_pedido, p.num_pedido, p.des_token AS token, p.cod_unidade::text AS cod_unidade,
                                p.sta_pedido, p.tip_atendimento, p.tip_pagamento,
                                p.nom_cliente, p.vlr_total, p.dat_criacao) AS m
     WHERE p.cod_tenant = v_tenant AND p.cod_pedido = ANY (v_pagina);
    PERFORM flowt.registrar_leitura_pessoal('lista de pedidos', NULL, cardinality(v_pagina));
    RETURN (200, NULL, NULL, json_build_object('itens', v_itens,
        'proximo', CASE WHEN cardinality(v_pagina) = v_quantos THEN v_pagina[v_quantos]::text END)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pedido_listar(integer, bigint, text, date, date) IS
$$GET /v1/pedidos
acesso: pedido.ler
modulo: pedidos
leitura: auditada
resposta: 200 pedido_lista
etiqueta: Pedido
Lista os pedidos, do mais novo ao mais antigo.
limite: até 100 por página (20). apos: o "proximo" da página anterior. Filtros: sta_pedido, dat_de e dat_ate (dias da empresa, inclusive).$$;

CREATE OR REPLACE FUNCTION api.pedido_ler(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_pedido jsonb  := flowt.json_pedido(v_tenant, p_id, true);
BEGIN
    IF v_pedido IS NULL THEN
        PERFORM flowt.recusar_registro('este pedido');
    END IF;
    PERFORM flowt.registrar_leitura_pessoal('pedido ' || (v_pedido ->> 'num_pedido'), NULL, 1);
    RETURN (200, NULL, NULL, (v_pedido || jsonb_build_object('eventos', flowt.json_linha_do_tempo(v_tenant, p_id)))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pedido_ler(bigint) IS
$$GET /v1/pedidos/{id}
acesso: pedido.ler
modulo: pedidos
leitura: auditada
resposta: 200 pedido
resposta: 404 problema
etiqueta: Pedido
Lê um pedido inteiro, com itens e linha do tempo.$$;

-- p_permissao false is for what no person does: a payment that came, a time that ran out.
CREATE OR REPLACE FUNCTION flowt.passar_pedido(p_tenant bigint, p_pedido bigint, p_para text, p_motivo text, p_permissao boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_de        text;
    v_permissao text;
    v_sinal     integer;
BEGIN
    SELECT p.sta_pedido INTO v_de FROM flowt.tb_omni8_pedido p WHERE p.cod_tenant = p_tenant AND p.cod_pedido = p_pedido FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este pedido');
    ELSIF v_de = p_para THEN
        RETURN;
    END IF;
    SELECT x.nom_permissao INTO v_permissao FROM flowt.tb_omni8_pedido_transicao x WHERE x.sta_de = v_de AND x.sta_para = p_para;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'transicao_ilegal', DETAIL = format('Um pedido não passa de %s a %s.', v_de, p_para),
            HINT = json_build_object('sta_pedido', v_de, 'permitidas',
                (SELECT coalesce(json_agg(x.sta_para ORDER BY x.sta_para), '[]') FROM flowt.tb_omni8_pedido_transicao x WHERE x.sta_de = v_de))::text;
    END IF;
    IF p_permissao THEN
        PERFORM flowt.exigir_permissao(v_permissao);
    END IF;
    UPDATE flowt.tb_omni8_pedido p SET sta_pedido = p_para WHERE p.cod_tenant = p_tenant AND p.cod_pedido = p_pedido;
    PERFORM flowt.registrar_evento(p_tenant, p_pedido, v_de, p_para, p_motivo);
    -- Stock goes back on entering such a status, and is taken again on leaving it (a late payment of an expired order).
    SELECT para.flg_devolve_estoque::integer - de.flg_devolve_estoque::integer INTO v_sinal
      FROM flowt.tb_omni8_pedido_status de, flowt.tb_omni8_pedido_status para WHERE de.sta_pedido = v_de AND para.sta_pedido = p_para;
    IF v_sinal <> 0 THEN
        PERFORM flowt.mover_estoque(p_tenant, p_pedido, v_sinal);
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.passar_pedido(bigint, bigint, text, text, boolean)
    IS 'Move um pedido, se a transição existe e, com p_permissao, se o perfil a pode; repetir não acrescenta evento.';

CREATE OR REPLACE FUNCTION flowt.mover_pedido(p_tenant bigint, p_pedido bigint, p_para text, p_motivo text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.passar_pedido(p_tenant, p_pedido, p_para, p_motivo, true);
END
$$;
COMMENT ON FUNCTION flowt.mover_pedido(bigint, bigint, text, text)
    IS 'Move um pedido em nome de quem age: a transição precisa existir e o perfil, poder.';

CREATE OR REPLACE FUNCTION flowt.mover_pedido_pelo_sistema(p_tenant bigint, p_pedido bigint, p_para text, p_motivo text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.passar_pedido(p_tenant, p_pedido, p_para, p_motivo, false);
END
$$;
COMMENT ON FUNCTION flowt.mover_pedido_pelo_sistema(bigint, bigint, text, text)
    IS 'Move um pedido por um fato, e não por alguém: pagamento que chegou, prazo que venceu. Nunca atende a um pedido direto de quem usa a API.';

CREATE OR REPLACE FUNCTION api.pedido_mover(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('pedido_transicao', p_corpo);
BEGIN
    PERFORM flowt.mover_pedido(v_tenant, p_id, v_corpo ->> 'para', nullif(btrim(v_corpo ->> 'des_motivo'), ''));
    RETURN (200, NULL, NULL, flowt.json_pedido(v_tenant, p_id, true)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pedido_mover(bigint, text) IS
$$POST /v1/pedidos/{id}/transicoes
acesso: pedido.operar
modulo: pedidos
corpo: pedido_transicao
resposta: 200 pedido
resposta: 403 problema
resposta: 404 problema
resposta: 409 problema
etiqueta: Pedido
Move o pedido a outro status; as transições e a permissão de cada uma são dados (409 se não existe).$$;

SELECT flowt.definir_esquema('pedido_transicao', jsonb_build_object('type', 'object', 'required', '["para"]'::jsonb, 'properties', jsonb_build_object(
    'para', jsonb_build_object('type', 'string', 'enum', (SELECT jsonb_agg(s.sta_pedido ORDER BY s.sta_pedido) FROM flowt.tb_omni8_pedido_status s)),
    'des_motivo', '{"type": ["string", "null"], "maxLength": 200}'::jsonb)));
SELECT flowt.definir_esquema('pedido', $json${
    "type": "object", "required": ["token", "num_pedido", "sta_pedido", "vlr_total", "itens"],
    "properties": {
        "cod_pedido": {"type": "string", "description": "Só para a equipe."},
        "cod_pessoa": {"type": ["string", "null"], "description": "Só para a equipe."}, "campos": {"$ref": "#/components/schemas/campos"},
        "token": {"type": "string"}, "num_pedido": {"type": "integer"},
        "sta_pedido": {"type": "string"}, "des_status": {"type": "string"}, "tip_canal": {"type": "string"}, "tip_atendimento": {"type": "string"},
        "tip_pagamento": {"type": "string"},
        "nom_cliente": {"type": "string"},
        "num_telefone": {"type": ["string", "null"],
            "description": "null só depois de anonimizado; mascarado a quem não tem pedido.entregar nem pessoa.ler_completo."},
        "des_endereco": {"type": ["string", "null"], "description": "Mascarado como o telefone."}, "nom_bairro": {"type": ["string", "null"]},
        "num_cep": {"type": ["string", "null"]},
        "cod_unidade": {"type": "string"}, "des_observacao": {"type": ["string", "null"]},
        "vlr_itens": {"type": "integer", "description": "Soma das linhas, sem descontos."}, "vlr_desconto": {"type": "integer"},
        "vlr_taxa_entrega": {"type": "integer"},
        "vlr_desconto_entrega": {"type": "integer"}, "vlr_taxa_servico": {"type": "integer"}, "vlr_gorjeta": {"type": "integer"},
        "vlr_total": {"type": "integer", "description": "Centavos: itens − desconto + entrega − desconto da entrega + serviço + gorjeta."},
        "vlr_troco_para": {"type": ["integer", "null"]}, "dat_criacao": {"type": "string", "format": "date-time"}, "num_versao": {"type": "integer"},
        "itens": {"type": "array", "items": {"$ref": "#/components/schemas/pedido_item"}},
        "descontos": {"type": "array", "items": {"$ref": "#/components/schemas/desconto"}},
        "cupons": {"type": "array", "items": {"$ref": "#/components/schemas/cupom_usado"}},
        "eventos": {"type": "array", "items": {"$ref": "#/components/schemas/pedido_evento"}}
    }
}$json$);
SELECT flowt.definir_esquema('pedido_item', $json${
    "type": "object", "required": ["num_item", "nom_produto", "qtd_item", "vlr_unitario", "vlr_bruto", "vlr_desconto", "vlr_liquido"],
    "properties": {
        "num_item": {"type": "integer"}, "cod_produto": {"type": ["string", "null"]}, "cod_variacao": {"type": ["string", "null"]},
        "cod_combo": {"type": ["string", "null"]},
        "num_sku": {"type": ["string", "null"]}, "nom_produto": {"type": "string"}, "des_observacao": {"type": ["string", "null"]},
        "qtd_item": {"type": "integer"},
        "opcoes": {"type": "array", "description": "Complementos na compra: nomes, quantidades e preços.",
            "items": {"type": "object", "additionalProperties": true}},
        "vlr_opcoes": {"type": "integer"}, "vlr_unitario": {"type": "integer"}, "vlr_bruto": {"type": "integer"}, "vlr_desconto": {"type": "integer"},
        "vlr_liquido": {"type": "integer"},
        "partes": {"type": "array", "description": "Os itens de um combo, que somam a linha.", "items": {"$ref": "#/components/schemas/pedido_item"}}
    }
}$json$);
SELECT flowt.definir_esquema('desconto', $json${
    "type": "object", "required": ["tip_alvo", "vlr_desconto", "des_motivo"],
    "properties": {
        "num_item": {"type": ["integer", "null"]}, "cod_carrinho_item": {"type": ["string", "null"]}, "cod_oferta": {"type": ["string", "null"]},
        "des_cupom": {"type": ["string", "null"]},
        "nom_oferta": {"type": ["string", "null"]}, "tip_alvo": {"type": "string", "enum": ["ITEM", "PEDIDO", "FRETE", "BRINDE"]},
        "vlr_desconto": {"type": "integer", "description": "Centavos."}, "des_motivo": {"type": "string"}
    }
}$json$);
SELECT flowt.definir_esquema('cupom_usado', $json${
    "type": "object", "required": ["des_cupom", "flg_aceito"],
    "properties": {"des_cupom": {"type": "string"}, "flg_aceito": {"type": "boolean"}, "codigo": {"type": ["string", "null"]},
        "mensagem": {"type": ["string", "null"]}}
}$json$);
SELECT flowt.definir_esquema('pedido_evento', $json${
    "type": "object", "required": ["sta_pedido", "des_status", "dat_evento"],
    "properties": {"sta_pedido": {"type": "string"}, "des_status": {"type": "string"}, "des_motivo": {"type": ["string", "null"]},
        "dat_evento": {"type": "string", "format": "date-time"}}
}$json$);
SELECT flowt.definir_esquema('pedido_linha_do_tempo', $json${
    "type": "object", "required": ["num_pedido", "sta_pedido", "des_status", "eventos"],
    "properties": {
        "num_pedido": {"type": "integer"}, "sta_pedido": {"type": "string"}, "des_status": {"type": "string"}, "tip_atendimento": {"type": "string"},
        "vlr_total": {"type": "integer"}, "eventos": {"type": "array", "items": {"$ref": "#/components/schemas/pedido_evento"}}
    }
}$json$);
SELECT flowt.definir_esquema('pedido_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {
        "itens": {"type": "array", "items": {"type": "object", "properties": {
            "cod_pedido": {"type": "string"}, "num_pedido": {"type": "integer"}, "token": {"type": "string"}, "cod_unidade": {"type": "string"},
            "sta_pedido": {"type": "string"},
            "tip_atendimento": {"type": "string"}, "tip_pagamento": {"type": "string"}, "nom_cliente": {"type": "string"},
            "vlr_total": {"type": "integer"}, "dat_criacao": {"type": "string", "format": "date-time"}}}},
        "proximo": {"type": ["string", "null"]}
    }
}$json$);
