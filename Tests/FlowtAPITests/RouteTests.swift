import Testing

@testable import FlowtAPI

private let line: [String?] = [
    "POST", "/v1/lojas/{slug}/itens/{id}", "item_criar", "publico", "f", "lenta", "no-store", "json", "30",
    "SELECT * FROM api.item_criar(p_id => $1)",
    "caminho id\nconsulta limite\ncabecalho idempotency-key\ncookie c\ncorpo corpo\ncontexto ip",
    nil, "f",
]

private func with(_ column: Int, _ value: String?) -> [String?] {
    var columns = line
    columns[column] = value
    return columns
}

@Suite("Routes") struct RouteTests {
    @Test func reading() throws {
        let route = try Route(columns: line)
        #expect(route.method == .post)
        #expect(route.lane == .slow)
        #expect(route.body == .json)
        #expect(route.limitPerMinute == 30)
        #expect(route.slugParameter == 0)
        #expect(!route.isReadOnly)
        #expect(!route.isStorable)
        #expect(route.arguments.map(\.source) == [.path(1), .query, .header, .cookie, .body, .clientAddress])
        #expect(try Route(columns: with(8, nil)).limitPerMinute == 0)
        #expect(try Route(columns: with(7, nil)).body == .none)
        #expect(try Route(columns: with(10, "")).arguments.isEmpty)
        #expect(!route.commitsTogether)
        #expect(try Route(columns: with(12, "t")).commitsTogether)
    }

    @Test("files and streams")
    func files() throws {
        var columns = with(7, "arquivo")
        columns[11] = "16777216 image/png image/jpeg"
        columns[10] = "arquivo arquivo"
        columns[5] = "fluxo"
        let route = try Route(columns: columns)
        #expect(route.body == .file)
        #expect(route.file == FileRule(types: [Array("image/png".utf8), Array("image/jpeg".utf8)], limit: 16_777_216))
        #expect(route.arguments.map(\.source) == [.file])
        #expect(route.lane == .stream)
        #expect(try Route(columns: line).file == nil)
        for defect in [nil, "", "16", "image/png", "x image/png", "0 image/png", "33554433 image/png"] {
            columns[11] = defect
            #expect(throws: RouteDefect.self) { try Route(columns: columns) }
        }
    }

    @Test(
        "a line that cannot be served is named",
        arguments: [
            (0, "TRACE"), (0, nil), (1, "v1"), (7, "xml"), (10, "caminho nada"), (10, "corpo"), (10, "contexto lua"), (6, nil),
            (9, nil), (12, nil),
        ] as [(Int, String?)])
    func defects(_ column: Int, _ value: String?) {
        #expect(throws: RouteDefect.self) { try Route(columns: with(column, value)) }
    }

    @Test func tables() throws {
        let table = try RouteTable(rows: [line], messages: [["a", "T", nil], [nil, "x", "y"]], generation: 3)
        #expect(table.messages == ["a": RouteTable.Message(title: "T", detail: "")])
        #expect(throws: RouteDefect.self) { try RouteTable(rows: [line, line], messages: [], generation: 1) }
    }
}
