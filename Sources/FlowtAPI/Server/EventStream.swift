/// A client that hears events (docs/decisions/0014): what is needed to call its route's function again.
struct EventStream {
    /// The client's slot, -1 while this place is free.
    fileprivate(set) var client: Int
    var table: RouteTable
    var route: Int
    var identifier: RequestIdentifier
    var minorVersion: UInt8
    /// Nanoseconds of the monotonic clock.
    var started: UInt64
    var tenant: Int?
    /// Of the first call; the identifier of the last event sent takes the place of the one the client brought.
    var arguments: ArgumentList
    /// Bytes sent, head included.
    var bytes = 0
    /// The call under way, -1 for none.
    var exchange = -1

    /// Digests of the topics it hears: two that are taken for one cost a call in vain, nothing else.
    fileprivate(set) var topics: [UInt64] = []
    /// There may be something new.
    fileprivate(set) var isPending = false
    /// In the queue for a call.
    fileprivate var isQueued = false
    /// Pieces wait for the client: no call until it has taken them.
    var isBehind = false
    /// Milliseconds: of the last call, of the next one whatever happens, of the next sign of life.
    fileprivate var called: UInt64 = 0
    fileprivate var renewal: UInt64 = 0
    fileprivate(set) var beat: UInt64 = 0

    init(
        client: Int, table: RouteTable, route: Int, identifier: RequestIdentifier, minorVersion: UInt8, started: UInt64,
        tenant: Int?, arguments: ArgumentList
    ) {
        (self.client, self.table, self.route, self.identifier) = (client, table, route, identifier)
        (self.minorVersion, self.started, self.tenant, self.arguments) = (minorVersion, started, tenant, arguments)
    }
}

/// The streams of events of one thread: who hears what, and whose turn it is. A pure value, without sockets.
struct EventStreams {
    enum Refusal { case thread, tenant }

    private(set) var list: [EventStream] = []
    private var free: [Int] = []
    private var hearers: [UInt64: [Int]] = [:]
    private var perTenant: [Int: Int] = [:]
    private var queue: [Int] = []
    private var head = 0
    /// Calls under way.
    private(set) var running = 0

    var count: Int { list.count - free.count }

    subscript(number: Int) -> EventStream {
        get { list[number] }
        set { list[number] = newValue }
    }

    /// Why there is no place for another stream of a tenant; nil when there is one.
    func refusal(tenant: Int?) -> Refusal? {
        if count >= Limits.eventStreams { return .thread }
        return perTenant[tenant ?? 0, default: 0] >= Limits.eventStreamsPerTenant ? .tenant : nil
    }

    mutating func open(_ stream: EventStream, now: UInt64, jitter: UInt64) -> Int {
        let number = free.popLast() ?? list.count
        if number == list.count { list.append(stream) } else { list[number] = stream }
        perTenant[stream.tenant ?? 0, default: 0] += 1
        setTimes(number, now, jitter)
        return number
    }

    mutating func close(_ number: Int) {
        if list[number].exchange >= 0 { running -= 1 }
        for topic in list[number].topics { forget(number, topic) }
        let tenant = list[number].tenant ?? 0
        let left = perTenant[tenant, default: 1] - 1
        perTenant[tenant] = left == 0 ? nil : left
        list[number].client = -1
        list[number].exchange = -1
        list[number].isQueued = false
        list[number].topics = []
        list[number].arguments = ArgumentList()
        free.append(number)
    }

    /// From now on the stream hears these topics. A new one may have been announced before anybody listened, so it counts as
    /// announced.
    mutating func subscribe(_ number: Int, _ topics: [UInt64]) {
        guard topics != list[number].topics else { return }
        for topic in list[number].topics where !topics.contains(topic) { forget(number, topic) }
        for topic in topics where !list[number].topics.contains(topic) {
            hearers[topic, default: []].append(number)
            list[number].isPending = true
        }
        list[number].topics = topics
    }

    private mutating func forget(_ number: Int, _ topic: UInt64) {
        hearers[topic]?.removeAll { $0 == number }
        if hearers[topic]?.isEmpty == true { hearers[topic] = nil }
    }

    mutating func announce(_ topic: UInt64, now: UInt64) {
        guard let numbers = hearers[topic] else { return }
        for number in numbers {
            list[number].isPending = true
            enqueueIfDue(number, now)
        }
    }

    /// The first announcement after a quiet time acts at once; those that come too soon act together when the time is over.
    mutating func enqueueIfDue(_ number: Int, _ now: UInt64) {
        let stream = list[number]
        guard stream.isPending, !stream.isQueued, !stream.isBehind, stream.exchange < 0,
            now >= stream.called + Limits.eventInterval
        else { return }
        list[number].isQueued = true
        queue.append(number)
    }

    /// The stream whose function is to be called now. `began` or `postpone` says what became of it.
    mutating func take() -> Int? {
        guard running < Limits.eventCalls else { return nil }
        while head < queue.count {
            let number = queue[head]
            head += 1
            if head == queue.count {
                queue.removeAll(keepingCapacity: true)
                head = 0
            }
            // Its place may be free again, or another's who is further behind in the queue.
            guard list[number].client >= 0, list[number].isQueued else { continue }
            list[number].isQueued = false
            return number
        }
        return nil
    }

    mutating func began(_ number: Int, exchange: Int, now: UInt64) {
        list[number].exchange = exchange
        list[number].isPending = false
        list[number].called = now
        running += 1
    }

    /// No call was possible, so there is still something to call for.
    mutating func postpone(_ number: Int) { list[number].isPending = true }

    mutating func answered(_ number: Int, now: UInt64, jitter: UInt64) {
        guard list[number].exchange >= 0 else { return }
        list[number].exchange = -1
        running -= 1
        setTimes(number, now, jitter)
    }

    /// Something was sent: a sign of life is not needed before `eventBeat`.
    mutating func sent(_ number: Int, now: UInt64, jitter: UInt64) {
        list[number].beat = now + Limits.eventBeat + jitter % Limits.eventBeatSpread
    }

    private mutating func setTimes(_ number: Int, _ now: UInt64, _ jitter: UInt64) {
        list[number].renewal = now + Limits.eventRenewal - jitter % (Limits.eventRenewal / 4)
        sent(number, now: now, jitter: jitter)
    }

    /// Queues what waited for its time, and what has not been called for long.
    mutating func tick(now: UInt64) {
        for number in list.indices where list[number].client >= 0 {
            if now >= list[number].renewal { list[number].isPending = true }
            enqueueIfDue(number, now)
        }
    }
}
