-- Of a payment requests change nothing but its status and what was given back; its history is only added to.
SELECT flowt.isolar('flowt.tb_omni8_pagamento');
SELECT flowt.isolar('flowt.tb_omni8_pagamento_evento');
GRANT SELECT ON flowt.tb_omni8_pagamento_status, flowt.tb_omni8_pagamento_transicao TO flowt_api;
GRANT SELECT, INSERT, UPDATE (sta_pagamento, vlr_estornado, dat_pagamento) ON flowt.tb_omni8_pagamento TO flowt_api;
GRANT SELECT, INSERT ON flowt.tb_omni8_pagamento_evento TO flowt_api;
