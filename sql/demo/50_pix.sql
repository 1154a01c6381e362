-- Demo: the PIX keys of the demo companies, of no bank. Running it again changes nothing.
DO $demo$
BEGIN
    -- As the role that may write any tenant's rows; a migration's login is a member of it.
    SET LOCAL ROLE flowt_rotina;
    INSERT INTO flowt.tb_omni8_pix (cod_tenant, tip_chave, des_chave, nom_recebedor, nom_cidade)
    SELECT t.cod_tenant, 'EMAIL', t.des_email, t.nom_fantasia, t.nom_cidade FROM flowt.tb_omni8_tenant t
     WHERE t.nom_slug IN ('cantina-da-praca', 'papelaria-aurora', 'studio-bela')
        ON CONFLICT (cod_tenant) DO NOTHING;
END
$demo$;
