-- Scores (guide chapter 14): what a customer is worth to a company and how a company does, each with its reasons. Whatever an
-- input of somebody's score changes leaves a mark in the same transaction; a job consumes the marks first and then scores just
-- those people anew. No foreign keys on what is counted: it is not entered.

CREATE TABLE flowt.tb_omni8_score_componente (
    tip_score      text     NOT NULL,
    nom_componente text     NOT NULL,
    des_componente text     NOT NULL,
    des_formula    text     NOT NULL,
    num_peso       smallint NOT NULL,
    num_ordem      integer  NOT NULL,
    CONSTRAINT score_componente_chave PRIMARY KEY (tip_score, nom_componente),
    CONSTRAINT tipo_de_score_conhecido CHECK (tip_score IN ('CLIENTE', 'EMPRESA')),
    CONSTRAINT peso_padrao_entre_0_e_100 CHECK (num_peso BETWEEN 0 AND 100)
);
COMMENT ON CONSTRAINT tipo_de_score_conhecido ON flowt.tb_omni8_score_componente IS 'O score é de CLIENTE ou da EMPRESA.';
COMMENT ON CONSTRAINT peso_padrao_entre_0_e_100 ON flowt.tb_omni8_score_componente IS 'O peso vai de 0 a 100.';
COMMENT ON TABLE flowt.tb_omni8_score_componente IS 'De que cada score é feito, como se calcula e quanto pesa para quem nada escolheu.';
COMMENT ON COLUMN flowt.tb_omni8_score_componente.tip_score IS 'CLIENTE ou EMPRESA.';
COMMENT ON COLUMN flowt.tb_omni8_score_componente.nom_componente IS 'Nome.';
COMMENT ON COLUMN flowt.tb_omni8_score_componente.des_componente IS 'Como se lê na tela.';
COMMENT ON COLUMN flowt.tb_omni8_score_componente.des_formula IS 'Como se calcula, em palavras.';
COMMENT ON COLUMN flowt.tb_omni8_score_componente.num_peso IS 'Peso padrão; os de um score somam 100.';
COMMENT ON COLUMN flowt.tb_omni8_score_componente.num_ordem IS 'Ordem na tela.';
INSERT INTO flowt.tb_omni8_score_componente (tip_score, nom_componente, des_componente, des_formula, num_peso, num_ordem) VALUES
    ('CLIENTE', 'recencia',     'Recência',    '0,5 elevado a (dias desde a última compra ÷ 30); 0 sem compra em 365 dias', 30, 10),
    ('CLIENTE', 'frequencia',   'Frequência',  'ln(1 + pedidos confirmados em 365 dias) ÷ ln(13), até 1', 25, 20),
    ('CLIENTE', 'valor',        'Valor',       'ln(1 + reais líquidos em 365 dias) ÷ ln(1001), até 1', 25, 30),
    ('CLIENTE', 'nps',          'Satisfação',  'última nota de NPS: promotor 1, neutro 0,5, detrator 0; não entra sem nota', 20, 40),
    ('CLIENTE', 'engajamento',  'Engajamento', 'ln(1 + visitas engajadas em 365 dias, até ontem) ÷ ln(13), até 1; não entra sem visitas conhecidas', 0, 50),
    ('CLIENTE', 'indicacao',    'Indicações',  'clientes que indicou; não entra enquanto não há programa de indicação', 0, 60),
    ('EMPRESA', 'receita',      'Receita',      'receita bruta de 30 dias ÷ a dos 30 anteriores ÷ 2, até 1; não entra sem receita anterior', 20, 10),
    ('EMPRESA', 'conversao',    'Conversão',    'conversão de 30 dias ÷ 3 %, até 1; não entra com menos de 100 visitas', 20, 20),
    ('EMPRESA', 'recompra',     'Recompra',     'recompra de 30 dias ÷ 30 %, até 1; não entra sem compradores', 20, 30),
    ('EMPRESA', 'nps',          'Satisfação',   '(NPS de 30 dias + 100) ÷ 200; não entra com menos de 10 respostas', 20, 40),
    ('EMPRESA', 'cancelamento', 'Cancelamento', '1 − cancelamento de 30 dias ÷ 10 %, no mínimo 0; não entra sem pedidos', 10, 50),
    ('EMPRESA', 'atividade',    'Atividade',    'dias com pedido confirmado, de 30', 10, 60);

CREATE TABLE flowt.tb_omni8_score_nivel (
    num_nivel  smallint NOT NULL,
    num_dias   integer,
    qtd_pedidos integer NOT NULL,
    CONSTRAINT score_nivel_chave PRIMARY KEY (num_nivel),
    CONSTRAINT nivel_entre_1_e_5 CHECK (num_nivel BETWEEN 1 AND 5),
    CONSTRAINT so_o_nivel_1_nao_tem_dias CHECK ((num_nivel = 1) = (num_dias IS NULL))
);
COMMENT ON CONSTRAINT nivel_entre_1_e_5 ON flowt.tb_omni8_score_nivel IS 'O nível vai de 1 a 5.';
COMMENT ON CONSTRAINT so_o_nivel_1_nao_tem_dias ON flowt.tb_omni8_score_nivel IS 'O nível 1 de recência é o de quem passou do limite do 2.';
COMMENT ON TABLE flowt.tb_omni8_score_nivel IS 'Limites dos níveis de recência e frequência para quem nada escolheu.';
COMMENT ON COLUMN flowt.tb_omni8_score_nivel.num_nivel IS 'Nível, de 1 a 5.';
COMMENT ON COLUMN flowt.tb_omni8_score_nivel.num_dias IS 'Dias desde a última compra, no máximo; nulo: mais que o do nível 2.';
COMMENT ON COLUMN flowt.tb_omni8_score_nivel.qtd_pedidos IS 'Pedidos em 365 dias, no mínimo.';
INSERT INTO flowt.tb_omni8_score_nivel (num_nivel, num_dias, qtd_pedidos) VALUES (5, 7, 12), (4, 30, 6), (3, 60, 3), (2, 120, 2), (1, NULL, 1);

CREATE TABLE flowt.tb_omni8_segmento (
    nom_segmento text    NOT NULL,
    des_segmento text    NOT NULL,
    des_criterio text    NOT NULL,
    num_ordem    integer NOT NULL,
    CONSTRAINT segmento_chave PRIMARY KEY (nom_segmento)
);
COMMENT ON TABLE flowt.tb_omni8_segmento IS 'Segmentos de clientes, do melhor ao que nunca comprou.';
COMMENT ON COLUMN flowt.tb_omni8_segmento.nom_segmento IS 'Nome.';
COMMENT ON COLUMN flowt.tb_omni8_segmento.des_segmento IS 'Como se lê na tela.';
COMMENT ON COLUMN flowt.tb_omni8_segmento.des_criterio IS 'Quem está nele, em palavras.';
COMMENT ON COLUMN flowt.tb_omni8_segmento.num_ordem IS 'Ordem na tela.';
INSERT INTO flowt.tb_omni8_segmento (nom_segmento, des_segmento, des_criterio, num_ordem) VALUES
    ('campeao',           'Campeão',            'Comprou há pouco e compra muito', 10),
    ('fiel',              'Fiel',               'Compra muito e voltou nos últimos tempos', 20),
    ('potencial_fiel',    'Potencial fiel',     'Comprou há pouco e já voltou algumas vezes', 30),
    ('novo',              'Novo',               'Acaba de fazer a primeira compra', 40),
    ('promissor',         'Promissor',          'Fez uma compra há pouco', 50),
    ('precisa_atencao',   'Precisa de atenção', 'Compra às vezes e começa a demorar', 60),
    ('prestes_a_dormir',  'Prestes a dormir',   'Comprou pouco e começa a demorar', 70),
    ('nao_pode_perder',   'Não pode perder',    'Comprava muito e sumiu', 80),
    ('em_risco',          'Em risco',           'Comprava às vezes e sumiu', 90),
    ('hibernando',        'Hibernando',         'Comprou pouco e há muito tempo', 100),
    ('sem_compra',        'Sem compra',         'Nenhum pedido confirmado em 365 dias', 110);

CREATE TABLE flowt.tb_omni8_segmento_grade (
    num_nivel_r  smallint NOT NULL,
    num_nivel_f  smallint NOT NULL,
    nom_segmento text     NOT NULL,
    CONSTRAINT segmento_grade_chave PRIMARY KEY (num_nivel_r, num_nivel_f),
    CONSTRAINT niveis_da_grade_entre_1_e_5 CHECK (num_nivel_r BETWEEN 1 AND 5 AND num_nivel_f BETWEEN 1 AND 5),
    CONSTRAINT segmento_da_grade FOREIGN KEY (nom_segmento) REFERENCES flowt.tb_omni8_segmento (nom_segmento)
);
COMMENT ON CONSTRAINT niveis_da_grade_entre_1_e_5 ON flowt.tb_omni8_segmento_grade IS 'Os níveis vão de 1 a 5.';
COMMENT ON TABLE flowt.tb_omni8_segmento_grade IS 'Em que segmento está quem tem um nível de recência e um de frequência.';
COMMENT ON COLUMN flowt.tb_omni8_segmento_grade.num_nivel_r IS 'Nível de recência.';
COMMENT ON COLUMN flowt.tb_omni8_segmento_grade.num_nivel_f IS 'Nível de frequência.';
COMMENT ON COLUMN flowt.tb_omni8_segmento_grade.nom_segmento IS 'Segmento.';
-- One line per level of recency, from 5 down; its columns are the levels of frequency, from 5 down.
INSERT INTO flowt.tb_omni8_segmento_grade (num_nivel_r, num_nivel_f, nom_segmento)
SELECT l.r, 6 - f.posicao, f.nome FROM (VALUES
    (5, '{campeao,campeao,potencial_fiel,potencial_fiel,novo}'::text[]),
    (4, '{fiel,fiel,potencial_fiel,potencial_fiel,promissor}'),
    (3, '{fiel,fiel,precisa_atencao,prestes_a_dormir,prestes_a_dormir}'),
    (2, '{nao_pode_perder,em_risco,em_risco,hibernando,hibernando}'),
    (1, '{nao_pode_perder,em_risco,em_risco,hibernando,hibernando}')) AS l (r, nomes)
 CROSS JOIN LATERAL unnest(l.nomes) WITH ORDINALITY AS f (nome, posicao);

CREATE TABLE flowt.tb_omni8_score_configuracao (
    cod_tenant           bigint      NOT NULL,
    num_peso_recencia    smallint    NOT NULL,
    num_peso_frequencia  smallint    NOT NULL,
    num_peso_valor       smallint    NOT NULL,
    num_peso_nps         smallint    NOT NULL,
    num_peso_engajamento smallint    NOT NULL,
    num_peso_indicacao   smallint    NOT NULL,
    num_dias_r           integer[]   NOT NULL,
    qtd_pedidos_f        integer[]   NOT NULL,
    num_versao           integer     NOT NULL DEFAULT 1,
    dat_criacao          timestamptz NOT NULL DEFAULT now(),
    dat_alteracao        timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT score_configuracao_chave PRIMARY KEY (cod_tenant),
    CONSTRAINT pesos_nao_negativos CHECK (least(num_peso_recencia, num_peso_frequencia, num_peso_valor, num_peso_nps, num_peso_engajamento, num_peso_indicacao) >= 0),
    CONSTRAINT pesos_somam_100 CHECK (num_peso_recencia + num_peso_frequencia + num_peso_valor + num_peso_nps + num_peso_engajamento + num_peso_indicacao = 100),
    -- Present for everybody: a score of nothing but a note that few gave would be of few.
    CONSTRAINT compras_tem_peso CHECK (num_peso_recencia + num_peso_frequencia + num_peso_valor > 0),
    CONSTRAINT limites_de_dias_crescentes CHECK (cardinality(num_dias_r) = 4 AND array_position(num_dias_r, NULL) IS NULL
        AND 0 <= num_dias_r[1] AND num_dias_r[1] < num_dias_r[2] AND num_dias_r[2] < num_dias_r[3] AND num_dias_r[3] < num_dias_r[4] AND num_dias_r[4] < 365),
    CONSTRAINT limites_de_pedidos_decrescentes CHECK (cardinality(qtd_pedidos_f) = 5 AND array_position(qtd_pedidos_f, NULL) IS NULL
        AND qtd_pedidos_f[1] <= 10000 AND qtd_pedidos_f[1] > qtd_pedidos_f[2] AND qtd_pedidos_f[2] > qtd_pedidos_f[3] AND qtd_pedidos_f[3] > qtd_pedidos_f[4]
        AND qtd_pedidos_f[4] > qtd_pedidos_f[5] AND qtd_pedidos_f[5] = 1),
    CONSTRAINT score_configuracao_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant)
);
CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_score_configuracao FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_score_configuracao FOR EACH ROW EXECUTE FUNCTION flowt.auditar();
COMMENT ON CONSTRAINT pesos_nao_negativos ON flowt.tb_omni8_score_configuracao IS 'Um peso vai de 0 a 100.';
COMMENT ON CONSTRAINT pesos_somam_100 ON flowt.tb_omni8_score_configuracao IS 'Os pesos somam 100: aumente um o que diminuir de outro.';
COMMENT ON CONSTRAINT compras_tem_peso ON flowt.tb_omni8_score_configuracao IS 'Dê peso a ao menos um entre recência, frequência e valor: são o que se sabe de todo cliente.';
COMMENT ON CONSTRAINT limites_de_dias_crescentes ON flowt.tb_omni8_score_configuracao IS 'Dê quatro limites de dias, do nível 5 ao 2, cada um maior que o anterior, de 0 a 364.';
COMMENT ON CONSTRAINT limites_de_pedidos_decrescentes ON flowt.tb_omni8_score_configuracao IS 'Dê cinco limites de pedidos, do nível 5 ao 1, cada um menor que o anterior, até 10000; o último é 1.';
COMMENT ON TABLE flowt.tb_omni8_score_configuracao IS 'Pesos e limites que um tenant escolheu; sem linha valem os da plataforma.';
COMMENT ON COLUMN flowt.tb_omni8_score_configuracao.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_score_configuracao.num_peso_recencia IS 'Peso da recência.';
COMMENT ON COLUMN flowt.tb_omni8_score_configuracao.num_peso_frequencia IS 'Peso da frequência.';
COMMENT ON COLUMN flowt.tb_omni8_score_configuracao.num_peso_valor IS 'Peso do valor.';
COMMENT ON COLUMN flowt.tb_omni8_score_configuracao.num_peso_nps IS 'Peso da satisfação.';
COMMENT ON COLUMN flowt.tb_omni8_score_configuracao.num_peso_engajamento IS 'Peso do engajamento; 0: não entra.';
COMMENT ON COLUMN flowt.tb_omni8_score_configuracao.num_peso_indicacao IS 'Peso das indicações; 0: não entra.';
COMMENT ON COLUMN flowt.tb_omni8_score_configuracao.num_dias_r IS 'Dias desde a última compra até os quais se está nos níveis 5, 4, 3 e 2; além deles, no 1.';
COMMENT ON COLUMN flowt.tb_omni8_score_configuracao.qtd_pedidos_f IS 'Pedidos a partir dos quais se está nos níveis 5, 4, 3, 2 e 1.';
COMMENT ON COLUMN flowt.tb_omni8_score_configuracao.num_versao IS 'Versão da linha.';
COMMENT ON COLUMN flowt.tb_omni8_score_configuracao.dat_criacao IS 'Quando foi escolhida.';
COMMENT ON COLUMN flowt.tb_omni8_score_configuracao.dat_alteracao IS 'Última mudança.';

-- MARK: what is counted

CREATE TABLE flowt.tb_omni8_score_sujo (
    cod_tenant      bigint      NOT NULL,
    cod_score_marca       bigint      GENERATED ALWAYS AS IDENTITY,
    tip_marca       text        NOT NULL DEFAULT 'PESSOA',
    cod_pessoa      bigint,
    cod_pessoa_apos bigint,
    dat_marca       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT score_sujo_chave PRIMARY KEY (cod_tenant, cod_score_marca),
    CONSTRAINT tipo_de_marca_conhecido CHECK (tip_marca IN ('PESSOA', 'TODAS', 'DIA')),
    CONSTRAINT marca_de_uma_ou_de_muitas CHECK ((tip_marca = 'PESSOA') = (cod_pessoa IS NOT NULL) AND (tip_marca = 'PESSOA') = (cod_pessoa_apos IS NULL))
);
CREATE INDEX score_sujo_de_muitas ON flowt.tb_omni8_score_sujo (dat_marca, cod_score_marca) WHERE tip_marca <> 'PESSOA';
COMMENT ON CONSTRAINT tipo_de_marca_conhecido ON flowt.tb_omni8_score_sujo IS 'A marca é de uma PESSOA, de TODAS ou do DIA.';
COMMENT ON CONSTRAINT marca_de_uma_ou_de_muitas ON flowt.tb_omni8_score_sujo IS 'A marca de uma pessoa diz qual; as outras, de onde se continua.';
COMMENT ON TABLE flowt.tb_omni8_score_sujo IS 'Pessoas a pontuar de novo. Só se acrescenta, sem chave única: quem escreve não espera por ninguém. Sem auditoria: é uma fila. Fora da cópia: é uma fila.';
COMMENT ON COLUMN flowt.tb_omni8_score_sujo.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_score_sujo.cod_score_marca IS 'Sequência.';
COMMENT ON COLUMN flowt.tb_omni8_score_sujo.tip_marca IS 'PESSOA; TODAS as do tenant; DIA: só aquelas cujo score o passar dos dias muda.';
COMMENT ON COLUMN flowt.tb_omni8_score_sujo.cod_pessoa IS 'Pessoa, se é de uma. Não pertence a ela: é um recado à rotina.';
COMMENT ON COLUMN flowt.tb_omni8_score_sujo.cod_pessoa_apos IS 'Das outras, até que pessoa já se foi, na ordem dos códigos.';
COMMENT ON COLUMN flowt.tb_omni8_score_sujo.dat_marca IS 'Desde quando espera.';

CREATE TABLE flowt.tb_omni8_score_pessoa (
    cod_tenant             bigint        NOT NULL,
    cod_pessoa             bigint        NOT NULL,
    num_score              integer       NOT NULL,
    nom_segmento           text          NOT NULL,
    flg_detrator           boolean       NOT NULL,
    num_dias               integer,
    qtd_pedidos            bigint        NOT NULL,
    vlr_liquido            bigint        NOT NULL,
    num_nota               smallint,
    qtd_visitas            bigint,
    num_nivel_r            smallint,
    num_nivel_f            smallint,
    num_r                  numeric(5,4)  NOT NULL,
    num_f                  numeric(5,4)  NOT NULL,
    num_m                  numeric(5,4)  NOT NULL,
    num_n                  numeric(5,4),
    num_engajamento        numeric(5,4),
    num_indicacao          numeric(5,4),
    num_peso_r             smallint      NOT NULL,
    num_peso_f             smallint      NOT NULL,
    num_peso_m             smallint      NOT NULL,
    num_peso_n             smallint,
    num_peso_engajamento   smallint,
    num_peso_indicacao     smallint,
    num_pontos_r           numeric(6,2)  NOT NULL,
    num_pontos_f           numeric(6,2)  NOT NULL,
    num_pontos_m           numeric(6,2)  NOT NULL,
    num_pontos_n           numeric(6,2),
    num_pontos_engajamento numeric(6,2),
    num_pontos_indicacao   numeric(6,2),
    dat_dia                date          NOT NULL,
    dat_calculo            timestamptz   NOT NULL DEFAULT now(),
    CONSTRAINT score_pessoa_chave PRIMARY KEY (cod_tenant, cod_pessoa),
    CONSTRAINT score_entre_0_e_1000 CHECK (num_score BETWEEN 0 AND 1000)
) WITH (fillfactor = 50);
-- Every day changes nearly every row: the new one finds room in its page, and what changes daily is in no index.
CREATE INDEX score_pessoa_por_segmento ON flowt.tb_omni8_score_pessoa (cod_tenant, nom_segmento, cod_pessoa);
COMMENT ON CONSTRAINT score_entre_0_e_1000 ON flowt.tb_omni8_score_pessoa IS 'O score vai de 0 a 1000.';
COMMENT ON TABLE flowt.tb_omni8_score_pessoa IS 'Score de cada pessoa e o porquê: valor, peso e pontos de cada componente. Sem auditoria: calcula-se de novo dos fatos. Fora da cópia: calcula-se de novo no destino. Anonimização: apaga.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.cod_pessoa IS 'Pessoa.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.num_score IS 'Score, de 0 a 1000.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.nom_segmento IS 'Segmento.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.flg_detrator IS 'A última nota de NPS é de detrator (0 a 6), seja qual for o segmento.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.num_dias IS 'Dias desde a última compra, nos últimos 365 dias do tenant; nulo sem compra neles.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.qtd_pedidos IS 'Pedidos confirmados neles e não cancelados depois.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.vlr_liquido IS 'Confirmados menos estornados neles, em centavos, cada um em sua data; pode ser negativo.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.num_nota IS 'Última nota de NPS, de 0 a 10.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.qtd_visitas IS 'Visitas engajadas em 365 dias, até ontem; nulo se não pesam ou não se conhece nenhuma.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.num_nivel_r IS 'Nível de recência, de 1 a 5; nulo sem compra.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.num_nivel_f IS 'Nível de frequência, de 1 a 5; nulo sem compra.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.num_r IS 'Recência, de 0 a 1.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.num_f IS 'Frequência, de 0 a 1.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.num_m IS 'Valor, de 0 a 1.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.num_n IS 'Satisfação, de 0 a 1; nulo sem nota.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.num_engajamento IS 'Engajamento, de 0 a 1; nulo se não entra.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.num_indicacao IS 'Indicações, de 0 a 1; nulo se não entra.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.num_peso_r IS 'Peso da recência.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.num_peso_f IS 'Peso da frequência.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.num_peso_m IS 'Peso do valor.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.num_peso_n IS 'Peso da satisfação; nulo se não entra, e então os outros valem por mais.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.num_peso_engajamento IS 'Peso do engajamento; nulo se não entra.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.num_peso_indicacao IS 'Peso das indicações; nulo se não entra.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.num_pontos_r IS 'Pontos da recência no score.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.num_pontos_f IS 'Pontos da frequência.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.num_pontos_m IS 'Pontos do valor.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.num_pontos_n IS 'Pontos da satisfação.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.num_pontos_engajamento IS 'Pontos do engajamento.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.num_pontos_indicacao IS 'Pontos das indicações.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.dat_dia IS 'Dia do tenant até o qual se contou.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa.dat_calculo IS 'Quando se calculou.';

-- A day without a line is like the last one that has one: a score that did not change takes no room.
CREATE TABLE flowt.tb_omni8_score_pessoa_dia (
    cod_tenant   bigint  NOT NULL,
    cod_pessoa   bigint  NOT NULL,
    dat_dia      date    NOT NULL,
    num_score    integer NOT NULL,
    nom_segmento text    NOT NULL,
    flg_detrator boolean NOT NULL,
    CONSTRAINT score_pessoa_dia_chave PRIMARY KEY (cod_tenant, cod_pessoa, dat_dia)
);
COMMENT ON TABLE flowt.tb_omni8_score_pessoa_dia IS 'Score de cada pessoa ao fim de cada dia em que mudou. Sem auditoria: é um registro histórico. Anonimização: apaga.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa_dia.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa_dia.cod_pessoa IS 'Pessoa.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa_dia.dat_dia IS 'Dia, no fuso do tenant.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa_dia.num_score IS 'Score ao fim dele.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa_dia.nom_segmento IS 'Segmento ao fim dele.';
COMMENT ON COLUMN flowt.tb_omni8_score_pessoa_dia.flg_detrator IS 'Se era detrator ao fim dele.';

CREATE TABLE flowt.tb_omni8_score_tenant_dia (
    cod_tenant           bigint       NOT NULL,
    dat_dia              date         NOT NULL,
    num_score            integer      NOT NULL,
    num_receita          numeric(5,4),
    num_conversao        numeric(5,4),
    num_recompra         numeric(5,4),
    num_nps              numeric(5,4),
    num_cancelamento     numeric(5,4),
    num_atividade        numeric(5,4) NOT NULL,
    vlr_receita          bigint       NOT NULL,
    vlr_receita_anterior bigint       NOT NULL,
    num_taxa_conversao   numeric,
    qtd_visitas          bigint       NOT NULL,
    num_taxa_recompra    numeric,
    num_nota_nps         numeric,
    qtd_respostas        bigint       NOT NULL,
    num_taxa_cancelamento numeric,
    qtd_dias_ativos      integer      NOT NULL,
    CONSTRAINT score_tenant_dia_chave PRIMARY KEY (cod_tenant, dat_dia),
    CONSTRAINT score_da_empresa_entre_0_e_1000 CHECK (num_score BETWEEN 0 AND 1000)
);
COMMENT ON CONSTRAINT score_da_empresa_entre_0_e_1000 ON flowt.tb_omni8_score_tenant_dia IS 'O score vai de 0 a 1000.';
COMMENT ON TABLE flowt.tb_omni8_score_tenant_dia IS 'Score de cada tenant ao fim de cada dia, dos 30 dias até ele, com seus componentes. Sem auditoria: calcula-se de novo dos fatos.';
COMMENT ON COLUMN flowt.tb_omni8_score_tenant_dia.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_score_tenant_dia.dat_dia IS 'Dia, no fuso do tenant.';
COMMENT ON COLUMN flowt.tb_omni8_score_tenant_dia.num_score IS 'Score, de 0 a 1000.';
COMMENT ON COLUMN flowt.tb_omni8_score_tenant_dia.num_receita IS 'Receita, de 0 a 1; nulo se não entra.';
COMMENT ON COLUMN flowt.tb_omni8_score_tenant_dia.num_conversao IS 'Conversão, de 0 a 1; nulo se não entra.';
COMMENT ON COLUMN flowt.tb_omni8_score_tenant_dia.num_recompra IS 'Recompra, de 0 a 1; nulo se não entra.';
COMMENT ON COLUMN flowt.tb_omni8_score_tenant_dia.num_nps IS 'Satisfação, de 0 a 1; nulo se não entra.';
COMMENT ON COLUMN flowt.tb_omni8_score_tenant_dia.num_cancelamento IS 'Cancelamento, de 0 (muito) a 1 (nenhum); nulo se não entra.';
COMMENT ON COLUMN flowt.tb_omni8_score_tenant_dia.num_atividade IS 'Atividade, de 0 a 1.';
COMMENT ON COLUMN flowt.tb_omni8_score_tenant_dia.vlr_receita IS 'Receita bruta dos 30 dias, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_score_tenant_dia.vlr_receita_anterior IS 'A dos 30 dias anteriores, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_score_tenant_dia.num_taxa_conversao IS 'Conversão, como fração.';
COMMENT ON COLUMN flowt.tb_omni8_score_tenant_dia.qtd_visitas IS 'Visitas.';
COMMENT ON COLUMN flowt.tb_omni8_score_tenant_dia.num_taxa_recompra IS 'Recompra, como fração.';
COMMENT ON COLUMN flowt.tb_omni8_score_tenant_dia.num_nota_nps IS 'NPS, de −100 a 100.';
COMMENT ON COLUMN flowt.tb_omni8_score_tenant_dia.qtd_respostas IS 'Respostas de NPS.';
COMMENT ON COLUMN flowt.tb_omni8_score_tenant_dia.num_taxa_cancelamento IS 'Cancelamento, como fração.';
COMMENT ON COLUMN flowt.tb_omni8_score_tenant_dia.qtd_dias_ativos IS 'Dias com pedido confirmado.';

-- MARK: review (LGPD art. 20)

CREATE TABLE flowt.tb_omni8_score_revisao (
    cod_tenant       bigint      NOT NULL,
    cod_revisao      bigint      GENERATED ALWAYS AS IDENTITY,
    cod_pessoa       bigint      NOT NULL,
    tip_canal        text        NOT NULL,
    sta_revisao      text        NOT NULL DEFAULT 'ABERTA',
    des_pedido       text,
    des_resposta     text,
    num_score        integer,
    js_score         jsonb       NOT NULL DEFAULT '{}',
    num_score_depois integer,
    cod_usuario      bigint,
    dat_prazo        date        NOT NULL,
    dat_conclusao    timestamptz,
    num_versao       integer     NOT NULL DEFAULT 1,
    dat_criacao      timestamptz NOT NULL DEFAULT now(),
    dat_alteracao    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT score_revisao_chave PRIMARY KEY (cod_tenant, cod_revisao),
    CONSTRAINT revisao_de_score_em_andamento EXCLUDE USING btree (cod_tenant WITH =, cod_pessoa WITH =) WHERE (sta_revisao IN ('ABERTA', 'EM_ANALISE')),
    CONSTRAINT canal_de_revisao_conhecido CHECK (tip_canal IN ('CLIENTE', 'EQUIPE')),
    CONSTRAINT status_de_revisao_conhecido CHECK (sta_revisao IN ('ABERTA', 'EM_ANALISE', 'ATENDIDA', 'RECUSADA')),
    CONSTRAINT revisao_concluida_tem_data CHECK ((sta_revisao IN ('ATENDIDA', 'RECUSADA')) = (dat_conclusao IS NOT NULL)),
    CONSTRAINT revisao_concluida_tem_resposta CHECK (dat_conclusao IS NULL OR length(btrim(coalesce(des_resposta, ''))) >= 10),
    CONSTRAINT textos_de_revisao_ate_2000 CHECK (length(des_pedido) <= 2000 AND length(des_resposta) <= 2000),
    CONSTRAINT revisao_da_pessoa FOREIGN KEY (cod_tenant, cod_pessoa) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa)
);
CREATE INDEX score_revisao_por_pessoa ON flowt.tb_omni8_score_revisao (cod_tenant, cod_pessoa);
CREATE INDEX score_revisao_por_prazo ON flowt.tb_omni8_score_revisao (cod_tenant, (dat_conclusao IS NOT NULL), dat_prazo, cod_revisao);
CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_score_revisao FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_score_revisao FOR EACH ROW EXECUTE FUNCTION flowt.auditar('des_pedido', 'des_resposta', 'js_score');
COMMENT ON CONSTRAINT revisao_de_score_em_andamento ON flowt.tb_omni8_score_revisao IS 'Já há um pedido de revisão desta pessoa em andamento: acompanhe-o.';
COMMENT ON CONSTRAINT canal_de_revisao_conhecido ON flowt.tb_omni8_score_revisao IS 'O canal é CLIENTE ou EQUIPE.';
COMMENT ON CONSTRAINT status_de_revisao_conhecido ON flowt.tb_omni8_score_revisao IS 'O status é ABERTA, EM_ANALISE, ATENDIDA ou RECUSADA.';
COMMENT ON CONSTRAINT revisao_concluida_tem_data ON flowt.tb_omni8_score_revisao IS 'Só uma revisão concluída tem data de conclusão.';
COMMENT ON CONSTRAINT revisao_concluida_tem_resposta ON flowt.tb_omni8_score_revisao IS 'Responda a quem pediu, em ao menos 10 caracteres: os critérios e o que se viu (LGPD art. 20, § 1º).';
COMMENT ON CONSTRAINT textos_de_revisao_ate_2000 ON flowt.tb_omni8_score_revisao IS 'Cada texto da revisão tem até 2000 caracteres.';
COMMENT ON TABLE flowt.tb_omni8_score_revisao IS 'Pedidos de revisão de score (LGPD art. 20), com prazo.';
COMMENT ON COLUMN flowt.tb_omni8_score_revisao.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_score_revisao.cod_revisao IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_score_revisao.cod_pessoa IS 'De quem é o score.';
COMMENT ON COLUMN flowt.tb_omni8_score_revisao.tip_canal IS 'CLIENTE: com o login da própria pessoa; EQUIPE: registrado por quem a atendeu.';
COMMENT ON COLUMN flowt.tb_omni8_score_revisao.sta_revisao IS 'ABERTA, EM_ANALISE, ATENDIDA ou RECUSADA.';
COMMENT ON COLUMN flowt.tb_omni8_score_revisao.des_pedido IS 'O que a pessoa contesta, com suas palavras. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_score_revisao.des_resposta IS 'A resposta. Dado pessoal. Anonimizado: (anonimizado).';
COMMENT ON COLUMN flowt.tb_omni8_score_revisao.num_score IS 'Score quando foi pedida; nulo se ainda não havia.';
COMMENT ON COLUMN flowt.tb_omni8_score_revisao.js_score IS 'Os componentes dele, como estavam. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_score_revisao.num_score_depois IS 'Score quando foi concluída.';
COMMENT ON COLUMN flowt.tb_omni8_score_revisao.cod_usuario IS 'Quem decidiu.';
COMMENT ON COLUMN flowt.tb_omni8_score_revisao.dat_prazo IS 'Último dia, no fuso do tenant, para responder.';
COMMENT ON COLUMN flowt.tb_omni8_score_revisao.dat_conclusao IS 'Quando foi atendida ou recusada.';
COMMENT ON COLUMN flowt.tb_omni8_score_revisao.num_versao IS 'Versão da linha.';
COMMENT ON COLUMN flowt.tb_omni8_score_revisao.dat_criacao IS 'Quando foi pedida.';
COMMENT ON COLUMN flowt.tb_omni8_score_revisao.dat_alteracao IS 'Última mudança.';

CREATE TABLE flowt.tb_omni8_score_revisao_passo (
    cod_tenant  bigint      NOT NULL,
    cod_revisao bigint      NOT NULL,
    num_passo   integer     NOT NULL,
    sta_de      text,
    sta_para    text        NOT NULL,
    cod_usuario bigint,
    dat_passo   timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT score_revisao_passo_chave PRIMARY KEY (cod_tenant, cod_revisao, num_passo),
    CONSTRAINT passo_da_revisao FOREIGN KEY (cod_tenant, cod_revisao) REFERENCES flowt.tb_omni8_score_revisao (cod_tenant, cod_revisao)
);
CREATE TRIGGER so_inclusao BEFORE UPDATE OR DELETE ON flowt.tb_omni8_score_revisao_passo FOR EACH ROW EXECUTE FUNCTION flowt.recusar_alteracao();
COMMENT ON TABLE flowt.tb_omni8_score_revisao_passo IS 'O que houve com cada pedido de revisão, passo a passo. Sem auditoria: é um registro histórico.';
COMMENT ON COLUMN flowt.tb_omni8_score_revisao_passo.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_score_revisao_passo.cod_revisao IS 'Revisão.';
COMMENT ON COLUMN flowt.tb_omni8_score_revisao_passo.num_passo IS 'Posição.';
COMMENT ON COLUMN flowt.tb_omni8_score_revisao_passo.sta_de IS 'De que status.';
COMMENT ON COLUMN flowt.tb_omni8_score_revisao_passo.sta_para IS 'A qual.';
COMMENT ON COLUMN flowt.tb_omni8_score_revisao_passo.cod_usuario IS 'Quem o deu; nulo: a própria pessoa.';
COMMENT ON COLUMN flowt.tb_omni8_score_revisao_passo.dat_passo IS 'Momento.';

INSERT INTO flowt.tb_omni8_permissao (nom_permissao, des_permissao, flg_empresa) VALUES
    ('score.ler',        'Ver scores e segmentos', true),
    ('score.configurar', 'Mudar pesos e limites dos scores', true),
    ('score.revisar',    'Ver e responder pedidos de revisão de score', true);
INSERT INTO flowt.tb_omni8_perfil_permissao (nom_permissao, nom_perfil)
SELECT m.permissao, unnest(m.perfis) FROM (VALUES
    ('score.ler',        '{plataforma,admin,gerente,marketing,financeiro,api}'::text[]),
    ('score.configurar', '{plataforma,admin}'),
    ('score.revisar',    '{plataforma,admin,gerente}')) AS m (permissao, perfis);

INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo) VALUES
    ('recalcular_scores', 'Calcula de novo os scores de quem mudou', '10 seconds'),
    ('envelhecer_scores', 'Quando o dia de um tenant vira, marca os scores que o tempo muda e registra o do tenant', '10 minutes'),
    ('expurgar_scores', 'Apaga dias antigos dos scores de clientes', '1 day');
