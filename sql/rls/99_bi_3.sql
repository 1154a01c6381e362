-- What the views of 99_bi_4.sql name of the tables behind them, column by column; the materialized view is nobody's.
SELECT flowt.isolar(t::regclass, true) FROM unnest(ARRAY['flowt.tb_omni8_segmento_dia', 'flowt.tb_omni8_score_pessoa', 'flowt.tb_omni8_score_tenant_dia',
    'flowt.tb_omni8_pessoa', 'flowt.tb_omni8_pessoa_papel']) AS t;
GRANT SELECT (dat_dia, nom_segmento, qtd_pessoas, qtd_detratores, num_scores, vlr_liquido) ON flowt.tb_omni8_segmento_dia TO flowt_bi;
GRANT SELECT (cod_pessoa, num_score, nom_segmento, flg_detrator, num_dias, qtd_pedidos, vlr_liquido, num_nivel_r, num_nivel_f, num_r, num_f, num_m, num_n, dat_dia, dat_calculo)
   ON flowt.tb_omni8_score_pessoa TO flowt_bi;
GRANT SELECT (dat_dia, num_score, num_receita, num_conversao, num_recompra, num_nps, num_cancelamento, num_atividade, vlr_receita, vlr_receita_anterior, qtd_visitas,
    qtd_respostas, qtd_dias_ativos) ON flowt.tb_omni8_score_tenant_dia TO flowt_bi;
GRANT SELECT (cod_pessoa, tip_pessoa, tip_origem, sta_pessoa, dat_criacao) ON flowt.tb_omni8_pessoa TO flowt_bi;
GRANT SELECT (cod_pessoa, tip_papel) ON flowt.tb_omni8_pessoa_papel TO flowt_bi;
GRANT SELECT ON flowt.tb_omni8_segmento TO flowt_bi;
GRANT SELECT ON bi.vw_omni8_fato_rfm, bi.vw_omni8_fato_score_dia, bi.vw_omni8_fato_score, bi.vw_omni8_fato_score_empresa, bi.vw_omni8_dim_pessoa,
    bi.vw_omni8_dim_segmento TO flowt_bi;
