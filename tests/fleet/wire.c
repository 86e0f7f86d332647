/* SPDX-License-Identifier: MIT */
#include "fleet/wire.h"

#include "text.h"
#include "timestamp.h"

#include <stdbool.h>
#include <string.h>

int64_t stage_wall_ms(const struct stage *stage, int64_t simulated_ms)
{
	return stage->start_ms + (int64_t)((double)simulated_ms / stage->speed);
}

/* Appends a template: ' stands for ", # for a random digit, ~ for a random hex digit. */
static void put_template(struct buf *out, const char *template, struct chance *chance)
{
	for (const char *at = template; *at; at++) {
		char byte = *at;

		if (byte == '\'') {
			byte = '"';
		} else if (byte == '#') {
			byte = (char)('0' + chance_below(chance, 10));
		} else if (byte == '~') {
			byte = "0123456789abcdef"[chance_below(chance, 16)];
		}
		buf_putc(out, byte);
	}
}

static void put_active(struct buf *out, enum form form, bool is_active)
{
	static const char *const values[][2] = {
		[FORM_S] = {"{\"S\":\"false\"}", "{\"S\":\"true\"}"},
		[FORM_N] = {"{\"N\":\"0\"}", "{\"N\":\"1\"}"},
		[FORM_BOOL] = {"{\"BOOL\":false}", "{\"BOOL\":true}"},
	};

	buf_puts(out, values[form][is_active]);
}

static void put_polled(struct buf *out, const struct stage *stage, const struct member *member)
{
	char time[TIMESTAMP_SIZE];

	timestamp_format(stage_wall_ms(stage, member->polled_ms + member->clock_ms),
		member->service->fraction_digits, time);
	buf_printf(out, "{\"S\":\"%s\"}", time);
}

/* Appends a comma where one is due and the attribute's name; false when its value is settled: the
 * session has it malformed or not at all. */
static bool begin(struct buf *out, const struct member *member, const char *attribute)
{
	bool is_flawed = member->flaw && strcmp(member->flaw->attribute, attribute) == 0;

	if (is_flawed && !member->flaw->value) {
		return false;
	}
	buf_printf(out, "%s\"%s\":", out->data[out->length - 1] == '{' ? "" : ",", attribute);
	if (is_flawed) {
		put_template(out, member->flaw->value, NULL);
	}
	return !is_flawed;
}

static void put_string(
	struct buf *out, const struct member *member, const char *attribute, const char *text)
{
	if (!begin(out, member, attribute)) {
		return;
	}
	buf_puts(out, "{\"S\":");
	text_put_json(out, text);
	buf_putc(out, '}');
}

static void put_number(
	struct buf *out, const struct member *member, const char *attribute, int64_t number)
{
	if (begin(out, member, attribute)) {
		buf_printf(out, "{\"N\":\"%lld\"}", (long long)number);
	}
}

static void put_item(struct buf *out, const struct stage *stage, const struct member *member)
{
	struct chance chance =
		member->chance; /* a copy: what is written does not change the fleet */
	struct buf scratch = {0};
	char time[TIMESTAMP_SIZE];

	put_string(out, member, "userId", member->user_id);
	put_string(out, member, "serviceType", member->service->name);
	buf_printf(&scratch, "%s#%s", member->user_id, member->service->name);
	put_string(out, member, "sessionId", buf_text(&scratch));
	buf_clear(&scratch);
	put_template(&scratch,
		"https://~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~.lambda-url."
		"us-east-1.on.aws/poll/~~~~~~~~",
		&chance);
	put_string(out, member, "webhookUrl", buf_text(&scratch));
	buf_fini(&scratch);

	if (member->form != FORM_MISSING && begin(out, member, "isActive")) {
		put_active(out, member->form, member->is_active);
	}
	put_number(out, member, "pollingIntervalMs",
		(int64_t)((double)member->interval_ms / stage->speed));
	timestamp_format(
		stage_wall_ms(stage, member->created_ms), member->service->fraction_digits, time);
	put_string(out, member, "createdAt", time);
	if (member->was_polled && begin(out, member, "lastPollAt")) {
		put_polled(out, stage, member);
	}
	put_number(out, member, "errorCount", member->error_count);
	if (begin(out, member, "serviceState")) {
		buf_puts(out, "{\"M\":");
		put_template(out, member->service->state, &chance);
		buf_putc(out, '}');
	}
}

void wire_put_request(const struct stage *stage, const struct member *member, struct buf *out)
{
	buf_puts(out, "{\"PutRequest\":{\"Item\":{");
	put_item(out, stage, member);
	buf_puts(out, "}}}");
}

void wire_put_poll(const struct stage *stage, const struct member *member, struct buf *out)
{
	bool has_active = member->form != FORM_MISSING;

	buf_puts(out, "{\"TableName\":");
	text_put_json(out, stage->table);
	buf_puts(out, ",\"Key\":{\"userId\":{\"S\":");
	text_put_json(out, member->user_id);
	buf_printf(out, "},\"serviceType\":{\"S\":\"%s\"}}", member->service->name);
	buf_puts(out, ",\"UpdateExpression\":\"SET lastPollAt = :polled, errorCount = :errors\"");
	buf_printf(out, ",\"ConditionExpression\":\"attribute_exists(userId)%s\"",
		has_active ? " AND isActive = :on" : "");
	buf_puts(out, ",\"ExpressionAttributeValues\":{\":polled\":");
	put_polled(out, stage, member);
	buf_printf(out, ",\":errors\":{\"N\":\"%d\"}", member->error_count);
	if (has_active) {
		buf_puts(out, ",\":on\":");
		put_active(out, member->form, true);
	}
	buf_puts(out, "}}");
}
