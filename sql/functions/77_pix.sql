-- PIX (guide chapter 18.1): a company says by which key it is paid; whoever is not paying sees the key masked.

CREATE OR REPLACE FUNCTION flowt.json_pix(p_pix flowt.tb_omni8_pix) RETURNS jsonb
LANGUAGE sql STABLE
RETURN jsonb_build_object('tip_chave', (p_pix).tip_chave, 'des_chave', flowt.chave_pix_mascarada((p_pix).tip_chave, (p_pix).des_chave),
    'nom_recebedor', (p_pix).nom_recebedor,
    'nom_cidade', (p_pix).nom_cidade, 'num_versao', (p_pix).num_versao);
COMMENT ON FUNCTION flowt.json_pix(flowt.tb_omni8_pix) IS 'Chave PIX da empresa como a API a mostra: mascarada.';

CREATE OR REPLACE FUNCTION api.pix_ler() RETURNS SETOF flowt.resposta
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT NULL::integer, NULL::text, NULL::text, flowt.json_pix(p)::text FROM flowt.tb_omni8_pix AS p WHERE p.cod_tenant = flowt.tenant_atual();
END;
COMMENT ON FUNCTION api.pix_ler() IS
$$GET /v1/pix
acesso: pagamento.ler
resposta: 200 pix
resposta: 404 problema
etiqueta: Pagamento
Lê a chave PIX da empresa, mascarada; 404 se ela não tem uma.$$;

-- Where the money goes: nobody changes it through a key or a support session, nor over somebody else's change.
CREATE OR REPLACE FUNCTION api.pix_definir(p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint := flowt.exigir_tenant();
    v_corpo   jsonb  := flowt.ler_corpo('pix_definicao', p_corpo);
    v_chave   text   := flowt.chave_pix_normalizada(v_corpo ->> 'tip_chave', v_corpo ->> 'des_chave');
    v_empresa record;
    v_linha   flowt.tb_omni8_pix;
BEGIN
    PERFORM flowt.exigir_pessoa();
    IF v_chave IS NULL THEN
        PERFORM flowt.recusar_corpo(flowt.erro_de_campo('des_chave',
                                                        'formato_invalido', format('Isto não é uma chave PIX do tipo %s: confira a chave e o tipo.',
                                                                                   v_corpo ->> 'tip_chave')));
    END IF;
    SELECT t.nom_fantasia, t.nom_cidade INTO v_empresa FROM flowt.tb_omni8_tenant t WHERE t.cod_tenant = v_tenant;
    -- Whoever is first to insert is who the others find.
    INSERT INTO flowt.tb_omni8_pix AS p (cod_tenant, tip_chave, des_chave, nom_recebedor, nom_cidade)
    VALUES (v_tenant, v_corpo ->> 'tip_chave', v_chave, btrim(coalesce(v_corpo ->> 'nom_recebedor', v_empresa.nom_fantasia)),
            btrim(coalesce(v_corpo ->> 'nom_cidade', v_empresa.nom_cidade, '')))
    ON CONFLICT (cod_tenant) DO UPDATE
   SET (tip_chave, des_chave, nom_recebedor, nom_cidade) = ROW (excluded.tip_chave, excluded.des_chave, excluded.nom_recebedor, excluded.nom_cidade)
     WHERE p.num_versao = (v_corpo ->> 'num_versao')::integer
    RETURNING p.* INTO v_linha;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_versao((SELECT p.num_versao FROM flowt.tb_omni8_pix p WHERE p.cod_tenant = v_tenant));
    END IF;
    RETURN (200, NULL, NULL, flowt.json_pix(v_linha)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pix_definir(text) IS
$$PUT /v1/pix
acesso: pagamento.configurar
corpo: pix_definicao
resposta: 200 pix
resposta: 403 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: Pagamento
Define a chave PIX com que a empresa recebe. Trocar uma que já existe pede num_versao, a versão lida (409 se mudou desde então).
Sem nom_recebedor e nom_cidade valem o nome e a cidade da empresa. Só em pessoa: não por chave de API nem em sessão de suporte.$$;

CREATE OR REPLACE FUNCTION api.pix_excluir() RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant bigint := flowt.exigir_tenant();
BEGIN
    PERFORM flowt.exigir_pessoa();
    DELETE FROM flowt.tb_omni8_pix p WHERE p.cod_tenant = v_tenant;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('uma chave PIX da empresa');
    END IF;
    RETURN (204, NULL, NULL, NULL)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.pix_excluir() IS
$$DELETE /v1/pix
acesso: pagamento.configurar
resposta: 204
resposta: 403 problema
resposta: 404 problema
etiqueta: Pagamento
Retira a chave PIX: pedidos a pagar por PIX deixam de mostrar o código.$$;

SELECT flowt.definir_esquema('pix_definicao', $json${
    "type": "object", "required": ["tip_chave", "des_chave"],
    "properties": {
        "tip_chave": {"type": "string", "enum": ["CPF", "CNPJ", "EMAIL", "FONE", "EVP"], "description": "EVP: chave aleatória."},
        "des_chave": {"type": "string", "minLength": 1, "maxLength": 100},
        "nom_recebedor": {"type": ["string", "null"], "minLength": 1, "maxLength": 120,
            "description": "O código leva os primeiros 25 caracteres, sem acentos."},
        "nom_cidade": {"type": ["string", "null"], "minLength": 1, "maxLength": 120, "description": "O código leva os primeiros 15."},
        "num_versao": {"type": ["integer", "null"], "minimum": 1, "maximum": 2147483647}
    }
}$json$);
SELECT flowt.definir_esquema('pix', $json${
    "type": "object", "required": ["tip_chave", "des_chave", "nom_recebedor", "nom_cidade", "num_versao"],
    "properties": {"tip_chave": {"type": "string"}, "des_chave": {"type": "string", "description": "Mascarada."}, "nom_recebedor": {"type": "string"},
        "nom_cidade": {"type": "string"}, "num_versao": {"type": "integer"}}
}$json$);
