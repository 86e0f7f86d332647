/* SPDX-License-Identifier: MIT */
#include "diagnosis/stop_window.h"

#include "base.h"

#include <stdlib.h>

void bracket_narrow(struct bracket *bracket, const struct bracket *by)
{
	bracket->after_ms = by->after_ms > bracket->after_ms ? by->after_ms : bracket->after_ms;
	bracket->before_ms =
		by->before_ms < bracket->before_ms ? by->before_ms : bracket->before_ms;
}

static int compare_times(const void *left, const void *right)
{
	const int64_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

/* Walks through the beginnings and the ends in order, counting the brackets that are open. */
static struct stop_window sweep(const int64_t *afters, const int64_t *befores, size_t count)
{
	struct stop_window window = {{0, 0}, 0};
	size_t begun = 0, ended = 0;

	while (begun < count) {
		if (befores[ended] <= afters[begun]) {
			ended++;
			continue;
		}
		begun++;
		if (begun - ended > window.brackets) {
			window.brackets = begun - ended;
			window.bracket = (struct bracket){afters[begun - 1], befores[ended]};
		}
	}
	return window;
}

struct stop_window stop_window_find(const struct bracket *brackets, size_t count)
{
	int64_t *afters = base_realloc(NULL, 2 * count + 1, sizeof(*afters));
	int64_t *befores = afters + count;
	size_t used = 0;

	/* An empty bracket has no instant; sweep() relies on ends that come after beginnings. */
	for (size_t i = 0; i < count; i++) {
		if (brackets[i].after_ms < brackets[i].before_ms) {
			afters[used] = brackets[i].after_ms;
			befores[used++] = brackets[i].before_ms;
		}
	}
	qsort(afters, used, sizeof(*afters), compare_times);
	qsort(befores, used, sizeof(*befores), compare_times);
	struct stop_window window = sweep(afters, befores, used);

	free(afters);
	return window;
}
