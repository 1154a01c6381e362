-- Customer's login (guide chapter 17, profile cliente): a code instead of a password, and what a customer does with its own data.

CREATE OR REPLACE FUNCTION flowt.validade_sessao_de_cliente() RETURNS interval LANGUAGE sql IMMUTABLE RETURN interval '90 days';
COMMENT ON FUNCTION flowt.validade_sessao_de_cliente() IS 'Validade da sessão de um cliente.';

CREATE OR REPLACE FUNCTION flowt.encerrar_sessoes_da_pessoa() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE flowt.tb_omni8_sessao s SET dat_revogacao = now()
     WHERE s.cod_tenant = NEW.cod_tenant AND s.cod_pessoa = NEW.cod_pessoa AND s.dat_revogacao IS NULL;
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.encerrar_sessoes_da_pessoa() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.encerrar_sessoes_da_pessoa() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.encerrar_sessoes_da_pessoa() IS 'Gatilho: quem foi mesclado ou anonimizado não continua dentro.';
CREATE OR REPLACE TRIGGER sessoes_da_pessoa AFTER UPDATE OF sta_pessoa ON flowt.tb_omni8_pessoa FOR EACH ROW
    WHEN (NEW.sta_pessoa <> 'ATIVA' AND OLD.sta_pessoa = 'ATIVA') EXECUTE FUNCTION flowt.encerrar_sessoes_da_pessoa();

CREATE OR REPLACE FUNCTION flowt.encerrar_sessao_movida() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.dat_revogacao := coalesce(OLD.dat_revogacao, now());
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION flowt.encerrar_sessao_movida() IS 'Gatilho: a sessão de um cadastro fundido não abre o outro.';
CREATE OR REPLACE TRIGGER sessao_movida BEFORE UPDATE OF cod_pessoa ON flowt.tb_omni8_sessao FOR EACH ROW
    WHEN (OLD.cod_pessoa IS DISTINCT FROM NEW.cod_pessoa) EXECUTE FUNCTION flowt.encerrar_sessao_movida();

-- Whose a proven phone or e-mail is: who has proven it before, the oldest pre-registration of just this phone, or somebody new.
CREATE OR REPLACE FUNCTION flowt.pessoa_do_login(p_tenant bigint, p_tipo text, p_destino text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_pessoa        bigint;
    v_identificador bigint;
BEGIN
    SELECT i.cod_pessoa INTO v_pessoa FROM flowt.tb_omni8_pessoa_identificador i
      JOIN flowt.tb_omni8_pessoa p ON p.cod_tenant = p_tenant AND p.cod_pessoa = i.cod_pessoa AND p.sta_pessoa = 'ATIVA'
     WHERE i.cod_tenant = p_tenant AND i.tip_identificador = p_tipo AND i.des_valor = p_destino AND i.dat_verificacao IS NOT NULL FOR SHARE OF p;
    IF FOUND THEN
        RETURN v_pessoa;
    END IF;
    SELECT min(c.cod_pessoa) INTO v_pessoa FROM flowt.pre_cadastros(p_tenant, p_destino) AS c (cod_pessoa)
     WHERE p_tipo = 'FONE' AND (SELECT count(*) FROM flowt.tb_omni8_pessoa_identificador i
                                 WHERE i.cod_tenant = p_tenant AND i.cod_pessoa = c.cod_pessoa) = 1;
    PERFORM FROM flowt.tb_omni8_pessoa p WHERE p.cod_tenant = p_tenant AND p.cod_pessoa = v_pessoa AND p.sta_pessoa = 'ATIVA' FOR UPDATE;
    IF FOUND THEN
        SELECT i.cod_identificador INTO v_identificador FROM flowt.tb_omni8_pessoa_identificador i
         WHERE i.cod_tenant = p_tenant AND i.cod_pessoa = v_pessoa AND i.tip_identificador = p_tipo AND i.des_valor = p_destino;
    ELSE
        INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa, tip_origem) VALUES (p_tenant, 'F', 'Cliente', 'LOGIN')
     RETURNING cod_pessoa INTO v_pessoa;
        INSERT INTO flowt.tb_omni8_pessoa_papel (cod_tenant, cod_pessoa, tip_papel) VALUES (p_tenant, v_pessoa, 'CLIENTE');
        INSERT INTO flowt.tb_omni8_pessoa_identificador (cod_tenant, cod_pessoa, tip_identificador, des_valor, flg_principal)
        VALUES (p_tenant, v_pessoa, p_tipo, p_destino, true) RETURNING cod_identificador INTO v_identificador;
    END IF;
    PERFORM flowt.dar_por_verificado(p_tenant, v_pessoa, v_identificador);
    RETURN v_pessoa;
END
$$;
REVOKE EXECUTE ON FUNCTION flowt.pessoa_do_login FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.pessoa_do_login
    IS 'Pessoa de quem acaba de provar um telefone ou e-mail; cria a que não existe. Quem chama travou o contato.';

-- The only way to a customer's session: whoever holds the gateway's role still needs the code.
CREATE OR REPLACE FUNCTION flowt.entrar_cliente(p_tipo text, p_destino text, p_codigo text, p_agente text, p_ip text) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_token  text   := 'fc_' || flowt.novo_token();
    v_expira timestamptz := now() + flowt.validade_sessao_de_cliente();
    v_pessoa bigint;
BEGIN
    PERFORM flowt.travar_contato(v_tenant, p_destino);
    IF flowt.conferir_codigo(v_tenant, 'LOGIN', p_tipo, p_destino, NULL, p_codigo) <> 'CERTO' THEN
        RETURN NULL;
    END IF;
    v_pessoa := flowt.pessoa_do_login(v_tenant, p_tipo, p_destino);
    INSERT INTO flowt.tb_omni8_sessao (cod_tenant, cod_pessoa, hsh_token, dat_expiracao, des_agente, num_ip)
    VALUES (v_tenant, v_pessoa, flowt.digerir(v_token), v_expira, left(p_agente, 200), p_ip);
    RETURN json_build_object('token', v_token, 'dat_expiracao', v_expira, 'cod_pessoa', v_pessoa::text);
END
$$;
ALTER FUNCTION flowt.entrar_cliente(text, text, text, text, text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.entrar_cliente(text, text, text, text, text) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.entrar_cliente(text, text, text, text, text)
    IS 'Sessão nova do cliente que digitou o código enviado ao contato, ou nulo; a pessoa é criada se é nova. Atravessa tenants: só ela grava '
       'sessões de clientes; o tenant é sempre o da requisição.';

CREATE OR REPLACE FUNCTION flowt.encerrar_sessao_do_cliente(p_sessao bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE flowt.tb_omni8_sessao s SET dat_revogacao = now()
     WHERE s.cod_tenant = flowt.exigir_tenant() AND s.cod_sessao = p_sessao
       AND s.cod_pessoa = nullif(current_setting('flowt.cod_pessoa', true), '')::bigint
       AND s.dat_revogacao IS NULL AND s.dat_expiracao > now();
    RETURN FOUND;
END
$$;
ALTER FUNCTION flowt.encerrar_sessao_do_cliente(bigint) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.encerrar_sessao_do_cliente(bigint) FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.encerrar_sessao_do_cliente(bigint)
    IS 'Encerra uma sessão do cliente da requisição; falso se não é dele. Atravessa tenants: requisições não gravam sessões; os filtros por tenant e '
       'pessoa são dela.';

CREATE OR REPLACE FUNCTION flowt.cliente_atual() RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_pessoa bigint := nullif(current_setting('flowt.cod_pessoa', true), '')::bigint;
BEGIN
    IF v_pessoa IS NULL THEN
        PERFORM flowt.recusar_acesso('login_necessario');
    END IF;
    RETURN v_pessoa;
END
$$;
COMMENT ON FUNCTION flowt.cliente_atual() IS 'Pessoa do cliente que entrou; 401 sem ele.';

CREATE OR REPLACE FUNCTION flowt.json_cliente(p_tenant bigint, p_pessoa bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- What staff notes about a customer is shown through the LGPD's request, not here.
    RETURN flowt.json_pessoa(p_tenant, p_pessoa,
                             true) - '{des_observacao,campos,tip_origem,sta_pessoa,flg_mascarada,papeis,etiquetas,contatos,nom_fantasia,num_inscricao_estadual}'::text[];
END
$$;
COMMENT ON FUNCTION flowt.json_cliente(bigint, bigint) IS 'O cadastro de um cliente como ele mesmo o vê.';

CREATE OR REPLACE FUNCTION flowt.pedidos_da_pessoa(p_tenant bigint, p_pessoa bigint, p_quantos integer, p_apos bigint)
RETURNS TABLE (num_pedido bigint, token text, sta_pedido text, des_status text, tip_atendimento text, vlr_total bigint, dat_criacao timestamptz,
               cod_pedido bigint)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT p.num_pedido, p.des_token, p.sta_pedido, s.des_status, p.tip_atendimento, p.vlr_total, p.dat_criacao, p.cod_pedido
      FROM flowt.tb_omni8_pedido AS p JOIN flowt.tb_omni8_pedido_status AS s ON s.sta_pedido = p.sta_pedido
     WHERE p.cod_tenant = p_tenant AND p.cod_pessoa = p_pessoa AND p.cod_pedido < coalesce(p_apos, 9223372036854775807)
     ORDER BY p.cod_pedido DESC LIMIT p_quantos;
END;
COMMENT ON FUNCTION flowt.pedidos_da_pessoa(bigint, bigint, integer, bigint) IS 'Pedidos de uma pessoa, do mais novo ao mais antigo.';

CREATE OR REPLACE FUNCTION api.cliente_codigo(p_ip text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_corpo   jsonb := flowt.ler_corpo('cliente_codigo', p_corpo);
    v_destino text  := flowt.destino_do_codigo(v_corpo);
    v_espera  record;
BEGIN
    SELECT e.* INTO v_espera FROM flowt.emitir_codigo('LOGIN', v_corpo ->> 'canal', v_destino, NULL, p_ip) AS e;
    -- A throttled destination looks like any other, or the answer would tell that somebody is logging in there.
    IF v_espera.flg_endereco THEN
        RETURN flowt.problema_de_espera(v_espera.qtd_segundos);
    END IF;
    RETURN (202, NULL, NULL, json_build_object('qtd_segundos_validade', extract(epoch FROM flowt.validade_do_codigo())::integer,
        'qtd_segundos_reenvio', extract(epoch FROM flowt.intervalo_entre_codigos())::integer)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cliente_codigo(text, text) IS
$$POST /v1/clientes/codigos
acesso: publico
modulo: pessoas
contexto: ip
corpo: cliente_codigo
resposta: 202 codigo_enviado
resposta: 422 problema
faixa: lenta
limite: 30
etiqueta: Clientes
Envia a um telefone ou e-mail o código com que se entra.
A resposta é a mesma para quem já é cliente e para quem não é, e para um envio que o limite do destino (um por minuto, 10 por dia) segurou.$$;

CREATE OR REPLACE FUNCTION api.cliente_entrar(p_user_agent text, p_ip text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_corpo  jsonb := flowt.ler_corpo('cliente_entrada', p_corpo);
    v_sessao json  := flowt.entrar_cliente(v_corpo ->> 'canal', flowt.destino_do_codigo(v_corpo), v_corpo ->> 'codigo', p_user_agent, p_ip);
BEGIN
    IF v_sessao IS NULL THEN
        RETURN flowt.problema(401, 'codigo_invalido', 'Não foi possível entrar',
                              'O código não confere, venceu ou já foi usado: confira-o ou peça outro.');
    END IF;
    RETURN (201, NULL, NULL, v_sessao::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.cliente_entrar(text, text, text) IS
$$POST /v1/clientes/sessoes
acesso: publico
modulo: pessoas
cabecalhos: User-Agent
contexto: ip
corpo: cliente_entrada
resposta: 201 cliente_sessao
resposta: 401 problema
resposta: 422 problema
faixa: lenta
limite: 30
etiqueta: Clientes
Entra com o código recebido e cadastra quem ainda não é cliente.
Devolve o token a enviar em Authorization: Bearer. Os pedidos já feitos com o telefone provado passam a ser do cliente.$$;

CREATE OR REPLACE FUNCTION flowt.destino_do_codigo(p_corpo jsonb) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_destino text := flowt.identificador_normalizado(p_corpo ->> 'canal', p_corpo ->> 'destino');
BEGIN
    IF v_destino IS NULL THEN
        PERFORM flowt.recusar_corpo(flowt.erro_de_campo('destino', 'formato_invalido',
            CASE p_corpo ->> 'canal' WHEN 'FONE' THEN 'Use DDD e número, como (11) 91234-5678.' ELSE 'O e-mail não é um endereço válido.' END));
    END IF;
    RETURN v_destino;
END
$$;
COMMENT ON FUNCTION flowt.destino_do_codigo(jsonb) IS 'Telefone ou e-mail normalizado de um pedido de código; 422 se não é um.';
