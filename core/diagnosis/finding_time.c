/* SPDX-License-Identifier: MIT */
#include "diagnosis/finding_time.h"

#include "timestamp.h"

#include <string.h>

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS   (60 * MINUTE_MS)

void finding_time_put(struct buf *out, int64_t time_ms, int64_t now_ms)
{
	char text[TIMESTAMP_SIZE];

	timestamp_format_short(time_ms, now_ms, text);
	buf_puts(out, text);
}

/* To a full second, downwards. */
static int64_t floor_ms(int64_t time_ms)
{
	int64_t rest_ms = time_ms % SECOND_MS;

	return time_ms - rest_ms - (rest_ms < 0 ? SECOND_MS : 0);
}

void finding_time_put_bracket(struct buf *out, const struct finding *finding, int64_t now_ms)
{
	if (finding->began_after_ms == SESSION_NO_TIME) {
		buf_puts(out, "at an unknown time");
		return;
	}
	int64_t after_ms = floor_ms(finding->began_after_ms);
	int64_t before_ms = floor_ms(finding->began_before_ms + SECOND_MS - 1);
	char after[TIMESTAMP_SIZE], before[TIMESTAMP_SIZE];

	timestamp_format_short(after_ms, now_ms, after);
	timestamp_format_short(before_ms, now_ms, before);
	if (strcmp(after, before) == 0) {
		buf_printf(out, "at %s", after);
	} else {
		buf_printf(out, "between %s and %s", after, before);
	}
}

void finding_time_put_since(struct buf *out, const struct finding *finding, int64_t now_ms)
{
	int64_t since_ms = finding->began_after_ms;
	char text[TIMESTAMP_SIZE];

	if (since_ms == SESSION_NO_TIME) {
		return;
	}
	timestamp_format_short(floor_ms(since_ms), now_ms, text);
	/* When errors began is computed from their number, which is not that exact. */
	if (finding->kind == FINDING_PROVIDER_FAILING && strlen(text) == strlen("08:05:58Z")) {
		memcpy(text + strlen("08:05"), "Z", sizeof("Z"));
	}
	buf_printf(out, " since %s", text);
}

void finding_time_format_rounded(int64_t duration_ms, char text[DURATION_SIZE])
{
	int64_t step_ms = duration_ms < MINUTE_MS ? SECOND_MS
			  : duration_ms < HOUR_MS ? 10 * SECOND_MS
						  : MINUTE_MS;

	duration_ms = duration_ms < 0 ? 0 : duration_ms;
	duration_format_setting((duration_ms + step_ms / 2) / step_ms * step_ms, text);
}
