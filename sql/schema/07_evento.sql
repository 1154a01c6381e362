-- Events that pages hear (docs/decisions/0014): the secret that makes the names of their topics.

INSERT INTO flowt.tb_omni8_parametro_plataforma (nom_parametro, des_valor, des_parametro) VALUES
    ('segredo_dos_topicos', encode(public.gen_random_bytes(32), 'hex'), 'Segredo dos nomes com que se anunciam eventos: pode ser trocado a qualquer momento.');
