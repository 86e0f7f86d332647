/* SPDX-License-Identifier: MIT */
#include "kit/canned.h"

#include "buf.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_CONNECTIONS 32

struct connection {
	/* -1: free */
	int fd;
	struct buf in;
};

struct canned {
	const struct canned_response *responses;
	size_t responses_count;
	char url[64];
	int listener;
	/* a pipe: a byte in it stops the thread */
	int stop[2];
	pthread_t thread;
	/* of each response */
	int *times_given;
	/* number of requests, and the newest */
	pthread_mutex_t lock;
	pthread_cond_t came;
	int requests;
	struct buf newest;
	struct connection connections[MAX_CONNECTIONS];
};

static void drop(struct connection *connection)
{
	close(connection->fd);
	connection->fd = -1;
	buf_fini(&connection->in);
}

static void accept_one(struct canned *canned)
{
	int fd = accept(canned->listener, NULL, NULL);

	for (int i = 0; fd >= 0 && i < MAX_CONNECTIONS; i++) {
		if (canned->connections[i].fd < 0) {
			canned->connections[i].fd = fd;
			return;
		}
	}
	if (fd >= 0) {
		close(fd);
	}
}

static bool starts_with_ignoring_case(const char *text, const char *prefix)
{
	while (*prefix && tolower((unsigned char)*text) == tolower((unsigned char)*prefix)) {
		text++;
		prefix++;
	}
	return *prefix == '\0';
}

/* The value of a header; NULL when it is not there. Not ended by NUL but by CR. */
static const char *find_header(const char *head, const char *name)
{
	size_t length = strlen(name);

	for (const char *line = head; (line = strstr(line, "\r\n")) != NULL;) {
		line += 2;
		if (starts_with_ignoring_case(line, name) && line[length] == ':') {
			return line + length + 1 + strspn(line + length + 1, " ");
		}
	}
	return NULL;
}

/* Length of the first complete request in text; 0: not complete yet. */
static size_t measure_request(const char *text, size_t length)
{
	const char *end = strstr(text, "\r\n\r\n");
	const char *body_length;
	size_t total;

	if (!end) {
		return 0;
	}
	body_length = find_header(text, "Content-Length");
	total = (size_t)(end + 4 - text);
	if (body_length) {
		total += strtoul(body_length, NULL, 10);
	}
	return total <= length ? total : 0;
}

static bool fits(const struct canned_response *response, const char *request)
{
	const char *target = find_header(request, "X-Amz-Target");
	const char *operation = target ? strchr(target, '.') : NULL;
	const char *wanted = response->operation;

	if (response->contains && !strstr(request, response->contains)) {
		return false;
	}
	return !wanted || (operation && strncmp(operation + 1, wanted, strlen(wanted)) == 0);
}

static const struct canned_response *choose(struct canned *canned, const char *request)
{
	for (size_t i = 0; i < canned->responses_count; i++) {
		const struct canned_response *response = &canned->responses[i];
		bool is_used_up = response->times > 0 && canned->times_given[i] >= response->times;

		if (!is_used_up && fits(response, request)) {
			canned->times_given[i]++;
			return response;
		}
	}
	return NULL;
}

static void send_response(struct connection *connection, const struct canned_response *response)
{
	struct buf out = {0};

	(void)poll(NULL, 0, response->delay_ms);
	buf_printf(&out,
		"HTTP/1.1 %d Canned\r\nContent-Type: %s\r\nContent-Length: %zu\r\n%s\r\n%s",
		response->http_status, response->content_type, strlen(response->body),
		response->headers ? response->headers : "", response->body);
	if (send(connection->fd, out.data, out.length, MSG_NOSIGNAL) < 0) {
		drop(connection);
	}
	buf_fini(&out);
}

static void note_request(struct canned *canned, const struct buf *request)
{
	pthread_mutex_lock(&canned->lock);
	canned->requests++;
	buf_clear(&canned->newest);
	buf_append(&canned->newest, request->data, request->length);
	pthread_cond_broadcast(&canned->came);
	pthread_mutex_unlock(&canned->lock);
}

static void take_requests(struct canned *canned, struct connection *connection)
{
	char bytes[8192];
	ssize_t count = recv(connection->fd, bytes, sizeof(bytes), 0);
	size_t length;

	if (count <= 0) {
		drop(connection);
		return;
	}
	buf_append(&connection->in, bytes, (size_t)count);
	length = measure_request(buf_text(&connection->in), connection->in.length);
	if (length > 0) {
		const struct canned_response *response = choose(canned, connection->in.data);

		note_request(canned, &connection->in);
		/* Our clients send no second request before the first has its response. */
		buf_clear(&connection->in);
		if (!response) {
			drop(connection);
		} else if (response->http_status != 0) {
			send_response(connection, response);
		}
	}
}

static void *serve(void *user)
{
	struct canned *canned = user;
	struct pollfd fds[2 + MAX_CONNECTIONS];

	for (;;) {
		fds[0] = (struct pollfd){.fd = canned->stop[0], .events = POLLIN};
		fds[1] = (struct pollfd){.fd = canned->listener, .events = POLLIN};
		for (int i = 0; i < MAX_CONNECTIONS; i++) {
			fds[2 + i] =
				(struct pollfd){.fd = canned->connections[i].fd, .events = POLLIN};
		}
		if (poll(fds, ARRAY_LEN(fds), -1) < 0 && errno != EINTR) {
			base_fatal("poll: %s", strerror(errno));
		}
		if (fds[0].revents) {
			return NULL;
		}
		for (int i = 0; i < MAX_CONNECTIONS; i++) {
			if (fds[2 + i].revents) {
				take_requests(canned, &canned->connections[i]);
			}
		}
		if (fds[1].revents) {
			accept_one(canned);
		}
	}
}

struct canned *canned_start(const struct canned_response *responses, size_t count)
{
	struct canned *canned = base_calloc(1, sizeof(*canned));
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);

	canned->responses = responses;
	canned->responses_count = count;
	canned->times_given = base_calloc(count, sizeof(*canned->times_given));
	for (int i = 0; i < MAX_CONNECTIONS; i++) {
		canned->connections[i].fd = -1;
	}
	canned->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (canned->listener < 0 ||
		bind(canned->listener, (struct sockaddr *)&address, sizeof(address)) < 0 ||
		listen(canned->listener, MAX_CONNECTIONS) < 0 ||
		getsockname(canned->listener, (struct sockaddr *)&address, &size) < 0 ||
		pipe(canned->stop) < 0) {
		base_fatal("cannot listen: %s", strerror(errno));
	}
	snprintf(canned->url, sizeof(canned->url), "http://127.0.0.1:%d", ntohs(address.sin_port));
	pthread_mutex_init(&canned->lock, NULL);
	pthread_cond_init(&canned->came, NULL);
	if (pthread_create(&canned->thread, NULL, serve, canned) != 0) {
		base_fatal("cannot start a thread");
	}
	return canned;
}

const char *canned_url(const struct canned *canned)
{
	return canned->url;
}

bool canned_wait(struct canned *canned, int requests, int timeout_ms)
{
	struct timespec deadline;
	bool has_come;
	int failure = 0;

	clock_gettime(CLOCK_REALTIME, &deadline);
	deadline.tv_sec += timeout_ms / 1000;
	pthread_mutex_lock(&canned->lock);
	while (canned->requests < requests && failure == 0) {
		failure = pthread_cond_timedwait(&canned->came, &canned->lock, &deadline);
	}
	has_come = canned->requests >= requests;
	pthread_mutex_unlock(&canned->lock);
	return has_come;
}

int canned_requests(struct canned *canned)
{
	int requests;

	pthread_mutex_lock(&canned->lock);
	requests = canned->requests;
	pthread_mutex_unlock(&canned->lock);
	return requests;
}

void canned_header(struct canned *canned, const char *name, char *value, size_t size)
{
	pthread_mutex_lock(&canned->lock);
	const char *found = find_header(buf_text(&canned->newest), name);

	snprintf(value, size, "%.*s", found ? (int)strcspn(found, "\r") : 0, found ? found : "");
	pthread_mutex_unlock(&canned->lock);
}

void canned_stop(struct canned *canned)
{
	if (write(canned->stop[1], "", 1) != 1) {
		base_fatal("cannot stop the server: %s", strerror(errno));
	}
	pthread_join(canned->thread, NULL);
	close(canned->stop[1]);
	close(canned->stop[0]);
	close(canned->listener);
	for (int i = 0; i < MAX_CONNECTIONS; i++) {
		if (canned->connections[i].fd >= 0) {
			drop(&canned->connections[i]);
		}
	}
	pthread_cond_destroy(&canned->came);
	buf_fini(&canned->newest);
	pthread_mutex_destroy(&canned->lock);
	free(canned->times_given);
	free(canned);
}
