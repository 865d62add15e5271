// A line each second, for ever.
	.macro	banner
	say	"ticker up\n"
	.endm
	.macro	prefix
	say	"tick "
	.endm
	.include "ticker.inc"
