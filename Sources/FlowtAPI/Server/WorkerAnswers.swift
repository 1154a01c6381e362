/// Answers: everything that is written into `output`.
extension Worker {
    /// The answer of a function; of a stream, its head. Returns the status, nil when the result cannot be one (`output` is then
    /// not to be sent). `picture` takes the place of the body that says what to draw.
    func answer(
        _ result: borrowing PostgresResult, _ exchange: Int, _ context: AnswerContext, picture: QRDrawing.Picture? = nil
    ) -> Int? {
        guard result.rowCount == 1, result.columnCount >= 4 else { return nil }
        let table = exchanges[exchange].table
        let route = exchanges[exchange].route
        let isStream = table.routes[route].lane == .stream || table.routes[route].isEvents && result.integer(0, 0) ?? 200 == 200
        let status = result.integer(0, 0) ?? 200
        guard (200...599).contains(status) else { return nil }
        scratch.removeAll(keepingCapacity: true)
        var lines = HeaderLines()
        var returnedTag: [UInt8] = []
        if !result.isNull(0, 2) {
            let checked = result.withValue(0, 2) { text in
                let found = HeaderLines.append(text, to: &scratch)
                if let found, found.entityTag.isPresent { returnedTag.append(text, found.entityTag) }
                return found
            }
            guard let checked else { return nil }
            lines = checked
        }
        let wantsTag = status == 200 && table.routes[route].method == .get && !result.isNull(0, 3)
        if wantsTag, !lines.hasEntityTag, !isStream {
            withBody(result, picture) { EntityTag.append(for: $0, to: &returnedTag) }
            scratch.append("ETag: ")
            scratch.append(contentsOf: returnedTag)
            scratch.append("\r\n")
        }
        let condition = exchanges[exchange].ifNoneMatch
        let isUnchanged = wantsTag && !condition.isEmpty && HeaderValues.matches(condition.span, tag: returnedTag.span)
        let sent = isUnchanged ? 304 : status
        guard write(&output, result, table.routes[route], context, sent, lines, picture, isStream: isStream) else { return nil }
        return sent
    }

    /// Writes an answer of this status: its buffer is borrowed once, not looked up for every part.
    private func write(
        _ output: inout [UInt8], _ result: borrowing PostgresResult, _ route: borrowing Route, _ context: AnswerContext,
        _ status: Int, _ lines: HeaderLines, _ picture: QRDrawing.Picture?, isStream: Bool
    ) -> Bool {
        begin(&output, context, status: status)
        output.append(contentsOf: route.standingHeaders)
        let isGood = status < 400
        if isGood, !lines.hasCacheControl {
            output.append(contentsOf: route.cacheLine)
        } else if !lines.hasCacheControl {
            output.append("Cache-Control: no-store\r\n")
        }
        if isGood, route.isStorable { output.append("Vary: Authorization, Cookie, X-Flowt-Tenant\r\n") }
        output.append(contentsOf: scratch)
        if status == 204 || status == 304 {
            output.append("\r\n")
            return true
        }
        guard appendType(&output, result, picture) else { return false }
        if isStream {
            ResponseHead.endOfStream(&output, minorVersion: context.minorVersion)
            return true
        }
        withBody(result, picture) { body in
            ResponseHead.end(&output, length: body.count)
            if !context.isHead { output.append(body) }
        }
        return true
    }

    private func withBody(
        _ result: borrowing PostgresResult, _ picture: QRDrawing.Picture?, _ use: (Span<UInt8>) -> Void
    ) {
        if let picture { use(picture.bytes.span) } else { result.withValue(0, 3, use) }
    }

    /// What an answer asks to have drawn. Nil for any other answer, and for a type that is not known: then it is no answer at all.
    func picture(_ result: borrowing PostgresResult) throws(Problem) -> QRDrawing.Picture? {
        guard result.columnCount >= 4, !result.isNull(0, 1),
            case .drawing(let drawing) = result.withValue(0, 1, { QRDrawing.read($0) })
        else { return nil }
        guard let picture = result.withValue(0, 3, { drawing.draw($0) }) else { throw .qrTooLong }
        return picture
    }

    private func appendType(
        _ output: inout [UInt8], _ result: borrowing PostgresResult, _ picture: QRDrawing.Picture?
    ) -> Bool {
        if let picture {
            output.append("Content-Type: ")
            output.append(picture.type)
            output.append("\r\n")
        } else if !result.isNull(0, 1) {
            let isFit = result.withValue(0, 1) { type in
                guard QRDrawing.read(type) == .none else { return false }
                for index in 0..<type.count where type[index] < 0x20 || type[index] >= 0x7F { return false }
                output.append("Content-Type: ")
                output.append(type)
                output.append("\r\n")
                if type.starts(with: "text/html") { output.append(StandingHeaders.contentSecurity) }
                return true
            }
            guard isFit else { return false }
        } else if !result.isNull(0, 3) {
            output.append("Content-Type: application/json\r\n")
        }
        return true
    }

    /// Status line and the headers that depend on the request.
    private func begin(_ output: inout [UInt8], _ context: AnswerContext, status: Int) {
        output.removeAll(keepingCapacity: true)
        ResponseHead.begin(
            &output, status: status, keepAlive: context.keepAlive, minorVersion: context.minorVersion,
            dateLine: timeText.dateLine)
        ResponseHead.appendRequestIdentifier(&output, context.identifier)
        if context.rate.limit > 0 { appendRate(&output, context.rate) }
    }

    /// draft-ietf-httpapi-ratelimit-headers.
    private func appendRate(_ output: inout [UInt8], _ rate: RateState) {
        output.append("RateLimit-Policy: \"ip\";q=")
        output.append(decimal: rate.limit)
        output.append(";w=60\r\nRateLimit: \"ip\";r=")
        output.append(decimal: rate.remaining)
        output.append(";t=")
        output.append(decimal: rate.seconds)
        output.append("\r\n")
    }

    /// An error, as a document for programs or a page for people.
    func answer(_ problem: Problem, _ context: AnswerContext, allow: [UInt8] = []) {
        begin(&output, context, status: problem.status)
        output.append(contentsOf: StandingHeaders.bytes(isAPI: context.isAPI))
        output.append("Cache-Control: no-store\r\nVary: Accept\r\n")
        if problem.status == 401 { output.append("WWW-Authenticate: Bearer\r\n") }
        if problem.retryAfter > 0 {
            output.append("Retry-After: ")
            output.append(decimal: problem.retryAfter)
            output.append("\r\n")
        }
        if !allow.isEmpty {
            output.append("Allow: ")
            output.append(contentsOf: allow)
            output.append("\r\n")
        }
        scratch.removeAll(keepingCapacity: true)
        if context.prefersPage {
            output.append(StandingHeaders.contentSecurity)
            output.append("Content-Type: text/html; charset=utf-8\r\n")
            let template = site.errorTemplate
            problem.appendHTML(to: &scratch, template: template.span, identifier: context.identifier)
        } else {
            output.append("Content-Type: application/problem+json\r\n")
            problem.appendJSON(to: &scratch, identifier: context.identifier)
        }
        ResponseHead.end(&output, length: scratch.count)
        if !context.isHead { output.append(contentsOf: scratch) }
    }

    /// An answer without a body: to OPTIONS, and redirects.
    func answerEmpty(_ context: AnswerContext, status: Int, allow: [UInt8] = [], location: [UInt8] = []) {
        begin(&output, context, status: status)
        output.append(contentsOf: StandingHeaders.bytes(isAPI: context.isAPI))
        if !allow.isEmpty {
            output.append("Allow: ")
            output.append(contentsOf: allow)
            output.append("\r\n")
            if context.isAPI {
                output.append("Access-Control-Allow-Methods: ")
                output.append(contentsOf: allow)
                output.append("\r\n")
                output.append(StandingHeaders.preflight)
            }
        }
        if !location.isEmpty {
            output.append("Location: ")
            output.append(contentsOf: location)
            output.append("\r\nCache-Control: no-store\r\n")
        }
        if status == 204 { output.append("\r\n") } else { ResponseHead.end(&output, length: 0) }
    }

    /// A request that is not HTTP as we take it; the connection ends with the answer.
    func answerRefusal(_ slot: Int, _ refusal: Refusal) {
        let context = AnswerContext(identifier: RequestIdentifier(high: random.next(), low: random.next()))
        answer(.refused(refusal), context)
        record(
            AccessLog.Line(
                identifier: context.identifier, method: nil, status: refusal.status, microseconds: 0, bytes: output.count,
                tenant: nil),
            route: [])
    }

    /// The gateway's own addresses and files. Returns the status, nil when the address is not one of them.
    func serveOwn(_ head: RequestHead, _ bytes: Span<UInt8>, _ path: Span<UInt8>, _ context: AnswerContext) -> Int? {
        let isProbe = path.equals("/livez") || path.equals("/readyz") || path.equals("/metrics")
        let file = isProbe ? nil : site.file(path)
        guard isProbe || file != nil else {
            guard path.starts(with: "/estatico/") else { return nil }
            answer(.notFound, context)
            return 404
        }
        guard head.method == .get || head.method == .head else {
            let allowed = [UInt8]("GET, HEAD, OPTIONS")
            if head.method == .options {
                answerEmpty(context, status: 204, allow: allowed)
                return 204
            }
            answer(.methodNotAllowed, context, allow: allowed)
            return 405
        }
        if let file { return answer(file, head, bytes, context) }
        if path.equals("/metrics") {
            let text = metrics.text(residentBytes: ProcessStatus.residentBytes())
            answerText(context, 200, "text/plain; version=0.0.4; charset=utf-8", Array(text.utf8))
            return 200
        }
        guard path.equals("/livez") || isReady else {
            answer(.unavailable, context)
            return 503
        }
        answerText(context, 200, "text/plain; charset=utf-8", [UInt8]("ok\n"))
        return 200
    }

    /// Every thread has its routes and PostgreSQL, and the process is not ending.
    private var isReady: Bool { metrics.allReady && drainDeadline == nil }

    private func answerText(_ context: AnswerContext, _ status: Int, _ type: StaticString, _ body: [UInt8]) {
        begin(&output, context, status: status)
        output.append(contentsOf: StandingHeaders.bytes(isAPI: false))
        output.append("Cache-Control: no-store\r\nContent-Type: ")
        output.append(type)
        output.append("\r\n")
        ResponseHead.end(&output, length: body.count)
        if !context.isHead { output.append(contentsOf: body) }
    }

    private func answer(_ file: StaticFile, _ head: RequestHead, _ bytes: Span<UInt8>, _ context: AnswerContext) -> Int {
        let isUnchanged =
            head.ifNoneMatch.isPresent
            && HeaderValues.matches(bytes.extracting(head.ifNoneMatch.range), tag: file.entityTag.span)
        begin(&output, context, status: isUnchanged ? 304 : 200)
        output.append(contentsOf: StandingHeaders.bytes(isAPI: false))
        output.append("Cache-Control: public, max-age=3600\r\nETag: ")
        output.append(contentsOf: file.entityTag)
        output.append("\r\n")
        guard !isUnchanged else {
            output.append("\r\n")
            return 304
        }
        output.append("Content-Type: ")
        output.append(contentsOf: file.type.utf8)
        output.append("\r\n")
        if file.type.hasPrefix("text/html") { output.append(StandingHeaders.contentSecurity) }
        ResponseHead.end(&output, length: file.bytes.count)
        if !context.isHead { output.append(contentsOf: file.bytes) }
        return 200
    }
}
