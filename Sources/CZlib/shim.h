// The compression and the check sums inside a PNG.
#include <zlib.h>
