package org.fleetdesk.gateways.agent.internal.config;

/**
 * Who the gateway is: {@code Gateway.cfg}, section {@code [device]}. Empty texts where an option is not set.
 *
 * @param cik    the key to the cloud, 40 characters; never logged
 * @param model  with Murano the product's id
 * @param vendor with Murano the product's id
 * @param uuid   the serial number
 * @param iface  whose MAC address becomes the serial number when there is none
 */
public record GatewayCfg(String cik, String model, String vendor, String uuid, String iface) {

	static final String SECTION = "device";

	/** As a file that nobody has touched has them. */
	static final GatewayCfg FRESH = new GatewayCfg("", "", "", "", "");

	static GatewayCfg of(IniFile file) {
		return new GatewayCfg(value(file, "cik"), value(file, "model"), value(file, "vendor"), value(file, "uuid"), value(file, "iface"));
	}

	private static String value(IniFile file, String key) {
		return file.get(SECTION, key).orElse("");
	}

	public boolean activated() {
		return !cik.isEmpty();
	}

	@Override
	public String toString() {
		return "GatewayCfg[vendor=" + vendor + ", model=" + model + ", uuid=" + uuid + ", iface=" + iface + "]";
	}
}
