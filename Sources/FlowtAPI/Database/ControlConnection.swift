/// The connection of a thread beside its lanes: loads the routes, hears of changes and events, cancels queries.
final class ControlConnection {
    enum State { case down, connecting, idle, listening, loading, cancelling }

    /// What came out of taking in results.
    enum Event {
        case nothing
        case loaded(RouteTable)
        /// The routes are those that were loaded before.
        case confirmed
        /// The catalogue could not be read or served; the sentence is for the log.
        case defective(String)
        /// The queries of these lane connections have been told to stop.
        case cancelled([Int])
        case lost
    }

    private(set) var handle = PostgresHandle()
    var state = State.down
    var backoff = Backoff()
    var due: UInt64 = 0
    var registered: Int32 = -1
    var interest: UInt32 = 0
    private(set) var isListening = false
    private var wantsRoutes = true
    /// Before this time no further loading begins.
    private var nextLoading: UInt64 = 0
    private var generation = 0
    /// Digest of what was loaded last, so that an announcement without a change disturbs nobody.
    private var loaded: UInt64?
    private var waiting: [(processIdentifier: Int32, connection: Int)] = []
    private var running: [Int] = []
    private var rows: [[[String?]]] = []
    private var failure: DatabaseFailure?

    func connect(_ url: String, _ keywords: [(String, String)]) {
        handle = PostgresHandle(connecting: url, keywords)
        state = .connecting
        (isListening, wantsRoutes) = (false, true)
        nextLoading = 0
    }

    /// Closes it. Returns the lane connections whose cancellation will not happen.
    func drop() -> [Int] {
        handle = PostgresHandle()
        state = .down
        isListening = false
        let abandoned = running + waiting.map(\.connection)
        (running, waiting, rows) = ([], [], [])
        failure = nil
        return abandoned
    }

    /// Asks for a cancellation; false when there is no connection to ask over.
    func cancel(processIdentifier: Int32, connection: Int) -> Bool {
        guard state != .down, state != .connecting else { return false }
        waiting.append((processIdentifier, connection))
        return true
    }

    /// Takes back what has not been sent; false when it is too late.
    func withdraw(connection: Int) -> Bool {
        guard let index = waiting.firstIndex(where: { $0.connection == connection }) else { return false }
        waiting.remove(at: index)
        return true
    }

    /// Sends the next command if there is one, its time has come and none is running. False when the connection is lost.
    func proceed(now: UInt64) -> Bool {
        guard state == .idle else { return true }
        let command: String
        if !waiting.isEmpty {
            command = waiting.map { "SELECT pg_cancel_backend(\($0.processIdentifier))" }.joined(separator: ";")
            running = waiting.map(\.connection)
            waiting = []
            state = .cancelling
        } else if !isListening {
            command = "LISTEN flowt_rota; LISTEN flowt_evento"
            state = .listening
        } else if wantsRoutes, now >= nextLoading {
            // After LISTEN has committed: no change can fall between the two.
            command = "\(RouteTable.query); \(RouteTable.messageQuery)"
            wantsRoutes = false
            nextLoading = now + Limits.loadingInterval
            state = .loading
        } else {
            return true
        }
        return handle.sendSimple(command) && handle.flush() != nil
    }

    /// Takes in what has arrived; `hear` is told the topic of each event that was announced.
    func advance(_ hear: (Span<UInt8>) -> Void) -> Event {
        guard handle.consume() else { return .lost }
        // Whatever else has happened: a change announced while routes were loading asks for another loading.
        defer {
            var isMore = true
            while isMore {
                isMore = handle.takeNotification { channel, payload in
                    if channel.equals("flowt_evento") { hear(payload) } else { wantsRoutes = true }
                }
            }
        }
        while state != .idle {
            switch handle.next() {
            case .busy: return .nothing
            case .boundary:
                let event = complete()
                state = .idle
                if case .nothing = event { continue }
                return event
            case .result(let result):
                if result.kind == .failed {
                    failure = result.failure()
                    if !handle.isConnected { return .lost }
                } else if state == .loading {
                    rows.append(result.textRows())
                }
            }
        }
        return .nothing
    }

    private func complete() -> Event {
        let failed = failure
        failure = nil
        switch state {
        case .listening:
            isListening = failed == nil
            return failed.map { .defective("LISTEN: \($0.logText)") } ?? .nothing
        case .loading:
            defer { rows = [] }
            if let failed { return .defective("flowt.rota: \(failed.logText)") }
            guard rows.count == 2 else { return .defective("flowt.rota: no rows") }
            let digest = EntityTag.digest(rows)
            guard digest != loaded else { return .confirmed }
            generation += 1
            do throws(RouteDefect) {
                let table = try RouteTable(rows: rows[0], messages: rows[1], generation: generation)
                loaded = digest
                return .loaded(table)
            } catch {
                return .defective("flowt.rota: \(error.message)")
            }
        case .cancelling:
            let done = running
            running = []
            return .cancelled(done)
        case .down, .connecting, .idle: return .nothing
        }
    }
}
