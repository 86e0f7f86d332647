/* SPDX-License-Identifier: MIT */
/*
 * Regular expressions (POSIX extended, ignoring case) that users type and that run over the values
 * of a whole table: what would take a pattern hours or gigabytes is refused or bounded. One thread
 * at a time.
 */
#ifndef BEYATOP_PATTERN_H
#define BEYATOP_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

/* Room for the reason why a pattern is refused. */
#define PATTERN_REASON_SIZE 120

/*
 * Only so many bytes of a value are searched: a search may take time that grows with the square of
 * the length, and DynamoDB allows keys of 2,048 bytes.
 */
#define PATTERN_SEARCHED_BYTES 256

/* The longest pattern, written out without repetitions: "ab{3}" is 4 long. */
#define PATTERN_MAX_LENGTH 1000

struct pattern;

/*
 * Compiles a pattern, to be freed by pattern_free(). NULL fills reason, mostly with regcomp()'s
 * message. Refused are back-references, for which a search may never end, and patterns over
 * PATTERN_MAX_LENGTH, such as a{999}{999}, for which regcomp() takes all memory.
 */
struct pattern *pattern_new(const char *text, char reason[PATTERN_REASON_SIZE]);
void pattern_free(struct pattern *pattern);

/* True if the pattern matches part of a value, or all of it. */
bool pattern_matches_part(struct pattern *pattern, const char *value);
bool pattern_matches_all(struct pattern *pattern, const char *value);

#endif
