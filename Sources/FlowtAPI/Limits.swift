/// Every bound of the server in one place. Sizes in bytes, times in milliseconds unless the name says otherwise.
enum Limits {
    // MARK: requests

    /// A request line longer than this is 414: real addresses stay far below, caches and proxies cut at 8 KiB.
    static let requestLine = 8 * 1024
    /// Request line and header section together; more is 431. Large cookies of browsers fit.
    static let head = 16 * 1024
    /// Header fields of one request; more is 431.
    static let headerFields = 100
    /// A body, decoded; more is 413. The largest legitimate one is a catalogue import of some thousand lines.
    static let body = 1024 * 1024
    /// The most a route may allow for a file (`arquivo:`).
    static let upload = 32 * 1024 * 1024
    /// Chunk sizes, extensions and trailers per `body` bytes of a chunked body: keeps one of one-byte chunks from costing more than
    /// it carries.
    static let chunkFraming = 64 * 1024
    /// One chunk-size line with its extensions.
    static let chunkLine = 256
    /// Segments of a path the router looks at; deeper paths are 404.
    static let pathSegments = 16
    /// Name=value pairs in a query.
    static let queryParameters = 64

    // MARK: clients of one thread

    /// Open connections of one thread; the next one is closed at once.
    static let connections = 20_000
    /// Bytes of unfinished requests that one thread holds for all its clients; who goes over is answered 503.
    static let heldBytes = 48 * 1024 * 1024
    /// Bytes of files larger than `body` that one thread has agreed to take and not yet passed on; the next one is answered 503.
    /// Apart from `heldBytes`, so that files never cost ordinary requests their place. A file counts with its declared size, one in
    /// chunks with twice what its route allows (as sent and decoded).
    static let uploadBytes = 96 * 1024 * 1024
    /// Connections accepted in one turn, so that a flood of them does not starve those being served.
    static let acceptsPerTurn = 64
    /// Header and body of a request must arrive within this time; then 408.
    static let receiveTime: UInt64 = 10_000
    /// The same for a file larger than `body`: 16 MiB at 1.2 Mbit/s.
    static let uploadTime: UInt64 = 120_000
    /// A connection without a request is closed after this time (longer than the 60 s of common proxies).
    static let idleTime: UInt64 = 75_000
    /// An answer must be taken by the client within this time; of a stream, the next `streamUnsent` / 2.
    static let writeTime: UInt64 = 30_000
    /// Bytes of a stream that wait for its client; from here on no more is read from PostgreSQL.
    static let streamBuffer = 256 * 1024
    /// One row of a stream, which is in memory as a whole.
    static let streamPiece = 1024 * 1024
    /// Bytes of a stream in the kernel that are not on their way yet. Without it the kernel would take megabytes from us at once,
    /// and then nothing for longer than `writeTime` from a client that reads slowly but steadily.
    static let streamUnsent = 128 * 1024
    /// After a refusal the rest of what the client sends is read and dropped for this long, so that it sees the answer.
    static let lingerTime: UInt64 = 2_000
    /// The receive buffer of a thread, used by all its clients in turn.
    static let receiveBuffer = 64 * 1024
    /// Reads from one client in one turn, so that a fast sender does not starve the others.
    static let readsPerTurn = 16

    // MARK: streams of events (docs/decisions/0014)

    /// Streams of one thread, and of those the ones of one tenant: 20 kitchens with five tablets fit many times.
    static let eventStreams = 5_000
    static let eventStreamsPerTenant = 500
    /// Calls for streams under way at a time; the other connections of the fast lane are free for requests.
    static let eventCalls = 2
    /// A function is called for a stream at most once in this time: announcements in between act together at its end.
    static let eventInterval: UInt64 = 500
    /// It is called within this time although nothing was announced: a login that has ended ends its stream by then.
    static let eventRenewal: UInt64 = 60_000
    /// A stream that is silent for so long, and up to as much longer, gets a comment.
    static let eventBeat: UInt64 = 15_000
    static let eventBeatSpread: UInt64 = 9_500
    /// Who is cut off comes back after this time, or up to twice as much: not all at once.
    static let eventRetry = 2_000
    /// What one call may return, what an identifier may have, and the topics of a stream, each up to so many bytes.
    static let eventPiece = 256 * 1024
    static let eventIdentifier = 2 * 1024
    static let eventTopics = 8
    static let eventTopic = 64
    /// A client whose side of the network is gone is let go after this time.
    static let eventSilence = 60_000

    // MARK: PostgreSQL

    /// Requests sent one behind the other on a connection, and how long the first of them may have run for another to follow.
    static let pipelineDepth = 4
    static let followTime: UInt64 = 2
    /// Requests of routes with `confirmacao: conjunta` that one transaction commits.
    static let commitGroup = 16
    /// Requests waiting for a connection of one lane; the next one is 503.
    static let laneQueue = 1_024
    /// A request that waited this long for a connection is 503.
    static let queueTime: UInt64 = 5_000
    /// The same in the stream lane, where whoever is ahead takes longer.
    static let streamQueueTime: UInt64 = 30_000
    /// Attempts of a request that PostgreSQL asked to repeat (40001, 40P01), the first one included.
    static let attempts = 4
    /// `statement_timeout` of the fast and of the slow lane.
    static let fastStatementTime = 5_000
    static let slowStatementTime = 30_000
    /// The same of the stream lane. PostgreSQL's clock also runs while the client reads: this is how long a whole export may take
    /// (300 MB at 1.3 Mbit/s); a client that stalls is cut off after `writeTime`.
    static let streamStatementTime = 1_800_000
    /// libpq never gives a buffer back: a connection that has sent more than this in one request is made again.
    static let keptBuffer = 2 * 1024 * 1024
    /// `idle_in_transaction_session_timeout`: only reached when the gateway itself hangs.
    static let idleInTransactionTime = 10_000
    /// Opening a connection must take less than this.
    static let connectTime: UInt64 = 5_000
    /// First and longest pause before PostgreSQL is tried again.
    static let reconnectFirst: UInt64 = 50
    static let reconnectLongest: UInt64 = 5_000
    /// Routes are loaded at most this often: everybody who may connect to PostgreSQL may announce a change, as often as they like.
    /// The first announcement after a quiet time acts at once; those that come too soon act together when the time is over.
    static let loadingInterval: UInt64 = 1_000
    /// Arguments of one route and of `flowt.abrir`.
    static let arguments = 64
    /// Routes in one table.
    static let routes = 4_096

    /// Bytes of the text of a QR code; more is 422. Texts for printing and payment stay below 600 (1 ms); drawing the largest
    /// picture of one of this length takes 9 ms, in which its thread does nothing else.
    static let qrText = 1_024

    // MARK: the process

    /// Bytes of a file with a password.
    static let secretFile = 4096
    /// The courier looks for jobs at least this often, and no more often than this when another process holds what is due.
    static let courierWait = 15_000
    static let courierPause = 500
    /// After SIGTERM: a job that still runs by then is cancelled, and runs again later.
    static let courierGrace: UInt64 = 20_000
    /// Messages of one channel on their way at a time, each on a thread of its own: a provider that hangs does not hold up mail.
    static let courierSends = 8
    /// Seconds one message may take, unless configured (`FLOWT_SEND_TIMEOUT`), and at most: less than `flowt.prazo_de_envio()`.
    static let courierSendTime = 30
    static let courierLongestSend = 120
    /// Opening a connection to a mail server or a provider, TLS included.
    static let courierConnectTime = 10_000
    /// Bytes of an answer of a provider; nothing but its status is looked at.
    static let courierAnswer = 64 * 1024
    /// How often the log says that a channel has messages nobody sends.
    static let courierWarning: UInt64 = 60_000
    /// How often deadlines are looked at.
    static let tick: UInt64 = 250
    /// Events taken from the kernel at once.
    static let eventsPerTurn = 256
    /// After SIGTERM: time in which a request already on its way over an idle connection is still served.
    static let drainGrace: UInt64 = 1_000
    /// After SIGTERM: the process ends by then, whatever still runs.
    static let drainTime: UInt64 = 20_000
    /// Access log lines are written when this many bytes have gathered, or this much time has passed, or nothing is in flight.
    static let logBuffer = 16 * 1024
    static let logDelay: UInt64 = 100
    /// Log lines waiting for a reader that does not read; beyond it lines are dropped.
    static let logBacklog = 1024 * 1024
    /// Writes to a pipe of at most this size do not block once poll() says it is writable (PIPE_BUF).
    static let logWrite = 4096
    /// Blocks of memory from this size on go back to the system when they are given up.
    static let ownMapping: Int32 = 128 * 1024
    /// Buckets of the rate limiter of one thread (24 bytes each); the least recently used of a set of four is replaced.
    static let rateBuckets = 8_192
    /// A static file; larger ones do not belong into memory.
    static let staticFile = 8 * 1024 * 1024
    /// Threads that serve.
    static let threads = 256
    /// Connections to PostgreSQL of one thread and lane.
    static let laneConnections = 64
}
