-- Counted by the job alone (SECURITY DEFINER); BI reads it column by column (rls/91_bi_2.sql).
SELECT flowt.isolar('flowt.tb_omni8_agregado_evento_dia', true);
