-- Consents are only added; people are never deleted, they are merged or made anonymous.
SELECT flowt.isolar('flowt.tb_omni8_pessoa');
SELECT flowt.isolar('flowt.tb_omni8_pessoa_identificador');
SELECT flowt.isolar('flowt.tb_omni8_pessoa_endereco');
SELECT flowt.isolar('flowt.tb_omni8_pessoa_papel');
SELECT flowt.isolar('flowt.tb_omni8_etiqueta');
SELECT flowt.isolar('flowt.tb_omni8_pessoa_etiqueta');
SELECT flowt.isolar('flowt.tb_omni8_pessoa_vinculo');
SELECT flowt.isolar('flowt.tb_omni8_consentimento');
GRANT SELECT, INSERT, UPDATE ON flowt.tb_omni8_pessoa TO flowt_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON flowt.tb_omni8_pessoa_identificador, flowt.tb_omni8_pessoa_endereco, flowt.tb_omni8_pessoa_papel,
    flowt.tb_omni8_etiqueta, flowt.tb_omni8_pessoa_etiqueta, flowt.tb_omni8_pessoa_vinculo TO flowt_api;
GRANT SELECT, INSERT ON flowt.tb_omni8_consentimento TO flowt_api;
