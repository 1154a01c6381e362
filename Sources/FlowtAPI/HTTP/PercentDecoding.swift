/// Percent-decoding of path segments and query parts into UTF-8 text.
enum PercentDecoding {
    /// Appends the decoded bytes. False, with `output` as it was, when the text is malformed, not UTF-8 or holds a NUL
    /// (which PostgreSQL's text cannot hold).
    static func append(_ encoded: Span<UInt8>, plusIsSpace: Bool, to output: inout [UInt8]) -> Bool {
        let first = output.count
        var isASCII = true
        var index = 0
        while index < encoded.count {
            var byte = encoded[index]
            index += 1
            if byte == UInt8(ascii: "%") {
                guard index + 1 < encoded.count else { return reject(first, &output) }
                let high = hexadecimalValue(encoded[index])
                let low = hexadecimalValue(encoded[index + 1])
                guard high >= 0, low >= 0, high + low > 0 else { return reject(first, &output) }
                byte = UInt8(high << 4 | low)
                index += 2
            } else if byte == UInt8(ascii: "+"), plusIsSpace {
                byte = 0x20
            }
            guard byte != 0 else { return reject(first, &output) }
            if byte >= 0x80 { isASCII = false }
            output.append(byte)
        }
        guard isASCII || isUTF8(output.span.extracting(first..<output.count)) else { return reject(first, &output) }
        return true
    }

    private static func reject(_ first: Int, _ output: inout [UInt8]) -> Bool {
        output.removeLast(output.count - first)
        return false
    }

    /// Well-formed UTF-8 (no overlong forms, no surrogates).
    static func isUTF8(_ bytes: Span<UInt8>) -> Bool {
        var index = 0
        while index < bytes.count {
            let lead = bytes[index]
            index += 1
            if lead < 0x80 { continue }
            let (length, low, high): (Int, UInt8, UInt8)
            switch lead {
            case 0xC2...0xDF: (length, low, high) = (1, 0x80, 0xBF)
            case 0xE0: (length, low, high) = (2, 0xA0, 0xBF)
            case 0xED: (length, low, high) = (2, 0x80, 0x9F)
            case 0xE1...0xEF: (length, low, high) = (2, 0x80, 0xBF)
            case 0xF0: (length, low, high) = (3, 0x90, 0xBF)
            case 0xF4: (length, low, high) = (3, 0x80, 0x8F)
            case 0xF1...0xF3: (length, low, high) = (3, 0x80, 0xBF)
            default: return false
            }
            guard index + length <= bytes.count, bytes[index] >= low, bytes[index] <= high else { return false }
            for next in index + 1..<index + length where bytes[next] & 0xC0 != 0x80 { return false }
            index += length
        }
        return true
    }
}
