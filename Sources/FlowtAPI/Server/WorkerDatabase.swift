/// Connections to PostgreSQL: made, watched, lost and made again.
extension Worker {
    private var keywords: [(String, String)] {
        var list = [
            ("user", "flowt_api"), ("client_encoding", "UTF8"), ("application_name", "flowt"),
            ("connect_timeout", "5"),
        ]
        if let password = FileSystem.secret(configuration.passwordFile) { list.append(("password", password)) }
        return list
    }

    private func options(_ lane: LaneKind) -> (String, String) {
        let time =
            switch lane {
            case .fast: Limits.fastStatementTime
            case .slow: Limits.slowStatementTime
            case .stream: Limits.streamStatementTime
            }
        return ("options", "-c statement_timeout=\(time) -c idle_in_transaction_session_timeout=\(Limits.idleInTransactionTime)")
    }

    /// Begins to connect what is down and due; gives up on what takes too long.
    func connectDueConnections() {
        for (number, connection) in connections.enumerated() where now >= connection.due {
            switch connection.state {
            case .ready: continue
            case .connecting: loseConnection(number, "no answer within \(Limits.connectTime / 1000) s")
            case .down: connect(number)
            }
        }
        guard now >= control.due else { return }
        if control.state == .connecting { loseControl("no answer within \(Limits.connectTime / 1000) s") }
        guard control.state == .down, now >= control.due else { return }
        // On a machine that is busy with other things the catalogue takes its time, and without routes nothing is served.
        control.connect(configuration.databaseURL, keywords + [options(.slow)])
        control.due = now + Limits.connectTime
        advanceControlConnecting()
    }

    func connect(_ number: Int) {
        let connection = connections[number]
        connection.connect(configuration.databaseURL, keywords + [options(connection.lane)])
        connection.due = now + Limits.connectTime
        advanceConnecting(number)
    }

    // MARK: lanes

    func databaseEvent(_ number: Int, _ flags: UInt32) {
        let connection = connections[number]
        switch connection.state {
        case .down: return
        case .connecting: advanceConnecting(number)
        case .ready:
            // Read again when its client has caught up, unless there is nothing more to read.
            if connection.isPaused, flags & EventPoll.closed != 0 { return loseConnection(number) }
            guard !connection.isPaused else { return }
            if flags & EventPoll.writable != 0, !flush(number) { return loseConnection(number) }
            advance(number)
        }
    }

    private func advanceConnecting(_ number: Int) {
        let connection = connections[number]
        // A fresh attempt has to wait for its socket before the first poll; libpq says so by asking for writing.
        switch connection.registered < 0 && connection.handle.socket >= 0 ? .writing : connection.handle.poll() {
        case .reading: watch(number, EventPoll.readable)
        case .writing: watch(number, EventPoll.writable)
        case .failed: loseConnection(number, connection.handle.errorText)
        case .done:
            guard connection.handle.makeReady(pipeline: true) else { return loseConnection(number, connection.handle.errorText) }
            watch(number, EventPoll.readable)
            connection.state = .ready
            connection.backoff.reset()
            if !connection.isRenewing { lanes[connection.lane.rawValue].live += 1 }
            connection.isRenewing = false
            countConnections()
            if reportedOutage {
                reportedOutage = false
                note("info", "PostgreSQL is back")
            }
            useFree(number)
        }
    }

    private func countConnections() {
        metrics.set(.databaseUp, lanes.reduce(0) { $0 + $1.live }, thread: thread)
        metrics.set(.ready, table != nil && lanes[LaneKind.fast.rawValue].live > 0 ? 1 : 0, thread: thread)
    }

    private func watch(_ number: Int, _ interest: UInt32) {
        let connection = connections[number]
        let socket = connection.handle.socket
        guard connection.registered != socket || connection.interest != interest || connection.state == .connecting else {
            return
        }
        connection.registered = socket
        connection.interest = interest
        if !poll.watch(socket, for: interest, EventSource(.database, slot: number)) {
            loseConnection(number, "epoll refused the socket")
        }
    }

    /// Hands to the kernel what libpq has buffered. False when the connection is lost.
    func flush(_ number: Int) -> Bool {
        guard let isDone = connections[number].handle.flush() else { return false }
        watch(number, isDone ? EventPoll.readable : EventPoll.readable | EventPoll.writable)
        return true
    }

    /// A paused connection is watched for its end only.
    func watchPaused(_ number: Int) { watch(number, 0) }

    private func advance(_ number: Int) {
        guard connections[number].consume() else { return loseConnection(number) }
        takeIn(number)
    }

    /// Takes in what libpq has received, up to where a stream is ahead of its client.
    func takeIn(_ number: Int) {
        let connection = connections[number]
        while connection.state == .ready {
            switch connection.advance(now: now) {
            case .pending:
                if connection.lane == .stream, connection.exchange >= 0 { sendPieces(connection.exchange) }
                return
            case .row(let index, let tenant, let row):
                takeRow(number, index, tenant, row)
                if connection.isPaused { return }
            case .cleaned: useFree(number)
            case .lost: return loseConnection(number)
            case .finished(let index, let tenant, let answer): finish(number, index, tenant, answer)
            }
        }
    }

    /// A connection is gone: its requests are answered with 503 (`except` by the caller), and it will be made again.
    func loseConnection(_ number: Int, _ reason: String? = nil, except: Int = -1) {
        let connection = connections[number]
        guard connection.state != .down else { return }
        let wasReady = connection.state == .ready || connection.isRenewing
        connection.isRenewing = false
        let text = reason ?? connection.handle.errorText
        if connection.registered >= 0 { poll.forget(connection.registered) }
        connection.registered = -1
        _ = control.withdraw(connection: number)
        let unanswered = connection.inFlight
        connection.drop()
        connection.due = now + connection.backoff.next(&random)
        if wasReady {
            let lane = connection.lane.rawValue
            lanes[lane].live -= 1
            lanes[lane].free.removeAll { $0 == number }
            metrics.add(.reconnects, thread: thread)
            countConnections()
        }
        report(text)
        for index in unanswered where index != except { fail(index, .unavailable) }
        guard wasReady else { return }
        let lane = connection.lane.rawValue
        // What waited for this connection although others were free goes to one of them.
        if lanes[lane].live > 0 {
            if let other = lanes[lane].free.popLast() { useFree(other) }
            return
        }
        while let index = lanes[lane].waiting.dequeue() ?? lanes[lane].joining.dequeue() { fail(index, .unavailable) }
    }

    /// One line per outage, not one per attempt.
    private func report(_ reason: String) {
        guard !reportedOutage else { return }
        reportedOutage = true
        note("error", "PostgreSQL is not reachable (\(reason)): answering 503 where it is needed, trying again until it is back")
    }

    // MARK: control

    func controlEvent(_ flags: UInt32) {
        if control.state == .connecting { return advanceControlConnecting() }
        guard control.state != .down else { return }
        if flags & EventPoll.writable != 0, control.handle.flush() == nil { return loseControl(control.handle.errorText) }
        switch control.advance({ topic in events.announce(EntityTag.digest(topic), now: now) }) {
        case .nothing: break
        case .lost: return loseControl(control.handle.errorText)
        case .loaded(let loaded):
            // Streams of events that began with the old routes begin again with the new ones.
            endAllEvents()
            table = loaded
            countConnections()
            control.backoff.reset()
            reportedDefect = ""
            note("info", "\(loaded.routes.count) routes loaded")
        case .confirmed:
            control.backoff.reset()
            reportedDefect = ""
            note("info", "\(table?.routes.count ?? 0) routes loaded, none changed")
        case .defective(let sentence):
            if reportedDefect != sentence { note("error", "\(sentence) (has `flowt migrate` been run?); trying again") }
            reportedDefect = sentence
            return loseControl(nil)
        case .cancelled(let numbers): releaseCancelled(numbers)
        }
        callEvents()
        proceedControl()
    }

    func proceedControl() {
        if !control.proceed(now: now) { loseControl(control.handle.errorText) }
    }

    private func advanceControlConnecting() {
        var interest = EventPoll.readable
        switch control.registered < 0 && control.handle.socket >= 0 ? .writing : control.handle.poll() {
        case .reading: break
        case .writing: interest = EventPoll.writable
        case .failed: return loseControl(control.handle.errorText)
        case .done:
            guard control.handle.makeReady(pipeline: false) else { return loseControl(control.handle.errorText) }
            control.state = .idle
            control.due = 0
            if control.handle.isConnected { proceedControl() }
        }
        guard control.state != .down else { return }
        control.registered = control.handle.socket
        if !poll.watch(control.registered, for: interest, EventSource(.control)) { loseControl("epoll refused the socket") }
    }

    /// `reason` nil: closed on our side, already reported.
    private func loseControl(_ reason: String?) {
        guard control.state != .down else { return }
        if control.registered >= 0 { poll.forget(control.registered) }
        control.registered = -1
        let abandoned = control.drop()
        control.due = now + control.backoff.next(&random)
        if let reason { report(reason) }
        releaseCancelled(abandoned)
        // What is announced from now on is not heard; who connects again misses nothing, thanks to the identifiers.
        endAllEvents()
    }

    private func releaseCancelled(_ numbers: [Int]) {
        for number in numbers where connections[number].isCancelling {
            connections[number].isCancelling = false
            useFree(number)
        }
    }
}
