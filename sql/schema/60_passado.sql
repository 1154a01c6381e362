-- What an item, a category and a person belonged to (guide chapter 6.3): of each change, what was until then. What is now stays where
-- it is, and only a question of the past reads these.

CREATE TABLE flowt.tb_omni8_produto_categoria_passada (
    cod_tenant    bigint      NOT NULL,
    cod_produto   bigint      NOT NULL,
    dat_fim       timestamptz NOT NULL,
    cod_categoria bigint,
    CONSTRAINT produto_categoria_passada_chave PRIMARY KEY (cod_tenant, cod_produto, dat_fim),
    CONSTRAINT categoria_passada_do_produto FOREIGN KEY (cod_tenant, cod_produto) REFERENCES flowt.tb_omni8_produto_servico (cod_tenant, cod_produto)
);
COMMENT ON TABLE flowt.tb_omni8_produto_categoria_passada IS 'Categorias em que os itens já estiveram. Sem auditoria: é ela própria uma história, e a mudança está na do item.';
COMMENT ON COLUMN flowt.tb_omni8_produto_categoria_passada.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_produto_categoria_passada.cod_produto IS 'Item.';
COMMENT ON COLUMN flowt.tb_omni8_produto_categoria_passada.dat_fim IS 'Até quando, exclusive; desde a mudança anterior.';
COMMENT ON COLUMN flowt.tb_omni8_produto_categoria_passada.cod_categoria IS 'Categoria; nula: em nenhuma. Pode já não existir. Refere: tb_omni8_categoria.';

CREATE TABLE flowt.tb_omni8_categoria_mae_passada (
    cod_tenant    bigint      NOT NULL,
    cod_categoria bigint      NOT NULL,
    dat_fim       timestamptz NOT NULL,
    cod_categoria_mae bigint,
    CONSTRAINT categoria_mae_passada_chave PRIMARY KEY (cod_tenant, cod_categoria, dat_fim)
);
COMMENT ON TABLE flowt.tb_omni8_categoria_mae_passada IS 'Categorias acima das quais outras já estiveram, e as das que se excluíram. Sem auditoria: é ela própria uma história, e a mudança está na da categoria.';
COMMENT ON COLUMN flowt.tb_omni8_categoria_mae_passada.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_categoria_mae_passada.cod_categoria IS 'Categoria. Pode já não existir. Refere: tb_omni8_categoria.';
COMMENT ON COLUMN flowt.tb_omni8_categoria_mae_passada.dat_fim IS 'Até quando, exclusive; desde a mudança anterior.';
COMMENT ON COLUMN flowt.tb_omni8_categoria_mae_passada.cod_categoria_mae IS 'A que estava acima dela; nula: nenhuma. Refere: tb_omni8_categoria.';

CREATE TABLE flowt.tb_omni8_pessoa_etiqueta_passada (
    cod_tenant   bigint      NOT NULL,
    cod_pessoa   bigint      NOT NULL,
    cod_etiqueta bigint      NOT NULL,
    dat_inicio   timestamptz NOT NULL,
    dat_fim      timestamptz NOT NULL,
    CONSTRAINT pessoa_etiqueta_passada_chave PRIMARY KEY (cod_tenant, cod_pessoa, cod_etiqueta, dat_fim),
    CONSTRAINT etiqueta_passada_da_pessoa FOREIGN KEY (cod_tenant, cod_pessoa) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa)
);
COMMENT ON TABLE flowt.tb_omni8_pessoa_etiqueta_passada IS 'Etiquetas que pessoas já tiveram. Anonimização: apaga. Sem auditoria: é ela própria uma história, e a mudança está na da etiqueta posta.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_etiqueta_passada.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_etiqueta_passada.cod_pessoa IS 'Pessoa.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_etiqueta_passada.cod_etiqueta IS 'Etiqueta; pode já não existir. Refere: tb_omni8_etiqueta.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_etiqueta_passada.dat_inicio IS 'Desde quando a teve.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_etiqueta_passada.dat_fim IS 'Até quando, exclusive.';
