/// Token buckets in a table of fixed size. Pure: the time is passed in.
///
/// Threads share nothing, so with N threads a client whose connections are spread over them may get up to N times its limit.
/// A key is a keyed digest of address and route; a full set of four loses its least recently used bucket, which can only
/// be in the client's favour.
struct RateLimiter {
    struct Decision: Equatable {
        var isAllowed: Bool
        /// Requests left now.
        var remaining: Int
        /// Seconds until one more is allowed (when refused) or until the bucket is full again.
        var seconds: Int
    }

    private struct Bucket {
        var key: UInt64 = 0
        /// In parts of a request, `one` of which are a whole one: a limit of N per minute adds exactly N per millisecond.
        var tokens: Int64 = 0
        /// Milliseconds.
        var updated: UInt64 = 0
    }

    private static let ways = 4
    private static let one: Int64 = 60_000
    private var buckets: [Bucket] = []
    private let capacity: Int

    /// `capacity`: buckets in all, a multiple of four. Memory is taken with the first request that is counted.
    init(capacity: Int = Limits.rateBuckets) {
        self.capacity = capacity
    }

    /// Takes one request from the bucket of `key`. `now` in milliseconds.
    mutating func take(_ key: UInt64, perMinute limit: Int, now: UInt64) -> Decision {
        if buckets.isEmpty { buckets = Array(repeating: Bucket(), count: capacity) }
        let full = Int64(limit) * Self.one
        let slot = find(key, full, now)
        let elapsed = Int64(clamping: min(now &- buckets[slot].updated, 60_000))
        buckets[slot].tokens = min(full, buckets[slot].tokens + elapsed * Int64(limit))
        buckets[slot].updated = now
        guard buckets[slot].tokens >= Self.one else {
            let missing = Self.one - buckets[slot].tokens
            return Decision(isAllowed: false, remaining: 0, seconds: Self.seconds(missing, limit))
        }
        buckets[slot].tokens -= Self.one
        return Decision(
            isAllowed: true, remaining: Int(buckets[slot].tokens / Self.one),
            seconds: Self.seconds(full - buckets[slot].tokens, limit))
    }

    /// Whole seconds, rounded up, until that many parts have come in.
    private static func seconds(_ parts: Int64, _ limit: Int) -> Int {
        let milliseconds = (parts + Int64(limit) - 1) / Int64(limit)
        return max(1, Int((milliseconds + 999) / 1000))
    }

    private mutating func find(_ key: UInt64, _ full: Int64, _ now: UInt64) -> Int {
        let first = Int(key % UInt64(capacity / Self.ways)) * Self.ways
        var oldest = first
        for slot in first..<first + Self.ways {
            if buckets[slot].key == key, buckets[slot].updated != 0 { return slot }
            if buckets[slot].updated < buckets[oldest].updated { oldest = slot }
        }
        buckets[oldest] = Bucket(key: key, tokens: full, updated: max(now, 1))
        return oldest
    }
}
