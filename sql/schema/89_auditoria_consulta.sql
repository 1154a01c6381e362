-- Reading the audit trails (guide chapter 17.3): the permission.

INSERT INTO flowt.tb_omni8_permissao (nom_permissao, des_permissao) VALUES
    ('auditoria.ler', 'Ver a trilha de auditoria e quem leu dados pessoais');
INSERT INTO flowt.tb_omni8_perfil_permissao (nom_permissao, nom_perfil)
SELECT 'auditoria.ler', unnest('{plataforma,admin}'::text[]);
UPDATE flowt.tb_omni8_permissao SET flg_empresa = true WHERE nom_permissao = 'auditoria.ler';
