/// The errors the gateway itself answers with: status, stable code and Portuguese text in one table.
extension Problem {
    static func refused(_ refusal: Refusal) -> Problem {
        switch refusal.status {
        case 408:
            Problem(
                status: 408, code: "tempo_esgotado", title: "A requisição demorou demais",
                detail: "A requisição não chegou inteira a tempo. Verifique a conexão e envie de novo.")
        case 413:
            Problem(
                status: 413, code: "corpo_grande_demais", title: "Conteúdo grande demais",
                detail: "O corpo da requisição passa do limite de 1 MiB. Divida o envio em partes menores.")
        case 414:
            Problem(
                status: 414, code: "endereco_longo_demais", title: "Endereço longo demais",
                detail: "O endereço passa do limite de 8 KiB. Use menos parâmetros ou envie os dados no corpo.")
        case 417:
            Problem(
                status: 417, code: "expectativa_desconhecida", title: "Expectativa não atendida",
                detail: "Só é aceito Expect: 100-continue. Envie a requisição sem esse cabeçalho.")
        case 431:
            Problem(
                status: 431, code: "cabecalhos_grandes_demais", title: "Cabeçalhos grandes demais",
                detail: "Os cabeçalhos passam do limite de 16 KiB ou de 100 campos. Apague os cookies deste site e tente de novo."
            )
        case 501:
            Problem(
                status: 501, code: "nao_implementado", title: "Recurso do protocolo não oferecido",
                detail: "O método ou a codificação de transferência desta requisição não é oferecido por este servidor.")
        case 503: .overloaded
        case 505:
            Problem(
                status: 505, code: "versao_http_desconhecida", title: "Versão do HTTP não oferecida",
                detail: "Use HTTP/1.1 ou HTTP/1.0.")
        default:
            Problem(
                status: 400, code: "requisicao_malformada", title: "Requisição malformada",
                detail: "A requisição não segue o HTTP/1.1. Confira a linha inicial, os cabeçalhos e o tamanho do corpo.")
        }
    }

    static let pathUndecodable = Problem(
        status: 400, code: "endereco_invalido", title: "Endereço inválido",
        detail: "O endereço tem uma sequência % malformada, um caractere nulo ou um texto que não é UTF-8.")
    static let headerUndecodable = Problem(
        status: 400, code: "cabecalho_invalido", title: "Cabeçalho inválido",
        detail: "Um cabeçalho da requisição não é um texto UTF-8 válido.")
    static let notFound = Problem(
        status: 404, code: "nao_encontrado", title: "Página não encontrada",
        detail: "Não há nada neste endereço. Confira se ele foi digitado corretamente.")
    /// The route's function returned no row.
    static let recordNotFound = Problem(
        status: 404, code: "nao_encontrado", title: "Não encontrado",
        detail: "Não encontramos o que este endereço aponta. Confira o código ou o link.")
    static let methodNotAllowed = Problem(
        status: 405, code: "metodo_nao_permitido", title: "Método não permitido",
        detail: "Este endereço não aceita esse método. Os aceitos estão no cabeçalho Allow.")
    static let bodyUnexpected = Problem(
        status: 400, code: "corpo_inesperado", title: "Corpo inesperado",
        detail: "Esta operação não recebe corpo. Envie a requisição sem ele.")
    static let bodyNotText = Problem(
        status: 400, code: "corpo_invalido", title: "Corpo inválido",
        detail: "O corpo da requisição não é um texto UTF-8 válido ou contém um caractere nulo.")
    static let bodyNotJSON = Problem(
        status: 400, code: "corpo_invalido", title: "Corpo inválido",
        detail: "O corpo da requisição não é um JSON válido. Confira aspas, vírgulas e chaves.")
    static let typeNotJSON = Problem(
        status: 415, code: "tipo_nao_aceito", title: "Tipo de conteúdo não aceito",
        detail: "Envie o corpo em JSON, com o cabeçalho Content-Type: application/json.")
    static let typeNotForm = Problem(
        status: 415, code: "tipo_nao_aceito", title: "Tipo de conteúdo não aceito",
        detail: "Envie o corpo como formulário, com o cabeçalho Content-Type: application/x-www-form-urlencoded.")
    /// Before a large file is read; `flowt.abrir` says the same of everything else.
    static let loginNeeded = Problem(
        status: 401, code: "login_necessario", title: "Entre para continuar",
        detail: "Entre com seu login: envie o token da sessão em Authorization: Bearer.")
    static let tooManyRequests = Problem(
        status: 429, code: "muitas_requisicoes", title: "Muitas requisições",
        detail: "O limite de requisições foi atingido. Espere o tempo indicado em Retry-After e tente de novo.")
    static let tooManyStreams = Problem(
        status: 429, code: "muitas_transmissoes", title: "Muitas telas abertas",
        detail: "A empresa já tem telas demais acompanhando eventos ao mesmo tempo. Feche as que não usa e tente de novo.",
        retryAfter: 30)
    static let qrTooLong = Problem(
        status: 422, code: "texto_longo_para_qr", title: "Texto longo demais para um QR code",
        detail: "O texto não cabe em um QR code: encurte-o para até 1.024 bytes, ou use um nível de correção menor.")
    static let internalError = Problem(
        status: 500, code: "erro_interno", title: "Erro interno",
        detail: "Algo deu errado do nosso lado e foi registrado. Se continuar, informe o código da requisição ao suporte.")
    static let unavailable = Problem(
        status: 503, code: "indisponivel", title: "Serviço temporariamente indisponível",
        detail: "Não foi possível atender agora. Nada foi gravado pela metade; tente de novo em instantes.", retryAfter: 1)
    static let overloaded = Problem(
        status: 503, code: "sobrecarregado", title: "Muitos acessos neste momento",
        detail: "Há requisições demais na fila. Tente de novo em instantes.", retryAfter: 1)

    static func typeNotAmong(_ types: [[UInt8]]) -> Problem {
        let list = types.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ", ")
        return Problem(
            status: 415, code: "tipo_nao_aceito", title: "Tipo de conteúdo não aceito",
            detail: "Envie o arquivo no corpo, com o cabeçalho Content-Type em um destes tipos: \(list).")
    }

    static func fileTooLarge(_ limit: Int) -> Problem {
        let mebibytes = limit / (1024 * 1024)
        let size = limit % (1024 * 1024) == 0 ? "\(mebibytes) MiB" : limit % 1024 == 0 ? "\(limit / 1024) KiB" : "\(limit) bytes"
        return Problem(
            status: 413, code: "corpo_grande_demais", title: "Conteúdo grande demais",
            detail: "O arquivo passa do limite de \(size) desta operação. Envie um menor.")
    }

    static func parameterUnknown(_ name: String) -> Problem {
        Problem(
            status: 400, code: "parametro_desconhecido", title: "Parâmetro desconhecido",
            detail: "O parâmetro \"\(name)\" não existe nesta operação. Retire-o ou confira o nome.", members: member(name))
    }

    static func parameterRepeated(_ name: String) -> Problem {
        Problem(
            status: 400, code: "parametro_repetido", title: "Parâmetro repetido",
            detail: "O parâmetro \"\(name)\" foi enviado mais de uma vez. Envie-o uma vez só.", members: member(name))
    }

    static func parameterInvalid(_ name: String) -> Problem {
        Problem(
            status: 400, code: "parametro_invalido", title: "Parâmetro inválido",
            detail: "O valor do parâmetro \"\(name)\" não está no formato esperado. Confira e envie de novo.",
            members: member(name))
    }

    /// `"parametro":"name"`.
    private static func member(_ name: String) -> String {
        var json: [UInt8] = [UInt8]("\"parametro\":")
        JSONText.append(name, to: &json)
        return String(decoding: json, as: UTF8.self)
    }
}
