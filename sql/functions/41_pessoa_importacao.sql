-- Import of people (guide chapter 4.2): from a line to a person, who is made by the functions that make one typed in.

-- What is longer than any document is refused with its line: an index would not take it, and the whole file would go with it.
CREATE OR REPLACE FUNCTION flowt.documento_de_csv(p_valor text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE WHEN length(p_valor) <= 40 THEN flowt.documento_normalizado(p_valor) END;
COMMENT ON FUNCTION flowt.documento_de_csv(text) IS 'Documento de uma linha, para achar outra igual no arquivo; nulo se é longo demais para ser um.';

-- What was sent under each name, or nothing.
CREATE OR REPLACE FUNCTION flowt.data_de_planilha(p_texto text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE WHEN p_texto ~ '^[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}$'
            THEN regexp_replace(regexp_replace(p_texto, '^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})$', '\3-0\2-0\1'), '-0([0-9]{2})', '-\1', 'g')
            ELSE regexp_replace(p_texto, '[T ]00:00(:00)?$', '') END;
COMMENT ON FUNCTION flowt.data_de_planilha(text) IS 'Data dd/mm/aaaa ou aaaa-mm-dd como aaaa-mm-dd; o que não é uma fica como está.';

CREATE OR REPLACE FUNCTION flowt.tipo_da_linha(p_linha jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE WHEN p_linha ->> 'tipo' IS NOT NULL THEN
                CASE WHEN flowt.sem_acento(p_linha ->> 'tipo') IN ('f', 'pf', 'fisica', 'pessoa fisica') THEN 'F'
                     WHEN flowt.sem_acento(p_linha ->> 'tipo') IN ('j', 'pj', 'juridica',
                                                                   'pessoa juridica') THEN 'J' ELSE left(p_linha ->> 'tipo', 40) END
            WHEN length(flowt.documento_normalizado(p_linha ->> 'documento')) > 11
                OR (p_linha ->> 'documento' IS NULL AND p_linha ?| '{nome_fantasia,inscricao_estadual}') THEN 'J'
            ELSE 'F' END;
COMMENT ON FUNCTION flowt.tipo_da_linha(jsonb) IS 'F ou J de uma linha: o que ela diz ou, se não diz, o que seu documento mostra.';

-- A leading zero is what a spreadsheet takes away from a document kept as a number.
CREATE OR REPLACE FUNCTION flowt.pessoa_da_linha(p_linha jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tipo      text := flowt.tipo_da_linha(p_linha);
    v_documento text := flowt.documento_normalizado(p_linha ->> 'documento');
    v_tamanho   integer := CASE v_tipo WHEN 'J' THEN 14 ELSE 11 END;
BEGIN
    IF v_documento ~ '^[0-9]+$' AND length(v_documento) BETWEEN v_tamanho - 3 AND v_tamanho - 1 THEN
        v_documento := lpad(v_documento, v_tamanho, '0');
    END IF;
    RETURN jsonb_strip_nulls(jsonb_build_object('tip_pessoa', v_tipo, 'nom_pessoa', p_linha ->> 'nome', 'nom_social', p_linha ->> 'nome_social',
        'nom_fantasia', p_linha ->> 'nome_fantasia',
        'dat_nascimento', flowt.data_de_planilha(p_linha ->> 'nascimento'),
        'num_inscricao_estadual', flowt.documento_normalizado(p_linha ->> 'inscricao_estadual'),
        'des_observacao', p_linha ->> 'observacao',
        'papeis', (SELECT jsonb_agg(DISTINCT upper(btrim(x))) FROM regexp_split_to_table(coalesce(p_linha ->> 'papel', 'CLIENTE'), '[,|]') AS x
                    WHERE btrim(x) <> ''),
        'etiquetas', (SELECT jsonb_agg(DISTINCT btrim(e)) FROM regexp_split_to_table(p_linha ->> 'etiquetas', '[,|]') AS e WHERE btrim(e) <> ''),
        'identificadores', (SELECT jsonb_agg(DISTINCT jsonb_build_object('tip_identificador', i.tipo,
                                                                         'des_valor', coalesce(flowt.identificador_normalizado(i.tipo, i.valor),
                                                                             i.valor)))
                              FROM (VALUES (CASE v_tipo WHEN 'J' THEN 'CNPJ' ELSE 'CPF' END, v_documento), ('FONE', p_linha ->> 'telefone'),
                                           ('FONE', p_linha ->> 'celular'),
                                           ('EMAIL', p_linha ->> 'email')) AS i (tipo, valor) WHERE i.valor IS NOT NULL),
        'enderecos', CASE WHEN p_linha ?| '{logradouro,cidade,cep}' THEN jsonb_build_array(jsonb_build_object('des_logradouro',
            p_linha ->> 'logradouro', 'num_endereco', p_linha ->> 'numero',
            'des_complemento', p_linha ->> 'complemento', 'nom_bairro', p_linha ->> 'bairro', 'nom_cidade', p_linha ->> 'cidade',
            'sig_uf', upper(p_linha ->> 'uf'), 'num_cep', p_linha ->> 'cep',
            'des_referencia', p_linha ->> 'referencia')) END));
END
$$;
COMMENT ON FUNCTION flowt.pessoa_da_linha(jsonb) IS 'Linha de um arquivo como corpo de um cadastro (pessoa_nova).';

-- Where in the file what is wrong in the body is.
CREATE OR REPLACE FUNCTION flowt.coluna_do_campo(p_campo text, p_corpo jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    v_folha text := regexp_replace(p_campo, '^.*\.', '');
BEGIN
    RETURN CASE WHEN p_campo LIKE 'identificadores%'
                THEN CASE p_corpo #>> ARRAY['identificadores', substring(p_campo FROM '\[([0-9]+)\]'), 'tip_identificador'] WHEN 'EMAIL' THEN 'email'
                          WHEN 'FONE' THEN 'telefone' ELSE 'documento' END
                WHEN p_campo LIKE 'papeis%' THEN 'papel' WHEN p_campo LIKE 'etiquetas%' THEN 'etiquetas'
                ELSE coalesce((SELECT c.coluna FROM (VALUES ('nom_pessoa', 'nome'), ('nom_social', 'nome_social'), ('nom_fantasia', 'nome_fantasia'),
                         ('tip_pessoa', 'tipo'),
                         ('dat_nascimento', 'nascimento'), ('num_inscricao_estadual', 'inscricao_estadual'), ('des_observacao', 'observacao'),
                         ('des_logradouro', 'logradouro'), ('num_endereco', 'numero'),
                         ('des_complemento', 'complemento'), ('nom_bairro', 'bairro'), ('nom_cidade', 'cidade'), ('sig_uf', 'uf'),
                         ('num_cep', 'cep'), ('des_referencia', 'referencia')) AS c (campo, coluna)
                        WHERE c.campo = v_folha), v_folha) END;
END
$$;
COMMENT ON FUNCTION flowt.coluna_do_campo(text, jsonb) IS 'Coluna do arquivo de que veio um campo do cadastro.';

CREATE OR REPLACE FUNCTION flowt.erros_da_linha(p_linha jsonb, p_corpo jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_erros jsonb := flowt.validar_json('{"$ref": "pessoa_nova"}', p_corpo, '');
BEGIN
    IF p_corpo ->> 'tip_pessoa' IN ('F', 'J') THEN
        v_erros := v_erros || flowt.erros_de_identificadores(p_corpo ->> 'tip_pessoa', coalesce(p_corpo -> 'identificadores', '[]'),
                                                             'identificadores');
    END IF;
    IF p_linha ->> 'consentimento' IS NOT NULL AND flowt.sim_ou_nao(p_linha ->> 'consentimento') IS NULL THEN
        v_erros := v_erros || flowt.erro_de_campo('consentimento', 'opcao_invalida', 'Escreva sim ou não.');
    ELSIF p_linha ->> 'consentimento' IS NOT NULL AND coalesce(length(p_linha ->> 'versao_do_texto'), 0) NOT BETWEEN 1 AND 40 THEN
        v_erros := v_erros || flowt.erro_de_campo('versao_do_texto', 'campo_obrigatorio',
                                                  'Diga a versão do texto com que a pessoa consentiu, com até 40 caracteres.');
    ELSIF upper(coalesce(p_linha ->> 'canal_do_consentimento', 'TODOS')) NOT IN ('EMAIL', 'SMS', 'WHATSAPP', 'PUSH', 'SITE', 'TODOS') THEN
        v_erros := v_erros || flowt.erro_de_campo('canal_do_consentimento', 'opcao_invalida', 'O canal é EMAIL, SMS, WHATSAPP, PUSH, SITE ou TODOS.');
    END IF;
    RETURN (SELECT coalesce(jsonb_agg(e || jsonb_build_object('campo', flowt.coluna_do_campo(e ->> 'campo', p_corpo))), '[]')
              FROM jsonb_array_elements(v_erros) AS e);
END
$$;
COMMENT ON FUNCTION flowt.erros_da_linha(jsonb, jsonb) IS 'Erros de uma linha, com o nome da coluna de cada um.';

-- Only what proves who it is: something verified, or the same document. An unverified phone may be a family's.
CREATE OR REPLACE FUNCTION flowt.pessoa_ja_cadastrada(p_tenant bigint, p_corpo jsonb) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_item   jsonb;
    v_pessoa bigint;
BEGIN
    -- One look-up each, documents first.
    FOR v_item IN SELECT e FROM jsonb_array_elements(p_corpo -> 'identificadores') AS e
                   ORDER BY e ->> 'tip_identificador' IN ('CPF', 'CNPJ') DESC, e ->> 'tip_identificador' LOOP
        SELECT i.cod_pessoa INTO v_pessoa
          FROM flowt.tb_omni8_pessoa_identificador AS i JOIN flowt.tb_omni8_pessoa AS p ON p.cod_tenant = p_tenant AND p.cod_pessoa = i.cod_pessoa
         WHERE i.cod_tenant = p_tenant AND i.tip_identificador = v_item ->> 'tip_identificador' AND i.des_valor = v_item ->> 'des_valor'
           AND (i.dat_verificacao IS NOT NULL OR i.tip_identificador IN ('CPF', 'CNPJ')) AND p.sta_pessoa = 'ATIVA'
           AND p.tip_pessoa = p_corpo ->> 'tip_pessoa'
         ORDER BY i.dat_verificacao NULLS LAST, i.cod_pessoa LIMIT 1;
        EXIT WHEN FOUND;
    END LOOP;
    RETURN v_pessoa;
END
$$;
COMMENT ON FUNCTION flowt.pessoa_ja_cadastrada(bigint, jsonb)
    IS 'Pessoa ativa com algum destes identificadores verificado, ou com o mesmo documento; nula se não há.';

-- What she lacks is filled in; what she has stays, verified or not.
CREATE OR REPLACE FUNCTION flowt.completar_pessoa(p_tenant bigint, p_pessoa bigint, p_corpo jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_pessoa flowt.tb_omni8_pessoa := flowt.travar_pessoa(p_tenant, p_pessoa);
    v_falta  jsonb;
    v_item   jsonb;
BEGIN
    SELECT coalesce(jsonb_object_agg(e.key, e.value), '{}') INTO v_falta
      FROM jsonb_each(p_corpo - '{tip_pessoa,nom_pessoa,identificadores,enderecos,papeis,etiquetas}'::text[]) AS e
     WHERE to_jsonb(v_pessoa) ->> e.key IS NULL;
    IF v_falta <> '{}' THEN
        PERFORM flowt.alterar_pessoa(v_pessoa, v_falta);
    END IF;
    FOR v_item IN
        SELECT e FROM jsonb_array_elements(p_corpo -> 'identificadores') AS e
         WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_pessoa_identificador i
                            WHERE i.cod_tenant = p_tenant AND i.cod_pessoa = p_pessoa AND i.tip_identificador = e ->> 'tip_identificador'
                              AND (i.des_valor = e ->> 'des_valor' OR i.tip_identificador IN ('CPF', 'CNPJ')))
    LOOP
        PERFORM flowt.incluir_identificador(v_pessoa, v_item);
    END LOOP;
    IF p_corpo ? 'enderecos' AND NOT EXISTS (SELECT FROM flowt.tb_omni8_pessoa_endereco e WHERE e.cod_tenant = p_tenant AND e.cod_pessoa = p_pessoa
            AND flowt.sem_acento(e.des_logradouro) = flowt.sem_acento(btrim(p_corpo #>> '{enderecos,0,des_logradouro}'))
            AND e.num_endereco IS NOT DISTINCT FROM p_corpo #>> '{enderecos,0,num_endereco}') THEN
        PERFORM flowt.gravar_endereco(v_pessoa, NULL, p_corpo #> '{enderecos,0}');
    END IF;
    INSERT INTO flowt.tb_omni8_pessoa_papel (cod_tenant, cod_pessoa, tip_papel)
    SELECT p_tenant, p_pessoa, x FROM jsonb_array_elements_text(p_corpo -> 'papeis') AS x ON CONFLICT (cod_tenant, cod_pessoa, tip_papel) DO NOTHING;
    PERFORM flowt.etiquetar(p_tenant, p_pessoa, coalesce(p_corpo -> 'etiquetas', '[]'));
END
$$;
COMMENT ON FUNCTION flowt.completar_pessoa(bigint, bigint, jsonb)
    IS 'Acrescenta a uma pessoa o que um arquivo traz e ela não tinha; nada do que tinha muda.';

-- A yes in a file does not undo what the person herself has said since; a no is always heard.
CREATE OR REPLACE FUNCTION flowt.consentir_pelo_arquivo(p_tenant bigint, p_pessoa bigint, p_linha jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_sim   boolean := flowt.sim_ou_nao(p_linha ->> 'consentimento');
BEGIN
    IF v_sim IS NULL OR v_sim AND EXISTS (SELECT FROM flowt.tb_omni8_consentimento c
                                           WHERE c.cod_tenant = p_tenant AND c.cod_pessoa = p_pessoa AND c.tip_finalidade = 'MARKETING') THEN
        RETURN;
    END IF;
    PERFORM flowt.registrar_consentimento(p_tenant, p_pessoa,
        jsonb_build_object('tip_finalidade', 'MARKETING', 'flg_concedido', v_sim, 'num_versao_texto', p_linha ->> 'versao_do_texto',
        'tip_canal', upper(coalesce(p_linha ->> 'canal_do_consentimento', 'TODOS'))), 'IMPORTACAO', NULL);
END
$$;
COMMENT ON FUNCTION flowt.consentir_pelo_arquivo(bigint, bigint, jsonb) IS 'Registra o consentimento de marketing que uma coluna do arquivo declara.';
