-- Reads of personal data (guide chapter 17.3): who saw whose data, when, through what. Written with the answer or not at all.

CREATE TABLE flowt.tb_omni8_acesso_dado_pessoal (
    cod_tenant         bigint      NOT NULL,
    dat_evento         timestamptz NOT NULL DEFAULT clock_timestamp(),
    cod_acesso         bigint      GENERATED ALWAYS AS IDENTITY,
    des_leitura        text        NOT NULL,
    nom_funcao         text,
    qtd_pessoas        bigint      NOT NULL,
    cod_pessoa         bigint,
    cod_usuario        bigint,
    cod_pessoa_login   bigint,
    cod_chave_api      bigint,
    cod_personificador bigint,
    nom_login          text        NOT NULL,
    num_requisicao     text,
    CONSTRAINT acesso_dado_pessoal_chave PRIMARY KEY (cod_tenant, dat_evento, cod_acesso),
    CONSTRAINT leitura_diz_o_que_e_de_quantos CHECK (length(btrim(des_leitura)) BETWEEN 1 AND 120 AND qtd_pessoas >= 0)
) PARTITION BY RANGE (dat_evento);

-- What no monthly partition takes is kept all the same: a reading that cannot be logged is not shown.
CREATE TABLE flowt.tb_omni8_acesso_dado_pessoal_resto PARTITION OF flowt.tb_omni8_acesso_dado_pessoal DEFAULT;
CREATE INDEX acesso_dado_pessoal_por_pessoa ON flowt.tb_omni8_acesso_dado_pessoal (cod_tenant, cod_pessoa, dat_evento, cod_acesso) WHERE cod_pessoa IS NOT NULL;
CREATE INDEX acesso_dado_pessoal_por_numero ON flowt.tb_omni8_acesso_dado_pessoal USING brin (cod_acesso) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX acesso_dado_pessoal_por_usuario ON flowt.tb_omni8_acesso_dado_pessoal (cod_tenant, cod_usuario, dat_evento, cod_acesso) WHERE cod_usuario IS NOT NULL;

-- Sealed like the trail of changes.
INSERT INTO flowt.tb_omni8_auditoria_trilha (nom_trilha, nom_tabela, nom_numero, des_colunas) VALUES
    ('leituras', 'tb_omni8_acesso_dado_pessoal', 'cod_acesso',
     '{cod_tenant,cod_acesso,dat_evento,des_leitura,nom_funcao,qtd_pessoas,cod_pessoa,cod_usuario,cod_pessoa_login,cod_chave_api,cod_personificador,nom_login,num_requisicao}');

COMMENT ON CONSTRAINT leitura_diz_o_que_e_de_quantos ON flowt.tb_omni8_acesso_dado_pessoal IS 'O registro de leitura diz o que foi lido (até 120 caracteres) e de quantas pessoas.';
COMMENT ON TABLE flowt.tb_omni8_acesso_dado_pessoal IS 'Leituras e exportações de dados pessoais, só de inclusão. Sem auditoria: é a própria trilha. Retida: registro de operações (LGPD art. 37).';
COMMENT ON COLUMN flowt.tb_omni8_acesso_dado_pessoal.cod_tenant IS 'Tenant de quem teve os dados lidos.';
COMMENT ON COLUMN flowt.tb_omni8_acesso_dado_pessoal.dat_evento IS 'Momento da leitura.';
COMMENT ON COLUMN flowt.tb_omni8_acesso_dado_pessoal.cod_acesso IS 'Sequência do registro.';
COMMENT ON COLUMN flowt.tb_omni8_acesso_dado_pessoal.des_leitura IS 'O que foi lido e para quê, como "ficha da pessoa" ou "exportação LGPD"; nunca o dado.';
COMMENT ON COLUMN flowt.tb_omni8_acesso_dado_pessoal.nom_funcao IS 'Função do esquema api ou admin que mostrou os dados.';
COMMENT ON COLUMN flowt.tb_omni8_acesso_dado_pessoal.qtd_pessoas IS 'Quantas pessoas a resposta mostra; 0 se a busca nada achou.';
COMMENT ON COLUMN flowt.tb_omni8_acesso_dado_pessoal.cod_pessoa IS 'A pessoa, quando é uma só e tem cadastro.';
COMMENT ON COLUMN flowt.tb_omni8_acesso_dado_pessoal.cod_usuario IS 'Usuário da sessão que leu.';
COMMENT ON COLUMN flowt.tb_omni8_acesso_dado_pessoal.cod_pessoa_login IS 'Cliente que leu, em sessão de cliente. Refere: tb_omni8_pessoa.';
COMMENT ON COLUMN flowt.tb_omni8_acesso_dado_pessoal.cod_chave_api IS 'Chave de API que leu.';
COMMENT ON COLUMN flowt.tb_omni8_acesso_dado_pessoal.cod_personificador IS 'Quem estava por trás da sessão, se ela era personificada. Refere: tb_omni8_usuario.';
COMMENT ON COLUMN flowt.tb_omni8_acesso_dado_pessoal.nom_login IS 'Login de banco que executou.';
COMMENT ON COLUMN flowt.tb_omni8_acesso_dado_pessoal.num_requisicao IS 'Identificador da requisição HTTP.';
COMMENT ON TABLE flowt.tb_omni8_acesso_dado_pessoal_resto IS 'Partição das leituras de dados pessoais para o que não cabe em uma mensal.';
