/// What is kept of the talk with a mail server: how far it went and the codes of the last answer, not its words, which may
/// name the recipient.
struct MailDialogue: Equatable {
    /// The last command that concerns this message: MAIL, RCPT or DATA; empty before.
    private(set) var stage = ""
    private(set) var code = 0
    /// Of RFC 3463, like 5.1.1; empty when the server sends none.
    private(set) var status = ""
    private var isOver = false

    mutating func sent(_ line: Span<UInt8>) {
        let verb = line.extracting(0..<min(4, line.count)).text()
        // The answer to a good-bye is none to the message.
        if verb == "QUIT" { isOver = true }
        if !isOver, ["MAIL", "RCPT", "DATA"].contains(verb) { stage = verb }
    }

    mutating func received(_ line: Span<UInt8>) {
        guard !isOver, line.count >= 3, let number = line.extracting(0..<3).decimal() else { return }
        code = number
        status = ""
        guard line.count > 4 else { return }
        let word =
            line.extracting(4..<line.count).text().split { $0 == " " || $0 == "\r" || $0 == "\n" || $0 == "\r\n" }.first ?? ""
        let numbers = word.split(separator: ".", omittingEmptySubsequences: false)
        let isStatus = numbers.count == 3 && numbers.allSatisfy { (1...3).contains($0.utf8.count) && $0.utf8.allSatisfy(isDigit) }
        if isStatus { status = String(word) }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
