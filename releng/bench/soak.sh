# Sourced by releng/bench/bench. bench_soak [--minutes N]: ENGINES=20 connections with CONTAINERS=50 each, RATE=10 containers a second exchanged.
# The exit code is 1 when something that the console holds has grown.
bench_soak() {
	_minutes=60
	case ${1:-} in
	--minutes) _minutes=${2:?how many minutes} ;;
	?*) echo "bench soak has one option, --minutes N, not $1" >&2; exit 2 ;;
	esac
	console_ready
	replay_begin "${ENGINES:-20}" "${CONTAINERS:-50}"
	printf 'org.eclipse.ui/debug=true\norg.eclipse.ui/trace/graphics=true\n' >"$WORK/tracing" # SWT remembers its resources then
	echo "== $_minutes min, ${RATE:-10} containers a second on ${ENGINES:-20} engines with ${CONTAINERS:-50} each, load $(cut -d' ' -f1-3 /proc/loadavg)"
	CONSOLE_LIMIT=$((_minutes * 60 + 600))
	console_run soak "-Dosgi.debug=$WORK/tracing" "-Dfleetdesk.bench.minutes=$_minutes" "-Dfleetdesk.bench.rate=${RATE:-10}" && grep -q '^flat$' "$WORK/report"
}
