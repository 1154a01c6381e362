-- Charts: numbers as they are written, axes, lines, what is drawn and what is said of it (guide chapter 12.2).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT no_plan();

SELECT is(flowt.valor_escrito(v, u), replace(e, '~', chr(160)), concat_ws(' ', v, u)) FROM (VALUES (123456.4::numeric, 'CENTAVOS', 'R$~1.234,56'), (-500, 'CENTAVOS', '-R$~5,00'), (0, 'CENTAVOS', 'R$~0,00'), (0.0241, 'FRACAO', '2,4~%'), (1, 'FRACAO', '100,0~%'),
    (0, 'FRACAO', '0,0~%'), (1234567, 'INTEIRO', '1.234.567'), (0, 'INTEIRO', '0'), (45.31, 'PONTOS', '45,3'), (-12, 'PONTOS', '-12,0'), (NULL, 'INTEIRO', NULL), (NULL, 'CENTAVOS', NULL)) AS t (v, u, e);
SELECT is(flowt.valor_curto(v, u), replace(e, '~', chr(160)), concat_ws(' ', v, u)) FROM (VALUES (2000000::numeric, 'CENTAVOS', 'R$~20~mil'), (150000000, 'CENTAVOS', 'R$~1,5~mi'), (5000, 'CENTAVOS', 'R$~50'), (0, 'CENTAVOS', 'R$~0'), (0.4, 'FRACAO', '40~%'), (0.025, 'FRACAO', '2,5~%'),
    (1200, 'INTEIRO', '1,2~mil'), (10, 'INTEIRO', '10'), (-100, 'PONTOS', '-100')) AS t (v, u, e);
SELECT is(flowt.topo_do_eixo(v), e, 'an axis for ' || v) FROM (VALUES (0::numeric, 0::numeric), (1, 1), (1.01, 2), (3, 4), (7, 8), (8.5, 10), (99, 100), (101, 200), (0.013, 0.02), (-3, 0)) AS t (v, e);
SELECT is(o_base || ' ' || o_topo, e, u || ' ' || v::text) FROM (VALUES ('{5,18}'::numeric[], 'INTEIRO', '0 20'), ('{NULL}', 'INTEIRO', '0 10'), ('{}', 'FRACAO', '0 1'), ('{0,0}', 'CENTAVOS', '0 10000'), ('{1}', 'INTEIRO', '0 2'), ('{-300,900}', 'CENTAVOS', '-400 1000'), ('{12}', 'PONTOS', '-100 100')) AS t (v, u, e)
  CROSS JOIN LATERAL flowt.escala_do_grafico(v, u);
SELECT is(flowt.caminho_do_grafico(v, 0, 10), e, v::text) FROM (VALUES ('{0,5,10}'::numeric[], 'M0.0 98.0L500.0 50.0L1000.0 2.0'), ('{0,NULL,10,5}', 'M0.0 98.0h.1M666.7 2.0L1000.0 50.0'), ('{7}', 'M0.0 30.8h.1'), ('{NULL,NULL}', ''), ('{}', '')) AS t (v, e);

-- A line: both periods, what is seen in words, every day in the table.
SELECT flowt.grafico_linha('g', 'Receita <b>', 'CENTAVOS', '{2026-02-01,2026-02-02,2026-02-03}', '{1000,NULL,123400}', '{2026-01-29,2026-01-30,2026-01-31}', '{0,500,600}', 'Período anterior') AS linha \gset
SELECT ok(:'linha' LIKE '%<title id="g-titulo">Receita &lt;b&gt;, dia a dia</title>%' AND :'linha' NOT LIKE '%<b>%', 'it has a name, escaped');
SELECT ok(replace(:'linha', chr(160), ' ') LIKE '%<desc id="g-desc">De R$ 10,00 em 01/02 a R$ 1.234,00 em 03/02; o maior é R$ 1.234,00, em 03/02, e o menor R$ 10,00, em 01/02.</desc>%', 'and a description');
SELECT ok(:'linha' LIKE '%aria-labelledby="g-titulo g-desc"%' AND :'linha' LIKE '%role="img"%', 'which are its own');
SELECT is((SELECT count(*) FROM regexp_matches(:'linha', '<path class="(agora|antes)" d="M', 'g')), 2::bigint, 'two lines');
SELECT is((SELECT count(*) FROM regexp_matches(:'linha', '<tr><th scope="row">', 'g')), 3::bigint, 'three days in the table');
SELECT ok(replace(:'linha', chr(160), ' ') LIKE '%<th scope="row">02/02/2026</th><td>–</td><td>30/01/2026</td><td>R$ 5,00</td>%', 'a day without a value beside the day it is compared with');
SELECT ok(flowt.grafico_linha('g', 'x', 'INTEIRO', '{2026-02-01}', '{3}', NULL, NULL, NULL) NOT LIKE '%class="antes"%', 'compared with nothing there is one line');

SELECT flowt.grafico_colunas('c', 'Pedidos', 'INTEIRO', 'Dia', '{a,b,c}', '{4,0,-2}', '{a,c}') AS colunas \gset
SELECT is((SELECT count(*) FROM regexp_matches(:'colunas', '<rect class="coluna"', 'g')), 2::bigint, 'a column where there is something');
SELECT ok(:'colunas' LIKE '%O maior valor é 4, em a.%', 'the greatest is named');
SELECT ok(:'colunas' NOT LIKE '%height="-%', 'no height is negative');

SELECT flowt.grafico_barras('b', 'Itens', 'CENTAVOS', '{Nome,Receita,Nota}', '{"Pão & queijo",Café}', '{2000,500}', '{"8 vendidos",NULL}') AS barras \gset
SELECT is((SELECT string_agg(x[1], ' ') FROM regexp_matches(:'barras', 'barra-cheia" width="([0-9.]+)"', 'g') AS x), '1000.0 250.0', 'bars in proportion');
SELECT ok(:'barras' LIKE '%Pão &amp; queijo%' AND :'barras' NOT LIKE '%Pão & q%', 'names are escaped');
SELECT ok(flowt.grafico_barras('b', 'x', 'INTEIRO', '{a,b,c}', '{z}', '{0}', '{n}') LIKE '%barra-cheia" width="0.0"%', 'of nothing there is no bar');

SELECT flowt.grafico_funil('f', 'Funil', '{A,B,C}', '{200,50,0}') AS funil \gset
SELECT is((SELECT string_agg(x[1], ' | ') FROM regexp_matches(:'funil', 'class="funil f\d" d="([^"]+)"', 'g') AS x), 'M0.0 2H1000.0L625.0 38H375.0Z | M375.0 42H625.0L500.0 78H500.0Z | M500.0 82H500.0L500.0 118H500.0Z', 'each step as wide as what came to it');
SELECT ok(replace(:'funil', chr(160), ' ') LIKE '%50 <small>25,0 % do passo anterior</small>%' AND replace(:'funil', chr(160), ' ') LIKE '%<th scope="row">C</th><td>0</td><td>0,0 %</td><td>0,0 %</td>%', 'with its part of the one before');
SELECT ok(flowt.grafico_funil('f', 'x', '{A,B,C}', '{0,0,0}') LIKE '%ninguém chegou ao passo anterior%', 'of nobody no ratio');

SELECT flowt.grafico_calor('h', 'Retenção', 'Mês', '[{"rotulo": "01/2026", "total": 40, "valores": [1, 0.25, null]}, {"rotulo": "02/2026", "total": 8, "valores": [1, 0]}]', 3) AS calor \gset
SELECT is((SELECT string_agg(x[1], ' ') FROM regexp_matches(:'calor', '<rect class="(n\d)"', 'g') AS x), 'n5 n2 n5 n0', 'the greater, the darker; nothing where there is nothing');
SELECT is((SELECT string_agg(x[1], ' ') FROM regexp_matches(:'calor', 'class="celula"[^>]*>(\d+)%', 'g') AS x), '100 25 100 0', 'each cell says its number');
SELECT ok(replace(:'calor', chr(160), ' ') LIKE '%<th scope="row">01/2026</th><td>40</td><td>100,0 %</td><td>25,0 %</td><td>–</td>%', 'and so does the table');

SELECT flowt.grafico_partes('p', 'Respostas', 'Classe', '{Detratores,Neutros,Promotores}', '{1,1,2}', '{ruim,neutra,boa}') AS partes \gset
SELECT is((SELECT string_agg(x[1] || '+' || x[2], ' ') FROM regexp_matches(:'partes', 'x="([0-9.]+)" width="([0-9.]+)"', 'g') AS x), '0.0+250.0 250.0+250.0 500.0+500.0', 'parts side by side');
SELECT ok(replace(:'partes', chr(160), ' ') LIKE '%<desc id="p-desc">Detratores: 25,0 %; Neutros: 25,0 %; Promotores: 50,0 %.</desc>%', 'in words');
SELECT ok(flowt.grafico_partes('p', 'x', 'y', '{a,b}', '{0,0}', '{boa,ruim}') LIKE '%<desc id="p-desc">a: 0; b: 0.</desc>%', 'of nothing no part');
SELECT ok(every(g !~ 'style='), 'no chart needs a style of its own') FROM unnest(ARRAY[:'linha', :'colunas', :'barras', :'funil', :'calor', :'partes']) AS g;
SELECT * FROM finish();
ROLLBACK;
