-- Requests read their own company and change what describes it; never its slug, status or documents of others.
SELECT flowt.isolar('flowt.tb_omni8_tenant');
SELECT flowt.isolar('flowt.tb_omni8_tenant_evento');
SELECT flowt.isolar('flowt.tb_omni8_tenant_dominio');
SELECT flowt.isolar('flowt.tb_omni8_tenant_horario');
GRANT SELECT ON flowt.tb_omni8_tenant, flowt.tb_omni8_tenant_evento, flowt.tb_omni8_tenant_dominio, flowt.tb_omni8_tenant_horario TO flowt_api;
GRANT UPDATE (nom_fantasia, nom_razao_social, num_documento, des_email, num_telefone, num_whatsapp, des_logradouro, num_endereco, nom_bairro, nom_cidade, sig_uf,
    num_cep, des_apresentacao, tip_segmento, des_cor, des_logo, des_fuso_horario, flg_entrega, flg_pedido_fora_do_horario, vlr_taxa_entrega, vlr_pedido_minimo,
    qtd_preparo_min) ON flowt.tb_omni8_tenant TO flowt_api;
GRANT DELETE ON flowt.tb_omni8_tenant_dominio TO flowt_api;
