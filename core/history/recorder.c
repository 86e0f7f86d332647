/* SPDX-License-Identifier: MIT */
#include "history/recorder.h"

#include "buf.h"
#include "clock.h"
#include "file.h"
#include "fleet/changes.h"
#include "history/asof_moves.h"
#include "history/recording_format.h"
#include "io.h"
#include "model/snapshot_memory.h"
#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct recorder {
	int fd;
	char *path;
	/* bytes written so far */
	int64_t bytes;
	char failure[200];
	/* the lines of the next frame */
	struct buf frame;

	/* State of the last frame: */
	/* counted reference; NULL before the first frame */
	struct session_list *list;
	size_t sessions_count;
	/* time of the newest sample, by service; 0: none */
	int64_t *sampled_ms;
	size_t services_count;
	/* numbers of the listed changes, ascending */
	uint64_t changes[CHANGES_KEPT];
	size_t changes_count;
	struct asof_moves moves;
};

struct recorder *recorder_open(const char *path, struct error *err)
{
	int fd = file_create(path);

	if (fd < 0) {
		error_set(err, ERROR_CONFIG, "cannot record to %.250s: %s", path,
			errno == EEXIST ? "the file exists, and a recording never overwrites one"
					: file_explain(errno));
		return NULL;
	}
	struct recorder *recorder = base_calloc(1, sizeof(*recorder));

	recorder->fd = fd;
	recorder->path = base_strdup(path);
	buf_printf(&recorder->frame, "{\"recording\":%d,\"beyatop\":\"" BEYATOP_VERSION "\"}\n",
		RECORD_VERSION);
	return recorder;
}

static void begin(struct buf *out, enum record_kind kind)
{
	buf_puts(out, "{\"");
	buf_puts(out, recording_format_kind_word(kind));
	buf_puts(out, "\":");
}

static void end(struct buf *out)
{
	buf_puts(out, "}\n");
}

static void put(
	struct buf *out, enum record_kind kind, const struct record_field *fields, const void *from)
{
	begin(out, kind);
	recording_format_put(out, fields, from, NULL);
	end(out);
}

/* --- Sessions --------------------------------------------------------------------------------- */

static bool is_same_session(const struct session *a, const struct session *b)
{
	return a->service == b->service &&
	       (a->user_id == b->user_id || strcmp(a->user_id, b->user_id) == 0);
}

/* True if nothing but asof_s has changed. */
static bool is_unchanged(const struct session *before, const struct session *now)
{
	return before->polled_at_ms == now->polled_at_ms &&
	       before->created_at_s == now->created_at_s &&
	       before->interval_ms == now->interval_ms && before->error_count == now->error_count &&
	       before->state == now->state && before->active == now->active &&
	       before->flags == now->flags && before->polled_digits == now->polled_digits &&
	       is_same_session(before, now);
}

static size_t count_known(const struct recorder *recorder, const struct snapshot *snapshot)
{
	return recorder->sessions_count < snapshot->sessions_count ? recorder->sessions_count
								   : snapshot->sessions_count;
}

/*
 * Writes the moves of asof_s. The first unchanged session of each kind decides the move of all of
 * that kind.
 */
static void put_moves(struct recorder *recorder, const struct snapshot *snapshot)
{
	recorder->moves = (struct asof_moves){0};
	for (size_t i = 0; i < count_known(recorder, snapshot); i++) {
		const struct session *before = &recorder->list->sessions[i];
		const struct session *now = &snapshot->sessions[i];

		if (is_unchanged(before, now)) {
			struct asof_move move = {.service = now->service,
				.active = now->active,
				.from_s = before->asof_s,
				.to_s = now->asof_s};

			(void)asof_moves_add(&recorder->moves, &move);
		}
	}
	struct buf *out = &recorder->frame;
	bool is_first = true;

	for (size_t i = 0; i < ASOF_MOVES; i++) {
		const struct asof_move *move = &recorder->moves.moves[i];

		if (!move->is_used || move->from_s == move->to_s) {
			continue;
		}
		if (is_first) {
			begin(out, RECORD_ASOF);
		}
		buf_printf(out, "%s[%u,%u,%u,%u]", is_first ? "[" : ",", (unsigned)move->service,
			(unsigned)move->active, (unsigned)move->from_s, (unsigned)move->to_s);
		is_first = false;
	}
	if (!is_first) {
		buf_putc(out, ']');
		end(out);
	}
}

/* Writes what differs from the session that was at this place, after the moves of asof_s. */
static void put_row(struct recorder *recorder, const struct session *now, size_t at)
{
	const struct session *before = &recorder->list->sessions[at];
	struct record_row row, known;
	uint32_t moved_s = asof_moves_find(&recorder->moves, before);

	if (is_unchanged(before, now) && moved_s == now->asof_s) {
		return;
	}
	recording_format_row_of(now, at, &row);
	recording_format_row_of(before, at, &known);
	known.asof_s = moved_s;
	begin(&recorder->frame, RECORD_ROW);
	recording_format_put(&recorder->frame, record_row_fields, &row, &known);
	end(&recorder->frame);
}

static void put_rows(struct recorder *recorder, const struct snapshot *snapshot)
{
	size_t known = count_known(recorder, snapshot);

	put_moves(recorder, snapshot);
	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		struct record_row row;

		if (i < known) {
			put_row(recorder, &snapshot->sessions[i], i);
			continue;
		}
		recording_format_row_of(&snapshot->sessions[i], i, &row);
		put(&recorder->frame, RECORD_ROW, record_row_fields, &row);
	}
	session_list_unref(recorder->list);
	recorder->list = snapshot->memory->list ? session_list_ref(snapshot->memory->list) : NULL;
	recorder->sessions_count = snapshot->sessions_count;
}

/* --- Services, samples and changes ------------------------------------------------------------ */

static void put_services(struct recorder *recorder, const struct snapshot *snapshot)
{
	size_t count = snapshot->services_count;

	if (count == recorder->services_count) {
		return;
	}
	recorder->sampled_ms =
		base_realloc(recorder->sampled_ms, count, sizeof(*recorder->sampled_ms));
	for (size_t i = recorder->services_count; i < count; i++) {
		recorder->sampled_ms[i] = 0;
		begin(&recorder->frame, RECORD_SERVICE);
		text_put_json(&recorder->frame, snapshot->services[i].name);
		end(&recorder->frame);
	}
	recorder->services_count = count;
}

/* Index of the first sample that has not been written yet. */
static size_t first_new_sample(const struct service_summary *service, int64_t sampled_ms)
{
	for (size_t i = service->samples_count; i > 0; i--) {
		if (service->samples[i - 1].at_ms == sampled_ms) {
			return i;
		}
	}
	return 0;
}

static void put_samples(struct recorder *recorder, const struct snapshot *snapshot)
{
	for (size_t i = 0; i < snapshot->services_count; i++) {
		const struct service_summary *service = &snapshot->services[i];

		for (size_t j = first_new_sample(service, recorder->sampled_ms[i]);
			j < service->samples_count; j++) {
			const struct service_sample *sample = &service->samples[j];
			struct record_sample line = {
				(int64_t)i, sample->at_ms, sample->late_share, sample->poll_rate};

			put(&recorder->frame, RECORD_SAMPLE, record_sample_fields, &line);
			recorder->sampled_ms[i] = sample->at_ms;
		}
	}
}

static bool has_change(const struct snapshot *snapshot, uint64_t number)
{
	for (size_t i = 0; i < snapshot->changes_count; i++) {
		if (snapshot->changes[i].number == number) {
			return true;
		}
	}
	return false;
}

/* -1: none. */
static int64_t position_of_service(const struct snapshot *snapshot, const char *name)
{
	for (size_t i = 0; i < snapshot->services_count; i++) {
		if (strcmp(snapshot->services[i].name, name) == 0) {
			return (int64_t)i;
		}
	}
	return -1;
}

/* A changed line has a new number and is at the end of the list. */
static void put_changes(struct recorder *recorder, const struct snapshot *snapshot)
{
	size_t last = recorder->changes_count;
	uint64_t newest = last > 0 ? recorder->changes[last - 1] : 0;

	for (size_t i = 0; i < recorder->changes_count; i++) {
		if (!has_change(snapshot, recorder->changes[i])) {
			begin(&recorder->frame, RECORD_FORGET);
			buf_printf(
				&recorder->frame, "%llu", (unsigned long long)recorder->changes[i]);
			end(&recorder->frame);
		}
	}
	recorder->changes_count = 0;
	for (size_t i = 0; i < snapshot->changes_count; i++) {
		const struct change *change = &snapshot->changes[i];
		struct record_change line = {.change = *change,
			.number = (int64_t)change->number,
			.finding = (int64_t)change->finding,
			.service = position_of_service(snapshot, change->service)};

		if (change->number > newest) {
			put(&recorder->frame, RECORD_CHANGE, record_change_fields, &line);
		}
		recorder->changes[recorder->changes_count++] = change->number;
	}
}

/* --- Frames ----------------------------------------------------------------------------------- */

static void put_frame(struct recorder *recorder, const struct snapshot *snapshot)
{
	const struct poll_status *status = &snapshot->status;
	struct record_frame line = {
		.at_ms = clock_wall_ms() + (status->skew_known ? status->skew_ms : 0),
		.mono_ms = clock_mono_ms(),
		.rows = (int64_t)snapshot->sessions_count,
		.seen = *snapshot,
	};

	put(&recorder->frame, RECORD_FRAME, record_frame_fields, &line);
}

static void write_frame(struct recorder *recorder)
{
	const struct buf *frame = &recorder->frame;

	if (recorder->bytes + (int64_t)frame->length > RECORDER_MAX_BYTES) {
		snprintf(recorder->failure, sizeof(recorder->failure),
			"recording stopped: %.120s has reached %d MB", recorder->path,
			(int)(RECORDER_MAX_BYTES >> 20));
	} else if (!io_write_all(recorder->fd, frame->data, frame->length)) {
		snprintf(recorder->failure, sizeof(recorder->failure),
			"recording stopped: cannot write to %.120s: %s", recorder->path,
			strerror(errno));
	}
	recorder->bytes += (int64_t)frame->length;
	buf_clear(&recorder->frame);
}

void recorder_snapshot(struct recorder *recorder, const struct snapshot *snapshot)
{
	if (*recorder->failure) {
		return;
	}
	put_services(recorder, snapshot);
	put_rows(recorder, snapshot);
	put_samples(recorder, snapshot);
	put_changes(recorder, snapshot);
	put_frame(recorder, snapshot);
	write_frame(recorder);
}

const char *recorder_failure(const struct recorder *recorder)
{
	return recorder->failure;
}

void recorder_close(struct recorder *recorder)
{
	if (!recorder) {
		return;
	}
	close(recorder->fd);
	session_list_unref(recorder->list);
	buf_fini(&recorder->frame);
	free(recorder->sampled_ms);
	free(recorder->path);
	free(recorder);
}
