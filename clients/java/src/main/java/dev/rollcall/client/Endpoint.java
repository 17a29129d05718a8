package dev.rollcall.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Rollcall listens.
 *
 * @param secure whether by TLS
 * @param host a name or an address; one of IPv6 in brackets
 * @param port of TCP
 */
record Endpoint(boolean secure, String host, int port) {
    private static final Pattern FORM = Pattern.compile(
            "(?<scheme>https?)://(?<host>\\[[0-9a-f:.]+]|[^\\s/:@?#\\[\\]]+)(:(?<port>[0-9]{1,5}))?/?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern IPV4 = Pattern.compile("[0-9]+(\\.[0-9]+){3}");

    /**
     * Reads {@code http://HOST:PORT} or {@code https://HOST:PORT}; the port is 80 or 443 if there is none.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    static Endpoint of(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw unusable(text);
        }
        boolean secure = matcher.group("scheme").equalsIgnoreCase("https");
        String port = matcher.group("port");
        int number = port != null ? Integer.parseInt(port) : secure ? 443 : 80;
        if (number > 0xffff) {
            throw unusable(text);
        }
        return new Endpoint(secure, matcher.group("host"), number);
    }

    private static IllegalArgumentException unusable(String text) {
        return new IllegalArgumentException("endpoint " + text + " is not http://HOST:PORT or https://HOST:PORT");
    }

    /** As gRPC's resolvers read it: the brackets around an IPv6 address are not allowed in the path of a URI. */
    String target() {
        return "dns:///" + host.replace("[", "%5B").replace("]", "%5D") + ":" + port;
    }

    /** Whether it is this machine, without asking a name server. */
    boolean isLoopback() {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        if (!host.startsWith("[") && !IPV4.matcher(host).matches()) {
            return false;
        }
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException broken) {
            return false;
        }
    }
}
