import Testing

@testable import FlowtAPI

/// Requests that are accepted, each with the body it carries.
private let valid: [(text: String, body: String)] = [
    ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", ""),
    ("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", ""),
    ("GET /v1/produtos?limite=2&q=a+b HTTP/1.1\r\nHost: a.example:8080\r\nAccept: */*\r\n\r\n", ""),
    ("GET / HTTP/1.0\r\n\r\n", ""),
    ("GET / HTTP/1.1\r\nhost:a\r\nX-Empty:\r\nX-Space: \t v \t\r\n\r\n", ""),
    ("GET http://a.example/x?y=1 HTTP/1.1\r\nHost: b\r\n\r\n", ""),
    ("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", ""),
    ("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", "hello"),
    ("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello", "hello"),
    ("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", ""),
    ("POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "hello"),
    (
        "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n2;a=b\r\nhe\r\n003 ; x=\"y\"\r\nllo\r\n0\r\nX-T: v\r\n\r\n",
        "hello"
    ),
    ("DELETE /v1/sessoes/atual HTTP/1.1\r\nHost: [::1]:80\r\nConnection: close\r\n\r\n", ""),
]

private let invalid: [(text: String, status: Int)] = [
    ("GET / HTTP/1.1\n\n", 400), ("GET / HTTP/1.1\r\nHost: a\n\r\n", 400), ("\r\n\r\nGET / HTTP/1.1\r\n", 400),
    ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET /  HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400), (" GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET /\r\nHost: a\r\n\r\n", 400), ("GET / http/1.1\r\nHost: a\r\n\r\n", 400), ("GET / HTTP/11\r\nHost: a\r\n\r\n", 400),
    ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505), ("GET / HTTP/0.9\r\nHost: a\r\n\r\n", 505),
    ("BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501), ("get / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
    ("CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 501),
    ("GET x HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET http://u@a/x HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET /a\\b HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET /<a> HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET /é HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET /?a=\"b HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET /a\u{1}b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
    ("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400), ("GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: a\r\n: v\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: a\r\nX: a\u{0}b\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a\r\nX: \u{7F}\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: a\r\nX(y): b\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: a\r\nX-Flowt-Tenant: a\r\nX-Flowt-Tenant: b\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
    ("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
    ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", 501),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 33554433\r\n\r\n", 413),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n\r\n", 413),
    ("POST / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n", 417),
    ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\ry", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1 x\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nbad trailer\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2000001\r\n", 413),
    ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n", 413),
]

private func body(_ request: ParsedRequest, _ parser: RequestParser, _ bytes: [UInt8]) -> String {
    request.isDecoded
        ? String(decoding: parser.decodedBody, as: UTF8.self) : String(decoding: bytes[request.body.range], as: UTF8.self)
}

/// Spans do not go through the macros of Swift Testing.
extension RequestParser {
    fileprivate mutating func advance(_ bytes: [UInt8]) -> Outcome { advance(bytes.span) }
}

@Suite("HTTP/1.1 parser") struct RequestParserTests {
    @Test("valid requests are complete, and each of their prefixes is not", arguments: valid.indices)
    func prefixes(_ index: Int) {
        let bytes = Array(valid[index].text.utf8)
        for count in 0..<bytes.count {
            var parser = RequestParser()
            #expect(parser.advance(Array(bytes[..<count])) == .incomplete, "prefix of \(count) bytes")
        }
        var parser = RequestParser()
        guard case .complete(let request) = parser.advance(bytes) else {
            Issue.record("not complete")
            return
        }
        #expect(request.end == bytes.count)
        #expect(body(request, parser, bytes) == valid[index].body)
    }

    @Test("invalid requests are refused with their status", arguments: invalid.indices)
    func refusals(_ index: Int) {
        var parser = RequestParser()
        let bytes = Array(invalid[index].text.utf8)
        let outcome = parser.advance(bytes)
        #expect(outcome == .invalid(Refusal(status: invalid[index].status)), "\(invalid[index].text)")
    }

    @Test("invalid requests are refused however they are split", arguments: invalid.indices)
    func refusalsBytewise(_ index: Int) {
        let bytes = Array(invalid[index].text.utf8)
        var parser = RequestParser()
        var outcome = RequestParser.Outcome.incomplete
        for count in 1...bytes.count where outcome == .incomplete { outcome = parser.advance(Array(bytes[..<count])) }
        #expect(outcome == .invalid(Refusal(status: invalid[index].status)))
    }

    @Test("a request split at random gives the same as in one piece")
    func randomSplits() {
        var random = FastRandom(seed: 42)
        for (text, expected) in valid {
            let bytes = Array(text.utf8)
            var whole = RequestParser()
            let outcome = whole.advance(bytes)
            for _ in 0..<50 {
                var parser = RequestParser()
                var count = 0
                var last = RequestParser.Outcome.incomplete
                while count < bytes.count {
                    count = min(bytes.count, count + 1 + Int(random.next() % 9))
                    last = parser.advance(Array(bytes[..<count]))
                }
                #expect(last == outcome)
                if case .complete(let request) = last { #expect(body(request, parser, bytes) == expected) }
            }
        }
    }

    @Test("random bytes never crash and never grow past the limits")
    func noise() {
        var random = FastRandom(seed: 7)
        let alphabet = Array("GET POST/ HTTP/1.1\r\n\r\n:;,%0aContent-Length5Host chunked\u{0}é".utf8)
        for _ in 0..<3000 {
            var parser = RequestParser()
            var bytes: [UInt8] = Array(random.next() % 2 == 0 ? "POST / HTTP/1.1\r\nHost: a\r\n".utf8 : "".utf8)
            for _ in 0..<40 {
                for _ in 0...random.next() % 6 { bytes.append(alphabet[Int(random.next() % UInt64(alphabet.count))]) }
                if parser.advance(bytes) != .incomplete { break }
            }
        }
    }

    @Test("limits of the request line, the head, the fields")
    func limits() {
        func status(_ text: String) -> Int {
            var parser = RequestParser()
            let bytes = Array(text.utf8)
            guard case .invalid(let refusal) = parser.advance(bytes) else { return 0 }
            return refusal.status
        }
        #expect(status("GET /" + String(repeating: "a", count: 8200)) == 414)
        #expect(status("GET /" + String(repeating: "a", count: 8200) + " HTTP/1.1\r\nHost: a\r\n\r\n") == 414)
        #expect(status("GET /" + String(repeating: "a", count: 8100) + " HTTP/1.1\r\nHost: a\r\n\r\n") == 0)
        #expect(status("GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "a", count: 17_000)) == 431)
        #expect(status("GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "a", count: 17_000) + "\r\n\r\n") == 431)
        #expect(status("GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: y\r\n", count: 100) + "\r\n") == 431)
        #expect(status("GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: y\r\n", count: 99) + "\r\n") == 0)
    }

    @Test("tiny chunks cannot cost more than they carry")
    func tinyChunks() {
        var parser = RequestParser()
        var bytes = Array("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
        var outcome = RequestParser.Outcome.incomplete
        for _ in 0..<40_000 where outcome == .incomplete {
            bytes += Array("1\r\nx\r\n".utf8)
            outcome = parser.advance(bytes)
        }
        #expect(outcome == .invalid(.bodyTooLarge))
    }

    @Test("a large body is asked about once, then comes or is refused")
    func largeBody() {
        let head = Array("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\nExpect: 100-continue\r\n\r\n".utf8)
        var parser = RequestParser()
        guard case .large(let asked) = parser.advance(head) else {
            Issue.record("not asked")
            return
        }
        #expect(asked.contentLength == 1_048_577)
        var admitted = parser
        admitted.allowBody(1_048_577)
        #expect(admitted.advance(head) == .continueExpected)
        guard case .complete(let request) = admitted.advance(head + Array(repeating: 0, count: 1_048_577)) else {
            Issue.record("not complete")
            return
        }
        #expect(request.body.count == 1_048_577)
        var other = RequestParser()
        let larger = Array("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n".utf8)
        _ = other.advance(larger)
        other.allowBody(2_000_000)
        #expect(other.advance(larger) == .invalid(.bodyTooLarge), "never asked twice once something was allowed")
    }

    @Test("a large body in chunks is asked about when it has become one, however it is split")
    func largeChunks() {
        let head = Array("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
        let chunk = Array("80000\r\n".utf8) + Array(repeating: 0x78, count: 0x80000) + Array("\r\n".utf8)
        var parser = RequestParser()
        #expect(parser.advance(head + chunk + chunk) == .incomplete)
        #expect(parser.advance(head + chunk + chunk + Array("1\r".utf8)) == .incomplete)
        guard case .large(let asked) = parser.advance(head + chunk + chunk + Array("1\r\n".utf8)) else {
            Issue.record("not asked")
            return
        }
        #expect(asked.isChunked)
        parser.allowBody(0x10_0001)
        let whole = head + chunk + chunk + Array("1\r\ny\r\n".utf8)
        var over = parser
        #expect(over.advance(whole + Array("1\r\n".utf8)) == .invalid(.bodyTooLarge))
        guard case .complete = parser.advance(whole + Array("0\r\n\r\n".utf8)) else {
            Issue.record("not complete")
            return
        }
        #expect(parser.decodedBody.count == 0x10_0001)
        #expect(parser.decodedBody.last == UInt8(ascii: "y"))
    }

    @Test("Expect: 100-continue is reported once, and not when the body is already coming")
    func continues() {
        let head = Array("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n".utf8)
        var parser = RequestParser()
        #expect(parser.advance(head) == .continueExpected)
        #expect(parser.advance(head) == .incomplete)
        var other = RequestParser()
        #expect(other.advance(head + [0x61]) == .incomplete)
    }

    @Test("keep-alive by version and Connection")
    func keepAlive() {
        func keeps(_ text: String) -> Bool? {
            var parser = RequestParser()
            let bytes = Array(text.utf8)
            guard case .complete(let request) = parser.advance(bytes) else { return nil }
            return request.head.keepAlive
        }
        #expect(keeps("GET / HTTP/1.1\r\nHost: a\r\n\r\n") == true)
        #expect(keeps("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n") == false)
        #expect(keeps("GET / HTTP/1.0\r\n\r\n") == false)
        #expect(keeps("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n") == true)
    }

    @Test("headers without a place of their own are found by name")
    func otherHeaders() {
        let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\nIdempotency-Key:  k 1 \r\nX: y\r\n\r\n".utf8)
        var parser = RequestParser()
        guard case .complete(let request) = parser.advance(bytes) else {
            Issue.record("not complete")
            return
        }
        func value(_ name: String) -> ByteRange {
            let name = Array(name.utf8)
            return request.head.value(of: name.span, in: bytes.span)
        }
        let found = value("idempotency-key")
        #expect(String(decoding: bytes[found.range], as: UTF8.self) == "k 1")
        #expect(!value("idempotency").isPresent)
    }

    @Test("a body of 1 MiB that dribbles in is not looked at again and again")
    func dribble() {
        var bytes = Array("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048576\r\n\r\n".utf8)
        var parser = RequestParser()
        let chunk = [UInt8](repeating: 0x61, count: 64)
        var outcome = RequestParser.Outcome.incomplete
        while outcome == .incomplete, bytes.count < 2_000_000 {
            bytes += chunk
            outcome = parser.advance(bytes)
        }
        guard case .complete(let request) = outcome else {
            Issue.record("not complete")
            return
        }
        #expect(Int(request.body.count) == 1_048_576)
    }
}
