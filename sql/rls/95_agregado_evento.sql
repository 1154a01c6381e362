-- Counted by the job alone (SECURITY DEFINER); BI reads it column by column (rls/99_bi.sql).
SELECT flowt.isolar('flowt.tb_omni8_agregado_evento_dia', true);
