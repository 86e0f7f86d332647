/* SPDX-License-Identifier: MIT */
#include "base.h"
#include "buf.h"
#include "order.h"
#include "report.h"
#include "report_format.h"
#include "session.h"
#include "text.h"
#include "units.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH_COLS      80
#define GAP_COLS        2
#define ELASTIC_COLS    8  /* an elastic column gets no narrower */
#define COLUMN_MAX_COLS 16 /* any other no wider */
#define SESSIONS_SHOWN  20

/* An elastic column is a left one that gives way when the row is too wide. */
enum column_kind { LEFT, RIGHT, ELASTIC };

struct column {
	const char *title;
	enum column_kind kind;
};

/* Cells row by row, sanitised; freed by print_table(). */
struct table {
	const struct column *columns;
	size_t columns_count;
	char **cells;
	size_t cells_count, cells_capacity;
	bool is_ascii;
};

static void append_safe(struct buf *out, const char *text, bool is_ascii)
{
	uint32_t code_point;
	char bytes[4];

	while ((code_point = text_next(&text)) != 0) {
		if (is_ascii && code_point > 0x7E) {
			buf_putc(out, '?');
		} else {
			buf_append(out, bytes, text_encode(code_point, bytes));
		}
	}
}

static void add_cell(struct table *table, const char *text)
{
	struct buf safe = {0};

	if (table->cells_count == table->cells_capacity) {
		table->cells_capacity = table->cells_capacity ? 2 * table->cells_capacity : 64;
		table->cells =
			base_realloc(table->cells, table->cells_capacity, sizeof(*table->cells));
	}
	append_safe(&safe, text, table->is_ascii);
	table->cells[table->cells_count++] = base_strdup(buf_text(&safe));
	buf_fini(&safe);
}

static void add_count(struct table *table, uint64_t count)
{
	char text[UNITS_TEXT_SIZE];

	units_format_count(count, text);
	add_cell(table, text);
}

static void add_age(struct table *table, int64_t age_ms, bool is_known)
{
	char text[UNITS_TEXT_SIZE] = "-";

	if (is_known) {
		units_format_age(age_ms, text);
	}
	add_cell(table, text);
}

static void add_letter(struct table *table, enum session_state state)
{
	char text[2] = {session_state_info(state)->letter};

	add_cell(table, text);
}

/* Prints text in exactly width columns; "~" ends what was cut. */
static void print_cell(const char *text, size_t width_cols, bool is_right, FILE *out)
{
	size_t text_cols = text_width_of(text);
	size_t room_cols = text_cols > width_cols ? width_cols - 1 : width_cols;
	size_t used_cols = 0;
	const char *at = text, *end = text;
	uint32_t code_point;

	while ((code_point = text_next(&at)) != 0) {
		size_t cols = (size_t)text_width(code_point);

		if (used_cols + cols > room_cols) {
			break;
		}
		used_cols += cols;
		end = at;
	}
	if (is_right) {
		fprintf(out, "%*s", (int)(room_cols - used_cols), "");
	}
	fprintf(out, "%.*s", (int)(end - text), text);
	if (!is_right) {
		fprintf(out, "%*s", (int)(room_cols - used_cols), "");
	}
	if (room_cols < width_cols) {
		fputc('~', out);
	}
}

/* Each as wide as its widest cell, but the elastic one as wide as the others leave it. */
static void measure_columns(const struct table *table, size_t *widths)
{
	size_t total_cols = GAP_COLS * (table->columns_count - 1);
	size_t elastic = 0;

	for (size_t i = 0; i < table->columns_count; i++) {
		widths[i] = strlen(table->columns[i].title);
	}
	for (size_t i = 0; i < table->cells_count; i++) {
		enum column_kind kind = table->columns[i % table->columns_count].kind;
		size_t *width = &widths[i % table->columns_count];
		size_t cols = text_width_of(table->cells[i]);

		if (kind != ELASTIC && cols > COLUMN_MAX_COLS) {
			cols = COLUMN_MAX_COLS;
		}
		if (cols > *width) {
			*width = cols;
		}
	}
	for (size_t i = 0; i < table->columns_count; i++) {
		if (table->columns[i].kind == ELASTIC) {
			elastic = i;
		}
		total_cols += widths[i];
	}
	while (total_cols > WIDTH_COLS && widths[elastic] > ELASTIC_COLS) {
		widths[elastic]--;
		total_cols--;
	}
}

static void print_row(
	const struct table *table, const size_t *widths, char *const *cells, FILE *out)
{
	for (size_t i = 0; i < table->columns_count; i++) {
		const struct column *column = &table->columns[i];

		fprintf(out, "%*s", i ? GAP_COLS : 0, "");
		print_cell(cells ? cells[i] : column->title, widths[i], column->kind == RIGHT, out);
	}
	fputc('\n', out);
}

static void print_table(struct table *table, FILE *out)
{
	size_t *widths = base_calloc(table->columns_count, sizeof(*widths));

	measure_columns(table, widths);
	print_row(table, widths, NULL, out);
	for (size_t i = 0; i < table->cells_count; i += table->columns_count) {
		print_row(table, widths, &table->cells[i], out);
	}
	fputc('\n', out);
	for (size_t i = 0; i < table->cells_count; i++) {
		free(table->cells[i]);
	}
	free(table->cells);
	free(widths);
}

/* A sentence over as many lines as it takes; a word that is too long gets a line of its own. */
PRINTF_LIKE(3, 4)
static void print_sentence(bool is_ascii, FILE *out, const char *format, ...)
{
	char raw[1024];
	struct buf safe = {0};
	size_t used_cols = 0;
	va_list args;

	va_start(args, format);
	vsnprintf(raw, sizeof(raw), format, args);
	va_end(args);
	append_safe(&safe, raw, is_ascii);
	for (char *rest = NULL, *word = strtok_r(safe.data, " ", &rest); word;
		word = strtok_r(NULL, " ", &rest)) {
		size_t cols = text_width_of(word);

		if (used_cols > 0 && used_cols + 1 + cols > WIDTH_COLS) {
			fputc('\n', out);
			used_cols = 0;
		}
		fprintf(out, "%s%s", used_cols ? " " : "", word);
		used_cols += cols + (used_cols ? 1 : 0);
	}
	fputc('\n', out);
	buf_fini(&safe);
}

static void print_skew(const struct poll_status *status, FILE *out)
{
	char age[UNITS_TEXT_SIZE];

	if (!status->skew_known || status->skew_ms / 1000 == 0) {
		return;
	}
	units_format_age(llabs(status->skew_ms), age);
	fprintf(out, ", this machine's clock is %s %s", age, status->skew_ms > 0 ? "slow" : "fast");
}

static void print_head(const struct snapshot *snapshot, bool is_partial, bool is_ascii, FILE *out)
{
	const struct poll_status *status = &snapshot->status;
	char asof[UNITS_TEXT_SIZE] = "an unknown time";

	if (snapshot->asof_ms != 0) {
		units_format_time(snapshot->asof_ms, 0, asof);
	}
	print_sentence(is_ascii, out, "%s, %s, as of %s%s", status->table, status->region, asof,
		is_partial ? ", PARTIAL" : "");
	print_sentence(is_ascii, out, "%s", status->endpoint);
	fprintf(out, "%.1f read units", status->read_units);
	print_skew(status, out);
	fputc('\n', out);
}

static void print_gaps(const struct snapshot *snapshot, const struct settings *settings, FILE *out)
{
	const struct poll_status *status = &snapshot->status;

	if (snapshot->error.kind != ERROR_NONE) {
		print_sentence(settings->ascii, out, "PARTIAL, %s: %s",
			error_kind_word(snapshot->error.kind), snapshot->error.text);
	} else if (!status->is_complete) {
		print_sentence(settings->ascii, out, "PARTIAL: not every page was read.");
	}
	if (status->notice[0]) {
		print_sentence(settings->ascii, out, "Notice: %s", status->notice);
	}
	if (!report_knows_never_polled(snapshot)) {
		print_sentence(settings->ascii, out,
			"Sessions that were never polled are in no index: not counted here. %s",
			settings->reconcile_ms == 0    ? "--reconcile finds them by a Scan."
			: status->reconcile_refusal[0] ? status->reconcile_refusal
						       : "The Scan for them did not end.");
	}
	fputc('\n', out);
}

static void print_totals(const struct snapshot *snapshot, bool is_ascii, FILE *out)
{
	static const struct column columns[] = {{"CRITICAL", RIGHT}, {"LATE", RIGHT},
		{"NEVER", RIGHT}, {"FUTURE", RIGHT}, {"UNKNOWN", RIGHT}, {"ON TIME", RIGHT},
		{"PAUSED", RIGHT}, {"ERRORING", RIGHT}, {"TOTAL", RIGHT}};
	struct table table = {
		.columns = columns, .columns_count = ARRAY_LEN(columns), .is_ascii = is_ascii};
	const struct summary *totals = &snapshot->totals;

	add_count(&table, totals->states[STATE_CRITICAL]);
	add_count(&table, totals->states[STATE_LATE]);
	if (report_knows_never_polled(snapshot)) {
		add_count(&table, totals->states[STATE_NEVER_POLLED]);
	} else {
		add_cell(&table, "?");
	}
	add_count(&table, totals->states[STATE_FUTURE]);
	add_count(&table, totals->states[STATE_UNKNOWN]);
	add_count(&table, totals->states[STATE_ON_TIME]);
	add_count(&table, totals->states[STATE_PAUSED]);
	add_count(&table, totals->erroring);
	add_count(&table, totals->sessions);
	print_table(&table, out);
}

static void add_service(struct table *table, const struct snapshot *snapshot, uint32_t index)
{
	const struct service_summary *service = &snapshot->services[index];
	const struct summary *summary = &service->summary;
	char late[UNITS_TEXT_SIZE];

	add_letter(table, order_worst_state(summary));
	add_cell(table, service->name);
	add_count(table, summary->active);
	add_count(table, summary->paused);
	add_count(table, summary->states[STATE_CRITICAL]);
	add_count(table, summary->states[STATE_LATE]);
	if (report_knows_never_polled(snapshot)) {
		add_count(table, summary->states[STATE_NEVER_POLLED]);
	} else {
		add_cell(table, "?");
	}
	add_count(table, summary->erroring);
	units_format_late(summary->worst_late, late);
	add_cell(table, late);
	add_age(table, summary->p50_age_ms, summary->p50_age_ms >= 0);
	add_age(table, summary->p95_age_ms, summary->p95_age_ms >= 0);
}

static void print_services(const struct snapshot *snapshot, bool is_ascii, FILE *out)
{
	static const struct column columns[] = {{"S", LEFT}, {"SERVICE", ELASTIC},
		{"ACTIVE", RIGHT}, {"PAUSED", RIGHT}, {"CRIT", RIGHT}, {"LATE", RIGHT},
		{"NEVER", RIGHT}, {"ERR", RIGHT}, {"WORST", RIGHT}, {"P50", RIGHT}, {"P95", RIGHT}};
	struct table table = {
		.columns = columns, .columns_count = ARRAY_LEN(columns), .is_ascii = is_ascii};
	size_t count = snapshot->services_count;
	uint32_t *indexes;

	if (count == 0) {
		return;
	}
	indexes = report_services(snapshot);
	for (size_t i = 0; i < count; i++) {
		add_service(&table, snapshot, indexes[i]);
	}
	print_table(&table, out);
	free(indexes);
}

static void add_lateness(struct table *table, const struct session *session)
{
	char text[UNITS_TEXT_SIZE];

	if (session->state == STATE_NEVER_POLLED || session->state == STATE_FUTURE) {
		add_cell(table, session->state == STATE_FUTURE ? "future" : "never");
		return;
	}
	units_format_late(session_lateness(session, session_asof_ms(session)), text);
	add_cell(table, text);
}

static void add_session(struct table *table, const struct snapshot *snapshot, uint32_t index)
{
	static const char *const actives[] = {
		[ACTIVE_UNKNOWN] = "?", [ACTIVE_ON] = "on", [ACTIVE_OFF] = "OFF"};
	const struct session *session = &snapshot->sessions[index];
	char interval[UNITS_TEXT_SIZE] = "?", polled[UNITS_TEXT_SIZE] = "-";
	int64_t age_ms = 0;
	bool has_age = session_age(session, session_asof_ms(session), &age_ms);

	add_letter(table, session->state);
	add_cell(table, session->user_id);
	add_cell(table, snapshot->services[session->service].name);
	add_lateness(table, session);
	add_age(table, age_ms, has_age);
	if (session->interval_ms > 0) {
		units_format_interval(session->interval_ms, interval);
	}
	add_cell(table, interval);
	if (session->error_count >= 0) {
		add_count(table, (uint64_t)session->error_count);
	} else {
		add_cell(table, "?");
	}
	add_cell(table, actives[session->active]);
	if (session->polled_at_ms != SESSION_NO_TIME) {
		units_format_clock(session->polled_at_ms, snapshot->asof_ms, polled);
	}
	add_cell(table, polled);
}

static void print_legend(FILE *out)
{
	static const enum session_state states[] = {STATE_CRITICAL, STATE_NEVER_POLLED, STATE_LATE,
		STATE_UNKNOWN, STATE_FUTURE, STATE_ON_TIME, STATE_PAUSED};

	for (size_t i = 0; i < ARRAY_LEN(states); i++) {
		const struct session_state_info *info = session_state_info(states[i]);

		fprintf(out, "%s%c %s", i ? "  " : "", info->letter, info->title);
	}
	fputc('\n', out);
}

/* Leaves out those that need nobody. */
static void keep_ill(struct ranking *ranking, const struct snapshot *snapshot)
{
	size_t count = ranking->count;

	ranking->count = 0;
	for (size_t i = 0; i < count; i++) {
		const struct session *session = &snapshot->sessions[ranking->rows[i]];

		if (session_state_info(session->state)->severity > 0) {
			ranking_add(ranking, ranking->rows[i], ranking->keys[i]);
		}
	}
}

static void print_listed(const struct snapshot *snapshot, const struct ranking *ranking,
	size_t shown, FILE *out, bool is_ascii)
{
	static const struct column columns[] = {{"S", LEFT}, {"USER", ELASTIC}, {"SERVICE", LEFT},
		{"LATE", RIGHT}, {"AGE", RIGHT}, {"EVERY", RIGHT}, {"ERR", RIGHT}, {"ACT", LEFT},
		{"LAST POLL", RIGHT}};
	struct table table = {
		.columns = columns, .columns_count = ARRAY_LEN(columns), .is_ascii = is_ascii};

	for (size_t i = 0; i < shown; i++) {
		add_session(&table, snapshot, ranking->rows[i]);
	}
	print_table(&table, out);
	if (ranking->count > shown) {
		fprintf(out, "and %zu more\n\n", ranking->count - shown);
	}
	print_legend(out);
}

/* What was asked for by a filter, all of it; without one the worst of those that need somebody. */
static void print_sessions(
	const struct snapshot *snapshot, const struct settings *settings, FILE *out)
{
	struct ranking ranking = {0};
	size_t shown;

	report_rank(&ranking, snapshot, settings);
	if (settings->filter) {
		print_sentence(settings->ascii, out, "Filter %s: %zu of %zu sessions.",
			settings->filter, ranking.count, snapshot->sessions_count);
	} else {
		keep_ill(&ranking, snapshot);
	}
	shown = settings->filter || ranking.count < SESSIONS_SHOWN ? ranking.count : SESSIONS_SHOWN;
	ranking_sort(&ranking, 0, shown);
	if (ranking.count > 0) {
		print_listed(snapshot, &ranking, shown, out, settings->ascii);
	} else if (!settings->filter) {
		fputs("No session needs anybody.\n", out);
	}
	ranking_fini(&ranking);
}

void report_text(const struct snapshot *snapshot, const struct settings *settings, FILE *out)
{
	print_head(snapshot, report_is_partial(snapshot, settings), settings->ascii, out);
	print_gaps(snapshot, settings, out);
	print_totals(snapshot, settings->ascii, out);
	print_services(snapshot, settings->ascii, out);
	print_sessions(snapshot, settings, out);
}
