-- Choosing a time on a page (guide chapters 5.1 and 9).

CREATE TYPE flowt.busca_de_horario AS (
    cod_produto       bigint,
    cod_unidade       bigint,
    cod_recurso       bigint,
    cod_carrinho_item bigint,
    cod_exceto        bigint,
    qtd_minutos       integer,
    des_fuso          text,
    dia               date,
    dia_hoje          date,
    dia_ultimo        date,
    des_caminho       text,
    flg_remarca       boolean
);
COMMENT ON TYPE flowt.busca_de_horario IS 'O que se procura na página de horários de um serviço: onde, com quem, para que linha do carrinho (nula: uma nova), em que dia, e entre que dias se pode marcar; flg_remarca: é o horário já confirmado cod_exceto que se muda.';

INSERT INTO flowt.tb_omni8_item_acao (nom_acao, tip_item, des_rotulo, des_caminho, nom_funcao, num_ordem) VALUES
    ('horario', 'SERVICO', 'Escolher o horário', 'horarios', 'frase_do_horario_da_linha', 10);
INSERT INTO flowt.tb_omni8_pedido_acao (nom_acao, sta_pedido, des_rotulo, nom_funcao, num_ordem)
SELECT 'horario', s.sta_pedido, 'Mudar ou cancelar o horário', 'horarios_do_pedido', 0 FROM flowt.tb_omni8_pedido_status AS s WHERE NOT s.flg_devolve_estoque;
