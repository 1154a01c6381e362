/// Decodes a chunked body as it arrives. Extensions and trailers are bounded and ignored.
struct ChunkedBody {
    private enum Stage { case size, data, dataEnd, trailer }

    private var stage = Stage.size
    private var position: Int
    /// End of the part of the current line that was looked at.
    private var scanned: Int
    private var remaining = 0
    private var framing = 0
    private(set) var decoded: [UInt8] = []
    /// What the body may hold.
    var limit = Limits.body

    /// The body with the chunk that has begun.
    var size: Int { decoded.count + remaining }

    /// `position`: where the first chunk begins in the bytes given to `advance`.
    init(from position: Int = 0) {
        self.position = position
        scanned = position
    }

    /// Returns the first byte after the body, nil while it is incomplete or `size` is over the limit.
    mutating func advance(_ bytes: Span<UInt8>) throws(Refusal) -> Int? {
        while true {
            switch stage {
            case .size:
                guard let line = try nextLine(bytes) else { return nil }
                remaining = try chunkSize(bytes.extracting(line))
                stage = remaining == 0 ? .trailer : .data
            case .data:
                guard size <= limit else { return nil }
                let available = min(remaining, bytes.count - position)
                decoded.append(bytes.extracting(position..<position + available))
                position += available
                remaining -= available
                guard remaining == 0 else { return nil }
                stage = .dataEnd
                scanned = position
            case .dataEnd:
                guard bytes.count > position else { return nil }
                guard bytes[position] == 0x0D else { throw .malformed }
                guard bytes.count > position + 1 else { return nil }
                guard bytes[position + 1] == 0x0A else { throw .malformed }
                position += 2
                scanned = position
                stage = .size
            case .trailer:
                guard let line = try nextLine(bytes) else { return nil }
                if line.isEmpty { return position }
                try checkTrailer(bytes.extracting(line))
            }
        }
    }

    /// The next line without its CR LF; moves behind it.
    private mutating func nextLine(_ bytes: Span<UInt8>) throws(Refusal) -> Range<Int>? {
        while scanned < bytes.count {
            let byte = bytes[scanned]
            if byte == 0x0A {
                guard scanned > position, bytes[scanned - 1] == 0x0D else { throw .malformed }
                let line = position..<scanned - 1
                framing += line.count + 2
                guard framing <= Limits.chunkFraming * (limit / Limits.body) else { throw .bodyTooLarge }
                position = scanned + 1
                scanned = position
                return line
            }
            guard byte != 0, scanned == position || bytes[scanned - 1] != 0x0D else { throw .malformed }
            scanned += 1
            guard scanned - position <= (stage == .size ? Limits.chunkLine : Limits.head) else { throw .malformed }
        }
        return nil
    }

    private func chunkSize(_ line: Span<UInt8>) throws(Refusal) -> Int {
        var size = 0
        var index = 0
        while index < line.count, hexadecimalValue(line[index]) >= 0 {
            // Eight digits are 4 GiB, far above any limit and far below overflow.
            guard index < 8 else { throw .bodyTooLarge }
            size = size << 4 | hexadecimalValue(line[index])
            index += 1
        }
        guard index > 0 else { throw .malformed }
        while index < line.count, line[index] == 0x20 || line[index] == 0x09 { index += 1 }
        guard index == line.count || line[index] == UInt8(ascii: ";") else { throw .malformed }
        for rest in index..<line.count where line[rest] < 0x20 && line[rest] != 0x09 || line[rest] == 0x7F { throw .malformed }
        return size
    }

    private func checkTrailer(_ line: Span<UInt8>) throws(Refusal) {
        var nameEnd = 0
        while nameEnd < line.count, HeadParser.isToken(line[nameEnd]) { nameEnd += 1 }
        guard nameEnd > 0, nameEnd < line.count, line[nameEnd] == UInt8(ascii: ":") else { throw .malformed }
    }
}
