#!/bin/sh
# Installs Gateway Engine from its unpacked release package, or renews it; configuration and state stay. To be run by root.
#   ./install.sh
#   PREFIX=DIR   where to, instead of /opt/gateway-engine
#   ROOT=DIR     makes an image of another machine whose / is DIR: PREFIX is a folder in it, nothing is run or started here, and no file in it names DIR
#   START=no     starts nothing in any case; START=yes with ROOT: no image, but a place of its own for the system's folders (etc, usr, var) on this machine
#   SUPERVISOR=own     does without supervisord where there is one; SUPERVISOR=supervisord uses it though its command is not found
# Applications in apps_to_install are installed, too, unless they are there in that or a newer version; those of an image by install.sh on the machine itself. pre_install_commands.sh and post_install_commands.sh beside this script are run before and after.
# Exit code: 0, 1 when something failed, 2 when it cannot be installed here, 3 when Gateway Engine is installed and an application is not.
set -u
HERE=$(CDPATH='' cd -P "$(dirname "$0")" && pwd)

refuse() {
	echo "install.sh: $1" >&2
	exit 2
}

fail() {
	echo "Failed: $1"
	exit 1
}

# the folder $1, absolute and without a slash at its end; nothing of /
absolute() {
	case $1 in /*) folder=$1 ;; *) folder=$(pwd)/$1 ;; esac
	while [ "$folder" != "${folder%/}" ]; do
		folder=${folder%/}
	done
	printf '%s\n' "$folder"
}

# What is started here does not get these from its environment, as it would those that came from there
set -- "${PREFIX:-/opt/gateway-engine}" "${ROOT:-}" "${START:-}" "${SUPERVISOR:-}"
unset PREFIX ROOT START SUPERVISOR
PREFIX=$(absolute "$1")
[ -n "$PREFIX" ] || refuse "PREFIX=$1 is no folder for programs"
ROOT=
if [ -n "$2" ]; then
	ROOT=$(absolute "$2")
	[ -n "$ROOT" ] || refuse "ROOT=$2 is this machine itself, for which it is left out"
fi
START=$3
SUPERVISOR=$4
START=${START:-$([ -n "$ROOT" ] && echo no || echo yes)}
# PREFIX and ROOT are where files go now; TARGET and SYSTEM are the same as the files name them, and as the machine sees them that runs it
TARGET=$PREFIX
SYSTEM=$ROOT
IMAGE=no
if [ -n "$ROOT" ] && [ "$START" != yes ]; then
	IMAGE=yes
	SYSTEM=
	case $PREFIX in "$ROOT"/*) TARGET=${PREFIX#"$ROOT"} ;; esac
	PREFIX=$ROOT$TARGET
fi
LOGS=$ROOT/var/log

[ ! -e "$HERE/renewing" ] || sh "$HERE/bin/finish-renewal" "$HERE" || exit 2
[ -x "$HERE/runtime/bin/java" ] && [ -f "$HERE/lib/class.path" ] || refuse "this is no unpacked release package: $HERE"
if [ -z "$ROOT" ] && [ "$(id -u)" != 0 ]; then
	refuse "this must be run by root"
fi
[ $IMAGE = yes ] || "$HERE/runtime/bin/java" -version >/dev/null 2>&1 ||
	refuse "the Java runtime of this package is for $(cat "$HERE/architecture"), and does not run on this machine ($(uname -m))"
mkdir -p "$PREFIX" 2>/dev/null && [ -w "$PREFIX" ] || refuse "$PREFIX cannot be written"

# Two at once would take each other's parts away, as a first one lives on when its connection breaks. Locks are as in bin/finish-renewal.
LOCK=$PREFIX/installing.lock
nth=0
vain=0
until ln -sn $$ "$LOCK.$nth" 2>/dev/null; do
	if ! holder=$(readlink "$LOCK.$nth"); then
		vain=$((vain + 1)) # it is gone in this moment, or cannot be made
		[ $vain -lt 5 ] || refuse "$PREFIX cannot be written"
		sleep 1
		continue
	fi
	[ "$holder" = $$ ] || case $(tr '\0' ' ' 2>/dev/null <"/proc/$holder/cmdline") in # otherwise it was another's, before a power cut
	*install.sh*) refuse "another install.sh is at work here (process $holder); wait for its end" ;;
	esac
	nth=$((nth + 1))
done
trap 'rm -f "$LOCK".*' EXIT

# what of the installation are folders of the package; the files of bin, which finish a renewal that was cut off, take their places one by one
PARTS='runtime lib python init'

unstage() {
	for part in $PARTS bin version architecture install.sh; do
		rm -rf "$PREFIX/$part.new"
	done
}

if [ "$HERE" != "$PREFIX" ]; then
	if [ ! -e "$PREFIX/renewing" ]; then # what a renewal left that was cut off before it began, or after it was done
		unstage
		for part in $PARTS; do
			rm -rf "$PREFIX/$part.old"
		done
	fi
	NEEDED=$(du -sk "$HERE" | cut -f 1)
	FREE=$(df -Pk "$PREFIX" | awk 'NR == 2 { print $4 }')
	[ "$FREE" -gt $((NEEDED * 2)) ] || refuse "there are $((FREE / 1024)) MiB free at $PREFIX, and $((NEEDED * 2 / 1024)) MiB are needed"
fi

# what runs gwe and gmq
starter() {
	if [ "$SUPERVISOR" = supervisord ] || { [ "$SUPERVISOR" != own ] && [ -z "$ROOT" ] && command -v supervisord >/dev/null; } ||
		{ [ "$SUPERVISOR" != own ] && [ -n "$ROOT" ] && [ -x "$ROOT/usr/bin/supervisord" ]; }; then
		echo supervisord
	elif [ -d "$ROOT/run/systemd/system" ] || { [ -n "$ROOT" ] && [ -d "$ROOT/lib/systemd/system" ]; }; then
		echo systemd
	else
		echo init
	fi
}

run_hook() {
	[ -f "$HERE/$1" ] || return 0
	echo "Running $1"
	# a loop that writes to head ends by PIPE only; HUP stays ignored, as the hook too has to live on
	(cd "$HERE" && export PREFIX ROOT && trap - PIPE && sh "./$1")
}

# stops what an older version runs, so that its files can go
stop_running() {
	[ "$START" = yes ] || return 0
	case $(cat "$PREFIX/init/started-by" 2>/dev/null) in
	supervisord) supervisorctl stop gwe gmq >/dev/null 2>&1 ;;
	systemd) systemctl stop gateway-engine.service 2>/dev/null ;;
	init) if [ -x "$PREFIX/init/gateway-engine" ]; then "$PREFIX/init/gateway-engine" stop; fi ;;
	esac
	return 0
}

# copies all of the package beside what is installed, which stays as it is
stage() {
	for part in $PARTS bin; do
		rm -rf "$PREFIX/$part.new" && cp -R "$HERE/$part" "$PREFIX/$part.new" || return 1
	done
	for file in version architecture install.sh; do
		cp "$HERE/$file" "$PREFIX/$file.new" || return 1
	done
	# what stops and starts the agent, until set_up_boot writes it anew
	for file in started-by gateway-engine; do
		[ ! -e "$PREFIX/init/$file" ] || cp -p "$PREFIX/init/$file" "$PREFIX/init.new/" || return 1
	done
	sync
}

# Renames only: cut off after "renewing" is there, bin/gwe or the next ./install.sh does the rest; before it the old parts run with new programs in bin
swap() {
	mkdir -p "$PREFIX/bin" || return 1
	for program in "$PREFIX"/bin.new/*; do
		mv -f "$program" "$PREFIX/bin/" || return 1
	done
	: >"$PREFIX/renewing" && sync || return 1
	sh "$HERE/bin/finish-renewal" "$PREFIX" || return 1
	rm -rf "$PREFIX/bin.new"
}

copy_programs() {
	if [ "$HERE" = "$PREFIX" ]; then
		# unpacked over an older version: what that one had and this one has not
		for jar in "$PREFIX"/lib/*.jar; do
			grep -qxF "$(basename "$jar")" "$PREFIX/lib/class.path" || rm -f "$jar"
		done
		return 0
	fi
	swap || return 1
	mkdir -p "$PREFIX/apps_to_install"
}

# writes the file $2 as the template $1 says
fill() {
	mkdir -p "$(dirname "$2")" && sed -e "s|@PREFIX@|$TARGET|g" -e "s|@LOGS@|$SYSTEM/var/log|g" -e "s|@RUN@|$SYSTEM/run|g" "$HERE/init/$1" >"$2.part" && mv "$2.part" "$2"
}

set_up_boot() {
	mkdir -p "$LOGS" || return 1
	fill gateway-engine.init "$PREFIX/init/gateway-engine" && chmod 755 "$PREFIX/init/gateway-engine" || return 1
	if [ "$STARTER" = supervisord ]; then
		PROGRAMS=$ROOT/etc/supervisor/conf.d
	else
		PROGRAMS=$PREFIX/supervisor/conf.d
		mkdir -p "$PREFIX/supervisor" && chmod 700 "$PREFIX/supervisor" || return 1
	fi
	fill gwe.conf "$PROGRAMS/gwe.conf" && fill gmq.conf "$PROGRAMS/gmq.conf" || return 1
	if [ ! -e "$PREFIX/Engine.config" ] && [ "$STARTER" = supervisord ]; then
		printf '[supervisor]\nkind = supervisord\nurl = unix://%s/run/supervisor.sock\nprograms = %s\n' "$SYSTEM" "$SYSTEM/etc/supervisor/conf.d" >"$PREFIX/Engine.config" || return 1
	fi
	case $STARTER in
	systemd)
		fill gateway-engine.service "$ROOT/etc/systemd/system/gateway-engine.service" || return 1
		if [ $IMAGE = yes ]; then # as systemctl enable does
			mkdir -p "$ROOT/etc/systemd/system/multi-user.target.wants" && ln -sf ../gateway-engine.service "$ROOT/etc/systemd/system/multi-user.target.wants/gateway-engine.service" || return 1
		fi
		;;
	init)
		mkdir -p "$ROOT/etc/init.d" && cp "$PREFIX/init/gateway-engine" "$ROOT/etc/init.d/gateway-engine" && chmod 755 "$ROOT/etc/init.d/gateway-engine" || return 1
		if [ -z "$ROOT" ] && command -v update-rc.d >/dev/null; then
			update-rc.d gateway-engine defaults >/dev/null
		else
			for level in 2 3 4 5; do
				mkdir -p "$ROOT/etc/rc$level.d" && ln -sf ../init.d/gateway-engine "$ROOT/etc/rc$level.d/S99gateway-engine" || return 1
			done
			for level in 0 1 6; do
				mkdir -p "$ROOT/etc/rc$level.d" && ln -sf ../init.d/gateway-engine "$ROOT/etc/rc$level.d/K01gateway-engine" || return 1
			done
		fi
		;;
	esac || return 1
	echo "$STARTER" >"$PREFIX/init/started-by"
}

link_programs() {
	mkdir -p "$ROOT/usr/local/bin" || return 1
	for program in gwe gmq; do
		ln -sfn "$TARGET/bin/$program" "$ROOT/usr/local/bin/$program" || return 1
	done
	# so that programs in Python find the module exo, whoever starts them
	if [ -z "$ROOT" ] && command -v python3 >/dev/null; then
		packages=$(python3 -c 'import site; print(site.getsitepackages()[0])' 2>/dev/null) &&
			mkdir -p "$packages" && echo "$PREFIX/python" >"$packages/gateway-engine.pth" || echo "Python does not find the module exo by itself; set PYTHONPATH=$PREFIX/python"
	fi
}

start_all() {
	[ "$START" = yes ] || return 0
	case $STARTER in
	supervisord)
		if supervisorctl pid >/dev/null 2>&1; then
			supervisorctl reread && supervisorctl update || return 1
			# what was stopped for the renewal and did not change is not started by that
			supervisorctl start gwe gmq >/dev/null 2>&1 || true
		elif [ -d /run/systemd/system ]; then
			systemctl enable --now supervisor.service
		elif command -v service >/dev/null; then
			service supervisor start
		else
			supervisord
		fi
		;;
	systemd) systemctl daemon-reload && systemctl enable --now gateway-engine.service ;;
	init) "$PREFIX/init/gateway-engine" start ;;
	esac
}

# with the signals that this script does not heed
start_programs() {
	(trap - HUP INT TERM PIPE && start_all)
}

# a gateway without its agent could not be reached any more
fail_running() {
	start_programs
	fail "$1"
}

install_applications() {
	set -- "$HERE"/apps_to_install/*.tar.gz
	[ -e "$1" ] || return 0
	if [ $IMAGE = yes ]; then
		[ "$HERE" = "$PREFIX" ] || cp "$@" "$PREFIX/apps_to_install/" || return 1
		echo "$# applications are in the image; $TARGET/install.sh on the machine itself installs them"
		return 0
	fi
	echo "Installing $# applications"
	if [ "$START" = yes ] && [ "$STARTER" != supervisord ]; then
		# the supervisor answers a moment after its start
		i=0
		until [ -S "$PREFIX/supervisor/supervisor.sock" ] || [ $i -ge 300 ]; do
			sleep 0.1
			i=$((i + 1))
		done
	fi
	(trap - PIPE && "$PREFIX/bin/gwe" --home "$PREFIX" --only-newer --install-apps "$@")
}

install_all() {
	STARTER=$(starter)
	echo "Gateway Engine $(cat "$HERE/version") for $(cat "$HERE/architecture"), to $PREFIX, run by $STARTER"
	date
	uname -a
	[ -f "$PREFIX/Gateway.cfg" ] && echo "There is one already; its configuration stays"
	run_hook pre_install_commands.sh || fail "pre_install_commands.sh ended with an error"
	# otherwise the new parts of that one would go, and not all of the old ones are there
	[ ! -e "$PREFIX/renewing" ] || sh "$HERE/bin/finish-renewal" "$PREFIX" || fail "the renewal before this one was cut off"
	if [ "$HERE" != "$PREFIX" ] && ! stage; then
		unstage
		fail "the programs cannot be copied; what was installed is as it was"
	fi
	trap '' INT TERM # what is stopped is started again
	stop_running
	copy_programs || fail_running "the programs cannot be copied"
	set_up_boot || fail_running "the start at boot cannot be set up"
	link_programs || fail_running "the programs cannot be linked"
	start_programs || fail "$STARTER cannot be started"
	trap - INT TERM
	CODE=0
	install_applications || CODE=3
	run_hook post_install_commands.sh || fail "post_install_commands.sh ended with an error"
	if [ $CODE = 0 ]; then
		echo "Gateway Engine is installed."
	else
		echo "Gateway Engine is installed; not all applications are."
	fi
	if ! [ -s "$PREFIX/Gateway.cfg" ]; then
		echo "Now say what it belongs to: gwe --product-id PRODUCT --set-iface eth0, and then: $TARGET/bin/gwe-restart, or reboot"
	fi
	exit $CODE
}

LOG=$PREFIX/gwe_install_$(date +%Y-%m-%d_%H-%M-%S).log
: >>"$LOG" || refuse "$LOG cannot be written"
# The shell knows the exit code of the last command of a pipe only
RESULT=$(mktemp) || refuse "there is no room for a temporary file"
trap 'rm -f "$RESULT" "$LOCK".*' EXIT
# The connection of whoever runs this may break. INT and TERM end install_all, unless it ignores them; tee and the lock's holder stay until it has ended.
trap '' HUP INT TERM PIPE
{
	(trap - INT TERM && install_all) 2>&1
	echo $? >"$RESULT"
} | tee -a "$LOG"
CODE=$(cat "$RESULT")
echo "The log is $LOG"
exit "${CODE:-1}"
