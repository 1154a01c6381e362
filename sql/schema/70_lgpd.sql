-- Rights of the person whose data it is (LGPD, Lei 13.709/2018, arts. 18 and 19; guide chapter 4.2): each request with its deadline.

CREATE TABLE flowt.tb_omni8_solicitacao_transicao (
    sta_de   text NOT NULL,
    sta_para text NOT NULL,
    CONSTRAINT solicitacao_transicao_chave PRIMARY KEY (sta_de, sta_para)
);
INSERT INTO flowt.tb_omni8_solicitacao_transicao (sta_de, sta_para) VALUES
    ('ABERTA', 'EM_ANALISE'), ('EM_ANALISE', 'ATENDIDA'), ('EM_ANALISE', 'RECUSADA');

CREATE TABLE flowt.tb_omni8_solicitacao_titular (
    cod_tenant        bigint      NOT NULL,
    cod_solicitacao   bigint      GENERATED ALWAYS AS IDENTITY,
    cod_pessoa        bigint      NOT NULL,
    tip_solicitacao   text        NOT NULL,
    tip_canal         text        NOT NULL,
    sta_solicitacao   text        NOT NULL DEFAULT 'ABERTA',
    des_pedido        text,
    des_identificacao text,
    des_motivo        text,
    cod_usuario       bigint,
    dat_prazo         date        NOT NULL,
    dat_conclusao     timestamptz,
    num_versao        integer     NOT NULL DEFAULT 1,
    dat_criacao       timestamptz NOT NULL DEFAULT now(),
    dat_alteracao     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT solicitacao_titular_chave PRIMARY KEY (cod_tenant, cod_solicitacao),
    CONSTRAINT solicitacao_igual_em_andamento EXCLUDE USING btree (cod_tenant WITH =, cod_pessoa WITH =, tip_solicitacao WITH =) WHERE (sta_solicitacao IN ('ABERTA', 'EM_ANALISE')),
    CONSTRAINT tipo_de_solicitacao_conhecido CHECK (tip_solicitacao IN ('ACESSO', 'CORRECAO', 'ANONIMIZACAO', 'PORTABILIDADE', 'REVOGACAO')),
    CONSTRAINT canal_de_solicitacao_conhecido CHECK (tip_canal IN ('CLIENTE', 'EMAIL', 'TELEFONE', 'PRESENCIAL', 'CARTA', 'EQUIPE')),
    CONSTRAINT status_de_solicitacao_conhecido CHECK (sta_solicitacao IN ('ABERTA', 'EM_ANALISE', 'ATENDIDA', 'RECUSADA')),
    CONSTRAINT solicitacao_concluida_tem_data CHECK ((sta_solicitacao IN ('ATENDIDA', 'RECUSADA')) = (dat_conclusao IS NOT NULL)),
    CONSTRAINT recusa_tem_motivo CHECK (sta_solicitacao <> 'RECUSADA' OR length(btrim(coalesce(des_motivo, ''))) >= 10),
    CONSTRAINT identidade_precisa_ser_provada CHECK (tip_canal = 'CLIENTE' OR length(btrim(coalesce(des_identificacao, ''))) >= 5),
    CONSTRAINT textos_de_solicitacao_ate_2000 CHECK (length(des_pedido) <= 2000 AND length(des_identificacao) <= 2000 AND length(des_motivo) <= 2000),
    CONSTRAINT solicitacao_da_pessoa FOREIGN KEY (cod_tenant, cod_pessoa) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa)
);
CREATE INDEX solicitacao_titular_por_pessoa ON flowt.tb_omni8_solicitacao_titular (cod_tenant, cod_pessoa);
CREATE INDEX solicitacao_titular_por_prazo ON flowt.tb_omni8_solicitacao_titular (cod_tenant, (dat_conclusao IS NOT NULL), dat_prazo, cod_solicitacao);
CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_solicitacao_titular FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_solicitacao_titular
    FOR EACH ROW EXECUTE FUNCTION flowt.auditar('des_pedido', 'des_identificacao', 'des_motivo');

COMMENT ON CONSTRAINT solicitacao_igual_em_andamento ON flowt.tb_omni8_solicitacao_titular IS 'Já há uma solicitação igual desta pessoa em andamento: acompanhe-a.';
COMMENT ON CONSTRAINT tipo_de_solicitacao_conhecido ON flowt.tb_omni8_solicitacao_titular IS 'A solicitação é ACESSO, CORRECAO, ANONIMIZACAO, PORTABILIDADE ou REVOGACAO.';
COMMENT ON CONSTRAINT canal_de_solicitacao_conhecido ON flowt.tb_omni8_solicitacao_titular IS 'O canal é CLIENTE, EMAIL, TELEFONE, PRESENCIAL, CARTA ou EQUIPE.';
COMMENT ON CONSTRAINT status_de_solicitacao_conhecido ON flowt.tb_omni8_solicitacao_titular IS 'O status é ABERTA, EM_ANALISE, ATENDIDA ou RECUSADA.';
COMMENT ON CONSTRAINT solicitacao_concluida_tem_data ON flowt.tb_omni8_solicitacao_titular IS 'Só uma solicitação concluída tem data de conclusão.';
COMMENT ON CONSTRAINT recusa_tem_motivo ON flowt.tb_omni8_solicitacao_titular IS 'Diga por que a solicitação é recusada, em ao menos 10 caracteres: quem pediu tem direito à razão (LGPD art. 18, § 4º).';
COMMENT ON CONSTRAINT identidade_precisa_ser_provada ON flowt.tb_omni8_solicitacao_titular IS 'Diga como a pessoa provou quem é, em ao menos 5 caracteres.';
COMMENT ON CONSTRAINT textos_de_solicitacao_ate_2000 ON flowt.tb_omni8_solicitacao_titular IS 'Cada texto da solicitação tem até 2000 caracteres.';

COMMENT ON TABLE flowt.tb_omni8_solicitacao_transicao IS 'Passos permitidos a uma solicitação de titular.';
COMMENT ON COLUMN flowt.tb_omni8_solicitacao_transicao.sta_de IS 'Status de partida.';
COMMENT ON COLUMN flowt.tb_omni8_solicitacao_transicao.sta_para IS 'Status de chegada.';
COMMENT ON TABLE flowt.tb_omni8_solicitacao_titular IS 'Solicitações de titulares de dados (LGPD art. 18), com prazo.';
COMMENT ON COLUMN flowt.tb_omni8_solicitacao_titular.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_solicitacao_titular.cod_solicitacao IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_solicitacao_titular.cod_pessoa IS 'Pessoa de quem são os dados.';
COMMENT ON COLUMN flowt.tb_omni8_solicitacao_titular.tip_solicitacao IS 'ACESSO, CORRECAO, ANONIMIZACAO, PORTABILIDADE ou REVOGACAO.';
COMMENT ON COLUMN flowt.tb_omni8_solicitacao_titular.tip_canal IS 'Por onde veio; CLIENTE: com o login da própria pessoa.';
COMMENT ON COLUMN flowt.tb_omni8_solicitacao_titular.sta_solicitacao IS 'ABERTA, EM_ANALISE, ATENDIDA ou RECUSADA.';
COMMENT ON COLUMN flowt.tb_omni8_solicitacao_titular.des_pedido IS 'O que a pessoa pediu, com suas palavras. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_solicitacao_titular.des_identificacao IS 'Como a pessoa provou quem é, se não pelo login. Dado pessoal. Anonimizado: (anonimizado).';
COMMENT ON COLUMN flowt.tb_omni8_solicitacao_titular.des_motivo IS 'O que foi feito, ou por que foi recusada. Dado pessoal. Anonimizado: (anonimizado).';
COMMENT ON COLUMN flowt.tb_omni8_solicitacao_titular.cod_usuario IS 'Quem decidiu.';
COMMENT ON COLUMN flowt.tb_omni8_solicitacao_titular.dat_prazo IS 'Último dia, no fuso do tenant, para concluir.';
COMMENT ON COLUMN flowt.tb_omni8_solicitacao_titular.dat_conclusao IS 'Quando foi atendida ou recusada.';
COMMENT ON COLUMN flowt.tb_omni8_solicitacao_titular.num_versao IS 'Versão da linha.';
COMMENT ON COLUMN flowt.tb_omni8_solicitacao_titular.dat_criacao IS 'Quando foi aberta.';
COMMENT ON COLUMN flowt.tb_omni8_solicitacao_titular.dat_alteracao IS 'Última mudança.';
