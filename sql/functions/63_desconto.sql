-- The arithmetic of prices (guide chapter 6): integer centavos, rounded half away from zero once per line.

CREATE OR REPLACE FUNCTION flowt.limite_de_conjuntas() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 12;
COMMENT ON FUNCTION flowt.limite_de_conjuntas()
    IS 'Ofertas exclusivas que disputam as mesmas linhas, umas pelas outras, e cujas combinações se comparam todas, sem contar as que outra, por '
       'dentro das mesmas linhas, iguala ou supera; além delas, as mais novas só entram onde poupam mais.';

-- Largest remainder: the parts sum to the whole; of equal remainders the first gets the centavo.
CREATE OR REPLACE FUNCTION flowt.ratear(p_valor bigint, p_pesos bigint[]) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_soma  numeric := (SELECT sum(p) FROM unnest(p_pesos) AS p);
    v_pesos bigint[] := p_pesos;
BEGIN
    IF cardinality(p_pesos) = 1 THEN
        RETURN ARRAY[p_valor];
    ELSIF v_soma = 0 THEN
        v_pesos := array_fill(1::bigint, ARRAY[cardinality(p_pesos)]);
        v_soma := cardinality(p_pesos);
    END IF;
    RETURN ARRAY(
        SELECT (r.inteiro + CASE WHEN r.posicao <= r.sobra THEN 1 ELSE 0 END)::bigint
          FROM (SELECT q.i, q.inteiro, row_number() OVER (ORDER BY q.resto DESC, q.i) AS posicao, p_valor - sum(q.inteiro) OVER () AS sobra
                  FROM (SELECT w.i, div(p_valor::numeric * w.peso, v_soma) AS inteiro, mod(p_valor::numeric * w.peso, v_soma) AS resto
                          FROM unnest(v_pesos) WITH ORDINALITY AS w (peso, i)) AS q) AS r
         ORDER BY r.i);
END
$$;
COMMENT ON FUNCTION flowt.ratear(bigint, bigint[])
    IS 'Divide um valor em partes proporcionais aos pesos, em centavos inteiros que somam o valor (maiores restos).';

-- Units by falling price, in groups of p_leve: of each complete group the cheapest beyond p_pague are free. A line's units are
-- one or two runs of equal price (what is left of it may not divide), so what it costs does not depend on how many they are.
CREATE OR REPLACE FUNCTION flowt.liberar_unidades(p_leve integer, p_pague integer, p_restos bigint[], p_qtds integer[]) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
BEGIN
    RETURN ARRAY(
        WITH trecho AS (
            SELECT l.i, t.preco, t.qtd FROM unnest(p_restos, p_qtds) WITH ORDINALITY AS l (resto, qtd, i)
             CROSS JOIN LATERAL (VALUES (l.resto / l.qtd + 1, l.resto % l.qtd), (l.resto / l.qtd, l.qtd - l.resto % l.qtd)) AS t (preco, qtd)
        ), posto AS (
            SELECT t.i, t.preco, least(sum(t.qtd) OVER w, f.cheias) AS ate, least(sum(t.qtd) OVER w - t.qtd, f.cheias) AS desde
              FROM trecho AS t CROSS JOIN (SELECT sum(q) - sum(q) % p_leve AS cheias FROM unnest(p_qtds) AS q) AS f
            WINDOW w AS (ORDER BY t.preco DESC, t.i ROWS UNBOUNDED PRECEDING)
        )
        SELECT sum(p.preco * ((div(p.ate, p_leve) * (p_leve - p_pague) + greatest(p.ate % p_leve - p_pague, 0))
                            - (div(p.desde, p_leve) * (p_leve - p_pague) + greatest(p.desde % p_leve - p_pague, 0))))::bigint
          FROM posto AS p GROUP BY p.i ORDER BY p.i);
END
$$;
COMMENT ON FUNCTION flowt.liberar_unidades(integer, integer, bigint[], integer[])
    IS 'Quanto "leve X, pague Y" tira de cada linha: de cada grupo completo, das unidades mais caras às mais baratas, as últimas.';

-- What one offer takes of one line, of what is left of it: never more than that.
CREATE OR REPLACE FUNCTION flowt.economia(p_tipo text, p_percentual numeric, p_desconto bigint, p_preco bigint, p_resto bigint, p_qtd integer,
                                          p_opcoes bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_tipo WHEN 'PERCENTUAL' THEN round(p_resto * p_percentual / 100)::bigint
                   WHEN 'VALOR' THEN least(p_resto, p_desconto * p_qtd)
                   WHEN 'PRECO_FIXO' THEN least(p_resto, greatest(p_resto - p_preco * p_qtd - p_opcoes, 0))
                   ELSE p_resto END;
COMMENT ON FUNCTION flowt.economia(text, numeric, bigint, bigint, bigint, integer, bigint)
    IS 'Quanto uma oferta tira do que resta de uma linha, sem teto; PRECO_FIXO não toca nos complementos.';

-- Of offers that exclude each other and each span several lines: the set without a line in common that gains most. All sets are
-- compared, so that one more offer never makes the price rise. p_conflitos[i] has bit j set where i and j share a line.
-- Sets are numbers that only grow, so of equals the first is found first. What the offers before the k-th gain by themselves is
-- known by the time the k-th comes in: where not even that helps, and where two share a line, all that begins alike is passed over.
CREATE OR REPLACE FUNCTION flowt.melhor_conjunto(p_ganhos bigint[], p_conflitos integer[]) RETURNS integer
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_quantas  integer := cardinality(p_ganhos);
    v_conjunto integer := 1;
    v_ultima   integer := 0;
    v_antes    bigint[] := '{}';
    v_melhor   integer := 0;
    v_maior    bigint := 0;
    v_ganho    bigint;
    v_fora     integer;
BEGIN
    <<conjunto>>
    WHILE v_conjunto < 1 << v_quantas LOOP
        IF v_conjunto >> v_ultima > 0 THEN
            v_ultima := v_ultima + 1;
            v_antes[v_ultima] := v_maior;
        END IF;
        v_ganho := 0;
        v_fora := 0;
        FOR i IN REVERSE v_ultima .. 1 LOOP
            IF v_conjunto & (1 << (i - 1)) <> 0 THEN
                v_ganho := v_ganho + p_ganhos[i];
                v_fora := v_fora | p_conflitos[i];
            END IF;
            IF v_conjunto & v_fora & (1 << (i - 1)) <> 0 OR v_ganho + v_antes[i] <= v_maior THEN
                v_conjunto := ((v_conjunto >> (i - 1)) + 1) << (i - 1);
                CONTINUE conjunto;
            END IF;
        END LOOP;
        v_maior := v_ganho;
        v_melhor := v_conjunto;
        v_conjunto := v_conjunto + 1;
    END LOOP;
    RETURN v_melhor;
END
$$;
COMMENT ON FUNCTION flowt.melhor_conjunto(bigint[], integer[])
    IS 'Bits das ofertas que, sem linha em comum, ganham mais; entre iguais, as primeiras.';

-- An offer in whose place another that touches no more would gain as much is in no set that must be looked at.
CREATE OR REPLACE FUNCTION flowt.sem_dominadas(p_quais integer[], p_ganhos bigint[], p_conflitos boolean[]) RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_quantas integer   := cardinality(p_ganhos);
    v_restam  integer[] := p_quais;
    v_antes   integer;
BEGIN
    -- What goes may have been all that kept another from going.
    LOOP
        v_antes := cardinality(v_restam);
        v_restam := ARRAY(
            WITH oferta AS MATERIALIZED (
                SELECT a.q, p_ganhos[a.q] AS ganho, string_agg(CASE WHEN a.q = b.q OR p_conflitos[(a.q - 1) * v_quantas + b.q] THEN '1' ELSE '0' END,
                                                               '' ORDER BY b.q)::varbit AS toca
                  FROM unnest(v_restam) AS a (q) CROSS JOIN unnest(v_restam) AS b (q) GROUP BY a.q
            )
            SELECT a.q FROM oferta AS a
             WHERE NOT EXISTS (SELECT FROM oferta AS b WHERE p_conflitos[(a.q - 1) * v_quantas + b.q] AND (a.toca | b.toca) = a.toca
                                  AND (b.ganho > a.ganho OR b.ganho = a.ganho AND (b.toca <> a.toca OR b.q < a.q)))
             ORDER BY a.q);
        EXIT WHEN cardinality(v_restam) = v_antes;
    END LOOP;
    RETURN v_restam;
END
$$;
COMMENT ON FUNCTION flowt.sem_dominadas(integer[], bigint[], boolean[])
    IS 'Das ofertas conjuntas nestas posições, as que nenhuma outra, que toque só no que elas tocam, iguala ou supera; como em '
       'flowt.melhores_conjuntas.';

-- The same of any number of offers, named by their places: those that touch no line of each other, not even through others, are
-- apart. Where too many touch, and are too many without the dominated too, the newest is tried on what is best without it: so it
-- never makes the price rise either.
CREATE OR REPLACE FUNCTION flowt.melhores_conjuntas(p_quais integer[], p_ganhos bigint[], p_codigos bigint[], p_conflitos boolean[]) RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_quantas integer   := cardinality(p_ganhos);
    v_restam  integer[] := p_quais;
    v_juntas  integer[];
    v_novas   integer[];
    v_nova    integer;
    v_sem     integer[];
    v_ficam   integer[] := '{}';
    v_bits    integer;
BEGIN
    WHILE v_restam <> '{}' LOOP
        v_novas := v_restam[1:1];
        v_juntas := '{}';
        WHILE v_novas <> '{}' LOOP
            v_juntas := v_juntas || v_novas;
            v_restam := ARRAY(SELECT q FROM unnest(v_restam) WITH ORDINALITY AS r (q, n) WHERE q <> ALL (v_novas) ORDER BY n);
            v_novas := ARRAY(SELECT q FROM unnest(v_restam) AS q
                              WHERE EXISTS (SELECT FROM unnest(v_juntas) AS j WHERE p_conflitos[(q - 1) * v_quantas + j]));
        END LOOP;
        v_juntas := ARRAY(SELECT j FROM unnest(v_juntas) AS j ORDER BY j);
        IF cardinality(v_juntas) <= flowt.limite_de_conjuntas() THEN
            v_bits := flowt.melhor_conjunto(ARRAY(SELECT p_ganhos[j] FROM unnest(v_juntas) WITH ORDINALITY AS o (j, n) ORDER BY n),
                ARRAY(SELECT coalesce(sum(1 << (b.n - 1)::integer) FILTER (WHERE p_conflitos[(a.j - 1) * v_quantas + b.j]), 0)::integer
                        FROM unnest(v_juntas) WITH ORDINALITY AS a (j, n) CROSS JOIN unnest(v_juntas) WITH ORDINALITY AS b (j, n) GROUP BY a.n
                       ORDER BY a.n));
            v_ficam := v_ficam || ARRAY(SELECT j FROM unnest(v_juntas) WITH ORDINALITY AS o (j, n) WHERE v_bits & (1 << (n - 1)::integer) <> 0);
            CONTINUE;
        END IF;
        v_sem := flowt.sem_dominadas(v_juntas, p_ganhos, p_conflitos);
        IF cardinality(v_sem) <= flowt.limite_de_conjuntas() THEN
            v_ficam := v_ficam || flowt.melhores_conjuntas(v_sem, p_ganhos, p_codigos, p_conflitos);
        ELSE
            v_nova := (SELECT j FROM unnest(v_juntas) AS j ORDER BY p_codigos[j] DESC LIMIT 1);
            v_sem := flowt.melhores_conjuntas(array_remove(v_juntas, v_nova), p_ganhos, p_codigos, p_conflitos);
            v_ficam := v_ficam || CASE WHEN p_ganhos[v_nova] > (SELECT coalesce(sum(p_ganhos[s]), 0) FROM unnest(v_sem) AS s
                                                                 WHERE p_conflitos[(v_nova - 1) * v_quantas + s])
                                       THEN ARRAY(SELECT s FROM unnest(v_sem) AS s WHERE NOT p_conflitos[(v_nova - 1) * v_quantas + s])
                                           || v_nova ELSE v_sem END;
        END IF;
    END LOOP;
    RETURN v_ficam;
END
$$;
COMMENT ON FUNCTION flowt.melhores_conjuntas(integer[], bigint[], bigint[], boolean[]) IS
    'Das ofertas conjuntas nestas posições, as que, sem linha em comum, ganham mais. p_conflitos[(i − 1) × n + j]: se a i-ésima e a j-ésima têm '
    'linha em comum.';

CREATE OR REPLACE FUNCTION flowt.abater(p_oferta flowt.oferta_candidata, p_numero integer, p_restos bigint[], p_qtds integer[], p_opcoes bigint[])
    RETURNS flowt.abatimento[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_linhas integer[] := p_oferta.linhas;
    v_partes bigint[] := '{}';
    v_soma   bigint := 0;
BEGIN
    IF p_oferta.tip_oferta = 'LEVE_X_PAGUE_Y' THEN
        IF (SELECT sum(p_qtds[i]) FROM unnest(v_linhas) AS i) < p_oferta.qtd_leve THEN
            RETURN '{}';
        END IF;
        v_partes := flowt.liberar_unidades(p_oferta.qtd_leve, p_oferta.qtd_pague, ARRAY(SELECT p_restos[i] FROM unnest(v_linhas) AS i),
                                           ARRAY(SELECT p_qtds[i] FROM unnest(v_linhas) AS i));
        v_soma := (SELECT sum(p) FROM unnest(v_partes) AS p);
    ELSE
        FOR i IN 1 .. cardinality(v_linhas) LOOP
            v_partes[i] := flowt.economia(p_oferta.tip_oferta, p_oferta.num_percentual, p_oferta.vlr_desconto, p_oferta.vlr_preco,
                                          p_restos[v_linhas[i]], p_qtds[v_linhas[i]], p_opcoes[v_linhas[i]]);
            v_soma := v_soma + v_partes[i];
        END LOOP;
    END IF;
    IF v_soma > p_oferta.vlr_maximo THEN
        v_partes := flowt.ratear(p_oferta.vlr_maximo, v_partes);
        v_soma := p_oferta.vlr_maximo;
    END IF;
    -- What is left of a budget is given whole or not at all: half a promised discount would be another promise.
    IF v_soma = 0 OR v_soma > p_oferta.vlr_saldo THEN
        RETURN '{}';
    END IF;
    RETURN ARRAY(SELECT (p_numero, x.num_indice, x.valor)::flowt.abatimento FROM unnest(v_linhas, v_partes) AS x (num_indice, valor));
END
$$;
COMMENT ON FUNCTION flowt.abater(flowt.oferta_candidata, integer, bigint[], integer[], bigint[])
    IS 'O que uma candidata tira de cada linha que alcança; nada se não cabe no que resta do orçamento dela.';

-- Of every line, the offer that saves most on it: of those whose saving on a line depends on no other line, and of p_outras.
CREATE OR REPLACE FUNCTION flowt.melhores_por_linha(p_ofertas flowt.oferta_candidata[], p_outras flowt.abatimento[], p_restos bigint[],
                                                    p_qtds integer[], p_opcoes bigint[]) RETURNS flowt.abatimento[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN ARRAY(
        WITH oferta AS MATERIALIZED (
            SELECT o.ordinality::integer AS numero, o.* FROM unnest(p_ofertas) WITH ORDINALITY AS o
        ), parte AS (
            SELECT e.numero, e.num_prioridade, e.cod_oferta, e.i, e.valor FROM (
                SELECT o.numero, o.num_prioridade, o.cod_oferta, o.vlr_saldo, l.i, x.valor, sum(x.valor) OVER (PARTITION BY o.numero) AS soma
                  FROM oferta AS o CROSS JOIN LATERAL unnest(o.linhas) AS l (i)
                 CROSS JOIN LATERAL (SELECT flowt.economia(o.tip_oferta, o.num_percentual, o.vlr_desconto, o.vlr_preco, p_restos[l.i], p_qtds[l.i],
                                                           p_opcoes[l.i]) AS valor) AS x
                 WHERE o.tip_oferta <> 'LEVE_X_PAGUE_Y' AND o.vlr_maximo IS NULL) AS e
             WHERE e.soma <= coalesce(e.vlr_saldo, e.soma)
            UNION ALL
            SELECT a.num_oferta, o.num_prioridade, o.cod_oferta, a.num_indice, a.vlr_desconto FROM unnest(p_outras) AS a
              JOIN oferta AS o ON o.numero = a.num_oferta
        )
        SELECT (m.numero, m.i, m.valor)::flowt.abatimento
          FROM (SELECT DISTINCT ON (p.i) p.* FROM parte AS p WHERE p.valor > 0 ORDER BY p.i, p.valor DESC, p.num_prioridade, p.cod_oferta) AS m);
END
$$;
COMMENT ON FUNCTION flowt.melhores_por_linha(flowt.oferta_candidata[], flowt.abatimento[], bigint[], integer[], bigint[])
    IS 'De cada linha, o maior dos abatimentos; entre iguais, o da oferta de menor prioridade, depois a mais antiga.';

-- Which of the joint offers take their lines, given what the others would save there. Between equals whoever comes first has a
-- point, and gains count so often that all the points together are worth no centavo.
CREATE OR REPLACE FUNCTION flowt.escolher_conjuntas(p_ofertas flowt.oferta_candidata[], p_conjuntas flowt.abatimento[],
                                                    p_melhores flowt.abatimento[]) RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_numeros   integer[];
    v_ganhos    bigint[];
    v_codigos   bigint[];
    v_conflitos boolean[];
    v_ficam     integer[];
BEGIN
    WITH oferta AS (
        SELECT j.num_oferta, (p_ofertas[j.num_oferta]).num_prioridade AS prioridade, (p_ofertas[j.num_oferta]).cod_oferta AS codigo,
               sum(j.vlr_desconto - coalesce(m.vlr_desconto, 0))::bigint AS ganho,
               bool_and(m.num_oferta IS NULL OR ((p_ofertas[j.num_oferta]).num_prioridade, (p_ofertas[j.num_oferta]).cod_oferta)
                                              < ((p_ofertas[m.num_oferta]).num_prioridade, (p_ofertas[m.num_oferta]).cod_oferta)) AS primeira
          FROM unnest(p_conjuntas) AS j LEFT JOIN unnest(p_melhores) AS m ON m.num_indice = j.num_indice GROUP BY j.num_oferta
    )
    SELECT array_agg(e.num_oferta ORDER BY e.prioridade, e.codigo),
           array_agg(e.ganho * e.vezes + CASE WHEN e.primeira THEN 1 ELSE 0 END ORDER BY e.prioridade, e.codigo),
           array_agg(e.codigo ORDER BY e.prioridade, e.codigo)
      INTO v_numeros, v_ganhos, v_codigos FROM (SELECT o.*, 1 + count(*) OVER () AS vezes FROM oferta AS o
                                                 WHERE o.ganho > 0 OR (o.ganho = 0 AND o.primeira)) AS e;
    v_conflitos := ARRAY(
        SELECT a.i <> b.j AND (p_ofertas[a.n]).linhas && (p_ofertas[b.n]).linhas
          FROM unnest(v_numeros) WITH ORDINALITY AS a (n, i) CROSS JOIN unnest(v_numeros) WITH ORDINALITY AS b (n, j) ORDER BY a.i, b.j);
    v_ficam := flowt.melhores_conjuntas(ARRAY(SELECT generate_subscripts(v_numeros, 1)), v_ganhos, v_codigos, v_conflitos);
    RETURN ARRAY(SELECT v_numeros[f] FROM unnest(v_ficam) AS f ORDER BY f);
END
$$;
COMMENT ON FUNCTION flowt.escolher_conjuntas(flowt.oferta_candidata[], flowt.abatimento[], flowt.abatimento[])
    IS 'Posições das ofertas conjuntas que ficam com suas linhas.';

CREATE OR REPLACE FUNCTION flowt.abater_uma(p_ofertas flowt.oferta_candidata[], p_restos bigint[], p_qtds integer[], p_opcoes bigint[])
    RETURNS flowt.abatimento[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_partes   flowt.abatimento[];
    v_melhores flowt.abatimento[] := '{}';
BEGIN
    FOR n IN 1 .. cardinality(p_ofertas) LOOP
        v_partes := flowt.abater(p_ofertas[n], n, p_restos, p_qtds, p_opcoes);
        -- They come by priority, then by age: only more is better.
        IF (v_partes[1]).vlr_desconto > coalesce((v_melhores[1]).vlr_desconto, 0) THEN
            v_melhores := v_partes;
        END IF;
    END LOOP;
    RETURN v_melhores;
END
$$;
COMMENT ON FUNCTION flowt.abater_uma(flowt.oferta_candidata[], bigint[], integer[], bigint[])
    IS 'O mesmo que flowt.abater_exclusivas, onde há uma só linha, como o pedido ou o frete.';

-- The exclusive item offers. Every line goes to one of them: to the one that saves most on it, unless an offer whose saving is
-- of several lines together ("leve 3, pague 2", a cap that was reached) gains more by taking all its lines.
CREATE OR REPLACE FUNCTION flowt.abater_exclusivas(p_ofertas flowt.oferta_candidata[], p_restos bigint[], p_qtds integer[], p_opcoes bigint[])
    RETURNS flowt.abatimento[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_oferta    flowt.oferta_candidata;
    v_partes    flowt.abatimento[];
    v_simples   flowt.abatimento[] := '{}';
    v_conjuntas flowt.abatimento[] := '{}';
    v_ficam     integer[];
    v_linhas    integer[];
    v_numero    integer := 0;
BEGIN
    IF cardinality(p_restos) = 1 THEN
        RETURN flowt.abater_uma(p_ofertas, p_restos, p_qtds, p_opcoes);
    END IF;
    FOREACH v_oferta IN ARRAY p_ofertas LOOP
        v_numero := v_numero + 1;
        CONTINUE WHEN v_oferta.tip_oferta <> 'LEVE_X_PAGUE_Y' AND v_oferta.vlr_maximo IS NULL;
        v_partes := flowt.abater(v_oferta, v_numero, p_restos, p_qtds, p_opcoes);
        IF cardinality(v_oferta.linhas) > 1 AND (v_oferta.tip_oferta = 'LEVE_X_PAGUE_Y'
                                                 OR (SELECT sum(a.vlr_desconto) FROM unnest(v_partes) AS a) = v_oferta.vlr_maximo) THEN
            v_conjuntas := v_conjuntas || v_partes;
        ELSE
            v_simples := v_simples || v_partes;
        END IF;
    END LOOP;
    v_simples := flowt.melhores_por_linha(p_ofertas, v_simples, p_restos, p_qtds, p_opcoes);
    IF v_conjuntas = '{}' THEN
        RETURN v_simples;
    END IF;
    v_ficam := flowt.escolher_conjuntas(p_ofertas, v_conjuntas, v_simples);
    v_linhas := ARRAY(SELECT a.num_indice FROM unnest(v_conjuntas) AS a WHERE a.num_oferta = ANY (v_ficam));
    RETURN ARRAY(SELECT a FROM unnest(v_conjuntas) AS a WHERE a.num_oferta = ANY (v_ficam) AND a.vlr_desconto > 0
                 UNION ALL SELECT a FROM unnest(v_simples) AS a WHERE a.num_indice <> ALL (v_linhas));
END
$$;
COMMENT ON FUNCTION flowt.abater_exclusivas(flowt.oferta_candidata[], bigint[], integer[], bigint[]) IS
    'O que as ofertas exclusivas de itens tiram de cada linha: uma oferta por linha, a que mais poupa; entre iguais, a de menor prioridade, depois a '
    'mais antiga.';
