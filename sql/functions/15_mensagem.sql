-- Outbox (guide chapter 16.3): composing a message and putting it in the queue.

CREATE OR REPLACE FUNCTION flowt.redigir(p_modelo text, p_variaveis jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_texto text := '';
    v_parte record;
BEGIN
    -- One pass: what a variable contains is never looked at for variables again.
    FOR v_parte IN SELECT m[1] AS antes, m[2] AS nome FROM regexp_matches(p_modelo || '{{}}', '(.*?)\{\{([a-z_]*)\}\}', 'gs') AS m LOOP
        IF v_parte.nome <> '' AND p_variaveis ->> v_parte.nome IS NULL THEN
            RAISE EXCEPTION USING ERRCODE = 'PT500', MESSAGE = 'variavel_de_mensagem_ausente',
                DETAIL = format('O modelo usa {{%s}}, que não foi informada.', v_parte.nome);
        END IF;
        v_texto := v_texto || v_parte.antes || coalesce(p_variaveis ->> v_parte.nome, '');
    END LOOP;
    RETURN v_texto;
END
$$;
COMMENT ON FUNCTION flowt.redigir(text, jsonb) IS 'Texto de um modelo com as variáveis preenchidas; uma que falta impede o envio (guia 16.3).';

CREATE OR REPLACE FUNCTION flowt.enfileirar_mensagem(
    p_tenant bigint, p_modelo text, p_canal text, p_destino text, p_variaveis jsonb, p_chave text, p_validade interval,
        p_nao_antes timestamptz DEFAULT now()
) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_mensagem (cod_tenant, nom_modelo, tip_canal, des_destino, des_assunto, des_texto, des_chave, dat_proxima,
                                         dat_expiracao)
    SELECT p_tenant, m.nom_modelo, m.tip_canal, p_destino, flowt.redigir(m.des_assunto, p_variaveis), flowt.redigir(m.des_texto, p_variaveis),
           p_chave, p_nao_antes, p_nao_antes + p_validade
      FROM flowt.tb_omni8_mensagem_modelo m WHERE m.nom_modelo = p_modelo AND m.tip_canal = p_canal;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'PT500', MESSAGE = 'modelo_de_mensagem_ausente',
            DETAIL = format('Não há modelo %s para o canal %s.', p_modelo, p_canal);
    END IF;
    -- A code is waited for: the courier looks at once when this commits.
    PERFORM pg_notify('flowt_mensagem', '');
END
$$;
COMMENT ON FUNCTION flowt.enfileirar_mensagem(bigint, text, text, text, jsonb, text, interval, timestamptz)
    IS 'Põe uma mensagem na caixa de saída, já redigida, e acorda o courier; p_chave é o fato que a gera, p_nao_antes quando pode sair, p_validade o '
       'tempo depois disso além do qual não se envia.';

-- Night may span midnight, or be a rest at noon; of a company whose two hours are the same there is none.
CREATE OR REPLACE FUNCTION flowt.hora_de_enviar(p_tenant bigint, p_momento timestamptz) RETURNS timestamptz
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_fuso   text      := (SELECT t.des_fuso_horario FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = p_tenant);
    v_inicio time      := (flowt.parametro(p_tenant, 'mensagem_silencio_inicio', p_momento) #>> '{}')::time;
    v_fim    time      := (flowt.parametro(p_tenant, 'mensagem_silencio_fim', p_momento) #>> '{}')::time;
    v_local  timestamp := p_momento AT TIME ZONE v_fuso;
    v_hora   time      := v_local::time;
BEGIN
    RETURN CASE WHEN (v_inicio < v_fim AND v_hora >= v_inicio AND v_hora < v_fim) OR (v_inicio > v_fim AND (v_hora >= v_inicio OR v_hora < v_fim))
                THEN (v_local::date + (v_hora >= v_fim)::integer + v_fim) AT TIME ZONE v_fuso ELSE p_momento END;
END
$$;
COMMENT ON FUNCTION flowt.hora_de_enviar(bigint, timestamptz)
    IS 'O próprio momento ou, se cai nas horas de silêncio do tenant (parâmetros mensagem_silencio_inicio e mensagem_silencio_fim, em seu fuso), '
       'quando elas acabam.';
