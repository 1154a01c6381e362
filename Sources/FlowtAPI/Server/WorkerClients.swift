/// Clients: sockets in, sockets out. What to do is the state machine's decision.
extension Worker {
    func acceptClients(limit: Int) {
        var count = 0
        while count < limit, listenerNumber >= 0 {
            switch Socket.accept(from: listenerNumber) {
            case .none: return
            case .exhausted:
                // Level-triggered, it would wake the thread over and over; the tick tries again.
                note("error", "no file descriptors left: new connections wait")
                poll.forget(listenerNumber)
                listenerPaused = true
                return
            case .client(let socket, let address): open(socket, address)
            }
            count += 1
        }
    }

    private func open(_ socket: Int32, _ address: PeerAddress) {
        guard openClients < Limits.connections else { return Socket.close(socket) }
        let slot = freeClients.popLast() ?? clients.count
        if slot == clients.count { clients.append(Client()) }
        clients[slot].socket = socket
        clients[slot].generation &+= 1
        clients[slot].machine = ClientMachine(now: now)
        if drainDeadline != nil { clients[slot].machine.drain(now: now) }
        clients[slot].address = address.text
        clients[slot].addressKey = rateKey(address.text.span)
        clients[slot].hasInput = false
        clients[slot].exchange = -1
        clients[slot].events = -1
        openClients += 1
        let source = EventSource(.client, slot: slot, generation: clients[slot].generation)
        guard poll.watch(socket, for: EventPoll.clientInterest, source) else { return close(slot) }
    }

    func close(_ slot: Int) {
        guard clients[slot].socket >= 0 else { return }
        Socket.close(clients[slot].socket)
        clients[slot].socket = -1
        if clients[slot].events >= 0 { leaveEvents(slot) }
        heldBytes -= clients[slot].held
        clients[slot].held = 0
        giveBack(slot)
        clients[slot].unsent = []
        clients[slot].address = []
        openClients -= 1
        freeClients.append(slot)
        if clients[slot].exchange >= 0 {
            abandon(clients[slot].exchange)
            clients[slot].exchange = -1
        }
    }

    func clientEvent(_ source: EventSource, _ flags: UInt32) {
        let slot = source.slot
        guard slot < clients.count, clients[slot].socket >= 0, clients[slot].generation & 0xFF_FFFF == source.generation else {
            return
        }
        if !clients[slot].unsent.isEmpty, flags & EventPoll.writable != 0 { sendRest(slot) }
        guard isOpen(source) else { return }
        if flags & EventPoll.readable != 0 {
            clients[slot].hasInput = true
            readable(slot)
        }
        guard isOpen(source), flags & EventPoll.closed != 0 else { return }
        perform(slot, clients[slot].machine.peerClosed(), [])
    }

    private func isOpen(_ source: EventSource) -> Bool {
        clients[source.slot].socket >= 0 && clients[source.slot].generation & 0xFF_FFFF == source.generation
    }

    /// Reads while there is something and the machine wants it.
    func readable(_ slot: Int) {
        let generation = clients[slot].generation
        var reads = 0
        while clients[slot].socket >= 0, clients[slot].generation == generation, clients[slot].hasInput,
            clients[slot].machine.wantsInput
        {
            reads += 1
            if reads > Limits.readsPerTurn {
                // Edge-triggered: registering again makes the kernel announce the rest, behind the other clients.
                let source = EventSource(.client, slot: slot, generation: generation)
                _ = poll.watch(clients[slot].socket, for: EventPoll.clientInterest, source)
                return
            }
            switch receiveBuffer.receive(from: clients[slot].socket) {
            case .nothing: clients[slot].hasInput = false
            case .closed:
                clients[slot].hasInput = false
                perform(slot, clients[slot].machine.peerClosed(), [])
            case .bytes(let count):
                if count < Limits.receiveBuffer { clients[slot].hasInput = false }
                receiveBuffer.withBytes(count) { bytes in
                    perform(slot, clients[slot].machine.received(bytes, now: now), bytes)
                }
                account(slot)
            }
        }
    }

    /// Keeps count of what unfinished requests hold, and refuses the one that goes over.
    private func account(_ slot: Int) {
        guard clients[slot].socket >= 0 else { return }
        let held = clients[slot].reserved > 0 ? 0 : clients[slot].machine.held
        heldBytes += held - clients[slot].held
        clients[slot].held = held
        if heldBytes > Limits.heldBytes, held > 0 { perform(slot, clients[slot].machine.overload(), []) }
    }

    func perform(_ slot: Int, _ action: ClientMachine.Action, _ none: [UInt8]) {
        perform(slot, action, none.span)
    }

    /// Carries out an action and those that follow from it. `fresh` are the bytes the action's positions may point into.
    func perform(_ slot: Int, _ action: ClientMachine.Action, _ fresh: Span<UInt8>) {
        var action = action
        while true {
            switch action {
            case .wait: return
            case .close: return close(slot)
            case .linger:
                Socket.shutdownSending(clients[slot].socket)
                return
            case .sendContinue:
                let line = [UInt8]("HTTP/1.1 100 Continue\r\n\r\n")
                guard Socket.send(line.span, to: clients[slot].socket) == line.count else { return close(slot) }
                return
            case .weigh(let head): action = weigh(slot, head)
            case .refuse(let refusal):
                giveBack(slot)
                answerRefusal(slot, refusal)
                action = transmit(slot)
            case .dispatch(let request, let isBuffered):
                let isAnswered: Bool
                if isBuffered {
                    let (bytes, start) = clients[slot].machine.pending
                    isAnswered = serve(slot, request, bytes.span.extracting(start..<bytes.count))
                } else {
                    isAnswered = serve(slot, request, fresh)
                }
                clients[slot].machine.requestTaken()
                giveBack(slot)
                guard isAnswered else { return }
                action = transmit(slot)
            }
        }
    }

    /// Sends `output` to a client; what the kernel does not take is kept.
    func transmit(_ slot: Int) -> ClientMachine.Action {
        guard let count = Socket.send(output.span, to: clients[slot].socket) else { return clients[slot].machine.close() }
        if count == output.count {
            if output.capacity > 4 * Limits.receiveBuffer { output = [] }
            return clients[slot].machine.answered(now: now)
        }
        clients[slot].unsent = output.span.extracting(count..<output.count).copied()
        clients[slot].unsentStart = 0
        clients[slot].machine.answerBlocked(now: now)
        return .wait
    }

    private func sendRest(_ slot: Int) {
        if clients[slot].events >= 0 { return sendEvents(clients[slot].events) }
        // Until its exchange is over, what waits belongs to a stream.
        if clients[slot].exchange >= 0 { return continueStream(slot) }
        let start = clients[slot].unsentStart
        let unsent = clients[slot].unsent
        let total = unsent.count
        let socket = clients[slot].socket
        guard let count = Socket.send(unsent.span.extracting(start..<total), to: socket) else { return close(slot) }
        clients[slot].unsentStart += count
        guard clients[slot].unsentStart == total else { return }
        clients[slot].unsent = []
        perform(slot, clients[slot].machine.answered(now: now), [])
        readable(slot)
    }

    /// Sends the answer in `output` for an exchange that has ended.
    func deliver(_ slot: Int) {
        clients[slot].exchange = -1
        perform(slot, transmit(slot), [])
        if clients[slot].socket >= 0, clients[slot].hasInput { readable(slot) }
    }
}
