-- Monitoring views for DBAs (guide chapters 17.3 and 19): docs/dba-guide.md shows each with its output.

CREATE OR REPLACE VIEW admin.vw_tamanho_tabela AS SELECT * FROM flowt.ver_tamanho_tabela();
COMMENT ON VIEW admin.vw_tamanho_tabela IS 'Tamanho de cada tabela, com suas partições, da maior à menor.';
COMMENT ON COLUMN admin.vw_tamanho_tabela.nom_tabela IS 'Tabela.';
COMMENT ON COLUMN admin.vw_tamanho_tabela.qtd_linhas IS 'Linhas, pela última análise.';
COMMENT ON COLUMN admin.vw_tamanho_tabela.qtd_bytes IS 'Bytes em disco, com índices e TOAST.';
COMMENT ON COLUMN admin.vw_tamanho_tabela.des_tamanho IS 'O mesmo, por extenso.';
COMMENT ON COLUMN admin.vw_tamanho_tabela.qtd_bytes_indices IS 'Bytes só dos índices.';
COMMENT ON COLUMN admin.vw_tamanho_tabela.qtd_particoes IS 'Partições, se tem.';

CREATE OR REPLACE VIEW admin.vw_tamanho_tenant AS SELECT * FROM flowt.ver_tamanho_tenant();
COMMENT ON VIEW admin.vw_tamanho_tenant
    IS 'Espaço estimado de cada tenant: sua parte das linhas na última análise de cada tabela, vezes o tamanho dela.';
COMMENT ON COLUMN admin.vw_tamanho_tenant.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN admin.vw_tamanho_tenant.nom_slug IS 'Slug.';
COMMENT ON COLUMN admin.vw_tamanho_tenant.qtd_bytes IS 'Bytes estimados.';
COMMENT ON COLUMN admin.vw_tamanho_tenant.des_tamanho IS 'O mesmo, por extenso.';
COMMENT ON COLUMN admin.vw_tamanho_tenant.num_parte IS 'Parte do total, de 0 a 1.';

CREATE OR REPLACE VIEW admin.vw_atividade_tenant AS SELECT * FROM flowt.ver_atividade_tenant();
COMMENT ON VIEW admin.vw_atividade_tenant IS 'O que cada tenant fez: pedidos, mudanças, sessões e quando foi a última; e os limites de seu plano.';
COMMENT ON COLUMN admin.vw_atividade_tenant.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN admin.vw_atividade_tenant.nom_slug IS 'Slug.';
COMMENT ON COLUMN admin.vw_atividade_tenant.sta_tenant IS 'Status.';
COMMENT ON COLUMN admin.vw_atividade_tenant.qtd_usuarios IS 'Usuários com acesso ativo.';
COMMENT ON COLUMN admin.vw_atividade_tenant.qtd_sessoes IS 'Sessões abertas agora.';
COMMENT ON COLUMN admin.vw_atividade_tenant.qtd_pedidos_dia IS 'Pedidos nas últimas 24 horas.';
COMMENT ON COLUMN admin.vw_atividade_tenant.qtd_pedidos_mes IS 'Pedidos nos últimos 30 dias.';
COMMENT ON COLUMN admin.vw_atividade_tenant.qtd_mudancas_dia IS 'Linhas da trilha de auditoria nas últimas 24 horas.';
COMMENT ON COLUMN admin.vw_atividade_tenant.dat_ultima_mudanca IS 'Última linha da trilha nesse tempo.';
COMMENT ON COLUMN admin.vw_atividade_tenant.js_limites IS 'Limites do plano em vigor: {limite: máximo}; nulo sem planos.';

CREATE OR REPLACE VIEW admin.vw_conexao AS SELECT * FROM flowt.ver_conexao();
COMMENT ON VIEW admin.vw_conexao
    IS 'Conexões ao banco: de quem, desde quando, o que esperam. O texto das instruções não aparece: traz dados pessoais.';
COMMENT ON COLUMN admin.vw_conexao.num_processo IS 'Processo no servidor (para pg_cancel_backend e pg_terminate_backend).';
COMMENT ON COLUMN admin.vw_conexao.nom_login IS 'Login.';
COMMENT ON COLUMN admin.vw_conexao.cod_tenant IS 'Tenant, se o login é de BI.';
COMMENT ON COLUMN admin.vw_conexao.nom_aplicacao IS 'Nome que o cliente se deu.';
COMMENT ON COLUMN admin.vw_conexao.des_origem IS 'Endereço do cliente; nulo por soquete local.';
COMMENT ON COLUMN admin.vw_conexao.dat_conexao IS 'Desde quando.';
COMMENT ON COLUMN admin.vw_conexao.sta_conexao IS 'active, idle, idle in transaction….';
COMMENT ON COLUMN admin.vw_conexao.tmp_transacao IS 'Há quanto tempo a transação está aberta.';
COMMENT ON COLUMN admin.vw_conexao.tmp_instrucao IS 'Há quanto tempo a instrução corre.';
COMMENT ON COLUMN admin.vw_conexao.des_espera IS 'O que espera, se espera.';
COMMENT ON COLUMN admin.vw_conexao.num_bloqueadores IS 'Processos que a bloqueiam.';

CREATE OR REPLACE VIEW admin.vw_trava AS SELECT * FROM flowt.ver_trava();
COMMENT ON VIEW admin.vw_trava IS 'Travas que alguém espera, e quem as segura.';
COMMENT ON COLUMN admin.vw_trava.num_processo IS 'Quem espera.';
COMMENT ON COLUMN admin.vw_trava.nom_login IS 'Seu login.';
COMMENT ON COLUMN admin.vw_trava.tmp_espera IS 'Há quanto tempo.';
COMMENT ON COLUMN admin.vw_trava.tip_trava IS 'Que tipo de trava.';
COMMENT ON COLUMN admin.vw_trava.nom_objeto IS 'Tabela, se é de uma.';
COMMENT ON COLUMN admin.vw_trava.num_bloqueadores IS 'Processos que a seguram.';
COMMENT ON COLUMN admin.vw_trava.des_bloqueadores IS 'Quem são e em que estado.';

CREATE OR REPLACE VIEW admin.vw_instrucao_lenta AS SELECT * FROM flowt.ver_instrucao_lenta();
COMMENT ON VIEW admin.vw_instrucao_lenta
    IS 'Instruções que mais tempo tomaram, sem seus valores (pg_stat_statements); sem a extensão, uma linha diz como tê-la.';
COMMENT ON COLUMN admin.vw_instrucao_lenta.des_instrucao IS 'Instrução, com $1, $2… no lugar dos valores.';
COMMENT ON COLUMN admin.vw_instrucao_lenta.nom_login IS 'Login.';
COMMENT ON COLUMN admin.vw_instrucao_lenta.qtd_chamadas IS 'Vezes que rodou.';
COMMENT ON COLUMN admin.vw_instrucao_lenta.num_media_ms IS 'Média, em milissegundos.';
COMMENT ON COLUMN admin.vw_instrucao_lenta.num_total_ms IS 'Total, em milissegundos.';
COMMENT ON COLUMN admin.vw_instrucao_lenta.qtd_linhas IS 'Linhas devolvidas ou tocadas.';

CREATE OR REPLACE VIEW admin.vw_limpeza AS SELECT * FROM flowt.ver_limpeza();
COMMENT ON VIEW admin.vw_limpeza IS 'Linhas mortas e limpeza (vacuum) de cada tabela, e quão longe ela está do fim dos números de transação.';
COMMENT ON COLUMN admin.vw_limpeza.nom_tabela IS 'Tabela ou partição.';
COMMENT ON COLUMN admin.vw_limpeza.qtd_vivas IS 'Linhas vivas.';
COMMENT ON COLUMN admin.vw_limpeza.qtd_mortas IS 'Linhas mortas, à espera de limpeza.';
COMMENT ON COLUMN admin.vw_limpeza.num_mortas IS 'Parte de linhas mortas, de 0 a 1.';
COMMENT ON COLUMN admin.vw_limpeza.dat_limpeza IS 'Última limpeza, manual ou automática.';
COMMENT ON COLUMN admin.vw_limpeza.dat_analise IS 'Última análise, manual ou automática.';
COMMENT ON COLUMN admin.vw_limpeza.qtd_mudancas IS 'Linhas mudadas desde a análise.';
COMMENT ON COLUMN admin.vw_limpeza.qtd_idade IS 'Transações desde a última congelada: acima de 1,5 bilhão, limpe já.';

CREATE OR REPLACE VIEW admin.vw_particao AS SELECT * FROM flowt.ver_particao();
COMMENT ON VIEW admin.vw_particao
    IS 'Tabelas por mês: da primeira à última partição, os meses que faltam à frente e o que caiu na partição restante.';
COMMENT ON COLUMN admin.vw_particao.nom_tabela IS 'Tabela particionada.';
COMMENT ON COLUMN admin.vw_particao.qtd_particoes IS 'Partições mensais.';
COMMENT ON COLUMN admin.vw_particao.dat_primeira IS 'Onde a primeira começa.';
COMMENT ON COLUMN admin.vw_particao.dat_fim IS 'Onde a última termina.';
COMMENT ON COLUMN admin.vw_particao.flg_falta_proximo IS 'Falta a do mês corrente ou do próximo: rode rotina.criar_particoes_auditoria().';
COMMENT ON COLUMN admin.vw_particao.qtd_resto IS 'Linhas na partição restante, pela última análise.';

CREATE OR REPLACE VIEW admin.vw_conformidade AS SELECT * FROM flowt.ver_conformidade();
COMMENT ON VIEW admin.vw_conformidade IS 'Violações das regras da casa; vazia, o banco está conforme.';
COMMENT ON COLUMN admin.vw_conformidade.nom_regra IS 'Regra.';
COMMENT ON COLUMN admin.vw_conformidade.nom_objeto IS 'O que a viola.';
COMMENT ON COLUMN admin.vw_conformidade.des_problema IS 'Como.';

CREATE OR REPLACE VIEW admin.vw_sessao AS SELECT * FROM flowt.ver_sessao();
COMMENT ON VIEW admin.vw_sessao IS 'Sessões abertas da API, por tenant e perfil.';
COMMENT ON COLUMN admin.vw_sessao.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN admin.vw_sessao.nom_slug IS 'Slug.';
COMMENT ON COLUMN admin.vw_sessao.nom_perfil IS 'Perfil; "(cliente)" para clientes.';
COMMENT ON COLUMN admin.vw_sessao.qtd_sessoes IS 'Sessões abertas.';
COMMENT ON COLUMN admin.vw_sessao.qtd_personificadas IS 'Delas, as personificadas.';
COMMENT ON COLUMN admin.vw_sessao.dat_mais_antiga IS 'Abertura da mais antiga.';
COMMENT ON COLUMN admin.vw_sessao.dat_mais_nova IS 'Abertura da mais nova.';

CREATE OR REPLACE VIEW admin.vw_auditoria AS SELECT * FROM flowt.ver_auditoria();
COMMENT ON VIEW admin.vw_auditoria IS 'Estado das trilhas de auditoria: até onde estão seladas e o que espera.';
COMMENT ON COLUMN admin.vw_auditoria.nom_trilha IS 'Trilha: mudancas ou leituras.';
COMMENT ON COLUMN admin.vw_auditoria.cod_selado IS 'Última linha selada.';
COMMENT ON COLUMN admin.vw_auditoria.qtd_pendentes IS 'Números dados desde então, à espera de selo.';
COMMENT ON COLUMN admin.vw_auditoria.dat_selagem IS 'Última selagem.';
COMMENT ON COLUMN admin.vw_auditoria.flg_atrasada IS 'Há o que selar e a última selagem tem mais de uma hora.';
COMMENT ON COLUMN admin.vw_auditoria.qtd_selos IS 'Selos ao todo.';
COMMENT ON COLUMN admin.vw_auditoria.qtd_tenants IS 'Cadeias.';
COMMENT ON COLUMN admin.vw_auditoria.dat_expurgo IS 'Linhas anteriores já foram expurgadas.';
COMMENT ON COLUMN admin.vw_auditoria.qtd_meses IS 'Meses que as linhas ficam guardadas.';

CREATE OR REPLACE VIEW admin.vw_servidor AS SELECT * FROM flowt.ver_servidor();
COMMENT ON VIEW admin.vw_servidor IS 'O servidor num relance: versão, tamanho, conexões, réplicas, transações e o que está fora do lugar.';
COMMENT ON COLUMN admin.vw_servidor.nom_medida IS 'O que.';
COMMENT ON COLUMN admin.vw_servidor.des_valor IS 'Quanto.';
