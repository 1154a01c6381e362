import CCurl
import Glibc

/// Owner of an easy handle: sends one message at a time and waits for the end of it. The connection stays open for the next
/// one to the same server. Not over the multi interface: libcurl's SMTP waits in it for the answer to the text, and all
/// others with it.
@safe final class CurlSession {
    private let handle: UnsafeMutableRawPointer
    private let configuration: Configuration
    private var body: [UInt8] = []
    private var sent = 0
    private var received = 0
    private var list: UnsafeMutablePointer<curl_slist>?
    private var dialogue = MailDialogue()
    private var isUnencrypted = false
    private var metPrivate = false

    /// Once, before the first thread starts.
    static func prepare() -> Bool { curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK }

    init?(_ configuration: Configuration) {
        guard let handle = unsafe curl_easy_init() else { return nil }
        unsafe self.handle = unsafe handle
        self.configuration = configuration
    }

    deinit {
        unsafe curl_easy_cleanup(handle)
        unsafe curl_slist_free_all(list)
    }

    func send(_ delivery: Delivery) -> DeliveryOutcome {
        begin(delivery.body)
        if delivery.url.isEmpty {
            guard let server = configuration.mailServer else { return .secretMissing }
            prepareMail(to: delivery.recipient, by: server)
        } else {
            let secret = delivery.secret.isEmpty ? "" : configuration.providerSecret(delivery.secret)
            guard let secret else { return .secretMissing }
            preparePost(delivery, secret: secret)
        }
        let result = Int32(unsafe curl_easy_perform(handle).rawValue)
        if !delivery.url.isEmpty { return answer(result) }
        return DeliveryOutcome(result: result, stage: dialogue.stage, code: dialogue.code, status: dialogue.status)
    }

    /// What a provider said; nothing of its words.
    private func answer(_ result: Int32) -> DeliveryOutcome {
        if metPrivate { return .privateAddress }
        var code = 0
        var pause: curl_off_t = 0
        unsafe flowt_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &code)
        unsafe flowt_curl_get_offset(handle, CURLINFO_RETRY_AFTER, &pause)
        return DeliveryOutcome(result: result, code: code, pause: min(max(Int(pause), 0), Int(Int32.max)))
    }

    /// Forgets all of the last message but its connection.
    private func begin(_ text: String) {
        unsafe curl_easy_reset(handle)
        unsafe curl_slist_free_all(list)
        unsafe list = nil
        (body, sent, received, dialogue) = (Array(text.utf8), 0, 0, MailDialogue())
        metPrivate = false
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_TIMEOUT_MS, configuration.sendTime * 1000)
        set(CURLOPT_CONNECTTIMEOUT_MS, min(configuration.sendTime * 1000, Limits.courierConnectTime))
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        // Settings of the environment do not decide where messages go.
        set(CURLOPT_PROXY, "")
        if !configuration.authoritiesFile.isEmpty { set(CURLOPT_CAINFO, configuration.authoritiesFile) }
        unsafe flowt_curl_set_stream(handle, CURLOPT_WRITEFUNCTION) { _, size, count, context in
            guard let context = unsafe context else { return 0 }
            return unsafe Unmanaged<CurlSession>.fromOpaque(context).takeUnretainedValue().take(size * count)
        }
        unsafe flowt_curl_set_pointer(handle, CURLOPT_WRITEDATA, Unmanaged.passUnretained(self).toOpaque())
    }

    /// To one recipient, from the platform's address, headers and text as they are.
    private func prepareMail(to recipient: String, by server: MailServer) {
        let domain = configuration.mailFrom.split(separator: "@").last ?? ""
        set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        set(CURLOPT_URL, server.address(introducing: String(domain)))
        if configuration.smtpNeedsTLS { set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue)) }
        if !server.user.isEmpty {
            set(CURLOPT_USERNAME, server.user)
            // Read each time: it may have been changed.
            set(CURLOPT_PASSWORD, FileSystem.secret(configuration.smtpPasswordFile) ?? "")
        }
        set(CURLOPT_MAIL_FROM, "<\(configuration.mailFrom)>")
        append("<\(recipient)>")
        unsafe flowt_curl_set_list(handle, CURLOPT_MAIL_RCPT, list)
        set(CURLOPT_UPLOAD, 1)
        set(CURLOPT_INFILESIZE, body.count)
        unsafe flowt_curl_set_stream(handle, CURLOPT_READFUNCTION) { buffer, size, count, context in
            guard let context = unsafe context, let buffer = unsafe buffer else { return 0 }
            return unsafe Unmanaged<CurlSession>.fromOpaque(context).takeUnretainedValue().supply(buffer, size * count)
        }
        unsafe flowt_curl_set_pointer(handle, CURLOPT_READDATA, Unmanaged.passUnretained(self).toOpaque())
        listen()
    }

    /// One POST, without redirects, to an address of the world outside.
    private func preparePost(_ delivery: Delivery, secret: String) {
        isUnencrypted = delivery.url.hasPrefix("http:")
        set(CURLOPT_PROTOCOLS_STR, configuration.allowsPrivateProviders ? "http,https" : "https")
        set(CURLOPT_URL, delivery.url)
        for line in delivery.headers {
            append(line.split(separator: "{{segredo}}", omittingEmptySubsequences: false).joined(separator: secret))
        }
        unsafe flowt_curl_set_list(handle, CURLOPT_HTTPHEADER, list)
        set(CURLOPT_POST, 1)
        set(CURLOPT_POSTFIELDSIZE, body.count)
        set(CURLOPT_COPYPOSTFIELDS, delivery.body)
        unsafe flowt_curl_set_opener(handle) { context, _, address in
            guard let context = unsafe context, let address = unsafe address else { return CURL_SOCKET_BAD }
            return unsafe Unmanaged<CurlSession>.fromOpaque(context).takeUnretainedValue().open(address)
        }
        unsafe flowt_curl_set_pointer(handle, CURLOPT_OPENSOCKETDATA, Unmanaged.passUnretained(self).toOpaque())
    }

    /// A socket to the address that the name has turned out to be; none to a private one unless that is allowed.
    private func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        let family = unsafe address.pointee.family
        guard let bytes = unsafe Self.bytes(address) else { return CURL_SOCKET_BAD }
        let isAllowed =
            configuration.allowsPrivateProviders
            ? !isUnencrypted || PrivateNetwork.isLoopback(bytes.span) : !PrivateNetwork.contains(bytes.span)
        metPrivate = !isAllowed
        guard isAllowed else { return CURL_SOCKET_BAD }
        return unsafe Socket.open(family: family, kind: address.pointee.socktype, protocol: address.pointee.protocol)
    }

    private static func bytes(_ address: UnsafeMutablePointer<curl_sockaddr>) -> [UInt8]? {
        guard let start = unsafe UnsafeRawPointer(address.pointer(to: \.addr)) else { return nil }
        switch unsafe address.pointee.family {
        case AF_INET:
            let address = unsafe start.loadUnaligned(as: sockaddr_in.self).sin_addr
            return unsafe withUnsafeBytes(of: address) { unsafe Array($0) }
        case AF_INET6:
            let address = unsafe start.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            return unsafe withUnsafeBytes(of: address) { unsafe Array($0) }
        default: return nil
        }
    }

    private func set(_ option: CURLoption, _ value: Int) { unsafe flowt_curl_set_long(handle, option, value) }
    private func set(_ option: CURLoption, _ value: String) { unsafe flowt_curl_set_text(handle, option, value) }
    private func append(_ line: String) { unsafe list = unsafe curl_slist_append(list, line) }

    /// The only way to learn which command an answer is to, and the code of RFC 3463 in it.
    private func listen() {
        set(CURLOPT_VERBOSE, 1)
        unsafe flowt_curl_set_debug(handle) { _, kind, bytes, count, context in
            guard let context = unsafe context, let bytes = unsafe bytes else { return 0 }
            let session = unsafe Unmanaged<CurlSession>.fromOpaque(context).takeUnretainedValue()
            unsafe bytes.withMemoryRebound(to: UInt8.self, capacity: count) { bytes in
                let line = unsafe UnsafeBufferPointer(start: bytes, count: count).span
                if kind == CURLINFO_HEADER_OUT { session.dialogue.sent(line) }
                if kind == CURLINFO_HEADER_IN { session.dialogue.received(line) }
            }
            return 0
        }
        unsafe flowt_curl_set_pointer(handle, CURLOPT_DEBUGDATA, Unmanaged.passUnretained(self).toOpaque())
    }

    private func supply(_ buffer: UnsafeMutablePointer<CChar>, _ capacity: Int) -> Int {
        let count = min(capacity, body.count - sent)
        unsafe body.withUnsafeBufferPointer { bytes in
            if count > 0, let start = bytes.baseAddress { _ = unsafe memcpy(buffer, start + sent, count) }
        }
        sent += count
        return count
    }

    /// Nobody reads what a server says beyond its status; more than the limit ends the transfer.
    private func take(_ count: Int) -> Int {
        received += count
        return received > Limits.courierAnswer ? 0 : count
    }
}
