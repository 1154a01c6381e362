/// What the environment says. Every wrong or missing value is reported at once.
struct Configuration: Equatable, Sendable {
    var databaseURL = ""
    /// Files with the passwords of flowt_api and flowt_courier; empty when none was given.
    var passwordFile = ""
    var courierPasswordFile = ""
    var courierThreads = 2
    /// Where mail goes; nil when none was given, and mail waits.
    var mailServer: MailServer?
    var mailFrom = ""
    var smtpPasswordFile = ""
    var smtpNeedsTLS = true
    /// File with the authorities that may have signed certificates of mail servers and providers; empty for the system's.
    var authoritiesFile = ""
    /// Seconds one message may take.
    var sendTime = Limits.courierSendTime
    /// Directory of files with the secrets of providers; empty when none was given.
    var secretsDirectory = ""
    var allowsPrivateProviders = false
    var port: UInt16 = 8080
    var host = "127.0.0.1"
    var threads = 1
    var fastConnections = 4
    var slowConnections = 1
    var streamConnections = 2
    var sqlDirectory = "sql"
    var webDirectory = "web"
    var logsEveryRequest = true
    /// Requests per minute and client address; 0 for no limit.
    var rateLimit = 6000
    var trustsForwarded = false
    var explicitTransaction = false

    /// All that is wrong, one sentence each.
    struct Defects: Error, Equatable {
        var sentences: [String]
    }

    /// `cores`: what `FLOWT_THREADS` is when not set.
    init(_ environment: [String: String], cores: Int, needsDatabase: Bool = true) throws(Defects) {
        var reader = Reader(environment: environment)
        databaseURL = environment["DATABASE_URL"] ?? ""
        if needsDatabase, databaseURL.isEmpty {
            reader.defects.append("DATABASE_URL is missing: where PostgreSQL is, e.g. postgresql:///flowt?host=/run/postgresql")
        }
        passwordFile = environment["FLOWT_API_PASSWORD_FILE"] ?? ""
        courierPasswordFile = environment["FLOWT_COURIER_PASSWORD_FILE"] ?? ""
        courierThreads = reader.number("FLOWT_COURIER_THREADS", 2, 1...Limits.threads)
        readDelivery(&reader)
        port = UInt16(reader.number("PORT", 8080, 1...65535))
        host = reader.text("FLOWT_HOST", "127.0.0.1")
        threads = reader.number("FLOWT_THREADS", min(max(cores, 1), Limits.threads), 1...Limits.threads)
        fastConnections = reader.number("FLOWT_CONNECTIONS", 4, 1...Limits.laneConnections)
        slowConnections = reader.number("FLOWT_SLOW_CONNECTIONS", 1, 1...Limits.laneConnections)
        streamConnections = reader.number("FLOWT_STREAM_CONNECTIONS", 2, 1...Limits.laneConnections)
        sqlDirectory = reader.text("FLOWT_SQL_DIR", "sql")
        webDirectory = reader.text("FLOWT_WEB_DIR", "web")
        logsEveryRequest = reader.choice("FLOWT_LOG", ["all", "errors"], "all") == "all"
        rateLimit = reader.number("FLOWT_RATE_LIMIT", 6000, 0...10_000_000)
        trustsForwarded = reader.choice("FLOWT_TRUST_FORWARDED", ["0", "1"], "0") == "1"
        explicitTransaction = reader.choice("FLOWT_EXPLICIT_TRANSACTION", ["0", "1"], "0") == "1"
        guard reader.defects.isEmpty else { throw Defects(sentences: reader.defects) }
    }

    /// The secret of this name, nil when there is none; the name is no path.
    func providerSecret(_ name: String) -> String? {
        guard !secretsDirectory.isEmpty, !name.contains("/"), !name.hasPrefix("."),
            let secret = FileSystem.secret("\(secretsDirectory)/\(name)"), !secret.isEmpty
        else { return nil }
        return secret
    }

    private mutating func readDelivery(_ reader: inout Reader) {
        let server = reader.text("FLOWT_SMTP_URL", "")
        mailServer = MailServer(server)
        mailFrom = reader.text("FLOWT_MAIL_FROM", "")
        smtpPasswordFile = reader.text("FLOWT_SMTP_PASSWORD_FILE", "")
        smtpNeedsTLS = reader.choice("FLOWT_SMTP_TLS", ["required", "off"], "required") == "required"
        authoritiesFile = reader.text("FLOWT_CA_FILE", "")
        sendTime = reader.number("FLOWT_SEND_TIMEOUT", Limits.courierSendTime, 1...Limits.courierLongestSend)
        secretsDirectory = reader.text("FLOWT_PROVIDER_SECRETS", "")
        allowsPrivateProviders = reader.choice("FLOWT_PROVIDER_PRIVATE", ["0", "1"], "0") == "1"
        if !server.isEmpty, mailServer == nil {
            // Not repeated: it may hold a password, which is what is wrong with it.
            reader.defects.append("FLOWT_SMTP_URL is not like smtp://user@host:587 or smtps://user@host:465, without a password")
        }
        if !server.isEmpty, mailFrom.isEmpty {
            reader.defects.append("FLOWT_MAIL_FROM is missing: the address all mail is from, e.g. naoresponda@example.com")
        } else if !mailFrom.isEmpty, !MailServer.isSender(mailFrom) {
            reader.defects.append("FLOWT_MAIL_FROM is \"\(mailFrom)\": an address like naoresponda@example.com is expected")
        }
        if let mailServer, !mailServer.user.isEmpty, smtpPasswordFile.isEmpty {
            reader.defects.append("FLOWT_SMTP_PASSWORD_FILE is missing: the file with the password of \(mailServer.user)")
        }
        if mailServer?.scheme == "smtps", !smtpNeedsTLS {
            reader.defects.append("FLOWT_SMTP_TLS is \"off\": not with smtps in FLOWT_SMTP_URL")
        }
    }

    private struct Reader {
        var environment: [String: String]
        var defects: [String] = []

        mutating func number(_ name: String, _ standard: Int, _ range: ClosedRange<Int>) -> Int {
            guard let text = environment[name], !text.isEmpty else { return standard }
            guard let value = Int(text), range.contains(value) else {
                defects.append(
                    "\(name) is \"\(text)\": a whole number from \(range.lowerBound) to \(range.upperBound) is expected")
                return standard
            }
            return value
        }

        mutating func choice(_ name: String, _ allowed: [String], _ standard: String) -> String {
            guard let text = environment[name], !text.isEmpty else { return standard }
            guard allowed.contains(text) else {
                defects.append("\(name) is \"\(text)\": \(allowed.joined(separator: " or ")) is expected")
                return standard
            }
            return text
        }

        func text(_ name: String, _ standard: String) -> String {
            guard let text = environment[name], !text.isEmpty else { return standard }
            return text
        }
    }
}
