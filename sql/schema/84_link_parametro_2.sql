-- Links (guide chapter 8.1): around a site's name there may be spaces, which are not part of it; a line break or a tab would be.

UPDATE flowt.tb_omni8_parametro SET js_conteudo = '{"pattern": "^ *([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+([A-Za-z]{2,63}|[Xx][Nn]--[A-Za-z0-9-]{1,59}) *$", "x-mensagem": "Escreva só o site, sem https:// nem barra, como www.instagram.com."}'
 WHERE nom_parametro = 'link_sites_permitidos';
