-- What the house rules (functions/99_conformidade.sql) read: every table with its tenant column.

CREATE OR REPLACE VIEW flowt.casa_tabela AS
SELECT c.oid AS cod_tabela, c.relname::text AS tabela, c.relkind, c.relispartition, c.relrowsecurity, c.relforcerowsecurity, c.relowner, c.relacl,
       coalesce(obj_description(c.oid, 'pg_class'), '') AS comentario,
       (SELECT a.attnum FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'cod_tenant' AND NOT a.attisdropped) AS num_tenant
  FROM pg_catalog.pg_class AS c
 WHERE c.relnamespace = 'flowt'::regnamespace AND c.relkind IN ('r', 'p');
COMMENT ON VIEW flowt.casa_tabela IS 'Tabelas do Flowt como as regras da casa as veem.';
COMMENT ON COLUMN flowt.casa_tabela.cod_tabela IS 'Identificador no catálogo.';
COMMENT ON COLUMN flowt.casa_tabela.tabela IS 'Nome.';
COMMENT ON COLUMN flowt.casa_tabela.relkind IS 'r tabela, p particionada.';
COMMENT ON COLUMN flowt.casa_tabela.relispartition IS 'É uma partição.';
COMMENT ON COLUMN flowt.casa_tabela.relrowsecurity IS 'RLS ligada.';
COMMENT ON COLUMN flowt.casa_tabela.relforcerowsecurity IS 'RLS vale também para o dono.';
COMMENT ON COLUMN flowt.casa_tabela.relowner IS 'Dono.';
COMMENT ON COLUMN flowt.casa_tabela.relacl IS 'Privilégios.';
COMMENT ON COLUMN flowt.casa_tabela.comentario IS 'Comentário.';
COMMENT ON COLUMN flowt.casa_tabela.num_tenant IS 'Posição da coluna cod_tenant, se tem.';
