-- Copies of a whole company (guide chapters 3.1 and 4.1): what an import needs while it runs. No line outlives its transaction:
-- the tables are not logged, and a copy is its transaction's number.

INSERT INTO flowt.tb_omni8_permissao (nom_permissao, des_permissao) VALUES ('empresa.exportar', 'Exportar tudo que a empresa guarda') ON CONFLICT DO NOTHING;
INSERT INTO flowt.tb_omni8_perfil_permissao (nom_permissao, nom_perfil) VALUES ('empresa.exportar', 'admin') ON CONFLICT DO NOTHING;
UPDATE flowt.tb_omni8_permissao SET flg_empresa = true WHERE nom_permissao = 'empresa.exportar';

CREATE UNLOGGED TABLE flowt.tb_omni8_copia_linha (
    num_copia  text   NOT NULL DEFAULT pg_current_xact_id()::text,
    num_linha  bigint GENERATED ALWAYS AS IDENTITY,
    js_linha   jsonb  NOT NULL,
    nom_tabela text   GENERATED ALWAYS AS (js_linha ->> 't') STORED,
    CONSTRAINT copia_linha_chave PRIMARY KEY (num_copia, num_linha)
);
CREATE INDEX copia_linha_por_tabela ON flowt.tb_omni8_copia_linha (num_copia, nom_tabela, num_linha);

CREATE UNLOGGED TABLE flowt.tb_omni8_copia_codigo (
    num_copia  text   NOT NULL,
    nom_tabela text   NOT NULL,
    cod_antigo bigint NOT NULL,
    cod_novo   bigint NOT NULL,
    CONSTRAINT copia_codigo_chave PRIMARY KEY (num_copia, nom_tabela, cod_antigo)
);

COMMENT ON TABLE flowt.tb_omni8_copia_linha IS 'Linhas de um tenant exportado, à espera de admin.importar_tenant na mesma transação.';
COMMENT ON COLUMN flowt.tb_omni8_copia_linha.num_copia IS 'Transação que importa.';
COMMENT ON COLUMN flowt.tb_omni8_copia_linha.num_linha IS 'Posição no arquivo.';
COMMENT ON COLUMN flowt.tb_omni8_copia_linha.js_linha IS 'A linha do arquivo.';
COMMENT ON COLUMN flowt.tb_omni8_copia_linha.nom_tabela IS 'Tabela de que a linha é.';
COMMENT ON TABLE flowt.tb_omni8_copia_codigo IS 'Códigos de antes e de depois, enquanto um tenant é importado.';
COMMENT ON COLUMN flowt.tb_omni8_copia_codigo.num_copia IS 'Transação que importa.';
COMMENT ON COLUMN flowt.tb_omni8_copia_codigo.nom_tabela IS 'Tabela cuja identidade é o código.';
COMMENT ON COLUMN flowt.tb_omni8_copia_codigo.cod_antigo IS 'Código no arquivo.';
COMMENT ON COLUMN flowt.tb_omni8_copia_codigo.cod_novo IS 'Código neste banco.';
