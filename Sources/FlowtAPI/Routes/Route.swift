/// Which connections serve a route: slow ones (bcrypt, reports) never hold up the menu, and streams, which last as long as
/// their client reads, hold up neither.
enum LaneKind: Int, CaseIterable {
    case fast, slow, stream
}

/// Which body a route takes.
enum BodyKind: Equatable {
    case none, json, form, file
}

/// Where the value of an argument comes from.
enum ArgumentSource: Equatable {
    case path(Int)
    case query, header, cookie, body, file
    case clientAddress, host, requestIdentifier, scheme, method
}

struct Argument {
    var source: ArgumentSource
    /// As in the address, header or cookie; shown to the client when the value is refused.
    var name: [UInt8]
}

/// One line of `flowt.rota`, made ready for serving.
struct Route {
    var method: Method
    /// With its `{parameters}`: what logs show instead of the address, which may hold tokens.
    var template: [UInt8]
    var function: [UInt8]
    var access: [UInt8]
    var isReadOnly: Bool
    var lane: LaneKind
    var body: BodyKind
    /// Requests per minute and client address; 0 for no limit of its own.
    var limitPerMinute: Int
    var statement: String
    var arguments: [Argument]
    /// Which path parameter is named `slug`, -1 for none.
    var slugParameter: Int
    /// Which path parameter is named `link`, a token that says by itself whose it is, -1 for none.
    var linkParameter: Int
    /// Query parameters that are no arguments are ignored instead of refused: links to pages gather utm_source and the like.
    var ignoresUnknownQuery: Bool
    /// The header lines that are the same for every answer of this route.
    var standingHeaders: [UInt8]
    /// `Cache-Control` of good answers, a complete header line, and whether such an answer may be kept.
    var cacheLine: [UInt8]
    var isStorable: Bool
    var isAPI: Bool
    var isEvents: Bool { eventArgument >= 0 }
    /// Which argument is `Last-Event-ID` of a stream of events (`fluxo: eventos`), -1 for any other route.
    var eventArgument = -1
    /// Concurrent requests may be committed together (`confirmacao: conjunta`).
    var commitsTogether = false
    /// Which files the route takes (`arquivo:`); nil for any other body.
    var file: FileRule?
}

/// What `arquivo:` says.
struct FileRule: Equatable {
    /// Media types in lower case.
    var types: [[UInt8]]
    /// Bytes.
    var limit: Int
}

/// Why a line of `flowt.rota` cannot be served.
struct RouteDefect: Error, Equatable {
    var message: String
}

extension Route {
    /// Columns in the order of `RouteTable.query`.
    init(columns: [String?]) throws(RouteDefect) {
        func column(_ index: Int) throws(RouteDefect) -> String {
            guard index < columns.count, let text = columns[index] else {
                throw RouteDefect(message: "column \(index + 1) is NULL: \(columns)")
            }
            return text
        }
        let path = try column(1)
        guard path.utf8.first == UInt8(ascii: "/") else { throw RouteDefect(message: "path \(path) does not begin with /") }
        guard let method = Method(Array(try column(0).utf8).span), method != .head, method != .options else {
            throw RouteDefect(message: "\(path): method \(try column(0)) is not served")
        }
        self.method = method
        template = Array(path.utf8)
        function = Array(try column(2).utf8)
        access = Array(try column(3).utf8)
        isReadOnly = try column(4) == "t"
        switch try column(5) {
        case "lenta": lane = .slow
        case "fluxo": lane = .stream
        default: lane = .fast
        }
        let cache = try column(6)
        switch columns[7] {
        case nil: body = .none
        case "json": body = .json
        case "formulario": body = .form
        case "arquivo": body = .file
        case let other?: throw RouteDefect(message: "\(path): body kind \(other) is not known")
        }
        limitPerMinute = columns[8].flatMap { Int($0) } ?? 0
        statement = try column(9)
        file = body == .file ? try Self.parseFileRule(try column(11), path) : nil
        commitsTogether = try column(12) == "t"
        let parameters = Self.parameterNames(path)
        slugParameter = parameters.firstIndex(of: "slug") ?? -1
        linkParameter = parameters.firstIndex(of: "link") ?? -1
        arguments = try Self.parseArguments(columns[10] ?? "", path, parameters)
        ignoresUnknownQuery = (columns[10] ?? "").split(separator: "\n").contains(Substring(Self.anyQuery))
        isAPI = path.hasPrefix("/v1/")
        isStorable = !cache.contains("no-store")
        cacheLine = Array("Cache-Control: \(cache)\r\n".utf8)
        standingHeaders = StandingHeaders.bytes(isAPI: isAPI)
        guard try column(5) == "eventos" else { return }
        let name = Array("last-event-id".utf8)
        guard let index = arguments.firstIndex(where: { $0.source == .header && $0.name == name }) else {
            throw RouteDefect(message: "\(path): a stream of events needs the header last-event-id")
        }
        eventArgument = index
        // Proxies that gather answers would hold events back.
        standingHeaders.append("X-Accel-Buffering: no\r\n")
    }

    private static func parameterNames(_ path: String) -> [String] {
        path.split(separator: "/").compactMap { segment in
            segment.hasPrefix("{") && segment.hasSuffix("}") ? String(segment.dropFirst().dropLast()) : nil
        }
    }

    /// `<bytes> <media type> …`
    private static func parseFileRule(_ text: String, _ path: String) throws(RouteDefect) -> FileRule {
        let words = text.split(separator: " ")
        guard words.count >= 2, let limit = Int(words[0]), (1...Limits.upload).contains(limit) else {
            throw RouteDefect(message: "\(path): a file needs types and a size up to \(Limits.upload) bytes, not \"\(text)\"")
        }
        return FileRule(types: words.dropFirst().map { Array($0.utf8) }, limit: limit)
    }

    /// The line among the arguments that is none: any other query parameter may be there.
    private static let anyQuery = "consulta *"

    private static func parseArguments(_ text: String, _ path: String, _ parameters: [String]) throws(RouteDefect) -> [Argument] {
        var arguments: [Argument] = []
        for line in text.split(separator: "\n") where line != anyQuery {
            let words = line.split(separator: " ")
            guard words.count == 2 else { throw RouteDefect(message: "\(path): argument \"\(line)\" is not \"origin name\"") }
            let name = String(words[1])
            let source: ArgumentSource
            switch (words[0], name) {
            case ("caminho", _):
                guard let index = parameters.firstIndex(of: name) else {
                    throw RouteDefect(message: "\(path): no {\(name)} in the path")
                }
                source = .path(index)
            case ("consulta", _): source = .query
            case ("cabecalho", _): source = .header
            case ("cookie", _): source = .cookie
            case ("corpo", _): source = .body
            case ("arquivo", _): source = .file
            case ("contexto", "ip"): source = .clientAddress
            case ("contexto", "host"): source = .host
            case ("contexto", "requisicao"): source = .requestIdentifier
            case ("contexto", "esquema"): source = .scheme
            case ("contexto", "metodo"): source = .method
            default: throw RouteDefect(message: "\(path): origin \"\(line)\" is not known")
            }
            arguments.append(Argument(source: source, name: Array(name.utf8)))
        }
        guard arguments.count <= Limits.arguments - Exchange.openArguments else {
            throw RouteDefect(message: "\(path): too many arguments")
        }
        return arguments
    }
}
