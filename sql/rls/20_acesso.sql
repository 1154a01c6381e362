-- Users have no tenant, and no grant: only abrir, entrar and admin functions read them. Requests see their tenant's
-- accesses and sessions, never a token's digest.
SELECT flowt.isolar('flowt.tb_omni8_usuario_tenant');
SELECT flowt.isolar('flowt.tb_omni8_permissao_tenant');
SELECT flowt.isolar('flowt.tb_omni8_usuario_unidade');
SELECT flowt.isolar('flowt.tb_omni8_chave_api');
SELECT flowt.isolar('flowt.tb_omni8_sessao');
GRANT SELECT ON flowt.tb_omni8_perfil, flowt.tb_omni8_permissao, flowt.tb_omni8_perfil_permissao TO flowt_api;
GRANT SELECT ON flowt.tb_omni8_usuario_tenant TO flowt_api;
GRANT SELECT ON flowt.tb_omni8_permissao_tenant, flowt.tb_omni8_usuario_unidade TO flowt_api;
GRANT SELECT (cod_tenant, cod_chave_api, nom_chave, des_prefixo, des_escopos, cod_unidades, cod_criador, dat_criacao, dat_uso, dat_expiracao, dat_revogacao) ON flowt.tb_omni8_chave_api TO flowt_api;
GRANT SELECT (cod_tenant, cod_sessao, cod_usuario, cod_pessoa, cod_personificador, des_motivo, des_agente, num_ip, flg_restrita, dat_criacao, dat_uso, dat_expiracao, dat_revogacao) ON flowt.tb_omni8_sessao TO flowt_api;
