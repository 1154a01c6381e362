import Testing

@testable import FlowtAPI

private func piece(_ text: String, minorVersion: UInt8 = 1) -> String {
    var output: [UInt8] = []
    ResponseHead.appendPiece(&output, Array(text.utf8).span, minorVersion: minorVersion)
    return String(decoding: output, as: UTF8.self)
}

@Suite("Response head") struct ResponseHeadTests {
    @Test(
        "a piece is a chunk with its size in hexadecimal",
        arguments: [(1, "1"), (9, "9"), (10, "a"), (15, "f"), (16, "10"), (255, "ff"), (4096, "1000"), (1_048_576, "100000")])
    func sizes(_ size: Int, _ expected: String) {
        let text = String(repeating: "x", count: size)
        #expect(piece(text) == "\(expected)\r\n\(text)\r\n")
    }

    @Test("an empty piece is none: it would end the body")
    func empty() {
        #expect(piece("").isEmpty)
        #expect(piece("", minorVersion: 0).isEmpty)
    }

    @Test("HTTP/1.0 knows no chunks")
    func old() {
        #expect(piece("abc", minorVersion: 0) == "abc")
        var (old, new): ([UInt8], [UInt8]) = ([], [])
        ResponseHead.endOfStream(&old, minorVersion: 0)
        ResponseHead.endOfStream(&new, minorVersion: 1)
        #expect(old == Array("\r\n".utf8))
        #expect(new == Array("Transfer-Encoding: chunked\r\n\r\n".utf8))
    }

    @Test("numbers in sixteen hexadecimal digits")
    func hexadecimal() {
        var random = FastRandom(seed: 7)
        let words: [UInt64] = [0, 1, 9, 10, 15, 16, 0x0123_4567_89AB_CDEF, 0xFEDC_BA98_7654_3210, UInt64.max]
        for word in words + (0..<200).map({ _ in random.next() }) {
            var output: [UInt8] = [0x2A]
            output.append(hexadecimal: word)
            let digits = String(word, radix: 16)
            #expect(String(decoding: output, as: UTF8.self) == "*" + String(repeating: "0", count: 16 - digits.count) + digits)
        }
    }
}
