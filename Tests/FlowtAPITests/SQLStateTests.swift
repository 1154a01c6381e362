import Testing

@testable import FlowtAPI

private func problem(_ failure: DatabaseFailure, body: BodyKind = .none) -> Problem {
    let arguments = [
        Argument(source: .path(0), name: Array("id".utf8)), Argument(source: .body, name: Array("corpo".utf8)),
    ]
    let messages = ["preco_positivo": RouteTable.Message(title: "Preço inválido", detail: "Maior que zero.")]
    return SQLState.problem(failure, SQLState.Context(arguments: arguments, body: body, messages: messages))
}

@Suite("SQLSTATE") struct SQLStateTests {
    @Test(
        "the table",
        arguments: [
            ("PT404", 404), ("PT422", 422), ("PT503", 503), ("PT200", 500), ("PTabc", 500), ("22P02", 400), ("22003", 400),
            ("28000", 401), ("28P01", 401),
            ("42501", 403), ("25006", 405), ("23505", 409), ("23503", 409), ("23P01", 409), ("23502", 422), ("23514", 422),
            ("08006", 503), ("40001", 503),
            ("40P01", 503), ("53300", 503), ("57P01", 503), ("57P03", 503), ("", 503), ("57014", 504), ("54001", 400),
            ("42883", 500), ("42P01", 500),
            ("XX000", 500), ("P0001", 500), ("25P02", 500), ("23000", 500),
        ])
    func table(_ state: String, _ status: Int) {
        #expect(SQLState.status(state) == status)
        #expect(problem(DatabaseFailure(state: state)).status == status)
        #expect((problem(DatabaseFailure(state: state)).retryAfter > 0) == (status == 503))
    }

    @Test("an error that is not ours says nothing of what happened")
    func opaque() {
        let shown = problem(
            DatabaseFailure(state: "XX000", message: "segredo", detail: "segredo", hint: "{\"segredo\":1}", constraint: "segredo")
        )
        #expect(shown == .internalError)
    }

    @Test func raised() {
        let shown = problem(
            DatabaseFailure(
                state: "PT409", message: "ja_avaliado", detail: "Este pedido já foi avaliado.", hint: " {\"a\": [1]} "))
        #expect(shown.code == "ja_avaliado")
        #expect(shown.detail == "Este pedido já foi avaliado.")
        #expect(shown.members == "\"a\": [1]")
        #expect(problem(DatabaseFailure(state: "PT409", message: "x", hint: "try again")).members == "")
        #expect(problem(DatabaseFailure(state: "PT409", message: "x", hint: "{}")).members == "")
    }

    @Test func constraints() {
        let known = problem(DatabaseFailure(state: "23514", constraint: "preco_positivo"))
        #expect(known.code == "preco_positivo")
        #expect(known.title == "Preço inválido")
        let unknown = problem(DatabaseFailure(state: "23505", constraint: "sku_unico"))
        #expect(unknown.code == "sku_unico")
        #expect(unknown.status == 409)
        #expect(!unknown.detail.isEmpty)
    }

    @Test("a bad value names its parameter; a bad body is a bad body")
    func parameters() {
        let named = problem(DatabaseFailure(state: "22P02", context: "unnamed portal parameter $1 = '...'"))
        #expect(named.code == "parametro_invalido")
        #expect(named.members == "\"parametro\":\"id\"")
        #expect(problem(DatabaseFailure(state: "22P02", context: "unnamed portal parameter $2"), body: .json) == .bodyNotJSON)
        #expect(problem(DatabaseFailure(state: "22P02", context: "SQL function"), body: .json) == .bodyNotJSON)
        #expect(problem(DatabaseFailure(state: "22P02", context: "parameter $9")).code == "valor_invalido")
        #expect(problem(DatabaseFailure(state: "22012"), body: .json).code == "valor_invalido")
    }

    @Test func repetition() {
        #expect(DatabaseFailure(state: "40001").asksForRepetition)
        #expect(DatabaseFailure(state: "40P01").asksForRepetition)
        #expect(!DatabaseFailure(state: "40002").asksForRepetition)
        #expect(DatabaseFailure(state: "0A000", message: "cached plan must not change result type").isStaleStatement)
        #expect(!DatabaseFailure(state: "0A000", message: "not supported").isStaleStatement)
    }

    @Test("the log never shows values")
    func log() {
        #expect(
            !DatabaseFailure(state: "23505", message: "Key (email)=(a@b)", detail: "a@b", constraint: "email_unico").logText
                .contains("a@b"))
        #expect(DatabaseFailure(state: "42P01", message: "relation does not exist").logText.contains("relation"))
    }
}
