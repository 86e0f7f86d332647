/* SPDX-License-Identifier: MIT */
#include "report/session_values.h"

#include "base.h"
#include "session.h"
#include "timestamp.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* lastPollAt with as many digits as are stored. */
static void format_polled_at(const struct session *session, char text[TIMESTAMP_SIZE])
{
	*text = '\0';
	if (session->polled_at_ms != SESSION_NO_TIME) {
		timestamp_format(session->polled_at_ms, session->polled_digits, text);
	}
}

/* The lateness, even of paused sessions. */
static void format_late(const struct session *session, char text[NUMBER_SIZE])
{
	number_format_decimal(session_lateness(session, session_asof_ms(session)), text);
}

const struct session_value session_values[] = {
	{"userId", "user", false, NULL},
	{"serviceType", "svc", false, NULL},
	{"state", "state", false, NULL},
	{"isActive", "act", false, NULL},
	{"pollingIntervalMs", "every", false, NULL},
	{"lastPollAt", "poll", false, format_polled_at},
	{"ageMs", "age", false, NULL},
	{"late", "late", false, format_late},
	{"errorCount", "err", false, NULL},
	{"createdAt", "created", true, NULL},
	{.name = NULL},
};

const struct field *session_value_field(const struct session_value *value)
{
	return field_find(&field_sessions, value->field, strlen(value->field));
}

static void format_by_unit(enum field_unit unit, double value, char text[NUMBER_SIZE])
{
	switch (unit) {
	case FIELD_DRAWN:
	case FIELD_TEXT:
		*text = '\0';
		return;
	case FIELD_COUNT:
	case FIELD_AGE:
	case FIELD_INTERVAL:
		snprintf(text, NUMBER_SIZE, "%.0f", value);
		return;
	case FIELD_RATIO:
		number_format_decimal(value, text);
		return;
	case FIELD_TIME:
		timestamp_format((int64_t)value, 0, text);
		return;
	case FIELD_ACTIVE:
		strcpy(text, value > 0 ? "true" : "false");
		return;
	case FIELD_STATE:
		strcpy(text, session_state_info((enum session_state)value)->word);
		return;
	}
}

void session_value_format(
	const struct session_value *value, const struct session *session, char text[NUMBER_SIZE])
{
	const struct field *field = session_value_field(value);
	double number = field_session_value(field, session);

	*text = '\0';
	if (value->format) {
		value->format(session, text);
	} else if (!isnan(number)) {
		format_by_unit(field->unit, number, text);
	}
}
