-- Schedules and runs are the platform's: the courier reaches them through rotina.*, a DBA through admin.*.
GRANT SELECT ON admin.vw_rotinas TO flowt_dba;
