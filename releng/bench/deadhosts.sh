# Sourced by releng/bench/bench. bench_deadhosts: ENGINES=100 connections, DEAD=50 of them fall silent for SILENCE=60 seconds.
bench_deadhosts() {
	console_ready
	_run=0
	while [ $_run -lt "$RUNS" ]; do
		_run=$((_run + 1))
		replay_begin "${ENGINES:-100}" 10
		echo "== ${DEAD:-50} of ${ENGINES:-100} engines silent for ${SILENCE:-60} s, run $_run, load $(cut -d' ' -f1-3 /proc/loadavg)"
		console_run deadhosts "-Dfleetdesk.bench.dead=${DEAD:-50}" "-Dfleetdesk.bench.silence=${SILENCE:-60}"
	done
}
