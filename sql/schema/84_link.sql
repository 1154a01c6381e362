-- Short links and QR codes (guide chapter 8): where each leads, under what name it is counted, and how often it was opened.

INSERT INTO flowt.tb_omni8_modulo (nom_modulo, des_modulo) VALUES ('links', 'Links curtos e QR codes');
INSERT INTO flowt.tb_omni8_permissao (nom_permissao, des_permissao) VALUES
    ('link.ler',      'Ver links, QR codes e seus acessos'),
    ('link.escrever', 'Criar links e QR codes, mudar para onde levam e revogá-los');
INSERT INTO flowt.tb_omni8_perfil_permissao (nom_permissao, nom_perfil)
SELECT m.permissao, unnest(m.perfis) FROM (VALUES
    ('link.ler',      '{plataforma,admin,gerente,atendente,marketing,api}'::text[]),
    ('link.escrever', '{plataforma,admin,gerente,marketing,api}')) AS m (permissao, perfis);
INSERT INTO flowt.tb_omni8_parametro (nom_parametro, des_parametro, nom_grupo, tip_parametro, js_padrao, num_minimo, num_maximo, des_opcoes, nom_permissao, num_ordem) VALUES
    ('link_sites_permitidos', 'Sites de fora para onde um link da empresa pode levar, como "www.instagram.com"; sem nenhum, só páginas da própria empresa', 'Links', 'lista', '[]', 0, 20, NULL, 'empresa.configurar', 10),
    ('link_pagina_titulo', 'Título da página de links; em branco, o nome da empresa', 'Links', 'texto', '""', 0, 80, NULL, 'empresa.configurar', 20);

CREATE TABLE flowt.tb_omni8_link (
    cod_tenant    bigint      NOT NULL,
    cod_link      bigint      GENERATED ALWAYS AS IDENTITY,
    des_token     text        NOT NULL,
    nom_link      text        NOT NULL,
    tip_destino   text        NOT NULL,
    cod_unidade   bigint,
    cod_mesa      bigint,
    cod_produto   bigint,
    cod_combo     bigint,
    cod_oferta    bigint,
    des_url       text,
    cod_indicador bigint,
    tip_canal     text,
    nom_campanha  text,
    nom_origem    text,
    nom_midia     text,
    nom_conteudo  text,
    tip_link      text        GENERATED ALWAYS AS (CASE WHEN cod_indicador IS NOT NULL THEN 'INDICACAO' WHEN tip_destino = 'MESA' THEN 'MESA' WHEN nom_campanha IS NOT NULL THEN 'CAMPANHA' ELSE 'GERAL' END) STORED,
    flg_pagina    boolean     NOT NULL DEFAULT false,
    num_ordem     integer     NOT NULL DEFAULT 0,
    sta_link      text        NOT NULL DEFAULT 'ATIVO',
    dat_expiracao timestamptz,
    dat_revogacao timestamptz,
    num_versao    integer     NOT NULL DEFAULT 1,
    dat_criacao   timestamptz NOT NULL DEFAULT now(),
    dat_alteracao timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT link_chave PRIMARY KEY (cod_tenant, cod_link),
    CONSTRAINT token_de_link_unico UNIQUE (cod_tenant, des_token),
    CONSTRAINT nome_de_link_preenchido CHECK (length(btrim(nom_link)) BETWEEN 1 AND 80),
    CONSTRAINT destino_de_link_conhecido CHECK (tip_destino IN ('INICIO', 'ITEM', 'COMBO', 'OFERTA', 'MESA', 'UNIDADE', 'LINKS', 'EXTERNO')),
    CONSTRAINT destino_de_link_tem_alvo CHECK (
        (tip_destino <> 'ITEM' OR cod_produto IS NOT NULL) AND (tip_destino <> 'OFERTA' OR cod_oferta IS NOT NULL) AND (tip_destino <> 'UNIDADE' OR cod_unidade IS NOT NULL)
        AND (tip_destino = 'COMBO') = (cod_combo IS NOT NULL) AND (tip_destino = 'MESA') = (cod_mesa IS NOT NULL) AND (tip_destino = 'EXTERNO') = (des_url IS NOT NULL)),
    CONSTRAINT endereco_de_link_em_https CHECK (length(des_url) <= 1000 AND des_url ~ '^https://[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+([/?][A-Za-z0-9._~!$&()*+,;=:@%/?-]*)?$'),
    CONSTRAINT canal_de_link_conhecido CHECK (tip_canal IN ('BUSCA', 'PAGO', 'SOCIAL', 'EMAIL', 'WHATSAPP', 'QR', 'LINK', 'REFERENCIA', 'CAMPANHA')),
    CONSTRAINT textos_de_link_ate_100 CHECK (length(nom_campanha) BETWEEN 1 AND 100 AND length(nom_origem) BETWEEN 1 AND 100 AND length(nom_midia) BETWEEN 1 AND 100 AND length(nom_conteudo) BETWEEN 1 AND 100),
    CONSTRAINT ordem_de_link_de_0_a_9999 CHECK (num_ordem BETWEEN 0 AND 9999),
    CONSTRAINT status_de_link_conhecido CHECK (sta_link IN ('ATIVO', 'REVOGADO')),
    CONSTRAINT link_revogado_tem_data CHECK ((sta_link = 'REVOGADO') = (dat_revogacao IS NOT NULL)),
    CONSTRAINT token_do_link FOREIGN KEY (cod_tenant, des_token) REFERENCES flowt.tb_omni8_link_token (cod_tenant, des_token),
    CONSTRAINT link_da_unidade FOREIGN KEY (cod_tenant, cod_unidade) REFERENCES flowt.tb_omni8_unidade (cod_tenant, cod_unidade),
    CONSTRAINT link_da_mesa FOREIGN KEY (cod_tenant, cod_mesa) REFERENCES flowt.tb_omni8_mesa (cod_tenant, cod_mesa),
    CONSTRAINT link_do_item FOREIGN KEY (cod_tenant, cod_produto) REFERENCES flowt.tb_omni8_produto_servico (cod_tenant, cod_produto),
    CONSTRAINT link_do_combo FOREIGN KEY (cod_tenant, cod_combo) REFERENCES flowt.tb_omni8_combo (cod_tenant, cod_combo),
    CONSTRAINT link_da_oferta FOREIGN KEY (cod_tenant, cod_oferta) REFERENCES flowt.tb_omni8_oferta (cod_tenant, cod_oferta),
    CONSTRAINT link_do_indicador FOREIGN KEY (cod_tenant, cod_indicador) REFERENCES flowt.tb_omni8_pessoa (cod_tenant, cod_pessoa)
);
CREATE INDEX link_por_unidade ON flowt.tb_omni8_link (cod_tenant, cod_unidade);
CREATE INDEX link_por_mesa ON flowt.tb_omni8_link (cod_tenant, cod_mesa);
CREATE INDEX link_por_item ON flowt.tb_omni8_link (cod_tenant, cod_produto);
CREATE INDEX link_por_combo ON flowt.tb_omni8_link (cod_tenant, cod_combo);
CREATE INDEX link_por_oferta ON flowt.tb_omni8_link (cod_tenant, cod_oferta);
CREATE INDEX link_por_indicador ON flowt.tb_omni8_link (cod_tenant, cod_indicador);
CREATE INDEX link_da_pagina ON flowt.tb_omni8_link (cod_tenant, num_ordem, cod_link) WHERE flg_pagina AND dat_revogacao IS NULL;
CREATE TRIGGER carimbo BEFORE UPDATE ON flowt.tb_omni8_link FOR EACH ROW EXECUTE FUNCTION flowt.carimbar();
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_link FOR EACH ROW EXECUTE FUNCTION flowt.auditar('des_token');

-- The access log: a row a day, so that it holds nobody's moment and grows with days, not with clicks.
CREATE TABLE flowt.tb_omni8_link_acesso (
    cod_tenant     bigint NOT NULL,
    cod_link       bigint NOT NULL,
    dat_dia        date   NOT NULL,
    tip_meio       text   NOT NULL,
    qtd_cliques    bigint NOT NULL,
    qtd_visitantes bigint NOT NULL,
    qtd_robos      bigint NOT NULL,
    qtd_consultas  bigint NOT NULL,
    CONSTRAINT link_acesso_chave PRIMARY KEY (cod_tenant, cod_link, dat_dia, tip_meio),
    CONSTRAINT meio_de_acesso_conhecido CHECK (tip_meio IN ('QR', 'LINK', 'WHATSAPP', 'EMAIL', 'INSTAGRAM', 'NATIVO'))
);
CREATE TABLE flowt.tb_omni8_link_visto (
    cod_tenant    bigint NOT NULL,
    cod_link      bigint NOT NULL,
    dat_dia       date   NOT NULL,
    hsh_visitante bytea  NOT NULL,
    CONSTRAINT link_visto_chave PRIMARY KEY (cod_tenant, cod_link, dat_dia, hsh_visitante)
);
CREATE INDEX link_visto_por_dia ON flowt.tb_omni8_link_visto (dat_dia);

INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo) VALUES
    ('expurgar_visitantes_de_links', 'Apaga os resumos do dia com que se contam visitantes de links', '1 day');

COMMENT ON CONSTRAINT token_de_link_unico ON flowt.tb_omni8_link IS 'Token de link repetido: tente de novo.';
COMMENT ON CONSTRAINT nome_de_link_preenchido ON flowt.tb_omni8_link IS 'Dê um nome ao link, com até 80 caracteres.';
COMMENT ON CONSTRAINT destino_de_link_conhecido ON flowt.tb_omni8_link IS 'O destino é INICIO, ITEM, COMBO, OFERTA, MESA, UNIDADE, LINKS ou EXTERNO.';
COMMENT ON CONSTRAINT destino_de_link_tem_alvo ON flowt.tb_omni8_link IS 'Diga o alvo do destino: ITEM pede cod_produto, COMBO cod_combo, OFERTA cod_oferta, MESA cod_mesa, UNIDADE cod_unidade e EXTERNO des_url; cod_combo, cod_mesa e des_url só servem ao seu.';
COMMENT ON CONSTRAINT endereco_de_link_em_https ON flowt.tb_omni8_link IS 'Use um endereço https://, com o site em minúsculas, sem porta, espaços nem "#".';
COMMENT ON CONSTRAINT canal_de_link_conhecido ON flowt.tb_omni8_link IS 'O canal é BUSCA, PAGO, SOCIAL, EMAIL, WHATSAPP, QR, LINK, REFERENCIA ou CAMPANHA.';
COMMENT ON CONSTRAINT textos_de_link_ate_100 ON flowt.tb_omni8_link IS 'Campanha, origem, mídia e conteúdo têm de 1 a 100 caracteres.';
COMMENT ON CONSTRAINT ordem_de_link_de_0_a_9999 ON flowt.tb_omni8_link IS 'A ordem na página vai de 0 a 9999.';
COMMENT ON CONSTRAINT status_de_link_conhecido ON flowt.tb_omni8_link IS 'O status do link é ATIVO ou REVOGADO.';
COMMENT ON CONSTRAINT link_revogado_tem_data ON flowt.tb_omni8_link IS 'Só um link revogado tem data de revogação.';
COMMENT ON CONSTRAINT meio_de_acesso_conhecido ON flowt.tb_omni8_link_acesso IS 'O meio é QR, LINK, WHATSAPP, EMAIL, INSTAGRAM ou NATIVO.';

COMMENT ON TABLE flowt.tb_omni8_link IS 'Links curtos e QR codes: para onde levam e como se contam. O impresso não muda quando o destino muda.';
COMMENT ON COLUMN flowt.tb_omni8_link.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_link.cod_link IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_link.des_token IS 'Token de /q/{token}, que não se adivinha.';
COMMENT ON COLUMN flowt.tb_omni8_link.nom_link IS 'Nome; na página de links, o que o público lê.';
COMMENT ON COLUMN flowt.tb_omni8_link.tip_destino IS 'Para onde leva: INICIO, ITEM, COMBO, OFERTA, MESA, UNIDADE (comprar em uma), LINKS ou EXTERNO.';
COMMENT ON COLUMN flowt.tb_omni8_link.cod_unidade IS 'Unidade de que é, se é de uma.';
COMMENT ON COLUMN flowt.tb_omni8_link.cod_mesa IS 'Mesa; quem a protege é o código dela, não o do link.';
COMMENT ON COLUMN flowt.tb_omni8_link.cod_produto IS 'Item de que fala.';
COMMENT ON COLUMN flowt.tb_omni8_link.cod_combo IS 'Combo.';
COMMENT ON COLUMN flowt.tb_omni8_link.cod_oferta IS 'Oferta de que fala.';
COMMENT ON COLUMN flowt.tb_omni8_link.des_url IS 'Endereço de fora, em um site que a empresa permitiu (parâmetro link_sites_permitidos).';
COMMENT ON COLUMN flowt.tb_omni8_link.cod_indicador IS 'Pessoa que indica por ele.';
COMMENT ON COLUMN flowt.tb_omni8_link.tip_canal IS 'Canal a que as visitas se atribuem quando o link é aberto sem dizer por onde; nulo: LINK.';
COMMENT ON COLUMN flowt.tb_omni8_link.nom_campanha IS 'Campanha (utm_campaign).';
COMMENT ON COLUMN flowt.tb_omni8_link.nom_origem IS 'Origem (utm_source); nula: o meio por que foi aberto.';
COMMENT ON COLUMN flowt.tb_omni8_link.nom_midia IS 'Mídia (utm_medium); nula: a do meio por que foi aberto.';
COMMENT ON COLUMN flowt.tb_omni8_link.nom_conteudo IS 'Conteúdo (utm_content).';
COMMENT ON COLUMN flowt.tb_omni8_link.tip_link IS 'INDICACAO, MESA, CAMPANHA ou GERAL, pelo que tem.';
COMMENT ON COLUMN flowt.tb_omni8_link.flg_pagina IS 'Aparece na página de links da empresa.';
COMMENT ON COLUMN flowt.tb_omni8_link.num_ordem IS 'Ordem nela.';
COMMENT ON COLUMN flowt.tb_omni8_link.sta_link IS 'ATIVO → REVOGADO, para sempre.';
COMMENT ON COLUMN flowt.tb_omni8_link.dat_expiracao IS 'Até quando vale; nula: sem prazo.';
COMMENT ON COLUMN flowt.tb_omni8_link.dat_revogacao IS 'Quando foi revogado.';
COMMENT ON COLUMN flowt.tb_omni8_link.num_versao IS 'Versão da linha.';
COMMENT ON COLUMN flowt.tb_omni8_link.dat_criacao IS 'Criação.';
COMMENT ON COLUMN flowt.tb_omni8_link.dat_alteracao IS 'Última alteração.';
COMMENT ON TABLE flowt.tb_omni8_link_acesso IS 'Aberturas de cada link por dia e meio, sem dizer de quem; ficam. Sem auditoria: é ela própria um registro do que aconteceu.';
COMMENT ON COLUMN flowt.tb_omni8_link_acesso.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_link_acesso.cod_link IS 'Link.';
COMMENT ON COLUMN flowt.tb_omni8_link_acesso.dat_dia IS 'Dia, no fuso do tenant.';
COMMENT ON COLUMN flowt.tb_omni8_link_acesso.tip_meio IS 'Por onde foi aberto: QR, LINK, WHATSAPP, EMAIL, INSTAGRAM ou NATIVO.';
COMMENT ON COLUMN flowt.tb_omni8_link_acesso.qtd_cliques IS 'Aberturas por gente.';
COMMENT ON COLUMN flowt.tb_omni8_link_acesso.qtd_visitantes IS 'Delas, as primeiras de cada aparelho no dia.';
COMMENT ON COLUMN flowt.tb_omni8_link_acesso.qtd_robos IS 'Aberturas por robôs e pré-visualizações, que não são cliques.';
COMMENT ON COLUMN flowt.tb_omni8_link_acesso.qtd_consultas IS 'Pedidos HEAD e carregamentos antecipados, que também não são.';
COMMENT ON TABLE flowt.tb_omni8_link_visto IS 'Que resumos do dia já abriram cada link, para contar visitantes; apagados depois de dois dias. Sem auditoria: só serve para não contar duas vezes. Fora da cópia: só serve a hoje.';
COMMENT ON COLUMN flowt.tb_omni8_link_visto.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_link_visto.cod_link IS 'Link.';
COMMENT ON COLUMN flowt.tb_omni8_link_visto.dat_dia IS 'Dia.';
COMMENT ON COLUMN flowt.tb_omni8_link_visto.hsh_visitante IS 'SHA-256 de endereço e navegador com o sal do dia.';
