-- Stock (guide chapter 5.1): what is there, what is promised to carts, and every movement. Its functions are in
-- functions/43_estoque.sql; the tables stand beside the products, because a product shows and takes its own stock.

-- Apart from the product, because it changes with every sale: no audit line, no new version of the product.
CREATE TABLE flowt.tb_omni8_estoque (
    cod_tenant    bigint      NOT NULL,
    cod_produto   bigint      NOT NULL,
    cod_variacao  bigint      NOT NULL DEFAULT 0,
    qtd_estoque   bigint      NOT NULL,
    qtd_reservada bigint      NOT NULL DEFAULT 0,
    qtd_minima    bigint      NOT NULL DEFAULT 0,
    num_alerta    bigint      NOT NULL DEFAULT 0,
    dat_alteracao timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT estoque_chave PRIMARY KEY (cod_tenant, cod_produto, cod_variacao),
    CONSTRAINT estoque_entre_0_e_1_bilhao CHECK (qtd_estoque BETWEEN 0 AND 1000000000),
    CONSTRAINT reserva_cabe_no_estoque CHECK (qtd_reservada BETWEEN 0 AND qtd_estoque),
    CONSTRAINT estoque_minimo_entre_0_e_1_bilhao CHECK (qtd_minima BETWEEN 0 AND 1000000000),
    CONSTRAINT estoque_do_produto FOREIGN KEY (cod_tenant, cod_produto) REFERENCES flowt.tb_omni8_produto_servico (cod_tenant, cod_produto)
);

CREATE TABLE flowt.tb_omni8_estoque_movimento (
    cod_tenant    bigint      NOT NULL,
    cod_movimento bigint      GENERATED ALWAYS AS IDENTITY,
    cod_produto   bigint      NOT NULL,
    cod_variacao  bigint      NOT NULL DEFAULT 0,
    qtd_movimento bigint      NOT NULL,
    tip_movimento text        NOT NULL,
    cod_origem    bigint,
    cod_carrinho  bigint,
    des_motivo    text,
    cod_usuario   bigint,
    dat_criacao   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT estoque_movimento_chave PRIMARY KEY (cod_tenant, cod_movimento),
    CONSTRAINT movimento_diferente_de_zero CHECK (qtd_movimento <> 0),
    CONSTRAINT tipo_de_movimento_conhecido CHECK (tip_movimento IN ('ENTRADA', 'SAIDA', 'AJUSTE', 'PERDA', 'VENDA', 'DEVOLUCAO', 'RESERVA', 'LIBERACAO')),
    CONSTRAINT sentido_do_movimento CHECK (CASE WHEN tip_movimento IN ('ENTRADA', 'DEVOLUCAO', 'RESERVA') THEN qtd_movimento > 0
                                                WHEN tip_movimento IN ('SAIDA', 'PERDA', 'VENDA', 'LIBERACAO') THEN qtd_movimento < 0 ELSE true END),
    CONSTRAINT motivo_de_movimento_de_ate_200_caracteres CHECK (length(des_motivo) <= 200)
);
CREATE INDEX estoque_movimento_por_produto ON flowt.tb_omni8_estoque_movimento (cod_tenant, cod_produto, cod_movimento);
CREATE INDEX estoque_movimento_por_origem ON flowt.tb_omni8_estoque_movimento (cod_tenant, cod_origem, cod_produto) WHERE cod_origem IS NOT NULL;

-- Only ever touched by whoever holds the lock of its row in tb_omni8_estoque.
CREATE TABLE flowt.tb_omni8_estoque_reserva (
    cod_tenant    bigint      NOT NULL,
    cod_produto   bigint      NOT NULL,
    cod_variacao  bigint      NOT NULL DEFAULT 0,
    cod_carrinho  bigint      NOT NULL,
    qtd_reservada bigint      NOT NULL,
    dat_expiracao timestamptz NOT NULL,
    dat_criacao   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT estoque_reserva_chave PRIMARY KEY (cod_tenant, cod_produto, cod_variacao, cod_carrinho),
    CONSTRAINT reserva_de_ao_menos_uma_unidade CHECK (qtd_reservada > 0),
    CONSTRAINT reserva_do_estoque FOREIGN KEY (cod_tenant, cod_produto, cod_variacao) REFERENCES flowt.tb_omni8_estoque (cod_tenant, cod_produto, cod_variacao)
);
CREATE INDEX estoque_reserva_por_carrinho ON flowt.tb_omni8_estoque_reserva (cod_tenant, cod_carrinho);
CREATE INDEX estoque_reserva_por_expiracao ON flowt.tb_omni8_estoque_reserva (dat_expiracao);

CREATE TYPE flowt.item_de_estoque AS (cod_produto bigint, cod_variacao bigint, qtd_item integer);
COMMENT ON TYPE flowt.item_de_estoque IS 'Quantidade de um produto, ou de uma variação dele (nula ou 0: o próprio produto).';

INSERT INTO flowt.tb_omni8_permissao (nom_permissao, des_permissao) VALUES
    ('estoque.ler',         'Ver saldos e movimentos de estoque'),
    ('estoque.movimentar',  'Registrar entradas, saídas, perdas e contagens de estoque, e o estoque mínimo');
INSERT INTO flowt.tb_omni8_perfil_permissao (nom_permissao, nom_perfil)
SELECT m.permissao, unnest(m.perfis) FROM (VALUES
    ('estoque.ler',        '{plataforma,admin,gerente,atendente,cozinha,financeiro,api}'::text[]),
    ('estoque.movimentar', '{plataforma,admin,gerente,api}')) AS m (permissao, perfis);

INSERT INTO flowt.tb_omni8_parametro (nom_parametro, des_parametro, nom_grupo, tip_parametro, js_padrao, num_minimo, num_maximo, des_opcoes, nom_permissao, num_ordem) VALUES
    ('estoque_reserva_minutos', 'Minutos em que os itens de quem está finalizando a compra ficam reservados; 0, não se reserva', 'Estoque', 'inteiro', '15', 0, 120, NULL, 'empresa.configurar', 10),
    ('estoque_avisar_minimo', 'Avisar por e-mail quando o estoque de um item desce ao mínimo que ele tem', 'Estoque', 'booleano', 'true', NULL, NULL, NULL, 'empresa.configurar', 20);
INSERT INTO flowt.tb_omni8_mensagem_modelo (nom_modelo, tip_canal, des_assunto, des_texto) VALUES
    ('estoque_baixo', 'EMAIL', '{{item}}: estoque no mínimo', E'Restam {{quantidade}} de {{item}}; o mínimo é {{minimo}}.\n\nEste aviso vai à empresa uma vez a cada descida ao mínimo. Para não o receber, desligue o parâmetro estoque_avisar_minimo.');

CREATE TRIGGER so_inclusao BEFORE UPDATE OR DELETE ON flowt.tb_omni8_estoque_movimento FOR EACH ROW EXECUTE FUNCTION flowt.recusar_alteracao();

COMMENT ON CONSTRAINT estoque_entre_0_e_1_bilhao ON flowt.tb_omni8_estoque IS 'O estoque vai de 0 a 1.000.000.000 unidades.';
COMMENT ON CONSTRAINT reserva_cabe_no_estoque ON flowt.tb_omni8_estoque IS 'Há unidades reservadas para compras em andamento: espere que terminem, ou retire menos.';
COMMENT ON CONSTRAINT estoque_minimo_entre_0_e_1_bilhao ON flowt.tb_omni8_estoque IS 'O estoque mínimo vai de 0 a 1.000.000.000 unidades.';
COMMENT ON CONSTRAINT movimento_diferente_de_zero ON flowt.tb_omni8_estoque_movimento IS 'Um movimento de estoque tem quantidade.';
COMMENT ON CONSTRAINT tipo_de_movimento_conhecido ON flowt.tb_omni8_estoque_movimento IS 'O movimento é ENTRADA, SAIDA, AJUSTE, PERDA, VENDA, DEVOLUCAO, RESERVA ou LIBERACAO.';
COMMENT ON CONSTRAINT sentido_do_movimento ON flowt.tb_omni8_estoque_movimento IS 'Entrada, devolução e reserva somam; saída, perda, venda e liberação subtraem.';
COMMENT ON CONSTRAINT motivo_de_movimento_de_ate_200_caracteres ON flowt.tb_omni8_estoque_movimento IS 'O motivo tem até 200 caracteres.';
COMMENT ON CONSTRAINT reserva_de_ao_menos_uma_unidade ON flowt.tb_omni8_estoque_reserva IS 'Uma reserva tem ao menos uma unidade.';

COMMENT ON TABLE flowt.tb_omni8_estoque IS 'Saldo dos produtos com estoque controlado; sem linha aqui, o produto não tem limite. Disponível: qtd_estoque − qtd_reservada. Sem auditoria: os movimentos contam a história.';
COMMENT ON COLUMN flowt.tb_omni8_estoque.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_estoque.cod_produto IS 'Produto.';
COMMENT ON COLUMN flowt.tb_omni8_estoque.cod_variacao IS 'Variação; 0: o próprio produto. Refere: tb_omni8_variacao.';
COMMENT ON COLUMN flowt.tb_omni8_estoque.qtd_estoque IS 'Unidades que há.';
COMMENT ON COLUMN flowt.tb_omni8_estoque.qtd_reservada IS 'Destas, as prometidas a compras em andamento, contadas também as reservas vencidas que ninguém ainda liberou.';
COMMENT ON COLUMN flowt.tb_omni8_estoque.qtd_minima IS 'A partir de quantas unidades disponíveis o estoque está baixo.';
COMMENT ON COLUMN flowt.tb_omni8_estoque.num_alerta IS 'Quantas vezes desceu ao mínimo: cada uma avisa a empresa uma vez.';
COMMENT ON COLUMN flowt.tb_omni8_estoque.dat_alteracao IS 'Último movimento.';
COMMENT ON TABLE flowt.tb_omni8_estoque_movimento IS 'Movimentos de estoque, só de inclusão: a soma dos de RESERVA e LIBERACAO é a quantidade reservada, a dos outros é o estoque. Sem auditoria: é um registro histórico.';
COMMENT ON COLUMN flowt.tb_omni8_estoque_movimento.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_estoque_movimento.cod_movimento IS 'Sequência.';
COMMENT ON COLUMN flowt.tb_omni8_estoque_movimento.cod_produto IS 'Produto.';
COMMENT ON COLUMN flowt.tb_omni8_estoque_movimento.cod_variacao IS 'Variação; 0: o próprio produto. Refere: tb_omni8_variacao.';
COMMENT ON COLUMN flowt.tb_omni8_estoque_movimento.qtd_movimento IS 'Unidades que entram (positivo) ou saem (negativo); de RESERVA e LIBERACAO, as que passam a reservadas ou deixam de o ser.';
COMMENT ON COLUMN flowt.tb_omni8_estoque_movimento.tip_movimento IS 'ENTRADA, SAIDA, AJUSTE (contagem), PERDA, VENDA, DEVOLUCAO, RESERVA ou LIBERACAO.';
COMMENT ON COLUMN flowt.tb_omni8_estoque_movimento.cod_origem IS 'Pedido, se veio de um. Refere: tb_omni8_pedido.';
COMMENT ON COLUMN flowt.tb_omni8_estoque_movimento.cod_carrinho IS 'Carrinho de uma reserva. Refere: tb_omni8_carrinho.';
COMMENT ON COLUMN flowt.tb_omni8_estoque_movimento.des_motivo IS 'Por quê, nas palavras de quem o registrou.';
COMMENT ON COLUMN flowt.tb_omni8_estoque_movimento.cod_usuario IS 'Quem o registrou; nulo se foi uma compra ou o sistema.';
COMMENT ON COLUMN flowt.tb_omni8_estoque_movimento.dat_criacao IS 'Momento.';
COMMENT ON TABLE flowt.tb_omni8_estoque_reserva IS 'O que cada compra em andamento reservou, e até quando: sua soma é qtd_reservada. Sem auditoria: os movimentos contam a história.';
COMMENT ON COLUMN flowt.tb_omni8_estoque_reserva.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_estoque_reserva.cod_produto IS 'Produto.';
COMMENT ON COLUMN flowt.tb_omni8_estoque_reserva.cod_variacao IS 'Variação; 0: o próprio produto.';
COMMENT ON COLUMN flowt.tb_omni8_estoque_reserva.cod_carrinho IS 'Carrinho. Refere: tb_omni8_carrinho.';
COMMENT ON COLUMN flowt.tb_omni8_estoque_reserva.qtd_reservada IS 'Unidades.';
COMMENT ON COLUMN flowt.tb_omni8_estoque_reserva.dat_expiracao IS 'Até quando vale: depois, conta como livre mesmo antes de ser liberada.';
COMMENT ON COLUMN flowt.tb_omni8_estoque_reserva.dat_criacao IS 'Quando foi reservado.';

INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo) VALUES
    ('expirar_reservas', 'Libera as reservas de estoque vencidas', '1 minute');
