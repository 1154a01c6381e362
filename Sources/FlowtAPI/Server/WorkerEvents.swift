/// Streams of events (docs/decisions/0014): the function of a route is called again whenever one of its topics is announced, and
/// what it returns goes to the client. Nothing waits here but the last piece.
extension Worker {
    /// The first call has answered: the client becomes a hearer.
    func openEvents(_ index: Int, _ result: borrowing PostgresResult) {
        let slot = exchanges[index].client
        var context = context(index)
        let isDelimited = context.minorVersion > 0 || context.isHead
        if !isDelimited { context.keepAlive = false }
        guard let status = answer(result, index, context), let topics = topics(result), isFitEvent(result) else {
            noteDefect(index)
            return fail(index, .internalError)
        }
        guard status == 200 else { return conclude(index, slot, status) }
        // Without its ear the gateway would never call again.
        guard control.isListening else { return fail(index, .unavailable) }
        guard !context.isHead else { return conclude(index, slot, status) }
        if let refusal = events.refusal(tenant: exchanges[index].tenant) {
            return fail(index, refusal == .tenant ? .tooManyStreams : .overloaded)
        }
        let head = output
        let number = events.open(
            EventStream(
                client: slot, table: exchanges[index].table, route: exchanges[index].route,
                identifier: exchanges[index].identifier, minorVersion: context.minorVersion, started: exchanges[index].started,
                tenant: exchanges[index].tenant, arguments: exchanges[index].arguments),
            now: now, jitter: random.next())
        events[number].bytes = head.count
        release(index)
        clients[slot].exchange = -1
        clients[slot].events = number
        clients[slot].machine.beginStream(isDelimited: isDelimited)
        Socket.limitUnsent(clients[slot].socket)
        Socket.limitSilence(clients[slot].socket)
        clients[slot].unsent = head
        clients[slot].unsentStart = 0
        var pause = [UInt8]("retry: ")
        pause.append(decimal: Limits.eventRetry + Int(random.next() % UInt64(Limits.eventRetry)))
        pause.append("\n\n")
        append(number, pause.span)
        take(number, result, topics)
        if clients[slot].events == number, drainDeadline != nil { endEvents(number, 200) }
    }

    /// A further call has answered.
    func continueEvents(_ index: Int, _ result: borrowing PostgresResult) {
        let number = exchanges[index].events
        defer { callEvents() }
        guard result.rowCount == 1, isFitEvent(result), result.integer(0, 0) ?? 200 == 200, let topics = topics(result) else {
            // No row or another status is the function's way to end it.
            if result.rowCount > 0, !isFitEvent(result) || topics(result) == nil { noteDefect(index) }
            release(index)
            events.answered(number, now: now, jitter: 0)
            return endEvents(number, 200)
        }
        release(index)
        events.answered(number, now: now, jitter: random.next())
        take(number, result, topics)
    }

    /// A further call has failed: the client hears nothing more, and is told why when it connects again.
    func failEvents(_ index: Int, _ status: Int) {
        let number = exchanges[index].events
        release(index)
        events.answered(number, now: now, jitter: 0)
        endEvents(number, status)
        callEvents()
    }

    private func isFitEvent(_ result: borrowing PostgresResult) -> Bool {
        guard result.columnCount >= 4 else { return false }
        return result.withValue(0, 3) { body in
            body.count <= Limits.eventPiece && EventText.lastIdentifier(body).count <= Int32(Limits.eventIdentifier)
        }
    }

    private func topics(_ result: borrowing PostgresResult) -> [UInt64]? {
        guard result.columnCount >= 4 else { return nil }
        return result.withValue(0, 2) { text in
            scratch.removeAll(keepingCapacity: true)
            guard let lines = HeaderLines.append(text, to: &scratch) else { return nil }
            return EventText.topics(text.extracting(lines.topics.range))
        }
    }

    /// Takes in what a call has returned.
    private func take(_ number: Int, _ result: borrowing PostgresResult, _ topics: [UInt64]) {
        events.subscribe(number, topics)
        result.withValue(0, 3) { body in
            let last = EventText.lastIdentifier(body)
            if last.isPresent {
                let argument = Exchange.openArguments + events[number].table.routes[events[number].route].eventArgument
                events[number].arguments.replace(argument, with: body.extracting(last.range))
            }
            if body.count > 0 { append(number, body) }
        }
        sendEvents(number)
    }

    private func append(_ number: Int, _ piece: Span<UInt8>) {
        let slot = events[number].client
        let before = clients[slot].unsent.count
        ResponseHead.appendPiece(&clients[slot].unsent, piece, minorVersion: events[number].minorVersion)
        events[number].bytes += clients[slot].unsent.count - before
        events.sent(number, now: now, jitter: random.next())
    }

    /// Hands to the kernel what waits for the client of a stream; it has room again, or there is something new.
    func sendEvents(_ number: Int) {
        let slot = events[number].client
        guard push(slot) else { return close(slot) }
        events[number].isBehind = !clients[slot].unsent.isEmpty
        events.enqueueIfDue(number, now)
    }

    /// Calls the functions whose turn it is.
    func callEvents() {
        while let number = events.take() {
            let stream = events[number]
            let index = takeExchange(stream.table)
            exchanges[index].begin(
                stream.table, stream.route, client: stream.client, AnswerContext(identifier: stream.identifier),
                ifNoneMatch: Span(), started: stream.started, now: now)
            exchanges[index].events = number
            exchanges[index].arguments = stream.arguments
            metrics.add(.eventCalls, thread: thread)
            events.began(number, exchange: index, now: now)
            do throws(Problem) {
                try submit(index)
            } catch {
                release(index)
                events.answered(number, now: now, jitter: random.next())
                // Busy is no reason to send anybody away.
                guard error != .overloaded else { return events.postpone(number) }
                endEvents(number, error.status)
            }
        }
    }

    /// What is looked at a few times per second.
    func tickEvents() {
        events.tick(now: now)
        let beat = EventText.beat
        for number in events.list.indices
        where events[number].client >= 0 && !events[number].isBehind && now >= events[number].beat {
            append(number, beat.span)
            sendEvents(number)
        }
        callEvents()
    }

    /// Ends a stream as every body ends; the client connects again and asks for what came after the last event it has.
    func endEvents(_ number: Int, _ status: Int) {
        let slot = events[number].client
        guard slot >= 0 else { return }
        output.removeAll(keepingCapacity: true)
        output.append(contentsOf: clients[slot].unsent[clients[slot].unsentStart...])
        clients[slot].unsent = []
        clients[slot].unsentStart = 0
        if events[number].minorVersion > 0 {
            output.append("0\r\n\r\n")
            events[number].bytes += 5
        }
        forgetEvents(number, status)
        deliver(slot)
    }

    func endAllEvents() {
        for number in events.list.indices { endEvents(number, 200) }
    }

    /// The client has left, which is how most of these streams end.
    func leaveEvents(_ slot: Int) { forgetEvents(clients[slot].events, 200) }

    private func forgetEvents(_ number: Int, _ status: Int) {
        let stream = events[number]
        clients[stream.client].events = -1
        // The answer of a call under way is for nobody.
        if stream.exchange >= 0 {
            exchanges[stream.exchange].client = -1
            exchanges[stream.exchange].events = -1
        }
        record(
            AccessLog.Line(
                identifier: stream.identifier, method: .get, status: status,
                microseconds: Int((Clock.nanoseconds() - stream.started) / 1000), bytes: stream.bytes, tenant: stream.tenant),
            route: stream.table.routes[stream.route].template)
        events.close(number)
    }
}
