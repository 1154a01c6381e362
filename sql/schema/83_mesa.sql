-- Tables of a house (guide chapters 7.1 and 10): a QR at each, a session from sitting down to paying, a tab (comanda) for each
-- person. Orders of a table are orders like any other; tb_omni8_mesa_pedido says of which session and whose they are.

INSERT INTO flowt.tb_omni8_permissao (nom_permissao, des_permissao) VALUES
    ('mesa.ler',        'Ver mesas e contas'),
    ('mesa.configurar', 'Cadastrar mesas e trocar seus códigos'),
    ('mesa.atender',    'Abrir mesas, atender chamados, dividir e receber contas'),
    ('mesa.liberar',    'Fechar uma conta sem receber tudo');
INSERT INTO flowt.tb_omni8_perfil_permissao (nom_permissao, nom_perfil)
SELECT m.permissao, unnest(m.perfis) FROM (VALUES
    ('mesa.ler',        '{plataforma,admin,gerente,atendente,cozinha,financeiro,api}'::text[]),
    ('mesa.configurar', '{plataforma,admin,gerente}'),
    ('mesa.atender',    '{plataforma,admin,gerente,atendente,api}'),
    ('mesa.liberar',    '{plataforma,admin,gerente}')) AS m (permissao, perfis);
INSERT INTO flowt.tb_omni8_parametro (nom_parametro, des_parametro, nom_grupo, tip_parametro, js_padrao, num_minimo, num_maximo, des_opcoes, nom_permissao, num_ordem) VALUES
    ('mesa_taxa_servico', 'Taxa de serviço sugerida na conta das mesas, em por cento; o cliente pode retirá-la (Lei 13.419/2017)', 'Mesas', 'inteiro', '10', 0, 20, NULL, 'empresa.configurar', 10),
    ('mesa_abertura_publica', 'Quem lê o código da mesa pode abri-la; desligado, só a equipe abre', 'Mesas', 'booleano', 'true', NULL, NULL, NULL, 'empresa.configurar', 20);

CREATE TABLE flowt.tb_omni8_mesa (
    cod_tenant    bigint      NOT NULL,
    cod_mesa      bigint      GENERATED ALWAYS AS IDENTITY,
    cod_unidade   bigint      NOT NULL,
    nom_mesa      text        NOT NULL,
    des_token     text        NOT NULL,
    qtd_lugares   integer,
    sta_mesa      text        NOT NULL DEFAULT 'ATIVA',
    num_versao    integer     NOT NULL DEFAULT 1,
    dat_criacao   timestamptz NOT NULL DEFAULT now(),
    dat_alteracao timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT mesa_chave PRIMARY KEY (cod_tenant, cod_mesa),
    CONSTRAINT nome_de_mesa_unico UNIQUE (cod_tenant, cod_unidade, nom_mesa),
    CONSTRAINT token_de_mesa_unico UNIQUE (cod_tenant, des_token),
    CONSTRAINT nome_de_mesa_preenchido CHECK (length(btrim(nom_mesa)) BETWEEN 1 AND 40),
    CONSTRAINT lugares_entre_1_e_100 CHECK (qtd_lugares BETWEEN 1 AND 100),
    CONSTRAINT status_de_mesa_conhecido CHECK (sta_mesa IN ('ATIVA', 'INATIVA')),
    CONSTRAINT mesa_da_unidade FOREIGN KEY (cod_tenant, cod_unidade) REFERENCES flowt.tb_omni8_unidade (cod_tenant, cod_unidade)
);
CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_mesa FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_mesa FOR EACH ROW EXECUTE FUNCTION flowt.auditar('des_token');

CREATE TABLE flowt.tb_omni8_mesa_sessao (
    cod_tenant        bigint      NOT NULL,
    cod_mesa_sessao   bigint      GENERATED ALWAYS AS IDENTITY,
    cod_mesa          bigint      NOT NULL,
    cod_unidade       bigint      NOT NULL,
    sta_sessao        text        NOT NULL DEFAULT 'ABERTA',
    num_taxa_servico  integer     NOT NULL,
    flg_taxa_servico  boolean     NOT NULL DEFAULT true,
    vlr_gorjeta       bigint      NOT NULL DEFAULT 0,
    vlr_dividido      bigint,
    vlr_conta         bigint,
    des_liberacao     text,
    cod_usuario       bigint,
    dat_conta         timestamptz,
    dat_fechamento    timestamptz,
    num_versao        integer     NOT NULL DEFAULT 1,
    dat_criacao       timestamptz NOT NULL DEFAULT now(),
    dat_alteracao     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT mesa_sessao_chave PRIMARY KEY (cod_tenant, cod_mesa_sessao),
    CONSTRAINT uma_sessao_aberta_por_mesa EXCLUDE USING btree (cod_tenant WITH =, cod_mesa WITH =) WHERE (sta_sessao <> 'FECHADA'),
    CONSTRAINT status_de_sessao_conhecido CHECK (sta_sessao IN ('ABERTA', 'CONTA', 'FECHADA')),
    CONSTRAINT taxa_de_servico_ate_20_por_cento CHECK (num_taxa_servico BETWEEN 0 AND 20),
    CONSTRAINT gorjeta_ate_100_mil CHECK (vlr_gorjeta BETWEEN 0 AND 10000000),
    CONSTRAINT sessao_fechada_tem_data_e_conta CHECK ((sta_sessao = 'FECHADA') = (dat_fechamento IS NOT NULL) AND (sta_sessao = 'FECHADA') = (vlr_conta IS NOT NULL)),
    CONSTRAINT liberacao_tem_motivo CHECK (length(btrim(des_liberacao)) BETWEEN 3 AND 200),
    CONSTRAINT sessao_da_mesa FOREIGN KEY (cod_tenant, cod_mesa) REFERENCES flowt.tb_omni8_mesa (cod_tenant, cod_mesa),
    CONSTRAINT sessao_da_unidade FOREIGN KEY (cod_tenant, cod_unidade) REFERENCES flowt.tb_omni8_unidade (cod_tenant, cod_unidade)
);
CREATE INDEX mesa_sessao_por_mesa ON flowt.tb_omni8_mesa_sessao (cod_tenant, cod_mesa, cod_mesa_sessao);
CREATE INDEX mesa_sessao_por_unidade ON flowt.tb_omni8_mesa_sessao (cod_tenant, cod_unidade, cod_mesa_sessao);
CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_mesa_sessao FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_mesa_sessao FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

CREATE TABLE flowt.tb_omni8_comanda (
    cod_tenant      bigint      NOT NULL,
    cod_comanda     bigint      GENERATED ALWAYS AS IDENTITY,
    cod_mesa_sessao bigint      NOT NULL,
    cod_pessoa      bigint,
    nom_apelido     text        NOT NULL,
    hsh_token       bytea       NOT NULL,
    dat_criacao     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT comanda_chave PRIMARY KEY (cod_tenant, cod_comanda),
    CONSTRAINT token_de_comanda_unico UNIQUE (cod_tenant, hsh_token),
    CONSTRAINT apelido_de_2_a_40_caracteres CHECK (length(nom_apelido) BETWEEN 2 AND 40),
    CONSTRAINT comanda_da_sessao FOREIGN KEY (cod_tenant, cod_mesa_sessao) REFERENCES flowt.tb_omni8_mesa_sessao (cod_tenant, cod_mesa_sessao),
    CONSTRAINT comanda_da_pessoa FOREIGN KEY (cod_tenant, cod_pessoa) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa)
);
CREATE INDEX comanda_por_sessao ON flowt.tb_omni8_comanda (cod_tenant, cod_mesa_sessao, cod_comanda);
CREATE INDEX comanda_por_pessoa ON flowt.tb_omni8_comanda (cod_tenant, cod_pessoa);
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_comanda FOR EACH ROW EXECUTE FUNCTION flowt.auditar('nom_apelido', 'hsh_token');

-- At a table who buys sits there: a nickname will do.
ALTER TABLE flowt.tb_omni8_pedido DROP CONSTRAINT pedido_tem_telefone,
    ADD CONSTRAINT pedido_tem_telefone CHECK (num_telefone IS NOT NULL OR dat_anonimizacao IS NOT NULL OR (tip_atendimento = 'LOCAL' AND tip_canal = 'MESA'));
COMMENT ON CONSTRAINT pedido_tem_telefone ON flowt.tb_omni8_pedido IS 'Informe o telefone de quem compra.';
CREATE INDEX carrinho_por_fechamento ON flowt.tb_omni8_carrinho (cod_tenant, des_fechamento) WHERE des_fechamento IS NOT NULL;

COMMENT ON CONSTRAINT nome_de_mesa_unico ON flowt.tb_omni8_mesa IS 'Já há uma mesa com este nome na unidade: use outro.';
COMMENT ON CONSTRAINT token_de_mesa_unico ON flowt.tb_omni8_mesa IS 'Código de mesa repetido: tente de novo.';
COMMENT ON CONSTRAINT nome_de_mesa_preenchido ON flowt.tb_omni8_mesa IS 'Informe o nome da mesa, com até 40 caracteres.';
COMMENT ON CONSTRAINT lugares_entre_1_e_100 ON flowt.tb_omni8_mesa IS 'Uma mesa tem de 1 a 100 lugares.';
COMMENT ON CONSTRAINT status_de_mesa_conhecido ON flowt.tb_omni8_mesa IS 'O status da mesa é ATIVA ou INATIVA.';
COMMENT ON CONSTRAINT uma_sessao_aberta_por_mesa ON flowt.tb_omni8_mesa_sessao IS 'Esta mesa já está aberta: feche a conta dela, ou junte as duas.';
COMMENT ON CONSTRAINT status_de_sessao_conhecido ON flowt.tb_omni8_mesa_sessao IS 'O status é ABERTA, CONTA ou FECHADA.';
COMMENT ON CONSTRAINT taxa_de_servico_ate_20_por_cento ON flowt.tb_omni8_mesa_sessao IS 'A taxa de serviço vai de 0 a 20%.';
COMMENT ON CONSTRAINT gorjeta_ate_100_mil ON flowt.tb_omni8_mesa_sessao IS 'A gorjeta vai de zero a R$ 100.000,00.';
COMMENT ON CONSTRAINT sessao_fechada_tem_data_e_conta ON flowt.tb_omni8_mesa_sessao IS 'Só uma mesa fechada tem data e valor de fechamento.';
COMMENT ON CONSTRAINT liberacao_tem_motivo ON flowt.tb_omni8_mesa_sessao IS 'Diga por que a conta é liberada, em 3 a 200 caracteres.';
COMMENT ON CONSTRAINT token_de_comanda_unico ON flowt.tb_omni8_comanda IS 'Token de comanda repetido: tente de novo.';
COMMENT ON CONSTRAINT apelido_de_2_a_40_caracteres ON flowt.tb_omni8_comanda IS 'Use um nome ou apelido de 2 a 40 caracteres.';

COMMENT ON TABLE flowt.tb_omni8_mesa IS 'Mesas de cada unidade, com o código que o QR delas leva.';
COMMENT ON COLUMN flowt.tb_omni8_mesa.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_mesa.cod_mesa IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_mesa.cod_unidade IS 'Unidade.';
COMMENT ON COLUMN flowt.tb_omni8_mesa.nom_mesa IS 'Nome, que o público lê: "12", "Varanda 3".';
COMMENT ON COLUMN flowt.tb_omni8_mesa.des_token IS 'Código do QR, que não se adivinha; trocá-lo invalida o impresso.';
COMMENT ON COLUMN flowt.tb_omni8_mesa.qtd_lugares IS 'Lugares.';
COMMENT ON COLUMN flowt.tb_omni8_mesa.sta_mesa IS 'ATIVA ou INATIVA.';
COMMENT ON COLUMN flowt.tb_omni8_mesa.num_versao IS 'Versão da linha.';
COMMENT ON COLUMN flowt.tb_omni8_mesa.dat_criacao IS 'Criação.';
COMMENT ON COLUMN flowt.tb_omni8_mesa.dat_alteracao IS 'Última alteração.';
COMMENT ON TABLE flowt.tb_omni8_mesa_sessao IS 'Sessões de mesa, de quando alguém se senta a quando a conta se fecha.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_sessao.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_sessao.cod_mesa_sessao IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_sessao.cod_mesa IS 'Mesa em que está.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_sessao.cod_unidade IS 'Unidade da mesa.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_sessao.sta_sessao IS 'ABERTA ⇄ CONTA (pedida: não se pede mais nada) → FECHADA.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_sessao.num_taxa_servico IS 'Taxa de serviço sugerida quando se abriu, em por cento.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_sessao.flg_taxa_servico IS 'Se a paga: é opcional (Lei 13.419/2017).';
COMMENT ON COLUMN flowt.tb_omni8_mesa_sessao.vlr_gorjeta IS 'Gorjeta além da taxa, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_sessao.vlr_dividido IS 'Total da conta quando foi dividida, em centavos: se mudou, divide-se de novo.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_sessao.vlr_conta IS 'Total com que fechou, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_sessao.des_liberacao IS 'Por que fechou sem receber tudo, se foi assim.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_sessao.cod_usuario IS 'Quem a fechou.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_sessao.dat_conta IS 'Quando a conta foi pedida.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_sessao.dat_fechamento IS 'Quando se fechou: os tokens das comandas deixam de valer.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_sessao.num_versao IS 'Versão da linha.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_sessao.dat_criacao IS 'Quando se abriu.';
COMMENT ON COLUMN flowt.tb_omni8_mesa_sessao.dat_alteracao IS 'Última mudança.';
COMMENT ON TABLE flowt.tb_omni8_comanda IS 'Quem está em cada mesa: uma comanda por pessoa.';
COMMENT ON COLUMN flowt.tb_omni8_comanda.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_comanda.cod_comanda IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_comanda.cod_mesa_sessao IS 'Sessão de mesa.';
COMMENT ON COLUMN flowt.tb_omni8_comanda.cod_pessoa IS 'Quem é, se entrou com seu cadastro.';
COMMENT ON COLUMN flowt.tb_omni8_comanda.nom_apelido IS 'Como a mesa a chama. Dado pessoal. Anonimizado: (anonimizado).';
COMMENT ON COLUMN flowt.tb_omni8_comanda.hsh_token IS 'SHA-256 do token que só o aparelho da pessoa tem.';
COMMENT ON COLUMN flowt.tb_omni8_comanda.dat_criacao IS 'Quando entrou.';
