-- Search of products (guide chapter 5.3): the words by which an item is found, kept beside it by triggers, and read by ranges of
-- text alone (docs/decisions/0011).

-- The name, and the name with its summary, each turned to begin with every one of its words.
CREATE TABLE flowt.tb_omni8_produto_termo (
    cod_tenant  bigint           NOT NULL,
    nom_termo   text COLLATE "C" NOT NULL,
    cod_produto bigint           NOT NULL,
    num_posto   smallint         NOT NULL,
    CONSTRAINT produto_termo_chave PRIMARY KEY (cod_tenant, nom_termo, cod_produto, num_posto),
    CONSTRAINT posto_de_termo_entre_1_e_3 CHECK (num_posto BETWEEN 1 AND 3)
);

-- The vocabulary of a catalogue: each word under itself and under what is left of it without one of its letters.
CREATE TABLE flowt.tb_omni8_produto_palavra (
    cod_tenant  bigint           NOT NULL,
    des_chave   text COLLATE "C" NOT NULL,
    nom_palavra text COLLATE "C" NOT NULL,
    CONSTRAINT produto_palavra_chave PRIMARY KEY (cod_tenant, des_chave, nom_palavra)
);

COMMENT ON TABLE flowt.tb_omni8_produto_termo IS 'Por onde se acha um item: uma linha por palavra do nome, e do nome com o resumo. Sem auditoria: é derivada de outra tabela, por gatilho. Fora da cópia: o gatilho a refaz.';
COMMENT ON COLUMN flowt.tb_omni8_produto_termo.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_produto_termo.nom_termo IS 'Texto girado até começar por uma de suas palavras.';
COMMENT ON COLUMN flowt.tb_omni8_produto_termo.cod_produto IS 'Produto ou serviço.';
COMMENT ON COLUMN flowt.tb_omni8_produto_termo.num_posto IS '1: o nome desde o começo; 2: o nome girado; 3: o nome com o resumo.';
COMMENT ON CONSTRAINT posto_de_termo_entre_1_e_3 ON flowt.tb_omni8_produto_termo IS 'O posto de um texto da busca vai de 1 a 3.';
COMMENT ON TABLE flowt.tb_omni8_produto_palavra IS 'Palavras de um catálogo, para achar as parecidas; some com o último item que a usa. Sem auditoria: é derivada de outra tabela, por gatilho. Fora da cópia: o gatilho a refaz.';
COMMENT ON COLUMN flowt.tb_omni8_produto_palavra.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_produto_palavra.des_chave IS 'A palavra, ou ela sem uma das letras.';
COMMENT ON COLUMN flowt.tb_omni8_produto_palavra.nom_palavra IS 'A palavra.';
