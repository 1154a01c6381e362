-- The outbox: who is served when, what each answer means, what is kept of a message, and how an e-mail is composed (guide 16.2, 16.3).
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir lib/request.sql
SELECT plan(102);

SELECT pg_temp.new_tenant('alfa') AS alfa, pg_temp.new_tenant('beta') AS beta \gset
DELETE FROM flowt.tb_omni8_mensagem;
CREATE FUNCTION pg_temp.put(p_tenant bigint, p_to text, p_model text DEFAULT 'teste', p_channel text DEFAULT 'EMAIL') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_key text := gen_random_uuid();
BEGIN
    PERFORM flowt.enfileirar_mensagem(p_tenant, p_model, p_channel, p_to, '{"codigo": "135790", "empresa": "Casa", "item": "Bolo"}', v_key, '1 hour');
    UPDATE flowt.tb_omni8_mensagem SET dat_proxima = clock_timestamp() - interval '1 second' WHERE des_chave = v_key;
    RETURN (SELECT cod_mensagem FROM flowt.tb_omni8_mensagem WHERE des_chave = v_key);
END
$$;
-- As the courier calls it. A transaction sees its own claims, so one session is enough.
CREATE FUNCTION pg_temp.claim(p_many integer, p_sender text DEFAULT 'eu@flowt.example', p_channel text DEFAULT 'EMAIL') RETURNS SETOF record LANGUAGE plpgsql AS $$
BEGIN
    SET LOCAL SESSION AUTHORIZATION flowt_courier;
    RETURN QUERY SELECT * FROM rotina.reivindicar_mensagens(p_channel, p_many, p_sender);
    SET LOCAL SESSION AUTHORIZATION DEFAULT;
END
$$;
CREATE FUNCTION pg_temp.claimed(p_many integer, p_sender text DEFAULT 'eu@flowt.example', p_channel text DEFAULT 'EMAIL') RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(c.recipient, ' ' ORDER BY c.recipient) FROM pg_temp.claim(p_many, p_sender, p_channel)
        AS c (tenant bigint, message bigint, attempt integer, recipient text, url text, headers text, secret text, body text));
CREATE FUNCTION pg_temp.tell(p_to text, p_result integer, p_stage text DEFAULT '', p_code integer DEFAULT 0, p_status text DEFAULT '', p_pause integer DEFAULT 0, p_attempt integer DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_message flowt.tb_omni8_mensagem;
BEGIN
    SELECT * INTO v_message FROM flowt.tb_omni8_mensagem WHERE des_destino = p_to;
    RETURN rotina.registrar_envio(v_message.cod_tenant, v_message.cod_mensagem, coalesce(p_attempt, v_message.qtd_tentativas), p_result, p_stage, p_code, p_status, p_pause);
END
$$;
CREATE FUNCTION pg_temp.of(p_to text) RETURNS text LANGUAGE sql
RETURN (SELECT concat_ws(' ', m.sta_mensagem, m.qtd_tentativas, m.des_erro) FROM flowt.tb_omni8_mensagem m WHERE m.des_destino = p_to);

-- Claims.
SELECT pg_temp.put(:alfa, 'a' || n || '@example.com') FROM generate_series(1, 9) AS n;
SELECT pg_temp.put(:beta, 'b1@example.com');
SELECT is(pg_temp.claimed(4, NULL), NULL, 'a courier without mail takes none');
SELECT is(pg_temp.claimed(0), NULL, 'nor one without a place');
SELECT is(pg_temp.claimed(4), 'a1@example.com a2@example.com b1@example.com', 'each company has its part of what is taken');
SELECT is(pg_temp.claimed(4), 'a3@example.com a4@example.com a5@example.com a6@example.com', 'or all, when nobody else has anything');
SELECT pg_temp.put(:beta, 'b2@example.com');
SELECT is(pg_temp.claimed(1), 'b2@example.com', 'who has less on the way goes first, though its message is younger');
SELECT is(pg_temp.of('a1@example.com'), 'ENVIANDO 1', 'it is marked');
SELECT ok(dat_proxima BETWEEN clock_timestamp() + flowt.prazo_de_envio() - interval '1 minute' AND clock_timestamp() + flowt.prazo_de_envio(), 'and belongs to who took it for a while') FROM flowt.tb_omni8_mensagem WHERE des_destino = 'a1@example.com';
SELECT is(pg_temp.claimed(9), 'a7@example.com a8@example.com a9@example.com', 'no longer to anybody else');
SELECT is(pg_temp.claimed(9), NULL, 'then there are none');
UPDATE flowt.tb_omni8_mensagem SET dat_proxima = clock_timestamp() WHERE des_destino = 'a1@example.com';
SELECT is(pg_temp.claimed(9), 'a1@example.com', 'until its time is over');
SELECT is(pg_temp.of('a1@example.com'), 'ENVIANDO 2', 'which is another attempt');
SELECT is(pg_temp.tell('a1@example.com', 0, p_attempt => 1), NULL, 'who comes back too late changes nothing');
SELECT is(pg_temp.of('a1@example.com'), 'ENVIANDO 2', 'nothing');
SELECT is(pg_temp.tell('a1@example.com', 0), 'ENVIADA', 'who has it does');
SELECT is(pg_temp.tell('a1@example.com', 0), NULL, 'once');
SELECT isnt(dat_envio, NULL, 'when is known') FROM flowt.tb_omni8_mensagem WHERE des_destino = 'a1@example.com';
SELECT is(rotina.espera_de_mensagem(NULL), 60000::bigint, 'without a way out nothing is waited for');
SELECT cmp_ok(rotina.espera_de_mensagem('eu@flowt.example'), '>', 60000::bigint, 'with one, what is claimed by others');
SELECT pg_temp.put(:alfa, 'agora@example.com');
SELECT is(rotina.espera_de_mensagem('eu@flowt.example'), 0::bigint, 'or what is due');
UPDATE flowt.tb_omni8_mensagem SET dat_proxima = clock_timestamp() + interval '50 seconds' WHERE des_destino = 'agora@example.com';
SELECT ok(rotina.espera_de_mensagem('eu@flowt.example') BETWEEN 1 AND 50000, 'or will be');
SELECT is(pg_temp.claimed(9), NULL, 'not before');

-- What is not sent.
SELECT pg_temp.put(:alfa, t) FROM unnest(ARRAY['sem-arroba', E'x@example.com\r\nBcc: y@example.com', 'x@example.com>', 'a b@example.com', '+5511912345678']) AS t;
SELECT pg_temp.put(:alfa, 'tarde@example.com', 'codigo_verificacao'), pg_temp.put(:alfa, 'tantas@example.com');
UPDATE flowt.tb_omni8_mensagem SET dat_expiracao = clock_timestamp() WHERE des_destino = 'tarde@example.com';
UPDATE flowt.tb_omni8_mensagem SET qtd_tentativas = flowt.limite_de_tentativas_de_envio(), des_erro = 'SMTP 450' WHERE des_destino = 'tantas@example.com';
SELECT is(pg_temp.claimed(9), NULL, 'an address that is none, a message too late or tried too often is not sent');
SELECT is(pg_temp.of(t), 'FALHA 0 destino inválido', 'an address that is none') FROM unnest(ARRAY['sem-arroba', E'x@example.com\r\nBcc: y@example.com', 'x@example.com>', 'a b@example.com', '+5511912345678']) AS t;
SELECT is(pg_temp.of('tarde@example.com'), 'EXPIRADA 0', 'too late');
SELECT is(pg_temp.of('tantas@example.com'), 'FALHA 30 SMTP 450', 'too often, with the last error');
SELECT pg_temp.put(:alfa, 'ultima@example.com');
UPDATE flowt.tb_omni8_mensagem SET qtd_tentativas = flowt.limite_de_tentativas_de_envio() - 1 WHERE des_destino = 'ultima@example.com';
SELECT is(pg_temp.claimed(1), 'ultima@example.com', 'the last attempt is made');
SELECT is(pg_temp.tell('ultima@example.com', 7), 'FALHA', 'and is the last');

-- What an answer means.
SELECT is(flowt.resultado_de_envio(channel, result, stage, code), expected, format('%s %s %s %s is %s', channel, result, stage, code, expected)) FROM (VALUES
    ('EMAIL', 0, 'DATA', 250, 'ENVIADA'), ('EMAIL', 55, 'RCPT', 550, 'FALHA'), ('EMAIL', 8, 'DATA', 554, 'FALHA'), ('EMAIL', 55, 'RCPT', 450, 'PENDENTE'), ('EMAIL', 8, 'DATA', 452, 'PENDENTE'),
    ('EMAIL', 55, 'MAIL', 550, 'PENDENTE'), ('EMAIL', 67, '', 535, 'PENDENTE'), ('EMAIL', 8, '', 554, 'PENDENTE'), ('EMAIL', 7, '', 0, 'PENDENTE'), ('EMAIL', 28, 'DATA', 354, 'PENDENTE'),
    ('SMS', 0, '', 200, 'ENVIADA'), ('SMS', 0, '', 202, 'ENVIADA'), ('SMS', 23, '', 200, 'ENVIADA'), ('SMS', 0, '', 400, 'FALHA'), ('SMS', 0, '', 404, 'PENDENTE'), ('SMS', 0, '', 402, 'PENDENTE'), ('SMS', 0, '', 403, 'PENDENTE'), ('SMS', 0, '', 413, 'FALHA'), ('EMAIL', 55, 'RCPT', 530, 'PENDENTE'), ('EMAIL', 55, 'DATA', 535, 'PENDENTE'), ('SMS', 0, '', 422, 'FALHA'),
    ('SMS', 0, '', 401, 'PENDENTE'), ('SMS', 0, '', 408, 'PENDENTE'), ('SMS', 0, '', 429, 'PENDENTE'), ('SMS', 0, '', 302, 'PENDENTE'), ('SMS', 0, '', 503, 'PENDENTE'), ('WHATSAPP', 28, '', 200, 'PENDENTE'),
    ('WHATSAPP', -1, '', 0, 'PENDENTE')) AS v (channel, result, stage, code, expected);
SELECT is(flowt.erro_de_envio(channel, result, code, status), expected, expected) FROM (VALUES
    ('EMAIL', 55, 550, '5.1.1', 'SMTP 550 5.1.1'), ('EMAIL', 55, 550, '<ana@example.com>', 'SMTP 550'), ('EMAIL', 7, 0, '', 'conexão recusada (7)'), ('EMAIL', 52, 354, '', 'rede (52)'),
    ('SMS', 0, 503, '', 'HTTP 503'), ('SMS', 0, 302, '', 'HTTP 302'), ('SMS', 28, 0, '', 'tempo esgotado (28)'), ('SMS', -1, 0, '', 'segredo ausente (-1)')) AS v (channel, result, code, status, expected);
SELECT is(flowt.espera_de_envio(n, luck), wait::interval, format('attempt %s waits %s', n, wait)) FROM (VALUES (1, 1.0, '5 s'), (1, 0.0, '2.5 s'), (2, 1.0, '10 s'), (6, 1.0, '160 s'), (11, 1.0, '1 hour'), (30, 1.0, '1 hour'), (30, 0.0, '30 min')) AS v (n, luck, wait);
SELECT is(pg_temp.tell('a2@example.com', 55, 'RCPT', 450, '4.2.1', 120), 'PENDENTE', 'tried again');
SELECT is(pg_temp.of('a2@example.com'), 'PENDENTE 1 SMTP 450 4.2.1', 'with its reason');
SELECT ok(dat_proxima BETWEEN clock_timestamp() + interval '110 seconds' AND clock_timestamp() + interval '120 seconds', 'not before the server wants it') FROM flowt.tb_omni8_mensagem WHERE des_destino = 'a2@example.com';
SELECT is(pg_temp.tell('a3@example.com', 55, 'RCPT', 450, '', 99999999), 'PENDENTE', 'nor for ever');
SELECT ok(dat_proxima BETWEEN clock_timestamp() + flowt.maior_espera_pedida() - interval '1 minute' AND clock_timestamp() + flowt.maior_espera_pedida(), 'whatever it says') FROM flowt.tb_omni8_mensagem WHERE des_destino = 'a3@example.com';

-- What is kept.
SELECT is(des_assunto || '|' || des_texto, 'Teste de envio|Se você lê esta mensagem, o envio funciona.', 'what may be kept is') FROM flowt.tb_omni8_mensagem WHERE des_destino = 'a1@example.com';
SELECT pg_temp.put(:alfa, 'codigo-' || n || '@example.com', 'codigo_verificacao') FROM generate_series(1, 4) AS n;
SELECT matches(des_texto || des_assunto, '135790.*135790', 'a code is there while it is to be sent') FROM flowt.tb_omni8_mensagem WHERE des_destino = 'codigo-1@example.com';
UPDATE flowt.tb_omni8_mensagem SET sta_mensagem = s, dat_envio = now() FROM unnest('{ENVIADA,FALHA,EXPIRADA,CANCELADA}'::text[]) WITH ORDINALITY AS v (s, n) WHERE des_destino = 'codigo-' || n || '@example.com';
SELECT is_empty($$SELECT FROM flowt.tb_omni8_mensagem WHERE nom_modelo = 'codigo_verificacao' AND (des_texto <> '(apagado)' OR des_assunto IS NOT NULL)$$, 'and no longer, however it ended');
SELECT results_eq('SELECT DISTINCT nom_modelo FROM flowt.tb_omni8_mensagem_modelo WHERE flg_guarda_texto ORDER BY 1', '{boas_vindas,item_disponivel,personificacao,senha_alterada,teste}'::text[], 'the models without codes and links that serve once');
UPDATE flowt.tb_omni8_mensagem SET sta_mensagem = 'ENVIANDO', dat_proxima = now() + interval '1 minute', dat_expiracao = now() WHERE des_destino = 'a8@example.com';
UPDATE flowt.tb_omni8_mensagem SET dat_expiracao = now() WHERE des_destino IN ('a9@example.com', 'a2@example.com');
UPDATE flowt.tb_omni8_mensagem SET dat_proxima = now() WHERE des_destino = 'a9@example.com';
SELECT is(rotina.expirar_mensagens(), 2::bigint, 'what waits, or was forgotten by who took it, expires');
SELECT is(pg_temp.of('a8@example.com'), 'ENVIANDO 1', 'what is being sent does not');

-- Who sees what.
SELECT is(pg_temp.attempt(r, 'SELECT des_texto FROM flowt.tb_omni8_mensagem', :alfa), '42501', r || ' reads no message') FROM unnest('{flowt_api,flowt_courier,flowt_bi,flowt_dba}'::text[]) AS r;
SELECT is(pg_temp.attempt('flowt_api', s, :alfa), '42501', s) FROM unnest(ARRAY['SELECT * FROM rotina.reivindicar_mensagens(''EMAIL'', 1, ''eu@flowt.example'')', 'SELECT rotina.registrar_envio(1, 1, 1, 0, '''', 0, '''', 0)']) AS s;
UPDATE flowt.tb_omni8_mensagem SET dat_proxima = now() - interval '5 minutes' WHERE des_destino = 'a3@example.com';
SELECT is(concat_ws(' ', qtd_na_hora, num_espera_s / 60, flg_parado, des_ultimo_erro), '1 5 t conexão recusada (7)', 'what nobody sends shows') FROM admin.vw_mensagem WHERE tip_canal = 'EMAIL';
SELECT results_eq('SELECT tip_canal, qtd_na_hora FROM rotina.canais_parados()', $$VALUES ('EMAIL', 1::bigint)$$, 'and is in the log');

-- An e-mail, to the byte.
UPDATE flowt.tb_omni8_tenant SET nom_fantasia = E'Açaí\r\nBcc: x@example.com', des_email = 'oi@alfa.example' WHERE cod_tenant = :alfa;
SELECT pg_temp.put(:alfa, 'ana@example.com') AS ana \gset
UPDATE flowt.tb_omni8_mensagem SET dat_criacao = '2026-03-01 12:00:01.5Z', des_assunto = 'Um codigo 123', des_texto = E'Olá\n.\r\nfim' WHERE cod_mensagem = :ana;
SELECT is((SELECT flowt.compor_email(m, 'eu@flowt.example') FROM flowt.tb_omni8_mensagem m WHERE m.cod_mensagem = :ana),
    format(E'Date: Sun, 01 Mar 2026 12:00:01 +0000\r\nFrom: =?UTF-8?B?QcOnYcOtIEJjYzo=?=\r\n =?UTF-8?B?IHhAZXhhbXBs?=\r\n =?UTF-8?B?ZS5jb20=?=\r\n <eu@flowt.example>\r\nReply-To: <oi@alfa.example>\r\nTo: <ana@example.com>\r\nSubject: Um codigo 123\r\n'
           'Message-ID: <%s@flowt.example>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nT2zDoQ0KLg0KZmlt\r\n',
           (SELECT flowt.identidade_de_mensagem(m) FROM flowt.tb_omni8_mensagem m WHERE m.cod_mensagem = :ana)), 'all of it');
SELECT is((SELECT count(DISTINCT flowt.identidade_de_mensagem(m)) FROM flowt.tb_omni8_mensagem m), (SELECT count(*) FROM flowt.tb_omni8_mensagem), 'each has a name of its own');
SELECT is_empty($$SELECT FROM flowt.tb_omni8_mensagem m, regexp_split_to_table(flowt.compor_email(m, 'eu@flowt.example'), E'\r\n') AS l WHERE m.tip_canal = 'EMAIL' AND m.des_destino NOT LIKE E'%\r%' AND (l ~ '[\r\n]' OR length(l) > 78)$$, 'lines are short and end as they should');
UPDATE flowt.tb_omni8_tenant SET nom_fantasia = E'\t' WHERE cod_tenant = :alfa;
SELECT matches((SELECT flowt.compor_email(m, 'eu@flowt.example') FROM flowt.tb_omni8_mensagem m WHERE m.cod_mensagem = :ana), E'\r\nFrom: <eu@flowt.example>\r\n', 'without a name there is the address');
SELECT is(flowt.texto_de_cabecalho(t), e, 'header ' || coalesce(e, 'empty')) FROM (VALUES ('Loja 1', 'Loja 1'), (E' a\tb\n', 'a b'), ('=?UTF-8?Q?x?=', '=?UTF-8?B?PT9VVEYtOD9R?=' || E'\r\n ' || '=?UTF-8?B?P3g/PQ==?='), ('<x>', '=?UTF-8?B?PHg+?='), ('', NULL)) AS v (t, e);

SELECT * FROM finish();
ROLLBACK;
