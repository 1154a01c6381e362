-- Payments (guide chapter 18.1): a dispute over what is left of a payment. What goes back meanwhile lowers what is disputed.

INSERT INTO flowt.tb_omni8_pagamento_transicao (sta_de, sta_para, nom_permissao) VALUES
    ('ESTORNADO_PARCIAL', 'CONTESTADO', 'pagamento.sistema'), ('CONTESTADO', 'CONTESTADO', 'pagamento.sistema'), ('CONTESTADO', 'ESTORNADO_PARCIAL', 'pagamento.sistema');

ALTER TABLE flowt.tb_omni8_pagamento DROP CONSTRAINT estorno_conforme_o_status;
ALTER TABLE flowt.tb_omni8_pagamento ADD CONSTRAINT estorno_conforme_o_status CHECK (CASE sta_pagamento WHEN 'ESTORNADO' THEN vlr_estornado = vlr_pagamento
    WHEN 'ESTORNADO_PARCIAL' THEN vlr_estornado BETWEEN 1 AND vlr_pagamento - 1 WHEN 'CONTESTADO' THEN vlr_estornado BETWEEN 0 AND vlr_pagamento - 1 ELSE vlr_estornado = 0 END);
COMMENT ON CONSTRAINT estorno_conforme_o_status ON flowt.tb_omni8_pagamento IS 'O estorno não passa do valor pago, e o status diz se foi parcial ou total.';
