-- Charts in SQL (guide chapter 12.2): inline SVG that stretches to its box, with labels as text beside it, legible on a phone.
-- Each says what it shows (title and desc) and has its numbers in a table. Colours and strokes are classes of web/indicadores.css.

CREATE OR REPLACE FUNCTION flowt.numero_por_extenso(p_numero numeric, p_casas integer) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE STRICT
RETURN translate(to_char(p_numero, 'FM999,999,999,999,990' || CASE p_casas WHEN 0 THEN '' ELSE '.' || repeat('0', p_casas) END), ',.', '.,');
COMMENT ON FUNCTION flowt.numero_por_extenso(numeric, integer) IS 'Número como se escreve no Brasil, com tantas casas: "1.234,5".';

CREATE OR REPLACE FUNCTION flowt.valor_escrito(p_valor numeric, p_unidade text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE p_unidade WHEN 'CENTAVOS' THEN flowt.reais(round(p_valor)::bigint) WHEN 'FRACAO' THEN flowt.numero_por_extenso(p_valor * 100, 1)
            || chr(160) || '%'
                      WHEN 'PONTOS' THEN flowt.numero_por_extenso(p_valor, 1) ELSE flowt.numero_por_extenso(p_valor, 0) END;
COMMENT ON FUNCTION flowt.valor_escrito(numeric, text)
    IS 'Valor de um indicador como se lê: CENTAVOS em reais, FRACAO em por cento, PONTOS com uma casa, o resto inteiro.';

-- Beside an axis there is room for a few characters.
CREATE OR REPLACE FUNCTION flowt.valor_curto(p_valor numeric, p_unidade text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (
    SELECT CASE p_unidade WHEN 'CENTAVOS' THEN 'R$' || chr(160) ELSE '' END
        || replace(trim_scale(round(CASE WHEN abs(n.valor) >= 1000000 THEN n.valor / 1000000 WHEN abs(n.valor) >= 1000 THEN n.valor / 1000
                                         ELSE n.valor END, 2))::text, '.', ',')
        || CASE WHEN p_unidade = 'FRACAO' THEN chr(160) || '%' WHEN abs(n.valor) >= 1000000 THEN chr(160) || 'mi'
                WHEN abs(n.valor) >= 1000 THEN chr(160) || 'mil' ELSE '' END
      FROM (SELECT p_valor * CASE p_unidade WHEN 'CENTAVOS' THEN 0.01 WHEN 'FRACAO' THEN 100 ELSE 1 END AS valor) AS n
);
COMMENT ON FUNCTION flowt.valor_curto(numeric, text) IS 'Valor abreviado para um eixo: "R$ 1,2 mil", "40 %".';

CREATE OR REPLACE FUNCTION flowt.topo_do_eixo(p_maior numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN coalesce(p_maior, 0) <= 0 THEN 0
            ELSE (SELECT trim_scale(min(m * p.dez)) FROM (SELECT power(10::numeric, floor(log(p_maior))) AS dez) AS p,
                         unnest('{1,2,4,6,8,10}'::numeric[]) AS m WHERE m * p.dez >= p_maior) END;
COMMENT ON FUNCTION flowt.topo_do_eixo(numeric) IS 'Fim de um eixo: o menor número redondo, de metade também redonda, em que o maior valor cabe.';

-- A scale from its lowest to its highest: with nothing below zero it begins there, and it is never empty.
CREATE OR REPLACE FUNCTION flowt.escala_do_grafico(p_valores numeric[], p_unidade text, OUT o_base numeric, OUT o_topo numeric)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    IF p_unidade = 'PONTOS' THEN
        o_base := -100;
        o_topo := 100;
        RETURN;
    END IF;
    SELECT -flowt.topo_do_eixo(-min(v)), flowt.topo_do_eixo(max(v)) INTO o_base, o_topo FROM unnest(p_valores) AS v;
    IF o_topo = o_base THEN
        o_topo := o_base + CASE p_unidade WHEN 'FRACAO' THEN 1 WHEN 'CENTAVOS' THEN 10000 ELSE 10 END;
    ELSIF p_unidade = 'INTEIRO' THEN
        o_topo := greatest(o_topo, 2);
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.escala_do_grafico(numeric[], text) IS 'De onde a onde vai o eixo de uns valores; o NPS vai sempre de −100 a 100.';

CREATE OR REPLACE FUNCTION flowt.altura_no_grafico(p_valor numeric, p_base numeric, p_topo numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN round(98 - 96 * (p_valor - p_base) / (p_topo - p_base), 1);
COMMENT ON FUNCTION flowt.altura_no_grafico(numeric, numeric, numeric)
    IS 'Ordenada de um valor em um desenho de 100 de altura, com uma folga de 2 em cima e embaixo.';

-- A value that is missing breaks the line; one alone between two of those is a dot.
CREATE OR REPLACE FUNCTION flowt.caminho_do_grafico(p_valores numeric[], p_base numeric, p_topo numeric) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (
        SELECT coalesce(string_agg(CASE WHEN v.antes IS NULL THEN 'M' ELSE 'L' END
                                   || round((v.n - 1) * 1000.0 / greatest(cardinality(p_valores) - 1, 1), 1) || ' '
                                   || flowt.altura_no_grafico(v.valor, p_base, p_topo)
                                   || CASE WHEN v.antes IS NULL AND v.depois IS NULL THEN 'h.1' ELSE '' END, '' ORDER BY v.n), '')
          FROM (SELECT x.valor, x.n, lag(x.valor) OVER (ORDER BY x.n) AS antes, lead(x.valor) OVER (ORDER BY x.n) AS depois
                  FROM unnest(p_valores) WITH ORDINALITY AS x (valor, n)) AS v
         WHERE v.valor IS NOT NULL);
END
$$;
COMMENT ON FUNCTION flowt.caminho_do_grafico(numeric[], numeric, numeric) IS 'Linha de uns valores, em um desenho de 1000 por 100.';

CREATE OR REPLACE FUNCTION flowt.tabela_do_grafico(p_titulo text, p_cabecas text[], p_linhas text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
-- The box scrolls, so the keyboard must reach it.
RETURN '<details class="numeros"><summary>Ver em tabela<span class="leitor">: ' || flowt.html(p_titulo)
    || '</span></summary><div class="rolagem" tabindex="0" role="region" aria-label="Tabela: ' || flowt.html(p_titulo)
    || '"><table><thead><tr><th scope="col">' || array_to_string(p_cabecas, '</th><th scope="col">') || '</th></tr></thead><tbody><tr>'
    || array_to_string(p_linhas, '</tr><tr>') || '</tr></tbody></table></div></details>';
COMMENT ON FUNCTION flowt.tabela_do_grafico(text, text[], text[])
    IS 'Os números de um gráfico, em uma tabela que se abre. Cabeças e linhas (as células de cada uma) já são HTML.';

CREATE OR REPLACE FUNCTION flowt.celulas(p_rotulo text, p_valores text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '<th scope="row">' || flowt.html(p_rotulo) || '</th><td>' || array_to_string(p_valores, '</td><td>', '–') || '</td>';
COMMENT ON FUNCTION flowt.celulas(text, text[]) IS 'Uma linha de tabela: seu rótulo e seus valores, um traço onde não há.';

CREATE OR REPLACE FUNCTION flowt.svg_do_grafico(p_nome text, p_titulo text, p_descricao text, p_caixa text, p_desenho text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '<svg viewBox="' || p_caixa || '" preserveAspectRatio="none" role="img" aria-labelledby="' || p_nome || '-titulo ' || p_nome
    || '-desc"><title id="' || p_nome || '-titulo">' || flowt.html(p_titulo)
    || '</title><desc id="' || p_nome || '-desc">' || flowt.html(p_descricao) || '</desc>' || p_desenho || '</svg>';
COMMENT ON FUNCTION flowt.svg_do_grafico(text, text, text, text, text)
    IS 'Um desenho com nome e descrição para quem não o vê; p_nome é único na página.';

CREATE OR REPLACE FUNCTION flowt.plano_do_grafico(p_svg text, p_unidade text, p_base numeric, p_topo numeric, p_rotulos text[]) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN '<div class="plano"><div class="eixo-y" aria-hidden="true"><span>' || flowt.valor_curto(p_topo, p_unidade) || '</span><span>'
    || flowt.valor_curto((p_topo + p_base) / 2, p_unidade) || '</span><span>'
    || flowt.valor_curto(p_base, p_unidade) || '</span></div>' || p_svg || '<div class="eixo-x" aria-hidden="true"><span>'
    || array_to_string(p_rotulos, '</span><span>') || '</span></div></div>';
COMMENT ON FUNCTION flowt.plano_do_grafico(text, text, numeric, numeric, text[]) IS 'Um desenho com os rótulos de seus dois eixos.';

CREATE OR REPLACE FUNCTION flowt.descricao_da_serie(p_unidade text, p_dias date[], p_valores numeric[]) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (
        SELECT CASE WHEN count(v.valor) = 0 THEN 'Sem valores neste período.'
                    ELSE format('De %s em %s a %s em %s; o maior é %s, em %s, e o menor %s, em %s.',
                             flowt.valor_escrito((array_agg(v.valor ORDER BY v.dia))[1], p_unidade), to_char(min(v.dia), 'DD/MM'),
                             flowt.valor_escrito((array_agg(v.valor ORDER BY v.dia DESC))[1], p_unidade), to_char(max(v.dia), 'DD/MM'),
                             flowt.valor_escrito(max(v.valor), p_unidade), to_char((array_agg(v.dia ORDER BY v.valor DESC, v.dia))[1], 'DD/MM'),
                             flowt.valor_escrito(min(v.valor), p_unidade), to_char((array_agg(v.dia ORDER BY v.valor, v.dia))[1], 'DD/MM')) END
          FROM (SELECT x.dia, x.valor FROM unnest(p_dias, p_valores) AS x (dia, valor) WHERE x.valor IS NOT NULL) AS v);
END
$$;
COMMENT ON FUNCTION flowt.descricao_da_serie(text, date[], numeric[])
    IS 'O que se vê em uma linha, em palavras: onde começa e acaba, o maior e o menor valor.';

-- p_antes is what it is compared with, day by day; NULL compares with nothing.
CREATE OR REPLACE FUNCTION flowt.grafico_linha(p_nome text, p_titulo text, p_unidade text, p_dias date[], p_valores numeric[], p_dias_antes date[],
                                               p_antes numeric[], p_rotulo_antes text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_escala record;
    v_quantos integer := cardinality(p_dias);
BEGIN
    SELECT e.* INTO v_escala FROM flowt.escala_do_grafico(p_valores || coalesce(p_antes, '{}'), p_unidade) AS e;
    RETURN '<figure class="grafico">' || flowt.plano_do_grafico(
            flowt.svg_do_grafico(p_nome, p_titulo || ', dia a dia', flowt.descricao_da_serie(p_unidade, p_dias, p_valores), '0 0 1000 100',
                '<path class="grade" d="M0 2H1000M0 50H1000M0 98H1000"/>'
                || CASE WHEN p_antes IS NULL THEN '' ELSE '<path class="antes" d="'
                        || flowt.caminho_do_grafico(p_antes, v_escala.o_base, v_escala.o_topo) || '"/>' END
                || '<path class="agora" d="' || flowt.caminho_do_grafico(p_valores, v_escala.o_base, v_escala.o_topo) || '"/>'),
            p_unidade, v_escala.o_base, v_escala.o_topo,
            ARRAY(SELECT to_char(p_dias[n], 'DD/MM')
                    FROM unnest(CASE WHEN v_quantos > 2 THEN ARRAY[1, (v_quantos + 1) / 2, v_quantos] WHEN v_quantos = 2 THEN '{1,2}'
                                     ELSE '{1}' END) AS n))
        || '<figcaption><span class="agora">Este período</span>'
        || coalesce('<span class="antes">' || CASE WHEN p_antes IS NOT NULL THEN p_rotulo_antes END || '</span>', '') || '</figcaption>'
        || flowt.tabela_do_grafico(p_titulo, ARRAY['Dia', 'Valor']
               || CASE WHEN p_antes IS NULL THEN '{}'::text[] ELSE ARRAY['Dia comparado', 'Valor'] END,
               ARRAY(SELECT flowt.celulas(to_char(p_dias[n], 'DD/MM/YYYY'), ARRAY[flowt.valor_escrito(p_valores[n], p_unidade)]
                                || CASE WHEN p_antes IS NULL THEN '{}'::text[] ELSE ARRAY[to_char(p_dias_antes[n], 'DD/MM/YYYY'),
                                                                                          flowt.valor_escrito(p_antes[n], p_unidade)] END)
                       FROM generate_series(1, v_quantos) AS n ORDER BY n)) || '</figure>';
END
$$;
COMMENT ON FUNCTION flowt.grafico_linha(text, text, text, date[], numeric[], date[], numeric[], text)
    IS 'Linha de um indicador dia a dia e, tracejada, a do período com que se compara.';

CREATE OR REPLACE FUNCTION flowt.grafico_colunas(p_nome text, p_titulo text, p_unidade text, p_cabeca text, p_rotulos text[], p_valores numeric[],
                                                 p_eixo text[]) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_escala record;
    v_maior  text;
BEGIN
    SELECT e.* INTO v_escala FROM flowt.escala_do_grafico(p_valores, p_unidade) AS e;
    SELECT format('O maior valor é %s, em %s.', flowt.valor_escrito(x.valor, p_unidade), x.rotulo) INTO v_maior
      FROM unnest(p_rotulos, p_valores) WITH ORDINALITY AS x (rotulo, valor, n) WHERE x.valor IS NOT NULL ORDER BY x.valor DESC, x.n LIMIT 1;
    RETURN '<figure class="grafico">' || flowt.plano_do_grafico(
            flowt.svg_do_grafico(p_nome, p_titulo, coalesce(v_maior, 'Sem valores neste período.'), '0 0 ' || cardinality(p_valores) * 10 || ' 100',
                '<path class="grade" d="M0 2H' || cardinality(p_valores) * 10 || 'M0 50H' || cardinality(p_valores) * 10 || 'M0 98H'
                || cardinality(p_valores) * 10 || '"/>'
                || coalesce((SELECT string_agg('<rect class="coluna" x="' || (x.n - 1) * 10 + 1.5 || '" width="7" y="' || least(a.y, a.zero)
                                               || '" height="' || abs(a.zero - a.y) || '"/>', '' ORDER BY x.n)
                               FROM unnest(p_valores) WITH ORDINALITY AS x (valor, n)
                              CROSS JOIN LATERAL (SELECT flowt.altura_no_grafico(x.valor, v_escala.o_base, v_escala.o_topo) AS y,
                                                         flowt.altura_no_grafico(greatest(v_escala.o_base, 0), v_escala.o_base,
                                                                                 v_escala.o_topo) AS zero) AS a
                              WHERE x.valor <> 0), '')),
            p_unidade, v_escala.o_base, v_escala.o_topo, p_eixo)
        || flowt.tabela_do_grafico(p_titulo, ARRAY[p_cabeca, 'Valor'],
                                   ARRAY(SELECT flowt.celulas(x.rotulo, ARRAY[flowt.valor_escrito(x.valor, p_unidade)])
                                           FROM unnest(p_rotulos, p_valores) WITH ORDINALITY AS x (rotulo, valor, n) ORDER BY x.n))
        || '</figure>';
END
$$;
COMMENT ON FUNCTION flowt.grafico_colunas(text, text, text, text, text[], numeric[], text[])
    IS 'Uma coluna por rótulo; p_eixo são os rótulos que cabem embaixo.';
