-- Events that pages hear (docs/decisions/0014): a change is announced under a topic, and whoever hears it asks what is new.
--
-- A route with "fluxo: eventos" returns what came after p_last_event_id, with the header line of flowt.cabecalho_de_topicos;
-- a trigger of the same transaction that changes something calls flowt.avisar.

-- Whoever may connect to PostgreSQL may LISTEN, BI logins of other companies too. So a topic's name tells nothing, and it
-- changes: the name that a company has now cannot be followed to the next period.
CREATE OR REPLACE FUNCTION flowt.duracao_de_topico() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 300;
COMMENT ON FUNCTION flowt.duracao_de_topico() IS 'Por quantos segundos vale o nome de um tópico.';

CREATE OR REPLACE FUNCTION flowt.topico(p_assunto text, p_tenant bigint, p_periodo bigint) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN left(encode(public.hmac(concat_ws(':', p_assunto, p_tenant, p_periodo), flowt.parametro_plataforma('segredo_dos_topicos'), 'sha256'),
                       'hex'), 32);
END
$$;
COMMENT ON FUNCTION flowt.topico(text, bigint, bigint)
    IS 'Nome de um assunto de um tenant em um período: não se adivinha, nem se liga ao do período seguinte.';

-- The one before, for who announced in it and commits in this one; the one behind, so that no change of period finds nobody listening.
CREATE OR REPLACE FUNCTION flowt.cabecalho_de_topicos(p_assunto text, p_tenant bigint) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_periodo bigint := extract(epoch FROM clock_timestamp())::bigint / flowt.duracao_de_topico();
BEGIN
    RETURN 'Flowt-Topico: ' || flowt.topico(p_assunto, p_tenant, v_periodo - 1) || ' ' || flowt.topico(p_assunto, p_tenant, v_periodo) || ' '
        || flowt.topico(p_assunto, p_tenant, v_periodo + 1);
END
$$;
COMMENT ON FUNCTION flowt.cabecalho_de_topicos(text, bigint)
    IS 'Cabeçalho que diz ao servidor o que ouvir por quem acompanha um assunto de um tenant; não segue ao navegador.';

CREATE OR REPLACE FUNCTION flowt.avisar(p_assunto text, p_tenant bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('flowt_evento', flowt.topico(p_assunto, p_tenant, extract(epoch FROM clock_timestamp())::bigint / flowt.duracao_de_topico()));
END
$$;
COMMENT ON FUNCTION flowt.avisar(text, bigint) IS 'Anuncia, quando a transação valer, que há novidade em um assunto de um tenant.';
