# Sourced. fleetdesk_packages PURPOSE...: installs the packages of releng/packages.txt for these purposes that are missing (as root on
# Debian), else says which. Needs ROOT. What was found complete is remembered until the list changes.
fleetdesk_packages() {
	_stamp="$ROOT/releng/target/packages-$(echo "$*" | tr ' ' -)"
	[ "$_stamp" -nt "$ROOT/releng/packages.txt" ] && return 0
	if ! command -v dpkg-query >/dev/null 2>&1; then
		_hint=$(for _p in "$@"; do sed -n "s/^$_p  *//p" "$ROOT/releng/packages.txt"; done | tr '\n' ' ')
		echo "This is not Debian: please see yourself that the counterparts of these packages are installed: $_hint" >&2
		mkdir -p "${_stamp%/*}" && : >"$_stamp"
		return 0
	fi
	_missing=
	for _purpose in "$@"; do
		for _line in $(sed -n "s/^$_purpose  *//p" "$ROOT/releng/packages.txt"); do
			_have=
			for _name in $(echo "$_line" | tr '|' ' '); do
				case $(dpkg-query -W -f='${db:Status-Status}' "$_name" 2>/dev/null) in installed) _have=1 ;; esac
			done
			[ -n "$_have" ] || _missing="$_missing $_line"
		done
	done
	if [ -n "$_missing" ]; then
		if [ "$(id -u)" != 0 ]; then
			echo "These packages are missing; please install them: apt-get install --no-install-recommends$(echo "$_missing" | sed 's/|[^ ]*//g')" >&2
			return 1
		fi
		echo "Installing system packages:$_missing" >&2
		apt-get -qq update >&2 || echo "apt-get update failed; trying with the lists there are" >&2
		_names=
		for _line in $_missing; do
			_chosen=
			for _name in $(echo "$_line" | tr '|' ' '); do
				[ -n "$_chosen" ] || ! apt-cache show "$_name" >/dev/null 2>&1 || _chosen=$_name
			done
			_names="$_names ${_chosen:-${_line##*|}}"
		done
		# shellcheck disable=SC2086
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $_names >&2 || {
			echo "apt-get could not install:$_names" >&2
			return 1
		}
	fi
	mkdir -p "${_stamp%/*}" && : >"$_stamp"
}
