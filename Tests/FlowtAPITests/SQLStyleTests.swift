import Testing

@testable import FlowtAPI

/// The style of the house in SQL, where a machine can tell. What the database can tell is in Tests/sql/00_house.sql.
@Suite("Style of the house in SQL") struct SQLStyleTests {
    static let longest = 150

    static func files(_ directory: String) -> [(name: String, text: String)] {
        var names: [String] = []
        FileSystem.collect("\(StyleTests.root)/\(directory)", "", &names)
        return names.filter { $0.hasSuffix(".sql") }.map { name in
            let bytes = FileSystem.read("\(StyleTests.root)/\(directory)/\(name)", limit: 1 << 20) ?? []
            return (name, String(decoding: bytes, as: UTF8.self))
        }
    }

    /// Numbers of the lines that are too long. A text is left as it is written: a literal, or the paragraph of a route's comment.
    static func tooLong(_ text: String) -> [Int] {
        var found: [Int] = []
        var isInComment = false
        for (number, line) in StyleTests.lines(text).enumerated() {
            let begins = line.hasPrefix("$$") || line.contains(" IS $$")
            if begins { isInComment = true }
            if !isInComment, line.count > longest, code(line) > longest - 30 { found.append(number + 1) }
            if isInComment, line.dropFirst(begins ? 2 : 0).contains("$$") { isInComment = false }
        }
        return found
    }

    /// Length of a line without the longest of its literals.
    static func code(_ line: Substring) -> Int {
        let parts = line.split(separator: "'", omittingEmptySubsequences: false)
        let literals = parts.enumerated().filter { $0.offset % 2 == 1 }.map { $0.element.count }
        return line.count - (literals.max() ?? 0)
    }

    @Test("no file is longer than 430 lines, no line longer than 150 but for its texts")
    func lengths() {
        for directory in ["sql/functions", "sql/views"] {
            let files = Self.files(directory)
            #expect(files.count > 3)
            for (name, text) in files {
                #expect(StyleTests.lines(text).count <= 431, "\(name)")
                let long = Self.tooLong(text)
                #expect(long.isEmpty, "\(name): \(long)")
            }
        }
    }

    @Test("long lines are found, long texts are let be")
    func measuring() {
        let long = String(repeating: "x", count: 200)
        #expect(Self.tooLong("a\n\(long)\nb") == [2])
        #expect(Self.tooLong("SELECT '\(long)'") == [])
        #expect(Self.tooLong("COMMENT ON FUNCTION api.a IS\n$$GET /v1/a\n\(long)$$;\n\(long)") == [4])
    }
}
