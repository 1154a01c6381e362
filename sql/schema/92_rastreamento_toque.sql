-- Tracking (guide chapter 11.1): the rest of a visit's first touch. Links say which advertisement they are (utm_content), advertisers
-- which word was searched for (utm_term) and whose click it was; the link or code itself was in its event only.

ALTER TABLE flowt.tb_omni8_visita ADD COLUMN nom_conteudo text, ADD COLUMN nom_termo text, ADD COLUMN tip_clique text, ADD COLUMN des_link text;
COMMENT ON COLUMN flowt.tb_omni8_visita.nom_conteudo IS 'Conteúdo do anúncio ou link por que veio (utm_content).';
COMMENT ON COLUMN flowt.tb_omni8_visita.nom_termo IS 'Palavra do anúncio por que veio (utm_term).';
COMMENT ON COLUMN flowt.tb_omni8_visita.tip_clique
    IS 'De que rede de anúncios veio um identificador de clique (gclid, fbclid…), sem ele: é de uma pessoa só.';
COMMENT ON COLUMN flowt.tb_omni8_visita.des_link IS 'Token do link ou QR code por que veio, se começou por um.';
