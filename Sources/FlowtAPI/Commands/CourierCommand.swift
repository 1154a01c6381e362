import Glibc

/// `flowt courier`: runs what is on schedule, a job at a time on each thread, until SIGTERM or SIGINT. What is due, and what
/// becomes of it, is the database's business (`sql/functions/07_rotina.sql`); any number of these processes share the work.
enum CourierCommand {
    static func run() -> Never {
        let configuration = Configuration.fromEnvironment()
        let signals = StopSignals()
        _ = signal(SIGPIPE, SIG_IGN)
        var threads: [pthread_t] = []
        var wakes: [Int32] = []
        do throws(KernelError) {
            for number in 1...configuration.courierThreads {
                let wake = WakeUp.make()
                wakes.append(wake)
                let worker = CourierWorker(configuration, thread: number, wake: wake)
                threads.append(try ServerThread.start(worker.run))
            }
        } catch {
            StandardStream.print("flowt courier: \(error.text)", error: true)
            exit(1)
        }
        StandardStream.print("flowt courier: \(configuration.courierThreads) jobs at a time", error: true)
        signals.wait()
        for wake in wakes { WakeUp.signal(wake) }
        for thread in threads { pthread_join(thread, nil) }
        exit(0)
    }
}
