-- NPS (guide chapter 13): whom a company asks, what they answered, and what is done about who would not recommend it.

INSERT INTO flowt.tb_omni8_modulo (nom_modulo, des_modulo) VALUES ('nps', 'Pesquisas de NPS');
INSERT INTO flowt.tb_omni8_permissao (nom_permissao, des_permissao) VALUES
    ('nps.ler',        'Ver respostas e números de NPS'),
    ('nps.configurar', 'Definir a quem, quando e como se pergunta o NPS'),
    ('nps.tratar',     'Convidar clientes a responder e cuidar de quem não recomendaria');
INSERT INTO flowt.tb_omni8_perfil_permissao (nom_permissao, nom_perfil)
SELECT m.permissao, unnest(m.perfis) FROM (VALUES
    ('nps.ler',        '{plataforma,admin,gerente,atendente,marketing,api}'::text[]),
    ('nps.configurar', '{plataforma,admin,gerente,marketing}'),
    ('nps.tratar',     '{plataforma,admin,gerente,atendente,api}')) AS m (permissao, perfis);
UPDATE flowt.tb_omni8_permissao SET flg_empresa = true WHERE nom_permissao = 'nps.configurar';
-- Whoever asks knows whether it was shown and answered: a visitor does not declare it.
UPDATE flowt.tb_omni8_tipo_evento SET flg_servidor = true WHERE nom_tipo IN ('nps_exibido', 'nps_respondido');

CREATE TABLE flowt.tb_omni8_nps_regra (
    cod_tenant            bigint      NOT NULL,
    tip_pesquisa          text        NOT NULL,
    flg_ativa             boolean     NOT NULL,
    qtd_minutos_espera    integer     NOT NULL,
    num_amostra           integer     NOT NULL,
    qtd_dias_validade     integer     NOT NULL,
    qtd_dias_descanso     integer     NOT NULL,
    qtd_dias_compra       integer     NOT NULL,
    des_canais            text[],
    des_pergunta          text        NOT NULL,
    des_pergunta_detrator text        NOT NULL,
    des_pergunta_neutro   text        NOT NULL,
    des_pergunta_promotor text        NOT NULL,
    num_versao            integer     NOT NULL DEFAULT 1,
    dat_criacao           timestamptz NOT NULL DEFAULT now(),
    dat_alteracao         timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT nps_regra_chave PRIMARY KEY (cod_tenant, tip_pesquisa),
    CONSTRAINT pesquisa_da_regra_conhecida CHECK (tip_pesquisa IN ('TRANSACIONAL', 'RELACIONAL')),
    CONSTRAINT espera_de_nps_ate_30_dias CHECK (qtd_minutos_espera BETWEEN 0 AND 43200),
    CONSTRAINT amostra_de_nps_entre_0_e_100 CHECK (num_amostra BETWEEN 0 AND 100),
    CONSTRAINT validade_de_nps_entre_1_e_90_dias CHECK (qtd_dias_validade BETWEEN 1 AND 90),
    CONSTRAINT descanso_de_nps_ate_2_anos CHECK (qtd_dias_descanso BETWEEN 0 AND 730),
    CONSTRAINT compra_de_nps_ate_2_anos CHECK (qtd_dias_compra BETWEEN 1 AND 730),
    CONSTRAINT canais_da_regra_conhecidos CHECK (des_canais <@ '{EMAIL,SMS,WHATSAPP}' AND cardinality(des_canais) > 0),
    CONSTRAINT perguntas_de_nps_entre_3_e_200 CHECK (length(des_pergunta) BETWEEN 3 AND 200 AND length(des_pergunta_detrator) BETWEEN 3 AND 200
        AND length(des_pergunta_neutro) BETWEEN 3 AND 200 AND length(des_pergunta_promotor) BETWEEN 3 AND 200),
    CONSTRAINT nps_regra_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant)
);
CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_nps_regra FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_nps_regra FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

CREATE TABLE flowt.tb_omni8_nps_agenda (
    cod_tenant    bigint      NOT NULL,
    cod_pedido    bigint      NOT NULL,
    dat_prevista  timestamptz NOT NULL,
    sta_agenda    text        NOT NULL DEFAULT 'PENDENTE',
    des_motivo    text,
    dat_conclusao timestamptz,
    CONSTRAINT nps_agenda_chave PRIMARY KEY (cod_tenant, cod_pedido),
    CONSTRAINT status_de_nps_agenda_conhecido CHECK (sta_agenda IN ('PENDENTE', 'CONVIDADO', 'SUPRIMIDO')),
    CONSTRAINT nps_agenda_concluida_tem_data CHECK ((sta_agenda = 'PENDENTE') = (dat_conclusao IS NULL)),
    CONSTRAINT nps_suprimido_tem_motivo CHECK ((sta_agenda = 'SUPRIMIDO') = (des_motivo IS NOT NULL))
);
CREATE INDEX nps_agenda_a_fazer ON flowt.tb_omni8_nps_agenda (cod_tenant, dat_prevista, cod_pedido) WHERE sta_agenda = 'PENDENTE';
CREATE INDEX nps_agenda_por_conclusao ON flowt.tb_omni8_nps_agenda (dat_conclusao) WHERE dat_conclusao IS NOT NULL;

-- From time to time everybody is looked at, a part at a time: where the round is.
CREATE TABLE flowt.tb_omni8_nps_volta (
    cod_tenant      bigint      NOT NULL,
    cod_pessoa_apos bigint      NOT NULL DEFAULT 0,
    dat_inicio      timestamptz NOT NULL DEFAULT clock_timestamp(),
    dat_passo       timestamptz NOT NULL DEFAULT now(),
    dat_fim         timestamptz,
    CONSTRAINT nps_volta_chave PRIMARY KEY (cod_tenant)
);

CREATE TABLE flowt.tb_omni8_nps (
    cod_tenant    bigint      NOT NULL,
    cod_nps       bigint      GENERATED ALWAYS AS IDENTITY,
    cod_pessoa    bigint,
    cod_pedido    bigint,
    cod_produto   bigint,
    cod_unidade   bigint,
    tip_pesquisa  text        NOT NULL,
    tip_canal     text        NOT NULL,
    num_nota      smallint,
    tip_classe    text        GENERATED ALWAYS AS (CASE WHEN num_nota <= 6 THEN 'DETRATOR' WHEN num_nota <= 8 THEN 'NEUTRO' WHEN num_nota <= 10 THEN 'PROMOTOR' END) STORED,
    des_motivo    text,
    hsh_token     bytea,
    hsh_visitante bytea,
    hsh_endereco  bytea,
    dat_expiracao timestamptz,
    dat_convite   timestamptz,
    dat_exibicao  timestamptz,
    dat_resposta  timestamptz,
    dat_edicao    timestamptz,
    num_versao    integer     NOT NULL DEFAULT 1,
    dat_criacao   timestamptz NOT NULL DEFAULT now(),
    dat_alteracao timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT nps_chave PRIMARY KEY (cod_tenant, cod_nps),
    CONSTRAINT uma_pesquisa_por_pedido UNIQUE (cod_tenant, cod_pedido, tip_pesquisa),
    CONSTRAINT token_de_nps_unico UNIQUE (cod_tenant, hsh_token),
    CONSTRAINT nota_entre_0_e_10 CHECK (num_nota BETWEEN 0 AND 10),
    CONSTRAINT nota_de_nps_tem_data CHECK ((num_nota IS NULL) = (dat_resposta IS NULL)),
    CONSTRAINT edicao_so_de_nps_respondido CHECK (dat_edicao IS NULL OR dat_edicao >= dat_resposta),
    CONSTRAINT motivo_de_nps_ate_1000 CHECK (length(des_motivo) <= 1000),
    CONSTRAINT motivo_so_com_nota CHECK (des_motivo IS NULL OR num_nota IS NOT NULL),
    CONSTRAINT pesquisa_conhecida CHECK (tip_pesquisa IN ('TRANSACIONAL', 'RELACIONAL')),
    CONSTRAINT canal_de_nps_conhecido CHECK (tip_canal IN ('WHATSAPP', 'EMAIL', 'SMS', 'QR', 'LINK', 'PAGINA')),
    CONSTRAINT nps_da_pessoa FOREIGN KEY (cod_tenant, cod_pessoa) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa),
    CONSTRAINT nps_do_pedido FOREIGN KEY (cod_tenant, cod_pedido) REFERENCES flowt.tb_omni8_pedido (cod_tenant, cod_pedido),
    CONSTRAINT nps_do_item FOREIGN KEY (cod_tenant, cod_produto) REFERENCES flowt.tb_omni8_produto_servico (cod_tenant, cod_produto),
    CONSTRAINT nps_da_unidade FOREIGN KEY (cod_tenant, cod_unidade) REFERENCES flowt.tb_omni8_unidade (cod_tenant, cod_unidade)
);
CREATE INDEX nps_por_resposta ON flowt.tb_omni8_nps (cod_tenant, dat_resposta, cod_nps);
CREATE INDEX nps_por_convite ON flowt.tb_omni8_nps (cod_tenant, dat_convite);
CREATE INDEX nps_por_pessoa ON flowt.tb_omni8_nps (cod_tenant, cod_pessoa, tip_pesquisa, dat_convite);
CREATE INDEX nps_por_item ON flowt.tb_omni8_nps (cod_tenant, cod_produto);
CREATE INDEX nps_por_unidade ON flowt.tb_omni8_nps (cod_tenant, cod_unidade, dat_resposta);
CREATE INDEX nps_por_visitante ON flowt.tb_omni8_nps (cod_tenant, hsh_visitante, dat_criacao) WHERE hsh_visitante IS NOT NULL;
CREATE INDEX nps_por_endereco ON flowt.tb_omni8_nps (cod_tenant, hsh_endereco, dat_criacao) WHERE hsh_endereco IS NOT NULL;
CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_nps FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_nps FOR EACH ROW EXECUTE FUNCTION flowt.auditar('des_motivo', 'hsh_token');

-- What staff has to see to. The first kind is the detractor's (13.3); a later module may add its own.
CREATE TABLE flowt.tb_omni8_tarefa (
    cod_tenant    bigint      NOT NULL,
    cod_tarefa    bigint      GENERATED ALWAYS AS IDENTITY,
    tip_tarefa    text        NOT NULL,
    cod_nps       bigint,
    cod_pessoa    bigint,
    cod_unidade   bigint,
    sta_tarefa    text        NOT NULL DEFAULT 'ABERTA',
    des_conclusao text,
    cod_usuario   bigint,
    dat_prazo     timestamptz NOT NULL,
    dat_conclusao timestamptz,
    num_versao    integer     NOT NULL DEFAULT 1,
    dat_criacao   timestamptz NOT NULL DEFAULT now(),
    dat_alteracao timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tarefa_chave PRIMARY KEY (cod_tenant, cod_tarefa),
    CONSTRAINT uma_tarefa_por_resposta UNIQUE (cod_tenant, cod_nps, tip_tarefa),
    CONSTRAINT tipo_de_tarefa_conhecido CHECK (tip_tarefa IN ('NPS_DETRATOR')),
    CONSTRAINT status_de_tarefa_conhecido CHECK (sta_tarefa IN ('ABERTA', 'CONCLUIDA')),
    CONSTRAINT tarefa_concluida_tem_data CHECK ((sta_tarefa = 'CONCLUIDA') = (dat_conclusao IS NOT NULL)),
    CONSTRAINT tarefa_concluida_diz_o_que_se_fez CHECK (dat_conclusao IS NULL OR length(btrim(coalesce(des_conclusao, ''))) >= 3),
    CONSTRAINT conclusao_de_tarefa_ate_1000 CHECK (length(des_conclusao) <= 1000),
    CONSTRAINT tarefa_do_nps FOREIGN KEY (cod_tenant, cod_nps) REFERENCES flowt.tb_omni8_nps (cod_tenant, cod_nps),
    CONSTRAINT tarefa_da_pessoa FOREIGN KEY (cod_tenant, cod_pessoa) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa),
    CONSTRAINT tarefa_da_unidade FOREIGN KEY (cod_tenant, cod_unidade) REFERENCES flowt.tb_omni8_unidade (cod_tenant, cod_unidade)
);
CREATE INDEX tarefa_por_prazo ON flowt.tb_omni8_tarefa (cod_tenant, (dat_conclusao IS NOT NULL), dat_prazo, cod_tarefa);
CREATE INDEX tarefa_por_pessoa ON flowt.tb_omni8_tarefa (cod_tenant, cod_pessoa);
CREATE INDEX tarefa_por_unidade ON flowt.tb_omni8_tarefa (cod_tenant, cod_unidade);
CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_tarefa FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_tarefa FOR EACH ROW EXECUTE FUNCTION flowt.auditar('des_conclusao');

INSERT INTO flowt.tb_omni8_mensagem_modelo (nom_modelo, tip_canal, des_assunto, des_texto) VALUES
    ('nps_convite', 'EMAIL', 'O que você achou de {{empresa}}?',
     E'Olá, {{nome}}!\n\n{{pergunta}}\n\nResponda em um minuto: {{link}}\n\nO link vale até {{prazo}} e é só seu. Na mesma página dá para dizer que não quer mais receber pesquisas.'),
    ('nps_convite', 'SMS', NULL, '{{empresa}}: {{pergunta}} Responda em {{link}}'),
    ('nps_convite', 'WHATSAPP', NULL, E'Olá, {{nome}}! {{pergunta}}\n\nResponda em um minuto: {{link}}\n\nNa mesma página dá para dizer que não quer mais receber pesquisas.'),
    ('nps_cupom', 'EMAIL', 'Um cupom de {{empresa}} para você',
     E'Olá, {{nome}}.\n\nObrigado pela sua resposta; sentimos muito que não tenha sido como você esperava. O cupom {{cupom}} é só seu e vale em um pedido até {{prazo}}: entre com seu celular ou e-mail antes de usá-lo.'),
    ('nps_cupom', 'SMS', NULL, '{{empresa}}: obrigado pela resposta, sentimos muito. Seu cupom, de uso único, até {{prazo}}: {{cupom}}'),
    ('nps_cupom', 'WHATSAPP', NULL, E'Olá, {{nome}}. Obrigado pela sua resposta; sentimos muito que não tenha sido como você esperava.\n\nO cupom {{cupom}} é só seu e vale em um pedido até {{prazo}}: entre com seu celular ou e-mail antes de usá-lo.');

INSERT INTO flowt.tb_omni8_parametro (nom_parametro, des_parametro, nom_grupo, tip_parametro, js_padrao, num_minimo, num_maximo, nom_permissao, num_ordem) VALUES
    ('nps_detrator_oferta', 'Código da oferta, só de cupom, da qual um detrator ganha um cupom; vazio, não ganha', 'Pesquisas', 'texto', '""', 0, 18, 'empresa.configurar', 10),
    ('nps_detrator_validade_dias', 'Dias em que vale o cupom dado a um detrator', 'Pesquisas', 'inteiro', '30', 1, 365, 'empresa.configurar', 20);

INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo) VALUES
    ('convidar_nps', 'Envia os convites de NPS que chegaram à hora', '1 minute'),
    ('convidar_nps_relacional', 'Convida clientes a responder a pesquisa periódica de NPS', '1 hour');

COMMENT ON CONSTRAINT pesquisa_da_regra_conhecida ON flowt.tb_omni8_nps_regra IS 'A pesquisa é TRANSACIONAL ou RELACIONAL.';
COMMENT ON CONSTRAINT espera_de_nps_ate_30_dias ON flowt.tb_omni8_nps_regra IS 'A espera depois da entrega vai até 30 dias (43200 minutos).';
COMMENT ON CONSTRAINT amostra_de_nps_entre_0_e_100 ON flowt.tb_omni8_nps_regra IS 'A amostra é uma porcentagem, de 0 a 100.';
COMMENT ON CONSTRAINT validade_de_nps_entre_1_e_90_dias ON flowt.tb_omni8_nps_regra IS 'O convite vale de 1 a 90 dias.';
COMMENT ON CONSTRAINT descanso_de_nps_ate_2_anos ON flowt.tb_omni8_nps_regra IS 'O descanso entre dois convites à mesma pessoa vai até 730 dias.';
COMMENT ON CONSTRAINT compra_de_nps_ate_2_anos ON flowt.tb_omni8_nps_regra IS 'O período de compras vai de 1 a 730 dias.';
COMMENT ON CONSTRAINT canais_da_regra_conhecidos ON flowt.tb_omni8_nps_regra IS 'Os canais são EMAIL, SMS e WHATSAPP; sem lista, os da empresa.';
COMMENT ON CONSTRAINT perguntas_de_nps_entre_3_e_200 ON flowt.tb_omni8_nps_regra IS 'Cada pergunta tem de 3 a 200 caracteres.';
COMMENT ON CONSTRAINT status_de_nps_agenda_conhecido ON flowt.tb_omni8_nps_agenda IS 'O status é PENDENTE, CONVIDADO ou SUPRIMIDO.';
COMMENT ON CONSTRAINT nps_agenda_concluida_tem_data ON flowt.tb_omni8_nps_agenda IS 'Só um convite decidido tem data.';
COMMENT ON CONSTRAINT nps_suprimido_tem_motivo ON flowt.tb_omni8_nps_agenda IS 'Diga por que não se convidou.';
COMMENT ON CONSTRAINT uma_pesquisa_por_pedido ON flowt.tb_omni8_nps IS 'Este pedido já tem uma pesquisa deste tipo.';
COMMENT ON CONSTRAINT token_de_nps_unico ON flowt.tb_omni8_nps IS 'Token de pesquisa repetido: tente de novo.';
COMMENT ON CONSTRAINT nota_entre_0_e_10 ON flowt.tb_omni8_nps IS 'A nota é um número inteiro de 0 a 10.';
COMMENT ON CONSTRAINT nota_de_nps_tem_data ON flowt.tb_omni8_nps IS 'A nota e o momento da resposta andam juntos.';
COMMENT ON CONSTRAINT edicao_so_de_nps_respondido ON flowt.tb_omni8_nps IS 'Só se altera uma resposta depois de dada.';
COMMENT ON CONSTRAINT motivo_de_nps_ate_1000 ON flowt.tb_omni8_nps IS 'O motivo tem até 1000 caracteres.';
COMMENT ON CONSTRAINT motivo_so_com_nota ON flowt.tb_omni8_nps IS 'O motivo é de uma nota: dê a nota.';
COMMENT ON CONSTRAINT pesquisa_conhecida ON flowt.tb_omni8_nps IS 'A pesquisa é TRANSACIONAL ou RELACIONAL.';
COMMENT ON CONSTRAINT canal_de_nps_conhecido ON flowt.tb_omni8_nps IS 'O canal é WHATSAPP, EMAIL, SMS, QR, LINK ou PAGINA.';
COMMENT ON CONSTRAINT uma_tarefa_por_resposta ON flowt.tb_omni8_tarefa IS 'Esta resposta já tem uma tarefa.';
COMMENT ON CONSTRAINT tipo_de_tarefa_conhecido ON flowt.tb_omni8_tarefa IS 'O tipo de tarefa é NPS_DETRATOR.';
COMMENT ON CONSTRAINT status_de_tarefa_conhecido ON flowt.tb_omni8_tarefa IS 'O status da tarefa é ABERTA ou CONCLUIDA.';
COMMENT ON CONSTRAINT tarefa_concluida_tem_data ON flowt.tb_omni8_tarefa IS 'Só uma tarefa concluída tem data de conclusão.';
COMMENT ON CONSTRAINT tarefa_concluida_diz_o_que_se_fez ON flowt.tb_omni8_tarefa IS 'Diga o que foi feito, em ao menos 3 caracteres.';
COMMENT ON CONSTRAINT conclusao_de_tarefa_ate_1000 ON flowt.tb_omni8_tarefa IS 'O que foi feito cabe em até 1000 caracteres.';

COMMENT ON TABLE flowt.tb_omni8_nps_regra IS 'Como cada tenant pergunta o NPS, por tipo de pesquisa; sem linha, vale flowt.nps_regra_padrao.';
COMMENT ON COLUMN flowt.tb_omni8_nps_regra.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_nps_regra.tip_pesquisa IS 'TRANSACIONAL (de um pedido entregue) ou RELACIONAL (da relação com a empresa).';
COMMENT ON COLUMN flowt.tb_omni8_nps_regra.flg_ativa IS 'Convida por si.';
COMMENT ON COLUMN flowt.tb_omni8_nps_regra.qtd_minutos_espera IS 'Minutos entre a entrega e o convite (transacional).';
COMMENT ON COLUMN flowt.tb_omni8_nps_regra.num_amostra IS 'Porcentagem dos pedidos (ou pessoas) que se convidam.';
COMMENT ON COLUMN flowt.tb_omni8_nps_regra.qtd_dias_validade IS 'Dias que o link de um convite vale.';
COMMENT ON COLUMN flowt.tb_omni8_nps_regra.qtd_dias_descanso IS 'Dias sem convidar de novo a mesma pessoa a este tipo de pesquisa.';
COMMENT ON COLUMN flowt.tb_omni8_nps_regra.qtd_dias_compra IS 'Convida quem comprou neste número de dias (relacional).';
COMMENT ON COLUMN flowt.tb_omni8_nps_regra.des_canais IS 'Canais, na ordem de preferência; nulo: os que a empresa usa para mensagens.';
COMMENT ON COLUMN flowt.tb_omni8_nps_regra.des_pergunta IS 'A pergunta da nota.';
COMMENT ON COLUMN flowt.tb_omni8_nps_regra.des_pergunta_detrator IS 'O que se pergunta a quem deu de 0 a 6.';
COMMENT ON COLUMN flowt.tb_omni8_nps_regra.des_pergunta_neutro IS 'O que se pergunta a quem deu 7 ou 8.';
COMMENT ON COLUMN flowt.tb_omni8_nps_regra.des_pergunta_promotor IS 'O que se pergunta a quem deu 9 ou 10.';
COMMENT ON COLUMN flowt.tb_omni8_nps_regra.num_versao IS 'Versão da linha.';
COMMENT ON COLUMN flowt.tb_omni8_nps_regra.dat_criacao IS 'Quando foi definida.';
COMMENT ON COLUMN flowt.tb_omni8_nps_regra.dat_alteracao IS 'Última mudança.';
COMMENT ON TABLE flowt.tb_omni8_nps_volta IS 'Até onde vai a volta da pesquisa da relação pelos clientes de um tenant. Sem auditoria: é uma fila. Fora da cópia: é uma fila.';
COMMENT ON COLUMN flowt.tb_omni8_nps_volta.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_nps_volta.cod_pessoa_apos IS 'Até que pessoa já se foi, na ordem dos códigos.';
COMMENT ON COLUMN flowt.tb_omni8_nps_volta.dat_inicio IS 'Quando a volta começou.';
COMMENT ON COLUMN flowt.tb_omni8_nps_volta.dat_passo IS 'Quando andou pela última vez.';
COMMENT ON COLUMN flowt.tb_omni8_nps_volta.dat_fim IS 'Quando acabou; nulo: está no meio.';
COMMENT ON TABLE flowt.tb_omni8_nps_agenda IS 'Fila dos convites por pedidos entregues, e o que se decidiu de cada um; guardada por 90 dias. Sem auditoria: a própria linha conta o que houve. Fora da cópia: o destino não convida de novo.';
COMMENT ON COLUMN flowt.tb_omni8_nps_agenda.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_nps_agenda.cod_pedido IS 'Pedido entregue.';
COMMENT ON COLUMN flowt.tb_omni8_nps_agenda.dat_prevista IS 'Não convidar antes deste momento.';
COMMENT ON COLUMN flowt.tb_omni8_nps_agenda.sta_agenda IS 'PENDENTE → CONVIDADO | SUPRIMIDO.';
COMMENT ON COLUMN flowt.tb_omni8_nps_agenda.des_motivo IS 'Por que não se convidou: INATIVA, FORA_DA_AMOSTRA, PEDIDO_DESFEITO, SEM_PESSOA, RECUSA, EM_DESCANSO, SEM_CONTATO ou JA_CONVIDADO.';
COMMENT ON COLUMN flowt.tb_omni8_nps_agenda.dat_conclusao IS 'Quando se decidiu.';
COMMENT ON TABLE flowt.tb_omni8_nps IS 'Pesquisas de NPS: convites e respostas.';
COMMENT ON COLUMN flowt.tb_omni8_nps.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_nps.cod_nps IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_nps.cod_pessoa IS 'Quem foi convidado; nulo: não se sabe quem respondeu (link ou QR aberto).';
COMMENT ON COLUMN flowt.tb_omni8_nps.cod_pedido IS 'Pedido de que se pergunta, se é de um.';
COMMENT ON COLUMN flowt.tb_omni8_nps.cod_produto IS 'Item de que se pergunta, se é de um só; os de um pedido são os do pedido.';
COMMENT ON COLUMN flowt.tb_omni8_nps.cod_unidade IS 'Unidade de que se pergunta; nula: da empresa.';
COMMENT ON COLUMN flowt.tb_omni8_nps.tip_pesquisa IS 'TRANSACIONAL (de um pedido) ou RELACIONAL (da relação com a empresa).';
COMMENT ON COLUMN flowt.tb_omni8_nps.tip_canal IS 'Por onde se perguntou: WHATSAPP, EMAIL, SMS, QR, LINK ou PAGINA.';
COMMENT ON COLUMN flowt.tb_omni8_nps.num_nota IS 'Nota, de 0 a 10; nula enquanto não respondida.';
COMMENT ON COLUMN flowt.tb_omni8_nps.tip_classe IS 'DETRATOR (0 a 6), NEUTRO (7 e 8) ou PROMOTOR (9 e 10).';
COMMENT ON COLUMN flowt.tb_omni8_nps.des_motivo IS 'O que a pessoa disse da nota. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_nps.hsh_token IS 'SHA-256 do token do link, que só quem o recebeu tem. Dado pessoal: abre a pesquisa.';
COMMENT ON COLUMN flowt.tb_omni8_nps.hsh_visitante IS 'De uma resposta sem convite: SHA-256 do identificador que o navegador guarda.';
COMMENT ON COLUMN flowt.tb_omni8_nps.hsh_endereco IS 'De uma resposta sem convite: SHA-256 do endereço de rede com o sal do dia, que se apaga.';
COMMENT ON COLUMN flowt.tb_omni8_nps.dat_expiracao IS 'Até quando se responde; nula: sem convite.';
COMMENT ON COLUMN flowt.tb_omni8_nps.dat_convite IS 'Quando se convidou; nula: sem convite.';
COMMENT ON COLUMN flowt.tb_omni8_nps.dat_exibicao IS 'Quando a pergunta foi vista pela primeira vez.';
COMMENT ON COLUMN flowt.tb_omni8_nps.dat_resposta IS 'Quando a nota foi dada; editá-la não muda este momento.';
COMMENT ON COLUMN flowt.tb_omni8_nps.dat_edicao IS 'Última vez que quem respondeu mudou a nota ou o motivo.';
COMMENT ON COLUMN flowt.tb_omni8_nps.num_versao IS 'Versão da linha.';
COMMENT ON COLUMN flowt.tb_omni8_nps.dat_criacao IS 'Quando a linha foi criada.';
COMMENT ON COLUMN flowt.tb_omni8_nps.dat_alteracao IS 'Última mudança.';
COMMENT ON TABLE flowt.tb_omni8_tarefa IS 'O que a equipe tem a fazer, com prazo: procurar quem não recomendaria a empresa.';
COMMENT ON COLUMN flowt.tb_omni8_tarefa.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_tarefa.cod_tarefa IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_tarefa.tip_tarefa IS 'NPS_DETRATOR: procurar quem deu nota de 0 a 6.';
COMMENT ON COLUMN flowt.tb_omni8_tarefa.cod_nps IS 'Resposta que a abriu.';
COMMENT ON COLUMN flowt.tb_omni8_tarefa.cod_pessoa IS 'Quem procurar; nulo: não se sabe quem respondeu.';
COMMENT ON COLUMN flowt.tb_omni8_tarefa.cod_unidade IS 'Unidade a que cabe; nula: à empresa.';
COMMENT ON COLUMN flowt.tb_omni8_tarefa.sta_tarefa IS 'ABERTA → CONCLUIDA.';
COMMENT ON COLUMN flowt.tb_omni8_tarefa.des_conclusao IS 'O que foi feito. Dado pessoal. Anonimizado: (anonimizado).';
COMMENT ON COLUMN flowt.tb_omni8_tarefa.cod_usuario IS 'Quem a concluiu; nulo: o cliente, ao mudar a nota.';
COMMENT ON COLUMN flowt.tb_omni8_tarefa.dat_prazo IS 'Até quando fazer: 48 horas depois da nota.';
COMMENT ON COLUMN flowt.tb_omni8_tarefa.dat_conclusao IS 'Quando foi concluída.';
COMMENT ON COLUMN flowt.tb_omni8_tarefa.num_versao IS 'Versão da linha.';
COMMENT ON COLUMN flowt.tb_omni8_tarefa.dat_criacao IS 'Quando foi aberta.';
COMMENT ON COLUMN flowt.tb_omni8_tarefa.dat_alteracao IS 'Última mudança.';
