/* SPDX-License-Identifier: MIT */
#include "aws/signed_post.h"

#include "aws/sigv4.h"

void signed_post_sign(struct signed_post *post)
{
	char date[SIGV4_DATE_SIZE];

	sigv4_format_date(post->time_ms, date);
	const struct sigv4_header wanted[] = {
		{"Content-Type", post->content_type},
		{"Host", post->endpoint->host},
		{"X-Amz-Date", date},
		{"X-Amz-Target", post->target ? post->target : ""},
		{"X-Amz-Security-Token", post->credentials->session_token},
	};
	struct sigv4_header headers[ARRAY_LEN(wanted)];
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
		if (*wanted[i].value) {
			buf_printf(&post->lines[count], "%s: %s", wanted[i].name, wanted[i].value);
			headers[count++] = wanted[i];
		}
	}
	const struct sigv4_request request = {
		.method = "POST",
		.path = "/",
		.query = "",
		.headers = headers,
		.headers_count = count,
		.body = buf_text(post->body),
		.body_size = post->body->length,
		.region = post->endpoint->region,
		.service = post->service,
		.time_ms = post->time_ms,
	};

	buf_puts(&post->lines[count], "Authorization: ");
	sigv4_sign(&request, post->credentials, &post->lines[count]);
	post->headers_count = count + 1;
	for (size_t i = 0; i < post->headers_count; i++) {
		post->headers[i] = buf_text(&post->lines[i]);
	}
}

void signed_post_fini(struct signed_post *post)
{
	for (size_t i = 0; i < ARRAY_LEN(post->lines); i++) {
		buf_fini(&post->lines[i]);
	}
	post->headers_count = 0;
}
