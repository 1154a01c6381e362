-- Access (guide chapter 17.2): the second factor, codes by time (RFC 6238), and who must have one.

-- Seeds have to be read back, so they are encrypted, with a key no request can read. The key is in this database: it keeps
-- a leaked row, dump of a table or careless query from being a seed. Whoever has the whole cluster has both.
CREATE TABLE flowt.tb_omni8_chave_cifra (
    nom_chave text NOT NULL,
    des_chave text NOT NULL,
    CONSTRAINT chave_cifra_chave PRIMARY KEY (nom_chave)
);
INSERT INTO flowt.tb_omni8_chave_cifra (nom_chave, des_chave) VALUES ('segundo_fator', encode(public.gen_random_bytes(32), 'base64'));

CREATE TABLE flowt.tb_omni8_segundo_fator (
    cod_usuario      bigint      NOT NULL,
    des_segredo      bytea       NOT NULL,
    num_ultimo_passo bigint      NOT NULL DEFAULT 0,
    qtd_falhas       integer     NOT NULL DEFAULT 0,
    dat_bloqueio     timestamptz,
    dat_criacao      timestamptz NOT NULL DEFAULT now(),
    dat_confirmacao  timestamptz,
    CONSTRAINT segundo_fator_chave PRIMARY KEY (cod_usuario),
    CONSTRAINT segundo_fator_do_usuario FOREIGN KEY (cod_usuario) REFERENCES flowt.tb_omni8_usuario (cod_usuario)
);

CREATE TABLE flowt.tb_omni8_codigo_recuperacao (
    cod_usuario bigint      NOT NULL,
    hsh_codigo  bytea       NOT NULL,
    dat_uso     timestamptz,
    CONSTRAINT codigo_recuperacao_chave PRIMARY KEY (cod_usuario, hsh_codigo),
    CONSTRAINT codigo_do_segundo_fator FOREIGN KEY (cod_usuario) REFERENCES flowt.tb_omni8_segundo_fator (cod_usuario) ON DELETE CASCADE
);

CREATE TABLE flowt.tb_omni8_segundo_fator_exigencia (
    cod_tenant bigint NOT NULL,
    nom_perfil text   NOT NULL,
    CONSTRAINT segundo_fator_exigencia_chave PRIMARY KEY (cod_tenant, nom_perfil),
    CONSTRAINT exigencia_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant),
    CONSTRAINT exigencia_do_perfil FOREIGN KEY (nom_perfil) REFERENCES flowt.tb_omni8_perfil (nom_perfil)
);
CREATE INDEX segundo_fator_exigencia_por_perfil ON flowt.tb_omni8_segundo_fator_exigencia (nom_perfil);
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_segundo_fator_exigencia FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

COMMENT ON TABLE flowt.tb_omni8_chave_cifra IS 'Chaves com que se cifra o que precisa ser lido de volta; só flowt_rotina as lê.';
COMMENT ON COLUMN flowt.tb_omni8_chave_cifra.nom_chave IS 'Para que serve.';
COMMENT ON COLUMN flowt.tb_omni8_chave_cifra.des_chave IS 'Chave, 256 bits em base64.';
COMMENT ON TABLE flowt.tb_omni8_segundo_fator IS 'Segundo fator de cada login; sem privilégio para requisições.';
COMMENT ON COLUMN flowt.tb_omni8_segundo_fator.cod_usuario IS 'Usuário.';
COMMENT ON COLUMN flowt.tb_omni8_segundo_fator.des_segredo IS 'Semente de 160 bits, cifrada (OpenPGP, AES-256).';
COMMENT ON COLUMN flowt.tb_omni8_segundo_fator.num_ultimo_passo IS 'Passo de 30 s do último código aceito: nem ele nem os anteriores valem de novo.';
COMMENT ON COLUMN flowt.tb_omni8_segundo_fator.qtd_falhas IS 'Códigos errados seguidos.';
COMMENT ON COLUMN flowt.tb_omni8_segundo_fator.dat_bloqueio IS 'Até quando nenhum código se aceita.';
COMMENT ON COLUMN flowt.tb_omni8_segundo_fator.dat_criacao IS 'Quando a semente foi mostrada.';
COMMENT ON COLUMN flowt.tb_omni8_segundo_fator.dat_confirmacao IS 'Quando um código a confirmou: só então vale.';
COMMENT ON TABLE flowt.tb_omni8_codigo_recuperacao IS 'Códigos de uso único para quem perdeu o segundo fator; sem privilégio para requisições.';
COMMENT ON COLUMN flowt.tb_omni8_codigo_recuperacao.cod_usuario IS 'Usuário.';
COMMENT ON COLUMN flowt.tb_omni8_codigo_recuperacao.hsh_codigo IS 'SHA-256 do código.';
COMMENT ON COLUMN flowt.tb_omni8_codigo_recuperacao.dat_uso IS 'Quando foi usado, se foi.';
COMMENT ON TABLE flowt.tb_omni8_segundo_fator_exigencia IS 'Perfis dos quais um tenant exige segundo fator.';
COMMENT ON COLUMN flowt.tb_omni8_segundo_fator_exigencia.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_segundo_fator_exigencia.nom_perfil IS 'Perfil.';
