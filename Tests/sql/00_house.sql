-- The house rules hold, and each of them can fail: every rule is broken once, and must name the breach.
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT no_plan();

SELECT is_empty('SELECT * FROM flowt.conformidade()', 'nothing in this database breaks a house rule');

-- Runs a change, asks whether the rule fires, and takes the change back.
CREATE FUNCTION pg_temp.fires(p_change text, p_rule text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    v_fired boolean;
BEGIN
    EXECUTE p_change;
    SELECT EXISTS (SELECT FROM flowt.conformidade() c WHERE c.regra = p_rule) INTO v_fired;
    RAISE EXCEPTION USING ERRCODE = 'PT000', MESSAGE = v_fired::text;
EXCEPTION WHEN SQLSTATE 'PT000' THEN
    RETURN SQLERRM::boolean;
END
$$;

CREATE TEMP TABLE breach (rule text, change text);
INSERT INTO breach (rule, change) VALUES
('rls_ligada_e_forcada', 'ALTER TABLE flowt.tb_omni8_produto_servico NO FORCE ROW LEVEL SECURITY'),
('rls_ligada_e_forcada', 'ALTER TABLE flowt.tb_omni8_produto_servico DISABLE ROW LEVEL SECURITY'),
('rls_ligada_e_forcada', 'CREATE TABLE flowt.tb_nova (cod_tenant bigint NOT NULL, PRIMARY KEY (cod_tenant))'),
('rls_ligada_e_forcada', 'CREATE TABLE flowt.tb_parte PARTITION OF flowt.tb_omni8_auditoria FOR VALUES FROM (''2020-01-01'') TO (''2020-02-01'')'),
('politica_de_isolamento', 'DROP POLICY isolamento ON flowt.tb_omni8_produto_servico'),
('politica_conhecida', 'CREATE POLICY tudo ON flowt.tb_omni8_pedido TO flowt_api USING (true)'),
('politica_conhecida', 'ALTER POLICY isolamento ON flowt.tb_omni8_pedido USING (cod_tenant = flowt.tenant_atual() OR true)'),
('politica_conhecida', 'ALTER POLICY isolamento ON flowt.tb_omni8_pedido WITH CHECK (true)'),
('politica_conhecida', 'ALTER POLICY isolamento ON flowt.tb_omni8_pedido TO PUBLIC'),
('cod_tenant_bigint_nao_nulo', 'CREATE TABLE flowt.tb_nova (cod_tenant integer)'),
('so_um_papel_pula_rls', 'ALTER ROLE flowt_busca BYPASSRLS'),
('so_um_papel_pula_rls', 'ALTER ROLE flowt_api SUPERUSER'),
('login_sem_grupo', 'GRANT flowt_rotina TO flowt_api'),
('visao_segue_quem_le', 'CREATE VIEW bi.vw_nova AS SELECT cod_tenant FROM flowt.tb_omni8_pedido'),
('chave_primaria_comeca_por_cod_tenant', 'CREATE TABLE flowt.tb_nova (cod_novo bigint, cod_tenant bigint NOT NULL, PRIMARY KEY (cod_novo, cod_tenant))'),
('unicidade_com_cod_tenant', 'CREATE UNIQUE INDEX novo ON flowt.tb_omni8_pedido (des_token)'),
('unicidade_com_cod_tenant', 'ALTER TABLE flowt.tb_omni8_pedido ADD CONSTRAINT novo UNIQUE (cod_carrinho)'),
('exclusao_com_cod_tenant', 'ALTER TABLE flowt.tb_omni8_pedido ADD CONSTRAINT novo EXCLUDE (num_pedido WITH =)'),
('chave_estrangeira_com_cod_tenant', 'ALTER TABLE flowt.tb_omni8_produto_servico ADD UNIQUE (cod_produto);
    ALTER TABLE flowt.tb_omni8_pedido_item ADD CONSTRAINT novo FOREIGN KEY (cod_produto) REFERENCES flowt.tb_omni8_produto_servico (cod_produto)'),
('acao_de_chave_estrangeira', 'ALTER TABLE flowt.tb_omni8_estoque ADD CONSTRAINT novo FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant ON DELETE SET NULL'),
('chave_estrangeira_com_indice', 'DROP INDEX flowt.pedido_item_por_produto'),
('nome_de_restricao_unico', 'ALTER TABLE flowt.tb_omni8_estoque ADD CONSTRAINT sku_ja_usado CHECK (true)'),
('tipo_de_coluna', 'ALTER TABLE flowt.tb_omni8_estoque ADD COLUMN vlr_medio numeric'),
('tipo_de_coluna', 'ALTER TABLE flowt.tb_omni8_estoque ADD COLUMN dat_sem_fuso timestamp'),
('tipo_de_coluna', 'CREATE TYPE flowt.cor AS ENUM (''a''); ALTER TABLE flowt.tb_omni8_estoque ADD COLUMN tip_cor flowt.cor'),
('sem_execute_para_public', 'GRANT EXECUTE ON FUNCTION api.ping() TO PUBLIC'),
('definer_com_search_path', 'ALTER FUNCTION flowt.auditar() RESET search_path'),
('definer_com_search_path', 'ALTER FUNCTION flowt.auditar() SET search_path = flowt'),
('definer_fora_do_alcance', 'ALTER FUNCTION api.ping() SECURITY DEFINER SET search_path = pg_temp'),
('definer_declarado', 'CREATE FUNCTION flowt.nova() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_temp AS ''SELECT 1::bigint'';
    ALTER FUNCTION flowt.nova() OWNER TO flowt_rotina; GRANT EXECUTE ON FUNCTION flowt.nova() TO flowt_api'),
('visao_de_quem_nao_pula_rls', 'CREATE VIEW flowt.vw_nova AS SELECT cod_tenant FROM flowt.tb_omni8_pedido; ALTER VIEW flowt.vw_nova OWNER TO flowt_rotina'),
('sem_privilegio_direto', 'GRANT SELECT ON flowt.tb_omni8_auditoria_resto TO flowt_api'),
('sem_privilegio_direto', 'GRANT USAGE ON SEQUENCE flowt.tb_omni8_pedido_cod_pedido_seq TO flowt_api'),
('sem_privilegio_direto', 'CREATE MATERIALIZED VIEW bi.vm_nova AS SELECT 1 AS um; GRANT SELECT ON bi.vm_nova TO flowt_bi'),
('sem_privilegio_perigoso', 'GRANT TRUNCATE ON flowt.tb_omni8_pedido TO flowt_api'),
('sem_privilegio_perigoso', 'GRANT SELECT ON flowt.tb_omni8_pedido_status TO PUBLIC'),
('dono_dos_objetos', 'ALTER TABLE flowt.tb_omni8_pedido_status OWNER TO flowt_dba'),
('dono_dos_objetos', 'ALTER FUNCTION api.ping() OWNER TO postgres'),
('dono_dos_objetos', 'ALTER FUNCTION flowt.reais(bigint) OWNER TO flowt_papeis'),
('bi_so_le', 'GRANT INSERT (des_observacao) ON flowt.tb_omni8_pedido TO flowt_bi'),
('bi_le_por_coluna', 'GRANT SELECT ON flowt.tb_omni8_estoque TO flowt_bi'),
('bi_sem_cod_tenant', 'GRANT SELECT (cod_tenant) ON flowt.tb_omni8_pedido TO flowt_bi'),
('bi_sem_dado_pessoal', 'GRANT SELECT (num_telefone) ON flowt.tb_omni8_pedido TO flowt_bi'),
('bi_sem_dado_pessoal', 'CREATE ROLE flowt_bi_1_teste IN ROLE flowt_bi; GRANT SELECT (num_telefone) ON flowt.tb_omni8_pedido TO flowt_bi_1_teste'),
('bi_com_politica', 'GRANT SELECT (qtd_reservada) ON flowt.tb_omni8_estoque_reserva TO flowt_bi'),
('bi_com_politica', 'DROP POLICY isolamento_bi ON flowt.tb_omni8_pedido'),
('bi_sem_esquema_flowt', 'GRANT USAGE ON SCHEMA flowt TO flowt_bi'),
('bi_sem_esquema_flowt', 'GRANT USAGE ON SCHEMA api TO PUBLIC'),
('login_bi_com_limites', 'CREATE ROLE flowt_bi_1_teste LOGIN IN ROLE flowt_bi'),
('login_bi_com_limites', 'CREATE ROLE powerbi LOGIN CONNECTION LIMIT 3 IN ROLE flowt_bi'),
('login_bi_com_limites', 'CREATE ROLE flowt_bi_1_teste LOGIN CONNECTION LIMIT 3 IN ROLE flowt_bi, pg_read_all_data'),
('so_um_papel_cria_papeis', 'ALTER ROLE flowt_rotina CREATEROLE'),
('so_um_papel_cria_papeis', 'ALTER ROLE flowt_papeis LOGIN'),
('so_um_papel_cria_papeis', 'GRANT flowt_papeis TO flowt_dba'),
('banco_sem_privilegio_para_public', 'DO $do$ BEGIN EXECUTE format(''GRANT CONNECT ON DATABASE %I TO PUBLIC'', current_database()); END $do$'),
('banco_sem_privilegio_para_public', 'DO $do$ BEGIN EXECUTE format(''GRANT TEMPORARY ON DATABASE %I TO PUBLIC'', current_database()); END $do$'),
('auditoria_em_tabela_de_negocio', 'DROP TRIGGER auditoria ON flowt.tb_omni8_pedido'),
('auditoria_em_tabela_de_negocio', 'ALTER TABLE flowt.tb_omni8_pedido DISABLE TRIGGER auditoria'),
('dado_pessoal_fora_da_auditoria', 'COMMENT ON COLUMN flowt.tb_omni8_pedido.tip_pagamento IS ''Dado pessoal.'''),
('dado_pessoal_alcancavel', 'COMMENT ON COLUMN flowt.tb_omni8_produto_servico.des_resumo IS ''Dado pessoal.'''),
('dado_pessoal_apagavel', 'ALTER TABLE flowt.tb_omni8_pedido ADD COLUMN hor_retirada time NOT NULL DEFAULT ''12:00'';
    COMMENT ON COLUMN flowt.tb_omni8_pedido.hor_retirada IS ''Dado pessoal.'''),
('valor_neutro_aceito', 'COMMENT ON COLUMN flowt.tb_omni8_pedido.nom_cliente IS ''Dado pessoal. Anonimizado: X.'';
    ALTER TABLE flowt.tb_omni8_pedido ADD CONSTRAINT nome_com_duas_letras CHECK (length(nom_cliente) >= 2)'),
('titular_protegido', 'DROP TRIGGER titular ON flowt.tb_omni8_pedido'),
('guarda_bem_dita', 'COMMENT ON TABLE flowt.tb_omni8_sessao IS ''Sessões. Guarda: 10 dias desde dat_nenhuma.'''),
('guarda_bem_dita', 'COMMENT ON TABLE flowt.tb_omni8_sessao IS ''Sessões. Guarda: muito tempo.'''),
('codigo_com_referencia', 'COMMENT ON COLUMN flowt.tb_omni8_estoque_movimento.cod_origem IS ''De onde veio.'''),
('codigo_de_uma_tabela_so', 'CREATE TABLE flowt.tb_nova (cod_tenant bigint NOT NULL, cod_produto bigint GENERATED ALWAYS AS IDENTITY, PRIMARY KEY (cod_tenant, cod_produto))'),
('copia_sem_codigo_global', 'CREATE TABLE flowt.tb_nova (cod_nova bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ALTER TABLE flowt.tb_omni8_unidade ADD COLUMN cod_nova bigint REFERENCES flowt.tb_nova'),
('copia_sem_ciclo', 'ALTER TABLE flowt.tb_omni8_categoria ADD COLUMN cod_produto bigint, ADD CONSTRAINT novo FOREIGN KEY (cod_tenant, cod_produto) REFERENCES flowt.tb_omni8_produto_servico (cod_tenant, cod_produto)'),
('copia_de_quem_e_referida', 'ALTER TABLE flowt.tb_omni8_campo_personalizado ADD COLUMN cod_sessao bigint NOT NULL, ADD CONSTRAINT novo FOREIGN KEY (cod_tenant, cod_sessao) REFERENCES flowt.tb_omni8_sessao (cod_tenant, cod_sessao)'),
('unico_na_plataforma_fora_da_copia', 'COMMENT ON CONSTRAINT sku_ja_usado ON flowt.tb_omni8_produto_servico IS ''Global: novo.'''),
('sem_sobrecarga', 'CREATE FUNCTION flowt.reais(integer) RETURNS text LANGUAGE sql RETURN ''x'''),
('funcao_comentada', 'COMMENT ON FUNCTION flowt.reais(bigint) IS NULL'),
('sem_when_others', 'CREATE FUNCTION flowt.nova() RETURNS void LANGUAGE plpgsql AS ''BEGIN EXCEPTION WHEN OTHERS THEN NULL; END'''),
('sql_dinamico_so_em_flowt', 'CREATE FUNCTION admin.nova(v_sql text) RETURNS void LANGUAGE plpgsql AS ''BEGIN EXECUTE v_sql; END'''),
('sql_dinamico_so_em_flowt', 'CREATE FUNCTION api.nova(p_q text) RETURNS void LANGUAGE plpgsql AS ''BEGIN EXECUTE p_q; END'''),
('funcao_de_ate_70_linhas', 'CREATE FUNCTION flowt.nova() RETURNS void LANGUAGE plpgsql AS ''BEGIN ' || repeat(E'\n', 71) || ' END'''),
('tabela_ou_visao_comentada', 'COMMENT ON TABLE flowt.tb_omni8_pedido IS NULL'),
('coluna_comentada', 'COMMENT ON COLUMN flowt.tb_omni8_pedido.vlr_total IS NULL'),
('restricao_com_frase', 'COMMENT ON CONSTRAINT partes_somam_o_total ON flowt.tb_omni8_pedido IS NULL'),
('rota_na_funcao', 'COMMENT ON FUNCTION api.ping() IS ''Sem rota.'''),
('rota_com_acesso', E'COMMENT ON FUNCTION api.ping() IS E''GET /v1/ping\\nresposta: 200\\nSem acesso.'''),
('rota_com_acesso', E'COMMENT ON FUNCTION api.ping() IS E''GET /v1/ping\\nacesso: nada.disso\\nresposta: 200\\nPermissao que nao existe.'''),
('rota_com_modulo', E'COMMENT ON FUNCTION api.produto_ler(bigint) IS E''GET /v1/produtos/{id}\\nacesso: catalogo.ler\\nmodulo: nenhum\\nresposta: 200 produto\\nLê.'''),
('escopo_de_unidade', 'DROP POLICY escopo_de_unidade ON flowt.tb_omni8_unidade'),
('politica_conhecida', 'ALTER POLICY escopo_de_unidade ON flowt.tb_omni8_unidade USING (true)'),
('rota_unica', E'COMMENT ON FUNCTION api.produto_ler(bigint) IS E''GET /v1/pedidos/{id}\\nacesso: catalogo.ler\\nresposta: 200 produto\\nRota de outro.'''),
('leitura_so_em_get', 'ALTER FUNCTION api.ping() VOLATILE'),
('leitura_so_em_get', 'ALTER FUNCTION api.sessao_encerrar() STABLE'),
('leitura_auditada_registra', E'COMMENT ON FUNCTION api.categoria_listar() IS E''GET /v1/categorias\\nacesso: catalogo.ler\\nleitura: auditada\\nresposta: 200 categoria_lista\\nNada registra.'''),
('leitura_auditada_registra', E'COMMENT ON FUNCTION api.categoria_excluir(bigint) IS E''DELETE /v1/categorias/{id}\\nacesso: catalogo.ler\\nleitura: auditada\\nresposta: 204\\nGrava.'''),
('leitura_auditada_registra', 'ALTER FUNCTION api.pedido_ler(bigint) STABLE'),
('leitura_auditada_registra', E'COMMENT ON FUNCTION api.pedido_ler(bigint) IS E''GET /v1/pedidos/{id}\\nacesso: pedido.ler\\nleitura: contada\\nresposta: 200 pedido\\nNada conta.'''),
('escrita_com_permissao_de_leitura', E'COMMENT ON FUNCTION api.categoria_excluir(bigint) IS E''DELETE /v1/categorias/{id}\\nacesso: catalogo.ler\\nresposta: 204\\nGrava.'''),
('rota_documentada', E'COMMENT ON FUNCTION api.ping() IS E''GET /v1/ping\\nacesso: aberto\\nresposta: 200'''),
('corpo_com_esquema', E'COMMENT ON FUNCTION api.sessao_criar(text, text, text) IS E''POST /v1/sessoes\\nacesso: aberto\\nresposta: 201 sessao\\nSem esquema.'''),
('arquivo_bem_descrito', E'COMMENT ON FUNCTION api.sessao_encerrar() IS E''DELETE /v1/sessoes/atual\\nacesso: sessao\\narquivo: image/png 1MiB\\nresposta: 204\\nArquivo sem argumento.'''),
('arquivo_bem_descrito', 'CREATE FUNCTION api.nova(p_arquivo bytea) RETURNS flowt.resposta LANGUAGE sql RETURN NULL::flowt.resposta;
    COMMENT ON FUNCTION api.nova(bytea) IS E''POST /v1/nova\nacesso: sessao\nresposta: 204\nSem diretiva.'''),
('arquivo_bem_descrito', 'CREATE FUNCTION api.nova(p_arquivo text) RETURNS flowt.resposta LANGUAGE sql RETURN NULL::flowt.resposta;
    COMMENT ON FUNCTION api.nova(text) IS E''POST /v1/nova\nacesso: sessao\narquivo: image/png 1MiB\nresposta: 204\nTexto.'''),
('arquivo_bem_descrito', 'CREATE FUNCTION api.nova(p_arquivo bytea) RETURNS flowt.resposta LANGUAGE sql RETURN NULL::flowt.resposta;
    COMMENT ON FUNCTION api.nova(bytea) IS E''POST /v1/nova\nacesso: sessao\narquivo: image/png 33MiB\nresposta: 204\nGrande demais.'''),
('arquivo_bem_descrito', 'CREATE FUNCTION api.nova(p_arquivo bytea) RETURNS flowt.resposta LANGUAGE sql RETURN NULL::flowt.resposta;
    COMMENT ON FUNCTION api.nova(bytea) IS E''POST /v1/nova\nacesso: sessao\narquivo: figura 1MiB\nresposta: 204\nTipo que nao existe.'''),
('arquivo_bem_descrito', 'CREATE FUNCTION api.nova(p_arquivo bytea, p_corpo text) RETURNS flowt.resposta LANGUAGE sql RETURN NULL::flowt.resposta;
    COMMENT ON FUNCTION api.nova(bytea, text) IS E''POST /v1/nova\nacesso: sessao\narquivo: image/png 1MiB\ncorpo: sessao_nova\nresposta: 204\nDois corpos.'''),
('fluxo_em_partes', E'COMMENT ON FUNCTION api.ping() IS E''GET /v1/ping\\nacesso: aberto\\nfluxo: talvez\\nresposta: 200\\nNem sim.'''),
('fluxo_em_partes', E'COMMENT ON FUNCTION api.docs() IS E''GET /docs\\nacesso: aberto\\nfluxo: sim\\nresposta: 200\\nUma linha so.'''),
('eventos_bem_descritos', E'COMMENT ON FUNCTION api.ping() IS E''GET /v1/ping\\nacesso: aberto\\nfluxo: eventos\\nresposta: 200 text/event-stream\\nSem Last-Event-ID.'''),
('eventos_bem_descritos', 'CREATE FUNCTION api.nova(p_last_event_id text) RETURNS flowt.resposta LANGUAGE sql VOLATILE RETURN NULL::flowt.resposta;
    COMMENT ON FUNCTION api.nova(text) IS E''GET /v1/nova\nacesso: aberto\nfluxo: eventos\ncabecalhos: Last-Event-ID\nresposta: 200 text/event-stream\nGrava.'''),
('eventos_bem_descritos', 'CREATE FUNCTION api.nova(p_last_event_id text) RETURNS flowt.resposta LANGUAGE sql STABLE RETURN NULL::flowt.resposta;
    COMMENT ON FUNCTION api.nova(text) IS E''GET /v1/nova\nacesso: aberto\nfluxo: eventos\ncabecalhos: Last-Event-ID\nresposta: 200 situacao\nOutro tipo.'''),
('eventos_bem_descritos', 'CREATE FUNCTION api.nova(p_last_event_id text) RETURNS flowt.resposta LANGUAGE sql STABLE RETURN NULL::flowt.resposta;
    COMMENT ON FUNCTION api.nova(text) IS E''GET /v1/nova\nacesso: aberto\nfluxo: eventos\nfaixa: lenta\ncabecalhos: Last-Event-ID\nresposta: 200 text/event-stream\nFaixa.'''),
('argumento_com_p', 'CREATE FUNCTION api.nova(id bigint) RETURNS flowt.resposta LANGUAGE sql RETURN NULL::flowt.resposta;
    COMMENT ON FUNCTION api.nova(bigint) IS ''GET /v1/nova'''),
('argumento_do_caminho', E'COMMENT ON FUNCTION api.ping() IS E''GET /v1/ping/{nada}\\nacesso: aberto\\nresposta: 200\\nArgumento que nao existe.'''),
('esquema_existe', 'DELETE FROM flowt.tb_omni8_esquema_json WHERE nom_esquema = ''carrinho'''),
('esquema_existe', 'DELETE FROM flowt.tb_omni8_esquema_json WHERE nom_esquema = ''cardapio_item''');

SELECT ok(pg_temp.fires(b.change, b.rule), 'rule ' || b.rule || ' fires on: ' || left(regexp_replace(b.change, '\s+', ' ', 'g'), 90)) FROM breach b;

SELECT is_empty($$
    SELECT m[1] FROM pg_proc p CROSS JOIN LATERAL regexp_matches(pg_get_functiondef(p.oid), 'SELECT ''([a-z0-9_]+)''', 'g') AS m
     WHERE p.pronamespace = 'flowt'::regnamespace AND p.proname LIKE 'conformidade\_%'
    EXCEPT SELECT rule FROM breach $$, 'every house rule is broken at least once above');

SELECT * FROM finish();
ROLLBACK;
