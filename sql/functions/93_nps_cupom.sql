-- NPS, a coupon for who would not recommend the company (guide chapter 10.3): of the offer that a parameter names, for that person,
-- for one order. One for each answer: its task is opened once.

CREATE OR REPLACE FUNCTION flowt.oferta_para_detrator(p_tenant bigint) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_oferta text := flowt.parametro(p_tenant, 'nps_detrator_oferta', now()) #>> '{}';
BEGIN
    IF NOT flowt.formato_valido('codigo', v_oferta) THEN
        RETURN NULL;
    END IF;
    RETURN (SELECT v.cod_oferta FROM flowt.tb_omni8_oferta_versao AS v
             WHERE v.cod_tenant = p_tenant AND v.cod_oferta = v_oferta::bigint AND v.dat_vigor_inicio <= now()
               AND v.dat_vigor_fim > now() AND v.sta_oferta = 'ATIVA' AND v.flg_cupom);
END
$$;
COMMENT ON FUNCTION flowt.oferta_para_detrator(bigint)
    IS 'Oferta cujo cupom se dá a um detrator; nula se a empresa não dá, ou se ela não está ativa ou não é de cupom.';

-- A draft or a pause may end; an offer that is over, or gives no coupons, never serves.
CREATE OR REPLACE FUNCTION flowt.conferir_oferta_de_detrator(p_tenant bigint, p_valor jsonb, p_inicio timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_oferta flowt.tb_omni8_oferta_versao;
BEGIN
    IF p_valor = '""' THEN
        RETURN '[]';
    END IF;
    SELECT v.* INTO v_oferta FROM flowt.tb_omni8_oferta_versao v
     WHERE v.cod_tenant = p_tenant AND v.cod_oferta = (p_valor #>> '{}')::bigint AND v.dat_vigor_inicio <= now() AND v.dat_vigor_fim > now();
    RETURN CASE WHEN NOT FOUND THEN flowt.erro_de_campo('valor', 'oferta_desconhecida', 'Não encontramos esta oferta: confira o código.')
                WHEN NOT v_oferta.flg_cupom THEN flowt.erro_de_campo('valor', 'oferta_sem_cupom',
                                                                     'Esta oferta vale sem cupom: escolha uma que só valha com um de seus cupons.')
                WHEN v_oferta.sta_oferta = 'ENCERRADA' OR v_oferta.dat_fim <= p_inicio
                    THEN flowt.erro_de_campo('valor', 'oferta_encerrada', 'Esta oferta já terá terminado: escolha outra, ou mude a validade dela.')
                ELSE '[]' END;
END
$$;
COMMENT ON FUNCTION flowt.conferir_oferta_de_detrator(bigint, jsonb, timestamptz)
    IS 'Erros de um valor de nps_detrator_oferta: a oferta é da empresa, só de cupom, e não terminou.';

-- The one parameter that holds a code: in another database it would be none, or another offer's.
CREATE OR REPLACE FUNCTION flowt.traduzir_oferta_de_detrator() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.js_valor := to_jsonb(coalesce((
        SELECT k.cod_novo::text FROM flowt.tb_omni8_copia_codigo k
         WHERE k.num_copia = pg_current_xact_id()::text AND k.nom_tabela = 'tb_omni8_oferta'
           AND k.cod_antigo = substring(NEW.js_valor #>> '{}' FROM '^[1-9][0-9]{0,17}$')::bigint), ''));
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION flowt.traduzir_oferta_de_detrator()
    IS 'Gatilho: em uma empresa importada, nps_detrator_oferta é a oferta daqui, ou nenhuma se a cópia não a tem.';
CREATE OR REPLACE TRIGGER oferta_traduzida BEFORE INSERT ON flowt.tb_omni8_parametro_valor FOR EACH ROW
    WHEN (NEW.nom_parametro = 'nps_detrator_oferta' AND flowt.em_copia()) EXECUTE FUNCTION flowt.traduzir_oferta_de_detrator();

-- Whoever cannot be written to, or does not want to be, gets no coupon that he would not know of.
CREATE OR REPLACE FUNCTION flowt.dar_cupom_ao_detrator() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_oferta  bigint := flowt.oferta_para_detrator(NEW.cod_tenant);
    v_fim     timestamptz := now() + make_interval(days => (flowt.parametro(NEW.cod_tenant, 'nps_detrator_validade_dias', now()))::integer);
    v_envio   timestamptz := flowt.hora_de_enviar(NEW.cod_tenant, now());
    v_contato record;
    v_cupom   flowt.tb_omni8_cupom;
BEGIN
    IF v_oferta IS NULL THEN
        RETURN NULL;
    END IF;
    -- By the way the survey goes.
    SELECT c.* INTO v_contato
      FROM flowt.tb_omni8_nps n LEFT JOIN flowt.tb_omni8_pedido d ON d.cod_tenant = n.cod_tenant AND d.cod_pedido = n.cod_pedido
     CROSS JOIN LATERAL flowt.contato_de_nps(NEW.cod_tenant, NEW.cod_pessoa, d.num_telefone,
           coalesce((flowt.regra_de_nps(NEW.cod_tenant, n.tip_pesquisa)).des_canais,
           ARRAY(SELECT jsonb_array_elements_text(flowt.parametro(NEW.cod_tenant, 'mensagem_canais', now()))))) AS c
     WHERE n.cod_tenant = NEW.cod_tenant AND n.cod_nps = NEW.cod_nps;
    -- The way is a survey's, what goes by it an offer: no to either is no.
    IF v_contato.des_destino IS NULL OR v_contato.flg_recusa OR flowt.recusou(NEW.cod_tenant, NEW.cod_pessoa, 'MARKETING', v_contato.tip_canal) THEN
        RETURN NULL;
    END IF;
    INSERT INTO flowt.tb_omni8_cupom AS c (cod_tenant, cod_oferta, des_cupom, cod_pessoa, qtd_limite, dat_fim)
    VALUES (NEW.cod_tenant, v_oferta, flowt.sortear_cupom(NULL), NEW.cod_pessoa, 1, v_fim) RETURNING c.* INTO v_cupom;
    PERFORM flowt.enfileirar_mensagem(NEW.cod_tenant, 'nps_cupom', v_contato.tip_canal, v_contato.des_destino, (
        SELECT jsonb_build_object('nome', split_part(coalesce(p.nom_social, p.nom_fantasia, p.nom_pessoa), ' ', 1), 'empresa', t.nom_fantasia,
                                  'cupom', v_cupom.des_cupom,
                                  'prazo', to_char(v_fim AT TIME ZONE t.des_fuso_horario, 'DD/MM'))
          FROM flowt.tb_omni8_tenant t JOIN flowt.tb_omni8_pessoa p ON p.cod_tenant = t.cod_tenant AND p.cod_pessoa = NEW.cod_pessoa
         WHERE t.cod_tenant = NEW.cod_tenant),
        'nps_cupom:' || NEW.cod_nps, v_fim - v_envio, v_envio);
    RETURN NULL;
END
$$;
ALTER FUNCTION flowt.dar_cupom_ao_detrator() OWNER TO flowt_rotina;
REVOKE EXECUTE ON FUNCTION flowt.dar_cupom_ao_detrator() FROM flowt_api, flowt_courier, flowt_busca, flowt_dba;
COMMENT ON FUNCTION flowt.dar_cupom_ao_detrator()
    IS 'Gatilho: a tarefa de procurar um detrator que se conhece lhe dá um cupom, se a empresa tem uma oferta para isso (parâmetro '
       'nps_detrator_oferta).';
CREATE OR REPLACE TRIGGER cupom_do_detrator AFTER INSERT ON flowt.tb_omni8_tarefa FOR EACH ROW
    WHEN (NEW.tip_tarefa = 'NPS_DETRATOR' AND NEW.cod_pessoa IS NOT NULL AND NOT flowt.em_copia()) EXECUTE FUNCTION flowt.dar_cupom_ao_detrator();
