-- KPIs (guide chapter 12.1): the catalogue of what is measured. What each number is made of is one function (functions/96_indicador.sql).

CREATE TABLE flowt.tb_omni8_indicador (
    nom_indicador    text    NOT NULL,
    des_indicador    text    NOT NULL,
    tip_unidade      text    NOT NULL,
    des_formula      text    NOT NULL,
    flg_maior_melhor boolean NOT NULL DEFAULT true,
    flg_item         boolean NOT NULL DEFAULT false,
    num_ordem        integer NOT NULL,
    CONSTRAINT indicador_chave PRIMARY KEY (nom_indicador),
    CONSTRAINT unidade_de_indicador_conhecida CHECK (tip_unidade IN ('INTEIRO', 'FRACAO', 'CENTAVOS', 'PONTOS'))
);
COMMENT ON CONSTRAINT unidade_de_indicador_conhecida ON flowt.tb_omni8_indicador IS 'A unidade é INTEIRO, FRACAO, CENTAVOS ou PONTOS.';
COMMENT ON TABLE flowt.tb_omni8_indicador IS 'Indicadores: o que cada um mede e como se calcula.';
COMMENT ON COLUMN flowt.tb_omni8_indicador.nom_indicador IS 'Nome.';
COMMENT ON COLUMN flowt.tb_omni8_indicador.des_indicador IS 'Como se lê na tela.';
COMMENT ON COLUMN flowt.tb_omni8_indicador.tip_unidade IS 'INTEIRO, FRACAO (0,024 é 2,4 %), CENTAVOS ou PONTOS (de −100 a 100).';
COMMENT ON COLUMN flowt.tb_omni8_indicador.des_formula IS 'Numerador e denominador, em palavras.';
COMMENT ON COLUMN flowt.tb_omni8_indicador.flg_maior_melhor IS 'Subir é bom.';
COMMENT ON COLUMN flowt.tb_omni8_indicador.flg_item IS 'Mede-se também de um item só.';
COMMENT ON COLUMN flowt.tb_omni8_indicador.num_ordem IS 'Ordem na tela.';
INSERT INTO flowt.tb_omni8_indicador (nom_indicador, des_indicador, tip_unidade, des_formula, flg_maior_melhor, num_ordem) VALUES
    ('receita_bruta',        'Receita bruta',           'CENTAVOS', 'soma dos totais dos pedidos confirmados, na data da confirmação', true, 10),
    ('receita_liquida',      'Receita líquida',         'CENTAVOS', 'receita bruta menos os estornos, na data do estorno', true, 20),
    ('pedidos',              'Pedidos feitos',          'INTEIRO',  'pedidos criados; um orçamento, quando é aceito', true, 30),
    ('pedidos_confirmados',  'Pedidos confirmados',     'INTEIRO',  'pedidos confirmados, na data da confirmação', true, 40),
    ('ticket_medio',         'Ticket médio',            'CENTAVOS', 'receita bruta ÷ pedidos confirmados', true, 50),
    ('cancelamento',         'Cancelamento',            'FRACAO',   'pedidos cancelados ou recusados ÷ pedidos feitos', false, 60),
    ('unidades_vendidas',    'Unidades vendidas',       'INTEIRO',  'unidades dos itens dos pedidos confirmados, na data da confirmação', true, 65),
    ('visitantes_unicos',    'Visitantes únicos',       'INTEIRO',  'visitantes distintos, sem robôs', true, 70),
    ('visitas',              'Visitas',                 'INTEIRO',  'visitas iniciadas, sem robôs', true, 80),
    ('engajamento',          'Engajamento',             'FRACAO',   'visitas de mais de 10 s, 2 páginas ou um evento-chave ÷ visitas', true, 90),
    ('rejeicao',             'Rejeição',                'FRACAO',   '1 − engajamento', false, 100),
    ('conversao',            'Conversão',               'FRACAO',   'visitas com pedido válido ÷ visitas', true, 110),
    ('conversao_visitantes', 'Conversão de visitantes', 'FRACAO',   'visitantes com pedido válido ÷ visitantes únicos', true, 120),
    ('adicao_carrinho',      'Adição ao carrinho',      'FRACAO',   'visitas que puseram um item no carrinho depois de vê-lo ÷ visitas que viram um item', true, 125),
    ('ctr_ofertas',          'CTR de ofertas',          'FRACAO',   'pares (visita, oferta) vistos e escolhidos ÷ vistos', true, 130),
    ('abandono_carrinho',    'Abandono de carrinho',    'FRACAO',   '1 − carrinhos que viraram pedido em 24 h ÷ carrinhos criados há mais de 24 h', false, 140),
    ('abandono_checkout',    'Abandono no fechamento',  'FRACAO',   '1 − fechamentos que viraram pedido em 24 h ÷ visitas que começaram a fechar', false, 150),
    ('recompra',             'Recompra',                'FRACAO',   'pessoas com 2 ou mais pedidos confirmados ÷ pessoas com pedido confirmado', true, 160),
    ('nps',                  'NPS',                     'PONTOS',   '100 × (promotores − detratores) ÷ respostas, na data da resposta', true, 170);

-- Of one item: its lines' net value and units, the orders that have it, the visits that saw it. A refund is of an order, a cart and a
-- checkout may have anything in them, and who is unique is counted of the whole.
UPDATE flowt.tb_omni8_indicador SET flg_item = true
 WHERE nom_indicador IN ('receita_bruta', 'pedidos', 'pedidos_confirmados', 'ticket_medio', 'cancelamento', 'unidades_vendidas', 'visitas', 'engajamento', 'rejeicao', 'conversao', 'adicao_carrinho', 'nps');

INSERT INTO flowt.tb_omni8_permissao (nom_permissao, des_permissao) VALUES ('indicador.ler', 'Ver indicadores e painéis');
INSERT INTO flowt.tb_omni8_perfil_permissao (nom_permissao, nom_perfil) SELECT 'indicador.ler', unnest('{plataforma,admin,gerente,marketing,financeiro,api}'::text[]);

INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo) VALUES ('atualizar_coortes', 'Conta de novo as coortes de clientes', '1 hour');
