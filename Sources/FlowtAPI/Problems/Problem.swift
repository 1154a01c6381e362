/// An error as the client sees it: RFC 9457 `application/problem+json`, or a page for browsers.
struct Problem: Error, Equatable {
    var status: Int
    /// Stable, for programs.
    var code: String
    /// What happened, in Portuguese.
    var title: String
    /// What to do about it, in Portuguese.
    var detail: String
    /// Further members as JSON text without the braces; empty for none.
    var members = ""
    /// Seconds for `Retry-After`; 0 for none.
    var retryAfter = 0

    /// Appends the JSON document.
    func appendJSON(to output: inout [UInt8], identifier: RequestIdentifier) {
        output.append("{\"type\":")
        JSONText.append("urn:flowt:erro:" + code, to: &output)
        output.append(",\"title\":")
        JSONText.append(title, to: &output)
        output.append(",\"status\":")
        output.append(decimal: status)
        output.append(",\"detail\":")
        JSONText.append(detail, to: &output)
        output.append(",\"codigo\":")
        JSONText.append(code, to: &output)
        output.append(",\"requisicao\":\"")
        identifier.append(to: &output)
        output.append("\"")
        if !members.isEmpty {
            output.append(UInt8(ascii: ","))
            output.append(contentsOf: members.utf8)
        }
        output.append("}")
    }

    /// Appends the page: `template` with `{{status}} {{titulo}} {{detalhe}} {{requisicao}}` filled in, escaped.
    func appendHTML(to output: inout [UInt8], template: Span<UInt8>, identifier: RequestIdentifier) {
        var index = 0
        while index < template.count {
            let rest = template.extracting(index..<template.count)
            if rest.starts(with: "{{status}}") {
                output.append(decimal: status)
                index += 10
            } else if rest.starts(with: "{{titulo}}") {
                Self.appendEscaped(title, to: &output)
                index += 10
            } else if rest.starts(with: "{{detalhe}}") {
                Self.appendEscaped(detail, to: &output)
                index += 11
            } else if rest.starts(with: "{{requisicao}}") {
                identifier.append(to: &output)
                index += 14
            } else {
                output.append(template[index])
                index += 1
            }
        }
    }

    private static func appendEscaped(_ text: String, to output: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "<"): output.append("&lt;")
            case UInt8(ascii: ">"): output.append("&gt;")
            case UInt8(ascii: "&"): output.append("&amp;")
            case UInt8(ascii: "\""): output.append("&quot;")
            case UInt8(ascii: "'"): output.append("&#39;")
            default: output.append(byte)
            }
        }
    }

    /// The page when `web/erro.html` is missing.
    static let plainTemplate = [UInt8](
        """
        <!doctype html><html lang="pt-BR"><meta charset="utf-8"><title>{{titulo}}</title>\
        <h1>{{titulo}}</h1><p>{{detalhe}}</p><p><small>Código {{status}} · requisição {{requisicao}}</small></p></html>
        """)
}
