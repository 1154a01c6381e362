-- Access (guide chapter 17.1): invitations to a company, and passwords that were forgotten.

CREATE TABLE flowt.tb_omni8_convite (
    cod_tenant         bigint      NOT NULL,
    cod_convite        bigint      GENERATED ALWAYS AS IDENTITY,
    des_email          text        NOT NULL,
    nom_convidado      text        NOT NULL,
    nom_perfil         text        NOT NULL,
    flg_todas_unidades boolean     NOT NULL,
    cod_unidades       bigint[]    NOT NULL DEFAULT '{}',
    hsh_token          bytea       NOT NULL,
    cod_convidador     bigint      NOT NULL,
    cod_usuario        bigint,
    dat_criacao        timestamptz NOT NULL DEFAULT now(),
    qtd_envios         integer     NOT NULL DEFAULT 0,
    dat_envio          timestamptz,
    dat_expiracao      timestamptz NOT NULL,
    dat_aceite         timestamptz,
    dat_revogacao      timestamptz,
    CONSTRAINT convite_chave PRIMARY KEY (cod_tenant, cod_convite),
    CONSTRAINT token_de_convite_unico UNIQUE (hsh_token),
    CONSTRAINT convite_em_aberto EXCLUDE USING btree (cod_tenant WITH =, des_email WITH =) WHERE (dat_aceite IS NULL AND dat_revogacao IS NULL),
    CONSTRAINT email_do_convite_valido CHECK (flowt.email_valido(des_email) AND des_email = lower(des_email)),
    CONSTRAINT nome_do_convidado_preenchido CHECK (length(btrim(nom_convidado)) BETWEEN 1 AND 120),
    CONSTRAINT convite_diz_as_unidades CHECK (flg_todas_unidades = (cardinality(cod_unidades) = 0)),
    CONSTRAINT convite_aceito_ou_revogado CHECK (num_nonnulls(dat_aceite, dat_revogacao) < 2 AND (dat_aceite IS NULL) = (cod_usuario IS NULL)),
    CONSTRAINT convite_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant),
    CONSTRAINT perfil_do_convite FOREIGN KEY (nom_perfil) REFERENCES flowt.tb_omni8_perfil (nom_perfil),
    CONSTRAINT convite_de_quem_convidou FOREIGN KEY (cod_tenant, cod_convidador) REFERENCES flowt.tb_omni8_usuario_tenant (cod_tenant, cod_usuario)
);
CREATE INDEX convite_por_convidador ON flowt.tb_omni8_convite (cod_tenant, cod_convidador);
CREATE INDEX convite_por_email ON flowt.tb_omni8_convite (cod_tenant, des_email);
CREATE INDEX convite_por_perfil ON flowt.tb_omni8_convite (nom_perfil);

-- One live token per login: a new request replaces the one before.
CREATE TABLE flowt.tb_omni8_senha_recuperacao (
    cod_usuario   bigint      NOT NULL,
    hsh_token     bytea       NOT NULL,
    qtd_pedidos   integer     NOT NULL DEFAULT 1,
    dat_janela    timestamptz NOT NULL DEFAULT now(),
    dat_pedido    timestamptz NOT NULL DEFAULT now(),
    dat_expiracao timestamptz NOT NULL,
    CONSTRAINT senha_recuperacao_chave PRIMARY KEY (cod_usuario),
    CONSTRAINT token_de_recuperacao_unico UNIQUE (hsh_token),
    CONSTRAINT recuperacao_do_usuario FOREIGN KEY (cod_usuario) REFERENCES flowt.tb_omni8_usuario (cod_usuario)
);

CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_convite FOR EACH ROW EXECUTE FUNCTION flowt.auditar('des_email', 'nom_convidado', 'hsh_token');

INSERT INTO flowt.tb_omni8_mensagem_modelo (nom_modelo, tip_canal, des_assunto, des_texto, flg_guarda_texto) VALUES
    ('convite', 'EMAIL', 'Convite para {{empresa}}',
     E'Olá, {{nome}}!\n\n{{convidador}} convidou você para usar o Flowt em {{empresa}}.\n\nPara aceitar, abra este link em até 7 dias:\n{{link}}\n\nO link serve uma vez e é só seu: não o repasse. Se você não esperava este convite, ignore esta mensagem.', false),
    ('senha_recuperacao', 'EMAIL', 'Sua nova senha do Flowt',
     E'Olá, {{nome}}!\n\nPediram uma nova senha para o seu login. Para escolhê-la, abra este link em até 1 hora:\n{{link}}\n\nSe não foi você, ignore esta mensagem: a senha atual continua valendo.', false),
    ('senha_alterada', 'EMAIL', 'Sua senha do Flowt foi alterada',
     E'Olá, {{nome}}!\n\nA senha do seu login acaba de ser alterada e as outras sessões foram encerradas.\n\nSe não foi você, peça uma nova senha agora em {{link}} e avise quem administra a sua empresa.', true);

COMMENT ON CONSTRAINT token_de_convite_unico ON flowt.tb_omni8_convite IS 'Token de convite repetido. Global: o digesto de 144 bits aleatórios acha o convite antes de se saber o tenant.';
COMMENT ON CONSTRAINT convite_em_aberto ON flowt.tb_omni8_convite IS 'Já há um convite em aberto para este e-mail: reenvie ou revogue o que existe.';
COMMENT ON CONSTRAINT email_do_convite_valido ON flowt.tb_omni8_convite IS 'O e-mail não é um endereço válido.';
COMMENT ON CONSTRAINT nome_do_convidado_preenchido ON flowt.tb_omni8_convite IS 'Informe o nome de quem é convidado, com até 120 caracteres.';
COMMENT ON CONSTRAINT convite_diz_as_unidades ON flowt.tb_omni8_convite IS 'O convite vale em todas as unidades ou em uma lista delas.';
COMMENT ON CONSTRAINT convite_aceito_ou_revogado ON flowt.tb_omni8_convite IS 'Um convite é aceito, por um usuário, ou revogado.';
COMMENT ON CONSTRAINT token_de_recuperacao_unico ON flowt.tb_omni8_senha_recuperacao IS 'Token de recuperação repetido: peça outro.';

COMMENT ON TABLE flowt.tb_omni8_convite IS 'Convites para entrar em um tenant. Titular: quem trabalha na empresa. Fora da cópia: um convite vale onde foi feito. Guarda: 180 dias desde dat_expiracao.';
COMMENT ON COLUMN flowt.tb_omni8_convite.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_convite.cod_convite IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_convite.des_email IS 'E-mail convidado, em minúsculas. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_convite.nom_convidado IS 'Nome de quem é convidado. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_convite.nom_perfil IS 'Perfil que terá.';
COMMENT ON COLUMN flowt.tb_omni8_convite.flg_todas_unidades IS 'Valerá em todas as unidades.';
COMMENT ON COLUMN flowt.tb_omni8_convite.cod_unidades IS 'Unidades em que valerá, se não em todas. Refere: tb_omni8_unidade.';
COMMENT ON COLUMN flowt.tb_omni8_convite.hsh_token IS 'SHA-256 do token, que só o e-mail contém. Dado pessoal: abre o convite.';
COMMENT ON COLUMN flowt.tb_omni8_convite.cod_convidador IS 'Usuário que convidou: seus direitos são conferidos de novo no aceite.';
COMMENT ON COLUMN flowt.tb_omni8_convite.cod_usuario IS 'Usuário que aceitou.';
COMMENT ON COLUMN flowt.tb_omni8_convite.dat_criacao IS 'Criação.';
COMMENT ON COLUMN flowt.tb_omni8_convite.qtd_envios IS 'E-mails enviados com ele.';
COMMENT ON COLUMN flowt.tb_omni8_convite.dat_envio IS 'Último envio.';
COMMENT ON COLUMN flowt.tb_omni8_convite.dat_expiracao IS 'Até quando se pode aceitar.';
COMMENT ON COLUMN flowt.tb_omni8_convite.dat_aceite IS 'Quando foi aceito, se foi.';
COMMENT ON COLUMN flowt.tb_omni8_convite.dat_revogacao IS 'Quando foi revogado, se foi.';
COMMENT ON TABLE flowt.tb_omni8_senha_recuperacao IS 'Pedidos de nova senha em aberto, um por login; sem privilégio para requisições.';
COMMENT ON COLUMN flowt.tb_omni8_senha_recuperacao.cod_usuario IS 'Usuário.';
COMMENT ON COLUMN flowt.tb_omni8_senha_recuperacao.hsh_token IS 'SHA-256 do token, que só o e-mail contém.';
COMMENT ON COLUMN flowt.tb_omni8_senha_recuperacao.qtd_pedidos IS 'Pedidos desde dat_janela.';
COMMENT ON COLUMN flowt.tb_omni8_senha_recuperacao.dat_janela IS 'Início do dia em que os pedidos se contam.';
COMMENT ON COLUMN flowt.tb_omni8_senha_recuperacao.dat_pedido IS 'Último pedido atendido.';
COMMENT ON COLUMN flowt.tb_omni8_senha_recuperacao.dat_expiracao IS 'Até quando o token serve.';
