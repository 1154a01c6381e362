import CLibPQ
import Glibc

/// Owner of one `PGconn`: the only place of the server that calls libpq.
@safe struct PostgresHandle: ~Copyable {
    enum Progress { case reading, writing, done, failed }

    /// The next thing libpq has for us.
    enum Next: ~Copyable {
        /// Nothing until more bytes arrive.
        case busy
        /// The end of one statement's results.
        case boundary
        case result(PostgresResult)
    }

    private var pointer: OpaquePointer?

    /// No connection.
    init() { unsafe pointer = nil }

    /// Begins to connect without waiting. Later keywords override what the URL says.
    init(connecting url: String, _ keywords: [(String, String)]) {
        unsafe pointer = Self.withKeywords(url, keywords) { names, values in unsafe PQconnectStartParams(names, values, 1) }
    }

    /// Connects and waits: for the commands, not for the server.
    init(waitingFor url: String, _ keywords: [(String, String)]) {
        unsafe pointer = Self.withKeywords(url, keywords) { names, values in unsafe PQconnectdbParams(names, values, 1) }
    }

    deinit { unsafe PQfinish(pointer) }

    private typealias TextList = UnsafePointer<UnsafePointer<CChar>?>

    private static func withKeywords(
        _ url: String, _ keywords: [(String, String)], _ use: (TextList, TextList) -> OpaquePointer?
    ) -> OpaquePointer? {
        var names = [ContiguousArray("dbname".utf8CString)]
        var values = [ContiguousArray(url.utf8CString)]
        for (name, value) in keywords {
            names.append(ContiguousArray(name.utf8CString))
            values.append(ContiguousArray(value.utf8CString))
        }
        return unsafe withPointers(names) { nameList in
            unsafe withPointers(values) { valueList in unsafe use(nameList, valueList) }
        }
    }

    /// A NULL-terminated list of C strings, valid within `use`; nil is a NULL of its own.
    private static func withPointers<Value>(_ texts: [ContiguousArray<CChar>?], _ use: (TextList) -> Value) -> Value {
        let list = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(capacity: texts.count + 1)
        defer { unsafe list.deallocate() }
        for (index, text) in texts.enumerated() {
            guard let text else {
                unsafe (list + index).initialize(to: nil)
                continue
            }
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: text.count)
            for (offset, character) in text.enumerated() { unsafe copy[offset] = character }
            unsafe (list + index).initialize(to: UnsafePointer(copy))
        }
        unsafe (list + texts.count).initialize(to: nil)
        defer { for index in texts.indices { unsafe list[index]?.deallocate() } }
        return unsafe use(UnsafePointer(list))
    }

    var isConnected: Bool { unsafe pointer != nil && PQstatus(pointer) == CONNECTION_OK }
    var socket: Int32 { unsafe PQsocket(pointer) }
    var processIdentifier: Int32 { unsafe PQbackendPID(pointer) }
    /// Idle, not in a transaction block.
    var isOutsideTransaction: Bool { unsafe PQtransactionStatus(pointer) == PQTRANS_IDLE }

    /// The first line of the last error; the rest repeats hosts and hints.
    var errorText: String {
        guard let text = unsafe PQerrorMessage(pointer) else { return "" }
        let lines = unsafe String(cString: text).split(separator: "\n")
        return lines.first.map(String.init) ?? "no message"
    }

    /// Goes on connecting after the socket became ready.
    func poll() -> Progress {
        switch unsafe PQconnectPoll(pointer) {
        case PGRES_POLLING_READING: .reading
        case PGRES_POLLING_WRITING: .writing
        case PGRES_POLLING_OK: .done
        default: .failed
        }
    }

    /// After connecting: never wait, and several statements in one trip. Notices are not for us.
    func makeReady(pipeline: Bool) -> Bool {
        unsafe PQsetNoticeProcessor(pointer, { _, _ in }, nil)
        guard unsafe PQsetnonblocking(pointer, 1) == 0 else { return false }
        return unsafe !pipeline || PQenterPipelineMode(pointer) == 1
    }

    /// Keeps notices (like "already exists, skipping") off standard error.
    func makeQuiet() -> Bool { unsafe PQsetNoticeProcessor(pointer, { _, _ in }, nil) != nil }

    /// The password as PostgreSQL stores it, so that it never travels or is logged as it is; nil when libpq cannot.
    func passwordDigest(_ password: String, role: String) -> String? {
        guard let digest = unsafe PQencryptPasswordConn(pointer, password, role, nil) else { return nil }
        defer { unsafe PQfreemem(digest) }
        return unsafe String(cString: digest)
    }

    /// Reads what has arrived; false when the connection is lost.
    func consume() -> Bool { unsafe PQconsumeInput(pointer) == 1 }

    func next() -> Next {
        if unsafe PQisBusy(pointer) != 0 { return .busy }
        guard let result = unsafe PQgetResult(pointer) else { return .boundary }
        return .result(unsafe PostgresResult(owning: result))
    }

    /// Sends what is buffered: nil when the connection is lost, false when the kernel takes no more for now.
    func flush() -> Bool? {
        switch unsafe PQflush(pointer) {
        case 0: true
        case 1: false
        default: nil
        }
    }

    func sendSync() -> Bool { unsafe PQpipelineSync(pointer) == 1 }

    func sendPrepare(_ name: [UInt8], _ statement: String) -> Bool {
        unsafe name.withUnsafeBufferPointer { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                unsafe PQsendPrepare(pointer, characters.baseAddress, statement, 0, nil) == 1
            }
        }
    }

    /// A statement without parameters, through the extended protocol.
    func send(_ statement: String) -> Bool {
        unsafe PQsendQueryParams(pointer, statement, 0, nil, nil, nil, nil, 1) == 1
    }

    /// One or more statements by the simple protocol (not in a pipeline).
    func sendSimple(_ statements: String) -> Bool { unsafe PQsendQuery(pointer, statements) == 1 }

    /// Executes a prepared statement; results in binary format. `name` ends in NUL.
    func sendPrepared(_ name: [UInt8], _ arguments: borrowing ArgumentList, from first: Int, count: Int) -> Bool {
        unsafe name.withUnsafeBufferPointer { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                unsafe arguments.withPointers(from: first, count: count) { values in
                    guard arguments.file >= first else {
                        return unsafe PQsendQueryPrepared(pointer, characters.baseAddress, Int32(count), values, nil, nil, 1) == 1
                    }
                    // A file goes as it is: format 1, with its length.
                    let lengths = (0..<count).map { $0 == arguments.file - first ? Int32(arguments.fileLength) : 0 }
                    let formats = (0..<count).map { Int32($0 == arguments.file - first ? 1 : 0) }
                    return unsafe PQsendQueryPrepared(pointer, characters.baseAddress, Int32(count), values, lengths, formats, 1)
                        == 1
                }
            }
        }
    }

    /// The rows of the statement whose results come next arrive one by one. Only right after the end of the results before them.
    func takeRowsSingly() { _ = unsafe PQsetSingleRowMode(pointer) }

    /// Channel and payload of the next notification; false when there is none.
    func takeNotification(_ use: (Span<UInt8>, Span<UInt8>) -> Void) -> Bool {
        guard let notification = unsafe PQnotifies(pointer) else { return false }
        defer { unsafe PQfreemem(notification) }
        unsafe Self.withBytes(notification.pointee.relname) { channel in
            unsafe Self.withBytes(notification.pointee.extra) { payload in use(channel, payload) }
        }
        return true
    }

    private static func withBytes(_ text: UnsafeMutablePointer<CChar>, _ use: (Span<UInt8>) -> Void) {
        let length = unsafe strlen(text)
        unsafe text.withMemoryRebound(to: UInt8.self, capacity: length) { bytes in
            use(unsafe UnsafeBufferPointer(start: bytes, count: length).span)
        }
    }

    /// Asks PostgreSQL to stop the running statement, over a connection of its own, and waits for the word to arrive (commands only).
    func cancel() {
        let request = unsafe PQgetCancel(pointer)
        defer { unsafe PQfreeCancel(request) }
        var text = [CChar](repeating: 0, count: 256)
        _ = unsafe PQcancel(request, &text, Int32(text.count))
    }

    /// Runs statements and waits (commands only). The result of the last one.
    func execute(_ statements: String) -> PostgresResult? {
        guard let result = unsafe PQexec(pointer, statements) else { return nil }
        return unsafe PostgresResult(owning: result)
    }

    /// Runs one statement with parameters and waits (commands only).
    func execute(_ statement: String, _ parameters: [String?]) -> PostgresResult? {
        let texts = parameters.map { $0.map { ContiguousArray($0.utf8CString) } }
        let result = unsafe Self.withPointers(texts) { values in
            unsafe PQexecParams(pointer, statement, Int32(parameters.count), nil, values, nil, nil, 0)
        }
        guard let result = unsafe result else { return nil }
        return unsafe PostgresResult(owning: result)
    }
}
