-- Events are written by the trigger alone, whoever moves an order.
SELECT flowt.isolar('flowt.tb_omni8_painel_evento');
GRANT SELECT ON flowt.tb_omni8_painel_status, flowt.tb_omni8_painel_evento TO flowt_api;
