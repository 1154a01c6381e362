/// One thread of the server: its listener, its clients, its connections to PostgreSQL, one epoll for all of them.
///
/// Threads share nothing but counters. The other files of this type are its parts: clients, requests, answers, database.
final class Worker {
    let configuration: Configuration
    let thread: Int
    let metrics: Metrics
    let site: Site
    let poll: EventPoll
    let receiveBuffer = ReceiveBuffer()
    /// Given up (closed) when the process ends.
    var listener: FileDescriptor?
    let wake: Int32

    var clients: [Client] = []
    var freeClients: [Int] = []
    var openClients = 0
    /// What unfinished requests hold together.
    var heldBytes = 0
    /// What large files may fill together that are on their way from clients or to PostgreSQL.
    var reservedBytes = 0
    var exchanges: [Exchange] = []
    var freeExchanges: [Int] = []
    var lanes = LaneKind.allCases.map { _ in Lane() }
    var connections: [DatabaseConnection] = []
    let control = ControlConnection()
    var events = EventStreams()
    var table: RouteTable?
    /// Whether the log has said that PostgreSQL is away.
    var reportedOutage = false
    var reportedDefect = ""

    /// Scratch, used again for every request.
    var output: [UInt8] = []
    var scratch: [UInt8] = []
    var parameters: [ByteRange] = []
    var reader = ArgumentReader()

    var limiter = RateLimiter()
    var random: FastRandom
    let rateSeed: UInt64
    var timeText = TimeText()
    var log: AccessLog
    /// Milliseconds of the monotonic clock, and since 1970, at the beginning of the turn.
    var now: UInt64 = 0
    var wall = 0
    var nextTick: UInt64 = 0
    /// When the first connection that is down is due.
    private var nextConnect: UInt64 = .max
    /// When the process must end; nil while it serves.
    var drainDeadline: UInt64?
    /// Set when the listener had to pause because no descriptors were left.
    var listenerPaused = false

    /// `wake` becomes readable when the process must end.
    init(
        _ configuration: Configuration, thread: Int, metrics: Metrics, site: Site, listener: consuming FileDescriptor, wake: Int32
    ) throws(KernelError) {
        self.configuration = configuration
        self.thread = thread
        self.metrics = metrics
        self.site = site
        self.listener = consume listener
        self.wake = wake
        poll = try EventPoll()
        var system = SystemRandomNumberGenerator()
        random = FastRandom(seed: system.next())
        rateSeed = system.next()
        log = AccessLog(everyRequest: configuration.logsEveryRequest)
        for _ in 0..<configuration.fastConnections { connections.append(DatabaseConnection(lane: .fast)) }
        for _ in 0..<configuration.slowConnections { connections.append(DatabaseConnection(lane: .slow)) }
        for _ in 0..<configuration.streamConnections { connections.append(DatabaseConnection(lane: .stream)) }
    }

    /// Serves until the process is told to end and everything under way is finished.
    func run() {
        updateClock()
        _ = poll.watch(listenerNumber, for: EventPoll.readable, EventSource(.listener))
        _ = poll.watch(wake, for: EventPoll.readable, EventSource(.wake))
        connectDueConnections()
        while !isFinished {
            let count = poll.wait(milliseconds: patience())
            updateClock()
            for index in 0..<count {
                let event = poll.event(index)
                handle(event.source, event.flags)
            }
            if now >= nextTick { tick() } else if now >= nextConnect { connectDueConnections() }
            log.flush(isIdle: exchanges.count == freeExchanges.count, now: now)
        }
        log.flush(isIdle: true, now: now)
    }

    /// -1 when it is closed.
    var listenerNumber: Int32 { listener?.number ?? -1 }

    private var isFinished: Bool {
        guard let drainDeadline else { return false }
        return openClients == 0 || now >= drainDeadline
    }

    private func handle(_ source: EventSource, _ flags: UInt32) {
        switch source.kind {
        case .client: clientEvent(source, flags)
        case .database: databaseEvent(source.slot, flags)
        case .control: controlEvent(flags)
        case .listener: acceptClients(limit: Limits.acceptsPerTurn)
        case .wake: beginDrain()
        }
    }

    /// Milliseconds to wait for events.
    private func patience() -> Int {
        nextConnect = .max
        for connection in connections where connection.state == .down { nextConnect = min(nextConnect, connection.due) }
        if control.state == .down { nextConnect = min(nextConnect, control.due) }
        var due = min(nextTick, nextConnect)
        if !log.buffer.isEmpty { due = min(due, log.since + Limits.logDelay) }
        return due > now ? Int(due - now) : 0
    }

    func updateClock() {
        now = Clock.nanoseconds() / 1_000_000
        wall = Clock.wallMilliseconds()
        timeText.update(milliseconds: wall)
    }

    /// What is looked at a few times per second.
    private func tick() {
        nextTick = now + Limits.tick
        connectDueConnections()
        proceedControl()
        expireQueues()
        cancelAbandoned()
        tickEvents()
        for slot in clients.indices where clients[slot].socket >= 0 && clients[slot].machine.deadline <= now {
            perform(slot, clients[slot].machine.tick(now: now), [])
        }
        if listenerPaused, listenerNumber >= 0 {
            listenerPaused = !poll.watch(listenerNumber, for: EventPoll.readable, EventSource(.listener))
        }
        metrics.set(.connections, openClients, thread: thread)
        metrics.set(.eventStreams, events.count, thread: thread)
        metrics.set(.inFlight, exchanges.count - freeExchanges.count, thread: thread)
        metrics.set(.queuedFast, lanes[LaneKind.fast.rawValue].queued, thread: thread)
        metrics.set(.queuedSlow, lanes[LaneKind.slow.rawValue].queued, thread: thread)
        metrics.set(.queuedStream, lanes[LaneKind.stream.rawValue].queued, thread: thread)
    }

    /// SIGTERM: takes what is in the listen queue, then no more; what runs is finished.
    private func beginDrain() {
        guard drainDeadline == nil else { return }
        drainDeadline = now + Limits.drainTime
        acceptClients(limit: Int.max)
        listener = nil
        poll.forget(wake)
        for slot in clients.indices where clients[slot].socket >= 0 { clients[slot].machine.drain(now: now) }
        endAllEvents()
    }

    /// Writes a message about the server itself to the log.
    func note(_ level: StaticString, _ message: String, _ identifier: RequestIdentifier? = nil) {
        log.append(
            level: level, message, identifier: identifier, prefix: timeText.logPrefix, milliseconds: wall, now: now)
    }
}
