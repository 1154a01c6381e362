/// Files: bodies larger than any other may be (docs/decisions/0009).
extension Worker {
    /// Decides on a body that is larger than ordinary ones, while most of it is still on the client's side.
    func weigh(_ slot: Int, _ head: RequestHead) -> ClientMachine.Action {
        let started = Clock.nanoseconds()
        let (pending, start) = clients[slot].machine.pending
        let bytes = pending.span.extracting(start..<pending.count)
        var context = context(slot, head, bytes)
        context.keepAlive = false
        var route: [UInt8] = []
        do throws(Problem) {
            let rule = try admission(head, bytes, &route)
            // In chunks it is held as sent and decoded.
            let size = head.isChunked ? 2 * rule.limit : head.contentLength
            guard reservedBytes + size <= Limits.uploadBytes else { throw .overloaded }
            reservedBytes += size
            clients[slot].reserved = size
            return clients[slot].machine.admit(rule.limit, now: now)
        } catch {
            answer(error, context)
            clients[slot].machine.cutShort()
            record(
                AccessLog.Line(
                    identifier: context.identifier, method: head.method, status: error.status,
                    microseconds: Int((Clock.nanoseconds() - started) / 1000), bytes: output.count, tenant: nil),
                route: route)
            return transmit(slot)
        }
    }

    /// The rule of the route, if the file may come. Who sends it is known only when PostgreSQL has seen the whole request; asking
    /// for a header that claims a login keeps out whoever does not even try, at no cost.
    private func admission(_ head: RequestHead, _ bytes: Span<UInt8>, _ template: inout [UInt8]) throws(Problem) -> FileRule {
        guard let table else { throw .unavailable }
        guard let match = table.router.match(bytes.extracting(head.path.range), parameters: &parameters),
            let number = table.router.route(match, head.method), let rule = table.routes[number].file
        else { throw .refused(.bodyTooLarge) }
        template = table.routes[number].template
        guard head.authorization.isPresent else { throw .loginNeeded }
        try ArgumentReader.check(bytes.extracting(head.contentType.range), size: max(head.contentLength, 0), rule)
        return rule
    }

    /// The room of a file goes over to its exchange.
    func handOver(_ slot: Int, to index: Int) {
        exchanges[index].reserved = clients[slot].reserved
        clients[slot].reserved = 0
    }

    /// The file of a client is not on its way any more.
    func giveBack(_ slot: Int) {
        guard clients[slot].reserved > 0 else { return }
        reservedBytes -= clients[slot].reserved
        clients[slot].reserved = 0
    }

    /// Makes a connection again whose buffers a file has blown up. Requests wait in the lane meanwhile, a few milliseconds.
    func renew(_ number: Int) {
        let connection = connections[number]
        if connection.registered >= 0 { poll.forget(connection.registered) }
        connection.registered = -1
        connection.drop()
        connection.isRenewing = true
        connect(number)
    }
}
