-- Custom fields (guide chapter 20): what a company wants to know of its people, items and orders beyond what everybody does.
-- The definitions are rows; the values are in js_campos of the entity, checked against them by a trigger.

INSERT INTO flowt.tb_omni8_permissao (nom_permissao, des_permissao) VALUES
    ('campo.ler',      'Ver os campos personalizados'),
    ('campo.escrever', 'Criar, alterar e excluir campos personalizados');
INSERT INTO flowt.tb_omni8_perfil_permissao (nom_permissao, nom_perfil)
SELECT m.permissao, unnest(m.perfis) FROM (VALUES
    ('campo.ler',      '{plataforma,admin,gerente,atendente,cozinha,entregador,marketing,financeiro,api}'::text[]),
    ('campo.escrever', '{plataforma,admin,gerente}')) AS m (permissao, perfis);
UPDATE flowt.tb_omni8_permissao SET flg_empresa = true WHERE nom_permissao = 'campo.escrever';

CREATE TABLE flowt.tb_omni8_campo_personalizado (
    cod_tenant       bigint      NOT NULL,
    cod_campo        bigint      GENERATED ALWAYS AS IDENTITY,
    tip_entidade     text        NOT NULL,
    nom_campo        text        NOT NULL,
    des_rotulo       text        NOT NULL,
    tip_campo        text        NOT NULL,
    js_opcoes        jsonb,
    num_minimo       numeric,
    num_maximo       numeric,
    num_ordem        integer     NOT NULL DEFAULT 0,
    flg_obrigatorio  boolean     NOT NULL DEFAULT false,
    flg_dado_pessoal boolean     NOT NULL DEFAULT false,
    flg_ativo        boolean     NOT NULL DEFAULT true,
    num_versao       integer     NOT NULL DEFAULT 1,
    dat_criacao      timestamptz NOT NULL DEFAULT now(),
    dat_alteracao    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT campo_personalizado_chave PRIMARY KEY (cod_tenant, cod_campo),
    CONSTRAINT campo_ja_existe UNIQUE (cod_tenant, tip_entidade, nom_campo),
    CONSTRAINT entidade_de_campo_conhecida CHECK (tip_entidade IN ('PESSOA', 'ITEM', 'PEDIDO')),
    CONSTRAINT nome_de_campo_em_minusculas CHECK (nom_campo ~ '^[a-z][a-z0-9_]{0,39}$'),
    CONSTRAINT rotulo_de_campo_preenchido CHECK (length(btrim(des_rotulo)) BETWEEN 1 AND 80),
    CONSTRAINT tipo_de_campo_conhecido CHECK (tip_campo IN ('texto', 'inteiro', 'decimal', 'booleano', 'data', 'lista')),
    CONSTRAINT opcoes_so_de_lista CHECK (CASE tip_campo WHEN 'lista' THEN coalesce(jsonb_typeof(js_opcoes) = 'array' AND jsonb_array_length(js_opcoes) BETWEEN 1 AND 100, false) ELSE js_opcoes IS NULL END),
    CONSTRAINT limites_de_campo_coerentes CHECK (
        (num_nonnulls(num_minimo, num_maximo) = 0 OR tip_campo IN ('texto', 'inteiro', 'decimal')) AND num_minimo <= num_maximo),
    CONSTRAINT campo_de_texto_ate_2000 CHECK (tip_campo <> 'texto' OR (coalesce(num_minimo, 0) BETWEEN 0 AND 2000 AND coalesce(num_maximo, 1) BETWEEN 1 AND 2000)),
    CONSTRAINT campo_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant)
);
CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_campo_personalizado FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_campo_personalizado FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

COMMENT ON CONSTRAINT campo_ja_existe ON flowt.tb_omni8_campo_personalizado IS 'Já existe um campo com este nome: escolha outro.';
COMMENT ON CONSTRAINT entidade_de_campo_conhecida ON flowt.tb_omni8_campo_personalizado IS 'O campo é de PESSOA, ITEM ou PEDIDO.';
COMMENT ON CONSTRAINT nome_de_campo_em_minusculas ON flowt.tb_omni8_campo_personalizado IS 'O nome do campo tem até 40 letras minúsculas sem acento, números e _, e começa por letra.';
COMMENT ON CONSTRAINT rotulo_de_campo_preenchido ON flowt.tb_omni8_campo_personalizado IS 'Informe o rótulo, com até 80 caracteres.';
COMMENT ON CONSTRAINT tipo_de_campo_conhecido ON flowt.tb_omni8_campo_personalizado IS 'O tipo é texto, inteiro, decimal, booleano, data ou lista.';
COMMENT ON CONSTRAINT opcoes_so_de_lista ON flowt.tb_omni8_campo_personalizado IS 'Um campo de lista tem de 1 a 100 opções; os outros, nenhuma.';
COMMENT ON CONSTRAINT limites_de_campo_coerentes ON flowt.tb_omni8_campo_personalizado IS 'Mínimo e máximo são de texto (tamanho), inteiro ou decimal, e o mínimo não passa do máximo.';
COMMENT ON CONSTRAINT campo_de_texto_ate_2000 ON flowt.tb_omni8_campo_personalizado IS 'Um texto vai de 1 a 2000 caracteres.';
COMMENT ON TABLE flowt.tb_omni8_campo_personalizado IS 'Campos que um tenant acrescenta a pessoas, itens e pedidos.';
COMMENT ON COLUMN flowt.tb_omni8_campo_personalizado.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_campo_personalizado.cod_campo IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_campo_personalizado.tip_entidade IS 'PESSOA, ITEM ou PEDIDO.';
COMMENT ON COLUMN flowt.tb_omni8_campo_personalizado.nom_campo IS 'Nome no objeto "campos".';
COMMENT ON COLUMN flowt.tb_omni8_campo_personalizado.des_rotulo IS 'Rótulo nas telas.';
COMMENT ON COLUMN flowt.tb_omni8_campo_personalizado.tip_campo IS 'texto, inteiro, decimal, booleano, data ou lista (uma das opções).';
COMMENT ON COLUMN flowt.tb_omni8_campo_personalizado.js_opcoes IS 'Opções de uma lista. Sem códigos.';
COMMENT ON COLUMN flowt.tb_omni8_campo_personalizado.num_minimo IS 'Menor valor, ou menor tamanho de um texto.';
COMMENT ON COLUMN flowt.tb_omni8_campo_personalizado.num_maximo IS 'Maior valor, ou maior tamanho de um texto (2000 se não dito).';
COMMENT ON COLUMN flowt.tb_omni8_campo_personalizado.num_ordem IS 'Ordem de exibição, crescente.';
COMMENT ON COLUMN flowt.tb_omni8_campo_personalizado.flg_obrigatorio IS 'Precisa de valor.';
COMMENT ON COLUMN flowt.tb_omni8_campo_personalizado.flg_dado_pessoal IS 'O valor identifica alguém: sai do pedido quando a pessoa é anonimizada (da pessoa saem todos).';
COMMENT ON COLUMN flowt.tb_omni8_campo_personalizado.flg_ativo IS 'Aparece e aceita valor; falso: os valores ficam guardados, sem aparecer.';
COMMENT ON COLUMN flowt.tb_omni8_campo_personalizado.num_versao IS 'Versão da linha.';
COMMENT ON COLUMN flowt.tb_omni8_campo_personalizado.dat_criacao IS 'Criação.';
COMMENT ON COLUMN flowt.tb_omni8_campo_personalizado.dat_alteracao IS 'Última alteração.';
