-- Codes of verification (guide chapters 4.2 and 17.2): six digits sent to a phone or an e-mail prove who holds it.

CREATE TABLE flowt.tb_omni8_codigo_verificacao (
    cod_tenant        bigint      NOT NULL,
    cod_codigo        bigint      GENERATED ALWAYS AS IDENTITY,
    tip_uso           text        NOT NULL,
    tip_identificador text        NOT NULL,
    des_destino       text        NOT NULL,
    cod_identificador bigint,
    hsh_codigo        text        NOT NULL,
    qtd_erros         integer     NOT NULL DEFAULT 0,
    num_ip            text,
    dat_criacao       timestamptz NOT NULL DEFAULT clock_timestamp(),
    dat_expiracao     timestamptz NOT NULL,
    dat_uso           timestamptz,
    CONSTRAINT codigo_verificacao_chave PRIMARY KEY (cod_tenant, cod_codigo),
    CONSTRAINT uso_de_codigo_conhecido CHECK (tip_uso IN ('LOGIN', 'IDENTIFICADOR')),
    CONSTRAINT codigo_vai_a_email_ou_telefone CHECK (tip_identificador IN ('EMAIL', 'FONE'))
);
-- Throttles count what was sent to a place and what an address asked for.
CREATE INDEX codigo_por_destino ON flowt.tb_omni8_codigo_verificacao (cod_tenant, des_destino, dat_criacao);
CREATE INDEX codigo_por_destino_na_plataforma ON flowt.tb_omni8_codigo_verificacao (des_destino, dat_criacao);
CREATE INDEX codigo_por_ip ON flowt.tb_omni8_codigo_verificacao (cod_tenant, num_ip, dat_criacao);

COMMENT ON CONSTRAINT uso_de_codigo_conhecido ON flowt.tb_omni8_codigo_verificacao IS 'O código serve para LOGIN ou para verificar um IDENTIFICADOR.';
COMMENT ON CONSTRAINT codigo_vai_a_email_ou_telefone ON flowt.tb_omni8_codigo_verificacao IS 'Um código só se envia a um e-mail ou telefone.';
COMMENT ON TABLE flowt.tb_omni8_codigo_verificacao IS 'Códigos enviados a telefones e e-mails, guardados só por digesto. Sem auditoria: a própria linha conta envio, erros e uso. Fora da cópia: um código vale minutos. Guarda: 30 dias desde dat_expiracao.';
COMMENT ON COLUMN flowt.tb_omni8_codigo_verificacao.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_codigo_verificacao.cod_codigo IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_codigo_verificacao.tip_uso IS 'LOGIN ou IDENTIFICADOR: um código só serve ao uso para que foi pedido.';
COMMENT ON COLUMN flowt.tb_omni8_codigo_verificacao.tip_identificador IS 'EMAIL ou FONE.';
COMMENT ON COLUMN flowt.tb_omni8_codigo_verificacao.des_destino IS 'E-mail ou telefone que o recebeu. Dado pessoal. Contato do titular. Anonimizado: (anonimizado).';
COMMENT ON COLUMN flowt.tb_omni8_codigo_verificacao.cod_identificador IS 'Identificador a verificar, se o uso é esse.';
COMMENT ON COLUMN flowt.tb_omni8_codigo_verificacao.hsh_codigo IS 'bcrypt (custo 8): provar o milhão de códigos leva mais tempo que a validade de um.';
COMMENT ON COLUMN flowt.tb_omni8_codigo_verificacao.qtd_erros IS 'Códigos errados digitados contra este.';
COMMENT ON COLUMN flowt.tb_omni8_codigo_verificacao.num_ip IS 'Endereço de rede de quem o pediu. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_codigo_verificacao.dat_criacao IS 'Envio.';
COMMENT ON COLUMN flowt.tb_omni8_codigo_verificacao.dat_expiracao IS 'Fim da validade; um código novo encerra a do anterior.';
COMMENT ON COLUMN flowt.tb_omni8_codigo_verificacao.dat_uso IS 'Quando foi usado: vale uma vez.';

INSERT INTO flowt.tb_omni8_mensagem_modelo (nom_modelo, tip_canal, des_assunto, des_texto) VALUES
    ('codigo_verificacao', 'EMAIL', '{{codigo}} é o seu código',
     E'Seu código em {{empresa}} é {{codigo}}.\n\nEle vale por 10 minutos e serve uma vez. Ninguém da empresa vai pedi-lo: não o repasse.\n\nSe não foi você que o pediu, ignore esta mensagem.'),
    ('codigo_verificacao', 'SMS', NULL, '{{empresa}}: seu código é {{codigo}}. Vale por 10 minutos. Não o repasse a ninguém.'),
    ('codigo_verificacao', 'WHATSAPP', NULL, 'Seu código em {{empresa}} é *{{codigo}}*. Vale por 10 minutos. Não o repasse a ninguém.');
