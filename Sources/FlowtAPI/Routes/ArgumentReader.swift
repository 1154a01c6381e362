/// Collects the arguments of `flowt.abrir` and of a route from a request.
struct ArgumentReader {
    /// What is known of the request besides its bytes.
    struct Surroundings {
        var identifier: RequestIdentifier
        var clientAddress: [UInt8]
        var isSecure: Bool
    }

    /// Where the value of each argument was found in the query; kept to be used again.
    private var found: [ByteRange] = []
    private var name: [UInt8] = []

    /// Fills `list`. `parameters` are positions in the path, `body` is the decoded body. Throws what is wrong for the client.
    mutating func read(
        _ head: RequestHead, _ bytes: Span<UInt8>, body: Span<UInt8>, _ route: borrowing Route, parameters: [ByteRange],
        _ surroundings: borrowing Surroundings, into list: inout ArgumentList
    ) throws(Problem) {
        list.removeAll()
        try checkBody(head, bytes, body, route)
        try readQuery(head, bytes, route)
        let path = bytes.extracting(head.path.range)
        try appendOpening(head, bytes, path, route, parameters, surroundings, &list)
        for index in route.arguments.indices {
            let argument = route.arguments[index]
            switch argument.source {
            case .path(let number): try appendDecoded(path.extracting(parameters[number].range), false, &list)
            case .query:
                guard found[index].isPresent else {
                    list.appendNull()
                    continue
                }
                try appendDecoded(bytes.extracting(found[index].range), true, &list)
            case .header:
                try appendHeader(bytes, head.value(of: argument.name.span, in: bytes), &list)
            case .cookie:
                try appendHeader(bytes, HeaderValues.cookie(bytes, head.cookie, named: argument.name.span), &list)
            case .body:
                if body.count == 0 { list.appendNull() } else if !list.append(body) { throw .bodyNotText }
            case .file: if body.count == 0 { list.appendNull() } else { list.appendFile(body) }
            case .clientAddress: _ = list.append(surroundings.clientAddress.span)
            case .host: try appendHeader(bytes, head.host, &list)
            case .requestIdentifier: appendIdentifier(surroundings.identifier, &list)
            case .scheme: list.append(surroundings.isSecure ? "https" : "http")
            case .method: list.append(head.method.name)
            }
        }
    }

    private func checkBody(
        _ head: RequestHead, _ bytes: Span<UInt8>, _ body: Span<UInt8>, _ route: borrowing Route
    ) throws(Problem) {
        let type = bytes.extracting(head.contentType.range)
        switch route.body {
        case .none:
            guard body.count == 0 else { throw .bodyUnexpected }
            return
        case .json:
            guard body.count == 0 || HeaderValues.isType(type, "application/json") else { throw .typeNotJSON }
        case .form:
            guard body.count == 0 || HeaderValues.isType(type, "application/x-www-form-urlencoded") else { throw .typeNotForm }
        case .file:
            if let rule = route.file, body.count > 0 { try Self.check(type, size: body.count, rule) }
            return
        }
        guard PercentDecoding.isUTF8(body) else { throw .bodyNotText }
    }

    /// A file as it is announced or has come.
    static func check(_ type: Span<UInt8>, size: Int, _ rule: FileRule) throws(Problem) {
        guard rule.types.contains(where: { HeaderValues.isMediaType(type, $0.span) }) else { throw .typeNotAmong(rule.types) }
        guard size <= rule.limit else { throw .fileTooLarge(rule.limit) }
    }

    /// Remembers where the value of each query argument is; refuses unknown and repeated ones.
    private mutating func readQuery(_ head: RequestHead, _ bytes: Span<UInt8>, _ route: borrowing Route) throws(Problem) {
        found.removeAll(keepingCapacity: true)
        for _ in route.arguments.indices { found.append(.absent) }
        var start = head.query.range.lowerBound
        let end = head.query.range.upperBound
        var count = 0
        while start < end {
            var pairEnd = start
            while pairEnd < end, bytes[pairEnd] != UInt8(ascii: "&") { pairEnd += 1 }
            var nameEnd = start
            while nameEnd < pairEnd, bytes[nameEnd] != UInt8(ascii: "=") { nameEnd += 1 }
            if pairEnd > start {
                count += 1
                name.removeAll(keepingCapacity: true)
                guard PercentDecoding.append(bytes.extracting(start..<nameEnd), plusIsSpace: true, to: &name) else {
                    throw .pathUndecodable
                }
                let index = route.arguments.firstIndex(where: { $0.source == .query && $0.name == name })
                guard count <= Limits.queryParameters, index != nil || route.ignoresUnknownQuery else {
                    throw .parameterUnknown(String(decoding: name, as: UTF8.self))
                }
                if let index {
                    guard !found[index].isPresent else { throw .parameterRepeated(String(decoding: name, as: UTF8.self)) }
                    found[index] = ByteRange(min(nameEnd + 1, pairEnd), pairEnd)
                }
            }
            start = pairEnd + 1
        }
    }

    /// The arguments of `flowt.abrir`, in the order of `Exchange.openStatement`.
    private func appendOpening(
        _ head: RequestHead, _ bytes: Span<UInt8>, _ path: Span<UInt8>, _ route: borrowing Route, _ parameters: [ByteRange],
        _ surroundings: borrowing Surroundings, _ list: inout ArgumentList
    ) throws(Problem) {
        _ = list.append(route.access.span)
        list.append(route.isReadOnly ? "t" : "f")
        // Never from a cookie: browsers send those with other sites' requests too.
        try appendHeader(bytes, HeaderValues.bearerToken(bytes, head.authorization), &list)
        var host = bytes.extracting(HeaderValues.hostWithoutPort(bytes, head.host).range)
        // The root's dot: "loja.example." is the same host.
        if host.count > 1, host[host.count - 1] == UInt8(ascii: ".") { host = host.extracting(0..<host.count - 1) }
        _ = list.append(writing: { output in
            for index in 0..<host.count { output.append(lowercased(host[index])) }
            return true
        })
        try appendHeader(bytes, head.tenantSlug, &list)
        try appendParameter(route.slugParameter, path, parameters, &list)
        appendIdentifier(surroundings.identifier, &list)
        try appendParameter(route.linkParameter, path, parameters, &list)
    }

    private func appendParameter(
        _ number: Int, _ path: Span<UInt8>, _ parameters: [ByteRange], _ list: inout ArgumentList
    ) throws(Problem) {
        guard number >= 0 else { return list.appendNull() }
        try appendDecoded(path.extracting(parameters[number].range), false, &list)
    }

    private func appendIdentifier(_ identifier: RequestIdentifier, _ list: inout ArgumentList) {
        _ = list.append(writing: { output in
            identifier.append(to: &output)
            return true
        })
    }

    private func appendDecoded(_ text: Span<UInt8>, _ plusIsSpace: Bool, _ list: inout ArgumentList) throws(Problem) {
        guard list.append(writing: { PercentDecoding.append(text, plusIsSpace: plusIsSpace, to: &$0) }) else {
            throw .pathUndecodable
        }
    }

    private func appendHeader(_ bytes: Span<UInt8>, _ value: ByteRange, _ list: inout ArgumentList) throws(Problem) {
        guard value.isPresent else { return list.appendNull() }
        let text = bytes.extracting(value.range)
        guard PercentDecoding.isUTF8(text), list.append(text) else { throw .headerUndecodable }
    }
}
