-- Products are never deleted by requests.
SELECT flowt.isolar('flowt.tb_omni8_categoria');
SELECT flowt.isolar('flowt.tb_omni8_produto_servico');
GRANT SELECT, INSERT, UPDATE, DELETE ON flowt.tb_omni8_categoria TO flowt_api;
GRANT SELECT, INSERT, UPDATE ON flowt.tb_omni8_produto_servico TO flowt_api;
GRANT SELECT ON flowt.tb_omni8_produto_transicao TO flowt_api;
