/// The routes and messages of the catalogue as one thread loaded them; never changes. A reload makes a new one, and
/// requests under way keep theirs.
final class RouteTable {
    static let query = """
        SELECT metodo, caminho, funcao, acesso, somente_leitura, faixa, cache, corpo, limite_por_minuto, instrucao, argumentos, arquivo, \
        confirma_junto FROM flowt.rota ORDER BY caminho, metodo
        """
    static let messageQuery = "SELECT codigo, titulo, detalhe FROM flowt.mensagem_erro"

    /// The text of an error for people.
    struct Message: Equatable {
        var title: String
        var detail: String
    }

    let routes: [Route]
    let router: Router
    let messages: [String: Message]
    /// Distinguishes the prepared statements of successive tables.
    let generation: Int

    init(rows: [[String?]], messages messageRows: [[String?]], generation: Int) throws(RouteDefect) {
        guard rows.count <= Limits.routes else { throw RouteDefect(message: "more than \(Limits.routes) routes") }
        var routes: [Route] = []
        var router = Router()
        for columns in rows {
            let route = try Route(columns: columns)
            guard router.add(route.template.span, route.method, route: routes.count) else {
                throw RouteDefect(message: "\(route.method.name) \(columns[1] ?? "") is defined twice")
            }
            routes.append(route)
        }
        var messages: [String: Message] = [:]
        for columns in messageRows {
            guard let code = columns[0] else { continue }
            messages[code] = Message(title: columns[1] ?? "", detail: columns[2] ?? "")
        }
        self.routes = routes
        self.router = router
        self.messages = messages
        self.generation = generation
    }
}
