-- House rules (docs/architecture.md): what must hold for every module, present and future, read from the catalogue.
-- "flowt migrate" refuses to finish while a row comes back; Tests/sql/00_house.sql breaks each rule once to see it fire.

CREATE OR REPLACE FUNCTION flowt.conformidade_rls() RETURNS TABLE (regra text, objeto text, problema text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT 'rls_ligada_e_forcada', t.tabela, 'tabela com cod_tenant sem RLS ligada e forçada' FROM flowt.casa_tabela t
     WHERE t.num_tenant IS NOT NULL AND NOT (t.relrowsecurity AND t.relforcerowsecurity)
    UNION ALL
    SELECT 'politica_de_isolamento', t.tabela, 'falta a política isolamento' FROM flowt.casa_tabela t
     WHERE t.num_tenant IS NOT NULL AND NOT t.relispartition
       AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.cod_tabela AND p.polname = 'isolamento')
    UNION ALL
    SELECT 'politica_conhecida', t.tabela, 'política ' || p.polname || ' não é a da casa' FROM flowt.casa_tabela t
      JOIN pg_policy p ON p.polrelid = t.cod_tabela
     WHERE NOT ((p.polpermissive <> (p.polname = 'escopo_de_unidade')) AND p.polcmd = '*' AND CASE p.polname
           WHEN 'isolamento' THEN pg_get_expr(p.polqual, p.polrelid) = '(cod_tenant = flowt.tenant_atual())'
                AND pg_get_expr(p.polwithcheck, p.polrelid) = '(cod_tenant = flowt.tenant_atual())'
                AND (SELECT array_agg(r::regrole::text ORDER BY r::regrole::text) FROM unnest(p.polroles) r) = '{flowt_api,flowt_courier}'
           WHEN 'isolamento_bi' THEN pg_get_expr(p.polqual, p.polrelid) = '(cod_tenant = flowt.tenant_bi())'
                AND pg_get_expr(p.polwithcheck, p.polrelid) = '(cod_tenant = flowt.tenant_bi())' AND p.polroles = ARRAY[to_regrole('flowt_bi')::oid]
           WHEN 'escopo_de_unidade' THEN pg_get_expr(p.polqual, p.polrelid) = 'flowt.na_unidade(cod_unidade)'
                AND pg_get_expr(p.polwithcheck, p.polrelid) = 'flowt.na_unidade(cod_unidade)' AND p.polroles = ARRAY[to_regrole('flowt_api')::oid]
           ELSE false END)
    UNION ALL
    SELECT 'escopo_de_unidade', t.tabela, 'tabela com cod_unidade sem a política escopo_de_unidade' FROM flowt.casa_tabela t
     WHERE t.num_tenant IS NOT NULL AND NOT t.relispartition
       AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t.cod_tabela AND a.attname = 'cod_unidade' AND NOT a.attisdropped)
       AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.cod_tabela AND p.polname = 'escopo_de_unidade')
    UNION ALL
    SELECT 'cod_tenant_bigint_nao_nulo', t.tabela, 'cod_tenant precisa ser bigint NOT NULL' FROM flowt.casa_tabela t
      JOIN pg_attribute a ON a.attrelid = t.cod_tabela AND a.attnum = t.num_tenant
     WHERE NOT a.attnotnull OR a.atttypid <> 'bigint'::regtype
    UNION ALL
    SELECT 'so_um_papel_pula_rls', r.rolname, 'papel do Flowt com BYPASSRLS ou superusuário' FROM pg_roles r
     WHERE r.rolname LIKE 'flowt\_%' AND (r.rolsuper OR (r.rolbypassrls AND r.rolname <> 'flowt_rotina')
                                          OR (r.rolcanlogin AND (r.rolcreaterole OR r.rolcreatedb)))
    UNION ALL
    SELECT 'login_sem_grupo', m.member::regrole::text, 'login membro de ' || m.roleid::regrole::text FROM pg_auth_members m
     WHERE m.member IN (to_regrole('flowt_api')::oid, to_regrole('flowt_courier')::oid)
    UNION ALL
    SELECT 'visao_segue_quem_le', c.relname, 'visão do BI sem security_invoker nem security_barrier' FROM pg_class c
     WHERE c.relkind = 'v' AND c.relnamespace = 'bi'::regnamespace
       AND NOT coalesce(c.reloptions && ARRAY['security_invoker=true', 'security_invoker=on', 'security_barrier=true', 'security_barrier=on'], false);
END;
COMMENT ON FUNCTION flowt.conformidade_rls() IS 'Regras da casa sobre isolamento.';

CREATE OR REPLACE FUNCTION flowt.conformidade_chaves() RETURNS TABLE (regra text, objeto text, problema text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT 'chave_primaria_comeca_por_cod_tenant', t.tabela, 'a chave primária falta ou não começa por cod_tenant' FROM flowt.casa_tabela t
     WHERE t.num_tenant IS NOT NULL
       AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = t.cod_tabela AND k.contype = 'p' AND k.conkey[1] = t.num_tenant)
    UNION ALL
    SELECT 'unicidade_com_cod_tenant', t.tabela, 'índice único ' || x.indexrelid::regclass::text || ' sem cod_tenant (nem comentário "Global:")'
      FROM flowt.casa_tabela t JOIN pg_index x ON x.indrelid = t.cod_tabela AND x.indisunique
     WHERE t.num_tenant IS NOT NULL AND NOT t.num_tenant = ANY (x.indkey::int2[])
       AND NOT EXISTS (SELECT FROM pg_constraint k
                        WHERE k.conindid = x.indexrelid AND k.conrelid = t.cod_tabela AND obj_description(k.oid, 'pg_constraint') LIKE '%Global:%')
    UNION ALL
    SELECT 'exclusao_com_cod_tenant', t.tabela, 'restrição de exclusão ' || k.conname || ' sem cod_tenant'
      FROM flowt.casa_tabela t JOIN pg_constraint k ON k.conrelid = t.cod_tabela AND k.contype = 'x'
     WHERE t.num_tenant IS NOT NULL AND NOT t.num_tenant = ANY (k.conkey)
    UNION ALL
    SELECT 'chave_estrangeira_com_cod_tenant', t.tabela, k.conname || ' não leva cod_tenant a cod_tenant'
      FROM flowt.casa_tabela t JOIN pg_constraint k ON k.conrelid = t.cod_tabela AND k.contype = 'f'
      JOIN flowt.casa_tabela d ON d.cod_tabela = k.confrelid
     WHERE t.num_tenant IS NOT NULL AND d.num_tenant IS NOT NULL
       AND NOT EXISTS (SELECT FROM unnest(k.conkey, k.confkey) AS c (de, para) WHERE c.de = t.num_tenant AND c.para = d.num_tenant)
    UNION ALL
    SELECT 'acao_de_chave_estrangeira', t.tabela, k.conname || ' usa ação que não é NO ACTION nem CASCADE'
      FROM flowt.casa_tabela t JOIN pg_constraint k ON k.conrelid = t.cod_tabela AND k.contype = 'f'
     WHERE k.confdeltype NOT IN ('a', 'c') OR k.confupdtype <> 'a'
    UNION ALL
    -- Tables of reference data are never deleted from: their children need no index.
    SELECT 'chave_estrangeira_com_indice', t.tabela, k.conname || ' não tem índice que comece por suas colunas'
      FROM flowt.casa_tabela t JOIN pg_constraint k ON k.conrelid = t.cod_tabela AND k.contype = 'f'
      JOIN flowt.casa_tabela d ON d.cod_tabela = k.confrelid
     WHERE d.num_tenant IS NOT NULL
       AND NOT EXISTS (SELECT FROM pg_index x WHERE x.indrelid = t.cod_tabela AND x.indpred IS NULL
                          AND (x.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey)
    UNION ALL
    SELECT 'nome_de_restricao_unico', min(t.tabela), 'há duas restrições de nome ' || k.conname
      FROM flowt.casa_tabela t JOIN pg_constraint k ON k.conrelid = t.cod_tabela AND k.conparentid = 0 AND k.coninhcount = 0
     GROUP BY k.conname HAVING count(*) > 1
    UNION ALL
    SELECT 'tipo_de_coluna', t.tabela, a.attname || ' é ' || format_type(a.atttypid, a.atttypmod)
      FROM flowt.casa_tabela t JOIN pg_attribute a ON a.attrelid = t.cod_tabela AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_type y ON y.oid = a.atttypid
     WHERE (a.attname LIKE 'vlr\_%' AND a.atttypid <> 'bigint'::regtype) OR y.typtype = 'e'
        OR a.atttypid IN ('timestamp'::regtype, 'real'::regtype, 'double precision'::regtype, 'money'::regtype, 'character'::regtype,
                          'character varying'::regtype, 'json'::regtype);
END;
COMMENT ON FUNCTION flowt.conformidade_chaves() IS 'Regras da casa sobre chaves, restrições e tipos.';

CREATE OR REPLACE FUNCTION flowt.conformidade_privilegios() RETURNS TABLE (regra text, objeto text, problema text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT 'sem_execute_para_public', p.oid::regprocedure::text, 'PUBLIC pode executar'
      FROM pg_proc p CROSS JOIN LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS g
     WHERE p.pronamespace::regnamespace::text IN ('flowt', 'api', 'admin', 'rotina', 'bi') AND g.grantee = 0
    UNION ALL
    SELECT 'definer_com_search_path', p.oid::regprocedure::text, 'SECURITY DEFINER sem search_path que termine em pg_temp' FROM pg_proc p
     WHERE p.pronamespace::regnamespace::text IN ('flowt', 'api', 'admin', 'rotina', 'bi') AND p.prosecdef
       AND NOT EXISTS (SELECT FROM unnest(p.proconfig) AS c WHERE c LIKE 'search_path=%pg_temp')
    UNION ALL
    SELECT 'definer_fora_do_alcance', p.oid::regprocedure::text, 'SECURITY DEFINER no esquema api: a regra é executar como flowt_api' FROM pg_proc p
     WHERE p.pronamespace = 'api'::regnamespace AND p.prosecdef
    UNION ALL
    SELECT 'definer_declarado', p.oid::regprocedure::text,
           g.grantee::regrole::text || ' executa uma SECURITY DEFINER sem "Atravessa tenants:" no comentário'
      FROM pg_proc p CROSS JOIN LATERAL aclexplode(p.proacl) AS g
     WHERE p.pronamespace::regnamespace::text IN ('flowt', 'bi') AND p.prosecdef AND g.grantee <> p.proowner
       AND g.grantee IN (to_regrole('flowt_api')::oid, to_regrole('flowt_courier')::oid, to_regrole('flowt_bi')::oid, to_regrole('flowt_dba')::oid)
       AND coalesce(obj_description(p.oid, 'pg_proc'), '') NOT LIKE '%Atravessa tenants:%'
    UNION ALL
    SELECT 'visao_de_quem_nao_pula_rls', c.oid::regclass::text, 'a visão é de ' || c.relowner::regrole::text || ', que pula RLS' FROM pg_class c
     WHERE c.relnamespace::regnamespace::text IN ('flowt', 'api', 'admin', 'bi', 'rotina') AND c.relkind = 'v'
       AND c.relowner = to_regrole('flowt_rotina')::oid
       AND NOT coalesce(c.reloptions && ARRAY['security_invoker=true', 'security_invoker=on'], false)
    UNION ALL
    SELECT 'sem_privilegio_direto', c.oid::regclass::text, g.grantee::regrole::text || ' tem ' || g.privilege_type
      FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) AS g
     WHERE c.relnamespace::regnamespace::text IN ('flowt', 'api', 'admin', 'rotina', 'bi')
       AND (c.relkind IN ('m', 'S') OR c.relispartition) AND g.grantee NOT IN (c.relowner, to_regrole('flowt_rotina')::oid)
    UNION ALL
    SELECT 'sem_privilegio_perigoso', c.oid::regclass::text,
           CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END || ' tem ' || g.privilege_type
      FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) AS g
     WHERE c.relnamespace::regnamespace::text IN ('flowt', 'api', 'admin', 'rotina', 'bi') AND g.grantee <> c.relowner
       AND (g.privilege_type IN ('TRUNCATE', 'TRIGGER', 'REFERENCES') OR g.grantee = 0)
    UNION ALL
    SELECT 'dono_dos_objetos', o.nome, 'o dono é ' || o.dono::regrole::text
      FROM (SELECT c.oid::regclass::text AS nome, c.relowner AS dono FROM pg_class c
             WHERE c.relnamespace::regnamespace::text IN ('flowt', 'api', 'admin', 'rotina', 'bi')
            UNION ALL
            SELECT p.oid::regprocedure::text, p.proowner FROM pg_proc p
             WHERE p.pronamespace::regnamespace::text IN ('flowt', 'api', 'admin', 'rotina', 'bi')) AS o
     WHERE o.dono NOT IN (to_regrole('flowt_dono')::oid, to_regrole('flowt_rotina')::oid, to_regrole('flowt_busca')::oid)
       -- The only role that creates roles owns two functions and nothing else.
       AND NOT (o.dono = to_regrole('flowt_papeis')::oid AND o.nome ~ '^flowt\.(criar|remover)_papel_bi\(')
    UNION ALL
    SELECT 'auditoria_em_tabela_de_negocio', t.tabela, 'sem gatilho flowt.auditar (nem "Sem auditoria:" no comentário)' FROM flowt.casa_tabela t
     WHERE t.num_tenant IS NOT NULL AND NOT t.relispartition AND t.comentario NOT LIKE '%Sem auditoria:%'
       AND NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = t.cod_tabela AND g.tgfoid = 'flowt.auditar'::regproc AND g.tgenabled <> 'D'
                          AND g.tgtype = 29)
    UNION ALL
    SELECT 'dado_pessoal_fora_da_auditoria', t.tabela, a.attname || ' é dado pessoal e não está nos argumentos do gatilho'
      FROM flowt.casa_tabela t JOIN pg_attribute a ON a.attrelid = t.cod_tabela
      JOIN pg_trigger g ON g.tgrelid = t.cod_tabela AND g.tgfoid = 'flowt.auditar'::regproc
     WHERE col_description(t.cod_tabela, a.attnum) LIKE '%Dado pessoal%'
       AND NOT a.attname = ANY (string_to_array(encode(g.tgargs, 'escape'), '\000'));
END;
COMMENT ON FUNCTION flowt.conformidade_privilegios() IS 'Regras da casa sobre privilégios, donos e auditoria.';

CREATE OR REPLACE FUNCTION flowt.conformidade_funcoes() RETURNS TABLE (regra text, objeto text, problema text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT 'sem_sobrecarga', min(p.oid::regproc::text), 'há mais de uma função de nome ' || p.proname FROM pg_proc p
     WHERE p.pronamespace::regnamespace::text IN ('flowt', 'api', 'admin', 'rotina') GROUP BY p.pronamespace, p.proname HAVING count(*) > 1
    UNION ALL
    SELECT 'funcao_comentada', p.oid::regprocedure::text, 'sem comentário' FROM pg_proc p
     WHERE p.pronamespace::regnamespace::text IN ('flowt', 'api', 'admin', 'rotina') AND obj_description(p.oid, 'pg_proc') IS NULL
    UNION ALL
    SELECT 'sem_when_others', p.oid::regprocedure::text, 'WHEN OTHERS esconde erros' FROM pg_proc p
     WHERE p.pronamespace::regnamespace::text IN ('flowt', 'api', 'admin', 'rotina') AND p.prosrc ~* '\mwhen\s+others\M'
    UNION ALL
    SELECT 'sql_dinamico_so_em_flowt', p.oid::regprocedure::text, 'EXECUTE fora do esquema flowt' FROM pg_proc p
     WHERE p.pronamespace::regnamespace::text IN ('api', 'admin', 'rotina') AND p.prosrc ~* '\mexecute\s'
    UNION ALL
    SELECT 'funcao_de_ate_70_linhas', p.oid::regprocedure::text, 'tem ' || regexp_count(p.prosrc, '\n') || ' linhas' FROM pg_proc p
     WHERE p.pronamespace::regnamespace::text IN ('flowt', 'api', 'admin', 'rotina') AND regexp_count(p.prosrc, '\n') > 70
    UNION ALL
    SELECT 'tabela_ou_visao_comentada', c.oid::regclass::text, 'sem comentário' FROM pg_class c
     WHERE c.relnamespace::regnamespace::text IN ('flowt', 'admin', 'bi') AND c.relkind IN ('r', 'p', 'v', 'm')
       AND obj_description(c.oid, 'pg_class') IS NULL
    UNION ALL
    SELECT 'coluna_comentada', c.oid::regclass::text, a.attname || ' sem comentário' FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace::regnamespace::text IN ('flowt', 'admin', 'bi') AND c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition
       AND col_description(c.oid, a.attnum) IS NULL
    UNION ALL
    SELECT 'restricao_com_frase', k.conrelid::regclass::text, k.conname || ' sem comentário: é a frase que o usuário lê' FROM pg_constraint k
     WHERE k.connamespace = 'flowt'::regnamespace AND k.contype IN ('c', 'u', 'x') AND k.conparentid = 0 AND k.coninhcount = 0
       AND obj_description(k.oid, 'pg_constraint') IS NULL;
END;
COMMENT ON FUNCTION flowt.conformidade_funcoes() IS 'Regras da casa sobre funções e comentários.';

CREATE OR REPLACE FUNCTION flowt.conformidade_rotas() RETURNS TABLE (regra text, objeto text, problema text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT 'rota_na_funcao', f.funcao, 'função do esquema api sem linha de rota no comentário' FROM flowt.rota_funcao f
     WHERE NOT EXISTS (SELECT FROM flowt.rota_linha l WHERE l.cod_funcao = f.cod_funcao AND l.metodo IS NOT NULL)
    UNION ALL
    SELECT 'rota_com_acesso', f.funcao, 'acesso ausente ou desconhecido: ' || coalesce(f.acesso, '(nenhum)') FROM flowt.rota_funcao f
     WHERE f.acesso IS NULL OR NOT (f.acesso IN ('aberto', 'publico', 'cliente', 'sessao')
                                    OR EXISTS (SELECT FROM flowt.tb_omni8_permissao p WHERE p.nom_permissao = f.acesso))
    UNION ALL
    SELECT 'rota_com_modulo', f.funcao, 'módulo desconhecido: ' || f.modulo FROM flowt.rota_funcao f
     WHERE f.modulo IS NOT NULL AND NOT EXISTS (SELECT FROM flowt.tb_omni8_modulo m WHERE m.nom_modulo = f.modulo)
    UNION ALL
    SELECT 'rota_unica', min(l.funcao), 'mais de uma função atende ' || l.metodo || ' ' || regexp_replace(l.caminho, '\{[^}]+\}', '{}', 'g')
      FROM flowt.rota_linha l
     WHERE l.metodo IS NOT NULL GROUP BY l.metodo, regexp_replace(l.caminho, '\{[^}]+\}', '{}', 'g') HAVING count(*) > 1
    UNION ALL
    SELECT 'leitura_so_em_get', f.funcao, l.metodo || ' de função ' || CASE WHEN f.somente_leitura THEN 'que só lê' ELSE 'VOLATILE' END
      FROM flowt.rota_funcao f JOIN flowt.rota_linha l ON l.cod_funcao = f.cod_funcao AND l.metodo IS NOT NULL
     WHERE (l.metodo = 'GET') <> f.somente_leitura AND NOT EXISTS (SELECT FROM flowt.rota_linha a
                                                                    WHERE a.cod_funcao = f.cod_funcao AND a.chave = 'leitura')
    UNION ALL
    -- What such a read may write is its own line: nothing in its source changes a table.
    SELECT 'leitura_auditada_registra', f.funcao,
           'leitura: auditada é de função VOLATILE que chama flowt.registrar_leitura_pessoal (leitura: contada, uma flowt.contar_…) e nada mais grava'
      FROM flowt.rota_funcao f JOIN flowt.rota_linha l ON l.cod_funcao = f.cod_funcao AND l.chave = 'leitura' JOIN pg_proc p ON p.oid = f.cod_funcao
     WHERE f.somente_leitura OR p.prosrc !~ CASE l.valor WHEN 'auditada' THEN 'flowt\.registrar_leitura_pessoal\('
                                                 WHEN 'contada' THEN 'flowt\.contar_[a-z_]+\(' ELSE '^$' END
         OR p.prosrc ~* '\m(insert\s+into|update\s+flowt|delete\s+from)\M'
    UNION ALL
    SELECT 'escrita_com_permissao_de_leitura', f.funcao, 'função VOLATILE sem leitura: auditada exige ' || f.acesso || ', permissão que só deixa ler'
      FROM flowt.rota_funcao f
     WHERE NOT f.somente_leitura AND f.acesso ~ '\.(ler|exportar)$' AND f.leitura IS NULL
    UNION ALL
    SELECT 'rota_documentada', f.funcao, 'falta a descrição ou uma linha resposta:' FROM flowt.rota_funcao f
     WHERE coalesce(f.descricao, '') = '' OR NOT EXISTS (SELECT FROM flowt.rota_linha l WHERE l.cod_funcao = f.cod_funcao AND l.chave = 'resposta')
    UNION ALL
    SELECT 'corpo_com_esquema', f.funcao, 'p_corpo e a diretiva corpo: (ou formulario:) andam juntos' FROM flowt.rota_funcao f
     WHERE ('p_corpo' = ANY (f.nomes)) <> (num_nonnulls(f.esquema_corpo, f.esquema_formulario) = 1)
    UNION ALL
    SELECT 'arquivo_bem_descrito', f.funcao,
           'p_arquivo bytea e a diretiva arquivo: <tipo>, <tipo> <até 32MiB> andam juntos, sem corpo: nem formulario:'
      FROM flowt.rota_funcao f
     WHERE ('p_arquivo' = ANY (f.nomes)) <> (f.arquivo IS NOT NULL)
        OR f.arquivo IS NOT NULL AND (f.tipos[array_position(f.nomes, 'p_arquivo') - 1] IS DISTINCT FROM 'bytea'::regtype
            OR coalesce(f.esquema_corpo, f.esquema_formulario) IS NOT NULL OR f.arquivo_maximo BETWEEN 1 AND 33554432 IS NOT TRUE
            OR EXISTS (SELECT FROM unnest(f.arquivo_tipos) AS t (tipo) WHERE t.tipo !~ '^[a-z0-9.+-]+/[a-z0-9.+-]+$'))
    UNION ALL
    SELECT 'fluxo_em_partes', l.funcao, 'fluxo: é sim, em função que devolve SETOF flowt.resposta, ou eventos' FROM flowt.rota_linha l
     WHERE l.chave = 'fluxo' AND l.valor <> 'eventos' AND (l.valor <> 'sim' OR NOT (SELECT p.proretset FROM pg_proc p WHERE p.oid = l.cod_funcao))
    UNION ALL
    -- The gateway calls it again and again: it only reads, and says with Last-Event-ID where it goes on.
    SELECT 'eventos_bem_descritos', f.funcao,
           'fluxo: eventos é de função que só lê, na faixa rápida, com p_last_event_id do cabeçalho e resposta: 200 text/event-stream'
      FROM flowt.rota_funcao f
     WHERE f.faixa = 'eventos'
       AND (NOT f.somente_leitura OR NOT 'Last-Event-ID' = ANY (coalesce(f.cabecalhos, '{}')) OR NOT 'p_last_event_id' = ANY (f.nomes)
            OR EXISTS (SELECT FROM flowt.rota_linha l WHERE l.cod_funcao = f.cod_funcao AND l.chave IN ('faixa', 'cache'))
            OR NOT EXISTS (SELECT FROM flowt.rota_linha l
                            WHERE l.cod_funcao = f.cod_funcao AND l.chave = 'resposta' AND l.valor = '200 text/event-stream'))
    UNION ALL
    SELECT 'argumento_com_p', f.funcao, 'argumento sem prefixo p_' FROM flowt.rota_funcao f
     WHERE EXISTS (SELECT FROM unnest(f.nomes) n WHERE n NOT LIKE 'p\_%')
    UNION ALL
    SELECT 'argumento_do_caminho', l.funcao, 'o caminho tem {' || m[1] || '} e a função não tem p_' || m[1]
      FROM flowt.rota_linha l JOIN flowt.rota_funcao f ON f.cod_funcao = l.cod_funcao
     CROSS JOIN LATERAL regexp_matches(l.caminho, '\{([^}]+)\}', 'g') AS m
     WHERE NOT 'p_' || m[1] = ANY (f.nomes)
    UNION ALL
    SELECT 'esquema_existe', e.origem, 'não há esquema ' || e.nome
      FROM (SELECT l.funcao AS origem, split_part(l.valor, ' ', CASE l.chave WHEN 'resposta' THEN 2 ELSE 1 END) AS nome
              FROM flowt.rota_linha l WHERE l.chave IN ('corpo', 'formulario', 'resposta')
            UNION ALL
            SELECT s.nom_esquema, m[1] FROM flowt.tb_omni8_esquema_json s
             CROSS JOIN LATERAL regexp_matches(s.js_esquema::text, '#/components/schemas/([a-z0-9_]+)', 'g') AS m) AS e
     WHERE e.nome NOT IN ('', 'html') AND e.nome NOT LIKE '%/%' AND NOT EXISTS (SELECT FROM flowt.tb_omni8_esquema_json s
                                                                                 WHERE s.nom_esquema = e.nome);
END;
COMMENT ON FUNCTION flowt.conformidade_rotas() IS 'Regras da casa sobre rotas.';

CREATE OR REPLACE FUNCTION flowt.conformidade_bi() RETURNS TABLE (regra text, objeto text, problema text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH privilegio AS (
        SELECT c.oid AS cod_tabela, c.oid::regclass::text AS nome, NULL::name AS coluna, g.privilege_type, g.grantee FROM pg_class c
         CROSS JOIN LATERAL aclexplode(c.relacl) AS g
         WHERE c.relnamespace = 'flowt'::regnamespace
        UNION ALL
        SELECT a.attrelid, a.attrelid::regclass::text, a.attname, g.privilege_type, g.grantee FROM pg_attribute a
          JOIN pg_class c ON c.oid = a.attrelid CROSS JOIN LATERAL aclexplode(a.attacl) AS g
         WHERE c.relnamespace = 'flowt'::regnamespace
    ), bi AS (
        SELECT p.*, t.num_tenant FROM privilegio p LEFT JOIN flowt.casa_tabela t ON t.cod_tabela = p.cod_tabela
         WHERE p.grantee = to_regrole('flowt_bi')::oid OR p.grantee IN (SELECT m.member FROM pg_auth_members m
                                                                         WHERE m.roleid = to_regrole('flowt_bi')::oid
                                                                           AND m.member <> to_regrole('flowt_papeis')::oid)
    )
    SELECT 'bi_so_le', b.nome, 'o BI tem ' || b.privilege_type FROM bi b WHERE b.privilege_type <> 'SELECT'
    UNION ALL
    SELECT 'bi_le_por_coluna', b.nome, 'o BI lê a tabela inteira: conceda coluna a coluna' FROM bi b
     WHERE b.num_tenant IS NOT NULL AND b.coluna IS NULL
    UNION ALL
    SELECT 'bi_sem_cod_tenant', b.nome, 'o BI lê cod_tenant: com uma condição nele o EXPLAIN diria o tamanho dos outros' FROM bi b
     WHERE b.coluna = 'cod_tenant'
    UNION ALL
    SELECT 'bi_sem_dado_pessoal', b.nome, 'o BI lê ' || b.coluna || ', que é dado pessoal' FROM bi b
      JOIN pg_attribute a ON a.attrelid = b.cod_tabela AND a.attname = b.coluna
     WHERE col_description(a.attrelid, a.attnum) LIKE '%Dado pessoal%'
    UNION ALL
    SELECT DISTINCT 'bi_com_politica', b.nome, 'o BI lê colunas e falta a política isolamento_bi' FROM bi b
     WHERE b.num_tenant IS NOT NULL AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = b.cod_tabela AND p.polname = 'isolamento_bi')
    UNION ALL
    SELECT 'bi_sem_esquema_flowt', 'flowt_bi', 'USAGE no esquema ' || n.nspname || ' deixa o BI citar tabelas e funções' FROM pg_namespace n
     WHERE n.nspname IN ('flowt', 'api', 'admin', 'rotina') AND has_schema_privilege('flowt_bi', n.oid, 'USAGE')
    UNION ALL
    SELECT 'login_bi_com_limites', r.rolname, 'login de BI que não é como admin.criar_acesso_bi os faz' FROM pg_roles r
      JOIN pg_auth_members m ON m.member = r.oid AND m.roleid = to_regrole('flowt_bi')::oid
     WHERE r.rolcanlogin AND NOT (r.rolname ~ '^flowt_bi_[1-9][0-9]{0,17}_[a-z][a-z0-9_]{1,29}$' AND r.rolconnlimit BETWEEN 1 AND 10
           AND NOT (r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls)
           AND NOT EXISTS (SELECT FROM pg_auth_members o WHERE o.member = r.oid AND o.roleid <> to_regrole('flowt_bi')::oid))
    UNION ALL
    SELECT 'so_um_papel_cria_papeis', r.rolname, 'papel do Flowt com CREATEROLE, ou flowt_papeis com login' FROM pg_roles r
     WHERE r.rolname LIKE 'flowt\_%' AND ((r.rolcreaterole AND r.rolname <> 'flowt_papeis') OR (r.rolname = 'flowt_papeis' AND r.rolcanlogin))
    UNION ALL
    SELECT 'so_um_papel_cria_papeis', m.member::regrole::text, 'é membro de flowt_papeis' FROM pg_auth_members m
     WHERE m.roleid = to_regrole('flowt_papeis')::oid AND m.member::regrole::text LIKE 'flowt\_%' AND m.member <> to_regrole('flowt_dono')::oid
    UNION ALL
    SELECT 'banco_sem_privilegio_para_public', d.datname, 'PUBLIC tem ' || g.privilege_type FROM pg_database d
     CROSS JOIN LATERAL aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) AS g
     WHERE d.datname = current_database() AND g.grantee = 0;
END;
COMMENT ON FUNCTION flowt.conformidade_bi() IS 'Regras da casa sobre o que o BI alcança e quem cria papéis.';

CREATE OR REPLACE FUNCTION flowt.conformidade() RETURNS TABLE (regra text, objeto text, problema text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT * FROM flowt.conformidade_rls()
    UNION ALL SELECT * FROM flowt.conformidade_chaves()
    UNION ALL SELECT * FROM flowt.conformidade_privilegios()
    UNION ALL SELECT * FROM flowt.conformidade_funcoes()
    UNION ALL SELECT * FROM flowt.conformidade_rotas()
    UNION ALL SELECT * FROM flowt.conformidade_bi()
    UNION ALL SELECT * FROM flowt.conformidade_dados_pessoais()
    UNION ALL SELECT * FROM flowt.conformidade_copia()
    ORDER BY 1, 2, 3;
END;
COMMENT ON FUNCTION flowt.conformidade() IS 'Toda violação das regras da casa: nenhuma linha quer dizer conforme.';
