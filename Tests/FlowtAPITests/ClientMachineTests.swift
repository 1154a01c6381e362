import Testing

@testable import FlowtAPI

private let get = Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)

private func isDispatch(_ action: ClientMachine.Action, buffered: Bool) -> Bool {
    if case .dispatch(_, let isBuffered) = action { return isBuffered == buffered }
    return false
}

@Suite("Client state machine") struct ClientMachineTests {
    @Test("a request in one piece is dispatched without being kept")
    func whole() {
        var machine = ClientMachine(now: 0)
        #expect(isDispatch(machine.received(get, now: 1), buffered: false))
        machine.requestTaken()
        #expect(machine.pending.bytes.isEmpty)
        #expect(!machine.wantsInput)
        #expect(machine.answered(now: 2) == .wait)
        #expect(machine.phase == .idle)
        #expect(machine.pending.bytes.capacity == 0, "an idle connection holds no buffer")
    }

    @Test("a request in pieces is dispatched from the buffer, which is given back")
    func pieces() {
        var machine = ClientMachine(now: 0)
        for byte in get.dropLast() { #expect(machine.received([byte], now: 1) == .wait) }
        #expect(isDispatch(machine.received([get[get.count - 1]], now: 1), buffered: true))
        #expect(machine.pending.bytes == get)
        machine.requestTaken()
        #expect(machine.answered(now: 2) == .wait)
        #expect(machine.pending.bytes.capacity == 0)
    }

    @Test("pipelined requests come one after the other")
    func pipelined() {
        var machine = ClientMachine(now: 0)
        #expect(isDispatch(machine.received(get + get + get + get[..<5], now: 1), buffered: false))
        machine.requestTaken()
        for _ in 0..<2 {
            #expect(isDispatch(machine.answered(now: 2), buffered: true))
            machine.requestTaken()
        }
        #expect(machine.answered(now: 3) == .wait)
        #expect(machine.phase == .receiving)
        #expect(isDispatch(machine.received(Array(get[5...]), now: 4), buffered: true))
    }

    @Test("a slow sender is answered 408 and then let go")
    func slowSender() {
        var machine = ClientMachine(now: 0)
        #expect(machine.received(Array(get[..<7]), now: 100) == .wait)
        #expect(machine.received(Array(get[7..<9]), now: 9_000) == .wait, "more bytes buy no more time")
        #expect(machine.tick(now: 100 + Limits.receiveTime - 1) == .wait)
        #expect(machine.tick(now: 100 + Limits.receiveTime) == .refuse(.timeout))
        #expect(machine.answered(now: 11_000) == .linger)
        #expect(machine.tick(now: 11_000 + Limits.lingerTime) == .close)
    }

    @Test("an idle connection is closed after its time, a working one never")
    func idle() {
        var machine = ClientMachine(now: 0)
        #expect(machine.tick(now: Limits.idleTime - 1) == .wait)
        #expect(machine.tick(now: Limits.idleTime) == .close)
        var working = ClientMachine(now: 0)
        _ = working.received(get, now: 1)
        #expect(working.tick(now: 1_000_000) == .wait)
    }

    @Test("a client that does not read is closed after the write time")
    func slowReader() {
        var machine = ClientMachine(now: 0)
        _ = machine.received(get, now: 1)
        machine.requestTaken()
        machine.answerBlocked(now: 5)
        #expect(machine.tick(now: 4 + Limits.writeTime) == .wait)
        #expect(machine.tick(now: 5 + Limits.writeTime) == .close)
    }

    @Test("a refused request ends the connection, whatever follows")
    func refusal() {
        var machine = ClientMachine(now: 0)
        #expect(machine.received(Array("BREW / HTTP/1.1\r\nHost: a\r\n\r\n".utf8) + get, now: 1) == .refuse(.notImplemented))
        #expect(!machine.keepAlive)
        #expect(machine.answered(now: 2) == .linger)
        #expect(machine.received(get, now: 3) == .wait)
        #expect(machine.peerClosed() == .close)
    }

    @Test("Connection: close and HTTP/1.0 end after the answer")
    func closing() {
        var machine = ClientMachine(now: 0)
        _ = machine.received(Array("GET / HTTP/1.0\r\n\r\n".utf8), now: 1)
        #expect(!machine.keepAlive)
        machine.requestTaken()
        #expect(machine.answered(now: 2) == .linger)
    }

    @Test("100-continue")
    func continues() {
        var machine = ClientMachine(now: 0)
        let head = Array("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n".utf8)
        #expect(machine.received(head, now: 1) == .sendContinue)
        #expect(isDispatch(machine.received([0x61], now: 2), buffered: true))
    }

    @Test("a client that leaves is closed at once while waiting, and after the rest while writing")
    func leaving() {
        var waiting = ClientMachine(now: 0)
        _ = waiting.received(get, now: 1)
        #expect(waiting.peerClosed() == .close)
        var writing = ClientMachine(now: 0)
        _ = writing.received(get, now: 1)
        writing.requestTaken()
        writing.answerBlocked(now: 2)
        #expect(writing.peerClosed() == .wait)
        #expect(writing.answered(now: 3) == .linger)
    }

    @Test("a large body is weighed, and gets more time when it is admitted")
    func largeBody() {
        let head = Array("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n".utf8)
        var machine = ClientMachine(now: 0)
        guard case .weigh = machine.received(head, now: 100) else {
            Issue.record("not weighed")
            return
        }
        #expect(machine.pending.bytes == head)
        var refused = machine
        refused.cutShort()
        #expect(!refused.keepAlive)
        #expect(refused.held == 0)
        #expect(refused.answered(now: 101) == .linger)
        #expect(machine.admit(2_000_000, now: 100) == .wait)
        #expect(machine.tick(now: 99 + Limits.uploadTime) == .wait)
        var late = machine
        #expect(late.tick(now: 100 + Limits.uploadTime) == .refuse(.timeout))
        #expect(machine.received(Array(repeating: 0, count: 1_999_999), now: 200) == .wait)
        #expect(isDispatch(machine.received([0], now: 201), buffered: true))
    }

    @Test("a stream lasts as long as its client makes room, and no longer")
    func streaming() {
        var machine = ClientMachine(now: 0)
        _ = machine.received(get + get, now: 1)
        machine.requestTaken()
        machine.beginStream(isDelimited: true)
        #expect(!machine.wantsInput)
        #expect(machine.tick(now: 1_000_000) == .wait, "PostgreSQL may think")
        machine.streamed(hasRest: true, hasMoved: false, now: 1_000_000)
        machine.streamed(hasRest: true, hasMoved: false, now: 1_010_000)
        var stalled = machine
        #expect(stalled.tick(now: 999_999 + Limits.writeTime) == .wait)
        #expect(stalled.tick(now: 1_000_000 + Limits.writeTime) == .close)
        machine.streamed(hasRest: true, hasMoved: true, now: 1_020_000)
        #expect(machine.tick(now: 1_000_000 + Limits.writeTime) == .wait)
        machine.streamed(hasRest: false, hasMoved: true, now: 1_030_000)
        #expect(machine.tick(now: 2_000_000) == .wait)
        #expect(isDispatch(machine.answered(now: 2_000_001), buffered: true), "the next request was waiting")
    }

    @Test("a stream without an end of its own takes the connection's; half a connection is a client that left")
    func streamEnds() {
        var machine = ClientMachine(now: 0)
        _ = machine.received(get, now: 1)
        machine.requestTaken()
        machine.beginStream(isDelimited: false)
        #expect(machine.answered(now: 2) == .linger)
        var left = ClientMachine(now: 0)
        _ = left.received(get, now: 1)
        left.beginStream(isDelimited: true)
        #expect(left.peerClosed() == .close)
    }

    @Test("draining: what runs is finished with close, idle connections get a grace, late requests are served")
    func draining() {
        var working = ClientMachine(now: 0)
        _ = working.received(get, now: 1)
        working.requestTaken()
        working.drain(now: 2)
        #expect(!working.keepAlive)
        #expect(working.answered(now: 3) == .linger)
        var idle = ClientMachine(now: 0)
        idle.drain(now: 10)
        #expect(idle.tick(now: 9 + Limits.drainGrace) == .wait)
        var late = idle
        #expect(idle.tick(now: 10 + Limits.drainGrace) == .close)
        #expect(isDispatch(late.received(get, now: 11), buffered: false))
        #expect(!late.keepAlive)
    }
}

/// Spans do not go through the macros of Swift Testing.
extension ClientMachine {
    fileprivate mutating func received(_ bytes: [UInt8], now: UInt64) -> Action { received(bytes.span, now: now) }
}
