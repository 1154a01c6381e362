import Testing

@testable import FlowtAPI

/// Reads the arguments of a request as text; nil is SQL NULL.
private func read(
    _ request: String, arguments: String, body kind: String? = nil, file: String? = nil, path template: String = "/l/{slug}/{id}"
) throws(Problem) -> [String?] {
    let bytes = Array(request.utf8)
    var parser = RequestParser()
    guard case .complete(let parsed) = parser.advance(bytes.span) else { fatalError("not a request: \(request)") }
    let method = parsed.head.method == .post ? "POST" : "GET"
    let columns: [String?] = [
        method, template, "f", "publico", "t", "rapida", "no-store", kind, nil, "SELECT", arguments,
        file, "f",
    ]
    guard let table = try? RouteTable(rows: [columns], messages: [], generation: 1) else { fatalError("not a route") }
    var parameters: [ByteRange] = []
    let path = bytes.span.extracting(parsed.head.path.range)
    guard table.router.match(path, parameters: &parameters) != nil else { fatalError("no match") }
    var list = ArgumentList()
    var reader = ArgumentReader()
    let surroundings = ArgumentReader.Surroundings(
        identifier: RequestIdentifier(high: 1, low: 2), clientAddress: Array("10.0.0.1".utf8), isSecure: true)
    try reader.read(
        parsed.head, bytes.span, body: bytes.span.extracting(parsed.body.range), table.routes[0], parameters: parameters,
        surroundings, into: &list)
    return (0..<list.count).map { index in
        let value = list.value(index)
        return value.isPresent ? String(decoding: list.bytes[value.range], as: UTF8.self) : nil
    }
}

private func code(_ request: String, arguments: String = "", body kind: String? = nil, file: String? = nil) -> String? {
    do throws(Problem) {
        _ = try read(request, arguments: arguments, body: kind, file: file)
        return nil
    } catch {
        return error.code
    }
}

@Suite("Arguments") struct ArgumentReaderTests {
    @Test func opening() throws {
        let values = try read(
            "GET /l/loja%20a/7 HTTP/1.1\r\nHost: Loja.Example.:80\r\nAuthorization: Bearer tok\r\nX-Flowt-Tenant: z\r\n\r\n",
            arguments: "")
        #expect(
            values == ["publico", "t", "tok", "loja.example", "z", "loja a", "00000000000000010000000000000002", nil])
    }

    @Test("a link's token goes to the door, and HEAD is told from GET")
    func link() throws {
        let values = try read(
            "HEAD /q/a%2Db HTTP/1.1\r\nHost: a\r\n\r\n", arguments: "contexto metodo\ncaminho link", path: "/q/{link}")
        #expect(values.dropFirst(5) == [nil, "00000000000000010000000000000002", "a-b", "HEAD", "a-b"])
    }

    @Test("a session comes with the header, never with a cookie")
    func token() throws {
        let values = try read(
            "GET /l/a/7 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer h\r\nCookie: flowt_sessao=c\r\n\r\n", arguments: "")
        #expect(values[2] == "h")
        #expect(try read("GET /l/a/7 HTTP/1.1\r\nHost: a\r\nCookie: flowt_sessao=c\r\n\r\n", arguments: "")[2] == nil)
    }

    @Test func everySource() throws {
        let values = try read(
            "POST /l/a/p%C3%A3o?q=a+b%26c&v= HTTP/1.1\r\nHost: a:1\r\nIdempotency-Key: k\r\nCookie: x=1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
            arguments:
                "caminho id\nconsulta q\nconsulta v\nconsulta n\ncabecalho idempotency-key\ncabecalho nada\ncookie x\ncorpo corpo\ncontexto ip\ncontexto host\ncontexto esquema\ncontexto requisicao\ncontexto metodo",
            body: "json")
        #expect(
            values.dropFirst(8) == [
                "pão", "a b&c", "", nil, "k", nil, "1", "{}", "10.0.0.1", "a:1", "https", "00000000000000010000000000000002",
                "POST",
            ])
    }

    @Test("a page's link may carry parameters of others, and still no argument twice")
    func freeQuery() throws {
        let line = "GET /l/a/7?utm_source=x&q=1&utm_source=y HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(try read(line, arguments: "consulta q\nconsulta *").dropFirst(8) == ["1"])
        #expect(
            code("GET /l/a/7?q=1&q=2 HTTP/1.1\r\nHost: a\r\n\r\n", arguments: "consulta q\nconsulta *") == "parametro_repetido")
    }

    @Test("a file is any bytes, of a type and size the route takes")
    func files() throws {
        func post(_ type: String, _ body: String) -> String {
            "POST /l/a/7 HTTP/1.1\r\nHost: a\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        }
        func outcome(_ request: String) -> String? {
            code(request, arguments: "arquivo arquivo\ncaminho id", body: "arquivo", file: "4 image/png text/csv")
        }
        let values = try read(
            post("Image/PNG; a=b", "\u{0}b\u{0}"), arguments: "arquivo arquivo\ncaminho id", body: "arquivo", file: "4 image/png")
        #expect(values.dropFirst(8) == ["\u{0}b\u{0}", "7"])
        #expect(outcome(post("text/csv; charset=iso-8859-1", "abcd")) == nil)
        #expect(outcome(post("text/csv", "abcde")) == "corpo_grande_demais")
        #expect(outcome(post("text/csvx", "abcd")) == "tipo_nao_aceito")
        #expect(outcome(post("", "abcd")) == "tipo_nao_aceito")
        #expect(outcome(post("", "")) == nil, "no file: the function says whether it needs one")
    }

    @Test func refusals() {
        #expect(code("GET /l/a/7?x=1 HTTP/1.1\r\nHost: a\r\n\r\n") == "parametro_desconhecido")
        #expect(code("GET /l/a/7?x=1&x=2 HTTP/1.1\r\nHost: a\r\n\r\n", arguments: "consulta x") == "parametro_repetido")
        #expect(code("GET /l/a/7?x=%zz HTTP/1.1\r\nHost: a\r\n\r\n", arguments: "consulta x") == "endereco_invalido")
        #expect(code("GET /l/a/%00 HTTP/1.1\r\nHost: a\r\n\r\n", arguments: "caminho id") == "endereco_invalido")
        #expect(code("GET /l/%FF/7 HTTP/1.1\r\nHost: a\r\n\r\n") == "endereco_invalido")
        #expect(code("POST /l/a/7 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx") == "corpo_inesperado")
        #expect(code("POST /l/a/7 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", body: "json") == "tipo_nao_aceito")
        #expect(
            code(
                "POST /l/a/7 HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n\u{0}",
                arguments: "corpo corpo", body: "json")
                == "corpo_invalido")
        #expect(code("GET /l/a/7?&& HTTP/1.1\r\nHost: a\r\n\r\n") == nil)
    }
}
