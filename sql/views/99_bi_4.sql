-- What BI tools read of scores (guide chapters 14 and 18.3). The rules are in 99_bi.sql.

CREATE MATERIALIZED VIEW IF NOT EXISTS flowt.mv_omni8_rfm AS SELECT * FROM flowt.contar_rfm();
CREATE UNIQUE INDEX IF NOT EXISTS rfm_unica ON flowt.mv_omni8_rfm (cod_tenant, nom_segmento, num_nivel_r, num_nivel_f) NULLS NOT DISTINCT;
COMMENT ON MATERIALIZED VIEW flowt.mv_omni8_rfm IS 'Distribuição RFM de todos os tenants, contada de hora em hora.';
COMMENT ON COLUMN flowt.mv_omni8_rfm.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.mv_omni8_rfm.nom_segmento IS 'Segmento.';
COMMENT ON COLUMN flowt.mv_omni8_rfm.num_nivel_r IS 'Nível de recência; nulo sem compra.';
COMMENT ON COLUMN flowt.mv_omni8_rfm.num_nivel_f IS 'Nível de frequência; nulo sem compra.';
COMMENT ON COLUMN flowt.mv_omni8_rfm.qtd_pessoas IS 'Pessoas.';
COMMENT ON COLUMN flowt.mv_omni8_rfm.qtd_detratores IS 'Dessas, as detratoras.';
COMMENT ON COLUMN flowt.mv_omni8_rfm.num_scores IS 'Soma dos scores delas.';
COMMENT ON COLUMN flowt.mv_omni8_rfm.qtd_pedidos IS 'Pedidos confirmados delas em 365 dias.';
COMMENT ON COLUMN flowt.mv_omni8_rfm.vlr_liquido IS 'O que compraram em 365 dias, líquido, em centavos.';

CREATE OR REPLACE VIEW flowt.rfm WITH (security_barrier = true) AS
SELECT m.cod_tenant, m.nom_segmento, m.num_nivel_r, m.num_nivel_f, m.qtd_pessoas, m.qtd_detratores, m.num_scores, m.qtd_pedidos, m.vlr_liquido
  FROM flowt.mv_omni8_rfm AS m WHERE m.cod_tenant = flowt.tenant_atual();
COMMENT ON VIEW flowt.rfm IS 'Distribuição RFM do tenant da requisição.';
COMMENT ON COLUMN flowt.rfm.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.rfm.nom_segmento IS 'Segmento.';
COMMENT ON COLUMN flowt.rfm.num_nivel_r IS 'Nível de recência; nulo sem compra.';
COMMENT ON COLUMN flowt.rfm.num_nivel_f IS 'Nível de frequência; nulo sem compra.';
COMMENT ON COLUMN flowt.rfm.qtd_pessoas IS 'Pessoas.';
COMMENT ON COLUMN flowt.rfm.qtd_detratores IS 'Dessas, as detratoras.';
COMMENT ON COLUMN flowt.rfm.num_scores IS 'Soma dos scores delas.';
COMMENT ON COLUMN flowt.rfm.qtd_pedidos IS 'Pedidos confirmados delas em 365 dias.';
COMMENT ON COLUMN flowt.rfm.vlr_liquido IS 'O que compraram em 365 dias, líquido, em centavos.';
GRANT SELECT ON flowt.rfm TO flowt_api;

CREATE OR REPLACE VIEW bi.vw_omni8_fato_rfm WITH (security_barrier = true) AS
SELECT m.nom_segmento || '' AS nom_segmento, m.num_nivel_r, m.num_nivel_f, m.qtd_pessoas, m.qtd_detratores, m.num_scores, m.qtd_pedidos,
       m.vlr_liquido, (m.vlr_liquido / 100.0)::numeric(14, 2) AS vlr_liquido_reais
  FROM flowt.mv_omni8_rfm AS m
 WHERE m.cod_tenant = flowt.tenant_bi();
COMMENT ON VIEW bi.vw_omni8_fato_rfm
    IS 'Distribuição RFM de agora: pessoas por segmento e níveis de recência e frequência. Conta-se de hora em hora.';
COMMENT ON COLUMN bi.vw_omni8_fato_rfm.nom_segmento IS 'Segmento: vw_omni8_dim_segmento.';
COMMENT ON COLUMN bi.vw_omni8_fato_rfm.num_nivel_r IS 'Nível de recência, 5 o mais recente; nulo sem compra em 365 dias.';
COMMENT ON COLUMN bi.vw_omni8_fato_rfm.num_nivel_f IS 'Nível de frequência, 5 o mais frequente; nulo sem compra em 365 dias.';
COMMENT ON COLUMN bi.vw_omni8_fato_rfm.qtd_pessoas IS 'Pessoas. Denominador do score médio.';
COMMENT ON COLUMN bi.vw_omni8_fato_rfm.qtd_detratores IS 'Dessas, as detratoras.';
COMMENT ON COLUMN bi.vw_omni8_fato_rfm.num_scores IS 'Soma dos scores delas. Numerador do score médio.';
COMMENT ON COLUMN bi.vw_omni8_fato_rfm.qtd_pedidos IS 'Pedidos confirmados delas em 365 dias.';
COMMENT ON COLUMN bi.vw_omni8_fato_rfm.vlr_liquido IS 'O que compraram em 365 dias, líquido, em centavos.';
COMMENT ON COLUMN bi.vw_omni8_fato_rfm.vlr_liquido_reais IS 'O que compraram em 365 dias, líquido, em reais.';

CREATE OR REPLACE VIEW bi.vw_omni8_fato_score_dia WITH (security_invoker = true) AS
SELECT d.dat_dia, d.nom_segmento || '' AS nom_segmento, d.qtd_pessoas, d.qtd_detratores, d.num_scores, d.vlr_liquido,
       (d.vlr_liquido / 100.0)::numeric(14, 2) AS vlr_liquido_reais
  FROM flowt.tb_omni8_segmento_dia AS d;
COMMENT ON VIEW bi.vw_omni8_fato_score_dia
    IS 'Pessoas de cada segmento ao fim de cada dia. O de hoje é o da última contagem, de hora em hora; um dia em que nada se contou não tem linha.';
COMMENT ON COLUMN bi.vw_omni8_fato_score_dia.dat_dia IS 'Dia, no fuso da empresa.';
COMMENT ON COLUMN bi.vw_omni8_fato_score_dia.nom_segmento IS 'Segmento: vw_omni8_dim_segmento.';
COMMENT ON COLUMN bi.vw_omni8_fato_score_dia.qtd_pessoas IS 'Pessoas. Denominador do score médio.';
COMMENT ON COLUMN bi.vw_omni8_fato_score_dia.qtd_detratores IS 'Dessas, as detratoras.';
COMMENT ON COLUMN bi.vw_omni8_fato_score_dia.num_scores IS 'Soma dos scores delas. Numerador do score médio.';
COMMENT ON COLUMN bi.vw_omni8_fato_score_dia.vlr_liquido IS 'O que compraram em 365 dias, líquido, em centavos.';
COMMENT ON COLUMN bi.vw_omni8_fato_score_dia.vlr_liquido_reais IS 'O que compraram em 365 dias, líquido, em reais.';

CREATE OR REPLACE VIEW bi.vw_omni8_fato_score WITH (security_invoker = true) AS
SELECT s.cod_pessoa, s.num_score, s.nom_segmento || '' AS nom_segmento, s.flg_detrator, s.num_dias, s.qtd_pedidos, s.vlr_liquido,
       (s.vlr_liquido / 100.0)::numeric(14, 2) AS vlr_liquido_reais, s.num_nivel_r::integer AS num_nivel_r, s.num_nivel_f::integer AS num_nivel_f,
       s.num_r::numeric(14, 4) AS num_r, s.num_f::numeric(14, 4) AS num_f, s.num_m::numeric(14, 4) AS num_m, s.num_n::numeric(14, 4) AS num_n,
       s.dat_dia, s.dat_calculo
  FROM flowt.tb_omni8_score_pessoa AS s;
COMMENT ON VIEW bi.vw_omni8_fato_score IS 'Score de cada pessoa agora, com o que o compõe.';
COMMENT ON COLUMN bi.vw_omni8_fato_score.cod_pessoa IS 'Pessoa: vw_omni8_dim_pessoa.';
COMMENT ON COLUMN bi.vw_omni8_fato_score.num_score IS 'Score, de 0 a 1000.';
COMMENT ON COLUMN bi.vw_omni8_fato_score.nom_segmento IS 'Segmento: vw_omni8_dim_segmento.';
COMMENT ON COLUMN bi.vw_omni8_fato_score.flg_detrator IS 'A última nota de NPS é de detrator.';
COMMENT ON COLUMN bi.vw_omni8_fato_score.num_dias IS 'Dias desde a última compra; nulo sem compra em 365 dias.';
COMMENT ON COLUMN bi.vw_omni8_fato_score.qtd_pedidos IS 'Pedidos confirmados em 365 dias.';
COMMENT ON COLUMN bi.vw_omni8_fato_score.vlr_liquido IS 'O que comprou em 365 dias, líquido, em centavos.';
COMMENT ON COLUMN bi.vw_omni8_fato_score.vlr_liquido_reais IS 'O que comprou em 365 dias, líquido, em reais.';
COMMENT ON COLUMN bi.vw_omni8_fato_score.num_nivel_r IS 'Nível de recência, de 1 a 5.';
COMMENT ON COLUMN bi.vw_omni8_fato_score.num_nivel_f IS 'Nível de frequência, de 1 a 5.';
COMMENT ON COLUMN bi.vw_omni8_fato_score.num_r IS 'Recência, de 0 a 1.';
COMMENT ON COLUMN bi.vw_omni8_fato_score.num_f IS 'Frequência, de 0 a 1.';
COMMENT ON COLUMN bi.vw_omni8_fato_score.num_m IS 'Valor, de 0 a 1.';
COMMENT ON COLUMN bi.vw_omni8_fato_score.num_n IS 'Satisfação, de 0 a 1; nula sem nota.';
COMMENT ON COLUMN bi.vw_omni8_fato_score.dat_dia IS 'Dia até o qual se contou, no fuso da empresa.';
COMMENT ON COLUMN bi.vw_omni8_fato_score.dat_calculo IS 'Momento do cálculo.';

CREATE OR REPLACE VIEW bi.vw_omni8_fato_score_empresa WITH (security_invoker = true) AS
SELECT d.dat_dia, d.num_score, d.num_receita::numeric(14, 4) AS num_receita, d.num_conversao::numeric(14, 4) AS num_conversao,
       d.num_recompra::numeric(14, 4) AS num_recompra, d.num_nps::numeric(14, 4) AS num_nps, d.num_cancelamento::numeric(14, 4) AS num_cancelamento,
       d.num_atividade::numeric(14, 4) AS num_atividade, d.vlr_receita, d.vlr_receita_anterior, d.qtd_visitas, d.qtd_respostas, d.qtd_dias_ativos
  FROM flowt.tb_omni8_score_tenant_dia AS d;
COMMENT ON VIEW bi.vw_omni8_fato_score_empresa IS 'Score da empresa ao fim de cada dia, dos 30 dias até ele, com o que o compõe.';
COMMENT ON COLUMN bi.vw_omni8_fato_score_empresa.dat_dia IS 'Dia, no fuso da empresa.';
COMMENT ON COLUMN bi.vw_omni8_fato_score_empresa.num_score IS 'Score, de 0 a 1000.';
COMMENT ON COLUMN bi.vw_omni8_fato_score_empresa.num_receita IS 'Receita, de 0 a 1; nula se não entra.';
COMMENT ON COLUMN bi.vw_omni8_fato_score_empresa.num_conversao IS 'Conversão, de 0 a 1; nula se não entra.';
COMMENT ON COLUMN bi.vw_omni8_fato_score_empresa.num_recompra IS 'Recompra, de 0 a 1; nula se não entra.';
COMMENT ON COLUMN bi.vw_omni8_fato_score_empresa.num_nps IS 'Satisfação, de 0 a 1; nula se não entra.';
COMMENT ON COLUMN bi.vw_omni8_fato_score_empresa.num_cancelamento IS 'Cancelamento, de 0 (muito) a 1 (nenhum); nulo se não entra.';
COMMENT ON COLUMN bi.vw_omni8_fato_score_empresa.num_atividade IS 'Atividade, de 0 a 1.';
COMMENT ON COLUMN bi.vw_omni8_fato_score_empresa.vlr_receita IS 'Receita bruta dos 30 dias, em centavos.';
COMMENT ON COLUMN bi.vw_omni8_fato_score_empresa.vlr_receita_anterior IS 'A dos 30 dias anteriores, em centavos.';
COMMENT ON COLUMN bi.vw_omni8_fato_score_empresa.qtd_visitas IS 'Visitas dos 30 dias.';
COMMENT ON COLUMN bi.vw_omni8_fato_score_empresa.qtd_respostas IS 'Respostas de NPS dos 30 dias.';
COMMENT ON COLUMN bi.vw_omni8_fato_score_empresa.qtd_dias_ativos IS 'Dias com pedido confirmado, de 30.';

CREATE OR REPLACE VIEW bi.vw_omni8_dim_pessoa WITH (security_invoker = true) AS
SELECT p.cod_pessoa, p.tip_pessoa, p.tip_origem, p.sta_pessoa,
       EXISTS (SELECT FROM flowt.tb_omni8_pessoa_papel AS r WHERE r.cod_pessoa = p.cod_pessoa AND r.tip_papel = 'CLIENTE') AS flg_cliente,
       EXISTS (SELECT FROM flowt.tb_omni8_pessoa_papel AS r WHERE r.cod_pessoa = p.cod_pessoa AND r.tip_papel = 'LEAD') AS flg_lead,
       l.nom_cidade || '' AS nom_cidade, l.sig_uf, s.nom_segmento || '' AS nom_segmento, s.num_score, s.flg_detrator,
       (p.dat_criacao AT TIME ZONE (SELECT flowt.fuso_bi()))::date AS dat_dia_criacao, p.dat_criacao
  FROM flowt.tb_omni8_pessoa AS p
  LEFT JOIN flowt.lugares_bi() AS l ON l.cod_pessoa = p.cod_pessoa
  LEFT JOIN flowt.tb_omni8_score_pessoa AS s ON s.cod_pessoa = p.cod_pessoa
 WHERE p.sta_pessoa <> 'MESCLADA';
COMMENT ON VIEW bi.vw_omni8_dim_pessoa
    IS 'Pessoas, por número: sem nome, documento, telefone, e-mail nem endereço. As mescladas em outra não vêm: o que era delas é da outra.';
COMMENT ON COLUMN bi.vw_omni8_dim_pessoa.cod_pessoa IS 'Identificador da pessoa. Quem é, só o painel mostra, a quem pode ver.';
COMMENT ON COLUMN bi.vw_omni8_dim_pessoa.tip_pessoa IS 'F física, J jurídica.';
COMMENT ON COLUMN bi.vw_omni8_dim_pessoa.tip_origem IS 'Por onde entrou no cadastro: CADASTRO, PEDIDO, IMPORTACAO, LOGIN, INTEGRACAO ou INDICACAO.';
COMMENT ON COLUMN bi.vw_omni8_dim_pessoa.sta_pessoa IS 'ATIVA ou ANONIMIZADA.';
COMMENT ON COLUMN bi.vw_omni8_dim_pessoa.flg_cliente IS 'Tem o papel de cliente.';
COMMENT ON COLUMN bi.vw_omni8_dim_pessoa.flg_lead IS 'Tem o papel de lead.';
COMMENT ON COLUMN bi.vw_omni8_dim_pessoa.nom_cidade IS 'Cidade do endereço principal; nula se menos de cinco pessoas da empresa são dela.';
COMMENT ON COLUMN bi.vw_omni8_dim_pessoa.sig_uf IS 'Estado do endereço principal.';
COMMENT ON COLUMN bi.vw_omni8_dim_pessoa.nom_segmento IS 'Segmento: vw_omni8_dim_segmento; nulo enquanto não pontuada.';
COMMENT ON COLUMN bi.vw_omni8_dim_pessoa.num_score IS 'Score, de 0 a 1000.';
COMMENT ON COLUMN bi.vw_omni8_dim_pessoa.flg_detrator IS 'A última nota de NPS é de detrator.';
COMMENT ON COLUMN bi.vw_omni8_dim_pessoa.dat_dia_criacao IS 'Dia do cadastro, no fuso da empresa.';
COMMENT ON COLUMN bi.vw_omni8_dim_pessoa.dat_criacao IS 'Momento do cadastro.';

CREATE OR REPLACE VIEW bi.vw_omni8_dim_segmento WITH (security_invoker = true) AS
SELECT s.nom_segmento, s.des_segmento, s.des_criterio, s.num_ordem
  FROM flowt.tb_omni8_segmento AS s;
COMMENT ON VIEW bi.vw_omni8_dim_segmento IS 'Segmentos de clientes, do melhor ao que nunca comprou.';
COMMENT ON COLUMN bi.vw_omni8_dim_segmento.nom_segmento IS 'Segmento, em código.';
COMMENT ON COLUMN bi.vw_omni8_dim_segmento.des_segmento IS 'Como se lê na tela.';
COMMENT ON COLUMN bi.vw_omni8_dim_segmento.des_criterio IS 'Quem está nele, em palavras.';
COMMENT ON COLUMN bi.vw_omni8_dim_segmento.num_ordem IS 'Ordem, o melhor primeiro.';
