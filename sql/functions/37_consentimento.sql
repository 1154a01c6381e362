-- Consents (guide chapter 4.2; LGPD arts. 7 to 9): a ledger of facts, and what they come to.

CREATE OR REPLACE FUNCTION flowt.consentiu(p_tenant bigint, p_pessoa bigint, p_finalidade text, p_canal text) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_concedido boolean;
BEGIN
    SELECT c.flg_concedido INTO v_concedido FROM flowt.tb_omni8_consentimento c
     WHERE c.cod_tenant = p_tenant AND c.cod_pessoa = p_pessoa AND c.tip_finalidade = p_finalidade AND c.tip_canal = p_canal
     ORDER BY c.cod_consentimento DESC LIMIT 1;
    IF NOT FOUND THEN
        SELECT c.flg_concedido INTO v_concedido FROM flowt.tb_omni8_consentimento c
         WHERE c.cod_tenant = p_tenant AND c.cod_pessoa = p_pessoa AND c.tip_finalidade = p_finalidade AND c.tip_canal = 'TODOS'
         ORDER BY c.cod_consentimento DESC LIMIT 1;
    END IF;
    RETURN coalesce(v_concedido, false);
END
$$;
COMMENT ON FUNCTION flowt.consentiu(bigint, bigint, text, text)
    IS 'Se uma pessoa consente com uma finalidade por um canal: o último fato do canal ou, sem nenhum, o último de TODOS; sem fato, não.';

CREATE OR REPLACE FUNCTION flowt.registrar_consentimento(p_tenant bigint, p_pessoa bigint, p_corpo jsonb, p_origem text, p_ip text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flowt.tb_omni8_consentimento (cod_tenant, cod_pessoa, tip_finalidade, tip_canal, flg_concedido, num_versao_texto, tip_origem, num_ip)
    SELECT p_tenant, p_pessoa, p_corpo ->> 'tip_finalidade', n.canal, (p_corpo ->> 'flg_concedido')::boolean, btrim(p_corpo ->> 'num_versao_texto'),
           p_origem, p_ip
      FROM (SELECT p_corpo ->> 'tip_canal' AS canal
            UNION ALL
            -- A channel's own line beats TODOS: whoever takes everything back takes those back too.
            SELECT u.tip_canal FROM (SELECT DISTINCT ON (c.tip_canal) c.tip_canal, c.flg_concedido FROM flowt.tb_omni8_consentimento c
                                      WHERE c.cod_tenant = p_tenant AND c.cod_pessoa = p_pessoa AND c.tip_finalidade = p_corpo ->> 'tip_finalidade'
                                        AND c.tip_canal <> 'TODOS'
                                      ORDER BY c.tip_canal, c.cod_consentimento DESC) AS u
             WHERE u.flg_concedido AND p_corpo ->> 'tip_canal' = 'TODOS' AND NOT (p_corpo ->> 'flg_concedido')::boolean) AS n;
END
$$;
COMMENT ON FUNCTION flowt.registrar_consentimento(bigint, bigint, jsonb, text, text)
    IS 'Acrescenta um fato ao livro de consentimentos; revogar TODOS revoga também cada canal concedido à parte.';

CREATE OR REPLACE FUNCTION flowt.json_consentimentos(p_tenant bigint, p_pessoa bigint) RETURNS json
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT json_build_object(
                   'atuais', coalesce(json_agg(x.fato ORDER BY x.tip_finalidade, x.tip_canal) FILTER (WHERE x.ultimo = x.cod_consentimento), '[]'),
                   'historico', coalesce(json_agg(x.fato ORDER BY x.cod_consentimento), '[]'))
          FROM (SELECT c.cod_consentimento, c.tip_finalidade, c.tip_canal,
                       max(c.cod_consentimento) OVER (PARTITION BY c.tip_finalidade, c.tip_canal) AS ultimo,
                       json_build_object('tip_finalidade', c.tip_finalidade, 'tip_canal', c.tip_canal, 'flg_concedido', c.flg_concedido,
                                         'num_versao_texto', c.num_versao_texto, 'tip_origem', c.tip_origem, 'dat_evento', c.dat_evento) AS fato
                  FROM flowt.tb_omni8_consentimento c WHERE c.cod_tenant = p_tenant AND c.cod_pessoa = p_pessoa
                 ORDER BY c.cod_consentimento DESC LIMIT 500) AS x);
END
$$;
COMMENT ON FUNCTION flowt.json_consentimentos(bigint, bigint) IS 'O que vale agora de cada finalidade e canal, e a história (os 500 últimos fatos).';

CREATE OR REPLACE FUNCTION api.consentimento_registrar(p_id bigint, p_ip text, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('consentimento_novo', p_corpo);
    v_pessoa flowt.tb_omni8_pessoa := flowt.travar_pessoa(v_tenant, p_id);
BEGIN
    PERFORM flowt.registrar_consentimento(v_tenant, p_id, v_corpo,
                                          CASE WHEN coalesce(current_setting('flowt.cod_chave_api', true), '') = '' THEN 'EQUIPE'
                                               ELSE 'INTEGRACAO' END, p_ip);
    PERFORM flowt.registrar_leitura_pessoal('consentimentos da pessoa', p_id, 1);
    RETURN (201, NULL, NULL, flowt.json_consentimentos(v_tenant, p_id)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.consentimento_registrar(bigint, text, text) IS
$$POST /v1/pessoas/{id}/consentimentos
acesso: pessoa.escrever
modulo: pessoas
contexto: ip
corpo: consentimento_novo
resposta: 201 consentimentos
resposta: 404 problema
resposta: 422 problema
etiqueta: Pessoas
Registra que a pessoa consentiu com uma finalidade por um canal, ou que deixou de consentir.
O livro só cresce: o último fato de cada finalidade e canal é o que vale, e o do canal vale mais que o de TODOS.$$;

CREATE OR REPLACE FUNCTION api.consentimento_ler(p_id bigint) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_pessoa bigint := flowt.pessoa_vigente(v_tenant, p_id);
BEGIN
    PERFORM flowt.registrar_leitura_pessoal('consentimentos da pessoa', v_pessoa, 1);
    RETURN (200, NULL, NULL, flowt.json_consentimentos(v_tenant, v_pessoa)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.consentimento_ler(bigint) IS
$$GET /v1/pessoas/{id}/consentimentos
acesso: pessoa.ler
modulo: pessoas
leitura: auditada
resposta: 200 consentimentos
resposta: 404 problema
etiqueta: Pessoas
O que a pessoa consente agora, e cada fato que levou a isso.$$;

SELECT flowt.definir_esquema('consentimento_novo', $json${
    "type": "object", "required": ["tip_finalidade", "tip_canal", "flg_concedido", "num_versao_texto"],
    "properties": {
        "tip_finalidade": {"type": "string", "enum": ["MARKETING", "PESQUISA", "PERFIL", "MEDICAO", "COMPARTILHAMENTO"]},
        "tip_canal": {"type": "string", "enum": ["EMAIL", "SMS", "WHATSAPP", "PUSH", "SITE", "TODOS"]},
        "flg_concedido": {"type": "boolean"},
        "num_versao_texto": {"type": "string", "minLength": 1, "maxLength": 40, "description": "Versão do texto que a pessoa leu."}
    }
}$json$);
SELECT flowt.definir_esquema('consentimento', $json${
    "type": "object", "required": ["tip_finalidade", "tip_canal", "flg_concedido", "num_versao_texto", "tip_origem", "dat_evento"],
    "properties": {
        "tip_finalidade": {"type": "string"}, "tip_canal": {"type": "string"}, "flg_concedido": {"type": "boolean"},
        "num_versao_texto": {"type": "string"},
        "tip_origem": {"type": "string"}, "dat_evento": {"type": "string", "format": "date-time"}
    }
}$json$);
SELECT flowt.definir_esquema('consentimentos', $json${
    "type": "object", "required": ["atuais", "historico"],
    "properties": {"atuais": {"type": "array", "items": {"$ref": "#/components/schemas/consentimento"}},
                   "historico": {"type": "array", "items": {"$ref": "#/components/schemas/consentimento"}}}
}$json$);
