-- Server-rendered pages (guide chapter 7): escaping, money, documents, links and colours, forms that keep what was typed.

CREATE OR REPLACE FUNCTION flowt.html(p_texto text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN replace(replace(replace(replace(replace(p_texto, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;'), '''', '&#39;');
COMMENT ON FUNCTION flowt.html(text) IS 'Texto escapado para conteúdo ou atributo de HTML: todo dado passa por aqui antes de ir a uma página.';

-- A menu calls this for every item, so it must inline: arithmetic, because to_char is not immutable, and not STRICT, because CASE is not.
CREATE OR REPLACE FUNCTION flowt.reais(p_centavos bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_centavos < 0 THEN '-' ELSE '' END || 'R$' || chr(160)
    || regexp_replace(abs(p_centavos / 100)::text, '(\d)(?=(\d{3})+$)', '\1.', 'g')
    || ',' || lpad(abs(p_centavos % 100)::text, 2, '0');
COMMENT ON FUNCTION flowt.reais(bigint) IS 'Centavos escritos em reais, como "R$ 1.234,56".';

CREATE OR REPLACE FUNCTION flowt.centavos_digitados(p_texto text) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_numero text := regexp_replace(p_texto, '^\s*(R\$)?[\s\u00a0]*|\s+$', '', 'gi');
BEGIN
    RETURN CASE WHEN v_numero ~ '^(\d{1,9}|\d{1,3}(\.\d{3}){1,2})(,\d{1,2})?$'
                THEN replace(split_part(v_numero, ',', 1), '.', '')::bigint * 100 + rpad(split_part(v_numero, ',', 2), 2, '0')::bigint
                WHEN v_numero ~ '^\d{1,9}\.\d{1,2}$'
                THEN split_part(v_numero, '.', 1)::bigint * 100 + rpad(split_part(v_numero, '.', 2), 2, '0')::bigint END;
END
$$;
COMMENT ON FUNCTION flowt.centavos_digitados(text)
    IS 'Centavos de um valor como as pessoas o escrevem ("50", "50,00", "R$ 1.250,50"); nulo se não é um.';

CREATE OR REPLACE FUNCTION flowt.documento_formatado(p_documento text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE length(p_documento) WHEN 11 THEN regexp_replace(p_documento, '^(...)(...)(...)(..)$', '\1.\2.\3-\4')
                                ELSE regexp_replace(p_documento, '^(..)(...)(...)(....)(..)$', '\1.\2.\3/\4-\5') END;
COMMENT ON FUNCTION flowt.documento_formatado(text) IS 'CPF ou CNPJ com a pontuação de costume.';

CREATE OR REPLACE FUNCTION flowt.telefone_formatado(p_telefone text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN regexp_replace(p_telefone, '^\+55(..)(.*)(....)$', '(\1) \2-\3');
COMMENT ON FUNCTION flowt.telefone_formatado(text) IS 'Telefone E.164 brasileiro como as pessoas o escrevem.';

CREATE OR REPLACE FUNCTION flowt.codificar_url(p_texto text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN (
    SELECT coalesce(string_agg(CASE WHEN chr(b.octeto) ~ '[A-Za-z0-9._~-]' AND b.octeto < 128 THEN chr(b.octeto)
                                    ELSE '%' || upper(lpad(to_hex(b.octeto), 2, '0')) END, '' ORDER BY b.posicao), '')
      FROM (SELECT i AS posicao, get_byte(convert_to(p_texto, 'UTF8'), i) AS octeto
              FROM generate_series(0, octet_length(p_texto) - 1) AS i) AS b
);
COMMENT ON FUNCTION flowt.codificar_url(text) IS 'Texto codificado por por cento em UTF-8 (RFC 3986), para um parâmetro de URL (guia 8.2).';

CREATE OR REPLACE FUNCTION flowt.link_whatsapp(p_telefone text, p_mensagem text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN 'https://wa.me/' || regexp_replace(p_telefone, '[^0-9]', '', 'g') || '?text=' || flowt.codificar_url(p_mensagem);
COMMENT ON FUNCTION flowt.link_whatsapp(text, text) IS 'Link que abre uma conversa no WhatsApp com a mensagem pronta (guia 8.2).';

-- Relative luminance and contrast of WCAG 2.2.
CREATE OR REPLACE FUNCTION flowt.luminancia(p_cor text) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_canais bytea := decode(substr(p_cor, 2), 'hex');
    v_pesos  double precision[] := '{0.2126,0.7152,0.0722}';
    v_canal  double precision;
    v_soma   double precision := 0;
BEGIN
    FOR i IN 0 .. 2 LOOP
        v_canal := get_byte(v_canais, i) / 255.0::double precision;
        v_soma := v_soma + v_pesos[i + 1] * CASE WHEN v_canal <= 0.04045 THEN v_canal / 12.92 ELSE power((v_canal + 0.055) / 1.055, 2.4) END;
    END LOOP;
    RETURN v_soma;
END
$$;
COMMENT ON FUNCTION flowt.luminancia(text) IS 'Luminância relativa de uma cor #rrggbb, de 0 (preto) a 1 (branco).';

CREATE OR REPLACE FUNCTION flowt.contraste(p_cor text, p_outra text) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_uma   double precision := flowt.luminancia(p_cor) + 0.05;
    v_outra double precision := flowt.luminancia(p_outra) + 0.05;
BEGIN
    RETURN greatest(v_uma, v_outra) / least(v_uma, v_outra);
END
$$;
COMMENT ON FUNCTION flowt.contraste(text, text) IS 'Contraste entre duas cores, de 1 a 21; texto precisa de 4,5.';

CREATE OR REPLACE FUNCTION flowt.cor_legivel(p_cor text, p_fundo text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_alvo integer := CASE WHEN flowt.luminancia(p_fundo) > 0.18 THEN 0 ELSE 255 END;
    v_cor  bytea   := decode(substr(p_cor, 2), 'hex');
    v_mais text    := p_cor;
BEGIN
    -- Towards black or white, a tenth at a time; the last step is black or white itself.
    FOR n IN 1 .. 10 LOOP
        EXIT WHEN flowt.contraste(v_mais, p_fundo) >= 4.5;
        v_mais := '#';
        FOR i IN 0 .. 2 LOOP
            v_mais := v_mais || lpad(to_hex((get_byte(v_cor, i) * (10 - n) + v_alvo * n) / 10), 2, '0');
        END LOOP;
    END LOOP;
    RETURN v_mais;
END
$$;
COMMENT ON FUNCTION flowt.cor_legivel(text, text) IS 'A cor mais próxima da dada que se lê como texto sobre um fundo.';

-- Where white has less than 4.5, black has more.
CREATE OR REPLACE FUNCTION flowt.texto_sobre(p_cor text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE WHEN flowt.contraste(p_cor, '#ffffff') >= 4.5 THEN '#ffffff' ELSE '#000000' END;
COMMENT ON FUNCTION flowt.texto_sobre(text) IS 'Branco ou preto: o que se lê como texto sobre uma cor.';

-- The backgrounds are those of web/flowt.css: the light theme's darkest, the dark theme's lightest.
CREATE OR REPLACE FUNCTION flowt.tema(p_cor text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
BEGIN
    RETURN '<style>:root{--marca:' || p_cor
        || ';--sobre-marca:' || flowt.texto_sobre(p_cor)
        || ';--tinta-clara:' || flowt.cor_legivel(p_cor, '#f1f0ee') || ';--tinta-escura:' || flowt.cor_legivel(p_cor, '#2a2d31') || '}</style>'
        || '<meta name="theme-color" content="' || p_cor || '">';
END
$$;
COMMENT ON FUNCTION flowt.tema(text) IS 'Cores da marca (#rrggbb) para a página, com contraste garantido nos temas claro e escuro.';

CREATE OR REPLACE FUNCTION flowt.pagina(p_titulo text, p_descricao text, p_cor text, p_conteudo text, p_cabeca text DEFAULT '') RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '<!doctype html><html lang="pt-BR"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    || '<title>' || flowt.html(p_titulo) || '</title>'
    || coalesce('<meta name="description" content="' || flowt.html(p_descricao) || '"><meta property="og:description" content="'
                || flowt.html(p_descricao) || '">', '')
    || '<meta property="og:title" content="' || flowt.html(p_titulo)
    || '"><meta property="og:locale" content="pt_BR"><meta name="color-scheme" content="light dark">'
    || '<link rel="icon" href="/estatico/favicon.svg" type="image/svg+xml"><link rel="stylesheet" href="/estatico/flowt.css">'
    || coalesce(flowt.tema(p_cor), '') || p_cabeca || '</head><body>' || p_conteudo || '</body></html>';
COMMENT ON FUNCTION flowt.pagina(text, text, text, text, text)
    IS 'Documento HTML completo em volta de um conteúdo já escapado; a cor da marca é "#rrggbb", p_cabeca são outros elementos de head.';

CREATE OR REPLACE FUNCTION flowt.json_em_html(p_json jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN '<script type="application/ld+json">' || replace(replace(replace(p_json::text, '<', '\u003c'), '>', '\u003e'), '&', '\u0026') || '</script>';
COMMENT ON FUNCTION flowt.json_em_html(jsonb) IS 'Dados estruturados (JSON-LD) para a página, sem como fechar o elemento que os contém.';

-- Forms. p_erros is the list of flowt.validar_json, p_dados what was typed: a wrong form comes back as it was sent.
CREATE OR REPLACE FUNCTION flowt.erro_do_campo(p_erros jsonb, p_nome text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT e ->> 'mensagem' FROM jsonb_array_elements(p_erros) AS e WHERE e ->> 'campo' = p_nome LIMIT 1);
END
$$;
COMMENT ON FUNCTION flowt.erro_do_campo(jsonb, text) IS 'Mensagem de erro de um campo; nula se não há.';

CREATE OR REPLACE FUNCTION flowt.html_campo(p_nome text, p_rotulo text, p_dica text, p_atributos text, p_linhas integer, p_dados jsonb,
                                            p_erros jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_erro  text := flowt.erro_do_campo(p_erros, p_nome);
    v_valor text := coalesce(flowt.html(p_dados ->> p_nome), '');
    v_ligas text := concat_ws(' ', CASE WHEN p_dica IS NOT NULL THEN 'dica-' || p_nome END, CASE WHEN v_erro IS NOT NULL THEN 'erro-' || p_nome END);
    v_comum text;
BEGIN
    v_comum := format('id="campo-%1$s" name="%1$s"%2$s%3$s%4$s', p_nome, p_atributos,
                      CASE WHEN v_erro IS NOT NULL THEN ' aria-invalid="true"' END, ' aria-describedby="' || nullif(v_ligas, '') || '"');
    RETURN format('<div class="campo campo-%s"><label for="campo-%1$s">%s</label>', p_nome, p_rotulo)
        || CASE WHEN p_linhas = 1 THEN '<input ' || v_comum || ' value="' || v_valor || '">'
                -- A parser drops the first line break of a textarea: this one, not the user's.
                ELSE '<textarea ' || v_comum || ' rows="' || p_linhas || '">' || E'\n' || v_valor || '</textarea>' END
        || coalesce(format('<p class="dica" id="dica-%s">%s</p>', p_nome, p_dica), '')
        || CASE WHEN v_erro IS NULL THEN '' ELSE format('<p class="erro" id="erro-%s">%s</p>', p_nome, flowt.html(v_erro)) END || '</div>';
END
$$;
COMMENT ON FUNCTION flowt.html_campo(text, text, text, text, integer, jsonb, jsonb)
    IS 'Campo de texto de um formulário, com rótulo, dica, erro e o que foi digitado. Rótulo, dica e atributos já são HTML.';

CREATE OR REPLACE FUNCTION flowt.html_opcoes(p_nome text, p_legenda text, p_opcoes jsonb, p_dados jsonb, p_erros jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_erro   text := flowt.erro_do_campo(p_erros, p_nome);
    v_opcoes text;
BEGIN
    -- A single option needs no decision.
    SELECT string_agg(format('<label class="opcao"><input type="radio" name="%s" value="%s"%s%s%s><span><b>%s</b>%s</span></label>', p_nome,
                             flowt.html(o.opcao ->> 'valor'),
                             CASE WHEN o.posicao = 1 THEN format(' id="campo-%s" required', p_nome) END,
                             CASE WHEN p_dados ->> p_nome = o.opcao ->> 'valor' OR jsonb_array_length(p_opcoes) = 1 THEN ' checked' END,
                             CASE WHEN v_erro IS NOT NULL THEN format(' aria-invalid="true" aria-describedby="erro-%s"', p_nome) END,
                             flowt.html(o.opcao ->> 'rotulo'), ' <small>' || flowt.html(o.opcao ->> 'dica') || '</small>'), '' ORDER BY o.posicao)
      INTO v_opcoes
      FROM jsonb_array_elements(p_opcoes) WITH ORDINALITY AS o (opcao, posicao);
    RETURN format('<fieldset class="campo campo-%s"><legend>%s</legend><div class="opcoes">%s</div>%s</fieldset>', p_nome, p_legenda, v_opcoes,
                  CASE WHEN v_erro IS NOT NULL THEN format('<p class="erro" id="erro-%s">%s</p>', p_nome, flowt.html(v_erro)) END);
END
$$;
COMMENT ON FUNCTION flowt.html_opcoes(text, text, jsonb, jsonb, jsonb) IS 'Escolha única de um formulário; cada opção é {valor, rotulo, dica}.';

-- What stopped a page's form, in the words of the rule that did: a raised rule says it in DETAIL, a constraint in its comment.
CREATE OR REPLACE FUNCTION flowt.frase_do_erro(p_detalhe text, p_restricao text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT m.detalhe FROM flowt.mensagem_erro AS m WHERE m.codigo = nullif(p_restricao, '') LIMIT 1), nullif(p_detalhe, ''));
END
$$;
COMMENT ON FUNCTION flowt.frase_do_erro(text, text) IS 'Frase ao usuário de um erro capturado: a da restrição violada ou a da regra.';
