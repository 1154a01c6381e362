-- Twenty companies with fifty products, and one open cart of three products per order that will be confirmed.
-- The setting bench.carts says how many carts.
WITH tenant AS (
    SELECT n, admin.criar_tenant('bench-' || n, 'Bench ' || n, 'LOJA', 'Bench Ltda', '00000000000191', 'bench@example.com', '+5511912345678',
                                 'Rua', '1', 'Centro', 'São Paulo', 'SP', '01000000') AS cod_tenant
      FROM generate_series(0, 19) AS n
)
SELECT count(admin.ativar_tenant(cod_tenant)) FROM tenant;

INSERT INTO flowt.tb_omni8_produto_servico (cod_tenant, nom_produto, num_sku, des_resumo, vlr_preco, sta_produto)
SELECT t.cod_tenant, 'Produto número ' || n, 'SKU-' || n, 'Um produto como outros, com um resumo de tamanho usual', 1000 + n, 'PUBLICADO'
  FROM flowt.tb_omni8_tenant AS t, generate_series(1, 50) AS n WHERE t.nom_slug LIKE 'bench-%';
INSERT INTO flowt.tb_omni8_estoque (cod_tenant, cod_produto, qtd_estoque)
SELECT p.cod_tenant, p.cod_produto, 1000000 FROM flowt.tb_omni8_produto_servico AS p JOIN flowt.tb_omni8_tenant AS t USING (cod_tenant)
 WHERE t.nom_slug LIKE 'bench-%';

-- Carts go in behind the API's back, so the triggers stay out of it.
SET session_replication_role = replica;
INSERT INTO flowt.tb_omni8_carrinho (cod_tenant, hsh_token)
SELECT t.cod_tenant, flowt.digerir('bench-cart-' || n)
  FROM generate_series(0, current_setting('bench.carts')::integer - 1) AS n JOIN flowt.tb_omni8_tenant AS t ON t.nom_slug = 'bench-' || n % 20;
INSERT INTO flowt.tb_omni8_carrinho_item (cod_tenant, cod_carrinho, cod_produto, qtd_item)
SELECT c.cod_tenant, c.cod_carrinho, p.cod_produto, 1 + c.cod_carrinho % 3
  FROM flowt.tb_omni8_carrinho AS c
 CROSS JOIN LATERAL (SELECT p.cod_produto FROM flowt.tb_omni8_produto_servico AS p
                      WHERE p.cod_tenant = c.cod_tenant AND p.num_sku IN ('SKU-' || 1 + c.cod_carrinho % 40, 'SKU-' || 2 + c.cod_carrinho % 40, 'SKU-' || 3 + c.cod_carrinho % 40)) AS p;

SET session_replication_role = origin;
VACUUM ANALYZE;
