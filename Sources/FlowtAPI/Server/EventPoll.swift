import CLinux
import Glibc

/// What a socket in the event poll belongs to.
struct EventSource {
    enum Kind: UInt8 { case listener, client, database, control, wake }

    var kind: Kind
    /// Slot within its kind, and how often that slot has been used: events of a predecessor are told apart.
    var slot: Int
    var generation: UInt32

    fileprivate init(_ word: UInt64) {
        kind = Kind(rawValue: UInt8(truncatingIfNeeded: word >> 56)) ?? .wake
        generation = UInt32(truncatingIfNeeded: word >> 32 & 0xFF_FFFF)
        slot = Int(word & 0xFFFF_FFFF)
    }

    init(_ kind: Kind, slot: Int = 0, generation: UInt32 = 0) {
        (self.kind, self.slot, self.generation) = (kind, slot, generation & 0xFF_FFFF)
    }

    fileprivate var word: UInt64 { UInt64(kind.rawValue) << 56 | UInt64(generation & 0xFF_FFFF) << 32 | UInt64(slot) }
}

/// The events of one turn and the epoll instance they come from.
@safe final class EventPoll {
    static let readable = EPOLLIN.rawValue
    static let writable = EPOLLOUT.rawValue
    /// The peer has closed its half, or the connection broke.
    static let closed = EPOLLRDHUP.rawValue | EPOLLHUP.rawValue | EPOLLERR.rawValue
    /// Clients are registered once, edge-triggered: no system call when what is waited for changes.
    static let clientInterest = EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | 1 << 31

    private let descriptor: FileDescriptor
    private let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: Limits.eventsPerTurn)

    init() throws(KernelError) {
        descriptor = FileDescriptor(owning: epoll_create1(Int32(EPOLL_CLOEXEC)))
        guard descriptor.number >= 0 else { throw KernelError(call: "epoll_create1", code: errno) }
    }

    deinit { unsafe events.deallocate() }

    /// Number of events, waiting at most `milliseconds`.
    func wait(milliseconds: Int) -> Int {
        let count = unsafe epoll_wait(descriptor.number, events, Int32(Limits.eventsPerTurn), Int32(clamping: milliseconds))
        return max(0, Int(count))
    }

    func event(_ index: Int) -> (source: EventSource, flags: UInt32) {
        precondition(index < Limits.eventsPerTurn)
        let event = unsafe events[index]
        return unsafe (EventSource(event.data.u64), event.events)
    }

    /// Adds a socket, or changes what is waited for. False when the kernel refuses.
    func watch(_ socket: Int32, for flags: UInt32, _ source: EventSource) -> Bool {
        var event = unsafe epoll_event(events: flags, data: epoll_data_t(u64: source.word))
        if unsafe epoll_ctl(descriptor.number, EPOLL_CTL_ADD, socket, &event) == 0 { return true }
        // libpq may close a socket while connecting and open another under the same number, so "is it new?" is the kernel's to say.
        return unsafe errno == EEXIST && epoll_ctl(descriptor.number, EPOLL_CTL_MOD, socket, &event) == 0
    }

    func forget(_ socket: Int32) {
        var event = unsafe epoll_event()
        _ = unsafe epoll_ctl(descriptor.number, EPOLL_CTL_DEL, socket, &event)
    }
}
