/* SPDX-License-Identifier: MIT */
#include "report/text_parts.h"

#include "number.h"
#include "session.h"
#include "summary.h"

#include <stdlib.h>
#include <string.h>

#define GROUPS_SHOWN 20

/* The columns after the letter of the worst state. */
enum { COLUMN_STATE, COLUMN_NAME, COLUMN_SESSIONS, COLUMN_BEHIND, COLUMN_FAILING, COLUMN_WORST };

static const struct field fields[] = {
	[COLUMN_STATE] = {.title = "S", .unit = FIELD_DRAWN},
	[COLUMN_NAME] = {.title = "USER", .unit = FIELD_TEXT, .grow_cols = 1},
	[COLUMN_SESSIONS] = {.title = "SESSIONS", .unit = FIELD_COUNT, .is_right = true},
	[COLUMN_BEHIND] = {.title = "BEHIND", .unit = FIELD_COUNT, .is_right = true},
	[COLUMN_FAILING] = {.title = "FAILING", .unit = FIELD_COUNT, .is_right = true},
	[COLUMN_WORST] = {.title = "WORST", .unit = FIELD_RATIO, .is_right = true},
	{.title = "SERVICES", .unit = FIELD_TEXT, .grow_cols = 1},
};

/* "slack, gmail, +3": the worst first. */
static void format_services(
	const struct snapshot *snapshot, const struct report_group *group, char *text, size_t size)
{
	size_t length = 0;

	*text = '\0';
	for (uint32_t i = 0; i < group->summary.sessions; i++) {
		const struct session *session = &snapshot->sessions[group->rows[i]];
		const char *name = snapshot->services[session->service].name;
		uint32_t left = group->summary.sessions - i;

		/* Leave room for what says how many more there are. */
		if (length + strlen(name) + sizeof(", , +4294967295") > size) {
			snprintf(text + length, size - length, "%s+%u", i > 0 ? ", " : "", left);
			return;
		}
		length += (size_t)snprintf(
			text + length, size - length, "%s%s", i > 0 ? ", " : "", name);
	}
}

static void fill_group(const struct text_page *page, const struct field *field, uint32_t row,
	struct text_cell *cell)
{
	const struct report *report = page->report;
	const struct report_group *group = &report->groups.list[row];
	enum session_state worst = summary_worst_state(&group->summary);

	switch (field - fields) {
	case COLUMN_STATE:
		cell->buffer[0] = session_state_info(worst)->letter;
		cell->role = role_of_state(worst);
		break;
	case COLUMN_NAME:
		cell->text = group->name;
		break;
	case COLUMN_SESSIONS:
		number_format_count(group->summary.sessions, cell->buffer);
		break;
	case COLUMN_BEHIND:
		number_format_count(group->behind, cell->buffer);
		break;
	case COLUMN_FAILING:
		number_format_count(group->failing, cell->buffer);
		break;
	case COLUMN_WORST:
		number_format_late(group->summary.worst_late, cell->buffer);
		break;
	default:
		format_services(report->snapshot, group, cell->buffer, sizeof(cell->buffer));
		break;
	}
}

void text_groups_put(struct text_page *page)
{
	static const struct field_table table = {fields, ARRAY_LEN(fields)};
	const struct report_groups *groups = &page->report->groups;
	bool has_all = page->cols == TEXT_PAGE_WIDE;
	uint32_t *rows = base_calloc(groups->count + 1, sizeof(*rows));
	size_t count = 0;

	/* The worst first, so that those without a problem are at the end. */
	while (count < groups->count &&
		(has_all || report_group_is_unhealthy(&groups->list[count]))) {
		rows[count] = (uint32_t)count;
		count++;
	}
	size_t shown = has_all || count < GROUPS_SHOWN ? count : GROUPS_SHOWN;

	if (shown > 0) {
		text_page_put_table(page, &table, fill_group, rows, shown);
	}
	if (shown < groups->count) {
		text_page_put(page, "Users with problems: %zu of %zu%s.", count, groups->count,
			shown < count ? "; -o wide shows all" : "");
		fputc('\n', page->out);
	}
	free(rows);
}
