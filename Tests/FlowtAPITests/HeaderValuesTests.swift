import Testing

@testable import FlowtAPI

private func part(_ text: String, _ find: (Span<UInt8>, ByteRange) -> ByteRange) -> String? {
    let bytes = Array(text.utf8)
    let found = find(bytes.span, ByteRange(0, bytes.count))
    return found.isPresent ? String(decoding: bytes[found.range], as: UTF8.self) : nil
}

@Suite("Header values") struct HeaderValuesTests {
    @Test func bearer() {
        #expect(part("Bearer abc", HeaderValues.bearerToken) == "abc")
        #expect(part("bearer   abc ", HeaderValues.bearerToken) == "abc")
        #expect(part("Basic abc", HeaderValues.bearerToken) == nil)
        #expect(part("Bearer", HeaderValues.bearerToken) == nil)
    }

    @Test func cookies() {
        let name = Array("flowt_sessao".utf8)
        func cookie(_ text: String) -> String? { part(text) { HeaderValues.cookie($0, $1, named: name.span) } }
        #expect(cookie("flowt_sessao=x") == "x")
        #expect(cookie("a=b; flowt_sessao=x=y; c=d") == "x=y")
        #expect(cookie("xflowt_sessao=x; flowt_sessao2=z") == nil)
        #expect(cookie("flowt_sessao=") == "")
    }

    @Test func hosts() {
        for (host, name) in [
            ("a.example:80", "a.example"), ("a.example", "a.example"), ("[::1]:80", "[::1]"), ("[::1]", "[::1]"),
            ("10.0.0.1", "10.0.0.1"),
        ] {
            #expect(part(host, HeaderValues.hostWithoutPort) == name)
        }
    }

    @Test func traces() {
        func trace(_ text: String) -> RequestIdentifier? {
            let bytes = Array(text.utf8)
            return HeaderValues.traceIdentifier(bytes.span, ByteRange(0, bytes.count)).map {
                RequestIdentifier(high: $0.0, low: $0.1)
            }
        }
        #expect(
            trace("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                == RequestIdentifier(high: 0x0AF7_6519_16CD_43DD, low: 0x8448_EB21_1C80_319C))
        for text in [
            "00-00000000000000000000000000000000-b7ad6b7169203331-01", "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0", "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333x-01",
        ] { #expect(trace(text) == nil, "\(text)") }
    }

    @Test func noneMatch() {
        func matches(_ header: String) -> Bool {
            let (header, tag) = (Array(header.utf8), Array("\"a\"".utf8))
            return HeaderValues.matches(header.span, tag: tag.span)
        }
        #expect(matches("\"a\""))
        #expect(matches("*"))
        #expect(matches("\"b\", W/\"a\""))
        #expect(!matches("\"b\""))
        #expect(!matches("a"))
    }

    @Test func types() {
        func isJSON(_ type: String) -> Bool {
            let type = Array(type.utf8)
            return HeaderValues.isType(type.span, "application/json")
        }
        #expect(isJSON("application/json"))
        #expect(isJSON("Application/JSON; charset=UTF-8"))
        #expect(!isJSON("application/json; charset=latin1"))
        #expect(!isJSON("application/jsonx"))
        #expect(!isJSON(""))
    }

    @Test func forwarded() {
        #expect(part("1.2.3.4, 10.0.0.9", HeaderValues.lastForwarded) == "10.0.0.9")
        #expect(part("2001:db8::1", HeaderValues.lastForwarded) == "2001:db8::1")
        #expect(part("1.2.3.4, evil\"", HeaderValues.lastForwarded) == nil)
        #expect(part("", HeaderValues.lastForwarded) == nil)
    }
}
