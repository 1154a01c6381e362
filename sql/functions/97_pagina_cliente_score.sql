-- Customer's pages (guide chapters 7 and 14): her own score, why it is that, and how to have it reviewed (LGPD art. 20). What is shown
-- is what the API tells her, and each reading is kept as one of the API's.

CREATE OR REPLACE FUNCTION flowt.revisoes_na_conta() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 20;
COMMENT ON FUNCTION flowt.revisoes_na_conta() IS 'Pedidos de revisão que a página do score de um cliente mostra, os últimos.';

CREATE OR REPLACE FUNCTION flowt.html_porques_do_meu_score(p_componentes jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT '<h2 id="porques">Por que este score</h2><ul class="recibo" aria-labelledby="porques">'
            || string_agg('<li><span><b>' || flowt.html(x.c ->> 'des_componente') || '</b><small>' || flowt.html(x.c ->> 'des_frase') || '</small>'
                   || coalesce('<small>Vale ' || flowt.numero_por_extenso((x.c ->> 'num_valor')::numeric, 4) || ' de 1, com peso '
                               || (x.c ->> 'num_peso') || ' (' || flowt.porcentagem((x.c ->> 'num_fracao')::numeric) || ' da conta).</small>', '')
                   || '</span><span>' || coalesce(flowt.numero_por_extenso((x.c ->> 'num_pontos')::numeric, 2) || ' pontos', 'não entra')
                   || '</span></li>', '' ORDER BY x.n) || '</ul>'
          FROM jsonb_array_elements(p_componentes) WITH ORDINALITY AS x (c, n));
END
$$;
COMMENT ON FUNCTION flowt.html_porques_do_meu_score(jsonb)
    IS 'Os componentes de um score, a seu dono: o que se viu de cada um, valor, peso e pontos; os que não entram o dizem.';

-- What she asked for, in her words, and where it stands.
CREATE OR REPLACE FUNCTION flowt.html_minhas_revisoes(p_tenant bigint, p_pessoa bigint) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_hoje date := flowt.dia_do_tenant(p_tenant, now());
BEGIN
    RETURN (
        SELECT coalesce('<ul class="cartoes">' || string_agg('<li><h3>Pedido de revisão nº ' || r.cod_revisao || '</h3><p class="nota">'
                   || CASE r.sta_revisao WHEN 'ABERTA' THEN 'Aberto' WHEN 'EM_ANALISE' THEN 'Em análise' WHEN 'ATENDIDA' THEN 'Atendido'
                           ELSE 'Recusado' END
                   || '. Pedido em ' || to_char(flowt.dia_do_tenant(p_tenant, r.dat_criacao), 'DD/MM/YYYY')
                   || coalesce(', com score ' || r.num_score, '')
                   || CASE WHEN r.dat_conclusao IS NOT NULL THEN '; respondido em '
                           || to_char(flowt.dia_do_tenant(p_tenant, r.dat_conclusao), 'DD/MM/YYYY')
                           || coalesce(', com score ' || r.num_score_depois, '')
                           WHEN r.dat_prazo < v_hoje THEN '; o prazo da resposta era ' || to_char(r.dat_prazo, 'DD/MM/YYYY') || ' e já passou'
                           ELSE '; respondemos até ' || to_char(r.dat_prazo, 'DD/MM/YYYY') END || '.</p>'
                   || coalesce('<p>' || replace(flowt.html(r.des_pedido), E'\n', '<br>') || '</p>', '')
                   || coalesce('<p><b>Resposta:</b> ' || replace(flowt.html(r.des_resposta), E'\n', '<br>') || '</p>', '') || '</li>',
                   '' ORDER BY r.cod_revisao DESC) || '</ul>', '')
          FROM (SELECT x.* FROM flowt.tb_omni8_score_revisao AS x WHERE x.cod_tenant = p_tenant AND x.cod_pessoa = p_pessoa
                 ORDER BY x.cod_revisao DESC LIMIT flowt.revisoes_na_conta()) AS r);
END
$$;
COMMENT ON FUNCTION flowt.html_minhas_revisoes(bigint, bigint)
    IS 'Os últimos pedidos de revisão do score de uma pessoa, a ela: número, prazo, o que escreveu e o que se respondeu; nada se não há.';

CREATE OR REPLACE FUNCTION flowt.revisao_em_andamento(p_tenant bigint, p_pessoa bigint) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM flowt.tb_omni8_score_revisao r
                    WHERE r.cod_tenant = p_tenant AND r.cod_pessoa = p_pessoa AND r.dat_conclusao IS NULL);
END
$$;
COMMENT ON FUNCTION flowt.revisao_em_andamento(bigint, bigint) IS 'Se uma pessoa pediu a revisão de seu score e ainda não teve resposta.';

CREATE OR REPLACE FUNCTION flowt.html_revisao_do_meu_score(p_tenant bigint, p_pessoa bigint, p_base text, p_token text, p_dados jsonb, p_erros jsonb)
    RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN '<h2 id="revisao">Revisão</h2>'
        || CASE WHEN flowt.revisao_em_andamento(p_tenant, p_pessoa)
                THEN '<p class="vazia">Seu pedido de revisão está em andamento: a resposta aparece aqui.</p>'
                ELSE '<p class="vazia">Se algo não confere, peça a revisão (LGPD art. 20): uma pessoa da empresa confere o score e responde em '
                     || 'até ' || flowt.prazo_de_solicitacao() || ' dias.</p>'
                     || flowt.html_formulario(p_base || '/conta/score/revisoes', p_token, 'fechamento',
                            flowt.html_campo('des_pedido', 'O que não confere?',
                                             'Diga o que falta ou está errado, como uma compra que não aparece.',
                                             ' minlength="3" maxlength="2000" required', 4, p_dados, p_erros)
                            || '<p class="acao"><button class="botao">Pedir revisão</button></p>') END
        || flowt.html_minhas_revisoes(p_tenant, p_pessoa);
END
$$;
COMMENT ON FUNCTION flowt.html_revisao_do_meu_score(bigint, bigint, text, text, jsonb, jsonb)
    IS 'Como uma pessoa pede a revisão de seu score, se não há uma em andamento, e as que pediu.';

CREATE OR REPLACE FUNCTION flowt.html_meu_score(p_tenant bigint, p_pessoa bigint, p_base text, p_token text, p_aviso text, p_dados jsonb,
                                                p_erros jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_score jsonb := flowt.json_score(flowt.score_da_pessoa(p_tenant, p_pessoa));
BEGIN
    RETURN flowt.moldura(p_tenant, p_base, 'Meu score', '<h1>Meu score</h1>' || coalesce(flowt.html_aviso(p_aviso), '')
        || '<p class="status">' || flowt.numero_por_extenso((v_score ->> 'num_score')::numeric, 0) || ' de 1.000 pontos</p>'
        || '<p>Um programa faz esta conta com as suas compras e respostas aqui. Ela diz em que segmento de clientes você está.</p>'
        || '<dl class="ficha"><div><dt>Segmento</dt><dd>' || flowt.html(v_score ->> 'des_segmento') || '</dd></div><div><dt>Critério</dt><dd>'
        || flowt.html(v_score ->> 'des_criterio') || '.</dd></div><div><dt>Contado até</dt><dd>'
        || to_char((v_score ->> 'dat_dia')::date, 'DD/MM/YYYY') || '</dd></div></dl>'
        || flowt.html_porques_do_meu_score(v_score -> 'componentes')
        || flowt.html_revisao_do_meu_score(p_tenant, p_pessoa, p_base, p_token, p_dados, p_erros)
        || '<p class="mais"><a href="' || p_base || '/conta">Voltar à conta</a></p>');
END
$$;
COMMENT ON FUNCTION flowt.html_meu_score(bigint, bigint, text, text, text, jsonb, jsonb)
    IS 'Página do score de um cliente, a ele mesmo: o porquê e a revisão. p_aviso é o que impediu a ação; p_erros, os do formulário.';

CREATE OR REPLACE FUNCTION api.pagina_conta_score(p_flowt_cliente text, p_slug text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_base   text   := flowt.base_da_pagina(p_slug);
    v_pessoa bigint := flowt.entrar_pela_pagina(p_flowt_cliente);
BEGIN
    IF v_pessoa IS NULL THEN
        RETURN flowt.ver_outra(v_base || '/entrar');
    END IF;
    PERFORM flowt.registrar_leitura_pessoal('score, pelo titular', v_pessoa, 1);
    RETURN (200, 'text/html; charset=utf-8', NULL,
            flowt.html_meu_score(v_tenant, v_pessoa, v_base, p_flowt_cliente, NULL, '{}', '[]'))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagina_conta_score(text, text) IS
$$GET /{slug}/conta/score
GET /conta/score
acesso: publico
modulo: pessoas
leitura: auditada
consulta: livre
cookies: flowt_cliente
resposta: 200 html
resposta: 303
cache: private, no-store
etiqueta: Páginas
O score do cliente, com os critérios e o porquê (LGPD art. 20, § 1º), e o formulário que pede sua revisão; sem sessão, leva a entrar.$$;

CREATE OR REPLACE FUNCTION api.pagina_conta_score_revisar(p_flowt_cliente text, p_sec_fetch_site text, p_origin text, p_host text, p_corpo text,
                                                          p_slug text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_base   text   := flowt.base_da_pagina(p_slug);
    v_dados  jsonb  := flowt.ler_formulario(p_corpo);
    v_pessoa bigint := flowt.cliente_do_formulario(p_flowt_cliente, v_dados, p_sec_fetch_site, p_origin, p_host);
    -- A browser counts a line break as one character, and sends two.
    v_pedido text   := nullif(btrim(replace(v_dados ->> 'des_pedido', E'\r\n', E'\n'), E' \t\n'), '');
    v_campos jsonb  := jsonb_strip_nulls(jsonb_build_object('des_pedido', v_pedido));
    v_erros  jsonb;
BEGIN
    IF v_pessoa IS NULL THEN
        RETURN flowt.ver_outra(v_base || '/entrar');
    END IF;
    -- Whatever was written: there is no form to correct it in.
    IF flowt.revisao_em_andamento(v_tenant, v_pessoa) THEN
        RAISE exclusion_violation;
    END IF;
    v_erros := flowt.validar_json('{"$ref": "score_revisao_nova"}', v_campos, '');
    IF v_erros = '[]' THEN
        PERFORM flowt.abrir_revisao(v_tenant, v_pessoa, 'CLIENTE', v_campos);
        RETURN flowt.ver_outra(v_base || '/conta/score#revisao');
    END IF;
    PERFORM flowt.registrar_leitura_pessoal('score, pelo titular', v_pessoa, 1);
    RETURN (422, 'text/html; charset=utf-8', NULL, flowt.html_meu_score(v_tenant, v_pessoa, v_base, p_flowt_cliente,
        'Falta pouco: confira os campos marcados.', v_campos, v_erros))::flowt.resposta;
EXCEPTION WHEN exclusion_violation THEN
    PERFORM flowt.registrar_leitura_pessoal('score, pelo titular', v_pessoa, 1);
    RETURN (409, 'text/html; charset=utf-8', NULL, flowt.html_meu_score(v_tenant, v_pessoa, v_base, p_flowt_cliente,
        'Você já pediu a revisão, e ela está em andamento: acompanhe-a aqui.', '{}', '[]'))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagina_conta_score_revisar(text, text, text, text, text, text) IS
$$POST /{slug}/conta/score/revisoes
POST /conta/score/revisoes
acesso: publico
modulo: pessoas
cookies: flowt_cliente
cabecalhos: Sec-Fetch-Site, Origin
contexto: host
formulario: pagina_revisao
resposta: 303
resposta: 409 html
resposta: 422 html
limite: 30
etiqueta: Páginas
Pede a revisão do score do cliente e mostra o pedido, com seu número e prazo; 409 se já há um em andamento.$$;

SELECT flowt.definir_esquema('pagina_revisao', $json${
    "type": "object", "required": ["selo", "des_pedido"],
    "properties": {"selo": {"type": "string", "description": "Selo da sessão, como a página o dá em cada formulário."},
        "des_pedido": {"type": "string", "minLength": 3, "maxLength": 2000, "description": "O que não confere."}}
}$json$);
