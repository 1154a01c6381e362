/// An error as PostgreSQL reported it.
struct DatabaseFailure: Equatable {
    /// Five characters; empty when the connection was lost.
    var state: String
    var message = ""
    var detail = ""
    var hint = ""
    var constraint = ""
    var context = ""

    static let noResult = DatabaseFailure(state: "XX000", message: "the statement returned no result")
    /// Another request of the same transaction failed: this one runs again, alone.
    static let undoneByAnother = DatabaseFailure(state: "40001", message: "another request of its group failed")

    /// PostgreSQL asks to run the transaction again.
    var asksForRepetition: Bool { state == "40001" || state == "40P01" }

    /// A prepared statement does not fit the catalogue any more: preparing again helps.
    var isStaleStatement: Bool { state == "26000" || state == "42P05" || state == "0A000" && message.contains("cached plan") }

    /// The number N of `parameter $N` in the context, nil without one.
    var parameterNumber: Int? {
        guard let start = context.utf8Index(after: "parameter $") else { return nil }
        let digits = context.utf8[start...].prefix { $0 &- UInt8(ascii: "0") < 10 }
        return Int(String(decoding: digits, as: UTF8.self))
    }

    /// What may be written to the log: never values, which are personal data more often than not.
    var logText: String {
        var text = state.isEmpty ? "connection lost" : "SQLSTATE \(state)"
        if state.hasPrefix("XX") || state.hasPrefix("42") || state.hasPrefix("P0") || state.hasPrefix("0A") {
            text += ": \(message)"
        }
        if !constraint.isEmpty { text += ", constraint \(constraint)" }
        return text
    }
}

extension String {
    /// The position after the first occurrence of ASCII text, nil without one.
    fileprivate func utf8Index(after text: StaticString) -> String.Index? {
        let bytes = Array(utf8)
        let length = text.utf8CodeUnitCount
        guard bytes.count >= length else { return nil }
        for start in 0...(bytes.count - length) where bytes.span.extracting(start..<start + length).equals(text) {
            return utf8.index(startIndex, offsetBy: start + length)
        }
        return nil
    }
}
