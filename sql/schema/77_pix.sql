-- PIX (guide chapter 18.1): the key a company is paid by. The code a customer copies or scans is composed of it on demand.

CREATE TABLE flowt.tb_omni8_pix (
    cod_tenant    bigint      NOT NULL,
    tip_chave     text        NOT NULL,
    des_chave     text        NOT NULL,
    nom_recebedor text        NOT NULL,
    nom_cidade    text        NOT NULL,
    num_versao    integer     NOT NULL DEFAULT 1,
    dat_criacao   timestamptz NOT NULL DEFAULT now(),
    dat_alteracao timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pix_chave PRIMARY KEY (cod_tenant),
    CONSTRAINT tipo_de_chave_pix_conhecido CHECK (tip_chave IN ('CPF', 'CNPJ', 'EMAIL', 'FONE', 'EVP')),
    CONSTRAINT chave_pix_do_seu_tipo CHECK (des_chave IS NOT DISTINCT FROM flowt.chave_pix_normalizada(tip_chave, des_chave)),
    CONSTRAINT recebedor_do_pix_escrito_em_letras CHECK (length(nom_recebedor) <= 120 AND flowt.texto_pix(nom_recebedor, 25) <> ''),
    CONSTRAINT cidade_do_pix_escrita_em_letras CHECK (length(nom_cidade) <= 120 AND flowt.texto_pix(nom_cidade, 15) <> ''),
    CONSTRAINT pix_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant)
);
CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_pix FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_pix FOR EACH ROW EXECUTE FUNCTION flowt.auditar('des_chave', 'nom_recebedor');

INSERT INTO flowt.tb_omni8_permissao (nom_permissao, des_permissao) VALUES
    ('pagamento.ler',        'Ver pagamentos, a chave PIX (mascarada) e a conciliação'),
    ('pagamento.configurar', 'Definir a chave PIX e as contas em provedores de pagamento');
INSERT INTO flowt.tb_omni8_perfil_permissao (nom_permissao, nom_perfil)
SELECT m.permissao, unnest(m.perfis) FROM (VALUES
    ('pagamento.ler',        '{plataforma,admin,gerente,atendente,entregador,financeiro,api}'::text[]),
    ('pagamento.configurar', '{plataforma,admin,financeiro}')) AS m (permissao, perfis);

COMMENT ON CONSTRAINT tipo_de_chave_pix_conhecido ON flowt.tb_omni8_pix IS 'A chave PIX é CPF, CNPJ, EMAIL, FONE ou EVP (aleatória).';
COMMENT ON CONSTRAINT chave_pix_do_seu_tipo ON flowt.tb_omni8_pix IS 'A chave PIX não é do tipo informado: confira as duas coisas.';
COMMENT ON CONSTRAINT recebedor_do_pix_escrito_em_letras ON flowt.tb_omni8_pix IS 'Informe o nome de quem recebe, com até 120 letras.';
COMMENT ON CONSTRAINT cidade_do_pix_escrita_em_letras ON flowt.tb_omni8_pix IS 'Informe a cidade de quem recebe, com até 120 letras.';
COMMENT ON TABLE flowt.tb_omni8_pix IS 'Chave PIX com que um tenant recebe. Titular: a empresa, ou quem responde por ela.';
COMMENT ON COLUMN flowt.tb_omni8_pix.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_pix.tip_chave IS 'CPF, CNPJ, EMAIL, FONE ou EVP (aleatória).';
COMMENT ON COLUMN flowt.tb_omni8_pix.des_chave IS 'Chave, como o Banco Central a escreve; mascarada onde se mostra. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_pix.nom_recebedor IS 'Nome de quem recebe. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_pix.nom_cidade IS 'Cidade de quem recebe.';
COMMENT ON COLUMN flowt.tb_omni8_pix.num_versao IS 'Versão da linha.';
COMMENT ON COLUMN flowt.tb_omni8_pix.dat_criacao IS 'Criação.';
COMMENT ON COLUMN flowt.tb_omni8_pix.dat_alteracao IS 'Última alteração.';
