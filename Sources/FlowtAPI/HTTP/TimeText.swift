/// Times as text, made once per second.
struct TimeText {
    /// `Date: Sun, 06 Nov 1994 08:49:37 GMT` with CR LF.
    private(set) var dateLine: [UInt8] = []
    /// `1994-11-06T08:49:37.` (RFC 3339 up to the milliseconds).
    private(set) var logPrefix: [UInt8] = []
    private var second = Int.min

    /// `milliseconds` since 1970.
    mutating func update(milliseconds: Int) {
        let now = milliseconds / 1000
        guard now != second else { return }
        second = now
        let day = now / 86_400
        let time = now % 86_400
        let (year, month, dayOfMonth) = Self.civil(day)
        let days: [StaticString] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months: [StaticString] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        dateLine.removeAll(keepingCapacity: true)
        dateLine.append("Date: ")
        dateLine.append(days[day % 7])
        dateLine.append(", ")
        dateLine.append(decimal: dayOfMonth, width: 2)
        dateLine.append(" ")
        dateLine.append(months[month - 1])
        dateLine.append(" ")
        dateLine.append(decimal: year, width: 4)
        dateLine.append(" ")
        Self.appendTime(time, to: &dateLine)
        dateLine.append(" GMT\r\n")
        logPrefix.removeAll(keepingCapacity: true)
        logPrefix.append(decimal: year, width: 4)
        logPrefix.append("-")
        logPrefix.append(decimal: month, width: 2)
        logPrefix.append("-")
        logPrefix.append(decimal: dayOfMonth, width: 2)
        logPrefix.append("T")
        Self.appendTime(time, to: &logPrefix)
        logPrefix.append(".")
    }

    private static func appendTime(_ time: Int, to output: inout [UInt8]) {
        output.append(decimal: time / 3600, width: 2)
        output.append(":")
        output.append(decimal: time / 60 % 60, width: 2)
        output.append(":")
        output.append(decimal: time % 60, width: 2)
    }

    /// Days since 1970 → year, month, day (H. Hinnant, "chrono-compatible low-level date algorithms").
    static func civil(_ days: Int) -> (Int, Int, Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthIndex + 2) / 5 + 1)
    }
}
