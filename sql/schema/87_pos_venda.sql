-- After the sale (guide chapter 10.3): complaints with a deadline, and returns of some lines.

INSERT INTO flowt.tb_omni8_permissao (nom_permissao, des_permissao) VALUES
    ('reclamacao.ler',       'Ver reclamações'),
    ('reclamacao.responder', 'Registrar, analisar e responder reclamações');
INSERT INTO flowt.tb_omni8_perfil_permissao (nom_permissao, nom_perfil)
SELECT m.permissao, unnest(m.perfis) FROM (VALUES
    ('reclamacao.ler',       '{plataforma,admin,gerente,atendente,financeiro,api}'::text[]),
    ('reclamacao.responder', '{plataforma,admin,gerente,atendente,api}')) AS m (permissao, perfis);
INSERT INTO flowt.tb_omni8_parametro (nom_parametro, des_parametro, nom_grupo, tip_parametro, js_padrao, num_minimo, num_maximo, des_opcoes, nom_permissao, num_ordem) VALUES
    ('reclamacao_prazo_dias', 'Dias para responder a uma reclamação', 'Pós-venda', 'inteiro', '7', 1, 30, NULL, 'empresa.configurar', 10);

CREATE TABLE flowt.tb_omni8_reclamacao_tipo (
    tip_reclamacao text    NOT NULL,
    des_tipo       text    NOT NULL,
    num_ordem      integer NOT NULL,
    CONSTRAINT reclamacao_tipo_chave PRIMARY KEY (tip_reclamacao)
);
INSERT INTO flowt.tb_omni8_reclamacao_tipo (tip_reclamacao, des_tipo, num_ordem) VALUES
    ('ATRASO', 'O pedido atrasou ou não chegou', 1), ('ITEM_FALTANDO', 'Faltou um item', 2), ('ITEM_ERRADO', 'Veio um item errado', 3),
    ('QUALIDADE', 'Um item veio com defeito ou ruim', 4), ('COBRANCA', 'A cobrança está errada', 5), ('ATENDIMENTO', 'Fui mal atendido', 6),
    ('DEVOLUCAO', 'Quero devolver', 7), ('OUTRO', 'Outro assunto', 8);

CREATE TABLE flowt.tb_omni8_reclamacao_transicao (
    sta_de   text NOT NULL,
    sta_para text NOT NULL,
    CONSTRAINT reclamacao_transicao_chave PRIMARY KEY (sta_de, sta_para)
);
INSERT INTO flowt.tb_omni8_reclamacao_transicao (sta_de, sta_para) VALUES
    ('ABERTA', 'EM_ANALISE'), ('EM_ANALISE', 'RESOLVIDA'), ('EM_ANALISE', 'RECUSADA');

CREATE TABLE flowt.tb_omni8_reclamacao (
    cod_tenant     bigint      NOT NULL,
    cod_reclamacao bigint      GENERATED ALWAYS AS IDENTITY,
    cod_pedido     bigint      NOT NULL,
    tip_reclamacao text        NOT NULL,
    tip_origem     text        NOT NULL,
    sta_reclamacao text        NOT NULL DEFAULT 'ABERTA',
    des_reclamacao text        NOT NULL,
    des_resposta   text,
    cod_usuario    bigint,
    dat_prazo      date        NOT NULL,
    dat_conclusao  timestamptz,
    num_versao     integer     NOT NULL DEFAULT 1,
    dat_criacao    timestamptz NOT NULL DEFAULT now(),
    dat_alteracao  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT reclamacao_chave PRIMARY KEY (cod_tenant, cod_reclamacao),
    CONSTRAINT origem_de_reclamacao_conhecida CHECK (tip_origem IN ('CLIENTE', 'EQUIPE')),
    CONSTRAINT status_de_reclamacao_conhecido CHECK (sta_reclamacao IN ('ABERTA', 'EM_ANALISE', 'RESOLVIDA', 'RECUSADA')),
    CONSTRAINT reclamacao_concluida_tem_data CHECK ((sta_reclamacao IN ('RESOLVIDA', 'RECUSADA')) = (dat_conclusao IS NOT NULL)),
    CONSTRAINT reclamacao_concluida_tem_resposta CHECK (dat_conclusao IS NULL OR length(btrim(coalesce(des_resposta, ''))) >= 3),
    CONSTRAINT textos_de_reclamacao_ate_2000 CHECK (length(des_reclamacao) <= 2000 AND length(des_resposta) <= 2000),
    CONSTRAINT tipo_da_reclamacao FOREIGN KEY (tip_reclamacao) REFERENCES flowt.tb_omni8_reclamacao_tipo (tip_reclamacao),
    CONSTRAINT reclamacao_do_pedido FOREIGN KEY (cod_tenant, cod_pedido) REFERENCES flowt.tb_omni8_pedido (cod_tenant, cod_pedido)
);
CREATE INDEX reclamacao_por_pedido ON flowt.tb_omni8_reclamacao (cod_tenant, cod_pedido, cod_reclamacao);
CREATE INDEX reclamacao_por_prazo ON flowt.tb_omni8_reclamacao (cod_tenant, (dat_conclusao IS NOT NULL), dat_prazo, cod_reclamacao);
CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_reclamacao FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_reclamacao FOR EACH ROW EXECUTE FUNCTION flowt.auditar('des_reclamacao', 'des_resposta');

CREATE TABLE flowt.tb_omni8_devolucao (
    cod_tenant     bigint      NOT NULL,
    cod_devolucao  bigint      GENERATED ALWAYS AS IDENTITY,
    cod_pedido     bigint      NOT NULL,
    cod_reclamacao bigint,
    vlr_devolucao  bigint      NOT NULL,
    des_motivo     text,
    des_chave      text,
    hsh_requisicao bytea,
    cod_usuario    bigint,
    dat_criacao    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT devolucao_chave PRIMARY KEY (cod_tenant, cod_devolucao),
    CONSTRAINT devolucao_de_uma_chave UNIQUE (cod_tenant, cod_pedido, des_chave),
    CONSTRAINT valor_de_devolucao_nao_negativo CHECK (vlr_devolucao >= 0),
    CONSTRAINT devolucao_do_pedido FOREIGN KEY (cod_tenant, cod_pedido) REFERENCES flowt.tb_omni8_pedido (cod_tenant, cod_pedido),
    CONSTRAINT devolucao_da_reclamacao FOREIGN KEY (cod_tenant, cod_reclamacao) REFERENCES flowt.tb_omni8_reclamacao (cod_tenant, cod_reclamacao)
);
CREATE INDEX devolucao_por_pedido ON flowt.tb_omni8_devolucao (cod_tenant, cod_pedido, cod_devolucao);
CREATE INDEX devolucao_por_reclamacao ON flowt.tb_omni8_devolucao (cod_tenant, cod_reclamacao);

CREATE TABLE flowt.tb_omni8_devolucao_item (
    cod_tenant    bigint  NOT NULL,
    cod_devolucao bigint  NOT NULL,
    num_item      integer NOT NULL,
    cod_pedido    bigint  NOT NULL,
    qtd_item      integer NOT NULL,
    vlr_item      bigint  NOT NULL,
    tip_destino   text    NOT NULL,
    CONSTRAINT devolucao_item_chave PRIMARY KEY (cod_tenant, cod_devolucao, num_item),
    CONSTRAINT quantidade_devolvida_positiva CHECK (qtd_item > 0),
    CONSTRAINT valor_devolvido_nao_negativo CHECK (vlr_item >= 0),
    CONSTRAINT destino_de_devolucao_conhecido CHECK (tip_destino IN ('ESTOQUE', 'PERDA')),
    CONSTRAINT item_da_devolucao FOREIGN KEY (cod_tenant, cod_devolucao) REFERENCES flowt.tb_omni8_devolucao (cod_tenant, cod_devolucao),
    CONSTRAINT item_devolvido FOREIGN KEY (cod_tenant, cod_pedido, num_item) REFERENCES flowt.tb_omni8_pedido_item (cod_tenant, cod_pedido, num_item)
);
CREATE INDEX devolucao_item_por_item ON flowt.tb_omni8_devolucao_item (cod_tenant, cod_pedido, num_item);
CREATE TRIGGER so_inclusao BEFORE UPDATE OR DELETE ON flowt.tb_omni8_devolucao FOR EACH ROW EXECUTE FUNCTION flowt.recusar_alteracao();
CREATE TRIGGER so_inclusao BEFORE UPDATE OR DELETE ON flowt.tb_omni8_devolucao_item FOR EACH ROW EXECUTE FUNCTION flowt.recusar_alteracao();

INSERT INTO flowt.tb_omni8_pedido_acao (nom_acao, sta_pedido, des_rotulo, des_caminho, num_ordem)
SELECT a.nome, s.sta_pedido, a.rotulo, a.caminho, a.ordem
  FROM flowt.tb_omni8_pedido_status AS s
  JOIN (VALUES ('repetir', 'Pedir de novo', 'repetir', 10, '{ENTREGUE,CONCLUIDO,DEVOLVIDO,CANCELADO,RECUSADO,EXPIRADO}'::text[]),
               ('reclamar', 'Reclamar ou devolver', 'reclamar', 20, '{CONFIRMADO,EM_PREPARO,PRONTO,EM_ENTREGA,FALHA_ENTREGA,ENTREGUE,CONCLUIDO,DEVOLVIDO}'))
       AS a (nome, rotulo, caminho, ordem, status) ON s.sta_pedido = ANY (a.status);

COMMENT ON CONSTRAINT origem_de_reclamacao_conhecida ON flowt.tb_omni8_reclamacao IS 'A origem é CLIENTE ou EQUIPE.';
COMMENT ON CONSTRAINT status_de_reclamacao_conhecido ON flowt.tb_omni8_reclamacao IS 'O status é ABERTA, EM_ANALISE, RESOLVIDA ou RECUSADA.';
COMMENT ON CONSTRAINT reclamacao_concluida_tem_data ON flowt.tb_omni8_reclamacao IS 'Só uma reclamação concluída tem data de conclusão.';
COMMENT ON CONSTRAINT reclamacao_concluida_tem_resposta ON flowt.tb_omni8_reclamacao IS 'Diga ao cliente o que foi feito, ou por que a reclamação é recusada, em ao menos 3 caracteres.';
COMMENT ON CONSTRAINT textos_de_reclamacao_ate_2000 ON flowt.tb_omni8_reclamacao IS 'A reclamação e a resposta têm até 2000 caracteres.';
COMMENT ON CONSTRAINT tipo_da_reclamacao ON flowt.tb_omni8_reclamacao IS 'Escolha um dos tipos de reclamação.';
COMMENT ON CONSTRAINT devolucao_de_uma_chave ON flowt.tb_omni8_devolucao IS 'Esta devolução já foi registrada.';
COMMENT ON CONSTRAINT valor_de_devolucao_nao_negativo ON flowt.tb_omni8_devolucao IS 'O valor de uma devolução não é negativo.';
COMMENT ON CONSTRAINT quantidade_devolvida_positiva ON flowt.tb_omni8_devolucao_item IS 'A quantidade devolvida é ao menos 1.';
COMMENT ON CONSTRAINT valor_devolvido_nao_negativo ON flowt.tb_omni8_devolucao_item IS 'O valor devolvido não é negativo.';
COMMENT ON CONSTRAINT destino_de_devolucao_conhecido ON flowt.tb_omni8_devolucao_item IS 'O item devolvido vai ao ESTOQUE ou é PERDA.';

COMMENT ON TABLE flowt.tb_omni8_reclamacao_tipo IS 'Do que se reclama.';
COMMENT ON COLUMN flowt.tb_omni8_reclamacao_tipo.tip_reclamacao IS 'Tipo.';
COMMENT ON COLUMN flowt.tb_omni8_reclamacao_tipo.des_tipo IS 'Como o público o lê.';
COMMENT ON COLUMN flowt.tb_omni8_reclamacao_tipo.num_ordem IS 'Ordem na página.';
COMMENT ON TABLE flowt.tb_omni8_reclamacao_transicao IS 'Passos permitidos a uma reclamação.';
COMMENT ON COLUMN flowt.tb_omni8_reclamacao_transicao.sta_de IS 'Status de partida.';
COMMENT ON COLUMN flowt.tb_omni8_reclamacao_transicao.sta_para IS 'Status de chegada.';
COMMENT ON TABLE flowt.tb_omni8_reclamacao IS 'Reclamações de pedidos, com prazo e resposta.';
COMMENT ON COLUMN flowt.tb_omni8_reclamacao.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_reclamacao.cod_reclamacao IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_reclamacao.cod_pedido IS 'Pedido.';
COMMENT ON COLUMN flowt.tb_omni8_reclamacao.tip_reclamacao IS 'Do que se reclama (tb_omni8_reclamacao_tipo).';
COMMENT ON COLUMN flowt.tb_omni8_reclamacao.tip_origem IS 'Quem a registrou: CLIENTE ou EQUIPE.';
COMMENT ON COLUMN flowt.tb_omni8_reclamacao.sta_reclamacao IS 'ABERTA → EM_ANALISE → RESOLVIDA | RECUSADA.';
COMMENT ON COLUMN flowt.tb_omni8_reclamacao.des_reclamacao IS 'O que o cliente disse. Dado pessoal. Anonimizado: (anonimizado).';
COMMENT ON COLUMN flowt.tb_omni8_reclamacao.des_resposta IS 'O que se respondeu a ele. Dado pessoal. Anonimizado: (anonimizado).';
COMMENT ON COLUMN flowt.tb_omni8_reclamacao.cod_usuario IS 'Quem a moveu por último.';
COMMENT ON COLUMN flowt.tb_omni8_reclamacao.dat_prazo IS 'Último dia, no fuso do tenant, para responder.';
COMMENT ON COLUMN flowt.tb_omni8_reclamacao.dat_conclusao IS 'Quando foi resolvida ou recusada.';
COMMENT ON COLUMN flowt.tb_omni8_reclamacao.num_versao IS 'Versão da linha.';
COMMENT ON COLUMN flowt.tb_omni8_reclamacao.dat_criacao IS 'Quando foi feita.';
COMMENT ON COLUMN flowt.tb_omni8_reclamacao.dat_alteracao IS 'Última mudança.';
COMMENT ON TABLE flowt.tb_omni8_devolucao IS 'Devoluções de itens de pedidos, só de inclusão. Sem auditoria: é um registro histórico.';
COMMENT ON COLUMN flowt.tb_omni8_devolucao.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_devolucao.cod_devolucao IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_devolucao.cod_pedido IS 'Pedido.';
COMMENT ON COLUMN flowt.tb_omni8_devolucao.cod_reclamacao IS 'Reclamação que ela atende, se há.';
COMMENT ON COLUMN flowt.tb_omni8_devolucao.vlr_devolucao IS 'Soma do líquido dos itens devolvidos, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_devolucao.des_motivo IS 'Por quê. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_devolucao.des_chave IS 'Idempotency-Key de quem a registrou; nulo: veio com o status DEVOLVIDO.';
COMMENT ON COLUMN flowt.tb_omni8_devolucao.hsh_requisicao IS 'SHA-256 do que foi pedido com a chave.';
COMMENT ON COLUMN flowt.tb_omni8_devolucao.cod_usuario IS 'Quem a registrou.';
COMMENT ON COLUMN flowt.tb_omni8_devolucao.dat_criacao IS 'Momento.';
COMMENT ON TABLE flowt.tb_omni8_devolucao_item IS 'Linhas de cada devolução, só de inclusão. Sem auditoria: é um registro histórico.';
COMMENT ON COLUMN flowt.tb_omni8_devolucao_item.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_devolucao_item.cod_devolucao IS 'Devolução.';
COMMENT ON COLUMN flowt.tb_omni8_devolucao_item.num_item IS 'Linha do pedido; de um combo, a do combo inteiro.';
COMMENT ON COLUMN flowt.tb_omni8_devolucao_item.cod_pedido IS 'Pedido.';
COMMENT ON COLUMN flowt.tb_omni8_devolucao_item.qtd_item IS 'Unidades devolvidas.';
COMMENT ON COLUMN flowt.tb_omni8_devolucao_item.vlr_item IS 'Parte do líquido da linha que estas unidades levam, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_devolucao_item.tip_destino IS 'ESTOQUE (volta à venda) ou PERDA.';
