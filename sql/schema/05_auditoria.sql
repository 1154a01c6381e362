-- Audit trail (guide chapter 17.3): what changed in every business table, by whom, in which request.

CREATE TABLE flowt.tb_omni8_auditoria (
    cod_tenant     bigint      NOT NULL,
    dat_evento     timestamptz NOT NULL DEFAULT clock_timestamp(),
    cod_auditoria  bigint      GENERATED ALWAYS AS IDENTITY,
    nom_tabela     text        NOT NULL,
    tip_operacao   text        NOT NULL,
    cod_registro   bigint,
    js_chave       jsonb       NOT NULL,
    js_diferenca   jsonb       NOT NULL,
    cod_usuario    bigint,
    cod_pessoa     bigint,
    cod_chave_api  bigint,
    cod_personificador bigint,
    nom_login      text        NOT NULL,
    num_requisicao text,
    CONSTRAINT auditoria_chave PRIMARY KEY (cod_tenant, dat_evento, cod_auditoria),
    CONSTRAINT operacao_de_auditoria_conhecida CHECK (tip_operacao IN ('I', 'U', 'D'))
) PARTITION BY RANGE (dat_evento);

-- What no monthly partition takes is kept all the same: an audit line is never refused.
CREATE TABLE flowt.tb_omni8_auditoria_resto PARTITION OF flowt.tb_omni8_auditoria DEFAULT;
CREATE INDEX auditoria_por_linha ON flowt.tb_omni8_auditoria (cod_tenant, nom_tabela, dat_evento);
CREATE INDEX auditoria_por_registro ON flowt.tb_omni8_auditoria (cod_tenant, nom_tabela, cod_registro, dat_evento) WHERE cod_registro IS NOT NULL;
CREATE INDEX auditoria_por_usuario ON flowt.tb_omni8_auditoria (cod_tenant, cod_usuario, dat_evento) WHERE cod_usuario IS NOT NULL;
-- Lines come in the order of their numbers, so blocks know their range: the sealing job reads the new ones alone.
CREATE INDEX auditoria_por_numero ON flowt.tb_omni8_auditoria USING brin (cod_auditoria) WITH (pages_per_range = 32, autosummarize = on);

-- Personal data enters the trail as a pseudonym: the same value gives the same one within a tenant, and only this key
-- could try values against it. Without the key nobody can.
CREATE TABLE flowt.tb_omni8_auditoria_segredo (
    cod_tenant  bigint      NOT NULL,
    des_segredo text        NOT NULL,
    dat_criacao timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT auditoria_segredo_chave PRIMARY KEY (cod_tenant)
);
COMMENT ON TABLE flowt.tb_omni8_auditoria_segredo IS 'Segredo dos pseudônimos da trilha de cada tenant; apagá-lo torna os pseudônimos irreversíveis. Sem auditoria: só a trilha o lê. Fora da cópia: os pseudônimos são de cada instalação.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_segredo.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_segredo.des_segredo IS '256 bits aleatórios, em hexadecimal.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_segredo.dat_criacao IS 'Quando foi sorteado.';

COMMENT ON CONSTRAINT operacao_de_auditoria_conhecida ON flowt.tb_omni8_auditoria IS 'A operação auditada é I (inclusão), U (alteração) ou D (exclusão).';
COMMENT ON TABLE flowt.tb_omni8_auditoria IS 'Trilha de auditoria, só de inclusão: cada mudança em tabela de negócio. Sem auditoria: é a própria trilha. Retida: registro de operações (LGPD art. 37).';
COMMENT ON COLUMN flowt.tb_omni8_auditoria.cod_tenant IS 'Tenant da linha mudada.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria.dat_evento IS 'Momento da mudança.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria.cod_auditoria IS 'Sequência da trilha.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria.nom_tabela IS 'Tabela mudada.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria.tip_operacao IS 'I inclusão, U alteração, D exclusão.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria.cod_registro IS 'Código da linha mudada, se a segunda coluna da tabela é um código.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria.js_chave IS 'Colunas cod_ da linha mudada.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria.js_diferenca IS 'Colunas mudadas: {coluna: [antes, depois]}. De um dado pessoal ficam pseudônimos: "(dado pessoal 1f0c…)" é sempre o mesmo valor.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria.cod_usuario IS 'Usuário da sessão; nulo para o público e para o DBA.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria.cod_pessoa IS 'Cliente da sessão, quando é de cliente.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria.cod_chave_api IS 'Chave de API da requisição.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria.cod_personificador IS 'Quem estava por trás da sessão, se ela era personificada. Refere: tb_omni8_usuario.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria.nom_login IS 'Login de banco que executou.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria.num_requisicao IS 'Identificador da requisição HTTP.';
COMMENT ON TABLE flowt.tb_omni8_auditoria_resto IS 'Partição da trilha de auditoria para o que não cabe em uma mensal.';
