// SMTP and HTTP for the courier.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

// Options and facts of a transfer are variadic, which Swift cannot call: one function for each type of value.
static inline CURLcode flowt_curl_set_long(CURL *transfer, CURLoption option, long value) {
    return curl_easy_setopt(transfer, option, value);
}
static inline CURLcode flowt_curl_set_text(CURL *transfer, CURLoption option, const char *value) {
    return curl_easy_setopt(transfer, option, value);
}
static inline CURLcode flowt_curl_set_list(CURL *transfer, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(transfer, option, value);
}
static inline CURLcode flowt_curl_set_pointer(CURL *transfer, CURLoption option, void *value) {
    return curl_easy_setopt(transfer, option, value);
}
static inline CURLcode flowt_curl_set_stream(CURL *transfer, CURLoption option,
                                             size_t (*value)(char *, size_t, size_t, void *)) {
    return curl_easy_setopt(transfer, option, value);
}
static inline CURLcode flowt_curl_set_debug(CURL *transfer, int (*value)(CURL *, curl_infotype, char *, size_t, void *)) {
    return curl_easy_setopt(transfer, CURLOPT_DEBUGFUNCTION, value);
}
static inline CURLcode flowt_curl_set_opener(CURL *transfer, curl_opensocket_callback value) {
    return curl_easy_setopt(transfer, CURLOPT_OPENSOCKETFUNCTION, value);
}
static inline CURLcode flowt_curl_get_long(CURL *transfer, CURLINFO fact, long *value) {
    return curl_easy_getinfo(transfer, fact, value);
}
static inline CURLcode flowt_curl_get_offset(CURL *transfer, CURLINFO fact, curl_off_t *value) {
    return curl_easy_getinfo(transfer, fact, value);
}
static inline CURLMcode flowt_curl_multi_set_long(CURLM *transfers, CURLMoption option, long value) {
    return curl_multi_setopt(transfers, option, value);
}
