-- Answers of NPS and the tasks of detractors as a page: its routes.

CREATE OR REPLACE FUNCTION api.pagina_nps_respostas(p_flowt_equipe text, p_periodo text, p_de text, p_ate text, p_classe text, p_unidade text,
                                                    p_item text, p_apos bigint, p_tarefa bigint, p_concluida text, p_slug text DEFAULT NULL)
RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant   bigint := flowt.exigir_tenant();
    v_base     text   := flowt.base_da_pagina(p_slug);
    v_pedido   jsonb;
    v_conteudo jsonb;
BEGIN
    IF flowt.entrar_pela_pagina_da_equipe(p_flowt_equipe) IS NULL THEN
        RETURN flowt.pedir_entrada_da_equipe(v_base, 'indicadores/nps/respostas');
    END IF;
    PERFORM flowt.exigir_permissao('nps.ler');
    v_pedido := flowt.pedido_das_respostas(v_tenant,
        jsonb_build_object('periodo', p_periodo, 'de', nullif(p_de, ''), 'ate', nullif(p_ate, ''), 'classe', p_classe, 'unidade', p_unidade,
                           'item', p_item, 'apos', p_apos::text, 'tarefa', p_tarefa::text));
    v_conteudo := flowt.conteudo_das_respostas(v_tenant, v_pedido, NULL);
    PERFORM flowt.registrar_leitura_pessoal('respostas de NPS', NULL, jsonb_array_length(v_conteudo -> 'respostas'));
    PERFORM flowt.registrar_leitura_pessoal('lista de tarefas de NPS', NULL, jsonb_array_length(v_conteudo -> 'tarefas'))
      WHERE v_conteudo ? 'tarefas';
    RETURN (CASE WHEN v_pedido ? 'aviso' THEN 422 ELSE 200 END, 'text/html; charset=utf-8', NULL,
            flowt.pagina_das_respostas(v_tenant, v_base, p_flowt_equipe, v_pedido, v_conteudo,
                CASE p_concluida WHEN 'sim' THEN '<p class="aviso bom" role="status">Tarefa concluída.</p>' END, NULL))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagina_nps_respostas(text, text, text, text, text, text, text, bigint, bigint, text, text) IS
$$GET /{slug}/indicadores/nps/respostas
GET /indicadores/nps/respostas
acesso: publico
modulo: nps
leitura: auditada
cookies: flowt_equipe
resposta: 200 html
resposta: 303
resposta: 403 problema
resposta: 422 html
cache: private, no-store
etiqueta: Páginas
As tarefas abertas por detratores, com o formulário que conclui cada uma, e as respostas de NPS de um período. Pede nps.ler; as tarefas, nps.tratar; o nome de quem respondeu, pessoa.ler.
periodo, de, ate, unidade, item: como em /{slug}/indicadores. classe: detrator, neutro ou promotor. apos e tarefa: onde as respostas e as tarefas continuam.$$;

CREATE OR REPLACE FUNCTION api.pagina_nps_tarefa(p_id bigint, p_flowt_equipe text, p_sec_fetch_site text, p_origin text, p_host text, p_corpo text,
                                                 p_slug text DEFAULT NULL) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant   bigint := flowt.exigir_tenant();
    v_base     text   := flowt.base_da_pagina(p_slug);
    v_dados    jsonb  := flowt.ler_formulario(p_corpo);
    v_erros    jsonb;
    v_pedido   jsonb;
    v_conteudo jsonb;
    v_detalhe  text;
BEGIN
    IF flowt.usuario_do_formulario(p_flowt_equipe, v_dados, p_sec_fetch_site, p_origin, p_host) IS NULL THEN
        RETURN flowt.pedir_entrada_da_equipe(v_base, 'indicadores/nps/respostas');
    END IF;
    PERFORM flowt.exigir_permissao('nps.ler'), flowt.exigir_permissao('nps.tratar');
    -- A browser sends two characters for each line break that it counts as one.
    v_dados := v_dados || jsonb_strip_nulls(jsonb_build_object('des_conclusao', replace(v_dados ->> 'des_conclusao', E'\r\n', E'\n')));
    v_erros := flowt.validar_json('{"$ref": "nps_tarefa_conclusao"}', v_dados - 'selo', '');
    IF v_erros = '[]' THEN
        BEGIN
            PERFORM flowt.concluir_tarefa(v_tenant, p_id, v_dados ->> 'des_conclusao');
            RETURN flowt.ver_outra(v_base || '/indicadores/nps/respostas?concluida=sim');
        EXCEPTION WHEN SQLSTATE 'PT409' THEN
            -- Somebody else was faster: the list as it is now says more than the error.
            GET STACKED DIAGNOSTICS v_detalhe = PG_EXCEPTION_DETAIL;
        END;
    END IF;
    v_pedido := flowt.pedido_das_respostas(v_tenant, '{}');
    v_conteudo := flowt.conteudo_das_respostas(v_tenant, v_pedido, p_id);
    PERFORM flowt.registrar_leitura_pessoal('respostas de NPS', NULL, jsonb_array_length(v_conteudo -> 'respostas')),
            flowt.registrar_leitura_pessoal('lista de tarefas de NPS', NULL, jsonb_array_length(v_conteudo -> 'tarefas'));
    RETURN (CASE WHEN v_detalhe IS NULL THEN 422 ELSE 409 END, 'text/html; charset=utf-8', NULL,
            flowt.pagina_das_respostas(v_tenant, v_base, p_flowt_equipe, v_pedido, v_conteudo,
                flowt.html_aviso(coalesce(v_detalhe, 'A tarefa não foi concluída: diga o que foi feito.')),
                CASE WHEN v_detalhe IS NULL
                     THEN jsonb_build_object('cod_tarefa', p_id::text, 'des_conclusao', v_dados ->> 'des_conclusao',
                                             'mensagem', v_erros -> 0 ->> 'mensagem') END))::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pagina_nps_tarefa(bigint, text, text, text, text, text, text) IS
$$POST /{slug}/indicadores/nps/tarefas/{id}
POST /indicadores/nps/tarefas/{id}
acesso: publico
modulo: nps
cookies: flowt_equipe
cabecalhos: Sec-Fetch-Site, Origin
contexto: host
formulario: pagina_nps_tarefa
resposta: 303
resposta: 403 problema
resposta: 404 problema
resposta: 409 html
resposta: 422 html
etiqueta: Páginas
Conclui a tarefa de um detrator, dizendo o que foi feito, e volta às respostas; se não dá, mostra-as como estão e por quê. Pede nps.ler e nps.tratar.$$;

SELECT flowt.definir_esquema('pagina_nps_tarefa', $json${
    "type": "object", "required": ["selo", "des_conclusao"],
    "properties": {"selo": {"type": "string", "maxLength": 64, "description": "Selo da sessão, como a página o dá em cada formulário."},
        "des_conclusao": {"type": "string", "minLength": 3, "maxLength": 1000, "description": "O que foi feito."}}
}$json$);
