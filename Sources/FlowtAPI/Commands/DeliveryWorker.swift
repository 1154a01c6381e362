/// The thread of the courier that sends: claims what is due, up to so many of each channel, and sends them beside each other.
/// One claim, one send; the claim is committed before it and its outcome after it.
final class DeliveryWorker {
    private static let channels = ["EMAIL", "SMS", "WHATSAPP"]

    private let configuration: Configuration
    private let senders: Senders
    private let wake: Int32
    private var handle = PostgresHandle()
    private var log = CourierLog()
    /// What has ended and PostgreSQL does not know yet.
    private var outcomes: [Senders.Sent] = []
    /// When it looks for messages, tries to connect, and warns again; milliseconds of the monotonic clock.
    private var nextLook: UInt64 = 0
    private var nextConnect: UInt64 = 0
    private var nextWarning: UInt64 = 0
    private var pause = Limits.reconnectFirst
    /// After SIGTERM: when it ends, whatever is still on its way.
    private var end: UInt64?

    init(_ configuration: Configuration, wake: Int32) {
        self.configuration = configuration
        senders = Senders(configuration)
        self.wake = wake
    }

    func run() {
        while true {
            let now = Clock.nanoseconds() / 1_000_000
            if !handle.isConnected, now >= nextConnect { connect(now) }
            if handle.isConnected { report() }
            if handle.isConnected, end == nil {
                if now >= nextLook { look(now) }
                if now >= nextWarning { warn(now) }
            }
            if let end, now >= end || outcomes.isEmpty && senders.busy.allSatisfy({ $0.value == 0 }) { return }
            if outcomes.isEmpty || !handle.isConnected { rest(now) }
            let sent = senders.collect()
            outcomes += sent
            if !sent.isEmpty { nextLook = 0 }
        }
    }

    private func connect(_ now: UInt64) {
        handle = CourierCommand.connect(configuration)
        if handle.isConnected, handle.makeQuiet(), handle.execute("LISTEN flowt_mensagem")?.kind == .command {
            nextLook = now
        } else {
            log.write("warning", [("message", "PostgreSQL is not reachable: \(handle.errorText)")])
            lose()
        }
    }

    /// Gives the connection up; another is made after a pause.
    private func lose() {
        handle = PostgresHandle()
        nextConnect = Clock.nanoseconds() / 1_000_000 + pause
        pause = min(pause * 2, Limits.reconnectLongest)
    }

    /// The rows of a call; nil, and no connection any more, when it failed.
    private func call(_ statement: String, _ values: [String?]) -> [[String?]]? {
        guard let result = handle.execute(statement, values), result.kind == .rows || result.kind == .failed else {
            lose()
            return nil
        }
        if result.kind == .rows {
            pause = Limits.reconnectFirst
            return result.textRows()
        }
        log.write("error", [("message", result.failure().logText)])
        lose()
        return nil
    }

    private var sender: String? { configuration.mailServer == nil ? nil : configuration.mailFrom }

    /// Takes what is due, and decides when to look again.
    private func look(_ now: UInt64) {
        var mayBeMore = false
        for channel in Self.channels {
            let free = Limits.courierSends - senders.busy[channel, default: 0]
            guard free > 0 else { continue }
            let values = [channel, String(free), sender]
            guard let rows = call("SELECT * FROM rotina.reivindicar_mensagens($1, $2, $3)", values) else { return }
            for row in rows { start(Delivery(channel: channel, row)) }
            if !rows.isEmpty, rows.count < free { mayBeMore = true }
        }
        // What a full channel cannot take is looked for when one of it has ended.
        guard !mayBeMore else {
            nextLook = now
            return
        }
        guard let rows = call("SELECT rotina.espera_de_mensagem($1)", [sender]), let due = Int(rows[0][0] ?? "") else { return }
        nextLook = now + UInt64(min(max(due, Limits.courierPause), Limits.courierWait))
    }

    private func start(_ delivery: Delivery) {
        do throws(KernelError) {
            try senders.send(delivery)
        } catch {
            // Not sent: its claim ends by itself.
            log.write("error", [("message", error.text)])
        }
    }

    /// Tells PostgreSQL; what it does not hear stays for the next connection, or is sent again after the claim's time.
    private func report() {
        while let sent = outcomes.first {
            let (delivery, outcome) = (sent.delivery, sent.outcome)
            let values = [
                delivery.company, delivery.message, delivery.attempt, String(outcome.result), outcome.stage, String(outcome.code),
                outcome.status, String(outcome.pause),
            ]
            guard let rows = call("SELECT rotina.registrar_envio($1, $2, $3, $4, $5, $6, $7, $8)", values) else { return }
            outcomes.removeFirst()
            let state = rows[0][0] ?? "not ours any more"
            log.write(
                state == "ENVIADA" ? "info" : "warning",
                [
                    ("delivery", delivery.channel), ("company", delivery.company), ("message_id", delivery.message),
                    ("attempt", delivery.attempt), ("state", state), ("result", String(outcome.result)), ("stage", outcome.stage),
                    ("code", String(outcome.code)), ("status", outcome.status), ("duration_ms", String(sent.milliseconds)),
                ])
        }
    }

    /// Channels with messages that nobody sends: not configured anywhere, or overrun.
    private func warn(_ now: UInt64) {
        nextWarning = now + Limits.courierWarning
        for row in call("SELECT * FROM rotina.canais_parados()", []) ?? [] {
            log.write(
                "warning",
                [
                    ("message", "messages of a channel are waiting: it has no way out, or too narrow a one"),
                    ("channel", row[0] ?? ""), ("due", row[1] ?? ""), ("oldest_s", row[2] ?? ""),
                ])
        }
    }

    private func rest(_ now: UInt64) {
        let until = end ?? (handle.isConnected ? min(nextLook, nextWarning) : nextConnect)
        let ready = WakeUp.wait(
            [end == nil ? wake : -1, handle.isConnected ? handle.socket : -1, senders.wake],
            milliseconds: Int(until - min(now, until)))
        if ready[0] { end = now + Limits.courierGrace }
        guard ready[1] else { return }
        guard handle.consume() else { return lose() }
        while handle.takeNotification({ _, _ in }) { nextLook = 0 }
    }
}
