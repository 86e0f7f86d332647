/* SPDX-License-Identifier: MIT */
/*
 * The results of --whoami and --doctor, a list of facts that is printed as text or JSON. Contains
 * no secrets. Plain data, any thread.
 */
#ifndef BEYATOP_FACTS_H
#define BEYATOP_FACTS_H

#include "buf.h"
#include "error.h"
#include "settings.h"

#include <stddef.h>

enum fact_status {
	/*
	 * a value and its origin, neither good nor bad; the text output omits it if both are empty
	 */
	FACT_PLAIN,
	/* a value that is needed but unknown: "?" */
	FACT_UNKNOWN,
	/* lines that say what was tried */
	FACT_LOG,
	FACT_OK,
	/* works, but could be better */
	FACT_NOTE,
	FACT_BAD,
	/* not checked: an earlier check failed, or the check would have to write */
	FACT_UNTRIED,
	FACT_STATUS_COUNT
};

struct fact {
	enum fact_status status;
	/* "clock"; unique in the list */
	char what[48];
	/* what was found, not sanitised; "" if unknown */
	char detail[1600];
	/* where the value comes from: "AWS_REGION"; may be "" */
	char origin[320];
	/* what to do about it; may be "" */
	char advice[800];
};

#define FACTS_MAX 32

/* Too large for the stack. Initialise with {0}. */
struct facts {
	struct fact list[FACTS_MAX];
	size_t count;
	/* the first failed check, or why facts are missing; decides the exit status */
	struct error error;
	/* number of checks that failed for lack of a permission */
	size_t denied;
};

/*
 * Adds a fact. advice may be ""; otherwise it must make sense by itself. Does nothing if the list
 * is full.
 */
void facts_add(struct facts *facts, enum fact_status status, const char *what, const char *advice,
	const char *format, ...) PRINTF_LIKE(5, 6);

/* Adds a FACT_BAD with the error's text, which says what failed and what to do. */
void facts_add_error(struct facts *facts, const char *what, const struct error *err);

/* The fact of that name, borrowed; NULL if there is none. */
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
 * --whoami: the caller's AWS identity and settings, each with its origin. Blocks. Calls STS once
 * credentials are found, unless the endpoint is on this machine; never calls DynamoDB.
 */
void whoami_examine(const struct settings *settings, struct facts *facts);

/*
 * --doctor: checks credentials, endpoint, clock, table, indexes, capacity and each permission, with
 * advice. Blocks. Writes nothing; costs about four read units.
 */
void doctor_examine(const struct settings *settings, struct facts *facts);

#endif
