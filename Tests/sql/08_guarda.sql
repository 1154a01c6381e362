-- Retention by what the comment of a table says (guide chapter 17.2).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('alfa') AS alfa \gset
SELECT set_eq($$SELECT tabela::text FROM flowt.guardas()$$, ARRAY['flowt.tb_omni8_adesao', 'flowt.tb_omni8_codigo_verificacao', 'flowt.tb_omni8_convite', 'flowt.tb_omni8_idempotencia', 'flowt.tb_omni8_importacao', 'flowt.tb_omni8_mensagem', 'flowt.tb_omni8_sessao'],
    'what is kept for a time');
CREATE TABLE flowt.tb_omni8_teste_guarda (cod_tenant bigint NOT NULL, num_linha integer NOT NULL, dat_fim timestamptz, PRIMARY KEY (cod_tenant, num_linha));
COMMENT ON TABLE flowt.tb_omni8_teste_guarda IS 'Teste. Guarda: 10 dias desde dat_fim.';
GRANT SELECT, DELETE, UPDATE ON flowt.tb_omni8_teste_guarda TO flowt_rotina;
INSERT INTO flowt.tb_omni8_teste_guarda SELECT :alfa, n, now() - make_interval(days => n) FROM generate_series(8, 13) AS n;
INSERT INTO flowt.tb_omni8_teste_guarda VALUES (:alfa, 1, NULL);
SELECT pg_temp.login(:alfa, 'admin') AS now, pg_temp.login(:alfa, 'gerente') AS long_ago \gset
UPDATE flowt.tb_omni8_sessao SET dat_expiracao = now() - interval '181 days', dat_criacao = now() - interval '182 days' WHERE hsh_token = flowt.digerir(:'long_ago');
SELECT is((SELECT rotina.expurgar_vencidos()), 4::bigint, 'more than ten days, and a session of half a year ago');
SELECT is((SELECT array_agg(num_linha ORDER BY num_linha) FROM flowt.tb_omni8_teste_guarda), '{1,8,9,10}', 'the others stay, and what has not ended');
SELECT is((pg_temp.request('GET /v1/sessoes/atual', '{}', :'now')).status, 200, 'so do living sessions');
SELECT is((SELECT rotina.expurgar_vencidos()), 0::bigint, 'and then there is nothing more to do');
SELECT * FROM finish();
ROLLBACK;
