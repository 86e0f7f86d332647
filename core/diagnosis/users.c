/* SPDX-License-Identifier: MIT */
/*
 * A user is the cause if all of its sessions are behind or failing, although most of each of their
 * services is not: else it is the services. Sessions that are not due yet count neither way.
 */
#include "base.h"
#include "base/hash_table.h"
#include "diagnosis.h"
#include "diagnosis/drafts.h"

#include <stdlib.h>
#include <string.h>

/* Users with a finding of their own; the others' sessions are counted by service. */
#define MOST_USERS 20

/* How many users may be named although their sessions are behind by mere chance. */
#define MOST_BY_CHANCE 0.05

/* What stopped so long before the last of a user's sessions has another cause, and does not count.
 */
#define APART_MS INT64_C(3600000)

struct user {
	/* the position of one of its suspects */
	uint32_t suspect;
	/* behind or failing; of these: overdue, stale, old or failing, in cohorts without it */
	uint32_t troubled, overdue, stale, lasting, explained;
	/* active ones; of these, untroubled, and untroubled but not due since it stopped */
	uint32_t active, well, not_due;
	int64_t not_due_until_ms;
	/* after when the last of its suspects stopped */
	int64_t last_ms;
	/* the times at which it may have stopped: the first and the last of its brackets' ends */
	struct bracket stopped;
	/* that all of them are, given the others of their services; and that all last */
	double chance, lasting_chance;
	const struct finding *before;
};

static bool is_troubled(const struct suspect *suspect)
{
	return suspect->is_overdue || suspect->is_failing;
}

static bool is_in_cohort(const struct drafts *drafts, const struct suspect *suspect)
{
	if (suspect->owner == SUSPECT_FREE) {
		return false;
	}
	return drafts->list[suspect->owner].finding.members > COHORT_MIN_SESSIONS;
}

static bool is_lasting(const struct suspect *suspect)
{
	return suspect->is_old || suspect->is_failing;
}

/* How many sessions of a service are in trouble, and how many of them for longer. */
struct load {
	uint32_t troubled, lasting;
};

static struct load *count_loads(const struct drafts *drafts)
{
	struct load *loads = base_calloc(drafts->snapshot->services_count + 1, sizeof(*loads));

	for (size_t i = 0; i < drafts->suspects.count; i++) {
		const struct suspect *suspect = &drafts->suspects.list[i];

		loads[suspect->service].troubled += is_troubled(suspect);
		loads[suspect->service].lasting += is_lasting(suspect);
	}
	return loads;
}

static void add_suspect(
	const struct drafts *drafts, struct user *user, uint32_t position, const struct load *load)
{
	const struct suspect *suspect = &drafts->suspects.list[position];
	double active = drafts->snapshot->services[suspect->service].summary.active;

	if (user->troubled == 0) {
		user->chance = 1;
		user->suspect = position;
		user->stopped = (struct bracket){INT64_MAX, INT64_MAX};
	}
	user->troubled++;
	user->explained += is_in_cohort(drafts, suspect);
	user->lasting += is_lasting(suspect);
	/* The others' share; a little more, because few sessions cannot tell it exactly. */
	user->chance *= (load->troubled - 0.9) / active + SUSPECT_USUAL_SHARE;
	user->lasting_chance *= (load->lasting - 0.9) / active;
	if (suspect->is_overdue) {
		user->overdue++;
		user->stale += suspect->is_stale;
		if (suspect->stopped.after_ms < user->stopped.after_ms) {
			user->stopped.after_ms = suspect->stopped.after_ms;
		}
		if (suspect->stopped.before_ms < user->stopped.before_ms) {
			user->stopped.before_ms = suspect->stopped.before_ms;
		}
	}
}

/* In trouble for the same reason as the user's other sessions, as far as their times tell. */
static bool counts_for(const struct suspect *suspect, const struct user *user)
{
	return is_troubled(suspect) &&
	       !(suspect->is_overdue && suspect->stopped.before_ms < user->last_ms - APART_MS);
}

static void set_last(const struct drafts *drafts, struct user *users)
{
	for (size_t i = 0; i < drafts->suspects.count; i++) {
		const struct suspect *suspect = &drafts->suspects.list[i];
		int64_t polled_ms = drafts->snapshot->sessions[suspect->row].polled_at_ms;

		if (is_troubled(suspect) && polled_ms > users[suspect->user].last_ms) {
			users[suspect->user].last_ms = polled_ms;
		}
	}
}

static struct user *gather_users(const struct drafts *drafts)
{
	struct user *users = base_calloc(drafts->suspects.users + 1, sizeof(*users));
	struct load *loads = count_loads(drafts);

	set_last(drafts, users);

	for (uint32_t i = 0; i < drafts->suspects.count; i++) {
		const struct suspect *suspect = &drafts->suspects.list[i];

		if (counts_for(suspect, &users[suspect->user])) {
			add_suspect(drafts, &users[suspect->user], i, &loads[suspect->service]);
		}
	}
	free(loads);
	return users;
}

static const char *id_of(const struct drafts *drafts, const struct user *user)
{
	const struct suspect *suspect = &drafts->suspects.list[user->suspect];

	return drafts->snapshot->sessions[suspect->row].user_id;
}

static const struct finding *find_before(const struct drafts *drafts, const char *user_id)
{
	const struct finding *before =
		drafts_find_before(drafts, FINDING_USER_BEHIND, FINDING_NO_SERVICE, user_id);

	return before ? before
		      : drafts_find_before(
				drafts, FINDING_PROVIDER_FAILING, FINDING_NO_SERVICE, user_id);
}

/* True if it is unlikely that among so many users one is behind like this without a reason. */
static bool is_no_chance(const struct drafts *drafts, const struct user *user)
{
	/* Users have a few sessions each: this is not exact, and need not be. */
	double users = drafts->snapshot->totals.active / 2.0;
	double chance = user->lasting == user->troubled ? user->lasting_chance : user->chance;

	return chance * users < MOST_BY_CHANCE;
}

static bool is_candidate(const struct drafts *drafts, struct user *user)
{
	if (user->troubled == 0 || user->explained * 2 >= user->troubled) {
		return false;
	}
	user->before = find_before(drafts, id_of(drafts, user));
	return user->before || (user->troubled >= 2 && is_no_chance(drafts, user) &&
				       (user->stale > 0 || user->overdue == 0));
}

/* --- All of their sessions ------------------------------------------------------------------- */

/* The candidates by user id. */
struct candidates {
	const struct drafts *drafts;
	struct user **list;
	size_t count;
	struct hash_table by_id;
	/* one bit per hash of the ends of their ids: rules out nearly all other users cheaply */
	uint64_t bits[1024];
};

struct id_search {
	const struct candidates *candidates;
	const char *user_id;
};

static bool has_id(const void *user, uint32_t position)
{
	const struct id_search *search = user;
	const struct candidates *candidates = search->candidates;

	return strcmp(id_of(candidates->drafts, candidates->list[position]), search->user_id) == 0;
}

static uint32_t bit_of(const char *user_id)
{
	size_t length = strlen(user_id);
	uint64_t end = length;

	memcpy(&end, length < 7 ? user_id : user_id + length - 7, length < 7 ? length : 7);
	return (uint32_t)(end * UINT64_C(0x9E3779B97F4A7C15) >> 48);
}

static void add_candidate(struct candidates *candidates, struct user *user)
{
	const char *user_id = id_of(candidates->drafts, user);
	uint32_t bit = bit_of(user_id);

	candidates->bits[bit / 64] |= UINT64_C(1) << bit % 64;
	hash_table_add(
		&candidates->by_id, hash_table_hash(0, user_id), (uint32_t)candidates->count);
	candidates->list[candidates->count++] = user;
}

static struct user *find_candidate(const struct candidates *candidates, const char *user_id)
{
	struct id_search search = {candidates, user_id};
	uint32_t bit = bit_of(user_id), found;

	if (!(candidates->bits[bit / 64] >> bit % 64 & 1)) {
		return NULL;
	}
	found = hash_table_find(&candidates->by_id, hash_table_hash(0, user_id), has_id, &search);
	return found == HASH_TABLE_NONE ? NULL : candidates->list[found];
}

static void add_session(struct user *user, const struct session *session)
{
	int64_t due_ms = session->polled_at_ms + session->interval_ms;
	bool is_not_due = user->overdue == user->troubled && session->interval_ms > 0 &&
			  session->polled_at_ms != SESSION_NO_TIME &&
			  session->polled_at_ms < user->stopped.before_ms;

	user->well++;
	if (is_not_due) {
		user->not_due++;
		user->not_due_until_ms =
			due_ms > user->not_due_until_ms ? due_ms : user->not_due_until_ms;
	}
}

/* Counts the sessions of the candidates, in one pass over all sessions. */
static void count_sessions(const struct candidates *candidates)
{
	const struct snapshot *snapshot = candidates->drafts->snapshot;
	const struct suspects *suspects = &candidates->drafts->suspects;
	size_t next = 0;

	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		const struct session *session = &snapshot->sessions[i];
		bool is_suspect = next < suspects->count && suspects->list[next].row == i;
		const struct suspect *suspect = is_suspect ? &suspects->list[next++] : NULL;

		if (session->active != ACTIVE_ON) {
			continue;
		}
		struct user *user = find_candidate(candidates, session->user_id);

		if (!user) {
			continue;
		}
		if (!suspect || !is_troubled(suspect)) {
			user->active++;
			add_session(user, session);
		} else {
			user->active += counts_for(suspect, user);
		}
	}
}

/* --- Which of them -------------------------------------------------------------------------- */

/* A finding that was there before stays for as long as half of the sessions are troubled. */
static bool is_accepted(const struct user *user)
{
	if (user->before) {
		return user->well * 2 <= user->active ||
		       user->stopped.after_ms < user->before->began_before_ms;
	}
	return user->well == user->not_due && (user->not_due == 0 || user->overdue >= 2);
}

static int compare_users(const void *left, const void *right)
{
	const struct user *const *a = left, *const *b = right;
	int order = !(*a)->before - !(*b)->before;

	if (!order) {
		order = ((*a)->troubled < (*b)->troubled) - ((*a)->troubled > (*b)->troubled);
	}
	return order ? order : ((*a)->suspect > (*b)->suspect) - ((*a)->suspect < (*b)->suspect);
}

static uint32_t add_finding(struct drafts *drafts, const struct user *user)
{
	uint32_t owner = drafts_add(drafts,
		user->overdue > 0 ? FINDING_USER_BEHIND : FINDING_PROVIDER_FAILING,
		FINDING_NO_SERVICE, user->before);
	struct finding *finding = &drafts->list[owner].finding;

	finding->user_id = id_of(drafts, user);
	finding->of = user->active;
	finding->still_polling = user->well - user->not_due;
	finding->not_due = user->not_due;
	if (user->not_due > 0) {
		finding->not_due_until_ms = user->not_due_until_ms;
	}
	if (!user->before && user->overdue > 0) {
		finding->began_after_ms = user->stopped.after_ms;
		finding->began_before_ms = user->stopped.before_ms;
	}
	return owner;
}

/* The owner of each user's sessions; SUSPECT_FREE: it has no finding. */
static void claim_sessions(struct drafts *drafts, const struct user *users, const uint32_t *owners)
{
	for (size_t i = 0; i < drafts->suspects.count; i++) {
		struct suspect *suspect = &drafts->suspects.list[i];

		if (owners[suspect->user] != SUSPECT_FREE &&
			counts_for(suspect, &users[suspect->user])) {
			drafts_claim(drafts, suspect, owners[suspect->user]);
		}
	}
}

static void add_findings(
	struct drafts *drafts, const struct user *users, struct candidates *candidates)
{
	uint32_t *owners = base_realloc(NULL, drafts->suspects.users + 1, sizeof(*owners));
	size_t accepted = 0;

	memset(owners, 0xFF, drafts->suspects.users * sizeof(*owners));
	qsort(candidates->list, candidates->count, sizeof(struct user *), compare_users);
	for (size_t i = 0; i < candidates->count && accepted < MOST_USERS; i++) {
		const struct user *user = candidates->list[i];

		if (is_accepted(user)) {
			owners[drafts->suspects.list[user->suspect].user] =
				add_finding(drafts, user);
			accepted++;
		}
	}
	if (accepted > 0) {
		claim_sessions(drafts, users, owners);
	}
	free(owners);
}

void drafts_find_users(struct drafts *drafts)
{
	struct user *users = gather_users(drafts);
	struct candidates candidates = {.drafts = drafts};

	candidates.list = base_calloc(drafts->suspects.users + 1, sizeof(*candidates.list));
	for (size_t i = 0; i < drafts->suspects.users; i++) {
		if (is_candidate(drafts, &users[i])) {
			add_candidate(&candidates, &users[i]);
		}
	}
	if (candidates.count > 0) {
		count_sessions(&candidates);
		add_findings(drafts, users, &candidates);
	}
	hash_table_fini(&candidates.by_id);
	free(candidates.list);
	free(users);
}
