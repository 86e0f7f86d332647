/* SPDX-License-Identifier: MIT */
/* The server's internal state, for the files in tests/server. */
#ifndef BEYATOP_TESTS_SERVER_STATE_H
#define BEYATOP_TESTS_SERVER_STATE_H

#include "aws/credentials.h"
#include "server/server.h"
#include "server/server_capacity.h"
#include "server/server_http.h"
#include "server/server_table.h"

#include <pthread.h>

/* A connected client, and the thread that serves it. */
struct server_client {
	struct server_client *next;
	struct server *server;
	struct server_connection connection;
	pthread_t thread;
	/* the connection is closed and the thread about to end */
	bool is_over;
};

struct server {
	struct server_settings settings;
	char url[64];
	unsigned port;
	SSL_CTX *tls;
	struct buf ca_pem;
	/* a pipe: a byte in it wakes the listening thread */
	int wake[2];
	/* that thread's; -1: closed */
	int listener;
	pthread_t thread;
	/* that thread's list; is_over and fd under the lock */
	struct server_client *clients;

	/* of everything below */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool is_stopping, should_listen, is_listening;
	struct server_table table;
	struct server_capacity capacities[SERVER_SOURCE_COUNT];
	struct server_count counts[SERVER_OPERATION_COUNT][SERVER_SOURCE_COUNT];
	/* owned: when each UpdateItem came */
	int64_t *writes_mono_ms;
	size_t writes_count, writes_capacity;
	struct server_fault faults[SERVER_FAULT_COUNT];
	bool has_fault[SERVER_FAULT_COUNT];
	uint64_t lifts;
	/* see server_call */
	unsigned circled;
	uint64_t responses;
	struct credentials keys;
	bool is_expired;
	int64_t skew_ms;
};

/* Responds to a request, with faults if any; false when the connection is to be closed. */
bool server_respond(struct server_client *client, const struct server_request *request);

#endif
