// QR symbols: text in, dark and light modules out.
#include <qrencode.h>
