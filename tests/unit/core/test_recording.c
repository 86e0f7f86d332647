/* SPDX-License-Identifier: MIT */
/*
 * A replay shows what was recorded, frame by frame, forwards and backwards. Of a damaged file it
 * shows what is undamaged, and names the first bad line.
 */
#include "buf.h"
#include "history/recording.h"

#include "kit/recorded_fleet.h"

#include "kit/rounds.h"

#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cmocka.h>

static struct recorded_fleet recorded;
static struct buf text; /* of the recording */

static void read_text(void)
{
	FILE *file = fopen(recorded.path, "r");
	char part[65536];
	size_t got;
	assert_non_null(file);
	while ((got = fread(part, 1, sizeof(part), file)) > 0) {
		buf_append(&text, part, got);
	}
	fclose(file);
}

static int open_recorded(void **state)
{
	(void)state;
	recorded.seed = 7;
	recorded_open(&recorded);
	read_text();
	return 0;
}

static int close_recorded(void **state)
{
	(void)state;
	recorded_close(&recorded);
	buf_fini(&text);
	return 0;
}

/* --- The same again --------------------------------------------------------------------------- */

static void assert_real(double is, double wanted)
{
	if (!(isnan(is) && isnan(wanted))) {
		assert_true(fabs(is - wanted) <= 1e-6 * fabs(wanted));
	}
}

static void assert_same_sessions(const struct snapshot *is, const struct snapshot *wanted)
{
	assert_int_equal(is->sessions_count, wanted->sessions_count);
	for (size_t i = 0; i < wanted->sessions_count; i++) {
		struct session a = is->sessions[i], b = wanted->sessions[i];
		assert_string_equal(a.user_id, b.user_id);
		a.user_id = b.user_id = NULL;
		b.encoding = 0;
		assert_int_equal(a.state, b.state);
		assert_int_equal(a.asof_s, b.asof_s);
		assert_true(a.polled_at_ms == b.polled_at_ms && a.created_at_s == b.created_at_s &&
			    a.interval_ms == b.interval_ms && a.error_count == b.error_count &&
			    a.service == b.service && a.active == b.active && a.flags == b.flags);
	}
}

static void assert_same_summary(const struct summary *is, const struct summary *wanted)
{
	assert_int_equal(is->sessions, wanted->sessions);
	assert_memory_equal(is->states, wanted->states, sizeof(is->states));
	assert_real(is->worst_late, wanted->worst_late);
	assert_int_equal(is->p95_age_ms, wanted->p95_age_ms);
	assert_int_equal(is->asof_ms, wanted->asof_ms);
}

static void assert_same_services(const struct snapshot *is, const struct snapshot *wanted)
{
	assert_int_equal(is->services_count, wanted->services_count);
	assert_same_summary(&is->totals, &wanted->totals);
	for (size_t i = 0; i < wanted->services_count; i++) {
		const struct service_summary *a = &is->services[i], *b = &wanted->services[i];
		assert_string_equal(a->name, b->name);
		assert_same_summary(&a->summary, &b->summary);
		assert_int_equal(a->samples_count, b->samples_count);
		for (size_t j = 0; j < b->samples_count; j++) {
			assert_int_equal(a->samples[j].at_ms, b->samples[j].at_ms);
			assert_real(a->samples[j].late_share, b->samples[j].late_share);
			assert_real(a->samples[j].poll_rate, b->samples[j].poll_rate);
		}
	}
}

static void assert_same_changes(const struct snapshot *is, const struct snapshot *wanted)
{
	assert_int_equal(is->changes_count, wanted->changes_count);
	for (size_t i = 0; i < wanted->changes_count; i++) {
		const struct change *a = &is->changes[i], *b = &wanted->changes[i];
		assert_true(a->number == b->number && a->kind == b->kind && a->at_ms == b->at_ms &&
			    a->sessions == b->sessions && a->span_ms == b->span_ms &&
			    a->polled_at_ms == b->polled_at_ms && a->amount == b->amount &&
			    a->finding == b->finding);
		assert_string_equal(a->service, b->service);
		assert_true(!a->text == !b->text);
		if (a->text) {
			assert_string_equal(a->text, b->text);
		}
		assert_true(!a->user_id == !b->user_id);
		if (a->user_id) {
			assert_string_equal(a->user_id, b->user_id);
		}
	}
}

static void assert_same(struct recording *recording, size_t frame)
{
	const struct snapshot *wanted = recorded.seen[frame];
	recording_go(recording, frame);
	assert_int_equal(recording_frame(recording), frame);
	struct snapshot *is = recording_snapshot(recording);
	assert_same_sessions(is, wanted);
	assert_same_services(is, wanted);
	assert_same_changes(is, wanted);
	assert_int_equal(is->asof_ms, wanted->asof_ms);
	assert_int_equal(is->asof_mono_ms, wanted->asof_mono_ms);
	assert_int_equal(is->error.kind, wanted->error.kind);
	assert_int_equal(is->error_mono_ms, wanted->error_mono_ms);
	assert_string_equal(is->status.table, wanted->status.table);
	assert_string_equal(is->status.endpoint, wanted->status.endpoint);
	assert_int_equal(is->status.source, wanted->status.source);
	assert_int_equal(is->status.unindexed, wanted->status.unindexed);
	assert_int_equal(is->status.is_complete, wanted->status.is_complete);
	assert_real(is->status.read_units, wanted->status.read_units);
	snapshot_free(is);
}

static void test_same_again(void **state)
{
	(void)state;
	struct error err;
	struct recording *recording = recording_open(recorded.path, &err);
	assert_non_null(recording);
	assert_int_equal(recording_frames(recording), RECORDED_FRAMES);
	for (size_t i = 0; i < RECORDED_FRAMES; i++) {
		assert_same(recording, i);
	}
	for (int i = 0; i < 40; i++) {
		assert_same(recording, recorded_chance(&recorded, RECORDED_FRAMES));
	}
	assert_int_equal(recording_damage(recording)->kind, ERROR_NONE);
	recording_close(recording);
}

/* A snapshot that is still shown does not change when the recording goes on. */
static void test_snapshots_stay(void **state)
{
	(void)state;
	struct error err;
	struct recording *recording = recording_open(recorded.path, &err);
	recording_go(recording, 20);
	struct snapshot *kept = recording_snapshot(recording);
	recording_go(recording, 50);
	recording_go(recording, 0);
	recording_close(recording);
	assert_same_sessions(kept, recorded.seen[20]);
	assert_same_changes(kept, recorded.seen[20]);
	snapshot_free(kept);
}

/* --- What is in the file --------------------------------------------------------------------- */

static void test_file(void **state)
{
	(void)state;
	struct stat info;
	struct error err;
	assert_int_equal(stat(recorded.path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	assert_null(recorder_open(recorded.path, &err));
	assert_int_equal(err.kind, ERROR_CONFIG);
	assert_non_null(strstr(err.text, "never overwrites"));

	/* The request may follow below the first line of an error. */
	assert_non_null(strstr(text.data, "the signature is wrong"));
	assert_null(strstr(text.data, "SECRET"));
	assert_null(strstr(text.data, "webhook"));
	assert_null(strstr(text.data, "serviceState"));
}

static size_t count_of(const char *words)
{
	size_t count = 0;
	for (const char *at = text.data; (at = strstr(at, words)); at++) {
		count++;
	}
	return count;
}

/* A session that was not polled takes no space, one that was polled little: its name is written
 * once for each place in the list. */
static void test_frames_are_small(void **state)
{
	(void)state;
	size_t rows = count_of("{\"row\":"), named = count_of(",\"userId\":"), sessions = 0;
	for (int i = 0; i < RECORDED_FRAMES; i++) {
		sessions += recorded.seen[i]->sessions_count;
	}
	assert_true(rows * 2 < sessions);
	assert_true(named < rows);
	assert_true(count_of(",\"createdAtS\":") < rows);
	printf("# %zu rows, %zu with a name, of %zu sessions in %d frames of %zu bytes\n", rows,
		named, sessions, RECORDED_FRAMES, text.length);
}

/* Recordings of older programs lack what a change has beside its sessions. */
static void test_older_changes(void **state)
{
	(void)state;
	static const char lacking[] = ",\"finding\":0,\"text\":null";
	struct buf older = {0};
	struct error err;

	for (const char *at = text.data, *next; at; at = next) {
		next = strstr(at, lacking);
		buf_append(&older, at, next ? (size_t)(next - at) : strlen(at));
		next = next ? next + strlen(lacking) : NULL;
	}
	assert_true(older.length < text.length);
	struct recording *recording = recording_open_text("older", older.data, older.length, &err);

	assert_non_null(recording);
	for (size_t i = 0; i < RECORDED_FRAMES; i++) {
		assert_same(recording, i);
	}
	assert_int_equal(recording_damage(recording)->kind, ERROR_NONE);
	recording_close(recording);
	buf_fini(&older);
}

/* A line of changes that grows gets a new number and moves to the end. */
static void test_changes_that_grow(void **state)
{
	(void)state;
	static const uint64_t numbers[][3] = {{1, 2, 3}, {1, 3, 4}, {4, 0, 0}};
	static const size_t counts[] = {3, 3, 1};
	struct error err;
	char path[96];
	snprintf(path, sizeof(path), "%s/changes.rec", recorded.folder);
	struct recorder *recorder = recorder_open(path, &err);
	assert_non_null(recorder);
	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		struct snapshot *snapshot = recorded_look(&recorded, 1);
		struct change *changes =
			arena_alloc(&snapshot->memory->arena, counts[i] * sizeof(*changes));
		for (size_t j = 0; j < counts[i]; j++) {
			changes[j].number = numbers[i][j];
			changes[j].service = snapshot->services[0].name;
		}
		snapshot->changes = changes;
		snapshot->changes_count = counts[i];
		recorder_snapshot(recorder, snapshot);
		snapshot_free(snapshot);
	}
	recorder_close(recorder);
	struct recording *recording = recording_open(path, &err);
	assert_non_null(recording);
	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		recording_go(recording, i);
		struct snapshot *is = recording_snapshot(recording);
		assert_int_equal(is->changes_count, counts[i]);
		for (size_t j = 0; j < counts[i]; j++) {
			assert_int_equal(is->changes[j].number, numbers[i][j]);
		}
		snapshot_free(is);
	}
	recording_close(recording);
	unlink(path);
}

static void test_full_disk(void **state)
{
	(void)state;
	struct error err;
	char path[96];
	snprintf(path, sizeof(path), "%s/full.rec", recorded.folder);
	struct recorder *recorder = recorder_open(path, &err);
	assert_non_null(recorder);
	struct rlimit before, small;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 5000;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	recorder_snapshot(recorder, recorded.seen[RECORDED_FRAMES - 1]);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_non_null(strstr(recorder_failure(recorder), "recording stopped"));
	recorder_snapshot(recorder, recorded.seen[0]);
	recorder_close(recorder);
	unlink(path);
}

/* --- Damage ------------------------------------------------------------------------------------
 */

/* The text with a line replaced; NULL: left out. Free by buf_fini(). */
static struct buf with_line(unsigned number, const char *replacement)
{
	struct buf changed = {0};
	unsigned line = 1;
	for (const char *at = text.data; *at; line++) {
		size_t length = strcspn(at, "\n") + 1;
		if (line != number) {
			buf_append(&changed, at, length);
		} else if (replacement) {
			buf_puts(&changed, replacement);
			buf_putc(&changed, '\n');
		}
		at += length;
	}
	return changed;
}

/* The number of the line that ends a frame. */
static unsigned line_of_frame(size_t frame)
{
	unsigned line = 1;
	for (const char *at = text.data; *at; line++) {
		if (strncmp(at, "{\"frame\":", 9) == 0 && frame-- == 0) {
			return line;
		}
		at += strcspn(at, "\n") + 1;
	}
	fail_msg("no such frame");
	return 0;
}

/* Reads every undamaged frame; returns how many there are, 0 with *err for none. */
static size_t look_at_all(const struct buf *changed, struct error *err)
{
	struct recording *recording =
		recording_open_text("a.rec", changed->data, changed->length, err);
	if (!recording) {
		assert_int_equal(err->kind, ERROR_RECORDING);
		assert_non_null(strstr(err->text, "a.rec, line "));
		return 0;
	}
	for (size_t i = 0; i < recording_frames(recording); i++) {
		recording_go(recording, i);
		snapshot_free(recording_snapshot(recording));
	}
	recording_go(recording, 0);
	snapshot_free(recording_snapshot(recording));
	size_t frames = recording_frames(recording);
	*err = *recording_damage(recording);
	recording_close(recording);
	return frames;
}

/* Damage in the sixth frame loses that frame and those behind it. */
static void test_damaged_lines(void **state)
{
	(void)state;
	static const struct {
		const char *line, *why;
	} cases[] = {
		{"", "not a line of a recording"},
		{"{}", "not a line of a recording"},
		{"[1]", "not a line of a recording"},
		{"null", "not a line of a recording"},
		{"{\"roe\":1}", "not a line of a recording"},
		{"{\"row\":{}}", "at is missing or wrong"},
		{"{\"row\":7}", "at is missing or wrong"},
		{"{\"row\":{\"at\":99999,\"errorCount\":1}}", "service is missing or wrong"},
		{"{\"row\":{\"at\":0,\"errorCount\":1.5}}", "errorCount is missing or wrong"},
		{"{\"row\":{\"at\":0.5,\"errorCount\":1}}", "at is missing or wrong"},
		{"{\"service\":\"gmail\"}", "service is missing or wrong"},
		{"{\"service\":null}", "service is missing or wrong"},
		{"{\"forget\":99999}", "forget is missing or wrong"},
		{"{\"change\":{\"number\":1,\"service\":-1,\"kind\":\"late\",\"atMs\":1,"
		 "\"userId\":null,\"sessions\":1,\"spanMs\":0,\"polledMs\":0,\"amount\":0}}",
			"service is missing or wrong"},
		{"{\"change\":{\"number\":1,\"service\":-1,\"kind\":\"finding_over\",\"atMs\":1,"
		 "\"userId\":null,\"sessions\":1,\"spanMs\":0,\"polledMs\":0,\"amount\":0}}",
			"text is missing or wrong"},
		{"{\"asof\":[[1,2,3]]}", "asof is missing or wrong"},
		{"{\"asof\":[[0,1,-3,4]]}", "asof is missing or wrong"},
		{"{\"asof\":[[0,1,3,4],[0,1,3,5]]}", "asof is missing or wrong"},
		{"{\"sample\":{\"service\":99,\"atMs\":1,\"late\":0,\"polls\":0}}", "service"},
		{"{\"sample\":{\"service\":0,\"atMs\":1.5,\"late\":0,\"polls\":0}}", "atMs"},
		{"{\"sample\":{\"service\":0,\"atMs\":1,\"late\":2,\"polls\":0}}", "late"},
		{"{\"row\":{\"at\":4294967290,\"service\":0,\"userId\":\"u\",\"state\":\"late\","
		 "\"isActive\":\"true\",\"pollingIntervalMs\":1,\"lastPollAtMs\":1,\"digits\":0,"
		 "\"createdAtS\":1,\"errorCount\":0,\"asofS\":1,\"flags\":0}}",
			"at is missing or wrong"},
		{"{\"row\":{\"at\":0,\"service\":4294967290,\"userId\":\"u\",\"state\":\"late\","
		 "\"isActive\":\"true\",\"pollingIntervalMs\":1,\"lastPollAtMs\":1,\"digits\":0,"
		 "\"createdAtS\":1,\"errorCount\":0,\"asofS\":1,\"flags\":0}}",
			"service is missing or wrong"},
		{"{\"row\":{\"at\":0,\"service\":0,\"userId\":\"u\",\"state\":\"ill\"}}",
			"state is missing or wrong"},
	};
	unsigned line = line_of_frame(5) - 1;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf changed = with_line(line, cases[i].line);
		struct error err;
		char place[40];
		snprintf(place, sizeof(place), "a.rec, line %u: ", line);
		assert_int_equal(look_at_all(&changed, &err), 5);
		assert_memory_equal(err.text, place, strlen(place));
		if (!strstr(err.text, cases[i].why)) {
			fail_msg("\"%s\" says \"%s\"", cases[i].line, err.text);
		}
		buf_fini(&changed);
	}
}

static void test_other_files(void **state)
{
	(void)state;
	static const char *const texts[] = {"", "\n", "beyatop", "{\"recording\":1}",
		"{\"recording\":1}\n", "{\"recording\":2}\n", "{\"recording\":\n",
		"{\"recording\":1}\n{\"frame\":{}}\n", "{\"recording\":1}\n{\"frame\":"};
	struct error err;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct buf other = {0};
		buf_puts(&other, texts[i]);
		assert_int_equal(look_at_all(&other, &err), 0);
		buf_fini(&other);
	}
	assert_null(recording_open("/dev/null", &err));
	assert_non_null(strstr(err.text, "regular"));
	assert_null(recording_open("/nobody/made/this", &err));
	assert_int_equal(error_exit_status(&err), 78);
}

/* A recording of unknown origin: only as many services have samples as in a live fleet. */
static void test_many_services(void **state)
{
	enum { MORE = SERVICES_MAX_SHOWN + 100 };
	const char *frame = strstr(buf_text(&text), "{\"frame\":");
	struct buf changed = {0};
	struct error err;

	(void)state;
	assert_non_null(frame);
	size_t before = (size_t)(frame - text.data), sampled = 0;

	buf_append(&changed, text.data, before);
	for (int i = 0; i < MORE; i++) {
		buf_printf(&changed, "{\"service\":\"service %d\"}\n", i);
	}
	/* The first ones are those of the recorded fleet. */
	for (int i = 10; i < MORE; i++) {
		buf_printf(&changed,
			"{\"sample\":{\"service\":%d,\"atMs\":1,\"late\":0,\"polls\":0}}\n", i);
	}
	buf_append(&changed, frame, text.length - before);
	struct recording *recording =
		recording_open_text("many", changed.data, changed.length, &err);

	if (!recording) {
		fail_msg("%s", err.text);
	}
	struct snapshot *snapshot = recording_snapshot(recording);

	for (size_t i = 10; i < snapshot->services_count; i++) {
		sampled += snapshot->services[i].samples_count;
	}
	assert_true(snapshot->services_count >= MORE);
	assert_int_equal(sampled, SERVICES_MAX_SHOWN - 10);
	snapshot_free(snapshot);
	recording_close(recording);
	buf_fini(&changed);
}

/* The file of a killed program has all but the last frame. */
static void test_cut(void **state)
{
	(void)state;
	struct buf cut = {0};
	struct error err;
	buf_append(&cut, text.data, text.length - 100);
	assert_int_equal(look_at_all(&cut, &err), RECORDED_FRAMES - 1);
	assert_non_null(strstr(err.text, "ends in the middle"));
	buf_fini(&cut);

	struct buf whole = with_line(line_of_frame(RECORDED_FRAMES - 1), NULL);
	assert_int_equal(look_at_all(&whole, &err), RECORDED_FRAMES - 1);
	assert_non_null(strstr(err.text, "before its frame"));
	buf_fini(&whole);
}

/* Bytes changed, doubled or left out: no crash, and never an extra frame. */
static void test_fuzz(void **state)
{
	(void)state;
	static const char *const pieces[] = {"9", "-", "\"", "{", "]", "\\u0000", "1e999", "null",
		"4294967296", "\n", "-9223372036854775808", "0.5", "[[[[[[[[", "\xFF"};
	for (long i = rounds(25); i > 0; i--) {
		struct buf changed = {0};
		struct error err;
		size_t at = recorded_chance(&recorded, (unsigned)text.length);
		size_t gap = recorded_chance(&recorded, 3) ? recorded_chance(&recorded, 12) : 0;
		gap = gap < text.length - at ? gap : text.length - at;
		buf_append(&changed, text.data, at);
		if (recorded_chance(&recorded, 4)) {
			buf_puts(&changed, pieces[recorded_chance(&recorded, ARRAY_LEN(pieces))]);
		} else {
			size_t again = recorded_chance(&recorded, (unsigned)at + 1);
			buf_append(&changed, text.data + again, at - again);
		}
		buf_append(&changed, text.data + at + gap, text.length - at - gap);
		/* Nearly all of it follows the damage. */
		changed.length = changed.length < at + 20000 ? changed.length : at + 20000;
		size_t frames = look_at_all(&changed, &err);
		assert_true(frames <= 2 * RECORDED_FRAMES);
		buf_fini(&changed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_again),
		cmocka_unit_test(test_snapshots_stay),
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_frames_are_small),
		cmocka_unit_test(test_older_changes),
		cmocka_unit_test(test_changes_that_grow),
		cmocka_unit_test(test_full_disk),
		cmocka_unit_test(test_damaged_lines),
		cmocka_unit_test(test_other_files),
		cmocka_unit_test(test_many_services),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_fuzz),
	};
	return cmocka_run_group_tests_name("recording", tests, open_recorded, close_recorded);
}
