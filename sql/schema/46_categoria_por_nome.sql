-- Import of the catalogue (guide chapter 5.2): each line of a file asks for its category by name, as people type it.

CREATE INDEX categoria_por_nome ON flowt.tb_omni8_categoria (cod_tenant, flowt.sem_acento(nom_categoria));
