/* SPDX-License-Identifier: MIT */
/* --doctor: is all there that the dashboard needs, and what to do where it is not. */
#ifndef BEYATOP_DOCTOR_REPORT_H
#define BEYATOP_DOCTOR_REPORT_H

#include "doctor.h"
#include "settings.h"

#include <stdio.h>

/* Adds what concerns the terminal and the locale, which it sets. */
void doctor_report_terminal(struct doctor *doctor);

/* A line for each finding, and one for what to do; sanitised. */
void doctor_report_print(const struct doctor *doctor, FILE *out);

/* Examines all, prints it, and returns the process exit status: 0, or that of the first that is
 * bad. */
int doctor_report_run(const struct settings *settings);

#endif
