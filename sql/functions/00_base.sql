-- Base: who the tenant is, and the rules about time every module shares (guide chapter 2).

CREATE OR REPLACE FUNCTION flowt.tenant_atual() RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('flowt.cod_tenant', true), '')::bigint;
COMMENT ON FUNCTION flowt.tenant_atual() IS 'Tenant da requisição em curso (definido por flowt.abrir, só nesta transação); nulo fora de uma.';

CREATE OR REPLACE FUNCTION flowt.tenant_bi() RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE
RETURN substring(session_user FROM '^flowt_bi_([1-9][0-9]{0,17})_')::bigint;
COMMENT ON FUNCTION flowt.tenant_bi() IS 'Tenant de um login de BI: o número no próprio nome do login, que quem o usa não pode trocar.';
-- Whoever reads a table calls the functions of its policies.
GRANT EXECUTE ON FUNCTION flowt.tenant_bi() TO flowt_bi;

CREATE OR REPLACE FUNCTION flowt.exigir_tenant() RETURNS bigint
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    v_tenant bigint := flowt.tenant_atual();
BEGIN
    IF v_tenant IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'PT400', MESSAGE = 'tenant_nao_informado',
            DETAIL = 'Diga de qual empresa é a requisição: cabeçalho X-Flowt-Tenant, endereço da loja ou credencial.';
    END IF;
    RETURN v_tenant;
END
$$;
COMMENT ON FUNCTION flowt.exigir_tenant() IS 'Tenant da requisição; sem ele levanta erro, em vez de uma consulta que nada encontra.';

CREATE OR REPLACE FUNCTION flowt.parametro_plataforma(p_nome text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN (SELECT p.des_valor FROM flowt.tb_omni8_parametro_plataforma p WHERE p.nom_parametro = p_nome);
END
$$;
COMMENT ON FUNCTION flowt.parametro_plataforma(text) IS 'Valor de um parâmetro da instalação. Atravessa tenants: a instalação é de todos.';

CREATE OR REPLACE FUNCTION flowt.fuso_valido(p_fuso text) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- Only Region/City names: abbreviations and POSIX strings such as "BRT3" also parse, but ignore the law's changes.
    IF p_fuso !~ '^[A-Z][A-Za-z_]+(/[A-Z][A-Za-z_-]+)+$' THEN
        RETURN false;
    END IF;
    PERFORM timestamptz 'epoch' AT TIME ZONE p_fuso;
    RETURN true;
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN false;
END
$$;
COMMENT ON FUNCTION flowt.fuso_valido(text) IS 'Verdadeiro para um fuso da base IANA na forma Região/Cidade.';

CREATE OR REPLACE FUNCTION flowt.sem_acento(p_texto text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN lower(public.unaccent('public.unaccent'::regdictionary, p_texto));
COMMENT ON FUNCTION flowt.sem_acento(text) IS 'Texto em minúsculas e sem acentos, para comparar como quem digita.';

-- A fresh random token: 144 bits, 24 characters of the URL-safe alphabet.
CREATE OR REPLACE FUNCTION flowt.novo_token() RETURNS text
LANGUAGE sql VOLATILE
RETURN translate(encode(public.gen_random_bytes(18), 'base64'), '+/', '-_');
COMMENT ON FUNCTION flowt.novo_token() IS 'Token novo de 144 bits, seguro em URL.';

CREATE OR REPLACE FUNCTION flowt.digerir(p_token text) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN sha256(convert_to(p_token, 'UTF8'));
COMMENT ON FUNCTION flowt.digerir(text) IS 'Digesto SHA-256 de um token: o banco guarda o digesto, só o portador tem o token.';

-- For what is counted (two requests at once would each see room for the last one), and for exclusion constraints (two rows
-- inserted at once wait for each other until the deadlock is found).
CREATE OR REPLACE FUNCTION flowt.um_de_cada_vez(p_tenant bigint, p_o_que text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    -- With a space, which no Idempotency-Key has: a stranger's key meets none of these.
    PERFORM pg_advisory_xact_lock(hashtextextended('um de cada vez: ' || p_o_que, p_tenant));
END
$$;
COMMENT ON FUNCTION flowt.um_de_cada_vez(bigint, text)
    IS 'Faz quem conta ou muda algo de um tenant esperar por quem já o faz, até o fim da transação.';

-- Row stamp of every table with num_versao (optimistic lock) and dat_alteracao.
CREATE OR REPLACE FUNCTION flowt.carimbar() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.num_versao := OLD.num_versao + 1;
    NEW.dat_alteracao := clock_timestamp();
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION flowt.carimbar() IS 'Gatilho: conta a versão e data a alteração da linha.';

-- A person erased or merged (39, 70), a company copied in or erased (80): the rows are already checked, counted and told of.
CREATE OR REPLACE FUNCTION flowt.em_copia() RETURNS boolean
LANGUAGE sql STABLE
RETURN current_user = 'flowt_rotina' AND coalesce(current_setting('flowt.manutencao', true), '') <> '';
COMMENT ON FUNCTION flowt.em_copia()
    IS 'Se as linhas vêm de uma cópia, uma fusão ou um apagamento, com o que houve com elas já contado; uma requisição nunca é deste papel, o que '
       'quer que defina.';

CREATE OR REPLACE FUNCTION flowt.recusar_alteracao() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    -- Erasing a person (70_lgpd) or a company (80_copia_tenant); a request is never this role, whatever it sets.
    IF flowt.em_copia() THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'registro_so_de_inclusao',
        DETAIL = format('A tabela %s é um registro histórico: inclua um novo fato em vez de mudar um antigo.', TG_TABLE_NAME);
END
$$;
COMMENT ON FUNCTION flowt.recusar_alteracao() IS 'Gatilho das tabelas só de inclusão.';

-- The status a transition table allows is data; this is the sentence every module gives when it does not.
CREATE OR REPLACE FUNCTION flowt.recusar_versao(p_atual integer) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'versao_desatualizada',
        DETAIL = 'Este registro foi alterado depois que você o leu. Leia-o de novo, confira e repita a alteração.',
        HINT = json_build_object('num_versao_atual', p_atual)::text;
END
$$;
COMMENT ON FUNCTION flowt.recusar_versao(integer) IS 'Levanta o erro 409 da trava otimista, com a versão atual.';

CREATE OR REPLACE FUNCTION flowt.na_unidade(p_unidade bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(current_setting('flowt.unidades', true), '') = '' OR p_unidade IS NULL
    OR p_unidade = ANY (string_to_array(current_setting('flowt.unidades', true), ',')::bigint[]);
COMMENT ON FUNCTION flowt.na_unidade(bigint) IS 'Se quem age vê uma unidade: todas, as da lista de seu acesso, ou o que não é de unidade alguma.';

CREATE OR REPLACE FUNCTION flowt.isolar(p_tabela regclass, p_bi boolean DEFAULT false) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_politica record;
BEGIN
    IF EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = p_tabela AND a.attname = 'cod_unidade' AND NOT a.attisdropped)
       AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = p_tabela AND p.polname = 'escopo_de_unidade') THEN
        EXECUTE format(
                'CREATE POLICY escopo_de_unidade ON %s AS RESTRICTIVE TO flowt_api USING (flowt.na_unidade(cod_unidade)) WITH CHECK '
                '(flowt.na_unidade(cod_unidade))', p_tabela);
    END IF;
    -- Only what is missing: ALTER TABLE and CREATE POLICY lock the table against everybody, on a live system too.
    IF NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = p_tabela AND c.relrowsecurity AND c.relforcerowsecurity) THEN
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', p_tabela);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', p_tabela);
    END IF;
    FOR v_politica IN
        SELECT * FROM (VALUES ('isolamento', 'flowt_api, flowt_courier', 'flowt.tenant_atual()'),
                              ('isolamento_bi', 'flowt_bi', 'flowt.tenant_bi()')) AS p (nome, papeis, tenant)
         WHERE p.nome = 'isolamento' OR p_bi
    LOOP
        IF NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = p_tabela AND p.polname = v_politica.nome) THEN
            EXECUTE format('CREATE POLICY %I ON %s TO %s USING (cod_tenant = %s) WITH CHECK (cod_tenant = %4$s)',
                           v_politica.nome, p_tabela, v_politica.papeis, v_politica.tenant);
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION flowt.isolar(regclass, boolean)
    IS 'Põe uma tabela com cod_tenant atrás da parede: RLS ligada e forçada, política isolamento e, se o BI lê, isolamento_bi; com cod_unidade, '
       'também escopo_de_unidade.';
