-- Opening hours (guide chapter 3.1): a unit's own week, exceptions by date, and the national holidays a company may take them from.

CREATE TABLE flowt.tb_omni8_unidade_horario (
    cod_tenant     bigint   NOT NULL,
    cod_unidade    bigint   NOT NULL,
    num_dia_semana smallint NOT NULL,
    hor_abertura   time     NOT NULL,
    hor_fechamento time     NOT NULL,
    CONSTRAINT unidade_horario_chave PRIMARY KEY (cod_tenant, cod_unidade, num_dia_semana, hor_abertura),
    CONSTRAINT dia_do_horario_entre_0_e_6 CHECK (num_dia_semana BETWEEN 0 AND 6),
    CONSTRAINT hora_da_unidade_antes_das_24 CHECK (hor_abertura < '24:00' AND hor_fechamento < '24:00'),
    CONSTRAINT horario_da_unidade FOREIGN KEY (cod_tenant, cod_unidade) REFERENCES flowt.tb_omni8_unidade (cod_tenant, cod_unidade) ON DELETE CASCADE
);
ALTER TABLE flowt.tb_omni8_tenant_horario ADD CONSTRAINT hora_da_empresa_antes_das_24 CHECK (hor_abertura < '24:00' AND hor_fechamento < '24:00');

-- An exception without shifts is a day off.
CREATE TABLE flowt.tb_omni8_horario_excecao (
    cod_tenant   bigint      NOT NULL,
    cod_excecao  bigint      GENERATED ALWAYS AS IDENTITY,
    cod_unidade  bigint,
    dat_excecao  date,
    des_dia_anual text,
    nom_excecao  text        NOT NULL,
    dat_criacao  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT horario_excecao_chave PRIMARY KEY (cod_tenant, cod_excecao),
    CONSTRAINT excecao_ja_cadastrada UNIQUE NULLS NOT DISTINCT (cod_tenant, cod_unidade, dat_excecao, des_dia_anual),
    CONSTRAINT excecao_em_uma_data_ou_todo_ano CHECK (num_nonnulls(dat_excecao, des_dia_anual) = 1),
    CONSTRAINT dia_anual_valido CHECK (des_dia_anual ~ '^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'
        AND substr(des_dia_anual, 4)::integer <= CASE left(des_dia_anual, 2) WHEN '02' THEN 29 WHEN '04' THEN 30 WHEN '06' THEN 30 WHEN '09' THEN 30 WHEN '11' THEN 30 ELSE 31 END),
    CONSTRAINT nome_de_excecao_preenchido CHECK (length(btrim(nom_excecao)) BETWEEN 1 AND 80),
    CONSTRAINT excecao_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant),
    CONSTRAINT excecao_da_unidade FOREIGN KEY (cod_tenant, cod_unidade) REFERENCES flowt.tb_omni8_unidade (cod_tenant, cod_unidade) ON DELETE CASCADE
);
CREATE INDEX horario_excecao_por_data ON flowt.tb_omni8_horario_excecao (cod_tenant, dat_excecao);
CREATE INDEX horario_excecao_por_dia_anual ON flowt.tb_omni8_horario_excecao (cod_tenant, des_dia_anual);

CREATE TABLE flowt.tb_omni8_horario_excecao_turno (
    cod_tenant     bigint NOT NULL,
    cod_excecao    bigint NOT NULL,
    hor_abertura   time   NOT NULL,
    hor_fechamento time   NOT NULL,
    CONSTRAINT horario_excecao_turno_chave PRIMARY KEY (cod_tenant, cod_excecao, hor_abertura),
    CONSTRAINT hora_da_excecao_antes_das_24 CHECK (hor_abertura < '24:00' AND hor_fechamento < '24:00'),
    CONSTRAINT turno_da_excecao FOREIGN KEY (cod_tenant, cod_excecao) REFERENCES flowt.tb_omni8_horario_excecao (cod_tenant, cod_excecao) ON DELETE CASCADE
);

-- Fixed days by month and day, movable ones by their distance from Easter.
CREATE TABLE flowt.tb_omni8_feriado (
    nom_feriado        text    NOT NULL,
    des_dia_anual      text,
    qtd_dias_da_pascoa integer,
    num_ano_inicial    integer NOT NULL DEFAULT 1980,
    flg_facultativo    boolean NOT NULL DEFAULT false,
    CONSTRAINT feriado_chave PRIMARY KEY (nom_feriado),
    CONSTRAINT feriado_fixo_ou_movel CHECK (num_nonnulls(des_dia_anual, qtd_dias_da_pascoa) = 1)
);
INSERT INTO flowt.tb_omni8_feriado (nom_feriado, des_dia_anual, qtd_dias_da_pascoa, num_ano_inicial, flg_facultativo) VALUES
    ('Confraternização Universal', '01-01', NULL, 1980, false),
    ('Segunda-feira de Carnaval',  NULL,    -48,  1980, true),
    ('Carnaval',                   NULL,    -47,  1980, true),
    ('Quarta-feira de Cinzas',     NULL,    -46,  1980, true),
    ('Sexta-feira Santa',          NULL,    -2,   1980, false),
    ('Tiradentes',                 '04-21', NULL, 1980, false),
    ('Dia do Trabalho',            '05-01', NULL, 1980, false),
    ('Corpus Christi',             NULL,    60,   1980, true),
    ('Independência do Brasil',    '09-07', NULL, 1980, false),
    ('Nossa Senhora Aparecida',    '10-12', NULL, 1980, false),
    ('Finados',                    '11-02', NULL, 1980, false),
    ('Proclamação da República',   '11-15', NULL, 1980, false),
    ('Consciência Negra',          '11-20', NULL, 2024, false),
    ('Natal',                      '12-25', NULL, 1980, false);

CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_unidade_horario FOR EACH ROW EXECUTE FUNCTION flowt.auditar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_horario_excecao FOR EACH ROW EXECUTE FUNCTION flowt.auditar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_horario_excecao_turno FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

COMMENT ON CONSTRAINT dia_do_horario_entre_0_e_6 ON flowt.tb_omni8_unidade_horario IS 'O dia da semana vai de 0 (domingo) a 6 (sábado).';
COMMENT ON CONSTRAINT hora_da_unidade_antes_das_24 ON flowt.tb_omni8_unidade_horario IS 'A hora vai de 00:00 a 23:59; o dia inteiro é 00:00 a 00:00.';
COMMENT ON CONSTRAINT hora_da_empresa_antes_das_24 ON flowt.tb_omni8_tenant_horario IS 'A hora vai de 00:00 a 23:59; o dia inteiro é 00:00 a 00:00.';
COMMENT ON CONSTRAINT hora_da_excecao_antes_das_24 ON flowt.tb_omni8_horario_excecao_turno IS 'A hora vai de 00:00 a 23:59; o dia inteiro é 00:00 a 00:00.';
COMMENT ON CONSTRAINT excecao_ja_cadastrada ON flowt.tb_omni8_horario_excecao IS 'Já há uma exceção neste dia: exclua-a antes de cadastrar outra.';
COMMENT ON CONSTRAINT excecao_em_uma_data_ou_todo_ano ON flowt.tb_omni8_horario_excecao IS 'Informe uma data ou um dia que se repete todo ano, e só um dos dois.';
COMMENT ON CONSTRAINT dia_anual_valido ON flowt.tb_omni8_horario_excecao IS 'O dia que se repete se escreve mês-dia, como 12-25.';
COMMENT ON CONSTRAINT nome_de_excecao_preenchido ON flowt.tb_omni8_horario_excecao IS 'Diga o motivo da exceção, com até 80 caracteres: o público o lê.';
COMMENT ON CONSTRAINT feriado_fixo_ou_movel ON flowt.tb_omni8_feriado IS 'Um feriado é fixo ou conta da Páscoa.';

COMMENT ON TABLE flowt.tb_omni8_unidade_horario IS 'Horário semanal de uma unidade, no fuso dela; sem linhas vale o da empresa.';
COMMENT ON COLUMN flowt.tb_omni8_unidade_horario.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_unidade_horario.cod_unidade IS 'Unidade.';
COMMENT ON COLUMN flowt.tb_omni8_unidade_horario.num_dia_semana IS 'Dia em que o turno começa: 0 domingo … 6 sábado.';
COMMENT ON COLUMN flowt.tb_omni8_unidade_horario.hor_abertura IS 'Hora de abrir.';
COMMENT ON COLUMN flowt.tb_omni8_unidade_horario.hor_fechamento IS 'Hora de fechar; menor ou igual à de abrir quer dizer no dia seguinte.';
COMMENT ON TABLE flowt.tb_omni8_horario_excecao IS 'Dias em que não vale o horário semanal, da empresa ou de uma unidade; sem turnos, fechado.';
COMMENT ON COLUMN flowt.tb_omni8_horario_excecao.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_horario_excecao.cod_excecao IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_horario_excecao.cod_unidade IS 'Unidade; nulo: a empresa toda.';
COMMENT ON COLUMN flowt.tb_omni8_horario_excecao.dat_excecao IS 'O dia, se é um só.';
COMMENT ON COLUMN flowt.tb_omni8_horario_excecao.des_dia_anual IS 'Mês e dia (12-25), se é todo ano.';
COMMENT ON COLUMN flowt.tb_omni8_horario_excecao.nom_excecao IS 'Motivo, que o público lê: "Natal".';
COMMENT ON COLUMN flowt.tb_omni8_horario_excecao.dat_criacao IS 'Criação.';
COMMENT ON TABLE flowt.tb_omni8_horario_excecao_turno IS 'Turnos de uma exceção, no lugar dos da semana.';
COMMENT ON COLUMN flowt.tb_omni8_horario_excecao_turno.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_horario_excecao_turno.cod_excecao IS 'Exceção.';
COMMENT ON COLUMN flowt.tb_omni8_horario_excecao_turno.hor_abertura IS 'Hora de abrir.';
COMMENT ON COLUMN flowt.tb_omni8_horario_excecao_turno.hor_fechamento IS 'Hora de fechar; menor ou igual à de abrir quer dizer no dia seguinte.';
COMMENT ON TABLE flowt.tb_omni8_feriado IS 'Feriados e pontos facultativos nacionais, que uma empresa pode aceitar como exceções.';
COMMENT ON COLUMN flowt.tb_omni8_feriado.nom_feriado IS 'Nome.';
COMMENT ON COLUMN flowt.tb_omni8_feriado.des_dia_anual IS 'Mês e dia de um feriado fixo.';
COMMENT ON COLUMN flowt.tb_omni8_feriado.qtd_dias_da_pascoa IS 'Dias depois (ou antes, negativo) da Páscoa de um feriado móvel.';
COMMENT ON COLUMN flowt.tb_omni8_feriado.num_ano_inicial IS 'Primeiro ano em que vale.';
COMMENT ON COLUMN flowt.tb_omni8_feriado.flg_facultativo IS 'Ponto facultativo: não é feriado por lei federal.';
