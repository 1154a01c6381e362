-- What BI tools read of what jobs count, and of surveys (guide chapters 12.2 and 18.3). A materialized view has no row-level
-- security: nobody but its owner reads it, and the view over it names the tenant of the login.

CREATE MATERIALIZED VIEW IF NOT EXISTS flowt.mv_omni8_afinidade AS SELECT * FROM flowt.contar_afinidade();
CREATE UNIQUE INDEX IF NOT EXISTS afinidade_unica ON flowt.mv_omni8_afinidade (cod_tenant, cod_produto, cod_outro);
COMMENT ON MATERIALIZED VIEW flowt.mv_omni8_afinidade IS 'Itens comprados juntos em todos os tenants, contados algumas vezes por dia.';
COMMENT ON COLUMN flowt.mv_omni8_afinidade.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.mv_omni8_afinidade.cod_produto IS 'Item.';
COMMENT ON COLUMN flowt.mv_omni8_afinidade.cod_outro IS 'Item comprado junto.';
COMMENT ON COLUMN flowt.mv_omni8_afinidade.qtd_juntos IS 'Pedidos com os dois.';
COMMENT ON COLUMN flowt.mv_omni8_afinidade.qtd_produto IS 'Pedidos com o primeiro.';
COMMENT ON COLUMN flowt.mv_omni8_afinidade.qtd_outro IS 'Pedidos com o segundo.';
COMMENT ON COLUMN flowt.mv_omni8_afinidade.qtd_pedidos IS 'Pedidos contados do tenant.';

CREATE OR REPLACE VIEW flowt.afinidade WITH (security_barrier = true) AS
SELECT m.cod_tenant, m.cod_produto, m.cod_outro, m.qtd_juntos, m.qtd_produto, m.qtd_outro, m.qtd_pedidos FROM flowt.mv_omni8_afinidade AS m
 WHERE m.cod_tenant = flowt.tenant_atual();
COMMENT ON VIEW flowt.afinidade IS 'Itens comprados juntos do tenant da requisição.';
COMMENT ON COLUMN flowt.afinidade.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.afinidade.cod_produto IS 'Item.';
COMMENT ON COLUMN flowt.afinidade.cod_outro IS 'Item comprado junto.';
COMMENT ON COLUMN flowt.afinidade.qtd_juntos IS 'Pedidos com os dois.';
COMMENT ON COLUMN flowt.afinidade.qtd_produto IS 'Pedidos com o primeiro.';
COMMENT ON COLUMN flowt.afinidade.qtd_outro IS 'Pedidos com o segundo.';
COMMENT ON COLUMN flowt.afinidade.qtd_pedidos IS 'Pedidos contados.';
GRANT SELECT ON flowt.afinidade TO flowt_api;

CREATE OR REPLACE VIEW bi.vw_omni8_fato_afinidade WITH (security_barrier = true) AS
SELECT m.cod_produto, m.cod_outro, m.qtd_juntos, m.qtd_produto, m.qtd_outro, m.qtd_pedidos,
       flowt.suporte(m.qtd_juntos, m.qtd_pedidos)::numeric(14, 6) AS num_suporte,
       flowt.confianca(m.qtd_juntos, m.qtd_produto)::numeric(14, 6) AS num_confianca,
       flowt.lift(m.qtd_juntos, m.qtd_produto, m.qtd_outro, m.qtd_pedidos)::numeric(14, 4) AS num_lift
  FROM flowt.mv_omni8_afinidade AS m
 WHERE m.cod_tenant = flowt.tenant_bi();
COMMENT ON VIEW bi.vw_omni8_fato_afinidade
    IS 'Itens que se compram juntos nos últimos 180 dias, cada par nos dois sentidos: os 20 mais frequentes de cada item. Conta-se algumas vezes por dia.';
COMMENT ON COLUMN bi.vw_omni8_fato_afinidade.cod_produto IS 'Item: vw_omni8_dim_item.';
COMMENT ON COLUMN bi.vw_omni8_fato_afinidade.cod_outro IS 'Item comprado junto: vw_omni8_dim_item.';
COMMENT ON COLUMN bi.vw_omni8_fato_afinidade.qtd_juntos IS 'Pedidos com os dois. Numerador de suporte e confiança.';
COMMENT ON COLUMN bi.vw_omni8_fato_afinidade.qtd_produto IS 'Pedidos com o primeiro. Denominador da confiança.';
COMMENT ON COLUMN bi.vw_omni8_fato_afinidade.qtd_outro IS 'Pedidos com o segundo.';
COMMENT ON COLUMN bi.vw_omni8_fato_afinidade.qtd_pedidos IS 'Pedidos contados. Denominador do suporte.';
COMMENT ON COLUMN bi.vw_omni8_fato_afinidade.num_suporte IS 'Parte dos pedidos que tem os dois, de 0 a 1.';
COMMENT ON COLUMN bi.vw_omni8_fato_afinidade.num_confianca IS 'Parte dos pedidos com o primeiro que tem o segundo, de 0 a 1.';
COMMENT ON COLUMN bi.vw_omni8_fato_afinidade.num_lift IS 'Quantas vezes mais juntos do que por acaso: mais que 1, um puxa o outro.';

CREATE OR REPLACE VIEW bi.vw_omni8_fato_coorte WITH (security_barrier = true) AS
SELECT c.dat_mes, c.num_mes, c.qtd_pessoas, i.qtd_pessoas AS qtd_pessoas_coorte
  FROM flowt.mv_omni8_coorte AS c
  JOIN flowt.mv_omni8_coorte AS i ON i.cod_tenant = c.cod_tenant AND i.dat_mes = c.dat_mes AND i.num_mes = 0
 WHERE c.cod_tenant = flowt.tenant_bi();
COMMENT ON VIEW bi.vw_omni8_fato_coorte
    IS 'Retenção: pessoas por mês da primeira compra confirmada, e quantas compraram em cada mês seguinte. Conta-se de hora em hora.';
COMMENT ON COLUMN bi.vw_omni8_fato_coorte.dat_mes IS 'Mês da primeira compra.';
COMMENT ON COLUMN bi.vw_omni8_fato_coorte.num_mes IS 'Meses depois dele; 0, o próprio.';
COMMENT ON COLUMN bi.vw_omni8_fato_coorte.qtd_pessoas IS 'Pessoas da coorte que compraram nesse mês. Numerador da retenção.';
COMMENT ON COLUMN bi.vw_omni8_fato_coorte.qtd_pessoas_coorte IS 'Pessoas da coorte. Denominador da retenção.';

CREATE OR REPLACE VIEW bi.vw_omni8_ranking_item WITH (security_invoker = true) AS
SELECT r.num_dias, r.num_posicao, r.cod_produto, r.qtd_vendidos, r.vlr_vendido, (r.vlr_vendido / 100.0)::numeric(14, 2) AS vlr_vendido_reais,
       r.qtd_visitas
  FROM (SELECT n.num_dias, d.cod_produto, sum(d.qtd_vendidos)::bigint AS qtd_vendidos, sum(d.vlr_vendido)::bigint AS vlr_vendido,
               sum(d.qtd_visitas)::bigint AS qtd_visitas,
               row_number() OVER (PARTITION BY n.num_dias ORDER BY sum(d.vlr_vendido) DESC, sum(d.qtd_visitas) DESC, d.cod_produto) AS num_posicao
          FROM (VALUES (30), (90)) AS n (num_dias)
          JOIN flowt.tb_omni8_agregado_produto_dia AS d
            ON d.dat_dia BETWEEN (now() AT TIME ZONE (SELECT flowt.fuso_bi()))::date - n.num_dias
              + 1 AND (now() AT TIME ZONE (SELECT flowt.fuso_bi()))::date
         -- What the index can begin with, whatever the period.
         WHERE d.dat_dia > (now() AT TIME ZONE (SELECT flowt.fuso_bi()))::date - 90
         GROUP BY n.num_dias, d.cod_produto) AS r;
COMMENT ON VIEW bi.vw_omni8_ranking_item
    IS 'Itens mais vendidos dos últimos 30 e 90 dias, até hoje: por receita, como nos painéis. Não é uma cópia: é uma consulta aos dias já somados.';
COMMENT ON COLUMN bi.vw_omni8_ranking_item.num_dias IS 'Dias do período: 30 ou 90.';
COMMENT ON COLUMN bi.vw_omni8_ranking_item.num_posicao IS 'Posição, 1 em diante: por valor, depois por visitas.';
COMMENT ON COLUMN bi.vw_omni8_ranking_item.cod_produto IS 'Item: vw_omni8_dim_item.';
COMMENT ON COLUMN bi.vw_omni8_ranking_item.qtd_vendidos IS 'Unidades em pedidos confirmados.';
COMMENT ON COLUMN bi.vw_omni8_ranking_item.vlr_vendido IS 'Valor líquido delas, em centavos.';
COMMENT ON COLUMN bi.vw_omni8_ranking_item.vlr_vendido_reais IS 'Valor líquido delas, em reais.';
COMMENT ON COLUMN bi.vw_omni8_ranking_item.qtd_visitas IS 'Visitas que o viram, somadas dia a dia.';

CREATE OR REPLACE VIEW bi.vw_omni8_fato_nps WITH (security_invoker = true) AS
SELECT n.cod_nps, n.cod_pessoa, n.cod_pedido, n.cod_produto, n.cod_unidade, n.tip_pesquisa, n.tip_canal, n.num_nota::integer AS num_nota,
       n.tip_classe, (n.dat_resposta AT TIME ZONE (SELECT flowt.fuso_bi()))::date AS dat_dia, n.dat_resposta,
       (n.dat_convite AT TIME ZONE (SELECT flowt.fuso_bi()))::date AS dat_dia_convite, n.dat_convite, n.dat_exibicao,
       (n.dat_convite IS NOT NULL)::integer::bigint AS qtd_convite, (n.num_nota IS NOT NULL)::integer::bigint AS qtd_resposta,
       coalesce(n.num_nota >= 9, false)::integer::bigint AS qtd_promotor, coalesce(n.num_nota IN (7, 8), false)::integer::bigint AS qtd_neutro,
       coalesce(n.num_nota <= 6, false)::integer::bigint AS qtd_detrator
  FROM flowt.tb_omni8_nps AS n;
COMMENT ON VIEW bi.vw_omni8_fato_nps
    IS 'Pesquisas de NPS, uma por convite ou resposta, sem o que a pessoa escreveu. NPS = 100 × (soma de qtd_promotor − soma de qtd_detrator) ÷ soma '
       'de qtd_resposta, por dat_dia.';
COMMENT ON COLUMN bi.vw_omni8_fato_nps.cod_nps IS 'Identificador da pesquisa.';
COMMENT ON COLUMN bi.vw_omni8_fato_nps.cod_pessoa IS 'Pessoa, se se sabe quem é: vw_omni8_dim_pessoa.';
COMMENT ON COLUMN bi.vw_omni8_fato_nps.cod_pedido IS 'Pedido de que se pergunta: vw_omni8_fato_pedido.';
COMMENT ON COLUMN bi.vw_omni8_fato_nps.cod_produto IS 'Item de que se pergunta: vw_omni8_dim_item.';
COMMENT ON COLUMN bi.vw_omni8_fato_nps.cod_unidade IS 'Unidade: vw_omni8_dim_unidade.';
COMMENT ON COLUMN bi.vw_omni8_fato_nps.tip_pesquisa IS 'TRANSACIONAL (de um pedido) ou RELACIONAL (da relação com a empresa).';
COMMENT ON COLUMN bi.vw_omni8_fato_nps.tip_canal IS 'Por onde se perguntou: WHATSAPP, EMAIL, SMS, QR, LINK ou PAGINA.';
COMMENT ON COLUMN bi.vw_omni8_fato_nps.num_nota IS 'Nota, de 0 a 10; nula sem resposta.';
COMMENT ON COLUMN bi.vw_omni8_fato_nps.tip_classe IS 'DETRATOR (0 a 6), NEUTRO (7 e 8) ou PROMOTOR (9 e 10).';
COMMENT ON COLUMN bi.vw_omni8_fato_nps.dat_dia IS 'Dia da resposta, no fuso da empresa; nulo sem resposta.';
COMMENT ON COLUMN bi.vw_omni8_fato_nps.dat_resposta IS 'Momento da resposta.';
COMMENT ON COLUMN bi.vw_omni8_fato_nps.dat_dia_convite IS 'Dia do convite, no fuso da empresa; nulo se não houve convite.';
COMMENT ON COLUMN bi.vw_omni8_fato_nps.dat_convite IS 'Momento do convite.';
COMMENT ON COLUMN bi.vw_omni8_fato_nps.dat_exibicao IS 'Momento em que a pergunta foi vista.';
COMMENT ON COLUMN bi.vw_omni8_fato_nps.qtd_convite IS '1 se houve convite.';
COMMENT ON COLUMN bi.vw_omni8_fato_nps.qtd_resposta IS '1 se foi respondida. Denominador do NPS.';
COMMENT ON COLUMN bi.vw_omni8_fato_nps.qtd_promotor IS '1 se é de promotor.';
COMMENT ON COLUMN bi.vw_omni8_fato_nps.qtd_neutro IS '1 se é de neutro.';
COMMENT ON COLUMN bi.vw_omni8_fato_nps.qtd_detrator IS '1 se é de detrator.';
