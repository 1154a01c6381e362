-- Prices by period (guide chapter 5.1): what everything with a price cost, costs and will cost, without a gap since it was made.
-- The price on an item's own row is that of now; a period that began stays as it was.

CREATE TABLE flowt.tb_omni8_preco (
    cod_tenant   bigint      NOT NULL,
    cod_preco    bigint      GENERATED ALWAYS AS IDENTITY,
    cod_produto  bigint,
    cod_variacao bigint,
    cod_opcao    bigint,
    dat_inicio   timestamptz NOT NULL DEFAULT now(),
    dat_fim      timestamptz NOT NULL DEFAULT 'infinity',
    vlr_preco    bigint,
    vlr_preco_de bigint,
    tip_periodo  text        NOT NULL DEFAULT 'NORMAL',
    flg_pendente boolean     NOT NULL DEFAULT false,
    dat_criacao  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT preco_chave PRIMARY KEY (cod_tenant, cod_preco),
    CONSTRAINT preco_de_um_so_alvo CHECK ((cod_produto IS NULL) <> (cod_opcao IS NULL) AND (cod_variacao IS NULL OR cod_produto IS NOT NULL)),
    CONSTRAINT periodo_de_preco_em_ordem CHECK (dat_inicio < dat_fim AND isfinite(dat_inicio)),
    CONSTRAINT tipo_de_periodo_conhecido CHECK (tip_periodo IN ('NORMAL', 'PROMOCAO', 'RETORNO')),
    -- Only a variation may have none: then it costs what its product does.
    CONSTRAINT preco_do_periodo_entre_1_centavo_e_1_milhao CHECK (CASE WHEN vlr_preco IS NULL THEN cod_variacao IS NOT NULL ELSE vlr_preco BETWEEN CASE WHEN cod_opcao IS NULL THEN 1 ELSE 0 END AND 100000000 END),
    CONSTRAINT preco_de_do_periodo_maior_que_o_preco CHECK (vlr_preco_de IS NULL OR (vlr_preco IS NOT NULL AND cod_opcao IS NULL AND vlr_preco_de > vlr_preco AND vlr_preco_de <= 100000000)),
    CONSTRAINT periodos_de_preco_nao_se_sobrepoem EXCLUDE USING gist (cod_tenant WITH =, cod_produto WITH =, coalesce(cod_variacao, 0) WITH =, tstzrange(dat_inicio, dat_fim) WITH &&)
        WHERE (cod_produto IS NOT NULL),
    CONSTRAINT periodos_de_preco_de_opcao_nao_se_sobrepoem EXCLUDE USING gist (cod_tenant WITH =, cod_opcao WITH =, tstzrange(dat_inicio, dat_fim) WITH &&)
        WHERE (cod_opcao IS NOT NULL),
    CONSTRAINT preco_do_produto FOREIGN KEY (cod_tenant, cod_produto) REFERENCES flowt.tb_omni8_produto_servico (cod_tenant, cod_produto)
);
-- By end: whatever is asked of now skips the past without reading it.
CREATE INDEX preco_por_produto ON flowt.tb_omni8_preco (cod_tenant, cod_produto, cod_variacao, dat_fim);
CREATE INDEX preco_por_opcao ON flowt.tb_omni8_preco (cod_tenant, cod_opcao, dat_fim);
CREATE INDEX preco_pendente ON flowt.tb_omni8_preco (dat_inicio) WHERE flg_pendente;

CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_preco FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

COMMENT ON CONSTRAINT preco_de_um_so_alvo ON flowt.tb_omni8_preco IS 'Um preço é de um produto, de uma variação dele ou de uma opção.';
COMMENT ON CONSTRAINT periodo_de_preco_em_ordem ON flowt.tb_omni8_preco IS 'O preço vale de um momento a outro depois dele.';
COMMENT ON CONSTRAINT tipo_de_periodo_conhecido ON flowt.tb_omni8_preco IS 'O período é NORMAL, PROMOCAO ou RETORNO.';
COMMENT ON CONSTRAINT preco_do_periodo_entre_1_centavo_e_1_milhao ON flowt.tb_omni8_preco IS 'O preço vai de R$ 0,01 (uma opção, de R$ 0,00) a R$ 1.000.000,00; só uma variação pode ficar sem, com o do produto.';
COMMENT ON CONSTRAINT preco_de_do_periodo_maior_que_o_preco ON flowt.tb_omni8_preco IS 'O preço "de" precisa ser maior que o preço.';
COMMENT ON CONSTRAINT periodos_de_preco_nao_se_sobrepoem ON flowt.tb_omni8_preco IS 'Já há um preço para este período: cancele o agendado ou escolha outras datas.';
COMMENT ON CONSTRAINT periodos_de_preco_de_opcao_nao_se_sobrepoem ON flowt.tb_omni8_preco IS 'Já há um preço desta opção para este período: cancele o agendado ou escolha outras datas.';
COMMENT ON TABLE flowt.tb_omni8_preco IS 'Preços por período, passados, em vigor e agendados, de produtos, variações e opções; os de cada um não se sobrepõem nem deixam intervalo.';
COMMENT ON COLUMN flowt.tb_omni8_preco.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_preco.cod_preco IS 'Identificador.';
COMMENT ON COLUMN flowt.tb_omni8_preco.cod_produto IS 'Produto ou serviço, do preço ou da variação.';
COMMENT ON COLUMN flowt.tb_omni8_preco.cod_variacao IS 'Variação, se é de uma.';
COMMENT ON COLUMN flowt.tb_omni8_preco.cod_opcao IS 'Opção de complemento, se é de uma.';
COMMENT ON COLUMN flowt.tb_omni8_preco.dat_inicio IS 'Desde quando vale.';
COMMENT ON COLUMN flowt.tb_omni8_preco.dat_fim IS 'Até quando, exclusive; infinity: até outra ordem.';
COMMENT ON COLUMN flowt.tb_omni8_preco.vlr_preco IS 'Preço, em centavos; nulo: a variação custa o que o produto custa.';
COMMENT ON COLUMN flowt.tb_omni8_preco.vlr_preco_de IS 'Preço anterior riscado ("de"), em centavos.';
COMMENT ON COLUMN flowt.tb_omni8_preco.tip_periodo IS 'NORMAL; PROMOCAO, agendada com fim; RETORNO, a volta ao preço normal depois de uma.';
COMMENT ON COLUMN flowt.tb_omni8_preco.flg_pendente IS 'Agendado que ainda não chegou à linha do item.';
COMMENT ON COLUMN flowt.tb_omni8_preco.dat_criacao IS 'Quando foi definido ou agendado.';

INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo) VALUES
    ('aplicar_precos', 'Leva aos itens os preços agendados que começaram', '1 minute');
