-- Suggestions (guide chapter 9.3, upsell and cross-sell): what the company chose to suggest, and what is bought together.

CREATE TABLE flowt.tb_omni8_sugestao_regra (
    cod_tenant     bigint      NOT NULL,
    cod_regra      bigint      GENERATED ALWAYS AS IDENTITY,
    nom_regra      text        NOT NULL,
    cod_produto    bigint,
    cod_categoria  bigint,
    vlr_maximo     bigint,
    num_prioridade integer     NOT NULL DEFAULT 100,
    sta_regra      text        NOT NULL DEFAULT 'ATIVA',
    num_versao     integer     NOT NULL DEFAULT 1,
    dat_criacao    timestamptz NOT NULL DEFAULT now(),
    dat_alteracao  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT sugestao_regra_chave PRIMARY KEY (cod_tenant, cod_regra),
    CONSTRAINT nome_de_regra_preenchido CHECK (length(btrim(nom_regra)) BETWEEN 1 AND 80),
    CONSTRAINT regra_de_item_ou_de_categoria CHECK (num_nonnulls(cod_produto, cod_categoria) <= 1),
    CONSTRAINT teto_de_sugestao_entre_1_centavo_e_1_milhao CHECK (vlr_maximo BETWEEN 1 AND 100000000),
    CONSTRAINT prioridade_de_regra_entre_1_e_1000 CHECK (num_prioridade BETWEEN 1 AND 1000),
    CONSTRAINT status_de_regra_conhecido CHECK (sta_regra IN ('ATIVA', 'INATIVA')),
    CONSTRAINT regra_do_item FOREIGN KEY (cod_tenant, cod_produto) REFERENCES flowt.tb_omni8_produto_servico (cod_tenant, cod_produto),
    CONSTRAINT regra_da_categoria FOREIGN KEY (cod_tenant, cod_categoria) REFERENCES flowt.tb_omni8_categoria (cod_tenant, cod_categoria) ON DELETE CASCADE,
    CONSTRAINT regra_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant)
);
CREATE INDEX sugestao_regra_por_produto ON flowt.tb_omni8_sugestao_regra (cod_tenant, cod_produto);
CREATE INDEX sugestao_regra_por_categoria ON flowt.tb_omni8_sugestao_regra (cod_tenant, cod_categoria);

CREATE TABLE flowt.tb_omni8_sugestao_item (
    cod_tenant  bigint  NOT NULL,
    cod_regra   bigint  NOT NULL,
    cod_produto bigint  NOT NULL,
    num_ordem   integer NOT NULL,
    CONSTRAINT sugestao_item_chave PRIMARY KEY (cod_tenant, cod_regra, cod_produto),
    CONSTRAINT item_da_regra FOREIGN KEY (cod_tenant, cod_regra) REFERENCES flowt.tb_omni8_sugestao_regra (cod_tenant, cod_regra) ON DELETE CASCADE,
    CONSTRAINT item_sugerido FOREIGN KEY (cod_tenant, cod_produto) REFERENCES flowt.tb_omni8_produto_servico (cod_tenant, cod_produto)
);
CREATE INDEX sugestao_item_por_produto ON flowt.tb_omni8_sugestao_item (cod_tenant, cod_produto);

-- Computed anew by a job: no foreign keys.
CREATE TABLE flowt.tb_omni8_sugestao_par (
    cod_tenant   bigint      NOT NULL,
    cod_produto  bigint      NOT NULL,
    cod_sugerido bigint      NOT NULL,
    qtd_juntos   bigint      NOT NULL,
    num_suporte  numeric     NOT NULL,
    num_confianca numeric    NOT NULL,
    num_lift     numeric     NOT NULL,
    dat_calculo  timestamptz NOT NULL,
    CONSTRAINT sugestao_par_chave PRIMARY KEY (cod_tenant, cod_produto, cod_sugerido)
);

CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_sugestao_regra FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_sugestao_regra FOR EACH ROW EXECUTE FUNCTION flowt.auditar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_sugestao_item FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

COMMENT ON CONSTRAINT nome_de_regra_preenchido ON flowt.tb_omni8_sugestao_regra IS 'Informe o nome da regra, com até 80 caracteres.';
COMMENT ON CONSTRAINT regra_de_item_ou_de_categoria ON flowt.tb_omni8_sugestao_regra IS 'A regra é de um item, ou de uma categoria, ou de qualquer compra.';
COMMENT ON CONSTRAINT teto_de_sugestao_entre_1_centavo_e_1_milhao ON flowt.tb_omni8_sugestao_regra IS 'O preço máximo vai de R$ 0,01 a R$ 1.000.000,00.';
COMMENT ON CONSTRAINT prioridade_de_regra_entre_1_e_1000 ON flowt.tb_omni8_sugestao_regra IS 'A prioridade vai de 1 (primeiro) a 1000.';
COMMENT ON CONSTRAINT status_de_regra_conhecido ON flowt.tb_omni8_sugestao_regra IS 'O status da regra é ATIVA ou INATIVA.';
COMMENT ON TABLE flowt.tb_omni8_sugestao_regra IS 'Regras de sugestão: quem leva um item, ou um de uma categoria, vê outros.';
COMMENT ON COLUMN flowt.tb_omni8_sugestao_regra.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_sugestao_regra.cod_regra IS 'Identificador da regra.';
COMMENT ON COLUMN flowt.tb_omni8_sugestao_regra.nom_regra IS 'Nome, para a equipe.';
COMMENT ON COLUMN flowt.tb_omni8_sugestao_regra.cod_produto IS 'Item que a dispara, se é um.';
COMMENT ON COLUMN flowt.tb_omni8_sugestao_regra.cod_categoria IS 'Categoria que a dispara, com as que estão nela; sem item nem categoria, qualquer compra.';
COMMENT ON COLUMN flowt.tb_omni8_sugestao_regra.vlr_maximo IS 'Só sugere itens até este preço, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_sugestao_regra.num_prioridade IS 'Ordem das regras: 1 primeiro.';
COMMENT ON COLUMN flowt.tb_omni8_sugestao_regra.sta_regra IS 'ATIVA ou INATIVA.';
COMMENT ON COLUMN flowt.tb_omni8_sugestao_regra.num_versao IS 'Versão da linha (trava otimista).';
COMMENT ON COLUMN flowt.tb_omni8_sugestao_regra.dat_criacao IS 'Criação.';
COMMENT ON COLUMN flowt.tb_omni8_sugestao_regra.dat_alteracao IS 'Última alteração.';
COMMENT ON TABLE flowt.tb_omni8_sugestao_item IS 'Itens que uma regra sugere.';
COMMENT ON COLUMN flowt.tb_omni8_sugestao_item.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_sugestao_item.cod_regra IS 'Regra.';
COMMENT ON COLUMN flowt.tb_omni8_sugestao_item.cod_produto IS 'Item sugerido.';
COMMENT ON COLUMN flowt.tb_omni8_sugestao_item.num_ordem IS 'Ordem na regra.';
COMMENT ON TABLE flowt.tb_omni8_sugestao_par IS 'Itens comprados juntos, contados dos pedidos por uma rotina. Sem auditoria: é refeita dos pedidos. Fora da cópia: refaz-se dos pedidos.';
COMMENT ON COLUMN flowt.tb_omni8_sugestao_par.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_sugestao_par.cod_produto IS 'Item que se leva.';
COMMENT ON COLUMN flowt.tb_omni8_sugestao_par.cod_sugerido IS 'Item levado junto. Refere: tb_omni8_produto_servico.';
COMMENT ON COLUMN flowt.tb_omni8_sugestao_par.qtd_juntos IS 'Pedidos com os dois.';
COMMENT ON COLUMN flowt.tb_omni8_sugestao_par.num_suporte IS 'Parte dos pedidos que tem os dois, de 0 a 1.';
COMMENT ON COLUMN flowt.tb_omni8_sugestao_par.num_confianca IS 'Parte dos pedidos com o primeiro que tem o segundo, de 0 a 1.';
COMMENT ON COLUMN flowt.tb_omni8_sugestao_par.num_lift IS 'Quantas vezes mais do que se nada tivessem um com o outro.';
COMMENT ON COLUMN flowt.tb_omni8_sugestao_par.dat_calculo IS 'Quando foi contado.';

INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo) VALUES
    ('calcular_sugestoes', 'Calcula o que se compra junto', '1 day');
