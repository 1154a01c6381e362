-- Import of the catalogue from a file (guide chapter 5.2): like that of people (41_pessoa_importacao), a file is read when it comes
-- and its lines wait their turn; each is imported whole or not at all, in small transactions.

CREATE TABLE flowt.tb_omni8_catalogo_importacao (
    cod_tenant      bigint      NOT NULL,
    cod_importacao_catalogo bigint GENERATED ALWAYS AS IDENTITY,
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
    CONSTRAINT catalogo_importacao_chave PRIMARY KEY (cod_tenant, cod_importacao_catalogo),
    CONSTRAINT status_de_importacao_de_catalogo_conhecido CHECK (sta_importacao IN ('RECEBIDO', 'PROCESSANDO', 'CONCLUIDO')),
    CONSTRAINT linhas_de_catalogo_somam_as_feitas CHECK (qtd_feitas = qtd_criadas + qtd_alteradas + qtd_recusadas AND qtd_feitas <= qtd_linhas),
    CONSTRAINT importacao_de_catalogo_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant)
);
CREATE INDEX catalogo_importacao_a_fazer ON flowt.tb_omni8_catalogo_importacao (dat_criacao) WHERE sta_importacao <> 'CONCLUIDO';

CREATE TABLE flowt.tb_omni8_catalogo_importacao_linha (
    cod_tenant  bigint  NOT NULL,
    cod_importacao_catalogo bigint NOT NULL,
    num_linha   integer NOT NULL,
    des_valores text[]  NOT NULL,
    num_sku     text,
    CONSTRAINT catalogo_importacao_linha_chave PRIMARY KEY (cod_tenant, cod_importacao_catalogo, num_linha),
    CONSTRAINT linha_da_importacao_de_catalogo FOREIGN KEY (cod_tenant, cod_importacao_catalogo) REFERENCES flowt.tb_omni8_catalogo_importacao (cod_tenant, cod_importacao_catalogo) ON DELETE CASCADE
);
CREATE INDEX catalogo_importacao_linha_por_sku ON flowt.tb_omni8_catalogo_importacao_linha (cod_tenant, cod_importacao_catalogo, num_sku, num_linha) WHERE num_sku IS NOT NULL;

CREATE TABLE flowt.tb_omni8_catalogo_importacao_erro (
    cod_tenant   bigint  NOT NULL,
    cod_importacao_catalogo bigint NOT NULL,
    num_linha    integer NOT NULL,
    num_erro     integer NOT NULL,
    nom_coluna   text,
    des_codigo   text    NOT NULL,
    des_mensagem text    NOT NULL,
    CONSTRAINT catalogo_importacao_erro_chave PRIMARY KEY (cod_tenant, cod_importacao_catalogo, num_linha, num_erro),
    CONSTRAINT erro_da_importacao_de_catalogo FOREIGN KEY (cod_tenant, cod_importacao_catalogo) REFERENCES flowt.tb_omni8_catalogo_importacao (cod_tenant, cod_importacao_catalogo) ON DELETE CASCADE
);

CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_catalogo_importacao FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

COMMENT ON CONSTRAINT status_de_importacao_de_catalogo_conhecido ON flowt.tb_omni8_catalogo_importacao IS 'O status é RECEBIDO, PROCESSANDO ou CONCLUIDO.';
COMMENT ON CONSTRAINT linhas_de_catalogo_somam_as_feitas ON flowt.tb_omni8_catalogo_importacao IS 'Cada linha feita criou, alterou ou foi recusada.';
COMMENT ON TABLE flowt.tb_omni8_catalogo_importacao IS 'Arquivos de catálogo recebidos, e o resultado de cada um.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao.cod_importacao_catalogo IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao.hsh_arquivo IS 'SHA-256 do arquivo.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao.flg_simulacao IS 'Só confere e conta, sem gravar itens.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao.sta_importacao IS 'RECEBIDO, PROCESSANDO ou CONCLUIDO.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao.des_codificacao IS 'Codificação em que o arquivo foi lido.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao.des_separador IS 'Separador de colunas.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao.des_colunas IS 'Colunas reconhecidas, na ordem dos valores das linhas.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao.des_ignoradas IS 'Cabeçalhos de colunas não reconhecidas.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao.qtd_linhas IS 'Linhas com dados.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao.qtd_feitas IS 'Linhas já tratadas.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao.qtd_criadas IS 'Linhas que criaram (ou criariam) um item.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao.qtd_alteradas IS 'Linhas que alteraram (ou alterariam) um item existente.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao.qtd_recusadas IS 'Linhas recusadas, com seus erros.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao.cod_usuario IS 'Quem enviou.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao.dat_criacao IS 'Envio.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao.dat_conclusao IS 'Fim.';
COMMENT ON TABLE flowt.tb_omni8_catalogo_importacao_linha IS 'Linhas que esperam ser importadas; saem no fim. Fora da cópia: são de passagem. Sem auditoria: são o arquivo de passagem.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao_linha.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao_linha.cod_importacao_catalogo IS 'Importação.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao_linha.num_linha IS 'Linha do arquivo.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao_linha.des_valores IS 'Valores das colunas reconhecidas.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao_linha.num_sku IS 'SKU da linha, para achar outra igual no arquivo.';
COMMENT ON TABLE flowt.tb_omni8_catalogo_importacao_erro IS 'Por que linhas foram recusadas. Sem auditoria: é resultado, que não se altera.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao_erro.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao_erro.cod_importacao_catalogo IS 'Importação.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao_erro.num_linha IS 'Linha do arquivo.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao_erro.num_erro IS 'Sequência na linha.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao_erro.nom_coluna IS 'Coluna; nulo se o erro é da linha.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao_erro.des_codigo IS 'Código estável do erro.';
COMMENT ON COLUMN flowt.tb_omni8_catalogo_importacao_erro.des_mensagem IS 'O que corrigir.';

INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo) VALUES
    ('processar_catalogos', 'Lê os arquivos de catálogo que esperam importação', '5 seconds');
