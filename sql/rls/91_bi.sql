-- What BI reads is in 99_bi*.sql.
SELECT flowt.isolar('flowt.tb_omni8_acesso_bi');
GRANT SELECT ON admin.vw_acesso_bi TO flowt_dba;
