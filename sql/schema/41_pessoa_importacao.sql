-- Import of people from a file (guide chapter 4.2): a file is read when it comes and its lines wait their turn; each is
-- imported whole or not at all, in small transactions (docs: functions/41_pessoa_importacao.sql says why).

CREATE TABLE flowt.tb_omni8_importacao (
    cod_tenant      bigint      NOT NULL,
    cod_importacao  bigint      GENERATED ALWAYS AS IDENTITY,
    hsh_arquivo     bytea       NOT NULL,
    flg_simulacao   boolean     NOT NULL,
    sta_importacao  text        NOT NULL DEFAULT 'RECEBIDO',
    des_codificacao text        NOT NULL,
    des_separador   text        NOT NULL,
    des_colunas     text[]      NOT NULL,
    des_ignoradas   text[]      NOT NULL,
    qtd_linhas      integer     NOT NULL,
    qtd_feitas      integer     NOT NULL DEFAULT 0,
    qtd_criadas     integer     NOT NULL DEFAULT 0,
    qtd_alteradas   integer     NOT NULL DEFAULT 0,
    qtd_recusadas   integer     NOT NULL DEFAULT 0,
    cod_usuario     bigint,
    dat_criacao     timestamptz NOT NULL DEFAULT now(),
    dat_conclusao   timestamptz,
    CONSTRAINT importacao_chave PRIMARY KEY (cod_tenant, cod_importacao),
    CONSTRAINT arquivo_ja_importado EXCLUDE USING btree (cod_tenant WITH =, hsh_arquivo WITH =) WHERE (NOT flg_simulacao),
    CONSTRAINT status_de_importacao_conhecido CHECK (sta_importacao IN ('RECEBIDO', 'PROCESSANDO', 'CONCLUIDO')),
    CONSTRAINT linhas_somam_as_feitas CHECK (qtd_feitas = qtd_criadas + qtd_alteradas + qtd_recusadas AND qtd_feitas <= qtd_linhas),
    CONSTRAINT importacao_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant)
);
CREATE INDEX importacao_a_fazer ON flowt.tb_omni8_importacao (dat_criacao) WHERE sta_importacao <> 'CONCLUIDO';

CREATE TABLE flowt.tb_omni8_importacao_linha (
    cod_tenant     bigint  NOT NULL,
    cod_importacao bigint  NOT NULL,
    num_linha      integer NOT NULL,
    des_valores    text[]  NOT NULL,
    num_documento  text,
    CONSTRAINT importacao_linha_chave PRIMARY KEY (cod_tenant, cod_importacao, num_linha),
    CONSTRAINT linha_da_importacao FOREIGN KEY (cod_tenant, cod_importacao) REFERENCES flowt.tb_omni8_importacao (cod_tenant, cod_importacao) ON DELETE CASCADE
);
CREATE INDEX importacao_linha_por_documento ON flowt.tb_omni8_importacao_linha (cod_tenant, cod_importacao, num_documento, num_linha) WHERE num_documento IS NOT NULL;

CREATE TABLE flowt.tb_omni8_importacao_erro (
    cod_tenant     bigint  NOT NULL,
    cod_importacao bigint  NOT NULL,
    num_linha      integer NOT NULL,
    num_erro       integer NOT NULL,
    nom_coluna     text,
    des_codigo     text    NOT NULL,
    des_mensagem   text    NOT NULL,
    CONSTRAINT importacao_erro_chave PRIMARY KEY (cod_tenant, cod_importacao, num_linha, num_erro),
    CONSTRAINT erro_da_importacao FOREIGN KEY (cod_tenant, cod_importacao) REFERENCES flowt.tb_omni8_importacao (cod_tenant, cod_importacao) ON DELETE CASCADE
);

-- Its counters change with every batch; the people it makes are audited themselves.
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_importacao FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

COMMENT ON CONSTRAINT arquivo_ja_importado ON flowt.tb_omni8_importacao IS 'Este mesmo arquivo já foi importado: veja o resultado dele.';
COMMENT ON CONSTRAINT status_de_importacao_conhecido ON flowt.tb_omni8_importacao IS 'O status é RECEBIDO, PROCESSANDO ou CONCLUIDO.';
COMMENT ON CONSTRAINT linhas_somam_as_feitas ON flowt.tb_omni8_importacao IS 'Cada linha feita criou, alterou ou foi recusada.';
COMMENT ON TABLE flowt.tb_omni8_importacao IS 'Arquivos de pessoas recebidos, e o resultado de cada um.';
COMMENT ON COLUMN flowt.tb_omni8_importacao.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_importacao.cod_importacao IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_importacao.hsh_arquivo IS 'SHA-256 do arquivo: o mesmo não se importa duas vezes.';
COMMENT ON COLUMN flowt.tb_omni8_importacao.flg_simulacao IS 'Só confere e conta, sem gravar pessoas.';
COMMENT ON COLUMN flowt.tb_omni8_importacao.sta_importacao IS 'RECEBIDO, PROCESSANDO ou CONCLUIDO.';
COMMENT ON COLUMN flowt.tb_omni8_importacao.des_codificacao IS 'Codificação em que o arquivo foi lido.';
COMMENT ON COLUMN flowt.tb_omni8_importacao.des_separador IS 'Separador de colunas.';
COMMENT ON COLUMN flowt.tb_omni8_importacao.des_colunas IS 'Colunas reconhecidas, na ordem dos valores das linhas.';
COMMENT ON COLUMN flowt.tb_omni8_importacao.des_ignoradas IS 'Cabeçalhos de colunas não reconhecidas.';
COMMENT ON COLUMN flowt.tb_omni8_importacao.qtd_linhas IS 'Linhas com dados.';
COMMENT ON COLUMN flowt.tb_omni8_importacao.qtd_feitas IS 'Linhas já tratadas.';
COMMENT ON COLUMN flowt.tb_omni8_importacao.qtd_criadas IS 'Linhas que criaram (ou criariam) um cadastro.';
COMMENT ON COLUMN flowt.tb_omni8_importacao.qtd_alteradas IS 'Linhas que completaram (ou completariam) um cadastro existente.';
COMMENT ON COLUMN flowt.tb_omni8_importacao.qtd_recusadas IS 'Linhas recusadas, com seus erros.';
COMMENT ON COLUMN flowt.tb_omni8_importacao.cod_usuario IS 'Quem enviou.';
COMMENT ON COLUMN flowt.tb_omni8_importacao.dat_criacao IS 'Envio.';
COMMENT ON COLUMN flowt.tb_omni8_importacao.dat_conclusao IS 'Fim.';
COMMENT ON TABLE flowt.tb_omni8_importacao_linha IS 'Linhas que esperam ser importadas; saem no fim. Titular: quem ainda não é cadastrado. Fora da cópia: são de passagem. Sem auditoria: são o arquivo de passagem.';
COMMENT ON COLUMN flowt.tb_omni8_importacao_linha.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_importacao_linha.cod_importacao IS 'Importação.';
COMMENT ON COLUMN flowt.tb_omni8_importacao_linha.num_linha IS 'Linha do arquivo.';
COMMENT ON COLUMN flowt.tb_omni8_importacao_linha.des_valores IS 'Valores das colunas reconhecidas. Dado pessoal. Contato do titular.';
COMMENT ON COLUMN flowt.tb_omni8_importacao_linha.num_documento IS 'Documento da linha, para achar outra igual no arquivo. Dado pessoal. Contato do titular.';
COMMENT ON TABLE flowt.tb_omni8_importacao_erro IS 'Por que linhas foram recusadas; sem o valor recusado. Sem auditoria: é resultado, que não se altera.';
COMMENT ON COLUMN flowt.tb_omni8_importacao_erro.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_importacao_erro.cod_importacao IS 'Importação.';
COMMENT ON COLUMN flowt.tb_omni8_importacao_erro.num_linha IS 'Linha do arquivo.';
COMMENT ON COLUMN flowt.tb_omni8_importacao_erro.num_erro IS 'Sequência na linha.';
COMMENT ON COLUMN flowt.tb_omni8_importacao_erro.nom_coluna IS 'Coluna; nulo se o erro é da linha.';
COMMENT ON COLUMN flowt.tb_omni8_importacao_erro.des_codigo IS 'Código estável do erro.';
COMMENT ON COLUMN flowt.tb_omni8_importacao_erro.des_mensagem IS 'O que corrigir.';

INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo) VALUES
    ('processar_importacoes', 'Lê os arquivos de pessoas que esperam importação', '5 seconds');
