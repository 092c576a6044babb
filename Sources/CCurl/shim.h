#pragma once
// libcurl's variadic calls, which Swift cannot make, one wrapper for each type of argument,
// and the few Linux calls that Swift's Glibc module leaves out.
#include <curl/curl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

#if LIBCURL_VERSION_NUM < 0x075700
#error "libcurl 7.87 or newer is needed: CURLOPT_QUICK_EXIT, CURLOPT_CA_CACHE_TIMEOUT"
#endif

typedef size_t (*parley_data_callback)(char *bytes, size_t size, size_t count, void *context);
typedef int (*parley_prereq_callback)(void *context, char *primary_ip, char *local_ip, int primary_port, int local_port);

static inline CURLcode parley_easy_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode parley_easy_set_size(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode parley_easy_set_pointer(CURL *easy, CURLoption option, const void *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode parley_easy_set_data_callback(CURL *easy, CURLoption option, parley_data_callback callback) {
    return curl_easy_setopt(easy, option, callback);
}

static inline CURLcode parley_easy_set_prereq_callback(CURL *easy, parley_prereq_callback callback) {
    return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, callback);
}

static inline CURLcode parley_easy_get_pointer(CURL *easy, CURLINFO info, void **value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode parley_easy_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLMcode parley_multi_set_pointer(CURLM *multi, CURLMoption option, void *value) {
    return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode parley_multi_set_socket_callback(CURLM *multi, curl_socket_callback callback) {
    return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, callback);
}

static inline CURLMcode parley_multi_set_timer_callback(CURLM *multi, curl_multi_timer_callback callback) {
    return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, callback);
}

// A finished transfer of the multi handle and how it ended; NULL when there is none (any more).
static inline CURL *parley_multi_next_done(CURLM *multi, CURLcode *result) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left)) != NULL) {
        if (message->msg == CURLMSG_DONE) {
            *result = message->data.result;
            return message->easy_handle;
        }
    }
    return NULL;
}

// Names the calling thread, for top and for debuggers.
static inline int parley_name_thread(const char *name) {
    return prctl(PR_SET_NAME, name, 0, 0, 0);
}

// epoll_data_t is a union, whose members Swift would have to read by hand.
static inline struct epoll_event parley_epoll_event(uint32_t events, int fd) {
    struct epoll_event event = {.events = events, .data = {.fd = fd}};
    return event;
}

static inline int parley_epoll_event_fd(const struct epoll_event *event) {
    return event->data.fd;
}
