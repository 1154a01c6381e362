-- Demo company: a shop with stock that takes orders at any hour. Running it again changes nothing.
DO $demo$
DECLARE
    v_tenant bigint;
BEGIN
    -- As the role that may write any tenant's rows; a migration's login is a member of it.
    SET LOCAL ROLE flowt_rotina;
    SELECT t.cod_tenant INTO v_tenant FROM flowt.tb_omni8_tenant t WHERE t.nom_slug = 'papelaria-aurora';
    IF NOT FOUND THEN
        v_tenant := admin.criar_tenant('papelaria-aurora', 'Papelaria Aurora', 'LOJA',
            'Aurora Papéis e Presentes Ltda', '31.415.926/0001-71', 'contato@papelaria-aurora.example', '(31) 99876-5432',
            'Rua da Bahia', '1148', 'Centro', 'Belo Horizonte', 'MG', '30160-011', 'America/Sao_Paulo');
        UPDATE flowt.tb_omni8_tenant t SET des_apresentacao = 'Cadernos, canetas e materiais de arte escolhidos a dedo. Retire na loja ou receba em casa.',
               des_cor = '#f4a300',
               flg_entrega = true,
               flg_pedido_fora_do_horario = true,
               vlr_taxa_entrega = 1290,
               vlr_pedido_minimo = 1500,
               qtd_preparo_min = 120
         WHERE t.cod_tenant = v_tenant;
        PERFORM admin.ativar_tenant(v_tenant);
    END IF;

    -- bcrypt takes its 0.2 s, so only for who is missing.
    PERFORM admin.criar_acesso(v_tenant, a.email, a.nome, a.perfil, 'flowt-demo-2026')
       FROM (VALUES
           ('admin@papelaria-aurora.example', 'Aurora Campos', 'admin')) AS a (email, nome, perfil)
      WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_usuario u JOIN flowt.tb_omni8_usuario_tenant x ON x.cod_tenant = v_tenant AND x.cod_usuario = u.cod_usuario
                         WHERE u.des_email = a.email);

    INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria, num_ordem)
    SELECT v_tenant, n.nome, n.ordem FROM (VALUES
        ('Cadernos e agendas', 10),
        ('Escrita', 20),
        ('Arte', 30),
        ('Escritório', 40),
        ('Mochilas e estojos', 50),
        ('Presentes', 60)) AS n (nome, ordem)
     WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_categoria c WHERE c.cod_tenant = v_tenant AND c.nom_categoria = n.nome);

    WITH novos AS (
        SELECT * FROM (VALUES
            ('Cadernos e agendas', 'PA-001', 'Caderno universitário 10 matérias', '200 folhas pautadas, capa dura.', NULL::text, 3290, NULL::bigint, true, 'PUBLICADO', 40),
            ('Cadernos e agendas', 'PA-002', 'Caderno pontilhado A5', '120 folhas de 90 g, elástico e fita marcadora.', 'Papel pólen de 90 g, que não deixa a tinta passar.
Capa em linho, nas cores azul, verde e vinho: diga qual na observação.', 4590, NULL, true, 'PUBLICADO', 25),
            ('Cadernos e agendas', 'PA-003', 'Caderno de desenho A4', '96 folhas de 120 g.', NULL, 2890, NULL, false, 'PUBLICADO', 30),
            ('Cadernos e agendas', 'PA-004', 'Agenda 2027 diária', 'Uma página por dia, capa cartonada.', NULL, 5490, 6490, true, 'PUBLICADO', 60),
            ('Cadernos e agendas', 'PA-005', 'Planner semanal 2027', 'Com metas, finanças e adesivos.', NULL, 6890, NULL, false, 'PUBLICADO', 18),
            ('Cadernos e agendas', 'PA-006', 'Bloco de notas adesivas', '4 blocos de 76 × 76 mm, cores neon.', NULL, 1890, NULL, false, 'PUBLICADO', 80),
            ('Escrita', 'PA-007', 'Caneta esferográfica azul', 'Ponta de 1 mm. Caixa com 12.', NULL, 2190, NULL, false, 'PUBLICADO', 55),
            ('Escrita', 'PA-008', 'Caneta gel 0,5 mm', 'Preta, secagem rápida.', NULL, 890, NULL, false, 'PUBLICADO', 120),
            ('Escrita', 'PA-009', 'Canetas hidrográficas', 'Estojo com 24 cores.', NULL, 3990, NULL, false, 'PUBLICADO', 22),
            ('Escrita', 'PA-010', 'Caneta-tinteiro', 'Ponta média, com dois cartuchos.', NULL, 12900, NULL, true, 'PUBLICADO', 6),
            ('Escrita', 'PA-011', 'Lápis preto HB', 'Caixa com 12, madeira de reflorestamento.', NULL, 1490, NULL, false, 'PUBLICADO', 70),
            ('Escrita', 'PA-012', 'Lapiseira 0,7 mm', 'Com borracha e grafites.', NULL, 1990, NULL, false, 'PUBLICADO', 45),
            ('Escrita', 'PA-013', 'Marca-texto pastel', 'Estojo com 6 cores.', NULL, 2690, NULL, false, 'PUBLICADO', 38),
            ('Escrita', 'PA-014', 'Borracha branca', 'Macia, não borra. Unidade.', NULL, 350, NULL, false, 'PUBLICADO', 200),
            ('Escrita', 'PA-015', 'Corretivo em fita', '5 mm × 6 m.', NULL, 1290, NULL, false, 'PUBLICADO', 0),
            ('Arte', 'PA-016', 'Lápis de cor 36 cores', 'Mina macia, com apontador.', NULL, 5990, 7290, true, 'PUBLICADO', 20),
            ('Arte', 'PA-017', 'Aquarela em pastilhas', '12 cores com pincel.', NULL, 4990, NULL, false, 'PUBLICADO', 14),
            ('Arte', 'PA-018', 'Tinta guache', '6 potes de 15 ml.', NULL, 1290, NULL, false, 'PUBLICADO', 48),
            ('Arte', 'PA-019', 'Pincéis redondos e chatos', 'Conjunto com 8.', NULL, 3490, NULL, false, 'PUBLICADO', 16),
            ('Arte', 'PA-020', 'Bloco para aquarela A4', '20 folhas de 300 g.', NULL, 5790, NULL, false, 'PUBLICADO', 12),
            ('Arte', 'PA-021', 'Massa de modelar', '12 cores, sem glúten.', NULL, 990, NULL, false, 'PUBLICADO', 64),
            ('Arte', 'PA-022', 'Cola branca 110 g', 'Lavável, não tóxica.', NULL, 590, NULL, false, 'PUBLICADO', 90),
            ('Escritório', 'PA-023', 'Papel sulfite A4', 'Resma com 500 folhas de 75 g.', NULL, 2990, NULL, false, 'PUBLICADO', 150),
            ('Escritório', 'PA-024', 'Grampeador de mesa', 'Até 25 folhas.', NULL, 3590, NULL, false, 'PUBLICADO', 15),
            ('Escritório', 'PA-025', 'Clipes coloridos', 'Caixa com 100.', NULL, 890, NULL, false, 'PUBLICADO', 75),
            ('Escritório', 'PA-026', 'Pasta sanfonada A4', '12 divisórias.', NULL, 3990, NULL, false, 'PUBLICADO', 20),
            ('Escritório', 'PA-027', 'Organizador de mesa', 'Em bambu, com 5 divisões.', NULL, 8990, NULL, false, 'PUBLICADO', 8),
            ('Escritório', 'PA-028', 'Calculadora de 12 dígitos', 'Solar e a pilha.', NULL, 4990, NULL, false, 'PUBLICADO', 17),
            ('Escritório', 'PA-029', 'Envelopes A4', 'Pacote com 50, papel kraft.', NULL, 3290, NULL, false, 'PUBLICADO', 26),
            ('Mochilas e estojos', 'PA-030', 'Mochila para notebook', 'Até 15,6 polegadas, impermeável.', NULL, 18990, 21990, false, 'PUBLICADO', 9),
            ('Mochilas e estojos', 'PA-031', 'Mochila infantil', 'Com lancheira, estampa de dinossauros.', NULL, 15990, NULL, false, 'PUBLICADO', 11),
            ('Mochilas e estojos', 'PA-032', 'Estojo de três andares', 'Com elásticos para 72 lápis.', NULL, 6490, NULL, false, 'PUBLICADO', 23),
            ('Mochilas e estojos', 'PA-033', 'Estojo escolar simples', 'Poliéster, zíper reforçado.', NULL, 2490, NULL, false, 'PUBLICADO', 34),
            ('Presentes', 'PA-034', 'Quebra-cabeça de 1000 peças', 'Vista de Ouro Preto.', NULL, 7990, NULL, false, 'PUBLICADO', 10),
            ('Presentes', 'PA-035', 'Caneca com giz', 'Para escrever o recado do dia.', NULL, 4490, NULL, false, 'PUBLICADO', 13),
            ('Presentes', 'PA-036', 'Papel de presente', 'Rolo de 70 cm × 5 m, estampas sortidas.', NULL, 1990, NULL, false, 'PUBLICADO', 40),
            ('Presentes', 'PA-037', 'Kit de caligrafia', 'Em preparação para o Natal.', NULL, 9990, NULL, false, 'RASCUNHO', NULL)) AS n (categoria, sku, nome, resumo, descricao, preco, preco_de, destaque, status, estoque)
    ), criados AS (
        INSERT INTO flowt.tb_omni8_produto_servico AS p (cod_tenant, cod_categoria, num_ordem, num_sku, nom_produto, des_resumo, des_produto, vlr_preco, vlr_preco_de, flg_destaque, sta_produto)
        SELECT v_tenant, c.cod_categoria, row_number() OVER () * 10, n.sku, n.nome, n.resumo, n.descricao, n.preco, n.preco_de, n.destaque, n.status
          FROM novos AS n JOIN flowt.tb_omni8_categoria c ON c.cod_tenant = v_tenant AND c.nom_categoria = n.categoria
         WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_produto_servico x WHERE x.cod_tenant = v_tenant AND x.num_sku = n.sku)
        RETURNING p.cod_produto, p.num_sku
    ), saldos AS (
        INSERT INTO flowt.tb_omni8_estoque AS e (cod_tenant, cod_produto, qtd_estoque, qtd_minima)
        SELECT v_tenant, k.cod_produto, n.estoque, 10 FROM criados k JOIN novos n ON n.sku = k.num_sku WHERE n.estoque IS NOT NULL
        RETURNING e.cod_produto, e.qtd_estoque
    )
    INSERT INTO flowt.tb_omni8_estoque_movimento (cod_tenant, cod_produto, qtd_movimento, tip_movimento, des_motivo)
    SELECT v_tenant, s.cod_produto, s.qtd_estoque, 'ENTRADA', 'Estoque inicial' FROM saldos s WHERE s.qtd_estoque > 0;
END
$demo$;
