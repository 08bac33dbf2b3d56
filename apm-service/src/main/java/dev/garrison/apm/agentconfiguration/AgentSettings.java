package dev.garrison.apm.agentconfiguration;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.garrison.platform.http.ApiException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the settings of agents may be, as the agents' public documentation says. Values are strings on the wire. A setting that is not
 * listed here is the agents' business and passes, as any string.
 */
final class AgentSettings {
    private static final Pattern DURATION = Pattern.compile("(-?\\d{1,9})(ms|s|m)");
    private static final Pattern SIZE = Pattern.compile("\\d{1,9}(b|kb|mb|gb)", Pattern.CASE_INSENSITIVE);
    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,9}");
    private static final Pattern SHARE = Pattern.compile("[01](\\.\\d{1,4})?");

    private static final Check TRUE_OR_FALSE = oneOf("true", "false");
    private static final Check NOT_NEGATIVE = duration("0ms", null);

    private static final Map<String, Check> CHECKS = Map.ofEntries(
            entry("api_request_size", AgentSettings::size),
            entry("api_request_time", duration("1s", null)),
            entry("capture_body", oneOf("off", "errors", "transactions", "all")),
            entry("capture_headers", TRUE_OR_FALSE),
            entry("circuit_breaker_enabled", TRUE_OR_FALSE),
            entry("dedot_custom_metrics", TRUE_OR_FALSE),
            entry("enable_log_correlation", TRUE_OR_FALSE),
            entry("exit_span_min_duration", NOT_NEGATIVE),
            entry("log_level", oneOf("trace", "debug", "info", "warning", "error", "critical", "off")),
            entry("log_sending", TRUE_OR_FALSE),
            entry("profiling_inferred_spans_enabled", TRUE_OR_FALSE),
            entry("profiling_inferred_spans_min_duration", NOT_NEGATIVE),
            entry("profiling_inferred_spans_sampling_interval", duration("1ms", "1s")),
            entry("recording", TRUE_OR_FALSE),
            entry("server_timeout", duration("1ms", null)),
            entry("session_sample_rate", AgentSettings::share),
            entry("span_compression_enabled", TRUE_OR_FALSE),
            entry("span_compression_exact_match_max_duration", NOT_NEGATIVE),
            entry("span_compression_same_kind_max_duration", NOT_NEGATIVE),
            entry("span_frames_min_duration", duration("-1ms", null)),
            entry("span_stack_trace_min_duration", duration("-1ms", null)),
            entry("stack_trace_limit", integer(-1)),
            entry("stress_monitor_cpu_duration_threshold", duration("1m", null)),
            entry("stress_monitor_gc_relief_threshold", AgentSettings::share),
            entry("stress_monitor_gc_stress_threshold", AgentSettings::share),
            entry("stress_monitor_system_cpu_relief_threshold", AgentSettings::share),
            entry("stress_monitor_system_cpu_stress_threshold", AgentSettings::share),
            entry("trace_continuation_strategy", oneOf("continue", "restart", "restart_external")),
            entry("transaction_max_spans", integer(0)),
            entry("transaction_sample_rate", AgentSettings::share),
            entry("use_path_as_transaction_name", TRUE_OR_FALSE));

    private AgentSettings() {}

    private interface Check {
        /** @return what was expected instead, or null */
        String expectation(String value);
    }

    /** @throws ApiException 400 with the first setting that no agent would take */
    static void check(Map<String, String> settings) {
        settings.forEach((name, value) -> {
            var check = CHECKS.get(name);
            var expectation = check == null ? null : check.expectation(value);
            if (expectation != null) {
                throw ApiException.badRequest(
                        "%s",
                        IoTsWording.at(
                                "body.settings." + name,
                                TextNode.valueOf(value) + " does not match expected type " + expectation));
            }
        });
    }

    private static Check oneOf(String... values) {
        return value -> List.of(values).contains(value) ? null : "\"" + String.join("\" | \"", values) + "\"";
    }

    private static Check duration(String min, String max) {
        var least = milliseconds(min);
        var most = max == null ? Long.MAX_VALUE : milliseconds(max);
        var expectation = "duration (ms, s, m) of at least " + min + (max == null ? "" : " and at most " + max);
        return value -> {
            var millis = milliseconds(value);
            return millis != null && millis >= least && millis <= most ? null : expectation;
        };
    }

    private static Long milliseconds(String value) {
        var duration = DURATION.matcher(value);
        if (!duration.matches()) {
            return null;
        }
        long unit =
                switch (duration.group(2)) {
                    case "ms" -> 1;
                    case "s" -> 1000;
                    default -> 60_000; // "m"
                };
        return Long.parseLong(duration.group(1)) * unit;
    }

    private static Check integer(int min) {
        return value -> INTEGER.matcher(value).matches() && Integer.parseInt(value) >= min
                ? null
                : "integer of at least " + min;
    }

    private static String size(String value) {
        return SIZE.matcher(value).matches() ? null : "size (b, kb, mb, gb)";
    }

    private static String share(String value) {
        return SHARE.matcher(value).matches() && new BigDecimal(value).compareTo(BigDecimal.ONE) <= 0
                ? null
                : "number between 0 and 1 with at most 4 decimals";
    }
}
