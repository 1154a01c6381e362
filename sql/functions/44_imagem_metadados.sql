-- Images (guide chapters 4.2, 5.1): a photograph says where and when it was taken, with which telephone, and often shows it in
-- small. The public gets the picture alone. How to turn it is all that is kept of what a camera writes, or it would lie on its side.

CREATE OR REPLACE FUNCTION flowt.limite_de_etiquetas_de_exif() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 200;
COMMENT ON FUNCTION flowt.limite_de_etiquetas_de_exif() IS 'Etiquetas de um EXIF que se olham à procura da orientação da foto.';
CREATE OR REPLACE FUNCTION flowt.limite_de_blocos_de_imagem() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 10000;
COMMENT ON FUNCTION flowt.limite_de_blocos_de_imagem()
    IS 'Blocos de um PNG ou WebP que se olham à procura de metadados: mais que isso nenhum programa escreve.';

CREATE OR REPLACE FUNCTION flowt.orientacao_de_exif(p_exif bytea) RETURNS integer
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_menor   boolean := substring(p_exif FOR 4) = '\x49492a00';
    v_posicao bigint;
BEGIN
    IF octet_length(p_exif) < 14 OR NOT (v_menor OR substring(p_exif FOR 4) = '\x4d4d002a') THEN
        RETURN 1;
    END IF;
    v_posicao := flowt.numero_em_bytes(p_exif, 4, 4, v_menor) + 2;
    FOR i IN 1 .. flowt.limite_de_etiquetas_de_exif() LOOP
        EXIT WHEN v_posicao + 12 > octet_length(p_exif);
        IF flowt.numero_em_bytes(p_exif, v_posicao::integer, 2, v_menor) = 274 THEN
            RETURN flowt.numero_em_bytes(p_exif, v_posicao::integer + 8, 2, v_menor);
        END IF;
        v_posicao := v_posicao + 12;
    END LOOP;
    RETURN 1;
END
$$;
COMMENT ON FUNCTION flowt.orientacao_de_exif(bytea) IS 'Como girar uma foto (1 a 8), pelo que a câmera escreveu; 1 se nada diz.';

CREATE OR REPLACE FUNCTION flowt.exif_de_orientacao(p_orientacao integer) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE WHEN p_orientacao BETWEEN 2 AND 8
            THEN set_byte('\xffe100224578696600004d4d002a00000008000101120003000000010000000000000000'::bytea, 29, p_orientacao) ELSE '' END;
COMMENT ON FUNCTION flowt.exif_de_orientacao(integer) IS 'Segmento de JPEG que só diz como girar a foto; vazio se não é preciso.';

-- Up to the first scan a JPEG is segments; behind its end a telephone hides a second picture, a film, its model.
CREATE OR REPLACE FUNCTION flowt.jpeg_sem_metadados(p_arquivo bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_tamanho    integer := octet_length(p_arquivo);
    v_posicao    integer := 2;
    v_tipo       integer;
    v_bytes      integer;
    v_segmento   bytea;
    v_orientacao integer := 1;
    v_partes     bytea[] := '{}';
BEGIN
    FOR i IN 1 .. flowt.limite_de_segmentos() LOOP
        EXIT WHEN v_posicao + 4 > v_tamanho OR get_byte(p_arquivo, v_posicao) <> 255;
        v_tipo := get_byte(p_arquivo, v_posicao + 1);
        EXIT WHEN v_tipo IN (217, 218);
        v_bytes := CASE WHEN v_tipo = 255 THEN 1 WHEN v_tipo = 1 OR v_tipo BETWEEN 208 AND 215 THEN 2
                        ELSE 2 + flowt.numero_em_bytes(p_arquivo, v_posicao + 2, 2, false)::integer END;
        v_segmento := substring(p_arquivo FROM v_posicao + 1 FOR v_bytes);
        -- EXIF and XMP, pictures behind the picture, IPTC, comments.
        IF v_tipo = 225 AND substring(v_segmento FROM 5 FOR 6) = '\x457869660000' THEN
            v_orientacao := flowt.orientacao_de_exif(substring(v_segmento FROM 11));
        ELSIF v_tipo NOT IN (225, 237, 254, 255) AND NOT (v_tipo = 226 AND substring(v_segmento FROM 5 FOR 4) = '\x4d504600') THEN
            v_partes := v_partes || v_segmento;
        END IF;
        v_posicao := v_posicao + v_bytes;
    END LOOP;
    v_segmento := substring(p_arquivo FROM v_posicao + 1);
    -- In a scan 255 is never followed by 217: that is the end.
    v_partes := v_partes || substring(v_segmento FOR position('\xffd9'::bytea IN v_segmento) + 1);
    RETURN '\xffd8'::bytea || flowt.exif_de_orientacao(v_orientacao) || (SELECT string_agg(p.parte, '' ORDER BY p.n)
                                                                           FROM unnest(v_partes) WITH ORDINALITY AS p (parte, n));
END
$$;
COMMENT ON FUNCTION flowt.jpeg_sem_metadados(bytea) IS 'Um JPEG sem EXIF (menos a orientação), XMP, IPTC, comentários e o que vem depois do fim.';

CREATE OR REPLACE FUNCTION flowt.png_sem_metadados(p_arquivo bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_tamanho integer := octet_length(p_arquivo);
    v_posicao integer := 8;
    v_de      integer := 0;
    v_bytes   bigint;
    v_partes  bytea[] := '{}';
BEGIN
    FOR i IN 1 .. flowt.limite_de_blocos_de_imagem() LOOP
        EXIT WHEN v_posicao + 12 > v_tamanho;
        v_bytes := flowt.numero_em_bytes(p_arquivo, v_posicao, 4, false) + 12;
        EXIT WHEN v_posicao + v_bytes > v_tamanho;
        IF substring(p_arquivo FROM v_posicao + 5 FOR 4) = 'eXIf'
           OR (substring(p_arquivo FROM v_posicao + 5 FOR 4) IN ('iTXt', 'tEXt', 'zTXt')
               AND substring(p_arquivo FROM v_posicao + 9 FOR 16) IN ('XML:com.adobe.xm', 'Raw profile type')) THEN
            v_partes := v_partes || substring(p_arquivo FROM v_de + 1 FOR v_posicao - v_de);
            v_de := v_posicao + v_bytes::integer;
        END IF;
        v_posicao := v_posicao + v_bytes::integer;
    END LOOP;
    RETURN coalesce((SELECT string_agg(p.parte, '' ORDER BY p.n) FROM unnest(v_partes) WITH ORDINALITY AS p (parte, n)), '')
        || substring(p_arquivo FROM v_de + 1);
END
$$;
COMMENT ON FUNCTION flowt.png_sem_metadados(bytea) IS 'Um PNG sem EXIF e XMP.';

-- The file's length stands in its head, and what is in it in a byte of the first block.
CREATE OR REPLACE FUNCTION flowt.webp_sem_metadados(p_arquivo bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_tamanho integer := octet_length(p_arquivo);
    v_posicao integer := 12;
    v_bytes   bigint;
    v_partes  bytea[] := '{}';
    v_tudo    bytea;
BEGIN
    IF substring(p_arquivo FROM 13 FOR 4) <> 'VP8X' OR get_byte(p_arquivo, 20) & 12 = 0 THEN
        RETURN p_arquivo;
    END IF;
    FOR i IN 1 .. flowt.limite_de_blocos_de_imagem() LOOP
        EXIT WHEN v_posicao + 8 > v_tamanho;
        v_bytes := flowt.numero_em_bytes(p_arquivo, v_posicao + 4, 4, true);
        v_bytes := v_bytes + v_bytes % 2 + 8;
        IF substring(p_arquivo FROM v_posicao + 1 FOR 4) NOT IN ('EXIF', 'XMP ') THEN
            v_partes := v_partes || substring(p_arquivo FROM v_posicao + 1 FOR least(v_bytes, v_tamanho)::integer);
        END IF;
        EXIT WHEN v_posicao + v_bytes >= v_tamanho;
        v_posicao := v_posicao + v_bytes::integer;
    END LOOP;
    v_tudo := (SELECT string_agg(p.parte, '' ORDER BY p.n) FROM unnest(v_partes) WITH ORDINALITY AS p (parte, n));
    v_tudo := 'RIFF'::bytea || '\x00000000'::bytea || 'WEBP'::bytea || set_byte(v_tudo, 8, get_byte(v_tudo, 8) & 243);
    FOR i IN 0 .. 3 LOOP
        v_tudo := set_byte(v_tudo, 4 + i, octet_length(v_tudo) - 8 >> 8 * i & 255);
    END LOOP;
    RETURN v_tudo;
END
$$;
COMMENT ON FUNCTION flowt.webp_sem_metadados(bytea) IS 'Um WebP sem EXIF e XMP.';

CREATE OR REPLACE FUNCTION flowt.sem_metadados(p_arquivo bytea, p_tipo text) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE p_tipo WHEN 'image/jpeg' THEN flowt.jpeg_sem_metadados(p_arquivo) WHEN 'image/png' THEN flowt.png_sem_metadados(p_arquivo)
            ELSE flowt.webp_sem_metadados(p_arquivo) END;
COMMENT ON FUNCTION flowt.sem_metadados(bytea, text) IS 'Uma imagem conferida sem o que diz de onde, quando e com que câmera foi feita.';
