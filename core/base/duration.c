/* SPDX-License-Identifier: MIT */
#include "duration.h"

#include <stdio.h>
#include <string.h>

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)
#define YEAR_MS   (365 * DAY_MS)

/* Years are used from 10,000 days on, and without a second unit, because they differ in length. */
static const struct unit {
	/* the shortest duration it is used for */
	uint64_t from_ms;
	uint64_t ms;
	/* the next smaller unit; 0: the rest is dropped */
	uint64_t rest_ms;
	char suffix, rest_suffix;
} units[] = {
	{10000 * DAY_MS, YEAR_MS, 0, 'y', 0},
	{DAY_MS, DAY_MS, HOUR_MS, 'd', 'h'},
	{HOUR_MS, HOUR_MS, MINUTE_MS, 'h', 'm'},
	{MINUTE_MS, MINUTE_MS, SECOND_MS, 'm', 's'},
	{0, SECOND_MS, 0, 's', 0},
};

/* A duration in its largest unit and the next smaller one, rounded down. */
struct split {
	const struct unit *unit;
	int whole, rest;
};

static struct split split_duration(uint64_t duration_ms)
{
	static const uint64_t most = 9999;
	const struct unit *unit = units;
	struct split split;
	uint64_t whole;

	while (duration_ms < unit->from_ms) {
		unit++;
	}
	whole = duration_ms / unit->ms;
	split = (struct split){.unit = unit, .whole = (int)(whole < most ? whole : most)};
	if (unit->rest_ms > 0) {
		split.rest = (int)(duration_ms % unit->ms / unit->rest_ms);
	}
	return split;
}

void duration_format(int64_t age_ms, char text[DURATION_SIZE])
{
	const char *sign = age_ms < 0 ? "+" : "";
	uint64_t size_ms = age_ms < 0 ? -(uint64_t)age_ms : (uint64_t)age_ms;
	struct split split = split_duration(size_ms);

	if (size_ms > 0 && size_ms < SECOND_MS) {
		snprintf(text, DURATION_SIZE, "%s%dms", sign, (int)size_ms);
	} else if (split.whole < 10 && split.unit->rest_ms > 0) {
		snprintf(text, DURATION_SIZE, "%s%d%c%02d%c", sign, split.whole, split.unit->suffix,
			split.rest, split.unit->rest_suffix);
	} else {
		snprintf(text, DURATION_SIZE, "%s%d%c", sign, split.whole, split.unit->suffix);
	}
}

void duration_format_setting(int64_t interval_ms, char text[DURATION_SIZE])
{
	struct split split = split_duration(interval_ms > 0 ? (uint64_t)interval_ms : 0);

	if (interval_ms < 0) {
		snprintf(text, DURATION_SIZE, "?");
	} else if (interval_ms < 10 * SECOND_MS && interval_ms % SECOND_MS != 0) {
		snprintf(text, DURATION_SIZE, "%dms", (int)interval_ms);
	} else if (split.whole < 100 && split.rest > 0) {
		snprintf(text, DURATION_SIZE, "%d%c%d%c", split.whole, split.unit->suffix,
			split.rest, split.unit->rest_suffix);
	} else {
		snprintf(text, DURATION_SIZE, "%d%c", split.whole, split.unit->suffix);
	}
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool take_unit(const char **at, int64_t *unit_ms)
{
	static const struct {
		const char *name;
		int64_t ms;
	} names[] = {
		{"ms", 1},
		{"s", SECOND_MS},
		{"m", MINUTE_MS},
		{"h", HOUR_MS},
		{"d", DAY_MS},
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		size_t length = strlen(names[i].name);

		if (strncmp(*at, names[i].name, length) != 0) {
			continue;
		}
		*unit_ms = names[i].ms;
		*at += length;
		return true;
	}
	return false;
}

bool duration_parse(const char *text, int64_t *duration_ms)
{
	static const int64_t most_ms = 30 * DAY_MS;
	const char *at = text;
	int64_t total_ms = 0;

	do {
		const char *start = at;
		int64_t number = 0, unit_ms = SECOND_MS;

		for (; is_digit(*at) && number <= most_ms; at++) {
			number = number * 10 + (*at - '0');
		}
		if (at == start) {
			return false;
		}
		/* Only a number that stands alone may have no unit. */
		if (!take_unit(&at, &unit_ms) && (start != text || *at != '\0')) {
			return false;
		}
		if (number > (most_ms - total_ms) / unit_ms) {
			return false;
		}
		total_ms += number * unit_ms;
	} while (*at != '\0');
	*duration_ms = total_ms;
	return true;
}
