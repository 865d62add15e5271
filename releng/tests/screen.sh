# Sourced. fleetdesk_screen: a virtual display of our own with a window manager, ended with this shell. Exports DISPLAY.
fleetdesk_screen() {
	SCREEN=$(mktemp -d)
	trap 'fleetdesk_screen_end' EXIT
	trap 'exit 130' INT TERM
	Xvfb -displayfd 3 -screen 0 1600x1000x24 -nolisten tcp 3>"$SCREEN/number" >"$SCREEN/log" 2>&1 </dev/null &
	SCREEN_SERVER=$!
	_tries=0
	until [ -s "$SCREEN/number" ]; do
		_tries=$((_tries + 1))
		[ $_tries -lt 100 ] && kill -0 $SCREEN_SERVER 2>/dev/null || { echo "Xvfb does not start: $(cat "$SCREEN/log")" >&2; return 1; }
		sleep 0.1
	done
	DISPLAY=":$(cat "$SCREEN/number")"
	unset WAYLAND_DISPLAY
	export DISPLAY
	openbox >/dev/null 2>&1 </dev/null &
	SCREEN_MANAGER=$!
}
fleetdesk_screen_end() {
	kill "$SCREEN_MANAGER" "$SCREEN_SERVER" 2>/dev/null || true
	rm -rf "$SCREEN"
}
