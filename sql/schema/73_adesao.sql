-- Joining by oneself (guide chapter 4.1): who asks, the code that proves the e-mail, and the company it became. Until there is
-- one, these lines are of the platform's own tenant.

CREATE TABLE flowt.tb_omni8_adesao (
    cod_tenant     bigint      NOT NULL,
    cod_adesao     bigint      GENERATED ALWAYS AS IDENTITY,
    hsh_token      bytea       NOT NULL,
    nom_pessoa     text        NOT NULL,
    des_email      text        NOT NULL,
    num_documento  text        NOT NULL,
    hsh_codigo     bytea,
    dat_codigo     timestamptz NOT NULL DEFAULT now(),
    qtd_codigos    integer     NOT NULL DEFAULT 1,
    qtd_tentativas integer     NOT NULL DEFAULT 0,
    dat_confirmacao timestamptz,
    cod_tenant_criado bigint,
    dat_criacao    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT adesao_chave PRIMARY KEY (cod_tenant, cod_adesao),
    CONSTRAINT token_de_adesao_unico UNIQUE (cod_tenant, hsh_token),
    CONSTRAINT nome_na_adesao_preenchido CHECK (length(btrim(nom_pessoa)) BETWEEN 1 AND 120),
    CONSTRAINT email_da_adesao_valido CHECK (flowt.email_valido(des_email) AND des_email = lower(des_email)),
    CONSTRAINT documento_da_adesao_valido CHECK (flowt.documento_valido(num_documento)),
    CONSTRAINT adesao_concluida_foi_confirmada CHECK (cod_tenant_criado IS NULL OR dat_confirmacao IS NOT NULL),
    CONSTRAINT adesao_na_plataforma FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant)
);
CREATE INDEX adesao_por_email ON flowt.tb_omni8_adesao (cod_tenant, des_email, dat_criacao);

COMMENT ON CONSTRAINT token_de_adesao_unico ON flowt.tb_omni8_adesao IS 'Token de adesão repetido: tente de novo.';
COMMENT ON CONSTRAINT nome_na_adesao_preenchido ON flowt.tb_omni8_adesao IS 'Informe seu nome, com até 120 caracteres.';
COMMENT ON CONSTRAINT email_da_adesao_valido ON flowt.tb_omni8_adesao IS 'O e-mail não é um endereço válido.';
COMMENT ON CONSTRAINT documento_da_adesao_valido ON flowt.tb_omni8_adesao IS 'O CPF ou CNPJ não confere: digite-o de novo.';
COMMENT ON CONSTRAINT adesao_concluida_foi_confirmada ON flowt.tb_omni8_adesao IS 'Confirme o e-mail antes de criar a empresa.';
COMMENT ON TABLE flowt.tb_omni8_adesao IS 'Adesões em curso: quem quer criar uma empresa. Sem auditoria: a própria linha conta o que houve com a adesão. Titular: quem quer abrir uma empresa e ainda não é cadastrado. Fora da cópia: só vale onde começou. Guarda: 90 dias desde dat_criacao.';
COMMENT ON COLUMN flowt.tb_omni8_adesao.cod_tenant IS 'Tenant da plataforma.';
COMMENT ON COLUMN flowt.tb_omni8_adesao.cod_adesao IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_adesao.hsh_token IS 'SHA-256 do token que só quem aderiu tem.';
COMMENT ON COLUMN flowt.tb_omni8_adesao.nom_pessoa IS 'Quem adere. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_adesao.des_email IS 'E-mail a provar, em minúsculas. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_adesao.num_documento IS 'CPF ou CNPJ da empresa. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_adesao.hsh_codigo IS 'SHA-256 do código enviado, com o token; nulo depois de usado ou esgotado.';
COMMENT ON COLUMN flowt.tb_omni8_adesao.dat_codigo IS 'Quando o código foi enviado.';
COMMENT ON COLUMN flowt.tb_omni8_adesao.qtd_codigos IS 'Códigos já enviados.';
COMMENT ON COLUMN flowt.tb_omni8_adesao.qtd_tentativas IS 'Códigos errados desde o último envio.';
COMMENT ON COLUMN flowt.tb_omni8_adesao.dat_confirmacao IS 'Quando o e-mail foi provado.';
COMMENT ON COLUMN flowt.tb_omni8_adesao.cod_tenant_criado IS 'Empresa que a adesão criou. Refere: tb_omni8_tenant.';
COMMENT ON COLUMN flowt.tb_omni8_adesao.dat_criacao IS 'Começo.';

INSERT INTO flowt.tb_omni8_mensagem_modelo (nom_modelo, tip_canal, des_assunto, des_texto) VALUES
    ('codigo_de_adesao', 'EMAIL', '{{codigo}} é seu código no Flowt',
     E'Olá, {{nome}}.\n\nSeu código para criar uma empresa no Flowt é {{codigo}}. Ele vale por {{minutos}} minutos e só uma vez.\n\nSe não foi você que pediu, ignore esta mensagem.');
