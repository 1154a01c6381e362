-- Own domains (guide chapter 3.2): asked for with a token to publish; only when it was found there does the domain become
-- the company's (tb_omni8_tenant_dominio). Two companies may ask for one domain: the one that holds it proves it.

CREATE TABLE flowt.tb_omni8_dominio_pedido (
    cod_tenant  bigint      NOT NULL,
    nom_dominio text        NOT NULL,
    des_token   text        NOT NULL,
    dat_criacao timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT dominio_pedido_chave PRIMARY KEY (cod_tenant, nom_dominio),
    CONSTRAINT dominio_pedido_bem_formado CHECK (nom_dominio ~ '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$' AND length(nom_dominio) <= 253),
    CONSTRAINT pedido_de_dominio_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant)
);
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_dominio_pedido FOR EACH ROW EXECUTE FUNCTION flowt.auditar();
COMMENT ON CONSTRAINT dominio_pedido_bem_formado ON flowt.tb_omni8_dominio_pedido IS 'Escreva o domínio em minúsculas, sem https:// nem barra, como cardapio.minhaloja.com.br.';
COMMENT ON TABLE flowt.tb_omni8_dominio_pedido IS 'Domínios que um tenant pediu e ainda não provou: não levam ninguém a ele. Fora da cópia: um domínio se prova no servidor a que aponta.';
COMMENT ON COLUMN flowt.tb_omni8_dominio_pedido.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_dominio_pedido.nom_dominio IS 'Domínio, em minúsculas, sem porta.';
COMMENT ON COLUMN flowt.tb_omni8_dominio_pedido.des_token IS 'O que publicar para provar a posse; não é segredo.';
COMMENT ON COLUMN flowt.tb_omni8_dominio_pedido.dat_criacao IS 'Quando foi pedido.';

-- Tokens of short links and QR codes name a company as a domain does: the door looks here before any company is known.
CREATE TABLE flowt.tb_omni8_link_token (
    cod_tenant bigint NOT NULL,
    des_token  text   NOT NULL,
    CONSTRAINT link_token_chave PRIMARY KEY (cod_tenant, des_token),
    CONSTRAINT token_de_link_bem_formado CHECK (des_token ~ '^[A-Za-z0-9_-]{12,24}$'),
    CONSTRAINT link_token_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant)
);
CREATE INDEX link_token_por_token ON flowt.tb_omni8_link_token (des_token, cod_tenant);
COMMENT ON CONSTRAINT token_de_link_bem_formado ON flowt.tb_omni8_link_token IS 'O token de um link tem de 12 a 24 letras, números, hífens e sublinhados.';
COMMENT ON TABLE flowt.tb_omni8_link_token IS 'De que tenant é o token de cada link curto (/q/{token}). Sem auditoria: nasce com o link e não muda.';
COMMENT ON COLUMN flowt.tb_omni8_link_token.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_link_token.des_token IS 'Token, que não se adivinha.';
