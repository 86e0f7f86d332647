/* SPDX-License-Identifier: MIT */
#include "ui.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

bool ui_is_read_only(const struct ui *ui)
{
	return ui->settings->read_only || (ui_has_data(ui) && !ui->snapshot->status.can_write);
}

bool ui_misses_never_polled(const struct ui *ui)
{
	const struct poll_status *status = &ui->snapshot->status;

	return status->source != SOURCE_SCAN && status->reconciled_mono_ms < 0;
}

int64_t ui_data_age_ms(const struct ui *ui)
{
	int64_t age_ms;

	if (!ui_has_data(ui)) {
		return -1;
	}
	age_ms = ui->now_mono_ms - ui->snapshot->asof_mono_ms;
	return age_ms > 0 ? age_ms : 0;
}

int64_t ui_stale_from_ms(const struct ui *ui)
{
	const struct poll_status *status = &ui->snapshot->status;

	return 2 * status->interval_ms + (status->took_ms > 0 ? status->took_ms : 0);
}

bool ui_is_stale(const struct ui *ui)
{
	return ui_has_data(ui) && ui_data_age_ms(ui) > ui_stale_from_ms(ui);
}

const struct item_detail *ui_item(const struct ui *ui)
{
	const struct item_detail *item = ui->snapshot ? &ui->snapshot->item : NULL;

	if (!item || item->status == ITEM_NONE || !ui->service || !ui->user_id) {
		return NULL;
	}
	if (strcmp(item->service, ui->service) != 0 || strcmp(item->user_id, ui->user_id) != 0) {
		return NULL;
	}
	return item;
}

const char *ui_short(const char *text, char buffer[UI_SHORT_SIZE])
{
	static const char ellipsis[] = "\u2026";

	if (!text_sanitize(text, buffer, UI_SHORT_SIZE - sizeof(ellipsis))) {
		memcpy(buffer + strlen(buffer), ellipsis, sizeof(ellipsis));
	}
	return buffer;
}

void ui_set_text(char **slot, const char *text)
{
	char *copy = text ? base_strdup(text) : NULL;

	free(*slot);
	*slot = copy;
}
