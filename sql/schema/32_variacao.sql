-- Variations (guide chapter 5.1): sizes, colours, models of one product, each with its SKU, its own price or the product's.

CREATE TABLE flowt.tb_omni8_variacao (
    cod_tenant    bigint      NOT NULL,
    cod_variacao  bigint      GENERATED ALWAYS AS IDENTITY,
    cod_produto   bigint      NOT NULL,
    nom_variacao  text        NOT NULL,
    js_atributos  jsonb       NOT NULL DEFAULT '{}',
    num_sku       text,
    vlr_preco     bigint,
    vlr_preco_de  bigint,
    num_ordem     integer     NOT NULL DEFAULT 0,
    sta_variacao  text        NOT NULL DEFAULT 'ATIVA',
    dat_esgotado  date,
    num_versao    integer     NOT NULL DEFAULT 1,
    dat_criacao   timestamptz NOT NULL DEFAULT now(),
    dat_alteracao timestamptz NOT NULL DEFAULT now(),
    dat_exclusao  timestamptz,
    CONSTRAINT variacao_chave PRIMARY KEY (cod_tenant, cod_variacao),
    CONSTRAINT variacao_de_um_so_produto UNIQUE (cod_tenant, cod_produto, cod_variacao),
    CONSTRAINT nome_de_variacao_ja_usado UNIQUE NULLS NOT DISTINCT (cod_tenant, cod_produto, nom_variacao, dat_exclusao),
    CONSTRAINT nome_de_variacao_preenchido CHECK (length(btrim(nom_variacao)) BETWEEN 1 AND 80),
    CONSTRAINT atributos_em_objeto CHECK (jsonb_typeof(js_atributos) = 'object'),
    CONSTRAINT sku_de_variacao_preenchido CHECK (length(btrim(num_sku)) BETWEEN 1 AND 40),
    CONSTRAINT preco_de_variacao_entre_1_centavo_e_1_milhao CHECK (vlr_preco BETWEEN 1 AND 100000000),
    CONSTRAINT preco_de_da_variacao_maior_que_o_preco CHECK (vlr_preco_de IS NULL OR (vlr_preco IS NOT NULL AND vlr_preco_de > vlr_preco AND vlr_preco_de <= 100000000)),
    CONSTRAINT status_de_variacao_conhecido CHECK (sta_variacao IN ('ATIVA', 'INATIVA')),
    CONSTRAINT variacao_excluida_fica_inativa CHECK (dat_exclusao IS NULL OR (sta_variacao = 'INATIVA' AND num_sku IS NULL)),
    CONSTRAINT variacao_do_produto FOREIGN KEY (cod_tenant, cod_produto) REFERENCES flowt.tb_omni8_produto_servico (cod_tenant, cod_produto)
);
CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_variacao FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_variacao FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

ALTER TABLE flowt.tb_omni8_preco ADD CONSTRAINT preco_da_variacao FOREIGN KEY (cod_tenant, cod_produto, cod_variacao)
    REFERENCES flowt.tb_omni8_variacao (cod_tenant, cod_produto, cod_variacao);

-- Products and variations share one space of SKUs; two tables cannot share a unique index.
CREATE TABLE flowt.tb_omni8_sku (
    cod_tenant   bigint NOT NULL,
    num_sku      text   NOT NULL,
    cod_produto  bigint NOT NULL,
    cod_variacao bigint,
    CONSTRAINT sku_chave PRIMARY KEY (cod_tenant, num_sku),
    CONSTRAINT um_sku_por_item UNIQUE NULLS NOT DISTINCT (cod_tenant, cod_produto, cod_variacao),
    CONSTRAINT sku_do_produto FOREIGN KEY (cod_tenant, cod_produto) REFERENCES flowt.tb_omni8_produto_servico (cod_tenant, cod_produto),
    CONSTRAINT sku_da_variacao FOREIGN KEY (cod_tenant, cod_produto, cod_variacao) REFERENCES flowt.tb_omni8_variacao (cod_tenant, cod_produto, cod_variacao)
);

COMMENT ON CONSTRAINT variacao_de_um_so_produto ON flowt.tb_omni8_variacao IS 'Uma variação é de um só produto.';
COMMENT ON CONSTRAINT nome_de_variacao_ja_usado ON flowt.tb_omni8_variacao IS 'Este produto já tem uma variação com este nome: escolha outro.';
COMMENT ON CONSTRAINT nome_de_variacao_preenchido ON flowt.tb_omni8_variacao IS 'Informe o nome da variação, com até 80 caracteres.';
COMMENT ON CONSTRAINT atributos_em_objeto ON flowt.tb_omni8_variacao IS 'Os atributos são um objeto, como {"Tamanho": "M"}.';
COMMENT ON CONSTRAINT sku_de_variacao_preenchido ON flowt.tb_omni8_variacao IS 'O SKU tem de 1 a 40 caracteres.';
COMMENT ON CONSTRAINT preco_de_variacao_entre_1_centavo_e_1_milhao ON flowt.tb_omni8_variacao IS 'O preço vai de R$ 0,01 a R$ 1.000.000,00.';
COMMENT ON CONSTRAINT preco_de_da_variacao_maior_que_o_preco ON flowt.tb_omni8_variacao IS 'O preço "de" acompanha um preço próprio da variação e precisa ser maior que ele.';
COMMENT ON CONSTRAINT status_de_variacao_conhecido ON flowt.tb_omni8_variacao IS 'O status da variação é ATIVA ou INATIVA.';
COMMENT ON CONSTRAINT variacao_excluida_fica_inativa ON flowt.tb_omni8_variacao IS 'Uma variação excluída não volta: crie outra.';
COMMENT ON CONSTRAINT um_sku_por_item ON flowt.tb_omni8_sku IS 'Cada item tem um só SKU.';
COMMENT ON TABLE flowt.tb_omni8_variacao IS 'Variações de produtos (tamanho, cor, modelo). Um produto com variações ativas se compra por variação.';
COMMENT ON COLUMN flowt.tb_omni8_variacao.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_variacao.cod_variacao IS 'Identificador da variação.';
COMMENT ON COLUMN flowt.tb_omni8_variacao.cod_produto IS 'Produto.';
COMMENT ON COLUMN flowt.tb_omni8_variacao.nom_variacao IS 'Nome: "Grande", "Azul / M".';
COMMENT ON COLUMN flowt.tb_omni8_variacao.js_atributos IS 'Atributos e valores: {"Tamanho": "M", "Cor": "Azul"}. Sem códigos.';
COMMENT ON COLUMN flowt.tb_omni8_variacao.num_sku IS 'Código para a empresa (SKU), único entre produtos e variações.';
COMMENT ON COLUMN flowt.tb_omni8_variacao.vlr_preco IS 'Preço próprio, em centavos; nulo: o do produto.';
COMMENT ON COLUMN flowt.tb_omni8_variacao.vlr_preco_de IS 'Preço anterior riscado ("de"), em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_variacao.num_ordem IS 'Ordem de exibição, crescente.';
COMMENT ON COLUMN flowt.tb_omni8_variacao.sta_variacao IS 'ATIVA ou INATIVA.';
COMMENT ON COLUMN flowt.tb_omni8_variacao.dat_esgotado IS 'Dia (do tenant) em que está esgotada, mesmo com estoque.';
COMMENT ON COLUMN flowt.tb_omni8_variacao.num_versao IS 'Versão da linha (trava otimista).';
COMMENT ON COLUMN flowt.tb_omni8_variacao.dat_criacao IS 'Criação.';
COMMENT ON COLUMN flowt.tb_omni8_variacao.dat_alteracao IS 'Última alteração.';
COMMENT ON COLUMN flowt.tb_omni8_variacao.dat_exclusao IS 'Exclusão: a linha fica, porque pedidos apontam para ela.';
COMMENT ON TABLE flowt.tb_omni8_sku IS 'SKUs em uso por produtos e variações, cada um uma vez. Sem auditoria: repete o que as tabelas deles dizem.';
COMMENT ON COLUMN flowt.tb_omni8_sku.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_sku.num_sku IS 'SKU.';
COMMENT ON COLUMN flowt.tb_omni8_sku.cod_produto IS 'Produto.';
COMMENT ON COLUMN flowt.tb_omni8_sku.cod_variacao IS 'Variação, se é o SKU de uma.';
