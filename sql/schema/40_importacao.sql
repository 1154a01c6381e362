-- Import from files (guide chapters 4.2, 5.2): a file is read when it comes and its lines wait their turn; each is imported whole
-- or not at all, in small transactions. What a file can be about is data: each module adds its kind, the columns it knows and
-- the function that takes its lines.

CREATE TABLE flowt.tb_omni8_tipo_importacao (
    tip_importacao   text    NOT NULL,
    des_tipo         text    NOT NULL,
    des_caminho      text    NOT NULL,
    nom_funcao       text    NOT NULL,
    nom_coluna_chave text    NOT NULL,
    nom_funcao_chave text    NOT NULL,
    des_exigidas     text[]  NOT NULL,
    des_falta        text    NOT NULL,
    flg_uma_vez      boolean NOT NULL,
    CONSTRAINT tipo_importacao_chave PRIMARY KEY (tip_importacao)
);

CREATE TABLE flowt.tb_omni8_coluna_importacao (
    tip_importacao text   NOT NULL,
    nom_coluna     text   NOT NULL,
    des_nomes      text[] NOT NULL,
    CONSTRAINT coluna_importacao_chave PRIMARY KEY (tip_importacao, nom_coluna),
    CONSTRAINT coluna_de_um_tipo FOREIGN KEY (tip_importacao) REFERENCES flowt.tb_omni8_tipo_importacao (tip_importacao)
);

CREATE TABLE flowt.tb_omni8_importacao (
    cod_tenant      bigint      NOT NULL,
    cod_importacao  bigint      GENERATED ALWAYS AS IDENTITY,
    tip_importacao  text        NOT NULL,
    hsh_arquivo     bytea       NOT NULL,
    flg_simulacao   boolean     NOT NULL,
    flg_uma_vez     boolean     NOT NULL DEFAULT false,
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
    CONSTRAINT arquivo_ja_importado EXCLUDE USING btree (cod_tenant WITH =, tip_importacao WITH =, hsh_arquivo WITH =) WHERE (flg_uma_vez AND NOT flg_simulacao),
    CONSTRAINT status_de_importacao_conhecido CHECK (sta_importacao IN ('RECEBIDO', 'PROCESSANDO', 'CONCLUIDO')),
    CONSTRAINT linhas_somam_as_feitas CHECK (qtd_feitas = qtd_criadas + qtd_alteradas + qtd_recusadas AND qtd_feitas <= qtd_linhas),
    CONSTRAINT importacao_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant),
    CONSTRAINT importacao_de_um_tipo FOREIGN KEY (tip_importacao) REFERENCES flowt.tb_omni8_tipo_importacao (tip_importacao)
);
CREATE INDEX importacao_a_fazer ON flowt.tb_omni8_importacao (dat_criacao) WHERE sta_importacao <> 'CONCLUIDO';
CREATE INDEX importacao_por_tipo ON flowt.tb_omni8_importacao (cod_tenant, tip_importacao, cod_importacao);

CREATE TABLE flowt.tb_omni8_importacao_linha (
    cod_tenant     bigint  NOT NULL,
    cod_importacao bigint  NOT NULL,
    num_linha      integer NOT NULL,
    des_valores    text[]  NOT NULL,
    des_chave      text,
    CONSTRAINT importacao_linha_chave PRIMARY KEY (cod_tenant, cod_importacao, num_linha),
    CONSTRAINT linha_da_importacao FOREIGN KEY (cod_tenant, cod_importacao) REFERENCES flowt.tb_omni8_importacao (cod_tenant, cod_importacao) ON DELETE CASCADE
);
CREATE INDEX importacao_linha_por_chave ON flowt.tb_omni8_importacao_linha (cod_tenant, cod_importacao, des_chave, num_linha) WHERE des_chave IS NOT NULL;

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

-- A line that was read as what it must be, by the names of its columns; and what became of it.
CREATE TYPE flowt.linha_lida AS (num_linha integer, js_linha jsonb, des_chave text);
CREATE TYPE flowt.linha_feita AS (num_linha integer, resultado text, erros jsonb);

-- Its counters change with every batch; what it makes is audited itself.
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_importacao FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

COMMENT ON CONSTRAINT arquivo_ja_importado ON flowt.tb_omni8_importacao IS 'Este mesmo arquivo já foi importado: veja o resultado dele.';
COMMENT ON CONSTRAINT status_de_importacao_conhecido ON flowt.tb_omni8_importacao IS 'O status é RECEBIDO, PROCESSANDO ou CONCLUIDO.';
COMMENT ON CONSTRAINT linhas_somam_as_feitas ON flowt.tb_omni8_importacao IS 'Cada linha feita criou, alterou ou foi recusada.';
COMMENT ON TYPE flowt.linha_lida IS 'Uma linha de um arquivo, por nome de coluna, e a chave que a faz igual a outra.';
COMMENT ON TYPE flowt.linha_feita IS 'O que se fez de uma linha: CRIADA, ALTERADA ou RECUSADA com os erros.';
COMMENT ON TABLE flowt.tb_omni8_tipo_importacao IS 'De que um arquivo pode ser: cada módulo acrescenta a sua linha. Sem auditoria: é parte do programa.';
COMMENT ON COLUMN flowt.tb_omni8_tipo_importacao.tip_importacao IS 'Tipo.';
COMMENT ON COLUMN flowt.tb_omni8_tipo_importacao.des_tipo IS 'O que os arquivos deste tipo trazem.';
COMMENT ON COLUMN flowt.tb_omni8_tipo_importacao.des_caminho IS 'Caminho da API em que se acompanham.';
COMMENT ON COLUMN flowt.tb_omni8_tipo_importacao.nom_funcao IS 'Função de flowt que recebe a importação e um lote de flowt.linha_lida, e diz o que fez de cada uma.';
COMMENT ON COLUMN flowt.tb_omni8_tipo_importacao.nom_coluna_chave IS 'Coluna pela qual duas linhas do arquivo são da mesma coisa.';
COMMENT ON COLUMN flowt.tb_omni8_tipo_importacao.nom_funcao_chave IS 'Função de flowt que faz de um valor dessa coluna a chave, curta.';
COMMENT ON COLUMN flowt.tb_omni8_tipo_importacao.des_exigidas IS 'Colunas de que o cabeçalho tem ao menos uma.';
COMMENT ON COLUMN flowt.tb_omni8_tipo_importacao.des_falta IS 'O que dizer de um arquivo sem nenhuma delas.';
COMMENT ON COLUMN flowt.tb_omni8_tipo_importacao.flg_uma_vez IS 'O mesmo arquivo, enviado de novo, é a mesma importação.';
COMMENT ON TABLE flowt.tb_omni8_coluna_importacao IS 'Colunas que cada tipo de arquivo conhece, e os cabeçalhos que as dizem. Sem auditoria: é parte do programa.';
COMMENT ON COLUMN flowt.tb_omni8_coluna_importacao.tip_importacao IS 'Tipo.';
COMMENT ON COLUMN flowt.tb_omni8_coluna_importacao.nom_coluna IS 'Coluna.';
COMMENT ON COLUMN flowt.tb_omni8_coluna_importacao.des_nomes IS 'Cabeçalhos, sem acentos nem pontuação.';
COMMENT ON TABLE flowt.tb_omni8_importacao IS 'Arquivos recebidos, e o resultado de cada um. Guarda: 180 dias desde dat_conclusao.';
COMMENT ON COLUMN flowt.tb_omni8_importacao.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_importacao.cod_importacao IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_importacao.tip_importacao IS 'De que é o arquivo.';
COMMENT ON COLUMN flowt.tb_omni8_importacao.hsh_arquivo IS 'SHA-256 do arquivo.';
COMMENT ON COLUMN flowt.tb_omni8_importacao.flg_simulacao IS 'Só confere e conta, sem gravar.';
COMMENT ON COLUMN flowt.tb_omni8_importacao.flg_uma_vez IS 'Este mesmo arquivo não se importa duas vezes.';
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
COMMENT ON COLUMN flowt.tb_omni8_importacao_linha.des_chave IS 'De que a linha é (um documento, um SKU), para achar outra igual no arquivo. Dado pessoal. Contato do titular.';
COMMENT ON TABLE flowt.tb_omni8_importacao_erro IS 'Por que linhas foram recusadas; sem o valor recusado. Sem auditoria: é resultado, que não se altera.';
COMMENT ON COLUMN flowt.tb_omni8_importacao_erro.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_importacao_erro.cod_importacao IS 'Importação.';
COMMENT ON COLUMN flowt.tb_omni8_importacao_erro.num_linha IS 'Linha do arquivo.';
COMMENT ON COLUMN flowt.tb_omni8_importacao_erro.num_erro IS 'Sequência na linha.';
COMMENT ON COLUMN flowt.tb_omni8_importacao_erro.nom_coluna IS 'Coluna; nulo se o erro é da linha.';
COMMENT ON COLUMN flowt.tb_omni8_importacao_erro.des_codigo IS 'Código estável do erro.';
COMMENT ON COLUMN flowt.tb_omni8_importacao_erro.des_mensagem IS 'O que corrigir.';

INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo) VALUES
    ('processar_importacoes', 'Lê os arquivos que esperam importação', '5 seconds');
