/* SPDX-License-Identifier: MIT */
/* Settings of a poller for a table of the test server, without limits that slow it down. */
#ifndef BEYATOP_TESTS_CLIENT_H
#define BEYATOP_TESTS_CLIENT_H

#include "server/server.h"
#include "settings.h"

/* The strings are borrowed. */
static inline struct settings client_settings(const char *table, const char *url)
{
	return (struct settings){
		.table = table,
		.region = SERVER_REGION,
		.endpoint_url = url,
		.index_service = "ServiceType-Index",
		.index_active = "Active-Sessions-Index",
		.interval_ms = 50,
		.full_every = 20,
		.max_items = 1000000,
		.max_read_rate = 1000000,
		.write_rate = 100000,
		.limits = SESSION_THRESHOLDS_DEFAULT,
	};
}

#endif
