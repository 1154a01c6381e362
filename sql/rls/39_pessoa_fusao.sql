-- Merges are recorded by flowt.fundir_pessoas alone.
SELECT flowt.isolar('flowt.tb_omni8_pessoa_distinta');
SELECT flowt.isolar('flowt.tb_omni8_pessoa_fusao');
GRANT SELECT, INSERT, DELETE ON flowt.tb_omni8_pessoa_distinta TO flowt_api;
GRANT SELECT ON flowt.tb_omni8_pessoa_fusao TO flowt_api;
