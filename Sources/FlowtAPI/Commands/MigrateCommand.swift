import Glibc

/// `flowt migrate`: everything in one transaction, or nothing.
struct MigrateCommand: ~Copyable {
    private let configuration: Configuration
    private let handle: PostgresHandle

    private enum Failure: Error {
        /// Nothing was changed; the sentences say why.
        case refused([String])
        /// A lock was not to be had; trying again may help.
        case locked(String)
    }

    private static let retries = 5
    private static let longestFile = 16 * 1024 * 1024
    private static let record = """
        CREATE SCHEMA IF NOT EXISTS flowt;
        CREATE TABLE IF NOT EXISTS flowt.tb_omni8_migracao (
            nom_arquivo text PRIMARY KEY,
            hsh_conteudo text NOT NULL,
            dat_aplicacao timestamptz NOT NULL DEFAULT now());
        COMMENT ON TABLE flowt.tb_omni8_migracao IS 'Arquivos SQL já aplicados por flowt migrate.';
        COMMENT ON COLUMN flowt.tb_omni8_migracao.nom_arquivo IS 'Caminho do arquivo dentro de sql/.';
        COMMENT ON COLUMN flowt.tb_omni8_migracao.hsh_conteudo IS 'sha256 do conteúdo, em hexadecimal.';
        COMMENT ON COLUMN flowt.tb_omni8_migracao.dat_aplicacao IS 'Quando foi aplicado pela última vez.';
        """

    /// Exit status: 0 done, 1 refused or failed.
    static func run() -> Int32 {
        let configuration = Configuration.fromEnvironment()
        let command = MigrateCommand(
            configuration: configuration,
            handle: PostgresHandle(
                waitingFor: configuration.databaseURL, [("application_name", "flowt migrate"), ("client_encoding", "UTF8")]))
        guard command.handle.isConnected else {
            StandardStream.print("flowt migrate: PostgreSQL is not reachable: \(command.handle.errorText)", error: true)
            return 1
        }
        _ = command.handle.makeQuiet()
        for attempt in 1...retries {
            do throws(Failure) {
                try command.migrate()
                return 0
            } catch {
                _ = command.handle.execute("ROLLBACK")
                switch error {
                case .refused(let sentences):
                    for sentence in sentences { StandardStream.print("flowt migrate: \(sentence)", error: true) }
                    StandardStream.print("flowt migrate: nothing was changed", error: true)
                    return 1
                case .locked(let sentence):
                    StandardStream.print("flowt migrate: \(sentence) (attempt \(attempt) of \(retries))", error: true)
                    Clock.pause(milliseconds: UInt32(attempt) * 500)
                }
            }
        }
        StandardStream.print(
            "flowt migrate: a lock could not be had; nothing was changed. Try again when the database is calmer.", error: true)
        return 1
    }

    private func migrate() throws(Failure) {
        // Another migration is waited for until it is done. A table that somebody uses is asked for again: who waits for it long holds
        // up everybody behind.
        try execute("BEGIN; SELECT pg_advisory_xact_lock(60221408); SET LOCAL lock_timeout = '2s'")
        let plan = try makePlan()
        if plan.replacesFunctions { try dropFunctions() }
        for file in plan.files { try run(file) }
        for file in plan.files {
            _ = try query(
                """
                INSERT INTO flowt.tb_omni8_migracao (nom_arquivo, hsh_conteudo) VALUES ($1, $2)
                ON CONFLICT (nom_arquivo) DO UPDATE SET hsh_conteudo = excluded.hsh_conteudo, dat_aplicacao = now()
                """, [file.path, file.checksum])
        }
        for path in plan.removed { _ = try query("DELETE FROM flowt.tb_omni8_migracao WHERE nom_arquivo = $1", [path]) }
        // The files run as the owner of the objects; passwords are the administrator's business.
        try execute("RESET ROLE")
        try setPassword(configuration.passwordFile, of: "flowt_api")
        try setPassword(configuration.courierPasswordFile, of: "flowt_courier")
        let defects = try conformity()
        guard defects.isEmpty else { throw .refused(defects) }
        try execute("NOTIFY flowt_rota; COMMIT")
        StandardStream.print("flowt migrate: \(plan.files.count) files run, the house rules hold")
    }

    private func makePlan() throws(Failure) -> MigrationPlan {
        var files: [MigrationPlan.File] = []
        for kind in MigrationPlan.Kind.allCases {
            let directory = "\(configuration.sqlDirectory)/\(kind.directory)"
            for name in FileSystem.list(directory) where name.hasSuffix(".sql") {
                guard let bytes = FileSystem.read("\(directory)/\(name)", limit: Self.longestFile) else {
                    throw .refused(["\(directory)/\(name) cannot be read"])
                }
                guard PercentDecoding.isUTF8(bytes.span) else { throw .refused(["\(directory)/\(name) is not UTF-8"]) }
                files.append(MigrationPlan.File(kind: kind, name: name, text: String(decoding: bytes, as: UTF8.self)))
            }
        }
        guard !files.isEmpty else { throw .refused(["no SQL files in \(configuration.sqlDirectory) (FLOWT_SQL_DIR)"]) }
        for index in files.indices {
            let rows = try query("SELECT encode(sha256(convert_to($1, 'UTF8')), 'hex')", [files[index].text])
            files[index].checksum = rows.first?.first.flatMap { $0 } ?? ""
        }
        var recorded: [String: String] = [:]
        let exists = try query("SELECT to_regclass('flowt.tb_omni8_migracao')", []).first?.first.flatMap { $0 } != nil
        if !exists { try execute(Self.record) }
        for row in try query("SELECT nom_arquivo, hsh_conteudo FROM flowt.tb_omni8_migracao", []) {
            recorded[row[0] ?? ""] = row[1] ?? ""
        }
        do throws(MigrationPlan.Refusal) {
            return try MigrationPlan(files: files, recorded: recorded)
        } catch {
            throw .refused(error.sentences)
        }
    }

    /// In one command, so that functions which use each other go together.
    private func dropFunctions() throws(Failure) {
        let rows = try query(
            """
            SELECT 'DROP ROUTINE ' || string_agg(p.oid::regprocedure::text, ', ') FROM pg_proc p
            JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE n.nspname IN ('api', 'admin', 'rotina')
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
            """, [])
        if let command = rows.first?.first.flatMap({ $0 }) { try execute(command) }
    }

    private func run(_ file: MigrationPlan.File) throws(Failure) {
        guard let result = handle.execute(file.text) else { throw .refused([handle.errorText]) }
        guard result.kind == .failed else { return }
        let failure = result.failure()
        try throwIfLocked(failure)
        let line = Int(result.field(UInt8(ascii: "P"))).map { ":\(MigrationPlan.line(of: $0, in: file.text))" } ?? ""
        throw .refused(["\(configuration.sqlDirectory)/\(file.path)\(line): \(describe(failure))"])
    }

    private func describe(_ failure: DatabaseFailure) -> String {
        var text = "\(failure.message) (SQLSTATE \(failure.state))"
        if !failure.detail.isEmpty { text += "\n    detail: \(failure.detail)" }
        if !failure.hint.isEmpty { text += "\n    hint: \(failure.hint)" }
        if !failure.context.isEmpty { text += "\n    context: \(failure.context)" }
        return text
    }

    private func setPassword(_ file: String, of role: String) throws(Failure) {
        guard !file.isEmpty else { return }
        guard let password = FileSystem.secret(file) else { throw .refused(["\(file), the password of \(role), cannot be read"]) }
        guard let digest = handle.passwordDigest(password, role: role) else { throw .refused([handle.errorText]) }
        let rows = try query("SELECT format('ALTER ROLE %I PASSWORD %L', $1::text, $2::text)", [role, digest])
        try execute(rows.first?.first.flatMap { $0 } ?? "")
    }

    /// The house rules that do not hold, one sentence each.
    private func conformity() throws(Failure) -> [String] {
        try query("SELECT regra, objeto, problema FROM flowt.conformidade()", []).map { row in
            row.map { $0 ?? "" }.joined(separator: " · ")
        }
    }

    private func execute(_ statements: String) throws(Failure) {
        guard let result = handle.execute(statements) else { throw .refused([handle.errorText]) }
        guard result.kind == .failed else { return }
        try throwIfLocked(result.failure())
        throw .refused([describe(result.failure())])
    }

    private func query(_ statement: String, _ parameters: [String]) throws(Failure) -> [[String?]] {
        guard let result = handle.execute(statement, parameters) else { throw .refused([handle.errorText]) }
        guard result.kind == .failed else { return result.textRows() }
        try throwIfLocked(result.failure())
        throw .refused([describe(result.failure())])
    }

    private func throwIfLocked(_ failure: DatabaseFailure) throws(Failure) {
        if failure.state == "55P03" || failure.asksForRepetition { throw .locked(failure.message) }
    }

    /// `flowt check`: the house rules alone. Exit status 0 when they hold.
    static func check() -> Int32 {
        let configuration = Configuration.fromEnvironment()
        let handle = PostgresHandle(
            waitingFor: configuration.databaseURL, [("application_name", "flowt check"), ("client_encoding", "UTF8")])
        guard handle.isConnected else {
            StandardStream.print("flowt check: PostgreSQL is not reachable: \(handle.errorText)", error: true)
            return 1
        }
        do throws(Failure) {
            let defects = try MigrateCommand(configuration: configuration, handle: handle).conformity()
            for defect in defects { StandardStream.print(defect) }
            StandardStream.print("flowt check: \(defects.isEmpty ? "the house rules hold" : "\(defects.count) defects")")
            return defects.isEmpty ? 0 : 1
        } catch {
            guard case .refused(let sentences) = error else { return 1 }
            for sentence in sentences { StandardStream.print("flowt check: \(sentence)", error: true) }
            return 1
        }
    }
}
