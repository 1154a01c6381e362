/// Reading the values of the headers that have a grammar of their own.
enum HeaderValues {
    /// The token of `Bearer token`; absent for any other scheme. Positions are those of `bytes`.
    static func bearerToken(_ bytes: Span<UInt8>, _ authorization: ByteRange) -> ByteRange {
        guard authorization.isPresent, authorization.count > 7,
            bytes.extracting(authorization.lower..<authorization.lower + 7).equalsIgnoringCase("bearer ")
        else { return .absent }
        let token = bytes.trimmed(authorization.lower + 7..<authorization.upper)
        return ByteRange(token.lowerBound, token.upperBound)
    }

    /// The value of a cookie by name, the first one if repeated.
    static func cookie(_ bytes: Span<UInt8>, _ header: ByteRange, named name: Span<UInt8>) -> ByteRange {
        var start = header.range.lowerBound
        let end = header.range.upperBound
        while start < end {
            var pairEnd = start
            while pairEnd < end, bytes[pairEnd] != UInt8(ascii: ";") { pairEnd += 1 }
            let pair = bytes.trimmed(start..<pairEnd)
            if pair.count > name.count, bytes[pair.lowerBound + name.count] == UInt8(ascii: "="),
                bytes.extracting(pair.lowerBound..<pair.lowerBound + name.count).equals(name)
            {
                return ByteRange(pair.lowerBound + name.count + 1, pair.upperBound)
            }
            start = pairEnd + 1
        }
        return .absent
    }

    /// The host without its port; IPv6 addresses keep their brackets.
    static func hostWithoutPort(_ bytes: Span<UInt8>, _ host: ByteRange) -> ByteRange {
        var end = host.range.upperBound
        while end > host.range.lowerBound, bytes[end - 1] &- UInt8(ascii: "0") < 10 { end -= 1 }
        guard end > host.range.lowerBound, bytes[end - 1] == UInt8(ascii: ":") else { return host }
        return ByteRange(host.lower, end - 1)
    }

    /// The 32 hexadecimal digits of the trace id of a valid `traceparent` (W3C trace context, version 00).
    static func traceIdentifier(_ bytes: Span<UInt8>, _ header: ByteRange) -> (UInt64, UInt64)? {
        guard header.count == 55, bytes.extracting(header.lower..<header.lower + 3).equals("00-"),
            bytes[header.lower + 35] == UInt8(ascii: "-"), bytes[header.lower + 52] == UInt8(ascii: "-")
        else { return nil }
        guard let high = hexadecimal(bytes, header.lower + 3, 16), let low = hexadecimal(bytes, header.lower + 19, 16),
            let parent = hexadecimal(bytes, header.lower + 36, 16), hexadecimal(bytes, header.lower + 53, 2) != nil,
            high | low != 0, parent != 0
        else { return nil }
        return (high, low)
    }

    /// Lower case only, as the specification demands.
    private static func hexadecimal(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> UInt64? {
        var value: UInt64 = 0
        for index in start..<start + count {
            let digit = hexadecimalValue(bytes[index])
            guard digit >= 0, bytes[index] &- UInt8(ascii: "A") >= 6 else { return nil }
            value = value << 4 | UInt64(digit)
        }
        return value
    }

    /// Whether `If-None-Match` names the tag (weak comparison, RFC 9110 13.1.2). `tag` includes its quotes.
    static func matches(_ header: Span<UInt8>, tag: Span<UInt8>) -> Bool {
        if header.equals("*") { return true }
        var start = 0
        while start < header.count {
            var end = start
            while end < header.count, header[end] != UInt8(ascii: ",") { end += 1 }
            var candidate = header.trimmed(start..<end)
            if header.extracting(candidate).starts(with: "W/") { candidate = candidate.lowerBound + 2..<candidate.upperBound }
            if header.extracting(candidate).equals(tag) { return true }
            start = end + 1
        }
        return false
    }

    /// Whether a Content-Type is `name` (lower case), whatever its parameters; only the charset UTF-8 is taken.
    static func isType(_ value: Span<UInt8>, _ name: StaticString) -> Bool {
        let semicolon = value.firstIndex(of: UInt8(ascii: ";")) ?? value.count
        guard value.extracting(value.trimmed(0..<semicolon)).equalsIgnoringCase(name) else { return false }
        let parameters = value.extracting(semicolon..<value.count)
        return !parameters.containsIgnoringCase("charset") || parameters.containsIgnoringCase("utf-8")
    }

    /// Whether a Content-Type is `name` (lower case), whatever its parameters.
    static func isMediaType(_ value: Span<UInt8>, _ name: Span<UInt8>) -> Bool {
        let semicolon = value.firstIndex(of: UInt8(ascii: ";")) ?? value.count
        return value.extracting(value.trimmed(0..<semicolon)).equalsIgnoringCase(name)
    }

    /// The last address of `X-Forwarded-For`, the one the trusted proxy itself has seen.
    static func lastForwarded(_ bytes: Span<UInt8>, _ header: ByteRange) -> ByteRange {
        guard header.isPresent else { return .absent }
        var start = header.upper
        while start > header.lower, bytes[start - 1] != UInt8(ascii: ",") { start -= 1 }
        let address = bytes.trimmed(start..<header.upper)
        guard address.count > 1, address.count <= 45 else { return .absent }
        for index in address
        where hexadecimalValue(bytes[index]) < 0 && bytes[index] != UInt8(ascii: ".") && bytes[index] != UInt8(ascii: ":") {
            return .absent
        }
        return ByteRange(address.lowerBound, address.upperBound)
    }
}
