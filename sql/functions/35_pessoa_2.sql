-- People (guide chapter 4.2): what a person has, added, changed and removed: identifiers, addresses, roles, tags, contacts.

CREATE OR REPLACE FUNCTION flowt.conferir_quantidade(p_quantos bigint, p_o_que text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF p_quantos >= flowt.limite_de_partes_da_pessoa() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'pessoa_com_partes_demais',
            DETAIL = format('Uma pessoa tem até %s %s: retire algum antes.', flowt.limite_de_partes_da_pessoa(), p_o_que);
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.conferir_quantidade(bigint, text) IS 'Levanta 422 se a pessoa já tem o máximo de algo.';

CREATE OR REPLACE FUNCTION flowt.erros_de_identificadores(p_tipo_pessoa text, p_itens jsonb, p_prefixo text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(e.erro -> 0 ORDER BY i.posicao), '[]')
          FROM jsonb_array_elements(p_itens) WITH ORDINALITY AS i (item, posicao)
         CROSS JOIN LATERAL (SELECT i.item ->> 'tip_identificador' AS tipo,
                                    CASE p_prefixo WHEN '' THEN '' ELSE format('%s[%s].', p_prefixo, i.posicao - 1) END AS prefixo) AS t
         CROSS JOIN LATERAL (SELECT CASE
                   WHEN flowt.identificador_normalizado(t.tipo, i.item ->> 'des_valor') IS NULL THEN flowt.erro_de_campo(t.prefixo || 'des_valor',
                            'identificador_invalido', CASE t.tipo
                            WHEN 'EMAIL' THEN 'O e-mail não é um endereço válido.' WHEN 'FONE' THEN 'Use DDD e número, como (11) 91234-5678.'
                            WHEN 'CPF' THEN 'O CPF não confere: digite-o de novo.' ELSE 'O CNPJ não confere: digite-o de novo.' END)
                   WHEN t.tipo = 'CPF' AND p_tipo_pessoa = 'J' OR t.tipo = 'CNPJ' AND p_tipo_pessoa = 'F'
                        THEN flowt.erro_de_campo(t.prefixo || 'tip_identificador', 'documento_de_outro_tipo',
                                                 'CPF é de pessoa física; CNPJ, de jurídica.') END AS erro) AS e
         WHERE e.erro IS NOT NULL);
END
$$;
COMMENT ON FUNCTION flowt.erros_de_identificadores(text, jsonb, text)
    IS 'Erros de uma lista de identificadores para um tipo de pessoa, com o nome de cada campo.';

CREATE OR REPLACE FUNCTION flowt.incluir_identificador(p_pessoa flowt.tb_omni8_pessoa, p_item jsonb) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := p_pessoa.cod_tenant;
    v_tipo   text   := p_item ->> 'tip_identificador';
    v_valor  text   := flowt.identificador_normalizado(v_tipo, p_item ->> 'des_valor');
    v_dono   bigint;
    v_resumo record;
    v_codigo bigint;
BEGIN
    SELECT count(*) AS quantos, count(*) FILTER (WHERE i.tip_identificador = v_tipo) AS do_tipo INTO v_resumo
      FROM flowt.tb_omni8_pessoa_identificador i WHERE i.cod_tenant = v_tenant AND i.cod_pessoa = p_pessoa.cod_pessoa;
    PERFORM flowt.conferir_quantidade(v_resumo.quantos, 'contatos e documentos');
    IF v_tipo IN ('CPF', 'CNPJ') THEN
        SELECT i.cod_pessoa INTO v_dono FROM flowt.tb_omni8_pessoa_identificador i
         WHERE i.cod_tenant = v_tenant AND i.tip_identificador = v_tipo AND i.des_valor = v_valor AND i.dat_verificacao IS NOT NULL
           AND i.cod_pessoa <> p_pessoa.cod_pessoa;
        IF FOUND THEN
            RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'identificador_verificado_de_outra_pessoa',
                DETAIL = 'Este documento já foi verificado em outro cadastro: use-o, em vez de cadastrar a pessoa de novo.',
                    HINT = json_build_object('cod_pessoa', v_dono::text)::text;
        ELSIF v_resumo.do_tipo > 0 THEN
            RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'pessoa_ja_tem_documento',
                DETAIL = format('Esta pessoa já tem um %s: retire-o antes de pôr outro.', v_tipo);
        END IF;
    END IF;
    -- The first of its kind is the preferred one until another is.
    IF (p_item ->> 'flg_principal')::boolean AND v_resumo.do_tipo > 0 THEN
        UPDATE flowt.tb_omni8_pessoa_identificador i SET flg_principal = false
         WHERE i.cod_tenant = v_tenant AND i.cod_pessoa = p_pessoa.cod_pessoa AND i.tip_identificador = v_tipo AND i.flg_principal;
    END IF;
    INSERT INTO flowt.tb_omni8_pessoa_identificador (cod_tenant, cod_pessoa, tip_identificador, des_valor, flg_principal)
    VALUES (v_tenant, p_pessoa.cod_pessoa, v_tipo, v_valor, v_resumo.do_tipo = 0 OR coalesce((p_item ->> 'flg_principal')::boolean, false))
    RETURNING cod_identificador INTO v_codigo;
    RETURN v_codigo;
END
$$;
COMMENT ON FUNCTION flowt.incluir_identificador(flowt.tb_omni8_pessoa, jsonb)
    IS 'Põe um identificador já conferido em uma pessoa travada; o primeiro de seu tipo é o principal.';

CREATE OR REPLACE FUNCTION flowt.gravar_endereco(p_pessoa flowt.tb_omni8_pessoa, p_endereco bigint, p_item jsonb) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := p_pessoa.cod_tenant;
    v_quantos bigint;
    v_linha  flowt.tb_omni8_pessoa_endereco;
BEGIN
    SELECT e.* INTO v_linha FROM flowt.tb_omni8_pessoa_endereco e
     WHERE e.cod_tenant = v_tenant AND e.cod_pessoa = p_pessoa.cod_pessoa AND e.cod_endereco = p_endereco;
    IF NOT FOUND AND p_endereco IS NOT NULL THEN
        PERFORM flowt.recusar_registro('este endereço');
    END IF;
    SELECT count(*) INTO v_quantos FROM flowt.tb_omni8_pessoa_endereco e WHERE e.cod_tenant = v_tenant AND e.cod_pessoa = p_pessoa.cod_pessoa;
    v_linha := jsonb_populate_record(v_linha, p_item || CASE WHEN p_item ->> 'num_cep' IS NULL THEN '{}'
                                                             ELSE jsonb_build_object('num_cep', replace(p_item ->> 'num_cep', '-', '')) END);
    IF (p_item ->> 'flg_principal')::boolean THEN
        UPDATE flowt.tb_omni8_pessoa_endereco e SET flg_principal = false
         WHERE e.cod_tenant = v_tenant AND e.cod_pessoa = p_pessoa.cod_pessoa AND e.flg_principal AND e.cod_endereco IS DISTINCT FROM p_endereco;
    END IF;
    IF p_endereco IS NOT NULL THEN
        UPDATE flowt.tb_omni8_pessoa_endereco e
           SET (nom_endereco, des_logradouro, num_endereco, des_complemento, nom_bairro, nom_cidade, sig_uf, num_cep, des_referencia, flg_principal)
             = (v_linha.nom_endereco, v_linha.des_logradouro, v_linha.num_endereco, v_linha.des_complemento, v_linha.nom_bairro, v_linha.nom_cidade,
                v_linha.sig_uf,
                v_linha.num_cep, v_linha.des_referencia, v_linha.flg_principal)
         WHERE e.cod_tenant = v_tenant AND e.cod_endereco = p_endereco;
        RETURN p_endereco;
    END IF;
    PERFORM flowt.conferir_quantidade(v_quantos, 'endereços');
    INSERT INTO flowt.tb_omni8_pessoa_endereco (cod_tenant, cod_pessoa, nom_endereco, des_logradouro, num_endereco, des_complemento, nom_bairro,
                                                nom_cidade, sig_uf, num_cep,
                                                des_referencia, flg_principal)
    VALUES (v_tenant, p_pessoa.cod_pessoa, v_linha.nom_endereco, btrim(v_linha.des_logradouro), v_linha.num_endereco, v_linha.des_complemento,
            v_linha.nom_bairro,
            btrim(v_linha.nom_cidade), v_linha.sig_uf, v_linha.num_cep, v_linha.des_referencia, v_quantos = 0
            OR coalesce(v_linha.flg_principal, false))
    RETURNING cod_endereco INTO v_linha.cod_endereco;
    RETURN v_linha.cod_endereco;
END
$$;
COMMENT ON FUNCTION flowt.gravar_endereco(flowt.tb_omni8_pessoa, bigint, jsonb)
    IS 'Inclui (código nulo) ou altera um endereço de uma pessoa travada, com os campos enviados; o primeiro é o principal.';

CREATE OR REPLACE FUNCTION flowt.etiquetar(p_tenant bigint, p_pessoa bigint, p_nomes jsonb) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    -- In order of name, so that two people tagged at once never wait for each other in a ring.
    INSERT INTO flowt.tb_omni8_etiqueta (cod_tenant, nom_etiqueta)
    SELECT p_tenant, n.nome FROM (SELECT DISTINCT btrim(e) AS nome FROM jsonb_array_elements_text(p_nomes) AS e) AS n
     WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_etiqueta x WHERE x.cod_tenant = p_tenant AND x.nom_etiqueta = n.nome) ORDER BY n.nome
    ON CONFLICT (cod_tenant, nom_etiqueta) DO NOTHING;
    INSERT INTO flowt.tb_omni8_pessoa_etiqueta (cod_tenant, cod_pessoa, cod_etiqueta)
    SELECT p_tenant, p_pessoa, x.cod_etiqueta FROM flowt.tb_omni8_etiqueta x
     WHERE x.cod_tenant = p_tenant AND x.nom_etiqueta IN (SELECT btrim(e) FROM jsonb_array_elements_text(p_nomes) AS e)
    ON CONFLICT DO NOTHING;
END
$$;
COMMENT ON FUNCTION flowt.etiquetar(bigint, bigint, jsonb) IS 'Põe etiquetas em uma pessoa, pelo nome; cria as que faltam.';

CREATE OR REPLACE FUNCTION flowt.cadastrar_pessoa(p_tenant bigint, p_corpo jsonb, p_origem text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_nova  flowt.tb_omni8_pessoa := jsonb_populate_record(NULL::flowt.tb_omni8_pessoa, p_corpo);
    v_erros jsonb := flowt.erros_de_identificadores(v_nova.tip_pessoa, coalesce(p_corpo -> 'identificadores', '[]'), 'identificadores');
    v_item  jsonb;
BEGIN
    IF v_erros <> '[]' THEN
        PERFORM flowt.recusar_corpo(v_erros);
    END IF;
    INSERT INTO flowt.tb_omni8_pessoa (cod_tenant, tip_pessoa, nom_pessoa, nom_social, nom_fantasia, dat_nascimento, num_inscricao_estadual,
                                       des_observacao, tip_origem,
                                       js_campos)
    VALUES (p_tenant, v_nova.tip_pessoa, btrim(v_nova.nom_pessoa), btrim(v_nova.nom_social), btrim(v_nova.nom_fantasia), v_nova.dat_nascimento,
            flowt.documento_normalizado(v_nova.num_inscricao_estadual), v_nova.des_observacao, p_origem,
            flowt.fundir_campos('{}', p_corpo -> 'campos'))
    RETURNING * INTO v_nova;
    FOR v_item IN SELECT jsonb_array_elements(p_corpo -> 'identificadores') LOOP
        PERFORM flowt.incluir_identificador(v_nova, v_item);
    END LOOP;
    FOR v_item IN SELECT jsonb_array_elements(p_corpo -> 'enderecos') LOOP
        PERFORM flowt.gravar_endereco(v_nova, NULL, v_item);
    END LOOP;
    INSERT INTO flowt.tb_omni8_pessoa_papel (cod_tenant, cod_pessoa, tip_papel)
    SELECT DISTINCT p_tenant, v_nova.cod_pessoa, x FROM jsonb_array_elements_text(p_corpo -> 'papeis') AS x;
    PERFORM flowt.etiquetar(p_tenant, v_nova.cod_pessoa, coalesce(p_corpo -> 'etiquetas', '[]'));
    RETURN v_nova.cod_pessoa;
END
$$;
COMMENT ON FUNCTION flowt.cadastrar_pessoa(bigint, jsonb, text)
    IS 'Cadastra uma pessoa (um pessoa_nova já conferido) com tudo que veio nela; 422 nomeia todos os identificadores errados.';

CREATE OR REPLACE FUNCTION flowt.alterar_pessoa(p_linha flowt.tb_omni8_pessoa, p_corpo jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_linha flowt.tb_omni8_pessoa := jsonb_populate_record(p_linha, p_corpo - 'num_versao');
BEGIN
    UPDATE flowt.tb_omni8_pessoa p
       SET (nom_pessoa, nom_social, nom_fantasia, dat_nascimento, num_inscricao_estadual, des_observacao, js_campos)
         = (btrim(v_linha.nom_pessoa), btrim(v_linha.nom_social), btrim(v_linha.nom_fantasia), v_linha.dat_nascimento,
            flowt.documento_normalizado(v_linha.num_inscricao_estadual), v_linha.des_observacao,
            flowt.fundir_campos(v_linha.js_campos, p_corpo -> 'campos'))
     WHERE p.cod_tenant = v_linha.cod_tenant AND p.cod_pessoa = v_linha.cod_pessoa;
END
$$;
COMMENT ON FUNCTION flowt.alterar_pessoa(flowt.tb_omni8_pessoa, jsonb) IS 'Altera os campos enviados de uma pessoa travada.';

CREATE OR REPLACE FUNCTION flowt.achar_identificador(p_tenant bigint, p_pessoa bigint, p_identificador bigint)
    RETURNS flowt.tb_omni8_pessoa_identificador
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_linha flowt.tb_omni8_pessoa_identificador;
BEGIN
    SELECT i.* INTO v_linha FROM flowt.tb_omni8_pessoa_identificador i
     WHERE i.cod_tenant = p_tenant AND i.cod_pessoa = p_pessoa AND i.cod_identificador = p_identificador;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('este contato ou documento');
    END IF;
    RETURN v_linha;
END
$$;
COMMENT ON FUNCTION flowt.achar_identificador(bigint, bigint, bigint) IS 'Identificador de uma pessoa; 404 se não é dela.';

CREATE OR REPLACE FUNCTION flowt.resposta_identificador(p_tenant bigint, p_identificador bigint, p_status integer, p_completo boolean)
    RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT (p_status, NULL, NULL, json_build_object('cod_identificador', i.cod_identificador::text, 'tip_identificador', i.tip_identificador,
                   'des_valor', CASE WHEN p_completo THEN i.des_valor ELSE flowt.identificador_mascarado(i.tip_identificador, i.des_valor) END,
                   'flg_principal', i.flg_principal, 'dat_verificacao', i.dat_verificacao)::text)::flowt.resposta
          FROM flowt.tb_omni8_pessoa_identificador i WHERE i.cod_tenant = p_tenant AND i.cod_identificador = p_identificador);
END
$$;
COMMENT ON FUNCTION flowt.resposta_identificador(bigint, bigint, integer, boolean) IS 'Resposta com um identificador, inteiro ou mascarado.';

CREATE OR REPLACE FUNCTION flowt.retirar_identificador(p_linha flowt.tb_omni8_pessoa_identificador) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM flowt.tb_omni8_pessoa_identificador i WHERE i.cod_tenant = p_linha.cod_tenant AND i.cod_identificador = p_linha.cod_identificador;
    IF p_linha.flg_principal THEN
        UPDATE flowt.tb_omni8_pessoa_identificador i SET flg_principal = true
         WHERE i.cod_tenant = p_linha.cod_tenant AND i.cod_identificador = (
               SELECT n.cod_identificador FROM flowt.tb_omni8_pessoa_identificador n
                WHERE n.cod_tenant = p_linha.cod_tenant AND n.cod_pessoa = p_linha.cod_pessoa AND n.tip_identificador = p_linha.tip_identificador
                ORDER BY n.dat_verificacao IS NULL, n.cod_identificador LIMIT 1);
    END IF;
END
$$;
COMMENT ON FUNCTION flowt.retirar_identificador(flowt.tb_omni8_pessoa_identificador)
    IS 'Retira um identificador; se era o principal, outro de seu tipo passa a ser.';

CREATE OR REPLACE FUNCTION api.identificador_criar(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('identificador_novo', p_corpo);
    v_pessoa flowt.tb_omni8_pessoa := flowt.travar_pessoa(v_tenant, p_id);
    v_erros  jsonb  := flowt.erros_de_identificadores(v_pessoa.tip_pessoa, jsonb_build_array(v_corpo), '');
    v_codigo bigint;
BEGIN
    IF v_erros <> '[]' THEN
        PERFORM flowt.recusar_corpo(v_erros);
    END IF;
    v_codigo := flowt.incluir_identificador(v_pessoa, v_corpo);
    RETURN flowt.resposta_identificador(v_tenant, v_codigo, 201, flowt.ve_pessoas_inteiras(v_tenant));
END
$$;
COMMENT ON FUNCTION api.identificador_criar(bigint, text) IS
$$POST /v1/pessoas/{id}/identificadores
acesso: pessoa.escrever
modulo: pessoas
corpo: identificador_novo
resposta: 201 identificador
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Pessoas
Acrescenta um e-mail, telefone, CPF ou CNPJ a uma pessoa.$$;

CREATE OR REPLACE FUNCTION api.identificador_alterar(p_id bigint, p_identificador bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('identificador_alteracao', p_corpo);
    v_pessoa flowt.tb_omni8_pessoa := flowt.travar_pessoa(v_tenant, p_id);
    v_linha  flowt.tb_omni8_pessoa_identificador := flowt.achar_identificador(v_tenant, p_id, p_identificador);
BEGIN
    UPDATE flowt.tb_omni8_pessoa_identificador i SET flg_principal = false
     WHERE i.cod_tenant = v_tenant AND i.cod_pessoa = p_id AND i.tip_identificador = v_linha.tip_identificador AND i.flg_principal
       AND i.cod_identificador <> p_identificador;
    UPDATE flowt.tb_omni8_pessoa_identificador i SET flg_principal = true
     WHERE i.cod_tenant = v_tenant AND i.cod_identificador = p_identificador AND NOT i.flg_principal;
    PERFORM flowt.registrar_leitura_pessoal('contato ou documento da pessoa', p_id, 1);
    RETURN flowt.resposta_identificador(v_tenant, p_identificador, 200, flowt.ve_pessoas_inteiras(v_tenant));
END
$$;
COMMENT ON FUNCTION api.identificador_alterar(bigint, bigint, text) IS
$$PATCH /v1/pessoas/{id}/identificadores/{identificador}
acesso: pessoa.escrever
modulo: pessoas
corpo: identificador_alteracao
resposta: 200 identificador
resposta: 404 problema
etiqueta: Pessoas
Torna este o principal de seu tipo. O valor não se altera: cadastre outro e retire este.$$;

CREATE OR REPLACE FUNCTION api.identificador_excluir(p_id bigint, p_identificador bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_pessoa flowt.tb_omni8_pessoa := flowt.travar_pessoa(v_tenant, p_id);
    v_linha  flowt.tb_omni8_pessoa_identificador := flowt.achar_identificador(v_tenant, p_id, p_identificador);
BEGIN
    IF v_linha.dat_verificacao IS NOT NULL THEN
        PERFORM flowt.exigir_permissao('pessoa.verificar');
    END IF;
    PERFORM flowt.retirar_identificador(v_linha);
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.identificador_excluir(bigint, bigint) IS
$$DELETE /v1/pessoas/{id}/identificadores/{identificador}
acesso: pessoa.escrever
modulo: pessoas
resposta: 204
resposta: 404 problema
etiqueta: Pessoas
Retira um contato ou documento; um verificado, só com a permissão pessoa.verificar.$$;
