import Testing

@testable import FlowtAPI

@Suite("Streams of events") struct EventStreamTests {
    /// Well past the first interval of the clock.
    static let start: UInt64 = 1_000_000

    static func stream(client: Int, tenant: Int? = nil) throws -> EventStream {
        let table = try RouteTable(rows: [], messages: [], generation: 1)
        return EventStream(
            client: client, table: table, route: 0, identifier: RequestIdentifier(high: 0, low: 1), minorVersion: 1, started: 0,
            tenant: tenant, arguments: ArgumentList())
    }

    /// One that hears topic 7 and has been called since.
    static func hearing(_ streams: inout EventStreams, client: Int = 3) throws -> Int {
        let number = streams.open(try stream(client: client), now: start, jitter: 0)
        streams.subscribe(number, [7])
        streams.tick(now: start)
        let first = streams.take()
        #expect(first == number)
        streams.began(number, exchange: 1, now: start)
        streams.answered(number, now: start, jitter: 0)
        return number
    }

    @Test("a stream that gets a topic is called at once, and then only when it is announced")
    func announcing() throws {
        var streams = EventStreams()
        let number = try Self.hearing(&streams)
        streams.tick(now: Self.start + 10_000)
        #expect(streams.take() == nil)
        streams.announce(8, now: Self.start + 10_000)
        #expect(streams.take() == nil)
        streams.announce(7, now: Self.start + 10_000)
        streams.announce(7, now: Self.start + 10_000)
        #expect(streams.take() == number)
        #expect(streams.take() == nil)
    }

    @Test("announcements that come too soon act together when the interval is over")
    func interval() throws {
        var streams = EventStreams()
        let number = try Self.hearing(&streams)
        let soon = Self.start + Limits.eventInterval - 1
        streams.announce(7, now: soon)
        streams.tick(now: soon)
        #expect(streams.take() == nil)
        streams.tick(now: soon + 1)
        #expect(streams.take() == number)
    }

    @Test("what is announced while a call is under way is called for again")
    func meanwhile() throws {
        var streams = EventStreams()
        let number = try Self.hearing(&streams)
        let later = Self.start + 10_000
        streams.announce(7, now: later)
        _ = streams.take()
        streams.began(number, exchange: 2, now: later)
        streams.announce(7, now: later + 1)
        streams.tick(now: later + 5_000)
        #expect(streams.take() == nil)
        streams.answered(number, now: later + 5_000, jitter: 0)
        streams.tick(now: later + 5_000)
        #expect(streams.take() == number)
    }

    @Test("only so many calls at a time, whatever waits")
    func running() throws {
        var streams = EventStreams()
        for client in 0..<10 {
            let number = streams.open(try Self.stream(client: client), now: Self.start, jitter: 0)
            streams.subscribe(number, [7])
        }
        streams.tick(now: Self.start)
        var calls = 0
        while let number = streams.take() {
            streams.began(number, exchange: calls, now: Self.start)
            calls += 1
        }
        #expect(calls == Limits.eventCalls && streams.running == calls)
        streams.answered(0, now: Self.start, jitter: 0)
        #expect(streams.take() == 2)
    }

    @Test("a client that is behind is not called for, and not forgotten")
    func behind() throws {
        var streams = EventStreams()
        let number = try Self.hearing(&streams)
        streams[number].isBehind = true
        let later = Self.start + 10_000
        streams.announce(7, now: later)
        streams.tick(now: later)
        #expect(streams.take() == nil)
        streams[number].isBehind = false
        streams.enqueueIfDue(number, later)
        #expect(streams.take() == number)
    }

    @Test("a stream is called now and then although nothing is announced")
    func renewal() throws {
        var streams = EventStreams()
        let number = try Self.hearing(&streams)
        streams.tick(now: Self.start + Limits.eventRenewal - 1)
        #expect(streams.take() == nil)
        streams.tick(now: Self.start + Limits.eventRenewal)
        #expect(streams.take() == number)
    }

    @Test("topics that go are not heard any more, those that come are called for")
    func topics() throws {
        var streams = EventStreams()
        let number = try Self.hearing(&streams)
        let later = Self.start + 10_000
        streams.subscribe(number, [7, 8])
        streams.tick(now: later)
        #expect(streams.take() == number)
        streams.began(number, exchange: 2, now: later)
        streams.answered(number, now: later, jitter: 0)
        streams.subscribe(number, [8])
        streams.announce(7, now: later + 1_000)
        #expect(streams.take() == nil)
        streams.announce(8, now: later + 1_000)
        #expect(streams.take() == number)
    }

    @Test("whoever leaves is gone from every list, and the place is used again")
    func closing() throws {
        var streams = EventStreams()
        let number = try Self.hearing(&streams)
        let later = Self.start + 10_000
        streams.announce(7, now: later)
        streams.close(number)
        #expect(streams.count == 0)
        #expect(streams.take() == nil)
        let next = streams.open(try Self.stream(client: 9), now: later, jitter: 0)
        #expect(next == number)
        streams.announce(7, now: later)
        #expect(streams.take() == nil)
        // In the middle of a call.
        streams.subscribe(next, [7])
        streams.tick(now: later)
        _ = streams.take()
        streams.began(next, exchange: 4, now: later)
        streams.close(next)
        #expect(streams.running == 0)
        streams.answered(next, now: later, jitter: 0)
        #expect(streams.running == 0)
    }

    @Test("places are counted by tenant and all together")
    func places() throws {
        var streams = EventStreams()
        for client in 0..<Limits.eventStreamsPerTenant {
            #expect(streams.refusal(tenant: 1) == nil)
            _ = streams.open(try Self.stream(client: client, tenant: 1), now: Self.start, jitter: 0)
        }
        #expect(streams.refusal(tenant: 1) == .tenant)
        #expect(streams.refusal(tenant: 2) == nil && streams.refusal(tenant: nil) == nil)
        streams.close(5)
        #expect(streams.refusal(tenant: 1) == nil)
        for client in streams.count..<Limits.eventStreams {
            _ = streams.open(try Self.stream(client: client, tenant: 2 + client), now: Self.start, jitter: 0)
        }
        #expect(streams.refusal(tenant: 9_999) == .thread)
    }

    @Test(
        "the identifier of the last event that has one",
        arguments: [
            ("", nil), ("data: id: 4\n\n", nil), ("id: 4\ndata: x\n\n", "4"), ("id:4\n\n", "4"), ("id:  4\n\n", " 4"),
            ("id: 1\ndata: a\n\nid: 2\ndata: b\n\nevent: c\ndata: d\n\n", "2"), ("id: 7", "7"), ("id\n\n", nil), ("id:\n\n", ""),
        ] as [(String, String?)])
    func identifiers(text: String, expected: String?) {
        let bytes = Array(text.utf8)
        let range = EventText.lastIdentifier(bytes.span)
        #expect((range.isPresent ? String(decoding: bytes[range.range], as: UTF8.self) : nil) == expected)
    }

    @Test("topics are words, few and short")
    func words() {
        func topics(_ text: String) -> [UInt64]? { EventText.topics(Array(text.utf8).span) }
        #expect(topics("") == [])
        #expect(topics("a  b")?.count == 2 && topics("a b") == topics(" a b "))
        #expect(topics("a")?[0] != topics("b")?[0])
        #expect(topics(String(repeating: "a ", count: Limits.eventTopics))?.count == Limits.eventTopics)
        #expect(topics(String(repeating: "a ", count: Limits.eventTopics + 1)) == nil)
        #expect(topics(String(repeating: "a", count: Limits.eventTopic + 1)) == nil)
    }

    @Test("one argument takes another's place, the others stay")
    func arguments() {
        var list = ArgumentList()
        list.appendNull()
        _ = list.append(Array("um".utf8).span)
        list.appendNull()
        _ = list.append([UInt8]().span)
        list.replace(2, with: Array("sete".utf8).span)
        func text(_ index: Int) -> String? {
            let range = list.value(index)
            return range.isPresent ? String(decoding: list.bytes[range.range], as: UTF8.self) : nil
        }
        #expect(list.count == 4)
        #expect((0..<4).map(text) == [nil, "um", "sete", ""])
        list.replace(0, with: Array("x".utf8).span)
        #expect((0..<4).map(text) == ["x", "um", "sete", ""])
    }

    @Test("the header of topics is for the gateway alone")
    func header() throws {
        let text = Array("X-A: 1\nFlowt-Topico: um dois\nX-B: 2".utf8)
        var output: [UInt8] = []
        let found = HeaderLines.append(text.span, to: &output)
        let lines = try #require(found)
        #expect(String(decoding: output, as: UTF8.self) == "X-A: 1\r\nX-B: 2\r\n")
        #expect(String(decoding: text[lines.topics.range], as: UTF8.self) == "um dois")
    }
}
