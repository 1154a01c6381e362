/// A QR code that a function asks the gateway to draw: its body is the text, its type says how
/// (`image/png;qr;nivel=Q;tamanho=grande`).
struct QRDrawing: Equatable {
    enum Format { case svg, png }

    /// How much of the symbol may be lost: 7, 15, 25, 30 %.
    enum Level { case low, medium, quartile, high }

    /// What a function's type asks for.
    enum Request: Equatable {
        /// No drawing.
        case none
        case drawing(QRDrawing)
        /// A drawing that is not known: the function's mistake.
        case unknown
    }

    /// A picture, ready to be sent.
    struct Picture {
        var type: StaticString
        var bytes: [UInt8]
    }

    var format: Format
    var level = Level.medium
    /// Pixels of a module's side (in an SVG, units of its natural size).
    var scale = 8
    /// Red, green and blue of the dark modules and of the others; nil for black on white.
    var dark: [UInt8]?
    var light: [UInt8]?

    /// Light modules around the symbol that a reader needs (ISO/IEC 18004).
    static let margin = 4

    /// Reads a type: `image/svg+xml;qr` or `image/png;qr`, then `nivel=L|M|Q|H`, `tamanho=pequeno|medio|grande`,
    /// `cor=rrggbb` and `fundo=rrggbb`.
    static func read(_ type: Span<UInt8>) -> Request {
        var drawing: QRDrawing
        if type.starts(with: "image/svg+xml;qr") {
            drawing = QRDrawing(format: .svg)
        } else if type.starts(with: "image/png;qr") {
            drawing = QRDrawing(format: .png)
        } else {
            return .none
        }
        var start = drawing.format == .svg ? 16 : 12
        while start < type.count {
            guard type[start] == UInt8(ascii: ";") else { return .unknown }
            var end = start + 1
            while end < type.count, type[end] != UInt8(ascii: ";") { end += 1 }
            guard drawing.take(type.extracting(start + 1..<end)) else { return .unknown }
            start = end
        }
        return .drawing(drawing)
    }

    private mutating func take(_ parameter: Span<UInt8>) -> Bool {
        if parameter.equals("nivel=L") {
            level = .low
        } else if parameter.equals("nivel=M") {
            level = .medium
        } else if parameter.equals("nivel=Q") {
            level = .quartile
        } else if parameter.equals("nivel=H") {
            level = .high
        } else if parameter.equals("tamanho=pequeno") {
            scale = 4
        } else if parameter.equals("tamanho=medio") {
            scale = 8
        } else if parameter.equals("tamanho=grande") {
            scale = 16
        } else if parameter.starts(with: "cor=") {
            dark = Self.color(parameter.extracting(4..<parameter.count))
            return dark != nil
        } else if parameter.starts(with: "fundo=") {
            light = Self.color(parameter.extracting(6..<parameter.count))
            return light != nil
        } else {
            return false
        }
        return true
    }

    /// The three bytes of `rrggbb`.
    private static func color(_ text: Span<UInt8>) -> [UInt8]? {
        guard text.count == 6 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: 6, by: 2) {
            let (high, low) = (hexadecimalValue(text[index]), hexadecimalValue(text[index + 1]))
            guard high >= 0, low >= 0 else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return bytes
    }

    /// The picture of a text; nil when the text does not fit into one.
    func draw(_ text: Span<UInt8>) -> Picture? {
        guard text.count <= Limits.qrText, let symbol = QRSymbol(text, level) else { return nil }
        switch format {
        case .svg: return Picture(type: "image/svg+xml", bytes: svg(symbol))
        case .png: return Picture(type: "image/png", bytes: png(symbol))
        }
    }

    /// Dark modules as one path, one rectangle for each run of them in a row.
    private func svg(_ symbol: borrowing QRSymbol) -> [UInt8] {
        let side = symbol.width + 2 * Self.margin
        var output = [UInt8]("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"")
        output.append(decimal: side * scale)
        output.append("\" height=\"")
        output.append(decimal: side * scale)
        output.append("\" viewBox=\"0 0 ")
        output.append(decimal: side)
        output.append(" ")
        output.append(decimal: side)
        output.append("\" shape-rendering=\"crispEdges\"><title>QR code</title><path fill=\"#")
        if let light { Self.append(color: light, to: &output) } else { output.append("fff") }
        output.append("\" d=\"M0 0h")
        output.append(decimal: side)
        output.append("v")
        output.append(decimal: side)
        output.append("H0z\"/><path ")
        if let dark {
            output.append("fill=\"#")
            Self.append(color: dark, to: &output)
            output.append("\" ")
        }
        output.append("d=\"")
        for row in 0..<symbol.width {
            var column = 0
            while column < symbol.width {
                let first = column
                while column < symbol.width, symbol.isDark(row, column) { column += 1 }
                if column > first {
                    output.append("M")
                    output.append(decimal: first + Self.margin)
                    output.append(" ")
                    output.append(decimal: row + Self.margin)
                    output.append("h")
                    output.append(decimal: column - first)
                    output.append("v1H")
                    output.append(decimal: first + Self.margin)
                    output.append("z")
                }
                column += 1
            }
        }
        output.append("\"/></svg>\n")
        return output
    }

    private static func append(color: [UInt8], to output: inout [UInt8]) {
        for byte in color {
            output.append(hexadecimalDigit(byte >> 4))
            output.append(hexadecimalDigit(byte & 15))
        }
    }

    private func png(_ symbol: borrowing QRSymbol) -> [UInt8] {
        let side = (symbol.width + 2 * Self.margin) * scale
        var picture = BitPicture(side: side)
        for row in 0..<symbol.width {
            let top = (row + Self.margin) * scale
            for column in 0..<symbol.width where symbol.isDark(row, column) {
                let left = (column + Self.margin) * scale
                for pixel in left..<left + scale { picture.darken(row: top, pixel) }
            }
            picture.repeatRow(top, times: scale)
        }
        let palette = (dark ?? [0, 0, 0]) + (light ?? [0xFF, 0xFF, 0xFF])
        return picture.png(palette: dark == nil && light == nil ? [] : palette)
    }
}
