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
}
