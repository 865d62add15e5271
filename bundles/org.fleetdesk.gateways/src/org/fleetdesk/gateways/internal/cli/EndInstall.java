package org.fleetdesk.gateways.internal.cli;

import org.fleetdesk.tasks.TaskService;

import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Option;

/** {@code gateway cancel|giveup}: ends what a gateway is to install. */
final class EndInstall extends Act {

	@Option(names = "--deployment", paramLabel = "ID", description = "Which one, as 'gateway deployments' lists them; by default the one that the gateway is at.")
	String deployment;

	EndInstall(Found found, TaskService tasks, String verb, String label) {
		super(found, tasks, verb, label);
	}

	@Override
	ObjectNode wishes() {
		return deployment == null ? parameters() : parameters().put("deployment", deployment);
	}
}
