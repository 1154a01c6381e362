-- Dashboards: what is asked for in the URL, who may see what, and that a page's numbers are the API's (guide chapter 12.2).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT no_plan();

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
CREATE TEMP TABLE staff AS SELECT nom_perfil AS profile, pg_temp.login(:alfa, nom_perfil) AS token FROM flowt.tb_omni8_perfil;
SELECT (SELECT token FROM staff WHERE profile = 'marketing') AS tm, pg_temp.login(:beta, 'admin') AS tb, pg_temp.login(:alfa, 'gerente') AS tg \gset
SELECT flowt.hoje(:alfa) AS hoje, flowt.unidade_principal(:alfa) AS unidade \gset
INSERT INTO flowt.tb_omni8_unidade (cod_tenant, nom_unidade) VALUES (:alfa, 'Filial <1>') RETURNING cod_unidade AS filial \gset
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, sta_produto) VALUES (:alfa, 'Pizza <i>', 3990, 'PUBLICADO') RETURNING cod_produto AS pizza \gset
INSERT INTO flowt.tb_omni8_agregado_dia (cod_tenant, dat_dia, tip_canal, nom_campanha, cod_unidade, qtd_visitas, qtd_visitas_engajadas, qtd_visitas_com_pedido, qtd_paginas, qtd_funil_pagina, qtd_funil_item, qtd_funil_carrinho,
    qtd_funil_checkout, qtd_funil_pedido, qtd_checkouts, qtd_checkouts_convertidos, qtd_carrinhos, qtd_carrinhos_convertidos, qtd_pedidos, qtd_pedidos_confirmados, vlr_bruto, qtd_estornos, vlr_estornado, qtd_cancelados, qtd_funil_revisao, qtd_funil_pos_venda)
SELECT :alfa, :'hoje'::date - d, c, k, u, v * f, v * f / 2, v * f / 10, v * f * 2, v * f, v * f / 2, v * f / 4, v * f / 8, v * f / 10, v * f / 8, v * f / 10, v * f / 4, v * f / 10,
       v / 8 * (1 - f), v / 10 * (1 - f), v * 431 * (1 - f), 0, 0, v / 40 * (1 - f), v * f / 6, v * f / 20
  FROM generate_series(0, 75) AS d, (VALUES ('DIRETO', NULL), ('EMAIL', 'natal')) AS o (c, k), (VALUES (NULL, 1), (:unidade::bigint, 0), (:filial::bigint, 0)) AS x (u, f), LATERAL (SELECT 100 + (75 - d) * 3 + length(c)) AS s (v);
INSERT INTO flowt.tb_omni8_agregado_visitante_dia SELECT :alfa, :'hoje'::date - d, 'DIRETO', n, n = d FROM generate_series(0, 40) d, generate_series(1, 30) n;
INSERT INTO flowt.tb_omni8_agregado_comprador_dia SELECT :alfa, :'hoje'::date - d, d % 7 + 1, 1 FROM generate_series(0, 50) d;
INSERT INTO flowt.tb_omni8_agregado_produto_dia VALUES (:alfa, :'hoje', :pizza, 9, 4, 2, 3, 11970);
INSERT INTO flowt.tb_omni8_agregado_oferta_dia (cod_tenant, dat_dia, cod_oferta, tip_canal, qtd_vistas, qtd_cliques, qtd_usos, vlr_desconto) VALUES (:alfa, :'hoje', 1, 'DIRETO', 10, 3, 2, 500);
SET LOCAL SESSION AUTHORIZATION flowt_courier;
SELECT rotina.atualizar_coortes();
SET LOCAL SESSION AUTHORIZATION DEFAULT;

CREATE FUNCTION pg_temp.page(p_area text, p_token text, p_args jsonb DEFAULT '{}', p_slug text DEFAULT 'alfa') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('GET /{slug}/indicadores' || CASE p_area WHEN '' THEN '' ELSE '/{area}' END, jsonb_strip_nulls(jsonb_build_object('slug', p_slug, 'area', nullif(p_area, ''), 'flowt_equipe', p_token)) || p_args);
CREATE FUNCTION pg_temp.csv(p_card text, p_token text, p_args jsonb DEFAULT '{}') RETURNS pg_temp.answer LANGUAGE sql
RETURN pg_temp.request('GET /{slug}/indicadores/csv/{quadro}', jsonb_build_object('slug', 'alfa', 'quadro', p_card, 'flowt_equipe', p_token) || p_args);
CREATE FUNCTION pg_temp.plain(p_html text) RETURNS text LANGUAGE sql RETURN replace(p_html, chr(160), ' ');

-- Who.
SELECT is((pg_temp.page('', NULL)).headers, 'Location: /alfa/equipe/entrar?ir=indicadores', 'without a session one signs in first');
SELECT is((pg_temp.page('vendas', :'tb')).headers, 'Location: /alfa/equipe/entrar?ir=indicadores/vendas', 'a session of another company is none');
SELECT is((pg_temp.csv('funil', :'tb')).headers, 'Location: /alfa/equipe/entrar?ir=indicadores', 'not for a file either');
SELECT is(pg_temp.outcome(pg_temp.page('', s.token)), CASE WHEN s.profile IN ('plataforma', 'admin', 'gerente', 'marketing', 'financeiro', 'api') THEN '200' ELSE '403 sem_permissao' END, 'the page and ' || s.profile) FROM staff s ORDER BY s.profile;
SELECT is(pg_temp.outcome(pg_temp.csv('funil', s.token)), '403 sem_permissao', 'a file and ' || s.profile) FROM staff s WHERE s.profile IN ('cozinha', 'entregador') ORDER BY s.profile;
SELECT is(pg_temp.outcome(pg_temp.page(a.nom_area, :'tm')), '200', a.nom_area) FROM flowt.areas_dos_indicadores() AS a;
SELECT is(pg_temp.outcome(pg_temp.page('nada', :'tm')), '404', 'no such area');
SELECT is(pg_temp.outcome(pg_temp.csv('nada', :'tm')), '404', 'no such card');

-- One number, one function: every number of every area is the API's, as it writes it, with the same change; with filters too.
CREATE FUNCTION pg_temp.same(p_token text, p_page jsonb, p_api jsonb) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    v_area text;
    v_html text;
    v_one  jsonb;
    v_card text;
BEGIN
    FOR v_area IN SELECT a.nom_area FROM flowt.areas_dos_indicadores() AS a WHERE flowt.numeros_da_area(a.nom_area) <> '{}' LOOP
        v_html := (pg_temp.page(CASE v_area WHEN 'geral' THEN '' ELSE v_area END, p_token, p_page)).raw;
        FOR v_one IN SELECT i FROM jsonb_array_elements((pg_temp.request('GET /v1/indicadores', p_api, p_token)).body -> 'itens') i WHERE i ->> 'nom_indicador' = ANY (flowt.numeros_da_area(v_area)) LOOP
            v_card := (regexp_match(v_html, '<li class="numero" id="numero-' || (v_one ->> 'nom_indicador') || '">(.*?)</li>'))[1];
            RETURN NEXT ok(v_card LIKE '%<p class="valor">' || coalesce(flowt.valor_escrito((v_one ->> 'num_valor')::numeric, v_one ->> 'tip_unidade'), '<span aria-hidden="true">–</span>') || '%'
                   AND (v_one -> 'num_valor_anterior' = 'null' OR v_card LIKE '%antes: ' || flowt.valor_escrito((v_one ->> 'num_valor_anterior')::numeric, v_one ->> 'tip_unidade') || '%')
                   AND (v_one -> 'num_variacao' = 'null' OR round((v_one ->> 'num_variacao')::numeric, 3) = 0 OR v_card LIKE '%' || flowt.numero_por_extenso(abs((v_one ->> 'num_variacao')::numeric) * 100, 1) || chr(160) || '%'),
                   concat_ws(' ', v_area, v_one ->> 'nom_indicador', p_page));
        END LOOP;
    END LOOP;
END
$$;
SELECT pg_temp.same(:'tm', '{}', '{}');
SELECT pg_temp.same(:'tm', '{"periodo": "7", "comparar": "ano"}', jsonb_build_object('de', :'hoje'::date - 6, 'ate', :'hoje', 'comparar', 'ano'));
SELECT pg_temp.same(:'tm', '{"canal": "email", "campanha": "Natal "}', '{"canal": "EMAIL", "campanha": "natal"}');
SELECT pg_temp.same(:'tm', jsonb_build_object('unidade', :'filial', 'de', :'hoje'::date - 40, 'ate', :'hoje'::date - 10), jsonb_build_object('unidade', :'filial', 'de', :'hoje'::date - 40, 'ate', :'hoje'::date - 10));
SELECT is((SELECT count(*) FROM regexp_matches((pg_temp.page('vendas', :'tm')).raw, '<li class="numero"', 'g')), 7::bigint, 'the control: there are numbers to compare');
-- The charts too: the table of a line is the API's series, that of the funnel its funnel.
SELECT is((SELECT array_agg(x[1] ORDER BY n) FROM regexp_matches((regexp_match((pg_temp.page('vendas', :'tm')).raw, 'id="quadro-receita_bruta".*?</section>'))[1], '<th scope="row">[^<]*</th><td>([^<]*)</td>', 'g') WITH ORDINALITY AS t (x, n)),
          (SELECT array_agg(flowt.valor_escrito((i ->> 'num_valor')::numeric, 'CENTAVOS') ORDER BY n) FROM jsonb_array_elements((pg_temp.request('GET /v1/indicadores/{nome}/serie', '{"nome": "receita_bruta"}', :'tm')).body -> 'itens') WITH ORDINALITY AS t (i, n)), 'the line of revenue');
SELECT is((SELECT array_agg(x[1] ORDER BY n) FROM regexp_matches((regexp_match((pg_temp.page('funil', :'tm')).raw, 'id="quadro-funil".*?</section>'))[1], '<th scope="row">[^<]*</th><td>([^<]*)</td>', 'g') WITH ORDINALITY AS t (x, n)),
          (SELECT array_agg(flowt.numero_por_extenso((i ->> 'qtd_visitas')::numeric, 0) ORDER BY n) FROM jsonb_array_elements((pg_temp.request('GET /v1/funil', '{}', :'tm')).body -> 'itens') WITH ORDINALITY AS t (i, n)), 'the funnel');
SELECT is((pg_temp.csv(c, :'tm', '{"canal": "EMAIL", "periodo": "7"}')).raw, (pg_temp.request('GET /v1/' || r, jsonb_build_object('de', :'hoje'::date - 6, 'ate', :'hoje', 'formato', 'csv') || a, :'tm')).raw, 'the file of ' || c)
  FROM (VALUES ('indicadores', 'indicadores', '{"canal": "EMAIL"}'::jsonb), ('funil', 'funil', '{"canal": "EMAIL"}'), ('visitas', 'indicadores/{nome}/serie', '{"nome": "visitas", "canal": "EMAIL"}'), ('itens', 'rankings/{nome}', '{"nome": "itens", "limite": 100, "canal": "EMAIL"}'),
               ('canais', 'rankings/{nome}', '{"nome": "canais", "limite": 100, "canal": "EMAIL"}')) AS v (c, r, a);
INSERT INTO flowt.tb_omni8_agregado_item_dia (cod_tenant, dat_dia, cod_produto, tip_canal, nom_campanha, cod_unidade, qtd_visitas, qtd_visitas_engajadas, qtd_visitas_com_pedido, qtd_funil_item, qtd_funil_carrinho, qtd_funil_checkout,
    qtd_funil_pedido, qtd_adicionados, qtd_pedidos, qtd_pedidos_confirmados, qtd_cancelados, qtd_vendidos, vlr_vendido)
VALUES (:alfa, :'hoje', :pizza, 'DIRETO', NULL, NULL, 9, 5, 2, 8, 4, 3, 2, 4, 0, 0, 0, 0, 0), (:alfa, :'hoje', :pizza, 'DIRETO', NULL, :unidade, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 0, 3, 11970);
SELECT is((pg_temp.csv(c, :'tm', jsonb_build_object('item', :'pizza', 'periodo', '7'))).raw, (pg_temp.request('GET /v1/' || r, jsonb_build_object('de', :'hoje'::date - 6, 'ate', :'hoje', 'formato', 'csv', 'item', :'pizza') || a, :'tm')).raw, 'the file of ' || c || ' of an item')
  FROM (VALUES ('indicadores', 'indicadores', '{}'::jsonb), ('funil', 'funil', '{}'), ('receita_bruta', 'indicadores/{nome}/serie', '{"nome": "receita_bruta"}'), ('itens', 'rankings/{nome}', '{"nome": "itens", "limite": 100}'),
               ('canais', 'rankings/{nome}', '{"nome": "canais", "limite": 100}')) AS v (c, r, a);
SELECT pg_temp.same(:'tm', jsonb_build_object('item', :'pizza'), jsonb_build_object('item', :'pizza'));
SELECT is((SELECT string_agg(i ->> 'qtd_visitas', ' ') FROM jsonb_array_elements((pg_temp.request('GET /v1/funil', jsonb_build_object('item', :'pizza', 'de', :'hoje', 'ate', :'hoje'), :'tm')).body -> 'itens') i), (SELECT sum(d.qtd_funil_pagina) || ' 8 4 3 2' FROM flowt.tb_omni8_agregado_dia d WHERE d.cod_tenant = :alfa AND d.dat_dia = :'hoje'), 'the funnel of an item begins with everybody');
SELECT ok((pg_temp.page('vendas', :'tm', jsonb_build_object('item', :'pizza'))).raw LIKE '%· item Pizza &lt;i&gt;%' AND (pg_temp.page('vendas', :'tm', jsonb_build_object('item', :'pizza'))).raw LIKE '%/indicadores/csv/itens?item=' || :pizza || '"%', 'a page of an item says so, and so do its links');
SELECT ok((pg_temp.page('vendas', :'tm', '{"item": "999999"}')).raw NOT LIKE '%· item %', 'an item of nobody is none');
SELECT is(pg_temp.outcome(pg_temp.page(a.nom_area, :'tm', jsonb_build_object('item', :'pizza', 'canal', 'DIRETO'))), '200', a.nom_area || ' of an item') FROM flowt.areas_dos_indicadores() AS a;
SELECT is(pg_temp.outcome(pg_temp.csv(c, :'tm', jsonb_build_object('item', :'pizza'))), e, 'file of an item: ' || c) FROM (VALUES ('receita_liquida', '422 indicador_nao_e_de_item'), ('ofertas', '422 ranking_nao_e_de_item'), ('nps', '200')) AS v (c, e);
SELECT is((pg_temp.csv('coortes', :'tm')).raw, (pg_temp.request('GET /v1/coortes', '{"formato": "csv"}', :'tm')).raw, 'the file of the cohorts');

-- Several lines at once are what each is alone, their parts add up to the number above them, and what a filter leaves nothing of has no line.
SELECT is((SELECT array_agg(s.num_numerador ORDER BY s.nom_indicador, s.dat_dia) FROM flowt.series(:alfa, '{visitas,receita_bruta}', :'hoje'::date - 9, :'hoje', f) s),
          (SELECT array_agg(s.num_numerador ORDER BY n, s.dat_dia) FROM unnest('{visitas,receita_bruta}'::text[]) n, flowt.serie(:alfa, n, :'hoje'::date - 9, :'hoje', f) s), 'lines together and alone ' || f::text) FROM unnest(ARRAY['{}', '{"canal": "EMAIL"}']::jsonb[]) f;
SELECT is((SELECT sum(s.num_numerador) || ' ' || sum(s.num_denominador) FROM flowt.series(:alfa, ARRAY[i.nom_indicador], :'hoje'::date - 9, :'hoje', f) s), i.num_numerador || ' ' || CASE i.num_denominador WHEN 1 THEN 10 ELSE i.num_denominador END, 'the days of ' || i.nom_indicador || ' ' || f::text)
  FROM unnest(ARRAY['{}', '{"canal": "EMAIL"}', '{"campanha": "natal"}']::jsonb[]) f, flowt.indicadores(:alfa, :'hoje'::date - 9, :'hoje', f) i WHERE i.nom_indicador NOT IN ('visitantes_unicos', 'conversao_visitantes', 'recompra', 'nps', 'ctr_ofertas');
SELECT is((SELECT string_agg(DISTINCT s.nom_indicador, ' ' ORDER BY s.nom_indicador) FROM flowt.series(:alfa, '{receita_bruta,visitas,visitantes_unicos,ctr_ofertas,abandono_carrinho,conversao}', :'hoje'::date - 9, :'hoje', f::jsonb) s), e, 'lines with ' || f)
  FROM (VALUES ('{}', 'abandono_carrinho conversao ctr_ofertas receita_bruta visitantes_unicos visitas'), ('{"unidade": "1"}', 'receita_bruta'), ('{"canal": "QR"}', 'abandono_carrinho conversao ctr_ofertas receita_bruta visitantes_unicos visitas'),
               ('{"campanha": "natal"}', 'abandono_carrinho conversao ctr_ofertas receita_bruta visitas')) AS v (f, e);

-- What is asked for.
SELECT is(flowt.pedido_do_painel(:alfa, p::jsonb) - '{de,ate}'::text[], e::jsonb, p) FROM (VALUES
    ('{}', '{"periodo": "30", "comparar": "anterior"}'), ('{"periodo": "7", "comparar": "ano"}', '{"periodo": "7", "comparar": "ano"}'), ('{"periodo": "x", "comparar": "y", "canal": "z", "unidade": "abc"}', '{"periodo": "30", "comparar": "anterior"}'),
    ('{"canal": "qr", "campanha": " Verão "}', '{"periodo": "30", "comparar": "anterior", "canal": "QR", "campanha": "verão"}'), ('{"de": "2026-01-01", "ate": "2026-01-31"}', '{"periodo": "livre", "comparar": "anterior"}'),
    ('{"periodo": "7", "de": "2026-01-01", "ate": "2026-01-31"}', '{"periodo": "7", "comparar": "anterior"}'), ('{"de": "2026-02-30", "ate": "2026-03-01"}', '{"periodo": "30", "comparar": "anterior", "aviso": "Diga o primeiro e o último dia. Estes são os últimos 30."}'),
    ('{"de": "2026-03-02", "ate": "2026-03-01"}', '{"periodo": "30", "comparar": "anterior", "aviso": "O primeiro dia vem antes do último. Estes são os últimos 30 dias."}'),
    ('{"de": "2020-03-02", "ate": "2026-03-01"}', '{"periodo": "30", "comparar": "anterior", "aviso": "O período vai até 400 dias. Estes são os últimos 30."}')) AS v (p, e);
SELECT is(flowt.pedido_do_painel(:alfa, jsonb_build_object('periodo', p)) ->> 'de', e::text, p) FROM (VALUES ('hoje', :'hoje'::date), ('7', :'hoje'::date - 6), ('30', :'hoje'::date - 29), ('90', :'hoje'::date - 89), ('mes', date_trunc('month', :'hoje'::date)::date)) AS v (p, e);
SELECT is((SELECT count(*) FROM flowt.periodos_do_painel() p WHERE NOT EXISTS (SELECT FROM flowt.periodos_usuais(:'hoje') u WHERE u.dat_de = flowt.inicio_do_periodo(p.nom_periodo, :'hoje') AND u.dat_ate = :'hoje')), 0::bigint, 'every period with a name is counted beforehand');
SELECT is(flowt.endereco_do_painel('/x', p::jsonb, t::jsonb), e, p || t) FROM (VALUES ('{"periodo": "30", "comparar": "anterior"}', '{}', '/x'), ('{"periodo": "7", "comparar": "ano", "canal": "QR"}', '{}', '/x?periodo=7&amp;comparar=ano&amp;canal=QR'),
    ('{"periodo": "livre", "de": "2026-01-01", "ate": "2026-01-02"}', '{}', '/x?periodo=livre&amp;de=2026-01-01&amp;ate=2026-01-02'), ('{"periodo": "livre", "de": "2026-01-01", "ate": "2026-01-02"}', '{"periodo": "90"}', '/x?periodo=90'),
    ('{"periodo": "30", "campanha": "a&b \"c\""}', '{}', '/x?campanha=a%26b%20%22c%22')) AS v (p, t, e);
SELECT is(pg_temp.outcome(pg_temp.page('vendas', :'tm', '{"de": "2026-03-02", "ate": "2026-03-01"}')), '422', 'a wrong period is said');
SELECT ok((pg_temp.page('vendas', :'tm', '{"de": "2026-03-02", "ate": "2026-03-01"}')).raw LIKE '%role="alert">O primeiro dia vem antes do último.%', 'on the page itself');
SELECT ok((pg_temp.page('vendas', :'tm', '{"campanha": "<script>x"}')).raw NOT LIKE '%<script>%', 'what was asked for is text');
SELECT ok((pg_temp.page('vendas', :'tm')).raw LIKE '%Pizza &lt;i&gt;%' AND (pg_temp.page('vendas', :'tm')).raw LIKE '%Filial &lt;1&gt;%', 'and so are names');
SELECT ok((pg_temp.page('vendas', :'tm', '{"comparar": "nada"}')).raw !~ 'class="(mudanca|antes)', 'compared with nothing nothing has changed');
SELECT ok((pg_temp.page('', :'tm')).raw ~ 'Apurado até \d\d/\d\d/\d{4} às \d\d:\d\d\.', 'it says until when it has counted');

-- A change: arrow and words, for the better or not.
SELECT is(pg_temp.plain(flowt.html_mudanca(json_build_object('num_variacao', v, 'num_valor_anterior', a, 'flg_maior_melhor', m, 'tip_unidade', 'INTEIRO'))), e, concat_ws(' ', v, a, m)) FROM (VALUES
    (0.25, 8, true, '<p class="mudanca boa"><span aria-hidden="true">▲</span> subiu 25,0 %, melhor <span class="antes">antes: 8</span></p>'), (-0.5, 8, true, '<p class="mudanca ruim"><span aria-hidden="true">▼</span> caiu 50,0 %, pior <span class="antes">antes: 8</span></p>'),
    (0.1, 8, false, '<p class="mudanca ruim"><span aria-hidden="true">▲</span> subiu 10,0 %, pior <span class="antes">antes: 8</span></p>'), (-0.1, 8, false, '<p class="mudanca boa"><span aria-hidden="true">▼</span> caiu 10,0 %, melhor <span class="antes">antes: 8</span></p>'),
    (0.0004, 8, true, '<p class="mudanca"><span aria-hidden="true">=</span> igual <span class="antes">antes: 8</span></p>'), (NULL, 0, true, '<p class="mudanca">antes: 0</p>'), (NULL, NULL, true, '')) AS t (v, a, m, e);

-- Empty, it teaches.
SELECT ok((pg_temp.page(a.nom_area, :'tb', '{}', 'beta')).raw LIKE '%Como encher esta página%' AND (pg_temp.page(a.nom_area, :'tb', '{}', 'beta')).raw NOT LIKE '%<svg%', 'an empty company: ' || a.nom_area) FROM flowt.areas_dos_indicadores() AS a;
SELECT is((SELECT count(*) FROM regexp_matches((pg_temp.page('vendas', :'tb', '{}', 'beta')).raw, '<p class="vazio">', 'g')), 5::bigint, 'every chart says why there is none');

-- Units: whoever sees one sees its numbers, and nothing of the company as a whole.
UPDATE flowt.tb_omni8_usuario_tenant a SET flg_todas_unidades = false FROM flowt.tb_omni8_sessao s WHERE s.hsh_token = flowt.digerir(:'tm') AND a.cod_usuario = s.cod_usuario;
INSERT INTO flowt.tb_omni8_usuario_unidade (cod_tenant, cod_usuario, cod_unidade) SELECT :alfa, s.cod_usuario, :filial FROM flowt.tb_omni8_sessao s WHERE s.hsh_token = flowt.digerir(:'tm');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/indicadores', '{}', :'tm')), '200', 'the API answers whoever sees one unit');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/' || r, a::jsonb, :'tm')), '403 fora_das_suas_unidades', 'nor in the API: ' || r) FROM (VALUES ('coortes', '{}'), ('funil', '{}')) AS v (r, a);
SELECT is((SELECT string_agg(concat_ws(' ', i ->> 'codigo', i ->> 'valor', i ->> 'visitas'), ',') FROM jsonb_array_elements((pg_temp.request('GET /v1/rankings/{nome}', '{"nome": "canais"}', :'tm')).body -> 'itens') i),
          (SELECT string_agg(d.tip_canal || ' ' || d.v, ',' ORDER BY d.v DESC) FROM (SELECT x.tip_canal, sum(x.vlr_bruto) AS v FROM flowt.tb_omni8_agregado_dia x WHERE x.cod_tenant = :alfa AND x.cod_unidade = :filial AND x.dat_dia > :'hoje'::date - 30 GROUP BY 1) d), 'a ranking of one unit: no visits, which are of none');
SELECT pg_temp.same(:'tm', '{}', '{}');
SELECT ok((pg_temp.page('', :'tm', jsonb_build_object('unidade', :'unidade'))).raw LIKE '%· unidade Filial &lt;1&gt;%', 'another unit is not to be had');
SELECT ok((pg_temp.page('clientes', :'tm')).raw LIKE '%Este quadro é da empresa inteira%', 'cohorts are the company''s');
SELECT ok((regexp_match((pg_temp.page('vendas', :'tm')).raw, 'id="quadro-itens".*?</section>'))[1] NOT LIKE '%Pizza%', 'what another unit sold is not to be seen');
SELECT is(pg_temp.outcome(pg_temp.csv(c, :'tm')), e, 'file of one unit: ' || c) FROM (VALUES ('indicadores', '200'), ('receita_bruta', '200'), ('itens', '200'), ('coortes', '403 fora_das_suas_unidades'), ('funil', '403 fora_das_suas_unidades')) AS v (c, e);
INSERT INTO flowt.tb_omni8_usuario_unidade (cod_tenant, cod_usuario, cod_unidade) SELECT :alfa, s.cod_usuario, :unidade FROM flowt.tb_omni8_sessao s WHERE s.hsh_token = flowt.digerir(:'tm');
SELECT is(pg_temp.outcome(pg_temp.request('GET /v1/indicadores', '{}', :'tm')), '422 unidade_ausente', 'of several the API asks which');
SELECT ok((pg_temp.page('', :'tm')).raw LIKE '%· unidade Filial%' AND (pg_temp.page('', :'tm')).raw NOT LIKE '%>Todas</option>%' AND (pg_temp.page('', :'tm', jsonb_build_object('unidade', :'unidade'))).raw NOT LIKE '%· unidade Filial%', 'the page shows the first, and offers the others');

-- Switched off.
INSERT INTO flowt.tb_omni8_tenant_modulo VALUES (:beta, 'rastreamento', false);
SELECT is(flowt.html_rastreio(:beta, '/beta') || flowt.html_rastreio(:alfa, '/alfa'), '<script src="/estatico/flowt.js" data-base="/alfa" defer></script>', 'no tracking where the module is off');
SELECT is(flowt.pagina_reduzida(p), e, 'page ' || p) FROM (VALUES ('/', '/'), ('/alfa', '/alfa'), ('/alfa/item/12?x=1#y', '/alfa/item/12'), ('/alfa/pedido/9fKx_aZ-1bCdefgh12345678/pagamento', '/alfa/pedido/-/pagamento'), ('/pedido/9fKx', '/pedido/-'), ('/alfa/mesa/ab12cd34', '/alfa/mesa/-'),
    ('/alfa/promo-natal-2026', '/alfa/promo-natal-2026'), ('/ana@x.com/y', '/-/y'), ('/alfa/conta/ana@x.com', '/alfa/conta/-'), ('/alfa/ana%40x.com', '/alfa/-')) AS v (p, e);
SELECT * FROM finish();
ROLLBACK;
