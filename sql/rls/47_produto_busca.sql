-- The triggers that keep these tables run as whoever changes the product.
SELECT flowt.isolar('flowt.tb_omni8_produto_termo');
SELECT flowt.isolar('flowt.tb_omni8_produto_palavra');
GRANT SELECT, INSERT, DELETE ON flowt.tb_omni8_produto_termo, flowt.tb_omni8_produto_palavra TO flowt_api;
