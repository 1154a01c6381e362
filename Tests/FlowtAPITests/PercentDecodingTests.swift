import Testing

@testable import FlowtAPI

private func decoded(_ text: String, plus: Bool = false) -> String? {
    var output = Array("x".utf8)
    let bytes = Array(text.utf8)
    guard PercentDecoding.append(bytes.span, plusIsSpace: plus, to: &output) else {
        #expect(output == Array("x".utf8), "nothing is left behind")
        return nil
    }
    return String(decoding: output.dropFirst(), as: UTF8.self)
}

/// `#expect` cannot take a span apart.
private func isUTF8(_ bytes: [UInt8]) -> Bool { PercentDecoding.isUTF8(bytes.span) }

@Suite("Percent-decoding") struct PercentDecodingTests {
    @Test func values() {
        #expect(decoded("") == "")
        #expect(decoded("p%C3%A3o%20de%20queijo") == "pão de queijo")
        #expect(decoded("a%2Fb%2fc") == "a/b/c")
        #expect(decoded("a+b") == "a+b")
        #expect(decoded("a+b%2B", plus: true) == "a b+")
        #expect(decoded("%F0%9F%8D%95") == "🍕")
    }

    @Test(
        "malformed, NUL, not UTF-8",
        arguments: [
            "%", "%4", "a%", "%zz", "%4g", "%00", "a%00b", "%FF", "%C3", "%C3%28", "%C0%AF", "%ED%A0%80", "%F5%80%80%80",
            "%E2%82", "%F0%82%82%AC",
        ])
    func refused(_ text: String) {
        #expect(decoded(text) == nil)
    }

    @Test func utf8() {
        for text in ["", "abc", "é", "€", "🍕", "a\u{FFFF}b", "\u{10FFFF}"] { #expect(isUTF8(Array(text.utf8))) }
        for bytes: [UInt8] in [
            [0x80], [0xC1, 0x81], [0xE0, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x61, 0xC3], [0xE2, 0x28, 0xA1],
        ] {
            #expect(!isUTF8(bytes))
        }
    }
}
