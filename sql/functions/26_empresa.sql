-- The company's identity (guide chapters 3.1 and 4.1): reading, changing and publishing it, by its own staff.

CREATE OR REPLACE FUNCTION flowt.json_empresa(p_empresa flowt.tb_omni8_tenant) RETURNS jsonb
LANGUAGE sql STABLE
RETURN to_jsonb(p_empresa) || jsonb_build_object('cod_tenant', (p_empresa).cod_tenant::text);
COMMENT ON FUNCTION flowt.json_empresa(flowt.tb_omni8_tenant) IS 'Empresa como a API a mostra à própria equipe.';

CREATE OR REPLACE FUNCTION api.empresa_ler() RETURNS SETOF flowt.resposta
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT NULL::integer, NULL::text, NULL::text, flowt.json_empresa(t)::text
      FROM flowt.tb_omni8_tenant AS t WHERE t.cod_tenant = flowt.tenant_atual();
END;
COMMENT ON FUNCTION api.empresa_ler() IS
$$GET /v1/empresa
acesso: empresa.ler
resposta: 200 empresa
etiqueta: Empresa
Lê os dados da empresa.$$;

-- Numbers as people write them; the columns hold them bare.
CREATE OR REPLACE FUNCTION flowt.normalizar_empresa(p_linha flowt.tb_omni8_tenant) RETURNS flowt.tb_omni8_tenant
LANGUAGE plpgsql STABLE AS $$
BEGIN
    p_linha.nom_fantasia := btrim(p_linha.nom_fantasia);
    p_linha.nom_razao_social := nullif(btrim(p_linha.nom_razao_social), '');
    p_linha.num_documento := flowt.documento_normalizado(p_linha.num_documento);
    p_linha.num_telefone := coalesce(flowt.telefone_e164(p_linha.num_telefone), p_linha.num_telefone);
    p_linha.num_whatsapp := coalesce(flowt.telefone_e164(p_linha.num_whatsapp), p_linha.num_whatsapp);
    p_linha.num_cep := replace(p_linha.num_cep, '-', '');
    p_linha.des_cor := lower(p_linha.des_cor);
    RETURN p_linha;
END
$$;
COMMENT ON FUNCTION flowt.normalizar_empresa(flowt.tb_omni8_tenant)
    IS 'Empresa com documento, telefones e CEP sem pontuação, como o banco os guarda.';

CREATE OR REPLACE FUNCTION api.empresa_alterar(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
    v_corpo  jsonb  := flowt.ler_corpo('empresa_alteracao', p_corpo);
    v_linha  flowt.tb_omni8_tenant;
BEGIN
    SELECT t.* INTO v_linha FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = v_tenant FOR UPDATE;
    IF v_linha.num_versao <> (v_corpo ->> 'num_versao')::integer THEN
        PERFORM flowt.recusar_versao(v_linha.num_versao);
    END IF;
    -- What identifies the company before the law is not for every profile that may change its slogan.
    IF v_corpo ?| '{nom_razao_social,num_documento,tip_segmento,des_fuso_horario}' THEN
        PERFORM flowt.exigir_permissao('empresa.configurar');
    END IF;
    v_linha := flowt.normalizar_empresa(jsonb_populate_record(v_linha, v_corpo));
    UPDATE flowt.tb_omni8_tenant t
       SET (nom_fantasia, nom_razao_social, num_documento, des_email, num_telefone, num_whatsapp, des_logradouro, num_endereco, nom_bairro,
            nom_cidade, sig_uf, num_cep,
            des_apresentacao, tip_segmento, des_cor, des_logo, des_fuso_horario, flg_entrega, flg_pedido_fora_do_horario, vlr_taxa_entrega,
            vlr_pedido_minimo, qtd_preparo_min)
         = (v_linha.nom_fantasia, v_linha.nom_razao_social, v_linha.num_documento, v_linha.des_email, v_linha.num_telefone, v_linha.num_whatsapp,
            v_linha.des_logradouro,
            v_linha.num_endereco, v_linha.nom_bairro, v_linha.nom_cidade, v_linha.sig_uf, v_linha.num_cep, v_linha.des_apresentacao,
            v_linha.tip_segmento, v_linha.des_cor,
            v_linha.des_logo, v_linha.des_fuso_horario, v_linha.flg_entrega, v_linha.flg_pedido_fora_do_horario, v_linha.vlr_taxa_entrega,
            v_linha.vlr_pedido_minimo,
            v_linha.qtd_preparo_min)
     WHERE t.cod_tenant = v_tenant
    RETURNING t.* INTO v_linha;
    RETURN (200, NULL, NULL, flowt.json_empresa(v_linha)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.empresa_alterar(text) IS
$$PATCH /v1/empresa
acesso: empresa.escrever
corpo: empresa_alteracao
resposta: 200 empresa
resposta: 409 problema
resposta: 422 problema
etiqueta: Empresa
Altera os campos enviados; num_versao é a versão lida (409 se mudou desde então).
Razão social, documento, segmento e fuso pedem também a permissão empresa.configurar. Mudar o fuso muda o dia e os horários daqui em diante: o que já aconteceu é um instante, e continua sendo. Uma empresa publicada não pode perder o que o Decreto 7.962/2013 exige.$$;

CREATE OR REPLACE FUNCTION api.empresa_pendencias() RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_empresa flowt.tb_omni8_tenant;
    v_faltam  jsonb  := flowt.pendencias_de_publicacao(v_tenant);
BEGIN
    SELECT t.* INTO v_empresa FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = v_tenant;
    RETURN (200, NULL, NULL, json_build_object('nom_fantasia', v_empresa.nom_fantasia, 'sta_tenant', v_empresa.sta_tenant,
        'flg_pode_publicar', v_faltam = '[]' AND v_empresa.sta_tenant = 'PROVISIONANDO', 'pendencias', v_faltam)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.empresa_pendencias() IS
$$GET /v1/empresa/pendencias
acesso: empresa.ler
resposta: 200 empresa_pendencias
etiqueta: Empresa
Diz o que ainda falta para publicar a empresa (Decreto 7.962/2013).$$;

CREATE OR REPLACE FUNCTION flowt.publicar_empresa() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM flowt.exigir_permissao('empresa.configurar');
    PERFORM flowt.mudar_status_tenant(flowt.exigir_tenant(), 'ATIVO', 'Publicada pela própria empresa', 'PROVISIONANDO');
END
$$;
ALTER FUNCTION flowt.publicar_empresa() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.publicar_empresa() FROM flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.publicar_empresa()
    IS 'Publica a empresa da requisição. Atravessa tenants: requisições não gravam o status; o tenant é sempre o da requisição.';

CREATE OR REPLACE FUNCTION api.empresa_publicar() RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_empresa flowt.tb_omni8_tenant;
BEGIN
    PERFORM flowt.publicar_empresa();
    SELECT t.* INTO v_empresa FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = v_tenant;
    RETURN (200, NULL, NULL, flowt.json_empresa(v_empresa)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.empresa_publicar() IS
$$POST /v1/empresa/publicacao
acesso: empresa.configurar
resposta: 200 empresa
resposta: 409 problema
resposta: 422 problema
etiqueta: Empresa
Publica a empresa: a partir daqui o público a vê. Falta algo da lei, 422 com a lista "erros"; repetir não muda nada.
Uma empresa suspensa não se reativa por aqui.$$;

CREATE OR REPLACE FUNCTION api.empresa_historico() RETURNS flowt.resposta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    RETURN (200, NULL, NULL, json_build_object('itens', (
        SELECT coalesce(json_agg(json_build_object('sta_de', e.sta_de, 'sta_para', e.sta_para, 'des_motivo', e.des_motivo,
                                                   'dat_evento', e.dat_evento) ORDER BY e.cod_evento DESC), '[]')
          FROM flowt.tb_omni8_tenant_evento e WHERE e.cod_tenant = v_tenant))::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.empresa_historico() IS
$$GET /v1/empresa/historico
acesso: empresa.ler
resposta: 200 empresa_historico
etiqueta: Empresa
Mostra quando e por que a empresa foi publicada, suspensa, reativada ou encerrada, do mais novo ao mais antigo.$$;

-- The fields both a company and its making (72_implantacao) are written with.
CREATE OR REPLACE FUNCTION flowt.campos_da_empresa() RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $json${
    "nom_fantasia": {"type": "string", "minLength": 1, "maxLength": 120},
    "nom_razao_social": {"type": ["string", "null"], "minLength": 1, "maxLength": 200},
    "num_documento": {"type": ["string", "null"], "maxLength": 30, "format": "documento",
        "x-mensagem": "O CPF ou CNPJ não confere: digite-o de novo."},
    "des_email": {"type": ["string", "null"], "maxLength": 254, "format": "email", "x-mensagem": "Use um e-mail como contato@empresa.com.br."},
    "num_telefone": {"type": ["string", "null"], "maxLength": 30, "format": "telefone", "x-mensagem": "Use DDD e número, como (11) 91234-5678."},
    "num_whatsapp": {"type": ["string", "null"], "maxLength": 30, "format": "telefone", "x-mensagem": "Use DDD e número, como (11) 91234-5678."},
    "des_logradouro": {"type": ["string", "null"], "maxLength": 200},
    "num_endereco": {"type": ["string", "null"], "maxLength": 20},
    "nom_bairro": {"type": ["string", "null"], "maxLength": 120},
    "nom_cidade": {"type": ["string", "null"], "maxLength": 120},
    "sig_uf": {"type": ["string", "null"], "enum": ["AC", "AL", "AM", "AP", "BA", "CE", "DF", "ES", "GO", "MA", "MG", "MS", "MT", "PA", "PB", "PE",
            "PI", "PR", "RJ", "RN", "RO", "RR", "RS", "SC", "SE", "SP", "TO", null]},
    "num_cep": {"type": ["string", "null"], "maxLength": 9, "format": "cep", "x-mensagem": "Use um CEP como 01304-000."},
    "des_apresentacao": {"type": ["string", "null"], "maxLength": 500},
    "des_cor": {"type": "string", "maxLength": 7, "pattern": "^#[0-9a-fA-F]{6}$", "x-mensagem": "Use uma cor como #0f766e."},
    "des_logo": {"type": ["string", "null"], "maxLength": 500, "pattern": "^(https://[^\\s\"<>]+|/estatico/[A-Za-z0-9._/-]+)$",
        "x-mensagem": "Use um endereço https de imagem."},
    "des_fuso_horario": {"type": "string", "maxLength": 60, "format": "fuso",
        "x-mensagem": "Use um fuso da base IANA, como America/Sao_Paulo ou America/Manaus."},
    "tip_segmento": {"type": "string", "enum": ["RESTAURANTE", "LOJA", "SERVICOS"]}
}$json$::jsonb;
COMMENT ON FUNCTION flowt.campos_da_empresa() IS 'Campos de uma empresa nos esquemas dos corpos que a criam e alteram.';

SELECT flowt.definir_esquema('empresa_alteracao', jsonb_build_object('type', 'object', 'required', '["num_versao"]'::jsonb,
                                                                     'properties', flowt.campos_da_empresa() || $json${
    "num_versao": {"type": "integer", "minimum": 1, "maximum": 2147483647},
    "flg_entrega": {"type": "boolean"},
    "flg_pedido_fora_do_horario": {"type": "boolean"},
    "vlr_taxa_entrega": {"type": "integer", "minimum": 0, "maximum": 100000, "description": "Centavos."},
    "vlr_pedido_minimo": {"type": "integer", "minimum": 0, "maximum": 10000000, "description": "Centavos."},
    "qtd_preparo_min": {"type": ["integer", "null"], "minimum": 1, "maximum": 1440}
}$json$::jsonb));
SELECT flowt.definir_esquema('empresa', $json${
    "type": "object", "required": ["cod_tenant", "nom_slug", "nom_fantasia", "sta_tenant", "num_versao"],
    "properties": {
        "cod_tenant": {"type": "string"}, "nom_slug": {"type": "string"}, "nom_fantasia": {"type": "string"},
        "nom_razao_social": {"type": ["string", "null"]},
        "num_documento": {"type": ["string", "null"]}, "des_email": {"type": ["string", "null"]}, "num_telefone": {"type": ["string", "null"]},
        "num_whatsapp": {"type": ["string", "null"]}, "des_logradouro": {"type": ["string", "null"]}, "num_endereco": {"type": ["string", "null"]},
        "nom_bairro": {"type": ["string", "null"]}, "nom_cidade": {"type": ["string", "null"]}, "sig_uf": {"type": ["string", "null"]},
        "num_cep": {"type": ["string", "null"]}, "des_apresentacao": {"type": ["string", "null"]}, "tip_segmento": {"type": "string"},
        "des_cor": {"type": "string"}, "des_logo": {"type": ["string", "null"]}, "des_fuso_horario": {"type": "string"},
        "flg_entrega": {"type": "boolean"},
        "flg_pedido_fora_do_horario": {"type": "boolean"}, "vlr_taxa_entrega": {"type": "integer"}, "vlr_pedido_minimo": {"type": "integer"},
        "qtd_preparo_min": {"type": ["integer", "null"]}, "sta_tenant": {"type": "string"}, "num_versao": {"type": "integer"},
        "dat_criacao": {"type": "string", "format": "date-time"}, "dat_alteracao": {"type": "string", "format": "date-time"}
    }
}$json$);
SELECT flowt.definir_esquema('empresa_pendencias', $json${
    "type": "object", "required": ["nom_fantasia", "sta_tenant", "flg_pode_publicar", "pendencias"],
    "properties": {
        "nom_fantasia": {"type": "string"}, "sta_tenant": {"type": "string"}, "flg_pode_publicar": {"type": "boolean"},
        "pendencias": {"type": "array", "items": {"$ref": "#/components/schemas/erro_de_campo"}}
    }
}$json$);
SELECT flowt.definir_esquema('empresa_historico', $json${
    "type": "object", "required": ["itens"],
    "properties": {"itens": {"type": "array", "items": {"type": "object", "required": ["sta_de", "sta_para", "dat_evento"], "properties": {
        "sta_de": {"type": "string"}, "sta_para": {"type": "string"}, "des_motivo": {"type": ["string", "null"]},
        "dat_evento": {"type": "string", "format": "date-time"}
    }}}}
}$json$);
