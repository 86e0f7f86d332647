#compdef beyatop
# SPDX-License-Identifier: MIT
# Completion of beyatop's options for zsh, made from its table of settings.
_beyatop()
{
	_arguments -s \
		'(-t --table)'{-t+,--table=}'[DynamoDB table to watch]:NAME: ' \
		'(-r --region)'{-r+,--region=}'[AWS region of the table]:NAME: ' \
		'(-p --profile)'{-p+,--profile=}'[profile in ~/.aws; ignores AWS_* credentials]:NAME: ' \
		'--role-arn=[role to assume with these credentials]:ARN: ' \
		'--external-id=[external ID for AssumeRole]:ID: ' \
		'--endpoint-url=[DynamoDB endpoint to use instead of AWS'\''s]:URL: ' \
		'--allow-http[allow http\:// to hosts other than this one]' \
		'--index-service=[index with partition key serviceType]:NAME: ' \
		'--index-active=[index with partition key isActive]:NAME: ' \
		'--active-value=[isActive text for active; needs --paused-value]:TEXT: ' \
		'--paused-value=[isActive text for paused; needs --active-value]:TEXT: ' \
		'(-s --service)'{-s+,--service=}'[known services; -s opens one and limits reports]:NAME,...: ' \
		'(-u --user)'{-u+,--user=}'[read only this user'\''s sessions, by one Query]:ID: ' \
		'(-i --interval)'{-i+,--interval=}'[time between refreshes, 1s to 1h]:TIME: ' \
		'--poll-index=[index to poll\: active or service]:WHICH:(active service)' \
		'--reconcile=[pause between Scans of the table, or off]:TIME: ' \
		'--max-rcu=[read budget per index in RCU/s]:NUMBER: ' \
		'--full-every=[run a full sweep every N refreshes]:N: ' \
		'--max-items=[stop reading after N sessions]:N: ' \
		'--late=[late after NUMBER intervals without a poll]:NUMBER: ' \
		'--critical=[critical after NUMBER intervals without a poll]:NUMBER: ' \
		'--errors-late=[late after N errors in a row]:N: ' \
		'--errors-critical=[critical after N errors in a row]:N: ' \
		'--grace=[minimum time past due before late or critical]:TIME: ' \
		'--future=[future if lastPollAt is ahead by more than TIME]:TIME: ' \
		'--runbook=[page that says what to do, with {state}, {user}...]:URL: ' \
		'--owner=[whom to call, shown with each finding]:TEXT: ' \
		'--read-only[disable all writes]' \
		'--write-rate=[write budget per table and index in WCU/s]:NUMBER: ' \
		'--arm-for=[allow writes only after w; expires when idle]:TIME: ' \
		'--require-reason[require a reason for each write]' \
		'--protected[confirm each write by typing the profile'\''s name]' \
		'--audit-syslog[also send the audit log to syslog]' \
		'--ascii[draw with ASCII only]' \
		'(-C --no-color)'{-C,--no-color}'[draw without colors]' \
		'--theme=[auto, dark, light, colorblind or mono]:NAME:(auto dark light colorblind mono)' \
		'--alert=[alert on critical sessions\: bell, osc9..., off]:HOW:(off bell osc9 osc777 osc99)' \
		'--mouse[enable mouse clicks and wheel; M toggles it]' \
		'--log-file=[append changes, findings and writes as JSON lines]:PATH:_files' \
		'--record=[record what the dashboard sees in a new file]:PATH:_files' \
		'--replay=[show a recording instead of a table]:PATH:_files' \
		'--once[print a report and exit]' \
		'(-o --output)'{-o+,--output=}'[print a report in a format, see below]:FORMAT:(text wide json jsonl csv prom)' \
		'--by=[a row per service, or per user]:WHAT:(service user)' \
		'--view=[start in this view, or in a saved \[view NAME\]]:NAME:(overview sessions detail heat changes writes)' \
		'--finding=[start in the sessions of a finding of this kind]:KIND:(cohort_stopped service_late provider_failing user_behind never_polled clock_ahead mass_pause mass_resume unknown_data table_trouble)' \
		'--columns=[columns of the list, such as late,err]:NAME,...: ' \
		'--problems[list only sessions with problems, as ! does]' \
		'--times=[times in lists\: utc, local or age]:HOW:(utc local age)' \
		'(-f --filter)'{-f+,--filter=}'[list matching sessions, as in '\''err>5 !svc\:slack'\'']:TEXT: ' \
		'--sort=[sort by worst, age, err...; -age reverses]:NAME: ' \
		'(-n --count)'{-n+,--count=}'[number of reports (0 = until interrupted)]:N: ' \
		'--timeout=[give up after this time]:TIME: ' \
		'--textfile=[write reports to this file, in format prom]:PATH:_files' \
		'--summary[print an incident summary in Markdown]' \
		'--statusline[print one short line for tmux]' \
		'--check[print one line, exit 0-3 (monitoring plugin)]' \
		'--warn-if=[condition for WARNING with --check]:COND: ' \
		'--crit-if=[condition for CRITICAL with --check]:COND: ' \
		'--wait-until=[wait for a condition, ok or no-crit (as --check)]:COND:(ok no-crit)' \
		'(-c --config)'{-c+,--config=}'[configuration file to read]:PATH:_files' \
		'--print-config[print all settings and their sources, and exit]' \
		'--whoami[print account, role, region and endpoint]' \
		'--doctor[check everything the dashboard needs, and exit]' \
		'--completion=[print completions for bash, zsh or fish]:SHELL:(bash zsh fish)' \
		'(-V --version)'{-V,--version}'[print the version and exit]' \
		'(-h --help)'{-h,--help}'[print this help and exit]'
}
if [ "$funcstack[1]" = _beyatop ]; then
	_beyatop "$@"
else
	compdef _beyatop beyatop
fi
