-- Own domains (guide chapter 3.2): asking for one, and confirming that its owner published the token.

CREATE OR REPLACE FUNCTION flowt.limite_de_dominios() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 10;
COMMENT ON FUNCTION flowt.limite_de_dominios() IS 'Domínios de um tenant, entre pedidos e provados.';

CREATE OR REPLACE FUNCTION flowt.validade_do_pedido_de_dominio() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '14 days';
COMMENT ON FUNCTION flowt.validade_do_pedido_de_dominio() IS 'Por quanto tempo se pode provar a posse de um domínio pedido.';

CREATE OR REPLACE FUNCTION flowt.dominio_da_plataforma(p_dominio text) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_base text := flowt.parametro_plataforma('dominio_base');
BEGIN
    RETURN p_dominio = v_base OR p_dominio = 'localhost' OR right(p_dominio, length(v_base) + 1) = '.' || v_base
        OR right(p_dominio, 10) = '.localhost';
END
$$;
COMMENT ON FUNCTION flowt.dominio_da_plataforma(text) IS 'Se um nome é o domínio da plataforma, um subdomínio dele, ou a própria máquina.';

CREATE OR REPLACE FUNCTION flowt.json_prova_de_dominio(p_dominio text, p_token text) RETURNS json
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN json_build_object('des_registro_txt', '_flowt.' || p_dominio, 'des_valor', 'flowt-verificacao=' || p_token,
    'des_url', 'https://' || p_dominio || '/.well-known/flowt-verificacao.txt');
COMMENT ON FUNCTION flowt.json_prova_de_dominio(text, text)
    IS 'Onde publicar a prova de posse de um domínio (registro TXT, ou arquivo no site que já está nele) e o que escrever.';

CREATE OR REPLACE FUNCTION flowt.pedir_dominio(p_tenant bigint, p_dominio text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowt.um_de_cada_vez(p_tenant, 'dominio');
    IF flowt.dominio_da_plataforma(p_dominio) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = 'dominio_da_plataforma',
            DETAIL = 'Este endereço é da plataforma. Use um domínio registrado por sua empresa.';
    ELSIF EXISTS (SELECT FROM flowt.tb_omni8_tenant_dominio d WHERE d.cod_tenant = p_tenant AND d.nom_dominio = p_dominio) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'dominio_ja_ligado', DETAIL = 'Este domínio já está ligado à sua empresa.';
    ELSIF (SELECT count(*) FROM flowt.tb_omni8_tenant_dominio d WHERE d.cod_tenant = p_tenant)
          + (SELECT count(*) FROM flowt.tb_omni8_dominio_pedido d
              WHERE d.cod_tenant = p_tenant AND d.nom_dominio <> p_dominio) >= flowt.limite_de_dominios() THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'dominios_demais',
            DETAIL = format('Uma empresa tem até %s domínios: exclua um que não usa.', flowt.limite_de_dominios());
    END IF;
    -- Asking again within the time keeps the token: it may already be published.
    DELETE FROM flowt.tb_omni8_dominio_pedido d
     WHERE d.cod_tenant = p_tenant AND d.nom_dominio = p_dominio AND d.dat_criacao <= now() - flowt.validade_do_pedido_de_dominio();
    INSERT INTO flowt.tb_omni8_dominio_pedido (cod_tenant, nom_dominio, des_token) VALUES (p_tenant, p_dominio, flowt.novo_token())
    ON CONFLICT (cod_tenant, nom_dominio) DO NOTHING;
END
$$;
COMMENT ON FUNCTION flowt.pedir_dominio(bigint, text) IS 'Registra o pedido de um domínio, com o token a publicar; repetir não muda o token.';

-- Whoever looked (a DBA, an operator, the courier) says what was found; only the very token of the request proves it.
CREATE OR REPLACE FUNCTION flowt.confirmar_dominio(p_tenant bigint, p_dominio text, p_token text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM flowt.tb_omni8_dominio_pedido d
     WHERE d.cod_tenant = p_tenant AND d.nom_dominio = p_dominio AND d.des_token = p_token
       AND d.dat_criacao > now() - flowt.validade_do_pedido_de_dominio();
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'PT404', MESSAGE = 'pedido_de_dominio_nao_encontrado',
            DETAIL = 'Não há pedido deste domínio com esta prova, ou ele venceu: peça o domínio de novo.';
    END IF;
    INSERT INTO flowt.tb_omni8_tenant_dominio (cod_tenant, nom_dominio) VALUES (p_tenant, p_dominio);
END
$$;
ALTER FUNCTION flowt.confirmar_dominio(bigint, text, text) OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.confirmar_dominio(bigint, text, text) FROM flowt_api, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.confirmar_dominio(bigint, text, text)
    IS 'Liga um domínio pedido ao tenant: p_token é o que se encontrou publicado. Atravessa tenants: o entregador, que consulta o DNS, confirma os de todos.';

CREATE OR REPLACE FUNCTION admin.verificar_dominio(p_tenant bigint, p_dominio text, p_token text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$ SELECT flowt.confirmar_dominio(p_tenant, p_dominio, p_token) $$;
ALTER FUNCTION admin.verificar_dominio OWNER TO flowt_rotina;
COMMENT ON FUNCTION admin.verificar_dominio
    IS 'Confirma um domínio pedido por um tenant; p_token é o que o DBA leu no registro TXT _flowt.{domínio} ou em '
       '/.well-known/flowt-verificacao.txt, sem "flowt-verificacao=". Enquanto isso o domínio não leva a ele.';
