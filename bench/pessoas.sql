-- People for the benchmark of the search: bench.people of them over bench.tenants companies, heavy-tailed (the largest has
-- a sixth), with Brazilian names: a few very common words and a long tail. Set-based and without triggers; what the
-- triggers would keep is filled the same way.
SET session_replication_role = replica;
SET work_mem = '256MB';
SET maintenance_work_mem = '512MB';
SET synchronous_commit = off;
SELECT setseed(0.42);

CREATE TEMP TABLE part AS
SELECT n, (greatest(1, current_setting('bench.people')::numeric * power(n, -1.1) / sum(power(n, -1.1)) OVER ()))::bigint AS people
  FROM generate_series(1, current_setting('bench.tenants')::integer) AS n;
CREATE TEMP TABLE company AS
SELECT p.n, p.people, admin.criar_tenant('gente-' || p.n, 'Gente ' || p.n, 'LOJA', 'Gente Ltda', '12.ABC.345/01DE-35', 'bench@example.com', '(11) 91234-5678',
       'Rua Um', '1', 'Centro', 'São Paulo', 'SP', '01000-000') AS cod_tenant FROM part AS p;
ANALYZE company;
UPDATE flowt.tb_omni8_tenant SET sta_tenant = 'ATIVO' WHERE nom_slug LIKE 'gente-%';

-- The tail of the surnames: three syllables each.
CREATE TEMP TABLE word AS
SELECT string_to_array('Maria,José,João,Ana,Antônio,Francisco,Carlos,Paulo,Pedro,Lucas,Luiz,Marcos,Luís,Gabriel,Rafael,Francisca,Daniel,Marcelo,Bruno,Eduardo,Felipe,Rodrigo,Manoel,'
    'Mateus,André,Fernando,Fábio,Leonardo,Gustavo,Guilherme,Leandro,Tiago,Antônia,Adriana,Juliana,Márcia,Fernanda,Patrícia,Aline,Sandra,Camila,Amanda,Bruna,Jéssica,Letícia,Júlia,Luciana,'
    'Vanessa,Mariana,Gabriela,Vera,Vitória,Larissa,Cláudia,Beatriz,Rita,Luana,Sônia,Renata,Eliane,Josefa,Simone,Natália,Cristiane,Carla,Débora,Rosângela,Jaqueline,Rosa,Daniela,Aparecida,'
    'Raimundo,Sebastião,Jorge,Alexandre,Diego,Sérgio,Roberto,Ricardo,Vinícius,Igor,Caio,Davi,Samuel,Otávio,Heitor,Enzo,Miguel,Arthur,Bernardo,Théo,Yuri,Wellington,Washington,Jefferson,'
    'Anderson,Everton,Cleiton,Rosana,Tatiane,Priscila,Michele,Raquel,Sabrina,Isabela,Lorena,Helena,Alice,Laura,Manuela,Sofia,Valentina,Heloísa,Cecília,Elisa,Joana,Joaquim,Jonas,Josué', ',') AS first,
       string_to_array('Silva,Santos,Oliveira,Souza,Rodrigues,Ferreira,Alves,Pereira,Lima,Gomes,Costa,Ribeiro,Martins,Carvalho,Almeida,Lopes,Soares,Fernandes,Vieira,Barbosa,Rocha,Dias,'
    'Nascimento,Andrade,Moreira,Nunes,Marques,Machado,Mendes,Freitas,Cardoso,Ramos,Gonçalves,Santana,Teixeira,Araújo,Cavalcante,Monteiro,Moura,Batista,Campos,Correia,Pinto,Castro,Reis,Melo,'
    'Azevedo,Duarte,Borges,Cunha,Macedo,Farias,Miranda,Fonseca,Xavier,Sales,Viana,Siqueira,Tavares,Queiroz,Coelho,Assis,Bezerra,Brito,Peixoto,Paiva,Guimarães,Magalhães,Medeiros,Figueiredo,'
    'Amaral,Bittencourt,Camargo,Toledo,Prado,Leal,Vargas,Aguiar,Pacheco,Rezende,Valente,Muniz,Salgado,Furtado,Neves,Bastos,Franco,Godoy,Mattos,Lacerda,Barros,Maciel,Guerra,Arruda', ',') AS last,
       string_to_array('ba,be,bi,ca,ce,co,da,de,di,fa,fe,ga,go,gui,la,le,li,lo,ma,me,mi,mo,na,ne,ni,pa,pe,po,que,ra,re,ri,ro,sa,se,si,ta,te,ti,to,va,ve,vi,za,ze,zi,bra,cre,dri,fra,gra,pra,tre', ',') AS syllable;

INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa, tip_pessoa, nom_pessoa, nom_busca, dat_nascimento, dat_criacao)
OVERRIDING SYSTEM VALUE
SELECT q.cod_tenant, q.id, q.tip, q.nome, flowt.sem_acento(q.nome), CASE q.tip WHEN 'F' THEN date '1945-01-01' + (q.id * 7919 % 22000)::integer END, now() - q.id % 1000 * interval '1 day'
  FROM (SELECT c.cod_tenant, g.id, CASE WHEN g.id % 20 = 0 THEN 'J' ELSE 'F' END AS tip,
               CASE WHEN g.id % 20 = 0 THEN (ARRAY['Padaria','Mercado','Oficina','Clínica','Farmácia'])[1 + (random() * 4)::integer] || ' ' ELSE '' END
               || w.first[1 + floor(power(random(), 2.2) * cardinality(w.first))::integer]
               || CASE WHEN random() < 0.35 THEN ' ' || w.first[1 + floor(power(random(), 1.5) * cardinality(w.first))::integer] ELSE '' END
               || CASE WHEN random() < 0.2 THEN ' da' WHEN random() < 0.1 THEN ' dos' ELSE '' END
               || ' ' || w.last[1 + floor(power(random(), 2.2) * cardinality(w.last))::integer]
               || CASE WHEN random() < 0.6 THEN ' ' || w.last[1 + floor(power(random(), 1.8) * cardinality(w.last))::integer] ELSE '' END
               || CASE WHEN random() < 0.12 THEN ' ' || initcap(w.syllable[1 + floor(random() * 53)::integer] || w.syllable[1 + floor(random() * 53)::integer] || w.syllable[1 + floor(power(random(), 2) * 53)::integer]) ELSE '' END
               || CASE WHEN g.id % 20 = 0 THEN ' Ltda' ELSE '' END AS nome
          FROM company AS c CROSS JOIN word AS w
         CROSS JOIN LATERAL generate_series(1 + (SELECT coalesce(sum(o.people), 0)::bigint FROM company o WHERE o.n < c.n), (SELECT sum(o.people)::bigint FROM company o WHERE o.n <= c.n)) AS g (id)) AS q;

-- A CPF of its own for each: nine digits scattered over all of them, and the two that check them.
INSERT INTO flowt.tb_omni8_pessoa_identificador (cod_tenant, cod_pessoa, tip_identificador, des_valor, flg_principal, dat_verificacao)
SELECT p.cod_tenant, p.cod_pessoa, 'CPF', d.base || d.um || CASE WHEN (d.soma + 2 * d.um) % 11 < 2 THEN 0 ELSE 11 - (d.soma + 2 * d.um) % 11 END, true, CASE WHEN p.cod_pessoa % 3 = 0 THEN now() END
  FROM flowt.tb_omni8_pessoa AS p
 CROSS JOIN LATERAL (SELECT lpad((p.cod_pessoa * 387420489 % 1000000000)::text, 9, '0') AS base) AS b
 CROSS JOIN LATERAL (SELECT sum(x.d * (11 - x.i))::integer AS s1, sum(x.d * (12 - x.i))::integer AS s2 FROM (SELECT i, substr(b.base, i, 1)::integer AS d FROM generate_series(1, 9) AS i) AS x) AS s
 CROSS JOIN LATERAL (SELECT b.base, CASE WHEN s.s1 % 11 < 2 THEN 0 ELSE 11 - s.s1 % 11 END AS um, s.s2 AS soma) AS d
 WHERE p.cod_tenant IN (SELECT cod_tenant FROM company) AND p.tip_pessoa = 'F' AND p.cod_pessoa % 10 < 7 AND b.base !~ '^(.)\1{8}$';
INSERT INTO flowt.tb_omni8_pessoa_identificador (cod_tenant, cod_pessoa, tip_identificador, des_valor, flg_principal)
SELECT p.cod_tenant, p.cod_pessoa, 'FONE', '+55' || (ARRAY['11', '11', '11', '21', '31', '81', '85', '51'])[1 + p.cod_pessoa % 8] || '9' || lpad((p.cod_pessoa * 48271 % 100000000)::text, 8, '0'), true
  FROM flowt.tb_omni8_pessoa AS p WHERE p.cod_tenant IN (SELECT cod_tenant FROM company) AND p.cod_pessoa % 10 < 8;
INSERT INTO flowt.tb_omni8_pessoa_identificador (cod_tenant, cod_pessoa, tip_identificador, des_valor, flg_principal)
SELECT p.cod_tenant, p.cod_pessoa, 'EMAIL', replace(regexp_replace(p.nom_busca, '[^a-z ]', '', 'g'), ' ', '.') || p.cod_pessoa || '@example.com', true
  FROM flowt.tb_omni8_pessoa AS p WHERE p.cod_tenant IN (SELECT cod_tenant FROM company) AND p.cod_pessoa % 10 < 5 AND length(p.nom_busca) < 50;
INSERT INTO flowt.tb_omni8_pessoa_papel (cod_tenant, cod_pessoa, tip_papel)
SELECT p.cod_tenant, p.cod_pessoa, CASE WHEN p.cod_pessoa % 10 < 9 THEN 'CLIENTE' ELSE 'LEAD' END FROM flowt.tb_omni8_pessoa AS p WHERE p.cod_tenant IN (SELECT cod_tenant FROM company);

INSERT INTO flowt.tb_omni8_pessoa_termo (cod_tenant, nom_termo, cod_pessoa, tip_pessoa)
SELECT p.cod_tenant, t.termo, p.cod_pessoa, p.tip_pessoa FROM flowt.tb_omni8_pessoa AS p CROSS JOIN LATERAL unnest(flowt.termos_de_nome(p.nom_busca)) AS t (termo)
 WHERE p.cod_tenant IN (SELECT cod_tenant FROM company)
UNION ALL
SELECT i.cod_tenant, flowt.termo_de_telefone(i.des_valor), i.cod_pessoa, CASE WHEN i.cod_pessoa % 20 = 0 THEN 'J' ELSE 'F' END FROM flowt.tb_omni8_pessoa_identificador AS i
 WHERE i.cod_tenant IN (SELECT cod_tenant FROM company) AND i.tip_identificador = 'FONE'
 ORDER BY 1, 2, 3;
INSERT INTO flowt.tb_omni8_pessoa_palavra (cod_tenant, des_chave, nom_palavra)
SELECT w.cod_tenant, c.chave, w.palavra
  FROM (SELECT DISTINCT t.cod_tenant, split_part(t.nom_termo, ' ', 1) AS palavra FROM flowt.tb_omni8_pessoa_termo AS t
         WHERE t.cod_tenant IN (SELECT cod_tenant FROM company) AND t.nom_termo !~ '^#') AS w
 CROSS JOIN LATERAL unnest(flowt.chaves_de_palavra(w.palavra)) AS c (chave)
 ORDER BY 1, 2, 3;
SELECT setval('flowt.tb_omni8_pessoa_cod_pessoa_seq', (SELECT max(cod_pessoa) FROM flowt.tb_omni8_pessoa));
RESET session_replication_role;
VACUUM ANALYZE flowt.tb_omni8_pessoa;
VACUUM ANALYZE flowt.tb_omni8_pessoa_identificador;
VACUUM ANALYZE flowt.tb_omni8_pessoa_papel;
VACUUM ANALYZE flowt.tb_omni8_pessoa_termo;
VACUUM ANALYZE flowt.tb_omni8_pessoa_palavra;
