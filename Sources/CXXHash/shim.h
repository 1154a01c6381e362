// XXH3: the digest of a body for its ETag, and of an address for the rate limiter.
#include <xxhash.h>
