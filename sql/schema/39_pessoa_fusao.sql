-- Duplicates of people and their merge (guide chapter 4.2): who was found not to be the same, and what each merge moved.

-- One line each way, so that each person's are a range of the key and a merge moves them like anything else.
CREATE TABLE flowt.tb_omni8_pessoa_distinta (
    cod_tenant  bigint      NOT NULL,
    cod_pessoa  bigint      NOT NULL,
    cod_outra   bigint      NOT NULL,
    cod_usuario bigint,
    dat_criacao timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pessoa_distinta_chave PRIMARY KEY (cod_tenant, cod_pessoa, cod_outra),
    CONSTRAINT distinta_e_outra_pessoa CHECK (cod_pessoa <> cod_outra),
    CONSTRAINT distinta_da_pessoa FOREIGN KEY (cod_tenant, cod_pessoa) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa),
    CONSTRAINT distinta_da_outra FOREIGN KEY (cod_tenant, cod_outra) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa)
);
CREATE INDEX pessoa_distinta_por_outra ON flowt.tb_omni8_pessoa_distinta (cod_tenant, cod_outra);

-- No foreign key: a later merge moves what hangs on a person, and this says what an earlier one did. A module whose data
-- a merge must add up, not just move, does so in a trigger of its own AFTER INSERT here: the rest is moved after it.
CREATE TABLE flowt.tb_omni8_pessoa_fusao (
    cod_tenant  bigint      NOT NULL,
    cod_fusao   bigint      GENERATED ALWAYS AS IDENTITY,
    cod_pessoa  bigint      NOT NULL,
    cod_origem  bigint      NOT NULL,
    des_motivo  text        NOT NULL,
    des_campos  text[]      NOT NULL DEFAULT '{}',
    js_movido   jsonb       NOT NULL DEFAULT '{}',
    cod_usuario bigint,
    dat_fusao   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pessoa_fusao_chave PRIMARY KEY (cod_tenant, cod_fusao),
    CONSTRAINT pessoa_fundida_uma_vez UNIQUE (cod_tenant, cod_origem),
    CONSTRAINT motivo_da_fusao_preenchido CHECK (length(btrim(des_motivo)) BETWEEN 3 AND 500)
);
CREATE INDEX pessoa_fusao_por_pessoa ON flowt.tb_omni8_pessoa_fusao (cod_tenant, cod_pessoa, cod_fusao);

-- Who may be the same: born on the same day, with a name like it.
CREATE INDEX pessoa_por_nascimento ON flowt.tb_omni8_pessoa (cod_tenant, dat_nascimento) WHERE dat_nascimento IS NOT NULL;

CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_pessoa_distinta FOR EACH ROW EXECUTE FUNCTION flowt.auditar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_pessoa_fusao FOR EACH ROW EXECUTE FUNCTION flowt.auditar('des_motivo');

COMMENT ON CONSTRAINT distinta_e_outra_pessoa ON flowt.tb_omni8_pessoa_distinta IS 'Uma pessoa não é distinta de si mesma.';
COMMENT ON CONSTRAINT pessoa_fundida_uma_vez ON flowt.tb_omni8_pessoa_fusao IS 'Este cadastro já foi fundido em outro.';
COMMENT ON CONSTRAINT motivo_da_fusao_preenchido ON flowt.tb_omni8_pessoa_fusao IS 'Diga por que os dois cadastros são da mesma pessoa, em 3 a 500 caracteres.';
COMMENT ON TABLE flowt.tb_omni8_pessoa_distinta IS 'Pares de cadastros parecidos que alguém disse não serem da mesma pessoa.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_distinta.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_distinta.cod_pessoa IS 'Uma pessoa.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_distinta.cod_outra IS 'A outra.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_distinta.cod_usuario IS 'Quem o disse.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_distinta.dat_criacao IS 'Quando.';
COMMENT ON TABLE flowt.tb_omni8_pessoa_fusao IS 'Fusões de cadastros: qual em qual, por quem, por quê, e o que foi movido.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_fusao.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_fusao.cod_fusao IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_fusao.cod_pessoa IS 'Cadastro que ficou.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_fusao.cod_origem IS 'Cadastro que passou a ser só um apelido dele. Refere: tb_omni8_pessoa.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_fusao.des_motivo IS 'Por que são da mesma pessoa. Dado pessoal. Anonimizado: (anonimizado).';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_fusao.des_campos IS 'Campos que vieram da origem por escolha.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_fusao.js_movido IS 'Por tabela e coluna: linhas movidas e descartadas (por já as ter o destino), e as chaves das primeiras.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_fusao.cod_usuario IS 'Quem fundiu.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_fusao.dat_fusao IS 'Quando.';
