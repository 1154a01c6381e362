-- Parameters (guide chapter 3.1): what a value must be to serve, beyond its type and size, is data of the parameter too.

ALTER TABLE flowt.tb_omni8_parametro ADD COLUMN js_conteudo jsonb, ADD COLUMN nom_conferencia text;
COMMENT ON COLUMN flowt.tb_omni8_parametro.js_conteudo IS 'JSON Schema que o texto, ou cada elemento da lista, segue além do tipo e do tamanho; nulo: nenhum.';
COMMENT ON COLUMN flowt.tb_omni8_parametro.nom_conferencia IS 'Função flowt.<nome>(tenant, valor, momento) que devolve os erros de um valor, para o que um esquema não diz; nulo: nenhuma.';

UPDATE flowt.tb_omni8_parametro SET js_conteudo = '{"format": "nome", "pattern": "^$|[^\\s]", "x-mensagem": "Digite um texto de uma linha, ou deixe em branco."}' WHERE nom_parametro = 'cardapio_aviso';
