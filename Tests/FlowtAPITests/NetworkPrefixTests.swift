import Testing

@testable import FlowtAPI

private func prefix(_ address: String) -> [UInt8] {
    var output: [UInt8] = []
    NetworkPrefix.append(of: Array(address.utf8).span, to: &output)
    return output
}

@Suite("Network prefix") struct NetworkPrefixTests {
    @Test(
        "the first half of an IPv6 address counts, however it is written",
        arguments: [
            ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"), ("2001:db8::1", "2001:DB8:0:0:1::"),
            ("2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::"), ("::1", "::2"), ("1::2:3:4:5:6:7", "1:0:2:3::"),
            ("fe80::1:2:3:4", "fe80::"), ("1:2:3:4:5:6:7::", "1:2:3:4::"),
        ])
    func same(_ one: String, _ other: String) {
        #expect(prefix(one).count == 8)
        #expect(prefix(one) == prefix(other))
    }

    @Test(
        "other networks are other clients",
        arguments: [
            ("2001:db8:1:2::1", "2001:db8:1:3::1"), ("::1", "0:0:0:1::1"), ("1::2:3:4:5:6:7", "1:2:3::"),
            ("10.0.0.1", "10.0.0.2"),
            ("::ffff:10.0.0.1", "::ffff:10.0.0.2"), ("abcd::", "dcba::"), ("1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8"),
        ])
    func different(_ one: String, _ other: String) {
        #expect(prefix(one) != prefix(other))
    }

    @Test("an IPv4 address is itself, also when it comes as IPv6")
    func mapped() {
        #expect(prefix("10.1.2.3") == Array("10.1.2.3".utf8))
        #expect(prefix("::ffff:10.1.2.3") == Array("10.1.2.3".utf8))
    }

    @Test(
        "what is no address counts as it is",
        arguments: [
            "", "unix", ":", ":1", "1:", "1:2", "1::2::3", "12345::", "::12345", "1:2:3:4:5:6:7:8:9", "g::", ":::", "1::2:",
        ])
    func others(_ text: String) {
        #expect(prefix(text) == Array(text.utf8))
    }
}
