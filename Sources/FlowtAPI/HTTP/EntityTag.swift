import CXXHash

/// A 64-bit digest of a body for strong entity tags. Not cryptographic: it tells versions of one resource apart.
enum EntityTag {
    /// Appends `"<16 hexadecimal digits>"`, quotes included.
    static func append(for body: Span<UInt8>, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        output.append(hexadecimal: digest(body))
        output.append(UInt8(ascii: "\""))
    }

    /// Of the rows of several results; a column that is NULL differs from one that is empty.
    static func digest(_ results: [[[String?]]]) -> UInt64 {
        var bytes: [UInt8] = []
        for rows in results {
            for row in rows {
                for column in row {
                    if let column { bytes.append(contentsOf: column.utf8) } else { bytes.append(0xFF) }
                    bytes.append(0)
                }
            }
            bytes.append(0xFE)
        }
        return digest(bytes.span)
    }

    static func digest(_ body: Span<UInt8>) -> UInt64 {
        unsafe body.withUnsafeBufferPointer { bytes in unsafe XXH3_64bits(bytes.baseAddress, bytes.count) }
    }
}
