package org.fleetdesk.serverless.engine.internal.cloud;

import java.util.Arrays;
import java.util.Optional;

/** What can be done with a VM by {@code one.vm.action}, and the numbers that OpenNebula's history records have for it. */
enum VmAction {

	UNDEPLOY(5, "undeploy"), UNDEPLOY_HARD(6, "undeploy-hard"), HOLD(7, "hold"), RELEASE(8, "release"), STOP(9, "stop"), SUSPEND(10, "suspend"), RESUME(11, "resume"),
	REBOOT(15, "reboot"), REBOOT_HARD(16, "reboot-hard"), RESCHED(17, "resched"), UNRESCHED(18, "unresched"), POWEROFF(19, "poweroff"), POWEROFF_HARD(20, "poweroff-hard"),
	TERMINATE(27, "terminate"), TERMINATE_HARD(28, "terminate-hard");

	/** Numbers of what is no action of {@code one.vm.action}, but ends a stay on a host as well. */
	static final int MIGRATE = 1;
	static final int DELETE = 13;
	static final int DELETE_RECREATE = 14;

	final int number;
	final String text;

	VmAction(int number, String text) {
		this.number = number;
		this.text = text;
	}

	static Optional<VmAction> of(String text) {
		return Arrays.stream(values()).filter(a -> a.text.equals(text)).findFirst();
	}

	/** Whether it needs the right of administration: that is oned's own default. */
	Right right() {
		return this == RESCHED || this == UNRESCHED ? Right.ADMIN : Right.MANAGE;
	}
}
