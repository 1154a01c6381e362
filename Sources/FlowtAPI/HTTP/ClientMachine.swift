/// What one client connection is doing, without its socket: events go in, the next action comes out.
///
/// One request at a time; what the client sends ahead (pipelining) waits in `input` or in the kernel.
/// Times are milliseconds of a monotonic clock.
struct ClientMachine {
    enum Action: Equatable {
        /// Nothing to do until the next event.
        case wait
        /// Write "100 Continue", then wait.
        case sendContinue
        /// Answer this request. Its positions are in `pending` when `isBuffered`, else in the bytes just given to `received`.
        case dispatch(ParsedRequest, isBuffered: Bool)
        /// The body is larger than any but a file may be: `admit` it or `refuse` the request, whose head is in `pending`.
        case weigh(RequestHead)
        /// Answer with this status; the connection closes afterwards.
        case refuse(Refusal)
        /// Close the sending side and drop what still comes in, so that the answer is not lost to a reset.
        case linger
        case close
    }

    enum Phase { case idle, receiving, answering, streaming, writing, lingering, closed }

    private(set) var phase = Phase.idle
    /// When `tick` will act.
    private(set) var deadline: UInt64
    /// Whether the connection stays open after the answer being prepared.
    private(set) var keepAlive = false
    private var isDraining = false
    private var parser = RequestParser()
    /// Empty, without memory, while the connection is idle.
    private var input: [UInt8] = []
    /// Bytes of `input` that belong to requests already taken.
    private var taken = 0
    /// Bytes of `input` that belong to the request dispatched from it.
    private var dispatched = 0

    init(now: UInt64) {
        deadline = now + Limits.idleTime
    }

    /// The request is read from its socket only while the machine wants more of it.
    var wantsInput: Bool { phase == .idle || phase == .receiving || phase == .lingering }

    /// Bytes of unfinished requests this connection holds.
    var held: Int { input.count + parser.decodedBody.count }

    /// The decoded body of a chunked request.
    var decodedBody: [UInt8] { parser.decodedBody }

    /// The buffer a request dispatched from it points into, and where that begins.
    var pending: (bytes: [UInt8], start: Int) { (input, taken) }

    mutating func received(_ bytes: Span<UInt8>, now: UInt64) -> Action {
        switch phase {
        case .lingering, .closed: return .wait
        case .answering, .streaming, .writing:
            input.append(bytes)
            return .wait
        case .idle, .receiving: break
        }
        beginReceiving(now)
        guard input.isEmpty else {
            input.append(bytes)
            return parseInput()
        }
        let outcome = parser.advance(bytes)
        if case .complete(let request) = outcome {
            input.append(bytes.extracting(request.end..<bytes.count))
            return dispatch(request, isBuffered: false)
        }
        input.append(bytes)
        return action(for: outcome)
    }

    /// The body being weighed may have up to `limit` bytes, and gets the time for it.
    mutating func admit(_ limit: Int, now: UInt64) -> Action {
        parser.allowBody(limit)
        deadline = now + Limits.uploadTime
        return parseInput()
    }

    /// The request is answered without having been read; the connection ends with the answer.
    mutating func cutShort() {
        phase = .answering
        deadline = UInt64.max
        keepAlive = false
        (input, taken, dispatched) = ([], 0, 0)
        parser = RequestParser()
    }

    /// The dispatched request has been read out of its bytes.
    mutating func requestTaken() {
        taken += dispatched
        dispatched = 0
        parser = RequestParser()
        if taken == input.count {
            input = []
            taken = 0
        } else if taken > Limits.head {
            input.removeFirst(taken)
            taken = 0
        }
    }

    /// The answer comes in pieces. Without `keepAlive` its end is that of the connection.
    mutating func beginStream(isDelimited: Bool) {
        phase = .streaming
        if !isDelimited { keepAlive = false }
    }

    /// Pieces were offered to the kernel: while some are left, the client has to make room for more.
    mutating func streamed(hasRest: Bool, hasMoved: Bool, now: UInt64) {
        if !hasRest {
            deadline = UInt64.max
        } else if hasMoved || deadline == UInt64.max {
            deadline = now + Limits.writeTime
        }
    }

    /// The kernel took only a part of the answer.
    mutating func answerBlocked(now: UInt64) {
        phase = .writing
        deadline = now + Limits.writeTime
    }

    /// The last byte of the answer has been handed to the kernel.
    mutating func answered(now: UInt64) -> Action {
        guard keepAlive else {
            // Not closed at once: bytes of the client still unread would turn the close into a reset and cost it the answer.
            phase = .lingering
            deadline = now + Limits.lingerTime
            (input, taken) = ([], 0)
            return .linger
        }
        phase = .idle
        deadline = now + Limits.idleTime
        guard !input.isEmpty else { return .wait }
        beginReceiving(now)
        return parseInput()
    }

    /// The client will send no more. Half a connection is taken as a client that left: a query nobody waits for is wasted.
    mutating func peerClosed() -> Action {
        if phase == .writing {
            keepAlive = false
            return .wait
        }
        return close()
    }

    mutating func tick(now: UInt64) -> Action {
        guard now >= deadline else { return .wait }
        switch phase {
        case .receiving: return refuse(.timeout)
        case .answering: return .wait
        case .idle, .streaming, .writing, .lingering, .closed: return close()
        }
    }

    /// The server holds too much for others already: this request is not waited for.
    mutating func overload() -> Action {
        phase == .receiving ? refuse(.overloaded) : .wait
    }

    /// The process is ending: the current request is the last one, and an idle connection gets a short grace.
    mutating func drain(now: UInt64) {
        isDraining = true
        keepAlive = false
        if phase == .idle { deadline = min(deadline, now + Limits.drainGrace) }
    }

    /// Nothing more is expected from this connection.
    mutating func close() -> Action {
        phase = .closed
        (input, taken) = ([], 0)
        return .close
    }

    private mutating func beginReceiving(_ now: UInt64) {
        guard phase == .idle else { return }
        phase = .receiving
        deadline = now + Limits.receiveTime
    }

    private mutating func parseInput() -> Action {
        // The copy is a reference: it keeps the bytes apart from `self` while the parser, also of `self`, changes.
        let bytes = input
        let outcome = parser.advance(bytes.span.extracting(taken..<bytes.count))
        if case .complete(let request) = outcome {
            dispatched = request.end
            return dispatch(request, isBuffered: true)
        }
        return action(for: outcome)
    }

    private mutating func action(for outcome: RequestParser.Outcome) -> Action {
        switch outcome {
        case .incomplete, .complete: .wait
        case .continueExpected: .sendContinue
        case .large(let head): .weigh(head)
        case .invalid(let refusal): refuse(refusal)
        }
    }

    private mutating func dispatch(_ request: ParsedRequest, isBuffered: Bool) -> Action {
        phase = .answering
        deadline = UInt64.max
        keepAlive = request.head.keepAlive && !isDraining
        return .dispatch(request, isBuffered: isBuffered)
    }

    private mutating func refuse(_ refusal: Refusal) -> Action {
        cutShort()
        return .refuse(refusal)
    }
}
