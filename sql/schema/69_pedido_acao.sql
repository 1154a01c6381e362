-- What the public may do with an order on its page (guide chapter 10.3), as data: each later module adds its own links.

CREATE TABLE flowt.tb_omni8_pedido_acao (
    nom_acao   text    NOT NULL,
    sta_pedido text    NOT NULL,
    des_rotulo text    NOT NULL,
    des_caminho text,
    nom_funcao text,
    num_ordem  integer NOT NULL,
    CONSTRAINT pedido_acao_chave PRIMARY KEY (nom_acao, sta_pedido),
    CONSTRAINT caminho_de_acao_simples CHECK (des_caminho ~ '^[a-z-]+$'),
    CONSTRAINT funcao_de_acao_simples CHECK (nom_funcao ~ '^[a-z_]+$'),
    CONSTRAINT acao_tem_caminho_ou_funcao CHECK (num_nonnulls(des_caminho, nom_funcao) = 1),
    CONSTRAINT acao_em_um_status FOREIGN KEY (sta_pedido) REFERENCES flowt.tb_omni8_pedido_status (sta_pedido)
);
COMMENT ON CONSTRAINT caminho_de_acao_simples ON flowt.tb_omni8_pedido_acao IS 'O caminho de uma ação tem letras minúsculas e hífens.';
COMMENT ON CONSTRAINT funcao_de_acao_simples ON flowt.tb_omni8_pedido_acao IS 'O nome da função de uma ação tem letras minúsculas e sublinhados.';
COMMENT ON CONSTRAINT acao_tem_caminho_ou_funcao ON flowt.tb_omni8_pedido_acao IS 'Uma ação tem o caminho de sua página, ou a função que diz a que páginas leva.';
COMMENT ON TABLE flowt.tb_omni8_pedido_acao IS 'O que se pode fazer na página de um pedido, por status: cada módulo acrescenta as suas linhas.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_acao.nom_acao IS 'Ação.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_acao.sta_pedido IS 'Status em que se oferece.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_acao.des_rotulo IS 'Como o público a lê.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_acao.des_caminho IS 'Página da ação, depois de /pedido/{token}/; nula se a função o diz.';
COMMENT ON COLUMN flowt.tb_omni8_pedido_acao.nom_funcao IS 'Função flowt.nome(tenant, pedido) que devolve, de cada coisa a mostrar, des_frase e o des_endereco em que se muda (nulo: já não se muda).';
COMMENT ON COLUMN flowt.tb_omni8_pedido_acao.num_ordem IS 'Ordem na página.';
