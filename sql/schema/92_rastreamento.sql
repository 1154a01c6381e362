-- Tracking (guide chapter 11): what visitors do, by whom as far as they agreed, and where they came from.

CREATE TABLE flowt.tb_omni8_tipo_evento (
    nom_tipo         text    NOT NULL,
    des_tipo         text    NOT NULL,
    nom_ga4          text,
    nom_segment      text,
    des_obrigatorias text[]  NOT NULL DEFAULT '{}',
    des_finalidades  text[]  NOT NULL,
    des_base_legal   text    NOT NULL DEFAULT 'CONSENTIMENTO',
    flg_servidor     boolean NOT NULL DEFAULT false,
    flg_chave        boolean NOT NULL DEFAULT false,
    nom_passo        text,
    CONSTRAINT tipo_evento_chave PRIMARY KEY (nom_tipo),
    CONSTRAINT base_legal_de_evento_conhecida CHECK (des_base_legal IN ('CONSENTIMENTO', 'CONTRATO', 'LEGITIMO_INTERESSE')),
    CONSTRAINT finalidades_de_evento_conhecidas CHECK (des_finalidades <@ '{ATRIBUICAO,FUNIL,ABANDONO,RECOMENDACAO,AUDITORIA}'),
    CONSTRAINT passo_do_funil_conhecido CHECK (nom_passo IN ('PAGINA', 'ITEM', 'CARRINHO', 'CHECKOUT', 'PEDIDO'))
);
COMMENT ON CONSTRAINT base_legal_de_evento_conhecida ON flowt.tb_omni8_tipo_evento IS 'A base legal é CONSENTIMENTO, CONTRATO ou LEGITIMO_INTERESSE (LGPD art. 7º).';
COMMENT ON CONSTRAINT finalidades_de_evento_conhecidas ON flowt.tb_omni8_tipo_evento IS 'As finalidades são as do guia, 11.3.';
COMMENT ON CONSTRAINT passo_do_funil_conhecido ON flowt.tb_omni8_tipo_evento IS 'O passo do funil é PAGINA, ITEM, CARRINHO, CHECKOUT ou PEDIDO.';
COMMENT ON TABLE flowt.tb_omni8_tipo_evento IS 'Tipos de evento (guia 11.2): o que cada um exige, para que serve e com que base legal.';
COMMENT ON COLUMN flowt.tb_omni8_tipo_evento.nom_tipo IS 'Nome.';
COMMENT ON COLUMN flowt.tb_omni8_tipo_evento.des_tipo IS 'O que aconteceu.';
COMMENT ON COLUMN flowt.tb_omni8_tipo_evento.nom_ga4 IS 'Nome do mesmo evento no Google Analytics 4.';
COMMENT ON COLUMN flowt.tb_omni8_tipo_evento.nom_segment IS 'Nome do mesmo evento na especificação do Segment.';
COMMENT ON COLUMN flowt.tb_omni8_tipo_evento.des_obrigatorias IS 'Membros do evento ou de suas propriedades que não podem faltar; onde se pede cod_produto, cod_combo também serve.';
COMMENT ON COLUMN flowt.tb_omni8_tipo_evento.des_finalidades IS 'ATRIBUICAO, FUNIL, ABANDONO, RECOMENDACAO e AUDITORIA (guia 11.3).';
COMMENT ON COLUMN flowt.tb_omni8_tipo_evento.des_base_legal IS 'Com CONSENTIMENTO, só se guarda de quem consentiu; os outros são os essenciais.';
COMMENT ON COLUMN flowt.tb_omni8_tipo_evento.flg_servidor IS 'Só o servidor o registra: um visitante não declara que comprou.';
COMMENT ON COLUMN flowt.tb_omni8_tipo_evento.flg_chave IS 'Basta um para a visita contar como engajada (guia 12.1).';
COMMENT ON COLUMN flowt.tb_omni8_tipo_evento.nom_passo IS 'Passo do funil que marca.';

INSERT INTO flowt.tb_omni8_tipo_evento (nom_tipo, des_tipo, nom_ga4, nom_segment, des_obrigatorias, des_finalidades, des_base_legal, flg_servidor, flg_chave, nom_passo) VALUES
    ('pagina_vista',        'Uma página foi aberta',                 'page_view',        'Page Viewed',               '{pagina}',        '{ATRIBUICAO,FUNIL}',           'CONSENTIMENTO',      false, false, 'PAGINA'),
    ('lista_vista',         'Uma lista de itens apareceu',           'view_item_list',   'Product List Viewed',       '{}',              '{FUNIL}',                      'CONSENTIMENTO',      false, false, NULL),
    ('item_clicado',        'Um item de uma lista foi escolhido',    'select_item',      'Product Clicked',           '{cod_produto}',   '{FUNIL,RECOMENDACAO}',         'CONSENTIMENTO',      false, false, NULL),
    ('item_visto',          'Os detalhes de um item foram vistos',   'view_item',        'Product Viewed',            '{cod_produto}',   '{FUNIL,RECOMENDACAO}',         'CONSENTIMENTO',      false, false, 'ITEM'),
    ('busca',               'Algo foi procurado',                    'search',           'Products Searched',         '{busca}',         '{FUNIL}',                      'CONSENTIMENTO',      false, false, NULL),
    ('oferta_vista',        'Uma oferta apareceu',                   'view_promotion',   'Promotion Viewed',          '{cod_oferta}',    '{FUNIL}',                      'CONSENTIMENTO',      false, false, NULL),
    ('oferta_clicada',      'Uma oferta foi escolhida',              'select_promotion', 'Promotion Clicked',         '{cod_oferta}',    '{FUNIL}',                      'CONSENTIMENTO',      false, true,  NULL),
    ('carrinho_adicionado', 'Um item foi posto no carrinho',         'add_to_cart',      'Product Added',             '{cod_produto}',   '{FUNIL,ABANDONO,RECOMENDACAO}', 'LEGITIMO_INTERESSE', false, true,  'CARRINHO'),
    ('compra_direta',       'Comprar agora: do item ao fechamento',  NULL,               'Buy Now Clicked',           '{}',              '{FUNIL}',                      'LEGITIMO_INTERESSE', false, true,  NULL),
    ('carrinho_removido',   'Um item foi tirado do carrinho',        'remove_from_cart', 'Product Removed',           '{cod_produto}',   '{FUNIL,ABANDONO}',             'LEGITIMO_INTERESSE', false, false, NULL),
    ('carrinho_visto',      'O carrinho foi visto',                  'view_cart',        'Cart Viewed',               '{}',              '{FUNIL,ABANDONO}',             'LEGITIMO_INTERESSE', false, false, NULL),
    ('checkout_iniciado',   'A compra começou a ser fechada',        'begin_checkout',   'Checkout Started',          '{}',              '{FUNIL,ABANDONO}',             'LEGITIMO_INTERESSE', false, true,  'CHECKOUT'),
    ('pagamento_informado', 'O pagamento foi escolhido',             'add_payment_info', 'Payment Info Entered',      '{}',              '{FUNIL}',                      'LEGITIMO_INTERESSE', false, true,  NULL),
    ('pedido_concluido',    'Um pedido foi feito',                   'purchase',         'Order Completed',           '{cod_pedido}',    '{FUNIL,ATRIBUICAO,AUDITORIA}', 'CONTRATO',           true,  true,  'PEDIDO'),
    ('pedido_estornado',    'Um pedido foi devolvido ou estornado',  'refund',           'Order Refunded',            '{cod_pedido}',    '{AUDITORIA}',                  'CONTRATO',           true,  false, NULL),
    ('pedido_cancelado',    'Um pedido foi cancelado',               NULL,               'Order Cancelled',           '{cod_pedido}',    '{AUDITORIA}',                  'CONTRATO',           true,  false, NULL),
    ('cupom_aplicado',      'Um cupom valeu',                        NULL,               'Coupon Applied',            '{cupom}',         '{FUNIL}',                      'LEGITIMO_INTERESSE', false, false, NULL),
    ('cupom_negado',        'Um cupom não valeu',                    NULL,               'Coupon Denied',             '{cupom}',         '{FUNIL}',                      'LEGITIMO_INTERESSE', false, false, NULL),
    ('favoritado',          'Um item foi marcado como favorito',     'add_to_wishlist',  'Product Added to Wishlist', '{cod_produto}',   '{RECOMENDACAO}',               'CONSENTIMENTO',      false, true,  NULL),
    ('compartilhado',       'Algo foi compartilhado',                'share',            'Product Shared',            '{}',              '{ATRIBUICAO}',                 'CONSENTIMENTO',      false, true,  NULL),
    ('aviso_solicitado',    'Pediu-se aviso de quando um item volte', NULL,              'Back In Stock Requested',   '{cod_produto}',   '{RECOMENDACAO}',               'CONSENTIMENTO',      false, true,  NULL),
    ('indicado',            'Um item foi indicado a alguém',         NULL,               NULL,                        '{cod_produto}',   '{ATRIBUICAO}',                 'CONSENTIMENTO',      false, true,  NULL),
    ('lead_gerado',         'Alguém deixou um contato',              'generate_lead',    'Lead Generated',            '{}',              '{FUNIL,ATRIBUICAO}',           'CONTRATO',           false, true,  NULL),
    ('cadastro',            'Alguém se cadastrou',                   'sign_up',          'Signed Up',                 '{}',              '{FUNIL}',                      'CONTRATO',           false, true,  NULL),
    ('login',               'Alguém entrou',                         'login',            'Signed In',                 '{}',              '{AUDITORIA}',                  'CONTRATO',           false, false, NULL),
    ('qr_lido',             'Um QR code foi lido',                   NULL,               NULL,                        '{}',              '{ATRIBUICAO}',                 'LEGITIMO_INTERESSE', false, false, NULL),
    ('link_clicado',        'Um link curto foi aberto',              NULL,               NULL,                        '{}',              '{ATRIBUICAO}',                 'LEGITIMO_INTERESSE', false, false, NULL),
    ('whatsapp_clicado',    'A conversa no WhatsApp foi aberta',     NULL,               NULL,                        '{}',              '{FUNIL}',                      'CONSENTIMENTO',      false, true,  NULL),
    ('nps_exibido',         'A pesquisa de NPS apareceu',            NULL,               NULL,                        '{}',              '{FUNIL}',                      'LEGITIMO_INTERESSE', false, false, NULL),
    ('nps_respondido',      'A pesquisa de NPS foi respondida',      NULL,               NULL,                        '{}',              '{FUNIL}',                      'LEGITIMO_INTERESSE', false, true,  NULL);

-- A visitor is a digest: of the identifier its browser keeps, if it agreed; else of address and browser with a salt of the day,
-- so that nobody can be followed from one day to the next.
CREATE TABLE flowt.tb_omni8_visitante (
    cod_tenant    bigint      NOT NULL,
    cod_visitante bigint      GENERATED ALWAYS AS IDENTITY,
    hsh_visitante bytea       NOT NULL,
    cod_pessoa    bigint,
    js_primeiro_toque jsonb   NOT NULL,
    dat_primeira  timestamptz NOT NULL,
    dat_ultima    timestamptz NOT NULL,
    CONSTRAINT visitante_chave PRIMARY KEY (cod_tenant, cod_visitante),
    CONSTRAINT visitante_unico UNIQUE (cod_tenant, hsh_visitante),
    CONSTRAINT visitante_da_pessoa FOREIGN KEY (cod_tenant, cod_pessoa) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa)
);
CREATE INDEX visitante_por_pessoa ON flowt.tb_omni8_visitante (cod_tenant, cod_pessoa);
COMMENT ON CONSTRAINT visitante_unico ON flowt.tb_omni8_visitante IS 'Este visitante acabou de ser registrado: envie os eventos de novo.';
COMMENT ON TABLE flowt.tb_omni8_visitante IS 'Visitantes, por um resumo que não se desfaz. Sem auditoria: é ela própria um registro do que aconteceu.';
COMMENT ON COLUMN flowt.tb_omni8_visitante.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_visitante.cod_visitante IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_visitante.hsh_visitante IS 'SHA-256 do identificador guardado pelo navegador ou, sem consentimento, de endereço e navegador com o sal do dia.';
COMMENT ON COLUMN flowt.tb_omni8_visitante.cod_pessoa IS 'Pessoa, depois que se identificou; nunca muda para outra.';
COMMENT ON COLUMN flowt.tb_omni8_visitante.js_primeiro_toque IS 'De onde veio a primeira vez: canal, origem, mídia, campanha. Sem códigos.';
COMMENT ON COLUMN flowt.tb_omni8_visitante.dat_primeira IS 'Primeira vez que apareceu.';
COMMENT ON COLUMN flowt.tb_omni8_visitante.dat_ultima IS 'Última vez que apareceu.';

CREATE TABLE flowt.tb_omni8_visita (
    cod_tenant       bigint      NOT NULL,
    cod_visita       bigint      GENERATED ALWAYS AS IDENTITY,
    cod_visitante    bigint      NOT NULL,
    cod_pessoa       bigint,
    dat_inicio       timestamptz NOT NULL,
    dat_fim          timestamptz NOT NULL,
    qtd_eventos      integer     NOT NULL DEFAULT 0,
    qtd_paginas      integer     NOT NULL DEFAULT 0,
    flg_evento_chave boolean     NOT NULL DEFAULT false,
    flg_robo         boolean     NOT NULL DEFAULT false,
    des_robo         text,
    tip_canal        text        NOT NULL,
    nom_origem       text,
    nom_midia        text,
    nom_campanha     text,
    tip_canal_atribuido    text  NOT NULL,
    nom_origem_atribuida   text,
    nom_midia_atribuida    text,
    nom_campanha_atribuida text,
    dat_pagina       timestamptz,
    dat_item         timestamptz,
    dat_carrinho     timestamptz,
    dat_checkout     timestamptz,
    dat_pedido       timestamptz,
    CONSTRAINT visita_chave PRIMARY KEY (cod_tenant, cod_visita),
    CONSTRAINT visita_termina_depois_de_comecar CHECK (dat_inicio <= dat_fim),
    CONSTRAINT robo_tem_motivo CHECK (flg_robo = (des_robo IS NOT NULL)),
    CONSTRAINT canal_de_visita_conhecido CHECK (tip_canal IN ('DIRETO', 'BUSCA', 'PAGO', 'SOCIAL', 'EMAIL', 'WHATSAPP', 'QR', 'LINK', 'REFERENCIA', 'CAMPANHA')),
    CONSTRAINT visita_do_visitante FOREIGN KEY (cod_tenant, cod_visitante) REFERENCES flowt.tb_omni8_visitante (cod_tenant, cod_visitante),
    CONSTRAINT visita_da_pessoa FOREIGN KEY (cod_tenant, cod_pessoa) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa)
);
CREATE INDEX visita_por_visitante ON flowt.tb_omni8_visita (cod_tenant, cod_visitante, dat_fim);
CREATE INDEX visita_por_pessoa ON flowt.tb_omni8_visita (cod_tenant, cod_pessoa);
CREATE INDEX visita_por_inicio ON flowt.tb_omni8_visita (cod_tenant, dat_inicio);
COMMENT ON CONSTRAINT visita_termina_depois_de_comecar ON flowt.tb_omni8_visita IS 'A visita termina depois de começar.';
COMMENT ON CONSTRAINT robo_tem_motivo ON flowt.tb_omni8_visita IS 'Diga por que a visita é de robô.';
COMMENT ON CONSTRAINT canal_de_visita_conhecido ON flowt.tb_omni8_visita IS 'O canal é DIRETO, BUSCA, PAGO, SOCIAL, EMAIL, WHATSAPP, QR, LINK, REFERENCIA ou CAMPANHA.';
COMMENT ON TABLE flowt.tb_omni8_visita IS 'Visitas (sessões de navegação): acabam com 30 minutos sem eventos. Sem auditoria: é ela própria um registro do que aconteceu.';
COMMENT ON COLUMN flowt.tb_omni8_visita.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_visita.cod_visita IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_visita.cod_visitante IS 'Visitante.';
COMMENT ON COLUMN flowt.tb_omni8_visita.cod_pessoa IS 'Pessoa, se se identificou.';
COMMENT ON COLUMN flowt.tb_omni8_visita.dat_inicio IS 'Primeiro evento.';
COMMENT ON COLUMN flowt.tb_omni8_visita.dat_fim IS 'Último evento.';
COMMENT ON COLUMN flowt.tb_omni8_visita.qtd_eventos IS 'Eventos.';
COMMENT ON COLUMN flowt.tb_omni8_visita.qtd_paginas IS 'Páginas vistas.';
COMMENT ON COLUMN flowt.tb_omni8_visita.flg_evento_chave IS 'Teve um evento-chave.';
COMMENT ON COLUMN flowt.tb_omni8_visita.flg_robo IS 'É de robô, e não conta nos indicadores.';
COMMENT ON COLUMN flowt.tb_omni8_visita.des_robo IS 'Por que se acha que é.';
COMMENT ON COLUMN flowt.tb_omni8_visita.tip_canal IS 'Canal do primeiro toque da visita.';
COMMENT ON COLUMN flowt.tb_omni8_visita.nom_origem IS 'Origem (utm_source, ou o site de onde veio).';
COMMENT ON COLUMN flowt.tb_omni8_visita.nom_midia IS 'Mídia (utm_medium).';
COMMENT ON COLUMN flowt.tb_omni8_visita.nom_campanha IS 'Campanha (utm_campaign).';
COMMENT ON COLUMN flowt.tb_omni8_visita.tip_canal_atribuido IS 'Canal a que a visita se atribui: o último não direto em 30 dias.';
COMMENT ON COLUMN flowt.tb_omni8_visita.nom_origem_atribuida IS 'Origem a que se atribui.';
COMMENT ON COLUMN flowt.tb_omni8_visita.nom_midia_atribuida IS 'Mídia a que se atribui.';
COMMENT ON COLUMN flowt.tb_omni8_visita.nom_campanha_atribuida IS 'Campanha a que se atribui.';
COMMENT ON COLUMN flowt.tb_omni8_visita.dat_pagina IS 'Primeira página vista.';
COMMENT ON COLUMN flowt.tb_omni8_visita.dat_item IS 'Primeiro item visto.';
COMMENT ON COLUMN flowt.tb_omni8_visita.dat_carrinho IS 'Primeiro item posto no carrinho.';
COMMENT ON COLUMN flowt.tb_omni8_visita.dat_checkout IS 'Primeiro fechamento de compra.';
COMMENT ON COLUMN flowt.tb_omni8_visita.dat_pedido IS 'Primeiro pedido.';

CREATE TABLE flowt.tb_omni8_evento_tracking (
    cod_tenant      bigint      NOT NULL,
    dat_evento      timestamptz NOT NULL,
    cod_evento      bigint      GENERATED ALWAYS AS IDENTITY,
    des_id_cliente  text        NOT NULL,
    nom_tipo        text        NOT NULL,
    cod_visita      bigint,
    cod_visitante   bigint,
    cod_pessoa      bigint,
    cod_produto     bigint,
    cod_combo       bigint,
    cod_oferta      bigint,
    cod_pedido      bigint,
    des_link        text,
    tip_canal       text        NOT NULL,
    vlr_evento      bigint,
    des_pagina      text,
    des_referencia  text,
    js_propriedades jsonb       NOT NULL DEFAULT '{}',
    flg_robo        boolean     NOT NULL DEFAULT false,
    flg_consentimento boolean   NOT NULL,
    dat_recebimento timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT evento_tracking_chave PRIMARY KEY (cod_tenant, dat_evento, cod_evento),
    CONSTRAINT propriedades_em_objeto CHECK (jsonb_typeof(js_propriedades) = 'object')
) PARTITION BY RANGE (dat_evento);
CREATE TABLE flowt.tb_omni8_evento_tracking_resto PARTITION OF flowt.tb_omni8_evento_tracking DEFAULT;
CREATE INDEX evento_por_visita ON flowt.tb_omni8_evento_tracking (cod_tenant, cod_visita) WHERE cod_visita IS NOT NULL;
CREATE INDEX evento_por_pessoa ON flowt.tb_omni8_evento_tracking (cod_tenant, cod_pessoa) WHERE cod_pessoa IS NOT NULL;
CREATE INDEX evento_por_pedido ON flowt.tb_omni8_evento_tracking (cod_tenant, cod_pedido) WHERE cod_pedido IS NOT NULL;
COMMENT ON CONSTRAINT propriedades_em_objeto ON flowt.tb_omni8_evento_tracking IS 'As propriedades de um evento são um objeto.';
COMMENT ON TABLE flowt.tb_omni8_evento_tracking IS 'Eventos de navegação e de negócio, guardados por 13 meses. Sem auditoria: é ela própria um registro do que aconteceu.';
COMMENT ON TABLE flowt.tb_omni8_evento_tracking_resto IS 'Eventos de meses sem partição própria.';
COMMENT ON COLUMN flowt.tb_omni8_evento_tracking.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_evento_tracking.dat_evento IS 'Momento, corrigido pelo relógio do servidor (guia 11.1).';
COMMENT ON COLUMN flowt.tb_omni8_evento_tracking.cod_evento IS 'Sequência.';
COMMENT ON COLUMN flowt.tb_omni8_evento_tracking.des_id_cliente IS 'Identificador dado por quem enviou: repetido, não conta de novo.';
COMMENT ON COLUMN flowt.tb_omni8_evento_tracking.nom_tipo IS 'Tipo (tb_omni8_tipo_evento).';
COMMENT ON COLUMN flowt.tb_omni8_evento_tracking.cod_visita IS 'Visita. Refere: tb_omni8_visita.';
COMMENT ON COLUMN flowt.tb_omni8_evento_tracking.cod_visitante IS 'Visitante. Refere: tb_omni8_visitante.';
COMMENT ON COLUMN flowt.tb_omni8_evento_tracking.cod_pessoa IS 'Pessoa, se se sabia. Refere: tb_omni8_pessoa.';
COMMENT ON COLUMN flowt.tb_omni8_evento_tracking.cod_produto IS 'Item. Refere: tb_omni8_produto_servico.';
COMMENT ON COLUMN flowt.tb_omni8_evento_tracking.cod_combo IS 'Combo. Refere: tb_omni8_combo.';
COMMENT ON COLUMN flowt.tb_omni8_evento_tracking.cod_oferta IS 'Oferta. Refere: tb_omni8_oferta.';
COMMENT ON COLUMN flowt.tb_omni8_evento_tracking.cod_pedido IS 'Pedido. Refere: tb_omni8_pedido.';
COMMENT ON COLUMN flowt.tb_omni8_evento_tracking.des_link IS 'Token do link ou QR code por que veio.';
COMMENT ON COLUMN flowt.tb_omni8_evento_tracking.tip_canal IS 'Canal da visita.';
COMMENT ON COLUMN flowt.tb_omni8_evento_tracking.vlr_evento IS 'Valor, em centavos: informativo, o dinheiro vem dos pedidos.';
COMMENT ON COLUMN flowt.tb_omni8_evento_tracking.des_pagina IS 'Caminho da página, sem parâmetros.';
COMMENT ON COLUMN flowt.tb_omni8_evento_tracking.des_referencia IS 'Site de onde veio.';
COMMENT ON COLUMN flowt.tb_omni8_evento_tracking.js_propriedades IS 'Propriedades, até 8 KB. Sem códigos. Dado pessoal: alguém pode ter digitado um em uma busca.';
COMMENT ON COLUMN flowt.tb_omni8_evento_tracking.flg_robo IS 'De robô: guardado, e fora dos indicadores.';
COMMENT ON COLUMN flowt.tb_omni8_evento_tracking.flg_consentimento IS 'Havia consentimento para análise.';
COMMENT ON COLUMN flowt.tb_omni8_evento_tracking.dat_recebimento IS 'Quando chegou.';

-- Apart from the events, which are partitioned by time: one identifier is one event whatever its moment says. As it came and in the
-- order of its bytes: flowt.js begins it with the time, so that the identifiers of now are neighbours in the index. At random, as a
-- digest would put them, each cost three times as much.
CREATE TABLE flowt.tb_omni8_evento_recebido (
    cod_tenant      bigint      NOT NULL,
    des_id_cliente  text        NOT NULL COLLATE "C",
    dat_recebimento timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT evento_recebido_chave PRIMARY KEY (cod_tenant, des_id_cliente)
);
-- Rows come in the order of time: a few pages of this index cost the writer nothing.
CREATE INDEX evento_recebido_por_data ON flowt.tb_omni8_evento_recebido USING brin (dat_recebimento);
COMMENT ON TABLE flowt.tb_omni8_evento_recebido IS 'Identificadores recebidos, enquanto podem se repetir. Sem auditoria: só serve para não contar duas vezes. Fora da cópia: só serve a quem repete um envio.';
COMMENT ON COLUMN flowt.tb_omni8_evento_recebido.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_evento_recebido.des_id_cliente IS 'Identificador do evento.';
COMMENT ON COLUMN flowt.tb_omni8_evento_recebido.dat_recebimento IS 'Quando chegou.';

CREATE TABLE flowt.tb_omni8_evento_rejeitado (
    cod_tenant      bigint      NOT NULL,
    cod_rejeitado   bigint      GENERATED ALWAYS AS IDENTITY,
    des_id_cliente  text,
    nom_tipo        text,
    des_motivo      text        NOT NULL,
    dat_informada   timestamptz,
    dat_recebimento timestamptz NOT NULL DEFAULT now(),
    qtd_eventos     integer     NOT NULL DEFAULT 1,
    CONSTRAINT evento_rejeitado_chave PRIMARY KEY (cod_tenant, cod_rejeitado)
);
CREATE INDEX evento_rejeitado_por_data ON flowt.tb_omni8_evento_rejeitado (cod_tenant, dat_recebimento);
COMMENT ON TABLE flowt.tb_omni8_evento_rejeitado IS 'Eventos que não se guardaram, e por quê, um registro por lote, motivo e tipo; ficam 30 dias. Sem auditoria: é um registro. Fora da cópia: fala de envios, não da empresa.';
COMMENT ON COLUMN flowt.tb_omni8_evento_rejeitado.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_evento_rejeitado.cod_rejeitado IS 'Sequência.';
COMMENT ON COLUMN flowt.tb_omni8_evento_rejeitado.des_id_cliente IS 'Identificador de um deles, cortado em 64 caracteres.';
COMMENT ON COLUMN flowt.tb_omni8_evento_rejeitado.nom_tipo IS 'Tipo como veio, cortado em 64 caracteres; nulo além dos primeiros de um lote.';
COMMENT ON COLUMN flowt.tb_omni8_evento_rejeitado.des_motivo IS 'Código do motivo.';
COMMENT ON COLUMN flowt.tb_omni8_evento_rejeitado.dat_informada IS 'Momento corrigido do último deles, se havia um.';
COMMENT ON COLUMN flowt.tb_omni8_evento_rejeitado.dat_recebimento IS 'Quando chegou.';
COMMENT ON COLUMN flowt.tb_omni8_evento_rejeitado.qtd_eventos IS 'Quantos eventos.';

CREATE TABLE flowt.tb_omni8_carrinho_visita (
    cod_tenant   bigint NOT NULL,
    cod_carrinho bigint NOT NULL,
    cod_visita   bigint NOT NULL,
    CONSTRAINT carrinho_visita_chave PRIMARY KEY (cod_tenant, cod_carrinho),
    CONSTRAINT visita_do_carrinho FOREIGN KEY (cod_tenant, cod_visita) REFERENCES flowt.tb_omni8_visita (cod_tenant, cod_visita) ON DELETE CASCADE,
    CONSTRAINT carrinho_da_visita FOREIGN KEY (cod_tenant, cod_carrinho) REFERENCES flowt.tb_omni8_carrinho (cod_tenant, cod_carrinho) ON DELETE CASCADE
);
CREATE INDEX carrinho_visita_por_visita ON flowt.tb_omni8_carrinho_visita (cod_tenant, cod_visita);
COMMENT ON TABLE flowt.tb_omni8_carrinho_visita IS 'Em que visita se mexeu por último em cada carrinho: é a ela que o pedido pertence. Sem auditoria: é um registro do que aconteceu.';
COMMENT ON COLUMN flowt.tb_omni8_carrinho_visita.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_carrinho_visita.cod_carrinho IS 'Carrinho. Não pertence a quem é da visita: o próprio carrinho diz de quem é.';
COMMENT ON COLUMN flowt.tb_omni8_carrinho_visita.cod_visita IS 'Visita.';

CREATE TABLE flowt.tb_omni8_pedido_atribuicao (
    cod_tenant   bigint NOT NULL,
    cod_pedido   bigint NOT NULL,
    cod_visita   bigint,
    tip_canal    text   NOT NULL,
    nom_origem   text,
    nom_midia    text,
    nom_campanha text,
    js_primeiro_toque jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT pedido_atribuicao_chave PRIMARY KEY (cod_tenant, cod_pedido),
    CONSTRAINT atribuicao_do_pedido FOREIGN KEY (cod_tenant, cod_pedido) REFERENCES flowt.tb_omni8_pedido (cod_tenant, cod_pedido)
);
COMMENT ON TABLE flowt.tb_omni8_pedido_atribuicao IS 'A que canal e campanha cada pedido se atribui (último toque não direto em 30 dias), e o primeiro toque. Sem auditoria: só de inclusão.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_atribuicao.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_atribuicao.cod_pedido IS 'Pedido.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_atribuicao.cod_visita IS 'Visita em que foi feito, se se sabe. Refere: tb_omni8_visita.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_atribuicao.tip_canal IS 'Canal; DIRETO se nada se sabe.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_atribuicao.nom_origem IS 'Origem.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_atribuicao.nom_midia IS 'Mídia.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_atribuicao.nom_campanha IS 'Campanha.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_atribuicao.js_primeiro_toque IS 'Primeiro toque do visitante. Sem códigos.';

CREATE TABLE flowt.tb_omni8_sal_do_dia (
    dat_dia date NOT NULL,
    des_sal text NOT NULL,
    CONSTRAINT sal_do_dia_chave PRIMARY KEY (dat_dia)
);
COMMENT ON TABLE flowt.tb_omni8_sal_do_dia IS 'Sal dos resumos de quem não consentiu; apagado depois de dois dias, o que torna impossível refazê-los.';
COMMENT ON COLUMN flowt.tb_omni8_sal_do_dia.dat_dia IS 'Dia (UTC).';
COMMENT ON COLUMN flowt.tb_omni8_sal_do_dia.des_sal IS '256 bits aleatórios, em hexadecimal.';

CREATE TRIGGER so_inclusao BEFORE UPDATE OR DELETE ON flowt.tb_omni8_pedido_atribuicao FOR EACH ROW EXECUTE FUNCTION flowt.recusar_alteracao();

INSERT INTO flowt.tb_omni8_modulo (nom_modulo, des_modulo) VALUES ('rastreamento', 'Rastreamento de navegação e indicadores');
INSERT INTO flowt.tb_omni8_permissao (nom_permissao, des_permissao) VALUES
    ('rastreamento.ler',   'Ver visitas e eventos rejeitados'),
    ('rastreamento.tratar', 'Reclassificar visitas de robôs');
INSERT INTO flowt.tb_omni8_perfil_permissao (nom_permissao, nom_perfil)
SELECT m.permissao, unnest(m.perfis) FROM (VALUES
    ('rastreamento.ler',    '{plataforma,admin,gerente,marketing,api}'::text[]),
    ('rastreamento.tratar', '{plataforma,admin,gerente,marketing}')) AS m (permissao, perfis);

INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo) VALUES
    ('criar_particoes_de_eventos', 'Cria as próximas partições dos eventos', '1 day'),
    ('expurgar_eventos', 'Apaga eventos com mais de 13 meses e o que só servia para recebê-los', '1 day');
