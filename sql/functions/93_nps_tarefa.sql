-- NPS, detractors (guide chapter 13.3): who would not recommend the company is looked for within 48 hours.

CREATE OR REPLACE FUNCTION flowt.ve_empresa_toda() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(current_setting('flowt.unidades', true), '') = '';
COMMENT ON FUNCTION flowt.ve_empresa_toda() IS 'Se quem age vê todas as unidades, e com elas o que não é de nenhuma.';

CREATE OR REPLACE FUNCTION flowt.json_tarefa(p_tarefa flowt.tb_omni8_tarefa) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT jsonb_build_object('cod_tarefa', (p_tarefa).cod_tarefa::text, 'tip_tarefa', (p_tarefa).tip_tarefa,
                   'sta_tarefa', (p_tarefa).sta_tarefa, 'cod_nps', (p_tarefa).cod_nps::text,
                   'cod_pessoa', (p_tarefa).cod_pessoa::text, 'nom_pessoa', (SELECT coalesce(p.nom_social, p.nom_fantasia, p.nom_pessoa)
                                                                               FROM flowt.tb_omni8_pessoa p
                                                                              WHERE p.cod_tenant = (p_tarefa).cod_tenant
                                                                                AND p.cod_pessoa = (p_tarefa).cod_pessoa),
                   'cod_pedido', n.cod_pedido::text, 'num_pedido', (SELECT d.num_pedido FROM flowt.tb_omni8_pedido d
                                                                     WHERE d.cod_tenant = (p_tarefa).cod_tenant AND d.cod_pedido = n.cod_pedido),
                   'cod_unidade', (p_tarefa).cod_unidade::text, 'num_nota', n.num_nota, 'des_motivo', n.des_motivo, 'dat_prazo', (p_tarefa).dat_prazo,
                   'flg_atrasada', (p_tarefa).sta_tarefa = 'ABERTA' AND (p_tarefa).dat_prazo < now(), 'des_conclusao', (p_tarefa).des_conclusao,
                   'dat_conclusao', (p_tarefa).dat_conclusao,
                   'dat_criacao', (p_tarefa).dat_criacao)
          FROM flowt.tb_omni8_nps n WHERE n.cod_tenant = (p_tarefa).cod_tenant AND n.cod_nps = (p_tarefa).cod_nps);
END
$$;
COMMENT ON FUNCTION flowt.json_tarefa(flowt.tb_omni8_tarefa) IS 'Tarefa como a API a mostra, com a nota que a abriu e o nome de quem a deu.';

CREATE OR REPLACE FUNCTION api.nps_tarefa_listar(p_limite integer, p_apos bigint, p_sta_tarefa text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_tenant  bigint  := flowt.exigir_tenant();
    v_quantos integer := flowt.tamanho_pagina(p_limite);
    v_apos    flowt.tb_omni8_tarefa;
    v_itens   jsonb;
BEGIN
    SELECT t.* INTO v_apos FROM flowt.tb_omni8_tarefa t WHERE t.cod_tenant = v_tenant AND t.cod_tarefa = p_apos;
    SELECT coalesce(jsonb_agg(flowt.json_tarefa(l.t) ORDER BY l.n), '[]') INTO v_itens
      FROM (SELECT t, row_number() OVER (ORDER BY (t.dat_conclusao IS NOT NULL), t.dat_prazo, t.cod_tarefa) AS n FROM flowt.tb_omni8_tarefa AS t
             WHERE t.cod_tenant = v_tenant AND t.tip_tarefa = 'NPS_DETRATOR' AND (p_sta_tarefa IS NULL OR t.sta_tarefa = upper(p_sta_tarefa))
               AND (flowt.ve_empresa_toda() OR t.cod_unidade IS NOT NULL)
               AND (v_apos.cod_tarefa IS NULL OR ((t.dat_conclusao IS NOT NULL), t.dat_prazo,
                                                  t.cod_tarefa) > ((v_apos.dat_conclusao IS NOT NULL), v_apos.dat_prazo, v_apos.cod_tarefa))
             ORDER BY (t.dat_conclusao IS NOT NULL), t.dat_prazo, t.cod_tarefa LIMIT v_quantos) AS l;
    PERFORM flowt.registrar_leitura_pessoal('lista de tarefas de NPS', NULL, jsonb_array_length(v_itens));
    RETURN (200, NULL, NULL, jsonb_build_object('itens', v_itens,
        'proximo', CASE WHEN jsonb_array_length(v_itens) = v_quantos THEN v_itens -> -1 ->> 'cod_tarefa' END)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.nps_tarefa_listar(integer, bigint, text) IS
$$GET /v1/nps/tarefas
acesso: nps.tratar
modulo: nps
leitura: auditada
resposta: 200 nps_tarefa_lista
etiqueta: NPS
As tarefas abertas por detratores: primeiro as abertas, da mais atrasada à mais folgada; depois as concluídas.
limite: até 100 por página (20). apos: o "proximo" da página anterior. sta_tarefa: ABERTA ou CONCLUIDA.$$;

CREATE OR REPLACE FUNCTION flowt.concluir_tarefa(p_tenant bigint, p_tarefa bigint, p_o_que text) RETURNS flowt.tb_omni8_tarefa
LANGUAGE plpgsql AS $$
DECLARE
    v_tarefa flowt.tb_omni8_tarefa;
BEGIN
    SELECT t.* INTO v_tarefa FROM flowt.tb_omni8_tarefa t
     WHERE t.cod_tenant = p_tenant AND t.cod_tarefa = p_tarefa AND (flowt.ve_empresa_toda() OR t.cod_unidade IS NOT NULL) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM flowt.recusar_registro('esta tarefa');
    ELSIF v_tarefa.sta_tarefa = 'CONCLUIDA' THEN
        RAISE EXCEPTION USING ERRCODE = 'PT409', MESSAGE = 'tarefa_ja_concluida', DETAIL = 'Esta tarefa já foi concluída: leia a lista de novo.',
            HINT = json_build_object('dat_conclusao', v_tarefa.dat_conclusao)::text;
    END IF;
    UPDATE flowt.tb_omni8_tarefa t
       SET sta_tarefa = 'CONCLUIDA', des_conclusao = btrim(p_o_que), dat_conclusao = now(),
           cod_usuario = nullif(current_setting('flowt.cod_usuario', true), '')::bigint
     WHERE t.cod_tenant = p_tenant AND t.cod_tarefa = p_tarefa RETURNING t.* INTO v_tarefa;
    RETURN v_tarefa;
END
$$;
COMMENT ON FUNCTION flowt.concluir_tarefa(bigint, bigint, text)
    IS 'Conclui uma tarefa aberta, dizendo o que se fez; 404 se não existe, 409 se já foi concluída.';

CREATE OR REPLACE FUNCTION api.nps_tarefa_concluir(p_id bigint, p_corpo text) RETURNS flowt.resposta
LANGUAGE plpgsql AS $$
DECLARE
    v_corpo  jsonb := flowt.ler_corpo('nps_tarefa_conclusao', p_corpo);
    v_tarefa flowt.tb_omni8_tarefa := flowt.concluir_tarefa(flowt.exigir_tenant(), p_id, v_corpo ->> 'des_conclusao');
BEGIN
    PERFORM flowt.registrar_leitura_pessoal('tarefa de NPS', v_tarefa.cod_pessoa, 1);
    RETURN (200, NULL, NULL, flowt.json_tarefa(v_tarefa)::text)::flowt.resposta;
END
$$;
COMMENT ON FUNCTION api.nps_tarefa_concluir(bigint, text) IS
$$POST /v1/nps/tarefas/{id}/conclusao
acesso: nps.tratar
modulo: nps
corpo: nps_tarefa_conclusao
resposta: 200 nps_tarefa
resposta: 404 problema
resposta: 409 problema
resposta: 422 problema
etiqueta: NPS
Conclui a tarefa de um detrator, dizendo o que foi feito.$$;
