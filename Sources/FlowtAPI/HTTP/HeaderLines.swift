/// Header lines a function returned: checked, since a stray control character would let data write headers of its own.
struct HeaderLines: Equatable {
    var hasEntityTag = false
    var hasCacheControl = false
    /// The value of a returned ETag, in the text that was checked.
    var entityTag = ByteRange.absent
    /// The value of `Flowt-Topico`, which is for the gateway and goes no further.
    var topics = ByteRange.absent

    /// Headers the gateway itself is answerable for.
    private static func isReserved(_ name: Span<UInt8>) -> Bool {
        name.equalsIgnoringCase("content-length") || name.equalsIgnoringCase("transfer-encoding")
            || name.equalsIgnoringCase("connection") || name.equalsIgnoringCase("date")
            || name.equalsIgnoringCase("content-type") || name.equalsIgnoringCase("x-request-id")
    }

    /// Appends `Name: value` lines (separated by LF) as header lines. Nil, with `output` unusable, when one of them is not fit.
    static func append(_ text: Span<UInt8>, to output: inout [UInt8]) -> HeaderLines? {
        var found = HeaderLines()
        var start = 0
        while start < text.count {
            var end = start
            while end < text.count, text[end] != 0x0A { end += 1 }
            let line = text.extracting(start..<end)
            if line.count > 0 {
                var nameEnd = 0
                while nameEnd < line.count, HeadParser.isToken(line[nameEnd]) { nameEnd += 1 }
                guard nameEnd > 0, nameEnd < line.count, line[nameEnd] == UInt8(ascii: ":") else { return nil }
                for index in nameEnd..<line.count where line[index] < 0x20 || line[index] == 0x7F { return nil }
                let name = line.extracting(0..<nameEnd)
                guard !isReserved(name) else { return nil }
                if name.equalsIgnoringCase("cache-control") { found.hasCacheControl = true }
                if name.equalsIgnoringCase("etag") {
                    found.hasEntityTag = true
                    let value = line.trimmed(nameEnd + 1..<line.count)
                    found.entityTag = ByteRange(start + value.lowerBound, start + value.upperBound)
                }
                if name.equalsIgnoringCase("flowt-topico") {
                    let value = line.trimmed(nameEnd + 1..<line.count)
                    found.topics = ByteRange(start + value.lowerBound, start + value.upperBound)
                } else {
                    output.append(line)
                    output.append("\r\n")
                }
            }
            start = end + 1
        }
        return found
    }
}
