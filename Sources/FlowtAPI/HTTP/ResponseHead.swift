/// The fixed parts of a response head.
enum ResponseHead {
    /// Appends status line, Date and Connection. `dateLine` is the complete header line of this second.
    static func begin(_ output: inout [UInt8], status: Int, keepAlive: Bool, minorVersion: UInt8, dateLine: [UInt8]) {
        switch status {
        case 200: output.append("HTTP/1.1 200 OK\r\n")
        case 204: output.append("HTTP/1.1 204 No Content\r\n")
        default:
            output.append("HTTP/1.1 ")
            output.append(decimal: status)
            output.append(UInt8(ascii: " "))
            output.append(reason(status))
            output.append("\r\n")
        }
        output.append(contentsOf: dateLine)
        if !keepAlive {
            output.append("Connection: close\r\n")
        } else if minorVersion == 0 {
            output.append("Connection: keep-alive\r\n")
        }
    }

    static func appendRequestIdentifier(_ output: inout [UInt8], _ identifier: RequestIdentifier) {
        output.append("X-Request-Id: ")
        identifier.append(to: &output)
        output.append("\r\n")
    }

    /// Appends Content-Length and the empty line.
    static func end(_ output: inout [UInt8], length: Int) {
        output.append("Content-Length: ")
        output.append(decimal: length)
        output.append("\r\n\r\n")
    }

    /// The same for a body in pieces: in chunks, or in HTTP/1.0 until the connection ends.
    static func endOfStream(_ output: inout [UInt8], minorVersion: UInt8) {
        output.append(minorVersion == 0 ? "\r\n" : "Transfer-Encoding: chunked\r\n\r\n")
    }

    /// Appends a piece of a body; none for an empty one, which would be the end.
    static func appendPiece(_ output: inout [UInt8], _ piece: Span<UInt8>, minorVersion: UInt8) {
        guard piece.count > 0, minorVersion > 0 else { return output.append(piece) }
        var shift = 28
        while shift > 0, piece.count >> shift == 0 { shift -= 4 }
        while shift >= 0 {
            output.append(hexadecimalDigit(UInt8(truncatingIfNeeded: piece.count >> shift) & 15))
            shift -= 4
        }
        output.append("\r\n")
        output.append(piece)
        output.append("\r\n")
    }

    static func reason(_ status: Int) -> StaticString {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 304: "Not Modified"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 402: "Payment Required"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 422: "Unprocessable Content"
        case 423: "Locked"
        case 428: "Precondition Required"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 451: "Unavailable For Legal Reasons"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        default: "Status"
        }
    }
}

/// 128 bits that name one request in answers and logs.
struct RequestIdentifier: Equatable {
    var high: UInt64
    var low: UInt64

    /// Appends 32 lower-case hexadecimal digits.
    func append(to output: inout [UInt8]) {
        output.append(hexadecimal: high)
        output.append(hexadecimal: low)
    }
}

/// xoshiro256**: request ids and jitter need no secrecy, and the system's generator is a system call each time.
struct FastRandom: RandomNumberGenerator {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    init(seed: UInt64) {
        var mixed = seed
        func next() -> UInt64 {
            mixed &+= 0x9E37_79B9_7F4A_7C15
            var word = mixed
            word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
            return word ^ word >> 31
        }
        state = (next(), next(), next(), next())
    }

    mutating func next() -> UInt64 {
        let product = state.1 &* 5
        let result = (product << 7 | product >> 57) &* 9
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = state.3 << 45 | state.3 >> 19
        return result
    }
}
