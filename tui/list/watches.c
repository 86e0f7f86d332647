/* SPDX-License-Identifier: MIT */
#include "list/watches.h"

#include "condition.h"
#include "duration.h"
#include "list/format_rounded.h"
#include "session.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How something is at a time. */
struct look {
	/* of a session or a service, enum session_state; of a condition, enum predicate_result */
	int state;
	/* static: "critical" */
	const char *word;
	/* how it should be */
	bool is_usual;
};

/* It was there, but is not any more. */
#define LOOK_GONE (-1)

struct watch {
	enum watch_kind kind;
	char name[WATCH_NAME_SIZE];
	/* own; NULL where the kind has none */
	char *service, *user_id;
	struct predicate *condition;
	/* a session's index in the last snapshot, where the search for it begins */
	size_t row;
	struct look look;
	/* server time of the first snapshot with that look, or of the start of the watch */
	int64_t since_ms;
	bool is_since_start;
	/* of a finding */
	uint64_t finding;
	enum finding_outlook outlook;
	/* its size when it was last reported */
	uint32_t size;
};

/* --- Looking -------------------------------------------------------------------------------- */

static struct look look_of_state(enum session_state state)
{
	const struct session_state_info *info = session_state_info(state);

	return (struct look){(int)state, info->title, state == STATE_ON_TIME};
}

static struct look look_of_nothing(void)
{
	return (struct look){LOOK_GONE, "gone", false};
}

static struct look look_at_service(const struct watch *watch, const struct snapshot *snapshot)
{
	for (size_t i = 0; i < snapshot->services_count; i++) {
		const struct service_summary *service = &snapshot->services[i];

		if (service->summary.sessions > 0 && strcmp(service->name, watch->service) == 0) {
			return look_of_state(summary_worst_state(&service->summary));
		}
	}
	return look_of_nothing();
}

/* Starts where it was, and wraps around. */
static struct look look_at_session(struct watch *watch, const struct snapshot *snapshot)
{
	const struct session_id id = {watch->service, watch->user_id};
	size_t count = snapshot->sessions_count;

	for (size_t i = 0; i < count; i++) {
		size_t row = (watch->row + i) % count;
		const struct session_id other = session_id_of(snapshot, &snapshot->sessions[row]);

		if (session_id_equal(&id, &other)) {
			watch->row = row;
			return look_of_state(snapshot->sessions[row].state);
		}
	}
	return look_of_nothing();
}

static struct look look_at_condition(
	const struct watch *watch, const struct snapshot *snapshot, const struct summary *totals)
{
	static const char *const words[] = {
		[PREDICATE_FALSE] = "false",
		[PREDICATE_UNKNOWN] = "unknown",
		[PREDICATE_TRUE] = "true",
	};
	enum predicate_result result =
		condition_evaluate(watch->condition, totals, snapshot_knows_never_polled(snapshot));

	return (struct look){(int)result, words[result], result == PREDICATE_FALSE};
}

static struct look look_at(
	struct watch *watch, const struct snapshot *snapshot, const struct summary *totals)
{
	switch (watch->kind) {
	case WATCH_SESSION:
		return look_at_session(watch, snapshot);
	case WATCH_SERVICE:
		return look_at_service(watch, snapshot);
	case WATCH_CONDITION:
		return look_at_condition(watch, snapshot, totals);
	case WATCH_FINDING:
		break;
	}
	return look_of_nothing();
}

static const struct finding *find_finding(const struct snapshot *snapshot, uint64_t number)
{
	const struct findings *findings = snapshot->findings;

	for (size_t i = 0; findings && i < findings->count; i++) {
		if (findings->list[i].number == number) {
			return &findings->list[i];
		}
	}
	return NULL;
}

/* --- Messages ------------------------------------------------------------------------------- */

/* "slack/u-12 is on time again, was critical for over 4m". */
static bool put_look(
	struct watch *watch, const struct look *now, int64_t now_ms, struct buf *message)
{
	char duration[DURATION_SIZE];

	if (now->state == watch->look.state) {
		return false;
	}
	format_rounded_long_age(now_ms - watch->since_ms, duration);
	buf_printf(message, "%s is %s%s, was %s for %s%s", watch->name, now->word,
		now->is_usual ? " again" : "", watch->look.word,
		watch->is_since_start ? "over " : "", duration);
	watch->look = *now;
	watch->since_ms = now_ms;
	watch->is_since_start = false;
	return true;
}

/* What has happened to a finding: it has doubled, it recovers, it is over. */
static bool put_finding(
	struct watch *watch, const struct snapshot *snapshot, bool *is_over, struct buf *message)
{
	const struct finding *now = find_finding(snapshot, watch->finding);
	enum finding_outlook before = watch->outlook;

	*is_over = !now || finding_is_over(now);
	if (!now) {
		buf_printf(message, "%s: no longer listed", watch->name);
		return true;
	}
	watch->outlook = now->outlook;
	if (!*is_over && watch->size > 0 && now->members / 2 >= watch->size) {
		buf_printf(message, "%s: grew from %u to %u sessions", watch->name, watch->size,
			now->members);
		watch->size = now->members;
		return true;
	}
	if (!*is_over && (now->outlook != OUTLOOK_RECOVERING || before == OUTLOOK_RECOVERING)) {
		return false;
	}
	buf_printf(message, "%s: ", watch->name);
	finding_put_outlook(message, snapshot, now);
	return true;
}

static void free_watch(struct watch *watch)
{
	free(watch->service);
	free(watch->user_id);
	free(watch->condition);
}

static void remove_at(struct watches *watches, size_t at)
{
	free_watch(&watches->list[at]);
	watches->count--;
	memmove(&watches->list[at], &watches->list[at + 1],
		(watches->count - at) * sizeof(*watches->list));
}

static bool is_conclusive(const struct snapshot *snapshot)
{
	return snapshot->status.is_complete &&
	       !(snapshot->findings && snapshot->findings->is_partial);
}

size_t watches_update(struct watches *watches, const struct snapshot *snapshot,
	const struct summary *totals, struct buf *message)
{
	size_t events = 0;

	if (!is_conclusive(snapshot)) {
		return 0;
	}
	for (size_t i = 0; i < watches->count;) {
		struct watch *watch = &watches->list[i];
		struct buf event = {0};
		bool is_over = false, has_event;

		if (watch->kind == WATCH_FINDING) {
			has_event = put_finding(watch, snapshot, &is_over, &event);
		} else {
			struct look now = look_at(watch, snapshot, totals);

			has_event = put_look(watch, &now, snapshot->asof_ms, &event);
		}
		if (has_event && ++events <= WATCHES_NAMED) {
			buf_printf(message, "%s%s", events > 1 ? "; " : "", buf_text(&event));
		}
		buf_fini(&event);
		if (is_over) {
			remove_at(watches, i);
		} else {
			i++;
		}
	}
	return events;
}

void watches_put_list(const struct watches *watches, struct buf *out)
{
	for (size_t i = 0; i < watches->count; i++) {
		const struct watch *watch = &watches->list[i];

		buf_printf(out, "%s%s", i > 0 ? "; " : "", watch->name);
		if (watch->kind != WATCH_FINDING) {
			buf_printf(out, " (%s)", watch->look.word);
		}
	}
}

/* --- Starting and stopping ------------------------------------------------------------------ */

static bool is_of(const struct watch *watch, const struct watch_key *key)
{
	if (watch->kind != key->kind) {
		return false;
	}
	switch (key->kind) {
	case WATCH_SESSION:
		return strcmp(watch->user_id, key->id.user_id) == 0 &&
		       strcmp(watch->service, key->id.service) == 0;
	case WATCH_SERVICE:
		return strcmp(watch->service, key->id.service) == 0;
	case WATCH_FINDING:
		return watch->finding == key->finding;
	case WATCH_CONDITION:
		return strcmp(watch->condition->text, key->condition) == 0;
	}
	return false;
}

/* Its index; the count: none. */
static size_t find(const struct watches *watches, const struct watch_key *key)
{
	size_t at = 0;

	while (at < watches->count && !is_of(&watches->list[at], key)) {
		at++;
	}
	return at;
}

bool watches_has(const struct watches *watches, const struct watch_key *key)
{
	return find(watches, key) < watches->count;
}

static void set_condition(struct watch *watch, const char *text)
{
	struct predicate_error error;

	watch->condition = base_calloc(1, sizeof(*watch->condition));
	if (!condition_parse(watch->condition, text, &error)) {
		base_fatal("a watched condition that was not checked: %s", text);
	}
	text_sanitize(text, watch->name, sizeof(watch->name));
}

static void set_finding(struct watch *watch, uint64_t number, const struct snapshot *snapshot)
{
	const struct finding *finding = find_finding(snapshot, number);
	struct buf name = {0};

	watch->finding = number;
	if (finding) {
		finding_put_scope(&name, snapshot, finding);
		buf_puts(&name, ", ");
		finding_put_stable_fact(&name, snapshot, finding);
		watch->outlook = finding->outlook;
		watch->size = finding->members;
	}
	text_sanitize(buf_text(&name), watch->name, sizeof(watch->name));
	buf_fini(&name);
}

/* Each of the two names gets its share of the room. */
static void set_session(struct watch *watch, const struct session_id *id)
{
	char service[WATCH_NAME_SIZE / 2 - 1], user[WATCH_NAME_SIZE / 2];

	watch->service = base_strdup(id->service);
	watch->user_id = base_strdup(id->user_id);
	text_sanitize(id->service, service, sizeof(service));
	text_sanitize(id->user_id, user, sizeof(user));
	snprintf(watch->name, sizeof(watch->name), "%s/%s", service, user);
}

static struct watch make(const struct watch_key *key, const struct snapshot *snapshot)
{
	struct watch watch = {.kind = key->kind, .is_since_start = true};

	switch (key->kind) {
	case WATCH_SESSION:
		set_session(&watch, &key->id);
		break;
	case WATCH_SERVICE:
		watch.service = base_strdup(key->id.service);
		text_sanitize(key->id.service, watch.name, sizeof(watch.name));
		break;
	case WATCH_FINDING:
		set_finding(&watch, key->finding, snapshot);
		break;
	case WATCH_CONDITION:
		set_condition(&watch, key->condition);
		break;
	}
	return watch;
}

bool watches_toggle(struct watches *watches, const struct watch_key *key,
	const struct snapshot *snapshot, const struct summary *totals, char name[WATCH_NAME_SIZE])
{
	size_t at = find(watches, key);

	if (at < watches->count) {
		memcpy(name, watches->list[at].name, WATCH_NAME_SIZE);
		remove_at(watches, at);
		return false;
	}
	struct watch watch = make(key, snapshot);

	watch.look = look_at(&watch, snapshot, totals);
	watch.since_ms = snapshot->asof_ms;
	watches->list = base_grow(
		watches->list, watches->count, &watches->capacity, sizeof(*watches->list));
	watches->list[watches->count++] = watch;
	memcpy(name, watch.name, WATCH_NAME_SIZE);
	return true;
}

void watches_clear(struct watches *watches)
{
	for (size_t i = 0; i < watches->count; i++) {
		free_watch(&watches->list[i]);
	}
	free(watches->list);
	*watches = (struct watches){0};
}
