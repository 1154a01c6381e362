import CLinux
import Glibc

/// The system calls of the server, each wrapped once.

/// Owner of a file descriptor.
struct FileDescriptor: ~Copyable {
    let number: Int32

    init(owning number: Int32) { self.number = number }

    deinit { if number >= 0 { _ = Glibc.close(number) } }
}

/// A failed system call.
struct KernelError: Error {
    var call: String
    var code: Int32

    var text: String { unsafe "\(call): \(String(cString: strerror(code)))" }
}

enum Clock {
    /// Nanoseconds of the monotonic clock.
    static func nanoseconds() -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Milliseconds since 1970.
    static func wallMilliseconds() -> Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }

    static func pause(milliseconds: UInt32) { usleep(milliseconds * 1000) }
}

/// The bytes one thread receives into: all its clients in turn.
@safe final class ReceiveBuffer {
    private let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: Limits.receiveBuffer)

    deinit { unsafe memory.deallocate() }

    enum Outcome {
        case bytes(Int)
        case nothing
        /// End of stream or a broken connection.
        case closed
    }

    func receive(from socket: Int32) -> Outcome {
        let count = unsafe recv(socket, memory, Limits.receiveBuffer, 0)
        if count > 0 { return .bytes(count) }
        if count < 0, errno == EAGAIN || errno == EINTR { return .nothing }
        return .closed
    }

    func withBytes<Value>(_ count: Int, _ use: (Span<UInt8>) -> Value) -> Value {
        use(unsafe UnsafeBufferPointer(start: memory, count: count).span)
    }
}

enum Socket {
    /// Bytes the kernel took (0 when it takes none now), nil when the connection is broken.
    static func send(_ bytes: Span<UInt8>, to socket: Int32) -> Int? {
        let count = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe Glibc.send(socket, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
        }
        if count >= 0 { return count }
        return errno == EAGAIN || errno == EINTR ? 0 : nil
    }

    /// The kernel takes no more from us than it soon sends.
    static func limitUnsent(_ socket: Int32) {
        setOption(socket, Int32(IPPROTO_TCP), TCP_NOTSENT_LOWAT, Int32(Limits.streamUnsent))
    }

    /// A peer that acknowledges nothing any more is given up, not only when the kernel's own patience ends after a quarter of an hour.
    static func limitSilence(_ socket: Int32) {
        setOption(socket, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, Int32(Limits.eventSilence))
    }

    /// Closing it then breaks the connection, and the client sees that it was not an orderly end.
    static func resetOnClose(_ socket: Int32) {
        var option = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    static func shutdownSending(_ socket: Int32) { _ = shutdown(socket, Int32(SHUT_WR)) }

    static func close(_ socket: Int32) { _ = Glibc.close(socket) }

    /// A listening socket; `isShared` with those of the other threads. Host is an IPv4 or IPv6 address or a name.
    static func listen(host: String, port: UInt16, isShared: Bool) throws(KernelError) -> FileDescriptor {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_PASSIVE
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, String(port), &hints, &list) == 0, let first = unsafe list else {
            throw KernelError(call: "FLOWT_HOST \(host)", code: EINVAL)
        }
        defer { unsafe freeaddrinfo(first) }
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = FileDescriptor(owning: unsafe socket(first.pointee.ai_family, kind, 0))
        guard descriptor.number >= 0 else { throw KernelError(call: "socket", code: errno) }
        setOption(descriptor.number, SOL_SOCKET, SO_REUSEADDR)
        if isShared { setOption(descriptor.number, SOL_SOCKET, SO_REUSEPORT) }
        // Accepted sockets inherit it: an answer is one send() and must not wait for another.
        setOption(descriptor.number, Int32(IPPROTO_TCP), TCP_NODELAY)
        guard unsafe bind(descriptor.number, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0 else {
            throw KernelError(call: "bind \(host):\(port)", code: errno)
        }
        guard Glibc.listen(descriptor.number, 4096) == 0 else { throw KernelError(call: "listen", code: errno) }
        return descriptor
    }

    private static func setOption(_ socket: Int32, _ level: Int32, _ option: Int32, _ value: Int32 = 1) {
        var value = value
        unsafe setsockopt(socket, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    enum Accepted {
        case client(Int32, PeerAddress)
        case none
        /// No descriptors or memory left; the connection stays in the queue.
        case exhausted
    }

    static func accept(from listener: Int32) -> Accepted {
        var address = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let number = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe accept4(listener, generic, &length, Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue))
            }
        }
        guard number >= 0 else { return errno == EMFILE || errno == ENFILE || errno == ENOMEM ? .exhausted : .none }
        return .client(number, PeerAddress(address))
    }

    /// A socket for somebody else to connect; negative when the kernel has none.
    static func open(family: Int32, kind: Int32, protocol number: Int32) -> Int32 {
        socket(family, kind | Int32(SOCK_CLOEXEC.rawValue), number)
    }

    /// Connects to a local port and waits (for `flowt health`).
    static func connect(port: UInt16) -> FileDescriptor? {
        let descriptor = FileDescriptor(owning: socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var patience = timeval(tv_sec: 3, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(descriptor.number, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe Glibc.connect(descriptor.number, generic, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { return nil }
        return descriptor
    }
}

/// The address of a client as text.
struct PeerAddress {
    private(set) var text: [UInt8] = []

    init(_ address: sockaddr_in6) {
        var copy = address
        var buffer = [CChar](repeating: 0, count: 64)
        let isIPv4 = Int32(address.sin6_family) == AF_INET
        let length = unsafe withUnsafeMutablePointer(to: &copy) { pointer -> Int in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                let size = socklen_t(isIPv4 ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size)
                guard unsafe getnameinfo(generic, size, &buffer, 64, nil, 0, NI_NUMERICHOST) == 0 else { return 0 }
                return unsafe strlen(buffer)
            }
        }
        text = buffer.prefix(length).map { UInt8(bitPattern: $0) }
        // An IPv4 client of an IPv6 listener; an interface name after % is no part of the address.
        if text.span.starts(with: "::ffff:"), text.contains(UInt8(ascii: ".")) { text.removeFirst(7) }
        if let zone = text.firstIndex(of: UInt8(ascii: "%")) { text.removeLast(text.count - zone) }
    }
}

/// A counter in the kernel that wakes a thread; lives as long as the process.
enum WakeUp {
    static func make() -> Int32 { eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC)) }

    static func signal(_ number: Int32) {
        var one: UInt64 = 1
        _ = unsafe write(number, &one, 8)
    }

    /// Takes the signals so far: it can be waited for again.
    static func clear(_ number: Int32) {
        var count: UInt64 = 0
        _ = unsafe read(number, &count, 8)
    }

    /// Waits until `socket` has something to read, the counter was signalled, or the time is over. A socket of -1 never has.
    static func wait(_ number: Int32, socket: Int32, milliseconds: Int) -> (isReadable: Bool, isSignalled: Bool) {
        let ready = wait([socket, number], milliseconds: milliseconds)
        return (ready[0], ready[1])
    }

    /// Waits until one of them has something to read, or the time is over: which have. One of -1 never has.
    static func wait(_ descriptors: [Int32], milliseconds: Int) -> [Bool] {
        var states = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        // What poll() fails to fill in is as it was: nothing.
        unsafe poll(&states, nfds_t(states.count), Int32(clamping: milliseconds))
        return states.map { $0.revents != 0 }
    }
}
