-- Cart (guide chapter 9.2): whose it becomes, merged once, and how it ends.

-- Whoever identifies several carts at once waits for herself: one of them is hers, the others go into it.
CREATE OR REPLACE FUNCTION flowt.identificar_carrinho(p_tenant bigint, p_token text, p_pessoa bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_anonimo flowt.tb_omni8_carrinho;
    v_destino bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('carrinho da pessoa ' || p_pessoa, p_tenant));
    v_anonimo := flowt.achar_carrinho(p_tenant, p_token);
    SELECT c.cod_carrinho INTO v_destino FROM flowt.tb_omni8_carrinho c
     WHERE c.cod_tenant = p_tenant AND c.cod_pessoa = p_pessoa AND c.sta_carrinho = 'ATIVO'
       AND flowt.fim_do_carrinho(p_pessoa, c.dat_alteracao) > now() AND c.cod_carrinho <> v_anonimo.cod_carrinho
     ORDER BY c.dat_alteracao DESC, c.cod_carrinho DESC LIMIT 1;
    -- In the order of their numbers, and read again: an order may have been made of one meanwhile.
    PERFORM FROM flowt.tb_omni8_carrinho c WHERE c.cod_tenant = p_tenant AND c.cod_carrinho IN (v_anonimo.cod_carrinho, v_destino)
      ORDER BY c.cod_carrinho FOR NO KEY UPDATE;
    SELECT c.* INTO v_anonimo FROM flowt.tb_omni8_carrinho c WHERE c.cod_tenant = p_tenant AND c.cod_carrinho = v_anonimo.cod_carrinho;
    v_destino := (SELECT c.cod_carrinho FROM flowt.tb_omni8_carrinho c
                   WHERE c.cod_tenant = p_tenant AND c.cod_carrinho = v_destino AND c.sta_carrinho = 'ATIVO');
    IF v_anonimo.cod_pessoa = p_pessoa AND v_anonimo.sta_carrinho = 'ATIVO' THEN
        RETURN v_anonimo.cod_carrinho;
    ELSIF v_anonimo.cod_pessoa IS NOT NULL THEN
        -- Somebody else's by now: to this customer it is not there.
        PERFORM flowt.recusar_registro('este carrinho');
    ELSIF NOT flowt.carrinho_vale(v_anonimo) THEN
        PERFORM flowt.recusar_carrinho(v_anonimo);
    ELSIF v_destino IS NULL THEN
        UPDATE flowt.tb_omni8_carrinho c SET cod_pessoa = p_pessoa, dat_alteracao = now()
         WHERE c.cod_tenant = p_tenant AND c.cod_carrinho = v_anonimo.cod_carrinho;
        RETURN v_anonimo.cod_carrinho;
    END IF;
    PERFORM flowt.mesclar_carrinho(p_tenant, v_anonimo.cod_carrinho, v_destino);
    PERFORM flowt.reservar_estoque(p_tenant, v_anonimo.cod_carrinho, '{}');
    RETURN v_destino;
END
$$;
COMMENT ON FUNCTION flowt.identificar_carrinho(bigint, text, bigint)
    IS 'Dá o carrinho do token à pessoa que entrou; se ela já tem um, mescla-o nele, uma vez. Devolve o número do carrinho dela.';

CREATE OR REPLACE FUNCTION flowt.mesclar_carrinho(p_tenant bigint, p_de bigint, p_para bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    WITH par AS (
        SELECT a.cod_carrinho_item AS sai, min(b.cod_carrinho_item) AS fica, a.qtd_item FROM flowt.tb_omni8_carrinho_item a
          JOIN flowt.tb_omni8_carrinho_item b
            ON b.cod_tenant = p_tenant AND b.cod_carrinho = p_para
           AND (b.cod_produto, b.cod_variacao, b.cod_combo,
                b.des_observacao) IS NOT DISTINCT FROM (a.cod_produto, a.cod_variacao, a.cod_combo, a.des_observacao)
           AND b.js_opcoes = a.js_opcoes
         WHERE a.cod_tenant = p_tenant AND a.cod_carrinho = p_de GROUP BY a.cod_carrinho_item, a.qtd_item
    ), somada AS (
        UPDATE flowt.tb_omni8_carrinho_item l SET qtd_item = least(l.qtd_item + p.qtd_item, 999) FROM par p
         WHERE l.cod_tenant = p_tenant AND l.cod_carrinho_item = p.fica
    )
    DELETE FROM flowt.tb_omni8_carrinho_item l USING par p WHERE l.cod_tenant = p_tenant AND l.cod_carrinho_item = p.sai;
    -- As many lines as any cart holds: merged again and again, it grows no further.
    UPDATE flowt.tb_omni8_carrinho_item l SET cod_carrinho = p_para
     WHERE l.cod_tenant = p_tenant AND l.cod_carrinho_item IN (
           SELECT x.cod_carrinho_item FROM flowt.tb_omni8_carrinho_item x WHERE x.cod_tenant = p_tenant AND x.cod_carrinho = p_de
            ORDER BY x.cod_carrinho_item
            LIMIT greatest(flowt.limite_linhas_carrinho() - (SELECT count(*) FROM flowt.tb_omni8_carrinho_item y
                                                              WHERE y.cod_tenant = p_tenant AND y.cod_carrinho = p_para), 0));
    -- The cart's own coupons first; what does not fit was typed longest ago on the device that logs in.
    UPDATE flowt.tb_omni8_carrinho c
       SET dat_alteracao = now(), des_cupons = (
           SELECT coalesce(array_agg(u.cupom ORDER BY u.ordem), '{}')
             FROM (SELECT t.cupom, min(t.ordem) AS ordem FROM unnest(c.des_cupons || o.des_cupons) WITH ORDINALITY AS t (cupom, ordem)
                    GROUP BY t.cupom ORDER BY 2 LIMIT flowt.limite_de_cupons()) AS u)
      FROM flowt.tb_omni8_carrinho o WHERE c.cod_tenant = p_tenant AND c.cod_carrinho = p_para AND o.cod_tenant = p_tenant AND o.cod_carrinho = p_de;
    UPDATE flowt.tb_omni8_carrinho c SET sta_carrinho = 'MESCLADO', cod_destino = p_para, des_cupons = '{}', dat_reserva = NULL,
           dat_alteracao = now() WHERE c.cod_tenant = p_tenant AND c.cod_carrinho = p_de;
END
$$;
COMMENT ON FUNCTION flowt.mesclar_carrinho(bigint, bigint, bigint)
    IS 'Leva as linhas e os cupons de um carrinho a outro; ambos já travados. As linhas iguais somam, até 999; das outras vão as primeiras, até o '
       'limite de linhas.';

CREATE OR REPLACE FUNCTION flowt.carrinhos_por_vez() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 1000;
COMMENT ON FUNCTION flowt.carrinhos_por_vez() IS 'Carrinhos de um tenant que a rotina expira, e que apaga, de cada vez.';
CREATE OR REPLACE FUNCTION flowt.guarda_do_carrinho() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '30 days';
COMMENT ON FUNCTION flowt.guarda_do_carrinho() IS 'Tempo que um carrinho encerrado sem pedido ainda fica antes de ser apagado.';

CREATE OR REPLACE FUNCTION rotina.expirar_carrinhos() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant    bigint;
    v_expirados bigint;
    v_feitos    bigint := 0;
BEGIN
    FOR v_tenant IN SELECT t.cod_tenant FROM flowt.tb_omni8_tenant t ORDER BY t.cod_tenant LOOP
        -- Who is being changed right now has not expired.
        UPDATE flowt.tb_omni8_carrinho c SET sta_carrinho = 'EXPIRADO', dat_reserva = NULL
         WHERE c.cod_tenant = v_tenant AND c.cod_carrinho IN (
               SELECT v.cod_carrinho FROM flowt.tb_omni8_carrinho v
                WHERE v.cod_tenant = v_tenant AND v.sta_carrinho = 'ATIVO' AND v.dat_alteracao <= now() - flowt.validade_carrinho()
                  AND flowt.fim_do_carrinho(v.cod_pessoa, v.dat_alteracao) <= now()
                ORDER BY v.dat_alteracao LIMIT flowt.carrinhos_por_vez() FOR UPDATE SKIP LOCKED);
        GET DIAGNOSTICS v_expirados = ROW_COUNT;
        v_feitos := v_feitos + v_expirados;
        DELETE FROM flowt.tb_omni8_carrinho c
         WHERE c.cod_tenant = v_tenant AND c.cod_carrinho IN (
               SELECT v.cod_carrinho FROM flowt.tb_omni8_carrinho v
                WHERE v.cod_tenant = v_tenant AND v.sta_carrinho IN ('EXPIRADO', 'ABANDONADO', 'MESCLADO')
                  AND flowt.fim_do_carrinho(v.cod_pessoa, v.dat_alteracao) <= now() - flowt.guarda_do_carrinho()
                ORDER BY v.dat_alteracao LIMIT flowt.carrinhos_por_vez() FOR UPDATE SKIP LOCKED);
    END LOOP;
    RETURN v_feitos;
END
$$;
ALTER FUNCTION rotina.expirar_carrinhos() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.expirar_carrinhos()
    IS 'Expira os carrinhos sem mudança há 30 dias (90 os de clientes) e apaga os encerrados há mais um mês; devolve quantos expirou. Para rodar de '
       'hora em hora.';
