-- Jobs (guide chapters 12.2, 19.1): what runs on a schedule, and what became of each run. Schedules are data: a module adds its line.

CREATE TABLE flowt.tb_omni8_rotina (
    nom_rotina     text        NOT NULL,
    des_rotina     text        NOT NULL,
    des_intervalo  interval    NOT NULL,
    des_prazo      interval    NOT NULL DEFAULT '5 minutes',
    qtd_tentativas integer     NOT NULL DEFAULT 5,
    flg_ativa      boolean     NOT NULL DEFAULT true,
    qtd_falhas     integer     NOT NULL DEFAULT 0,
    dat_proxima    timestamptz NOT NULL DEFAULT now(),
    dat_ultima     timestamptz,
    CONSTRAINT rotina_chave PRIMARY KEY (nom_rotina),
    CONSTRAINT nome_de_rotina_em_minusculas CHECK (nom_rotina ~ '^[a-z][a-z0-9]*(_[a-z0-9]+)*$'),
    CONSTRAINT intervalo_de_rotina_entre_1_segundo_e_31_dias CHECK (des_intervalo BETWEEN interval '1 second' AND interval '31 days'),
    CONSTRAINT prazo_de_rotina_entre_1_segundo_e_6_horas CHECK (des_prazo BETWEEN interval '1 second' AND interval '6 hours'),
    CONSTRAINT tentativas_de_rotina_entre_1_e_20 CHECK (qtd_tentativas BETWEEN 1 AND 20),
    CONSTRAINT falhas_de_rotina_nao_negativas CHECK (qtd_falhas >= 0)
);
COMMENT ON CONSTRAINT nome_de_rotina_em_minusculas ON flowt.tb_omni8_rotina IS 'O nome de uma rotina tem letras minúsculas, números e sublinhados.';
COMMENT ON CONSTRAINT intervalo_de_rotina_entre_1_segundo_e_31_dias ON flowt.tb_omni8_rotina IS 'O intervalo de uma rotina vai de 1 segundo a 31 dias.';
COMMENT ON CONSTRAINT prazo_de_rotina_entre_1_segundo_e_6_horas ON flowt.tb_omni8_rotina IS 'O prazo de uma rotina vai de 1 segundo a 6 horas.';
COMMENT ON CONSTRAINT tentativas_de_rotina_entre_1_e_20 ON flowt.tb_omni8_rotina IS 'As tentativas de uma rotina vão de 1 a 20.';
COMMENT ON CONSTRAINT falhas_de_rotina_nao_negativas ON flowt.tb_omni8_rotina IS 'As falhas de uma rotina não são negativas.';
COMMENT ON TABLE flowt.tb_omni8_rotina IS 'Rotinas e quando rodam; cada módulo acrescenta as suas, de nome igual ao da função do esquema rotina.';
COMMENT ON COLUMN flowt.tb_omni8_rotina.nom_rotina IS 'Nome: o da função rotina.<nome>(), sem argumentos.';
COMMENT ON COLUMN flowt.tb_omni8_rotina.des_rotina IS 'O que faz.';
COMMENT ON COLUMN flowt.tb_omni8_rotina.des_intervalo IS 'De quanto em quanto tempo roda, contado do horário marcado, não do fim da vez anterior.';
COMMENT ON COLUMN flowt.tb_omni8_rotina.des_prazo IS 'Quanto uma vez pode durar; passado isso é interrompida e conta como falha.';
COMMENT ON COLUMN flowt.tb_omni8_rotina.qtd_tentativas IS 'Vezes que se tenta de novo, com espera crescente, antes de aguardar o próximo horário.';
COMMENT ON COLUMN flowt.tb_omni8_rotina.flg_ativa IS 'Roda.';
COMMENT ON COLUMN flowt.tb_omni8_rotina.qtd_falhas IS 'Falhas seguidas; zero depois de uma vez que deu certo.';
COMMENT ON COLUMN flowt.tb_omni8_rotina.dat_proxima IS 'Próxima vez; fica onde está enquanto a rotina disser que fez algo, porque pode haver mais.';
COMMENT ON COLUMN flowt.tb_omni8_rotina.dat_ultima IS 'Quando começou a última vez.';

CREATE TABLE flowt.tb_omni8_log_execucao (
    cod_execucao bigint      GENERATED ALWAYS AS IDENTITY,
    nom_rotina   text        NOT NULL,
    des_processo text        NOT NULL,
    sta_execucao text        NOT NULL DEFAULT 'EXECUTANDO',
    dat_inicio   timestamptz NOT NULL DEFAULT clock_timestamp(),
    dat_fim      timestamptz,
    qtd_feitos   bigint,
    des_erro     text,
    CONSTRAINT log_execucao_chave PRIMARY KEY (cod_execucao),
    CONSTRAINT status_de_execucao_conhecido CHECK (sta_execucao IN ('EXECUTANDO', 'CONCLUIDA', 'FALHA', 'INTERROMPIDA')),
    CONSTRAINT execucao_que_acabou_tem_fim CHECK ((sta_execucao = 'EXECUTANDO') = (dat_fim IS NULL)),
    CONSTRAINT execucao_da_rotina FOREIGN KEY (nom_rotina) REFERENCES flowt.tb_omni8_rotina (nom_rotina)
);
CREATE INDEX log_execucao_por_rotina ON flowt.tb_omni8_log_execucao (nom_rotina, cod_execucao);
CREATE INDEX log_execucao_por_inicio ON flowt.tb_omni8_log_execucao (dat_inicio);
-- The wall behind the lock: however many processes there are, one run of a job at a time.
CREATE UNIQUE INDEX uma_execucao_por_rotina ON flowt.tb_omni8_log_execucao (nom_rotina) WHERE sta_execucao = 'EXECUTANDO';
COMMENT ON CONSTRAINT status_de_execucao_conhecido ON flowt.tb_omni8_log_execucao IS 'O status da execução é EXECUTANDO, CONCLUIDA, FALHA ou INTERROMPIDA.';
COMMENT ON CONSTRAINT execucao_que_acabou_tem_fim ON flowt.tb_omni8_log_execucao IS 'Só a execução em curso não tem fim.';
COMMENT ON TABLE flowt.tb_omni8_log_execucao IS 'O que houve em cada vez que uma rotina rodou; guardado por 30 dias. Sem dados pessoais.';
COMMENT ON COLUMN flowt.tb_omni8_log_execucao.cod_execucao IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_log_execucao.nom_rotina IS 'Rotina.';
COMMENT ON COLUMN flowt.tb_omni8_log_execucao.des_processo IS 'Quem rodou: máquina e processo.';
COMMENT ON COLUMN flowt.tb_omni8_log_execucao.sta_execucao IS 'EXECUTANDO, CONCLUIDA, FALHA, ou INTERROMPIDA: o processo morreu no meio. Só do que foi CONCLUIDA ficou algo.';
COMMENT ON COLUMN flowt.tb_omni8_log_execucao.dat_inicio IS 'Começo.';
COMMENT ON COLUMN flowt.tb_omni8_log_execucao.dat_fim IS 'Fim; de uma interrompida, quando se soube.';
COMMENT ON COLUMN flowt.tb_omni8_log_execucao.qtd_feitos IS 'Quantas coisas a rotina disse ter feito.';
COMMENT ON COLUMN flowt.tb_omni8_log_execucao.des_erro IS 'SQLSTATE e função onde falhou, sem valores.';

-- One company's trouble is that company's: it waits, longer and longer, while the job goes on with the others.
CREATE TABLE flowt.tb_omni8_rotina_falha (
    cod_tenant   bigint      NOT NULL,
    nom_rotina   text        NOT NULL,
    qtd_falhas   integer     NOT NULL DEFAULT 1,
    des_erro     text        NOT NULL,
    dat_primeira timestamptz NOT NULL DEFAULT now(),
    dat_ultima   timestamptz NOT NULL DEFAULT now(),
    dat_proxima  timestamptz NOT NULL,
    CONSTRAINT rotina_falha_chave PRIMARY KEY (cod_tenant, nom_rotina),
    CONSTRAINT falhas_no_tenant_positivas CHECK (qtd_falhas > 0)
);
COMMENT ON CONSTRAINT falhas_no_tenant_positivas ON flowt.tb_omni8_rotina_falha IS 'Uma falha registrada aconteceu ao menos uma vez.';
COMMENT ON TABLE flowt.tb_omni8_rotina_falha IS 'Tenants em que uma rotina falhou da última vez: as outras empresas seguem, e esta espera até dat_proxima. Sem linha, deu certo. Sem dados pessoais. Sem auditoria: é uma fila. Fora da cópia: é uma fila.';
COMMENT ON COLUMN flowt.tb_omni8_rotina_falha.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_rotina_falha.nom_rotina IS 'Rotina. Refere: tb_omni8_rotina.';
COMMENT ON COLUMN flowt.tb_omni8_rotina_falha.qtd_falhas IS 'Falhas seguidas.';
COMMENT ON COLUMN flowt.tb_omni8_rotina_falha.des_erro IS 'SQLSTATE e função da última, sem valores.';
COMMENT ON COLUMN flowt.tb_omni8_rotina_falha.dat_primeira IS 'Quando falhou pela primeira vez, das seguidas.';
COMMENT ON COLUMN flowt.tb_omni8_rotina_falha.dat_ultima IS 'Quando falhou pela última vez.';
COMMENT ON COLUMN flowt.tb_omni8_rotina_falha.dat_proxima IS 'A partir de quando se tenta de novo.';

INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo) VALUES
    ('expurgar_execucoes', 'Apaga do registro as execuções antigas', '1 day');
