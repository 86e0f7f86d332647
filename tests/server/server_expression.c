/* SPDX-License-Identifier: MIT */
#include "server/server_expression.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORD_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.#:"

struct lexer {
	const struct json *request;
	const char *at;
	/* the current one; "" at the end */
	char token[64];
};

static bool refuse(struct server_refusal *refusal, const char *what, const char *text)
{
	refusal->code = "ValidationException";
	snprintf(refusal->message, sizeof(refusal->message), "%s%.200s", what, text);
	return false;
}

static void advance(struct lexer *lexer)
{
	lexer->at += strspn(lexer->at, " \t\n");
	size_t length = strspn(lexer->at, WORD_CHARACTERS);

	if (length == 0) {
		length = strspn(lexer->at, "<>=");
	}
	if (length == 0 && *lexer->at) {
		length = 1;
	}
	snprintf(lexer->token, sizeof(lexer->token), "%.*s", (int)length, lexer->at);
	lexer->at += length;
}

static struct lexer lexer_of(const struct json *request, const char *text)
{
	struct lexer lexer = {.request = request, .at = text};

	advance(&lexer);
	return lexer;
}

/* Skips the token if it is this one. */
static bool take(struct lexer *lexer, const char *token)
{
	if (strcmp(lexer->token, token) != 0) {
		return false;
	}
	advance(lexer);
	return true;
}

/* An attribute's name, or a "#placeholder" of one. */
static bool take_name(struct lexer *lexer, char *name, size_t size)
{
	const char *text = lexer->token;

	if (text[0] == '#') {
		const struct json *names = json_get(lexer->request, "ExpressionAttributeNames");

		text = json_string(json_get(names, lexer->token));
	}
	if (!text || !text[0] || text[0] == ':' || !strchr(WORD_CHARACTERS, text[0])) {
		return false;
	}
	snprintf(name, size, "%s", text);
	advance(lexer);
	return true;
}

static bool take_operand(struct lexer *lexer, struct server_value *operand)
{
	const struct json *values = json_get(lexer->request, "ExpressionAttributeValues");

	*operand = server_value_scalar(json_get(values, lexer->token));
	advance(lexer);
	return operand->type;
}

static bool take_comparison(struct lexer *lexer, enum server_comparison *comparison)
{
	static const struct {
		const char *token;
		enum server_comparison comparison;
	} rows[] = {
		{"=", COMPARES_EQUAL},
		{"<", COMPARES_BELOW},
		{"<=", COMPARES_AT_MOST},
		{">", COMPARES_ABOVE},
		{">=", COMPARES_AT_LEAST},
		{"BETWEEN", COMPARES_BETWEEN},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (take(lexer, rows[i].token)) {
			*comparison = rows[i].comparison;
			return true;
		}
	}
	return false;
}

static bool take_function(struct lexer *lexer, struct server_term *term)
{
	return take(lexer, "(") && take_name(lexer, term->name, sizeof(term->name)) &&
	       take(lexer, ")");
}

static bool take_term(struct lexer *lexer, struct server_term *term)
{
	if (take(lexer, "attribute_exists")) {
		term->comparison = COMPARES_EXISTS;
		return take_function(lexer, term);
	}
	if (take(lexer, "attribute_not_exists")) {
		term->comparison = COMPARES_NOT_EXISTS;
		return take_function(lexer, term);
	}
	return take_name(lexer, term->name, sizeof(term->name)) &&
	       take_comparison(lexer, &term->comparison) && take_operand(lexer, &term->operand) &&
	       (term->comparison != COMPARES_BETWEEN ||
		       (take(lexer, "AND") && take_operand(lexer, &term->upper)));
}

static int refuse_token(struct server_refusal *refusal, const struct lexer *lexer)
{
	refuse(refusal, "Invalid expression: Syntax error; token: ", lexer->token);
	return -1;
}

/* Terms with a separator between them; -1 with the refusal. */
static int take_terms(struct lexer *lexer, const char *separator,
	struct server_term terms[SERVER_MAX_TERMS], struct server_refusal *refusal)
{
	int count = 0;

	do {
		if (count == SERVER_MAX_TERMS || !take_term(lexer, &terms[count])) {
			return refuse_token(refusal, lexer);
		}
		count++;
	} while (take(lexer, separator));
	return count;
}

int server_expression_condition(const struct json *request, const char *member,
	struct server_term terms[SERVER_MAX_TERMS], struct server_refusal *refusal)
{
	const char *text = json_string(json_get(request, member));

	if (!text) {
		return 0;
	}
	struct lexer lexer = lexer_of(request, text);
	int count = take_terms(&lexer, "AND", terms, refusal);

	return count >= 0 && lexer.token[0] ? refuse_token(refusal, &lexer) : count;
}

int server_expression_update(const struct json *request, struct server_term terms[SERVER_MAX_TERMS],
	struct server_refusal *refusal)
{
	const char *text = json_string(json_get(request, "UpdateExpression"));
	struct lexer lexer = lexer_of(request, text ? text : "");
	int count = take(&lexer, "SET") ? take_terms(&lexer, ",", terms, refusal) : -1;

	if (count > 0 && count < SERVER_MAX_TERMS && take(&lexer, "REMOVE")) {
		struct server_term *removed = &terms[count++];

		removed->comparison = COMPARES_NOT_EXISTS;
		if (!take_name(&lexer, removed->name, sizeof(removed->name))) {
			return refuse_token(refusal, &lexer);
		}
	}
	return count < 0 || lexer.token[0] ? refuse_token(refusal, &lexer) : count;
}

bool server_expression_projection(const struct json *request, const struct server_names *names,
	uint64_t *attributes, struct server_refusal *refusal)
{
	const char *text = json_string(json_get(request, "ProjectionExpression"));

	*attributes = ATTRIBUTE_ALL;
	if (!text) {
		return true;
	}
	*attributes = 0;
	struct lexer lexer = lexer_of(request, text);

	do {
		char name[64];

		if (!take_name(&lexer, name, sizeof(name))) {
			return refuse(refusal,
				"Invalid ProjectionExpression: Syntax error; token: ", lexer.token);
		}
		int attribute = server_names_find(names, name);

		*attributes |= attribute >= 0 ? ATTRIBUTE_BIT(attribute) : 0;
	} while (take(&lexer, ","));
	return true;
}

/* Negative, 0 or positive, as strcmp(). */
static int compare_values(const struct server_value *left, const struct server_value *right)
{
	if (left->type[0] != 'N') {
		return strcmp(left->text, right->text);
	}
	double a = strtod(left->text, NULL), b = strtod(right->text, NULL);

	return a < b ? -1 : a > b;
}

bool server_expression_holds(const struct server_term *term, const struct server_item *item,
	const struct server_names *names)
{
	int attribute = server_names_find(names, term->name);
	struct server_value value = {0};

	if (attribute >= 0) {
		value = server_item_get(item, (unsigned)attribute);
	}
	if (term->comparison == COMPARES_EXISTS || term->comparison == COMPARES_NOT_EXISTS) {
		return (value.type != NULL) == (term->comparison == COMPARES_EXISTS);
	}
	if (!value.type || strcmp(value.type, term->operand.type) != 0) {
		return false;
	}
	int order = compare_values(&value, &term->operand);

	switch (term->comparison) {
	case COMPARES_EQUAL:
		return order == 0;
	case COMPARES_BELOW:
		return order < 0;
	case COMPARES_AT_MOST:
		return order <= 0;
	case COMPARES_ABOVE:
		return order > 0;
	case COMPARES_AT_LEAST:
		return order >= 0;
	case COMPARES_BETWEEN:
		return order >= 0 && compare_values(&value, &term->upper) <= 0;
	case COMPARES_EXISTS:
	case COMPARES_NOT_EXISTS:
		break;
	}
	return false;
}

/* True when the placeholder is a token of one of the request's expressions. */
static bool is_used(const struct json *request, const char *placeholder)
{
	static const char *const members[] = {"KeyConditionExpression", "FilterExpression",
		"ProjectionExpression", "UpdateExpression", "ConditionExpression"};

	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		const char *text = json_string(json_get(request, members[i]));
		struct lexer lexer = lexer_of(request, text ? text : "");

		for (; lexer.token[0]; advance(&lexer)) {
			if (strcmp(lexer.token, placeholder) == 0) {
				return true;
			}
		}
	}
	return false;
}

bool server_expression_uses_all(const struct json *request, struct server_refusal *refusal)
{
	static const char *const members[] = {
		"ExpressionAttributeNames", "ExpressionAttributeValues"};

	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		const struct json *at = json_first(json_get(request, members[i]));

		for (; at; at = json_next(at)) {
			if (!is_used(request, json_name(at))) {
				return refuse(refusal,
					"Value provided in ExpressionAttributeNames or "
					"ExpressionAttributeValues unused in expressions: keys: ",
					json_name(at));
			}
		}
	}
	return true;
}
