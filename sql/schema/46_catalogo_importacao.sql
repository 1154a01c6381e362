-- Import of the catalogue from a file (guide chapter 5.2): what such a file may have.

INSERT INTO flowt.tb_omni8_tipo_importacao (tip_importacao, des_tipo, des_caminho, nom_funcao, nom_coluna_chave, nom_funcao_chave, des_exigidas, des_falta, flg_uma_vez) VALUES
    ('CATALOGO', 'Itens do catálogo', '/v1/catalogo/importacoes', 'importar_itens', 'sku', 'sku_de_csv', '{sku,codigo,nome}',
     'Falta a coluna "sku" ou "nome". A primeira linha do arquivo precisa ter os nomes das colunas.', false);
INSERT INTO flowt.tb_omni8_coluna_importacao (tip_importacao, nom_coluna, des_nomes) VALUES
    ('CATALOGO', 'codigo',                    '{codigo,cod produto,codigo do item}'),
    ('CATALOGO', 'sku',                       '{sku,num sku,referencia,codigo sku,codigo interno,ref}'),
    ('CATALOGO', 'nome',                      '{nome,produto,item,nome do produto,nom produto,titulo,descricao curta}'),
    ('CATALOGO', 'preco',                     '{preco,valor,preco de venda,vlr preco,preco por,price}'),
    ('CATALOGO', 'preco_de',                  '{preco de,preco cheio,preco original,preco anterior,vlr preco de}'),
    ('CATALOGO', 'categoria',                 '{categoria,grupo,secao,departamento,category}'),
    ('CATALOGO', 'tipo',                      '{tipo,tip item,tipo de item}'),
    ('CATALOGO', 'duracao',                   '{duracao,minutos,duracao em minutos,duracao min,qtd duracao min}'),
    ('CATALOGO', 'resumo',                    '{resumo,des resumo,chamada}'),
    ('CATALOGO', 'descricao',                 '{descricao,des produto,descricao completa,detalhes}'),
    ('CATALOGO', 'alergenos',                 '{alergenos,alergenico,alergenicos,des alergenos}'),
    ('CATALOGO', 'estoque',                   '{estoque,saldo,quantidade,qtd estoque,qtd}'),
    ('CATALOGO', 'destaque',                  '{destaque,flg destaque,em destaque}'),
    ('CATALOGO', 'ordem',                     '{ordem,num ordem,posicao}'),
    ('CATALOGO', 'status',                    '{status,situacao,sta produto}'),
    ('CATALOGO', 'imagem',                    '{imagem,foto,des imagem,url da imagem,imagem url}');
