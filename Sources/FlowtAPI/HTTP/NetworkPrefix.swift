/// What the rate limiter takes for one client: an IPv4 address, or the /64 of an IPv6 address, which is what one subscriber gets.
/// Counting IPv6 addresses singly would give everybody 2^64 buckets.
enum NetworkPrefix {
    /// The bytes of `address` that count, appended to `output`: text for IPv4 (also when mapped into IPv6) and whatever is no address.
    static func append(of address: Span<UInt8>, to output: inout [UInt8]) {
        guard let colon = address.lastIndex(of: UInt8(ascii: ":")) else { return output.append(address) }
        let tail = address.extracting(colon + 1..<address.count)
        if tail.firstIndex(of: UInt8(ascii: ".")) != nil { return output.append(tail) }
        guard let groups = groups(address) else { return output.append(address) }
        for index in 0..<4 {
            output.append(UInt8(truncatingIfNeeded: groups[index] >> 8))
            output.append(UInt8(truncatingIfNeeded: groups[index]))
        }
    }

    /// The eight groups of an address in text form (RFC 4291 2.2), nil when it is not one.
    private static func groups(_ address: Span<UInt8>) -> InlineArray<8, UInt16>? {
        var groups = InlineArray<8, UInt16>(repeating: 0)
        var count = 0
        /// How many groups stand before `::`.
        var gap: Int?
        var index = 0
        while index < address.count {
            if address[index] == UInt8(ascii: ":") {
                guard index + 1 < address.count, address[index + 1] == UInt8(ascii: ":"), gap == nil else { return nil }
                gap = count
                index += 2
                continue
            }
            var value = 0
            let start = index
            while index < address.count, hexadecimalValue(address[index]) >= 0 {
                value = value << 4 | hexadecimalValue(address[index])
                index += 1
                guard index - start <= 4 else { return nil }
            }
            guard index > start, count < 8 else { return nil }
            groups[count] = UInt16(value)
            count += 1
            guard index < address.count else { break }
            guard address[index] == UInt8(ascii: ":"), index + 1 < address.count else { return nil }
            if address[index + 1] != UInt8(ascii: ":") { index += 1 }
        }
        guard let gap else { return count == 8 ? groups : nil }
        guard count < 8 else { return nil }
        // What stands behind the gap belongs to the end.
        for moved in 0..<count - gap {
            groups[7 - moved] = groups[count - 1 - moved]
            if count - 1 - moved < 8 - (count - gap) { groups[count - 1 - moved] = 0 }
        }
        return groups
    }
}
