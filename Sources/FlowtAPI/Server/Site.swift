import Glibc

/// A file of `web/`, in memory.
struct StaticFile: Sendable {
    /// As requested, e.g. `/estatico/css/flowt.css`.
    var path: [UInt8]
    var type: String
    var entityTag: [UInt8]
    var bytes: [UInt8]
}

/// What is served from files: loaded at start, the same for all threads.
struct Site: Sendable {
    private var files: [StaticFile] = []
    /// Digest of the path → index. There is no path to traverse: what is not in here does not exist.
    private var index: [UInt64: Int] = [:]
    private(set) var errorTemplate = Problem.plainTemplate

    static let prefix = "/estatico/"

    /// Loads the files below `directory`; a missing one is an empty site.
    init(directory: String) {
        var names: [String] = []
        FileSystem.collect(directory, "", &names)
        for name in names {
            guard let bytes = FileSystem.read("\(directory)/\(name)", limit: Limits.staticFile) else { continue }
            if name == "erro.html" {
                errorTemplate = bytes
                continue
            }
            add(name, bytes, under: Self.prefix)
            if name == "favicon.ico" || name == "robots.txt" { add(name, bytes, under: "/") }
        }
    }

    private mutating func add(_ name: String, _ bytes: [UInt8], under prefix: String) {
        let path = Array((prefix + name).utf8)
        var tag: [UInt8] = []
        EntityTag.append(for: bytes.span, to: &tag)
        index[EntityTag.digest(path.span)] = files.count
        files.append(StaticFile(path: path, type: Self.type(of: name), entityTag: tag, bytes: bytes))
    }

    /// The file at a path exactly as sent.
    func file(_ path: Span<UInt8>) -> StaticFile? {
        guard let number = index[EntityTag.digest(path)], path.equals(bytesOf: files[number].path) else { return nil }
        return files[number]
    }

    static func type(of name: String) -> String {
        switch name.split(separator: ".").last ?? "" {
        case "css": "text/css; charset=utf-8"
        case "js", "mjs": "text/javascript; charset=utf-8"
        case "html": "text/html; charset=utf-8"
        case "json", "map": "application/json"
        case "webmanifest": "application/manifest+json"
        case "txt": "text/plain; charset=utf-8"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "jpg", "jpeg": "image/jpeg"
        case "webp": "image/webp"
        case "avif": "image/avif"
        case "ico": "image/x-icon"
        case "woff2": "font/woff2"
        default: "application/octet-stream"
        }
    }
}

/// Reading directories and files.
enum FileSystem {
    /// Collects the names of regular files below `root`, relative to it; hidden ones are left out.
    static func collect(_ root: String, _ relative: String, _ names: inout [String]) {
        let path = relative.isEmpty ? root : "\(root)/\(relative)"
        for name in list(path) {
            let child = relative.isEmpty ? name : "\(relative)/\(name)"
            if isDirectory("\(root)/\(child)") { collect(root, child, &names) } else { names.append(child) }
        }
    }

    /// Names in a directory, sorted, without hidden ones; empty when it cannot be read.
    static func list(_ path: String) -> [String] {
        guard let directory = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The content of a file; nil when it cannot be read or is larger than `limit` bytes.
    static func read(_ path: String, limit: Int) -> [UInt8]? {
        let descriptor = unsafe FileDescriptor(owning: open(path, O_RDONLY | O_CLOEXEC))
        guard descriptor.number >= 0 else { return nil }
        var content: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = unsafe Glibc.read(descriptor.number, &part, part.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0, content.count + count <= limit else { return nil }
            if count == 0 { return content }
            content.append(part.span.extracting(0..<count))
        }
    }

    /// A password kept in a file, without its line end; nil when there is no such file.
    static func secret(_ path: String) -> String? {
        guard !path.isEmpty, let bytes = read(path, limit: Limits.secretFile) else { return nil }
        return String(decoding: bytes.prefix { $0 >= 0x20 }, as: UTF8.self)
    }
}
