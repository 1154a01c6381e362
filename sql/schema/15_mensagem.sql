-- Outbox (guide chapter 16.3; DESIGN "Durability"): a message exists exactly when the transaction that wanted it commits.
-- Requests put messages in and never read them back: some carry a code only their recipient may know.

CREATE TABLE flowt.tb_omni8_mensagem_modelo (
    nom_modelo  text NOT NULL,
    tip_canal   text NOT NULL,
    des_assunto text,
    des_texto   text NOT NULL,
    flg_guarda_texto boolean NOT NULL DEFAULT false,
    CONSTRAINT mensagem_modelo_chave PRIMARY KEY (nom_modelo, tip_canal),
    CONSTRAINT canal_de_modelo_conhecido CHECK (tip_canal IN ('EMAIL', 'SMS', 'WHATSAPP')),
    CONSTRAINT email_tem_assunto CHECK (tip_canal <> 'EMAIL' OR des_assunto IS NOT NULL)
);
COMMENT ON CONSTRAINT canal_de_modelo_conhecido ON flowt.tb_omni8_mensagem_modelo IS 'O canal é EMAIL, SMS ou WHATSAPP.';
COMMENT ON CONSTRAINT email_tem_assunto ON flowt.tb_omni8_mensagem_modelo IS 'Um modelo de e-mail precisa de assunto.';
COMMENT ON TABLE flowt.tb_omni8_mensagem_modelo IS 'Modelos de mensagem da plataforma, com variáveis na forma {{nome}}.';
COMMENT ON COLUMN flowt.tb_omni8_mensagem_modelo.nom_modelo IS 'Nome do modelo.';
COMMENT ON COLUMN flowt.tb_omni8_mensagem_modelo.tip_canal IS 'EMAIL, SMS ou WHATSAPP.';
COMMENT ON COLUMN flowt.tb_omni8_mensagem_modelo.des_assunto IS 'Assunto do e-mail.';
COMMENT ON COLUMN flowt.tb_omni8_mensagem_modelo.des_texto IS 'Texto.';
COMMENT ON COLUMN flowt.tb_omni8_mensagem_modelo.flg_guarda_texto IS 'Assunto e texto ficam guardados depois do fim da mensagem; falso para o que leva código ou link de uso único.';

CREATE TABLE flowt.tb_omni8_mensagem (
    cod_tenant    bigint      NOT NULL,
    cod_mensagem  bigint      GENERATED ALWAYS AS IDENTITY,
    nom_modelo    text        NOT NULL,
    tip_canal     text        NOT NULL,
    des_destino   text        NOT NULL,
    des_assunto   text,
    des_texto     text        NOT NULL,
    des_chave     text        NOT NULL,
    sta_mensagem  text        NOT NULL DEFAULT 'PENDENTE',
    qtd_tentativas integer    NOT NULL DEFAULT 0,
    dat_criacao   timestamptz NOT NULL DEFAULT now(),
    dat_proxima   timestamptz NOT NULL DEFAULT now(),
    dat_expiracao timestamptz NOT NULL,
    dat_envio     timestamptz,
    des_erro      text,
    CONSTRAINT mensagem_chave PRIMARY KEY (cod_tenant, cod_mensagem),
    CONSTRAINT mensagem_uma_vez_por_fato UNIQUE (cod_tenant, des_chave),
    CONSTRAINT status_de_mensagem_conhecido CHECK (sta_mensagem IN ('PENDENTE', 'ENVIANDO', 'ENVIADA', 'ENTREGUE', 'LIDA', 'FALHA', 'SUPRIMIDA', 'CANCELADA', 'EXPIRADA')),
    CONSTRAINT mensagem_enviada_tem_data CHECK (sta_mensagem NOT IN ('ENVIADA', 'ENTREGUE', 'LIDA') OR dat_envio IS NOT NULL),
    CONSTRAINT mensagem_do_modelo FOREIGN KEY (nom_modelo, tip_canal) REFERENCES flowt.tb_omni8_mensagem_modelo (nom_modelo, tip_canal)
);
-- By company within a channel: who has something to send is found in one step for each company, however long its queue is.
CREATE INDEX mensagem_a_enviar ON flowt.tb_omni8_mensagem (tip_canal, cod_tenant, dat_proxima) WHERE sta_mensagem IN ('PENDENTE', 'ENVIANDO');
CREATE INDEX mensagem_em_envio ON flowt.tb_omni8_mensagem (cod_tenant, tip_canal) WHERE sta_mensagem = 'ENVIANDO';
CREATE INDEX mensagem_a_expirar ON flowt.tb_omni8_mensagem (dat_expiracao) WHERE sta_mensagem IN ('PENDENTE', 'ENVIANDO');
CREATE INDEX mensagem_por_criacao ON flowt.tb_omni8_mensagem (dat_criacao);
CREATE INDEX mensagem_por_modelo ON flowt.tb_omni8_mensagem (nom_modelo, tip_canal);

COMMENT ON CONSTRAINT mensagem_uma_vez_por_fato ON flowt.tb_omni8_mensagem IS 'Esta mensagem já foi gerada.';
COMMENT ON CONSTRAINT status_de_mensagem_conhecido ON flowt.tb_omni8_mensagem IS 'O status da mensagem é um dos do guia, capítulo 16.';
COMMENT ON CONSTRAINT mensagem_enviada_tem_data ON flowt.tb_omni8_mensagem IS 'A mensagem enviada tem a data em que o foi.';
COMMENT ON TABLE flowt.tb_omni8_mensagem IS 'Caixa de saída: mensagens a entregar, já redigidas. Sem auditoria: a própria linha conta o que houve com a mensagem. Fora da cópia: o que foi enviado não se envia de novo. Guarda: 90 dias desde dat_expiracao.';
COMMENT ON COLUMN flowt.tb_omni8_mensagem.cod_tenant IS 'Tenant que envia.';
COMMENT ON COLUMN flowt.tb_omni8_mensagem.cod_mensagem IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_mensagem.nom_modelo IS 'Modelo.';
COMMENT ON COLUMN flowt.tb_omni8_mensagem.tip_canal IS 'EMAIL, SMS ou WHATSAPP.';
COMMENT ON COLUMN flowt.tb_omni8_mensagem.des_destino IS 'Endereço ou telefone de quem recebe. Dado pessoal. Contato do titular. Anonimizado: (anonimizado).';
COMMENT ON COLUMN flowt.tb_omni8_mensagem.des_assunto IS 'Assunto, apagado no fim como o texto. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_mensagem.des_texto IS 'Texto, que pode conter um código de uso único. Dado pessoal. Anonimizado: (anonimizado).';
COMMENT ON COLUMN flowt.tb_omni8_mensagem.des_chave IS 'Fato que a gerou: o mesmo fato não gera duas.';
COMMENT ON COLUMN flowt.tb_omni8_mensagem.sta_mensagem IS 'PENDENTE, ENVIANDO, ENVIADA, ENTREGUE, LIDA, FALHA, SUPRIMIDA, CANCELADA ou EXPIRADA (guia 16).';
COMMENT ON COLUMN flowt.tb_omni8_mensagem.qtd_tentativas IS 'Tentativas de envio.';
COMMENT ON COLUMN flowt.tb_omni8_mensagem.dat_criacao IS 'Quando foi gerada.';
COMMENT ON COLUMN flowt.tb_omni8_mensagem.dat_proxima IS 'Não enviar antes deste momento; de uma ENVIANDO, quando outro processo pode tomá-la.';
COMMENT ON COLUMN flowt.tb_omni8_mensagem.dat_expiracao IS 'Não enviar depois deste momento.';
COMMENT ON COLUMN flowt.tb_omni8_mensagem.dat_envio IS 'Quando o servidor de destino a aceitou.';
COMMENT ON COLUMN flowt.tb_omni8_mensagem.des_erro IS 'O que impediu a última tentativa: códigos, sem o texto da resposta, que pode citar o destinatário.';

-- How the courier hands a message to a provider of SMS or WhatsApp: one POST of JSON. The secret itself is never here.
CREATE TABLE flowt.tb_omni8_canal_saida (
    tip_canal      text        NOT NULL,
    des_url        text        NOT NULL,
    des_cabecalhos text[]      NOT NULL DEFAULT '{}',
    nom_segredo    text,
    js_corpo       jsonb       NOT NULL,
    dat_alteracao  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT canal_saida_chave PRIMARY KEY (tip_canal),
    CONSTRAINT canal_por_provedor CHECK (tip_canal IN ('SMS', 'WHATSAPP')),
    CONSTRAINT url_de_canal_em_https CHECK (length(des_url) <= 1000
        AND des_url ~ '^(https://[A-Za-z0-9.-]+|http://(localhost|127\.[0-9.]+|\[::1\]))(:[0-9]{1,5})?(/[!-~]*)?$'),
    CONSTRAINT cabecalhos_de_canal_simples CHECK (array_position(des_cabecalhos, NULL) IS NULL
        AND array_to_string(des_cabecalhos, E'\n') ~ '^(|[A-Za-z0-9-]+: [ -~]+(\n[A-Za-z0-9-]+: [ -~]+)*)$'
        AND array_to_string(des_cabecalhos, E'\n') !~* '(^|\n)(host|connection|expect|content-type|content-length|transfer-encoding|idempotency-key):'),
    CONSTRAINT segredo_de_canal_em_um_cabecalho CHECK (nom_segredo ~ '^[a-z][a-z0-9_]{0,59}$'
        AND (nom_segredo IS NOT NULL) = (array_to_string(des_cabecalhos, E'\n') LIKE '%{{segredo}}%')),
    CONSTRAINT corpo_de_canal_com_destino_e_texto CHECK (jsonb_typeof(js_corpo) = 'object' AND js_corpo::text ~ '\{\{(destino|digitos)\}\}' AND js_corpo::text LIKE '%{{texto}}%')
);
COMMENT ON CONSTRAINT canal_por_provedor ON flowt.tb_omni8_canal_saida IS 'Por um provedor saem SMS e WHATSAPP.';
COMMENT ON CONSTRAINT url_de_canal_em_https ON flowt.tb_omni8_canal_saida IS 'O endereço do provedor é https, sem usuário nem senha; http só para esta mesma máquina.';
COMMENT ON CONSTRAINT cabecalhos_de_canal_simples ON flowt.tb_omni8_canal_saida IS 'Cada cabeçalho é "Nome: valor" em ASCII; os que o envio mesmo escreve (Host, Content-Type, Idempotency-Key e outros) não se informam.';
COMMENT ON CONSTRAINT segredo_de_canal_em_um_cabecalho ON flowt.tb_omni8_canal_saida IS 'O nome do segredo é de letras minúsculas, números e sublinhados, e um cabeçalho o usa como {{segredo}}; sem segredo, nenhum usa.';
COMMENT ON CONSTRAINT corpo_de_canal_com_destino_e_texto ON flowt.tb_omni8_canal_saida IS 'O corpo é um objeto JSON com {{texto}} e com {{destino}} ou {{digitos}}.';
COMMENT ON TABLE flowt.tb_omni8_canal_saida IS 'Provedores de SMS e WhatsApp da plataforma, um por canal; o segredo fica em um arquivo do courier.';
COMMENT ON COLUMN flowt.tb_omni8_canal_saida.tip_canal IS 'SMS ou WHATSAPP.';
COMMENT ON COLUMN flowt.tb_omni8_canal_saida.des_url IS 'Aonde vai o POST.';
COMMENT ON COLUMN flowt.tb_omni8_canal_saida.des_cabecalhos IS 'Cabeçalhos do provedor; {{segredo}} é trocado pelo courier.';
COMMENT ON COLUMN flowt.tb_omni8_canal_saida.nom_segredo IS 'Nome do arquivo do segredo, em FLOWT_PROVIDER_SECRETS.';
COMMENT ON COLUMN flowt.tb_omni8_canal_saida.js_corpo IS 'Corpo, com {{destino}} (+5511912345678), {{digitos}} (sem o +), {{texto}}, {{empresa}} e {{identidade}} dentro de textos.';
COMMENT ON COLUMN flowt.tb_omni8_canal_saida.dat_alteracao IS 'Última mudança.';

INSERT INTO flowt.tb_omni8_mensagem_modelo (nom_modelo, tip_canal, des_assunto, des_texto, flg_guarda_texto) VALUES
    ('teste', 'EMAIL', 'Teste de envio', 'Se você lê esta mensagem, o envio funciona.', true);

INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo) VALUES
    ('expirar_mensagens', 'Dá por expiradas as mensagens que passaram do prazo sem ser enviadas', '1 minute');
