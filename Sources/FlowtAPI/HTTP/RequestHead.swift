/// Methods the gateway knows; any other is 501.
enum Method: UInt8, CaseIterable, Sendable {
    case get, head, post, put, patch, delete, options

    init?(_ name: Span<UInt8>) {
        if name.equals("GET") {
            self = .get
        } else if name.equals("POST") {
            self = .post
        } else if name.equals("HEAD") {
            self = .head
        } else if name.equals("PUT") {
            self = .put
        } else if name.equals("PATCH") {
            self = .patch
        } else if name.equals("DELETE") {
            self = .delete
        } else if name.equals("OPTIONS") {
            self = .options
        } else {
            return nil
        }
    }

    var name: StaticString {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        }
    }
}

/// Why a request is not accepted as HTTP; the connection is closed after the answer.
struct Refusal: Error, Equatable {
    var status: Int

    static let malformed = Refusal(status: 400)
    static let timeout = Refusal(status: 408)
    static let bodyTooLarge = Refusal(status: 413)
    static let targetTooLong = Refusal(status: 414)
    static let expectationUnknown = Refusal(status: 417)
    static let headTooLarge = Refusal(status: 431)
    static let notImplemented = Refusal(status: 501)
    static let overloaded = Refusal(status: 503)
    static let versionUnknown = Refusal(status: 505)
}

/// A parsed request line and header section. Every part is a position in the bytes that were parsed.
struct RequestHead: Equatable {
    var method = Method.get
    /// The target was `*` (OPTIONS only).
    var isServerWide = false
    /// The client wants the connection to stay open.
    var keepAlive = true
    var isChunked = false
    var expectsContinue = false
    var minorVersion: UInt8 = 1
    /// -1 when not declared.
    var contentLength = -1

    /// Path and query as sent, still percent-encoded; the query without `?`.
    var path = ByteRange.absent
    var query = ByteRange.absent
    /// All header lines, for the headers that have no place of their own here.
    var fields = ByteRange.absent
    /// First byte after the empty line.
    var end = 0

    var host = ByteRange.absent
    var authorization = ByteRange.absent
    var cookie = ByteRange.absent
    var accept = ByteRange.absent
    var contentType = ByteRange.absent
    var ifNoneMatch = ByteRange.absent
    var traceparent = ByteRange.absent
    var tenantSlug = ByteRange.absent
    var forwardedFor = ByteRange.absent
    var forwardedProto = ByteRange.absent

    /// The value of any header by its name in lower case, the first one if repeated; absent when not sent.
    func value(of name: Span<UInt8>, in bytes: Span<UInt8>) -> ByteRange {
        var position = fields.range.lowerBound
        let end = fields.range.upperBound
        while position < end {
            var lineEnd = position
            while lineEnd < end, bytes[lineEnd] != 0x0D { lineEnd += 1 }
            let line = position..<lineEnd
            if line.count > name.count, bytes[position + name.count] == UInt8(ascii: ":"),
                bytes.extracting(position..<position + name.count).equalsIgnoringCase(name)
            {
                let value = bytes.trimmed(position + name.count + 1..<lineEnd)
                return ByteRange(value.lowerBound, value.upperBound)
            }
            position = lineEnd + 2
        }
        return .absent
    }
}
