// Ticks three times and then dies: the machine is reset.
	.include "common.inc"
	.global	_start
_start:	setup
	say	"crash up\n"
	mov	x20, #0
tick:	say	"tick "
	mov	x0, x20
	bl	putdec
	mov	w0, #'\n'
	bl	putc
	sleep
	add	x20, x20, #1
	cmp	x20, #3
	b.lt	tick
	say	"panic: giving up\n"
	psci	SYSTEM_RESET
	routines
