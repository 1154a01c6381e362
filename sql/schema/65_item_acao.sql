-- What else the public may do with an item, on its page and for its line in the bag (guide chapter 9.1), as data: each later module
-- adds its own.

CREATE TABLE flowt.tb_omni8_item_acao (
    nom_acao    text    NOT NULL,
    tip_item    text    NOT NULL,
    des_rotulo  text    NOT NULL,
    des_caminho text    NOT NULL,
    nom_funcao  text    NOT NULL,
    num_ordem   integer NOT NULL,
    CONSTRAINT item_acao_chave PRIMARY KEY (nom_acao, tip_item),
    CONSTRAINT tipo_de_item_da_acao CHECK (tip_item IN ('PRODUTO', 'SERVICO')),
    CONSTRAINT caminho_de_acao_do_item CHECK (des_caminho ~ '^[a-z-]+$'),
    CONSTRAINT funcao_de_acao_do_item CHECK (nom_funcao ~ '^[a-z_]+$')
);
COMMENT ON CONSTRAINT tipo_de_item_da_acao ON flowt.tb_omni8_item_acao IS 'O tipo do item é PRODUTO ou SERVICO.';
COMMENT ON CONSTRAINT caminho_de_acao_do_item ON flowt.tb_omni8_item_acao IS 'O caminho de uma ação tem letras minúsculas e hífens.';
COMMENT ON CONSTRAINT funcao_de_acao_do_item ON flowt.tb_omni8_item_acao IS 'O nome da função de uma ação tem letras minúsculas e sublinhados.';
COMMENT ON TABLE flowt.tb_omni8_item_acao IS 'O que se pode fazer com um item em sua página, e com a linha dele na sacola: cada módulo acrescenta as suas linhas.';
COMMENT ON COLUMN flowt.tb_omni8_item_acao.nom_acao IS 'Ação.';
COMMENT ON COLUMN flowt.tb_omni8_item_acao.tip_item IS 'Tipo de item a que se oferece.';
COMMENT ON COLUMN flowt.tb_omni8_item_acao.des_rotulo IS 'Como o público a lê.';
COMMENT ON COLUMN flowt.tb_omni8_item_acao.des_caminho IS 'Página da ação, depois de /item/{id}/.';
COMMENT ON COLUMN flowt.tb_omni8_item_acao.nom_funcao IS 'Função flowt.nome(tenant, linha do carrinho) que diz em uma frase o que a linha já tem; nula se nada.';
COMMENT ON COLUMN flowt.tb_omni8_item_acao.num_ordem IS 'Ordem na página.';
