import Glibc

/// JSON lines on standard output, gathered per thread. No addresses of clients, no tokens, no query strings.
struct AccessLog {
    /// One request.
    struct Line {
        var identifier: RequestIdentifier
        var method: Method?
        var status: Int
        var microseconds: Int
        var bytes: Int
        var tenant: Int?
        var isCancelled = false
        /// /livez, /readyz, /metrics and files: "not ready yet" is an answer, not an error.
        var isOwn = false

        var isError: Bool { status >= 500 && !isOwn }
    }

    private(set) var buffer: [UInt8] = []
    private(set) var since: UInt64 = 0
    let everyRequest: Bool

    init(everyRequest: Bool) { self.everyRequest = everyRequest }

    /// Whether this request is logged.
    func wants(_ line: Line) -> Bool { everyRequest || line.isError }

    /// Appends a line. `route` is the template of the route, never the address as sent; empty for none.
    mutating func append(_ line: Line, route: Span<UInt8>, prefix: [UInt8], milliseconds: Int, now: UInt64) {
        begin(line.isError ? "error" : "info", prefix, milliseconds, now)
        buffer.append(",\"request\":\"")
        line.identifier.append(to: &buffer)
        buffer.append("\"")
        if let method = line.method {
            buffer.append(",\"method\":\"")
            buffer.append(method.name)
            buffer.append("\"")
        }
        buffer.append(",\"route\":")
        JSONText.append(route, to: &buffer)
        buffer.append(",\"status\":")
        buffer.append(decimal: line.status)
        buffer.append(",\"duration_us\":")
        buffer.append(decimal: line.microseconds)
        buffer.append(",\"bytes\":")
        buffer.append(decimal: line.bytes)
        if let tenant = line.tenant {
            buffer.append(",\"tenant\":")
            buffer.append(decimal: tenant)
        }
        if line.isCancelled { buffer.append(",\"cancelled\":true") }
        buffer.append("}\n")
    }

    /// Appends a message about the server itself.
    mutating func append(
        level: StaticString, _ message: String, identifier: RequestIdentifier?, prefix: [UInt8], milliseconds: Int, now: UInt64
    ) {
        begin(level, prefix, milliseconds, now)
        if let identifier {
            buffer.append(",\"request\":\"")
            identifier.append(to: &buffer)
            buffer.append("\"")
        }
        buffer.append(",\"message\":")
        JSONText.append(message, to: &buffer)
        buffer.append("}\n")
    }

    private mutating func begin(_ level: StaticString, _ prefix: [UInt8], _ milliseconds: Int, _ now: UInt64) {
        if buffer.isEmpty { since = now }
        buffer.append("{\"time\":\"")
        buffer.append(contentsOf: prefix)
        buffer.append(decimal: milliseconds % 1000, width: 3)
        buffer.append("Z\",\"level\":\"")
        buffer.append(level)
        buffer.append("\"")
    }

    /// Writes what has gathered when it is due.
    mutating func flush(isIdle: Bool, now: UInt64) {
        guard !buffer.isEmpty, isIdle || buffer.count >= Limits.logBuffer || now >= since + Limits.logDelay else { return }
        let written = StandardStream.writeWithoutWaiting(buffer.span, to: STDOUT_FILENO)
        if written == buffer.count { return buffer.removeAll(keepingCapacity: true) }
        buffer.removeFirst(written)
        since = now
        guard buffer.count > Limits.logBacklog else { return }
        // The line that was cut by the last write is kept whole, so that what follows is readable again.
        let end = buffer.firstIndex(of: UInt8(ascii: "\n")) ?? buffer.count - 1
        buffer.removeSubrange((end + 1)...)
        buffer.append("{\"level\":\"error\",\"message\":\"nobody reads the log: lines were dropped here\"}\n")
    }
}

/// Plain writing to a descriptor of the process.
enum StandardStream {
    /// Writes what the reader takes now; a pipe that nobody empties must not stop the server. Returns how much that was.
    static func writeWithoutWaiting(_ bytes: Span<UInt8>, to descriptor: Int32) -> Int {
        var start = 0
        while start < bytes.count {
            var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard unsafe poll(&ready, 1, 0) == 1, ready.revents & Int16(POLLOUT) != 0 else { break }
            let part = bytes.extracting(start..<min(bytes.count, start + Limits.logWrite))
            let count = unsafe part.withUnsafeBufferPointer { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { break }
            start += count
        }
        return start
    }

    static func write(_ bytes: Span<UInt8>, to descriptor: Int32) {
        var start = 0
        while start < bytes.count {
            let count = unsafe bytes.extracting(start..<bytes.count).withUnsafeBufferPointer { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
            }
            if count < 0, errno != EINTR { return }
            start += max(0, count)
        }
    }

    /// A line on standard output or standard error.
    static func print(_ text: String, error: Bool = false) {
        write(Array((text + "\n").utf8).span, to: error ? STDERR_FILENO : STDOUT_FILENO)
    }
}
