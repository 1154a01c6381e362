-- Invitations and accesses are written by audited functions only; a request sees its company's, never a token's digest.
SELECT flowt.isolar('flowt.tb_omni8_convite');
GRANT SELECT (cod_tenant, cod_convite, des_email, nom_convidado, nom_perfil, flg_todas_unidades, cod_unidades, cod_convidador, cod_usuario, dat_criacao, dat_expiracao,
              dat_aceite, dat_revogacao) ON flowt.tb_omni8_convite TO flowt_api;
