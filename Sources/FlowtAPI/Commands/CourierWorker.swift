/// One thread of the courier: a connection of its own, one job at a time.
final class CourierWorker {
    private struct Claim {
        var execution: String
        var job: String
        var command: String
    }

    private enum Outcome {
        case done(String)
        case failed(DatabaseFailure)
        case connectionLost
    }

    private let configuration: Configuration
    private let name: String
    private let wake: Int32
    private var handle = PostgresHandle()
    private var log = CourierLog()
    private var isStopping = false

    init(_ configuration: Configuration, thread: Int, wake: Int32) {
        self.configuration = configuration
        name = "\(ProcessStatus.hostName()):\(ProcessStatus.identifier()):\(thread)"
        self.wake = wake
    }

    func run() {
        var pause = Limits.reconnectFirst
        while !isStopping {
            if connect() {
                pause = Limits.reconnectFirst
                work()
            }
            if !isStopping {
                log.write("warning", [("message", "PostgreSQL is not reachable: \(handle.errorText)")])
                rest(milliseconds: Int(pause), socket: -1)
                pause = min(pause * 2, Limits.reconnectLongest)
            }
        }
    }

    private func connect() -> Bool {
        handle = CourierCommand.connect(configuration)
        return handle.isConnected && handle.makeQuiet() && handle.execute("LISTEN flowt_rotina")?.kind == .command
    }

    /// Until the connection is lost or the process must stop.
    private func work() {
        while !isStopping {
            guard let result = handle.execute("SELECT cod_execucao, nom_rotina, des_comando FROM rotina.reivindicar($1)", [name]),
                result.kind == .rows
            else { return }
            if result.rowCount == 0 {
                guard waitForWork() else { return }
            } else {
                let row = result.textRows()[0]
                guard perform(Claim(execution: row[0] ?? "", job: row[1] ?? "", command: row[2] ?? "")) else { return }
            }
        }
    }

    /// Until the next job is due, or somebody says that the schedule changed. False when the connection is lost.
    private func waitForWork() -> Bool {
        guard let result = handle.execute("SELECT rotina.espera()"), let text = result.text(0, 0), let due = Int(text) else {
            return false
        }
        // What is due and was not for us is being run by another process.
        rest(milliseconds: min(max(due, Limits.courierPause), Limits.courierWait), socket: handle.socket)
        guard handle.consume() else { return false }
        while handle.takeNotification({ _, _ in }) {}
        return true
    }

    private func rest(milliseconds: Int, socket: Int32) {
        if WakeUp.wait(wake, socket: socket, milliseconds: milliseconds).isSignalled { isStopping = true }
    }

    /// Runs a job and says what became of it. False when the connection is lost.
    private func perform(_ claim: Claim) -> Bool {
        let began = Clock.nanoseconds()
        let outcome = runToItsEnd(claim.command)
        let milliseconds = (Clock.nanoseconds() - began) / 1_000_000
        let fields = [("routine", claim.job), ("execution", claim.execution), ("duration_ms", String(milliseconds))]
        switch outcome {
        case .connectionLost: return false
        case .done(let count):
            log.write("info", fields + [("done", count)])
            return true
        case .failed(let failure):
            log.write("error", fields + [("message", failure.logText)])
            let report = [claim.execution, nil, failure.state, failure.context]
            return handle.execute("SELECT rotina.encerrar($1, $2, $3, $4)", report)?.kind == .rows
        }
    }

    private func runToItsEnd(_ command: String) -> Outcome {
        guard handle.sendSimple(command) else { return .connectionLost }
        var outcome = Outcome.connectionLost
        var deadline: UInt64?
        while true {
            guard handle.consume() else { return .connectionLost }
            receiving: while true {
                switch handle.next() {
                case .busy: break receiving
                case .boundary: return outcome
                case .result(let result):
                    switch result.kind {
                    case .rows: outcome = .done(result.text(0, 0) ?? "0")
                    case .failed: outcome = .failed(result.failure())
                    default: break
                    }
                }
            }
            let now = Clock.nanoseconds() / 1_000_000
            if let end = deadline, now >= end {
                handle.cancel()
                deadline = .max
            }
            // Once told to stop it only listens to the job, which has some time left.
            let signal = WakeUp.wait(deadline == nil ? wake : -1, socket: handle.socket, milliseconds: Limits.courierPause)
            if signal.isSignalled {
                isStopping = true
                deadline = now + Limits.courierGrace
            }
        }
    }
}
