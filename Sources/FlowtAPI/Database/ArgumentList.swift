/// The arguments of one exchange: texts behind each other, each ended by NUL as libpq wants them, and where they begin. One of
/// them may be a file, any bytes.
struct ArgumentList {
    private(set) var bytes: [UInt8] = []
    /// Offset of each argument; -1 for SQL NULL.
    private var offsets: [Int32] = []
    /// Which argument is a file, -1 for none, and its length.
    private(set) var file = -1
    private(set) var fileLength = 0

    var count: Int { offsets.count }

    mutating func removeAll() {
        // A large body must not stay in memory for ever because its buffer is used again.
        if bytes.capacity > 4 * Limits.head { bytes = [] } else { bytes.removeAll(keepingCapacity: true) }
        offsets.removeAll(keepingCapacity: true)
        file = -1
    }

    mutating func appendNull() { offsets.append(-1) }

    /// Appends a value. False when it holds a NUL, which text in PostgreSQL cannot.
    mutating func append(_ value: Span<UInt8>) -> Bool {
        offsets.append(Int32(bytes.count))
        bytes.append(value)
        bytes.append(0)
        return value.firstIndex(of: 0) == nil
    }

    mutating func appendFile(_ value: Span<UInt8>) {
        (file, fileLength) = (offsets.count, value.count)
        offsets.append(Int32(bytes.count))
        bytes.append(value)
    }

    mutating func append(_ value: StaticString) {
        offsets.append(Int32(bytes.count))
        bytes.append(value)
        bytes.append(0)
    }

    /// Appends a value written by `write`; NULL when it returns false.
    mutating func append(writing write: (inout [UInt8]) -> Bool) -> Bool {
        let start = bytes.count
        guard write(&bytes) else { return false }
        offsets.append(Int32(start))
        bytes.append(0)
        return true
    }

    /// The value of an argument without its NUL, nil for SQL NULL.
    func value(_ index: Int) -> ByteRange {
        guard offsets[index] >= 0 else { return .absent }
        let start = Int(offsets[index])
        if index == file { return ByteRange(start, start + fileLength) }
        var end = start
        while bytes[end] != 0 { end += 1 }
        return ByteRange(start, end)
    }

    /// Puts another value in the place of one; none of them may be a file.
    mutating func replace(_ index: Int, with value: Span<UInt8>) {
        var copy = ArgumentList()
        for other in offsets.indices {
            let range = self.value(other)
            if other == index {
                _ = copy.append(value)
            } else if range.isPresent {
                _ = copy.append(bytes.span.extracting(range.range))
            } else {
                copy.appendNull()
            }
        }
        self = copy
    }

    /// The list libpq wants, valid within `use`.
    func withPointers<Value>(from first: Int, count: Int, _ use: (UnsafePointer<UnsafePointer<CChar>?>) -> Value) -> Value {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: Limits.arguments) { list in
                precondition(count <= Limits.arguments && first + count <= offsets.count)
                for index in 0..<count {
                    let offset = Int(offsets[first + index])
                    let start = offset < 0 ? nil : unsafe buffer.baseAddress.map { unsafe $0 + offset }
                    unsafe (list.baseAddress! + index).initialize(
                        to: UnsafeRawPointer(start)?.assumingMemoryBound(to: CChar.self))
                }
                return unsafe use(UnsafePointer(list.baseAddress!))
            }
        }
    }
}
