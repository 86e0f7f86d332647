/* SPDX-License-Identifier: MIT */
/*
 * The URL of a runbook: https:// with placeholders, which are replaced by what the link is about.
 * Pure functions, any thread.
 */
#ifndef BEYATOP_RUNBOOK_URL_H
#define BEYATOP_RUNBOOK_URL_H

#include "buf.h"

#include <stdbool.h>

/* X(member of struct runbook_subject): the words between braces. */
#define RUNBOOK_PLACEHOLDERS(X) X(service) X(user) X(state) X(kind)

/* What replaces the placeholders, as stored; NULL: nothing, as for {user} of several users. */
struct runbook_subject {
#define RUNBOOK_MEMBER(name) const char *name;
	RUNBOOK_PLACEHOLDERS(RUNBOOK_MEMBER)
#undef RUNBOOK_MEMBER
};

/* What a runbook must be, for messages. */
#define RUNBOOK_RULE                                                                               \
	"an https:// URL of ASCII without blanks, in which only {service}, {user}, {state} and "   \
	"{kind} are replaced, after the host, such as https://wiki.example.com/slack/{state}"

/* True for a text that is what RUNBOOK_RULE says. */
bool runbook_url_is_valid(const char *text);

/*
 * Appends a valid text with its placeholders replaced, percent-encoded: printable ASCII without
 * blanks, whatever the table contains.
 */
void runbook_url_put(struct buf *out, const char *text, const struct runbook_subject *subject);

#endif
