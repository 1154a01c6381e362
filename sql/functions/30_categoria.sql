-- The tree of categories and the life of an item (guide chapters 5.1 and 5.2).

CREATE OR REPLACE FUNCTION flowt.limite_niveis_de_categoria() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 4;
COMMENT ON FUNCTION flowt.limite_niveis_de_categoria() IS 'Categorias uma dentro da outra.';

-- Two categories moved at once, each into the other, would be out of every tree.
CREATE OR REPLACE FUNCTION flowt.conferir_arvore_de_categorias() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_limite integer := flowt.limite_niveis_de_categoria();
    v_laco   boolean;
    v_niveis integer;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('categorias', NEW.cod_tenant));
    WITH RECURSIVE sobe (categoria, mae, nivel) AS (
        SELECT c.cod_categoria, c.cod_categoria_mae, 1 FROM flowt.tb_omni8_categoria c
         WHERE c.cod_tenant = NEW.cod_tenant AND c.cod_categoria = NEW.cod_categoria_mae
        UNION ALL
        SELECT c.cod_categoria, c.cod_categoria_mae, s.nivel + 1
          FROM sobe s JOIN flowt.tb_omni8_categoria c ON c.cod_tenant = NEW.cod_tenant AND c.cod_categoria = s.mae WHERE s.nivel <= v_limite
    ), desce (categoria, nivel) AS (
        SELECT NEW.cod_categoria, 1
        UNION ALL
        SELECT c.cod_categoria, d.nivel + 1
          FROM desce d JOIN flowt.tb_omni8_categoria c ON c.cod_tenant = NEW.cod_tenant AND c.cod_categoria_mae = d.categoria
         WHERE d.nivel <= v_limite
    )
    SELECT EXISTS (SELECT FROM sobe s WHERE s.categoria = NEW.cod_categoria),
           (SELECT max(s.nivel) FROM sobe s) + (SELECT max(d.nivel) FROM desce d) INTO v_laco, v_niveis;
    IF v_laco THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'categoria_em_laco',
            DETAIL = 'Uma categoria não pode ficar dentro de si mesma: escolha outra.';
    ELSIF v_niveis > v_limite THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'categoria_funda_demais',
            DETAIL = format('Há até %s categorias uma dentro da outra: escolha uma mais acima.', v_limite);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.conferir_arvore_de_categorias() IS 'Gatilho: categorias formam uma árvore, e não funda demais.';
CREATE OR REPLACE TRIGGER arvore AFTER INSERT ON flowt.tb_omni8_categoria FOR EACH ROW WHEN (NEW.cod_categoria_mae IS NOT NULL)
    EXECUTE FUNCTION flowt.conferir_arvore_de_categorias();
CREATE OR REPLACE TRIGGER arvore_mudada AFTER UPDATE OF cod_categoria_mae ON flowt.tb_omni8_categoria FOR EACH ROW
    WHEN (NEW.cod_categoria_mae IS DISTINCT FROM OLD.cod_categoria_mae
          AND NEW.cod_categoria_mae IS NOT NULL) EXECUTE FUNCTION flowt.conferir_arvore_de_categorias();

CREATE OR REPLACE FUNCTION flowt.arvore_de_categorias(p_tenant bigint)
RETURNS TABLE (cod_categoria bigint, cod_categoria_mae bigint, nom_categoria text, num_nivel integer, flg_ativa boolean, num_posicoes text[])
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH RECURSIVE arvore AS (
        SELECT c.cod_categoria, c.cod_categoria_mae, c.nom_categoria, 1 AS nivel, c.sta_categoria = 'ATIVA' AS ativa,
               ARRAY[lpad(c.num_ordem::text, 10, '0'), flowt.sem_acento(c.nom_categoria), c.cod_categoria::text] AS posicoes
          FROM flowt.tb_omni8_categoria AS c WHERE c.cod_tenant = p_tenant AND c.cod_categoria_mae IS NULL
        UNION ALL
        SELECT c.cod_categoria, c.cod_categoria_mae, c.nom_categoria, a.nivel + 1, a.ativa AND c.sta_categoria = 'ATIVA',
               a.posicoes || ARRAY[lpad(c.num_ordem::text, 10, '0'), flowt.sem_acento(c.nom_categoria), c.cod_categoria::text]
          FROM arvore AS a JOIN flowt.tb_omni8_categoria AS c ON c.cod_tenant = p_tenant AND c.cod_categoria_mae = a.cod_categoria
    )
    SELECT a.cod_categoria, a.cod_categoria_mae, a.nom_categoria, a.nivel, a.ativa, a.posicoes FROM arvore AS a;
END;
COMMENT ON FUNCTION flowt.arvore_de_categorias(bigint) IS
    'Categorias com o nível de cada uma; flg_ativa: ela e todas as de cima estão ativas; em ordem de num_posicoes COLLATE "C", cada uma vem logo '
    'depois da de cima, na ordem de exibição.';

CREATE OR REPLACE FUNCTION flowt.conferir_transicao_de_produto() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM flowt.tb_omni8_produto_transicao x WHERE x.sta_de = OLD.sta_produto AND x.sta_para = NEW.sta_produto) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'transicao_ilegal',
            DETAIL = format('Um item não passa de %s a %s: arquive-o para tirá-lo da venda.', OLD.sta_produto, NEW.sta_produto),
            HINT = json_build_object('sta_produto', OLD.sta_produto, 'permitidas',
                (SELECT coalesce(json_agg(x.sta_para ORDER BY x.sta_para), '[]') FROM flowt.tb_omni8_produto_transicao x
                  WHERE x.sta_de = OLD.sta_produto))::text;
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION flowt.conferir_transicao_de_produto() IS 'Gatilho: o status de um item muda como tb_omni8_produto_transicao diz.';
CREATE OR REPLACE TRIGGER transicao BEFORE UPDATE OF sta_produto ON flowt.tb_omni8_produto_servico
    FOR EACH ROW WHEN (OLD.sta_produto <> NEW.sta_produto)
    EXECUTE FUNCTION flowt.conferir_transicao_de_produto();
