-- Links and QR codes (guide chapters 8.1 and 13.2): one may lead to the survey of the company, on a table or a receipt.

ALTER TABLE flowt.tb_omni8_link DROP CONSTRAINT destino_de_link_conhecido,
    ADD CONSTRAINT destino_de_link_conhecido
        CHECK (tip_destino IN ('INICIO', 'ITEM', 'COMBO', 'OFERTA', 'MESA', 'UNIDADE', 'LINKS', 'NPS', 'EXTERNO'));
COMMENT ON CONSTRAINT destino_de_link_conhecido ON flowt.tb_omni8_link
    IS 'O destino é INICIO, ITEM, COMBO, OFERTA, MESA, UNIDADE, LINKS, NPS ou EXTERNO.';
COMMENT ON COLUMN flowt.tb_omni8_link.tip_destino
    IS 'Para onde leva: INICIO, ITEM, COMBO, OFERTA, MESA, UNIDADE (comprar em uma), LINKS, NPS (a pesquisa da empresa) ou EXTERNO.';
