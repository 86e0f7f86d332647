/* SPDX-License-Identifier: MIT */
#include "sparkline.h"

#include <string.h>

static const struct {
	float above; /* shown from the first share above */
	const char *utf8, *ascii;
} levels[] = {
	{0.5F, "\u2588", "@"},
	{0.2F, "\u2587", "#"},
	{0.1F, "\u2586", "*"},
	{0.05F, "\u2585", "+"},
	{0.02F, "\u2584", "="},
	{0.01F, "\u2583", "-"},
	{0, "\u2582", ":"},
	{-1, "\u2581", "."},
};

const char *sparkline_scale(void)
{
	return "a mark a refresh; none late, some, over 1 2 5 10 20 50 %";
}

static const char *mark_of(float late_share, bool is_ascii)
{
	for (size_t i = 0; i < ARRAY_LEN(levels); i++) {
		if (late_share > levels[i].above) {
			return is_ascii ? levels[i].ascii : levels[i].utf8;
		}
	}
	return " "; /* not a number */
}

/* Ages in intervals of the session. What is below the first is not worth a look. */
static const struct {
	double from;
	const char *utf8, *ascii;
} lateness_levels[] = {
	{20, "\u2588", "@"},
	{10, "\u2587", "#"},
	{5, "\u2585", "*"},
	{3, "\u2584", "+"},
	{2, "\u2583", "="},
	{0, "\u2581", "."},
};

static const char *const trail_signs[TRAIL_AGE] = {
	[TRAIL_NONE] = " ",
	[TRAIL_PAUSED] = "-",
	[TRAIL_NEVER_POLLED] = "n",
	[TRAIL_FUTURE] = "f",
	[TRAIL_UNKNOWN] = "?",
};

const char *sparkline_trail_scale(void)
{
	return "a mark a refresh; below 2, from 2 3 5 10 20 intervals; - paused, n never";
}

static const char *sign_of(uint8_t mark, int64_t interval_ms, bool is_ascii)
{
	double late = (double)trail_age_ms(mark) / (double)interval_ms;
	size_t level = 0;

	if (mark < TRAIL_AGE) {
		return trail_signs[mark];
	}
	if (interval_ms <= 0) {
		return trail_signs[TRAIL_UNKNOWN];
	}
	while (late < lateness_levels[level].from) {
		level++;
	}
	return is_ascii ? lateness_levels[level].ascii : lateness_levels[level].utf8;
}

void sparkline_format_trail(const struct trail *trail, int64_t interval_ms, int cols, bool is_ascii,
	char text[SPARKLINE_TEXT_SIZE])
{
	size_t limit = cols < 0 ? 0 : cols < SPARKLINE_MAX_COLS ? (size_t)cols : SPARKLINE_MAX_COLS;
	size_t shown = trail->count < limit ? trail->count : limit;
	const char *lowest = sign_of(TRAIL_AGE, 1, is_ascii), *paused = trail_signs[TRAIL_PAUSED];
	bool is_worth_a_look = false;
	char *end = text;

	for (size_t i = trail->count - shown; i < trail->count; i++) {
		const char *sign = sign_of(trail->marks[i], interval_ms, is_ascii);
		size_t length = strlen(sign);

		is_worth_a_look = is_worth_a_look || (sign != lowest && sign != paused);
		memcpy(end, sign, length);
		end += length;
	}
	*(is_worth_a_look ? end : text) = '\0';
}

void sparkline_format(const struct service_summary *service, int cols, bool is_ascii,
	char text[SPARKLINE_TEXT_SIZE])
{
	size_t limit = cols < 0 ? 0 : cols < SPARKLINE_MAX_COLS ? (size_t)cols : SPARKLINE_MAX_COLS;
	size_t shown = service->history_count < limit ? service->history_count : limit;
	*text = '\0';
	for (size_t i = service->history_count - shown; i < service->history_count; i++) {
		const char *mark = mark_of(service->history[i].late_share, is_ascii);
		size_t length = strlen(mark);
		memcpy(text, mark, length + 1);
		text += length;
	}
}
