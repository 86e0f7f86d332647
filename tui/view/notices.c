/* SPDX-License-Identifier: MIT */
#include "view/frame.h"

#include "number.h"
#include "timestamp.h"
#include "view/write_status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* False when there is no error. */
static bool format_banner(const struct ui *ui, char *text, size_t size)
{
	char since[TIMESTAMP_SIZE];
	int64_t since_ms;

	if (!ui->snapshot || ui->snapshot->error.kind == ERROR_NONE) {
		return false;
	}
	since_ms = ui_error_since_ms(ui, ui->snapshot);
	timestamp_format_short(since_ms, since_ms, since);
	snprintf(text, size, "%s since %s: %s", error_kind_word(ui->snapshot->error.kind), since,
		ui->snapshot->error.text);
	return true;
}

/* A line below the banner. */
struct notice {
	enum role role;
	char text[WRITE_STATUS_SIZE];
};

/* What the overview lists, and if its order is locked. The list of sessions has its own such line.
 */
static bool format_listing(const struct ui *ui, char *text, size_t size)
{
	const char *lock = ui->is_order_locked ? "   order locked (o)" : "";
	char services[NUMBER_SIZE], sessions[NUMBER_SIZE], all[NUMBER_SIZE];
	size_t listed = ui->lists[VIEW_OVERVIEW].count + ui->left_out.services;

	if (!ui->snapshot || ui->view != VIEW_OVERVIEW || (!ui->is_order_locked && !ui->passes)) {
		return false;
	}
	if (!ui->passes) {
		snprintf(text, size, "order locked: rows stay in place; o unlocks it");
		return true;
	}
	number_format_count(listed, services);
	number_format_count(ui_totals(ui)->sessions, sessions);
	number_format_count(ui->snapshot->totals.sessions, all);
	snprintf(text, size,
		"filtered: %s of %s sessions in %s service%s%s: %.300s   Esc clears it%s", sessions,
		all, services, listed == 1 ? "" : "s", ui_so_far(ui), ui->filter.text, lock);
	return true;
}

#define MAX_NOTICES 9

PRINTF_LIKE(4, 5)
static void add_notice(
	struct notice *notices, size_t *count, enum role role, const char *format, ...)
{
	va_list args;

	notices[*count].role = role;
	va_start(args, format);
	vsnprintf(notices[*count].text, sizeof(notices->text), format, args);
	va_end(args);
	++*count;
}

/* Joins the lines of facts_put_text(), with single blanks: "provider ?; profile prod
 * (--profile); …". */
static void join_facts(const char *facts, char *text, size_t size)
{
	size_t length = 0;

	for (; *facts && length + sizeof("; ") < size; facts++) {
		if (*facts == '\n') {
			text[length++] = ';';
			text[length++] = ' ';
		} else if (*facts != ' ' || facts[1] != ' ') {
			text[length++] = *facts;
		}
	}
	text[length > 2 ? length - 2 : 0] = '\0';
}

/* In order of importance. */
static size_t collect_notices(const struct ui *ui, struct notice notices[MAX_NOTICES])
{
	const struct poll_status *status = ui->snapshot ? &ui->snapshot->status : NULL;
	const char *text = status && *status->notice ? status->notice : ui->terminal_notice;
	enum error_kind error = ui->snapshot ? ui->snapshot->error.kind : ERROR_NONE;
	size_t count = 0;
	char listing[sizeof(notices->text)], facts[sizeof(notices->text)];
	char progress[WRITE_STATUS_SIZE];

	if (ui->snapshot) {
		write_status_format_progress(ui->snapshot, progress);
		if (*progress) {
			add_notice(notices, &count, ROLE_TITLE, "%s", progress);
		}
	}
	/* What hides rows comes first. */
	if (ui->settings->user && status && status->source == SOURCE_USER) {
		add_notice(notices, &count, ROLE_LATE,
			"only the sessions of user %.100s are read and counted (--user)",
			ui->settings->user);
	}
	if (format_listing(ui, listing, sizeof(listing))) {
		add_notice(notices, &count, ROLE_LATE, "%s", listing);
	}
	/* Before the first read, they fill the screen: see frame.c. */
	if (ui_has_data(ui) && status->credentials_facts && *status->credentials_facts) {
		join_facts(status->credentials_facts, facts, sizeof(facts));
		add_notice(notices, &count, ROLE_LATE, "%s", facts);
	}
	if (status && *status->credentials_error) {
		add_notice(notices, &count, ROLE_LATE, "cannot refresh credentials: %s",
			status->credentials_error);
	}
	if (status && status->is_throttled && error != ERROR_THROTTLED) {
		add_notice(notices, &count, ROLE_LATE, "throttled, reading more slowly: %s",
			status->throttled);
	}
	if (ui_is_stale(ui) && error == ERROR_NONE) {
		add_notice(notices, &count, ROLE_LATE,
			"no recent read: all values are as of the time above; r refreshes");
	}
	if (ui_has_data(ui) && !ui->settings->read_only && ui_is_read_only(ui)) {
		add_notice(notices, &count, ROLE_DIM, "no writes: %s", status->write_refusal);
	}
	if (*text) {
		add_notice(notices, &count, ROLE_DIM, "%s", text);
	}
	return count;
}

/* A small screen shows only the first notice and, below a banner, only if it is about a filter. */
int notices_put(struct canvas *canvas, const struct ui *ui, const struct notices_room *room)
{
	struct notice notices[MAX_NOTICES];
	size_t count = collect_notices(ui, notices);
	int y = room->y;
	char banner[640];

	if (format_banner(ui, banner, sizeof(banner))) {
		y += canvas_wrap(
			canvas, y, 1, room->is_roomy ? 4 : 2, room->cols - 2, ROLE_BANNER, banner);
	}
	if (!room->is_roomy && count > 0) {
		count = y == room->y || ui->filter.count > 0;
	}
	for (size_t i = 0; i < count; i++) {
		y += canvas_wrap(canvas, y, 1, room->is_roomy ? 2 : 1, room->cols - 2,
			notices[i].role, notices[i].text);
	}
	return y - room->y;
}
