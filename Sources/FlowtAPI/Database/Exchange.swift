/// One request on its way to PostgreSQL and back. Slots are used again, so that a request allocates nothing.
struct Exchange {
    /// `streaming`: the head of the answer is on its way, so nothing else can become of it.
    enum Stage { case free, queued, sent, streaming }

    var stage = Stage.free
    /// The client's slot and its generation; the slot is -1 once the client has left.
    var client = -1
    var table: RouteTable
    var route = 0
    var identifier = RequestIdentifier(high: 0, low: 0)
    /// Nanoseconds and milliseconds of the monotonic clock.
    var started: UInt64 = 0
    var queued: UInt64 = 0
    var isHead = false
    var minorVersion: UInt8 = 1
    var prefersPage = false
    var attempts = 0
    /// A cancellation meant for the exchange before it on its connection may hit this one.
    var mayBeHit = false
    /// Nil until `flowt.abrir` has answered, and without a tenant.
    var tenant: Int?
    /// Which stream of events this is a further call of, -1 for a request of its own.
    var events = -1
    /// The arguments of `flowt.abrir`, then those of the route.
    var arguments = ArgumentList()
    var ifNoneMatch: [UInt8] = []
    /// Status and bytes of the stream so far, head included.
    var streamStatus = 0
    var streamBytes = 0
    /// Of `Worker.reservedBytes`, for a large file.
    var reserved = 0
    /// Of the rate limit that applied; limit 0 when none did.
    var rate = RateState()

    var currentRoute: Route { table.routes[route] }

    /// A request takes this place: one call, so that the place is looked up once.
    mutating func begin(
        _ table: RouteTable, _ route: Int, client: Int, _ context: AnswerContext, ifNoneMatch: Span<UInt8>, started: UInt64,
        now: UInt64
    ) {
        self.table = table
        self.route = route
        self.client = client
        self.started = started
        queued = now
        identifier = context.identifier
        isHead = context.isHead
        minorVersion = context.minorVersion
        prefersPage = context.prefersPage
        rate = context.rate
        attempts = 0
        self.ifNoneMatch.removeAll(keepingCapacity: true)
        self.ifNoneMatch.append(ifNoneMatch)
    }
}

/// What the `RateLimit` headers of an answer say.
struct RateState {
    var limit = 0
    var remaining = 0
    var seconds = 0
}

extension Exchange {
    static let openArguments = 8

    static let openStatement = """
        SELECT flowt.abrir(p_acesso => $1, p_leitura => $2, p_token => $3, p_host => $4, p_slug => $5, p_slug_caminho => $6, \
        p_requisicao => $7, p_link => $8)
        """
}
