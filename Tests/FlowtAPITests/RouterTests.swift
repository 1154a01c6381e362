import Testing

@testable import FlowtAPI

private func router() -> Router {
    var router = Router()
    let routes: [(Method, String)] = [
        (.get, "/"), (.get, "/v1/produtos"), (.post, "/v1/produtos"), (.get, "/v1/produtos/{id}"), (.patch, "/v1/produtos/{id}"),
        (.get, "/v1/produtos/novos"), (.get, "/{slug}"), (.get, "/openapi.json"), (.post, "/v1/carrinhos/{token}/itens"),
        (.get, "/v1/carrinhos/{t}"), (.get, "/v1/{x}/itens/{y}"),
    ]
    for (index, route) in routes.enumerated() {
        let template = Array(route.1.utf8)
        let isNew = router.add(template.span, route.0, route: index)
        #expect(isNew)
    }
    return router
}

private func find(_ path: String, _ method: Method = .get) -> (route: Int?, parameters: [String])? {
    let bytes = Array(path.utf8)
    var parameters: [ByteRange] = []
    let table = router()
    guard let match = table.match(bytes.span, parameters: &parameters) else { return nil }
    return (table.route(match, method), parameters.map { String(decoding: bytes[$0.range], as: UTF8.self) })
}

@Suite("Router") struct RouterTests {
    @Test func fixedBeatsParameter() {
        #expect(find("/v1/produtos/novos")?.route == 5)
        #expect(find("/v1/produtos/7")?.route == 3)
        #expect(find("/v1/produtos/7")?.parameters == ["7"])
        #expect(find("/openapi.json")?.route == 7)
        #expect(find("/cantina")?.route == 6)
        #expect(find("/")?.route == 0)
    }

    @Test("a fixed segment that leads nowhere gives way to the parameter")
    func backtracking() {
        #expect(find("/v1/carrinhos/itens/9")?.route == 10)
        #expect(find("/v1/carrinhos/itens/9")?.parameters == ["carrinhos", "9"])
        #expect(find("/v1/carrinhos/abc/itens", .post)?.parameters == ["abc"])
    }

    @Test(
        "unknown",
        arguments: [
            "/v1/", "/v1/nada", "//", "/v1//7", "/v1/produtos/", "", "x", "/v1/produtos/7/8",
            "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r",
        ])
    func unknown(_ path: String) {
        #expect(find(path) == nil)
    }

    @Test func methods() {
        #expect(find("/v1/produtos", .head)?.route == 1)
        #expect(find("/v1/produtos", .delete)?.route == .some(nil))
        let table = router()
        var parameters: [ByteRange] = []
        let path = Array("/v1/produtos".utf8)
        let match = table.match(path.span, parameters: &parameters)
        #expect(match.map { String(decoding: table.allowed($0), as: UTF8.self) } == "GET, HEAD, POST, OPTIONS")
    }

    @Test func duplicate() {
        var table = router()
        let template = Array("/v1/produtos/{outro}".utf8)
        let isNew = table.add(template.span, .get, route: 99)
        #expect(!isNew)
    }
}
