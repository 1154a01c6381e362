-- Customer's pages (guide chapters 7 and 9.1): what she keeps for later, in her account.

CREATE OR REPLACE FUNCTION flowt.favoritos_na_conta() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 50;
COMMENT ON FUNCTION flowt.favoritos_na_conta() IS 'Favoritos que a página da conta mostra, os últimos.';

-- What left the menu stays on the list, without a price: it may come back.
CREATE OR REPLACE FUNCTION flowt.html_favoritos_da_conta(p_tenant bigint, p_pessoa bigint, p_base text, p_token text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_produtos bigint[] := ARRAY(SELECT f.cod_produto FROM flowt.tb_omni8_favorito f WHERE f.cod_tenant = p_tenant AND f.cod_pessoa = p_pessoa
                                  ORDER BY f.dat_criacao DESC, f.cod_produto LIMIT flowt.favoritos_na_conta());
    v_lista    text;
BEGIN
    SELECT string_agg('<li><div class="dados"><h3>'
                      || CASE WHEN i.cod_produto IS NULL THEN n.nome ELSE '<a href="' || p_base || '/item/' || f.cod_produto || '">' || n.nome
                              || '</a>' END || '</h3>'
                      || CASE WHEN i.cod_produto IS NULL THEN '<p class="nota">Fora do cardápio no momento.</p>'
                              WHEN i.des_indisponivel IS NULL THEN '' ELSE '<p class="nota">Indisponível agora.</p>' END || '</div>'
                      || coalesce('<p class="preco">' || flowt.html_preco_do_item(i.vlr_preco, i.vlr_preco_de, i.vlr_oferta, i.vlr_maior) || '</p>',
                                  '') || '<div class="acoes">'
                      || flowt.html_formulario(p_base || '/item/' || f.cod_produto || '/favorito', p_token, '',
                             '<input type="hidden" name="acao" value="retirar"><input type="hidden" name="volta" value="conta"><button class="botao '
                             'discreto">Retirar<span class="leitor"> ' || n.nome
                             || ' dos favoritos</span></button>') || '</div></li>', '' ORDER BY f.ordem)
      INTO v_lista
      FROM unnest(v_produtos) WITH ORDINALITY AS f (cod_produto, ordem)
      JOIN flowt.tb_omni8_produto_servico AS p ON p.cod_tenant = p_tenant AND p.cod_produto = f.cod_produto
      LEFT JOIN flowt.itens_do_cardapio(p_tenant, flowt.itens_a_mostra(p_tenant, v_produtos), now()) AS i ON i.cod_produto = f.cod_produto
     CROSS JOIN LATERAL (SELECT flowt.html(p.nom_produto) AS nome) AS n;
    RETURN '<h2 id="favoritos">Meus favoritos</h2>' || coalesce('<ul class="linhas">' || v_lista || '</ul>',
                                                                '<p class="vazia">Guarde aqui o que você quer achar depressa: na página de um item, '
                                                                'use Guardar nos favoritos.</p>');
END
$$;
COMMENT ON FUNCTION flowt.html_favoritos_da_conta(bigint, bigint, text, text)
    IS 'Os últimos favoritos do cliente, com o preço de agora e o botão de retirar.';
