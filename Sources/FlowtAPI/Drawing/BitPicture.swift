import CZlib

/// A square picture of black and white, and its PNG (ISO/IEC 15948): one bit a pixel.
struct BitPicture {
    private let side: Int
    private let rowBytes: Int
    /// Row by row, each behind the number of its filter (0: none), as a PNG wants them.
    private var rows: [UInt8]

    /// White.
    init(side: Int) {
        self.side = side
        rowBytes = 1 + (side + 7) / 8
        rows = Array(repeating: 0xFF, count: rowBytes * side)
        for row in 0..<side { rows[row * rowBytes] = 0 }
    }

    mutating func darken(row: Int, _ pixel: Int) {
        rows[row * rowBytes + 1 + pixel / 8] &= ~(0x80 >> UInt8(pixel % 8))
    }

    /// Copies a row onto those behind it.
    mutating func repeatRow(_ row: Int, times: Int) {
        let start = row * rowBytes
        for copy in 1..<times {
            for index in 0..<rowBytes { rows[start + copy * rowBytes + index] = rows[start + index] }
        }
    }

    /// `palette` holds red, green and blue of a darkened pixel, then of any other; empty, they are black and white.
    func png(palette: [UInt8] = []) -> [UInt8] {
        var output: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        var header: [UInt8] = []
        Self.append(UInt32(side), to: &header)
        Self.append(UInt32(side), to: &header)
        // One bit, shades of grey or a palette; the only methods of compression and filtering there are; not interlaced.
        header.append(contentsOf: [1, palette.isEmpty ? 0 : 3, 0, 0, 0])
        Self.appendChunk("IHDR", header, to: &output)
        if !palette.isEmpty { Self.appendChunk("PLTE", palette, to: &output) }
        Self.appendChunk("IDAT", compressed(), to: &output)
        Self.appendChunk("IEND", [], to: &output)
        return output
    }

    private func compressed() -> [UInt8] {
        var length = compressBound(uLong(rows.count))
        var output = [UInt8](repeating: 0, count: Int(length))
        let result = unsafe compress2(&output, &length, rows, uLong(rows.count), Z_DEFAULT_COMPRESSION)
        // The buffer is as large as zlib can need, so only want of memory is left, which nothing here survives.
        precondition(result == Z_OK)
        output.removeLast(output.count - Int(length))
        return output
    }

    private static func appendChunk(_ name: StaticString, _ content: [UInt8], to output: inout [UInt8]) {
        append(UInt32(content.count), to: &output)
        let start = output.count
        output.append(name)
        output.append(contentsOf: content)
        append(checkSum(output.span.extracting(start..<output.count)), to: &output)
    }

    private static func checkSum(_ bytes: Span<UInt8>) -> UInt32 {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            UInt32(truncatingIfNeeded: unsafe crc32(0, buffer.baseAddress, uInt(buffer.count)))
        }
    }

    private static func append(_ value: UInt32, to output: inout [UInt8]) {
        for shift: UInt32 in [24, 16, 8, 0] { output.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }
}
