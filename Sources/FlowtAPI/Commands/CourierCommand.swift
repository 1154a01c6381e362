import Glibc

/// `flowt courier`: runs what is on schedule, a job at a time on each thread, and sends what is in the outbox, until SIGTERM or
/// SIGINT. What is due, and what becomes of it, is the database's business (`sql/functions/07_rotina.sql`,
/// `15_mensagem_envio.sql`); any number of these processes share the work.
enum CourierCommand {
    static func run() -> Never {
        let configuration = Configuration.fromEnvironment()
        if let server = configuration.mailServer, !server.user.isEmpty,
            FileSystem.secret(configuration.smtpPasswordFile)?.isEmpty ?? true
        {
            StandardStream.print("flowt courier: no password in \(configuration.smtpPasswordFile)", error: true)
            exit(2)
        }
        let signals = StopSignals()
        _ = signal(SIGPIPE, SIG_IGN)
        guard CurlSession.prepare() else {
            StandardStream.print("flowt courier: libcurl cannot be used", error: true)
            exit(1)
        }
        var threads: [pthread_t] = []
        var wakes: [Int32] = []
        do throws(KernelError) {
            for number in 1...configuration.courierThreads {
                let wake = WakeUp.make()
                wakes.append(wake)
                let worker = CourierWorker(configuration, thread: number, wake: wake)
                threads.append(try ServerThread.start(worker.run))
            }
            let wake = WakeUp.make()
            wakes.append(wake)
            let worker = DeliveryWorker(configuration, wake: wake)
            threads.append(try ServerThread.start(worker.run))
        } catch {
            StandardStream.print("flowt courier: \(error.text)", error: true)
            exit(1)
        }
        let mail = configuration.mailServer.map { "mail by \($0.host):\($0.port)" } ?? "no mail: FLOWT_SMTP_URL is not set"
        StandardStream.print("flowt courier: \(configuration.courierThreads) jobs at a time; \(mail)", error: true)
        signals.wait()
        for wake in wakes { WakeUp.signal(wake) }
        for thread in threads { pthread_join(thread, nil) }
        exit(0)
    }

    /// A connection of one of its threads, which waits until it is there or has failed.
    static func connect(_ configuration: Configuration) -> PostgresHandle {
        var keywords = [
            ("user", "flowt_courier"), ("client_encoding", "UTF8"), ("application_name", "flowt courier"),
            ("connect_timeout", "5"),
        ]
        if let password = FileSystem.secret(configuration.courierPasswordFile) { keywords.append(("password", password)) }
        return PostgresHandle(waitingFor: configuration.databaseURL, keywords)
    }
}
