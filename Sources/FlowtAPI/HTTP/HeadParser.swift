/// Request line and header section of HTTP/1.1 (RFC 9112), strict: what two parsers could read differently is refused.
enum HeadParser {
    /// Parses `bytes[start..<end]`, where `end` is just after the empty line and every line ends in CR LF.
    static func parse(_ bytes: Span<UInt8>, from start: Int, to end: Int) throws(Refusal) -> RequestHead {
        var head = RequestHead()
        head.end = end
        let lineEnd = endOfLine(bytes, from: start)
        try parseRequestLine(bytes, start..<lineEnd, into: &head)
        head.fields = ByteRange(lineEnd + 2, end - 2)
        var seen = SeenFields()
        var position = lineEnd + 2
        var count = 0
        while position < end - 2 {
            count += 1
            guard count <= Limits.headerFields else { throw .headTooLarge }
            let fieldEnd = endOfLine(bytes, from: position)
            try parseField(bytes, position..<fieldEnd, into: &head, &seen)
            position = fieldEnd + 2
        }
        try checkTogether(&head, seen)
        return head
    }

    /// What must be known across fields to judge the whole.
    private struct SeenFields {
        var hosts = 0
        var targetHost = ByteRange.absent
        var close = false
        var keepAlive = false
        var transferEncodings = 0
        var unknownExpectation = false
    }

    /// The caller has checked that each line ends in CR LF.
    private static func endOfLine(_ bytes: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while bytes[index] != 0x0A { index += 1 }
        return index - 1
    }

    private static func parseRequestLine(
        _ bytes: Span<UInt8>, _ line: Range<Int>, into head: inout RequestHead
    ) throws(Refusal) {
        var methodEnd = line.lowerBound
        while methodEnd < line.upperBound, isToken(bytes[methodEnd]) { methodEnd += 1 }
        guard methodEnd > line.lowerBound, methodEnd < line.upperBound, bytes[methodEnd] == 0x20 else { throw .malformed }
        var targetEnd = methodEnd + 1
        while targetEnd < line.upperBound, bytes[targetEnd] != 0x20 { targetEnd += 1 }
        guard targetEnd > methodEnd + 1, targetEnd < line.upperBound else { throw .malformed }
        let version = bytes.extracting(targetEnd + 1..<line.upperBound)
        guard version.count == 8, version.starts(with: "HTTP/"), version[6] == UInt8(ascii: "."),
            version[5] &- UInt8(ascii: "0") < 10, version[7] &- UInt8(ascii: "0") < 10
        else { throw .malformed }
        guard version[5] == UInt8(ascii: "1") else { throw .versionUnknown }
        head.minorVersion = version[7] == UInt8(ascii: "0") ? 0 : 1
        guard let method = Method(bytes.extracting(line.lowerBound..<methodEnd)) else { throw .notImplemented }
        head.method = method
        try parseTarget(bytes, methodEnd + 1..<targetEnd, into: &head)
    }

    /// origin-form, absolute-form, or `*` with OPTIONS.
    private static func parseTarget(_ bytes: Span<UInt8>, _ target: Range<Int>, into head: inout RequestHead) throws(Refusal) {
        var start = target.lowerBound
        if bytes[start] != UInt8(ascii: "/") {
            if target.count == 1, bytes[start] == UInt8(ascii: "*"), head.method == .options {
                head.isServerWide = true
                head.path = ByteRange(start, start + 1)
                return
            }
            let rest = bytes.extracting(target)
            let scheme = rest.count > 7 && rest.extracting(0..<7).equalsIgnoringCase("http://") ? 7 : 8
            guard scheme == 7 || rest.count > 8 && rest.extracting(0..<8).equalsIgnoringCase("https://") else { throw .malformed }
            start += scheme
            let authority = start
            while start < target.upperBound, bytes[start] != UInt8(ascii: "/"), bytes[start] != UInt8(ascii: "?") { start += 1 }
            // RFC 9112 3.2.2: the authority of an absolute target replaces the Host header.
            head.host = ByteRange(authority, start)
            guard isHost(bytes.extracting(authority..<start)), start > authority, start < target.upperBound,
                bytes[start] == UInt8(ascii: "/")
            else { throw .malformed }
        }
        var queryStart = start
        while queryStart < target.upperBound, bytes[queryStart] != UInt8(ascii: "?") {
            guard isPathByte(bytes[queryStart]) else { throw .malformed }
            queryStart += 1
        }
        head.path = ByteRange(start, queryStart)
        guard queryStart < target.upperBound else { return }
        for index in queryStart + 1..<target.upperBound where !isQueryByte(bytes[index]) { throw .malformed }
        head.query = ByteRange(queryStart + 1, target.upperBound)
    }

    private static func parseField(
        _ bytes: Span<UInt8>, _ line: Range<Int>, into head: inout RequestHead, _ seen: inout SeenFields
    ) throws(Refusal) {
        var nameEnd = line.lowerBound
        // A line that begins with white space continues the one before (obs-fold); it fails here, as does "Name :".
        while nameEnd < line.upperBound, isToken(bytes[nameEnd]) { nameEnd += 1 }
        guard nameEnd > line.lowerBound, nameEnd < line.upperBound, bytes[nameEnd] == UInt8(ascii: ":") else { throw .malformed }
        for index in nameEnd + 1..<line.upperBound where bytes[index] < 0x20 && bytes[index] != 0x09 || bytes[index] == 0x7F {
            throw .malformed
        }
        let trimmed = bytes.trimmed(nameEnd + 1..<line.upperBound)
        let value = ByteRange(trimmed.lowerBound, trimmed.upperBound)
        let name = bytes.extracting(line.lowerBound..<nameEnd)
        switch name.count {
        case 4:
            if name.equalsIgnoringCase("host") {
                seen.hosts += 1
                guard isHost(bytes.extracting(value.range)) else { throw .malformed }
                if !head.host.isPresent { head.host = value }
            }
        case 6:
            if name.equalsIgnoringCase("cookie") {
                try once(&head.cookie, value)
            } else if name.equalsIgnoringCase("accept"), !head.accept.isPresent {
                head.accept = value
            } else if name.equalsIgnoringCase("expect") {
                head.expectsContinue = bytes.extracting(value.range).equalsIgnoringCase("100-continue")
                if !head.expectsContinue { seen.unknownExpectation = true }
            }
        case 10:
            if name.equalsIgnoringCase("connection") { parseConnection(bytes, value.range, &seen) }
        case 11:
            if name.equalsIgnoringCase("traceparent"), !head.traceparent.isPresent { head.traceparent = value }
        case 12:
            if name.equalsIgnoringCase("content-type") { try once(&head.contentType, value) }
        case 13:
            if name.equalsIgnoringCase("authorization") {
                try once(&head.authorization, value)
            } else if name.equalsIgnoringCase("if-none-match"), !head.ifNoneMatch.isPresent {
                head.ifNoneMatch = value
            }
        case 14:
            if name.equalsIgnoringCase("content-length") { try parseLength(bytes.extracting(value.range), &head) }
            if name.equalsIgnoringCase("x-flowt-tenant") { try once(&head.tenantSlug, value) }
        case 15:
            // The last of several lines: it is the one our own proxy appended.
            if name.equalsIgnoringCase("x-forwarded-for") { head.forwardedFor = value }
        case 17:
            if name.equalsIgnoringCase("x-forwarded-proto") { head.forwardedProto = value }
            if name.equalsIgnoringCase("transfer-encoding") {
                seen.transferEncodings += 1
                guard bytes.extracting(value.range).equalsIgnoringCase("chunked") else { throw .notImplemented }
            }
        default: break
        }
    }

    /// Headers that decide who asks: two of them leave open which one counts.
    private static func once(_ field: inout ByteRange, _ value: ByteRange) throws(Refusal) {
        guard !field.isPresent else { throw .malformed }
        field = value
    }

    private static func parseConnection(_ bytes: Span<UInt8>, _ value: Range<Int>, _ seen: inout SeenFields) {
        var start = value.lowerBound
        while start < value.upperBound {
            var end = start
            while end < value.upperBound, bytes[end] != UInt8(ascii: ",") { end += 1 }
            let option = bytes.extracting(bytes.trimmed(start..<end))
            if option.equalsIgnoringCase("close") { seen.close = true }
            if option.equalsIgnoringCase("keep-alive") { seen.keepAlive = true }
            start = end + 1
        }
    }

    private static func parseLength(_ value: Span<UInt8>, _ head: inout RequestHead) throws(Refusal) {
        guard value.count > 0 else { throw .malformed }
        for index in 0..<value.count where value[index] &- UInt8(ascii: "0") >= 10 { throw .malformed }
        // 19 digits and more are a number too, only not one that fits.
        let length = value.decimal() ?? Int.max
        guard head.contentLength < 0 || head.contentLength == length else { throw .malformed }
        head.contentLength = length
    }

    private static func checkTogether(_ head: inout RequestHead, _ seen: SeenFields) throws(Refusal) {
        guard seen.hosts <= 1, head.minorVersion == 0 || seen.hosts == 1 else { throw .malformed }
        if seen.transferEncodings > 0 {
            // Request smuggling lives where both are present; HTTP/1.0 knows no chunks.
            guard seen.transferEncodings == 1, head.contentLength < 0, head.minorVersion == 1 else { throw .malformed }
            head.isChunked = true
        }
        guard !seen.unknownExpectation else { throw .expectationUnknown }
        if head.minorVersion == 0 { head.expectsContinue = false }
        head.keepAlive = seen.close ? false : head.minorVersion == 1 || seen.keepAlive
    }

    /// RFC 9110 5.6.2.
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"),
            UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "^"),
            UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// Visible ASCII except what RFC 3986 leaves out of a path. A backslash in particular: browsers read it as a slash.
    @inline(__always)
    private static func isPathByte(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\\") && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "<")
            && byte != UInt8(ascii: ">") && byte != UInt8(ascii: "#")
    }

    /// Browsers send some bytes in a query as they are that RFC 3986 would have encoded.
    @inline(__always)
    private static func isQueryByte(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "<") && byte != UInt8(ascii: ">")
            && byte != UInt8(ascii: "#")
    }

    /// Name or address with an optional port. Empty is allowed by the grammar and means "no particular host".
    private static func isHost(_ value: Span<UInt8>) -> Bool {
        guard value.count <= 255 else { return false }
        for index in 0..<value.count {
            switch value[index] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"):
                continue
            default: return false
            }
        }
        return true
    }
}
