-- Modules (guide chapter 3.1): parts of the product a company may switch off; each later module adds its own line.

CREATE TABLE flowt.tb_omni8_modulo (
    nom_modulo text    NOT NULL,
    des_modulo text    NOT NULL,
    flg_padrao boolean NOT NULL DEFAULT true,
    CONSTRAINT modulo_chave PRIMARY KEY (nom_modulo)
);
COMMENT ON TABLE flowt.tb_omni8_modulo IS 'Módulos do produto: a diretiva "modulo:" de uma rota diz a qual ela pertence.';
COMMENT ON COLUMN flowt.tb_omni8_modulo.nom_modulo IS 'Nome do módulo.';
COMMENT ON COLUMN flowt.tb_omni8_modulo.des_modulo IS 'O que o módulo faz, para a tela de configuração.';
COMMENT ON COLUMN flowt.tb_omni8_modulo.flg_padrao IS 'Vale para o tenant que nada escolheu.';

CREATE TABLE flowt.tb_omni8_tenant_modulo (
    cod_tenant bigint  NOT NULL,
    nom_modulo text    NOT NULL,
    flg_ativo  boolean NOT NULL,
    CONSTRAINT tenant_modulo_chave PRIMARY KEY (cod_tenant, nom_modulo),
    CONSTRAINT modulo_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant),
    CONSTRAINT modulo_escolhido FOREIGN KEY (nom_modulo) REFERENCES flowt.tb_omni8_modulo (nom_modulo)
);
CREATE INDEX tenant_modulo_por_modulo ON flowt.tb_omni8_tenant_modulo (nom_modulo);
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_tenant_modulo FOR EACH ROW EXECUTE FUNCTION flowt.auditar();
COMMENT ON TABLE flowt.tb_omni8_tenant_modulo IS 'Módulos que um tenant ligou ou desligou; sem linha vale o padrão do módulo.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_modulo.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_modulo.nom_modulo IS 'Módulo.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_modulo.flg_ativo IS 'Ligado: desligado, suas rotas respondem 404.';

CREATE TABLE flowt.tb_omni8_plano_modulo (
    nom_plano  text NOT NULL,
    nom_modulo text NOT NULL,
    CONSTRAINT plano_modulo_chave PRIMARY KEY (nom_plano, nom_modulo),
    CONSTRAINT modulo_do_plano FOREIGN KEY (nom_plano) REFERENCES flowt.tb_omni8_plano (nom_plano),
    CONSTRAINT modulo_incluido FOREIGN KEY (nom_modulo) REFERENCES flowt.tb_omni8_modulo (nom_modulo)
);
COMMENT ON TABLE flowt.tb_omni8_plano_modulo IS 'Módulos dos planos que não incluem todos.';
COMMENT ON COLUMN flowt.tb_omni8_plano_modulo.nom_plano IS 'Plano.';
COMMENT ON COLUMN flowt.tb_omni8_plano_modulo.nom_modulo IS 'Módulo incluído.';

INSERT INTO flowt.tb_omni8_modulo (nom_modulo, des_modulo) VALUES
    ('cardapio', 'Cardápio digital e páginas públicas'),
    ('pedidos',  'Carrinho e pedidos'),
    ('pessoas',  'Cadastro de clientes e contatos');
