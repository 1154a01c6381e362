-- The triggers that keep these tables run as whoever changes the person.
SELECT flowt.isolar('flowt.tb_omni8_pessoa_termo');
SELECT flowt.isolar('flowt.tb_omni8_pessoa_palavra');
GRANT SELECT, INSERT, DELETE ON flowt.tb_omni8_pessoa_termo, flowt.tb_omni8_pessoa_palavra TO flowt_api;
