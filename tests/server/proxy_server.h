/* SPDX-License-Identifier: MIT */
/*
 * A proxy on 127.0.0.1 that records requests. For every host it connects to one port of this
 * machine. One connection at a time, in a thread of its own.
 */
#ifndef BEYATOP_TESTS_PROXY_SERVER_H
#define BEYATOP_TESTS_PROXY_SERVER_H

#include "base.h"
#include "buf.h"

struct proxy_server;

/*
 * Starts it on a free port. refusal: its response to every request, "HTTP/1.1 407 …" with its end
 * of headers; NULL: it serves. Borrowed.
 */
struct proxy_server *proxy_server_start(unsigned target_port, const char *refusal) MUST_USE;

/* "127.0.0.1:40123", valid until it is stopped. */
const char *proxy_server_address(const struct proxy_server *proxy);

/* Stops it, and appends the heads of all its requests in order of arrival. */
void proxy_server_stop(struct proxy_server *proxy, struct buf *heads);

#endif
