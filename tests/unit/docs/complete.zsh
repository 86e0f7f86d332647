# SPDX-License-Identifier: MIT
#
# complete.zsh LINE...: prints what zsh would complete each line to, asked in a zsh of its own on a pseudo-terminal.

zmodload zsh/zpty
here=${0:A:h}

ask() {
	zpty shell zsh -f -i
	# A file, for the terminal takes no long line at once.
	zpty -w shell "source $here/complete.zsh inside"
	local said
	zpty -r -m shell said $'*ready*'
	zpty -w -n shell "$1"$'\t'
	zpty -r -m shell said $'*<*>*'
	print -r -- ${${said##*<}%%>*}
	zpty -d shell
}

# In the shell that is asked: completing tells what was found, and inserts nothing.
prepare() {
	PROMPT=
	autoload -Uz compinit
	compinit -D -u
	functions[_beyatop]="$(<tui/share/beyatop.zsh)"
	compdef _beyatop beyatop
	typeset -ga told
	compadd() {
		if [[ "${@[1,(i)(-|--)]}" == *-[OAD]' '* ]]; then
			builtin compadd "$@"
			return
		fi
		local -a hits
		builtin compadd -A hits "$@"
		told+=($hits)
		return $(( $#hits == 0 ))
	}
	tell() { print -r -- "<${(u)told}>"; told=() }
	comppostfuncs=(tell)
	bindkey '^I' complete-word
	print ready
}

if [[ $1 == inside ]]; then
	prepare
else
	for line; do ask $line; done
fi
