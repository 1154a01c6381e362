import Glibc

/// A thread that runs until its work is done.
enum ServerThread {
    private final class Work {
        let run: () -> Void
        init(_ run: @escaping () -> Void) { self.run = run }
    }

    /// Hands `run`, and all it holds, over to a new thread.
    static func start(_ run: @escaping () -> Void) throws(KernelError) -> pthread_t {
        var thread = pthread_t()
        let context = unsafe Unmanaged.passRetained(Work(run))
        let result = unsafe pthread_create(
            &thread, nil,
            { context in
                if let context = unsafe context { unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, context.toOpaque())
        guard result == 0 else { throw KernelError(call: "pthread_create", code: result) }
        return thread
    }
}
