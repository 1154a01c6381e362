-- Dashboards (guide chapter 12.2): what is asked for, in the URL, and the frame of the pages. Every number is one of flowt.indicadores,
-- flowt.series, flowt.funil, flowt.ranking or flowt.coorte: the pages draw, they do not count.

CREATE OR REPLACE FUNCTION flowt.areas_dos_indicadores() RETURNS TABLE (num_ordem integer, nom_area text, des_area text, des_vazia text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT * FROM (VALUES
        (1, 'geral',      'Visão geral',
         'Publique o cardápio e divulgue o endereço dele por QR code, WhatsApp e redes sociais. Cada visita e cada pedido aparece aqui em segundos.'),
        (2, 'vendas',     'Vendas',      'A receita conta quando um pedido é confirmado: confirme os pedidos recebidos no painel de pedidos.'),
        (3, 'engajamento', 'Engajamento',
         'As visitas contam quando alguém abre o cardápio e aceita a análise da navegação. Divulgue o endereço com campanhas (utm_source, '
         'utm_campaign) para saber de onde cada uma veio.'),
        (4, 'funil',      'Funil',
         'O funil segue cada visita do cardápio ao pedido e ao que vem depois dele: a pesquisa respondida, uma reclamação, o pedido outra vez. Ele '
         'se enche sozinho quando chegam as primeiras visitas.'),
        (5, 'ofertas',    'Ofertas',
         'Crie uma oferta e ela aparece nas “Ofertas do dia” do cardápio: aqui se vê quantas visitas a viram, escolheram e usaram.'),
        (6, 'nps',        'NPS',
         'Ligue os convites de NPS: depois de cada entrega o cliente diz de 0 a 10 se recomenda a empresa, e por quê.'),
        (7, 'clientes',   'Clientes',
         'Quem compra com celular ou e-mail vira cliente: aqui se vê quantos voltam, mês a mês, desde a primeira compra.'),
        (8, 'leads',      'Leads',
         'Um lead é alguém que deixou um contato e ainda não comprou. Quando a empresa publicar um formulário de contato, aqui se verá quantos '
         'chegaram, de onde, e quantos compraram em até 30 dias.')) AS v;
END;
COMMENT ON FUNCTION flowt.areas_dos_indicadores() IS 'Páginas de indicadores, uma por área, e o que cada uma ensina a fazer enquanto está vazia.';

CREATE OR REPLACE FUNCTION flowt.periodos_do_painel() RETURNS TABLE (num_ordem integer, nom_periodo text, des_periodo text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT * FROM (VALUES (1, 'hoje', 'Hoje'), (2, '7', '7 dias'), (3, '30', '30 dias'), (4, '90', '90 dias'), (5, 'mes', 'Este mês')) AS v;
END;
COMMENT ON FUNCTION flowt.periodos_do_painel() IS 'Períodos que se escolhem sem digitar datas: os mesmos que flowt.periodos_usuais conta de antemão.';

CREATE OR REPLACE FUNCTION flowt.nome_do_canal(p_canal text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_canal WHEN 'DIRETO' THEN 'Direto' WHEN 'BUSCA' THEN 'Busca' WHEN 'PAGO' THEN 'Anúncio pago' WHEN 'SOCIAL' THEN 'Redes sociais'
            WHEN 'EMAIL' THEN 'E-mail' WHEN 'WHATSAPP' THEN 'WhatsApp'
                    WHEN 'QR' THEN 'QR code' WHEN 'LINK' THEN 'Link curto' WHEN 'REFERENCIA' THEN 'Outros sites' WHEN 'CAMPANHA'
                        THEN 'Campanha' ELSE p_canal END;
COMMENT ON FUNCTION flowt.nome_do_canal(text) IS 'Canal como se lê na tela.';

CREATE OR REPLACE FUNCTION flowt.inicio_do_periodo(p_periodo text, p_hoje date) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_periodo WHEN 'hoje' THEN p_hoje WHEN '7' THEN p_hoje - 6 WHEN '30' THEN p_hoje - 29 WHEN '90' THEN p_hoje - 89
            WHEN 'mes' THEN date_trunc('month', p_hoje)::date END;
COMMENT ON FUNCTION flowt.inicio_do_periodo(text, date) IS 'Primeiro dia de um período que acaba hoje; nulo se não é um dos conhecidos.';

CREATE OR REPLACE FUNCTION flowt.unidade_do_painel(p_tenant bigint, p_unidade text) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_pedida bigint := CASE WHEN flowt.formato_valido('codigo', p_unidade) THEN p_unidade::bigint END;
BEGIN
    -- Whoever sees only some units sees one at a time, the first unless another is asked for.
    RETURN (SELECT u.cod_unidade FROM flowt.tb_omni8_unidade u
             WHERE u.cod_tenant = p_tenant AND flowt.na_unidade(u.cod_unidade)
               AND (u.cod_unidade = v_pedida OR current_setting('flowt.unidades', true) <> '')
             ORDER BY u.cod_unidade IS DISTINCT FROM v_pedida, u.nom_unidade, u.cod_unidade LIMIT 1);
END
$$;
COMMENT ON FUNCTION flowt.unidade_do_painel(bigint, text) IS 'Unidade cujos números se mostram; nula para a empresa inteira.';

CREATE OR REPLACE FUNCTION flowt.item_do_painel(p_tenant bigint, p_item text) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT p.cod_produto FROM flowt.tb_omni8_produto_servico p
             WHERE p.cod_tenant = p_tenant AND p.cod_produto = CASE WHEN flowt.formato_valido('codigo', p_item) THEN p_item::bigint END);
END
$$;
COMMENT ON FUNCTION flowt.item_do_painel(bigint, text) IS 'Item cujos números se mostram; nulo se não se pede um, ou não é da empresa.';

-- A wrong date is no reason to show nothing: the page says so and shows the last thirty days.
CREATE OR REPLACE FUNCTION flowt.pedido_do_painel(p_tenant bigint, p_pedido jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_hoje    date := flowt.hoje(p_tenant);
    v_de      date := CASE WHEN flowt.formato_valido('date', p_pedido ->> 'de') THEN (p_pedido ->> 'de')::date END;
    v_ate     date := CASE WHEN flowt.formato_valido('date', p_pedido ->> 'ate') THEN (p_pedido ->> 'ate')::date END;
    v_inicio  date := flowt.inicio_do_periodo(p_pedido ->> 'periodo', v_hoje);
    v_periodo text := CASE WHEN v_inicio IS NOT NULL THEN p_pedido ->> 'periodo'
                           WHEN p_pedido ->> 'periodo' = 'livre' OR num_nonnulls(p_pedido ->> 'de', p_pedido ->> 'ate') > 0 THEN 'livre'
                           ELSE '30' END;
    v_aviso   text;
BEGIN
    IF v_periodo = 'livre' AND (num_nonnulls(v_de, v_ate) < 2 OR v_ate < v_de OR v_ate - v_de >= flowt.limite_de_periodo()) THEN
        v_aviso := CASE WHEN v_ate - v_de >= flowt.limite_de_periodo() THEN format('O período vai até %s dias. Estes são os últimos 30.',
                                                                                   flowt.limite_de_periodo())
                        WHEN v_ate < v_de
                            THEN 'O primeiro dia vem antes do último. Estes são os últimos 30 dias.' ELSE 'Diga o primeiro e o último dia. Estes são '
                                                                                                          'os últimos 30.' END;
        v_periodo := '30';
    END IF;
    IF v_periodo <> 'livre' THEN
        v_de := flowt.inicio_do_periodo(v_periodo, v_hoje);
        v_ate := v_hoje;
    END IF;
    RETURN jsonb_strip_nulls(jsonb_build_object('periodo', v_periodo, 'de', v_de, 'ate', v_ate, 'aviso', v_aviso,
        'comparar', CASE WHEN p_pedido ->> 'comparar' IN ('ano', 'nada') THEN p_pedido ->> 'comparar' ELSE 'anterior' END,
        'canal', CASE WHEN flowt.nome_do_canal(upper(p_pedido ->> 'canal')) <> upper(p_pedido ->> 'canal')
                           OR upper(p_pedido ->> 'canal') = 'QR' THEN upper(p_pedido ->> 'canal') END,
        'campanha', flowt.texto_de_campanha(p_pedido ->> 'campanha'), 'unidade', flowt.unidade_do_painel(p_tenant, p_pedido ->> 'unidade')::text,
        'item', flowt.item_do_painel(p_tenant, p_pedido ->> 'item')::text));
END
$$;
COMMENT ON FUNCTION flowt.pedido_do_painel(bigint, jsonb)
    IS 'O que se pede na URL de uma página de indicadores, conferido: periodo, de, ate, comparar, canal, campanha, unidade, item e, se algo não '
       'serve, o aviso.';

CREATE OR REPLACE FUNCTION flowt.filtro_do_painel(p_pedido jsonb) RETURNS jsonb
LANGUAGE sql STABLE
RETURN flowt.filtro_de_indicadores(p_pedido ->> 'canal', p_pedido ->> 'campanha', (p_pedido ->> 'unidade')::bigint, (p_pedido ->> 'item')::bigint);
COMMENT ON FUNCTION flowt.filtro_do_painel(jsonb) IS 'Filtro de indicadores do que se pede em uma página.';

-- What is asked for, as the address of another page: only what is not the default, so that addresses stay short.
CREATE OR REPLACE FUNCTION flowt.endereco_do_painel(p_caminho text, p_pedido jsonb, p_troca jsonb DEFAULT '{}') RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT p_caminho || coalesce('?' || string_agg(v.nome || '=' || flowt.codificar_url(v.valor), '&amp;' ORDER BY v.n), '')
          FROM (SELECT x.nome, x.n, (p_pedido || p_troca) ->> x.nome AS valor
                  FROM unnest('{periodo,de,ate,comparar,canal,campanha,unidade,item}'::text[]) WITH ORDINALITY AS x (nome, n)) AS v
         WHERE v.valor IS NOT NULL AND (v.nome, v.valor) NOT IN (('periodo', '30'), ('comparar', 'anterior'))
           AND (v.nome NOT IN ('de', 'ate') OR (p_pedido || p_troca) ->> 'periodo' = 'livre'));
END
$$;
COMMENT ON FUNCTION flowt.endereco_do_painel(text, jsonb, jsonb)
    IS 'Endereço de uma página de indicadores com os mesmos filtros, ou com alguns trocados.';

CREATE OR REPLACE FUNCTION flowt.html_escolha_do_painel(p_nome text, p_rotulo text, p_valores text[], p_rotulos text[], p_escolhido text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '<div class="campo campo-' || p_nome || '"><label for="campo-' || p_nome || '">' || p_rotulo || '</label><select id="campo-' || p_nome
    || '" name="' || p_nome || '">'
    || (SELECT string_agg('<option value="' || flowt.html(x.valor) || '"'
                          || CASE WHEN x.valor = coalesce(p_escolhido, '') THEN ' selected' ELSE '' END || '>' || flowt.html(x.rotulo)
                          || '</option>', '' ORDER BY x.n)
          FROM unnest(p_valores, p_rotulos) WITH ORDINALITY AS x (valor, rotulo, n)) || '</select></div>';
COMMENT ON FUNCTION flowt.html_escolha_do_painel(text, text, text[], text[], text) IS 'Uma lista de que se escolhe um filtro.';

CREATE OR REPLACE FUNCTION flowt.html_unidade_do_painel(p_tenant bigint, p_pedido jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT flowt.html_escolha_do_painel('unidade',
                       'Unidade', CASE WHEN current_setting('flowt.unidades', true) <> '' THEN '{}'::text[] ELSE ARRAY[''] END
                       || array_agg(u.cod_unidade::text ORDER BY u.nom_unidade, u.cod_unidade),
                       CASE WHEN current_setting('flowt.unidades', true) <> '' THEN '{}'::text[] ELSE ARRAY['Todas'] END
                           || array_agg(u.nom_unidade::text ORDER BY u.nom_unidade, u.cod_unidade), p_pedido ->> 'unidade')
              FROM flowt.tb_omni8_unidade u WHERE u.cod_tenant = p_tenant AND flowt.na_unidade(u.cod_unidade) HAVING count(*) > 1);
END
$$;
COMMENT ON FUNCTION flowt.html_unidade_do_painel(bigint, jsonb) IS 'Escolha da unidade, dentre as que quem vê pode ver; nula se há uma só.';

-- A list that a telephone can scroll; the one that is chosen is always in it.
CREATE OR REPLACE FUNCTION flowt.itens_do_filtro() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 200;
COMMENT ON FUNCTION flowt.itens_do_filtro() IS 'Itens que o filtro de uma página de indicadores oferece; os outros se pedem pelo código, na URL.';

CREATE OR REPLACE FUNCTION flowt.html_item_do_painel(p_tenant bigint, p_pedido jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT flowt.html_escolha_do_painel('item', 'Item', ARRAY[''] || array_agg(x.cod_produto::text ORDER BY x.nom_produto, x.cod_produto),
                                            ARRAY['Todos'] || array_agg(x.nom_produto ORDER BY x.nom_produto, x.cod_produto), p_pedido ->> 'item')
          FROM (SELECT p.cod_produto, p.nom_produto FROM flowt.tb_omni8_produto_servico AS p
                 WHERE p.cod_tenant = p_tenant AND (p.dat_exclusao IS NULL OR p.cod_produto = (p_pedido ->> 'item')::bigint)
                 ORDER BY p.cod_produto IS DISTINCT FROM (p_pedido ->> 'item')::bigint, p.sta_produto <> 'PUBLICADO', p.cod_produto DESC
                 LIMIT flowt.itens_do_filtro()) AS x
        HAVING count(*) > 0);
END
$$;
COMMENT ON FUNCTION flowt.html_item_do_painel(bigint, jsonb)
    IS 'Escolha do item, dentre os publicados e depois os outros, os mais novos antes, até flowt.itens_do_filtro(); nula se a empresa não tem nenhum.';

CREATE OR REPLACE FUNCTION flowt.html_filtros_do_painel(p_tenant bigint, p_caminho text, p_pedido jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_canais text[] := '{DIRETO,BUSCA,PAGO,SOCIAL,EMAIL,WHATSAPP,QR,LINK,REFERENCIA,CAMPANHA}';
BEGIN
    RETURN '<nav class="periodos" aria-label="Período"><ul>' || (
            SELECT string_agg('<li><a href="' || flowt.endereco_do_painel(p_caminho, p_pedido, jsonb_build_object('periodo', p.nom_periodo)) || '"'
                              || CASE WHEN p.nom_periodo = p_pedido ->> 'periodo' THEN ' aria-current="true"' ELSE '' END
                              || '>' || p.des_periodo || '</a></li>', '' ORDER BY p.num_ordem) FROM flowt.periodos_do_painel() AS p)
        || '</ul></nav><details class="filtros"' || CASE WHEN p_pedido ? 'aviso' THEN ' open' ELSE '' END
        || '><summary>Filtros e comparação</summary><form method="get" action="' || p_caminho || '">'
        || (SELECT flowt.html_escolha_do_painel('periodo', 'Período', array_agg(p.nom_periodo ORDER BY p.num_ordem) || ARRAY['livre'],
                                                array_agg(p.des_periodo ORDER BY p.num_ordem) || ARRAY['Escolher as datas'], p_pedido ->> 'periodo')
              FROM flowt.periodos_do_painel() AS p)
        || '<div class="campo campo-de"><label for="campo-de">De</label><input id="campo-de" name="de" type="date" value="' || (p_pedido ->> 'de')
        || '"></div>'
        || '<div class="campo campo-ate"><label for="campo-ate">Até</label><input id="campo-ate" name="ate" type="date" value="'
        || (p_pedido ->> 'ate') || '"></div>'
        || flowt.html_escolha_do_painel('comparar', 'Comparar com', '{anterior,ano,nada}',
                                        '{O período logo antes,O mesmo período do ano passado,Nada}', p_pedido ->> 'comparar')
        || flowt.html_escolha_do_painel('canal', 'Canal', ARRAY[''] || v_canais,
                                        ARRAY['Todos'] || ARRAY(SELECT flowt.nome_do_canal(c) FROM unnest(v_canais) WITH ORDINALITY AS x (c, n)
                                                                 ORDER BY n), p_pedido ->> 'canal')
        || '<div class="campo campo-campanha"><label for="campo-campanha">Campanha</label><input id="campo-campanha" name="campanha" type="text" '
           'maxlength="100" autocomplete="off" placeholder="Todas" value="'
        || coalesce(flowt.html(p_pedido ->> 'campanha'), '') || '"></div>' || coalesce(flowt.html_unidade_do_painel(p_tenant, p_pedido), '')
        || coalesce(flowt.html_item_do_painel(p_tenant, p_pedido), '')
        || '<p class="campo acao"><button class="botao">Aplicar</button> <a class="botao discreto" href="' || p_caminho
        || '">Limpar</a></p></form></details>';
END
$$;
COMMENT ON FUNCTION flowt.html_filtros_do_painel(bigint, text, jsonb) IS 'Os períodos de costume e o formulário dos filtros, que vão na URL.';

CREATE OR REPLACE FUNCTION flowt.frase_do_painel(p_tenant bigint, p_pedido jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_antes daterange := flowt.periodo_anterior((p_pedido ->> 'de')::date, (p_pedido ->> 'ate')::date, p_pedido ->> 'comparar');
BEGIN
    RETURN (
        SELECT to_char((p_pedido ->> 'de')::date, 'DD/MM/YYYY')
            || CASE WHEN p_pedido ->> 'de' = p_pedido ->> 'ate' THEN '' ELSE ' a ' || to_char((p_pedido ->> 'ate')::date, 'DD/MM/YYYY') END
            || coalesce(', comparado com ' || to_char(lower(v_antes), 'DD/MM/YYYY')
                        || CASE WHEN upper(v_antes) - lower(v_antes) = 1 THEN '' ELSE ' a ' || to_char(upper(v_antes) - 1, 'DD/MM/YYYY') END, '')
            || coalesce(' · canal ' || flowt.nome_do_canal(p_pedido ->> 'canal'), '')
            || coalesce(' · campanha ' || flowt.html(p_pedido ->> 'campanha'), '')
            || coalesce(' · unidade ' || (SELECT flowt.html(u.nom_unidade) FROM flowt.tb_omni8_unidade u
                                           WHERE u.cod_tenant = p_tenant AND u.cod_unidade = (p_pedido ->> 'unidade')::bigint), '')
            || coalesce(' · item ' || (SELECT flowt.html(p.nom_produto) FROM flowt.tb_omni8_produto_servico p
                                        WHERE p.cod_tenant = p_tenant AND p.cod_produto = (p_pedido ->> 'item')::bigint), '')
            || '. Apurado até ' || to_char(flowt.apurado_ate(p_tenant) AT TIME ZONE t.des_fuso_horario, 'DD/MM/YYYY "às" HH24:MI') || '.'
          FROM flowt.tb_omni8_tenant AS t WHERE t.cod_tenant = p_tenant);
END
$$;
COMMENT ON FUNCTION flowt.frase_do_painel(bigint, jsonb)
    IS 'Que período e filtros se veem, com o que se compara e até quando está apurado. Já é HTML.';

CREATE OR REPLACE FUNCTION flowt.html_areas_dos_indicadores(p_base text, p_area text, p_pedido jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN '<nav class="areas" aria-label="Indicadores"><ul>' || (
        SELECT string_agg('<li><a href="' || flowt.endereco_do_painel(p_base || '/indicadores'
                                                                      || CASE a.nom_area WHEN 'geral' THEN '' ELSE '/' || a.nom_area END, p_pedido)
                          || '"'
                          || CASE WHEN a.nom_area = p_area THEN ' aria-current="page"' ELSE '' END || '>' || a.des_area || '</a></li>',
                          '' ORDER BY a.num_ordem) FROM flowt.areas_dos_indicadores() AS a) || '</ul></nav>';
END
$$;
COMMENT ON FUNCTION flowt.html_areas_dos_indicadores(text, text, jsonb) IS 'Caminhos às áreas dos indicadores, com os mesmos filtros.';

CREATE OR REPLACE FUNCTION flowt.moldura_dos_indicadores(p_tenant bigint, p_base text, p_token text, p_area text, p_pedido jsonb, p_conteudo text)
    RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_titulo text := (SELECT a.des_area FROM flowt.areas_dos_indicadores() AS a WHERE a.nom_area = p_area);
BEGIN
    RETURN flowt.moldura_da_equipe(p_tenant, v_titulo || ' · Indicadores', flowt.html_sair_da_equipe(p_base, p_token, 'indicadores'),
        '<div class="indicadores">' || flowt.html_areas_dos_indicadores(p_base, p_area, p_pedido) || '<main id="conteudo"><h1>' || v_titulo
        || '</h1>' || coalesce('<p class="aviso" role="alert">' || flowt.html(p_pedido ->> 'aviso') || '</p>', '')
        || flowt.html_filtros_do_painel(p_tenant, p_base || '/indicadores' || CASE p_area WHEN 'geral' THEN '' ELSE '/' || p_area END, p_pedido)
        || '<p class="apurado">' || flowt.frase_do_painel(p_tenant, p_pedido) || '</p>' || p_conteudo || '</main></div>',
        '<link rel="stylesheet" href="/estatico/indicadores.css">');
END
$$;
COMMENT ON FUNCTION flowt.moldura_dos_indicadores(bigint, text, text, text, jsonb, text)
    IS 'Página de uma área: as outras, os filtros, o que se vê, e o conteúdo, que já é HTML.';
