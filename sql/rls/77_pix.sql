SELECT flowt.isolar('flowt.tb_omni8_pix');
GRANT SELECT, INSERT, UPDATE, DELETE ON flowt.tb_omni8_pix TO flowt_api;
