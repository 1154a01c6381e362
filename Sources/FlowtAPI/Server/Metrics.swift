import Synchronization

/// Counters of all threads. Each thread writes its own row; `/metrics` adds them up. Relaxed: a figure may be a moment old.
final class Metrics: Sendable {
    /// What one thread counts; gauges are set, the rest only grows.
    enum Figure: Int, CaseIterable {
        case status1, status2, status3, status4, status5
        case get, post, otherMethod
        case bytes, cancelled, rateLimited, retried, reconnects, eventCalls
        case inFlight, queuedFast, queuedSlow, queuedStream, connections, databaseUp, eventStreams
        /// 1 while the thread has its routes and PostgreSQL.
        case ready
        case durationSum
        case bucket0, bucket1, bucket2, bucket3, bucket4, bucket5, bucket6, bucket7, bucket8
    }

    /// Upper bounds of the duration histogram in microseconds; the last bucket has none.
    private static let bounds = [500, 1_000, 2_500, 5_000, 10_000, 50_000, 250_000, 1_000_000]

    /// 128 words per thread: a row never shares a cache line with another thread's.
    private static let width = 128
    private let cells: AtomicCells
    private let threads: Int
    let started: Int

    init(threads: Int, started: Int) {
        self.threads = threads
        self.started = started
        cells = AtomicCells(count: threads * Self.width)
    }

    func add(_ figure: Figure, _ amount: Int = 1, thread: Int) {
        // The row has one writer, so a plain load and store is enough and spares the locked instruction.
        let index = thread * Self.width + figure.rawValue
        cells.store(index, cells.load(index) &+ amount)
    }

    func set(_ figure: Figure, _ value: Int, thread: Int) {
        cells.store(thread * Self.width + figure.rawValue, value)
    }

    func total(_ figure: Figure) -> Int {
        (0..<threads).reduce(0) { $0 &+ cells.load($1 * Self.width + figure.rawValue) }
    }

    /// Every thread is ready: the kernel chooses which one gets the next connection.
    var allReady: Bool { total(.ready) == threads }

    func countRequest(method: Method?, status: Int, microseconds: Int, bytes: Int, thread: Int) {
        add(Figure(rawValue: Figure.status1.rawValue + min(max(status / 100, 1), 5) - 1) ?? .status5, thread: thread)
        switch method {
        case .get, .head: add(.get, thread: thread)
        case .post: add(.post, thread: thread)
        default: add(.otherMethod, thread: thread)
        }
        add(.bytes, bytes, thread: thread)
        add(.durationSum, microseconds, thread: thread)
        var bucket = 0
        while bucket < Self.bounds.count, microseconds > Self.bounds[bucket] { bucket += 1 }
        add(Figure(rawValue: Figure.bucket0.rawValue + bucket) ?? .bucket8, thread: thread)
    }

    /// The Prometheus text format.
    func text(residentBytes: Int) -> String {
        var text = ""
        func family(_ name: String, _ kind: String, _ help: String) {
            text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
        }
        func single(_ name: String, _ kind: String, _ help: String, _ value: Int) {
            family(name, kind, help)
            text += "\(name) \(value)\n"
        }
        family("flowt_http_responses_total", "counter", "Answers by class of status.")
        for (index, figure) in [Figure.status1, .status2, .status3, .status4, .status5].enumerated() {
            text += "flowt_http_responses_total{class=\"\(index + 1)xx\"} \(total(figure))\n"
        }
        family("flowt_http_requests_total", "counter", "Requests by method.")
        for (name, figure) in [("GET", Figure.get), ("POST", .post), ("other", .otherMethod)] {
            text += "flowt_http_requests_total{method=\"\(name)\"} \(total(figure))\n"
        }
        family("flowt_http_duration_seconds", "histogram", "Time from the last byte of a request to its answer.")
        var count = 0
        for index in 0...Self.bounds.count {
            count += total(Figure(rawValue: Figure.bucket0.rawValue + index) ?? .bucket8)
            let bound = index < Self.bounds.count ? "\(Double(Self.bounds[index]) / 1_000_000)" : "+Inf"
            text += "flowt_http_duration_seconds_bucket{le=\"\(bound)\"} \(count)\n"
        }
        text += "flowt_http_duration_seconds_sum \(Double(total(.durationSum)) / 1_000_000)\n"
        text += "flowt_http_duration_seconds_count \(count)\n"
        single("flowt_http_response_bytes_total", "counter", "Bytes of answers, heads included.", total(.bytes))
        single("flowt_http_cancelled_total", "counter", "Requests whose client left before the answer.", total(.cancelled))
        single("flowt_http_rate_limited_total", "counter", "Requests answered with 429.", total(.rateLimited))
        single("flowt_http_in_flight", "gauge", "Requests being answered.", total(.inFlight))
        single("flowt_http_connections", "gauge", "Open client connections.", total(.connections))
        family("flowt_lane_queue", "gauge", "Requests waiting for a connection to PostgreSQL.")
        text += "flowt_lane_queue{lane=\"fast\"} \(total(.queuedFast))\nflowt_lane_queue{lane=\"slow\"} \(total(.queuedSlow))\n"
        text += "flowt_lane_queue{lane=\"stream\"} \(total(.queuedStream))\n"
        single("flowt_event_streams", "gauge", "Clients that hear events.", total(.eventStreams))
        single("flowt_event_calls_total", "counter", "Functions called again for clients that hear events.", total(.eventCalls))
        single("flowt_database_connections", "gauge", "Live connections to PostgreSQL.", total(.databaseUp))
        single("flowt_database_reconnects_total", "counter", "Connections to PostgreSQL made again.", total(.reconnects))
        single("flowt_database_retries_total", "counter", "Transactions PostgreSQL asked to repeat.", total(.retried))
        single("process_resident_memory_bytes", "gauge", "Resident memory.", residentBytes)
        single("process_start_time_seconds", "gauge", "Start, in seconds since 1970.", started)
        return text
    }
}

/// An array of atomics of a size known only at run time.
@safe final class AtomicCells: Sendable {
    /// Only read and written atomically.
    nonisolated(unsafe) private let memory: UnsafeMutablePointer<Atomic<Int>>

    init(count: Int) {
        unsafe memory = .allocate(capacity: count)
        for index in 0..<count { unsafe (memory + index).initialize(to: Atomic(0)) }
    }

    func load(_ index: Int) -> Int { unsafe memory[index].load(ordering: .relaxed) }

    func store(_ index: Int, _ value: Int) { unsafe memory[index].store(value, ordering: .relaxed) }
}
