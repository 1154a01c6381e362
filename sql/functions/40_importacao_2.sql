-- Import from files (guide chapters 4.2, 5.2): the queue of lines, and what the routes of all kinds share. Each line is made by the
-- functions that make one typed in; auditing and rules cost more than any set-based trick would save, so a long file is
-- worked off in small transactions, and no request waits for it.

CREATE OR REPLACE FUNCTION flowt.sim_ou_nao(p_texto text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE WHEN flowt.sem_acento(btrim(p_texto)) IN ('s', 'sim', 'x', '1', 'true', 'verdadeiro', 'aceita', 'yes') THEN true
            WHEN flowt.sem_acento(btrim(p_texto)) IN ('n', 'nao', '0', 'false', 'falso', 'recusa', 'no') THEN false END;
COMMENT ON FUNCTION flowt.sim_ou_nao(text) IS 'Verdadeiro, falso, ou nulo para o que não diz nem um nem outro.';

CREATE OR REPLACE FUNCTION flowt.tipo_de_importacao(p_tipo text) RETURNS flowt.tb_omni8_tipo_importacao
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT t FROM flowt.tb_omni8_tipo_importacao AS t WHERE t.tip_importacao = p_tipo);
END
$$;
COMMENT ON FUNCTION flowt.tipo_de_importacao(text) IS 'Um tipo de importação.';

-- In a simulation nothing is there to be found: a line counts as changing what an earlier line would have made.
CREATE OR REPLACE FUNCTION flowt.linha_repetida(p_importacao flowt.tb_omni8_importacao, p_linha flowt.linha_lida) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (p_importacao).flg_simulacao AND EXISTS (
        SELECT FROM flowt.tb_omni8_importacao_linha l
         WHERE l.cod_tenant = (p_importacao).cod_tenant AND l.cod_importacao = (p_importacao).cod_importacao
           AND l.des_chave = (p_linha).des_chave AND l.num_linha < (p_linha).num_linha);
END
$$;
COMMENT ON FUNCTION flowt.linha_repetida(flowt.tb_omni8_importacao, flowt.linha_lida)
    IS 'Se, em uma simulação, uma linha anterior do arquivo é da mesma coisa.';

CREATE OR REPLACE FUNCTION flowt.erro_da_linha(p_sqlstate text, p_mensagem text, p_detalhe text, p_restricao text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN flowt.erro_de_campo(NULL, CASE WHEN p_sqlstate LIKE 'PT%' THEN p_mensagem ELSE coalesce(nullif(p_restricao, ''), 'valor_invalido') END,
        CASE WHEN p_sqlstate LIKE 'PT%' THEN p_detalhe ELSE coalesce(flowt.frase_do_erro(NULL, p_restricao),
                                                                     'Um dos valores da linha não é aceito.') END);
END
$$;
COMMENT ON FUNCTION flowt.erro_da_linha(text, text, text, text) IS 'O erro que impediu uma linha, capturado ao gravá-la, como erro dela.';

CREATE OR REPLACE FUNCTION flowt.erros_de_forma(p_colunas text[], p_valores text[]) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_valores = '{}' THEN
        RETURN flowt.erro_de_campo(NULL, 'colunas_diferentes',
                                   'A linha não tem o mesmo número de colunas do cabeçalho: confira separadores e aspas.');
    END IF;
    RETURN (SELECT jsonb_agg(e.erro -> 0) FROM unnest(p_colunas, p_valores) AS v (coluna, valor),
                   LATERAL (SELECT flowt.erro_de_campo(v.coluna,
                                                       'texto_longo', format('Um valor vai até %s caracteres.',
                                                                             flowt.limite_do_valor_importado()))) AS e (erro)
             WHERE length(v.valor) > flowt.limite_do_valor_importado());
END
$$;
COMMENT ON FUNCTION flowt.erros_de_forma(text[], text[]) IS 'Por que uma linha nem se lê: número de colunas, valores longos demais; nulo se se lê.';

CREATE OR REPLACE FUNCTION flowt.importar_linhas(p_importacao flowt.tb_omni8_importacao, p_quantas integer) RETURNS flowt.linha_feita[]
LANGUAGE plpgsql AS $$
DECLARE
    v_linhas   flowt.linha_lida[];
    v_recusas  flowt.linha_feita[];
    v_feitas   flowt.linha_feita[];
BEGIN
    -- Looked at outside of the sub-select: inside, every line that was done before would be looked at again.
    WITH x AS MATERIALIZED (
        SELECT p.num_linha, p.des_valores, p.des_chave, flowt.erros_de_forma((p_importacao).des_colunas, p.des_valores) AS erros
          FROM (SELECT l.num_linha, l.des_valores, l.des_chave
                  FROM flowt.tb_omni8_importacao_linha l
                 WHERE l.cod_tenant = (p_importacao).cod_tenant AND l.cod_importacao = (p_importacao).cod_importacao
                 ORDER BY l.num_linha OFFSET (p_importacao).qtd_feitas LIMIT p_quantas) AS p
    )
    SELECT coalesce(array_agg((x.num_linha, 'RECUSADA', x.erros)::flowt.linha_feita) FILTER (WHERE x.erros IS NOT NULL), '{}'),
           coalesce(array_agg((x.num_linha, jsonb_strip_nulls(jsonb_object((p_importacao).des_colunas, x.des_valores)),
                               x.des_chave)::flowt.linha_lida ORDER BY x.num_linha) FILTER (WHERE x.erros IS NULL), '{}')
      INTO v_recusas, v_linhas FROM x;
    EXECUTE format('SELECT coalesce(array_agg(f), ''{}'') FROM flowt.%I($1, $2) AS f',
                   (flowt.tipo_de_importacao((p_importacao).tip_importacao)).nom_funcao) INTO v_feitas USING p_importacao, v_linhas;
    RETURN v_recusas || v_feitas;
END
$$;
COMMENT ON FUNCTION flowt.importar_linhas(flowt.tb_omni8_importacao, integer)
    IS 'Importa (ou só confere) as próximas linhas, cada uma inteira ou nada, pela função do tipo.';

CREATE OR REPLACE FUNCTION flowt.processar_importacao(p_importacao flowt.tb_omni8_importacao, p_quantas integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    v_i      flowt.tb_omni8_importacao := p_importacao;
    v_feitas flowt.linha_feita[] := flowt.importar_linhas(p_importacao, p_quantas);
    v_soma   record;
BEGIN
    SELECT count(*) AS feitas, count(*) FILTER (WHERE f.resultado = 'CRIADA') AS criadas,
           count(*) FILTER (WHERE f.resultado = 'ALTERADA') AS alteradas,
           count(*) FILTER (WHERE f.resultado = 'RECUSADA') AS recusadas INTO v_soma FROM unnest(v_feitas) AS f;
    INSERT INTO flowt.tb_omni8_importacao_erro (cod_tenant, cod_importacao, num_linha, num_erro, nom_coluna, des_codigo, des_mensagem)
    SELECT v_i.cod_tenant, v_i.cod_importacao, r.num_linha, e.n, e.erro ->> 'campo', e.erro ->> 'codigo', e.erro ->> 'mensagem'
      FROM (SELECT f.num_linha, f.erros FROM unnest(v_feitas) AS f WHERE f.resultado = 'RECUSADA'
             ORDER BY f.num_linha LIMIT greatest(flowt.limite_de_erros_da_importacao() - v_i.qtd_recusadas, 0)) AS r,
           jsonb_array_elements(r.erros) WITH ORDINALITY AS e (erro, n);
    UPDATE flowt.tb_omni8_importacao i
       SET (qtd_feitas, qtd_criadas, qtd_alteradas, qtd_recusadas) = (i.qtd_feitas + v_soma.feitas, i.qtd_criadas + v_soma.criadas,
                                                                      i.qtd_alteradas + v_soma.alteradas, i.qtd_recusadas + v_soma.recusadas),
           -- A company that was copied in the middle of a file has no lines of it left: it ends with what was done.
           qtd_linhas = CASE v_soma.feitas WHEN 0 THEN i.qtd_feitas ELSE i.qtd_linhas END
     WHERE i.cod_tenant = v_i.cod_tenant AND i.cod_importacao = v_i.cod_importacao RETURNING i.* INTO v_i;
    UPDATE flowt.tb_omni8_importacao i
       SET sta_importacao = CASE WHEN v_i.qtd_feitas = v_i.qtd_linhas THEN 'CONCLUIDO' ELSE 'PROCESSANDO' END,
           dat_conclusao = CASE WHEN v_i.qtd_feitas = v_i.qtd_linhas THEN clock_timestamp() END
     WHERE i.cod_tenant = v_i.cod_tenant AND i.cod_importacao = v_i.cod_importacao;
    IF v_i.qtd_feitas = v_i.qtd_linhas THEN
        DELETE FROM flowt.tb_omni8_importacao_linha l WHERE l.cod_tenant = v_i.cod_tenant AND l.cod_importacao = v_i.cod_importacao;
    END IF;
    RETURN v_soma.feitas;
END
$$;
COMMENT ON FUNCTION flowt.processar_importacao(flowt.tb_omni8_importacao, integer)
    IS 'Trata as próximas linhas de uma importação travada; devolve quantas. As linhas saem no fim.';

-- One batch of each company's oldest file of each kind: a file of a hundred thousand lines keeps nothing else waiting.
CREATE OR REPLACE FUNCTION rotina.processar_importacoes() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off AS $$
DECLARE
    v_i        flowt.tb_omni8_importacao;
    v_feitas   bigint := 0;
    v_filas    text[] := '{}';
    v_contexto flowt.credencial;
BEGIN
    FOR v_i IN SELECT i.* FROM flowt.tb_omni8_importacao i WHERE i.sta_importacao <> 'CONCLUIDO' ORDER BY i.dat_criacao, i.cod_importacao
                  FOR UPDATE SKIP LOCKED LOOP
        CONTINUE WHEN v_i.cod_tenant || v_i.tip_importacao = ANY (v_filas);
        v_filas := v_filas || (v_i.cod_tenant || v_i.tip_importacao);
        -- What is audited is audited as done by who sent the file.
        v_contexto.cod_usuario := v_i.cod_usuario;
        v_contexto.nom_perfil := '';
        PERFORM flowt.definir_contexto(v_contexto);
        v_feitas := v_feitas + flowt.processar_importacao(v_i, flowt.linhas_na_hora());
    END LOOP;
    RETURN v_feitas;
END
$$;
ALTER FUNCTION rotina.processar_importacoes() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.processar_importacoes()
    IS 'Importa as próximas linhas do arquivo mais antigo de cada tenant e tipo; devolve quantas. Para chamar a cada poucos segundos, e de novo '
       'enquanto não devolver 0.';

-- MARK: what routes share

CREATE OR REPLACE FUNCTION flowt.importacoes(p_tenant bigint, p_tipo text, p_codigos bigint[])
RETURNS TABLE (cod_importacao text, flg_simulacao boolean, sta_importacao text, des_codificacao text, des_separador text, colunas text[],
               colunas_ignoradas text[], qtd_linhas integer,
               qtd_feitas integer, qtd_criadas integer, qtd_alteradas integer, qtd_recusadas integer, cod_usuario text, dat_criacao timestamptz,
               dat_conclusao timestamptz)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT i.cod_importacao::text, i.flg_simulacao, i.sta_importacao, i.des_codificacao, i.des_separador, i.des_colunas, i.des_ignoradas,
           i.qtd_linhas,
           i.qtd_feitas, i.qtd_criadas, i.qtd_alteradas, i.qtd_recusadas, i.cod_usuario::text, i.dat_criacao, i.dat_conclusao
      FROM flowt.tb_omni8_importacao AS i WHERE i.cod_tenant = p_tenant AND i.tip_importacao = p_tipo AND i.cod_importacao = ANY (p_codigos)
     ORDER BY i.cod_importacao DESC;
END;
COMMENT ON FUNCTION flowt.importacoes(bigint, text, bigint[]) IS 'Importações de um tipo, destes códigos, como a API as mostra, as últimas primeiro.';

CREATE OR REPLACE FUNCTION flowt.importar_arquivo(p_tipo text, p_arquivo bytea, p_simular boolean) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint  := flowt.exigir_tenant();
    v_tipo    flowt.tb_omni8_tipo_importacao := flowt.tipo_de_importacao(p_tipo);
    v_simular boolean := coalesce(p_simular, false);
    v_codigo  bigint;
    v_nova    flowt.tb_omni8_importacao;
    v_status  integer := 200;
BEGIN
    IF v_tipo.flg_uma_vez AND NOT v_simular THEN
        -- Sent twice at once, the second waits for the first's result.
        PERFORM flowt.um_de_cada_vez(v_tenant, 'importacao ' || p_tipo || ' ' || encode(sha256(p_arquivo), 'hex'));
        SELECT i.cod_importacao INTO v_codigo FROM flowt.tb_omni8_importacao i
         WHERE i.cod_tenant = v_tenant AND i.tip_importacao = p_tipo AND i.hsh_arquivo = sha256(p_arquivo) AND i.flg_uma_vez AND NOT i.flg_simulacao;
    END IF;
    IF v_codigo IS NULL THEN
        v_codigo := flowt.receber_importacao(v_tipo, v_tenant, p_arquivo, v_simular);
        SELECT i.* INTO v_nova FROM flowt.tb_omni8_importacao i WHERE i.cod_tenant = v_tenant AND i.cod_importacao = v_codigo FOR NO KEY UPDATE;
        IF v_nova.qtd_linhas <= flowt.linhas_na_hora() THEN
            PERFORM flowt.processar_importacao(v_nova, flowt.linhas_na_hora());
        END IF;
        v_status := CASE WHEN v_nova.qtd_linhas <= flowt.linhas_na_hora() THEN 201 ELSE 202 END;
    END IF;
    RETURN (SELECT (v_status, NULL, 'Location: ' || v_tipo.des_caminho || '/' || v_codigo, to_json(i)::text)::flowt.resposta
              FROM flowt.importacoes(v_tenant, p_tipo, ARRAY[v_codigo]) AS i);
END
$$;
COMMENT ON FUNCTION flowt.importar_arquivo(text, bytea, boolean)
    IS 'Recebe um arquivo deste tipo e, se é curto, o importa na hora: 201 feito, 202 na fila, 200 se já tinha sido importado.';

CREATE OR REPLACE FUNCTION flowt.listar_importacoes(p_tipo text, p_limite integer, p_apos bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint   := flowt.exigir_tenant();
    v_quantos integer  := flowt.tamanho_pagina(p_limite);
    v_pagina  bigint[] := ARRAY(SELECT i.cod_importacao FROM flowt.tb_omni8_importacao i
                                 WHERE i.cod_tenant = v_tenant AND i.tip_importacao = p_tipo
                                   AND i.cod_importacao < coalesce(p_apos, 9223372036854775807) ORDER BY i.cod_importacao DESC LIMIT v_quantos);
    v_itens   json;
BEGIN
    SELECT coalesce(json_agg(i), '[]') INTO v_itens FROM flowt.importacoes(v_tenant, p_tipo, v_pagina) AS i;
    RETURN (200, NULL, NULL, json_build_object('itens', v_itens, 'proximo', v_pagina[v_quantos]::text)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.listar_importacoes(text, integer, bigint) IS 'Uma página das importações de um tipo, as últimas primeiro.';

CREATE OR REPLACE FUNCTION flowt.listar_erros_da_importacao(p_tipo text, p_id bigint, p_limite integer, p_apos integer) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint  := flowt.exigir_tenant();
    v_quantos integer := flowt.tamanho_pagina(p_limite);
    v_itens   json;
    v_ultima  integer;
BEGIN
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_importacao i
                    WHERE i.cod_tenant = v_tenant AND i.tip_importacao = p_tipo AND i.cod_importacao = p_id) THEN
        PERFORM flowt.recusar_registro('esta importação');
    END IF;
    SELECT coalesce(json_agg(json_build_object('num_linha', l.num_linha, 'erros', l.erros) ORDER BY l.num_linha), '[]'),
           CASE WHEN count(*) = v_quantos THEN max(l.num_linha) END
      INTO v_itens, v_ultima
      FROM (SELECT e.num_linha, json_agg(json_build_object('campo', e.nom_coluna, 'codigo', e.des_codigo,
                                                           'mensagem', e.des_mensagem) ORDER BY e.num_erro) AS erros
              FROM flowt.tb_omni8_importacao_erro e WHERE e.cod_tenant = v_tenant AND e.cod_importacao = p_id AND e.num_linha > coalesce(p_apos, 0)
             GROUP BY e.num_linha ORDER BY e.num_linha LIMIT v_quantos) AS l;
    RETURN (200, NULL, NULL, json_build_object('itens', v_itens, 'proximo', v_ultima::text)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION flowt.listar_erros_da_importacao(text, bigint, integer, integer)
    IS 'Uma página das linhas recusadas de uma importação, com os erros de cada uma.';

SELECT flowt.definir_esquema('importacao', $json${
    "type": "object", "required": ["cod_importacao", "flg_simulacao", "sta_importacao", "qtd_linhas", "qtd_feitas", "qtd_criadas", "qtd_alteradas",
        "qtd_recusadas"],
    "properties": {
        "cod_importacao": {"type": "string"}, "flg_simulacao": {"type": "boolean"},
        "sta_importacao": {"type": "string", "enum": ["RECEBIDO", "PROCESSANDO", "CONCLUIDO"]},
        "des_codificacao": {"type": "string"}, "des_separador": {"type": "string"}, "colunas": {"type": "array", "items": {"type": "string"}},
        "colunas_ignoradas": {"type": "array", "items": {"type": "string"}}, "qtd_linhas": {"type": "integer"}, "qtd_feitas": {"type": "integer"},
        "qtd_criadas": {"type": "integer"},
        "qtd_alteradas": {"type": "integer", "description": "Linhas do que já estava cadastrado."}, "qtd_recusadas": {"type": "integer"},
        "cod_usuario": {"type": ["string", "null"]}, "dat_criacao": {"type": "string", "format": "date-time"},
        "dat_conclusao": {"type": ["string", "null"]}
    }
}$json$);
SELECT flowt.definir_esquema('importacao_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/importacao"}},
        "proximo": {"type": ["string", "null"], "description": "Valor de apos da próxima página; null na última."}}
}$json$);
SELECT flowt.definir_esquema('importacao_erro_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {
        "itens": {"type": "array", "items": {"type": "object", "required": ["num_linha", "erros"], "properties": {
            "num_linha": {"type": "integer"}, "erros": {"type": "array", "items": {"type": "object", "required": ["campo", "codigo", "mensagem"],
                    "properties": {
                "campo": {"type": ["string", "null"], "description": "Coluna; null se o erro é da linha toda."}, "codigo": {"type": "string"},
                "mensagem": {"type": "string"}}}}}}},
        "proximo": {"type": ["string", "null"], "description": "Valor de apos da próxima página; null na última."}
    }
}$json$);
