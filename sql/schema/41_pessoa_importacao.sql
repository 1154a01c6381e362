-- Import of people from a file (guide chapter 4.2): what such a file may have.

INSERT INTO flowt.tb_omni8_tipo_importacao (tip_importacao, des_tipo, des_caminho, nom_funcao, nom_coluna_chave, nom_funcao_chave, des_exigidas, des_falta, flg_uma_vez) VALUES
    ('PESSOA', 'Pessoas', '/v1/pessoas/importacoes', 'importar_pessoas', 'documento', 'documento_de_csv', '{nome}',
     'Falta a coluna "nome" (ou "razão social"). A primeira linha do arquivo precisa ter os nomes das colunas.', true);
INSERT INTO flowt.tb_omni8_coluna_importacao (tip_importacao, nom_coluna, des_nomes) VALUES
    ('PESSOA', 'nome',                      '{nome,nome completo,razao social,nome razao social,razao social nome,cliente,nome do cliente,contato,name}'),
    ('PESSOA', 'nome_social',               '{nome social}'),
    ('PESSOA', 'nome_fantasia',             '{nome fantasia,fantasia,apelido fantasia}'),
    ('PESSOA', 'tipo',                      '{tipo,tipo de pessoa,tipo pessoa,pf pj,fisica juridica}'),
    ('PESSOA', 'documento',                 '{documento,cpf,cnpj,cpf cnpj,cnpj cpf,cpf ou cnpj,num documento,numero do documento}'),
    ('PESSOA', 'inscricao_estadual',        '{inscricao estadual,ie,insc estadual}'),
    ('PESSOA', 'telefone',                  '{telefone,fone,tel,telefone 1,telefone principal,telefone fixo,phone}'),
    ('PESSOA', 'celular',                   '{celular,whatsapp,telefone celular,telefone 2,celular whatsapp,mobile}'),
    ('PESSOA', 'email',                     '{email,e mail,correio eletronico,endereco de e mail,endereco de email}'),
    ('PESSOA', 'nascimento',                '{nascimento,data de nascimento,data nascimento,dt nascimento,aniversario,dat nascimento}'),
    ('PESSOA', 'cep',                       '{cep,codigo postal}'),
    ('PESSOA', 'logradouro',                '{logradouro,endereco,rua,des logradouro}'),
    ('PESSOA', 'numero',                    '{numero,num,n,no}'),
    ('PESSOA', 'complemento',               '{complemento}'),
    ('PESSOA', 'bairro',                    '{bairro}'),
    ('PESSOA', 'cidade',                    '{cidade,municipio}'),
    ('PESSOA', 'uf',                        '{uf,estado}'),
    ('PESSOA', 'referencia',                '{referencia,ponto de referencia}'),
    ('PESSOA', 'observacao',                '{observacao,observacoes,obs,anotacoes}'),
    ('PESSOA', 'papel',                     '{papel,papeis}'),
    ('PESSOA', 'etiquetas',                 '{etiquetas,etiqueta,tags,tag,grupo,grupos}'),
    ('PESSOA', 'consentimento',             '{consentimento,consentimento de marketing,aceita marketing,aceita receber ofertas,opt in}'),
    ('PESSOA', 'canal_do_consentimento',    '{canal do consentimento,canal}'),
    ('PESSOA', 'versao_do_texto',           '{versao do texto,versao do termo,versao do consentimento,texto do consentimento}');
