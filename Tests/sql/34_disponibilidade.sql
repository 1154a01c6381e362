-- Windows of weekdays and hours (guide chapters 5.1 and 6.2).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT no_plan();

-- 2026-11-27 is a Friday.
SELECT is(flowt.janela_contem(d::smallint[], i::time, f::time, l::timestamp), e, format('%s %s-%s holds %s', d, i, f, l)) FROM (VALUES
    ('{5}', '22:00', '02:00', '2026-11-28 01:00', true), ('{5}', '22:00', '02:00', '2026-11-28 02:00', false), ('{5}', '22:00', '02:00', '2026-11-27 01:00', false), ('{5}', '22:00', '02:00', '2026-11-27 22:00', true),
    ('{5}', '22:00', '02:00', '2026-11-27 21:59:59.999999', false), ('{5}', '22:00', '02:00', '2026-11-28 01:59:59.999999', true), ('{5}', '22:00', '02:00', '2026-11-28 22:00', false),
    (NULL, '22:00', '02:00', '2026-11-27 01:00', true), ('{6}', '22:00', '02:00', '2026-11-29 01:00', true), ('{0}', '11:00', '15:00', '2026-11-29 11:00', true), ('{0}', '11:00', '15:00', '2026-11-29 15:00', false),
    ('{5}', '00:00', '00:00', '2026-11-27 23:59', true), ('{5}', '00:00', '00:00', '2026-11-28 00:00', false), ('{5}', '00:00', '00:00', '2026-11-27 00:00', true), ('{5}', '12:00', '12:00', '2026-11-28 11:59', true),
    ('{5}', '12:00', '12:00', '2026-11-28 12:00', false), ('{5}', NULL, NULL, '2026-11-27 13:00', true), ('{5}', NULL, NULL, '2026-11-28 00:00', false), ('{5}', '20:00', NULL, '2026-11-27 23:00', true), ('{}', NULL, NULL, '2026-11-27 13:00', false)) AS v (d, i, f, l, e);

-- Items and categories, in the company's zone.
SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
SELECT pg_temp.login(:alfa, 'admin') AS ta, pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:alfa, 'cozinha') AS cook \gset
INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria) VALUES (:alfa, 'Almoço') RETURNING cod_categoria::text AS lunch \gset
INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria, cod_categoria_mae) VALUES (:alfa, 'Massas', :lunch) RETURNING cod_categoria::text AS pasta \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto, cod_categoria) VALUES (:alfa, 'Feijoada', 1, 'PUBLICADO', :lunch) RETURNING cod_produto::text AS feijoada \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto, cod_categoria) VALUES (:alfa, 'Lasanha', 1, 'PUBLICADO', :pasta) RETURNING cod_produto::text AS lasagna \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, 'Caipirinha', 1, 'PUBLICADO') RETURNING cod_produto::text AS drink \gset
CREATE FUNCTION pg_temp.off(p_tenant bigint, p_local timestamp) RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(string_agg(p.nom_produto, ', ' ORDER BY p.nom_produto), '-')
      FROM flowt.fora_da_janela(p_tenant, ARRAY(SELECT x.cod_produto FROM flowt.tb_omni8_produto_servico x WHERE x.cod_tenant = p_tenant), p_local AT TIME ZONE 'America/Sao_Paulo') AS f
      JOIN flowt.tb_omni8_produto_servico p ON p.cod_tenant = p_tenant AND p.cod_produto = f.cod_produto $$;
CREATE FUNCTION pg_temp.windows(p_token text, p_what text, p_id text, p_windows jsonb) RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request(format('PUT /v1/%s/{id}/disponibilidade', p_what), jsonb_build_object('id', p_id, 'corpo', jsonb_build_object('janelas', p_windows)::text), p_token);
SELECT is(pg_temp.off(:alfa, '2026-11-27 03:00'), '-', 'without windows, always');
SELECT is(pg_temp.outcome(pg_temp.windows(t, w, i, j)), e, concat_ws(' ', w, j, e)) FROM (VALUES (:'ta', 'categorias', :'lunch', '[{"hor_inicio": "11:00", "hor_fim": "15:00"}]'::jsonb, '200'),
    (:'ta', 'produtos', :'feijoada', '[{"num_dias_semana": [3, 6], "hor_inicio": "00:00", "hor_fim": "00:00"}]', '200'), (:'ta', 'produtos', :'drink', '[{"num_dias_semana": [5], "hor_inicio": "22:00", "hor_fim": "02:00"}, {"num_dias_semana": [6], "hor_inicio": "18:00", "hor_fim": "23:00"}]', '200'),
    (:'ta', 'produtos', :'drink', '[{"num_dias_semana": [7], "hor_inicio": "22:00", "hor_fim": "02:00"}]', '422 corpo_invalido'), (:'ta', 'produtos', :'drink', '[{"num_dias_semana": [], "hor_inicio": "22:00", "hor_fim": "02:00"}]', '422 corpo_invalido'),
    (:'ta', 'produtos', :'drink', '[{"hor_inicio": "24:00", "hor_fim": "02:00"}]', '422 corpo_invalido'), (:'ta', 'produtos', :'drink', '[{"hor_inicio": "22:00"}]', '422 corpo_invalido'), (:'tb', 'produtos', :'drink', '[]', '404 nao_encontrado'),
    (:'tb', 'categorias', :'lunch', '[]', '404 nao_encontrado'), (:'cook', 'produtos', :'drink', '[]', '403 sem_permissao')) AS v (t, w, i, j, e);
SELECT is(pg_temp.off(:alfa, l::timestamp), e, l) FROM (VALUES ('2026-11-27 12:00', 'Caipirinha, Feijoada'), ('2026-11-28 12:00', 'Caipirinha'), ('2026-11-28 01:00', 'Feijoada, Lasanha'), ('2026-11-28 16:00', 'Caipirinha, Feijoada, Lasanha'),
    ('2026-11-28 18:00', 'Feijoada, Lasanha'), ('2026-11-28 02:00', 'Caipirinha, Feijoada, Lasanha'), ('2026-11-25 11:00', 'Caipirinha')) AS v (l, e);
SELECT is((SELECT count(*) FROM flowt.fora_da_janela(:alfa, ARRAY[:lasagna], '2026-11-28 16:00-03')), 1::bigint, 'only of those asked for');
SELECT is((SELECT count(*) FROM flowt.fora_da_janela(:beta, ARRAY[:lasagna, :drink], '2026-11-28 16:00-03')), 0::bigint, 'another company has its own');
SELECT is((pg_temp.request('GET /v1/produtos/{id}/disponibilidade', jsonb_build_object('id', :'feijoada'), :'cook')).body, '{"janelas": [{"hor_fim": "00:00", "hor_inicio": "00:00", "num_dias_semana": [3, 6]}]}', 'they are read back');
SELECT is((pg_temp.request('GET /v1/categorias/{id}/disponibilidade', jsonb_build_object('id', :'lunch'), :'cook')).body #>> '{janelas,0,hor_fim}', '15:00', 'of a category too');
SELECT is(pg_temp.outcome(pg_temp.request(format('GET /v1/%s/{id}/disponibilidade', w), jsonb_build_object('id', i), :'tb')), '404 nao_encontrado', 'not by another company') FROM (VALUES ('produtos', :'drink'), ('categorias', :'lunch')) AS v (w, i);
SELECT is(pg_temp.outcome(pg_temp.windows(:'ta', 'categorias', :'lunch', '[]')), '200', 'emptied');
SELECT is(pg_temp.off(:alfa, '2026-11-28 23:30'), 'Caipirinha', 'it is always again');

SELECT * FROM finish();
ROLLBACK;
