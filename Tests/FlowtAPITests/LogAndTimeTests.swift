import Testing

@testable import FlowtAPI

@Suite("Log lines, times, tags, migration order") struct LogAndTimeTests {
    @Test func line() {
        var log = AccessLog(everyRequest: true)
        let route = Array("/v1/x/{token}".utf8)
        log.append(
            AccessLog.Line(
                identifier: RequestIdentifier(high: 0, low: 1), method: .get, status: 200, microseconds: 12, bytes: 34, tenant: 7),
            route: route.span, prefix: Array("2026-11-22T01:02:03.".utf8), milliseconds: 1_000_045, now: 5)
        #expect(
            String(decoding: log.buffer, as: UTF8.self)
                == #"{"time":"2026-11-22T01:02:03.045Z","level":"info","request":"00000000000000000000000000000001","method":"GET","route":"/v1/x/{token}","status":200,"duration_us":12,"bytes":34,"tenant":7}"#
                + "\n")
        let errors = AccessLog(everyRequest: false)
        func answered(_ status: Int, isOwn: Bool = false) -> AccessLog.Line {
            AccessLog.Line(
                identifier: RequestIdentifier(high: 1, low: 2), method: .get, status: status, microseconds: 1, bytes: 1,
                isOwn: isOwn)
        }
        #expect(!errors.wants(answered(404)))
        #expect(errors.wants(answered(500)))
        #expect(!errors.wants(answered(503, isOwn: true)), "a probe that is told to wait is no error")
    }

    @Test func times() {
        var text = TimeText()
        text.update(milliseconds: 784_111_777_000)
        #expect(String(decoding: text.dateLine, as: UTF8.self) == "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n")
        #expect(String(decoding: text.logPrefix, as: UTF8.self) == "1994-11-06T08:49:37.")
        #expect(TimeText.civil(0) == (1970, 1, 1))
        #expect(TimeText.civil(11_016) == (2000, 2, 29))
        #expect(TimeText.civil(20_513) == (2026, 3, 1))
    }

    @Test("bodies that differ in one byte, or in length only, have different tags")
    func tags() {
        var seen = Set<UInt64>()
        func digest(_ bytes: [UInt8]) -> UInt64 { EntityTag.digest(bytes.span) }
        for length in 0..<70 {
            let zeros = [UInt8](repeating: 0, count: length)
            #expect(seen.insert(digest(zeros)).inserted)
            for index in 0..<length {
                var changed = zeros
                changed[index] = 1
                #expect(seen.insert(digest(changed)).inserted)
            }
        }
    }

    private func file(_ kind: MigrationPlan.Kind, _ name: String, _ checksum: String = "a") -> MigrationPlan.File {
        MigrationPlan.File(kind: kind, name: name, text: "", checksum: checksum)
    }

    @Test func migrationOrder() {
        let files = [
            file(.rls, "30_catalogo.sql"), file(.schema, "30_catalogo_2.sql"), file(.functions, "00_base.sql"),
            file(.schema, "100_x.sql"),
            file(.schema, "30_catalogo.sql"), file(.rls, "00_roles.sql"), file(.schema, "00_base.sql"),
            file(.views, "30_catalogo.sql"),
        ]
        #expect(
            MigrationPlan.ordered(files).map(\.path) == [
                "rls/00_roles.sql", "schema/00_base.sql", "functions/00_base.sql", "schema/30_catalogo.sql",
                "schema/30_catalogo_2.sql",
                "views/30_catalogo.sql", "rls/30_catalogo.sql", "schema/100_x.sql",
            ])
    }

    @Test func migrationPlan() throws {
        let files = [file(.schema, "10_a.sql"), file(.functions, "10_a.sql"), file(.rls, "10_a.sql")]
        let done = ["schema/10_a.sql": "a", "functions/10_a.sql": "a", "rls/10_a.sql": "a"]
        #expect(try MigrationPlan(files: files, recorded: [:]).files.count == 3)
        let nothing = try MigrationPlan(files: files, recorded: done)
        #expect(nothing.files.isEmpty)
        #expect(!nothing.replacesFunctions)
        let changed = try MigrationPlan(files: files, recorded: done.merging(["rls/10_a.sql": "b"]) { $1 })
        #expect(changed.files.map(\.path) == ["functions/10_a.sql", "rls/10_a.sql"])
        let removed = try MigrationPlan(files: files, recorded: done.merging(["views/9_x.sql": "b"]) { $1 })
        #expect(removed.replacesFunctions)
        #expect(removed.removed == ["views/9_x.sql"])
        let added = [file(.rls, "00_roles.sql"), file(.schema, "10_a_2.sql")] + files
        let extended = try MigrationPlan(files: added, recorded: done.merging(["rls/00_roles.sql": "a"]) { $1 })
        #expect(extended.files.map(\.path) == ["rls/00_roles.sql", "schema/10_a_2.sql"], "roles come before any new table")
        #expect(!extended.replacesFunctions)
        #expect(throws: MigrationPlan.Refusal.self) {
            try MigrationPlan(files: files, recorded: done.merging(["schema/10_a.sql": "b"]) { $1 })
        }
        #expect(throws: MigrationPlan.Refusal.self) {
            try MigrationPlan(files: files, recorded: done.merging(["schema/9_z.sql": "b"]) { $1 })
        }
        #expect(throws: MigrationPlan.Refusal.self) { try MigrationPlan(files: [file(.schema, "a.sql")], recorded: [:]) }
    }

    @Test func linesOfErrors() {
        #expect(MigrationPlan.line(of: 1, in: "é\nb\nc") == 1)
        #expect(MigrationPlan.line(of: 3, in: "é\nb\nc") == 2)
        #expect(MigrationPlan.line(of: 5, in: "é\nb\nc") == 3)
    }
}
