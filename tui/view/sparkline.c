/* SPDX-License-Identifier: MIT */
#include "view/sparkline.h"

#include <math.h>
#include <string.h>

#define MINUTE_MS INT64_C(60000)

static const struct {
	/* shown from the first share above */
	float above;
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
	return "a mark a minute; none late, some, over 1 2 5 10 20 50 %";
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
	return "a mark a minute; below 2, from 2 3 5 10 20 intervals; - paused, n never";
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

struct window {
	int64_t first_minute;
	/* how many there are at most */
	size_t limit;
};

/*
 * Once the oldest looks are dropped, the minute that loses them is left out, and in such a way that
 * between two minutes nothing moves.
 */
static struct window window_of(int64_t oldest_ms, int64_t newest_ms, bool is_full, int cols)
{
	return (struct window){
		.first_minute =
			is_full ? newest_ms / MINUTE_MS - (newest_ms - oldest_ms) / MINUTE_MS
				: oldest_ms / MINUTE_MS,
		.limit = cols < 0                    ? 0
			 : cols < SPARKLINE_MAX_COLS ? (size_t)cols
						     : SPARKLINE_MAX_COLS,
	};
}

/* The columns so far, from the newest back. */
struct taking {
	/* of the oldest of them */
	int64_t minute;
	size_t count;
	bool is_over;
};

/*
 * Takes the look before: true when it begins a column; is_over then says that there is no room, or
 * that it is before the window. A minute without a look has no column.
 */
static bool take(struct taking *taking, const struct window *window, int64_t at_ms)
{
	int64_t minute = at_ms / MINUTE_MS;

	if (taking->count > 0 && minute == taking->minute) {
		return false;
	}
	taking->is_over = taking->count == window->limit || minute < window->first_minute;
	taking->count += !taking->is_over;
	taking->minute = minute;
	return true;
}

/* The worst mark of each minute, in the order of time, at the end of worst. Returns how many. */
static size_t take_marks(const struct trail *trail, const struct window *window, uint8_t *worst)
{
	struct taking taking = {0};

	for (size_t i = trail->count; i > 0; i--) {
		uint8_t mark = trail->marks[i - 1];
		bool is_first = take(&taking, window, trail->at_ms[i - 1]);

		if (taking.is_over) {
			break;
		}
		if (is_first || mark > worst[window->limit - taking.count]) {
			worst[window->limit - taking.count] = mark;
		}
	}
	return taking.count;
}

void sparkline_format_trail(const struct trail *trail, int64_t interval_ms, int cols, bool is_ascii,
	char text[SPARKLINE_TEXT_SIZE])
{
	const char *lowest = sign_of(TRAIL_AGE, 1, is_ascii), *paused = trail_signs[TRAIL_PAUSED];
	bool is_worth_a_look = false;
	char *end = text;

	*text = '\0';
	if (trail->count == 0) {
		return;
	}
	const struct window window = window_of(trail->at_ms[0], trail->at_ms[trail->count - 1],
		trail->count == TRAIL_SAMPLES, cols);
	uint8_t worst[SPARKLINE_MAX_COLS];
	size_t shown = take_marks(trail, &window, worst);

	for (size_t i = window.limit - shown; i < window.limit; i++) {
		const char *sign = sign_of(worst[i], interval_ms, is_ascii);
		size_t length = strlen(sign);

		is_worth_a_look = is_worth_a_look || (sign != lowest && sign != paused);
		memcpy(end, sign, length);
		end += length;
	}
	*(is_worth_a_look ? end : text) = '\0';
}

/* As take_marks(). */
static size_t take_shares(
	const struct service_summary *service, const struct window *window, float *worst)
{
	struct taking taking = {0};

	for (size_t i = service->samples_count; i > 0; i--) {
		const struct service_sample *sample = &service->samples[i - 1];
		bool is_first = take(&taking, window, sample->at_ms);

		if (taking.is_over) {
			break;
		}
		float *share = &worst[window->limit - taking.count];

		*share = is_first ? sample->late_share : fmaxf(*share, sample->late_share);
	}
	return taking.count;
}

void sparkline_format(const struct service_summary *service, int cols, bool is_ascii,
	char text[SPARKLINE_TEXT_SIZE])
{
	size_t count = service->samples_count;

	*text = '\0';
	if (count == 0) {
		return;
	}
	const struct window window = window_of(service->samples[0].at_ms,
		service->samples[count - 1].at_ms, count == SERVICE_SAMPLES_KEPT, cols);
	float worst[SPARKLINE_MAX_COLS];
	size_t shown = take_shares(service, &window, worst);

	for (size_t i = window.limit - shown; i < window.limit; i++) {
		const char *mark = mark_of(worst[i], is_ascii);
		size_t length = strlen(mark);

		memcpy(text, mark, length + 1);
		text += length;
	}
}
