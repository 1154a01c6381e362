-- House rules on personal data and on codes (70_lgpd, 80_copia_tenant): what is added later is erasable and copyable by itself.

-- A CHECK that what takes the place of personal data would break, the other columns being unknown.
CREATE OR REPLACE FUNCTION flowt.neutros_recusados(p_tabela text) RETURNS text[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_regra     record;
    v_linha     text;
    v_aceita    boolean;
    v_recusados text[] := '{}';
BEGIN
    SELECT string_agg(format('%s AS %I', CASE WHEN c.coluna = 'dat_anonimizacao' THEN 'now()'
                                              WHEN NOT c.comentario LIKE '%Dado pessoal%'
                                                  OR c.comentario LIKE '%Anonimizado: campos%' THEN format('NULL::%s', c.tipo)
                                              ELSE replace(flowt.valor_neutro(c), format('t.%I IS NOT NULL', c.coluna), 'true') END, c.coluna), ', ')
      INTO v_linha FROM flowt.casa_coluna AS c WHERE c.tabela = p_tabela;
    FOR v_regra IN SELECT k.conname, pg_get_expr(k.conbin, k.conrelid) AS expressao FROM pg_catalog.pg_constraint AS k
                    WHERE k.conrelid = format('flowt.%I', p_tabela)::regclass AND k.contype = 'c'
                      AND EXISTS (SELECT FROM unnest(k.conkey) AS n WHERE col_description(k.conrelid, n) LIKE '%Dado pessoal%') LOOP
        EXECUTE format('SELECT (%s) IS NOT FALSE FROM (SELECT %s) AS linha', v_regra.expressao, v_linha) INTO v_aceita;
        IF NOT v_aceita THEN
            v_recusados := v_recusados || v_regra.conname::text;
        END IF;
    END LOOP;
    RETURN v_recusados;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.neutros_recusados(text) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.neutros_recusados(text) IS 'Restrições de uma tabela que recusariam o que fica no lugar dos dados pessoais.';

CREATE OR REPLACE FUNCTION flowt.conformidade_dados_pessoais() RETURNS TABLE (regra text, objeto text, problema text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH alcance AS MATERIALIZED (
        SELECT p.tabela FROM flowt.tabelas_da_pessoa() AS p
        UNION
        SELECT c.tabela FROM flowt.casa_coluna AS c WHERE c.comentario LIKE '%Contato do titular.%'
    ), pessoal AS MATERIALIZED (
        SELECT c, c.tabela, c.coluna, c.flg_gerada, obj_description(format('flowt.%I', c.tabela)::regclass, 'pg_class') AS tabela_comentario
          FROM flowt.casa_coluna AS c
         WHERE c.flg_tenant AND c.comentario LIKE '%Dado pessoal%'
    )
    SELECT 'dado_pessoal_alcancavel', p.tabela,
           p.coluna || ' é dado pessoal e nada liga a tabela a uma pessoa (nem "Contato do titular.", nem "Titular:" no comentário da tabela)'
      FROM pessoal AS p WHERE p.tabela NOT IN (SELECT a.tabela FROM alcance AS a) AND p.tabela_comentario NOT LIKE '%Titular: %'
    UNION ALL
    SELECT 'dado_pessoal_apagavel', p.tabela, p.coluna || ' não tem valor neutro: diga um em "Anonimizado: …."'
      FROM pessoal AS p WHERE p.tabela_comentario NOT LIKE '%Anonimização: apaga.%' AND p.tabela_comentario NOT LIKE '%Titular: %'
       AND NOT p.flg_gerada AND flowt.valor_neutro(p.c) IS NULL
    UNION ALL
    SELECT 'valor_neutro_aceito', n.tabela, 'a restrição ' || r || ' recusa o que fica no lugar do dado pessoal: diga outro em "Anonimizado: …."'
      FROM (SELECT DISTINCT p.tabela FROM pessoal AS p
             WHERE p.tabela_comentario NOT LIKE '%Anonimização: apaga.%' AND p.tabela_comentario NOT LIKE '%Titular: %') AS n
     CROSS JOIN LATERAL unnest(flowt.neutros_recusados(n.tabela)) AS r
    UNION ALL
    SELECT 'guarda_bem_dita', c.relname, 'diga "Guarda: <número> dias desde <coluna>.", de uma coluna que existe' FROM pg_class AS c
     WHERE c.relnamespace = 'flowt'::regnamespace AND obj_description(c.oid, 'pg_class') LIKE '%Guarda: %'
       AND NOT EXISTS (SELECT FROM flowt.guardas() AS g JOIN pg_attribute AS a ON a.attrelid = g.tabela AND a.attname = g.coluna
                        WHERE g.tabela = c.oid)
    UNION ALL
    SELECT DISTINCT 'titular_protegido', v.filha, 'refere pessoas sem o gatilho flowt.conferir_titular: chame flowt.proteger_titulares()'
      FROM flowt.casa_vinculo AS v
     WHERE v.mae = 'tb_omni8_pessoa' AND v.flg_chave
       AND NOT EXISTS (SELECT FROM pg_trigger AS g
                        WHERE g.tgrelid = format('flowt.%I', v.filha)::regclass AND g.tgfoid = 'flowt.conferir_titular'::regproc
                          AND g.tgenabled <> 'D');
END;
COMMENT ON FUNCTION flowt.conformidade_dados_pessoais() IS 'Regras da casa sobre dados pessoais e sua guarda.';

CREATE OR REPLACE FUNCTION flowt.conformidade_copia() RETURNS TABLE (regra text, objeto text, problema text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH t AS MATERIALIZED (SELECT * FROM flowt.tabelas_do_tenant()), codigo AS MATERIALIZED (SELECT * FROM flowt.casa_codigo)
    SELECT 'codigo_com_referencia', c.tabela, c.coluna
        || ' guarda um código e não se sabe de quê: chave estrangeira, o nome da identidade, ou "Refere: tb_omni8_…." no comentário'
      FROM flowt.casa_coluna AS c JOIN t ON t.tabela = c.tabela AND t.flg_copiada
     WHERE c.coluna LIKE 'cod\_%' AND c.coluna <> 'cod_tenant'
       AND NOT EXISTS (SELECT FROM codigo AS k WHERE k.tabela = c.tabela AND k.coluna = c.coluna)
    UNION ALL
    SELECT 'codigo_de_uma_tabela_so', k.tabela, k.coluna || ' pode ser código de mais de uma tabela: diga qual em "Refere: tb_omni8_…."'
      FROM codigo AS k GROUP BY k.tabela, k.coluna HAVING count(DISTINCT k.raiz) > 1
    UNION ALL
    SELECT 'copia_sem_codigo_global', k.tabela, k.coluna || ' refere ' || k.raiz || ', que não é de tenants e não é copiada' FROM codigo AS k
      JOIN t ON t.tabela = k.tabela AND t.flg_copiada
     WHERE NOT k.flg_propria AND k.raiz <> 'tb_omni8_usuario' AND k.raiz NOT IN (SELECT x.tabela FROM t AS x)
    UNION ALL
    SELECT 'copia_sem_ciclo', t.tabela, 'as chaves estrangeiras formam um ciclo' FROM t WHERE t.num_ordem >= 40
    UNION ALL
    SELECT 'copia_de_quem_e_referida', v.filha, 'é copiada e exige ' || v.mae || ', que não é' FROM flowt.casa_vinculo AS v
      JOIN t AS f ON f.tabela = v.filha AND f.flg_copiada
      JOIN t AS m ON m.tabela = v.mae AND NOT m.flg_copiada
     WHERE v.flg_chave AND EXISTS (SELECT FROM flowt.casa_coluna AS c
                                    WHERE c.tabela = v.filha AND c.coluna = ANY (v.colunas_filha) AND c.flg_obrigatoria)
    UNION ALL
    SELECT 'unico_na_plataforma_fora_da_copia', c.relname::text,
           k.conname || ' é único em toda a plataforma: uma cópia no mesmo banco colidiria (diga "Fora da cópia: …." na tabela)'
      FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid JOIN t ON t.tabela = c.relname AND t.flg_copiada
     WHERE k.contype = 'u' AND c.relname <> 'tb_omni8_tenant' AND obj_description(k.oid, 'pg_constraint') LIKE '%Global:%';
END;
COMMENT ON FUNCTION flowt.conformidade_copia() IS 'Regras da casa sobre códigos e cópias.';
