/* SPDX-License-Identifier: MIT */
#include "view/sparkline.h"

#include <math.h>
#include <string.h>

#define MINUTE_MS INT64_C(60000)

static const struct {
	/* for shares above this */
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

const char sparkline_scale[] = "a mark per minute; levels above 0 1 2 5 10 20 50 %";

static const char *symbol_of_share(float late_share, bool is_ascii)
{
	for (size_t i = 0; i < ARRAY_LEN(levels); i++) {
		if (late_share > levels[i].above) {
			return is_ascii ? levels[i].ascii : levels[i].utf8;
		}
	}
	return " "; /* not a number */
}

/* Lateness in polling intervals. */
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

static const char *const sample_signs[SAMPLE_AGE] = {
	[SAMPLE_NONE] = " ",
	[SAMPLE_PAUSED] = "-",
	[SAMPLE_NEVER_POLLED] = "n",
	[SAMPLE_FUTURE] = "f",
	[SAMPLE_UNKNOWN] = "?",
};

const char sparkline_ages_scale[] = "a mark per minute; levels 2 3 5 10 20; - paused n never";

static const char *symbol_of_sample(uint8_t sample, int64_t interval_ms, bool is_ascii)
{
	double late = (double)session_history_age_ms(sample) / (double)interval_ms;
	size_t level = 0;

	if (sample < SAMPLE_AGE) {
		return sample_signs[sample];
	}
	if (interval_ms <= 0) {
		return sample_signs[SAMPLE_UNKNOWN];
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
 * Once the oldest samples are dropped, the minute that has lost some of them is not shown, so that
 * nothing changes within a minute.
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

/* Collects samples into columns, from the newest back. */
struct taking {
	/* of the oldest column so far */
	int64_t minute;
	size_t count;
	bool is_over;
};

/*
 * Takes the next older sample. True if it begins a new column, unless is_over is set: then no
 * column is left, or the sample is older than the window. Minutes without samples have no column.
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

/* Fills the end of worst with the worst sample of each minute, oldest first. Returns how many. */
static size_t take_samples(
	const struct session_history *history, const struct window *window, uint8_t *worst)
{
	struct taking taking = {0};

	for (size_t i = history->count; i > 0; i--) {
		uint8_t sample = history->samples[i - 1];
		bool is_first = take(&taking, window, history->at_ms[i - 1]);

		if (taking.is_over) {
			break;
		}
		if (is_first || sample > worst[window->limit - taking.count]) {
			worst[window->limit - taking.count] = sample;
		}
	}
	return taking.count;
}

void sparkline_format_ages(const struct session_history *history, int64_t interval_ms, int cols,
	bool is_ascii, char text[SPARKLINE_TEXT_SIZE])
{
	const char *lowest = symbol_of_sample(SAMPLE_AGE, 1, is_ascii),
		   *paused = sample_signs[SAMPLE_PAUSED];
	bool was_late = false;
	char *end = text;

	*text = '\0';
	if (history->count == 0) {
		return;
	}
	const struct window window =
		window_of(history->at_ms[0], history->at_ms[history->count - 1],
			history->count == SESSION_HISTORY_SAMPLES, cols);
	uint8_t worst[SPARKLINE_MAX_COLS];
	size_t shown = take_samples(history, &window, worst);

	for (size_t i = window.limit - shown; i < window.limit; i++) {
		const char *symbol = symbol_of_sample(worst[i], interval_ms, is_ascii);
		size_t length = strlen(symbol);

		was_late = was_late || (symbol != lowest && symbol != paused);
		memcpy(end, symbol, length);
		end += length;
	}
	*(was_late ? end : text) = '\0';
}

/* The same for the shares of a service. */
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
		const char *sample = symbol_of_share(worst[i], is_ascii);
		size_t length = strlen(sample);

		memcpy(text, sample, length + 1);
		text += length;
	}
}
