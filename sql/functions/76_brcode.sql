-- BR Code (guide chapter 18.1): the text of a PIX QR code, "copia e cola", as Banco Central's manual composes it of EMV fields:
-- two figures of name, two of length in bytes, the value; the last field is the CRC-16/CCITT-FALSE of all before it.

CREATE OR REPLACE FUNCTION flowt.crc16(p_bytes bytea) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_crc integer := 65535;
BEGIN
    FOR i IN 0 .. length(p_bytes) - 1 LOOP
        v_crc := v_crc # (get_byte(p_bytes, i) << 8);
        FOR b IN 1 .. 8 LOOP
            v_crc := CASE WHEN v_crc & 32768 = 0 THEN v_crc << 1 ELSE ((v_crc << 1) # 4129) & 65535 END;
        END LOOP;
    END LOOP;
    RETURN upper(lpad(to_hex(v_crc), 4, '0'));
END
$$;
COMMENT ON FUNCTION flowt.crc16(bytea) IS 'CRC-16/CCITT-FALSE (polinômio 1021, início FFFF), em quatro algarismos hexadecimais.';

CREATE OR REPLACE FUNCTION flowt.recusar_pix(p_codigo text, p_detalhe text) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'PT422', MESSAGE = p_codigo, DETAIL = p_detalhe;
END
$$;
COMMENT ON FUNCTION flowt.recusar_pix(text, text) IS 'Levanta o erro 422 de um código PIX que não se pode compor.';

CREATE OR REPLACE FUNCTION flowt.campo_emv(p_nome text, p_valor text) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF octet_length(p_valor) > 99 THEN
        PERFORM flowt.recusar_pix('campo_pix_longo', format('O campo %s do código PIX passa de 99 bytes: encurte-o.', p_nome));
    END IF;
    RETURN CASE WHEN p_valor <> '' THEN p_nome || lpad(octet_length(p_valor)::text, 2, '0') || p_valor ELSE '' END;
END
$$;
COMMENT ON FUNCTION flowt.campo_emv(text, text) IS 'Campo EMV: nome, tamanho em bytes e valor; um valor vazio ou nulo não tem campo.';

-- Banks refuse what is not plain ASCII.
CREATE OR REPLACE FUNCTION flowt.texto_pix(p_texto text, p_maximo integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN btrim(left(btrim(regexp_replace(regexp_replace(public.unaccent('public.unaccent'::regdictionary, translate(p_texto, 'ºª', 'oa')), '[^ -~]+',
                                                      ' ', 'g'), '\s+', ' ', 'g')), p_maximo));
COMMENT ON FUNCTION flowt.texto_pix(text, integer) IS 'Nome, cidade ou informação como cabem em um código PIX: sem acentos, só ASCII, cortados.';

-- An e-mail longer than 77 has no room in the code, and is no key for Banco Central either.
CREATE OR REPLACE FUNCTION flowt.chave_pix_normalizada(p_tipo text, p_chave text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_documento text := flowt.documento_normalizado(p_chave);
    v_texto     text := lower(btrim(p_chave));
BEGIN
    RETURN CASE
        WHEN p_tipo = 'CPF'   AND flowt.cpf_valido(v_documento)  THEN v_documento
        WHEN p_tipo = 'CNPJ'  AND flowt.cnpj_valido(v_documento) THEN v_documento
        WHEN p_tipo = 'EMAIL' AND flowt.email_valido(v_texto) AND length(v_texto) <= 77 THEN v_texto
        WHEN p_tipo = 'FONE'  THEN flowt.telefone_e164(p_chave)
        WHEN p_tipo = 'EVP'   AND v_texto ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN v_texto END;
END
$$;
COMMENT ON FUNCTION flowt.chave_pix_normalizada(text, text)
    IS 'Chave PIX como o Banco Central a escreve (documento sem pontuação, +55…, minúsculas), ou nulo se não é do tipo.';

CREATE OR REPLACE FUNCTION flowt.chave_pix_mascarada(p_tipo text, p_chave text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE p_tipo WHEN 'CPF'   THEN '•••.' || substr(p_chave, 4, 3) || '.' || substr(p_chave, 7, 3) || '-••'
                   WHEN 'CNPJ'  THEN '••.' || substr(p_chave, 3, 3) || '.' || substr(p_chave, 6, 3) || '/••••-••'
                   WHEN 'EMAIL' THEN left(p_chave, 1) || '•••@' || split_part(p_chave, '@', 2)
                   WHEN 'FONE'  THEN regexp_replace(p_chave, '^\+55(..).*(..)$', '(\1) •••••-••\2')
                   ELSE left(p_chave, 4) || '••••-••••-' || right(p_chave, 4) END;
COMMENT ON FUNCTION flowt.chave_pix_mascarada(text, text) IS 'Chave PIX só com o bastante para quem a conhece reconhecer.';

-- A static code takes up to 25 letters and figures; a charge of a provider has 26 to 35.
CREATE OR REPLACE FUNCTION flowt.txid_valido(p_txid text, p_dinamico boolean) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN p_txid ~ CASE WHEN p_dinamico THEN '^[A-Za-z0-9]{26,35}$' ELSE '^[A-Za-z0-9]{1,25}$' END;
COMMENT ON FUNCTION flowt.txid_valido(text, boolean)
    IS 'Se um identificador de transação serve a um código estático (até 25) ou a uma cobrança (26 a 35).';

CREATE OR REPLACE FUNCTION flowt.fechar_brcode(p_conta text, p_inicio text, p_nome text, p_cidade text, p_valor bigint, p_txid text) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    v_nome   text := flowt.texto_pix(p_nome, 25);
    v_cidade text := flowt.texto_pix(p_cidade, 15);
    v_codigo text;
BEGIN
    IF coalesce(v_nome, '') = '' OR coalesce(v_cidade, '') = '' THEN
        PERFORM flowt.recusar_pix('recebedor_pix_ausente', 'O código PIX leva o nome e a cidade de quem recebe, em letras.');
    ELSIF p_valor NOT BETWEEN 1 AND 999999999999 THEN
        PERFORM flowt.recusar_pix('valor_pix_invalido', 'O valor de um código PIX vai de R$ 0,01 a R$ 9.999.999.999,99.');
    END IF;
    v_codigo := flowt.campo_emv('00', '01') || flowt.campo_emv('01', p_inicio)
        || flowt.campo_emv('26', flowt.campo_emv('00', 'br.gov.bcb.pix') || p_conta)
        || flowt.campo_emv('52', '0000') || flowt.campo_emv('53', '986')
        || coalesce(flowt.campo_emv('54', p_valor / 100 || '.' || lpad((p_valor % 100)::text, 2, '0')), '')
        || flowt.campo_emv('58', 'BR') || flowt.campo_emv('59', v_nome) || flowt.campo_emv('60', v_cidade)
        || flowt.campo_emv('62', flowt.campo_emv('05', p_txid)) || '6304';
    RETURN v_codigo || flowt.crc16(convert_to(v_codigo, 'UTF8'));
END
$$;
COMMENT ON FUNCTION flowt.fechar_brcode(text, text, text, text, bigint, text)
    IS 'O que os códigos estáticos e dinâmicos têm em comum, com o CRC no fim; p_conta é o campo 26 depois de br.gov.bcb.pix.';

CREATE OR REPLACE FUNCTION flowt.pix_estatico(p_chave text, p_nome text, p_cidade text, p_valor bigint, p_txid text, p_informacao text) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF p_chave IS NULL OR octet_length(p_chave) NOT BETWEEN 1 AND 77 THEN
        PERFORM flowt.recusar_pix('chave_pix_invalida', 'Informe a chave PIX, com até 77 caracteres.');
    ELSIF NOT flowt.txid_valido(p_txid, false) THEN
        PERFORM flowt.recusar_pix('txid_invalido', 'O identificador de um código PIX estático tem de 1 a 25 letras e algarismos.');
    END IF;
    -- 99 bytes hold the system's name, the key and, in what is left, the information.
    RETURN flowt.fechar_brcode(flowt.campo_emv('01', p_chave)
        || coalesce(flowt.campo_emv('02', flowt.texto_pix(p_informacao, greatest(99 - 18 - 4 - octet_length(p_chave) - 4, 0))), ''), NULL, p_nome,
        p_cidade, p_valor, coalesce(p_txid, '***'));
END
$$;
COMMENT ON FUNCTION flowt.pix_estatico(text, text, text, bigint, text, text)
    IS 'Código PIX estático de uma chave; valor (centavos), identificador e informação podem faltar.';

-- The charge behind the address has its own identifier: in the code "***" stands for it.
CREATE OR REPLACE FUNCTION flowt.pix_dinamico(p_url text, p_nome text, p_cidade text, p_valor bigint) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    v_url text := regexp_replace(p_url, '^https://', '');
BEGIN
    IF v_url IS NULL OR v_url !~ '^[A-Za-z0-9.-]+\.[A-Za-z]{2,}(/[!-~]*)?$' OR octet_length(v_url) > 77 THEN
        PERFORM flowt.recusar_pix('url_pix_invalida', 'O endereço da cobrança PIX é https, sem espaços, com até 77 caracteres depois de https://.');
    END IF;
    RETURN flowt.fechar_brcode(flowt.campo_emv('25', v_url), '12', p_nome, p_cidade, p_valor, '***');
END
$$;
COMMENT ON FUNCTION flowt.pix_dinamico(text, text, text, bigint)
    IS 'Código PIX dinâmico, de uso único, de uma cobrança que o provedor guarda em um endereço.';
