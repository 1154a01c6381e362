-- Units (guide chapter 3.1): the places a company works from; the first is made with the company.

CREATE TABLE flowt.tb_omni8_unidade (
    cod_tenant     bigint      NOT NULL,
    cod_unidade    bigint      GENERATED ALWAYS AS IDENTITY,
    nom_unidade    text        NOT NULL,
    num_telefone   text,
    des_logradouro text,
    num_endereco   text,
    nom_bairro     text,
    nom_cidade     text,
    sig_uf         text,
    num_cep        text,
    num_latitude   numeric(9,6),
    num_longitude  numeric(9,6),
    des_fuso_horario text,
    flg_principal  boolean     NOT NULL DEFAULT false,
    sta_unidade    text        NOT NULL DEFAULT 'ATIVA',
    num_versao     integer     NOT NULL DEFAULT 1,
    dat_criacao    timestamptz NOT NULL DEFAULT now(),
    dat_alteracao  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT unidade_chave PRIMARY KEY (cod_tenant, cod_unidade),
    CONSTRAINT nome_de_unidade_ja_usado UNIQUE (cod_tenant, nom_unidade),
    CONSTRAINT uma_unidade_principal EXCLUDE USING btree (cod_tenant WITH =) WHERE (flg_principal),
    CONSTRAINT nome_de_unidade_preenchido CHECK (length(btrim(nom_unidade)) BETWEEN 1 AND 80),
    CONSTRAINT status_de_unidade_conhecido CHECK (sta_unidade IN ('ATIVA', 'INATIVA')),
    CONSTRAINT unidade_principal_e_ativa CHECK (NOT flg_principal OR sta_unidade = 'ATIVA'),
    CONSTRAINT telefone_da_unidade_valido CHECK (num_telefone IS NOT DISTINCT FROM flowt.telefone_e164(num_telefone)),
    CONSTRAINT cep_da_unidade_valido CHECK (flowt.cep_valido(num_cep)),
    CONSTRAINT uf_da_unidade_conhecida CHECK (sig_uf IN ('AC', 'AL', 'AM', 'AP', 'BA', 'CE', 'DF', 'ES', 'GO', 'MA', 'MG', 'MS', 'MT', 'PA', 'PB', 'PE', 'PI', 'PR', 'RJ', 'RN', 'RO', 'RR', 'RS', 'SC', 'SE', 'SP', 'TO')),
    CONSTRAINT coordenadas_da_unidade_completas CHECK ((num_latitude IS NULL) = (num_longitude IS NULL)),
    CONSTRAINT coordenadas_da_unidade_na_terra CHECK (num_latitude BETWEEN -90 AND 90 AND num_longitude BETWEEN -180 AND 180),
    CONSTRAINT fuso_da_unidade_conhecido CHECK (flowt.fuso_valido(des_fuso_horario)),
    CONSTRAINT unidade_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant)
);
CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_unidade FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_unidade FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

COMMENT ON CONSTRAINT nome_de_unidade_ja_usado ON flowt.tb_omni8_unidade IS 'Já existe uma unidade com este nome: escolha outro.';
COMMENT ON CONSTRAINT uma_unidade_principal ON flowt.tb_omni8_unidade IS 'A empresa já tem uma unidade principal.';
COMMENT ON CONSTRAINT nome_de_unidade_preenchido ON flowt.tb_omni8_unidade IS 'Informe o nome da unidade, com até 80 caracteres.';
COMMENT ON CONSTRAINT status_de_unidade_conhecido ON flowt.tb_omni8_unidade IS 'O status da unidade é ATIVA ou INATIVA.';
COMMENT ON CONSTRAINT unidade_principal_e_ativa ON flowt.tb_omni8_unidade IS 'A unidade principal não pode ser desativada: torne outra principal antes.';
COMMENT ON CONSTRAINT telefone_da_unidade_valido ON flowt.tb_omni8_unidade IS 'O telefone precisa de DDD e número, no formato +55….';
COMMENT ON CONSTRAINT cep_da_unidade_valido ON flowt.tb_omni8_unidade IS 'O CEP tem oito algarismos.';
COMMENT ON CONSTRAINT uf_da_unidade_conhecida ON flowt.tb_omni8_unidade IS 'Use a sigla de um estado ou do Distrito Federal.';
COMMENT ON CONSTRAINT coordenadas_da_unidade_completas ON flowt.tb_omni8_unidade IS 'Informe latitude e longitude juntas, ou nenhuma das duas.';
COMMENT ON CONSTRAINT coordenadas_da_unidade_na_terra ON flowt.tb_omni8_unidade IS 'A latitude vai de -90 a 90 e a longitude de -180 a 180.';
COMMENT ON CONSTRAINT fuso_da_unidade_conhecido ON flowt.tb_omni8_unidade IS 'Use um fuso da base IANA, como America/Sao_Paulo ou America/Manaus.';
COMMENT ON TABLE flowt.tb_omni8_unidade IS 'Unidades (lojas, filiais, pontos de atendimento) de um tenant.';
COMMENT ON COLUMN flowt.tb_omni8_unidade.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_unidade.cod_unidade IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_unidade.nom_unidade IS 'Nome.';
COMMENT ON COLUMN flowt.tb_omni8_unidade.num_telefone IS 'Telefone da unidade em E.164.';
COMMENT ON COLUMN flowt.tb_omni8_unidade.des_logradouro IS 'Rua ou avenida.';
COMMENT ON COLUMN flowt.tb_omni8_unidade.num_endereco IS 'Número no endereço.';
COMMENT ON COLUMN flowt.tb_omni8_unidade.nom_bairro IS 'Bairro.';
COMMENT ON COLUMN flowt.tb_omni8_unidade.nom_cidade IS 'Cidade.';
COMMENT ON COLUMN flowt.tb_omni8_unidade.sig_uf IS 'Sigla do estado.';
COMMENT ON COLUMN flowt.tb_omni8_unidade.num_cep IS 'CEP, oito algarismos.';
COMMENT ON COLUMN flowt.tb_omni8_unidade.num_latitude IS 'Latitude em graus, negativa ao sul.';
COMMENT ON COLUMN flowt.tb_omni8_unidade.num_longitude IS 'Longitude em graus, negativa a oeste.';
COMMENT ON COLUMN flowt.tb_omni8_unidade.des_fuso_horario IS 'Fuso IANA da unidade; nulo: o da empresa.';
COMMENT ON COLUMN flowt.tb_omni8_unidade.flg_principal IS 'É a unidade que responde quando nenhuma é dita.';
COMMENT ON COLUMN flowt.tb_omni8_unidade.sta_unidade IS 'ATIVA ou INATIVA.';
COMMENT ON COLUMN flowt.tb_omni8_unidade.num_versao IS 'Versão da linha.';
COMMENT ON COLUMN flowt.tb_omni8_unidade.dat_criacao IS 'Criação.';
COMMENT ON COLUMN flowt.tb_omni8_unidade.dat_alteracao IS 'Última alteração.';
