-- Search of people (guide chapter 4.2): the words by which a person is found, kept beside the person by triggers.
--
-- Both tables are one B-tree each and are only ever read by ranges and equalities of text, which are leakproof: they use
-- their index under RLS, as flowt_api, where LIKE and trigrams could not.

-- A name is one line for each of its words, rotated to begin with it: "ana paula lima" is also "paula lima ana" and
-- "lima ana paula". Any word's prefix is then a range of the key, and the other words are in the very line that was found.
CREATE TABLE flowt.tb_omni8_pessoa_termo (
    cod_tenant bigint           NOT NULL,
    nom_termo  text COLLATE "C" NOT NULL,
    cod_pessoa bigint           NOT NULL,
    tip_pessoa text             NOT NULL,
    CONSTRAINT pessoa_termo_chave PRIMARY KEY (cod_tenant, nom_termo, cod_pessoa) INCLUDE (tip_pessoa)
);

-- The vocabulary of a company's names: each word under itself and under what is left of it without one of its letters.
-- Two words that differ by a letter wrong, missing, extra or swapped have one of these keys in common.
CREATE TABLE flowt.tb_omni8_pessoa_palavra (
    cod_tenant  bigint           NOT NULL,
    des_chave   text COLLATE "C" NOT NULL,
    nom_palavra text COLLATE "C" NOT NULL,
    CONSTRAINT pessoa_palavra_chave PRIMARY KEY (cod_tenant, des_chave, nom_palavra)
);

COMMENT ON TABLE flowt.tb_omni8_pessoa_termo IS 'Por onde se acha uma pessoa ativa: uma linha por palavra do nome e uma por telefone. Sem auditoria: é derivada de outras tabelas, por gatilho. Fora da cópia: o gatilho a refaz.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_termo.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_termo.nom_termo IS 'Nome girado até começar por uma de suas palavras, ou # e o telefone de trás para a frente. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_termo.cod_pessoa IS 'Pessoa.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_termo.tip_pessoa IS 'F física, J jurídica.';
COMMENT ON TABLE flowt.tb_omni8_pessoa_palavra IS 'Palavras dos nomes de um tenant, para achar as parecidas; some com o último nome que a usa. Titular: ninguém em particular. Sem auditoria: é derivada de outras tabelas, por gatilho. Fora da cópia: o gatilho a refaz.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_palavra.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_palavra.des_chave IS 'A palavra, ou ela sem uma das letras. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_palavra.nom_palavra IS 'A palavra. Dado pessoal.';
