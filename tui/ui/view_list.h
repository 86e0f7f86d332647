/* SPDX-License-Identifier: MIT */
/*
 * The views, one line each. To add a view, add a line here and a file view/view_NAME.c that defines
 * struct view_ops view_NAME: see view/view.h.
 */
#ifndef BEYATOP_VIEW_LIST_H
#define BEYATOP_VIEW_LIST_H

/*
 * V(ID, name, key, title, about, hint). key shows the view from anywhere; Tab goes through the
 * views in this order. title completes "KEYS in ..."; about is the help line of the key; hint is
 * its label in the overview's footer, NULL for none.
 */
#define VIEW_LIST(V)                                                                               \
	V(OVERVIEW, overview, 1, "the overview", "overview of all services", NULL)                 \
	V(SESSIONS, sessions, 2, "the list of sessions",                                           \
		"sessions of the selected service, or all", NULL)                                  \
	V(DETAIL, detail, 3, "a session", "item of the selected session", NULL)                    \
	V(HEAT, heat, 4, "the heat map", "heat map of all sessions", NULL)                         \
	V(CHANGES, changes, 5, "the changes", "changes since the dashboard started", "changes")    \
	V(WRITES, writes, 6, "the writes", "writes in the audit log", NULL)

/* Overlays cover a view, which stays open. Their keys are in act/keys.c. */
#define OVERLAY_LIST(V)                                                                            \
	V(SUMMARY, summary, i, "the incident summary", NULL, NULL)                                 \
	V(HELP, help, ?, "the help", NULL, NULL)

#define VIEW_ENUM(ID, name, key, title, about, hint) VIEW_##ID,

enum view_id { VIEW_LIST(VIEW_ENUM) OVERLAY_LIST(VIEW_ENUM) VIEW_COUNT };

#undef VIEW_ENUM

/* Sets of views. */
#define IN_VIEW(view) (1u << (view))
#define IN_LISTS      (IN_VIEW(VIEW_OVERVIEW) | IN_VIEW(VIEW_SESSIONS))
#define IN_ALL        (IN_VIEW(VIEW_COUNT) - 1)
/* The overlays follow the other views. */
#define IN_OVERLAYS (IN_ALL & ~(IN_VIEW(VIEW_SUMMARY) - 1))

/* "the heat map", and the key that shows it, "4". Static. */
extern const char *const view_list_titles[VIEW_COUNT], *const view_list_keys[VIEW_COUNT];

#endif
