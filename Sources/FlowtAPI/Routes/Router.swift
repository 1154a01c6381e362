/// Finds the routes of a path: a tree over its segments in which a fixed segment beats a parameter.
///
/// Segments are compared as sent: an address that percent-encodes letters of a fixed segment is another address.
/// An empty segment matches nothing, so `//` and a trailing slash lead nowhere.
struct Router {
    private struct Node {
        var segment: [UInt8] = []
        var fixed: [Int] = []
        var parameter = -1
        var hasRoutes = false
        /// Index of the route by `Method.rawValue`, -1 for none.
        var routes: InlineArray<7, Int> = InlineArray(repeating: -1)
    }

    /// The node a path leads to.
    struct Match: Equatable {
        fileprivate var node: Int
    }

    private var nodes = [Node()]

    init() {}

    /// Adds a route; false when the same method and path are there already.
    mutating func add(_ template: Span<UInt8>, _ method: Method, route: Int) -> Bool {
        var node = 0
        var start = 1
        while start < template.count {
            var end = start
            while end < template.count, template[end] != UInt8(ascii: "/") { end += 1 }
            node = child(of: node, template.extracting(start..<end))
            start = end + 1
        }
        guard nodes[node].routes[Int(method.rawValue)] < 0 else { return false }
        nodes[node].routes[Int(method.rawValue)] = route
        nodes[node].hasRoutes = true
        return true
    }

    private mutating func child(of node: Int, _ segment: Span<UInt8>) -> Int {
        if segment.count > 2, segment[0] == UInt8(ascii: "{"), segment[segment.count - 1] == UInt8(ascii: "}") {
            if nodes[node].parameter < 0 {
                nodes[node].parameter = nodes.count
                nodes.append(Node())
            }
            return nodes[node].parameter
        }
        for candidate in nodes[node].fixed where segment.equals(bytesOf: nodes[candidate].segment) { return candidate }
        nodes[node].fixed.append(nodes.count)
        nodes.append(Node(segment: segment.copied()))
        return nodes.count - 1
    }

    /// Finds the node of a path. `parameters` then holds the positions of the parameter segments in `path`.
    func match(_ path: Span<UInt8>, parameters: inout [ByteRange]) -> Match? {
        parameters.removeAll(keepingCapacity: true)
        guard path.count > 0, path[0] == UInt8(ascii: "/") else { return nil }
        if path.count == 1 { return nodes[0].hasRoutes ? Match(node: 0) : nil }
        return descend(0, path, 1, 1, &parameters)
    }

    private func descend(_ node: Int, _ path: Span<UInt8>, _ start: Int, _ depth: Int, _ parameters: inout [ByteRange]) -> Match?
    {
        guard depth <= Limits.pathSegments else { return nil }
        var end = start
        while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
        guard end > start else { return nil }
        for candidate in nodes[node].fixed where path.extracting(start..<end).equals(bytesOf: nodes[candidate].segment) {
            if let match = finish(candidate, path, end, depth, &parameters) { return match }
        }
        let parameter = nodes[node].parameter
        guard parameter >= 0 else { return nil }
        parameters.append(ByteRange(start, end))
        if let match = finish(parameter, path, end, depth, &parameters) { return match }
        parameters.removeLast()
        return nil
    }

    private func finish(_ node: Int, _ path: Span<UInt8>, _ end: Int, _ depth: Int, _ parameters: inout [ByteRange]) -> Match? {
        if end == path.count { return nodes[node].hasRoutes ? Match(node: node) : nil }
        return descend(node, path, end + 1, depth + 1, &parameters)
    }

    /// The route for a method, nil when the path has none for it. HEAD is served by GET.
    func route(_ match: Match, _ method: Method) -> Int? {
        let index = nodes[match.node].routes[Int((method == .head ? .get : method).rawValue)]
        return index < 0 ? nil : index
    }

    /// The value of `Allow` for a path.
    func allowed(_ match: Match) -> [UInt8] {
        var list: [UInt8] = []
        for method in Method.allCases where method != .options && route(match, method) != nil {
            list.append(method.name)
            list.append(", ")
        }
        list.append("OPTIONS")
        return list
    }
}
