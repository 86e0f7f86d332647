#compdef beyatop
# SPDX-License-Identifier: MIT
# Completion of beyatop's options for zsh, made from its table of settings.
_arguments -s \
	'(-t --table)'{-t+,--table=}'[the table to watch]:NAME: ' \
	'(-r --region)'{-r+,--region=}'[its AWS region, else as the AWS CLI finds it]:NAME: ' \
	'(-p --profile)'{-p+,--profile=}'[the profile of ~/.aws to use, not AWS_* keys]:NAME: ' \
	'--role-arn=[a role to take on with these credentials]:ARN: ' \
	'--external-id=[what the role'\''s owner wants to be told]:ID: ' \
	'--endpoint-url=[another server that speaks DynamoDB'\''s API]:URL: ' \
	'--index-service=[the index by serviceType]:NAME: ' \
	'--index-active=[the index by isActive]:NAME: ' \
	'--poll-index=[which index is read, where both will do]:WHICH:(active service)' \
	'(-s --service)'{-s+,--service=}'[services to know; as a flag, reports have no others]:NAME,...: ' \
	'(-i --interval)'{-i+,--interval=}'[pause between two refreshes, 1s to 1h]:TIME: ' \
	'--reconcile=[pause between two Scans of the table, or off]:TIME: ' \
	'--max-rcu=[RCU a second for each index, else half of its own]:NUMBER: ' \
	'--full-every=[read every session anew after N refreshes]:N: ' \
	'--max-items=[sessions to keep; with more, reading stops]:N: ' \
	'--active-value=[how isActive spells active, where unusual]:TEXT: ' \
	'--paused-value=[how it spells paused; both or neither]:TEXT: ' \
	'--late=[late\: so many intervals without a poll]:NUMBER: ' \
	'--critical=[critical\: so many intervals without a poll]:NUMBER: ' \
	'--errors-late=[late\: so many errors in a row]:N: ' \
	'--errors-critical=[critical\: so many errors in a row]:N: ' \
	'--grace=[not late until over the interval by so much, too]:TIME: ' \
	'--future=[future\: ahead of the server'\''s clock by more]:TIME: ' \
	'--read-only[never write; no key can change that]' \
	'--write-rate=[WCU a second on the table and on each index]:NUMBER: ' \
	'--arm-for=[no write before w; so long without a key ends it]:TIME: ' \
	'--require-reason[no write without a reason in the audit log]' \
	'--protected[a write asks for the profile'\''s name to be typed]' \
	'--audit-syslog[the audit log goes to syslog too]' \
	'--record=[record what is shown into a new file]:PATH:_files' \
	'--replay=[show a recording instead of a table]:PATH:_files' \
	'--once[print a report and exit]' \
	'--whoami[print account, role, region and endpoint, exit]' \
	'(-o --output)'{-o+,--output=}'[format of reports, see below]:FORMAT:(text wide json jsonl csv prom)' \
	'(-f --filter)'{-f+,--filter=}'[list what passes, as in '\''err>5 !svc\:slack'\'']:TEXT: ' \
	'--sort=[of the sessions\: worst, age, err...; -age turns it]:NAME: ' \
	'(-n --count)'{-n+,--count=}'[so many reports, an interval apart; 0\: no end]:N: ' \
	'--textfile=[write reports as prom into this file instead]:PATH:_files' \
	'--check[one line and status 0-3, as a monitoring plugin]' \
	'--warn-if=[what --check calls WARNING]:COND: ' \
	'--crit-if=[what --check calls CRITICAL]:COND: ' \
	'--wait-until=[wait for it\: ok and no-crit are those of --check]:COND:(ok no-crit)' \
	'--timeout=[give up then; 10m to --wait-until, 1m to --check]:TIME: ' \
	'--statusline[print one short line, for tmux]' \
	'--ascii[draw with ASCII only]' \
	'(-C --no-color)'{-C,--no-color}'[draw without colours]' \
	'--theme=[auto, dark, light, colorblind or mono]:NAME:(auto dark light colorblind mono)' \
	'--alert=[when more is critical\: off, bell or osc9]:HOW:(off bell osc9)' \
	'--mouse[take wheel and clicks, as M]' \
	'--allow-http[allow http\:// to other machines than this one]' \
	'--log-file=[append changes, faults and writes as JSON lines]:PATH:_files' \
	'(-c --config)'{-c+,--config=}'[read this file, not ~/.config/beyatop/config]:PATH:_files' \
	'--print-config[print every setting, where it is from, and exit]' \
	'--doctor[check all that the dashboard needs, and exit]' \
	'(-V --version)'{-V,--version}'[print the version and exit]' \
	'(-h --help)'{-h,--help}'[print this and exit]'
