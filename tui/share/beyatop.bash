# SPDX-License-Identifier: MIT
# Completion of beyatop's options for bash, made from its table of settings.
_beyatop()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
	COMPREPLY=()
	[ "$cur" != = ] || cur=''
	[ "$prev" != = ] || prev=${COMP_WORDS[COMP_CWORD-2]}
	case $prev in
	--table|-t) return ;;
	--region|-r) return ;;
	--profile|-p) return ;;
	--role-arn) return ;;
	--external-id) return ;;
	--endpoint-url) return ;;
	--index-service) return ;;
	--index-active) return ;;
	--active-value) return ;;
	--paused-value) return ;;
	--service|-s) return ;;
	--user|-u) return ;;
	--interval|-i) return ;;
	--poll-index) mapfile -t COMPREPLY < <(compgen -W 'active service' -- "$cur"); return ;;
	--reconcile) return ;;
	--max-rcu) return ;;
	--full-every) return ;;
	--max-items) return ;;
	--late) return ;;
	--critical) return ;;
	--errors-late) return ;;
	--errors-critical) return ;;
	--grace) return ;;
	--future) return ;;
	--runbook) return ;;
	--owner) return ;;
	--write-rate) return ;;
	--arm-for) return ;;
	--theme) mapfile -t COMPREPLY < <(compgen -W 'auto dark light colorblind mono' -- "$cur"); return ;;
	--alert) mapfile -t COMPREPLY < <(compgen -W 'off bell osc9 osc777 osc99' -- "$cur"); return ;;
	--log-file) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	--record) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	--replay) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	--output|-o) mapfile -t COMPREPLY < <(compgen -W 'text wide json jsonl csv prom' -- "$cur"); return ;;
	--by) mapfile -t COMPREPLY < <(compgen -W 'service user' -- "$cur"); return ;;
	--view) mapfile -t COMPREPLY < <(compgen -W 'overview sessions detail heat changes writes' -- "$cur"); return ;;
	--finding) mapfile -t COMPREPLY < <(compgen -W 'cohort_stopped service_late provider_failing user_behind never_polled clock_ahead mass_pause mass_resume unknown_data table_trouble' -- "$cur"); return ;;
	--columns) return ;;
	--times) mapfile -t COMPREPLY < <(compgen -W 'utc local age' -- "$cur"); return ;;
	--filter|-f) return ;;
	--sort) return ;;
	--count|-n) return ;;
	--timeout) return ;;
	--textfile) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	--warn-if) return ;;
	--crit-if) return ;;
	--wait-until) mapfile -t COMPREPLY < <(compgen -W 'ok no-crit' -- "$cur"); return ;;
	--config|-c) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	--completion) mapfile -t COMPREPLY < <(compgen -W 'bash zsh fish' -- "$cur"); return ;;
	esac
	mapfile -t COMPREPLY < <(compgen -W '--table --region --profile --role-arn --external-id --endpoint-url --allow-http --index-service --index-active --active-value --paused-value --service --user --interval --poll-index --reconcile --max-rcu --full-every --max-items --late --critical --errors-late --errors-critical --grace --future --runbook --owner --read-only --write-rate --arm-for --require-reason --protected --audit-syslog --ascii --no-color --theme --alert --mouse --log-file --record --replay --once --output --by --view --finding --columns --problems --times --filter --sort --count --timeout --textfile --summary --statusline --check --warn-if --crit-if --wait-until --config --print-config --whoami --doctor --completion --version --help' -- "$cur")
}
complete -F _beyatop beyatop
