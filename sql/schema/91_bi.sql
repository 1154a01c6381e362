-- BI (guide chapter 18.3): who has a login. The login itself is a role of the server; this line says whose and since when.

CREATE TABLE flowt.tb_omni8_acesso_bi (
    cod_tenant    bigint      NOT NULL,
    cod_acesso_bi bigint      GENERATED ALWAYS AS IDENTITY,
    nom_acesso    text        NOT NULL,
    qtd_conexoes  integer     NOT NULL,
    dat_criacao   timestamptz NOT NULL DEFAULT now(),
    dat_revogacao timestamptz,
    CONSTRAINT acesso_bi_chave PRIMARY KEY (cod_tenant, cod_acesso_bi),
    CONSTRAINT nome_do_acesso_bi_curto CHECK (nom_acesso ~ '^[a-z][a-z0-9_]{1,29}$'),
    CONSTRAINT conexoes_de_bi_entre_1_e_10 CHECK (qtd_conexoes BETWEEN 1 AND 10),
    CONSTRAINT acesso_bi_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant)
);
CREATE UNIQUE INDEX acesso_bi_em_vigor ON flowt.tb_omni8_acesso_bi (cod_tenant, nom_acesso) WHERE dat_revogacao IS NULL;

CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_acesso_bi FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

COMMENT ON CONSTRAINT nome_do_acesso_bi_curto ON flowt.tb_omni8_acesso_bi IS 'O nome do acesso tem de 2 a 30 letras minúsculas sem acento, números e sublinhados, e começa por letra, como "metabase".';
COMMENT ON CONSTRAINT conexoes_de_bi_entre_1_e_10 ON flowt.tb_omni8_acesso_bi IS 'Um acesso de BI tem de 1 a 10 conexões simultâneas.';
COMMENT ON TABLE flowt.tb_omni8_acesso_bi IS 'Logins de BI de cada tenant, em vigor e revogados. Fora da cópia: um login é do banco em que foi criado.';
COMMENT ON COLUMN flowt.tb_omni8_acesso_bi.cod_tenant IS 'Tenant que o login lê.';
COMMENT ON COLUMN flowt.tb_omni8_acesso_bi.cod_acesso_bi IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_acesso_bi.nom_acesso IS 'Nome da ferramenta, como "metabase": o login no servidor é flowt_bi_<cod_tenant>_<nom_acesso>.';
COMMENT ON COLUMN flowt.tb_omni8_acesso_bi.qtd_conexoes IS 'Conexões simultâneas permitidas.';
COMMENT ON COLUMN flowt.tb_omni8_acesso_bi.dat_criacao IS 'Quando foi criado.';
COMMENT ON COLUMN flowt.tb_omni8_acesso_bi.dat_revogacao IS 'Quando foi revogado, se foi.';

INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo) VALUES
    ('vigiar_bi', 'Interrompe consultas de BI que passam dos limites', '10 seconds');
