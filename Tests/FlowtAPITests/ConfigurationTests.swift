import Testing

@testable import FlowtAPI

@Suite("Configuration") struct ConfigurationTests {
    @Test func defaults() throws {
        let configuration = try Configuration(["DATABASE_URL": "postgresql:///x"], cores: 3)
        #expect(configuration.port == 8080)
        #expect(configuration.threads == 3)
        #expect(configuration.fastConnections == 4)
        #expect(configuration.courierThreads == 2)
        #expect(configuration.rateLimit == 6000)
        #expect(configuration.logsEveryRequest)
        #expect(!configuration.trustsForwarded)
        #expect(configuration.mailServer == nil)
        #expect(configuration.smtpNeedsTLS)
        #expect(configuration.sendTime == 30)
        #expect(!configuration.allowsPrivateProviders)
    }

    @Test func values() throws {
        let configuration = try Configuration(
            [
                "DATABASE_URL": "x", "PORT": "1", "FLOWT_THREADS": "2", "FLOWT_LOG": "errors", "FLOWT_RATE_LIMIT": "0",
                "FLOWT_TRUST_FORWARDED": "1", "FLOWT_HOST": "",
            ],
            cores: 1)
        #expect(configuration.port == 1)
        #expect(!configuration.logsEveryRequest)
        #expect(configuration.rateLimit == 0)
        #expect(configuration.trustsForwarded)
        #expect(configuration.host == "127.0.0.1")
    }

    @Test("everything wrong is said at once")
    func defects() {
        do throws(Configuration.Defects) {
            _ = try Configuration(
                [
                    "PORT": "0", "FLOWT_THREADS": "x", "FLOWT_LOG": "some", "FLOWT_TRUST_FORWARDED": "yes",
                    "FLOWT_CONNECTIONS": "1000", "FLOWT_COURIER_THREADS": "0",
                ], cores: 1)
            Issue.record("accepted")
        } catch {
            #expect(error.sentences.count == 7)
            for name in [
                "DATABASE_URL", "PORT", "FLOWT_THREADS", "FLOWT_LOG", "FLOWT_TRUST_FORWARDED", "FLOWT_CONNECTIONS",
                "FLOWT_COURIER_THREADS",
            ] {
                #expect(error.sentences.contains { $0.hasPrefix(name + " ") }, "\(name)")
            }
        }
    }

    @Test func mail() throws {
        let configuration = try Configuration(
            [
                "DATABASE_URL": "x", "FLOWT_SMTP_URL": "smtps://eu%40loja@mail.example", "FLOWT_SMTP_PASSWORD_FILE": "/x",
                "FLOWT_MAIL_FROM": "eu@loja.example", "FLOWT_SEND_TIMEOUT": "5",
            ], cores: 1)
        #expect(configuration.mailServer?.user == "eu@loja")
        #expect(configuration.sendTime == 5)
        #expect(configuration.providerSecret("sms") == nil)
    }

    @Test(
        "what is wrong with mail",
        arguments: [
            (["FLOWT_SMTP_URL": "smtp://host"], ["FLOWT_MAIL_FROM"]),
            (["FLOWT_SMTP_URL": "smtp://eu@host"], ["FLOWT_MAIL_FROM", "FLOWT_SMTP_PASSWORD_FILE"]),
            (["FLOWT_SMTP_URL": "smtp://eu:senha@host", "FLOWT_MAIL_FROM": "a@b.example"], ["FLOWT_SMTP_URL"]),
            (["FLOWT_MAIL_FROM": "a@b.example\r\nBcc: c@d.example"], ["FLOWT_MAIL_FROM"]),
            (
                ["FLOWT_SMTP_URL": "smtps://host", "FLOWT_MAIL_FROM": "a@b.example", "FLOWT_SMTP_TLS": "off"],
                ["FLOWT_SMTP_TLS"]
            ),
            (["FLOWT_SEND_TIMEOUT": "121", "FLOWT_PROVIDER_PRIVATE": "yes"], ["FLOWT_SEND_TIMEOUT", "FLOWT_PROVIDER_PRIVATE"]),
        ])
    func mailDefects(environment: [String: String], names: [String]) {
        let error = #expect(throws: Configuration.Defects.self) {
            try Configuration(environment.merging(["DATABASE_URL": "x"]) { $1 }, cores: 1)
        }
        #expect(error?.sentences.count == names.count)
        for name in names { #expect(error?.sentences.contains { $0.hasPrefix(name + " ") } == true, "\(name)") }
        #expect(error?.sentences.contains { $0.contains("senha") } == false)
    }
}
