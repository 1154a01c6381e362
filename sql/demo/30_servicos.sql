-- Demo company: a beauty studio, in another time zone, closed on Sundays and Mondays. Running it again changes nothing.
DO $demo$
DECLARE
    v_tenant bigint;
BEGIN
    -- As the role that may write any tenant's rows; a migration's login is a member of it.
    SET LOCAL ROLE flowt_rotina;
    SELECT t.cod_tenant INTO v_tenant FROM flowt.tb_omni8_tenant t WHERE t.nom_slug = 'studio-bela';
    IF NOT FOUND THEN
        v_tenant := admin.criar_tenant('studio-bela', 'Studio Bela', 'SERVICOS',
            'Bela Estética e Bem-Estar Ltda', '27.182.818/0001-29', 'contato@studio-bela.example', '(92) 99123-4567',
            'Avenida Djalma Batista', '2010', 'Chapada', 'Manaus', 'AM', '69050-010', 'America/Manaus');
        UPDATE flowt.tb_omni8_tenant t SET des_apresentacao = 'Cabelo, unhas, estética e massagem em Manaus. Peça aqui e combinamos o horário pelo WhatsApp.',
               des_cor = '#6d28d9',
               qtd_preparo_min = NULL,
               flg_pedido_fora_do_horario = true
         WHERE t.cod_tenant = v_tenant;
        INSERT INTO flowt.tb_omni8_tenant_horario (cod_tenant, num_dia_semana, hor_abertura, hor_fechamento)
        SELECT v_tenant, h.dia, h.abre::time, h.fecha::time FROM (VALUES
            (2, '09:00', '19:00'), (3, '09:00', '19:00'), (4, '09:00', '19:00'), (5, '09:00', '19:00'),
            (6, '08:00', '18:00')) AS h (dia, abre, fecha);
        PERFORM admin.ativar_tenant(v_tenant);
    END IF;

    -- bcrypt takes its 0.2 s, so only for who is missing.
    PERFORM admin.criar_acesso(v_tenant, a.email, a.nome, a.perfil, 'flowt-demo-2026')
       FROM (VALUES
           ('admin@studio-bela.example', 'Isabela Souza', 'admin')) AS a (email, nome, perfil)
      WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_usuario u JOIN flowt.tb_omni8_usuario_tenant x ON x.cod_tenant = v_tenant AND x.cod_usuario = u.cod_usuario
                         WHERE u.des_email = a.email);

    INSERT INTO flowt.tb_omni8_categoria (cod_tenant, nom_categoria, num_ordem)
    SELECT v_tenant, n.nome, n.ordem FROM (VALUES
        ('Cabelo', 10),
        ('Mãos e pés', 20),
        ('Estética', 30),
        ('Massagens', 40)) AS n (nome, ordem)
     WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_categoria c WHERE c.cod_tenant = v_tenant AND c.nom_categoria = n.nome);

    WITH novos AS (
        SELECT * FROM (VALUES
            ('Cabelo', 'SB-001', 'Corte feminino', 'Com lavagem e finalização.', NULL::text, 9000, NULL::bigint, 60, true, 'PUBLICADO'),
            ('Cabelo', 'SB-002', 'Corte masculino', 'Máquina e tesoura, com lavagem.', NULL, 5500, NULL, 40, false, 'PUBLICADO'),
            ('Cabelo', 'SB-003', 'Corte infantil', 'Até 10 anos.', NULL, 4500, NULL, 30, false, 'PUBLICADO'),
            ('Cabelo', 'SB-004', 'Escova', 'Lisa ou modelada.', NULL, 6500, NULL, 45, false, 'PUBLICADO'),
            ('Cabelo', 'SB-005', 'Coloração', 'Tinta de raiz ou tom sobre tom.', 'Faça o teste de alergia 48 horas antes: é gratuito e leva cinco minutos.
O valor é para cabelos até os ombros.', 16000, NULL, 120, false, 'PUBLICADO'),
            ('Cabelo', 'SB-006', 'Luzes e mechas', 'Com matização e hidratação.', NULL, 32000, 36000, 210, true, 'PUBLICADO'),
            ('Cabelo', 'SB-007', 'Hidratação profunda', 'Com óleos da Amazônia.', NULL, 9500, NULL, 50, false, 'PUBLICADO'),
            ('Cabelo', 'SB-008', 'Penteado para festa', 'Preso ou semipreso.', NULL, 15000, NULL, 75, false, 'PUBLICADO'),
            ('Mãos e pés', 'SB-009', 'Manicure', 'Cutilagem e esmaltação.', NULL, 3500, NULL, 40, true, 'PUBLICADO'),
            ('Mãos e pés', 'SB-010', 'Pedicure', 'Cutilagem e esmaltação.', NULL, 4000, NULL, 45, false, 'PUBLICADO'),
            ('Mãos e pés', 'SB-011', 'Pé e mão', 'Os dois juntos, com desconto.', NULL, 6500, 7500, 80, false, 'PUBLICADO'),
            ('Mãos e pés', 'SB-012', 'Alongamento em gel', 'Fibra ou molde, com esmaltação.', NULL, 16000, NULL, 150, false, 'PUBLICADO'),
            ('Mãos e pés', 'SB-013', 'Spa dos pés', 'Esfoliação, hidratação e massagem.', NULL, 7000, NULL, 50, false, 'PUBLICADO'),
            ('Estética', 'SB-014', 'Design de sobrancelhas', 'Com pinça e linha.', NULL, 4500, NULL, 30, true, 'PUBLICADO'),
            ('Estética', 'SB-015', 'Limpeza de pele', 'Com extração e máscara calmante.', NULL, 14000, NULL, 90, false, 'PUBLICADO'),
            ('Estética', 'SB-016', 'Depilação de pernas inteiras', 'Cera de mel.', NULL, 8500, NULL, 60, false, 'PUBLICADO'),
            ('Estética', 'SB-017', 'Depilação de axilas', 'Cera de mel.', NULL, 3500, NULL, 20, false, 'PUBLICADO'),
            ('Estética', 'SB-018', 'Maquiagem social', 'Com cílios postiços.', NULL, 16000, NULL, 60, false, 'PUBLICADO'),
            ('Massagens', 'SB-019', 'Massagem relaxante', 'Corpo inteiro, com óleo morno.', NULL, 15000, NULL, 60, false, 'PUBLICADO'),
            ('Massagens', 'SB-020', 'Drenagem linfática', 'Sessão com fisioterapeuta.', NULL, 17000, NULL, 75, false, 'PUBLICADO'),
            ('Massagens', 'SB-021', 'Dia da noiva', 'Em preparação.', NULL, 89000, NULL, 480, false, 'RASCUNHO')) AS n (categoria, sku, nome, resumo, descricao, preco, preco_de, duracao, destaque, status)
    )
    INSERT INTO flowt.tb_omni8_produto_servico AS p (cod_tenant, cod_categoria, num_ordem, tip_item, num_sku, nom_produto, des_resumo, des_produto, vlr_preco, vlr_preco_de, qtd_duracao_min, flg_destaque, sta_produto)
    SELECT v_tenant, c.cod_categoria, row_number() OVER () * 10, 'SERVICO', n.sku, n.nome, n.resumo, n.descricao, n.preco, n.preco_de, n.duracao, n.destaque, n.status
      FROM novos AS n JOIN flowt.tb_omni8_categoria c ON c.cod_tenant = v_tenant AND c.nom_categoria = n.categoria
     WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_produto_servico x WHERE x.cod_tenant = v_tenant AND x.num_sku = n.sku);
END
$demo$;
