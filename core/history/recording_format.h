/* SPDX-License-Identifier: MIT */
/*
 * The format of a recording, for its writer (recorder.c) and its reader (recording.c): JSON lines.
 * The first is {"recording":1,...}; each of the others is an object with one member, whose name is
 * the line's kind. The lines of a frame say what differs from the previous one; a "frame" line ends
 * it. No line has a webhookUrl, a serviceState, or anything of a request. Network thread only.
 */
#ifndef BEYATOP_RECORDING_FORMAT_H
#define BEYATOP_RECORDING_FORMAT_H

#include "base/json.h"
#include "buf.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RECORD_VERSION 1

enum record_kind {
	/* the name of one more service */
	RECORD_SERVICE,
	/* [[service, active, from, to]...]: moves asof_s of all sessions that match, see
	   asof_moves.h */
	RECORD_ASOF,
	/* struct record_row: the session at a place in the list, or what differs there */
	RECORD_ROW,
	/* struct record_sample: one more sample of a service */
	RECORD_SAMPLE,
	/* struct record_change: one more line of the list of changes */
	RECORD_CHANGE,
	/* the number of a line that has left the list of changes */
	RECORD_FORGET,
	/* struct record_frame: everything else; ends the frame */
	RECORD_FRAME,
	RECORD_KIND_COUNT
};

/* "row"; static. */
const char *recording_format_kind_word(enum record_kind kind);

/* How a member of one of the structs below is written. */
enum record_type {
	RECORD_INT64,
	/* int64_t; SESSION_NO_TIME is null */
	RECORD_TIME,
	RECORD_UINT32,
	/* NAN is null */
	RECORD_REAL,
	RECORD_BOOL,
	/* char[]: its first line only, because a server's message may quote the request below it */
	RECORD_CHARS,
	/* const char *; NULL is null */
	RECORD_STRING,
	/* an enumeration, by word */
	RECORD_WORD,
};

struct record_field {
	const char *name;
	enum record_type type;
	size_t offset, size;
	/* of numbers, inclusive */
	double min, max;
	/* RECORD_WORD: NULL past the last */
	const char *(*word)(unsigned value);
};

/* The fields of a struct, ended by a name of NULL. */
extern const struct record_field record_row_fields[], record_sample_fields[],
	record_change_fields[], record_frame_fields[];

struct record_row {
	/* place in the list of sessions, at most one past its end */
	int64_t at;
	int64_t service;
	const char *user_id;
	enum session_state state;
	enum session_active active;
	int64_t interval_ms, polled_at_ms, polled_digits, created_at_s, error_count, asof_s, flags;
};

struct record_sample {
	int64_t service, at_ms;
	double late_share, poll_rate;
};

struct record_change {
	/* without the service's name */
	struct change change;
	int64_t number, service;
};

struct record_frame {
	/* server time at which it was published */
	int64_t at_ms;
	/* the same instant on the CLOCK_MONOTONIC of all _mono_ms */
	int64_t mono_ms;
	/* number of sessions: those beyond are gone */
	int64_t rows;
	/* all but its sessions, services, changes, item and writes */
	struct snapshot seen;
};

/* Appends {"name":value,...}. With before, another such struct: only the first field and those that
 * differ from it. */
void recording_format_put(
	struct buf *out, const struct record_field *fields, const void *from, const void *before);

/*
 * Reads what recording_format_put() has written; strings are borrowed from the JSON. Returns NULL,
 * or the name, static, of a field that is missing, of another type or out of range, with *into
 * undefined. With may_lack missing fields keep their value in *into.
 */
const char *recording_format_take(const struct json *object, const struct record_field *fields,
	bool may_lack, void *into) MUST_USE;

/* A session at a place as a row, and back. The service must exist, and user_id outlive the session.
 */
void recording_format_row_of(const struct session *session, size_t at, struct record_row *row);
void recording_format_set_session(struct session *session, const struct record_row *row);

#endif
