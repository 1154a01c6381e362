-- Digital menu (guide chapter 7): what is published is found without reading what is not.
CREATE INDEX produto_do_cardapio ON flowt.tb_omni8_produto_servico (cod_tenant, cod_categoria, num_ordem) WHERE sta_produto = 'PUBLICADO';
