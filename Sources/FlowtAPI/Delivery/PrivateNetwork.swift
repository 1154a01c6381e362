/// Addresses that belong to nobody in the world outside: this machine, local networks, multicast, reserved ones. What is
/// configured by a name may lead there, now or later.
enum PrivateNetwork {
    /// `address`: four or sixteen bytes; anything else counts as private.
    static func contains(_ address: Span<UInt8>) -> Bool {
        switch address.count {
        case 4: return isPrivate(address[0], address[1], address[2])
        case 16: return isPrivate(long: address)
        default: return true
        }
    }

    static func isLoopback(_ address: Span<UInt8>) -> Bool {
        if address.count == 4 { return address[0] == 127 }
        return address.count == 16 && isZero(address, 0..<15) && address[15] == 1
    }

    private static func isPrivate(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
        switch (first, second) {
        case (0, _), (10, _), (127, _), (224..., _): true
        case (100, 64..<128), (169, 254), (172, 16..<32), (192, 168), (198, 18...19): true
        case (192, 0): third == 0 || third == 2
        default: false
        }
    }

    private static func isPrivate(long address: Span<UInt8>) -> Bool {
        // IPv4 within IPv6: mapped, translated (NAT64), 6to4.
        if isZero(address, 0..<10), address[10] == 0xFF, address[11] == 0xFF {
            return isPrivate(address[12], address[13], address[14])
        }
        // 64:ff9b::/96 alone; what else begins like it is for local use (RFC 8215).
        if address[0] == 0, address[1] == 0x64, address[2] == 0xFF, address[3] == 0x9B, isZero(address, 4..<12) {
            return isPrivate(address[12], address[13], address[14])
        }
        if address[0] == 0x20, address[1] == 0x02 { return isPrivate(address[2], address[3], address[4]) }
        // Global unicast is 2000::/3; Teredo and documentation within it lead nowhere.
        guard address[0] & 0xE0 == 0x20 else { return true }
        return address[0] == 0x20 && address[1] == 0x01
            && (address[2] == 0 && address[3] == 0 || address[2] == 0x0D && address[3] == 0xB8)
    }

    private static func isZero(_ address: Span<UInt8>, _ range: Range<Int>) -> Bool {
        for index in range where address[index] != 0 { return false }
        return true
    }
}
