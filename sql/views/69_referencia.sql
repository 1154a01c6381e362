-- What refers to what, read from the catalogue: how a person's data is found (70_lgpd) and how a tenant is copied (80_copia_tenant).
--
-- A reference is a foreign key; or, in tables that carry none, a column cod_x of the name of another table's identity, or one
-- whose comment says "Refere: tb_omni8_x." (bigint or bigint[]). A reference to a person whose comment says "Não pertence" does
-- not make the row hers: the supplier of a product, say.

CREATE OR REPLACE VIEW flowt.casa_coluna AS
SELECT c.relname::text AS tabela, a.attname::text AS coluna, a.attnum AS num_coluna, a.atttypid::regtype AS tipo, a.attnotnull AS flg_obrigatoria,
       a.attidentity <> '' AS flg_identidade, a.attgenerated <> '' AS flg_gerada, coalesce(col_description(c.oid, a.attnum), '') AS comentario,
       EXISTS (SELECT FROM pg_catalog.pg_attribute i WHERE i.attrelid = c.oid AND i.attname = 'cod_tenant' AND NOT i.attisdropped) AS flg_tenant
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relnamespace = 'flowt'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition;
COMMENT ON VIEW flowt.casa_coluna IS 'Colunas das tabelas do Flowt, sem as partições.';
COMMENT ON COLUMN flowt.casa_coluna.tabela IS 'Tabela.';
COMMENT ON COLUMN flowt.casa_coluna.coluna IS 'Coluna.';
COMMENT ON COLUMN flowt.casa_coluna.num_coluna IS 'Posição.';
COMMENT ON COLUMN flowt.casa_coluna.tipo IS 'Tipo.';
COMMENT ON COLUMN flowt.casa_coluna.flg_obrigatoria IS 'NOT NULL.';
COMMENT ON COLUMN flowt.casa_coluna.flg_identidade IS 'É a identidade da tabela.';
COMMENT ON COLUMN flowt.casa_coluna.flg_gerada IS 'É calculada das outras.';
COMMENT ON COLUMN flowt.casa_coluna.comentario IS 'Comentário.';
COMMENT ON COLUMN flowt.casa_coluna.flg_tenant IS 'A tabela é de tenants.';

CREATE OR REPLACE VIEW flowt.casa_vinculo AS
WITH chave AS MATERIALIZED (
    SELECT k.oid, f.relname::text AS filha, m.relname::text AS mae, k.conrelid, k.confrelid, k.conkey, k.confkey
      FROM pg_catalog.pg_constraint AS k JOIN pg_catalog.pg_class AS f ON f.oid = k.conrelid JOIN pg_catalog.pg_class AS m ON m.oid = k.confrelid
     WHERE k.contype = 'f' AND k.connamespace = 'flowt'::regnamespace AND k.conparentid = 0 AND NOT f.relispartition
       AND m.relname <> 'tb_omni8_tenant'
), par AS MATERIALIZED (
    SELECT k.oid, k.filha, df.attname::text AS de, pm.attname::text AS para, c.posicao, coalesce(col_description(k.conrelid, c.de), '') AS comentario
      FROM chave AS k CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS c (de, para, posicao)
      JOIN pg_catalog.pg_attribute AS df ON df.attrelid = k.conrelid AND df.attnum = c.de
      JOIN pg_catalog.pg_attribute AS pm ON pm.attrelid = k.confrelid AND pm.attnum = c.para
     WHERE df.attname <> 'cod_tenant'
), identidade AS MATERIALIZED (
    SELECT c.tabela, c.coluna FROM flowt.casa_coluna AS c WHERE c.flg_identidade
), solta AS (
    SELECT c.tabela, c.coluna, c.tipo, c.comentario, substring(c.comentario FROM 'Refere: (tb_omni8_[a-z0-9_]+)') AS declarada
      FROM flowt.casa_coluna AS c
     WHERE c.coluna LIKE 'cod\_%' AND c.coluna <> 'cod_tenant' AND NOT c.flg_identidade AND c.tipo::text IN ('bigint', 'bigint[]')
       AND NOT EXISTS (SELECT FROM par AS p WHERE p.filha = c.tabela AND p.de = c.coluna)
)
SELECT k.filha, array_agg(p.de ORDER BY p.posicao) AS colunas_filha, k.mae, array_agg(p.para ORDER BY p.posicao) AS colunas_mae,
       true AS flg_chave, false AS flg_lista, bool_and(p.comentario NOT LIKE '%Não pertence%') AS flg_pertence,
       EXISTS (SELECT FROM pg_catalog.pg_index AS x
                WHERE x.indrelid = k.conrelid AND x.indisunique AND x.indpred IS NULL AND k.conkey @> (x.indkey::int2[])) AS flg_unico
  FROM chave AS k JOIN par AS p ON p.oid = k.oid
 GROUP BY k.oid, k.filha, k.mae, k.conrelid, k.conkey
UNION ALL
SELECT s.tabela, ARRAY[s.coluna], i.tabela, ARRAY[i.coluna], false, s.tipo::text = 'bigint[]', s.comentario NOT LIKE '%Não pertence%', false
  FROM solta AS s JOIN identidade AS i ON CASE WHEN s.declarada IS NOT NULL THEN i.tabela = s.declarada ELSE i.coluna = s.coluna END;
COMMENT ON VIEW flowt.casa_vinculo
    IS 'Referências entre tabelas: chaves estrangeiras (sem cod_tenant) e colunas que guardam códigos sem chave, pelo nome ou por "Refere:" no '
       'comentário.';
COMMENT ON COLUMN flowt.casa_vinculo.filha IS 'Tabela que refere.';
COMMENT ON COLUMN flowt.casa_vinculo.colunas_filha IS 'Colunas que referem.';
COMMENT ON COLUMN flowt.casa_vinculo.mae IS 'Tabela referida.';
COMMENT ON COLUMN flowt.casa_vinculo.colunas_mae IS 'Colunas referidas.';
COMMENT ON COLUMN flowt.casa_vinculo.flg_chave IS 'É chave estrangeira.';
COMMENT ON COLUMN flowt.casa_vinculo.flg_lista IS 'A coluna é uma lista de códigos.';
COMMENT ON COLUMN flowt.casa_vinculo.flg_pertence IS 'A linha é de quem ela refere; falso: o comentário diz "Não pertence".';
COMMENT ON COLUMN flowt.casa_vinculo.flg_unico IS 'Cada linha referida o é por uma só: as duas são partes da mesma coisa.';

-- Down every foreign key to the identity it stands for: pedido_item.cod_pedido is pedido.cod_pedido.
CREATE OR REPLACE VIEW flowt.casa_codigo AS
WITH RECURSIVE vinculo AS MATERIALIZED (
    SELECT * FROM flowt.casa_vinculo
), identidade AS MATERIALIZED (
    SELECT c.tabela, c.coluna FROM flowt.casa_coluna AS c WHERE c.flg_identidade
), passo AS (
    SELECT v.filha AS tabela, v.colunas_filha[i] AS coluna, v.mae AS raiz, v.colunas_mae[i] AS coluna_raiz, v.flg_lista, v.flg_chave, 1 AS nivel
      FROM vinculo AS v CROSS JOIN LATERAL generate_subscripts(v.colunas_filha, 1) AS i
    UNION
    SELECT p.tabela, p.coluna, v.mae, v.colunas_mae[i], p.flg_lista, p.flg_chave, p.nivel + 1
      FROM passo AS p
      JOIN vinculo AS v ON v.filha = p.raiz AND p.coluna_raiz = ANY (v.colunas_filha) AND (v.mae, v.colunas_mae) <> (p.raiz, ARRAY[p.coluna_raiz])
     CROSS JOIN LATERAL generate_subscripts(v.colunas_filha, 1) AS i
     WHERE v.colunas_filha[i] = p.coluna_raiz AND p.nivel < 8
)
SELECT c.tabela, c.coluna, c.tabela AS raiz, true AS flg_propria, false AS flg_lista, true AS flg_chave FROM identidade AS c
UNION ALL
SELECT DISTINCT p.tabela, p.coluna, p.raiz, false, p.flg_lista, bool_or(p.flg_chave) OVER (PARTITION BY p.tabela, p.coluna)
  FROM passo AS p JOIN identidade AS i ON i.tabela = p.raiz AND i.coluna = p.coluna_raiz;
COMMENT ON VIEW flowt.casa_codigo
    IS 'De que tabela é o código que cada coluna guarda: o seu próprio, ou o de outra, seguindo as referências até a identidade.';
COMMENT ON COLUMN flowt.casa_codigo.tabela IS 'Tabela.';
COMMENT ON COLUMN flowt.casa_codigo.coluna IS 'Coluna que guarda o código.';
COMMENT ON COLUMN flowt.casa_codigo.raiz IS 'Tabela cuja identidade é o código.';
COMMENT ON COLUMN flowt.casa_codigo.flg_propria IS 'É a identidade da própria tabela.';
COMMENT ON COLUMN flowt.casa_codigo.flg_lista IS 'A coluna é uma lista de códigos.';
COMMENT ON COLUMN flowt.casa_codigo.flg_chave IS 'A coluna é identidade ou tem chave estrangeira; falso: o código pode já não existir.';
