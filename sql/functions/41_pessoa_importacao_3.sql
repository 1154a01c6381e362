-- Import of people (guide chapter 4.2): the queue of lines, its routes, and the way out: the export.

-- In a simulation nothing is there to be found: a line counts as changing a person whom an earlier line would have made.
CREATE OR REPLACE FUNCTION flowt.importar_linha(p_importacao flowt.tb_omni8_importacao, p_linha flowt.tb_omni8_importacao_linha, OUT resultado text, OUT erros jsonb)
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant    bigint := p_importacao.cod_tenant;
    v_linha     jsonb;
    v_corpo     jsonb;
    v_pessoa    bigint;
    v_detalhe   text;
    v_restricao text;
BEGIN
    resultado := 'RECUSADA';
    IF p_linha.des_valores = '{}' THEN
        erros := flowt.erro_de_campo(NULL, 'colunas_diferentes', 'A linha não tem o mesmo número de colunas do cabeçalho: confira separadores e aspas.');
        RETURN;
    END IF;
    SELECT jsonb_agg(e.erro -> 0) INTO erros FROM unnest(p_importacao.des_colunas, p_linha.des_valores) AS v (coluna, valor),
           LATERAL (SELECT flowt.erro_de_campo(v.coluna, 'texto_longo', format('Um valor vai até %s caracteres.', flowt.limite_do_valor_importado()))) AS e (erro)
     WHERE length(v.valor) > flowt.limite_do_valor_importado();
    IF erros IS NOT NULL THEN
        RETURN;
    END IF;
    v_linha := jsonb_strip_nulls(jsonb_object(p_importacao.des_colunas, p_linha.des_valores));
    v_corpo := flowt.pessoa_da_linha(v_linha);
    erros := flowt.erros_da_linha(v_linha, v_corpo);
    IF erros <> '[]' THEN
        RETURN;
    END IF;
    v_pessoa := flowt.pessoa_ja_cadastrada(v_tenant, v_corpo);
    resultado := CASE WHEN v_pessoa IS NOT NULL OR (p_importacao.flg_simulacao AND EXISTS (
                           SELECT FROM flowt.tb_omni8_importacao_linha l WHERE l.cod_tenant = v_tenant AND l.cod_importacao = p_importacao.cod_importacao
                              AND l.num_documento = p_linha.num_documento AND l.num_linha < p_linha.num_linha)) THEN 'ALTERADA' ELSE 'CRIADA' END;
    IF p_importacao.flg_simulacao THEN
        RETURN;
    END IF;
    BEGIN
        IF v_pessoa IS NULL THEN
            v_pessoa := flowt.cadastrar_pessoa(v_tenant, v_corpo, 'IMPORTACAO');
        ELSE
            PERFORM flowt.completar_pessoa(v_tenant, v_pessoa, v_corpo);
        END IF;
        PERFORM flowt.consentir_pelo_arquivo(v_tenant, v_pessoa, v_linha);
    EXCEPTION WHEN integrity_constraint_violation OR data_exception OR SQLSTATE 'PT409' OR SQLSTATE 'PT422' THEN
        GET STACKED DIAGNOSTICS v_detalhe = PG_EXCEPTION_DETAIL, v_restricao = CONSTRAINT_NAME;
        resultado := 'RECUSADA';
        erros := flowt.erro_de_campo(NULL, CASE WHEN SQLSTATE LIKE 'PT%' THEN SQLERRM ELSE coalesce(nullif(v_restricao, ''), 'valor_invalido') END,
            CASE WHEN SQLSTATE LIKE 'PT%' THEN v_detalhe ELSE coalesce(flowt.frase_do_erro(NULL, v_restricao), 'Um dos valores da linha não é aceito.') END);
    END;
END
$$;
COMMENT ON FUNCTION flowt.importar_linha(flowt.tb_omni8_importacao, flowt.tb_omni8_importacao_linha) IS 'Importa (ou só confere) uma linha, inteira ou nada: CRIADA, ALTERADA ou RECUSADA com os erros.';

CREATE OR REPLACE FUNCTION flowt.processar_importacao(p_importacao flowt.tb_omni8_importacao, p_quantas integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    v_i     flowt.tb_omni8_importacao := p_importacao;
    v_linha flowt.tb_omni8_importacao_linha;
    v_feita record;
    v_antes integer := p_importacao.qtd_feitas;
BEGIN
    FOR v_linha IN
        SELECT l.* FROM flowt.tb_omni8_importacao_linha l
         WHERE l.cod_tenant = v_i.cod_tenant AND l.cod_importacao = v_i.cod_importacao ORDER BY l.num_linha OFFSET v_antes LIMIT p_quantas
    LOOP
        SELECT f.* INTO v_feita FROM flowt.importar_linha(v_i, v_linha) AS f;
        v_i.qtd_feitas := v_i.qtd_feitas + 1;
        v_i.qtd_criadas := v_i.qtd_criadas + (v_feita.resultado = 'CRIADA')::integer;
        v_i.qtd_alteradas := v_i.qtd_alteradas + (v_feita.resultado = 'ALTERADA')::integer;
        v_i.qtd_recusadas := v_i.qtd_recusadas + (v_feita.resultado = 'RECUSADA')::integer;
        INSERT INTO flowt.tb_omni8_importacao_erro (cod_tenant, cod_importacao, num_linha, num_erro, nom_coluna, des_codigo, des_mensagem)
        SELECT v_i.cod_tenant, v_i.cod_importacao, v_linha.num_linha, e.n, e.erro ->> 'campo', e.erro ->> 'codigo', e.erro ->> 'mensagem'
          FROM jsonb_array_elements(v_feita.erros) WITH ORDINALITY AS e (erro, n) WHERE v_feita.resultado = 'RECUSADA' AND v_i.qtd_recusadas <= flowt.limite_de_erros_da_importacao();
    END LOOP;
    -- A company that was copied in the middle of a file has no lines of it left: it ends with what was done.
    IF v_i.qtd_feitas = v_antes THEN
        v_i.qtd_linhas := v_antes;
    END IF;
    v_i.sta_importacao := CASE WHEN v_i.qtd_feitas = v_i.qtd_linhas THEN 'CONCLUIDO' ELSE 'PROCESSANDO' END;
    UPDATE flowt.tb_omni8_importacao i
       SET (sta_importacao, qtd_linhas, qtd_feitas, qtd_criadas, qtd_alteradas, qtd_recusadas, dat_conclusao)
         = (v_i.sta_importacao, v_i.qtd_linhas, v_i.qtd_feitas, v_i.qtd_criadas, v_i.qtd_alteradas, v_i.qtd_recusadas, CASE v_i.sta_importacao WHEN 'CONCLUIDO' THEN clock_timestamp() END)
     WHERE i.cod_tenant = v_i.cod_tenant AND i.cod_importacao = v_i.cod_importacao;
    IF v_i.sta_importacao = 'CONCLUIDO' THEN
        DELETE FROM flowt.tb_omni8_importacao_linha l WHERE l.cod_tenant = v_i.cod_tenant AND l.cod_importacao = v_i.cod_importacao;
    END IF;
    RETURN v_i.qtd_feitas - v_antes;
END
$$;
COMMENT ON FUNCTION flowt.processar_importacao(flowt.tb_omni8_importacao, integer) IS 'Trata as próximas linhas de uma importação travada; devolve quantas. As linhas saem no fim.';

-- One batch of each company's oldest file: a file of a hundred thousand lines does not keep another company waiting.
CREATE OR REPLACE FUNCTION rotina.processar_importacoes() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off AS $$
DECLARE
    v_i        flowt.tb_omni8_importacao;
    v_feitas   bigint := 0;
    v_tenants  bigint[] := '{}';
    v_contexto flowt.credencial;
BEGIN
    FOR v_i IN SELECT i.* FROM flowt.tb_omni8_importacao i WHERE i.sta_importacao <> 'CONCLUIDO' ORDER BY i.dat_criacao, i.cod_importacao FOR UPDATE SKIP LOCKED LOOP
        CONTINUE WHEN v_i.cod_tenant = ANY (v_tenants);
        v_tenants := v_tenants || v_i.cod_tenant;
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
COMMENT ON FUNCTION rotina.processar_importacoes() IS 'Importa as próximas linhas do arquivo mais antigo de cada tenant; devolve quantas. Para chamar a cada poucos segundos, e de novo enquanto não devolver 0.';

-- MARK: routes

CREATE OR REPLACE FUNCTION flowt.importacoes(p_tenant bigint, p_codigos bigint[])
RETURNS TABLE (cod_importacao text, flg_simulacao boolean, sta_importacao text, des_codificacao text, des_separador text, colunas text[], colunas_ignoradas text[], qtd_linhas integer,
               qtd_feitas integer, qtd_criadas integer, qtd_alteradas integer, qtd_recusadas integer, cod_usuario text, dat_criacao timestamptz, dat_conclusao timestamptz)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT i.cod_importacao::text, i.flg_simulacao, i.sta_importacao, i.des_codificacao, i.des_separador, i.des_colunas, i.des_ignoradas, i.qtd_linhas,
           i.qtd_feitas, i.qtd_criadas, i.qtd_alteradas, i.qtd_recusadas, i.cod_usuario::text, i.dat_criacao, i.dat_conclusao
      FROM flowt.tb_omni8_importacao AS i WHERE i.cod_tenant = p_tenant AND i.cod_importacao = ANY (p_codigos) ORDER BY i.cod_importacao DESC;
END;
COMMENT ON FUNCTION flowt.importacoes(bigint, bigint[]) IS 'Importações destes códigos como a API as mostra, as últimas primeiro.';

CREATE OR REPLACE FUNCTION api.importacao_criar(p_arquivo bytea, p_simular boolean) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint  := flowt.exigir_tenant();
    v_simular boolean := coalesce(p_simular, false);
    v_codigo  bigint;
    v_nova    flowt.tb_omni8_importacao;
    v_status  integer := 200;
BEGIN
    IF NOT v_simular THEN
        -- Sent twice at once, the second waits for the first's result.
        PERFORM flowt.um_de_cada_vez(v_tenant, 'importacao ' || encode(sha256(p_arquivo), 'hex'));
        SELECT i.cod_importacao INTO v_codigo FROM flowt.tb_omni8_importacao i WHERE i.cod_tenant = v_tenant AND i.hsh_arquivo = sha256(p_arquivo) AND NOT i.flg_simulacao;
    END IF;
    IF v_codigo IS NULL THEN
        v_codigo := flowt.receber_importacao(v_tenant, p_arquivo, v_simular);
        SELECT i.* INTO v_nova FROM flowt.tb_omni8_importacao i WHERE i.cod_tenant = v_tenant AND i.cod_importacao = v_codigo FOR NO KEY UPDATE;
        IF v_nova.qtd_linhas <= flowt.linhas_na_hora() THEN
            PERFORM flowt.processar_importacao(v_nova, flowt.linhas_na_hora());
        END IF;
        v_status := CASE WHEN v_nova.qtd_linhas <= flowt.linhas_na_hora() THEN 201 ELSE 202 END;
    END IF;
    RETURN (SELECT (v_status, NULL, 'Location: /v1/pessoas/importacoes/' || v_codigo, to_json(i)::text)::flowt.resposta FROM flowt.importacoes(v_tenant, ARRAY[v_codigo]) AS i);
END
$$;
COMMENT ON FUNCTION api.importacao_criar(bytea, boolean) IS
$$POST /v1/pessoas/importacoes
acesso: pessoa.importar
modulo: pessoas
arquivo: text/csv, text/plain, application/vnd.ms-excel 16MiB
resposta: 200 importacao
resposta: 201 importacao
resposta: 202 importacao
resposta: 409 problema
resposta: 422 problema
faixa: lenta
etiqueta: Pessoas
Importa pessoas de um CSV de até 100 mil linhas; simular=true só confere e conta.
UTF-8, Windows-1252 ou Latin-1; colunas separadas por ponto e vírgula, vírgula ou tabulação. A primeira linha tem os nomes das colunas: nome (obrigatória), tipo, cpf/cnpj, telefone, celular, e-mail, nascimento, nome social, nome fantasia, inscrição estadual, cep, endereço, número, complemento, bairro, cidade, uf, referência, observação, papel, etiquetas, consentimento, canal do consentimento, versão do texto; as outras são ignoradas, e ditas.
Cada linha entra inteira ou é recusada, com seus erros. Quem já está cadastrado, pelo mesmo documento ou por contato verificado, é só completado: nada do que tem muda. O mesmo arquivo enviado de novo devolve (200) o resultado do primeiro.
Até 500 linhas são tratadas na hora (201); mais que isso, aos poucos (202): acompanhe em Location.$$;

CREATE OR REPLACE FUNCTION api.importacao_ler(p_id bigint) RETURNS SETOF flowt.resposta
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT NULL::integer, NULL::text, NULL::text, to_json(i)::text FROM flowt.importacoes(flowt.tenant_atual(), ARRAY[p_id]) AS i;
END;
COMMENT ON FUNCTION api.importacao_ler(bigint) IS
$$GET /v1/pessoas/importacoes/{id}
acesso: pessoa.importar
modulo: pessoas
resposta: 200 importacao
resposta: 404 problema
etiqueta: Pessoas
Lê em que pé está uma importação, ou seu resultado.$$;

CREATE OR REPLACE FUNCTION api.importacao_listar(p_limite integer, p_apos bigint) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint   := flowt.exigir_tenant();
    v_quantos integer  := flowt.tamanho_pagina(p_limite);
    v_pagina  bigint[] := ARRAY(SELECT i.cod_importacao FROM flowt.tb_omni8_importacao i
                                 WHERE i.cod_tenant = v_tenant AND i.cod_importacao < coalesce(p_apos, 9223372036854775807) ORDER BY i.cod_importacao DESC LIMIT v_quantos);
    v_itens   json;
BEGIN
    SELECT coalesce(json_agg(i), '[]') INTO v_itens FROM flowt.importacoes(v_tenant, v_pagina) AS i;
    RETURN (200, NULL, NULL, json_build_object('itens', v_itens, 'proximo', v_pagina[v_quantos]::text)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.importacao_listar(integer, bigint) IS
$$GET /v1/pessoas/importacoes
acesso: pessoa.importar
modulo: pessoas
resposta: 200 importacao_lista
etiqueta: Pessoas
Lista as importações, as últimas primeiro.
limite: até 100 por página (20). apos: o "proximo" da página anterior.$$;

CREATE OR REPLACE FUNCTION api.importacao_erros(p_id bigint, p_limite integer, p_apos integer) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint  := flowt.exigir_tenant();
    v_quantos integer := flowt.tamanho_pagina(p_limite);
    v_itens   json;
    v_ultima  integer;
BEGIN
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_importacao i WHERE i.cod_tenant = v_tenant AND i.cod_importacao = p_id) THEN
        PERFORM flowt.recusar_registro('esta importação');
    END IF;
    SELECT coalesce(json_agg(json_build_object('num_linha', l.num_linha, 'erros', l.erros) ORDER BY l.num_linha), '[]'), CASE WHEN count(*) = v_quantos THEN max(l.num_linha) END
      INTO v_itens, v_ultima
      FROM (SELECT e.num_linha, json_agg(json_build_object('campo', e.nom_coluna, 'codigo', e.des_codigo, 'mensagem', e.des_mensagem) ORDER BY e.num_erro) AS erros
              FROM flowt.tb_omni8_importacao_erro e WHERE e.cod_tenant = v_tenant AND e.cod_importacao = p_id AND e.num_linha > coalesce(p_apos, 0)
             GROUP BY e.num_linha ORDER BY e.num_linha LIMIT v_quantos) AS l;
    RETURN (200, NULL, NULL, json_build_object('itens', v_itens, 'proximo', v_ultima::text)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.importacao_erros(bigint, integer, integer) IS
$$GET /v1/pessoas/importacoes/{id}/erros
acesso: pessoa.importar
modulo: pessoas
resposta: 200 importacao_erro_lista
resposta: 404 problema
etiqueta: Pessoas
Lista as linhas recusadas de uma importação (até 10 mil), com a coluna, o código e a frase de cada erro.
limite: até 100 por página (20). apos: o "proximo" da página anterior.$$;

SELECT flowt.definir_esquema('importacao', $json${
    "type": "object", "required": ["cod_importacao", "flg_simulacao", "sta_importacao", "qtd_linhas", "qtd_feitas", "qtd_criadas", "qtd_alteradas", "qtd_recusadas"],
    "properties": {
        "cod_importacao": {"type": "string"}, "flg_simulacao": {"type": "boolean"}, "sta_importacao": {"type": "string", "enum": ["RECEBIDO", "PROCESSANDO", "CONCLUIDO"]},
        "des_codificacao": {"type": "string"}, "des_separador": {"type": "string"}, "colunas": {"type": "array", "items": {"type": "string"}},
        "colunas_ignoradas": {"type": "array", "items": {"type": "string"}}, "qtd_linhas": {"type": "integer"}, "qtd_feitas": {"type": "integer"}, "qtd_criadas": {"type": "integer"},
        "qtd_alteradas": {"type": "integer", "description": "Pessoas já cadastradas que foram completadas."}, "qtd_recusadas": {"type": "integer"},
        "cod_usuario": {"type": ["string", "null"]}, "dat_criacao": {"type": "string", "format": "date-time"}, "dat_conclusao": {"type": ["string", "null"]}
    }
}$json$);
SELECT flowt.definir_esquema('importacao_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/importacao"}}, "proximo": {"type": ["string", "null"], "description": "Valor de apos da próxima página; null na última."}}
}$json$);
SELECT flowt.definir_esquema('importacao_erro_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {
        "itens": {"type": "array", "items": {"type": "object", "required": ["num_linha", "erros"], "properties": {
            "num_linha": {"type": "integer"}, "erros": {"type": "array", "items": {"type": "object", "required": ["campo", "codigo", "mensagem"], "properties": {
                "campo": {"type": ["string", "null"], "description": "Coluna; null se o erro é da linha toda."}, "codigo": {"type": "string"}, "mensagem": {"type": "string"}}}}}}},
        "proximo": {"type": ["string", "null"], "description": "Valor de apos da próxima página; null na última."}
    }
}$json$);
