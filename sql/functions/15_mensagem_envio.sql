-- Sending (guide chapters 16.2, 16.3): "flowt courier" takes messages that are due, each composed to the last byte, sends them
-- and says what came of it; the rest is decided here. A message leaves at least once: whoever dies between the send and the word
-- of it leaves a message that is sent again, under the same Message-ID.

CREATE OR REPLACE FUNCTION flowt.prazo_de_envio() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '3 minutes';
COMMENT ON FUNCTION flowt.prazo_de_envio()
    IS 'Por quanto tempo uma mensagem é só de quem a tomou; mais do que o courier dá a um envio (FLOWT_SEND_TIMEOUT). Depois, quem a tomou morreu, e '
       'outro pode tomá-la.';
CREATE OR REPLACE FUNCTION flowt.primeira_espera_de_envio() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '5 seconds';
COMMENT ON FUNCTION flowt.primeira_espera_de_envio() IS 'Espera depois da primeira tentativa de envio que não deu certo; dobra a cada outra.';
CREATE OR REPLACE FUNCTION flowt.maior_espera_de_envio() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '1 hour';
COMMENT ON FUNCTION flowt.maior_espera_de_envio() IS 'Maior espera entre duas tentativas de envio.';
CREATE OR REPLACE FUNCTION flowt.maior_espera_pedida() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '6 hours';
COMMENT ON FUNCTION flowt.maior_espera_pedida() IS 'Até quanto se atende a quem pede, com Retry-After, que se espere antes de tentar de novo.';
CREATE OR REPLACE FUNCTION flowt.limite_de_tentativas_de_envio() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 30;
COMMENT ON FUNCTION flowt.limite_de_tentativas_de_envio() IS 'Tentativas de envio de uma mensagem, o que dá perto de um dia; depois ela falha.';
CREATE OR REPLACE FUNCTION flowt.mensagens_por_vez() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 5000;
COMMENT ON FUNCTION flowt.mensagens_por_vez() IS 'Mensagens que uma rotina expira em uma transação.';
CREATE OR REPLACE FUNCTION flowt.mensagem_parada() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '1 minute';
COMMENT ON FUNCTION flowt.mensagem_parada() IS 'Mensagem que está na hora há mais do que isto está parada: falta saída ou courier.';

-- MARK: whose turn it is

-- From one company to the next by the index, as many steps as there are companies with messages.
CREATE OR REPLACE FUNCTION flowt.empresas_com_mensagem(p_canal text) RETURNS TABLE (cod_tenant bigint, dat_proxima timestamptz)
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE empresa AS (
        (SELECT m.cod_tenant, m.dat_proxima FROM flowt.tb_omni8_mensagem m WHERE m.tip_canal = p_canal AND m.sta_mensagem IN ('PENDENTE', 'ENVIANDO')
          ORDER BY m.cod_tenant, m.dat_proxima LIMIT 1)
        UNION ALL
        SELECT s.cod_tenant, s.dat_proxima FROM empresa AS e
         CROSS JOIN LATERAL (SELECT m.cod_tenant, m.dat_proxima FROM flowt.tb_omni8_mensagem m
                              WHERE m.tip_canal = p_canal AND m.sta_mensagem IN ('PENDENTE', 'ENVIANDO') AND m.cod_tenant > e.cod_tenant
                              ORDER BY m.cod_tenant, m.dat_proxima LIMIT 1) AS s
    )
    SELECT e.cod_tenant, e.dat_proxima FROM empresa AS e
$$;
REVOKE EXECUTE ON FUNCTION flowt.empresas_com_mensagem(text) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.empresas_com_mensagem(text) IS 'Empresas com mensagens a enviar em um canal, e quando a primeira de cada uma está na hora.';

CREATE OR REPLACE FUNCTION flowt.canais_com_saida(p_remetente text) RETURNS SETOF text
LANGUAGE sql STABLE AS $$ SELECT 'EMAIL' WHERE p_remetente IS NOT NULL UNION ALL SELECT c.tip_canal FROM flowt.tb_omni8_canal_saida c $$;
REVOKE EXECUTE ON FUNCTION flowt.canais_com_saida(text) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.canais_com_saida(text)
    IS 'Canais por onde um courier consegue enviar; p_remetente é o endereço de onde ele envia e-mail, nulo se não envia.';

CREATE OR REPLACE FUNCTION flowt.destino_aceito(p_canal text, p_destino text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(CASE p_canal WHEN 'EMAIL' THEN flowt.email_valido(p_destino) ELSE p_destino = flowt.telefone_e164(p_destino) END, false);
COMMENT ON FUNCTION flowt.destino_aceito(text, text)
    IS 'Verdadeiro se um destino serve para o canal; nenhum que sirva tem espaço, quebra de linha ou sinal de maior e menor.';

-- Who has fewest on the way goes first, so that whoever sends thousands delays nobody who sends one.
CREATE OR REPLACE FUNCTION rotina.reivindicar_mensagens(p_canal text, p_quantas integer, p_remetente text) RETURNS TABLE (
    cod_tenant bigint, cod_mensagem bigint, num_tentativa integer, des_destino text, des_url text, des_cabecalhos text, nom_segredo text,
        des_corpo text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_empresa  record;
    v_mensagem flowt.tb_omni8_mensagem;
BEGIN
    IF p_quantas < 1 OR p_canal NOT IN (SELECT flowt.canais_com_saida(p_remetente)) THEN
        RETURN;
    END IF;
    FOR v_empresa IN
        SELECT e.cod_tenant, ceil(p_quantas::numeric / count(*) OVER ())::integer AS cota FROM flowt.empresas_com_mensagem(p_canal) AS e
         WHERE e.dat_proxima <= clock_timestamp()
         ORDER BY (SELECT count(*) FROM flowt.tb_omni8_mensagem m
                    WHERE m.cod_tenant = e.cod_tenant AND m.tip_canal = p_canal AND m.sta_mensagem = 'ENVIANDO'), e.dat_proxima
         LIMIT p_quantas
    LOOP
        FOR v_mensagem IN
            SELECT m.* FROM flowt.tb_omni8_mensagem m
             WHERE m.cod_tenant = v_empresa.cod_tenant AND m.tip_canal = p_canal AND m.sta_mensagem IN ('PENDENTE', 'ENVIANDO')
               AND m.dat_proxima <= clock_timestamp()
             ORDER BY m.dat_proxima LIMIT v_empresa.cota FOR UPDATE SKIP LOCKED
        LOOP
            CONTINUE WHEN NOT flowt.tomar_mensagem(v_mensagem);
            cod_tenant := v_mensagem.cod_tenant;
            cod_mensagem := v_mensagem.cod_mensagem;
            num_tentativa := v_mensagem.qtd_tentativas + 1;
            des_destino := v_mensagem.des_destino;
            SELECT e.des_url, e.des_cabecalhos, e.nom_segredo, e.des_corpo INTO des_url, des_cabecalhos, nom_segredo, des_corpo
              FROM flowt.compor_envio(v_mensagem, p_remetente) AS e;
            RETURN NEXT;
        END LOOP;
    END LOOP;
END
$$;
ALTER FUNCTION rotina.reivindicar_mensagens(text, integer, text) OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.reivindicar_mensagens(text, integer, text)
    IS 'Toma para quem chama até p_quantas mensagens de um canal que estão na hora, repartidas entre as empresas, cada uma composta por inteiro; '
       'p_remetente é o endereço de onde o courier envia e-mail, nulo se não envia.';

CREATE OR REPLACE FUNCTION flowt.tomar_mensagem(p_mensagem flowt.tb_omni8_mensagem) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    v_status text := CASE WHEN p_mensagem.dat_expiracao <= clock_timestamp() THEN 'EXPIRADA'
                          WHEN p_mensagem.qtd_tentativas >= flowt.limite_de_tentativas_de_envio()
                              OR NOT flowt.destino_aceito(p_mensagem.tip_canal, p_mensagem.des_destino) THEN 'FALHA'
                          ELSE 'ENVIANDO' END;
BEGIN
    UPDATE flowt.tb_omni8_mensagem m
       SET sta_mensagem = v_status, qtd_tentativas = m.qtd_tentativas + (v_status = 'ENVIANDO')::integer,
           dat_proxima = clock_timestamp() + flowt.prazo_de_envio(),
           des_erro = CASE WHEN v_status = 'FALHA' AND m.qtd_tentativas < flowt.limite_de_tentativas_de_envio() THEN 'destino inválido'
                           ELSE m.des_erro END
     WHERE m.cod_tenant = p_mensagem.cod_tenant AND m.cod_mensagem = p_mensagem.cod_mensagem;
    RETURN v_status = 'ENVIANDO';
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.tomar_mensagem(flowt.tb_omni8_mensagem) FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.tomar_mensagem(flowt.tb_omni8_mensagem)
    IS 'Marca uma mensagem como ENVIANDO, ou como acabada se o prazo ou as tentativas acabaram ou o destino não serve; verdadeiro se é para enviar.';

CREATE OR REPLACE FUNCTION rotina.espera_de_mensagem(p_remetente text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT greatest(0, coalesce(ceil(extract(epoch FROM min(e.dat_proxima) - clock_timestamp()) * 1000)::bigint, 60000))
      FROM flowt.canais_com_saida(p_remetente) AS c (tip_canal) CROSS JOIN LATERAL flowt.empresas_com_mensagem(c.tip_canal) AS e
$$;
ALTER FUNCTION rotina.espera_de_mensagem(text) OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.espera_de_mensagem(text) IS 'Milissegundos até a próxima mensagem de um canal com saída; zero se uma já está na hora.';

-- MARK: what came of it

-- A refusal is final only when it is of this message: of its recipient or its text. What is amiss between the courier and the
-- server (password, certificate, sender) is for somebody to put right, and the messages wait for it.
CREATE OR REPLACE FUNCTION flowt.resultado_de_envio(p_canal text, p_resultado integer, p_etapa text, p_resposta integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_canal = 'EMAIL' THEN CASE WHEN p_resultado = 0 THEN 'ENVIADA' WHEN p_etapa IN ('RCPT', 'DATA') AND p_resposta BETWEEN 500 AND 599
                                              -- Of these it is our login that is refused, at whatever stage (RFC 4954).
                                              AND p_resposta NOT IN (530, 534, 535, 538) THEN 'FALHA' ELSE 'PENDENTE' END
            -- 23: the answer was cut off because it was too long; its status had come.
            WHEN p_resultado NOT IN (0, 23) THEN 'PENDENTE'
            WHEN p_resposta BETWEEN 200 AND 299 THEN 'ENVIADA'
            -- Key, credit, address and method are the platform's to put right: the messages wait for it.
            WHEN p_resposta BETWEEN 400 AND 499 AND p_resposta NOT IN (401, 402, 403, 404, 405, 407, 408, 425, 429) THEN 'FALHA'
            ELSE 'PENDENTE' END;
COMMENT ON FUNCTION flowt.resultado_de_envio(text, integer, text, integer)
    IS 'ENVIADA, FALHA, ou PENDENTE (tentar de novo), do que disseram a libcurl (p_resultado: CURLcode) e o servidor (p_resposta), na etapa em que o '
       'envio estava.';

CREATE OR REPLACE FUNCTION flowt.erro_de_envio(p_canal text, p_resultado integer, p_resposta integer, p_estado text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_resposta >= 400 THEN concat_ws(' ', CASE p_canal WHEN 'EMAIL' THEN 'SMTP' ELSE 'HTTP' END, p_resposta,
                                                  CASE WHEN p_estado ~ '^[245]\.\d{1,3}\.\d{1,3}$' THEN p_estado END)
            WHEN p_canal <> 'EMAIL' AND p_resultado IN (0, 23) THEN 'HTTP ' || p_resposta
            ELSE CASE p_resultado WHEN 6 THEN 'servidor não encontrado' WHEN 7 THEN 'conexão recusada' WHEN 28 THEN 'tempo esgotado'
                      WHEN 35 THEN 'TLS recusado'
                                  WHEN 60 THEN 'certificado recusado' WHEN 64 THEN 'sem TLS' WHEN 67 THEN 'login recusado' WHEN -1
                                      THEN 'segredo ausente'
                                  WHEN -2 THEN 'endereço privado' ELSE 'rede' END || format(' (%s)', p_resultado) END;
COMMENT ON FUNCTION flowt.erro_de_envio(text, integer, integer, text)
    IS 'O que impediu um envio: código e status da resposta, ou o erro de rede com seu número (CURLcode; negativos: do courier). Sem o texto da '
       'resposta, que pode citar o destinatário.';

CREATE OR REPLACE FUNCTION flowt.espera_de_envio(p_tentativa integer, p_sorte double precision) RETURNS interval
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN least(flowt.maior_espera_de_envio(), flowt.primeira_espera_de_envio() * 2 ^ least(p_tentativa - 1, 20)) * (0.5 + p_sorte / 2);
COMMENT ON FUNCTION flowt.espera_de_envio(integer, double precision)
    IS 'Quanto se espera depois de uma tentativa que não deu certo: o dobro a cada uma, até o teto, menos até a metade por sorteio (p_sorte de 0 a '
       '1), para que não voltem todas juntas.';

CREATE OR REPLACE FUNCTION rotina.registrar_envio(p_tenant bigint, p_mensagem bigint, p_tentativa integer, p_resultado integer, p_etapa text,
                                                  p_resposta integer, p_estado text, p_espera integer)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_agora    timestamptz := clock_timestamp();
    v_mensagem flowt.tb_omni8_mensagem;
    v_status   text;
BEGIN
    -- The attempt is the claim: who comes after its lease has ended finds another number.
    SELECT m.* INTO v_mensagem FROM flowt.tb_omni8_mensagem m
     WHERE m.cod_tenant = p_tenant AND m.cod_mensagem = p_mensagem AND m.sta_mensagem = 'ENVIANDO' AND m.qtd_tentativas = p_tentativa FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    v_status := flowt.resultado_de_envio(v_mensagem.tip_canal, p_resultado, p_etapa, p_resposta);
    IF v_status = 'PENDENTE' AND p_tentativa >= flowt.limite_de_tentativas_de_envio() THEN
        v_status := 'FALHA';
    END IF;
    UPDATE flowt.tb_omni8_mensagem m
       SET sta_mensagem = v_status, dat_envio = CASE v_status WHEN 'ENVIADA' THEN v_agora END,
           dat_proxima = v_agora + greatest(flowt.espera_de_envio(p_tentativa, random()),
                                            least(flowt.maior_espera_pedida(), make_interval(secs => coalesce(p_espera, 0)))),
           des_erro = CASE WHEN v_status <> 'ENVIADA' THEN flowt.erro_de_envio(m.tip_canal, p_resultado, p_resposta, p_estado) END
     WHERE m.cod_tenant = p_tenant AND m.cod_mensagem = p_mensagem;
    RETURN v_status;
END
$$;
ALTER FUNCTION rotina.registrar_envio(bigint, bigint, integer, integer, text, integer, text, integer) OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.registrar_envio(bigint, bigint, integer, integer, text, integer, text, integer)
    IS 'Registra o que houve em uma tentativa de envio e devolve o novo status da mensagem, ou nulo se ela já não é de quem tentou. p_espera: '
       'segundos que o servidor pediu para esperar.';

-- What a message no longer needs is not kept: a code or a link that serves once is nobody's business afterwards.
CREATE OR REPLACE FUNCTION flowt.apagar_texto_enviado() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (SELECT m.flg_guarda_texto FROM flowt.tb_omni8_mensagem_modelo m WHERE m.nom_modelo = NEW.nom_modelo AND m.tip_canal = NEW.tip_canal) THEN
        NEW.des_assunto := NULL;
        NEW.des_texto := '(apagado)';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION flowt.apagar_texto_enviado()
    IS 'Gatilho: apaga assunto e texto de uma mensagem que chegou ao fim, se o modelo não manda guardá-los.';
CREATE OR REPLACE TRIGGER texto_enviado BEFORE UPDATE OF sta_mensagem ON flowt.tb_omni8_mensagem
    FOR EACH ROW WHEN (OLD.sta_mensagem IN ('PENDENTE', 'ENVIANDO')
                       AND NEW.sta_mensagem NOT IN ('PENDENTE', 'ENVIANDO')) EXECUTE FUNCTION flowt.apagar_texto_enviado();

-- MARK: jobs and monitoring

CREATE OR REPLACE FUNCTION rotina.expirar_mensagens() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_quantas bigint;
BEGIN
    -- One that is being sent just now is left to whoever sends it.
    UPDATE flowt.tb_omni8_mensagem m SET sta_mensagem = 'EXPIRADA'
      FROM (SELECT x.cod_tenant, x.cod_mensagem FROM flowt.tb_omni8_mensagem x
             WHERE x.dat_expiracao <= now() AND (x.sta_mensagem = 'PENDENTE' OR x.sta_mensagem = 'ENVIANDO' AND x.dat_proxima <= now())
             ORDER BY x.dat_expiracao LIMIT flowt.mensagens_por_vez() FOR UPDATE SKIP LOCKED) AS e
     WHERE m.cod_tenant = e.cod_tenant AND m.cod_mensagem = e.cod_mensagem;
    GET DIAGNOSTICS v_quantas = ROW_COUNT;
    RETURN v_quantas;
END
$$;
ALTER FUNCTION rotina.expirar_mensagens() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.expirar_mensagens()
    IS 'Dá por expiradas as mensagens que passaram do prazo sem ser enviadas; devolve quantas, e há mais se devolve flowt.mensagens_por_vez().';

CREATE OR REPLACE FUNCTION flowt.ver_mensagem() RETURNS TABLE (
    tip_canal text, qtd_pendentes bigint, qtd_enviando bigint, qtd_na_hora bigint, num_espera_s integer, flg_parado boolean,
    qtd_enviadas_dia bigint, qtd_falhas_dia bigint, qtd_expiradas_dia bigint, dat_ultimo_envio timestamptz, des_ultimo_erro text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.tip_canal, f.pendentes, f.enviando, f.na_hora, extract(epoch FROM clock_timestamp() - f.mais_antiga)::integer,
           coalesce(f.mais_antiga < clock_timestamp() - flowt.mensagem_parada(), false), d.enviadas, d.falhas, d.expiradas, d.ultima, d.erro
      FROM (SELECT DISTINCT m.tip_canal FROM flowt.tb_omni8_mensagem_modelo m) AS c
     CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE m.sta_mensagem = 'PENDENTE') AS pendentes, count(*) FILTER (WHERE m.sta_mensagem = 'ENVIANDO') AS enviando,
               count(*) FILTER (WHERE m.dat_proxima <= clock_timestamp()) AS na_hora,
               min(m.dat_proxima) FILTER (WHERE m.dat_proxima <= clock_timestamp()) AS mais_antiga
          FROM flowt.tb_omni8_mensagem m WHERE m.tip_canal = c.tip_canal AND m.sta_mensagem IN ('PENDENTE', 'ENVIANDO')) AS f
     CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE m.dat_envio IS NOT NULL) AS enviadas, count(*) FILTER (WHERE m.sta_mensagem = 'FALHA') AS falhas,
               count(*) FILTER (WHERE m.sta_mensagem = 'EXPIRADA') AS expiradas, max(m.dat_envio) AS ultima,
               (array_agg(m.des_erro ORDER BY m.cod_mensagem DESC) FILTER (WHERE m.des_erro IS NOT NULL))[1] AS erro
          FROM flowt.tb_omni8_mensagem m WHERE m.tip_canal = c.tip_canal AND m.dat_criacao > now() - interval '24 hours') AS d
     ORDER BY c.tip_canal
$$;
ALTER FUNCTION flowt.ver_mensagem() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.ver_mensagem() FROM flowt_api, flowt_courier, flowt_busca;
COMMENT ON FUNCTION flowt.ver_mensagem() IS 'O que admin.vw_mensagem mostra. Atravessa tenants: é para quem administra a plataforma.';

CREATE OR REPLACE FUNCTION rotina.canais_parados() RETURNS TABLE (tip_canal text, qtd_na_hora bigint, num_espera_s integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT v.tip_canal, v.qtd_na_hora, v.num_espera_s FROM flowt.ver_mensagem() AS v WHERE v.flg_parado $$;
ALTER FUNCTION rotina.canais_parados() OWNER TO flowt_rotina;
COMMENT ON FUNCTION rotina.canais_parados() IS 'Canais com mensagens que estão na hora há mais de flowt.mensagem_parada() e ninguém envia.';
