-- Access (guide chapter 17.1): the platform's staff in a company, which is told. Such sessions are lines of tb_omni8_sessao.

INSERT INTO flowt.tb_omni8_mensagem_modelo (nom_modelo, tip_canal, des_assunto, des_texto, flg_guarda_texto) VALUES
    ('personificacao', 'EMAIL', 'O suporte do Flowt entrou em {{empresa}}',
     E'Olá!\n\nO suporte da plataforma abriu uma sessão em {{empresa}}, por até 30 minutos, no lugar de um usuário seu.\n\nMotivo informado: {{motivo}}\n\nTudo o que ela fizer fica registrado. Quem administra a empresa pode vê-la e encerrá-la em Acessos.', true);
CREATE INDEX sessao_de_suporte ON flowt.tb_omni8_sessao (cod_tenant, cod_sessao) WHERE cod_personificador IS NOT NULL;
