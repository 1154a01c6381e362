import Testing

@testable import FlowtAPI

@Suite("QR codes") struct QRDrawingTests {
    static func read(_ type: String) -> QRDrawing.Request { QRDrawing.read(Array(type.utf8).span) }

    @Test("types that ask for a drawing, and how")
    func types() {
        #expect(Self.read("image/png;qr") == .drawing(QRDrawing(format: .png, level: .medium, scale: 8)))
        #expect(Self.read("image/svg+xml;qr") == .drawing(QRDrawing(format: .svg, level: .medium, scale: 8)))
        #expect(
            Self.read("image/png;qr;nivel=H;tamanho=grande") == .drawing(QRDrawing(format: .png, level: .high, scale: 16)))
        #expect(
            Self.read("image/svg+xml;qr;tamanho=pequeno;nivel=L") == .drawing(QRDrawing(format: .svg, level: .low, scale: 4)))
        #expect(Self.read("image/png;qr;nivel=Q") == .drawing(QRDrawing(format: .png, level: .quartile, scale: 8)))
        let colored = QRDrawing(format: .svg, dark: [0x12, 0x34, 0xAB], light: [0xFF, 0xFE, 0])
        #expect(Self.read("image/svg+xml;qr;cor=1234ab;fundo=FFFE00") == .drawing(colored))
    }

    @Test("other types ask for none", arguments: ["", "image/png", "image/svg+xml", "text/html; charset=utf-8", "image/png; qr"])
    func none(type: String) {
        #expect(Self.read(type) == .none)
    }

    @Test(
        "a drawing that is not known is no drawing",
        arguments: [
            "image/png;qr;", "image/png;qrx", "image/png;qr;nivel=X", "image/png;qr;nivel=", "image/png;qr;tamanho=64",
            "image/png;qr; nivel=H", "image/svg+xml;qr;cor=vermelho", "image/png;qr;cor=#12345", "image/png;qr;fundo=12345",
            "image/png;qr;cor=", "image/png;qr;cor=1234567",
        ])
    func unknown(type: String) {
        #expect(Self.read(type) == .unknown)
    }

    /// Row by row, true for dark.
    static func symbol(_ text: [UInt8], _ level: QRDrawing.Level) -> [[Bool]]? {
        guard let symbol = QRSymbol(text.span, level) else { return nil }
        var rows: [[Bool]] = []
        for row in 0..<symbol.width {
            rows.append([])
            for column in 0..<symbol.width { rows[row].append(symbol.isDark(row, column)) }
        }
        return rows
    }

    static func draw(_ drawing: QRDrawing, _ text: [UInt8]) -> [UInt8]? {
        drawing.draw(text.span)?.bytes
    }

    @Test("a symbol has its finder patterns and grows with its text and level")
    func symbols() throws {
        let small = try #require(Self.symbol(Array("FLOWT".utf8), .low))
        #expect(small.count == 21)
        for index in 0..<7 {
            let corner = [small[0][index], small[6][index], small[index][0], small[index][6], !small[7][index]]
            #expect(corner == [true, true, true, true, true])
        }
        #expect(Self.symbol(Array("FLOWT".utf8), .high)?.count == 21)
        #expect(try #require(Self.symbol([UInt8](repeating: 0xC3, count: 200), .high)).count > 57)
    }

    @Test("texts that no symbol holds are refused, those at the limit drawn")
    func lengths() {
        let text = [UInt8](repeating: UInt8(ascii: "a"), count: Limits.qrText + 1)
        let drawing = QRDrawing(format: .png, level: .high, scale: 4)
        #expect(Self.draw(drawing, text) == nil)
        #expect(Self.draw(drawing, []) == nil)
        #expect(Self.draw(drawing, Array(text.dropLast())) != nil)
    }

    @Test("a picture of one bit a pixel, rows repeated")
    func picture() {
        var picture = BitPicture(side: 12)
        picture.darken(row: 4, 0)
        picture.darken(row: 4, 9)
        picture.repeatRow(4, times: 4)
        let png = picture.png()
        #expect(Array(png[0..<8]) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        // Length, name, 12 × 12, one bit of grey, and the check sum that Python's zlib.crc32 gives.
        let header: [UInt8] = [0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 12, 0, 0, 0, 12, 1, 0, 0, 0, 0, 0x7E, 0x0E, 0x61, 0x4A]
        #expect(Array(png[8..<33]) == header)
        #expect(Array(png.suffix(12)) == [0, 0, 0, 0, 73, 69, 78, 68, 0xAE, 0x42, 0x60, 0x82])
    }

    @Test("an SVG holds one rectangle for each run of dark modules")
    func vectors() throws {
        let picture = try #require(Self.draw(QRDrawing(format: .svg, level: .low, scale: 4), Array("FLOWT".utf8)))
        let text = String(decoding: picture, as: UTF8.self)
        #expect(text.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"116\" height=\"116\" viewBox=\"0 0 29 29\""))
        // The upper edge of the first finder pattern.
        #expect(text.contains("<path d=\"M4 4h7v1H4z"))
        #expect(text.hasSuffix("z\"/></svg>\n"))
    }
}
