-- For DBAs alone; what each shows is checked nowhere else.
GRANT SELECT ON admin.vw_tamanho_tabela, admin.vw_tamanho_tenant, admin.vw_atividade_tenant, admin.vw_conexao, admin.vw_trava,
    admin.vw_instrucao_lenta, admin.vw_limpeza, admin.vw_particao, admin.vw_conformidade, admin.vw_sessao, admin.vw_auditoria, admin.vw_servidor TO
    flowt_dba;
