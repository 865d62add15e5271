package org.fleetdesk.gateways.engine.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;

import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.gateways.engine.internal.content.Blobs;
import org.fleetdesk.gateways.engine.internal.content.ContentStore;
import org.fleetdesk.gateways.engine.internal.deploy.Deployments;
import org.fleetdesk.gateways.engine.internal.device.Requests;
import org.fleetdesk.gateways.engine.internal.fleet.ControlRelay;
import org.fleetdesk.gateways.engine.internal.fleet.FleetApi;
import org.fleetdesk.gateways.engine.internal.fleet.VendorToken;
import org.fleetdesk.gateways.engine.internal.manage.ManageApi;
import org.fleetdesk.gateways.engine.internal.report.Summaries;
import org.fleetdesk.gateways.engine.internal.rpc.RpcApi;
import org.fleetdesk.gateways.engine.internal.store.Contents;
import org.fleetdesk.gateways.engine.internal.store.Database;
import org.fleetdesk.gateways.engine.internal.store.Device;
import org.fleetdesk.gateways.engine.internal.store.Devices;
import org.fleetdesk.gateways.engine.internal.store.Products;
import org.fleetdesk.gateways.engine.internal.store.StoreException;
import org.fleetdesk.gateways.engine.internal.store.Tx;
import org.fleetdesk.gateways.engine.internal.store.Values;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators have of a device cloud: content, deployments, the line to agents, and their APIs. */
final class Operator implements AutoCloseable {

	/** What it stands on. */
	record Base(Path data, Database database, Products products, Devices devices, Values values, InstantSource clock) {
	}

	private static final Logger LOG = LoggerFactory.getLogger(Operator.class);

	private final FleetApi.Parts parts;
	private final String version;

	private Operator(FleetApi.Parts parts, String version) {
		this.parts = parts;
		this.version = version;
	}

	/** Puts the parts together, listens to values, and ends what a kill left half done. */
	static Operator start(Base base, VendorToken token, String version) throws EngineException, InterruptedException {
		try {
			var contents = new ContentStore(base.database(), Blobs.open(base.data().resolve("content")), base.clock());
			contents.sweep();
			var deployments = new Deployments(base.database(), base.clock(), base.values()::writeByCloud);
			base.values().listen(new Summaries());
			base.values().listen(deployments.listener());
			deployments.resume();
			var relay = new ControlRelay((there, device) -> touch(base.database(), device, there));
			notListening(base.database());
			base.devices().listen(new Devices.Leaving() {

				@Override
				public void deleted(Tx tx, Device device) throws SQLException {
					deployments.abandon(tx, device);
				}

				@Override
				public void shutOut(long device) {
					base.values().waiters().end(device);
					relay.drop(device);
				}
			});
			return new Operator(new FleetApi.Parts(base.database(), base.products(), base.devices(), base.values(), contents, deployments, relay, token, base.clock()), version);
		} catch (IOException e) {
			throw new EngineException("The content area cannot be used: " + EngineException.reason(e), e);
		}
	}

	/** Those who saw devices listen before the engine ended hear that they do no more. */
	private static void notListening(Database database) throws InterruptedException {
		database.write(tx -> tx.update("UPDATE device SET revision = ?, listening = FALSE WHERE listening", tx.revision()));
	}

	/** Whether a device listens is part of what operators see. */
	private static void touch(Database database, long device, ControlRelay relay) {
		try {
			database.write(tx -> tx.update("UPDATE device SET revision = ?, listening = ? WHERE id = ?", tx.revision(), relay.listening(device), device));
		} catch (StoreException e) {
			LOG.warn("That a gateway listens, or does no more, is seen at its next change only: {}", e.getMessage());
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Adds all routes.
	 *
	 * @param scheme   of the addresses that are given out: http or https
	 * @param requests which gateway sends a request, and how often it may
	 */
	void addTo(Router router, String scheme, Requests requests) {
		FleetApi.addTo(router, parts, version, requests::proven);
		var rpc = new RpcApi(parts, requests);
		rpc.addTo(router);
		ManageApi.addTo(router, parts, rpc, scheme);
	}

	/** What devices download. */
	Contents contents() {
		return parts.contents();
	}

	/** Lets all who wait go on. */
	@Override
	public void close() {
		parts.relay().close();
		parts.deployments().close();
	}
}
