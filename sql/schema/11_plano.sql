-- Plans (guide chapters 3.1 and 19.2): how much of everything a company may have; which plan it has, since when.

CREATE TABLE flowt.tb_omni8_limite (
    nom_limite  text    NOT NULL,
    des_limite  text    NOT NULL,
    des_remedio text    NOT NULL,
    num_ordem   integer NOT NULL,
    CONSTRAINT limite_chave PRIMARY KEY (nom_limite)
);

CREATE TABLE flowt.tb_omni8_plano (
    nom_plano           text    NOT NULL,
    des_plano           text    NOT NULL,
    flg_padrao          boolean NOT NULL DEFAULT false,
    flg_todos_modulos   boolean NOT NULL DEFAULT true,
    num_ordem           integer NOT NULL,
    CONSTRAINT plano_chave PRIMARY KEY (nom_plano),
    CONSTRAINT plano_padrao_inclui_todos_os_modulos CHECK (NOT flg_padrao OR flg_todos_modulos),
    CONSTRAINT um_plano_padrao EXCLUDE USING btree (flg_padrao WITH =) WHERE (flg_padrao)
);

CREATE TABLE flowt.tb_omni8_plano_limite (
    nom_plano  text   NOT NULL,
    nom_limite text   NOT NULL,
    qtd_maxima bigint NOT NULL,
    CONSTRAINT plano_limite_chave PRIMARY KEY (nom_plano, nom_limite),
    CONSTRAINT maximo_nao_negativo CHECK (qtd_maxima >= 0),
    CONSTRAINT limite_do_plano_existente FOREIGN KEY (nom_plano) REFERENCES flowt.tb_omni8_plano (nom_plano),
    CONSTRAINT limite_conhecido FOREIGN KEY (nom_limite) REFERENCES flowt.tb_omni8_limite (nom_limite)
);

-- A plan lasts until the next one begins, so periods neither overlap nor leave a gap; before the first, the default plan.
CREATE TABLE flowt.tb_omni8_tenant_plano (
    cod_tenant  bigint      NOT NULL,
    dat_inicio  timestamptz NOT NULL,
    nom_plano   text        NOT NULL,
    des_motivo  text,
    nom_login   text        NOT NULL DEFAULT session_user,
    dat_criacao timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tenant_plano_chave PRIMARY KEY (cod_tenant, dat_inicio),
    CONSTRAINT motivo_do_plano_de_ate_500 CHECK (length(btrim(des_motivo)) BETWEEN 1 AND 500),
    CONSTRAINT plano_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant),
    CONSTRAINT plano_contratado FOREIGN KEY (nom_plano) REFERENCES flowt.tb_omni8_plano (nom_plano)
);
CREATE INDEX tenant_plano_por_plano ON flowt.tb_omni8_tenant_plano (nom_plano);
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_tenant_plano FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

COMMENT ON CONSTRAINT plano_padrao_inclui_todos_os_modulos ON flowt.tb_omni8_plano IS 'O plano padrão inclui todos os módulos.';
COMMENT ON CONSTRAINT um_plano_padrao ON flowt.tb_omni8_plano IS 'Só um plano é o padrão.';
COMMENT ON CONSTRAINT maximo_nao_negativo ON flowt.tb_omni8_plano_limite IS 'O máximo de um limite é zero ou mais; sem limite, não inclua a linha.';
COMMENT ON CONSTRAINT motivo_do_plano_de_ate_500 ON flowt.tb_omni8_tenant_plano IS 'Diga o motivo da mudança de plano em até 500 caracteres.';

COMMENT ON TABLE flowt.tb_omni8_limite IS 'O que um plano pode limitar; cada um é conferido por um gatilho da tabela limitada (71_limite).';
COMMENT ON COLUMN flowt.tb_omni8_limite.nom_limite IS 'Nome do limite.';
COMMENT ON COLUMN flowt.tb_omni8_limite.des_limite IS 'O que se conta, como o usuário o lê.';
COMMENT ON COLUMN flowt.tb_omni8_limite.des_remedio IS 'O que fazer quando o limite é atingido, além de mudar de plano.';
COMMENT ON COLUMN flowt.tb_omni8_limite.num_ordem IS 'Ordem de exibição.';
COMMENT ON TABLE flowt.tb_omni8_plano IS 'Planos da plataforma.';
COMMENT ON COLUMN flowt.tb_omni8_plano.nom_plano IS 'Nome do plano.';
COMMENT ON COLUMN flowt.tb_omni8_plano.des_plano IS 'Para quem é.';
COMMENT ON COLUMN flowt.tb_omni8_plano.flg_padrao IS 'Vale para o tenant que não contratou outro.';
COMMENT ON COLUMN flowt.tb_omni8_plano.flg_todos_modulos IS 'Inclui todos os módulos; falso: só os de tb_omni8_plano_modulo.';
COMMENT ON COLUMN flowt.tb_omni8_plano.num_ordem IS 'Ordem de exibição.';
COMMENT ON TABLE flowt.tb_omni8_plano_limite IS 'Máximos de cada plano; o que não está aqui é ilimitado.';
COMMENT ON COLUMN flowt.tb_omni8_plano_limite.nom_plano IS 'Plano.';
COMMENT ON COLUMN flowt.tb_omni8_plano_limite.nom_limite IS 'Limite.';
COMMENT ON COLUMN flowt.tb_omni8_plano_limite.qtd_maxima IS 'Máximo.';
COMMENT ON TABLE flowt.tb_omni8_tenant_plano IS 'Plano de cada tenant: cada linha vale até a próxima começar; antes da primeira, o plano padrão.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_plano.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_plano.dat_inicio IS 'Quando o plano começa a valer.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_plano.nom_plano IS 'Plano.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_plano.des_motivo IS 'Motivo da mudança.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_plano.nom_login IS 'Login de banco que a registrou.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_plano.dat_criacao IS 'Quando a mudança foi registrada.';

INSERT INTO flowt.tb_omni8_limite (nom_limite, des_limite, des_remedio, num_ordem) VALUES
    ('usuarios',   'usuários da equipe',       'Retire o acesso de quem não o usa', 10),
    ('unidades',   'unidades ativas',          'Desative uma unidade',              20),
    ('produtos',   'produtos e serviços',      'Exclua itens que não vende mais',   30),
    ('pessoas',    'clientes e contatos',      'Funda ou exclua cadastros',         40),
    ('pedidos_mes', 'pedidos por mês',         'Espere o próximo mês',              50),
    ('chaves_api', 'chaves de API em vigor',   'Revogue uma chave',                 60);
INSERT INTO flowt.tb_omni8_plano (nom_plano, des_plano, flg_padrao, flg_todos_modulos, num_ordem) VALUES
    ('livre',        'Sem limites: o de quem não contratou outro',  true,  true, 10),
    ('inicial',      'Para começar: uma unidade e equipe pequena',  false, true, 20),
    ('profissional', 'Para várias unidades e integrações',          false, true, 30);
INSERT INTO flowt.tb_omni8_plano_limite (nom_plano, nom_limite, qtd_maxima) VALUES
    ('inicial', 'usuarios', 3), ('inicial', 'unidades', 1), ('inicial', 'produtos', 200), ('inicial', 'pessoas', 2000), ('inicial', 'pedidos_mes', 500),
    ('inicial', 'chaves_api', 1),
    ('profissional', 'usuarios', 30), ('profissional', 'unidades', 10), ('profissional', 'produtos', 5000), ('profissional', 'pessoas', 50000),
    ('profissional', 'pedidos_mes', 10000), ('profissional', 'chaves_api', 10);
