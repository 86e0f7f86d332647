/* SPDX-License-Identifier: MIT */
/*
 * Parsers for the values of settings, one for each kind. Each sets the row's member and returns
 * true; false if the text is invalid, and the member is then undefined. Members of type string
 * point into the text. Before any other thread starts.
 */
#ifndef BEYATOP_SETTINGS_VALUE_H
#define BEYATOP_SETTINGS_VALUE_H

#include "settings/setting.h"

/* Any text that is not empty. */
settings_value settings_value_text;

/* DynamoDB's rule for names of tables and indexes. */
settings_value settings_value_name;

/* The ARN of a role. */
settings_value settings_value_arn;

/* 1, true, yes, 0, false or no; NULL for 1. */
settings_value settings_value_switch;

/* The same, or SETTINGS_HARD, which settings_file.c enforces. */
settings_value settings_value_lock;

/* A duration within the row's limits. */
settings_value settings_value_duration;

/* The same, or "off" for 0. */
settings_value settings_value_duration_or_off;

/* A number above 0, up to a million. */
settings_value settings_value_rate;

/* A whole number within the row's limits. */
settings_value settings_value_count;

/* The same, from 1, for an int32_t. */
settings_value settings_value_errors;

/* A condition (condition.h). It is parsed again where it is used, which then cannot fail. */
settings_value settings_value_condition;

/* The same, or one of the row's choices. */
settings_value settings_value_wait;

/* One of the row's choices: its position, for an enum; whether it is the second, for a bool. */
settings_value settings_value_word;
settings_value settings_value_second;

/* Comma-separated names, which are added to those already there. */
settings_value settings_value_services;

#endif
