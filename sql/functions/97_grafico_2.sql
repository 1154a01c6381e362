-- Charts in SQL (guide chapter 12.2): bars beside names, funnel, heat map, parts of a whole.

-- One bar a line, each with its name and value as text: what it shows is read as it is seen.
CREATE OR REPLACE FUNCTION flowt.grafico_barras(p_nome text, p_titulo text, p_unidade text, p_cabecas text[], p_rotulos text[], p_valores numeric[],
                                                p_notas text[]) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_maior numeric := (SELECT max(v) FROM unnest(p_valores) AS v);
BEGIN
    RETURN '<figure class="grafico"><ol class="barras">' || (
            SELECT string_agg('<li><span class="rotulo">' || flowt.html(x.rotulo) || '</span><span class="valor">'
                       || flowt.valor_escrito(x.valor, p_unidade) || coalesce(' <small>' || flowt.html(x.nota) || '</small>', '') || '</span>'
                       || flowt.svg_do_grafico(p_nome || '-' || x.n, x.rotulo || ': ' || flowt.valor_escrito(x.valor, p_unidade),
                              coalesce(x.nota, p_titulo), '0 0 1000 10',
                              '<rect class="trilho" width="1000" height="10"/><rect class="barra-cheia" width="'
                              || round(1000 * greatest(x.valor, 0) / greatest(v_maior, 1), 1) || '" height="10"/>') || '</li>', '' ORDER BY x.n)
              FROM unnest(p_rotulos, p_valores, p_notas) WITH ORDINALITY AS x (rotulo, valor, nota, n)) || '</ol>'
        || flowt.tabela_do_grafico(p_titulo, p_cabecas,
                                                                ARRAY(SELECT flowt.celulas(x.rotulo,
                                                                    ARRAY[flowt.valor_escrito(x.valor, p_unidade), flowt.html(x.nota)])
                                                                FROM unnest(p_rotulos, p_valores,
                                                                            p_notas) WITH ORDINALITY AS x (rotulo, valor, nota, n)
                                                               ORDER BY x.n)) || '</figure>';
END
$$;
COMMENT ON FUNCTION flowt.grafico_barras(text, text, text, text[], text[], numeric[], text[])
    IS 'Os primeiros de uma lista, uma barra por linha, cada um com o que mais se diz dele.';

-- Each step beside what came to it from the one before.
CREATE OR REPLACE FUNCTION flowt.grafico_funil(p_nome text, p_titulo text, p_rotulos text[], p_valores bigint[]) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_primeiro numeric := p_valores[1];
BEGIN
    RETURN '<figure class="grafico">' || flowt.svg_do_grafico(p_nome, p_titulo,
            format('De %s em “%s” a %s em “%s”.', flowt.numero_por_extenso(v_primeiro, 0), p_rotulos[1],
                   flowt.numero_por_extenso(p_valores[cardinality(p_valores)], 0), p_rotulos[cardinality(p_rotulos)]),
            '0 0 1000 ' || cardinality(p_valores) * 40,
            (SELECT string_agg('<path class="funil f' || x.n || '" d="M' || 500 - l.cima || ' ' || (x.n - 1) * 40 + 2 || 'H' || 500 + l.cima || 'L'
                               || 500 + l.baixo || ' ' || x.n * 40 - 2 || 'H' || 500 - l.baixo || 'Z"/>', '' ORDER BY x.n)
               FROM unnest(p_valores) WITH ORDINALITY AS x (valor, n)
              CROSS JOIN LATERAL (SELECT round(500 * x.valor / greatest(v_primeiro, 1), 1) AS cima,
                                         round(500 * coalesce(p_valores[x.n + 1], x.valor) / greatest(v_primeiro, 1), 1) AS baixo) AS l))
        || '<ol class="passos">' || (
            SELECT string_agg('<li><span class="rotulo">' || flowt.html(x.rotulo) || '</span><span class="valor">'
                       || flowt.numero_por_extenso(x.valor, 0) || ' <small>'
                       || CASE WHEN x.n = 1 THEN 'visitas'
                               ELSE coalesce(flowt.valor_escrito(round(x.valor::numeric / nullif(p_valores[x.n - 1], 0), 4), 'FRACAO')
                                             || ' do passo anterior', 'ninguém chegou ao passo anterior') END || '</small></span></li>',
                       '' ORDER BY x.n)
              FROM unnest(p_rotulos, p_valores) WITH ORDINALITY AS x (rotulo, valor, n)) || '</ol>'
        || flowt.tabela_do_grafico(p_titulo, '{Passo,Visitas,Do passo anterior,Do primeiro}', ARRAY(
               SELECT flowt.celulas(x.rotulo, ARRAY[flowt.numero_por_extenso(x.valor, 0),
                                                    flowt.valor_escrito(round(x.valor::numeric / nullif(p_valores[x.n - 1], 0), 4), 'FRACAO'),
                                                    flowt.valor_escrito(round(x.valor / nullif(v_primeiro, 0), 4), 'FRACAO')])
                 FROM unnest(p_rotulos, p_valores) WITH ORDINALITY AS x (rotulo, valor, n) ORDER BY x.n)) || '</figure>';
END
$$;
COMMENT ON FUNCTION flowt.grafico_funil(text, text, text[], bigint[])
    IS 'Funil: cada passo da largura do que chegou a ele, com quanto é do passo anterior.';

-- Never more than half of the colour lies under a number, so that it stays legible in any brand's.
CREATE OR REPLACE FUNCTION flowt.grafico_calor(p_nome text, p_titulo text, p_cabeca text, p_linhas jsonb, p_colunas integer) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_quantas integer := jsonb_array_length(p_linhas);
BEGIN
    RETURN '<figure class="grafico"><div class="rolagem calor" tabindex="0" role="region" aria-label="' || flowt.html(p_titulo) || '">'
        || flowt.svg_do_grafico(p_nome, p_titulo,
               format('%s linhas, uma por %s; cada célula, tanto mais escura quanto maior, é a fração das pessoas da linha.', v_quantas,
                      lower(p_cabeca)),
               '0 0 ' || 130 + p_colunas * 52 || ' ' || 24 + v_quantas * 30,
               (SELECT string_agg('<text class="cabeca" x="' || 130 + c * 52 + 24 || '" y="16">' || c || '</text>', '' ORDER BY c)
                  FROM generate_series(0, p_colunas - 1) AS c)
               || (SELECT string_agg('<text x="0" y="' || 24 + (l.n - 1) * 30 + 19 || '">' || flowt.html(l.linha ->> 'rotulo') || ' · '
                          || flowt.numero_por_extenso((l.linha ->> 'total')::numeric, 0) || '</text>'
                          || coalesce((SELECT string_agg('<rect class="n' || least(5, ceil((v.v #>> '{}')::numeric * 5)) || '" x="'
                                             || 130 + (v.c - 1) * 52 || '" y="' || 24 + (l.n - 1) * 30
                                             || '" width="49" height="27" rx="4"/><text class="celula" x="'
                                             || 130 + (v.c - 1) * 52 + 24 || '" y="' || 24 + (l.n - 1) * 30 + 19 || '">'
                                             || round(100 * (v.v #>> '{}')::numeric) || '%</text>', '' ORDER BY v.c)
                                         FROM jsonb_array_elements(l.linha -> 'valores') WITH ORDINALITY AS v (v, c)
                                        WHERE v.v <> 'null' AND v.c <= p_colunas), ''), '' ORDER BY l.n)
                     FROM jsonb_array_elements(p_linhas) WITH ORDINALITY AS l (linha, n))) || '</div>'
        || flowt.tabela_do_grafico(p_titulo, ARRAY[p_cabeca, 'Pessoas'] || ARRAY(SELECT '+' || c FROM generate_series(0, p_colunas - 1) AS c
                                                                                  ORDER BY c),
               ARRAY(SELECT flowt.celulas(l.linha ->> 'rotulo', ARRAY[flowt.numero_por_extenso((l.linha ->> 'total')::numeric, 0)]
                                || ARRAY(SELECT flowt.valor_escrito((l.linha -> 'valores' ->> c)::numeric, 'FRACAO')
                                           FROM generate_series(0, p_colunas - 1) AS c ORDER BY c))
                       FROM jsonb_array_elements(p_linhas) WITH ORDINALITY AS l (linha, n) ORDER BY l.n)) || '</figure>';
END
$$;
COMMENT ON FUNCTION flowt.grafico_calor(text, text, text, jsonb, integer)
    IS 'Mapa de calor; cada linha é {rotulo, total, valores}, os valores frações de 0 a 1, nulas onde não há.';

CREATE OR REPLACE FUNCTION flowt.grafico_partes(p_nome text, p_titulo text, p_cabeca text, p_rotulos text[], p_valores numeric[], p_classes text[])
    RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_total numeric := (SELECT sum(v) FROM unnest(p_valores) AS v);
BEGIN
    RETURN '<figure class="grafico">' || flowt.svg_do_grafico(p_nome, p_titulo,
            (SELECT string_agg(x.rotulo || ': ' || coalesce(flowt.valor_escrito(x.valor / nullif(v_total, 0), 'FRACAO'), '0'), '; ' ORDER BY x.n)
               FROM unnest(p_rotulos, p_valores) WITH ORDINALITY AS x (rotulo, valor, n)) || '.',
            '0 0 1000 10',
            (SELECT string_agg('<rect class="parte ' || p.classe || '" x="' || round(1000 * p.antes / greatest(v_total, 1), 1) || '" width="'
                               || round(1000 * p.valor / greatest(v_total, 1), 1) || '" height="10"/>', '' ORDER BY p.n)
               FROM (SELECT x.*, coalesce(sum(x.valor) OVER (ORDER BY x.n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS antes
                       FROM unnest(p_valores, p_classes) WITH ORDINALITY AS x (valor, classe, n)) AS p))
        || '<figcaption>' || (SELECT string_agg('<span class="' || x.classe || '">' || flowt.html(x.rotulo) || ': '
                                          || flowt.numero_por_extenso(x.valor, 0)
                                          || coalesce(' (' || flowt.valor_escrito(x.valor / nullif(v_total, 0), 'FRACAO') || ')', '') || '</span>',
                                          '' ORDER BY x.n)
                                FROM unnest(p_rotulos, p_valores, p_classes) WITH ORDINALITY AS x (rotulo, valor, classe, n)) || '</figcaption>'
        || flowt.tabela_do_grafico(p_titulo, ARRAY[p_cabeca, 'Quantidade', 'Parte'], ARRAY(
               SELECT flowt.celulas(x.rotulo, ARRAY[flowt.numero_por_extenso(x.valor, 0),
                                                    flowt.valor_escrito(x.valor / nullif(v_total, 0), 'FRACAO')])
                 FROM unnest(p_rotulos, p_valores) WITH ORDINALITY AS x (rotulo, valor, n) ORDER BY x.n))
        || '</figure>';
END
$$;
COMMENT ON FUNCTION flowt.grafico_partes(text, text, text, text[], numeric[], text[]) IS 'As partes de um todo, lado a lado em uma barra.';
