/// The connections of one lane that are free, and the requests waiting for one.
struct Lane {
    /// Used most recently last: its caches are warm, and idle ones may sleep.
    var free: [Int] = []
    /// Connections that are up.
    var live = 0
    /// Those that may go to any connection.
    var waiting = ExchangeQueue()
    /// Those that commit together: one connection at a time takes them, and those that come meanwhile go next.
    var joining = ExchangeQueue()

    var queued: Int { waiting.count + joining.count }
    var isFull: Bool { queued >= Limits.laneQueue }
}

/// First in, first out.
struct ExchangeQueue {
    private var queue: [Int] = []
    private var head = 0

    var count: Int { queue.count - head }
    /// The first without taking it.
    var first: Int? { head < queue.count ? queue[head] : nil }

    mutating func enqueue(_ exchange: Int) { queue.append(exchange) }

    mutating func dequeue() -> Int? {
        guard head < queue.count else { return nil }
        defer {
            head += 1
            if head == queue.count {
                queue.removeAll(keepingCapacity: true)
                head = 0
            } else if head > Limits.laneQueue {
                queue.removeFirst(head)
                head = 0
            }
        }
        return queue[head]
    }
}
