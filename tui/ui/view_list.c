/* SPDX-License-Identifier: MIT */
#include "ui/view_list.h"

#define TITLE(ID, name, key, title, about, hint) [VIEW_##ID] = (title),
#define KEY(ID, name, key, title, about, hint)   [VIEW_##ID] = #key,

const char *const view_list_titles[VIEW_COUNT] = {VIEW_LIST(TITLE) OVERLAY_LIST(TITLE)};
const char *const view_list_keys[VIEW_COUNT] = {VIEW_LIST(KEY) OVERLAY_LIST(KEY)};
