package dev.rollcall.client;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ManagedChannelRegistry;
import io.grpc.TlsChannelCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How a client is made. */
public final class ClientBuilder {
    /** How long a unary call may take, attempts and waits included, unless it is told otherwise. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(30);

    private static final Duration KEEPALIVE_ANSWER = Duration.ofSeconds(10);
    private static final int LARGEST_MESSAGE = 16 << 20;

    private final String endpoint;
    private @Nullable TokenProvider token;
    private @Nullable String ca;
    private @Nullable String certificate;
    private @Nullable String key;
    private boolean insecurePlaintext;
    private Duration deadline = DEFAULT_DEADLINE;
    private Duration keepalive = Duration.ofSeconds(20);

    ClientBuilder(String endpoint) {
        this.endpoint = endpoint;
    }

    /** Sends this access token; none, if it is empty. */
    public ClientBuilder token(String token) {
        this.token = token.isEmpty() ? null : () -> token;
        return this;
    }

    /** Asks for the access token of each request and each new stream. */
    public ClientBuilder tokenProvider(TokenProvider provider) {
        token = provider;
        return this;
    }

    /** Trusts the CAs in this PEM instead of the system's. */
    public ClientBuilder ca(String pem) {
        ca = pem;
        return this;
    }

    /** Shows the server this certificate (mTLS), with its key; both PEM, the key PKCS #8. */
    public ClientBuilder certificate(String pem, String keyPem) {
        certificate = pem;
        key = keyPem;
        return this;
    }

    /** Allows to send a token over {@code http:} to another machine, where everybody on the way can read it. */
    public ClientBuilder insecurePlaintext() {
        insecurePlaintext = true;
        return this;
    }

    /** How long a unary call may take, unless it is told otherwise ({@link #DEFAULT_DEADLINE}). */
    public ClientBuilder deadline(Duration each) {
        deadline = each;
        return this;
    }

    /** After how long without traffic the connection is probed, also while idle: 20 s by default, at least 10 s. */
    public ClientBuilder keepalive(Duration every) {
        keepalive = every;
        return this;
    }

    /**
     * Makes the client. It connects with the first call, and again whenever the connection is lost.
     *
     * @throws PlaintextRefusedException if a token was to be sent in plaintext to another machine
     * @throws IllegalArgumentException if the endpoint or a certificate cannot be used
     */
    public RollcallClient build() {
        return new RollcallClient(new Connection(channel(), token), deadline);
    }

    /** As {@link #build()}, a client whose methods do not block. */
    public AsyncRollcallClient buildAsync() {
        return new AsyncRollcallClient(new Connection(channel(), token), deadline);
    }

    private ManagedChannel channel() {
        Endpoint at = Endpoint.of(endpoint);
        if (!at.secure() && token != null && !insecurePlaintext && !at.isLoopback()) {
            throw new PlaintextRefusedException(
                    "a token is not sent in plaintext to another machine: " + endpoint + "; see insecurePlaintext()");
        }
        if (!at.secure() && (ca != null || certificate != null)) {
            throw new IllegalArgumentException("certificates are for https:// only");
        }
        return builder(at)
                .disableServiceConfigLookUp()
                .disableRetry() // See UnaryCall.
                .maxInboundMessageSize(LARGEST_MESSAGE)
                .keepAliveTime(keepalive.toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveTimeout(KEEPALIVE_ANSWER.toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveWithoutCalls(true)
                .build();
    }

    private ManagedChannelBuilder<?> builder(Endpoint at) {
        ChannelCredentials credentials = at.secure() ? tls() : InsecureChannelCredentials.create();
        try {
            return Grpc.newChannelBuilder(at.target(), credentials);
        } catch (ManagedChannelRegistry.ProviderNotFoundException broken) {
            throw new IllegalArgumentException("a certificate cannot be used: " + broken.getMessage(), broken);
        }
    }

    private ChannelCredentials tls() {
        var tls = TlsChannelCredentials.newBuilder();
        try {
            if (ca != null) {
                tls.trustManager(new ByteArrayInputStream(ca.getBytes(StandardCharsets.US_ASCII)));
            }
            if (certificate != null && key != null) {
                tls.keyManager(
                        new ByteArrayInputStream(certificate.getBytes(StandardCharsets.US_ASCII)),
                        new ByteArrayInputStream(key.getBytes(StandardCharsets.US_ASCII)));
            }
        } catch (IOException broken) {
            throw new IllegalArgumentException("a certificate cannot be used", broken);
        }
        return tls.build();
    }
}
