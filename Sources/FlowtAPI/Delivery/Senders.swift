import Synchronization

/// The threads that send, one message at a time each. The one that was busy last gets the next message: its connection is
/// still open. Of one thread, but for what the senders put into `ended`.
final class Senders {
    struct Sent: Sendable {
        var delivery: Delivery
        var outcome: DeliveryOutcome
        var milliseconds: UInt64
        fileprivate var sender: Int
    }

    /// What the threads share.
    private final class Ended: Sendable {
        let list = Mutex<[Sent]>([])
        /// Signalled when something is added.
        let wake = WakeUp.make()
    }

    private final class Sender: Sendable {
        let work = Mutex<Delivery?>(nil)
        let wake = WakeUp.make()
    }

    private let configuration: Configuration
    private let ended = Ended()
    private var senders: [Sender] = []
    private var idle: [Int] = []
    private(set) var busy: [String: Int] = [:]

    init(_ configuration: Configuration) { self.configuration = configuration }

    /// Readable when `collect` has something.
    var wake: Int32 { ended.wake }

    func send(_ delivery: Delivery) throws(KernelError) {
        var number = idle.popLast() ?? -1
        if number < 0 { number = try start() }
        busy[delivery.channel, default: 0] += 1
        senders[number].work.withLock { $0 = delivery }
        WakeUp.signal(senders[number].wake)
    }

    /// What has ended since the last time.
    func collect() -> [Sent] {
        WakeUp.clear(ended.wake)
        let list = ended.list.withLock { list in
            defer { list = [] }
            return list
        }
        for sent in list {
            idle.append(sent.sender)
            busy[sent.delivery.channel, default: 0] -= 1
        }
        return list
    }

    /// Another thread, as long as the process lives; its number.
    private func start() throws(KernelError) -> Int {
        let (number, sender, ended, configuration) = (senders.count, Sender(), ended, configuration)
        _ = try ServerThread.start {
            let session = CurlSession(configuration)
            while true {
                _ = WakeUp.wait(sender.wake, socket: -1, milliseconds: -1)
                WakeUp.clear(sender.wake)
                guard let delivery = sender.work.withLock({ $0 }) else { continue }
                let began = Clock.nanoseconds()
                let outcome = session?.send(delivery) ?? .noMemory
                let milliseconds = (Clock.nanoseconds() - began) / 1_000_000
                sender.work.withLock { $0 = nil }
                ended.list.withLock {
                    $0.append(Sent(delivery: delivery, outcome: outcome, milliseconds: milliseconds, sender: number))
                }
                WakeUp.signal(ended.wake)
            }
        }
        senders.append(sender)
        return number
    }
}
