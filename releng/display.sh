# Sourced. fleetdesk_display DATA: starts a virtual display with a window manager, which end with this process ($$, which becomes the
# console), exports DISPLAY, adds to OPTIONS, and takes a picture of the console every ten seconds.
fleetdesk_display() {
	mkdir -p "$1"
	_number="$1/display"
	rm -f "$_number"
	Xvfb -displayfd 3 -screen 0 1600x1000x24 -nolisten tcp 3>"$_number" >/dev/null 2>&1 </dev/null &
	_xvfb=$!
	_tries=0
	until [ -s "$_number" ]; do
		_tries=$((_tries + 1))
		if [ $_tries -gt 100 ] || ! kill -0 $_xvfb 2>/dev/null; then
			echo "There is no DISPLAY, and a virtual one (Xvfb) does not start." >&2
			return 1
		fi
		sleep 0.1
	done
	DISPLAY=":$(cat "$_number")"
	rm -f "$_number"
	export DISPLAY
	openbox >/dev/null 2>&1 </dev/null &
	_openbox=$!
	OPTIONS="-Dorg.eclipse.swt.internal.SessionManagerDBus.disable=true $OPTIONS" # there is no session
	_picture="$1/console.png"
	rm -f "$_picture"
	_console=$$
	(
		trap '' INT # Ctrl+C is for the console; this ends after it
		_wait=1
		while kill -0 $_console 2>/dev/null; do
			sleep 1
			_wait=$((_wait - 1))
			if [ $_wait -le 0 ] && xdotool search --onlyvisible --class '^Fleetdesk$' >/dev/null 2>&1; then
				import -window root "$_picture.part.png" 2>/dev/null && mv "$_picture.part.png" "$_picture"
				_wait=10
			fi
		done
		kill $_openbox $_xvfb 2>/dev/null
	) >/dev/null 2>&1 </dev/null &
	cat <<-END
		There is no display, so the console opens on a virtual one.
		  display:     DISPLAY=$DISPLAY
		  screenshot:  $_picture (once the window is up, then anew every 10 s)
		  to end it:   kill $_console   (or Ctrl+C here)
	END
}
