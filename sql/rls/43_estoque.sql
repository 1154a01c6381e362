-- Movements are only added. Buyers reserve and let go as flowt_api, like everything they do.
SELECT flowt.isolar('flowt.tb_omni8_estoque');
SELECT flowt.isolar('flowt.tb_omni8_estoque_movimento');
SELECT flowt.isolar('flowt.tb_omni8_estoque_reserva');
GRANT SELECT, INSERT, UPDATE, DELETE ON flowt.tb_omni8_estoque, flowt.tb_omni8_estoque_reserva TO flowt_api;
GRANT SELECT, INSERT ON flowt.tb_omni8_estoque_movimento TO flowt_api;
