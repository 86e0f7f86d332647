/* SPDX-License-Identifier: MIT */
#include "fleet/scenario.h"

#include "base.h"
#include "duration.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND_MS INT64_C(1000)
#define DAY_MS    (86400 * SECOND_MS)
/* Every session has polled for some time before the start. */
#define HISTORY_MS (3600 * SECOND_MS)

static PRINTF_LIKE(3, 4) _Noreturn void refuse(
	const struct scenario *scenario, int number, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s:%d: ", scenario->path, number);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

/* --- Reading -------------------------------------------------------------------------------- */

static int64_t time_of(const struct scenario *scenario, int number, const char *text)
{
	int64_t time_ms;

	if (!text || !duration_parse(text, &time_ms)) {
		refuse(scenario, number, "%s is not a time", text ? text : "nothing");
	}
	return time_ms;
}

static void add_service(struct scenario *scenario, const struct scenario_line *line)
{
	int64_t intervals_ms[8];
	size_t intervals = 0;

	if (line->words_count != 3) {
		refuse(scenario, line->number, "service NAME COUNT INTERVAL[,INTERVAL]...");
	}
	char *name = base_strdup(line->words[0]), *next = line->words[2];
	size_t count = (size_t)atoi(line->words[1]);

	for (char *word; (word = strsep(&next, ",")) && intervals < ARRAY_LEN(intervals_ms);) {
		intervals_ms[intervals++] = time_of(scenario, line->number, word);
	}
	if (intervals == 0) {
		refuse(scenario, line->number, "no interval");
	}
	scenario->services[scenario->services_count++] = name;
	scenario->sessions = base_realloc(
		scenario->sessions, scenario->sessions_count + count, sizeof(*scenario->sessions));
	for (size_t i = 0; i < count; i++) {
		struct scenario_session *session = &scenario->sessions[scenario->sessions_count++];

		*session = (struct scenario_session){.service = name,
			.interval_ms = intervals_ms[i % intervals],
			.created_ms = -30 * DAY_MS,
			.is_active = true,
			.is_dirty = true,
			.pace = 1};
		if (scenario->users > 0) {
			snprintf(session->user_id, sizeof(session->user_id), "u-%zu",
				i % scenario->users);
		} else {
			snprintf(session->user_id, sizeof(session->user_id), "%.12s-%zu", name, i);
		}
		session->next_ms = -HISTORY_MS + (int64_t)chance_below(&scenario->chance,
							 (uint64_t)session->interval_ms);
	}
}

/* True if the line was a setting. */
static bool take_setting(struct scenario *scenario, const struct scenario_line *line)
{
	const struct {
		const char *verb;
		int64_t *time_ms;
	} times[] = {{"jitter", &scenario->jitter_ms}, {"refresh", &scenario->refresh_ms},
		{"grace", &scenario->grace_ms}, {"end", &scenario->end_ms}};

	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		if (strcmp(line->verb, times[i].verb) == 0) {
			*times[i].time_ms = time_of(scenario, line->number, line->words[0]);
			return true;
		}
	}
	if (strcmp(line->verb, "users") == 0) {
		scenario->users = (size_t)atoi(line->words[0]);
		return true;
	}
	if (strcmp(line->verb, "skip") == 0) {
		scenario->skip = (uint64_t)atoi(line->words[0]);
		return true;
	}
	if (strcmp(line->verb, "wire") == 0) {
		scenario->is_for_wire = true;
		return true;
	}
	if (strcmp(line->verb, "service") == 0) {
		add_service(scenario, line);
		return true;
	}
	return false;
}

static const char *const checks[] = {"see", "not", "say", "well", "unwell"};

static bool is_check(const char *verb)
{
	for (size_t i = 0; i < ARRAY_LEN(checks); i++) {
		if (strcmp(verb, checks[i]) == 0) {
			return true;
		}
	}
	return false;
}

/* Cuts a text into words; returns it as it was. */
static void split(struct scenario_line *line, char *text)
{
	line->text = base_strdup(text);
	for (char *word; (word = strsep(&text, " \t"));) {
		if (*word && line->words_count < ARRAY_LEN(line->words)) {
			line->words[line->words_count++] = base_strdup(word);
		}
	}
}

static void free_line(struct scenario_line *line)
{
	for (size_t i = 0; i < line->words_count; i++) {
		free(line->words[i]);
	}
	free(line->text);
	free(line->verb);
}

static char *take_word(char **text)
{
	char *word = *text + strspn(*text, " \t");

	*text = word + strcspn(word, " \t");
	if (**text) {
		*(*text)++ = '\0';
	}
	*text += strspn(*text, " \t");
	return word;
}

static void add_line(struct scenario *scenario, int number, char *text)
{
	struct scenario_line line = {.number = number};

	line.verb = base_strdup(take_word(&text));
	if (strcmp(line.verb, "at") == 0) {
		line.from_ms = time_of(scenario, number, take_word(&text));
	} else if (is_check(line.verb)) {
		line.from_ms = time_of(scenario, number, take_word(&text));
		line.to_ms = time_of(scenario, number, take_word(&text));
	}
	split(&line, text);
	if (take_setting(scenario, &line)) {
		free_line(&line);
		return;
	}
	if (strcmp(line.verb, "at") != 0 && !is_check(line.verb)) {
		refuse(scenario, number, "no such line: %s", line.verb);
	}
	scenario->lines =
		base_realloc(scenario->lines, scenario->lines_count + 1, sizeof(*scenario->lines));
	scenario->lines[scenario->lines_count++] = line;
}

void scenario_load(struct scenario *scenario, const char *path)
{
	FILE *file = fopen(path, "r");
	char text[400];

	*scenario = (struct scenario){.path = path,
		.start_ms = SCENARIO_START_MS,
		.refresh_ms = 5 * SECOND_MS,
		.grace_ms = 30 * SECOND_MS,
		.blind_until_ms = INT64_MIN,
		.throttled_until_ms = INT64_MIN,
		.chance = {.state = 7}};
	if (!file) {
		refuse(scenario, 0, "cannot be opened");
	}
	for (int number = 1; fgets(text, sizeof(text), file); number++) {
		text[strcspn(text, "\n")] = '\0';
		if (*text && *text != '#') {
			add_line(scenario, number, text);
		}
	}
	fclose(file);
}

void scenario_free(struct scenario *scenario)
{
	for (size_t i = 0; i < scenario->lines_count; i++) {
		free_line(&scenario->lines[i]);
	}
	for (size_t i = 0; i < scenario->services_count; i++) {
		free(scenario->services[i]);
	}
	free(scenario->lines);
	free(scenario->sessions);
}

/* --- Events --------------------------------------------------------------------------------- */

/* What an event concerns: "slack", "user:u-3" or "all". */
static bool is_meant(const struct scenario_session *session, const char *who)
{
	if (strncmp(who, "user:", 5) == 0) {
		return strcmp(session->user_id, who + 5) == 0;
	}
	return strcmp(who, "all") == 0 || strcmp(session->service, who) == 0;
}

static void stop(struct scenario_session *session, const char *argument)
{
	(void)argument;
	session->is_stopped = true;
}

static void start(struct scenario_session *session, const char *argument)
{
	(void)argument;
	session->is_stopped = false;
}

static void begin_failing(struct scenario_session *session, const char *argument)
{
	(void)argument;
	session->is_failing = true;
}

static void heal(struct scenario_session *session, const char *argument)
{
	(void)argument;
	session->is_failing = false;
}

static void set_pace(struct scenario_session *session, const char *argument)
{
	session->pace = atof(argument);
}

static void pause_session(struct scenario_session *session, const char *argument)
{
	(void)argument;
	session->is_active = false;
}

static void resume(struct scenario_session *session, const char *argument)
{
	(void)argument;
	session->is_active = true;
}

static void forget(struct scenario_session *session, const char *argument)
{
	(void)argument;
	session->is_stopped = true;
	session->polled_ms = SESSION_NO_TIME;
}

static void set_clock(struct scenario_session *session, const char *argument)
{
	if (!duration_parse(argument, &session->ahead_ms)) {
		session->ahead_ms = 0;
	}
}

/* "at TIME EVENT WHO [COUNT|all [ARGUMENT]]": the first COUNT that can have it. */
static const struct {
	const char *name;
	void (*happen)(struct scenario_session *session, const char *argument);
	/* it can only happen to sessions that are untroubled */
	bool needs_untroubled;
} events[] = {
	/* no longer polled; polled again */
	{"stop", stop, true},
	{"start", start, false},
	/* each poll adds an error; they are reset */
	{"fail", begin_failing, true},
	{"heal", heal, false},
	/* ARGUMENT: polled at that multiple of the interval */
	{"slow", set_pace, false},
	/* by someone else */
	{"pause", pause_session, false},
	{"resume", resume, false},
	/* never polled since it was created; at 0s only */
	{"never", forget, true},
	/* ARGUMENT: how far the writer's clock is ahead */
	{"clock", set_clock, true},
};

static bool is_untroubled(const struct scenario_session *session)
{
	return session->is_active && !session->is_stopped && !session->is_failing &&
	       session->pace == 1 && session->ahead_ms == 0;
}

static void note_stop(struct scenario *scenario, const struct scenario_line *line)
{
	if (scenario->stops_count == ARRAY_LEN(scenario->stops)) {
		refuse(scenario, line->number, "too many stops");
	}
	scenario->stops[scenario->stops_count].at_ms = line->from_ms;
	scenario->stops[scenario->stops_count++].service = NULL;
	for (size_t i = 0; i < scenario->services_count; i++) {
		if (strcmp(scenario->services[i], line->words[1]) == 0) {
			scenario->stops[scenario->stops_count - 1].service = scenario->services[i];
		}
	}
}

static void happen(struct scenario *scenario, const struct scenario_line *line)
{
	const char *event = line->words[0];
	size_t left = SIZE_MAX, done = 0;

	if (strcmp(event, "blind") == 0 || strcmp(event, "throttled") == 0) {
		int64_t *until_ms =
			*event == 'b' ? &scenario->blind_until_ms : &scenario->throttled_until_ms;

		*until_ms = line->from_ms + time_of(scenario, line->number, line->words[1]);
		return;
	}
	if (line->words_count > 2 && strcmp(line->words[2], "all") != 0) {
		left = (size_t)atoi(line->words[2]);
	}
	if (strcmp(event, "stop") == 0) {
		note_stop(scenario, line);
	}
	for (size_t i = 0; i < ARRAY_LEN(events); i++) {
		if (strcmp(events[i].name, event) != 0) {
			continue;
		}
		for (size_t j = 0; j < scenario->sessions_count && done < left; j++) {
			struct scenario_session *session = &scenario->sessions[j];

			if (is_meant(session, line->words[1]) &&
				(!events[i].needs_untroubled || is_untroubled(session))) {
				events[i].happen(
					session, line->words_count > 3 ? line->words[3] : "");
				session->is_dirty = true;
				done++;
			}
		}
	}
	if (done == 0) {
		refuse(scenario, line->number, "%s happens to no session", event);
	}
}

/* --- Polls ---------------------------------------------------------------------------------- */

static void poll_session(struct scenario *scenario, struct scenario_session *session)
{
	int64_t every_ms = (int64_t)((double)session->interval_ms * session->pace);

	if (session->is_active && !session->is_stopped) {
		session->polled_ms = session->next_ms + session->ahead_ms;
		session->errors = session->is_failing ? session->errors + 1 : 0;
		session->is_dirty = true;
	}
	session->next_ms += every_ms;
	if (scenario->jitter_ms > 0) {
		/* The next one is due an interval after this one was made. */
		session->next_ms +=
			(int64_t)chance_below(&scenario->chance, (uint64_t)scenario->jitter_ms);
	}
	if (scenario->skip > 0 && chance_below(&scenario->chance, scenario->skip) == 0) {
		session->next_ms +=
			session->interval_ms + (int64_t)chance_below(&scenario->chance,
						       2 * (uint64_t)session->interval_ms);
	}
}

static void poll_until(struct scenario *scenario, int64_t until_ms)
{
	for (size_t i = 0; i < scenario->sessions_count; i++) {
		struct scenario_session *session = &scenario->sessions[i];

		while (session->next_ms <= until_ms) {
			poll_session(scenario, session);
		}
	}
}

void scenario_advance(struct scenario *scenario, int64_t until_ms)
{
	for (size_t i = 0; i < scenario->lines_count; i++) {
		struct scenario_line *line = &scenario->lines[i];

		/* to_ms is 1 once it has happened. */
		if (strcmp(line->verb, "at") == 0 && line->to_ms == 0 &&
			line->from_ms <= until_ms) {
			poll_until(scenario, line->from_ms);
			happen(scenario, line);
			line->to_ms = 1;
		}
	}
	poll_until(scenario, until_ms);
}

bool scenario_is_blind(const struct scenario *scenario, int64_t now_ms)
{
	return now_ms < scenario->blind_until_ms;
}

bool scenario_is_throttled(const struct scenario *scenario, int64_t now_ms)
{
	return now_ms < scenario->throttled_until_ms;
}
