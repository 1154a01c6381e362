/// Streams: answers whose rows go to the client while PostgreSQL still makes them (docs/decisions/0009). Here waits at most
/// `Limits.streamBuffer` and a row; when the client is behind, the connection is not read, and PostgreSQL waits in its send.
extension Worker {
    /// A row has come for the stream that an exchange is.
    func takeRow(_ number: Int, _ index: Int, _ tenant: Int?, _ row: consuming PostgresResult) {
        // Nobody waits for it any more: the cancellation is under way.
        guard exchanges[index].client >= 0 else { return }
        if exchanges[index].stage != .streaming {
            exchanges[index].tenant = tenant
            guard begin(number, index, row) else { return }
        }
        append(number, index, row)
        guard exchanges[index].client >= 0, isBehind(exchanges[index].client) else { return }
        sendPieces(index)
        if exchanges[index].client >= 0, isBehind(exchanges[index].client) { pause(number) }
    }

    /// The head of the answer. False when there is nothing to follow it.
    private func begin(_ number: Int, _ index: Int, _ row: borrowing PostgresResult) -> Bool {
        let slot = exchanges[index].client
        var context = context(index)
        let isDelimited = context.minorVersion > 0 || context.isHead
        if !isDelimited { context.keepAlive = false }
        guard isFit(row), let status = answer(row, index, context) else {
            noteDefect(index)
            answer(.internalError, self.context(index))
            settle(number, index, 500)
            return false
        }
        guard !context.isHead, status != 204, status != 304 else {
            settle(number, index, status)
            return false
        }
        exchanges[index].stage = .streaming
        exchanges[index].streamStatus = status
        exchanges[index].streamBytes = output.count
        clients[slot].machine.beginStream(isDelimited: isDelimited)
        Socket.limitUnsent(clients[slot].socket)
        clients[slot].unsent = output
        clients[slot].unsentStart = 0
        output = []
        return true
    }

    /// `output` answers the client without the rows that are still to come.
    private func settle(_ number: Int, _ index: Int, _ status: Int) {
        let slot = exchanges[index].client
        record(
            line(index, status: status, bytes: output.count, isCancelled: false),
            route: exchanges[index].table.routes[exchanges[index].route].template)
        exchanges[index].client = -1
        cancel(number)
        deliver(slot)
    }

    private func append(_ number: Int, _ index: Int, _ row: borrowing PostgresResult) {
        let slot = exchanges[index].client
        guard isFit(row) else { return breakOff(number, index) }
        row.withValue(0, 3) { piece in
            let before = clients[slot].unsent.count
            ResponseHead.appendPiece(&clients[slot].unsent, piece, minorVersion: exchanges[index].minorVersion)
            exchanges[index].streamBytes += clients[slot].unsent.count - before
        }
    }

    private func isFit(_ row: borrowing PostgresResult) -> Bool {
        row.columnCount >= 4 && row.withValue(0, 3) { $0.count <= Limits.streamPiece }
    }

    /// Nobody takes the rows any more. A function that writes still comes to its end: a cancellation would undo what it has noted
    /// about the rows that were read, and whoever leaves just before the end would have read them unnoticed.
    func stopStream(_ number: Int, _ index: Int) {
        if exchanges[index].table.routes[exchanges[index].route].isReadOnly { cancel(number) }
    }

    /// A row in the middle that cannot be sent.
    private func breakOff(_ number: Int, _ index: Int) {
        let slot = exchanges[index].client
        noteDefect(index)
        recordCut(index, 500)
        exchanges[index].client = -1
        stopStream(number, index)
        end(slot, exchanges[index].minorVersion)
    }

    private func isBehind(_ slot: Int) -> Bool {
        clients[slot].unsent.count - clients[slot].unsentStart >= Limits.streamBuffer
    }

    /// Hands to the kernel what waits for the client of a stream.
    func sendPieces(_ index: Int) {
        let slot = exchanges[index].client
        guard slot >= 0, exchanges[index].stage == .streaming else { return }
        if !push(slot) { close(slot) }
    }

    /// Hands to the kernel what waits for a client. False when the connection is broken.
    func push(_ slot: Int) -> Bool {
        guard !clients[slot].unsent.isEmpty else { return true }
        let start = clients[slot].unsentStart
        let total = clients[slot].unsent.count
        guard let count = sendUnsent(slot, start..<total) else { return false }
        clients[slot].machine.streamed(hasRest: start + count < total, hasMoved: count > 0, now: now)
        if start + count == total {
            clients[slot].unsent.removeAll(keepingCapacity: true)
            clients[slot].unsentStart = 0
        } else if start + count >= Limits.streamBuffer {
            clients[slot].unsent.removeFirst(start + count)
            clients[slot].unsentStart = 0
        } else {
            clients[slot].unsentStart = start + count
        }
        return true
    }

    /// Apart, so that no reference to the buffer is left when it is changed: that would copy it.
    private func sendUnsent(_ slot: Int, _ part: Range<Int>) -> Int? {
        let unsent = clients[slot].unsent
        return Socket.send(unsent.span.extracting(part), to: clients[slot].socket)
    }

    /// The client of a stream has room again.
    func continueStream(_ slot: Int) {
        let index = clients[slot].exchange
        sendPieces(index)
        guard clients[slot].socket >= 0, !isBehind(slot) else { return }
        guard let number = connections.firstIndex(where: { $0.exchange == index }), connections[number].isPaused else { return }
        resume(number)
    }

    /// The last row has been sent and the transaction is over: only now comes the end of the body.
    func endStream(_ index: Int) {
        let slot = exchanges[index].client
        output.removeAll(keepingCapacity: true)
        output.append(contentsOf: clients[slot].unsent[clients[slot].unsentStart...])
        clients[slot].unsent = []
        clients[slot].unsentStart = 0
        if exchanges[index].minorVersion > 0 {
            output.append("0\r\n\r\n")
            exchanges[index].streamBytes += 5
        }
        record(
            line(index, status: exchanges[index].streamStatus, bytes: exchanges[index].streamBytes, isCancelled: false),
            route: exchanges[index].table.routes[exchanges[index].route].template)
        release(index)
        deliver(slot)
    }

    /// A stream that cannot be finished: without the end of the body, the client knows that it is not whole.
    func cutStream(_ index: Int, _ status: Int) {
        let (slot, minorVersion) = (exchanges[index].client, exchanges[index].minorVersion)
        recordCut(index, status)
        release(index)
        end(slot, minorVersion)
    }

    /// The log names the error, although the client was told another status.
    private func recordCut(_ index: Int, _ status: Int) {
        record(
            line(index, status: status, bytes: exchanges[index].streamBytes, isCancelled: false),
            route: exchanges[index].table.routes[exchanges[index].route].template)
    }

    private func end(_ slot: Int, _ minorVersion: UInt8) {
        clients[slot].exchange = -1
        // HTTP/1.0 has no other sign: an orderly end of the connection would be the end of the body.
        if minorVersion == 0 { Socket.resetOnClose(clients[slot].socket) }
        close(slot)
    }

    private func pause(_ number: Int) {
        connections[number].isPaused = true
        watchPaused(number)
    }

    /// Reads again: what libpq holds already, then what its socket brings.
    func resume(_ number: Int) {
        connections[number].isPaused = false
        takeIn(number)
        guard connections[number].state == .ready, !connections[number].isPaused else { return }
        if !flush(number) { loseConnection(number) }
    }
}
