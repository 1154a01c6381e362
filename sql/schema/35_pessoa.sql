-- People (guide chapter 4.2): natural and legal persons, how to reach them, what they agreed to. The same CPF in two
-- companies is two unrelated people.

INSERT INTO flowt.tb_omni8_permissao (nom_permissao, des_permissao) VALUES
    ('pessoa.ler',      'Ver clientes e contatos'),
    ('pessoa.ler_completo', 'Ver documentos, telefones e e-mails sem máscara'),
    ('pessoa.escrever', 'Cadastrar e alterar clientes e contatos'),
    ('pessoa.verificar', 'Dar por verificado o CPF ou CNPJ cujo documento viu, e retirar contatos verificados'),
    ('pessoa.fundir',   'Fundir cadastros duplicados'),
    ('pessoa.importar', 'Importar clientes de um arquivo'),
    ('pessoa.exportar', 'Exportar clientes e tudo que se guarda de um deles'),
    ('pessoa.apagar',   'Anonimizar clientes e atender pedidos da LGPD');
INSERT INTO flowt.tb_omni8_perfil_permissao (nom_permissao, nom_perfil)
SELECT m.permissao, unnest(m.perfis) FROM (VALUES
    ('pessoa.ler',      '{plataforma,admin,gerente,atendente,marketing,financeiro,api}'::text[]),
    ('pessoa.ler_completo', '{admin,gerente,atendente}'),
    ('pessoa.escrever', '{plataforma,admin,gerente,atendente,marketing,api}'),
    ('pessoa.verificar', '{admin,gerente,atendente}'),
    ('pessoa.fundir',   '{plataforma,admin,gerente}'),
    ('pessoa.importar', '{plataforma,admin,gerente,marketing}'),
    ('pessoa.exportar', '{plataforma,admin}'),
    ('pessoa.apagar',   '{plataforma,admin}')) AS m (permissao, perfis);
UPDATE flowt.tb_omni8_permissao SET flg_empresa = true WHERE nom_permissao IN ('pessoa.apagar', 'pessoa.exportar', 'pessoa.fundir');

CREATE TABLE flowt.tb_omni8_pessoa (
    cod_tenant             bigint      NOT NULL,
    cod_pessoa             bigint      GENERATED ALWAYS AS IDENTITY,
    tip_pessoa             text        NOT NULL,
    nom_pessoa             text        NOT NULL,
    nom_social             text,
    nom_fantasia           text,
    dat_nascimento         date,
    num_inscricao_estadual text,
    des_observacao         text,
    js_campos              jsonb       NOT NULL DEFAULT '{}',
    tip_origem             text        NOT NULL DEFAULT 'CADASTRO',
    sta_pessoa             text        NOT NULL DEFAULT 'ATIVA',
    cod_pessoa_destino     bigint,
    nom_busca              text        NOT NULL DEFAULT '',
    num_versao             integer     NOT NULL DEFAULT 1,
    dat_criacao            timestamptz NOT NULL DEFAULT now(),
    dat_alteracao          timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pessoa_chave PRIMARY KEY (cod_tenant, cod_pessoa),
    CONSTRAINT tipo_de_pessoa_conhecido CHECK (tip_pessoa IN ('F', 'J')),
    CONSTRAINT nome_de_pessoa_preenchido CHECK (length(btrim(nom_pessoa)) BETWEEN 1 AND 200),
    CONSTRAINT nome_social_so_de_pessoa_fisica CHECK (nom_social IS NULL OR (tip_pessoa = 'F' AND length(btrim(nom_social)) BETWEEN 1 AND 200)),
    CONSTRAINT nome_fantasia_so_de_pessoa_juridica CHECK (nom_fantasia IS NULL OR (tip_pessoa = 'J' AND length(btrim(nom_fantasia)) BETWEEN 1 AND 200)),
    CONSTRAINT nascimento_so_de_pessoa_fisica CHECK (dat_nascimento IS NULL OR (tip_pessoa = 'F' AND dat_nascimento >= date '1900-01-01')),
    CONSTRAINT inscricao_so_de_pessoa_juridica CHECK (num_inscricao_estadual IS NULL OR (tip_pessoa = 'J' AND num_inscricao_estadual ~ '^([0-9]{2,14}|P[0-9]{12}|ISENTO)$')),
    CONSTRAINT observacao_de_pessoa_ate_2000 CHECK (length(des_observacao) <= 2000),
    CONSTRAINT campos_de_pessoa_em_objeto CHECK (jsonb_typeof(js_campos) = 'object'),
    CONSTRAINT origem_de_pessoa_conhecida CHECK (tip_origem IN ('CADASTRO', 'PEDIDO', 'IMPORTACAO', 'LOGIN', 'INTEGRACAO', 'INDICACAO')),
    CONSTRAINT status_de_pessoa_conhecido CHECK (sta_pessoa IN ('ATIVA', 'MESCLADA', 'ANONIMIZADA')),
    CONSTRAINT mesclada_aponta_o_destino CHECK ((sta_pessoa = 'MESCLADA') = (cod_pessoa_destino IS NOT NULL) AND cod_pessoa_destino <> cod_pessoa),
    CONSTRAINT pessoa_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant),
    CONSTRAINT pessoa_de_destino FOREIGN KEY (cod_tenant, cod_pessoa_destino) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa)
);
CREATE INDEX pessoa_por_destino ON flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa_destino);
CREATE INDEX pessoa_por_tipo ON flowt.tb_omni8_pessoa (cod_tenant, sta_pessoa, tip_pessoa, cod_pessoa);

CREATE TABLE flowt.tb_omni8_pessoa_identificador (
    cod_tenant        bigint      NOT NULL,
    cod_identificador bigint      GENERATED ALWAYS AS IDENTITY,
    cod_pessoa        bigint      NOT NULL,
    tip_identificador text        NOT NULL,
    des_valor         text        NOT NULL,
    flg_principal     boolean     NOT NULL DEFAULT false,
    dat_verificacao   timestamptz,
    dat_criacao       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT identificador_chave PRIMARY KEY (cod_tenant, cod_identificador),
    CONSTRAINT identificador_ja_cadastrado_na_pessoa UNIQUE (cod_tenant, cod_pessoa, tip_identificador, des_valor),
    CONSTRAINT identificador_verificado_de_outra_pessoa EXCLUDE USING btree (cod_tenant WITH =, tip_identificador WITH =, des_valor WITH =) WHERE (dat_verificacao IS NOT NULL),
    CONSTRAINT um_identificador_principal_por_tipo EXCLUDE USING btree (cod_tenant WITH =, cod_pessoa WITH =, tip_identificador WITH =) WHERE (flg_principal),
    CONSTRAINT tipo_de_identificador_conhecido CHECK (tip_identificador IN ('EMAIL', 'FONE', 'CPF', 'CNPJ')),
    CONSTRAINT email_de_pessoa_valido CHECK (tip_identificador <> 'EMAIL' OR (flowt.email_valido(des_valor) AND des_valor = lower(des_valor))),
    CONSTRAINT telefone_de_pessoa_valido CHECK (tip_identificador <> 'FONE' OR des_valor IS NOT DISTINCT FROM flowt.telefone_e164(des_valor)),
    CONSTRAINT cpf_de_pessoa_valido CHECK (tip_identificador <> 'CPF' OR flowt.cpf_valido(des_valor)),
    CONSTRAINT cnpj_de_pessoa_valido CHECK (tip_identificador <> 'CNPJ' OR flowt.cnpj_valido(des_valor)),
    CONSTRAINT identificador_da_pessoa FOREIGN KEY (cod_tenant, cod_pessoa) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa)
);
CREATE INDEX identificador_por_valor ON flowt.tb_omni8_pessoa_identificador (cod_tenant, tip_identificador, des_valor text_pattern_ops);

CREATE TABLE flowt.tb_omni8_pessoa_endereco (
    cod_tenant      bigint      NOT NULL,
    cod_endereco    bigint      GENERATED ALWAYS AS IDENTITY,
    cod_pessoa      bigint      NOT NULL,
    nom_endereco    text,
    des_logradouro  text        NOT NULL,
    num_endereco    text,
    des_complemento text,
    nom_bairro      text,
    nom_cidade      text        NOT NULL,
    sig_uf          text        NOT NULL,
    num_cep         text,
    des_referencia  text,
    flg_principal   boolean     NOT NULL DEFAULT false,
    dat_criacao     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT endereco_chave PRIMARY KEY (cod_tenant, cod_endereco),
    CONSTRAINT um_endereco_principal EXCLUDE USING btree (cod_tenant WITH =, cod_pessoa WITH =) WHERE (flg_principal),
    CONSTRAINT logradouro_preenchido CHECK (length(btrim(des_logradouro)) BETWEEN 1 AND 200),
    CONSTRAINT cidade_preenchida CHECK (length(btrim(nom_cidade)) BETWEEN 1 AND 120),
    CONSTRAINT endereco_de_tamanho_aceitavel CHECK (length(nom_endereco) <= 40 AND length(num_endereco) <= 20 AND length(des_complemento) <= 120 AND length(nom_bairro) <= 120 AND length(des_referencia) <= 200),
    CONSTRAINT uf_do_endereco_conhecida CHECK (sig_uf IN ('AC', 'AL', 'AM', 'AP', 'BA', 'CE', 'DF', 'ES', 'GO', 'MA', 'MG', 'MS', 'MT', 'PA', 'PB', 'PE', 'PI', 'PR', 'RJ', 'RN', 'RO', 'RR', 'RS', 'SC', 'SE', 'SP', 'TO')),
    CONSTRAINT cep_do_endereco_valido CHECK (flowt.cep_valido(num_cep)),
    CONSTRAINT endereco_da_pessoa FOREIGN KEY (cod_tenant, cod_pessoa) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa)
);
CREATE INDEX endereco_por_pessoa ON flowt.tb_omni8_pessoa_endereco (cod_tenant, cod_pessoa);

CREATE TABLE flowt.tb_omni8_pessoa_papel (
    cod_tenant  bigint      NOT NULL,
    cod_pessoa  bigint      NOT NULL,
    tip_papel   text        NOT NULL,
    dat_criacao timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pessoa_papel_chave PRIMARY KEY (cod_tenant, cod_pessoa, tip_papel),
    CONSTRAINT papel_conhecido CHECK (tip_papel IN ('CLIENTE', 'LEAD', 'INDICADOR', 'CONTATO', 'FORNECEDOR')),
    CONSTRAINT papel_da_pessoa FOREIGN KEY (cod_tenant, cod_pessoa) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa)
);
CREATE INDEX pessoa_papel_por_papel ON flowt.tb_omni8_pessoa_papel (cod_tenant, tip_papel, cod_pessoa);

CREATE TABLE flowt.tb_omni8_etiqueta (
    cod_tenant   bigint NOT NULL,
    cod_etiqueta bigint GENERATED ALWAYS AS IDENTITY,
    nom_etiqueta text   NOT NULL,
    CONSTRAINT etiqueta_chave PRIMARY KEY (cod_tenant, cod_etiqueta),
    CONSTRAINT etiqueta_ja_existe UNIQUE (cod_tenant, nom_etiqueta),
    CONSTRAINT nome_de_etiqueta_preenchido CHECK (length(nom_etiqueta) BETWEEN 1 AND 40 AND nom_etiqueta = btrim(nom_etiqueta)),
    CONSTRAINT etiqueta_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant)
);

CREATE TABLE flowt.tb_omni8_pessoa_etiqueta (
    cod_tenant   bigint NOT NULL,
    cod_pessoa   bigint NOT NULL,
    cod_etiqueta bigint NOT NULL,
    dat_inicio   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pessoa_etiqueta_chave PRIMARY KEY (cod_tenant, cod_pessoa, cod_etiqueta),
    CONSTRAINT etiqueta_da_pessoa FOREIGN KEY (cod_tenant, cod_pessoa) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa),
    CONSTRAINT etiqueta_posta FOREIGN KEY (cod_tenant, cod_etiqueta) REFERENCES flowt.tb_omni8_etiqueta (cod_tenant, cod_etiqueta) ON DELETE CASCADE
);
CREATE INDEX pessoa_etiqueta_por_etiqueta ON flowt.tb_omni8_pessoa_etiqueta (cod_tenant, cod_etiqueta, cod_pessoa);

CREATE TABLE flowt.tb_omni8_pessoa_vinculo (
    cod_tenant  bigint      NOT NULL,
    cod_pessoa  bigint      NOT NULL,
    cod_contato bigint      NOT NULL,
    des_cargo   text,
    dat_criacao timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pessoa_vinculo_chave PRIMARY KEY (cod_tenant, cod_pessoa, cod_contato),
    CONSTRAINT contato_e_outra_pessoa CHECK (cod_pessoa <> cod_contato),
    CONSTRAINT cargo_ate_80 CHECK (length(des_cargo) <= 80),
    CONSTRAINT vinculo_da_pessoa FOREIGN KEY (cod_tenant, cod_pessoa) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa),
    CONSTRAINT vinculo_do_contato FOREIGN KEY (cod_tenant, cod_contato) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa)
);
CREATE INDEX pessoa_vinculo_por_contato ON flowt.tb_omni8_pessoa_vinculo (cod_tenant, cod_contato);

-- The ledger: a consent is a fact that happened, so a change of mind is another line (LGPD arts. 8 and 9).
CREATE TABLE flowt.tb_omni8_consentimento (
    cod_tenant        bigint      NOT NULL,
    cod_consentimento bigint      GENERATED ALWAYS AS IDENTITY,
    cod_pessoa        bigint      NOT NULL,
    tip_finalidade    text        NOT NULL,
    tip_canal         text        NOT NULL,
    flg_concedido     boolean     NOT NULL,
    num_versao_texto  text        NOT NULL,
    tip_origem        text        NOT NULL,
    num_ip            text,
    dat_evento        timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT consentimento_chave PRIMARY KEY (cod_tenant, cod_consentimento),
    CONSTRAINT finalidade_conhecida CHECK (tip_finalidade IN ('MARKETING', 'PESQUISA', 'PERFIL', 'MEDICAO', 'COMPARTILHAMENTO')),
    CONSTRAINT canal_de_consentimento_conhecido CHECK (tip_canal IN ('EMAIL', 'SMS', 'WHATSAPP', 'PUSH', 'SITE', 'TODOS')),
    CONSTRAINT origem_de_consentimento_conhecida CHECK (tip_origem IN ('EQUIPE', 'CLIENTE', 'PEDIDO', 'IMPORTACAO', 'LINK', 'INTEGRACAO')),
    CONSTRAINT versao_do_texto_preenchida CHECK (length(btrim(num_versao_texto)) BETWEEN 1 AND 40),
    CONSTRAINT consentimento_da_pessoa FOREIGN KEY (cod_tenant, cod_pessoa) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa)
);
CREATE INDEX consentimento_por_pessoa ON flowt.tb_omni8_consentimento (cod_tenant, cod_pessoa, tip_finalidade, tip_canal, cod_consentimento);

-- The customer's session is of a person of this module (guide 17.2).
ALTER TABLE flowt.tb_omni8_sessao ADD CONSTRAINT sessao_da_pessoa FOREIGN KEY (cod_tenant, cod_pessoa) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa);

CREATE TRIGGER campos BEFORE INSERT OR UPDATE OF js_campos ON flowt.tb_omni8_pessoa FOR EACH ROW EXECUTE FUNCTION flowt.conferir_campos('PESSOA');
CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_pessoa FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_pessoa
    FOR EACH ROW EXECUTE FUNCTION flowt.auditar('nom_pessoa', 'nom_social', 'nom_fantasia', 'dat_nascimento', 'num_inscricao_estadual', 'des_observacao', 'js_campos', 'nom_busca');
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_pessoa_identificador FOR EACH ROW EXECUTE FUNCTION flowt.auditar('des_valor');
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_pessoa_endereco
    FOR EACH ROW EXECUTE FUNCTION flowt.auditar('nom_endereco', 'des_logradouro', 'num_endereco', 'des_complemento', 'nom_bairro', 'nom_cidade', 'num_cep', 'des_referencia');
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_pessoa_papel FOR EACH ROW EXECUTE FUNCTION flowt.auditar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_etiqueta FOR EACH ROW EXECUTE FUNCTION flowt.auditar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_pessoa_etiqueta FOR EACH ROW EXECUTE FUNCTION flowt.auditar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_pessoa_vinculo FOR EACH ROW EXECUTE FUNCTION flowt.auditar('des_cargo');
-- Whose it is may change in a merge, the address may be erased; what was agreed to, never.
CREATE TRIGGER so_inclusao BEFORE UPDATE OF tip_finalidade, tip_canal, flg_concedido, num_versao_texto, tip_origem, dat_evento ON flowt.tb_omni8_consentimento
    FOR EACH ROW EXECUTE FUNCTION flowt.recusar_alteracao();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_consentimento FOR EACH ROW EXECUTE FUNCTION flowt.auditar('num_ip');

COMMENT ON CONSTRAINT tipo_de_pessoa_conhecido ON flowt.tb_omni8_pessoa IS 'O tipo de pessoa é F (física) ou J (jurídica).';
COMMENT ON CONSTRAINT nome_de_pessoa_preenchido ON flowt.tb_omni8_pessoa IS 'Informe o nome (ou a razão social), com até 200 caracteres.';
COMMENT ON CONSTRAINT nome_social_so_de_pessoa_fisica ON flowt.tb_omni8_pessoa IS 'Nome social é só de pessoa física, com até 200 caracteres.';
COMMENT ON CONSTRAINT nome_fantasia_so_de_pessoa_juridica ON flowt.tb_omni8_pessoa IS 'Nome fantasia é só de pessoa jurídica, com até 200 caracteres.';
COMMENT ON CONSTRAINT nascimento_so_de_pessoa_fisica ON flowt.tb_omni8_pessoa IS 'Data de nascimento é só de pessoa física, a partir de 1900.';
COMMENT ON CONSTRAINT inscricao_so_de_pessoa_juridica ON flowt.tb_omni8_pessoa IS 'Inscrição estadual é só de pessoa jurídica: algarismos, sem pontuação, ou ISENTO.';
COMMENT ON CONSTRAINT observacao_de_pessoa_ate_2000 ON flowt.tb_omni8_pessoa IS 'A observação tem até 2000 caracteres.';
COMMENT ON CONSTRAINT campos_de_pessoa_em_objeto ON flowt.tb_omni8_pessoa IS 'Os campos personalizados são um objeto.';
COMMENT ON CONSTRAINT origem_de_pessoa_conhecida ON flowt.tb_omni8_pessoa IS 'A origem do cadastro não é conhecida.';
COMMENT ON CONSTRAINT status_de_pessoa_conhecido ON flowt.tb_omni8_pessoa IS 'O status é ATIVA, MESCLADA ou ANONIMIZADA.';
COMMENT ON CONSTRAINT mesclada_aponta_o_destino ON flowt.tb_omni8_pessoa IS 'Só um cadastro mesclado aponta para outro, e nunca para si.';
COMMENT ON CONSTRAINT identificador_ja_cadastrado_na_pessoa ON flowt.tb_omni8_pessoa_identificador IS 'Esta pessoa já tem este contato ou documento.';
COMMENT ON CONSTRAINT identificador_verificado_de_outra_pessoa ON flowt.tb_omni8_pessoa_identificador IS 'Este contato ou documento já foi verificado em outro cadastro: veja se é a mesma pessoa e funda os dois.';
COMMENT ON CONSTRAINT um_identificador_principal_por_tipo ON flowt.tb_omni8_pessoa_identificador IS 'A pessoa já tem um principal deste tipo.';
COMMENT ON CONSTRAINT tipo_de_identificador_conhecido ON flowt.tb_omni8_pessoa_identificador IS 'O tipo é EMAIL, FONE, CPF ou CNPJ.';
COMMENT ON CONSTRAINT email_de_pessoa_valido ON flowt.tb_omni8_pessoa_identificador IS 'O e-mail não é um endereço válido.';
COMMENT ON CONSTRAINT telefone_de_pessoa_valido ON flowt.tb_omni8_pessoa_identificador IS 'O telefone precisa de DDD e número, como (11) 91234-5678.';
COMMENT ON CONSTRAINT cpf_de_pessoa_valido ON flowt.tb_omni8_pessoa_identificador IS 'O CPF não confere: digite-o de novo.';
COMMENT ON CONSTRAINT cnpj_de_pessoa_valido ON flowt.tb_omni8_pessoa_identificador IS 'O CNPJ não confere: digite-o de novo.';
COMMENT ON CONSTRAINT um_endereco_principal ON flowt.tb_omni8_pessoa_endereco IS 'A pessoa já tem um endereço principal.';
COMMENT ON CONSTRAINT logradouro_preenchido ON flowt.tb_omni8_pessoa_endereco IS 'Informe a rua ou avenida, com até 200 caracteres.';
COMMENT ON CONSTRAINT cidade_preenchida ON flowt.tb_omni8_pessoa_endereco IS 'Informe a cidade, com até 120 caracteres.';
COMMENT ON CONSTRAINT endereco_de_tamanho_aceitavel ON flowt.tb_omni8_pessoa_endereco IS 'Um dos campos do endereço é longo demais.';
COMMENT ON CONSTRAINT uf_do_endereco_conhecida ON flowt.tb_omni8_pessoa_endereco IS 'Use a sigla de um estado ou do Distrito Federal.';
COMMENT ON CONSTRAINT cep_do_endereco_valido ON flowt.tb_omni8_pessoa_endereco IS 'O CEP tem oito algarismos.';
COMMENT ON CONSTRAINT papel_conhecido ON flowt.tb_omni8_pessoa_papel IS 'O papel é CLIENTE, LEAD, INDICADOR, CONTATO ou FORNECEDOR.';
COMMENT ON CONSTRAINT etiqueta_ja_existe ON flowt.tb_omni8_etiqueta IS 'Já existe uma etiqueta com este nome.';
COMMENT ON CONSTRAINT nome_de_etiqueta_preenchido ON flowt.tb_omni8_etiqueta IS 'A etiqueta tem de 1 a 40 caracteres.';
COMMENT ON CONSTRAINT contato_e_outra_pessoa ON flowt.tb_omni8_pessoa_vinculo IS 'Uma pessoa não é contato de si mesma.';
COMMENT ON CONSTRAINT cargo_ate_80 ON flowt.tb_omni8_pessoa_vinculo IS 'O cargo tem até 80 caracteres.';
COMMENT ON CONSTRAINT finalidade_conhecida ON flowt.tb_omni8_consentimento IS 'A finalidade é MARKETING, PESQUISA, PERFIL, MEDICAO ou COMPARTILHAMENTO.';
COMMENT ON CONSTRAINT canal_de_consentimento_conhecido ON flowt.tb_omni8_consentimento IS 'O canal é EMAIL, SMS, WHATSAPP, PUSH, SITE ou TODOS.';
COMMENT ON CONSTRAINT origem_de_consentimento_conhecida ON flowt.tb_omni8_consentimento IS 'A origem do consentimento não é conhecida.';
COMMENT ON CONSTRAINT versao_do_texto_preenchida ON flowt.tb_omni8_consentimento IS 'Diga a versão do texto que a pessoa leu, com até 40 caracteres.';

COMMENT ON TABLE flowt.tb_omni8_pessoa IS 'Pessoas cadastradas por um tenant: físicas e jurídicas.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa.cod_pessoa IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa.tip_pessoa IS 'F física, J jurídica.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa.nom_pessoa IS 'Nome civil ou razão social. Dado pessoal. Anonimizado: Pessoa anonimizada.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa.nom_social IS 'Nome social, que se usa no lugar do civil. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa.nom_fantasia IS 'Nome fantasia. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa.dat_nascimento IS 'Data de nascimento. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa.num_inscricao_estadual IS 'Inscrição estadual, sem pontuação, ou ISENTO. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa.des_observacao IS 'Anotação da equipe. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa.js_campos IS 'Campos personalizados do tenant. Sem códigos. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa.tip_origem IS 'De onde veio o cadastro.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa.sta_pessoa IS 'ATIVA, MESCLADA (em outra) ou ANONIMIZADA.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa.cod_pessoa_destino IS 'Cadastro em que este foi mesclado.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa.nom_busca IS 'Nomes sem acento e em minúsculas, para a busca. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa.num_versao IS 'Versão da linha.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa.dat_criacao IS 'Criação.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa.dat_alteracao IS 'Última alteração.';
COMMENT ON TABLE flowt.tb_omni8_pessoa_identificador IS 'E-mails, telefones e documentos de uma pessoa; um verificado é de uma só. Anonimização: apaga.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_identificador.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_identificador.cod_identificador IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_identificador.cod_pessoa IS 'Pessoa.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_identificador.tip_identificador IS 'EMAIL, FONE, CPF ou CNPJ.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_identificador.des_valor IS 'Valor normalizado: minúsculas, E.164 ou sem pontuação. Dado pessoal. Contato do titular.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_identificador.flg_principal IS 'O preferido de seu tipo.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_identificador.dat_verificacao IS 'Quando se provou que é da pessoa; nulo: não verificado.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_identificador.dat_criacao IS 'Criação.';
COMMENT ON TABLE flowt.tb_omni8_pessoa_endereco IS 'Endereços de uma pessoa. Anonimização: apaga.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_endereco.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_endereco.cod_endereco IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_endereco.cod_pessoa IS 'Pessoa.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_endereco.nom_endereco IS 'Apelido, como Casa. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_endereco.des_logradouro IS 'Rua ou avenida. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_endereco.num_endereco IS 'Número; nulo: sem número. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_endereco.des_complemento IS 'Complemento. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_endereco.nom_bairro IS 'Bairro. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_endereco.nom_cidade IS 'Cidade. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_endereco.sig_uf IS 'Estado.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_endereco.num_cep IS 'CEP, oito algarismos; nulo se não sabido. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_endereco.des_referencia IS 'Ponto de referência. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_endereco.flg_principal IS 'O preferido.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_endereco.dat_criacao IS 'Criação.';
COMMENT ON TABLE flowt.tb_omni8_pessoa_papel IS 'Papéis de uma pessoa: cliente, lead, indicador, contato, fornecedor.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_papel.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_papel.cod_pessoa IS 'Pessoa.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_papel.tip_papel IS 'CLIENTE, LEAD, INDICADOR, CONTATO ou FORNECEDOR.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_papel.dat_criacao IS 'Desde quando.';
COMMENT ON TABLE flowt.tb_omni8_etiqueta IS 'Etiquetas com que um tenant agrupa pessoas.';
COMMENT ON COLUMN flowt.tb_omni8_etiqueta.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_etiqueta.cod_etiqueta IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_etiqueta.nom_etiqueta IS 'Nome.';
COMMENT ON TABLE flowt.tb_omni8_pessoa_etiqueta IS 'Etiquetas postas em pessoas. Anonimização: apaga.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_etiqueta.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_etiqueta.cod_pessoa IS 'Pessoa.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_etiqueta.cod_etiqueta IS 'Etiqueta.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_etiqueta.dat_inicio IS 'Desde quando a tem.';
COMMENT ON TABLE flowt.tb_omni8_pessoa_vinculo IS 'Contatos: pessoas ligadas a uma pessoa (em geral físicas a uma jurídica). Anonimização: apaga.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_vinculo.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_vinculo.cod_pessoa IS 'Pessoa (em geral jurídica).';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_vinculo.cod_contato IS 'Seu contato.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_vinculo.des_cargo IS 'Cargo ou relação. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_pessoa_vinculo.dat_criacao IS 'Desde quando.';
COMMENT ON TABLE flowt.tb_omni8_consentimento IS 'Livro de consentimentos, só de inclusão: o último fato de cada finalidade e canal é o que vale.';
COMMENT ON COLUMN flowt.tb_omni8_consentimento.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_consentimento.cod_consentimento IS 'Sequência.';
COMMENT ON COLUMN flowt.tb_omni8_consentimento.cod_pessoa IS 'Pessoa.';
COMMENT ON COLUMN flowt.tb_omni8_consentimento.tip_finalidade IS 'Para quê.';
COMMENT ON COLUMN flowt.tb_omni8_consentimento.tip_canal IS 'Por onde; TODOS vale para os sem linha própria.';
COMMENT ON COLUMN flowt.tb_omni8_consentimento.flg_concedido IS 'Concedido; falso: revogado.';
COMMENT ON COLUMN flowt.tb_omni8_consentimento.num_versao_texto IS 'Versão do texto mostrado.';
COMMENT ON COLUMN flowt.tb_omni8_consentimento.tip_origem IS 'Onde foi dado.';
COMMENT ON COLUMN flowt.tb_omni8_consentimento.num_ip IS 'Endereço de rede de onde foi registrado. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_consentimento.dat_evento IS 'Momento.';
