-- The company's own settings (guide chapters 3.1 and 4.1): who of its staff sees and changes them.

INSERT INTO flowt.tb_omni8_permissao (nom_permissao, des_permissao) VALUES
    ('empresa.ler',        'Ver os dados, módulos, parâmetros, plano e domínios da empresa'),
    ('empresa.escrever',   'Alterar os dados de contato, a apresentação e os avisos da empresa'),
    ('empresa.configurar', 'Publicar a empresa, ligar módulos, mudar parâmetros e domínios');
INSERT INTO flowt.tb_omni8_perfil_permissao (nom_permissao, nom_perfil)
SELECT m.permissao, unnest(m.perfis) FROM (VALUES
    ('empresa.ler',        '{plataforma,admin,gerente,marketing,financeiro}'::text[]),
    ('empresa.escrever',   '{plataforma,admin,gerente}'),
    ('empresa.configurar', '{plataforma,admin}')) AS m (permissao, perfis);
UPDATE flowt.tb_omni8_permissao SET flg_empresa = true WHERE nom_permissao IN ('empresa.escrever', 'empresa.configurar');
