-- Variations (guide chapter 5.1): their prices, their SKUs, their administration.

CREATE OR REPLACE FUNCTION flowt.abrir_precos_de_variacoes() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_preco AS d (cod_tenant, cod_produto, cod_variacao, dat_inicio, vlr_preco, vlr_preco_de)
    SELECT n.cod_tenant, n.cod_produto, n.cod_variacao, n.dat_criacao, n.vlr_preco, n.vlr_preco_de FROM novas AS n
     ORDER BY n.cod_tenant, n.cod_variacao
        ON CONFLICT (cod_tenant, cod_preco) DO NOTHING;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.abrir_precos_de_variacoes() IS 'Gatilho: toda variação tem preço, seu ou do produto, desde que existe.';
CREATE OR REPLACE TRIGGER preco_inicial AFTER INSERT ON flowt.tb_omni8_variacao REFERENCING NEW TABLE AS novas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.abrir_precos_de_variacoes();

CREATE OR REPLACE FUNCTION flowt.seguir_preco_da_variacao() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.dat_exclusao IS NULL THEN
        PERFORM flowt.definir_preco(NEW.cod_tenant, NEW.cod_produto, NEW.cod_variacao, NULL, NEW.vlr_preco, NEW.vlr_preco_de);
    ELSIF OLD.dat_exclusao IS NULL THEN
        PERFORM flowt.encerrar_precos(NEW.cod_tenant, NEW.cod_produto, NEW.cod_variacao, NULL);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.seguir_preco_da_variacao() IS 'Gatilho: o preço mudado na variação vale a partir de agora; excluída, deixa de ter preço.';
CREATE OR REPLACE TRIGGER preco_mudado AFTER UPDATE OF vlr_preco, vlr_preco_de, dat_exclusao ON flowt.tb_omni8_variacao FOR EACH ROW
    WHEN ((OLD.vlr_preco, OLD.vlr_preco_de, OLD.dat_exclusao) IS DISTINCT FROM (NEW.vlr_preco, NEW.vlr_preco_de, NEW.dat_exclusao))
    EXECUTE FUNCTION flowt.seguir_preco_da_variacao();

-- The price of every item of a list, and of each of its variations: the first rows of an index that inlines into whatever asks.
CREATE OR REPLACE FUNCTION flowt.precos_em(p_tenant bigint, p_produtos bigint[], p_momento timestamptz)
RETURNS TABLE (cod_produto bigint, cod_variacao bigint, vlr_preco bigint, vlr_preco_de bigint)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT p.cod_produto, p.cod_variacao, coalesce(p.vlr_preco, b.vlr_preco),
           CASE WHEN p.vlr_preco IS NULL THEN b.vlr_preco_de ELSE p.vlr_preco_de END
      FROM flowt.tb_omni8_preco AS p
      -- Only what has no price of its own looks for its product's.
      LEFT JOIN flowt.tb_omni8_preco AS b ON b.cod_tenant = p_tenant AND b.cod_produto = CASE WHEN p.vlr_preco IS NULL THEN p.cod_produto END
       AND b.cod_variacao IS NULL
       AND b.dat_fim > p_momento AND b.dat_inicio <= p_momento
     WHERE p.cod_tenant = p_tenant AND p.cod_produto = ANY (p_produtos) AND p.dat_fim > p_momento AND p.dat_inicio <= p_momento;
END;
COMMENT ON FUNCTION flowt.precos_em(bigint, bigint[], timestamptz) IS
    'Preço de itens e de suas variações (cod_variacao nulo: o próprio item) em um momento passado, de agora ou futuro; sem preço próprio, a variação '
    'tem o do item. Em centavos.';

-- One SKU, one item, whichever table it is in: the second to come finds the number taken.
CREATE OR REPLACE FUNCTION flowt.recusar_sku(p_sku text) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'sku_ja_usado', DETAIL = format('O SKU %s já é de outro item: escolha outro.', p_sku);
END
$$;
COMMENT ON FUNCTION flowt.recusar_sku(text) IS 'Levanta o erro 409 de um SKU que já é de outro item.';

CREATE OR REPLACE FUNCTION flowt.registrar_skus_de_produtos() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_sku AS d (cod_tenant, num_sku, cod_produto)
    SELECT n.cod_tenant, n.num_sku, n.cod_produto FROM novas AS n WHERE n.num_sku IS NOT NULL ORDER BY n.cod_tenant, n.num_sku
        ON CONFLICT (cod_tenant, num_sku) DO NOTHING;
    PERFORM flowt.recusar_sku(n.num_sku) FROM novas AS n JOIN flowt.tb_omni8_sku AS s ON s.cod_tenant = n.cod_tenant AND s.num_sku = n.num_sku
      WHERE s.cod_produto <> n.cod_produto OR s.cod_variacao IS NOT NULL;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.registrar_skus_de_produtos() IS 'Gatilho: registra os SKUs de produtos incluídos.';

CREATE OR REPLACE FUNCTION flowt.registrar_skus_de_variacoes() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_sku AS d (cod_tenant, num_sku, cod_produto, cod_variacao)
    SELECT n.cod_tenant, n.num_sku, n.cod_produto, n.cod_variacao FROM novas AS n WHERE n.num_sku IS NOT NULL ORDER BY n.cod_tenant, n.num_sku
        ON CONFLICT (cod_tenant, num_sku) DO NOTHING;
    PERFORM flowt.recusar_sku(n.num_sku) FROM novas AS n JOIN flowt.tb_omni8_sku AS s ON s.cod_tenant = n.cod_tenant AND s.num_sku = n.num_sku
      WHERE s.cod_variacao IS DISTINCT FROM n.cod_variacao;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.registrar_skus_de_variacoes() IS 'Gatilho: registra os SKUs de variações incluídas.';

CREATE OR REPLACE FUNCTION flowt.mudar_sku() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_variacao bigint := (to_jsonb(NEW) ->> 'cod_variacao')::bigint;
BEGIN
    DELETE FROM flowt.tb_omni8_sku s WHERE s.cod_tenant = OLD.cod_tenant AND s.num_sku = OLD.num_sku AND s.cod_produto = OLD.cod_produto
       AND s.cod_variacao IS NOT DISTINCT FROM v_variacao;
    IF NEW.num_sku IS NOT NULL THEN
        INSERT INTO flowt.tb_omni8_sku (cod_tenant, num_sku, cod_produto, cod_variacao)
        VALUES (NEW.cod_tenant, NEW.num_sku, NEW.cod_produto, v_variacao)
            ON CONFLICT (cod_tenant, num_sku) DO NOTHING;
        IF NOT FOUND THEN
            PERFORM flowt.recusar_sku(NEW.num_sku);
        END IF;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.mudar_sku() IS 'Gatilho: o SKU mudado de um produto ou de uma variação.';
CREATE OR REPLACE TRIGGER sku_incluido AFTER INSERT ON flowt.tb_omni8_produto_servico REFERENCING NEW TABLE AS novas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.registrar_skus_de_produtos();
CREATE OR REPLACE TRIGGER sku_mudado AFTER UPDATE OF num_sku ON flowt.tb_omni8_produto_servico
    FOR EACH ROW WHEN (OLD.num_sku IS DISTINCT FROM NEW.num_sku) EXECUTE FUNCTION flowt.mudar_sku();
CREATE OR REPLACE TRIGGER sku_incluido AFTER INSERT ON flowt.tb_omni8_variacao REFERENCING NEW TABLE AS novas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.registrar_skus_de_variacoes();
CREATE OR REPLACE TRIGGER sku_mudado AFTER UPDATE OF num_sku ON flowt.tb_omni8_variacao FOR EACH ROW WHEN (OLD.num_sku IS DISTINCT FROM NEW.num_sku)
    EXECUTE FUNCTION flowt.mudar_sku();
