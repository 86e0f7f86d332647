/* SPDX-License-Identifier: MIT */
#include "pattern.h"

#include "base.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FLAGS (REG_EXTENDED | REG_ICASE)

/*
 * glibc keeps a state of some kilobytes for each new combination of what a pattern may be in the
 * middle of, and frees them with the pattern only; ".*a.{30}" finds a new one in nearly every byte.
 * After so many bytes the pattern is compiled anew, which takes less time than searching them.
 */
#define BYTES_PER_COMPILATION (64 * 1024)

struct pattern {
	regex_t compiled;
	size_t searched_bytes;
	char text[];
};

/* --- Refusing ------------------------------------------------------------------------------- */

static size_t saturate(size_t length)
{
	return length <= PATTERN_MAX_LENGTH ? length : PATTERN_MAX_LENGTH + 1;
}

/* The greatest number in braces, "{2,30}", and moves to the closing one. */
static size_t take_braces(const char **at)
{
	size_t most = 1;

	for (; **at && **at != '}'; (*at)++) {
		if (**at >= '0' && **at <= '9') {
			char *end;
			size_t number = strtoul(*at, &end, 10);

			most = number > most ? number : most;
			*at = end - 1;
		}
	}
	return saturate(most);
}

/* Moves to the end of "[^]a[:digit:]]". */
static void take_bracket(const char **at)
{
	*at += 1 + ((*at)[1] == '^');
	*at += **at == ']';
	for (; **at && **at != ']'; (*at)++) {
		char kind = **at == '[' ? (*at)[1] : '\0';
		const char *end = kind && strchr(":.=", kind) ? strchr(*at + 2, kind) : NULL;

		*at = end ? end : *at;
		*at += end && end[1] == ']';
	}
}

/*
 * The length of a pattern, or of a group in it, without repetitions; moves to its end. Saturates
 * above the limit. Stops at the end, or at a parenthesis that closes nothing.
 */
static size_t take_length(const char **at)
{
	size_t total = 0, last = 0;

	for (; **at && **at != ')' && total <= PATTERN_MAX_LENGTH; *at += **at != '\0') {
		if (strchr("*+?", **at)) {
			continue;
		}
		if (**at == '{') {
			size_t most = take_braces(at);

			total += last * (most - 1);
			last = saturate(last * most);
			continue;
		}
		last = 1;
		if (**at == '(') {
			++*at;
			last = take_length(at);
		} else if (**at == '[') {
			take_bracket(at);
		} else if (**at == '\\') {
			*at += (*at)[1] != '\0';
		}
		total += last;
	}
	return saturate(total);
}

static bool has_back_reference(const char *text)
{
	for (; (text = strchr(text, '\\')) != NULL && text[1]; text += 2) {
		if (text[1] >= '1' && text[1] <= '9') {
			return true;
		}
	}
	return false;
}

/* --- Compiling and searching ----------------------------------------------------------------- */

struct pattern *pattern_new(const char *text, char reason[PATTERN_REASON_SIZE])
{
	const char *end = text;

	if (has_back_reference(text)) {
		snprintf(reason, PATTERN_REASON_SIZE, "back-references are not supported");
		return NULL;
	}
	if (take_length(&end) > PATTERN_MAX_LENGTH || *end) {
		snprintf(reason, PATTERN_REASON_SIZE,
			*end == ')' ? "this ) has no matching (" : "too many repetitions");
		return NULL;
	}
	struct pattern *pattern = base_calloc(1, sizeof(*pattern) + strlen(text) + 1);
	int failure = regcomp(&pattern->compiled, text, FLAGS);

	if (failure) {
		(void)regerror(failure, &pattern->compiled, reason, PATTERN_REASON_SIZE);
		free(pattern);
		return NULL;
	}
	strcpy(pattern->text, text);
	return pattern;
}

void pattern_free(struct pattern *pattern)
{
	if (pattern) {
		regfree(&pattern->compiled);
		free(pattern);
	}
}

static void count_searched(struct pattern *pattern, size_t bytes)
{
	pattern->searched_bytes += bytes;
	if (pattern->searched_bytes < BYTES_PER_COMPILATION) {
		return;
	}
	pattern->searched_bytes = 0;
	regfree(&pattern->compiled);
	if (regcomp(&pattern->compiled, pattern->text, FLAGS) != 0) {
		base_fatal("a regular expression cannot be compiled again: out of memory");
	}
}

/* The longest of the leftmost matches. */
static bool find(struct pattern *pattern, const char *value, regmatch_t *match)
{
	char searched[PATTERN_SEARCHED_BYTES + 1];
	size_t length = strnlen(value, PATTERN_SEARCHED_BYTES);
	bool is_cut = value[length] != '\0';

	if (is_cut) {
		memcpy(searched, value, length);
		searched[length] = '\0';
		value = searched;
	}
	count_searched(pattern, length);
	return regexec(&pattern->compiled, value, 1, match, is_cut ? REG_NOTEOL : 0) == 0;
}

bool pattern_matches_part(struct pattern *pattern, const char *value)
{
	regmatch_t match;

	return find(pattern, value, &match);
}

bool pattern_matches_all(struct pattern *pattern, const char *value)
{
	regmatch_t match;

	return find(pattern, value, &match) && match.rm_so == 0 && value[match.rm_eo] == '\0';
}
