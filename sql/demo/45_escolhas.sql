-- What the demo companies let one choose: a pizza of two flavours, a filled crust, who does one's hair. Running it again changes nothing.
DO $demo$
DECLARE
    v_cantina bigint := (SELECT t.cod_tenant FROM flowt.tb_omni8_tenant t WHERE t.nom_slug = 'cantina-da-praca');
    v_studio  bigint := (SELECT t.cod_tenant FROM flowt.tb_omni8_tenant t WHERE t.nom_slug = 'studio-bela');
    v_pizza   bigint;
    v_grupo   bigint;
BEGIN
    SET LOCAL ROLE flowt_rotina;
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_produto_servico p WHERE p.cod_tenant = v_cantina AND p.num_sku = 'CP-100') THEN
        INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, cod_categoria, num_ordem, num_sku, nom_produto, des_resumo, des_alergenos, vlr_preco, sta_produto)
        SELECT v_cantina, c.cod_categoria, 5, 'CP-100', 'Pizza de dois sabores', 'Metade de cada; vale o preço do sabor mais caro.', '{trigo,leite}', 4900, 'PUBLICADO'
          FROM flowt.tb_omni8_categoria c WHERE c.cod_tenant = v_cantina AND c.nom_categoria LIKE 'Pizzas%'
        RETURNING cod_produto INTO v_pizza;
        INSERT INTO flowt.tb_omni8_complemento_grupo (cod_tenant, nom_grupo, qtd_min, qtd_max, tip_preco) VALUES (v_cantina, 'Escolha dois sabores', 2, 2, 'MAIOR') RETURNING cod_grupo INTO v_grupo;
        INSERT INTO flowt.tb_omni8_complemento_opcao (cod_tenant, cod_grupo, nom_opcao, vlr_preco, num_ordem)
        SELECT v_cantina, v_grupo, o.nome, o.preco, o.ordem FROM (VALUES ('Marinara', 0, 1), ('Mozarela', 500, 2), ('Calabresa', 700, 3), ('Margherita', 1000, 4), ('Portuguesa', 1300, 5)) AS o (nome, preco, ordem);
        INSERT INTO flowt.tb_omni8_complemento_uso (cod_tenant, cod_grupo, cod_produto, num_ordem) VALUES (v_cantina, v_grupo, v_pizza, 1);
        INSERT INTO flowt.tb_omni8_complemento_grupo (cod_tenant, nom_grupo, qtd_min, qtd_max, tip_preco) VALUES (v_cantina, 'Borda recheada', 0, 1, 'SOMA') RETURNING cod_grupo INTO v_grupo;
        INSERT INTO flowt.tb_omni8_complemento_opcao (cod_tenant, cod_grupo, nom_opcao, vlr_preco, num_ordem)
        SELECT v_cantina, v_grupo, o.nome, o.preco, o.ordem FROM (VALUES ('Catupiry', 900, 1), ('Cheddar', 900, 2), ('Chocolate', 1200, 3)) AS o (nome, preco, ordem);
        INSERT INTO flowt.tb_omni8_complemento_uso (cod_tenant, cod_grupo, cod_produto, num_ordem)
        SELECT v_cantina, v_grupo, p.cod_produto, 2 FROM flowt.tb_omni8_produto_servico p JOIN flowt.tb_omni8_categoria c ON c.cod_tenant = v_cantina AND c.cod_categoria = p.cod_categoria
         WHERE p.cod_tenant = v_cantina AND c.nom_categoria LIKE 'Pizzas%';
    END IF;
    -- Two chairs, and who stands at them; without hours of their own they keep the studio's.
    INSERT INTO flowt.tb_omni8_recurso (cod_tenant, cod_unidade, nom_recurso, num_ordem)
    SELECT v_studio, u.cod_unidade, r.nome, r.ordem FROM flowt.tb_omni8_unidade u, (VALUES ('Isabela', 1), ('Joana', 2)) AS r (nome, ordem)
     WHERE u.cod_tenant = v_studio AND u.flg_principal
        ON CONFLICT (cod_tenant, cod_unidade, nom_recurso) DO NOTHING;
END
$demo$;
