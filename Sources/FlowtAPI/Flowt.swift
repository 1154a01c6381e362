import Glibc

/// The program: one executable, one command per task.
@main
struct Flowt {
    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count <= 2 else { return fail("one command at a time, and no options") }
        switch arguments.count == 2 ? arguments[1] : "help" {
        case "serve": ServeCommand.run()
        case "courier": CourierCommand.run()
        case "migrate": exit(MigrateCommand.run())
        case "check": exit(MigrateCommand.check())
        case "health": exit(HealthCommand.run())
        case "help", "--help", "-h": StandardStream.print(help)
        case let other: fail("\(other) is not a command")
        }
    }

    private static func fail(_ sentence: String) {
        StandardStream.print("flowt: \(sentence)\n\n\(help)", error: true)
        exit(2)
    }

    private static let help = """
        flowt serve     answer HTTP requests until SIGTERM
        flowt courier   run the jobs that are on schedule and send messages until SIGTERM; as many of it as you like
        flowt migrate   bring the database to the state of the SQL files, all or nothing
        flowt check     check the house rules of the database
        flowt health    ask the server on this machine whether it is ready
        flowt help      this text

        Environment (defaults in parentheses):
          DATABASE_URL                 PostgreSQL; serve connects as the role flowt_api, courier as flowt_courier
          FLOWT_API_PASSWORD_FILE      file with the password of flowt_api (none)
          FLOWT_COURIER_PASSWORD_FILE  the same of flowt_courier (none)
          FLOWT_COURIER_THREADS        jobs at a time (2)
          FLOWT_SMTP_URL               where the courier sends mail, e.g. smtp://user@host:587 (none: mail waits)
          FLOWT_SMTP_PASSWORD_FILE     file with that user's password (none)
          FLOWT_SMTP_TLS               required or off (required)
          FLOWT_MAIL_FROM              the address all mail is from
          FLOWT_CA_FILE                authorities that sign certificates (the system's)
          FLOWT_SEND_TIMEOUT           seconds one message may take (30)
          FLOWT_PROVIDER_SECRETS       directory of files with the secrets of SMS and WhatsApp providers (none)
          FLOWT_PROVIDER_PRIVATE       1 lets providers be at private addresses, and at this machine without TLS (0)
          PORT, FLOWT_HOST             where to listen (8080, 127.0.0.1)
          FLOWT_THREADS                threads that serve (one per core)
          FLOWT_CONNECTIONS            PostgreSQL connections per thread, fast lane (4)
          FLOWT_SLOW_CONNECTIONS       the same, slow lane: logins and reports (1)
          FLOWT_STREAM_CONNECTIONS     the same, streams: exports under way at a time (2)
          FLOWT_SQL_DIR, FLOWT_WEB_DIR directories (sql, web)
          FLOWT_LOG                    all or errors (all)
          FLOWT_RATE_LIMIT             requests per minute and client address, 0 for none (6000)
          FLOWT_TRUST_FORWARDED        1 behind a proxy that sets X-Forwarded-For and -Proto (0)
          FLOWT_EXPLICIT_TRANSACTION   1 for BEGIN and COMMIT around every request (0)
        """
}
