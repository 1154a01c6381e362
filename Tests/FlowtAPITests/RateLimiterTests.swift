import Testing

@testable import FlowtAPI

@Suite("Rate limiter") struct RateLimiterTests {
    @Test func burstThenRefusal() {
        var limiter = RateLimiter()
        for left in [2, 1, 0] { #expect(limiter.take(5, perMinute: 3, now: 1000).remaining == left) }
        let refused = limiter.take(5, perMinute: 3, now: 1000)
        #expect(!refused.isAllowed)
        #expect(refused.seconds == 20)
        #expect(limiter.take(6, perMinute: 3, now: 1000).isAllowed, "another client is not concerned")
    }

    @Test func refill() {
        var limiter = RateLimiter()
        for _ in 0..<3 { _ = limiter.take(5, perMinute: 3, now: 1000) }
        #expect(!limiter.take(5, perMinute: 3, now: 20_999).isAllowed)
        #expect(limiter.take(5, perMinute: 3, now: 21_000).isAllowed)
        #expect(!limiter.take(5, perMinute: 3, now: 21_001).isAllowed)
        #expect(limiter.take(5, perMinute: 3, now: 900_000).remaining == 2, "never more than the bucket holds")
    }

    @Test("asking often does not starve the refill")
    func frequent() {
        var limiter = RateLimiter()
        var allowed = 0
        for now in stride(from: UInt64(1000), through: 61_000, by: 1) where limiter.take(5, perMinute: 10, now: now).isAllowed {
            allowed += 1
        }
        #expect((19...20).contains(allowed))
    }

    @Test("the table does not grow, and a full set loses its oldest")
    func eviction() {
        var limiter = RateLimiter(capacity: 4)
        for key in UInt64(1)...4 { _ = limiter.take(key, perMinute: 1, now: 1000 + key) }
        #expect(!limiter.take(4, perMinute: 1, now: 1010).isAllowed)
        #expect(limiter.take(9, perMinute: 1, now: 1011).isAllowed)
        #expect(!limiter.take(2, perMinute: 1, now: 1012).isAllowed)
        #expect(limiter.take(1, perMinute: 1, now: 1013).isAllowed, "1 was the oldest and has been forgotten")
    }
}
