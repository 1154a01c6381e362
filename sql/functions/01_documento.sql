-- Documents and contacts of Brazil (guide chapter 4): the rules of CPF, CNPJ, phone, CEP and e-mail, as text functions.

CREATE OR REPLACE FUNCTION flowt.digito_modulo_11(p_soma integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE WHEN p_soma % 11 < 2 THEN 0 ELSE 11 - p_soma % 11 END;
COMMENT ON FUNCTION flowt.digito_modulo_11(integer) IS 'Dígito verificador da soma ponderada: 0 se o resto por 11 é menor que 2, senão 11 − resto.';

CREATE OR REPLACE FUNCTION flowt.soma_ponderada(p_texto text, p_pesos integer[]) RETURNS integer
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_soma integer := 0;
BEGIN
    -- A loop, not a query: four of these are in every CPF checked, and SQL would be planned anew in each.
    FOR i IN 1 .. cardinality(p_pesos) LOOP
        v_soma := v_soma + (ascii(substr(p_texto, i, 1)) - 48) * p_pesos[i];
    END LOOP;
    RETURN v_soma;
END
$$;
COMMENT ON FUNCTION flowt.soma_ponderada(text, integer[]) IS 'Soma dos caracteres (valor = ASCII − 48, regra do CNPJ alfanumérico) vezes os pesos.';

CREATE OR REPLACE FUNCTION flowt.cpf_valido(p_cpf text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN p_cpf ~ '^[0-9]{11}$'
    AND p_cpf !~ '^(.)\1{10}$'
    AND substr(p_cpf, 10, 1)::integer = flowt.digito_modulo_11(flowt.soma_ponderada(p_cpf, '{10,9,8,7,6,5,4,3,2}'))
    AND substr(p_cpf, 11, 1)::integer = flowt.digito_modulo_11(flowt.soma_ponderada(p_cpf, '{11,10,9,8,7,6,5,4,3,2}'));
COMMENT ON FUNCTION flowt.cpf_valido(text) IS 'Verdadeiro para um CPF de 11 algarismos, sem pontuação, com os dois dígitos corretos (guia 4.2.1).';

CREATE OR REPLACE FUNCTION flowt.cnpj_valido(p_cnpj text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN p_cnpj ~ '^[0-9A-Z]{12}[0-9]{2}$'
    AND p_cnpj <> '00000000000000'
    AND substr(p_cnpj, 13, 1)::integer = flowt.digito_modulo_11(flowt.soma_ponderada(p_cnpj, '{5,4,3,2,9,8,7,6,5,4,3,2}'))
    AND substr(p_cnpj, 14, 1)::integer = flowt.digito_modulo_11(flowt.soma_ponderada(p_cnpj, '{6,5,4,3,2,9,8,7,6,5,4,3,2}'));
COMMENT ON FUNCTION flowt.cnpj_valido(text)
    IS 'Verdadeiro para um CNPJ numérico ou alfanumérico de 14 caracteres, sem pontuação, com os dois dígitos corretos (IN RFB 2.229/2024; guia 4.2.2).';

CREATE OR REPLACE FUNCTION flowt.documento_normalizado(p_texto text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN upper(regexp_replace(p_texto, '[\s./-]', '', 'g'));
COMMENT ON FUNCTION flowt.documento_normalizado(text) IS 'CPF ou CNPJ como o banco o guarda: sem pontuação, letras maiúsculas.';

CREATE OR REPLACE FUNCTION flowt.documento_valido(p_documento text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE length(p_documento) WHEN 11 THEN flowt.cpf_valido(p_documento) WHEN 14 THEN flowt.cnpj_valido(p_documento) ELSE false END;
COMMENT ON FUNCTION flowt.documento_valido(text) IS 'Verdadeiro para um CPF (11) ou CNPJ (14) válido, sem pontuação.';

CREATE OR REPLACE FUNCTION flowt.telefone_e164(p_texto text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_limpo    text := translate(p_texto, ' ().-', '');
    v_nacional text := CASE WHEN v_limpo ~ '^\+55[0-9]{10,11}$' THEN substr(v_limpo, 4)
                            WHEN v_limpo ~ '^55[0-9]{10,11}$'   THEN substr(v_limpo, 3)
                            WHEN v_limpo ~ '^0[0-9]{10,11}$'    THEN substr(v_limpo, 2)
                            ELSE v_limpo END;
BEGIN
    RETURN CASE WHEN v_nacional ~ '^(1[1-9]|2[12478]|3[1-578]|4[1-9]|5[1345]|6[1-9]|7[134579]|8[1-9]|9[1-9])(9[0-9]{8}|[2-5][0-9]{7})$' THEN '+55'
                || v_nacional END;
END
$$;
COMMENT ON FUNCTION flowt.telefone_e164(text)
    IS 'Telefone brasileiro no formato E.164 (+55…), ou nulo se DDD, celular (9 + 8) ou fixo (8, de 2 a 5) não existem (plano de numeração da '
       'Anatel; guia 4.2).';

CREATE OR REPLACE FUNCTION flowt.cep_valido(p_cep text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN p_cep ~ '^[0-9]{8}$';
COMMENT ON FUNCTION flowt.cep_valido(text) IS 'Verdadeiro para um CEP de oito algarismos, sem hífen.';

CREATE OR REPLACE FUNCTION flowt.email_valido(p_email text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN length(p_email) <= 254
    AND p_email ~ '^[A-Za-z0-9!#$%&''*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&''*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$'
    AND length(split_part(p_email, '@', 1)) <= 64;
COMMENT ON FUNCTION flowt.email_valido(text)
    IS 'Verdadeiro para um endereço de e-mail na forma da RFC 5321 (dot-string) com domínio de ao menos dois rótulos.';
