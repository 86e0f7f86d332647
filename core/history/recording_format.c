/* SPDX-License-Identifier: MIT */
#include "history/recording_format.h"

#include "fleet/changes.h"
#include "text.h"

#include <math.h>
#include <string.h>

/* Integers up to here are exact in a double, with room for additions. */
#define MAX_COUNT 4e15
#define MAX_TIME  253402300799999.0 /* the end of the year 9999 */

static const char *const kind_words[] = {
	[RECORD_SERVICE] = "service",
	[RECORD_ASOF] = "asof",
	[RECORD_ROW] = "row",
	[RECORD_SAMPLE] = "sample",
	[RECORD_CHANGE] = "change",
	[RECORD_FORGET] = "forget",
	[RECORD_FRAME] = "frame",
};

const char *recording_format_kind_word(enum record_kind kind)
{
	return kind_words[kind];
}

/* --- Enumerations ---------------------------------------------------------------------------- */

static const char *word_of(const char *const *words, size_t count, unsigned value)
{
	return value < count ? words[value] : NULL;
}

static const char *state_word(unsigned value)
{
	return value < STATE_COUNT ? session_state_info(value)->word : NULL;
}

static const char *active_word(unsigned value)
{
	static const char *const words[] = {
		[ACTIVE_UNKNOWN] = "unknown", [ACTIVE_ON] = "true", [ACTIVE_OFF] = "false"};

	return word_of(words, ARRAY_LEN(words), value);
}

static const char *change_word(unsigned value)
{
	return value < CHANGE_KIND_COUNT ? changes_kind_word(value) : NULL;
}

static const char *source_word(unsigned value)
{
	static const char *const words[] = {
		[SOURCE_NONE] = "none",
		[SOURCE_ACTIVE_INDEX] = "active_index",
		[SOURCE_SERVICE_INDEX] = "service_index",
		[SOURCE_SCAN] = "scan",
		[SOURCE_USER] = "user",
	};

	return word_of(words, ARRAY_LEN(words), value);
}

static const char *phase_word(unsigned value)
{
	static const char *const words[] = {
		[PHASE_STARTING] = "starting", [PHASE_READING] = "reading", [PHASE_IDLE] = "idle"};

	return word_of(words, ARRAY_LEN(words), value);
}

static const char *error_word(unsigned value)
{
	return value < ERROR_KIND_COUNT ? error_kind_word(value) : NULL;
}

/* --- Fields ----------------------------------------------------------------------------------- */

#define FIELD(name, type, of, member, min, max)                                                    \
	{                                                                                          \
		name, RECORD_##type, offsetof(struct of, member),                                  \
			sizeof(((struct of *)NULL)->member), min, max, NULL, false                 \
	}
#define NEW_FIELD(name, type, of, member, min, max)                                                \
	{                                                                                          \
		name, RECORD_##type, offsetof(struct of, member),                                  \
			sizeof(((struct of *)NULL)->member), min, max, NULL, true                  \
	}
#define WORD(name, of, member, word)                                                               \
	{                                                                                          \
		name, RECORD_WORD, offsetof(struct of, member),                                    \
			sizeof(((struct of *)NULL)->member), 0, 0, word, false                     \
	}

/* clang-format off */
const struct record_field record_row_fields[] = {
	FIELD("at", INT64, record_row, at, 0, UINT32_MAX - 1.0),
	FIELD("service", INT64, record_row, service, 0, UINT32_MAX - 1.0),
	FIELD("userId", STRING, record_row, user_id, 0, 0),
	WORD("state", record_row, state, state_word),
	WORD("isActive", record_row, active, active_word),
	FIELD("pollingIntervalMs", INT64, record_row, interval_ms, 0, UINT32_MAX),
	FIELD("lastPollAtMs", TIME, record_row, polled_at_ms, -MAX_COUNT, MAX_COUNT),
	FIELD("digits", INT64, record_row, polled_digits, 0, 3),
	FIELD("createdAtS", INT64, record_row, created_at_s, 0, UINT32_MAX),
	FIELD("errorCount", INT64, record_row, error_count, -1, INT32_MAX),
	FIELD("asofS", INT64, record_row, asof_s, 0, UINT32_MAX),
	FIELD("flags", INT64, record_row, flags, 0, UINT8_MAX),
	{.name = NULL},
};

const struct record_field record_sample_fields[] = {
	FIELD("service", INT64, record_sample, service, 0, UINT32_MAX - 1.0),
	FIELD("atMs", INT64, record_sample, at_ms, 0, MAX_TIME),
	FIELD("late", REAL, record_sample, late_share, 0, 1),
	FIELD("polls", REAL, record_sample, poll_rate, 0, MAX_COUNT),
	{.name = NULL},
};

const struct record_field record_change_fields[] = {
	FIELD("number", INT64, record_change, number, 0, MAX_COUNT),
	FIELD("service", INT64, record_change, service, -1, UINT32_MAX - 1.0),
	WORD("kind", record_change, change.kind, change_word),
	FIELD("atMs", INT64, record_change, change.at_ms, 0, MAX_TIME),
	FIELD("userId", STRING, record_change, change.user_id, 0, 0),
	FIELD("sessions", UINT32, record_change, change.sessions, 0, UINT32_MAX),
	FIELD("spanMs", INT64, record_change, change.span_ms, 0, MAX_COUNT),
	FIELD("polledMs", TIME, record_change, change.polled_at_ms, -MAX_COUNT, MAX_COUNT),
	FIELD("amount", INT64, record_change, change.amount, -MAX_COUNT, MAX_COUNT),
	NEW_FIELD("finding", INT64, record_change, finding, 0, MAX_COUNT),
	NEW_FIELD("text", STRING, record_change, change.text, 0, 0),
	{.name = NULL},
};

const struct record_field record_frame_fields[] = {
	FIELD("atMs", INT64, record_frame, at_ms, 0, MAX_TIME),
	FIELD("monoMs", INT64, record_frame, mono_ms, 0, MAX_COUNT),
	FIELD("rows", INT64, record_frame, rows, 0, UINT32_MAX - 1.0),
	FIELD("asofMs", INT64, record_frame, seen.asof_ms, 0, MAX_TIME),
	FIELD("asofMonoMs", INT64, record_frame, seen.asof_mono_ms, 0, MAX_COUNT),
	WORD("error", record_frame, seen.error.kind, error_word),
	FIELD("errorText", CHARS, record_frame, seen.error.text, 0, 0),
	FIELD("errorMonoMs", INT64, record_frame, seen.error_mono_ms, 0, MAX_COUNT),
	FIELD("table", STRING, record_frame, seen.status.table, 0, 0),
	FIELD("region", STRING, record_frame, seen.status.region, 0, 0),
	FIELD("endpoint", STRING, record_frame, seen.status.endpoint, 0, 0),
	FIELD("profile", STRING, record_frame, seen.status.profile, 0, 0),
	WORD("source", record_frame, seen.status.source, source_word),
	WORD("phase", record_frame, seen.status.phase, phase_word),
	FIELD("intervalMs", INT64, record_frame, seen.status.interval_ms, 0, MAX_COUNT),
	FIELD("tookMs", INT64, record_frame, seen.status.took_ms, -1, MAX_COUNT),
	FIELD("skewMs", INT64, record_frame, seen.status.skew_ms, -MAX_TIME, MAX_TIME),
	FIELD("skewKnown", BOOL, record_frame, seen.status.skew_known, 0, 0),
	FIELD("readUnits", REAL, record_frame, seen.status.read_units, 0, MAX_COUNT),
	FIELD("minuteReadUnits", REAL, record_frame, seen.status.minute_read_units, 0, MAX_COUNT),
	FIELD("refreshReadUnits", REAL, record_frame, seen.status.refresh_read_units, 0, MAX_COUNT),
	FIELD("budget", REAL, record_frame, seen.status.budget, 0, MAX_COUNT),
	FIELD("isThrottled", BOOL, record_frame, seen.status.is_throttled, 0, 0),
	FIELD("throttled", CHARS, record_frame, seen.status.throttled, 0, 0),
	FIELD("pages", UINT32, record_frame, seen.status.pages, 0, UINT32_MAX),
	FIELD("isSweeping", BOOL, record_frame, seen.status.is_sweeping, 0, 0),
	FIELD("sweepShare", REAL, record_frame, seen.status.sweep_share, -1, 1),
	FIELD("sweepLeftMs", INT64, record_frame, seen.status.sweep_left_ms, -1, MAX_COUNT),
	FIELD("sweptMonoMs", INT64, record_frame, seen.status.swept_mono_ms, -1, MAX_COUNT),
	FIELD("unfilled", UINT32, record_frame, seen.status.unfilled, 0, UINT32_MAX),
	FIELD("cannotFill", BOOL, record_frame, seen.status.cannot_fill, 0, 0),
	FIELD("unverified", UINT32, record_frame, seen.status.unverified, 0, UINT32_MAX),
	FIELD("gap", INT64, record_frame, seen.status.unindexed, -1, MAX_COUNT),
	FIELD("isComplete", BOOL, record_frame, seen.status.is_complete, 0, 0),
	FIELD("reconciledMonoMs", INT64, record_frame, seen.status.reconciled_mono_ms, -1,
		MAX_COUNT),
	FIELD("isReconciling", BOOL, record_frame, seen.status.is_reconciling, 0, 0),
	FIELD("reconcileRefusal", CHARS, record_frame, seen.status.reconcile_failure, 0, 0),
	FIELD("keysExpiryMonoMs", INT64, record_frame, seen.status.credentials_expiry_mono_ms, 0,
		MAX_COUNT),
	FIELD("keysRefusal", CHARS, record_frame, seen.status.credentials_error, 0, 0),
	FIELD("notice", CHARS, record_frame, seen.status.notice, 0, 0),
	{.name = NULL},
};
/* clang-format on */

/* --- Writing ---------------------------------------------------------------------------------- */

static void put_first_line(struct buf *out, const char *text, size_t size)
{
	char line[512];
	size_t length = strcspn(text, "\r\n");

	length = length < size ? length : size - 1;
	length = length < sizeof(line) ? length : sizeof(line) - 1;
	memcpy(line, text, length);
	line[length] = '\0';
	text_put_json(out, line);
}

static void put_string(struct buf *out, const char *text)
{
	if (text) {
		text_put_json(out, text);
	} else {
		buf_puts(out, "null");
	}
}

/*
 * Clamps a number to the field's range, because a table may contain any number but only those in
 * range can be read back.
 */
static double clamp(double number, const struct record_field *field)
{
	return fmin(fmax(number, field->min), field->max);
}

static void put_real(struct buf *out, double number, const struct record_field *field)
{
	if (isnan(number)) {
		buf_puts(out, "null");
	} else {
		buf_printf(out, "%.9g", clamp(number, field));
	}
}

/*
 * Prints an integer without printf(), which would take most of the time of recording a large fleet.
 */
static void put_digits(struct buf *out, int64_t number)
{
	char text[24], *at = text + sizeof(text);
	uint64_t left = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	do {
		*--at = (char)('0' + left % 10);
		left /= 10;
	} while (left > 0);
	if (number < 0) {
		*--at = '-';
	}
	buf_append(out, at, (size_t)(text + sizeof(text) - at));
}

static void put_integer(struct buf *out, int64_t number, const struct record_field *field)
{
	if (field->type == RECORD_TIME && number == SESSION_NO_TIME) {
		buf_puts(out, "null");
	} else {
		put_digits(out, (int64_t)clamp((double)number, field));
	}
}

/* Reads a member as a T. */
#define LOAD(T, from) (*(T const *)(const void *)(from))
#define STORE(T, to)  (*(T *)(void *)(to))

static void put_field(struct buf *out, const struct record_field *field, const char *member)
{
	switch (field->type) {
	case RECORD_INT64:
	case RECORD_TIME:
		put_integer(out, LOAD(int64_t, member), field);
		break;
	case RECORD_UINT32:
		put_integer(out, LOAD(uint32_t, member), field);
		break;
	case RECORD_REAL:
		put_real(out, LOAD(double, member), field);
		break;
	case RECORD_BOOL:
		buf_puts(out, LOAD(bool, member) ? "true" : "false");
		break;
	case RECORD_CHARS:
		put_first_line(out, member, field->size);
		break;
	case RECORD_STRING:
		put_string(out, LOAD(const char *, member));
		break;
	case RECORD_WORD:
		put_string(out, field->word(LOAD(unsigned, member)));
		break;
	}
}

static bool is_same(const struct record_field *field, const char *member, const char *other)
{
	return field->type == RECORD_STRING
		       ? strcmp(LOAD(const char *, member), LOAD(const char *, other)) == 0
		       : memcmp(member, other, field->size) == 0;
}

void recording_format_put(
	struct buf *out, const struct record_field *fields, const void *from, const void *before)
{
	for (const struct record_field *field = fields; field->name; field++) {
		const char *member = (const char *)from + field->offset;

		if (field != fields && before &&
			is_same(field, member, (const char *)before + field->offset)) {
			continue;
		}
		buf_puts(out, field == fields ? "{\"" : ",\"");
		buf_puts(out, field->name);
		buf_puts(out, "\":");
		put_field(out, field, member);
	}
	buf_putc(out, '}');
}

/* --- Reading ---------------------------------------------------------------------------------- */

/* Takes an integer; rejects fractions. Integers in range are exact in a double. */
static bool take_integer(
	const struct json *value, const struct record_field *field, int64_t *number)
{
	double read = json_number(value, NAN);

	if (!(read >= field->min && read <= field->max) || read != floor(read)) {
		return false;
	}
	*number = (int64_t)read;
	return true;
}

static bool take_real(const struct json *value, const struct record_field *field, double *number)
{
	*number = json_number(value, NAN);
	return json_is_null(value) || (*number >= field->min && *number <= field->max);
}

static bool take_word(const struct json *value, const struct record_field *field, unsigned *word)
{
	const char *text = json_string(value), *known;

	for (unsigned i = 0; text && (known = field->word(i)) != NULL; i++) {
		if (strcmp(known, text) == 0) {
			*word = i;
			return true;
		}
	}
	return false;
}

static bool take_string(const struct json *value, const char **text)
{
	*text = json_string(value);
	return *text || json_is_null(value);
}

static bool take_chars(const struct json *value, char *text, size_t size)
{
	const char *read = json_string(value);

	if (!read || strlen(read) >= size) {
		return false;
	}
	memcpy(text, read, strlen(read) + 1);
	return true;
}

static bool take_field(const struct json *value, const struct record_field *field, char *member)
{
	int64_t number;
	int truth = json_bool(value);

	switch (field->type) {
	case RECORD_INT64:
		return take_integer(value, field, &STORE(int64_t, member));
	case RECORD_TIME:
		STORE(int64_t, member) = SESSION_NO_TIME;
		return json_is_null(value) || take_integer(value, field, &STORE(int64_t, member));
	case RECORD_UINT32:
		if (!take_integer(value, field, &number)) {
			return false;
		}
		STORE(uint32_t, member) = (uint32_t)number;
		return true;
	case RECORD_REAL:
		return take_real(value, field, &STORE(double, member));
	case RECORD_BOOL:
		STORE(bool, member) = truth > 0;
		return truth >= 0;
	case RECORD_CHARS:
		return take_chars(value, member, field->size);
	case RECORD_STRING:
		return take_string(value, &STORE(const char *, member));
	case RECORD_WORD:
		return take_word(value, field, &STORE(unsigned, member));
	}
	return false;
}

const char *recording_format_take(
	const struct json *object, const struct record_field *fields, bool may_lack, void *into)
{
	for (const struct record_field *field = fields; field->name; field++) {
		const struct json *value = json_get(object, field->name);

		if (!value && (may_lack || field->is_new)) {
			continue;
		}
		if (!value || !take_field(value, field, (char *)into + field->offset)) {
			return field->name;
		}
	}
	return NULL;
}

/* --- Sessions --------------------------------------------------------------------------------- */

void recording_format_row_of(const struct session *session, size_t at, struct record_row *row)
{
	*row = (struct record_row){
		.at = (int64_t)at,
		.service = session->service,
		.user_id = session->user_id,
		.state = session->state,
		.active = session->active,
		.interval_ms = session->interval_ms,
		.polled_at_ms = session->polled_at_ms,
		.polled_digits = session->polled_digits,
		.created_at_s = session->created_at_s,
		.error_count = session->error_count,
		.asof_s = session->asof_s,
		.flags = session->flags,
	};
}

void recording_format_set_session(struct session *session, const struct record_row *row)
{
	*session = (struct session){
		.user_id = row->user_id,
		.polled_at_ms = row->polled_at_ms,
		.created_at_s = (uint32_t)row->created_at_s,
		.asof_s = (uint32_t)row->asof_s,
		.interval_ms = (uint32_t)row->interval_ms,
		.error_count = (int32_t)row->error_count,
		.service = (uint32_t)row->service,
		.state = row->state,
		.active = row->active,
		.flags = (uint8_t)row->flags,
		.polled_digits = (uint8_t)row->polled_digits,
	};
}
