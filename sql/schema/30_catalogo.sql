-- Catalogue (guide chapter 5): categories, products and services.

CREATE TABLE flowt.tb_omni8_categoria (
    cod_tenant    bigint      NOT NULL,
    cod_categoria bigint      GENERATED ALWAYS AS IDENTITY,
    cod_categoria_mae bigint,
    nom_categoria text        NOT NULL,
    num_ordem     integer     NOT NULL DEFAULT 0,
    sta_categoria text        NOT NULL DEFAULT 'ATIVA',
    num_versao    integer     NOT NULL DEFAULT 1,
    dat_criacao   timestamptz NOT NULL DEFAULT now(),
    dat_alteracao timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT categoria_chave PRIMARY KEY (cod_tenant, cod_categoria),
    CONSTRAINT nome_de_categoria_ja_usado UNIQUE NULLS NOT DISTINCT (cod_tenant, cod_categoria_mae, nom_categoria),
    CONSTRAINT nome_de_categoria_preenchido CHECK (length(btrim(nom_categoria)) BETWEEN 1 AND 80),
    CONSTRAINT status_de_categoria_conhecido CHECK (sta_categoria IN ('ATIVA', 'INATIVA')),
    CONSTRAINT categoria_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant),
    CONSTRAINT categoria_mae FOREIGN KEY (cod_tenant, cod_categoria_mae) REFERENCES flowt.tb_omni8_categoria (cod_tenant, cod_categoria)
);

CREATE TABLE flowt.tb_omni8_produto_servico (
    cod_tenant       bigint      NOT NULL,
    cod_produto      bigint      GENERATED ALWAYS AS IDENTITY,
    cod_categoria    bigint,
    tip_item         text        NOT NULL DEFAULT 'PRODUTO',
    num_sku          text,
    nom_produto      text        NOT NULL,
    des_resumo       text,
    des_produto      text,
    des_alergenos    text[]      NOT NULL DEFAULT '{}',
    des_imagem       text,
    vlr_preco        bigint      NOT NULL,
    vlr_preco_de     bigint,
    qtd_duracao_min  integer,
    flg_destaque     boolean     NOT NULL DEFAULT false,
    num_ordem        integer     NOT NULL DEFAULT 0,
    sta_produto      text        NOT NULL DEFAULT 'RASCUNHO',
    dat_esgotado     date,
    js_campos        jsonb       NOT NULL DEFAULT '{}',
    num_versao       integer     NOT NULL DEFAULT 1,
    dat_criacao      timestamptz NOT NULL DEFAULT now(),
    dat_alteracao    timestamptz NOT NULL DEFAULT now(),
    dat_exclusao     timestamptz,
    CONSTRAINT produto_chave PRIMARY KEY (cod_tenant, cod_produto),
    CONSTRAINT sku_ja_usado UNIQUE (cod_tenant, num_sku),
    CONSTRAINT tipo_de_item_conhecido CHECK (tip_item IN ('PRODUTO', 'SERVICO')),
    CONSTRAINT nome_de_produto_preenchido CHECK (length(btrim(nom_produto)) BETWEEN 1 AND 120),
    CONSTRAINT preco_entre_1_centavo_e_1_milhao CHECK (vlr_preco BETWEEN 1 AND 100000000),
    CONSTRAINT preco_de_maior_que_o_preco CHECK (vlr_preco_de > vlr_preco AND vlr_preco_de <= 100000000),
    CONSTRAINT duracao_so_de_servico CHECK (CASE tip_item WHEN 'SERVICO' THEN coalesce(qtd_duracao_min, 0) BETWEEN 5 AND 1440 ELSE qtd_duracao_min IS NULL END),
    CONSTRAINT campos_de_produto_em_objeto CHECK (jsonb_typeof(js_campos) = 'object'),
    CONSTRAINT status_de_produto_conhecido CHECK (sta_produto IN ('RASCUNHO', 'PUBLICADO', 'ARQUIVADO')),
    CONSTRAINT produto_excluido_fica_arquivado CHECK (dat_exclusao IS NULL OR sta_produto = 'ARQUIVADO'),
    CONSTRAINT categoria_do_produto FOREIGN KEY (cod_tenant, cod_categoria) REFERENCES flowt.tb_omni8_categoria (cod_tenant, cod_categoria),
    CONSTRAINT produto_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant)
);
CREATE INDEX produto_por_categoria ON flowt.tb_omni8_produto_servico (cod_tenant, cod_categoria);

CREATE TABLE flowt.tb_omni8_produto_transicao (
    sta_de   text NOT NULL,
    sta_para text NOT NULL,
    CONSTRAINT produto_transicao_chave PRIMARY KEY (sta_de, sta_para)
);
INSERT INTO flowt.tb_omni8_produto_transicao (sta_de, sta_para) VALUES
    ('RASCUNHO', 'PUBLICADO'), ('RASCUNHO', 'ARQUIVADO'), ('PUBLICADO', 'ARQUIVADO'), ('ARQUIVADO', 'PUBLICADO'), ('ARQUIVADO', 'RASCUNHO');
COMMENT ON TABLE flowt.tb_omni8_produto_transicao IS 'Mudanças de status que um item pode ter.';
COMMENT ON COLUMN flowt.tb_omni8_produto_transicao.sta_de IS 'Status de partida.';
COMMENT ON COLUMN flowt.tb_omni8_produto_transicao.sta_para IS 'Status de chegada.';

INSERT INTO flowt.tb_omni8_permissao (nom_permissao, des_permissao) VALUES
    ('catalogo.ler',      'Ver produtos, serviços e categorias'),
    ('catalogo.escrever', 'Criar, alterar e excluir produtos, serviços e categorias'),
    ('catalogo.esgotar',  'Marcar um item como esgotado hoje');
INSERT INTO flowt.tb_omni8_perfil_permissao (nom_permissao, nom_perfil)
SELECT m.permissao, unnest(m.perfis) FROM (VALUES
    ('catalogo.ler',      '{plataforma,admin,gerente,atendente,cozinha,entregador,marketing,financeiro,api}'::text[]),
    ('catalogo.escrever', '{plataforma,admin,gerente,marketing,api}'),
    ('catalogo.esgotar',  '{plataforma,admin,gerente,atendente,cozinha,api}')) AS m (permissao, perfis);

CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_categoria FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER campos BEFORE INSERT OR UPDATE OF js_campos ON flowt.tb_omni8_produto_servico FOR EACH ROW EXECUTE FUNCTION flowt.conferir_campos('ITEM');
CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_produto_servico FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_categoria FOR EACH ROW EXECUTE FUNCTION flowt.auditar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_produto_servico FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

COMMENT ON CONSTRAINT nome_de_categoria_ja_usado ON flowt.tb_omni8_categoria IS 'Já existe uma categoria com este nome aqui: escolha outro.';
COMMENT ON CONSTRAINT nome_de_categoria_preenchido ON flowt.tb_omni8_categoria IS 'Informe o nome da categoria, com até 80 caracteres.';
COMMENT ON CONSTRAINT status_de_categoria_conhecido ON flowt.tb_omni8_categoria IS 'O status da categoria é ATIVA ou INATIVA.';
COMMENT ON CONSTRAINT categoria_mae ON flowt.tb_omni8_categoria IS 'A categoria de cima não existe, ou esta ainda tem outras dentro: confira o código, ou mude as de dentro antes.';
COMMENT ON CONSTRAINT sku_ja_usado ON flowt.tb_omni8_produto_servico IS 'Já existe um item com este SKU: escolha outro.';
COMMENT ON CONSTRAINT tipo_de_item_conhecido ON flowt.tb_omni8_produto_servico IS 'O tipo é PRODUTO ou SERVICO.';
COMMENT ON CONSTRAINT nome_de_produto_preenchido ON flowt.tb_omni8_produto_servico IS 'Informe o nome, com até 120 caracteres.';
COMMENT ON CONSTRAINT preco_entre_1_centavo_e_1_milhao ON flowt.tb_omni8_produto_servico IS 'O preço vai de R$ 0,01 a R$ 1.000.000,00.';
COMMENT ON CONSTRAINT preco_de_maior_que_o_preco ON flowt.tb_omni8_produto_servico IS 'O preço "de" precisa ser maior que o preço.';
COMMENT ON CONSTRAINT duracao_so_de_servico ON flowt.tb_omni8_produto_servico IS 'Serviço tem duração, de 5 a 1440 minutos; produto não tem.';
COMMENT ON CONSTRAINT status_de_produto_conhecido ON flowt.tb_omni8_produto_servico IS 'O status é RASCUNHO, PUBLICADO ou ARQUIVADO.';
COMMENT ON CONSTRAINT campos_de_produto_em_objeto ON flowt.tb_omni8_produto_servico IS 'Os campos personalizados são um objeto.';
COMMENT ON CONSTRAINT produto_excluido_fica_arquivado ON flowt.tb_omni8_produto_servico IS 'Um item excluído não volta a ser publicado: crie outro.';
COMMENT ON CONSTRAINT categoria_do_produto ON flowt.tb_omni8_produto_servico IS 'A categoria não existe, ou ainda tem itens: confira o código, ou mude os itens de categoria antes.';

COMMENT ON TABLE flowt.tb_omni8_categoria IS 'Categorias do catálogo.';
COMMENT ON COLUMN flowt.tb_omni8_categoria.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_categoria.cod_categoria IS 'Identificador da categoria.';
COMMENT ON COLUMN flowt.tb_omni8_categoria.cod_categoria_mae IS 'Categoria em que está, se está em uma.';
COMMENT ON COLUMN flowt.tb_omni8_categoria.nom_categoria IS 'Nome.';
COMMENT ON COLUMN flowt.tb_omni8_categoria.num_ordem IS 'Ordem de exibição, crescente.';
COMMENT ON COLUMN flowt.tb_omni8_categoria.sta_categoria IS 'ATIVA ou INATIVA (não aparece ao público).';
COMMENT ON COLUMN flowt.tb_omni8_categoria.num_versao IS 'Versão da linha (trava otimista).';
COMMENT ON COLUMN flowt.tb_omni8_categoria.dat_criacao IS 'Criação.';
COMMENT ON COLUMN flowt.tb_omni8_categoria.dat_alteracao IS 'Última alteração.';
COMMENT ON TABLE flowt.tb_omni8_produto_servico IS 'Produtos e serviços.';
COMMENT ON COLUMN flowt.tb_omni8_produto_servico.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_produto_servico.cod_produto IS 'Identificador do item.';
COMMENT ON COLUMN flowt.tb_omni8_produto_servico.cod_categoria IS 'Categoria, se tem.';
COMMENT ON COLUMN flowt.tb_omni8_produto_servico.tip_item IS 'PRODUTO ou SERVICO.';
COMMENT ON COLUMN flowt.tb_omni8_produto_servico.num_sku IS 'Código do item para a empresa (SKU).';
COMMENT ON COLUMN flowt.tb_omni8_produto_servico.nom_produto IS 'Nome.';
COMMENT ON COLUMN flowt.tb_omni8_produto_servico.des_resumo IS 'Resumo para o cartão do cardápio.';
COMMENT ON COLUMN flowt.tb_omni8_produto_servico.des_produto IS 'Descrição completa.';
COMMENT ON COLUMN flowt.tb_omni8_produto_servico.des_alergenos IS 'Alergênicos a declarar (RDC Anvisa 727/2022).';
COMMENT ON COLUMN flowt.tb_omni8_produto_servico.des_imagem IS 'Endereço da imagem.';
COMMENT ON COLUMN flowt.tb_omni8_produto_servico.vlr_preco IS 'Preço, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_produto_servico.vlr_preco_de IS 'Preço anterior riscado ("de"), em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_produto_servico.qtd_duracao_min IS 'Duração do serviço, em minutos.';
COMMENT ON COLUMN flowt.tb_omni8_produto_servico.flg_destaque IS 'Aparece em destaque.';
COMMENT ON COLUMN flowt.tb_omni8_produto_servico.num_ordem IS 'Ordem de exibição na categoria, crescente.';
COMMENT ON COLUMN flowt.tb_omni8_produto_servico.sta_produto IS 'RASCUNHO, PUBLICADO ou ARQUIVADO.';
COMMENT ON COLUMN flowt.tb_omni8_produto_servico.dat_esgotado IS 'Dia (do tenant) em que está esgotado, mesmo com estoque.';
COMMENT ON COLUMN flowt.tb_omni8_produto_servico.js_campos IS 'Campos personalizados do tenant. Sem códigos.';
COMMENT ON COLUMN flowt.tb_omni8_produto_servico.num_versao IS 'Versão da linha (trava otimista).';
COMMENT ON COLUMN flowt.tb_omni8_produto_servico.dat_criacao IS 'Criação.';
COMMENT ON COLUMN flowt.tb_omni8_produto_servico.dat_alteracao IS 'Última alteração.';
COMMENT ON COLUMN flowt.tb_omni8_produto_servico.dat_exclusao IS 'Exclusão: a linha fica, porque pedidos apontam para ela.';
