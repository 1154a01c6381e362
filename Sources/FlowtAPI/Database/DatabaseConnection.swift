/// One connection of a lane: all statements of a request in one trip, and a few requests one behind the other.
final class DatabaseConnection {
    enum State { case down, connecting, ready }

    /// What PostgreSQL still owes an answer for, in order.
    private enum Step: Equatable {
        case deallocate, prepareOpen
        case prepareRoute(Int)
        case begin, open, route, commit, rollback, sync
    }

    enum Outcome: ~Copyable {
        /// More bytes are needed.
        case pending
        /// A row of the stream that the first exchange is.
        case row(exchange: Int, tenant: Int?, PostgresResult)
        /// The first exchange is over.
        case finished(exchange: Int, tenant: Int?, Answer)
        /// The connection is usable again after cleaning up; no exchange was on it.
        case cleaned
        case lost
    }

    /// What became of an exchange.
    enum Answer: ~Copyable {
        case result(PostgresResult)
        case failed(DatabaseFailure)
    }

    let lane: LaneKind
    private(set) var handle = PostgresHandle()
    var state = State.down
    var backoff = Backoff()
    /// Milliseconds: the next attempt when down, the end of patience when connecting.
    var due: UInt64 = 0
    /// The socket as it is registered with epoll, and for what.
    var registered: Int32 = -1
    var interest: UInt32 = 0
    /// Indices of the exchanges sent and not answered, the one PostgreSQL works on first.
    private(set) var inFlight: [Int] = []
    /// Milliseconds: since when the first of them is the first.
    private(set) var firstSince: UInt64 = 0
    /// The query of a client that left is being cancelled: no new work until that is over.
    var isCancelling = false
    /// The client of the stream is behind: nothing is read until it has caught up.
    var isPaused = false
    /// A large file has gone through it, so it is to be made again when free; and that is happening, without being an outage.
    private(set) var isWorn = false
    var isRenewing = false
    private var tenant: Int?

    private var generation = -1
    private var preparedOpen = false
    private var prepared: [Bool] = []
    private var steps: [Step] = []
    private var stepIndex = 0
    private var isExplicit = false
    private var failure: DatabaseFailure?
    private var result: PostgresResult?
    /// How many exchanges each Sync that is owed an answer commits; nearly always one.
    private var groups: [Int] = []
    /// What the exchanges of a group had as results, before it is known whether they are committed.
    private var held: [HeldResult] = []
    /// Exchanges of a group whose transaction is over: those still to be told, those told, and which of them it failed at
    /// (-1 for the commit itself: whose fault that was shows when each runs alone).
    private var (ending, told, failedAt) = (0, 0, -1)
    private var names: [[UInt8]] = []
    private static let openName = [UInt8]("abrir\0")

    init(lane: LaneKind) { self.lane = lane }

    /// Index of the exchange PostgreSQL works on, -1 when there is none.
    var exchange: Int { inFlight.first ?? -1 }

    var isFree: Bool { state == .ready && inFlight.isEmpty && !isCancelling && steps.isEmpty }

    /// Whether a request may be sent behind those under way: only behind one that has just begun, so that it is not stuck
    /// behind a slow one, and saves PostgreSQL from falling asleep between two requests.
    func canFollow(_ now: UInt64) -> Bool {
        state == .ready && !inFlight.isEmpty && inFlight.count < Limits.pipelineDepth && !isCancelling && !isExplicit
            && !isWorn && lane != .stream && now <= firstSince + Limits.followTime
    }

    func connect(_ url: String, _ keywords: [(String, String)]) {
        handle = PostgresHandle(connecting: url, keywords)
        state = .connecting
        (generation, preparedOpen) = (-1, false)
        (steps, stepIndex) = ([], 0)
        (groups, ending, told, failedAt) = ([], 0, 0, -1)
        held = []
        isWorn = false
        failure = nil
        tenant = nil
        result = nil
    }

    /// Closes the connection. Its exchanges are left to the caller.
    func drop() {
        handle = PostgresHandle()
        state = .down
        isCancelling = false
        isPaused = false
        result = nil
        held = []
        inFlight = []
    }

    /// Sends an exchange: preparation where needed, `flowt.abrir`, the route's statement. False when the connection is lost.
    func send(_ index: Int, _ exchange: borrowing Exchange, explicitTransaction: Bool, now: UInt64) -> Bool {
        let (table, route) = (exchange.table, exchange.route)
        if inFlight.isEmpty { firstSince = now }
        inFlight.append(index)
        isExplicit = explicitTransaction
        if exchange.arguments.bytes.count > Limits.keptBuffer { isWorn = true }
        var sent = true
        if generation != table.generation {
            if generation >= 0 || preparedOpen { sent = handle.send("DEALLOCATE ALL") && push(.deallocate) }
            generation = table.generation
            preparedOpen = false
            prepared = Array(repeating: false, count: table.routes.count)
            if names.count < table.routes.count {
                names = (0..<table.routes.count).map { Array("r\($0)\0".utf8) }
            }
        }
        if !preparedOpen { sent = sent && handle.sendPrepare(Self.openName, Exchange.openStatement) && push(.prepareOpen) }
        preparedOpen = true
        if !prepared[route] {
            sent = sent && handle.sendPrepare(names[route], table.routes[route].statement) && push(.prepareRoute(route))
        }
        // Taken for granted, so that the next one in the pipeline does not prepare it again; taken back if it fails.
        prepared[route] = true
        if explicitTransaction { sent = sent && handle.send("BEGIN") && push(.begin) }
        sent =
            sent && handle.sendPrepared(Self.openName, exchange.arguments, from: 0, count: Exchange.openArguments) && push(.open)
        let count = exchange.arguments.count - Exchange.openArguments
        sent =
            sent && handle.sendPrepared(names[route], exchange.arguments, from: Exchange.openArguments, count: count)
            && push(.route)
        if explicitTransaction { sent = sent && handle.send("COMMIT") && push(.commit) }
        return sent
    }

    /// Sync: the last exchanges sent, so many of them, are committed together.
    func commit(_ exchanges: Int) -> Bool {
        groups.append(exchanges)
        return handle.sendSync() && push(.sync)
    }

    private func push(_ step: Step) -> Bool {
        steps.append(step)
        return true
    }

    /// Forgets what is prepared, e.g. because the catalogue has changed under it.
    func forgetPrepared() {
        generation = -1
        preparedOpen = true
    }

    /// Reads what has arrived; false when the connection is lost. Then `advance` until it is pending.
    func consume() -> Bool { handle.consume() }

    /// Takes in what libpq has received, up to the end of the first exchange.
    func advance(now: UInt64) -> Outcome {
        if ending > 0 { return endOne(now) }
        var boundaries = 0
        while stepIndex < steps.count {
            switch handle.next() {
            case .busy: return .pending
            case .boundary:
                boundaries += 1
                // One ends a statement. More of them in a row: libpq has nothing, and waiting for bytes is right.
                if boundaries > 2 { return .pending }
                if lane == .stream, steps[stepIndex] == .route { handle.takeRowsSingly() }
            case .result(let received):
                boundaries = 0
                if received.kind == .row { return .row(exchange: exchange, tenant: tenant, received) }
                let isEnd = take(received)
                if !handle.isConnected { return .lost }
                if isEnd { return finish(now) }
            }
        }
        return .pending
    }

    /// True when it was the end of an exchange.
    private func take(_ received: consuming PostgresResult) -> Bool {
        switch received.kind {
        case .failed:
            if failure == nil {
                failure = received.failure()
                failedAt = steps[stepIndex] == .sync ? -1 : held.count
                // A parameter of `flowt.abrir` is not one of the route.
                if steps[stepIndex] == .open { failure?.context = "" }
            }
            // An error at commit time is reported before the answer to Sync, not instead of it.
            if steps[stepIndex] != .sync { unprepare() }
            return false
        case .aborted:
            unprepare()
            return false
        case .rows, .row, .command, .synchronized: break
        }
        switch steps[stepIndex] {
        case .open: tenant = received.rowCount == 1 ? received.integer(0, 0) : nil
        case .route:
            if groups.first ?? 1 > 1 {
                held.append(HeldResult(tenant: tenant, result: received))
                tenant = nil
            } else {
                result = consume received
            }
        case .sync:
            stepIndex += 1
            if stepIndex == steps.count {
                steps.removeAll(keepingCapacity: true)
                stepIndex = 0
            }
            return true
        case .deallocate, .prepareOpen, .prepareRoute, .begin, .commit, .rollback: break
        }
        stepIndex += 1
        return false
    }

    /// Moves past a step that failed; what it should have prepared is not.
    private func unprepare() {
        switch steps[stepIndex] {
        // Cancelled before it ran: what was prepared is still there, so it must be dropped again.
        case .deallocate: forgetPrepared()
        case .prepareOpen where generation >= 0: preparedOpen = false
        case .prepareRoute(let route): prepared[route] = false
        default: break
        }
        stepIndex += 1
    }

    private func finish(_ now: UInt64) -> Outcome {
        if isExplicit, !handle.isOutsideTransaction {
            // Only with explicit transactions: an error left the block open, and nothing may run inside it.
            steps = [.rollback, .sync]
            stepIndex = 0
            guard handle.send("ROLLBACK"), handle.sendSync(), handle.flush() != nil else { return .lost }
            return .pending
        }
        guard !inFlight.isEmpty else { return .cleaned }
        let size = groups.removeFirst()
        if size > 1 {
            (ending, told) = (size, 0)
            return endOne(now)
        }
        let exchange = inFlight.removeFirst()
        defer { tenant = nil }
        firstSince = now
        if let failure {
            self.failure = nil
            result = nil
            return .finished(exchange: exchange, tenant: tenant, .failed(failure))
        }
        guard let taken = result.take() else {
            return .finished(exchange: exchange, tenant: tenant, .failed(.noResult))
        }
        return .finished(exchange: exchange, tenant: tenant, .result(taken))
    }

    /// Tells the next exchange of a group what became of it. What failed in the middle undid the others, which run again alone.
    private func endOne(_ now: UInt64) -> Outcome {
        let exchange = inFlight.removeFirst()
        let position = told
        firstSince = now
        (ending, told) = (ending - 1, told + 1)
        defer {
            if ending == 0 { (failure, failedAt, held, tenant) = (nil, -1, [], nil) }
        }
        if let failure {
            let isOwn = failedAt == position
            return .finished(exchange: exchange, tenant: isOwn ? tenant : nil, .failed(isOwn ? failure : .undoneByAnother))
        }
        guard position < held.count, let taken = held[position].result.take() else {
            return .finished(exchange: exchange, tenant: nil, .failed(.noResult))
        }
        return .finished(exchange: exchange, tenant: held[position].tenant, .result(taken))
    }
}

/// The result of an exchange that others are committed with.
private final class HeldResult {
    let tenant: Int?
    var result: PostgresResult?

    init(tenant: Int?, result: consuming PostgresResult) {
        self.tenant = tenant
        self.result = consume result
    }
}
