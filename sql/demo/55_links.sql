-- Demo: the links page of the cantina, and a code for its tables. Running it again changes nothing.
DO $demo$
DECLARE
    v_cantina bigint := (SELECT t.cod_tenant FROM flowt.tb_omni8_tenant t WHERE t.nom_slug = 'cantina-da-praca');
    v_link    record;
    v_token   text;
BEGIN
    SET LOCAL ROLE flowt_rotina;
    FOR v_link IN
        SELECT l.* FROM (VALUES (1, 'Ver o cardápio', 'INICIO', 'perfil'), (2, 'Ofertas de hoje', 'INICIO', 'ofertas')) AS l (ordem, nome, destino, campanha)
         WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_link x WHERE x.cod_tenant = v_cantina AND x.nom_link = l.nome) ORDER BY l.ordem
    LOOP
        INSERT INTO flowt.tb_omni8_link_token (cod_tenant, des_token) VALUES (v_cantina, flowt.novo_token_de_link()) RETURNING des_token INTO v_token;
        INSERT INTO flowt.tb_omni8_link (cod_tenant, des_token, nom_link, tip_destino, nom_campanha, flg_pagina, num_ordem)
        VALUES (v_cantina, v_token, v_link.nome, v_link.destino, v_link.campanha, true, v_link.ordem);
    END LOOP;
END
$demo$;
