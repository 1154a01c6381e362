/// Requests: from parsed bytes to an answer of the gateway's own or an exchange with PostgreSQL.
extension Worker {
    /// True when `output` holds the answer, false when PostgreSQL will give it.
    func serve(_ slot: Int, _ request: ParsedRequest, _ bytes: Span<UInt8>) -> Bool {
        let started = Clock.nanoseconds()
        let head = request.head
        let path = bytes.extracting(head.path.range)
        var context = context(slot, head, bytes)
        if head.isServerWide {
            answerEmpty(context, status: 204, allow: [UInt8]("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"))
            return finishLocal(context, head, started, status: 204, "*")
        }
        if !context.isAPI, let status = serveOwn(head, bytes, path, context) {
            return finishLocal(context, head, started, status: status, status == 404 ? "" : "(own)")
        }
        do throws(Problem) {
            try takeFromLimit(slot, &context, route: 0, limit: configuration.rateLimit, head, bytes)
            return try dispatch(slot, request, bytes, path, &context, started)
        } catch {
            answer(error, context)
            return finishLocal(context, head, started, status: error.status, "")
        }
    }

    func context(_ slot: Int, _ head: RequestHead, _ bytes: Span<UInt8>) -> AnswerContext {
        var context = AnswerContext(identifier: identifier(head, bytes))
        context.keepAlive = clients[slot].machine.keepAlive
        context.minorVersion = head.minorVersion
        context.isHead = head.method == .head
        context.isAPI = bytes.extracting(head.path.range).starts(with: "/v1/")
        context.prefersPage = head.accept.isPresent && bytes.extracting(head.accept.range).containsIgnoringCase("text/html")
        return context
    }

    private func identifier(_ head: RequestHead, _ bytes: Span<UInt8>) -> RequestIdentifier {
        if head.traceparent.isPresent, let (high, low) = HeaderValues.traceIdentifier(bytes, head.traceparent) {
            return RequestIdentifier(high: high, low: low)
        }
        return RequestIdentifier(high: random.next(), low: random.next())
    }

    /// Finds the route, collects the arguments and hands the request to PostgreSQL. Returns true when it was answered here.
    private func dispatch(
        _ slot: Int, _ request: ParsedRequest, _ bytes: Span<UInt8>, _ path: Span<UInt8>, _ context: inout AnswerContext,
        _ started: UInt64
    ) throws(Problem) -> Bool {
        guard let table else { throw .unavailable }
        let head = request.head
        guard let match = table.router.match(path, parameters: &parameters) else {
            return try redirectWithoutSlash(table, request, bytes, path, context, started)
        }
        guard let number = table.router.route(match, head.method) else {
            let allowed = table.router.allowed(match)
            if head.method == .options {
                answerEmpty(context, status: 204, allow: allowed)
                return finishLocal(context, head, started, status: 204, "(options)")
            }
            answer(.methodNotAllowed, context, allow: allowed)
            return finishLocal(context, head, started, status: 405, "")
        }
        let limit = table.routes[number].limitPerMinute
        if limit > 0 { try takeFromLimit(slot, &context, route: UInt64(number) + 1, limit: limit, head, bytes) }
        let index = takeExchange(table)
        do throws(Problem) {
            try fill(index, slot, request, bytes, table, number, context, started)
            try submit(index)
        } catch {
            release(index)
            throw error
        }
        clients[slot].exchange = index
        return false
    }

    private func fill(
        _ index: Int, _ slot: Int, _ request: ParsedRequest, _ bytes: Span<UInt8>, _ table: RouteTable, _ number: Int,
        _ context: AnswerContext, _ started: UInt64
    ) throws(Problem) {
        let head = request.head
        exchanges[index].begin(
            table, number, client: slot, context, ifNoneMatch: bytes.extracting(head.ifNoneMatch.range), started: started,
            now: now)
        if clients[slot].reserved > 0 { handOver(slot, to: index) }
        let surroundings = ArgumentReader.Surroundings(
            identifier: context.identifier, clientAddress: clientAddress(slot, head, bytes), isSecure: isSecure(head, bytes))
        if request.isDecoded {
            let body = clients[slot].machine.decodedBody
            try reader.read(
                head, bytes, body: body.span, table.routes[number], parameters: parameters, surroundings,
                into: &exchanges[index].arguments)
        } else {
            try reader.read(
                head, bytes, body: bytes.extracting(request.body.range), table.routes[number], parameters: parameters,
                surroundings, into: &exchanges[index].arguments)
        }
    }

    private func clientAddress(_ slot: Int, _ head: RequestHead, _ bytes: Span<UInt8>) -> [UInt8] {
        guard configuration.trustsForwarded else { return clients[slot].address }
        let forwarded = HeaderValues.lastForwarded(bytes, head.forwardedFor)
        return forwarded.isPresent ? bytes.extracting(forwarded.range).copied() : clients[slot].address
    }

    private func isSecure(_ head: RequestHead, _ bytes: Span<UInt8>) -> Bool {
        configuration.trustsForwarded && bytes.extracting(head.forwardedProto.range).equalsIgnoringCase("https")
    }

    /// Keyed, so that nobody can choose addresses that share a bucket with a victim's.
    func rateKey(_ address: Span<UInt8>) -> UInt64 {
        scratch.removeAll(keepingCapacity: true)
        NetworkPrefix.append(of: address, to: &scratch)
        return EntityTag.digest(scratch.span) ^ rateSeed
    }

    /// Takes one request from the bucket of this client and route (0: all routes); throws when it is empty.
    private func takeFromLimit(
        _ slot: Int, _ context: inout AnswerContext, route: UInt64, limit: Int, _ head: RequestHead, _ bytes: Span<UInt8>
    ) throws(Problem) {
        guard limit > 0 else { return }
        var key = clients[slot].addressKey
        if configuration.trustsForwarded {
            let forwarded = HeaderValues.lastForwarded(bytes, head.forwardedFor)
            if forwarded.isPresent { key = rateKey(bytes.extracting(forwarded.range)) }
        }
        key = (key ^ route &* 0x9E37_79B9_7F4A_7C15) &* 0xD6E8_FEB8_6659_FD93
        let decision = limiter.take(key ^ key >> 32, perMinute: limit, now: now)
        context.rate = RateState(limit: limit, remaining: decision.remaining, seconds: decision.seconds)
        guard decision.isAllowed else {
            metrics.add(.rateLimited, thread: thread)
            var problem = Problem.tooManyRequests
            problem.retryAfter = decision.seconds
            throw problem
        }
    }

    /// People type a slash behind a company's name; the address without it is the one that exists. It begins with one slash and
    /// holds nothing encoded, so no browser or proxy can read another site into it.
    private func redirectWithoutSlash(
        _ table: RouteTable, _ request: ParsedRequest, _ bytes: Span<UInt8>, _ path: Span<UInt8>, _ context: AnswerContext,
        _ started: UInt64
    ) throws(Problem) -> Bool {
        guard path.count > 1, path[path.count - 1] == UInt8(ascii: "/") else { throw .notFound }
        let shorter = path.extracting(0..<path.count - 1)
        for index in shorter.indices where shorter[index] == UInt8(ascii: "%") { throw .notFound }
        guard table.router.match(shorter, parameters: &parameters) != nil else { throw .notFound }
        var location = shorter.copied()
        if request.head.query.isPresent {
            location.append("?")
            location.append(bytes, request.head.query)
        }
        answerEmpty(context, status: 308, location: location)
        return finishLocal(context, request.head, started, status: 308, "(redirect)")
    }

    /// Counts and logs an answer given without PostgreSQL. Always true.
    private func finishLocal(
        _ context: AnswerContext, _ head: RequestHead, _ started: UInt64, status: Int, _ route: StaticString
    ) -> Bool {
        record(
            AccessLog.Line(
                identifier: context.identifier, method: head.method, status: status,
                microseconds: Int((Clock.nanoseconds() - started) / 1000), bytes: output.count, tenant: nil,
                isOwn: route.utf8CodeUnitCount > 0),
            route: [UInt8](route))
        return true
    }

    /// Counts a request and writes its line.
    func record(_ line: AccessLog.Line, route: [UInt8]) {
        metrics.countRequest(
            method: line.method, status: line.status, microseconds: line.microseconds, bytes: line.bytes, thread: thread)
        guard log.wants(line) else { return }
        log.append(line, route: route.span, prefix: timeText.logPrefix, milliseconds: wall, now: now)
        if log.buffer.count >= Limits.logBuffer { log.flush(isIdle: true, now: now) }
    }
}
