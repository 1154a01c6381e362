-- Parameters with validity (guide chapter 3.1): what a company may set, as data; each value with its period, the past kept.

CREATE TABLE flowt.tb_omni8_parametro (
    nom_parametro text    NOT NULL,
    des_parametro text    NOT NULL,
    nom_grupo     text    NOT NULL,
    tip_parametro text    NOT NULL,
    js_padrao     jsonb   NOT NULL,
    num_minimo    bigint,
    num_maximo    bigint,
    des_opcoes    text[],
    nom_permissao text    NOT NULL DEFAULT 'empresa.configurar',
    num_ordem     integer NOT NULL DEFAULT 100,
    CONSTRAINT parametro_chave PRIMARY KEY (nom_parametro),
    CONSTRAINT nome_de_parametro_em_minusculas CHECK (nom_parametro ~ '^[a-z][a-z0-9]*(_[a-z0-9]+)*$'),
    CONSTRAINT tipo_de_parametro_conhecido CHECK (tip_parametro IN ('inteiro', 'texto', 'booleano', 'centavos', 'hora', 'lista')),
    CONSTRAINT minimo_ate_o_maximo CHECK (num_minimo <= num_maximo)
);

CREATE TABLE flowt.tb_omni8_parametro_valor (
    cod_tenant    bigint      NOT NULL,
    nom_parametro text        NOT NULL,
    dat_inicio    timestamptz NOT NULL,
    dat_fim       timestamptz,
    js_valor      jsonb       NOT NULL,
    cod_usuario   bigint,
    dat_criacao   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT parametro_valor_chave PRIMARY KEY (cod_tenant, nom_parametro, dat_inicio),
    CONSTRAINT parametro_comeca_antes_de_terminar CHECK (dat_inicio < dat_fim),
    CONSTRAINT um_valor_de_parametro_por_vez EXCLUDE USING gist (cod_tenant WITH =, nom_parametro WITH =, tstzrange(dat_inicio, dat_fim) WITH &&),
    CONSTRAINT parametro_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant),
    CONSTRAINT parametro_conhecido FOREIGN KEY (nom_parametro) REFERENCES flowt.tb_omni8_parametro (nom_parametro)
);
CREATE INDEX parametro_valor_por_parametro ON flowt.tb_omni8_parametro_valor (nom_parametro);
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_parametro_valor FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

COMMENT ON CONSTRAINT nome_de_parametro_em_minusculas ON flowt.tb_omni8_parametro IS 'O nome de um parâmetro tem letras minúsculas, números e sublinhados.';
COMMENT ON CONSTRAINT tipo_de_parametro_conhecido ON flowt.tb_omni8_parametro IS 'O tipo é inteiro, texto, booleano, centavos, hora ou lista.';
COMMENT ON CONSTRAINT minimo_ate_o_maximo ON flowt.tb_omni8_parametro IS 'O mínimo não passa do máximo.';
COMMENT ON CONSTRAINT parametro_comeca_antes_de_terminar ON flowt.tb_omni8_parametro_valor IS 'O valor começa a valer antes de deixar de valer.';
COMMENT ON CONSTRAINT um_valor_de_parametro_por_vez ON flowt.tb_omni8_parametro_valor IS 'Este parâmetro acabou de ser alterado por outra pessoa: leia-o de novo e repita.';

COMMENT ON TABLE flowt.tb_omni8_parametro IS 'Parâmetros que um tenant pode ajustar; cada módulo acrescenta os seus.';
COMMENT ON COLUMN flowt.tb_omni8_parametro.nom_parametro IS 'Nome.';
COMMENT ON COLUMN flowt.tb_omni8_parametro.des_parametro IS 'O que decide, para a tela de configuração.';
COMMENT ON COLUMN flowt.tb_omni8_parametro.nom_grupo IS 'Grupo na tela de configuração.';
COMMENT ON COLUMN flowt.tb_omni8_parametro.tip_parametro IS 'inteiro, texto, booleano, centavos, hora ("HH:MM") ou lista (de textos).';
COMMENT ON COLUMN flowt.tb_omni8_parametro.js_padrao IS 'Valor de quem nada escolheu.';
COMMENT ON COLUMN flowt.tb_omni8_parametro.num_minimo IS 'Menor valor; de um texto ou lista, menor tamanho.';
COMMENT ON COLUMN flowt.tb_omni8_parametro.num_maximo IS 'Maior valor; de um texto ou lista, maior tamanho.';
COMMENT ON COLUMN flowt.tb_omni8_parametro.des_opcoes IS 'Valores que um texto, ou cada elemento de uma lista, pode ter; nulo: qualquer um.';
COMMENT ON COLUMN flowt.tb_omni8_parametro.nom_permissao IS 'Permissão de quem pode mudá-lo.';
COMMENT ON COLUMN flowt.tb_omni8_parametro.num_ordem IS 'Ordem de exibição no grupo.';
COMMENT ON TABLE flowt.tb_omni8_parametro_valor IS 'Valores escolhidos por tenant, com o período em que valem; os passados ficam.';
COMMENT ON COLUMN flowt.tb_omni8_parametro_valor.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_parametro_valor.nom_parametro IS 'Parâmetro.';
COMMENT ON COLUMN flowt.tb_omni8_parametro_valor.dat_inicio IS 'Desde quando vale.';
COMMENT ON COLUMN flowt.tb_omni8_parametro_valor.dat_fim IS 'Até quando vale, exclusive; nulo: sem fim.';
COMMENT ON COLUMN flowt.tb_omni8_parametro_valor.js_valor IS 'Valor, do tipo do parâmetro.';
COMMENT ON COLUMN flowt.tb_omni8_parametro_valor.cod_usuario IS 'Quem o escolheu; nulo para o DBA e para modelos.';
COMMENT ON COLUMN flowt.tb_omni8_parametro_valor.dat_criacao IS 'Quando foi escolhido.';

INSERT INTO flowt.tb_omni8_parametro (nom_parametro, des_parametro, nom_grupo, tip_parametro, js_padrao, num_minimo, num_maximo, des_opcoes, nom_permissao, num_ordem) VALUES
    ('cardapio_aviso', 'Aviso no alto do cardápio, como "Fechamos de 24 a 26 de dezembro"; vazio, não aparece', 'Cardápio', 'texto', '""', 0, 200, NULL, 'empresa.escrever', 10),
    ('mensagem_silencio_inicio', 'Hora a partir da qual não se enviam mensagens de divulgação nem convites de pesquisa, no fuso da empresa', 'Mensagens', 'hora', '"21:00"', NULL, NULL, NULL, 'empresa.configurar', 10),
    ('mensagem_silencio_fim', 'Hora em que mensagens de divulgação e convites de pesquisa voltam a ser enviados; igual à outra, a qualquer hora', 'Mensagens', 'hora', '"08:00"', NULL, NULL, NULL, 'empresa.configurar', 20),
    ('mensagem_canais', 'Canais por onde a empresa envia mensagens, na ordem de preferência', 'Mensagens', 'lista', '["EMAIL"]', 1, 3, '{EMAIL,SMS,WHATSAPP}', 'empresa.configurar', 30);
