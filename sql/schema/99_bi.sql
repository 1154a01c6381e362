-- BI (guide chapters 12.2 and 18.3): the jobs that count anew what is slow to count and small to keep (views/99_bi_3.sql).
INSERT INTO flowt.tb_omni8_rotina (nom_rotina, des_rotina, des_intervalo, des_prazo) VALUES
    ('atualizar_afinidade', 'Conta de novo os itens que se compram juntos, para o BI', '6 hours', '1 hour');
