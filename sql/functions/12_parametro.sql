-- Parameters with validity (guide chapter 3.1): reading one at a moment, checking a value, setting it from now or later.

-- Returned as jsonb: (flowt.parametro(…))::integer, ::boolean, and #>> '{}' for a text.
CREATE OR REPLACE FUNCTION flowt.parametro(p_tenant bigint, p_nome text, p_momento timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_valor jsonb;
BEGIN
    SELECT v.js_valor INTO v_valor FROM flowt.tb_omni8_parametro_valor v
     WHERE v.cod_tenant = p_tenant AND v.nom_parametro = p_nome AND v.dat_inicio <= p_momento AND (v.dat_fim IS NULL OR v.dat_fim > p_momento);
    IF NOT FOUND THEN
        SELECT p.js_padrao INTO v_valor FROM flowt.tb_omni8_parametro p WHERE p.nom_parametro = p_nome;
        IF NOT FOUND THEN
            RAISE EXCEPTION USING ERRCODE = 'PT500', MESSAGE = 'parametro_desconhecido', DETAIL = format('Não há parâmetro %s no catálogo.', p_nome);
        END IF;
    END IF;
    RETURN v_valor;
END
$$;
COMMENT ON FUNCTION flowt.parametro(bigint, text, timestamptz) IS 'Valor de um parâmetro de um tenant em um momento: o escolhido, ou o padrão.';

CREATE OR REPLACE FUNCTION flowt.esquema_do_parametro(p_parametro flowt.tb_omni8_parametro) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_texto    jsonb := jsonb_strip_nulls(jsonb_build_object('type', 'string', 'enum', to_jsonb((p_parametro).des_opcoes)));
    v_conteudo jsonb := coalesce((p_parametro).js_conteudo, '{}');
BEGIN
    RETURN jsonb_strip_nulls(CASE
        WHEN (p_parametro).tip_parametro IN ('inteiro', 'centavos') THEN
            jsonb_build_object('type', 'integer', 'minimum', (p_parametro).num_minimo, 'maximum', (p_parametro).num_maximo)
        WHEN (p_parametro).tip_parametro = 'booleano' THEN '{"type": "boolean"}'
        WHEN (p_parametro).tip_parametro = 'hora' THEN
            '{"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "x-mensagem": "Use uma hora como 08:00 ou 23:30."}'
        WHEN (p_parametro).tip_parametro = 'lista' THEN
            jsonb_build_object('type', 'array', 'minItems', (p_parametro).num_minimo, 'maxItems', (p_parametro).num_maximo,
                               'items', v_texto || '{"minLength": 1, "maxLength": 200}' || v_conteudo)
        ELSE v_texto || jsonb_build_object('minLength', (p_parametro).num_minimo, 'maxLength', (p_parametro).num_maximo) || v_conteudo END);
END
$$;
COMMENT ON FUNCTION flowt.esquema_do_parametro(flowt.tb_omni8_parametro)
    IS 'JSON Schema do valor de um parâmetro: o que confere é o que se mostra à tela.';

-- What only the company's own rows can say is asked last, of a value that is one.
CREATE OR REPLACE FUNCTION flowt.erros_do_parametro(p_tenant bigint, p_parametro flowt.tb_omni8_parametro, p_valor jsonb, p_inicio timestamptz)
    RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_erros jsonb := flowt.validar_json(flowt.esquema_do_parametro(p_parametro), p_valor, 'valor');
BEGIN
    IF v_erros = '[]' AND jsonb_typeof(p_valor) = 'array'
        AND jsonb_array_length(p_valor) <> (SELECT count(DISTINCT e) FROM jsonb_array_elements(p_valor) AS e) THEN
        v_erros := flowt.erro_de_campo('valor', 'repetido', 'Não repita um elemento da lista.');
    END IF;
    IF v_erros = '[]' AND (p_parametro).nom_conferencia IS NOT NULL THEN
        EXECUTE format('SELECT flowt.%I($1, $2, $3)', (p_parametro).nom_conferencia) INTO v_erros USING p_tenant, p_valor, p_inicio;
    END IF;
    RETURN v_erros;
END
$$;
COMMENT ON FUNCTION flowt.erros_do_parametro(bigint, flowt.tb_omni8_parametro, jsonb, timestamptz)
    IS 'Por que um valor não serve a um parâmetro de um tenant a partir de um momento: lista de {campo, codigo, mensagem}, vazia se serve.';

CREATE OR REPLACE FUNCTION flowt.recusar_parametro() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'nao_encontrado', DETAIL = 'Não encontramos este parâmetro: confira o nome.';
END
$$;
COMMENT ON FUNCTION flowt.recusar_parametro() IS 'Levanta o erro 404 de um parâmetro que não existe.';

-- The row in force at the start is cut there; the new one lasts until the next begins. What has passed is not touched.
CREATE OR REPLACE FUNCTION flowt.definir_parametro(p_tenant bigint, p_nome text, p_valor jsonb, p_inicio timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_parametro flowt.tb_omni8_parametro;
    v_erros     jsonb;
    v_fim       timestamptz;
BEGIN
    SELECT p.* INTO v_parametro FROM flowt.tb_omni8_parametro p WHERE p.nom_parametro = p_nome;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_parametro();
    ELSIF p_inicio < now() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'inicio_no_passado',
            DETAIL = 'O valor começa a valer agora ou depois: o que já valeu não se reescreve.';
    END IF;
    v_erros := flowt.erros_do_parametro(p_tenant, v_parametro, p_valor, p_inicio);
    IF v_erros <> '[]' THEN
        PERFORM flowt.recusar_corpo(v_erros);
    END IF;
    PERFORM flowt.um_de_cada_vez(p_tenant, 'parametro ' || p_nome);
    UPDATE flowt.tb_omni8_parametro_valor v SET dat_fim = p_inicio
     WHERE v.cod_tenant = p_tenant AND v.nom_parametro = p_nome AND v.dat_inicio < p_inicio AND (v.dat_fim IS NULL OR v.dat_fim > p_inicio);
    DELETE FROM flowt.tb_omni8_parametro_valor v WHERE v.cod_tenant = p_tenant AND v.nom_parametro = p_nome AND v.dat_inicio = p_inicio;
    SELECT min(v.dat_inicio) INTO v_fim FROM flowt.tb_omni8_parametro_valor v
     WHERE v.cod_tenant = p_tenant AND v.nom_parametro = p_nome AND v.dat_inicio > p_inicio;
    INSERT INTO flowt.tb_omni8_parametro_valor (cod_tenant, nom_parametro, dat_inicio, dat_fim, js_valor, cod_usuario)
    VALUES (p_tenant, p_nome, p_inicio, v_fim, p_valor, nullif(current_setting('flowt.cod_usuario', true), '')::bigint);
END
$$;
COMMENT ON FUNCTION flowt.definir_parametro(bigint, text, jsonb, timestamptz)
    IS 'Dá a um parâmetro um valor que vale de p_inicio até o próximo já marcado; 422 se o valor não serve.';

CREATE OR REPLACE FUNCTION flowt.desmarcar_parametro(p_tenant bigint, p_nome text, p_inicio timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_linha flowt.tb_omni8_parametro_valor;
BEGIN
    PERFORM flowt.um_de_cada_vez(p_tenant, 'parametro ' || p_nome);
    -- Without a date, the next one.
    SELECT v.* INTO v_linha FROM flowt.tb_omni8_parametro_valor v
     WHERE v.cod_tenant = p_tenant AND v.nom_parametro = p_nome AND v.dat_inicio > now() AND (p_inicio IS NULL OR v.dat_inicio = p_inicio)
     ORDER BY v.dat_inicio LIMIT 1 FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'nao_encontrado',
            DETAIL = 'Não há valor marcado para depois: o que já vale não se apaga, defina um novo valor.';
    END IF;
    DELETE FROM flowt.tb_omni8_parametro_valor v WHERE v.cod_tenant = p_tenant AND v.nom_parametro = p_nome AND v.dat_inicio = v_linha.dat_inicio;
    UPDATE flowt.tb_omni8_parametro_valor v SET dat_fim = v_linha.dat_fim
     WHERE v.cod_tenant = p_tenant AND v.nom_parametro = p_nome AND v.dat_fim = v_linha.dat_inicio;
END
$$;
COMMENT ON FUNCTION flowt.desmarcar_parametro(bigint, text, timestamptz) IS 'Apaga um valor ainda não em vigor; o anterior segue até onde este iria.';
