// Glibc's Swift module leaves these Linux interfaces out.
// One wait for all sockets of a thread.
#include <sys/epoll.h>
// How the main thread wakes the others when the process must stop.
#include <sys/eventfd.h>
// Seeds for request ids and jitter.
#include <sys/random.h>
// Declared only with _GNU_SOURCE, which cannot be set for Glibc's module any more: accepts a socket already non-blocking.
#include <sys/socket.h>
int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);
// mallopt(): large blocks go back to the system when they are given up.
#include <malloc.h>
