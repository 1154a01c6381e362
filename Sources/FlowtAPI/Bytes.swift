/// Text is bytes here: `String` would validate, count references and allocate for every header of every request.
/// The few unsafe lines hand memory that is known to be alive to one `memcpy`.

/// A part of a buffer, by position. `absent` stands for "was not sent", which is not the same as empty.
struct ByteRange: Equatable, Sendable {
    var start: Int32
    var count: Int32

    static let absent = ByteRange(start: -1, count: 0)

    init(start: Int32, count: Int32) {
        self.start = start
        self.count = count
    }

    init(_ start: Int, _ end: Int) {
        self.start = Int32(truncatingIfNeeded: start)
        self.count = Int32(truncatingIfNeeded: end - start)
    }

    var isPresent: Bool { start >= 0 }
    var lower: Int { Int(start) }
    var upper: Int { Int(start) + Int(count) }
    var range: Range<Int> { start < 0 ? 0..<0 : lower..<upper }
}

extension [UInt8] {
    /// Appends a literal.
    @inline(__always)
    mutating func append(_ text: StaticString) {
        unsafe append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends bytes of another buffer.
    @inline(__always)
    mutating func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { source in unsafe append(contentsOf: source) }
    }

    /// Appends a part of another buffer; nothing when it is absent.
    @inline(__always)
    mutating func append(_ bytes: Span<UInt8>, _ part: ByteRange) {
        append(bytes.extracting(part.range))
    }

    /// Appends a number in decimal.
    mutating func append(decimal value: Int) {
        if value < 0 { append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        let first = count
        repeat {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        self[first...].reverse()
    }

    /// Appends a number in decimal with leading zeros up to `width` digits.
    mutating func append(decimal value: Int, width: Int) {
        var divisor = 1
        for _ in 1..<Swift.max(width, 1) { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
    }

    /// Appends 16 lower-case hexadecimal digits.
    mutating func append(hexadecimal value: UInt64) {
        // A nibble in each byte, then all of them to ASCII at once: every answer, log line and request holds such a number.
        append(bigEndian: Self.digits(UInt32(truncatingIfNeeded: value >> 32)))
        append(bigEndian: Self.digits(UInt32(truncatingIfNeeded: value)))
    }

    private static func digits(_ value: UInt32) -> UInt64 {
        var spread = UInt64(value)
        spread = (spread | spread << 16) & 0x0000_FFFF_0000_FFFF
        spread = (spread | spread << 8) & 0x00FF_00FF_00FF_00FF
        spread = (spread | spread << 4) & 0x0F0F_0F0F_0F0F_0F0F
        // 1 in every byte that is a letter: those are 39 further from their digit than the others.
        let letters = (spread &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return spread &+ 0x3030_3030_3030_3030 &+ letters &* 39
    }

    private mutating func append(bigEndian value: UInt64) {
        var bytes = InlineArray<8, UInt8>(repeating: 0)
        for index in 0..<8 { bytes[index] = UInt8(truncatingIfNeeded: value >> UInt64(56 - 8 * index)) }
        append(bytes.span)
    }

    init(_ text: StaticString) {
        self = []
        append(text)
    }
}

/// The ASCII digit of 0…15.
@inline(__always)
func hexadecimalDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}

/// The value of an ASCII hexadecimal digit, -1 for anything else.
@inline(__always)
func hexadecimalValue(_ digit: UInt8) -> Int {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(digit - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(digit - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(digit - UInt8(ascii: "A") + 10)
    default: -1
    }
}

/// ASCII lower case; other bytes unchanged.
@inline(__always)
func lowercased(_ byte: UInt8) -> UInt8 {
    byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
}

extension Span<UInt8> {
    /// Same bytes as the literal.
    @inline(__always)
    func equals(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        let other = unsafe UnsafeBufferPointer(start: text.utf8Start, count: count)
        for index in 0..<count where self[index] != (unsafe other[index]) { return false }
        return true
    }

    /// Same bytes as a literal in lower case, upper and lower case of ASCII being the same.
    @inline(__always)
    func equalsIgnoringCase(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        let other = unsafe UnsafeBufferPointer(start: text.utf8Start, count: count)
        for index in 0..<count where lowercased(self[index]) != (unsafe other[index]) { return false }
        return true
    }

    /// Same bytes.
    func equals(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in 0..<count where self[index] != other[index] { return false }
        return true
    }

    /// Same bytes as an array's.
    func equals(bytesOf other: [UInt8]) -> Bool {
        guard count == other.count else { return false }
        for index in 0..<count where self[index] != other[index] { return false }
        return true
    }

    /// Same bytes, upper and lower case of ASCII being the same.
    func equalsIgnoringCase(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in 0..<count where lowercased(self[index]) != lowercased(other[index]) { return false }
        return true
    }

    /// Begins with the literal.
    func starts(with text: StaticString) -> Bool {
        count >= text.utf8CodeUnitCount && extracting(0..<text.utf8CodeUnitCount).equals(text)
    }

    /// Position of the first such byte, or nil.
    func firstIndex(of byte: UInt8) -> Int? {
        for index in 0..<count where self[index] == byte { return index }
        return nil
    }

    /// Position of the last such byte, or nil.
    func lastIndex(of byte: UInt8) -> Int? {
        var index = count
        while index > 0 {
            index -= 1
            if self[index] == byte { return index }
        }
        return nil
    }

    /// Contains the literal (lower case), ignoring case.
    func containsIgnoringCase(_ text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        guard count >= length else { return false }
        for start in 0...(count - length) where extracting(start..<start + length).equalsIgnoringCase(text) { return true }
        return false
    }

    /// A non-negative decimal number of at most 18 digits, digits only; nil for anything else.
    func decimal() -> Int? {
        guard count > 0, count <= 18 else { return nil }
        var value = 0
        for index in 0..<count {
            guard self[index] &- UInt8(ascii: "0") < 10 else { return nil }
            value = value * 10 + Int(self[index] - UInt8(ascii: "0"))
        }
        return value
    }

    /// Without spaces and tabs at both ends, as positions in this span.
    func trimmed(_ part: Range<Int>) -> Range<Int> {
        var lower = part.lowerBound
        var upper = part.upperBound
        while lower < upper, self[lower] == 0x20 || self[lower] == 0x09 { lower += 1 }
        while upper > lower, self[upper - 1] == 0x20 || self[upper - 1] == 0x09 { upper -= 1 }
        return lower..<upper
    }

    /// A copy as text; invalid UTF-8 is repaired. For messages and start-up, not for requests.
    func text() -> String {
        var copy: [UInt8] = []
        copy.append(self)
        return String(decoding: copy, as: UTF8.self)
    }

    /// A copy.
    func copied() -> [UInt8] {
        var copy: [UInt8] = []
        copy.append(self)
        return copy
    }
}
