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
