/* SPDX-License-Identifier: MIT */
#include "finding.h"

#include "number.h"
#include "timestamp.h"

const char *finding_kind_word(enum finding_kind kind)
{
#define WORD(NAME, word, meaning) word,
	static const char *const words[FINDING_KIND_COUNT] = {FINDING_KINDS(WORD)};
#undef WORD

	return words[kind];
}

const char *finding_severity_word(enum finding_severity severity)
{
	static const char *const words[SEVERITY_COUNT] = {"critical", "warning", "info"};

	return words[severity];
}

const char *finding_outlook_word(enum finding_outlook outlook)
{
	static const char *const words[OUTLOOK_COUNT] = {
		"unknown", "growing", "recovering", "stalled", "over"};

	return words[outlook];
}

enum session_state finding_state(const struct snapshot *snapshot, const struct finding *finding)
{
	for (size_t rank = 0; rank < STATE_COUNT; rank++) {
		for (uint32_t i = 0; i < finding->members; i++) {
			if (snapshot->sessions[finding->rows[i]].state ==
				session_state_by_severity(rank)) {
				return session_state_by_severity(rank);
			}
		}
	}
	return STATE_UNKNOWN;
}

void finding_put_scope(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding)
{
	if (finding->user_id) {
		buf_printf(out, "user %s", finding->user_id);
	} else if (finding->service != FINDING_NO_SERVICE) {
		buf_puts(out, snapshot->services[finding->service].name);
	} else {
		buf_printf(out, "%u services", finding->services);
	}
}

void finding_put_fact(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding)
{
	(void)snapshot;
	number_put_count(out, finding->members);
	if (finding->of > 0) {
		buf_puts(out, " of ");
		number_put_count(out, finding->of);
	}
	buf_printf(out, " %s", finding_kind_word(finding->kind));
}

void finding_put_evidence(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding)
{
	(void)snapshot;
	if (finding->still_polling > 0) {
		number_put_count(out, finding->still_polling);
		buf_puts(out, " still polling.");
	}
}

void finding_put_outlook(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding)
{
	(void)snapshot;
	if (finding->outlook != OUTLOOK_UNKNOWN) {
		buf_puts(out, finding_outlook_word(finding->outlook));
	}
}

void finding_put_text(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding)
{
	finding_put_scope(out, snapshot, finding);
	buf_puts(out, ": ");
	finding_put_fact(out, snapshot, finding);
	buf_puts(out, ". ");
	finding_put_evidence(out, snapshot, finding);
}

enum finding_severity finding_put_verdict(struct buf *out, const struct snapshot *snapshot,
	const struct findings *findings, const struct summary *totals)
{
	if (findings->current == 0) {
		buf_puts(out, snapshot_has_all(snapshot) ? "All " : "So far, all ");
		number_put_count(out, totals->states[STATE_ON_TIME]);
		buf_puts(out, " sessions are on time.");
		return SEVERITY_COUNT;
	}
	finding_put_text(out, snapshot, &findings->list[0]);
	return findings->list[0].severity;
}
