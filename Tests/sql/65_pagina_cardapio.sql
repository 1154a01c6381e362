-- The menu's page: what it says about opening hours, what it shows, and above all what it never does.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT plan(57);

-- Two companies with the same hours in two zones; a third one that nobody asked about.
SELECT admin.criar_tenant('pagina-manaus', 'Bar <b>"Zé" & Cia</b>', 'RESTAURANTE', 'Zé & Cia Ltda', '12.ABC.345/01DE-35', 'ze@bar.example', '(92) 99123-4567',
                          'Rua <A>', '10', 'Centro', 'Manaus', 'AM', '69000-000', 'America/Manaus') AS manaus \gset
SELECT admin.criar_tenant('pagina-noronha', 'Pousada', 'SERVICOS', 'Pousada Ltda', '00.000.000/0001-91', 'p@p.example', '(81) 3123-4567',
                          'Vila', '1', 'Centro', 'Fernando de Noronha', 'PE', '53990-000', 'America/Noronha') AS noronha \gset
SELECT admin.ativar_tenant(:manaus), admin.ativar_tenant(:noronha) \g /dev/null
UPDATE flowt.tb_omni8_tenant SET des_apresentacao = '</script><script>alert("x")</script>', des_cor = '#ffdd00' WHERE cod_tenant = :manaus;
INSERT INTO flowt.tb_omni8_tenant_horario (cod_tenant, num_dia_semana, hor_abertura, hor_fechamento)
SELECT t, d, a, f FROM (VALUES (:manaus), (:noronha)) AS t (t), (VALUES (5, time '18:00', time '02:00'), (1, '11:00', '14:00')) AS h (d, a, f);
INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria, num_ordem, sta_categoria)
VALUES (:manaus, 'Pratos <i>', 1, 'ATIVA'), (:manaus, 'Guardados', 2, 'INATIVA');
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, cod_categoria, nom_produto, des_resumo, des_produto, des_alergenos, vlr_preco, vlr_preco_de, flg_destaque, sta_produto)
SELECT :manaus, (SELECT c.cod_categoria FROM flowt.tb_omni8_categoria c WHERE c.cod_tenant = :manaus AND c.nom_categoria = p.categoria),
       p.nome, p.resumo, p.texto, p.alergenos::text[], p.preco, p.preco_de, p.destaque, p.status
  FROM (VALUES ('Pratos <i>', '<script>alert(1)</script> "d''água"', 'Pão & <b>queijo</b>', E'Linha 1\n<hr>', '{leite,"<u>"}', 123456, 200000, true, 'PUBLICADO'),
               ('Pratos <i>', 'Rascunho secreto', NULL, NULL, '{}', 100, NULL, true, 'RASCUNHO'),
               ('Pratos <i>', 'Arquivado secreto', NULL, NULL, '{}', 100, NULL, true, 'ARQUIVADO'),
               ('Guardados', 'Inativo secreto', NULL, NULL, '{}', 100, NULL, true, 'PUBLICADO'),
               (NULL, 'Açaí avulso', NULL, NULL, '{}', 990, NULL, false, 'PUBLICADO'))
       AS p (categoria, nome, resumo, texto, alergenos, preco, preco_de, destaque, status);
UPDATE flowt.tb_omni8_produto_servico SET dat_esgotado = (now() AT TIME ZONE 'America/Manaus')::date WHERE cod_tenant = :manaus AND nom_produto = 'Açaí avulso';
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, tip_item, nom_produto, vlr_preco, qtd_duracao_min, sta_produto)
VALUES (:noronha, 'SERVICO', 'Passeio de barco', 35000, 90, 'PUBLICADO');

-- Opening hours around midnight: Friday 18:00-02:00 and Monday 11:00-14:00, in each zone.
SELECT is((SELECT f.des_frase FROM flowt.frase_atendimento(:manaus, m.momento) f), m.frase, 'Manaus, ' || m.momento)
  FROM (VALUES ('2026-11-27 17:59 America/Manaus'::timestamptz, 'Fechado · abre hoje às 18:00'),
               ('2026-11-27 18:00 America/Manaus', 'Aberto até 02:00'),
               ('2026-11-28 00:30 America/Manaus', 'Aberto até 02:00'),
               ('2026-11-28 01:59:59 America/Manaus', 'Aberto até 02:00'),
               ('2026-11-28 02:00 America/Manaus', 'Fechado · abre segunda-feira às 11:00'),
               ('2026-11-29 23:59 America/Manaus', 'Fechado · abre amanhã às 11:00'),
               ('2026-11-30 00:00 America/Manaus', 'Fechado · abre hoje às 11:00'),
               ('2026-11-30 14:00 America/Manaus', 'Fechado · abre sexta-feira às 18:00')) AS m (momento, frase);
SELECT is((SELECT f.des_frase FROM flowt.frase_atendimento(:noronha, m.momento) f), m.frase, 'Noronha, ' || m.momento)
  FROM (VALUES ('2026-11-30 01:59 UTC'::timestamptz, 'Fechado · abre amanhã às 11:00'),
               ('2026-11-30 02:00 UTC', 'Fechado · abre hoje às 11:00'),
               ('2026-11-28 03:30 UTC', 'Aberto até 02:00'),
               ('2026-11-28 04:00 UTC', 'Fechado · abre segunda-feira às 11:00')) AS m (momento, frase);
SELECT is((SELECT f.des_frase FROM flowt.frase_atendimento(:manaus, '2026-11-30 02:00 UTC') f), 'Fechado · abre amanhã às 11:00', 'the same instant is still Sunday in Manaus');
UPDATE flowt.tb_omni8_tenant SET flg_pedido_fora_do_horario = true WHERE cod_tenant = :noronha;
SELECT is((SELECT f.des_frase FROM flowt.frase_atendimento(:noronha, '2026-11-30 02:00 UTC') f), 'Fechado · abre hoje às 11:00 · aceita pedidos agora', 'closed, but taking orders');

-- An offer's badge: in its colour, with words that can be read on it, and on its last day how long it goes on.
SELECT is(flowt.html_selo_da_oferta('-20%', 'Hora <b>', c, f::timestamptz, '2026-11-30 12:00Z', 'America/Sao_Paulo'), e, format('%s, until %s', c, f)) FROM (VALUES
    (NULL, NULL, '<p class="selo oferta">-20%</p>'),
    ('#FFDD00', '2026-11-30 14:14:01Z', '<p class="selo oferta" style="background:#FFDD00;color:#000000">-20% <time class="contagem" datetime="2026-11-30T14:14:01Z">termina em 2 h 15 min</time></p>'),
    ('#1a237e', '2026-11-30 12:00:01Z', '<p class="selo oferta" style="background:#1a237e;color:#ffffff">-20% <time class="contagem" datetime="2026-11-30T12:00:01Z">termina em 1 min</time></p>'),
    (NULL, '2026-12-01 12:00Z', '<p class="selo oferta">-20% <span>até amanhã às 09:00</span></p>'),
    (NULL, '2026-12-07 12:00Z', '<p class="selo oferta">-20%</p>')) AS v (c, f, e);
SELECT is(flowt.html_selo_da_oferta(NULL, NULL, '#000000', NULL, now(), 'UTC'), '', 'no offer, no badge');
SELECT is((SELECT count(*) FROM generate_series(0, 4095) AS n, LATERAL (SELECT '#' || lpad(to_hex((n / 256) * 17), 2, '0') || lpad(to_hex((n / 16 % 16) * 17), 2, '0') || lpad(to_hex((n % 16) * 17), 2, '0') AS cor) AS c
            WHERE flowt.contraste(c.cor, flowt.texto_sobre(c.cor)) < 4.5), 0::bigint, 'words are read on any colour');
SELECT is(flowt.parametros_do_cardapio(flowt.filtros_do_cardapio(' pão & vinho ', '7', 'R$ 1.000,00', 'caro')), 'busca=p%C3%A3o%20%26%20vinho&amp;categoria=7&amp;preco_min=R%24%201.000%2C00&amp;', 'what filters a menu goes on to its next page');

-- The pages, as the gateway asks for them.
SET LOCAL ROLE flowt_api;
SELECT flowt.abrir('publico', false, NULL, 'localhost', NULL, 'pagina-manaus', 'r') \g /dev/null
SELECT p.status AS m_status, p.tipo AS m_tipo, p.corpo AS m FROM api.pagina_cardapio(NULL, 'localhost:8080', 'http', NULL, 'pagina-manaus') p \gset
SELECT p.corpo AS achou FROM api.pagina_cardapio('QUEIJO  pao', 'localhost:8080', 'http', NULL, 'pagina-manaus') p \gset
SELECT p.corpo AS nada FROM api.pagina_cardapio('<i>nada', 'evil"><script>', 'http', 'não existe', NULL) p \gset
RESET ROLE;

SELECT is(:'m_status'::text, '200', 'the menu answers 200');
SELECT is(:'m_tipo'::text, 'text/html; charset=utf-8', 'as HTML');
SELECT ok(:'m' LIKE '<!doctype html><html lang="pt-BR">%</html>', 'a whole document in pt-BR');
SELECT ok(strpos(:'m', 'Bar &lt;b&gt;&quot;Zé&quot; &amp; Cia&lt;/b&gt;') > 0, 'the company''s name is escaped');
SELECT ok(strpos(:'m', '&lt;script&gt;alert(1)&lt;/script&gt; &quot;d&#39;água&quot;') > 0, 'an item''s name is escaped');
SELECT ok(strpos(:'m', 'Pratos &lt;i&gt;') > 0 AND strpos(:'m', 'Pão &amp; &lt;b&gt;queijo') > 0 AND strpos(:'m', 'Linha 1<br>&lt;hr&gt;') > 0
          AND strpos(:'m', 'leite, &lt;u&gt;') > 0 AND strpos(:'m', 'Rua &lt;A&gt;') > 0, 'category, summary, description, allergens and address too');
SELECT is((SELECT string_agg(x[1], ' ') FROM regexp_matches(:'m', '<script ([^ >]*)', 'g') AS x), 'src="/estatico/flowt.js" src="/estatico/cardapio.js" type="application/ld+json"', 'the only script elements are those of tracking and of the open menu, and the JSON-LD');
SELECT ok(strpos(:'m', '\u003c/script\u003e') > 0, 'inside which < cannot close it');
SELECT is((regexp_match(:'m', '<script type="application/ld\+json">(.*?)</script>'))[1]::jsonb ->> 'description', '</script><script>alert("x")</script>', 'and it still parses');
SELECT ok(strpos(:'m', 'secreto') = 0, 'drafts, archived items and inactive categories do not leak');
SELECT ok(strpos(:'m', 'Passeio de barco') = 0 AND strpos(:'m', 'Pousada') = 0, 'nor does another company');
SELECT ok(strpos(:'m', '<s><span class="leitor">de </span>R$' || chr(160) || '2.000,00</s>') > 0 AND strpos(:'m', 'R$' || chr(160) || '1.234,56</strong>') > 0, 'de/por prices');
SELECT ok(strpos(:'m', 'Esgotado') > 0, 'sold out today is said');
SELECT is((SELECT count(*) FROM regexp_matches(:'m', '<form class="incluir" data-evento="carrinho_adicionado" data-produto="\d+" method="post" action="/pagina-manaus/sacola">', 'g')), 1::bigint, 'and only what is available can be added');
SELECT ok(strpos(:'m', 'CNPJ 12.ABC.345/01DE-35') > 0 AND strpos(:'m', 'Zé &amp; Cia Ltda') > 0 AND strpos(:'m', 'CEP 69000-000') > 0 AND strpos(:'m', 'mailto:ze@bar.example') > 0,
          'legal identification (Decreto 7.962/2013)');
SELECT ok(strpos(:'m', 'https://wa.me/5592991234567?text=Ol%C3%A1') > 0, 'WhatsApp link');
SELECT ok(strpos(:'m', '<link rel="canonical" href="http://localhost:8080/pagina-manaus">') > 0, 'canonical address');
SELECT ok(strpos(:'m', '--marca:#ffdd00;--sobre-marca:#000000') > 0, 'a light brand colour carries black text');
SELECT is((SELECT count(*) - count(DISTINCT i[1]) FROM regexp_matches(:'m', ' id="([^"]+)"', 'g') AS i), 0::bigint, 'no id twice');
SELECT is((SELECT count(*) FROM regexp_matches(:'m', '<h1', 'g')), 1::bigint, 'one h1');
SELECT ok(strpos(:'achou', '1 item encontrado') > 0 AND strpos(:'achou', 'Açaí') = 0, 'search ignores accents, case and order of the words');
SELECT ok(strpos(:'nada', 'Nada encontrado para “&lt;i&gt;nada”') > 0 AND strpos(:'nada', 'value="&lt;i&gt;nada"') > 0, 'what was searched is escaped');
SELECT ok(strpos(:'nada', 'evil') = 0, 'a host that is none is not repeated');
SELECT ok(strpos(:'nada', 'href="/sacola"') > 0, 'on the company''s own domain links have no slug');
SELECT ok(strpos(:'nada', 'name="robots" content="noindex"') > 0 AND strpos(:'m', 'noindex') = 0, 'results of a search are not indexed, the menu is');

INSERT INTO flowt.tb_omni8_tenant_dominio VALUES (:noronha, 'pousada.example');
SET LOCAL ROLE flowt_api;
SELECT flowt.abrir('publico', false, NULL, 'pousada.example', NULL, NULL, 'r') \g /dev/null
SELECT p.corpo AS n FROM api.pagina_cardapio(NULL, 'pousada.example', 'https', NULL) p \gset
RESET ROLE;
SELECT ok(strpos(:'n', 'Passeio de barco') > 0 AND strpos(:'n', 'Duração: 1 h 30 min') > 0, 'a service with its duration');
SELECT ok(strpos(:'n', '<link rel="canonical" href="https://pousada.example">') > 0, 'the own domain is the canonical address');
SELECT ok(strpos(:'n', 'Bar ') = 0 AND strpos(:'n', 'alert') = 0, 'positive control the other way round');
SELECT is((SELECT count(*) FROM regexp_matches(:'n', '<dd>fechado</dd>', 'g')), 5::bigint, 'weekly hours name the days it is closed');

-- A shop of more than one page: what is on offer or highlighted stands on the first, wherever it is; the list goes on page by page.
CREATE OR REPLACE FUNCTION flowt.limite_itens_do_cardapio() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 2;
INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria, num_ordem, sta_categoria) VALUES (:noronha, 'Mar', 5, 'ATIVA'), (:noronha, 'Guardada', 9, 'INATIVA');
INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria, cod_categoria_mae) SELECT cod_tenant, 'Fundo', cod_categoria FROM flowt.tb_omni8_categoria WHERE cod_tenant = :noronha AND nom_categoria = 'Mar';
INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, vlr_preco, num_ordem, flg_destaque, sta_produto, cod_categoria)
SELECT :noronha, n, 1000, o, d, s, (SELECT c.cod_categoria FROM flowt.tb_omni8_categoria c WHERE c.cod_tenant = :noronha AND c.nom_categoria = k)
  FROM (VALUES ('Um', 1, false, 'PUBLICADO', 'Mar'), ('Dois', 2, false, 'PUBLICADO', 'Mar'), ('Três', 3, false, 'PUBLICADO', 'Mar'), ('Quatro', 4, true, 'PUBLICADO', 'Mar'), ('Cinco', 5, false, 'PUBLICADO', 'Fundo'),
               ('Seis', 6, true, 'RASCUNHO', 'Fundo'), ('Sete', 7, true, 'PUBLICADO', 'Guardada'), ('Oito', 8, false, 'PUBLICADO', NULL)) AS v (n, o, d, s, k);
CREATE FUNCTION pg_temp.on_offer(p_tenant bigint, p_percent numeric, p_item text, p_category text, p_from timestamptz DEFAULT now() - interval '1 day') RETURNS void LANGUAGE sql AS $$
    WITH oferta AS (INSERT INTO flowt.tb_omni8_oferta (cod_tenant) VALUES (p_tenant) RETURNING cod_oferta)
    INSERT INTO flowt.tb_omni8_oferta_versao (cod_tenant, cod_oferta, num_definicao, sta_oferta, nom_oferta, tip_oferta, tip_alvo, num_percentual, cod_produtos, cod_categorias, dat_inicio)
    SELECT p_tenant, o.cod_oferta, 1, 'ATIVA', 'x', 'PERCENTUAL', CASE WHEN p_item IS NULL THEN 'CATEGORIA' ELSE 'ITEM' END, p_percent,
           (SELECT ARRAY[p.cod_produto] FROM flowt.tb_omni8_produto_servico p WHERE p.cod_tenant = p_tenant AND p.nom_produto = p_item),
           (SELECT ARRAY[c.cod_categoria] FROM flowt.tb_omni8_categoria c WHERE c.cod_tenant = p_tenant AND c.nom_categoria = p_category), p_from FROM oferta o $$;
SELECT pg_temp.on_offer(:noronha, 20, 'Três', NULL), pg_temp.on_offer(:noronha, 50, NULL, 'Fundo'), pg_temp.on_offer(:noronha, 90, 'Sete', NULL), pg_temp.on_offer(:noronha, 90, 'Oito', NULL, now() + interval '1 day') \g /dev/null
CREATE FUNCTION pg_temp.band(p_page text, p_class text) RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(x[1], ',' ORDER BY n) FROM regexp_matches(substring(p_page FROM '<section class="destaques ' || p_class || '".*?</section>'), '<b>([^<]*)</b>', 'g') WITH ORDINALITY AS m (x, n));
SET LOCAL ROLE flowt_api;
SELECT flowt.abrir('publico', false, NULL, 'pousada.example', NULL, NULL, 'r') \g /dev/null
SELECT p.corpo AS n FROM api.pagina_cardapio(NULL, 'pousada.example', 'https', NULL) p \gset
RESET ROLE;
SELECT is(pg_temp.band(:'n', c), e, c) FROM (VALUES ('ofertas', 'Cinco,Três'), ('em-destaque', 'Quatro')) AS v (c, e);
SELECT is((SELECT count(*) FROM regexp_matches(:'n', '<li class="item"', 'g')), 2::bigint, 'the list is as long as a page');
SELECT ok(strpos(:'n', '>Um</a>') > 0 AND strpos(:'n', '>Dois</a>') > 0 AND strpos(:'n', '?apos=') > 0, 'of the first, and goes on');
CREATE OR REPLACE FUNCTION flowt.limite_itens_do_cardapio() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 200;

-- Pure helpers.
SELECT ok(bool_and(flowt.contraste(CASE WHEN flowt.tema(c.cor) LIKE '%sobre-marca:#ffffff%' THEN '#ffffff' ELSE '#000000' END, c.cor) >= 4.5
               AND flowt.contraste(flowt.cor_legivel(c.cor, '#f1f0ee'), '#f1f0ee') >= 4.5 AND flowt.contraste(flowt.cor_legivel(c.cor, '#2a2d31'), '#2a2d31') >= 4.5),
          'every one of 4096 colours gets readable text')
  FROM (SELECT '#' || lpad(to_hex(r * 17), 2, '0') || lpad(to_hex(g * 17), 2, '0') || lpad(to_hex(b * 17), 2, '0') AS cor
          FROM generate_series(0, 15) r, generate_series(0, 15) g, generate_series(0, 15) b) AS c;
SELECT is(round(flowt.contraste('#777777', '#ffffff')::numeric, 2), 4.48, 'contrast of WCAG''s known grey');

SELECT * FROM finish();
ROLLBACK;
