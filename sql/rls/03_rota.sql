-- What the gateway loads at start, and the schemas that check bodies: no tenant data.
GRANT SELECT ON flowt.rota, flowt.rota_linha, flowt.rota_funcao, flowt.rota_argumento, flowt.mensagem_erro TO flowt_api;
GRANT SELECT ON flowt.tb_omni8_esquema_json TO flowt_api;
