/* SPDX-License-Identifier: MIT */
/*
 * As much of XML as answers need that hold a few short texts, each in an element of its own name.
 * Pure functions, any thread.
 */
#ifndef BEYATOP_XML_H
#define BEYATOP_XML_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Copies the text of the first element of that name, whatever its prefix and wherever it is, with
 * its entities replaced and without blanks at its ends. xml ends at a NUL. False, and text
 * untouched, when there is none, it holds elements, is malformed, or does not fit into size bytes
 * with the NUL.
 */
bool xml_find_text(const char *xml, const char *name, char *text, size_t size);

#endif
