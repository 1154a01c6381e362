-- Short links: the schemas of their bodies and answers. What may be said of a new one may be changed later.

SELECT flowt.definir_esquema(e.nome, jsonb_build_object('type', 'object', 'required', e.obrigatorios, 'properties', e.proprios || $json${
    "nom_link": {"type": "string", "format": "nome", "minLength": 1, "maxLength": 80, "description": "Na página de links, o que o público lê."},
    "tip_destino": {"type": "string", "enum": ["INICIO", "ITEM", "COMBO", "OFERTA", "MESA", "UNIDADE", "LINKS", "NPS", "EXTERNO"]},
    "cod_unidade": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma unidade."},
    "cod_mesa": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma mesa."},
    "cod_produto": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de um item."},
    "cod_combo": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de um combo."},
    "cod_oferta": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma oferta."},
    "des_url": {"type": ["string", "null"], "maxLength": 1000, "pattern": "^https://[a-z0-9.-]+([/?][A-Za-z0-9._~!$&()*+,;=:@%/?-]*)?$",
        "x-mensagem": "Use um endereço https://, com o site em minúsculas, sem porta, espaços nem \"#\"."},
    "cod_indicador": {"type": ["string", "null"], "format": "codigo", "x-mensagem": "Use o código de uma pessoa.",
        "description": "Quem indica por este link."},
    "tip_canal": {"type": ["string", "null"], "enum": ["BUSCA", "PAGO", "SOCIAL", "EMAIL", "WHATSAPP", "QR", "LINK", "REFERENCIA", "CAMPANHA", null],
        "description": "A que canal se atribui quem o abre sem dizer por onde."},
    "nom_campanha": {"type": ["string", "null"], "format": "nome", "maxLength": 100}, "nom_origem": {"type": ["string", "null"], "format": "nome",
        "maxLength": 100},
    "nom_midia": {"type": ["string", "null"], "format": "nome", "maxLength": 100}, "nom_conteudo": {"type": ["string", "null"], "format": "nome",
        "maxLength": 100},
    "flg_pagina": {"type": "boolean", "description": "Aparece na página de links."}, "num_ordem": {"type": "integer", "minimum": 0, "maximum": 9999},
    "dat_expiracao": {"$ref": "#/components/schemas/momento_opcional"}
}$json$::jsonb))
  FROM (VALUES ('link_novo', '["nom_link", "tip_destino"]'::jsonb, '{}'::jsonb),
               ('link_alteracao', '["num_versao"]', '{"num_versao": {"type": "integer", "minimum": 1, "maximum": 2147483647}}')) AS e (nome,
                   obrigatorios, proprios);
SELECT flowt.definir_esquema('link', $json${
    "type": "object", "required": ["cod_link", "nom_link", "tip_link", "tip_destino", "sta_link", "flg_vale", "flg_pagina", "num_ordem", "num_versao",
        "qtd_cliques", "compartilhar"],
    "properties": {"cod_link": {"type": "string"}, "nom_link": {"type": "string"},
        "tip_link": {"type": "string", "enum": ["INDICACAO", "MESA", "CAMPANHA", "GERAL"]}, "tip_destino": {"type": "string"},
        "cod_unidade": {"type": ["string", "null"]}, "cod_mesa": {"type": ["string", "null"]}, "cod_produto": {"type": ["string", "null"]},
        "cod_combo": {"type": ["string", "null"]}, "cod_oferta": {"type": ["string", "null"]},
        "des_url": {"type": ["string", "null"]}, "cod_indicador": {"type": ["string", "null"]}, "tip_canal": {"type": ["string", "null"]},
        "nom_campanha": {"type": ["string", "null"]}, "nom_origem": {"type": ["string", "null"]},
        "nom_midia": {"type": ["string", "null"]}, "nom_conteudo": {"type": ["string", "null"]}, "flg_pagina": {"type": "boolean"},
        "num_ordem": {"type": "integer"}, "sta_link": {"type": "string", "enum": ["ATIVO", "REVOGADO"]},
        "flg_vale": {"type": "boolean", "description": "Não foi revogado nem venceu."},
        "dat_expiracao": {"type": ["string", "null"], "format": "date-time"}, "dat_revogacao": {"type": ["string", "null"], "format": "date-time"},
        "dat_criacao": {"type": "string", "format": "date-time"}, "num_versao": {"type": "integer"}, "qtd_cliques": {"type": "integer"},
        "compartilhar": {"type": "object", "required": ["des_copiar", "des_qr", "des_whatsapp", "des_email", "des_instagram", "nativo"],
            "properties": {
            "des_copiar": {"type": "string"}, "des_qr": {"type": "string", "description": "O que o QR code diz."},
            "des_whatsapp": {"type": "string", "description": "A quem se escolher."},
            "des_whatsapp_empresa": {"type": ["string", "null"], "description": "Conversa com a empresa; nulo se ela não tem WhatsApp."},
            "des_email": {"type": "string"}, "des_instagram": {"type": "string", "description": "Para a biografia ou um story."},
            "nativo": {"type": "object", "required": ["title", "text", "url"], "properties": {"title": {"type": "string"}, "text": {"type": "string"},
                    "url": {"type": "string"}}}}}}
}$json$);
SELECT flowt.definir_esquema('link_lista', $json${
    "type": "object", "required": ["itens", "proximo"], "properties": {"itens": {"type": "array", "items": {"$ref": "#/components/schemas/link"}},
        "proximo": {"type": ["string", "null"]}}
}$json$);
SELECT flowt.definir_esquema('link_acessos', $json${
    "type": "object", "required": ["de", "ate", "total", "dias"], "properties": {
        "de": {"type": "string", "format": "date"}, "ate": {"type": "string", "format": "date"},
        "total": {"type": "object", "required": ["qtd_cliques", "qtd_robos", "qtd_consultas"], "properties": {"qtd_cliques": {"type": "integer"},
                "qtd_robos": {"type": "integer"}, "qtd_consultas": {"type": "integer"}}},
        "dias": {"type": "array", "items": {"type": "object", "required": ["dat_dia", "tip_meio", "qtd_cliques", "qtd_visitantes", "qtd_robos",
                    "qtd_consultas"], "properties": {
            "dat_dia": {"type": "string", "format": "date"},
            "tip_meio": {"type": "string", "enum": ["QR", "LINK", "WHATSAPP", "EMAIL", "INSTAGRAM", "NATIVO"]}, "qtd_cliques": {"type": "integer"},
            "qtd_visitantes": {"type": "integer", "description": "De um dia e meio; não se soma."}, "qtd_robos": {"type": "integer"},
            "qtd_consultas": {"type": "integer"}}}}}
}$json$);
