/* SPDX-License-Identifier: MIT */
/*
 * The form of a recording, one place for who writes it (record.c) and who reads it (recording.c): a
 * text of JSON lines. The first is {"recording":1,...}; each other is an object of one member, its
 * kind. Lines up to a "frame" line tell what differs from the frame before; that line ends the
 * frame. No line has a webhookUrl, a serviceState, or anything of a request. Network thread only.
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
	/* its name: the next in the list of services */
	RECORD_SERVICE,
	/* [[service, active, from, to]...]: rows that are true for another time, all at once */
	RECORD_ASOF,
	/*
	 * struct record_row: what stands at a place in the list of rows from now on, or differs
	 * there
	 */
	RECORD_ROW,
	/* struct record_sample: one more of a service's history */
	RECORD_SAMPLE,
	/* struct record_change: one more line of the list of changes */
	RECORD_CHANGE,
	/* the number of a line of changes that is no longer there */
	RECORD_FORGET,
	/* struct record_frame: all else, and the end of the frame */
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
	/* char[]: its first line, for messages of servers may repeat a request below it */
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
	/* of numbers, both accepted */
	double min, max;
	/* RECORD_WORD: NULL past the last */
	const char *(*word)(unsigned value);
};

/* Fields of one struct, ended by a name of NULL. */
extern const struct record_field record_row_fields[], record_sample_fields[],
	record_change_fields[], record_frame_fields[];

struct record_row {
	/* place in the list, at most one past its end */
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
	/* the same instant on CLOCK_MONOTONIC then, to which all _mono_ms belong */
	int64_t mono_ms;
	/* how many there are: those beyond are gone */
	int64_t rows;
	struct snapshot
		/* the members that are neither rows, services, changes, item nor writes */
		seen;
};

/* Appends {"name":value,...}. With before, another such struct, only the first field and those that
 * differ from it. */
void recording_format_put(
	struct buf *out, const struct record_field *fields, const void *from, const void *before);

/*
 * Reads what recording_format_put() has written; strings are borrowed from the document. Returns
 * NULL, or the name, static, of a field that is missing, not of its type, or out of its range;
 * *into is not for use then. With may_lack what is missing stays as it is in *into.
 */
const char *recording_format_take(const struct json *object, const struct record_field *fields,
	bool may_lack, void *into) MUST_USE;

/* To and from the row at a place. The service must be known, and user_id outlive the session. */
void recording_format_row_of(const struct session *session, size_t at, struct record_row *row);
void recording_format_set_session(struct session *session, const struct record_row *row);

#endif
