import Testing

@testable import FlowtAPI

@Suite("Delivery") struct DeliveryTests {
    @Test(
        "mail servers",
        arguments: [
            ("smtp://mail.example", "smtp", "", "mail.example", 587), ("smtps://mail.example/", "smtps", "", "mail.example", 465),
            ("SMTP://eu@mail.example:25", "smtp", "eu", "mail.example", 25),
            ("smtp://eu%40loja%3A@10.0.0.1:2525", "smtp", "eu@loja:", "10.0.0.1", 2525),
            ("smtp://[::1]:26", "smtp", "", "[::1]", 26),
            ("smtp://eu@loja@mail.example", "smtp", "eu@loja", "mail.example", 587),
        ])
    func servers(text: String, scheme: String, user: String, host: String, port: UInt16) throws {
        let server = try #require(MailServer(text))
        #expect(server.scheme == scheme)
        #expect(server.user == user)
        #expect(server.host == host)
        #expect(server.port == port)
        #expect(server.address(introducing: "loja.example") == "\(scheme)://\(host):\(port)/loja.example")
    }

    @Test(
        "no mail servers",
        arguments: [
            "", "mail.example", "http://mail.example", "smtp://", "smtp:///x", "smtp://mail.example/x", "smtp://mail.example:0",
            "smtp://mail.example:65536", "smtp://mail.example:", "smtp://eu:senha@mail.example", "smtp://@mail.example",
            "smtp://e%u@mail.example", "smtp://mail example", "smtp://mail.example\r\nX", "smtp://[::1", "smtp://[]",
            "smtp://:25",
            "smtp://mail.example?x", "smtp://a:b:25",
        ])
    func noServers(text: String) { #expect(MailServer(text) == nil) }

    @Test func senders() {
        for text in ["eu@loja.example", "nao-responda+1@mail.loja.example"] { #expect(MailServer.isSender(text), "\(text)") }
        for text in [
            "", "eu", "@loja.example", "eu@", "eu@loja", "eu@.example", "eu@loja.", "a@b@c.d", "eu@loja.example>",
            "é@loja.example",
        ] {
            #expect(!MailServer.isSender(text), "\(text)")
        }
    }

    // #expect cannot take a span apart.
    private func isPrivate(_ bytes: [UInt8]) -> Bool { PrivateNetwork.contains(bytes.span) }
    private func isLoopback(_ bytes: [UInt8]) -> Bool { PrivateNetwork.isLoopback(bytes.span) }

    private func dialogue(_ lines: [(Bool, String)]) -> MailDialogue {
        var dialogue = MailDialogue()
        for (isOurs, line) in lines {
            let bytes = Array("\(line)\r\n".utf8)
            if isOurs { dialogue.sent(bytes.span) } else { dialogue.received(bytes.span) }
        }
        return dialogue
    }

    @Test("what is kept of a talk with a server: the stage, the code, the status, no words")
    func dialogues() {
        let refused = dialogue([
            (false, "220 ready"), (true, "EHLO x"), (false, "250-mail.example"), (false, "250 SIZE"), (true, "AUTH PLAIN abc"),
            (false, "235 2.7.0 in"), (true, "MAIL FROM:<a@b.c>"), (false, "250 2.1.0 ok"), (true, "RCPT TO:<x@y.z>"),
            (false, "550-5.1.1 <x@y.z>"), (false, "550 5.1.1 <x@y.z> unknown"), (true, "QUIT"), (false, "221 2.0.0 bye"),
        ])
        #expect(refused.stage == "RCPT")
        #expect(refused.code == 550)
        #expect(refused.status == "5.1.1")
        let sent = dialogue([(true, "DATA"), (false, "354 go"), (false, "250 ok queued as 5.1.1")])
        #expect(sent.stage == "DATA")
        #expect(sent.code == 250)
        #expect(sent.status == "")
        let strange = dialogue([(true, "MAIL"), (false, "450 4.2.1234 x"), (false, "zz"), (false, "4x0 4.2.1"), (false, "")])
        #expect(strange.code == 450)
        #expect(strange.status == "")
        #expect(dialogue([(false, "451 4.3.2")]) != dialogue([(false, "451")]))
        #expect(dialogue([(false, "451")]).code == 451)
    }

    @Test(
        "addresses that lead nowhere in the world outside",
        arguments: [
            ([127, 0, 0, 1], true), ([10, 1, 2, 3], true), ([172, 16, 0, 1], true), ([172, 31, 255, 255], true),
            ([172, 32, 0, 1], false),
            ([192, 168, 0, 1], true), ([169, 254, 169, 254], true), ([100, 64, 0, 1], true), ([100, 128, 0, 1], false),
            ([0, 0, 0, 0], true),
            ([224, 0, 0, 1], true), ([255, 255, 255, 255], true), ([198, 18, 0, 1], true), ([192, 0, 0, 1], true),
            ([8, 8, 8, 8], false),
            ([201, 6, 1, 2], false), ([], true), ([1, 2, 3], true),
        ])
    func shortAddresses(bytes: [UInt8], expected: Bool) { #expect(isPrivate(bytes) == expected) }

    @Test func longAddresses() {
        func address(_ start: [UInt8], _ end: [UInt8] = []) -> [UInt8] {
            start + [UInt8](repeating: 0, count: 16 - start.count - end.count) + end
        }
        let privates = [
            address([]), address([], [1]), address([0xFC]), address([0xFD, 1]), address([0xFE, 0x80], [1]),
            address([0xFF, 2], [1]),
            address([], [0xFF, 0xFF, 127, 0, 0, 1]), address([0, 0x64, 0xFF, 0x9B], [10, 0, 0, 1]),
            address([0x20, 2, 192, 168, 0, 1]),
            address([0x20, 1, 0x0D, 0xB8], [1]), address([0x20, 1, 0, 0], [1]), address([], [127, 0, 0, 1]),
            address([0, 0x64, 0xFF, 0x9B, 0, 1], [8, 8, 8, 8]),
        ]
        for bytes in privates { #expect(isPrivate(bytes), "\(bytes)") }
        let others = [
            address([0x2A, 0, 0x14, 0x50], [1]), address([], [0xFF, 0xFF, 8, 8, 8, 8]), address([0x20, 2, 8, 8, 8, 8]),
            address([0, 0x64, 0xFF, 0x9B], [8, 8, 8, 8]),
        ]
        for bytes in others { #expect(!isPrivate(bytes), "\(bytes)") }
        #expect(isLoopback(address([], [1])))
        #expect(isLoopback([127, 1, 2, 3]))
        #expect(!isLoopback([10, 0, 0, 1]))
        #expect(!isLoopback(address([0xFE, 0x80], [1])))
    }

    @Test func deliveries() {
        let mail = Delivery(channel: "EMAIL", ["1", "2", "3", "ana@example.com", nil, nil, nil, "texto"])
        #expect(mail.url.isEmpty && mail.headers.isEmpty && mail.secret.isEmpty)
        #expect(mail.recipient == "ana@example.com" && mail.body == "texto")
        let post = Delivery(channel: "SMS", ["1", "2", "3", "+55", "https://x", "A: b\nC: d", "sms", "{}"])
        #expect(post.headers == ["A: b", "C: d"] && post.secret == "sms" && post.url == "https://x")
    }
}
