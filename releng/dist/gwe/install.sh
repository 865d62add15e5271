#!/bin/sh
# Installs Gateway Engine from its unpacked release package, or renews it; configuration and state stay. To be run by root.
#   ./install.sh
#   PREFIX=DIR   where to, instead of /opt/gateway-engine
#   ROOT=DIR     where the system's folders (etc, usr, var) are, for images of other machines; nothing is started then
#   START=no     starts nothing in any case; START=yes starts with ROOT, too
#   SUPERVISOR=own     does without supervisord where there is one; SUPERVISOR=supervisord uses it though its command is not found
# Applications in apps_to_install are installed, too. pre_install_commands.sh and post_install_commands.sh beside this script are run before and after.
# Exit code: 0, 1 when something failed, 2 when it cannot be installed here, 3 when Gateway Engine is installed and an application is not.
set -u
HERE=$(CDPATH='' cd -P "$(dirname "$0")" && pwd)
PREFIX=${PREFIX:-/opt/gateway-engine}
ROOT=${ROOT:-}
case $PREFIX in /*) ;; *) PREFIX=$(pwd)/$PREFIX ;; esac
if [ -n "$ROOT" ]; then case $ROOT in /*) ;; *) ROOT=$(pwd)/$ROOT ;; esac; fi
START=${START:-$([ -n "$ROOT" ] && echo no || echo yes)}
SUPERVISOR=${SUPERVISOR:-}
LOGS=$ROOT/var/log

refuse() {
	echo "install.sh: $1" >&2
	exit 2
}

fail() {
	echo "Failed: $1"
	exit 1
}

[ -x "$HERE/runtime/bin/java" ] && [ -f "$HERE/lib/class.path" ] || refuse "this is no unpacked release package: $HERE"
if [ -z "$ROOT" ] && [ "$(id -u)" != 0 ]; then
	refuse "this must be run by root"
fi
"$HERE/runtime/bin/java" -version >/dev/null 2>&1 ||
	refuse "the Java runtime of this package is for $(cat "$HERE/architecture"), and does not run on this machine ($(uname -m))"
mkdir -p "$PREFIX" 2>/dev/null && [ -w "$PREFIX" ] || refuse "$PREFIX cannot be written"
if [ "$HERE" != "$PREFIX" ]; then
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
	(cd "$HERE" && sh "./$1")
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

# the folder $1 of the package takes the place of the installed one
renew() {
	rm -rf "$PREFIX/$1.new" "$PREFIX/$1.old" && cp -R "$HERE/$1" "$PREFIX/$1.new" || return 1
	[ ! -e "$PREFIX/$1" ] || mv "$PREFIX/$1" "$PREFIX/$1.old" || return 1
	mv "$PREFIX/$1.new" "$PREFIX/$1" && rm -rf "$PREFIX/$1.old"
}

copy_programs() {
	if [ "$HERE" = "$PREFIX" ]; then
		# unpacked over an older version: what that one had and this one has not
		for jar in "$PREFIX"/lib/*.jar; do
			grep -qxF "$(basename "$jar")" "$PREFIX/lib/class.path" || rm -f "$jar"
		done
		return 0
	fi
	for part in runtime lib python init bin; do
		renew $part || return 1
	done
	cp "$HERE/version" "$HERE/architecture" "$HERE/install.sh" "$PREFIX/" && mkdir -p "$PREFIX/apps_to_install"
}

# writes the file $2 as the template $1 says
fill() {
	mkdir -p "$(dirname "$2")" && sed -e "s|@PREFIX@|$PREFIX|g" -e "s|@LOGS@|$LOGS|g" -e "s|@RUN@|$ROOT/run|g" "$HERE/init/$1" >"$2.part" && mv "$2.part" "$2"
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
		printf '[supervisor]\nkind = supervisord\nurl = unix://%s/run/supervisor.sock\nprograms = %s\n' "$ROOT" "$PROGRAMS" >"$PREFIX/Engine.config" || return 1
	fi
	case $STARTER in
	systemd) fill gateway-engine.service "$ROOT/etc/systemd/system/gateway-engine.service" ;;
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
		ln -sfn "$PREFIX/bin/$program" "$ROOT/usr/local/bin/$program" || return 1
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

install_applications() {
	set -- "$HERE"/apps_to_install/*.tar.gz
	[ -e "$1" ] || return 0
	echo "Installing $# applications"
	if [ "$START" = yes ] && [ "$STARTER" != supervisord ]; then
		# the supervisor answers a moment after its start
		i=0
		until [ -S "$PREFIX/supervisor/supervisor.sock" ] || [ $i -ge 300 ]; do
			sleep 0.1
			i=$((i + 1))
		done
	fi
	"$PREFIX/bin/gwe" --home "$PREFIX" --install-apps "$@"
}

install_all() {
	STARTER=$(starter)
	echo "Gateway Engine $(cat "$HERE/version") for $(cat "$HERE/architecture"), to $PREFIX, run by $STARTER"
	date
	uname -a
	[ -f "$PREFIX/Gateway.cfg" ] && echo "There is one already; its configuration stays"
	run_hook pre_install_commands.sh || fail "pre_install_commands.sh ended with an error"
	stop_running
	copy_programs || fail "the programs cannot be copied"
	set_up_boot || fail "the start at boot cannot be set up"
	link_programs || fail "the programs cannot be linked"
	start_all || fail "$STARTER cannot be started"
	CODE=0
	install_applications || CODE=3
	run_hook post_install_commands.sh || fail "post_install_commands.sh ended with an error"
	if [ $CODE = 0 ]; then
		echo "Gateway Engine is installed."
	else
		echo "Gateway Engine is installed; not all applications are."
	fi
	if ! [ -s "$PREFIX/Gateway.cfg" ]; then
		echo "Now say what it belongs to: gwe --product-id PRODUCT --set-iface eth0, and then: $PREFIX/bin/gwe-restart, or reboot"
	fi
	exit $CODE
}

LOG=$PREFIX/gwe_install_$(date +%Y-%m-%d_%H-%M-%S).log
: >>"$LOG" || refuse "$LOG cannot be written"
# The shell knows the exit code of the last command of a pipe only
RESULT=$(mktemp) || refuse "there is no room for a temporary file"
trap 'rm -f "$RESULT"' EXIT
{
	(install_all) 2>&1
	echo $? >"$RESULT"
} | tee -a "$LOG"
CODE=$(cat "$RESULT")
echo "The log is $LOG"
exit "${CODE:-1}"
