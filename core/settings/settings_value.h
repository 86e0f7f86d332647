/* SPDX-License-Identifier: MIT */
/*
 * How the text of a setting is read, one function for each kind of value. Each sets the row's
 * member and returns true, or false when the text is not acceptable; the member is then not for
 * use. The text is borrowed: those that keep it point into it. Before any other thread starts.
 */
#ifndef BEYATOP_SETTINGS_VALUE_H
#define BEYATOP_SETTINGS_VALUE_H

#include "settings/settings_table.h"

/* Any but an empty one. */
settings_value settings_value_text;

/* By DynamoDB's rule for the names of tables and indexes. */
settings_value settings_value_name;

/* Of a role. */
settings_value settings_value_arn;

/* 1, true, yes, 0, false or no; NULL for 1. */
settings_value settings_value_switch;

/* The same, or SETTINGS_HARD, which nothing takes back: see settings_file.c. */
settings_value settings_value_lock;

/* A time within the row's limits. */
settings_value settings_value_duration;

/* The same, or "off" for 0. */
settings_value settings_value_duration_or_off;

/* A number over 0, up to a million. */
settings_value settings_value_rate;

/* A whole number within the row's limits. */
settings_value settings_value_count;

/* The same from 1 on, for an int32_t. */
settings_value settings_value_errors;

/* Of condition.h; it is read anew where it is used, and then cannot fail. */
settings_value settings_value_condition;

/* The same, or one of the row's choices. */
settings_value settings_value_wait;

/* One of the row's choices: its position among them, for an enumeration; whether it is the second,
 * for a bool. */
settings_value settings_value_word;
settings_value settings_value_second;

/* Names with commas between; they are added to those that are there. */
settings_value settings_value_services;

#endif
