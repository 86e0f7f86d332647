/* SPDX-License-Identifier: MIT */
#include "ui/view_list.h"

#define TITLE(ID, name, key, title, about, hint) [VIEW_##ID] = (title),
#define KEY(ID, name, key, title, about, hint)   [VIEW_##ID] = #key,

static const char *const titles[VIEW_COUNT] = {VIEW_LIST(TITLE) OVERLAY_LIST(TITLE)};
static const char *const keys[VIEW_COUNT] = {VIEW_LIST(KEY) OVERLAY_LIST(KEY)};

const char *view_list_title(enum view_id view)
{
	return titles[view];
}

const char *view_list_key(enum view_id view)
{
	return keys[view];
}
