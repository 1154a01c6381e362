-- What an image is never changes; the update locks the row of one that is sent again.
SELECT flowt.isolar('flowt.tb_omni8_imagem');
SELECT flowt.isolar('flowt.tb_omni8_imagem_parte');
SELECT flowt.isolar('flowt.tb_omni8_produto_imagem');
GRANT SELECT, INSERT, DELETE, UPDATE (qtd_bytes) ON flowt.tb_omni8_imagem TO flowt_api;
GRANT SELECT, INSERT ON flowt.tb_omni8_imagem_parte TO flowt_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON flowt.tb_omni8_produto_imagem TO flowt_api;
