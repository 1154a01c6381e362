import Glibc

/// `flowt serve`: listens, serves with one thread per core, ends on SIGTERM or SIGINT when everything under way is finished.
enum ServeCommand {
    static func run() -> Never {
        let configuration = Configuration.fromEnvironment()
        let signals = StopSignals()
        _ = signal(SIGPIPE, SIG_IGN)
        ProcessStatus.raiseDescriptorLimit()
        ProcessStatus.returnLargeBlocks()
        let metrics = Metrics(threads: configuration.threads, started: Clock.wallMilliseconds() / 1000)
        let site = Site(directory: configuration.webDirectory)
        var threads: [pthread_t] = []
        var wakes: [Int32] = []
        do throws(KernelError) {
            // Shared ports are shared with anybody: a second server must be told that this one is taken.
            _ = try Socket.listen(host: configuration.host, port: configuration.port, isShared: false)
            for number in 0..<configuration.threads {
                let wake = WakeUp.make()
                wakes.append(wake)
                let worker = try Worker(
                    configuration, thread: number, metrics: metrics, site: site,
                    listener: try Socket.listen(host: configuration.host, port: configuration.port, isShared: true), wake: wake)
                threads.append(try ServerThread.start(worker.run))
            }
        } catch {
            StandardStream.print("flowt: \(error.text)", error: true)
            exit(1)
        }
        StandardStream.print("flowt: listening on http://\(configuration.host):\(configuration.port)", error: true)
        signals.wait()
        for wake in wakes { WakeUp.signal(wake) }
        for thread in threads { pthread_join(thread, nil) }
        exit(0)
    }
}

extension Configuration {
    /// Reads the environment; reports everything that is wrong and ends the process with 2.
    static func fromEnvironment(needsDatabase: Bool = true) -> Configuration {
        do throws(Defects) {
            return try Configuration(
                ProcessStatus.environment(), cores: ProcessStatus.coreCount(), needsDatabase: needsDatabase)
        } catch {
            StandardStream.print("flowt: the environment is not right:", error: true)
            for sentence in error.sentences { StandardStream.print("  - \(sentence)", error: true) }
            exit(2)
        }
    }
}
