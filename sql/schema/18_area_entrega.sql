-- Delivery areas (guide chapter 4.1): where a company delivers, for how much and in how long; without areas its flat fee holds.

CREATE TABLE flowt.tb_omni8_area_entrega (
    cod_tenant     bigint      NOT NULL,
    cod_area       bigint      GENERATED ALWAYS AS IDENTITY,
    cod_unidade    bigint,
    nom_area       text        NOT NULL,
    tip_area       text        NOT NULL,
    nom_bairros    text[],
    num_cep_inicio text,
    num_cep_fim    text,
    num_raio_km    numeric(6,3),
    vlr_taxa       bigint      NOT NULL,
    vlr_minimo     bigint,
    vlr_gratis_acima bigint,
    qtd_prazo_min  integer,
    num_prioridade integer     NOT NULL DEFAULT 100,
    sta_area       text        NOT NULL DEFAULT 'ATIVA',
    num_versao     integer     NOT NULL DEFAULT 1,
    dat_criacao    timestamptz NOT NULL DEFAULT now(),
    dat_alteracao  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT area_entrega_chave PRIMARY KEY (cod_tenant, cod_area),
    CONSTRAINT nome_de_area_preenchido CHECK (length(btrim(nom_area)) BETWEEN 1 AND 80),
    CONSTRAINT tipo_de_area_conhecido CHECK (tip_area IN ('BAIRRO', 'CEP', 'RAIO')),
    CONSTRAINT area_com_os_campos_do_tipo CHECK (
        (tip_area = 'BAIRRO') = (nom_bairros IS NOT NULL) AND (tip_area = 'RAIO') = (num_raio_km IS NOT NULL)
        AND (tip_area = 'CEP') = (num_cep_inicio IS NOT NULL) AND (tip_area = 'CEP') = (num_cep_fim IS NOT NULL)),
    CONSTRAINT bairros_da_area_preenchidos CHECK (cardinality(nom_bairros) BETWEEN 1 AND 200),
    CONSTRAINT ceps_da_area_validos CHECK (flowt.cep_valido(num_cep_inicio) AND flowt.cep_valido(num_cep_fim)),
    CONSTRAINT faixa_de_cep_em_ordem CHECK (num_cep_inicio::integer <= num_cep_fim::integer),
    CONSTRAINT raio_entre_0_e_200_km CHECK (num_raio_km > 0 AND num_raio_km <= 200),
    CONSTRAINT raio_exige_unidade CHECK (tip_area <> 'RAIO' OR cod_unidade IS NOT NULL),
    CONSTRAINT valores_da_area_nao_negativos CHECK (vlr_taxa BETWEEN 0 AND 100000 AND coalesce(vlr_minimo, 0) BETWEEN 0 AND 10000000 AND coalesce(vlr_gratis_acima, 0) BETWEEN 0 AND 10000000),
    CONSTRAINT prazo_da_area_entre_1_e_43200_minutos CHECK (qtd_prazo_min BETWEEN 1 AND 43200),
    CONSTRAINT prioridade_da_area_entre_1_e_1000 CHECK (num_prioridade BETWEEN 1 AND 1000),
    CONSTRAINT status_de_area_conhecido CHECK (sta_area IN ('ATIVA', 'INATIVA')),
    CONSTRAINT area_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant),
    CONSTRAINT area_da_unidade FOREIGN KEY (cod_tenant, cod_unidade) REFERENCES flowt.tb_omni8_unidade (cod_tenant, cod_unidade) ON DELETE CASCADE
);
CREATE INDEX area_entrega_por_unidade ON flowt.tb_omni8_area_entrega (cod_tenant, cod_unidade);
CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_area_entrega FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_area_entrega FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

CREATE TYPE flowt.entrega_cotada AS (
    flg_com_areas boolean, flg_atende boolean, cod_area bigint, nom_area text, vlr_taxa bigint, vlr_minimo bigint, vlr_gratis_acima bigint, qtd_prazo_min integer
);
COMMENT ON TYPE flowt.entrega_cotada IS 'O que uma entrega custa a um endereço: sem áreas, a taxa única da empresa. Valores em centavos.';

COMMENT ON CONSTRAINT nome_de_area_preenchido ON flowt.tb_omni8_area_entrega IS 'Informe o nome da área, com até 80 caracteres.';
COMMENT ON CONSTRAINT tipo_de_area_conhecido ON flowt.tb_omni8_area_entrega IS 'A área é por BAIRRO, CEP ou RAIO.';
COMMENT ON CONSTRAINT area_com_os_campos_do_tipo ON flowt.tb_omni8_area_entrega IS 'Informe só os campos do tipo da área: nom_bairros, num_cep_inicio e num_cep_fim, ou num_raio_km.';
COMMENT ON CONSTRAINT bairros_da_area_preenchidos ON flowt.tb_omni8_area_entrega IS 'Informe de 1 a 200 bairros.';
COMMENT ON CONSTRAINT ceps_da_area_validos ON flowt.tb_omni8_area_entrega IS 'O CEP tem oito algarismos.';
COMMENT ON CONSTRAINT faixa_de_cep_em_ordem ON flowt.tb_omni8_area_entrega IS 'A faixa de CEP vai do menor ao maior: troque o começo e o fim.';
COMMENT ON CONSTRAINT raio_entre_0_e_200_km ON flowt.tb_omni8_area_entrega IS 'O raio é maior que zero e vai até 200 km.';
COMMENT ON CONSTRAINT raio_exige_unidade ON flowt.tb_omni8_area_entrega IS 'Um raio conta de uma unidade: diga qual.';
COMMENT ON CONSTRAINT valores_da_area_nao_negativos ON flowt.tb_omni8_area_entrega IS 'A taxa vai até R$ 1.000,00; o mínimo e o valor da entrega grátis, até R$ 100.000,00; nenhum é negativo.';
COMMENT ON CONSTRAINT prazo_da_area_entre_1_e_43200_minutos ON flowt.tb_omni8_area_entrega IS 'O prazo vai de 1 minuto a 30 dias (43200 minutos).';
COMMENT ON CONSTRAINT prioridade_da_area_entre_1_e_1000 ON flowt.tb_omni8_area_entrega IS 'A prioridade vai de 1 (primeira) a 1000.';
COMMENT ON CONSTRAINT status_de_area_conhecido ON flowt.tb_omni8_area_entrega IS 'O status da área é ATIVA ou INATIVA.';
COMMENT ON TABLE flowt.tb_omni8_area_entrega IS 'Áreas de entrega: bairros, faixa de CEP ou raio, com taxa, mínimo e prazo.';
COMMENT ON COLUMN flowt.tb_omni8_area_entrega.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_area_entrega.cod_area IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_area_entrega.cod_unidade IS 'Unidade que entrega; nulo: todas.';
COMMENT ON COLUMN flowt.tb_omni8_area_entrega.nom_area IS 'Nome, que o público lê.';
COMMENT ON COLUMN flowt.tb_omni8_area_entrega.tip_area IS 'BAIRRO, CEP ou RAIO.';
COMMENT ON COLUMN flowt.tb_omni8_area_entrega.nom_bairros IS 'Bairros, se por bairro; comparados sem acentos.';
COMMENT ON COLUMN flowt.tb_omni8_area_entrega.num_cep_inicio IS 'Primeiro CEP da faixa, se por CEP.';
COMMENT ON COLUMN flowt.tb_omni8_area_entrega.num_cep_fim IS 'Último CEP da faixa.';
COMMENT ON COLUMN flowt.tb_omni8_area_entrega.num_raio_km IS 'Quilômetros em linha reta desde a unidade, se por raio.';
COMMENT ON COLUMN flowt.tb_omni8_area_entrega.vlr_taxa IS 'Taxa de entrega, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_area_entrega.vlr_minimo IS 'Soma mínima dos itens, em centavos; nulo: a da empresa.';
COMMENT ON COLUMN flowt.tb_omni8_area_entrega.vlr_gratis_acima IS 'Soma dos itens a partir da qual a entrega é grátis, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_area_entrega.qtd_prazo_min IS 'Prazo usual de entrega, em minutos.';
COMMENT ON COLUMN flowt.tb_omni8_area_entrega.num_prioridade IS 'Entre áreas que servem, a de menor número vence.';
COMMENT ON COLUMN flowt.tb_omni8_area_entrega.sta_area IS 'ATIVA ou INATIVA.';
COMMENT ON COLUMN flowt.tb_omni8_area_entrega.num_versao IS 'Versão da linha.';
COMMENT ON COLUMN flowt.tb_omni8_area_entrega.dat_criacao IS 'Criação.';
COMMENT ON COLUMN flowt.tb_omni8_area_entrega.dat_alteracao IS 'Última alteração.';
