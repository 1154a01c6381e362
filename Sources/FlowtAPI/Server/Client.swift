/// A client connection of a thread: the state machine with its socket.
struct Client {
    /// -1 while the slot is free.
    var socket: Int32 = -1
    /// Counts the uses of the slot.
    var generation: UInt32 = 0
    var machine = ClientMachine(now: 0)
    /// As the kernel saw it.
    var address: [UInt8] = []
    /// Keyed digest of the address or its network, for the rate limiter.
    var addressKey: UInt64 = 0
    /// What its unfinished request was last seen to hold, of `Worker.heldBytes`.
    var held = 0
    /// Of `Worker.reservedBytes`, for a large file on its way.
    var reserved = 0
    /// The kernel has announced bytes that were not read yet.
    var hasInput = false
    /// The exchange being waited for, -1 for none.
    var exchange = -1
    /// The stream of events it hears, -1 for none.
    var events = -1
    /// What the kernel has not taken yet of an answer, or of a stream so far.
    var unsent: [UInt8] = []
    var unsentStart = 0
}

/// What an answer needs to know of its request.
struct AnswerContext {
    var identifier: RequestIdentifier
    var keepAlive = false
    var minorVersion: UInt8 = 1
    var isHead = false
    var prefersPage = false
    var isAPI = false
    var rate = RateState()
}
