// The ticker's next version, to try an update.
	.macro	banner
	say	"ticker version 2 up\n"
	.endm
	.macro	prefix
	say	"tock "
	.endm
	.include "ticker.inc"
