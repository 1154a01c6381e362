-- What else the public may do with an item (guide chapter 9.1): the links of its page and of its line in the bag.

CREATE OR REPLACE FUNCTION flowt.html_outras_acoes_do_item(p_item jsonb, p_base text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(string_agg(format('<p class="campo"><a class="botao largo" href="%s/item/%s/%s">%s</a></p>', p_base,
                                          p_item ->> 'cod_produto', a.des_caminho, flowt.html(a.des_rotulo)), ''
                                   ORDER BY a.num_ordem, a.nom_acao), '')
          FROM flowt.tb_omni8_item_acao AS a WHERE a.tip_item = p_item ->> 'tip_item');
END
$$;
COMMENT ON FUNCTION flowt.html_outras_acoes_do_item(jsonb, text)
    IS 'Links, na página de um item à venda, para o que se pode fazer com um de seu tipo; vazio se nada.';

CREATE OR REPLACE FUNCTION flowt.html_acoes_da_linha(p_tenant bigint, p_linha bigint, p_produto bigint, p_base text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_html  text := '';
    v_acao  record;
    v_frase text;
BEGIN
    FOR v_acao IN SELECT a.*, p.nom_produto FROM flowt.tb_omni8_produto_servico AS p JOIN flowt.tb_omni8_item_acao AS a ON a.tip_item = p.tip_item
                   WHERE p.cod_tenant = p_tenant AND p.cod_produto = p_produto ORDER BY a.num_ordem, a.nom_acao LOOP
        EXECUTE format('SELECT flowt.%I($1, $2)', v_acao.nom_funcao) INTO v_frase USING p_tenant, p_linha;
        v_html := v_html || format('<p class="acao-da-linha">%s<a href="%s/item/%s/%s?item=%s">%s<span class="leitor">: %s</span></a></p>',
                                   coalesce('<span>' || flowt.html(v_frase) || '</span> ', ''),
                                   p_base, p_produto, v_acao.des_caminho, p_linha,
                                   CASE WHEN v_frase IS NULL THEN flowt.html(v_acao.des_rotulo) ELSE 'Mudar' END, flowt.html(v_acao.nom_produto));
    END LOOP;
    RETURN v_html;
END
$$;
COMMENT ON FUNCTION flowt.html_acoes_da_linha(bigint, bigint, bigint, text)
    IS 'O que cada ação diz de uma linha da sacola, e o link que a faz ou a muda; vazio se nada.';
