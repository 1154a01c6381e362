-- Whoever imports puts the lines in, and cannot read them back.
GRANT INSERT (js_linha) ON flowt.tb_omni8_copia_linha TO flowt_dba;
