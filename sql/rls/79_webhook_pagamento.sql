-- Requests put into the outbox and never read it; secrets belong to audited functions.
SELECT flowt.isolar('flowt.tb_omni8_conta_pagamento');
SELECT flowt.isolar('flowt.tb_omni8_conta_pagamento_segredo');
SELECT flowt.isolar('flowt.tb_omni8_cobranca');
SELECT flowt.isolar('flowt.tb_omni8_requisicao_pagamento');
SELECT flowt.isolar('flowt.tb_omni8_webhook_pagamento');
SELECT flowt.isolar('flowt.tb_omni8_webhook_recusado');
GRANT SELECT, INSERT, UPDATE (nom_conta, des_url, sta_conta) ON flowt.tb_omni8_conta_pagamento TO flowt_api;
GRANT SELECT, INSERT, UPDATE (des_id_externo, vlr_estornado) ON flowt.tb_omni8_cobranca TO flowt_api;
GRANT INSERT ON flowt.tb_omni8_requisicao_pagamento TO flowt_api;
GRANT SELECT, UPDATE (sta_requisicao, qtd_tentativas, dat_proxima) ON flowt.tb_omni8_requisicao_pagamento TO flowt_courier;
GRANT SELECT, INSERT ON flowt.tb_omni8_webhook_pagamento TO flowt_api;
GRANT UPDATE (tip_evento, sta_webhook, cod_pagamento, des_erro, des_detalhe, qtd_tentativas, qtd_entregas, dat_processamento) ON flowt.tb_omni8_webhook_pagamento TO flowt_api;
GRANT SELECT, INSERT, UPDATE (qtd_recusas, hsh_ultimo, dat_ultima) ON flowt.tb_omni8_webhook_recusado TO flowt_api;
GRANT UPDATE (des_pix) ON flowt.tb_omni8_pagamento TO flowt_api;
