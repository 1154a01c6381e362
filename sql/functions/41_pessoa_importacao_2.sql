-- Import of people (guide chapter 4.2): what the importer (40_importacao) asks of it, and its routes.

CREATE OR REPLACE FUNCTION flowt.importar_pessoa(p_importacao flowt.tb_omni8_importacao, p_linha flowt.linha_lida, OUT resultado text,
                                                 OUT erros jsonb)
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant    bigint := p_importacao.cod_tenant;
    v_corpo     jsonb  := flowt.pessoa_da_linha((p_linha).js_linha);
    v_pessoa    bigint;
    v_detalhe   text;
    v_restricao text;
BEGIN
    resultado := 'RECUSADA';
    erros := flowt.erros_da_linha((p_linha).js_linha, v_corpo);
    IF erros <> '[]' THEN
        RETURN;
    END IF;
    v_pessoa := flowt.pessoa_ja_cadastrada(v_tenant, v_corpo);
    resultado := CASE WHEN v_pessoa IS NOT NULL OR flowt.linha_repetida(p_importacao, p_linha) THEN 'ALTERADA' ELSE 'CRIADA' END;
    IF p_importacao.flg_simulacao THEN
        RETURN;
    END IF;
    BEGIN
        IF v_pessoa IS NULL THEN
            v_pessoa := flowt.cadastrar_pessoa(v_tenant, v_corpo, 'IMPORTACAO');
        ELSE
            PERFORM flowt.completar_pessoa(v_tenant, v_pessoa, v_corpo);
        END IF;
        PERFORM flowt.consentir_pelo_arquivo(v_tenant, v_pessoa, (p_linha).js_linha);
    EXCEPTION WHEN integrity_constraint_violation OR data_exception OR SQLSTATE 'PT409' OR SQLSTATE 'PT422' THEN
        GET STACKED DIAGNOSTICS v_detalhe = PG_EXCEPTION_DETAIL, v_restricao = CONSTRAINT_NAME;
        resultado := 'RECUSADA';
        erros := flowt.erro_da_linha(SQLSTATE, SQLERRM, v_detalhe, v_restricao);
    END;
END
$$;
COMMENT ON FUNCTION flowt.importar_pessoa(flowt.tb_omni8_importacao, flowt.linha_lida)
    IS 'Importa (ou só confere) uma linha, inteira ou nada: CRIADA, ALTERADA ou RECUSADA com os erros.';

CREATE OR REPLACE FUNCTION flowt.importar_pessoas(p_importacao flowt.tb_omni8_importacao, p_linhas flowt.linha_lida[]) RETURNS SETOF flowt.linha_feita
LANGUAGE plpgsql AS $$
DECLARE
    v_linha flowt.linha_lida;
    v_feita record;
BEGIN
    FOREACH v_linha IN ARRAY p_linhas LOOP
        SELECT f.* INTO v_feita FROM flowt.importar_pessoa(p_importacao, v_linha) AS f;
        RETURN NEXT (v_linha.num_linha, v_feita.resultado, v_feita.erros)::flowt.linha_feita;
    END LOOP;
END
$$;
COMMENT ON FUNCTION flowt.importar_pessoas(flowt.tb_omni8_importacao, flowt.linha_lida[]) IS 'Importa um lote de linhas de um arquivo de pessoas.';

-- MARK: routes

CREATE OR REPLACE FUNCTION api.importacao_criar(p_arquivo bytea, p_simular boolean) RETURNS flowt.resposta
LANGUAGE sql VOLATILE
RETURN flowt.importar_arquivo('PESSOA', p_arquivo, p_simular);
COMMENT ON FUNCTION api.importacao_criar(bytea, boolean) IS
$$POST /v1/pessoas/importacoes
acesso: pessoa.importar
modulo: pessoas
arquivo: text/csv, text/plain, application/vnd.ms-excel 16MiB
resposta: 200 importacao
resposta: 201 importacao
resposta: 202 importacao
resposta: 409 problema
resposta: 422 problema
faixa: lenta
etiqueta: Pessoas
Importa pessoas de um CSV de até 100 mil linhas; simular=true só confere e conta.
UTF-8, Windows-1252 ou Latin-1; colunas separadas por ponto e vírgula, vírgula ou tabulação. A primeira linha tem os nomes das colunas: nome (obrigatória), tipo, cpf/cnpj, telefone, celular, e-mail, nascimento, nome social, nome fantasia, inscrição estadual, cep, endereço, número, complemento, bairro, cidade, uf, referência, observação, papel, etiquetas, consentimento, canal do consentimento, versão do texto; as outras são ignoradas, e ditas.
Cada linha entra inteira ou é recusada, com seus erros. Quem já está cadastrado, pelo mesmo documento ou por contato verificado, é só completado: nada do que tem muda. O mesmo arquivo enviado de novo devolve (200) o resultado do primeiro.
Até 500 linhas são tratadas na hora (201); mais que isso, aos poucos (202): acompanhe em Location.$$;

CREATE OR REPLACE FUNCTION api.importacao_ler(p_id bigint) RETURNS SETOF flowt.resposta
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT NULL::integer, NULL::text, NULL::text, to_json(i)::text FROM flowt.importacoes(flowt.tenant_atual(), 'PESSOA', ARRAY[p_id]) AS i;
END;
COMMENT ON FUNCTION api.importacao_ler(bigint) IS
$$GET /v1/pessoas/importacoes/{id}
acesso: pessoa.importar
modulo: pessoas
resposta: 200 importacao
resposta: 404 problema
etiqueta: Pessoas
Lê em que pé está uma importação, ou seu resultado.$$;

CREATE OR REPLACE FUNCTION api.importacao_listar(p_limite integer, p_apos bigint) RETURNS flowt.resposta
LANGUAGE sql STABLE
RETURN flowt.listar_importacoes('PESSOA', p_limite, p_apos);
COMMENT ON FUNCTION api.importacao_listar(integer, bigint) IS
$$GET /v1/pessoas/importacoes
acesso: pessoa.importar
modulo: pessoas
resposta: 200 importacao_lista
etiqueta: Pessoas
Lista as importações, as últimas primeiro.
limite: até 100 por página (20). apos: o "proximo" da página anterior.$$;

CREATE OR REPLACE FUNCTION api.importacao_erros(p_id bigint, p_limite integer, p_apos integer) RETURNS flowt.resposta
LANGUAGE sql STABLE
RETURN flowt.listar_erros_da_importacao('PESSOA', p_id, p_limite, p_apos);
COMMENT ON FUNCTION api.importacao_erros(bigint, integer, integer) IS
$$GET /v1/pessoas/importacoes/{id}/erros
acesso: pessoa.importar
modulo: pessoas
resposta: 200 importacao_erro_lista
resposta: 404 problema
etiqueta: Pessoas
Lista as linhas recusadas de uma importação (até 10 mil), com a coluna, o código e a frase de cada erro.
limite: até 100 por página (20). apos: o "proximo" da página anterior.$$;
