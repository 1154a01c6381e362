/// What a migration will do, decided from the files and from what the database has recorded. Pure.
struct MigrationPlan: Equatable {
    enum Kind: Int, CaseIterable, Sendable {
        case schema, functions, views, rls

        var directory: String {
            switch self {
            case .schema: "schema"
            case .functions: "functions"
            case .views: "views"
            case .rls: "rls"
            }
        }

        /// Replaceable files are run again whenever one of them changes; a schema file is run once.
        var isReplaceable: Bool { self != .schema }
    }

    struct File: Equatable {
        var kind: Kind
        /// `NN_module.sql`.
        var name: String
        var text: String
        /// sha256 in hexadecimal.
        var checksum = ""

        /// As recorded: `schema/10_base.sql`.
        var path: String { "\(kind.directory)/\(name)" }
        /// The number before the underscore; nil when the name does not begin with one.
        var number: Int? {
            let digits = name.utf8.prefix { $0 &- UInt8(ascii: "0") < 10 }
            guard name.utf8.dropFirst(digits.count).first == UInt8(ascii: "_") else { return nil }
            return Int(String(decoding: digits, as: UTF8.self))
        }
        var isRoles: Bool { path == "rls/00_roles.sql" }
    }

    /// Why nothing is run.
    struct Refusal: Error, Equatable {
        var sentences: [String]
    }

    /// To run, in this order.
    var files: [File] = []
    /// The functions of `api`, `admin` and `rotina` are dropped first: all of them come again.
    var replacesFunctions = false
    /// Recorded replaceable files that are gone.
    var removed: [String] = []

    /// Roles first; then by number, within a number tables, functions, views, rights; then by name, where the end of a name
    /// comes before any letter: `30_catalogo.sql` before `30_catalogo_2.sql`.
    static func ordered(_ files: [File]) -> [File] {
        files.sorted { first, second in
            if first.isRoles != second.isRoles { return first.isRoles }
            let (left, right) = (first.number ?? 0, second.number ?? 0)
            if left != right { return left < right }
            if first.kind != second.kind { return first.kind.rawValue < second.kind.rawValue }
            return Array(first.name.dropLast(4).utf8).lexicographicallyPrecedes(Array(second.name.dropLast(4).utf8))
        }
    }

    /// `recorded`: path → checksum.
    init(files all: [File], recorded: [String: String]) throws(Refusal) {
        var sentences: [String] = []
        for file in all where file.number == nil {
            sentences.append("sql/\(file.path): the name must begin with a number and an underscore, like 30_catalogo.sql")
        }
        let present = Set(all.map(\.path))
        for file in all where file.kind == .schema {
            guard let checksum = recorded[file.path], checksum != file.checksum else { continue }
            let next = "\(file.name.dropLast(4))_2.sql"
            sentences.append(
                "sql/\(file.path) was applied and has changed since: restore it and write the change into a new file, e.g. \(next)"
            )
        }
        for path in recorded.keys.sorted() where !present.contains(path) {
            if path.hasPrefix("schema/") {
                sentences.append("sql/\(path) was applied and is gone: restore it")
            } else {
                removed.append(path)
            }
        }
        guard sentences.isEmpty else { throw Refusal(sentences: sentences) }
        replacesFunctions = !removed.isEmpty || all.contains { $0.kind.isReplaceable && recorded[$0.path] != $0.checksum }
        let replaces = replacesFunctions
        let isNew = { (file: File) in file.kind == .schema && recorded[file.path] == nil }
        // Roles run before anything does: they end by taking the role that owns what follows.
        let runsAny = replaces || all.contains(where: isNew)
        files = Self.ordered(all).filter { $0.isRoles ? runsAny : $0.kind.isReplaceable ? replaces : isNew($0) }
    }

    /// The line (from 1) of a character position (from 1), as PostgreSQL reports it.
    static func line(of position: Int, in text: String) -> Int {
        text.unicodeScalars.prefix(max(0, position - 1)).reduce(1) { $1 == "\n" ? $0 + 1 : $0 }
    }
}
