/// One message as PostgreSQL has composed it, and the claim it was taken by.
struct Delivery: Sendable {
    var channel: String
    var company: String
    var message: String
    var attempt: String
    var recipient: String
    /// Empty for mail, which goes where the configuration says.
    var url: String
    var headers: [String]
    /// The name of a file whose content takes the place of `{{segredo}}` in the headers; empty for none.
    var secret: String
    var body: String

    /// `row`: of `rotina.reivindicar_mensagens`.
    init(channel: String, _ row: [String?]) {
        self.channel = channel
        let texts = row.map { $0 ?? "" }
        (company, message, attempt, recipient) = (texts[0], texts[1], texts[2], texts[3])
        (url, secret, body) = (texts[4], texts[6], texts[7])
        headers = texts[5].split(separator: "\n").map(String.init)
    }
}

/// What became of it, in the words of libcurl and of the server.
struct DeliveryOutcome: Equatable, Sendable {
    /// A CURLcode, or one of ours below zero.
    var result: Int32
    var stage = ""
    var code = 0
    var status = ""
    /// Seconds the server asks us to wait; 0 when it says nothing.
    var pause = 0

    static let secretMissing = DeliveryOutcome(result: -1)
    static let privateAddress = DeliveryOutcome(result: -2)
    /// CURLE_OUT_OF_MEMORY.
    static let noMemory = DeliveryOutcome(result: 27)
}
