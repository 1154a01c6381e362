-- Seeds, codes and the key belong to audited functions; a company says for which profiles it asks a second factor.
SELECT flowt.isolar('flowt.tb_omni8_segundo_fator_exigencia');
GRANT SELECT ON flowt.tb_omni8_segundo_fator_exigencia TO flowt_api;
