/* SPDX-License-Identifier: MIT */
/* Searching the help for the text in ui.help_sought, ignoring case. UI thread. */
#ifndef BEYATOP_HELP_SEARCH_H
#define BEYATOP_HELP_SEARCH_H

#include "ui/ui.h"

#define HELP_SEARCH_NONE SIZE_MAX

/*
 * The first line of the help that contains the text, from that line on down or up; from an end it
 * continues at the other. HELP_SEARCH_NONE: no line.
 */
size_t help_search_find(const struct ui *ui, size_t from, bool is_below);

#endif
