/// Bytes → request, incomplete or invalid, without ever looking at a byte twice: a body that dribbles in costs what a whole one costs.
///
/// `bytes` is always the whole message from its first byte on; the parser remembers how far it got.
struct RequestParser {
    enum Outcome: Equatable {
        case incomplete
        /// Incomplete, and the client waits for "100 Continue" before it sends the body. Reported once.
        case continueExpected
        case complete(ParsedRequest)
        /// Incomplete, and the body is larger than any but a file may be. Reported once; `allowBody` lets it come.
        case large(RequestHead)
        case invalid(Refusal)
    }

    private enum Stage { case head, body, chunks }

    private var stage = Stage.head
    /// First byte not looked at yet, and first byte of the line it is in.
    private var scanned = 0
    private var lineStart = 0
    private var start = 0
    private var head = RequestHead()
    private var toldToContinue = false
    private var chunks = ChunkedBody()
    private var bodyLimit = Limits.body

    /// The decoded body of the last complete request when it came in chunks.
    var decodedBody: [UInt8] { chunks.decoded }

    /// The body may be this large.
    mutating func allowBody(_ limit: Int) {
        bodyLimit = limit
        chunks.limit = limit
    }

    /// Looks at what has arrived since the last call.
    mutating func advance(_ bytes: Span<UInt8>) -> Outcome {
        do throws(Refusal) {
            if stage == .head {
                guard let end = try findEndOfHead(bytes) else { return .incomplete }
                head = try HeadParser.parse(bytes, from: start, to: end)
                stage = head.isChunked ? .chunks : .body
                chunks = ChunkedBody(from: end)
            }
            if stage == .chunks {
                guard let end = try chunks.advance(bytes) else {
                    return chunks.size > bodyLimit ? tooLarge(chunks.size) : waiting(bytes.count > head.end)
                }
                return .complete(ParsedRequest(head: head, body: .absent, isDecoded: true, end: end))
            }
            guard head.contentLength <= bodyLimit else { return tooLarge(head.contentLength) }
            let end = head.end + max(head.contentLength, 0)
            guard bytes.count >= end else { return waiting(bytes.count > head.end) }
            return .complete(ParsedRequest(head: head, body: ByteRange(head.end, end), isDecoded: false, end: end))
        } catch {
            return .invalid(error)
        }
    }

    private func tooLarge(_ size: Int) -> Outcome {
        bodyLimit == Limits.body && size <= Limits.upload ? .large(head) : .invalid(.bodyTooLarge)
    }

    private mutating func waiting(_ hasBegunBody: Bool) -> Outcome {
        guard head.expectsContinue, !toldToContinue, !hasBegunBody else { return .incomplete }
        toldToContinue = true
        return .continueExpected
    }

    /// Line by line, so that a bare LF or a NUL is refused when it arrives and not when the deadline does.
    private mutating func findEndOfHead(_ bytes: Span<UInt8>) throws(Refusal) -> Int? {
        while scanned < bytes.count {
            let byte = bytes[scanned]
            scanned += 1
            if byte > 0x0D { continue }
            if byte == 0x0A {
                guard scanned - lineStart >= 2, bytes[scanned - 2] == 0x0D else { throw .malformed }
                if scanned - lineStart == 2 {
                    // RFC 9112 2.2: one empty line before the request line is forgiven.
                    guard lineStart > start || start > 0 else {
                        (start, lineStart) = (scanned, scanned)
                        continue
                    }
                    guard lineStart > start else { throw .malformed }
                    return scanned <= Limits.head ? scanned : try refuseTooLarge()
                }
                if lineStart == start, scanned - start > Limits.requestLine { throw .targetTooLong }
                lineStart = scanned
            } else if byte == 0 {
                throw .malformed
            }
        }
        if lineStart == start, scanned - start > Limits.requestLine { throw .targetTooLong }
        if scanned > Limits.head { throw .headTooLarge }
        return nil
    }

    private func refuseTooLarge() throws(Refusal) -> Int? { throw .headTooLarge }
}

/// A request with its body, as positions in the bytes that were parsed.
struct ParsedRequest: Equatable {
    var head: RequestHead
    var body: ByteRange
    /// The body came in chunks: it is in the parser's `decodedBody`, not in the bytes.
    var isDecoded: Bool
    /// First byte of the next request.
    var end: Int
}
