/* SPDX-License-Identifier: MIT */
/* Finds short texts in XML responses by the name of their element. Pure functions, any thread. */
#ifndef BEYATOP_XML_H
#define BEYATOP_XML_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Copies the text of the first element with that name, at any depth and with any namespace prefix.
 * The text is trimmed and entities are decoded. xml ends with a NUL. False, with text unchanged, if
 * there is no such element, it is malformed or contains elements, or its text and NUL do not fit
 * into size bytes.
 */
bool xml_find_text(const char *xml, const char *name, char *text, size_t size);

#endif
