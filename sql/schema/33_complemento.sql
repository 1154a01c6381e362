-- Add-ons (guide chapter 5.1): groups of options ("Sabores", "Borda"), used by any number of products; an option may open groups
-- of its own. What decides a price keeps its history: rules and uses by validity, option prices by period (31_preco).

CREATE TABLE flowt.tb_omni8_complemento_grupo (
    cod_tenant    bigint      NOT NULL,
    cod_grupo     bigint      GENERATED ALWAYS AS IDENTITY,
    nom_grupo     text        NOT NULL,
    des_grupo     text,
    qtd_min       integer     NOT NULL DEFAULT 0,
    qtd_max       integer     NOT NULL DEFAULT 1,
    tip_preco     text        NOT NULL DEFAULT 'SOMA',
    num_versao    integer     NOT NULL DEFAULT 1,
    dat_criacao   timestamptz NOT NULL DEFAULT now(),
    dat_alteracao timestamptz NOT NULL DEFAULT now(),
    dat_exclusao  timestamptz,
    CONSTRAINT complemento_grupo_chave PRIMARY KEY (cod_tenant, cod_grupo),
    CONSTRAINT nome_de_grupo_preenchido CHECK (length(btrim(nom_grupo)) BETWEEN 1 AND 80),
    CONSTRAINT escolhas_de_grupo_em_ordem CHECK (qtd_min BETWEEN 0 AND qtd_max AND qtd_max BETWEEN 1 AND 99),
    CONSTRAINT regra_de_preco_conhecida CHECK (tip_preco IN ('SOMA', 'MAIOR', 'MEDIA')),
    CONSTRAINT grupo_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant)
);
CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_complemento_grupo FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_complemento_grupo FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

CREATE TABLE flowt.tb_omni8_complemento_regra (
    cod_tenant bigint      NOT NULL,
    cod_grupo  bigint      NOT NULL,
    dat_inicio timestamptz NOT NULL,
    dat_fim    timestamptz NOT NULL DEFAULT 'infinity',
    qtd_min    integer     NOT NULL,
    qtd_max    integer     NOT NULL,
    tip_preco  text        NOT NULL,
    CONSTRAINT complemento_regra_chave PRIMARY KEY (cod_tenant, cod_grupo, dat_inicio),
    CONSTRAINT regras_de_grupo_nao_se_sobrepoem EXCLUDE USING gist (cod_tenant WITH =, cod_grupo WITH =, tstzrange(dat_inicio, dat_fim) WITH &&),
    CONSTRAINT validade_de_regra_em_ordem CHECK (dat_inicio < dat_fim),
    CONSTRAINT regra_do_grupo FOREIGN KEY (cod_tenant, cod_grupo) REFERENCES flowt.tb_omni8_complemento_grupo (cod_tenant, cod_grupo)
);

CREATE TABLE flowt.tb_omni8_complemento_opcao (
    cod_tenant    bigint      NOT NULL,
    cod_opcao     bigint      GENERATED ALWAYS AS IDENTITY,
    cod_grupo     bigint      NOT NULL,
    nom_opcao     text        NOT NULL,
    des_opcao     text,
    des_alergenos text[]      NOT NULL DEFAULT '{}',
    vlr_preco     bigint      NOT NULL DEFAULT 0,
    qtd_max       integer     NOT NULL DEFAULT 1,
    num_ordem     integer     NOT NULL DEFAULT 0,
    sta_opcao     text        NOT NULL DEFAULT 'ATIVA',
    dat_esgotado  date,
    num_versao    integer     NOT NULL DEFAULT 1,
    dat_criacao   timestamptz NOT NULL DEFAULT now(),
    dat_alteracao timestamptz NOT NULL DEFAULT now(),
    dat_exclusao  timestamptz,
    CONSTRAINT complemento_opcao_chave PRIMARY KEY (cod_tenant, cod_opcao),
    CONSTRAINT nome_de_opcao_ja_usado UNIQUE NULLS NOT DISTINCT (cod_tenant, cod_grupo, nom_opcao, dat_exclusao),
    CONSTRAINT nome_de_opcao_preenchido CHECK (length(btrim(nom_opcao)) BETWEEN 1 AND 80),
    CONSTRAINT preco_de_opcao_entre_0_e_1_milhao CHECK (vlr_preco BETWEEN 0 AND 100000000),
    CONSTRAINT maximo_da_opcao_entre_1_e_99 CHECK (qtd_max BETWEEN 1 AND 99),
    CONSTRAINT status_de_opcao_conhecido CHECK (sta_opcao IN ('ATIVA', 'INATIVA')),
    CONSTRAINT opcao_do_grupo FOREIGN KEY (cod_tenant, cod_grupo) REFERENCES flowt.tb_omni8_complemento_grupo (cod_tenant, cod_grupo)
);
CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_complemento_opcao FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_complemento_opcao FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

ALTER TABLE flowt.tb_omni8_preco ADD CONSTRAINT preco_da_opcao FOREIGN KEY (cod_tenant, cod_opcao)
    REFERENCES flowt.tb_omni8_complemento_opcao (cod_tenant, cod_opcao);

-- Where a group is offered: on a product, or when an option is chosen.
CREATE TABLE flowt.tb_omni8_complemento_uso (
    cod_tenant  bigint      NOT NULL,
    cod_uso     bigint      GENERATED ALWAYS AS IDENTITY,
    cod_grupo   bigint      NOT NULL,
    cod_produto bigint,
    cod_opcao   bigint,
    num_ordem   integer     NOT NULL DEFAULT 0,
    dat_inicio  timestamptz NOT NULL DEFAULT now(),
    dat_fim     timestamptz NOT NULL DEFAULT 'infinity',
    CONSTRAINT complemento_uso_chave PRIMARY KEY (cod_tenant, cod_uso),
    CONSTRAINT uso_em_produto_ou_em_opcao CHECK (num_nonnulls(cod_produto, cod_opcao) = 1),
    CONSTRAINT validade_de_uso_em_ordem CHECK (dat_inicio < dat_fim),
    CONSTRAINT grupo_ja_usado_aqui EXCLUDE USING gist (cod_tenant WITH =, cod_grupo WITH =, coalesce(cod_produto, 0) WITH =, coalesce(cod_opcao, 0) WITH =, tstzrange(dat_inicio, dat_fim) WITH &&),
    CONSTRAINT uso_do_grupo FOREIGN KEY (cod_tenant, cod_grupo) REFERENCES flowt.tb_omni8_complemento_grupo (cod_tenant, cod_grupo),
    CONSTRAINT uso_no_produto FOREIGN KEY (cod_tenant, cod_produto) REFERENCES flowt.tb_omni8_produto_servico (cod_tenant, cod_produto),
    CONSTRAINT uso_na_opcao FOREIGN KEY (cod_tenant, cod_opcao) REFERENCES flowt.tb_omni8_complemento_opcao (cod_tenant, cod_opcao)
);
CREATE INDEX complemento_uso_por_produto ON flowt.tb_omni8_complemento_uso (cod_tenant, cod_produto, dat_fim);
CREATE INDEX complemento_uso_por_opcao ON flowt.tb_omni8_complemento_uso (cod_tenant, cod_opcao, dat_fim);
CREATE INDEX complemento_uso_por_grupo ON flowt.tb_omni8_complemento_uso (cod_tenant, cod_grupo);
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_complemento_uso FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

CREATE TYPE flowt.opcoes_cotadas AS (
    vlr_opcoes bigint, js_opcoes jsonb, des_problema text
);
COMMENT ON TYPE flowt.opcoes_cotadas IS 'Opções escolhidas de uma unidade de um item: quanto somam, em centavos; nomes, quantidades e preços; e o código do que há de errado, ou nulo.';

COMMENT ON CONSTRAINT nome_de_grupo_preenchido ON flowt.tb_omni8_complemento_grupo IS 'Informe o nome do grupo, com até 80 caracteres.';
COMMENT ON CONSTRAINT escolhas_de_grupo_em_ordem ON flowt.tb_omni8_complemento_grupo IS 'O mínimo de escolhas vai de 0 ao máximo, e o máximo de 1 a 99.';
COMMENT ON CONSTRAINT regra_de_preco_conhecida ON flowt.tb_omni8_complemento_grupo IS 'A regra de preço é SOMA, MAIOR ou MEDIA.';
COMMENT ON CONSTRAINT regras_de_grupo_nao_se_sobrepoem ON flowt.tb_omni8_complemento_regra IS 'Um grupo tem uma regra de cada vez.';
COMMENT ON CONSTRAINT validade_de_regra_em_ordem ON flowt.tb_omni8_complemento_regra IS 'Uma regra vale de um momento a outro depois dele.';
COMMENT ON CONSTRAINT nome_de_opcao_ja_usado ON flowt.tb_omni8_complemento_opcao IS 'Este grupo já tem uma opção com este nome: escolha outro.';
COMMENT ON CONSTRAINT nome_de_opcao_preenchido ON flowt.tb_omni8_complemento_opcao IS 'Informe o nome da opção, com até 80 caracteres.';
COMMENT ON CONSTRAINT preco_de_opcao_entre_0_e_1_milhao ON flowt.tb_omni8_complemento_opcao IS 'O preço de uma opção vai de R$ 0,00 a R$ 1.000.000,00.';
COMMENT ON CONSTRAINT maximo_da_opcao_entre_1_e_99 ON flowt.tb_omni8_complemento_opcao IS 'O máximo de uma opção vai de 1 a 99.';
COMMENT ON CONSTRAINT status_de_opcao_conhecido ON flowt.tb_omni8_complemento_opcao IS 'O status da opção é ATIVA ou INATIVA.';
COMMENT ON CONSTRAINT uso_em_produto_ou_em_opcao ON flowt.tb_omni8_complemento_uso IS 'Um grupo é usado em um produto ou em uma opção.';
COMMENT ON CONSTRAINT validade_de_uso_em_ordem ON flowt.tb_omni8_complemento_uso IS 'Um uso vale de um momento a outro depois dele.';
COMMENT ON CONSTRAINT grupo_ja_usado_aqui ON flowt.tb_omni8_complemento_uso IS 'Este grupo já está aqui.';
COMMENT ON TABLE flowt.tb_omni8_complemento_grupo IS 'Grupos de complementos, que qualquer produto pode usar.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_grupo.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_grupo.cod_grupo IS 'Identificador do grupo.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_grupo.nom_grupo IS 'Nome, que o público lê: "Escolha a borda".';
COMMENT ON COLUMN flowt.tb_omni8_complemento_grupo.des_grupo IS 'Explicação, que o público lê.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_grupo.qtd_min IS 'Menor número de escolhas: 0, o grupo é opcional.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_grupo.qtd_max IS 'Maior número de escolhas.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_grupo.tip_preco IS 'Quanto custam as escolhas: SOMA delas, a MAIOR ou a MEDIA (meia pizza de cada sabor).';
COMMENT ON COLUMN flowt.tb_omni8_complemento_grupo.num_versao IS 'Versão da linha (trava otimista).';
COMMENT ON COLUMN flowt.tb_omni8_complemento_grupo.dat_criacao IS 'Criação.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_grupo.dat_alteracao IS 'Última alteração.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_grupo.dat_exclusao IS 'Exclusão: a linha fica, porque preços passados dependem dela.';
COMMENT ON TABLE flowt.tb_omni8_complemento_regra IS 'Regras de cada grupo por validade: o preço de um momento passado sai da regra de então. Sem auditoria: repete o que a trilha do grupo diz.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_regra.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_regra.cod_grupo IS 'Grupo.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_regra.dat_inicio IS 'Desde quando vale.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_regra.dat_fim IS 'Até quando, exclusive.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_regra.qtd_min IS 'Menor número de escolhas.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_regra.qtd_max IS 'Maior número de escolhas.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_regra.tip_preco IS 'SOMA, MAIOR ou MEDIA.';
COMMENT ON TABLE flowt.tb_omni8_complemento_opcao IS 'Opções dos grupos de complementos.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_opcao.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_opcao.cod_opcao IS 'Identificador da opção.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_opcao.cod_grupo IS 'Grupo.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_opcao.nom_opcao IS 'Nome.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_opcao.des_opcao IS 'Descrição, que o público lê.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_opcao.des_alergenos IS 'Alergênicos a declarar.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_opcao.vlr_preco IS 'Preço de agora, em centavos; zero, se não custa.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_opcao.qtd_max IS 'Quantas vezes a opção cabe em uma escolha.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_opcao.num_ordem IS 'Ordem de exibição no grupo, crescente.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_opcao.sta_opcao IS 'ATIVA ou INATIVA.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_opcao.dat_esgotado IS 'Dia (do tenant) em que está esgotada.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_opcao.num_versao IS 'Versão da linha (trava otimista).';
COMMENT ON COLUMN flowt.tb_omni8_complemento_opcao.dat_criacao IS 'Criação: desde quando é do grupo.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_opcao.dat_alteracao IS 'Última alteração.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_opcao.dat_exclusao IS 'Exclusão: até quando foi do grupo.';
COMMENT ON TABLE flowt.tb_omni8_complemento_uso IS 'Onde cada grupo é oferecido: em um produto, ou em uma opção que o abre.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_uso.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_uso.cod_uso IS 'Identificador do uso.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_uso.cod_grupo IS 'Grupo oferecido.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_uso.cod_produto IS 'Produto em que é oferecido.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_uso.cod_opcao IS 'Opção que, escolhida, o abre.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_uso.num_ordem IS 'Ordem de exibição, crescente.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_uso.dat_inicio IS 'Desde quando.';
COMMENT ON COLUMN flowt.tb_omni8_complemento_uso.dat_fim IS 'Até quando, exclusive.';
