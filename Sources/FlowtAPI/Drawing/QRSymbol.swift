import CQREncode

/// Owner of one symbol made by libqrencode: a square of dark and light modules.
@safe struct QRSymbol: ~Copyable {
    private let pointer: UnsafeMutablePointer<QRcode>
    let width: Int

    /// Nil when the text is empty or longer than a symbol of this level holds.
    init?(_ text: Span<UInt8>, _ level: QRDrawing.Level) {
        let correction =
            switch level {
            case .low: QR_ECLEVEL_L
            case .medium: QR_ECLEVEL_M
            case .quartile: QR_ECLEVEL_Q
            case .high: QR_ECLEVEL_H
            }
        guard text.count > 0 else { return nil }
        // As a C string, libqrencode packs digits and capital letters closer than other text; PostgreSQL's text holds no NUL.
        var string = text.copied()
        string.append(0)
        let made = unsafe string.withUnsafeBufferPointer { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                unsafe QRcode_encodeString(characters.baseAddress, 0, correction, QR_MODE_8, 1)
            }
        }
        guard let made = unsafe made else { return nil }
        unsafe pointer = made
        unsafe width = Int(made.pointee.width)
    }

    deinit { unsafe QRcode_free(pointer) }

    func isDark(_ row: Int, _ column: Int) -> Bool {
        precondition(row >= 0 && row < width && column >= 0 && column < width)
        return unsafe pointer.pointee.data[row * width + column] & 1 == 1
    }
}
