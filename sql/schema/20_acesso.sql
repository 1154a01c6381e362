-- Access (guide chapter 17): users, profiles, permissions and sessions. Profiles and permissions are data.

CREATE TABLE flowt.tb_omni8_perfil (
    nom_perfil text NOT NULL,
    des_perfil text NOT NULL,
    flg_pessoa boolean NOT NULL DEFAULT true,
    CONSTRAINT perfil_chave PRIMARY KEY (nom_perfil)
);

CREATE TABLE flowt.tb_omni8_permissao (
    nom_permissao text NOT NULL,
    des_permissao text NOT NULL,
    flg_empresa   boolean NOT NULL DEFAULT false,
    CONSTRAINT permissao_chave PRIMARY KEY (nom_permissao),
    CONSTRAINT permissao_na_forma_recurso_ponto_acao CHECK (nom_permissao ~ '^[a-z_]+\.[a-z_]+$')
);

CREATE TABLE flowt.tb_omni8_perfil_permissao (
    nom_perfil    text NOT NULL,
    nom_permissao text NOT NULL,
    CONSTRAINT perfil_permissao_chave PRIMARY KEY (nom_perfil, nom_permissao),
    CONSTRAINT perfil_da_permissao FOREIGN KEY (nom_perfil) REFERENCES flowt.tb_omni8_perfil (nom_perfil),
    CONSTRAINT permissao_do_perfil FOREIGN KEY (nom_permissao) REFERENCES flowt.tb_omni8_permissao (nom_permissao)
);
CREATE INDEX perfil_permissao_por_permissao ON flowt.tb_omni8_perfil_permissao (nom_permissao);

-- A user is a person's login on the whole platform; what it may do is in its links to tenants.
CREATE TABLE flowt.tb_omni8_usuario (
    cod_usuario   bigint      GENERATED ALWAYS AS IDENTITY,
    des_email     text        NOT NULL,
    nom_usuario   text        NOT NULL,
    hsh_senha     text        NOT NULL,
    qtd_falhas    integer     NOT NULL DEFAULT 0,
    dat_bloqueio  timestamptz,
    flg_ativo     boolean     NOT NULL DEFAULT true,
    dat_segundo_fator timestamptz,
    dat_criacao   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT usuario_chave PRIMARY KEY (cod_usuario),
    CONSTRAINT email_de_usuario_ja_usado UNIQUE (des_email),
    CONSTRAINT email_de_usuario_valido CHECK (flowt.email_valido(des_email) AND des_email = lower(des_email)),
    CONSTRAINT nome_de_usuario_preenchido CHECK (length(btrim(nom_usuario)) BETWEEN 1 AND 120)
);

-- Networks a user has entered from: their wrong passwords are counted apart, so that whoever knows an e-mail and guesses
-- from elsewhere locks the login there, and not where its owner works.
CREATE TABLE flowt.tb_omni8_usuario_rede (
    cod_usuario  bigint      NOT NULL,
    num_rede     text        NOT NULL,
    qtd_falhas   integer     NOT NULL DEFAULT 0,
    dat_bloqueio timestamptz,
    dat_uso      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT usuario_rede_chave PRIMARY KEY (cod_usuario, num_rede),
    CONSTRAINT rede_do_usuario FOREIGN KEY (cod_usuario) REFERENCES flowt.tb_omni8_usuario (cod_usuario)
);

-- Passwords everybody tries first (NIST SP 800-63B 5.1.1.2): those long enough to pass the rule of length.
CREATE TABLE flowt.tb_omni8_senha_comum (
    des_senha text NOT NULL,
    CONSTRAINT senha_comum_chave PRIMARY KEY (des_senha)
);

-- What a company's profile may do, where it differs from the platform's matrix.
CREATE TABLE flowt.tb_omni8_permissao_tenant (
    cod_tenant    bigint  NOT NULL,
    nom_perfil    text    NOT NULL,
    nom_permissao text    NOT NULL,
    flg_concedida boolean NOT NULL,
    CONSTRAINT permissao_tenant_chave PRIMARY KEY (cod_tenant, nom_perfil, nom_permissao),
    CONSTRAINT permissao_tenant_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant),
    CONSTRAINT permissao_tenant_do_perfil FOREIGN KEY (nom_perfil) REFERENCES flowt.tb_omni8_perfil (nom_perfil),
    CONSTRAINT permissao_tenant_conhecida FOREIGN KEY (nom_permissao) REFERENCES flowt.tb_omni8_permissao (nom_permissao)
);
CREATE INDEX permissao_tenant_por_perfil ON flowt.tb_omni8_permissao_tenant (nom_perfil);
CREATE INDEX permissao_tenant_por_permissao ON flowt.tb_omni8_permissao_tenant (nom_permissao);

CREATE TABLE flowt.tb_omni8_usuario_tenant (
    cod_tenant  bigint      NOT NULL,
    cod_usuario bigint      NOT NULL,
    nom_perfil  text        NOT NULL,
    flg_ativo   boolean     NOT NULL DEFAULT true,
    flg_todas_unidades boolean NOT NULL DEFAULT true,
    num_versao  integer     NOT NULL DEFAULT 1,
    dat_criacao timestamptz NOT NULL DEFAULT now(),
    dat_alteracao timestamptz NOT NULL DEFAULT now(),
    dat_revogacao timestamptz,
    CONSTRAINT usuario_tenant_chave PRIMARY KEY (cod_tenant, cod_usuario),
    CONSTRAINT acesso_revogado_nao_e_ativo CHECK (dat_revogacao IS NULL OR NOT flg_ativo),
    CONSTRAINT tenant_do_usuario FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant),
    CONSTRAINT usuario_do_tenant FOREIGN KEY (cod_usuario) REFERENCES flowt.tb_omni8_usuario (cod_usuario),
    CONSTRAINT perfil_do_usuario FOREIGN KEY (nom_perfil) REFERENCES flowt.tb_omni8_perfil (nom_perfil)
);
CREATE INDEX usuario_tenant_por_usuario ON flowt.tb_omni8_usuario_tenant (cod_usuario);
CREATE INDEX usuario_tenant_por_perfil ON flowt.tb_omni8_usuario_tenant (nom_perfil);

CREATE TABLE flowt.tb_omni8_usuario_unidade (
    cod_tenant  bigint NOT NULL,
    cod_usuario bigint NOT NULL,
    cod_unidade bigint NOT NULL,
    CONSTRAINT usuario_unidade_chave PRIMARY KEY (cod_tenant, cod_usuario, cod_unidade),
    CONSTRAINT usuario_da_unidade FOREIGN KEY (cod_tenant, cod_usuario) REFERENCES flowt.tb_omni8_usuario_tenant (cod_tenant, cod_usuario) ON DELETE CASCADE,
    CONSTRAINT unidade_do_usuario FOREIGN KEY (cod_tenant, cod_unidade) REFERENCES flowt.tb_omni8_unidade (cod_tenant, cod_unidade)
);
CREATE INDEX usuario_unidade_por_unidade ON flowt.tb_omni8_usuario_unidade (cod_tenant, cod_unidade);

-- Of a user (staff), or of a person (customer): one table, because one look-up by digest opens both.
CREATE TABLE flowt.tb_omni8_sessao (
    cod_tenant    bigint      NOT NULL,
    cod_sessao    bigint      GENERATED ALWAYS AS IDENTITY,
    cod_usuario   bigint,
    cod_pessoa    bigint,
    cod_personificador bigint,
    des_motivo    text,
    des_agente    text,
    num_ip        text,
    hsh_token     bytea       NOT NULL,
    flg_restrita  boolean     NOT NULL DEFAULT false,
    dat_criacao   timestamptz NOT NULL DEFAULT now(),
    dat_uso       timestamptz NOT NULL DEFAULT now(),
    dat_expiracao timestamptz NOT NULL,
    dat_revogacao timestamptz,
    CONSTRAINT sessao_chave PRIMARY KEY (cod_tenant, cod_sessao),
    CONSTRAINT token_de_sessao_unico UNIQUE (hsh_token),
    CONSTRAINT sessao_de_um_usuario_ou_de_uma_pessoa CHECK (num_nonnulls(cod_usuario, cod_pessoa) = 1),
    CONSTRAINT personificacao_tem_usuario_e_motivo CHECK (cod_personificador IS NULL OR num_nonnulls(cod_usuario, des_motivo) = 2),
    CONSTRAINT sessao_do_usuario FOREIGN KEY (cod_tenant, cod_usuario) REFERENCES flowt.tb_omni8_usuario_tenant (cod_tenant, cod_usuario),
    CONSTRAINT sessao_do_personificador FOREIGN KEY (cod_personificador) REFERENCES flowt.tb_omni8_usuario (cod_usuario)
);
CREATE INDEX sessao_por_usuario ON flowt.tb_omni8_sessao (cod_tenant, cod_usuario);
CREATE INDEX sessao_por_pessoa ON flowt.tb_omni8_sessao (cod_tenant, cod_pessoa);
CREATE INDEX sessao_por_personificador ON flowt.tb_omni8_sessao (cod_personificador);

CREATE TABLE flowt.tb_omni8_chave_api (
    cod_tenant    bigint      NOT NULL,
    cod_chave_api bigint      GENERATED ALWAYS AS IDENTITY,
    nom_chave     text        NOT NULL,
    des_prefixo   text        NOT NULL,
    hsh_token     bytea       NOT NULL,
    des_escopos   text[]      NOT NULL,
    cod_unidades  bigint[],
    cod_criador   bigint      NOT NULL,
    dat_criacao   timestamptz NOT NULL DEFAULT now(),
    dat_uso       timestamptz,
    dat_expiracao timestamptz,
    dat_revogacao timestamptz,
    CONSTRAINT chave_api_chave PRIMARY KEY (cod_tenant, cod_chave_api),
    CONSTRAINT token_de_chave_unico UNIQUE (hsh_token),
    CONSTRAINT nome_de_chave_preenchido CHECK (length(btrim(nom_chave)) BETWEEN 1 AND 80),
    CONSTRAINT chave_tem_escopo CHECK (cardinality(des_escopos) BETWEEN 1 AND 100),
    CONSTRAINT chave_de_quem_a_criou FOREIGN KEY (cod_tenant, cod_criador) REFERENCES flowt.tb_omni8_usuario_tenant (cod_tenant, cod_usuario)
);
CREATE INDEX chave_api_por_criador ON flowt.tb_omni8_chave_api (cod_tenant, cod_criador);

-- What a token proves; abrir turns it into the context of the request.
CREATE TYPE flowt.credencial AS (
    cod_tenant         bigint,
    sta_tenant         text,
    nom_perfil         text,
    cod_usuario        bigint,
    cod_sessao         bigint,
    cod_pessoa         bigint,
    cod_chave_api      bigint,
    cod_personificador bigint,
    escopos            text,
    unidades           text,
    dat_uso            timestamptz,
    flg_restrita       boolean
);
COMMENT ON TYPE flowt.credencial IS 'Quem um token prova ser: usuário, pessoa (cliente) ou chave de API, com escopos e unidades em listas separadas por vírgula (vazio: sem restrição).';

INSERT INTO flowt.tb_omni8_perfil (nom_perfil, des_perfil) VALUES
    ('plataforma', 'Equipe da plataforma'),
    ('admin',      'Dono ou administrador da empresa'),
    ('gerente',    'Gerente'),
    ('atendente',  'Atendimento e caixa'),
    ('cozinha',    'Cozinha ou produção'),
    ('entregador', 'Entrega'),
    ('marketing',  'Marketing'),
    ('financeiro', 'Financeiro'),
    ('parceiro',   'Parceiro de indicação'),
    ('api',        'Integração por chave de API'),
    ('bi',         'Leitura por ferramentas de BI');
UPDATE flowt.tb_omni8_perfil SET flg_pessoa = false WHERE nom_perfil IN ('api', 'bi');

-- Of the modules that come before this one.
INSERT INTO flowt.tb_omni8_permissao (nom_permissao, des_permissao) VALUES
    ('unidade.ler',      'Ver as unidades'),
    ('unidade.escrever', 'Criar e alterar unidades'),
    ('horario.ler',      'Ver horários e exceções'),
    ('horario.escrever', 'Alterar horários e exceções'),
    ('entrega.ler',      'Ver áreas de entrega'),
    ('entrega.escrever', 'Alterar áreas de entrega');
INSERT INTO flowt.tb_omni8_perfil_permissao (nom_permissao, nom_perfil)
SELECT m.permissao, unnest(m.perfis) FROM (VALUES
    ('unidade.ler',      '{plataforma,admin,gerente,atendente,cozinha,entregador,marketing,financeiro,api}'::text[]),
    ('unidade.escrever', '{plataforma,admin,gerente,api}'),
    ('horario.ler',      '{plataforma,admin,gerente,atendente,cozinha,entregador,marketing,api}'),
    ('horario.escrever', '{plataforma,admin,gerente,api}'),
    ('entrega.ler',      '{plataforma,admin,gerente,atendente,entregador,marketing,api}'),
    ('entrega.escrever', '{plataforma,admin,gerente,api}')) AS m (permissao, perfis);

INSERT INTO flowt.tb_omni8_permissao (nom_permissao, des_permissao) VALUES
    ('acesso.ler',        'Ver usuários, convites e a matriz de permissões'),
    ('acesso.gerir',      'Convidar, alterar e retirar usuários'),
    ('acesso.configurar', 'Mudar a matriz de permissões e o que o login exige'),
    ('chave_api.gerir',   'Criar, trocar e revogar chaves de API'),
    ('plataforma.personificar', 'Entrar em uma empresa no lugar de um usuário dela, por tempo limitado');
INSERT INTO flowt.tb_omni8_perfil_permissao (nom_permissao, nom_perfil)
SELECT m.permissao, unnest(m.perfis) FROM (VALUES
    ('acesso.ler',        '{plataforma,admin,gerente}'::text[]),
    ('acesso.gerir',      '{plataforma,admin,gerente}'),
    ('acesso.configurar', '{plataforma,admin}'),
    ('chave_api.gerir',   '{plataforma,admin}'),
    ('plataforma.personificar', '{plataforma}')) AS m (permissao, perfis);
UPDATE flowt.tb_omni8_permissao SET flg_empresa = true WHERE nom_permissao IN ('acesso.configurar', 'plataforma.personificar');

INSERT INTO flowt.tb_omni8_parametro_plataforma (nom_parametro, des_valor, des_parametro) VALUES
    ('endereco_publico', 'http://localhost:8080', 'Endereço da plataforma na web, sem barra final: é com ele que começam os links enviados por e-mail.');

INSERT INTO flowt.tb_omni8_senha_comum (des_senha)
SELECT unnest('{1234567890,0123456789,12345678910,123456789a,123456789q,0987654321,9876543210,1029384756,1122334455,1234512345,1231231231,12341234ab,1q2w3e4r5t,1q2w3e4r5t6y,1qaz2wsx3edc,1q2w3e4r..,q1w2e3r4t5,q1w2e3r4t5y6,qwertyuiop,qwerty12345,qwerty123456,qwerty1234,qwe123qwe123,asdfghjkl1,asdfghjklç,zxcvbnm123,zxcvbnm1234,poiuytrewq,password12,password123,password1234,passw0rd123,p@ssw0rd123,p@ssword123,administrador,administrator,admin12345,admin123456,admin@12345,administrador123,mudar12345,mudar123456,mudarsenha,mudar@12345,trocarsenha,trocar1234,minhasenha,minhasenha123,minhasenha1,senhasenha,senha12345,senha123456,senha1234567,senha@1234,senha@12345,senhaforte,senhaforte123,senhasegura,novasenha1,novasenha123,senhanova1,senhanova123,senhadificil,suasenha123,brasil12345,brasil2024,brasil2025,brasil2026,flamengo10,flamengo123,flamengo1981,flamengo2019,corinthians,corinthians1,corinthians1910,corinthians123,palmeiras1,palmeiras123,palmeiras1914,saopaulofc,saopaulo123,saopaulofc123,vascodagama,gremio1903,internacional,cruzeiro123,atleticomg,santosfc123,botafogo123,fluminense,fluminense1,jesuscristo,jesuscristo1,jesusteamo,jesuseamor,deusefiel1,deusefiel123,deusefieldeus,deusamor123,deusnocomando,teamojesus,teamoteamo,euteamo123,euteamomuito,meuamor123,minhavida1,felicidade,felicidade1,familia123,gabriel123,lucas12345,mariana123,fernanda123,rodrigo123,eduardo123,carolina123,1a2b3c4d5e,abcd123456,abcdefghij,abc1234567,abcdef1234,abcde12345,aa12345678,a123456789,a1234567890,aaaaaaaaaa,1111111111,0000000000,2222222222,5555555555,7777777777,8888888888,9999999999,11111111111,00000000000,1111122222,123123123123,123456123456,147258369a,1472583690,123654789a,789456123a,159753159753,102030405060,1020304050,iloveyou12,iloveyou123,iloveyou1234,welcome123,welcome1234,letmein123,letmein1234,football123,superman123,pokemon123,dragonball,dragonballz,naruto1234,starwars123,computador,computador1,changeme123,restaurante,restaurante123,restaurante1,lanchonete,lanchonete123,pizzaria123,padaria123,hamburgueria,cardapio123,delivery123,minhaloja123,empresa123,empresa1234,empresa12345,comercial123,vendas12345,cliente123,usuario123,usuario1234,teste12345,teste123456,testeteste,visitante123,financeiro,financeiro1,financeiro123,gerente123,atendente123,atendimento}'::text[]);

CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_usuario_tenant FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_permissao_tenant FOR EACH ROW EXECUTE FUNCTION flowt.auditar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_usuario_unidade FOR EACH ROW EXECUTE FUNCTION flowt.auditar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_chave_api FOR EACH ROW EXECUTE FUNCTION flowt.auditar('hsh_token');
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_usuario_tenant FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

COMMENT ON CONSTRAINT permissao_na_forma_recurso_ponto_acao ON flowt.tb_omni8_permissao IS 'Uma permissão se escreve recurso.acao.';
COMMENT ON CONSTRAINT email_de_usuario_ja_usado ON flowt.tb_omni8_usuario IS 'Já existe um usuário com este e-mail.';
COMMENT ON CONSTRAINT email_de_usuario_valido ON flowt.tb_omni8_usuario IS 'O e-mail não é um endereço válido.';
COMMENT ON CONSTRAINT nome_de_usuario_preenchido ON flowt.tb_omni8_usuario IS 'Informe o nome, com até 120 caracteres.';
COMMENT ON CONSTRAINT acesso_revogado_nao_e_ativo ON flowt.tb_omni8_usuario_tenant IS 'Um acesso revogado não pode estar ativo: convide a pessoa de novo.';
COMMENT ON CONSTRAINT token_de_sessao_unico ON flowt.tb_omni8_sessao IS 'Token de sessão repetido. Global: o digesto de 144 bits aleatórios acha a sessão antes de se saber o tenant.';

COMMENT ON CONSTRAINT sessao_de_um_usuario_ou_de_uma_pessoa ON flowt.tb_omni8_sessao IS 'A sessão é de um usuário ou de uma pessoa.';
COMMENT ON CONSTRAINT personificacao_tem_usuario_e_motivo ON flowt.tb_omni8_sessao IS 'A personificação precisa de um usuário e de um motivo.';
COMMENT ON CONSTRAINT unidade_do_usuario ON flowt.tb_omni8_usuario_unidade IS 'Há usuários cujo acesso é desta unidade: mude o acesso deles antes.';
COMMENT ON CONSTRAINT token_de_chave_unico ON flowt.tb_omni8_chave_api IS 'Chave repetida. Global: o digesto de 144 bits aleatórios acha a chave antes de se saber o tenant.';
COMMENT ON CONSTRAINT nome_de_chave_preenchido ON flowt.tb_omni8_chave_api IS 'Dê um nome à chave, com até 80 caracteres.';
COMMENT ON CONSTRAINT chave_tem_escopo ON flowt.tb_omni8_chave_api IS 'Escolha ao menos uma permissão para a chave.';

COMMENT ON TABLE flowt.tb_omni8_perfil IS 'Perfis de acesso (guia 17.1).';
COMMENT ON COLUMN flowt.tb_omni8_perfil.nom_perfil IS 'Nome do perfil.';
COMMENT ON COLUMN flowt.tb_omni8_perfil.des_perfil IS 'Quem é.';
COMMENT ON COLUMN flowt.tb_omni8_perfil.flg_pessoa IS 'Pode ser o perfil de uma pessoa; falso: só de programas.';
COMMENT ON TABLE flowt.tb_omni8_permissao IS 'Permissões que as rotas e transições exigem.';
COMMENT ON COLUMN flowt.tb_omni8_permissao.nom_permissao IS 'recurso.acao.';
COMMENT ON COLUMN flowt.tb_omni8_permissao.des_permissao IS 'O que a permissão deixa fazer.';
COMMENT ON COLUMN flowt.tb_omni8_permissao.flg_empresa IS 'O que ela deixa vale para a empresa toda, ou mostra todas as unidades: quem só vê algumas não a tem, seja qual for o perfil.';
COMMENT ON TABLE flowt.tb_omni8_perfil_permissao IS 'Matriz de permissões: o que cada perfil pode; o que não está aqui é negado.';
COMMENT ON COLUMN flowt.tb_omni8_perfil_permissao.nom_perfil IS 'Perfil.';
COMMENT ON COLUMN flowt.tb_omni8_perfil_permissao.nom_permissao IS 'Permissão.';
COMMENT ON TABLE flowt.tb_omni8_permissao_tenant IS 'Onde a matriz de um tenant difere da matriz da plataforma.';
COMMENT ON COLUMN flowt.tb_omni8_permissao_tenant.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_permissao_tenant.nom_perfil IS 'Perfil.';
COMMENT ON COLUMN flowt.tb_omni8_permissao_tenant.nom_permissao IS 'Permissão.';
COMMENT ON COLUMN flowt.tb_omni8_permissao_tenant.flg_concedida IS 'Concedida; falso: retirada.';
COMMENT ON TABLE flowt.tb_omni8_usuario IS 'Logins da plataforma; sem privilégio para requisições, só funções auditadas a leem.';
COMMENT ON COLUMN flowt.tb_omni8_usuario.cod_usuario IS 'Identificador do usuário.';
COMMENT ON COLUMN flowt.tb_omni8_usuario.des_email IS 'E-mail de login, em minúsculas. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_usuario.nom_usuario IS 'Nome. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_usuario.hsh_senha IS 'bcrypt (custo 12) do SHA-256 da senha.';
COMMENT ON COLUMN flowt.tb_omni8_usuario.qtd_falhas IS 'Senhas erradas seguidas, vindas de redes em que o usuário nunca entrou.';
COMMENT ON COLUMN flowt.tb_omni8_usuario.dat_bloqueio IS 'Até quando o login está bloqueado para redes em que o usuário nunca entrou.';
COMMENT ON COLUMN flowt.tb_omni8_usuario.dat_segundo_fator IS 'Desde quando o login exige o código do segundo fator; nulo: não exige.';
COMMENT ON COLUMN flowt.tb_omni8_usuario.flg_ativo IS 'Pode entrar.';
COMMENT ON COLUMN flowt.tb_omni8_usuario.dat_criacao IS 'Quando foi criado.';
COMMENT ON TABLE flowt.tb_omni8_usuario_rede IS 'Redes em que cada usuário já entrou: nelas as senhas erradas se contam à parte.';
COMMENT ON COLUMN flowt.tb_omni8_usuario_rede.cod_usuario IS 'Usuário.';
COMMENT ON COLUMN flowt.tb_omni8_usuario_rede.num_rede IS 'Rede: /24 em IPv4, /48 em IPv6. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_usuario_rede.qtd_falhas IS 'Senhas erradas seguidas, vindas desta rede.';
COMMENT ON COLUMN flowt.tb_omni8_usuario_rede.dat_bloqueio IS 'Até quando o login está bloqueado para esta rede.';
COMMENT ON COLUMN flowt.tb_omni8_usuario_rede.dat_uso IS 'Último login por esta rede.';
COMMENT ON TABLE flowt.tb_omni8_senha_comum IS 'Senhas que todo atacante tenta primeiro, em minúsculas: não se aceitam.';
COMMENT ON COLUMN flowt.tb_omni8_senha_comum.des_senha IS 'Senha recusada.';
COMMENT ON TABLE flowt.tb_omni8_usuario_tenant IS 'Acessos: em que tenant um usuário entra e com que perfil.';
COMMENT ON COLUMN flowt.tb_omni8_usuario_tenant.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_usuario_tenant.cod_usuario IS 'Usuário.';
COMMENT ON COLUMN flowt.tb_omni8_usuario_tenant.nom_perfil IS 'Perfil no tenant.';
COMMENT ON COLUMN flowt.tb_omni8_usuario_tenant.flg_ativo IS 'O acesso vale.';
COMMENT ON COLUMN flowt.tb_omni8_usuario_tenant.flg_todas_unidades IS 'Vale em todas as unidades; falso: só nas de tb_omni8_usuario_unidade.';
COMMENT ON COLUMN flowt.tb_omni8_usuario_tenant.num_versao IS 'Versão da linha.';
COMMENT ON COLUMN flowt.tb_omni8_usuario_tenant.dat_criacao IS 'Quando foi concedido.';
COMMENT ON COLUMN flowt.tb_omni8_usuario_tenant.dat_alteracao IS 'Última alteração.';
COMMENT ON COLUMN flowt.tb_omni8_usuario_tenant.dat_revogacao IS 'Quando foi retirado, se foi: só um convite novo o devolve.';
COMMENT ON TABLE flowt.tb_omni8_usuario_unidade IS 'Unidades em que vale o acesso de um usuário que não vê todas.';
COMMENT ON COLUMN flowt.tb_omni8_usuario_unidade.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_usuario_unidade.cod_usuario IS 'Usuário.';
COMMENT ON COLUMN flowt.tb_omni8_usuario_unidade.cod_unidade IS 'Unidade.';
COMMENT ON TABLE flowt.tb_omni8_chave_api IS 'Chaves de API: o que uma integração pode, no nome de quem a criou. Fora da cópia: uma chave vale onde foi criada.';
COMMENT ON COLUMN flowt.tb_omni8_chave_api.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_chave_api.cod_chave_api IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_chave_api.nom_chave IS 'Nome dado por quem a criou.';
COMMENT ON COLUMN flowt.tb_omni8_chave_api.des_prefixo IS 'Começo do token, para reconhecer a chave numa lista.';
COMMENT ON COLUMN flowt.tb_omni8_chave_api.hsh_token IS 'SHA-256 do token, que só o portador tem.';
COMMENT ON COLUMN flowt.tb_omni8_chave_api.des_escopos IS 'Permissões da chave; valem só enquanto o perfil api também as tem.';
COMMENT ON COLUMN flowt.tb_omni8_chave_api.cod_unidades IS 'Unidades em que vale; nulo: todas. Refere: tb_omni8_unidade.';
COMMENT ON COLUMN flowt.tb_omni8_chave_api.cod_criador IS 'Usuário que a criou.';
COMMENT ON COLUMN flowt.tb_omni8_chave_api.dat_criacao IS 'Criação.';
COMMENT ON COLUMN flowt.tb_omni8_chave_api.dat_uso IS 'Último uso, com a precisão de um dia.';
COMMENT ON COLUMN flowt.tb_omni8_chave_api.dat_expiracao IS 'Fim da validade; nulo: não expira.';
COMMENT ON COLUMN flowt.tb_omni8_chave_api.dat_revogacao IS 'Quando foi revogada, se foi.';
COMMENT ON TABLE flowt.tb_omni8_sessao IS 'Sessões abertas por login. Sem auditoria: a própria linha registra abertura e revogação. Fora da cópia: uma sessão vale onde foi aberta. Guarda: 180 dias desde dat_expiracao.';
COMMENT ON COLUMN flowt.tb_omni8_sessao.cod_tenant IS 'Tenant da sessão.';
COMMENT ON COLUMN flowt.tb_omni8_sessao.cod_sessao IS 'Identificador da sessão.';
COMMENT ON COLUMN flowt.tb_omni8_sessao.cod_usuario IS 'Usuário, se a sessão é da equipe.';
COMMENT ON COLUMN flowt.tb_omni8_sessao.cod_pessoa IS 'Pessoa, se a sessão é de um cliente.';
COMMENT ON COLUMN flowt.tb_omni8_sessao.cod_personificador IS 'Usuário da plataforma que age no lugar de cod_usuario, se é uma personificação.';
COMMENT ON COLUMN flowt.tb_omni8_sessao.des_motivo IS 'Motivo da personificação.';
COMMENT ON COLUMN flowt.tb_omni8_sessao.des_agente IS 'Programa que a abriu (User-Agent). Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_sessao.num_ip IS 'Endereço de rede que a abriu. Dado pessoal.';
COMMENT ON COLUMN flowt.tb_omni8_sessao.hsh_token IS 'SHA-256 do token opaco, que só o portador tem.';
COMMENT ON COLUMN flowt.tb_omni8_sessao.flg_restrita IS 'Só serve para cadastrar o segundo fator, que a empresa exige.';
COMMENT ON COLUMN flowt.tb_omni8_sessao.dat_criacao IS 'Abertura.';
COMMENT ON COLUMN flowt.tb_omni8_sessao.dat_uso IS 'Último uso, com a precisão de alguns minutos.';
COMMENT ON COLUMN flowt.tb_omni8_sessao.dat_expiracao IS 'Fim da validade.';
COMMENT ON COLUMN flowt.tb_omni8_sessao.dat_revogacao IS 'Quando foi revogada, se foi.';
