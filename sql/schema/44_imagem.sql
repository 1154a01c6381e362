-- Images (guide chapters 5.1, 5.3; docs/decisions/0012): kept once for each company and digest, shown by any number of products.

CREATE TABLE flowt.tb_omni8_imagem (
    cod_tenant  bigint      NOT NULL,
    cod_imagem  bigint      GENERATED ALWAYS AS IDENTITY,
    hsh_imagem  bytea       NOT NULL,
    tip_imagem  text        NOT NULL,
    qtd_bytes   integer     NOT NULL,
    qtd_largura integer     NOT NULL,
    qtd_altura  integer     NOT NULL,
    cod_usuario bigint,
    dat_criacao timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT imagem_chave PRIMARY KEY (cod_tenant, cod_imagem),
    CONSTRAINT imagem_guardada_uma_vez UNIQUE (cod_tenant, hsh_imagem),
    CONSTRAINT digesto_de_imagem_com_32_bytes CHECK (octet_length(hsh_imagem) = 32),
    CONSTRAINT tipo_de_imagem_conhecido CHECK (tip_imagem IN ('image/png', 'image/jpeg', 'image/webp')),
    CONSTRAINT imagem_com_conteudo CHECK (qtd_bytes > 0),
    CONSTRAINT imagem_com_lados CHECK (qtd_largura > 0 AND qtd_altura > 0),
    CONSTRAINT imagem_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant)
);

-- In parts, so that no row, and no line of a company's copy, is as long as a photograph.
CREATE TABLE flowt.tb_omni8_imagem_parte (
    cod_tenant bigint  NOT NULL,
    cod_imagem bigint  NOT NULL,
    num_parte  integer NOT NULL,
    arq_parte  bytea   NOT NULL,
    CONSTRAINT imagem_parte_chave PRIMARY KEY (cod_tenant, cod_imagem, num_parte),
    CONSTRAINT parte_da_imagem FOREIGN KEY (cod_tenant, cod_imagem) REFERENCES flowt.tb_omni8_imagem (cod_tenant, cod_imagem) ON DELETE CASCADE
);
-- Photographs are compressed already.
ALTER TABLE flowt.tb_omni8_imagem_parte ALTER COLUMN arq_parte SET STORAGE EXTERNAL;

CREATE TABLE flowt.tb_omni8_produto_imagem (
    cod_tenant      bigint      NOT NULL,
    cod_produto     bigint      NOT NULL,
    cod_imagem      bigint      NOT NULL,
    num_ordem       integer     NOT NULL,
    des_alternativo text        NOT NULL,
    dat_criacao     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT produto_imagem_chave PRIMARY KEY (cod_tenant, cod_produto, cod_imagem),
    CONSTRAINT texto_alternativo_de_1_a_250_caracteres CHECK (length(btrim(des_alternativo)) BETWEEN 1 AND 250),
    CONSTRAINT imagem_do_produto FOREIGN KEY (cod_tenant, cod_produto) REFERENCES flowt.tb_omni8_produto_servico (cod_tenant, cod_produto),
    CONSTRAINT imagem_mostrada FOREIGN KEY (cod_tenant, cod_imagem) REFERENCES flowt.tb_omni8_imagem (cod_tenant, cod_imagem)
);
CREATE INDEX produto_imagem_por_imagem ON flowt.tb_omni8_produto_imagem (cod_tenant, cod_imagem);

-- What an image answers with: of any type of answer the gateway sends the bytes of the fourth column.
CREATE TYPE flowt.resposta_binaria AS (status integer, tipo text, cabecalhos text, corpo bytea);
COMMENT ON TYPE flowt.resposta_binaria IS 'Resposta HTTP cujo corpo não é texto; o resto, como em flowt.resposta.';

CREATE TYPE flowt.medidas_de_imagem AS (tip_imagem text, qtd_largura bigint, qtd_altura bigint);
COMMENT ON TYPE flowt.medidas_de_imagem IS 'O que um arquivo é e que lados tem.';

CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_imagem FOR EACH ROW EXECUTE FUNCTION flowt.auditar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_produto_imagem FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

COMMENT ON CONSTRAINT imagem_guardada_uma_vez ON flowt.tb_omni8_imagem IS 'Esta imagem já está guardada.';
COMMENT ON CONSTRAINT digesto_de_imagem_com_32_bytes ON flowt.tb_omni8_imagem IS 'O digesto de uma imagem tem 32 bytes.';
COMMENT ON CONSTRAINT tipo_de_imagem_conhecido ON flowt.tb_omni8_imagem IS 'A imagem é PNG, JPEG ou WebP.';
COMMENT ON CONSTRAINT imagem_com_conteudo ON flowt.tb_omni8_imagem IS 'A imagem tem conteúdo.';
COMMENT ON CONSTRAINT imagem_com_lados ON flowt.tb_omni8_imagem IS 'A imagem tem largura e altura.';
COMMENT ON CONSTRAINT texto_alternativo_de_1_a_250_caracteres ON flowt.tb_omni8_produto_imagem IS 'Descreva a imagem, para quem não a vê, com até 250 caracteres.';

COMMENT ON TABLE flowt.tb_omni8_imagem IS 'Imagens, cada conteúdo uma vez por tenant.';
COMMENT ON COLUMN flowt.tb_omni8_imagem.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_imagem.cod_imagem IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_imagem.hsh_imagem IS 'SHA-256 do conteúdo: é o endereço público.';
COMMENT ON COLUMN flowt.tb_omni8_imagem.tip_imagem IS 'image/png, image/jpeg ou image/webp, pelo conteúdo.';
COMMENT ON COLUMN flowt.tb_omni8_imagem.qtd_bytes IS 'Tamanho.';
COMMENT ON COLUMN flowt.tb_omni8_imagem.qtd_largura IS 'Largura em pixels.';
COMMENT ON COLUMN flowt.tb_omni8_imagem.qtd_altura IS 'Altura em pixels.';
COMMENT ON COLUMN flowt.tb_omni8_imagem.cod_usuario IS 'Quem a enviou primeiro.';
COMMENT ON COLUMN flowt.tb_omni8_imagem.dat_criacao IS 'Envio.';
COMMENT ON TABLE flowt.tb_omni8_imagem_parte IS 'Conteúdo das imagens, em partes. Sem auditoria: o digesto da imagem diz o que é.';
COMMENT ON COLUMN flowt.tb_omni8_imagem_parte.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_imagem_parte.cod_imagem IS 'Imagem.';
COMMENT ON COLUMN flowt.tb_omni8_imagem_parte.num_parte IS 'Posição, desde 1.';
COMMENT ON COLUMN flowt.tb_omni8_imagem_parte.arq_parte IS 'Bytes.';
COMMENT ON TABLE flowt.tb_omni8_produto_imagem IS 'Imagens de cada produto; a primeira é a capa.';
COMMENT ON COLUMN flowt.tb_omni8_produto_imagem.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_produto_imagem.cod_produto IS 'Produto.';
COMMENT ON COLUMN flowt.tb_omni8_produto_imagem.cod_imagem IS 'Imagem.';
COMMENT ON COLUMN flowt.tb_omni8_produto_imagem.num_ordem IS 'Ordem, crescente.';
COMMENT ON COLUMN flowt.tb_omni8_produto_imagem.des_alternativo IS 'Descrição para quem não vê a imagem.';
COMMENT ON COLUMN flowt.tb_omni8_produto_imagem.dat_criacao IS 'Quando foi posta no produto.';
