-- Availability by weekday and hour (guide chapter 5.1): without windows, always; with them, within one of them.

CREATE TABLE flowt.tb_omni8_disponibilidade (
    cod_tenant          bigint     NOT NULL,
    cod_disponibilidade bigint     GENERATED ALWAYS AS IDENTITY,
    cod_produto         bigint,
    cod_categoria       bigint,
    num_dias_semana     smallint[],
    hor_inicio          time       NOT NULL,
    hor_fim             time       NOT NULL,
    CONSTRAINT disponibilidade_chave PRIMARY KEY (cod_tenant, cod_disponibilidade),
    CONSTRAINT disponibilidade_de_produto_ou_de_categoria CHECK (num_nonnulls(cod_produto, cod_categoria) = 1),
    CONSTRAINT dias_de_disponibilidade_entre_0_e_6 CHECK (cardinality(num_dias_semana) BETWEEN 1 AND 7 AND num_dias_semana <@ '{0,1,2,3,4,5,6}'::smallint[]),
    CONSTRAINT hora_de_disponibilidade_antes_das_24 CHECK (hor_inicio < '24:00' AND hor_fim < '24:00'),
    CONSTRAINT disponibilidade_do_produto FOREIGN KEY (cod_tenant, cod_produto) REFERENCES flowt.tb_omni8_produto_servico (cod_tenant, cod_produto),
    CONSTRAINT disponibilidade_da_categoria FOREIGN KEY (cod_tenant, cod_categoria) REFERENCES flowt.tb_omni8_categoria (cod_tenant, cod_categoria) ON DELETE CASCADE
);
CREATE INDEX disponibilidade_por_produto ON flowt.tb_omni8_disponibilidade (cod_tenant, cod_produto);
CREATE INDEX disponibilidade_por_categoria ON flowt.tb_omni8_disponibilidade (cod_tenant, cod_categoria);
CREATE TRIGGER auditoria AFTER INSERT OR UPDATE OR DELETE ON flowt.tb_omni8_disponibilidade FOR EACH ROW EXECUTE FUNCTION flowt.auditar();

COMMENT ON CONSTRAINT disponibilidade_de_produto_ou_de_categoria ON flowt.tb_omni8_disponibilidade IS 'Uma janela é de um produto ou de uma categoria.';
COMMENT ON CONSTRAINT dias_de_disponibilidade_entre_0_e_6 ON flowt.tb_omni8_disponibilidade IS 'Os dias vão de 0 (domingo) a 6 (sábado); sem dias, todos.';
COMMENT ON CONSTRAINT hora_de_disponibilidade_antes_das_24 ON flowt.tb_omni8_disponibilidade IS 'A hora vai de 00:00 a 23:59; o dia inteiro é 00:00 a 00:00.';
COMMENT ON TABLE flowt.tb_omni8_disponibilidade IS 'Dias e horas em que um item ou os de uma categoria se vendem, no fuso da empresa; sem janelas, sempre.';
COMMENT ON COLUMN flowt.tb_omni8_disponibilidade.cod_tenant IS 'Tenant.';
COMMENT ON COLUMN flowt.tb_omni8_disponibilidade.cod_disponibilidade IS 'Identificador da janela.';
COMMENT ON COLUMN flowt.tb_omni8_disponibilidade.cod_produto IS 'Item, se é de um.';
COMMENT ON COLUMN flowt.tb_omni8_disponibilidade.cod_categoria IS 'Categoria, se é de uma: vale para os itens dela e das que estão nela.';
COMMENT ON COLUMN flowt.tb_omni8_disponibilidade.num_dias_semana IS 'Dias em que a janela começa, 0 domingo … 6 sábado; nulo: todos.';
COMMENT ON COLUMN flowt.tb_omni8_disponibilidade.hor_inicio IS 'Hora em que começa.';
COMMENT ON COLUMN flowt.tb_omni8_disponibilidade.hor_fim IS 'Hora em que termina; menor ou igual à de começo quer dizer no dia seguinte.';
