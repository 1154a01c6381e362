-- Seals of the audit trails (guide chapter 17.3): batches of lines with their digest, chained per tenant.
--
-- A line's number says when it was written, not when it was committed: a transaction still open may hold a smaller number
-- than lines already seen. So sealing takes two runs. One run marks the last number given and the transactions that are
-- writing to the trail; a later one seals up to that mark once none of those is left: every line up to it is then decided.

-- The trails there are; a later module adds its own.
CREATE TABLE flowt.tb_omni8_auditoria_trilha (
    nom_trilha     text        NOT NULL,
    nom_tabela     text        NOT NULL,
    nom_numero     text        NOT NULL,
    des_colunas    text[]      NOT NULL,
    cod_selado     bigint      NOT NULL DEFAULT 0,
    dat_selado     timestamptz NOT NULL DEFAULT '-infinity',
    cod_marca      bigint      NOT NULL DEFAULT 0,
    des_transacoes text[]      NOT NULL DEFAULT '{}',
    dat_marca      timestamptz NOT NULL DEFAULT now(),
    dat_selagem    timestamptz,
    dat_expurgo    timestamptz NOT NULL DEFAULT '-infinity',
    CONSTRAINT auditoria_trilha_chave PRIMARY KEY (nom_trilha),
    CONSTRAINT marca_depois_do_selado CHECK (cod_marca >= cod_selado AND cod_selado >= 0)
);

-- Lines (cod_de, cod_ate] of one tenant and one month (UTC, as the partitions): a batch goes or stays as a whole.
CREATE TABLE flowt.tb_omni8_auditoria_selo (
    cod_tenant   bigint      NOT NULL,
    nom_trilha   text        NOT NULL,
    num_selo     bigint      NOT NULL,
    cod_de       bigint      NOT NULL,
    cod_ate      bigint      NOT NULL,
    dat_de       timestamptz NOT NULL,
    dat_mes      date        NOT NULL,
    qtd_linhas   bigint      NOT NULL,
    hsh_linhas   bytea       NOT NULL,
    hsh_anterior bytea       NOT NULL,
    hsh_elo      bytea       NOT NULL,
    dat_selo     timestamptz NOT NULL,
    CONSTRAINT auditoria_selo_chave PRIMARY KEY (cod_tenant, nom_trilha, num_selo),
    CONSTRAINT lote_selado_uma_vez UNIQUE (cod_tenant, nom_trilha, dat_mes, cod_ate),
    CONSTRAINT lote_tem_linhas CHECK (cod_ate > cod_de AND qtd_linhas > 0)
);

-- The end of each chain, apart from it: seals cannot vanish from the end unnoticed.
CREATE TABLE flowt.tb_omni8_auditoria_cadeia (
    cod_tenant bigint NOT NULL,
    nom_trilha text   NOT NULL,
    num_selo   bigint NOT NULL,
    hsh_elo    bytea  NOT NULL,
    CONSTRAINT auditoria_cadeia_chave PRIMARY KEY (cod_tenant, nom_trilha)
);

CREATE TRIGGER so_inclusao BEFORE UPDATE OR DELETE ON flowt.tb_omni8_auditoria_selo FOR EACH ROW EXECUTE FUNCTION flowt.recusar_alteracao();

-- The columns a line's digest is made of, in order. One added later is not sealed: register a new trail for that.
INSERT INTO flowt.tb_omni8_auditoria_trilha (nom_trilha, nom_tabela, nom_numero, des_colunas) VALUES
    ('mudancas', 'tb_omni8_auditoria', 'cod_auditoria',
     '{cod_tenant,cod_auditoria,dat_evento,nom_tabela,tip_operacao,cod_registro,js_chave,js_diferenca,cod_usuario,cod_pessoa,cod_chave_api,cod_personificador,nom_login,num_requisicao}');

-- Fiscal documents and consumer claims: five years (CTN art. 173, CDC art. 27). The floor is the six months that Marco
-- Civil art. 15 demands of access records; flowt.meses_de_auditoria() holds to it.
INSERT INTO flowt.tb_omni8_parametro_plataforma (nom_parametro, des_valor, des_parametro) VALUES
    ('auditoria_meses', '60', 'Meses que a trilha de auditoria e as leituras de dados pessoais ficam guardadas (no mínimo 6).');

COMMENT ON CONSTRAINT marca_depois_do_selado ON flowt.tb_omni8_auditoria_trilha IS 'A marca de selagem não volta atrás do que já foi selado.';
COMMENT ON CONSTRAINT lote_selado_uma_vez ON flowt.tb_omni8_auditoria_selo IS 'Este lote da trilha já foi selado.';
COMMENT ON CONSTRAINT lote_tem_linhas ON flowt.tb_omni8_auditoria_selo IS 'Um selo cobre ao menos uma linha.';
COMMENT ON TABLE flowt.tb_omni8_auditoria_trilha IS 'Trilhas de auditoria, as colunas que o selo cobre e até onde cada uma está selada.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_trilha.nom_trilha IS 'Nome da trilha.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_trilha.nom_tabela IS 'Tabela particionada por dat_evento.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_trilha.nom_numero IS 'Coluna com o número de cada linha.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_trilha.des_colunas IS 'Colunas que entram no digesto de uma linha, na ordem.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_trilha.cod_selado IS 'Último número coberto por selos.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_trilha.dat_selado IS 'Quando esse número foi marcado: nenhuma linha posterior tem data anterior.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_trilha.cod_marca IS 'Último número dado quando se marcou: o que se sela a seguir.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_trilha.des_transacoes IS 'Transações que gravavam na trilha quando se marcou: espera-se que terminem.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_trilha.dat_marca IS 'Quando se marcou.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_trilha.dat_selagem IS 'Última selagem.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_trilha.dat_expurgo IS 'Linhas anteriores já foram expurgadas por idade.';
COMMENT ON TABLE flowt.tb_omni8_auditoria_selo IS 'Selos: cada lote de linhas de um tenant, com seu digesto e o elo com o anterior. Sem auditoria: sela a própria trilha. Retida: prova de que a trilha não mudou.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_selo.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_selo.nom_trilha IS 'Trilha selada.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_selo.num_selo IS 'Posição na cadeia: 1, 2, 3….';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_selo.cod_de IS 'O lote começa depois desta linha.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_selo.cod_ate IS 'O lote vai até esta linha.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_selo.dat_de IS 'Quando a linha cod_de foi marcada: nenhuma do lote tem data anterior.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_selo.dat_mes IS 'Mês (UTC) das linhas do lote.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_selo.qtd_linhas IS 'Linhas no lote.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_selo.hsh_linhas IS 'SHA-256 dos digestos das linhas, na ordem do número.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_selo.hsh_anterior IS 'Elo do selo anterior; zeros no primeiro.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_selo.hsh_elo IS 'SHA-256 de tudo que está neste selo, o anterior incluído.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_selo.dat_selo IS 'Quando foi selado.';
COMMENT ON TABLE flowt.tb_omni8_auditoria_cadeia IS 'Ponta da cadeia de selos de cada tenant. Sem auditoria: sela a própria trilha. Retida: prova de que a trilha não mudou.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_cadeia.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_cadeia.nom_trilha IS 'Trilha.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_cadeia.num_selo IS 'Último selo.';
COMMENT ON COLUMN flowt.tb_omni8_auditoria_cadeia.hsh_elo IS 'Elo do último selo.';

INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo) VALUES
    ('selar_auditoria', 'Sela as trilhas de auditoria', '5 minutes'),
    ('criar_particoes_auditoria', 'Cria as próximas partições das trilhas de auditoria', '1 day'),
    ('expurgar_auditoria', 'Remove as partições das trilhas de auditoria que passaram da guarda', '1 day');
