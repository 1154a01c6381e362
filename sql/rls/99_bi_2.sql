-- What the views of 99_bi_3.sql name of the tables behind them, column by column; the materialized views are nobody's.
SELECT flowt.isolar('flowt.tb_omni8_nps', true);
GRANT SELECT (cod_nps, cod_pessoa, cod_pedido, cod_produto, cod_unidade, tip_pesquisa, tip_canal, num_nota, tip_classe, dat_convite, dat_exibicao, dat_resposta)
   ON flowt.tb_omni8_nps TO flowt_bi;
GRANT SELECT ON bi.vw_omni8_fato_afinidade, bi.vw_omni8_fato_coorte, bi.vw_omni8_ranking_item, bi.vw_omni8_fato_nps TO flowt_bi;
