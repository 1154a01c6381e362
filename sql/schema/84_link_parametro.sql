-- Links (guide chapter 8.1): a site in the list is the name of one, or no link would ever lead there.

UPDATE flowt.tb_omni8_parametro SET js_conteudo = '{"pattern": "^\\s*([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+([A-Za-z]{2,63}|[Xx][Nn]--[A-Za-z0-9-]{1,59})\\s*$", "x-mensagem": "Escreva só o site, sem https:// nem barra, como www.instagram.com."}'
 WHERE nom_parametro = 'link_sites_permitidos';
UPDATE flowt.tb_omni8_parametro SET js_conteudo = '{"format": "nome", "x-mensagem": "Digite um título de uma linha, ou deixe em branco."}' WHERE nom_parametro = 'link_pagina_titulo';
