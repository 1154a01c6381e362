/// SQLSTATE → answer: the one table of it (DESIGN 4).
enum SQLState {
    /// What of the route an error may refer to.
    struct Context {
        var arguments: [Argument] = []
        var body = BodyKind.none
        var messages: [String: RouteTable.Message] = [:]
    }

    /// Status by SQLSTATE; 500 for whatever is not expected.
    static func status(_ state: String) -> Int {
        if state.hasPrefix("PT"), let status = Int(state.dropFirst(2)), (400...599).contains(status) { return status }
        switch state {
        case "42501": return 403
        case "25006": return 405
        case "23505", "23503", "23P01": return 409
        case "23502", "23514": return 422
        case "40001", "40P01", "57P01", "57P02", "57P03", "": return 503
        case "57014": return 504
        default: break
        }
        switch state.prefix(2) {
        case "22": return 400
        case "28": return 401
        case "08", "53": return 503
        case "54": return 400
        default: return 500
        }
    }

    static func problem(_ failure: DatabaseFailure, _ context: Context) -> Problem {
        let status = status(failure.state)
        if failure.state.hasPrefix("PT"), status != 500 || failure.state == "PT500" { return raised(failure, status, context) }
        switch failure.state.prefix(2) {
        case "22": return badValue(failure, context)
        case "23": return violated(failure, status, context)
        default: return byStatus(status, failure)
        }
    }

    /// `RAISE … USING ERRCODE = 'PTnnn'`: the code and the sentence are the function's own.
    private static func raised(_ failure: DatabaseFailure, _ status: Int, _ context: Context) -> Problem {
        let message = context.messages[failure.message]
        var problem = byStatus(status, failure)
        problem.code = failure.message
        if let title = message?.title, !title.isEmpty { problem.title = title }
        if !failure.detail.isEmpty {
            problem.detail = failure.detail
        } else if let detail = message?.detail, !detail.isEmpty {
            problem.detail = detail
        }
        problem.members = members(failure.hint)
        return problem
    }

    /// The members of a JSON object given as HINT. PostgreSQL made the text; what is not an object in form is left out.
    private static func members(_ hint: String) -> String {
        let trimmed = hint.utf8.drop { $0 <= 0x20 }
        guard trimmed.first == UInt8(ascii: "{") else { return "" }
        var inner = trimmed.dropFirst()
        while let last = inner.last, last <= 0x20 { inner = inner.dropLast() }
        guard inner.last == UInt8(ascii: "}") else { return "" }
        inner = inner.dropLast().drop { $0 <= 0x20 }
        return String(Substring(inner))
    }

    /// A value that is not of its type: from Bind with the number of the parameter, or from a cast inside a function.
    private static func badValue(_ failure: DatabaseFailure, _ context: Context) -> Problem {
        if let number = failure.parameterNumber, number >= 1, number <= context.arguments.count {
            let argument = context.arguments[number - 1]
            if argument.source == .body { return context.body == .json ? .bodyNotJSON : .bodyNotText }
            return .parameterInvalid(String(decoding: argument.name, as: UTF8.self))
        }
        let isBodySyntax = ["22P02", "22P05", "22021", "22026"].contains(failure.state) || failure.state.hasPrefix("2203")
        if context.body == .json, isBodySyntax { return .bodyNotJSON }
        return Problem(
            status: 400, code: "valor_invalido", title: "Valor inválido",
            detail: "Um dos valores enviados não está no formato esperado ou fora da faixa aceita. Confira e envie de novo.")
    }

    private static func violated(_ failure: DatabaseFailure, _ status: Int, _ context: Context) -> Problem {
        var problem = byStatus(status, failure)
        guard status != 500, !failure.constraint.isEmpty else { return problem }
        problem.code = failure.constraint
        if let message = context.messages[failure.constraint] {
            if !message.title.isEmpty { problem.title = message.title }
            if !message.detail.isEmpty { problem.detail = message.detail }
        }
        return problem
    }

    private static func byStatus(_ status: Int, _ failure: DatabaseFailure) -> Problem {
        switch status {
        case 400 where failure.state.hasPrefix("PT"):
            Problem(
                status: 400, code: "requisicao_invalida", title: "Requisição inválida",
                detail: "Falta algo na requisição ou algo nela não serve. Confira e envie de novo.")
        case 400:
            Problem(
                status: 400, code: "valor_complexo_demais", title: "Valor complexo demais",
                detail: "Um dos valores enviados é grande ou aninhado demais. Simplifique e envie de novo.")
        case 401:
            Problem(
                status: 401, code: "nao_autenticado", title: "Entre para continuar",
                detail: "A sessão não existe ou expirou. Entre de novo na sua conta.")
        case 403:
            Problem(
                status: 403, code: "sem_permissao", title: "Sem permissão",
                detail: "Seu perfil não permite esta operação. Peça acesso a um administrador da empresa.")
        case 404: .recordNotFound
        case 413:
            Problem(
                status: 413, code: "corpo_grande_demais", title: "Conteúdo grande demais",
                detail: "O corpo desta operação é grande demais. Divida o envio em partes menores.")
        case 405:
            Problem(
                status: 405, code: "somente_leitura", title: "Operação não permitida aqui",
                detail: "Este endereço só consulta; não grava nada.")
        case 409:
            Problem(
                status: 409, code: "conflito", title: "Conflito com o que já existe",
                detail: "A operação contraria um registro existente. Atualize a página, confira e tente de novo.")
        case 422:
            Problem(
                status: 422, code: "regra_violada", title: "Dados fora das regras",
                detail: "Um dos valores não atende às regras deste cadastro. Confira os campos e envie de novo.")
        case 429: .tooManyRequests
        case 503: .unavailable
        case 504:
            Problem(
                status: 504, code: "demorou_demais", title: "A operação demorou demais",
                detail: "A operação foi interrompida e nada foi gravado. Tente de novo com menos dados ou mais tarde.")
        case 500: .internalError
        default:
            Problem(
                status: status, code: "recusado", title: "Operação recusada",
                detail: "A operação não pôde ser concluída. Confira os dados e tente de novo.")
        }
    }
}
