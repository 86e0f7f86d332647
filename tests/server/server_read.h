/* SPDX-License-Identifier: MIT */
/* Query and Scan: a page of the table or of an index, with the key from which the next goes on. */
#ifndef BEYATOP_TESTS_SERVER_READ_H
#define BEYATOP_TESTS_SERVER_READ_H

#include "server/server_calls.h"

#include <stdbool.h>

/* As server_calls_run() says. */
MUST_USE bool server_read_run(struct server_call *call);

#endif
