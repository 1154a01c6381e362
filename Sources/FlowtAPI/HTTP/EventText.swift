/// The text of server-sent events (WHATWG HTML, 9.2) as far as the gateway reads it.
enum EventText {
    /// A comment: proxies and readers see that the connection lives.
    static let beat = [UInt8](":\n\n")

    /// Where the identifier of the last event is that has one, absent without any.
    static func lastIdentifier(_ text: Span<UInt8>) -> ByteRange {
        var end = text.count
        while end > 0 {
            var start = end
            while start > 0, text[start - 1] != 0x0A { start -= 1 }
            let line = text.extracting(start..<end)
            if line.starts(with: "id:") {
                let skipped = line.count > 3 && line[3] == 0x20 ? 4 : 3
                return ByteRange(start + skipped, end)
            }
            end = start - 1
        }
        return .absent
    }

    /// Digests of the words of a list of topics; nil when there are too many, or one is too long.
    static func topics(_ list: Span<UInt8>) -> [UInt64]? {
        var topics: [UInt64] = []
        var start = 0
        while start < list.count {
            var end = start
            while end < list.count, list[end] != 0x20 { end += 1 }
            if end > start {
                guard end - start <= Limits.eventTopic, topics.count < Limits.eventTopics else { return nil }
                topics.append(EntityTag.digest(list.extracting(start..<end)))
            }
            start = end + 1
        }
        return topics
    }
}
