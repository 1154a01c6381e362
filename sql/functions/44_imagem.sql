-- Images (guide chapter 5.1): what a file is, by its own bytes and not by what its sender says; its sides are read, not trusted.

CREATE OR REPLACE FUNCTION flowt.limite_de_lado_de_imagem() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 8000;
COMMENT ON FUNCTION flowt.limite_de_lado_de_imagem() IS 'Pixels que uma imagem tem de largura ou de altura, no máximo.';
CREATE OR REPLACE FUNCTION flowt.limite_de_pixels() RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 25000000;
COMMENT ON FUNCTION flowt.limite_de_pixels() IS 'Pixels de uma imagem ao todo: o que um celular ainda abre.';
CREATE OR REPLACE FUNCTION flowt.limite_de_imagens_por_item() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 10;
COMMENT ON FUNCTION flowt.limite_de_imagens_por_item() IS 'Imagens de um produto.';
CREATE OR REPLACE FUNCTION flowt.limite_de_bytes_de_imagens() RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 2147483648;
COMMENT ON FUNCTION flowt.limite_de_bytes_de_imagens() IS 'Bytes de imagens que um tenant guarda.';
CREATE OR REPLACE FUNCTION flowt.tamanho_da_parte() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 262144;
COMMENT ON FUNCTION flowt.tamanho_da_parte() IS 'Bytes de cada parte em que uma imagem é guardada.';
CREATE OR REPLACE FUNCTION flowt.limite_de_segmentos() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 500;
COMMENT ON FUNCTION flowt.limite_de_segmentos() IS 'Segmentos de um JPEG que se olham à procura de suas medidas.';

CREATE OR REPLACE FUNCTION flowt.numero_em_bytes(p_arquivo bytea, p_posicao integer, p_bytes integer, p_menor_primeiro boolean) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_numero bigint := 0;
BEGIN
    FOR i IN 0 .. p_bytes - 1 LOOP
        v_numero := v_numero << 8 | get_byte(p_arquivo, p_posicao + CASE WHEN p_menor_primeiro THEN p_bytes - 1 - i ELSE i END);
    END LOOP;
    RETURN v_numero;
END
$$;
COMMENT ON FUNCTION flowt.numero_em_bytes(bytea, integer, integer, boolean)
    IS 'Número sem sinal em tantos bytes, o mais ou o menos significativo primeiro.';

-- A PNG has its sides in the first chunk, and ends with an empty one.
CREATE OR REPLACE FUNCTION flowt.medidas_de_png(p_arquivo bytea) RETURNS flowt.medidas_de_imagem
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
BEGIN
    IF octet_length(p_arquivo) < 57 OR substring(p_arquivo FROM 9 FOR 8) <> '\x0000000d49484452'
       OR substring(p_arquivo FROM octet_length(p_arquivo) - 11) <> '\x0000000049454e44ae426082' THEN
        RETURN NULL;
    END IF;
    RETURN ('image/png', flowt.numero_em_bytes(p_arquivo, 16, 4, false), flowt.numero_em_bytes(p_arquivo, 20, 4, false))::flowt.medidas_de_imagem;
END
$$;
COMMENT ON FUNCTION flowt.medidas_de_png(bytea) IS 'Lados de um PNG inteiro; nulo se não é um.';

-- A JPEG is a row of segments; one of a dozen kinds, before the first scan, has the sides. Cameras write after its end.
CREATE OR REPLACE FUNCTION flowt.medidas_de_jpeg(p_arquivo bytea) RETURNS flowt.medidas_de_imagem
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_tamanho integer := octet_length(p_arquivo);
    v_posicao integer := 2;
    v_tipo    integer;
BEGIN
    FOR i IN 1 .. flowt.limite_de_segmentos() LOOP
        IF v_posicao + 9 > v_tamanho OR get_byte(p_arquivo, v_posicao) <> 255 THEN
            RETURN NULL;
        END IF;
        v_tipo := get_byte(p_arquivo, v_posicao + 1);
        IF v_tipo BETWEEN 192 AND 207 AND v_tipo NOT IN (196, 200, 204) THEN
            IF position('\xffd9'::bytea IN substring(p_arquivo FROM v_posicao + 1)) = 0 THEN
                RETURN NULL;
            END IF;
            RETURN ('image/jpeg', flowt.numero_em_bytes(p_arquivo, v_posicao + 7, 2, false),
                    flowt.numero_em_bytes(p_arquivo, v_posicao + 5, 2, false))::flowt.medidas_de_imagem;
        ELSIF v_tipo IN (217, 218) THEN
            RETURN NULL;
        END IF;
        -- Fill bytes may stand before a segment; a few kinds have no length.
        v_posicao := v_posicao + CASE WHEN v_tipo = 255 THEN 1 WHEN v_tipo = 1 OR v_tipo BETWEEN 208 AND 215 THEN 2
                                      ELSE 2 + flowt.numero_em_bytes(p_arquivo, v_posicao + 2, 2, false)::integer END;
    END LOOP;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.medidas_de_jpeg(bytea) IS 'Lados de um JPEG; nulo se não é um, ou não tem fim.';

-- Three kinds: lossy, lossless, extended; the length in its head is that of the file.
CREATE OR REPLACE FUNCTION flowt.medidas_de_webp(p_arquivo bytea) RETURNS flowt.medidas_de_imagem
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_bits bigint;
BEGIN
    IF octet_length(p_arquivo) < 30 OR flowt.numero_em_bytes(p_arquivo, 4, 4, true) <> octet_length(p_arquivo) - 8 THEN
        RETURN NULL;
    ELSIF substring(p_arquivo FROM 13 FOR 4) = 'VP8 ' AND substring(p_arquivo FROM 24 FOR 3) = '\x9d012a' THEN
        RETURN ('image/webp', flowt.numero_em_bytes(p_arquivo, 26, 2, true) & 16383,
                flowt.numero_em_bytes(p_arquivo, 28, 2, true) & 16383)::flowt.medidas_de_imagem;
    ELSIF substring(p_arquivo FROM 13 FOR 4) = 'VP8L' AND get_byte(p_arquivo, 20) = 47 THEN
        v_bits := flowt.numero_em_bytes(p_arquivo, 21, 4, true);
        RETURN ('image/webp', (v_bits & 16383) + 1, (v_bits >> 14 & 16383) + 1)::flowt.medidas_de_imagem;
    ELSIF substring(p_arquivo FROM 13 FOR 4) = 'VP8X' THEN
        RETURN ('image/webp', flowt.numero_em_bytes(p_arquivo, 24, 3, true) + 1,
                flowt.numero_em_bytes(p_arquivo, 27, 3, true) + 1)::flowt.medidas_de_imagem;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION flowt.medidas_de_webp(bytea) IS 'Lados de um WebP inteiro; nulo se não é um.';

CREATE OR REPLACE FUNCTION flowt.conferir_imagem(p_arquivo bytea) RETURNS flowt.medidas_de_imagem
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_medidas flowt.medidas_de_imagem;
BEGIN
    v_medidas := CASE WHEN substring(p_arquivo FOR 8) = '\x89504e470d0a1a0a' THEN flowt.medidas_de_png(p_arquivo)
                      WHEN substring(p_arquivo FOR 3) = '\xffd8ff' THEN flowt.medidas_de_jpeg(p_arquivo)
                      WHEN substring(p_arquivo FOR 4) = 'RIFF'
                          AND substring(p_arquivo FROM 9 FOR 4) = 'WEBP' THEN flowt.medidas_de_webp(p_arquivo) END;
    IF v_medidas.tip_imagem IS NULL OR least(v_medidas.qtd_largura, v_medidas.qtd_altura) < 1 THEN
        PERFORM flowt.recusar_arquivo('imagem_invalida',
                                      'O arquivo não é uma imagem PNG, JPEG ou WebP inteira: abra-a em um programa de imagens e salve de novo.');
    ELSIF greatest(v_medidas.qtd_largura, v_medidas.qtd_altura) > flowt.limite_de_lado_de_imagem()
        OR v_medidas.qtd_largura * v_medidas.qtd_altura > flowt.limite_de_pixels() THEN
        PERFORM flowt.recusar_arquivo('imagem_grande_demais',
            format('A imagem tem %s × %s pixels: diminua-a para até %s de cada lado e %s milhões ao todo.', v_medidas.qtd_largura,
                   v_medidas.qtd_altura,
            flowt.limite_de_lado_de_imagem(), flowt.limite_de_pixels() / 1000000));
    END IF;
    RETURN v_medidas;
END
$$;
COMMENT ON FUNCTION flowt.conferir_imagem(bytea) IS 'Tipo e lados de uma imagem, por seus bytes; 422 se não é uma imagem aceita.';
