-- NPS: the schemas of its bodies and answers.

SELECT flowt.definir_esquema('nps_resposta_nova', $json${
    "type": "object", "required": ["num_nota"], "properties": {
        "num_nota": {"type": "integer", "minimum": 0, "maximum": 10, "description": "Inteiro de 0 a 10."},
        "des_motivo": {"type": ["string", "null"], "maxLength": 1000}}
}$json$);
SELECT flowt.definir_esquema('nps_alteracao', $json${
    "type": "object", "properties": {"num_nota": {"type": "integer", "minimum": 0, "maximum": 10},
        "des_motivo": {"type": ["string", "null"], "maxLength": 1000}}
}$json$);
SELECT flowt.definir_esquema('nps_aberta_nova', $json${
    "type": "object", "required": ["num_nota", "visitante"], "properties": {
        "num_nota": {"type": "integer", "minimum": 0, "maximum": 10}, "des_motivo": {"type": ["string", "null"], "maxLength": 1000},
        "visitante": {"type": "string", "minLength": 16, "maxLength": 64, "pattern": "^[A-Za-z0-9_-]+$",
            "x-mensagem": "Use um identificador aleatório, como um UUID.",
        "description": "Aleatório, guardado por quem responde: um responde uma vez a cada 90 dias."},
        "tip_canal": {"type": ["string", "null"], "enum": ["LINK", "QR", "PAGINA", null]},
        "cod_unidade": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma unidade."},
        "cod_produto": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de um item."}}
}$json$);
SELECT flowt.definir_esquema('nps_publico', $json${
    "type": "object", "required": ["sta_nps", "tip_pesquisa", "des_pergunta", "num_nota"], "properties": {
        "sta_nps": {"type": "string", "enum": ["ABERTA", "RESPONDIDA", "ENCERRADA", "VENCIDA"]},
        "tip_pesquisa": {"type": "string", "enum": ["TRANSACIONAL", "RELACIONAL"]},
        "des_pergunta": {"type": "string"}, "des_pergunta_seguinte": {"type": ["string", "null"]}, "num_nota": {"type": ["integer", "null"]},
        "tip_classe": {"type": ["string", "null"], "enum": ["DETRATOR", "NEUTRO", "PROMOTOR", null]}, "des_motivo": {"type": ["string", "null"]},
        "num_pedido": {"type": ["integer", "null"]},
        "dat_expiracao": {"type": ["string", "null"], "format": "date-time"}, "dat_resposta": {"type": ["string", "null"], "format": "date-time"},
        "dat_limite_edicao": {"type": ["string", "null"], "format": "date-time", "description": "Até quando se muda a resposta."}}
}$json$);
SELECT flowt.definir_esquema('nps_aberta', jsonb_set(jsonb_set((SELECT e.js_esquema FROM flowt.tb_omni8_esquema_json e
                                                                 WHERE e.nom_esquema = 'nps_publico'),
    '{properties,token}', '{"type": "string", "description": "Completa e muda a resposta."}'), '{required}', '["sta_nps", "num_nota", "token"]'));
-- What may be said of a rule is what a rule has.
SELECT flowt.definir_esquema(e.nome, jsonb_build_object('type', 'object', 'required', e.obrigatorios,
        'properties', e.proprios || jsonb_build_object('num_versao', jsonb_build_object('type', 'integer', 'minimum', 0, 'maximum', 2147483647,
        'description', 'Versão lida; 0 é o padrão, que ninguém mudou.'), 'flg_ativa',
    '{"type": "boolean", "description": "Convida por si."}'::jsonb) || $json${
    "qtd_minutos_espera": {"type": "integer", "minimum": 0, "maximum": 43200, "description": "Minutos entre a entrega e o convite."},
    "num_amostra": {"type": "integer", "minimum": 0, "maximum": 100, "description": "Porcentagem dos pedidos (ou pessoas) que se convidam."},
    "qtd_dias_validade": {"type": "integer", "minimum": 1, "maximum": 90, "description": "Dias que o link vale."},
    "qtd_dias_descanso": {"type": "integer", "minimum": 0, "maximum": 730, "description": "Dias sem convidar de novo a mesma pessoa."},
    "qtd_dias_compra": {"type": "integer", "minimum": 1, "maximum": 730, "description": "Relacional: convida quem comprou nestes dias."},
    "des_canais": {"type": ["array", "null"], "minItems": 1, "maxItems": 3, "items": {"type": "string", "enum": ["EMAIL", "SMS", "WHATSAPP"]},
        "description": "Na ordem de preferência; null: os da empresa."},
    "des_pergunta": {"type": "string", "minLength": 3, "maxLength": 200}, "des_pergunta_detrator": {"type": "string", "minLength": 3,
        "maxLength": 200},
    "des_pergunta_neutro": {"type": "string", "minLength": 3, "maxLength": 200}, "des_pergunta_promotor": {"type": "string", "minLength": 3,
        "maxLength": 200}
}$json$::jsonb))
  FROM (VALUES ('nps_regra_alteracao', '["num_versao"]'::jsonb, '{}'::jsonb),
               ('nps_regra', '["tip_pesquisa", "flg_ativa", "num_versao", "num_amostra", "qtd_dias_descanso", "des_pergunta"]',
                '{"tip_pesquisa": {"type": "string", "enum": ["TRANSACIONAL", "RELACIONAL"]}}'))
       AS e (nome, obrigatorios, proprios);
SELECT flowt.definir_esquema('nps_configuracao',
                             '{"type": "object", "required": ["itens"], "properties": {"itens": {"type": "array", "items": {"$ref": '
                             '"#/components/schemas/nps_regra"}}}}');
SELECT flowt.definir_esquema('nps_convite_novo', $json${
    "type": "object", "required": ["cod_pessoa"], "properties": {
        "cod_pessoa": {"type": "string", "format": "codigo", "x-mensagem": "Use o código de uma pessoa."},
        "tip_canal": {"type": ["string", "null"], "enum": ["EMAIL", "SMS", "WHATSAPP", null], "description": "Só por este canal."}}
}$json$);
SELECT flowt.definir_esquema('nps_convite',
                             '{"type": "object", "required": ["cod_nps", "cod_pessoa"], "properties": {"cod_nps": {"type": "string"}, "cod_pessoa": '
                             '{"type": "string"}}}');
SELECT flowt.definir_esquema('nps_tarefa_conclusao', $json${
    "type": "object", "required": ["des_conclusao"],
    "properties": {"des_conclusao": {"type": "string", "minLength": 3, "maxLength": 1000, "description": "O que foi feito."}}
}$json$);
SELECT flowt.definir_esquema('nps_tarefa', $json${
    "type": "object", "required": ["cod_tarefa", "tip_tarefa", "sta_tarefa", "cod_nps", "num_nota", "dat_prazo", "flg_atrasada", "dat_criacao"],
    "properties": {
        "cod_tarefa": {"type": "string"}, "tip_tarefa": {"type": "string", "enum": ["NPS_DETRATOR"]},
        "sta_tarefa": {"type": "string", "enum": ["ABERTA", "CONCLUIDA"]}, "cod_nps": {"type": "string"},
        "cod_pessoa": {"type": ["string", "null"]}, "nom_pessoa": {"type": ["string", "null"]}, "cod_pedido": {"type": ["string", "null"]},
        "num_pedido": {"type": ["integer", "null"]},
        "cod_unidade": {"type": ["string", "null"]}, "num_nota": {"type": ["integer", "null"]}, "des_motivo": {"type": ["string", "null"]},
        "dat_prazo": {"type": "string", "format": "date-time"},
        "flg_atrasada": {"type": "boolean"}, "des_conclusao": {"type": ["string", "null"]},
        "dat_conclusao": {"type": ["string", "null"], "format": "date-time"}, "dat_criacao": {"type": "string", "format": "date-time"}}
}$json$);
SELECT flowt.definir_esquema('nps_tarefa_lista', $json${
    "type": "object", "required": ["itens", "proximo"],
    "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/nps_tarefa"}}, "proximo": {"type": ["string", "null"]}}
}$json$);
-- Forms: everything in one is text.
SELECT flowt.definir_esquema('nps_formulario', $json${
    "type": "object", "required": ["acao"], "properties": {
        "acao": {"type": "string", "enum": ["nota", "motivo", "alterar", "recusar"]},
        "num_nota": {"type": "string", "pattern": "^(10|[0-9])$", "x-mensagem": "Escolha uma nota de 0 a 10."},
        "des_motivo": {"type": "string", "maxLength": 1000}}
}$json$);
SELECT flowt.definir_esquema('nps_formulario_aberto', $json${
    "type": "object", "required": ["num_nota"], "properties": {
        "num_nota": {"type": "string", "pattern": "^(10|[0-9])$", "x-mensagem": "Escolha uma nota de 0 a 10."},
        "canal": {"type": "string", "maxLength": 10}, "unidade": {"type": "string", "maxLength": 18}, "item": {"type": "string", "maxLength": 18}}
}$json$);
