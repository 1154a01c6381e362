-- Topics of events: names that tell nothing, that change, and that listeners know before they are used.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT plan(11);

SELECT matches(flowt.topico('painel', 1, 7), '^[0-9a-f]{32}$', 'a topic is a digest');
SELECT is(flowt.topico('painel', 1, 7), flowt.topico('painel', 1, 7), 'the same for whoever announces and whoever listens');
SELECT isnt(flowt.topico('painel', 1, 7), flowt.topico('painel', 2, 7), 'another for another company');
SELECT isnt(flowt.topico('painel', 1, 7), flowt.topico('painel', 1, 8), 'another in another period');
SELECT isnt(flowt.topico('painel', 1, 7), flowt.topico('mesa', 1, 7), 'another for another subject');
SELECT isnt(flowt.topico('painel', 1, 17), flowt.topico('painel', 11, 7), 'numbers that run together are no confusion');

SELECT extract(epoch FROM clock_timestamp())::bigint / flowt.duracao_de_topico() AS periodo \gset
SELECT is(flowt.cabecalho_de_topicos('painel', 1), 'Flowt-Topico: ' || concat_ws(' ', flowt.topico('painel', 1, :periodo - 1), flowt.topico('painel', 1, :periodo), flowt.topico('painel', 1, :periodo + 1)),
    'the last, this and the next name are listened to');

UPDATE flowt.tb_omni8_parametro_plataforma SET des_valor = 'outro' WHERE nom_parametro = 'segredo_dos_topicos';
SELECT isnt(flowt.topico('painel', 1, 7), left(encode(hmac('painel:1:7', 'x', 'sha256'), 'hex'), 32), 'without the secret nobody makes a name');
SELECT is(flowt.topico('painel', 1, 7), left(encode(hmac('painel:1:7', 'outro', 'sha256'), 'hex'), 32), 'with it, it is a keyed digest');

SELECT lives_ok($$ SELECT flowt.avisar('painel', 1) $$, 'a change is announced');
SELECT ok(length((SELECT des_valor FROM flowt.tb_omni8_parametro_plataforma WHERE nom_parametro = 'segredo_dos_topicos')) > 0, 'the secret belongs to the installation');

SELECT * FROM finish();
ROLLBACK;
