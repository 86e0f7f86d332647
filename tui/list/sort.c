/* SPDX-License-Identifier: MIT */
#include "list/sort.h"

#include "base.h"
#include "session.h"
#include "summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The greatest key that a session has of its own: an unknown figure's. */
#define KEY_UNKNOWN (SORT_KEY_ARRIVED - 1)

#define LATE_BITS   32
#define ERRORS_BITS 22

/* --- Numbers as keys ------------------------------------------------------------------------ */

/* A number as 63 bits of the same order; not a number comes last. */
static uint64_t ascending(double number)
{
	uint64_t bits;

	if (isnan(number)) {
		return KEY_UNKNOWN;
	}
	memcpy(&bits, &number, sizeof(bits));
	bits = bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
	return bits >> 1;
}

static uint64_t descending(double number)
{
	return ascending(-number);
}

/*
 * How little the lateness weighs; what is unknown weighs least of all. Who was polled in time is
 * ill for another reason, and does not change places at each poll.
 */
static uint64_t late_part(double late)
{
	if (isnan(late)) {
		return (UINT64_C(1) << LATE_BITS) - 1;
	}
	return descending(late < 1 ? 0 : late) >> (63 - LATE_BITS);
}

static uint64_t errors_part(int32_t errors)
{
	int32_t most = (1 << ERRORS_BITS) - 2;

	return (uint64_t)(most - (errors < most ? errors : most));
}

/* The first letters behind those that all share; sort_compare_names() tells the rest. */
static uint64_t user_part(const struct session *session, size_t shared_letters, int bytes)
{
	const char *at = session->user_id + shared_letters;
	uint64_t part = 0;

	for (int i = 0; i < bytes; i++) {
		part = part << 8 | (unsigned char)*at;
		at += *at != '\0';
	}
	return part;
}

/*
 * Severity, whether acknowledged, lateness, errors, from the highest bits on. Those that are well
 * differ by their names only, not to change places at each poll.
 */
static uint64_t worst_key(const struct session *session, bool is_acked, size_t shared_letters)
{
	int severity = session_state_info(session->state)->severity;
	uint64_t key = (uint64_t)(7 - severity) << 1 | is_acked;

	if (severity <= 0) {
		return key << (LATE_BITS + ERRORS_BITS) |
		       user_part(session, shared_letters, (LATE_BITS + ERRORS_BITS) / 8);
	}
	key = key << LATE_BITS | late_part(session_lateness(session, session_asof_ms(session)));
	return key << ERRORS_BITS | errors_part(session->error_count);
}

/* --- The figures of sessions ---------------------------------------------------------------- */

/* Each so that the greater one comes first; not a number when unknown. */
static double late_of(const struct session *session)
{
	if (session->state == STATE_NEVER_POLLED) {
		return INFINITY;
	}
	return session->active == ACTIVE_OFF ? NAN
					     : session_lateness(session, session_asof_ms(session));
}

static double age_of(const struct session *session)
{
	int64_t age_ms;

	return session_age(session, session_asof_ms(session), &age_ms) ? (double)age_ms : NAN;
}

static double interval_of(const struct session *session)
{
	return session->interval_ms > 0 ? session->interval_ms : NAN;
}

static double errors_of(const struct session *session)
{
	return session->error_count >= 0 ? session->error_count : NAN;
}

static double active_of(const struct session *session)
{
	return session->active == ACTIVE_UNKNOWN ? NAN : session->active == ACTIVE_ON;
}

static double polled_of(const struct session *session)
{
	int64_t age_ms;

	return session_age(session, 0, &age_ms) ? (double)session->polled_at_ms : NAN;
}

static double created_of(const struct session *session)
{
	return session->created_at_s > 0 ? session->created_at_s : NAN;
}

static const struct {
	struct sort_info info;
	double (*figure)(const struct session *session);
} orders[ORDER_COUNT] = {
	[ORDER_WORST] = {{"worst", "S", "worst first", "best first"}, NULL},
	[ORDER_USER] = {{"user", "USER", "users from A to Z", "users from Z to A"}, NULL},
	[ORDER_LATE] = {{"late", "LATE", "latest first", "least late first"}, late_of},
	[ORDER_AGE] = {{"age", "AGE", "longest ago first", "least long ago first"}, age_of},
	[ORDER_INTERVAL] = {{"every", "EVERY", "longest interval first", "shortest interval first"},
		interval_of},
	[ORDER_ERRORS] = {{"err", "ERR", "most errors first", "fewest errors first"}, errors_of},
	[ORDER_ACTIVE] = {{"act", "ACT", "active first", "paused first"}, active_of},
	[ORDER_POLLED] = {{"poll", "LAST POLL", "newest poll first", "oldest poll first"},
		polled_of},
	[ORDER_CREATED] = {{"created", "CREATED", "youngest first", "eldest first"}, created_of},
};

const struct sort_info *sort_info(int by)
{
	return by >= 0 && by < ORDER_COUNT ? &orders[by].info : NULL;
}

static bool parse_order(
	const char *text, const struct sort_info *(*info)(int by), struct sort_order *order)
{
	bool is_inverted = *text == '-';

	for (int by = 0; info(by); by++) {
		if (strcmp(info(by)->name, text + is_inverted) == 0) {
			*order = (struct sort_order){.by = by, .is_inverted = is_inverted};
			return true;
		}
	}
	return false;
}

bool sort_parse(const char *text, struct sort_order *order)
{
	return parse_order(text, sort_info, order);
}

uint64_t sort_key(const struct sort_order *order, const struct session *session, bool is_acked,
	size_t shared_letters)
{
	uint64_t key;

	if (order->by == ORDER_WORST) {
		key = worst_key(session, is_acked, shared_letters);
	} else if (order->by == ORDER_USER) {
		key = user_part(session, shared_letters, 7);
	} else {
		key = descending(orders[order->by].figure(session));
	}
	return order->is_inverted && key != KEY_UNKNOWN ? KEY_UNKNOWN - 1 - key : key;
}

size_t sort_shared_letters(const struct snapshot *snapshot)
{
	const char *first = snapshot->sessions_count > 0 ? snapshot->sessions[0].user_id : "";
	size_t shared = strlen(first);

	for (size_t i = 1; i < snapshot->sessions_count && shared > 0; i++) {
		const char *other = snapshot->sessions[i].user_id;
		size_t same = 0;

		while (same < shared && other[same] == first[same]) {
			same++;
		}
		shared = same;
	}
	return shared;
}

int sort_compare_names(
	const struct snapshot *snapshot, const struct session *a, const struct session *b)
{
	int order = strcmp(a->user_id, b->user_id);

	if (!order && a->service != b->service) {
		order = strcmp(
			snapshot->services[a->service].name, snapshot->services[b->service].name);
	}
	return order;
}

/* --- Services ------------------------------------------------------------------------------- */

static double active_count(const struct summary *summary)
{
	return summary->active;
}

static double paused_count(const struct summary *summary)
{
	return summary->paused;
}

static double critical_count(const struct summary *summary)
{
	return summary->states[STATE_CRITICAL];
}

static double late_count(const struct summary *summary)
{
	return summary->states[STATE_LATE];
}

static double erroring_count(const struct summary *summary)
{
	return summary->erroring;
}

static double never_polled_count(const struct summary *summary)
{
	return summary->states[STATE_NEVER_POLLED];
}

static double future_count(const struct summary *summary)
{
	return summary->states[STATE_FUTURE];
}

static double unknown_count(const struct summary *summary)
{
	return summary->states[STATE_UNKNOWN];
}

static double worst_late(const struct summary *summary)
{
	return summary->worst_late;
}

static double p50_age(const struct summary *summary)
{
	return summary->p50_age_ms < 0 ? NAN : (double)summary->p50_age_ms;
}

static double p95_age(const struct summary *summary)
{
	return summary->p95_age_ms < 0 ? NAN : (double)summary->p95_age_ms;
}

static const struct {
	struct sort_info info;
	/* the greater one comes first */
	double (*figure)(const struct summary *summary);
} services_orders[SERVICES_COUNT] = {
	[SERVICES_WORST] = {{"worst", "S", "worst first", "best first"}, NULL},
	[SERVICES_NAME] = {{"service", "SERVICE", "from A to Z", "from Z to A"}, NULL},
	[SERVICES_ACTIVE] = {{"active", "ACTIVE", "most active first", "fewest active first"},
		active_count},
	[SERVICES_PAUSED] = {{"paused", "PAUSED", "most paused first", "fewest paused first"},
		paused_count},
	[SERVICES_CRITICAL] = {{"crit", "CRIT", "most critical first", "fewest critical first"},
		critical_count},
	[SERVICES_LATE] = {{"late", "LATE", "most late first", "fewest late first"}, late_count},
	[SERVICES_ERRORING] = {{"err", "ERR", "most erroring first", "fewest erroring first"},
		erroring_count},
	[SERVICES_NEVER_POLLED] = {{"never", "NEVER", "most never polled first",
					   "fewest never polled first"},
		never_polled_count},
	[SERVICES_FUTURE] = {{"future", "FUTURE", "most in the future first",
				     "fewest in the future first"},
		future_count},
	[SERVICES_UNKNOWN] = {{"unknown", "UNKN", "most unknown first", "fewest unknown first"},
		unknown_count},
	[SERVICES_WORST_LATE] = {{"latest", "WORST", "latest first", "least late first"},
		worst_late},
	[SERVICES_P50] = {{"p50", "P50", "greatest p50 first", "least p50 first"}, p50_age},
	[SERVICES_P95] = {{"p95", "P95", "greatest p95 first", "least p95 first"}, p95_age},
};

const struct sort_info *sort_services_info(int by)
{
	return by >= 0 && by < SERVICES_COUNT ? &services_orders[by].info : NULL;
}

bool sort_services_parse(const char *text, struct sort_order *order)
{
	return parse_order(text, sort_services_info, order);
}

/* What two services are compared by. */
struct service_key {
	/* of the column; the least comes first */
	uint64_t figure;
	const struct summary *summary;
	const char *name;
	uint32_t index;
};

static int compare_services(const void *left, const void *right)
{
	const struct service_key *a = left, *b = right;
	int order = (a->figure > b->figure) - (a->figure < b->figure);

	if (!order) {
		order = summary_compare(a->summary, b->summary);
	}
	return order ? order : strcmp(a->name, b->name);
}

static int compare_names(const void *left, const void *right)
{
	const struct service_key *a = left, *b = right;

	return strcmp(a->name, b->name);
}

static uint64_t figure_key(const struct summary *summary, const struct sort_order *order)
{
	double (*figure)(const struct summary *summary) = services_orders[order->by].figure;

	return figure ? descending(order->is_inverted ? -figure(summary) : figure(summary)) : 0;
}

void sort_services(const struct snapshot *snapshot, const struct summary *summaries,
	const struct sort_order *order, uint32_t *indexes, size_t count)
{
	struct service_key *keys = base_calloc(count + 1, sizeof(*keys));
	/* Figures turn by themselves; the worst and the names are read from the end. */
	bool is_backward = order->is_inverted && !services_orders[order->by].figure;

	for (size_t i = 0; i < count; i++) {
		const struct service_summary *service = &snapshot->services[indexes[i]];
		const struct summary *summary =
			summaries ? &summaries[indexes[i]] : &service->summary;

		keys[i] = (struct service_key){
			figure_key(summary, order), summary, service->name, indexes[i]};
	}
	qsort(keys, count, sizeof(*keys),
		order->by == SERVICES_NAME ? compare_names : compare_services);
	for (size_t i = 0; i < count; i++) {
		indexes[is_backward ? count - 1 - i : i] = keys[i].index;
	}
	free(keys);
}
