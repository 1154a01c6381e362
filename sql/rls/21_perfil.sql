-- What a company changes of the matrix; the platform's own is nobody's to change over HTTP.
GRANT INSERT, DELETE ON flowt.tb_omni8_permissao_tenant TO flowt_api;
GRANT UPDATE (flg_concedida) ON flowt.tb_omni8_permissao_tenant TO flowt_api;
