-- Personal data is erased (LGPD art. 18, IV and VI; guide chapter 4.2), found as an export finds it (70_lgpd); and whoever is erased does
-- not come back.

CREATE OR REPLACE FUNCTION flowt.valor_neutro(p_coluna flowt.casa_coluna) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_dito text := substring((p_coluna).comentario FROM 'Anonimizado: ([^.]+)\.');
BEGIN
    RETURN CASE
        WHEN v_dito = 'novo token' THEN 'flowt.novo_token()'
        WHEN v_dito LIKE 'campos pessoais de %' THEN format('flowt.sem_campos_pessoais(t.cod_tenant, %L, t.%I)', substr(v_dito, 20),
                                                            (p_coluna).coluna)
        WHEN v_dito IS NOT NULL THEN format('CASE WHEN t.%I IS NOT NULL THEN %L::%s END', (p_coluna).coluna, v_dito, (p_coluna).tipo)
        WHEN NOT (p_coluna).flg_obrigatoria THEN format('NULL::%s', (p_coluna).tipo)
        WHEN (p_coluna).tipo::text = 'text' THEN '''''::text'
        WHEN (p_coluna).tipo::text LIKE '%[]' OR (p_coluna).tipo::text = 'jsonb' THEN format('''{}''::%s', (p_coluna).tipo)
        WHEN (p_coluna).tipo::text = 'bytea' THEN '''\x''::bytea'
        WHEN (p_coluna).tipo::text = 'boolean' THEN 'false'
        WHEN (p_coluna).tipo::text IN ('date', 'timestamp with time zone') THEN format('''1900-01-01''::%s', (p_coluna).tipo)
        WHEN (p_coluna).tipo::text IN ('smallint', 'integer', 'bigint', 'numeric') THEN format('0::%s', (p_coluna).tipo) END;
END
$$;
COMMENT ON FUNCTION flowt.valor_neutro(flowt.casa_coluna)
    IS 'Expressão SQL (sobre t) do que fica no lugar de um dado pessoal; nula se não se sabe o que seria.';

CREATE OR REPLACE FUNCTION flowt.instrucao_de_anonimizacao(p_tabela text, p_condicao text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF obj_description(format('flowt.%I', p_tabela)::regclass, 'pg_class') LIKE '%Anonimização: apaga.%' THEN
        RETURN format('DELETE FROM flowt.%I AS t WHERE t.cod_tenant = $1 AND (%s)', p_tabela, p_condicao);
    END IF;
    RETURN (
        SELECT format('UPDATE flowt.%I AS t SET %s WHERE t.cod_tenant = $1 AND (%s)', p_tabela, string_agg(format('%I = %s', c.coluna,
                   CASE WHEN c.coluna = 'dat_anonimizacao' THEN 'now()' ELSE flowt.valor_neutro(c) END), ', '), p_condicao)
          FROM flowt.casa_coluna AS c
         WHERE c.tabela = p_tabela AND (c.coluna = 'dat_anonimizacao' OR c.comentario LIKE '%Dado pessoal%') AND NOT c.flg_gerada
        HAVING bool_or(c.comentario LIKE '%Dado pessoal%'));
END
$$;
COMMENT ON FUNCTION flowt.instrucao_de_anonimizacao(text, text)
    IS 'Instrução que anonimiza (ou apaga) as linhas de uma tabela; nula se nela não há dado pessoal.';

CREATE OR REPLACE FUNCTION flowt.contatos_da_pessoa(p_tenant bigint, p_pessoas bigint[]) RETURNS text[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_contatos text[] := '{}';
    v_coluna   record;
    v_valores  text[];
BEGIN
    FOR v_coluna IN
        SELECT p.tabela, p.condicao, c.coluna FROM flowt.tabelas_da_pessoa() AS p
          JOIN flowt.casa_coluna AS c ON c.tabela = p.tabela AND c.comentario LIKE '%Contato do titular.%'
    LOOP
        EXECUTE format('SELECT array_agg(DISTINCT t.%1$I) FROM flowt.%2$I AS t WHERE t.cod_tenant = $1 AND t.%1$I IS NOT NULL AND (%3$s)',
                       v_coluna.coluna, v_coluna.tabela, v_coluna.condicao)
           INTO v_valores USING p_tenant, p_pessoas;
        v_contatos := v_contatos || coalesce(v_valores, '{}');
    END LOOP;
    -- What somebody else has proven is theirs, whoever else has typed it.
    RETURN ARRAY(SELECT c FROM unnest(v_contatos) AS c
                  WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_pessoa_identificador AS i
                                     WHERE i.cod_tenant = p_tenant AND i.des_valor = c AND i.dat_verificacao IS NOT NULL
                                       AND i.cod_pessoa <> ALL (p_pessoas)));
END
$$;
COMMENT ON FUNCTION flowt.contatos_da_pessoa(bigint, bigint[])
    IS 'E-mails, telefones e documentos de uma pessoa, onde quer que estejam, menos os que outra provou ter.';

-- Rows that name the person only by a contact: orders from before anybody knew whose they were become hers, and go the way of
-- the others; messages sent to it go by themselves.
CREATE OR REPLACE FUNCTION flowt.anonimizar_por_contato(p_tenant bigint, p_pessoa bigint, p_contatos text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_coluna record;
BEGIN
    FOR v_coluna IN SELECT t.* FROM flowt.contatos_em_tabelas() AS t LOOP
        IF v_coluna.flg_pessoa THEN
            EXECUTE format('UPDATE flowt.%I AS t SET cod_pessoa = $3 WHERE t.cod_tenant = $1 AND t.%I = ANY ($2) AND t.cod_pessoa IS NULL',
                           v_coluna.tabela, v_coluna.coluna)
              USING p_tenant, p_contatos, p_pessoa;
        ELSE
            EXECUTE flowt.instrucao_de_anonimizacao(v_coluna.tabela, flowt.condicao_do_contato(v_coluna.coluna, v_coluna.flg_lista, '$2'))
                USING p_tenant, p_contatos;
        END IF;
    END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.anonimizar_por_contato(bigint, bigint, text[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.anonimizar_por_contato(bigint, bigint, text[])
    IS 'Anonimiza o que só se liga a uma pessoa por um contato dela, ou o liga a ela.';

CREATE OR REPLACE FUNCTION flowt.conferir_anonimizacao(p_tenant bigint, p_pessoa bigint, p_pessoas bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_pessoa record;
BEGIN
    -- In order of code, as whoever merges does; what was merged while we waited is found by asking again.
    PERFORM FROM flowt.tb_omni8_pessoa AS p WHERE p.cod_tenant = p_tenant AND p.cod_pessoa = ANY (p_pessoas) ORDER BY p.cod_pessoa FOR UPDATE;
    SELECT p.sta_pessoa, p.cod_pessoa_destino INTO v_pessoa FROM flowt.tb_omni8_pessoa AS p WHERE p.cod_tenant = p_tenant AND p.cod_pessoa = p_pessoa;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta pessoa');
    ELSIF v_pessoa.sta_pessoa = 'MESCLADA' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'pessoa_mesclada', DETAIL = 'Este cadastro foi fundido em outro: anonimize o outro.',
            HINT = json_build_object('cod_pessoa_destino', v_pessoa.cod_pessoa_destino::text)::text;
    ELSIF v_pessoa.sta_pessoa = 'ANONIMIZADA' THEN
        PERFORM flowt.recusar_pessoa_anonimizada();
    ELSIF flowt.cadastros_da_pessoa(p_tenant, p_pessoa) <> p_pessoas THEN
        -- The request is made again by itself.
        RAISE EXCEPTION USING ERRCODE = 'serialization_failure', MESSAGE = 'cadastros_mudaram';
    END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.conferir_anonimizacao(bigint, bigint, bigint[]) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.conferir_anonimizacao(bigint, bigint, bigint[])
    IS 'Trava os cadastros de uma pessoa e recusa a anonimização que não pode ser: já feita, ou de cadastro mesclado.';

-- Whoever is still to deliver needs to know whom to (LGPD art. 7, V: performance of a contract).
CREATE OR REPLACE FUNCTION flowt.recusar_pedido_em_aberto(p_tenant bigint, p_pessoas bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_pedidos text;
BEGIN
    -- Whatever order the erasure would reach; a quote has no stock, but can still be accepted.
    EXECUTE format(
            $q$SELECT string_agg(t.num_pedido::text, ', ' ORDER BY t.num_pedido)
                 FROM flowt.tb_omni8_pedido AS t JOIN flowt.tb_omni8_pedido_status AS s ON s.sta_pedido = t.sta_pedido
                WHERE t.cod_tenant = $1 AND (%s) AND (NOT s.flg_devolve_estoque OR t.sta_pedido = 'INTENCAO')
                  AND t.sta_pedido NOT IN ('ENTREGUE', 'CONCLUIDO')$q$,
            (SELECT p.condicao FROM flowt.tabelas_da_pessoa() AS p WHERE p.tabela = 'tb_omni8_pedido'))
        INTO v_pedidos USING p_tenant, p_pessoas;
    IF v_pedidos IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'pedido_em_aberto',
            DETAIL = format('Há pedido em aberto (%s): conclua-o ou cancele-o antes de anonimizar.', v_pedidos);
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.recusar_pedido_em_aberto(bigint, bigint[]) IS 'Levanta 409 se uma pessoa tem pedido em aberto, dizendo qual.';

CREATE OR REPLACE FUNCTION flowt.anonimizar_pessoa(p_pessoa bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant   bigint   := flowt.exigir_tenant();
    v_pessoas  bigint[] := flowt.cadastros_da_pessoa(v_tenant, p_pessoa);
    v_contatos text[];
    v_tabela   record;
    v_feito    text;
BEGIN
    -- Before people, as an import does: lines that it has read already would come in as they were.
    PERFORM FROM flowt.tb_omni8_importacao AS i WHERE i.cod_tenant = v_tenant AND i.tip_importacao = 'PESSOA' AND i.sta_importacao <> 'CONCLUIDO'
      ORDER BY i.cod_importacao FOR UPDATE;
    PERFORM flowt.conferir_anonimizacao(v_tenant, p_pessoa, v_pessoas);
    v_contatos := flowt.contatos_da_pessoa(v_tenant, v_pessoas);
    v_feito := set_config('flowt.manutencao', 'anonimizar', true);
    UPDATE flowt.tb_omni8_mensagem AS m SET sta_mensagem = 'SUPRIMIDA'
     WHERE m.cod_tenant = v_tenant AND m.des_destino = ANY (v_contatos) AND m.sta_mensagem IN ('PENDENTE', 'ENVIANDO');
    -- Early, so that triggers of later modules may still refuse, or see to what is theirs.
    UPDATE flowt.tb_omni8_pessoa AS p SET sta_pessoa = 'ANONIMIZADA' WHERE p.cod_tenant = v_tenant AND p.cod_pessoa = p_pessoa;
    PERFORM flowt.anonimizar_por_contato(v_tenant, p_pessoa, v_contatos);
    PERFORM flowt.recusar_pedido_em_aberto(v_tenant, v_pessoas);
    UPDATE flowt.tb_omni8_sessao AS s SET dat_revogacao = coalesce(s.dat_revogacao, now())
     WHERE s.cod_tenant = v_tenant AND s.cod_pessoa = ANY (v_pessoas);
    -- The farthest first: what is nearer to the person is how they are found.
    FOR v_tabela IN
        SELECT flowt.instrucao_de_anonimizacao(p.tabela, p.condicao) AS instrucao FROM flowt.tabelas_da_pessoa() AS p
         ORDER BY p.num_nivel DESC, p.tabela
    LOOP
        IF v_tabela.instrucao IS NOT NULL THEN
            EXECUTE v_tabela.instrucao USING v_tenant, v_pessoas;
        END IF;
    END LOOP;
    v_feito := set_config('flowt.manutencao', '', true);
END
$$;
ALTER FUNCTION flowt.anonimizar_pessoa(bigint) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.anonimizar_pessoa(bigint) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.anonimizar_pessoa(bigint)
    IS 'Anonimiza uma pessoa do tenant da requisição, sem volta: os dados pessoais saem de toda tabela, os totais ficam (LGPD arts. 12, 16 e 18, '
       'VI). Atravessa tenants: muda tabelas que as requisições não mudam; o filtro por tenant é dela.';

-- MARK: nobody comes back

CREATE OR REPLACE FUNCTION flowt.recusar_pessoa_anonimizada() RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'pessoa_anonimizada',
        DETAIL = 'Este cadastro foi anonimizado e não muda mais: se a pessoa voltar, faça outro.';
END
$$;
COMMENT ON FUNCTION flowt.recusar_pessoa_anonimizada() IS 'Levanta o erro 409 de um cadastro anonimizado.';

-- A row that comes to refer to a person waits for whoever is erasing her (the foreign key's lock does), and then is refused.
CREATE OR REPLACE FUNCTION flowt.conferir_titular() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_nova   jsonb := to_jsonb(NEW);
    v_velha  jsonb := CASE TG_OP WHEN 'UPDATE' THEN to_jsonb(OLD) ELSE '{}' END;
    v_status text;
BEGIN
    IF flowt.em_copia() THEN
        RETURN NEW;
    END IF;
    FOR v_indice IN 0 .. TG_NARGS - 1 LOOP
        IF v_nova ->> TG_ARGV[v_indice] IS NOT NULL AND v_nova -> TG_ARGV[v_indice] IS DISTINCT FROM v_velha -> TG_ARGV[v_indice] THEN
            SELECT p.sta_pessoa INTO v_status FROM flowt.tb_omni8_pessoa AS p
             WHERE p.cod_tenant = NEW.cod_tenant AND p.cod_pessoa = (v_nova ->> TG_ARGV[v_indice])::bigint FOR KEY SHARE;
            IF v_status = 'ANONIMIZADA' THEN
                PERFORM flowt.recusar_pessoa_anonimizada();
            END IF;
        END IF;
    END LOOP;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION flowt.conferir_titular()
    IS 'Gatilho das tabelas que referem pessoas (seus argumentos são as colunas): nada novo se liga a um cadastro anonimizado.';

CREATE OR REPLACE FUNCTION flowt.manter_anonimizada() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.sta_pessoa = 'ANONIMIZADA' AND NOT flowt.em_copia() THEN
        PERFORM flowt.recusar_pessoa_anonimizada();
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION flowt.manter_anonimizada() IS 'Gatilho de tb_omni8_pessoa: um cadastro anonimizado não muda mais.';
CREATE OR REPLACE TRIGGER anonimizada BEFORE UPDATE ON flowt.tb_omni8_pessoa FOR EACH ROW EXECUTE FUNCTION flowt.manter_anonimizada();

CREATE OR REPLACE FUNCTION flowt.proteger_titulares() RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_tabela record;
BEGIN
    FOR v_tabela IN
        SELECT v.filha, string_agg(DISTINCT quote_literal(v.colunas_filha[1]), ', ') AS colunas,
               string_agg(DISTINCT format('NEW.%I', v.colunas_filha[1]), ', ') AS valores
          FROM flowt.casa_vinculo AS v
         WHERE v.mae = 'tb_omni8_pessoa' AND v.flg_chave
           AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger AS g
                            WHERE g.tgrelid = format('flowt.%I', v.filha)::regclass AND g.tgfoid = 'flowt.conferir_titular'::regproc)
         GROUP BY v.filha
    LOOP
        EXECUTE format(
                'CREATE TRIGGER titular BEFORE INSERT OR UPDATE ON flowt.%I FOR EACH ROW WHEN (num_nonnulls(%s) > 0) EXECUTE FUNCTION '
                'flowt.conferir_titular(%s)', v_tabela.filha, v_tabela.valores,
                       v_tabela.colunas);
    END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.proteger_titulares() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.proteger_titulares()
    IS 'Põe o gatilho titular em toda tabela que refere pessoas por chave e ainda não o tem: um módulo novo a chama depois de criar as suas.';
-- views/69_referencia.sql has been loaded by now.
SELECT flowt.proteger_titulares();
