/* SPDX-License-Identifier: MIT */
/* Names of the table's attributes. */
#ifndef BEYATOP_SCHEMA_H
#define BEYATOP_SCHEMA_H

#define SCHEMA_USER_ID      "userId"      /* partition key */
#define SCHEMA_SERVICE      "serviceType" /* sort key */
#define SCHEMA_ACTIVE       "isActive"
#define SCHEMA_INTERVAL     "pollingIntervalMs"
#define SCHEMA_CREATED_AT   "createdAt"
#define SCHEMA_LAST_POLL_AT "lastPollAt"
#define SCHEMA_ERRORS       "errorCount"

#endif
