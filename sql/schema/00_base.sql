-- Base: what every module stands on (guide chapter 2). Types and platform-wide registers, without tenant data.

CREATE TYPE flowt.resposta AS (
    status     integer,
    tipo       text,
    cabecalhos text,
    corpo      text
);
COMMENT ON TYPE flowt.resposta IS 'Resposta HTTP de uma função do esquema api. status e tipo nulos valem 200 e application/json; cabecalhos é uma linha "Nome: valor" por cabeçalho; nenhuma linha devolvida vale 404. Com tipo image/png;qr ou image/svg+xml;qr (e ;nivel=L|M|Q|H, ;tamanho=pequeno|medio|grande), o corpo é o texto de um QR code, que o servidor desenha.';

-- "flowt migrate" needs its register before the first file and creates it in the same words.
CREATE TABLE IF NOT EXISTS flowt.tb_omni8_migracao (
    nom_arquivo   text        NOT NULL PRIMARY KEY,
    hsh_conteudo  text        NOT NULL,
    dat_aplicacao timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE flowt.tb_omni8_migracao IS 'Arquivos SQL aplicados por "flowt migrate", com a soma de verificação de cada um.';
COMMENT ON COLUMN flowt.tb_omni8_migracao.nom_arquivo IS 'Caminho do arquivo a partir da pasta sql.';
COMMENT ON COLUMN flowt.tb_omni8_migracao.hsh_conteudo IS 'SHA-256 do conteúdo, em hexadecimal.';
COMMENT ON COLUMN flowt.tb_omni8_migracao.dat_aplicacao IS 'Quando o arquivo foi aplicado pela última vez.';

CREATE TABLE flowt.tb_omni8_esquema_json (
    nom_esquema text  NOT NULL,
    js_esquema  jsonb NOT NULL,
    CONSTRAINT esquema_json_chave PRIMARY KEY (nom_esquema)
);
COMMENT ON TABLE flowt.tb_omni8_esquema_json IS 'JSON Schemas dos corpos de requisição e resposta: o esquema que documenta (OpenAPI) é o mesmo que valida.';
COMMENT ON COLUMN flowt.tb_omni8_esquema_json.nom_esquema IS 'Nome do esquema em #/components/schemas.';
COMMENT ON COLUMN flowt.tb_omni8_esquema_json.js_esquema IS 'JSON Schema (o subconjunto que flowt.validar_json confere).';

CREATE TABLE flowt.tb_omni8_parametro_plataforma (
    nom_parametro text NOT NULL,
    des_valor     text NOT NULL,
    des_parametro text NOT NULL,
    CONSTRAINT parametro_plataforma_chave PRIMARY KEY (nom_parametro)
);
COMMENT ON TABLE flowt.tb_omni8_parametro_plataforma IS 'Parâmetros de toda a instalação, mantidos pelo DBA.';
COMMENT ON COLUMN flowt.tb_omni8_parametro_plataforma.nom_parametro IS 'Nome do parâmetro.';
COMMENT ON COLUMN flowt.tb_omni8_parametro_plataforma.des_valor IS 'Valor em texto.';
COMMENT ON COLUMN flowt.tb_omni8_parametro_plataforma.des_parametro IS 'O que o parâmetro decide.';

INSERT INTO flowt.tb_omni8_parametro_plataforma (nom_parametro, des_valor, des_parametro) VALUES
    ('dominio_base', 'localhost', 'Domínio cujos subdomínios são tenants: {slug}.dominio_base.');
