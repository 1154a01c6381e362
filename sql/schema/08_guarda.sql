-- Retention (LGPD, Lei 13.709/2018, arts. 15 and 16; guide chapter 17.2): a table whose lines are kept for a time says so in its comment.

INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo) VALUES
    ('expurgar_vencidos', 'Apaga as linhas que passaram da guarda que o comentário da sua tabela diz', '1 hour');
