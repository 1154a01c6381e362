import CLibPQ

/// Owner of one `PGresult`. Columns are read as bytes, without copies.
@safe struct PostgresResult: ~Copyable {
    /// `row`: one of many, in single-row mode; `rows` ends them.
    enum Kind { case rows, row, command, synchronized, aborted, failed }

    private let pointer: OpaquePointer
    let kind: Kind

    /// Takes ownership of `pointer`.
    init(owning pointer: OpaquePointer) {
        unsafe self.pointer = unsafe pointer
        kind =
            switch unsafe PQresultStatus(pointer) {
            case PGRES_TUPLES_OK: .rows
            case PGRES_SINGLE_TUPLE: .row
            case PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: .command
            case PGRES_PIPELINE_SYNC: .synchronized
            case PGRES_PIPELINE_ABORTED: .aborted
            default: .failed
            }
    }

    deinit { unsafe PQclear(pointer) }

    var rowCount: Int { unsafe Int(PQntuples(pointer)) }
    var columnCount: Int { unsafe Int(PQnfields(pointer)) }

    func isNull(_ row: Int, _ column: Int) -> Bool {
        unsafe PQgetisnull(pointer, Int32(row), Int32(column)) != 0
    }

    /// The bytes of a value; empty when it is NULL. They live as long as the result.
    func withValue<Value>(_ row: Int, _ column: Int, _ use: (Span<UInt8>) -> Value) -> Value {
        let length = unsafe Int(PQgetlength(pointer, Int32(row), Int32(column)))
        guard length > 0, let start = unsafe PQgetvalue(pointer, Int32(row), Int32(column)) else {
            return use(Span())
        }
        return unsafe start.withMemoryRebound(to: UInt8.self, capacity: length) { bytes in
            use(unsafe UnsafeBufferPointer(start: bytes, count: length).span)
        }
    }

    /// An integer in binary format (2, 4 or 8 bytes); nil when NULL.
    func integer(_ row: Int, _ column: Int) -> Int? {
        guard !isNull(row, column) else { return nil }
        return withValue(row, column) { bytes in
            var value: Int64 = bytes.count > 0 && bytes[0] >= 0x80 ? -1 : 0
            for index in 0..<bytes.count { value = value << 8 | Int64(bytes[index]) }
            return Int(value)
        }
    }

    /// A value in text format; nil when NULL.
    func text(_ row: Int, _ column: Int) -> String? {
        isNull(row, column) ? nil : withValue(row, column) { $0.text() }
    }

    /// All rows in text format.
    func textRows() -> [[String?]] {
        (0..<rowCount).map { row in (0..<columnCount).map { text(row, $0) } }
    }

    /// What went wrong, for a result of kind `failed`.
    func failure() -> DatabaseFailure {
        DatabaseFailure(
            state: field(UInt8(ascii: "C")), message: field(UInt8(ascii: "M")), detail: field(UInt8(ascii: "D")),
            hint: field(UInt8(ascii: "H")), constraint: field(UInt8(ascii: "n")), context: field(UInt8(ascii: "W")))
    }

    /// A field of the error report by its protocol letter; empty when not there.
    func field(_ letter: UInt8) -> String {
        guard let text = unsafe PQresultErrorField(pointer, Int32(letter)) else { return "" }
        return unsafe String(cString: text)
    }
}
