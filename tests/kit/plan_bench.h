/* SPDX-License-Identifier: MIT */
/* The poll plan without the poller's thread: the test takes every step. */
#ifndef BEYATOP_TESTS_PLAN_BENCH_H
#define BEYATOP_TESTS_PLAN_BENCH_H

#include "dynamodb/ddb.h"
#include "poller/plan.h"

#include <stdbool.h>
#include <stdint.h>

struct plan_bench {
	/* borrowed */
	const struct settings *settings;
	struct fleet *fleet;
	/* of the fleet and the ddb */
	uint32_t request_number;
	struct endpoint endpoint;
	struct backoff backoff;
	struct table_info info;
	struct plan plan;
	struct ddb *ddb;
};

void plan_bench_open(struct plan_bench *bench, const struct settings *settings, const char *key_id,
	const char *secret);
void plan_bench_close(struct plan_bench *bench);

/* The status that the plan reports. */
struct snapshot plan_bench_status(const struct plan_bench *bench);

#endif
