/* SPDX-License-Identifier: MIT */
/*
 * What --whoami and --doctor found: a list that core fills and that is printed as text or JSON.
 * No secrets. Plain data, any thread.
 */
#ifndef BEYATOP_FINDINGS_H
#define BEYATOP_FINDINGS_H

#include "buf.h"
#include "error.h"
#include "settings.h"

#include <stddef.h>

enum finding_status {
	/* a value and its origin, neither good nor bad; not in the text while both are empty */
	FINDING_FACT,
	/* a value that is needed but unknown: "?" */
	FINDING_UNKNOWN,
	/* lines that tell what was tried */
	FINDING_LOG,
	FINDING_OK,
	/* works, but could be better */
	FINDING_NOTE,
	FINDING_BAD,
	/* because something before it failed, or because it would be a write */
	FINDING_UNTRIED,
	FINDING_STATUS_COUNT
};

struct finding {
	enum finding_status status;
	/* "clock"; no other finding has the same */
	char what[48];
	/* what was found, not sanitised; "": unknown */
	char detail[1600];
	/* where a fact is from: "AWS_REGION"; "": nothing to say */
	char origin[320];
	/* what to do; "": nothing */
	char advice[800];
};

#define FINDINGS_MAX 32

/* Large: not for the stack. Start with {0}. */
struct findings {
	struct finding list[FINDINGS_MAX];
	size_t count;
	/* the first bad one, or why facts are missing; it decides the exit status */
	struct error error;
	/* bad ones for lack of a permission */
	size_t denied;
};

/* Adds one; the advice makes sense by itself, or is "". Does nothing when the list is full. */
void findings_add(struct findings *findings, enum finding_status status, const char *what,
	const char *advice, const char *format, ...) PRINTF_LIKE(5, 6);

/* Adds a bad one whose detail is the error's text, which also says what to do. */
void findings_add_error(struct findings *findings, const char *what, const struct error *err);

/* NULL: there is none. Borrowed. */
struct finding *findings_find(struct findings *findings, const char *what);

/* "ok", "note", "BAD", "untried"; "" for a fact. Static. */
const char *finding_status_word(enum finding_status status);

/*
 * Appends one line per finding, and one for its advice: "ok      clock     within a second of the
 * server's". A list of facts only has no column for the status: "region      eu-west-1
 * (AWS_REGION)". Not sanitised.
 */
void findings_put_text(const struct findings *findings, struct buf *out);

/*
 * Appends a JSON object: {"schema":1,"kind":null,"error":null,"region":{"value":"eu-west-1",
 * "from":"AWS_REGION"},"clock":{"status":"ok","value":"...","advice":null}}.
 */
void findings_put_json(const struct findings *findings, struct buf *out);

/*
 * --whoami: who we are to AWS, each fact with its origin. Blocks. Asks STS once the credentials
 * are known, unless the endpoint is on this machine, and never DynamoDB.
 */
void whoami_examine(const struct settings *settings, struct findings *findings);

/*
 * --doctor: credentials, endpoint, clock, table, indexes, capacity, and each permission, with what
 * to do. Blocks. Writes nothing and costs about four read units.
 */
void doctor_examine(const struct settings *settings, struct findings *findings);

#endif
