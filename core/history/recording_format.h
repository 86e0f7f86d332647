/* SPDX-License-Identifier: MIT */
/*
 * The format of a recording, for its writer (recorder.c) and its reader (recording.c): JSON lines.
 * The first is {"recording":1,...}; each of the others is an object with one member, whose name is
 * the line's kind. A frame's lines say what differs from the previous frame; a "frame" line ends
 * it. No line contains a webhookUrl, a serviceState or any part of a request. Network thread only.
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
	/* the name of a new service */
	RECORD_SERVICE,
	/* [[service, active, from, to]...]: sets asof_s of all matching sessions: asof_moves.h */
	RECORD_ASOF,
	/*
	 * struct record_row: the session at a place in the list, or only what differs from the one
	 * there
	 */
	RECORD_ROW,
	/* struct record_sample: a new sample of a service */
	RECORD_SAMPLE,
	/* struct record_change: a new line in the list of changes */
	RECORD_CHANGE,
	/* the number of a line removed from the list of changes */
	RECORD_FORGET,
	/* struct record_frame: all other data; ends the frame */
	RECORD_FRAME,
	RECORD_KIND_COUNT
};

/* The kind as a word: "row". Static. */
const char *recording_format_kind_word(enum record_kind kind);

/* How a member of the structs below is written. */
enum record_type {
	RECORD_INT64,
	/* int64_t; SESSION_NO_TIME is null */
	RECORD_TIME,
	RECORD_UINT32,
	/* NAN is null */
	RECORD_REAL,
	RECORD_BOOL,
	/* char[]; only its first line, because a server's message may quote the request after it */
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
	/* range of numbers, inclusive */
	double min, max;
	/* RECORD_WORD: the word of a value; NULL past the last */
	const char *(*word)(unsigned value);
	/* older recordings do not have it */
	bool is_new;
};

/* The fields of each struct; a NULL name ends the array. */
extern const struct record_field record_row_fields[], record_sample_fields[],
	record_change_fields[], record_frame_fields[];

struct record_row {
	/* index in the list of sessions; equal to its length for a new session */
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
	/* its service's name is not set */
	struct change change;
	/* service: -1 for several */
	int64_t number, service, finding;
};

struct record_frame {
	/* server time at which the frame was recorded */
	int64_t at_ms;
	/* the same instant on the monotonic clock of all _mono_ms */
	int64_t mono_ms;
	/* number of sessions; later ones were removed */
	int64_t rows;
	/* the snapshot without sessions, services, changes, item and writes */
	struct snapshot seen;
};

/*
 * Appends {"name":value,...}. If before is not NULL, it is another such struct: writes only the
 * first field and those that differ.
 */
void recording_format_put(
	struct buf *out, const struct record_field *fields, const void *from, const void *before);

/*
 * Reads what recording_format_put() has written. Strings are borrowed from the JSON. Returns NULL
 * on success; else the static name of a field that is missing, of the wrong type or out of range,
 * with *into undefined. Missing fields keep their value in *into if they may be missing: with
 * may_lack all may, else those that are new.
 */
const char *recording_format_take(const struct json *object, const struct record_field *fields,
	bool may_lack, void *into) MUST_USE;

/*
 * Converts a session and its place to a row, and back. The service must exist, and user_id must
 * outlive the session.
 */
void recording_format_row_of(const struct session *session, size_t at, struct record_row *row);
void recording_format_set_session(struct session *session, const struct record_row *row);

#endif
