/* SPDX-License-Identifier: MIT */
/*
 * What --whoami and --doctor found out, one fact each: core fills the list, which is printed as
 * text or JSON. No secrets. Plain data, any thread.
 */
#ifndef BEYATOP_FACTS_H
#define BEYATOP_FACTS_H

#include "buf.h"
#include "error.h"
#include "settings.h"

#include <stddef.h>

enum fact_status {
	/* a value and its origin, neither good nor bad; not printed as text while both are empty */
	FACT_PLAIN,
	/* a value that is needed but unknown: "?" */
	FACT_UNKNOWN,
	/* lines that tell what was tried */
	FACT_LOG,
	FACT_OK,
	/* works, but could be better */
	FACT_NOTE,
	FACT_BAD,
	/* because something before it failed, or because it would be a write */
	FACT_UNTRIED,
	FACT_STATUS_COUNT
};

struct fact {
	enum fact_status status;
	/* "clock"; no other fact has the same */
	char what[48];
	/* what was found, not sanitised; "": unknown */
	char detail[1600];
	/* where a fact is from: "AWS_REGION"; "": nothing to say */
	char origin[320];
	/* what to do; "": nothing */
	char advice[800];
};

#define FACTS_MAX 32

/* Large: not for the stack. Start with {0}. */
struct facts {
	struct fact list[FACTS_MAX];
	size_t count;
	/* the first bad one, or why facts are missing; it decides the exit status */
	struct error error;
	/* bad ones for lack of a permission */
	size_t denied;
};

/* Adds one; the advice makes sense by itself, or is "". Does nothing when the list is full. */
void facts_add(struct facts *facts, enum fact_status status, const char *what, const char *advice,
	const char *format, ...) PRINTF_LIKE(5, 6);

/* Adds a bad one whose detail is the error's text, which also says what to do. */
void facts_add_error(struct facts *facts, const char *what, const struct error *err);

/* NULL: there is none. Borrowed. */
struct fact *facts_find(struct facts *facts, const char *what);

/* "ok", "note", "BAD", "untried"; "" for a plain fact. Static. */
const char *fact_status_word(enum fact_status status);

/*
 * Appends one line per fact, and one for its advice: "ok      clock     within a second of the
 * server's". Plain facts alone have no column for the status: "region      eu-west-1
 * (AWS_REGION)". Not sanitised.
 */
void facts_put_text(const struct facts *facts, struct buf *out);

/*
 * Appends a JSON object: {"schema":1,"kind":null,"error":null,"region":{"value":"eu-west-1",
 * "from":"AWS_REGION"},"clock":{"status":"ok","value":"...","advice":null}}.
 */
void facts_put_json(const struct facts *facts, struct buf *out);

/*
 * --whoami: who we are to AWS, each fact with its origin. Blocks. Asks STS once the credentials
 * are known, unless the endpoint is on this machine, and never DynamoDB.
 */
void whoami_examine(const struct settings *settings, struct facts *facts);

/*
 * --doctor: credentials, endpoint, clock, table, indexes, capacity, and each permission, with what
 * to do. Blocks. Writes nothing and costs about four read units.
 */
void doctor_examine(const struct settings *settings, struct facts *facts);

#endif
