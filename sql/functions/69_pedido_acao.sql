-- What the public may do with an order (guide chapter 10.3): the links of its page.

CREATE OR REPLACE FUNCTION flowt.html_acoes_do_pedido(p_pedido flowt.tb_omni8_pedido, p_base text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_links  text := '';
    v_coisas text := '';
    v_coisa  record;
    v_acao   record;
BEGIN
    FOR v_acao IN SELECT a.* FROM flowt.tb_omni8_pedido_acao AS a WHERE a.sta_pedido = (p_pedido).sta_pedido ORDER BY a.num_ordem, a.nom_acao LOOP
        IF v_acao.nom_funcao IS NULL THEN
            v_links := v_links || format('<li><a class="botao secundario" href="%s/pedido/%s/%s">%s</a></li>', p_base, (p_pedido).des_token,
                                         v_acao.des_caminho, flowt.html(v_acao.des_rotulo));
            CONTINUE;
        END IF;
        FOR v_coisa IN EXECUTE format('SELECT f.des_frase, f.des_endereco FROM flowt.%I($1, $2) AS f',
                                      v_acao.nom_funcao) USING (p_pedido).cod_tenant, (p_pedido).cod_pedido LOOP
            v_coisas := v_coisas || '<li><p>' || flowt.html(v_coisa.des_frase) || '</p>'
                || coalesce(format('<p class="campo"><a class="botao secundario" href="%s">%s</a></p>', p_base || v_coisa.des_endereco,
                                   flowt.html(v_acao.des_rotulo)), '') || '</li>';
        END LOOP;
    END LOOP;
    RETURN CASE v_coisas WHEN '' THEN '' ELSE '<ul class="coisas-do-pedido">' || v_coisas || '</ul>' END
        || CASE v_links WHEN '' THEN '' ELSE '<ul class="acoes-do-pedido">' || v_links || '</ul>' END;
END
$$;
COMMENT ON FUNCTION flowt.html_acoes_do_pedido(flowt.tb_omni8_pedido, text)
    IS 'O que se diz de um pedido em seu status e se pode fazer com ele, e os links para isso; nada se não há.';
