-- People (guide chapter 4.2): their rules, what staff sees of them, creating, changing and listing.

CREATE OR REPLACE FUNCTION flowt.limite_de_partes_da_pessoa() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 30;
COMMENT ON FUNCTION flowt.limite_de_partes_da_pessoa() IS 'Identificadores, endereços, etiquetas ou contatos que uma pessoa tem, no máximo, de cada.';

CREATE OR REPLACE FUNCTION flowt.preparar_pessoa() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.nom_busca := flowt.sem_acento(concat_ws(' ', NEW.nom_pessoa, NEW.nom_social, NEW.nom_fantasia));
    -- No CHECK: today is another day tomorrow, and in another zone.
    IF NEW.dat_nascimento IS NOT NULL AND NEW.dat_nascimento > flowt.dia_do_tenant(NEW.cod_tenant, now()) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'nascimento_no_futuro', DETAIL = 'A data de nascimento ainda não chegou: confira o ano.';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION flowt.preparar_pessoa() IS 'Gatilho: os nomes como a busca os compara, e nenhum nascimento depois de hoje no fuso do tenant.';
CREATE OR REPLACE TRIGGER busca BEFORE INSERT OR UPDATE ON flowt.tb_omni8_pessoa FOR EACH ROW EXECUTE FUNCTION flowt.preparar_pessoa();

CREATE OR REPLACE FUNCTION flowt.proteger_verificado() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'identificador_verificado',
        DETAIL = 'Um contato ou documento verificado não se altera: cadastre outro e verifique-o.';
END
$$;
COMMENT ON FUNCTION flowt.proteger_verificado() IS 'Gatilho: o que foi verificado não é sobrescrito (guia 15.3).';
CREATE OR REPLACE TRIGGER verificado BEFORE UPDATE OF tip_identificador, des_valor ON flowt.tb_omni8_pessoa_identificador FOR EACH ROW
    WHEN (OLD.dat_verificacao IS NOT NULL AND NEW.dat_verificacao IS NOT NULL
          AND (OLD.tip_identificador, OLD.des_valor) IS DISTINCT FROM (NEW.tip_identificador, NEW.des_valor))
    EXECUTE FUNCTION flowt.proteger_verificado();

CREATE OR REPLACE FUNCTION flowt.identificador_normalizado(p_tipo text, p_texto text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_email     text := lower(btrim(p_texto));
    v_documento text := flowt.documento_normalizado(p_texto);
BEGIN
    RETURN CASE p_tipo
        WHEN 'EMAIL' THEN CASE WHEN flowt.email_valido(v_email) THEN v_email END
        WHEN 'FONE'  THEN flowt.telefone_e164(btrim(p_texto))
        WHEN 'CPF'   THEN CASE WHEN flowt.cpf_valido(v_documento) THEN v_documento END
        WHEN 'CNPJ'  THEN CASE WHEN flowt.cnpj_valido(v_documento) THEN v_documento END END;
END
$$;
COMMENT ON FUNCTION flowt.identificador_normalizado(text, text)
    IS 'E-mail, telefone, CPF ou CNPJ como o banco o guarda, com ou sem pontuação na entrada; nulo se não é um.';

CREATE OR REPLACE FUNCTION flowt.identificador_mascarado(p_tipo text, p_valor text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE p_tipo
    WHEN 'CPF'   THEN '***.' || substr(p_valor, 4, 3) || '.' || substr(p_valor, 7, 3) || '-**'
    WHEN 'CNPJ'  THEN '**.' || substr(p_valor, 3, 3) || '.' || substr(p_valor, 6, 3) || '/****-**'
    WHEN 'FONE'  THEN '(' || substr(p_valor, 4, 2) || ') *****-**' || right(p_valor, 2)
    ELSE left(p_valor, 1) || '***@' || split_part(p_valor, '@', 2) END;
COMMENT ON FUNCTION flowt.identificador_mascarado(text, text) IS 'Identificador como o vê quem não pode ver o valor inteiro.';

CREATE OR REPLACE FUNCTION flowt.ve_pessoas_inteiras(p_tenant bigint) RETURNS boolean
LANGUAGE sql STABLE RETURN flowt.pode(p_tenant, 'pessoa.ler_completo');
COMMENT ON FUNCTION flowt.ve_pessoas_inteiras(bigint) IS 'Se quem age vê documentos, telefones e e-mails sem máscara.';

-- Whoever has the code of a merged person means the one it became.
CREATE OR REPLACE FUNCTION flowt.pessoa_vigente(p_tenant bigint, p_pessoa bigint) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_pessoa  bigint := p_pessoa;
    v_destino bigint;
BEGIN
    FOR n IN 1 .. 100 LOOP
        SELECT p.cod_pessoa_destino INTO v_destino FROM flowt.tb_omni8_pessoa p WHERE p.cod_tenant = p_tenant AND p.cod_pessoa = v_pessoa;
        IF NOT FOUND THEN
            PERFORM flowt.recusar_registro('esta pessoa');
        END IF;
        EXIT WHEN v_destino IS NULL;
        v_pessoa := v_destino;
    END LOOP;
    RETURN v_pessoa;
END
$$;
COMMENT ON FUNCTION flowt.pessoa_vigente(bigint, bigint) IS 'O cadastro que vale: o próprio, ou aquele em que foi mesclado; 404 se não existe.';

CREATE OR REPLACE FUNCTION flowt.travar_pessoa(p_tenant bigint, p_pessoa bigint) RETURNS flowt.tb_omni8_pessoa
LANGUAGE plpgsql AS $$
DECLARE
    v_pessoa flowt.tb_omni8_pessoa;
BEGIN
    SELECT p.* INTO v_pessoa FROM flowt.tb_omni8_pessoa p WHERE p.cod_tenant = p_tenant AND p.cod_pessoa = p_pessoa FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta pessoa');
    ELSIF v_pessoa.sta_pessoa = 'MESCLADA' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'pessoa_mesclada', DETAIL = 'Este cadastro foi fundido em outro: altere o outro.',
            HINT = json_build_object('cod_pessoa', flowt.pessoa_vigente(p_tenant, p_pessoa)::text)::text;
    ELSIF v_pessoa.sta_pessoa = 'ANONIMIZADA' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'pessoa_anonimizada',
            DETAIL = 'Os dados desta pessoa foram apagados a pedido dela: não há o que alterar.';
    END IF;
    RETURN v_pessoa;
END
$$;
COMMENT ON FUNCTION flowt.travar_pessoa(bigint, bigint)
    IS 'Trava uma pessoa ativa para mudar algo dela; 404 se não existe, 409 se foi mesclada ou anonimizada.';

CREATE OR REPLACE FUNCTION flowt.json_identificadores(p_tenant bigint, p_pessoa bigint, p_completo boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('cod_identificador', i.cod_identificador::text, 'tip_identificador', i.tip_identificador,
                   'des_valor', CASE WHEN p_completo THEN i.des_valor ELSE flowt.identificador_mascarado(i.tip_identificador, i.des_valor) END,
                   'flg_principal', i.flg_principal, 'dat_verificacao', i.dat_verificacao) ORDER BY i.cod_identificador), '[]')
          FROM flowt.tb_omni8_pessoa_identificador i WHERE i.cod_tenant = p_tenant AND i.cod_pessoa = p_pessoa);
END
$$;
COMMENT ON FUNCTION flowt.json_identificadores(bigint, bigint, boolean) IS 'Identificadores de uma pessoa, inteiros ou mascarados.';

CREATE OR REPLACE FUNCTION flowt.json_enderecos(p_tenant bigint, p_pessoa bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(to_jsonb(e) - '{cod_tenant,cod_pessoa,dat_criacao}'::text[]
                                      || jsonb_build_object('cod_endereco', e.cod_endereco::text)
                                      ORDER BY e.cod_endereco), '[]')
              FROM flowt.tb_omni8_pessoa_endereco e WHERE e.cod_tenant = p_tenant AND e.cod_pessoa = p_pessoa);
END
$$;
COMMENT ON FUNCTION flowt.json_enderecos(bigint, bigint) IS 'Endereços de uma pessoa.';

CREATE OR REPLACE FUNCTION flowt.json_contatos(p_tenant bigint, p_pessoa bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('cod_pessoa', p.cod_pessoa::text, 'tip_pessoa', p.tip_pessoa,
                                                     'nom_pessoa', coalesce(p.nom_social, p.nom_fantasia, p.nom_pessoa),
                                                     'des_cargo', v.des_cargo) ORDER BY p.cod_pessoa), '[]')
          FROM (SELECT c.cod_contato AS cod_outra, c.des_cargo FROM flowt.tb_omni8_pessoa_vinculo c
                 WHERE c.cod_tenant = p_tenant AND c.cod_pessoa = p_pessoa
                UNION ALL
                SELECT c.cod_pessoa, c.des_cargo FROM flowt.tb_omni8_pessoa_vinculo c WHERE c.cod_tenant = p_tenant AND c.cod_contato = p_pessoa) AS v
          JOIN flowt.tb_omni8_pessoa p ON p.cod_tenant = p_tenant AND p.cod_pessoa = v.cod_outra);
END
$$;
COMMENT ON FUNCTION flowt.json_contatos(bigint, bigint) IS 'Contatos de uma pessoa jurídica, ou empresas de que uma física é contato.';

CREATE OR REPLACE FUNCTION flowt.json_pessoa(p_tenant bigint, p_pessoa bigint, p_completo boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT to_jsonb(p) - '{cod_tenant,nom_busca,cod_pessoa_destino,js_campos}'::text[]
               || jsonb_build_object('cod_pessoa', p.cod_pessoa::text, 'campos', flowt.campos_visiveis(p_tenant, 'PESSOA', p.js_campos),
                   'flg_mascarada', NOT p_completo,
                   'identificadores', flowt.json_identificadores(p_tenant, p_pessoa, p_completo),
                   'enderecos', flowt.json_enderecos(p_tenant, p_pessoa),
                   'papeis', (SELECT coalesce(jsonb_agg(x.tip_papel ORDER BY x.tip_papel), '[]') FROM flowt.tb_omni8_pessoa_papel x
                               WHERE x.cod_tenant = p_tenant AND x.cod_pessoa = p_pessoa),
                   'etiquetas', (SELECT coalesce(jsonb_agg(jsonb_build_object('cod_etiqueta', e.cod_etiqueta::text,
                                                                              'nom_etiqueta', e.nom_etiqueta) ORDER BY e.nom_etiqueta), '[]')
                                   FROM flowt.tb_omni8_pessoa_etiqueta x
                                   JOIN flowt.tb_omni8_etiqueta e ON e.cod_tenant = p_tenant AND e.cod_etiqueta = x.cod_etiqueta
                                  WHERE x.cod_tenant = p_tenant AND x.cod_pessoa = p_pessoa),
                   'contatos', flowt.json_contatos(p_tenant, p_pessoa))
          FROM flowt.tb_omni8_pessoa p WHERE p.cod_tenant = p_tenant AND p.cod_pessoa = p_pessoa);
END
$$;
COMMENT ON FUNCTION flowt.json_pessoa(bigint, bigint, boolean)
    IS 'Pessoa com tudo que se cadastrou dela, como a API a mostra à equipe; com ou sem máscara.';

-- Rows of a list: whom it is and how to reach them.
CREATE OR REPLACE FUNCTION flowt.pessoas_resumidas(p_tenant bigint, p_codigos bigint[], p_completo boolean)
RETURNS TABLE (cod_pessoa text, tip_pessoa text, nom_pessoa text, num_documento text, num_telefone text, des_email text, papeis text[],
               sta_pessoa text, dat_criacao timestamptz)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT p.cod_pessoa::text, p.tip_pessoa, coalesce(p.nom_social, p.nom_fantasia, p.nom_pessoa), i.documento, i.telefone, i.email,
           ARRAY(SELECT x.tip_papel FROM flowt.tb_omni8_pessoa_papel x WHERE x.cod_tenant = p_tenant AND x.cod_pessoa = p.cod_pessoa
                  ORDER BY x.tip_papel), p.sta_pessoa, p.dat_criacao
      FROM flowt.tb_omni8_pessoa AS p
     CROSS JOIN LATERAL (
           SELECT max(v.valor) FILTER (WHERE n.tip_identificador IN ('CPF', 'CNPJ')) AS documento,
                  max(v.valor) FILTER (WHERE n.tip_identificador = 'FONE') AS telefone,
                  max(v.valor) FILTER (WHERE n.tip_identificador = 'EMAIL') AS email
             FROM flowt.tb_omni8_pessoa_identificador AS n
            CROSS JOIN LATERAL (SELECT CASE WHEN p_completo THEN n.des_valor
                                            ELSE flowt.identificador_mascarado(n.tip_identificador, n.des_valor) END AS valor) AS v
            WHERE n.cod_tenant = p_tenant AND n.cod_pessoa = p.cod_pessoa AND n.flg_principal) AS i
     WHERE p.cod_tenant = p_tenant AND p.cod_pessoa = ANY (p_codigos)
     ORDER BY p.cod_pessoa;
END;
COMMENT ON FUNCTION flowt.pessoas_resumidas(bigint, bigint[], boolean)
    IS 'Pessoas destes códigos em uma linha cada, com documento, telefone e e-mail principais, inteiros ou mascarados.';

-- Every statement is a range of an index: of the tag, of the role, or of status and kind (written as one, for by equalities the
-- planner takes the primary key and filters all of a tenant).
CREATE OR REPLACE FUNCTION flowt.pagina_de_pessoas(p_tenant bigint, p_quantos integer, p_apos bigint, p_tipo text, p_papel text, p_etiqueta bigint,
                                                   p_status text) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_apos   bigint := coalesce(p_apos, 0);
    v_status text   := coalesce(p_status, 'ATIVA');
    v_tipos  text[] := CASE WHEN p_tipo IS NULL THEN '{F,J}' ELSE ARRAY[p_tipo] END;
BEGIN
    IF p_etiqueta IS NOT NULL THEN
        RETURN ARRAY(SELECT p.cod_pessoa FROM flowt.tb_omni8_pessoa_etiqueta x
                       JOIN flowt.tb_omni8_pessoa p ON p.cod_tenant = p_tenant AND p.cod_pessoa = x.cod_pessoa
                      WHERE x.cod_tenant = p_tenant AND x.cod_etiqueta = p_etiqueta AND x.cod_pessoa > v_apos AND p.sta_pessoa = v_status
                        AND p.tip_pessoa = ANY (v_tipos)
                        AND (p_papel IS NULL OR EXISTS (SELECT FROM flowt.tb_omni8_pessoa_papel r
                                                         WHERE r.cod_tenant = p_tenant AND r.cod_pessoa = x.cod_pessoa AND r.tip_papel = p_papel))
                      ORDER BY x.cod_pessoa LIMIT p_quantos);
    ELSIF p_papel IS NOT NULL THEN
        RETURN ARRAY(SELECT p.cod_pessoa FROM flowt.tb_omni8_pessoa_papel x
                       JOIN flowt.tb_omni8_pessoa p ON p.cod_tenant = p_tenant AND p.cod_pessoa = x.cod_pessoa
                      WHERE x.cod_tenant = p_tenant AND x.tip_papel = p_papel AND x.cod_pessoa > v_apos AND p.sta_pessoa = v_status
                        AND p.tip_pessoa = ANY (v_tipos)
                      ORDER BY x.cod_pessoa LIMIT p_quantos);
    END IF;
    RETURN ARRAY(SELECT n.cod_pessoa FROM unnest(v_tipos) AS t (tipo)
                  CROSS JOIN LATERAL (SELECT p.cod_pessoa FROM flowt.tb_omni8_pessoa p
                                       WHERE p.cod_tenant = p_tenant AND (p.sta_pessoa, p.tip_pessoa, p.cod_pessoa) > (v_status, t.tipo, v_apos)
                                         AND (p.sta_pessoa, p.tip_pessoa, p.cod_pessoa) <= (v_status, t.tipo, 9223372036854775807)
                                       ORDER BY p.sta_pessoa, p.tip_pessoa, p.cod_pessoa LIMIT p_quantos) AS n
                  ORDER BY n.cod_pessoa LIMIT p_quantos);
END
$$;
COMMENT ON FUNCTION flowt.pagina_de_pessoas(bigint, integer, bigint, text, text, bigint, text)
    IS 'Códigos das pessoas de uma página, em ordem de código; sem status, as ativas.';

CREATE OR REPLACE FUNCTION api.pessoa_listar(p_limite integer, p_apos bigint, p_tip_pessoa text, p_tip_papel text, p_cod_etiqueta bigint,
                                             p_sta_pessoa text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint   := flowt.exigir_tenant();
    v_quantos integer  := flowt.tamanho_pagina(p_limite);
    v_pagina  bigint[] := flowt.pagina_de_pessoas(v_tenant, v_quantos, p_apos, p_tip_pessoa, p_tip_papel, p_cod_etiqueta, p_sta_pessoa);
    v_itens   json;
BEGIN
    PERFORM flowt.registrar_leitura_pessoal('lista de pessoas', NULL, cardinality(v_pagina));
    SELECT coalesce(json_agg(p), '[]') INTO v_itens FROM flowt.pessoas_resumidas(v_tenant, v_pagina, flowt.ve_pessoas_inteiras(v_tenant)) AS p;
    RETURN (200, NULL, NULL, json_build_object('itens', v_itens,
        'proximo', CASE WHEN cardinality(v_pagina) = v_quantos THEN v_pagina[v_quantos]::text END)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pessoa_listar(integer, bigint, text, text, bigint, text) IS
$$GET /v1/pessoas
acesso: pessoa.ler
modulo: pessoas
leitura: auditada
resposta: 200 pessoa_lista
etiqueta: Pessoas
Lista clientes e contatos, na ordem em que foram cadastrados.
limite: até 100 por página (20). apos: o "proximo" da página anterior. Filtros: tip_pessoa (F ou J), tip_papel, cod_etiqueta, sta_pessoa (ATIVA, se não dito). Quem não tem pessoa.ler_completo vê documentos, telefones e e-mails mascarados.$$;

CREATE OR REPLACE FUNCTION api.pessoa_ler(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_pessoa bigint := flowt.pessoa_vigente(v_tenant, p_id);
BEGIN
    PERFORM flowt.registrar_leitura_pessoal('ficha da pessoa', v_pessoa, 1);
    RETURN (200, NULL, NULL, flowt.json_pessoa(v_tenant, v_pessoa, flowt.ve_pessoas_inteiras(v_tenant))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pessoa_ler(bigint) IS
$$GET /v1/pessoas/{id}
acesso: pessoa.ler
modulo: pessoas
leitura: auditada
resposta: 200 pessoa
resposta: 404 problema
etiqueta: Pessoas
Lê o cadastro de uma pessoa.
Um cadastro que foi fundido em outro responde com o outro: compare cod_pessoa com o código pedido.$$;

CREATE OR REPLACE FUNCTION api.pessoa_criar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('pessoa_nova', p_corpo);
    v_pessoa bigint := flowt.cadastrar_pessoa(v_tenant, v_corpo,
                                              CASE WHEN coalesce(current_setting('flowt.cod_chave_api', true), '') = '' THEN 'CADASTRO'
                                                   ELSE 'INTEGRACAO' END);
BEGIN
    RETURN (201, NULL, 'Location: /v1/pessoas/' || v_pessoa,
            flowt.json_pessoa(v_tenant, v_pessoa, flowt.ve_pessoas_inteiras(v_tenant))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pessoa_criar(text) IS
$$POST /v1/pessoas
acesso: pessoa.escrever
modulo: pessoas
corpo: pessoa_nova
resposta: 201 pessoa
resposta: 409 problema
resposta: 422 problema
etiqueta: Pessoas
Cadastra uma pessoa, com identificadores, endereços, papéis e etiquetas.
Documentos e telefones podem vir com pontuação. Uma etiqueta que ainda não existe é criada.$$;

CREATE OR REPLACE FUNCTION api.pessoa_alterar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('pessoa_alteracao', p_corpo);
    v_linha  flowt.tb_omni8_pessoa := flowt.travar_pessoa(v_tenant, p_id);
BEGIN
    IF v_linha.num_versao <> (v_corpo ->> 'num_versao')::integer THEN
        PERFORM flowt.recusar_versao(v_linha.num_versao);
    END IF;
    PERFORM flowt.alterar_pessoa(v_linha, v_corpo);
    PERFORM flowt.registrar_leitura_pessoal('ficha da pessoa, depois de alterada', p_id, 1);
    RETURN (200, NULL, NULL, flowt.json_pessoa(v_tenant, p_id, flowt.ve_pessoas_inteiras(v_tenant))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pessoa_alterar(bigint, text) IS
$$PATCH /v1/pessoas/{id}
acesso: pessoa.escrever
modulo: pessoas
corpo: pessoa_alteracao
resposta: 200 pessoa
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Pessoas
Altera os campos enviados; num_versao é a versão lida (409 se mudou desde então).$$;

CREATE OR REPLACE FUNCTION api.pessoa_filiais(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_pessoa bigint := flowt.pessoa_vigente(v_tenant, p_id);
    v_raiz   text;
    v_codigos bigint[];
    v_itens  json;
BEGIN
    SELECT left(i.des_valor, 8) INTO v_raiz FROM flowt.tb_omni8_pessoa_identificador i
     WHERE i.cod_tenant = v_tenant AND i.cod_pessoa = v_pessoa AND i.tip_identificador = 'CNPJ';
    -- The first eight characters are the company, the next four the place. A range, because a generic plan knows no prefix.
    v_codigos := ARRAY(SELECT DISTINCT i.cod_pessoa FROM flowt.tb_omni8_pessoa_identificador i
                         JOIN flowt.tb_omni8_pessoa p ON p.cod_tenant = v_tenant AND p.cod_pessoa = i.cod_pessoa AND p.sta_pessoa = 'ATIVA'
                        WHERE i.cod_tenant = v_tenant AND i.tip_identificador = 'CNPJ' AND i.des_valor ~>=~ v_raiz
                          AND i.des_valor ~<~ (v_raiz || '~') AND i.cod_pessoa <> v_pessoa
                        ORDER BY i.cod_pessoa LIMIT 100);
    PERFORM flowt.registrar_leitura_pessoal('filiais da pessoa jurídica', v_pessoa, cardinality(v_codigos));
    SELECT coalesce(json_agg(p), '[]') INTO v_itens FROM flowt.pessoas_resumidas(v_tenant, v_codigos, flowt.ve_pessoas_inteiras(v_tenant)) AS p;
    RETURN (200, NULL, NULL, json_build_object('itens', v_itens, 'proximo', NULL)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pessoa_filiais(bigint) IS
$$GET /v1/pessoas/{id}/filiais
acesso: pessoa.ler
modulo: pessoas
leitura: auditada
resposta: 200 pessoa_lista
resposta: 404 problema
etiqueta: Pessoas
Outros cadastros com a mesma raiz de CNPJ (matriz e filiais), até 100; vazia para quem não tem CNPJ.$$;
