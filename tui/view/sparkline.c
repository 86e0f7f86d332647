/* SPDX-License-Identifier: MIT */
#include "view/sparkline.h"

#include "cell/chart.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define MINUTE_MS INT64_C(60000)

const char sparkline_scale[] = "a mark per minute, scaled to the share after them";
const char sparkline_ages_scale[] = "scaled to the lateness in front; - paused, n never polled";

/* Shares and latenesses at which the scale may end; it never ends lower than the first. */
static const float share_tops[] = {0.1F, 0.2F, 0.5F, 1};
static const float late_tops[] = {10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000};

/* The lowest of these that is at least highest, or the last. */
static double choose_top(const float *tops, size_t count, double highest)
{
	size_t i = 0;

	while (i + 1 < count && tops[i] < highest) {
		i++;
	}
	return tops[i];
}

/* The lowest symbol stands for nothing wrong alone; the others grow evenly up to the top. */
static const char *symbol_of(double value, double top, bool is_ascii)
{
	int eighths = value > 0 ? 1 + (int)ceil(fmin(value / top, 1) * 7) : 1;

	return isnan(value) ? " " : chart_eighths(eighths, is_ascii);
}

static const char *const sample_signs[SAMPLE_AGE] = {
	[SAMPLE_NONE] = " ",
	[SAMPLE_PAUSED] = "-",
	[SAMPLE_NEVER_POLLED] = "n",
	[SAMPLE_FUTURE] = "f",
	[SAMPLE_UNKNOWN] = "?",
};

/* Missed polls start to count. */
#define LATE_FROM 2

/* In polling intervals; 0: not late; NAN: unknown. */
static double lateness_of(uint8_t sample, int64_t interval_ms)
{
	double late = (double)session_history_age_ms(sample) / (double)interval_ms;

	return sample < SAMPLE_AGE || interval_ms <= 0 ? NAN : late < LATE_FROM ? 0 : late;
}

static const char *symbol_of_sample(uint8_t sample, int64_t interval_ms, double top, bool is_ascii)
{
	if (sample < SAMPLE_AGE) {
		return sample_signs[sample];
	}
	if (interval_ms <= 0) {
		return sample_signs[SAMPLE_UNKNOWN];
	}
	return symbol_of(lateness_of(sample, interval_ms), top, is_ascii);
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

static char *append(char *end, const char *symbol)
{
	size_t length = strlen(symbol);

	memcpy(end, symbol, length + 1);
	return end + length;
}

/* The end of the scale and a blank, before the marks: there it stays where it is. "10000x ". */
#define LATE_SCALE_COLS  7
#define SHARE_SCALE_COLS 5
#define SCALE_SIZE       16

static char *append_scale(char *end, int cols, double top, char unit)
{
	char scale[SCALE_SIZE] = "";

	if (top > 0) {
		snprintf(scale, sizeof(scale), "%d%c", (int)top, unit);
	}
	return end + snprintf(end, SCALE_SIZE, "%*s ", cols - 1, scale);
}

void sparkline_format_ages(const struct session_history *history, int64_t interval_ms, int cols,
	bool is_ascii, char text[SPARKLINE_TEXT_SIZE])
{
	bool was_healthy = true;
	double highest = 0;
	char *end = text;

	*text = '\0';
	if (history->count == 0) {
		return;
	}
	const struct window window =
		window_of(history->at_ms[0], history->at_ms[history->count - 1],
			history->count == SESSION_HISTORY_SAMPLES, cols - LATE_SCALE_COLS);
	uint8_t worst[SPARKLINE_MAX_COLS];
	size_t shown = take_samples(history, &window, worst);

	for (size_t i = window.limit - shown; i < window.limit; i++) {
		double late = lateness_of(worst[i], interval_ms);

		highest = fmax(highest, late);
		was_healthy = was_healthy && (late == 0 || worst[i] == SAMPLE_PAUSED);
	}
	if (was_healthy) {
		return;
	}
	double top = choose_top(late_tops, ARRAY_LEN(late_tops), highest);

	end = append_scale(end, LATE_SCALE_COLS, highest > 0 ? top : 0, 'x');
	for (size_t i = window.limit - shown; i < window.limit; i++) {
		end = append(end, symbol_of_sample(worst[i], interval_ms, top, is_ascii));
	}
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
	double highest = 0;
	char *end = text;

	*text = '\0';
	if (count == 0) {
		return;
	}
	const struct window window =
		window_of(service->samples[0].at_ms, service->samples[count - 1].at_ms,
			count == SERVICE_SAMPLES_KEPT, cols - SHARE_SCALE_COLS);
	float worst[SPARKLINE_MAX_COLS];
	size_t shown = take_shares(service, &window, worst);

	for (size_t i = window.limit - shown; i < window.limit; i++) {
		highest = fmax(highest, worst[i]);
	}
	if (shown == 0) {
		return;
	}
	double top = choose_top(share_tops, ARRAY_LEN(share_tops), highest);

	for (size_t i = window.limit - shown; i < window.limit; i++) {
		end = append(end, symbol_of(worst[i], top, is_ascii));
	}
	if (highest > 0) {
		snprintf(end, SCALE_SIZE, "%s%.0f%%", is_ascii ? "|" : "▏", top * 100);
	}
}
