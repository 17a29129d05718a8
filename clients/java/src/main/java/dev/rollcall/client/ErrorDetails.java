package dev.rollcall.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.rollcall.v1.RefusedValue;
import dev.rollcall.v1.RefusedValues;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a status tells beside its code and message. */
record ErrorDetails(
        String reason, Map<String, String> metadata, List<FieldViolation> violations, @Nullable Duration retryAfter) {

    private static final ErrorDetails NONE = new ErrorDetails("", Map.of(), List.of(), null);

    /** Reads what is known of the details; what is not, or is broken, is passed over. */
    static ErrorDetails of(Status status, @Nullable Metadata trailers) {
        com.google.rpc.@Nullable Status raw;
        try {
            raw = StatusProto.fromStatusAndTrailers(status, trailers);
        } catch (RuntimeException broken) { // A proxy may have put anything there.
            return NONE;
        }
        var found = new Reader();
        for (Any detail : raw.getDetailsList()) {
            try {
                found.read(detail);
            } catch (InvalidProtocolBufferException broken) {
                continue;
            }
        }
        return found.details();
    }

    private static final class Reader {
        private ErrorInfo info = ErrorInfo.getDefaultInstance();
        private BadRequest bad = BadRequest.getDefaultInstance();
        private final Map<String, String> refused = new HashMap<>();
        private @Nullable Duration retryAfter;

        void read(Any detail) throws InvalidProtocolBufferException {
            if (detail.is(ErrorInfo.class)) {
                info = detail.unpack(ErrorInfo.class);
            } else if (detail.is(BadRequest.class)) {
                bad = detail.unpack(BadRequest.class);
            } else if (detail.is(RetryInfo.class)) {
                var delay = detail.unpack(RetryInfo.class).getRetryDelay();
                retryAfter = Duration.ofSeconds(delay.getSeconds(), delay.getNanos());
            } else if (detail.is(RefusedValues.class)) {
                for (RefusedValue value : detail.unpack(RefusedValues.class).getValuesList()) {
                    refused.put(value.getField(), value.getValue());
                }
            }
        }

        ErrorDetails details() {
            List<FieldViolation> violations = bad.getFieldViolationsList().stream()
                    .map(one -> new FieldViolation(one.getField(), one.getDescription(), refused.get(one.getField())))
                    .toList();
            return new ErrorDetails(info.getReason(), Map.copyOf(info.getMetadataMap()), violations, retryAfter);
        }
    }
}
