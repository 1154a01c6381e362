-- Codes of verification (guide chapters 4.2 and 17.2): sending one, checking one, and what a proven phone or e-mail brings.

CREATE OR REPLACE FUNCTION flowt.validade_do_codigo() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '10 minutes';
COMMENT ON FUNCTION flowt.validade_do_codigo() IS 'Validade de um código de verificação.';
CREATE OR REPLACE FUNCTION flowt.limite_de_codigos_errados() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 5;
COMMENT ON FUNCTION flowt.limite_de_codigos_errados() IS 'Erros que inutilizam um código.';
CREATE OR REPLACE FUNCTION flowt.intervalo_entre_codigos() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '60 seconds';
COMMENT ON FUNCTION flowt.intervalo_entre_codigos() IS 'Tempo mínimo entre dois códigos ao mesmo destino.';
CREATE OR REPLACE FUNCTION flowt.limite_de_codigos_por_dia(p_uso text) RETURNS integer
    LANGUAGE sql IMMUTABLE RETURN CASE p_uso WHEN 'LOGIN' THEN 10 ELSE 5 END;
COMMENT ON FUNCTION flowt.limite_de_codigos_por_dia(text) IS 'Códigos de um uso que um destino recebe em 24 horas.';
CREATE OR REPLACE FUNCTION flowt.limite_de_codigos_na_plataforma() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 30;
COMMENT ON FUNCTION flowt.limite_de_codigos_na_plataforma()
    IS 'Códigos que um destino recebe em 24 horas, somadas todas as empresas: quem percorre as empresas não enche o telefone de ninguém.';
CREATE OR REPLACE FUNCTION flowt.limite_de_codigos_por_endereco() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 30;
COMMENT ON FUNCTION flowt.limite_de_codigos_por_endereco() IS 'Códigos que um endereço de rede pede a um tenant em uma hora.';

-- The two-number form of advisory locks: Idempotency-Keys use the other, so no key of a stranger meets one of these.
CREATE OR REPLACE FUNCTION flowt.travar_contato(p_tenant bigint, p_valor text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock((p_tenant % 2147483647)::integer, hashtext(p_valor));
END
$$;
COMMENT ON FUNCTION flowt.travar_contato(bigint, text)
    IS 'Um de cada vez decide de quem é um telefone ou e-mail: pedido, código e login. Trava-se antes de qualquer pessoa.';

CREATE OR REPLACE FUNCTION flowt.espera_por_codigo(p_tenant bigint, p_uso text, p_destino text, p_ip text, OUT qtd_segundos integer,
                                                   OUT flg_endereco boolean)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_ultimo   timestamptz;
    v_primeiro timestamptz;
    v_agora    timestamptz := clock_timestamp();
BEGIN
    flg_endereco := false;
    SELECT max(c.dat_criacao),
           CASE WHEN count(*) FILTER (WHERE c.tip_uso = p_uso)
                >= flowt.limite_de_codigos_por_dia(p_uso) THEN min(c.dat_criacao) FILTER (WHERE c.tip_uso = p_uso) END
      INTO v_ultimo, v_primeiro
      FROM flowt.tb_omni8_codigo_verificacao c
     WHERE c.cod_tenant = p_tenant AND c.des_destino = p_destino AND c.dat_criacao > v_agora - interval '1 day';
    qtd_segundos := ceil(extract(epoch FROM coalesce(greatest(v_ultimo + flowt.intervalo_entre_codigos(), v_primeiro + interval '1 day'),
                                                     v_agora) - v_agora));
    IF qtd_segundos <= 0 THEN
        SELECT CASE WHEN count(*) >= flowt.limite_de_codigos_na_plataforma() THEN min(c.dat_criacao) END INTO v_primeiro
          FROM flowt.tb_omni8_codigo_verificacao c WHERE c.des_destino = p_destino AND c.dat_criacao > v_agora - interval '1 day';
        qtd_segundos := ceil(extract(epoch FROM coalesce(v_primeiro + interval '1 day', v_agora) - v_agora));
    END IF;
    IF qtd_segundos <= 0 THEN
        SELECT CASE WHEN count(*) >= flowt.limite_de_codigos_por_endereco() THEN min(c.dat_criacao) END INTO v_primeiro
          FROM flowt.tb_omni8_codigo_verificacao c WHERE c.cod_tenant = p_tenant AND c.num_ip = p_ip AND c.dat_criacao > v_agora - interval '1 hour';
        qtd_segundos := ceil(extract(epoch FROM coalesce(v_primeiro + interval '1 hour', v_agora) - v_agora));
        flg_endereco := qtd_segundos > 0;
    END IF;
    qtd_segundos := greatest(qtd_segundos, 0);
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.espera_por_codigo FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.espera_por_codigo
    IS 'Segundos até se poder enviar outro código a um destino (0: já), e se quem impede é o limite do endereço de rede.';

CREATE OR REPLACE FUNCTION flowt.emitir_codigo(p_uso text, p_tipo text, p_destino text, p_identificador bigint, p_ip text, OUT qtd_segundos integer,
                                               OUT flg_endereco boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_sorte  bytea  := public.gen_random_bytes(8);
    v_codigo text   := lpad(((('x' || encode(v_sorte, 'hex'))::bit(64)::bigint & 9223372036854775807) % 1000000)::text, 6, '0');
    -- Also for a code that will not be sent: the time it takes would tell that one was sent just now.
    v_hash   text   := public.crypt(v_codigo, public.gen_salt('bf', 8));
    v_numero bigint;
BEGIN
    PERFORM flowt.travar_contato(v_tenant, p_destino);
    SELECT e.qtd_segundos, e.flg_endereco INTO qtd_segundos, flg_endereco FROM flowt.espera_por_codigo(v_tenant, p_uso, p_destino, p_ip) AS e;
    IF qtd_segundos > 0 THEN
        RETURN;
    END IF;
    -- The new code ends the one before, and its message if that has not left yet.
    WITH antes AS (
        UPDATE flowt.tb_omni8_codigo_verificacao c SET dat_expiracao = clock_timestamp()
         WHERE c.cod_tenant = v_tenant AND c.des_destino = p_destino AND c.tip_uso = p_uso AND c.dat_uso IS NULL
           AND c.dat_criacao > clock_timestamp() - interval '1 day' AND c.dat_expiracao > clock_timestamp()
        RETURNING c.cod_codigo
    )
    UPDATE flowt.tb_omni8_mensagem m SET sta_mensagem = 'CANCELADA' FROM antes a
     WHERE m.cod_tenant = v_tenant AND m.des_chave = 'codigo:' || a.cod_codigo AND m.sta_mensagem = 'PENDENTE';
    INSERT INTO flowt.tb_omni8_codigo_verificacao (cod_tenant, tip_uso, tip_identificador, des_destino, cod_identificador, hsh_codigo, num_ip,
                                                   dat_expiracao)
    VALUES (v_tenant, p_uso, p_tipo, p_destino, p_identificador, v_hash, p_ip, clock_timestamp() + flowt.validade_do_codigo())
    RETURNING cod_codigo INTO v_numero;
    PERFORM flowt.enfileirar_mensagem(v_tenant, 'codigo_verificacao', CASE p_tipo WHEN 'FONE' THEN 'SMS' ELSE 'EMAIL' END, p_destino,
        jsonb_build_object('codigo', v_codigo, 'empresa', (SELECT t.nom_fantasia FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = v_tenant)),
        'codigo:' || v_numero, flowt.validade_do_codigo());
END
$$;
ALTER FUNCTION flowt.emitir_codigo OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.emitir_codigo FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.emitir_codigo
    IS 'Envia um código novo a um e-mail ou telefone já normalizado; devolve os segundos a esperar (0: enviado) e se o limite é do endereço de rede. '
       'Atravessa tenants: só ela vê códigos e escreve a mensagem que os leva; o tenant é sempre o da requisição, menos na conta do que um destino '
       'recebe de todos.';

-- Wrong or gone costs the same time: a bcrypt against a stand-in that no code matches.
CREATE OR REPLACE FUNCTION flowt.conferir_codigo(p_tenant bigint, p_uso text, p_tipo text, p_destino text, p_identificador bigint, p_codigo text)
    RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    v_linha flowt.tb_omni8_codigo_verificacao;
    v_certo boolean;
BEGIN
    SELECT c.* INTO v_linha FROM flowt.tb_omni8_codigo_verificacao c
     WHERE c.cod_tenant = p_tenant AND c.des_destino = p_destino AND c.tip_uso = p_uso AND c.tip_identificador = p_tipo
       AND c.cod_identificador IS NOT DISTINCT FROM p_identificador
       AND c.dat_criacao > clock_timestamp() - interval '1 day' AND c.dat_expiracao > clock_timestamp() AND c.dat_uso IS NULL
       AND c.qtd_erros < flowt.limite_de_codigos_errados()
     ORDER BY c.cod_codigo DESC LIMIT 1 FOR UPDATE;
    v_certo := public.crypt(p_codigo, coalesce(v_linha.hsh_codigo, '$2a$08$abcdefghijklmnopqrstuu')) = v_linha.hsh_codigo;
    UPDATE flowt.tb_omni8_codigo_verificacao c
       SET dat_uso = CASE WHEN v_certo THEN clock_timestamp() END, qtd_erros = c.qtd_erros + CASE WHEN v_certo THEN 0 ELSE 1 END
     WHERE c.cod_tenant = p_tenant AND c.cod_codigo = v_linha.cod_codigo;
    RETURN CASE WHEN v_linha.cod_codigo IS NULL THEN 'VENCIDO' WHEN v_certo THEN 'CERTO' ELSE 'ERRADO' END;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.conferir_codigo FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.conferir_codigo
    IS 'CERTO (e usado), ERRADO (e contado) ou VENCIDO: sem código que valha para este uso e destino. Devolve em vez de levantar, para que a conta '
       'seja gravada.';

-- Who ordered with a phone without proving it is kept as a person of origin PEDIDO, never one that has proven anything.
CREATE OR REPLACE FUNCTION flowt.pre_cadastros(p_tenant bigint, p_telefone text) RETURNS SETOF bigint
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT p.cod_pessoa
      FROM flowt.tb_omni8_pessoa_identificador AS i
      JOIN flowt.tb_omni8_pessoa AS p ON p.cod_tenant = p_tenant AND p.cod_pessoa = i.cod_pessoa
     WHERE i.cod_tenant = p_tenant AND i.tip_identificador = 'FONE' AND i.des_valor = p_telefone AND i.dat_verificacao IS NULL
       AND p.sta_pessoa = 'ATIVA' AND p.tip_origem = 'PEDIDO'
       AND NOT EXISTS (SELECT FROM flowt.tb_omni8_pessoa_identificador AS v
                        WHERE v.cod_tenant = p_tenant AND v.cod_pessoa = p.cod_pessoa AND v.dat_verificacao IS NOT NULL);
END;
COMMENT ON FUNCTION flowt.pre_cadastros(bigint, text) IS 'Pessoas pré-cadastradas por pedidos com este telefone, nada tendo verificado.';

CREATE OR REPLACE FUNCTION flowt.dar_por_verificado(p_tenant bigint, p_pessoa bigint, p_identificador bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_linha flowt.tb_omni8_pessoa_identificador;
    v_outra bigint;
BEGIN
    UPDATE flowt.tb_omni8_pessoa_identificador i SET dat_verificacao = now()
     WHERE i.cod_tenant = p_tenant AND i.cod_pessoa = p_pessoa AND i.cod_identificador = p_identificador RETURNING i.* INTO v_linha;
    -- Only who gave nothing but this phone becomes this person: what else one gave was not proven here.
    FOR v_outra IN
        SELECT c.cod_pessoa FROM flowt.pre_cadastros(p_tenant, v_linha.des_valor) AS c (cod_pessoa)
         WHERE v_linha.tip_identificador = 'FONE' AND c.cod_pessoa <> p_pessoa
           AND (SELECT count(*) FROM flowt.tb_omni8_pessoa_identificador i WHERE i.cod_tenant = p_tenant AND i.cod_pessoa = c.cod_pessoa) = 1
         ORDER BY c.cod_pessoa
    LOOP
        PERFORM FROM flowt.tb_omni8_pessoa p WHERE p.cod_tenant = p_tenant AND p.cod_pessoa = v_outra FOR UPDATE;
        PERFORM flowt.mover_pessoa(p_tenant, v_outra, p_pessoa);
    END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.dar_por_verificado FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.dar_por_verificado
    IS 'Registra que uma pessoa provou ter um telefone ou e-mail; os pré-cadastros desse telefone passam a ser ela. Quem chama travou o contato.';

CREATE OR REPLACE FUNCTION flowt.verificar_por_codigo(p_pessoa bigint, p_identificador bigint, p_codigo text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_linha  flowt.tb_omni8_pessoa_identificador := flowt.achar_identificador(v_tenant, p_pessoa, p_identificador);
    v_pessoa flowt.tb_omni8_pessoa;
    v_achado text;
BEGIN
    PERFORM flowt.travar_contato(v_tenant, v_linha.des_valor);
    v_pessoa := flowt.travar_pessoa(v_tenant, p_pessoa);
    IF EXISTS (SELECT FROM flowt.tb_omni8_pessoa_identificador i
                WHERE i.cod_tenant = v_tenant AND i.tip_identificador = v_linha.tip_identificador AND i.des_valor = v_linha.des_valor
                  AND i.dat_verificacao IS NOT NULL AND i.cod_pessoa <> p_pessoa) THEN
        RETURN 'DE_OUTRA';
    END IF;
    v_achado := flowt.conferir_codigo(v_tenant, 'IDENTIFICADOR', v_linha.tip_identificador, v_linha.des_valor, p_identificador, p_codigo);
    IF v_achado = 'CERTO' THEN
        PERFORM flowt.dar_por_verificado(v_tenant, p_pessoa, p_identificador);
    END IF;
    RETURN v_achado;
END
$$;
ALTER FUNCTION flowt.verificar_por_codigo(bigint, bigint, text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.verificar_por_codigo(bigint, bigint, text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.verificar_por_codigo(bigint, bigint, text)
    IS 'Verifica um identificador pelo código enviado a ele: CERTO, ERRADO, VENCIDO ou DE_OUTRA (pessoa). Atravessa tenants: só ela e o login leem '
       'códigos; o tenant é sempre o da requisição.';

CREATE OR REPLACE FUNCTION flowt.problema_de_espera(p_segundos integer) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_resposta flowt.resposta := flowt.problema(429, 'codigo_enviado_ha_pouco',
        'Espere um pouco', format('Um código foi enviado há pouco, ou já foram muitos. Peça outro daqui a %s.',
        CASE WHEN p_segundos < 120 THEN p_segundos || ' segundos' WHEN p_segundos < 7200 THEN p_segundos / 60 || ' minutos' ELSE p_segundos / 3600
             || ' horas' END));
BEGIN
    v_resposta.cabecalhos := 'Retry-After: ' || p_segundos;
    RETURN v_resposta;
END
$$;
COMMENT ON FUNCTION flowt.problema_de_espera(integer) IS 'Resposta 429 de quem pede códigos depressa demais.';

CREATE OR REPLACE FUNCTION flowt.problema_de_codigo(p_achado text) RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE p_achado
        WHEN 'ERRADO' THEN flowt.problema(422, 'codigo_errado',
                                          'Código errado',
                                          format('O código não confere: digite-o de novo. Depois de %s erros é preciso pedir outro.',
                                                 flowt.limite_de_codigos_errados()))
        WHEN 'DE_OUTRA' THEN flowt.problema(409, 'identificador_verificado_de_outra_pessoa', 'Já é de outra pessoa',
                                            'Este contato já foi verificado em outro cadastro: veja se é a mesma pessoa e funda os dois.')
        ELSE flowt.problema(410, 'codigo_vencido', 'Código vencido',
                            'Não há código que valha: ele venceu, já foi usado ou teve erros demais. Peça outro.') END;
END
$$;
COMMENT ON FUNCTION flowt.problema_de_codigo(text) IS 'Resposta de um código que não serviu.';

CREATE OR REPLACE FUNCTION api.verificacao_enviar(p_id bigint, p_identificador bigint, p_ip text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint  := flowt.exigir_tenant();
    v_linha  flowt.tb_omni8_pessoa_identificador := flowt.achar_identificador(v_tenant, p_id, p_identificador);
    v_espera integer;
BEGIN
    IF v_linha.tip_identificador NOT IN ('EMAIL', 'FONE') THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'identificador_sem_envio',
            DETAIL = 'Não se envia código a um documento: confira-o e registre a conferência.';
    ELSIF v_linha.dat_verificacao IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'identificador_ja_verificado', DETAIL = 'Este contato já foi verificado.';
    END IF;
    SELECT e.qtd_segundos INTO v_espera
      FROM flowt.emitir_codigo('IDENTIFICADOR', v_linha.tip_identificador, v_linha.des_valor, p_identificador, p_ip) AS e;
    IF v_espera > 0 THEN
        RETURN flowt.problema_de_espera(v_espera);
    END IF;
    RETURN (202, NULL, NULL, json_build_object('qtd_segundos_validade', extract(epoch FROM flowt.validade_do_codigo())::integer,
        'qtd_segundos_reenvio', extract(epoch FROM flowt.intervalo_entre_codigos())::integer)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.verificacao_enviar(bigint, bigint, text) IS
$$POST /v1/pessoas/{id}/identificadores/{identificador}/verificacao
acesso: pessoa.escrever
modulo: pessoas
contexto: ip
resposta: 202 codigo_enviado
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
resposta: 429 problema
faixa: lenta
etiqueta: Pessoas
Envia um código de seis algarismos ao e-mail ou telefone, para verificá-lo.
Vale por 10 minutos e uma vez; um novo encerra o anterior. Espera de 60 segundos entre envios, até 5 por dia.$$;

CREATE OR REPLACE FUNCTION api.verificacao_confirmar(p_id bigint, p_identificador bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('codigo', p_corpo);
    v_achado text   := flowt.verificar_por_codigo(p_id, p_identificador, v_corpo ->> 'codigo');
BEGIN
    IF v_achado <> 'CERTO' THEN
        RETURN flowt.problema_de_codigo(v_achado);
    END IF;
    RETURN flowt.resposta_identificador(v_tenant, p_identificador, 200, flowt.ve_pessoas_inteiras(v_tenant));
END
$$;
COMMENT ON FUNCTION api.verificacao_confirmar(bigint, bigint, text) IS
$$POST /v1/pessoas/{id}/identificadores/{identificador}/verificacao/confirmacao
acesso: pessoa.escrever
modulo: pessoas
corpo: codigo
resposta: 200 identificador
resposta: 404 problema
resposta: 409 problema
resposta: 410 problema
resposta: 422 problema
faixa: lenta
etiqueta: Pessoas
Confirma o código enviado: o identificador passa a ser verificado, e os pedidos feitos com esse telefone passam à pessoa.
Cinco erros inutilizam o código.$$;

CREATE OR REPLACE FUNCTION api.identificador_conferir(p_id bigint, p_identificador bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_pessoa flowt.tb_omni8_pessoa := flowt.travar_pessoa(v_tenant, p_id);
    v_linha  flowt.tb_omni8_pessoa_identificador := flowt.achar_identificador(v_tenant, p_id, p_identificador);
BEGIN
    IF v_linha.tip_identificador NOT IN ('CPF', 'CNPJ') THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'contato_se_verifica_por_codigo',
            DETAIL = 'E-mail e telefone se verificam pelo código enviado a eles.';
    END IF;
    UPDATE flowt.tb_omni8_pessoa_identificador i SET dat_verificacao = now()
     WHERE i.cod_tenant = v_tenant AND i.cod_identificador = p_identificador AND i.dat_verificacao IS NULL;
    PERFORM flowt.registrar_leitura_pessoal('documento da pessoa, dado por verificado', p_id, 1);
    RETURN flowt.resposta_identificador(v_tenant, p_identificador, 200, flowt.ve_pessoas_inteiras(v_tenant));
END
$$;
COMMENT ON FUNCTION api.identificador_conferir(bigint, bigint) IS
$$POST /v1/pessoas/{id}/identificadores/{identificador}/conferencia
acesso: pessoa.verificar
modulo: pessoas
resposta: 200 identificador
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Pessoas
Dá por verificado um CPF ou CNPJ cujo documento a equipe viu; fica na auditoria quem o fez.$$;

SELECT flowt.definir_esquema('codigo', $json${
    "type": "object", "required": ["codigo"],
    "properties": {"codigo": {"type": "string", "maxLength": 6, "pattern": "^[0-9]{6}$", "x-mensagem": "O código tem seis algarismos."}}
}$json$);
SELECT flowt.definir_esquema('codigo_enviado', $json${
    "type": "object", "required": ["qtd_segundos_validade", "qtd_segundos_reenvio"],
    "properties": {"qtd_segundos_validade": {"type": "integer"}, "qtd_segundos_reenvio": {"type": "integer"}}
}$json$);
