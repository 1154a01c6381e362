-- Search of products (guide chapter 5.3): the words by which an item is found, kept beside it by triggers, and read by ranges of
-- text alone (docs/decisions/0011).

-- The name, and the name with its summary, each turned to begin with every one of its words.
CREATE TABLE flowt.tb_omni8_produto_termo (
    cod_tenant  bigint           NOT NULL,
    nom_termo   text COLLATE "C" NOT NULL,
    cod_produto bigint           NOT NULL,
    flg_nome    boolean          NOT NULL,
    CONSTRAINT produto_termo_chave PRIMARY KEY (cod_tenant, nom_termo, cod_produto, flg_nome)
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
COMMENT ON COLUMN flowt.tb_omni8_produto_termo.flg_nome IS 'O texto é só o nome.';
COMMENT ON TABLE flowt.tb_omni8_produto_palavra IS 'Palavras de um catálogo, para achar as parecidas; some com o último item que a usa. Sem auditoria: é derivada de outra tabela, por gatilho. Fora da cópia: o gatilho a refaz.';
COMMENT ON COLUMN flowt.tb_omni8_produto_palavra.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_produto_palavra.des_chave IS 'A palavra, ou ela sem uma das letras.';
COMMENT ON COLUMN flowt.tb_omni8_produto_palavra.nom_palavra IS 'A palavra.';
