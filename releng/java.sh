# Sourced: sets JAVA_HOME to a JDK 25 from JAVA_HOME, PATH or the usual folders, or ends with instructions.
fleetdesk_is_jdk25() {
	[ -x "$1/bin/javac" ] && [ -f "$1/release" ] && grep -q '^JAVA_VERSION="25' "$1/release"
}
fleetdesk_find_jdk() {
	if [ -n "${JAVA_HOME:-}" ] && fleetdesk_is_jdk25 "$JAVA_HOME"; then echo "$JAVA_HOME"; return 0; fi
	_javac=$(command -v javac 2>/dev/null) && _home=$(dirname "$(dirname "$(readlink -f "$_javac")")") && fleetdesk_is_jdk25 "$_home" && { echo "$_home"; return 0; }
	for _home in /usr/lib/jvm/* /opt/jdk* /opt/java/* /usr/local/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
		fleetdesk_is_jdk25 "$_home" && { echo "$_home"; return 0; }
	done
	return 1
}
if ! JAVA_HOME=$(fleetdesk_find_jdk); then
	cat >&2 <<-'END'
		Fleetdesk needs a JDK 25, and none was found in JAVA_HOME, in PATH, or in /usr/lib/jvm, /opt, ~/.sdkman and ~/.jdks.
		Install one (Temurin 25 from adoptium.net, or your distribution's openjdk-25-jdk), then either
		put it under /usr/lib/jvm or start with JAVA_HOME=/path/to/jdk-25 ./fleetdesk
	END
	exit 1
fi
export JAVA_HOME
