/* SPDX-License-Identifier: MIT */
#include "view/finding_text.h"

#include "duration.h"
#include "finding.h"
#include "list/format_rounded.h"
#include "runbook.h"
#include "timestamp.h"

#include <string.h>

#define MINUTE_MS INT64_C(60000)

/* Whom to call, and that there is a page that says what to do. */
static void put_owner(struct buf *out, const struct ui *ui, const struct finding *finding)
{
	const char *owner = runbook_owner_of_finding(ui->settings, ui->snapshot, finding);
	struct buf url = {0};

	if (owner) {
		buf_printf(out, "%sOwner: %s.", out->length > 0 ? " " : "", owner);
	}
	if (runbook_put_of_finding(&url, ui->settings, ui->snapshot, finding)) {
		buf_printf(out, "%sO copies the runbook.", out->length > 0 ? " " : "");
	}
	buf_fini(&url);
}

/* "Now 10/min, ~7m.": the outlook without its first word, which is shown elsewhere. */
static void put_rate(struct buf *out, const struct ui *ui, const struct finding *finding)
{
	struct buf outlook = {0};

	finding_put_outlook(&outlook, ui->snapshot, finding);
	const char *rate = strchr(buf_text(&outlook), ' ');

	if (rate && finding->per_minute > 0) {
		buf_printf(out, "%sNow%s.", out->length > 0 ? " " : "", rate);
	}
	buf_fini(&outlook);
}

void finding_text_put_more(
	struct buf *out, const struct ui *ui, const struct finding *finding, bool has_full_outlook)
{
	char acked[NUMBER_SIZE];

	if (finding->acked > 0) {
		number_format_count(finding->acked, acked);
		buf_printf(out, "%s acknowledged. ", acked);
	}
	finding_put_evidence(out, ui->snapshot, finding);
	if (!finding_is_over(finding) && !has_full_outlook) {
		put_rate(out, ui, finding);
	}
	if (!finding_is_over(finding)) {
		put_owner(out, ui, finding);
	}
}

/* The exact time is in the fact: an age that rarely changes is enough. */
static int64_t since_step_ms(int64_t age_ms)
{
	return age_ms < 10 * MINUTE_MS    ? MINUTE_MS
	       : age_ms < 60 * MINUTE_MS  ? 5 * MINUTE_MS
	       : age_ms < 600 * MINUTE_MS ? 10 * MINUTE_MS
					  : 60 * MINUTE_MS;
}

void finding_text_format_since(
	const struct ui *ui, const struct finding *finding, char text[NUMBER_SIZE])
{
	int64_t began_ms = finding->began_after_ms != SESSION_NO_TIME ? finding->began_after_ms
								      : finding->found_ms;

	text[0] = '\0';
	if (began_ms != SESSION_NO_TIME) {
		int64_t age_ms = ui->snapshot->asof_ms - began_ms;

		format_rounded_age(age_ms, since_step_ms(age_ms), text);
	}
}

/* "08:05", or the day if it is not within 24 hours. */
static void put_minute(struct buf *out, int64_t time_ms, int64_t now_ms)
{
	char text[TIMESTAMP_SIZE];

	timestamp_format_short(time_ms, now_ms, text);
	if (strlen(text) == strlen("08:05:58Z") && text[2] == ':') {
		text[strlen("08:05")] = '\0';
	}
	buf_puts(out, text);
}

void finding_text_put_over(struct buf *out, const struct ui *ui, const struct finding *finding)
{
	int64_t began_ms = finding->began_before_ms, now_ms = ui->snapshot->asof_ms;
	int64_t lasted_ms = finding->ended_ms - began_ms;
	int64_t step_ms = lasted_ms < MINUTE_MS        ? 1000
			  : lasted_ms < 60 * MINUTE_MS ? 10000
						       : MINUTE_MS;
	char lasted[DURATION_SIZE];

	buf_puts(out, "over ");
	if (began_ms == SESSION_NO_TIME) {
		buf_puts(out, "at ");
		put_minute(out, finding->ended_ms, now_ms);
		buf_putc(out, 'Z');
		return;
	}
	put_minute(out, began_ms, now_ms);
	buf_putc(out, '-');
	put_minute(out, finding->ended_ms, now_ms);
	duration_format_setting((lasted_ms + step_ms / 2) / step_ms * step_ms, lasted);
	buf_printf(out, "Z, %s", lasted);
}
