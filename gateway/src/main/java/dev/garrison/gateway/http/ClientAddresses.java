package dev.garrison.gateway.http;

import dev.garrison.gateway.GatewayConfig;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Where requests come from. What {@code X-Forwarded-*} says counts only when a trusted proxy says it. */
@Singleton
public class ClientAddresses {
    private static final String FOR = "x-forwarded-for";
    private static final String PROTO = "x-forwarded-proto";
    private static final String HOST = "x-forwarded-host";

    private final List<IpSubnetFilterRule> trusted;

    /**
     * @param address the client's
     * @param chain of addresses that the request came through, as {@code X-Forwarded-For}
     */
    record Origin(String address, String chain, String scheme, String host) {}

    ClientAddresses(GatewayConfig config) {
        trusted = config.trustedProxies().orElse(List.of()).stream()
                .map(ClientAddresses::subnet)
                .toList();
    }

    private static IpSubnetFilterRule subnet(String cidr) {
        var withLength = cidr.contains("/") ? cidr : cidr + (cidr.contains(":") ? "/128" : "/32");
        return new IpSubnetFilterRule(withLength, IpFilterRuleType.ACCEPT);
    }

    Origin of(HttpServerRequest request) {
        var remote =
                request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress();
        var scheme = request.isSSL() ? "https" : "http";
        var host = request.authority() == null ? null : request.authority().toString();
        if (trusted.isEmpty() || !isTrusted(remote)) {
            return new Origin(remote, remote, scheme, host);
        }
        var headers = request.headers();
        var chain = String.join(",", headers.getAll(FOR));
        return new Origin(
                client(chain, remote),
                chain.isEmpty() ? remote : chain + ", " + remote,
                "https".equals(headers.get(PROTO)) ? "https" : "http".equals(headers.get(PROTO)) ? "http" : scheme,
                headers.contains(HOST) ? headers.get(HOST) : host);
    }

    /** From the right, the first that is no proxy of ours: what stands left of it, anybody may have written. */
    private String client(String chain, String remote) {
        var client = remote;
        var addresses = chain.split(",");
        for (int i = addresses.length - 1; i >= 0; i--) {
            var address = addresses[i].strip();
            if (!NetUtil.isValidIpV4Address(address) && !NetUtil.isValidIpV6Address(address)) {
                return client;
            }
            client = address;
            if (!isTrusted(address)) {
                return client;
            }
        }
        return client;
    }

    private boolean isTrusted(String address) {
        InetAddress parsed = NetUtil.createInetAddressFromIpAddressString(address);
        if (parsed == null) {
            return false;
        }
        var socket = new InetSocketAddress(parsed, 0);
        for (var rule : trusted) {
            if (rule.matches(socket)) {
                return true;
            }
        }
        return false;
    }
}
