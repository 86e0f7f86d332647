/* SPDX-License-Identifier: MIT */
/* Texts about a finding that the screens add to those of finding.h. UI thread. */
#ifndef BEYATOP_FINDING_TEXT_H
#define BEYATOP_FINDING_TEXT_H

#include "buf.h"
#include "number.h"
#include "ui/ui.h"

/*
 * What follows the fact: how many are acknowledged, the evidence, the owner and, unless the outlook
 * is shown in full beside it, its rate.
 */
void finding_text_put_more(
	struct buf *out, const struct ui *ui, const struct finding *finding, bool has_full_outlook);

/* "3m": how long ago it began, as of the read; "" if that is not known. */
void finding_text_format_since(
	const struct ui *ui, const struct finding *finding, char text[NUMBER_SIZE]);

/* Of one that is over, how long it lasted and when it ended: "over 08:05-08:19Z, 13m". */
void finding_text_put_over(struct buf *out, const struct ui *ui, const struct finding *finding);

#endif
