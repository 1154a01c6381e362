-- Demo: the platform's own company, whose operator administers the others through the API. Running it again changes nothing.
DO $demo$
DECLARE
    v_tenant bigint;
BEGIN
    -- As the role that may write any tenant's rows; a migration's login is a member of it.
    SET LOCAL ROLE flowt_rotina;
    SELECT t.cod_tenant INTO v_tenant FROM flowt.tb_omni8_tenant t WHERE t.nom_slug = 'plataforma-flowt';
    IF NOT FOUND THEN
        v_tenant := admin.criar_tenant('plataforma-flowt', 'Plataforma Flowt', 'SERVICOS',
            'Omni8 Tecnologia Ltda', '11.222.333/0001-81', 'contato@plataforma-flowt.example', '(11) 93456-7890',
            'Avenida Paulista', '1000', 'Bela Vista', 'São Paulo', 'SP', '01310-100', 'America/Sao_Paulo');
    END IF;
    IF flowt.parametro_plataforma('tenant_da_plataforma') IS NULL THEN
        PERFORM admin.definir_tenant_da_plataforma(v_tenant);
    END IF;

    -- bcrypt takes its 0.2 s, so only for who is missing.
    PERFORM admin.criar_acesso(v_tenant, a.email, a.nome, a.perfil, 'flowt-demo-2026')
       FROM (VALUES
           ('operador@plataforma-flowt.example', 'Olga Peres', 'plataforma')) AS a (email, nome, perfil)
      WHERE NOT EXISTS (SELECT FROM flowt.tb_omni8_usuario u JOIN flowt.tb_omni8_usuario_tenant x ON x.cod_tenant = v_tenant AND x.cod_usuario = u.cod_usuario
                         WHERE u.des_email = a.email);
END
$demo$;
