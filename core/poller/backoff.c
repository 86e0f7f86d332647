/* SPDX-License-Identifier: MIT */
#include "poller/backoff.h"

#include "clock.h"
#include "dynamodb/table_description.h"

#define FIRST_PAUSE_MS 1000
#define MAX_DOUBLINGS  10

void backoff_init(
	struct backoff *backoff, const struct settings *settings, const struct endpoint *endpoint)
{
	*backoff = (struct backoff){
		.settings = settings,
		.endpoint = endpoint,
		.longest_ms = settings->interval_ms,
	};
}

void backoff_set_error(struct backoff *backoff, const struct error *err)
{
	if (backoff->error.kind != err->kind) {
		backoff->error_mono_ms = clock_mono_ms();
	}
	backoff->error = *err;
	backoff->is_changed = true;
	table_description_explain_missing(&backoff->error, backoff->settings, backoff->endpoint);
}

void backoff_fail(struct backoff *backoff, const struct error *err)
{
	unsigned doublings = backoff->failures < MAX_DOUBLINGS ? backoff->failures : MAX_DOUBLINGS;

	backoff_set_error(backoff, err);
	backoff->failures++;
	backoff->retry_mono_ms =
		clock_mono_ms() + clock_earlier(FIRST_PAUSE_MS << doublings, backoff->longest_ms);
}

void backoff_succeed(struct backoff *backoff)
{
	backoff->failures = 0;
	error_clear(&backoff->error);
	backoff->is_changed = true;
}

int64_t backoff_wait_ms(const struct backoff *backoff, int64_t now_mono_ms)
{
	return now_mono_ms < backoff->retry_mono_ms ? backoff->retry_mono_ms - now_mono_ms : 0;
}
