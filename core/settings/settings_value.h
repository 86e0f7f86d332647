/* SPDX-License-Identifier: MIT */
/*
 * Parsers for the values of settings, one per kind. Each sets the row's member and returns true;
 * false if the text is invalid, with the member undefined. String members point into the text. Use
 * before other threads start.
 */
#ifndef BEYATOP_SETTINGS_VALUE_H
#define BEYATOP_SETTINGS_VALUE_H

#include "settings/setting.h"

/* Position of a word in a list separated by spaces; -1 if it is not there. */
int settings_value_position(const char *words, const char *text);

/* Any text that is not empty; and any text. */
settings_value settings_value_text;
settings_value settings_value_any;

/* DynamoDB's rule for names of tables and indexes. */
settings_value settings_value_name;

/* The ARN of a role. */
settings_value settings_value_arn;

/* 1, true, yes, 0, false or no; NULL for 1. */
settings_value settings_value_switch;

/* Like settings_value_switch, or SETTINGS_HARD, which settings_file.c enforces. */
settings_value settings_value_lock;

/* The URL of a runbook (runbook_url.h). */
settings_value settings_value_runbook;

/* A duration within the row's limits. */
settings_value settings_value_duration;

/* Like settings_value_duration, or "off" for 0. */
settings_value settings_value_duration_or_off;

/* A number above 0, up to a million. */
settings_value settings_value_rate;

/* A whole number within the row's limits. */
settings_value settings_value_count;

/* Like settings_value_count, at least 1, for an int32_t. */
settings_value settings_value_errors;

/*
 * A condition (condition.h). Only validates it: the user of the setting parses it again, which
 * cannot fail.
 */
settings_value settings_value_condition;
settings_reason settings_value_explain_condition;

/* One of the row's choices, as text. */
settings_value settings_value_choice;

/* Like settings_value_condition, or one of the row's choices. */
settings_value settings_value_wait;

/* One of the row's choices. Sets an enum to its position, a bool to whether it is the second. */
settings_value settings_value_word;
settings_value settings_value_second;

/* Comma-separated names, which are appended to the existing ones. */
settings_value settings_value_services;

#endif
