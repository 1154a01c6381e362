// The client library of PostgreSQL: connections, pipelines, results.
#include <libpq-fe.h>
