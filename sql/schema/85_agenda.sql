-- Appointments (guide chapter 5.1, services): who or what serves, when, and what is taken. Two cannot have one time: a constraint
-- says so, whatever asks. They go with their unit, which itself stays once it has orders.

CREATE TABLE flowt.tb_omni8_recurso (
    cod_tenant    bigint      NOT NULL,
    cod_recurso   bigint      GENERATED ALWAYS AS IDENTITY,
    cod_unidade   bigint      NOT NULL,
    nom_recurso   text        NOT NULL,
    tip_recurso   text        NOT NULL DEFAULT 'PROFISSIONAL',
    num_ordem     integer     NOT NULL DEFAULT 0,
    sta_recurso   text        NOT NULL DEFAULT 'ATIVO',
    num_versao    integer     NOT NULL DEFAULT 1,
    dat_criacao   timestamptz NOT NULL DEFAULT now(),
    dat_alteracao timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT recurso_chave PRIMARY KEY (cod_tenant, cod_recurso),
    CONSTRAINT nome_de_recurso_ja_usado UNIQUE (cod_tenant, cod_unidade, nom_recurso),
    CONSTRAINT nome_de_recurso_preenchido CHECK (length(btrim(nom_recurso)) BETWEEN 1 AND 80),
    CONSTRAINT tipo_de_recurso_conhecido CHECK (tip_recurso IN ('PROFISSIONAL', 'SALA', 'EQUIPAMENTO')),
    CONSTRAINT status_de_recurso_conhecido CHECK (sta_recurso IN ('ATIVO', 'INATIVO')),
    CONSTRAINT recurso_da_unidade FOREIGN KEY (cod_tenant, cod_unidade) REFERENCES flowt.tb_omni8_unidade (cod_tenant, cod_unidade) ON DELETE CASCADE
);
CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_recurso FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_recurso FOR EACH ROW EXECUTE FUNCTION flowt.auditar('nom_recurso');

CREATE TABLE flowt.tb_omni8_recurso_servico (
    cod_tenant  bigint NOT NULL,
    cod_recurso bigint NOT NULL,
    cod_produto bigint NOT NULL,
    CONSTRAINT recurso_servico_chave PRIMARY KEY (cod_tenant, cod_recurso, cod_produto),
    CONSTRAINT servico_do_recurso FOREIGN KEY (cod_tenant, cod_recurso) REFERENCES flowt.tb_omni8_recurso (cod_tenant, cod_recurso) ON DELETE CASCADE,
    CONSTRAINT servico_que_faz FOREIGN KEY (cod_tenant, cod_produto) REFERENCES flowt.tb_omni8_produto_servico (cod_tenant, cod_produto)
);
CREATE INDEX recurso_servico_por_produto ON flowt.tb_omni8_recurso_servico (cod_tenant, cod_produto);
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_recurso_servico FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

CREATE TABLE flowt.tb_omni8_recurso_turno (
    cod_tenant     bigint   NOT NULL,
    cod_recurso    bigint   NOT NULL,
    num_dia_semana smallint NOT NULL,
    hor_inicio     time     NOT NULL,
    hor_fim        time     NOT NULL,
    CONSTRAINT recurso_turno_chave PRIMARY KEY (cod_tenant, cod_recurso, num_dia_semana, hor_inicio),
    CONSTRAINT dia_do_recurso_entre_0_e_6 CHECK (num_dia_semana BETWEEN 0 AND 6),
    CONSTRAINT hora_do_recurso_antes_das_24 CHECK (hor_inicio < '24:00' AND hor_fim < '24:00'),
    CONSTRAINT turno_do_recurso FOREIGN KEY (cod_tenant, cod_recurso) REFERENCES flowt.tb_omni8_recurso (cod_tenant, cod_recurso) ON DELETE CASCADE
);
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_recurso_turno FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

CREATE TABLE flowt.tb_omni8_agendamento_transicao (
    sta_de   text NOT NULL,
    sta_para text NOT NULL,
    CONSTRAINT agendamento_transicao_chave PRIMARY KEY (sta_de, sta_para)
);
INSERT INTO flowt.tb_omni8_agendamento_transicao (sta_de, sta_para) VALUES
    ('RESERVADO', 'CONFIRMADO'), ('RESERVADO', 'EXPIRADO'), ('RESERVADO', 'CANCELADO'), ('CONFIRMADO', 'REALIZADO'), ('CONFIRMADO', 'FALTOU'), ('CONFIRMADO', 'CANCELADO'),
    ('BLOQUEIO', 'CANCELADO'), ('CANCELADO', 'CONFIRMADO');

-- Without a resource, the time is the unit's own: a barber alone, a single room.
CREATE TABLE flowt.tb_omni8_agendamento (
    cod_tenant        bigint      NOT NULL,
    cod_agendamento   bigint      GENERATED ALWAYS AS IDENTITY,
    des_token         text        NOT NULL,
    cod_unidade       bigint      NOT NULL,
    cod_recurso       bigint,
    cod_produto       bigint,
    cod_carrinho_item bigint,
    cod_pedido        bigint,
    dat_inicio        timestamptz NOT NULL,
    dat_fim           timestamptz NOT NULL,
    sta_agendamento   text        NOT NULL,
    dat_validade      timestamptz,
    des_motivo        text,
    num_versao        integer     NOT NULL DEFAULT 1,
    dat_criacao       timestamptz NOT NULL DEFAULT now(),
    dat_alteracao     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT agendamento_chave PRIMARY KEY (cod_tenant, cod_agendamento),
    CONSTRAINT token_de_agendamento_unico UNIQUE (cod_tenant, des_token),
    CONSTRAINT status_de_agendamento_conhecido CHECK (sta_agendamento IN ('RESERVADO', 'CONFIRMADO', 'REALIZADO', 'FALTOU', 'BLOQUEIO', 'CANCELADO', 'EXPIRADO')),
    CONSTRAINT agendamento_em_ordem CHECK (dat_inicio < dat_fim AND isfinite(dat_inicio) AND isfinite(dat_fim)),
    CONSTRAINT agendamento_de_servico_ou_bloqueio CHECK (cod_produto IS NOT NULL OR sta_agendamento IN ('BLOQUEIO', 'CANCELADO')),
    CONSTRAINT reservado_tem_validade CHECK (sta_agendamento <> 'RESERVADO' OR dat_validade IS NOT NULL),
    CONSTRAINT motivo_de_agendamento_ate_200 CHECK (length(des_motivo) <= 200),
    CONSTRAINT horario_ja_reservado EXCLUDE USING gist (cod_tenant WITH =, coalesce(cod_recurso, -cod_unidade) WITH =, tstzrange(dat_inicio, dat_fim) WITH &&)
        WHERE (sta_agendamento IN ('RESERVADO', 'CONFIRMADO', 'REALIZADO', 'FALTOU', 'BLOQUEIO')),
    CONSTRAINT agendamento_da_unidade FOREIGN KEY (cod_tenant, cod_unidade) REFERENCES flowt.tb_omni8_unidade (cod_tenant, cod_unidade) ON DELETE CASCADE,
    CONSTRAINT agendamento_do_recurso FOREIGN KEY (cod_tenant, cod_recurso) REFERENCES flowt.tb_omni8_recurso (cod_tenant, cod_recurso),
    CONSTRAINT agendamento_do_servico FOREIGN KEY (cod_tenant, cod_produto) REFERENCES flowt.tb_omni8_produto_servico (cod_tenant, cod_produto),
    CONSTRAINT agendamento_do_pedido FOREIGN KEY (cod_tenant, cod_pedido) REFERENCES flowt.tb_omni8_pedido (cod_tenant, cod_pedido)
);
CREATE INDEX agendamento_por_unidade ON flowt.tb_omni8_agendamento (cod_tenant, cod_unidade, dat_fim);
CREATE INDEX agendamento_por_recurso ON flowt.tb_omni8_agendamento (cod_tenant, cod_recurso, dat_fim);
CREATE INDEX agendamento_por_produto ON flowt.tb_omni8_agendamento (cod_tenant, cod_produto);
CREATE INDEX agendamento_por_pedido ON flowt.tb_omni8_agendamento (cod_tenant, cod_pedido);
CREATE INDEX agendamento_por_item ON flowt.tb_omni8_agendamento (cod_tenant, cod_carrinho_item) WHERE cod_carrinho_item IS NOT NULL;
CREATE INDEX agendamento_reservado ON flowt.tb_omni8_agendamento (dat_validade) WHERE sta_agendamento = 'RESERVADO';
CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_agendamento FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_agendamento FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

INSERT INTO flowt.tb_omni8_permissao (nom_permissao, des_permissao) VALUES
    ('agenda.ler',      'Ver a agenda e os recursos que atendem'),
    ('agenda.escrever', 'Marcar, remarcar, bloquear e cancelar horários'),
    ('agenda.recursos', 'Cadastrar os recursos que atendem');
INSERT INTO flowt.tb_omni8_perfil_permissao (nom_permissao, nom_perfil)
SELECT m.permissao, unnest(m.perfis) FROM (VALUES
    ('agenda.ler',      '{plataforma,admin,gerente,atendente,cozinha,api}'::text[]),
    ('agenda.escrever', '{plataforma,admin,gerente,atendente,api}'),
    ('agenda.recursos', '{plataforma,admin,gerente,api}')) AS m (permissao, perfis);

INSERT INTO flowt.tb_omni8_parametro (nom_parametro, des_parametro, nom_grupo, tip_parametro, js_padrao, num_minimo, num_maximo, num_ordem) VALUES
    ('agenda_passo_min',         'De quantos em quantos minutos um horário pode começar',                 'Agenda', 'inteiro', '15',  5, 240,   10),
    ('agenda_antecedencia_min',  'Minutos de antecedência com que o público marca um horário',             'Agenda', 'inteiro', '60',  0, 43200, 20),
    ('agenda_horizonte_dias',    'Até quantos dias à frente o público marca um horário',                   'Agenda', 'inteiro', '60',  1, 365,   30),
    ('agenda_cancelamento_min',  'Minutos antes do horário até os quais o público o remarca ou cancela',   'Agenda', 'inteiro', '120', 0, 43200, 40);

COMMENT ON CONSTRAINT nome_de_recurso_ja_usado ON flowt.tb_omni8_recurso IS 'Esta unidade já tem um recurso com este nome: escolha outro.';
COMMENT ON CONSTRAINT nome_de_recurso_preenchido ON flowt.tb_omni8_recurso IS 'Informe o nome do recurso, com até 80 caracteres.';
COMMENT ON CONSTRAINT tipo_de_recurso_conhecido ON flowt.tb_omni8_recurso IS 'O recurso é PROFISSIONAL, SALA ou EQUIPAMENTO.';
COMMENT ON CONSTRAINT status_de_recurso_conhecido ON flowt.tb_omni8_recurso IS 'O status do recurso é ATIVO ou INATIVO.';
COMMENT ON CONSTRAINT dia_do_recurso_entre_0_e_6 ON flowt.tb_omni8_recurso_turno IS 'O dia da semana vai de 0 (domingo) a 6 (sábado).';
COMMENT ON CONSTRAINT hora_do_recurso_antes_das_24 ON flowt.tb_omni8_recurso_turno IS 'A hora vai de 00:00 a 23:59; o dia inteiro é 00:00 a 00:00.';
COMMENT ON CONSTRAINT token_de_agendamento_unico ON flowt.tb_omni8_agendamento IS 'O token de um agendamento não se repete.';
COMMENT ON CONSTRAINT status_de_agendamento_conhecido ON flowt.tb_omni8_agendamento IS 'O status do agendamento não existe.';
COMMENT ON CONSTRAINT agendamento_em_ordem ON flowt.tb_omni8_agendamento IS 'O horário vai de um momento a outro depois dele.';
COMMENT ON CONSTRAINT agendamento_de_servico_ou_bloqueio ON flowt.tb_omni8_agendamento IS 'Um horário é de um serviço, ou é um bloqueio.';
COMMENT ON CONSTRAINT reservado_tem_validade ON flowt.tb_omni8_agendamento IS 'Um horário reservado tem até quando.';
COMMENT ON CONSTRAINT motivo_de_agendamento_ate_200 ON flowt.tb_omni8_agendamento IS 'O motivo tem até 200 caracteres.';
COMMENT ON CONSTRAINT horario_ja_reservado ON flowt.tb_omni8_agendamento IS 'Este horário acabou de ser ocupado: escolha outro.';
COMMENT ON TABLE flowt.tb_omni8_recurso IS 'Quem ou o que atende em uma unidade: profissionais, salas, equipamentos. Titular: quem trabalha na empresa.';
COMMENT ON COLUMN flowt.tb_omni8_recurso.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_recurso.cod_recurso IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_recurso.cod_unidade IS 'Unidade em que atende; não muda.';
COMMENT ON COLUMN flowt.tb_omni8_recurso.nom_recurso IS 'Nome, que o público lê. Dado pessoal, se é de um profissional.';
COMMENT ON COLUMN flowt.tb_omni8_recurso.tip_recurso IS 'PROFISSIONAL, SALA ou EQUIPAMENTO.';
COMMENT ON COLUMN flowt.tb_omni8_recurso.num_ordem IS 'Ordem de exibição e de preferência, crescente.';
COMMENT ON COLUMN flowt.tb_omni8_recurso.sta_recurso IS 'ATIVO ou INATIVO.';
COMMENT ON COLUMN flowt.tb_omni8_recurso.num_versao IS 'Versão da linha (trava otimista).';
COMMENT ON COLUMN flowt.tb_omni8_recurso.dat_criacao IS 'Criação.';
COMMENT ON COLUMN flowt.tb_omni8_recurso.dat_alteracao IS 'Última alteração.';
COMMENT ON TABLE flowt.tb_omni8_recurso_servico IS 'Serviços que cada recurso faz; sem linhas, faz todos.';
COMMENT ON COLUMN flowt.tb_omni8_recurso_servico.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_recurso_servico.cod_recurso IS 'Recurso.';
COMMENT ON COLUMN flowt.tb_omni8_recurso_servico.cod_produto IS 'Serviço.';
COMMENT ON TABLE flowt.tb_omni8_recurso_turno IS 'Dias e horas de cada recurso, dentro das da unidade; sem linhas, todas elas.';
COMMENT ON COLUMN flowt.tb_omni8_recurso_turno.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_recurso_turno.cod_recurso IS 'Recurso.';
COMMENT ON COLUMN flowt.tb_omni8_recurso_turno.num_dia_semana IS 'Dia em que o turno começa: 0 domingo … 6 sábado.';
COMMENT ON COLUMN flowt.tb_omni8_recurso_turno.hor_inicio IS 'Hora em que começa.';
COMMENT ON COLUMN flowt.tb_omni8_recurso_turno.hor_fim IS 'Hora em que termina; menor ou igual à de começo quer dizer no dia seguinte.';
COMMENT ON TABLE flowt.tb_omni8_agendamento_transicao IS 'Mudanças de status que um agendamento pode ter.';
COMMENT ON COLUMN flowt.tb_omni8_agendamento_transicao.sta_de IS 'Status de partida.';
COMMENT ON COLUMN flowt.tb_omni8_agendamento_transicao.sta_para IS 'Status de chegada.';
COMMENT ON TABLE flowt.tb_omni8_agendamento IS 'Horários ocupados de cada recurso, ou da própria unidade: reservados, confirmados, bloqueados; dois não se sobrepõem.';
COMMENT ON COLUMN flowt.tb_omni8_agendamento.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_agendamento.cod_agendamento IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_agendamento.des_token IS 'Token com que o cliente o vê, remarca e cancela.';
COMMENT ON COLUMN flowt.tb_omni8_agendamento.cod_unidade IS 'Unidade.';
COMMENT ON COLUMN flowt.tb_omni8_agendamento.cod_recurso IS 'Recurso; nulo: a própria unidade.';
COMMENT ON COLUMN flowt.tb_omni8_agendamento.cod_produto IS 'Serviço; nulo em um bloqueio.';
COMMENT ON COLUMN flowt.tb_omni8_agendamento.cod_carrinho_item IS 'Linha do carrinho para a qual foi reservado.';
COMMENT ON COLUMN flowt.tb_omni8_agendamento.cod_pedido IS 'Pedido que o confirmou.';
COMMENT ON COLUMN flowt.tb_omni8_agendamento.dat_inicio IS 'Começo.';
COMMENT ON COLUMN flowt.tb_omni8_agendamento.dat_fim IS 'Fim.';
COMMENT ON COLUMN flowt.tb_omni8_agendamento.sta_agendamento IS 'RESERVADO, CONFIRMADO, REALIZADO, FALTOU, BLOQUEIO, CANCELADO ou EXPIRADO.';
COMMENT ON COLUMN flowt.tb_omni8_agendamento.dat_validade IS 'Até quando a reserva espera o pedido.';
COMMENT ON COLUMN flowt.tb_omni8_agendamento.des_motivo IS 'Motivo do bloqueio ou do cancelamento.';
COMMENT ON COLUMN flowt.tb_omni8_agendamento.num_versao IS 'Versão da linha (trava otimista).';
COMMENT ON COLUMN flowt.tb_omni8_agendamento.dat_criacao IS 'Criação.';
COMMENT ON COLUMN flowt.tb_omni8_agendamento.dat_alteracao IS 'Última alteração.';

INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo) VALUES
    ('expirar_horarios', 'Libera os horários reservados e não confirmados', '1 hour');
