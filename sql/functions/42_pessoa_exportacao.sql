-- Export of people (guide chapter 4.2): a CSV that Brazilian Excel opens and POST /v1/pessoas/importacoes reads back.

CREATE OR REPLACE FUNCTION flowt.pessoas_por_pedaco() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 500;
COMMENT ON FUNCTION flowt.pessoas_por_pedaco() IS 'Pessoas em cada pedaço de uma exportação.';

-- A cell that begins like a formula is one to a spreadsheet: the apostrophe says that it is text.
CREATE OR REPLACE FUNCTION flowt.campo_de_csv(p_valor text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce((SELECT CASE WHEN v.v ~ '[;"\n\r]' THEN '"' || replace(v.v, '"', '""') || '"' ELSE v.v END
                   FROM (SELECT CASE WHEN p_valor ~ '^[\s]*[=+@\t\r-]' THEN '''' || p_valor ELSE p_valor END AS v) AS v), '');
COMMENT ON FUNCTION flowt.campo_de_csv(text) IS 'Valor como campo de CSV separado por ponto e vírgula, sem que uma planilha o tome por fórmula.';

CREATE OR REPLACE FUNCTION flowt.pessoas_em_csv(p_tenant bigint, p_apos bigint, p_quantos integer, p_completo boolean)
    RETURNS TABLE (ultima bigint, linhas text)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT max(p.cod_pessoa), string_agg(array_to_string(ARRAY(SELECT flowt.campo_de_csv(c)
                                                                 FROM unnest(ARRAY[p.cod_pessoa::text, p.nom_pessoa, p.nom_social, p.nom_fantasia,
                                                                                   p.tip_pessoa,
               i.valores[1], p.num_inscricao_estadual, i.valores[2], i.valores[3], i.valores[4], to_char(p.dat_nascimento, 'DD/MM/YYYY'), e.num_cep,
               e.des_logradouro, e.num_endereco, e.des_complemento,
               e.nom_bairro, e.nom_cidade, e.sig_uf, e.des_referencia, p.des_observacao, x.papeis,
               t.etiquetas]) WITH ORDINALITY AS c (c, n) ORDER BY c.n), ';') || E'\r\n', '' ORDER BY p.cod_pessoa)
      FROM (SELECT o.* FROM flowt.tb_omni8_pessoa o
             WHERE o.cod_tenant = p_tenant AND o.cod_pessoa > p_apos AND o.sta_pessoa = 'ATIVA' ORDER BY o.cod_pessoa LIMIT p_quantos) AS p
     CROSS JOIN LATERAL (
           SELECT ARRAY[min(flowt.documento_formatado(v.valor)) FILTER (WHERE v.tipo IN ('CPF', 'CNPJ')),
                        (array_agg(v.fone ORDER BY v.n) FILTER (WHERE v.tipo = 'FONE'))[1],
                        (array_agg(v.fone ORDER BY v.n) FILTER (WHERE v.tipo = 'FONE'))[2],
                        (array_agg(v.valor ORDER BY v.n) FILTER (WHERE v.tipo = 'EMAIL'))[1]] AS valores
             FROM (SELECT d.tip_identificador AS tipo, row_number() OVER (ORDER BY d.flg_principal DESC, d.cod_identificador) AS n,
                          CASE WHEN p_completo THEN d.des_valor ELSE flowt.identificador_mascarado(d.tip_identificador, d.des_valor) END AS valor,
                          CASE WHEN p_completo THEN flowt.telefone_formatado(d.des_valor)
                               ELSE flowt.identificador_mascarado('FONE', d.des_valor) END AS fone
                     FROM flowt.tb_omni8_pessoa_identificador d WHERE d.cod_tenant = p_tenant AND d.cod_pessoa = p.cod_pessoa) AS v) AS i
      LEFT JOIN LATERAL (SELECT d.* FROM flowt.tb_omni8_pessoa_endereco d WHERE d.cod_tenant = p_tenant AND d.cod_pessoa = p.cod_pessoa
                          ORDER BY d.flg_principal DESC, d.cod_endereco LIMIT 1) AS e ON true
     CROSS JOIN LATERAL (SELECT string_agg(r.tip_papel, '|' ORDER BY r.tip_papel) AS papeis FROM flowt.tb_omni8_pessoa_papel r
                          WHERE r.cod_tenant = p_tenant AND r.cod_pessoa = p.cod_pessoa) AS x
     CROSS JOIN LATERAL (SELECT string_agg(n.nom_etiqueta, '|' ORDER BY n.nom_etiqueta) AS etiquetas
                           FROM flowt.tb_omni8_pessoa_etiqueta g
                           JOIN flowt.tb_omni8_etiqueta n ON n.cod_tenant = p_tenant AND n.cod_etiqueta = g.cod_etiqueta
                          WHERE g.cod_tenant = p_tenant AND g.cod_pessoa = p.cod_pessoa) AS t;
END
$$;
COMMENT ON FUNCTION flowt.pessoas_em_csv(bigint, bigint, integer, boolean)
    IS 'Um pedaço da exportação: linhas de CSV das pessoas ativas de código maior que um, e o último código.';

CREATE OR REPLACE FUNCTION api.pessoas_exportar() RETURNS SETOF flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant   bigint  := flowt.exigir_tenant();
    v_completo boolean := flowt.ve_pessoas_inteiras(v_tenant);
    v_apos     bigint  := 0;
    v_pedaco   record;
BEGIN
    PERFORM flowt.registrar_leitura_pessoal('exportação de pessoas', NULL,
        (SELECT count(*) FROM flowt.tb_omni8_pessoa p WHERE p.cod_tenant = v_tenant AND p.sta_pessoa = 'ATIVA'));
    -- Excel takes a file for UTF-8 by its first three bytes.
    RETURN NEXT (200, 'text/csv; charset=utf-8', 'Content-Disposition: attachment; filename="pessoas.csv"', chr(65279)
        || 'codigo;nome;nome social;nome fantasia;tipo;documento;inscrição '
           'estadual;telefone;celular;e-mail;nascimento;cep;logradouro;número;complemento;bairro;cidade;uf;referência;observação;papel;etiquetas'
        || E'\r\n')::flowt.resposta;
    LOOP
        SELECT c.* INTO v_pedaco FROM flowt.pessoas_em_csv(v_tenant, v_apos, flowt.pessoas_por_pedaco(), v_completo) AS c;
        EXIT WHEN v_pedaco.ultima IS NULL;
        RETURN NEXT (NULL, NULL, NULL, v_pedaco.linhas)::flowt.resposta;
        v_apos := v_pedaco.ultima;
    END LOOP;
END
$$;
COMMENT ON FUNCTION api.pessoas_exportar() IS
$$GET /v1/pessoas/exportacao
acesso: pessoa.exportar
modulo: pessoas
leitura: auditada
fluxo: sim
resposta: 200 text/csv
etiqueta: Pessoas
Exporta as pessoas ativas em CSV (UTF-8 com BOM, ponto e vírgula), com contatos e endereço principais.
Valores que uma planilha tomaria por fórmula vêm precedidos de apóstrofo. Quem não tem pessoa.ler_completo recebe documentos e contatos mascarados.$$;
