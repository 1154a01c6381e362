-- Onboarding (guide chapter 4.1): what a new company of each segment begins with, as data, and who may make one.

INSERT INTO flowt.tb_omni8_permissao (nom_permissao, des_permissao) VALUES
    ('plataforma.tenants', 'Implantar, suspender, reativar e encerrar empresas, e mudar seus planos');
INSERT INTO flowt.tb_omni8_perfil_permissao (nom_permissao, nom_perfil) VALUES ('plataforma.tenants', 'plataforma');
UPDATE flowt.tb_omni8_permissao SET flg_empresa = true WHERE nom_permissao = 'plataforma.tenants';

CREATE TABLE flowt.tb_omni8_modelo_segmento (
    tip_segmento text  NOT NULL,
    des_modelo   text  NOT NULL,
    js_modelo    jsonb NOT NULL,
    CONSTRAINT modelo_segmento_chave PRIMARY KEY (tip_segmento),
    CONSTRAINT segmento_de_modelo_conhecido CHECK (tip_segmento IN ('RESTAURANTE', 'LOJA', 'SERVICOS')),
    CONSTRAINT modelo_em_objeto CHECK (jsonb_typeof(js_modelo) = 'object')
);
COMMENT ON CONSTRAINT segmento_de_modelo_conhecido ON flowt.tb_omni8_modelo_segmento IS 'O segmento é RESTAURANTE, LOJA ou SERVICOS.';
COMMENT ON CONSTRAINT modelo_em_objeto ON flowt.tb_omni8_modelo_segmento IS 'O modelo é um objeto JSON.';
COMMENT ON TABLE flowt.tb_omni8_modelo_segmento IS 'Com que uma empresa nova de cada segmento começa.';
COMMENT ON COLUMN flowt.tb_omni8_modelo_segmento.tip_segmento IS 'Segmento.';
COMMENT ON COLUMN flowt.tb_omni8_modelo_segmento.des_modelo IS 'O que o modelo traz.';
COMMENT ON COLUMN flowt.tb_omni8_modelo_segmento.js_modelo IS 'empresa: colunas do tenant; horarios: [{dias, abre, fecha}]; categorias: [{nome, itens: colunas de um produto, em rascunho}]; parametros: {nome: valor}; modulos: {nome: ligado}.';

-- A model is applied once: what the company deleted since does not come back.
CREATE TABLE flowt.tb_omni8_tenant_modelo (
    cod_tenant    bigint      NOT NULL,
    tip_segmento  text        NOT NULL,
    dat_aplicacao timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tenant_modelo_chave PRIMARY KEY (cod_tenant),
    CONSTRAINT modelo_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant),
    CONSTRAINT modelo_aplicado FOREIGN KEY (tip_segmento) REFERENCES flowt.tb_omni8_modelo_segmento (tip_segmento)
);
CREATE INDEX tenant_modelo_por_segmento ON flowt.tb_omni8_tenant_modelo (tip_segmento);
COMMENT ON TABLE flowt.tb_omni8_tenant_modelo IS 'Modelo aplicado a cada tenant, uma vez. Sem auditoria: o que ele criou tem a sua.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_modelo.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_modelo.tip_segmento IS 'Modelo.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_modelo.dat_aplicacao IS 'Quando foi aplicado.';

INSERT INTO flowt.tb_omni8_mensagem_modelo (nom_modelo, tip_canal, des_assunto, des_texto, flg_guarda_texto) VALUES
    ('boas_vindas', 'EMAIL', '{{empresa}} está no Flowt',
     E'Olá, {{nome}}.\n\nA empresa {{empresa}} foi criada no Flowt, no endereço {{slug}}, e você a administra com este e-mail.\n\n'
     'Se você já tem senha no Flowt, é a mesma. Se não, peça uma em "Esqueci minha senha".\n\nComplete os dados da empresa e publique-a quando estiver tudo pronto.', true);

INSERT INTO flowt.tb_omni8_modelo_segmento (tip_segmento, des_modelo, js_modelo) VALUES
('RESTAURANTE', 'Cardápio com entradas, pratos, bebidas e sobremesas; almoço e jantar; entrega', $json${
    "empresa": {"flg_entrega": true, "vlr_taxa_entrega": 700, "vlr_pedido_minimo": 2000, "qtd_preparo_min": 40},
    "horarios": [{"dias": [0, 1, 2, 3, 4, 5, 6], "abre": "11:00", "fecha": "15:00"}, {"dias": [0, 2, 3, 4, 5, 6], "abre": "18:00", "fecha": "23:00"}],
    "categorias": [
        {"nome": "Entradas", "itens": [{"nom_produto": "Porção de batata frita", "des_resumo": "Serve duas pessoas.", "vlr_preco": 2900}]},
        {"nome": "Pratos principais", "itens": [{"nom_produto": "Prato do dia", "des_resumo": "Arroz, feijão, salada e uma carne.", "vlr_preco": 3200, "flg_destaque": true},
                                                {"nom_produto": "Massa da casa", "vlr_preco": 4200, "des_alergenos": ["trigo", "ovos"]}]},
        {"nome": "Bebidas", "itens": [{"nom_produto": "Água mineral 500 ml", "vlr_preco": 500}, {"nom_produto": "Suco natural", "vlr_preco": 1100}]},
        {"nome": "Sobremesas", "itens": [{"nom_produto": "Pudim", "vlr_preco": 1200, "des_alergenos": ["leite", "ovos"]}]}],
    "parametros": {"mensagem_canais": ["WHATSAPP", "EMAIL"]},
    "modulos": {"cardapio": true, "pedidos": true, "pessoas": true}
}$json$),
('LOJA', 'Catálogo com novidades e mais vendidos; pedidos a qualquer hora; entrega', $json${
    "empresa": {"flg_entrega": true, "vlr_taxa_entrega": 1500, "flg_pedido_fora_do_horario": true, "qtd_preparo_min": 1440},
    "horarios": [{"dias": [1, 2, 3, 4, 5], "abre": "09:00", "fecha": "18:00"}, {"dias": [6], "abre": "09:00", "fecha": "13:00"}],
    "categorias": [
        {"nome": "Novidades", "itens": [{"nom_produto": "Produto de exemplo", "des_resumo": "Troque nome, foto e preço, e publique.", "vlr_preco": 4990, "flg_destaque": true}]},
        {"nome": "Mais vendidos", "itens": [{"nom_produto": "Outro produto de exemplo", "vlr_preco": 7990, "vlr_preco_de": 9990}]}],
    "parametros": {"mensagem_canais": ["EMAIL", "WHATSAPP"]},
    "modulos": {"cardapio": true, "pedidos": true, "pessoas": true}
}$json$),
('SERVICOS', 'Serviços com duração; horário comercial; sem entrega', $json${
    "empresa": {"flg_entrega": false, "flg_pedido_fora_do_horario": true},
    "horarios": [{"dias": [2, 3, 4, 5, 6], "abre": "09:00", "fecha": "19:00"}],
    "categorias": [
        {"nome": "Serviços", "itens": [{"nom_produto": "Serviço de 1 hora", "des_resumo": "Troque nome, duração e preço, e publique.", "tip_item": "SERVICO", "vlr_preco": 12000,
                                        "qtd_duracao_min": 60, "flg_destaque": true},
                                       {"nom_produto": "Avaliação", "tip_item": "SERVICO", "vlr_preco": 5000, "qtd_duracao_min": 30}]}],
    "parametros": {"mensagem_canais": ["WHATSAPP"]},
    "modulos": {"cardapio": true, "pedidos": true, "pessoas": true}
}$json$);
