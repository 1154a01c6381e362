-- Demo company: a restaurant with delivery, open past midnight on Fridays and Saturdays. Running it again changes nothing.
DO $demo$
DECLARE
    v_tenant bigint;
BEGIN
    -- As the role that may write any tenant's rows; a migration's login is a member of it.
    SET LOCAL ROLE flowt_rotina;
    SELECT t.cod_tenant INTO v_tenant FROM flowt.tb_omni8_tenant t WHERE t.nom_slug = 'cantina-da-praca';
    IF NOT FOUND THEN
        v_tenant := admin.criar_tenant('cantina-da-praca', 'Cantina da Praça', 'RESTAURANTE',
            'Cantina da Praça Restaurante Ltda', 'K7.M2P.9X4/0001-42', 'contato@cantina-da-praca.example', '(11) 98765-4321',
            'Praça das Jabuticabeiras', '120', 'Vila Mariana', 'São Paulo', 'SP', '04101-000', 'America/Sao_Paulo');
        UPDATE flowt.tb_omni8_tenant t SET des_apresentacao = 'Massas frescas, risotos e pizzas de longa fermentação, como na casa da nonna.',
               des_cor = '#9b2226',
               flg_entrega = true,
               vlr_taxa_entrega = 890,
               vlr_pedido_minimo = 3000,
               qtd_preparo_min = 45
         WHERE t.cod_tenant = v_tenant;
        INSERT INTO flowt.tb_omni8_tenant_horario (cod_tenant, num_dia_semana, hor_abertura, hor_fechamento)
        SELECT v_tenant, h.dia, h.abre::time, h.fecha::time FROM (VALUES
            (0, '11:00', '23:30'), (1, '11:00', '23:30'), (2, '11:00', '23:30'), (3, '11:00', '23:30'), (4, '11:00', '23:30'),
            (5, '11:00', '02:00'), (6, '11:00', '02:00')) AS h (dia, abre, fecha);
        PERFORM admin.ativar_tenant(v_tenant);
    END IF;

    -- bcrypt takes its 0.2 s, so only for who is missing.
    PERFORM admin.criar_acesso(v_tenant, a.email, a.nome, a.perfil, 'flowt-demo-2026')
       FROM (VALUES
           ('plataforma@cantina-da-praca.example', 'Paula Platão', 'plataforma'),
           ('admin@cantina-da-praca.example', 'Antônio Bianchi', 'admin'),
           ('gerente@cantina-da-praca.example', 'Geraldo Nunes', 'gerente'),
           ('atendente@cantina-da-praca.example', 'Ana Teixeira', 'atendente'),
           ('cozinha@cantina-da-praca.example', 'Carla Moretti', 'cozinha'),
           ('entregador@cantina-da-praca.example', 'Edson Lima', 'entregador'),
           ('marketing@cantina-da-praca.example', 'Marina Alves', 'marketing'),
           ('financeiro@cantina-da-praca.example', 'Fábio Rocha', 'financeiro'),
           ('parceiro@cantina-da-praca.example', 'Priscila Dias', 'parceiro')) AS a (email, nome, perfil)
      WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_usuario u JOIN flowt.tb_omni8_usuario_tenant x ON x.cod_tenant = v_tenant AND x.cod_usuario = u.cod_usuario
                         WHERE u.des_email = a.email);

    INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria, num_ordem)
    SELECT v_tenant, n.nome, n.ordem FROM (VALUES
        ('Entradas', 10),
        ('Saladas', 20),
        ('Massas frescas', 30),
        ('Risotos', 40),
        ('Carnes e peixes', 50),
        ('Pizzas (8 fatias)', 60),
        ('Acompanhamentos', 70),
        ('Sobremesas', 80),
        ('Bebidas', 90),
        ('Vinhos e cervejas', 100)) AS n (nome, ordem)
     WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_categoria c WHERE c.cod_tenant = v_tenant AND c.nom_categoria = n.nome);

    WITH novos AS (
        SELECT * FROM (VALUES
            ('Entradas', 'CP-001', 'Bruschetta de tomate e manjericão', 'Pão italiano na brasa, tomate fresco e alho. 4 unidades.', NULL::text, '{trigo}', 2890, NULL::bigint, true, 'PUBLICADO'),
            ('Entradas', 'CP-002', 'Burrata com pesto', 'Burrata de 150 g, pesto da casa e tomate-cereja assado.', 'Acompanha cesta de pães tostados.
O pesto leva manjericão, castanha-de-caju e queijo curado.', '{leite,castanhas,trigo}', 5490, NULL, false, 'PUBLICADO'),
            ('Entradas', 'CP-003', 'Carpaccio de filé mignon', 'Com alcaparras, rúcula e lascas de parmesão.', NULL, '{leite}', 4790, NULL, false, 'PUBLICADO'),
            ('Entradas', 'CP-004', 'Lula à dorê', 'Anéis de lula empanados com molho tártaro.', NULL, '{moluscos,trigo,ovos}', 5290, NULL, false, 'PUBLICADO'),
            ('Entradas', 'CP-005', 'Polenta frita com ragu', 'Porção de 300 g com ragu de linguiça.', NULL, '{leite}', 3290, NULL, false, 'PUBLICADO'),
            ('Entradas', 'CP-006', 'Arancini de mozarela', 'Bolinhos de risoto recheados. 6 unidades.', NULL, '{trigo,leite,ovos}', 3490, NULL, false, 'PUBLICADO'),
            ('Entradas', 'CP-007', 'Caldo verde', 'Com couve, linguiça e torradas.', NULL, '{trigo}', 2490, NULL, false, 'PUBLICADO'),
            ('Entradas', 'CP-008', 'Couvert da casa', 'Pães, manteiga de ervas, sardela e azeitonas. Para duas pessoas.', NULL, '{trigo,leite,peixes}', 2690, NULL, false, 'PUBLICADO'),
            ('Saladas', 'CP-009', 'Salada caprese', 'Tomate, mozarela de búfala e manjericão.', NULL, '{leite}', 3690, NULL, false, 'PUBLICADO'),
            ('Saladas', 'CP-010', 'Salada Caesar', 'Alface-romana, frango grelhado, croutons e parmesão.', NULL, '{trigo,leite,ovos,peixes}', 3890, NULL, false, 'PUBLICADO'),
            ('Saladas', 'CP-011', 'Salada da Praça', 'Folhas, abóbora assada, queijo de cabra e nozes.', NULL, '{leite,castanhas}', 3990, NULL, false, 'PUBLICADO'),
            ('Saladas', 'CP-012', 'Salada de grão-de-bico', 'Com tomate, pepino, hortelã e limão-siciliano. Vegana.', NULL, '{}', 3190, NULL, false, 'PUBLICADO'),
            ('Massas frescas', 'CP-013', 'Espaguete ao sugo', 'Molho de tomate italiano e manjericão.', NULL, '{trigo,ovos}', 3990, NULL, false, 'PUBLICADO'),
            ('Massas frescas', 'CP-014', 'Espaguete à carbonara', 'Guanciale, gema, pecorino e pimenta-do-reino.', NULL, '{trigo,ovos,leite}', 5290, NULL, true, 'PUBLICADO'),
            ('Massas frescas', 'CP-015', 'Talharim à bolonhesa', 'Ragu de carne cozido por quatro horas.', NULL, '{trigo,ovos}', 4790, NULL, false, 'PUBLICADO'),
            ('Massas frescas', 'CP-016', 'Nhoque de batata', 'Ao sugo, à bolonhesa ou aos quatro queijos: diga na observação.', 'Feito no dia, com batata-asterix.
Escreva na observação qual molho você prefere.', '{trigo,ovos,leite}', 4490, NULL, false, 'PUBLICADO'),
            ('Massas frescas', 'CP-017', 'Ravióli de abóbora', 'Na manteiga com sálvia e amaretti.', NULL, '{trigo,ovos,leite,castanhas}', 5190, NULL, false, 'PUBLICADO'),
            ('Massas frescas', 'CP-018', 'Lasanha da nonna', 'Bolonhesa, presunto, mozarela e molho branco. 500 g.', NULL, '{trigo,ovos,leite}', 5490, 5990, true, 'PUBLICADO'),
            ('Massas frescas', 'CP-019', 'Lasanha de berinjela', 'Sem massa, com molho de tomate e mozarela de búfala.', NULL, '{leite}', 4990, NULL, false, 'PUBLICADO'),
            ('Massas frescas', 'CP-020', 'Fettuccine ao limone', 'Creme de limão-siciliano e camarões grelhados.', NULL, '{trigo,ovos,leite,crustáceos}', 6790, NULL, false, 'PUBLICADO'),
            ('Massas frescas', 'CP-021', 'Penne à arrabbiata', 'Tomate, alho e pimenta-calabresa. Picante.', NULL, '{trigo}', 3890, NULL, false, 'PUBLICADO'),
            ('Massas frescas', 'CP-022', 'Capelete ao caldo', 'Recheado de frango, em caldo claro.', NULL, '{trigo,ovos}', 4290, NULL, false, 'PUBLICADO'),
            ('Massas frescas', 'CP-023', 'Massa sem glúten ao sugo', 'Penne de arroz e milho, preparado em panela separada.', NULL, '{}', 4490, NULL, false, 'PUBLICADO'),
            ('Risotos', 'CP-024', 'Risoto de funghi secchi', 'Funghi, vinho branco e parmesão.', NULL, '{leite}', 5690, NULL, false, 'PUBLICADO'),
            ('Risotos', 'CP-025', 'Risoto de camarão', 'Camarões rosa, tomate e alho-poró.', NULL, '{crustáceos,leite}', 7290, NULL, false, 'PUBLICADO'),
            ('Risotos', 'CP-026', 'Risoto de limão-siciliano', 'Com filé de saint peter grelhado.', NULL, '{leite,peixes}', 6290, NULL, false, 'PUBLICADO'),
            ('Risotos', 'CP-027', 'Risoto de abóbora', 'Com gorgonzola e nozes.', NULL, '{leite,castanhas}', 5290, NULL, false, 'PUBLICADO'),
            ('Carnes e peixes', 'CP-028', 'Filé à parmegiana', 'Para duas pessoas, com arroz e fritas.', 'Filé mignon empanado (400 g), molho de tomate e mozarela gratinada.
Acompanha arroz branco e batatas fritas. Serve duas pessoas.', '{trigo,ovos,leite}', 11900, 12900, true, 'PUBLICADO'),
            ('Carnes e peixes', 'CP-029', 'Filé ao molho madeira', 'Com champignons e purê de batata.', NULL, '{leite,trigo}', 7490, NULL, false, 'PUBLICADO'),
            ('Carnes e peixes', 'CP-030', 'Frango à parmegiana', 'Com arroz e fritas. Individual.', NULL, '{trigo,ovos,leite}', 5490, NULL, false, 'PUBLICADO'),
            ('Carnes e peixes', 'CP-031', 'Ossobuco à milanesa', 'Com risoto de açafrão.', NULL, '{leite}', 7990, NULL, false, 'PUBLICADO'),
            ('Carnes e peixes', 'CP-032', 'Salmão grelhado', 'Com legumes na manteiga e arroz de amêndoas.', NULL, '{peixes,leite,castanhas}', 7890, NULL, false, 'PUBLICADO'),
            ('Carnes e peixes', 'CP-033', 'Bacalhau à Gomes de Sá', 'Com batata, ovo, cebola e azeitonas.', NULL, '{peixes,ovos}', 8990, NULL, false, 'PUBLICADO'),
            ('Carnes e peixes', 'CP-034', 'Polpetone recheado', 'Carne bovina recheada de mozarela, com espaguete ao sugo.', NULL, '{trigo,ovos,leite}', 5790, NULL, false, 'PUBLICADO'),
            ('Pizzas (8 fatias)', 'CP-035', 'Margherita', 'Molho de tomate, mozarela de búfala e manjericão.', NULL, '{trigo,leite}', 5900, NULL, true, 'PUBLICADO'),
            ('Pizzas (8 fatias)', 'CP-036', 'Mozarela', 'Mozarela, tomate e orégano.', NULL, '{trigo,leite}', 5400, NULL, false, 'PUBLICADO'),
            ('Pizzas (8 fatias)', 'CP-037', 'Calabresa', 'Calabresa fatiada e cebola roxa.', NULL, '{trigo,leite}', 5600, NULL, false, 'PUBLICADO'),
            ('Pizzas (8 fatias)', 'CP-038', 'Portuguesa', 'Presunto, ovo, cebola, ervilha e azeitona.', NULL, '{trigo,leite,ovos}', 6200, NULL, false, 'PUBLICADO'),
            ('Pizzas (8 fatias)', 'CP-039', 'Quatro queijos', 'Mozarela, gorgonzola, provolone e parmesão.', NULL, '{trigo,leite}', 6600, NULL, false, 'PUBLICADO'),
            ('Pizzas (8 fatias)', 'CP-040', 'Frango com requeijão', 'Frango desfiado e requeijão cremoso.', NULL, '{trigo,leite}', 6100, NULL, false, 'PUBLICADO'),
            ('Pizzas (8 fatias)', 'CP-041', 'Marinara', 'Tomate, alho, orégano e azeite. Sem queijo.', NULL, '{trigo}', 4900, NULL, false, 'PUBLICADO'),
            ('Pizzas (8 fatias)', 'CP-042', 'Rúcula com tomate seco', 'Mozarela, tomate seco e rúcula.', NULL, '{trigo,leite}', 6500, NULL, false, 'PUBLICADO'),
            ('Pizzas (8 fatias)', 'CP-043', 'Pepperoni', 'Mozarela e pepperoni artesanal.', NULL, '{trigo,leite}', 6700, NULL, false, 'PUBLICADO'),
            ('Pizzas (8 fatias)', 'CP-044', 'Abobrinha com parmesão', 'Abobrinha, alho e lascas de parmesão.', NULL, '{trigo,leite}', 5900, NULL, false, 'PUBLICADO'),
            ('Pizzas (8 fatias)', 'CP-045', 'Chocolate com morango', 'Chocolate meio amargo e morangos frescos.', NULL, '{trigo,leite,soja}', 5800, NULL, false, 'PUBLICADO'),
            ('Acompanhamentos', 'CP-046', 'Arroz branco', 'Porção para duas pessoas.', NULL, '{}', 1490, NULL, false, 'PUBLICADO'),
            ('Acompanhamentos', 'CP-047', 'Batatas fritas', 'Porção de 300 g.', NULL, '{}', 2490, NULL, false, 'PUBLICADO'),
            ('Acompanhamentos', 'CP-048', 'Purê de batata', 'Porção de 250 g.', NULL, '{leite}', 1890, NULL, false, 'PUBLICADO'),
            ('Acompanhamentos', 'CP-049', 'Legumes na manteiga', 'Brócolis, cenoura e vagem.', NULL, '{leite}', 2190, NULL, false, 'PUBLICADO'),
            ('Acompanhamentos', 'CP-050', 'Parmesão ralado na hora', 'Porção de 50 g.', NULL, '{leite}', 790, NULL, false, 'PUBLICADO'),
            ('Sobremesas', 'CP-051', 'Tiramisù', 'Receita da casa, com mascarpone e café.', NULL, '{leite,ovos,trigo}', 2890, NULL, true, 'PUBLICADO'),
            ('Sobremesas', 'CP-052', 'Panna cotta de frutas vermelhas', 'Com calda de morango e amora.', NULL, '{leite}', 2490, NULL, false, 'PUBLICADO'),
            ('Sobremesas', 'CP-053', 'Pudim de leite', 'Fatia generosa, com calda de caramelo.', NULL, '{leite,ovos}', 1890, NULL, false, 'PUBLICADO'),
            ('Sobremesas', 'CP-054', 'Petit gâteau', 'Com sorvete de creme.', NULL, '{trigo,leite,ovos,soja}', 2990, NULL, false, 'PUBLICADO'),
            ('Sobremesas', 'CP-055', 'Cannoli de ricota', 'Três unidades, com pistache.', NULL, '{trigo,leite,castanhas}', 2690, NULL, false, 'PUBLICADO'),
            ('Sobremesas', 'CP-056', 'Salada de frutas', 'Frutas da estação.', NULL, '{}', 1690, NULL, false, 'PUBLICADO'),
            ('Bebidas', 'CP-057', 'Água mineral', 'Com ou sem gás, 500 ml: diga na observação.', NULL, '{}', 690, NULL, false, 'PUBLICADO'),
            ('Bebidas', 'CP-058', 'Refrigerante em lata', 'Cola, guaraná ou limão, 350 ml: diga na observação.', NULL, '{}', 790, NULL, false, 'PUBLICADO'),
            ('Bebidas', 'CP-059', 'Suco de laranja', 'Natural, 400 ml.', NULL, '{}', 1390, NULL, false, 'PUBLICADO'),
            ('Bebidas', 'CP-060', 'Limonada siciliana', 'Jarra de 1 litro.', NULL, '{}', 2490, NULL, false, 'PUBLICADO'),
            ('Bebidas', 'CP-061', 'Chá gelado da casa', 'Mate com limão, 400 ml.', NULL, '{}', 1190, NULL, false, 'PUBLICADO'),
            ('Bebidas', 'CP-062', 'Café espresso', 'Grãos do sul de Minas.', NULL, '{}', 790, NULL, false, 'PUBLICADO'),
            ('Bebidas', 'CP-063', 'Cappuccino', 'Espresso, leite e cacau.', NULL, '{leite}', 1390, NULL, false, 'PUBLICADO'),
            ('Vinhos e cervejas', 'CP-064', 'Vinho tinto da casa', 'Taça de 150 ml. Para maiores de 18 anos.', NULL, '{}', 2690, NULL, false, 'PUBLICADO'),
            ('Vinhos e cervejas', 'CP-065', 'Chianti', 'Garrafa de 750 ml. Para maiores de 18 anos.', NULL, '{}', 13900, NULL, false, 'PUBLICADO'),
            ('Vinhos e cervejas', 'CP-066', 'Espumante brut da Serra Gaúcha', 'Garrafa de 750 ml. Para maiores de 18 anos.', NULL, '{}', 10900, 12500, false, 'PUBLICADO'),
            ('Vinhos e cervejas', 'CP-067', 'Cerveja pilsen', 'Long neck, 330 ml. Para maiores de 18 anos.', NULL, '{cevada}', 1290, NULL, false, 'PUBLICADO'),
            ('Vinhos e cervejas', 'CP-068', 'Cerveja sem álcool', 'Long neck, 330 ml.', NULL, '{cevada}', 1290, NULL, false, 'PUBLICADO'),
            ('Massas frescas', 'CP-069', 'Sorrentini de cordeiro', 'Em teste para o cardápio de inverno.', NULL, '{trigo,ovos,leite}', 6290, NULL, false, 'RASCUNHO')) AS n (categoria, sku, nome, resumo, descricao, alergenos, preco, preco_de, destaque, status)
    )
    INSERT INTO flowt.tb_omni8_produto_servico AS p (cod_tenant, cod_categoria, num_ordem, num_sku, nom_produto, des_resumo, des_produto, des_alergenos, vlr_preco, vlr_preco_de, flg_destaque, sta_produto)
    SELECT v_tenant, c.cod_categoria, row_number() OVER () * 10, n.sku, n.nome, n.resumo, n.descricao, n.alergenos::text[], n.preco, n.preco_de, n.destaque, n.status
      FROM novos AS n JOIN flowt.tb_omni8_categoria c ON c.cod_tenant = v_tenant AND c.nom_categoria = n.categoria
     WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_produto_servico x WHERE x.cod_tenant = v_tenant AND x.num_sku = n.sku);
END
$demo$;
