-- Bringing a company in, and erasing one (guide chapters 3.1 and 4.1). All or nothing; other companies are neither touched nor
-- kept waiting.

CREATE OR REPLACE FUNCTION flowt.recusar_copia(p_codigo text, p_detalhe text) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = p_codigo, DETAIL = p_detalhe;
END
$$;
COMMENT ON FUNCTION flowt.recusar_copia(text, text) IS 'Levanta o erro 422 de uma cópia que não pode entrar.';

CREATE OR REPLACE FUNCTION flowt.recusar_codigo(p_tabela text, p_coluna text, p_codigo bigint) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    PERFORM flowt.recusar_copia('copia_nao_confere', format('%s.%s refere o código %s, que não está na cópia.', p_tabela, p_coluna, p_codigo));
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.recusar_codigo(text, text, bigint) IS 'Levanta 422 por um código que a cópia não tem.';

CREATE OR REPLACE FUNCTION flowt.traduzir_json(p_copia text, p_json jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF jsonb_typeof(p_json) = 'array' THEN
        RETURN (SELECT coalesce(jsonb_agg(flowt.traduzir_json(p_copia, e.value) ORDER BY e.ordinality), '[]')
                  FROM jsonb_array_elements(p_json) WITH ORDINALITY AS e);
    ELSIF jsonb_typeof(p_json) IS DISTINCT FROM 'object' THEN
        RETURN p_json;
    END IF;
    RETURN (
        SELECT coalesce(jsonb_object_agg(m.key, coalesce(
                   (SELECT CASE jsonb_typeof(m.value) WHEN 'string' THEN to_jsonb(k.cod_novo::text) ELSE to_jsonb(k.cod_novo) END
                      FROM flowt.casa_coluna AS i JOIN flowt.tb_omni8_copia_codigo AS k ON k.num_copia = p_copia AND k.nom_tabela = i.tabela
                     WHERE m.key LIKE 'cod\_%' AND i.flg_identidade AND i.coluna = m.key
                       AND k.cod_antigo = substring(m.value #>> '{}' FROM '^[1-9][0-9]{0,17}$')::bigint LIMIT 1),
                   flowt.traduzir_json(p_copia, m.value))), '{}')
          FROM jsonb_each(p_json) AS m);
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.traduzir_json(text, jsonb) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.traduzir_json(text, jsonb) IS 'Um JSON com os membros cod_… traduzidos para os códigos deste banco.';

-- One INSERT … SELECT a table: every code is looked up in tb_omni8_copia_codigo.
CREATE OR REPLACE FUNCTION flowt.instrucao_de_entrada(p_tabela text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_coluna  record;
    v_colunas text;
    v_valores text;
    v_juncoes text := '';
    v_valor   text;
BEGIN
    FOR v_coluna IN
        SELECT c.coluna, c.tipo, c.comentario, c.flg_obrigatoria, k.raiz, k.flg_propria, k.flg_lista,
               k.flg_chave AND EXISTS (SELECT FROM flowt.tabelas_do_tenant() AS t WHERE t.tabela = k.raiz AND t.flg_copiada) AS flg_certa,
               'm' || c.num_coluna AS m
          FROM flowt.casa_coluna AS c LEFT JOIN flowt.casa_codigo AS k ON k.tabela = c.tabela AND k.coluna = c.coluna
         WHERE c.tabela = p_tabela AND NOT c.flg_gerada ORDER BY c.num_coluna
    LOOP
        IF v_coluna.coluna = 'cod_tenant' THEN
            v_valor := '$1';
        ELSIF v_coluna.flg_lista THEN
            v_valor := format(
                'CASE WHEN r.%1$I IS NOT NULL THEN ARRAY(SELECT k.cod_novo FROM flowt.tb_omni8_copia_codigo AS k WHERE k.num_copia = $2 AND '
                'k.nom_tabela = %2$L '
                              || 'AND k.cod_antigo = ANY (r.%1$I) ORDER BY 1) END', v_coluna.coluna, v_coluna.raiz);
        ELSIF v_coluna.raiz IS NOT NULL THEN
            v_juncoes := v_juncoes
            || format(' LEFT JOIN flowt.tb_omni8_copia_codigo AS %1$I ON %1$I.num_copia = $2 AND %1$I.nom_tabela = %2$L AND %1$I.cod_antigo = r.%3$I',
                                             v_coluna.m, v_coluna.raiz, v_coluna.coluna);
            -- 0 is nobody's code: it stands for none where a key cannot be null.
            v_valor := CASE WHEN v_coluna.flg_certa OR v_coluna.flg_obrigatoria
                THEN format('CASE WHEN r.%1$I = 0 THEN 0 WHEN r.%1$I IS NOT NULL AND %2$I.cod_novo IS NULL THEN flowt.recusar_codigo(%3$L, %1$L, '
                            'r.%1$I) ELSE %2$I.cod_novo END', v_coluna.coluna, v_coluna.m, p_tabela)
                ELSE format('%I.cod_novo', v_coluna.m) END;
        ELSIF v_coluna.tipo::text = 'jsonb' AND v_coluna.comentario NOT LIKE '%Sem códigos.%' THEN
            v_valor := format('flowt.traduzir_json($2, r.%I)', v_coluna.coluna);
        ELSE
            v_valor := format('r.%I', v_coluna.coluna);
        END IF;
        v_colunas := concat_ws(', ', v_colunas, quote_ident(v_coluna.coluna));
        v_valores := concat_ws(', ', v_valores, v_valor);
    END LOOP;
    RETURN format(
            'INSERT INTO flowt.%1$I (%2$s) OVERRIDING SYSTEM VALUE SELECT %3$s FROM (SELECT n.js_linha -> ''l'' AS linha, n.num_linha FROM '
            'flowt.tb_omni8_copia_linha AS n '
                  || 'WHERE n.num_copia = $2 AND n.nom_tabela = %1$L AND n.js_linha ? ''l'') AS n CROSS JOIN LATERAL '
                     'jsonb_populate_record(NULL::flowt.%1$I, n.linha) AS r%4$s ORDER BY n.num_linha',
                  p_tabela, v_colunas, v_valores, v_juncoes);
END
$$;
COMMENT ON FUNCTION flowt.instrucao_de_entrada(text)
    IS 'Instrução que põe as linhas de uma tabela copiada neste banco ($1 tenant, $2 cópia), com os códigos traduzidos.';

CREATE OR REPLACE FUNCTION flowt.conferir_copia(p_copia text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_cabecalho jsonb := (SELECT n.js_linha FROM flowt.tb_omni8_copia_linha AS n WHERE n.num_copia = p_copia ORDER BY n.num_linha LIMIT 1);
BEGIN
    IF v_cabecalho ->> 'formato' IS DISTINCT FROM 'flowt.tenant.1' THEN
        PERFORM flowt.recusar_copia('copia_nao_reconhecida',
                                    'Nesta transação, carregue antes o arquivo em flowt.tb_omni8_copia_linha (js_linha), desde a primeira linha: '
                                    'veja scripts/copiar_tenant.sh.');
    ELSIF v_cabecalho ->> 'esquema' <> flowt.esquema_da_copia() THEN
        PERFORM flowt.recusar_copia('copia_de_outra_versao',
                                    'As tabelas deste banco não são as da cópia: atualize os dois para a mesma versão com "flowt migrate".');
    ELSIF NOT EXISTS (SELECT FROM flowt.tb_omni8_copia_linha AS n WHERE n.num_copia = p_copia AND n.js_linha = '{"fim": true}')
          OR (SELECT count(*) FROM flowt.tb_omni8_copia_linha AS n
               WHERE n.num_copia = p_copia AND n.js_linha ? 'soma') <> (v_cabecalho ->> 'tabelas')::bigint THEN
        PERFORM flowt.recusar_copia('copia_incompleta', 'O arquivo está incompleto: exporte de novo.');
    END IF;
    RETURN v_cabecalho;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.conferir_copia(text) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.conferir_copia(text) IS 'Cabeçalho de uma cópia carregada; 422 se não é uma, se é de outro esquema ou se falta o fim.';

-- Whoever has no login here gets one that no password opens: bcrypt of nothing anybody knows. A reset gives it one.
CREATE OR REPLACE FUNCTION flowt.receber_usuarios(p_copia text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_usuario (des_email, nom_usuario, hsh_senha)
    SELECT n.js_linha #>> '{l,des_email}', n.js_linha #>> '{l,nom_usuario}',
           '$2a$12$' || translate(left(replace(encode(public.gen_random_bytes(45), 'base64'), E'\n', ''), 53), '+=', './')
      FROM flowt.tb_omni8_copia_linha AS n WHERE n.num_copia = p_copia AND n.nom_tabela = 'tb_omni8_usuario' AND n.js_linha ? 'l'
     ORDER BY n.js_linha #>> '{l,des_email}'
        ON CONFLICT (des_email) DO NOTHING;
    INSERT INTO flowt.tb_omni8_copia_codigo (num_copia, nom_tabela, cod_antigo, cod_novo)
    SELECT p_copia, 'tb_omni8_usuario', (n.js_linha #>> '{l,cod_usuario}')::bigint, u.cod_usuario
      FROM flowt.tb_omni8_copia_linha AS n JOIN flowt.tb_omni8_usuario AS u ON u.des_email = n.js_linha #>> '{l,des_email}'
     WHERE n.num_copia = p_copia AND n.nom_tabela = 'tb_omni8_usuario' AND n.js_linha ? 'l';
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.receber_usuarios(text) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.receber_usuarios(text) IS 'Logins de uma cópia: os que têm o mesmo e-mail aqui, ou novos, sem senha que os abra.';

CREATE OR REPLACE FUNCTION flowt.numerar_copia(p_copia text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_tabela record;
BEGIN
    FOR v_tabela IN
        SELECT t.tabela, c.coluna, pg_get_serial_sequence(format('flowt.%I', t.tabela), c.coluna) AS sequencia
          FROM flowt.tabelas_do_tenant() AS t JOIN flowt.casa_coluna AS c ON c.tabela = t.tabela AND c.flg_identidade WHERE t.flg_copiada
    LOOP
        -- In the order of the file: what was made first has the lower number here too.
        INSERT INTO flowt.tb_omni8_copia_codigo (num_copia, nom_tabela, cod_antigo, cod_novo)
        SELECT p_copia, v_tabela.tabela, l.codigo, nextval(v_tabela.sequencia::regclass)
          FROM (SELECT (n.js_linha -> 'l' ->> v_tabela.coluna)::bigint AS codigo FROM flowt.tb_omni8_copia_linha AS n
                 WHERE n.num_copia = p_copia AND n.nom_tabela = v_tabela.tabela AND n.js_linha ? 'l' ORDER BY n.num_linha) AS l;
    END LOOP;
    RETURN (SELECT k.cod_novo FROM flowt.tb_omni8_copia_codigo AS k WHERE k.num_copia = p_copia AND k.nom_tabela = 'tb_omni8_tenant');
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.numerar_copia(text) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.numerar_copia(text) IS 'Dá um código novo a cada linha de uma cópia e devolve o do tenant.';

CREATE OR REPLACE FUNCTION flowt.receber_tabelas(p_copia text, p_tenant bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_tabela   record;
    v_esperada jsonb;
BEGIN
    FOR v_tabela IN SELECT t.tabela FROM flowt.tabelas_do_tenant() AS t WHERE t.flg_copiada ORDER BY t.num_ordem, t.tabela LOOP
        -- What a trigger made meanwhile, such as a first unit, is in the file already.
        EXECUTE format('DELETE FROM flowt.%I AS t WHERE t.cod_tenant = $1', v_tabela.tabela) USING p_tenant;
        EXECUTE flowt.instrucao_de_entrada(v_tabela.tabela) USING p_tenant, p_copia;
    END LOOP;
    FOR v_tabela IN SELECT t.tabela FROM flowt.tabelas_do_tenant() AS t WHERE t.flg_copiada LOOP
        SELECT n.js_linha INTO v_esperada FROM flowt.tb_omni8_copia_linha AS n
         WHERE n.num_copia = p_copia AND n.nom_tabela = v_tabela.tabela AND n.js_linha ? 'soma';
        IF v_esperada IS DISTINCT FROM flowt.somar_tabela(p_tenant, v_tabela.tabela) THEN
            PERFORM flowt.recusar_copia('copia_nao_confere',
                                        format('A tabela %s não ficou igual à da cópia (esperado %s, ficou %s): nada foi importado.', v_tabela.tabela,
                                        v_esperada, flowt.somar_tabela(p_tenant, v_tabela.tabela)));
        END IF;
    END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.receber_tabelas(text, bigint) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.receber_tabelas(text, bigint) IS 'Põe as tabelas de uma cópia neste banco e confere contagem e soma de cada uma.';

-- One line in the trail for a company that came or went as a whole.
CREATE OR REPLACE FUNCTION flowt.auditar_copia(p_tenant bigint, p_operacao text, p_diferenca jsonb) RETURNS void
LANGUAGE sql VOLATILE
BEGIN ATOMIC
    INSERT INTO flowt.tb_omni8_auditoria (cod_tenant, nom_tabela, tip_operacao, js_chave, js_diferenca, nom_login)
    VALUES (p_tenant, 'tb_omni8_tenant', p_operacao, jsonb_build_object('cod_tenant', p_tenant), p_diferenca, session_user);
END;
REVOKE EXECUTE ON FUNCTION flowt.auditar_copia(bigint, text, jsonb) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.auditar_copia(bigint, text, jsonb) IS 'Registra na trilha um tenant importado ou apagado por inteiro.';

CREATE OR REPLACE FUNCTION admin.importar_tenant(p_slug text DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    v_copia     text  := pg_current_xact_id()::text;
    v_cabecalho jsonb := flowt.conferir_copia(v_copia);
    v_slug      text  := coalesce(p_slug, v_cabecalho ->> 'nom_slug');
    v_tenant    bigint;
    v_feito     text;
BEGIN
    IF EXISTS (SELECT FROM flowt.tb_omni8_tenant AS t WHERE t.nom_slug = v_slug) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'slug_ja_usado',
            DETAIL = format('O endereço "%s" já é de outra empresa neste banco: diga outro em p_slug.', v_slug);
    END IF;
    UPDATE flowt.tb_omni8_copia_linha AS n SET js_linha = jsonb_set(n.js_linha, '{l,nom_slug}', to_jsonb(v_slug))
     WHERE n.num_copia = v_copia AND n.nom_tabela = 'tb_omni8_tenant' AND n.js_linha ? 'l';
    PERFORM flowt.receber_usuarios(v_copia);
    v_tenant := flowt.numerar_copia(v_copia);
    v_feito := set_config('flowt.manutencao', flowt.senha_de_manutencao(v_tenant), true);
    PERFORM flowt.receber_tabelas(v_copia, v_tenant);
    v_feito := set_config('flowt.manutencao', '', true);
    PERFORM flowt.auditar_copia(v_tenant, 'I', jsonb_build_object('importado', jsonb_build_array(NULL, v_cabecalho -> 'dat_exportacao')));
    DELETE FROM flowt.tb_omni8_copia_linha AS n WHERE n.num_copia = v_copia;
    DELETE FROM flowt.tb_omni8_copia_codigo AS k WHERE k.num_copia = v_copia;
    RETURN v_tenant;
END
$$;
ALTER FUNCTION admin.importar_tenant(text) OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.importar_tenant(text)
    IS 'Importa o tenant cujas linhas a mesma transação pôs em flowt.tb_omni8_copia_linha e devolve seu número novo. p_slug: outro endereço, se o '
       'dele já é usado aqui. Confere contagem e soma de cada tabela; tudo ou nada. Logins são os de mesmo e-mail, ou novos que precisam redefinir a '
       'senha; sessões, chaves, domínios e mensagens não vêm.';

-- MARK: erasure

-- Logins that were of this company alone; one that any row of another still names stays.
CREATE OR REPLACE FUNCTION flowt.apagar_usuarios(p_usuarios bigint[]) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_uso      record;
    v_sobram   bigint[] := p_usuarios;
    v_em_uso   bigint[];
    v_apagados bigint;
BEGIN
    PERFORM FROM flowt.tb_omni8_usuario AS u WHERE u.cod_usuario = ANY (p_usuarios) ORDER BY u.cod_usuario FOR UPDATE;
    FOR v_uso IN SELECT DISTINCT k.tabela, k.coluna FROM flowt.casa_codigo AS k
                   JOIN flowt.tabelas_do_tenant() AS t ON t.tabela = k.tabela AND NOT t.flg_retida
                  WHERE k.raiz = 'tb_omni8_usuario' AND NOT k.flg_propria AND NOT k.flg_lista LOOP
        EXECUTE format('SELECT array_agg(DISTINCT t.%1$I) FROM flowt.%2$I AS t WHERE t.%1$I = ANY ($1)', v_uso.coluna, v_uso.tabela) INTO v_em_uso
            USING v_sobram;
        v_sobram := ARRAY(SELECT u FROM unnest(v_sobram) AS u WHERE NOT u = ANY (coalesce(v_em_uso, '{}')));
    END LOOP;
    FOR v_uso IN SELECT k.tabela, k.coluna FROM flowt.casa_codigo AS k
                  WHERE k.raiz = 'tb_omni8_usuario' AND NOT k.flg_propria
                    AND k.tabela NOT IN (SELECT t.tabela FROM flowt.tabelas_do_tenant() AS t) LOOP
        EXECUTE format('DELETE FROM flowt.%I AS t WHERE t.%I = ANY ($1)', v_uso.tabela, v_uso.coluna) USING v_sobram;
    END LOOP;
    DELETE FROM flowt.tb_omni8_usuario AS u WHERE u.cod_usuario = ANY (v_sobram);
    GET DIAGNOSTICS v_apagados = ROW_COUNT;
    RETURN v_apagados;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.apagar_usuarios(bigint[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.apagar_usuarios(bigint[]) IS 'Apaga, dentre estes logins, os que nenhuma linha de tenant ainda refere.';

CREATE OR REPLACE FUNCTION flowt.apagar_tabelas(p_tenant bigint) RETURNS TABLE (tabela text, qtd_linhas bigint)
LANGUAGE plpgsql AS $$
DECLARE
    v_tabela text;
BEGIN
    -- The children first. What the trail's pseudonyms were made with goes last: without it they are only noise. Marks go before the numbers
    -- counted for them, which nothing refers to: whoever is counting has taken a mark, and what it writes is seen when it is done.
    FOR v_tabela IN SELECT t.tabela FROM flowt.tabelas_do_tenant() AS t WHERE NOT t.flg_retida
                     ORDER BY t.tabela = 'tb_omni8_auditoria_segredo', t.num_ordem DESC, t.tabela NOT LIKE '%\_sujo', t.tabela LOOP
        EXECUTE format('DELETE FROM flowt.%I AS t WHERE t.cod_tenant = $1', v_tabela) USING p_tenant;
        GET DIAGNOSTICS qtd_linhas = ROW_COUNT;
        IF qtd_linhas > 0 THEN
            tabela := v_tabela;
            RETURN NEXT;
        END IF;
    END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.apagar_tabelas(bigint) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.apagar_tabelas(bigint) IS 'Apaga as linhas de um tenant de todas as tabelas que não são retidas, e diz quantas.';

CREATE OR REPLACE FUNCTION admin.apagar_tenant(p_tenant bigint, p_confirmacao text) RETURNS TABLE (tabela text, qtd_linhas bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_status   text;
    v_usuarios bigint[];
    v_apagadas jsonb;
    v_feito    text;
BEGIN
    PERFORM flowt.exigir_confirmacao(p_tenant, p_confirmacao);
    SELECT t.sta_tenant INTO v_status FROM flowt.tb_omni8_tenant AS t WHERE t.cod_tenant = p_tenant FOR UPDATE;
    IF v_status <> 'ENCERRADO' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'tenant_nao_encerrado',
            DETAIL = format('O tenant está %s: só um ENCERRADO é apagado. Exporte-o antes.', v_status);
    END IF;
    v_usuarios := flowt.usuarios_da_copia(p_tenant);
    v_feito := set_config('flowt.manutencao', flowt.senha_de_manutencao(p_tenant), true);
    SELECT jsonb_object_agg(a.tabela, a.qtd_linhas) INTO v_apagadas FROM flowt.apagar_tabelas(p_tenant) AS a;
    v_feito := set_config('flowt.manutencao', '', true);
    PERFORM flowt.auditar_copia(p_tenant, 'D', jsonb_build_object('apagado', jsonb_build_array(v_apagadas, NULL)));
    RETURN QUERY SELECT e.key, e.value::text::bigint FROM jsonb_each(v_apagadas) AS e
                  UNION ALL SELECT 'tb_omni8_usuario', flowt.apagar_usuarios(v_usuarios) ORDER BY 1;
END
$$;
ALTER FUNCTION admin.apagar_tenant(bigint, text) OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.apagar_tenant(bigint, text)
    IS 'Apaga, sem volta, tudo de um tenant ENCERRADO; p_confirmacao é o slug dele. Devolve quantas linhas de cada tabela. Ficam as trilhas de '
       'auditoria, até o fim de sua retenção, com pseudônimos que já não se revertem. Não para nem toca outro tenant.';
