-- What a scheduled price does when it begins (guide chapter 5.1): the row of its item takes it over. Rows first, periods after, as
-- in every other change of a price.

CREATE OR REPLACE FUNCTION flowt.limite_precos_por_vez() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 1000;
COMMENT ON FUNCTION flowt.limite_precos_por_vez() IS 'Preços agendados que uma passada da tarefa põe em vigor.';

CREATE OR REPLACE FUNCTION rotina.aplicar_precos() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_devidos flowt.tb_omni8_preco[];
BEGIN
    v_devidos := ARRAY(SELECT p FROM flowt.tb_omni8_preco p WHERE p.flg_pendente AND p.dat_inicio <= now() ORDER BY p.dat_inicio
                        LIMIT flowt.limite_precos_por_vez());
    PERFORM FROM flowt.tb_omni8_produto_servico p
      WHERE (p.cod_tenant, p.cod_produto) IN (SELECT d.cod_tenant, d.cod_produto FROM unnest(v_devidos) AS d WHERE d.cod_variacao IS NULL)
      ORDER BY p.cod_tenant, p.cod_produto FOR NO KEY UPDATE;
    PERFORM FROM flowt.tb_omni8_variacao v WHERE (v.cod_tenant, v.cod_variacao) IN (SELECT d.cod_tenant, d.cod_variacao FROM unnest(v_devidos) AS d)
      ORDER BY v.cod_tenant, v.cod_variacao FOR NO KEY UPDATE;
    PERFORM FROM flowt.tb_omni8_complemento_opcao o
      WHERE (o.cod_tenant, o.cod_opcao) IN (SELECT d.cod_tenant, d.cod_opcao FROM unnest(v_devidos) AS d)
      ORDER BY o.cod_tenant, o.cod_opcao FOR NO KEY UPDATE;
    -- Read after the locks: what was cancelled meanwhile is gone, and of several only the one in force counts.
    UPDATE flowt.tb_omni8_produto_servico p SET vlr_preco = d.vlr_preco, vlr_preco_de = d.vlr_preco_de
      FROM flowt.tb_omni8_preco d
     WHERE d.flg_pendente AND d.dat_inicio <= now() AND d.dat_fim > now() AND d.cod_variacao IS NULL
       AND d.cod_preco = ANY (SELECT x.cod_preco FROM unnest(v_devidos) AS x)
       AND p.cod_tenant = d.cod_tenant AND p.cod_produto = d.cod_produto
       AND (p.vlr_preco, p.vlr_preco_de) IS DISTINCT FROM (d.vlr_preco, d.vlr_preco_de);
    UPDATE flowt.tb_omni8_variacao v SET vlr_preco = d.vlr_preco, vlr_preco_de = d.vlr_preco_de
      FROM flowt.tb_omni8_preco d
     WHERE d.flg_pendente AND d.dat_inicio <= now() AND d.dat_fim > now() AND d.cod_preco = ANY (SELECT x.cod_preco FROM unnest(v_devidos) AS x)
       AND v.cod_tenant = d.cod_tenant AND v.cod_variacao = d.cod_variacao
       AND (v.vlr_preco, v.vlr_preco_de) IS DISTINCT FROM (d.vlr_preco, d.vlr_preco_de);
    UPDATE flowt.tb_omni8_complemento_opcao o SET vlr_preco = d.vlr_preco
      FROM flowt.tb_omni8_preco d
     WHERE d.flg_pendente AND d.dat_inicio <= now() AND d.dat_fim > now() AND d.cod_preco = ANY (SELECT x.cod_preco FROM unnest(v_devidos) AS x)
       AND o.cod_tenant = d.cod_tenant AND o.cod_opcao = d.cod_opcao AND o.vlr_preco <> d.vlr_preco;
    UPDATE flowt.tb_omni8_preco p SET flg_pendente = false
     WHERE p.flg_pendente AND p.dat_inicio <= now() AND p.cod_preco = ANY (SELECT x.cod_preco FROM unnest(v_devidos) AS x);
    RETURN cardinality(v_devidos);
END
$$;
ALTER FUNCTION rotina.aplicar_precos() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.aplicar_precos()
    IS 'Põe nos itens os preços agendados que começaram; devolve quantos. Para chamar a cada minuto, e de novo enquanto não devolver 0.';
