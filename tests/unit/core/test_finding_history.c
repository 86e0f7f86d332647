/* SPDX-License-Identifier: MIT */
/* Findings from refresh to refresh, whatever the classification says about each of them. */
#include "diagnosis/finding_history.h"

#include "diagnosis.h"
#include "diagnosis/finding_trace.h"
#include "fleet/chance.h"
#include "model/snapshot_memory.h"
#include "summary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define START_MS  INT64_C(1790070432000)
#define SECOND_MS INT64_C(1000)
#define SESSIONS  60
#define SERVICES  4

/* A fleet of SESSIONS sessions, those of one service one after the other, and what is said of it.
 */
struct play {
	struct settings settings;
	struct session sessions[SESSIONS];
	struct service_summary services[SERVICES];
	struct snapshot snapshot;
	struct diagnosis *diagnosis;
	struct finding_list list;
	/* those of the last refresh; and what was remembered of it */
	struct findings *findings, *remembered;
};

static int begin_play(void **state)
{
	static const char *const names[SERVICES] = {"slack", "gmail", "github", "notion"};
	static char users[SESSIONS][8];
	struct play *play = base_calloc(1, sizeof(*play));

	play->settings.limits = (struct session_thresholds)SESSION_THRESHOLDS_DEFAULT;
	for (uint32_t i = 0; i < SESSIONS; i++) {
		snprintf(users[i], sizeof(users[i]), "u-%u", i);
		play->sessions[i] = (struct session){.user_id = users[i],
			.service = i * SERVICES / SESSIONS,
			.interval_ms = 20000,
			.active = ACTIVE_ON,
			.state = STATE_LATE};
	}
	for (size_t i = 0; i < SERVICES; i++) {
		play->services[i] =
			(struct service_summary){.name = names[i], .usual_delay_ms = -1};
	}
	play->snapshot = (struct snapshot){.asof_ms = START_MS,
		.sessions = play->sessions,
		.sessions_count = SESSIONS,
		.services = play->services,
		.services_count = SERVICES,
		.status = {.is_complete = true, .reconciled_mono_ms = -1}};
	summary_fill(play->sessions, SESSIONS, play->services, SERVICES, &play->snapshot.totals);
	play->diagnosis = diagnosis_new(&play->snapshot, &play->settings);
	play->snapshot.diagnosis = play->diagnosis;
	*state = play;
	return 0;
}

static int end_play(void **state)
{
	struct play *play = *state;

	free(play->list.list);
	free(play->list.rows);
	findings_free(play->findings);
	findings_free(play->remembered);
	diagnosis_free(play->diagnosis);
	free(play);
	return 0;
}

/* --- What the snapshot shows ----------------------------------------------------------------- */

/* The list of the next snapshot. */
static struct finding_list *list_of(struct play *play)
{
	if (play->list.count == 0) {
		play->list.number = play->remembered ? play->remembered->number : 0;
	}
	return &play->list;
}

/* Shows a finding with the sessions from that row on. The caller may change it. */
static struct finding *show(
	struct play *play, enum finding_kind kind, uint32_t service, uint32_t first, uint32_t count)
{
	struct finding finding = finding_list_blank();

	struct finding_list *list = list_of(play);

	finding.kind = kind;
	finding.service = service;
	for (uint32_t i = 0; i < count; i++) {
		finding_list_add_row(list, &finding, first + i);
	}
	finding_list_add(list, &play->snapshot, &finding);
	return &list->list[list->count - 1];
}

static struct finding *show_cohort(struct play *play, uint32_t service, uint32_t first,
	uint32_t count, int64_t after_s, int64_t before_s)
{
	struct finding *finding = show(play, FINDING_COHORT_STOPPED, service, first, count);

	finding->began_after_ms = START_MS + after_s * SECOND_MS;
	finding->began_before_ms = START_MS + before_s * SECOND_MS;
	return finding;
}

/* Ends a snapshot as of that second. */
static const struct findings *at(struct play *play, int64_t second)
{
	struct findings *before = play->remembered;

	findings_free(play->findings);
	play->snapshot.asof_ms = START_MS + second * SECOND_MS;
	finding_history_apply(&play->list, &play->snapshot, before);
	play->findings = finding_list_pack(&play->list, &play->snapshot);
	finding_history_note_read(play->findings, &play->snapshot);
	play->snapshot.findings = play->findings;
	play->remembered = finding_trace_remember(&play->snapshot, before);
	findings_free(before);
	return play->findings;
}

static const struct finding *only(const struct findings *findings)
{
	assert_int_equal(findings->count, 1);
	return &findings->list[0];
}

static void assert_s(int64_t time_ms, int64_t second)
{
	assert_int_equal(time_ms, START_MS + second * SECOND_MS);
}

/* --- Tests ----------------------------------------------------------------------------------- */

static void test_stays_the_same(void **state)
{
	struct play *play = *state;

	at(play, 0);
	show(play, FINDING_PROVIDER_FAILING, 0, 0, 3);
	struct finding first = *only(at(play, 5));

	assert_int_not_equal(first.number, 0);
	assert_s(first.found_ms, 5);
	assert_s(first.began_after_ms, 0);
	assert_s(first.began_before_ms, 5);
	show(play, FINDING_PROVIDER_FAILING, 0, 1, 9);
	at(play, 10);
	/* Even if all of its sessions are others. */
	show(play, FINDING_PROVIDER_FAILING, 0, 10, 4);
	const struct finding *finding = only(at(play, 15));

	assert_int_equal(finding->number, first.number);
	assert_s(finding->found_ms, 5);
	assert_s(finding->began_after_ms, 0);
	assert_s(finding->began_before_ms, 5);
	assert_int_equal(finding->peak, 9);
	assert_s(finding->peak_ms, 10);
	assert_int_equal(finding->members, 4);
	assert_int_equal(finding->flaps, 0);
}

/* What is there at the first look began before it, nobody knows when. */
static void test_first_look(void **state)
{
	struct play *play = *state;

	show(play, FINDING_PROVIDER_FAILING, 0, 0, 3);
	const struct finding *finding = only(at(play, 0));

	assert_int_equal(finding->began_after_ms, SESSION_NO_TIME);
	assert_s(finding->began_before_ms, 0);
	assert_int_equal(finding->outlook, OUTLOOK_UNKNOWN);
	/* Nor what is there after a refresh that did not read everything. */
	play->snapshot.status.is_complete = false;
	show(play, FINDING_PROVIDER_FAILING, 0, 0, 3);
	at(play, 5);
	play->snapshot.status.is_complete = true;
	show(play, FINDING_PROVIDER_FAILING, 0, 0, 3);
	show(play, FINDING_PROVIDER_FAILING, 1, 20, 2);
	finding = &at(play, 10)->list[1];
	assert_int_equal(finding->service, 1);
	assert_int_equal(finding->began_after_ms, SESSION_NO_TIME);
}

static void test_over(void **state)
{
	struct play *play = *state;

	show_cohort(play, 0, 0, 6, -60, -50);
	uint64_t number = only(at(play, 0))->number;

	show_cohort(play, 0, 0, 2, -60, -50);
	at(play, 5);
	/* The first refresh without it proves nothing: it stays, without members. */
	const struct findings *findings = at(play, 10);
	const struct finding *finding = only(findings);

	assert_int_equal(findings->current, 1);
	assert_int_equal(finding->number, number);
	assert_int_equal(finding->members, 0);
	assert_int_equal(finding->late, 0);
	assert_false(finding_is_over(finding));
	findings = at(play, 15);
	finding = only(findings);
	assert_int_equal(findings->current, 0);
	assert_int_equal(finding->number, number);
	assert_s(finding->ended_ms, 10);
	assert_s(finding->began_after_ms, -60);
	assert_int_equal(finding->peak, 6);
	assert_s(finding->peak_ms, 0);
	assert_int_equal(finding->outlook, OUTLOOK_OVER);
	/* It stays listed for 15 minutes. */
	assert_int_equal(at(play, 10 + 15 * 60 - 1)->count, 1);
	assert_int_equal(at(play, 10 + 15 * 60)->count, 0);
}

/* A snapshot from before its service was known cannot name it, as when a replay goes back. */
static void test_unknown_service(void **state)
{
	struct play *play = *state;

	show(play, FINDING_PROVIDER_FAILING, SERVICES - 1, 45, 3);
	at(play, 0);
	play->snapshot.services_count = 0;
	assert_int_equal(at(play, 5)->count, 0);
}

static void test_flaps(void **state)
{
	struct play *play = *state;

	show_cohort(play, 0, 0, 6, -60, -50);
	uint64_t number = only(at(play, 0))->number;

	at(play, 5);
	show_cohort(play, 0, 0, 6, -60, -50);
	assert_int_equal(only(at(play, 10))->flaps, 1);
	at(play, 15);
	at(play, 20);
	assert_true(finding_is_over(only(at(play, 25))));
	/* It comes back ten minutes later. */
	show_cohort(play, 0, 0, 6, -60, -50);
	const struct finding *finding = only(at(play, 625));

	assert_int_equal(finding->number, number);
	assert_int_equal(finding->flaps, 2);
	assert_false(finding_is_over(finding));
	assert_int_equal(finding->missed, 0);
}

/* Snapshots of the same refresh are neither samples nor misses. */
static void test_same_refresh(void **state)
{
	struct play *play = *state;

	show_cohort(play, 0, 0, 6, -60, -50);
	at(play, 0);
	for (int i = 0; i < 10; i++) {
		show_cohort(play, 0, 0, 6, -60, -50);
		at(play, 5);
	}
	assert_int_equal(only(play->findings)->samples_count, 2);
	assert_int_equal(only(play->findings)->outlook, OUTLOOK_UNKNOWN);
	for (int i = 0; i < 10; i++) {
		at(play, 5);
	}
	assert_int_equal(only(play->findings)->missed, 0);
	for (int i = 0; i < 10; i++) {
		at(play, 10);
	}
	assert_int_equal(only(play->findings)->missed, 1);
	assert_int_equal(only(play->findings)->samples_count, 2);
}

/* Reads that failed, were throttled or are incomplete do not show that it is over. */
static void test_blind(void **state)
{
	struct play *play = *state;
	struct poll_status *status = &play->snapshot.status;

	show_cohort(play, 0, 0, 6, -60, -50);
	at(play, 0);
	status->is_complete = false;
	for (int i = 1; i < 10; i++) {
		assert_int_equal(at(play, 5 * i)->current, 1);
	}
	status->is_complete = status->is_throttled = true;
	for (int i = 10; i < 20; i++) {
		assert_int_equal(at(play, 5 * i)->current, 1);
	}
	status->is_throttled = false;
	assert_int_equal(at(play, 100)->current, 1);
	assert_int_equal(at(play, 105)->current, 0);
	assert_s(only(play->findings)->ended_ms, 100);
}

static void test_clock_set_back(void **state)
{
	struct play *play = *state;

	for (int i = 0; i < 5; i++) {
		show_cohort(play, 0, 0, 6, -60, -50);
		at(play, 5 * i);
	}
	show_cohort(play, 0, 0, 6, -60, -50);
	const struct finding *finding = only(at(play, -3600));

	assert_int_equal(finding->number, 1);
	assert_int_equal(finding->samples_count, 1);
	assert_int_equal(finding->outlook, OUTLOOK_UNKNOWN);
	at(play, -3595);
	at(play, -3590);
	assert_s(only(play->findings)->ended_ms, -3595);
	at(play, -7200);
	assert_s(only(play->findings)->ended_ms, -7200);
}

/* --- Which is which -------------------------------------------------------------------------- */

static void test_two_cohorts(void **state)
{
	struct play *play = *state;

	show_cohort(play, 0, 0, 6, -600, -590);
	uint64_t first = only(at(play, 0))->number;

	show_cohort(play, 0, 6, 5, -60, -50);
	show_cohort(play, 0, 0, 6, -600, -590);
	const struct findings *findings = at(play, 5);

	assert_int_equal(findings->count, 2);
	assert_int_equal(findings->list[0].number, first);
	assert_int_not_equal(findings->list[1].number, first);
	/* Other sessions of the same instant are the same incident. */
	show_cohort(play, 0, 12, 1, -598, -595);
	show_cohort(play, 0, 6, 5, -60, -50);
	findings = at(play, 10);
	assert_int_equal(findings->count, 2);
	assert_int_equal(findings->list[1].number, first);
	/* The bracket of a cohort only becomes narrower. */
	assert_s(findings->list[1].began_after_ms, -598);
	show_cohort(play, 0, 0, 2, -602, -590);
	show_cohort(play, 0, 6, 5, -60, -50);
	findings = at(play, 15);
	assert_int_equal(findings->list[1].number, first);
	assert_s(findings->list[1].began_after_ms, -598);
	assert_s(findings->list[1].began_before_ms, -595);
}

/* The finding with that many members. */
static const struct finding *of_size(const struct findings *findings, uint32_t members)
{
	for (size_t i = 0; i < findings->count; i++) {
		if (findings->list[i].members == members) {
			return &findings->list[i];
		}
	}
	fail_msg("no finding has %u members", members);
	return NULL;
}

static void test_stops_again(void **state)
{
	struct play *play = *state;

	show_cohort(play, 0, 0, 14, -60, -50);
	uint64_t first = only(at(play, 0))->number;

	at(play, 5);
	show_cohort(play, 0, 2, 8, 1, 9);
	const struct finding *again = only(at(play, 10));

	assert_int_equal(again->number, first);
	assert_int_equal(again->flaps, 1);
	assert_true(again->events & FINDING_EVENT_BACK);
	assert_s(again->began_after_ms, 1);
	/* Once more, although one of the second time is left. */
	show_cohort(play, 0, 2, 1, 1, 9);
	at(play, 15);
	show_cohort(play, 0, 2, 1, 1, 9);
	show_cohort(play, 0, 3, 7, 16, 19);
	const struct findings *findings = at(play, 20);

	assert_int_equal(findings->count, 2);
	assert_int_equal(of_size(findings, 1)->number, first);
	assert_int_equal(of_size(findings, 7)->flaps, 2);
	/* When it is gone, there is one incident, not one that is over and one that is not. */
	show_cohort(play, 0, 3, 7, 16, 19);
	assert_int_equal(only(at(play, 25))->flaps, 2);
}

/* Others of the service that stop are another incident. */
static void test_others_stop(void **state)
{
	struct play *play = *state;

	show_cohort(play, 0, 0, 7, -60, -50);
	uint64_t first = only(at(play, 0))->number;

	at(play, 5);
	at(play, 10);
	show_cohort(play, 0, 5, 7, 11, 14);
	const struct finding *others = of_size(at(play, 15), 7);

	assert_int_not_equal(others->number, first);
	assert_int_equal(others->flaps, 0);
}

/* Behind at different times; then most turn out to be a cohort; then of several services. */
static void test_kind_and_scope_change(void **state)
{
	struct play *play = *state;

	show(play, FINDING_SERVICE_LATE, 0, 0, 8)->is_young = true;
	uint64_t number = only(at(play, 0))->number;

	assert_false(only(play->findings)->is_announced);
	show_cohort(play, 0, 1, 10, -60, -50);
	const struct finding *finding = only(at(play, 5));

	assert_int_equal(finding->number, number);
	assert_int_equal(finding->kind, FINDING_COHORT_STOPPED);
	assert_s(finding->began_after_ms, -60);
	assert_true(finding->is_announced);
	show_cohort(play, FINDING_NO_SERVICE, 1, 40, -60, -50);
	assert_int_equal(only(at(play, 10))->number, number);
	/* They are polled again, with errors: that is another incident, and the first one ends. */
	show(play, FINDING_PROVIDER_FAILING, 0, 1, 40);
	const struct findings *findings = at(play, 15);

	assert_int_equal(findings->count, 2);
	assert_int_not_equal(findings->list[0].number, number);
	assert_int_equal(findings->list[1].number, number);
	assert_int_equal(findings->list[1].members, 0);
}

/* One session of each service is behind; then it is seen that they are of one user. */
static void test_one_cause_one_finding(void **state)
{
	struct play *play = *state;

	show(play, FINDING_SERVICE_LATE, 0, 0, 1);
	show(play, FINDING_SERVICE_LATE, 1, 15, 1);
	show(play, FINDING_SERVICE_LATE, 2, 30, 1);
	assert_int_equal(at(play, 0)->count, 3);
	struct finding user = finding_list_blank();

	user.kind = FINDING_USER_BEHIND;
	user.user_id = "u-7";
	for (uint32_t i = 0; i < 3; i++) {
		finding_list_add_row(list_of(play), &user, 15 * i);
	}
	finding_list_add(list_of(play), &play->snapshot, &user);
	const struct findings *findings = at(play, 5);

	assert_int_equal(only(findings)->number, 1);
	assert_string_equal(only(findings)->user_id, "u-7");
	/* It is remembered by name. */
	at(play, 10);
	assert_string_equal(only(play->findings)->user_id, "u-7");
	at(play, 15);
	assert_string_equal(only(play->findings)->user_id, "u-7");
	assert_true(finding_is_over(only(play->findings)));
}

/* Half of it is another incident now: what is left is still the old one. */
static void test_split(void **state)
{
	struct play *play = *state;

	show(play, FINDING_SERVICE_LATE, 0, 0, 10);
	at(play, 0);
	show_cohort(play, 0, 0, 4, -60, -50);
	show(play, FINDING_SERVICE_LATE, 0, 4, 6);
	const struct findings *findings = at(play, 5);

	assert_int_equal(findings->count, 2);
	assert_int_equal(findings->list[0].kind, FINDING_SERVICE_LATE);
	assert_int_equal(findings->list[0].number, 1);
	assert_int_equal(findings->list[1].number, 2);
}

/* A pause is not a recovery, a poll is; a session at a place that was another's is neither. */
static void test_paused(void **state)
{
	struct play *play = *state;

	for (int i = 0; i < 3; i++) {
		show_cohort(play, 0, 0, 8, -60, -50);
		at(play, 5 * i);
	}
	play->sessions[0].active = play->sessions[1].active = ACTIVE_OFF;
	play->sessions[3].active = ACTIVE_OFF;
	play->sessions[3].user_id = "another";
	for (int i = 3; i < 8; i++) {
		show_cohort(play, 0, 4, 4, -60, -50);
		at(play, 5 * i);
	}
	assert_int_equal(only(play->findings)->paused, 2);
	assert_int_equal(only(play->findings)->samples[3].members, 6);
	/* It is over when nothing is left of it, but it is said why. */
	at(play, 40);
	at(play, 45);
	assert_true(finding_is_over(only(play->findings)));
	assert_int_equal(only(play->findings)->paused, 2);
	play->sessions[1].active = ACTIVE_ON;
	at(play, 50);
	assert_int_equal(only(play->findings)->paused, 1);
}

static void test_pause_is_stalled(void **state)
{
	struct play *play = *state;

	for (uint32_t i = 0; i < 8; i++) {
		show_cohort(play, 0, i, 12 - i, -60, -50);
		at(play, 5 * i);
		play->sessions[i].active = ACTIVE_OFF;
	}
	assert_int_equal(only(play->findings)->outlook, OUTLOOK_STALLED);
}

static void test_mass_pauses(void **state)
{
	struct play *play = *state;

	show(play, FINDING_MASS_PAUSE, FINDING_NO_SERVICE, 0, 20)->began_before_ms = START_MS;
	play->list.list[0].began_after_ms = START_MS - 5000;
	at(play, 0);
	show(play, FINDING_MASS_PAUSE, FINDING_NO_SERVICE, 0, 20)->began_before_ms = START_MS;
	play->list.list[0].began_after_ms = START_MS - 5000;
	show(play, FINDING_MASS_PAUSE, FINDING_NO_SERVICE, 20, 12)->began_before_ms =
		START_MS + 180000;
	play->list.list[1].began_after_ms = START_MS + 175000;
	const struct findings *findings = at(play, 180);

	assert_int_equal(findings->count, 2);
	assert_int_equal(findings->list[0].number, 1);
	assert_int_equal(findings->list[1].number, 2);
	assert_int_equal(findings->list[0].outlook, OUTLOOK_UNKNOWN);
}

/* --- Any sequence ---------------------------------------------------------------------------- */

/* What must be true of one incident, which is either there or not; all zero if it is forgotten. */
struct truth {
	uint64_t number;
	/* the first miss */
	int64_t missed_s;
	uint32_t members, peak, misses;
	bool is_known;
};

static const struct finding *find(const struct findings *findings, uint32_t service)
{
	const struct finding *found = NULL;

	for (size_t i = 0; i < findings->count; i++) {
		if (findings->list[i].service == service) {
			assert_null(found);
			found = &findings->list[i];
		}
	}
	return found;
}

static void step(struct truth *truth, uint32_t members, int64_t second, bool is_proof)
{
	if (truth->misses >= 2 && second - truth->missed_s >= FINDING_OVER_MS / SECOND_MS &&
		members == 0) {
		*truth = (struct truth){0};
	}
	truth->members = members;
	truth->peak = members > truth->peak ? members : truth->peak;
	if (members > 0) {
		truth->is_known = true;
		truth->misses = 0;
	} else if (truth->is_known && is_proof) {
		truth->missed_s = truth->misses++ == 0 ? second : truth->missed_s;
	}
}

static void check(struct truth *truth, const struct findings *findings, uint32_t service)
{
	const struct finding *finding = find(findings, service);

	if (!truth->is_known) {
		assert_null(finding);
		return;
	}
	assert_non_null(finding);
	assert_int_equal(finding_is_over(finding), truth->misses >= 2);
	assert_int_equal(finding->members, truth->members);
	assert_int_equal(finding->peak, truth->peak);
	assert_true(truth->number == 0 || finding->number == truth->number);
	assert_int_equal(
		(size_t)(finding - findings->list) < findings->current, !finding_is_over(finding));
	truth->number = finding->number;
}

static void assert_unique(const struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		assert_in_range(findings->list[i].number, 1, findings->number);
		for (size_t k = 0; k < i; k++) {
			assert_int_not_equal(findings->list[i].number, findings->list[k].number);
		}
	}
}

/* One incident a service, which comes and goes; reads fail, and snapshots repeat. */
static void test_any_sequence(void **state)
{
	struct play *play = *state;
	struct chance chance = {3};
	struct truth truths[SERVICES] = {0};
	int64_t second = 0;

	for (int i = 0; i < 20000; i++) {
		bool is_complete = chance_of(&chance, 0.8), is_same = chance_of(&chance, 0.2);

		second += is_same                    ? 0
			  : chance_of(&chance, 0.01) ? 1000
						     : 1 + (int64_t)chance_below(&chance, 60);
		play->snapshot.status.is_complete = is_complete;
		for (uint32_t k = 0; k < SERVICES; k++) {
			uint32_t most = SESSIONS / SERVICES, members = 0;

			if (chance_of(&chance, truths[k].members > 0 ? 0.8 : 0.1)) {
				members = 1 + (uint32_t)chance_below(&chance, most);
				show(play, FINDING_PROVIDER_FAILING, k, k * most, members);
			}
			step(&truths[k], members, second, is_complete && !is_same);
		}
		const struct findings *findings = at(play, second);

		assert_unique(findings);
		for (uint32_t k = 0; k < SERVICES; k++) {
			check(&truths[k], findings, k);
		}
	}
}

#define PLAY_TEST(function) cmocka_unit_test_setup_teardown(function, begin_play, end_play)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLAY_TEST(test_stays_the_same),
		PLAY_TEST(test_first_look),
		PLAY_TEST(test_over),
		PLAY_TEST(test_unknown_service),
		PLAY_TEST(test_flaps),
		PLAY_TEST(test_same_refresh),
		PLAY_TEST(test_blind),
		PLAY_TEST(test_clock_set_back),
		PLAY_TEST(test_two_cohorts),
		PLAY_TEST(test_stops_again),
		PLAY_TEST(test_others_stop),
		PLAY_TEST(test_kind_and_scope_change),
		PLAY_TEST(test_one_cause_one_finding),
		PLAY_TEST(test_split),
		PLAY_TEST(test_paused),
		PLAY_TEST(test_pause_is_stalled),
		PLAY_TEST(test_mass_pauses),
		PLAY_TEST(test_any_sequence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
