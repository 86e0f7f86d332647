/* SPDX-License-Identifier: MIT */
/*
 * The views, one line each. A new one needs its line here and a file view/view_NAME.c that defines
 * struct view_ops view_NAME: see view/view.h.
 */
#ifndef BEYATOP_VIEW_LIST_H
#define BEYATOP_VIEW_LIST_H

/* V(ID, name, key): Tab goes through them in this order. */
#define VIEW_LIST(V)                                                                               \
	V(OVERVIEW, overview, 1)                                                                   \
	V(SESSIONS, sessions, 2)                                                                   \
	V(DETAIL, detail, 3)                                                                       \
	V(HEAT, heat, 4)                                                                           \
	V(CHANGES, changes, 5)                                                                     \
	V(WRITES, writes, 6)

/* Those that lie over another view, which stays open below. */
#define OVERLAY_LIST(V)                                                                            \
	V(SUMMARY, summary, i)                                                                     \
	V(HELP, help, ?)

#define VIEW_ENUM(ID, name, key) VIEW_##ID,

enum view_id { VIEW_LIST(VIEW_ENUM) OVERLAY_LIST(VIEW_ENUM) VIEW_COUNT };

#undef VIEW_ENUM

/* Sets of views. */
#define IN_VIEW(view) (1u << (view))
#define IN_LISTS      (IN_VIEW(VIEW_OVERVIEW) | IN_VIEW(VIEW_SESSIONS))
#define IN_ALL        (IN_VIEW(VIEW_COUNT) - 1)
/* The overlays follow the other views. */
#define IN_OVERLAYS (IN_ALL & ~(IN_VIEW(VIEW_SUMMARY) - 1))

#endif
