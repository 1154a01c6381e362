import Glibc

/// SIGTERM and SIGINT, taken by the main thread alone.
struct StopSignals {
    private var set = sigset_t()

    /// Blocks them: before the first thread starts, so that every thread has them blocked.
    init() {
        unsafe sigemptyset(&set)
        unsafe sigaddset(&set, SIGTERM)
        unsafe sigaddset(&set, SIGINT)
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Returns when one of them comes.
    func wait() {
        var received: Int32 = 0
        var set = set
        while unsafe sigwait(&set, &received) != 0 {}
    }
}
