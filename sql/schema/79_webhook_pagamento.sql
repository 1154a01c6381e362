-- Payment providers (guide chapter 18.1): a company's accounts, what is asked of a provider (outbox), what it tells (inbox).

INSERT INTO flowt.tb_omni8_chave_cifra (nom_chave, des_chave) VALUES ('pagamento', encode(public.gen_random_bytes(32), 'base64'));

CREATE TABLE flowt.tb_omni8_conta_pagamento (
    cod_tenant          bigint      NOT NULL,
    cod_conta_pagamento bigint      GENERATED ALWAYS AS IDENTITY,
    nom_conta           text        NOT NULL,
    tip_provedor        text        NOT NULL DEFAULT 'API_PIX',
    des_url             text        NOT NULL,
    des_token           text        NOT NULL,
    sta_conta           text        NOT NULL DEFAULT 'INATIVA',
    num_versao          integer     NOT NULL DEFAULT 1,
    dat_criacao         timestamptz NOT NULL DEFAULT now(),
    dat_alteracao       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT conta_pagamento_chave PRIMARY KEY (cod_tenant, cod_conta_pagamento),
    CONSTRAINT token_de_conta_unico UNIQUE (cod_tenant, des_token),
    CONSTRAINT outra_conta_ja_ativa EXCLUDE USING btree (cod_tenant WITH =) WHERE (sta_conta = 'ATIVA'),
    CONSTRAINT nome_de_conta_preenchido CHECK (length(btrim(nom_conta)) BETWEEN 1 AND 80),
    CONSTRAINT provedor_conhecido CHECK (tip_provedor IN ('API_PIX')),
    CONSTRAINT url_de_conta_em_https CHECK (des_url ~ '^https://([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}(:[0-9]{2,5})?(/[A-Za-z0-9._~/-]*[A-Za-z0-9._~-])?$' AND length(des_url) <= 200),
    CONSTRAINT status_de_conta_conhecido CHECK (sta_conta IN ('ATIVA', 'INATIVA')),
    CONSTRAINT conta_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant)
);

-- Apart, because they are encrypted with a key of this installation: a copy of the company takes the account, not these.
CREATE TABLE flowt.tb_omni8_conta_pagamento_segredo (
    cod_tenant           bigint      NOT NULL,
    cod_conta_pagamento  bigint      NOT NULL,
    des_segredo          bytea       NOT NULL,
    des_segredo_anterior bytea,
    dat_fim_anterior     timestamptz,
    des_credencial       bytea,
    CONSTRAINT conta_pagamento_segredo_chave PRIMARY KEY (cod_tenant, cod_conta_pagamento),
    CONSTRAINT segredo_anterior_tem_fim CHECK ((des_segredo_anterior IS NULL) = (dat_fim_anterior IS NULL)),
    CONSTRAINT segredo_da_conta FOREIGN KEY (cod_tenant, cod_conta_pagamento) REFERENCES flowt.tb_omni8_conta_pagamento (cod_tenant, cod_conta_pagamento) ON DELETE CASCADE
);

CREATE TABLE flowt.tb_omni8_cobranca (
    cod_tenant          bigint      NOT NULL,
    cod_pagamento       bigint      NOT NULL,
    cod_conta_pagamento bigint      NOT NULL,
    des_id_externo      text,
    vlr_estornado       bigint      NOT NULL DEFAULT 0,
    dat_criacao         timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT cobranca_chave PRIMARY KEY (cod_tenant, cod_pagamento),
    CONSTRAINT id_externo_de_ate_100 CHECK (length(des_id_externo) BETWEEN 1 AND 100),
    CONSTRAINT estorno_de_cobranca_nao_negativo CHECK (vlr_estornado >= 0),
    CONSTRAINT cobranca_do_pagamento FOREIGN KEY (cod_tenant, cod_pagamento) REFERENCES flowt.tb_omni8_pagamento (cod_tenant, cod_pagamento),
    CONSTRAINT cobranca_da_conta FOREIGN KEY (cod_tenant, cod_conta_pagamento) REFERENCES flowt.tb_omni8_conta_pagamento (cod_tenant, cod_conta_pagamento)
);
CREATE INDEX cobranca_por_conta ON flowt.tb_omni8_cobranca (cod_tenant, cod_conta_pagamento);

-- What is to be sent, composed whole: whoever sends it adds the account's credential and nothing else.
CREATE TABLE flowt.tb_omni8_requisicao_pagamento (
    cod_tenant               bigint      NOT NULL,
    cod_requisicao_pagamento bigint      GENERATED ALWAYS AS IDENTITY,
    cod_conta_pagamento      bigint      NOT NULL,
    cod_pagamento            bigint      NOT NULL,
    tip_requisicao           text        NOT NULL,
    des_chave                text        NOT NULL,
    des_metodo               text        NOT NULL,
    des_url                  text        NOT NULL,
    js_cabecalhos            jsonb       NOT NULL,
    des_corpo                text        NOT NULL,
    sta_requisicao           text        NOT NULL DEFAULT 'PENDENTE',
    qtd_tentativas           integer     NOT NULL DEFAULT 0,
    dat_criacao              timestamptz NOT NULL DEFAULT now(),
    dat_proxima              timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT requisicao_pagamento_chave PRIMARY KEY (cod_tenant, cod_requisicao_pagamento),
    CONSTRAINT requisicao_uma_vez_por_fato UNIQUE (cod_tenant, des_chave),
    CONSTRAINT tipo_de_requisicao_conhecido CHECK (tip_requisicao IN ('COBRANCA', 'CANCELAMENTO', 'ESTORNO')),
    CONSTRAINT status_de_requisicao_conhecido CHECK (sta_requisicao IN ('PENDENTE', 'ENVIANDO', 'CONCLUIDA', 'FALHA'))
);
CREATE INDEX requisicao_a_enviar ON flowt.tb_omni8_requisicao_pagamento (cod_tenant, dat_proxima) WHERE sta_requisicao IN ('PENDENTE', 'ENVIANDO');

CREATE TABLE flowt.tb_omni8_webhook_pagamento (
    cod_tenant            bigint      NOT NULL,
    cod_webhook_pagamento bigint      GENERATED ALWAYS AS IDENTITY,
    cod_conta_pagamento   bigint      NOT NULL,
    des_id                text        NOT NULL,
    dat_envio             timestamptz NOT NULL,
    des_corpo             text        NOT NULL,
    hsh_corpo             bytea       NOT NULL,
    tip_evento            text,
    sta_webhook           text        NOT NULL DEFAULT 'RECEBIDO',
    cod_pagamento         bigint,
    des_erro              text,
    des_detalhe           text,
    qtd_tentativas        integer     NOT NULL DEFAULT 0,
    qtd_entregas          integer     NOT NULL DEFAULT 1,
    dat_recebimento       timestamptz NOT NULL DEFAULT clock_timestamp(),
    dat_processamento     timestamptz,
    CONSTRAINT webhook_pagamento_chave PRIMARY KEY (cod_tenant, cod_webhook_pagamento),
    CONSTRAINT webhook_ja_recebido UNIQUE (cod_tenant, cod_conta_pagamento, des_id),
    CONSTRAINT status_de_webhook_conhecido CHECK (sta_webhook IN ('RECEBIDO', 'PROCESSADO', 'IGNORADO', 'FALHA')),
    CONSTRAINT falha_de_webhook_tem_erro CHECK ((sta_webhook = 'FALHA') = (des_erro IS NOT NULL))
);
CREATE INDEX webhook_pagamento_por_status ON flowt.tb_omni8_webhook_pagamento (cod_tenant, sta_webhook, cod_webhook_pagamento);

-- Counted, never kept: whoever sends these chooses how much they are.
CREATE TABLE flowt.tb_omni8_webhook_recusado (
    cod_tenant          bigint      NOT NULL,
    cod_conta_pagamento bigint      NOT NULL,
    dat_dia             date        NOT NULL,
    des_motivo          text        NOT NULL,
    qtd_recusas         bigint      NOT NULL DEFAULT 1,
    hsh_ultimo          bytea       NOT NULL,
    dat_ultima          timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT webhook_recusado_chave PRIMARY KEY (cod_tenant, cod_conta_pagamento, dat_dia, des_motivo)
);

CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_conta_pagamento FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_conta_pagamento FOR EACH ROW EXECUTE FUNCTION flowt.auditar('des_token');
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_conta_pagamento_segredo FOR EACH ROW
    EXECUTE FUNCTION flowt.auditar('des_segredo', 'des_segredo_anterior', 'des_credencial');

COMMENT ON CONSTRAINT token_de_conta_unico ON flowt.tb_omni8_conta_pagamento IS 'Token de conta repetido: tente de novo.';
COMMENT ON CONSTRAINT outra_conta_ja_ativa ON flowt.tb_omni8_conta_pagamento IS 'Outra conta já está ativa: torne-a INATIVA antes.';
COMMENT ON CONSTRAINT nome_de_conta_preenchido ON flowt.tb_omni8_conta_pagamento IS 'Informe o nome da conta, com até 80 caracteres.';
COMMENT ON CONSTRAINT provedor_conhecido ON flowt.tb_omni8_conta_pagamento IS 'O provedor é API_PIX.';
COMMENT ON CONSTRAINT url_de_conta_em_https ON flowt.tb_omni8_conta_pagamento IS 'O endereço do provedor é https://, um domínio em minúsculas e um caminho, sem barra no fim nem parâmetros, com até 200 caracteres.';
COMMENT ON CONSTRAINT status_de_conta_conhecido ON flowt.tb_omni8_conta_pagamento IS 'O status da conta é ATIVA ou INATIVA.';
COMMENT ON CONSTRAINT segredo_anterior_tem_fim ON flowt.tb_omni8_conta_pagamento_segredo IS 'Um segredo anterior vale até um momento.';
COMMENT ON CONSTRAINT id_externo_de_ate_100 ON flowt.tb_omni8_cobranca IS 'O identificador no provedor tem de 1 a 100 caracteres.';
COMMENT ON CONSTRAINT estorno_de_cobranca_nao_negativo ON flowt.tb_omni8_cobranca IS 'O valor estornado não é negativo.';
COMMENT ON CONSTRAINT requisicao_uma_vez_por_fato ON flowt.tb_omni8_requisicao_pagamento IS 'Esta requisição já foi gerada.';
COMMENT ON CONSTRAINT tipo_de_requisicao_conhecido ON flowt.tb_omni8_requisicao_pagamento IS 'A requisição é COBRANCA, CANCELAMENTO ou ESTORNO.';
COMMENT ON CONSTRAINT status_de_requisicao_conhecido ON flowt.tb_omni8_requisicao_pagamento IS 'O status da requisição é PENDENTE, ENVIANDO, CONCLUIDA ou FALHA.';
COMMENT ON CONSTRAINT webhook_ja_recebido ON flowt.tb_omni8_webhook_pagamento IS 'Este webhook já foi recebido.';
COMMENT ON CONSTRAINT status_de_webhook_conhecido ON flowt.tb_omni8_webhook_pagamento IS 'O status do webhook é RECEBIDO, PROCESSADO, IGNORADO ou FALHA.';
COMMENT ON CONSTRAINT falha_de_webhook_tem_erro ON flowt.tb_omni8_webhook_pagamento IS 'Só um webhook que falhou tem erro.';

COMMENT ON TABLE flowt.tb_omni8_conta_pagamento IS 'Contas de um tenant em provedores de pagamento; a ativa cobra os pedidos por PIX.';
COMMENT ON COLUMN flowt.tb_omni8_conta_pagamento.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_conta_pagamento.cod_conta_pagamento IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_conta_pagamento.nom_conta IS 'Nome, para a equipe.';
COMMENT ON COLUMN flowt.tb_omni8_conta_pagamento.tip_provedor IS 'Como se fala com o provedor: API_PIX, a API Pix do Banco Central.';
COMMENT ON COLUMN flowt.tb_omni8_conta_pagamento.des_url IS 'Endereço da API do provedor, sem barra no fim.';
COMMENT ON COLUMN flowt.tb_omni8_conta_pagamento.des_token IS 'Token do endereço em que o provedor avisa: acha a conta; o que prova o aviso é a assinatura.';
COMMENT ON COLUMN flowt.tb_omni8_conta_pagamento.sta_conta IS 'ATIVA: cobra pedidos novos. INATIVA: só recebe avisos dos antigos.';
COMMENT ON COLUMN flowt.tb_omni8_conta_pagamento.num_versao IS 'Versão da linha.';
COMMENT ON COLUMN flowt.tb_omni8_conta_pagamento.dat_criacao IS 'Criação.';
COMMENT ON COLUMN flowt.tb_omni8_conta_pagamento.dat_alteracao IS 'Última alteração.';
COMMENT ON TABLE flowt.tb_omni8_conta_pagamento_segredo IS 'Segredos das contas, cifrados (OpenPGP, AES-256); sem privilégio para requisições. Fora da cópia: a chave que os cifra é desta instalação.';
COMMENT ON COLUMN flowt.tb_omni8_conta_pagamento_segredo.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_conta_pagamento_segredo.cod_conta_pagamento IS 'Conta.';
COMMENT ON COLUMN flowt.tb_omni8_conta_pagamento_segredo.des_segredo IS 'Segredo com que o provedor assina os avisos, cifrado.';
COMMENT ON COLUMN flowt.tb_omni8_conta_pagamento_segredo.des_segredo_anterior IS 'O segredo de antes, enquanto os dois valem, cifrado.';
COMMENT ON COLUMN flowt.tb_omni8_conta_pagamento_segredo.dat_fim_anterior IS 'Até quando o segredo anterior vale.';
COMMENT ON COLUMN flowt.tb_omni8_conta_pagamento_segredo.des_credencial IS 'Credencial da API do provedor (Authorization), cifrada.';
COMMENT ON TABLE flowt.tb_omni8_cobranca IS 'Pagamentos cobrados por provedor, e por qual conta. Sem auditoria: o pagamento tem a sua.';
COMMENT ON COLUMN flowt.tb_omni8_cobranca.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_cobranca.cod_pagamento IS 'Pagamento.';
COMMENT ON COLUMN flowt.tb_omni8_cobranca.cod_conta_pagamento IS 'Conta que cobra.';
COMMENT ON COLUMN flowt.tb_omni8_cobranca.des_id_externo IS 'Identificador do pagamento no provedor, que um estorno cita.';
COMMENT ON COLUMN flowt.tb_omni8_cobranca.vlr_estornado IS 'Quanto o provedor já devolveu, ou se pediu que devolva, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_cobranca.dat_criacao IS 'Criação.';
COMMENT ON TABLE flowt.tb_omni8_requisicao_pagamento IS 'Caixa de saída: o que se pede a provedores, já composto; a credencial se junta no envio. Sem auditoria: a própria linha conta o que houve. Fora da cópia: o que foi pedido não se pede de novo.';
COMMENT ON COLUMN flowt.tb_omni8_requisicao_pagamento.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_requisicao_pagamento.cod_requisicao_pagamento IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_requisicao_pagamento.cod_conta_pagamento IS 'Conta.';
COMMENT ON COLUMN flowt.tb_omni8_requisicao_pagamento.cod_pagamento IS 'Pagamento.';
COMMENT ON COLUMN flowt.tb_omni8_requisicao_pagamento.tip_requisicao IS 'COBRANCA, CANCELAMENTO ou ESTORNO.';
COMMENT ON COLUMN flowt.tb_omni8_requisicao_pagamento.des_chave IS 'Fato que a gerou: o mesmo fato não gera duas. Vai como Idempotency-Key.';
COMMENT ON COLUMN flowt.tb_omni8_requisicao_pagamento.des_metodo IS 'Método HTTP.';
COMMENT ON COLUMN flowt.tb_omni8_requisicao_pagamento.des_url IS 'Endereço completo.';
COMMENT ON COLUMN flowt.tb_omni8_requisicao_pagamento.js_cabecalhos IS 'Cabeçalhos, sem a credencial. Sem códigos.';
COMMENT ON COLUMN flowt.tb_omni8_requisicao_pagamento.des_corpo IS 'Corpo.';
COMMENT ON COLUMN flowt.tb_omni8_requisicao_pagamento.sta_requisicao IS 'PENDENTE, ENVIANDO, CONCLUIDA ou FALHA.';
COMMENT ON COLUMN flowt.tb_omni8_requisicao_pagamento.qtd_tentativas IS 'Tentativas de envio.';
COMMENT ON COLUMN flowt.tb_omni8_requisicao_pagamento.dat_criacao IS 'Quando foi gerada.';
COMMENT ON COLUMN flowt.tb_omni8_requisicao_pagamento.dat_proxima IS 'Não enviar antes deste momento.';
COMMENT ON TABLE flowt.tb_omni8_webhook_pagamento IS 'Caixa de entrada: avisos de provedores, como vieram e com assinatura conferida. Sem auditoria: a própria linha conta o que houve. Fora da cópia: o que fizeram está nos pagamentos.';
COMMENT ON COLUMN flowt.tb_omni8_webhook_pagamento.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_webhook_pagamento.cod_webhook_pagamento IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_webhook_pagamento.cod_conta_pagamento IS 'Conta avisada.';
COMMENT ON COLUMN flowt.tb_omni8_webhook_pagamento.des_id IS 'webhook-id: o mesmo aviso não se trata duas vezes.';
COMMENT ON COLUMN flowt.tb_omni8_webhook_pagamento.dat_envio IS 'webhook-timestamp.';
COMMENT ON COLUMN flowt.tb_omni8_webhook_pagamento.des_corpo IS 'Corpo, como veio; pode citar quem pagou. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_webhook_pagamento.hsh_corpo IS 'SHA-256 do corpo.';
COMMENT ON COLUMN flowt.tb_omni8_webhook_pagamento.tip_evento IS 'O que o aviso diz que houve.';
COMMENT ON COLUMN flowt.tb_omni8_webhook_pagamento.sta_webhook IS 'RECEBIDO, PROCESSADO, IGNORADO (não se trata) ou FALHA.';
COMMENT ON COLUMN flowt.tb_omni8_webhook_pagamento.cod_pagamento IS 'Pagamento de que fala, se se achou.';
COMMENT ON COLUMN flowt.tb_omni8_webhook_pagamento.des_erro IS 'Código do erro, se falhou.';
COMMENT ON COLUMN flowt.tb_omni8_webhook_pagamento.des_detalhe IS 'O que houve, em palavras.';
COMMENT ON COLUMN flowt.tb_omni8_webhook_pagamento.qtd_tentativas IS 'Vezes que se tentou tratá-lo.';
COMMENT ON COLUMN flowt.tb_omni8_webhook_pagamento.qtd_entregas IS 'Vezes que o provedor o entregou.';
COMMENT ON COLUMN flowt.tb_omni8_webhook_pagamento.dat_recebimento IS 'Quando chegou.';
COMMENT ON COLUMN flowt.tb_omni8_webhook_pagamento.dat_processamento IS 'Quando foi tratado.';
COMMENT ON TABLE flowt.tb_omni8_webhook_recusado IS 'Avisos sem assinatura que confira: só se contam, por conta, dia e motivo. Sem auditoria: contador. Fora da cópia: diz respeito a esta instalação.';
COMMENT ON COLUMN flowt.tb_omni8_webhook_recusado.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_webhook_recusado.cod_conta_pagamento IS 'Conta.';
COMMENT ON COLUMN flowt.tb_omni8_webhook_recusado.dat_dia IS 'Dia, no fuso do tenant.';
COMMENT ON COLUMN flowt.tb_omni8_webhook_recusado.des_motivo IS 'Por que foi recusado.';
COMMENT ON COLUMN flowt.tb_omni8_webhook_recusado.qtd_recusas IS 'Quantos.';
COMMENT ON COLUMN flowt.tb_omni8_webhook_recusado.hsh_ultimo IS 'SHA-256 do corpo do último.';
COMMENT ON COLUMN flowt.tb_omni8_webhook_recusado.dat_ultima IS 'Quando veio o último.';

INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo) VALUES
    ('expurgar_webhooks', 'Apaga avisos de provedores de pagamento tratados há mais de 90 dias', '1 day');
