/// Header lines every answer carries.
enum StandingHeaders {
    private static let security: StaticString =
        "X-Content-Type-Options: nosniff\r\nReferrer-Policy: strict-origin-when-cross-origin\r\n"

    /// The API is called from any origin with a bearer token, never with cookies: there is nothing a foreign page could borrow.
    private static let crossOrigin: StaticString = """
        Access-Control-Allow-Origin: *\r
        Access-Control-Expose-Headers: ETag, X-Request-Id, Location, Retry-After, RateLimit, RateLimit-Policy\r

        """

    /// For every HTML page: scripts only from our own files, colours of the tenant inline, nothing framed.
    static let contentSecurity: StaticString = """
        Content-Security-Policy: default-src 'self'; img-src 'self' data: https:; style-src 'self' 'unsafe-inline'; \
        frame-ancestors 'none'; base-uri 'none'; form-action 'self'\r

        """

    /// The answer to a preflight request, without `Allow`.
    static let preflight: StaticString = """
        Access-Control-Allow-Headers: Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Flowt-Tenant, traceparent\r
        Access-Control-Max-Age: 86400\r

        """

    static func bytes(isAPI: Bool) -> [UInt8] {
        var lines = [UInt8](security)
        if isAPI { lines.append(crossOrigin) }
        return lines
    }
}
