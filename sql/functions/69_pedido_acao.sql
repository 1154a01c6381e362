-- What the public may do with an order (guide chapter 10.3): the links of its page.

CREATE OR REPLACE FUNCTION flowt.html_acoes_do_pedido(p_pedido flowt.tb_omni8_pedido, p_base text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((
        SELECT '<ul class="acoes-do-pedido">' || string_agg(format('<li><a class="botao secundario" href="%s/pedido/%s/%s">%s</a></li>',
                   p_base, (p_pedido).des_token, a.des_caminho, flowt.html(a.des_rotulo)), '' ORDER BY a.num_ordem, a.nom_acao) || '</ul>'
          FROM flowt.tb_omni8_pedido_acao AS a WHERE a.sta_pedido = (p_pedido).sta_pedido
        HAVING count(*) > 0), '');
END
$$;
COMMENT ON FUNCTION flowt.html_acoes_do_pedido(flowt.tb_omni8_pedido, text) IS 'Links para o que se pode fazer com um pedido em seu status; nada se não há.';
