/// JSON strings from any bytes.
enum JSONText {
    /// Appends `"…"`. Bytes that are not UTF-8 become U+FFFD, control characters are escaped.
    static func append(_ text: Span<UInt8>, to output: inout [UInt8]) {
        guard PercentDecoding.isUTF8(text) else {
            let repaired = Array(text.text().utf8)
            return append(repaired.span, to: &output)
        }
        output.append(UInt8(ascii: "\""))
        for index in 0..<text.count {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "\""): output.append("\\\"")
            case UInt8(ascii: "\\"): output.append("\\\\")
            case 0x0A: output.append("\\n")
            case 0x0D: output.append("\\r")
            case 0x09: output.append("\\t")
            case 0..<0x20, 0x7F:
                output.append("\\u00")
                output.append(hexadecimalDigit(byte >> 4))
                output.append(hexadecimalDigit(byte & 15))
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }

    static func append(_ text: String, to output: inout [UInt8]) {
        append(Array(text.utf8).span, to: &output)
    }
}
