-- Whoever joins has no session: only the functions of 73_adesao read and write these lines, by their token.
SELECT flowt.isolar('flowt.tb_omni8_adesao');
