import CLinux
import Glibc

/// What the kernel says of this process.
enum ProcessStatus {
    /// Resident memory; 0 when it cannot be read.
    static func residentBytes() -> Int {
        guard let text = FileSystem.read("/proc/self/statm", limit: 4096) else { return 0 }
        let words = text.split(separator: UInt8(ascii: " "))
        guard words.count > 1, let pages = Array(words[1]).span.decimal() else { return 0 }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// As many descriptors as the system lets us have: each client is one, and the usual soft limit is 1024.
    static func raiseDescriptorLimit() {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// glibc learns to keep large blocks that are given up; a burst of uploads would stay resident for ever.
    static func returnLargeBlocks() { _ = mallopt(M_MMAP_THRESHOLD, Limits.ownMapping) }

    static func coreCount() -> Int { Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    static func identifier() -> Int32 { getpid() }

    /// The machine's name, as far as it is known.
    static func hostName() -> String {
        var name = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&name, name.count - 1) == 0 else { return "?" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The environment variables that concern Flowt.
    static func environment() -> [String: String] {
        var found: [String: String] = [:]
        let names = [
            "DATABASE_URL", "FLOWT_API_PASSWORD_FILE", "PORT", "FLOWT_HOST", "FLOWT_THREADS", "FLOWT_CONNECTIONS",
            "FLOWT_SLOW_CONNECTIONS", "FLOWT_STREAM_CONNECTIONS", "FLOWT_SQL_DIR", "FLOWT_WEB_DIR", "FLOWT_LOG",
            "FLOWT_RATE_LIMIT", "FLOWT_TRUST_FORWARDED", "FLOWT_EXPLICIT_TRANSACTION", "FLOWT_COURIER_PASSWORD_FILE",
            "FLOWT_COURIER_THREADS", "FLOWT_SMTP_URL", "FLOWT_SMTP_PASSWORD_FILE", "FLOWT_SMTP_TLS", "FLOWT_MAIL_FROM",
            "FLOWT_CA_FILE", "FLOWT_SEND_TIMEOUT", "FLOWT_PROVIDER_SECRETS", "FLOWT_PROVIDER_PRIVATE",
        ]
        for name in names {
            if let value = unsafe getenv(name) { found[name] = unsafe String(cString: value) }
        }
        return found
    }
}
