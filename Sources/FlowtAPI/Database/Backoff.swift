/// Pauses between attempts to reach PostgreSQL: doubling, with jitter so that many connections do not knock together.
struct Backoff {
    private var failures = 0

    mutating func reset() { failures = 0 }

    /// Milliseconds until the next attempt.
    mutating func next(_ random: inout FastRandom) -> UInt64 {
        let ceiling = min(Limits.reconnectLongest, Limits.reconnectFirst << UInt64(min(failures, 10)))
        failures += 1
        return ceiling / 2 + random.next() % (ceiling / 2 + 1)
    }
}
