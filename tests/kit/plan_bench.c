/* SPDX-License-Identifier: MIT */
#include "kit/plan_bench.h"

#include "aws/credentials.h"
#include "poller/plan_status.h"

#include <stdio.h>
#include <string.h>

void plan_bench_open(struct plan_bench *bench, const struct settings *settings, const char *key_id,
	const char *secret)
{
	struct credentials credentials = {0};

	*bench = (struct plan_bench){.settings = settings, .endpoint = {.region = "eu-west-1"}};
	snprintf(credentials.access_key_id, sizeof(credentials.access_key_id), "%s", key_id);
	snprintf(
		credentials.secret_access_key, sizeof(credentials.secret_access_key), "%s", secret);
	snprintf(bench->endpoint.url, sizeof(bench->endpoint.url), "%s", settings->endpoint_url);
	snprintf(bench->endpoint.host, sizeof(bench->endpoint.host), "%s",
		settings->endpoint_url + strlen("http://"));
	bench->fleet = fleet_new(&settings->limits);
	bench->ddb = ddb_new(&bench->endpoint, &credentials);
	fleet_share_counter(bench->fleet, &bench->request_number);
	ddb_share_counter(bench->ddb, &bench->request_number);
	backoff_init(&bench->backoff, settings, &bench->endpoint);
	table_info_init(&bench->info, settings, &bench->backoff);
	table_info_connect(&bench->info, bench->ddb);
	plan_init(&bench->plan, settings, bench->fleet, &bench->info, &bench->backoff);
	plan_connect(&bench->plan, bench->ddb);
}

void plan_bench_close(struct plan_bench *bench)
{
	ddb_free(bench->ddb);
	plan_fini(&bench->plan);
	fleet_free(bench->fleet);
}

struct snapshot plan_bench_status(const struct plan_bench *bench)
{
	struct snapshot snapshot = {0};

	plan_status_fill(&bench->plan, &snapshot);
	return snapshot;
}
