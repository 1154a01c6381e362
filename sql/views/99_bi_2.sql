-- What BI tools read: dimensions and the dictionary (guide chapter 18.3). The rules are in 99_bi.sql.

CREATE OR REPLACE VIEW bi.vw_omni8_dim_item WITH (security_invoker = true) AS
SELECT p.cod_produto, p.tip_item, p.num_sku || '' AS num_sku, p.nom_produto || '' AS nom_produto, p.cod_categoria,
       c.nom_categoria || '' AS nom_categoria,
       p.vlr_preco, (p.vlr_preco / 100.0)::numeric(14, 2) AS vlr_preco_reais, p.sta_produto, p.flg_destaque,
       (p.dat_criacao AT TIME ZONE (SELECT flowt.fuso_bi()))::date AS dat_dia_criacao, p.dat_criacao, p.dat_exclusao
  FROM flowt.tb_omni8_produto_servico AS p
  LEFT JOIN flowt.tb_omni8_categoria AS c ON c.cod_categoria = p.cod_categoria;
COMMENT ON VIEW bi.vw_omni8_dim_item IS 'Produtos e serviços, os excluídos também: pedidos antigos apontam para eles.';
COMMENT ON COLUMN bi.vw_omni8_dim_item.cod_produto IS 'Identificador do item.';
COMMENT ON COLUMN bi.vw_omni8_dim_item.tip_item IS 'PRODUTO ou SERVICO.';
COMMENT ON COLUMN bi.vw_omni8_dim_item.num_sku IS 'Código do item para a empresa (SKU).';
COMMENT ON COLUMN bi.vw_omni8_dim_item.nom_produto IS 'Nome.';
COMMENT ON COLUMN bi.vw_omni8_dim_item.cod_categoria IS 'Identificador da categoria, se tem.';
COMMENT ON COLUMN bi.vw_omni8_dim_item.nom_categoria IS 'Nome da categoria, se tem.';
COMMENT ON COLUMN bi.vw_omni8_dim_item.vlr_preco IS 'Preço de hoje, em centavos.';
COMMENT ON COLUMN bi.vw_omni8_dim_item.vlr_preco_reais IS 'Preço de hoje, em reais.';
COMMENT ON COLUMN bi.vw_omni8_dim_item.sta_produto IS 'RASCUNHO, PUBLICADO ou ARQUIVADO.';
COMMENT ON COLUMN bi.vw_omni8_dim_item.flg_destaque IS 'Aparece em destaque.';
COMMENT ON COLUMN bi.vw_omni8_dim_item.dat_dia_criacao IS 'Dia da criação, no fuso da empresa.';
COMMENT ON COLUMN bi.vw_omni8_dim_item.dat_criacao IS 'Momento da criação.';
COMMENT ON COLUMN bi.vw_omni8_dim_item.dat_exclusao IS 'Momento da exclusão, se foi excluído.';

CREATE OR REPLACE VIEW bi.vw_omni8_dim_tenant WITH (security_invoker = true) AS
SELECT t.nom_slug || '' AS nom_slug, t.nom_fantasia || '' AS nom_fantasia, t.tip_segmento, t.nom_cidade || '' AS nom_cidade, t.sig_uf,
       t.des_fuso_horario || '' AS des_fuso_horario, t.sta_tenant, (t.dat_criacao AT TIME ZONE (SELECT flowt.fuso_bi()))::date AS dat_dia_criacao,
       t.dat_criacao
  FROM flowt.tb_omni8_tenant AS t;
COMMENT ON VIEW bi.vw_omni8_dim_tenant IS 'A empresa do login: uma linha.';
COMMENT ON COLUMN bi.vw_omni8_dim_tenant.nom_slug IS 'Nome no endereço da empresa.';
COMMENT ON COLUMN bi.vw_omni8_dim_tenant.nom_fantasia IS 'Nome fantasia.';
COMMENT ON COLUMN bi.vw_omni8_dim_tenant.tip_segmento IS 'RESTAURANTE, LOJA ou SERVICOS.';
COMMENT ON COLUMN bi.vw_omni8_dim_tenant.nom_cidade IS 'Cidade da empresa.';
COMMENT ON COLUMN bi.vw_omni8_dim_tenant.sig_uf IS 'Estado da empresa.';
COMMENT ON COLUMN bi.vw_omni8_dim_tenant.des_fuso_horario IS 'Fuso horário em que se contam os dias.';
COMMENT ON COLUMN bi.vw_omni8_dim_tenant.sta_tenant IS 'PROVISIONANDO, ATIVO, SUSPENSO ou ENCERRADO.';
COMMENT ON COLUMN bi.vw_omni8_dim_tenant.dat_dia_criacao IS 'Dia em que entrou na plataforma, no fuso da empresa.';
COMMENT ON COLUMN bi.vw_omni8_dim_tenant.dat_criacao IS 'Momento em que entrou na plataforma.';

CREATE OR REPLACE VIEW bi.vw_omni8_dim_unidade WITH (security_invoker = true) AS
SELECT u.cod_unidade, u.nom_unidade || '' AS nom_unidade, u.nom_cidade || '' AS nom_cidade, u.sig_uf, u.flg_principal, u.sta_unidade,
       (u.dat_criacao AT TIME ZONE (SELECT flowt.fuso_bi()))::date AS dat_dia_criacao, u.dat_criacao
  FROM flowt.tb_omni8_unidade AS u;
COMMENT ON VIEW bi.vw_omni8_dim_unidade IS 'Unidades da empresa.';
COMMENT ON COLUMN bi.vw_omni8_dim_unidade.cod_unidade IS 'Identificador da unidade.';
COMMENT ON COLUMN bi.vw_omni8_dim_unidade.nom_unidade IS 'Nome.';
COMMENT ON COLUMN bi.vw_omni8_dim_unidade.nom_cidade IS 'Cidade.';
COMMENT ON COLUMN bi.vw_omni8_dim_unidade.sig_uf IS 'Estado.';
COMMENT ON COLUMN bi.vw_omni8_dim_unidade.flg_principal IS 'É a principal.';
COMMENT ON COLUMN bi.vw_omni8_dim_unidade.sta_unidade IS 'ATIVA ou INATIVA.';
COMMENT ON COLUMN bi.vw_omni8_dim_unidade.dat_dia_criacao IS 'Dia da criação, no fuso da empresa.';
COMMENT ON COLUMN bi.vw_omni8_dim_unidade.dat_criacao IS 'Momento da criação.';

CREATE OR REPLACE VIEW bi.vw_omni8_dim_categoria WITH (security_invoker = true) AS
WITH RECURSIVE arvore AS (
    SELECT c.cod_categoria, c.cod_categoria_mae, c.nom_categoria || '' AS nom_categoria, c.nom_categoria || '' AS des_caminho, 1 AS num_nivel,
           c.num_ordem, c.sta_categoria
      FROM flowt.tb_omni8_categoria AS c WHERE c.cod_categoria_mae IS NULL
    UNION ALL
    SELECT c.cod_categoria, c.cod_categoria_mae, c.nom_categoria || '', a.des_caminho || ' › ' || c.nom_categoria, a.num_nivel + 1, c.num_ordem,
           c.sta_categoria
      FROM arvore AS a JOIN flowt.tb_omni8_categoria AS c ON c.cod_categoria_mae = a.cod_categoria
)
SELECT a.cod_categoria, a.cod_categoria_mae, a.nom_categoria, a.des_caminho, a.num_nivel, a.num_ordem, a.sta_categoria
  FROM arvore AS a;
COMMENT ON VIEW bi.vw_omni8_dim_categoria IS 'Categorias do catálogo, com o caminho desde a raiz.';
COMMENT ON COLUMN bi.vw_omni8_dim_categoria.cod_categoria IS 'Identificador da categoria.';
COMMENT ON COLUMN bi.vw_omni8_dim_categoria.cod_categoria_mae IS 'Categoria em que está, se está em uma.';
COMMENT ON COLUMN bi.vw_omni8_dim_categoria.nom_categoria IS 'Nome.';
COMMENT ON COLUMN bi.vw_omni8_dim_categoria.des_caminho IS 'Nomes desde a raiz, como Bebidas › Sucos.';
COMMENT ON COLUMN bi.vw_omni8_dim_categoria.num_nivel IS '1 na raiz.';
COMMENT ON COLUMN bi.vw_omni8_dim_categoria.num_ordem IS 'Ordem entre as irmãs.';
COMMENT ON COLUMN bi.vw_omni8_dim_categoria.sta_categoria IS 'ATIVA ou INATIVA.';

CREATE OR REPLACE VIEW bi.vw_omni8_dim_calendario WITH (security_invoker = true) AS
SELECT d.dat_dia, extract(year FROM d.dat_dia)::integer AS num_ano, extract(quarter FROM d.dat_dia)::integer AS num_trimestre,
       extract(month FROM d.dat_dia)::integer AS num_mes,
       (ARRAY['janeiro','fevereiro','março','abril','maio','junho','julho','agosto','setembro','outubro','novembro','dezembro'])[extract(
           month FROM d.dat_dia)::integer] AS nom_mes,
       to_char(d.dat_dia, 'YYYY-MM') AS des_ano_mes, date_trunc('month', d.dat_dia)::date AS dat_mes,
       date_trunc('week', d.dat_dia)::date AS dat_semana, extract(week FROM d.dat_dia)::integer AS num_semana,
       extract(day FROM d.dat_dia)::integer AS num_dia, extract(isodow FROM d.dat_dia)::integer AS num_dia_semana,
       (ARRAY['segunda-feira','terça-feira','quarta-feira','quinta-feira','sexta-feira','sábado','domingo'])[extract(
           isodow FROM d.dat_dia)::integer] AS nom_dia_semana,
       extract(isodow FROM d.dat_dia) > 5 AS flg_fim_de_semana, f.flg_feriado IS TRUE AS flg_feriado, f.nom_feriado,
       d.dat_dia = d.dat_hoje AS flg_hoje
  FROM (SELECT s::date AS dat_dia, l.dat_hoje
          FROM (SELECT least(min(date_trunc('year', t.dat_criacao AT TIME ZONE t.des_fuso_horario))::date,
                             min(date_trunc('year', g.dat_primeiro::timestamp))::date) AS dat_de,
                       min((now() AT TIME ZONE t.des_fuso_horario)::date) AS dat_hoje
                  FROM flowt.tb_omni8_tenant AS t CROSS JOIN (SELECT min(x.dat_dia) AS dat_primeiro FROM flowt.tb_omni8_agregado_dia AS x) AS g) AS l
         CROSS JOIN generate_series(l.dat_de::timestamp,
                                    date_trunc('year', l.dat_hoje::timestamp) + interval '2 years' - interval '1 day', interval '1 day') AS s) AS d
  LEFT JOIN LATERAL (SELECT string_agg(h.nom_feriado, ', ' ORDER BY h.nom_feriado) AS nom_feriado, bool_or(NOT h.flg_facultativo) AS flg_feriado
                       FROM flowt.feriados(extract(year FROM d.dat_dia)::integer) AS h WHERE h.dat_feriado = d.dat_dia) AS f ON true;
COMMENT ON VIEW bi.vw_omni8_dim_calendario IS 'Dias, do primeiro ano com dados da empresa ao fim do ano que vem, com os feriados nacionais.';
COMMENT ON COLUMN bi.vw_omni8_dim_calendario.dat_dia IS 'Dia.';
COMMENT ON COLUMN bi.vw_omni8_dim_calendario.num_ano IS 'Ano.';
COMMENT ON COLUMN bi.vw_omni8_dim_calendario.num_trimestre IS 'Trimestre, de 1 a 4.';
COMMENT ON COLUMN bi.vw_omni8_dim_calendario.num_mes IS 'Mês, de 1 a 12.';
COMMENT ON COLUMN bi.vw_omni8_dim_calendario.nom_mes IS 'Nome do mês.';
COMMENT ON COLUMN bi.vw_omni8_dim_calendario.des_ano_mes IS 'Ano e mês, como 2026-11: em ordem.';
COMMENT ON COLUMN bi.vw_omni8_dim_calendario.dat_mes IS 'Primeiro dia do mês.';
COMMENT ON COLUMN bi.vw_omni8_dim_calendario.dat_semana IS 'Segunda-feira da semana.';
COMMENT ON COLUMN bi.vw_omni8_dim_calendario.num_semana IS 'Semana do ano (ISO 8601).';
COMMENT ON COLUMN bi.vw_omni8_dim_calendario.num_dia IS 'Dia do mês.';
COMMENT ON COLUMN bi.vw_omni8_dim_calendario.num_dia_semana IS 'Dia da semana: 1 segunda-feira, 7 domingo.';
COMMENT ON COLUMN bi.vw_omni8_dim_calendario.nom_dia_semana IS 'Nome do dia da semana.';
COMMENT ON COLUMN bi.vw_omni8_dim_calendario.flg_fim_de_semana IS 'Sábado ou domingo.';
COMMENT ON COLUMN bi.vw_omni8_dim_calendario.flg_feriado IS 'Feriado nacional por lei federal.';
COMMENT ON COLUMN bi.vw_omni8_dim_calendario.nom_feriado IS 'Feriado nacional ou ponto facultativo.';
COMMENT ON COLUMN bi.vw_omni8_dim_calendario.flg_hoje IS 'É hoje, no fuso da empresa.';

CREATE OR REPLACE VIEW bi.vw_omni8_dim_canal WITH (security_invoker = true) AS
SELECT c.tip_canal, c.nom_canal, c.des_canal
  FROM (VALUES ('DIRETO', 'Direto', 'Endereço digitado, favorito ou origem desconhecida'), ('BUSCA', 'Busca', 'Resultado gratuito de um buscador'),
               ('PAGO', 'Anúncio', 'Anúncio pago'), ('SOCIAL', 'Rede social', 'Publicação ou perfil em rede social'),
               ('EMAIL', 'E-mail', 'Mensagem de e-mail'),
               ('WHATSAPP', 'WhatsApp', 'Conversa no WhatsApp'), ('QR', 'QR code', 'QR code lido'), ('LINK', 'Link curto', 'Link curto da empresa'),
               ('REFERENCIA', 'Outro site', 'Link em outro site'),
               ('CAMPANHA', 'Outra campanha', 'Campanha de outro tipo (UTM)')) AS c (tip_canal, nom_canal, des_canal);
COMMENT ON VIEW bi.vw_omni8_dim_canal IS 'Canais a que se atribuem visitas e pedidos.';
COMMENT ON COLUMN bi.vw_omni8_dim_canal.tip_canal IS 'Canal, em código.';
COMMENT ON COLUMN bi.vw_omni8_dim_canal.nom_canal IS 'Nome.';
COMMENT ON COLUMN bi.vw_omni8_dim_canal.des_canal IS 'De onde vem quem chega por ele.';

CREATE OR REPLACE VIEW bi.vw_omni8_dim_campanha WITH (security_invoker = true) AS
SELECT d.nom_campanha || '' AS nom_campanha, min(d.dat_dia) AS dat_primeiro_dia, max(d.dat_dia) AS dat_ultimo_dia
  FROM flowt.tb_omni8_agregado_dia AS d
 WHERE d.nom_campanha IS NOT NULL
 GROUP BY d.nom_campanha || '';
COMMENT ON VIEW bi.vw_omni8_dim_campanha IS 'Campanhas (utm_campaign) a que algo se atribuiu.';
COMMENT ON COLUMN bi.vw_omni8_dim_campanha.nom_campanha IS 'Campanha.';
COMMENT ON COLUMN bi.vw_omni8_dim_campanha.dat_primeiro_dia IS 'Primeiro dia com visitas ou pedidos, no fuso da empresa.';
COMMENT ON COLUMN bi.vw_omni8_dim_campanha.dat_ultimo_dia IS 'Último dia com visitas ou pedidos.';

CREATE OR REPLACE VIEW bi.vw_omni8_dim_oferta WITH (security_invoker = true) AS
SELECT o.cod_oferta, v.nom_oferta || '' AS nom_oferta, v.tip_oferta, v.tip_alvo, v.sta_oferta, v.flg_cupom, v.dat_inicio, v.dat_fim,
       (o.dat_criacao AT TIME ZONE (SELECT flowt.fuso_bi()))::date AS dat_dia_criacao, o.dat_criacao
  FROM flowt.tb_omni8_oferta AS o
  LEFT JOIN LATERAL (SELECT x.nom_oferta, x.tip_oferta, x.tip_alvo, x.sta_oferta, x.flg_cupom, x.dat_inicio, x.dat_fim
                       FROM flowt.tb_omni8_oferta_versao AS x
                      WHERE x.cod_oferta = o.cod_oferta ORDER BY x.num_definicao DESC LIMIT 1) AS v ON true;
COMMENT ON VIEW bi.vw_omni8_dim_oferta IS 'Ofertas, como são agora: a última definição de cada uma.';
COMMENT ON COLUMN bi.vw_omni8_dim_oferta.cod_oferta IS 'Identificador da oferta.';
COMMENT ON COLUMN bi.vw_omni8_dim_oferta.nom_oferta IS 'Nome.';
COMMENT ON COLUMN bi.vw_omni8_dim_oferta.tip_oferta IS 'PERCENTUAL, VALOR, PRECO_FIXO, LEVE_X_PAGUE_Y, FRETE_GRATIS ou BRINDE.';
COMMENT ON COLUMN bi.vw_omni8_dim_oferta.tip_alvo IS 'ITEM, CATEGORIA, COMBO ou PEDIDO.';
COMMENT ON COLUMN bi.vw_omni8_dim_oferta.sta_oferta IS 'RASCUNHO, ATIVA, PAUSADA ou ENCERRADA.';
COMMENT ON COLUMN bi.vw_omni8_dim_oferta.flg_cupom IS 'Só vale com cupom.';
COMMENT ON COLUMN bi.vw_omni8_dim_oferta.dat_inicio IS 'Começa a valer; nulo: sempre valeu.';
COMMENT ON COLUMN bi.vw_omni8_dim_oferta.dat_fim IS 'Deixa de valer; nulo: não acaba.';
COMMENT ON COLUMN bi.vw_omni8_dim_oferta.dat_dia_criacao IS 'Dia da criação, no fuso da empresa.';
COMMENT ON COLUMN bi.vw_omni8_dim_oferta.dat_criacao IS 'Momento da criação.';

CREATE OR REPLACE VIEW bi.vw_omni8_dicionario WITH (security_invoker = true) AS
SELECT c.relname::text AS nom_visao, obj_description(c.oid, 'pg_class') AS des_visao, a.attnum::integer AS num_ordem, a.attname::text AS nom_coluna,
       format_type(a.atttypid, a.atttypmod) AS tip_coluna, col_description(c.oid, a.attnum) AS des_coluna
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = 'bi'
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relkind = 'v';
COMMENT ON VIEW bi.vw_omni8_dicionario IS 'Dicionário de dados: cada coluna de cada visão, lida do catálogo do banco.';
COMMENT ON COLUMN bi.vw_omni8_dicionario.nom_visao IS 'Visão.';
COMMENT ON COLUMN bi.vw_omni8_dicionario.des_visao IS 'O que é uma linha dela.';
COMMENT ON COLUMN bi.vw_omni8_dicionario.num_ordem IS 'Posição da coluna.';
COMMENT ON COLUMN bi.vw_omni8_dicionario.nom_coluna IS 'Coluna.';
COMMENT ON COLUMN bi.vw_omni8_dicionario.tip_coluna IS 'Tipo.';
COMMENT ON COLUMN bi.vw_omni8_dicionario.des_coluna IS 'O que é a coluna.';
