/// Exchanges: which request is on which connection, and what becomes of it.
extension Worker {
    func takeExchange(_ table: RouteTable) -> Int {
        if let index = freeExchanges.popLast() { return index }
        exchanges.append(Exchange(table: table))
        return exchanges.count - 1
    }

    func release(_ index: Int) {
        exchanges[index].stage = .free
        exchanges[index].client = -1
        exchanges[index].events = -1
        exchanges[index].arguments.removeAll()
        if exchanges[index].reserved > 0 {
            reservedBytes -= exchanges[index].reserved
            exchanges[index].reserved = 0
        }
        freeExchanges.append(index)
    }

    /// Sends an exchange, or queues it when its lane is busy. Throws when neither is possible.
    func submit(_ index: Int) throws(Problem) {
        let table = exchanges[index].table
        let lane = table.routes[exchanges[index].route].lane.rawValue
        let joins = mayJoin(index)
        while !(joins && isCommitting(lane)), let number = lanes[lane].free.popLast() {
            guard connections[number].isFree else { continue }
            if start(index, on: number) { return }
            // The first failure says that PostgreSQL is gone; another connection may not know it yet.
            throw .unavailable
        }
        guard lanes[lane].live > 0 else { throw .unavailable }
        if lanes[lane].waiting.count == 0, !joins, let number = follower(of: lane) {
            if start(index, on: number) { return }
            throw .unavailable
        }
        guard !lanes[lane].isFull else { throw .overloaded }
        exchanges[index].stage = .queued
        if joins { lanes[lane].joining.enqueue(index) } else { lanes[lane].waiting.enqueue(index) }
    }

    /// The connection of a lane with the fewest requests under way that may take another one.
    private func follower(of lane: Int) -> Int? {
        var best: Int?
        for (number, connection) in connections.enumerated()
        where connection.lane.rawValue == lane && connection.canFollow(now)
            && connection.inFlight.count < (best.map { connections[$0].inFlight.count } ?? Int.max)
        {
            best = number
        }
        return best
    }

    /// Puts an exchange on a connection, with those in the queue that `joined` says may be committed with it. False, with the
    /// exchange untouched, when the connection turns out to be lost.
    private func start(_ index: Int, on number: Int, joined: Bool = false) -> Bool {
        let connection = connections[number]
        var size = 1
        var sent = send(index, on: connection)
        while joined, sent, size < Limits.commitGroup, let next = nextToJoin(connection.lane.rawValue) {
            sent = send(next, on: connection)
            size += 1
        }
        guard sent, connection.commit(size), flush(number) else {
            loseConnection(number, except: index)
            return false
        }
        return true
    }

    private func send(_ index: Int, on connection: DatabaseConnection) -> Bool {
        exchanges[index].stage = .sent
        exchanges[index].attempts += 1
        exchanges[index].mayBeHit = false
        return connection.send(index, exchanges[index], explicitTransaction: configuration.explicitTransaction, now: now)
    }

    private func commitsTogether(_ index: Int) -> Bool {
        !configuration.explicitTransaction && exchanges[index].table.routes[exchanges[index].route].commitsTogether
    }

    /// Whether an exchange shares a transaction with others. One that has been undone before runs alone.
    private func mayJoin(_ index: Int) -> Bool { exchanges[index].attempts == 0 && commitsTogether(index) }

    /// Whether a connection of a lane is busy with what commits together. The others stay free for everything else, and what
    /// comes meanwhile makes a larger group.
    private func isCommitting(_ lane: Int) -> Bool {
        connections.contains { $0.lane.rawValue == lane && $0.exchange >= 0 && commitsTogether($0.exchange) }
    }

    /// Takes the first of those that commit together, unless its client has left.
    private func nextToJoin(_ lane: Int) -> Int? {
        while let next = lanes[lane].joining.dequeue() {
            if exchanges[next].client >= 0 { return next }
            release(next)
        }
        return nil
    }

    /// Takes what has waited longest of what a free connection of a lane may begin with.
    private func nextToStart(_ lane: Int) -> Int? {
        guard let joint = lanes[lane].joining.first, !isCommitting(lane) else { return lanes[lane].waiting.dequeue() }
        if let other = lanes[lane].waiting.first, exchanges[other].queued < exchanges[joint].queued {
            return lanes[lane].waiting.dequeue()
        }
        return lanes[lane].joining.dequeue()
    }

    /// A connection is free: it takes the next request that is still wanted.
    func useFree(_ number: Int) {
        let connection = connections[number]
        guard connection.isFree else { return }
        if connection.isWorn { return renew(number) }
        let lane = connection.lane.rawValue
        while let index = nextToStart(lane) {
            guard exchanges[index].client >= 0 else {
                release(index)
                continue
            }
            if start(index, on: number, joined: mayJoin(index)) { return }
            fail(index, .unavailable)
            return
        }
        lanes[lane].free.append(number)
    }

    /// The client of an exchange has left.
    func abandon(_ index: Int) {
        exchanges[index].client = -1
        let isStreaming = exchanges[index].stage == .streaming
        metrics.add(.cancelled, thread: thread)
        record(
            line(index, status: 499, bytes: isStreaming ? exchanges[index].streamBytes : 0, isCancelled: true),
            route: exchanges[index].table.routes[exchanges[index].route].template)
        guard exchanges[index].stage == .sent || isStreaming,
            let number = connections.firstIndex(where: { $0.exchange == index })
        else { return }
        if isStreaming { stopStream(number, index) } else { cancel(number) }
        // PostgreSQL hears of a cancellation only when it can send.
        if connections[number].isPaused { resume(number) }
    }

    /// Stops what PostgreSQL is doing on a connection. The requests behind it on the same connection may be hit instead.
    func cancel(_ number: Int) {
        let pid = connections[number].handle.processIdentifier
        guard control.cancel(processIdentifier: pid, connection: number) else { return }
        connections[number].isCancelling = true
        for follower in connections[number].inFlight.dropFirst() { exchanges[follower].mayBeHit = true }
        proceedControl()
    }

    /// PostgreSQL ignores a cancellation that reaches it between two messages: what still runs for nobody is cancelled again.
    func cancelAbandoned() {
        for (number, connection) in connections.enumerated() where connection.exchange >= 0 && !connection.isCancelling {
            let index = connection.exchange
            if exchanges[index].client < 0, exchanges[index].stage == .sent { cancel(number) }
        }
    }

    /// The first exchange on a connection is over.
    func finish(_ number: Int, _ index: Int, _ tenant: Int?, _ answer: consuming DatabaseConnection.Answer) {
        let connection = connections[number]
        exchanges[index].tenant = tenant
        if connection.isCancelling, control.withdraw(connection: number) { connection.isCancelling = false }
        if let next = connection.inFlight.first, exchanges[next].client < 0, !connection.isCancelling { cancel(number) }
        switch consume answer {
        case .failed(let failure):
            if failure.isStaleStatement { connection.forgetPrepared() }
            let isHit = failure.state == "57014" && exchanges[index].mayBeHit
            if failure.asksForRepetition || failure.isStaleStatement || isHit, exchanges[index].client >= 0,
                exchanges[index].stage != .streaming, exchanges[index].attempts < Limits.attempts
            {
                return repeatExchange(index, on: number)
            }
            useFree(number)
            complete(index, failure)
        case .result(let result):
            // PostgreSQL first: it works on the next request while this answer is written.
            useFree(number)
            complete(index, result)
        }
    }

    /// Runs an exchange again: where it was, unless a cancellation still on its way could hit it there.
    private func repeatExchange(_ index: Int, on number: Int) {
        metrics.add(.retried, thread: thread)
        if !connections[number].isCancelling {
            if !start(index, on: number) { fail(index, .unavailable) }
            return
        }
        do throws(Problem) {
            try submit(index)
        } catch {
            fail(index, error)
        }
    }

    private func complete(_ index: Int, _ result: consuming PostgresResult) {
        let slot = exchanges[index].client
        guard slot >= 0 else { return release(index) }
        if exchanges[index].stage == .streaming { return endStream(index) }
        if exchanges[index].events >= 0 { return continueEvents(index, result) }
        guard result.rowCount > 0 else { return fail(index, .recordNotFound) }
        if exchanges[index].table.routes[exchanges[index].route].isEvents { return openEvents(index, result) }
        do throws(Problem) {
            guard let status = answer(result, index, context(index), picture: try picture(result)) else {
                noteDefect(index)
                throw .internalError
            }
            conclude(index, slot, status)
        } catch {
            fail(index, error)
        }
    }

    func noteDefect(_ index: Int) {
        note(
            "error",
            "\(routeName(index)): the result is not an answer (one row, or small ones of a stream; status, type and headers fit to be sent)",
            exchanges[index].identifier)
    }

    private func complete(_ index: Int, _ failure: DatabaseFailure) {
        guard exchanges[index].client >= 0 else { return release(index) }
        let table = exchanges[index].table
        let route = table.routes[exchanges[index].route]
        let problem = SQLState.problem(
            failure, SQLState.Context(arguments: route.arguments, body: route.body, messages: table.messages))
        if problem.status >= 500 { note("error", "\(routeName(index)): \(failure.logText)", exchanges[index].identifier) }
        fail(index, problem)
    }

    /// Ends an exchange with a problem.
    func fail(_ index: Int, _ problem: Problem) {
        let slot = exchanges[index].client
        guard slot >= 0 else { return release(index) }
        if exchanges[index].stage == .streaming { return cutStream(index, problem.status) }
        if exchanges[index].events >= 0 { return failEvents(index, problem.status) }
        answer(problem, context(index))
        conclude(index, slot, problem.status)
    }

    func conclude(_ index: Int, _ slot: Int, _ status: Int) {
        record(
            line(index, status: status, bytes: output.count, isCancelled: false),
            route: exchanges[index].table.routes[exchanges[index].route].template)
        release(index)
        deliver(slot)
    }

    func context(_ index: Int) -> AnswerContext {
        AnswerContext(
            identifier: exchanges[index].identifier, keepAlive: clients[exchanges[index].client].machine.keepAlive,
            minorVersion: exchanges[index].minorVersion, isHead: exchanges[index].isHead,
            prefersPage: exchanges[index].prefersPage,
            isAPI: exchanges[index].table.routes[exchanges[index].route].isAPI, rate: exchanges[index].rate)
    }

    func line(_ index: Int, status: Int, bytes: Int, isCancelled: Bool) -> AccessLog.Line {
        let method = exchanges[index].table.routes[exchanges[index].route].method
        return AccessLog.Line(
            identifier: exchanges[index].identifier, method: exchanges[index].isHead ? .head : method, status: status,
            microseconds: Int((Clock.nanoseconds() - exchanges[index].started) / 1000), bytes: bytes,
            tenant: exchanges[index].tenant, isCancelled: isCancelled)
    }

    private func routeName(_ index: Int) -> String {
        String(decoding: exchanges[index].table.routes[exchanges[index].route].function, as: UTF8.self)
    }

    /// Requests that have waited too long for a connection.
    func expireQueues() {
        for lane in lanes.indices {
            let patience = lane == LaneKind.stream.rawValue ? Limits.streamQueueTime : Limits.queueTime
            for queue in [\Lane.waiting, \Lane.joining] {
                while let index = lanes[lane][keyPath: queue].first {
                    guard exchanges[index].client < 0 || now >= exchanges[index].queued + patience else { break }
                    _ = lanes[lane][keyPath: queue].dequeue()
                    fail(index, .overloaded)
                }
            }
        }
    }
}
