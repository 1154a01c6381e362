/// The log lines of the courier: one JSON object each, to standard output.
struct CourierLog {
    private var time = TimeText()

    mutating func write(_ level: String, _ fields: [(String, String)]) {
        let now = Clock.wallMilliseconds()
        time.update(milliseconds: now)
        var line: [UInt8] = []
        line.append("{\"time\":\"")
        line.append(contentsOf: time.logPrefix)
        line.append(decimal: now % 1000, width: 3)
        line.append("Z\"")
        for (key, value) in [("level", level)] + fields {
            line.append(",")
            JSONText.append(key, to: &line)
            line.append(":")
            JSONText.append(value, to: &line)
        }
        line.append("}\n")
        StandardStream.write(line.span, to: 1)
    }
}
