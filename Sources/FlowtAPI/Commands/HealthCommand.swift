/// `flowt health`: asks the server on this machine whether it is ready. For container health checks.
enum HealthCommand {
    /// Exit status: 0 ready, 1 not.
    static func run() -> Int32 {
        let configuration = Configuration.fromEnvironment(needsDatabase: false)
        guard let socket = Socket.connect(port: configuration.port) else {
            StandardStream.print("flowt health: nothing listens on port \(configuration.port)", error: true)
            return 1
        }
        let request = [UInt8]("GET /readyz HTTP/1.0\r\n\r\n")
        guard Socket.send(request.span, to: socket.number) == request.count else { return 1 }
        let buffer = ReceiveBuffer()
        guard case .bytes(let count) = buffer.receive(from: socket.number) else { return 1 }
        let isReady = buffer.withBytes(count) { $0.starts(with: "HTTP/1.1 200") }
        StandardStream.print("flowt health: \(isReady ? "ready" : "not ready")")
        return isReady ? 0 : 1
    }
}
