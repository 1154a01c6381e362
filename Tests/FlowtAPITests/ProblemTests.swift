import Testing

@testable import FlowtAPI

private func json(_ bytes: [UInt8]) -> String {
    var output: [UInt8] = []
    JSONText.append(bytes.span, to: &output)
    return String(decoding: output, as: UTF8.self)
}

@Suite("Problem documents") struct ProblemTests {
    @Test func escaping() {
        #expect(json(Array("a\"b\\c\n\r\t\u{8}\u{1F}é🍕".utf8)) == "\"a\\\"b\\\\c\\n\\r\\t\\u0008\\u001fé🍕\"")
        #expect(json([0xFF, 0x61]) == "\"\u{FFFD}a\"")
        #expect(json([]) == "\"\"")
        #expect(json([0x7F]) == "\"\\u007f\"")
        for byte in UInt8(0)..<0x20 { #expect(json([byte]).utf8.allSatisfy { $0 >= 0x20 }) }
    }

    @Test func document() {
        var output: [UInt8] = []
        var problem = Problem(status: 409, code: "x", title: "T\"", detail: "D")
        problem.members = "\"a\":1"
        problem.appendJSON(to: &output, identifier: RequestIdentifier(high: 0, low: 10))
        #expect(
            String(decoding: output, as: UTF8.self)
                == #"{"type":"urn:flowt:erro:x","title":"T\"","status":409,"detail":"D","codigo":"x","requisicao":"0000000000000000000000000000000a","a":1}"#
        )
    }

    @Test func page() {
        var output: [UInt8] = []
        let template = Array("{{status}}|{{titulo}}|{{detalhe}}|{{requisicao}}|{{nada}}".utf8)
        Problem(status: 404, code: "x", title: "<b>&'\"", detail: "{{titulo}}")
            .appendHTML(to: &output, template: template.span, identifier: RequestIdentifier(high: 0, low: 1))
        #expect(
            String(decoding: output, as: UTF8.self)
                == "404|&lt;b&gt;&amp;&#39;&quot;|{{titulo}}|00000000000000000000000000000001|{{nada}}")
    }

    @Test("every refusal of the parser has its own words", arguments: [400, 408, 413, 414, 417, 431, 501, 505])
    func refusals(_ status: Int) {
        #expect(Problem.refused(Refusal(status: status)).status == status)
    }

    @Test func headerLines() {
        func lines(_ text: String) -> (HeaderLines?, String) {
            var output: [UInt8] = []
            let bytes = Array(text.utf8)
            let found = HeaderLines.append(bytes.span, to: &output)
            return (found, String(decoding: output, as: UTF8.self))
        }
        #expect(lines("Location: /a\nX-B: c").1 == "Location: /a\r\nX-B: c\r\n")
        #expect(lines("ETag: \"x\"\n").0?.hasEntityTag == true)
        #expect(lines("cache-control: private").0?.hasCacheControl == true)
        for text in [
            "X: a\rSet-Cookie: b", "X: a\u{0}", "X", ": a", "X y: a", "Content-Length: 3", "transfer-encoding: chunked",
            "Connection: close",
        ] {
            #expect(lines(text).0 == nil, "\(text)")
        }
    }
}
