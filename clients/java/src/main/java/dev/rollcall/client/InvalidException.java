package dev.rollcall.client;

import io.grpc.Metadata;
import io.grpc.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** INVALID_ARGUMENT: The request is wrong. */
public final class InvalidException extends RollcallException {
    private static final long serialVersionUID = 1;

    InvalidException(Status status, @Nullable Metadata trailers, ErrorDetails details, @Nullable Throwable cause) {
        super(status, trailers, details, cause);
    }

    /** All the fields that are wrong. */
    public List<FieldViolation> getViolations() {
        return violations();
    }
}
