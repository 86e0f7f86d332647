/* SPDX-License-Identifier: MIT */
/* HTTP/1.1 on one blocking connection, with TLS or without. One thread a connection. */
#ifndef BEYATOP_TESTS_SERVER_HTTP_H
#define BEYATOP_TESTS_SERVER_HTTP_H

#include "aws/sigv4.h"
#include "buf.h"

#include <stdbool.h>
#include <stddef.h>

#include <openssl/ssl.h>

struct server_connection {
	int fd;
	/* NULL: plain */
	SSL *ssl;
	struct buf in;
};

struct server_request {
	/* what the texts below point into */
	char *head;
	const char *method, *path;
	/* further headers are ignored */
	struct sigv4_header headers[SIGV4_MAX_HEADERS];
	size_t headers_count;
	struct buf body;
};

/* A listener on 127.0.0.1; *port 0: any free port, which is stored. */
int server_http_listen(unsigned *port) MUST_USE;

/*
 * A new certificate for 127.0.0.1 and AWS's hosts in eu-west-1, signed by a new authority, whose
 * own certificate is appended to ca_pem.
 */
SSL_CTX *server_http_new_tls(struct buf *ca_pem) MUST_USE;

/* TLS handshake, if there is TLS; false if the client rejects it. */
bool server_http_begin(struct server_connection *connection, SSL_CTX *tls);

/* Waits for the next request; false when the client is gone. Free by server_http_forget(). */
bool server_http_read(struct server_connection *connection, struct server_request *request);
void server_http_forget(struct server_request *request);

/* The header's value, "" when there is none. */
const char *server_http_header(const struct server_request *request, const char *name);

/* False when the client is gone. */
bool server_http_write(struct server_connection *connection, const void *bytes, size_t count);

/* From now on closing sends a reset. */
void server_http_arm_reset(struct server_connection *connection);

void server_http_end(struct server_connection *connection);

#endif
