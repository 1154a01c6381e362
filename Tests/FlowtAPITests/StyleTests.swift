import Glibc
import Testing

@testable import FlowtAPI

/// The style of the house, where a machine can tell.
@Suite("Style of the house") struct StyleTests {
    /// Files that touch C or raw memory; `unsafe` anywhere else is a defect.
    static let mayBeUnsafe: Set<String> = [
        "Bytes.swift", "Drawing/BitPicture.swift", "Drawing/QRSymbol.swift", "HTTP/EntityTag.swift",
        "Database/ArgumentList.swift", "Database/PostgresHandle.swift",
        "Database/PostgresResult.swift", "Delivery/CurlSession.swift",
        "Server/Kernel.swift", "Server/EventPoll.swift", "Server/AccessLog.swift", "Server/Metrics.swift", "Server/Site.swift",
        "Server/ProcessStatus.swift", "Server/ServerThread.swift", "Commands/StopSignals.swift",
    ]

    static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

    static func files(_ directory: String) -> [(name: String, text: String)] {
        var names: [String] = []
        FileSystem.collect("\(root)/\(directory)", "", &names)
        return names.filter { $0.hasSuffix(".swift") }.map { name in
            (name, String(decoding: FileSystem.read("\(root)/\(directory)/\(name)", limit: 1 << 20) ?? [], as: UTF8.self))
        }
    }

    static func lines(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

    /// Words of the code of a line, comments left out.
    static func words(_ line: Substring) -> [Substring] {
        let code = line.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
        // A keyword of Content-Security-Policy, not of Swift.
        if code.contains("'unsafe-inline'") { return [] }
        return code.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
    }

    @Test("files are found at all")
    func found() {
        #expect(Self.files("Sources/FlowtAPI").count > 30)
    }

    @Test("no file is longer than 350 lines, no function longer than 70, no line longer than 150")
    func lengths() {
        for directory in ["Sources/FlowtAPI", "Tests/FlowtAPITests"] {
            for (name, text) in Self.files(directory) {
                let lines = Self.lines(text)
                #expect(lines.count <= 351, "\(name) has \(lines.count) lines")
                if directory == "Sources/FlowtAPI" {
                    for (number, line) in lines.enumerated() { #expect(line.count <= 150, "\(name):\(number + 1) is too long") }
                }
                for (start, length) in Self.functions(lines) {
                    #expect(length <= 70, "\(name):\(start) is a function of \(length) lines")
                }
            }
        }
    }

    /// Start line and length of each function, by indentation: it ends at the first `}` as far left as its beginning.
    static func functions(_ lines: [Substring]) -> [(Int, Int)] {
        var found: [(Int, Int)] = []
        for (start, line) in lines.enumerated() {
            let words = words(line)
            guard words.contains("func") || words.contains("init") || words.contains("deinit"), !line.contains("}") else {
                continue
            }
            let indent = line.prefix { $0 == " " }
            guard let end = lines[start...].firstIndex(where: { $0.hasPrefix(indent + "}") }) else { continue }
            found.append((start + 1, end - start + 1))
        }
        return found
    }

    @Test("functions are measured right")
    func measuring() {
        let text = "struct A {\n    func a() {\n        x()\n    }\n    init() {\n    }\n}"
        let found = Self.functions(Self.lines(text))
        #expect(found.map(\.0) == [2, 5])
        #expect(found.map(\.1) == [3, 2])
    }

    @Test("no Foundation, no packages")
    func dependencies() {
        for (name, text) in Self.files("Sources/FlowtAPI") {
            #expect(!Self.lines(text).contains { $0.hasPrefix("import Foundation") }, "\(name)")
        }
        let package = String(decoding: FileSystem.read("\(Self.root)/Package.swift", limit: 1 << 20) ?? [], as: UTF8.self)
        #expect(package.contains("name: \"flowt\""))
        #expect(!package.contains(".package("))
        for flag in ["unsafeFlags", "-Ounchecked"] { #expect(!package.contains(flag)) }
    }

    @Test("unsafe only where C is touched, and everywhere it is allowed it is needed")
    func unsafeFiles() {
        var used: Set<String> = []
        for (name, text) in Self.files("Sources/FlowtAPI")
        where Self.lines(text).contains(where: { Self.words($0).contains("unsafe") }) {
            used.insert(name)
        }
        #expect(used == Self.mayBeUnsafe)
    }

    @Test("no file called Utils, no tabs, no trailing blanks, no TODO left")
    func tidiness() {
        for (name, text) in Self.files("Sources/FlowtAPI") {
            #expect(!name.contains("Util") && !name.contains("Helper"))
            #expect(!text.contains("\t"), "\(name)")
            #expect(!Self.lines(text).contains { $0.hasSuffix(" ") }, "\(name)")
            #expect(!text.contains("TO" + "DO") && !text.contains("FIX" + "ME"), "\(name)")
        }
    }

    @Test("every page and sentence for people is there")
    func errorPage() {
        let page = String(decoding: FileSystem.read("\(Self.root)/web/erro.html", limit: 1 << 20) ?? [], as: UTF8.self)
        for part in ["{{status}}", "{{titulo}}", "{{detalhe}}", "{{requisicao}}", "lang=\"pt-BR\"", "name=\"viewport\""] {
            #expect(page.contains(part))
        }
        #expect(!page.contains("<script"))
    }
}
