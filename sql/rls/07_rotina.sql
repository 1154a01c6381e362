-- Schedules and runs are the platform's: the courier reaches them through rotina.*, a DBA through admin.*.
SELECT flowt.isolar('flowt.tb_omni8_rotina_falha');
GRANT SELECT ON admin.vw_rotinas, admin.vw_rotina_falhas TO flowt_dba;
