package org.fleetdesk.engine.internal.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.http.TlsSettings;

/**
 * The certificate of an engine that was given none: ECDSA P-256, signed by itself, for 825 days, in the data folder. It names the address it listens at,
 * the machine and localhost. A client trusts it by its file or by its fingerprint.
 *
 * @param certificate      its file, which clients may be given
 * @param key              the file of its private key (0600)
 * @param authorityItself  what stands in the first
 */
public record SelfMadeCertificate(Path certificate, Path key, X509Certificate authorityItself) {

	/** The longest that clients accept (Apple's platforms and Baseline Requirements for certificates of 2018 to 2020). */
	private static final Duration VALID = Duration.ofDays(825);
	/** A new one is made at a start that finds less left than this. */
	private static final Duration RENEWED_BEFORE = Duration.ofDays(60);
	private static final Duration CLOCK_DIFFERENCE = Duration.ofDays(1);

	/**
	 * The one of the data folder, or a new one when there is none, when it ends soon, or when it does not name the address.
	 *
	 * @param data    the data folder, locked by this process
	 * @param listen  where the engine will listen
	 * @param machine the machine's name
	 * @param now     decides whether it is still good
	 * @throws IOException when it cannot be written; the message names the file
	 */
	public static SelfMadeCertificate of(Path data, ListenAddress listen, String machine, Instant now) throws IOException, GeneralSecurityException {
		Path certificate = data.resolve("self-made-cert.pem");
		Path key = data.resolve("self-made-key.pem");
		Set<String> names = names(listen, machine);
		if (Files.exists(certificate) && Files.exists(key)) {
			var found = Pem.certificates(certificate).getFirst();
			// a crash between the two writes leaves files that do not belong together
			if (found.getNotAfter().toInstant().isAfter(now.plus(RENEWED_BEFORE)) && alternatives(found).containsAll(names)
					&& Pem.belongTogether(Pem.key(key), found.getPublicKey())) {
				return new SelfMadeCertificate(certificate, key, found);
			}
		}
		var generator = KeyPairGenerator.getInstance("EC");
		generator.initialize(new ECGenParameterSpec("secp256r1"));
		KeyPair pair = generator.generateKeyPair();
		if (isAnyAddress(listen)) {
			names.addAll(ownAddresses());
		}
		var made = make(pair, names, now.minus(CLOCK_DIFFERENCE));
		AtomicFiles.writePrivate(key, Pem.text(pair.getPrivate()));
		AtomicFiles.writePrivate(certificate, Pem.text(made));
		return new SelfMadeCertificate(certificate, key, made);
	}

	/** SHA-256 as openssl shows it, such as {@code AB:12:...}. */
	public String fingerprint() {
		return TlsSettings.fingerprint(authorityItself).toUpperCase().replaceAll("..(?!$)", "$0:");
	}

	/** When it ends. */
	public Instant end() {
		return authorityItself.getNotAfter().toInstant();
	}

	private static X509Certificate make(KeyPair pair, Set<String> names, Instant begin) throws IOException, GeneralSecurityException {
		var name = new X500Name("CN=Fleetdesk engine");
		var alternatives = names.stream().map(n -> new GeneralName(IPAddress.isValid(n) ? GeneralName.iPAddress : GeneralName.dNSName, n)).toArray(GeneralName[]::new);
		try {
			var builder = new JcaX509v3CertificateBuilder(name, new BigInteger(120, new SecureRandom()).setBit(120), Date.from(begin), Date.from(begin.plus(VALID)), name,
					pair.getPublic());
			builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
			builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
			builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
			builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
			return new JcaX509CertificateConverter().getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
		} catch (OperatorCreationException e) {
			throw new GeneralSecurityException("A certificate cannot be signed: " + e.getMessage(), e);
		}
	}

	/** What it must name in any case. */
	private static Set<String> names(ListenAddress listen, String machine) throws IOException {
		var names = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "::1"));
		if (machine.matches("[A-Za-z0-9_.-]{1,253}")) {
			names.add(machine);
		}
		if (!isAnyAddress(listen)) {
			names.add(listen.host());
		}
		return names.stream().map(SelfMadeCertificate::normal).collect(Collectors.toCollection(TreeSet::new));
	}

	private static boolean isAnyAddress(ListenAddress listen) throws IOException {
		return IPAddress.isValid(listen.host()) && InetAddress.getByName(listen.host()).isAnyLocalAddress();
	}

	private static Set<String> ownAddresses() throws SocketException {
		return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).filter(a -> !a.isLinkLocalAddress() && !a.isLoopbackAddress())
				.map(a -> normal(a.getHostAddress())).collect(Collectors.toSet());
	}

	private static Set<String> alternatives(X509Certificate certificate) throws GeneralSecurityException {
		var found = certificate.getSubjectAlternativeNames();
		return found == null ? Set.of() : found.stream().map(n -> normal(n.get(1).toString())).collect(Collectors.toSet());
	}

	/** One spelling of an address, whichever way it is written. */
	private static String normal(String name) {
		if (!IPAddress.isValid(name)) {
			return name.toLowerCase();
		}
		return InetAddress.ofLiteral(name).getHostAddress();
	}
}
