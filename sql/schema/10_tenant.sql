-- Tenants (guide chapter 3): the companies on the platform, their identity, hours and addresses on the web.

CREATE TABLE flowt.tb_omni8_tenant (
    cod_tenant             bigint      GENERATED ALWAYS AS IDENTITY,
    nom_slug               text        NOT NULL,
    nom_fantasia           text        NOT NULL,
    nom_razao_social       text,
    num_documento          text,
    des_email              text,
    num_telefone           text,
    num_whatsapp           text,
    des_logradouro         text,
    num_endereco           text,
    nom_bairro             text,
    nom_cidade             text,
    sig_uf                 text,
    num_cep                text,
    des_apresentacao       text,
    tip_segmento           text        NOT NULL,
    des_cor                text        NOT NULL DEFAULT '#0f766e',
    des_logo               text,
    des_fuso_horario       text        NOT NULL DEFAULT 'America/Sao_Paulo',
    flg_entrega            boolean     NOT NULL DEFAULT false,
    flg_pedido_fora_do_horario boolean NOT NULL DEFAULT false,
    vlr_taxa_entrega       bigint      NOT NULL DEFAULT 0,
    vlr_pedido_minimo      bigint      NOT NULL DEFAULT 0,
    qtd_preparo_min        integer,
    sta_tenant             text        NOT NULL DEFAULT 'PROVISIONANDO',
    num_versao             integer     NOT NULL DEFAULT 1,
    dat_criacao            timestamptz NOT NULL DEFAULT now(),
    dat_alteracao          timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tenant_chave PRIMARY KEY (cod_tenant),
    CONSTRAINT slug_ja_usado UNIQUE (nom_slug),
    CONSTRAINT slug_com_letras_minusculas_numeros_e_hifens CHECK (nom_slug ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$' AND length(nom_slug) BETWEEN 3 AND 40),
    CONSTRAINT slug_reservado CHECK (nom_slug NOT IN ('admin', 'agenda', 'api', 'combo', 'conta', 'convite', 'docs', 'entrar', 'equipe', 'estatico', 'eventos', 'flowt', 'imagens', 'indicadores', 'item', 'links', 'livez', 'mesa', 'metrics', 'nps', 'openapi', 'painel', 'pedido', 'readyz', 'sacola',
        'senha', 'www')),
    CONSTRAINT nome_da_empresa_preenchido CHECK (length(btrim(nom_fantasia)) BETWEEN 1 AND 120),
    CONSTRAINT documento_da_empresa_valido CHECK (flowt.documento_valido(num_documento)),
    CONSTRAINT email_da_empresa_valido CHECK (flowt.email_valido(des_email)),
    CONSTRAINT telefone_da_empresa_valido CHECK (num_telefone IS NOT DISTINCT FROM flowt.telefone_e164(num_telefone)),
    CONSTRAINT whatsapp_da_empresa_valido CHECK (num_whatsapp IS NOT DISTINCT FROM flowt.telefone_e164(num_whatsapp)),
    CONSTRAINT cep_da_empresa_valido CHECK (flowt.cep_valido(num_cep)),
    CONSTRAINT uf_da_empresa_conhecida CHECK (sig_uf IN ('AC', 'AL', 'AM', 'AP', 'BA', 'CE', 'DF', 'ES', 'GO', 'MA', 'MG', 'MS', 'MT', 'PA', 'PB', 'PE', 'PI', 'PR', 'RJ', 'RN', 'RO', 'RR', 'RS', 'SC', 'SE', 'SP', 'TO')),
    CONSTRAINT segmento_conhecido CHECK (tip_segmento IN ('RESTAURANTE', 'LOJA', 'SERVICOS')),
    CONSTRAINT cor_em_hexadecimal CHECK (des_cor ~ '^#[0-9a-f]{6}$'),
    CONSTRAINT logo_em_https_ou_da_plataforma CHECK (length(des_logo) <= 500 AND des_logo ~ '^(https://[^\s"<>]+|/estatico/[A-Za-z0-9._/-]+)$'),
    CONSTRAINT textos_da_empresa_de_tamanho_aceitavel CHECK (length(nom_razao_social) <= 200 AND length(des_logradouro) <= 200 AND length(num_endereco) <= 20
        AND length(nom_bairro) <= 120 AND length(nom_cidade) <= 120 AND length(des_apresentacao) <= 500),
    CONSTRAINT fuso_horario_conhecido CHECK (flowt.fuso_valido(des_fuso_horario)),
    CONSTRAINT valores_do_tenant_nao_negativos CHECK (vlr_taxa_entrega BETWEEN 0 AND 100000 AND vlr_pedido_minimo BETWEEN 0 AND 10000000),
    CONSTRAINT preparo_entre_1_e_1440_minutos CHECK (qtd_preparo_min BETWEEN 1 AND 1440),
    CONSTRAINT status_de_tenant_conhecido CHECK (sta_tenant IN ('PROVISIONANDO', 'ATIVO', 'SUSPENSO', 'ENCERRADO')),
    CONSTRAINT publicacao_exige_identificacao_legal CHECK (
        sta_tenant IN ('PROVISIONANDO', 'ENCERRADO')
        OR num_nonnulls(nullif(btrim(nom_razao_social), ''), num_documento, des_email, nullif(btrim(des_logradouro), ''), nullif(btrim(num_endereco), ''),
                        nullif(btrim(nom_cidade), ''), sig_uf, num_cep) = 8)
);

CREATE TABLE flowt.tb_omni8_tenant_transicao (
    sta_de   text NOT NULL,
    sta_para text NOT NULL,
    CONSTRAINT tenant_transicao_chave PRIMARY KEY (sta_de, sta_para)
);
INSERT INTO flowt.tb_omni8_tenant_transicao (sta_de, sta_para) VALUES
    ('PROVISIONANDO', 'ATIVO'), ('ATIVO', 'SUSPENSO'), ('SUSPENSO', 'ATIVO'), ('SUSPENSO', 'ENCERRADO');

-- Why and when a company was published, suspended, reactivated or closed, and by whom.
CREATE TABLE flowt.tb_omni8_tenant_evento (
    cod_tenant  bigint      NOT NULL,
    cod_evento  bigint      GENERATED ALWAYS AS IDENTITY,
    sta_de      text        NOT NULL,
    sta_para    text        NOT NULL,
    des_motivo  text,
    cod_usuario bigint,
    nom_login   text        NOT NULL,
    dat_evento  timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT tenant_evento_chave PRIMARY KEY (cod_tenant, cod_evento),
    CONSTRAINT motivo_de_ate_500 CHECK (length(btrim(des_motivo)) BETWEEN 1 AND 500),
    CONSTRAINT evento_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant)
);

-- Only domains whose owner was proven: one that is merely asked for (14_dominio) resolves nobody, and blocks nobody.
CREATE TABLE flowt.tb_omni8_tenant_dominio (
    cod_tenant      bigint      NOT NULL,
    nom_dominio     text        NOT NULL,
    dat_verificacao timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tenant_dominio_chave PRIMARY KEY (cod_tenant, nom_dominio),
    CONSTRAINT dominio_ja_usado UNIQUE (nom_dominio),
    CONSTRAINT dominio_bem_formado CHECK (nom_dominio ~ '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$' AND length(nom_dominio) <= 253),
    CONSTRAINT dominio_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant)
);

CREATE TABLE flowt.tb_omni8_tenant_horario (
    cod_tenant     bigint   NOT NULL,
    num_dia_semana smallint NOT NULL,
    hor_abertura   time     NOT NULL,
    hor_fechamento time     NOT NULL,
    CONSTRAINT tenant_horario_chave PRIMARY KEY (cod_tenant, num_dia_semana, hor_abertura),
    CONSTRAINT dia_da_semana_entre_0_e_6 CHECK (num_dia_semana BETWEEN 0 AND 6),
    CONSTRAINT horario_do_tenant FOREIGN KEY (cod_tenant) REFERENCES flowt.tb_omni8_tenant (cod_tenant)
);

CREATE TRIGGER so_inclusao BEFORE UPDATE OR DELETE ON flowt.tb_omni8_tenant_evento FOR EACH ROW EXECUTE FUNCTION flowt.recusar_alteracao();
CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_tenant FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_tenant FOR EACH ROW EXECUTE FUNCTION flowt.auditar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_tenant_dominio FOR EACH ROW EXECUTE FUNCTION flowt.auditar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_tenant_horario FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

COMMENT ON CONSTRAINT slug_ja_usado ON flowt.tb_omni8_tenant IS 'Este endereço já é de outra empresa: escolha outro. Global: o endereço é público e único na plataforma.';
COMMENT ON CONSTRAINT slug_com_letras_minusculas_numeros_e_hifens ON flowt.tb_omni8_tenant IS 'O endereço tem de 3 a 40 letras minúsculas sem acento, números e hífens, e começa por letra.';
COMMENT ON CONSTRAINT slug_reservado ON flowt.tb_omni8_tenant IS 'Este endereço é reservado pela plataforma: escolha outro.';
COMMENT ON CONSTRAINT nome_da_empresa_preenchido ON flowt.tb_omni8_tenant IS 'Informe o nome da empresa, com até 120 caracteres.';
COMMENT ON CONSTRAINT documento_da_empresa_valido ON flowt.tb_omni8_tenant IS 'O CPF ou CNPJ não confere: digite-o de novo.';
COMMENT ON CONSTRAINT email_da_empresa_valido ON flowt.tb_omni8_tenant IS 'O e-mail não é um endereço válido.';
COMMENT ON CONSTRAINT telefone_da_empresa_valido ON flowt.tb_omni8_tenant IS 'O telefone precisa de DDD e número, no formato +55….';
COMMENT ON CONSTRAINT whatsapp_da_empresa_valido ON flowt.tb_omni8_tenant IS 'O WhatsApp precisa de DDD e número, no formato +55….';
COMMENT ON CONSTRAINT cep_da_empresa_valido ON flowt.tb_omni8_tenant IS 'O CEP tem oito algarismos.';
COMMENT ON CONSTRAINT uf_da_empresa_conhecida ON flowt.tb_omni8_tenant IS 'Use a sigla de um estado ou do Distrito Federal.';
COMMENT ON CONSTRAINT segmento_conhecido ON flowt.tb_omni8_tenant IS 'O segmento é RESTAURANTE, LOJA ou SERVICOS.';
COMMENT ON CONSTRAINT cor_em_hexadecimal ON flowt.tb_omni8_tenant IS 'A cor se escreve como #0f766e, em letras minúsculas.';
COMMENT ON CONSTRAINT logo_em_https_ou_da_plataforma ON flowt.tb_omni8_tenant IS 'O logotipo é um endereço https de imagem, com até 500 caracteres.';
COMMENT ON CONSTRAINT textos_da_empresa_de_tamanho_aceitavel ON flowt.tb_omni8_tenant IS 'Razão social e rua vão até 200 caracteres, bairro e cidade até 120, número até 20, apresentação até 500.';
COMMENT ON CONSTRAINT fuso_horario_conhecido ON flowt.tb_omni8_tenant IS 'Use um fuso da base IANA, como America/Sao_Paulo ou America/Manaus.';
COMMENT ON CONSTRAINT valores_do_tenant_nao_negativos ON flowt.tb_omni8_tenant IS 'A taxa de entrega vai até R$ 1.000,00 e o pedido mínimo até R$ 100.000,00; nenhum é negativo.';
COMMENT ON CONSTRAINT preparo_entre_1_e_1440_minutos ON flowt.tb_omni8_tenant IS 'O tempo de preparo vai de 1 a 1440 minutos.';
COMMENT ON CONSTRAINT status_de_tenant_conhecido ON flowt.tb_omni8_tenant IS 'O status é PROVISIONANDO, ATIVO, SUSPENSO ou ENCERRADO.';
COMMENT ON CONSTRAINT publicacao_exige_identificacao_legal ON flowt.tb_omni8_tenant IS 'Para publicar, complete razão social, CPF ou CNPJ, e-mail e endereço (Decreto 7.962/2013).';
COMMENT ON CONSTRAINT motivo_de_ate_500 ON flowt.tb_omni8_tenant_evento IS 'Diga o motivo em até 500 caracteres.';
COMMENT ON CONSTRAINT dominio_ja_usado ON flowt.tb_omni8_tenant_dominio IS 'Este domínio já está ligado a uma empresa. Global: um domínio tem um só dono.';
COMMENT ON CONSTRAINT dominio_bem_formado ON flowt.tb_omni8_tenant_dominio IS 'Escreva o domínio em minúsculas, como cardapio.minhaloja.com.br.';
COMMENT ON CONSTRAINT dia_da_semana_entre_0_e_6 ON flowt.tb_omni8_tenant_horario IS 'O dia da semana vai de 0 (domingo) a 6 (sábado).';

COMMENT ON TABLE flowt.tb_omni8_tenant IS 'Empresas da plataforma.';
COMMENT ON COLUMN flowt.tb_omni8_tenant.cod_tenant IS 'Identificador do tenant.';
COMMENT ON COLUMN flowt.tb_omni8_tenant.nom_slug IS 'Nome no endereço: /{slug} e {slug}.domínio.';
COMMENT ON COLUMN flowt.tb_omni8_tenant.nom_fantasia IS 'Nome que o público vê.';
COMMENT ON COLUMN flowt.tb_omni8_tenant.nom_razao_social IS 'Razão social, ou nome civil de pessoa física.';
COMMENT ON COLUMN flowt.tb_omni8_tenant.num_documento IS 'CPF ou CNPJ, sem pontuação.';
COMMENT ON COLUMN flowt.tb_omni8_tenant.des_email IS 'E-mail de atendimento.';
COMMENT ON COLUMN flowt.tb_omni8_tenant.num_telefone IS 'Telefone em E.164.';
COMMENT ON COLUMN flowt.tb_omni8_tenant.num_whatsapp IS 'WhatsApp em E.164.';
COMMENT ON COLUMN flowt.tb_omni8_tenant.des_logradouro IS 'Rua ou avenida.';
COMMENT ON COLUMN flowt.tb_omni8_tenant.num_endereco IS 'Número no endereço.';
COMMENT ON COLUMN flowt.tb_omni8_tenant.nom_bairro IS 'Bairro.';
COMMENT ON COLUMN flowt.tb_omni8_tenant.nom_cidade IS 'Cidade.';
COMMENT ON COLUMN flowt.tb_omni8_tenant.sig_uf IS 'Sigla do estado.';
COMMENT ON COLUMN flowt.tb_omni8_tenant.num_cep IS 'CEP, oito algarismos.';
COMMENT ON COLUMN flowt.tb_omni8_tenant.des_apresentacao IS 'Frase de apresentação nas páginas públicas.';
COMMENT ON COLUMN flowt.tb_omni8_tenant.tip_segmento IS 'RESTAURANTE, LOJA ou SERVICOS.';
COMMENT ON COLUMN flowt.tb_omni8_tenant.des_cor IS 'Cor da marca, #rrggbb.';
COMMENT ON COLUMN flowt.tb_omni8_tenant.des_logo IS 'Endereço da imagem do logotipo.';
COMMENT ON COLUMN flowt.tb_omni8_tenant.des_fuso_horario IS 'Fuso IANA: o dia do tenant é o dia neste fuso.';
COMMENT ON COLUMN flowt.tb_omni8_tenant.flg_entrega IS 'Aceita pedidos para entrega.';
COMMENT ON COLUMN flowt.tb_omni8_tenant.flg_pedido_fora_do_horario IS 'Aceita pedidos com a casa fechada.';
COMMENT ON COLUMN flowt.tb_omni8_tenant.vlr_taxa_entrega IS 'Taxa de entrega, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_tenant.vlr_pedido_minimo IS 'Soma mínima dos itens de um pedido, em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_tenant.qtd_preparo_min IS 'Tempo de preparo usual, em minutos.';
COMMENT ON COLUMN flowt.tb_omni8_tenant.sta_tenant IS 'PROVISIONANDO, ATIVO, SUSPENSO ou ENCERRADO.';
COMMENT ON COLUMN flowt.tb_omni8_tenant.num_versao IS 'Versão da linha (trava otimista).';
COMMENT ON COLUMN flowt.tb_omni8_tenant.dat_criacao IS 'Quando o tenant foi criado.';
COMMENT ON COLUMN flowt.tb_omni8_tenant.dat_alteracao IS 'Última alteração.';
COMMENT ON TABLE flowt.tb_omni8_tenant_transicao IS 'Mudanças de status permitidas a um tenant.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_transicao.sta_de IS 'Status de partida.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_transicao.sta_para IS 'Status de chegada.';
COMMENT ON TABLE flowt.tb_omni8_tenant_evento IS 'Mudanças de status de cada tenant, só de inclusão. Sem auditoria: é um registro histórico.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_evento.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_evento.cod_evento IS 'Sequência.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_evento.sta_de IS 'Status anterior.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_evento.sta_para IS 'Status novo.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_evento.des_motivo IS 'Motivo dado por quem mudou.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_evento.cod_usuario IS 'Usuário da sessão; nulo para o DBA.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_evento.nom_login IS 'Login de banco que executou.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_evento.dat_evento IS 'Momento.';
COMMENT ON TABLE flowt.tb_omni8_tenant_dominio IS 'Domínios próprios de cada tenant, já provados. Fora da cópia: um domínio aponta para um servidor só; ligue-o de novo depois dela.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_dominio.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_dominio.nom_dominio IS 'Domínio, em minúsculas, sem porta.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_dominio.dat_verificacao IS 'Quando se provou de quem é o domínio; um que o DBA inclui vale por sua palavra.';
COMMENT ON TABLE flowt.tb_omni8_tenant_horario IS 'Horário semanal de atendimento, no fuso do tenant.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_horario.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_horario.num_dia_semana IS 'Dia em que o turno começa: 0 domingo … 6 sábado.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_horario.hor_abertura IS 'Hora de abrir.';
COMMENT ON COLUMN flowt.tb_omni8_tenant_horario.hor_fechamento IS 'Hora de fechar; menor ou igual à de abrir quer dizer no dia seguinte.';
