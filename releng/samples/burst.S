// 1000 numbered lines as fast as the serial port takes them, then the machine is powered off.
	.include "common.inc"
	.global	_start
_start:	setup
	say	"burst up\n"
	mov	x20, #1
line:	say	"line "
	mov	x0, x20
	bl	putdec
	say	" of 1000\n"
	add	x20, x20, #1
	cmp	x20, #1000
	b.le	line
	say	"burst done\n"
	psci	SYSTEM_OFF
	routines
