/// Where mail goes: `smtp://user@host:587`, or `smtps` when TLS comes before the first word. The password is in a file.
struct MailServer: Equatable, Sendable {
    var scheme: String
    var user = ""
    /// A name, an IPv4 address, or an IPv6 address in brackets.
    var host: String
    var port: UInt16

    init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else { return nil }
        scheme = text[..<colon].lowercased()
        guard scheme == "smtp" || scheme == "smtps" else { return nil }
        var rest = text[text.index(colon, offsetBy: 3)...]
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        if let at = rest.lastIndex(of: "@") {
            var decoded: [UInt8] = []
            let encoded = Array(rest[..<at].utf8)
            guard !encoded.isEmpty, !encoded.contains(UInt8(ascii: ":")),
                PercentDecoding.append(encoded.span, plusIsSpace: false, to: &decoded)
            else { return nil }
            user = String(decoding: decoded, as: UTF8.self)
            rest = rest[rest.index(after: at)...]
        }
        port = scheme == "smtp" ? 587 : 465
        let name = rest.hasPrefix("[") ? rest.firstIndex(of: "]").map { rest[...$0] } : rest.split(separator: ":").first
        guard let name, rest.startIndex == name.startIndex else { return nil }
        let tail = rest[name.endIndex...]
        if !tail.isEmpty {
            guard tail.hasPrefix(":"), let number = UInt16(tail.dropFirst()), number > 0 else { return nil }
            port = number
        }
        host = String(name)
        let isBracketed = host.hasPrefix("[")
        let allowed = Array(
            (isBracketed ? "0123456789abcdefABCDEF:.[]" : "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-").utf8
        )
        guard host.count > (isBracketed ? 2 : 0), host.utf8.allSatisfy({ allowed.contains($0) }) else { return nil }
    }

    /// As libcurl wants it: the name with which we introduce ourselves is its path.
    func address(introducing name: String) -> String { "\(scheme)://\(host):\(port)/\(name)" }

    /// Whether `text` can be the address all mail is from: the shape, and nothing that would end it early in a header.
    static func isSender(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let allowed = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_+@".utf8)
        return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") && !parts[1].hasPrefix(".")
            && !parts[1].hasSuffix(".")
            && text.utf8.count <= 254 && text.utf8.allSatisfy { allowed.contains($0) }
    }
}
