-- Plan limits (guide chapter 19.2) on the tables they limit. A table of a later module gets its own two lines there.
-- AFTER INSERT counts once a statement; whatever brings a row back to what counts (reactivated, restored) is asked by row.

CREATE TRIGGER limite_incluido AFTER INSERT ON flowt.tb_omni8_usuario_tenant REFERENCING NEW TABLE AS novas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.conferir_limite('usuarios', 't.flg_ativo');
CREATE TRIGGER limite_de_volta AFTER UPDATE OF flg_ativo ON flowt.tb_omni8_usuario_tenant FOR EACH ROW WHEN (NEW.flg_ativo AND NOT OLD.flg_ativo)
    EXECUTE FUNCTION flowt.conferir_limite('usuarios', 't.flg_ativo');

CREATE TRIGGER limite_incluido AFTER INSERT ON flowt.tb_omni8_unidade REFERENCING NEW TABLE AS novas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.conferir_limite('unidades', 't.sta_unidade = ''ATIVA''');
CREATE TRIGGER limite_de_volta AFTER UPDATE OF sta_unidade ON flowt.tb_omni8_unidade FOR EACH ROW WHEN (NEW.sta_unidade = 'ATIVA' AND OLD.sta_unidade <> 'ATIVA')
    EXECUTE FUNCTION flowt.conferir_limite('unidades', 't.sta_unidade = ''ATIVA''');

CREATE TRIGGER limite_incluido AFTER INSERT ON flowt.tb_omni8_produto_servico REFERENCING NEW TABLE AS novas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.conferir_limite('produtos', 't.dat_exclusao IS NULL');
CREATE TRIGGER limite_de_volta AFTER UPDATE OF dat_exclusao ON flowt.tb_omni8_produto_servico FOR EACH ROW WHEN (NEW.dat_exclusao IS NULL AND OLD.dat_exclusao IS NOT NULL)
    EXECUTE FUNCTION flowt.conferir_limite('produtos', 't.dat_exclusao IS NULL');

CREATE TRIGGER limite_incluido AFTER INSERT ON flowt.tb_omni8_pessoa REFERENCING NEW TABLE AS novas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.conferir_limite('pessoas', 't.sta_pessoa = ''ATIVA''');
CREATE TRIGGER limite_de_volta AFTER UPDATE OF sta_pessoa ON flowt.tb_omni8_pessoa FOR EACH ROW WHEN (NEW.sta_pessoa = 'ATIVA' AND OLD.sta_pessoa <> 'ATIVA')
    EXECUTE FUNCTION flowt.conferir_limite('pessoas', 't.sta_pessoa = ''ATIVA''');

CREATE TRIGGER limite_incluido AFTER INSERT ON flowt.tb_omni8_chave_api REFERENCING NEW TABLE AS novas FOR EACH STATEMENT
    EXECUTE FUNCTION flowt.conferir_limite('chaves_api', 't.dat_revogacao IS NULL AND coalesce(t.dat_expiracao, ''infinity'') > now()');
