/* SPDX-License-Identifier: MIT */
#include "diagnosis/finding_list.h"

#include "base/hash_table.h"
#include "diagnosis.h"
#include "diagnosis/finding_weight.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Distinct users of more members than this are not counted. */
#define MOST_COUNTED 100000

struct finding finding_list_blank(void)
{
	return (struct finding){
		.service = FINDING_NO_SERVICE,
		.worst_late = NAN,
		.not_due_until_ms = SESSION_NO_TIME,
		.began_after_ms = SESSION_NO_TIME,
		.began_before_ms = SESSION_NO_TIME,
		.found_ms = SESSION_NO_TIME,
		.peak_ms = SESSION_NO_TIME,
		.ended_ms = SESSION_NO_TIME,
		.latest_ms = SESSION_NO_TIME,
		.per_minute = NAN,
		.left_ms = -1,
		.detail = "",
	};
}

struct finding finding_list_copy_blank(const struct finding *finding)
{
	struct finding copy = *finding;

	copy.rows = NULL;
	copy.members = copy.acked = copy.critical = copy.late = copy.failing = 0;
	copy.errors = copy.max_errors = 0;
	copy.worst_late = NAN;
	return copy;
}

void finding_list_add_row(struct finding_list *list, struct finding *finding, uint32_t row)
{
	list->rows =
		base_grow(list->rows, list->rows_count, &list->rows_capacity, sizeof(*list->rows));
	list->rows[list->rows_count++] = row;
	finding->members++;
}

bool finding_is_slow(const struct finding *finding)
{
	return finding->kind == FINDING_SERVICE_LATE && finding->members >= 3 &&
	       finding->members * UINT64_C(20) >= finding->of &&
	       finding->polled_again * 10 >= finding->members;
}

/* --- Counts over the members ----------------------------------------------------------------- */

/* The rows of a finding that is being added. */
struct members {
	const struct snapshot *snapshot;
	const uint32_t *rows;
	uint32_t count;
};

static const struct session *member(const struct members *members, uint32_t index)
{
	return &members->snapshot->sessions[members->rows[index]];
}

static void count_member(
	const struct snapshot *snapshot, struct finding *finding, const struct session *session)
{
	const struct session_thresholds *limits =
		&snapshot->diagnosis->services[session->service].limits;

	finding->critical += session->state == STATE_CRITICAL;
	finding->late += session->state == STATE_LATE;
	finding->failing += session->error_count >= limits->errors_late;
	if (session->error_count > 0) {
		uint32_t errors = (uint32_t)session->error_count;

		finding->errors += errors;
		finding->max_errors = errors > finding->max_errors ? errors : finding->max_errors;
	}
	finding->worst_late =
		fmax(finding->worst_late, session_lateness(session, session_asof_ms(session)));
}

static uint32_t count_services(const struct members *members)
{
	size_t words = members->snapshot->services_count / 64 + 1;
	uint64_t *is_seen = base_calloc(words, sizeof(*is_seen));
	uint32_t count = 0;

	for (uint32_t i = 0; i < members->count; i++) {
		uint32_t service = member(members, i)->service;
		uint64_t bit = UINT64_C(1) << service % 64;

		count += !(is_seen[service / 64] & bit);
		is_seen[service / 64] |= bit;
	}
	free(is_seen);
	return count;
}

struct user_search {
	const struct members *members;
	const char *user_id;
};

static bool is_user(const void *user, uint32_t position)
{
	const struct user_search *search = user;

	return strcmp(member(search->members, position)->user_id, search->user_id) == 0;
}

static uint32_t count_users(const struct members *members)
{
	struct hash_table users = {0};

	if (members->count > MOST_COUNTED) {
		return 0;
	}
	for (uint32_t i = 0; i < members->count; i++) {
		struct user_search search = {members, member(members, i)->user_id};
		uint32_t hash = hash_table_hash(0, search.user_id);

		if (hash_table_find(&users, hash, is_user, &search) == HASH_TABLE_NONE) {
			hash_table_add(&users, hash, i);
		}
	}
	uint32_t count = (uint32_t)users.count;

	hash_table_fini(&users);
	return count;
}

/* A service has at most one session of a user, so that members of one service are as many users. */
static void count_scope(const struct members *members, struct finding *finding)
{
	bool has_one = finding->service != FINDING_NO_SERVICE || members->count <= 1;

	finding->services = has_one ? members->count > 0 : count_services(members);
	finding->users = has_one ? members->count : count_users(members);
}

static enum finding_severity severity_of(const struct finding *finding)
{
	/* Sessions that have been resumed are not polled at once. */
	if (finding->kind == FINDING_MASS_RESUME) {
		return SEVERITY_INFO;
	}
	if (finding->critical > 0 || finding->were_critical > 0) {
		return SEVERITY_CRITICAL;
	}
	return finding->kind == FINDING_MASS_PAUSE ? SEVERITY_INFO : SEVERITY_WARNING;
}

void finding_list_add(
	struct finding_list *list, const struct snapshot *snapshot, const struct finding *finding)
{
	size_t first = list->rows_count - finding->members;
	struct members members = {snapshot, list->rows + first, finding->members};

	list->list = base_grow(list->list, list->count, &list->capacity, sizeof(*list->list));
	struct finding *added = &list->list[list->count++];

	*added = *finding;
	for (uint32_t i = 0; i < members.count; i++) {
		count_member(snapshot, added, member(&members, i));
	}
	count_scope(&members, added);
	added->severity = severity_of(added);
}

void finding_list_add_empty(struct finding_list *list, const struct finding *finding)
{
	list->list = base_grow(list->list, list->count, &list->capacity, sizeof(*list->list));
	list->list[list->count++] = *finding;
}

/* --- Packing --------------------------------------------------------------------------------- */

/* Findings beside the time at which they are compared. */
struct ranked {
	struct finding finding;
	int64_t now_ms;
};

static int compare(const void *left, const void *right)
{
	const struct ranked *ranked = left;
	const struct finding *a = &ranked->finding, *b = &((const struct ranked *)right)->finding;
	int order = finding_is_over(a) - finding_is_over(b);

	if (!order && finding_is_over(a)) {
		order = (a->ended_ms < b->ended_ms) - (a->ended_ms > b->ended_ms);
	} else if (!order) {
		order = finding_weight_compare(a, b, ranked->now_ms);
	}
	if (!order) {
		order = (a->members < b->members) - (a->members > b->members);
	}
	if (!order) {
		order = (a->began_before_ms > b->began_before_ms) -
			(a->began_before_ms < b->began_before_ms);
	}
	return order ? order : (a->number > b->number) - (a->number < b->number);
}

static void sort(struct finding_list *list, int64_t now_ms)
{
	struct ranked *ranked = base_calloc(list->count + 1, sizeof(*ranked));

	for (size_t i = 0; i < list->count; i++) {
		ranked[i] = (struct ranked){list->list[i], now_ms};
	}
	qsort(ranked, list->count, sizeof(*ranked), compare);
	for (size_t i = 0; i < list->count; i++) {
		list->list[i] = ranked[i].finding;
	}
	free(ranked);
}

static size_t count_text_bytes(const struct finding *list, size_t count)
{
	size_t bytes = 0;

	for (size_t i = 0; i < count; i++) {
		bytes += strlen(list[i].detail) + 1;
		bytes += list[i].user_id ? strlen(list[i].user_id) + 1 : 0;
	}
	return bytes;
}

static const char *copy_text(char **texts, const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = memcpy(*texts, text, size);

	*texts += size;
	return copy;
}

/* One block: the findings, then rows_count rows, which are set later, then the texts. */
static struct findings *allocate(const struct finding *list, size_t count, size_t rows_count)
{
	size_t list_bytes = count * sizeof(*list), rows_bytes = rows_count * sizeof(uint32_t);
	struct findings *findings = base_calloc(
		1, sizeof(*findings) + list_bytes + rows_bytes + count_text_bytes(list, count));
	struct finding *copies = (struct finding *)(findings + 1);
	char *texts = (char *)copies + list_bytes + rows_bytes;

	for (size_t i = 0; i < count; i++) {
		copies[i] = list[i];
		copies[i].detail = copy_text(&texts, list[i].detail);
		copies[i].user_id = list[i].user_id ? copy_text(&texts, list[i].user_id) : NULL;
	}
	findings->list = copies;
	findings->count = count;
	return findings;
}

/* Until they are packed, .rows are not set: findings have their rows one after the other. */
static void set_rows(struct finding_list *list)
{
	const uint32_t *rows = list->rows;

	for (size_t i = 0; i < list->count; i++) {
		list->list[i].rows = rows;
		rows += list->list[i].members;
	}
}

static void copy_rows(struct finding *copies, size_t count)
{
	uint32_t *rows = (uint32_t *)(copies + count);

	for (size_t i = 0; i < count; i++) {
		if (copies[i].members > 0) {
			memcpy(rows, copies[i].rows, copies[i].members * sizeof(*rows));
		}
		copies[i].rows = rows;
		rows += copies[i].members;
	}
}

struct findings *finding_list_pack(struct finding_list *list, const struct snapshot *snapshot)
{
	set_rows(list);
	sort(list, snapshot->asof_ms);
	struct findings *findings = allocate(list->list, list->count, list->rows_count);

	copy_rows((struct finding *)(findings + 1), list->count);
	for (size_t i = 0; i < list->count; i++) {
		findings->current += !finding_is_over(&findings->list[i]);
	}
	findings->overdue = list->overdue;
	findings->overdue_worst_late = list->overdue_worst_late;
	findings->is_partial = list->is_partial;
	findings->asof_ms = snapshot->asof_ms;
	findings->number = list->number;
	free(list->list);
	free(list->rows);
	*list = (struct finding_list){0};
	return findings;
}

struct findings *finding_list_copy(const struct findings *findings)
{
	struct findings *copy = allocate(findings->list, findings->count, 0);
	struct finding *copies = (struct finding *)(copy + 1);
	const struct finding *list = copy->list;

	*copy = *findings;
	copy->list = list;
	for (size_t i = 0; i < copy->count; i++) {
		copies[i].rows = NULL;
	}
	return copy;
}
