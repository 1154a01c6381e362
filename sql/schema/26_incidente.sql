-- Security incidents (guide chapter 17.2; LGPD art. 48; Resolução CD/ANPD 15/2024): the register the law asks for.
--
-- The regulation counts three working days from when the controller knows that personal data were affected (art. 6 and 9),
-- twice as many for small agents, and keeps the record five years, communicated or not (art. 10): nothing here is deleted.

CREATE TABLE flowt.tb_omni8_incidente (
    cod_tenant          bigint      NOT NULL,
    cod_incidente       bigint      GENERATED ALWAYS AS IDENTITY,
    nom_incidente       text        NOT NULL,
    des_incidente       text        NOT NULL,
    tip_gravidade       text        NOT NULL,
    sta_incidente       text        NOT NULL DEFAULT 'ABERTO',
    des_dados_afetados  text,
    qtd_titulares       integer,
    flg_risco_relevante boolean,
    flg_pequeno_porte   boolean     NOT NULL DEFAULT false,
    des_medidas         text,
    des_justificativa   text,
    dat_ocorrencia      timestamptz,
    dat_ciencia         timestamptz NOT NULL,
    dat_comunicacao_anpd timestamptz,
    dat_comunicacao_titulares timestamptz,
    num_versao          integer     NOT NULL DEFAULT 1,
    dat_criacao         timestamptz NOT NULL DEFAULT now(),
    dat_alteracao       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT incidente_chave PRIMARY KEY (cod_tenant, cod_incidente),
    CONSTRAINT gravidade_conhecida CHECK (tip_gravidade IN ('BAIXA', 'MEDIA', 'ALTA', 'CRITICA')),
    CONSTRAINT status_de_incidente_conhecido CHECK (sta_incidente IN ('ABERTO', 'EM_ANALISE', 'CONTIDO', 'ENCERRADO')),
    CONSTRAINT nome_do_incidente_preenchido CHECK (length(btrim(nom_incidente)) BETWEEN 1 AND 120 AND length(btrim(des_incidente)) BETWEEN 1 AND 4000),
    CONSTRAINT titulares_nao_negativos CHECK (qtd_titulares >= 0),
    CONSTRAINT incidente_em_ordem CHECK (dat_ocorrencia <= dat_ciencia AND dat_comunicacao_anpd >= dat_ciencia AND dat_comunicacao_titulares >= dat_ciencia),
    CONSTRAINT encerramento_diz_o_que_houve CHECK (sta_incidente <> 'ENCERRADO' OR (flg_risco_relevante IS NOT NULL AND btrim(coalesce(des_medidas, '')) <> '')),
    CONSTRAINT risco_relevante_se_comunica CHECK (sta_incidente <> 'ENCERRADO' OR NOT flg_risco_relevante OR num_nonnulls(dat_comunicacao_anpd, dat_comunicacao_titulares) = 2
                                                  OR btrim(coalesce(des_justificativa, '')) <> ''),
    CONSTRAINT incidente_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant)
);

CREATE TABLE flowt.tb_omni8_incidente_evento (
    cod_tenant    bigint      NOT NULL,
    cod_incidente bigint      NOT NULL,
    num_evento    integer     NOT NULL,
    js_mudanca    jsonb       NOT NULL,
    cod_usuario   bigint,
    dat_evento    timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT incidente_evento_chave PRIMARY KEY (cod_tenant, cod_incidente, num_evento),
    CONSTRAINT evento_do_incidente FOREIGN KEY (cod_tenant, cod_incidente) REFERENCES flowt.tb_omni8_incidente (cod_tenant, cod_incidente)
);

INSERT INTO flowt.tb_omni8_permissao (nom_permissao, des_permissao) VALUES ('incidente.gerir', 'Registrar incidentes de segurança e o que se fez deles');
INSERT INTO flowt.tb_omni8_perfil_permissao (nom_permissao, nom_perfil) VALUES ('incidente.gerir', 'plataforma'), ('incidente.gerir', 'admin');
UPDATE flowt.tb_omni8_permissao SET flg_empresa = true WHERE nom_permissao = 'incidente.gerir';

CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_incidente FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_incidente FOR EACH ROW EXECUTE FUNCTION flowt.auditar();
CREATE TRIGGER so_inclusao BEFORE UPDATE OR DELETE ON flowt.tb_omni8_incidente_evento FOR EACH ROW EXECUTE FUNCTION flowt.recusar_alteracao();

COMMENT ON CONSTRAINT gravidade_conhecida ON flowt.tb_omni8_incidente IS 'A gravidade é BAIXA, MEDIA, ALTA ou CRITICA.';
COMMENT ON CONSTRAINT status_de_incidente_conhecido ON flowt.tb_omni8_incidente IS 'O status é ABERTO, EM_ANALISE, CONTIDO ou ENCERRADO.';
COMMENT ON CONSTRAINT nome_do_incidente_preenchido ON flowt.tb_omni8_incidente IS 'Dê um nome ao incidente (até 120 caracteres) e conte o que houve (até 4000).';
COMMENT ON CONSTRAINT titulares_nao_negativos ON flowt.tb_omni8_incidente IS 'O número de pessoas afetadas não pode ser negativo.';
COMMENT ON CONSTRAINT incidente_em_ordem ON flowt.tb_omni8_incidente IS 'O incidente ocorre antes de ser conhecido, e é conhecido antes de ser comunicado: confira as datas.';
COMMENT ON CONSTRAINT encerramento_diz_o_que_houve ON flowt.tb_omni8_incidente IS 'Para encerrar, diga se houve risco relevante e que medidas se tomaram.';
COMMENT ON CONSTRAINT risco_relevante_se_comunica ON flowt.tb_omni8_incidente IS 'Um incidente de risco relevante se comunica à ANPD e às pessoas afetadas: registre as duas datas, ou justifique.';
COMMENT ON TABLE flowt.tb_omni8_incidente IS 'Registro de incidentes de segurança com dados pessoais, guardado ao menos cinco anos.';
COMMENT ON COLUMN flowt.tb_omni8_incidente.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_incidente.cod_incidente IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_incidente.nom_incidente IS 'Nome curto.';
COMMENT ON COLUMN flowt.tb_omni8_incidente.des_incidente IS 'O que houve. Sem dados pessoais.';
COMMENT ON COLUMN flowt.tb_omni8_incidente.tip_gravidade IS 'BAIXA, MEDIA, ALTA ou CRITICA.';
COMMENT ON COLUMN flowt.tb_omni8_incidente.sta_incidente IS 'ABERTO, EM_ANALISE, CONTIDO ou ENCERRADO.';
COMMENT ON COLUMN flowt.tb_omni8_incidente.des_dados_afetados IS 'Que tipos de dados foram afetados.';
COMMENT ON COLUMN flowt.tb_omni8_incidente.qtd_titulares IS 'Quantas pessoas, ao que se sabe.';
COMMENT ON COLUMN flowt.tb_omni8_incidente.flg_risco_relevante IS 'Pode causar risco ou dano relevante às pessoas; nulo: ainda não se avaliou.';
COMMENT ON COLUMN flowt.tb_omni8_incidente.flg_pequeno_porte IS 'A empresa é agente de tratamento de pequeno porte: o prazo é em dobro.';
COMMENT ON COLUMN flowt.tb_omni8_incidente.des_medidas IS 'Medidas tomadas e previstas.';
COMMENT ON COLUMN flowt.tb_omni8_incidente.des_justificativa IS 'Por que não se comunicou, ou por que depois do prazo.';
COMMENT ON COLUMN flowt.tb_omni8_incidente.dat_ocorrencia IS 'Quando ocorreu, se se sabe.';
COMMENT ON COLUMN flowt.tb_omni8_incidente.dat_ciencia IS 'Quando se soube que afetou dados pessoais: daí corre o prazo.';
COMMENT ON COLUMN flowt.tb_omni8_incidente.dat_comunicacao_anpd IS 'Quando se comunicou à ANPD.';
COMMENT ON COLUMN flowt.tb_omni8_incidente.dat_comunicacao_titulares IS 'Quando se comunicou às pessoas afetadas.';
COMMENT ON COLUMN flowt.tb_omni8_incidente.num_versao IS 'Versão da linha.';
COMMENT ON COLUMN flowt.tb_omni8_incidente.dat_criacao IS 'Quando foi registrado.';
COMMENT ON COLUMN flowt.tb_omni8_incidente.dat_alteracao IS 'Última alteração.';
COMMENT ON TABLE flowt.tb_omni8_incidente_evento IS 'História de cada incidente, só de inclusão. Sem auditoria: é um registro histórico.';
COMMENT ON COLUMN flowt.tb_omni8_incidente_evento.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_incidente_evento.cod_incidente IS 'Incidente.';
COMMENT ON COLUMN flowt.tb_omni8_incidente_evento.num_evento IS 'Posição na história.';
COMMENT ON COLUMN flowt.tb_omni8_incidente_evento.js_mudanca IS 'Campos registrados ou mudados.';
COMMENT ON COLUMN flowt.tb_omni8_incidente_evento.cod_usuario IS 'Quem.';
COMMENT ON COLUMN flowt.tb_omni8_incidente_evento.dat_evento IS 'Quando.';
