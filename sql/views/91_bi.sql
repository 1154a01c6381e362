-- BI logins as a DBA sees them (guide chapter 18.3). What BI reads is in 99_bi*.sql.

CREATE OR REPLACE VIEW admin.vw_acesso_bi AS SELECT * FROM flowt.ver_acesso_bi();
COMMENT ON VIEW admin.vw_acesso_bi IS 'Logins de BI, em vigor e revogados, com suas conexões de agora.';
COMMENT ON COLUMN admin.vw_acesso_bi.cod_tenant IS 'Tenant que o login lê.';
COMMENT ON COLUMN admin.vw_acesso_bi.nom_slug IS 'Slug do tenant.';
COMMENT ON COLUMN admin.vw_acesso_bi.nom_login IS 'Login no servidor.';
COMMENT ON COLUMN admin.vw_acesso_bi.qtd_conexoes IS 'Conexões abertas agora.';
COMMENT ON COLUMN admin.vw_acesso_bi.qtd_maxima IS 'Conexões permitidas.';
COMMENT ON COLUMN admin.vw_acesso_bi.dat_criacao IS 'Quando foi criado.';
COMMENT ON COLUMN admin.vw_acesso_bi.dat_revogacao IS 'Quando foi revogado, se foi.';
COMMENT ON COLUMN admin.vw_acesso_bi.flg_no_servidor IS 'O login existe no servidor; falso sem revogação: os papéis não vieram na restauração.';
