SELECT flowt.isolar('flowt.tb_omni8_oferta');
SELECT flowt.isolar('flowt.tb_omni8_oferta_versao');
SELECT flowt.isolar('flowt.tb_omni8_oferta_alvo');
SELECT flowt.isolar('flowt.tb_omni8_cupom');
SELECT flowt.isolar('flowt.tb_omni8_oferta_contador');
SELECT flowt.isolar('flowt.tb_omni8_oferta_uso');
GRANT SELECT, INSERT, UPDATE ON flowt.tb_omni8_oferta, flowt.tb_omni8_oferta_contador TO flowt_api;
GRANT SELECT, INSERT, DELETE, UPDATE (dat_vigor_fim) ON flowt.tb_omni8_oferta_versao TO flowt_api;
GRANT SELECT, INSERT, DELETE ON flowt.tb_omni8_oferta_alvo TO flowt_api;
-- Merging two people moves a coupon; nothing else of it changes but that it ends.
GRANT SELECT, INSERT, UPDATE (dat_encerramento) ON flowt.tb_omni8_cupom TO flowt_api;
GRANT SELECT, INSERT, UPDATE (dat_liberacao) ON flowt.tb_omni8_oferta_uso TO flowt_api;
